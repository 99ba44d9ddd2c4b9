/*
 * bi_extra.c - functions beyond the standard that models drawn for Camunda 8 use; those that depend on chance
 * or on the machine (uuid, random number) are left out on purpose.
 */
#include "dmn/builtin.h"

/* A variable that is missing is null, so both answer false. */
const struct feel_value *bi_is_defined(ARGS)
{
    (void)ev;
    (void)n;
    return VBOOL(arg[0]->kind != FEEL_NULL);
}

const struct feel_value *bi_get_or_else(ARGS)
{
    (void)ev;
    (void)n;
    return arg[0]->kind == FEEL_NULL ? arg[1] : arg[0];
}

/* Bytes of white space at the start of `s`. */
static size_t blank_prefix(struct str s)
{
    size_t i = 0, next = 0;
    int32_t c;

    while ((c = utf8_next(s, &next)) != -1) {
        if (c != ' ' && !(c >= 9 && c <= 13) && c != 0xA0 && !(c >= 0x2000 && c <= 0x200A) && c != 0x3000)
            break;
        i = next;
    }
    return i;
}

const struct feel_value *bi_is_blank(ARGS)
{
    struct str s;

    (void)n;
    return arg_string(arg[0], &s) ? VBOOL(blank_prefix(s) == s.len) : bad_arg(ev, "is blank");
}

const struct feel_value *bi_trim(ARGS)
{
    struct str s;
    size_t end = 0, i;

    (void)n;
    if (!arg_string(arg[0], &s))
        return bad_arg(ev, "trim");
    s = str_from(s, blank_prefix(s));
    for (i = 0; i < s.len;) { /* the end of the last character that is no space */
        size_t gap = blank_prefix(str_from(s, i));
        i += gap;
        if (gap == 0 && utf8_next(s, &i) != -1)
            end = i;
    }
    return eval_charge(ev, s.len / 8) ? give_string(ev, str_sub(s, 0, end)) : NULL;
}

const struct feel_value *bi_is_empty(ARGS)
{
    (void)n;
    if (arg[0]->kind != FEEL_LIST && arg[0]->kind != FEEL_CONTEXT)
        return bad_arg(ev, "is empty");
    return VBOOL(feel_count(arg[0]) == 0);
}

const struct feel_value *bi_duplicate_values(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), *all, **out;
    size_t found = 0;

    if (list == NULL)
        return bad_arg(ev, "duplicate values");
    all = bi_distinct_values(ev, &list, n);
    out = all == NULL ? NULL : new_items(ev, all->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < all->list.n; i++) {
        size_t times = 0;
        for (size_t k = 0; k < list->list.n && times < 2; k++)
            times += eval_equal(ev, list->list.v[k], all->list.v[i]) == 1;
        if (ev->rc != RC_OK)
            return NULL;
        if (times > 1)
            out[found++] = all->list.v[i];
    }
    return give_list(ev, out, found);
}

const struct feel_value *bi_partition(ARGS)
{
    const struct feel_value *list = arg_list(ev, arg[0]), **out;
    int64_t size;
    size_t parts = 0;

    (void)n;
    if (list == NULL || !arg_int(arg[1], &size) || size < 1)
        return bad_arg(ev, "partition");
    out = new_items(ev, list->list.n);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->list.n; i += (size_t)size) {
        size_t left = list->list.n - i;
        out[parts] = value_list(ev->a, list->list.v + i, (size_t)size < left ? (size_t)size : left);
        if (out[parts++] == NULL)
            return eval_limit(ev);
        if ((uint64_t)size > left)
            break;
    }
    return give_list(ev, out, parts);
}

const struct feel_value *bi_last_day_of_month(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);
    struct moment m = { 0 };

    (void)n;
    if (v->kind != FEEL_DATE && v->kind != FEEL_DATETIME)
        return bad_arg(ev, "last day of month");
    m.year = v->moment.year;
    m.month = v->moment.month;
    m.day = days_in_month(m.year, m.month);
    return eval_ok(ev, value_moment(ev->a, FEEL_DATE, &m));
}
