/*
 * label.c - places for names beside shapes and on lines.
 *
 * Each name is tried at the place that the file gives, then around its shape or along its line, then in
 * widening rings; the cheapest place wins. Touching a shape or another name costs more than anything else,
 * crossing a line a little. Obstacles are kept in a grid, so that a name looks only at its surroundings.
 *
 * Not here: names inside shapes (shape.c).
 */
#include "drawing/inner.h"

#define GRID_CELLS_MAX 200000.0
#define ENTRIES_MAX 1500000u
#define CELL_LEAST 60.0
#define HARD 1000.0
#define CROSSED 18.0
#define FRAME_CROSSED 60.0
#define RINGS 26
#define LABEL_NARROW 104.0
#define LABEL_WIDE 168.0

enum obstacle_kind { OBSTACLE_SHAPE, OBSTACLE_LABEL, OBSTACLE_LINE, OBSTACLE_FRAME };
struct obstacle {
    enum obstacle_kind kind;
    struct draw_box box; /* of a line: from (x, y) to (x + w, y + h), which may be negative */
    uint32_t seen;
};
struct entry {
    uint32_t obstacle, next;
};

struct labels {
    struct scene *s;
    struct plan *p;
    double cell, width, height;
    uint32_t cols, rows, turn;
    uint32_t *heads; /* 1 + index of the first entry */
    VEC(struct entry) entries;
    VEC(struct obstacle) obstacles;
};

/* ---- the grid ---- */

struct span {
    uint32_t c0, c1, r0, r1;
};

static uint32_t clamp(double v, uint32_t n)
{
    return v <= 0 ? 0 : v >= (double)n - 1 ? n - 1 : (uint32_t)v;
}

static struct span span_of(const struct labels *g, struct draw_box b)
{
    double x0 = fmin(b.x, b.x + b.w), x1 = fmax(b.x, b.x + b.w), y0 = fmin(b.y, b.y + b.h),
           y1 = fmax(b.y, b.y + b.h);

    return (struct span){ clamp(x0 / g->cell, g->cols), clamp(x1 / g->cell, g->cols),
                          clamp(y0 / g->cell, g->rows), clamp(y1 / g->cell, g->rows) };
}

static void add(struct labels *g, enum obstacle_kind kind, struct draw_box b)
{
    struct span at = span_of(g, b);
    struct obstacle o = { .kind = kind, .box = b };

    if (g->entries.n > ENTRIES_MAX || !VEC_PUSH(g->s->a, &g->obstacles, o))
        return;
    for (uint32_t r = at.r0; r <= at.r1; r++)
        for (uint32_t c = at.c0; c <= at.c1 && g->entries.n <= ENTRIES_MAX; c++) {
            uint32_t *head = &g->heads[(size_t)r * g->cols + c];

            if (!VEC_PUSH(g->s->a, &g->entries, ((struct entry){ (uint32_t)g->obstacles.n - 1, *head })))
                return;
            *head = (uint32_t)g->entries.n;
        }
}

static void add_segment(struct labels *g, enum obstacle_kind kind, double x0, double y0, double x1, double y1)
{
    add(g, kind, (struct draw_box){ x0, y0, x1 - x0, y1 - y0 });
}

static void add_frame(struct labels *g, struct draw_box b)
{
    add_segment(g, OBSTACLE_FRAME, b.x, b.y, b.x + b.w, b.y);
    add_segment(g, OBSTACLE_FRAME, b.x, b.y + b.h, b.x + b.w, b.y + b.h);
    add_segment(g, OBSTACLE_FRAME, b.x, b.y, b.x, b.y + b.h);
    add_segment(g, OBSTACLE_FRAME, b.x + b.w, b.y, b.x + b.w, b.y + b.h);
}

static double overlap(struct draw_box a, struct draw_box b)
{
    double w = fmin(a.x + a.w, b.x + b.w) - fmax(a.x, b.x), h = fmin(a.y + a.h, b.y + b.h) - fmax(a.y, b.y);

    return w > 0 && h > 0 ? w * h : 0;
}

/* Does the segment pass through the box? */
static bool crosses(struct draw_box seg, struct draw_box b)
{
    double t0 = 0, t1 = 1, p[4] = { -seg.w, seg.w, -seg.h, seg.h };
    double q[4] = { seg.x - b.x, b.x + b.w - seg.x, seg.y - b.y, b.y + b.h - seg.y };

    for (int i = 0; i < 4; i++) {
        if (fabs(p[i]) < 1e-9) {
            if (q[i] < 0)
                return false;
            continue;
        }
        if (p[i] < 0)
            t0 = fmax(t0, q[i] / p[i]);
        else
            t1 = fmin(t1, q[i] / p[i]);
    }
    return t0 < t1;
}

static double touch(struct labels *g, struct obstacle *o, struct draw_box b)
{
    double area;

    if (o->seen == g->turn)
        return 0;
    o->seen = g->turn;
    if (o->kind == OBSTACLE_LINE || o->kind == OBSTACLE_FRAME)
        return !crosses(o->box, b) ? 0 : o->kind == OBSTACLE_LINE ? CROSSED : FRAME_CROSSED;
    area = overlap(o->box, b);
    return area > 0 ? HARD + area : 0;
}

static double cost(struct labels *g, struct draw_box b)
{
    struct draw_box wide = { b.x - 2, b.y - 1, b.w + 4, b.h + 2 };
    struct span at = span_of(g, wide);
    double sum = 0;

    g->turn++;
    if (b.x < 3 || b.y < 3)
        return 100 * HARD;
    if (b.x + b.w > g->width - 3)
        sum += 60;
    for (uint32_t r = at.r0; r <= at.r1; r++)
        for (uint32_t c = at.c0; c <= at.c1; c++)
            for (uint32_t k = g->heads[(size_t)r * g->cols + c]; k != 0; k = g->entries.v[k - 1].next)
                sum += touch(g, &g->obstacles.v[g->entries.v[k - 1].obstacle], wide);
    return sum;
}

/* ---- candidates ---- */

struct choice {
    struct labels *g;
    struct lines lines, best_lines;
    struct draw_box best;
    double best_cost;
};

static void consider(struct choice *c, double x, double y, double extra)
{
    struct draw_box b = { x, y, c->lines.w, c->lines.h };
    double v;

    if (extra >= c->best_cost)
        return;
    v = extra + cost(c->g, b);
    if (v < c->best_cost) {
        c->best_cost = v;
        c->best = b;
        c->best_lines = c->lines;
    }
}

static void consider_around(struct choice *c, struct draw_box b, double extra)
{
    double w = c->lines.w, h = c->lines.h, mx = b.x + (b.w - w) / 2, my = b.y + (b.h - h) / 2;

    consider(c, mx, b.y + b.h + 3, extra);
    consider(c, mx, b.y - h - 3, extra + 4);
    consider(c, b.x + b.w / 2 + 4, b.y + b.h + 3, extra + 5);
    consider(c, b.x + b.w / 2 - 4 - w, b.y + b.h + 3, extra + 5);
    consider(c, b.x + b.w / 2 + 4, b.y - h - 3, extra + 6);
    consider(c, b.x + b.w / 2 - 4 - w, b.y - h - 3, extra + 6);
    consider(c, b.x + b.w + 4, my, extra + 9);
    consider(c, b.x - 4 - w, my, extra + 9);
    consider(c, b.x + b.w - 2, b.y + b.h + 2, extra + 9);
    consider(c, b.x + 2 - w, b.y + b.h + 2, extra + 9);
    consider(c, b.x + b.w - 2, b.y - h - 2, extra + 10);
    consider(c, b.x + 2 - w, b.y - h - 2, extra + 10);
}

static void consider_rings(struct choice *c, double x, double y)
{
    for (int ring = 1; ring <= RINGS && c->best_cost >= HARD; ring++)
        for (int k = 0; k < 16; k++) {
            double turn = (double)k * 3.14159265 / 8, r = 12.0 * ring;

            consider(c, x + r * 1.6 * cos(turn) - c->lines.w / 2, y + r * sin(turn) - c->lines.h / 2, 40 + r);
        }
}

static void along_segment(struct choice *c, struct bpmn_point a, struct bpmn_point b, double extra)
{
    static const double at[] = { 0.5, 0.3, 0.7, 0.15, 0.85 };
    double w = c->lines.w, h = c->lines.h;
    bool flat = fabs(b.x - a.x) >= fabs(b.y - a.y);

    for (size_t i = 0; i < ARRAY_LEN(at); i++) {
        double x = a.x + (b.x - a.x) * at[i], y = a.y + (b.y - a.y) * at[i], more = extra + (double)i;

        if (flat) {
            consider(c, x - w / 2, y - h - 1.5, more);
            consider(c, x - w / 2, y + 2.5, more + 1);
        } else {
            consider(c, x + 4, y - h / 2, more);
            consider(c, x - 4 - w, y - h / 2, more);
        }
    }
    if (!flat)
        return;
    /* beginning or ending with the line, when it is short */
    consider(c, fmin(a.x, b.x), a.y - h - 1.5, extra + 6);
    consider(c, fmax(a.x, b.x) - w, a.y - h - 1.5, extra + 6);
    consider(c, fmin(a.x, b.x), a.y + 2.5, extra + 6);
    consider(c, fmax(a.x, b.x) - w, a.y + 2.5, extra + 6);
}

static void consider_line(struct choice *c, const struct line *l, double extra)
{
    for (size_t i = 0; i + 1 < l->n && i < 16; i++) {
        double len = hypot(l->p[i + 1].x - l->p[i].x, l->p[i + 1].y - l->p[i].y);

        along_segment(c, l->p[i], l->p[i + 1], extra + (double)i * 1.5 + (len < c->lines.w ? 8 : 0));
    }
}

static void keep(struct labels *g, struct choice *c, struct placed *out)
{
    if (c->best_lines.n == 0)
        return;
    out->lines = c->best_lines;
    out->box = c->best;
    out->anchor = DRAW_MID;
    add(g, OBSTACLE_LABEL, c->best);
}

/* ---- what is named ---- */

static void name_shape(struct labels *g, const struct bpmn_element *el)
{
    const struct spot *t = &g->p->elements[el->index];
    struct choice c = { .g = g, .best_cost = 1e12 };
    double given = t->has_label ? t->label.w : 0, widths[2] = { fmax(LABEL_NARROW, given), LABEL_WIDE };

    for (int i = 0; i < 2; i++) {
        c.lines = text_wrap(g->s->a, g->p->o, el->name, SIZE_SMALL, false, widths[i], 6);
        if (c.lines.n == 0)
            return;
        if (t->has_label)
            consider(&c, t->label.x + (t->label.w - c.lines.w) / 2, t->label.y + (t->label.h - c.lines.h) / 2,
                     -6 + 5 * i);
        consider_around(&c, t->box, 5.0 * i);
        if (c.best_cost < 5)
            break;
    }
    consider_rings(&c, t->box.x + t->box.w / 2, t->box.y + t->box.h / 2);
    keep(g, &c, &g->s->of_element[el->index]);
}

static void name_line(struct labels *g, const struct line *l, struct str name, struct placed *out)
{
    struct choice c = { .g = g, .best_cost = 1e12 };
    double given = l->has_label ? l->label.w : 0, widths[2] = { fmax(LABEL_NARROW, given), LABEL_WIDE };

    for (int i = 0; i < 2; i++) {
        c.lines = text_wrap(g->s->a, g->p->o, name, SIZE_SMALL, false, widths[i], 4);
        if (c.lines.n == 0)
            return;
        if (l->has_label)
            consider(&c, l->label.x + (l->label.w - c.lines.w) / 2, l->label.y + (l->label.h - c.lines.h) / 2,
                     -4 + 5 * i);
        consider_line(&c, l, 5.0 * i);
        if (c.best_cost < 5)
            break;
    }
    consider_rings(&c, l->p[0].x, l->p[0].y);
    keep(g, &c, out);
}

/* The name of a container stands at its head, inside. */
static void name_container(struct labels *g, const struct bpmn_element *el)
{
    const struct spot *t = &g->p->elements[el->index];
    struct placed *out = &g->s->of_element[el->index];
    double width = fmax(t->box.w - 24, 20);

    out->lines = text_wrap(g->s->a, g->p->o, el->name, SIZE_TEXT, true, width, t->box.h > 80 ? 2 : 1);
    out->box = (struct draw_box){ t->box.x + 12, t->box.y + 4, width, out->lines.h };
    if (g->p->rtl)
        out->box.x = t->box.x + t->box.w - 12 - width;
    out->anchor = DRAW_BEGIN;
    if (out->lines.n == 0)
        return;
    if (out->lines.rtl)
        out->box.x += out->box.w - out->lines.w;
    out->box.w = out->lines.w;
    add(g, OBSTACLE_LABEL, out->box);
}

/* ---- all of it ---- */

static void add_line(struct labels *g, const struct line *l)
{
    for (size_t i = 0; l->shown && i + 1 < l->n; i++)
        add_segment(g, OBSTACLE_LINE, l->p[i].x, l->p[i].y, l->p[i + 1].x, l->p[i + 1].y);
}

static void add_obstacles(struct labels *g)
{
    const struct plan *p = g->p;
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_participants; i++) {
        if (!p->pools[i].shown)
            continue;
        add_frame(g, p->pools[i].box);
        add(g, OBSTACLE_SHAPE, shape_pool_is_closed(p, i) ? p->pools[i].box : shape_head(p, &p->pools[i]));
    }
    for (uint32_t i = 0; i < m->n_lanes; i++)
        if (p->lanes[i].shown) {
            add_frame(g, p->lanes[i].box);
            add(g, OBSTACLE_SHAPE, shape_head(p, &p->lanes[i]));
        }
    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct spot *t = &p->elements[i];

        if (t->shown && (t->container || m->elements[i].kind == BPMN_GROUP))
            add_frame(g, t->box);
        else if (t->shown)
            add(g, OBSTACLE_SHAPE, t->box);
    }
    for (uint32_t i = 0; i < m->n_flows; i++)
        add_line(g, &p->flows[i]);
    for (uint32_t i = 0; i < m->n_edges; i++)
        add_line(g, &p->edges[i]);
}

static void size_up(struct labels *g)
{
    const struct plan *p = g->p;

    g->width = g->height = 1;
    for (uint32_t i = 0; i < p->m->n_elements; i++) {
        g->width = fmax(g->width, p->elements[i].shown ? p->elements[i].box.x + p->elements[i].box.w : 0);
        g->height = fmax(g->height, p->elements[i].shown ? p->elements[i].box.y + p->elements[i].box.h : 0);
    }
    for (uint32_t i = 0; i < p->m->n_participants; i++) {
        g->width = fmax(g->width, p->pools[i].shown ? p->pools[i].box.x + p->pools[i].box.w : 0);
        g->height = fmax(g->height, p->pools[i].shown ? p->pools[i].box.y + p->pools[i].box.h : 0);
    }
    g->width += 24;
    g->height += 24;
    g->cell = fmax(CELL_LEAST, sqrt(g->width * g->height / GRID_CELLS_MAX));
    g->cols = (uint32_t)(g->width / g->cell) + 1;
    g->rows = (uint32_t)(g->height / g->cell) + 1;
}

static void name_all(struct labels *g)
{
    const struct plan *p = g->p;
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_elements; i++)
        if (p->elements[i].shown && (p->elements[i].container || m->elements[i].kind == BPMN_GROUP))
            name_container(g, &m->elements[i]);
    for (uint32_t i = 0; i < m->n_elements; i++)
        if (p->elements[i].shown && plan_is_outside_label(&m->elements[i]))
            name_shape(g, &m->elements[i]);
    for (uint32_t i = 0; i < m->n_flows; i++)
        if (p->flows[i].shown)
            name_line(g, &p->flows[i], m->flows[i].name, &g->s->of_flow[i]);
    for (uint32_t i = 0; i < m->n_edges; i++)
        if (p->edges[i].shown)
            name_line(g, &p->edges[i], m->edges[i].name, &g->s->of_edge[i]);
}

enum rc label_place(struct scene *s, struct err *e)
{
    struct labels g = { .s = s, .p = s->p };
    const struct bpmn_model *m = s->p->m;

    s->of_element = ARENA_ARRAY(s->a, struct placed, m->n_elements + 1u);
    s->of_flow = ARENA_ARRAY(s->a, struct placed, m->n_flows + 1u);
    s->of_edge = ARENA_ARRAY(s->a, struct placed, m->n_edges + 1u);
    size_up(&g);
    g.heads = ARENA_ARRAY(s->a, uint32_t, (size_t)g.cols * g.rows);
    if (arena_failed(s->a))
        return arena_check(s->a, e);
    add_obstacles(&g);
    name_all(&g);
    return arena_check(s->a, e);
}
