/*
 * layout_place.c - heights: each node as near to the height of its neighbours as its order allows, each band
 * as high as what is in it.
 */
#include "drawing/layout.h"

#define ROUNDS 12

double lay_port_in(const struct lay *l, uint32_t node)
{
    const struct lay_node *n = &l->nodes.v[node];

    return n->y + n->oy + n->nh / 2;
}

double lay_port_out(const struct lay *l, const struct lay_edge *e)
{
    const struct lay_node *n = &l->nodes.v[e->from];

    if (e->boundary == BPMN_NONE)
        return lay_port_in(l, e->from);
    return n->y + n->oy + n->nh + 18 + l->all->foot[e->boundary];
}

double lay_link_from(const struct lay *l, const struct lay_link *k)
{
    const struct lay_edge *e = &l->edges.v[k->edge];

    return k->from == e->from ? lay_port_out(l, e) : lay_port_in(l, k->from);
}

/* ---- one column of one band: least squares under an order (pool adjacent violators) ---- */

struct block {
    double sum, weight; /* of wanted places */
    uint32_t n;
};

struct column {
    struct lay *l;
    double *offset; /* by place in the rank */
    struct block *blocks;
};

static bool same_band(const struct lay *l, uint32_t a, uint32_t b)
{
    return l->nodes.v[a].band == l->nodes.v[b].band;
}

/* Where the node's upper edge would stand if its lines were straight. */
static double wanted(const struct lay *l, uint32_t node, int side, double *weight)
{
    const struct lay_node *n = &l->nodes.v[node];
    double sum = 0, total = 0, port = n->oy + n->nh / 2;

    for (uint32_t k = side <= 0 ? n->first_in : BPMN_NONE; k != BPMN_NONE; k = l->links.v[k].next_in) {
        const struct lay_link *x = &l->links.v[k];
        double w = n->el == BPMN_NONE && l->nodes.v[x->from].el == BPMN_NONE ? 6 : 1;

        if (!same_band(l, node, x->from))
            continue;
        sum += w * (lay_link_from(l, x) - port);
        total += w;
    }
    for (uint32_t k = side >= 0 ? n->first_out : BPMN_NONE; k != BPMN_NONE; k = l->links.v[k].next_out) {
        const struct lay_link *x = &l->links.v[k];
        double w = n->el == BPMN_NONE && l->nodes.v[x->to].el == BPMN_NONE ? 6 : 1;

        if (!same_band(l, node, x->to))
            continue;
        sum += w * (lay_port_in(l, x->to) - (lay_link_from(l, x) - n->y));
        total += w;
    }
    *weight = total > 0 ? total : 0.02;
    return total > 0 ? sum / total : n->y;
}

static double gap_between(const struct lay_node *a, const struct lay_node *b)
{
    return a->el == BPMN_NONE || b->el == BPMN_NONE ? BEND_GAP : GAP_Y;
}

/* Nodes [from, to) of the rank are of one band. */
static void settle(struct column *c, const struct lay_rank *r, uint32_t from, uint32_t to, int side)
{
    struct lay *l = c->l;
    uint32_t n_blocks = 0, at = from;
    double down = 0;

    for (uint32_t i = from; i < to; i++) {
        struct lay_node *n = &l->nodes.v[r->nodes[i]];
        double w, want = wanted(l, r->nodes[i], side, &w);
        struct block b;

        c->offset[i] = down;
        b = (struct block){ (want - down) * w, w, 1 };
        while (n_blocks > 0 &&
               c->blocks[n_blocks - 1].sum * b.weight > b.sum * c->blocks[n_blocks - 1].weight) {
            n_blocks--;
            b.sum += c->blocks[n_blocks].sum;
            b.weight += c->blocks[n_blocks].weight;
            b.n += c->blocks[n_blocks].n;
        }
        c->blocks[n_blocks++] = b;
        if (i + 1 < to)
            down += n->h + gap_between(n, &l->nodes.v[r->nodes[i + 1]]);
    }
    for (uint32_t k = 0; k < n_blocks; k++)
        for (uint32_t i = 0; i < c->blocks[k].n; i++, at++)
            l->nodes.v[r->nodes[at]].y = c->blocks[k].sum / c->blocks[k].weight + c->offset[at];
}

static void settle_rank(struct column *c, const struct lay_rank *r, int side)
{
    uint32_t from = 0;

    for (uint32_t i = 1; i <= r->n; i++)
        if (i == r->n || !same_band(c->l, r->nodes[i], r->nodes[from])) {
            settle(c, r, from, i, side);
            from = i;
        }
}

static void stack(struct lay *l, const struct lay_rank *r)
{
    double y = 0;

    for (uint32_t i = 0; i < r->n; i++) {
        struct lay_node *n = &l->nodes.v[r->nodes[i]];

        if (i == 0 || !same_band(l, r->nodes[i], r->nodes[i - 1]))
            y = 0;
        n->y = y;
        y += n->h + GAP_Y;
    }
}

/* ---- bands ---- */

static bool stack_bands(struct lay *l)
{
    double *low = ARENA_ARRAY(l->a, double, l->n_bands), *high = ARENA_ARRAY(l->a, double, l->n_bands);
    double y = 0;

    l->band_y = ARENA_ARRAY(l->a, double, l->n_bands);
    l->band_h = ARENA_ARRAY(l->a, double, l->n_bands);
    if (arena_failed(l->a))
        return false;
    for (uint32_t b = 0; b < l->n_bands; b++) {
        low[b] = 1e18;
        high[b] = -1e18;
    }
    for (size_t i = 0; i < l->nodes.n; i++) {
        const struct lay_node *n = &l->nodes.v[i];

        low[n->band] = fmin(low[n->band], n->y);
        high[n->band] = fmax(high[n->band], n->y + n->h);
    }
    for (uint32_t b = 0; b < l->n_bands; b++) {
        double pad = l->n_bands > 1 ? BAND_PAD : 4;

        l->band_y[b] = y;
        l->band_h[b] = high[b] > low[b] - 1 ? high[b] - low[b] + 2 * pad : 60;
        if (l->n_bands > 1)
            l->band_h[b] = fmax(l->band_h[b], 90);
        low[b] = y + (l->band_h[b] - (high[b] - low[b])) / 2 - low[b];
        y += l->band_h[b];
    }
    for (size_t i = 0; i < l->nodes.n; i++)
        l->nodes.v[i].y += low[l->nodes.v[i].band];
    l->height = y;
    return true;
}

bool lay_place(struct lay *l)
{
    struct column c = { .l = l };
    uint32_t most = 1;

    for (uint32_t r = 0; r < l->n_ranks; r++)
        most = lay_rank_of(l, r)->n > most ? lay_rank_of(l, r)->n : most;
    c.offset = ARENA_ARRAY(l->a, double, most + 1u);
    c.blocks = ARENA_ARRAY(l->a, struct block, most + 1u);
    if (arena_failed(l->a))
        return false;
    for (uint32_t r = 0; r < l->n_ranks; r++)
        stack(l, lay_rank_of(l, r));
    for (int i = 0; i < ROUNDS; i++)
        for (uint32_t k = 0; k < l->n_ranks; k++) {
            uint32_t r = i % 2 == 0 ? k : l->n_ranks - 1 - k;

            settle_rank(&c, lay_rank_of(l, r), i >= ROUNDS - 2 ? 0 : i % 2 == 0 ? -1 : 1);
        }
    return stack_bands(l);
}
