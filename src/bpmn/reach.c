/*
 * reach.c - walking backwards from a gateway.
 */
#include "bpmn/reach.h"

void bpmn_reach_mark(struct reach *q, uint32_t el, unsigned char bit)
{
    if (q->marks[el] & bit)
        return;
    q->marks[el] |= bit;
    q->stack[q->n++] = el;
}

void bpmn_reach_back(const struct bpmn_model *m, struct reach *q, const struct bpmn_element *gateway,
                     unsigned char bit)
{
    while (q->n > 0) {
        const struct bpmn_element *x = &m->elements[q->stack[--q->n]];

        if (x == gateway)
            continue;
        for (uint32_t k = 0; k < x->n_in; k++)
            bpmn_reach_mark(q, m->flows[x->in[k]].source, bit);
        if (x->host != BPMN_NONE)
            bpmn_reach_mark(q, x->host, bit);
        if (x->kind != BPMN_CATCH_EVENT)
            continue;
        for (uint32_t t = x->link_from; t != BPMN_NONE; t = m->elements[t].link_from)
            bpmn_reach_mark(q, t, bit);
    }
}

bool bpmn_reach_holds_back(const struct bpmn_model *m, const struct reach *q, const struct bpmn_element *at,
                           const struct bpmn_element *gateway)
{
    if (at != gateway)
        return q->marks[at->index] == 2;
    for (uint32_t k = 0; k < at->n_out; k++) /* a token inside the gateway itself: where it goes next */
        if (q->marks[m->flows[at->out[k]].target] == 2)
            return true;
    return false;
}
