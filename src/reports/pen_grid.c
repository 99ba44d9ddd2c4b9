/*
 * pen_grid.c - rows of cells: columns from the right, a header on each page, long rows sliced over pages.
 */
#include "reports/pen.h"

struct slice {
    PangoLayout *layout[DOC_COLUMNS_MAX];
    PangoLayoutIter *it[DOC_COLUMNS_MAX]; /* NULL: all its lines are drawn */
};

void grid_init(struct grid *g, const struct pen *p, const struct doc_column *columns, size_t n)
{
    double sum = 0, x = p->right, width = p->right - p->left;

    *g = (struct grid){
        .n = n, .pad_x = 4, .pad_y = 2.5, .ruled = true, .columns = columns, .look = { .spacing = 0.95 }
    };
    g->look.size = p->size * (n > 9 ? 0.7 : n > 5 ? 0.8 : 0.87);
    for (size_t i = 0; i < n; i++)
        sum += columns[i].weight > 0 ? columns[i].weight : 1;
    for (size_t i = 0; i < n; i++) {
        g->width[i] = width * (columns[i].weight > 0 ? columns[i].weight : 1) / sum;
        x -= g->width[i];
        g->x[i] = x;
    }
}

static void slice_done(struct slice *s)
{
    for (size_t i = 0; i < DOC_COLUMNS_MAX; i++) {
        if (s->it[i] != NULL)
            pango_layout_iter_free(s->it[i]);
        layout_freep(&s->layout[i]);
    }
}

static double slice_init(struct slice *s, struct pen *p, const struct grid *g, const struct text *cells,
                         bool bold)
{
    double height = 0;

    for (size_t i = 0; i < g->n; i++) {
        struct look look = g->look;
        double width = g->width[i] - 2 * g->pad_x;

        look.bold = look.bold || bold;
        look.align = g->columns != NULL ? g->columns[i].align : DOC_START;
        s->layout[i] = pen_layout(p, &cells[i], &look, width > 4 ? width : 4);
        if (s->layout[i] == NULL)
            return 0;
        s->it[i] = pango_layout_get_iter(s->layout[i]);
        if (layout_height(s->layout[i]) > height)
            height = layout_height(s->layout[i]);
    }
    return height;
}

/* Draws lines of one cell from the frame's top down, as many as fit; at least one when `force`. The height
 * used. */
static double draw_cell(struct pen *p, struct slice *s, size_t i, double x, double room, bool force)
{
    int top, y0, y1;
    double used = 0;

    if (s->it[i] == NULL)
        return 0;
    pango_layout_iter_get_line_yrange(s->it[i], &top, &y1);
    for (;;) {
        PangoRectangle box;

        pango_layout_iter_get_line_yrange(s->it[i], &y0, &y1);
        if ((double)(y1 - top) / PANGO_SCALE > room && !(force && used == 0))
            return used;
        pango_layout_iter_get_line_extents(s->it[i], NULL, &box);
        cairo_move_to(p->c, x + (double)box.x / PANGO_SCALE,
                      p->y + (double)(pango_layout_iter_get_baseline(s->it[i]) - top) / PANGO_SCALE);
        pango_cairo_show_layout_line(p->c, pango_layout_iter_get_line_readonly(s->it[i]));
        used = (double)(y1 - top) / PANGO_SCALE;
        if (!pango_layout_iter_next_line(s->it[i])) {
            pango_layout_iter_free(s->it[i]);
            s->it[i] = NULL;
            return used;
        }
    }
}

static void fill(struct pen *p, const struct grid *g, double height, double r, double gr, double b)
{
    double left = g->x[g->n - 1];

    cairo_set_source_rgb(p->c, r, gr, b);
    cairo_rectangle(p->c, left, p->y, g->x[0] + g->width[0] - left, height);
    cairo_fill(p->c);
}

static void rule(struct pen *p, const struct grid *g, double y, double height)
{
    cairo_set_source_rgb(p->c, 0.55, 0.58, 0.57);
    cairo_set_line_width(p->c, 0.45);
    for (size_t i = 0; i < g->n; i++)
        cairo_rectangle(p->c, g->x[i], y, g->width[i], height);
    cairo_stroke(p->c);
}

/* One slice of a row, down to the foot of the page at most. True when nothing is left. */
static bool draw_slice(struct pen *p, const struct grid *g, struct slice *s, double whole, enum row_kind kind,
                       bool header)
{
    double room = p->bottom - p->y - 2 * g->pad_y, y = p->y, used = 0;
    double shade = whole < room ? whole : room;
    bool done = true;

    if (header)
        fill(p, g, shade + 2 * g->pad_y, 0.89, 0.94, 0.93);
    else if (kind == ROW_TOTAL)
        fill(p, g, shade + 2 * g->pad_y, 0.93, 0.93, 0.93);
    else if (kind == ROW_SHADED)
        fill(p, g, shade + 2 * g->pad_y, 0.975, 0.98, 0.975);
    cairo_set_source_rgb(p->c, 0, 0, 0);
    p->y += g->pad_y;
    for (size_t i = 0; i < g->n; i++) {
        double h = draw_cell(p, s, i, g->x[i] + g->pad_x, room, pen_page_is_empty(p) || header);

        used = h > used ? h : used;
        done = done && s->it[i] == NULL;
    }
    p->y = y + used + 2 * g->pad_y;
    if (g->ruled)
        rule(p, g, y, used + 2 * g->pad_y);
    return done;
}

void grid_header(struct pen *p, const struct grid *g)
{
    struct slice s = { 0 };
    struct text cells[DOC_COLUMNS_MAX];
    struct run runs[DOC_COLUMNS_MAX];
    double height;

    if (g->columns == NULL || p->rc != RC_OK || titles_are_empty(g->columns, g->n))
        return;
    for (size_t i = 0; i < g->n; i++) {
        runs[i] = (struct run){ .text = g->columns[i].title };
        cells[i] =
            str_empty(runs[i].text) ? (struct text){ NULL, NULL } : (struct text){ &runs[i], &runs[i] };
    }
    height = slice_init(&s, p, g, cells, true);
    if (p->rc == RC_OK)
        (void)draw_slice(p, g, &s, height, ROW_PLAIN, true);
    slice_done(&s);
}

static void next_page(struct pen *p, const struct grid *g)
{
    pen_new_page(p);
    grid_header(p, g);
}

void grid_row(struct pen *p, const struct grid *g, const struct text *cells, enum row_kind kind)
{
    struct slice s = { 0 };
    double height, page = p->bottom - p->top;
    bool done = false;

    if (p->rc != RC_OK)
        return;
    height = slice_init(&s, p, g, cells, kind == ROW_TOTAL);
    /* A row moves to the next page whole, unless it would fill most of that page too. */
    if (p->y + height + 2 * g->pad_y > p->bottom && !pen_page_is_empty(p) &&
        (height < 0.6 * page || p->bottom - p->y < 0.15 * page))
        next_page(p, g);
    while (p->rc == RC_OK && !done) {
        double before = p->y;

        done = draw_slice(p, g, &s, height, kind, false);
        if (!done && p->y - before <= 2 * g->pad_y + 0.01 && p->bottom - before > 0.8 * page) {
            pen_fail(p, RC_INVALID, "a line does not fit on a page");
            break;
        }
        if (!done)
            next_page(p, g);
    }
    slice_done(&s);
}
