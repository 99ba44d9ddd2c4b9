/*
 * new_case.c - a case is filled in page by page, checked, sent; and its receipt (OFF-CMP-09).
 *
 * The form is the process's own (registration form of its package); what is typed lives in a draft whose key
 * is a cookie. Going back loses nothing; a form sent twice is one case with one receipt.
 *
 * Not here: reading what was posted (web/posted.h), drafts (app/draft.h).
 */
#include "persian/digits.h"
#include "port/chart.h"
#include "templates/citizen_check.h"
#include "templates/citizen_receipt.h"
#include "templates/citizen_step.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

const struct field form_new_step[] = {
    { .name = "from", .kind = FIELD_TEXT, .max = 20 },
    { .name = "why", .kind = FIELD_TEXT, .max = 20 },
    FORM_END,
};
const struct field form_new_done[] = {
    { .name = "again", .kind = FIELD_BOOL },
    FORM_END,
};

#define FROM_CHECK "check"

/* ---- addresses ---- */

static struct url url_step(struct arena *a, struct str process, size_t page)
{
    return URL(a, "/{}/new/{}", process, arena_fmt(a, "%zu", page + 1));
}

static struct url url_done(struct arena *a, struct str process, struct str code)
{
    return URL(a, "/{}/new/done/{}", process, code);
}

/* ---- one page of the form ---- */

struct step {
    struct req *rq;
    struct resp *rs;
    struct str process;
    size_t page;
    struct draft draft;
    const struct form_input *inputs; /* of a page that was sent and is shown again */
    size_t n_inputs;
    const struct form_result *result; /* its errors, or NULL */
    const struct str *fresh;          /* fields that show only now */
    size_t n_fresh;
    struct str from;
    const struct notice_view *notice;
};

/* Which of the pages that show this is, how many there are, and where «back» leads. */
static enum rc count_pages(struct cx *cx, const struct step *x, struct form_step_view *v, struct page *p,
                           struct err *e)
{
    size_t pages = form_pages(x->draft.form), before = SIZE_MAX;

    v->last = true;
    for (size_t i = 0; i < pages; i++) {
        bool shown = true;
        enum rc rc = form_page_shown(cx->a, x->draft.form, i, &x->draft.env, &shown, e);

        if (rc != RC_OK)
            return rc;
        if (!shown && i != x->page)
            continue;
        v->steps++;
        if (i < x->page)
            before = i;
        if (i == x->page)
            v->step = v->steps;
        if (i > x->page)
            v->last = false;
    }
    if (str_eq_c(x->from, FROM_CHECK))
        p->back.to = URL(cx->a, "/{}/new/check", x->process);
    else
        p->back.to = before == SIZE_MAX ? URL(cx->a, "/{}", x->process) : url_step(cx->a, x->process, before);
    return RC_OK;
}

/* One question a page: its label is the heading. */
static struct str only_field(const struct form_item *items, size_t n)
{
    struct str name = STR_NONE;

    for (size_t i = 0; i < n; i++) {
        if (items[i].step != FORM_FIELD)
            continue;
        if (name.len > 0)
            return STR_NONE;
        name = items[i].name;
    }
    return name;
}

static enum rc show_step(struct cx *cx, const struct step *x, struct err *e)
{
    struct arena *a = x->rq->arena;
    const struct draft *d = &x->draft;
    const struct form_field *group = form_page(d->form, x->page);
    struct form_step_view v = { .process = d->pkg->title,
                                .from_check = str_eq_c(x->from, FROM_CHECK),
                                .action = url_step(a, x->process, x->page) };
    struct small until = fa_date_long((d->id != 0 ? d->changed_at : cx->now_ms) + DRAFT_KEEP_MS);
    struct page p;
    enum rc rc = citizen_frame(cx, STR_NONE, &p, e);

    if (rc == RC_OK)
        rc = count_pages(cx, x, &v, &p, e);
    if (rc == RC_OK)
        rc = form_items(a, d->form, x->page, x->inputs, x->n_inputs, d->values, x->result, &d->env,
                        &v.form.items, &v.form.n, e);
    v.form.arena = a;
    v.form.page = group;
    if (rc == RC_OK)
        rc = unit_choices(cx, d->form, &v.form, e);
    if (rc != RC_OK)
        return rc;
    v.form.kept = kept_files(a, &d->files);
    v.form.kept_n = v.form.kept == NULL ? 0 : d->files.n;
    v.form.heading_of = only_field(v.form.items, v.form.n);
    v.title = group != NULL ? group->label : form_title(d->form);
    v.hint = group != NULL ? group->hint : STR_NONE;
    v.files = form_file_field(d->form, group) != NULL;
    if (v.from_check)
        v.version = (struct carried_field){ STR("_from"), STR(FROM_CHECK) };
    v.saved_until = MSG_FMT(a, MSG_NEW_SAVED_UNTIL, { "date", small_view(&until) });
    p.keep_draft = true;
    p.guard = form_guard(x->rq);
    p.notice = x->notice;
    if (x->result != NULL)
        citizen_errors(a, x->result, &p);
    if (p.errors_n == 0 && x->rq->errors != NULL)
        p.errors = errors_of_req(a, x->rq, &p.errors_n);
    tpl_citizen_step(resp_html(x->rs), &p, &v);
    return RC_OK;
}

static bool page_of_path(const struct req *rq, const struct draft *d, size_t *ret)
{
    int64_t n = req_path_int(rq, "page");

    *ret = (size_t)n - 1;
    return n >= 1 && (uint64_t)n <= form_pages(d->form);
}

static struct notice_view why_notice(struct str why)
{
    struct notice_view n = { .tone = TONE_SOON };

    if (str_eq_c(why, "gone")) {
        n.title = msg(MSG_NEW_GONE_TITLE);
        n.text = msg(MSG_NEW_GONE_TEXT);
    } else if (str_eq_c(why, "kept")) {
        n.title = msg(MSG_NEW_GONE_TITLE);
        n.text = msg(MSG_NEW_GONE_KEPT_TEXT);
    } else if (str_eq_c(why, "incomplete")) {
        n.title = msg(MSG_NEW_INCOMPLETE_TITLE);
    }
    return n;
}

/* /{process}/new: to where the person was, or to the first page. */
enum rc page_new(struct req *rq, struct resp *rs, struct err *e)
{
    struct draft d;
    struct str process = req_path(rq, "process");
    size_t page = 0;
    enum rc rc = draft_open(rq->cx, draft_key(rq), process, CHANNEL_WEB, &d, e);

    if (rc != RC_OK)
        return rc;
    if (d.case_id != 0) { /* sent before: this is another one */
        rc = draft_key_forget(rs, e);
    } else if (d.id != 0) {
        rc = draft_next_page(rq->cx, &d, &page, e);
        if (rc == RC_OK && page >= form_pages(d.form))
            return resp_see_other(rs, URL(rq->arena, "/{}/new/check", process), e);
    }
    return rc == RC_OK ? resp_see_other(rs, url_step(rq->arena, process, page), e) : rc;
}

enum rc page_new_step(struct req *rq, struct resp *rs, struct err *e)
{
    struct step x = { .rq = rq, .rs = rs, .process = req_path(rq, "process"), .from = req_text(rq, "from") };
    struct notice_view notice = why_notice(req_text(rq, "why"));
    struct str key = draft_key(rq);
    enum rc rc = draft_open(rq->cx, key, x.process, CHANNEL_WEB, &x.draft, e);

    if (rc == RC_OK && !page_of_path(rq, &x.draft, &x.page))
        rc = ERR(e, RC_NOT_FOUND, "no such page of the form");
    if (rc != RC_OK)
        return rc;
    if (x.draft.case_id != 0) {
        struct draft empty;

        if (x.page > 0)
            return resp_see_other(rs, URL(rq->arena, "/{}/new/check", x.process), e);
        rc = draft_key_forget(rs, e);
        if (rc == RC_OK)
            rc = draft_open(rq->cx, STR_NONE, x.process, CHANNEL_WEB, &empty, e);
        if (rc != RC_OK)
            return rc;
        x.draft = empty;
    }
    if (x.draft.id == 0 && x.page > 0) /* nothing is kept: begin at the beginning, and say why */
        return resp_see_other(rs, url_query(rq->arena, url_step(rq->arena, x.process, 0), "why", STR("gone")),
                              e);
    if (notice.title.len > 0)
        x.notice = &notice;
    return show_step(rq->cx, &x, e);
}

/* ---- a page comes back ---- */

struct sent {
    struct step step;
    struct posted posted;
    struct draft_page_cmd cmd;
    struct draft_page saved;
    size_t next; /* page to go to; form_pages(): the checking page */
    bool new_key;
};

static enum rc open_draft(struct cx *cx, void *arg, struct err *e)
{
    struct sent *s = arg;

    return draft_open(cx, s->cmd.key, s->step.process, CHANNEL_WEB, &s->step.draft, e);
}

static enum rc next_shown(struct cx *cx, const struct draft *d, size_t page, size_t *ret, struct err *e)
{
    enum rc rc = RC_OK;
    bool shown = false;

    while (rc == RC_OK && !shown && ++page < form_pages(d->form))
        rc = form_page_shown(cx->a, d->form, page, &d->env, &shown, e);
    *ret = page;
    return rc;
}

static enum rc save_page(struct cx *cx, void *arg, struct err *e)
{
    struct sent *s = arg;
    enum rc rc = draft_save_page(cx, &s->cmd, &s->saved, e);

    if (rc == RC_OK && s->saved.begun && s->cmd.page > 0)
        return draft_next_page(cx, &s->saved.draft, &s->next, e);
    return rc == RC_OK ? next_shown(cx, &s->saved.draft, s->cmd.page, &s->next, e) : rc;
}

static enum rc show_again(struct cx *cx, void *arg, struct err *e)
{
    struct sent *s = arg;
    struct draft now;
    enum rc rc = draft_open(cx, s->cmd.key, s->step.process, CHANNEL_WEB, &now, e);

    if (rc != RC_OK)
        return rc;
    s->step.draft = now;
    return show_step(cx, &s->step, e);
}

static bool is_fresh(const struct draft_page *saved, struct str name)
{
    for (size_t i = 0; i < saved->n_fresh; i++)
        if (str_eq(saved->fresh[i], name))
            return true;
    return false;
}

/* Questions that the person has not seen yet are asked, not complained about. */
static enum rc forgive_fresh(struct arena *a, const struct draft_page *saved, struct form_result *r,
                             bool *asked, struct err *e)
{
    struct form_error *v = ARENA_ARRAY(a, struct form_error, r->errors_n);
    size_t n = 0;

    *asked = false;
    if (v == NULL && r->errors_n > 0)
        return arena_check(a, e);
    for (size_t i = 0; i < r->errors_n; i++) {
        if (is_fresh(saved, r->errors[i].name))
            *asked = true;
        else
            v[n++] = r->errors[i];
    }
    r->errors = v;
    r->errors_n = n;
    return RC_OK;
}

static enum rc redraw(struct sent *s, struct form_result *result, struct err *e)
{
    struct req *rq = s->step.rq;
    struct notice_view more = { .title = msg(MSG_NEW_MORE_TITLE), .text = msg(MSG_NEW_MORE_TEXT) };
    bool asked = false;
    enum rc rc = RC_OK;

    if (result != NULL)
        rc = forgive_fresh(rq->arena, &s->saved, result, &asked, e);
    if (asked && result->errors_n == 0)
        s->step.notice = &more;
    s->step.result = result;
    s->step.from = posted_machine(rq, "_from");
    if (rc == RC_OK)
        rc = app_read(rq->app, rq->arena, rq->actor, show_again, s, e);
    if (rc == RC_OK && result != NULL && result->errors_n > 0)
        resp_status(s->step.rs, 422);
    return rc;
}

static enum rc go_on(struct sent *s, struct err *e)
{
    struct req *rq = s->step.rq;
    struct resp *rs = s->step.rs;
    struct str process = s->step.process;
    size_t pages = form_pages(s->step.draft.form);
    bool from_check = str_eq_c(posted_machine(rq, "_from"), FROM_CHECK);

    if (s->saved.begun && s->cmd.page > 0 && s->next < pages)
        return resp_see_other(
            rs, url_query(rq->arena, url_step(rq->arena, process, s->next), "why", STR("kept")), e);
    if (from_check || s->next >= pages)
        return resp_see_other(rs, URL(rq->arena, "/{}/new/check", process), e);
    return resp_see_other(rs, url_step(rq->arena, process, s->next), e);
}

static bool fits_file_limit(struct req *rq, struct sent *s, struct err *e, enum rc *rc)
{
    const struct form_field *page = form_page(s->step.draft.form, s->cmd.page);

    if (req_ok(rq)) {
        *rc = posted_store_files(rq, s->step.draft.form, &s->posted, e);
        return *rc == RC_OK;
    }
    posted_too_large(rq, page, &s->posted);
    *rc = RC_OK;
    return true;
}

/* Only the token was stale, or files were too large: nothing else may be judged by rq->errors here. */
static bool only_too_large(const struct req *rq)
{
    for (const struct field_error *x = rq->errors; x != NULL; x = x->next)
        if (x->key != MSG_ERROR_FILES_TOTAL)
            return false;
    return true;
}

enum rc page_new_step_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct sent s = { .step = { .rq = rq, .rs = rs, .process = req_path(rq, "process") } };
    struct form_result *result = &s.saved.form;
    enum rc rc = posted_read(rq, &s.posted, e);

    s.cmd.key = draft_key(rq);
    if (rc == RC_OK)
        rc = app_read(rq->app, rq->arena, rq->actor, open_draft, &s, e);
    if (rc == RC_OK && !page_of_path(rq, &s.step.draft, &s.step.page))
        rc = ERR(e, RC_NOT_FOUND, "no such page of the form");
    if (rc != RC_OK)
        return rc;
    s.cmd.page = s.step.page;
    s.step.inputs = s.posted.inputs;
    s.step.n_inputs = s.posted.n_inputs;
    if (!only_too_large(rq) || s.posted.rows_changed) /* shown again as it is; nothing is judged or kept */
        return redraw(&s, NULL, e);
    if (!fits_file_limit(rq, &s, e, &rc))
        return rc;
    if (s.cmd.key.len == 0) {
        s.cmd.key = token_new(rq->arena, 16);
        s.new_key = true;
    }
    s.cmd.process = s.step.process;
    s.cmd.channel = CHANNEL_WEB;
    s.cmd.inputs = s.posted.inputs;
    s.cmd.n_inputs = s.posted.n_inputs;
    s.cmd.files = s.posted.files;
    s.cmd.n_files = s.posted.n_files;
    rc = app_write(rq->app, rq->arena, rq->actor, save_page, &s, e);
    if (rc == RC_CONFLICT) /* it was sent already: the checking page leads to its receipt */
        return resp_see_other(rs, URL(rq->arena, "/{}/new/check", s.step.process), e);
    if (rc == RC_OK)
        rc = draft_key_set(rs, s.cmd.key, e);
    if (rc == RC_OK)
        rc = posted_errors(rq->arena, &s.posted, result, e);
    if (rc != RC_OK)
        return rc;
    s.step.inputs = s.saved.inputs;
    s.step.n_inputs = s.saved.n_inputs;
    return result->ok ? go_on(&s, e) : redraw(&s, result, e);
}

/* ---- check your answers ---- */

struct groups {
    VEC(struct answers_view) v;
};

static enum rc answers_of_page(struct cx *cx, const struct draft *d, struct str process, size_t page,
                               struct groups *all, struct err *e)
{
    struct form_view form = { .arena = cx->a, .page = form_page(d->form, page) };
    const struct answers_view *groups = NULL;
    struct url change = url_query(cx->a, url_step(cx->a, process, page), "from", STR(FROM_CHECK));
    size_t n = 0;
    enum rc rc = form_items(cx->a, d->form, page, NULL, 0, d->values, NULL, &d->env, &form.items, &form.n, e);

    if (rc == RC_OK)
        rc = units_of_answers(cx, &form, e);
    form.kept = kept_files(cx->a, &d->files);
    form.kept_n = form.kept == NULL ? 0 : d->files.n;
    if (rc == RC_OK)
        rc = answers_of_form(&form, true, change, &groups, &n, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        (void)VEC_PUSH(cx->a, &all->v, groups[i]);
    return rc;
}

static enum rc show_check(struct req *rq, struct resp *rs, const struct draft *d, struct err *e)
{
    struct str process = req_path(rq, "process");
    struct check_view v = { .process = d->pkg->title,
                            .noun = d->pkg->noun,
                            .action = URL(rq->arena, "/{}/new/check", process) };
    struct groups groups = { 0 };
    size_t last = 0;
    struct page p;
    enum rc rc = citizen_frame(rq->cx, STR_NONE, &p, e);

    for (size_t i = 0; rc == RC_OK && i < form_pages(d->form); i++) {
        bool shown = false;

        rc = form_page_shown(rq->arena, d->form, i, &d->env, &shown, e);
        if (rc == RC_OK && shown) {
            rc = answers_of_page(rq->cx, d, process, i, &groups, e);
            last = i;
        }
    }
    if (rc != RC_OK)
        return rc;
    v.groups = groups.v.v;
    v.groups_n = groups.v.n;
    p.back.to = url_step(rq->arena, process, last);
    p.guard = form_guard(rq);
    p.errors = errors_of_req(rq->arena, rq, &p.errors_n);
    tpl_citizen_check(resp_html(rs), &p, &v);
    return RC_OK;
}

/* To the receipt of a draft that was sent. */
static enum rc to_receipt(struct req *rq, struct resp *rs, const struct registered *done, bool again,
                          struct err *e)
{
    struct url to = url_done(rq->arena, req_path(rq, "process"), done->tracking_code);
    enum rc rc = case_cookie_set(rq, rs, done->case_id, done->tracking_code, e);

    if (again)
        to = url_query(rq->arena, to, "again", STR("1"));
    return rc == RC_OK ? resp_see_other(rs, to, e) : rc;
}

/* The same of a draft that was sent earlier. */
static enum rc to_old_receipt(struct req *rq, struct resp *rs, int64_t case_id, struct err *e)
{
    struct actor citizen = { .kind = ACTOR_CITIZEN, .case_id = case_id };
    struct cx own = *rq->cx;
    struct case_view c;
    enum rc rc;

    own.actor = &citizen;
    rc = case_receipt_get(&own, case_id, &c, e);
    if (rc != RC_OK)
        return rc;
    return to_receipt(rq, rs, &(struct registered){ .case_id = case_id, .tracking_code = c.c.tracking_code },
                      true, e);
}

enum rc page_new_check(struct req *rq, struct resp *rs, struct err *e)
{
    struct str process = req_path(rq, "process");
    struct draft d;
    size_t page = 0;
    enum rc rc = draft_open(rq->cx, draft_key(rq), process, CHANNEL_WEB, &d, e);

    if (rc != RC_OK)
        return rc;
    if (d.case_id != 0)
        return to_old_receipt(rq, rs, d.case_id, e);
    if (d.id == 0)
        return resp_see_other(rs, url_query(rq->arena, url_step(rq->arena, process, 0), "why", STR("gone")),
                              e);
    rc = draft_next_page(rq->cx, &d, &page, e);
    if (rc != RC_OK)
        return rc;
    if (page < form_pages(d.form))
        return resp_see_other(
            rs, url_query(rq->arena, url_step(rq->arena, process, page), "why", STR("incomplete")), e);
    return show_check(rq, rs, &d, e);
}

enum rc page_new_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct str process = req_path(rq, "process");
    struct registered done = { 0 };
    bool again = false;
    enum rc rc;

    if (!req_ok(rq))
        return page_new_check(rq, rs, e);
    if (rq->checking) {
        const struct draft_checked *checked = NULL;

        rc = draft_check(rq->cx, draft_key(rq), process, CHANNEL_WEB, &checked, e);
        rq->checked = checked;
        return rc;
    }
    rc = draft_send(rq->cx, draft_key(rq), process, CHANNEL_WEB, rq->checked, &done, &again, e);
    if (rc == RC_NOT_FOUND)
        return resp_see_other(rs, url_query(rq->arena, url_step(rq->arena, process, 0), "why", STR("gone")),
                              e);
    if (rc ==
        RC_INVALID) { /* shown again by page_new_check(), which leads to the page that is not complete */
        req_add_error(rq, "", MSG_NEW_INCOMPLETE_TITLE);
        return rc;
    }
    return rc == RC_OK ? to_receipt(rq, rs, &done, again, e) : rc;
}

/* ---- the receipt ---- */

static struct str masked_phone(struct arena *a, struct str phone)
{
    struct str tail = phone.len > 4 ? str_from(phone, phone.len - 4) : phone;

    return arena_fmt(a, "…%.*s", STR_ARG(digits_fa(a, tail)));
}

/* By which way the receipt was sent: the rule is app's (job_letter.c), the letter tells it by the address. */
static struct text_list sent_to(struct arena *a, const struct applicant_rec *p)
{
    struct str *v = ARENA_NEW(a, struct str);

    if (v == NULL || str_eq_c(p->preferred_channel, "web"))
        return (struct text_list){ NULL, 0 };
    if (str_eq_c(p->preferred_channel, "email") && p->email.len > 0)
        *v = MSG_FMT(a, MSG_RECEIPT_SENT_EMAIL, { "to", p->email });
    else if (str_eq_c(p->preferred_channel, "letter") && p->address.len > 0)
        *v = msg(MSG_RECEIPT_SENT_LETTER);
    else if (p->mobile.len > 0)
        *v = MSG_FMT(a, MSG_RECEIPT_SENT_SMS, { "to", masked_phone(a, p->mobile) });
    else
        return (struct text_list){ NULL, 0 };
    return (struct text_list){ v, 1 };
}

static struct safe_html qr_of(struct arena *a, struct str content)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, (size_t)128 << 10);
    if (content.len == 0 || qr_write_svg(content, msg(MSG_RECEIPT_QR), &b, NULL) != RC_OK)
        return (struct safe_html){ STR_NONE };
    return html_from_template(a, &b);
}

/* What happens now: the stages of the how-to page after the first, which is done. */
static struct text_list next_words(struct arena *a, const struct package *pkg)
{
    VEC(struct str) v = { 0 };

    for (int i = 2; i < 20; i++) {
        struct str key = arena_fmt(a, "how.stage.%d", i);

        if (!package_has_text(pkg, key))
            break;
        (void)VEC_PUSH(a, &v, package_text(pkg, key));
    }
    return (struct text_list){ v.v, v.n };
}

static enum rc show_receipt(struct req *rq, struct resp *rs, const struct case_view *c, struct err *e)
{
    struct arena *a = rq->arena;
    struct page p;
    struct receipt_view v = {
        .noun = c->pkg->noun,
        .code = c->c.tracking_code,
        .number = arena_fmt(a, "%lld", (long long)c->c.number),
        .at = c->c.registered_at,
        .unit = c->unit.name,
        .subject = c->c.subject,
        .applicant = c->applicant.name,
        .clock = clock_of(a, &c->clock),
        .no_clock = c->no_clock,
        .qr = qr_of(a, c->receipt_code),
        .verify = c->receipt_code,
        .track = URL(a, "/track/{}", c->c.tracking_code),
        .sent_to = sent_to(a, &c->applicant),
        .next = next_words(a, c->pkg),
        .existing = req_bool(rq, "again"),
    };

    citizen_frame_of(rq->cx, &c->office, &c->unit, &p);
    v.phone = p.office_phone;
    v.tel = p.office_tel;
    if (c->receipt.id != 0)
        v.pdf = URL(a, "/track/{}/letters/{}", c->c.tracking_code,
                    arena_fmt(a, "%lld.pdf", (long long)c->receipt.id));
    tpl_citizen_receipt(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_new_done(struct req *rq, struct resp *rs, struct err *e)
{
    struct actor citizen;
    struct cx own = *rq->cx;
    struct case_view c;
    int64_t case_id;
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &case_id, &citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    own.actor = &citizen;
    rc = case_receipt_get(&own, case_id, &c, e);
    return rc == RC_OK ? show_receipt(rq, rs, &c, e) : rc;
}
