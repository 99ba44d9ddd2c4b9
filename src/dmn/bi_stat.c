/*
 * bi_stat.c - built-in functions that make one value of a list: min, sum, mean, median, mode, all, any.
 */
#include "dmn/builtin.h"

/* "f(a, b, c)" is f of the list of them. */
static const struct feel_value *of_all(ARGS, builtin_fn *fn)
{
    const struct feel_value *list = eval_ok(ev, feel_list(ev->a, arg, n));

    return list == NULL ? NULL : fn(ev, &list, 1);
}

static const struct feel_value *extreme(struct eval *ev, const struct feel_value *v, int want,
                                        const char *name)
{
    const struct feel_value *list = arg_list(ev, v), *best;
    int order;

    if (list == NULL)
        return bad_arg(ev, name);
    if (list->list.n == 0)
        return VNULL;
    if (!eval_charge(ev, list->list.n))
        return NULL;
    best = list->list.v[0];
    for (size_t i = 0; i < list->list.n; i++) {
        if (!value_compare(list->list.v[i], best, &order))
            return bad_arg(ev, name);
        if (order == want)
            best = list->list.v[i];
    }
    return best;
}

const struct feel_value *bi_min(ARGS)
{
    (void)n;
    return extreme(ev, arg[0], -1, "min");
}

const struct feel_value *bi_max(ARGS)
{
    (void)n;
    return extreme(ev, arg[0], 1, "max");
}

const struct feel_value *bi_min_of(ARGS)
{
    return of_all(ev, arg, n, bi_min);
}

const struct feel_value *bi_max_of(ARGS)
{
    return of_all(ev, arg, n, bi_max);
}

/* The numbers of a list, copied; false with *null set when there are others in it or it is null. */
static bool numbers(struct eval *ev, const struct feel_value *v, struct dec **ret, size_t *n)
{
    const struct feel_value *list = arg_list(ev, v);
    struct dec *d;

    if (list == NULL || !eval_charge(ev, list->list.n))
        return false;
    d = ARENA_ARRAY(ev->a, struct dec, list->list.n + 1);
    if (d == NULL) {
        eval_limit(ev);
        return false;
    }
    for (size_t i = 0; i < list->list.n; i++) {
        if (list->list.v[i]->kind != FEEL_NUMBER)
            return false;
        d[i] = list->list.v[i]->number;
    }
    *ret = d;
    *n = list->list.n;
    return true;
}

static bool total(const struct dec *d, size_t n, struct dec *ret)
{
    *ret = dec_int(0);
    for (size_t i = 0; i < n; i++) {
        if (!dec_add(*ret, d[i], ret))
            return false;
    }
    return true;
}

static const struct feel_value *sum_durations(struct eval *ev, const struct feel_value *list)
{
    enum feel_kind kind = list->list.v[0]->kind;
    dmn_wide nanos = 0;
    int64_t months = 0;

    if (!eval_charge(ev, list->list.n))
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.v[i];
        if (v->kind != kind)
            return bad_arg(ev, "sum");
        if (kind == FEEL_DT_DURATION)
            nanos += v->nanos;
        else if (__builtin_add_overflow(months, v->months, &months))
            return eval_null(ev, "sum(): out of range");
    }
    return eval_ok(ev, kind == FEEL_DT_DURATION ? value_nanos(ev->a, nanos) : value_months(ev->a, months));
}

const struct feel_value *bi_sum(ARGS)
{
    struct dec *d, sum;
    size_t count;

    (void)n;
    if (arg[0]->kind == FEEL_LIST && arg[0]->list.n > 0 &&
        (arg[0]->list.v[0]->kind == FEEL_DT_DURATION || arg[0]->list.v[0]->kind == FEEL_YM_DURATION))
        return sum_durations(ev, arg[0]);
    if (!numbers(ev, arg[0], &d, &count))
        return bad_arg(ev, "sum");
    if (count == 0)
        return VNULL;
    return total(d, count, &sum) ? give_number(ev, sum) : eval_null(ev, "sum(): out of range");
}

const struct feel_value *bi_mean(ARGS)
{
    struct dec *d, r;
    size_t count;

    (void)n;
    if (!numbers(ev, arg[0], &d, &count))
        return bad_arg(ev, "mean");
    if (count == 0 || !total(d, count, &r) || !dec_div(r, dec_int((int64_t)count), &r))
        return eval_null(ev, "mean(): no value");
    return give_number(ev, r);
}

const struct feel_value *bi_product(ARGS)
{
    struct dec *d, r = dec_int(1);
    size_t count;

    (void)n;
    if (!numbers(ev, arg[0], &d, &count))
        return bad_arg(ev, "product");
    if (count == 0)
        return VNULL;
    for (size_t i = 0; i < count; i++) {
        if (!dec_mul(r, d[i], &r))
            return eval_null(ev, "product(): out of range");
    }
    return give_number(ev, r);
}

static int by_size(const void *x, const void *y)
{
    return dec_cmp(*(const struct dec *)x, *(const struct dec *)y);
}

const struct feel_value *bi_median(ARGS)
{
    struct dec *d, r;
    size_t count;

    (void)n;
    if (!numbers(ev, arg[0], &d, &count))
        return bad_arg(ev, "median");
    if (count == 0)
        return VNULL;
    qsort(d, count, sizeof(*d), by_size);
    if (count % 2 == 1)
        return give_number(ev, d[count / 2]);
    if (!dec_add(d[count / 2 - 1], d[count / 2], &r) || !dec_div(r, dec_int(2), &r))
        return eval_null(ev, "median(): out of range");
    return give_number(ev, r);
}

/* The sample standard deviation. */
const struct feel_value *bi_stddev(ARGS)
{
    struct dec *d, mean, sum = dec_int(0), diff;
    size_t count;

    (void)n;
    if (!numbers(ev, arg[0], &d, &count) || count < 2)
        return bad_arg(ev, "stddev");
    if (!total(d, count, &mean) || !dec_div(mean, dec_int((int64_t)count), &mean))
        return eval_null(ev, "stddev(): out of range");
    for (size_t i = 0; i < count; i++) {
        if (!dec_sub(d[i], mean, &diff) || !dec_mul(diff, diff, &diff) || !dec_add(sum, diff, &sum))
            return eval_null(ev, "stddev(): out of range");
    }
    if (!dec_div(sum, dec_int((int64_t)count - 1), &sum) || !dec_sqrt(sum, &sum))
        return eval_null(ev, "stddev(): out of range");
    return give_number(ev, sum);
}

const struct feel_value *bi_mode(ARGS)
{
    struct dec *d;
    size_t count, most = 0, found = 0, run;
    const struct feel_value **out;

    (void)n;
    if (!numbers(ev, arg[0], &d, &count))
        return bad_arg(ev, "mode");
    qsort(d, count, sizeof(*d), by_size);
    out = new_items(ev, count);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i += run) {
        for (run = 1; i + run < count && dec_cmp(d[i], d[i + run]) == 0; run++) {
        }
        if (run < most)
            continue;
        if (run > most)
            found = 0;
        most = run;
        out[found] = give_number(ev, d[i]);
        if (out[found++] == NULL)
            return NULL;
    }
    return give_list(ev, out, found);
}

/* all: false if any is false, else true, or null when something is not boolean; any: the mirror image. */
static const struct feel_value *junction(struct eval *ev, const struct feel_value *v, bool stop,
                                         const char *name)
{
    const struct feel_value *list = arg_list(ev, v);
    bool unknown = false;

    if (list == NULL)
        return bad_arg(ev, name);
    if (!eval_charge(ev, list->list.n))
        return NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *b = list->list.v[i];
        if (b->kind == FEEL_BOOL && b->boolean == stop)
            return VBOOL(stop);
        unknown = unknown || b->kind != FEEL_BOOL;
    }
    return unknown ? bad_arg(ev, name) : VBOOL(!stop);
}

const struct feel_value *bi_all(ARGS)
{
    (void)n;
    return junction(ev, arg[0], false, "all");
}

const struct feel_value *bi_any(ARGS)
{
    (void)n;
    return junction(ev, arg[0], true, "any");
}

const struct feel_value *bi_all_of(ARGS)
{
    return n == 0 ? bad_arg(ev, "all") : of_all(ev, arg, n, bi_all);
}

const struct feel_value *bi_any_of(ARGS)
{
    return n == 0 ? bad_arg(ev, "any") : of_all(ev, arg, n, bi_any);
}

const struct feel_value *bi_sum_of(ARGS)
{
    return of_all(ev, arg, n, bi_sum);
}

const struct feel_value *bi_mean_of(ARGS)
{
    return of_all(ev, arg, n, bi_mean);
}

const struct feel_value *bi_product_of(ARGS)
{
    return of_all(ev, arg, n, bi_product);
}

const struct feel_value *bi_median_of(ARGS)
{
    return of_all(ev, arg, n, bi_median);
}

const struct feel_value *bi_stddev_of(ARGS)
{
    return of_all(ev, arg, n, bi_stddev);
}

const struct feel_value *bi_mode_of(ARGS)
{
    return of_all(ev, arg, n, bi_mode);
}
