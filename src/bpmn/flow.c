/*
 * flow.c - which flows a token takes, and gateways that join.
 *
 * A parallel gateway waits for one token on each incoming flow. An inclusive gateway waits, as the standard
 * defines it (BPMN 2.0.2, 13.4.3), while any token could still arrive on a flow that has none without there
 * being a way for it to one that has: looked at when nothing else moves. A complex gateway starts by its
 * activation condition and is reset by the rule of the inclusive one.
 */
#include "bpmn/reach.h"
#include "bpmn/run.h"

/* ---- choosing ---- */

static bool pick(struct run *r, uint32_t flow)
{
    if (VEC_PUSH(r->a, &r->picked, flow))
        return true;
    bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
    return false;
}

/* True conditions; a flow without one is true. `*any`: a condition was true; `conditional`: only those with
 * one. */
static bool pick_true(struct run *r, struct inst *i, struct extra extra, bool only_first, bool *any,
                      bool *conditional)
{
    for (uint32_t k = 0; k < i->el->n_out; k++) {
        const struct bpmn_flow *f = &r->s->m->flows[i->el->out[k]];
        bool yes = true;

        if (f->index == i->el->default_flow)
            continue;
        if (f->condition.text.len > 0) {
            *conditional = true;
            if (!bpmn_eval_bool(r, i, &f->condition, extra, &yes)) {
                r->cause = arena_fmt(r->a, "flow '%.*s': %.*s", STR_ARG(f->id), STR_ARG(r->cause));
                return false;
            }
            *any = *any || yes;
        }
        if (yes && !pick(r, f->index))
            return false;
        if (yes && only_first)
            return true;
    }
    return true;
}

static bool choose_by_condition(struct run *r, struct inst *i, bool only_first)
{
    bool any = false, conditional = false, gateway = bpmn_is_gateway(i->el);

    if (!pick_true(r, i, (struct extra){ 0 }, only_first, &any, &conditional))
        return false;
    /* After a gateway the default flow is for when nothing was chosen; after an activity for when no
     * condition was true. */
    if (i->el->default_flow != BPMN_NONE && (gateway ? r->picked.n == 0 : !any))
        return pick(r, i->el->default_flow);
    if (r->picked.n > 0 || i->el->n_out == 0)
        return true;
    r->cause = STR("no condition is true and there is no default flow");
    return false;
}

/* The second phase of a complex gateway: conditions may ask for waitingForStart; nothing need be chosen. */
static bool choose_at_reset(struct run *r, struct inst *i)
{
    struct var v = { STR("waitingForStart"), feel_bool(false) };

    for (uint32_t k = 0; k < i->el->n_out; k++) {
        const struct bpmn_flow *f = &r->s->m->flows[i->el->out[k]];
        bool yes = false;

        if (f->condition.text.len == 0)
            continue;
        if (!bpmn_eval_bool(r, i, &f->condition, (struct extra){ &v, 1 }, &yes))
            return false;
        if (yes && !pick(r, f->index))
            return false;
    }
    return true;
}

static bool choose_complex(struct run *r, struct inst *i)
{
    struct var v = { STR("waitingForStart"), feel_bool(true) };
    bool any = false, conditional = false;

    if (i->position == 1)
        return choose_at_reset(r, i);
    if (!pick_true(r, i, (struct extra){ &v, 1 }, false, &any, &conditional))
        return false;
    if (r->picked.n > 0)
        return true;
    if (i->el->default_flow != BPMN_NONE)
        return pick(r, i->el->default_flow);
    r->cause = STR("no condition is true and there is no default flow");
    return i->el->n_out == 0;
}

bool bpmn_flow_choose(struct run *r, struct inst *i)
{
    switch (i->el->kind) {
    case BPMN_EXCLUSIVE:
        return choose_by_condition(r, i, true);
    case BPMN_COMPLEX:
        return choose_complex(r, i);
    case BPMN_PARALLEL:
        for (uint32_t k = 0; k < i->el->n_out; k++)
            if (!pick(r, i->el->out[k]))
                return false;
        return true;
    default:
        return choose_by_condition(r, i, false);
    }
}

/* ---- tokens before gateways ---- */

static bool has_token(const struct inst *scope, uint32_t flow)
{
    for (const struct token *t = scope->tokens; t != NULL; t = t->next)
        if (t->flow == flow)
            return true;
    return false;
}

static bool park(struct run *r, struct inst *scope, uint32_t flow)
{
    struct token *t = ARENA_NEW(r->a, struct token), **end = &scope->tokens;

    if (t == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return false;
    }
    t->key = bpmn_run_key(r);
    t->flow = flow;
    while (*end != NULL)
        end = &(*end)->next;
    *end = t;
    return true;
}

static void consume(struct inst *scope, uint32_t flow)
{
    for (struct token **at = &scope->tokens; *at != NULL; at = &(*at)->next)
        if ((*at)->flow == flow) {
            *at = (*at)->next;
            scope->live--;
            return;
        }
}

/* Consume one token of each incoming flow that has one, and let the gateway act. */
static struct inst *fire(struct run *r, struct inst *scope, const struct bpmn_element *gateway)
{
    struct inst *i;

    scope->live++;
    for (uint32_t k = 0; k < gateway->n_in; k++)
        consume(scope, gateway->in[k]);
    i = bpmn_run_enter(r, scope, gateway);
    scope->live--;
    return i;
}

static bool all_there(const struct inst *scope, const struct bpmn_element *gateway)
{
    for (uint32_t k = 0; k < gateway->n_in; k++)
        if (!has_token(scope, gateway->in[k]))
            return false;
    return true;
}

/* ---- complex gateways ---- */

static struct complex_state *started(const struct inst *scope, const struct bpmn_element *gateway)
{
    struct complex_state *c = scope->complex;

    while (c != NULL && c->el != gateway)
        c = c->next;
    return c;
}

static bool seen(const struct complex_state *c, uint32_t flow)
{
    for (size_t k = 0; c != NULL && k < c->n; k++)
        if (c->seen[k] == flow)
            return true;
    return false;
}

static bool note_start(struct run *r, struct inst *scope, const struct bpmn_element *gateway)
{
    struct complex_state *c = ARENA_NEW(r->a, struct complex_state), **end = &scope->complex;

    if (c == NULL || (c->seen = ARENA_ARRAY(r->a, uint32_t, gateway->n_in)) == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return false;
    }
    c->el = gateway;
    for (uint32_t k = 0; k < gateway->n_in; k++)
        if (has_token(scope, gateway->in[k]))
            c->seen[c->n++] = gateway->in[k];
    while (*end != NULL)
        end = &(*end)->next;
    *end = c;
    return true;
}

enum activation { NOT_YET, ACTIVATED, NO_MEANING };

/* The condition sees the number of tokens that stand there. */
static enum activation activation(struct run *r, struct inst *scope, const struct bpmn_element *gateway)
{
    struct var v = { STR("activationCount"), NULL };
    bool yes = false;
    int64_t n = 0;

    for (const struct token *t = scope->tokens; t != NULL; t = t->next)
        n += r->s->m->flows[t->flow].target == gateway->index;
    if (gateway->activation.text.len == 0)
        return all_there(scope, gateway) ? ACTIVATED : NOT_YET;
    v.value = feel_int(r->a, n);
    if (n == 0)
        return NOT_YET;
    if (!bpmn_eval_bool(r, scope, &gateway->activation, (struct extra){ &v, 1 }, &yes))
        return NO_MEANING;
    return yes ? ACTIVATED : NOT_YET;
}

static void arrive_complex(struct run *r, struct inst *scope, const struct bpmn_element *gateway)
{
    enum activation now = started(scope, gateway) != NULL ? NOT_YET : activation(r, scope, gateway);
    struct inst *i;

    if (now == NOT_YET || !note_start(r, scope, gateway))
        return;
    i = fire(r, scope, gateway);
    if (i == NULL)
        return;
    if (now == NO_MEANING)
        bpmn_run_stop(r, i, STAGE_FLOWS);
    else
        bpmn_run_queue(r, i, BPMN_NONE);
}

static void reset_complex(struct run *r, struct inst *scope, struct complex_state *c)
{
    struct complex_state **at = &scope->complex;
    struct inst *i;

    scope->live++;
    for (uint32_t k = 0; k < c->el->n_in; k++)
        if (!seen(c, c->el->in[k]))
            consume(scope, c->el->in[k]);
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    i = bpmn_run_enter(r, scope, c->el);
    scope->live--;
    if (i == NULL)
        return;
    i->position = 1; /* it acts its second phase */
    bpmn_run_queue(r, i, BPMN_NONE);
    arrive_complex(r, scope, c->el);
}

/* ---- arriving ---- */

void bpmn_flow_arrive(struct run *r, struct inst *scope, uint32_t flow)
{
    const struct bpmn_element *to = &r->s->m->elements[r->s->m->flows[flow].target];
    struct inst *i;

    if (to->n_in > 1 &&
        (to->kind == BPMN_PARALLEL || to->kind == BPMN_INCLUSIVE || to->kind == BPMN_COMPLEX)) {
        if (!park(r, scope, flow))
            return;
        if (to->kind == BPMN_COMPLEX)
            arrive_complex(r, scope, to);
        if (to->kind != BPMN_PARALLEL || !all_there(scope, to))
            return;
        i = fire(r, scope, to);
    } else {
        i = bpmn_run_enter(r, scope, to);
        scope->live--;
    }
    if (i != NULL)
        bpmn_run_inst(r, i);
}

/* ---- the inclusive join ---- */

/* May the gateway act? `skip` (may be NULL): flows that are not waited for. */
static bool nothing_comes(struct run *r, struct inst *scope, const struct bpmn_element *gateway,
                          const struct complex_state *skip)
{
    const struct bpmn_model *m = r->s->m;
    struct reach q = { 0 };

    q.marks = arena_alloc(r->a, m->n_elements);
    q.stack = ARENA_ARRAY(r->a, uint32_t, m->n_elements);
    if (q.marks == NULL || q.stack == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return false;
    }
    for (unsigned char bit = 1; bit <= 2; bit++) {
        for (uint32_t k = 0; k < gateway->n_in; k++)
            if (!seen(skip, gateway->in[k]) && has_token(scope, gateway->in[k]) == (bit == 1))
                bpmn_reach_mark(&q, m->flows[gateway->in[k]].source, bit);
        bpmn_reach_back(m, &q, gateway, bit);
    }
    for (const struct inst *i = scope->first; i != NULL; i = i->next)
        if (i->compensating == 0 && bpmn_reach_holds_back(m, &q, i->el, gateway))
            return false;
    for (const struct token *t = scope->tokens; t != NULL; t = t->next)
        if (m->flows[t->flow].target != gateway->index &&
            bpmn_reach_holds_back(m, &q, &m->elements[m->flows[t->flow].target], gateway))
            return false;
    return true;
}

static bool join_in(struct run *r, struct inst *scope)
{
    for (const struct token *t = scope->tokens; t != NULL; t = t->next) {
        const struct bpmn_element *g = &r->s->m->elements[r->s->m->flows[t->flow].target];
        struct inst *i;

        if (g->kind != BPMN_INCLUSIVE || !nothing_comes(r, scope, g, NULL))
            continue;
        i = fire(r, scope, g);
        if (i != NULL)
            bpmn_run_queue(r, i, BPMN_NONE);
        return true;
    }
    for (struct complex_state *c = scope->complex; c != NULL; c = c->next)
        if (nothing_comes(r, scope, c->el, c)) {
            reset_complex(r, scope, c);
            return true;
        }
    return false;
}

bool bpmn_flow_joins(struct run *r)
{
    for (struct inst *i = r->s->root; i != NULL && bpmn_run_ok(r); i = bpmn_state_next(i))
        if ((i->tokens != NULL || i->complex != NULL) && join_in(r, i))
            return true;
    return false;
}
