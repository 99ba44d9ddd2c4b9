/*
 * flow_replay.c - engine events as JSON, replaying an instance, and what must hold of a case at rest.
 */
#include "app/flow.h"

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

void flow_event_write(struct json_out *o, const struct bpmn_event *ev)
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
        json_name(o, STR("vars"));
        feel_to_json(o, ev->vars);
    }
    if (ev->result != NULL) {
        json_name(o, STR("result"));
        feel_to_json(o, ev->result);
    }
    json_close(o, '}');
}

enum rc flow_event_read(struct arena *a, const struct json *j, struct bpmn_event *ret, struct err *e)
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
    if (json_get(j, "result") != NULL)
        ev.result = feel_from_json(a, json_get(j, "result"));
    *ret = ev;
    return arena_check(a, e);
}

static enum rc replay_batch(struct cx *cx, struct bpmn_state *s, struct str text, struct err *e)
{
    const struct json *list = NULL;
    enum rc rc = json_parse(cx->a, text, &list, e);

    for (const struct json *j = rc == RC_OK ? list->first : NULL; rc == RC_OK && j != NULL; j = j->next) {
        struct bpmn_event ev = { 0 };
        struct bpmn_commands out = { 0 };

        rc = flow_event_read(cx->a, j, &ev, e);
        if (rc == RC_OK)
            rc = bpmn_apply(s, &ev, &out, e);
    }
    return rc;
}

enum rc flow_replay(struct cx *cx, const struct instance_rec *rec, struct err *e)
{
    const struct package *pkg = NULL;
    struct instance_event *list = NULL;
    struct bpmn_state *s;
    CLEANUP(buf_free) struct buf b = { 0 };
    size_t n = 0;
    enum rc rc = catalogue_get(cx, rec->process_id, &pkg, e);

    if (rc == RC_OK)
        rc = instance_events(cx->tx, cx->a, rec->id, &list, &n, e);
    if (rc != RC_OK)
        return rc;
    s = bpmn_state_new(cx->a, pkg->model, bpmn_process(pkg->model, rec->bpmn_process));
    if (s == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = replay_batch(cx, s, list[i].event, e);
    buf_init(&b, (size_t)8 << 20);
    if (rc == RC_OK)
        rc = bpmn_state_save(s, &b, e);
    if (rc == RC_OK && !str_eq(buf_view(&b), rec->state))
        rc = ERR(e, RC_CONFLICT, "instance %lld: replaying its %zu steps gives another state",
                 (long long)rec->id, n);
    return rc;
}

/* Design section 4: a case that is not closed has somebody accountable, something that will happen, and a
 * clock that was told; a closed case waits for nobody. */
enum rc flow_invariants(struct flow *f, struct err *e)
{
    struct task_list tasks = { 0 };
    struct timer_list timers = { 0 };
    struct subscription_list subs = { 0 };
    struct instance_list running = { 0 };
    struct cx *cx = f->cx;
    enum rc rc = instance_list(cx->tx, cx->a, f->c.id, true, &running, e);

    if (rc != RC_OK)
        return rc;
    if (running.n == 0)
        return f->c.closed_at != 0 ? RC_OK
                                   : ERR(e, RC_INTERNAL, "case %.*s: nothing runs and it is not closed",
                                         STR_ARG(f->c.tracking_code));
    rc = task_list_case(cx->tx, cx->a, f->c.id, true, cx->now_ms, &tasks, e);
    if (rc == RC_OK && tasks.n > 0)
        return RC_OK;
    if (rc == RC_OK)
        rc = timer_list_case(cx->tx, cx->a, f->c.id, &timers, e);
    if (rc == RC_OK)
        rc = subscription_by_case(cx->tx, cx->a, f->c.id, &subs, e);
    if (rc == RC_OK && timers.n == 0 && subs.n == 0)
        rc = ERR(e, RC_INTERNAL, "case %.*s runs and nobody has work on it", STR_ARG(f->c.tracking_code));
    return rc;
}
