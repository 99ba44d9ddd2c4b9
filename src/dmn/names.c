/*
 * names.c - which variables an expression reads: for checks before it ever runs, and for redrawing forms.
 */
#include "dmn/eval.h"

#define FREE_MAX 1000
#define WALK_DEPTH_MAX 2000

struct found {
    struct arena *a;
    struct str *v;
    size_t n, cap;
    unsigned depth; /* long chains of operators are deep to the left */
    bool failed;
};

struct local {
    struct str name;
    const struct local *up;
};

static void walk(struct found *f, const struct node *n, const struct local *in);

static void add(struct found *f, struct str name, const struct local *in)
{
    for (; in != NULL; in = in->up) {
        if (str_eq(in->name, name))
            return;
    }
    if (str_eq_c(name, "?") || builtin_value(name, 0) != NULL)
        return;
    for (size_t i = 0; i < f->n; i++) {
        if (str_eq(f->v[i], name))
            return;
    }
    f->failed = f->failed || f->n >= FREE_MAX || !VEC_PUSH(f->a, f, name);
}

/* The entries from `i` on, each seeing those before it, then the body. */
static void walk_binds(struct found *f, const struct node *n, size_t i, const struct local *in)
{
    struct local one;

    for (; i < n->n; i++) {
        struct local *l = ARENA_NEW(f->a, struct local);
        if (l == NULL) {
            f->failed = true;
            return;
        }
        walk(f, n->binds[i].a, in);
        walk(f, n->binds[i].hi, in);
        *l = (struct local){ n->binds[i].name, in };
        in = l;
    }
    one = (struct local){ STR("partial"), in };
    if (n->kind != N_CONTEXT)
        walk(f, n->a, n->kind == N_FOR ? &one : in);
}

static void walk_function(struct found *f, const struct node *n, const struct local *in)
{
    for (size_t i = 0; i < n->n_params; i++) {
        struct local *l = ARENA_NEW(f->a, struct local);
        if (l == NULL) {
            f->failed = true;
            return;
        }
        *l = (struct local){ n->params[i].name, in };
        in = l;
    }
    walk(f, n->a, in);
}

static void walk_node(struct found *f, const struct node *n, const struct local *in)
{
    struct local item;

    switch (n->kind) {
    case N_NAME:
        add(f, n->name, in);
        return;
    case N_FOR:
    case N_SOME:
    case N_EVERY:
    case N_CONTEXT:
        walk_binds(f, n, 0, in);
        return;
    case N_FUNCTION:
        walk_function(f, n, in);
        return;
    case N_FILTER: /* names in the condition may also be entries of the items: they are reported all the same
                    */
        item = (struct local){ STR("item"), in };
        walk(f, n->a, in);
        walk(f, n->b, &item);
        return;
    default:
        break;
    }
    walk(f, n->a, in);
    walk(f, n->b, in);
    walk(f, n->c, in);
    for (size_t i = 0; i < n->n; i++)
        walk(f, n->list[i], in);
}

static void walk(struct found *f, const struct node *n, const struct local *in)
{
    if (n == NULL || f->failed)
        return;
    if (f->depth++ >= WALK_DEPTH_MAX)
        f->failed = true;
    else
        walk_node(f, n, in);
    f->depth--;
}

enum rc feel_free_names(struct arena *a, const struct feel_expr *x, struct str **ret, size_t *n,
                        struct err *e)
{
    struct found f = { .a = a };

    walk(&f, x->root, NULL);
    if (f.failed)
        return arena_failed(a) ? arena_check(a, e)
                               : ERR(e, RC_LIMIT, "more than %d variables, or nested too deep", FREE_MAX);
    *ret = f.v;
    *n = f.n;
    return RC_OK;
}
