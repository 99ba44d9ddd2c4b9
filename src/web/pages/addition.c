/*
 * addition.c - one more instance of what runs in a case («یک واحد دیگر هم نظر بدهد»): its form, which comes
 * back as it was typed when it is refused.
 *
 * Which activities, by whom, and all words are the package's (app/addition.h). Not here: the link to it
 * (case_page.c).
 */
#include "app/addition.h"
#include "domain/tracking.h"
#include "templates/official_form.h"
#include "web/pages.h"
#include "web/pages/case_part.h"
#include "web/posted.h"

struct adding {
    struct req *rq;
    struct resp *rs;
    struct addition_page page;
    struct posted posted;
    struct addition_cmd cmd;
    struct addition_result result;
    const struct form_result *errors; /* NULL: nothing is judged */
    struct notice_view notice;
};

static struct str number(struct arena *a, int64_t n)
{
    return arena_fmt(a, "%lld", (long long)n);
}

static enum rc draw(struct adding *x, struct cx *cx, struct err *e)
{
    struct arena *a = x->rq->arena;
    struct office_form_view v = { 0 };
    struct carried_field *carried = ARENA_NEW(a, struct carried_field);
    struct page p;
    enum rc rc = desk_page(x->rq, cx, HERE_TRAY, &p, e);

    if (rc == RC_OK)
        rc = form_items(a, x->page.form, FORM_ALL_PAGES, x->posted.inputs, x->posted.n_inputs, NULL,
                        x->errors, &x->page.env, &v.form.items, &v.form.n, e);
    if (rc != RC_OK)
        return rc;
    if (carried == NULL)
        return arena_check(a, e);
    v.form.arena = a;
    v.form.compact = true;
    v.form.lists = desk_lists(a, x->page.lists, x->page.n_lists);
    v.form.lists_n = v.form.lists == NULL ? 0 : x->page.n_lists;
    v.title = v.button = x->page.what.title;
    v.subject = x->page.c.subject;
    v.code = x->page.c.tracking_code;
    v.consequence = x->page.what.note;
    *carried = (struct carried_field){ STR("_count"), number(a, x->page.what.count) };
    v.carried = carried;
    v.carried_n = 1;
    v.action = URL(a, "/cases/{}/more/{}/{}", v.code, number(a, x->page.what.instance_id),
                   number(a, x->page.what.key));
    v.cancel = url_of_case(a, v.code);
    p.keep_draft = true;
    if (x->errors != NULL)
        p.errors = errors_of_form(a, x->errors, &p.errors_n);
    if (x->notice.title.len > 0)
        p.notice = &x->notice;
    tpl_official_form(resp_html(x->rs), &p, &v);
    return arena_check(a, e);
}

/* It is over: back to the case, which says so. */
static enum rc over(struct adding *x, struct err *e)
{
    return resp_see_other(
        x->rs, desk_done(x->rq->arena, url_of_case(x->rq->arena, code_in_path(x->rq)), "too_late", STR_NONE),
        e);
}

static enum rc open_it(struct adding *x, struct cx *cx, struct err *e)
{
    return addition_get(cx, code_in_path(x->rq), req_path_int(x->rq, "instance"), req_path_int(x->rq, "key"),
                        &x->page, e);
}

static enum rc open_and_draw(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;
    enum rc rc = open_it(x, cx, e);

    if (rc == RC_CONFLICT)
        return over(x, e);
    return rc == RC_OK ? draw(x, cx, e) : rc;
}

enum rc page_addition(struct req *rq, struct resp *rs, struct err *e)
{
    struct adding x = { .rq = rq, .rs = rs };

    return open_and_draw(rq->cx, &x, e);
}

/* ---- sent ---- */

static enum rc make(struct cx *cx, void *arg, struct err *e)
{
    struct adding *x = arg;

    return addition_make(cx, &x->cmd, &x->result, e);
}

static enum rc again(struct adding *x, int status, struct err *e)
{
    enum rc rc = desk_read(x->rq, open_and_draw, x, e);

    if (rc == RC_OK && x->page.form != NULL && status != 0)
        resp_status(x->rs, status);
    return rc;
}

static enum rc answer(struct adding *x, enum rc rc, struct err *e)
{
    struct url to = url_of_case(x->rq->arena, code_in_path(x->rq));

    if (rc == RC_INVALID && x->result.form.errors_n > 0) {
        x->errors = &x->result.form;
        return again(x, 422, e);
    }
    if (rc == RC_DENIED && x->result.refused.len > 0) {
        x->notice = (struct notice_view){ .tone = TONE_LATE,
                                          .title = msg(MSG_ADDITION_REFUSED),
                                          .text = x->result.refused };
        return again(x, 422, e);
    }
    if (rc == RC_CONFLICT) {
        x->notice = (struct notice_view){ .tone = TONE_SOON,
                                          .title = msg(MSG_ADDITION_CONFLICT),
                                          .text = msg(MSG_ADDITION_CONFLICT_TEXT) };
        return again(x, 409, e);
    }
    return rc == RC_OK ? resp_see_other(x->rs, desk_done(x->rq->arena, to, "added", STR_NONE), e) : rc;
}

enum rc page_addition_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct adding x = { .rq = rq, .rs = rs };
    enum rc rc = posted_read(rq, &x.posted, e);

    if (rc != RC_OK)
        return rc;
    x.cmd = (struct addition_cmd){ .code = code_in_path(rq),
                                   .instance_id = req_path_int(rq, "instance"),
                                   .key = req_path_int(rq, "key"),
                                   .once = req_once(rq),
                                   .inputs = x.posted.inputs,
                                   .n_inputs = x.posted.n_inputs };
    if (!parse_i64(posted_machine(rq, "_count"), 0, INT32_MAX, &x.cmd.count))
        return ERR(e, RC_INVALID, "a form without its count");
    if (!req_ok(rq) || x.posted.rows_changed)
        return again(&x, 0, e);
    return answer(&x, app_write(rq->app, rq->arena, rq->actor, make, &x, e), e);
}
