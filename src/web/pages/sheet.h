/*
 * sheet.h - one table of figures as page, CSV and PDF: the same columns and cells (port/table.h) for all
 * three.
 *
 * Not here: what stands in them (app/register.h, app/report.h).
 */
#ifndef WEB_PAGES_SHEET_H
#define WEB_PAGES_SHEET_H

#include "port/table.h"
#include "web/pages/desk.h"

struct sheet {
    struct str title, subtitle;
    const struct table_column *columns;
    size_t columns_n;
    const struct table_cell *cells; /* rows_n x columns_n */
    size_t rows_n;
    const struct table_cell *totals; /* columns_n or NULL */
    const struct str *codes;         /* tracking codes of the rows: links on the page; or NULL */
    const struct str *notes;
    size_t notes_n;
};

/* Parts of a page's table; `main` is the column that is the row's heading (SIZE_MAX: the first). */
struct table_view sheet_view(struct arena *a, const struct sheet *s, size_t main);
/* Send as a file `name`.csv (with a byte-order mark, for spreadsheets) or `name`.pdf under the letterhead of
 * the actor's unit. SLOW only. */
enum rc sheet_csv(struct req *rq, struct resp *rs, const struct sheet *s, const char *name,
                  struct err *e) MUST_CHECK;
enum rc sheet_pdf(struct req *rq, struct resp *rs, const struct sheet *s, const char *name, bool portrait,
                  struct err *e) MUST_CHECK;
/* Both, by the ending of the address: ".csv", ".pdf". RC_NOT_FOUND for another. */
enum rc sheet_send(struct req *rq, struct resp *rs, const struct sheet *s, const char *name,
                   struct str format, struct err *e) MUST_CHECK;

#endif
