/*
 * layout_graph.c - the nodes of a scope with their cells, its edges, back edges, ranks and bends.
 *
 * A cell is the shape and what belongs to it: data and annotations above, boundary events and the name
 * beneath.
 */
#include "drawing/layout.h"

#define SATELLITE_GAP 12.0

/* ---- cells ---- */

static struct lines name_of(const struct lay *l, const struct bpmn_element *el)
{
    return text_wrap(l->a, l->p->o, el->name, SIZE_SMALL, false, 104, 6);
}

static void add_satellites(struct lay *l, struct lay_node *n, uint32_t el)
{
    double w = 0, h = 0;

    for (uint32_t k = l->all->satellite[el]; k != BPMN_NONE; k = l->all->next_satellite[k]) {
        const struct bpmn_element *x = &l->m->elements[k];
        struct draw_box b = plan_size(l->p, x);

        if (plan_is_outside_label(x)) {
            struct lines t = name_of(l, x);

            b.h += t.h + 4;
            b.w = fmax(b.w, t.w);
        }
        w += b.w + SATELLITE_GAP;
        h = fmax(h, b.h);
    }
    if (w <= 0)
        return;
    n->oy = h + 20;
    n->w = fmax(n->w, w - SATELLITE_GAP);
}

static void make_cell(struct lay *l, struct lay_node *n, const struct bpmn_element *el)
{
    const struct spot *t = &l->p->elements[el->index];
    struct draw_box b = t->container ? t->box : plan_size(l->p, el);
    double below = 0;

    n->nw = b.w;
    n->nh = b.h;
    if (el->n_boundaries > 0) {
        n->nw = fmax(n->nw, 62.0 * el->n_boundaries + 20);
        below = 18 + 14.0 * el->n_boundaries + 34;
    }
    n->w = n->nw;
    if (plan_is_outside_label(el)) {
        struct lines name = name_of(l, el);

        n->w = fmax(n->w, name.w);
        below = fmax(below, name.n > 0 ? name.h + 4 : 0);
    }
    add_satellites(l, n, el->index);
    n->h = n->oy + n->nh + below;
    n->ox = (n->w - n->nw) / 2;
}

static bool is_own_node(const struct lay *l, const struct bpmn_element *el)
{
    if (el->kind == BPMN_BOUNDARY_EVENT || el->kind == BPMN_GROUP)
        return false;
    return bpmn_is_node(el) || (el->kind >= BPMN_DATA_OBJECT && !l->all->is_satellite[el->index]);
}

static void add_nodes(struct lay *l)
{
    const struct bpmn_element *scope = &l->m->elements[l->scope];

    for (uint32_t i = 0; i < scope->n_children; i++) {
        const struct bpmn_element *el = &l->m->elements[scope->children[i]];
        const struct bpmn_lane *lane = bpmn_lane_of(l->m, el);
        struct lay_node n = { .el = el->index, .first_in = BPMN_NONE, .first_out = BPMN_NONE };

        if (!is_own_node(l, el))
            continue;
        if (l->n_bands > 1 && lane != NULL && l->all->band_of[lane->index] < l->n_bands)
            n.band = l->all->band_of[lane->index];
        make_cell(l, &n, el);
        l->all->node_of[el->index] = (uint32_t)l->nodes.n;
        if (!VEC_PUSH(l->a, &l->nodes, n))
            return;
    }
}

/* ---- edges ---- */

static void add_edge(struct lay *l, enum lay_what what, uint32_t index, uint32_t from, uint32_t to,
                     uint32_t boundary)
{
    struct lay_edge e = { .what = what, .index = index, .from = from, .to = to, .boundary = boundary };

    if (from != BPMN_NONE && to != BPMN_NONE)
        (void)VEC_PUSH(l->a, &l->edges, e);
}

static void add_flows_of(struct lay *l, const struct bpmn_element *el, uint32_t from, uint32_t boundary)
{
    for (uint32_t k = 0; k < el->n_out; k++) {
        const struct bpmn_flow *f = &l->m->flows[el->out[k]];
        const struct bpmn_element *to = bpmn_at(l->m, f->target);

        if (to != NULL && to->parent == l->scope)
            add_edge(l, LAY_FLOW, f->index, from, l->all->node_of[to->index], boundary);
    }
}

static void add_edges(struct lay *l)
{
    for (uint32_t i = 0; i < l->nodes.n; i++) {
        const struct bpmn_element *el = &l->m->elements[l->nodes.v[i].el];

        add_flows_of(l, el, i, BPMN_NONE);
        for (uint32_t b = 0; b < el->n_boundaries; b++) {
            const struct bpmn_element *at = &l->m->elements[el->boundaries[b]];
            const struct bpmn_element *handler = bpmn_at(l->m, at->handler);

            l->all->foot[at->index] = 10 + 13.0 * (el->n_boundaries - 1 - b);
            add_flows_of(l, at, i, at->index);
            if (handler != NULL && handler->parent == l->scope)
                add_edge(l, LAY_EDGE, 0, i, l->all->node_of[handler->index], at->index);
        }
    }
}

/* ---- back edges ---- */

struct walk {
    uint32_t *head, *next; /* edges out of a node, chained */
    uint32_t *stack, *at;
    uint32_t order;
};

static void chain_edges(struct lay *l, struct walk *w)
{
    for (size_t i = 0; i < l->nodes.n; i++)
        w->head[i] = BPMN_NONE;
    for (size_t i = l->edges.n; i > 0; i--) {
        struct lay_edge *e = &l->edges.v[i - 1];

        w->next[i - 1] = w->head[e->from];
        w->head[e->from] = (uint32_t)i - 1;
    }
}

/* Depth first; an edge to a node that is on the way goes around. Nodes get the order they are met in. */
static void walk_from(struct lay *l, struct walk *w, uint32_t root)
{
    size_t top = 0;

    if (l->nodes.v[root].reached)
        return;
    w->stack[top] = root;
    w->at[top++] = w->head[root];
    l->nodes.v[root].reached = l->nodes.v[root].on_way = true;
    l->nodes.v[root].key = w->order++;
    while (top > 0) {
        uint32_t i = w->at[top - 1];
        struct lay_edge *e;

        if (i == BPMN_NONE) {
            l->nodes.v[w->stack[--top]].on_way = false;
            continue;
        }
        w->at[top - 1] = w->next[i];
        e = &l->edges.v[i];
        if (l->nodes.v[e->to].on_way) {
            e->around = true;
        } else if (!l->nodes.v[e->to].reached) {
            l->nodes.v[e->to].reached = l->nodes.v[e->to].on_way = true;
            l->nodes.v[e->to].key = w->order++;
            w->stack[top] = e->to;
            w->at[top++] = w->head[e->to];
        }
    }
}

static void find_back_edges(struct lay *l, struct walk *w)
{
    bool *entered = ARENA_ARRAY(l->a, bool, l->nodes.n + 1);

    if (entered == NULL)
        return;
    for (size_t i = 0; i < l->edges.n; i++)
        if (l->edges.v[i].from != l->edges.v[i].to)
            entered[l->edges.v[i].to] = true;
    for (uint32_t i = 0; i < l->nodes.n; i++)
        if (l->m->elements[l->nodes.v[i].el].kind == BPMN_START_EVENT)
            walk_from(l, w, i);
    for (uint32_t i = 0; i < l->nodes.n; i++)
        if (!entered[i])
            walk_from(l, w, i);
    for (uint32_t i = 0; i < l->nodes.n; i++)
        walk_from(l, w, i);
}

/* ---- ranks ---- */

/* The longest way from the sources; the order of leaving comes back in w->stack. */
static size_t rank_nodes(struct lay *l, struct walk *w)
{
    uint32_t *degree = w->at;
    size_t n = 0;

    memset(degree, 0, l->nodes.n * sizeof(*degree));
    for (size_t i = 0; i < l->edges.n; i++)
        if (!l->edges.v[i].around)
            degree[l->edges.v[i].to]++;
    for (uint32_t i = 0; i < l->nodes.n; i++)
        if (degree[i] == 0)
            w->stack[n++] = i;
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = w->head[w->stack[k]]; i != BPMN_NONE; i = w->next[i]) {
            struct lay_edge *e = &l->edges.v[i];
            uint32_t rank = l->nodes.v[e->from].rank + 1;

            if (e->around)
                continue;
            if (l->nodes.v[e->to].rank < rank)
                l->nodes.v[e->to].rank = rank;
            if (--degree[e->to] == 0)
                w->stack[n++] = e->to;
        }
    return n;
}

/* A source stands right before what it leads to. */
static void pull_sources(struct lay *l, struct walk *w)
{
    bool *entered = ARENA_ARRAY(l->a, bool, l->nodes.n + 1);

    if (entered == NULL)
        return;
    for (size_t i = 0; i < l->edges.n; i++)
        if (!l->edges.v[i].around)
            entered[l->edges.v[i].to] = true;
    for (uint32_t i = 0; i < l->nodes.n; i++) {
        uint32_t least = BPMN_NONE;

        for (uint32_t k = w->head[i]; k != BPMN_NONE; k = w->next[k])
            if (!l->edges.v[k].around && l->nodes.v[l->edges.v[k].to].rank < least)
                least = l->nodes.v[l->edges.v[k].to].rank;
        if (!entered[i] && least != BPMN_NONE && least > 0)
            l->nodes.v[i].rank = least - 1;
    }
}

/* What no line touches goes where it widens the picture least. */
static void rank_lonely(struct lay *l)
{
    bool *tied = ARENA_ARRAY(l->a, bool, l->nodes.n + 1);
    double *width = ARENA_ARRAY(l->a, double, l->n_ranks + 1u),
           *height = ARENA_ARRAY(l->a, double, l->n_ranks + 1u);
    uint32_t turn = 0;

    if (arena_failed(l->a))
        return;
    for (size_t i = 0; i < l->edges.n; i++)
        tied[l->edges.v[i].from] = tied[l->edges.v[i].to] = true;
    for (size_t i = 0; i < l->nodes.n; i++)
        if (tied[i]) {
            struct lay_node *n = &l->nodes.v[i];

            width[n->rank] = fmax(width[n->rank], n->w);
            height[n->rank] += n->h + GAP_Y;
        }
    for (size_t i = 0; i < l->nodes.n; i++) {
        struct lay_node *n = &l->nodes.v[i];
        double best = 1e18;

        if (tied[i])
            continue;
        n->key = 1e9 + (double)i; /* below the others */
        n->rank = turn++ % l->n_ranks;
        for (uint32_t r = 0; r < l->n_ranks && turn < 400; r++) {
            double c = fmax(0, n->w - width[r]) + height[r] * 0.4;

            if (c < best) {
                best = c;
                n->rank = r;
            }
        }
        width[n->rank] = fmax(width[n->rank], n->w);
        height[n->rank] += n->h + GAP_Y;
    }
}

/* ---- links and bends ---- */

static void add_link(struct lay *l, uint32_t edge, uint32_t from, uint32_t to)
{
    struct lay_link k = { .from = from,
                          .to = to,
                          .edge = edge,
                          .next_out = l->nodes.v[from].first_out,
                          .next_in = l->nodes.v[to].first_in };

    if (!VEC_PUSH(l->a, &l->links, k))
        return;
    l->nodes.v[from].first_out = l->nodes.v[to].first_in = (uint32_t)l->links.n - 1;
}

static void bend_edges(struct lay *l)
{
    size_t bends = 0;

    for (uint32_t i = 0; i < l->edges.n; i++) {
        struct lay_edge *e = &l->edges.v[i];
        uint32_t span = e->around ? 0 : l->nodes.v[e->to].rank - l->nodes.v[e->from].rank, last = e->from;

        if (!e->around && bends + span > BENDS_MAX)
            e->around = true;
        if (e->around)
            continue;
        bends += span;
        e->first_link = (uint32_t)l->links.n;
        for (uint32_t k = 1; k < span; k++) {
            struct lay_node n = { .el = BPMN_NONE,
                                  .rank = l->nodes.v[e->from].rank + k,
                                  .band = l->nodes.v[e->from].band,
                                  .key = l->nodes.v[e->from].key,
                                  .first_in = BPMN_NONE,
                                  .first_out = BPMN_NONE };

            if (!VEC_PUSH(l->a, &l->nodes, n))
                return;
            add_link(l, i, last, (uint32_t)l->nodes.n - 1);
            last = (uint32_t)l->nodes.n - 1;
        }
        add_link(l, i, last, e->to);
        e->n_links = (uint32_t)l->links.n - e->first_link;
    }
}

struct lay_rank *lay_rank_of(const struct lay *l, uint32_t rank)
{
    return &l->ranks[rank + 1];
}

static bool fill_ranks(struct lay *l)
{
    l->ranks = ARENA_ARRAY(l->a, struct lay_rank, l->n_ranks + 2u);
    if (arena_failed(l->a))
        return false;
    for (size_t i = 0; i < l->nodes.n; i++)
        lay_rank_of(l, l->nodes.v[i].rank)->n++;
    for (uint32_t r = 0; r < l->n_ranks; r++) {
        struct lay_rank *k = lay_rank_of(l, r);

        k->nodes = ARENA_ARRAY(l->a, uint32_t, k->n + 1u);
        k->n = 0;
        if (k->nodes == NULL)
            return false;
    }
    for (uint32_t i = 0; i < l->nodes.n; i++) {
        struct lay_rank *k = lay_rank_of(l, l->nodes.v[i].rank);

        k->nodes[k->n++] = i;
    }
    return true;
}

bool lay_graph(struct lay *l)
{
    struct walk w = { 0 };

    add_nodes(l);
    add_edges(l);
    w.head = ARENA_ARRAY(l->a, uint32_t, l->nodes.n + 1);
    w.next = ARENA_ARRAY(l->a, uint32_t, l->edges.n + 1);
    w.stack = ARENA_ARRAY(l->a, uint32_t, l->nodes.n + 1);
    w.at = ARENA_ARRAY(l->a, uint32_t, l->nodes.n + 1);
    if (arena_failed(l->a))
        return false;
    chain_edges(l, &w);
    find_back_edges(l, &w);
    (void)rank_nodes(l, &w);
    pull_sources(l, &w);
    l->n_ranks = 1;
    for (size_t i = 0; i < l->nodes.n; i++)
        l->n_ranks = l->nodes.v[i].rank + 1 > l->n_ranks ? l->nodes.v[i].rank + 1 : l->n_ranks;
    rank_lonely(l);
    bend_edges(l);
    return !arena_failed(l->a) && fill_ranks(l);
}
