/*
 * url.c - building addresses and percent-encoding (RFC 3986 section 2).
 */
#include "web/url.h"

#include <assert.h>

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

struct str url_encode(struct arena *a, struct str text)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t extra = 0, at = 0;
    char *p;

    for (size_t i = 0; i < text.len; i++)
        if (!unreserved((unsigned char)text.p[i]))
            extra += 2;
    if (extra == 0)
        return text;
    p = arena_alloc(a, text.len + extra);
    if (p == NULL)
        return STR_NONE;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (unreserved(c)) {
            p[at++] = (char)c;
            continue;
        }
        p[at++] = '%';
        p[at++] = hex[c >> 4];
        p[at++] = hex[c & 15];
    }
    return (struct str){ p, at };
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool url_decode(struct arena *a, struct str text, bool plus, struct str *ret)
{
    size_t at = 0;
    char *p;

    if (str_find_byte(text, '%', 0) == SIZE_MAX && (!plus || str_find_byte(text, '+', 0) == SIZE_MAX)) {
        *ret = text;
        return str_find_byte(text, '\0', 0) == SIZE_MAX;
    }
    p = arena_alloc(a, text.len);
    if (p == NULL)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];

        if (c == '%') {
            int high = i + 2 < text.len ? hex_digit(text.p[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_digit(text.p[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if (c == '\0')
            return false;
        p[at++] = c;
    }
    *ret = (struct str){ p, at };
    return true;
}

struct url url_build(struct arena *a, struct str pattern, const struct str *segments, size_t n)
{
    struct str out = STR_NONE, rest = pattern;
    size_t used = 0;

    assert(pattern.len > 0 && pattern.p[0] == '/');
    if (n == 0)
        return (struct url){ pattern };
    while (rest.len > 0) {
        size_t slot = str_find(rest, STR("{}"), 0);

        if (slot == SIZE_MAX) {
            out = arena_cat(a, out, rest);
            break;
        }
        assert(used < n);
        out = arena_cat(a, out, str_sub(rest, 0, slot));
        out = arena_cat(a, out, url_encode(a, segments[used++]));
        rest = str_from(rest, slot + 2);
    }
    assert(used == n);
    return (struct url){ arena_failed(a) ? STR_NONE : out };
}

struct url url_query(struct arena *a, struct url u, const char *name, struct str value)
{
    struct str mark = str_find_byte(u.s, '?', 0) == SIZE_MAX ? STR("?") : STR("&");
    struct str out = arena_cat(a, u.s, mark);

    out = arena_cat(a, out, url_encode(a, str_c(name)));
    out = arena_cat(a, out, STR("="));
    return (struct url){ arena_cat(a, out, url_encode(a, value)) };
}

struct url url_query_int(struct arena *a, struct url u, const char *name, int64_t value)
{
    return url_query(a, u, name, arena_fmt(a, "%lld", (long long)value));
}

struct url url_fragment(struct arena *a, struct url u, const char *id)
{
    struct str out = arena_cat(a, u.s, STR("#"));

    return (struct url){ arena_cat(a, out, url_encode(a, str_c(id))) };
}

/* Everything that may stand in an address as it is: no space, control, quote, backslash or non-ASCII byte. */
static bool address_bytes(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' ||
            c == '{' || c == '|' || c == '}')
            return false;
    }
    return true;
}

enum rc url_external(struct arena *a, struct str text, struct url *ret, struct err *e)
{
    struct str host = STR_NONE;

    if (str_starts(text, STR("https://")))
        host = str_from(text, 8);
    else if (str_starts(text, STR("http://")))
        host = str_from(text, 7);
    if (host.len == 0 || host.p[0] == '/' || host.p[0] == '?' || host.p[0] == '#' || !address_bytes(text))
        return ERR(e, RC_INVALID, "not an address of the web");
    ret->s = arena_str(a, text);
    return arena_check(a, e);
}

enum rc url_local(struct arena *a, struct str text, struct url *ret, struct err *e)
{
    if (text.len == 0 || text.p[0] != '/' || (text.len > 1 && text.p[1] == '/') || !address_bytes(text))
        return ERR(e, RC_INVALID, "not an address of this server");
    ret->s = arena_str(a, text);
    return arena_check(a, e);
}

struct url url_tel(struct arena *a, struct str digits)
{
    bool plus = digits.len > 0 && digits.p[0] == '+';
    struct str rest = plus ? str_from(digits, 1) : digits;

    return (struct url){ arena_cat(a, plus ? STR("tel:+") : STR("tel:"), url_encode(a, rest)) };
}

struct url url_mailto(struct arena *a, struct str address)
{
    size_t at = str_find_byte(address, '@', 0);
    struct str out;

    if (at == SIZE_MAX)
        return (struct url){ STR_NONE };
    out = arena_cat(a, STR("mailto:"), url_encode(a, str_sub(address, 0, at)));
    out = arena_cat(a, out, STR("@"));
    return (struct url){ arena_cat(a, out, url_encode(a, str_from(address, at + 1))) };
}

struct str url_str(struct url u)
{
    return u.s;
}
