/*
 * flow_replay.c - engine events as JSON, replaying an instance, and what must hold of a case at rest.
 */
#include "app/flow.h"
#include "bpmn/migrate.h"

static const char *const names[] = {
    [BPMN_EV_START] = "start",
    [BPMN_EV_TASK_DONE] = "task_done",
    [BPMN_EV_JOB_DONE] = "job_done",
    [BPMN_EV_JOB_ERROR] = "job_error",
    [BPMN_EV_ESCALATION] = "escalation",
    [BPMN_EV_JOB_FAILED] = "job_failed",
    [BPMN_EV_MESSAGE] = "message",
    [BPMN_EV_SIGNAL] = "signal",
    [BPMN_EV_TIMER] = "timer",
    [BPMN_EV_CHILD_ENDED] = "child_ended",
    [BPMN_EV_CHILD_ERROR] = "child_error",
    [BPMN_EV_CHILD_ESCALATION] = "child_escalation",
    [BPMN_EV_SET_VARS] = "set_vars",
    [BPMN_EV_REARM_TIMERS] = "rearm_timers",
    [BPMN_EV_RETRY] = "retry",
    [BPMN_EV_CANCEL] = "cancel",
    [BPMN_EV_MOVE] = "move",
    [BPMN_EV_ADD_INSTANCE] = "add_instance",
};

static void put_text(struct json_out *o, const char *name, struct str s)
{
    if (s.len > 0)
        json_member_str(o, name, s);
}

void flow_event_write(struct json_out *o, const struct bpmn_event *ev, const struct feel_value *changed)
{
    json_open(o, '{');
    json_member_str(o, "kind", str_c(names[ev->kind]));
    json_member_int(o, "now", ev->now_ms);
    if (ev->key != 0)
        json_member_int(o, "key", (int64_t)ev->key);
    put_text(o, "zone", ev->zone);
    put_text(o, "element", ev->element);
    put_text(o, "name", ev->name);
    put_text(o, "correlation", ev->correlation);
    put_text(o, "code", ev->code);
    put_text(o, "message", ev->message);
    if (ev->called)
        json_member_bool(o, "called", true);
    if (ev->vars != NULL) {
        json_name(o, changed != NULL ? STR("changed") : STR("vars"));
        feel_to_json(o, changed != NULL ? changed : ev->vars);
    }
    if (ev->result != NULL) {
        json_name(o, STR("result"));
        feel_to_json(o, ev->result);
    }
    json_close(o, '}');
}

/* `changed` put into what the process knew. */
static const struct feel_value *vars_with(struct arena *a, const struct bpmn_state *before,
                                          const struct json *changed)
{
    const struct feel_value *ret = feel_context(a);

    for (const struct json *var = changed->first; var != NULL; var = var->next) {
        const struct feel_value *v = bpmn_state_var(before, var->name);

        for (const struct json *m = var->first; m != NULL; m = m->next)
            v = feel_context_put(a, v, m->name, feel_from_json(a, m));
        ret = feel_context_put(a, ret, var->name, v);
    }
    return ret;
}

enum rc flow_event_read(struct arena *a, const struct json *j, const struct bpmn_state *before,
                        struct bpmn_event *ret, struct err *e)
{
    struct str kind = json_text_of(j, "kind");
    struct bpmn_event ev = {
        .now_ms = json_int_of(j, "now", 0),
        .key = (uint64_t)json_int_of(j, "key", 0),
        .zone = json_text_of(j, "zone"),
        .element = json_text_of(j, "element"),
        .name = json_text_of(j, "name"),
        .correlation = json_text_of(j, "correlation"),
        .code = json_text_of(j, "code"),
        .message = json_text_of(j, "message"),
        .called = json_bool_of(j, "called", false),
    };
    size_t k = 0;

    while (k < ARRAY_LEN(names) && !str_eq_c(kind, names[k]))
        k++;
    if (k == ARRAY_LEN(names))
        return ERR(e, RC_INVALID, "unknown engine event '%.*s'", STR_ARG(kind));
    ev.kind = (enum bpmn_event_kind)k;
    if (json_get(j, "vars") != NULL)
        ev.vars = feel_from_json(a, json_get(j, "vars"));
    if (json_get(j, "changed") != NULL)
        ev.vars = vars_with(a, before, json_get(j, "changed"));
    if (ev.vars == NULL && (json_get(j, "vars") != NULL || json_get(j, "changed") != NULL))
        return arena_failed(a) ? arena_check(a, e)
                               : ERR(e, RC_INVALID, "a variable that changed is not there");
    if (json_get(j, "result") != NULL)
        ev.result = feel_from_json(a, json_get(j, "result"));
    *ret = ev;
    return arena_check(a, e);
}

/* ---- versions ---- */

static enum rc map_read(struct arena *a, const struct json *map, struct flow_switch *w, struct err *e)
{
    VEC(struct bpmn_pair) v = { 0 };

    for (const struct json *j = map == NULL ? NULL : map->first; j != NULL; j = j->next)
        (void)VEC_PUSH(a, &v, ((struct bpmn_pair){ j->name, json_text(j) }));
    w->map = v.v;
    w->n_map = v.n;
    return arena_check(a, e);
}

enum rc flow_switch_read(struct arena *a, const struct json *j, struct flow_switch *ret, bool *found,
                         struct err *e)
{
    struct str kind = json_text_of(j, "kind");

    *found = str_eq_c(kind, "migrate") || str_eq_c(kind, "restore");
    if (!*found)
        return RC_OK;
    *ret = (struct flow_switch){ .from = json_int_of(j, "from", 0),
                                 .to = json_int_of(j, "to", 0),
                                 .from_process = json_text_of(j, "from_process"),
                                 .to_process = json_text_of(j, "to_process"),
                                 .seq = json_int_of(j, "seq", 0),
                                 .now_ms = json_int_of(j, "now", 0),
                                 .went = json_bool_of(j, "went", false) };
    if (str_eq_c(kind, "restore") != (ret->seq > 0))
        return ERR(e, RC_INVALID, "a restored state has no step");
    return map_read(a, json_get(j, "map"), ret, e);
}

/* ---- replaying ---- */

struct replay {
    struct cx *cx;
    const struct instance_rec *rec;
    struct instance_event *v;
    const struct json **steps; /* v[i] parsed: a list of events */
    size_t n;
    struct bpmn_state *s;
    int64_t process_id;
    flow_passed_fn *passed; /* or NULL */
    void *self;
};

static enum rc parse_steps(struct replay *r, struct err *e)
{
    enum rc rc = instance_events(r->cx->tx, r->cx->a, r->rec->id, &r->v, &r->n, e);

    if (rc != RC_OK)
        return rc;
    r->steps = ARENA_ARRAY(r->cx->a, const struct json *, r->n + 1);
    if (r->steps == NULL)
        return arena_check(r->cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < r->n; i++)
        rc = json_parse(r->cx->a, r->v[i].event, &r->steps[i], e);
    return rc;
}

/* The version it began with: what the first switch took away, else what it is now. */
static enum rc begin(struct replay *r, struct err *e)
{
    struct flow_switch first = { .from = r->rec->process_id, .from_process = r->rec->bpmn_process };
    const struct package *pkg = NULL;
    const struct bpmn_element *process;
    bool found = false;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < r->n && !found; i++)
        for (const struct json *j = r->steps[i]->first; rc == RC_OK && j != NULL && !found; j = j->next) {
            struct flow_switch w = first;

            rc = flow_switch_read(r->cx->a, j, &w, &found, e);
            if (found)
                first = w;
        }
    if (rc == RC_OK)
        rc = catalogue_get(r->cx, first.from, &pkg, e);
    if (rc != RC_OK)
        return rc;
    process = bpmn_process(pkg->model, first.from_process);
    r->process_id = first.from;
    r->s = process == NULL ? NULL : bpmn_state_new(r->cx->a, pkg->model, process);
    return r->s == NULL
               ? ERR(e, RC_CONFLICT, "instance %lld: no process to begin with", (long long)r->rec->id)
               : RC_OK;
}

static enum rc migrate(struct replay *r, const struct flow_switch *w, struct err *e)
{
    const struct package *pkg = NULL;
    struct bpmn_problems problems = { 0 };
    struct bpmn_commands out = { 0 };
    struct bpmn_migration how = { .map = w->map, .n_map = w->n_map, .now_ms = w->now_ms };
    enum rc rc = catalogue_get(r->cx, w->to, &pkg, e);

    if (rc != RC_OK)
        return rc;
    how.to = pkg->model;
    how.process = bpmn_process(pkg->model, w->to_process);
    r->process_id = w->to;
    return how.process == NULL ? ERR(e, RC_CONFLICT, "no process '%.*s'", STR_ARG(w->to_process))
                               : bpmn_migrate(r->s, &how, &problems, &out, e);
}

static enum rc replay_step(struct replay *r, const struct json *list, struct err *e)
{
    enum rc rc = RC_OK;

    for (const struct json *j = list->first; rc == RC_OK && j != NULL; j = j->next) {
        struct bpmn_event ev = { 0 };
        struct bpmn_commands out = { 0 };
        struct flow_switch w = { 0 };
        bool found = false;

        rc = flow_switch_read(r->cx->a, j, &w, &found, e);
        if (rc == RC_OK && found) {
            rc = migrate(r, &w, e);
            continue;
        }
        if (rc == RC_OK)
            rc = flow_event_read(r->cx->a, j, r->s, &ev, e);
        if (rc == RC_OK)
            rc = bpmn_apply(r->s, &ev, &out, e);
        for (size_t i = 0; rc == RC_OK && r->passed != NULL && i < out.n; i++)
            if (out.v[i].kind == BPMN_CMD_HISTORY && out.v[i].history == BPMN_H_LEAVE &&
                out.v[i].element != NULL)
                r->passed(r->self, out.v[i].element);
    }
    return rc;
}

/* Which steps made the state that is stored: what a restored state took back is left out. */
static enum rc counted(struct replay *r, bool *counts, struct err *e)
{
    size_t i = r->n;

    while (i > 0) {
        struct flow_switch w = { 0 };
        bool found = false;
        enum rc rc = r->steps[i - 1]->first == NULL
                         ? RC_OK
                         : flow_switch_read(r->cx->a, r->steps[i - 1]->first, &w, &found, e);

        if (rc != RC_OK)
            return rc;
        if (found && w.seq > 0) {
            if (w.seq >= (int64_t)i)
                return ERR(e, RC_CONFLICT, "instance %lld: step %zu restores a later one",
                           (long long)r->rec->id, i);
            i = (size_t)w.seq;
            continue;
        }
        counts[--i] = true;
    }
    return RC_OK;
}

static enum rc run_again(struct replay *r, struct err *e)
{
    bool *counts;
    enum rc rc = parse_steps(r, e);

    if (rc == RC_OK)
        rc = begin(r, e);
    if (rc != RC_OK)
        return rc;
    counts = ARENA_ARRAY(r->cx->a, bool, r->n + 1);
    if (counts == NULL)
        return arena_check(r->cx->a, e);
    rc = counted(r, counts, e);
    for (size_t i = 0; rc == RC_OK && i < r->n; i++)
        if (counts[i])
            rc = replay_step(r, r->steps[i], e);
    return rc;
}

enum rc flow_replay(struct cx *cx, const struct instance_rec *rec, struct err *e)
{
    struct replay r = { .cx = cx, .rec = rec };
    CLEANUP(buf_free) struct buf b = { 0 };
    enum rc rc = run_again(&r, e);

    buf_init(&b, (size_t)8 << 20);
    if (rc == RC_OK)
        rc = bpmn_state_save(r.s, &b, e);
    if (rc == RC_OK && (r.process_id != rec->process_id || !str_eq(buf_view(&b), rec->state)))
        rc = ERR(e, RC_CONFLICT, "instance %lld: replaying its %zu steps gives another state",
                 (long long)rec->id, r.n);
    return rc;
}

enum rc flow_walk(struct cx *cx, const struct instance_rec *rec, flow_passed_fn *passed, void *self,
                  struct err *e)
{
    struct replay r = { .cx = cx, .rec = rec, .passed = passed, .self = self };

    return run_again(&r, e);
}

/* Design section 4: a case that is not closed has somebody accountable, something that will happen, and a
 * clock that was told; a closed case waits for nobody. */
enum rc flow_invariants(struct flow *f, struct err *e)
{
    struct case_pulse p = { 0 };
    enum rc rc = case_pulse(f->cx->tx, f->c.id, &p, e);

    if (rc != RC_OK)
        return rc;
    if (!p.runs)
        return f->c.closed_at != 0 ? RC_OK
                                   : ERR(e, RC_INTERNAL, "case %.*s: nothing runs and it is not closed",
                                         STR_ARG(f->c.tracking_code));
    return p.work || p.waits
               ? RC_OK
               : ERR(e, RC_INTERNAL, "case %.*s runs and nobody has work on it", STR_ARG(f->c.tracking_code));
}
