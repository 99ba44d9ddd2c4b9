/*
 * ident.h - reading the digits of an identifier that a person or a program wrote. Inside persian/ and
 * domain/tracking.c.
 */
#ifndef PERSIAN_IDENT_H
#define PERSIAN_IDENT_H

#include "base/str.h"

#define IDENT_MAX 20

struct ident {
    char d[IDENT_MAX + 1]; /* ASCII digits and NUL */
    size_t n;
};

enum ident_rule {
    IDENT_STRICT,    /* nothing but digits, of any of the three sets */
    IDENT_SEPARATORS /* spaces, hyphens, dots, brackets and invisible characters are dropped */
};
enum ident_fault { IDENT_OK, IDENT_EMPTY, IDENT_NOT_DIGIT, IDENT_LONG };

/* IDENT_EMPTY when there is nothing but what is dropped; IDENT_LONG past IDENT_MAX digits. *ret only for
 * IDENT_OK. */
enum ident_fault ident_read(struct str s, enum ident_rule rule, struct ident *ret) MUST_CHECK;

#endif
