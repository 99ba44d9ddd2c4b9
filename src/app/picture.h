/*
 * picture.h - processes as people look at them: the picture and its numbered sentences, plain, with the way
 * of one case on it, or with live figures.
 *
 * A version's picture is laid out once and kept; marks are added to a copy. Without fonts widths are
 * estimated.
 *
 * Not here: drawing (drawing/), pages (web/).
 */
#ifndef APP_PICTURE_H
#define APP_PICTURE_H

#include "app/package.h"
#include "drawing/drawing.h"

struct case_rec;

struct picture {
    const struct package *pkg;
    const struct drawing *drawing;
    struct drawing_steps steps;       /* of the package's first process */
    const struct drawing_mark *marks; /* one for each element of the model; NULL: plain */
};

/* Lives as long as the program. */
enum rc picture_of_package(struct cx *cx, const struct package *pkg, struct picture *ret,
                           struct err *e) MUST_CHECK;
/* With marks on it; in the context's arena. */
enum rc picture_marked(struct cx *cx, const struct package *pkg, const struct drawing_mark *marks,
                       struct picture *ret, struct err *e) MUST_CHECK;

/* Words for the titles of elements. */
struct picture_words {
    struct str done, here, next;
};
struct picture_list {
    struct picture *v;
    size_t n;
};
/* Where a case is: its own process first, then (with `inner`) those that it has called and that run now. The
 * caller has seen to it that the actor may see the case. */
enum rc picture_of_case(struct cx *cx, const struct case_rec *c, const struct picture_words *words,
                        bool inner, struct picture_list *ret, struct err *e) MUST_CHECK;

/* ---- live figures of a version ---- */

struct step_figure {
    const struct bpmn_element *el;
    uint32_t number;     /* of its sentence; 0: none */
    int64_t now;         /* cases that stand there */
    int64_t oldest;      /* since when the oldest of them does; 0: none */
    int64_t done;        /* visits that ended */
    int64_t median, p90; /* ms of stay of those; -1: none ended */
    int64_t returned;    /* hundredths of a percent of visits that were not the case's first; -1: no visit */
};
struct step_figures {
    struct step_figure *v;
    size_t n;
};
/* Of the steps that people do or wait for, in the order of reading; narrowed to the units that the actor
 * sees. */
enum rc picture_figures(struct cx *cx, const struct package *pkg, struct step_figures *ret,
                        struct err *e) MUST_CHECK;

#endif
