/*
 * sheet.c - a table as page, CSV and PDF.
 */
#include "web/pages/sheet.h"
#include "app/letter.h"

#define SHEET_BYTES_MAX ((size_t)32 << 20)

/* ---- on the page ---- */

struct table_view sheet_view(struct arena *a, const struct sheet *s, size_t main)
{
    struct column_view *columns = ARENA_ARRAY(a, struct column_view, s->columns_n);
    struct cell_view *cells = ARENA_ARRAY(a, struct cell_view, (s->rows_n + 1) * s->columns_n);
    struct table_view v = { .caption = s->title, .notes = { s->notes, s->notes_n } };

    if (columns == NULL || cells == NULL)
        return v;
    if (main == SIZE_MAX)
        main = 0;
    for (size_t k = 0; k < s->columns_n; k++) {
        enum table_kind kind = s->columns[k].kind;

        columns[k].title = s->columns[k].title;
        columns[k].number = kind == TABLE_INT || kind == TABLE_PERCENT || kind == TABLE_DURATION;
        columns[k].code = kind == TABLE_CODE;
        columns[k].main = k == main;
    }
    for (size_t i = 0; i < s->rows_n; i++)
        for (size_t k = 0; k < s->columns_n; k++) {
            struct cell_view *c = &cells[i * s->columns_n + k];

            c->text = table_cell_text(a, &s->columns[k], &s->cells[i * s->columns_n + k]);
            if (k == main && s->codes != NULL)
                c->to = url_of_case(a, s->codes[i]);
        }
    for (size_t k = 0; s->totals != NULL && k < s->columns_n; k++)
        cells[s->rows_n * s->columns_n + k].text = table_cell_text(a, &s->columns[k], &s->totals[k]);
    v.columns = columns;
    v.columns_n = s->columns_n;
    v.cells = cells;
    v.rows_n = s->rows_n;
    v.totals = s->totals == NULL ? NULL : &cells[s->rows_n * s->columns_n];
    return v;
}

/* ---- as files ---- */

struct walking {
    const struct sheet *s;
    size_t at;
};

static enum rc next_row(void *self, struct table_cell *cells, struct err *e UNUSED)
{
    struct walking *w = self;

    if (w->at == w->s->rows_n)
        return RC_NOT_FOUND;
    memcpy(cells, w->s->cells + w->at * w->s->columns_n, w->s->columns_n * sizeof(*cells));
    w->at++;
    return RC_OK;
}

static struct table table_of(const struct sheet *s, struct walking *w)
{
    *w = (struct walking){ .s = s };
    return (struct table){ .title = s->title,
                           .subtitle = s->subtitle,
                           .columns = s->columns,
                           .columns_n = s->columns_n,
                           .next = next_row,
                           .self = w,
                           .totals = s->totals,
                           .notes = s->notes,
                           .notes_n = s->notes_n };
}

enum rc sheet_csv(struct req *rq, struct resp *rs, const struct sheet *s, const char *name, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct table_csv_options o = { .bom = true };
    struct walking w;
    struct table t = table_of(s, &w);
    enum rc rc;

    buf_init(&b, SHEET_BYTES_MAX);
    rc = table_write_csv(&t, &o, &b, e);
    if (rc != RC_OK)
        return rc;
    return resp_file(rs, "text/csv; charset=utf-8", arena_fmt(rq->arena, "%s.csv", name), false,
                     arena_str(rq->arena, buf_view(&b)), e);
}

enum rc sheet_pdf(struct req *rq, struct resp *rs, const struct sheet *s, const char *name, bool portrait,
                  struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct documents *docs = NULL;
    struct str unit = rq->actor->unit_name, today = jdate_text_ms(rq->arena, app_now(rq->app), JDATE_SHORT);
    struct doc_letterhead head = {
        .invocation = msg(MSG_SHEET_INVOCATION), .units = &unit, .units_n = unit.len > 0, .date = today
    };
    struct table_pdf_options o = {
        .page = DOC_A4, .portrait = portrait, .head = &head, .created_ms = app_now(rq->app)
    };
    struct walking w;
    struct table t = table_of(s, &w);
    enum rc rc = app_documents(rq->app, &docs, e);

    if (rc != RC_OK)
        return rc;
    buf_init(&b, SHEET_BYTES_MAX);
    rc = table_write_pdf(docs, &t, &o, &b, e);
    if (rc != RC_OK)
        return rc;
    return resp_file(rs, "application/pdf", arena_fmt(rq->arena, "%s.pdf", name), true,
                     arena_str(rq->arena, buf_view(&b)), e);
}

enum rc sheet_send(struct req *rq, struct resp *rs, const struct sheet *s, const char *name,
                   struct str format, struct err *e)
{
    if (str_eq_c(format, "csv"))
        return sheet_csv(rq, rs, s, name, e);
    if (str_eq_c(format, "pdf"))
        return sheet_pdf(rq, rs, s, name, s->columns_n <= 6, e);
    return ERR(e, RC_NOT_FOUND, "no such format");
}
