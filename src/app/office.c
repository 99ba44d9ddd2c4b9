/*
 * office.c - the office's units, posts, people and calendar.
 */
#include "app/office.h"
#include "app/flow.h"

enum rc office_audit(struct cx *cx, const char *act, struct str object, struct str data, struct err *e)
{
    struct audit_rec r = { .id = cx_id(cx),
                           .at = cx->now_ms,
                           .official_id = cx->actor->official_id,
                           .post_id = cx->actor->post_id,
                           .act = str_c(act),
                           .object = object,
                           .data = data.len > 0 ? data : STR("{}") };

    return audit_insert(cx->tx, &r, e);
}

static enum rc note_id(struct cx *cx, const char *act, struct str object, int64_t id, struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "id", id);
    return office_audit(cx, act, object, json_text_end(&t, cx->a, '}'), e);
}

enum rc office_add_unit(struct cx *cx, struct unit_rec *u, struct err *e)
{
    struct unit_rec parent = { .path = STR("/") };
    enum rc rc = RC_OK;

    if (u->id == 0)
        u->id = cx_id(cx);
    if (u->parent_id != 0)
        rc = unit_by_id(cx->tx, cx->a, u->parent_id, &parent, e);
    if (rc != RC_OK)
        return rc;
    u->path = arena_fmt(cx->a, "%.*s%lld/", STR_ARG(parent.path), (long long)u->id);
    u->active = true;
    u->version = 1;
    rc = unit_insert(cx->tx, u, e);
    return rc == RC_OK ? note_id(cx, "unit.add", u->code, u->id, e) : rc;
}

enum rc office_add_post(struct cx *cx, struct post_rec *p, struct err *e)
{
    enum rc rc;

    if (p->id == 0)
        p->id = cx_id(cx);
    p->active = true;
    p->version = 1;
    rc = post_insert(cx->tx, p, e);
    return rc == RC_OK ? note_id(cx, "post.add", p->code, p->id, e) : rc;
}

enum rc office_add_official(struct cx *cx, struct official_rec *o, struct err *e)
{
    enum rc rc;

    if (o->id == 0)
        o->id = cx_id(cx);
    o->active = true;
    o->version = 1;
    rc = official_insert(cx->tx, o, e);
    return rc == RC_OK ? note_id(cx, "official.add", o->login, o->id, e) : rc;
}

/* Who and what, in words and as ids, so that the log reads without looking anything up. */
static enum rc note_hold(struct cx *cx, const struct holding_rec *h, struct err *e)
{
    struct official_rec o;
    struct post_rec p;
    struct json_text t;
    enum rc rc = official_by_id(cx->tx, cx->a, h->official_id, &o, e);

    if (rc == RC_OK)
        rc = post_by_id(cx->tx, cx->a, h->post_id, cx->now_ms, &p, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_int(&t.o, "post", h->post_id);
    json_member_int(&t.o, "official", h->official_id);
    json_member_str(&t.o, "name", o.name);
    json_member_str(&t.o, "kind", h->kind);
    json_member_int(&t.o, "from", h->from_at);
    json_member_int(&t.o, "until", h->until_at);
    return office_audit(cx, "post.hold", p.code, json_text_end(&t, cx->a, '}'), e);
}

enum rc office_hold(struct cx *cx, int64_t post_id, int64_t official_id, const char *kind, int64_t from_at,
                    int64_t until_at, struct str reason, struct err *e)
{
    struct holding_rec h = { .id = cx_id(cx),
                             .post_id = post_id,
                             .official_id = official_id,
                             .kind = str_c(kind),
                             .from_at = from_at,
                             .until_at = until_at,
                             .reason = reason,
                             .made_by = cx->actor->official_id };
    enum rc rc = holding_insert(cx->tx, &h, e);

    return rc == RC_OK ? note_hold(cx, &h, e) : rc;
}

/* ---- the calendar ---- */

/* The due date of this very deadline as it stands in the flow. */
static int64_t due_now(const struct flow *f, const struct deadline_rec *r)
{
    for (size_t i = 0; i < f->deadlines.n; i++)
        if (f->deadlines.v[i].id == r->id)
            return f->deadlines.v[i].due_at;
    return r->due_at;
}

/* `one` has the transaction of `cx` and an arena for this case alone; what is told is copied out. */
static enum rc recompute(struct cx *cx, struct cx *one, const struct calendar *cal,
                         const struct deadline_rec *r, struct moved_deadline *ret, bool *moved, struct err *e)
{
    struct flow *f = NULL;
    enum rc rc = flow_open(one, r->case_id, &f, e);

    if (rc != RC_OK)
        return rc;
    rc = flow_recalendar(f, r->kind, cal, moved, e);
    if (rc != RC_OK || !*moved)
        return rc;
    ret->old_due = r->due_at;
    ret->new_due = due_now(f, r);
    rc = task_follow_due(one->tx, f->c.id, ret->old_due, ret->new_due, e);
    if (rc != RC_OK)
        return rc;
    ret->tracking_code = arena_str(cx->a, f->c.tracking_code);
    ret->subject = arena_str(cx->a, f->c.subject);
    rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

static enum rc recompute_page(struct cx *cx, struct cx *one, const struct calendar *cal,
                              const struct deadline_list *list, struct moved_list *ret, size_t *cap,
                              struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < list->n; i++) {
        struct moved_deadline m = { 0 };
        bool moved = false;

        arena_clear(one->a);
        rc = recompute(cx, one, cal, &list->v[i], &m, &moved, e);
        if (rc != RC_OK || !moved)
            continue;
        if (!vec_grow(cx->a, (void **)&ret->v, ret->n, cap, sizeof(*ret->v)))
            return arena_check(cx->a, e);
        ret->v[ret->n++] = m;
    }
    return rc;
}

#define CASE_ARENA ((size_t)32 << 20)

static enum rc recompute_all(struct cx *cx, const struct calendar *cal, struct moved_list *ret, struct err *e)
{
    CLEANUP(arena_freep) struct arena *page = arena_new(CASE_ARENA), *own = arena_new(CASE_ARENA);
    struct deadline_list list = { 0 };
    struct cx one = *cx;
    int64_t after = 0;
    size_t cap = 0;
    enum rc rc = page == NULL || own == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    one.a = own;
    *ret = (struct moved_list){ 0 };
    while (rc == RC_OK) {
        arena_clear(page);
        rc = deadline_walk(cx->tx, page, after, 200, &list, e);
        if (rc != RC_OK || list.n == 0)
            break;
        after = list.v[list.n - 1].id;
        rc = recompute_page(cx, &one, cal, &list, ret, &cap, e);
    }
    return rc;
}

/* Tasks that are due after working days, of all open cases. */
static enum rc recompute_tasks(struct cx *cx, int64_t *moved, struct err *e)
{
    CLEANUP(arena_freep) struct arena *page = arena_new(CASE_ARENA), *own = arena_new(CASE_ARENA);
    struct case_ids list = { 0 };
    struct cx one = *cx;
    int64_t after = 0;
    enum rc rc = page == NULL || own == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    one.a = own;
    while (rc == RC_OK) {
        arena_clear(page);
        rc = task_cases_open(cx->tx, page, after, 200, &list, e);
        if (rc != RC_OK || list.n == 0)
            break;
        after = list.v[list.n - 1];
        for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
            struct flow *f = NULL;

            arena_clear(own);
            rc = flow_open(&one, list.v[i], &f, e);
            if (rc == RC_OK)
                rc = flow_recalendar_tasks(f, moved, e);
        }
    }
    return rc;
}

enum rc office_set_calendar(struct cx *cx, struct str key, struct str content, struct str note,
                            struct moved_list *moved, struct err *e)
{
    struct calendar_rec c = { .id = cx_id(cx),
                              .key = key,
                              .content = content,
                              .note = note,
                              .made_at = cx->now_ms,
                              .made_by = cx->actor->official_id };
    const struct calendar *cal = NULL;
    const struct json *j = NULL;
    int64_t old_id = 0, version = 0, tasks = 0;
    enum rc rc = json_parse(cx->a, content, &j, e);

    if (rc == RC_OK)
        rc = calendar_parse(cx->a, j, &cal, e);
    if (rc == RC_OK)
        rc = calendar_newest(cx->tx, key, &old_id, &version, e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    c.version = version + 1;
    rc = calendar_insert(cx->tx, &c, e);
    if (rc == RC_OK)
        rc = setting_put(cx->tx, STR("calendar"), key, cx->now_ms, cx->actor->official_id, e);
    if (rc == RC_OK)
        rc = office_audit(cx, "calendar.set", key, STR_NONE, e);
    if (rc == RC_OK)
        rc = recompute_all(cx, cal, moved, e);
    return rc == RC_OK ? recompute_tasks(cx, &tasks, e) : rc;
}
