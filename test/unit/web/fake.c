/*
 * fake.c - the site of the tests. Writes are counted, not stored; a write that is rolled back is not counted.
 */
#include "fake.h"

#include <pthread.h>

#include "web/html.h"
#include "web/inner.h"
#include "web/pages.h"

static const struct hash secret = { { 1, 2, 3 } };

/* ---- backend ---- */

static enum rc fake_read(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                         struct err *e)
{
    struct cx cx = { .app = app, .a = a, .actor = actor };

    while (app->held)
        sched_yield();
    return fn(&cx, arg, e);
}

struct submitted {
    struct app *app;
    struct app_job *job;
};

/* What a use case of the fake app writes: counted when the transaction commits. */
struct fake_cx {
    struct cx cx;
    int64_t rows;
};

static void *store_thread(void *arg)
{
    struct submitted *s = arg;
    struct fake_cx f = { .cx = { .app = s->app, .a = s->job->a, .actor = s->job->actor } };
    struct err e = { 0 };
    enum rc rc = RC_OK;

    for (unsigned i = 0; i <= s->app->reruns && rc == RC_OK; i++) {
        f.rows = 0;
        s->app->runs++;
        rc = s->job->fn(&f.cx, s->job->arg, &e);
    }
    if (rc == RC_OK && s->app->submit_rc != RC_OK)
        rc = ERR(&e, s->app->submit_rc, "the store says so");
    if (rc == RC_OK)
        s->app->written += f.rows;
    s->job->done(s->job, rc, &e);
    free(s);
    return NULL;
}

static void fake_submit(struct app *app, struct app_job *job)
{
    struct submitted *s = calloc(1, sizeof(*s));
    pthread_t t;

    *s = (struct submitted){ app, job };
    pthread_create(&t, NULL, store_thread, s);
    pthread_detach(t);
}

static enum rc fake_session(struct cx *cx, struct str token, struct session *ret, struct err *e)
{
    bool official = str_eq_c(token, FAKE_SESSION);

    (void)cx;
    if (!official && !str_eq_c(token, FAKE_CLERK))
        return ERR(e, RC_NOT_FOUND, "no session");
    *ret = (struct session){ .actor = { .kind = ACTOR_OFFICIAL,
                                        .official_id = 7,
                                        .rights = official ? RIGHT_WORK : 0,
                                        .name = STR("کارمند نمونه") },
                             .csrf = STR("csrf-of-the-session") };
    return RC_OK;
}

static enum rc fake_health(struct app *app, struct err *e)
{
    return app->health_rc == RC_OK ? RC_OK : ERR(e, app->health_rc, "the \"disk\" is full");
}

static const struct hash *fake_secret(const struct app *app)
{
    (void)app;
    return &secret;
}

static int64_t fake_now(const struct app *app)
{
    (void)app;
    return INT64_C(1700000000000);
}

struct str fake_token(struct arena *a, const char *cookie)
{
    struct session s = { .csrf = STR("csrf-of-the-session") };
    struct csrf g = cookie == NULL ? csrf_of_session(&s) : csrf_of_cookie(&secret, str_c(cookie));

    return csrf_token(a, &g);
}

/* ---- pages ---- */

static enum rc fake_page_hello(struct req *rq, struct resp *rs, struct err *e)
{
    (void)rq;
    (void)e;
    buf_c(resp_html(rs), "<!doctype html><title>سلام</title><p>سلام");
    return RC_OK;
}

static enum rc fake_page_big(struct req *rq, struct resp *rs, struct err *e)
{
    struct buf *b = resp_html(rs);

    (void)rq;
    (void)e;
    for (int i = 0; i < 2000; i++)
        buf_c(b, "<p>متن تکراری</p>");
    return RC_OK;
}

static enum rc fake_page_who(struct req *rq, struct resp *rs, struct err *e)
{
    struct buf *b = resp_html(rs);

    (void)e;
    html_escape(b, req_path(rq, "name"));
    buf_c(b, "|");
    html_escape(b, rq->actor->name);
    return RC_OK;
}

static const struct field fake_form_note[] = {
    { "subject", FIELD_TEXT, .required = true, .max = 40 },
    { "note", FIELD_LONG, .max = 200 },
    { "number", FIELD_INT, .min = 1, .max = 10 },
    { "password", FIELD_SECRET },
    { "day", FIELD_DATE },
    { "file", FIELD_FILE, .many = true },
    { "f.", FIELD_ANY },
    FORM_END,
};

/* Shows its form again when something is wrong, else writes one row. A subject "taken" is refused by the use
 * case. */
static enum rc fake_page_note(struct req *rq, struct resp *rs, struct err *e)
{
    struct buf *b;

    if (req_ok(rq)) {
        ((struct fake_cx *)(void *)rq->cx)->rows++;
        if (str_eq_c(req_text(rq, "subject"), "taken")) {
            req_add_error(rq, "subject", MSG_ERROR_UNKNOWN_CODE);
            return ERR(e, RC_INVALID, "taken");
        }
        if (str_eq_c(req_text(rq, "subject"), "conflict"))
            return ERR(e, RC_CONFLICT, "somebody was quicker");
        if (str_eq_c(req_text(rq, "subject"), "broken"))
            return ERR(e, RC_INTERNAL, "a secret reason");
        return resp_see_other(rs, URL(rq->arena, "/who/{}", req_text(rq, "subject")), e);
    }
    b = resp_html(rs);
    buf_c(b, "again ");
    for (const struct field_error *x = rq->errors; x != NULL; x = x->next) {
        html_escape(b, x->field);
        buf_c(b, "=");
        html_escape(b, x->text);
        buf_c(b, ";");
    }
    buf_c(b, " typed=");
    html_escape(b, req_typed(rq, "subject"));
    return RC_OK;
}

/* Keeps on the snapshot what the writing run shows; "careless" fails there, and still is written. */
static enum rc fake_page_checked(struct req *rq, struct resp *rs, struct err *e)
{
    struct fake_cx *f = (struct fake_cx *)(void *)rq->cx;

    if (rq->checking) {
        buf_c(resp_html(rs), "never sent");
        rq->checked = arena_cstr(rq->arena, req_text(rq, "subject"));
        return str_eq_c(req_text(rq, "subject"), "careless") ? ERR(e, RC_INVALID, "not now") : RC_OK;
    }
    if (!req_ok(rq)) {
        buf_c(resp_html(rs), "again");
        return RC_OK;
    }
    f->rows++;
    buf_c(resp_html(rs), rq->checked == NULL ? "unchecked" : rq->checked);
    return RC_OK;
}

static enum rc fake_page_form(struct req *rq, struct resp *rs, struct err *e)
{
    struct safe_html guard = form_guard(rq);

    (void)e;
    html_put_safe(resp_html(rs), guard);
    return RC_OK;
}

static enum rc fake_page_slow(struct req *rq, struct resp *rs, struct err *e)
{
    (void)e;
    buf_fmt(resp_html(rs), "slow %d", rq->cx == NULL);
    return RC_OK;
}

static enum rc fake_page_upload(struct req *rq, struct resp *rs, struct err *e)
{
    struct buf *b = resp_html(rs);
    struct any_field any;

    (void)e;
    buf_fmt(b, "ok=%d files=%zu ", req_ok(rq), req_file_count(rq, "file"));
    for (size_t i = 0; i < req_file_count(rq, "file"); i++) {
        const struct req_file *f = req_file_at(rq, "file", i);

        html_escape(b, f->name);
        buf_fmt(b, "(%zu) ", f->bytes.len);
    }
    for (size_t i = 0; req_any_at(rq, "f.", i, &any); i++) {
        html_escape(b, any.key);
        buf_c(b, any.file != NULL ? "=file " : "=");
        html_escape(b, any.typed);
    }
    for (const struct field_error *x = rq->errors; x != NULL; x = x->next) {
        buf_c(b, " error:");
        html_escape(b, x->field);
    }
    return RC_OK;
}

static enum rc fake_page_sign_in_form(struct req *rq, struct resp *rs, struct err *e)
{
    struct safe_html kept = resume_fields(rq);
    struct buf *b = resp_html(rs);

    (void)e;
    buf_c(b, "sign-in ");
    html_put_safe(b, kept);
    return RC_OK;
}

static const struct field fake_form_sign_in[] = { { "login", FIELD_TEXT }, FORM_END };

static enum rc fake_page_sign_in(struct req *rq, struct resp *rs, struct err *e)
{
    bool resumed = false;
    enum rc rc = resp_session(rs, STR(FAKE_SESSION), 0, e);

    if (rc == RC_OK && req_ok(rq))
        rc = req_resume(rq, rs, STR(FAKE_SESSION), &resumed, e);
    if (rc != RC_OK || resumed)
        return rc;
    return resp_see_other(rs, req_next(rq, URL_LIT("/hello")), e);
}

static enum rc fake_page_file(struct req *rq, struct resp *rs, struct err *e)
{
    (void)rq;
    return resp_file(rs, "application/pdf", STR("رسید \"۱\".pdf"), false, STR("%PDF"), e);
}

static enum rc fake_page_inject(struct req *rq, struct resp *rs, struct err *e)
{
    return resp_header(rs, "x-test", req_path(rq, "value"), e);
}

static enum rc fake_page_hungry(struct req *rq, struct resp *rs, struct err *e)
{
    (void)rs;
    while (arena_alloc(rq->arena, 1 << 16) != NULL)
        ;
    return arena_check(rq->arena, e);
}

static enum rc fake_page_api(struct req *rq, struct resp *rs, struct err *e)
{
    if (req_body(rq).len == 0)
        return ERR(e, RC_NOT_FOUND, "nothing");
    resp_body(rs, "application/json", req_body(rq));
    return RC_OK;
}

#define R(m, p, h, mode_, may, form_)                                                                        \
    {                                                                                                        \
        .method = HTTP_##m, .path = p, .handler = h, .mode = mode_, .permission = may, .form = form_,        \
        .name = #h                                                                                           \
    }

const struct route fake_routes[] = {
    R(GET, "/hello", fake_page_hello, READ, MAY_ANYONE, NULL),
    R(GET, "/health", page_health, BARE, MAY_ANYONE, NULL),
    R(GET, "/assets/{file}", page_asset, BARE, MAY_ANYONE, NULL),
    R(GET, "/assets/fonts/{file}", page_font, BARE, MAY_ANYONE, NULL),
    R(GET, "/.well-known/security.txt", page_security_txt, BARE, MAY_ANYONE, NULL),
    R(GET, "/big", fake_page_big, READ, MAY_ANYONE, NULL),
    R(GET, "/who/{name}", fake_page_who, READ, MAY_ANYONE, NULL),
    R(GET, "/desk/{name}", fake_page_who, READ, MAY_WORK, NULL),
    R(GET, "/form", fake_page_form, READ, MAY_ANYONE, NULL),
    R(POST, "/note", fake_page_note, WRITE, MAY_ANYONE, fake_form_note),
    R(POST, "/checked", fake_page_checked, CHECKED, MAY_ANYONE, fake_form_note),
    R(POST, "/desk/checked", fake_page_checked, CHECKED, MAY_WORK, fake_form_note),
    R(POST, "/desk/note", fake_page_note, WRITE, MAY_WORK, fake_form_note),
    R(POST, "/upload", fake_page_upload, SLOW, MAY_ANYONE, fake_form_note),
    R(GET, "/slow", fake_page_slow, SLOW, MAY_ANYONE, NULL),
    R(GET, "/sign-in", fake_page_sign_in_form, READ, MAY_ANYONE, fake_form_sign_in),
    R(POST, "/sign-in", fake_page_sign_in, SLOW, MAY_ANYONE, fake_form_sign_in),
    R(GET, "/file", fake_page_file, READ, MAY_ANYONE, NULL),
    R(GET, "/inject/{value}", fake_page_inject, READ, MAY_ANYONE, NULL),
    R(GET, "/hungry", fake_page_hungry, READ, MAY_ANYONE, NULL),
    { .method = HTTP_POST,
      .api = true,
      .path = "/api/echo",
      .handler = fake_page_api,
      .mode = SLOW,
      .permission = MAY_ANYONE,
      .name = "fake_page_api" },
};
const size_t fake_routes_n = ARRAY_LEN(fake_routes);

struct web_config fake_config(void)
{
    static const struct web_backend backend = { fake_read,   fake_submit, fake_session,
                                                fake_health, fake_secret, fake_now };

    return (struct web_config){ .host = "127.0.0.1",
                                .sign_in = "/sign-in",
                                .loops = 2,
                                .workers = 2,
                                .routes = fake_routes,
                                .routes_n = ARRAY_LEN(fake_routes),
                                .backend = &backend };
}
