/*
 * str.h - text as a view: pointer and length, never owned, not NUL-terminated, UTF-8 by convention.
 *
 * Not here: growing text (buf.h), Persian letters and digits (persian/).
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/defs.h"
#include "base/err.h"

struct str {
    const char *p;
    size_t len;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                                                                                        \
    {                                                                                                        \
        "" lit, sizeof(lit) - 1                                                                              \
    } /* for static tables */
#define STR_NONE ((struct str){ NULL, 0 })
#define STR_ARG(s) ((int)(s).len), ((s).len ? (s).p : "")

struct str str_c(const char *cstr); /* view of a C string; NULL gives STR_NONE */
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);        /* by bytes */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_contains(struct str s, struct str needle);
/* Offset of the first `needle` at or after `from`; SIZE_MAX when there is none. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_byte(struct str s, char c, size_t from);
struct str str_sub(struct str s, size_t from, size_t len); /* clamped to `s` */
struct str str_from(struct str s, size_t from);
struct str str_trim(struct str s); /* ASCII white space at both ends */
/* Cut `*rest` at the first `sep`: returns what is before it, leaves what is after it.
 * With no `sep` left returns all and leaves STR_NONE. */
struct str str_cut(struct str *rest, char sep);
bool str_empty(struct str s);

/* Next code point of `s` at `*pos` (advanced). -1 at the end, -2 on malformed UTF-8 (advanced by one byte).
 */
int32_t utf8_next(struct str s, size_t *pos);
/* Decimal digits of `v` into `out`, not ended by 0; how many (at most 20). */
size_t i64_text(int64_t v, char out[20]);

bool utf8_valid(struct str s);
/* Bytes written to `out` (1 to 4); 0 when `cp` is no Unicode scalar value. */
size_t utf8_put(uint32_t cp, char out[4]);
size_t utf8_count(struct str s); /* code points */

/* Strict decimal numbers in ASCII digits: whole text, no space, no plus sign, inside [min, max]. */
bool parse_i64(struct str s, int64_t min, int64_t max, int64_t *ret) MUST_CHECK;
bool parse_hex_u64(struct str s, uint64_t *ret) MUST_CHECK;

#endif
