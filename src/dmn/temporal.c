/*
 * temporal.c - calendar arithmetic over dates, times and instants.
 *
 * Not here: text (temporal_text.c).
 */
#include "dmn/temporal.h"

int64_t days_from_civil(int64_t y, int m, int d)
{
    int64_t era, yoe, doy, doe;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void civil_from_days(int64_t days, int64_t *y, int *m, int *d)
{
    int64_t era, doe, yoe, doy, mp;

    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    doe = days - era * 146097;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = yoe + era * 400 + (*m <= 2);
}

int days_in_month(int64_t y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))
        return 29;
    return days[m - 1];
}

int weekday_iso(int64_t days)
{
    int64_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(w < 0 ? w + 7 : w) + 1;
}

bool moment_date_valid(int64_t y, int m, int d)
{
    return y >= -FEEL_YEAR_MAX && y <= FEEL_YEAR_MAX && m >= 1 && m <= 12 && d >= 1 &&
           d <= days_in_month(y, m);
}

bool moment_time_valid(int h, int mi, int s)
{
    return h >= 0 && h <= 23 && mi >= 0 && mi <= 59 && s >= 0 && s <= 59;
}

dmn_wide moment_day_nanos(const struct moment *m)
{
    return ((dmn_wide)m->hour * 3600 + (dmn_wide)m->minute * 60 + m->second) * NANOS + m->nanos;
}

dmn_wide moment_wall(const struct moment *m)
{
    int64_t days = m->month == 0 ? 0 : days_from_civil(m->year, m->month, m->day);

    return days * DAY_NANOS + moment_day_nanos(m);
}

static dmn_wide floor_div(dmn_wide x, dmn_wide by)
{
    return x >= 0 ? x / by : -((by - 1 - x) / by);
}

bool moment_offset(const struct moment *m, int *seconds)
{
    if (m->zone == ZONE_NONE)
        return false;
    if (m->zone == ZONE_OFFSET)
        *seconds = m->offset;
    else
        *seconds = tz_offset_wall(m->tz, (int64_t)floor_div(moment_wall(m), NANOS));
    return true;
}

dmn_wide moment_utc(const struct moment *m)
{
    int off = 0;

    if (!moment_offset(m, &off))
        off = 0;
    return moment_wall(m) - (dmn_wide)off * NANOS;
}

bool moment_set_wall(struct moment *m, dmn_wide wall)
{
    dmn_wide days = floor_div(wall, DAY_NANOS), rest = wall - days * DAY_NANOS;
    int64_t seconds = (int64_t)(rest / NANOS), y;
    int mo, d;

    if (days > (dmn_wide)FEEL_YEAR_MAX * 366 || days < -(dmn_wide)FEEL_YEAR_MAX * 366)
        return false;
    civil_from_days((int64_t)days, &y, &mo, &d);
    if (!moment_date_valid(y, mo, d))
        return false;
    m->year = y;
    m->month = mo;
    m->day = d;
    m->nanos = (int)(rest % NANOS);
    m->hour = (int)(seconds / 3600);
    m->minute = (int)(seconds / 60 % 60);
    m->second = (int)(seconds % 60);
    return true;
}

bool moment_set_utc(struct moment *m, dmn_wide utc)
{
    int off = 0;

    if (m->zone == ZONE_OFFSET)
        off = m->offset;
    else if (m->zone == ZONE_NAMED)
        off = tz_offset_utc(m->tz, (int64_t)floor_div(utc, NANOS));
    return moment_set_wall(m, utc + (dmn_wide)off * NANOS);
}

bool moment_add_months(struct moment *m, int64_t months)
{
    int64_t total, y;
    int mo, last;

    if (months > (int64_t)FEEL_YEAR_MAX * 24 || months < -(int64_t)FEEL_YEAR_MAX * 24)
        return false;
    total = m->year * 12 + (m->month - 1) + months;
    y = (total >= 0 ? total : total - 11) / 12;
    mo = (int)(total - y * 12) + 1;
    if (!moment_date_valid(y, mo, 1))
        return false;
    last = days_in_month(y, mo);
    m->year = y;
    m->month = mo;
    if (m->day > last)
        m->day = last;
    return true;
}

bool moment_add_nanos(struct moment *m, enum feel_kind kind, dmn_wide nanos)
{
    dmn_wide t;

    if (kind == FEEL_TIME) {
        struct moment sum = { .year = 1970, .month = 1, .day = 1 };
        t = (moment_day_nanos(m) + nanos % DAY_NANOS + DAY_NANOS) % DAY_NANOS;
        if (!moment_set_wall(&sum, t))
            return false;
        m->hour = sum.hour;
        m->minute = sum.minute;
        m->second = sum.second;
        m->nanos = sum.nanos;
        return true;
    }
    if (kind == FEEL_DATE) {
        if (!moment_set_wall(m, moment_wall(m) + nanos))
            return false;
        m->hour = m->minute = m->second = m->nanos = 0;
        return true;
    }
    if (m->zone == ZONE_NAMED)
        return moment_set_utc(m, moment_utc(m) + nanos);
    return moment_set_wall(m, moment_wall(m) + nanos);
}

int64_t moment_months_between(const struct moment *x, const struct moment *y)
{
    int64_t months = (y->year - x->year) * 12 + (y->month - x->month);
    dmn_wide dx = (dmn_wide)x->day * DAY_NANOS + moment_day_nanos(x);
    dmn_wide dy = (dmn_wide)y->day * DAY_NANOS + moment_day_nanos(y);

    if (months > 0 && dy < dx)
        months--;
    else if (months < 0 && dy > dx)
        months++;
    return months;
}
