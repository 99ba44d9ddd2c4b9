/*
 * html.c - escaping and the writers of slots.
 */
#include "web/html.h"

#include "persian/digits.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR_NONE;
    }
}

/* Bytes at the start of `s` that need no escaping. */
static size_t plain_run(struct str s)
{
    size_t i = 0;

#ifdef __SSE2__
    const __m128i amp = _mm_set1_epi8('&'), less = _mm_set1_epi8('<'), more = _mm_set1_epi8('>');
    const __m128i quote = _mm_set1_epi8('"'), apostrophe = _mm_set1_epi8('\'');

    for (; s.len - i >= 16; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s.p + i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(x, amp), _mm_cmpeq_epi8(x, less));
        unsigned mask;

        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(x, more));
        hit = _mm_or_si128(hit, _mm_or_si128(_mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, apostrophe)));
        mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask != 0)
            return i + (size_t)__builtin_ctz(mask);
    }
#endif
    while (i < s.len && entity(s.p[i]).len == 0)
        i++;
    return i;
}

void html_escape(struct buf *b, struct str s)
{
    for (;;) {
        size_t run = plain_run(s);

        buf_add(b, s.p, run);
        if (run == s.len)
            return;
        buf_str(b, entity(s.p[run]));
        s = str_from(s, run + 1);
    }
}

struct safe_html html_from_template(struct arena *a, const struct buf *from)
{
    return (struct safe_html){ arena_str(a, buf_view(from)) };
}

struct small small_str(struct str s)
{
    struct small r = { 0 };
    size_t n = s.len < sizeof(r.b) ? s.len : sizeof(r.b);

    while (n > 0 && n < s.len && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--; /* not inside a character */
    if (n > 0)
        memcpy(r.b, s.p, n);
    r.len = (uint8_t)n;
    return r;
}

struct str small_view(const struct small *s)
{
    return (struct str){ s->b, s->len };
}

static void small_digit_fa(struct small *r, int digit)
{
    r->b[r->len++] = (char)0xdb;
    r->b[r->len++] = (char)(0xb0 + digit);
}

/* Decimal digits of `v`, most significant first; at most 20. */
static int digits_of(uint64_t v, char out[20])
{
    char reversed[20];
    int n = 0;

    do {
        reversed[n++] = (char)(v % 10);
        v /= 10;
    } while (v != 0);
    for (int i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    return n;
}

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* U+200E U+2212: the minus stays at the left of the number in a right-to-left line. */
static void small_minus(struct small *r)
{
    memcpy(r->b, "\xe2\x80\x8e\xe2\x88\x92", 6);
    r->len = 6;
}

struct small fa_int(int64_t v)
{
    struct small r = { 0 };
    char d[20];
    int n = digits_of(magnitude(v), d);

    if (v < 0)
        small_minus(&r);
    for (int i = 0; i < n; i++)
        small_digit_fa(&r, d[i]);
    return r;
}

struct small fa_grouped(int64_t v)
{
    struct small r = { 0 };
    char d[20];
    int n = digits_of(magnitude(v), d);

    if (v < 0)
        small_minus(&r);
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            r.b[r.len++] = (char)0xd9; /* U+066C, the Arabic thousands separator */
            r.b[r.len++] = (char)0xac;
        }
        small_digit_fa(&r, d[i]);
    }
    return r;
}

struct small ascii_int(int64_t v)
{
    struct small r = { 0 };
    char d[20];
    int n = digits_of(magnitude(v), d);

    if (v < 0)
        r.b[r.len++] = '-';
    for (int i = 0; i < n; i++)
        r.b[r.len++] = (char)('0' + d[i]);
    return r;
}

struct small fa_code(struct str code)
{
    struct small r = { 0 };
    size_t pos = 0, n = 0, left = utf8_count(code);

    while (pos < code.len && r.len + 6u <= sizeof(r.b)) {
        int32_t cp = utf8_next(code, &pos);
        int digit = digit_value(cp);

        if (n > 0 && n % 3 == 0 && left > 1) {
            r.b[r.len++] = '\xc2'; /* U+00A0: a plain space would part the run, and the groups would stand */
            r.b[r.len++] = '\xa0'; /* in the wrong order in right-to-left text (UAX 9, W4) */
        }
        if (digit >= 0) {
            small_digit_fa(&r, digit);
        } else {
            char out[4];
            size_t k = utf8_put(cp < 0 ? 0xfffd : (uint32_t)cp, out);

            memcpy(r.b + r.len, out, k);
            r.len = (uint8_t)(r.len + k);
        }
        n++;
        left--;
    }
    return r;
}

struct str html_or(struct str s, struct str otherwise)
{
    return s.len > 0 ? s : otherwise;
}

void html_put_str(struct buf *b, struct str s)
{
    html_escape(b, s);
}

void html_put_cstr(struct buf *b, const char *s)
{
    html_escape(b, str_c(s));
}

void html_put_small(struct buf *b, struct small s)
{
    html_escape(b, small_view(&s));
}

void html_put_int_fa(struct buf *b, int64_t v)
{
    struct small r = fa_int(v);

    buf_add(b, r.b, r.len);
}

void html_put_int_ascii(struct buf *b, int64_t v)
{
    buf_int(b, v);
}

void html_put_uint_fa(struct buf *b, uint64_t v)
{
    struct small r = { 0 };
    char d[20];
    int n = digits_of(v, d);

    for (int i = 0; i < n; i++)
        small_digit_fa(&r, d[i]);
    buf_add(b, r.b, r.len);
}

void html_put_uint_ascii(struct buf *b, uint64_t v)
{
    buf_fmt(b, "%llu", (unsigned long long)v);
}

void html_put_url(struct buf *b, struct url u)
{
    html_escape(b, u.s);
}

void html_put_safe(struct buf *b, struct safe_html h)
{
    buf_str(b, h.html);
}
