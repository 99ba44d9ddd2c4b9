/*
 * bi_list.c - built-in functions that look into lists and build lists from lists.
 *
 * Not here: sums, means and the like (bi_stat.c).
 */
#include "dmn/builtin.h"

const struct feel_value *bi_list_contains(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]);

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "list contains");
    if (!eval_charge(ev, list->list.n))
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        int eq = eval_equal(ev, list->list.v[i], arg[1]);
        if (ev->rc != RC_OK)
            return NULL;
        if (eq == 1)
            return VBOOL(true);
    }
    return VBOOL(false);
}

const struct feel_value *bi_count(ARGS)
{
    (void)n;
    if (arg[0]->kind == FEEL_NULL)
        return bad_arg(ev, "count");
    return give_int(ev, arg[0]->kind == FEEL_LIST ? (int64_t)arg[0]->list.n : 1);
}

/* A position from 1, or from the end when negative; false when it is outside 1 .. `top`. */
static bool position(const struct feel_value *v, size_t top, size_t *ret)
{
    int64_t i;

    if (!arg_int(v, &i) || i == 0 || i > (int64_t)top || -i > (int64_t)top)
        return false;
    *ret = (size_t)(i > 0 ? i - 1 : (int64_t)top + i);
    return true;
}

const struct feel_value *bi_sublist(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]);
    size_t from, len;
    int64_t want;

    if (list == NULL || !position(arg[1], list->list.n, &from))
        return bad_arg(ev, "sublist");
    len = list->list.n - from;
    if (n > 2 && arg[2]->kind != FEEL_NULL) {
        if (!arg_int(arg[2], &want) || want < 0 || want > (int64_t)len)
            return bad_arg(ev, "sublist");
        len = (size_t)want;
    }
    return eval_ok(ev, value_list(ev->a, list->list.v + from, len));
}

const struct feel_value *bi_append(ARGS)
{
    const struct feel_value *list = arg[0]->kind == FEEL_NULL ? VNULL : arg_list(ev, arg[0]), **out;

    if (list == NULL || list->kind == FEEL_NULL)
        return bad_arg(ev, "append");
    out = new_items(ev, list->list.n + n);
    if (out == NULL)
        return NULL;
    if (list->list.n > 0)
        memcpy(out, list->list.v, list->list.n * sizeof(*out));
    for (size_t i = 1; i < n; i++)
        out[list->list.n + i - 1] = arg[i];
    return give_list(ev, out, list->list.n + n - 1);
}

static const struct feel_value *joined(ARGS, const char *name)
{
    size_t total = 0, at = 0;
    const struct feel_value **out;

    for (size_t i = 0; i < n; i++) {
        if (arg[i]->kind == FEEL_NULL)
            return bad_arg(ev, name);
        total += arg[i]->kind == FEEL_LIST ? arg[i]->list.n : 1;
    }
    out = new_items(ev, total);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (arg[i]->kind != FEEL_LIST) {
            out[at++] = arg[i];
        } else if (arg[i]->list.n > 0) {
            memcpy(out + at, arg[i]->list.v, arg[i]->list.n * sizeof(*out));
            at += arg[i]->list.n;
        }
    }
    return give_list(ev, out, total);
}

const struct feel_value *bi_concatenate(ARGS)
{
    return joined(ev, arg, n, "concatenate");
}

const struct feel_value *bi_distinct_values(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    size_t found = 0;

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "distinct values");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        size_t k = 0;
        while (k < found && eval_equal(ev, out[k], list->list.v[i]) != 1)
            k++;
        if (ev->rc != RC_OK)
            return NULL;
        if (k == found)
            out[found++] = list->list.v[i];
    }
    return give_list(ev, out, found);
}

const struct feel_value *bi_union(ARGS)
{
    const struct feel_value *all = joined(ev, arg, n, "union");

    return all == NULL || all->kind == FEEL_NULL ? all : bi_distinct_values(ev, &all, 1);
}

const struct feel_value *bi_insert_before(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    size_t at;

    (void)n;
    if (list == NULL || !position(arg[1], list->list.n, &at))
        return bad_arg(ev, "insert before");
    out = new_items(ev, list->list.n + 1);
    if (out == NULL)
        return NULL;
    memcpy(out, list->list.v, at * sizeof(*out));
    out[at] = arg[2];
    memcpy(out + at + 1, list->list.v + at, (list->list.n - at) * sizeof(*out));
    return give_list(ev, out, list->list.n + 1);
}

const struct feel_value *bi_remove(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    size_t at;

    (void)n;
    if (list == NULL || !position(arg[1], list->list.n, &at))
        return bad_arg(ev, "remove");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    memcpy(out, list->list.v, at * sizeof(*out));
    memcpy(out + at, list->list.v + at + 1, (list->list.n - at - 1) * sizeof(*out));
    return give_list(ev, out, list->list.n - 1);
}

const struct feel_value *bi_list_replace(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    size_t at = SIZE_MAX;

    (void)n;
    if (list == NULL || (arg[1]->kind != FEEL_FUNCTION && !position(arg[1], list->list.n, &at)))
        return bad_arg(ev, "list replace");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *pair[2] = { list->list.v[i], arg[2] }, *m = NULL;
        if (at == SIZE_MAX) {
            m = eval_call(ev, arg[1], pair, 2);
            if (m == NULL)
                return NULL;
            if (m->kind != FEEL_BOOL)
                return eval_null(ev, "list replace(): the match function gives no boolean");
        }
        out[i] = i == at || feel_is_true(m) ? arg[2] : pair[0];
    }
    return give_list(ev, out, list->list.n);
}

const struct feel_value *bi_reverse(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "reverse");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->list.n; i++)
        out[i] = list->list.v[list->list.n - 1 - i];
    return give_list(ev, out, list->list.n);
}

const struct feel_value *bi_index_of(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    size_t found = 0;

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "index of");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        int eq = eval_equal(ev, list->list.v[i], arg[1]);
        if (ev->rc != RC_OK)
            return NULL;
        if (eq == 1) {
            out[found] = give_int(ev, (int64_t)i + 1);
            if (out[found++] == NULL)
                return NULL;
        }
    }
    return give_list(ev, out, found);
}

struct flat {
    const struct feel_value **v;
    size_t n, cap;
};

static bool flatten(struct eval *ev, const struct feel_value *list, struct flat *out)
{
    if (!eval_charge(ev, list->list.n + 1) || ev->depth < 2)
        return eval_limit(ev) != NULL;
    ev->depth--;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.v[i];
        if (v->kind == FEEL_LIST ? !flatten(ev, v, out) : !VEC_PUSH(ev->a, out, v))
            return eval_limit(ev) != NULL;
    }
    ev->depth++;
    return true;
}

const struct feel_value *bi_flatten(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]);
    struct flat out = { 0 };

    (void)n;
    if (list == NULL)
        return bad_arg(ev, "flatten");
    return flatten(ev, list, &out) ? give_list(ev, out.v, out.n) : NULL;
}

/* 1 when `x` must stand before `y`, 0 when not, -1 for an error (null) or a bound. */
static int precedes(struct eval *ev, const struct feel_value *f, const struct feel_value *x,
                    const struct feel_value *y)
{
    const struct feel_value *pair[2] = { x, y }, *r;
    int order;

    if (f == NULL)
        return value_compare(x, y, &order) ? order < 0 : -1;
    r = eval_call(ev, f, pair, 2);
    if (r == NULL || r->kind != FEEL_BOOL)
        return -1;
    return r->boolean;
}

/* Merge sort: stable, and bounded whatever the function answers. */
static bool merge_sort(struct eval *ev, const struct feel_value *f, const struct feel_value **v,
                       const struct feel_value **tmp, size_t n)
{
    size_t half = n / 2, i = 0, k = half, out = 0;

    if (n < 2)
        return true;
    if (!merge_sort(ev, f, v, tmp, half) || !merge_sort(ev, f, v + half, tmp, n - half) ||
        !eval_charge(ev, n))
        return false;
    while (i < half && k < n) {
        int later_first = precedes(ev, f, v[k], v[i]);
        if (later_first < 0)
            return false;
        tmp[out++] = later_first ? v[k++] : v[i++];
    }
    while (i < half)
        tmp[out++] = v[i++];
    while (k < n)
        tmp[out++] = v[k++];
    memcpy(v, tmp, n * sizeof(*v));
    return true;
}

const struct feel_value *bi_sort(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), *f = n > 1 ? arg[1] : NULL, **out, **tmp;

    if (list == NULL || (f != NULL && f->kind != FEEL_FUNCTION))
        return bad_arg(ev, "sort");
    out = new_items(ev, list->list.n);
    tmp = new_items(ev, list->list.n);
    if (out == NULL || tmp == NULL)
        return NULL;
    if (list->list.n > 0)
        memcpy(out, list->list.v, list->list.n * sizeof(*out));
    if (!merge_sort(ev, f, out, tmp, list->list.n))
        return ev->rc != RC_OK ? NULL : eval_null(ev, "sort(): items that cannot be ordered");
    return give_list(ev, out, list->list.n);
}
