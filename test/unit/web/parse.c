/*
 * parse.c - the readers of outside bytes: heads, urlencoded and multipart bodies, addresses.
 */
#include "base/limits.h"
#include "check.h"
#include "web/inner.h"

/* ---- heads ---- */

#define H "Host: a.ir\r\n"

static const struct {
    const char *name, *raw;
    int status; /* 0: good */
    const char *target;
} heads[] = {
    { "plain", "GET / HTTP/1.1\r\n" H "\r\n", 0, "/" },
    { "query", "GET /a?b=c HTTP/1.1\r\n" H "\r\n", 0, "/a?b=c" },
    { "old version without host", "GET / HTTP/1.0\r\n\r\n", 0, "/" },
    { "one empty line before", "\r\nGET / HTTP/1.1\r\n" H "\r\n", 0, "/" },
    { "absolute form", "GET http://a.ir/x HTTP/1.1\r\n" H "\r\n", 0, "/x" },
    { "absolute form without path", "GET http://a.ir HTTP/1.1\r\n" H "\r\n", 0, "/" },
    { "header value may have a tab", "GET / HTTP/1.1\r\n" H "X: a\tb\r\n\r\n", 0, "/" },
    { "header value may be UTF-8", "GET / HTTP/1.1\r\n" H "X: \xd8\xa7\r\n\r\n", 0, "/" },
    { "empty value", "GET / HTTP/1.1\r\n" H "X:\r\n\r\n", 0, "/" },
    { "star for OPTIONS", "OPTIONS * HTTP/1.1\r\n" H "\r\n", 0, "/" },
    { "star for GET", "GET * HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "no version", "GET /\r\n" H "\r\n", 400, NULL },
    { "two spaces", "GET  / HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "version 2", "GET / HTTP/2.0\r\n" H "\r\n", 505, NULL },
    { "version 1.2", "GET / HTTP/1.2\r\n" H "\r\n", 505, NULL },
    { "unknown method", "BREW / HTTP/1.1\r\n" H "\r\n", 501, NULL },
    { "method in lower case", "get / HTTP/1.1\r\n" H "\r\n", 501, NULL },
    { "method with a strange sign", "G(T / HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "address without slash", "GET a HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "address with a fragment", "GET /#a HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "address with bytes over 0x7f", "GET /\xd8\xa7 HTTP/1.1\r\n" H "\r\n", 400, NULL },
    { "bare line feed", "GET / HTTP/1.1\n" H "\r\n", 400, NULL },
    { "bare line feed in a header", "GET / HTTP/1.1\r\nHost: a.ir\nX: b\r\n\r\n", 400, NULL },
    { "bare carriage return", "GET / HTTP/1.1\r\nHost: a.ir\rX: b\r\n\r\n", 400, NULL },
    { "control in a value", "GET / HTTP/1.1\r\n" H "X: a\x01z\r\n\r\n", 400, NULL },
    { "delete in a value", "GET / HTTP/1.1\r\n" H "X: a\x7fz\r\n\r\n", 400, NULL },
    { "folded line", "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400, NULL },
    { "space before the colon", "GET / HTTP/1.1\r\nHost : a.ir\r\n\r\n", 400, NULL },
    { "no colon", "GET / HTTP/1.1\r\n" H "X\r\n\r\n", 400, NULL },
    { "empty name", "GET / HTTP/1.1\r\n" H ": a\r\n\r\n", 400, NULL },
    { "no host", "GET / HTTP/1.1\r\nX: a\r\n\r\n", 400, NULL },
    { "two hosts", "GET / HTTP/1.1\r\n" H H "\r\n", 400, NULL },
    { "empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, NULL },
    { "host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, NULL },
    { "host with an at", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, NULL },
    { "two lengths", "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400, NULL },
    { "length in a list", "POST / HTTP/1.1\r\n" H "Content-Length: 1, 1\r\n\r\n", 400, NULL },
    { "negative length", "POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 400, NULL },
    { "length with plus", "POST / HTTP/1.1\r\n" H "Content-Length: +1\r\n\r\n", 400, NULL },
    { "hexadecimal length", "POST / HTTP/1.1\r\n" H "Content-Length: 0x1\r\n\r\n", 400, NULL },
    { "length that wraps", "POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551617\r\n\r\n", 400,
      NULL },
    { "length and chunks", "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400, NULL },
    { "chunks and length", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
      400, NULL },
    { "chunks in the old version", "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 400, NULL },
    { "unknown coding", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n", 400, NULL },
    { "coding hidden by a tab",
      "POST / HTTP/1.1\r\n" H "Transfer-Encoding:\x0b"
      "chunked\r\n\r\n",
      400, NULL },
    { "chunks", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 0, "/" },
    { "cut off", "GET / HTTP/1.1\r\nHost: a.ir\r\n", 400, NULL },
    { "nothing", "", 400, NULL },
};

TEST(head_of_a_request)
{
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        struct http_head h;
        struct err e = { 0 };
        int status = 0;
        enum rc rc = http_head_parse(str_c(heads[i].raw), &h, &status, &e);

        CHECK_MSG((rc == RC_OK ? 0 : status) == heads[i].status, "%s: %d, %s", heads[i].name, status, e.msg);
        if (rc == RC_OK && heads[i].target != NULL)
            CHECK_STR(h.target, heads[i].target);
    }
}

TEST(head_limits)
{
    CLEANUP(buf_free) struct buf b = { .max = 1 << 20 };
    struct http_head h;
    struct err e;
    int status = 0;

    buf_c(&b, "GET /");
    for (size_t i = 0; i < LIMIT_HTTP_URL; i++)
        buf_byte(&b, 'a');
    buf_c(&b, " HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(http_head_parse(buf_view(&b), &h, &status, &e), RC_INVALID);
    CHECK_INT(status, 414);

    buf_clear(&b);
    buf_c(&b, "GET / HTTP/1.1\r\n" H);
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        buf_c(&b, "X: y\r\n");
    buf_c(&b, "\r\n");
    CHECK_INT(http_head_parse(buf_view(&b), &h, &status, &e), RC_INVALID);
    CHECK_INT(status, 431);

    buf_clear(&b);
    buf_c(&b, "GET / HTTP/1.1\r\n" H "X: ");
    for (size_t i = 0; i < LIMIT_HTTP_HEAD; i++)
        buf_byte(&b, 'a');
    buf_c(&b, "\r\n\r\n");
    CHECK_INT(http_head_parse(buf_view(&b), &h, &status, &e), RC_INVALID);
    CHECK_INT(status, 431);
}

TEST(head_nul_byte)
{
    static const char raw[] = "GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n";
    struct http_head h;
    struct err e;
    int status = 0;

    CHECK_INT(http_head_parse((struct str){ raw, sizeof(raw) - 1 }, &h, &status, &e), RC_INVALID);
    CHECK_INT(status, 400);
}

TEST(cookies)
{
    static const struct {
        const char *header, *want;
    } tests[] = {
        { "samad=abc", "abc" },
        { "x=1; samad=abc; y=2", "abc" },
        { "samad=a; samad=b", "" },
        { "xsamad=abc", "" },
        { "samad", "" },
        { "samad=a=b", "a=b" },
        { "x=samad=1; samad=2", "2" },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct http_head h = { .n = 1 };

        h.headers[0] = (struct http_header){ STR("cookie"), str_c(tests[i].header) };
        CHECK_STR(http_cookie(&h, COOKIE_SESSION), tests[i].want);
    }
}

TEST(origin_of_a_post)
{
    static const struct {
        const char *site, *origin;
        bool same;
    } tests[] = {
        { NULL, NULL, true },
        { "same-origin", NULL, true },
        { "none", NULL, true },
        { "same-site", "http://a.ir", false },
        { "cross-site", NULL, false },
        { NULL, "http://a.ir", true },
        { NULL, "https://A.ir", true },
        { NULL, "https://a.ir.evil.com", false },
        { NULL, "https://evil.com", false },
        { NULL, "null", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct http_head h = { .host = STR("a.ir") };

        if (tests[i].site != NULL)
            h.headers[h.n++] = (struct http_header){ STR("sec-fetch-site"), str_c(tests[i].site) };
        if (tests[i].origin != NULL)
            h.headers[h.n++] = (struct http_header){ STR("origin"), str_c(tests[i].origin) };
        CHECK_MSG(http_same_origin(&h) == tests[i].same, "row %zu", i);
    }
}

/* ---- bodies ---- */

/* Parts as "name=value;" and "name=<file name:size>;" */
static struct str shown(struct arena *a, const struct body_parts *p)
{
    struct str s = STR("");

    for (size_t i = 0; i < p->list.n; i++) {
        const struct body_part *x = &p->list.v[i];

        s = arena_cat(a, s,
                      x->is_file ? arena_fmt(a, "%.*s=<%.*s:%zu>;", STR_ARG(x->name), STR_ARG(x->file.name),
                                             x->file.bytes.len)
                                 : arena_fmt(a, "%.*s=%.*s;", STR_ARG(x->name), STR_ARG(x->value)));
    }
    return s;
}

TEST(urlencoded)
{
    static const struct {
        const char *text;
        enum rc rc;
        const char *want;
    } tests[] = {
        { "", RC_OK, "" },
        { "a=1&b=2", RC_OK, "a=1;b=2;" },
        { "a=1&a=2", RC_OK, "a=1;a=2;" },
        { "a=x+y%20z%2B", RC_OK, "a=x y z+;" },
        { "%61=%D8%A7", RC_OK, "a=ا;" },
        { "a", RC_OK, "a=;" },
        { "&&a=1&", RC_OK, "a=1;" },
        { "a=b=c", RC_OK, "a=b=c;" },
        { "a=%", RC_INVALID, NULL },
        { "a=%4", RC_INVALID, NULL },
        { "a=%zz", RC_INVALID, NULL },
        { "a=%00", RC_INVALID, NULL },
        { "%ff=1", RC_INVALID, NULL },
        { "1&2&3&4&5", RC_LIMIT, NULL },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        struct body_parts p = { 0 };
        struct err e = { 0 };
        enum rc rc = body_urlencoded(a, str_c(tests[i].text), 4, &p, &e);

        CHECK_MSG(rc == tests[i].rc, "%s: %s", tests[i].text, e.msg);
        if (rc == RC_OK)
            CHECK_STR(shown(a, &p), tests[i].want);
    }
}

#define CD "Content-Disposition: form-data; "
#define TYPE "multipart/form-data; boundary=xx"

static const struct {
    const char *name, *type, *body;
    enum rc rc;
    const char *want;
} multiparts[] = {
    { "one field", TYPE, "--xx\r\n" CD "name=\"a\"\r\n\r\n1\r\n--xx--\r\n", RC_OK, "a=1;" },
    { "quoted boundary", "multipart/form-data; boundary=\"xx\"", "--xx\r\n" CD "name=a\r\n\r\n1\r\n--xx--",
      RC_OK, "a=1;" },
    { "two fields", TYPE, "--xx\r\n" CD "name=a\r\n\r\n1\r\n--xx\r\n" CD "name=b\r\n\r\n\r\n--xx--", RC_OK,
      "a=1;b=;" },
    { "file", TYPE,
      "--xx\r\n" CD
      "name=\"f\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n12\r\n3\r\n--xx--",
      RC_OK, "f=<a.pdf:5>;" },
    { "boundary's likeness inside", TYPE, "--xx\r\n" CD "name=a\r\n\r\n--xx\r\n-xx\r\n--xx--", RC_OK,
      "a=--xx\r\n-xx;" },
    { "path in a file name", TYPE, "--xx\r\n" CD "name=f; filename=\"C:\\\\a/../b.txt\"\r\n\r\n1\r\n--xx--",
      RC_OK, "f=<b.txt:1>;" },
    { "controls and overrides in a file name", TYPE,
      "--xx\r\n" CD "name=f; filename=\"a\x01\xe2\x80\xae"
      "b.txt\"\r\n\r\n1\r\n--xx--",
      RC_OK, "f=<ab.txt:1>;" },
    { "escaped quote", TYPE, "--xx\r\n" CD "name=\"a\\\"b\"\r\n\r\n1\r\n--xx--", RC_OK, "a\"b=1;" },
    { "header names in any case", TYPE, "--xx\r\ncontent-disposition: Form-Data; Name=a\r\n\r\n1\r\n--xx--",
      RC_OK, "a=1;" },
    { "what follows the end is ignored", TYPE, "--xx\r\n" CD "name=a\r\n\r\n1\r\n--xx--\r\njunk", RC_OK,
      "a=1;" },
    { "no boundary", "multipart/form-data", "--xx--", RC_INVALID, NULL },
    { "empty boundary", "multipart/form-data; boundary=", "--", RC_INVALID, NULL },
    { "other boundary", TYPE, "--yy\r\n" CD "name=a\r\n\r\n1\r\n--yy--", RC_INVALID, NULL },
    { "no end", TYPE, "--xx\r\n" CD "name=a\r\n\r\n1\r\n", RC_INVALID, NULL },
    { "no headers", TYPE, "--xx\r\n\r\n1\r\n--xx--", RC_INVALID, NULL },
    { "no name", TYPE, "--xx\r\n" CD "x=y\r\n\r\n1\r\n--xx--", RC_INVALID, NULL },
    { "header without colon", TYPE, "--xx\r\nabc\r\n\r\n1\r\n--xx--", RC_INVALID, NULL },
    { "attachment", TYPE, "--xx\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--xx--", RC_INVALID,
      NULL },
    { "junk after the delimiter", TYPE, "--xxjunk\r\n" CD "name=a\r\n\r\n1\r\n--xx--", RC_INVALID, NULL },
    { "empty", TYPE, "", RC_INVALID, NULL },
    { "only the end", TYPE, "--xx--", RC_OK, "" },
};

TEST(multipart)
{
    for (size_t i = 0; i < ARRAY_LEN(multiparts); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        struct body_parts p = { 0 };
        struct err e = { 0 };
        enum rc rc = body_multipart(a, str_c(multiparts[i].type), str_c(multiparts[i].body), 4, &p, &e);

        CHECK_MSG(rc == multiparts[i].rc, "%s: %s", multiparts[i].name, e.msg);
        if (rc == RC_OK)
            CHECK_STR(shown(a, &p), multiparts[i].want);
    }
}

TEST(multipart_limit_of_parts)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct body_parts p = { 0 };
    struct str body = STR("");
    struct err e;

    for (int i = 0; i < 5; i++)
        body = arena_cat(a, body, STR("--xx\r\n" CD "name=a\r\n\r\n1\r\n"));
    body = arena_cat(a, body, STR("--xx--"));
    CHECK_INT(body_multipart(a, STR(TYPE), body, 4, &p, &e), RC_LIMIT);
}

/* ---- addresses ---- */

TEST(address_building)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct url u = URL(a, "/cases/{}/files/{}", STR("a/b"), STR("ا ?#"));

    CHECK_STR(url_str(u), "/cases/a%2Fb/files/%D8%A7%20%3F%23");
    CHECK_STR(url_str(URL(a, "/track")), "/track");
    u = url_query(a, URL_LIT("/x"), "q", STR("a&b=c+d"));
    CHECK_STR(url_str(u), "/x?q=a%26b%3Dc%2Bd");
    CHECK_STR(url_str(url_query_int(a, u, "page", 2)), "/x?q=a%26b%3Dc%2Bd&page=2");
    CHECK_STR(url_str(url_fragment(a, URL_LIT("/x"), "a b")), "/x#a%20b");
    CHECK_STR(url_str(url_tel(a, STR("+98 23"))), "tel:+98%2023");
    CHECK_STR(url_str(url_mailto(a, STR("a@b.ir?bcc=x"))), "mailto:a@b.ir%3Fbcc%3Dx");
}

TEST(address_from_outside)
{
    static const struct {
        const char *text;
        bool local, external;
    } tests[] = {
        { "/x?y=1", true, false },
        { "//evil.com", false, false },
        { "/\\evil.com", false, false },
        { "javascript:alert(1)", false, false },
        { "https://a.ir/x", false, true },
        { "http://a.ir", false, true },
        { "https:///x", false, false },
        { "https://a.ir/\"x", false, false },
        { "", false, false },
        { "/a b", false, false },
        { "/a\r\nx", false, false },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct url u;
        struct err e;

        CHECK_MSG((url_local(a, str_c(tests[i].text), &u, &e) == RC_OK) == tests[i].local, "%s",
                  tests[i].text);
        CHECK_MSG((url_external(a, str_c(tests[i].text), &u, &e) == RC_OK) == tests[i].external, "%s",
                  tests[i].text);
    }
}

TEST(csrf_tokens_differ_and_prove)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct hash app = { { 9 } };
    struct csrf g = csrf_of_cookie(&app, STR("AAAAAAAAAAAAAAAAAAAAAA"));
    struct csrf other = csrf_of_cookie(&app, STR("AAAAAAAAAAAAAAAAAAAAAB"));
    struct csrf none = csrf_of_cookie(&app, STR("short"));
    struct str one = csrf_token(a, &g), two = csrf_token(a, &g);

    CHECK(!str_eq(one, two));
    CHECK(csrf_check(a, &g, one));
    CHECK(csrf_check(a, &g, two));
    CHECK(!csrf_check(a, &other, one));
    CHECK(!csrf_check(a, &none, csrf_token(a, &none)));
    CHECK(!csrf_check(a, &g, STR("")));
    CHECK(!csrf_check(a, &g, str_sub(one, 0, one.len - 1)));
}
