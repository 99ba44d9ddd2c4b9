/*
 * flow_command.c - what the engine asks for becomes rows: tasks, timers, subscriptions, children, incidents.
 *
 * The properties of elements (docs/adding-a-process.md) take effect here: case_state, stage, deadline_met.
 */
#include "app/flow.h"
#include "app/job.h"
#include "persian/jalali.h"

typedef enum rc command_fn(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct err *e);

/* ---- work in an in-tray ---- */

static struct str eval_text(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                            const char *key)
{
    const struct feel_expr *x = package_expr(in->pkg, c->element, key);
    const struct feel_value *vars, *v = NULL;
    struct feel_env env = { .now_ms = f->cx->now_ms, .zone = STR("Asia/Tehran") };

    if (x == NULL)
        return STR_NONE;
    vars = bpmn_state_vars(in->state, c->key);
    env.vars = vars != NULL ? vars : bpmn_state_vars(in->state, 0);
    if (feel_eval(x, &env, f->cx->a, &v, NULL) != RC_OK || feel_is_null(v))
        return STR_NONE;
    return feel_to_string(f->cx->a, v);
}

static struct str lane_role(const struct package *pkg, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(pkg->model, el);

    return lane == NULL ? STR_NONE : lane->name;
}

/* The engine's token stops here with an incident, so that it can be tried again. */
static enum rc failed(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                      struct str cause, struct err *e)
{
    struct bpmn_event ev = { .kind = BPMN_EV_JOB_FAILED, .key = c->key, .message = cause };

    return flow_push(f, in->rec.id, &ev, e);
}

static enum rc task_due(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, int64_t *ret,
                        struct err *e)
{
    struct str due = eval_text(f, in, c, "due");

    if (due.len == 0 && c->task != NULL)
        due = c->task->due;
    if (due.len > 0)
        return flow_span(f, due, ret, e);
    if (f->c.due_at != 0) {
        *ret = f->c.due_at;
        return RC_OK;
    }
    return flow_span(f, STR("P1WD"), ret, e); /* OFF-DLN-09 */
}

static enum rc recount(struct flow *f, const struct task_rec *t, int64_t *moved, struct err *e)
{
    struct flow_instance *in = NULL;
    struct bpmn_command c = { .key = (uint64_t)t->key };
    struct str due;
    int64_t at = 0;
    enum rc rc = flow_instance_get(f, t->instance_id, &in, e);

    if (rc != RC_OK)
        return rc;
    c.element = bpmn_find(in->pkg->model, t->element);
    due = c.element == NULL ? STR_NONE : eval_text(f, in, &c, "due");
    if (c.element != NULL && due.len == 0 && f->c.due_at == 0)
        due = STR("P1WD"); /* as in task_due() */
    if (!str_ends(due, STR("WD")))
        return arena_check(f->cx->a, e); /* no text, or no memory for it */
    rc = flow_span_from(f, due, t->made_at, &at, e);
    if (rc != RC_OK || at == t->due_at)
        return rc;
    ++*moved;
    return task_set_due(f->cx->tx, t->id, at, e);
}

enum rc flow_recalendar_tasks(struct flow *f, int64_t *moved, struct err *e)
{
    struct task_list list = { 0 };
    enum rc rc = task_list_case(f->cx->tx, f->cx->a, f->c.id, true, f->cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "user"))
            rc = recount(f, &list.v[i], moved, e);
    return rc;
}

/* This task and those before it say the same of the case, or not. */
static void tell_task(struct flow *f)
{
    struct flow_told *t = &f->told;

    t->differ = t->differ || (t->tasks > 0 && (t->number != f->c.number || t->due_at != f->c.due_at ||
                                               !str_eq(t->stage, f->c.stage)));
    t->tasks++;
    t->number = f->c.number;
    t->due_at = f->c.due_at;
    t->stage = f->c.stage;
}

static enum rc put_in_tray(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct task_rec *t, const struct post_rec *post, struct err *e)
{
    enum rc rc = task_due(f, in, c, &t->due_at, e);

    if (rc != RC_OK)
        return rc;
    t->id = cx_id(f->cx);
    t->instance_id = in->rec.id;
    t->key = (int64_t)c->key;
    t->case_id = f->c.id;
    t->element = c->element->id;
    t->unit_id = post->unit_id;
    t->post_id = post->id;
    t->made_at = f->cx->now_ms;
    t->case_due_at = f->c.due_at;
    t->priority = f->c.priority;
    t->tracking_code = f->c.tracking_code;
    t->number = f->c.number;
    t->subject = f->c.subject;
    t->applicant_name = f->c.applicant_name;
    t->stage = f->c.stage;
    t->last_act_at = f->cx->now_ms;
    t->state = STR("open");
    f->c.post_id = post->id;
    tell_task(f);
    return task_insert(f->cx->tx, t, e);
}

static enum rc create_task(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct err *e)
{
    struct task_rec t = { .kind = STR("user"), .name = c->element->name };
    struct post_rec post;
    enum rc rc;

    if (str_eq(f->auto_element, c->element->id)) {
        struct bpmn_event ev = { .kind = BPMN_EV_TASK_DONE, .key = c->key, .vars = f->auto_values };

        f->auto_element = STR_NONE;
        return flow_push(f, in->rec.id, &ev, e);
    }
    t.role = c->task->n_groups > 0 ? c->task->groups[0] : lane_role(in->pkg, c->element);
    t.form = c->task->form;
    rc = flow_assign(f, t.role, c->task->assignee, eval_text(f, in, c, "unit"), &post, e);
    if (rc == RC_NOT_FOUND)
        return failed(f, in, c, arena_fmt(f->cx->a, "nobody holds the role %.*s", STR_ARG(t.role)), e);
    if (rc != RC_OK)
        return rc;
    if (str_eq_c(t.role, "EXP") && f->c.expert_post_id != post.id) {
        f->c.expert_post_id = post.id;
        flow_case_changed(f);
    }
    return put_in_tray(f, in, c, &t, &post, e);
}

static enum rc cancel_task(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct err *e)
{
    struct task_rec t;
    enum rc rc = task_by_key(f->cx->tx, f->cx->a, in->rec.id, (int64_t)c->key, &t, e);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && !str_eq_c(t.state, "open")))
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    t.state = STR("cancelled");
    t.done_at = f->cx->now_ms;
    return task_end(f->cx->tx, &t, e);
}

/* ---- waiting ---- */

static enum rc subscribe(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                         struct err *e)
{
    struct subscription_rec s = { in->rec.id,
                                  (int64_t)c->key,
                                  f->c.id,
                                  c->element->id,
                                  c->kind == BPMN_CMD_SUBSCRIBE ? STR("message") : STR("signal"),
                                  c->name,
                                  c->correlation };
    struct str role = bpmn_property(c->element, "role");
    struct task_rec t = { .kind = STR("message"), .name = c->element->name, .role = role };
    struct post_rec post;
    enum rc rc = subscription_put(f->cx->tx, &s, e);

    if (rc != RC_OK || role.len == 0 || str_eq_c(role, "CIT"))
        return rc;
    t.form = bpmn_property(c->element, "form");
    rc = flow_assign(f, role, STR_NONE, eval_text(f, in, c, "unit"), &post, e);
    if (rc == RC_NOT_FOUND)
        rc = flow_manager(f, &post, e);
    return rc == RC_OK ? put_in_tray(f, in, c, &t, &post, e) : rc;
}

static enum rc unsubscribe(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct err *e)
{
    enum rc rc = subscription_delete(f->cx->tx, in->rec.id, (int64_t)c->key, e);

    return rc == RC_OK ? cancel_task(f, in, c, e) : rc;
}

static enum rc arm_timer(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                         struct err *e)
{
    struct timer_rec t = { in->rec.id, (int64_t)c->key, f->c.id, c->element->id, c->due_ms };

    return timer_put(f->cx->tx, &t, e);
}

static enum rc disarm_timer(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                            struct err *e)
{
    return timer_drop(f->cx->tx, in->rec.id, (int64_t)c->key, e);
}

/* ---- jobs, children, messages ---- */

static enum rc run_job(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    struct job_result res = { 0 };
    struct bpmn_event ev = { .kind = BPMN_EV_JOB_DONE, .key = c->key };
    enum rc rc = job_run(f, in, c, &res, e);

    if (rc != RC_OK)
        return err_wrap(e, "case %.*s, %.*s", STR_ARG(f->c.tracking_code), STR_ARG(c->element->id));
    if (res.failure.len > 0) {
        ev.kind = BPMN_EV_JOB_FAILED;
        ev.message = res.failure;
    }
    ev.vars = res.vars;
    ev.result = res.value;
    return flow_push(f, in->rec.id, &ev, e);
}

static enum rc start_child(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                           struct err *e)
{
    const struct package *pkg = in->pkg;
    const struct bpmn_element *el = bpmn_find(pkg->model, c->name);
    enum rc rc = RC_OK;

    if (el == NULL || el->kind != BPMN_PROCESS)
        rc = catalogue_with_process(f->cx, c->name, &pkg, e);
    if (rc == RC_NOT_FOUND)
        return failed(f, in, c, arena_fmt(f->cx->a, "the process %.*s is not installed", STR_ARG(c->name)),
                      e);
    if (rc != RC_OK)
        return rc;
    return flow_start(f, pkg, c->name, STR_NONE, c->vars, in->rec.id, (int64_t)c->key, NULL, e);
}

static enum rc cancel_child(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                            struct err *e)
{
    struct instance_rec child;
    struct bpmn_event ev = { .kind = BPMN_EV_CANCEL, .message = STR("the caller went on") };
    enum rc rc = instance_child(f->cx->tx, f->cx->a, in->rec.id, (int64_t)c->key, &child, e);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && child.ended_at != 0))
        return RC_OK;
    return rc == RC_OK ? flow_push(f, child.id, &ev, e) : rc;
}

static enum rc escalate(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    struct bpmn_event ev = { .kind = BPMN_EV_CHILD_ESCALATION,
                             .key = (uint64_t)in->rec.parent_key,
                             .code = c->code,
                             .vars = c->vars };

    return in->rec.parent_id == 0 ? RC_OK : flow_push(f, in->rec.parent_id, &ev, e);
}

/* ---- incidents ---- */

static enum rc open_incident(struct flow *f, struct flow_instance *in, uint64_t key,
                             const struct bpmn_element *el, struct str cause, struct err *e)
{
    struct incident_rec r = { .id = cx_id(f->cx),
                              .instance_id = in->rec.id,
                              .key = (int64_t)key,
                              .case_id = f->c.id,
                              .element = el == NULL ? in->rec.bpmn_process : el->id,
                              .cause = cause,
                              .made_at = f->cx->now_ms };
    struct task_rec t = { .kind = STR("incident"), .role = STR("MGR"), .name = cause };
    struct bpmn_command where = { .key = key, .element = el };
    struct post_rec post;
    struct json_text j;
    enum rc rc;

    f->incidents++;
    rc = incident_insert(f->cx->tx, &r, e);

    if (rc == RC_OK && el != NULL) {
        rc = flow_manager(f, &post, e);
        if (rc == RC_OK)
            rc = put_in_tray(f, in, &where, &t, &post, e);
        else if (rc == RC_NOT_FOUND) /* an office without any post: the administrators' list has it */
            rc = RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    json_text_begin(&j, '{');
    json_member_str(&j.o, "element", r.element);
    json_member_str(&j.o, "cause", cause);
    return flow_note(f, "incident", false, json_text_end(&j, f->cx->a, '}'), e);
}

static enum rc incident(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    return open_incident(f, in, c->key, c->element, c->text, e);
}

static enum rc incident_solved(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                               struct err *e)
{
    struct json_text j;
    enum rc rc = incident_solve(f->cx->tx, in->rec.id, (int64_t)c->key, f->cx->now_ms,
                                f->cx->actor->official_id, f->reason, e);

    if (rc == RC_OK)
        rc = cancel_task(f, in, c, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&j, '{');
    json_member_str(&j.o, "element", c->element == NULL ? in->rec.bpmn_process : c->element->id);
    json_member_str(&j.o, "remedy", f->reason);
    return flow_note(f, "incident_solved", false, json_text_end(&j, f->cx->a, '}'), e);
}

/* ---- history: the properties of elements take effect ---- */

static bool is_final(struct str state)
{
    static const char *const final[] = { "closed", "withdrawn", "merged", "passed_on", "closed_unexamined" };

    for (size_t i = 0; i < ARRAY_LEN(final); i++)
        if (str_eq_c(state, final[i]))
            return true;
    return false;
}

/* Final: all clocks stop. A case in a final state keeps it. */
enum rc flow_close_case(struct flow *f, struct str state, struct str result, struct err *e)
{
    struct json_text t;
    enum rc rc;

    if (result.len > 0)
        f->c.result = result;
    if (is_final(f->c.state))
        return RC_OK;
    rc = flow_stop_deadlines(f, e);
    if (rc != RC_OK)
        return rc;
    f->c.state = state;
    f->c.closed_at = f->cx->now_ms;
    flow_case_changed(f);
    json_text_begin(&t, '{');
    json_member_str(&t.o, "state", state);
    json_member_str(&t.o, "result", f->c.result);
    return flow_note(f, "closed", true, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc entered(struct flow *f, struct flow_instance *in, const struct bpmn_element *el, struct err *e)
{
    struct str state = bpmn_property(el, "case_state"), stage = bpmn_property(el, "stage");
    struct str result = bpmn_property(el, "case_result");
    struct json_text j;
    enum rc rc = RC_OK;

    if (result.len > 0)
        f->c.result = result;
    if (is_final(state))
        rc = flow_close_case(f, state, result, e);
    else if (state.len > 0 && !is_final(f->c.state) && !str_eq(state, f->c.state)) {
        f->c.state = state;
        flow_case_changed(f);
    }
    if (stage.len == 0 || rc != RC_OK)
        return rc;
    f->c.stage = package_text(in->pkg, stage);
    json_text_begin(&j, '{');
    json_member_str(&j.o, "element", el->id);
    json_member_str(&j.o, "stage", f->c.stage);
    return flow_note(f, "stage", true, json_text_end(&j, f->cx->a, '}'), e);
}

static enum rc history(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    struct str met;

    if (c->element == NULL || (c->element->loop != NULL && !str_eq_c(c->text, "body")))
        return RC_OK; /* of a loop only the whole: its instances come one by one, and more may be added */
    if (c->history == BPMN_H_ENTER)
        return entered(f, in, c->element, e);
    met = bpmn_property(c->element, "deadline_met");
    if (c->history != BPMN_H_LEAVE)
        return RC_OK;
    while (met.len > 0) {
        struct str kind = str_cut(&met, ' ');
        enum rc rc = kind.len == 0 ? RC_OK : flow_meet_deadline(f, kind, e);

        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc ended(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    static const char *const words[] = { "normal", "terminated", "error", "cancelled" };
    struct bpmn_event ev = { .kind = BPMN_EV_CHILD_ENDED,
                             .key = (uint64_t)in->rec.parent_key,
                             .vars = c->vars };
    enum rc rc;

    in->ended = true;
    in->rec.ended_at = f->cx->now_ms;
    in->rec.how = str_c(words[c->ended]);
    rc = timer_drop_of(f->cx->tx, in->rec.id, e);
    if (rc == RC_OK)
        rc = subscription_delete_of(f->cx->tx, in->rec.id, e);
    if (rc != RC_OK || in->rec.parent_id == 0 || c->ended == BPMN_END_CANCELLED)
        return rc;
    if (c->ended == BPMN_END_ERROR) {
        ev.kind = BPMN_EV_CHILD_ERROR;
        ev.code = c->code;
        ev.message = c->text;
    }
    return flow_push(f, in->rec.parent_id, &ev, e);
}

static command_fn *const commands[] = {
    [BPMN_CMD_CREATE_TASK] = create_task,
    [BPMN_CMD_CANCEL_TASK] = cancel_task,
    [BPMN_CMD_RUN_JOB] = run_job,
    [BPMN_CMD_ARM_TIMER] = arm_timer,
    [BPMN_CMD_DISARM_TIMER] = disarm_timer,
    [BPMN_CMD_SUBSCRIBE] = subscribe,
    [BPMN_CMD_UNSUBSCRIBE] = unsubscribe,
    [BPMN_CMD_SUBSCRIBE_SIGNAL] = subscribe,
    [BPMN_CMD_THROW_SIGNAL] = flow_deliver,
    [BPMN_CMD_PUBLISH] = flow_deliver,
    [BPMN_CMD_START_CHILD] = start_child,
    [BPMN_CMD_CANCEL_CHILD] = cancel_child,
    [BPMN_CMD_ESCALATE] = escalate,
    [BPMN_CMD_HISTORY] = history,
    [BPMN_CMD_INCIDENT] = incident,
    [BPMN_CMD_INCIDENT_SOLVED] = incident_solved,
    [BPMN_CMD_ENDED] = ended,
};

enum rc flow_commands(struct flow *f, struct flow_instance *in, const struct bpmn_commands *list,
                      struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < list->n; i++) {
        const struct bpmn_command *c = &list->v[i];
        command_fn *fn = (size_t)c->kind < ARRAY_LEN(commands) ? commands[c->kind] : NULL;

        if (fn != NULL) /* CANCEL_JOB: jobs are done within the same step, none is left to cancel */
            rc = fn(f, in, c, e);
    }
    return rc;
}
