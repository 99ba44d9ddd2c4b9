/*
 * fuzz_http.c - a whole request through the dispatcher: head, route, cookies, fields, token, page or refusal.
 *
 * The head is what stands before the first empty line, the body what follows. Invariants: there is always an
 * answer with a known status; no header of it holds a line break; nothing is ever written, for no token can
 * be guessed.
 */
#include <assert.h>

#include "web/dispatch.h"

struct app {
    int unused;
};

static const struct hash secret = { { 42 } };

static enum rc fuzz_read(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                         struct err *e)
{
    struct cx cx = { .app = app, .a = a, .actor = actor };

    return fn(&cx, arg, e);
}

static enum rc fuzz_session(struct cx *cx, struct str token, struct session *ret, struct err *e)
{
    (void)cx;
    if (!str_eq_c(token, "s"))
        return ERR(e, RC_NOT_FOUND, "no session");
    *ret = (struct session){ .actor = { .kind = ACTOR_OFFICIAL, .official_id = 1, .rights = RIGHT_WORK },
                             .csrf = STR("not to be guessed") };
    return RC_OK;
}

static const struct hash *fuzz_secret(const struct app *app)
{
    (void)app;
    return &secret;
}

static enum rc page(struct req *rq, struct resp *rs, struct err *e)
{
    struct any_field any;
    struct buf *b;

    if (req_ok(rq))
        return resp_see_other(rs, URL(rq->arena, "/{}", req_typed(rq, "t")), e);
    b = resp_html(rs);
    html_put_safe(b, form_guard(rq));
    html_put_safe(b, resume_fields(rq));
    html_escape(b, req_typed(rq, "t"));
    for (size_t i = 0; req_any_at(rq, "f.", i, &any); i++)
        html_escape(b, any.typed);
    return RC_OK;
}

static enum rc write_page(struct req *rq, struct resp *rs, struct err *e)
{
    assert(!req_ok(rq) && "a write without a right token");
    return page(rq, rs, e);
}

static const struct field form[] = {
    { "t", FIELD_TEXT }, { "u", FIELD_FILE, .many = true }, { "f.", FIELD_ANY }, FORM_END
};
static const struct route routes[] = {
    { HTTP_GET, false, "/", page, READ, MAY_ANYONE, form, "page" },
    { HTTP_GET, false, "/a/{x}", page, READ, MAY_WORK, form, "page" },
    { HTTP_POST, false, "/", write_page, WRITE, MAY_ANYONE, form, "write_page" },
    { HTTP_POST, false, "/a/{x}", write_page, WRITE, MAY_WORK, form, "write_page" },
    { HTTP_GET, false, "/sign-in", page, READ, MAY_ANYONE, form, "page" },
};

static const struct web_backend backend = { .read = fuzz_read,
                                            .session_find = fuzz_session,
                                            .secret = fuzz_secret };
static const struct web_config config = { .routes = routes,
                                          .routes_n = ARRAY_LEN(routes),
                                          .backend = &backend,
                                          .sign_in = "/sign-in",
                                          .behind_proxy = true };

static void check_answer(struct call *c)
{
    const struct call_response *r = call_response(c);

    assert(r->status >= 200 && r->status <= 599);
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < r->headers[i].value.len; k++)
            assert(r->headers[i].value.p[k] != '\r' && r->headers[i].value.p[k] != '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT);
    struct str raw = { (const char *)data, size };
    size_t end = str_find(raw, STR("\r\n\r\n"), 0);
    struct call_input in = { .head = raw, .body = end == SIZE_MAX ? STR_NONE : str_from(raw, end + 4) };
    struct app app = { 0 };
    struct web *w = NULL;
    struct err e = { 0 };
    struct call *c;

    if (size > 65536 || web_new(&config, &app, &w, &e) != RC_OK)
        return 0;
    c = call_new(w, a, &in);
    if (c != NULL && call_begin(c) == CALL_WRITE) {
        struct cx cx = { .app = &app, .a = a };
        enum rc rc = call_write(&cx, c, &e);

        (void)call_after_write(c, rc, &e);
    }
    if (c != NULL) {
        check_answer(c);
        call_free(c);
    }
    web_free(w);
    return 0;
}
