/*
 * collate.c - sort keys in the order of CLDR `fa`.
 *
 * A key is three levels of bytes parted by 0x01: letters, then variants of letters and diacritics, then case.
 * Level one: space < punctuation < digits < Latin < scripts before Arabic < Arabic script (table) < all
 * others.
 */
#include "persian/collate.h"

#include "base/buf.h"
#include "persian/digits.h"
#include "persian/text.h"
#include "persian/unicode.h"

#define LEVEL_END 0x01
#define P_SPACE 0x02
#define P_OTHER 0x03
#define P_DIGIT 0x10
#define P_ARABIC 0x20
#define P_LATIN 0x40
#define P_LETTER 0x60
#define W_PLAIN 0x04
#define W_MARK 0x80
#define W_UPPER 0x06
#define KEY_MAX ((size_t)1 << 24)

struct levels {
    struct buf one, two, three;
};

static void levels_done(struct levels *l)
{
    buf_free(&l->one);
    buf_free(&l->two);
    buf_free(&l->three);
}

static void put(struct buf *b, unsigned v)
{
    buf_byte(b, (char)(unsigned char)v);
}

/* Seven bits a byte, so that no byte is zero or a level's end. */
static void put_cp(struct buf *b, unsigned lead, uint32_t cp)
{
    put(b, lead);
    put(b, 0x80 | (cp >> 14));
    put(b, 0x80 | ((cp >> 7) & 0x7F));
    put(b, 0x80 | (cp & 0x7F));
}

/* One letter, folded; its variant and case weights come from the caller. */
static void put_letter(struct levels *l, uint32_t cp, unsigned weight)
{
    int digit = digit_value((int32_t)cp);

    if (cp == ' ' || cp == '\n')
        put(&l->one, P_SPACE);
    else if (digit >= 0)
        put(&l->one, P_DIGIT + (unsigned)digit);
    else if (cp >= 'a' && cp <= 'z')
        put(&l->one, P_LATIN + cp - 'a');
    else if (uni_kind(cp) == UNI_OTHER || cp == '_')
        put_cp(&l->one, P_OTHER, cp);
    else
        put_cp(&l->one, P_LETTER, cp);
    put(&l->two, W_PLAIN);
    put(&l->three, weight);
}

static void put_any(struct levels *l, uint32_t cp)
{
    CLEANUP(cps_free) struct cps parts = { NULL, 0, 0, false };
    const struct uni_weight *w = uni_letter_weight(cp);

    if (w != NULL) {
        put(&l->one, P_ARABIC + w->primary / 100u);
        put(&l->one, 0x10 + w->primary % 100u);
        put(&l->two, W_PLAIN + w->secondary);
        put(&l->three, W_PLAIN);
        return;
    }
    cps_decompose(&parts, cp);
    l->one.failed |= parts.failed;
    for (size_t i = 0; i < parts.n; i++) {
        uint32_t folded[3];
        size_t n;
        if (uni_kind(parts.v[i]) == UNI_MARK) {
            put(&l->two, W_MARK | (parts.v[i] & 0x7F));
            continue;
        }
        n = uni_case_fold(parts.v[i], folded);
        for (size_t k = 0; k < n; k++)
            put_letter(l, folded[k], n == 1 && folded[0] == parts.v[i] ? W_PLAIN : W_UPPER);
    }
}

static bool is_ignored(uint32_t cp)
{
    return cp == 0x200C || cp == 0x200D || cp == 0x0640;
}

struct str collate_key(struct arena *a, struct str s)
{
    CLEANUP(levels_done) struct levels l = { .one = { .p = NULL } };
    struct str stored = text_stored(a, s, TEXT_MANY_LINES);
    size_t pos = 0;
    int32_t cp;

    buf_init(&l.one, KEY_MAX);
    buf_init(&l.two, KEY_MAX);
    buf_init(&l.three, KEY_MAX);
    while ((cp = utf8_next(stored, &pos)) >= 0)
        if (!is_ignored((uint32_t)cp))
            put_any(&l, (uint32_t)cp);
    put(&l.one, LEVEL_END);
    buf_str(&l.one, buf_view(&l.two));
    put(&l.one, LEVEL_END);
    buf_str(&l.one, buf_view(&l.three));
    if (l.one.failed || l.two.failed || l.three.failed || arena_failed(a))
        return STR_NONE;
    return arena_str(a, buf_view(&l.one));
}

int collate_cmp(struct arena *a, struct str x, struct str y)
{
    int r = str_cmp(collate_key(a, x), collate_key(a, y));

    return (r > 0) - (r < 0);
}
