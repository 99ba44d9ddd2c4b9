/*
 * scene.c - the display list: everything of a plan in the order of painting.
 *
 * Pools and lanes lie at the bottom, then what holds others (the larger first), lines, nodes, and boundary
 * events on top. Names outside shapes have their places (label.c) before anything is painted, so that each
 * group of items is whole.
 *
 * Not here: what a shape looks like (shape.c, glyph.c, path.c).
 */
#include "drawing/inner.h"
#include "drawing/sentence.h"

#define MARGIN 12.0

struct draw_item *scene_add(struct scene *s, enum draw_kind kind, enum draw_style style)
{
    struct draw_item t = { .kind = kind, .style = style, .scale = 1 };

    return VEC_PUSH(s->a, &s->items, t) ? &s->items.v[s->items.n - 1] : NULL;
}

void scene_rect(struct scene *s, enum draw_style style, struct draw_box b, double round)
{
    struct draw_item *t = scene_add(s, DRAW_RECT, style);

    if (t == NULL)
        return;
    t->x = b.x;
    t->y = b.y;
    t->w = b.w;
    t->h = b.h;
    t->round = round;
}

void scene_circle(struct scene *s, enum draw_style style, double x, double y, double r)
{
    struct draw_item *t = scene_add(s, DRAW_CIRCLE, style);

    if (t == NULL)
        return;
    t->x = x;
    t->y = y;
    t->w = t->h = r;
}

void scene_path(struct scene *s, enum draw_style style, double x, double y, double scale, bool flip,
                struct str d)
{
    struct draw_item *t = scene_add(s, DRAW_PATH, style);

    if (t == NULL)
        return;
    t->x = x;
    t->y = y;
    t->scale = scale;
    t->flip = flip;
    t->text = d;
}

void scene_glyph(struct scene *s, const struct glyph *g, double x, double y, double size)
{
    bool flip = g != NULL && g->directed && s->p->rtl;

    for (size_t i = 0; g != NULL && i < ARRAY_LEN(g->part) && g->part[i].d != NULL; i++)
        scene_path(s, g->part[i].style, flip ? x + size : x, y, size / 24, flip, str_c(g->part[i].d));
}

static double anchor_x(const struct lines *l, struct draw_box b, enum draw_anchor anchor)
{
    if (anchor == DRAW_MID)
        return b.x + b.w / 2;
    return l->rtl ? b.x + b.w : b.x;
}

struct draw_box scene_lines(struct scene *s, enum draw_style style, const struct lines *l, struct draw_box b,
                            int turn, enum draw_anchor anchor)
{
    double height = l->size * LINE_HEIGHT, cx = b.x + b.w / 2, cy = b.y + b.h / 2;
    struct draw_box in = { cx - l->w / 2, cy - l->h / 2, l->w, l->h };

    if (anchor == DRAW_BEGIN && turn == 0)
        in.x = l->rtl ? b.x + b.w - l->w : b.x;
    if (turn != 0)
        in = (struct draw_box){ cx - l->h / 2, cy - l->w / 2, l->h, l->w };
    for (size_t i = 0; i < l->n; i++) {
        struct draw_item *t = scene_add(s, DRAW_LINE_OF_TEXT, style);
        double across =
            (double)i * height + l->size * BASELINE; /* from the first line's top to this baseline */

        if (t == NULL)
            return in;
        t->text = l->v[i];
        t->size = l->size;
        t->rtl = l->rtl;
        t->bold = l->bold;
        t->anchor = anchor;
        t->turn = turn;
        t->tx = turn == 0  ? anchor_x(l, b, anchor)
                : turn < 0 ? cx - l->h / 2 + across
                           : cx + l->h / 2 - across;
        t->ty = turn == 0 ? cy - l->h / 2 + across : cy;
        t->w = l->width[i];
        t->h = height;
        t->x = in.x;
        t->y = turn == 0 ? in.y + (double)i * height : in.y;
    }
    return in;
}

struct str scene_title(struct scene *s, const struct bpmn_element *el)
{
    struct str kind = words_of_kind(el);

    if (el->name.len > 0 && el->kind != BPMN_ANNOTATION)
        kind = arena_fmt(s->a, "%.*s: %.*s", STR_ARG(kind), STR_ARG(el->name));
    return kind;
}

/* ---- groups ---- */

static void begin(struct scene *s, enum draw_what what, uint32_t index, struct str id, struct str title,
                  struct draw_box box)
{
    struct draw_group g = {
        .what = what, .index = index, .id = id, .title = title, .box = box, .from = s->items.n
    };

    (void)VEC_PUSH(s->a, &s->groups, g);
}

/* Closes the group; its label is around the text it holds. */
static void end(struct scene *s, bool outside)
{
    struct draw_group *g = s->groups.n > 0 ? &s->groups.v[s->groups.n - 1] : NULL;
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;

    if (g == NULL || arena_failed(s->a))
        return;
    g->n = s->items.n - g->from;
    g->label_outside = outside;
    for (size_t i = g->from; i < s->items.n; i++) {
        const struct draw_item *t = &s->items.v[i];
        double w = t->turn == 0 ? t->w : t->h, h = t->turn == 0 ? t->h : t->w, x;

        if (t->kind != DRAW_LINE_OF_TEXT)
            continue;
        x = t->turn != 0 ? t->x : t->anchor == DRAW_MID ? t->tx - t->w / 2 : t->rtl ? t->tx - t->w : t->tx;
        x0 = x < x0 ? x : x0;
        y0 = t->y < y0 ? t->y : y0;
        x1 = x + w > x1 ? x + w : x1;
        y1 = t->y + h > y1 ? t->y + h : y1;
    }
    if (x1 > x0)
        g->label = (struct draw_box){ x0, y0, x1 - x0, y1 - y0 };
}

static void put_label(struct scene *s, const struct placed *l, enum draw_style style)
{
    if (l->lines.n > 0)
        (void)scene_lines(s, style, &l->lines, l->box, 0, l->anchor);
}

static void put_element(struct scene *s, const struct bpmn_element *el)
{
    const struct spot *t = &s->p->elements[el->index];
    const struct placed *l = &s->of_element[el->index];

    begin(s, DRAW_OF_ELEMENT, el->index, el->id, scene_title(s, el), t->box);
    if (s->groups.n > 0)
        s->groups.v[s->groups.n - 1].kind = el->kind;
    shape_element(s, el);
    put_label(s, l, t->container || el->kind == BPMN_GROUP ? DRAW_TEXT_NAME : DRAW_TEXT);
    end(s, l->lines.n > 0 && !t->container);
}

static struct draw_box around(const struct line *l)
{
    double x0 = l->p[0].x, x1 = x0, y0 = l->p[0].y, y1 = y0;

    for (size_t i = 1; i < l->n; i++) {
        x0 = l->p[i].x < x0 ? l->p[i].x : x0;
        x1 = l->p[i].x > x1 ? l->p[i].x : x1;
        y0 = l->p[i].y < y0 ? l->p[i].y : y0;
        y1 = l->p[i].y > y1 ? l->p[i].y : y1;
    }
    return (struct draw_box){ x0, y0, x1 - x0, y1 - y0 };
}

static void put_lines(struct scene *s)
{
    const struct bpmn_model *m = s->p->m;

    for (uint32_t i = 0; i < m->n_edges; i++) {
        const struct bpmn_edge *g = &m->edges[i];

        if (!s->p->edges[i].shown)
            continue;
        begin(s, DRAW_OF_EDGE, i, g->id, g->name, around(&s->p->edges[i]));
        shape_edge(s, g, i);
        put_label(s, &s->of_edge[i], DRAW_TEXT_FLOW);
        end(s, true);
    }
    for (uint32_t i = 0; i < m->n_flows; i++) {
        const struct bpmn_flow *f = &m->flows[i];

        if (!s->p->flows[i].shown)
            continue;
        begin(s, DRAW_OF_FLOW, i, f->id, f->name, around(&s->p->flows[i]));
        shape_flow(s, f);
        put_label(s, &s->of_flow[i], DRAW_TEXT_FLOW);
        end(s, true);
    }
}

static void put_pools(struct scene *s)
{
    const struct bpmn_model *m = s->p->m;

    for (uint32_t i = 0; i < m->n_participants; i++) {
        if (!s->p->pools[i].shown)
            continue;
        begin(s, DRAW_OF_POOL, i, m->participants[i].id, m->participants[i].name, s->p->pools[i].box);
        shape_pool(s, i);
        end(s, false);
    }
    for (uint32_t i = 0; i < m->n_lanes; i++) {
        if (!s->p->lanes[i].shown)
            continue;
        begin(s, DRAW_OF_LANE, i, m->lanes[i].id, plan_role(s->p, m->lanes[i].name), s->p->lanes[i].box);
        shape_lane(s, i);
        end(s, false);
    }
}

struct by_area {
    double area;
    uint32_t el;
};

static int larger_first(const void *x, const void *y)
{
    const struct by_area *a = x, *b = y;

    return a->area > b->area ? -1 : a->area < b->area ? 1 : a->el < b->el ? -1 : a->el > b->el;
}

static void put_containers(struct scene *s)
{
    const struct bpmn_model *m = s->p->m;
    struct by_area *v = ARENA_ARRAY(s->a, struct by_area, m->n_elements + 1u);
    size_t n = 0;

    for (uint32_t i = 0; v != NULL && i < m->n_elements; i++) {
        const struct spot *t = &s->p->elements[i];

        if (t->shown && (t->container || m->elements[i].kind == BPMN_GROUP))
            v[n++] = (struct by_area){ t->box.w * t->box.h, i };
    }
    if (n > 0)
        qsort(v, n, sizeof(*v), larger_first);
    for (size_t i = 0; i < n; i++)
        put_element(s, &m->elements[v[i].el]);
}

static void put_nodes(struct scene *s)
{
    const struct bpmn_model *m = s->p->m;

    for (int boundary = 0; boundary < 2; boundary++)
        for (uint32_t i = 0; i < m->n_elements; i++) {
            const struct bpmn_element *el = &m->elements[i];
            const struct spot *t = &s->p->elements[i];

            if (t->shown && !t->container && el->kind != BPMN_GROUP &&
                (el->kind == BPMN_BOUNDARY_EVENT) == (boundary == 1))
                put_element(s, el);
        }
}

/* ---- the frame ---- */

/* The picture is as large as everything in it. */
static void measure(struct scene *s)
{
    double w = 0, h = 0;

    for (size_t i = 0; i < s->groups.n; i++) {
        const struct draw_group *g = &s->groups.v[i];

        w = fmax(w, fmax(g->box.x + g->box.w, g->label.x + g->label.w));
        h = fmax(h, fmax(g->box.y + g->box.h, g->label.y + g->label.h));
    }
    s->d->width = ceil(w + MARGIN);
    s->d->height = ceil(h + MARGIN);
}

static struct str title_of(const struct scene *s)
{
    const struct bpmn_model *m = s->p->m;
    const struct bpmn_element *process = bpmn_process(m, STR_NONE);

    if (s->p->o->title.len > 0)
        return s->p->o->title;
    if (process != NULL && process->name.len > 0)
        return process->name;
    for (uint32_t i = 0; i < m->n_participants; i++)
        if (m->participants[i].name.len > 0)
            return m->participants[i].name;
    return m->name.len > 0 ? m->name : process != NULL ? process->id : STR("BPMN");
}

enum rc drawing_make(struct arena *a, const struct bpmn_model *m, const struct drawing_options *o,
                     const struct drawing **ret, struct err *e)
{
    static const struct drawing_options none;
    struct plan p = { .a = a, .m = m, .o = o == NULL ? &none : o };
    struct scene s = { .p = &p, .a = a };
    enum rc rc = plan_make(&p, e);

    if (rc != RC_OK)
        return rc;
    s.d = ARENA_NEW(a, struct drawing);
    if (s.d == NULL)
        return arena_check(a, e);
    rc = label_place(&s, e);
    if (rc != RC_OK)
        return rc;
    put_pools(&s);
    put_containers(&s);
    put_lines(&s);
    put_nodes(&s);
    if (arena_failed(a))
        return arena_check(a, e);
    if (s.groups.n == 0)
        return ERR(e, RC_INVALID, "the model holds nothing that can be drawn");
    measure(&s);
    s.d->rtl = p.rtl;
    s.d->laid_out = p.laid_out;
    s.d->title = title_of(&s);
    s.d->about = words_about(a, m);
    s.d->prefix = p.o->id.len > 0 ? p.o->id : STR("bp");
    s.d->groups = s.groups.v;
    s.d->n_groups = s.groups.n;
    s.d->items = s.items.v;
    s.d->n_items = s.items.n;
    *ret = s.d;
    return arena_check(a, e);
}
