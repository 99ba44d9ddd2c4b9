/*
 * behave.c - what each kind of element does when its turn comes.
 *
 * An element either passes (STAGE_OUTPUT), waits, or stops with an incident; evaluating comes first, so that
 * a stopped element has done nothing yet.
 */
#include "bpmn/run.h"

static void pass(struct inst *i)
{
    i->stage = STAGE_OUTPUT;
}

static void *alloc_or_fail(struct run *r, void *p)
{
    if (p == NULL)
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
    return p;
}

/* ---- tasks ---- */

static bool eval_user(struct run *r, struct inst *i, const struct bpmn_user *u, struct bpmn_task_data *d)
{
    const struct feel_value *v;

    d->priority = 50;
    if (u == NULL)
        return true;
    if (!bpmn_eval_text(r, i, &u->assignee, "assignee", &d->assignee) ||
        !bpmn_eval_texts(r, i, &u->groups, "candidate groups", &d->groups, &d->n_groups) ||
        !bpmn_eval_texts(r, i, &u->users, "candidate users", &d->users, &d->n_users) ||
        !bpmn_eval_text(r, i, &u->due, "due date", &d->due) ||
        !bpmn_eval_text(r, i, &u->follow_up, "follow-up date", &d->follow_up) ||
        !bpmn_eval_text(r, i, u->form_id.text.len > 0 ? &u->form_id : &u->form_key, "form", &d->form))
        return false;
    if (u->priority.text.len == 0)
        return true;
    if (u->priority.feel == NULL) {
        if (!parse_i64(u->priority.text, 0, 100, &d->priority))
            d->priority = 50;
        return true;
    }
    if (!bpmn_eval_value(r, i, &u->priority, (struct extra){ 0 }, &v))
        return false;
    if (!feel_to_i64(v, &d->priority))
        d->priority = 50;
    return true;
}

static void user_task(struct run *r, struct inst *i)
{
    struct bpmn_task_data *d = alloc_or_fail(r, ARENA_NEW(r->a, struct bpmn_task_data));
    struct bpmn_command *c;

    if (d == NULL)
        return;
    if (!eval_user(r, i, i->el->user, d)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    wait_for(i, FOR_TASK);
    c = bpmn_run_cmd(r, BPMN_CMD_CREATE_TASK, i);
    if (c != NULL)
        c->task = d;
}

static bool eval_job(struct run *r, struct inst *i, struct bpmn_job_data *d)
{
    const struct bpmn_job *j = i->el->job;
    struct str retries = STR_NONE;

    d->retries = 3;
    if (i->el->decision != NULL) {
        d->kind = BPMN_JOB_DECISION;
        d->type = STR("decision");
        d->result = i->el->decision->result;
        return bpmn_eval_text(r, i, &i->el->decision->id, "decision", &d->decision);
    }
    if (j == NULL)
        return true;
    if (!bpmn_eval_text(r, i, &j->type, "job type", &d->type) ||
        !bpmn_eval_text(r, i, &j->retries, "retries", &retries))
        return false;
    if (retries.len > 0 && !parse_i64(retries, 0, 1000, &d->retries))
        d->retries = 3;
    return true;
}

static void job(struct run *r, struct inst *i, enum bpmn_job_kind kind, const struct bpmn_event_def *message)
{
    struct bpmn_job_data *d = alloc_or_fail(r, ARENA_NEW(r->a, struct bpmn_job_data));
    struct bpmn_command *c;

    if (d == NULL)
        return;
    d->kind = kind;
    if (!eval_job(r, i, d) ||
        (message != NULL && !bpmn_eval_text(r, i, &message->name, "message name", &d->message))) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    wait_for(i, FOR_JOB);
    c = bpmn_run_cmd(r, BPMN_CMD_RUN_JOB, i);
    if (c == NULL)
        return;
    c->job = d;
    c->vars = alloc_or_fail(r, (void *)(uintptr_t)bpmn_scope_all(r->a, i));
}

static void publish(struct run *r, struct inst *i, const struct bpmn_event_def *message)
{
    struct str name, correlation;
    struct bpmn_command *c;

    if (!bpmn_eval_text(r, i, &message->name, "message name", &name) ||
        !bpmn_eval_text(r, i, &message->correlation, "correlation key", &correlation)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    c = bpmn_run_cmd(r, BPMN_CMD_PUBLISH, i);
    if (c == NULL)
        return;
    c->name = name;
    c->correlation = correlation;
    c->vars = i->el->n_inputs > 0 ? bpmn_vars_all(r->a, &i->vars) : bpmn_scope_all(r->a, i);
    pass(i);
}

static void send(struct run *r, struct inst *i, const struct bpmn_event_def *message)
{
    if (i->el->job == NULL && message != NULL && message->name.text.len > 0)
        publish(r, i, message);
    else
        job(r, i, BPMN_JOB_SEND, message);
}

static void script(struct run *r, struct inst *i)
{
    const struct bpmn_script *s = i->el->script;
    const struct feel_value *v;

    pass(i);
    if (s == NULL)
        return;
    if (s->expr.text.len == 0) {
        if (s->text.len > 0)
            bpmn_run_history(r, i, BPMN_H_MARK, s->text);
        bpmn_run_later(r, i);
        return;
    }
    if (!bpmn_eval_value(r, i, &s->expr, (struct extra){ 0 }, &v)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    if (s->result.len > 0)
        bpmn_eval_result_one(r, i, s->result, v);
    else
        bpmn_eval_result(r, i, v);
    bpmn_run_later(r, i);
}

static void call(struct run *r, struct inst *i)
{
    struct bpmn_command *c;
    struct str process;

    if (!bpmn_eval_text(r, i, &i->el->call->process, "called process", &process)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    if (process.len == 0) {
        bpmn_run_stop_because(r, i, STAGE_START, "the call activity names no process");
        return;
    }
    wait_for(i, FOR_CHILD);
    c = bpmn_run_cmd(r, BPMN_CMD_START_CHILD, i);
    if (c == NULL)
        return;
    c->name = process;
    c->vars = i->el->call->pass_all_in ? bpmn_scope_all(r->a, i) : bpmn_vars_all(r->a, &i->vars);
}

static void scope(struct run *r, struct inst *i)
{
    if (!bpmn_catch_event_subs(r, i)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    bpmn_run_start_scope(r, i);
}

/* ---- events ---- */

static void await(struct run *r, struct inst *i, const struct bpmn_event_def *def)
{
    if (def == NULL || !bpmn_catch_subscribe(r, i, i->el, def)) {
        if (def == NULL)
            r->cause = STR("it waits for no message");
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    wait_for(i, FOR_EVENT);
}

static void await_any(struct run *r, struct inst *i)
{
    for (uint32_t k = 0; k < i->el->n_out; k++) {
        const struct bpmn_element *t = &r->s->m->elements[r->s->m->flows[i->el->out[k]].target];
        const struct bpmn_event_def *def = t->kind == BPMN_RECEIVE_TASK ? t->message : t->event;

        if (def != NULL && bpmn_catch_subscribe(r, i, t, def))
            continue;
        if (def == NULL)
            r->cause = arena_fmt(r->a, "'%.*s' after the gateway waits for nothing", STR_ARG(t->id));
        bpmn_catch_drop_all(r, i);
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    wait_for(i, FOR_EVENT);
}

static void throw_error(struct run *r, struct inst *i)
{
    struct str code;

    if (!bpmn_eval_text(r, i, &i->el->event->code, "error code", &code)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    if (bpmn_catch_error(r, i, code, STR_NONE, NULL))
        return;
    if (r->s->called) {
        bpmn_run_history(r, i, BPMN_H_LEAVE, STR_NONE);
        bpmn_run_bury(r, i);
        bpmn_run_cancel_inside(r, r->s->root);
        bpmn_run_end(r, BPMN_END_ERROR, code, STR_NONE);
        return;
    }
    bpmn_run_stop_because(r, i, STAGE_START, "nobody catches the error '%.*s'", STR_ARG(code));
}

static void throw_escalation(struct run *r, struct inst *i)
{
    struct str code;

    if (!bpmn_eval_text(r, i, &i->el->event->code, "escalation code", &code)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    pass(i);
    (void)bpmn_catch_escalation(r, i, code, i->el->n_inputs > 0 ? bpmn_vars_all(r->a, &i->vars) : NULL);
}

static void throw_signal(struct run *r, struct inst *i)
{
    const struct feel_value *vars = i->el->n_inputs > 0 ? bpmn_vars_all(r->a, &i->vars) : NULL;
    struct bpmn_command *c;
    struct str name;

    if (!bpmn_eval_text(r, i, &i->el->event->name, "signal name", &name)) {
        bpmn_run_stop(r, i, STAGE_START);
        return;
    }
    c = bpmn_run_cmd(r, BPMN_CMD_THROW_SIGNAL, i);
    if (c == NULL)
        return;
    c->name = name;
    c->vars = vars;
    pass(i);
    bpmn_catch_signal(r, name, vars);
}

static void terminate(struct run *r, struct inst *i)
{
    struct inst *around = i->up;

    bpmn_run_history(r, i, BPMN_H_LEAVE, STR_NONE);
    bpmn_run_bury(r, i);
    bpmn_run_cancel_inside(r, around);
    if (around->up == NULL) {
        bpmn_run_end(r, BPMN_END_TERMINATED, STR_NONE, STR_NONE);
        return;
    }
    around->stage = STAGE_OUTPUT;
    bpmn_run_queue(r, around, BPMN_NONE);
}

static void jump(struct run *r, struct inst *i)
{
    struct inst *up = i->up, *to;

    if (i->el->link == BPMN_NONE) {
        bpmn_run_stop_because(r, i, STAGE_START, "no link of this name can be caught");
        return;
    }
    up->live++; /* the scope is not done in between */
    r->picked.n = 0;
    bpmn_run_leave(r, i);
    up->live--;
    to = bpmn_run_enter(r, up, &r->s->m->elements[i->el->link]);
    if (to != NULL)
        bpmn_run_queue(r, to, BPMN_NONE);
}

static void throw(struct run * r, struct inst *i)
{
    switch (i->el->trigger) {
    case BPMN_ON_NONE:
        pass(i);
        break;
    case BPMN_ON_MESSAGE:
        send(r, i, i->el->event);
        break;
    case BPMN_ON_SIGNAL:
        throw_signal(r, i);
        break;
    case BPMN_ON_ESCALATION:
        throw_escalation(r, i);
        break;
    case BPMN_ON_ERROR:
        throw_error(r, i);
        break;
    case BPMN_ON_COMPENSATION:
        bpmn_undo_begin(r, i, i->el->event->ref);
        break;
    case BPMN_ON_TERMINATE:
        terminate(r, i);
        break;
    case BPMN_ON_CANCEL:
        bpmn_undo_cancel_transaction(r, i);
        break;
    case BPMN_ON_LINK:
        jump(r, i);
        break;
    default:
        bpmn_run_stop_because(r, i, STAGE_START, "unsupported event");
    }
}

static void catch (struct run *r, struct inst *i)
{
    if (i->el->trigger == BPMN_ON_NONE || i->el->trigger == BPMN_ON_LINK)
        pass(i);
    else
        await(r, i, i->el->event);
}

void bpmn_behave(struct run *r, struct inst *i)
{
    switch (i->el->kind) {
    case BPMN_PROCESS:
    case BPMN_SUB_PROCESS:
    case BPMN_EVENT_SUB_PROCESS:
    case BPMN_TRANSACTION:
        scope(r, i);
        break;
    case BPMN_START_EVENT:
    case BPMN_BOUNDARY_EVENT:
        pass(i);
        break;
    case BPMN_TASK:
    case BPMN_MANUAL_TASK:
        pass(i);
        bpmn_run_later(r, i);
        break;
    case BPMN_THROW_EVENT:
    case BPMN_END_EVENT:
        throw(r, i);
        break;
    case BPMN_CATCH_EVENT:
        catch (r, i);
        break;
    case BPMN_USER_TASK:
        user_task(r, i);
        break;
    case BPMN_SERVICE_TASK:
    case BPMN_RULE_TASK:
        job(r, i, BPMN_JOB_SERVICE, NULL);
        break;
    case BPMN_SEND_TASK:
        send(r, i, i->el->message);
        break;
    case BPMN_RECEIVE_TASK:
        await(r, i, i->el->message);
        break;
    case BPMN_SCRIPT_TASK:
        script(r, i);
        break;
    case BPMN_CALL_ACTIVITY:
        call(r, i);
        break;
    case BPMN_EXCLUSIVE:
    case BPMN_PARALLEL:
    case BPMN_INCLUSIVE:
    case BPMN_COMPLEX:
        i->stage = STAGE_FLOWS;
        break;
    case BPMN_EVENT_BASED:
        await_any(r, i);
        break;
    default:
        bpmn_run_stop_because(r, i, STAGE_START, "unsupported %.*s", STR_ARG(i->el->tag));
    }
}
