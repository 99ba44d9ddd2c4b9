/*
 * world.h - models to draw, and what must hold of every drawing.
 */
#ifndef TEST_DRAWING_WORLD_H
#define TEST_DRAWING_WORLD_H

#include "check.h"
#include "drawing/drawing.h"

#define BPMN(body)                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                                      \
    "xmlns:bpmndi='http://www.omg.org/spec/BPMN/20100524/DI' "                                               \
    "xmlns:dc='http://www.omg.org/spec/DD/20100524/DC' xmlns:di='http://www.omg.org/spec/DD/20100524/DI' "   \
    "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' "                                                     \
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' id='d'>" body "</definitions>"
#define NODE(tag, id, name) "<" tag " id='" id "' name='" name "'/>"
#define FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"

struct world {
    struct arena *a;
    const struct bpmn_model *m;
    const struct drawing *d;
};
/* Reads and draws; a failure is a failed check, and `d` NULL. */
struct world draw_text(const char *xml);
struct world draw_bytes(struct str xml);
void world_done(struct world *w);
struct str file_text(struct arena *a, const char *path); /* below the sources */

const struct draw_group *group_of(const struct world *w, const char *id);
size_t items_of(const struct world *w, const char *id, enum draw_style style);

/* Every shape and label inside the picture, no name upon another or upon a foreign shape. */
void check_picture(const struct world *w, const char *what);
/* No two nodes overlap, but boundary events their hosts and sub-processes what is in them. */
void check_nodes_apart(const struct world *w);
/* Each sequence flow begins at the border of its source and ends at that of its target. */
void check_ends(const struct world *w);

#endif
