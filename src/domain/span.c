/*
 * span.c - the length of a limit: its text in process packages, and in words.
 */
#include "domain/deadline.h"

#include "persian/digits.h"

#define SPAN_N_MAX 36500 /* a hundred years of days */

/* A count followed by its unit, as "10D"; `s` is what stands after P or PT. */
static bool read_count(struct str s, bool time, struct span *ret)
{
    int64_t n;
    char unit;

    if (s.len < 2 || s.p[0] == '-' || !parse_i64(str_sub(s, 0, s.len - 1), 0, SPAN_N_MAX, &n))
        return false;
    unit = s.p[s.len - 1];
    ret->n = n;
    if (time) {
        ret->unit = unit == 'B' ? SPAN_WORKING_HOURS : SPAN_HOURS;
        return unit == 'H' || unit == 'B';
    }
    switch (unit) {
    case 'D':
        ret->unit = SPAN_DAYS;
        return true;
    case 'W':
        ret->unit = SPAN_DAYS;
        ret->n = n * 7;
        return ret->n <= SPAN_N_MAX;
    case 'B':
        ret->unit = SPAN_WORKING_DAYS;
        return true;
    case 'E':
        ret->unit = SPAN_WORKDAY_END;
        return true;
    case 'M':
        ret->unit = SPAN_MONTHS;
        return n <= 1200;
    case 'Y':
        ret->unit = SPAN_MONTHS;
        ret->n = n * 12;
        return n <= 100;
    default:
        return false;
    }
}

static bool read_date(struct str s, struct span *ret)
{
    struct jdate d;
    int32_t day;

    if (jdate_parse(s, &d) == JDATE_OK)
        day = jdate_to_day(d);
    else if (!iso_parse_day(s, &day) || jdate_from_day(day).year == 0)
        return false;
    *ret = (struct span){ SPAN_DATE, day };
    return true;
}

bool span_parse(struct str s, struct span *ret)
{
    struct span got;
    bool ok;

    if (str_starts(s, STR("@")))
        ok = read_date(str_from(s, 1), &got);
    else if (str_starts(s, STR("PT")))
        ok = read_count(str_from(s, 2), true, &got);
    else
        ok = str_starts(s, STR("P")) && read_count(str_from(s, 1), false, &got);
    if (ok)
        *ret = got;
    return ok;
}

struct str span_chars(char out[SPAN_TEXT_MAX], struct span s)
{
    static const struct {
        const char *before;
        char unit;
    } forms[] = {
        [SPAN_DAYS] = { "P", 'D' },        [SPAN_WORKING_DAYS] = { "P", 'B' },
        [SPAN_WORKDAY_END] = { "P", 'E' }, [SPAN_MONTHS] = { "P", 'M' },
        [SPAN_HOURS] = { "PT", 'H' },      [SPAN_WORKING_HOURS] = { "PT", 'B' },
    };
    struct jdate d;
    int n;

    if ((unsigned)s.unit < ARRAY_LEN(forms)) {
        n = snprintf(out, SPAN_TEXT_MAX, "%s%lld%c", forms[s.unit].before, (long long)s.n,
                     forms[s.unit].unit);
    } else {
        d = jdate_from_day((int32_t)s.n);
        n = snprintf(out, SPAN_TEXT_MAX, "@%04d/%02d/%02d", d.year, d.month, d.day);
    }
    return (struct str){ out, n > 0 && n < SPAN_TEXT_MAX ? (size_t)n : 0 };
}

struct str span_text(struct arena *a, struct span s)
{
    char text[SPAN_TEXT_MAX];

    return arena_str(a, span_chars(text, s));
}

struct str span_words(struct arena *a, struct span s)
{
    static const struct str units[] = {
        [SPAN_DAYS] = STR_INIT(" روز"),
        [SPAN_WORKING_DAYS] = STR_INIT(" روز کاری"),
        [SPAN_WORKDAY_END] = STR_INIT(" روز کاری"),
        [SPAN_MONTHS] = STR_INIT(" ماه"),
        [SPAN_HOURS] = STR_INIT(" ساعت"),
        [SPAN_WORKING_HOURS] = STR_INIT(" ساعت کاری"),
    };

    if (s.unit == SPAN_DATE)
        return arena_cat(a, STR("پایان "), jdate_text(a, jdate_from_day((int32_t)s.n), JDATE_PLAIN));
    if (s.n == 0 && s.unit == SPAN_DAYS)
        return STR("همان روز");
    if (s.n == 0 && (s.unit == SPAN_WORKDAY_END || s.unit == SPAN_WORKING_DAYS))
        return STR("همان روز کاری");
    return (unsigned)s.unit < ARRAY_LEN(units) ? arena_cat(a, int_fa(a, s.n), units[s.unit]) : STR_NONE;
}
