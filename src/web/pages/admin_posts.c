/*
 * admin_posts.c - a post and who held it; adding and changing posts, appointing, ending.
 */
#include "app/package.h"
#include "templates/admin_units.h"
#include "templates/official_form.h"
#include "templates/parts_confirm.h"
#include "web/pages.h"
#include "web/pages/admin.h"

#define PEOPLE_IN_SELECT 300 /* with more, the login is typed */

const struct field form_admin_post_page[] = { ADMIN_DONE, FORM_END };
const struct field form_admin_post[] = {
    { "title", FIELD_TEXT, .required = true, .min = 2, .max = 150 },
    { "code", FIELD_TEXT, .required = true, .max = 60 },
    { "roles", FIELD_CHOICE, .many = true },
    { "rights", FIELD_CHOICE, .many = true },
    { "superior", FIELD_TEXT, .max = 60 },
    { "closed", FIELD_BOOL },
    { "version", FIELD_INT, .min = 0, .max = INT32_MAX },
    FORM_END,
};
const struct field form_admin_hold[] = {
    { "login", FIELD_TEXT, .required = true, .max = 60 },
    { "kind", FIELD_CHOICE, .required = true, .choices = (const char *const[]){ "holder", "deputy", NULL } },
    { "from", FIELD_DATE, .required = true },
    { "until", FIELD_DATE },
    { "reason", FIELD_TEXT, .required = true, .max = 200 },
    FORM_END,
};

static const struct {
    int64_t bit;
    const char *name;
    enum msg word;
} rights[] = {
    { RIGHT_WORK, "work", MSG_ADMIN_RIGHT_WORK },
    { RIGHT_REGISTER, "register", MSG_ADMIN_RIGHT_REGISTER },
    { RIGHT_MANAGE, "manage", MSG_ADMIN_RIGHT_MANAGE },
    { RIGHT_REPORT, "report", MSG_ADMIN_RIGHT_REPORT },
    { RIGHT_CONFIDENTIAL, "confidential", MSG_ADMIN_RIGHT_CONFIDENTIAL },
    { RIGHT_ADMINISTER, "administer", MSG_ADMIN_RIGHT_ADMINISTER },
    { RIGHT_ALL_UNITS, "all", MSG_ADMIN_RIGHT_ALL },
};

static struct url post_url(struct arena *a, int64_t id)
{
    return URL(a, "/admin/posts/{}", id_text(a, id));
}

static void unit_crumbs(struct arena *a, int64_t unit_id, struct str unit_name, struct link_view v[2])
{
    v[0] = (struct link_view){ .to = URL_LIT("/admin/units"), .text = msg(MSG_ADMIN_UNITS) };
    v[1] = (struct link_view){ .to = URL(a, "/admin/units/{}", id_text(a, unit_id)), .text = unit_name };
}

/* ---- roles: those that installed processes give work to, with their words ---- */

struct role_list {
    struct option_view *v;
    size_t n, cap;
};

static void add_role(struct arena *a, struct role_list *l, struct str role, struct str word)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i].value, role))
            return;
    if (vec_grow(a, (void **)&l->v, l->n, &l->cap, sizeof(*l->v)))
        l->v[l->n++] = (struct option_view){ .value = role, .label = word };
}

static enum rc known_roles(struct cx *cx, struct str own, struct role_list *ret, struct err *e)
{
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct json *words = json_get(all.v[i]->meta, "roles");

        for (const struct json *x = words == NULL ? NULL : words->first; x != NULL; x = x->next)
            if (!str_eq_c(x->name, "CIT") && !str_eq_c(x->name, "SYS")) /* these hold no post */
                add_role(cx->a, ret, x->name,
                         arena_fmt(cx->a, "%.*s (%.*s)", STR_ARG(x->text), STR_ARG(x->name)));
    }
    while (own.len > 0) {
        struct str one = str_cut(&own, ' ');

        if (one.len > 0)
            add_role(cx->a, ret, one, one);
    }
    return rc;
}

static struct str role_words(struct arena *a, struct str roles, const struct role_list *known)
{
    struct str out = STR_NONE;

    for (size_t i = 0; i < known->n; i++)
        if (roles_have(roles, known->v[i].value))
            out = out.len == 0 ? known->v[i].label
                               : arena_fmt(a, "%.*s، %.*s", STR_ARG(out), STR_ARG(known->v[i].label));
    return out.len > 0 ? out : msg(MSG_ADMIN_NO_ROLE);
}

static struct str right_names(struct arena *a, int64_t bits, bool words)
{
    struct str out = STR_NONE;

    for (size_t i = 0; i < ARRAY_LEN(rights); i++) {
        struct str one = words ? msg(rights[i].word) : str_c(rights[i].name);

        if (bits & rights[i].bit)
            out = out.len == 0 ? one
                               : arena_fmt(a, words ? "%.*s، %.*s" : "%.*s %.*s", STR_ARG(out), STR_ARG(one));
    }
    return out;
}

static int64_t rights_typed(const struct req *rq)
{
    struct str list = admin_ticked(rq, "rights");
    int64_t bits = 0;

    for (size_t i = 0; i < ARRAY_LEN(rights); i++)
        if (roles_have(list, str_c(rights[i].name)))
            bits |= rights[i].bit;
    return bits;
}

/* ---- the page of a post ---- */

static enum rc people_options(struct req *rq, struct admin_form *f, struct err *e)
{
    struct person_filter filter = { .state = PERSON_ACTIVE, .limit = PEOPLE_IN_SELECT };
    struct person_list people = { 0 };
    struct option_view *v;
    enum rc rc = admin_people(rq->cx, &filter, &people, e);

    if (rc != RC_OK || people.total > PEOPLE_IN_SELECT || people.n == 0)
        return rc;
    v = ARENA_ARRAY(rq->arena, struct option_view, people.n);
    if (v == NULL)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < people.n; i++)
        v[i] = (struct option_view){ .value = people.v[i].login,
                                     .label = arena_fmt(rq->arena, "%.*s (%.*s)", STR_ARG(people.v[i].name),
                                                        STR_ARG(people.v[i].login)) };
    f->f[f->n - 1].control = CONTROL_SELECT;
    f->f[f->n - 1].hint = STR_NONE;
    admin_options(f, v, people.n);
    return RC_OK;
}

static enum rc hold_form(struct req *rq, struct admin_form *f, struct err *e)
{
    const struct option_view options[] = {
        { .value = STR("holder"), .label = msg(MSG_ADMIN_HOLD_HOLDER) },
        { .value = STR("deputy"), .label = msg(MSG_ADMIN_HOLD_DEPUTY) },
    };
    enum rc rc;

    admin_field(f, CONTROL_TEXT, "login", MSG_ADMIN_HOLD_PERSON, MSG_ADMIN_HOLD_PERSON_HINT, STR_NONE)
        ->required = true;
    rc = people_options(rq, f, e);
    admin_field(f, CONTROL_SELECT, "kind", MSG_ADMIN_HOLD_KIND, MSG_ADMIN_HOLD_KIND_HINT, STR("holder"))
        ->required = true;
    admin_options(f, options, ARRAY_LEN(options));
    admin_field(f, CONTROL_DATE, "from", MSG_ADMIN_HOLD_FROM, MSG_NONE,
                jdate_text_ms(rq->arena, rq->cx->now_ms, JDATE_SHORT))
        ->required = true;
    admin_field(f, CONTROL_DATE, "until", MSG_ADMIN_HOLD_UNTIL, MSG_ADMIN_HOLD_UNTIL_HINT, STR_NONE);
    admin_field(f, CONTROL_TEXT, "reason", MSG_ADMIN_HOLD_REASON, MSG_ADMIN_HOLD_REASON_HINT, STR_NONE)
        ->required = true;
    return rc;
}

static struct holder_line *holder_lines(struct req *rq, const struct admin_post *x)
{
    struct arena *a = rq->arena;
    struct holder_line *v = ARENA_ARRAY(a, struct holder_line, x->history.n);

    for (size_t i = 0; v != NULL && i < x->history.n; i++) {
        const struct holding_rec *h = &x->history.v[i];
        bool over = h->until_at != 0 && h->until_at <= rq->cx->now_ms;

        v[i] = (struct holder_line){ .name = h->official_name,
                                     .from = h->from_at,
                                     .until = h->until_at,
                                     .deputy = str_eq_c(h->kind, "deputy"),
                                     .now = !over && h->from_at <= rq->cx->now_ms,
                                     .reason = h->reason,
                                     .to = URL(a, "/admin/people/{}", id_text(a, h->official_id)) };
        if (!over && x->may_change)
            v[i].end = URL(a, "/admin/posts/{}/holdings/{}/end", id_text(a, x->p.id), id_text(a, h->id));
    }
    return v;
}

static enum rc post_facts(struct req *rq, const struct admin_post *x, struct post_view *v, struct err *e)
{
    struct arena *a = rq->arena;
    struct case_fact *facts = ARENA_ARRAY(a, struct case_fact, 5);
    struct role_list known = { 0 };
    struct small open = fa_grouped(x->open_tasks);
    enum rc rc = known_roles(rq->cx, x->p.roles, &known, e);

    if (rc != RC_OK || facts == NULL)
        return rc != RC_OK ? rc : arena_check(a, e);
    facts[v->facts_n++] =
        (struct case_fact){ .label = msg(MSG_ADMIN_ROLES), .value = role_words(a, x->p.roles, &known) };
    facts[v->facts_n++] = (struct case_fact){ .label = msg(MSG_ADMIN_RIGHTS),
                                              .value = x->p.rights == 0 ? msg(MSG_ADMIN_NO_RIGHT)
                                                                        : right_names(a, x->p.rights, true) };
    if (x->superior.id != 0)
        facts[v->facts_n++] =
            (struct case_fact){ .label = msg(MSG_ADMIN_SUPERIOR), .value = x->superior.title };
    facts[v->facts_n++] =
        (struct case_fact){ .label = msg(MSG_ADMIN_OPEN_TASKS), .value = arena_str(a, small_view(&open)) };
    if (!x->p.active)
        facts[v->facts_n++] =
            (struct case_fact){ .label = msg(MSG_ADMIN_STATE), .value = msg(MSG_ADMIN_IS_CLOSED) };
    v->facts = facts;
    return RC_OK;
}

static enum rc show_post(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_post x;
    struct admin_form f = admin_form_begin(rq);
    struct link_view crumbs[2];
    struct page p;
    struct post_view v = { 0 };
    enum rc rc = admin_post_get(rq->cx, req_path_int(rq, "post"), &x, e);

    if (rc != RC_OK)
        return rc;
    unit_crumbs(a, x.unit.id, x.unit.name, crumbs);
    rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc == RC_OK)
        rc = post_facts(rq, &x, &v, e);
    if (rc == RC_OK)
        rc = hold_form(rq, &f, e);
    if (rc != RC_OK)
        return rc;
    v.title = x.p.title;
    v.code = x.p.code;
    v.unit = x.unit.name;
    v.holders = holder_lines(rq, &x);
    v.holders_n = v.holders == NULL ? 0 : x.history.n;
    v.fields = f.f;
    v.fields_n = f.n;
    v.action = URL(a, "/admin/posts/{}/hold", id_text(a, x.p.id));
    if (x.may_change)
        v.edit = URL(a, "/admin/posts/{}/edit", id_text(a, x.p.id));
    if (!x.p.active)
        v.why_not = msg(MSG_ADMIN_POST_IS_CLOSED);
    else if (!x.may_change)
        v.why_not = msg(MSG_ADMIN_FAULT_RIGHTS);
    if (rq->method == HTTP_GET)
        admin_done_notice(rq, &p);
    tpl_admin_post(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_post(struct req *rq, struct resp *rs, struct err *e)
{
    return show_post(rq, rs, e);
}

enum rc page_admin_hold(struct req *rq, struct resp *rs, struct err *e)
{
    enum admin_fault fault = ADMIN_FINE;
    struct admin_hold h;
    struct url back = post_url(rq->arena, req_path_int(rq, "post"));
    enum rc rc;

    if (!req_ok(rq))
        return show_post(rq, rs, e);
    h = (struct admin_hold){ .post_id = req_path_int(rq, "post"),
                             .login = req_text(rq, "login"),
                             .deputy = str_eq_c(req_text(rq, "kind"), "deputy"),
                             .from = jdate_to_day(req_date(rq, "from")),
                             .until = req_has(rq, "until") ? jdate_to_day(req_date(rq, "until")) : 0,
                             .reason = req_text(rq, "reason") };
    rc = admin_hold(rq->cx, &h, &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, back, "held"), e);
}

/* ---- ending a holding: asks first ---- */

enum rc page_admin_hold_end(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_post x;
    struct link_view crumbs[2];
    struct page p;
    int64_t id = req_path_int(rq, "holding");
    const struct holding_rec *h = NULL;
    struct confirm_view v = { .danger = true };
    enum rc rc = admin_post_get(rq->cx, req_path_int(rq, "post"), &x, e);

    for (size_t i = 0; rc == RC_OK && i < x.history.n; i++)
        if (x.history.v[i].id == id)
            h = &x.history.v[i];
    if (rc == RC_OK && h == NULL)
        rc = ERR(e, RC_NOT_FOUND, "no such holding of this post");
    if (rc != RC_OK)
        return rc;
    unit_crumbs(a, x.unit.id, x.unit.name, crumbs);
    rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.title = MSG_FMT(a, MSG_ADMIN_END_TITLE, { "name", h->official_name }, { "post", x.p.title });
    v.consequence = msg(MSG_ADMIN_END_TEXT);
    v.button = msg(MSG_ADMIN_END_BUTTON);
    v.action = URL(a, "/admin/posts/{}/holdings/{}/end", id_text(a, x.p.id), id_text(a, id));
    v.cancel = post_url(a, x.p.id);
    tpl_confirm(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_hold_end_send(struct req *rq, struct resp *rs, struct err *e)
{
    enum admin_fault fault = ADMIN_FINE;
    int64_t post = req_path_int(rq, "post");
    enum rc rc;

    if (!req_ok(rq))
        return page_admin_hold_end(rq, rs, e);
    rc = admin_hold_end(rq->cx, post, req_path_int(rq, "holding"), &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, post_url(rq->arena, post), "ended"), e);
}

/* ---- adding and changing ---- */

static enum rc superior_options(struct req *rq, struct admin_form *f, int64_t own, const struct post_rec *now,
                                struct err *e)
{
    struct post_list posts = { 0 };
    struct option_view *v;
    size_t n = 0;
    enum rc rc = admin_posts(rq->cx, &posts, e);

    if (rc != RC_OK || posts.n > PEOPLE_IN_SELECT)
        return rc;
    v = ARENA_ARRAY(rq->arena, struct option_view, posts.n + 2);
    if (v == NULL)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < posts.n; i++)
        if (posts.v[i].id != own)
            v[n++] =
                (struct option_view){ .value = posts.v[i].code,
                                      .label = arena_fmt(rq->arena, "%.*s، %.*s", STR_ARG(posts.v[i].title),
                                                         STR_ARG(posts.v[i].unit_name)) };
    if (now->id != 0 && !now->active)
        v[n++] = (struct option_view){ .value = now->code, .label = now->title };
    f->f[f->n - 1].control = CONTROL_SELECT;
    admin_options(f, v, n);
    return RC_OK;
}

static enum rc post_form(struct req *rq, struct admin_form *f, const struct admin_post *x, struct err *e)
{
    struct option_view options[ARRAY_LEN(rights)];
    struct role_list known = { 0 };
    size_t n = 0;
    enum rc rc = known_roles(rq->cx, x->p.roles, &known, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < ARRAY_LEN(rights); i++)
        if (rights[i].bit != RIGHT_ALL_UNITS || admin_of_all(rq->cx))
            options[n++] =
                (struct option_view){ .value = str_c(rights[i].name), .label = msg(rights[i].word) };
    admin_field(f, CONTROL_TEXT, "title", MSG_ADMIN_POST_TITLE, MSG_NONE, x->p.title)->required = true;
    admin_field(f, CONTROL_TEXT, "code", MSG_ADMIN_CODE, MSG_ADMIN_CODE_HINT, x->p.code)->required = true;
    admin_field(f, CONTROL_TEXT, "superior", MSG_ADMIN_SUPERIOR, MSG_ADMIN_SUPERIOR_HINT, x->superior.code);
    rc = superior_options(rq, f, x->p.id, &x->superior, e);
    if (rc != RC_OK)
        return rc;
    if (x->p.id != 0)
        admin_field(f, CONTROL_TICK, "closed", MSG_ADMIN_POST_CLOSED, MSG_ADMIN_POST_CLOSED_HINT,
                    x->p.active ? STR_NONE : STR("1"));
    admin_field(f, CONTROL_TICKS, "roles", MSG_ADMIN_ROLES, MSG_ADMIN_ROLES_HINT, x->p.roles);
    admin_options(f, known.v, known.n);
    if (known.n == 0)
        f->n--;
    admin_field(f, CONTROL_TICKS, "rights", MSG_ADMIN_RIGHTS, MSG_ADMIN_RIGHTS_HINT,
                right_names(rq->arena, x->p.rights, false));
    admin_options(f, options, n);
    return RC_OK;
}

static enum rc show_post_form(struct req *rq, struct resp *rs, const struct admin_post *x, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_form f = admin_form_begin(rq);
    struct link_view crumbs[2];
    struct carried_field carried = { STR("version"), id_text(a, x->p.version) };
    struct office_form_view v = { .carried = &carried, .carried_n = 1, .two_columns = true };
    bool fresh = x->p.id == 0;
    struct page p;
    enum rc rc = post_form(rq, &f, x, e);

    if (rc != RC_OK)
        return rc;
    unit_crumbs(a, x->unit.id, x->unit.name, crumbs);
    rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.fields = f.f;
    v.fields_n = f.n;
    v.action = fresh ? URL(a, "/admin/units/{}/posts/new", id_text(a, x->unit.id))
                     : URL(a, "/admin/posts/{}/edit", id_text(a, x->p.id));
    v.cancel = fresh ? crumbs[1].to : post_url(a, x->p.id);
    v.button = msg(fresh ? MSG_ADMIN_POST_ADD : MSG_ADMIN_SAVE);
    v.title = fresh ? MSG_FMT(a, MSG_ADMIN_POST_NEW, { "unit", x->unit.name })
                    : MSG_FMT(a, MSG_ADMIN_POST_EDIT, { "title", x->p.title });
    if (!fresh && f.posted && req_int(rq, "version") != x->p.version)
        return admin_conflict(rq, rs, rq->cx, &p, &f, id_text(a, x->p.version), v.action, v.cancel, "post.",
                              x->p.code, e);
    tpl_official_form(resp_html(rs), &p, &v);
    return RC_OK;
}

static struct post_rec post_typed(const struct req *rq)
{
    return (struct post_rec){ .title = req_text(rq, "title"),
                              .code = req_text(rq, "code"),
                              .roles = admin_ticked(rq, "roles"),
                              .rights = rights_typed(rq),
                              .active = !req_bool(rq, "closed"),
                              .version = req_int(rq, "version") };
}

enum rc page_admin_post_new(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_unit u;
    struct admin_post x = { .p = { .active = true, .rights = RIGHT_WORK } };
    enum rc rc = admin_unit_get(rq->cx, req_path_int(rq, "unit"), &u, e);

    x.unit = u.u;
    return rc == RC_OK ? show_post_form(rq, rs, &x, e) : rc;
}

enum rc page_admin_post_add(struct req *rq, struct resp *rs, struct err *e)
{
    struct post_rec p;
    enum admin_fault fault = ADMIN_FINE;
    enum rc rc;

    if (!req_ok(rq))
        return page_admin_post_new(rq, rs, e);
    p = post_typed(rq);
    p.unit_id = req_path_int(rq, "unit");
    rc = admin_post_save(rq->cx, &p, req_text(rq, "superior"), &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, post_url(rq->arena, p.id), "post"), e);
}

enum rc page_admin_post_edit(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_post x;
    enum rc rc = admin_post_get(rq->cx, req_path_int(rq, "post"), &x, e);

    return rc == RC_OK ? show_post_form(rq, rs, &x, e) : rc;
}

enum rc page_admin_post_save(struct req *rq, struct resp *rs, struct err *e)
{
    struct post_rec p;
    enum admin_fault fault = ADMIN_FINE;
    enum rc rc;

    if (!req_ok(rq))
        return page_admin_post_edit(rq, rs, e);
    p = post_typed(rq);
    p.id = req_path_int(rq, "post");
    rc = admin_post_save(rq->cx, &p, req_text(rq, "superior"), &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, post_url(rq->arena, p.id), p.active ? "saved" : "closed"),
                          e);
}
