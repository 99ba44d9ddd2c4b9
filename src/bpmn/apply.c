/*
 * apply.c - the events from outside: who is meant, may it be now, and then the run.
 */
#include "bpmn/run.h"

static enum rc not_found(struct err *e, const char *what, uint64_t key)
{
    return ERR(e, RC_NOT_FOUND, "no %s %llu", what, (unsigned long long)key);
}

/* The instance of this key, waiting for `what`. */
static enum rc find_waiting(struct run *r, const struct bpmn_event *ev, enum waits_for what,
                            enum waits_for other, struct inst **ret, struct err *e)
{
    struct inst *i = bpmn_state_find(r->s, ev->key);

    if (i == NULL)
        return not_found(e, "element instance", ev->key);
    if (i->stage != STAGE_WAIT || (i->waits_for != what && i->waits_for != other))
        return ERR(e, RC_CONFLICT, "'%.*s' does not wait for this", STR_ARG(i->el->id));
    *ret = i;
    return RC_OK;
}

static enum rc no_vars(const struct bpmn_event *ev, struct err *e)
{
    if (ev->vars != NULL && feel_kind(ev->vars) != FEEL_CONTEXT)
        return ERR(e, RC_INVALID, "the variables are no context");
    return RC_OK;
}

static void go_on(struct run *r, struct inst *i)
{
    i->stage = STAGE_OUTPUT;
    bpmn_run_queue(r, i, BPMN_NONE);
}

/* ---- start and end ---- */

static enum rc start(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    const struct bpmn_element *at = NULL;
    struct bpmn_state *s = r->s;
    struct inst *i;

    if (s->started)
        return ERR(e, RC_CONFLICT, "the instance has started already");
    if (ev->element.len > 0) {
        at = bpmn_find(s->m, ev->element);
        if (at == NULL || at->kind != BPMN_START_EVENT || at->parent != s->process->index)
            return ERR(e, RC_NOT_FOUND, "'%.*s' is no start event of '%.*s'", STR_ARG(ev->element),
                       STR_ARG(s->process->id));
    } else if (s->process->start == BPMN_NONE) {
        for (uint32_t k = 0; k < s->process->n_children; k++)
            if (s->m->elements[s->process->children[k]].kind == BPMN_START_EVENT)
                return ERR(e, RC_INVALID, "'%.*s' has only start events with triggers: one must be named",
                           STR_ARG(s->process->id));
    }
    s->started = true;
    s->called = ev->called;
    s->root = bpmn_inst_new(s, NULL, s->process, bpmn_run_key(r));
    if (s->root == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return RC_OK;
    }
    bpmn_run_history(r, s->root, BPMN_H_ENTER, STR_NONE);
    if (at == NULL) {
        bpmn_eval_result(r, s->root, ev->vars);
        bpmn_run_inst(r, s->root);
        return RC_OK;
    }
    bpmn_eval_result(r, s->root, ev->vars);
    s->root->stage = STAGE_START;
    if (!bpmn_catch_event_subs(
            r, s->root)) { /* retried, it would begin at another start: begin here all the same */
        bpmn_run_stop(r, s->root, STAGE_WAIT);
        s->root->waits_for = FOR_SCOPE;
    } else {
        wait_for(s->root, FOR_SCOPE);
    }
    i = bpmn_run_enter(r, s->root, at);
    if (i != NULL)
        bpmn_run_inst(r, i);
    return RC_OK;
}

static enum rc cancel(struct run *r, const struct bpmn_event *ev)
{
    bpmn_run_cancel_inside(r, r->s->root);
    bpmn_run_solve(r, r->s->root);
    bpmn_run_end(r, BPMN_END_CANCELLED, STR_NONE, arena_str(r->a, ev->message));
    return RC_OK;
}

/* ---- tasks, jobs, children ---- */

static enum rc done(struct run *r, const struct bpmn_event *ev, enum waits_for what, struct err *e)
{
    struct inst *i = NULL;
    enum rc rc = find_waiting(r, ev, what, what, &i, e);

    if (rc != RC_OK)
        return rc;
    if (what == FOR_JOB && i->el->decision != NULL && ev->result != NULL) {
        if (i->el->decision->result.len > 0)
            bpmn_eval_result_one(r, i, i->el->decision->result, ev->result);
    } else {
        bpmn_eval_result(r, i, ev->vars);
    }
    go_on(r, i);
    return RC_OK;
}

static enum rc child_ended(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *i = NULL;
    enum rc rc = find_waiting(r, ev, FOR_CHILD, FOR_CHILD, &i, e);

    if (rc != RC_OK)
        return rc;
    if (i->el->n_outputs > 0 || i->el->call->pass_all_out)
        bpmn_eval_result(r, i, ev->vars);
    go_on(r, i);
    return RC_OK;
}

static enum rc error(struct run *r, const struct bpmn_event *ev, bool child, struct err *e)
{
    struct inst *i = NULL;
    enum rc rc = child ? find_waiting(r, ev, FOR_CHILD, FOR_CHILD, &i, e)
                       : find_waiting(r, ev, FOR_JOB, FOR_TASK, &i, e);
    struct str code = arena_str(r->a, ev->code);
    enum waits_for was;

    if (rc != RC_OK)
        return rc;
    if (!child && i->waits_for == FOR_JOB)
        i->waits_for = FOR_NOTHING; /* the job is over: nothing to take back */
    else if (child)
        i->waits_for = FOR_NOTHING;
    was = i->waits_for;
    if (bpmn_catch_error(r, i, code, ev->message, ev->vars))
        return RC_OK;
    if (was == FOR_TASK)
        (void)bpmn_run_cmd(r, BPMN_CMD_CANCEL_TASK, i);
    bpmn_run_stop_because(r, i, STAGE_START, "nobody catches the error '%.*s': %.*s", STR_ARG(code),
                          STR_ARG(str_sub(ev->message, 0, 300)));
    return RC_OK;
}

static enum rc escalation(struct run *r, const struct bpmn_event *ev, bool child, struct err *e)
{
    struct inst *i = NULL;
    enum rc rc = child ? find_waiting(r, ev, FOR_CHILD, FOR_CHILD, &i, e)
                       : find_waiting(r, ev, FOR_JOB, FOR_TASK, &i, e);

    if (rc != RC_OK)
        return rc;
    (void)bpmn_catch_escalation(r, i, arena_str(r->a, ev->code), ev->vars);
    return RC_OK;
}

static enum rc job_failed(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *i = NULL;
    enum rc rc = find_waiting(r, ev, FOR_JOB, FOR_CHILD, &i, NULL);

    if (rc == RC_CONFLICT) /* a user task that nobody can be given */
        rc = find_waiting(r, ev, FOR_TASK, FOR_TASK, &i, e);
    else if (rc != RC_OK)
        rc = not_found(e, "element instance", ev->key);
    if (rc != RC_OK)
        return rc;
    r->cause = arena_str(r->a, ev->message);
    bpmn_run_stop(r, i, i->waits_for == FOR_JOB ? STAGE_FAILED : STAGE_START);
    return RC_OK;
}

/* ---- messages, signals, timers ---- */

static enum rc message(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *owner = NULL;
    struct wait *first = NULL;

    if (ev->key != 0) {
        first = bpmn_state_find_wait(r->s, ev->key, &owner);
        if (first == NULL || first->type != ON_MESSAGE)
            return not_found(e, "message subscription", ev->key);
        bpmn_catch_trigger(r, owner, first, ev->vars);
        return RC_OK;
    }
    for (struct inst *i = r->s->root; i != NULL; i = bpmn_state_next(i))
        for (struct wait *w = i->waits; w != NULL; w = w->next)
            if (w->type == ON_MESSAGE && str_eq(w->name, ev->name) &&
                str_eq(w->correlation, ev->correlation) && (first == NULL || w->key < first->key)) {
                first = w;
                owner = i;
            }
    if (first == NULL)
        return ERR(e, RC_NOT_FOUND, "nothing waits for the message '%.*s'", STR_ARG(ev->name));
    bpmn_catch_trigger(r, owner, first, ev->vars);
    return RC_OK;
}

static enum rc signal(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    for (struct inst *i = r->s->root; i != NULL; i = bpmn_state_next(i))
        for (struct wait *w = i->waits; w != NULL; w = w->next)
            if (w->type == ON_SIGNAL && str_eq(w->name, ev->name)) {
                bpmn_catch_signal(r, ev->name, ev->vars);
                return RC_OK;
            }
    return ERR(e, RC_NOT_FOUND, "nothing waits for the signal '%.*s'", STR_ARG(ev->name));
}

static enum rc timer(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *owner = NULL;
    struct wait *w = bpmn_state_find_wait(r->s, ev->key, &owner);

    if (w == NULL || w->type != ON_TIMER)
        return not_found(e, "timer", ev->key);
    if (w->spent)
        return ERR(e, RC_CONFLICT, "the timer of '%.*s' has fired", STR_ARG(w->el->id));
    bpmn_catch_trigger(r, owner, w, ev->vars);
    return RC_OK;
}

/* ---- remedies ---- */

static enum rc set_vars(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *i = ev->key == 0 ? r->s->root : bpmn_state_find(r->s, ev->key);
    const struct feel_value *v;
    struct str name;

    if (i == NULL)
        return not_found(e, "element instance", ev->key);
    for (size_t k = 0; feel_context_at(ev->vars, k, &name, &v); k++)
        bpmn_eval_set_local(r, i, name, v);
    bpmn_run_queue(r, NULL, BPMN_NONE); /* so that conditions are looked at */
    return RC_OK;
}

static enum rc retry(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *i = bpmn_state_find_incident(r->s, ev->key);

    if (i == NULL)
        return not_found(e, "incident", ev->key);
    bpmn_run_solve(r, i);
    if (i->stage == STAGE_FAILED)
        i->stage = STAGE_START;
    if (i->stage == STAGE_WAIT) { /* a process that was started at a given event: its event sub-processes */
        if (!bpmn_catch_event_subs(r, i))
            bpmn_run_stop(r, i, STAGE_WAIT);
        i->waits_for = FOR_SCOPE;
        bpmn_run_scope_left(r, i);
        return RC_OK;
    }
    bpmn_run_queue(r, i, BPMN_NONE);
    return RC_OK;
}

static struct token *find_token(const struct bpmn_state *s, uint64_t key, struct inst **scope)
{
    for (struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        for (struct token *t = i->tokens; t != NULL; t = t->next)
            if (t->key == key) {
                *scope = i;
                return t;
            }
    return NULL;
}

/* The instance of the scope that `el` lies in, on the way up from `i`. */
static struct inst *scope_for(struct inst *i, const struct bpmn_element *el)
{
    while (i != NULL && (i->body || i->el->index != el->parent))
        i = i->up;
    return i;
}

static void drop_token(struct inst *scope, const struct token *t)
{
    struct token **at = &scope->tokens;

    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    scope->live--;
}

/* Cancel scopes that the move has emptied, from `i` up to below `stop`. */
static void cancel_empty(struct run *r, struct inst *i, const struct inst *stop)
{
    while (i != stop && i->live == 0) {
        struct inst *up = i->up;

        bpmn_run_cancel(r, i);
        i = up;
    }
}

static enum rc move(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    const struct bpmn_element *to = bpmn_find(r->s->m, ev->element);
    struct inst *i = bpmn_state_find(r->s, ev->key), *from = i, *scope, *there;
    struct token *t = NULL;

    if (i == NULL)
        i = from = bpmn_state_find_incident(r->s, ev->key);
    if (i == NULL)
        t = find_token(r->s, ev->key, &from);
    if ((i == NULL && t == NULL) || i == r->s->root)
        return not_found(e, "element instance, incident or waiting token", ev->key);
    if (to == NULL || !bpmn_is_node(to) || to->kind == BPMN_BOUNDARY_EVENT ||
        to->kind == BPMN_EVENT_SUB_PROCESS)
        return ERR(e, RC_INVALID, "a token cannot be moved to '%.*s'", STR_ARG(ev->element));
    scope = scope_for(t != NULL ? from : from->up, to);
    if (scope == NULL)
        return ERR(e, RC_INVALID, "'%.*s' lies in a scope that is not active around the token",
                   STR_ARG(to->id));
    scope->live++;
    if (t != NULL) {
        drop_token(from, t);
    } else {
        from = i->up;
        bpmn_run_cancel(r, i);
    }
    cancel_empty(r, from, scope);
    there = bpmn_run_enter(r, scope, to);
    scope->live--;
    if (there != NULL)
        bpmn_run_queue(r, there, BPMN_NONE);
    return RC_OK;
}

static enum rc add_instance(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    struct inst *i = bpmn_state_find(r->s, ev->key);

    if (i == NULL)
        return not_found(e, "multi-instance body", ev->key);
    if (!i->body || i->el->loop->standard || i->loop == NULL || i->stage != STAGE_WAIT)
        return ERR(e, RC_CONFLICT, "'%.*s' is no running multi-instance body", STR_ARG(i->el->id));
    (void)bpmn_loop_add(r, i, ev->result);
    return RC_OK;
}

/* ---- all of them ---- */

static enum rc dispatch(struct run *r, const struct bpmn_event *ev, struct err *e)
{
    switch (ev->kind) {
    case BPMN_EV_START:
        return start(r, ev, e);
    case BPMN_EV_TASK_DONE:
        return done(r, ev, FOR_TASK, e);
    case BPMN_EV_JOB_DONE:
        return done(r, ev, FOR_JOB, e);
    case BPMN_EV_JOB_ERROR:
        return error(r, ev, false, e);
    case BPMN_EV_ESCALATION:
        return escalation(r, ev, false, e);
    case BPMN_EV_JOB_FAILED:
        return job_failed(r, ev, e);
    case BPMN_EV_MESSAGE:
        return message(r, ev, e);
    case BPMN_EV_SIGNAL:
        return signal(r, ev, e);
    case BPMN_EV_TIMER:
        return timer(r, ev, e);
    case BPMN_EV_CHILD_ENDED:
        return child_ended(r, ev, e);
    case BPMN_EV_CHILD_ERROR:
        return error(r, ev, true, e);
    case BPMN_EV_CHILD_ESCALATION:
        return escalation(r, ev, true, e);
    case BPMN_EV_SET_VARS:
        return set_vars(r, ev, e);
    case BPMN_EV_REARM_TIMERS:
        r->rearm_all = true;
        return RC_OK;
    case BPMN_EV_RETRY:
        return retry(r, ev, e);
    case BPMN_EV_CANCEL:
        return cancel(r, ev);
    case BPMN_EV_MOVE:
        return move(r, ev, e);
    case BPMN_EV_ADD_INSTANCE:
        return add_instance(r, ev, e);
    }
    return ERR(e, RC_INVALID, "no such event");
}

/* What has left the tree may be used again: nothing names it any more. */
static void reuse(struct run *r)
{
    while (r->buried != NULL) {
        struct inst *i = r->buried;

        r->buried = i->next;
        i->next = r->s->free_insts;
        r->s->free_insts = i;
    }
}

enum rc bpmn_apply(struct bpmn_state *s, const struct bpmn_event *ev, struct bpmn_commands *out,
                   struct err *e)
{
    struct run r = { .s = s, .a = s->a, .out = out, .now = ev->now_ms, .zone = bpmn_timer_zone(ev->zone) };
    enum rc rc;

    if (ev->kind != BPMN_EV_START && !s->started)
        return ERR(e, RC_CONFLICT, "the instance has not started");
    if (s->over)
        return ERR(e, RC_CONFLICT, "the instance has ended");
    bpmn_eval_begin(&r);
    rc = no_vars(ev, e);
    if (rc == RC_OK)
        rc = dispatch(&r, ev, e);
    if (rc != RC_OK)
        return rc;
    bpmn_run_all(&r);
    reuse(&r);
    if (arena_failed(s->a))
        bpmn_run_fail(&r, RC_LIMIT, "memory budget exceeded");
    if (r.rc != RC_OK && e != NULL)
        *e = r.err;
    return r.rc;
}
