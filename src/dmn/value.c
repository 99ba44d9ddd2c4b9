/*
 * value.c - making FEEL values and looking into them.
 *
 * Not here: contexts (context.c), comparing (compare.c), text and JSON (output.c).
 */
#include "dmn/temporal.h"

const struct feel_value feel_null_value = { .kind = FEEL_NULL };
const struct feel_value feel_true_value = { .kind = FEEL_BOOL, .boolean = true };
const struct feel_value feel_false_value = { .kind = FEEL_BOOL, .boolean = false };

struct feel_value *value_new(struct arena *a, enum feel_kind kind)
{
    struct feel_value *v = ARENA_NEW(a, struct feel_value);

    if (v != NULL)
        v->kind = kind;
    return v;
}

const struct feel_value *feel_null(void)
{
    return VNULL;
}

const struct feel_value *feel_bool(bool v)
{
    return VBOOL(v);
}

const struct feel_value *feel_int(struct arena *a, int64_t v)
{
    return feel_number(a, dec_int(v));
}

const struct feel_value *feel_number(struct arena *a, struct dec v)
{
    struct feel_value *n = value_new(a, FEEL_NUMBER);

    if (n != NULL)
        n->number = v;
    return n;
}

const struct feel_value *value_str(struct arena *a, struct str s)
{
    struct feel_value *v = value_new(a, FEEL_STRING);

    if (v != NULL)
        v->string = s;
    return v;
}

const struct feel_value *feel_string(struct arena *a, struct str v)
{
    struct str copy = arena_str(a, v);

    return arena_failed(a) ? NULL : value_str(a, copy);
}

const struct feel_value *value_list(struct arena *a, const struct feel_value *const *items, size_t n)
{
    struct feel_value *v = value_new(a, FEEL_LIST);

    if (v == NULL || (n > 0 && items == NULL))
        return NULL;
    v->list.v = items;
    v->list.n = n;
    return v;
}

const struct feel_value *feel_list(struct arena *a, const struct feel_value *const *items, size_t n)
{
    const struct feel_value **copy = ARENA_ARRAY(a, const struct feel_value *, n + 1);

    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (items[i] == NULL)
            return NULL;
        copy[i] = items[i];
    }
    return value_list(a, copy, n);
}

const struct feel_value *value_moment(struct arena *a, enum feel_kind kind, const struct moment *m)
{
    struct feel_value *v = value_new(a, kind);

    if (v != NULL)
        v->moment = *m;
    return v;
}

const struct feel_value *value_months(struct arena *a, int64_t months)
{
    struct feel_value *v = value_new(a, FEEL_YM_DURATION);

    if (months > FEEL_MONTHS_MAX || months < -FEEL_MONTHS_MAX)
        return VNULL;
    if (v != NULL)
        v->months = months;
    return v;
}

const struct feel_value *value_nanos(struct arena *a, dmn_wide nanos)
{
    struct feel_value *v = value_new(a, FEEL_DT_DURATION);

    if (nanos > FEEL_NANOS_MAX || nanos < -FEEL_NANOS_MAX)
        return VNULL;
    if (v != NULL)
        v->nanos = nanos;
    return v;
}

const struct feel_value *feel_date(struct arena *a, int64_t year, int month, int day)
{
    struct moment m = { .year = year, .month = month, .day = day };

    return moment_date_valid(year, month, day) ? value_moment(a, FEEL_DATE, &m) : VNULL;
}

const struct feel_value *feel_instant(struct arena *a, int64_t ms, struct str zone)
{
    struct moment m = { .zone = ZONE_OFFSET };

    if (zone.len > 0 && !parse_zone(a, zone, &m))
        return arena_failed(a) ? NULL : VNULL;
    if (!moment_set_utc(&m, (dmn_wide)ms * 1000000))
        return VNULL;
    return value_moment(a, FEEL_DATETIME, &m);
}

const struct feel_value *feel_days(struct arena *a, int64_t days)
{
    return value_nanos(a, days * DAY_NANOS);
}

const struct feel_value *feel_duration_ms(struct arena *a, int64_t ms)
{
    return value_nanos(a, (dmn_wide)ms * 1000000);
}

const struct feel_value *feel_temporal(struct arena *a, struct str text)
{
    struct moment m = { 0 };
    const struct feel_value *v;

    if (parse_date(text, &m))
        return value_moment(a, FEEL_DATE, &m);
    if (parse_time(a, text, &m))
        return value_moment(a, FEEL_TIME, &m);
    if (parse_datetime(a, text, &m))
        return value_moment(a, FEEL_DATETIME, &m);
    v = parse_duration(a, text);
    if (v == NULL && !arena_failed(a))
        v = VNULL;
    return v;
}

enum feel_kind feel_kind(const struct feel_value *v)
{
    return v == NULL ? FEEL_NULL : v->kind;
}

const char *feel_kind_name(enum feel_kind k)
{
    static const char *const names[] = {
        [FEEL_NULL] = "null",
        [FEEL_BOOL] = "boolean",
        [FEEL_NUMBER] = "number",
        [FEEL_STRING] = "string",
        [FEEL_DATE] = "date",
        [FEEL_TIME] = "time",
        [FEEL_DATETIME] = "date and time",
        [FEEL_YM_DURATION] = "years and months duration",
        [FEEL_DT_DURATION] = "days and time duration",
        [FEEL_LIST] = "list",
        [FEEL_CONTEXT] = "context",
        [FEEL_RANGE] = "range",
        [FEEL_FUNCTION] = "function",
    };

    return (size_t)k < ARRAY_LEN(names) ? names[k] : "?";
}

bool feel_is_true(const struct feel_value *v)
{
    return v != NULL && v->kind == FEEL_BOOL && v->boolean;
}

bool feel_is_null(const struct feel_value *v)
{
    return v == NULL || v->kind == FEEL_NULL;
}

struct str feel_text(const struct feel_value *v)
{
    return v != NULL && v->kind == FEEL_STRING ? v->string : STR_NONE;
}

struct dec feel_dec(const struct feel_value *v)
{
    return v != NULL && v->kind == FEEL_NUMBER ? v->number : dec_int(0);
}

bool feel_to_i64(const struct feel_value *v, int64_t *ret)
{
    return v != NULL && v->kind == FEEL_NUMBER && dec_to_i64(v->number, ret);
}

size_t feel_count(const struct feel_value *v)
{
    if (v == NULL)
        return 0;
    return v->kind == FEEL_LIST ? v->list.n : v->kind == FEEL_CONTEXT ? v->ctx.n : 0;
}

const struct feel_value *feel_item(const struct feel_value *list, size_t i)
{
    return list != NULL && list->kind == FEEL_LIST && i < list->list.n ? list->list.v[i] : NULL;
}

bool feel_date_parts(const struct feel_value *v, int64_t *year, int *month, int *day)
{
    if (v == NULL || (v->kind != FEEL_DATE && v->kind != FEEL_DATETIME))
        return false;
    *year = v->moment.year;
    *month = v->moment.month;
    *day = v->moment.day;
    return true;
}

bool feel_to_ms(const struct feel_value *v, struct str zone, int64_t *ret)
{
    struct moment m;
    struct arena *a = NULL;
    dmn_wide ns;
    bool ok = true;

    if (v == NULL || (v->kind != FEEL_DATE && v->kind != FEEL_DATETIME))
        return false;
    m = v->moment;
    if (v->kind == FEEL_DATE || m.zone == ZONE_NONE) {
        a = arena_new((size_t)1 << 20);
        m.zone = ZONE_OFFSET;
        m.offset = 0;
        ok = a != NULL && (zone.len == 0 || parse_zone(a, zone, &m));
    }
    ns = ok ? moment_utc(&m) : 0;
    arena_free(a);
    ns = ns >= 0 ? ns / 1000000 : -((999999 - ns) / 1000000);
    if (!ok || ns > INT64_MAX || ns < INT64_MIN)
        return false;
    *ret = (int64_t)ns;
    return true;
}

bool feel_duration_to_ms(const struct feel_value *v, int64_t *ret)
{
    dmn_wide ms;

    if (v == NULL || v->kind != FEEL_DT_DURATION)
        return false;
    ms = v->nanos / 1000000;
    if (ms > INT64_MAX || ms < INT64_MIN)
        return false;
    *ret = (int64_t)ms;
    return true;
}

bool feel_duration_to_months(const struct feel_value *v, int64_t *ret)
{
    if (v == NULL || v->kind != FEEL_YM_DURATION)
        return false;
    *ret = v->months;
    return true;
}
