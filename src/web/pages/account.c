/*
 * account.c - my account: posts, password, one-time codes, other devices; dated absence and its deputy.
 */
#include "app/account.h"
#include "port/chart.h"
#include "templates/official_account.h"
#include "web/pages.h"
#include "web/pages/desk.h"

const struct field form_account[] = { DESK_NOTICE_FIELDS, FORM_END };
const struct field form_password[] = { { "old_password", FIELD_SECRET, .required = true, .max = 200 },
                                       { "new_password", FIELD_SECRET, .required = true, .max = 200 },
                                       { "again", FIELD_SECRET, .required = true, .max = 200 },
                                       FORM_END };
const struct field form_totp[] = { { "sealed", FIELD_TEXT, .max = 300 },
                                   { "code", FIELD_TEXT, .max = 20 },
                                   FORM_END };
const struct field form_deputy[] = { { "post", FIELD_TEXT, .required = true, .max = 100 },
                                     { "deputy", FIELD_TEXT, .required = true, .max = 100 },
                                     { "from", FIELD_DATE, .required = true },
                                     { "until", FIELD_DATE, .required = true },
                                     { "reason", FIELD_TEXT, .required = true, .min = 3, .max = 200 },
                                     FORM_END };

/* ---- the page ---- */

struct showing {
    struct req *rq;
    struct resp *rs;
    struct str sealed; /* a secret is being set up */
    struct page p;
    struct account who;
    struct totp_offer offer;
};

static struct field_view secret_field(const struct req *rq, const char *name, enum msg label,
                                      const char *autocomplete, bool of_this_form)
{
    struct field_view f = { .control = CONTROL_SECRET,
                            .name = str_c(name),
                            .label = msg(label),
                            .required = true,
                            .autocomplete = str_c(autocomplete) };

    if (of_this_form && rq->method == HTTP_POST)
        f.error = req_error(rq, name);
    return f;
}

static void put_posts(struct arena *a, const struct account *who, struct account_view *v)
{
    struct case_fact *f = ARENA_ARRAY(a, struct case_fact, who->posts.n);

    for (size_t i = 0; f != NULL && i < who->posts.n; i++) {
        const struct holding_rec *h = &who->posts.v[i];

        f[i].label = msg(str_eq_c(h->kind, "deputy") ? MSG_ACCOUNT_DEPUTY : MSG_ACCOUNT_POST);
        f[i].value = arena_fmt(a, "%.*s، %.*s", STR_ARG(h->post_title), STR_ARG(h->unit_name));
    }
    v->posts = f;
    v->posts_n = f == NULL ? 0 : who->posts.n;
}

static enum rc qr_of(struct arena *a, struct str content, struct safe_html *ret, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    enum rc rc;

    buf_init(&b, (size_t)256 << 10);
    rc = qr_write_svg(content, msg(MSG_ACCOUNT_QR), &b, e);
    if (rc == RC_OK)
        *ret = html_from_template(a, &b);
    return rc;
}

static enum rc load(struct cx *cx, void *arg, struct err *e)
{
    struct showing *x = arg;
    enum rc rc = account_get(cx, &x->who, e);

    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_NOWHERE, &x->p, e);
    if (rc == RC_OK && x->sealed.len > 0)
        rc = account_totp_open(cx, x->sealed, &x->offer, e);
    return rc;
}

static struct str grouped(struct arena *a, struct str secret)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, 400);
    for (size_t i = 0; i < secret.len; i++) {
        if (i > 0 && i % 4 == 0)
            buf_byte(&b, ' ');
        buf_byte(&b, secret.p[i]);
    }
    return arena_str(a, buf_view(&b));
}

static enum rc show(struct showing *x, struct err *e)
{
    struct req *rq = x->rq;
    struct account_view v = { .password_action = URL_LIT("/account/password"),
                              .totp_action = URL_LIT("/account/totp"),
                              .end_others = URL_LIT("/account/end-others") };
    bool password = str_eq_c(rq->path, "/account/password");
    enum rc rc = desk_read(rq, load, x, e);

    if (rc != RC_OK)
        return rc;
    if (rq->method == HTTP_GET)
        desk_notice(rq, &x->p);
    v.login = x->who.who.login;
    v.name = x->who.who.name;
    v.must_change = x->who.who.must_change;
    put_posts(rq->arena, &x->who, &v);
    v.old_password = secret_field(rq, "old_password", MSG_ACCOUNT_OLD, "current-password", password);
    v.new_password = secret_field(rq, "new_password", MSG_ACCOUNT_NEW, "new-password", password);
    v.new_password.hint = msg(MSG_ACCOUNT_NEW_HINT);
    v.again = secret_field(rq, "again", MSG_ACCOUNT_AGAIN, "new-password", password);
    v.totp_on = x->who.who.totp_secret.len > 0;
    if (v.totp_on || x->sealed.len > 0)
        v.totp_code =
            (struct field_view){ .control = CONTROL_CODE,
                                 .name = STR("code"),
                                 .label = msg(MSG_SIGN_IN_TOTP),
                                 .required = true,
                                 .narrow = true,
                                 .autocomplete = STR("one-time-code"),
                                 .error =
                                     str_eq_c(rq->path, "/account/totp") ? req_error(rq, "code") : STR_NONE };
    if (x->sealed.len > 0) {
        v.totp_sealed = x->offer.sealed;
        v.totp_secret = grouped(rq->arena, x->offer.secret);
        rc = qr_of(rq->arena, x->offer.uri, &v.totp_qr, e);
        if (rc != RC_OK)
            return rc;
    }
    tpl_official_account(resp_html(x->rs), &x->p, &v);
    return RC_OK;
}

enum rc page_account(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };

    return show(&x, e);
}

/* ---- password ---- */

enum rc page_account_password(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };
    struct secret old = { req_secret(rq, "old_password") }, new_ = { req_secret(rq, "new_password") };
    enum password_fault fault = PASSWORD_OK;
    enum rc rc = RC_OK;

    if (req_ok(rq) && !secret_eq(new_, (struct secret){ req_secret(rq, "again") }))
        req_add_error(rq, "again", MSG_ERROR_PASSWORD_AGAIN);
    if (!req_ok(rq))
        return show(&x, e);
    rc = account_set_password(rq->app, rq->arena, rq->actor, old, new_, req_session(rq), &fault, e);
    if (rc != RC_OK)
        return rc;
    switch (fault) {
    case PASSWORD_OK:
        return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/account"), "password", STR_NONE), e);
    case PASSWORD_OLD_WRONG:
        req_add_error(rq, "old_password", MSG_ERROR_PASSWORD_OLD);
        break;
    case PASSWORD_SHORT:
        req_add_error(rq, "new_password", MSG_ERROR_PASSWORD_SHORT);
        break;
    case PASSWORD_SAME:
        req_add_error(rq, "new_password", MSG_ERROR_PASSWORD_SAME);
        break;
    case PASSWORD_IS_LOGIN:
        req_add_error(rq, "new_password", MSG_ERROR_PASSWORD_LOGIN);
        break;
    }
    return show(&x, e);
}

/* ---- one-time codes ---- */

static enum rc new_offer(struct cx *cx, void *arg, struct err *e)
{
    return account_totp_offer(cx, arg, e);
}

struct switching {
    struct str sealed, code;
    bool on;
};

static enum rc switch_it(struct cx *cx, void *arg, struct err *e)
{
    struct switching *s = arg;

    return s->on ? account_totp_on(cx, s->sealed, s->code, e) : account_totp_off(cx, s->code, e);
}

enum rc page_account_totp(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };
    struct switching s = { .sealed = req_text(rq, "sealed"), .code = req_text(rq, "code") };
    struct totp_offer offer;
    enum rc rc = desk_read(rq, load, &x, e);

    if (rc != RC_OK || !req_ok(rq))
        return rc != RC_OK ? rc : show(&x, e);
    s.on = x.who.who.totp_secret.len == 0;
    if (s.on && s.sealed.len == 0) { /* begin: show a fresh secret */
        rc = desk_read(rq, new_offer, &offer, e);
        x.sealed = rc == RC_OK ? offer.sealed : STR_NONE;
        return rc == RC_OK ? show(&x, e) : rc;
    }
    rc = app_write(rq->app, rq->arena, rq->actor, switch_it, &s, e);
    if (rc == RC_INVALID) {
        req_add_error(rq, "code", MSG_ERROR_TOTP);
        if (s.on &&
            desk_read(rq, load, &(struct showing){ .rq = rq, .rs = rs, .sealed = s.sealed }, e) == RC_OK)
            x.sealed = s.sealed;
        return show(&x, e);
    }
    if (rc != RC_OK)
        return rc;
    return resp_see_other(
        rs, desk_done(rq->arena, URL_LIT("/account"), s.on ? "totp_on" : "totp_off", STR_NONE), e);
}

enum rc page_account_end_others(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };
    enum rc rc;

    if (!req_ok(rq))
        return show(&x, e);
    rc = account_end_others(rq->cx, req_session(rq), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/account"), "sessions", STR_NONE), e);
}

/* ---- absence ---- */

/* Typed values only when it is this form that came back, not the button that ends a deputy. */
static struct field_view deputy_field(const struct req *rq, enum control control, const char *name)
{
    if (str_eq_c(rq->path, "/delegations"))
        return desk_field(rq, control, name);
    return (struct field_view){ .control = control, .name = str_c(name) };
}

static struct field_view choice(const struct req *rq, const char *name, enum msg label,
                                const struct option_view *options, size_t n, struct arena *a)
{
    struct field_view f = deputy_field(rq, CONTROL_SELECT, name);
    struct option_view *v = ARENA_ARRAY(a, struct option_view, n);

    for (size_t i = 0; v != NULL && i < n; i++) {
        v[i] = options[i];
        v[i].chosen = str_eq(v[i].value, f.value) || n == 1;
    }
    f.label = msg(label);
    f.required = true;
    f.options = v;
    f.options_n = v == NULL ? 0 : n;
    return f;
}

static struct field_view day_field(const struct req *rq, const char *name, enum msg label)
{
    struct field_view f = deputy_field(rq, CONTROL_DATE, name);

    f.label = msg(label);
    f.required = true;
    f.compact_date = true;
    return f;
}

static struct field_view *deputy_fields(const struct req *rq, const struct deputies *d)
{
    struct arena *a = rq->arena;
    struct field_view *f = ARENA_ARRAY(a, struct field_view, 5);
    struct option_view *posts = ARENA_ARRAY(a, struct option_view, d->own.n),
                       *people = ARENA_ARRAY(a, struct option_view, d->people.n);

    if (f == NULL || posts == NULL || people == NULL)
        return NULL;
    for (size_t i = 0; i < d->own.n; i++)
        posts[i] = (struct option_view){ .value = d->own.v[i].post_code, .label = d->own.v[i].post_title };
    for (size_t i = 0; i < d->people.n; i++)
        people[i] = (struct option_view){ .value = d->people.v[i].login, .label = d->people.v[i].name };
    f[0] = choice(rq, "post", MSG_DEPUTY_POST, posts, d->own.n, a);
    f[1] = choice(rq, "deputy", MSG_DEPUTY_PERSON, people, d->people.n, a);
    f[2] = day_field(rq, "from", MSG_DEPUTY_FROM);
    f[3] = day_field(rq, "until", MSG_DEPUTY_UNTIL);
    f[4] = deputy_field(rq, CONTROL_TEXT, "reason");
    f[4].label = msg(MSG_DEPUTY_REASON);
    f[4].required = true;
    return f;
}

static enum rc show_deputies(struct req *rq, struct resp *rs, struct err *e)
{
    struct deputies d;
    struct delegations_view v = { .action = URL_LIT("/delegations") };
    struct delegation_line *lines;
    struct page p;
    enum rc rc = deputies_get(rq->cx, &d, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_NOWHERE, &p, e);
    lines = ARENA_ARRAY(rq->arena, struct delegation_line, d.list.n);
    if (rc != RC_OK)
        return rc;
    if (rq->method == HTTP_GET)
        desk_notice(rq, &p);
    for (size_t i = 0; lines != NULL && i < d.list.n; i++) {
        const struct holding_rec *h = &d.list.v[i];
        bool mine = h->official_id != rq->actor->official_id;

        lines[i] = (struct delegation_line){
            .post = arena_fmt(rq->arena, "%.*s، %.*s", STR_ARG(h->post_title), STR_ARG(h->unit_name)),
            .deputy = h->official_name,
            .reason = h->reason,
            .from = h->from_at,
            .until = h->until_at == 0 ? 0 : h->until_at - 1,
            .now = h->from_at <= rq->cx->now_ms,
            .mine = mine,
        };
        if (mine)
            lines[i].end =
                URL(rq->arena, "/delegations/{}/end", arena_fmt(rq->arena, "%lld", (long long)h->id));
    }
    v.v = lines;
    v.n = lines == NULL ? 0 : d.list.n;
    v.fields = deputy_fields(rq, &d);
    v.fields_n = v.fields == NULL || d.own.n == 0 ? 0 : 5;
    tpl_official_delegations(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_delegations(struct req *rq, struct resp *rs, struct err *e)
{
    return show_deputies(rq, rs, e);
}

enum rc page_delegation_add(struct req *rq, struct resp *rs, struct err *e)
{
    static const struct {
        const char *field;
        enum msg words;
    } faults[] = {
        [DEPUTY_POST] = { "post", MSG_ERROR_DEPUTY_POST },
        [DEPUTY_PERSON] = { "deputy", MSG_ERROR_DEPUTY_PERSON },
        [DEPUTY_DATES] = { "until", MSG_ERROR_DEPUTY_DATES },
        [DEPUTY_OVERLAP] = { "from", MSG_ERROR_DEPUTY_OVERLAP },
    };
    struct jdate from = req_date(rq, "from"), until = req_date(rq, "until");
    struct deputy_cmd cmd = { .post = req_text(rq, "post"),
                              .deputy = req_text(rq, "deputy"),
                              .reason = req_text(rq, "reason") };
    enum deputy_fault fault = DEPUTY_OK;
    enum rc rc;

    if (!req_ok(rq))
        return show_deputies(rq, rs, e);
    cmd.from_day = jdate_to_day(from);
    cmd.until_day = jdate_to_day(until);
    rc = deputy_add(rq->cx, &cmd, &fault, e);
    if (rc == RC_INVALID && fault != DEPUTY_OK)
        req_add_error(rq, faults[fault].field, faults[fault].words);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/delegations"), "deputy", STR_NONE), e);
}

enum rc page_delegation_end(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc;

    if (!req_ok(rq))
        return show_deputies(rq, rs, e);
    rc = deputy_end(rq->cx, req_path_int(rq, "holding"), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/delegations"), "deputy_end", STR_NONE), e);
}
