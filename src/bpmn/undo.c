/*
 * undo.c - compensation: what was completed, undone in reverse order, one after the other; cancelled
 * transactions.
 *
 * An activity is remembered when it completes and has a handler (the association of its compensation boundary
 * event), or when it is a sub-process with something to compensate inside. Such a sub-process is undone by
 * its compensation event sub-process, else by undoing what is inside it, in its variables as they were.
 */
#include "bpmn/run.h"

static uint32_t handler_of(const struct run *r, const struct bpmn_element *el)
{
    for (uint32_t k = 0; k < el->n_boundaries; k++) {
        const struct bpmn_element *b = &r->s->m->elements[el->boundaries[k]];

        if (b->trigger == BPMN_ON_COMPENSATION && b->handler != BPMN_NONE)
            return b->handler;
    }
    return BPMN_NONE;
}

static const struct bpmn_element *compensation_sub(const struct run *r, const struct bpmn_element *el)
{
    for (uint32_t k = 0; k < el->n_event_subs; k++) {
        const struct bpmn_element *sub = &r->s->m->elements[el->event_subs[k]];

        if (sub->trigger == BPMN_ON_COMPENSATION && sub->start != BPMN_NONE)
            return sub;
    }
    return NULL;
}

/* Put the list before what `to` has. */
static void prepend(struct record **to, struct record *list)
{
    struct record *last = list;

    if (list == NULL)
        return;
    while (last->next != NULL)
        last = last->next;
    last->next = *to;
    *to = list;
}

static bool copy_vars(struct run *r, struct vars *to, const struct vars *from)
{
    for (size_t k = 0; k < from->n; k++)
        if (!VEC_PUSH(r->a, to, from->v[k])) {
            bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
            return false;
        }
    return true;
}

void bpmn_undo_record(struct run *r, struct inst *i)
{
    struct record *rec;

    if (i->body || i->el->kind == BPMN_EVENT_SUB_PROCESS) {
        prepend(&i->up->records, i->records);
        i->records = NULL;
        return;
    }
    if (!bpmn_is_activity(i->el) ||
        (handler_of(r, i->el) == BPMN_NONE && i->records == NULL && compensation_sub(r, i->el) == NULL))
        return;
    rec = ARENA_NEW(r->a, struct record);
    if (rec == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return;
    }
    rec->el = i->el;
    rec->inner = i->records;
    if (bpmn_is_scope(i->el) && !copy_vars(r, &rec->vars, &i->vars))
        return;
    prepend(&i->up->records, rec);
}

/* Move the records of `activity` (empty: all) from the scope to the list of things to do, keeping their
 * order. */
static void take_records(struct inst *scope, struct inst *to, struct str activity)
{
    struct record **at = &scope->records, **end = &to->todo;

    while (*end != NULL)
        end = &(*end)->next;
    while (*at != NULL) {
        struct record *rec = *at;

        if (activity.len > 0 && !str_eq(rec->el->id, activity)) {
            at = &rec->next;
            continue;
        }
        *at = rec->next;
        rec->next = NULL;
        *end = rec;
        end = &rec->next;
    }
}

void bpmn_undo_begin(struct run *r, struct inst *i, struct str activity)
{
    take_records(i->up, i, activity);
    if (i->up->el->kind == BPMN_EVENT_SUB_PROCESS)
        take_records(i->up->up, i, activity);
    if (!i->el->event->wait && i->todo != NULL) {
        r->picked.n = 0;
        if (!bpmn_flow_choose(r, i)) {
            prepend(&i->up->records, i->todo);
            i->todo = NULL;
            bpmn_run_stop(r, i, STAGE_START);
            return;
        }
        for (size_t k = 0; k < r->picked.n; k++)
            bpmn_run_take(r, i->up, r->picked.v[k]);
        i->gone_on = true;
    }
    wait_for(i, FOR_COMPENSATION);
    bpmn_run_queue(r, i, BPMN_NONE);
}

/* Where the handlers of what `i` undoes are entered. */
static struct inst *home(struct inst *i)
{
    if (i->restored || i->cancelling)
        return i;
    return i->up->el->kind == BPMN_EVENT_SUB_PROCESS ? i->up->up : i->up;
}

static void restore(struct run *r, struct inst *i, struct record *rec)
{
    const struct bpmn_element *sub = compensation_sub(r, rec->el);
    struct inst *again = bpmn_run_enter(r, home(i), rec->el);

    if (again == NULL)
        return;
    again->body = again->in_loop = false;
    again->restored = true;
    again->compensating = i->key;
    again->records = rec->inner;
    i->child_of_todo = again->key;
    if (!copy_vars(r, &again->vars, &rec->vars))
        return;
    if (sub != NULL) {
        wait_for(again, FOR_SCOPE);
        bpmn_catch_start_sub(r, again, &r->s->m->elements[sub->start], NULL);
        return;
    }
    take_records(again, again, STR_NONE);
    wait_for(again, FOR_COMPENSATION);
    bpmn_run_queue(r, again, BPMN_NONE);
}

static void undo_one(struct run *r, struct inst *i, struct record *rec)
{
    uint32_t handler = handler_of(r, rec->el);
    struct inst *h;

    if (handler == BPMN_NONE) {
        restore(r, i, rec);
        return;
    }
    h = bpmn_run_enter(r, home(i), &r->s->m->elements[handler]);
    if (h == NULL)
        return;
    h->compensating = i->key;
    i->child_of_todo = h->key;
    bpmn_run_queue(r, h, BPMN_NONE);
}

static void transaction_cancelled(struct run *r, struct inst *t)
{
    struct inst *at = t->in_loop ? t->up : t;

    for (uint32_t k = 0; k < t->el->n_boundaries; k++) {
        const struct bpmn_element *b = &r->s->m->elements[t->el->boundaries[k]];

        if (b->trigger != BPMN_ON_CANCEL)
            continue;
        bpmn_catch_boundary(r, at, b, NULL);
        return;
    }
    bpmn_run_stop_because(r, t, STAGE_OUTPUT,
                          "the transaction was cancelled and has no cancel boundary event");
}

void bpmn_undo_next(struct run *r, struct inst *i)
{
    struct record *rec = i->todo;

    if (rec != NULL) {
        i->todo = rec->next;
        rec->next = NULL;
        undo_one(r, i, rec);
        return;
    }
    if (i->cancelling) {
        transaction_cancelled(r, i);
        return;
    }
    i->stage = STAGE_OUTPUT;
    bpmn_run_queue(r, i, BPMN_NONE);
}

void bpmn_undo_cancel_transaction(struct run *r, struct inst *i)
{
    struct inst *t = i->up;

    if (t->el->kind != BPMN_TRANSACTION) {
        bpmn_run_stop_because(r, i, STAGE_START, "a cancel end event outside a transaction");
        return;
    }
    bpmn_run_history(r, i, BPMN_H_LEAVE, STR_NONE);
    bpmn_run_bury(r, i);
    bpmn_run_cancel_inside(r, t);
    bpmn_catch_drop_starts(r, t);
    t->cancelling = true;
    take_records(t, t, STR_NONE);
    wait_for(t, FOR_COMPENSATION);
    bpmn_run_queue(r, t, BPMN_NONE);
}
