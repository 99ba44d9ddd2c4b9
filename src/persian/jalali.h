/*
 * jalali.h - the Jalali (solar Hijri) calendar, days, and the time of day in Tehran.
 *
 * A day is an int32_t: days since 1970-01-01 (Julian day number minus JALALI_JDN_0). An instant is int64_t
 * milliseconds since 1970-01-01T00:00Z (base/clock.h). Years outside 1206..1498 are refused: there the
 * 33-year rule is no longer the law's equinox. Time zone history is built in (no tzdata at run time). Source:
 * iran-facts 6.1, 6.2.
 *
 * Not here: holidays and working days (domain/calendar.h).
 */
#ifndef PERSIAN_JALALI_H
#define PERSIAN_JALALI_H

#include "base/arena.h"
#include "base/buf.h"

#define JALALI_YEAR_MIN 1206
#define JALALI_YEAR_MAX 1498
#define JALALI_JDN_0 2440588 /* Julian day number of day 0 */

/* year 0 means "no date": given back for days outside the range. */
struct jdate {
    int year, month, day;
};

/* The week begins on Saturday. */
enum jweekday { JW_SATURDAY, JW_SUNDAY, JW_MONDAY, JW_TUESDAY, JW_WEDNESDAY, JW_THURSDAY, JW_FRIDAY };

struct jtime {
    int hour, minute, second, ms;
};

/* ---- dates and days ---- */
bool jalali_leap(int year);
int jalali_month_days(int year, int month); /* 0 for an impossible month or year */
bool jdate_valid(struct jdate d);
bool jdate_eq(struct jdate a, struct jdate b);
int jdate_cmp(struct jdate a, struct jdate b); /* <0, 0, >0 */
int32_t jdate_to_day(struct jdate d);          /* `d` must be valid (asserted) */
struct jdate jdate_from_day(int32_t day);      /* year 0 outside 1206..1498 */
int32_t jalali_day_min(void);
int32_t jalali_day_max(void);
enum jweekday day_weekday(int32_t day);
enum jweekday jdate_weekday(struct jdate d);
int jdate_day_of_year(struct jdate d); /* 1..366 */

/* False when the result leaves 1206..1498; then *ret is untouched. Months clip the day to the month's length.
 */
bool jdate_add_days(struct jdate d, int64_t n, struct jdate *ret) MUST_CHECK;
bool jdate_add_months(struct jdate d, int64_t n, struct jdate *ret) MUST_CHECK;

/* Proleptic Gregorian. */
int32_t gregorian_to_day(int year, int month, int day);
void gregorian_from_day(int32_t day, int *year, int *month, int *dom);

/* ---- instants, in the zone Asia/Tehran ---- */
int64_t tehran_offset_ms(int64_t ms);
struct jdate jdate_from_ms(int64_t ms);
int32_t day_from_ms(int64_t ms); /* the Tehran day that `ms` falls in */
struct jtime jtime_from_ms(int64_t ms);
int64_t day_start_ms(int32_t day);      /* first instant of the Tehran day */
int64_t day_end_ms(int32_t day);        /* last millisecond of the Tehran day */
int64_t jdate_start_ms(struct jdate d); /* the same for a valid date */
int64_t jdate_end_ms(struct jdate d);
/* Wall clock to instant. A time that occurs twice is the first of the two; one that is skipped moves on by
 * the skip. */
int64_t day_at_ms(int32_t day, int hour, int minute, int second);

/* ---- periods ---- */
struct jperiod {
    struct jdate first, last; /* both included */
};
int jdate_quarter(struct jdate d); /* 1..4 */
/* False outside 1206..1498 or for an impossible month or quarter. */
bool jperiod_year(int year, struct jperiod *ret) MUST_CHECK;
bool jperiod_quarter(int year, int quarter, struct jperiod *ret) MUST_CHECK;
bool jperiod_month(int year, int month, struct jperiod *ret) MUST_CHECK;
/* "1405", "1405-Q3", "1405-07", "1405/07"; any digits. */
bool jperiod_parse(struct str s, struct jperiod *ret) MUST_CHECK;

/* ---- words ---- */
struct str jalali_month_name(int month);         /* فروردین ...; STR_NONE outside 1..12 */
struct str jalali_weekday_name(enum jweekday w); /* شنبه ... */
struct str jalali_quarter_name(int quarter);     /* بهار ... */

enum jdate_form {
    JDATE_SHORT,       /* ۱۴۰۴/۰۶/۲۴ */
    JDATE_SHORT_ASCII, /* 1404/06/24 */
    JDATE_PLAIN,       /* ۲۴ شهریور ۱۴۰۴ */
    JDATE_LONG,        /* دوشنبه ۲۴ شهریور ۱۴۰۴ */
    JDATE_DAY_MONTH,   /* ۲۴ شهریور */
    JDATE_MONTH_YEAR,  /* شهریور ۱۴۰۴ */
    JDATE_ISO          /* 2025-09-15, Gregorian, for APIs */
};
/* Nothing is written for an invalid date. */
void jdate_put(struct buf *b, struct jdate d, enum jdate_form f);
struct str jdate_text(struct arena *a, struct jdate d, enum jdate_form f);
/* The Tehran date of an instant, and with the time after it: «دوشنبه ۲۴ شهریور ۱۴۰۴، ساعت ۱۴:۰۵»;
 * the short forms «۱۴۰۴/۰۶/۲۴ ۱۴:۰۵». */
struct str jdate_text_ms(struct arena *a, int64_t ms, enum jdate_form f);
struct str jmoment_text(struct arena *a, int64_t ms, enum jdate_form f);
struct str jtime_text(struct arena *a, int64_t ms); /* ۱۴:۰۵ */

/* ISO 8601 for APIs: "2025-09-15T10:35:00Z", and with Tehran's offset "2025-09-15T14:05:00+03:30". */
struct str iso_instant(struct arena *a, int64_t ms);
struct str iso_instant_tehran(struct arena *a, int64_t ms);
/* iso_instant() into the caller's own characters; empty outside the years 1 to 9999. */
#define ISO_INSTANT_MAX 32
struct str iso_instant_chars(char out[ISO_INSTANT_MAX], int64_t ms);
/* Strict: "2025-09-15", and an instant with Z or an offset, fraction of up to three digits allowed. */
bool iso_parse_day(struct str s, int32_t *ret) MUST_CHECK;
bool iso_parse_instant(struct str s, int64_t *ret) MUST_CHECK;

/* ---- input of people ---- */
enum jdate_fault {
    JDATE_OK,
    JDATE_EMPTY,
    JDATE_FORM,       /* not year, month, day */
    JDATE_ORDER,      /* the year must come first */
    JDATE_YEAR_SHORT, /* a year of fewer than four digits is ambiguous */
    JDATE_GREGORIAN,  /* a year of 1900..2100: not read as Jalali */
    JDATE_YEAR_RANGE, /* outside 1206..1498 */
    JDATE_NO_SUCH_DAY /* month 13, 31 Mehr, 30 Esfand of a common year */
};
/* Year, month, day in any of the three digit sets, parted by one of / - . ، or spaces; also «۲۴ شهریور ۱۴۰۴»,
 * with or without the weekday's name before it (not compared). *ret only for JDATE_OK. */
enum jdate_fault jdate_parse(struct str s, struct jdate *ret) MUST_CHECK;
/* Key of a fault for the message catalogue, as "date.year_short"; "" for JDATE_OK. */
struct str jdate_fault_key(enum jdate_fault f);

#endif
