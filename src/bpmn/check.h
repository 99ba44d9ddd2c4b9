/*
 * check.h - what the parts of the checker share; private to this room.
 */
#ifndef BPMN_CHECK_H
#define BPMN_CHECK_H

#include "bpmn/read.h"

struct check {
    struct arena *a;
    const struct bpmn_model *m;
    struct bpmn_problems *out;
    unsigned char *has_lanes; /* of processes */
};

void bpmn_check_say(struct check *c, enum bpmn_severity s, enum bpmn_problem_code code, struct str id,
                    int line, const char *fmt, ...) PRINTF_LIKE(6, 7);
#define SAY_EL(c, s, code, el, ...) bpmn_check_say((c), (s), (code), (el)->id, (el)->line, __VA_ARGS__)

/* check_rules.c: what one element must be like. */
void bpmn_check_element(struct check *c, const struct bpmn_element *el);
void bpmn_check_flow(struct check *c, const struct bpmn_flow *f);
/* check_sound.c: reachability, ends and deadlocks. */
void bpmn_check_soundness(struct check *c);

#endif
