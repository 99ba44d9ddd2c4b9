/*
 * markup.h - a plain checker of finished pages: tags that close, ids that are unique, one heading of level 1.
 */
#ifndef TEST_WEB_MARKUP_H
#define TEST_WEB_MARKUP_H

#include "base/str.h"

struct markup {
    bool balanced; /* every element that must be closed is, in order */
    size_t h1, forms, ids;
    struct str doubled; /* an id that stands twice, or empty */
    struct str wrong;   /* where balance was lost */
};
struct markup markup_read(struct str html);

#endif
