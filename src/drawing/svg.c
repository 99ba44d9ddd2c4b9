/*
 * svg.c - a scene as SVG text.
 *
 * No style attribute and no script: a page's Content-Security-Policy forbids both. Sizes are in em, so that a
 * page zooms by the font size of the box around the picture; without a style sheet it has its natural size.
 * Each line of text is an element of its own: its direction and anchor do not depend on its neighbours.
 */
#include "drawing/inner.h"

#define EM 13.0 /* units of the picture in one em of the box around it */

void path_number(struct buf *out, double v)
{
    long long tenths = llround((isfinite(v) && fabs(v) < 1e9 ? v : 0) * 10);

    if (tenths < 0) {
        buf_byte(out, '-');
        tenths = -tenths;
    }
    buf_int(out, tenths / 10);
    if (tenths % 10 != 0) {
        buf_byte(out, '.');
        buf_int(out, tenths % 10);
    }
}

static void escaped(struct buf *out, struct str s)
{
    size_t pos = 0, from = 0;

    while (pos < s.len) {
        size_t at = pos;
        int32_t c = utf8_next(s, &pos);
        const char *as = c == '&'                              ? "&amp;"
                         : c == '<'                            ? "&lt;"
                         : c == '>'                            ? "&gt;"
                         : c == '"'                            ? "&quot;"
                         : c == '\n' || c == '\t' || c == '\r' ? " "
                         : c < ' ' || (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff
                             ? "\xef\xbf\xbd"
                             : NULL;

        if (as == NULL)
            continue;
        buf_str(out, str_sub(s, from, at - from));
        buf_c(out, as);
        from = pos;
    }
    buf_str(out, str_sub(s, from, pos - from));
}

/* An id of the model as part of an id of the page. */
static void put_id(struct buf *out, const struct drawing *d, struct str id)
{
    buf_str(out, d->prefix);
    buf_byte(out, '-');
    for (size_t i = 0; i < id.len; i++) {
        char c = id.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';

        if (plain)
            buf_byte(out, c);
        else if (c == '_')
            buf_byte(out, '_');
        else
            buf_fmt(out, ".%02x", (unsigned)(unsigned char)c);
    }
}

static void attr(struct buf *out, const char *name, double v)
{
    buf_fmt(out, " %s=\"", name);
    path_number(out, v);
    buf_byte(out, '"');
}

static void put_text(struct buf *out, const struct draw_item *t)
{
    buf_fmt(out, "<text class=\"%s\"", draw_paint(t->style)->class);
    if (t->turn == 0) {
        attr(out, "x", t->tx);
        attr(out, "y", t->ty);
    } else {
        buf_c(out, " transform=\"translate(");
        path_number(out, t->tx);
        buf_byte(out, ' ');
        path_number(out, t->ty);
        buf_fmt(out, ")rotate(%d)\"", t->turn);
    }
    if (fabs(t->size - SIZE_TEXT) > 0.05)
        attr(out, "font-size", t->size);
    if (t->anchor == DRAW_BEGIN)
        buf_c(out, " text-anchor=\"start\"");
    if (!t->rtl)
        buf_c(out, " direction=\"ltr\"");
    buf_byte(out, '>');
    escaped(out, t->text);
    buf_c(out, "</text>");
}

static void put_path(struct buf *out, const struct draw_item *t)
{
    buf_fmt(out, "<path class=\"%s\"", draw_paint(t->style)->class);
    if (t->x != 0 || t->y != 0 || t->scale != 1 || t->flip) {
        buf_c(out, " transform=\"translate(");
        path_number(out, t->x);
        buf_byte(out, ' ');
        path_number(out, t->y);
        buf_byte(out, ')');
        if (t->flip)
            buf_fmt(out, "scale(-%.3g %.3g)", t->scale, t->scale);
        else if (t->scale != 1)
            buf_fmt(out, "scale(%.3g)", t->scale);
        buf_byte(out, '"');
    }
    buf_c(out, " d=\"");
    buf_str(out, t->text);
    buf_c(out, "\"/>");
}

static void put_item(struct buf *out, const struct draw_item *t)
{
    switch (t->kind) {
    case DRAW_RECT:
        buf_fmt(out, "<rect class=\"%s\"", draw_paint(t->style)->class);
        attr(out, "x", t->x);
        attr(out, "y", t->y);
        attr(out, "width", t->w);
        attr(out, "height", t->h);
        if (t->round > 0)
            attr(out, "rx", t->round);
        buf_c(out, "/>");
        break;
    case DRAW_CIRCLE:
        buf_fmt(out, "<circle class=\"%s\"", draw_paint(t->style)->class);
        attr(out, "cx", t->x);
        attr(out, "cy", t->y);
        attr(out, "r", t->w);
        buf_c(out, "/>");
        break;
    case DRAW_PATH:
        put_path(out, t);
        break;
    case DRAW_LINE_OF_TEXT:
        put_text(out, t);
        break;
    }
}

static void put_group(struct buf *out, const struct drawing *d, const struct draw_group *g)
{
    static const char *const states[] = { NULL, "bp-done", "bp-here", "bp-next" };

    buf_c(out, "<g id=\"");
    put_id(out, d, g->id);
    if (states[g->state] != NULL)
        buf_fmt(out, "\" class=\"%s", states[g->state]);
    buf_c(out, "\">");
    if (g->title.len > 0) {
        buf_c(out, "<title>");
        escaped(out, g->title);
        buf_c(out, "</title>");
    }
    for (size_t i = 0; i < g->n; i++)
        put_item(out, &d->items[g->from + i]);
    buf_c(out, "</g>");
}

static void put_head(struct buf *out, const struct drawing *d, bool alone)
{
    buf_c(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bp\" role=\"img\" lang=\"fa\" width=\"");
    path_number(out, d->width / EM);
    buf_c(out, "em\" height=\"");
    path_number(out, d->height / EM);
    buf_c(out, "em\" viewBox=\"0 0 ");
    path_number(out, d->width);
    buf_byte(out, ' ');
    path_number(out, d->height);
    buf_fmt(out, "\" aria-labelledby=\"%.*s-t %.*s-d\"><title id=\"%.*s-t\">", STR_ARG(d->prefix),
            STR_ARG(d->prefix), STR_ARG(d->prefix));
    escaped(out, d->title);
    buf_fmt(out, "</title><desc id=\"%.*s-d\">", STR_ARG(d->prefix));
    escaped(out, d->about);
    buf_c(out, "</desc>");
    if (!alone)
        return;
    buf_c(out, "<style>");
    drawing_write_style(out);
    buf_c(out, ".bp{background:var(--bp-paper)}</style>");
}

struct str drawing_group_id(struct arena *a, const struct drawing *d, const struct draw_group *g)
{
    struct str s;
    struct buf b;

    buf_init(&b, (size_t)64 << 10);
    put_id(&b, d, g->id);
    s = buf_to_arena(&b, a);
    buf_free(&b);
    return s;
}

enum rc drawing_write_svg(const struct drawing *d, bool alone, struct buf *out, struct err *e)
{
    put_head(out, d, alone);
    /* not on the root: its own font size is what an em of its width means */
    buf_fmt(out, "<g direction=\"rtl\" text-anchor=\"middle\" font-size=\"%d\">", (int)SIZE_TEXT);
    for (size_t i = 0; i < d->n_groups; i++)
        put_group(out, d, &d->groups[i]);
    buf_c(out, "</g></svg>");
    if (alone)
        buf_byte(out, '\n');
    return buf_done(out, e);
}
