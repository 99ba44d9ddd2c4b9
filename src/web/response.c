/*
 * response.c - what handlers answer with: body, status, cookies, headers; and the headers that every answer
 * carries.
 *
 * Not here: pages of refusal (dispatch.c), sending (server/).
 */
#include <assert.h>

#include "web/inner.h"

#define FILE_NAME_HEADER_MAX 600u

static const struct http_header security[] = {
    { STR_INIT("content-security-policy"),
      STR_INIT(
          "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'") },
    { STR_INIT("x-content-type-options"), STR_INIT("nosniff") },
    { STR_INIT("referrer-policy"), STR_INIT("same-origin") },
    { STR_INIT("cross-origin-opener-policy"), STR_INIT("same-origin") },
    { STR_INIT("cross-origin-resource-policy"), STR_INIT("same-origin") },
    { STR_INIT("permissions-policy"),
      STR_INIT("camera=(), geolocation=(), microphone=(), payment=(), usb=()") },
};
static const struct http_header strict_transport = { STR_INIT("strict-transport-security"),
                                                     STR_INIT("max-age=31536000") };

void resp_init(struct resp *rs, struct arena *a)
{
    *rs = (struct resp){ .a = a };
    buf_init(&rs->html, RESP_HTML_MAX);
}

void resp_reset(struct resp *rs)
{
    struct buf kept = rs->html;

    buf_clear(&kept);
    *rs = (struct resp){ .a = rs->a, .html = kept };
}

void resp_done(struct resp *rs)
{
    buf_free(&rs->html);
}

struct buf *resp_html(struct resp *rs)
{
    rs->is_html = true;
    rs->type = "text/html; charset=utf-8";
    rs->body = STR_NONE;
    buf_clear(&rs->html);
    return &rs->html;
}

void resp_body(struct resp *rs, const char *type, struct str bytes)
{
    rs->is_html = false;
    rs->type = type;
    rs->body = bytes;
}

struct str resp_bytes(const struct resp *rs)
{
    return rs->is_html ? buf_view(&rs->html) : rs->body;
}

void resp_status(struct resp *rs, int status)
{
    assert(status >= 200 && status <= 599);
    rs->status = status;
}

void resp_public(struct resp *rs, int64_t seconds)
{
    rs->public_s = seconds;
}

/* ---- headers ---- */

static bool value_ok(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

enum rc resp_header(struct resp *rs, const char *name, struct str value, struct err *e)
{
    struct http_header h = { str_c(name), arena_str(rs->a, value) };

    if (!value_ok(value))
        return ERR(e, RC_INVALID, "a control character in the header %s", name);
    return VEC_PUSH(rs->a, &rs->headers, h) ? RC_OK : arena_check(rs->a, e);
}

static enum rc redirect(struct resp *rs, int status, struct url to, struct err *e)
{
    struct str s = url_str(to);

    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] >= 0x7f)
            return ERR(e, RC_INVALID, "a redirection to something that is no address");
    if (s.len == 0)
        return ERR(e, RC_INVALID, "a redirection to nowhere");
    rs->status = status;
    rs->is_html = false;
    rs->type = NULL;
    rs->body = STR_NONE;
    return resp_header(rs, "location", s, e);
}

enum rc resp_see_other(struct resp *rs, struct url to, struct err *e)
{
    return redirect(rs, 303, to, e);
}

enum rc resp_moved(struct resp *rs, struct url to, struct err *e)
{
    return redirect(rs, 308, to, e);
}

/* RFC 6266: an ASCII name for old programs, and the real one as filename*. */
enum rc resp_file(struct resp *rs, const char *type, struct str name, bool inline_, struct str bytes,
                  struct err *e)
{
    struct str kind = inline_ ? STR("inline") : STR("attachment"), encoded = url_encode(rs->a, name), value;
    char plain[64];
    size_t n = 0;

    for (size_t i = 0; i < name.len && n < sizeof(plain); i++) {
        char c = name.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                    c == '-' || c == '_';

        if (fine)
            plain[n++] = c;
        else if (n > 0 && plain[n - 1] != '_')
            plain[n++] = '_';
    }
    if (encoded.len > FILE_NAME_HEADER_MAX)
        return ERR(e, RC_INVALID, "a file name of %zu bytes", name.len);
    value = arena_fmt(rs->a, "%.*s; filename=\"%s%.*s\"; filename*=UTF-8''%.*s", STR_ARG(kind),
                      n == 0 || plain[0] == '.' ? "file" : "", (int)n, plain, STR_ARG(encoded));
    resp_body(rs, type, bytes);
    return resp_header(rs, "content-disposition", value, e);
}

/* ---- cookies ---- */

static bool cookie_value_ok(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_' || c == '.' || c == '~'))
            return false;
    }
    return s.len <= 1024;
}

enum rc resp_cookie(struct resp *rs, const char *name, struct str value, int64_t max_age_s, struct err *e)
{
    struct resp_cookie c = { name, arena_str(rs->a, value), max_age_s };

    if (!cookie_value_ok(value))
        return ERR(e, RC_INVALID, "a cookie value that is not URL-safe");
    return VEC_PUSH(rs->a, &rs->cookies, c) ? RC_OK : arena_check(rs->a, e);
}

enum rc resp_session(struct resp *rs, struct str token, int64_t max_age_s, struct err *e)
{
    return resp_cookie(rs, COOKIE_SESSION, token, max_age_s, e);
}

static struct str cookie_line(struct arena *a, const struct resp_cookie *c, bool tls)
{
    struct str line = arena_fmt(a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s", c->name, STR_ARG(c->value),
                                tls ? "; Secure" : "");

    if (c->max_age_s < 0)
        return arena_cat(a, line, STR("; Max-Age=0"));
    if (c->max_age_s > 0)
        return arena_cat(a, line, arena_fmt(a, "; Max-Age=%lld", (long long)c->max_age_s));
    return line;
}

/* ---- all together ---- */

static struct str caching(const struct resp *rs)
{
    if (rs->forever)
        return STR("public, max-age=31536000, immutable");
    if (rs->public_s > 0)
        return arena_fmt(rs->a, "public, max-age=%lld", (long long)rs->public_s);
    return STR("no-store");
}

enum rc resp_headers(struct resp *rs, bool tls, struct http_header **ret, size_t *n, struct err *e)
{
    size_t most = ARRAY_LEN(security) + 3 + rs->headers.n + rs->cookies.n, k = 0;
    struct http_header *h = ARENA_ARRAY(rs->a, struct http_header, most);

    if (h == NULL)
        return arena_check(rs->a, e);
    if (rs->type != NULL)
        h[k++] = (struct http_header){ STR("content-type"), str_c(rs->type) };
    h[k++] = (struct http_header){ STR("cache-control"), caching(rs) };
    for (size_t i = 0; i < ARRAY_LEN(security); i++)
        h[k++] = security[i];
    if (tls)
        h[k++] = strict_transport;
    for (size_t i = 0; i < rs->headers.n; i++)
        h[k++] = rs->headers.v[i];
    for (size_t i = 0; i < rs->cookies.n; i++)
        h[k++] = (struct http_header){ STR("set-cookie"), cookie_line(rs->a, &rs->cookies.v[i], tls) };
    *ret = h;
    *n = k;
    return arena_check(rs->a, e);
}

const char *status_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 204, "No Content" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 409, "Conflict" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
        { 505, "HTTP Version Not Supported" },
    };

    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Status";
}
