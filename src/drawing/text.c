/*
 * text.c - direction of words, their width, and breaking them into lines.
 *
 * Not here: real widths of letters (the caller's drawing_width_fn).
 */
#include "drawing/inner.h"

#define WORD_MAX 160u /* bytes measured at once */

static bool is_rtl_letter(int32_t c)
{
    return (c >= 0x0590 && c <= 0x08ff && !(c >= 0x0660 && c <= 0x0669) && !(c >= 0x06f0 && c <= 0x06f9)) ||
           (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfeff);
}

static bool is_ltr_letter(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x0590);
}

int text_lean(struct str s)
{
    size_t pos = 0;
    int lean = 0;

    for (int32_t c = utf8_next(s, &pos); c != -1; c = utf8_next(s, &pos))
        lean += is_rtl_letter(c) ? 1 : is_ltr_letter(c) ? -1 : 0;
    return lean;
}

bool text_is_rtl(struct str s)
{
    size_t pos = 0;

    for (int32_t c = utf8_next(s, &pos); c != -1; c = utf8_next(s, &pos)) {
        if (is_rtl_letter(c))
            return true;
        if (is_ltr_letter(c))
            return false;
    }
    return false;
}

/* Share of the size that a letter takes, without a font at hand: on the wide side. */
static double share(int32_t c)
{
    if (c == 0x200c || c == 0x200d || (c >= 0x064b && c <= 0x065f))
        return 0;
    if (c == ' ' || c == '.' || c == ',' || c == 'i' || c == 'l' || c == 0x060c || c == 0x0627)
        return 0.30;
    if (is_rtl_letter(c))
        return 0.62;
    if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c >= 0x2e80)
        return 0.95;
    return c >= 'A' && c <= 'Z' ? 0.70 : 0.58;
}

double text_width(const struct drawing_options *o, struct str s, double size, bool bold)
{
    size_t pos = 0;
    double w = 0;

    if (o->width != NULL)
        return o->width(o->width_self, s, size, bold);
    for (int32_t c = utf8_next(s, &pos); c != -1; c = utf8_next(s, &pos))
        w += share(c);
    return w * size * (bold ? 1.05 : 1);
}

struct wrap {
    struct arena *a;
    const struct drawing_options *o;
    struct lines *l;
    double limit, space;
    size_t max;
    struct buf now;
    double now_w;
};

static void end_line(struct wrap *w)
{
    struct lines *l = w->l;

    if (w->now.len == 0)
        return;
    if (l->n == w->max) {
        l->cut = true;
    } else {
        l->v[l->n] = arena_str(w->a, buf_view(&w->now));
        l->width[l->n++] = w->now_w;
    }
    buf_clear(&w->now);
    w->now_w = 0;
}

static void put_word(struct wrap *w, struct str word, double width)
{
    if (w->now.len > 0 && w->now_w + w->space + width > w->limit)
        end_line(w);
    if (w->now.len > 0) {
        buf_byte(&w->now, ' ');
        w->now_w += w->space;
    }
    buf_str(&w->now, word);
    w->now_w += width;
}

/* Where a word that is too long may be parted: behind its `n`-th letter at most, rather after a sign. */
static size_t part_at(struct wrap *w, struct str word)
{
    size_t pos = 0, good = 0, last = 0;

    for (int32_t c = utf8_next(word, &pos); c != -1; c = utf8_next(word, &pos)) {
        if (last > 0 && text_width(w->o, str_sub(word, 0, pos), w->l->size, w->l->bold) > w->limit)
            break;
        last = pos;
        if (c == '_' || c == '-' || c == '/' || c == '.' || c == ':' || c == 0x200c)
            good = pos;
    }
    return good > 0 && good > last / 3 ? good : last;
}

static void take_word(struct wrap *w, struct str word)
{
    double width;

    word = str_sub(word, 0, WORD_MAX);
    while (word.len > 0) {
        size_t n = word.len;

        width = text_width(w->o, word, w->l->size, w->l->bold);
        if (width > w->limit) {
            n = part_at(w, word);
            width = text_width(w->o, str_sub(word, 0, n), w->l->size, w->l->bold);
        }
        put_word(w, str_sub(word, 0, n), width);
        word = str_from(word, n);
        if (word.len > 0)
            end_line(w);
        if (w->l->cut)
            return;
    }
}

static void put_ellipsis(struct wrap *w)
{
    struct lines *l = w->l;
    struct str *last = &l->v[l->n - 1];
    struct str s = *last;

    while (s.len > 0 && text_width(w->o, arena_cat(w->a, s, STR("…")), l->size, l->bold) > w->limit) {
        do
            s.len--;
        while (s.len > 0 && ((unsigned char)s.p[s.len] & 0xc0) == 0x80);
    }
    *last = arena_cat(w->a, str_trim(s), STR("…"));
    l->width[l->n - 1] = text_width(w->o, *last, l->size, l->bold);
}

struct lines text_wrap(struct arena *a, const struct drawing_options *o, struct str s, double size, bool bold,
                       double width, size_t max)
{
    struct lines l = { .size = size, .bold = bold, .rtl = text_is_rtl(s) };
    struct wrap w = { .a = a, .o = o, .l = &l, .limit = width, .max = max };

    s = str_trim(s);
    l.v = ARENA_ARRAY(a, struct str, max);
    l.width = ARENA_ARRAY(a, double, max);
    if (s.len == 0 || l.v == NULL || l.width == NULL)
        return l;
    buf_init(&w.now, 1 << 12);
    w.space = text_width(o, STR(" "), size, bold);
    for (size_t at = 0; at < s.len && !l.cut;) {
        size_t from = at;

        while (at < s.len && (unsigned char)s.p[at] > ' ')
            at++;
        if (at > from)
            take_word(&w, str_sub(s, from, at - from));
        for (; at < s.len && (unsigned char)s.p[at] <= ' '; at++)
            if (s.p[at] == '\n')
                end_line(&w);
    }
    end_line(&w);
    buf_free(&w.now);
    if (l.cut && l.n > 0)
        put_ellipsis(&w);
    for (size_t i = 0; i < l.n; i++)
        l.w = l.width[i] > l.w ? l.width[i] : l.w;
    l.h = (double)l.n * size * LINE_HEIGHT;
    return l;
}
