/*
 * marks.c - the overlay: where a case is, what it has done, what comes next; figures of many cases.
 *
 * A scene is made once for a version of a process; this adds signs to a copy of its display list. Each state
 * has a sign of its own shape: a tick, an arrow with a ring around the step, an empty dashed circle.
 *
 * Not here: which element is in which state (app/).
 */
#include "drawing/inner.h"

#define CORNER 13.0
#define BADGE_SIZE 12.5

static void badge(struct scene *s, const struct drawing_mark *m, double x, double y)
{
    struct lines l = text_wrap(s->a, s->p->o, m->badge, BADGE_SIZE, true, 200, 1);
    double w = fmax(l.w + 14, 23);
    struct draw_box b = { x - w / 2, y - 11.5, w, 23 };

    scene_rect(s, m->warn ? DRAW_BADGE_WARN : DRAW_BADGE, b, 11.5);
    (void)scene_lines(s, DRAW_TEXT_BADGE, &l, b, 0, DRAW_MID);
}

static bool is_round(enum bpmn_kind k)
{
    return k >= BPMN_START_EVENT && k <= BPMN_BOUNDARY_EVENT;
}

static void halo(struct scene *s, const struct draw_group *g)
{
    const struct draw_box *b = &g->box;

    if (is_round(g->kind))
        scene_circle(s, DRAW_HALO, b->x + b->w / 2, b->y + b->h / 2, b->w / 2 + 4);
    else
        scene_rect(s, DRAW_HALO, (struct draw_box){ b->x - 4, b->y - 4, b->w + 8, b->h + 8 }, CORNER);
}

/* The corner where reading ends: the other holds the sign of the task's kind. */
static void signs(struct scene *s, const struct draw_group *g, const struct drawing_mark *m)
{
    double x = s->p->rtl ? g->box.x + 3 : g->box.x + g->box.w - 3, y = g->box.y + 3;

    switch (m->state) {
    case DRAWING_DONE:
        scene_circle(s, DRAW_DONE, x, y, 9);
        scene_path(s, DRAW_TICK, x - 9, y - 9, 0.75, false, STR("M7 12.5L10.6 16L17 8.6"));
        break;
    case DRAWING_HERE:
        halo(s, g);
        scene_circle(s, DRAW_HERE, x, y, 10);
        scene_path(s, DRAW_TICK, x - 9, y - 9, 0.75, false, STR("M12 6V18M7 12.5L12 18L17 12.5"));
        break;
    case DRAWING_NEXT:
        scene_circle(s, DRAW_NEXT, x, y, 8);
        break;
    case DRAWING_PLAIN:
        break;
    }
    if (m->badge.len > 0)
        badge(s, m, s->p->rtl ? g->box.x + 8 : g->box.x + g->box.w - 8, g->box.y + g->box.h);
}

static void copy_items(struct scene *s, const struct drawing *d, const struct draw_group *g)
{
    for (size_t i = 0; i < g->n; i++)
        (void)VEC_PUSH(s->a, &s->items, d->items[g->from + i]);
}

enum rc drawing_marked(struct arena *a, const struct drawing *d, const struct drawing_mark *marks,
                       const struct drawing **ret, struct err *e)
{
    static const struct drawing_options none;
    struct plan p = { .a = a, .o = &none, .rtl = d->rtl };
    struct scene s = { .p = &p, .a = a };
    struct drawing *out = ARENA_NEW(a, struct drawing);
    struct draw_group *groups = ARENA_ARRAY(a, struct draw_group, d->n_groups + 1);

    if (out == NULL || groups == NULL)
        return arena_check(a, e);
    *out = *d;
    for (size_t i = 0; i < d->n_groups && !arena_failed(a); i++) {
        struct draw_group *g = &groups[i];

        *g = d->groups[i];
        g->from = s.items.n;
        copy_items(&s, d, &d->groups[i]);
        if (g->what == DRAW_OF_ELEMENT) {
            const struct drawing_mark *m = &marks[g->index];

            g->state = m->state;
            if (m->note.len > 0)
                g->title = arena_fmt(a, "%.*s (%.*s)", STR_ARG(g->title), STR_ARG(m->note));
            signs(&s, g, m);
        }
        g->n = s.items.n - g->from;
    }
    out->groups = groups;
    out->items = s.items.v;
    out->n_items = s.items.n;
    *ret = out;
    return arena_check(a, e);
}
