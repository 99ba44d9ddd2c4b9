/*
 * unicode.c - look-ups in the Unicode tables, and NFC over an array of code points (UAX 15).
 *
 * Time is linear in the text but for look-ups, also for long runs of combining marks.
 */
#include "persian/unicode.h"

/* ---- look-ups ---- */

static int range_value(const struct uni_range *t, size_t n, uint32_t cp)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > t[mid].last)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && cp >= t[lo].first ? t[lo].value : 0;
}

/* Letters of Persian and Arabic, and the ASCII ones: nearly everything, without a search. The oracle tests
 * cover them too. */
static bool is_common_letter(uint32_t cp)
{
    return (cp >= 0x620 && cp <= 0x64A) || (cp >= 0x671 && cp <= 0x6D3) || (cp >= 'a' && cp <= 'z');
}

enum uni_kind uni_kind(uint32_t cp)
{
    if (is_common_letter(cp))
        return UNI_WORD;
    if (cp <= ' ')
        return UNI_OTHER;
    return (enum uni_kind)range_value(uni_class, uni_n_class, cp);
}

int uni_combining_class(uint32_t cp)
{
    return cp < 0x300 || is_common_letter(cp) ? 0 : range_value(uni_ccc, uni_n_ccc, cp);
}

size_t uni_case_fold(uint32_t cp, uint32_t out[3])
{
    size_t lo = 0, hi = uni_n_fold;

    out[0] = cp;
    if (is_common_letter(cp) || cp <= '@' || (cp >= 0x2000 && cp < 0x2100))
        return 1; /* no case here */
    for (size_t i = 0; i < uni_n_fold_many && cp >= 0xDF && uni_fold_many[i].cp <= cp; i++) {
        size_t n = 0;
        if (uni_fold_many[i].cp != cp)
            continue;
        for (; n < 3 && uni_fold_many[i].to[n] != 0; n++)
            out[n] = uni_fold_many[i].to[n];
        return n;
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > uni_fold[mid].last)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < uni_n_fold && cp >= uni_fold[lo].first && (cp - uni_fold[lo].first) % uni_fold[lo].step == 0)
        out[0] = (uint32_t)((int32_t)cp + uni_fold[lo].delta);
    return 1;
}

const uint16_t *uni_presentation(uint32_t cp)
{
    size_t i;

    if (cp >= 0xFB50 && cp <= 0xFDFF)
        i = cp - 0xFB50;
    else if (cp >= 0xFE70 && cp <= 0xFEFE)
        i = cp - 0xFE70 + (0xFE00 - 0xFB50);
    else
        return NULL;
    return uni_present[i] != 0 ? uni_present_pool + uni_present[i] : NULL;
}

const struct uni_weight *uni_letter_weight(uint32_t cp)
{
    size_t lo = 0, hi = uni_n_weight;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > uni_weight[mid].cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < uni_n_weight && uni_weight[lo].cp == cp ? &uni_weight[lo] : NULL;
}

/* ---- arrays of code points ---- */

void cps_push(struct cps *c, uint32_t cp)
{
    if (c->failed)
        return;
    if (c->n == c->cap) {
        size_t cap = c->cap == 0 ? 64 : c->cap * 2;
        uint32_t *v = cap > SIZE_MAX / sizeof(*v) / 2 ? NULL : realloc(c->v, cap * sizeof(*v));
        if (v == NULL) {
            c->failed = true;
            return;
        }
        c->v = v;
        c->cap = cap;
    }
    c->v[c->n++] = cp;
}

void cps_free(struct cps *c)
{
    free(c->v);
    *c = (struct cps){ NULL, 0, 0, false };
}

void cps_decode(struct cps *c, struct str s)
{
    size_t pos = 0;
    int32_t cp;

    while ((cp = utf8_next(s, &pos)) != -1)
        cps_push(c, cp < 0 ? 0xFFFD : (uint32_t)cp);
}

/* ---- NFC ---- */

#define HANGUL_S 0xAC00u
#define HANGUL_L 0x1100u
#define HANGUL_V 0x1161u
#define HANGUL_T 0x11A7u
#define HANGUL_LS 19u
#define HANGUL_VS 21u
#define HANGUL_TS 28u

/* Letters that neither decompose nor compose with anything but marks: nearly all of a Persian text. */
static bool is_plain(uint32_t cp)
{
    return cp < 0x300 || (cp >= 0x61B && cp <= 0x64A) || (cp >= 0x660 && cp <= 0x66F) ||
           (cp >= 0x671 && cp <= 0x6D5) || (cp >= 0x6EE && cp <= 0x6FF) || (cp >= 0x200B && cp <= 0x2027);
}

void cps_decompose(struct cps *out, uint32_t cp)
{
    size_t lo = 0, hi = uni_n_decomp;

    if (cp >= HANGUL_S && cp < HANGUL_S + HANGUL_LS * HANGUL_VS * HANGUL_TS) {
        uint32_t i = cp - HANGUL_S;
        cps_push(out, HANGUL_L + i / (HANGUL_VS * HANGUL_TS));
        cps_push(out, HANGUL_V + i / HANGUL_TS % HANGUL_VS);
        if (i % HANGUL_TS != 0)
            cps_push(out, HANGUL_T + i % HANGUL_TS);
        return;
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cp > uni_decomp[mid].cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == uni_n_decomp || uni_decomp[lo].cp != cp) {
        cps_push(out, cp);
        return;
    }
    cps_decompose(out, uni_decomp[lo].first); /* depth: at most four in the data */
    if (uni_decomp[lo].second != 0)
        cps_decompose(out, uni_decomp[lo].second);
}

/* Stable order of one run of marks by combining class. */
static void sort_marks(uint32_t *v, size_t n, struct cps *scratch)
{
    size_t start[257] = { 0 };
    bool sorted = true;

    for (size_t i = 1; i < n && sorted; i++)
        sorted = uni_combining_class(v[i - 1]) <= uni_combining_class(v[i]);
    if (sorted)
        return;
    scratch->n = 0;
    for (size_t i = 0; i < n; i++) {
        cps_push(scratch, v[i]);
        start[uni_combining_class(v[i]) + 1]++;
    }
    if (scratch->failed)
        return;
    for (size_t k = 1; k < ARRAY_LEN(start); k++)
        start[k] += start[k - 1];
    for (size_t i = 0; i < n; i++)
        v[start[uni_combining_class(scratch->v[i])]++] = scratch->v[i];
}

static void order_marks(struct cps *c)
{
    CLEANUP(cps_free) struct cps scratch = { NULL, 0, 0, false };

    for (size_t i = 0, e; i < c->n; i = e) {
        e = i + 1;
        if (uni_combining_class(c->v[i]) == 0)
            continue;
        while (e < c->n && uni_combining_class(c->v[e]) != 0)
            e++;
        if (e - i > 1)
            sort_marks(c->v + i, e - i, &scratch);
    }
    if (scratch.failed)
        c->failed = true;
}

/* 0 when the two do not compose. */
static uint32_t compose(uint32_t a, uint32_t b)
{
    size_t lo = 0, hi = uni_n_comp;

    if (is_common_letter(b) || b < 0x300)
        return 0; /* never the second of a pair */
    if (a >= HANGUL_L && a < HANGUL_L + HANGUL_LS && b >= HANGUL_V && b < HANGUL_V + HANGUL_VS)
        return HANGUL_S + ((a - HANGUL_L) * HANGUL_VS + b - HANGUL_V) * HANGUL_TS;
    if (a >= HANGUL_S && a < HANGUL_S + HANGUL_LS * HANGUL_VS * HANGUL_TS &&
        (a - HANGUL_S) % HANGUL_TS == 0 && b > HANGUL_T && b < HANGUL_T + HANGUL_TS)
        return a + b - HANGUL_T;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (uni_comp[mid].first < a || (uni_comp[mid].first == a && uni_comp[mid].second < b))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < uni_n_comp && uni_comp[lo].first == a && uni_comp[lo].second == b ? uni_comp[lo].cp : 0;
}

static void compose_all(struct cps *c)
{
    size_t out = 0, starter = SIZE_MAX;
    int last = -1; /* class of what stands between the starter and here; -1: nothing */

    for (size_t i = 0; i < c->n; i++) {
        uint32_t cp = c->v[i], made = 0;
        int ccc = uni_combining_class(cp);
        if (starter != SIZE_MAX && last < ccc)
            made = compose(c->v[starter], cp);
        if (made != 0) {
            c->v[starter] = made;
            continue;
        }
        if (ccc == 0) {
            starter = out;
            last = -1;
        } else {
            last = ccc;
        }
        c->v[out++] = cp;
    }
    c->n = out;
}

void cps_nfc(struct cps *c)
{
    struct cps out = { NULL, 0, 0, false };
    size_t i = 0;

    while (i < c->n && is_plain(c->v[i]))
        i++;
    if (i == c->n)
        return;
    for (i = 0; i < c->n; i++)
        if (is_common_letter(c->v[i]) && !(c->v[i] >= 0x622 && c->v[i] <= 0x626) && c->v[i] < 0x6C0)
            cps_push(&out, c->v[i]);
        else
            cps_decompose(&out, c->v[i]);
    out.failed |= c->failed;
    order_marks(&out);
    compose_all(&out);
    cps_free(c);
    *c = out;
}
