/*
 * admin_incident.c - cases that stand still: list, and trying again with a reason.
 */
#include "app/admin_state.h"
#include "templates/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"
#include "web/pages/monitor_parts.h"

const struct field form_admin_incidents[] = {
    { "state", FIELD_TEXT, .max = 20 }, { "page", FIELD_INT, .min = 1, .max = 100000 }, ADMIN_DONE, FORM_END
};
const struct field form_admin_retry[] = { { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
                                          FORM_END };

static struct incident_view line_of(struct arena *a, const struct admin_incident *x)
{
    const struct incident_rec *i = &x->row.i;

    return (struct incident_view){ .at = i->made_at,
                                   .text = cause_text(a, i->cause),
                                   .element = i->element,
                                   .process = x->process,
                                   .code = i->tracking_code,
                                   .subject = x->veiled ? msg(MSG_ADMIN_VEILED) : x->row.subject,
                                   .open = url_of_case(a, i->tracking_code),
                                   .retry = URL(a, "/admin/incidents/{}", id_text(a, i->id)),
                                   .resolved = i->solved_at != 0,
                                   .resolved_by = x->row.solved_by_name,
                                   .remedy = i->remedy,
                                   .resolved_at = i->solved_at };
}

enum rc page_admin_incidents(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    bool solved = str_eq_c(req_text(rq, "state"), "solved");
    int64_t page = req_has(rq, "page") ? req_int(rq, "page") : 1;
    struct url base = with(a, URL_LIT("/admin/incidents"), "state", solved ? STR("solved") : STR_NONE);
    struct tab_view tabs[2];
    struct admin_incidents list = { 0 };
    struct incident_view *lines;
    struct incidents_view v = { .tabs = tabs, .tabs_n = 2 };
    struct page p;
    enum rc rc = admin_incidents(rq->cx, solved, page, &list, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    lines = ARENA_ARRAY(a, struct incident_view, list.n + 1);
    if (lines == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < list.n; i++)
        lines[i] = line_of(a, &list.v[i]);
    tabs[0] =
        (struct tab_view){ .link = { URL_LIT("/admin/incidents"), msg(MSG_ADMIN_INCIDENTS_OPEN), !solved },
                           .count = solved ? -1 : list.total,
                           .tone = TONE_LATE };
    tabs[1] = (struct tab_view){ .link = { url_query(a, URL_LIT("/admin/incidents"), "state", STR("solved")),
                                           msg(MSG_ADMIN_INCIDENTS_SOLVED), solved },
                                 .count = -1 };
    v.v = lines;
    v.n = list.n;
    v.pages = pages_of(a, base, (page - 1) * ADMIN_PAGE, list.n, ADMIN_PAGE, list.total);
    v.empty = (struct empty_view){ .title = msg(solved ? MSG_ADMIN_NO_SOLVED : MSG_ADMIN_NO_INCIDENT),
                                   .text = solved ? STR_NONE : msg(MSG_ADMIN_NO_INCIDENT_TEXT) };
    admin_done_notice(rq, &p);
    tpl_admin_incidents(resp_html(rs), &p, &v);
    return RC_OK;
}

static enum rc show_incident(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_incident x;
    struct admin_form f = admin_form_begin(rq);
    struct link_view crumbs[1] = { { .to = URL_LIT("/admin/incidents"), .text = msg(MSG_ADMIN_INCIDENTS) } };
    struct incident_view line;
    struct incident_page_view v = { .incident = &line };
    struct page p;
    enum rc rc = admin_incident_get(rq->cx, req_path_int(rq, "incident"), &x, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    line = line_of(a, &x);
    v.instance = URL(a, "/admin/monitor/instances/{}", id_text(a, x.row.i.instance_id));
    admin_field(&f, CONTROL_LONG, "reason", MSG_ADMIN_RETRY_REASON, MSG_ADMIN_RETRY_REASON_HINT, STR_NONE)
        ->required = true;
    f.f[0].max_length = 500;
    f.f[0].rows = 3;
    v.fields = f.f;
    v.fields_n = f.n;
    v.action = URL(a, "/admin/incidents/{}", id_text(a, x.row.i.id));
    tpl_admin_incident(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_incident(struct req *rq, struct resp *rs, struct err *e)
{
    return show_incident(rq, rs, e);
}

enum rc page_admin_incident_retry(struct req *rq, struct resp *rs, struct err *e)
{
    bool again = false;
    enum rc rc;

    if (!req_ok(rq))
        return show_incident(rq, rs, e);
    rc = admin_incident_retry(rq->cx, req_path_int(rq, "incident"), req_text(rq, "reason"), &again, e);
    if (rc != RC_OK)
        return admin_faulty(rq, ADMIN_FINE, rc);
    return resp_see_other(rs, admin_done(rq->arena, URL_LIT("/admin/incidents"), again ? "again" : "retried"),
                          e);
}
