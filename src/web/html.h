/*
 * html.h - what a template slot can hold and how it is written: escaping by place and by type.
 *
 * Generated templates call only the SLOT_ macros; an unsupported type does not compile. There is no raw form:
 * HTML enters as struct safe_html, made by the templates themselves (html_from_template) or by a sanitiser.
 * Not here: the translator (tools/template.c), words (web/messages.h).
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/buf.h"
#include "web/url.h"

/* Markup that is known to be well-formed and harmless. */
struct safe_html {
    struct str html;
};

/* A short text returned by value, so that a filter such as fa_date(x) needs no arena. */
struct small {
    uint8_t len;
    char b[63];
};
/* `s` cut to what fits, at a character boundary. */
struct small small_str(struct str s);
struct str small_view(const struct small *s); /* borrowed */

/* Append `s` with & < > " ' escaped: right for text and for a quoted attribute. */
void html_escape(struct buf *b, struct str s);

/* Take what a template wrote into `from` as safe markup; it is copied into `a`. */
struct safe_html html_from_template(struct arena *a, const struct buf *from);

/* Filters for templates: all results are escaped by the slot like any other text. */
struct small fa_int(int64_t v);     /* ۱۲۳۴ */
struct small fa_grouped(int64_t v); /* ۱٬۲۳۴ */
struct small ascii_int(int64_t v);  /* 1234: for attributes that machines read */
struct small fa_code(struct str code); /* ۴۱۲ ۸۸۰ ۳۷۱: groups of three, Persian digits, no-break spaces */
struct str html_or(struct str s, struct str otherwise); /* `otherwise` when `s` is empty */

/* One function a type. Integers are written in Persian digits in text and in ASCII digits in attributes. */
void html_put_str(struct buf *b, struct str s);
void html_put_cstr(struct buf *b, const char *s);
void html_put_small(struct buf *b, struct small s);
void html_put_int_fa(struct buf *b, int64_t v);
void html_put_int_ascii(struct buf *b, int64_t v);
void html_put_uint_fa(struct buf *b, uint64_t v);
void html_put_uint_ascii(struct buf *b, uint64_t v);
void html_put_url(struct buf *b, struct url u);
void html_put_safe(struct buf *b, struct safe_html h);

/* Markup of a template, known at build time. */
static inline void html_lit(struct buf *b, const char *p, size_t n)
{
    if (n > b->cap - b->len || b->failed) {
        buf_add(b, p, n);
        return;
    }
    memcpy(b->p + b->len, p, n);
    b->len += n;
}

/* clang-format off */
#define SLOT_INTS_(signed_, unsigned_)                                                                       \
    signed char: signed_, short: signed_, int: signed_, long: signed_, long long: signed_,                   \
    unsigned char: unsigned_, unsigned short: unsigned_, unsigned: unsigned_, unsigned long: unsigned_,      \
    unsigned long long: unsigned_
#define SLOT_WORDS_                                                                                          \
    struct str: html_put_str, const char *: html_put_cstr, char *: html_put_cstr, struct small: html_put_small
#define SLOT_TEXT(b, x) _Generic((x), SLOT_WORDS_, SLOT_INTS_(html_put_int_fa, html_put_uint_fa),            \
    struct url: html_put_url, struct safe_html: html_put_safe)((b), (x))
/* <title> and <textarea>: text without markup. */
#define SLOT_PLAIN(b, x) _Generic((x), SLOT_WORDS_, SLOT_INTS_(html_put_int_fa, html_put_uint_fa),           \
    struct url: html_put_url)((b), (x))
#define SLOT_ATTR(b, x) _Generic((x), SLOT_WORDS_, SLOT_INTS_(html_put_int_ascii, html_put_uint_ascii),      \
    struct url: html_put_url)((b), (x))
/* href, src, action, formaction: only an address. */
#define SLOT_URL(b, x) _Generic((x), struct url: html_put_url)((b), (x))
/* clang-format on */

#endif
