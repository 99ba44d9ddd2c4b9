/*
 * sample_types.h - what the sample template of the tests is given.
 */
#ifndef SAMPLE_TYPES_H
#define SAMPLE_TYPES_H

#include "web/html.h"

struct sample {
    struct str text;
    const char *word;
    struct url link;
    struct safe_html html;
    int count;
    bool on;
};

#endif
