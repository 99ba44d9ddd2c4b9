/*
 * jdate_text.c - dates and instants in words, and ISO 8601 for APIs.
 */
#include "base/clock.h"
#include "persian/digits.h"
#include "persian/jalali.h"

static const struct str months[] = {
    STR_INIT("فروردین"), STR_INIT("اردیبهشت"), STR_INIT("خرداد"), STR_INIT("تیر"),
    STR_INIT("مرداد"),   STR_INIT("شهریور"),   STR_INIT("مهر"),   STR_INIT("آبان"),
    STR_INIT("آذر"),     STR_INIT("دی"),       STR_INIT("بهمن"),  STR_INIT("اسفند"),
};
static const struct str weekdays[] = {
    STR_INIT("شنبه"),     STR_INIT("یکشنبه"),  STR_INIT("دوشنبه"), STR_INIT("سه\xE2\x80\x8Cشنبه"),
    STR_INIT("چهارشنبه"), STR_INIT("پنجشنبه"), STR_INIT("جمعه"),
};
static const struct str quarters[] = { STR_INIT("بهار"), STR_INIT("تابستان"), STR_INIT("پاییز"),
                                       STR_INIT("زمستان") };

struct str jalali_month_name(int month)
{
    return month >= 1 && month <= 12 ? months[month - 1] : STR_NONE;
}

struct str jalali_weekday_name(enum jweekday w)
{
    return (unsigned)w < ARRAY_LEN(weekdays) ? weekdays[w] : STR_NONE;
}

struct str jalali_quarter_name(int quarter)
{
    return quarter >= 1 && quarter <= 4 ? quarters[quarter - 1] : STR_NONE;
}

/* A line that is known to be short: the longest is some 70 bytes. */
struct line {
    char p[160];
    size_t len;
};

static void line_str(struct line *l, struct str s)
{
    if (s.len > sizeof(l->p) - l->len)
        return;
    if (s.len > 0)
        memcpy(l->p + l->len, s.p, s.len);
    l->len += s.len;
}

/* At least `width` digits, Persian or ASCII. */
static void line_num(struct line *l, int v, int width, bool fa)
{
    char ascii[20];
    size_t n = i64_text(v, ascii), zeros = n < (size_t)width ? (size_t)width - n : 0;

    for (size_t i = 0; i < zeros + n; i++) {
        char c = i < zeros ? '0' : ascii[i - zeros];
        char fa_digit[2] = { '\xDB', (char)('\xB0' + (c - '0')) };

        line_str(l, fa ? (struct str){ fa_digit, 2 } : (struct str){ &c, 1 });
    }
}

static void line_ymd(struct line *l, int y, int m, int d, struct str sep, bool fa)
{
    line_num(l, y, 4, fa);
    line_str(l, sep);
    line_num(l, m, 2, fa);
    line_str(l, sep);
    line_num(l, d, 2, fa);
}

static void line_day_month(struct line *l, struct jdate d)
{
    line_num(l, d.day, 1, true);
    line_str(l, STR(" "));
    line_str(l, jalali_month_name(d.month));
}

static void line_iso_day(struct line *l, int32_t day)
{
    int y, m, dom;

    gregorian_from_day(day, &y, &m, &dom);
    line_ymd(l, y, m, dom, STR("-"), false);
}

static void line_date(struct line *l, struct jdate d, enum jdate_form f)
{
    if (!jdate_valid(d))
        return;
    switch (f) {
    case JDATE_SHORT:
        line_ymd(l, d.year, d.month, d.day, STR("/"), true);
        break;
    case JDATE_SHORT_ASCII:
        line_ymd(l, d.year, d.month, d.day, STR("/"), false);
        break;
    case JDATE_ISO:
        line_iso_day(l, jdate_to_day(d));
        break;
    case JDATE_MONTH_YEAR:
        line_str(l, jalali_month_name(d.month));
        line_str(l, STR(" "));
        line_num(l, d.year, 4, true);
        break;
    case JDATE_DAY_MONTH:
        line_day_month(l, d);
        break;
    case JDATE_LONG:
        line_str(l, jalali_weekday_name(jdate_weekday(d)));
        line_str(l, STR(" "));
        /* fall through */
    case JDATE_PLAIN:
        line_day_month(l, d);
        line_str(l, STR(" "));
        line_num(l, d.year, 4, true);
        break;
    }
}

static void line_time(struct line *l, struct jtime t, bool fa)
{
    line_num(l, t.hour, 2, fa);
    line_str(l, STR(":"));
    line_num(l, t.minute, 2, fa);
}

static struct str line_done(struct arena *a, const struct line *l)
{
    return arena_str(a, (struct str){ l->p, l->len });
}

void jdate_put(struct buf *b, struct jdate d, enum jdate_form f)
{
    struct line l = { .len = 0 };

    line_date(&l, d, f);
    buf_add(b, l.p, l.len);
}

struct str jdate_text(struct arena *a, struct jdate d, enum jdate_form f)
{
    struct line l = { .len = 0 };

    line_date(&l, d, f);
    return line_done(a, &l);
}

struct str jdate_text_ms(struct arena *a, int64_t ms, enum jdate_form f)
{
    return jdate_text(a, jdate_from_ms(ms), f);
}

struct str jmoment_text(struct arena *a, int64_t ms, enum jdate_form f)
{
    struct jdate d = jdate_from_ms(ms);
    bool words = f != JDATE_SHORT && f != JDATE_SHORT_ASCII && f != JDATE_ISO;
    struct line l = { .len = 0 };

    if (!jdate_valid(d))
        return STR("");
    line_date(&l, d, f);
    line_str(&l, words ? STR("، ساعت ") : STR(" "));
    line_time(&l, jtime_from_ms(ms), f != JDATE_SHORT_ASCII && f != JDATE_ISO);
    return line_done(a, &l);
}

struct str jtime_text(struct arena *a, int64_t ms)
{
    struct line l = { .len = 0 };

    line_time(&l, jtime_from_ms(ms), true);
    return line_done(a, &l);
}

/* The wall clock of `offset_ms`, without the zone's own mark. */
static void line_iso_wall(struct line *l, int64_t ms, int64_t offset_ms)
{
    int64_t wall = ms + offset_ms;
    int32_t day = (int32_t)(wall / DAY_MS - (wall % DAY_MS < 0));
    int64_t in_day = wall - day * DAY_MS;
    int frac = (int)(in_day % SECOND_MS);

    line_iso_day(l, day);
    line_str(l, STR("T"));
    line_num(l, (int)(in_day / HOUR_MS), 2, false);
    line_str(l, STR(":"));
    line_num(l, (int)(in_day / MINUTE_MS % 60), 2, false);
    line_str(l, STR(":"));
    line_num(l, (int)(in_day / SECOND_MS % 60), 2, false);
    if (frac == 0)
        return;
    line_str(l, STR("."));
    line_num(l, frac, 3, false);
}

static bool iso_range(int64_t ms)
{
    return ms >= INT64_C(-62135596800000) && ms <= INT64_C(253402214400000); /* years 1 to 9999 */
}

struct str iso_instant(struct arena *a, int64_t ms)
{
    struct line l = { .len = 0 };

    if (!iso_range(ms))
        return STR("");
    line_iso_wall(&l, ms, 0);
    line_str(&l, STR("Z"));
    return line_done(a, &l);
}

struct str iso_instant_chars(char out[ISO_INSTANT_MAX], int64_t ms)
{
    struct line l = { .len = 0 };

    if (iso_range(ms)) {
        line_iso_wall(&l, ms, 0);
        line_str(&l, STR("Z"));
        memcpy(out, l.p, l.len); /* at most 24 */
    }
    return (struct str){ out, l.len };
}

struct str iso_instant_tehran(struct arena *a, int64_t ms)
{
    int64_t offset;
    struct line l = { .len = 0 };

    if (!iso_range(ms))
        return STR("");
    offset = tehran_offset_ms(ms) / MINUTE_MS *
             MINUTE_MS; /* mean time before 1314 had seconds: ISO cannot say them */
    line_iso_wall(&l, ms, offset);
    line_str(&l, STR("+"));
    line_num(&l, (int)(offset / HOUR_MS), 2, false);
    line_str(&l, STR(":"));
    line_num(&l, (int)(offset / MINUTE_MS % 60), 2, false);
    return line_done(a, &l);
}
