/*
 * path.c - lines: rounded bends, heads and tails of flows, and reading path data again.
 */
#include "drawing/inner.h"

#define BEND 7.0
#define HEAD_LENGTH 9.0
#define HEAD_HALF 4.0

static void point(struct buf *b, char letter, double x, double y)
{
    buf_byte(b, letter);
    path_number(b, x);
    buf_byte(b, ' ');
    path_number(b, y);
}

static double distance(struct bpmn_point a, struct bpmn_point b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

/* The point `d` away from `a` on the way to `b`. */
static struct bpmn_point towards(struct bpmn_point a, struct bpmn_point b, double d)
{
    double n = distance(a, b);

    return n < 1e-6 ? a : (struct bpmn_point){ a.x + (b.x - a.x) * d / n, a.y + (b.y - a.y) * d / n };
}

static void add_path(struct scene *s, enum draw_style style, struct buf *b)
{
    scene_path(s, style, 0, 0, 1, false, arena_str(s->a, buf_view(b)));
    buf_free(b);
}

void path_line(struct scene *s, enum draw_style style, const struct bpmn_point *p, size_t n)
{
    struct buf b;

    buf_init(&b, (size_t)1 << 20);
    point(&b, 'M', p[0].x, p[0].y);
    for (size_t i = 1; i + 1 < n; i++) {
        double before = distance(p[i - 1], p[i]) / 2, after = distance(p[i], p[i + 1]) / 2;
        double r = before < after ? before : after;
        struct bpmn_point in, out;

        r = r < BEND ? r : BEND;
        in = towards(p[i], p[i - 1], r);
        out = towards(p[i], p[i + 1], r);
        point(&b, 'L', in.x, in.y);
        point(&b, 'C', in.x + (p[i].x - in.x) * 0.55, in.y + (p[i].y - in.y) * 0.55);
        point(&b, ' ', out.x + (p[i].x - out.x) * 0.55, out.y + (p[i].y - out.y) * 0.55);
        point(&b, ' ', out.x, out.y);
    }
    point(&b, 'L', p[n - 1].x, p[n - 1].y);
    add_path(s, style, &b);
}

/* A triangle whose tip is `tip`, coming from `from`; open: only its two sides. */
static void arrow(struct scene *s, enum draw_style style, struct bpmn_point from, struct bpmn_point tip,
                  bool open)
{
    struct bpmn_point foot = towards(tip, from, HEAD_LENGTH);
    double n = distance(from, tip);
    double ux = n < 1e-6 ? 0 : (tip.y - from.y) / n, uy = n < 1e-6 ? 0 : (from.x - tip.x) / n;
    struct buf b;

    buf_init(&b, 256);
    point(&b, 'M', foot.x + ux * HEAD_HALF, foot.y + uy * HEAD_HALF);
    point(&b, 'L', tip.x, tip.y);
    point(&b, 'L', foot.x - ux * HEAD_HALF, foot.y - uy * HEAD_HALF);
    if (!open)
        buf_byte(&b, 'Z');
    add_path(s, style, &b);
}

/* The last point that is far enough from the end to give the head its direction. */
static struct bpmn_point before_end(const struct line *l, bool end)
{
    size_t n = l->n;
    struct bpmn_point tip = end ? l->p[n - 1] : l->p[0];

    for (size_t i = 1; i < n; i++) {
        struct bpmn_point q = end ? l->p[n - 1 - i] : l->p[i];

        if (distance(q, tip) > 1)
            return q;
    }
    return tip;
}

/* The line, ending a little before its tip so that the head stays sharp. */
static void shaft(struct scene *s, enum draw_style style, const struct line *l, double off_start,
                  double off_end)
{
    struct bpmn_point *p = ARENA_ARRAY(s->a, struct bpmn_point, l->n);

    if (p == NULL)
        return;
    memcpy(p, l->p, l->n * sizeof(*p));
    if (distance(p[0], p[1]) > off_start + 1)
        p[0] = towards(p[0], p[1], off_start);
    if (distance(p[l->n - 2], p[l->n - 1]) > off_end + 1)
        p[l->n - 1] = towards(p[l->n - 1], p[l->n - 2], off_end);
    path_line(s, style, p, l->n);
}

static void default_slash(struct scene *s, const struct line *l)
{
    struct bpmn_point on = towards(l->p[0], before_end(l, false), 11);
    double dx = before_end(l, false).x - l->p[0].x, dy = before_end(l, false).y - l->p[0].y;
    double n = hypot(dx, dy);
    struct buf b;

    if (n < 1)
        return;
    dx /= n;
    dy /= n;
    buf_init(&b, 256);
    /* across the line, leaning against its direction */
    point(&b, 'M', on.x - dx * 3.5 - dy * 5, on.y - dy * 3.5 + dx * 5);
    point(&b, 'L', on.x + dx * 3.5 + dy * 5, on.y + dy * 3.5 - dx * 5);
    add_path(s, DRAW_FLOW, &b);
}

static void condition_diamond(struct scene *s, const struct line *l)
{
    struct bpmn_point a = l->p[0], to = before_end(l, false), c = towards(a, to, 8), d = towards(a, to, 16);
    double n = distance(a, to);
    double ux = n < 1 ? 0 : (to.y - a.y) / n, uy = n < 1 ? 0 : (a.x - to.x) / n;
    struct buf b;

    buf_init(&b, 256);
    point(&b, 'M', a.x, a.y);
    point(&b, 'L', c.x + ux * 5, c.y + uy * 5);
    point(&b, 'L', d.x, d.y);
    point(&b, 'L', c.x - ux * 5, c.y - uy * 5);
    buf_byte(&b, 'Z');
    add_path(s, DRAW_GATEWAY, &b);
}

void shape_flow(struct scene *s, const struct bpmn_flow *f)
{
    const struct line *l = &s->p->flows[f->index];
    const struct bpmn_element *from = bpmn_at(s->p->m, f->source);

    shaft(s, DRAW_FLOW, l, 0, HEAD_LENGTH - 2);
    arrow(s, DRAW_FLOW_HEAD, before_end(l, true), l->p[l->n - 1], false);
    if (f->is_default || (from != NULL && from->default_flow == f->index))
        default_slash(s, l);
    else if (f->condition.text.len > 0 && from != NULL && !bpmn_is_gateway(from))
        condition_diamond(s, l);
}

void shape_edge(struct scene *s, const struct bpmn_edge *g, uint32_t index)
{
    const struct line *l = &s->p->edges[index];

    if (g->kind == BPMN_MESSAGE_FLOW) {
        struct bpmn_point start = towards(l->p[0], l->p[1], 4);

        shaft(s, DRAW_MESSAGE, l, 7, HEAD_LENGTH - 1);
        scene_circle(s, DRAW_MESSAGE_END, start.x, start.y, 3.5);
        arrow(s, DRAW_MESSAGE_END, before_end(l, true), l->p[l->n - 1], false);
        return;
    }
    path_line(s, DRAW_TIE, l->p, l->n);
    if (g->arrow_end)
        arrow(s, DRAW_NOTE, before_end(l, true), l->p[l->n - 1], true);
    if (g->arrow_start)
        arrow(s, DRAW_NOTE, before_end(l, false), l->p[0], true);
}

/* ---- reading path data ---- */

static bool is_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool read_number(struct str *s, double *ret)
{
    double v = 0, unit = 0;
    bool minus = false;
    size_t i = 0;

    while (i < s->len && (s->p[i] == ' ' || s->p[i] == ','))
        i++;
    if (i == s->len || !is_number(s->p[i]))
        return false;
    if (s->p[i] == '-') {
        minus = true;
        i++;
    }
    for (; i < s->len && ((s->p[i] >= '0' && s->p[i] <= '9') || (s->p[i] == '.' && unit <= 0)); i++) {
        if (s->p[i] == '.') {
            unit = 1;
        } else if (unit > 0) {
            unit /= 10;
            v += unit * (s->p[i] - '0');
        } else {
            v = v * 10 + (s->p[i] - '0');
        }
    }
    *s = str_from(*s, i);
    *ret = minus ? -v : v;
    return true;
}

char draw_path_next(struct draw_pen *pen, double out[6])
{
    size_t n, at = 0;

    while (at < pen->rest.len && pen->rest.p[at] == ' ')
        at++;
    pen->rest = str_from(pen->rest, at);
    if (pen->rest.len == 0)
        return 0;
    if (!is_number(pen->rest.p[0])) {
        pen->letter = pen->rest.p[0];
        pen->rest = str_from(pen->rest, 1);
        if (pen->letter == 'Z')
            return 'Z';
    }
    n = pen->letter == 'C' ? 6 : pen->letter == 'M' || pen->letter == 'L' ? 2 : 1;
    for (size_t i = 0; i < n; i++)
        if (!read_number(&pen->rest, &out[i]))
            return 0;
    if (pen->letter == 'V') {
        out[1] = out[0];
        out[0] = pen->x;
    } else if (pen->letter == 'H') {
        out[1] = pen->y;
    }
    pen->x = out[n == 6 ? 4 : 0];
    pen->y = out[n == 6 ? 5 : 1];
    return pen->letter == 'H' || pen->letter == 'V' ? 'L' : pen->letter;
}
