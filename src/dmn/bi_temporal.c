/*
 * bi_temporal.c - built-in functions that make and ask dates, times and durations.
 *
 * now() and today() are the environment's instant in its zone: every call in one evaluation gives the same.
 */
#include "dmn/builtin.h"

static const struct feel_value *give_moment(struct eval *ev, enum feel_kind kind, const struct moment *m)
{
    return eval_ok(ev, value_moment(ev->a, kind, m));
}

const struct feel_value *bi_date(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);
    struct moment m = { 0 };

    (void)n;
    if (v->kind == FEEL_DATE)
        return v;
    if (v->kind == FEEL_DATETIME) {
        m = (struct moment){ .year = v->moment.year, .month = v->moment.month, .day = v->moment.day };
        return give_moment(ev, FEEL_DATE, &m);
    }
    if (v->kind == FEEL_STRING && parse_date(v->string, &m))
        return give_moment(ev, FEEL_DATE, &m);
    return bad_arg(ev, "date");
}

/* A whole number between two bounds. */
static bool whole(const struct feel_value *v, int64_t min, int64_t max, int64_t *ret)
{
    struct dec d;

    return arg_number(v, &d) && dec_to_i64(d, ret) && *ret >= min && *ret <= max;
}

const struct feel_value *bi_date_parts(ARGS)
{
    int64_t y, mo, d;
    struct moment m = { 0 };

    (void)n;
    if (!whole(arg[0], -FEEL_YEAR_MAX, FEEL_YEAR_MAX, &y) || !whole(arg[1], 1, 12, &mo) ||
        !whole(arg[2], 1, 31, &d) || !moment_date_valid(y, (int)mo, (int)d))
        return bad_arg(ev, "date");
    m = (struct moment){ .year = y, .month = (int)mo, .day = (int)d };
    return give_moment(ev, FEEL_DATE, &m);
}

const struct feel_value *bi_time(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);
    struct moment m = { 0 };

    (void)n;
    if (v->kind == FEEL_TIME)
        return v;
    if (v->kind == FEEL_DATE) {
        m.zone = ZONE_OFFSET;
        return give_moment(ev, FEEL_TIME, &m);
    }
    if (v->kind == FEEL_DATETIME) {
        m = v->moment;
        m.year = m.month = m.day = 0;
        return give_moment(ev, FEEL_TIME, &m);
    }
    if (v->kind == FEEL_STRING) {
        struct str s = v->string;
        if (s.len > 0 && s.p[0] == 'T')
            s = str_from(s, 1);
        if (parse_time(ev->a, s, &m))
            return give_moment(ev, FEEL_TIME, &m);
        if (arena_failed(ev->a))
            return eval_limit(ev);
    }
    return bad_arg(ev, "time");
}

/* hour, minute, second (perhaps with a fraction) and a zone offset, from `arg[0]` on. */
static bool clock_parts(const struct feel_value *const *arg, struct moment *m)
{
    struct dec sec, frac;
    int64_t h, mi, s, nanos;

    if (!whole(arg[0], 0, 23, &h) || !whole(arg[1], 0, 59, &mi) || !arg_number(arg[2], &sec) ||
        !dec_trunc_i64(sec, &s) || sec.neg || s > 59)
        return false;
    if (!dec_sub(sec, dec_int(s), &frac) || !dec_mul(frac, dec_int(NANOS), &frac) ||
        !dec_trunc_i64(frac, &nanos))
        return false;
    m->hour = (int)h;
    m->minute = (int)mi;
    m->second = (int)s;
    m->nanos = (int)nanos;
    return true;
}

static bool offset_part(const struct feel_value *v, struct moment *m)
{
    v = arg_one(v);
    if (v->kind == FEEL_NULL)
        return true;
    if (v->kind != FEEL_DT_DURATION || v->nanos > (dmn_wide)18 * 3600 * NANOS ||
        v->nanos < -(dmn_wide)18 * 3600 * NANOS)
        return false;
    m->zone = ZONE_OFFSET;
    m->offset = (int)(v->nanos / NANOS);
    return true;
}

const struct feel_value *bi_time_parts(ARGS)
{
    struct moment m = { 0 };

    if (!clock_parts(arg, &m) || (n > 3 && !offset_part(arg[3], &m)))
        return bad_arg(ev, "time");
    return give_moment(ev, FEEL_TIME, &m);
}

const struct feel_value *bi_date_and_time(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]);
    struct moment m = { 0 };

    (void)n;
    if (v->kind == FEEL_DATETIME)
        return v;
    if (v->kind == FEEL_DATE) {
        m = v->moment;
        m.zone = ZONE_OFFSET;
        return give_moment(ev, FEEL_DATETIME, &m);
    }
    if (v->kind == FEEL_STRING) {
        if (parse_datetime(ev->a, v->string, &m) || parse_date(v->string, &m))
            return give_moment(ev, FEEL_DATETIME, &m);
        if (arena_failed(ev->a))
            return eval_limit(ev);
    }
    return bad_arg(ev, "date and time");
}

const struct feel_value *bi_date_and_time_of(ARGS)
{
    const struct feel_value *d = arg_one(arg[0]), *t = arg_one(arg[1]);
    struct moment m;
    struct str zone;

    (void)n;
    if (d->kind == FEEL_DATETIME && arg_string(t, &zone)) { /* the same instant in another zone */
        m = (struct moment){ 0 };
        if (!parse_zone(ev->a, zone, &m) || !moment_set_utc(&m, moment_utc(&d->moment)))
            return arena_failed(ev->a) ? eval_limit(ev) : bad_arg(ev, "date and time");
        return give_moment(ev, FEEL_DATETIME, &m);
    }
    if ((d->kind != FEEL_DATE && d->kind != FEEL_DATETIME) || t->kind != FEEL_TIME)
        return bad_arg(ev, "date and time");
    m = t->moment;
    m.year = d->moment.year;
    m.month = d->moment.month;
    m.day = d->moment.day;
    return give_moment(ev, FEEL_DATETIME, &m);
}

const struct feel_value *bi_date_and_time_parts(ARGS)
{
    int64_t y, mo, d;
    struct moment m = { 0 };
    struct str zone;

    if (!whole(arg[0], -FEEL_YEAR_MAX, FEEL_YEAR_MAX, &y) || !whole(arg[1], 1, 12, &mo) ||
        !whole(arg[2], 1, 31, &d) || !moment_date_valid(y, (int)mo, (int)d) || !clock_parts(arg + 3, &m))
        return bad_arg(ev, "date and time");
    m.year = y;
    m.month = (int)mo;
    m.day = (int)d;
    if (n > 6 && arg_string(arg[6], &zone) ? !parse_zone(ev->a, zone, &m) : n > 6 && !offset_part(arg[6], &m))
        return arena_failed(ev->a) ? eval_limit(ev) : bad_arg(ev, "date and time");
    return give_moment(ev, FEEL_DATETIME, &m);
}

const struct feel_value *bi_duration(ARGS)
{
    const struct feel_value *v = arg_one(arg[0]), *d;

    (void)n;
    if (v->kind == FEEL_YM_DURATION || v->kind == FEEL_DT_DURATION)
        return v;
    if (v->kind != FEEL_STRING)
        return bad_arg(ev, "duration");
    d = parse_duration(ev->a, v->string);
    if (arena_failed(ev->a))
        return eval_limit(ev);
    return d == NULL || d->kind == FEEL_NULL ? bad_arg(ev, "duration") : d;
}

const struct feel_value *bi_ym_duration(ARGS)
{
    const struct feel_value *x = arg_one(arg[0]), *y = arg_one(arg[1]);

    (void)n;
    if ((x->kind != FEEL_DATE && x->kind != FEEL_DATETIME) ||
        (y->kind != FEEL_DATE && y->kind != FEEL_DATETIME))
        return bad_arg(ev, "years and months duration");
    return eval_ok(ev, value_months(ev->a, moment_months_between(&x->moment, &y->moment)));
}

static bool day_arg(const struct feel_value *v, struct moment *m)
{
    v = arg_one(v);
    if (v->kind != FEEL_DATE && v->kind != FEEL_DATETIME)
        return false;
    *m = v->moment;
    return true;
}

const struct feel_value *bi_day_of_year(ARGS)
{
    struct moment m;

    (void)n;
    if (!day_arg(arg[0], &m))
        return bad_arg(ev, "day of year");
    return give_int(ev, days_from_civil(m.year, m.month, m.day) - days_from_civil(m.year, 1, 1) + 1);
}

const struct feel_value *bi_day_of_week(ARGS)
{
    static const char *const days[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };
    struct moment m;

    (void)n;
    if (!day_arg(arg[0], &m))
        return bad_arg(ev, "day of week");
    return give_string(ev, str_c(days[weekday_iso(days_from_civil(m.year, m.month, m.day)) - 1]));
}

const struct feel_value *bi_month_of_year(ARGS)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    struct moment m;

    (void)n;
    if (!day_arg(arg[0], &m))
        return bad_arg(ev, "month of year");
    return give_string(ev, str_c(months[m.month - 1]));
}

/* ISO 8601: the week of the year that holds its Thursday. */
const struct feel_value *bi_week_of_year(ARGS)
{
    struct moment m;
    int64_t thursday, year;
    int mo, d;

    (void)n;
    if (!day_arg(arg[0], &m))
        return bad_arg(ev, "week of year");
    thursday = days_from_civil(m.year, m.month, m.day);
    thursday += 4 - weekday_iso(thursday);
    civil_from_days(thursday, &year, &mo, &d);
    return give_int(ev, (thursday - days_from_civil(year, 1, 1)) / 7 + 1);
}

const struct feel_value *bi_now(ARGS)
{
    (void)arg;
    (void)n;
    return eval_ok(ev, feel_instant(ev->a, ev->env->now_ms, ev->env->zone));
}

const struct feel_value *bi_today(ARGS)
{
    const struct feel_value *now = bi_now(ev, arg, n);

    return now == NULL || now->kind == FEEL_NULL ? now : bi_date(ev, &now, 1);
}
