/*
 * pattern.h - validate.pattern of forms: regular expressions matched in time linear in the text. Private to
 * forms.
 *
 * The part of ECMAScript's syntax that forms need: literals, . [] [^] \d \w \s \D \W \S, ^ $, ( ) (?: ) |,
 * * + ? {n} {n,} {n,m}. No back references, no look-around, no flags: those are refused. Characters are code
 * points.
 */
#ifndef FORMS_PATTERN_H
#define FORMS_PATTERN_H

#include "base/arena.h"

struct form_pattern;

#define PATTERN_PROGRAM_MAX 2000u

/* RC_INVALID with what is wrong; RC_LIMIT when the pattern is too large. It lives in `a`. */
enum rc pattern_compile(struct arena *a, struct str pattern, const struct form_pattern **ret,
                        struct err *e) MUST_CHECK;
/* Is there a match anywhere in `s`? RC_LIMIT when the arena is full. */
enum rc pattern_search(struct arena *a, const struct form_pattern *re, struct str s, bool *ret,
                       struct err *e) MUST_CHECK;

#endif
