/*
 * temporal_text.c - dates, times, zones and durations from and to their ISO 8601 / XML Schema text.
 */
#include "dmn/temporal.h"

struct in {
    struct str s;
    size_t i;
};

static bool take(struct in *in, char c)
{
    if (in->i >= in->s.len || in->s.p[in->i] != c)
        return false;
    in->i++;
    return true;
}

static bool is_digit(const struct in *in)
{
    return in->i < in->s.len && in->s.p[in->i] >= '0' && in->s.p[in->i] <= '9';
}

static bool two(struct in *in, int *ret)
{
    int v = 0;

    for (int k = 0; k < 2; k++) {
        if (!is_digit(in))
            return false;
        v = v * 10 + (in->s.p[in->i++] - '0');
    }
    *ret = v;
    return true;
}

/* Up to `max` digits as a number; how many there were, or 0 when none or too many. */
static int digits(struct in *in, int max, int64_t *ret)
{
    int64_t v = 0;
    int n = 0;

    while (is_digit(in)) {
        if (++n > max)
            return 0;
        v = v * 10 + (in->s.p[in->i++] - '0');
    }
    *ret = v;
    return n;
}

/* ".123" to nanoseconds; digits after the ninth are cut off. */
static bool fraction(struct in *in, int *nanos)
{
    int64_t v = 0;
    int n = 0;

    while (is_digit(in)) {
        if (n < 9)
            v = v * 10 + (in->s.p[in->i] - '0');
        in->i++;
        n++;
    }
    for (int k = n; k < 9; k++)
        v *= 10;
    *nanos = (int)v;
    return n > 0;
}

static bool date_part(struct in *in, struct moment *m)
{
    bool neg = take(in, '-');
    bool zero = in->i < in->s.len && in->s.p[in->i] == '0';
    int64_t y;
    int n = digits(in, 9, &y);

    if (n < 4 || (n > 4 && zero))
        return false;
    if (!take(in, '-') || !two(in, &m->month) || !take(in, '-') || !two(in, &m->day))
        return false;
    if (neg && y == 0)
        return false;
    m->year = neg ? -y : y;
    return moment_date_valid(m->year, m->month, m->day);
}

static bool zone_part(struct arena *a, struct in *in, struct moment *m)
{
    int h, mi, s = 0;
    bool neg;

    if (in->i == in->s.len)
        return true;
    if (take(in, 'Z')) {
        m->zone = ZONE_OFFSET;
        m->offset = 0;
        return in->i == in->s.len;
    }
    if (take(in, '@')) {
        m->tz = a == NULL ? NULL : tz_find(a, str_from(in->s, in->i));
        m->zone = ZONE_NAMED;
        in->i = in->s.len;
        return m->tz != NULL;
    }
    neg = take(in, '-');
    if (!neg && !take(in, '+'))
        return false;
    if (!two(in, &h) || !take(in, ':') || !two(in, &mi) || (take(in, ':') && !two(in, &s)))
        return false;
    if (h > 18 || mi > 59 || s > 59 || h * 3600 + mi * 60 + s > 18 * 3600)
        return false;
    m->zone = ZONE_OFFSET;
    m->offset = h * 3600 + mi * 60 + s;
    if (neg)
        m->offset = -m->offset;
    return in->i == in->s.len;
}

static bool time_part(struct arena *a, struct in *in, struct moment *m)
{
    if (!two(in, &m->hour) || !take(in, ':') || !two(in, &m->minute) || !take(in, ':') ||
        !two(in, &m->second))
        return false;
    if (take(in, '.') && !fraction(in, &m->nanos))
        return false;
    if (!moment_time_valid(m->hour, m->minute, m->second))
        return false;
    return zone_part(a, in, m);
}

bool parse_zone(struct arena *a, struct str s, struct moment *m)
{
    struct in in = { s, 0 };

    if (s.len > 0 && s.p[0] != '+' && s.p[0] != '-' && !str_eq_c(s, "Z")) {
        m->tz = tz_find(a, s);
        m->zone = ZONE_NAMED;
        return m->tz != NULL;
    }
    return s.len > 0 && zone_part(a, &in, m);
}

bool parse_date(struct str s, struct moment *m)
{
    struct in in = { s, 0 };
    struct moment out = { 0 };

    if (!date_part(&in, &out) || in.i != s.len)
        return false;
    *m = out;
    return true;
}

bool parse_time(struct arena *a, struct str s, struct moment *m)
{
    struct in in = { s, 0 };
    struct moment out = { 0 };

    if (!time_part(a, &in, &out))
        return false;
    *m = out;
    return true;
}

bool parse_datetime(struct arena *a, struct str s, struct moment *m)
{
    struct in in = { s, 0 };
    struct moment out = { 0 };

    if (!date_part(&in, &out) || !take(&in, 'T') || !time_part(a, &in, &out))
        return false;
    *m = out;
    return true;
}

/* The parts of "P1Y2M" and "P1DT2H3M4.5S" in order; each at most once. */
const struct feel_value *parse_duration(struct arena *a, struct str s)
{
    static const char order[] = "YMDThms"; /* hms stand for H, M, S after the T */
    struct in in = { s, 0 };
    bool neg = take(&in, '-'), after_t = false, any = false, ym = false, dt = false;
    int at = 0;
    int64_t months = 0;
    dmn_wide nanos = 0;

    if (!take(&in, 'P'))
        return NULL;
    while (in.i < s.len) {
        int64_t v;
        int frac = 0;
        char unit;
        const char *where;

        if (!after_t && take(&in, 'T')) {
            after_t = true;
            at = 4;
            any = false;
            continue;
        }
        if (digits(&in, 18, &v) == 0)
            return NULL;
        if (take(&in, '.')) {
            if (!after_t || (!fraction(&in, &frac) && frac != 0) || in.i >= s.len || s.p[in.i] != 'S')
                return NULL;
        }
        if (in.i >= s.len)
            return NULL;
        unit = s.p[in.i++];
        if (after_t)
            unit = unit == 'H' ? 'h' : unit == 'M' ? 'm' : unit == 'S' ? 's' : '?';
        where = memchr(order + at, unit, sizeof(order) - 1 - (size_t)at);
        if (where == NULL || unit == 'T')
            return NULL;
        at = (int)(where - order) + 1;
        any = true;
        ym = ym || unit == 'Y' || unit == 'M';
        dt = dt || (unit != 'Y' && unit != 'M');
        if ((unit == 'Y' || unit == 'M') && v > INT64_C(100000000000000000))
            return NULL;
        if (unit == 'Y' || unit == 'M')
            months += unit == 'Y' ? v * 12 : v;
        else
            nanos += v * (unit == 'D'   ? DAY_NANOS
                          : unit == 'h' ? (dmn_wide)3600 * NANOS
                          : unit == 'm' ? (dmn_wide)60 * NANOS
                                        : NANOS) +
                     frac;
    }
    if (!any || ym == dt)
        return NULL;
    return ym ? value_months(a, neg ? -months : months) : value_nanos(a, neg ? -nanos : nanos);
}

static void put_zone(struct buf *b, const struct moment *m)
{
    int off = m->offset < 0 ? -m->offset : m->offset;

    if (m->zone == ZONE_NAMED) {
        buf_byte(b, '@');
        buf_str(b, tz_name(m->tz));
    } else if (m->zone == ZONE_OFFSET && off == 0) {
        buf_byte(b, 'Z');
    } else if (m->zone == ZONE_OFFSET) {
        buf_fmt(b, "%c%02d:%02d", m->offset < 0 ? '-' : '+', off / 3600, off / 60 % 60);
        if (off % 60 != 0)
            buf_fmt(b, ":%02d", off % 60);
    }
}

static void put_nanos(struct buf *b, int nanos)
{
    char text[16];
    int n;

    if (nanos == 0)
        return;
    n = snprintf(text, sizeof(text), ".%09d", nanos);
    while (n > 0 && text[n - 1] == '0')
        n--;
    buf_add(b, text, (size_t)n);
}

struct str format_moment(struct arena *a, enum feel_kind kind, const struct moment *m)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, 256);
    if (kind != FEEL_TIME)
        buf_fmt(&b, "%s%04lld-%02d-%02d", m->year < 0 ? "-" : "",
                (long long)(m->year < 0 ? -m->year : m->year), m->month, m->day);
    if (kind == FEEL_DATETIME)
        buf_byte(&b, 'T');
    if (kind != FEEL_DATE) {
        buf_fmt(&b, "%02d:%02d:%02d", m->hour, m->minute, m->second);
        put_nanos(&b, m->nanos);
        put_zone(&b, m);
    }
    return arena_str(a, buf_view(&b));
}

struct str format_months(struct arena *a, int64_t months)
{
    const char *sign = months < 0 ? "-" : "";
    long long v = months < 0 ? -months : months;

    if (v % 12 == 0 && v != 0)
        return arena_fmt(a, "%sP%lldY", sign, v / 12);
    if (v < 12)
        return arena_fmt(a, "%sP%lldM", sign, v);
    return arena_fmt(a, "%sP%lldY%lldM", sign, v / 12, v % 12);
}

struct str format_nanos(struct arena *a, dmn_wide nanos)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    bool neg = nanos < 0;
    long long days, rest;

    if (neg)
        nanos = -nanos;
    days = (long long)(nanos / DAY_NANOS);
    rest = (long long)(nanos % DAY_NANOS);
    buf_init(&b, 128);
    buf_c(&b, neg ? "-P" : "P");
    if (days != 0)
        buf_fmt(&b, "%lldD", days);
    if (rest != 0 || days == 0)
        buf_byte(&b, 'T');
    if (rest / (3600 * NANOS) != 0)
        buf_fmt(&b, "%lldH", rest / (3600 * NANOS));
    if (rest / (60 * NANOS) % 60 != 0)
        buf_fmt(&b, "%lldM", rest / (60 * NANOS) % 60);
    if (rest % (60 * NANOS) != 0 || (days == 0 && rest == 0)) {
        buf_fmt(&b, "%lld", rest / NANOS % 60);
        put_nanos(&b, (int)(rest % NANOS));
        buf_byte(&b, 'S');
    }
    return arena_str(a, buf_view(&b));
}
