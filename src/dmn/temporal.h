/*
 * temporal.h - dates, times and durations: text, calendar arithmetic, instants.
 *
 * The calendar is the proleptic Gregorian one with a year 0, as XML Schema 1.1 has it.
 * Not here: Jalali (persian/), working days (domain/deadline.h), zone files (tz.h).
 */
#ifndef DMN_TEMPORAL_H
#define DMN_TEMPORAL_H

#include "dmn/tz.h"
#include "dmn/value.h"

int64_t days_from_civil(int64_t y, int m, int d); /* since 1970-01-01 */
void civil_from_days(int64_t days, int64_t *y, int *m, int *d);
int days_in_month(int64_t y, int m);
int weekday_iso(int64_t days); /* 1 Monday to 7 Sunday */
bool moment_date_valid(int64_t y, int m, int d);
bool moment_time_valid(int h, int mi, int s);

/* Whole text or false. */
bool parse_date(struct str s, struct moment *m);
bool parse_time(struct arena *a, struct str s, struct moment *m);
bool parse_datetime(struct arena *a, struct str s, struct moment *m);
const struct feel_value *parse_duration(struct arena *a, struct str s); /* NULL when it is none */
bool parse_zone(struct arena *a, struct str s, struct moment *m);       /* "Z", "+03:30", "Asia/Tehran" */

struct str format_moment(struct arena *a, enum feel_kind kind, const struct moment *m);
struct str format_months(struct arena *a, int64_t months);
struct str format_nanos(struct arena *a, dmn_wide nanos);

/* Seconds east of the moment's zone at that moment; false without a zone. */
bool moment_offset(const struct moment *m, int *seconds);
/* Nanoseconds since 1970 of a date and time as written on the wall (no zone applied), or in UTC. */
dmn_wide moment_wall(const struct moment *m);
dmn_wide moment_utc(const struct moment *m);       /* without a zone: the wall */
dmn_wide moment_day_nanos(const struct moment *m); /* of a time: nanoseconds since midnight */
/* Fill the parts from wall nanoseconds; leaves the zone alone. False when the year is out of range. */
bool moment_set_wall(struct moment *m, dmn_wide wall);
bool moment_set_utc(struct moment *m, dmn_wide utc); /* by the zone already in `m` */
bool moment_add_months(struct moment *m, int64_t months);
bool moment_add_nanos(struct moment *m, enum feel_kind kind, dmn_wide nanos);
/* Whole months from `x` to `y`, as years and months duration() counts. */
int64_t moment_months_between(const struct moment *x, const struct moment *y);

#endif
