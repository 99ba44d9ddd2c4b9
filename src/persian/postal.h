/*
 * postal.h - postal codes (کد پستی): ten digits. There is no check digit, and the published pattern only
 * warns. Source: iran-facts 4.
 */
#ifndef PERSIAN_POSTAL_H
#define PERSIAN_POSTAL_H

#include "base/arena.h"

/* Only postal_parse makes one. */
struct postal {
    char digits[11];
    bool unusual; /* outside the observed pattern: accept and flag */
};

enum postal_fault { POSTAL_OK, POSTAL_EMPTY, POSTAL_NOT_DIGIT, POSTAL_LENGTH };

/* Any digits; a hyphen or spaces between the halves and invisible characters are dropped. */
enum postal_fault postal_parse(struct str s, struct postal *ret) MUST_CHECK;
struct str postal_fault_key(enum postal_fault f);                 /* "postal.length", ...; "" for POSTAL_OK */
struct str postal_str(const struct postal *p);                    /* borrowed */
struct str postal_shown(struct arena *a, const struct postal *p); /* ۱۲۳۴۵-۶۷۸۹۰ */

#endif
