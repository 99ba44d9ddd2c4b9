/*
 * table.h - registers and reports as one model: columns, rows one at a time, totals; written as CSV, PDF or
 * JSON.
 *
 * The page of the same table is drawn by web's templates from the same columns and cells (table_cell_text()
 * gives the words). Implemented in src/reports.
 */
#ifndef PORT_TABLE_H
#define PORT_TABLE_H

#include "port/document.h"

enum table_kind {
    TABLE_TEXT,
    TABLE_INT,      /* n */
    TABLE_PERCENT,  /* n in hundredths of a percent: 8540 is «۸۵٫۴٪» */
    TABLE_DATE,     /* n = days since 1970-01-01; shown as a Jalali date */
    TABLE_MOMENT,   /* n = milliseconds since 1970; shown as Jalali date and time of Iran */
    TABLE_DURATION, /* n = milliseconds; shown as «۳ روز و ۴ ساعت» */
    TABLE_CODE      /* text set left to right: tracking codes, telephone numbers */
};

struct table_column {
    struct str key;   /* in JSON and as CSV header when asked */
    struct str title; /* what people read */
    enum table_kind kind;
    double weight; /* share of the page's width; 0 = by kind */
};

struct table_cell {
    struct str text; /* TABLE_TEXT, TABLE_CODE; borrowed until the next row is asked for */
    int64_t n;
    bool empty; /* nothing known: «—» on paper, null in JSON, nothing in CSV */
};

struct table {
    struct str title;
    struct str subtitle; /* period, unit; may be empty */
    const struct table_column *columns;
    size_t columns_n; /* 1 .. DOC_COLUMNS_MAX */
    /* Fills `columns_n` cells; RC_NOT_FOUND after the last row. May be NULL: no rows. */
    enum rc (*next)(void *self, struct table_cell *cells, struct err *e);
    void *self;
    const struct table_cell *totals; /* columns_n cells or NULL */
    const struct str *notes;         /* lines under the table */
    size_t notes_n;
};

struct table_csv_options {
    bool bom;       /* for spreadsheets that do not guess UTF-8 */
    bool keys;      /* header row of keys instead of titles */
    bool iso_dates; /* ISO instead of Jalali dates (both in ASCII digits) */
};

struct table_pdf_options {
    enum doc_page page;
    bool portrait;                     /* otherwise landscape */
    const struct doc_letterhead *head; /* or NULL */
    struct str footer;
    int64_t created_ms; /* of the file; 0: no date in it */
};

/* Iterates once: give a fresh `next` for each writer. RC_LIMIT past the maximum of `out`. */
enum rc
table_write_csv(const struct table *t, const struct table_csv_options *o, struct buf *out,
                struct err *e) MUST_CHECK; /* RFC 4180; cells that a spreadsheet would run get a «'» */
enum rc table_write_json(const struct table *t, struct buf *out, struct err *e) MUST_CHECK;
enum rc table_write_pdf(struct documents *docs, const struct table *t, const struct table_pdf_options *o,
                        struct buf *out, struct err *e) MUST_CHECK;

/* The cell as people read it (Persian digits, Jalali); "—" when empty. Borrowed from `a` or the cell. */
struct str table_cell_text(struct arena *a, const struct table_column *c, const struct table_cell *cell);

#endif
