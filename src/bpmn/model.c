/*
 * model.c - looking into a model, and writing it.
 */
#include "bpmn/read.h"

const struct bpmn_element *bpmn_at(const struct bpmn_model *m, uint32_t index)
{
    return index < m->n_elements ? &m->elements[index] : NULL;
}

const struct bpmn_element *bpmn_find(const struct bpmn_model *m, struct str id)
{
    uint32_t v;

    return bpmn_map_get(m->index, id, &v) && ID_KIND(v) == BPMN_ID_ELEMENT ? &m->elements[ID_INDEX(v)] : NULL;
}

const struct bpmn_flow *bpmn_find_flow(const struct bpmn_model *m, struct str id)
{
    uint32_t v;

    return bpmn_map_get(m->index, id, &v) && ID_KIND(v) == BPMN_ID_FLOW ? &m->flows[ID_INDEX(v)] : NULL;
}

const struct bpmn_element *bpmn_process(const struct bpmn_model *m, struct str id)
{
    for (uint32_t i = 0; i < m->n_processes; i++) {
        const struct bpmn_element *p = &m->elements[m->processes[i]];

        if (id.len == 0 ? p->executable : str_eq(p->id, id))
            return p;
    }
    return id.len == 0 && m->n_processes > 0 ? &m->elements[m->processes[0]] : NULL;
}

const struct bpmn_element *bpmn_process_of(const struct bpmn_model *m, const struct bpmn_element *el)
{
    while (el != NULL && el->kind != BPMN_PROCESS)
        el = bpmn_at(m, el->parent);
    return el;
}

const struct bpmn_lane *bpmn_lane_of(const struct bpmn_model *m, const struct bpmn_element *el)
{
    while (el != NULL && el->lane == BPMN_NONE)
        el = bpmn_at(m, el->host != BPMN_NONE ? el->host : el->parent);
    return el == NULL ? NULL : &m->lanes[el->lane];
}

const struct bpmn_flow *bpmn_out(const struct bpmn_model *m, const struct bpmn_element *el, uint32_t i)
{
    return i < el->n_out ? &m->flows[el->out[i]] : NULL;
}

struct str bpmn_property(const struct bpmn_element *el, const char *key)
{
    for (uint32_t i = 0; i < el->n_properties; i++)
        if (str_eq_c(el->properties[i].key, key))
            return el->properties[i].value;
    return STR_NONE;
}

struct str bpmn_form(const struct bpmn_element *el)
{
    if (el->user == NULL)
        return STR_NONE;
    return el->user->form_id.text.len > 0 ? el->user->form_id.text : el->user->form_key.text;
}

bool bpmn_is_event(const struct bpmn_element *el)
{
    return el->kind >= BPMN_START_EVENT && el->kind <= BPMN_BOUNDARY_EVENT;
}

bool bpmn_is_activity(const struct bpmn_element *el)
{
    return el->kind >= BPMN_TASK && el->kind <= BPMN_CALL_ACTIVITY && el->kind != BPMN_EVENT_SUB_PROCESS;
}

bool bpmn_is_gateway(const struct bpmn_element *el)
{
    return el->kind >= BPMN_EXCLUSIVE && el->kind <= BPMN_COMPLEX;
}

bool bpmn_is_scope(const struct bpmn_element *el)
{
    return el->kind == BPMN_PROCESS || (el->kind >= BPMN_SUB_PROCESS && el->kind <= BPMN_AD_HOC);
}

bool bpmn_is_node(const struct bpmn_element *el)
{
    return (el->kind >= BPMN_START_EVENT && el->kind <= BPMN_COMPLEX) || el->kind == BPMN_OTHER;
}

const char *bpmn_kind_name(enum bpmn_kind k)
{
    static const char *const names[] = {
        "process",
        "start event",
        "end event",
        "intermediate catch event",
        "intermediate throw event",
        "boundary event",
        "task",
        "user task",
        "manual task",
        "service task",
        "send task",
        "receive task",
        "business rule task",
        "script task",
        "sub-process",
        "event sub-process",
        "transaction",
        "ad-hoc sub-process",
        "call activity",
        "exclusive gateway",
        "parallel gateway",
        "inclusive gateway",
        "event-based gateway",
        "complex gateway",
        "data object",
        "data store",
        "data input",
        "data output",
        "text annotation",
        "group",
        "element",
    };

    return (size_t)k < ARRAY_LEN(names) ? names[k] : "element";
}

const char *bpmn_trigger_name(enum bpmn_trigger t)
{
    static const char *const names[] = { "none",      "message",      "timer",     "signal",
                                         "error",     "escalation",   "condition", "link",
                                         "terminate", "compensation", "cancel",    "multiple" };

    return (size_t)t < ARRAY_LEN(names) ? names[t] : "unknown";
}

enum rc bpmn_write(const struct bpmn_model *m, struct buf *out, struct err *e)
{
    bpmn_xml_write(m->xml, out);
    return buf_done(out, e);
}

/* ---- reading order ---- */

struct order {
    const struct bpmn_model *m;
    uint32_t *out;
    size_t n;
    unsigned char *state; /* 0 new, 1 on the way, 2 numbered (in reverse) */
    uint32_t *stack, *next, *post;
};

static uint32_t successor(const struct order *o, uint32_t el, uint32_t i)
{
    const struct bpmn_element *x = &o->m->elements[el];

    /* Latest first: a reverse post-order then has the flows in document order, boundary events before them.
     */
    if (i < x->n_out)
        return o->m->flows[x->out[x->n_out - 1 - i]].target;
    i -= x->n_out;
    if (i < x->n_boundaries)
        return x->boundaries[x->n_boundaries - 1 - i];
    i -= x->n_boundaries;
    return i == 0 ? x->link : BPMN_NONE;
}

/* Depth first from `root`, appending to o->post. */
static size_t visit(struct order *o, uint32_t root, size_t n_post)
{
    size_t top = 0;

    if (o->state[root] != 0)
        return n_post;
    o->stack[top] = root;
    o->next[top++] = 0;
    o->state[root] = 1;
    while (top > 0) {
        const struct bpmn_element *x = &o->m->elements[o->stack[top - 1]];
        uint32_t i = o->next[top - 1]++, to;

        if (i > x->n_out + x->n_boundaries) {
            o->post[n_post++] = x->index;
            o->state[x->index] = 2;
            top--;
            continue;
        }
        to = successor(o, x->index, i);
        if (to == BPMN_NONE || o->state[to] != 0)
            continue;
        o->state[to] = 1;
        o->stack[top] = to;
        o->next[top++] = 0;
    }
    return n_post;
}

static void order_scope(struct order *o, const struct bpmn_element *scope);

static bool first_in_line(const struct bpmn_element *c, int pass)
{
    if (!bpmn_is_node(c))
        return false;
    switch (pass) {
    case 0: /* whatever no flow leads to, unreachable */
        return c->kind != BPMN_EVENT_SUB_PROCESS && c->kind != BPMN_START_EVENT;
    case 1:
        return c->n_in == 0 && c->kind != BPMN_EVENT_SUB_PROCESS && c->kind != BPMN_BOUNDARY_EVENT &&
               c->kind != BPMN_START_EVENT && !c->for_compensation;
    default:
        return c->kind == BPMN_START_EVENT;
    }
}

static void order_scope(struct order *o, const struct bpmn_element *scope)
{
    size_t n_post = 0, from;
    size_t first = o->n;

    for (int pass = 2; pass >= 0; pass--) {
        /* Roots of a later pass must come after those of an earlier one: number each pass on its own. */
        n_post = 0;
        for (uint32_t i = scope->n_children; i > 0; i--)
            if (first_in_line(&o->m->elements[scope->children[i - 1]], pass))
                n_post = visit(o, scope->children[i - 1], n_post);
        for (size_t i = n_post; i > 0; i--)
            o->out[o->n++] = o->post[i - 1];
    }
    for (uint32_t i = 0; i < scope->n_event_subs; i++) {
        if (o->state[scope->event_subs[i]] == 0)
            o->out[o->n++] = scope->event_subs[i];
        o->state[scope->event_subs[i]] = 2;
    }
    from = o->n;
    for (size_t i = first; i < from; i++)
        if (bpmn_is_scope(&o->m->elements[o->out[i]]))
            order_scope(o, &o->m->elements[o->out[i]]);
}

enum rc bpmn_reading_order(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                           const uint32_t **ret, size_t *n, struct err *e)
{
    struct order o = { .m = m };

    o.out = ARENA_ARRAY(a, uint32_t, m->n_elements + 1u);
    o.state = ARENA_ARRAY(a, unsigned char, m->n_elements + 1u);
    o.stack = ARENA_ARRAY(a, uint32_t, m->n_elements + 1u);
    o.next = ARENA_ARRAY(a, uint32_t, m->n_elements + 1u);
    o.post = ARENA_ARRAY(a, uint32_t, m->n_elements + 1u);
    if (arena_failed(a))
        return arena_check(a, e);
    order_scope(&o, process);
    *ret = o.out;
    *n = o.n;
    return RC_OK;
}
