/*
 * pen_text.c - laid-out text on pages: right to left, isolated left-to-right runs, lines over page breaks.
 *
 * Pango needs all three for Persian set from the right: a context with base direction RTL, auto_dir off,
 * ALIGN_RIGHT.
 */
#include "reports/pen.h"

#define LRI "\xE2\x81\xA6"
#define PDI "\xE2\x81\xA9"
#define PROSE_SPACING 1.12
#define WHOLE_MAX 48u /* bytes of a code or an address that stays on one line; it fits on one of A5 */

static void attr_put(PangoAttrList *list, PangoAttribute *at, size_t from, size_t to)
{
    at->start_index = (guint)from;
    at->end_index = (guint)to;
    pango_attr_list_insert(list, at);
}

/* The runs as one text for pango, with attributes. */
static struct str join_runs(struct arena *a, const struct text *t, PangoAttrList *attrs)
{
    size_t n = 0, at = 0;
    char *p;

    for (const struct run *r = t->first; r != NULL; r = r->next)
        n += r->text.len + 6;
    if (n > (size_t)INT32_MAX / 2)
        return STR_NONE;
    p = arena_alloc(a, n + 1);
    if (p == NULL)
        return STR_NONE;
    for (const struct run *r = t->first; r != NULL; r = r->next) {
        size_t from = at;

        if (r->flags & DOC_LTR) {
            memcpy(p + at, LRI, 3);
            at += 3;
        }
        memcpy(p + at, r->text.p, r->text.len);
        at += r->text.len;
        if (r->flags & DOC_LTR) {
            memcpy(p + at, PDI, 3);
            at += 3;
        }
        if (r->flags & DOC_BOLD)
            attr_put(attrs, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, at);
        if ((r->flags & DOC_LTR) && r->text.len <= WHOLE_MAX)
            attr_put(attrs, pango_attr_allow_breaks_new(FALSE), from, at);
    }
    return (struct str){ p, at };
}

static PangoLayout *new_layout(struct pen *p, const struct look *look, double width)
{
    PangoLayout *l = pango_layout_new(drawer_context(p->drawer));
    PangoFontDescription *font = pango_font_description_new();
    double size = look->size > 0 ? look->size : p->size;

    pango_font_description_set_family_static(font, "Vazirmatn");
    pango_font_description_set_weight(font, look->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(l, FALSE);
    pango_layout_set_alignment(l, look->align == DOC_MIDDLE ? PANGO_ALIGN_CENTER
                                  : look->align == DOC_END  ? PANGO_ALIGN_LEFT
                                                            : PANGO_ALIGN_RIGHT);
    pango_layout_set_line_spacing(l, (float)(look->spacing > 0 ? look->spacing : PROSE_SPACING));
    return l;
}

PangoLayout *pen_layout(struct pen *p, const struct text *t, const struct look *look, double width)
{
    PangoAttrList *attrs;
    PangoLayout *l;
    struct str s;

    if (p->rc != RC_OK)
        return NULL;
    attrs = pango_attr_list_new();
    /* a hyphen at a break would read as a part of a code or an address */
    pango_attr_list_insert(attrs, pango_attr_insert_hyphens_new(FALSE));
    s = join_runs(p->a, t, attrs);
    if (s.p == NULL) {
        pango_attr_list_unref(attrs);
        pen_fail(p, RC_LIMIT, "the document is too large");
        return NULL;
    }
    l = new_layout(p, look, width);
    pango_layout_set_attributes(l, attrs);
    pango_layout_set_text(l, s.p, (int)s.len);
    pango_attr_list_unref(attrs);
    return l;
}

PangoLayout *pen_layout_str(struct pen *p, struct str s, const struct look *look, double width)
{
    struct run run = { .text = s };
    struct text t = { &run, &run };

    if (str_empty(s))
        t = (struct text){ NULL, NULL };
    return pen_layout(p, &t, look, width);
}

void layout_freep(PangoLayout **l)
{
    if (*l != NULL)
        g_object_unref(*l);
}

double layout_height(PangoLayout *l)
{
    int h;

    pango_layout_get_size(l, NULL, &h);
    return (double)h / PANGO_SCALE;
}

double layout_width(PangoLayout *l)
{
    PangoRectangle r;

    pango_layout_get_extents(l, NULL, &r);
    return (double)r.width / PANGO_SCALE;
}

static void set_grey(struct pen *p, double grey)
{
    cairo_set_source_rgb(p->c, grey, grey, grey);
}

void pen_show(struct pen *p, PangoLayout *l, double x, double y, double grey)
{
    if (p->rc != RC_OK)
        return;
    set_grey(p, grey);
    cairo_move_to(p->c, x, y);
    pango_cairo_show_layout(p->c, l);
}

static void show_line(struct pen *p, PangoLayoutIter *it, double x, double top, double y)
{
    PangoRectangle box;

    pango_layout_iter_get_line_extents(it, NULL, &box);
    cairo_move_to(p->c, x + (double)box.x / PANGO_SCALE,
                  y + (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE - top);
    pango_cairo_show_layout_line(p->c, pango_layout_iter_get_line_readonly(it));
}

static void iter_freep(PangoLayoutIter **it)
{
    if (*it != NULL)
        pango_layout_iter_free(*it);
}

void pen_flow(struct pen *p, PangoLayout *l, double x, double grey, PangoLayout *marker, double marker_x)
{
    CLEANUP(iter_freep) PangoLayoutIter *it = NULL;
    int lines, i = 0;

    if (p->rc != RC_OK || l == NULL)
        return;
    lines = pango_layout_get_line_count(l);
    it = pango_layout_get_iter(l);
    do {
        int y0, y1;
        double height;

        pango_layout_iter_get_line_yrange(it, &y0, &y1);
        height = (double)(y1 - y0) / PANGO_SCALE;
        /* neither the first line alone at the foot of a page nor the last one alone at the head of the next
         */
        if ((i == 0 && lines > 1) || (i == lines - 2 && i > 0))
            pen_need(p, 2 * height);
        else
            pen_need(p, height);
        if (p->rc != RC_OK)
            return;
        set_grey(p, grey);
        if (i == 0 && marker != NULL)
            pen_show(p, marker, marker_x, p->y, grey);
        show_line(p, it, x, (double)y0 / PANGO_SCALE, p->y);
        p->y += height;
        i++;
    } while (pango_layout_iter_next_line(it));
}

void pen_text(struct pen *p, const struct text *t, const struct look *look)
{
    CLEANUP(layout_freep) PangoLayout *l = pen_layout(p, t, look, p->right - p->left);

    pen_flow(p, l, p->left, look->grey, NULL, 0);
}

void pen_str(struct pen *p, struct str s, const struct look *look)
{
    CLEANUP(layout_freep) PangoLayout *l = pen_layout_str(p, s, look, p->right - p->left);

    pen_flow(p, l, p->left, look->grey, NULL, 0);
}

void pen_rule(struct pen *p, double grey)
{
    if (p->rc != RC_OK)
        return;
    set_grey(p, grey);
    cairo_set_line_width(p->c, 0.6);
    cairo_move_to(p->c, p->left, p->y);
    cairo_line_to(p->c, p->right, p->y);
    cairo_stroke(p->c);
}
