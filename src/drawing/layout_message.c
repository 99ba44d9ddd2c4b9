/*
 * layout_message.c - message flows of a model that is laid out: from the border of a node a short way out,
 * aside, and straight up or down to the other pool.
 *
 * The vertical run stands where it crosses no node: of the places beside the nodes on its way, and the track
 * that the channel keeps free behind its own node, the cheapest by what it crosses and how far it goes aside.
 * Between two nodes the line changes sides in the gap beside the first pool.
 */
#include "drawing/layout.h"

#define BESIDE 9.0          /* from a node that a run passes */
#define NODE_COST 2000.0    /* of crossing one */
#define FRAME_COST 150.0    /* of crossing the frame of a sub-process */
#define RUN_COST 400.0      /* of running along another line */
#define PLACES_MAX 96u      /* looked at for one run */
#define WORK_MAX (1u << 22) /* lines times nodes: past it every run stands on its own track */

struct run {
    double x, y0, y1;
};

struct messages {
    struct lay_all *all;
    const struct bpmn_model *m;
    double width;
    uint32_t turn;
    bool rough; /* too many to look for free places */
    VEC(struct run) runs;
};

struct end {
    const struct spot *spot;
    const struct bpmn_element *el; /* NULL: a pool */
    double from, stub, x;          /* where it leaves, how far out, and on which track it goes on */
};

static double from_of(const struct end *e)
{
    const struct draw_box *b = &e->spot->box;

    return bpmn_is_event(e->el) || bpmn_is_gateway(e->el) ? b->x + b->w / 2 : b->x + b->w * 0.72;
}

static struct end end_of(struct messages *ms, struct str id)
{
    struct lay_all *all = ms->all;
    struct end e = { .el = bpmn_find(ms->m, id) };

    if (e.el != NULL) {
        e.spot = &all->p->elements[e.el->index];
        e.x = all->msg_x[e.el->index];
        if (e.x < e.spot->box.x + e.spot->box.w) /* a boundary event, a node of a closed sub-process */
            e.x = e.spot->box.x + e.spot->box.w + 8;
        all->msg_x[e.el->index] -= TRACK;
        e.from = from_of(&e);
        return e;
    }
    for (uint32_t i = 0; i < ms->m->n_participants && i < 1000; i++)
        if (str_eq(ms->m->participants[i].id, id))
            e.spot = &all->p->pools[i];
    return e;
}

/* ---- a free place ---- */

static bool meets(const struct draw_box *b, double x0, double y0, double x1, double y1)
{
    return fmin(x0, x1) < b->x + b->w + 4 && fmax(x0, x1) > b->x - 4 && fmin(y0, y1) < b->y + b->h + 4 &&
           fmax(y0, y1) > b->y - 4;
}

static bool holds(const struct draw_box *b, double x, double y)
{
    return x > b->x && x < b->x + b->w && y > b->y && y < b->y + b->h;
}

static double crossing(const struct messages *ms, const struct end *e, double x, double y)
{
    const struct spot *spots = ms->all->p->elements;
    double cost = 0;

    for (uint32_t i = 0; i < ms->m->n_elements; i++) {
        const struct spot *s = &spots[i];

        if (!s->shown || s == e->spot || !bpmn_is_node(bpmn_at(ms->m, i)) ||
            bpmn_at(ms->m, i)->kind == BPMN_BOUNDARY_EVENT)
            continue;
        if (s->container && holds(&s->box, e->from, e->spot->box.y + e->spot->box.h / 2))
            continue; /* it is inside: there is no other way out */
        if (meets(&s->box, x, e->stub, x, y) || meets(&s->box, e->from, e->stub, x, e->stub))
            cost += s->container ? FRAME_COST : NODE_COST;
    }
    for (size_t i = 0; i < ms->runs.n; i++)
        if (fabs(ms->runs.v[i].x - x) < 6 && fmin(e->stub, y) < ms->runs.v[i].y1 &&
            fmax(e->stub, y) > ms->runs.v[i].y0)
            cost += RUN_COST;
    return cost;
}

static void try_place(const struct messages *ms, const struct end *e, double x, double y, double *best,
                      double *ret)
{
    double cost;

    if (x < 8 || x > ms->width - 8)
        return;
    cost = fabs(x - e->from);
    if (cost >= *best)
        return;
    cost += crossing(ms, e, x, y);
    if (cost < *best) {
        *best = cost;
        *ret = x;
    }
}

/* The track of a run from the node's stub to the height `y`. */
static double place(const struct messages *ms, const struct end *e, double y)
{
    const struct spot *spots = ms->all->p->elements;
    double best = 1e12, x = e->x;
    uint32_t n = 0;

    try_place(ms, e, e->x, y, &best, &x);
    if (ms->rough)
        return x;
    try_place(ms, e, e->from, y, &best, &x);
    for (uint32_t i = 0; i < ms->m->n_elements && n < PLACES_MAX; i++) {
        const struct draw_box *b = &spots[i].box;

        if (!spots[i].shown || !bpmn_is_node(bpmn_at(ms->m, i)) || b->y > fmax(e->stub, y) ||
            b->y + b->h < fmin(e->stub, y))
            continue;
        try_place(ms, e, b->x - BESIDE, y, &best, &x);
        try_place(ms, e, b->x + b->w + BESIDE, y, &best, &x);
        n++;
    }
    return x;
}

/* ---- lines ---- */

/* Points outwards from the border; of a pool only one. */
static size_t leave(const struct end *e, bool up, double x, struct bpmn_point *p)
{
    const struct draw_box *b = &e->spot->box;
    double edge = up ? b->y : b->y + b->h;

    if (e->el == NULL) {
        p[0] = (struct bpmn_point){ x, edge };
        return 1;
    }
    p[0] = (struct bpmn_point){ e->from, edge };
    if (fabs(e->from - e->x) < 0.5)
        return 1; /* straight on */
    p[1] = (struct bpmn_point){ e->from, e->stub };
    p[2] = (struct bpmn_point){ e->x, e->stub };
    return 3;
}

static void choose(struct messages *ms, struct end *e, bool up, double y)
{
    struct run r;

    if (e->el == NULL)
        return;
    e->stub = up ? e->spot->box.y - 9 : e->spot->box.y + e->spot->box.h + 9;
    e->x = place(ms, e, y);
    r = (struct run){ e->x, fmin(e->stub, y), fmax(e->stub, y) };
    (void)!VEC_PUSH(ms->all->p->a, &ms->runs, r);
}

/* The gap beside the pool that holds the node; without pools, beside the node. */
static double gap_beside(const struct messages *ms, const struct end *e, bool up)
{
    const struct draw_box *b = &e->spot->box;
    double y = up ? b->y - 30 : b->y + b->h + 30;

    for (uint32_t i = 0; i < ms->m->n_participants; i++) {
        const struct spot *p = &ms->all->p->pools[i];

        if (p->shown && b->y >= p->box.y && b->y + b->h <= p->box.y + p->box.h)
            y = up ? p->box.y - POOL_GAP / 2 : p->box.y + p->box.h + POOL_GAP / 2;
    }
    return y + 4.0 * (ms->turn % 5);
}

static double far_edge(const struct end *e, bool up)
{
    return up ? e->spot->box.y + e->spot->box.h : e->spot->box.y;
}

static void put_message(struct messages *ms, uint32_t index)
{
    const struct bpmn_edge *g = &ms->m->edges[index];
    struct end a = end_of(ms, g->source), b = end_of(ms, g->target);
    struct line *l = &ms->all->p->edges[index];
    struct bpmn_point back[4];
    double x, between;
    size_t n;
    bool up;

    if (a.spot == NULL || b.spot == NULL || !a.spot->shown || !b.spot->shown || a.spot == b.spot)
        return;
    l->p = ARENA_ARRAY(ms->all->p->a, struct bpmn_point, 10);
    if (l->p == NULL)
        return;
    up = b.spot->box.y < a.spot->box.y;
    between = gap_beside(ms, &a, up);
    choose(ms, &a, up, b.el == NULL ? far_edge(&b, up) : between);
    choose(ms, &b, !up, a.el == NULL ? far_edge(&a, !up) : between);
    x = a.el != NULL ? a.x : b.el != NULL ? b.x : ms->width * 0.3 + 30.0 * (ms->turn % 12);
    l->n = leave(&a, up, x, l->p);
    if (a.el != NULL && b.el != NULL) {
        l->p[l->n++] = (struct bpmn_point){ a.x, between };
        l->p[l->n++] = (struct bpmn_point){ b.x, between };
    }
    n = leave(&b, !up, x, back);
    for (size_t i = n; i > 0; i--)
        l->p[l->n++] = back[i - 1];
    l->shown = true;
    ms->turn++;
}

void lay_messages(struct lay_all *all, double width)
{
    struct messages ms = { .all = all, .m = all->p->m, .width = width };

    ms.rough = (uint64_t)ms.m->n_edges * ms.m->n_elements > WORK_MAX;
    for (uint32_t i = 0; i < ms.m->n_edges; i++)
        if (ms.m->edges[i].kind == BPMN_MESSAGE_FLOW)
            put_message(&ms, i);
}
