/*
 * arith.c - + - * / ** and negation over numbers, strings, dates, times and durations (DMN 1.5, tables 57 to
 * 59).
 */
#include "dmn/eval.h"

#include "dmn/temporal.h"

static const struct feel_value *bad(struct eval *ev, char op, const struct feel_value *x,
                                    const struct feel_value *y)
{
    return eval_null(ev, "%s %s %s is not defined", feel_kind_name(x->kind),
                     op == '^' ? "**" : (char[]){ op, '\0' }, feel_kind_name(y->kind));
}

static const struct feel_value *numbers(struct eval *ev, char op, struct dec x, struct dec y)
{
    struct dec r;
    bool ok = false;

    switch (op) {
    case '+':
        ok = dec_add(x, y, &r);
        break;
    case '-':
        ok = dec_sub(x, y, &r);
        break;
    case '*':
        ok = dec_mul(x, y, &r);
        break;
    case '/':
        ok = dec_div(x, y, &r);
        break;
    case '^':
        ok = dec_pow(x, y, &r);
        break;
    default:
        break;
    }
    if (!ok)
        return eval_null(ev,
                         op == '/' && y.coef == 0 ? "division by zero" : "number without a result in range");
    return eval_ok(ev, feel_number(ev->a, r));
}

static const struct feel_value *months_result(struct eval *ev, int64_t months)
{
    const struct feel_value *v = eval_ok(ev, value_months(ev->a, months));

    return v == VNULL ? eval_null(ev, "duration out of range") : v;
}

static const struct feel_value *nanos_result(struct eval *ev, dmn_wide nanos)
{
    const struct feel_value *v = eval_ok(ev, value_nanos(ev->a, nanos));

    return v == VNULL ? eval_null(ev, "duration out of range") : v;
}

static bool is_duration(const struct feel_value *v)
{
    return v->kind == FEEL_YM_DURATION || v->kind == FEEL_DT_DURATION;
}

static bool is_point(const struct feel_value *v)
{
    return v->kind == FEEL_DATE || v->kind == FEEL_DATETIME || v->kind == FEEL_TIME;
}

/* A duration as a number of months or nanoseconds: both have fewer than 34 digits. */
static struct dec magnitude(const struct feel_value *d)
{
    struct dec r = { 0, 0, false };

    if (d->kind == FEEL_YM_DURATION)
        return dec_int(d->months);
    r.neg = d->nanos < 0;
    r.coef = (dec_coef)(d->nanos < 0 ? -d->nanos : d->nanos);
    return r;
}

static const struct feel_value *durations(struct eval *ev, char op, const struct feel_value *x,
                                          const struct feel_value *y)
{
    struct dec r;

    if (op == '/') {
        if (!dec_div(magnitude(x), magnitude(y), &r))
            return eval_null(ev, "division by an empty duration");
        return eval_ok(ev, feel_number(ev->a, r));
    }
    if (op != '+' && op != '-')
        return bad(ev, op, x, y);
    if (x->kind == FEEL_YM_DURATION)
        return months_result(ev, op == '+' ? x->months + y->months : x->months - y->months);
    return nanos_result(ev, op == '+' ? x->nanos + y->nanos : x->nanos - y->nanos);
}

/* duration * number and duration / number, cut off toward zero at months and nanoseconds. */
static const struct feel_value *scaled(struct eval *ev, char op, const struct feel_value *d, struct dec by)
{
    const struct dec limit = { 1, 33, false };
    struct dec v = magnitude(d), r;
    int64_t months;
    dmn_wide nanos;

    if (!(op == '*' ? dec_mul(v, by, &r) : dec_div(v, by, &r)) || !dec_round_to(r, 0, DEC_DOWN, &r) ||
        dec_cmp(dec_abs(r), limit) >= 0)
        return eval_null(ev, "duration out of range");
    if (d->kind == FEEL_YM_DURATION)
        return dec_trunc_i64(r, &months) ? months_result(ev, months) : eval_null(ev, "duration out of range");
    nanos = (dmn_wide)r.coef;
    for (; r.exp > 0 && nanos != 0; r.exp--)
        nanos *= 10;
    return nanos_result(ev, r.neg ? -nanos : nanos);
}

static const struct feel_value *point_and_duration(struct eval *ev, char op, const struct feel_value *x,
                                                   const struct feel_value *d)
{
    struct moment m = x->moment;
    bool ok;

    if (d->kind == FEEL_YM_DURATION)
        ok = x->kind != FEEL_TIME && moment_add_months(&m, op == '+' ? d->months : -d->months);
    else
        ok = moment_add_nanos(&m, x->kind, op == '+' ? d->nanos : -d->nanos);
    if (!ok)
        return x->kind == FEEL_TIME ? bad(ev, op, x, d) : eval_null(ev, "date out of range");
    return eval_ok(ev, value_moment(ev->a, x->kind, &m));
}

static const struct feel_value *point_difference(struct eval *ev, const struct feel_value *x,
                                                 const struct feel_value *y)
{
    struct moment a = x->moment, b = y->moment;

    if ((x->kind == FEEL_TIME) != (y->kind == FEEL_TIME))
        return bad(ev, '-', x, y);
    if (x->kind == FEEL_DATE && b.zone != ZONE_NONE)
        a.zone = ZONE_OFFSET;
    if (y->kind == FEEL_DATE && a.zone != ZONE_NONE)
        b.zone = ZONE_OFFSET;
    if ((a.zone == ZONE_NONE) != (b.zone == ZONE_NONE))
        return eval_null(ev, "one of the two has a time zone and the other has none");
    return nanos_result(ev, moment_utc(&a) - moment_utc(&b));
}

const struct feel_value *eval_arith(struct eval *ev, char op, const struct feel_value *x,
                                    const struct feel_value *y)
{
    if (x->kind == FEEL_NUMBER && y->kind == FEEL_NUMBER)
        return numbers(ev, op, x->number, y->number);
    if (x->kind == FEEL_STRING && y->kind == FEEL_STRING && op == '+') {
        struct str s;
        if (!eval_charge(ev, (x->string.len + y->string.len) / 16))
            return NULL;
        s = arena_cat(ev->a, x->string, y->string);
        return arena_failed(ev->a) ? eval_limit(ev) : eval_ok(ev, value_str(ev->a, s));
    }
    if (is_duration(x) && x->kind == y->kind)
        return durations(ev, op, x, y);
    if (is_duration(x) && y->kind == FEEL_NUMBER && (op == '*' || op == '/'))
        return scaled(ev, op, x, y->number);
    if (x->kind == FEEL_NUMBER && is_duration(y) && op == '*')
        return scaled(ev, op, y, x->number);
    if (is_point(x) && is_duration(y) && (op == '+' || op == '-'))
        return point_and_duration(ev, op, x, y);
    if (is_duration(x) && is_point(y) && op == '+')
        return point_and_duration(ev, op, y, x);
    if (is_point(x) && is_point(y) && op == '-')
        return point_difference(ev, x, y);
    return bad(ev, op, x, y);
}

const struct feel_value *eval_negate(struct eval *ev, const struct feel_value *x)
{
    if (x->kind == FEEL_NUMBER)
        return eval_ok(ev, feel_number(ev->a, dec_neg(x->number)));
    if (x->kind == FEEL_YM_DURATION)
        return eval_ok(ev, value_months(ev->a, -x->months));
    if (x->kind == FEEL_DT_DURATION)
        return eval_ok(ev, value_nanos(ev->a, -x->nanos));
    return eval_null(ev, "negative of a %s is not defined", feel_kind_name(x->kind));
}
