/*
 * picture.c - a drawing's scene painted with Cairo and Pango; widths of text for those who lay it out.
 *
 * Not here: what is where (drawing/).
 */
#include <math.h>

#include "drawing/drawing.h"
#include "port/picture.h"
#include "reports/pen.h"

#define RLI "\xE2\x81\xA7"
#define LRI "\xE2\x81\xA6"
#define PDI "\xE2\x81\xA9"

/* ---- widths ---- */

struct ruler {
    struct documents *docs;
    struct drawer *drawer;
    PangoLayout *layout;
    double size;
    bool bold;
};

static PangoLayout *line_layout(struct drawer *d)
{
    PangoLayout *l = pango_layout_new(drawer_context(d));

    pango_layout_set_auto_dir(l, FALSE);
    pango_layout_set_single_paragraph_mode(l, TRUE);
    return l;
}

static void set_font(PangoLayout *l, double size, bool bold)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, "Vazirmatn");
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
}

enum rc ruler_open(struct documents *docs, struct ruler **ret, struct err *e)
{
    struct ruler *r = calloc(1, sizeof(*r));
    enum rc rc;

    if (r == NULL)
        return ERR(e, RC_LIMIT, "ruler: out of memory");
    r->docs = docs;
    rc = drawer_take(docs, &r->drawer, e);
    if (rc != RC_OK) {
        free(r);
        return rc;
    }
    r->layout = line_layout(r->drawer);
    *ret = r;
    return RC_OK;
}

void ruler_close(struct ruler *r)
{
    if (r == NULL)
        return;
    g_object_unref(r->layout);
    drawer_give(r->docs, r->drawer);
    free(r);
}

void ruler_closep(struct ruler **r)
{
    ruler_close(*r);
}

double ruler_width(void *self, struct str text, double size, bool bold)
{
    struct ruler *r = self;
    PangoRectangle box;

    if (fabs(r->size - size) > 0.001 || r->bold != bold) {
        set_font(r->layout, size, bold);
        r->size = size;
        r->bold = bold;
    }
    pango_layout_set_text(r->layout, text.len == 0 ? "" : text.p, (int)text.len);
    pango_layout_get_extents(r->layout, NULL, &box);
    return (double)box.width / PANGO_SCALE;
}

/* ---- painting ---- */

struct painter {
    cairo_t *c;
    struct drawer *drawer;
    PangoLayout *layout;
};

static unsigned hex(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 0;
}

/* False for "none". */
static bool set_colour(cairo_t *c, const char *colour)
{
    double v[3];

    if (colour[0] != '#')
        return false;
    for (size_t i = 0; i < 3; i++)
        v[i] = (double)(hex(colour[1 + 2 * i]) * 16 + hex(colour[2 + 2 * i])) / 255;
    cairo_set_source_rgb(c, v[0], v[1], v[2]);
    return true;
}

static void set_dash(cairo_t *c, const char *dash)
{
    double v[8];
    int n = 0;

    for (const char *p = dash; p != NULL && *p != '\0' && n < 8;) {
        double whole = 0, unit = 1;
        bool point = false;

        for (; *p != '\0' && *p != ' '; p++) {
            if (*p == '.') {
                point = true;
                continue;
            }
            unit = point ? unit / 10 : unit;
            whole = point ? whole + unit * (*p - '0') : whole * 10 + (*p - '0');
        }
        v[n++] = whole;
        while (*p == ' ')
            p++;
    }
    cairo_set_dash(c, v, n, 0);
}

static void fill_and_stroke(struct painter *p, const struct draw_paint *look)
{
    if (set_colour(p->c, look->fill))
        cairo_fill_preserve(p->c);
    if (look->width > 0 && set_colour(p->c, look->stroke)) {
        cairo_set_line_width(p->c, look->width);
        set_dash(p->c, look->dash);
        cairo_stroke_preserve(p->c);
    }
    cairo_new_path(p->c);
}

static void rounded(cairo_t *c, const struct draw_item *t)
{
    double r = fmin(t->round, fmin(t->w, t->h) / 2);

    if (r <= 0) {
        cairo_rectangle(c, t->x, t->y, t->w, t->h);
        return;
    }
    cairo_arc(c, t->x + t->w - r, t->y + r, r, -M_PI / 2, 0);
    cairo_arc(c, t->x + t->w - r, t->y + t->h - r, r, 0, M_PI / 2);
    cairo_arc(c, t->x + r, t->y + t->h - r, r, M_PI / 2, M_PI);
    cairo_arc(c, t->x + r, t->y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(c);
}

static void trace(cairo_t *c, struct str d)
{
    struct draw_pen pen = { .rest = d };
    double v[6];

    for (char k = draw_path_next(&pen, v); k != 0; k = draw_path_next(&pen, v)) {
        if (k == 'M')
            cairo_move_to(c, v[0], v[1]);
        else if (k == 'L')
            cairo_line_to(c, v[0], v[1]);
        else if (k == 'C')
            cairo_curve_to(c, v[0], v[1], v[2], v[3], v[4], v[5]);
        else
            cairo_close_path(c);
    }
}

static void paint_path(struct painter *p, const struct draw_item *t)
{
    cairo_save(p->c);
    cairo_translate(p->c, t->x, t->y);
    cairo_scale(p->c, t->flip ? -t->scale : t->scale, t->scale);
    trace(p->c, t->text);
    fill_and_stroke(p, draw_paint(t->style));
    cairo_restore(p->c);
}

/* An isolate gives the line its direction, whatever its first and last letters. */
static void paint_text(struct painter *p, const struct draw_item *t)
{
    const struct draw_paint *look = draw_paint(t->style);
    char *text = malloc(t->text.len + 8);
    PangoLayoutLine *line;
    PangoRectangle box;
    double x, dx;

    if (text == NULL)
        return;
    memcpy(text, t->rtl ? RLI : LRI, 3);
    memcpy(text + 3, t->text.p, t->text.len);
    memcpy(text + 3 + t->text.len, PDI, 3);
    set_font(p->layout, t->size, t->bold);
    pango_layout_set_text(p->layout, text, (int)t->text.len + 6);
    free(text);
    line = pango_layout_get_line_readonly(p->layout, 0);
    pango_layout_line_get_extents(line, NULL, &box);
    x = (double)box.width / PANGO_SCALE;
    dx = t->anchor == DRAW_MID ? -x / 2 : t->rtl ? -x : 0;
    cairo_save(p->c);
    cairo_translate(p->c, t->tx, t->ty);
    cairo_rotate(p->c, t->turn * M_PI / 180);
    cairo_move_to(p->c, dx, 0);
    if (look->width > 0 && set_colour(p->c, look->stroke)) {
        pango_cairo_layout_line_path(p->c, line);
        cairo_set_line_width(p->c, look->width);
        cairo_set_dash(p->c, NULL, 0, 0);
        cairo_stroke(p->c);
        cairo_move_to(p->c, dx, 0);
    }
    if (set_colour(p->c, look->fill))
        pango_cairo_show_layout_line(p->c, line);
    cairo_restore(p->c);
    cairo_new_path(p->c);
}

static void paint(struct painter *p, const struct draw_item *t)
{
    switch (t->kind) {
    case DRAW_RECT:
        rounded(p->c, t);
        fill_and_stroke(p, draw_paint(t->style));
        break;
    case DRAW_CIRCLE:
        cairo_arc(p->c, t->x, t->y, t->w, 0, 2 * M_PI);
        fill_and_stroke(p, draw_paint(t->style));
        break;
    case DRAW_PATH:
        paint_path(p, t);
        break;
    case DRAW_LINE_OF_TEXT:
        paint_text(p, t);
        break;
    }
}

static cairo_status_t append(void *closure, const unsigned char *data, unsigned length)
{
    struct buf *out = closure;

    buf_add(out, data, length);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void surface_freep(cairo_surface_t **s)
{
    if (*s != NULL)
        cairo_surface_destroy(*s);
}

static enum rc paint_all(struct documents *docs, const struct drawing *d, cairo_surface_t *surface,
                         double scale, struct err *e)
{
    struct painter p = { 0 };
    enum rc rc = drawer_take(docs, &p.drawer, e);

    if (rc != RC_OK)
        return rc;
    p.c = cairo_create(surface);
    p.layout = line_layout(p.drawer);
    cairo_set_source_rgb(p.c, 1, 1, 1);
    cairo_paint(p.c);
    cairo_scale(p.c, scale, scale);
    cairo_set_line_join(p.c, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < d->n_groups; i++)
        for (size_t k = 0; k < d->groups[i].n; k++)
            paint(&p, &d->items[d->groups[i].from + k]);
    if (cairo_status(p.c) != CAIRO_STATUS_SUCCESS)
        rc = ERR(e, RC_INTERNAL, "picture: %s", cairo_status_to_string(cairo_status(p.c)));
    g_object_unref(p.layout);
    cairo_destroy(p.c);
    drawer_give(docs, p.drawer);
    return rc;
}

enum rc picture_write_png(struct documents *docs, const struct drawing *d, double scale, struct buf *out,
                          struct err *e)
{
    CLEANUP(surface_freep) cairo_surface_t *surface = NULL;
    double side = fmax(d->width, d->height);
    enum rc rc;

    if (side * scale > PICTURE_SIDE_MAX)
        scale = PICTURE_SIDE_MAX / side;
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(d->width * scale),
                                         (int)ceil(d->height * scale));
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return ERR(e, RC_LIMIT, "picture: no memory for it");
    rc = paint_all(docs, d, surface, scale, e);
    if (rc != RC_OK)
        return rc;
    if (cairo_surface_write_to_png_stream(surface, append, out) != CAIRO_STATUS_SUCCESS && !out->failed)
        return ERR(e, RC_INTERNAL, "picture: it cannot be written as PNG");
    return buf_done(out, e);
}
