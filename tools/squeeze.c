/*
 * squeeze.c - taking comments and white space out of assets. Deliberately simple: it relies on how our own
 * files are written (no template literals over several lines in scripts, no text in pictures).
 */
#include "squeeze.h"

#include <string.h>

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of the quoted string at the start of `s`, quotes included. */
static size_t quoted_len(struct str s)
{
    size_t i = 1;

    while (i < s.len && s.p[i] != s.p[0])
        i += s.p[i] == '\\' ? 2u : 1u;
    return i < s.len ? i + 1 : s.len;
}

/* A blank may go where a sign stands beside it that parts words by itself. In a selector the blank before
 * ':', '.' or
 * '[' means something, and in calc() the one around '+' and '-' does: those are no signs here. */
static bool css_sign(char c)
{
    return c == '{' || c == '}' || c == ';' || c == ',' || c == '>' || c == 0;
}

/* Lines run across the page on all of ours: the block direction is downward whatever the direction of
 * writing, and the shorter word for it means the same. Names that begin with the first word go before it. */
static const struct {
    const char *name, *shorter;
} downward[] = { { "margin-block-start", "margin-top" },
                 { "margin-block-end", "margin-bottom" },
                 { "padding-block-start", "padding-top" },
                 { "padding-block-end", "padding-bottom" },
                 { "border-block-start", "border-top" },
                 { "border-block-end", "border-bottom" },
                 { "inset-block-start", "top" },
                 { "inset-block-end", "bottom" },
                 { "inline-size", "width" },
                 { "block-size", "height" } };

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The shorter word for the property at the start of `s` that stands after `last`, and the length of the long
 * one; 0: it stays. */
static size_t shorter_word(struct str s, char last, struct str *word)
{
    for (size_t i = 0; i < sizeof(downward) / sizeof(downward[0]) && !name_byte(last); i++) {
        *word = str_c(downward[i].shorter);
        if (str_starts(s, str_c(downward[i].name)))
            return strlen(downward[i].name);
    }
    return 0;
}

static void css(struct str s, struct buf *out)
{
    char last = 0;

    while (s.len > 0) {
        size_t n = 1, n_long;
        struct str word;

        if (s.p[0] == '/' && s.len > 1 && s.p[1] == '*') {
            size_t end = str_find(s, STR("*/"), 2);

            s = str_from(s, end == SIZE_MAX ? s.len : end + 2);
            continue;
        }
        if (s.p[0] == '"' || s.p[0] == '\'')
            n = quoted_len(s);
        if (blank(s.p[0])) {
            while (n < s.len && blank(s.p[n]))
                n++;
            s = str_from(s, n);
            if (!css_sign(last) && last != ' ' && last != ':') {
                last = ' ';
                buf_byte(out, ' ');
            }
            continue;
        }
        n_long = shorter_word(s, last, &word);
        if (n_long > 0) {
            buf_str(out, word);
            last = word.p[word.len - 1];
            s = str_from(s, n_long);
            continue;
        }
        if (css_sign(s.p[0]) && last == ' ')
            out->len--;
        if (s.p[0] == '}' && out->len > 0 && out->p[out->len - 1] == ';')
            out->len--;
        buf_add(out, s.p, n);
        last = s.p[n - 1];
        s = str_from(s, n);
    }
}

static void svg(struct str s, struct buf *out)
{
    while (s.len > 0) {
        if (str_starts(s, STR("<!--"))) {
            size_t end = str_find(s, STR("-->"), 4);

            s = str_from(s, end == SIZE_MAX ? s.len : end + 3);
            continue;
        }
        if (s.p[0] != '\n' && s.p[0] != '\r')
            buf_byte(out, s.p[0]);
        s = str_from(s, 1);
    }
}

static void js(struct str s, struct buf *out)
{
    bool comment = false;

    while (s.len > 0) {
        struct str line = str_trim(str_cut(&s, '\n'));

        comment = comment || str_starts(line, STR("/*"));
        if (!comment && line.len > 0 && !str_starts(line, STR("//"))) {
            buf_str(out, line);
            buf_byte(out, '\n');
        }
        if (comment && str_ends(line, STR("*/")))
            comment = false;
    }
}

struct str squeeze(struct arena *a, struct str name, struct str bytes)
{
    CLEANUP(buf_free) struct buf out = { 0 };

    buf_init(&out, bytes.len + 1);
    if (str_ends(name, STR(".css")))
        css(bytes, &out);
    else if (str_ends(name, STR(".svg")))
        svg(bytes, &out);
    else if (str_ends(name, STR(".js")))
        js(bytes, &out);
    else
        return bytes;
    return arena_str(a, buf_view(&out));
}
