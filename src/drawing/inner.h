/*
 * inner.h - what the parts of this room share.
 *
 * plan.c decides where everything goes (from the diagram, or layout*.c when there is none); scene.c, shape.c
 * and label.c make items of it.
 */
#ifndef DRAWING_INNER_H
#define DRAWING_INNER_H

#include <math.h>

#include "drawing/drawing.h"

#define SIZE_TEXT 12.0
#define SIZE_SMALL 11.0
#define LINE_HEIGHT 1.45 /* of the size: Persian letters reach deep */
#define BASELINE 1.02
#define HEAD 30.0 /* width of a header strip */

struct spot { /* of an element, lane or pool */
    bool shown;
    bool container; /* holds other shapes */
    bool horizontal;
    struct draw_box box;
    bool has_label; /* where the file wants its label */
    struct draw_box label;
};

struct line {
    bool shown;
    struct bpmn_point *p;
    size_t n;
    bool has_label;
    struct draw_box label;
};

struct plan {
    struct arena *a;
    const struct bpmn_model *m;
    const struct drawing_options *o;
    struct spot *elements, *lanes, *pools;
    struct line *flows, *edges;
    bool rtl, laid_out;
    bool head_right; /* names of pools and lanes stand at their right */
};

/* ---- text.c ---- */
double text_width(const struct drawing_options *o, struct str s, double size, bool bold);
/* Letters that run from right to left less those that run from left to right. */
int text_lean(struct str s);
bool text_is_rtl(struct str s); /* by its first letter with a direction */

struct lines {
    struct str *v;
    double *width;
    size_t n;
    double w, h, size;
    bool rtl, bold, cut; /* cut: not all of it is here */
};
/* Break `s` into lines no wider than `width`, at most `max`; the last ends with … when it was cut. Words that
 * are too long are broken. */
struct lines text_wrap(struct arena *a, const struct drawing_options *o, struct str s, double size, bool bold,
                       double width, size_t max);

/* ---- plan.c ---- */
enum rc plan_make(struct plan *p, struct err *e) MUST_CHECK;
/* The words people read for a lane or pool. */
struct str plan_role(const struct plan *p, struct str name);
struct draw_box plan_size(const struct plan *p, const struct bpmn_element *el); /* usual width and height */
/* Lines that have no points yet although both their ends are there: straight, or with one bend. */
void plan_join_missing(struct plan *p);
bool plan_is_outside_label(const struct bpmn_element *el); /* event, gateway, data: named beneath */

/* ---- layout.c ---- */
enum rc layout_model(struct plan *p, struct err *e) MUST_CHECK;

/* ---- glyph.c ---- */
struct glyph_part {
    enum draw_style style;
    const char *d; /* in a box of 24 x 24 */
};
struct glyph {
    struct glyph_part part[3];
    bool directed; /* has a direction that turns with the picture */
};
const struct glyph *glyph_of_event(const struct bpmn_element *el);
const struct glyph *glyph_of_task(enum bpmn_kind k);
const struct glyph *glyph_of_gateway(const struct bpmn_element *el);
enum marker {
    MARKER_LOOP,
    MARKER_PARALLEL,
    MARKER_SEQUENTIAL,
    MARKER_COMPENSATION,
    MARKER_PLUS,
    MARKER_ADHOC
};
const struct glyph *glyph_of_marker(enum marker m);

/* ---- scene.c ---- */
struct placed { /* a name outside its shape or on a line, or at the head of a container */
    struct lines lines;
    struct draw_box box;
    enum draw_anchor anchor;
};

struct scene {
    struct plan *p;
    struct arena *a;
    struct drawing *d;
    struct placed *of_element, *of_flow, *of_edge; /* label.c */
    VEC(struct draw_group) groups;
    VEC(struct draw_item) items;
};
struct draw_item *scene_add(struct scene *s, enum draw_kind kind, enum draw_style style);
void scene_rect(struct scene *s, enum draw_style style, struct draw_box b, double round);
void scene_circle(struct scene *s, enum draw_style style, double x, double y, double r);
void scene_path(struct scene *s, enum draw_style style, double x, double y, double scale, bool flip,
                struct str d);
void scene_glyph(struct scene *s, const struct glyph *g, double x, double y, double size);
/* Lines in the middle of `b`. */
struct draw_box scene_lines(struct scene *s, enum draw_style style, const struct lines *l, struct draw_box b,
                            int turn, enum draw_anchor anchor);
struct str scene_title(struct scene *s, const struct bpmn_element *el);

/* ---- shape.c ---- */
/* The strip of a pool or lane that holds its name. */
struct draw_box shape_head(const struct plan *p, const struct spot *t);
bool shape_pool_is_closed(const struct plan *p, uint32_t pool); /* named in the middle, without strip */
void shape_pool(struct scene *s, uint32_t pool);
void shape_lane(struct scene *s, uint32_t lane);
void shape_element(struct scene *s, const struct bpmn_element *el);

/* ---- path.c ---- */
void path_line(struct scene *s, enum draw_style style, const struct bpmn_point *p, size_t n);
void shape_flow(struct scene *s, const struct bpmn_flow *f);
void shape_edge(struct scene *s, const struct bpmn_edge *g, uint32_t index);
void path_number(struct buf *out, double v); /* one decimal at most */

/* ---- label.c ---- */
/* Names beside shapes and on lines: finds places that touch no shape and no other text. Fills of_element,
 * of_flow, of_edge. */
enum rc label_place(struct scene *s, struct err *e) MUST_CHECK;

#endif
