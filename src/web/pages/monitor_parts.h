/*
 * monitor_parts.h - what pages of versions and of the process monitor share: growing tables and sections, and
 * words for durations and causes.
 */
#ifndef WEB_PAGES_MONITOR_PARTS_H
#define WEB_PAGES_MONITOR_PARTS_H

#include "web/pages/admin.h"
#include "web/view_monitor.h"

/* A table that is filled cell by cell, row after row; lives in the arena. */
struct growing_table {
    struct arena *a;
    struct table_view t;
    VEC(struct cell_view) cells;
};
/* Column titles; a title that ends with '#' is a number, with '~' a code, the first one heads the row. */
struct growing_table *table_new(struct arena *a, enum msg caption, const enum msg *titles, size_t n);
void table_text(struct growing_table *t, struct str text);
void table_link(struct growing_table *t, struct str text, struct url to);
void table_chip(struct growing_table *t, enum tone tone, struct str text);
void table_number(struct growing_table *t, int64_t n);
void table_time(struct growing_table *t, int64_t ms); /* day and hour; empty for 0 */
void table_day(struct growing_table *t, int64_t ms);
const struct table_view *table_done(struct growing_table *t);

struct str number_text(struct arena *a, int64_t n);
/* «۲ روز و ۳ ساعت»: the two largest units of so many minutes. */
struct str minutes_text(struct arena *a, int64_t minutes);
/* What the engine says of a case that cannot move or stays, in Persian; the text itself when it is another.
 */
struct str why_text(struct arena *a, struct str why);

/* Why a case stands still, in Persian; the cause itself (for the operator) when it is another. */
struct str cause_text(struct arena *a, struct str cause);

#endif
