/*
 * act.c - an act of the applicant on the own case: send documents, object, withdraw; whatever the process
 * waits for with role CIT. Its form, its words and what is allowed are the process's.
 */
#include "templates/citizen_act.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

struct acting {
    struct req *rq;
    struct resp *rs;
    struct actor citizen;
    int64_t case_id;
    struct case_view c;
    const struct case_act *act;
    const struct form *form; /* NULL: the act has none */
    struct act_files files;
    const struct form_input *inputs;
    size_t n_inputs;
    const struct form_result *form_result;
    struct notice_view notice;
    struct posted posted;
    struct message_cmd cmd;
    struct message_result result;
    bool too_many;
    enum rc given;
};

static struct url url_case(struct req *rq)
{
    return URL(rq->arena, "/track/{}", req_path(rq, "code"));
}

/* The case, the act that is open now, its form and files. RC_CONFLICT: nothing waits for it any more. */
static enum rc load(struct cx *cx, struct acting *x, struct err *e)
{
    struct cx own = *cx;
    enum rc rc;

    own.actor = &x->citizen;
    x->act = NULL;
    rc = case_view_get(&own, x->case_id, &x->c, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < x->c.n_acts; i++)
        if (str_eq(x->c.acts[i].act.name, req_path(x->rq, "act")))
            x->act = &x->c.acts[i];
    if (x->act == NULL)
        return ERR(e, RC_CONFLICT, "nothing waits for this act now");
    x->form = x->act->act.form.len > 0 ? package_form(x->act->act.pkg, x->act->act.form) : NULL;
    return act_files_open(&own, x->case_id, x->act->act.name, &x->files, e);
}

static enum rc show(struct cx *cx, struct acting *x, struct err *e)
{
    struct arena *a = x->rq->arena;
    const struct form_env env = { .now_ms = cx->now_ms };
    struct act_form_view v = { .title = x->act->act.title,
                               .button = x->act->act.title,
                               .subject = x->c.c.subject,
                               .code = x->c.c.tracking_code,
                               .action = URL(a, "/track/{}/act/{}", x->c.c.tracking_code, x->act->act.name),
                               .cancel = url_case(x->rq),
                               .consequence = x->act->confirm,
                               .danger = x->act->closes,
                               .files = x->form != NULL && form_file_field(x->form, NULL) != NULL };
    struct page p;
    enum rc rc = RC_OK;

    v.form.arena = a;
    if (x->form != NULL)
        rc = form_items(a, x->form, FORM_ALL_PAGES, x->inputs, x->n_inputs, NULL, x->form_result, &env,
                        &v.form.items, &v.form.n, e);
    if (rc == RC_OK && x->form != NULL)
        rc = unit_choices(cx, x->form, &v.form, e);
    if (rc != RC_OK)
        return rc;
    v.form.kept = kept_files(a, &x->files.files);
    v.form.kept_n = v.form.kept == NULL ? 0 : x->files.files.n;
    citizen_frame_of(cx, &x->c.office, &x->c.unit, &p);
    p.here = HERE_TRACK;
    p.back.to = url_case(x->rq);
    p.guard = form_guard(x->rq);
    p.keep_draft = x->form != NULL;
    if (x->notice.title.len > 0)
        p.notice = &x->notice;
    if (x->form_result != NULL)
        citizen_errors(a, x->form_result, &p);
    if (p.errors_n == 0 && x->rq->errors != NULL)
        p.errors = errors_of_req(a, x->rq, &p.errors_n);
    tpl_citizen_act(resp_html(x->rs), &p, &v);
    return arena_check(a, e);
}

/* The process went on meanwhile, or this act is refused: say so, with the way back. */
static enum rc show_closed(struct cx *cx, struct acting *x, struct str title, struct str text, struct err *e)
{
    struct link_view back = { .to = url_case(x->rq), .text = msg(MSG_TRACK_BACK) };
    struct page p;

    citizen_frame_of(cx, &x->c.office, &x->c.unit, &p);
    p.here = HERE_TRACK;
    citizen_say(x->rs, &p, title, text, &back, 1);
    resp_status(x->rs, 409);
    return arena_check(x->rq->arena, e);
}

static enum rc load_and_show(struct cx *cx, void *arg, struct err *e)
{
    struct acting *x = arg;
    enum rc rc = load(cx, x, e);

    if (rc == RC_CONFLICT && x->c.c.id != 0)
        return show_closed(cx, x, msg(MSG_ACT_CLOSED_TITLE), msg(MSG_ACT_CLOSED_TEXT), e);
    if (rc == RC_OK && x->act->refused.len > 0)
        return show_closed(cx, x, msg(MSG_ACT_REFUSED_TITLE), x->act->refused, e);
    return rc == RC_OK ? show(cx, x, e) : rc;
}

enum rc page_act(struct req *rq, struct resp *rs, struct err *e)
{
    struct acting x = { .rq = rq, .rs = rs };

    if (!case_cookie(rq, req_path(rq, "code"), &x.case_id, &x.citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    return load_and_show(rq->cx, &x, e);
}

/* ---- sent ---- */

static enum rc load_only(struct cx *cx, void *arg, struct err *e)
{
    return load(cx, arg, e);
}

/* Keep the files whatever else is wrong: they need not be chosen again. */
static enum rc keep_files(struct cx *cx, void *arg, struct err *e)
{
    struct acting *x = arg;
    struct cx own = *cx;

    own.actor = &x->citizen;
    x->inputs = x->posted.inputs;
    x->n_inputs = x->posted.n_inputs;
    return act_files_add(&own, x->case_id, req_path(x->rq, "act"), x->form, x->posted.files,
                         x->posted.n_files, &x->inputs, &x->n_inputs, &x->files, &x->too_many, e);
}

static enum rc give(struct cx *cx, void *arg, struct err *e)
{
    struct acting *x = arg;
    struct cx own = *cx;

    own.actor = &x->citizen;
    x->result = (struct message_result){ 0 };
    x->given = case_message(&own, &x->cmd, &x->result, e);
    return x->given;
}

static enum rc again(struct acting *x, struct form_result *result, struct err *e)
{
    struct req *rq = x->rq;
    enum rc rc;

    x->form_result = result;
    rc = app_read(rq->app, rq->arena, rq->actor, load_and_show, x, e);
    if (rc == RC_OK && result != NULL)
        resp_status(x->rs, 422);
    return rc;
}

static enum rc send_act(struct acting *x, struct err *e)
{
    struct req *rq = x->rq;
    struct form_result *result = &x->result.form;
    struct url to = url_case(rq);
    enum rc rc = RC_OK;

    if (x->form != NULL)
        rc = app_write(rq->app, rq->arena, rq->actor, keep_files, x, e);
    if (rc != RC_OK)
        return rc;
    if (x->posted.n_file_errors > 0) {
        *result = (struct form_result){ 0 };
        rc = posted_errors(rq->arena, &x->posted, result, e);
        return rc == RC_OK ? again(x, result, e) : rc;
    }
    x->cmd = (struct message_cmd){ .case_id = x->case_id,
                                   .name = req_path(rq, "act"),
                                   .once = req_once(rq),
                                   .draft_id = x->files.draft_id,
                                   .inputs = x->inputs,
                                   .n_inputs = x->n_inputs };
    rc = app_write(rq->app, rq->arena, rq->actor, give, x, e);
    if (x->given == RC_INVALID)
        return again(x, result, e);
    if (x->given == RC_DENIED && x->result.refused.len > 0) {
        x->notice = (struct notice_view){ .tone = TONE_LATE,
                                          .title = msg(MSG_ACT_REFUSED_TITLE),
                                          .text = x->result.refused };
        rc = again(x, NULL, e);
        resp_status(x->rs, 422);
        return rc;
    }
    if (x->given == RC_CONFLICT)
        return again(x, NULL, e);
    return rc == RC_OK ? resp_see_other(x->rs, url_query(rq->arena, to, "done", x->cmd.name), e) : rc;
}

enum rc page_act_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct acting x = { .rq = rq, .rs = rs };
    bool large = false;
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &x.case_id, &x.citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    rc = posted_read(rq, &x.posted, e);
    if (rc == RC_OK)
        rc = app_read(rq->app, rq->arena, rq->actor, load_only, &x, e);
    if (rc == RC_CONFLICT) {
        struct str done = STR_NONE;

        if (act_done_before(rq->app, rq->arena, req_once(rq), &done))
            return resp_see_other(rs, url_query(rq->arena, url_case(rq), "done", req_path(rq, "act")), e);
        return app_read(rq->app, rq->arena, rq->actor, load_and_show, &x, e);
    }
    if (rc != RC_OK)
        return rc;
    x.inputs = x.posted.inputs;
    x.n_inputs = x.posted.n_inputs;
    for (const struct field_error *f = rq->errors; f != NULL; f = f->next)
        large = large || f->key == MSG_ERROR_FILES_TOTAL;
    if ((!req_ok(rq) && !large) || x.posted.rows_changed)
        return again(&x, NULL, e);
    if (large && x.form != NULL)
        posted_too_large(rq, form_first(x.form), &x.posted);
    else if (x.form != NULL)
        rc = posted_store_files(rq, x.form, &x.posted, e);
    return rc == RC_OK ? send_act(&x, e) : rc;
}
