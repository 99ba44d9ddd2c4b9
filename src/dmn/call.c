/*
 * call.c - calling functions: built-in ones, functions written in FEEL, knowledge models and services.
 */
#include "dmn/eval.h"

#define ARGS_MAX 4096

/* Run a FEEL function on arguments already in the order of its parameters. */
static const struct feel_value *call_feel(struct eval *ev, const struct func *f,
                                          const struct feel_value *const *args)
{
    struct binding *b = ARENA_ARRAY(ev->a, struct binding, f->n_params + 1);
    struct scope *s = ARENA_NEW(ev->a, struct scope);
    const struct feel_value *v;

    if (b == NULL || s == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < f->n_params; i++) {
        const struct param *p = &f->params[i];
        v = p->type == NULL ? args[i] : eval_coerce(ev, args[i], p->type, "argument");
        if (v == NULL)
            return NULL;
        if (p->type != NULL && v->kind == FEEL_NULL && args[i]->kind != FEEL_NULL)
            return VNULL; /* the argument is not of the parameter's type */
        b[i] = (struct binding){ p->name, p->hash, v };
    }
    *s = (struct scope){ .up = f->scope, .b = b, .n = f->n_params };
    v = eval_node(ev, f->body, s);
    if (v != NULL && f->result != NULL)
        v = eval_coerce(ev, v, f->result, "result");
    return v;
}

static const struct feel_value *call_func(struct eval *ev, const struct func *f,
                                          const struct feel_value *const *args, size_t n)
{
    if (f->builtin != NULL)
        return builtin_call(ev, f->builtin, args, NULL, n);
    if (n != f->n_params)
        return eval_null(ev, "function of %zu parameters called with %zu", f->n_params, n);
    if (f->service != NULL)
        return dmn_call_service(ev, f, args, n);
    if (f->external != NULL)
        return eval_external(ev, f, args, n);
    return call_feel(ev, f, args);
}

const struct feel_value *eval_call(struct eval *ev, const struct feel_value *f,
                                   const struct feel_value *const *args, size_t n)
{
    if (f->kind != FEEL_FUNCTION)
        return eval_null(ev, "%s is not a function", feel_kind_name(f->kind));
    return call_func(ev, &f->func, args, n);
}

static const struct feel_value *call_named(struct eval *ev, const struct node *n, const struct func *f,
                                           const struct feel_value *const *args)
{
    const struct feel_value **sorted;

    if (f->builtin != NULL)
        return builtin_call(ev, f->builtin, args, n->arg_names, n->n);
    if (n->n != f->n_params)
        return eval_null(ev, "function of %zu parameters called with %zu", f->n_params, n->n);
    sorted = ARENA_ARRAY(ev->a, const struct feel_value *, n->n + 1);
    if (sorted == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < n->n; i++) {
        size_t k = 0;
        while (k < f->n_params && !str_eq(f->params[k].name, n->arg_names[i]))
            k++;
        if (k == f->n_params || sorted[k] != NULL)
            return eval_null(ev, "no parameter '%.*s'", (int)(n->arg_names[i].len & 63), n->arg_names[i].p);
        sorted[k] = args[i];
    }
    return call_func(ev, f, sorted, n->n);
}

const struct feel_value *eval_call_node(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *f = eval_node(ev, n->a, s);
    const struct feel_value *few[4], **args = few;

    if (f == NULL)
        return NULL;
    if (n->n > ARGS_MAX)
        return eval_limit(ev);
    if (n->n > ARRAY_LEN(few)) {
        args = ARENA_ARRAY(ev->a, const struct feel_value *, n->n);
        if (args == NULL)
            return eval_limit(ev);
    }
    for (size_t i = 0; i < n->n; i++) {
        args[i] = eval_node(ev, n->list[i], s);
        if (args[i] == NULL)
            return NULL;
    }
    ev->at = n;
    if (f->kind != FEEL_FUNCTION)
        return eval_null(ev, "%s is not a function", feel_kind_name(f->kind));
    if (n->arg_names != NULL)
        return call_named(ev, n, &f->func, args);
    return call_func(ev, &f->func, args, n->n);
}
