/*
 * tracking.h - the tracking code of a case (SAM-03, design 4): ten digits, the last a Damm check digit.
 *
 * Digits only, so that it can be spoken, and keyed on a telephone. Random, so that it tells nothing and
 * cannot be counted through; the first digit is never 0, so that no spreadsheet shortens it. Damm's digit
 * catches every single wrong digit and every swap of neighbours.
 */
#ifndef DOMAIN_TRACKING_H
#define DOMAIN_TRACKING_H

#include "base/arena.h"

#define TRACKING_DIGITS 10

struct tracking {
    char digits[TRACKING_DIGITS + 1]; /* ASCII and NUL */
};

enum tracking_fault { TRACKING_OK, TRACKING_EMPTY, TRACKING_NOT_DIGIT, TRACKING_LENGTH, TRACKING_CHECK };

#define TRACKING_SPACE UINT64_C(900000000) /* how many codes there are */
/* The code of a random number below TRACKING_SPACE (base/id.h random_below); larger ones wrap. Two numbers
 * never share a code. */
struct tracking tracking_make(uint64_t random);
/* Any digits; spaces, hyphens, dots and invisible characters are dropped. */
enum tracking_fault tracking_parse(struct str s, struct tracking *ret) MUST_CHECK;
struct str tracking_fault_key(enum tracking_fault f);
struct str tracking_str(const struct tracking *t);                    /* borrowed */
struct str tracking_shown(struct arena *a, const struct tracking *t); /* ۴۱۲ ۸۸۰ ۳۷۱۵ */
struct str tracking_spoken(struct arena *a, const struct tracking *t); /* ۴ ۱ ۲، ۸ ۸ ۰، ۳ ۷ ۱ ۵ for a voice */

#endif
