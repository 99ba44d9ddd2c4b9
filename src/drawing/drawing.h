/*
 * drawing.h - a BPMN model as a picture and as numbered Persian sentences.
 *
 * drawing_make() turns a model into a scene: groups of rectangles, circles, paths and lines of text with
 * absolute places, in the order of painting, all inside one box that begins at (0, 0). drawing_write_svg()
 * writes it; reports/ paints the same scene with Cairo (port/picture.h). drawing_sentences() tells the same
 * process in words. Pure: widths of text come from a callback, nothing else is asked of the world.
 *
 * The places are those of the file's diagram, mirrored when the words are Persian and the diagram runs from
 * left to right; a model without a usable diagram is laid out (docs/decisions/drawing.md).
 *
 * Not here: which step a case is at (app/), pages (web/).
 */
#ifndef DRAWING_DRAWING_H
#define DRAWING_DRAWING_H

#include "bpmn/model.h"

/* Width of a line of text in units, set in Vazirmatn of this size. NULL: an estimate by letters. */
typedef double drawing_width_fn(void *self, struct str text, double size, bool bold);
/* Words for a lane's name that is a role code; what it does not know it gives back. */
typedef struct str drawing_role_fn(void *self, struct str name);

/* What a running case, or many of them, say about an element. */
enum drawing_state { DRAWING_PLAIN, DRAWING_DONE, DRAWING_HERE, DRAWING_NEXT };
struct drawing_mark {
    enum drawing_state state;
    bool warn;        /* the badge is a warning: above its limit */
    struct str badge; /* a short figure at the corner («۱۲»); empty: none */
    struct str note;  /* one sentence for the element's title; may be empty */
};

struct drawing_options {
    drawing_width_fn *width;
    drawing_role_fn *role; /* NULL: names as they are */
    void *width_self, *role_self;
    struct str id;    /* [a-z0-9-], unique on its page; empty: "bp" */
    struct str title; /* of the picture; empty: the process's or pool's name */
};

/* ---- the scene ---- */

enum draw_style { /* one class of the page's style each; the table is in style.c */
                  DRAW_POOL,
                  DRAW_HEAD, /* the strip with a pool's or lane's name */
                  DRAW_LANE,
                  DRAW_TASK,
                  DRAW_CALL, /* thick */
                  DRAW_SUB,  /* a sub-process around others */
                  DRAW_EVENT_SUB,
                  DRAW_START,
                  DRAW_START_DASH, /* does not interrupt */
                  DRAW_MIDDLE,
                  DRAW_MIDDLE_DASH,
                  DRAW_END,
                  DRAW_GATEWAY,
                  DRAW_DATA,
                  DRAW_GROUP,
                  DRAW_NOTE, /* bracket of an annotation */
                  DRAW_FLOW,
                  DRAW_FLOW_HEAD,
                  DRAW_MESSAGE,
                  DRAW_MESSAGE_END,
                  DRAW_TIE,   /* association */
                  DRAW_GLYPH, /* strokes of a marker */
                  DRAW_SOLID, /* filled part of a marker */
                  DRAW_KNOCK, /* paper-coloured strokes on a filled marker */
                  DRAW_DONE,  /* signs of the overlay */
                  DRAW_HERE,
                  DRAW_NEXT,
                  DRAW_HALO, /* ring around the step that the case is at */
                  DRAW_TICK, /* strokes on these signs */
                  DRAW_BADGE,
                  DRAW_BADGE_WARN,
                  DRAW_TEXT,
                  DRAW_TEXT_NAME, /* of pools, lanes, sub-processes */
                  DRAW_TEXT_FLOW, /* on lines */
                  DRAW_TEXT_BADGE,
                  DRAW_STYLES
};

struct draw_paint { /* light scheme; used by painters that know no style sheet */
    const char *class;
    const char *fill, *stroke;             /* "#rrggbb" or "none" */
    const char *fill_token, *stroke_token; /* custom property of the page's style, or NULL */
    double width;
    const char *dash; /* "4 3" or NULL */
};
const struct draw_paint *draw_paint(enum draw_style s);

enum draw_kind { DRAW_RECT, DRAW_CIRCLE, DRAW_PATH, DRAW_LINE_OF_TEXT };
enum draw_anchor { DRAW_BEGIN, DRAW_MID };

struct draw_item {
    enum draw_kind kind;
    enum draw_style style;
    double x, y, w, h; /* rectangle; circle: centre and w = h = radius; path: its origin; text: its box */
    double round;      /* of a rectangle's corners */
    double scale;      /* of a path */
    bool flip;         /* path mirrored left to right: x is its right edge */
    struct str text;   /* a path's data (M L H V C Z, absolute), or the line of text */
    double size;       /* of the text */
    double tx, ty;     /* where the text is anchored: baseline */
    bool rtl, bold;
    enum draw_anchor anchor; /* DRAW_BEGIN: at the right end of right-to-left text */
    int turn;                /* degrees that the text is turned about its anchor: -90, 0, 90 */
};

enum draw_what { DRAW_OF_POOL, DRAW_OF_LANE, DRAW_OF_ELEMENT, DRAW_OF_FLOW, DRAW_OF_EDGE };
struct draw_box {
    double x, y, w, h;
};
struct draw_group {
    enum draw_what what;
    uint32_t index;        /* in the model's elements, flows, … */
    enum bpmn_kind kind;   /* of an element */
    struct str id;         /* of the model */
    struct str title;      /* «کار کاربر: ثبت شکایت» */
    struct draw_box box;   /* of the shape; of a line: around its points */
    struct draw_box label; /* around its text; w == 0: none */
    bool label_outside;    /* the label is not inside the shape */
    enum drawing_state state;
    size_t from, n; /* items */
};

struct drawing {
    double width, height;
    bool rtl;      /* runs from right to left */
    bool laid_out; /* the file had no usable diagram */
    struct str title, about, prefix;
    const struct draw_group *groups; /* in the order of painting */
    size_t n_groups;
    const struct draw_item *items;
    size_t n_items;
};

/* Everything lives in `a`. RC_LIMIT when it is full; RC_INVALID: nothing to draw. Time is near linear in the
 * size of the model, whatever its diagram says. */
enum rc drawing_make(struct arena *a, const struct bpmn_model *m, const struct drawing_options *o,
                     const struct drawing **ret, struct err *e) MUST_CHECK;

/* The same picture with what a running case, or many, say of its elements: `marks` has one for each element
 * of the model. Signs, states and notes are added; the rest is shared with `d`. */
enum rc drawing_marked(struct arena *a, const struct drawing *d, const struct drawing_mark *marks,
                       const struct drawing **ret, struct err *e) MUST_CHECK;

/* One <svg>. `alone`: a file of its own, with style sheet, dark scheme and print; otherwise for a page that
 * has picture.css. */
enum rc drawing_write_svg(const struct drawing *d, bool alone, struct buf *out, struct err *e) MUST_CHECK;
/* The id that the SVG gives to a group, to link to it. */
struct str drawing_group_id(struct arena *a, const struct drawing *d, const struct draw_group *g);
/* The style sheet of drawings: what picture.css must hold, and what a file of its own carries. */
void drawing_write_style(struct buf *out);

/* ---- the sentences ---- */

struct drawing_step {
    uint32_t element; /* what it tells of */
    uint32_t number;  /* from 1 */
    uint32_t depth;   /* of sub-processes */
    struct str text;  /* without its number */
};
struct drawing_steps {
    const struct drawing_step *v;
    size_t n;
};
/* The process `process` (NULL: the one that bpmn_process() chooses; a model of none gives none). */
enum rc drawing_sentences(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                          const struct drawing_options *o, struct drawing_steps *ret,
                          struct err *e) MUST_CHECK;
/* "۳. …" a line, all processes of the model under their titles. */
enum rc drawing_write_text(struct arena *a, const struct bpmn_model *m, const struct drawing_options *o,
                           struct buf *out, struct err *e) MUST_CHECK;

/* ---- for painters and tests ---- */

/* The next command of path data: its letter, and the points it holds (C: 3, Z: 0, else 1; H and V complete).
 * 0 at the end or on what is no path. Start with `at` = (0,0). */
struct draw_pen {
    struct str rest;
    char letter;
    double x, y;
};
char draw_path_next(struct draw_pen *pen, double out[6]);

#endif
