/*
 * collate.h - the order of letters: CLDR's for `fa` (iran-facts 5.5), as a sort key.
 */
#ifndef PERSIAN_COLLATE_H
#define PERSIAN_COLLATE_H

#include "base/arena.h"

/* Bytes whose memcmp order (str_cmp) is the Persian order of the texts. Spaces, then punctuation, digits
 * (three sets alike), Arabic script, Latin, other letters; ZWNJ and tatweel are ignored; variants of a letter
 * and diacritics only break ties. Contains no zero byte. STR_NONE when the arena has failed. */
struct str collate_key(struct arena *a, struct str s);
/* Compare without an arena of one's own; -1, 0, 1. */
int collate_cmp(struct arena *a, struct str x, struct str y);

#endif
