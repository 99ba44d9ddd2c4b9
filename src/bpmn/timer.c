/*
 * timer.c - when something is due or begins: ISO 8601 dates, durations and repetitions, as text or as FEEL
 * values; conditions of start events.
 *
 * Months and years count on the Gregorian calendar in the zone given: a month after 31 January is 28 or 29
 * February. Not here: arming (catch.c).
 */
#include "bpmn/run.h"

#define MAX_MS INT64_C(253402300799999) /* end of the year 9999 */

struct span {
    int64_t ms, months;
};

struct str bpmn_timer_zone(struct str zone)
{
    return zone.len > 0 ? zone : STR("+03:30");
}

/* Digits at `*i`; false when there are none or far too many. */
static bool take_number(struct str s, size_t *i, int64_t *ret)
{
    size_t from = *i;

    while (*i < s.len && s.p[*i] >= '0' && s.p[*i] <= '9')
        ++*i;
    return parse_i64(str_sub(s, from, *i - from), 0, INT64_C(4000000000), ret);
}

/* A fraction of seconds after the point, in milliseconds. */
static bool take_fraction(struct str s, size_t *i, int64_t *ms)
{
    int64_t unit = 100;
    size_t from = *i;

    for (*ms = 0; *i < s.len && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i, unit /= 10)
        *ms += unit * (s.p[*i] - '0');
    return *i > from;
}

static bool add_unit(struct span *d, char unit, bool time, int64_t n)
{
    static const struct {
        char unit;
        bool time;
        int64_t ms, months;
    } units[] = {
        { 'Y', false, 0, 12 },       { 'M', false, 0, 1 },      { 'W', false, 7 * DAY_MS, 0 },
        { 'D', false, DAY_MS, 0 },   { 'H', true, HOUR_MS, 0 }, { 'M', true, MINUTE_MS, 0 },
        { 'S', true, SECOND_MS, 0 },
    };

    for (size_t k = 0; k < ARRAY_LEN(units); k++)
        if (units[k].unit == unit && units[k].time == time) {
            d->ms += n * units[k].ms;
            d->months += n * units[k].months;
            return d->ms <= MAX_MS && d->months <= 120000;
        }
    return false;
}

static bool parse_span(struct str s, struct span *ret)
{
    struct span d = { 0 };
    bool time = false, any = false;
    size_t i = 1;

    if (s.len < 3 || s.p[0] != 'P')
        return false;
    while (i < s.len) {
        int64_t n, fraction = 0;

        if (s.p[i] == 'T' && !time) {
            time = true;
            any = false;
            i++;
            continue;
        }
        if (!take_number(s, &i, &n))
            return false;
        if (i < s.len && s.p[i] == '.') {
            i++;
            if (!take_fraction(s, &i, &fraction) || i >= s.len || s.p[i] != 'S')
                return false;
        }
        if (i >= s.len || !add_unit(&d, s.p[i++], time, n))
            return false;
        d.ms += fraction;
        any = true;
    }
    *ret = d;
    return any;
}

static bool span_of(const struct feel_value *v, struct span *ret)
{
    *ret = (struct span){ 0 };
    if (feel_kind(v) == FEEL_STRING)
        return parse_span(str_trim(feel_text(v)), ret);
    if (feel_kind(v) == FEEL_DT_DURATION)
        return feel_duration_to_ms(v, &ret->ms) && ret->ms <= MAX_MS;
    if (feel_kind(v) == FEEL_YM_DURATION)
        return feel_duration_to_months(v, &ret->months) && ret->months <= 120000;
    return false;
}

static bool date_of(struct arena *a, const struct feel_value *v, struct str zone, int64_t *ret)
{
    if (feel_kind(v) == FEEL_STRING)
        v = feel_temporal(a, str_trim(feel_text(v)));
    if (feel_kind(v) != FEEL_DATE && feel_kind(v) != FEEL_DATETIME)
        return false;
    return feel_to_ms(v, zone, ret) && *ret <= MAX_MS && *ret >= -MAX_MS;
}

static int month_days(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool add_span(struct arena *a, int64_t from, struct span d, struct str zone, int64_t *ret)
{
    int64_t year, months, midnight, later;
    int month, day;

    if (d.months != 0) {
        if (!feel_date_parts(feel_instant(a, from, zone), &year, &month, &day) ||
            !feel_to_ms(feel_date(a, year, month, day), zone, &midnight))
            return false;
        months = year * 12 + (month - 1) + d.months;
        year = months / 12;
        month = (int)(months % 12) + 1;
        if (day > month_days(year, month))
            day = month_days(year, month);
        if (!feel_to_ms(feel_date(a, year, month, day), zone, &later))
            return false;
        from = later + (from - midnight);
    }
    *ret = from + d.ms;
    return *ret <= MAX_MS && *ret >= -MAX_MS;
}

/* R[n]/[start/]duration */
static bool parse_cycle(struct arena *a, struct str s, int64_t from, int64_t now, struct str zone,
                        struct bpmn_due *ret)
{
    struct str head = str_cut(&s, '/'), start = STR_NONE;
    struct span d;

    *ret = (struct bpmn_due){ .repeats = -1 };
    if (head.len < 1 || head.p[0] != 'R')
        return false;
    if (head.len > 1 && (!parse_i64(str_from(head, 1), 1, 1000000, &ret->repeats) || ret->repeats-- < 1))
        return false;
    if (str_find_byte(s, '/', 0) != SIZE_MAX)
        start = str_cut(&s, '/');
    if (!parse_span(s, &d) || d.ms + d.months <= 0)
        return false;
    ret->interval_ms = d.ms;
    ret->interval_months = (int32_t)d.months;
    if (start.len == 0)
        return add_span(a, from, d, zone, &ret->due_ms);
    if (!date_of(a, feel_string(a, start), zone, &ret->due_ms))
        return false;
    if (ret->due_ms < now) /* those before now are past */
        ret->repeats = bpmn_timer_next(a, ret, now - 1, zone) ? ret->repeats : 0;
    return true;
}

bool bpmn_timer_from_value(struct arena *a, enum bpmn_timer kind, const struct feel_value *v, int64_t from_ms,
                           int64_t now_ms, struct str zone, struct bpmn_due *ret, const char **why)
{
    struct span d;

    zone = bpmn_timer_zone(zone);
    *ret = (struct bpmn_due){ 0 };
    switch (kind) {
    case BPMN_TIMER_DATE:
        *why = "no date and time";
        return date_of(a, v, zone, &ret->due_ms);
    case BPMN_TIMER_DURATION:
        *why = "no duration";
        if (!span_of(v, &d) || !add_span(a, from_ms, d, zone, &ret->due_ms))
            return false;
        return true;
    case BPMN_TIMER_CYCLE:
        *why = "no repetition such as R3/PT10M";
        if (feel_kind(v) == FEEL_STRING)
            return parse_cycle(a, str_trim(feel_text(v)), from_ms, now_ms, zone, ret);
        if (!span_of(v, &d) || d.ms + d.months <= 0)
            return false;
        *ret = (struct bpmn_due){ .repeats = -1, .interval_ms = d.ms, .interval_months = (int32_t)d.months };
        return add_span(a, from_ms, d, zone, &ret->due_ms);
    default:
        *why = "neither date nor duration nor cycle";
        return false;
    }
}

bool bpmn_timer_next(struct arena *a, struct bpmn_due *d, int64_t now_ms, struct str zone)
{
    struct span step = { d->interval_ms, d->interval_months };

    if (d->repeats == 0 || step.ms + step.months <= 0)
        return false;
    if (step.months == 0 && d->due_ms < now_ms) { /* straight to the last one that is past */
        d->due_ms += (now_ms - d->due_ms) / step.ms * step.ms;
    }
    do {
        if (!add_span(a, d->due_ms, step, bpmn_timer_zone(zone), &d->due_ms))
            return false;
    } while (d->due_ms <= now_ms);
    if (d->repeats > 0)
        d->repeats--;
    return true;
}

enum rc bpmn_timer_due(struct arena *a, const struct bpmn_event_def *def, const struct feel_value *vars,
                       int64_t now_ms, struct str zone, struct bpmn_due *ret, struct err *e)
{
    const struct feel_value *v;
    const char *why = "";

    if (def->when.feel != NULL) {
        struct feel_env env = { .vars = vars, .now_ms = now_ms, .zone = bpmn_timer_zone(zone) };
        enum rc rc = feel_eval(def->when.feel, &env, a, &v, e);

        if (rc != RC_OK)
            return rc;
    } else {
        v = feel_string(a, def->when.text);
    }
    if (bpmn_timer_from_value(a, def->timer, v, now_ms, now_ms, zone, ret, &why))
        return RC_OK;
    if (arena_failed(a))
        return arena_check(a, e);
    return ERR(e, RC_INVALID, "the timer '%.*s' is %s", STR_ARG(def->when.text), why);
}

enum rc bpmn_start_condition(struct arena *a, const struct bpmn_event_def *def, const struct feel_value *vars,
                             int64_t now_ms, struct str zone, bool *ret, struct err *e)
{
    struct feel_env env = { .vars = vars, .now_ms = now_ms, .zone = bpmn_timer_zone(zone) };
    const struct feel_value *v;
    enum rc rc;

    *ret = false;
    if (def->when.feel == NULL)
        return RC_OK;
    rc = feel_eval(def->when.feel, &env, a, &v, e);
    if (rc == RC_OK)
        *ret = feel_is_true(v);
    return rc;
}
