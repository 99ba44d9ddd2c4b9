/*
 * layout_order.c - the order of nodes inside each rank: barycentre sweeps, the best order found is kept.
 *
 * Lanes come first: a node never leaves its band.
 */
#include "drawing/layout.h"

#define SWEEPS 14

struct place {
    double key;
    uint32_t band, node;
};

static int by_key(const void *x, const void *y)
{
    const struct place *a = x, *b = y;

    if (a->band != b->band)
        return a->band < b->band ? -1 : 1;
    if (a->key < b->key || a->key > b->key)
        return a->key < b->key ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static void sort_rank(struct lay *l, struct lay_rank *r, struct place *work)
{
    for (uint32_t i = 0; i < r->n; i++) {
        const struct lay_node *n = &l->nodes.v[r->nodes[i]];

        work[i] = (struct place){ n->key, n->band, r->nodes[i] };
    }
    qsort(work, r->n, sizeof(*work), by_key);
    for (uint32_t i = 0; i < r->n; i++) {
        r->nodes[i] = work[i].node;
        l->nodes.v[work[i].node].pos = i;
    }
}

/* The mean place of the neighbours on one side; a node without any stays. */
static double barycentre(const struct lay *l, const struct lay_node *n, bool before)
{
    double sum = 0;
    uint32_t count = 0;

    for (uint32_t k = before ? n->first_in : n->first_out; k != BPMN_NONE;
         k = before ? l->links.v[k].next_in : l->links.v[k].next_out) {
        const struct lay_link *x = &l->links.v[k];
        double along = 0;

        if (before && l->edges.v[x->edge].boundary != BPMN_NONE && x->from == l->edges.v[x->edge].from)
            along = 0.3; /* from the foot of its host: below what leaves at its side */
        sum += l->nodes.v[before ? x->from : x->to].pos + along;
        count++;
    }
    return count == 0 ? n->pos : sum / count;
}

static void sweep(struct lay *l, struct place *work, bool forward)
{
    for (uint32_t i = 0; i < l->n_ranks; i++) {
        struct lay_rank *r = lay_rank_of(l, forward ? i : l->n_ranks - 1 - i);

        for (uint32_t k = 0; k < r->n; k++) {
            struct lay_node *n = &l->nodes.v[r->nodes[k]];

            n->key = barycentre(l, n, forward);
        }
        sort_rank(l, r, work);
    }
}

/* ---- crossings, by a tree of prefix sums ---- */

struct pair {
    uint32_t from, to;
};

static int by_from(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static uint64_t crossings_after(const struct lay *l, const struct lay_rank *r, uint32_t n_next,
                                struct pair *work, uint32_t *tree)
{
    size_t n = 0;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < r->n; i++)
        for (uint32_t k = l->nodes.v[r->nodes[i]].first_out; k != BPMN_NONE; k = l->links.v[k].next_out)
            work[n++] = (struct pair){ i, l->nodes.v[l->links.v[k].to].pos };
    qsort(work, n, sizeof(*work), by_from);
    memset(tree, 0, (n_next + 2u) * sizeof(*tree));
    for (size_t i = 0; i < n; i++) { /* earlier links that end behind this one */
        uint32_t before = 0;

        for (uint32_t k = work[i].to + 1; k > 0; k &= k - 1)
            before += tree[k];
        sum += i - before;
        for (uint32_t k = work[i].to + 1; k <= n_next + 1; k += k & (~k + 1))
            tree[k]++;
    }
    return sum;
}

static uint64_t crossings(const struct lay *l, struct pair *work, uint32_t *tree)
{
    uint64_t sum = 0;

    for (uint32_t r = 0; r + 1 < l->n_ranks; r++)
        sum += crossings_after(l, lay_rank_of(l, r), lay_rank_of(l, r + 1)->n, work, tree);
    return sum;
}

bool lay_order(struct lay *l)
{
    struct place *work = ARENA_ARRAY(l->a, struct place, l->nodes.n + 1);
    struct pair *pairs = ARENA_ARRAY(l->a, struct pair, l->links.n + 1);
    uint32_t *tree = ARENA_ARRAY(l->a, uint32_t, l->nodes.n + 2);
    uint32_t *best = ARENA_ARRAY(l->a, uint32_t, l->nodes.n + 1);
    uint64_t least = UINT64_MAX;

    if (arena_failed(l->a))
        return false;
    for (uint32_t r = 0; r < l->n_ranks; r++)
        sort_rank(l, lay_rank_of(l, r), work);
    for (int i = 0; i <= SWEEPS && least > 0; i++) {
        uint64_t now = crossings(l, pairs, tree);

        if (now < least) {
            least = now;
            for (size_t k = 0; k < l->nodes.n; k++)
                best[k] = l->nodes.v[k].pos;
        }
        if (i < SWEEPS)
            sweep(l, work, i % 2 == 0);
    }
    for (size_t k = 0; k < l->nodes.n; k++)
        l->nodes.v[k].key = best[k];
    for (uint32_t r = 0; r < l->n_ranks; r++)
        sort_rank(l, lay_rank_of(l, r), work);
    return true;
}
