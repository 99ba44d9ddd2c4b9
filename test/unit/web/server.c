/*
 * server.c - a real server on a real port: pages, framing, limits, connections, stopping.
 */
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/file.h"
#include "base/limits.h"
#include "site.h"
#include "web/assets.h"
#include "web/inner.h"

/* ---- pages and headers ---- */

TEST(page_and_its_headers)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /hello HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 200);
    HAS(client_body(r), "سلام");
    CHECK_STR(client_header(r, "content-type"), "text/html; charset=utf-8");
    CHECK_STR(client_header(r, "cache-control"), "no-store");
    CHECK_STR(client_header(r, "x-content-type-options"), "nosniff");
    CHECK_STR(client_header(r, "referrer-policy"), "same-origin");
    HAS(client_header(r, "content-security-policy"), "default-src 'none'; style-src 'self'");
    HAS(client_header(r, "content-security-policy"), "frame-ancestors 'none'");
    CHECK(client_header(r, "server").p == NULL);
    CHECK(client_header(r, "set-cookie").p == NULL);
    CHECK(client_header(r, "strict-transport-security").p == NULL);
}

TEST(refusals_carry_the_headers_too)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /nowhere HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 404);
    HAS(client_header(r, "content-security-policy"), "default-src 'none'");
    HAS(client_body(r), "این صفحه پیدا نشد");
    r = ask(&s, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
    CHECK_INT(client_status(r), 400);
    HAS(client_header(r, "content-security-policy"), "default-src 'none'");
}

TEST(head_has_the_length_but_no_body)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "HEAD /hello HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
    CHECK_INT(client_status(r), 200);
    CHECK(client_header(r, "content-length").len > 0);
    CHECK_INT(client_body(r).len, 0);
}

TEST(methods_and_slashes)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "DELETE /hello HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 405);
    CHECK_STR(client_header(r, "allow"), "GET, HEAD");
    r = ask(&s, "OPTIONS /hello HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 204);
    CHECK_STR(client_header(r, "allow"), "GET, HEAD");
    r = ask(&s, "GET /hello/?a=b HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 308);
    CHECK_STR(client_header(r, "location"), "/hello?a=b");
    r = ask(&s, "GET /who/%3Cscript%3E HTTP/1.1\r\n" H "\r\n");
    HAS(client_body(r), "&lt;script&gt;");
}

TEST(file_names_are_safe)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /file HTTP/1.1\r\n" H "\r\n");
    CHECK_STR(client_header(r, "content-disposition"),
              "attachment; filename=\"file.pdf\"; "
              "filename*=UTF-8''%D8%B1%D8%B3%DB%8C%D8%AF%20%22%DB%B1%22.pdf");
    CHECK_STR(client_header(r, "content-type"), "application/pdf");
}

TEST(header_values_refuse_line_breaks)
{
    SITE(s);

    site_open(&s);
    CHECK_INT(client_status(ask(&s, "GET /inject/a%0D%0AX:%20b HTTP/1.1\r\n" H "\r\n")), 400);
    CHECK_INT(client_status(ask(&s, "GET /inject/a%C2%85b HTTP/1.1\r\n" H "\r\n")), 200);
}

TEST(memory_budget_of_a_request)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /hungry HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 413);
    HAS(client_body(r), "</html>");
    CHECK_INT(client_status(ask(&s, "GET /hello HTTP/1.1\r\n" H "\r\n")), 200);
}

TEST(gzip_when_asked_for)
{
    SITE(s);
    struct str plain, packed;

    site_open(&s);
    plain = ask(&s, "GET /big HTTP/1.1\r\n" H "\r\n");
    packed = ask(&s, "GET /big HTTP/1.1\r\n" H "Accept-Encoding: br, gzip\r\n\r\n");
    CHECK(client_header(plain, "content-encoding").p == NULL);
    CHECK_STR(client_header(packed, "content-encoding"), "gzip");
    CHECK_STR(client_header(packed, "vary"), "accept-encoding");
    CHECK(client_body(packed).len * 10 < client_body(plain).len);
    packed = ask(&s, "GET /big HTTP/1.1\r\n" H "Accept-Encoding: gzip;q=0\r\n\r\n");
    CHECK(client_header(packed, "content-encoding").p == NULL);
}

/* ---- the machine's own addresses ---- */

TEST(health_says_what_is_missing)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /health HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_body(r), "{\"status\":\"ok\"}\n");
    s.app.health_rc = RC_LIMIT;
    r = ask(&s, "GET /health HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 503);
    CHECK_STR(client_body(r), "{\"status\":\"failing\",\"missing\":\"the 'disk' is full\"}\n");
}

TEST(assets_are_kept_for_ever)
{
    SITE(s);
    struct str r, etag, address = url_str(asset_url("samad.css"));
    bool closed;

    site_open(&s);
    r = client_ask(s.a, s.port, arena_fmt(s.a, "GET %.*s HTTP/1.1\r\n" H "\r\n", STR_ARG(address)), &closed);
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_header(r, "content-type"), "text/css; charset=utf-8");
    CHECK_STR(client_header(r, "cache-control"), "public, max-age=31536000, immutable");
    HAS_NOT(client_body(r), "url(/assets/pattern.svg)"); /* linked by its hashed address */
    etag = client_header(r, "etag");
    r = client_ask(s.a, s.port,
                   arena_fmt(s.a, "GET %.*s HTTP/1.1\r\n" H "If-None-Match: %.*s\r\n\r\n", STR_ARG(address),
                             STR_ARG(etag)),
                   &closed);
    CHECK_INT(client_status(r), 304);
    CHECK(client_header(r, "content-length").p == NULL);
    CHECK_INT(client_status(ask(&s, "GET /assets/samad.css HTTP/1.1\r\n" H "\r\n")), 404);
    CHECK_INT(client_status(ask(&s, "GET /assets/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" H "\r\n")), 404);
}

TEST(fonts_come_from_their_folder)
{
    SITE(s);
    char dir[] = "/tmp/samad-fonts-XXXXXX";
    struct err e;
    struct str r;
    const char *path;

    CHECK(mkdtemp(dir) != NULL);
    s.config = fake_config();
    s.config.font_dir = dir;
    s.a = arena_new(1 << 20);
    path = path_join(s.a, dir, "vazirmatn-arabic-wght-normal.woff2");
    CHECK_INT(file_write_durable(path, STR("wOF2"), &e), RC_OK);
    arena_free(s.a);
    site_open(&s);
    r = ask(&s, "GET /assets/fonts/vazirmatn.woff2 HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_header(r, "content-type"), "font/woff2");
    CHECK_STR(client_body(r), "wOF2");
    CHECK_INT(client_status(ask(&s, "GET /assets/fonts/other.woff2 HTTP/1.1\r\n" H "\r\n")), 404);
    CHECK_INT(unlink(path_join(s.a, dir, "vazirmatn-arabic-wght-normal.woff2")), 0);
    CHECK_INT(rmdir(dir), 0);
}

TEST(security_contact)
{
    SITE(s);
    struct str r;

    site_open(&s);
    CHECK_INT(client_status(ask(&s, "GET /.well-known/security.txt HTTP/1.1\r\n" H "\r\n")), 404);
    web_server_stop(s.server);
    arena_free(s.a);
    s.config.security_contact = "mailto:security@example.ir";
    site_open(&s);
    r = ask(&s, "GET /.well-known/security.txt HTTP/1.1\r\n" H "\r\n");
    HAS(client_body(r), "Contact: mailto:security@example.ir\nExpires: 2024-02-12T22:13:20Z\n");
}

/* ---- what breaks HTTP ---- */

static const struct {
    const char *name, *request;
    int status;
} broken[] = {
    { "no host", "GET /hello HTTP/1.1\r\n\r\n", 400 },
    { "two hosts", "GET /hello HTTP/1.1\r\n" H H "\r\n", 400 },
    { "bad host", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
    { "two lengths", "POST /note HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", 400 },
    { "two different lengths",
      "POST /note HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 0\r\n\r\na=b", 400 },
    { "length and chunks",
      "POST /note HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
    { "chunks twice",
      "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400 },
    { "bad chunk size", "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400 },
    { "chunk size that wraps",
      "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n\r\n", 400 },
    { "chunk without its line break",
      "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\na=bXX0\r\n\r\n", 400 },
    { "chunk size with a sign", "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n",
      400 },
    { "unknown coding", "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", 400 },
    { "bad length", "POST /note HTTP/1.1\r\n" H "Content-Length: abc\r\n\r\n", 400 },
    { "negative length", "POST /note HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 400 },
    { "control in a header", "GET /hello HTTP/1.1\r\n" H "X: a\x01z\r\n\r\n", 400 },
    { "bare line feeds", "GET /hello HTTP/1.1\nHost: a.ir\n\n", 400 },
    { "bare carriage return", "GET /hello HTTP/1.1\r\n" H "X: a\rY: b\r\n\r\n", 400 },
    { "bare line feed in a header", "GET /hello HTTP/1.1\r\n" H "X: a\nContent-Length: 3\r\n\r\na=b", 400 },
    { "no method", " /hello HTTP/1.1\r\n" H "\r\n", 400 },
    { "empty header name", "GET /hello HTTP/1.1\r\n" H ": a\r\n\r\n", 400 },
    { "length with a sign", "POST /note HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\na=b", 400 },
    { "list of lengths", "POST /note HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\na=b", 400 },
    { "folded header", "GET /hello HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400 },
    { "space before the colon", "GET /hello HTTP/1.1\r\n" H "X : a\r\n\r\n", 400 },
    { "header without colon", "GET /hello HTTP/1.1\r\n" H "abc\r\n\r\n", 400 },
    { "no version", "GET /hello\r\n\r\n", 400 },
    { "unknown version", "GET /hello HTTP/1.7\r\n" H "\r\n", 505 },
    { "garbage", "\x16\x03\x01\x02\x01garbage garbage garbage\r\n\r\n", 400 },
    { "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400 },
    { "address with a space", "GET /hel lo HTTP/1.1\r\n" H "\r\n", 400 },
    { "unknown method", "BREW /hello HTTP/1.1\r\n" H "\r\n", 501 },
};

TEST(what_breaks_http_gets_400_and_is_closed)
{
    SITE(s);

    site_open(&s);
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        bool closed = false;
        struct str r = client_ask(s.a, s.port, str_c(broken[i].request), &closed);

        CHECK_MSG(client_status(r) == broken[i].status, "%s: %d", broken[i].name, client_status(r));
        CHECK_MSG(closed, "%s: stays open", broken[i].name);
    }
    CHECK_INT(s.app.written, 0);
}

TEST(nul_bytes_in_the_head)
{
    static const char header[] = "GET /hello HTTP/1.1\r\n" H "X: a\0b\r\n\r\n";
    static const char line[] = "GET /he\0lo HTTP/1.1\r\n" H "\r\n";
    static const struct str raw[] = { { header, sizeof(header) - 1 }, { line, sizeof(line) - 1 } };
    SITE(s);

    site_open(&s);
    for (size_t i = 0; i < ARRAY_LEN(raw); i++) {
        bool closed = false;
        struct str r = client_ask(s.a, s.port, raw[i], &closed);

        CHECK_INT(client_status(r), 400);
        CHECK(closed);
    }
}

TEST(more_headers_than_allowed)
{
    SITE(s);
    struct str head = STR("GET /hello HTTP/1.1\r\n" H), r;
    bool closed = false;

    site_open(&s);
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        head = arena_cat(s.a, head, STR("X: y\r\n"));
    r = client_ask(s.a, s.port, arena_cat(s.a, head, STR("\r\n")), &closed);
    CHECK_MSG(client_status(r) == 400 || client_status(r) == 431, "%d", client_status(r));
    CHECK(closed);
}

TEST(limits_of_the_head)
{
    SITE(s);
    struct str path = STR(""), r;
    bool closed = false;

    site_open(&s);
    for (size_t i = 0; i < LIMIT_HTTP_URL / 8 + 1; i++)
        path = arena_cat(s.a, path, STR("aaaaaaaa"));
    r = client_ask(s.a, s.port, arena_fmt(s.a, "GET /%.*s HTTP/1.1\r\n" H "\r\n", STR_ARG(path)), &closed);
    CHECK_INT(client_status(r), 414);
    CHECK(closed);
    path = arena_cat(s.a, path, path);
    path = arena_cat(s.a, path, path);
    path = arena_cat(s.a, path, path);
    r = client_ask(s.a, s.port, arena_fmt(s.a, "GET / HTTP/1.1\r\n" H "X: %.*s\r\n\r\n", STR_ARG(path)),
                   &closed);
    CHECK_INT(client_status(r), 431);
    CHECK(closed);
}

TEST(upgrade_to_http2_is_ignored)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /hello HTTP/1.1\r\n" H "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
    CHECK_INT(client_status(r), 200);
}

/* ---- connections ---- */

TEST(keep_alive_and_pipelining)
{
    SITE(s);
    struct str r;
    bool closed;
    int fd;

    site_open(&s);
    fd = client_connect(s.port);
    client_send(fd, STR("GET /hello HTTP/1.1\r\n" H "\r\n"));
    r = client_read(s.a, fd, 1, &closed);
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_header(r, "connection"), "keep-alive");
    client_send(fd, STR("GET /who/a HTTP/1.1\r\n" H "\r\nGET /slow HTTP/1.1\r\n" H
                        "\r\nGET /who/b HTTP/1.1\r\n" H "Connection: close\r\n\r\n"));
    r = client_read(s.a, fd, 4, &closed);
    CHECK(closed);
    CHECK(str_find(r, STR("a|"), 0) < str_find(r, STR("slow 1"), 0));
    CHECK(str_find(r, STR("slow 1"), 0) < str_find(r, STR("b|"), 0));
    close(fd);
}

TEST(request_in_single_bytes)
{
    SITE(s);
    const char *raw = "GET /hello HTTP/1.1\r\n" H "\r\n";
    struct str r;
    bool closed;
    int fd;

    site_open(&s);
    fd = client_connect(s.port);
    for (const char *p = raw; *p != '\0'; p++)
        client_send(fd, (struct str){ p, 1 });
    r = client_read(s.a, fd, 1, &closed);
    CHECK_INT(client_status(r), 200);
    close(fd);
}

TEST(chunked_body_is_read_and_the_connection_closed)
{
    SITE(s);
    bool closed = false;
    struct str r;

    site_open(&s);
    r = client_ask(s.a, s.port,
                   STR("POST /api/echo HTTP/1.1\r\n" H
                       "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n"
                       "0\r\n\r\n"),
                   &closed);
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_body(r), "{\"a\":1}");
    CHECK(closed);
}

TEST(slow_senders_are_ended)
{
    SITE(s);
    struct str r;
    bool closed = false;
    int idle, head, body;

    s.config = fake_config();
    s.config.idle_ms = s.config.head_ms = s.config.body_ms = 1;
    site_open(&s);
    idle = client_connect(s.port);
    head = client_connect(s.port);
    client_send(head, STR("GET /hello HT"));
    body = client_connect(s.port);
    client_send(body, STR("POST /note HTTP/1.1\r\n" H "Content-Length: 100\r\n\r\nabc"));
    r = client_read(s.a, idle, 1, &closed);
    CHECK(closed && r.len == 0);
    r = client_read(s.a, head, 1, &closed);
    CHECK(closed && r.len == 0);
    r = client_read(s.a, body, 1, &closed);
    CHECK(closed && r.len == 0);
    close(idle);
    close(head);
    close(body);
}

/* The clock by which connections grow old, moved by the test. */
static int64_t test_now(void *self)
{
    return atomic_load((atomic_llong *)self);
}

/* Moves the clock until the server gives the connection up; how long that took by this clock. */
static int64_t given_up_after(atomic_llong *clock, int fd, int64_t step_ms)
{
    int64_t from = atomic_load(clock);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    char byte;

    for (int i = 0; i < 200; i++) {
        if (poll(&p, 1, 100) == 1)
            return recv(fd, &byte, 1, 0) == 0 ? atomic_load(clock) - from : -1;
        atomic_fetch_add(clock, step_ms);
    }
    return -1;
}

TEST(slow_senders_are_ended_by_the_clock_and_not_before)
{
    static const struct {
        const char *name, *sent;
        int64_t limit_ms;
    } rows[] = {
        { "silence", "", 40000 },
        { "head", "GET /hello HT", 20000 },
        { "body", "POST /note HTTP/1.1\r\n" H "Content-Length: 100\r\n\r\nabc", 30000 },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        SITE(s);
        atomic_llong clock = 1000000;
        int64_t took;
        int fd;

        s.config = fake_config();
        s.config.head_ms = 20000;
        s.config.body_ms = 30000;
        s.config.idle_ms = 40000;
        s.config.ages = (struct clock){ test_now, &clock };
        site_open(&s);
        fd = client_connect(s.port);
        client_send(fd, str_c(rows[i].sent));
        took = given_up_after(&clock, fd, 1000);
        CHECK_MSG(took >= rows[i].limit_ms, "%s: given up after %lld ms", rows[i].name, (long long)took);
        close(fd);
    }
}

TEST(bodies_together_have_a_limit)
{
    SITE(s);
    struct str r;
    bool closed = false;
    char *much;
    int fd;

    s.config = fake_config();
    s.config.body_bytes = 64 << 10;
    s.config.loops = 1;
    site_open(&s);
    much = arena_calloc(s.a, 1, 128 << 10);
    fd = client_connect(s.port);
    client_send(fd, STR("POST /upload HTTP/1.1\r\n" H "Content-Length: 1000000\r\n\r\n"));
    client_send(fd, (struct str){ much, 128 << 10 });
    r = client_read(s.a, fd, 1, &closed);
    CHECK(r.len == 0);
    close(fd);
    CHECK_INT(client_status(ask(&s, "GET /hello HTTP/1.1\r\n" H "\r\n")), 200);
}

TEST(client_that_leaves_is_no_harm)
{
    SITE(s);

    s.config = fake_config();
    s.app.reruns = 3;
    site_open(&s);
    for (int i = 0; i < 50; i++) {
        int fd = client_connect(s.port);
        struct linger now = { .l_onoff = 1 };

        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)); /* close() resets the connection */
        client_send(fd, i % 2 ? STR("GET /slow HTTP/1.1\r\n" H "\r\n")
                              : arena_fmt(s.a,
                                          "POST /note HTTP/1.1\r\n" H "Cookie: samad=" FAKE_SESSION
                                          "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                          "Content-Length: %zu\r\n\r\n_csrf=%.*s&subject=a",
                                          (size_t)16 + fake_token(s.a, NULL).len,
                                          STR_ARG(fake_token(s.a, NULL))));
        close(fd);
    }
    CHECK_INT(client_status(ask(&s, "GET /hello HTTP/1.1\r\n" H "\r\n")), 200);
}

TEST(more_connections_than_allowed_wait)
{
    SITE(s);
    struct str r;
    bool closed;
    int one, two;

    s.config = fake_config();
    s.config.connections = 1;
    s.config.loops = 1;
    site_open(&s);
    one = client_connect(s.port);
    client_send(one, STR("GET /hello HTTP/1.1\r\n" H "\r\n"));
    r = client_read(s.a, one, 1, &closed);
    CHECK_INT(client_status(r), 200);
    two = client_connect(s.port);
    client_send(two, STR("GET /hello HTTP/1.1\r\n" H "\r\n"));
    close(one);
    r = client_read(s.a, two, 1, &closed); /* taken in at the next look, within a second */
    CHECK_INT(client_status(r), 200);
    close(two);
}

TEST(stopping_finishes_what_runs)
{
    SITE(s);
    struct str r;
    bool closed;
    int busy, idle;

    s.config = fake_config();
    s.app.reruns = 100;
    site_open(&s);
    idle = client_connect(s.port);
    busy = client_connect(s.port);
    client_send(busy, STR("GET /hello HTTP/1.1\r\n" H "\r\n"));
    r = client_read(s.a, busy, 1, &closed);
    CHECK_INT(client_status(r), 200);
    client_send(busy, STR("GET /slow HTTP/1.1\r\n" H "\r\n"));
    web_server_stop(s.server);
    s.server = NULL;
    r = client_read(s.a, busy, 1, &closed);
    CHECK(r.len == 0 || client_status(r) == 200 || client_status(r) == 503);
    r = client_read(s.a, idle, 1, &closed);
    CHECK(r.len == 0);
    CHECK_INT(client_connect(s.port), -1);
    close(busy);
    close(idle);
}

TEST(port_that_is_taken)
{
    SITE(s);
    struct web_server *other = NULL;
    struct web_config c = fake_config();
    struct err e = { 0 };

    site_open(&s);
    c.port = s.port;
    CHECK_INT(web_server_start(&c, &s.app, &other, &e), RC_CONFLICT);
    c.host = "nowhere.example";
    CHECK_INT(web_server_start(&c, &s.app, &other, &e), RC_INVALID);
}
