/*
 * pen_head.c - the head of an official letter: the office at the right, the invocation in the middle, number,
 * date and attachment at the left, a rule under them.
 */
#include "reports/emblem.h"
#include "reports/pen.h"

static void emblem_move(void *self, double x, double y)
{
    cairo_move_to(self, x, y);
}

static void emblem_line(void *self, double x, double y)
{
    cairo_line_to(self, x, y);
}

static void emblem_curve(void *self, double x1, double y1, double x2, double y2, double x, double y)
{
    cairo_curve_to(self, x1, y1, x2, y2, x, y);
}

static void emblem_close(void *self)
{
    cairo_close_path(self);
}

static void draw_emblem(struct pen *p, struct str own, double x, double y, double side)
{
    struct emblem_pen ep = { emblem_move, emblem_line, emblem_curve, emblem_close, p->c };

    cairo_save(p->c);
    cairo_translate(p->c, x, y);
    cairo_scale(p->c, side / 100, side / 100);
    cairo_set_fill_rule(p->c, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_source_rgb(p->c, 0.043, 0.431, 0.388);
    cairo_new_path(p->c);
    if (emblem_walk(emblem_or_rosette(own), &ep))
        cairo_fill(p->c);
    cairo_new_path(p->c);
    cairo_restore(p->c);
}

/* Draws one text at (x, y) and gives the y under it. */
static double put(struct pen *p, struct str s, const struct look *look, double x, double y, double width)
{
    CLEANUP(layout_freep) PangoLayout *l = NULL;

    if (str_empty(s))
        return y;
    l = pen_layout_str(p, s, look, width);
    if (l == NULL)
        return y;
    pen_show(p, l, x, y, look->grey);
    return y + layout_height(l);
}

static double put_office(struct pen *p, const struct doc_letterhead *h, double y)
{
    double width = (p->right - p->left) * 0.36, x = p->right - width;
    double side = p->size * 3.6;
    struct look look = { .align = DOC_MIDDLE, .spacing = 0.95 };

    if (!h->no_emblem) {
        draw_emblem(p, h->emblem, x + (width - side) / 2, y, side);
        y += side + 4;
    }
    for (size_t i = 0; i < h->units_n; i++) {
        look.bold = i == 0;
        look.size = p->size * (i == 0 ? 0.95 : 0.83);
        y = put(p, h->units[i], &look, x, y, width);
    }
    return y;
}

static double put_mark(struct pen *p, struct str word, struct str value, double y)
{
    double width = (p->right - p->left) * 0.30;
    struct look look = { .size = p->size * 0.85, .spacing = 1 };
    struct run runs[3] = { { .text = word }, { .text = STR_INIT(": ") }, { .text = value } };
    struct text t = { &runs[0], &runs[2] };
    CLEANUP(layout_freep) PangoLayout *l = NULL;

    if (str_empty(value))
        return y;
    runs[0].next = &runs[1];
    runs[1].next = &runs[2];
    runs[2].flags = DOC_BOLD;
    l = pen_layout(p, &t, &look, width);
    if (l == NULL)
        return y;
    pen_show(p, l, p->left, y, 0);
    return y + layout_height(l);
}

void pen_letterhead(struct pen *p, const struct doc_letterhead *h)
{
    double width = p->right - p->left, y = p->y, office, marks;
    struct look invocation = { .align = DOC_MIDDLE, .bold = true, .spacing = 1 };

    if (h == NULL || p->rc != RC_OK)
        return;
    (void)put(p, h->invocation, &invocation, p->left + width * 0.30, y, width * 0.34);
    office = put_office(p, h, y);
    marks = put_mark(p, word_number, h->number, y + 4);
    marks = put_mark(p, word_date, h->date, marks);
    marks = put_mark(p, word_attachment, h->attachment, marks);
    p->y = (office > marks ? office : marks) + 8;
    pen_rule(p, 0.4);
    p->y += 10;
}
