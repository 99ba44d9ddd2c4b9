/*
 * dispatch.c - the order of things: limits, parsing, route, origin, fields, identity, permission, token,
 * handler.
 *
 * Denies unless everything before the handler has agreed. Not here: pages of refusal (refusal.c), carrying
 * work over a sign-in (resume.c), threads and sockets (server/).
 */
#include <assert.h>

#include "base/limits.h"
#include "base/log.h"
#include "web/call.h"

#define ANY_FORM_FIELDS_MAX 4000u /* of a package's form (forms/form.h) */

/* ---- the call ---- */

struct call *call_new(const struct web *w, struct arena *a, const struct call_input *in)
{
    struct call *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return NULL;
    c->web = w;
    c->input = *in;
    c->nobody = actor_anyone();
    c->rq = (struct req){ .app = w->app, .arena = a, .actor = &c->nobody, .in = &c->in };
    c->in.peer = in->peer;
    c->in.tls = in->tls;
    c->in.app_secret = w->backend->secret(w->app);
    c->in.web = w;
    c->in.call = c;
    field_errors_init(&c->in.errors);
    resp_init(&c->rs, a);
    return c;
}

void call_free(struct call *c)
{
    resp_done(&c->rs);
    buf_free(&c->packed);
    free(c);
}

const struct actor *call_actor(const struct call *c)
{
    return c->rq.actor;
}

/* ---- before the transaction ---- */

static struct str media_type(struct str content_type)
{
    return str_trim(str_cut(&content_type, ';'));
}

static bool any_form(const struct field *form)
{
    for (; form != NULL && form->name != NULL; form++)
        if (form->kind == FIELD_ANY)
            return true;
    return false;
}

/* Posted fields, or those of the query. False when the call is refused. */
static bool read_parts(struct call *c, struct str query)
{
    struct str type = http_head_value(&c->in.head, "content-type"), word = media_type(type);
    size_t max = any_form(c->route->form) ? ANY_FORM_FIELDS_MAX : LIMIT_FORM_FIELDS;
    struct err e = { 0 };
    enum rc rc = RC_OK;

    if (c->rq.method == HTTP_GET) {
        rc = body_urlencoded(c->rq.arena, query, max, &c->in.parts, &e);
    } else if (str_eq_nocase(word, STR("application/x-www-form-urlencoded"))) {
        if (c->input.body.len > LIMIT_HTTP_FORM)
            return call_refuse_with(c, 413, NULL);
        rc = body_urlencoded(c->rq.arena, c->input.body, max, &c->in.parts, &e);
    } else if (str_eq_nocase(word, STR("multipart/form-data"))) {
        c->too_large = c->input.body.len > LIMIT_HTTP_BODY;
        rc = body_multipart(c->rq.arena, type, c->input.body, max, &c->in.parts, &e);
    } else if (c->input.body.len > 0) {
        return call_refuse_with(c, 415, NULL);
    }
    if (rc == RC_OK)
        return true;
    return call_refuse_with(c, rc == RC_LIMIT ? 413 : 400, &e);
}

static bool read_fields(struct call *c)
{
    struct err e = { 0 };
    enum rc rc = fields_read(c->rq.arena, c->route->form, &c->in.parts, c->too_large, &c->in.fields,
                             &c->in.errors, &e);

    c->declared_errors = c->in.errors;
    if (c->in.errors.first == NULL)
        field_errors_init(&c->declared_errors);
    return rc == RC_OK ? true : call_refuse_rc(c, rc, &e);
}

static void read_cookies(struct call *c)
{
    struct str token = http_cookie(&c->in.head, COOKIE_SESSION), form = http_cookie(&c->in.head, COOKIE_FORM);

    if (token.len > 0 && token.len <= 200)
        c->in.session_token = token;
    c->in.form_cookie = form;
    if (form.len > 0)
        c->in.guard = csrf_of_cookie(c->in.app_secret, form);
}

static void read_proxy(struct call *c)
{
    struct str chain;

    if (!c->web->config->behind_proxy)
        return;
    chain = http_head_value(&c->in.head, "x-forwarded-for");
    while (chain.len > 0) {
        struct str one = str_trim(str_cut(&chain, ','));

        if (one.len > 0 && one.len <= 45)
            c->in.peer = one; /* the last one is what our own proxy has seen */
    }
    if (str_eq_nocase(http_head_value(&c->in.head, "x-forwarded-proto"), STR("https")))
        c->in.tls = true;
}

static bool find_route(struct call *c, struct str path)
{
    struct match m = { 0 };
    struct err e = { 0 };

    switch (router_find(c->web->router, c->rq.arena, c->in.head.method, path, &m)) {
    case FOUND:
        break;
    case FOUND_BAD:
        return call_refuse_with(c, 400, NULL);
    case FOUND_NOTHING:
        return call_refuse_with(c, 404, NULL);
    case FOUND_SLASH: {
        struct str tail = str_from(c->in.head.target, path.len);
        struct url to = { arena_cat(c->rq.arena, str_sub(path, 0, path.len - 1), tail) };

        return resp_moved(&c->rs, to, &e) == RC_OK ? false : call_refuse_with(c, 404, NULL);
    }
    case FOUND_PATH_ONLY:
        (void)call_refuse_with(c, c->in.head.method == HTTP_OPTIONS ? 204 : 405, NULL);
        if (resp_header(&c->rs, "allow", m.allowed, &e) != RC_OK)
            return call_refuse_rc(c, RC_INTERNAL, &e);
        return false;
    }
    c->route = m.route;
    c->rq.route = m.route;
    memcpy(c->in.path_values, m.values, sizeof(m.values));
    c->in.path_values_n = m.values_n;
    return true;
}

static bool guarded(const struct call *c)
{
    return c->rq.method != HTTP_GET && !c->route->api;
}

/* Everything that needs no database. False: the response is made. */
static bool prepare(struct call *c)
{
    struct str query, path;
    struct err e = { 0 };
    int status = 400;

    if (http_head_parse(c->input.head, &c->in.head, &status, &e) != RC_OK) {
        (void)call_refuse_with(c, status, &e);
        c->rs.close = true;
        return false;
    }
    read_proxy(c);
    query = c->in.head.target;
    path = str_cut(&query, '?');
    c->rq.method = c->in.head.method == HTTP_HEAD ? HTTP_GET : c->in.head.method;
    c->rq.path = path;
    if (!find_route(c, path))
        return false;
    if (c->route->mode == BARE)
        return true;
    if (c->route->api) {
        c->in.raw_body = c->input.body;
        return c->rq.method != HTTP_GET || (read_parts(c, query) && read_fields(c));
    }
    read_cookies(c);
    if (guarded(c) && !http_same_origin(&c->in.head))
        return call_refuse_cross_site(c);
    return read_parts(c, query) && read_fields(c);
}

/* ---- identity, permission, token: inside the transaction ---- */

static enum rc identify(struct call *c, struct cx *cx, struct err *e)
{
    enum rc rc;

    c->rq.session = NULL;
    c->rq.actor = &c->nobody;
    if (c->in.session_token.len > 0) {
        rc = c->web->backend->session_find(cx, c->in.session_token, &c->session, e);
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (rc == RC_OK) {
            c->rq.session = &c->session;
            c->rq.actor = &c->session.actor;
            c->in.guard = csrf_of_session(&c->session);
        }
    }
    cx->actor = c->rq.actor;
    return RC_OK;
}

static struct str posted_token(const struct call *c)
{
    for (size_t i = 0; i < c->in.parts.list.n; i++) {
        const struct body_part *p = &c->in.parts.list.v[i];

        if (!p->is_file && str_eq_c(p->name, "_csrf"))
            return p->value;
    }
    return STR_NONE;
}

static enum verdict judge(struct call *c)
{
    if (!actor_may(c->rq.actor, c->route->permission))
        return c->rq.session == NULL ? VERDICT_SIGN_IN : VERDICT_DENIED;
    if (guarded(c) && !csrf_check(c->rq.arena, &c->in.guard, posted_token(c)))
        return VERDICT_STALE;
    return VERDICT_GO;
}

/* ---- running the handler ---- */

static void fresh_response(struct call *c)
{
    resp_reset(&c->rs);
    c->in.errors = c->declared_errors;
    if (c->in.errors.first == NULL)
        field_errors_init(&c->in.errors);
    else
        *c->in.errors.end = NULL; /* forget what a former run added */
    c->rq.errors = c->in.errors.first;
}

static enum rc run_handler(struct call *c, struct err *e)
{
    enum rc rc = c->route->handler(&c->rq, &c->rs, e);

    if (rc == RC_OK && c->rs.is_html)
        rc = buf_done(&c->rs.html, e);
    if (rc == RC_OK)
        rc = arena_check(c->rq.arena, e);
    return rc;
}

/* A use_case: identity, judgement and handler on a snapshot. */
static enum rc read_all(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc;

    if (!c->refused_by_handler)
        fresh_response(c);
    else
        resp_reset(&c->rs);
    rc = identify(c, cx, e);
    if (rc != RC_OK)
        return rc;
    c->verdict = judge(c);
    if (c->verdict == VERDICT_STALE)
        req_add_error(&c->rq, "", MSG_ERROR_FORM_STALE);
    else if (c->verdict != VERDICT_GO)
        return RC_OK;
    c->rq.cx = cx;
    rc = run_handler(c, e);
    c->rq.cx = NULL;
    return rc;
}

enum rc call_write(struct cx *cx, void *call, struct err *e)
{
    struct call *c = call;
    enum rc rc;

    fresh_response(c);
    c->refused_by_handler = false;
    c->verdict = VERDICT_NONE;
    rc = identify(c, cx, e);
    if (rc != RC_OK)
        return rc;
    c->verdict = judge(c);
    if (c->verdict != VERDICT_GO)
        return ERR(e, RC_DENIED, "not let through to the handler");
    c->rq.cx = cx;
    rc = run_handler(c, e);
    c->rq.cx = NULL;
    if (rc == RC_BUSY || rc == RC_INTERNAL || c->rq.errors == NULL)
        return rc;
    c->refused_by_handler = true; /* shown again by read_all(); nothing of this run is kept */
    return rc == RC_OK ? ERR(e, RC_INVALID, "the form was refused") : rc;
}

static void read_now(struct call *c)
{
    struct err e = { 0 };
    enum rc rc = c->web->backend->read(c->web->app, c->rq.arena, &c->nobody, read_all, c, &e);

    call_settle(c, rc, &e);
}

/* Show what came of the write: refusals are pages that read. */
static void show_written(struct call *c)
{
    if (c->refused_by_handler || c->verdict == VERDICT_STALE)
        read_now(c);
    else
        call_settle(c, c->write_rc, &c->write_err);
}

enum call_next call_after_write(struct call *c, enum rc rc, const struct err *e)
{
    if (rc == RC_OK) {
        call_settle(c, rc, e);
        return CALL_DONE;
    }
    c->written = true;
    c->write_rc = rc;
    c->write_err = *e;
    if (c->web->config->reads_wait)
        return CALL_READ;
    show_written(c);
    return CALL_DONE;
}

static enum rc identify_only(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc = identify(c, cx, e);

    if (rc == RC_OK)
        c->verdict = judge(c);
    return rc;
}

static void run_slow(struct call *c)
{
    struct err e = { 0 };
    enum rc rc = RC_OK;

    fresh_response(c);
    if (c->in.session_token.len > 0)
        rc = c->web->backend->read(c->web->app, c->rq.arena, &c->nobody, identify_only, c, &e);
    else
        c->verdict = judge(c);
    if (rc == RC_OK && c->verdict == VERDICT_STALE)
        req_add_error(&c->rq, "", MSG_ERROR_FORM_STALE);
    if (rc == RC_OK && (c->verdict == VERDICT_GO || c->verdict == VERDICT_STALE))
        rc = run_handler(c, &e);
    call_settle(c, rc, &e);
}

void call_elsewhere(struct call *c)
{
    if (c->written)
        show_written(c);
    else if (c->route->mode == SLOW)
        run_slow(c);
    else
        read_now(c);
}

/* A use case: the run of a CHECKED handler that writes nothing. What it refuses the writing run refuses too,
 * and says so to the user. */
static enum rc check_first(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc;

    fresh_response(c);
    rc = identify(c, cx, e);
    if (rc != RC_OK || judge(c) != VERDICT_GO)
        return rc;
    c->rq.cx = cx;
    c->rq.checking = true;
    rc = c->route->handler(&c->rq, &c->rs, e);
    c->rq.checking = false;
    c->rq.cx = NULL;
    return rc;
}

/* The one writer of SQLite is spared it; on PostgreSQL there are many, and it would be a round trip more. */
static enum call_next check_then_write(struct call *c)
{
    struct err e = { 0 };

    if (!c->web->config->reads_wait &&
        c->web->backend->read(c->web->app, c->rq.arena, &c->nobody, check_first, c, &e) != RC_OK)
        c->rq.checked = NULL;
    return CALL_WRITE;
}

static enum call_next read_here_or_elsewhere(struct call *c)
{
    if (c->web->config->reads_wait)
        return CALL_READ;
    read_now(c);
    return CALL_DONE;
}

enum call_next call_begin(struct call *c)
{
    struct err e = { 0 };

    if (!prepare(c))
        return CALL_DONE;
    switch (c->route->mode) {
    case BARE:
        c->verdict = VERDICT_GO;
        call_settle(c, run_handler(c, &e), &e);
        return CALL_DONE;
    case READ:
        return read_here_or_elsewhere(c);
    case WRITE: /* with errors it can be shown again, but not written */
        return c->in.errors.first == NULL ? CALL_WRITE : read_here_or_elsewhere(c);
    case CHECKED:
        return c->in.errors.first == NULL ? check_then_write(c) : read_here_or_elsewhere(c);
    case SLOW:
        return CALL_SLOW;
    }
    return CALL_DONE;
}
