/*
 * head.c - the head of an HTTP/1 request, read strictly (RFC 9110, RFC 9112).
 *
 * The server library has read it before and is more lenient (bare LF, folded lines, several Content-Length):
 * what two readers could take differently is refused here, so that nobody can hide a request inside another
 * one. Not here: sockets, bodies (body.c).
 */
#include "base/limits.h"
#include "web/inner.h"

static bool token_char(unsigned char c)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(others, c) != NULL);
}

static bool all_tokens(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!token_char((unsigned char)s.p[i]))
            return false;
    return s.len > 0;
}

/* The next line, without CRLF. False at a bare CR or LF, a control character, or when the line does not end.
 */
static bool next_line(struct str *rest, struct str *line)
{
    for (size_t i = 0; i < rest->len; i++) {
        unsigned char c = (unsigned char)rest->p[i];

        if (c == '\r') {
            if (i + 1 >= rest->len || rest->p[i + 1] != '\n')
                return false;
            *line = str_sub(*rest, 0, i);
            *rest = str_from(*rest, i + 2);
            return true;
        }
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return false;
}

static bool method_of(struct str s, enum http_method *ret)
{
    static const struct {
        const char *name;
        enum http_method m;
    } methods[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_HEAD },     { "POST", HTTP_POST },
                    { "PUT", HTTP_PUT }, { "DELETE", HTTP_DELETE }, { "OPTIONS", HTTP_OPTIONS } };

    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (str_eq_c(s, methods[i].name)) {
            *ret = methods[i].m;
            return true;
        }
    }
    return false;
}

static enum rc refuse(int *status, int with, struct err *e, const char *why)
{
    *status = with;
    return ERR(e, RC_INVALID, "%s", why);
}

/* "/path?query"; of the absolute form only the path is kept. */
static bool target_of(struct str s, enum http_method m, struct str *ret)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= 0x20 || c >= 0x7f || c == '#')
            return false;
    }
    if (s.len == 1 && s.p[0] == '*') {
        *ret = STR("/");
        return m == HTTP_OPTIONS;
    }
    if (str_starts(s, STR("http://")) || str_starts(s, STR("https://"))) {
        size_t slash = str_find_byte(s, '/', 8);

        s = slash == SIZE_MAX ? STR("/") : str_from(s, slash);
    }
    *ret = s;
    return s.len > 0 && s.p[0] == '/';
}

static enum rc request_line(struct str line, struct http_head *h, int *status, struct err *e)
{
    struct str method = str_cut(&line, ' '), target = str_cut(&line, ' ');

    if (!all_tokens(method))
        return refuse(status, 400, e, "no method");
    if (str_eq_c(line, "HTTP/1.1"))
        h->minor = 1;
    else if (str_eq_c(line, "HTTP/1.0"))
        h->minor = 0;
    else
        return refuse(status, str_starts(line, STR("HTTP/")) ? 505 : 400, e, "not HTTP/1.1");
    if (!method_of(method, &h->method))
        return refuse(status, 501, e, "unknown method");
    if (target.len > LIMIT_HTTP_URL)
        return refuse(status, 414, e, "address too long");
    if (!target_of(target, h->method, &h->target))
        return refuse(status, 400, e, "bad address");
    return RC_OK;
}

static bool host_ok(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '.' || c == ':' || c == '[' || c == ']' || c == '_'))
            return false;
    }
    return s.len > 0 && s.len <= 255;
}

/* What frames the message or names the server must be there once and mean one thing. */
struct framing {
    bool host, length, chunked;
};

static enum rc special_header(const struct http_header *x, struct http_head *h, struct framing *f,
                              int *status, struct err *e)
{
    int64_t length;

    if (str_eq_nocase(x->name, STR("host"))) {
        if (f->host || !host_ok(x->value))
            return refuse(status, 400, e, "bad or repeated Host");
        f->host = true;
        h->host = x->value;
    } else if (str_eq_nocase(x->name, STR("content-length"))) {
        if (f->length || f->chunked || !parse_i64(x->value, 0, INT64_MAX, &length) || x->value.p[0] == '-')
            return refuse(status, 400, e, "bad or repeated Content-Length");
        f->length = true;
    } else if (str_eq_nocase(x->name, STR("transfer-encoding"))) {
        if (f->length || f->chunked || !str_eq_nocase(x->value, STR("chunked")) || h->minor == 0)
            return refuse(status, 400, e, "bad or repeated Transfer-Encoding");
        f->chunked = true;
    }
    return RC_OK;
}

static enum rc header_line(struct str line, struct http_head *h, struct framing *f, int *status,
                           struct err *e)
{
    size_t colon = str_find_byte(line, ':', 0);
    struct http_header x;

    if (colon == SIZE_MAX || !all_tokens(str_sub(line, 0, colon)))
        return refuse(status, 400, e, "bad header line");
    if (h->n == HTTP_HEADERS_MAX)
        return refuse(status, 431, e, "too many headers");
    x = (struct http_header){ str_sub(line, 0, colon), str_trim(str_from(line, colon + 1)) };
    h->headers[h->n++] = x;
    return special_header(&x, h, f, status, e);
}

enum rc http_head_parse(struct str raw, struct http_head *ret, int *status, struct err *e)
{
    struct str rest = str_sub(raw, 0, LIMIT_HTTP_HEAD), line;
    struct framing f = { 0 };
    enum rc rc;

    ret->n = 0;
    ret->host = STR_NONE;
    if (str_starts(rest, STR("\r\n"))) /* one empty line before a request is allowed (RFC 9112 2.2) */
        rest = str_from(rest, 2);
    if (!next_line(&rest, &line))
        return refuse(status, raw.len > LIMIT_HTTP_HEAD ? 431 : 400, e, "bad request line");
    rc = request_line(line, ret, status, e);
    while (rc == RC_OK) {
        if (!next_line(&rest, &line))
            return refuse(status, raw.len > LIMIT_HTTP_HEAD && rest.len > 0 ? 431 : 400, e,
                          "bad header line");
        if (line.len == 0)
            break;
        rc = header_line(line, ret, &f, status, e);
    }
    if (rc != RC_OK)
        return rc;
    if (!f.host && ret->minor == 1)
        return refuse(status, 400, e, "no Host");
    ret->chunked = f.chunked;
    return RC_OK;
}

struct str http_head_value(const struct http_head *h, const char *name)
{
    for (size_t i = 0; i < h->n; i++)
        if (str_eq_nocase(h->headers[i].name, str_c(name)))
            return h->headers[i].value;
    return STR_NONE;
}

struct str http_cookie(const struct http_head *h, const char *name)
{
    struct str found = STR_NONE;

    for (size_t i = 0; i < h->n; i++) {
        struct str rest = h->headers[i].value;

        if (!str_eq_nocase(h->headers[i].name, STR("cookie")))
            continue;
        while (rest.len > 0) {
            struct str pair = str_trim(str_cut(&rest, ';')), key = str_cut(&pair, '=');

            if (!str_eq_c(key, name))
                continue;
            if (found.p != NULL)
                return STR_NONE; /* somebody planted a second one */
            found = pair;
        }
    }
    return found;
}
