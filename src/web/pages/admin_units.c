/*
 * admin_units.c - the tree of units, a unit with its posts, adding and changing a unit.
 */
#include "templates/admin_units.h"
#include "templates/official_form.h"
#include "web/pages.h"
#include "web/pages/admin.h"

const struct field form_admin_units[] = { { "q", FIELD_TEXT, .max = 80 }, ADMIN_DONE, FORM_END };
const struct field form_admin_unit_page[] = { ADMIN_DONE, FORM_END };
const struct field form_admin_unit_new[] = { { "parent", FIELD_ID }, FORM_END };
const struct field form_admin_unit[] = {
    { "parent", FIELD_ID },
    { "name", FIELD_TEXT, .required = true, .min = 2, .max = 150 },
    { "code", FIELD_TEXT, .required = true, .max = 60 },
    { "kind", FIELD_CHOICE, .required = true },
    { "function", FIELD_TEXT, .max = 60 },
    { "county", FIELD_TEXT, .max = 60 },
    { "phone", FIELD_PHONE },
    { "address", FIELD_TEXT, .max = 200 },
    { "closed", FIELD_BOOL },
    { "version", FIELD_INT, .min = 0, .max = INT32_MAX },
    FORM_END,
};

static const struct {
    const char *kind;
    enum msg word;
} kinds[] = {
    { "national", MSG_ADMIN_KIND_NATIONAL },       { "province", MSG_ADMIN_KIND_PROVINCE },
    { "directorate", MSG_ADMIN_KIND_DIRECTORATE }, { "county", MSG_ADMIN_KIND_COUNTY },
    { "district", MSG_ADMIN_KIND_DISTRICT },       { "agency", MSG_ADMIN_KIND_AGENCY },
    { "office", MSG_ADMIN_KIND_OFFICE },
};

static struct str kind_word(struct str kind)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq_c(kind, kinds[i].kind))
            return msg(kinds[i].word);
    return kind;
}

static struct url unit_url(struct arena *a, int64_t id)
{
    return URL(a, "/admin/units/{}", id_text(a, id));
}

static struct link_view units_crumb(void)
{
    return (struct link_view){ .to = URL_LIT("/admin/units"), .text = msg(MSG_ADMIN_UNITS) };
}

/* ---- the tree ---- */

enum rc page_admin_units(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_unit_rows rows = { 0 };
    struct page p;
    struct units_view v = { 0 };
    struct unit_line *lines;
    struct filter_view *q = ARENA_NEW(a, struct filter_view);
    enum rc rc = admin_units(rq->cx, req_text(rq, "q"), &rows, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct unit_line, rows.n + 1);
    if (lines == NULL || q == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < rows.n; i++) {
        const struct admin_unit_row *r = &rows.v[i];

        lines[i] = (struct unit_line){ .depth = r->depth,
                                       .name = r->u.name,
                                       .code = r->u.code,
                                       .kind = kind_word(r->u.kind),
                                       .posts = r->posts,
                                       .vacant = r->vacant,
                                       .open_tasks = r->open_tasks,
                                       .closed = !r->u.active,
                                       .to = unit_url(a, r->u.id) };
    }
    *q = filter_text("q", msg(MSG_ADMIN_UNIT_SEARCH), req_text(rq, "q"));
    v.v = lines;
    v.n = rows.n;
    v.filters = (struct filter_bar){ .action = URL_LIT("/admin/units"),
                                     .v = q,
                                     .n = 1,
                                     .clear = URL_LIT("/admin/units"),
                                     .active = req_text(rq, "q").len > 0 };
    v.add = URL_LIT("/admin/units/new");
    admin_done_notice(rq, &p);
    tpl_admin_units(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- one unit ---- */

static void post_line(struct arena *a, const struct post_rec *p, const struct holding_list *all,
                      struct post_line *ret)
{
    *ret = (struct post_line){ .title = p->title,
                               .code = p->code,
                               .roles = p->roles,
                               .to = URL(a, "/admin/posts/{}", id_text(a, p->id)),
                               .vacant = true,
                               .closed = !p->active };
    for (size_t i = 0; i < all->n; i++) {
        const struct holding_rec *h = &all->v[i];

        if (h->post_id != p->id)
            continue;
        if (str_eq_c(h->kind, "deputy")) {
            ret->deputy = h->official_name;
            continue;
        }
        ret->holder = h->official_name;
        ret->since = h->from_at;
        ret->vacant = false;
    }
}

enum rc page_admin_unit(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_unit u;
    struct page p;
    struct link_view crumbs[1] = { units_crumb() };
    struct post_line *lines;
    struct case_fact *facts = ARENA_ARRAY(a, struct case_fact, 4);
    struct unit_view v = { 0 };
    enum rc rc = admin_unit_get(rq->cx, req_path_int(rq, "unit"), &u, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct post_line, u.posts.n + 1);
    if (lines == NULL || facts == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < u.posts.n; i++)
        post_line(a, &u.posts.v[i], &u.holdings, &lines[i]);
    v = (struct unit_view){ .name = u.u.name,
                            .code = u.u.code,
                            .kind = kind_word(u.u.kind),
                            .phone = phone_words(a, u.u.phone),
                            .address = u.u.address,
                            .facts = facts,
                            .posts = lines,
                            .posts_n = u.posts.n,
                            .edit = URL(a, "/admin/units/{}/edit", id_text(a, u.u.id)) };
    if (u.parent.id != 0)
        facts[v.facts_n++] =
            (struct case_fact){ .label = msg(MSG_ADMIN_UNIT_PARENT),
                                .value = u.parent.name,
                                .to = actor_sees_unit(rq->actor, u.parent.path) ? unit_url(a, u.parent.id)
                                                                                : (struct url){ STR_NONE } };
    if (u.u.function.len > 0)
        facts[v.facts_n++] =
            (struct case_fact){ .label = msg(MSG_ADMIN_UNIT_FUNCTION), .value = u.u.function, .code = true };
    if (u.u.county.len > 0)
        facts[v.facts_n++] = (struct case_fact){ .label = msg(MSG_ADMIN_UNIT_COUNTY), .value = u.u.county };
    if (u.u.active)
        v.add_post = URL(a, "/admin/units/{}/posts/new", id_text(a, u.u.id));
    else
        facts[v.facts_n++] =
            (struct case_fact){ .label = msg(MSG_ADMIN_STATE), .value = msg(MSG_ADMIN_IS_CLOSED) };
    admin_done_notice(rq, &p);
    tpl_admin_unit(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- adding and changing ---- */

static void kind_options(struct admin_form *f, struct str stored)
{
    struct option_view v[ARRAY_LEN(kinds) + 1];
    size_t n = 0;
    bool known = stored.len == 0;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        v[n++] = (struct option_view){ .value = str_c(kinds[i].kind), .label = msg(kinds[i].word) };
        known = known || str_eq_c(stored, kinds[i].kind);
    }
    if (!known)
        v[n++] = (struct option_view){ .value = stored, .label = stored };
    admin_options(f, v, n);
}

static struct admin_form unit_form(struct req *rq, const struct unit_rec *u)
{
    struct admin_form f = admin_form_begin(rq);

    admin_field(&f, CONTROL_TEXT, "name", MSG_ADMIN_UNIT_NAME, MSG_NONE, u->name)->required = true;
    admin_field(&f, CONTROL_TEXT, "code", MSG_ADMIN_CODE, MSG_ADMIN_CODE_HINT, u->code)->required = true;
    admin_field(&f, CONTROL_SELECT, "kind", MSG_ADMIN_UNIT_KIND, MSG_NONE, u->kind)->required = true;
    kind_options(&f, u->kind);
    admin_field(&f, CONTROL_TEXT, "function", MSG_ADMIN_UNIT_FUNCTION, MSG_ADMIN_UNIT_FUNCTION_HINT,
                u->function);
    admin_field(&f, CONTROL_TEXT, "county", MSG_ADMIN_UNIT_COUNTY, MSG_NONE, u->county);
    admin_field(&f, CONTROL_PHONE, "phone", MSG_ADMIN_PHONE, MSG_NONE, phone_words(rq->arena, u->phone));
    admin_field(&f, CONTROL_TEXT, "address", MSG_ADMIN_ADDRESS, MSG_NONE, u->address);
    if (u->id != 0)
        admin_field(&f, CONTROL_TICK, "closed", MSG_ADMIN_UNIT_CLOSED, MSG_ADMIN_UNIT_CLOSED_HINT,
                    u->active ? STR_NONE : STR("1"));
    return f;
}

static enum rc show_unit_form(struct req *rq, struct resp *rs, const struct unit_rec *u,
                              const struct unit_rec *parent, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_form f = unit_form(rq, u);
    struct link_view crumbs[2] = { units_crumb() };
    struct carried_field carried[2] = { { STR("version"), id_text(a, u->version) },
                                        { STR("parent"), id_text(a, parent->id) } };
    struct office_form_view v = { .fields = f.f,
                                  .fields_n = f.n,
                                  .carried = carried,
                                  .carried_n = u->id == 0 && parent->id != 0 ? 2 : 1,
                                  .button = msg(u->id == 0 ? MSG_ADMIN_UNIT_ADD : MSG_ADMIN_SAVE),
                                  .two_columns = true };
    struct page p;
    bool fresh = u->id == 0;
    const struct unit_rec *under = fresh ? parent : u;
    enum rc rc;

    if (under->id != 0)
        crumbs[1] = (struct link_view){ .to = unit_url(a, under->id), .text = under->name };
    rc = admin_page(rq, rq->cx, crumbs, under->id != 0 ? 2 : 1, &p, e);
    if (rc != RC_OK)
        return rc;
    v.action = fresh ? URL_LIT("/admin/units/new") : URL(a, "/admin/units/{}/edit", id_text(a, u->id));
    v.cancel = under->id != 0 ? unit_url(a, under->id) : URL_LIT("/admin/units");
    if (!fresh && f.posted && req_int(rq, "version") != u->version)
        return admin_conflict(rq, rs, rq->cx, &p, &f, id_text(a, u->version), v.action, v.cancel, "unit.",
                              u->code, e);
    if (fresh)
        v.title = parent->id == 0 ? msg(MSG_ADMIN_UNIT_NEW_TOP)
                                  : MSG_FMT(a, MSG_ADMIN_UNIT_NEW, { "parent", parent->name });
    else
        v.title = MSG_FMT(a, MSG_ADMIN_UNIT_EDIT, { "name", u->name });
    tpl_official_form(resp_html(rs), &p, &v);
    return RC_OK;
}

/* The unit that a new one is put below: the one asked for, else the top of what the administrator sees. */
static enum rc parent_of_new(struct req *rq, struct unit_rec *ret, struct err *e)
{
    struct admin_unit u = { 0 };
    struct admin_unit_rows rows = { 0 };
    int64_t id = req_int(rq, "parent");
    enum rc rc = RC_OK;

    if (id == 0)
        rc = admin_units(rq->cx, STR_NONE, &rows, e);
    if (rc == RC_OK && id == 0 && rows.n > 0)
        id = rows.v[0].u.id;
    if (rc == RC_OK && id != 0)
        rc = admin_unit_get(rq->cx, id, &u, e);
    *ret = u.u;
    return rc;
}

enum rc page_admin_unit_new(struct req *rq, struct resp *rs, struct err *e)
{
    const struct unit_rec u = { .active = true };
    struct unit_rec parent;
    enum rc rc = parent_of_new(rq, &parent, e);

    return rc == RC_OK ? show_unit_form(rq, rs, &u, &parent, e) : rc;
}

static struct unit_rec unit_typed(const struct req *rq)
{
    return (struct unit_rec){ .name = req_text(rq, "name"),
                              .code = req_text(rq, "code"),
                              .kind = req_text(rq, "kind"),
                              .function = req_text(rq, "function"),
                              .county = req_text(rq, "county"),
                              .phone = req_text(rq, "phone"),
                              .address = req_text(rq, "address"),
                              .active = !req_bool(rq, "closed"),
                              .version = req_int(rq, "version") };
}

enum rc page_admin_unit_add(struct req *rq, struct resp *rs, struct err *e)
{
    const struct unit_rec empty = { .active = true };
    struct unit_rec parent, u;
    enum admin_fault fault = ADMIN_FINE;
    enum rc rc = parent_of_new(rq, &parent, e);

    if (rc != RC_OK)
        return rc;
    if (!req_ok(rq))
        return show_unit_form(rq, rs, &empty, &parent, e);
    u = unit_typed(rq);
    u.parent_id = parent.id;
    rc = admin_unit_save(rq->cx, &u, &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, unit_url(rq->arena, u.id), "unit"), e);
}

enum rc page_admin_unit_edit(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_unit u;
    enum rc rc = admin_unit_get(rq->cx, req_path_int(rq, "unit"), &u, e);

    return rc == RC_OK ? show_unit_form(rq, rs, &u.u, &u.parent, e) : rc;
}

enum rc page_admin_unit_save(struct req *rq, struct resp *rs, struct err *e)
{
    struct unit_rec u;
    enum admin_fault fault = ADMIN_FINE;
    enum rc rc;

    if (!req_ok(rq))
        return page_admin_unit_edit(rq, rs, e);
    u = unit_typed(rq);
    u.id = req_path_int(rq, "unit");
    rc = admin_unit_save(rq->cx, &u, &fault, e);
    if (rc != RC_OK)
        return admin_faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, unit_url(rq->arena, u.id), u.active ? "saved" : "closed"),
                          e);
}
