/*
 * pen.c - pages of a PDF: beginning, breaking, numbering, writing out.
 *
 * Pages are recorded first and written at the end, because each says how many there are.
 * Not here: text (pen_text.c), rows (pen_grid.c), the head of a letter (pen_head.c).
 */
#include <cairo-pdf.h>

#include "persian/jalali.h"
#include "reports/pen.h"

#define PEN_BYTES ((size_t)96 << 20)
#define FOOT 30.0 /* under the frame of text */

enum rc pen_init(struct pen *p, struct documents *docs, enum doc_page page, bool landscape, struct err *e)
{
    double w = page == DOC_A5 ? 419.53 : 595.28, h = page == DOC_A5 ? 595.28 : 841.89;
    double margin = page == DOC_A5 ? 34 : landscape ? 40 : 56;
    enum rc rc;

    *p = (struct pen){
        .docs = docs,
        .width = landscape ? h : w,
        .height = landscape ? w : h,
        .size = page == DOC_A5 ? 9.5 : 11.5,
        .left = margin,
        .top = page == DOC_A5 ? 28 : 40,
    };
    p->right = p->width - margin;
    p->bottom = p->height - (page == DOC_A5 ? 26 : 40) - FOOT / 2;
    p->a = arena_new(PEN_BYTES);
    if (p->a == NULL)
        return ERR(e, RC_LIMIT, "PDF: out of memory");
    rc = drawer_take(docs, &p->drawer, e);
    if (rc != RC_OK) {
        pen_done(p);
        return rc;
    }
    pen_new_page(p);
    return RC_OK;
}

void pen_done(struct pen *p)
{
    if (p->c != NULL)
        cairo_destroy(p->c);
    p->c = NULL;
    for (size_t i = 0; i < p->pages.n; i++)
        cairo_surface_destroy(p->pages.v[i]);
    p->pages.n = 0;
    if (p->drawer != NULL)
        drawer_give(p->docs, p->drawer);
    p->drawer = NULL;
    arena_freep(&p->a);
}

void pen_fail(struct pen *p, enum rc rc, const char *what)
{
    if (p->rc == RC_OK)
        p->rc = ERR(&p->err, rc, "PDF: %s", what);
}

static void show_running(struct pen *p)
{
    struct look look = { .size = p->size * 0.8, .grey = 0.35, .spacing = 1 };
    CLEANUP(layout_freep) PangoLayout *l = NULL;

    if (str_empty(p->running) || p->pages.n < 2)
        return;
    l = pen_layout_str(p, p->running, &look, p->right - p->left);
    if (l == NULL)
        return;
    pen_show(p, l, p->left, p->y, look.grey);
    p->y += layout_height(l) + 8;
}

void pen_new_page(struct pen *p)
{
    cairo_rectangle_t box = { 0, 0, p->width, p->height };
    cairo_surface_t *s;

    if (p->rc != RC_OK)
        return;
    if (p->pages.n >= PEN_PAGES_MAX) {
        pen_fail(p, RC_LIMIT, "more than 1000 pages; ask for CSV");
        return;
    }
    if (p->c != NULL)
        cairo_destroy(p->c);
    p->c = NULL;
    s = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &box);
    if (!VEC_PUSH(p->a, &p->pages, s)) {
        cairo_surface_destroy(s);
        pen_fail(p, RC_LIMIT, "out of memory");
        return;
    }
    p->c = cairo_create(s);
    if (cairo_status(p->c) != CAIRO_STATUS_SUCCESS)
        pen_fail(p, RC_LIMIT, "out of memory for a page");
    pango_cairo_update_context(p->c, drawer_context(p->drawer));
    p->y = p->top;
    show_running(p);
    p->body_top = p->y;
}

bool pen_page_is_empty(const struct pen *p)
{
    return p->y <= p->body_top + 0.01;
}

void pen_need(struct pen *p, double height)
{
    if (p->y + height > p->bottom && !pen_page_is_empty(p))
        pen_new_page(p);
}

void pen_gap(struct pen *p, double height)
{
    if (!pen_page_is_empty(p))
        p->y += height;
}

static cairo_status_t write_to_buf(void *self, const unsigned char *data, unsigned n)
{
    struct buf *out = self;

    buf_add(out, data, n);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void show_foot(struct pen *p, cairo_t *c, size_t page, struct str footer)
{
    double width = p->right - p->left, y = p->bottom + FOOT / 2;
    struct look look = { .size = p->size * 0.75, .spacing = 1 };
    struct str number = arena_fmt(p->a, "صفحهٔ %zu از %zu", page + 1, p->pages.n);
    CLEANUP(layout_freep) PangoLayout *left = NULL, *right = NULL;

    p->c = c;
    look.align = DOC_END;
    left = pen_layout_str(p, shown_text(p->a, number, DOC_PLAIN), &look, width * 0.3);
    look.align = DOC_START;
    right = pen_layout_str(p, footer, &look, width * 0.68);
    if (left == NULL || right == NULL)
        return;
    pango_layout_set_height(right, -1);
    pango_layout_set_ellipsize(right, PANGO_ELLIPSIZE_END);
    cairo_set_source_rgb(c, 0.6, 0.6, 0.6);
    cairo_set_line_width(c, 0.4);
    cairo_move_to(c, p->left, y - 3);
    cairo_line_to(c, p->right, y - 3);
    cairo_stroke(c);
    pen_show(p, left, p->left, y, 0.25);
    pen_show(p, right, p->right - width * 0.68, y, 0.25);
}

static void set_metadata(struct pen *p, cairo_surface_t *pdf, const struct doc_setup *setup)
{
    const char *title = arena_cstr(p->a, setup->title);
    const char *when = "";

    if (setup->created_ms != 0)
        when = arena_cstr(p->a, iso_instant(p->a, setup->created_ms));
    if (title != NULL && !str_empty(setup->title))
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "SAMAD");
    if (when != NULL)
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

static void surface_freep(cairo_surface_t **s)
{
    if (*s != NULL)
        cairo_surface_destroy(*s);
}

enum rc pen_finish(struct pen *p, const struct doc_setup *setup, struct buf *out, struct err *e)
{
    CLEANUP(surface_freep) cairo_surface_t *pdf = NULL;
    cairo_t *c;
    cairo_status_t status;

    if (p->rc == RC_OK && arena_failed(p->a))
        pen_fail(p, RC_LIMIT, "the document is too large");
    if (p->rc != RC_OK) {
        if (e != NULL)
            *e = p->err;
        return p->rc;
    }
    cairo_destroy(p->c);
    p->c = NULL;
    pdf = cairo_pdf_surface_create_for_stream(write_to_buf, out, p->width, p->height);
    set_metadata(p, pdf, setup);
    c = cairo_create(pdf);
    for (size_t i = 0; i < p->pages.n; i++) {
        cairo_set_source_surface(c, p->pages.v[i], 0, 0);
        cairo_paint(c);
        show_foot(p, c, i, setup->footer);
        cairo_show_page(c);
    }
    p->c = NULL;
    cairo_destroy(c);
    cairo_surface_finish(pdf);
    status = cairo_surface_status(pdf);
    if (out->failed)
        return buf_done(out, e);
    if (status != CAIRO_STATUS_SUCCESS)
        return ERR(e, RC_INTERNAL, "PDF: %s", cairo_status_to_string(status));
    return RC_OK;
}
