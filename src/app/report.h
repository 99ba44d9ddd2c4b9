/*
 * report.h - what managers look at: the board of open cases by stage and lateness, clocks that were stopped
 * or moved and by whom, and the reports that packages define in reports/NAME.json (on time or late,
 * OFF-REP-08).
 *
 * Everything is narrowed to the cases that the actor sees (design section 9). A report reads all cases of its
 * period: not for an event loop.
 *
 * Not here: registers (register.h), charts and documents (port/).
 */
#ifndef APP_REPORT_H
#define APP_REPORT_H

#include "app/case_value.h"
#include "persian/jalali.h"

/* ---- the board ---- */

enum board_column { BOARD_ALL, BOARD_IN_TIME, BOARD_SOON, BOARD_LATE };
struct board_query {
    struct str process, state;
    enum board_column column;
    int64_t limit, offset;
};
struct board {
    struct case_count_list states; /* open cases by state */
    int64_t open, soon, late;
    struct case_list cases; /* of the chosen cell, the most urgent first */
};
enum rc board_get(struct cx *cx, const struct board_query *q, struct board *ret, struct err *e) MUST_CHECK;

/* One pause of a clock, or one change that made its date later. */
struct stopped {
    struct str tracking_code, subject, why, who;
    int64_t since, until; /* until 0: it stands still now */
    int64_t due_before, due_after;
    bool running;
};
struct stopped_list {
    struct stopped *v;
    size_t n;
    bool more; /* there are older ones */
};
/* Newest first, of open cases; `closed` adds the others. */
enum rc stopped_clocks(struct cx *cx, bool closed, int64_t limit, struct stopped_list *ret,
                       struct err *e) MUST_CHECK;

/* ---- reports of packages ---- */

struct report_def {
    const struct package *pkg;
    struct str key, title;
    const struct json *def; /* reports/NAME.json */
};
struct report_defs {
    struct report_def *v;
    size_t n;
};
enum rc report_list_get(struct cx *cx, struct report_defs *ret, struct err *e) MUST_CHECK;
/* `key` as "PROCESS.REPORT". RC_NOT_FOUND when there is none. */
enum rc report_find(struct cx *cx, struct str key, struct report_def *ret, struct err *e) MUST_CHECK;
/* The period that holds `now` by the definition's default. */
struct jperiod report_default_period(const struct report_def *def, int64_t now);

enum measure_kind { MEASURE_COUNT, MEASURE_SHARE, MEASURE_MEAN, MEASURE_MEDIAN };
struct report_measure {
    struct str key, title;
    enum measure_kind kind;
};
struct report_value {
    int64_t n; /* count; hundredths of a percent; tenths of a mean or median */
    bool empty;
};
struct report_row {
    struct str key, title;       /* title: words of the key */
    struct report_value *values; /* one a measure */
    int64_t cases;
};
struct report_group {
    struct str key, title;
    struct report_row *rows;
    size_t n;
};
struct report {
    struct report_measure *measures;
    size_t n_measures;
    struct report_row total;
    struct report_group *groups;
    size_t n_groups;
    struct report_group months; /* the same by Jalali month of the period's date */
    int64_t cases;
    struct str list_title; /* empty: no list */
    struct table_column *columns;
    size_t n_columns;
    struct table_cell *cells;
    struct str *codes;
    size_t n_rows;
    bool cut; /* the list is longer */
};
#define REPORT_LIST_MAX 2000
enum rc report_run(struct cx *cx, const struct report_def *def, struct jperiod period, struct report *ret,
                   struct err *e) MUST_CHECK;

#endif
