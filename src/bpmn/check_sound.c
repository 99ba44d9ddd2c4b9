/*
 * check_sound.c - can everything be reached, can every token end, can a join wait for ever?
 *
 * Each scope is looked at by itself, its sub-processes as single steps. Reachability walks along flows,
 * boundary events and links. Deadlocks are looked for by playing the token game without data: every choice is
 * tried. Since no two elements compete for a token, it is enough to move one token at a time in a fixed order
 * (a persistent set): all dead markings are still found. Inclusive and complex joins act, as in the engine,
 * once nothing else can. Past SOUND_STATES markings or SOUND_WORK nothing is claimed. What only data could
 * forbid counts as possible: a modeller who knows better uses an inclusive join.
 */
#include "bpmn/check.h"
#include "bpmn/reach.h"

#define SOUND_STATES 5000u
#define SOUND_BYTES ((size_t)1 << 20)
#define SOUND_WORK UINT64_C(40000000)
#define TOKENS_MAX 3u

static const struct bpmn_element *at(const struct check *c, uint32_t i)
{
    return &c->m->elements[i];
}

/* ---- reachability ---- */

struct walk {
    unsigned char *seen;
    uint32_t *stack;
    size_t n;
};

static void visit(struct walk *w, uint32_t el)
{
    if (w->seen[el])
        return;
    w->seen[el] = 1;
    w->stack[w->n++] = el;
}

static bool begins(const struct bpmn_element *scope, const struct bpmn_element *x)
{
    if (x->kind == BPMN_START_EVENT)
        return true;
    return scope->start == BPMN_NONE && scope->kind != BPMN_EVENT_SUB_PROCESS && x->n_in == 0 &&
           x->kind != BPMN_BOUNDARY_EVENT && !(x->kind == BPMN_CATCH_EVENT && x->trigger == BPMN_ON_LINK);
}

static bool has_triggered_start(const struct check *c, const struct bpmn_element *scope)
{
    for (uint32_t k = 0; k < scope->n_children; k++)
        if (at(c, scope->children[k])->kind == BPMN_START_EVENT)
            return true;
    return false;
}

static void visit_next(const struct check *c, struct walk *w, const struct bpmn_element *x)
{
    for (uint32_t k = 0; k < x->n_out; k++)
        visit(w, c->m->flows[x->out[k]].target);
    for (uint32_t k = 0; k < x->n_boundaries; k++)
        visit(w, x->boundaries[k]);
    if (x->link != BPMN_NONE)
        visit(w, x->link);
    if (x->handler != BPMN_NONE)
        visit(w, x->handler);
}

static void check_reachable(struct check *c, const struct bpmn_element *scope, struct walk *w)
{
    bool implicit = !has_triggered_start(c, scope);

    w->n = 0;
    for (uint32_t k = 0; k < scope->n_children; k++) {
        const struct bpmn_element *x = at(c, scope->children[k]);

        if (x->kind == BPMN_EVENT_SUB_PROCESS ||
            (bpmn_is_node(x) && begins(scope, x) && (implicit || x->kind == BPMN_START_EVENT)))
            visit(w, x->index);
    }
    while (w->n > 0)
        visit_next(c, w, at(c, w->stack[--w->n]));
    for (uint32_t k = 0; k < scope->n_children; k++) {
        const struct bpmn_element *x = at(c, scope->children[k]);

        if (bpmn_is_node(x) && !w->seen[x->index])
            SAY_EL(c, BPMN_ERROR, BPMN_P_SOUNDNESS, x, "the %s can never be reached",
                   bpmn_kind_name(x->kind));
    }
}

/* Backwards from whatever ends a token. */
static void check_endable(struct check *c, const struct bpmn_element *scope, struct walk *w)
{
    w->n = 0;
    for (uint32_t k = 0; k < scope->n_children; k++) {
        const struct bpmn_element *x = at(c, scope->children[k]);

        if (bpmn_is_node(x) && x->n_out == 0 && x->link == BPMN_NONE &&
            !(x->kind == BPMN_BOUNDARY_EVENT && x->trigger == BPMN_ON_COMPENSATION))
            visit(w, x->index);
    }
    while (w->n > 0) {
        const struct bpmn_element *x = at(c, w->stack[--w->n]);

        for (uint32_t k = 0; k < x->n_in; k++)
            visit(w, c->m->flows[x->in[k]].source);
        if (x->host != BPMN_NONE && x->interrupting)
            visit(w, x->host);
        for (uint32_t t = x->link_from; x->kind == BPMN_CATCH_EVENT && t != BPMN_NONE;
             t = at(c, t)->link_from)
            visit(w, t);
    }
    for (uint32_t k = 0; k < scope->n_children; k++) {
        const struct bpmn_element *x = at(c, scope->children[k]);

        if (bpmn_is_node(x) && !w->seen[x->index] && x->n_out > 0)
            SAY_EL(c, BPMN_ERROR, BPMN_P_SOUNDNESS, x, "a token at this %s can never come to an end",
                   bpmn_kind_name(x->kind));
    }
}

/* ---- the token game ---- */

struct game {
    struct check *c;
    const struct bpmn_element *scope;
    uint32_t *place_of;   /* of a flow of the model */
    uint32_t *flow_at;    /* of a place */
    size_t n;             /* places */
    unsigned char *stack; /* markings still to be looked at */
    size_t depth, cap;
    uint64_t *seen; /* hashes of markings */
    size_t n_seen;
    unsigned char *reported; /* gateways */
    unsigned char *crowded;
    unsigned char *more, *mine, *m, *scratch; /* markings at hand */
    struct reach reach;
    uint64_t work; /* places and elements looked at */
    bool given_up;
};

#define SEEN_CAP ((size_t)SOUND_STATES * 4u)

static bool is_new(struct game *g, const unsigned char *m)
{
    uint64_t h = UINT64_C(14695981039346656037);
    size_t i;

    for (size_t k = 0; k < g->n; k++)
        h = (h ^ m[k]) * UINT64_C(1099511628211) + k;
    h |= 1;
    for (i = (size_t)(h >> 17) % SEEN_CAP; g->seen[i] != 0; i = (i + 1) % SEEN_CAP)
        if (g->seen[i] == h)
            return false;
    g->seen[i] = h;
    return true;
}

static void push(struct game *g, const unsigned char *m)
{
    if (!is_new(g, m))
        return;
    if (++g->n_seen > SOUND_STATES || g->depth == g->cap) {
        g->given_up = true;
        return;
    }
    memcpy(g->stack + g->depth++ * g->n, m, g->n);
}

/* The marking `m` with one more token on each of the flows. */
static bool add_tokens(struct game *g, unsigned char *m, const uint32_t *flows, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        uint32_t p = g->place_of[flows[k]];

        if (p == BPMN_NONE)
            return false;
        if (m[p] > 0 && !g->crowded[p])
            g->crowded[p] = 1;
        if (m[p] < TOKENS_MAX)
            m[p]++;
    }
    return true;
}

static const struct bpmn_element *target(const struct game *g, size_t place)
{
    return at(g->c, g->c->m->flows[g->flow_at[place]].target);
}

static bool joins(const struct bpmn_element *x)
{
    return x->n_in > 1 && (x->kind == BPMN_PARALLEL || x->kind == BPMN_INCLUSIVE || x->kind == BPMN_COMPLEX);
}

/* A move: the marking after it goes on the stack. `m` is without the tokens that were consumed. */
static void move(struct game *g, const unsigned char *m, const uint32_t *flows, uint32_t n,
                 unsigned char *scratch)
{
    memcpy(scratch, m, g->n);
    if (add_tokens(g, scratch, flows, n))
        push(g, scratch);
}

static void choose_one(struct game *g, const unsigned char *m, const struct bpmn_element *x,
                       unsigned char *scratch)
{
    for (uint32_t k = 0; k < x->n_out; k++)
        move(g, m, &x->out[k], 1, scratch);
}

/* Every non-empty choice of flows that holds those of the set `fixed`. */
static void choose_some(struct game *g, const unsigned char *m, const struct bpmn_element *x, uint32_t fixed,
                        unsigned char *scratch)
{
    uint32_t flows[8], n = x->n_out, all;

    if (n > ARRAY_LEN(flows)) { /* one, or all: enough to find what matters in practice */
        choose_one(g, m, x, scratch);
        move(g, m, x->out, n, scratch);
        return;
    }
    all = 1u << n;
    for (uint32_t set = 1; set < all; set++) {
        uint32_t k = 0;

        if ((set & fixed) != fixed)
            continue;
        for (uint32_t i = 0; i < n; i++)
            if (set & (1u << i))
                flows[k++] = x->out[i];
        move(g, m, flows, k, scratch);
    }
}

/* Conditional flows of an activity or event: those without condition always, of the others any, the default
 * instead of none. */
static uint32_t always(const struct game *g, const struct bpmn_element *x)
{
    uint32_t fixed = 0;

    for (uint32_t k = 0; k < x->n_out && k < 8; k++)
        if (x->out[k] != x->default_flow && g->c->m->flows[x->out[k]].condition.text.len == 0)
            fixed |= 1u << k;
    return fixed;
}

static void leave(struct game *g, const unsigned char *m, const struct bpmn_element *x,
                  unsigned char *scratch);

static void by_boundary(struct game *g, const unsigned char *m, const struct bpmn_element *x,
                        unsigned char *scratch)
{
    for (uint32_t k = 0; k < x->n_boundaries; k++) {
        const struct bpmn_element *b = at(g->c, x->boundaries[k]);

        if (b->trigger == BPMN_ON_COMPENSATION)
            continue;
        if (b->interrupting) {
            move(g, m, b->out, b->n_out, scratch);
            continue;
        }
        memcpy(g->more, m, g->n); /* it happens once, and the activity goes on */
        if (add_tokens(g, g->more, b->out, b->n_out))
            leave(g, g->more, x, scratch);
    }
}

static void leave(struct game *g, const unsigned char *m, const struct bpmn_element *x,
                  unsigned char *scratch)
{
    uint32_t fixed;

    switch (x->kind) {
    case BPMN_EXCLUSIVE:
    case BPMN_EVENT_BASED:
        choose_one(g, m, x, scratch);
        return;
    case BPMN_PARALLEL:
        move(g, m, x->out, x->n_out, scratch);
        return;
    case BPMN_INCLUSIVE:
    case BPMN_COMPLEX:
        fixed = x->n_out == 1 ? 1 : always(g, x);
        break;
    default:
        fixed = always(g, x);
    }
    if (x->n_out == 0)
        move(g, m, NULL, 0, scratch);
    else if (fixed == (1u << (x->n_out < 8 ? x->n_out : 8)) - 1 || x->n_out > 8)
        move(g, m, x->out, x->n_out, scratch);
    else
        choose_some(g, m, x, fixed, scratch);
}

/* The element acts; `m` is without its token. */
static void act(struct game *g, unsigned char *m, const struct bpmn_element *x, unsigned char *scratch)
{
    if (x->kind == BPMN_END_EVENT &&
        (x->trigger == BPMN_ON_TERMINATE || x->trigger == BPMN_ON_ERROR || x->trigger == BPMN_ON_CANCEL))
        return; /* everything in the scope is over */
    if (x->link != BPMN_NONE)
        x = at(g->c, x->link);
    leave(g, m, x, scratch);
    by_boundary(g, m, x, scratch);
}

static bool all_in(const struct game *g, const unsigned char *m, const struct bpmn_element *x)
{
    for (uint32_t k = 0; k < x->n_in; k++)
        if (g->place_of[x->in[k]] == BPMN_NONE || m[g->place_of[x->in[k]]] == 0)
            return false;
    return true;
}

static void take_in(const struct game *g, unsigned char *m, const struct bpmn_element *x)
{
    for (uint32_t k = 0; k < x->n_in; k++)
        if (g->place_of[x->in[k]] != BPMN_NONE && m[g->place_of[x->in[k]]] > 0)
            m[g->place_of[x->in[k]]]--;
}

/* One token that can move by itself, or a parallel join that is complete. */
static bool simple_move(struct game *g, unsigned char *m, unsigned char *scratch)
{
    for (size_t p = 0; p < g->n; p++) {
        const struct bpmn_element *x;

        if (m[p] == 0)
            continue;
        x = target(g, p);
        if (!joins(x)) {
            m[p]--;
            act(g, m, x, scratch);
            return true;
        }
        if (x->kind == BPMN_PARALLEL && g->place_of[x->in[0]] == p && all_in(g, m, x)) {
            take_in(g, m, x);
            act(g, m, x, scratch);
            return true;
        }
    }
    return false;
}

/* As in the engine: could a token still come on a flow that has none? */
static bool held_back(struct game *g, const unsigned char *m, const struct bpmn_element *x)
{
    const struct bpmn_model *model = g->c->m;

    g->work += (size_t)4 * model->n_elements + g->n;
    memset(g->reach.marks, 0, model->n_elements);
    for (unsigned char bit = 1; bit <= 2; bit++) {
        for (uint32_t k = 0; k < x->n_in; k++) {
            uint32_t p = g->place_of[x->in[k]];

            if (p != BPMN_NONE && (m[p] > 0) == (bit == 1))
                bpmn_reach_mark(&g->reach, model->flows[x->in[k]].source, bit);
        }
        bpmn_reach_back(model, &g->reach, x, bit);
    }
    for (size_t p = 0; p < g->n; p++)
        if (m[p] > 0 && target(g, p) != x && bpmn_reach_holds_back(model, &g->reach, target(g, p), x))
            return true;
    return false;
}

static bool waiting_join(struct game *g, const unsigned char *m, unsigned char *scratch)
{
    for (size_t p = 0; p < g->n; p++) {
        const struct bpmn_element *x = target(g, p);

        if (m[p] == 0 || (x->kind != BPMN_INCLUSIVE && x->kind != BPMN_COMPLEX) || held_back(g, m, x))
            continue;
        memcpy(g->mine, m, g->n);
        take_in(g, g->mine, x);
        act(g, g->mine, x, scratch);
        return true;
    }
    return false;
}

static void report_dead(struct game *g, const unsigned char *m)
{
    for (size_t p = 0; p < g->n; p++) {
        const struct bpmn_element *x = target(g, p);

        if (m[p] == 0 || g->reported[x->index])
            continue;
        g->reported[x->index] = 1;
        SAY_EL(g->c, BPMN_ERROR, BPMN_P_SOUNDNESS, x,
               "the %s can wait for ever for a token that does not come", bpmn_kind_name(x->kind));
    }
}

static void play(struct game *g)
{
    unsigned char *m = g->m;

    while (g->depth > 0 && !g->given_up && !arena_failed(g->c->a)) {
        memcpy(m, g->stack + --g->depth * g->n, g->n);
        g->work += 4 * g->n;
        g->given_up = g->given_up || g->work > SOUND_WORK;
        if (!simple_move(g, m, g->scratch) && !waiting_join(g, m, g->scratch))
            report_dead(g, m);
    }
}

static void start_game(struct game *g, const struct bpmn_element *scope)
{
    unsigned char *m = g->m;

    memset(m, 0, g->n);
    if (has_triggered_start(g->c, scope)) {
        for (uint32_t k = 0; k < scope->n_children; k++)
            if (at(g->c, scope->children[k])->kind == BPMN_START_EVENT)
                act(g, m, at(g->c, scope->children[k]), g->scratch);
        return;
    }
    for (uint32_t k = 0; k < scope->n_children; k++) {
        const struct bpmn_element *x = at(g->c, scope->children[k]);

        if (bpmn_is_node(x) && x->kind != BPMN_EVENT_SUB_PROCESS && begins(scope, x) && !x->for_compensation)
            (void)add_tokens(g, m, x->out, x->n_out); /* all begin at once; their choices are left out */
    }
    push(g, m);
}

/* Memory for all scopes of a model, once. */
static bool set_up(struct game *g)
{
    const struct bpmn_model *m = g->c->m;
    struct arena *a = g->c->a;

    g->place_of = ARENA_ARRAY(a, uint32_t, m->n_flows + 1u);
    g->flow_at = ARENA_ARRAY(a, uint32_t, m->n_flows + 1u);
    g->reported = arena_alloc(a, m->n_elements + 1u);
    g->crowded = arena_alloc(a, m->n_flows + 1u);
    g->more = arena_alloc(a, m->n_flows + 1u);
    g->mine = arena_alloc(a, m->n_flows + 1u);
    g->m = arena_alloc(a, m->n_flows + 1u);
    g->scratch = arena_alloc(a, m->n_flows + 1u);
    g->reach.marks = arena_alloc(a, m->n_elements + 1u);
    g->reach.stack = ARENA_ARRAY(a, uint32_t, m->n_elements + 1u);
    g->stack = arena_alloc(a, SOUND_BYTES);
    g->seen = ARENA_ARRAY(a, uint64_t, SEEN_CAP);
    return !arena_failed(a);
}

static bool set_scope(struct game *g, const struct bpmn_element *scope)
{
    const struct bpmn_model *m = g->c->m;

    g->scope = scope;
    g->n = g->depth = g->n_seen = 0;
    g->given_up = false;
    for (uint32_t k = 0; k < m->n_flows; k++) {
        const struct bpmn_flow *f = &m->flows[k];

        g->place_of[k] = BPMN_NONE;
        if (f->source == BPMN_NONE || at(g->c, f->source)->parent != scope->index ||
            at(g->c, f->target)->parent != scope->index)
            continue;
        g->place_of[k] = (uint32_t)g->n;
        g->flow_at[g->n++] = k;
    }
    if (g->n == 0)
        return false;
    g->cap = SOUND_BYTES / g->n;
    memset(g->seen, 0, SEEN_CAP * sizeof(*g->seen));
    memset(g->crowded, 0, g->n);
    return true;
}

static void warn_crowded(struct game *g)
{
    for (size_t p = 0; p < g->n; p++) {
        const struct bpmn_element *x = target(g, p);

        if (!g->crowded[p] || joins(x) || g->reported[x->index])
            continue;
        g->reported[x->index] = 1;
        SAY_EL(g->c, BPMN_WARNING, BPMN_P_SOUNDNESS, x,
               "more than one token can be on the way to this %s at once", bpmn_kind_name(x->kind));
        return; /* whatever follows it is so too */
    }
}

static bool has_join(const struct check *c, const struct bpmn_element *scope)
{
    for (uint32_t k = 0; k < scope->n_children; k++)
        if (joins(at(c, scope->children[k])))
            return true;
    return false;
}

static void check_joins(struct check *c)
{
    struct game g = { .c = c };
    bool ready = false;

    for (uint32_t k = 0; k < c->m->n_elements; k++) {
        const struct bpmn_element *scope = at(c, k);

        if (!bpmn_is_scope(scope) || scope->kind == BPMN_AD_HOC || !has_join(c, scope))
            continue;
        if (!ready && !set_up(&g))
            return;
        ready = true;
        if (!set_scope(&g, scope))
            continue;
        start_game(&g, scope);
        play(&g);
        warn_crowded(&g);
    }
}

void bpmn_check_soundness(struct check *c)
{
    struct walk forward = { 0 }, backward = { 0 };

    forward.stack = backward.stack = ARENA_ARRAY(c->a, uint32_t, c->m->n_elements + 1u);
    forward.seen = arena_alloc(c->a, c->m->n_elements + 1u);
    backward.seen = arena_alloc(c->a, c->m->n_elements + 1u);
    if (arena_failed(c->a))
        return;
    for (uint32_t k = 0; k < c->m->n_elements; k++) {
        if (!bpmn_is_scope(at(c, k)) || at(c, k)->kind == BPMN_AD_HOC)
            continue;
        check_reachable(c, at(c, k), &forward);
        check_endable(c, at(c, k), &backward);
    }
    check_joins(c);
}
