/*
 * layout_rest.c - what a layout in layers has no place for: frames of groups around their members, and
 * artifacts that belong to a pool, to nothing, or to something that is not drawn.
 */
#include "bpmn/xml.h"
#include "drawing/layout.h"

#define GROUP_PAD 12.0
#define EMPTY_W 160.0 /* of a group without members */
#define EMPTY_H 60.0

static struct str local(struct str name)
{
    size_t at = str_find_byte(name, ':', 0);

    return at == SIZE_MAX ? name : str_from(name, at + 1);
}

/* Does the element say that it is in this category? */
static bool is_member(const struct lay_all *all, const struct bpmn_element *el, struct str category)
{
    for (const struct bpmn_xml *x = el->xml == NULL ? NULL : el->xml->first; x != NULL; x = x->next)
        if (bpmn_xml_is(x, BPMN_NS_MODEL, "categoryValueRef") &&
            str_eq(local(str_trim(bpmn_xml_text(all->p->a, x))), category))
            return true;
    return false;
}

static void join_box(struct draw_box *b, bool *any, const struct draw_box *with)
{
    double x1, y1;

    if (!*any) {
        *b = *with;
        *any = true;
        return;
    }
    x1 = fmax(b->x + b->w, with->x + with->w);
    y1 = fmax(b->y + b->h, with->y + with->h);
    b->x = fmin(b->x, with->x);
    b->y = fmin(b->y, with->y);
    b->w = x1 - b->x;
    b->h = y1 - b->y;
}

static bool frame(struct lay_all *all, const struct bpmn_element *group)
{
    const struct bpmn_model *m = all->p->m;
    struct str category = local(bpmn_xml_attr(group->xml, "categoryValueRef"));
    struct draw_box b = { 0 };
    bool any = false;

    for (uint32_t i = 0; category.len > 0 && i < m->n_elements; i++)
        if (all->p->elements[i].shown && is_member(all, bpmn_at(m, i), category))
            join_box(&b, &any, &all->p->elements[i].box);
    if (!any)
        return false;
    b = (struct draw_box){ b.x - GROUP_PAD, b.y - GROUP_PAD * 2, b.w + 2 * GROUP_PAD, b.h + 3 * GROUP_PAD };
    all->p->elements[group->index] = (struct spot){ .shown = true, .box = b };
    return true;
}

static bool is_small(const struct bpmn_element *el)
{
    return el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_ANNOTATION;
}

static const struct spot *pool_of(const struct lay_all *all, struct str id)
{
    const struct bpmn_model *m = all->p->m;

    for (uint32_t i = 0; i < m->n_participants && i < 1000; i++)
        if (str_eq(m->participants[i].id, id))
            return all->p->pools[i].shown ? &all->p->pools[i] : NULL;
    return NULL;
}

/* In the gap under its pool, with a short line; what is too high for it goes under everything. */
static void hang(struct lay_all *all, struct line *l, const struct bpmn_element *el, const struct spot *pool,
                 double x)
{
    struct spot *s = &all->p->elements[el->index];
    struct draw_box b = plan_size(all->p, el);

    if (b.h > POOL_GAP - 12)
        return;
    l->p = ARENA_ARRAY(all->p->a, struct bpmn_point, 2);
    if (l->p == NULL)
        return;
    b.x = x;
    b.y = pool->box.y + pool->box.h + 8;
    *s = (struct spot){ .shown = true, .box = b };
    l->p[0] = (struct bpmn_point){ x + b.w / 2, pool->box.y + pool->box.h };
    l->p[1] = (struct bpmn_point){ x + b.w / 2, b.y };
    l->n = 2;
    l->shown = true;
}

static void hang_at_pools(struct lay_all *all)
{
    const struct bpmn_model *m = all->p->m;
    double x = 24;

    for (uint32_t i = 0; i < m->n_edges; i++) {
        const struct bpmn_edge *g = &m->edges[i];
        const struct bpmn_element *a = bpmn_find(m, g->source), *b = bpmn_find(m, g->target);
        const struct bpmn_element *small = a == NULL ? b : a;
        const struct spot *pool;

        if (g->kind == BPMN_MESSAGE_FLOW || (a != NULL && b != NULL) || small == NULL || !is_small(small) ||
            all->p->elements[small->index].shown)
            continue;
        pool = pool_of(all, a == NULL ? g->source : g->target);
        if (pool == NULL)
            continue;
        hang(all, &all->p->edges[i], small, pool, x);
        x += all->p->elements[small->index].box.w + 30;
    }
}

void lay_rest(struct lay_all *all, double y)
{
    const struct bpmn_model *m = all->p->m;
    double x = 24;

    hang_at_pools(all);

    for (uint32_t i = 0; i < m->n_elements; i++) {
        const struct bpmn_element *el = bpmn_at(m, i);
        struct spot *s = &all->p->elements[i];
        bool group = el->kind == BPMN_GROUP;

        if (s->shown || (!group && !is_small(el)) || (group && frame(all, el)))
            continue;
        s->box = group ? (struct draw_box){ 0, 0, EMPTY_W, EMPTY_H } : plan_size(all->p, el);
        s->box.x = x;
        s->box.y = y;
        s->shown = true;
        x += s->box.w + 40;
    }
}
