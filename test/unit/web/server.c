/*
 * server.c - a real server on a real port: framing, limits, modes, guards, refusals, resuming, stopping.
 */
#include <sys/socket.h>

#include "base/file.h"
#include "base/limits.h"
#include "check.h"
#include "client.h"
#include "fake.h"
#include "web/assets.h"

struct site {
    struct app app;
    struct web_config config;
    struct web_server *server;
    uint16_t port;
    struct arena *a;
};

static void site_open(struct site *s)
{
    struct err e = { 0 };

    s->a = arena_new((size_t)256 << 20);
    if (s->config.routes == NULL)
        s->config = fake_config();
    CHECK_MSG(web_server_start(&s->config, &s->app, &s->server, &e) == RC_OK, "%s", e.msg);
    s->port = s->server == NULL ? 0 : web_server_port(s->server);
}

static void site_close(struct site *s)
{
    if (s->server != NULL)
        web_server_stop(s->server);
    arena_free(s->a);
}

#define SITE(name) CLEANUP(site_close) struct site name = { .port = 0 }

static struct str ask(struct site *s, const char *request)
{
    bool closed;

    return client_ask(s->a, s->port, str_c(request), &closed);
}

#define H "Host: a.ir\r\n"

/* A POST of an urlencoded form by the session, or anonymously with the form's cookie when `session` is NULL.
 */
static struct str post_raw(struct site *s, const char *path, const char *session, struct str token,
                           struct str fields)
{
    struct str body = arena_fmt(s->a, "_csrf=%.*s&%.*s", STR_ARG(token), STR_ARG(fields));
    struct str cookie =
        session != NULL ? arena_fmt(s->a, "samad=%s", session) : STR("samad_form=" FAKE_COOKIE);
    struct str request = arena_fmt(s->a,
                                   "POST %s HTTP/1.1\r\n" H
                                   "Cookie: %.*s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                   "Content-Length: %zu\r\n\r\n%.*s",
                                   path, STR_ARG(cookie), body.len, STR_ARG(body));
    bool closed;

    return client_ask(s->a, s->port, request, &closed);
}

static struct str post(struct site *s, const char *path, const char *session, const char *fields)
{
    return post_raw(s, path, session, fake_token(s->a, session == NULL ? FAKE_COOKIE : NULL), str_c(fields));
}

#define HAS(text, part) CHECK_MSG(str_contains((text), STR(part)), "%.*s", STR_ARG(text))
#define HAS_NOT(text, part) CHECK_MSG(!str_contains((text), STR(part)), "%.*s", STR_ARG(text))

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
    { "unknown coding", "POST /note HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", 400 },
    { "bad length", "POST /note HTTP/1.1\r\n" H "Content-Length: abc\r\n\r\n", 400 },
    { "negative length", "POST /note HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 400 },
    { "control in a header", "GET /hello HTTP/1.1\r\n" H "X: a\x01z\r\n\r\n", 400 },
    { "bare line feeds", "GET /hello HTTP/1.1\nHost: a.ir\n\n", 400 },
    { "folded header", "GET /hello HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400 },
    { "space before the colon", "GET /hello HTTP/1.1\r\n" H "X : a\r\n\r\n", 400 },
    { "header without colon", "GET /hello HTTP/1.1\r\n" H "abc\r\n\r\n", 400 },
    { "no version", "GET /hello\r\n\r\n", 400 },
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

TEST(nul_byte_in_a_header)
{
    static const char raw[] = "GET /hello HTTP/1.1\r\n" H "X: a\0b\r\n\r\n";
    SITE(s);
    bool closed = false;
    struct str r;

    site_open(&s);
    r = client_ask(s.a, s.port, (struct str){ raw, sizeof(raw) - 1 }, &closed);
    CHECK_INT(client_status(r), 400);
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

/* ---- forms ---- */

TEST(write_answers_when_committed)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = post(&s, "/note", FAKE_SESSION, "subject=abc");
    CHECK_INT(client_status(r), 303);
    CHECK_STR(client_header(r, "location"), "/who/abc");
    CHECK_INT(s.app.written, 1);
}

TEST(write_may_be_run_again)
{
    SITE(s);

    s.config = fake_config();
    s.app.reruns = 3;
    site_open(&s);
    CHECK_INT(client_status(post(&s, "/note", FAKE_SESSION, "subject=abc")), 303);
    CHECK_INT(s.app.runs, 4);
    CHECK_INT(s.app.written, 1);
}

TEST(bad_field_shows_the_form_again_and_writes_nothing)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = post(&s, "/note", FAKE_SESSION, "subject=&number=11");
    CHECK_INT(client_status(r), 422);
    HAS(client_body(r), "subject=این قسمت خالی است");
    HAS(client_body(r), "number=عدد بزرگ است. ۱۰");
    r = post(&s, "/note", FAKE_SESSION, "subject=%3Cb%3E+%E2%80%AE&number=5");
    CHECK_INT(client_status(r), 422);
    HAS(client_body(r), "typed=&lt;b&gt;");
    CHECK_INT(s.app.runs, 0);
    CHECK_INT(s.app.written, 0);
}

TEST(use_case_refusal_rolls_back_and_shows_the_form)
{
    SITE(s);
    struct str r;

    s.config = fake_config();
    s.app.reruns = 1;
    site_open(&s);
    r = post(&s, "/note", FAKE_SESSION, "subject=taken");
    CHECK_INT(client_status(r), 422);
    HAS(client_body(r), "subject=چنین کدی یافت نشد");
    HAS(client_body(r), "typed=taken");
    CHECK_INT(s.app.written, 0);
}

TEST(codes_become_pages)
{
    static const struct {
        const char *fields;
        enum rc submit;
        int status;
        const char *words;
    } tests[] = {
        { "subject=conflict", RC_OK, 409, "این مورد تغییر کرد" },
        { "subject=broken", RC_OK, 500, "شمارهٔ این رویداد" },
        { "subject=abc", RC_BUSY, 503, "سامانه اکنون شلوغ است" },
        { "subject=abc", RC_UNCERTAIN, 503, "نتیجهٔ کار هنوز روشن نیست" },
        { "subject=abc", RC_DENIED, 403, "دسترسی به این صفحه ندارید" },
        { "subject=abc", RC_NOT_FOUND, 404, "این صفحه پیدا نشد" },
        { "subject=abc", RC_LIMIT, 429, "یک دقیقه صبر کنید" },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        SITE(s);
        struct str r;

        s.config = fake_config();
        s.app.submit_rc = tests[i].submit;
        site_open(&s);
        r = post(&s, "/note", FAKE_SESSION, tests[i].fields);
        CHECK_MSG(client_status(r) == tests[i].status, "%s: %d", tests[i].fields, client_status(r));
        CHECK_MSG(str_contains(client_body(r), str_c(tests[i].words)), "%s", tests[i].words);
        HAS_NOT(client_body(r), "a secret reason");
        CHECK_INT(s.app.written, 0);
    }
}

TEST(busy_page_keeps_what_was_typed)
{
    SITE(s);
    struct str r;

    s.config = fake_config();
    s.app.submit_rc = RC_BUSY;
    site_open(&s);
    r = post(&s, "/note", FAKE_SESSION,
             "subject=abc&note=a+long+text+that+nobody+wants+to+type+twice&password=hidden&_once="
             "BBBBBBBBBBBBBBBBBBBBBB");
    CHECK_INT(client_status(r), 503);
    CHECK_STR(client_header(r, "retry-after"), "2");
    HAS(client_body(r), "method=\"post\" action=\"/note\"");
    HAS(client_body(r), "name=\"subject\" value=\"abc\"");
    HAS(client_body(r), "a long text that nobody wants to type twice</textarea>");
    HAS(client_body(r), "name=\"_once\" value=\"BBBBBBBBBBBBBBBBBBBBBB\"");
    HAS_NOT(client_body(r), "hidden\" name=\"password");
    HAS_NOT(client_body(r), "value=\"hidden\"");
}

/* ---- who and whence ---- */

TEST(permission_is_checked_before_the_handler)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /desk/a?x=1 HTTP/1.1\r\n" H "\r\n");
    CHECK_INT(client_status(r), 303);
    CHECK_STR(client_header(r, "location"), "/sign-in?next=%2Fdesk%2Fa%3Fx%3D1");
    r = ask(&s, "GET /desk/a HTTP/1.1\r\n" H "Cookie: samad=" FAKE_CLERK "\r\n\r\n");
    CHECK_INT(client_status(r), 403);
    r = ask(&s, "GET /desk/a HTTP/1.1\r\n" H "Cookie: samad=" FAKE_SESSION "\r\n\r\n");
    CHECK_INT(client_status(r), 200);
    HAS(client_body(r), "کارمند نمونه");
    CHECK_INT(client_status(post(&s, "/desk/note", FAKE_CLERK, "subject=abc")), 403);
    CHECK_INT(s.app.written, 0);
}

TEST(csrf_token_is_wanted)
{
    SITE(s);
    struct str r, mine;

    site_open(&s);
    mine = fake_token(s.a, FAKE_COOKIE);
    r = post_raw(&s, "/note", FAKE_SESSION, STR(""), STR("subject=abc"));
    CHECK_INT(client_status(r), 422);
    HAS(client_body(r), "این صفحه مدتی باز مانده بود");
    HAS(client_body(r), "typed=abc");
    CHECK_INT(client_status(post_raw(&s, "/note", FAKE_SESSION, mine, STR("subject=abc"))), 422);
    CHECK_INT(client_status(post_raw(&s, "/note", NULL, fake_token(s.a, NULL), STR("subject=abc"))), 422);
    CHECK_INT(s.app.written, 0);
    CHECK_INT(client_status(post_raw(&s, "/note", NULL, mine, STR("subject=abc"))), 303);
    CHECK_INT(s.app.written, 1);
}

TEST(cross_site_posts_are_refused)
{
    static const char *const headers[] = { "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
                                           "Origin: https://evil.example", "Origin: null" };
    SITE(s);

    site_open(&s);
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        struct str body = arena_fmt(s.a, "_csrf=%.*s&subject=abc", STR_ARG(fake_token(s.a, NULL)));
        struct str request = arena_fmt(s.a,
                                       "POST /note HTTP/1.1\r\n" H "%s\r\nCookie: samad=" FAKE_SESSION
                                       "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                       "Content-Length: %zu\r\n\r\n%.*s",
                                       headers[i], body.len, STR_ARG(body));
        bool closed;
        struct str r = client_ask(s.a, s.port, request, &closed);

        CHECK_MSG(client_status(r) == 403, "%s: %d", headers[i], client_status(r));
    }
    CHECK_INT(s.app.written, 0);
}

static struct str value_after(struct str html, const char *mark)
{
    size_t at = str_find(html, str_c(mark), 0);
    struct str rest = str_from(html, at == SIZE_MAX ? html.len : at + strlen(mark));

    return str_cut(&rest, '"');
}

TEST(anonymous_form_round_trip)
{
    SITE(s);
    struct str r, cookie, token, once, body;
    bool closed;

    site_open(&s);
    r = ask(&s, "GET /form HTTP/1.1\r\n" H "\r\n");
    cookie = client_header(r, "set-cookie");
    CHECK(str_starts(cookie, STR("samad_form=")));
    HAS(cookie, "HttpOnly; SameSite=Lax");
    HAS_NOT(cookie, "Secure");
    cookie = str_cut(&cookie, ';');
    token = value_after(client_body(r), "name=\"_csrf\" value=\"");
    once = value_after(client_body(r), "name=\"_once\" value=\"");
    CHECK_INT(once.len, 22);
    body = arena_fmt(s.a, "_csrf=%.*s&subject=abc", STR_ARG(token));
    r = client_ask(
        s.a, s.port,
        arena_fmt(s.a,
                  "POST /note HTTP/1.1\r\n" H "Cookie: %.*s\r\n"
                  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
                  STR_ARG(cookie), body.len, STR_ARG(body)),
        &closed);
    CHECK_INT(client_status(r), 303);
    /* a browser that has the cookie gets no new one */
    r = client_ask(s.a, s.port,
                   arena_fmt(s.a, "GET /form HTTP/1.1\r\n" H "Cookie: %.*s\r\n\r\n", STR_ARG(cookie)),
                   &closed);
    CHECK(client_header(r, "set-cookie").p == NULL);
}

TEST(proxy_is_believed_only_when_configured)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "GET /form HTTP/1.1\r\n" H "X-Forwarded-Proto: https\r\n\r\n");
    HAS_NOT(client_header(r, "set-cookie"), "Secure");
    web_server_stop(s.server);
    arena_free(s.a);
    s.config.behind_proxy = true;
    site_open(&s);
    r = ask(&s, "GET /form HTTP/1.1\r\n" H "X-Forwarded-Proto: https\r\n\r\n");
    HAS(client_header(r, "set-cookie"), "; Secure");
    CHECK(client_header(r, "strict-transport-security").len > 0);
}

TEST(session_that_ended_in_the_middle_of_a_form)
{
    SITE(s);
    struct str r;

    site_open(&s);
    /* 1. the form is sent, but nobody is signed in any more: the sign-in page holds the work */
    r = post(&s, "/desk/note", "a-session-that-has-ended", "subject=%3Cabc%3E&password=p&note=x");
    CHECK_INT(client_status(r), 403);
    HAS(client_body(r), "sign-in <input type=\"hidden\" name=\"_kept.subject\" value=\"&lt;abc&gt;\">");
    HAS(client_body(r), "name=\"_kept.note\" value=\"x\"");
    HAS(client_body(r), "name=\"_kept_to\" value=\"/desk/note\"");
    HAS_NOT(client_body(r), "_kept.password");
    HAS_NOT(client_body(r), "_kept._csrf");
    CHECK_INT(s.app.written, 0);
    /* 2. signing in with the work at hand gives it back, with a token of the new session */
    r = post(&s, "/sign-in", NULL, "login=a&_kept.subject=%3Cabc%3E&_kept.note=x&_kept_to=%2Fdesk%2Fnote");
    CHECK_INT(client_status(r), 200);
    HAS(client_body(r), "method=\"post\" action=\"/desk/note\"");
    HAS(client_body(r), "name=\"subject\" value=\"&lt;abc&gt;\"");
    HAS(client_header(r, "set-cookie"), "samad=" FAKE_SESSION);
    /* 3. and sending it does the work */
    r = post_raw(&s, "/desk/note", FAKE_SESSION, value_after(client_body(r), "name=\"_csrf\" value=\""),
                 STR("subject=abc&note=x"));
    CHECK_INT(client_status(r), 303);
    CHECK_INT(s.app.written, 1);
}

TEST(work_is_not_given_back_to_strange_addresses)
{
    static const char *const targets[] = { "https%3A%2F%2Fevil.example%2F", "%2F%2Fevil.example%2F",
                                           "%2Fhello", "%2Fapi%2Fecho", "javascript%3Aalert(1)" };
    SITE(s);

    site_open(&s);
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct str fields =
            arena_fmt(s.a, "login=a&_kept.subject=abc&_kept_to=%s&next=%s", targets[i], targets[i]);
        struct str r = post_raw(&s, "/sign-in", NULL, fake_token(s.a, FAKE_COOKIE), fields);

        CHECK_MSG(client_status(r) == 303, "%s: %d", targets[i], client_status(r));
        CHECK(!str_contains(client_header(r, "location"), STR("evil")));
    }
}

/* ---- files ---- */

static struct str multipart_post(struct site *s, size_t file_bytes, const char *subject)
{
    CLEANUP(buf_free) struct buf b = { .max = (size_t)80 << 20 };
    struct str head, token = fake_token(s->a, NULL);
    bool closed;
    size_t from;

    buf_fmt(&b, "--xx\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%.*s\r\n", STR_ARG(token));
    buf_fmt(&b, "--xx\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n%s\r\n", subject);
    buf_c(&b, "--xx\r\nContent-Disposition: form-data; name=\"f.more\"\r\n\r\nچیز\r\n");
    buf_c(&b, "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"نامه.pdf\"\r\n\r\n");
    from = b.len;
    (void)buf_reserve(&b, file_bytes);
    memset(b.p + from, 'x', file_bytes);
    b.len += file_bytes;
    buf_c(&b, "\r\n--xx--\r\n");
    head = arena_fmt(s->a,
                     "POST /upload HTTP/1.1\r\n" H "Cookie: samad=" FAKE_SESSION "\r\n"
                     "Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: %zu\r\n\r\n",
                     b.len);
    return client_ask(s->a, s->port, arena_cat(s->a, head, buf_view(&b)), &closed);
}

TEST(files_and_their_limits)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = multipart_post(&s, 1000, "a");
    CHECK_INT(client_status(r), 200);
    CHECK_STR(client_body(r), "ok=1 files=1 نامه.pdf(1000) more=چیز");
    r = multipart_post(&s, LIMIT_FILE_SIZE + 1, "a");
    CHECK_INT(client_status(r), 422);
    CHECK_STR(client_body(r), "ok=0 files=0 more=چیز error:file");
    r = multipart_post(&s, LIMIT_HTTP_BODY + 1000, "a");
    CHECK_INT(client_status(r), 422);
    CHECK_STR(client_body(r), "ok=0 files=0 more=چیز error:file");
    r = multipart_post(&s, 0, "a");
    CHECK_STR(client_body(r), "ok=0 files=0 more=چیز error:file");
}

TEST(body_over_every_limit_is_refused_by_its_length)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "POST /upload HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=xx\r\n"
                "Content-Length: 900000000\r\n\r\n--xx");
    CHECK_INT(client_status(r), 413);
}

TEST(kinds_of_bodies)
{
    SITE(s);

    site_open(&s);
    CHECK_INT(client_status(ask(&s, "POST /note HTTP/1.1\r\n" H "Content-Type: application/json\r\n"
                                    "Content-Length: 2\r\n\r\n{}")),
              415);
    CHECK_INT(client_status(ask(&s, "POST /note HTTP/1.1\r\n" H
                                    "Content-Type: application/x-www-form-urlencoded\r\n"
                                    "Content-Length: 3\r\n\r\na=%")),
              400);
    CHECK_INT(
        client_status(ask(&s, "POST /note HTTP/1.1\r\n" H "Content-Type: multipart/form-data; boundary=x\r\n"
                              "Content-Length: 3\r\n\r\nabc")),
        400);
}

TEST(api_errors_are_json)
{
    SITE(s);
    struct str r;

    site_open(&s);
    r = ask(&s, "POST /api/echo HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n");
    CHECK_INT(client_status(r), 404);
    CHECK_STR(client_header(r, "content-type"), "application/json");
    HAS(client_body(r), "{\"error\":{\"code\":\"not_found\"");
}
