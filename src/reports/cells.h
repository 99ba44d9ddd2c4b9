/*
 * cells.h - cells of reports for machines. Private to reports.
 */
#ifndef REPORTS_CELLS_H
#define REPORTS_CELLS_H

#include "port/table.h"

enum rc table_check(const struct table *t, struct err *e) MUST_CHECK;
/* TABLE_DATE as "2025-09-15", TABLE_MOMENT as "2025-09-15T14:05:00+03:30". */
struct str cell_iso(struct arena *a, const struct table_column *c, const struct table_cell *cell);
/* "1404/06/24", "1404/06/24 14:05". */
struct str cell_jalali_ascii(struct arena *a, const struct table_column *c, const struct table_cell *cell);
struct str cell_decimal(struct arena *a, int64_t scaled); /* hundredths: 8540 is "85.40" */
struct str cell_hours(struct arena *a, int64_t ms);       /* "76.50" */

#endif
