/*
 * eval.c - expressions in the scope of an element instance, mappings, and where variables go.
 */
#include "bpmn/run.h"

#define EVAL_BYTES ((size_t)4 << 20)
#define EVAL_BUDGET UINT64_C(1200000) /* of the dear expressions of one event */

/* An expression is first tried cheaply, and only if it takes longer with more, which is then taken from the
 * budget of the event: whatever a model does, one event stays short. */
static const uint64_t tries[] = { 2000, 40000, 300000 };

struct view {
    const struct inst *i;
    struct extra extra;
};

static const struct feel_value *lookup(void *self, struct str name)
{
    const struct view *w = self;

    for (size_t k = 0; k < w->extra.n; k++)
        if (str_eq(w->extra.v[k].name, name))
            return w->extra.v[k].value;
    return bpmn_scope_get(w->i, name);
}

static bool evaluate(struct arena *a, const struct inst *i, const struct bpmn_expr *x, struct extra extra,
                     int64_t now, struct str zone, uint64_t *budget, const struct feel_value **ret,
                     struct feel_warnings *warnings, struct err *e)
{
    struct view view = { i, extra };
    struct feel_env env = { .lookup = lookup,
                            .self = &view,
                            .now_ms = now,
                            .zone = bpmn_timer_zone(zone),
                            .limits = { .bytes = EVAL_BYTES },
                            .warnings = warnings };

    if (x->feel == NULL) {
        *ret = feel_string(a, x->text);
        return *ret != NULL;
    }
    for (size_t k = 0; k < ARRAY_LEN(tries); k++) {
        if (k > 0 && *budget < tries[k])
            return false;
        *budget -= k > 0 ? tries[k] : 0;
        env.limits.steps = tries[k];
        *warnings = (struct feel_warnings){ 0 };
        if (feel_eval(x->feel, &env, a, ret, e) == RC_OK)
            return true;
    }
    return false;
}

bool bpmn_eval_value(struct run *r, const struct inst *i, const struct bpmn_expr *x, struct extra extra,
                     const struct feel_value **ret)
{
    struct feel_warnings warnings = { 0 };
    struct err e = { 0 };

    if (!evaluate(r->a, i, x, extra, r->now, r->zone, &r->budget, ret, &warnings, &e)) {
        if (arena_failed(r->a))
            bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        r->cause = arena_fmt(r->a, "'%.*s': %s", STR_ARG(str_sub(x->text, 0, 120)), e.msg);
        return false;
    }
    r->cause = STR_NONE;
    if (feel_is_null(*ret))
        r->cause = warnings.n > 0
                       ? arena_fmt(r->a, "'%.*s' gives null: %.*s", STR_ARG(str_sub(x->text, 0, 120)),
                                   STR_ARG(str_sub(warnings.v[0].message, 0, 200)))
                       : arena_fmt(r->a, "'%.*s' gives null", STR_ARG(str_sub(x->text, 0, 120)));
    return true;
}

static bool wrong_kind(struct run *r, const struct bpmn_expr *x, const struct feel_value *v, const char *what,
                       const char *want)
{
    if (feel_is_null(v))
        r->cause = arena_fmt(r->a, "%s: %.*s", what, STR_ARG(r->cause));
    else
        r->cause = arena_fmt(r->a, "%s: '%.*s' gives a %s, not %s", what, STR_ARG(str_sub(x->text, 0, 120)),
                             feel_kind_name(feel_kind(v)), want);
    return false;
}

bool bpmn_eval_bool(struct run *r, const struct inst *i, const struct bpmn_expr *x, struct extra extra,
                    bool *ret)
{
    const struct feel_value *v;

    if (!bpmn_eval_value(r, i, x, extra, &v))
        return false;
    if (feel_kind(v) != FEEL_BOOL)
        return wrong_kind(r, x, v, "condition", "true or false");
    *ret = feel_is_true(v);
    return true;
}

static bool as_text(struct arena *a, const struct feel_value *v, struct str *ret)
{
    switch (feel_kind(v)) {
    case FEEL_STRING:
        *ret = feel_text(v);
        return true;
    case FEEL_NULL:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    default:
        *ret = feel_to_string(a, v);
        return true;
    }
}

bool bpmn_eval_text(struct run *r, const struct inst *i, const struct bpmn_expr *x, const char *what,
                    struct str *ret)
{
    const struct feel_value *v;

    *ret = STR_NONE;
    if (x->text.len == 0)
        return true;
    if (x->feel == NULL) {
        *ret = x->text;
        return true;
    }
    if (!bpmn_eval_value(r, i, x, (struct extra){ 0 }, &v))
        return false;
    return as_text(r->a, v, ret) || wrong_kind(r, x, v, what, "text");
}

/* "a, b" or a list of texts. */
bool bpmn_eval_texts(struct run *r, const struct inst *i, const struct bpmn_expr *x, const char *what,
                     const struct str **ret, size_t *n)
{
    VEC(struct str) out = { 0 };
    const struct feel_value *v;
    struct str rest;

    *n = 0;
    if (x->text.len == 0)
        return true;
    if (!bpmn_eval_value(r, i, x, (struct extra){ 0 }, &v))
        return false;
    if (feel_kind(v) == FEEL_STRING) {
        for (rest = feel_text(v); rest.len > 0;) {
            struct str one = str_trim(str_cut(&rest, ','));

            if (one.len > 0 && !VEC_PUSH(r->a, &out, one))
                return false;
        }
    } else if (feel_kind(v) == FEEL_LIST) {
        for (size_t k = 0; k < feel_count(v); k++) {
            struct str one;

            if (!as_text(r->a, feel_item(v, k), &one))
                return wrong_kind(r, x, feel_item(v, k), what, "text");
            if (!VEC_PUSH(r->a, &out, one))
                return false;
        }
    } else {
        return wrong_kind(r, x, v, what, "a list");
    }
    *ret = out.v;
    *n = out.n;
    return true;
}

enum rc bpmn_state_eval(const struct bpmn_state *s, uint64_t key, const struct bpmn_expr *x, int64_t now_ms,
                        struct str zone, const struct feel_value **ret, struct err *e)
{
    const struct inst *i = key == 0 ? s->root : bpmn_state_find(s, key);
    struct feel_warnings warnings = { 0 };
    uint64_t budget = EVAL_BUDGET;
    const struct feel_value *v;
    struct inst *owner;

    if (i == NULL && key != 0 && bpmn_state_find_wait(s, key, &owner) != NULL)
        i = owner;
    if (i == NULL)
        return ERR(e, RC_NOT_FOUND, "no element instance %llu", (unsigned long long)key);
    if (!evaluate(s->a, i, x, (struct extra){ 0 }, now_ms, zone, &budget, &v, &warnings, e))
        return arena_failed(s->a) ? arena_check(s->a, e)
                                  : ERR(e, RC_LIMIT, "'%.*s' takes too long", STR_ARG(x->text));
    if (feel_is_null(v))
        return ERR(e, RC_INVALID, "'%.*s' gives null: %.*s", STR_ARG(str_sub(x->text, 0, 100)),
                   STR_ARG(warnings.n > 0 ? warnings.v[0].message : STR_NONE));
    *ret = v;
    return RC_OK;
}

void bpmn_eval_begin(struct run *r)
{
    r->budget = EVAL_BUDGET;
}

/* ---- where variables go ---- */

void bpmn_eval_set_local(struct run *r, struct inst *i, struct str name, const struct feel_value *v)
{
    if (!bpmn_vars_set(r->a, &i->vars, name, bpmn_value_plain(r->a, v)))
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
    r->changed = r->dates_changed = true;
}

void bpmn_eval_set_up(struct run *r, struct inst *from, struct str name, const struct feel_value *v)
{
    struct inst *i = from;

    while (i->up != NULL && bpmn_vars_get(&i->vars, name) == NULL)
        i = i->up;
    bpmn_eval_set_local(r, i, name, v);
}

void bpmn_eval_result_one(struct run *r, struct inst *i, struct str name, const struct feel_value *v)
{
    if (i->el->n_outputs > 0)
        bpmn_eval_set_local(r, i, name, v);
    else
        bpmn_eval_set_up(r, i, name, v);
}

void bpmn_eval_result(struct run *r, struct inst *i, const struct feel_value *vars)
{
    const struct feel_value *v;
    struct str name;

    for (size_t k = 0; feel_context_at(vars, k, &name, &v); k++)
        bpmn_eval_result_one(r, i, name, v);
}

/* ---- mappings ---- */

/* `base` with the value put at the path: {a: {b: v}} for "b" below a; what is no context is replaced. */
static const struct feel_value *put_path(struct arena *a, const struct feel_value *base, struct str path,
                                         const struct feel_value *v)
{
    struct str head = str_trim(str_cut(&path, '.'));
    const struct feel_value *ctx = feel_kind(base) == FEEL_CONTEXT ? base : feel_context(a);

    if (path.len > 0)
        v = put_path(a, feel_context_get(ctx, head), path, v);
    return feel_context_put(a, ctx, head, v);
}

static bool mapped(struct run *r, const struct inst *i, const struct bpmn_mapping *m,
                   const struct feel_value **v)
{
    if (m->source.text.len == 0) {
        *v = feel_null();
        return true;
    }
    if (!bpmn_eval_value(r, i, &m->source, (struct extra){ 0 }, v)) {
        r->cause = arena_fmt(r->a, "mapping to %.*s: %.*s", STR_ARG(m->target), STR_ARG(r->cause));
        return false;
    }
    return true;
}

bool bpmn_eval_inputs(struct run *r, struct inst *i)
{
    for (uint32_t k = 0; k < i->el->n_inputs; k++) {
        struct str path = i->el->inputs[k].target, name = str_trim(str_cut(&path, '.'));
        const struct feel_value *v;

        if (!mapped(r, i, &i->el->inputs[k], &v))
            return false;
        if (path.len > 0)
            v = put_path(r->a, bpmn_vars_get(&i->vars, name), path, v);
        bpmn_eval_set_local(r, i, name, v);
    }
    return true;
}

bool bpmn_eval_outputs(struct run *r, struct inst *i)
{
    const struct feel_value **values;
    uint32_t n = i->el->n_outputs;

    if (n == 0)
        return true;
    values = ARENA_ARRAY(r->a, const struct feel_value *, n);
    if (values == NULL) {
        bpmn_run_fail(r, RC_LIMIT, "memory budget exceeded");
        return false;
    }
    for (uint32_t k = 0; k < n; k++)
        if (!mapped(r, i, &i->el->outputs[k], &values[k]))
            return false;
    for (uint32_t k = 0; k < n; k++) {
        struct str path = i->el->outputs[k].target, name = str_trim(str_cut(&path, '.'));
        struct inst *to = i->up != NULL ? i->up : i;

        if (path.len > 0)
            values[k] = put_path(r->a, bpmn_scope_get(to, name), path, values[k]);
        bpmn_eval_set_up(r, to, name, values[k]);
    }
    return true;
}
