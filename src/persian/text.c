/*
 * text.c - stored form, search key, length and cutting of text (iran-facts 5.2, 5.3).
 *
 * The stored form is made in passes over an array of code points: single characters (presentation forms,
 * invisible characters, spaces), ZWNJ, NFC, the letter table, runs of spaces. NFC commutes with the first
 * two, so this order equals that of the specification and is idempotent.
 */
#include "persian/text.h"

#include "persian/digits.h"
#include "persian/unicode.h"

#define ZWNJ 0x200Cu
#define ZWJ 0x200Du

static bool is_direction_mark(uint32_t cp)
{
    return cp == 0x200E || cp == 0x200F || cp == 0x061C;
}

static bool is_bidi_control(uint32_t cp)
{
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool is_newline(uint32_t cp)
{
    return cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

/* Controls and noncharacters; tab and line breaks are judged by the caller. */
static bool is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || (cp & 0xFFFE) == 0xFFFE ||
           (cp >= 0xFDD0 && cp <= 0xFDEF);
}

enum text_fault text_check(struct str s, enum text_lines lines)
{
    size_t pos = 0;
    int32_t cp;

    while ((cp = utf8_next(s, &pos)) != -1) {
        if (cp < 0)
            return TEXT_MALFORMED;
        if (is_bidi_control((uint32_t)cp))
            return TEXT_BIDI;
        if (cp == '\t' || (lines == TEXT_MANY_LINES && (cp == '\n' || cp == '\r')))
            continue;
        if (is_control((uint32_t)cp))
            return TEXT_CONTROL;
    }
    return TEXT_OK;
}

struct str text_fault_key(enum text_fault f)
{
    static const struct str keys[] = {
        [TEXT_OK] = STR_INIT(""),
        [TEXT_MALFORMED] = STR_INIT("text.malformed"),
        [TEXT_CONTROL] = STR_INIT("text.control"),
        [TEXT_BIDI] = STR_INIT("text.bidi"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

/* ---- stored form ---- */

static bool is_removed(uint32_t cp)
{
    return cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || cp == 0xAD || is_direction_mark(cp) ||
           is_bidi_control(cp);
}

static bool is_nobreak_space(uint32_t cp)
{
    return cp == 0xA0 || cp == 0x202F || cp == 0x2007;
}

/* One character at a time: presentation forms opened, invisible ones dropped, every space U+0020, every break
 * LF. */
static void single_characters(struct cps *out, struct str s, enum text_lines lines)
{
    size_t pos = 0;
    int32_t next;
    bool cr = false;

    while ((next = utf8_next(s, &pos)) != -1) {
        uint32_t cp = next < 0 ? 0xFFFD : (uint32_t)next;
        const uint16_t *form = uni_presentation(cp);
        bool after_cr = cr;

        cr = cp == '\r';
        if (form != NULL)
            for (; *form != 0; form++)
                cps_push(out, *form);
        else if (is_newline(cp) && !(cp == '\n' && after_cr))
            cps_push(out, lines == TEXT_MANY_LINES ? '\n' : ' ');
        else if (cp == '\t' || is_nobreak_space(cp))
            cps_push(out, ' ');
        else if (!is_removed(cp) && !is_control(cp))
            cps_push(out, cp);
    }
}

/* What stands to one side of a ZWNJ: marks and ZWJ belong to the letter that they follow. */
static bool word_before(const struct cps *c, size_t n)
{
    while (n > 0 && (uni_kind(c->v[n - 1]) == UNI_MARK || c->v[n - 1] == ZWJ))
        n--;
    return n > 0 && uni_kind(c->v[n - 1]) == UNI_WORD;
}

static bool word_after(const struct cps *c, size_t i)
{
    return i < c->n && (uni_kind(c->v[i]) != UNI_OTHER || c->v[i] == ZWJ);
}

/* One ZWNJ for a run, and only between two parts of a word. */
static void zwnj_inside_words(struct cps *c)
{
    size_t out = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i] == ZWNJ) {
            while (i + 1 < c->n && c->v[i + 1] == ZWNJ)
                i++;
            if (!word_before(c, out) || !word_after(c, i + 1))
                continue;
        }
        c->v[out++] = c->v[i];
    }
    c->n = out;
}

static uint32_t stored_letter(uint32_t cp)
{
    switch (cp) {
    case 0x064A: /* ي */
    case 0x0649: /* ى */
    case 0x06CD: /* ۍ */
        return 0x06CC;
    case 0x0643: /* ك */
    case 0x06AA: /* ڪ */
        return 0x06A9;
    case 0x06C1: /* ہ */
    case 0x06BE: /* ھ */
    case 0x06D5: /* ە */
        return 0x0647;
    default:
        return cp;
    }
}

static void letter_table(struct cps *c)
{
    size_t out = 0;

    for (size_t i = 0; i < c->n; i++) {
        uint32_t cp = stored_letter(c->v[i]);
        if (cp == 0x0654 && out > 0 && c->v[out - 1] == 0x0647)
            c->v[out - 1] = 0x06C0; /* heh + hamza above */
        else
            c->v[out++] = cp;
    }
    c->n = out;
}

/* Runs of spaces become one, none at the ends of a line or of the text; breaks inside stay. */
static void single_spaces(struct cps *c)
{
    size_t out = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i] == ' ' && (out == 0 || c->v[out - 1] == ' ' || c->v[out - 1] == '\n'))
            continue;
        if (c->v[i] == '\n' && out > 0 && c->v[out - 1] == ' ')
            out--;
        if (c->v[i] == '\n' && out == 0)
            continue;
        c->v[out++] = c->v[i];
    }
    while (out > 0 && (c->v[out - 1] == ' ' || c->v[out - 1] == '\n'))
        out--;
    c->n = out;
}

static void make_stored(struct cps *c, struct str s, enum text_lines lines)
{
    single_characters(c, s, lines);
    zwnj_inside_words(c);
    cps_nfc(c);
    letter_table(c);
    single_spaces(c);
}

/* UTF-8 of the code points, in the arena. */
static struct str encode(struct arena *a, const struct cps *c)
{
    size_t len = 0, at = 0;
    char tmp[4], *p;

    if (c->failed)
        return STR_NONE;
    for (size_t i = 0; i < c->n; i++)
        len += utf8_put(c->v[i], tmp);
    if (len == 0)
        return STR("");
    p = arena_alloc(a, len);
    if (p == NULL)
        return STR_NONE;
    for (size_t i = 0; i < c->n; i++) {
        size_t n = utf8_put(c->v[i], tmp);
        memcpy(p + at, tmp, n);
        at += n;
    }
    return (struct str){ p, len };
}

struct str text_stored(struct arena *a, struct str s, enum text_lines lines)
{
    CLEANUP(cps_free) struct cps c = { NULL, 0, 0, false };

    make_stored(&c, s, lines);
    return encode(a, &c);
}

/* ---- search key ---- */

/* Letters that people write one for another. */
static uint32_t key_letter(uint32_t cp)
{
    int digit = digit_value((int32_t)cp);

    if (digit >= 0)
        return '0' + (uint32_t)digit;
    switch (cp) {
    case 0x0622: /* آ */
    case 0x0623: /* أ */
    case 0x0625: /* إ */
    case 0x0671: /* ٱ */
        return 0x0627;
    case 0x0624: /* ؤ */
        return 0x0648;
    case 0x0626: /* ئ */
        return 0x06CC;
    case 0x0629: /* ة */
    case 0x06C0: /* ۀ */
        return 0x0647;
    default:
        return cp;
    }
}

static bool dropped_from_key(uint32_t cp)
{
    return (cp >= 0x064B && cp <= 0x065F) || cp == 0x0670 || cp == 0x0640 || cp == ZWNJ || cp == ZWJ ||
           cp == 0x0621 || uni_kind(cp) == UNI_MARK;
}

static void push_key(struct cps *out, uint32_t cp)
{
    cp = key_letter(cp);
    if (uni_kind(cp) == UNI_WORD)
        cps_push(out, cp);
    else if (out->n > 0 && out->v[out->n - 1] != ' ')
        cps_push(out, ' ');
}

static void make_key(struct cps *out, const struct cps *stored, enum text_key form)
{
    for (size_t i = 0; i < stored->n; i++) {
        uint32_t folded[3];
        size_t n = uni_case_fold(stored->v[i], folded);

        if (stored->v[i] == ZWNJ && form == TEXT_SPLIT)
            push_key(out, ' ');
        for (size_t k = 0; k < n; k++)
            if (!dropped_from_key(folded[k]))
                push_key(out, folded[k]);
    }
    while (out->n > 0 && out->v[out->n - 1] == ' ')
        out->n--;
    out->failed |= stored->failed;
    cps_nfc(out); /* letters that a dropped mark kept apart */
}

struct str text_search_key(struct arena *a, struct str s, enum text_key form)
{
    CLEANUP(cps_free) struct cps stored = { NULL, 0, 0, false };
    CLEANUP(cps_free) struct cps key = { NULL, 0, 0, false };

    make_stored(&stored, s, TEXT_ONE_LINE);
    make_key(&key, &stored, form);
    return encode(a, &key);
}

struct str text_index(struct arena *a, struct str s)
{
    struct str joined = text_search_key(a, s, TEXT_JOINED), split;

    if (str_find(s, STR("\xE2\x80\x8C"), 0) == SIZE_MAX)
        return joined;
    split = text_search_key(a, s, TEXT_SPLIT);
    if (str_eq(joined, split))
        return joined;
    return arena_cat(a, arena_cat(a, joined, STR(" ")), split);
}

/* ---- length and cutting ---- */

size_t text_length(struct str s)
{
    return utf8_count(s);
}

struct str text_cut(struct arena *a, struct str s, size_t max)
{
    size_t pos = 0, n = 0, end = 0, word = 0, before = 0;
    bool last_word = false;
    int32_t cp;

    if (utf8_count(s) <= max)
        return s;
    if (max == 0)
        return STR("");
    /* `end`: where max - 1 characters end without parting a letter from its marks; `word`: where the last
     * whole word ends. */
    while ((cp = utf8_next(s, &pos)) != -1) {
        enum uni_kind k = cp < 0 ? UNI_OTHER : uni_kind((uint32_t)cp);
        bool joins = k == UNI_MARK || cp == (int32_t)ZWNJ || cp == (int32_t)ZWJ;
        if (!joins && n <= max - 1)
            end = before;
        if ((cp == ' ' || cp == '\n') && last_word && n <= max - 1)
            word = before;
        if (n > max - 1)
            break;
        if (!joins)
            last_word = cp != ' ' && cp != '\n';
        before = pos;
        n++;
    }
    if (word > end / 2) /* not for one long word: then in the middle of it */
        end = word;
    s = str_trim(str_sub(s, 0, end));
    if (str_ends(s, STR("\xE2\x80\x8C")))
        s.len -= 3;
    return arena_cat(a, s, STR("…"));
}
