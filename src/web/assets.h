/*
 * assets.h - style, pictures and scripts that are built into the program.
 *
 * A built-in file has its content's hash in its address (/assets/samad.1f2e3d4c5b.css) and may be kept for
 * ever. Inside a style sheet `/assets/NAME` becomes the address of another asset at build time. To add a
 * file, name it in src/web/meson.build.
 *
 * Not here: fonts, which are read from a folder at start and served as /assets/fonts/NAME (web/server/).
 */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "web/url.h"

struct asset {
    struct str name;    /* "samad.css" */
    struct str address; /* "/assets/samad.1f2e3d4c5b.css" */
    struct str bytes;
};

/* Address of a built-in asset; empty when there is none of this name. */
struct url asset_url(const char *name);
/* The built-in asset behind the last segment of its address; NULL when there is none. */
const struct asset *asset_find(struct str file);
/* Media type by the name's end; application/octet-stream for others. */
const char *asset_type(struct str name);

#endif
