/*
 * resume.c - a session that ended in the middle of a form loses nothing that was typed.
 *
 * The sign-in form carries the fields as hidden inputs `_kept.NAME` and the address as `_kept_to`; after the
 * sign-in a page offers to send them again with the new session's token. Nothing is kept on the server, so it
 * works on every node and after a restart; the sign-in form's own token keeps other sites from planting
 * fields. Files and secrets are not carried: the page says so.
 */
#include "web/resume.h"
#include "base/limits.h"
#include "templates/parts_refusal.h"

#define KEPT_MAX ((size_t)LIMIT_HTTP_FORM / 4) /* bytes: three times as many when percent-encoded */
#define SHOWN_FROM 40u                         /* bytes: shorter texts are quickly typed again */

static const struct str kept_prefix = STR_INIT("_kept.");

static bool is_secret(const struct field *form, struct str name)
{
    for (; form != NULL && form->name != NULL; form++)
        if (form->kind == FIELD_SECRET && str_eq_c(name, form->name))
            return true;
    return false;
}

const struct kept_text *resume_collect(struct call *c, size_t *n)
{
    const struct field *form = c->in.carry ? c->carried_form : c->route != NULL ? c->route->form : NULL;
    VEC(struct kept_text) kept = { 0 };
    size_t bytes = 0;

    for (size_t i = 0; i < c->in.parts.list.n; i++) {
        const struct body_part *p = &c->in.parts.list.v[i];
        struct kept_text k = { p->name, p->value, p->value.len >= SHOWN_FROM };

        if (p->is_file || p->name.len == 0 || p->name.p[0] == '_' || is_secret(form, p->name) ||
            !utf8_valid(p->value))
            continue;
        bytes += p->name.len + p->value.len;
        if (bytes > KEPT_MAX || !VEC_PUSH(c->rq.arena, &kept, k))
            break;
    }
    *n = kept.n;
    return kept.v;
}

static struct str posted(const struct req *rq, const char *name)
{
    for (size_t i = 0; i < rq->in->parts.list.n; i++) {
        const struct body_part *p = &rq->in->parts.list.v[i];

        if (!p->is_file && str_eq_c(p->name, name) && utf8_valid(p->value))
            return p->value;
    }
    return STR_NONE;
}

static void hidden(struct buf *b, const char *prefix, struct str name, struct str value)
{
    buf_c(b, "<input type=\"hidden\" name=\"");
    buf_c(b, prefix);
    html_escape(b, name);
    buf_c(b, "\" value=\"");
    html_escape(b, value);
    buf_c(b, "\">");
}

struct safe_html resume_fields(struct req *rq)
{
    CLEANUP(buf_free) struct buf b = { .max = 8 * KEPT_MAX };
    struct str to = rq->in->carry ? rq->path : posted(rq, "_kept_to"), next = posted(rq, "next");
    bool any = false;

    if (next.len > 0 && !rq->in->carry)
        hidden(&b, "", STR("next"), next);
    if (to.len == 0)
        return html_from_template(rq->arena, &b);
    for (size_t i = 0; i < rq->in->parts.list.n; i++) {
        const struct body_part *p = &rq->in->parts.list.v[i];

        if (!p->is_file && !rq->in->carry && str_starts(p->name, kept_prefix) && utf8_valid(p->value)) {
            hidden(&b, "", p->name, p->value);
            any = true;
        }
    }
    if (rq->in->carry) {
        size_t n = 0;
        const struct kept_text *kept = resume_collect(rq->in->call, &n);

        for (size_t i = 0; i < n; i++)
            hidden(&b, "_kept.", kept[i].name, kept[i].value);
        any = n > 0;
    }
    if (any)
        hidden(&b, "", STR("_kept_to"), to);
    return html_from_template(rq->arena, &b);
}

/* ---- after the sign-in ---- */

struct finding {
    const struct web *web;
    struct str token;
    struct session session;
};

static enum rc find_session(struct cx *cx, void *arg, struct err *e)
{
    struct finding *f = arg;

    return f->web->backend->session_find(cx, f->token, &f->session, e);
}

static bool posts_to(const struct req *rq, struct str to)
{
    struct match m;

    return to.len > 1 && to.p[0] == '/' && to.p[1] != '/' &&
           router_find(rq->in->web->router, rq->arena, HTTP_POST, to, &m) == FOUND && !m.route->api;
}

enum rc req_resume(struct req *rq, struct resp *rs, struct str new_session, bool *resumed, struct err *e)
{
    struct finding f = { .web = rq->in->web, .token = new_session };
    struct refusal_view v = { .title = msg(MSG_RESUME_TITLE), .text = msg(MSG_RESUME_TEXT), .resend = true };
    struct str to = posted(rq, "_kept_to");
    VEC(struct kept_text) kept = { 0 };
    enum rc rc;

    *resumed = false;
    if (!posts_to(rq, to))
        return RC_OK;
    for (size_t i = 0; i < rq->in->parts.list.n; i++) {
        const struct body_part *p = &rq->in->parts.list.v[i];
        struct kept_text k = { str_from(p->name, kept_prefix.len), p->value, p->value.len >= SHOWN_FROM };

        if (!p->is_file && str_starts(p->name, kept_prefix) && !VEC_PUSH(rq->arena, &kept, k))
            return arena_check(rq->arena, e);
        v.any_shown = v.any_shown || (str_starts(p->name, kept_prefix) && k.shown);
    }
    rc = f.web->backend->read(rq->app, rq->arena, rq->actor, find_session, &f, e);
    if (rc != RC_OK)
        return rc;
    rq->in->guard = csrf_of_session(&f.session);
    v.guard = form_guard(rq);
    rc = url_local(rq->arena, to, &v.action, e);
    if (rc != RC_OK)
        return rc;
    v.kept = kept.v;
    v.kept_n = kept.n;
    v.button = msg(MSG_RESUME_SEND);
    v.note = msg(MSG_RESUME_FILES);
    tpl_refusal(resp_html(rs), &v);
    *resumed = true;
    return RC_OK;
}

struct url req_next(const struct req *rq, struct url otherwise)
{
    struct url to;
    struct err e = { 0 };

    return url_local(rq->arena, posted(rq, "next"), &to, &e) == RC_OK ? to : otherwise;
}
