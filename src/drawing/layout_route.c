/*
 * layout_route.c - orthogonal lines: which track of the channel behind its rank each vertical run takes, how
 * wide columns and channels are, and the points of every flow.
 *
 * A line is flat through columns (at the height of its bends, which no node shares) and turns only in
 * channels, where no node is: so it never passes through a shape. What runs against the ranks goes down a
 * channel, back below everything, and up again.
 */
#include "drawing/layout.h"

#define RUNS_COMPARED 300u /* more in one channel: tracks in turn */
#define LABEL_ROOM_MAX 104.0

/* ---- runs ---- */

static void add_run(struct lay *l, uint32_t edge, uint32_t slot, double y0, double y1, uint32_t from,
                    uint32_t to, uint32_t rank)
{
    struct lay_run r = { edge, slot, y0, y1, from, to, rank, 0 };

    (void)VEC_PUSH(l->a, &l->runs, r);
}

#define END_BOUNDARY 0x40000000u
#define END_CORRIDOR 0x80000000u

static uint32_t start_of(const struct lay_edge *e)
{
    return e->boundary == BPMN_NONE ? e->from : END_BOUNDARY | e->boundary;
}

static void runs_of_edge(struct lay *l, uint32_t i)
{
    const struct lay_edge *e = &l->edges.v[i];

    if (e->what == LAY_EDGE)
        return;
    if (e->around) {
        add_run(l, i, 0, lay_port_out(l, e), e->corridor, start_of(e), END_CORRIDOR | i,
                l->nodes.v[e->from].rank + 1);
        add_run(l, i, 1, e->corridor, lay_port_in(l, e->to), END_CORRIDOR | i, e->to, l->nodes.v[e->to].rank);
        return;
    }
    for (uint32_t k = 0; k < e->n_links; k++) {
        const struct lay_link *x = &l->links.v[e->first_link + k];
        double y0 = lay_link_from(l, x), y1 = lay_port_in(l, x->to);

        if (fabs(y0 - y1) > 0.5)
            add_run(l, i, k, y0, y1, k == 0 ? start_of(e) : x->from, x->to, l->nodes.v[x->from].rank + 1);
    }
}

/* Short ones run inside long ones. */
struct around {
    uint32_t span, edge;
};

static int shorter_first(const void *x, const void *y)
{
    const struct around *a = x, *b = y;

    if (a->span != b->span)
        return a->span < b->span ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static bool dig_corridors(struct lay *l)
{
    struct around *v = ARENA_ARRAY(l->a, struct around, l->edges.n + 1);
    size_t n = 0;

    if (v == NULL)
        return false;
    for (uint32_t i = 0; i < l->edges.n; i++) {
        const struct lay_edge *e = &l->edges.v[i];
        uint32_t a = l->nodes.v[e->from].rank, b = l->nodes.v[e->to].rank;

        if (e->around && e->what == LAY_FLOW)
            v[n++] = (struct around){ a > b ? a - b : b - a, i };
    }
    if (n > 0)
        qsort(v, n, sizeof(*v), shorter_first);
    for (size_t i = 0; i < n; i++)
        l->edges.v[v[i].edge].corridor = l->height + 8 + TRACK * (double)i;
    if (n > 0)
        l->height += 16 + TRACK * (double)n;
    return true;
}

/* ---- tracks ---- */

/* Downward runs from the lowest, upward ones from the highest: then lines that turn the same way do not cross
 * each other. */
static int by_turn(const void *x, const void *y)
{
    const struct lay_run *a = x, *b = y;
    bool down_a = a->y1 > a->y0, down_b = b->y1 > b->y0;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (down_a != down_b)
        return down_a ? -1 : 1;
    if (a->y0 > b->y0 || a->y0 < b->y0)
        return (a->y0 > b->y0) == down_a ? -1 : 1;
    if (a->y1 > b->y1 || a->y1 < b->y1)
        return (a->y1 > b->y1) == down_a ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static bool overlap(const struct lay_run *a, const struct lay_run *b)
{
    double a0 = fmin(a->y0, a->y1), a1 = fmax(a->y0, a->y1), b0 = fmin(b->y0, b->y1), b1 = fmax(b->y0, b->y1);

    return a0 < b1 + 5 && b0 < a1 + 5;
}

static bool may_share(const struct lay_run *a, const struct lay_run *b)
{
    return a->from == b->from || a->to == b->to;
}

static bool is_free(const struct lay_run *v, size_t n, const struct lay_run *r, uint32_t track)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].track == track && overlap(&v[i], r) && !may_share(&v[i], r))
            return false;
    return true;
}

/* Runs [0, n) are those of one channel, in order. */
static uint32_t give_tracks(struct lay_run *v, size_t n)
{
    uint32_t most = 0;

    for (size_t i = 0; i < n; i++) {
        struct lay_run *r = &v[i];
        uint32_t track = 0;

        if (n > RUNS_COMPARED) {
            r->track = (uint32_t)(i % RUNS_COMPARED);
            most = RUNS_COMPARED;
            continue;
        }
        for (size_t k = 0; k < i; k++)
            if ((v[k].y1 > v[k].y0) == (r->y1 > r->y0) && overlap(&v[k], r)) {
                uint32_t least = may_share(&v[k], r) ? v[k].track : v[k].track + 1;

                track = least > track ? least : track;
            }
        while (!is_free(v, i, r, track))
            track++;
        r->track = track;
        most = track + 1 > most ? track + 1 : most;
    }
    return most;
}

static void track_runs(struct lay *l)
{
    size_t from = 0;

    if (l->runs.n == 0)
        return;
    qsort(l->runs.v, l->runs.n, sizeof(*l->runs.v), by_turn);
    for (size_t i = 1; i <= l->runs.n; i++)
        if (i == l->runs.n || l->runs.v[i].rank != l->runs.v[from].rank) {
            l->ranks[l->runs.v[from].rank].tracks = give_tracks(&l->runs.v[from], i - from);
            from = i;
        }
}

/* ---- columns ---- */

static void label_rooms(struct lay *l)
{
    for (size_t i = 0; i < l->edges.n; i++) {
        const struct lay_edge *e = &l->edges.v[i];
        struct lay_rank *r = lay_rank_of(l, l->nodes.v[e->from].rank);
        struct str name = e->what == LAY_FLOW ? l->m->flows[e->index].name : STR_NONE;

        if (name.len > 0)
            r->label_room = fmax(r->label_room,
                                 text_wrap(l->a, l->p->o, name, SIZE_SMALL, false, LABEL_ROOM_MAX, 4).w + 10);
    }
}

static void columns(struct lay *l)
{
    double x = 0;

    for (size_t i = 0; i < l->nodes.n; i++) {
        const struct lay_node *n = &l->nodes.v[i];
        struct lay_rank *r = lay_rank_of(l, n->rank);

        r->w = fmax(r->w, n->w);
        if (n->el != BPMN_NONE)
            r->messages += l->all->messages[n->el];
    }
    for (uint32_t r = 0; r <= l->n_ranks; r++) {
        struct lay_rank *k = &l->ranks[r];
        double width = 26 + TRACK * (k->tracks + k->messages) + k->label_room;

        k->x = x;
        k->channel_x = x + k->w;
        if (r > 0 && r < l->n_ranks)
            width = fmax(width, CHANNEL);
        else if (k->tracks + k->messages == 0 && k->label_room <= 0)
            width = 0;
        x = k->channel_x + width;
        k->end_x = x;
    }
    for (size_t i = 0; i < l->nodes.n; i++) {
        struct lay_node *n = &l->nodes.v[i];
        const struct lay_rank *r = lay_rank_of(l, n->rank);

        n->x = r->x + (r->w - n->w) / 2;
    }
    l->width = x;
}

static double track_x(const struct lay *l, const struct lay_run *r)
{
    return l->ranks[r->rank].channel_x + 15 + TRACK * r->track;
}

/* ---- points ---- */

struct trace {
    struct bpmn_point *p;
    size_t n;
};

static void go(struct trace *t, double x, double y)
{
    struct bpmn_point *q = t->p;

    if (t->n > 0 && fabs(q[t->n - 1].x - x) < 0.3 && fabs(q[t->n - 1].y - y) < 0.3)
        return;
    if (t->n > 1 && ((fabs(q[t->n - 1].x - x) < 0.3 && fabs(q[t->n - 2].x - x) < 0.3) ||
                     (fabs(q[t->n - 1].y - y) < 0.3 && fabs(q[t->n - 2].y - y) < 0.3)))
        t->n--;
    q[t->n++] = (struct bpmn_point){ x, y };
}

static double boundary_x(const struct lay *l, const struct lay_node *host, uint32_t boundary)
{
    const struct bpmn_element *el = &l->m->elements[host->el];

    for (uint32_t i = 0; i < el->n_boundaries; i++)
        if (el->boundaries[i] == boundary)
            return host->x + host->ox + host->nw * (i + 1.0) / (el->n_boundaries + 1.0);
    return host->x;
}

static int by_edge(const void *x, const void *y)
{
    const struct lay_run *a = x, *b = y;

    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static void trace_edge(struct lay *l, const struct lay_edge *e, const struct lay_run *runs, size_t n)
{
    const struct lay_node *from = &l->nodes.v[e->from], *to = &l->nodes.v[e->to];
    struct line *out = &l->p->flows[e->index];
    struct trace t = { ARENA_ARRAY(l->a, struct bpmn_point, 2 * n + 6), 0 };

    if (t.p == NULL)
        return;
    if (e->boundary != BPMN_NONE) {
        double x = boundary_x(l, from, e->boundary);

        go(&t, x, from->y + from->oy + from->nh + 18);
        go(&t, x, lay_port_out(l, e));
    } else {
        go(&t, from->x + from->ox + from->nw, lay_port_out(l, e));
    }
    for (size_t i = 0; i < n; i++) {
        go(&t, track_x(l, &runs[i]), runs[i].y0);
        go(&t, track_x(l, &runs[i]), runs[i].y1);
    }
    go(&t, to->x + to->ox, lay_port_in(l, e->to));
    out->p = t.p;
    out->n = t.n;
    out->shown = t.n > 1;
}

static void trace_edges(struct lay *l)
{
    size_t at = 0;

    if (l->runs.n > 0)
        qsort(l->runs.v, l->runs.n, sizeof(*l->runs.v), by_edge);
    for (uint32_t i = 0; i < l->edges.n; i++) {
        size_t from;

        while (at < l->runs.n && l->runs.v[at].edge < i)
            at++;
        from = at;
        while (at < l->runs.n && l->runs.v[at].edge == i)
            at++;
        if (l->edges.v[i].what == LAY_FLOW)
            trace_edge(l, &l->edges.v[i], l->runs.v == NULL ? NULL : &l->runs.v[from], at - from);
    }
}

/* ---- shapes ---- */

static void put_satellites(struct lay *l, const struct lay_node *n)
{
    double x, w = -12, bottom = n->y + n->oy - 20;

    for (uint32_t k = l->all->satellite[n->el]; k != BPMN_NONE; k = l->all->next_satellite[k])
        w += fmax(plan_size(l->p, &l->m->elements[k]).w,
                  plan_is_outside_label(&l->m->elements[k])
                      ? text_wrap(l->a, l->p->o, l->m->elements[k].name, SIZE_SMALL, false, 104, 6).w
                      : 0) +
             12;
    x = n->x + (n->w - w) / 2;
    for (uint32_t k = l->all->satellite[n->el]; k != BPMN_NONE; k = l->all->next_satellite[k]) {
        const struct bpmn_element *el = &l->m->elements[k];
        struct draw_box b = plan_size(l->p, el);
        double room = b.w, name_h = 0;

        if (plan_is_outside_label(el)) {
            struct lines name = text_wrap(l->a, l->p->o, el->name, SIZE_SMALL, false, 104, 6);

            room = fmax(room, name.w);
            name_h = name.n > 0 ? name.h + 4 : 0;
        }
        b.x = x + (room - b.w) / 2;
        b.y = bottom - b.h - name_h;
        l->p->elements[k] = (struct spot){ .shown = true, .box = b };
        x += room + 12;
    }
}

static void put_node(struct lay *l, const struct lay_node *n)
{
    const struct bpmn_element *el = &l->m->elements[n->el];
    struct spot *t = &l->p->elements[n->el];
    struct draw_box b = { n->x + n->ox, n->y + n->oy, n->nw, n->nh };

    if (t->container)
        lay_shift(l->all, n->el, b.x, b.y);
    t->shown = true;
    t->box = b;
    for (uint32_t i = 0; i < el->n_boundaries; i++)
        l->p->elements[el->boundaries[i]] =
            (struct spot){ .shown = true,
                           .box = { boundary_x(l, n, el->boundaries[i]) - 18, b.y + b.h - 18, 36, 36 } };
    put_satellites(l, n);
}

static void put_messages(struct lay *l)
{
    for (uint32_t r = 0; r < l->n_ranks; r++) {
        const struct lay_rank *k = lay_rank_of(l, r);
        double x = k->end_x - 8;

        for (uint32_t i = 0; i < k->n; i++) {
            const struct lay_node *n = &l->nodes.v[k->nodes[i]];

            if (n->el == BPMN_NONE)
                continue;
            l->all->msg_x[n->el] = x;
            x -= TRACK * l->all->messages[n->el];
        }
    }
}

bool lay_route(struct lay *l)
{
    if (!dig_corridors(l))
        return false;
    for (uint32_t i = 0; i < l->edges.n; i++)
        runs_of_edge(l, i);
    if (arena_failed(l->a))
        return false;
    track_runs(l);
    label_rooms(l);
    columns(l);
    trace_edges(l);
    for (size_t i = 0; i < l->nodes.n; i++)
        if (l->nodes.v[i].el != BPMN_NONE)
            put_node(l, &l->nodes.v[i]);
    put_messages(l);
    return !arena_failed(l->a);
}
