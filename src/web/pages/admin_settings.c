/*
 * admin_settings.c - settings of the installation.
 */
#include "app/admin_state.h"
#include "templates/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"

const struct field form_admin_settings_page[] = { ADMIN_DONE, FORM_END };
const struct field form_admin_settings[] = {
    { "public_url", FIELD_TEXT, .max = 200 },
    { "hours", FIELD_TEXT, .max = 150 },
    { "email", FIELD_EMAIL },
    { "name", FIELD_TEXT, .required = true, .min = 3, .max = 150 },
    { "phone", FIELD_PHONE },
    { "address", FIELD_TEXT, .max = 200 },
    { "version", FIELD_TEXT, .required = true, .max = 40 },
    FORM_END,
};

static struct admin_form settings_form(struct req *rq, const struct admin_settings *s)
{
    struct admin_form f = admin_form_begin(rq);

    admin_field(&f, CONTROL_TEXT, "name", MSG_ADMIN_SETTING_NAME, MSG_NONE, s->office.name)->required = true;
    admin_field(&f, CONTROL_PHONE, "phone", MSG_ADMIN_PHONE, MSG_ADMIN_SETTING_PHONE_HINT,
                phone_words(rq->arena, s->office.phone));
    admin_field(&f, CONTROL_TEXT, "address", MSG_ADMIN_ADDRESS, MSG_NONE, s->office.address);
    admin_field(&f, CONTROL_TEXT, "hours", MSG_ADMIN_SETTING_HOURS, MSG_ADMIN_SETTING_HOURS_HINT, s->hours);
    admin_field(&f, CONTROL_EMAIL, "email", MSG_ADMIN_SETTING_EMAIL, MSG_ADMIN_SETTING_EMAIL_HINT, s->email);
    admin_field(&f, CONTROL_TEXT, "public_url", MSG_ADMIN_SETTING_URL, MSG_ADMIN_SETTING_URL_HINT,
                s->public_url);
    return f;
}

static enum rc show(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_settings s = { 0 };
    struct admin_form f;
    struct carried_field carried;
    struct setting_group groups[2];
    struct settings_view v = { .groups = groups, .groups_n = 2, .action = URL_LIT("/admin/settings") };
    struct page p;
    enum rc rc = admin_of_all(rq->cx) ? admin_settings_get(rq->cx, &s, e)
                                      : ERR(e, RC_NOT_FOUND, "for administrators of the whole office");

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    f = settings_form(rq, &s);
    if (f.posted && !str_eq(req_text(rq, "version"), s.seen))
        return admin_conflict(rq, rs, rq->cx, &p, &f, s.seen, URL_LIT("/admin/settings"),
                              URL_LIT("/admin/settings"), "setting.", STR_NONE, e);
    groups[0] =
        (struct setting_group){ msg(MSG_ADMIN_SETTINGS_OFFICE), msg(MSG_ADMIN_SETTINGS_OFFICE_TEXT), f.f, 5 };
    groups[1] =
        (struct setting_group){ msg(MSG_ADMIN_SETTINGS_WEB), msg(MSG_ADMIN_SETTINGS_WEB_TEXT), f.f + 5, 1 };
    carried = (struct carried_field){ STR("version"), s.seen };
    v.carried = &carried;
    v.carried_n = 1;
    if (rq->method == HTTP_GET)
        admin_done_notice(rq, &p);
    tpl_admin_settings(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_settings(struct req *rq, struct resp *rs, struct err *e)
{
    return show(rq, rs, e);
}

/* Without the slash at its end: addresses are put together with one. */
static bool public_url(struct req *rq, struct str *ret)
{
    struct err why = { .rc = RC_OK };
    struct str typed = req_text(rq, "public_url");
    struct url u;

    *ret = STR("");
    if (typed.len == 0)
        return true;
    while (typed.len > 0 && typed.p[typed.len - 1] == '/')
        typed.len--;
    if (url_external(rq->arena, typed, &u, &why) != RC_OK || str_contains(typed, STR("?")) ||
        str_contains(typed, STR("#")))
        return false;
    *ret = url_str(u);
    return true;
}

enum rc page_admin_settings_save(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_settings s;
    enum rc rc;

    if (!req_ok(rq))
        return show(rq, rs, e);
    s = (struct admin_settings){ .hours = req_text(rq, "hours"),
                                 .email = req_text(rq, "email"),
                                 .office = { .name = req_text(rq, "name"),
                                             .phone = req_text(rq, "phone"),
                                             .address = req_text(rq, "address") },
                                 .seen = req_text(rq, "version") };
    if (!public_url(rq, &s.public_url)) {
        req_add_error(rq, "public_url", MSG_ADMIN_SETTING_URL_FAULT);
        return ERR(e, RC_INVALID, "not an address of the web");
    }
    rc = admin_settings_save(rq->cx, &s, e);
    if (rc != RC_OK)
        return admin_faulty(rq, ADMIN_FINE, rc);
    return resp_see_other(rs, admin_done(rq->arena, URL_LIT("/admin/settings"), "saved"), e);
}
