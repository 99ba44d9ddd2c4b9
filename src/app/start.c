/*
 * start.c - start events armed, fired and disarmed; deliveries from case to case.
 *
 * A timer start begins a case of the office's own motion (case_begin_own()): an instance always belongs to a
 * case, and so has a ledger, a tracking code and an owner. What cannot be begun or delivered now is tried
 * again in a minute, and the cause stands in the row for the process monitor.
 *
 * Not here: throwing (flow_signal.c), timers of running instances (timer.c).
 */
#include "app/start.h"
#include "app/case.h"
#include "app/flow.h"
#include "base/log.h"
#include "port/version.h"

#define ZONE STR("Asia/Tehran")

/* ---- arming ---- */

static struct str name_of(struct cx *cx, const struct bpmn_event_def *def)
{
    struct feel_env env = { .now_ms = cx->now_ms, .zone = ZONE, .vars = feel_context(cx->a) };
    const struct feel_value *v = NULL;

    if (def->name.feel == NULL)
        return def->name.text;
    if (feel_eval(def->name.feel, &env, cx->a, &v, NULL) != RC_OK || feel_is_null(v))
        return STR_NONE;
    return feel_to_string(cx->a, v);
}

static const char *kind_of(const struct bpmn_element *el)
{
    switch (el->trigger) {
    case BPMN_ON_TIMER:
        return "timer";
    case BPMN_ON_SIGNAL:
        return "signal";
    case BPMN_ON_MESSAGE:
        return "message";
    case BPMN_ON_CONDITION:
        return "condition";
    default:
        return NULL;
    }
}

static enum rc arm(struct cx *cx, const struct package *pkg, const struct bpmn_element *process,
                   const struct bpmn_element *el, struct err *e)
{
    const char *kind = el->event == NULL ? NULL : kind_of(el);
    struct start_rec s = { .process_id = pkg->id, .element = el->id, .bpmn_process = process->id };
    struct bpmn_due due = { 0 };
    enum rc rc = RC_OK;

    if (kind == NULL)
        return RC_OK;
    s.kind = str_c(kind);
    if (el->trigger == BPMN_ON_SIGNAL || el->trigger == BPMN_ON_MESSAGE)
        s.name = name_of(cx, el->event);
    if (el->trigger == BPMN_ON_TIMER) {
        rc = bpmn_timer_due(cx->a, el->event, NULL, cx->now_ms, ZONE, &due, e);
        s.due_at = due.due_ms;
        s.repeats = due.repeats;
        s.interval_ms = due.interval_ms;
        s.interval_months = due.interval_months;
    }
    if (rc != RC_OK)
        return err_wrap(e, "the timer of the start '%.*s'", STR_ARG(el->id));
    return start_put(cx->tx, &s, e);
}

/* The start events of the process itself; those of event sub-processes are the engine's. */
static enum rc arm_all(struct cx *cx, const struct package *pkg, struct err *e)
{
    const struct bpmn_model *m = pkg->model;
    enum rc rc = RC_OK;

    for (uint32_t i = 0; rc == RC_OK && i < m->n_elements; i++) {
        const struct bpmn_element *el = &m->elements[i], *up;

        if (el->kind != BPMN_START_EVENT || el->parent == BPMN_NONE)
            continue;
        up = bpmn_at(m, el->parent);
        if (up->kind == BPMN_PROCESS)
            rc = arm(cx, pkg, up, el, e);
    }
    return rc;
}

enum rc starts_arm(struct cx *cx, const struct package *pkg, struct err *e)
{
    enum rc rc = start_drop_key(cx->tx, pkg->key, e);

    return rc == RC_OK ? arm_all(cx, pkg, e) : rc;
}

static bool is_armed(const struct start_list *list, int64_t process_id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].process_id == process_id)
            return true;
    return false;
}

enum rc starts_catch_up(struct cx *cx, int64_t limit, bool *left, struct err *e)
{
    struct package_list all = { 0 };
    struct start_list armed = { 0 };
    int64_t *ids = NULL;
    size_t n = 0;
    enum rc rc = catalogue_all(cx, &all, e);

    if (rc == RC_OK)
        rc = start_list(cx->tx, cx->a, &armed, e);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (!is_armed(&armed, all.v[i]->id))
            rc = arm_all(cx, all.v[i], e);
    if (rc == RC_OK)
        rc = step_missing(cx->tx, cx->a, 0, limit, &ids, &n, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = flow_places_make(cx, ids[i], e);
    *left = n == (size_t)limit;
    return rc;
}

/* ---- firing ---- */

struct scan {
    size_t limit;
    struct start_list due;
    int64_t next_at;
};

static enum rc scan(struct cx *cx, void *arg, struct err *e)
{
    struct scan *s = arg;
    enum rc rc = start_due(cx->tx, cx->a, cx->now_ms, (int64_t)s->limit, &s->due, e);

    s->next_at = INT64_MAX;
    if (rc == RC_OK)
        rc = start_next(cx->tx, &s->next_at, e);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc fire(struct cx *cx, void *arg, struct err *e)
{
    const struct start_rec *was = arg;
    const struct package *pkg = NULL;
    struct start_rec s;
    struct bpmn_due d;
    int64_t case_id = 0;
    enum rc rc = start_get(cx->tx, cx->a, was->process_id, was->element, &s, e);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && (s.due_at == 0 || s.due_at > cx->now_ms)))
        return RC_OK; /* another node fired it, or another version took its place */
    if (rc == RC_OK)
        rc = catalogue_get(cx, s.process_id, &pkg, e);
    if (rc == RC_OK)
        rc = case_begin_own(cx, pkg, s.bpmn_process, s.element, &case_id, e);
    if (rc != RC_OK)
        return rc;
    d = (struct bpmn_due){ s.due_at, s.repeats, s.interval_ms, (int32_t)s.interval_months };
    s.due_at = bpmn_timer_next(cx->a, &d, cx->now_ms, ZONE) ? d.due_ms : 0;
    s.repeats = d.repeats;
    s.fired++;
    s.fired_at = cx->now_ms;
    s.last_error = STR("");
    return start_put(cx->tx, &s, e);
}

struct trouble {
    const void *what;
    struct str why;
};

static enum rc put_start_off(struct cx *cx, void *arg, struct err *e)
{
    const struct trouble *t = arg;
    const struct start_rec *was = t->what;
    struct start_rec s;
    enum rc rc = start_get(cx->tx, cx->a, was->process_id, was->element, &s, e);

    if (rc != RC_OK || s.due_at == 0)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    s.due_at = cx->now_ms + MINUTE_MS;
    s.last_error = t->why;
    return start_put(cx->tx, &s, e);
}

/* One piece of work in its own transaction; when it cannot be done, `off` puts it off. */
static enum rc piece(struct app *app, use_case *fn, use_case *off, void *what, size_t *done, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT);
    struct actor robot = actor_system();
    struct err why = { .rc = RC_OK };
    struct trouble t = { .what = what };

    if (a == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    if (app_write(app, a, &robot, fn, what, &why) == RC_OK) {
        ++*done;
        return RC_OK;
    }
    log_err(LOG_ERROR, "start", &why);
    arena_clear(a);
    t.why = arena_fmt(a, "%s", why.msg);
    return app_write(app, a, &robot, off, &t, e);
}

enum rc starts_run(struct app *app, size_t limit, size_t *fired, int64_t *next_at, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT);
    struct actor robot = actor_system();
    struct scan s = { .limit = limit };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, &robot, scan, &s, e);

    *fired = 0;
    for (size_t i = 0; rc == RC_OK && i < s.due.n; i++)
        rc = piece(app, fire, put_start_off, &s.due.v[i], fired, e);
    *next_at = s.next_at;
    return rc;
}

/* ---- deliveries ---- */

struct delivery_scan {
    size_t limit;
    struct delivery_list due;
};

static enum rc scan_deliveries(struct cx *cx, void *arg, struct err *e)
{
    struct delivery_scan *s = arg;

    return delivery_due(cx->tx, cx->a, cx->now_ms, (int64_t)s->limit, &s->due, e);
}

static enum rc hand_over(struct cx *cx, const struct delivery_rec *d, struct err *e)
{
    bool signal = str_eq_c(d->kind, "signal");
    struct bpmn_event ev = { .kind = signal ? BPMN_EV_SIGNAL : BPMN_EV_MESSAGE,
                             .name = d->name,
                             .key = signal ? 0 : (uint64_t)d->key };
    const struct json *vars = NULL;
    struct flow *f = NULL;
    enum rc rc = json_parse(cx->a, d->vars, &vars, e);

    if (rc == RC_OK)
        ev.vars = feel_from_json(cx->a, vars);
    if (rc == RC_OK)
        rc = flow_open(cx, d->case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_push(f, d->instance_id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

/* What does not wait any more when it arrives has not heard it. */
static enum rc deliver(struct cx *cx, void *arg, struct err *e)
{
    const struct delivery_rec *was = arg;
    struct delivery_rec d;
    struct subscription_rec s;
    enum rc rc = delivery_get(cx->tx, cx->a, was->id, &d, e);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = subscription_get(cx->tx, cx->a, d.instance_id, d.key, &s, e);
    if (rc == RC_OK)
        rc = hand_over(cx, &d, e);
    else if (rc == RC_NOT_FOUND)
        rc = RC_OK;
    return rc == RC_OK ? delivery_drop(cx->tx, d.id, e) : rc;
}

static enum rc put_delivery_off(struct cx *cx, void *arg, struct err *e)
{
    const struct trouble *t = arg;
    const struct delivery_rec *d = t->what;

    return delivery_put_off(cx->tx, d->id, cx->now_ms + MINUTE_MS, t->why, e);
}

enum rc deliveries_run(struct app *app, size_t limit, size_t *done, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT * 4);
    struct actor robot = actor_system();
    struct delivery_scan s = { .limit = limit };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, &robot, scan_deliveries, &s, e);

    *done = 0;
    for (size_t i = 0; rc == RC_OK && i < s.due.n; i++)
        rc = piece(app, deliver, put_delivery_off, &s.due.v[i], done, e);
    return rc;
}
