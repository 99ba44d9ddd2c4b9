/*
 * layout_pool.c - processes in their pools and lanes, under each other. Closed pools stand above and below by
 * turns.
 *
 * Not here: message flows between them (layout_message.c), what stands in no pool (layout_rest.c).
 */
#include "drawing/layout.h"

#define CLOSED_HEIGHT 60.0
#define CLOSED_WIDTH 600.0

struct stack {
    struct lay_all *all;
    double y, width;
};

static bool is_leaf(const struct bpmn_model *m, uint32_t lane)
{
    for (uint32_t i = lane + 1; i < m->n_lanes && m->lanes[i].parent != BPMN_NONE; i++)
        if (m->lanes[i].parent == lane)
            return false;
    return true;
}

/* Lanes are in document order, each before those inside it. */
static uint32_t number_bands(struct lay_all *all, uint32_t process, uint32_t *depth)
{
    const struct bpmn_model *m = all->p->m;
    uint32_t n = 0;

    *depth = 0;
    for (uint32_t i = 0; i < m->n_lanes; i++) {
        uint32_t d = 1;

        if (m->lanes[i].process != process)
            continue;
        all->band_of[i] = n; /* of a lane with others inside: the first of them */
        for (uint32_t up = m->lanes[i].parent; up != BPMN_NONE && d < 20; up = m->lanes[up].parent)
            d++;
        *depth = d > *depth ? d : *depth;
        if (is_leaf(m, i))
            n++;
    }
    return n;
}

static uint32_t lane_depth(const struct bpmn_model *m, uint32_t lane)
{
    uint32_t d = 0;

    for (uint32_t up = m->lanes[lane].parent; up != BPMN_NONE && d < 20; up = m->lanes[up].parent)
        d++;
    return d;
}

/* Boxes of the lanes; those around others reach over all of them. Widths come later. */
static void put_lanes(struct lay_all *all, const struct lay *l, uint32_t process, double x, double y)
{
    const struct bpmn_model *m = all->p->m;
    uint32_t last = l->n_bands == 0 ? 0 : l->n_bands - 1;

    for (uint32_t i = 0; i < m->n_lanes; i++) {
        struct spot *t = &all->p->lanes[i];
        uint32_t b = all->band_of[i];

        if (m->lanes[i].process != process || b >= l->n_bands)
            continue;
        *t = (struct spot){ .shown = true, .horizontal = true };
        t->box = (struct draw_box){ x + HEAD * lane_depth(m, i), y + l->band_y[b], 0, l->band_h[b] };
        if (b == last)
            t->box.h = y + l->height - t->box.y;
    }
    for (uint32_t i = m->n_lanes; i > 0; i--) {
        const struct bpmn_lane *lane = &m->lanes[i - 1];
        struct draw_box *up = lane->parent == BPMN_NONE ? NULL : &all->p->lanes[lane->parent].box;
        const struct draw_box *in = &all->p->lanes[i - 1].box;

        if (up != NULL && lane->process == process)
            up->h = fmax(up->h, in->y + in->h - up->y);
    }
}

static bool put_process(struct stack *s, uint32_t process, uint32_t pool)
{
    struct lay_all *all = s->all;
    uint32_t depth, bands = number_bands(all, process, &depth);
    double pad = bands > 0 ? 0 : 18, x = HEAD * (depth + (pool != BPMN_NONE ? 1 : 0));
    struct lay l;

    if (!lay_scope(all, process, bands > 0 ? bands : 1, &l))
        return false;
    lay_shift(all, process, x + 24, s->y + pad);
    if (bands > 0)
        put_lanes(all, &l, process, pool != BPMN_NONE ? HEAD : 0, s->y);
    if (pool != BPMN_NONE)
        all->p->pools[pool] =
            (struct spot){ .shown = true, .horizontal = true, .box = { 0, s->y, 0, l.height + 2 * pad } };
    s->width = fmax(s->width, x + l.width + 48);
    s->y += l.height + 2 * pad + POOL_GAP;
    return true;
}

static bool is_closed(const struct lay_all *all, uint32_t pool)
{
    uint32_t process = all->p->m->participants[pool].process;

    return process == BPMN_NONE || all->p->m->elements[process].n_children == 0;
}

static void put_closed(struct stack *s, bool above)
{
    const struct bpmn_model *m = s->all->p->m;
    uint32_t k = 0;

    for (uint32_t i = 0; i < m->n_participants; i++) {
        if (!is_closed(s->all, i) || (k++ % 2 == 0) != above)
            continue;
        s->all->p->pools[i] =
            (struct spot){ .shown = true, .horizontal = true, .box = { 0, s->y, 0, CLOSED_HEIGHT } };
        s->width = fmax(s->width, CLOSED_WIDTH);
        s->y += CLOSED_HEIGHT + POOL_GAP;
    }
}

static bool put_open(struct stack *s)
{
    const struct bpmn_model *m = s->all->p->m;
    bool *put = ARENA_ARRAY(s->all->p->a, bool, m->n_elements + 1u);

    if (put == NULL)
        return false;
    for (uint32_t i = 0; i < m->n_participants; i++) {
        uint32_t process = m->participants[i].process;

        if (is_closed(s->all, i) || put[process])
            continue;
        put[process] = true;
        if (!put_process(s, process, i))
            return false;
    }
    for (uint32_t i = 0; i < m->n_processes; i++)
        if (!put[m->processes[i]] && m->elements[m->processes[i]].n_children > 0 &&
            !put_process(s, m->processes[i], BPMN_NONE))
            return false;
    return true;
}

static void widen(struct stack *s)
{
    const struct bpmn_model *m = s->all->p->m;

    for (uint32_t i = 0; i < m->n_participants; i++)
        s->all->p->pools[i].box.w = s->width;
    for (uint32_t i = 0; i < m->n_lanes; i++)
        s->all->p->lanes[i].box.w = s->width - s->all->p->lanes[i].box.x;
}

bool lay_pools(struct lay_all *all)
{
    struct stack s = { .all = all, .width = 200 };

    put_closed(&s, true);
    if (!put_open(&s))
        return false;
    put_closed(&s, false);
    widen(&s);
    lay_messages(all, s.width);
    lay_rest(all, s.y);
    return !arena_failed(all->p->a);
}
