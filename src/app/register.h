/*
 * register.h - the books of the office: the indicator register (دفتر اندیکاتور, OFF-REP-01), one gap-free
 * series a unit and year in which voided numbers stay with their reason (OFF-ACC-13); and the registers of
 * cases that the packages lay out in register.json (OFF-REP-02).
 *
 * A register shows the cases that the actor sees (design section 9), and of the indicator register the units
 * of the actor's subtree.
 *
 * Not here: giving numbers (job.c), reports over cases (report.h), CSV and PDF (port/table.h).
 */
#ifndef APP_REGISTER_H
#define APP_REGISTER_H

#include "app/case_value.h"
#include "port/office.h"
#include "port/table.h"

/* ---- the indicator register ---- */

#define INDICATOR_PAGE 50

struct indicator_query {
    struct str unit;             /* code; empty: the actor's own */
    int32_t from_day, until_day; /* both included */
    int64_t limit, offset;
};
struct indicator {
    struct unit_rec unit;
    struct unit_list units;     /* that have a series and that the actor may look into */
    struct letter_list letters; /* by year and number */
    int64_t year, last;         /* of the newest series; 0: no number was given yet */
};
/* RC_NOT_FOUND for a unit outside of the actor's sight. */
enum rc indicator_get(struct cx *cx, const struct indicator_query *q, struct indicator *ret,
                      struct err *e) MUST_CHECK;
/* One entry, when the actor may see it. `code` of its case may be empty. */
enum rc indicator_entry(struct cx *cx, int64_t letter_id, struct letter_rec *ret, struct err *e) MUST_CHECK;
/* The number stays in the series, the entry says why it is void. RC_INVALID without a reason, RC_CONFLICT for
 * a version that is not the present one or a number that is void already. */
enum rc indicator_void(struct cx *cx, int64_t letter_id, int64_t version, struct str reason,
                       struct err *e) MUST_CHECK;

/* ---- registers of cases ---- */

struct register_def {
    const struct package *pkg;
    struct str key, title;
    const struct json *layout; /* register.json */
};
struct register_list {
    struct register_def *v;
    size_t n;
};
enum rc register_list_get(struct cx *cx, struct register_list *ret, struct err *e) MUST_CHECK;
/* RC_NOT_FOUND: no installed package has a register of this key. */
enum rc register_find(struct cx *cx, struct str key, struct register_def *ret, struct err *e) MUST_CHECK;

struct register_query {
    struct str state, cls, channel, county, respondent_unit, expert; /* codes; empty: all */
    struct str words;
    int64_t from, until; /* registered in [from, until); 0: open */
    bool late_only, oldest_first;
    int64_t limit, offset;
};
struct register_rows {
    struct table_column *columns;
    size_t n_columns;
    struct table_cell *cells; /* rows x columns */
    struct str *codes;        /* tracking code of each row */
    size_t n_rows;
    int64_t total;
};
enum rc register_rows_get(struct cx *cx, const struct register_def *def, const struct register_query *q,
                          struct register_rows *ret, struct err *e) MUST_CHECK;

#endif
