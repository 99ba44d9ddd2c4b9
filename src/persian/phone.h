/*
 * phone.h - Iranian telephone numbers: E.164 stored and compared, the national form shown.
 *
 * Ranges of mobile operators never reject (numbers are portable). Source: iran-facts 3.
 */
#ifndef PERSIAN_PHONE_H
#define PERSIAN_PHONE_H

#include "base/arena.h"

enum phone_kind { PHONE_MOBILE, PHONE_FIXED };

/* Only phone_parse makes one. */
struct phone {
    char e164[16]; /* "+989123456789" and NUL */
    enum phone_kind kind;
};

enum phone_fault {
    PHONE_OK,
    PHONE_EMPTY,
    PHONE_NOT_DIGIT,
    PHONE_SHORT_CODE, /* three to six digits: 111, 125: nobody's contact number */
    PHONE_LENGTH,     /* not ten digits after the trunk prefix */
    PHONE_AREA,       /* a fixed line without a known area code (also: given without any) */
    PHONE_FOREIGN     /* another country's code */
};

enum phone_fault phone_parse(struct str s, struct phone *ret) MUST_CHECK;
struct str phone_fault_key(enum phone_fault f);                    /* "phone.length", ...; "" for PHONE_OK */
struct str phone_e164(const struct phone *p);                      /* borrowed */
struct str phone_national(struct arena *a, const struct phone *p); /* 09123456789 */
/* «۰۹۱۲ ۳۴۵ ۶۷۸۹», «۰۲۱ ۲۳۴۵ ۶۷۸۹»; show in a left-to-right run. */
struct str phone_shown(struct arena *a, const struct phone *p);
struct str phone_area_name(const struct phone *p); /* province of a fixed line; STR_NONE for a mobile */

#endif
