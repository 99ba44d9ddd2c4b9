#include "world.h"

#include <math.h>

#include "base/file.h"

#define BUDGET ((size_t)256 << 20)

struct world draw_bytes(struct str xml)
{
    struct world w = { .a = arena_new(BUDGET) };
    struct err e = { 0 };
    enum rc rc = bpmn_read(w.a, STR("test"), xml, &w.m, &e);

    if (rc == RC_OK)
        rc = drawing_make(w.a, w.m, NULL, &w.d, &e);
    CHECK_MSG(rc == RC_OK, "%s", e.msg);
    return w;
}

struct world draw_text(const char *xml)
{
    return draw_bytes(str_c(xml));
}

void world_done(struct world *w)
{
    arena_free(w->a);
}

struct str file_text(struct arena *a, const char *path)
{
    struct str text = STR_NONE;
    struct err e = { 0 };

    CHECK_MSG(file_read(a, path_join(a, TEST_ROOT, path), (size_t)16 << 20, &text, &e) == RC_OK, "%s", e.msg);
    return text;
}

const struct draw_group *group_of(const struct world *w, const char *id)
{
    for (size_t i = 0; w->d != NULL && i < w->d->n_groups; i++)
        if (str_eq_c(w->d->groups[i].id, id))
            return &w->d->groups[i];
    return NULL;
}

size_t items_of(const struct world *w, const char *id, enum draw_style style)
{
    const struct draw_group *g = group_of(w, id);
    size_t n = 0;

    for (size_t i = 0; g != NULL && i < g->n; i++)
        n += w->d->items[g->from + i].style == style;
    return n;
}

static bool inside(const struct world *w, struct draw_box b)
{
    return b.x >= -0.5 && b.y >= -0.5 && b.x + b.w <= w->d->width + 0.5 && b.y + b.h <= w->d->height + 0.5;
}

static bool overlap(struct draw_box a, struct draw_box b)
{
    return fmin(a.x + a.w, b.x + b.w) - fmax(a.x, b.x) > 0.5 &&
           fmin(a.y + a.h, b.y + b.h) - fmax(a.y, b.y) > 0.5;
}

static bool is_node(const struct world *w, const struct draw_group *g)
{
    const struct bpmn_element *el;

    if (g->what != DRAW_OF_ELEMENT)
        return false;
    el = bpmn_at(w->m, g->index);
    return bpmn_is_node(el) || (el->kind >= BPMN_DATA_OBJECT && el->kind <= BPMN_ANNOTATION);
}

static bool holds(const struct draw_group *out, const struct draw_group *in)
{
    return out->box.x <= in->box.x + 1 && out->box.y <= in->box.y + 1 &&
           out->box.x + out->box.w >= in->box.x + in->box.w - 1 &&
           out->box.y + out->box.h >= in->box.y + in->box.h - 1;
}

/* Is a label of `a` upon something of `b` that it must not touch? */
static bool collides(const struct world *w, const struct draw_group *a, const struct draw_group *b)
{
    if (a->label.w <= 0 || a == b)
        return false;
    if (b->label.w > 0 && (a->label_outside || b->label_outside) && overlap(a->label, b->label))
        return true;
    return a->label_outside && is_node(w, b) &&
           !(bpmn_is_scope(bpmn_at(w->m, b->index)) || bpmn_at(w->m, b->index)->kind == BPMN_CALL_ACTIVITY) &&
           overlap(a->label, b->box);
}

void check_picture(const struct world *w, const char *what)
{
    for (size_t i = 0; w->d != NULL && i < w->d->n_groups; i++) {
        const struct draw_group *g = &w->d->groups[i];

        CHECK_MSG(inside(w, g->box), "%s: %.*s is outside", what, STR_ARG(g->id));
        CHECK_MSG(g->label.w <= 0 || inside(w, g->label), "%s: the name of %.*s is outside", what,
                  STR_ARG(g->id));
        for (size_t k = 0; k < w->d->n_groups; k++)
            CHECK_MSG(!collides(w, g, &w->d->groups[k]), "%s: the name of %.*s is upon %.*s", what,
                      STR_ARG(g->id), STR_ARG(w->d->groups[k].id));
    }
}

void check_nodes_apart(const struct world *w)
{
    for (size_t i = 0; w->d != NULL && i < w->d->n_groups; i++)
        for (size_t k = i + 1; k < w->d->n_groups; k++) {
            const struct draw_group *a = &w->d->groups[i], *b = &w->d->groups[k];
            const struct bpmn_element *x, *y;

            if (!is_node(w, a) || !is_node(w, b))
                continue;
            x = bpmn_at(w->m, a->index);
            y = bpmn_at(w->m, b->index);
            if (x->host == y->index || y->host == x->index || holds(a, b) || holds(b, a))
                continue;
            CHECK_MSG(!overlap(a->box, b->box), "%.*s is upon %.*s", STR_ARG(a->id), STR_ARG(b->id));
        }
}

static bool on_border(double x, double y, struct draw_box b)
{
    bool within = x > b.x - 2 && x < b.x + b.w + 2 && y > b.y - 2 && y < b.y + b.h + 2;
    bool deep = x > b.x + 9 && x < b.x + b.w - 9 && y > b.y + 9 && y < b.y + b.h - 9;

    return within && !deep;
}

static const struct draw_group *of_element(const struct world *w, uint32_t index)
{
    for (size_t i = 0; i < w->d->n_groups; i++)
        if (w->d->groups[i].what == DRAW_OF_ELEMENT && w->d->groups[i].index == index)
            return &w->d->groups[i];
    return NULL;
}

void check_ends(const struct world *w)
{
    for (size_t i = 0; w->d != NULL && i < w->d->n_groups; i++) {
        const struct draw_group *g = &w->d->groups[i], *from, *to;
        const struct bpmn_flow *f;
        struct draw_pen pen = { 0 }, head = { 0 };
        double v[6] = { 0 };

        if (g->what != DRAW_OF_FLOW)
            continue;
        f = &w->m->flows[g->index];
        from = of_element(w, f->source);
        to = of_element(w, f->target);
        CHECK(from != NULL && to != NULL && g->n >= 2);
        if (from == NULL || to == NULL || g->n < 2)
            continue;
        pen.rest = w->d->items[g->from].text;
        (void)draw_path_next(&pen, v);
        CHECK_MSG(on_border(v[0], v[1], from->box), "%.*s does not begin at %.*s", STR_ARG(g->id),
                  STR_ARG(from->id));
        head.rest = w->d->items[g->from + 1].text; /* a triangle: its second point is the tip */
        (void)draw_path_next(&head, v);
        (void)draw_path_next(&head, v);
        CHECK_MSG(on_border(v[0], v[1], to->box), "%.*s does not end at %.*s", STR_ARG(g->id),
                  STR_ARG(to->id));
    }
}
