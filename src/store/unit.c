/*
 * unit.c - units and posts.
 */
#include "port/admin.h"
#include "port/office.h"
#include "store/db.h"
#include "store/read.h"

static void read_unit(struct db_rows *r, struct arena *a, struct unit_rec *u)
{
    u->id = row_int(r);
    u->parent_id = row_int_or(r, 0);
    u->path = row_text(r, a);
    u->code = row_text(r, a);
    u->kind = row_text(r, a);
    u->function = row_text(r, a);
    u->name = row_text(r, a);
    u->county = row_text(r, a);
    u->phone = row_text(r, a);
    u->address = row_text(r, a);
    u->active = row_bool(r);
    u->version = row_int(r);
}

enum rc unit_insert(struct tx *tx, const struct unit_rec *u, struct err *e)
{
    return db_exec(tx, UNIT_INSERT,
                   DB_ARGS(db_int(u->id), db_int_or_null(u->parent_id), db_text(u->path), db_text(u->code),
                           db_text(u->kind), db_text(u->function), db_text(u->name), db_text(u->county),
                           db_text(u->phone), db_text(u->address), db_bool(u->active), db_int(1)),
                   NULL, e);
}

enum rc unit_update(struct tx *tx, const struct unit_rec *u, struct err *e)
{
    return db_exec_one(tx, UNIT_UPDATE,
                       DB_ARGS(db_int(u->id), db_text(u->code), db_text(u->kind), db_text(u->function),
                               db_text(u->name), db_text(u->county), db_text(u->phone), db_text(u->address),
                               db_text(u->path), db_bool(u->active), db_int(u->version)),
                       e);
}

static enum rc one_unit(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                        struct unit_rec *ret, struct err *e)
{
    READ_ONE(tx, a, s, args, struct unit_rec, read_unit, ret, e);
}

enum rc unit_by_id(struct tx *tx, struct arena *a, int64_t id, struct unit_rec *ret, struct err *e)
{
    return one_unit(tx, a, UNIT_BY_ID, DB_ARGS(db_int(id)), ret, e);
}

enum rc unit_by_code(struct tx *tx, struct arena *a, struct str code, struct unit_rec *ret, struct err *e)
{
    return one_unit(tx, a, UNIT_BY_CODE, DB_ARGS(db_text(code)), ret, e);
}

enum rc unit_by_function(struct tx *tx, struct arena *a, struct str function, struct unit_rec *ret,
                         struct err *e)
{
    return one_unit(tx, a, UNIT_BY_FUNCTION, DB_ARGS(db_text(function)), ret, e);
}

enum rc unit_list(struct tx *tx, struct arena *a, struct str path, struct unit_list *ret, struct err *e)
{
    struct str like = path_like(a, path);

    READ_LIST(tx, a, UNIT_SUBTREE, DB_ARGS(db_text(like)), struct unit_rec, read_unit, ret, e);
}

/* ---- posts ---- */

static void read_post(struct db_rows *r, struct arena *a, struct post_rec *p)
{
    p->id = row_int(r);
    p->unit_id = row_int(r);
    p->superior_id = row_int_or(r, 0);
    p->code = row_text(r, a);
    p->title = row_text(r, a);
    p->roles = row_text(r, a);
    p->rights = row_int(r);
    p->active = row_bool(r);
    p->version = row_int(r);
    p->unit_name = row_text(r, a);
    p->unit_path = row_text(r, a);
    p->unit_code = row_text(r, a);
}

enum rc post_insert(struct tx *tx, const struct post_rec *p, struct err *e)
{
    return db_exec(tx, POST_INSERT,
                   DB_ARGS(db_int(p->id), db_int(p->unit_id), db_int_or_null(p->superior_id),
                           db_text(p->code), db_text(p->title), db_text(p->roles), db_int(p->rights),
                           db_bool(p->active), db_int(1)),
                   NULL, e);
}

enum rc post_update(struct tx *tx, const struct post_rec *p, struct err *e)
{
    return db_exec_one(tx, POST_UPDATE,
                       DB_ARGS(db_int(p->id), db_int(p->unit_id), db_int_or_null(p->superior_id),
                               db_text(p->code), db_text(p->title), db_text(p->roles), db_int(p->rights),
                               db_bool(p->active), db_int(p->version)),
                       e);
}

/* Who held the posts that were read, and when: by post, the latest first. */
struct holder {
    int64_t post_id, from_at, until_at;
    struct str name;
};
struct holder_list {
    struct holder *v;
    size_t n;
};

static void read_holder(struct db_rows *r, struct arena *a, struct holder *h)
{
    h->post_id = row_int(r);
    h->from_at = row_int(r);
    h->until_at = row_int_or(r, 0);
    h->name = row_text(r, a);
}

static enum rc holders(struct tx *tx, struct arena *a, enum stmt s, struct db_arg of, struct holder_list *ret,
                       struct err *e)
{
    READ_LIST(tx, a, s, DB_ARGS(of), struct holder, read_holder, ret, e);
}

static void set_holder(struct post_rec *p, const struct holder_list *list, int64_t now)
{
    size_t lo = 0, hi = list->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (list->v[mid].post_id < p->id)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (p->holder = STR(""); lo < list->n && list->v[lo].post_id == p->id; lo++) {
        const struct holder *h = &list->v[lo];

        if (h->from_at <= now && (h->until_at == 0 || h->until_at > now)) {
            p->holder = h->name;
            return;
        }
    }
}

static enum rc one_post(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                        struct post_rec *ret, struct err *e)
{
    READ_ONE(tx, a, s, args, struct post_rec, read_post, ret, e);
}

static enum rc held_post(struct tx *tx, struct arena *a, enum stmt s, struct db_arg which, int64_t now,
                         struct post_rec *ret, struct err *e)
{
    struct holder_list held = { 0 };
    enum rc rc = one_post(tx, a, s, DB_ARGS(which), ret, e);

    if (rc == RC_OK)
        rc = holders(tx, a, HOLDER_OF_POST, db_int(ret->id), &held, e);
    if (rc == RC_OK)
        set_holder(ret, &held, now);
    return rc;
}

enum rc post_by_id(struct tx *tx, struct arena *a, int64_t id, int64_t now, struct post_rec *ret,
                   struct err *e)
{
    return held_post(tx, a, POST_BY_ID, db_int(id), now, ret, e);
}

enum rc post_by_code(struct tx *tx, struct arena *a, struct str code, int64_t now, struct post_rec *ret,
                     struct err *e)
{
    return held_post(tx, a, POST_BY_CODE, db_text(code), now, ret, e);
}

static enum rc posts(struct tx *tx, struct arena *a, enum stmt s, struct db_arg of, struct post_list *ret,
                     struct err *e)
{
    READ_LIST(tx, a, s, DB_ARGS(of), struct post_rec, read_post, ret, e);
}

/* `s` and `who` take the same parameter. */
static enum rc held_posts(struct tx *tx, struct arena *a, enum stmt s, enum stmt who, struct db_arg of,
                          int64_t now, struct post_list *ret, struct err *e)
{
    struct holder_list held = { 0 };
    enum rc rc = posts(tx, a, s, of, ret, e);

    if (rc == RC_OK)
        rc = holders(tx, a, who, of, &held, e);
    for (size_t i = 0; rc == RC_OK && i < ret->n; i++)
        set_holder(&ret->v[i], &held, now);
    return rc;
}

enum rc post_list(struct tx *tx, struct arena *a, int64_t unit_id, struct str path, int64_t now,
                  struct post_list *ret, struct err *e)
{
    if (unit_id == 0)
        return held_posts(tx, a, POST_SUBTREE, HOLDER_BELOW, db_text(path_like(a, path)), now, ret, e);
    return held_posts(tx, a, POST_OF_UNIT, HOLDER_OF_UNIT, db_int(unit_id), now, ret, e);
}

enum rc post_list_any(struct tx *tx, struct arena *a, int64_t unit_id, int64_t now, struct post_list *ret,
                      struct err *e)
{
    return held_posts(tx, a, POST_OF_UNIT_ANY, HOLDER_OF_UNIT, db_int(unit_id), now, ret, e);
}
