/*
 * digits.h - the three digit sets, and numbers as people in Iran read them.
 *
 * ASCII digits are the only stored ones; Persian digits (U+06F0..) are the only shown ones; Arabic-Indic ones
 * (U+0660..) are accepted and never produced. Source: iran-facts 5.4. Functions that return struct str give
 * STR_NONE when the arena has failed.
 */
#ifndef PERSIAN_DIGITS_H
#define PERSIAN_DIGITS_H

#include "base/arena.h"
#include "base/buf.h"

int digit_value(int32_t cp); /* 0..9 for the three sets, else -1 */

/* Every digit of the three sets in ASCII, the rest unchanged. */
void digits_put_ascii(struct buf *b, struct str s);
struct str digits_ascii(struct arena *a, struct str s);
/* Every digit in Persian, the rest unchanged. Only digits: "1,234" keeps its comma. */
void digits_put_fa(struct buf *b, struct str s);
struct str digits_fa(struct arena *a, struct str s);
/* True when `s` is only ASCII digits and not empty. */
bool digits_only(struct str s);

/* ۱٬۲۳۴٬۵۶۷; a negative one begins with U+200E U+2212. */
void int_put_fa(struct buf *b, int64_t v);
struct str int_fa(struct arena *a, int64_t v);
struct str int_fa_plain(struct arena *a, int64_t v); /* no thousands: years, counts in a code */
/* ASCII decimal text, as "-1234567.89", grouped and in Persian digits and marks. Text that is no such number
 * comes back with Persian digits only. */
struct str number_fa(struct arena *a, struct str ascii);
/* `scaled` is the value times 10^places: (123456, 2) is ۱٬۲۳۴٫۵۶. places 0..9. */
struct str decimal_fa(struct arena *a, int64_t scaled, int places);
struct str percent_fa(struct arena *a, int64_t scaled, int places); /* ۹۷٫۵٪ */

/* "4128803715" in groups "334": ۴۱۲ ۸۸۰ ۳۷۱۵. Digits past the groups follow the last one. */
struct str code_fa(struct arena *a, struct str ascii, const char *groups);
struct str code_grouped(struct arena *a, struct str ascii, const char *groups); /* the same in ASCII */

/* How near a day is: 3 «۳ روز مانده», 1 «فردا», 0 «امروز», -1 «دیروز», -2 «۲ روز گذشته». */
struct str days_near_fa(struct arena *a, int64_t days);
/* «۱۰ روز». */
struct str days_fa(struct arena *a, int64_t days);

/* Input of people: an integer in any digits with thousands , ٬ ، or none, sign - or −. Strict about
 * everything else. */
bool number_parse_int(struct str s, int64_t min, int64_t max, int64_t *ret) MUST_CHECK;
/* A field declared decimal: also . / ٫ as decimal mark. Gives canonical ASCII "-12.5" in `a`. */
bool number_parse_decimal(struct arena *a, struct str s, struct str *ret) MUST_CHECK;

#endif
