/*
 * migration.c - plans, dry runs and runs: which cases, and what became of them.
 *
 * Not here: moving one case (migration_case.c), the engine's part (bpmn/migrate.h).
 */
#include "app/migration.h"
#include "app/admin_inner.h"
#include "app/migration_inner.h"
#include "base/log.h"
#include "bpmn/migrate.h"

#define CASES_A_READ 200

enum rc version_find(struct cx *cx, struct str key, int64_t version, struct process_rec *ret, struct err *e)
{
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].key, key) && (version == 0 ? list.v[i].active : list.v[i].version == version)) {
            *ret = list.v[i];
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "'%.*s' has no installed version %lld", STR_ARG(key),
                             (long long)version)
                       : rc;
}

static enum rc may(const struct cx *cx, struct err *e)
{
    return cx->actor->kind == ACTOR_SYSTEM || admin_of_all(cx)
               ? RC_OK
               : ERR(e, RC_NOT_FOUND, "only who administers all units moves cases to another version");
}

/* ---- the plan ---- */

static bool holds_id(const struct bpmn_model *m, struct str id)
{
    return bpmn_find(m, id) != NULL || bpmn_find_flow(m, id) != NULL;
}

static bool given_for(const struct bpmn_pair *given, size_t n, struct str old)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(given[i].key, old))
            return true;
    return false;
}

static enum rc merge_map(struct cx *cx, struct migration_plan *p, const struct bpmn_pair *given, size_t n,
                         struct err *e)
{
    VEC(struct bpmn_pair) v = { 0 };
    const struct bpmn_pair *own = NULL;
    size_t n_own = 0;
    enum rc rc = bpmn_migrate_propose(cx->a, p->from_pkg->model, p->to_pkg->model, &own, &n_own, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        if (!holds_id(p->from_pkg->model, given[i].key))
            return ERR(e, RC_INVALID, "the old version has no '%.*s'", STR_ARG(given[i].key));
        if (given[i].value.len == 0)
            continue; /* nothing stands for it, whatever would be proposed */
        if (!holds_id(p->to_pkg->model, given[i].value))
            return ERR(e, RC_INVALID, "the new version has no '%.*s'", STR_ARG(given[i].value));
        (void)VEC_PUSH(cx->a, &v, given[i]);
    }
    for (size_t i = 0; i < n_own; i++)
        if (!given_for(given, n, own[i].key))
            (void)VEC_PUSH(cx->a, &v, own[i]);
    p->map = v.v;
    p->n_map = v.n;
    return arena_check(cx->a, e);
}

static enum rc find_gone(struct cx *cx, struct migration_plan *p, struct err *e)
{
    const struct bpmn_model *m = p->from_pkg->model;
    VEC(const struct bpmn_element *) v = { 0 };

    for (uint32_t i = 0; i < m->n_elements; i++)
        if (bpmn_is_node(&m->elements[i]) && bpmn_find(p->to_pkg->model, m->elements[i].id) == NULL &&
            !given_for(p->map, p->n_map, m->elements[i].id))
            (void)VEC_PUSH(cx->a, &v, &m->elements[i]);
    p->gone = v.v;
    p->n_gone = v.n;
    return arena_check(cx->a, e);
}

enum rc migration_propose(struct cx *cx, int64_t from_id, int64_t to_id, const struct bpmn_pair *given,
                          size_t n, struct migration_plan *ret, struct err *e)
{
    struct migration_plan p = { 0 };
    enum rc rc = may(cx, e);

    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, from_id, &p.from, e);
    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, to_id, &p.to, e);
    if (rc == RC_OK && (from_id == to_id || !str_eq(p.from.key, p.to.key)))
        rc = ERR(e, RC_INVALID, "two versions of one process are needed");
    if (rc == RC_OK)
        rc = catalogue_get(cx, from_id, &p.from_pkg, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, to_id, &p.to_pkg, e);
    if (rc == RC_OK)
        rc = merge_map(cx, &p, given, n, e);
    if (rc == RC_OK)
        rc = find_gone(cx, &p, e);
    if (rc == RC_OK)
        *ret = p;
    return rc;
}

/* ---- what must be chosen ---- */

static bool is_choice(const struct bpmn_element *el)
{
    return bpmn_is_activity(el) || el->kind == BPMN_CATCH_EVENT || el->kind == BPMN_EVENT_BASED;
}

static int64_t standing_at(const struct step_counts *all, struct str id)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].element, id))
            return all->v[i].n;
    return 0;
}

static int by_need(const void *x, const void *y)
{
    const struct migration_choice *a = x, *b = y;
    bool open_a = a->to.len == 0, open_b = b->to.len == 0;

    if ((a->standing > 0) != (b->standing > 0))
        return a->standing > 0 ? -1 : 1;
    if (open_a != open_b)
        return open_a ? -1 : 1;
    return a->old->index < b->old->index ? -1 : a->old->index > b->old->index;
}

enum rc migration_choices(struct cx *cx, const struct migration_plan *p, struct migration_choices *ret,
                          struct err *e)
{
    const struct bpmn_model *m = p->from_pkg->model;
    struct step_counts counts = { 0 };
    struct migration_choice *v;
    enum rc rc = may(cx, e);

    *ret = (struct migration_choices){ 0 };
    if (rc == RC_OK)
        rc = step_counts(cx->tx, cx->a, p->from.id, STR("/"), &counts, e);
    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct migration_choice, m->n_elements);
    if (v == NULL)
        return arena_check(cx->a, e);
    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct bpmn_element *el = bpmn_at(m, i);
        struct migration_choice c = { .old = el, .to = el->id, .standing = standing_at(&counts, el->id) };

        for (size_t k = 0; k < p->n_map; k++)
            if (str_eq(p->map[k].key, el->id))
                c.to = p->map[k].value;
        for (size_t k = 0; k < p->n_gone; k++)
            if (p->gone[k] == el)
                c.to = STR_NONE;
        if (is_choice(el) && (c.standing > 0 || !str_eq(c.to, el->id)))
            v[ret->n++] = c;
    }
    if (ret->n > 1)
        qsort(v, ret->n, sizeof(*v), by_need);
    ret->v = v;
    return RC_OK;
}

/* ---- dry run ---- */

static bool chosen(struct str only, struct str code)
{
    return only.len == 0 || roles_have(only, code);
}

static enum rc try_case(struct cx *cx, const struct migration_plan *p, int64_t case_id,
                        struct migration_line *l, struct err *e)
{
    CLEANUP(arena_freep) struct arena *own = arena_new(ARENA_BUDGET_DEFAULT * 4);
    struct cx x = *cx;
    struct str why = STR_NONE;
    enum rc rc;

    if (own == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    x.a = own; /* states are large: one case at a time */
    rc = migration_try(&x, p, case_id, &why, e);
    if (rc != RC_OK)
        return rc;
    l->outcome = why.len > 0 ? MIGRATION_REFUSED : MIGRATION_MOVED;
    l->reason = arena_str(cx->a, why);
    return arena_check(cx->a, e);
}

enum rc migration_dry_run(struct cx *cx, const struct migration_plan *p, struct str only, int64_t after,
                          int64_t limit, struct migration_lines *ret, struct err *e)
{
    struct version_cases list = { 0 };
    struct migration_lines r = { 0 };
    enum rc rc = may(cx, e);

    if (rc == RC_OK)
        rc = version_case_list(cx->tx, cx->a, p->from.id, STR("/"), after, limit, &list, e);
    if (rc != RC_OK)
        return rc;
    r.v = ARENA_ARRAY(cx->a, struct migration_line, list.n + 1);
    if (r.v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct migration_line *l = &r.v[r.n++];

        *l = (struct migration_line){ .case_id = list.v[i].case_id,
                                      .tracking_code = list.v[i].tracking_code,
                                      .subject = list.v[i].sight.confidential ? STR_NONE : list.v[i].subject,
                                      .outcome = MIGRATION_KEPT,
                                      .reason = STR("not chosen") };
        if (chosen(only, l->tracking_code))
            rc = try_case(cx, p, l->case_id, l, e);
        r.moved += l->outcome == MIGRATION_MOVED;
        r.kept += l->outcome == MIGRATION_KEPT;
        r.refused += l->outcome == MIGRATION_REFUSED;
    }
    if (list.n == (size_t)limit)
        r.last = list.v[list.n - 1].case_id;
    *ret = r;
    return rc;
}

/* ---- runs ---- */

static struct str map_text(struct cx *cx, const struct migration_plan *p)
{
    struct json_text t;

    json_text_begin(&t, '{');
    for (size_t i = 0; i < p->n_map; i++) {
        json_name(&t.o, p->map[i].key);
        json_put_str(&t.o, p->map[i].value);
    }
    return json_text_end(&t, cx->a, '}');
}

static enum rc list_cases(struct cx *cx, const struct migration_plan *p, int64_t run_id, struct str only,
                          int64_t *n, struct err *e)
{
    struct version_cases list = { 0 };
    int64_t after = 0;
    enum rc rc = RC_OK;

    do {
        rc = version_case_list(cx->tx, cx->a, p->from.id, STR("/"), after, CASES_A_READ, &list, e);
        for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
            bool yes = chosen(only, list.v[i].tracking_code);
            struct migration_case c = { .run_id = run_id,
                                        .case_id = list.v[i].case_id,
                                        .outcome = yes ? STR("waiting") : STR("kept"),
                                        .reason = yes ? STR("") : STR("not chosen"),
                                        .at = cx->now_ms };

            rc = migration_case_put(cx->tx, &c, e);
            after = c.case_id;
            ++*n;
        }
    } while (rc == RC_OK && list.n == CASES_A_READ);
    return rc;
}

static enum rc log_run(struct cx *cx, const char *act, const struct migration_rec *m, struct str reason,
                       struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "id", m->id);
    json_member_int(&t.o, "from", m->from_version);
    json_member_int(&t.o, "to", m->to_version);
    json_member_str(&t.o, "reason", reason);
    return office_audit(cx, act, m->key, json_text_end(&t, cx->a, '}'), e);
}

enum rc migration_begin(struct cx *cx, const struct migration_plan *p, struct str only, struct str reason,
                        int64_t *run_id, struct err *e)
{
    struct migration_rec m = { .id = cx_id(cx),
                               .key = p->from.key,
                               .from_id = p->from.id,
                               .to_id = p->to.id,
                               .map = map_text(cx, p),
                               .reason = reason,
                               .made_at = cx->now_ms,
                               .made_by = cx->actor->official_id,
                               .post_id = cx->actor->post_id,
                               .from_version = p->from.version,
                               .to_version = p->to.version };
    int64_t n = 0;
    enum rc rc = may(cx, e);

    if (rc == RC_OK)
        rc = migration_insert(cx->tx, &m, e);
    if (rc == RC_OK)
        rc = list_cases(cx, p, m.id, only, &n, e);
    if (rc == RC_OK)
        rc = log_run(cx, "process.migrate", &m, reason, e);
    if (rc == RC_OK)
        *run_id = m.id;
    return rc;
}

enum rc migration_undo(struct cx *cx, int64_t run_id, struct str reason, struct err *e)
{
    struct migration_rec m;
    struct migration_counts n = { 0 };
    enum rc rc = may(cx, e);

    if (rc == RC_OK)
        rc = migration_by_id(cx->tx, cx->a, run_id, &m, e);
    if (rc == RC_OK)
        rc = migration_counts(cx->tx, cx->a, run_id, &n, e);
    if (rc != RC_OK)
        return rc;
    if (m.undone_at != 0 || n.waiting > 0)
        return ERR(e, RC_CONFLICT, "run %lld is undone already, or its cases are still being moved",
                   (long long)run_id);
    m.undone_at = cx->now_ms;
    m.undone_by = cx->actor->official_id;
    m.undone_post = cx->actor->post_id;
    m.undone_reason = reason;
    rc = migration_undone(cx->tx, &m, e);
    if (rc == RC_OK)
        rc = migration_undo_cases(cx->tx, run_id, e);
    return rc == RC_OK ? log_run(cx, "process.migrate_undo", &m, reason, e) : rc;
}

struct waiting {
    int64_t run_id;
    size_t limit;
    struct migration_cases list;
};

static enum rc find_waiting(struct cx *cx, void *arg, struct err *e)
{
    struct waiting *w = arg;
    enum rc rc = w->run_id != 0 ? RC_OK : migration_waiting(cx->tx, &w->run_id, e);

    w->list.n = 0;
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK)
        rc = migration_case_list(cx->tx, cx->a, w->run_id, STR("waiting"), 0, (int64_t)w->limit, &w->list, e);
    if (rc == RC_OK && w->list.n == 0)
        rc = migration_case_list(cx->tx, cx->a, w->run_id, STR("undoing"), 0, (int64_t)w->limit, &w->list, e);
    return rc;
}

struct failing {
    int64_t run_id, case_id;
    struct str why;
};

/* What cannot be moved for a reason of ours is refused too, with that reason: a run always comes to its end.
 */
static enum rc note_failure(struct cx *cx, void *arg, struct err *e)
{
    const struct failing *x = arg;
    struct migration_case c;
    enum rc rc = migration_case_get(cx->tx, cx->a, x->run_id, x->case_id, &c, e);

    if (rc != RC_OK)
        return rc;
    c.outcome = str_eq_c(c.outcome, "undoing") ? STR("stayed") : STR("refused");
    c.reason = x->why;
    c.at = cx->now_ms;
    return migration_case_put(cx->tx, &c, e);
}

static enum rc one_case(struct app *app, const struct migration_case *c, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    struct actor robot = actor_system();
    struct migration_step step = { c->run_id, c->case_id };
    struct failing x = { c->run_id, c->case_id, STR_NONE };
    struct err why = { .rc = RC_OK };
    enum rc rc;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    rc = app_write(app, a, &robot, migration_one, &step, &why);
    if (rc == RC_OK || rc == RC_BUSY || rc == RC_UNCERTAIN) {
        if (rc != RC_OK && e != NULL)
            *e = why;
        return rc;
    }
    log_err(LOG_ERROR, "migration", &why);
    arena_clear(a);
    x.why = arena_fmt(a, ": %s", why.msg);
    return app_write(app, a, &robot, note_failure, &x, e);
}

enum rc migration_go_on(struct app *app, int64_t run_id, size_t limit, bool *left, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    struct actor robot = actor_system();
    struct waiting w = { .run_id = run_id, .limit = limit + 1 };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, &robot, find_waiting, &w, e);

    *left = false;
    for (size_t i = 0; rc == RC_OK && i < w.list.n && i < limit; i++)
        rc = one_case(app, &w.list.v[i], e);
    *left = rc == RC_OK && w.list.n > limit;
    return rc;
}

/* ---- reports ---- */

enum rc migration_report(struct cx *cx, int64_t run_id, int64_t after, int64_t limit,
                         struct migration_report *ret, struct err *e)
{
    struct migration_report r = { 0 };
    const struct package *pkg = NULL;
    enum rc rc = may(cx, e);

    if (rc == RC_OK)
        rc = migration_by_id(cx->tx, cx->a, run_id, &r.run, e);
    if (rc == RC_OK)
        rc = migration_counts(cx->tx, cx->a, run_id, &r.counts, e);
    if (rc == RC_OK)
        rc = migration_case_list(cx->tx, cx->a, run_id, STR(""), after, limit, &r.cases, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, r.run.to_id, &pkg, e);
    if (rc != RC_OK)
        return rc;
    r.title = pkg->title;
    for (size_t i = 0; i < r.cases.n; i++)
        if (r.cases.v[i].sight.confidential)
            r.cases.v[i].subject = STR_NONE;
    if (r.cases.n == (size_t)limit)
        r.last = r.cases.v[r.cases.n - 1].case_id;
    *ret = r;
    return RC_OK;
}

enum rc migration_runs(struct cx *cx, struct str key, struct migration_list *ret, struct err *e)
{
    enum rc rc = may(cx, e);

    return rc == RC_OK ? migration_list(cx->tx, cx->a, key, 100, ret, e) : rc;
}

void migration_why(struct str reason, struct str *element, struct str *why)
{
    size_t at = str_find_byte(reason, ':', 0);

    *element = at == SIZE_MAX ? STR_NONE : str_sub(reason, 0, at);
    *why = at == SIZE_MAX ? reason : str_trim(str_from(reason, at + 1));
}
