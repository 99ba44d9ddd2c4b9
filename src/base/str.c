/*
 * str.c - views of text.
 */
#include "base/str.h"

#include <endian.h>

struct str str_c(const char *cstr)
{
    return cstr == NULL ? STR_NONE : (struct str){ cstr, strlen(cstr) };
}

bool str_empty(struct str s)
{
    return s.len == 0;
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool str_eq_c(struct str a, const char *b)
{
    return str_eq(a, str_c(b));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

    if (c != 0)
        return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){ s.p, prefix.len }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq((struct str){ s.p + (s.len - suffix.len), suffix.len }, suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    const char *at;

    if (from > s.len || needle.len > s.len - from)
        return SIZE_MAX;
    if (needle.len == 0)
        return from;
    at = memmem(s.p + from, s.len - from, needle.p, needle.len);
    return at == NULL ? SIZE_MAX : (size_t)(at - s.p);
}

bool str_contains(struct str s, struct str needle)
{
    return str_find(s, needle, 0) != SIZE_MAX;
}

size_t str_find_byte(struct str s, char c, size_t from)
{
    const char *at;

    if (from >= s.len)
        return SIZE_MAX;
    at = memchr(s.p + from, c, s.len - from);
    return at == NULL ? SIZE_MAX : (size_t)(at - s.p);
}

struct str str_sub(struct str s, size_t from, size_t len)
{
    if (from >= s.len)
        return STR_NONE;
    if (len > s.len - from)
        len = s.len - from;
    return (struct str){ s.p + from, len };
}

struct str str_from(struct str s, size_t from)
{
    return str_sub(s, from, SIZE_MAX);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.p[0])) {
        s.p++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

struct str str_cut(struct str *rest, char sep)
{
    size_t at = str_find_byte(*rest, sep, 0);
    struct str head = *rest;

    if (at == SIZE_MAX) {
        *rest = STR_NONE;
        return head;
    }
    head.len = at;
    *rest = (struct str){ rest->p + at + 1, rest->len - at - 1 };
    return head;
}

int32_t utf8_next(struct str s, size_t *pos)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = *pos, need;
    uint32_t cp, least;

    if (i >= s.len)
        return -1;
    cp = p[i];
    if (cp < 0x80) {
        *pos = i + 1;
        return (int32_t)cp;
    }
    if (cp >= 0xC2 && cp < 0xE0) {
        need = 1, cp &= 0x1F, least = 0x80;
    } else if (cp >= 0xE0 && cp < 0xF0) {
        need = 2, cp &= 0x0F, least = 0x800;
    } else if (cp >= 0xF0 && cp < 0xF5) {
        need = 3, cp &= 0x07, least = 0x10000;
    } else {
        *pos = i + 1;
        return -2;
    }
    *pos = i + 1;
    if (s.len - i - 1 < need)
        return -2;
    for (size_t k = 1; k <= need; k++) {
        if ((p[i + k] & 0xC0) != 0x80)
            return -2;
        cp = (cp << 6) | (p[i + k] & 0x3Fu);
    }
    if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        return -2;
    *pos = i + 1 + need;
    return (int32_t)cp;
}

size_t i64_text(int64_t v, char out[20])
{
    char back[20];
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t n = 0, at = 0;

    do {
        back[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (v < 0)
        out[at++] = '-';
    while (n > 0)
        out[at++] = back[--n];
    return at;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* How many of eight bytes are whole characters of one or two bytes, 8 or 7 (the last begins a character); 0:
 * one of them is longer or wrong. The bytes' top bits say what each is: 0 ASCII, 10 continues, 110 leads two.
 */
static size_t short_characters(uint64_t v)
{
    uint64_t top = v & EACH(0x80), lead = v << 1 & top, longer = v << 2 & lead;
    uint64_t rest = top & ~lead, overlong = lead & ~((v & EACH(0x1E)) + EACH(0x7E)); /* C0, C1 */

    if (longer != 0 || overlong != 0 || rest != lead << 8)
        return 0;
    return lead >> 63 ? 7 : 8;
}

bool utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t pos = 0;

    while (pos < s.len) {
        uint64_t eight;
        size_t n = 0;

        if (s.len - pos >= sizeof(eight)) {
            memcpy(&eight, p + pos, sizeof(eight));
            n = short_characters(le64toh(eight));
        }
        if (n > 0)
            pos += n;
        else if (p[pos] < 0x80)
            pos++;
        else if (utf8_next(s, &pos) < 0)
            return false;
    }
    return true;
}

size_t utf8_count(struct str s)
{
    size_t pos = 0, n = 0;

    while (utf8_next(s, &pos) != -1)
        n++;
    return n;
}

size_t utf8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | (cp >> 6));
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        if (cp >= 0xD800 && cp < 0xE000)
            return 0;
        out[0] = (char)(0xE0 | (cp >> 12));
        out[1] = (char)(0x80 | ((cp >> 6) & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    if (cp > 0x10FFFF)
        return 0;
    out[0] = (char)(0xF0 | (cp >> 18));
    out[1] = (char)(0x80 | ((cp >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((cp >> 6) & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool parse_i64(struct str s, int64_t min, int64_t max, int64_t *ret)
{
    bool neg = s.len > 0 && s.p[0] == '-';
    uint64_t limit = neg ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX, v = 0;
    int64_t out;

    if (neg)
        s = str_from(s, 1);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned d = (unsigned)(unsigned char)s.p[i] - '0';

        if (d > 9 || v > (limit - d) / 10)
            return false;
        v = v * 10 + d;
    }
    out = neg ? (v == limit ? INT64_MIN : -(int64_t)v) : (int64_t)v;
    if (out < min || out > max)
        return false;
    *ret = out;
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool parse_hex_u64(struct str s, uint64_t *ret)
{
    uint64_t v = 0;

    if (s.len == 0 || s.len > 16)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int d = hex_digit(s.p[i]);

        if (d < 0)
            return false;
        v = (v << 4) | (uint64_t)d;
    }
    *ret = v;
    return true;
}
