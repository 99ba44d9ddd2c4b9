/*
 * session.c - signing in (password, then the one-time code when it is on), signing out, acting for another
 * post.
 *
 * What was being written when a session ended goes along inside the sign-in form (resume.c). Not here:
 * throttling and sessions themselves (app/session.c).
 */
#include "app/session.h"
#include "app/case_view.h"
#include "templates/official_sign_in.h"
#include "web/pages.h"
#include "web/pages/desk.h"

#define COOKIE_DEVICE "samad_device"
#define DEVICE_S (INT64_C(400) * 24 * 3600)

const struct field form_sign_in_page[] = { { "next", FIELD_TEXT, .max = 500 }, FORM_END };
const struct field form_sign_in[] = {
    { "login", FIELD_TEXT, .max = 80 }, { "password", FIELD_SECRET, .max = 200 },
    { "totp", FIELD_TEXT, .max = 20 },  { "pending", FIELD_TEXT, .max = 400 },
    { "next", FIELD_TEXT, .max = 500 }, FORM_END
};

static enum rc frame_of_nobody(struct cx *cx, void *arg, struct err *e)
{
    struct page *p = arg;
    struct front_office front = { 0 };
    enum rc rc = front_office_get(cx, STR_NONE, &front, e);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    p->office = rc == RC_OK ? front.office.name : msg(MSG_DESK_OFFICE);
    return RC_OK;
}

static enum rc show(struct req *rq, struct resp *rs, struct sign_in_view *v, struct str login, struct err *e)
{
    struct page p = { 0 };
    enum rc rc = desk_read(rq, frame_of_nobody, &p, e);

    if (rc != RC_OK)
        return rc;
    p.guard = form_guard(rq);
    p.errors = errors_of_req(rq->arena, rq, &p.errors_n);
    v->login = (struct field_view){ .control = CONTROL_TEXT,
                                    .name = STR("login"),
                                    .label = msg(MSG_SIGN_IN_LOGIN),
                                    .value = login,
                                    .autocomplete = STR("username"),
                                    .required = true,
                                    .focus = login.len == 0 };
    v->password = (struct field_view){ .control = CONTROL_SECRET,
                                       .name = STR("password"),
                                       .label = msg(MSG_SIGN_IN_PASSWORD),
                                       .autocomplete = STR("current-password"),
                                       .required = true,
                                       .focus = login.len > 0 };
    v->totp = (struct field_view){ .control = CONTROL_CODE,
                                   .name = STR("totp"),
                                   .label = msg(MSG_SIGN_IN_TOTP),
                                   .hint = msg(MSG_SIGN_IN_TOTP_HINT),
                                   .autocomplete = STR("one-time-code"),
                                   .narrow = true,
                                   .required = true,
                                   .focus = true };
    v->resume = resume_fields(rq);
    tpl_official_sign_in(resp_html(rs), &p, v);
    return RC_OK;
}

/* Also shown in place of a page whose session has ended: then the path is that page's. */
enum rc page_sign_in(struct req *rq, struct resp *rs, struct err *e)
{
    struct sign_in_view v = { 0 };

    v.work_kept = !str_eq_c(rq->path, "/sign-in");
    v.expired = v.work_kept || (req_session(rq).len > 0 && rq->session == NULL);
    return show(rq, rs, &v, STR_NONE, e);
}

static enum rc let_in(struct req *rq, struct resp *rs, const struct signed_in *in, struct err *e)
{
    bool resumed = false;
    enum rc rc = resp_session(rs, in->token, 0, e);

    if (rc == RC_OK)
        rc = resp_cookie(rs, COOKIE_DEVICE, in->device, DEVICE_S, e);
    if (rc == RC_OK && !in->must_change)
        rc = req_resume(rq, rs, in->token, &resumed, e);
    if (rc != RC_OK || resumed)
        return rc;
    return resp_see_other(rs, in->must_change ? URL_LIT("/account") : req_next(rq, URL_LIT("/tray")), e);
}

enum rc page_sign_in_post(struct req *rq, struct resp *rs, struct err *e)
{
    struct sign_in in = { .login = req_text(rq, "login"),
                          .password = { req_secret(rq, "password") },
                          .totp = req_text(rq, "totp"),
                          .pending = req_text(rq, "pending"),
                          .address = req_peer(rq),
                          .device = req_cookie(rq, COOKIE_DEVICE) };
    struct sign_in_view v = { 0 };
    struct signed_in out = { .result = SIGN_IN_WRONG };
    enum rc rc = RC_OK;

    if (req_ok(rq) && (in.pending.len > 0 || (in.login.len > 0 && in.password.hidden.len > 0)))
        rc = sign_in(rq->app, rq->arena, &in, &out, e);
    if (rc != RC_OK)
        return rc;
    switch (out.result) {
    case SIGN_IN_OK:
        return let_in(rq, rs, &out, e);
    case SIGN_IN_WRONG:
        v.wrong = req_ok(rq);
        break;
    case SIGN_IN_NEEDS_TOTP:
        break;
    case SIGN_IN_WAIT:
        v.wait_seconds = out.wait_ms / SECOND_MS + 1;
        break;
    case SIGN_IN_NO_POST:
        v.no_post = true;
        break;
    }
    v.ask_totp = out.pending.len > 0;
    v.pending = out.pending;
    if (!(out.result == SIGN_IN_NEEDS_TOTP))
        resp_status(rs, out.result == SIGN_IN_WAIT ? 429 : 422);
    return show(rq, rs, &v, req_typed(rq, "login"), e);
}

enum rc page_sign_out(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc;

    if (!req_ok(rq)) /* the token was of another session: nothing is written */
        return ERR(e, RC_INVALID, "a form of another session");
    rc = sign_out(rq->cx, req_session(rq), e);
    if (rc == RC_OK)
        rc = resp_session(rs, STR(""), -1, e);
    return rc == RC_OK ? resp_see_other(rs, URL_LIT("/sign-in"), e) : rc;
}

enum rc page_switch_post(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc;

    if (!req_ok(rq))
        return ERR(e, RC_INVALID, "a form of another session");
    rc = session_switch_post(rq->cx, req_session(rq), req_path_int(rq, "post"), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/tray"), "switched", STR_NONE), e);
}
