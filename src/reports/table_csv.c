/*
 * table_csv.c - reports as CSV (RFC 4180): CRLF, quotes where needed, ASCII digits, formulas defused.
 */
#include "reports/cells.h"

#define ROW_BYTES ((size_t)4 << 20)

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == ';')
            return true;
    }
    return false;
}

/* "+98...", "-12.5": what a spreadsheet reads as a number, not as a formula. */
static bool is_numeric(struct str s)
{
    bool point = false, digit = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if ((c == '-' || c == '+') && i == 0)
            continue;
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        digit = true;
    }
    return digit;
}

/* A spreadsheet would take the cell for a formula: the first character that it sees begins one. */
static bool is_formula(struct str s)
{
    size_t i = 0;

    while (i < s.len && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r' || s.p[i] == '\n'))
        i++;
    if (i == s.len)
        return false;
    if (s.p[0] == '\t' || s.p[0] == '\r')
        return true;
    return strchr("=+-@", s.p[i]) != NULL && !is_numeric(str_from(s, i));
}

static void put_field(struct buf *out, struct str s, bool text)
{
    bool quote = needs_quotes(s);

    if (quote)
        buf_byte(out, '"');
    if (text && is_formula(s))
        buf_byte(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"')
            buf_byte(out, '"');
        if (s.p[i] != '\0')
            buf_byte(out, s.p[i]);
    }
    if (quote)
        buf_byte(out, '"');
}

static void put_cell(struct arena *a, struct buf *out, const struct table_column *c,
                     const struct table_cell *cell, const struct table_csv_options *o)
{
    if (cell->empty)
        return;
    switch (c->kind) {
    case TABLE_TEXT:
    case TABLE_CODE:
        put_field(out, cell->text, true);
        break;
    case TABLE_INT:
        buf_int(out, cell->n);
        break;
    case TABLE_PERCENT:
        put_field(out, cell_decimal(a, cell->n), false);
        break;
    case TABLE_DATE:
    case TABLE_MOMENT:
        put_field(out, o->iso_dates ? cell_iso(a, c, cell) : cell_jalali_ascii(a, c, cell), false);
        break;
    case TABLE_DURATION:
        put_field(out, cell_hours(a, cell->n), false);
        break;
    }
}

static void put_row(struct arena *a, struct buf *out, const struct table *t, const struct table_cell *cells,
                    const struct table_csv_options *o)
{
    for (size_t i = 0; i < t->columns_n; i++) {
        if (i > 0)
            buf_byte(out, ',');
        put_cell(a, out, &t->columns[i], &cells[i], o);
    }
    buf_c(out, "\r\n");
}

enum rc table_write_csv(const struct table *t, const struct table_csv_options *o, struct buf *out,
                        struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ROW_BYTES);
    enum rc rc = table_check(t, e);

    if (rc != RC_OK)
        return rc;
    if (a == NULL)
        return ERR(e, RC_LIMIT, "CSV: out of memory");
    if (o->bom)
        buf_c(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < t->columns_n; i++) {
        if (i > 0)
            buf_byte(out, ',');
        put_field(out, o->keys ? t->columns[i].key : t->columns[i].title, true);
    }
    buf_c(out, "\r\n");
    while (t->next != NULL) {
        struct table_cell cells[DOC_COLUMNS_MAX] = { 0 };

        rc = t->next(t->self, cells, e);
        if (rc == RC_NOT_FOUND)
            break;
        if (rc != RC_OK)
            return rc;
        arena_clear(a);
        put_row(a, out, t, cells, o);
        if (arena_failed(a) || out->failed)
            break;
    }
    err_clear(e);
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    if (t->totals != NULL)
        put_row(a, out, t, t->totals, o);
    return buf_done(out, e);
}
