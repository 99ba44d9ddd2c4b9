/*
 * unicode.h - the Unicode data that normalising needs, and NFC. Inside persian/ only; others use text.h.
 *
 * The tables (unicode_tables.c) are generated from ICU's data by tools/unicode_tables.c; ICU itself is only a
 * test oracle.
 */
#ifndef PERSIAN_UNICODE_H
#define PERSIAN_UNICODE_H

#include "base/str.h"

/* Canonical decomposition, one step; second is 0 for a singleton. Sorted by cp. Hangul is computed. */
struct uni_decomp {
    uint32_t cp, first, second;
};
struct uni_comp {
    uint32_t first, second, cp; /* sorted by first, second */
};
struct uni_range {
    uint32_t first, last;
    int value;
};
struct uni_fold {
    uint32_t first, last, step;
    int32_t delta;
};
struct uni_fold_many {
    uint32_t cp, to[3]; /* ends with 0 */
};
struct uni_weight {
    uint16_t cp, primary, secondary;
};

extern const struct uni_decomp uni_decomp[];
extern const struct uni_comp uni_comp[];
extern const struct uni_range uni_ccc[], uni_class[];
extern const struct uni_fold uni_fold[];
extern const struct uni_fold_many uni_fold_many[];
extern const uint16_t uni_present[],
    uni_present_pool[]; /* U+FB50..U+FDFF, U+FE70..U+FEFE: offset into the pool */
extern const struct uni_weight uni_weight[];
extern const size_t uni_n_decomp, uni_n_comp, uni_n_ccc, uni_n_class, uni_n_fold, uni_n_fold_many,
    uni_n_present, uni_n_present_pool, uni_n_weight;

enum uni_kind {
    UNI_OTHER, /* spaces, punctuation, symbols, controls, unassigned */
    UNI_WORD,  /* letters, numbers, underscore, spacing marks */
    UNI_MARK   /* non-spacing marks */
};
enum uni_kind uni_kind(uint32_t cp);
int uni_combining_class(uint32_t cp);
/* Full case folding: 1 to 3 code points. */
size_t uni_case_fold(uint32_t cp, uint32_t out[3]);
/* NFKC of a presentation form as a 0-ended list; NULL for anything else. */
const uint16_t *uni_presentation(uint32_t cp);
/* Place of an Arabic-script letter in the order of `fa`; NULL for anything else. */
const struct uni_weight *uni_letter_weight(uint32_t cp);

/* A growing array of code points with a sticky failure. Zero it to begin. */
struct cps {
    uint32_t *v;
    size_t n, cap;
    bool failed;
};
void cps_push(struct cps *c, uint32_t cp);
void cps_free(struct cps *c);
/* Decodes all of `s`; malformed bytes become U+FFFD. */
void cps_decode(struct cps *c, struct str s);
/* Appends the full canonical decomposition of `cp`. */
void cps_decompose(struct cps *out, uint32_t cp);
/* Canonical composition in place (UAX 15). */
void cps_nfc(struct cps *c);

#endif
