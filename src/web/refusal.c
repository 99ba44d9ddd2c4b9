/*
 * refusal.c - what is shown when the page asked for is not: words by status, what was typed, and the way to
 * sign in.
 *
 * Our own faults go to the log with a number that the person sees too. Not here: deciding (dispatch.c).
 */
#include "base/id.h"
#include "base/log.h"
#include "templates/parts_refusal.h"
#include "web/call.h"
#include "web/resume.h"

struct words {
    int status;
    enum msg title, text;
    const char *code; /* for programs */
};

static const struct words words[] = {
    { 400, MSG_PAGE_BAD_REQUEST_TITLE, MSG_PAGE_BAD_REQUEST_TEXT, "bad_request" },
    { 401, MSG_PAGE_DENIED_TITLE, MSG_PAGE_DENIED_TEXT, "unauthorized" },
    { 403, MSG_PAGE_DENIED_TITLE, MSG_PAGE_DENIED_TEXT, "denied" },
    { 404, MSG_PAGE_NOT_FOUND_TITLE, MSG_PAGE_NOT_FOUND_TEXT, "not_found" },
    { 405, MSG_PAGE_METHOD_TITLE, MSG_PAGE_METHOD_TEXT, "method_not_allowed" },
    { 409, MSG_PAGE_CONFLICT_TITLE, MSG_PAGE_CONFLICT_TEXT, "conflict" },
    { 413, MSG_PAGE_TOO_LARGE_TITLE, MSG_PAGE_TOO_LARGE_TEXT, "too_large" },
    { 414, MSG_PAGE_BAD_REQUEST_TITLE, MSG_PAGE_BAD_REQUEST_TEXT, "address_too_long" },
    { 415, MSG_PAGE_BAD_REQUEST_TITLE, MSG_PAGE_BAD_REQUEST_TEXT, "unsupported_media_type" },
    { 422, MSG_PAGE_INVALID_TITLE, MSG_PAGE_INVALID_TEXT, "invalid" },
    { 429, MSG_PAGE_TOO_MANY_TITLE, MSG_PAGE_TOO_MANY_TEXT, "too_many_requests" },
    { 431, MSG_PAGE_BAD_REQUEST_TITLE, MSG_PAGE_BAD_REQUEST_TEXT, "headers_too_large" },
    { 500, MSG_PAGE_INTERNAL_TITLE, MSG_PAGE_INTERNAL_TEXT, "internal" },
    { 501, MSG_PAGE_METHOD_TITLE, MSG_PAGE_METHOD_TEXT, "not_implemented" },
    { 503, MSG_PAGE_BUSY_TITLE, MSG_PAGE_BUSY_TEXT, "busy" },
    { 505, MSG_PAGE_BAD_REQUEST_TITLE, MSG_PAGE_BAD_REQUEST_TEXT, "http_version" },
};
static const struct words cross_site = { 403, MSG_PAGE_CROSS_SITE_TITLE, MSG_PAGE_CROSS_SITE_TEXT,
                                         "cross_site" };
static const struct words uncertain = { 503, MSG_PAGE_UNCERTAIN_TITLE, MSG_PAGE_UNCERTAIN_TEXT, "uncertain" };

static const struct words *words_of(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].status == status)
            return &words[i];
    return &words[0];
}

/* When the arena is full everything in it is given up, so that at least the refusal can be said. */
static void give_up_arena(struct call *c)
{
    if (!arena_failed(c->rq.arena))
        return;
    c->in.parts.list.n = c->in.fields.n = c->in.path_values_n = 0;
    field_errors_init(&c->in.errors);
    field_errors_init(&c->declared_errors);
    c->rq.errors = NULL;
    c->rq.session = NULL;
    c->rq.actor = &c->nobody;
    c->in.guard.has = c->in.form_cookie_is_new = false;
    c->in.form_cookie = c->in.once = STR_NONE;
    resp_reset(&c->rs);
    arena_clear(c->rq.arena);
}

static struct str event_number(struct call *c, const struct err *e)
{
    uint8_t random[4];
    struct str id;

    random_bytes(random, sizeof(random));
    id = arena_fmt(c->rq.arena, "%02x%02x%02x%02x", random[0], random[1], random[2], random[3]);
    log_line(LOG_ERROR, "web", "event %.*s in %s: %s (%s:%d)", STR_ARG(id),
             c->route != NULL ? c->route->name : "-", e != NULL ? e->msg : "no reason given",
             e != NULL && e->file != NULL ? e->file : "-", e != NULL ? e->line : 0);
    return id;
}

static void keep_texts(struct call *c, struct refusal_view *v)
{
    const struct kept_text *kept = resume_collect(c, &v->kept_n);

    v->kept = kept;
    for (size_t i = 0; i < v->kept_n; i++)
        v->any_shown = v->any_shown || kept[i].shown;
}

static bool as_program(const struct call *c)
{
    return c->route != NULL && c->route->api;
}

static void refuse_json(struct call *c, const struct words *w)
{
    resp_body(&c->rs, "application/json",
              arena_fmt(c->rq.arena, "{\"error\":{\"code\":\"%s\",\"message\":\"%.*s\"}}\n", w->code,
                        STR_ARG(msg(w->title))));
}

static bool refusal_page(struct call *c, const struct words *w, const struct err *e, bool resend)
{
    struct refusal_view v = { .title = msg(w->title), .text = msg(w->text) };
    struct err ignored = { 0 };

    give_up_arena(c);
    resp_reset(&c->rs);
    c->rs.status = w->status;
    if (w->status == 500)
        v.reference = event_number(c, e);
    if (w->status == 503 && resp_header(&c->rs, "retry-after", STR("2"), &ignored) != RC_OK)
        v.reference = STR_NONE;
    if (as_program(c)) {
        refuse_json(c, w);
        return false;
    }
    if (c->rq.method == HTTP_POST)
        keep_texts(c, &v);
    v.resend = resend && c->rq.method == HTTP_POST && v.kept_n > 0;
    if (v.resend) {
        v.guard = form_guard(&c->rq);
        v.action.s = c->rq.path;
        v.button = msg(MSG_PAGE_KEPT_AGAIN);
    }
    tpl_refusal(resp_html(&c->rs), &v);
    return false;
}

bool call_refuse_with(struct call *c, int status, const struct err *e)
{
    if (status == 204) {
        resp_reset(&c->rs);
        c->rs.status = 204;
        return false;
    }
    return refusal_page(c, words_of(status), e, status == 503);
}

bool call_refuse_cross_site(struct call *c)
{
    return refusal_page(c, &cross_site, NULL, false);
}

bool call_refuse_rc(struct call *c, enum rc rc, const struct err *e)
{
    switch (rc) {
    case RC_NOT_FOUND:
        return call_refuse_with(c, 404, e);
    case RC_INVALID:
        return call_refuse_with(c, 422, e);
    case RC_DENIED:
        return call_refuse_with(c, 403, e);
    case RC_CONFLICT:
        return call_refuse_with(c, 409, e);
    case RC_LIMIT:
        return call_refuse_with(c, arena_failed(c->rq.arena) || c->rs.html.failed ? 413 : 429, e);
    case RC_BUSY:
        return call_refuse_with(c, 503, e);
    case RC_UNCERTAIN:
        return refusal_page(c, &uncertain, e, false);
    default:
        return call_refuse_with(c, 500, e);
    }
}

void call_settle(struct call *c, enum rc rc, const struct err *e)
{
    enum verdict v = c->verdict;

    if (v == VERDICT_DENIED)
        (void)call_refuse_with(c, 403, e);
    else if (v == VERDICT_SIGN_IN && rc != RC_BUSY && rc != RC_INTERNAL)
        call_ask_to_sign_in(c);
    else if (rc != RC_OK)
        (void)call_refuse_rc(c, rc, e);
    else if (c->rq.errors != NULL && c->rs.is_html && c->rs.status == 0)
        c->rs.status = 422;
}

/* ---- signing in ---- */

static enum rc show_sign_in(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc;

    resp_reset(&c->rs);
    c->rq.cx = cx;
    rc = c->route->handler(&c->rq, &c->rs, e);
    c->rq.cx = NULL;
    if (rc == RC_OK && c->rs.is_html)
        rc = buf_done(&c->rs.html, e);
    return rc;
}

/* The sign-in page stands in for a POST, with what was posted inside it. */
static void sign_in_here(struct call *c)
{
    const struct body_parts none = { 0 };
    struct err e = { 0 };
    enum rc rc;

    c->carried_form = c->route->form;
    c->route = c->rq.route = c->web->sign_in;
    c->in.path_values_n = 0;
    c->in.carry = true;
    c->verdict = VERDICT_GO;
    field_errors_init(&c->in.errors);
    c->rq.errors = NULL;
    rc = fields_read(c->rq.arena, c->route->form, &none, false, &c->in.fields, &c->in.errors, &e);
    if (rc == RC_OK) {
        field_errors_init(&c->in.errors); /* an empty form is no fault here */
        rc = c->web->backend->read(c->web->app, c->rq.arena, &c->nobody, show_sign_in, c, &e);
    }
    if (rc != RC_OK)
        (void)call_refuse_rc(c, rc, &e);
    else
        c->rs.status = 403;
}

void call_ask_to_sign_in(struct call *c)
{
    struct err e = { 0 };
    struct url to;

    if (as_program(c)) {
        (void)call_refuse_with(c, 401, NULL);
        return;
    }
    if (c->web->sign_in == NULL) {
        (void)call_refuse_with(c, 403, NULL);
        return;
    }
    if (c->rq.method == HTTP_POST) {
        sign_in_here(c);
        return;
    }
    resp_reset(&c->rs);
    to = url_query(c->rq.arena, (struct url){ str_c(c->web->sign_in->path) }, "next", c->in.head.target);
    if (resp_see_other(&c->rs, to, &e) != RC_OK)
        (void)call_refuse_with(c, 500, &e);
}

void call_refuse(struct call *c, int status)
{
    (void)call_refuse_with(c, status, NULL);
    c->rs.close = true;
}
