/*
 * jalali.c - days, dates and instants of the Jalali calendar.
 *
 * The year is the 33-year rule in integers: leap when (25 y + 11) mod 33 < 8, which for 1206..1498 is the
 * law's equinox rule. The zone Asia/Tehran is a short table up to 1370 and a rule after it.
 *
 * Not here: words, ISO text and the parsing of what people type (jdate_text.c, jdate_parse.c).
 */
#include "persian/jalali.h"

#include "base/clock.h"

#include <assert.h>

#define YEAR_0 492268       /* days from 0001/01/01 to 1970-01-01 by the 33-year rule */
#define DAYS_33_YEARS 12053 /* 33 * 365 + 8 */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return a - floor_div(a, b) * b;
}

bool jalali_leap(int year)
{
    return year >= JALALI_YEAR_MIN && year <= JALALI_YEAR_MAX && (25 * year + 11) % 33 < 8;
}

int jalali_month_days(int year, int month)
{
    if (year < JALALI_YEAR_MIN || year > JALALI_YEAR_MAX || month < 1 || month > 12)
        return 0;
    if (month <= 6)
        return 31;
    if (month <= 11)
        return 30;
    return jalali_leap(year) ? 30 : 29;
}

bool jdate_valid(struct jdate d)
{
    return d.day >= 1 && d.day <= jalali_month_days(d.year, d.month);
}

int jdate_cmp(struct jdate a, struct jdate b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

bool jdate_eq(struct jdate a, struct jdate b)
{
    return jdate_cmp(a, b) == 0;
}

/* Day number of 1 Farvardin. (8 y + 21) / 33 counts the leap years before `year`. */
static int32_t year_start(int year)
{
    return 365 * (year - 1) + (8 * year + 21) / 33 - YEAR_0;
}

int jdate_day_of_year(struct jdate d)
{
    return d.day + (d.month <= 7 ? 31 * (d.month - 1) : 186 + 30 * (d.month - 7));
}

int32_t jdate_to_day(struct jdate d)
{
    assert(jdate_valid(d));
    return year_start(d.year) + jdate_day_of_year(d) - 1;
}

int32_t jalali_day_min(void)
{
    return year_start(JALALI_YEAR_MIN);
}

int32_t jalali_day_max(void)
{
    return year_start(JALALI_YEAR_MAX + 1) - 1;
}

struct jdate jdate_from_day(int32_t day)
{
    struct jdate d = { 0, 0, 0 };
    int rest;

    if (day < jalali_day_min() || day > jalali_day_max())
        return d;
    d.year = (int)((33 * ((int64_t)day + YEAR_0)) / DAYS_33_YEARS) + 1;
    while (year_start(d.year) > day)
        d.year--;
    while (year_start(d.year + 1) <= day)
        d.year++;
    rest = day - year_start(d.year);
    d.month = rest < 186 ? rest / 31 + 1 : (rest - 186) / 30 + 7;
    d.day = rest < 186 ? rest % 31 + 1 : (rest - 186) % 30 + 1;
    return d;
}

enum jweekday day_weekday(int32_t day)
{
    return (enum jweekday)floor_mod((int64_t)day + JW_THURSDAY, 7); /* 1970-01-01 was a Thursday */
}

enum jweekday jdate_weekday(struct jdate d)
{
    return day_weekday(jdate_to_day(d));
}

bool jdate_add_days(struct jdate d, int64_t n, struct jdate *ret)
{
    int64_t day;

    if (!jdate_valid(d) || n > 1000000 || n < -1000000)
        return false;
    day = jdate_to_day(d) + n;
    if (day < jalali_day_min() || day > jalali_day_max())
        return false;
    *ret = jdate_from_day((int32_t)day);
    return true;
}

bool jdate_add_months(struct jdate d, int64_t n, struct jdate *ret)
{
    int64_t months, year;
    int last;

    if (!jdate_valid(d) || n > 100000 || n < -100000)
        return false;
    months = (int64_t)d.year * 12 + d.month - 1 + n;
    year = floor_div(months, 12);
    if (year < JALALI_YEAR_MIN || year > JALALI_YEAR_MAX)
        return false;
    d.year = (int)year;
    d.month = (int)floor_mod(months, 12) + 1;
    last = jalali_month_days(d.year, d.month);
    if (d.day > last)
        d.day = last;
    *ret = d;
    return true;
}

/* Era arithmetic of 400 years that begin on 1 March. */
int32_t gregorian_to_day(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = floor_div(y, 400), yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return (int32_t)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

void gregorian_from_day(int32_t day, int *year, int *month, int *dom)
{
    int64_t z = (int64_t)day + 719468, era = floor_div(z, 146097), doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

    *dom = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

/* The zone's changes before the rule of 1371: from this second (UTC) on, this offset (seconds). IANA tz,
 * "Iran". */
static const struct {
    int64_t from;
    int offset;
} zone_old[] = {
    { -1090466744, 12600 }, { 227820600, 16200 }, { 246223800, 14400 }, { 259617600, 18000 },
    { 271108800, 14400 },   { 279576000, 12600 }, { 296598600, 16200 }, { 306531000, 12600 },
    { 322432200, 16200 },   { 338499000, 12600 }, { 673216200, 16200 }, { 685481400, 12600 },
};
#define ZONE_MEAN_TIME 12344 /* before 1314: mean time of Tehran */
#define ZONE_STANDARD 12600
#define ZONE_SUMMER 16200

/* 1371..1401 without 1385 and 1386: clocks moved at 24:00 of 1 Farvardin and of 30 Shahrivar. */
static int zone_rule(int64_t seconds)
{
    int32_t day = (int32_t)floor_div(seconds + ZONE_STANDARD, 86400);
    struct jdate d = jdate_from_day(day);
    int64_t begin, end;

    if (d.year < 1371 || d.year > 1401 || d.year == 1385 || d.year == 1386)
        return ZONE_STANDARD;
    begin = ((int64_t)year_start(d.year) + 1) * 86400 - ZONE_STANDARD;
    end =
        ((int64_t)year_start(d.year) + 185) * 86400 - ZONE_SUMMER; /* 0:00 of the 31st by the summer clock */
    return seconds >= begin && seconds < end ? ZONE_SUMMER : ZONE_STANDARD;
}

int64_t tehran_offset_ms(int64_t ms)
{
    int64_t s = floor_div(ms, 1000);
    int offset = ZONE_MEAN_TIME;

    if (s >= zone_old[ARRAY_LEN(zone_old) - 1].from)
        return s < INT64_C(5000000000) ? zone_rule(s) * SECOND_MS : ZONE_STANDARD * SECOND_MS;
    for (size_t i = 0; i < ARRAY_LEN(zone_old) && s >= zone_old[i].from; i++)
        offset = zone_old[i].offset;
    return offset * SECOND_MS;
}

/* An instant beyond any calendar, so that the sums below cannot wrap. */
static bool ms_sane(int64_t ms)
{
    return ms > INT64_C(-10000000000000) && ms < INT64_C(10000000000000);
}

int32_t day_from_ms(int64_t ms)
{
    if (!ms_sane(ms))
        return ms < 0 ? INT32_MIN : INT32_MAX;
    return (int32_t)floor_div(ms + tehran_offset_ms(ms), DAY_MS);
}

struct jdate jdate_from_ms(int64_t ms)
{
    return jdate_from_day(day_from_ms(ms));
}

struct jtime jtime_from_ms(int64_t ms)
{
    struct jtime t = { 0, 0, 0, 0 };
    int64_t in_day;

    if (!ms_sane(ms))
        return t;
    in_day = floor_mod(ms + tehran_offset_ms(ms), DAY_MS);
    t.hour = (int)(in_day / HOUR_MS);
    t.minute = (int)(in_day / MINUTE_MS % 60);
    t.second = (int)(in_day / SECOND_MS % 60);
    t.ms = (int)(in_day % SECOND_MS);
    return t;
}

/* The first instant whose wall clock in Tehran shows `wall` (ms as if it were UTC). */
static int64_t wall_to_ms(int64_t wall)
{
    static const int offsets[] = { 18000, 16200, 14400, 12600,
                                   ZONE_MEAN_TIME }; /* largest first: earliest instant */

    for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
        int64_t t = wall - offsets[i] * SECOND_MS;
        if (tehran_offset_ms(t) == offsets[i] * SECOND_MS)
            return t;
    }
    return wall - tehran_offset_ms(wall - DAY_MS); /* skipped: count on by the clock of before */
}

int64_t day_start_ms(int32_t day)
{
    return wall_to_ms((int64_t)day * DAY_MS);
}

int64_t day_end_ms(int32_t day)
{
    return wall_to_ms(((int64_t)day + 1) * DAY_MS) - 1;
}

int64_t jdate_start_ms(struct jdate d)
{
    return day_start_ms(jdate_to_day(d));
}

int64_t jdate_end_ms(struct jdate d)
{
    return day_end_ms(jdate_to_day(d));
}

int64_t day_at_ms(int32_t day, int hour, int minute, int second)
{
    return wall_to_ms((int64_t)day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS);
}

int jdate_quarter(struct jdate d)
{
    return (d.month - 1) / 3 + 1;
}

bool jperiod_month(int year, int month, struct jperiod *ret)
{
    int days = jalali_month_days(year, month);

    if (days == 0)
        return false;
    ret->first = (struct jdate){ year, month, 1 };
    ret->last = (struct jdate){ year, month, days };
    return true;
}

bool jperiod_quarter(int year, int quarter, struct jperiod *ret)
{
    struct jperiod last;

    if (quarter < 1 || quarter > 4 || !jperiod_month(year, quarter * 3, &last))
        return false;
    ret->first = (struct jdate){ year, quarter * 3 - 2, 1 };
    ret->last = last.last;
    return true;
}

bool jperiod_year(int year, struct jperiod *ret)
{
    struct jperiod last;

    if (!jperiod_month(year, 12, &last))
        return false;
    ret->first = (struct jdate){ year, 1, 1 };
    ret->last = last.last;
    return true;
}
