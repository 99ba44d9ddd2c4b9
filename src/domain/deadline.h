/*
 * deadline.h - the clock of a case or task: when an answer is due, and why then (OFF-REC-27, OFF-DLN-*).
 *
 * A due date is stored with its derivation: article -> decision row -> calendar and its version -> start ->
 * pauses -> result, and the sentence that explains it is made from that alone. Pure: the caller gives every
 * instant and the calendar, stores the JSON, and arms the timers. Invariants: the start never changes; a due
 * date that somebody has been told of never silently moves earlier.
 *
 * Not here: sending warnings (channels/), storing (store/).
 */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "domain/calendar.h"

enum span_unit {
    SPAN_DAYS,          /* calendar days: due at the last moment of day start + n (OFF-AMB-04) */
    SPAN_WORKING_DAYS,  /* working days: last moment of the n-th working day after the start's day */
    SPAN_WORKDAY_END,   /* the same, but at closing time; 0 is "the same working day" (OFF-DLN-08) */
    SPAN_MONTHS,        /* Jalali months, day clipped; last moment of that day */
    SPAN_HOURS,         /* of the clock */
    SPAN_WORKING_HOURS, /* of the office's hours */
    SPAN_DATE           /* a fixed date: n is a day number; due at its last moment (OFF-DLN-05) */
};
struct span {
    enum span_unit unit;
    int64_t n;
};
/* Text of process packages, ISO 8601 where it has a word: P10D, P2W (14 days), P1M, P1Y, PT2H; B for
 * business: P5B (working days), PT8B (working hours), P0E (end of this working day, P1E of the next);
 * @1404/02/31 (a date, Jalali or ISO). */
bool span_parse(struct str s, struct span *ret) MUST_CHECK;
#define SPAN_TEXT_MAX 32
struct str span_chars(char out[SPAN_TEXT_MAX], struct span s); /* the same text, in the caller's characters */
struct str span_text(struct arena *a, struct span s);
struct str span_words(struct arena *a, struct span s); /* «۱۰ روز», «۵ روز کاری», «پایان همان روز کاری» */

/* OFF-AMB-04: what the law leaves open is a setting. All false is the default. */
struct dl_settings {
    bool working_days;    /* days of a limit mean working days */
    bool count_first_day; /* the day of the start is day 1, not day 0 */
    bool roll;            /* a due day that is not a working day moves to the next working day */
};

/* Why this limit: filled from the decision's row, that is, from the process package. Texts are Persian. */
struct dl_basis {
    struct str article;  /* «بند الف ماده ۹ …»: shown in brackets */
    struct str decision; /* key of the decision and its version, as "complaint_class@1" */
    struct str row;      /* the row that matched, as "A" */
    struct str because;  /* what was decided, as a clause; or empty */
    struct span limit;
};

/* What the sentence says of the thing itself. */
struct dl_words {
    struct str subject; /* «شکایت شما» */
    struct str started; /* «ثبت شد» */
    struct str limit;   /* «حداکثر مهلت پاسخ» */
    struct str promise; /* «پاسخ آن به شما داده می‌شود» */
};

/* `until` is 0 while the pause is running. */
struct dl_pause {
    int64_t from, until;
    struct str event;  /* one of may_pause */
    struct str reason; /* Persian */
    struct str who;    /* who stopped it */
};

enum dl_change_kind {
    DL_CHANGE_CLASS,    /* another basis: widened, narrowed (OFF-AMB-06) */
    DL_CHANGE_CALENDAR, /* a holiday announced or taken back */
    DL_CHANGE_PAUSE     /* a pause ended */
};
/* One recomputation: the old values are kept (OFF-REC-27, OFF-CMP-22). */
struct dl_change {
    enum dl_change_kind kind;
    int64_t at;
    struct str who;    /* post or "system" */
    struct str reason; /* Persian */
    int64_t old_due, new_due;
    struct dl_basis old_basis;
    struct str old_calendar; /* key */
    int64_t old_calendar_version;
};

/* OFF-DLN-10: 70 %, 90 % and 100 % of the limit, pauses not counted. Of a limit in days: the beginning of the
 * day on which that share is reached; of hours: the instant; the last is the first moment of being late. */
#define DL_WARNINGS 3
extern const int dl_warning_percent[DL_WARNINGS];

struct deadline {
    struct str kind; /* "answer", "opinion", ... */
    struct dl_words words;
    struct dl_basis basis;
    struct dl_settings settings;
    struct str calendar; /* key; empty when no calendar was needed */
    int64_t calendar_version;
    int64_t start;    /* never changes */
    int64_t due;      /* the date that binds */
    int64_t computed; /* what the derivation alone gives; earlier than `due` only when `due` was held */
    int64_t warn[DL_WARNINGS]; /* OFF-DLN-10: the instants of the warning points */
    bool rolled;  /* the counted day was not a working day and the due day moved on (settings.roll) */
    int64_t told; /* the latest due date somebody was told; 0: nobody yet */
    int64_t met;  /* 0: not yet */
    const struct str *may_pause; /* lawful events; none for complaints */
    size_t n_may_pause;
    const struct dl_pause *pauses; /* in order, not overlapping; only the last may be running */
    size_t n_pauses;
    const struct dl_change *changes; /* oldest first */
    size_t n_changes;
};

/* What is needed to begin. `calendar` may be NULL for limits that need none (RC_INVALID if it is needed). */
struct dl_start {
    struct str kind;
    struct dl_words words;
    struct dl_basis basis;
    struct dl_settings settings;
    const struct str *may_pause;
    size_t n_may_pause;
    int64_t start;
};
/* Copies into `a`. RC_INVALID when a limit is negative, needs a calendar that is not given, or leaves
 * 1206..1498. */
enum rc deadline_begin(struct arena *a, const struct dl_start *s, const struct calendar *cal,
                       struct deadline *ret, struct err *e) MUST_CHECK;

enum dl_moved {
    DL_SAME,
    DL_LATER,
    DL_EARLIER,
    DL_HELD /* would be earlier, but was told: the told date stands */
};
/* Who changes it, when, why: kept with the old values. */
struct dl_act {
    int64_t at;
    struct str who;
    struct str reason;
};
/* The acts below change `d` in place; what they add lives in `a`, which must live as long as `d`. On error
 * `d` is unchanged. */

/* Another class: recomputed from the same start. An empty reason or actor is RC_INVALID; a met deadline
 * RC_CONFLICT. */
enum rc deadline_reclass(struct arena *a, struct deadline *d, const struct dl_basis *basis,
                         const struct calendar *cal, const struct dl_act *act, enum dl_moved *moved,
                         struct err *e) MUST_CHECK;
/* Another version of the calendar. Limits in calendar days without rolling do not move. Nothing is noted when
 * the date is the same, except the version. A met deadline stays as it is (DL_SAME). */
enum rc deadline_recalendar(struct arena *a, struct deadline *d, const struct calendar *cal,
                            const struct dl_act *act, enum dl_moved *moved, struct err *e) MUST_CHECK;
/* Stop the clock for a lawful event: RC_DENIED when the event is not in may_pause, RC_CONFLICT when stopped
 * or met. */
enum rc deadline_pause(struct arena *a, struct deadline *d, struct str event, const struct dl_act *act,
                       struct err *e) MUST_CHECK;
/* Let it run again. RC_CONFLICT when it is not stopped. */
enum rc deadline_resume(struct arena *a, struct deadline *d, const struct calendar *cal,
                        const struct dl_act *act, enum dl_moved *moved, struct err *e) MUST_CHECK;
/* The person has been told the present due date. */
void deadline_told(struct deadline *d);
/* The duty is done. RC_CONFLICT when it was met before; RC_INVALID before the start. */
enum rc deadline_meet(struct deadline *d, int64_t at, struct err *e) MUST_CHECK;

enum dl_state {
    DL_RUNNING,
    DL_DUE_SOON, /* from 70 % of the limit */
    DL_LATE,
    DL_PAUSED,
    DL_MET_ON_TIME,
    DL_MET_LATE
};
enum dl_state deadline_state(const struct deadline *d, int64_t now);
struct str
dl_state_key(enum dl_state s); /* "running", "due_soon", "late", "paused", "met_on_time", "met_late" */
/* Whole days to the due day, 0 today, negative when late; of a stopped clock as at the stop, of a met one as
 * at the meeting. */
int64_t deadline_days_left(const struct deadline *d, int64_t now);

/* How many warning points have come by `now`: 0..3; none new while stopped or after it was met. */
int deadline_warned(const struct deadline *d, int64_t now);

void deadline_write(const struct deadline *d, struct json_out *o);
/* Texts are borrowed from `v`. RC_INVALID names the member. */
enum rc deadline_parse(struct arena *a, const struct json *v, struct deadline *ret, struct err *e) MUST_CHECK;

/* The explaining sentence: «شکایت شما ۲۵ شهریور ۱۴۰۳ ثبت شد؛ چون … (بند الف)، حداکثر مهلت پاسخ ۱۰ روز است؛ پس
 * تا پایان ۴ مهر ۱۴۰۳ …». Pauses, holding and changes of the date follow, one sentence each. */
struct str deadline_sentence(struct arena *a, const struct deadline *d);

#endif
