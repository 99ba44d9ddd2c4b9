/*
 * admin_calendar.h - calendars as administrators see and change them: versions, the holidays of a year, what
 * a change would move and what it has moved.
 *
 * A calendar never changes: each act makes a new version (office_set_calendar), and running deadlines that
 * count working days are recomputed in the same transaction (design section 5). Calendars belong to the whole
 * office: changing them needs RIGHT_ALL_UNITS.
 */
#ifndef APP_ADMIN_CALENDAR_H
#define APP_ADMIN_CALENDAR_H

#include "app/admin.h"
#include "domain/calendar.h"

struct admin_holiday {
    struct holiday h;
    bool yearly; /* of every year: not to be taken away for one */
};
struct admin_calendar {
    struct calendar_rec rec; /* the version looked at, without its content */
    const struct calendar *cal;
    int64_t newest;
    bool in_force; /* it is the office's calendar, in its newest version */
    bool may_change;
    struct admin_holiday *holidays; /* of the year asked for, by day */
    size_t n_holidays;
    struct calendar_list versions; /* newest first */
};
/* `key` empty: the calendar in force; version 0: the newest. RC_NOT_FOUND when there is none. */
enum rc admin_calendar_get(struct cx *cx, struct str key, int64_t version, int year,
                           struct admin_calendar *ret, struct err *e) MUST_CHECK;

enum admin_holiday_act { HOLIDAY_ADD, HOLIDAY_REMOVE, HOLIDAY_CONFIRM };
enum admin_holiday_fault {
    HOLIDAY_FINE,
    HOLIDAY_DAY,     /* no such day, or years away */
    HOLIDAY_NAME,    /* empty */
    HOLIDAY_IS_OFF,  /* the same closure is in the calendar already */
    HOLIDAY_IS_PAST, /* a closure that has passed is not taken back */
    HOLIDAY_UNKNOWN  /* not in the calendar (any more) */
};
struct admin_holiday_cmd {
    struct str key;
    int64_t version; /* the newest that was seen */
    enum admin_holiday_act act;
    int32_t day;
    struct str name;
    bool national;     /* HOLIDAY_ADD: the whole country, else this calendar's province */
    int shift;         /* HOLIDAY_CONFIRM: days that the moon was off, -1 to 1 */
    struct str source; /* «مصوبهٔ هیئت دولت …»: becomes the note of the version */
};
struct admin_moved {
    struct str tracking_code, subject, unit;
    int64_t old_due, new_due;
};
struct admin_moved_list {
    struct admin_moved *v;
    size_t n;
    int64_t unmoved; /* -1: not counted */
    bool cut;        /* there are more than v holds */
};
/* What the change would move. Writes nothing. RC_CONFLICT: another version has come meanwhile; RC_INVALID
 * with the fault. Slow: it looks at every running deadline. */
enum rc admin_holiday_preview(struct cx *cx, const struct admin_holiday_cmd *cmd,
                              struct admin_moved_list *ret, enum admin_holiday_fault *fault,
                              struct err *e) MUST_CHECK;
/* Do it. `version` is the new one. Slow. */
enum rc admin_holiday_apply(struct cx *cx, const struct admin_holiday_cmd *cmd, int64_t *version,
                            enum admin_holiday_fault *fault, struct err *e) MUST_CHECK;
/* What this version moved when it was made, from the audit log; empty for the first. */
enum rc admin_calendar_moved(struct cx *cx, struct str key, int64_t version, struct admin_moved_list *ret,
                             struct err *e) MUST_CHECK;

#endif
