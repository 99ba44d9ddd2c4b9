/*
 * catch.c - subscriptions: made, dropped, armed anew, triggered; errors and escalations looking for who
 * catches them.
 */
#include "bpmn/run.h"

/* ---- making ---- */

static bool subscribe_timer(struct run *r, struct inst *owner, struct wait *w,
                            const struct bpmn_event_def *def)
{
    const struct feel_value *v;
    const char *why = "";

    w->type = ON_TIMER;
    w->base_ms = r->now;
    if (!bpmn_eval_value(r, owner, &def->when, (struct extra){ 0 }, &v))
        return false;
    if (bpmn_timer_from_value(r->a, def->timer, v, r->now, r->now, r->zone, &w->due, &why))
        return true;
    r->cause = feel_is_null(v)
                   ? arena_fmt(r->a, "timer: %.*s", STR_ARG(r->cause))
                   : arena_fmt(r->a, "timer: '%.*s' is %s", STR_ARG(str_sub(def->when.text, 0, 120)), why);
    return false;
}

static void announce(struct run *r, const struct wait *w)
{
    static const enum bpmn_cmd_kind kinds[] = { BPMN_CMD_ARM_TIMER, BPMN_CMD_SUBSCRIBE,
                                                BPMN_CMD_SUBSCRIBE_SIGNAL };
    struct bpmn_command *c;

    if (w->type == ON_CONDITION)
        return;
    c = bpmn_run_cmd(r, kinds[w->type], NULL);
    if (c == NULL)
        return;
    c->key = w->key;
    c->element = w->el;
    c->due_ms = w->due.due_ms;
    c->repeats = w->due.repeats;
    c->name = w->name;
    c->correlation = w->correlation;
}

bool bpmn_catch_subscribe(struct run *r, struct inst *owner, const struct bpmn_element *el,
                          const struct bpmn_event_def *def)
{
    struct wait w = { .el = el }, *at, **end = &owner->waits;

    switch (def->trigger) {
    case BPMN_ON_TIMER:
        if (!subscribe_timer(r, owner, &w, def))
            return false;
        break;
    case BPMN_ON_MESSAGE:
        w.type = ON_MESSAGE;
        if (!bpmn_eval_text(r, owner, &def->name, "message name", &w.name) ||
            !bpmn_eval_text(r, owner, &def->correlation, "correlation key", &w.correlation))
            return false;
        break;
    case BPMN_ON_SIGNAL:
        w.type = ON_SIGNAL;
        if (!bpmn_eval_text(r, owner, &def->name, "signal name", &w.name))
            return false;
        break;
    case BPMN_ON_CONDITION:
        w.type = ON_CONDITION;
        break;
    default: /* errors, escalations and compensation are looked for when they happen */
        return true;
    }
    at = ARENA_NEW(r->a, struct wait);
    if (at == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return false;
    }
    w.key = bpmn_run_key(r);
    *at = w;
    while (*end != NULL)
        end = &(*end)->next;
    *end = at;
    r->s->n_conditions += w.type == ON_CONDITION;
    r->s->n_dates += bpmn_wait_follows_date(&w);
    r->changed = r->changed || w.type == ON_CONDITION;
    announce(r, at);
    return true;
}

bool bpmn_catch_boundaries(struct run *r, struct inst *i)
{
    for (uint32_t k = 0; k < i->el->n_boundaries; k++) {
        const struct bpmn_element *b = &r->s->m->elements[i->el->boundaries[k]];

        if (b->event != NULL && !bpmn_catch_subscribe(r, i, b, b->event)) {
            r->cause = arena_fmt(r->a, "boundary event '%.*s': %.*s", STR_ARG(b->id), STR_ARG(r->cause));
            return false;
        }
    }
    return true;
}

/* ---- dropping ---- */

static void tell_dropped(struct run *r, const struct wait *w)
{
    struct bpmn_command *c;

    if (w->type == ON_CONDITION)
        return;
    c = bpmn_run_cmd(r, w->type == ON_TIMER ? BPMN_CMD_DISARM_TIMER : BPMN_CMD_UNSUBSCRIBE, NULL);
    if (c == NULL)
        return;
    c->key = w->key;
    c->element = w->el;
}

static void forget(struct run *r, const struct wait *w)
{
    r->s->n_conditions -= w->type == ON_CONDITION;
    r->s->n_dates -= bpmn_wait_follows_date(w);
    if (!w->spent)
        tell_dropped(r, w);
}

void bpmn_catch_drop_all(struct run *r, struct inst *owner)
{
    for (const struct wait *w = owner->waits; w != NULL; w = w->next)
        forget(r, w);
    owner->waits = NULL;
}

/* Drop those of event sub-processes only. */
void bpmn_catch_drop_starts(struct run *r, struct inst *scope)
{
    struct wait **at = &scope->waits;

    while (*at != NULL) {
        if ((*at)->el->kind == BPMN_START_EVENT) {
            forget(r, *at);
            *at = (*at)->next;
        } else {
            at = &(*at)->next;
        }
    }
}

static void remove_one(struct run *r, struct inst *owner, struct wait *w)
{
    struct wait **at = &owner->waits;

    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    forget(r, w);
}

bool bpmn_catch_event_subs(struct run *r, struct inst *scope)
{
    for (uint32_t k = 0; k < scope->el->n_event_subs; k++) {
        const struct bpmn_element *sub = &r->s->m->elements[scope->el->event_subs[k]];

        if (sub->start == BPMN_NONE || sub->event == NULL)
            continue;
        if (!bpmn_catch_subscribe(r, scope, &r->s->m->elements[sub->start], sub->event)) {
            r->cause = arena_fmt(r->a, "event sub-process '%.*s': %.*s", STR_ARG(sub->id), STR_ARG(r->cause));
            bpmn_catch_drop_starts(r, scope);
            return false;
        }
    }
    return true;
}

/* ---- triggering ---- */

static void set_result(struct run *r, struct inst *i, const struct feel_value *vars)
{
    if (vars != NULL)
        bpmn_eval_result(r, i, vars);
}

/* Enter `el` as triggered: it goes straight to its output with `vars`. */
static void enter_triggered(struct run *r, struct inst *scope, const struct bpmn_element *el,
                            const struct feel_value *vars)
{
    struct inst *i = bpmn_run_enter(r, scope, el);

    if (i == NULL)
        return;
    i->triggered = true;
    i->stage = STAGE_START;
    set_result(r, i, vars);
    bpmn_run_queue(r, i, BPMN_NONE);
}

void bpmn_catch_boundary(struct run *r, struct inst *host, const struct bpmn_element *event,
                         const struct feel_value *vars)
{
    struct inst *up = host->up;

    if (event->interrupting || event->trigger == BPMN_ON_ERROR || event->trigger == BPMN_ON_CANCEL)
        bpmn_run_cancel(r, host);
    enter_triggered(r, up, event, vars);
}

static void keep_local(struct run *r, struct inst *i, const struct feel_value *vars)
{
    const struct feel_value *v;
    struct str name;

    for (size_t k = 0; feel_context_at(vars, k, &name, &v); k++)
        bpmn_eval_set_local(r, i, name, v);
}

void bpmn_catch_start_sub(struct run *r, struct inst *scope, const struct bpmn_element *start,
                          const struct feel_value *vars)
{
    const struct bpmn_element *el = &r->s->m->elements[start->parent];
    struct inst *sub, *begin;

    if (start->interrupting || start->trigger == BPMN_ON_ERROR) {
        bpmn_run_cancel_inside(r, scope);
        bpmn_catch_drop_starts(r, scope);
        scope->interrupted = true;
        bpmn_run_solve(r, scope);
        wait_for(scope, FOR_SCOPE);
    }
    sub = bpmn_run_enter(r, scope, el);
    if (sub == NULL)
        return;
    if (!bpmn_eval_inputs(r, sub) || !bpmn_catch_event_subs(r, sub)) {
        bpmn_run_stop(r, sub, STAGE_INPUT);
        keep_local(r, sub, vars); /* retried, it begins with what it was triggered with */
        return;
    }
    wait_for(sub, FOR_SCOPE);
    begin = bpmn_run_enter(r, sub, start);
    if (begin == NULL)
        return;
    begin->triggered = true;
    begin->stage = STAGE_START;
    set_result(r, begin, vars);
    bpmn_run_queue(r, begin, BPMN_NONE);
}

/* The gateway has heard one of its events: the flow to it, and the event itself already triggered. */
static void after_gateway(struct run *r, struct inst *gateway, const struct bpmn_element *el,
                          const struct feel_value *vars)
{
    struct inst *up = gateway->up;

    up->live++;
    r->picked.n = 0;
    bpmn_run_leave(r, gateway);
    up->live--;
    for (uint32_t k = 0; k < gateway->el->n_out; k++) {
        const struct bpmn_flow *f = &r->s->m->flows[gateway->el->out[k]];
        struct bpmn_command *c;

        if (f->target != el->index)
            continue;
        c = bpmn_run_cmd(r, BPMN_CMD_HISTORY, NULL);
        if (c != NULL) {
            c->history = BPMN_H_FLOW;
            c->flow = f;
            c->parent = up->key;
        }
        break;
    }
    enter_triggered(r, up, el, vars);
}

/* A timer has fired: is there another firing, at once or when its date moves? */
static bool fires_again(struct run *r, struct wait *w)
{
    if (bpmn_timer_next(r->a, &w->due, r->now, r->zone)) {
        announce(r, w);
        return true;
    }
    if (!bpmn_wait_follows_date(w))
        return false;
    w->spent = true;
    tell_dropped(r, w);
    return true;
}

void bpmn_catch_trigger(struct run *r, struct inst *owner, struct wait *w, const struct feel_value *vars)
{
    const struct bpmn_element *el = w->el;
    bool stays = !el->interrupting && (el->kind == BPMN_BOUNDARY_EVENT || el->kind == BPMN_START_EVENT);

    if (!stays || (w->type == ON_TIMER && !fires_again(r, w)))
        remove_one(r, owner, w);
    if (el->kind == BPMN_BOUNDARY_EVENT) {
        bpmn_catch_boundary(r, owner, el, vars);
    } else if (el->kind == BPMN_START_EVENT) {
        bpmn_catch_start_sub(r, owner, el, vars);
    } else if (owner->el->kind == BPMN_EVENT_BASED) {
        after_gateway(r, owner, el, vars);
    } else {
        owner->stage = STAGE_OUTPUT;
        set_result(r, owner, vars);
        bpmn_run_queue(r, owner, BPMN_NONE);
    }
}

/* Fire every subscription that `hit` accepts, the oldest first. Those made meanwhile are not asked. */
void bpmn_catch_signal(struct run *r, struct str name, const struct feel_value *vars)
{
    uint64_t from = 0, limit = r->s->next_key;

    for (;;) {
        struct wait *first = NULL;
        struct inst *owner = NULL;

        for (struct inst *i = r->s->root; i != NULL; i = bpmn_state_next(i))
            for (struct wait *w = i->waits; w != NULL; w = w->next)
                if (w->type == ON_SIGNAL && w->key > from && w->key < limit && str_eq(w->name, name) &&
                    (first == NULL || w->key < first->key)) {
                    first = w;
                    owner = i;
                }
        if (first == NULL || !bpmn_run_ok(r))
            return;
        from = first->key;
        bpmn_catch_trigger(r, owner, first, vars);
    }
}

static bool turned_true(struct run *r, const struct inst *i, struct wait *w)
{
    bool now = false;

    if (!bpmn_eval_bool(r, i, &w->el->event->when, (struct extra){ 0 }, &now))
        now = false; /* a variable may still be missing */
    if (now == w->was_true)
        return false;
    w->was_true = now;
    return now;
}

void bpmn_catch_conditions(struct run *r)
{
    for (struct inst *i = r->s->root; i != NULL && bpmn_run_ok(r);) {
        struct wait *w = i->waits;

        while (w != NULL && !(w->type == ON_CONDITION && turned_true(r, i, w)))
            w = w->next;
        if (w == NULL) {
            i = bpmn_state_next(i);
            continue;
        }
        bpmn_catch_trigger(r, i, w, NULL);
        i = r->s->root; /* the tree has changed; what was told already stays told (was_true) */
    }
}

/* ---- timers that follow a date ---- */

/* A cycle keeps its rhythm from where it is; only another interval is worth a new date. */
static bool new_cycle(struct run *r, const struct wait *w, struct bpmn_due *due)
{
    if (due->interval_ms == w->due.interval_ms && due->interval_months == w->due.interval_months)
        return false;
    if (due->due_ms <= r->now && !bpmn_timer_next(r->a, due, r->now, r->zone))
        return false;
    due->repeats = w->due.repeats;
    return true;
}

static void rearm(struct run *r, struct inst *i, struct wait *w)
{
    const struct bpmn_event_def *def = w->el->event;
    const struct feel_value *v;
    struct bpmn_due due;
    const char *why;

    if (!bpmn_eval_value(r, i, &def->when, (struct extra){ 0 }, &v) ||
        !bpmn_timer_from_value(r->a, def->timer, v, w->base_ms, r->now, r->zone, &due, &why))
        return; /* no meaning at the moment: it stays as it was */
    if (def->timer == BPMN_TIMER_CYCLE ? !new_cycle(r, w, &due) : due.due_ms == w->due.due_ms)
        return;
    if (w->spent && due.due_ms <= r->now)
        return;
    w->due = due;
    w->spent = false;
    announce(r, w);
}

void bpmn_catch_rearm(struct run *r)
{
    for (struct inst *i = r->s->root; i != NULL; i = bpmn_state_next(i))
        for (struct wait *w = i->waits; w != NULL; w = w->next)
            if (bpmn_wait_follows_date(w) ||
                (r->rearm_all && w->type == ON_TIMER && w->el->event->when.feel != NULL &&
                 !w->el->event->when.reads_clock))
                rearm(r, i, w);
    r->rearm_all = r->dates_changed = false;
}

/* ---- errors and escalations ---- */

struct search {
    enum bpmn_trigger trigger;
    struct str code;
};

/* 0: no; 1: it catches any code; 2: exactly this. */
static int catches(const struct search *q, const struct bpmn_element *el)
{
    if (el->trigger != q->trigger)
        return 0;
    if (el->event == NULL || el->event->code.text.len == 0)
        return 1;
    return str_eq(el->event->code.text, q->code) ? 2 : 0;
}

static const struct bpmn_element *best(const struct run *r, const struct search *q, const uint32_t *list,
                                       uint32_t n)
{
    const struct bpmn_element *found = NULL;
    int rank = 0;

    for (uint32_t k = 0; k < n; k++) {
        const struct bpmn_element *el = &r->s->m->elements[list[k]];

        if (catches(q, el) > rank) {
            rank = catches(q, el);
            found = el;
        }
    }
    return found;
}

/* The nearest catcher around `from`: a boundary event of an activity on the way up, or an event sub-process
 * of a scope that it has not come from. `*at` is the activity or the scope. */
static const struct bpmn_element *find_catcher(const struct run *r, const struct search *q, struct inst *from,
                                               struct inst **at)
{
    const struct inst *below = NULL;

    for (struct inst *i = from; i != NULL; below = i, i = i->up) {
        const struct bpmn_element *found = NULL;

        if (below != NULL && !i->body && bpmn_is_scope(i->el) && !i->interrupted)
            found = best(r, q, i->el->event_subs, i->el->n_event_subs);
        if (found != NULL && below != NULL && found == below->el)
            found = NULL;
        if (found == NULL && !i->in_loop && i->compensating == 0 && bpmn_is_activity(i->el))
            found = best(r, q, i->el->boundaries, i->el->n_boundaries);
        if (found != NULL) {
            *at = i;
            return found;
        }
    }
    return NULL;
}

static void caught_by(struct run *r, struct inst *at, const struct bpmn_element *el,
                      const struct feel_value *vars)
{
    if (el->kind == BPMN_BOUNDARY_EVENT)
        bpmn_catch_boundary(r, at, el, vars);
    else
        bpmn_catch_start_sub(r, at, &r->s->m->elements[el->start], vars);
}

bool bpmn_catch_error(struct run *r, struct inst *from, struct str code, struct str message,
                      const struct feel_value *vars)
{
    struct search q = { BPMN_ON_ERROR, code };
    struct inst *at;
    const struct bpmn_element *el = find_catcher(r, &q, from, &at);

    (void)message;
    if (el == NULL)
        return false;
    if (from->el->kind == BPMN_END_EVENT) {
        bpmn_run_history(r, from, BPMN_H_LEAVE, STR_NONE);
        bpmn_run_bury(r, from);
    }
    caught_by(r, at, el, vars);
    return true;
}

enum caught bpmn_catch_escalation(struct run *r, struct inst *from, struct str code,
                                  const struct feel_value *vars)
{
    struct search q = { BPMN_ON_ESCALATION, code };
    struct inst *at;
    const struct bpmn_element *el = find_catcher(r, &q, from, &at);
    struct bpmn_command *c;

    if (el == NULL) {
        if (r->s->called && (c = bpmn_run_cmd(r, BPMN_CMD_ESCALATE, from)) != NULL) {
            c->code = code;
            c->vars = vars;
        }
        return NOT_CAUGHT;
    }
    if (from->el->kind == BPMN_END_EVENT && el->interrupting) {
        bpmn_run_history(r, from, BPMN_H_LEAVE, STR_NONE);
        bpmn_run_bury(r, from);
    }
    caught_by(r, at, el, vars);
    return from->dead ? CAUGHT_AND_CANCELLED : CAUGHT;
}
