/*
 * emblem.h - the mark at the head of a letter: SVG path data in a box of 100 x 100. Private to reports.
 */
#ifndef REPORTS_EMBLEM_H
#define REPORTS_EMBLEM_H

#include "base/str.h"

/* Receives absolute segments. */
struct emblem_pen {
    void (*move)(void *self, double x, double y);
    void (*line)(void *self, double x, double y);
    void (*curve)(void *self, double x1, double y1, double x2, double y2, double x, double y);
    void (*close)(void *self);
    void *self;
};

#define EMBLEM_BYTES_MAX 65536u

/* SVG 1.1 path data without arcs. False when it is not that; then part of it may have been drawn. `pen` may
 * be NULL: only check. */
bool emblem_walk(struct str path, const struct emblem_pen *pen) MUST_CHECK;
/* The path to draw: `own` when it is good, else the rosette (شمسه) drawn for this product. Even-odd filled.
 */
struct str emblem_or_rosette(struct str own);

#endif
