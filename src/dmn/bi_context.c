/*
 * bi_context.c - built-in functions over contexts, and not(), is().
 */
#include "dmn/builtin.h"

const struct feel_value *bi_get_value(ARGS)
{
    struct str key;
    const struct feel_value *v;

    (void)n;
    if (arg[0]->kind != FEEL_CONTEXT || !arg_string(arg[1], &key))
        return bad_arg(ev, "get value");
    v = feel_context_get(arg[0], key);
    return v == NULL ? VNULL : v;
}

const struct feel_value *bi_get_entries(ARGS)
{
    const struct feel_value *m = arg[0], **out, *v, *e;
    struct str name;

    (void)n;
    if (m->kind != FEEL_CONTEXT)
        return bad_arg(ev, "get entries");
    out = new_items(ev, m->ctx.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; feel_context_at(m, i, &name, &v); i++) {
        e = value_ctx_put(ev->a, feel_context(ev->a), STR("key"), name_hash(STR("key")),
                          value_str(ev->a, name));
        e = value_ctx_put(ev->a, e, STR("value"), name_hash(STR("value")), v);
        if (e == NULL)
            return eval_limit(ev);
        out[i] = e;
    }
    return give_list(ev, out, m->ctx.n);
}

const struct feel_value *bi_context(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), *ctx = feel_context(ev->a);

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "context");
    if (!eval_charge(ev, list->list.n))
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *e = list->list.v[i], *key, *v;
        key = feel_context_get(e, STR("key"));
        v = feel_context_get(e, STR("value"));
        if (key == NULL || v == NULL || key->kind != FEEL_STRING)
            return bad_arg(ev, "context");
        if (feel_context_get(ctx, key->string) != NULL)
            return eval_null(ev, "context(): the same key twice");
        ctx = value_ctx_put(ev->a, ctx, key->string, name_hash(key->string), v);
        if (ctx == NULL)
            return eval_limit(ev);
    }
    return eval_ok(ev, ctx);
}

static const struct feel_value *put_path(struct eval *ev, const struct feel_value *ctx,
                                         const struct feel_value *keys, size_t at, const struct feel_value *v)
{
    const struct feel_value *key = keys->list.v[at], *inner;

    if (ctx->kind != FEEL_CONTEXT || key->kind != FEEL_STRING)
        return bad_arg(ev, "context put");
    if (at + 1 < keys->list.n) {
        if (!eval_charge(ev, 1) || ev->depth < 2)
            return eval_limit(ev);
        inner = feel_context_get(ctx, key->string);
        if (inner == NULL)
            inner = eval_ok(ev, feel_context(ev->a));
        ev->depth--;
        v = inner == NULL ? NULL : put_path(ev, inner, keys, at + 1, v);
        ev->depth++;
        if (v == NULL || (v->kind == FEEL_NULL))
            return v;
    }
    return eval_ok(ev, value_ctx_put(ev->a, ctx, key->string, name_hash(key->string), v));
}

const struct feel_value *bi_context_put(ARGS)
{
    (void)n;
    if (arg[0]->kind != FEEL_CONTEXT || arg[1]->kind != FEEL_STRING)
        return bad_arg(ev, "context put");
    return eval_ok(ev, value_ctx_put(ev->a, arg[0], arg[1]->string, name_hash(arg[1]->string), arg[2]));
}

/* Also what a call without names comes to: one key or a list of them. */
const struct feel_value *bi_context_put_path(ARGS)
{
    if (arg[1]->kind != FEEL_LIST)
        return bi_context_put(ev, arg, n);
    if (arg[1]->list.n == 0)
        return bad_arg(ev, "context put");
    return put_path(ev, arg[0], arg[1], 0, arg[2]);
}

const struct feel_value *bi_context_merge(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), *ctx = feel_context(ev->a), *v;
    struct str name;

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "context merge");
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *m = list->list.v[i];
        if (m->kind != FEEL_CONTEXT)
            return bad_arg(ev, "context merge");
        if (!eval_charge(ev, m->ctx.n))
            return NULL;
        for (size_t k = 0; feel_context_at(m, k, &name, &v); k++) {
            ctx = value_ctx_put(ev->a, ctx, name, name_hash(name), v);
            if (ctx == NULL)
                return eval_limit(ev);
        }
    }
    return eval_ok(ev, ctx);
}

const struct feel_value *bi_not(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);

    (void)n;
    return v->kind == FEEL_BOOL ? VBOOL(!v->boolean) : bad_arg(ev, "not");
}

static bool same_zone(const struct moment *x, const struct moment *y)
{
    if (x->zone != y->zone)
        return false;
    if (x->zone == ZONE_OFFSET)
        return x->offset == y->offset;
    return x->zone == ZONE_NONE || str_eq(tz_name(x->tz), tz_name(y->tz));
}

/* The same element of the same domain: kind, wall clock and zone. */
const struct feel_value *bi_is(ARGS)
{
    const struct feel_value *x = arg[0], *y = n > 1 ? arg[1] : VNULL;
    int eq;

    if (x->kind != y->kind)
        return VBOOL(false);
    if (x->kind == FEEL_DATE || x->kind == FEEL_TIME || x->kind == FEEL_DATETIME)
        return VBOOL(moment_wall(&x->moment) == moment_wall(&y->moment) && same_zone(&x->moment, &y->moment));
    eq = eval_equal(ev, x, y);
    return ev->rc != RC_OK ? NULL : VBOOL(eq == 1);
}
