/*
 * markup.h - escaped text and safe pieces of SVG for the writers of HTML and SVG. Private to reports.
 */
#ifndef REPORTS_MARKUP_H
#define REPORTS_MARKUP_H

#include "base/arena.h"
#include "base/buf.h"

/* For element content and quoted attributes: & < > " ' as entities; characters that XML refuses are dropped.
 */
void put_escaped(struct buf *out, struct str s);
/* A finite number with at most two digits after an ASCII point, whatever the locale. */
void put_coord(struct buf *out, double v);

/* Modules of a QR code, level M. RC_INVALID: empty; RC_LIMIT: more than 800 bytes. One byte a module (1
 * dark), `size` a side, in `a`. */
enum rc qr_modules(struct arena *a, struct str content, const unsigned char **ret, size_t *size,
                   struct err *e) MUST_CHECK;
/* The path of all dark modules in units of one module, with a quiet zone of four: rows as runs. */
void qr_put_path(struct buf *out, const unsigned char *modules, size_t size);

#endif
