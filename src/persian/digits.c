/*
 * digits.c - digit sets and numbers in Persian dress.
 */
#include "persian/digits.h"

#define THOUSANDS "\xD9\xAC"             /* U+066C */
#define DECIMAL "\xD9\xAB"               /* U+066B */
#define PERCENT "\xD9\xAA"               /* U+066A */
#define MINUS "\xE2\x80\x8E\xE2\x88\x92" /* U+200E U+2212 */
#define TEXT_MAX ((size_t)1 << 26)       /* more than any request holds */

int digit_value(int32_t cp)
{
    if (cp >= '0' && cp <= '9')
        return cp - '0';
    if (cp >= 0x06F0 && cp <= 0x06F9)
        return cp - 0x06F0;
    if (cp >= 0x0660 && cp <= 0x0669)
        return cp - 0x0660;
    return -1;
}

static void put_fa_digit(struct buf *b, int v)
{
    char d[2] = { '\xDB', (char)('\xB0' + v) };

    buf_add(b, d, 2);
}

static void put_digits(struct buf *b, struct str s, bool fa)
{
    size_t pos = 0, from = 0;

    while (pos < s.len) {
        size_t at = pos;
        int v = digit_value(utf8_next(s, &pos));
        if (v < 0)
            continue;
        buf_str(b, str_sub(s, from, at - from));
        if (fa)
            put_fa_digit(b, v);
        else
            buf_byte(b, (char)('0' + v));
        from = pos;
    }
    buf_str(b, str_from(s, from));
}

void digits_put_ascii(struct buf *b, struct str s)
{
    put_digits(b, s, false);
}

void digits_put_fa(struct buf *b, struct str s)
{
    put_digits(b, s, true);
}

/* What was written to `b`, moved into the arena. */
static struct str take_buf(struct arena *a, const struct buf *b)
{
    return b->failed ? STR_NONE : arena_str(a, buf_view(b));
}

struct str digits_ascii(struct arena *a, struct str s)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, TEXT_MAX);
    digits_put_ascii(&b, s);
    return take_buf(a, &b);
}

struct str digits_fa(struct arena *a, struct str s)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, TEXT_MAX);
    digits_put_fa(&b, s);
    return take_buf(a, &b);
}

bool digits_only(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.len > 0;
}

/* ASCII digits with thousands marks. */
static void put_grouped(struct buf *b, struct str digits)
{
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0)
            buf_c(b, THOUSANDS);
        put_fa_digit(b, digits.p[i] - '0');
    }
}

/* "-123.45" of ASCII; the caller has checked the syntax. */
static void put_number(struct buf *b, struct str s)
{
    struct str whole;

    if (s.len > 0 && s.p[0] == '-') {
        buf_c(b, MINUS);
        s = str_from(s, 1);
    }
    whole = str_cut(&s, '.');
    put_grouped(b, whole);
    if (s.len > 0) {
        buf_c(b, DECIMAL);
        digits_put_fa(b, s);
    }
}

void int_put_fa(struct buf *b, int64_t v)
{
    char ascii[24];
    int n = snprintf(ascii, sizeof(ascii), "%lld", (long long)v);

    put_number(b, (struct str){ ascii, (size_t)n });
}

struct str int_fa(struct arena *a, int64_t v)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, 128);
    int_put_fa(&b, v);
    return take_buf(a, &b);
}

struct str int_fa_plain(struct arena *a, int64_t v)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };
    char ascii[24];
    int n = snprintf(ascii, sizeof(ascii), "%lld", (long long)v);

    buf_init(&b, 128);
    if (v < 0)
        buf_c(&b, MINUS);
    digits_put_fa(&b, str_from((struct str){ ascii, (size_t)n }, v < 0));
    return take_buf(a, &b);
}

static bool is_ascii_decimal(struct str s)
{
    struct str whole;
    size_t dot;

    if (s.len > 0 && s.p[0] == '-')
        s = str_from(s, 1);
    dot = str_find_byte(s, '.', 0);
    whole = str_cut(&s, '.');
    return digits_only(whole) && (dot == SIZE_MAX || digits_only(s));
}

struct str number_fa(struct arena *a, struct str ascii)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    if (!is_ascii_decimal(ascii))
        return digits_fa(a, ascii);
    buf_init(&b, TEXT_MAX);
    put_number(&b, ascii);
    return take_buf(a, &b);
}

static void put_scaled(struct buf *b, int64_t scaled, int places)
{
    char ascii[64];
    uint64_t magnitude = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled, unit = 1;
    int n;

    if (places < 0)
        places = 0;
    if (places > 9)
        places = 9;
    for (int i = 0; i < places; i++)
        unit *= 10;
    n = snprintf(ascii, sizeof(ascii), "%s%llu", scaled < 0 ? "-" : "",
                 (unsigned long long)(magnitude / unit));
    if (places > 0)
        n += snprintf(ascii + n, sizeof(ascii) - (size_t)n, ".%0*llu", places,
                      (unsigned long long)(magnitude % unit));
    put_number(b, (struct str){ ascii, (size_t)n });
}

struct str decimal_fa(struct arena *a, int64_t scaled, int places)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, 256);
    put_scaled(&b, scaled, places);
    return take_buf(a, &b);
}

struct str percent_fa(struct arena *a, int64_t scaled, int places)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, 256);
    put_scaled(&b, scaled, places);
    buf_c(&b, PERCENT);
    return take_buf(a, &b);
}

struct str code_grouped(struct arena *a, struct str ascii, const char *groups)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, TEXT_MAX);
    while (ascii.len > 0) {
        size_t n = *groups > '0' && *groups <= '9' ? (size_t)(*groups++ - '0') : ascii.len;
        if (*groups == '\0' || n > ascii.len)
            n = ascii.len; /* the last group takes the rest */
        buf_str(&b, str_sub(ascii, 0, n));
        ascii = str_from(ascii, n);
        if (ascii.len > 0)
            buf_byte(&b, ' ');
    }
    return take_buf(a, &b);
}

struct str code_fa(struct arena *a, struct str ascii, const char *groups)
{
    return digits_fa(a, code_grouped(a, ascii, groups));
}

struct str days_fa(struct arena *a, int64_t days)
{
    return arena_cat(a, int_fa(a, days), STR(" روز"));
}

struct str days_near_fa(struct arena *a, int64_t days)
{
    if (days == 0)
        return STR("امروز");
    if (days == 1)
        return STR("فردا");
    if (days == -1)
        return STR("دیروز");
    if (days > 0)
        return arena_cat(a, int_fa(a, days), STR(" روز مانده"));
    return arena_cat(a, int_fa(a, days == INT64_MIN ? INT64_MAX : -days), STR(" روز گذشته"));
}

/* ---- numbers that people type ---- */

static bool is_minus(int32_t cp)
{
    return cp == '-' || cp == 0x2212;
}

static bool is_thousands(int32_t cp)
{
    return cp == ',' || cp == 0x066C || cp == 0x060C;
}

static bool is_decimal_mark(int32_t cp)
{
    return cp == '.' || cp == '/' || cp == 0x066B;
}

static bool is_skipped(int32_t cp)
{
    return cp == 0x200E || cp == 0x200F || cp == 0x061C || cp == 0x200C;
}

/* Canonical ASCII in `out` (no leading zeros, no "-0", no empty part). A thousands mark stands only before
 * three digits. */
static bool read_number(struct str s, bool decimal, char out[48], size_t *len)
{
    size_t n = 0, digits = 0, since_mark = 0, pos = 0;
    bool marked = false, point = false, minus = false;
    int32_t cp;

    s = str_trim(s);
    while ((cp = utf8_next(s, &pos)) != -1) {
        int v = digit_value(cp);
        if (is_skipped(cp))
            continue;
        if (n > 40)
            return false;
        if (v >= 0) {
            since_mark++;
            digits++;
            if (!point && n == 1 && out[0] == '0')
                n = 0;
            out[n++] = (char)('0' + v);
        } else if (is_minus(cp) && digits == 0 && !minus && !point) {
            minus = true;
        } else if (is_thousands(cp) && !point && digits > 0 && (marked ? since_mark == 3 : since_mark <= 3)) {
            marked = true;
            since_mark = 0;
        } else if (decimal && is_decimal_mark(cp) && !point && digits > 0 && (!marked || since_mark == 3)) {
            point = true;
            since_mark = 0;
            out[n++] = '.';
        } else {
            return false;
        }
    }
    if (digits == 0 || (point && since_mark == 0) || (marked && !point && since_mark != 3))
        return false;
    while (point && out[n - 1] == '0')
        n--;
    if (point && out[n - 1] == '.')
        n--;
    if (minus && !(n == 1 && out[0] == '0')) {
        memmove(out + 1, out, n++);
        out[0] = '-';
    }
    *len = n;
    return true;
}

bool number_parse_int(struct str s, int64_t min, int64_t max, int64_t *ret)
{
    char out[48];
    size_t n = 0;

    return read_number(s, false, out, &n) && parse_i64((struct str){ out, n }, min, max, ret);
}

bool number_parse_decimal(struct arena *a, struct str s, struct str *ret)
{
    char out[48];
    size_t n = 0;
    struct str copy;

    if (!read_number(s, true, out, &n))
        return false;
    copy = arena_str(a, (struct str){ out, n });
    if (copy.len == 0)
        return false;
    *ret = copy;
    return true;
}
