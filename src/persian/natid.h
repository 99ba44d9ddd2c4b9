/*
 * natid.h - the national ID of persons (کد ملی) and of legal entities (شناسه ملی).
 *
 * Both are text (leading zeros count). A passing check says nothing about whether the person exists.
 * Source: iran-facts 1 and 2.
 */
#ifndef PERSIAN_NATID_H
#define PERSIAN_NATID_H

#include "base/arena.h"

/* Only natid_parse makes one. */
struct natid {
    char digits[11]; /* ten ASCII digits and NUL */
};
struct legalid {
    char digits[12]; /* eleven ASCII digits and NUL */
};

enum natid_fault {
    NATID_OK,
    NATID_EMPTY,
    NATID_NOT_DIGIT,
    NATID_LENGTH,   /* not ten (eleven) digits */
    NATID_REPEATED, /* one repeated digit: passes the check, given to nobody */
    NATID_CHECK     /* the check digit is another */
};

enum natid_from {
    NATID_FROM_API, /* exactly the digits, of any set */
    NATID_FROM_FORM /* separators and invisible characters are dropped, a person's eight or nine digits padded
                       with zeros */
};

enum natid_fault natid_parse(struct str s, enum natid_from from, struct natid *ret) MUST_CHECK;
enum natid_fault legalid_parse(struct str s, enum natid_from from, struct legalid *ret) MUST_CHECK;
struct str natid_fault_key(enum natid_fault f); /* "natid.check", ...; "" for NATID_OK */
struct str natid_str(const struct natid *n);    /* borrowed */
struct str legalid_str(const struct legalid *n);
/* For lists and logs of people: «۰۴۹•••••۹۹». */
struct str natid_masked(struct arena *a, const struct natid *n);

#endif
