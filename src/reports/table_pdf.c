/*
 * table_pdf.c - reports as PDF: one row at a time onto ruled pages, header repeated, totals at the end.
 */
#include "persian/digits.h"
#include "reports/cells.h"
#include "reports/pen.h"

static double weight_of(const struct table_column *c)
{
    static const double by_kind[] = {
        [TABLE_TEXT] = 2.2,   [TABLE_INT] = 0.8,  [TABLE_PERCENT] = 0.9,  [TABLE_DATE] = 1.15,
        [TABLE_MOMENT] = 1.7, [TABLE_CODE] = 1.4, [TABLE_DURATION] = 1.3,
    };

    return c->weight > 0 ? c->weight : by_kind[c->kind];
}

static enum doc_align align_of(enum table_kind kind)
{
    return kind == TABLE_TEXT || kind == TABLE_DURATION ? DOC_START : DOC_MIDDLE;
}

static void put_row(struct pen *p, const struct grid *g, const struct table *t,
                    const struct table_cell *cells, struct arena *row, enum row_kind kind)
{
    struct text texts[DOC_COLUMNS_MAX] = { 0 };

    for (size_t i = 0; i < t->columns_n; i++) {
        bool ltr = t->columns[i].kind == TABLE_CODE || t->columns[i].kind == TABLE_DATE;
        struct str s =
            kind == ROW_TOTAL && cells[i].empty ? STR_NONE : table_cell_text(row, &t->columns[i], &cells[i]);

        text_add(row, &texts[i], s, ltr ? DOC_LTR : DOC_PLAIN);
    }
    if (arena_failed(row)) {
        pen_fail(p, RC_LIMIT, "a row is too large");
        return;
    }
    grid_row(p, g, texts, kind);
}

static enum rc put_rows(struct pen *p, const struct grid *g, const struct table *t, size_t *n, struct err *e)
{
    CLEANUP(arena_freep) struct arena *row = arena_new((size_t)4 << 20);

    if (row == NULL)
        return ERR(e, RC_LIMIT, "PDF: out of memory");
    while (t->next != NULL && p->rc == RC_OK) {
        struct table_cell cells[DOC_COLUMNS_MAX] = { 0 };
        enum rc rc = t->next(t->self, cells, e);

        if (rc == RC_NOT_FOUND)
            break;
        if (rc != RC_OK)
            return rc;
        arena_clear(row);
        put_row(p, g, t, cells, row, *n % 2 == 1 ? ROW_SHADED : ROW_PLAIN);
        (*n)++;
    }
    err_clear(e);
    if (t->totals != NULL)
        put_row(p, g, t, t->totals, row, ROW_TOTAL);
    return RC_OK;
}

static void put_title(struct pen *p, const struct table *t)
{
    struct look title = { .bold = true, .size = p->size * 1.2, .align = DOC_MIDDLE, .spacing = 1 };
    struct look sub = { .align = DOC_MIDDLE, .size = p->size * 0.9, .grey = 0.25, .spacing = 1 };

    if (!str_empty(t->title))
        pen_str(p, shown_text(p->a, t->title, DOC_PLAIN), &title);
    if (!str_empty(t->subtitle))
        pen_str(p, shown_text(p->a, t->subtitle, DOC_PLAIN), &sub);
    p->y += 6;
}

static void put_notes(struct pen *p, const struct table *t, size_t rows)
{
    struct look look = { .size = p->size * 0.8, .grey = 0.25, .spacing = 1 };

    p->y += 6;
    pen_str(p, arena_fmt(p->a, "تعداد ردیف‌ها: %.*s", STR_ARG(int_fa(p->a, (int64_t)rows))),
            &look);
    for (size_t i = 0; i < t->notes_n; i++)
        pen_str(p, shown_text(p->a, t->notes[i], DOC_PLAIN), &look);
}

enum rc table_write_pdf(struct documents *docs, const struct table *t, const struct table_pdf_options *o,
                        struct buf *out, struct err *e)
{
    CLEANUP(pen_done) struct pen p = { 0 };
    struct doc_setup setup = { .title = t->title, .footer = o->footer, .created_ms = o->created_ms };
    struct doc_column columns[DOC_COLUMNS_MAX] = { 0 };
    struct grid g;
    size_t rows = 0;
    enum rc rc = table_check(t, e);

    if (rc != RC_OK)
        return rc;
    rc = pen_init(&p, docs, o->page, !o->portrait, e);
    if (rc != RC_OK)
        return rc;
    setup.footer = shown_text(p.a, o->footer, DOC_PLAIN);
    setup.title = shown_text(p.a, t->title, DOC_PLAIN);
    p.running = setup.title;
    for (size_t i = 0; i < t->columns_n; i++)
        columns[i] = (struct doc_column){ .title = shown_text(p.a, t->columns[i].title, DOC_PLAIN),
                                          .weight = weight_of(&t->columns[i]),
                                          .align = align_of(t->columns[i].kind) };
    if (o->head != NULL) {
        struct doc *d = doc_new(p.a, &setup);

        doc_letterhead(d, o->head);
        if (d != NULL)
            pen_letterhead(&p, d->head);
    }
    put_title(&p, t);
    grid_init(&g, &p, columns, t->columns_n);
    grid_header(&p, &g);
    rc = put_rows(&p, &g, t, &rows, e);
    if (rc != RC_OK)
        return rc;
    put_notes(&p, t, rows);
    return pen_finish(&p, &setup, out, e);
}
