/*
 * squeeze.h - style sheets, scripts and pictures without what only their writers need: comments and white
 * space.
 */
#ifndef TOOLS_SQUEEZE_H
#define TOOLS_SQUEEZE_H

#include "base/arena.h"
#include "base/buf.h"

/* By the end of `name`: .css, .svg and .js are squeezed, others come back as they are. The result lives in
 * `a` or is `bytes`. CSS strings are kept as written. In scripts only comments that fill whole lines and
 * indentation go. */
struct str squeeze(struct arena *a, struct str name, struct str bytes);

#endif
