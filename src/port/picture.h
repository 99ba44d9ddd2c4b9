/*
 * picture.h - what drawings need of fonts: widths of text, and painting as PNG.
 *
 * The scene is made and written as SVG by drawing/ (drawing/drawing.h); what is here is implemented in
 * src/reports with Pango and Cairo and the product's own fonts.
 */
#ifndef PORT_PICTURE_H
#define PORT_PICTURE_H

#include "base/buf.h"
#include "port/document.h"

struct drawing; /* drawing/drawing.h */
struct ruler;   /* measures text; one thread at a time */

#define PICTURE_SIDE_MAX 12000.0 /* pixels; a larger picture is made smaller */

/* RC_LIMIT. Close it with ruler_close(). */
enum rc ruler_open(struct documents *docs, struct ruler **ret, struct err *e) MUST_CHECK;
void ruler_close(struct ruler *r); /* NULL allowed */
void ruler_closep(struct ruler **r);
/* A drawing_width_fn; `self` is the ruler. */
double ruler_width(void *self, struct str text, double size, bool bold);

/* `scale` pixels a unit of the drawing (less when a side would pass PICTURE_SIDE_MAX). */
enum rc picture_write_png(struct documents *docs, const struct drawing *d, double scale, struct buf *out,
                          struct err *e) MUST_CHECK;

#endif
