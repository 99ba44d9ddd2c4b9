/*
 * trials_versions.c - versions in use and running them: cases moved to another version and back, remedies,
 * starts, deliveries, dead letters.
 */
#include "trial.h"

#include "app/admin_state.h"
#include "app/case.h"
#include "app/migration.h"
#include "app/monitor.h"
#include "app/remedy.h"
#include "app/start.h"

/* What a trial was prepared with; one trial runs at a time. */
static struct {
    struct actor one, two;
    int64_t from, to, instance, key, id;
    struct str target, element, json;
} p;

static struct actor admin(struct world *w, const char *post)
{
    struct actor a = world_official(w, post);

    a.rights = RIGHT_WORK | RIGHT_REGISTER | RIGHT_MANAGE | RIGHT_REPORT | RIGHT_ADMINISTER |
               RIGHT_CONFIDENTIAL | RIGHT_ALL_UNITS;
    return a;
}

/* The files of the complaint's handling once more, with one more line: version 2. */
static enum rc install_again(struct cx *cx, void *arg, struct err *e)
{
    const struct world *w = arg;
    struct process_rec r;
    struct process_file *rows = NULL;
    size_t n = 0;
    enum rc rc = version_find(cx, STR("complaint_handling"), 0, &r, e);

    if (rc == RC_OK)
        rc = process_files(cx->tx, cx->a, r.id, &rows, &n, e);
    p.from = r.id;
    r.id = id_next(w->ids);
    p.to = r.id;
    r.version++;
    if (rc == RC_OK)
        rc = process_insert(cx->tx, &r, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = process_file_insert(cx->tx, r.id, rows[i].path, rows[i].content, e);
    return rc == RC_OK ? process_activate(cx->tx, r.key, r.id, e) : rc;
}

static void prepare_version(struct world *w)
{
    p.one = admin(w, "dg");
    p.two = admin(w, "mgr");
    world_write(w, &p.one, install_again, w);
}

/* A database from before starts were armed and places taken down. */
static enum rc make_old(struct cx *cx, void *arg, struct err *e)
{
    const struct world *w = arg;
    struct instance_list list = { 0 };
    enum rc rc = start_drop_key(cx->tx, STR("violation_referral"), e);

    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, w->cases[1].id, true, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = step_drop_of(cx->tx, list.v[i].id, e);
    return rc;
}

static enum rc disarm(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return start_drop_key(cx->tx, STR("violation_referral"), e);
}

static void prepare_unarmed(struct world *w)
{
    p.one = admin(w, "dg");
    world_write(w, &p.one, disarm, NULL);
}

static void prepare_old(struct world *w)
{
    p.one = admin(w, "dg");
    world_write(w, &p.one, make_old, w);
}

static enum rc do_arm(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct package *pkg = NULL;
    enum rc rc = catalogue_active(cx, STR("violation_referral"), &pkg, e);

    return rc == RC_OK ? starts_arm(cx, pkg, e) : rc;
}

static enum rc run_arm(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_arm, NULL, e);
}

static enum rc do_catch_up(struct cx *cx, void *arg UNUSED, struct err *e)
{
    bool left = false;

    return starts_catch_up(cx, 100, &left, e);
}

static enum rc run_catch_up(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_catch_up, NULL, e);
}

/* ---- migration ---- */

static enum rc do_begin(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct migration_plan plan;
    enum rc rc = migration_propose(cx, p.from, p.to, NULL, 0, &plan, e);

    return rc == RC_OK ? migration_begin(cx, &plan, STR_NONE, STR("اصلاح"), &p.id, e) : rc;
}

static enum rc run_begin(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_begin, NULL, e);
}

static void prepare_run(struct world *w)
{
    prepare_version(w);
    world_write(w, &p.one, do_begin, NULL);
}

static enum rc go_on(struct world *w, struct arena *a UNUSED, struct err *e)
{
    bool left = true;
    enum rc rc = RC_OK;

    while (rc == RC_OK && left)
        rc = migration_go_on(w->app, p.id, 1, &left, e);
    return rc;
}

static void prepare_undo(struct world *w)
{
    struct err e = { 0 };

    prepare_run(w);
    if (go_on(w, w->a, &e) != RC_OK)
        die("moving cases", &e);
}

static enum rc do_undo(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return migration_undo(cx, p.id, STR("اشتباه بود"), e);
}

static enum rc run_undo(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_undo, NULL, e);
}

static void prepare_back(struct world *w)
{
    prepare_undo(w);
    world_write(w, &p.one, do_undo, NULL);
}

/* ---- remedies ---- */

/* A task of the first case that lies open, and where its token may be moved to. */
static enum rc find_token(struct cx *cx, void *arg, struct err *e)
{
    const struct world *w = arg;
    struct instance_list list = { 0 };
    struct monitor_one x;
    enum rc rc = instance_list(cx->tx, cx->a, w->cases[1].id, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        rc = monitor_instance(cx, list.v[i].id, &x, e);
        for (size_t k = 0; rc == RC_OK && k < x.n_waits; k++)
            if (x.waits[k].kind == BPMN_WAIT_TASK) {
                p.instance = list.v[i].id;
                p.key = (int64_t)x.waits[k].key;
                p.target = arena_str(w->a, x.waits[k].element); /* the same task, given anew */
            }
    }
    return rc == RC_OK && p.key == 0 ? ERR(e, RC_NOT_FOUND, "no task") : rc;
}

static void prepare_token(struct world *w)
{
    p.one = admin(w, "dg");
    p.two = admin(w, "mgr");
    p.key = 0;
    world_read(w, &p.one, find_token, w);
}

static enum rc do_variable(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct remedy_variable v = { .instance_id = p.instance,
                                 .name = STR("assignee"),
                                 .value = STR("\"exp2\""),
                                 .reason = STR("نام درست نبود") };
    enum remedy_fault fault = REMEDY_FINE;
    enum rc rc = remedy_set_variable(cx, &v, &fault, e);

    return rc == RC_INVALID ? err_wrap(e, "fault %d", (int)fault) : rc;
}

static enum rc run_variable(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_variable, NULL, e);
}

static enum rc do_propose(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct remedy_move m = { p.instance, p.key, p.target, STR("دوباره داده شود") };
    enum remedy_fault fault = REMEDY_FINE;
    enum rc rc = remedy_propose(cx, &m, &p.id, &fault, e);

    return rc == RC_INVALID ? err_wrap(e, "fault %d", (int)fault) : rc;
}

static enum rc run_propose(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_propose, NULL, e);
}

static void prepare_move(struct world *w)
{
    prepare_token(w);
    world_write(w, &p.one, do_propose, NULL);
}

static enum rc do_decide(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum remedy_fault fault = REMEDY_FINE;
    enum rc rc = remedy_decide(cx, p.id, REMEDY_CONSENT, STR("بررسی شد"), &fault, e);

    return rc == RC_INVALID ? err_wrap(e, "fault %d", (int)fault) : rc;
}

static enum rc run_decide(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.two, do_decide, NULL, e);
}

/* ---- starts and deliveries ---- */

static enum rc make_due(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct package *pkg = NULL;
    const struct bpmn_element *process;
    struct start_rec s = { .kind = STR("timer"), .repeats = -1, .interval_ms = DAY_MS };
    enum rc rc = catalogue_active(cx, STR("violation_referral"), &pkg, e);

    if (rc != RC_OK)
        return rc;
    process = bpmn_process(pkg->model, STR_NONE);
    s.process_id = pkg->id;
    s.bpmn_process = process->id;
    s.due_at = cx->now_ms;
    for (uint32_t i = 0; i < process->n_children && s.element.len == 0; i++)
        if (bpmn_at(pkg->model, process->children[i])->kind == BPMN_START_EVENT)
            s.element = bpmn_at(pkg->model, process->children[i])->id;
    rc = start_drop_key(cx->tx, pkg->key, e);
    return rc == RC_OK ? start_put(cx->tx, &s, e) : rc;
}

static void prepare_due(struct world *w)
{
    p.one = admin(w, "dg");
    world_write(w, &p.one, make_due, NULL);
}

static enum rc run_starts(struct world *w, struct arena *a UNUSED, struct err *e)
{
    size_t n = 0;
    int64_t next = 0;

    return starts_run(w->app, 10, &n, &next, e);
}

static enum rc do_own(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct package *pkg = NULL;
    struct start_list list = { 0 };
    int64_t id = 0;
    enum rc rc = catalogue_active(cx, STR("violation_referral"), &pkg, e);

    if (rc == RC_OK)
        rc = start_due(cx->tx, cx->a, cx->now_ms, 1, &list, e);
    if (rc == RC_OK && list.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "no start is due");
    return rc == RC_OK ? case_begin_own(cx, pkg, list.v[0].bpmn_process, list.v[0].element, &id, e) : rc;
}

static enum rc run_own(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_own, NULL, e);
}

/* A message on its way to what waits in the first case that listens. */
static enum rc send(struct cx *cx, void *arg, struct err *e)
{
    const struct world *w = arg;
    enum rc rc = RC_OK;
    bool sent = false;

    for (size_t i = 1; rc == RC_OK && i < w->n_cases && !sent; i++) {
        struct subscription_list list = { 0 };

        rc = subscription_by_case(cx->tx, cx->a, w->cases[i].id, &list, e);
        for (size_t k = 0; rc == RC_OK && k < list.n && !sent; k++) {
            struct delivery_rec d = { .id = id_next(w->ids),
                                      .from_case_id = w->cases[0].id,
                                      .case_id = w->cases[i].id,
                                      .instance_id = list.v[k].instance_id,
                                      .key = list.v[k].key,
                                      .kind = STR("message"),
                                      .name = list.v[k].name,
                                      .vars = STR("{}"),
                                      .made_at = cx->now_ms,
                                      .next_at = cx->now_ms };

            rc = delivery_insert(cx->tx, &d, e);
            sent = true;
        }
    }
    return rc == RC_OK && !sent ? ERR(e, RC_NOT_FOUND, "nothing waits") : rc;
}

static void prepare_delivery(struct world *w)
{
    p.one = admin(w, "dg");
    world_write(w, &p.one, send, w);
}

static enum rc run_deliveries(struct world *w, struct arena *a UNUSED, struct err *e)
{
    size_t n = 0;

    return deliveries_run(w->app, 10, &n, e);
}

/* ---- dead letters ---- */

static enum rc kill_message(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct outbox_list list = { 0 };
    enum rc rc = outbox_lease(cx->tx, cx->a, INT64_MAX, 0, 1, &list, e);

    if (rc == RC_OK && list.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "no message");
    p.id = list.n > 0 ? list.v[0].id : 0;
    return rc == RC_OK ? outbox_failed(cx->tx, p.id, true, 0, STR("no such number"), e) : rc;
}

static void prepare_dead(struct world *w)
{
    p.one = admin(w, "dg");
    world_write(w, &p.one, kill_message, NULL);
}

static enum rc do_give_up(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return admin_message_give_up(cx, p.id, STR("شماره نیست"), e);
}

static enum rc run_give_up(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.one, do_give_up, NULL, e);
}

static const struct trial trials[] = {
    { "starts: armed", TRIAL_WRITE, prepare_unarmed, run_arm, RC_OK },
    { "starts: caught up", TRIAL_WRITE, prepare_old, run_catch_up, RC_OK },
    { "starts: fired", TRIAL_MANY, prepare_due, run_starts, RC_OK },
    { "case: of the office's own motion", TRIAL_WRITE, prepare_due, run_own, RC_OK },
    { "delivery: to another case", TRIAL_MANY, prepare_delivery, run_deliveries, RC_OK },
    { "migration: begun", TRIAL_WRITE, prepare_version, run_begin, RC_OK },
    { "migration: cases moved", TRIAL_MANY, prepare_run, go_on, RC_OK },
    { "migration: undone", TRIAL_WRITE, prepare_undo, run_undo, RC_OK },
    { "migration: cases put back", TRIAL_MANY, prepare_back, go_on, RC_OK },
    { "remedy: a variable", TRIAL_WRITE, prepare_token, run_variable, RC_OK },
    { "remedy: a move proposed", TRIAL_WRITE, prepare_token, run_propose, RC_OK },
    { "remedy: a token moved", TRIAL_WRITE, prepare_move, run_decide, RC_OK },
    { "outbox: given up", TRIAL_WRITE, prepare_dead, run_give_up, RC_OK },
};

struct trial_list trials_of_versions(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
