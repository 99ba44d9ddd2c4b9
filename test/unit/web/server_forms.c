/*
 * server_forms.c - a real server on a real port: forms, modes, guards, refusals, resuming, files.
 */
#include "base/limits.h"
#include "site.h"

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

/* First on a snapshot, then in the writing transaction, which gets what was kept; a check that fails leaves
 * it all to the write. Where reads wait there is no check. */
TEST(a_checked_write_is_run_on_a_snapshot_first)
{
    for (int wait = 0; wait < 2; wait++) {
        SITE(s);
        struct str r;

        s.config = fake_config();
        s.config.reads_wait = wait;
        s.app.reruns = 1;
        site_open(&s);
        r = post(&s, "/checked", FAKE_SESSION, "subject=abc");
        CHECK_INT(client_status(r), 200);
        CHECK_STR(client_body(r), wait ? "unchecked" : "abc");
        CHECK_INT(s.app.runs, 2);
        r = post(&s, "/checked", FAKE_SESSION, "subject=careless");
        CHECK_STR(client_body(r), "unchecked");
        CHECK_INT(s.app.written, 2);
        r = post(&s, "/checked", FAKE_SESSION, "subject=");
        CHECK_INT(client_status(r), 422);
        CHECK_STR(client_body(r), "again");
        r = post(&s, "/desk/checked", NULL, "subject=abc");
        CHECK(client_status(r) != 200);
        CHECK_INT(s.app.written, 2);
    }
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

/* ---- a database that is waited for ---- */

TEST(reading_that_waits_does_not_hold_up_its_loop)
{
    SITE(s);
    bool closed;
    int held;

    s.config = fake_config();
    s.config.loops = 1;
    s.config.reads_wait = true;
    s.config.readers = 1;
    site_open(&s);
    s.app.held = true;
    held = client_connect(s.port);
    client_send(held, STR("GET /who/abc HTTP/1.1\r\n" H "\r\n"));
    CHECK_INT(client_status(ask(&s, "GET /health HTTP/1.1\r\n" H "\r\n")), 200);
    s.app.held = false;
    CHECK_INT(client_status(client_read(s.a, held, 1, &closed)), 200);
    close(held);
}

TEST(refusals_are_shown_by_a_thread_that_may_wait)
{
    SITE(s);
    struct str r;

    s.config = fake_config();
    s.config.reads_wait = true;
    site_open(&s);
    r = post(&s, "/note", FAKE_SESSION, "subject=taken");
    CHECK_INT(client_status(r), 422);
    HAS(client_body(r), "subject=چنین کدی یافت نشد");
    CHECK_INT(client_status(post(&s, "/note", FAKE_SESSION, "subject=&number=11")), 422);
    CHECK_INT(client_status(post(&s, "/note", FAKE_SESSION, "subject=conflict")), 409);
    CHECK_INT(s.app.written, 0);
    CHECK_INT(client_status(post(&s, "/note", FAKE_SESSION, "subject=abc")), 303);
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
