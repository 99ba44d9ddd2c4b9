/*
 * admin.c - what all use cases of administrators lean on, and units.
 */
#include "app/admin_inner.h"
#include "persian/collate.h"
#include "persian/text.h"

bool admin_of_all(const struct cx *cx)
{
    return (cx->actor->rights & RIGHT_ADMINISTER) != 0 && (cx->actor->rights & RIGHT_ALL_UNITS) != 0;
}

struct str admin_path(const struct cx *cx)
{
    return cx->actor->rights & RIGHT_ALL_UNITS ? STR("/") : cx->actor->unit_path;
}

enum rc admin_refuse(enum admin_fault *fault, enum admin_fault f, struct err *e)
{
    *fault = f;
    return ERR(e, RC_INVALID, "refused: administrator's rule %d", (int)f);
}

enum rc admin_sees(const struct cx *cx, struct str path, struct err *e)
{
    if (actor_may(cx->actor, MAY_ADMINISTER) && actor_sees_unit(cx->actor, path))
        return RC_OK;
    return ERR(e, RC_NOT_FOUND, "nothing like that below the administrator's unit");
}

enum rc admin_same(int64_t seen, int64_t now, struct err *e)
{
    return seen == now ? RC_OK
                       : ERR(e, RC_CONFLICT, "version %lld was seen, it is %lld now", (long long)seen,
                             (long long)now);
}

bool admin_code(struct str s)
{
    if (s.len < 2 || s.len > 60)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_' || c == '.'))
            return false;
    }
    return true;
}

enum rc admin_keep_last(struct cx *cx, enum admin_fault *fault, struct err *e)
{
    int64_t n = 0;
    enum rc rc = people_with_rights(cx->tx, RIGHT_ADMINISTER | RIGHT_ALL_UNITS, cx->now_ms, &n, e);

    return rc == RC_OK && n == 0 ? admin_refuse(fault, ADMIN_LAST, e) : rc;
}

enum rc admin_end_holdings(struct cx *cx, const struct holding_list *list, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < list->n; i++)
        if (list->v[i].until_at == 0 || list->v[i].until_at > cx->now_ms)
            rc = holding_end(cx->tx, list->v[i].id,
                             list->v[i].from_at > cx->now_ms ? list->v[i].from_at : cx->now_ms, e);
    return rc;
}

enum rc admin_note(struct cx *cx, const char *act, struct str object, int64_t id, struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "id", id);
    return office_audit(cx, act, object, json_text_end(&t, cx->a, '}'), e);
}

enum rc admin_last_change(struct cx *cx, const char *acts, struct str object, struct audit_rec *ret,
                          struct err *e)
{
    struct audit_filter f = { .acts = str_c(acts), .object = object, .limit = 1 };
    struct audit_list list = { 0 };
    enum rc rc = audit_find(cx->tx, cx->a, &f, &list, e);

    if (rc == RC_OK && list.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "no change of '%.*s'", STR_ARG(object));
    if (rc == RC_OK)
        *ret = list.v[0];
    return rc;
}

/* ---- units: the tree ---- */

struct sorted_unit {
    struct admin_unit_row row;
    struct str key; /* names of the superiors and its own, each as a sort key */
};

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const struct sorted_unit *)x)->key, ((const struct sorted_unit *)y)->key);
}

static struct sorted_unit *find_unit(struct sorted_unit *v, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].row.u.id == id)
            return &v[i];
    return NULL;
}

/* Units come by path, so that a superior is there before what is below it. Code breaks ties of names. */
static void place(struct cx *cx, struct sorted_unit *v, size_t i)
{
    struct sorted_unit *x = &v[i], *parent = find_unit(v, i, x->row.u.parent_id);
    struct str own =
        arena_fmt(cx->a, "%.*s\x01%.*s", STR_ARG(collate_key(cx->a, x->row.u.name)), STR_ARG(x->row.u.code));

    x->key = own;
    if (parent == NULL)
        return;
    x->key = arena_fmt(cx->a, "%.*s\x02%.*s", STR_ARG(parent->key), STR_ARG(own));
    x->row.depth = parent->row.depth + 1;
}

static void count_posts(struct sorted_unit *v, size_t n, const struct post_list *posts)
{
    struct sorted_unit *u = NULL;

    for (size_t i = 0; i < posts->n; i++) {
        const struct post_rec *p = &posts->v[i];

        if (u == NULL || u->row.u.id != p->unit_id)
            u = find_unit(v, n, p->unit_id);
        if (u == NULL)
            continue;
        u->row.posts++;
        u->row.vacant += p->holder.len == 0;
    }
}

static enum rc count_work(struct cx *cx, struct sorted_unit *v, size_t n, struct err *e)
{
    struct unit_work_list work = { 0 };
    enum rc rc = task_open_of_units(cx->tx, cx->a, &work, e);

    for (size_t i = 0; i < work.n; i++) {
        struct sorted_unit *u = find_unit(v, n, work.v[i].unit_id);

        if (u != NULL)
            u->row.open_tasks = work.v[i].open;
    }
    return rc;
}

static bool unit_matches(struct cx *cx, const struct unit_rec *u, struct str words)
{
    struct str in = text_search_key(cx->a, arena_fmt(cx->a, "%.*s %.*s", STR_ARG(u->name), STR_ARG(u->code)),
                                    TEXT_JOINED);

    return str_contains(in, words);
}

enum rc admin_units(struct cx *cx, struct str words, struct admin_unit_rows *ret, struct err *e)
{
    struct unit_list units = { 0 };
    struct post_list posts = { 0 };
    struct sorted_unit *v;
    struct str key = words.len > 0 ? text_search_key(cx->a, words, TEXT_JOINED) : STR_NONE;
    enum rc rc = unit_list(cx->tx, cx->a, admin_path(cx), &units, e);

    if (rc == RC_OK)
        rc = post_list(cx->tx, cx->a, 0, admin_path(cx), cx->now_ms, &posts, e);
    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct sorted_unit, units.n + 1);
    ret->v = ARENA_ARRAY(cx->a, struct admin_unit_row, units.n + 1);
    if (v == NULL || ret->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < units.n; i++) {
        v[i].row.u = units.v[i];
        place(cx, v, i);
    }
    count_posts(v, units.n, &posts);
    rc = count_work(cx, v, units.n, e);
    if (rc != RC_OK)
        return rc;
    qsort(v, units.n, sizeof(*v), by_key);
    ret->n = 0;
    for (size_t i = 0; i < units.n; i++) {
        if (key.len > 0 && !unit_matches(cx, &v[i].row.u, key))
            continue;
        ret->v[ret->n] = v[i].row;
        if (key.len > 0)
            ret->v[ret->n].depth = 0;
        ret->n++;
    }
    return arena_check(cx->a, e);
}

/* ---- one unit ---- */

static enum rc unit_seen(struct cx *cx, int64_t id, struct unit_rec *ret, struct err *e)
{
    enum rc rc = unit_by_id(cx->tx, cx->a, id, ret, e);

    return rc == RC_OK ? admin_sees(cx, ret->path, e) : rc;
}

static enum rc count_below(struct cx *cx, const struct unit_rec *u, size_t *ret, struct err *e)
{
    struct unit_list list = { 0 };
    enum rc rc = unit_list(cx->tx, cx->a, u->path, &list, e);

    *ret = 0;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        *ret += list.v[i].active && list.v[i].parent_id == u->id;
    return rc;
}

enum rc admin_unit_get(struct cx *cx, int64_t id, struct admin_unit *ret, struct err *e)
{
    struct holding_list all = { 0 };
    enum rc rc = unit_seen(cx, id, &ret->u, e);

    ret->parent = (struct unit_rec){ 0 };
    if (rc == RC_OK && ret->u.parent_id != 0)
        rc = unit_by_id(cx->tx, cx->a, ret->u.parent_id, &ret->parent, e);
    if (rc == RC_OK)
        rc = post_list_any(cx->tx, cx->a, id, cx->now_ms, &ret->posts, e);
    if (rc == RC_OK)
        rc = count_below(cx, &ret->u, &ret->below, e);
    if (rc != RC_OK)
        return rc;
    ret->holdings = (struct holding_list){ 0 };
    for (size_t i = 0; rc == RC_OK && i < ret->posts.n; i++) {
        struct holding_rec *grown;

        rc = holding_list(cx->tx, cx->a, 0, ret->posts.v[i].id, cx->now_ms, &all, e);
        if (rc != RC_OK)
            break;
        grown = ARENA_ARRAY(cx->a, struct holding_rec, ret->holdings.n + all.n + 1);
        if (grown == NULL)
            return arena_check(cx->a, e);
        if (ret->holdings.n > 0)
            memcpy(grown, ret->holdings.v, ret->holdings.n * sizeof(*grown));
        if (all.n > 0)
            memcpy(grown + ret->holdings.n, all.v, all.n * sizeof(*grown));
        ret->holdings = (struct holding_list){ grown, ret->holdings.n + all.n };
    }
    return rc;
}

static enum rc unit_code_free(struct cx *cx, const struct unit_rec *u, enum admin_fault *fault, struct err *e)
{
    struct unit_rec other;
    enum rc rc;

    if (!admin_code(u->code))
        return admin_refuse(fault, ADMIN_CODE, e);
    rc = unit_by_code(cx->tx, cx->a, u->code, &other, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc == RC_OK && other.id != u->id ? admin_refuse(fault, ADMIN_CODE_TAKEN, e) : rc;
}

static enum rc unit_new(struct cx *cx, struct unit_rec *u, enum admin_fault *fault, struct err *e)
{
    struct unit_rec parent;
    enum rc rc;

    if (u->parent_id == 0 && !admin_of_all(cx))
        return admin_refuse(fault, ADMIN_PARENT, e);
    rc = u->parent_id == 0 ? RC_OK : unit_seen(cx, u->parent_id, &parent, e);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && u->parent_id != 0 && !parent.active))
        return admin_refuse(fault, ADMIN_PARENT, e);
    if (rc == RC_OK)
        rc = unit_code_free(cx, u, fault, e);
    return rc == RC_OK ? office_add_unit(cx, u, e) : rc;
}

static enum rc unit_may_close(struct cx *cx, const struct unit_rec *u, enum admin_fault *fault, struct err *e)
{
    struct post_list posts = { 0 };
    size_t below = 0;
    enum rc rc = count_below(cx, u, &below, e);

    if (rc == RC_OK)
        rc = post_list(cx->tx, cx->a, u->id, STR_NONE, cx->now_ms, &posts, e);
    return rc == RC_OK && (below > 0 || posts.n > 0) ? admin_refuse(fault, ADMIN_NOT_EMPTY, e) : rc;
}

enum rc admin_unit_save(struct cx *cx, struct unit_rec *u, enum admin_fault *fault, struct err *e)
{
    struct unit_rec old;
    enum rc rc;

    *fault = ADMIN_FINE;
    if (u->id == 0)
        return unit_new(cx, u, fault, e);
    rc = unit_seen(cx, u->id, &old, e);
    if (rc == RC_OK)
        rc = admin_same(u->version, old.version, e);
    if (rc == RC_OK)
        rc = unit_code_free(cx, u, fault, e);
    if (rc == RC_OK && old.active && !u->active)
        rc = unit_may_close(cx, &old, fault, e);
    if (rc != RC_OK)
        return rc;
    u->parent_id = old.parent_id;
    u->path = old.path;
    rc = unit_update(cx->tx, u, e);
    return rc == RC_OK ? admin_note(cx,
                                    old.active == u->active ? "unit.change"
                                    : u->active             ? "unit.open"
                                                            : "unit.close",
                                    u->code, u->id, e)
                       : rc;
}
