/*
 * body.c - posted forms: application/x-www-form-urlencoded and multipart/form-data (RFC 7578).
 *
 * Nothing is copied but what must be decoded; files point into the body. Not here: what the fields mean
 * (fields.c).
 */
#include "base/limits.h"
#include "web/inner.h"

#define PART_HEADERS_MAX 4096u
#define BOUNDARY_MAX 70u
#define FILE_NAME_MAX 150u

static enum rc push(struct arena *a, struct body_parts *list, struct body_part p, size_t max, struct err *e)
{
    if (list->list.n >= max)
        return ERR(e, RC_LIMIT, "more than %zu fields", max);
    return VEC_PUSH(a, &list->list, p) ? RC_OK : arena_check(a, e);
}

enum rc body_urlencoded(struct arena *a, struct str text, size_t max, struct body_parts *ret, struct err *e)
{
    while (text.len > 0) {
        struct str value = str_cut(&text, '&'), name = str_cut(&value, '=');
        struct body_part p = { 0 };
        enum rc rc;

        if (name.len == 0 && value.len == 0)
            continue;
        if (!url_decode(a, name, true, &p.name) || !url_decode(a, value, true, &p.value))
            return arena_failed(a) ? arena_check(a, e) : ERR(e, RC_INVALID, "bad percent-encoding");
        if (!utf8_valid(p.name))
            return ERR(e, RC_INVALID, "a field's name is not UTF-8");
        rc = push(a, ret, p, max, e);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* ---- multipart ---- */

/* `; key=value` or `; key="quoted"` after the first word of a header's value; STR_NONE when absent. */
static struct str parameter(struct arena *a, struct str value, struct str key)
{
    struct str rest = value;

    (void)str_cut(&rest, ';');
    while (rest.len > 0) {
        struct str name;
        size_t i = 0, n = 0;
        char *out;

        rest = str_trim(rest);
        name = str_trim(str_cut(&rest, '='));
        rest = str_trim(rest);
        if (rest.len == 0)
            return STR_NONE;
        if (rest.p[0] != '"') {
            struct str word = str_trim(str_cut(&rest, ';'));

            if (str_eq_nocase(name, key))
                return word;
            continue;
        }
        out = arena_alloc(a, rest.len);
        if (out == NULL)
            return STR_NONE;
        for (i = 1; i < rest.len && rest.p[i] != '"'; i++) {
            if (rest.p[i] == '\\' && i + 1 < rest.len && (rest.p[i + 1] == '"' || rest.p[i + 1] == '\\'))
                i++;
            out[n++] = rest.p[i];
        }
        if (i >= rest.len)
            return STR_NONE;
        if (str_eq_nocase(name, key))
            return (struct str){ out, n };
        rest = str_from(rest, i + 1);
        (void)str_cut(&rest, ';');
    }
    return STR_NONE;
}

/* What may be shown of a file's name: the last segment, no control and no direction characters, not too long.
 */
static struct str file_name(struct arena *a, struct str given)
{
    size_t from = 0, pos = 0, n = 0;
    char *out;

    for (size_t i = 0; i < given.len; i++)
        if (given.p[i] == '/' || given.p[i] == '\\')
            from = i + 1;
    given = str_from(given, from);
    out = arena_alloc(a, given.len + 4);
    if (out == NULL || !utf8_valid(given))
        return STR_NONE;
    while (pos < given.len) {
        size_t at = pos;
        int32_t cp = utf8_next(given, &pos);

        if (cp < 0x20 || cp == 0x7f || (cp >= 0x80 && cp < 0xa0) || cp == '"' ||
            (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069))
            continue;
        if (n + (pos - at) > FILE_NAME_MAX)
            break;
        memcpy(out + n, given.p + at, pos - at);
        n += pos - at;
    }
    return (struct str){ out, n };
}

struct part_head {
    struct str disposition, type;
};

/* The header lines of one part; false when they are broken. *rest begins with its content afterwards. */
static bool part_head(struct str *rest, struct part_head *ret)
{
    struct str limited = str_sub(*rest, 0, PART_HEADERS_MAX);
    size_t at = 0;

    *ret = (struct part_head){ 0 };
    for (;;) {
        size_t end = str_find(limited, STR("\r\n"), at);
        struct str value, name;

        if (end == SIZE_MAX)
            return false;
        if (end == at) {
            *rest = str_from(*rest, at + 2);
            return true;
        }
        value = str_sub(limited, at, end - at);
        if (str_find_byte(value, '\0', 0) != SIZE_MAX || str_find_byte(value, ':', 0) == SIZE_MAX)
            return false;
        name = str_cut(&value, ':');
        if (str_eq_nocase(name, STR("content-disposition")))
            ret->disposition = str_trim(value);
        else if (str_eq_nocase(name, STR("content-type")))
            ret->type = str_trim(value);
        at = end + 2;
    }
}

static bool same_word(struct str value, struct str word)
{
    return str_eq_nocase(str_trim(str_cut(&value, ';')), word);
}

static enum rc make_part(struct arena *a, const struct part_head *h, struct str content,
                         struct body_part *ret, struct err *e)
{
    struct str file;

    if (!same_word(h->disposition, STR("form-data")))
        return ERR(e, RC_INVALID, "a part without Content-Disposition");
    *ret = (struct body_part){ .name = parameter(a, h->disposition, STR("name")) };
    if (ret->name.p == NULL || !utf8_valid(ret->name))
        return arena_failed(a) ? arena_check(a, e) : ERR(e, RC_INVALID, "a part without a name");
    file = parameter(a, h->disposition, STR("filename"));
    if (file.p == NULL) {
        if (content.len > LIMIT_HTTP_FORM)
            return ERR(e, RC_LIMIT, "a field of %zu bytes", content.len);
        ret->value = content;
        return RC_OK;
    }
    ret->is_file = true;
    ret->file = (struct req_file){ file_name(a, file), h->type, content };
    return RC_OK;
}

/* The delimiter "\r\n--boundary" at or after `from`; SIZE_MAX when there is none. */
static size_t find_delimiter(struct str body, struct str delimiter, size_t from)
{
    const char *p =
        from > body.len ? NULL : memmem(body.p + from, body.len - from, delimiter.p, delimiter.len);

    return p == NULL ? SIZE_MAX : (size_t)(p - body.p);
}

static bool boundary_ok(struct str b)
{
    for (size_t i = 0; i < b.len; i++)
        if ((unsigned char)b.p[i] <= 0x20 || (unsigned char)b.p[i] >= 0x7f)
            return false;
    return b.len > 0 && b.len <= BOUNDARY_MAX;
}

enum rc body_multipart(struct arena *a, struct str content_type, struct str body, size_t max,
                       struct body_parts *ret, struct err *e)
{
    struct str boundary = parameter(a, content_type, STR("boundary")), delimiter;
    size_t at;

    if (!boundary_ok(boundary))
        return arena_failed(a) ? arena_check(a, e) : ERR(e, RC_INVALID, "no boundary");
    delimiter = arena_cat(a, STR("\r\n--"), boundary);
    if (delimiter.len == 0)
        return arena_check(a, e);
    if (!str_starts(body, str_from(delimiter, 2)))
        return ERR(e, RC_INVALID, "the body does not begin with its boundary");
    at = delimiter.len - 2;
    for (;;) {
        struct str rest = str_from(body, at);
        struct part_head head;
        struct body_part part;
        size_t end, from;
        enum rc rc;

        if (str_starts(rest, STR("--")))
            return RC_OK;
        if (!str_starts(rest, STR("\r\n")))
            return ERR(e, RC_INVALID, "bad delimiter");
        rest = str_from(rest, 2);
        if (!part_head(&rest, &head))
            return ERR(e, RC_INVALID, "bad headers of a part");
        from = body.len - rest.len;
        end = find_delimiter(body, delimiter, from);
        if (end == SIZE_MAX)
            return ERR(e, RC_INVALID, "the last boundary is missing");
        rc = make_part(a, &head, str_sub(body, from, end - from), &part, e);
        if (rc == RC_OK)
            rc = push(a, ret, part, max, e);
        if (rc != RC_OK)
            return rc;
        at = end + delimiter.len;
    }
}
