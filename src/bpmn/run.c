/*
 * run.c - the queue, and the life of an element instance: entered, started, waiting, done, left or cancelled.
 *
 * Not here: what an element does (behave.c), events (catch.c), gateways (flow.c).
 */
#include <stdarg.h>

#include "base/limits.h"
#include "bpmn/run.h"

void bpmn_run_fail(struct run *r, enum rc rc, const char *why)
{
    if (r->rc == RC_OK)
        r->rc = ERR(&r->err, rc, "%s", why);
}

bool bpmn_run_ok(const struct run *r)
{
    return r->rc == RC_OK;
}

uint64_t bpmn_run_key(struct run *r)
{
    return r->s->next_key++;
}

/* ---- commands ---- */

struct bpmn_command *bpmn_run_cmd(struct run *r, enum bpmn_cmd_kind kind, const struct inst *i)
{
    static const struct bpmn_command empty;

    if (!VEC_PUSH(r->a, r->out, empty)) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return NULL;
    }
    r->out->v[r->out->n - 1].kind = kind;
    if (i != NULL) {
        r->out->v[r->out->n - 1].key = i->key;
        r->out->v[r->out->n - 1].element = i->el;
    }
    return &r->out->v[r->out->n - 1];
}

void bpmn_run_history(struct run *r, const struct inst *i, enum bpmn_history h, struct str text)
{
    struct bpmn_command *c = bpmn_run_cmd(r, BPMN_CMD_HISTORY, i);

    if (c == NULL)
        return;
    c->history = h;
    c->text = i->body && text.len == 0 ? STR("body") : text;
    c->parent = i->up == NULL ? 0 : i->up->key;
}

/* ---- incidents ---- */

void bpmn_run_stop(struct run *r, struct inst *i, enum stage stage)
{
    struct bpmn_command *c;

    i->stage = stage;
    i->waits_for = FOR_NOTHING;
    if (i->incident != NULL || !bpmn_run_ok(r))
        return;
    i->incident = ARENA_NEW(r->a, struct incident);
    if (i->incident == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return;
    }
    i->incident->key = bpmn_run_key(r);
    i->incident->cause = r->cause;
    c = bpmn_run_cmd(r, BPMN_CMD_INCIDENT, i);
    if (c == NULL)
        return;
    c->key = i->incident->key;
    c->about = i->key;
    c->text = r->cause;
}

void bpmn_run_stop_because(struct run *r, struct inst *i, enum stage stage, const char *fmt, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    r->cause = arena_str(r->a, str_c(text));
    bpmn_run_stop(r, i, stage);
}

void bpmn_run_solve(struct run *r, struct inst *i)
{
    struct bpmn_command *c;

    if (i->incident == NULL)
        return;
    c = bpmn_run_cmd(r, BPMN_CMD_INCIDENT_SOLVED, i);
    if (c != NULL) {
        c->key = i->incident->key;
        c->about = i->key;
    }
    i->incident = NULL;
}

/* ---- the queue ---- */

static bool grow_queue(struct run *r)
{
    size_t cap = r->cap == 0 ? 32 : r->cap * 2;
    struct item *q;

    if (r->head > 0 && r->head >= r->cap / 2) {
        memmove(r->queue, r->queue + r->head, (r->tail - r->head) * sizeof(*q));
        r->tail -= r->head;
        r->head = 0;
        return true;
    }
    q = ARENA_ARRAY(r->a, struct item, cap);
    if (q == NULL)
        return false;
    if (r->tail > r->head)
        memcpy(q, r->queue + r->head, (r->tail - r->head) * sizeof(*q));
    r->tail -= r->head;
    r->head = 0;
    r->queue = q;
    r->cap = cap;
    return true;
}

void bpmn_run_queue(struct run *r, struct inst *i, uint32_t flow)
{
    if (r->tail == r->cap && !grow_queue(r)) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return;
    }
    r->queue[r->tail++] = (struct item){ i, flow };
}

static void step(struct run *r, struct item it)
{
    if (it.inst == NULL || it.inst->dead)
        return;
    it.inst->queued = false;
    if (it.flow != BPMN_NONE)
        bpmn_flow_arrive(r, it.inst, it.flow);
    else if (it.inst->incident == NULL)
        bpmn_run_inst(r, it.inst);
}

void bpmn_run_all(struct run *r)
{
    for (;;) {
        while (bpmn_run_ok(r) && !r->s->over && r->head < r->tail) {
            struct item it = r->queue[r->head++];

            if (++r->steps > LIMIT_ENGINE_STEPS)
                bpmn_run_fail(r, RC_LIMIT, "too many steps at once: the process runs in a circle");
            step(r, it);
            if (r->changed && r->s->n_conditions > 0)
                bpmn_catch_conditions(r);
            r->changed = false;
        }
        if (!bpmn_run_ok(r) || r->s->over)
            break;
        if (r->changed && r->s->n_conditions > 0) {
            r->changed = false;
            bpmn_catch_conditions(r);
            if (r->head < r->tail)
                continue;
        }
        if (!bpmn_flow_joins(r))
            break;
    }
    if (bpmn_run_ok(r) && !r->s->over && (r->rearm_all || (r->dates_changed && r->s->n_dates > 0)))
        bpmn_catch_rearm(r);
}

/* ---- entering ---- */

struct inst *bpmn_run_enter(struct run *r, struct inst *scope, const struct bpmn_element *el)
{
    struct inst *i = bpmn_inst_new(r->s, scope, el, bpmn_run_key(r));

    if (i == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return NULL;
    }
    i->body = el->loop != NULL && !scope->body;
    i->in_loop = el->loop != NULL && scope->body;
    bpmn_run_history(r, i, BPMN_H_ENTER, STR_NONE);
    return i;
}

static bool starts_alone(const struct bpmn_element *c)
{
    return bpmn_is_node(c) && c->n_in == 0 && c->kind != BPMN_BOUNDARY_EVENT &&
           c->kind != BPMN_EVENT_SUB_PROCESS && c->kind != BPMN_START_EVENT && !c->for_compensation &&
           !(c->kind == BPMN_CATCH_EVENT && c->trigger == BPMN_ON_LINK);
}

void bpmn_run_start_scope(struct run *r, struct inst *scope)
{
    const struct bpmn_model *m = r->s->m;
    bool any = false;

    scope->stage = STAGE_WAIT;
    scope->waits_for = FOR_SCOPE;
    if (scope->el->start != BPMN_NONE) {
        struct inst *i = bpmn_run_enter(r, scope, &m->elements[scope->el->start]);

        if (i != NULL)
            bpmn_run_inst(r, i);
        return;
    }
    for (uint32_t k = 0; k < scope->el->n_children; k++) {
        const struct bpmn_element *c = &m->elements[scope->el->children[k]];
        struct inst *i = starts_alone(c) ? bpmn_run_enter(r, scope, c) : NULL;

        if (i == NULL)
            continue;
        any = true;
        bpmn_run_queue(r, i, BPMN_NONE);
    }
    if (!any) {
        scope->stage = STAGE_OUTPUT;
        bpmn_run_queue(r, scope, BPMN_NONE);
    }
}

/* ---- the stages ---- */

static void do_input(struct run *r, struct inst *i)
{
    if (!i->body && !bpmn_eval_inputs(r, i)) {
        bpmn_run_stop(r, i, STAGE_INPUT);
        return;
    }
    if (bpmn_is_activity(i->el) && !i->in_loop && i->compensating == 0 && i->el->n_boundaries > 0 &&
        !bpmn_catch_boundaries(r, i)) {
        bpmn_catch_drop_all(r, i);
        bpmn_run_stop(r, i, STAGE_INPUT);
        return;
    }
    i->stage = STAGE_START;
}

static void do_output(struct run *r, struct inst *i)
{
    if (i->live > 0 && !i->body) { /* an event sub-process began in a scope that was done */
        wait_for(i, FOR_SCOPE);
        return;
    }
    if (!i->body && !i->restored && (!bpmn_eval_outputs(r, i) || (i->in_loop && !bpmn_loop_collect(r, i)))) {
        bpmn_run_stop(r, i, STAGE_OUTPUT);
        return;
    }
    i->stage = STAGE_FLOWS;
}

static void do_flows(struct run *r, struct inst *i)
{
    r->picked.n = 0;
    if (i->in_loop && !bpmn_loop_decide(r, i)) {
        bpmn_run_stop(r, i, STAGE_FLOWS);
        return;
    }
    if (!i->in_loop && i->compensating == 0 && !i->gone_on && i->el->kind != BPMN_PROCESS &&
        !bpmn_flow_choose(r, i)) {
        bpmn_run_stop(r, i, STAGE_FLOWS);
        return;
    }
    bpmn_run_leave(r, i);
}

static void do_start(struct run *r, struct inst *i)
{
    if (i->triggered)
        i->stage = STAGE_OUTPUT;
    else if (i->body)
        bpmn_loop_start(r, i);
    else
        bpmn_behave(r, i);
}

void bpmn_run_later(struct run *r, struct inst *i)
{
    i->queued = true;
    bpmn_run_queue(r, i, BPMN_NONE);
}

void bpmn_run_inst(struct run *r, struct inst *i)
{
    while (bpmn_run_ok(r) && !i->dead && !i->queued && i->incident == NULL) {
        switch (i->stage) {
        case STAGE_INPUT:
            do_input(r, i);
            break;
        case STAGE_START:
            do_start(r, i);
            break;
        case STAGE_OUTPUT:
            do_output(r, i);
            break;
        case STAGE_FLOWS:
            do_flows(r, i);
            return;
        case STAGE_LOOP:
            bpmn_loop_next(r, i);
            break;
        default:
            if (i->waits_for == FOR_COMPENSATION && i->child_of_todo == 0)
                bpmn_undo_next(r, i);
            return;
        }
    }
}

/* ---- leaving ---- */

static void bury(struct run *r, struct inst *i)
{
    bpmn_inst_unlink(r->s, i);
    i->next = r->buried;
    r->buried = i;
}

void bpmn_run_bury(struct run *r, struct inst *i)
{
    bpmn_catch_drop_all(r, i);
    bury(r, i);
}

void bpmn_run_take(struct run *r, struct inst *scope, uint32_t flow)
{
    struct bpmn_command *c = bpmn_run_cmd(r, BPMN_CMD_HISTORY, NULL);

    if (c == NULL)
        return;
    c->history = BPMN_H_FLOW;
    c->flow = &r->s->m->flows[flow];
    c->parent = scope->key;
    scope->live++;
    bpmn_run_queue(r, scope, flow);
}

/* A child of `scope` is gone: is the scope done? */
void bpmn_run_scope_left(struct run *r, struct inst *scope)
{
    if (scope->live > 0 || scope->dead || scope->stage != STAGE_WAIT || scope->waits_for != FOR_SCOPE)
        return;
    scope->stage = STAGE_OUTPUT;
    bpmn_run_queue(r, scope, BPMN_NONE);
}

void bpmn_run_end(struct run *r, enum bpmn_ended how, struct str code, struct str text)
{
    struct inst *root = r->s->root;
    const struct feel_value *vars = bpmn_scope_all(r->a, root);
    struct bpmn_command *c;

    bpmn_catch_drop_all(r, root);
    if (how == BPMN_END_NORMAL || how == BPMN_END_TERMINATED)
        bpmn_run_history(r, root, BPMN_H_LEAVE, STR_NONE);
    else
        bpmn_run_history(r, root, BPMN_H_CANCEL, STR_NONE);
    c = bpmn_run_cmd(r, BPMN_CMD_ENDED, root);
    if (c != NULL) {
        c->ended = how;
        c->vars = vars;
        c->code = code;
        c->text = text;
    }
    root->dead = true;
    r->s->root = NULL;
    r->s->over = true;
    r->s->how = how;
}

static void leave_loop(struct run *r, struct inst *i)
{
    struct inst *body = i->up;

    body->loop->done++;
    bpmn_run_bury(r, i);
    if (body->stage == STAGE_WAIT) {
        body->stage = STAGE_LOOP;
        bpmn_run_queue(r, body, BPMN_NONE);
    }
}

static void leave_handler(struct run *r, struct inst *i)
{
    struct inst *asker = bpmn_state_find(r->s, i->compensating), *up = i->up;

    bpmn_run_bury(r, i);
    if (asker == NULL) {
        bpmn_run_scope_left(r, up);
        return;
    }
    asker->child_of_todo = 0;
    bpmn_run_queue(r, asker, BPMN_NONE);
}

void bpmn_run_leave(struct run *r, struct inst *i)
{
    struct inst *up = i->up;

    bpmn_catch_drop_all(r, i);
    if (up == NULL) {
        bpmn_run_end(r, BPMN_END_NORMAL, STR_NONE, STR_NONE);
        return;
    }
    bpmn_run_history(r, i, BPMN_H_LEAVE, STR_NONE);
    if (i->compensating == 0)
        bpmn_undo_record(r, i);
    if (i->in_loop) {
        leave_loop(r, i);
        return;
    }
    if (i->compensating != 0) {
        leave_handler(r, i);
        return;
    }
    for (size_t k = 0; k < r->picked.n; k++)
        bpmn_run_take(r, up, r->picked.v[k]);
    r->picked.n = 0;
    bury(r, i);
    bpmn_run_scope_left(r, up);
}

/* ---- cancelling ---- */

void bpmn_run_cancel_inside(struct run *r, struct inst *scope)
{
    while (scope->first != NULL && bpmn_run_ok(r))
        bpmn_run_cancel(r, scope->first);
    scope->tokens = NULL;
    scope->complex = NULL;
    scope->live = 0;
    for (size_t k = r->head; k < r->tail; k++) /* tokens on their way in it */
        if (r->queue[k].inst == scope && r->queue[k].flow != BPMN_NONE)
            r->queue[k].inst = NULL;
}

void bpmn_run_cancel(struct run *r, struct inst *i)
{
    bpmn_run_cancel_inside(r, i);
    if (i->stage == STAGE_WAIT && i->waits_for == FOR_TASK)
        (void)bpmn_run_cmd(r, BPMN_CMD_CANCEL_TASK, i);
    else if ((i->stage == STAGE_WAIT && i->waits_for == FOR_JOB) || i->stage == STAGE_FAILED)
        (void)bpmn_run_cmd(r, BPMN_CMD_CANCEL_JOB, i);
    else if (i->stage == STAGE_WAIT && i->waits_for == FOR_CHILD)
        (void)bpmn_run_cmd(r, BPMN_CMD_CANCEL_CHILD, i);
    bpmn_run_solve(r, i);
    bpmn_catch_drop_all(r, i);
    bpmn_run_history(r, i, BPMN_H_CANCEL, STR_NONE);
    bury(r, i);
}
