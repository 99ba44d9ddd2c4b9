/*
 * dmn_table.c - evaluating decision tables: which rules match, and what the hit policy makes of them
 * (DMN 1.5, 8.2.10).
 */
#include "dmn/model.h"

struct match {
    size_t rule;
    const struct feel_value *value; /* output: a value, or a context of several */
    const struct feel_value **each; /* by output */
};

struct matches {
    struct match *v;
    size_t n, cap;
};

/* 1 when `v` passes the test, 0 when not (or null), -1 on a bound. */
static int passes(struct eval *ev, const struct node *test, const struct feel_value *v, const struct scope *s)
{
    const struct feel_value *r = test == NULL ? VBOOL(true) : eval_tests(ev, test, v, s);

    return r == NULL ? -1 : feel_is_true(r);
}

/* The values of the inputs; NULL with ev->rc when bounded, and *wrong when one is not an allowed value. */
static const struct feel_value **inputs(struct eval *ev, const struct dmn_table *t, const struct scope *s,
                                        bool *wrong)
{
    const struct feel_value **v = ARENA_ARRAY(ev->a, const struct feel_value *, t->n_inputs + 1);

    if (v == NULL) {
        eval_limit(ev);
        return NULL;
    }
    for (size_t i = 0; i < t->n_inputs; i++) {
        const struct table_input *in = &t->inputs[i];
        int ok;
        v[i] = in->expr == NULL ? VNULL : eval_node(ev, in->expr, s);
        if (v[i] != NULL && in->type != NULL)
            v[i] = eval_coerce(ev, v[i], in->type, "input");
        if (v[i] == NULL)
            return NULL;
        ok = in->allowed == NULL || v[i]->kind == FEEL_NULL ? 1 : passes(ev, in->allowed, v[i], s);
        if (ok < 0)
            return NULL;
        if (!ok) {
            *wrong = true;
            if (eval_null(ev, "input %zu of the decision table is not an allowed value", i + 1) == NULL)
                return NULL;
        }
    }
    return v;
}

static int rule_matches(struct eval *ev, const struct dmn_table *t, const struct table_rule *r,
                        const struct feel_value *const *in, const struct scope *s)
{
    for (size_t i = 0; i < t->n_inputs; i++) {
        int ok = passes(ev, r->tests[i], in[i], s);
        if (ok <= 0)
            return ok;
    }
    return 1;
}

/* Put the values of the outputs together: one alone, several as a context by name. */
static const struct feel_value *together(struct eval *ev, const struct dmn_table *t,
                                         const struct feel_value *const *each)
{
    const struct feel_value *ctx;

    if (t->n_outputs == 1)
        return each[0];
    ctx = feel_context(ev->a);
    for (size_t o = 0; o < t->n_outputs; o++)
        ctx = value_ctx_put(ev->a, ctx, t->outputs[o].name, t->outputs[o].hash, each[o]);
    return eval_ok(ev, ctx);
}

static bool outputs(struct eval *ev, const struct dmn_table *t, const struct scope *s, struct match *m)
{
    m->each = ARENA_ARRAY(ev->a, const struct feel_value *, t->n_outputs + 1);
    if (m->each == NULL)
        return eval_limit(ev) != NULL;
    for (size_t o = 0; o < t->n_outputs; o++) {
        const struct node *cell = t->rules[m->rule].outputs[o];
        const struct feel_value *v = cell == NULL ? VNULL : eval_node(ev, cell, s);
        if (v != NULL && t->outputs[o].type != NULL)
            v = eval_coerce(ev, v, t->outputs[o].type, "output");
        if (v == NULL)
            return false;
        m->each[o] = v;
    }
    m->value = together(ev, t, m->each);
    return m->value != NULL;
}

static bool note(struct eval *ev, const struct dmn_table *t, const struct match *m)
{
    struct dmn_trace *trace = ev->run == NULL ? NULL : ev->run->trace;
    struct dmn_hit *hit;

    if (trace == NULL || trace->n >= DMN_TRACE_MAX)
        return true;
    hit = ARENA_NEW(ev->a, struct dmn_hit);
    if (hit == NULL)
        return eval_limit(ev) != NULL;
    *hit = (struct dmn_hit){ .owner_id = t->owner_id,
                             .owner_name = t->owner_name,
                             .rule = m->rule + 1,
                             .rule_id = t->rules[m->rule].id,
                             .n_annotations = t->n_annotations,
                             .annotation_names = t->annotation_names,
                             .annotations = t->rules[m->rule].annotations,
                             .output = m->value };
    if (trace->last != NULL)
        trace->last->next = hit;
    else
        trace->first = hit;
    trace->last = hit;
    trace->n++;
    return true;
}

/* The place of each output among its output values: small is first. */
static size_t rank(struct eval *ev, const struct table_output *out, const struct feel_value *v,
                   const struct scope *s)
{
    struct node one;

    if (out->values == NULL)
        return 0;
    for (size_t i = 0; i < out->values->n; i++) {
        one = *out->values;
        one.list = &out->values->list[i];
        one.n = 1;
        if (passes(ev, &one, v, s) == 1)
            return i;
    }
    return out->values->n;
}

/* Stable insertion by priority of the outputs from left to right. */
static void by_priority(struct eval *ev, const struct dmn_table *t, struct matches *all,
                        const struct scope *s)
{
    for (size_t i = 1; i < all->n && ev->rc == RC_OK; i++) {
        struct match m = all->v[i];
        size_t k = i;
        for (; k > 0; k--) {
            int order = 0;
            for (size_t o = 0; o < t->n_outputs && order == 0; o++) {
                size_t x = rank(ev, &t->outputs[o], m.each[o], s);
                size_t y = rank(ev, &t->outputs[o], all->v[k - 1].each[o], s);
                order = x < y ? -1 : x > y;
            }
            if (order >= 0)
                break;
            all->v[k] = all->v[k - 1];
        }
        all->v[k] = m;
    }
}

static const struct feel_value *defaults(struct eval *ev, const struct dmn_table *t, const struct scope *s)
{
    const struct feel_value **each = ARENA_ARRAY(ev->a, const struct feel_value *, t->n_outputs + 1);
    bool any = false;

    if (each == NULL)
        return eval_limit(ev);
    for (size_t o = 0; o < t->n_outputs; o++) {
        each[o] = t->outputs[o].dflt == NULL ? VNULL : eval_node(ev, t->outputs[o].dflt, s);
        if (each[o] == NULL)
            return NULL;
        any = any || t->outputs[o].dflt != NULL;
    }
    if (any)
        return together(ev, t, each);
    return t->hit == HIT_COLLECT && t->aggregation == AGG_COUNT ? eval_ok(ev, feel_int(ev->a, 0)) : VNULL;
}

static const struct feel_value *list_of(struct eval *ev, const struct matches *all, size_t output, bool whole)
{
    const struct feel_value **v = ARENA_ARRAY(ev->a, const struct feel_value *, all->n + 1);

    if (v == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < all->n; i++)
        v[i] = whole ? all->v[i].value : all->v[i].each[output];
    return eval_ok(ev, value_list(ev->a, v, all->n));
}

static const struct feel_value *aggregated(struct eval *ev, const struct dmn_table *t,
                                           const struct matches *all)
{
    static const struct str names[] = { [AGG_SUM] = STR_INIT("sum"),
                                        [AGG_COUNT] = STR_INIT("count"),
                                        [AGG_MIN] = STR_INIT("min"),
                                        [AGG_MAX] = STR_INIT("max") };
    const struct feel_value **each;

    if (t->aggregation == AGG_NONE)
        return list_of(ev, all, 0, true);
    each = ARENA_ARRAY(ev->a, const struct feel_value *, t->n_outputs + 1);
    if (each == NULL)
        return eval_limit(ev);
    for (size_t o = 0; o < t->n_outputs; o++) {
        const struct feel_value *list = list_of(ev, all, o, false);
        each[o] = list == NULL ? NULL : eval_call(ev, builtin_value(names[t->aggregation], 0), &list, 1);
        if (each[o] == NULL)
            return NULL;
    }
    return together(ev, t, each);
}

/* What the hit policy says of the matching rules, of which there is one at least. */
static const struct feel_value *decide(struct eval *ev, const struct dmn_table *t, struct matches *all,
                                       const struct scope *s)
{
    bool many = t->hit == HIT_COLLECT || t->hit == HIT_RULE_ORDER || t->hit == HIT_OUTPUT_ORDER;

    if (t->hit == HIT_UNIQUE && all->n > 1)
        return eval_null(ev, "rules %zu and %zu both match in a table whose hit policy is unique",
                         all->v[0].rule + 1, all->v[1].rule + 1);
    for (size_t i = 1; t->hit == HIT_ANY && i < all->n; i++) {
        if (eval_equal(ev, all->v[0].value, all->v[i].value) != 1)
            return eval_null(
                ev, "rules %zu and %zu match with different outputs in a table whose hit policy is any",
                all->v[0].rule + 1, all->v[i].rule + 1);
    }
    if (t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER)
        by_priority(ev, t, all, s);
    for (size_t i = 0; i < (many ? all->n : 1); i++) {
        if (!note(ev, t, &all->v[i]))
            return NULL;
    }
    if (!many)
        return all->v[0].value;
    return t->hit == HIT_COLLECT ? aggregated(ev, t, all) : list_of(ev, all, 0, true);
}

const struct feel_value *eval_table(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct dmn_table *t = n->table;
    struct matches all = { 0 };
    bool wrong = false;
    const struct feel_value **in;

    ev->at = n;
    in = inputs(ev, t, s, &wrong);
    if (in == NULL)
        return NULL;
    if (wrong)
        return VNULL;
    for (size_t r = 0; r < t->n_rules; r++) {
        struct match m = { .rule = r };
        int yes = rule_matches(ev, t, &t->rules[r], in, s);
        if (yes < 0)
            return NULL;
        if (!yes)
            continue;
        if (!outputs(ev, t, s, &m))
            return NULL;
        if (!VEC_PUSH(ev->a, &all, m))
            return eval_limit(ev);
        if (t->hit == HIT_FIRST)
            break;
    }
    ev->at = n;
    return all.n == 0 ? defaults(ev, t, s) : decide(ev, t, &all, s);
}
