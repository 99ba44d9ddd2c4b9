/*
 * plan.c - where everything goes: as the file's diagram says, or laid out when it says too little.
 *
 * A diagram is used when every flow node of each process that it shows has a shape (those inside a collapsed
 * sub-process may be missing) and its numbers make sense. Further diagrams of the file, such as the insides
 * of collapsed sub-processes, stand under the first. Words decide the direction: when most letters are
 * Persian and the flows run from left to right, places are mirrored; shapes themselves and their glyphs are
 * not.
 *
 * Not here: laying out (layout.c), making shapes of it (scene.c).
 */
#include "drawing/inner.h"

#define FAR 60000.0 /* a diagram wider or higher than this is no drawing */
#define LEAST 4.0   /* nothing is smaller */
#define PLANE_GAP 60.0
#define MARGIN 24.0
#define PLANES_MAX 200u

struct str plan_role(const struct plan *p, struct str name)
{
    return p->o->role == NULL || name.len == 0 ? name : p->o->role(p->o->role_self, name);
}

bool plan_is_outside_label(const struct bpmn_element *el)
{
    return bpmn_is_event(el) || bpmn_is_gateway(el) ||
           (el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_DATA_OUTPUT);
}

struct draw_box plan_size(const struct plan *p, const struct bpmn_element *el)
{
    struct draw_box b = { 0, 0, 124, 76 };

    if (bpmn_is_event(el)) {
        b.w = b.h = 36;
    } else if (bpmn_is_gateway(el)) {
        b.w = b.h = 50;
    } else if (el->kind == BPMN_DATA_STORE) {
        b.w = b.h = 50;
    } else if (el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_DATA_OUTPUT) {
        b.w = 36;
        b.h = 50;
    } else if (el->kind == BPMN_ANNOTATION) {
        struct lines l = text_wrap(p->a, p->o, el->name, SIZE_SMALL, false, 150, 12);

        b.w = (l.w > 40 ? l.w : 40) + 14;
        b.h = (l.h > 24 ? l.h : 24) + 8;
    }
    return b;
}

/* ---- from the diagram ---- */

static struct draw_box box_of(const struct bpmn_box *b)
{
    return (struct draw_box){ b->x, b->y, b->w, b->h };
}

static struct spot spot_of(const struct bpmn_shape *s)
{
    struct spot t = { .shown = s->box.given && s->plane < PLANES_MAX,
                      .horizontal = s->horizontal,
                      .box = box_of(&s->box) };

    if (t.box.w < LEAST)
        t.box.w = LEAST;
    if (t.box.h < LEAST)
        t.box.h = LEAST;
    t.has_label = s->label.given && s->label.w > 0;
    t.label = box_of(&s->label);
    return t;
}

static bool holds_others(const struct bpmn_element *el)
{
    return (bpmn_is_scope(el) && el->kind != BPMN_PROCESS) || el->kind == BPMN_CALL_ACTIVITY;
}

/* Is it inside a sub-process that is drawn closed? */
static bool is_hidden(const struct bpmn_model *m, const struct bpmn_element *el)
{
    for (const struct bpmn_element *up = bpmn_at(m, el->parent); up != NULL && up->kind != BPMN_PROCESS;
         up = bpmn_at(m, up->parent))
        if (up->shape.box.given && !up->shape.expanded)
            return true;
    return false;
}

static bool is_sane(const struct bpmn_box *b)
{
    return !b->given || (fabs(b->x) < FAR && fabs(b->y) < FAR && b->w < FAR && b->h < FAR);
}

/* Does the file say where things go? */
static bool has_diagram(const struct plan *p)
{
    const struct bpmn_model *m = p->m;
    bool *drawn = ARENA_ARRAY(p->a, bool, m->n_elements);
    bool any = false;

    if (drawn == NULL || !m->has_diagram)
        return false;
    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct bpmn_element *el = &m->elements[i], *process = bpmn_process_of(m, el);

        if (!is_sane(&el->shape.box))
            return false;
        if (el->shape.box.given && bpmn_is_node(el) && process != NULL)
            any = drawn[process->index] = true;
    }
    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct bpmn_element *el = &m->elements[i], *process = bpmn_process_of(m, el);

        if (bpmn_is_node(el) && !el->shape.box.given && process != NULL && drawn[process->index] &&
            !is_hidden(m, el))
            return false;
    }
    for (uint32_t i = 0; i < m->n_participants; i++)
        if (!is_sane(&m->participants[i].shape.box))
            return false;
        else
            any = any || m->participants[i].shape.box.given;
    for (uint32_t i = 0; i < m->n_lanes; i++)
        if (!is_sane(&m->lanes[i].shape.box))
            return false;
    return any;
}

static bool take_points(struct plan *p, struct line *l, const struct bpmn_point *points, size_t n,
                        const struct bpmn_box *label)
{
    if (n < 2)
        return false;
    l->p = ARENA_ARRAY(p->a, struct bpmn_point, n);
    if (l->p == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (fabs(points[i].x) > FAR || fabs(points[i].y) > FAR)
            return false;
        if (l->n > 0 && fabs(points[i].x - l->p[l->n - 1].x) < 0.01 &&
            fabs(points[i].y - l->p[l->n - 1].y) < 0.01)
            continue;
        l->p[l->n++] = points[i];
    }
    l->shown = l->n > 1;
    l->has_label = label->given && label->w > 0;
    l->label = box_of(label);
    return l->shown;
}

/* Where the line from the middle of `b` towards (x, y) leaves it. */
static struct bpmn_point leaves(struct draw_box b, double x, double y)
{
    double cx = b.x + b.w / 2, cy = b.y + b.h / 2, dx = x - cx, dy = y - cy;
    double sx = fabs(dx) > 0.01 ? b.w / 2 / fabs(dx) : 1e9, sy = fabs(dy) > 0.01 ? b.h / 2 / fabs(dy) : 1e9;
    double s = sx < sy ? sx : sy;

    if (s > 1)
        s = 1;
    return (struct bpmn_point){ cx + dx * s, cy + dy * s };
}

/* The shape of anything by id; NULL when it has none. */
static const struct spot *find_spot(const struct plan *p, struct str id)
{
    const struct bpmn_element *el = bpmn_find(p->m, id);

    if (el != NULL)
        return p->elements[el->index].shown ? &p->elements[el->index] : NULL;
    for (uint32_t i = 0; i < p->m->n_participants && i < 1000; i++)
        if (str_eq(p->m->participants[i].id, id))
            return p->pools[i].shown ? &p->pools[i] : NULL;
    return NULL;
}

/* A line that the file does not draw: straight from border to border; to a compensation handler with a bend,
 * from the foot of the event. */
static void join(struct plan *p, struct line *l, const struct spot *a, const struct spot *b, bool bend)
{
    double ax, bx, ay, by;

    if (a == NULL || b == NULL || a == b || !a->shown || !b->shown)
        return;
    l->p = ARENA_ARRAY(p->a, struct bpmn_point, 3);
    if (l->p == NULL)
        return;
    ax = a->box.x + a->box.w / 2;
    ay = a->box.y + a->box.h / 2;
    bx = b->box.x + b->box.w / 2;
    by = b->box.y + b->box.h / 2;
    if (bend && by > a->box.y + a->box.h + 6 && fabs(bx - ax) > b->box.w / 2) {
        l->p[0] = (struct bpmn_point){ ax, a->box.y + a->box.h };
        l->p[1] = (struct bpmn_point){ ax, by };
        l->p[2] = (struct bpmn_point){ bx > ax ? b->box.x : b->box.x + b->box.w, by };
        l->n = 3;
    } else {
        l->p[0] = leaves(a->box, bx, by);
        l->p[1] = leaves(b->box, ax, ay);
        l->n = 2;
    }
    l->shown = true;
}

void plan_join_missing(struct plan *p)
{
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_flows; i++) {
        const struct bpmn_flow *f = &m->flows[i];

        if (!p->flows[i].shown && f->source != BPMN_NONE && f->target != BPMN_NONE)
            join(p, &p->flows[i], &p->elements[f->source], &p->elements[f->target], false);
    }
    for (uint32_t i = 0; i < m->n_edges; i++) {
        const struct bpmn_edge *g = &m->edges[i];
        const struct bpmn_element *el = bpmn_find(m, g->source);

        if (!p->edges[i].shown)
            join(p, &p->edges[i], find_spot(p, g->source), find_spot(p, g->target),
                 el != NULL && el->kind == BPMN_BOUNDARY_EVENT);
    }
}

static void copy_lines(struct plan *p)
{
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_flows; i++)
        if (m->flows[i].source != BPMN_NONE && m->flows[i].target != BPMN_NONE &&
            !take_points(p, &p->flows[i], m->flows[i].points, m->flows[i].n_points, &m->flows[i].label))
            p->flows[i] = (struct line){ 0 };
    for (uint32_t i = 0; i < m->n_edges; i++)
        if (!take_points(p, &p->edges[i], m->edges[i].points, m->edges[i].n_points, &m->edges[i].label))
            p->edges[i] = (struct line){ 0 };
    plan_join_missing(p);
}

static void from_diagram(struct plan *p)
{
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct bpmn_element *el = &m->elements[i];

        p->elements[i] = spot_of(&el->shape);
        if (el->kind == BPMN_PROCESS)
            p->elements[i].shown = false;
        p->elements[i].container = holds_others(el) && el->shape.expanded;
    }
    for (uint32_t i = 0; i < m->n_lanes; i++)
        p->lanes[i] = spot_of(&m->lanes[i].shape);
    for (uint32_t i = 0; i < m->n_participants; i++)
        p->pools[i] = spot_of(&m->participants[i].shape);
    copy_lines(p);
}

/* ---- moving ---- */

struct frame {
    double x0, y0, x1, y1;
    bool any;
};

static void frame_add(struct frame *f, double x, double y)
{
    if (!f->any)
        *f = (struct frame){ x, y, x, y, true };
    f->x0 = x < f->x0 ? x : f->x0;
    f->y0 = y < f->y0 ? y : f->y0;
    f->x1 = x > f->x1 ? x : f->x1;
    f->y1 = y > f->y1 ? y : f->y1;
}

typedef void each_fn(void *arg, struct spot *s, struct line *l, uint32_t plane);

/* Everything that is shown, once. */
static void each(struct plan *p, each_fn *fn, void *arg)
{
    const struct bpmn_model *m = p->m;

    for (uint32_t i = 0; i < m->n_elements; i++)
        if (p->elements[i].shown)
            fn(arg, &p->elements[i], NULL, m->elements[i].shape.plane);
    for (uint32_t i = 0; i < m->n_lanes; i++)
        if (p->lanes[i].shown)
            fn(arg, &p->lanes[i], NULL, m->lanes[i].shape.plane);
    for (uint32_t i = 0; i < m->n_participants; i++)
        if (p->pools[i].shown)
            fn(arg, &p->pools[i], NULL, m->participants[i].shape.plane);
    for (uint32_t i = 0; i < m->n_flows; i++)
        if (p->flows[i].shown)
            fn(arg, NULL, &p->flows[i], m->elements[m->flows[i].source].shape.plane);
    for (uint32_t i = 0; i < m->n_edges; i++) {
        const struct bpmn_element *el = bpmn_find(m, m->edges[i].source);

        if (p->edges[i].shown)
            fn(arg, NULL, &p->edges[i], el == NULL ? 0 : el->shape.plane);
    }
}

static void grow(void *arg, struct spot *s, struct line *l, uint32_t plane)
{
    struct frame *f = &((struct frame *)arg)[plane < PLANES_MAX ? plane : 0];

    if (s != NULL) {
        frame_add(f, s->box.x, s->box.y);
        frame_add(f, s->box.x + s->box.w, s->box.y + s->box.h);
    }
    for (size_t i = 0; l != NULL && i < l->n; i++)
        frame_add(f, l->p[i].x, l->p[i].y);
}

struct shift {
    const struct frame *from;
    double y[PLANES_MAX];
    double mirror; /* the sum of old and new x; 0: not mirrored */
};

static void move_box(struct draw_box *b, double dx, double dy)
{
    b->x += dx;
    b->y += dy;
}

static void move(void *arg, struct spot *s, struct line *l, uint32_t plane)
{
    const struct shift *t = arg;
    uint32_t k = plane < PLANES_MAX ? plane : 0;
    double dx = MARGIN - t->from[k].x0, dy = t->y[k] - t->from[k].y0;

    if (s != NULL) {
        move_box(&s->box, dx, dy);
        move_box(&s->label, dx, dy);
    }
    for (size_t i = 0; l != NULL && i < l->n; i++) {
        l->p[i].x += dx;
        l->p[i].y += dy;
    }
    if (l != NULL)
        move_box(&l->label, dx, dy);
}

static void mirror(void *arg, struct spot *s, struct line *l, uint32_t plane UNUSED)
{
    double sum = *(double *)arg;

    if (s != NULL) {
        s->box.x = sum - s->box.x - s->box.w;
        s->label.x = sum - s->label.x - s->label.w;
    }
    for (size_t i = 0; l != NULL && i < l->n; i++)
        l->p[i].x = sum - l->p[i].x;
    if (l != NULL)
        l->label.x = sum - l->label.x - l->label.w;
}

/* Put the planes under each other, the whole into the first quadrant; its width comes back. */
static double settle(struct plan *p)
{
    struct frame *frames = ARENA_ARRAY(p->a, struct frame, PLANES_MAX);
    struct shift t = { .from = frames };
    double y = MARGIN, width = 0;

    if (frames == NULL)
        return 0;
    each(p, grow, frames);
    for (uint32_t i = 0; i < PLANES_MAX; i++) {
        if (!frames[i].any)
            continue;
        t.y[i] = y;
        y += frames[i].y1 - frames[i].y0 + PLANE_GAP;
        if (frames[i].x1 - frames[i].x0 > width)
            width = frames[i].x1 - frames[i].x0;
    }
    each(p, move, &t);
    return width + 2 * MARGIN;
}

/* ---- direction ---- */

static bool words_are_persian(const struct plan *p)
{
    const struct bpmn_model *m = p->m;
    long lean = 0;

    for (uint32_t i = 0; i < m->n_elements; i++)
        lean += text_lean(m->elements[i].name);
    for (uint32_t i = 0; i < m->n_flows; i++)
        lean += text_lean(m->flows[i].name);
    for (uint32_t i = 0; i < m->n_participants; i++)
        lean += text_lean(m->participants[i].name);
    return lean > 0;
}

static bool runs_to_the_right(const struct plan *p)
{
    long right = 0;

    for (uint32_t i = 0; i < p->m->n_flows; i++) {
        const struct line *l = &p->flows[i];
        double dx = l->shown ? l->p[l->n - 1].x - l->p[0].x : 0;

        right += dx > 10 ? 1 : dx < -10 ? -1 : 0;
    }
    return right >= 0;
}

/* Names stand where reading begins; but where a file drew its lanes away from a pool's edge, there. */
static bool head_is_right(const struct plan *p)
{
    for (uint32_t i = 0; i < p->m->n_lanes; i++)
        for (uint32_t k = 0; k < p->m->n_participants && k < 50 && p->lanes[i].shown; k++) {
            struct draw_box l = p->lanes[i].box, b = p->pools[k].box;
            double left = l.x - b.x, right = b.x + b.w - l.x - l.w;

            if (p->pools[k].shown && p->m->participants[k].process == p->m->lanes[i].process &&
                fabs(left - right) > 8)
                return right > left;
        }
    return p->rtl;
}

static bool allocate(struct plan *p)
{
    const struct bpmn_model *m = p->m;

    p->elements = ARENA_ARRAY(p->a, struct spot, m->n_elements + 1u);
    p->lanes = ARENA_ARRAY(p->a, struct spot, m->n_lanes + 1u);
    p->pools = ARENA_ARRAY(p->a, struct spot, m->n_participants + 1u);
    p->flows = ARENA_ARRAY(p->a, struct line, m->n_flows + 1u);
    p->edges = ARENA_ARRAY(p->a, struct line, m->n_edges + 1u);
    return !arena_failed(p->a);
}

enum rc plan_make(struct plan *p, struct err *e)
{
    enum rc rc = RC_OK;
    bool persian;
    double width;

    if (!allocate(p))
        return arena_check(p->a, e);
    p->laid_out = !has_diagram(p);
    if (p->laid_out)
        rc = layout_model(p, e);
    else
        from_diagram(p);
    if (rc != RC_OK || arena_failed(p->a))
        return rc != RC_OK ? rc : arena_check(p->a, e);
    persian = words_are_persian(p);
    width = settle(p);
    if (persian && runs_to_the_right(p))
        each(p, mirror, &width);
    p->rtl = persian || !runs_to_the_right(p);
    p->head_right = head_is_right(p);
    return arena_check(p->a, e);
}
