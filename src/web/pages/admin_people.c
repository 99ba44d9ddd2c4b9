/*
 * admin_people.c - people who work here: list, one person, adding, changing, first passwords.
 *
 * A first password is shown on the page that answers the POST and nowhere else; hashing it is slow, so those
 * routes run outside of a transaction.
 */
#include "templates/admin_units.h"
#include "templates/official_form.h"
#include "web/pages.h"
#include "web/pages/admin.h"

#define PEOPLE_PAGE 40

const struct field form_admin_people[] = {
    { "q", FIELD_TEXT, .max = 80 },
    { "state", FIELD_TEXT, .max = 20 },
    { "page", FIELD_INT, .min = 1, .max = 100000 },
    FORM_END,
};
const struct field form_admin_person_page[] = { ADMIN_DONE, FORM_END };
const struct field form_admin_person[] = {
    { "name", FIELD_TEXT, .required = true, .min = 3, .max = 100 },
    { "login", FIELD_TEXT, .required = true, .max = 60 },
    { "national_id", FIELD_NATIONAL_ID },
    { "mobile", FIELD_PHONE },
    { "email", FIELD_EMAIL },
    { "closed", FIELD_BOOL },
    { "version", FIELD_INT, .min = 0, .max = INT32_MAX },
    FORM_END,
};
const struct field form_admin_version[] = { { "version", FIELD_INT, .min = 0, .max = INT32_MAX }, FORM_END };

static struct url person_url(struct arena *a, int64_t id)
{
    return URL(a, "/admin/people/{}", id_text(a, id));
}

static struct link_view people_crumb(void)
{
    return (struct link_view){ .to = URL_LIT("/admin/people"), .text = msg(MSG_ADMIN_PEOPLE) };
}

/* ---- the list ---- */

static const struct {
    const char *value;
    enum person_state state;
    enum msg word;
} states[] = {
    { "active", PERSON_ACTIVE, MSG_ADMIN_PEOPLE_ACTIVE },
    { "closed", PERSON_CLOSED, MSG_ADMIN_PEOPLE_CLOSED },
    { "no_post", PERSON_NO_POST, MSG_ADMIN_PEOPLE_NO_POST },
};

static enum rc person_posts(struct cx *cx, int64_t id, struct str *ret, struct err *e)
{
    struct admin_person x;
    enum rc rc = admin_person_get(cx, id, &x, e);

    *ret = STR_NONE;
    for (size_t i = 0; rc == RC_OK && i < x.history.n; i++) {
        const struct holding_rec *h = &x.history.v[i];

        if (h->from_at > cx->now_ms || (h->until_at != 0 && h->until_at <= cx->now_ms))
            continue;
        *ret = ret->len == 0 ? h->post_title
                             : arena_fmt(cx->a, "%.*s؛ %.*s", STR_ARG(*ret), STR_ARG(h->post_title));
    }
    return rc;
}

static struct filter_bar people_filters(struct req *rq)
{
    struct filter_view *v = ARENA_ARRAY(rq->arena, struct filter_view, 2);
    struct option_view options[ARRAY_LEN(states)];

    if (v == NULL)
        return (struct filter_bar){ .n = 0 };
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        options[i] = (struct option_view){ .value = str_c(states[i].value), .label = msg(states[i].word) };
    v[0] = filter_text("q", msg(MSG_ADMIN_PEOPLE_SEARCH), req_text(rq, "q"));
    v[1] = filter_select(rq->arena, "state", msg(MSG_ADMIN_STATE), req_text(rq, "state"), options,
                         ARRAY_LEN(states));
    return (struct filter_bar){ .action = URL_LIT("/admin/people"),
                                .v = v,
                                .n = 2,
                                .clear = URL_LIT("/admin/people"),
                                .active = req_text(rq, "q").len + req_text(rq, "state").len > 0 };
}

enum rc page_admin_people(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    int64_t page = req_has(rq, "page") ? req_int(rq, "page") : 1;
    struct person_filter f = { .words = req_text(rq, "q"),
                               .limit = PEOPLE_PAGE,
                               .offset = (page - 1) * PEOPLE_PAGE };
    struct person_list list = { 0 };
    struct page p;
    struct person_line *lines;
    struct people_view v = { .add = URL_LIT("/admin/people/new") };
    struct url base =
        with(a, with(a, URL_LIT("/admin/people"), "q", f.words), "state", req_text(rq, "state"));
    enum rc rc;

    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (str_eq_c(req_text(rq, "state"), states[i].value))
            f.state = states[i].state;
    rc = admin_people(rq->cx, &f, &list, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct person_line, list.n + 1);
    if (lines == NULL)
        return arena_check(a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct person_row *r = &list.v[i];

        lines[i] = (struct person_line){ .name = r->name,
                                         .login = r->login,
                                         .locked = !r->active,
                                         .totp = r->has_totp,
                                         .no_password = !r->has_password,
                                         .seen = r->seen_at,
                                         .to = person_url(a, r->id) };
        rc = person_posts(rq->cx, r->id, &lines[i].posts, e);
    }
    if (rc != RC_OK)
        return rc;
    v.v = lines;
    v.n = list.n;
    v.filters = people_filters(rq);
    v.pages = pages_of(a, base, f.offset, list.n, PEOPLE_PAGE, list.total);
    tpl_admin_people(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- one person ---- */

static void fact(struct case_fact *facts, size_t *n, enum msg label, struct str value, bool code)
{
    if (value.len > 0)
        facts[(*n)++] = (struct case_fact){ .label = msg(label), .value = value, .code = code };
}

static struct held_line *held_lines(struct req *rq, const struct holding_list *list)
{
    struct held_line *v = ARENA_ARRAY(rq->arena, struct held_line, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++) {
        const struct holding_rec *h = &list->v[i];

        v[i] = (struct held_line){ .post = h->post_title,
                                   .unit = h->unit_name,
                                   .reason = h->reason,
                                   .from = h->from_at,
                                   .until = h->until_at,
                                   .deputy = str_eq_c(h->kind, "deputy"),
                                   .now = h->from_at <= rq->cx->now_ms &&
                                          (h->until_at == 0 || h->until_at > rq->cx->now_ms),
                                   .to = URL(rq->arena, "/admin/posts/{}", id_text(rq->arena, h->post_id)) };
    }
    return v;
}

static enum rc show_person(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_person x;
    struct link_view crumbs[1] = { people_crumb() };
    struct case_fact *facts = ARENA_ARRAY(a, struct case_fact, 6);
    struct page p;
    struct person_view v = { 0 };
    enum rc rc = admin_person_get(rq->cx, req_path_int(rq, "person"), &x, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK || facts == NULL)
        return rc != RC_OK ? rc : arena_check(a, e);
    fact(facts, &v.facts_n, MSG_ADMIN_PERSON_NATIONAL_ID, x.o.national_id, true);
    fact(facts, &v.facts_n, MSG_ADMIN_PERSON_MOBILE, phone_words(a, x.o.mobile), true);
    fact(facts, &v.facts_n, MSG_ADMIN_PERSON_EMAIL, x.o.email, true);
    fact(facts, &v.facts_n, MSG_ADMIN_PERSON_SIGN_IN,
         msg(!x.o.active       ? MSG_ADMIN_SIGN_IN_CLOSED
             : !x.has_password ? MSG_ADMIN_SIGN_IN_NONE
             : x.o.must_change ? MSG_ADMIN_SIGN_IN_FIRST
             : x.has_totp      ? MSG_ADMIN_SIGN_IN_TOTP
                               : MSG_ADMIN_SIGN_IN_PASSWORD),
         false);
    v.name = x.o.name;
    v.login = x.o.login;
    v.facts = facts;
    v.held = held_lines(rq, &x.history);
    v.held_n = v.held == NULL ? 0 : x.history.n;
    v.closed = !x.o.active;
    v.may_change = x.may_change;
    v.totp = x.has_totp;
    v.version = x.o.version;
    v.edit = URL(a, "/admin/people/{}/edit", id_text(a, x.o.id));
    v.password = URL(a, "/admin/people/{}/password", id_text(a, x.o.id));
    v.totp_off = URL(a, "/admin/people/{}/totp-off", id_text(a, x.o.id));
    if (rq->method == HTTP_GET)
        admin_done_notice(rq, &p);
    tpl_admin_person(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_person(struct req *rq, struct resp *rs, struct err *e)
{
    return show_person(rq, rs, e);
}

/* ---- adding and changing ---- */

static struct admin_form person_form(struct req *rq, const struct official_rec *o)
{
    struct admin_form f = admin_form_begin(rq);

    admin_field(&f, CONTROL_TEXT, "name", MSG_ADMIN_PERSON_NAME, MSG_NONE, o->name)->required = true;
    admin_field(&f, CONTROL_TEXT, "login", MSG_ADMIN_PERSON_LOGIN, MSG_ADMIN_PERSON_LOGIN_HINT, o->login)
        ->required = true;
    admin_field(&f, CONTROL_NATIONAL_ID, "national_id", MSG_ADMIN_PERSON_NATIONAL_ID, MSG_NONE,
                o->national_id);
    admin_field(&f, CONTROL_PHONE, "mobile", MSG_ADMIN_PERSON_MOBILE, MSG_NONE,
                phone_words(rq->arena, o->mobile));
    admin_field(&f, CONTROL_EMAIL, "email", MSG_ADMIN_PERSON_EMAIL, MSG_NONE, o->email);
    if (o->id != 0)
        admin_field(&f, CONTROL_TICK, "closed", MSG_ADMIN_PERSON_CLOSE, MSG_ADMIN_PERSON_CLOSE_HINT,
                    o->active ? STR_NONE : STR("1"));
    return f;
}

static enum rc show_person_form(struct req *rq, struct cx *cx, struct resp *rs, const struct official_rec *o,
                                struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_form f = person_form(rq, o);
    struct link_view crumbs[2] = { people_crumb(), { .to = person_url(a, o->id), .text = o->name } };
    struct carried_field carried = { STR("version"), id_text(a, o->version) };
    bool fresh = o->id == 0;
    struct office_form_view v = {
        .title = fresh ? msg(MSG_ADMIN_PERSON_NEW) : MSG_FMT(a, MSG_ADMIN_PERSON_EDIT, { "name", o->name }),
        .intro = fresh ? msg(MSG_ADMIN_PERSON_NEW_INTRO) : STR_NONE,
        .fields = f.f,
        .fields_n = f.n,
        .carried = &carried,
        .carried_n = 1,
        .action = fresh ? URL_LIT("/admin/people/new") : URL(a, "/admin/people/{}/edit", id_text(a, o->id)),
        .cancel = fresh ? URL_LIT("/admin/people") : crumbs[1].to,
        .button = msg(fresh ? MSG_ADMIN_PERSON_ADD : MSG_ADMIN_SAVE),
    };
    struct page p;
    enum rc rc = admin_page(rq, cx, crumbs, fresh ? 1 : 2, &p, e);

    if (rc != RC_OK)
        return rc;
    if (!fresh && f.posted && req_int(rq, "version") != o->version)
        return admin_conflict(rq, rs, cx, &p, &f, carried.value, v.action, v.cancel, "official.", o->login,
                              e);
    tpl_official_form(resp_html(rs), &p, &v);
    return RC_OK;
}

static struct official_rec person_typed(const struct req *rq)
{
    return (struct official_rec){ .name = req_text(rq, "name"),
                                  .login = req_text(rq, "login"),
                                  .national_id = req_text(rq, "national_id"),
                                  .mobile = req_text(rq, "mobile"),
                                  .email = req_text(rq, "email"),
                                  .active = !req_bool(rq, "closed"),
                                  .version = req_int(rq, "version") };
}

struct adding {
    struct req *rq;
    struct resp *rs;
    struct official_rec o;
    int64_t version;
    struct str hash;
    enum admin_fault fault;
};

static enum rc show_new(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;
    const struct official_rec empty = { .active = true };

    return show_person_form(x->rq, cx, x->rs, &empty, e);
}

enum rc page_admin_person_new(struct req *rq, struct resp *rs, struct err *e)
{
    struct adding x = { .rq = rq, .rs = rs };

    return show_new(rq->cx, &x, e);
}

static enum rc show_password(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;
    struct first_password_view v = { .name = x->o.name,
                                     .login = x->o.login,
                                     .password = x->o.password,
                                     .person = person_url(x->rq->arena, x->o.id) };
    struct link_view crumbs[1] = { people_crumb() };
    struct page p;
    enum rc rc = admin_page(x->rq, cx, crumbs, 1, &p, e);

    if (rc == RC_OK)
        tpl_admin_first_password(resp_html(x->rs), &p, &v);
    return rc;
}

static enum rc add_person(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;

    x->o.id = 0;
    x->o.password = x->hash;
    x->o.must_change = true;
    x->o.active = true;
    return admin_person_save(cx, &x->o, &x->fault, e);
}

enum rc page_admin_person_add(struct req *rq, struct resp *rs, struct err *e)
{
    struct adding x = { .rq = rq, .rs = rs };
    struct str password = admin_first_password(rq->arena);
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show_new, &x, e);
    x.o = person_typed(rq);
    rc = password_hash(rq->arena, (struct secret){ password }, &x.hash, e);
    if (rc == RC_OK)
        rc = app_write(rq->app, rq->arena, rq->actor, add_person, &x, e);
    if (rc == RC_INVALID) {
        (void)admin_faulty(rq, x.fault, rc);
        return desk_read(rq, show_new, &x, e);
    }
    if (rc != RC_OK)
        return rc;
    x.o.password = password;
    return desk_read(rq, show_password, &x, e);
}

enum rc page_admin_person_edit(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_person x;
    enum rc rc = admin_person_get(rq->cx, req_path_int(rq, "person"), &x, e);

    return rc == RC_OK ? show_person_form(rq, rq->cx, rs, &x.o, e) : rc;
}

enum rc page_admin_person_save(struct req *rq, struct resp *rs, struct err *e)
{
    struct official_rec o;
    enum admin_fault fault = ADMIN_FINE;
    enum rc rc;

    if (!req_ok(rq))
        return page_admin_person_edit(rq, rs, e);
    o = person_typed(rq);
    o.id = req_path_int(rq, "person");
    rc = admin_person_save(rq->cx, &o, &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(
        rs, admin_done(rq->arena, person_url(rq->arena, o.id), o.active ? "saved" : "person_closed"), e);
}

/* ---- a new first password, a lost telephone ---- */

static enum rc renew(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;

    return admin_person_password(cx, x->o.id, x->version, x->hash, &x->fault, e);
}

static enum rc read_person(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;
    struct admin_person person;
    int64_t id = x->o.id;
    enum rc rc = admin_person_get(cx, id, &person, e);

    if (rc == RC_OK)
        x->o = person.o;
    return rc;
}

static enum rc show_person_slow(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;
    enum rc rc;

    x->rq->cx = cx;
    rc = show_person(x->rq, x->rs, e);
    x->rq->cx = NULL;
    return rc;
}

enum rc page_admin_person_password(struct req *rq, struct resp *rs, struct err *e)
{
    struct adding x = { .rq = rq, .rs = rs, .o = { .id = req_path_int(rq, "person") } };
    struct str password = admin_first_password(rq->arena);
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show_person_slow, &x, e);
    x.version = req_int(rq, "version");
    rc = password_hash(rq->arena, (struct secret){ password }, &x.hash, e);
    if (rc == RC_OK)
        rc = app_write(rq->app, rq->arena, rq->actor, renew, &x, e);
    if (rc == RC_INVALID || rc == RC_CONFLICT) {
        (void)admin_faulty(rq, x.fault, rc);
        return desk_read(rq, show_person_slow, &x, e);
    }
    if (rc == RC_OK)
        rc = desk_read(rq, read_person, &x, e);
    if (rc != RC_OK)
        return rc;
    x.o.password = password;
    return desk_read(rq, show_password, &x, e);
}

enum rc page_admin_person_totp_off(struct req *rq, struct resp *rs, struct err *e)
{
    enum admin_fault fault = ADMIN_FINE;
    int64_t id = req_path_int(rq, "person");
    enum rc rc;

    if (!req_ok(rq))
        return show_person(rq, rs, e);
    rc = admin_person_totp_off(rq->cx, id, req_int(rq, "version"), &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, person_url(rq->arena, id), "totp_off"), e);
}
