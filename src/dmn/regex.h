/*
 * regex.h - the regular expressions of XPath and XQuery Functions 3.1 (5.6.1), which FEEL's matches(),
 * replace() and split() take.
 *
 * Without back-references the match takes time linear in text times pattern; with them it is a search that a
 * budget of work ends.
 */
#ifndef DMN_REGEX_H
#define DMN_REGEX_H

#include "base/arena.h"

#define REGEX_GROUPS_MAX 99

struct regex;
enum regex_rc { REGEX_OK, REGEX_NO, REGEX_BAD, REGEX_LIMIT };

/* Code points of a text, for matching. */
struct points {
    const uint32_t *p;
    size_t n;
};
bool points_of(struct arena *a, struct str s, struct points *ret);
struct str points_str(struct arena *a, const uint32_t *p, size_t n); /* back to UTF-8 */

/* REGEX_OK, REGEX_BAD for a malformed pattern or unknown flag, REGEX_LIMIT. */
enum regex_rc regex_compile(struct arena *a, struct str pattern, struct str flags, const struct regex **ret);
size_t regex_groups(const struct regex *re);
bool regex_is_literal(const struct regex *re); /* the flag "q" */
/* The leftmost match at or after `from`. `at` takes 2 * (groups + 1) positions, SIZE_MAX where a group took
 * no part. `work` is counted down. REGEX_OK, REGEX_NO or REGEX_LIMIT. */
enum regex_rc regex_find(struct arena *a, const struct regex *re, struct points text, size_t from, size_t *at,
                         uint64_t *work);

#endif
