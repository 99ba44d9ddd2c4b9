/*
 * reach.h - which elements lead to a gateway's incoming flows without passing the gateway; private to this
 * room.
 *
 * For inclusive joins, in the engine and in the checker. Marks: 1 leads to a flow that has a token, 2 to one
 * that has none. A token at an element with the mark 2 alone holds the gateway back (BPMN 2.0.2, 13.4.3).
 */
#ifndef BPMN_REACH_H
#define BPMN_REACH_H

#include "bpmn/model.h"

struct reach {
    unsigned char *marks; /* of every element of the model */
    uint32_t *stack;      /* as many */
    size_t n;
};

void bpmn_reach_mark(struct reach *q, uint32_t el, unsigned char bit);
/* Spread the bit of the elements marked with it backwards. */
void bpmn_reach_back(const struct bpmn_model *m, struct reach *q, const struct bpmn_element *gateway,
                     unsigned char bit);
bool bpmn_reach_holds_back(const struct bpmn_model *m, const struct reach *q, const struct bpmn_element *at,
                           const struct bpmn_element *gateway);

#endif
