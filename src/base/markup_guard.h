/*
 * markup_guard.h - a look at XML text before a parser sees it.
 */
#ifndef BASE_MARKUP_GUARD_H
#define BASE_MARKUP_GUARD_H

#include "base/str.h"

/* Whether any tag has more than `max` attributes: libxml2 compares the attributes of an element each with
 * each, so 200,000 of them would take minutes. Comments and sections are skipped, zero bytes too (UTF-16). */
bool markup_too_many_attributes(struct str text, size_t max);

#endif
