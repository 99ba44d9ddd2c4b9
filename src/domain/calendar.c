/*
 * calendar.c - which days and hours an office works.
 *
 * All questions are answered from the rules of one version; nothing is cached, so a calendar can be shared by
 * threads.
 *
 * Not here: JSON (calendar_json.c).
 */
#include "domain/calendar.h"

#include "base/clock.h"

#define SEARCH_DAYS                                                                                          \
    3660 /* ten years: a calendar without a working day for so long is a mistake in the data */

struct calendar {
    struct calendar_data d; /* holidays sorted by day */
};

/* ---- building ---- */

static int by_day(const void *x, const void *y)
{
    const struct holiday *a = x, *b = y;

    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return str_cmp(a->name, b->name);
}

static enum rc check_data(const struct calendar_data *d, struct err *e)
{
    if (str_empty(d->key))
        return ERR(e, RC_INVALID, "calendar without a key");
    for (size_t i = 0; i < d->n_weekly; i++)
        if ((unsigned)d->weekly[i].weekday > JW_FRIDAY)
            return ERR(e, RC_INVALID, "weekly[%zu]: no such weekday", i);
    for (size_t i = 0; i < d->n_holidays; i++) {
        const struct holiday *h = &d->holidays[i];
        if (str_empty(h->name))
            return ERR(e, RC_INVALID, "holidays[%zu]: no name", i);
        if ((unsigned)h->kind > HOLIDAY_ANNOUNCED || jdate_from_day(h->day).year == 0)
            return ERR(e, RC_INVALID, "holidays[%zu]: impossible day or kind", i);
    }
    for (size_t i = 0; i < d->n_yearly; i++) {
        const struct holiday_yearly *y = &d->yearly[i];
        if (str_empty(y->name))
            return ERR(e, RC_INVALID, "yearly[%zu]: no name", i);
        if (!jdate_valid(
                (struct jdate){ 1403, y->month, y->day })) /* a leap year, so that 30 Esfand passes */
            return ERR(e, RC_INVALID, "yearly[%zu]: no such day", i);
    }
    for (size_t i = 0; i < d->n_hours; i++) {
        const struct working_hours *h = &d->hours[i];
        if (h->opens < 0 || h->opens >= h->closes || h->closes > 1440 || h->weekdays > 0x7F)
            return ERR(e, RC_INVALID, "hours[%zu]: impossible hours", i);
    }
    return RC_OK;
}

static void *copy_array(struct arena *a, const void *from, size_t n, size_t size)
{
    void *to = arena_calloc(a, n == 0 ? 1 : n, size);

    if (to != NULL && n > 0)
        memcpy(to, from, n * size);
    return to;
}

static void copy_rules(struct arena *a, struct calendar_data *d)
{
    struct weekly_off *w = copy_array(a, d->weekly, d->n_weekly, sizeof(*w));
    struct holiday *h = copy_array(a, d->holidays, d->n_holidays, sizeof(*h));
    struct holiday_yearly *y = copy_array(a, d->yearly, d->n_yearly, sizeof(*y));
    struct working_hours *o = copy_array(a, d->hours, d->n_hours, sizeof(*o));

    if (arena_failed(a))
        return;
    for (size_t i = 0; i < d->n_weekly; i++)
        w[i].province = arena_str(a, w[i].province);
    for (size_t i = 0; i < d->n_holidays; i++) {
        h[i].name = arena_str(a, h[i].name);
        h[i].province = arena_str(a, h[i].province);
    }
    for (size_t i = 0; i < d->n_yearly; i++) {
        y[i].name = arena_str(a, y[i].name);
        y[i].province = arena_str(a, y[i].province);
    }
    for (size_t i = 0; i < d->n_hours; i++)
        o[i].province = arena_str(a, o[i].province);
    qsort(h, d->n_holidays, sizeof(*h), by_day);
    d->weekly = w;
    d->holidays = h;
    d->yearly = y;
    d->hours = o;
}

enum rc calendar_build(struct arena *a, const struct calendar_data *d, const struct calendar **ret,
                       struct err *e)
{
    struct calendar *c;
    enum rc rc = check_data(d, e);

    if (rc != RC_OK)
        return rc;
    c = ARENA_NEW(a, struct calendar);
    if (c != NULL) {
        c->d = *d;
        c->d.key = arena_str(a, d->key);
        c->d.province = arena_str(a, d->province);
        copy_rules(a, &c->d);
    }
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    *ret = c;
    return RC_OK;
}

const struct calendar_data *calendar_data(const struct calendar *c)
{
    return &c->d;
}

struct str calendar_key(const struct calendar *c)
{
    return c->d.key;
}

int64_t calendar_version(const struct calendar *c)
{
    return c->d.version;
}

/* ---- days ---- */

static bool holds_here(const struct calendar *c, struct str province)
{
    return str_empty(province) || str_eq(province, c->d.province);
}

/* The first holiday at or after `day`. */
static size_t first_holiday(const struct calendar *c, int32_t day)
{
    size_t lo = 0, hi = c->d.n_holidays;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->d.holidays[mid].day < day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

struct day_holidays {
    size_t n;         /* how many hold here */
    size_t confirmed; /* of them */
};

/* One walk over the holidays of a day, dated ones first; names are taken while there is room. */
static struct day_holidays holidays_of(const struct calendar *c, int32_t day, struct str *names, size_t max)
{
    struct day_holidays r = { 0, 0 };
    struct jdate d = jdate_from_day(day);

    for (size_t i = first_holiday(c, day); i < c->d.n_holidays && c->d.holidays[i].day == day; i++) {
        const struct holiday *h = &c->d.holidays[i];
        if (!holds_here(c, h->province))
            continue;
        if (r.n < max)
            names[r.n] = h->name;
        r.n++;
        r.confirmed += h->confirmed;
    }
    for (size_t i = 0; i < c->d.n_yearly; i++) {
        const struct holiday_yearly *y = &c->d.yearly[i];
        if (y->month != d.month || y->day != d.day || day < y->from || day > y->until ||
            !holds_here(c, y->province))
            continue;
        if (r.n < max)
            names[r.n] = y->name;
        r.n++;
        r.confirmed++;
    }
    return r;
}

enum day_off calendar_day(const struct calendar *c, int32_t day)
{
    enum jweekday w = day_weekday(day);

    if (holidays_of(c, day, NULL, 0).n > 0)
        return DAY_HOLIDAY;
    for (size_t i = 0; i < c->d.n_weekly; i++) {
        const struct weekly_off *o = &c->d.weekly[i];
        if (o->weekday == w && day >= o->from && day <= o->until && holds_here(c, o->province))
            return DAY_WEEKLY_OFF;
    }
    return DAY_WORKING;
}

bool calendar_is_working(const struct calendar *c, int32_t day)
{
    return calendar_day(c, day) == DAY_WORKING;
}

bool calendar_is_predicted(const struct calendar *c, int32_t day)
{
    struct day_holidays h = holidays_of(c, day, NULL, 0);

    return h.n > 0 && h.confirmed == 0;
}

size_t calendar_names(const struct calendar *c, int32_t day, struct str *names, size_t max)
{
    return holidays_of(c, day, names, max).n;
}

static bool day_sane(int32_t day)
{
    return day >= jalali_day_min() && day <= jalali_day_max() - SEARCH_DAYS;
}

bool calendar_on_or_after(const struct calendar *c, int32_t day, int32_t *ret)
{
    for (int32_t i = 0; day_sane(day) && i < SEARCH_DAYS; i++) {
        if (calendar_is_working(c, day + i)) {
            *ret = day + i;
            return true;
        }
    }
    return false;
}

bool calendar_next_working(const struct calendar *c, int32_t day, int32_t *ret)
{
    return day_sane(day) && calendar_on_or_after(c, day + 1, ret);
}

bool calendar_add_working(const struct calendar *c, int32_t day, int64_t n, int32_t *ret)
{
    if (n == 0)
        return calendar_on_or_after(c, day, ret);
    if (n < 0)
        return false;
    for (; n > 0; n--)
        if (!calendar_next_working(c, day, &day))
            return false;
    *ret = day;
    return true;
}

int64_t calendar_count_working(const struct calendar *c, int32_t after, int32_t upto)
{
    int64_t n = 0;

    if (after < jalali_day_min())
        after = jalali_day_min();
    if (upto > jalali_day_max())
        upto = jalali_day_max();
    for (int32_t day = after + 1; day <= upto; day++)
        n += calendar_is_working(c, day);
    return n;
}

/* ---- hours ---- */

static const struct working_hours *hours_of(const struct calendar *c, int32_t day)
{
    for (size_t i = c->d.n_hours; i > 0; i--) {
        const struct working_hours *h = &c->d.hours[i - 1];
        if ((h->weekdays >> day_weekday(day) & 1) != 0 && day >= h->from && day <= h->until &&
            holds_here(c, h->province))
            return h;
    }
    return NULL;
}

int64_t calendar_opens_ms(const struct calendar *c, int32_t day)
{
    const struct working_hours *h = hours_of(c, day);

    return h == NULL ? day_start_ms(day) : day_at_ms(day, 0, h->opens, 0);
}

int64_t calendar_closes_ms(const struct calendar *c, int32_t day)
{
    const struct working_hours *h = hours_of(c, day);

    return h == NULL ? day_end_ms(day) : day_at_ms(day, 0, h->closes, 0);
}

bool calendar_is_open(const struct calendar *c, int64_t ms)
{
    int32_t day = day_from_ms(ms);

    return day_sane(day) && calendar_is_working(c, day) && ms >= calendar_opens_ms(c, day) &&
           ms < calendar_closes_ms(c, day);
}

bool calendar_add_working_ms(const struct calendar *c, int64_t from, int64_t span, int64_t *ret)
{
    int32_t day = day_from_ms(from);

    for (int32_t i = 0; day_sane(day) && span >= 0 && i < SEARCH_DAYS; i++, day++) {
        int64_t opens, closes;
        if (!calendar_is_working(c, day))
            continue;
        opens = calendar_opens_ms(c, day);
        closes = calendar_closes_ms(c, day);
        if (opens < from)
            opens = from;
        if (opens > closes || (opens == closes && span == 0))
            continue;
        if (span <= closes - opens) {
            *ret = opens + span;
            return true;
        }
        span -= closes - opens;
    }
    return false;
}

int64_t calendar_working_ms(const struct calendar *c, int64_t from, int64_t until)
{
    int64_t sum = 0;
    int32_t last = day_from_ms(until);

    for (int32_t day = day_from_ms(from); day <= last && day_sane(day); day++) {
        int64_t opens, closes;
        if (!calendar_is_working(c, day))
            continue;
        opens = calendar_opens_ms(c, day);
        closes = calendar_closes_ms(c, day);
        if (opens < from)
            opens = from;
        if (closes > until)
            closes = until;
        if (closes > opens)
            sum += closes - opens;
    }
    return sum;
}
