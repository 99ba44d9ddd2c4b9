/*
 * read.h - what the parts of the reader share; private to this room.
 *
 * read.c walks the tree and resolves references; read_parts.c reads what is inside an element (events,
 * tasks, loops, extension elements, expressions); read_di.c reads the diagram,
 * read_drawn.c what else only pictures need.
 */
#ifndef BPMN_READ_H
#define BPMN_READ_H

#include "bpmn/map.h"
#include "bpmn/model.h"
#include "bpmn/xml.h"

/* What an id in the file stands for: the upper bits of a map value. */
enum bpmn_id_kind {
    BPMN_ID_ELEMENT,
    BPMN_ID_FLOW,
    BPMN_ID_LANE,
    BPMN_ID_PARTICIPANT,
    BPMN_ID_EDGE,
    BPMN_ID_NODE
};
#define ID_PACK(kind, i) (((uint32_t)(kind) << 28) | (uint32_t)(i))
#define ID_KIND(v) ((enum bpmn_id_kind)((v) >> 28))
#define ID_INDEX(v) ((v)&0x0fffffffu)

struct reader {
    struct arena *a;
    struct bpmn_model *m;
    struct bpmn_map ids;
    VEC(struct bpmn_element) elements;
    VEC(struct bpmn_flow) flows;
    VEC(struct bpmn_edge) edges;
    VEC(struct bpmn_lane) lanes;
    VEC(struct bpmn_participant) participants;
    VEC(const struct bpmn_xml *) nodes;    /* messages, signals, errors, escalations, event definitions */
    VEC(const struct bpmn_xml *) lane_xml; /* of lanes[i] */
};

/* Add a problem; `x` (may be NULL) gives the line. */
void bpmn_problem_add(struct arena *a, struct bpmn_problems *ps, struct bpmn_problem p, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void bpmn_read_problem(struct reader *r, enum bpmn_severity s, enum bpmn_problem_code c,
                       const struct bpmn_xml *x, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* FEEL after `=`, else the text. `always_feel`: conditions. */
struct bpmn_expr bpmn_read_expr(struct reader *r, const struct bpmn_xml *where, struct str text,
                                bool always_feel);
/* Fill the parts of `el` that stand inside `x`. */
void bpmn_read_parts(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x);
void bpmn_read_loop(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x);
void bpmn_read_condition(struct reader *r, struct bpmn_flow *f, const struct bpmn_xml *x);
void bpmn_read_pairs(struct reader *r, const struct bpmn_xml *ext, const char *list, const char *item,
                     const char *key, const struct bpmn_pair **ret, size_t *n);
void bpmn_read_diagrams(struct reader *r, const struct bpmn_xml *definitions);
void bpmn_read_drawn(struct reader *r, const struct bpmn_xml *definitions); /* read_drawn.c */
struct str bpmn_read_local(struct str qname);                               /* "a:b" gives "b" */

#endif
