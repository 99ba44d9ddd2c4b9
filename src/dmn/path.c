/*
 * path.c - what stands after a point: entries of contexts (of each item, for a list) and properties of dates,
 * times, durations and ranges (DMN 1.5, tables 65 to 67).
 */
#include "dmn/eval.h"

#include "dmn/temporal.h"

static const struct feel_value *number(struct eval *ev, int64_t v)
{
    return eval_ok(ev, feel_int(ev->a, v));
}

static const struct feel_value *moment_property(struct eval *ev, const struct feel_value *v, struct str name)
{
    const struct moment *m = &v->moment;
    bool date = v->kind != FEEL_TIME, time = v->kind != FEEL_DATE;
    int off;

    if (date && str_eq_c(name, "year"))
        return number(ev, m->year);
    if (date && str_eq_c(name, "month"))
        return number(ev, m->month);
    if (date && str_eq_c(name, "day"))
        return number(ev, m->day);
    if (date && str_eq_c(name, "weekday"))
        return number(ev, weekday_iso(days_from_civil(m->year, m->month, m->day)));
    if (v->kind == FEEL_DATE) { /* its midnight UTC, as the standard reads a date where a time is wanted */
        if (str_eq_c(name, "hour") || str_eq_c(name, "minute") || str_eq_c(name, "second"))
            return number(ev, 0);
        if (str_eq_c(name, "time offset"))
            return eval_ok(ev, value_nanos(ev->a, 0));
        return NULL;
    }
    if (time && str_eq_c(name, "hour"))
        return number(ev, m->hour);
    if (time && str_eq_c(name, "minute"))
        return number(ev, m->minute);
    if (time && str_eq_c(name, "second"))
        return number(ev, m->second);
    if (str_eq_c(name, "time offset"))
        return moment_offset(m, &off) ? eval_ok(ev, value_nanos(ev->a, (dmn_wide)off * NANOS)) : VNULL;
    if (str_eq_c(name, "timezone"))
        return m->zone == ZONE_NAMED ? eval_ok(ev, value_str(ev->a, tz_name(m->tz))) : VNULL;
    return NULL;
}

static const struct feel_value *duration_property(struct eval *ev, const struct feel_value *v,
                                                  struct str name)
{
    static const struct {
        const char *name;
        int64_t unit, wrap;
    } parts[] = { { "days", 86400, 0 }, { "hours", 3600, 24 }, { "minutes", 60, 60 }, { "seconds", 1, 60 } };
    int64_t seconds;

    if (v->kind == FEEL_YM_DURATION) {
        if (str_eq_c(name, "years"))
            return number(ev, v->months / 12);
        return str_eq_c(name, "months") ? number(ev, v->months % 12) : NULL;
    }
    seconds = (int64_t)(v->nanos / NANOS);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        int64_t n = seconds / parts[i].unit;
        if (str_eq_c(name, parts[i].name))
            return number(ev, parts[i].wrap != 0 ? n % parts[i].wrap : n);
    }
    return NULL;
}

static const struct feel_value *range_property(const struct range *r, struct str name)
{
    if (str_eq_c(name, "start"))
        return r->low == NULL || r->unary == 1 + CMP_NE ? VNULL : r->low;
    if (str_eq_c(name, "end"))
        return r->high == NULL || r->unary == 1 + CMP_NE ? VNULL : r->high;
    if (str_eq_c(name, "start included"))
        return VBOOL(r->low_in);
    return str_eq_c(name, "end included") ? VBOOL(r->high_in) : NULL;
}

/* NULL without ev->rc set: no such property. */
const struct feel_value *eval_property(struct eval *ev, const struct feel_value *v, struct str name)
{
    switch (v->kind) {
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATETIME:
        return moment_property(ev, v, name);
    case FEEL_YM_DURATION:
    case FEEL_DT_DURATION:
        return duration_property(ev, v, name);
    case FEEL_RANGE:
        return range_property(&v->range, name);
    default:
        return NULL;
    }
}

static const struct feel_value *of_each(struct eval *ev, const struct feel_value *list, struct str name,
                                        uint32_t hash)
{
    const struct feel_value **out = ARENA_ARRAY(ev->a, const struct feel_value *, list->list.n + 1);

    if (out == NULL || !eval_charge(ev, list->list.n))
        return eval_limit(ev);
    for (size_t i = 0; i < list->list.n; i++) {
        out[i] = eval_path(ev, list->list.v[i], name, hash);
        if (out[i] == NULL)
            return NULL;
    }
    return eval_ok(ev, value_list(ev->a, out, list->list.n));
}

const struct feel_value *eval_path(struct eval *ev, const struct feel_value *v, struct str name,
                                   uint32_t hash)
{
    const struct feel_value *got = NULL;

    if (v->kind == FEEL_CONTEXT)
        got = ctx_get(&v->ctx, name, hash);
    else if (v->kind == FEEL_LIST) {
        if (ev->depth < 2)
            return eval_limit(ev);
        ev->depth--;
        got = of_each(ev, v, name, hash);
        ev->depth++;
        return got;
    } else
        got = eval_property(ev, v, name);
    if (got != NULL || ev->rc != RC_OK)
        return got;
    return eval_null(ev, "a %s has no '%.*s'", feel_kind_name(v->kind), (int)(name.len < 60 ? name.len : 60),
                     name.p);
}
