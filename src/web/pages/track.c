/*
 * track.c - following a case: its code and the identity given at registration, then where it is, until when
 * and why, what comes next, what may be done (OFF-CMP-08).
 *
 * A wrong code and a wrong identity read the same, and guessing is slowed down by address and by code.
 */
#include "domain/tracking.h"
#include "persian/digits.h"
#include "templates/citizen_track.h"
#include "templates/citizen_tracked.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

const struct field form_track[] = {
    { .name = "code", .kind = FIELD_TEXT, .max = 40 },
    { .name = "again", .kind = FIELD_BOOL },
    { .name = "left", .kind = FIELD_BOOL },
    FORM_END,
};
const struct field form_track_open[] = {
    { .name = "code", .kind = FIELD_CODE, .required = true },
    { .name = "identity", .kind = FIELD_TEXT, .required = true, .max = 30 },
    FORM_END,
};
const struct field form_tracked[] = {
    { .name = "done", .kind = FIELD_TEXT, .max = 60 },
    FORM_END,
};

/* ---- asking ---- */

struct asking {
    struct req *rq;
    struct resp *rs;
    const struct notice_view *notice;
    bool focus_identity;
    struct str code, identity; /* normalised */
    int64_t wait_ms, case_id;
    bool found;
};

static struct str wait_words(struct arena *a, int64_t ms)
{
    int64_t minutes = (ms + MINUTE_MS - 1) / MINUTE_MS;
    struct str n = int_fa_plain(a, minutes);
    struct str words =
        minutes <= 1 ? msg(MSG_TRACK_WAIT_MOMENT) : MSG_FMT(a, MSG_TRACK_WAIT_MINUTES, { "n", n });

    return MSG_FMT(a, MSG_TRACK_WAIT, { "minutes", words });
}

static enum rc show_asking(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct track_view v = { .action = URL_LIT("/track") };
    struct page p;
    enum rc rc = citizen_frame(cx, STR_NONE, &p, e);

    if (rc != RC_OK)
        return rc;
    v.code = field_of_req(x->rq, CONTROL_CODE, "code");
    v.code.label = msg(MSG_TRACK_CODE);
    v.code.hint = msg(MSG_TRACK_CODE_HINT);
    v.code.required = true;
    if (x->rq->method == HTTP_POST) {
        v.national_id = field_of_req(x->rq, CONTROL_CODE, "identity");
    } else {
        v.national_id = (struct field_view){ .control = CONTROL_CODE, .name = STR("identity") };
        v.national_id.focus = x->focus_identity;
    }
    v.national_id.label = msg(MSG_TRACK_IDENTITY);
    v.national_id.hint = msg(MSG_TRACK_IDENTITY_HINT);
    v.national_id.required = true;
    if (x->wait_ms > 0)
        v.wait = wait_words(x->rq->arena, x->wait_ms);
    p.here = HERE_TRACK;
    p.guard = form_guard(x->rq);
    p.notice = x->notice;
    if (x->wait_ms == 0)
        p.errors = errors_of_req(x->rq->arena, x->rq, &p.errors_n);
    tpl_citizen_track(resp_html(x->rs), &p, &v);
    return RC_OK;
}

enum rc page_track(struct req *rq, struct resp *rs, struct err *e)
{
    struct asking x = { .rq = rq, .rs = rs, .focus_identity = req_text(rq, "code").len > 0 };
    struct notice_view again = { .tone = TONE_PLAIN, .title = msg(MSG_TRACK_AGAIN) };
    struct notice_view left = { .tone = TONE_GOOD, .title = msg(MSG_TRACK_LEFT) };
    struct actor citizen;
    struct tracking code;
    int64_t id;

    if (tracking_parse(req_text(rq, "code"), &code) == TRACKING_OK &&
        case_cookie(rq, tracking_str(&code), &id, &citizen))
        return resp_see_other(rs, URL(rq->arena, "/track/{}", arena_str(rq->arena, tracking_str(&code))), e);
    if (req_bool(rq, "again"))
        x.notice = &again;
    if (req_bool(rq, "left"))
        x.notice = &left;
    return show_asking(rq->cx, &x, e);
}

/* ---- opening ---- */

static enum rc try_open(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;
    struct actor citizen;
    enum rc rc = track_wait(cx, req_peer(x->rq), x->code, &x->wait_ms, e);

    if (rc != RC_OK || x->wait_ms > 0)
        return rc;
    rc = case_of_citizen(cx, x->code, x->identity, &x->case_id, &citizen, e);
    x->found = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc note_failure(struct cx *cx, void *arg, struct err *e)
{
    struct asking *x = arg;

    return track_failed(cx, req_peer(x->rq), x->code, e);
}

/* Ten digits of a person or eleven of a company; false adds the error. */
static bool read_identity(struct req *rq, struct str *ret)
{
    struct str typed = digits_ascii(rq->arena, req_text(rq, "identity"));
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, 64);
    for (size_t i = 0; i < typed.len; i++)
        if (typed.p[i] >= '0' && typed.p[i] <= '9')
            buf_byte(&b, typed.p[i]);
    *ret = arena_str(rq->arena, buf_view(&b));
    if (ret->len == 10 || ret->len == 11)
        return true;
    req_add_error(rq, "identity", MSG_TRACK_IDENTITY_LENGTH);
    return false;
}

enum rc page_track_open(struct req *rq, struct resp *rs, struct err *e)
{
    struct asking x = { .rq = rq, .rs = rs };
    enum rc rc = RC_OK;

    if (req_ok(rq) && read_identity(rq, &x.identity)) {
        x.code = req_text(rq, "code");
        rc = app_read(rq->app, rq->arena, rq->actor, try_open, &x, e);
        if (rc == RC_OK && x.found)
            rc = case_cookie_set(rq, rs, x.case_id, x.code, e);
        if (rc == RC_OK && x.found)
            return resp_see_other(rs, URL(rq->arena, "/track/{}", x.code), e);
        if (rc == RC_OK && x.wait_ms == 0) {
            rc = app_write(rq->app, rq->arena, rq->actor, note_failure, &x, e);
            req_add_error(rq, "code", MSG_TRACK_NOT_FOUND);
        }
    }
    if (rc == RC_OK)
        rc = app_read(rq->app, rq->arena, rq->actor, show_asking, &x, e);
    if (rc == RC_OK)
        resp_status(rs, x.wait_ms > 0 ? 429 : 422);
    return rc;
}

enum rc page_track_leave(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc = case_cookie_forget(rs, e);

    if (rc == RC_OK)
        rc = draft_key_forget(rs, e); /* its receipt is not for the next one at this device either */
    return rc == RC_OK ? resp_see_other(rs, url_query(rq->arena, URL_LIT("/track"), "left", STR("1")), e)
                       : rc;
}

/* ---- the case ---- */

static const struct step_view *steps_of(struct arena *a, const struct case_stages *s)
{
    struct step_view *v = ARENA_ARRAY(a, struct step_view, s->n);

    for (size_t i = 0; v != NULL && i < s->n; i++) {
        const struct case_stage *x = &s->v[i];

        v[i] = (struct step_view){ .state = x->when == STAGE_PAST  ? TIMELINE_DONE
                                            : x->when == STAGE_NOW ? TIMELINE_HERE
                                                                   : TIMELINE_NEXT,
                                   .title = x->title,
                                   .who = x->by_citizen ? msg(MSG_TRACK_YOU) : x->who,
                                   .at = x->at };
    }
    return v;
}

static const struct message_view *letters_of(struct arena *a, const struct case_view *c)
{
    struct message_view *v = ARENA_ARRAY(a, struct message_view, c->n_letters);

    for (size_t i = 0; v != NULL && i < c->n_letters; i++) {
        const struct case_letter *l = &c->letters[c->n_letters - 1 - i]; /* the newest first */
        struct str id = arena_fmt(a, "%lld", (long long)l->id);

        v[i] = (struct message_view){
            .kind = l->title,
            .number = l->number,
            .at = l->at,
            .open = URL(a, "/track/{}/letters/{}", c->c.tracking_code, id),
            .print = URL(a, "/track/{}/letters/{}", c->c.tracking_code, arena_cat(a, id, STR(".pdf"))),
        };
    }
    return v;
}

/* What was filed, by the form it was filed with. */
static enum rc filed_of(struct cx *cx, const struct case_view *c, struct tracked_view *v, struct err *e)
{
    const struct form *form = package_form(c->pkg, c->pkg->registration_form);
    struct form_view view = { .arena = cx->a };
    const struct json *values = NULL;
    struct form_env env;
    enum rc rc;

    if (form == NULL || c->c.extra.len == 0)
        return RC_OK;
    rc = json_parse(cx->a, c->c.extra, &values, e);
    if (rc == RC_OK)
        rc = case_form_env(cx, c->c.channel, &env, e);
    if (rc == RC_OK)
        rc = form_items(cx->a, form, FORM_ALL_PAGES, NULL, 0, values, NULL, &env, &view.items, &view.n, e);
    if (rc == RC_OK)
        rc = units_of_answers(cx, &view, e);
    view.kept = kept_files(cx->a, &c->files);
    view.kept_n = view.kept == NULL ? 0 : c->files.n;
    return rc == RC_OK ? answers_of_form(&view, false, (struct url){ STR_NONE }, &v->filed, &v->filed_n, e)
                       : rc;
}

static enum tone tone_of(const struct case_view *c)
{
    if (c->clock.is && c->clock.state == DL_LATE && !c->clock.stopped)
        return TONE_LATE;
    return c->closed ? TONE_PLAIN : TONE_GOOD;
}

/* Acts that would be refused say why instead of standing there as buttons. */
static struct str refusals_of(struct arena *a, const struct case_view *c)
{
    struct str all = STR_NONE;

    for (size_t i = 0; i < c->n_acts; i++)
        if (c->acts[i].refused.len > 0)
            all = all.len == 0 ? c->acts[i].refused
                               : arena_fmt(a, "%.*s %.*s", STR_ARG(all), STR_ARG(c->acts[i].refused));
    return all;
}

/* What the last act did. */
static struct notice_view done_notice(struct cx *cx, const struct case_view *c, struct str act)
{
    struct notice_view n = { .tone = TONE_GOOD };

    if (str_eq_c(act, "survey")) {
        n.title = msg(MSG_SURVEY_THANKS_TITLE);
        n.text = msg(MSG_SURVEY_THANKS_TEXT);
    } else {
        n.title = MSG_FMT(cx->a, MSG_ACT_DONE, { "act", act_title(cx, act) });
        n.text = c->closed ? c->c.stage : msg(MSG_ACT_DONE_TEXT);
    }
    return n;
}

static enum rc show_case(struct req *rq, struct resp *rs, const struct case_view *c, struct cx *cx,
                         struct err *e)
{
    struct arena *a = rq->arena;
    struct notice_view done;
    struct page p;
    struct tracked_view v = {
        .noun = c->pkg->noun,
        .subject = c->c.subject,
        .code = c->c.tracking_code,
        .number = arena_fmt(a, "%lld", (long long)c->c.number),
        .at = c->c.registered_at,
        .state = c->c.stage,
        .tone = tone_of(c),
        .clock = clock_of(a, &c->clock),
        .no_clock = c->no_clock,
        .steps = steps_of(a, &c->stages),
        .steps_n = c->stages.n,
        .flow = URL(a, "/track/{}/flow", c->c.tracking_code),
        .asked = c->asked,
        .letters = letters_of(a, c),
        .letters_n = c->n_letters,
        .files = attachments_of(a, c->c.tracking_code, &c->files),
        .files_n = c->files.n,
        .leave = URL_LIT("/track/leave"),
        .after = c->after.len > 0 ? c->after : refusals_of(a, c),
    };
    enum rc rc;

    v.acts = acts_of(a, c, &v.acts_n);
    citizen_frame_of(cx, &c->office, &c->unit, &p);
    v.phone = p.office_phone;
    v.tel = p.office_tel;
    if (c->receipt.id != 0)
        v.receipt_pdf = URL(a, "/track/{}/letters/{}", c->c.tracking_code,
                            arena_fmt(a, "%lld.pdf", (long long)c->receipt.id));
    rc = filed_of(cx, c, &v, e);
    if (rc != RC_OK)
        return rc;
    if (req_text(rq, "done").len > 0) {
        done = done_notice(cx, c, req_text(rq, "done"));
        p.notice = &done;
    }
    p.here = HERE_TRACK;
    p.guard = form_guard(rq);
    tpl_citizen_tracked(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_tracked(struct req *rq, struct resp *rs, struct err *e)
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
    if (rc == RC_OK)
        rc = case_cookie_set(rq, rs, case_id, c.c.tracking_code, e);
    return rc == RC_OK ? show_case(rq, rs, &c, &own, e) : rc;
}
