/*
 * shown.c - text as documents show it: harmless, with Persian digits.
 *
 * Not here: a citizen's stored form (persian/text.h), which is never changed for the sake of a document.
 */
#include "persian/digits.h"
#include "reports/model.h"

static bool is_space(int32_t cp)
{
    return cp == ' ' || cp == '\n' || cp == 0xA0;
}

/* Characters that show nothing and could turn a line around, or that no document may hold. */
static bool is_dropped(int32_t cp, int32_t next)
{
    if (cp == 0x200E)
        return next != 0x2212;
    if (cp < 0x20)
        return cp != '\n';
    return (cp >= 0x7F && cp <= 0x9F) || cp == 0xAD || cp == 0x061C || cp == 0x200B || cp == 0x200F ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
           (cp >= 0xFFF9 && cp <= 0xFFFB) || (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE ||
           (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xE0000;
}

/* The character to show for `cp`; -1 for none. */
static int32_t shown_char(int32_t cp, int32_t next, bool ascii_digits)
{
    int digit;

    if (cp == -2)
        return 0xFFFD;
    if (cp == '\t')
        return ' ';
    if (cp == 0x2028 || cp == 0x2029 || cp == 0x85)
        return '\n';
    if (is_dropped(cp, next))
        return -1;
    digit = digit_value(cp);
    if (digit >= 0)
        return (ascii_digits ? '0' : 0x06F0) + digit;
    return cp;
}

static bool parts_words(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The end of the word that `at` is in, and whether that word holds a Latin letter. */
static size_t word_end(struct str s, size_t at, bool *latin)
{
    size_t pos = at;

    *latin = false;
    while (pos > 0 && !parts_words(s.p[pos - 1]))
        pos--;
    for (; pos < s.len && !parts_words(s.p[pos]); pos++)
        if ((s.p[pos] >= 'a' && s.p[pos] <= 'z') || (s.p[pos] >= 'A' && s.p[pos] <= 'Z'))
            *latin = true;
    return pos > at ? pos : at + 1;
}

/* Bytes of the character at `pos` when it is one of those that nearly every text is made of and that are
 * shown as they are: ASCII without digits, letters of U+0600 to U+06FF, ZWNJ. 0: look closer. */
static size_t plain_char(struct str s, size_t pos)
{
    unsigned char c = (unsigned char)s.p[pos], d;

    if (c >= 0x20 && c < 0x7F)
        return c < '0' || c > '9';
    if (c == 0xE2 && s.len - pos > 2)
        return (unsigned char)s.p[pos + 1] == 0x80 && (unsigned char)s.p[pos + 2] == 0x8C ? 3 : 0;
    if (c < 0xD8 || c > 0xDB || s.len - pos < 2)
        return 0;
    d = (unsigned char)s.p[pos + 1];
    if ((d & 0xC0) != 0x80 || (c == 0xD8 && d == 0x9C) || (c == 0xD9 && d >= 0xA0 && d <= 0xA9) ||
        (c == 0xDB && d >= 0xB0 && d <= 0xB9))
        return 0;
    return 2;
}

static size_t plain_run(struct str s, size_t pos)
{
    size_t k;

    while (pos < s.len && (k = plain_char(s, pos)) > 0)
        pos += k;
    return pos;
}

/* Writes to `out` unless it is NULL; returns the bytes needed. */
static size_t show_into(struct str s, unsigned flags, char *out)
{
    size_t pos = 0, end = 0, n = 0;
    bool latin = false;

    while (pos < s.len) {
        size_t run = plain_run(s, pos), peek, k;
        int32_t cp, next, show;
        char b[4];

        if (out != NULL && run > pos)
            memcpy(out + n, s.p + pos, run - pos);
        n += run - pos;
        pos = run;
        if (pos == s.len)
            break;
        if (pos >= end)
            end = word_end(s, pos, &latin);
        cp = utf8_next(s, &pos);
        peek = pos;
        next = utf8_next(s, &peek);
        show = shown_char(cp, next, latin || (flags & DOC_EXACT));
        if (show < 0)
            continue;
        k = utf8_put((uint32_t)show, b);
        if (out != NULL)
            memcpy(out + n, b, k);
        n += k;
    }
    return n;
}

struct str shown_text(struct arena *a, struct str s, unsigned flags)
{
    bool same = plain_run(s, 0) == s.len;
    size_t n = same ? s.len : show_into(s, flags, NULL);
    char *p;

    if (n == 0)
        return STR_NONE;
    p = arena_alloc(a, n + 1);
    if (p == NULL)
        return STR_NONE;
    if (same)
        memcpy(p, s.p, n);
    else
        show_into(s, flags, p);
    return (struct str){ p, n };
}

void text_add(struct arena *a, struct text *t, struct str s, unsigned flags)
{
    struct str shown = shown_text(a, s, flags);
    struct run *r;

    if (str_empty(shown))
        return;
    r = ARENA_NEW(a, struct run);
    if (r == NULL)
        return;
    r->text = shown;
    r->flags = flags;
    if (t->last != NULL)
        t->last->next = r;
    else
        t->first = r;
    t->last = r;
}

bool text_is_empty(const struct text *t)
{
    for (const struct run *r = t->first; r != NULL; r = r->next) {
        size_t pos = 0;

        while (pos < r->text.len) {
            if (!is_space(utf8_next(r->text, &pos)))
                return false;
        }
    }
    return true;
}

bool titles_are_empty(const struct doc_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_empty(columns[i].title))
            return false;
    }
    return true;
}
