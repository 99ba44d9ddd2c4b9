/*
 * bi_number.c - built-in functions over numbers: rounding, absolute value, modulo, roots, logarithms,
 * number().
 */
#include "dmn/builtin.h"

static const struct feel_value *rounded(ARGS, enum dec_round how, const char *name)
{
    struct dec d, r;
    int64_t scale = 0;

    if (!arg_number(arg[0], &d) || (n > 1 && !arg_int(arg[1], &scale)))
        return bad_arg(ev, name);
    if (scale < -DEC_EXP_MAX || scale > -DEC_EXP_MIN || !dec_round_to(d, scale, how, &r))
        return eval_null(ev, "%s(): scale out of range", name);
    return give_number(ev, r);
}

const struct feel_value *bi_decimal(ARGS)
{
    return rounded(ev, arg, n, DEC_HALF_EVEN, "decimal");
}

const struct feel_value *bi_floor(ARGS)
{
    return rounded(ev, arg, n, DEC_FLOOR, "floor");
}

const struct feel_value *bi_ceiling(ARGS)
{
    return rounded(ev, arg, n, DEC_CEILING, "ceiling");
}

const struct feel_value *bi_round_up(ARGS)
{
    return rounded(ev, arg, n, DEC_UP, "round up");
}

const struct feel_value *bi_round_down(ARGS)
{
    return rounded(ev, arg, n, DEC_DOWN, "round down");
}

const struct feel_value *bi_round_half_up(ARGS)
{
    return rounded(ev, arg, n, DEC_HALF_UP, "round half up");
}

const struct feel_value *bi_round_half_down(ARGS)
{
    return rounded(ev, arg, n, DEC_HALF_DOWN, "round half down");
}

const struct feel_value *bi_abs(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);

    (void)n;
    if (v->kind == FEEL_NUMBER)
        return give_number(ev, dec_abs(v->number));
    if (v->kind == FEEL_YM_DURATION)
        return v->months < 0 ? eval_ok(ev, value_months(ev->a, -v->months)) : v;
    if (v->kind == FEEL_DT_DURATION)
        return v->nanos < 0 ? eval_ok(ev, value_nanos(ev->a, -v->nanos)) : v;
    return bad_arg(ev, "abs");
}

const struct feel_value *bi_modulo(ARGS)
{
    struct dec a, b, r;

    (void)n;
    if (!arg_number(arg[0], &a) || !arg_number(arg[1], &b))
        return bad_arg(ev, "modulo");
    return dec_modulo(a, b, &r) ? give_number(ev, r) : eval_null(ev, "modulo(): division by zero");
}

static const struct feel_value *computed(ARGS, bool (*fn)(struct dec, struct dec *), const char *name)
{
    struct dec d, r;

    (void)n;
    if (!arg_number(arg[0], &d))
        return bad_arg(ev, name);
    return fn(d, &r) ? give_number(ev, r) : eval_null(ev, "%s() has no value there", name);
}

const struct feel_value *bi_sqrt(ARGS)
{
    return computed(ev, arg, n, dec_sqrt, "sqrt");
}

const struct feel_value *bi_log(ARGS)
{
    return computed(ev, arg, n, dec_log, "log");
}

const struct feel_value *bi_exp(ARGS)
{
    return computed(ev, arg, n, dec_exp, "exp");
}

static const struct feel_value *parity(ARGS, bool odd, const char *name)
{
    struct dec d, r;

    (void)n;
    if (!arg_number(arg[0], &d))
        return bad_arg(ev, name);
    if (!dec_is_int(d) || !dec_modulo(d, dec_int(2), &r))
        return VBOOL(false);
    return VBOOL((r.coef != 0) == odd);
}

const struct feel_value *bi_odd(ARGS)
{
    return parity(ev, arg, n, true, "odd");
}

const struct feel_value *bi_even(ARGS)
{
    return parity(ev, arg, n, false, "even");
}

static bool separator(const struct feel_value *v, const char *ones, char *ret)
{
    struct str s;

    *ret = '\0';
    if (v->kind == FEEL_NULL)
        return true;
    if (!arg_string(v, &s) || s.len != 1 || strchr(ones, s.p[0]) == NULL)
        return false;
    *ret = s.p[0];
    return true;
}

const struct feel_value *bi_number(ARGS)
{
    struct str s;
    char group = '\0', point = '\0', *out;
    size_t len = 0;
    struct dec d;

    if (n == 1 && arg_one(arg[0])->kind == FEEL_NUMBER)
        return arg_one(arg[0]);
    if (!arg_string(arg[0], &s) || (n > 1 && !separator(arg[1], " ,.", &group)) ||
        (n > 2 && !separator(arg[2], ",.", &point)) || (group != '\0' && group == point))
        return bad_arg(ev, "number");
    out = arena_alloc(ev->a, s.len + 1);
    if (out == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < s.len; i++) {
        if (group != '\0' && s.p[i] == group)
            continue;
        if (s.p[i] == '.' && point != '\0' && point != '.')
            return bad_arg(ev, "number");
        out[len++] = point != '\0' && s.p[i] == point ? '.' : s.p[i];
    }
    if (!dec_parse((struct str){ out, len }, &d))
        return eval_null(ev, "number(): the text is no number");
    return give_number(ev, d);
}
