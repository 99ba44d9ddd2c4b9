/*
 * jdate_parse.c - dates as people type them, ISO 8601 from APIs, and periods from the command line.
 */
#include "base/clock.h"
#include "persian/digits.h"
#include "persian/jalali.h"

/* A cursor over text of people: digits of three sets, invisible characters skipped. */
struct cur {
    struct str s;
    size_t pos;
};

static bool invisible(int32_t cp)
{
    return cp == 0x200C || cp == 0x200D || cp == 0x200E || cp == 0x200F || cp == 0x061C || cp == 0xFEFF ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* The next visible code point without moving; `*after` is where to go on. -1 at the end. */
static int32_t peek(const struct cur *c, size_t *after)
{
    int32_t cp;

    *after = c->pos;
    do
        cp = utf8_next(c->s, after);
    while (cp >= 0 && invisible(cp));
    return cp;
}

static bool is_space(int32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == 0xA0 || cp == 0x202F || cp == 0x2007;
}

static bool skip_spaces(struct cur *c)
{
    size_t after;
    bool any = false;

    while (is_space(peek(c, &after))) {
        c->pos = after;
        any = true;
    }
    return any;
}

struct number {
    int value, digits; /* digits 0: none here */
};

static struct number take_number(struct cur *c)
{
    struct number n = { 0, 0 };
    size_t after;

    for (int v; (v = digit_value(peek(c, &after))) >= 0; c->pos = after) {
        n.value = n.digits < 6 ? n.value * 10 + v : n.value;
        n.digits++;
    }
    return n;
}

/* The mark between two parts: one of / - . ، with or without spaces, or only spaces. */
static bool take_separator(struct cur *c)
{
    size_t after;
    bool space = skip_spaces(c);
    int32_t cp = peek(c, &after);

    if (cp != '/' && cp != '-' && cp != '.' && cp != 0x060C && cp != ',')
        return space;
    c->pos = after;
    skip_spaces(c);
    return true;
}

static enum jdate_fault check_year(struct number y)
{
    if (y.digits < 4)
        return JDATE_YEAR_SHORT;
    if (y.digits == 4 && y.value >= 1900 && y.value <= 2100)
        return JDATE_GREGORIAN;
    if (y.digits > 4 || y.value < JALALI_YEAR_MIN || y.value > JALALI_YEAR_MAX)
        return JDATE_YEAR_RANGE;
    return JDATE_OK;
}

static enum jdate_fault make_date(struct number y, struct number m, struct number d, struct jdate *ret)
{
    enum jdate_fault f;
    struct jdate date = { y.value, m.value, d.value };

    if (m.digits > 2 || d.digits > 2)
        return d.digits >= 4 && y.digits <= 2
                   ? (check_year(d) == JDATE_GREGORIAN ? JDATE_GREGORIAN : JDATE_ORDER)
                   : JDATE_FORM;
    f = check_year(y);
    if (f != JDATE_OK)
        return f;
    if (!jdate_valid(date))
        return JDATE_NO_SUCH_DAY;
    *ret = date;
    return JDATE_OK;
}

static bool at_end(struct cur *c)
{
    size_t after;

    skip_spaces(c);
    return peek(c, &after) == -1;
}

static bool letter_eq(int32_t typed, int32_t want)
{
    if (typed == 0x064A || typed == 0x0649)
        typed = 0x06CC; /* Arabic yeh */
    if (typed == 0x0643)
        typed = 0x06A9;
    return typed == want;
}

/* Moves over `word` when it stands here. ZWNJ inside it may be typed or not, or typed as a space. */
static bool take_word(struct cur *c, struct str word)
{
    struct cur at = *c;
    size_t w = 0, after;
    int32_t want;

    while ((want = utf8_next(word, &w)) >= 0) {
        if (want == 0x200C) {
            skip_spaces(&at);
            continue;
        }
        if (!letter_eq(peek(&at, &after), want))
            return false;
        at.pos = after;
    }
    *c = at;
    return true;
}

static int take_month(struct cur *c)
{
    for (int m = 1; m <= 12; m++)
        if (take_word(c, jalali_month_name(m)))
            return m;
    return 0;
}

/* «دوشنبه ۲۴ شهریور ۱۴۰۴» from the day on. */
static enum jdate_fault parse_worded(struct cur *c, struct number d, int month, struct jdate *ret)
{
    struct number y, m = { month, 2 };

    (void)take_separator(c);
    if (take_word(c, STR("ماه")))
        (void)take_separator(c);
    y = take_number(c);
    if (y.digits == 0 || !at_end(c))
        return JDATE_FORM;
    return make_date(y, m, d, ret);
}

static void skip_weekday(struct cur *c)
{
    for (int w = JW_SATURDAY; w <= JW_FRIDAY; w++) {
        if (take_word(c, jalali_weekday_name((enum jweekday)w))) {
            (void)take_separator(c);
            return;
        }
    }
}

enum jdate_fault jdate_parse(struct str s, struct jdate *ret)
{
    struct cur c = { s, 0 };
    struct number a, b, d;
    int month;

    if (at_end(&c))
        return JDATE_EMPTY;
    skip_weekday(&c);
    a = take_number(&c);
    if (a.digits == 0)
        return JDATE_FORM;
    if (!take_separator(&c))
        return JDATE_FORM;
    month = take_month(&c);
    if (month != 0)
        return parse_worded(&c, a, month, ret);
    b = take_number(&c);
    if (b.digits == 0 || !take_separator(&c))
        return JDATE_FORM;
    d = take_number(&c);
    if (d.digits == 0 || !at_end(&c))
        return JDATE_FORM;
    return make_date(a, b, d, ret);
}

struct str jdate_fault_key(enum jdate_fault f)
{
    static const struct str keys[] = {
        [JDATE_OK] = STR_INIT(""),
        [JDATE_EMPTY] = STR_INIT("date.empty"),
        [JDATE_FORM] = STR_INIT("date.form"),
        [JDATE_ORDER] = STR_INIT("date.order"),
        [JDATE_YEAR_SHORT] = STR_INIT("date.year_short"),
        [JDATE_GREGORIAN] = STR_INIT("date.gregorian"),
        [JDATE_YEAR_RANGE] = STR_INIT("date.year_range"),
        [JDATE_NO_SUCH_DAY] = STR_INIT("date.no_such_day"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

bool jperiod_parse(struct str s, struct jperiod *ret)
{
    struct cur c = { s, 0 };
    struct number y = take_number(&c), part;
    size_t after;
    int32_t cp;
    bool quarter = false;

    if (check_year(y) != JDATE_OK)
        return false;
    if (at_end(&c))
        return jperiod_year(y.value, ret);
    if (!take_separator(&c))
        return false;
    cp = peek(&c, &after);
    if (cp == 'Q' || cp == 'q') {
        quarter = true;
        c.pos = after;
    }
    part = take_number(&c);
    if (part.digits < 1 || part.digits > 2 || !at_end(&c))
        return false;
    return quarter ? jperiod_quarter(y.value, part.value, ret) : jperiod_month(y.value, part.value, ret);
}

/* ---- ISO 8601 ---- */

static bool fixed_number(struct str s, size_t at, size_t n, int64_t max, int64_t *ret)
{
    if (at > s.len || n > s.len - at)
        return false;
    return parse_i64(str_sub(s, at, n), 0, max, ret) && s.p[at] != '-';
}

static bool byte_at(struct str s, size_t at, char c)
{
    return at < s.len && s.p[at] == c;
}

static bool iso_day_prefix(struct str s, int32_t *ret)
{
    int64_t y, m, d;
    int back_y, back_m, back_d;
    int32_t day;

    if (!fixed_number(s, 0, 4, 9999, &y) || !byte_at(s, 4, '-') || !fixed_number(s, 5, 2, 12, &m) ||
        !byte_at(s, 7, '-') || !fixed_number(s, 8, 2, 31, &d))
        return false;
    day = gregorian_to_day((int)y, (int)m, (int)d);
    gregorian_from_day(day, &back_y, &back_m, &back_d);
    if (back_y != y || back_m != m || back_d != d)
        return false;
    *ret = day;
    return true;
}

bool iso_parse_day(struct str s, int32_t *ret)
{
    return s.len == 10 && iso_day_prefix(s, ret);
}

/* "Z", "+03:30", "-01:00" as the whole of `s`; minutes east. */
static bool iso_zone(struct str s, int64_t *minutes)
{
    int64_t h, m;

    if (s.len == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *minutes = 0;
        return true;
    }
    if (s.len != 6 || (s.p[0] != '+' && s.p[0] != '-') || !byte_at(s, 3, ':') ||
        !fixed_number(s, 1, 2, 18, &h) || !fixed_number(s, 4, 2, 59, &m))
        return false;
    *minutes = (h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

bool iso_parse_instant(struct str s, int64_t *ret)
{
    int64_t h, m, sec, frac = 0, zone;
    int32_t day;
    size_t at = 19;

    if (!iso_day_prefix(str_sub(s, 0, 10), &day) || !(byte_at(s, 10, 'T') || byte_at(s, 10, 't')) ||
        !fixed_number(s, 11, 2, 23, &h) || !byte_at(s, 13, ':') || !fixed_number(s, 14, 2, 59, &m) ||
        !byte_at(s, 16, ':') || !fixed_number(s, 17, 2, 59, &sec))
        return false;
    if (byte_at(s, at, '.')) {
        int64_t unit = 100;
        for (at++; at < s.len && s.p[at] >= '0' && s.p[at] <= '9' && unit > 0; at++, unit /= 10)
            frac += (s.p[at] - '0') * unit;
        if (at == 20)
            return false;
    }
    if (!iso_zone(str_from(s, at), &zone))
        return false;
    *ret = day * DAY_MS + h * HOUR_MS + (m - zone) * MINUTE_MS + sec * SECOND_MS + frac;
    return true;
}
