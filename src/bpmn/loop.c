/*
 * loop.c - multi-instance activities and standard loops: a body whose children are instances of the same
 * element.
 *
 * As in Camunda 8: inputElement and loopCounter (from 1) are local to each instance, outputElement is
 * evaluated in it, the outputCollection is set around the body when it ends. The completion condition is
 * evaluated whenever an instance leaves and sees its variables and numberOfInstances,
 * numberOfActiveInstances, numberOfCompletedInstances, numberOfTerminatedInstances. A standard loop asks its
 * condition after each round (with testBefore before the first one too).
 */
#include "base/limits.h"
#include "bpmn/run.h"

static bool no_memory(struct run *r)
{
    bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
    return false;
}

static bool add_item(struct run *r, struct loop *l, const struct feel_value *item)
{
    size_t n = l->n_items;

    if (!vec_grow(r->a, (void **)&l->items, n, &l->cap_items, sizeof(*l->items)) ||
        !vec_grow(r->a, (void **)&l->output, n, &l->cap_output, sizeof(*l->output)))
        return no_memory(r);
    l->items[n] = item == NULL ? feel_null() : item;
    l->output[n] = NULL;
    l->n_items++;
    return true;
}

static void start_instance(struct run *r, struct inst *body)
{
    const struct bpmn_loop *def = body->el->loop;
    struct loop *l = body->loop;
    size_t at = l->started++;
    struct inst *i = bpmn_run_enter(r, body, body->el);

    if (i == NULL)
        return;
    i->position = at;
    bpmn_eval_set_local(r, i, STR("loopCounter"), feel_int(r->a, (int64_t)at + 1));
    if (!def->standard && !l->by_number && def->item.len > 0)
        bpmn_eval_set_local(r, i, def->item, l->items[at]);
    bpmn_run_queue(r, i, BPMN_NONE);
}

static void finish(struct run *r, struct inst *body)
{
    struct loop *l = body->loop;

    while (body->first != NULL && bpmn_run_ok(r)) {
        l->ended_early++;
        bpmn_run_cancel(r, body->first);
    }
    if (body->el->loop->output.len > 0) {
        for (size_t k = 0; k < l->n_items; k++)
            if (l->output[k] == NULL)
                l->output[k] = feel_null();
        bpmn_eval_set_up(r, body->up, body->el->loop->output, feel_list(r->a, l->output, l->n_items));
    }
    body->stage = STAGE_OUTPUT;
}

/* ---- the beginning ---- */

static bool read_items(struct run *r, struct inst *body, struct loop *l)
{
    const struct bpmn_loop *def = body->el->loop;
    const struct feel_value *v;
    int64_t n;

    if (def->collection.text.len > 0) {
        if (!bpmn_eval_value(r, body, &def->collection, (struct extra){ 0 }, &v))
            return false;
        if (feel_kind(v) != FEEL_LIST) {
            r->cause = arena_fmt(r->a, "multi-instance: '%.*s' gives no list", STR_ARG(def->collection.text));
            return false;
        }
        v = bpmn_value_plain(r->a, v);
        for (size_t k = 0; k < feel_count(v); k++)
            if (!add_item(r, l, feel_item(v, k)))
                return false;
        return true;
    }
    if (!bpmn_eval_value(r, body, &def->cardinality, (struct extra){ 0 }, &v))
        return false;
    if (!feel_to_i64(v, &n) || n < 0 || n > LIMIT_ENGINE_STEPS) {
        r->cause = arena_fmt(r->a, "multi-instance: '%.*s' gives no number of instances",
                             STR_ARG(def->cardinality.text));
        return false;
    }
    l->by_number = true;
    while (n-- > 0)
        if (!add_item(r, l, NULL))
            return false;
    return true;
}

static bool read_maximum(struct run *r, struct inst *body, struct loop *l)
{
    const struct bpmn_loop *def = body->el->loop;
    const struct feel_value *v;
    int64_t n;

    l->n_items = SIZE_MAX;
    if (def->cardinality.text.len == 0)
        return true;
    if (!bpmn_eval_value(r, body, &def->cardinality, (struct extra){ 0 }, &v))
        return false;
    if (!feel_to_i64(v, &n) || n < 0) {
        r->cause = arena_fmt(r->a, "loop: '%.*s' gives no maximum", STR_ARG(def->cardinality.text));
        return false;
    }
    l->n_items = (size_t)n;
    return true;
}

static bool first_round(struct run *r, struct inst *body, struct loop *l, bool *go)
{
    const struct bpmn_loop *def = body->el->loop;
    struct var v = { STR("loopCounter"), feel_int(r->a, 0) };

    *go = l->n_items > 0;
    if (!def->standard || !def->test_before || def->condition.text.len == 0)
        return true;
    return bpmn_eval_bool(r, body, &def->condition, (struct extra){ &v, 1 }, go);
}

void bpmn_loop_start(struct run *r, struct inst *body)
{
    const struct bpmn_loop *def = body->el->loop;
    struct loop *l = ARENA_NEW(r->a, struct loop);
    bool go = false;

    if (l == NULL) {
        no_memory(r);
        return;
    }
    if (!(def->standard ? read_maximum(r, body, l) : read_items(r, body, l)) ||
        !first_round(r, body, l, &go)) {
        bpmn_run_stop(r, body, STAGE_START);
        return;
    }
    body->loop = l;
    wait_for(body, FOR_NOTHING);
    if (!go) {
        l->n_items = def->standard ? 0 : l->n_items;
        finish(r, body);
        return;
    }
    do
        start_instance(r, body);
    while (bpmn_run_ok(r) && !def->sequential && l->started < l->n_items);
}

/* ---- the middle ---- */

bool bpmn_loop_collect(struct run *r, struct inst *i)
{
    const struct bpmn_loop *def = i->el->loop;
    const struct feel_value *v;

    if (def->standard || def->output.len == 0)
        return true;
    if (def->output_item.text.len == 0) {
        i->up->loop->output[i->position] = feel_null();
        return true;
    }
    if (!bpmn_eval_value(r, i, &def->output_item, (struct extra){ 0 }, &v))
        return false;
    i->up->loop->output[i->position] = bpmn_value_plain(r->a, v);
    return i->up->loop->output[i->position] != NULL || no_memory(r);
}

bool bpmn_loop_decide(struct run *r, struct inst *i)
{
    const struct bpmn_loop *def = i->el->loop;
    struct loop *l = i->up->loop;
    size_t done = l->done + 1;
    struct var v[] = {
        { STR("numberOfInstances"), feel_int(r->a, (int64_t)l->n_items) },
        { STR("numberOfActiveInstances"), feel_int(r->a, (int64_t)i->up->live - 1) },
        { STR("numberOfCompletedInstances"), feel_int(r->a, (int64_t)done) },
        { STR("numberOfTerminatedInstances"), feel_int(r->a, (int64_t)l->ended_early) },
    };
    bool yes = def->standard;

    if (def->condition.text.len > 0) {
        if (!bpmn_eval_bool(r, i, &def->condition, (struct extra){ v, def->standard ? 0 : ARRAY_LEN(v) },
                            &yes))
            return false;
    }
    if (def->standard)
        l->finish = !yes || done >= l->n_items;
    else
        l->finish = l->finish || yes;
    return true;
}

/* After an instance has left: the end, the next one, or waiting for the others. */
void bpmn_loop_next(struct run *r, struct inst *body)
{
    struct loop *l = body->loop;

    wait_for(body, FOR_NOTHING);
    if (l->finish || (body->live == 0 && l->started >= l->n_items))
        finish(r, body);
    else if (body->live == 0)
        start_instance(r, body);
}

bool bpmn_loop_add(struct run *r, struct inst *body, const struct feel_value *item)
{
    if (!add_item(r, body->loop, item == NULL ? NULL : bpmn_value_plain(r->a, item)))
        return false;
    if (!body->el->loop->sequential)
        start_instance(r, body);
    return true;
}
