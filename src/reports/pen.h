/*
 * pen.h - drawing on pages: fonts, laid-out text, rows, page breaks. Private to reports.
 *
 * A pen draws each page as a recording; pen_finish() knows how many there are, writes «صفحهٔ ۱ از ۳» on each
 * and makes the PDF. Errors are sticky and come out of pen_finish(). Lengths are points; y grows downwards;
 * the line begins at the right.
 */
#ifndef REPORTS_PEN_H
#define REPORTS_PEN_H

#include <pango/pangocairo.h>

#include "reports/model.h"

struct drawer; /* a font map and its context, used by one pen at a time */

enum rc drawer_take(struct documents *docs, struct drawer **ret, struct err *e) MUST_CHECK;
void drawer_give(struct documents *docs, struct drawer *d); /* NULL allowed */
PangoContext *drawer_context(struct drawer *d);

#define PEN_PAGES_MAX 1000u

struct pen {
    struct documents *docs;
    struct drawer *drawer;
    struct arena *a; /* the pen's own */
    cairo_t *c;      /* the page at hand */
    VEC(cairo_surface_t *) pages;
    double width, height;            /* of the page */
    double left, right, top, bottom; /* the frame of text */
    double y, body_top;              /* where the next thing goes; where this page began */
    double size;                     /* of body text */
    struct str running;              /* line at the head of the pages after the first; may be empty */
    enum rc rc;
    struct err err;
};

enum rc pen_init(struct pen *p, struct documents *docs, enum doc_page page, bool landscape,
                 struct err *e) MUST_CHECK;
void pen_done(struct pen *p); /* also for CLEANUP */
void pen_fail(struct pen *p, enum rc rc, const char *what);
void pen_new_page(struct pen *p);
/* A new page unless `height` points are left on this one or it is still empty. */
void pen_need(struct pen *p, double height);
bool pen_page_is_empty(const struct pen *p);
void pen_gap(struct pen *p, double height); /* nothing at the top of a page */
enum rc pen_finish(struct pen *p, const struct doc_setup *setup, struct buf *out, struct err *e) MUST_CHECK;

struct look {
    double size; /* 0: the pen's */
    bool bold;
    double spacing; /* of lines; 0: prose */
    double grey;    /* 0 black .. 1 white */
    enum doc_align align;
};

/* Lays out `t` in `width`. Never NULL unless the pen has failed. Free with layout_freep. */
PangoLayout *pen_layout(struct pen *p, const struct text *t, const struct look *look, double width);
PangoLayout *pen_layout_str(struct pen *p, struct str s, const struct look *look, double width);
void layout_freep(PangoLayout **l);
double layout_height(PangoLayout *l);
double layout_width(PangoLayout *l); /* of the ink's logical box */

/* Draw a whole layout with its top at `y`; nothing else moves. */
void pen_show(struct pen *p, PangoLayout *l, double x, double y, double grey);
/* Draw line by line from p->y on, over as many pages as it takes. `marker` (may be NULL) stands beside the
 * first line at `marker_x`. */
void pen_flow(struct pen *p, PangoLayout *l, double x, double grey, PangoLayout *marker, double marker_x);
void pen_text(struct pen *p, const struct text *t, const struct look *look); /* over the whole width */
void pen_str(struct pen *p, struct str s, const struct look *look);
void pen_rule(struct pen *p, double grey);

/* ---- rows: cells beside each other, sliced over pages where they must be ---- */

struct grid {
    size_t n;
    double x[DOC_COLUMNS_MAX], width[DOC_COLUMNS_MAX]; /* outer boxes, the first at the right */
    double pad_x, pad_y;
    bool ruled;
    const struct doc_column *columns; /* header repeated on each page; NULL: none */
    struct look look;
};

void grid_init(struct grid *g, const struct pen *p, const struct doc_column *columns, size_t n);
void grid_header(struct pen *p, const struct grid *g);
enum row_kind { ROW_PLAIN, ROW_SHADED, ROW_TOTAL };
void grid_row(struct pen *p, const struct grid *g, const struct text *cells, enum row_kind kind);

void pen_letterhead(struct pen *p, const struct doc_letterhead *h);

#endif
