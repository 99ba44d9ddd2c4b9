/*
 * calendar_json.c - a version of a calendar as JSON. Dates are Jalali, "1404/01/01"; weekdays 0 (Saturday) to
 * 6 (Friday).
 */
#include "domain/calendar.h"

static const struct str kind_names[] = { STR_INIT("solar"), STR_INIT("lunar"), STR_INIT("announced") };

/* ---- reading ---- */

static enum rc read_day(const struct json *v, const char *name, int32_t dflt, int32_t *ret, struct err *e)
{
    const struct json *member = json_get(v, name);
    struct jdate d;

    if (member == NULL) {
        *ret = dflt;
        return RC_OK;
    }
    if (jdate_parse(json_text(member), &d) != JDATE_OK)
        return ERR(e, RC_INVALID, "%s: '%.*s' is no date", name, STR_ARG(json_text(member)));
    *ret = jdate_to_day(d);
    return RC_OK;
}

static enum rc read_validity(const struct json *v, int32_t *from, int32_t *until, struct err *e)
{
    enum rc rc = read_day(v, "from", DAY_EVER, from, e);

    return rc != RC_OK ? rc : read_day(v, "until", DAY_NEVER, until, e);
}

static enum rc read_weekly(const struct json *v, struct weekly_off *ret, struct err *e)
{
    int64_t weekday = json_int_of(v, "weekday", -1);

    if (weekday < JW_SATURDAY || weekday > JW_FRIDAY)
        return ERR(e, RC_INVALID, "weekday: 0 to 6");
    ret->weekday = (enum jweekday)weekday;
    ret->province = json_text_of(v, "province");
    return read_validity(v, &ret->from, &ret->until, e);
}

static enum rc read_holiday(const struct json *v, struct holiday *ret, struct err *e)
{
    struct str kind = json_text_of(v, "kind");
    size_t k = 0;

    while (k < ARRAY_LEN(kind_names) && !str_eq(kind, kind_names[k]))
        k++;
    if (k == ARRAY_LEN(kind_names))
        return ERR(e, RC_INVALID, "kind: '%.*s' is not solar, lunar or announced", STR_ARG(kind));
    if (json_get(v, "date") == NULL)
        return ERR(e, RC_INVALID, "date: missing");
    ret->kind = (enum holiday_kind)k;
    ret->confirmed = json_bool_of(v, "confirmed", true);
    ret->name = json_text_of(v, "name");
    ret->province = json_text_of(v, "province");
    return read_day(v, "date", 0, &ret->day, e);
}

static enum rc read_yearly(const struct json *v, struct holiday_yearly *ret, struct err *e)
{
    int64_t month = json_int_of(v, "month", 0), day = json_int_of(v, "day", 0);

    if (month < 1 || month > 12 || day < 1 || day > 31)
        return ERR(e, RC_INVALID, "month, day: no such day");
    ret->month = (int)month;
    ret->day = (int)day;
    ret->name = json_text_of(v, "name");
    ret->province = json_text_of(v, "province");
    return read_validity(v, &ret->from, &ret->until, e);
}

/* "07:30" in minutes. */
static bool read_time(struct str s, int *ret)
{
    struct str rest = s, hour = str_cut(&rest, ':');
    int64_t h, m;

    if (hour.len != 2 || rest.len != 2 || !parse_i64(hour, 0, 24, &h) || !parse_i64(rest, 0, 59, &m))
        return false;
    *ret = (int)(h * 60 + m);
    return true;
}

static enum rc read_hours(const struct json *v, struct working_hours *ret, struct err *e)
{
    const struct json *days = json_get(v, "weekdays");

    for (size_t i = 0; days != NULL && i < days->n; i++) {
        int64_t w;
        if (!json_int(json_at(days, i), &w) || w < JW_SATURDAY || w > JW_FRIDAY)
            return ERR(e, RC_INVALID, "weekdays: 0 to 6");
        ret->weekdays |= (uint8_t)(1u << w);
    }
    if (ret->weekdays == 0)
        return ERR(e, RC_INVALID, "weekdays: none");
    if (!read_time(json_text_of(v, "opens"), &ret->opens) ||
        !read_time(json_text_of(v, "closes"), &ret->closes))
        return ERR(e, RC_INVALID, "opens, closes: as 07:30");
    ret->province = json_text_of(v, "province");
    return read_validity(v, &ret->from, &ret->until, e);
}

/* Each list is read by its own function; the error names the list and the place in it. */
#define READ_LIST(member, field, count, T, reader)                                                           \
    do {                                                                                                     \
        const struct json *list = json_get(v, member);                                                       \
        T *items = ARENA_ARRAY(a, T, list == NULL || list->n == 0 ? 1 : list->n);                            \
        size_t n = 0;                                                                                        \
        if (items == NULL)                                                                                   \
            return arena_check(a, e);                                                                        \
        if (list != NULL && list->kind != JSON_ARRAY)                                                        \
            return ERR(e, RC_INVALID, member ": not a list");                                                \
        for (const struct json *i = list == NULL ? NULL : list->first; i != NULL; i = i->next, n++)          \
            if ((reader)(i, &items[n], e) != RC_OK)                                                          \
                return err_wrap(e, member "[%zu]", n);                                                       \
        d.field = items;                                                                                     \
        d.count = n;                                                                                         \
    } while (0)

enum rc calendar_parse(struct arena *a, const struct json *v, const struct calendar **ret, struct err *e)
{
    struct calendar_data d = { .key = json_text_of(v, "key"), .province = json_text_of(v, "province") };

    if (v == NULL || v->kind != JSON_OBJECT)
        return ERR(e, RC_INVALID, "calendar: not an object");
    if (!json_int(json_get(v, "version"), &d.version))
        return ERR(e, RC_INVALID, "version: not a whole number");
    READ_LIST("weekly", weekly, n_weekly, struct weekly_off, read_weekly);
    READ_LIST("holidays", holidays, n_holidays, struct holiday, read_holiday);
    READ_LIST("yearly", yearly, n_yearly, struct holiday_yearly, read_yearly);
    READ_LIST("hours", hours, n_hours, struct working_hours, read_hours);
    return calendar_build(a, &d, ret, e);
}

/* ---- writing ---- */

static void write_day(struct json_out *o, const char *name, int32_t day)
{
    struct jdate d = jdate_from_day(day);
    char text[32];
    int n;

    if (d.year == 0)
        return; /* open at this end */
    n = snprintf(text, sizeof(text), "%04d/%02d/%02d", d.year, d.month, d.day);
    json_member_str(o, name, (struct str){ text, (size_t)n });
}

static void write_tail(struct json_out *o, int32_t from, int32_t until, struct str province)
{
    write_day(o, "from", from);
    write_day(o, "until", until);
    if (!str_empty(province))
        json_member_str(o, "province", province);
    json_close(o, '}');
}

static void write_time(struct json_out *o, const char *name, int minutes)
{
    char text[32];
    int n = snprintf(text, sizeof(text), "%02d:%02d", minutes / 60, minutes % 60);

    json_member_str(o, name, (struct str){ text, (size_t)n });
}

static void write_holidays(const struct calendar_data *d, struct json_out *o)
{
    json_name(o, STR("holidays"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_holidays; i++) {
        const struct holiday *h = &d->holidays[i];
        json_open(o, '{');
        write_day(o, "date", h->day);
        json_member_str(o, "kind", kind_names[h->kind]);
        json_member_bool(o, "confirmed", h->confirmed);
        json_member_str(o, "name", h->name);
        write_tail(o, DAY_EVER, DAY_NEVER, h->province);
    }
    json_close(o, ']');
    json_name(o, STR("yearly"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_yearly; i++) {
        const struct holiday_yearly *y = &d->yearly[i];
        json_open(o, '{');
        json_member_int(o, "month", y->month);
        json_member_int(o, "day", y->day);
        json_member_str(o, "name", y->name);
        write_tail(o, y->from, y->until, y->province);
    }
    json_close(o, ']');
}

static void write_hours(const struct calendar_data *d, struct json_out *o)
{
    json_name(o, STR("hours"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_hours; i++) {
        const struct working_hours *h = &d->hours[i];
        json_open(o, '{');
        json_name(o, STR("weekdays"));
        json_open(o, '[');
        for (int w = JW_SATURDAY; w <= JW_FRIDAY; w++)
            if ((h->weekdays >> w & 1) != 0)
                json_put_int(o, w);
        json_close(o, ']');
        write_time(o, "opens", h->opens);
        write_time(o, "closes", h->closes);
        write_tail(o, h->from, h->until, h->province);
    }
    json_close(o, ']');
}

void calendar_write(const struct calendar *c, struct json_out *o)
{
    const struct calendar_data *d = calendar_data(c);

    json_open(o, '{');
    json_member_str(o, "key", d->key);
    json_member_int(o, "version", d->version);
    json_member_str(o, "province", d->province);
    json_name(o, STR("weekly"));
    json_open(o, '[');
    for (size_t i = 0; i < d->n_weekly; i++) {
        json_open(o, '{');
        json_member_int(o, "weekday", d->weekly[i].weekday);
        write_tail(o, d->weekly[i].from, d->weekly[i].until, d->weekly[i].province);
    }
    json_close(o, ']');
    write_holidays(d, o);
    write_hours(d, o);
    json_close(o, '}');
}
