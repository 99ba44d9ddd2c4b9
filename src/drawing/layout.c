/*
 * layout.c - a whole model without a diagram: scopes from the inside out, then pools.
 *
 * Each scope is laid out with its upper left corner at (0, 0) and moved when its place in the scope around it
 * is known. Time is bounded for any model: sweeps are few, bends and comparisons have a maximum.
 */
#include "drawing/layout.h"

#define DEPTH_MAX 60u /* sub-processes deeper than this are drawn closed */

static bool has_nodes(const struct lay_all *all, const struct bpmn_element *scope)
{
    for (uint32_t i = 0; i < scope->n_children; i++)
        if (bpmn_is_node(&all->p->m->elements[scope->children[i]]))
            return true;
    return false;
}

void lay_shift(struct lay_all *all, uint32_t scope, double dx, double dy)
{
    const struct bpmn_element *s = &all->p->m->elements[scope];

    for (uint32_t i = 0; i < s->n_children; i++) {
        const struct bpmn_element *el = &all->p->m->elements[s->children[i]];
        struct spot *t = &all->p->elements[el->index];

        t->box.x += dx;
        t->box.y += dy;
        all->msg_x[el->index] += dx;
        for (uint32_t k = 0; k < el->n_out; k++) {
            struct line *l = &all->p->flows[el->out[k]];

            for (size_t q = 0; q < l->n; q++) {
                l->p[q].x += dx;
                l->p[q].y += dy;
            }
        }
        if (t->container)
            lay_shift(all, el->index, dx, dy);
    }
}

/* The scopes inside, each in its own frame: title above, room around. */
static bool lay_inner(struct lay_all *all, const struct bpmn_element *el)
{
    struct lay inner;
    double title = el->name.len > 0 ? 26 : 8;

    if (!lay_scope(all, el->index, 1, &inner))
        return false;
    lay_shift(all, el->index, SCOPE_PAD, SCOPE_PAD + title);
    all->p->elements[el->index].container = true;
    all->p->elements[el->index].box = (struct draw_box){ 0, 0, fmax(inner.width + 2 * SCOPE_PAD, 124),
                                                         inner.height + 2 * SCOPE_PAD + title };
    return true;
}

static uint32_t depth_of(const struct bpmn_model *m, const struct bpmn_element *el)
{
    uint32_t depth = 0;

    for (; el != NULL && depth <= DEPTH_MAX; el = bpmn_at(m, el->parent))
        depth++;
    return depth;
}

bool lay_scope(struct lay_all *all, uint32_t scope, uint32_t n_bands, struct lay *out)
{
    const struct bpmn_model *m = all->p->m;
    const struct bpmn_element *s = &m->elements[scope];
    bool deep = depth_of(m, s) > DEPTH_MAX;

    for (uint32_t i = 0; i < s->n_children; i++) {
        const struct bpmn_element *el = &m->elements[s->children[i]];

        if (bpmn_is_scope(el) && !deep && has_nodes(all, el) && !lay_inner(all, el))
            return false;
    }
    *out =
        (struct lay){ .all = all, .p = all->p, .a = all->p->a, .m = m, .scope = scope, .n_bands = n_bands };
    return lay_graph(out) && lay_order(out) && lay_place(out) && lay_route(out);
}

/* ---- what stands above a node: data and annotations, by their first association ---- */

static bool is_small(const struct bpmn_element *el)
{
    return el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_ANNOTATION;
}

static void tie(struct lay_all *all, const struct bpmn_element *small, const struct bpmn_element *node)
{
    const struct bpmn_model *m = all->p->m;
    uint32_t *at;

    if (node->host != BPMN_NONE)
        node = &m->elements[node->host];
    if (small->parent != node->parent && small->parent != BPMN_NONE)
        return;
    at = &all->satellite[node->index];
    all->next_satellite[small->index] = *at;
    *at = small->index;
    all->is_satellite[small->index] = true;
}

static void find_satellites(struct lay_all *all)
{
    const struct bpmn_model *m = all->p->m;

    for (uint32_t i = 0; i < m->n_edges; i++) {
        const struct bpmn_element *a = bpmn_find(m, m->edges[i].source),
                                  *b = bpmn_find(m, m->edges[i].target);

        if (m->edges[i].kind == BPMN_MESSAGE_FLOW) {
            if (a != NULL)
                all->messages[a->index]++;
            if (b != NULL)
                all->messages[b->index]++;
            continue;
        }
        if (a == NULL || b == NULL)
            continue;
        if (is_small(a) && bpmn_is_node(b) && !all->is_satellite[a->index])
            tie(all, a, b);
        else if (is_small(b) && bpmn_is_node(a) && !all->is_satellite[b->index])
            tie(all, b, a);
    }
}

static bool allocate(struct lay_all *all)
{
    struct arena *a = all->p->a;
    size_t n = all->p->m->n_elements + 1u;

    all->node_of = ARENA_ARRAY(a, uint32_t, n);
    all->band_of = ARENA_ARRAY(a, uint32_t, all->p->m->n_lanes + 1u);
    all->messages = ARENA_ARRAY(a, uint32_t, n);
    all->satellite = ARENA_ARRAY(a, uint32_t, n);
    all->next_satellite = ARENA_ARRAY(a, uint32_t, n);
    all->is_satellite = ARENA_ARRAY(a, bool, n);
    all->foot = ARENA_ARRAY(a, double, n);
    all->msg_x = ARENA_ARRAY(a, double, n);
    if (arena_failed(a))
        return false;
    for (size_t i = 0; i < n; i++)
        all->node_of[i] = all->satellite[i] = all->next_satellite[i] = BPMN_NONE;
    return true;
}

enum rc layout_model(struct plan *p, struct err *e)
{
    struct lay_all all = { .p = p };

    if (!allocate(&all))
        return arena_check(p->a, e);
    find_satellites(&all);
    if (!lay_pools(&all))
        return arena_check(p->a, e);
    plan_join_missing(p);
    return arena_check(p->a, e);
}
