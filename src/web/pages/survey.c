/*
 * survey.c - the applicant's own verdict on the answer, asked for separately from ours: accepted, partly,
 * not; and how we behaved.
 */
#include "templates/citizen_survey.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

static const char *const verdicts[] = { "satisfied", "partly", "not", NULL };

const struct field form_survey[] = {
    { .name = "verdict", .kind = FIELD_CHOICE, .required = true, .choices = verdicts },
    { .name = "score", .kind = FIELD_INT, .min = 1, .max = 5 },
    { .name = "comment", .kind = FIELD_LONG, .max = 1000 },
    FORM_END,
};

static enum rc show(struct req *rq, struct resp *rs, const struct case_view *c, struct err *e)
{
    struct arena *a = rq->arena;
    bool sent = rq->method == HTTP_POST;
    struct option_view options[] = {
        { .value = STR("satisfied"), .label = msg(MSG_SURVEY_SATISFIED) },
        { .value = STR("partly"), .label = msg(MSG_SURVEY_PARTLY) },
        { .value = STR("not"), .label = msg(MSG_SURVEY_NOT) },
    };
    struct scale_view scale = { .name = STR("score"), .question = msg(MSG_SURVEY_SCORE) };
    struct survey_view v = { .noun = c->pkg->noun,
                             .code = c->c.tracking_code,
                             .scales = &scale,
                             .scales_n = 1,
                             .action = URL(a, "/track/{}/survey", c->c.tracking_code),
                             .skip = URL(a, "/track/{}", c->c.tracking_code) };
    struct page p;

    v.verdict = (struct field_view){ .control = CONTROL_RADIO, .name = STR("verdict") };
    v.comment = (struct field_view){ .control = CONTROL_LONG, .name = STR("comment"), .rows = 4 };
    if (sent) {
        v.verdict = field_of_req(rq, CONTROL_RADIO, "verdict");
        v.comment = field_of_req(rq, CONTROL_LONG, "comment");
        scale.chosen = req_int(rq, "score");
        scale.error = req_error(rq, "score");
    }
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        options[i].chosen = str_eq(v.verdict.value, options[i].value);
    v.verdict.label = msg(MSG_SURVEY_VERDICT);
    v.verdict.required = true;
    v.verdict.options = options;
    v.verdict.options_n = ARRAY_LEN(options);
    v.comment.label = msg(MSG_SURVEY_COMMENT);
    v.comment.max_length = 1000;
    citizen_frame_of(rq->cx, &c->office, &c->unit, &p);
    p.here = HERE_TRACK;
    p.back.to = v.skip;
    p.guard = form_guard(rq);
    p.errors = errors_of_req(a, rq, &p.errors_n);
    tpl_citizen_survey(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

/* Not to be answered now: say why. */
static enum rc show_no(struct req *rq, struct resp *rs, const struct case_view *c, struct err *e)
{
    struct link_view back = { .to = URL(rq->arena, "/track/{}", c->c.tracking_code),
                              .text = msg(MSG_TRACK_BACK) };
    struct page p;

    citizen_frame_of(rq->cx, &c->office, &c->unit, &p);
    p.here = HERE_TRACK;
    citizen_say(rs, &p, msg(c->survey_answered ? MSG_SURVEY_BEFORE_TITLE : MSG_SURVEY_EARLY_TITLE), STR_NONE,
                &back, 1);
    return arena_check(rq->arena, e);
}

enum rc page_survey(struct req *rq, struct resp *rs, struct err *e)
{
    struct actor citizen;
    struct cx own = *rq->cx;
    struct case_view c;
    int64_t case_id;
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &case_id, &citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    own.actor = &citizen;
    rc = case_view_get(&own, case_id, &c, e);
    if (rc != RC_OK)
        return rc;
    return c.survey_asked ? show(rq, rs, &c, e) : show_no(rq, rs, &c, e);
}

enum rc page_survey_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct actor citizen;
    struct cx own = *rq->cx;
    struct url to;
    int64_t case_id;
    enum rc rc;

    if (!req_ok(rq))
        return page_survey(rq, rs, e);
    if (!case_cookie(rq, req_path(rq, "code"), &case_id, &citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    own.actor = &citizen;
    rc =
        case_survey(&own, case_id, req_text(rq, "verdict"), req_int(rq, "score"), req_text(rq, "comment"), e);
    to = url_query(rq->arena, URL(rq->arena, "/track/{}", req_path(rq, "code")), "done", STR("survey"));
    if (rc == RC_CONFLICT) { /* answered before, or the same form twice */
        req_add_error(rq, "", MSG_SURVEY_BEFORE_TITLE);
        return rc;
    }
    return rc == RC_OK ? resp_see_other(rs, to, e) : rc;
}
