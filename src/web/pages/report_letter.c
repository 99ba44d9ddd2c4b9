/*
 * report_letter.c - a manager has a report on the case made for the superiors (OFF-CMP-23, OFF-INS-05):
 * which report, to whom; then it is a numbered letter of the case.
 */
#include "app/letter_report.h"
#include "templates/official_form.h"
#include "web/pages.h"
#include "web/pages/desk.h"

const struct field form_report_letter[] = { { "report", FIELD_TEXT, .required = true, .max = 64 },
                                            { "addressee", FIELD_TEXT, .required = true, .min = 3,
                                              .max = 200 },
                                            FORM_END };

static struct field_view which(struct req *rq, const struct report_letters *r)
{
    struct field_view f = desk_field(rq, CONTROL_SELECT, "report");
    struct option_view *v = ARENA_ARRAY(rq->arena, struct option_view, r->n);

    for (size_t i = 0; v != NULL && i < r->n; i++)
        v[i] = (struct option_view){ .value = r->v[i].name,
                                     .label = r->v[i].title,
                                     .chosen = str_eq(f.value, r->v[i].name) };
    f.label = msg(MSG_REPORT_LETTER_WHICH);
    f.required = true;
    f.options = v;
    f.options_n = v == NULL ? 0 : r->n;
    return f;
}

static enum rc show(struct req *rq, struct resp *rs, bool missing, struct err *e)
{
    struct arena *a = rq->arena;
    struct str code = req_path(rq, "code");
    struct office_form_view v = { 0 };
    struct field_view *fields = ARENA_ARRAY(a, struct field_view, 2);
    struct notice_view *notice = ARENA_NEW(a, struct notice_view);
    struct report_letters r = { 0 };
    struct page p;
    enum rc rc = report_letters_of(rq->cx, code, &r, e);

    if (rc == RC_OK && r.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "no report can be made of this case");
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    if (fields == NULL || notice == NULL)
        return arena_check(a, e);
    fields[0] = which(rq, &r);
    fields[1] = desk_field(rq, CONTROL_TEXT, "addressee");
    fields[1].label = msg(MSG_REPORT_LETTER_TO);
    fields[1].hint = msg(MSG_REPORT_LETTER_TO_HINT);
    fields[1].required = true;
    fields[1].max_length = 200;
    v.title = msg(MSG_REPORT_LETTER_TITLE);
    v.subject = r.c.subject;
    v.code = r.c.tracking_code;
    v.consequence = msg(MSG_REPORT_LETTER_CONSEQUENCE);
    v.fields = fields;
    v.fields_n = 2;
    v.action = URL(a, "/cases/{}/report", code);
    v.cancel = url_of_case(a, code);
    v.button = msg(MSG_REPORT_LETTER_BUTTON);
    if (missing) {
        *notice = (struct notice_view){ .tone = TONE_LATE,
                                        .title = msg(MSG_REPORT_LETTER_MISSING),
                                        .text = msg(MSG_REPORT_LETTER_MISSING_TEXT) };
        p.notice = notice;
    }
    tpl_official_form(resp_html(rs), &p, &v);
    if (missing)
        resp_status(rs, 422);
    return RC_OK;
}

enum rc page_report_letter(struct req *rq, struct resp *rs, struct err *e)
{
    return show(rq, rs, false, e);
}

enum rc page_report_letter_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct report_letter_cmd cmd = { .code = req_path(rq, "code"),
                                     .name = req_text(rq, "report"),
                                     .addressee = req_text(rq, "addressee"),
                                     .once = req_once(rq) };
    struct str missing = STR_NONE;
    enum rc rc;

    if (!req_ok(rq))
        return show(rq, rs, false, e);
    rc = report_letter_make(rq->cx, &cmd, &missing, e);
    if (rc == RC_INVALID && missing.len > 0)
        return show(rq, rs, true, e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, url_of_case(rq->arena, cmd.code), "reported", STR_NONE),
                          e);
}
