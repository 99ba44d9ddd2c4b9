/*
 * calendar.h - a version of an office's calendar: weekly days off, holidays, working hours.
 *
 * A calendar is immutable and belongs to one office or province; what changes (an announced closure, a law
 * about Thursdays) makes a new version. All rules carry the days on which they are valid. Days and instants
 * are those of persian/jalali.h. Source: iran-facts 6.3, OFF-AMB-04.
 *
 * Not here: storing versions (store/), recomputing deadlines after a change (deadline.h).
 */
#ifndef DOMAIN_CALENDAR_H
#define DOMAIN_CALENDAR_H

#include "base/json.h"
#include "persian/jalali.h"

#define DAY_EVER INT32_MIN  /* valid from: always */
#define DAY_NEVER INT32_MAX /* valid until: open */

enum holiday_kind {
    HOLIDAY_SOLAR,    /* fixed in the solar year */
    HOLIDAY_LUNAR,    /* fixed in the lunar year: predicted until confirmed */
    HOLIDAY_ANNOUNCED /* a closure by decision: heat, mourning */
};

/* A holiday on one day. Several may fall on the same day. */
struct holiday {
    int32_t day;
    enum holiday_kind kind;
    bool confirmed;
    struct str name;
    struct str province; /* code of the province it holds in; empty: the whole country */
};

/* A solar holiday of every year; 30 Esfand only exists in leap years. */
struct holiday_yearly {
    int month, day;
    int32_t from, until; /* days, both included */
    struct str name;
    struct str province;
};

struct weekly_off {
    enum jweekday weekday;
    int32_t from, until; /* days, both included */
    struct str province;
};

/* Later rows win over earlier ones, so that a summer order can follow the ordinary rule. */
struct working_hours {
    uint8_t weekdays;    /* bit (1 << enum jweekday) */
    int32_t from, until; /* days, both included */
    int opens, closes;   /* minutes after midnight, opens < closes <= 1440 */
    struct str province;
};

struct calendar_data {
    struct str key; /* as "ir-20" */
    int64_t version;
    struct str
        province; /* code; only rules of this province and national ones count. Empty: national ones only */
    const struct weekly_off *weekly;
    size_t n_weekly;
    const struct holiday *holidays; /* any order */
    size_t n_holidays;
    const struct holiday_yearly *yearly;
    size_t n_yearly;
    const struct working_hours *hours;
    size_t n_hours;
};

struct calendar; /* immutable; lives in its arena */

/* Copies `d` into `a`. RC_INVALID for an impossible weekday, month, hour or an empty name, RC_LIMIT. */
enum rc calendar_build(struct arena *a, const struct calendar_data *d, const struct calendar **ret,
                       struct err *e) MUST_CHECK;
/* The same from and to JSON, the form in which a version is stored and exchanged:
 * {"key","version","province","weekly":[{"weekday":6,"from":"1400/01/01"}],
 *  "holidays":[{"date":"1404/01/01","kind":"solar","confirmed":true,"name":"…","province":"20"}],
 *  "yearly":[{"month":1,"day":1,"name":"…"}],"hours":[{"weekdays":[0,1],"opens":"07:30","closes":"14:30"}]}
 */
enum rc calendar_parse(struct arena *a, const struct json *v, const struct calendar **ret,
                       struct err *e) MUST_CHECK;
void calendar_write(const struct calendar *c, struct json_out *o);
const struct calendar_data *calendar_data(const struct calendar *c); /* borrowed */

struct str calendar_key(const struct calendar *c);
int64_t calendar_version(const struct calendar *c);

enum day_off { DAY_WORKING, DAY_WEEKLY_OFF, DAY_HOLIDAY };
enum day_off calendar_day(const struct calendar *c, int32_t day); /* a holiday on a Friday is a holiday */
bool calendar_is_working(const struct calendar *c, int32_t day);
/* True when the day is a holiday only by entries that are not confirmed yet. */
bool calendar_is_predicted(const struct calendar *c, int32_t day);
/* Names of the holidays on `day`, at most `max`; returns how many there are. */
size_t calendar_names(const struct calendar *c, int32_t day, struct str *names, size_t max);

/* The first working day after `day`, and the first at or after it. False when there is none within ten years.
 */
bool calendar_next_working(const struct calendar *c, int32_t day, int32_t *ret) MUST_CHECK;
bool calendar_on_or_after(const struct calendar *c, int32_t day, int32_t *ret) MUST_CHECK;
/* The n-th working day after `day` (n > 0); n == 0 gives calendar_on_or_after. */
bool calendar_add_working(const struct calendar *c, int32_t day, int64_t n, int32_t *ret) MUST_CHECK;
/* Working days in (after, upto]; 0 when upto <= after. */
int64_t calendar_count_working(const struct calendar *c, int32_t after, int32_t upto);

/* When the office opens and closes on a working day. Without hours in the data: the whole day. */
int64_t calendar_opens_ms(const struct calendar *c, int32_t day);
int64_t calendar_closes_ms(const struct calendar *c, int32_t day);
bool calendar_is_open(const struct calendar *c, int64_t ms);
/* Add working time. False when there is not enough within ten years. */
bool calendar_add_working_ms(const struct calendar *c, int64_t from, int64_t span, int64_t *ret) MUST_CHECK;
int64_t calendar_working_ms(const struct calendar *c, int64_t from, int64_t until); /* working time between */

#endif
