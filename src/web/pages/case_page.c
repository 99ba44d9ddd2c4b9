/*
 * case_page.c - the page of a case: tasks at hand, clock, the newest letters, files, referrals, history.
 *
 * Not here: what has a page of its own (case_part.c), words of the history (case_history.c).
 */
#include "web/pages/case_page.h"
#include "app/addition.h"
#include "app/desk_files.h"
#include "app/letter_report.h"
#include "app/task.h"
#include "persian/digits.h"
#include "persian/phone.h"
#include "persian/text.h"
#include "templates/official_case.h"
#include "web/pages.h"
#include "web/pages/case_history.h"
#include "web/pages/case_part.h"
#include "web/pages/monitor_parts.h"
#include "web/posted.h"

#define NEIGHBOURS 8
/* A page has at most 30 KB with its style sheets, which are 13 of them. */
#define HTML_MAX 17400

struct making {
    struct req *rq;
    struct cx *cx;
    struct arena *a;
    const struct official_case *c;
    const struct case_ask *ask;
    struct page *page;
    struct case_page_view *v;
};

/* ---- the form of a task ---- */

enum rc task_items_of(struct arena *a, const struct official_task *t, const struct form_input *inputs,
                      size_t n_inputs, const struct form_result *result, struct task_items *ret,
                      struct err *e)
{
    const struct form_item *all = NULL;
    struct form_item *v;
    size_t n = 0;
    enum rc rc;

    *ret = (struct task_items){ 0 };
    if (t->form == NULL)
        return RC_OK;
    rc = form_items(a, t->form, FORM_ALL_PAGES, inputs, n_inputs, t->values, result, &t->env, &all, &n, e);
    v = ARENA_ARRAY(a, struct form_item, n);
    if (rc != RC_OK)
        return rc;
    if (v == NULL && n > 0)
        return arena_check(a, e);
    for (size_t i = 0; i < n; i++) {
        bool choice = t->choices.len > 0 && all[i].step == FORM_FIELD && str_eq(all[i].name, t->choices);

        if (choice && all[i].options_n > 0 && all[i].options_n <= 6)
            ret->choice = &all[i];
        else
            v[ret->n++] = all[i];
    }
    ret->items = v;
    return RC_OK;
}

struct form_view task_form_view(struct arena *a, const struct official_case *c, const struct official_task *t,
                                const struct task_items *items, const struct attachment_list *files)
{
    struct form_view v = { .arena = a, .items = items->items, .n = items->n, .compact = true };

    v.kept = desk_kept_files(a, files != NULL ? files : &t->files, &c->files, &v.kept_n);
    v.lists = desk_lists(a, t->lists, t->n_lists);
    v.lists_n = v.lists == NULL ? 0 : t->n_lists;
    return v;
}

struct str names_drawn(struct arena *a, const struct form_item *items, size_t n)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, (size_t)64 << 10);
    for (size_t i = 0; i < n; i++) {
        if (items[i].step != FORM_FIELD || items[i].name.len == 0)
            continue;
        if (b.len > 0)
            buf_byte(&b, ' ');
        buf_str(&b, items[i].name);
    }
    if (b.len == 0)
        buf_byte(&b, '-'); /* nothing was drawn, which is not the same as not saying what was */
    return b.failed ? STR_NONE : arena_str(a, buf_view(&b));
}

/* Turning back and refusing look different from going on. */
static const struct decision_view *decisions_of(struct making *m, const struct official_task *t,
                                                const struct task_items *items, size_t *n)
{
    size_t count = items->choice == NULL ? 1 : items->choice->options_n;
    struct decision_view *v = ARENA_ARRAY(m->a, struct decision_view, count);

    *n = 0;
    if (v == NULL)
        return NULL;
    *n = count;
    if (items->choice == NULL) {
        v[0] = (struct decision_view){ .name = STR("_finish"),
                                       .value = STR("1"),
                                       .label = msg(t->incident ? MSG_TASK_RETRY : MSG_TASK_FINISH),
                                       .weight = DECISION_MAIN };
        return v;
    }
    for (size_t i = 0; i < count; i++)
        v[i] = (struct decision_view){ .name = items->choice->name,
                                       .value = items->choice->options[i].value,
                                       .label = items->choice->options[i].label,
                                       .weight = i == 0 ? DECISION_MAIN : DECISION_OTHER };
    return v;
}

static enum rc fill_form(struct making *m, const struct official_task *t, struct task_view *v, struct err *e)
{
    const struct case_ask *ask = m->ask;
    bool back = ask->task_id == t->t.id;
    struct task_items items;
    enum rc rc = task_items_of(m->a, t, back ? ask->inputs : t->kept, back ? ask->n_inputs : t->n_kept,
                               back ? ask->result : NULL, &items, e);

    if (rc != RC_OK)
        return rc;
    v->form = task_form_view(m->a, m->c, t, &items, back && ask->files != NULL ? &ask->files->files : NULL);
    v->decisions = decisions_of(m, t, &items, &v->decisions_n);
    v->choice_error = items.choice != NULL && items.choice->error != NULL
                          ? form_error_words(m->a, items.choice->error)
                          : STR_NONE;
    v->choice_name = items.choice != NULL ? items.choice->name : STR_NONE;
    v->choice_label = items.choice != NULL ? items.choice->field->label : STR_NONE;
    v->drawn = names_drawn(m->a, items.items, items.n);
    v->files = t->form != NULL && form_file_field(t->form, NULL) != NULL;
    v->action = URL(m->a, "/tasks/{}", id_text(m->a, t->t.id));
    if (t->form != NULL)
        v->save = URL(m->a, "/tasks/{}/keep", id_text(m->a, t->t.id));
    v->saved_at = back ? 0 : t->kept_at;
    v->guard_text = back ? ask->refused : STR_NONE;
    if (back && ask->result != NULL && ask->result->errors_n > 0)
        m->page->errors = errors_of_form(m->a, ask->result, &m->page->errors_n);
    m->page->keep_draft = true;
    return RC_OK;
}

/* The draft that is to be reviewed or signed stands above the form. */
static enum rc fill_shown(struct making *m, const struct official_task *t, struct task_view *v, struct err *e)
{
    for (size_t i = 0; t->shows.len > 0 && i < m->c->n_done; i++) {
        const struct task_rec *done = &m->c->done[i].t;
        struct official_done d = { 0 };
        enum rc rc;

        if (done->instance_id != t->t.instance_id || !str_eq(done->element, t->shows))
            continue;
        rc = official_done_get(m->cx, done, &d, e);
        return rc == RC_OK ? answers_written(m->cx, m->c, &d, d.t.name, &v->shown, &v->shown_n, e) : rc;
    }
    return RC_OK;
}

static enum rc fill_task(struct making *m, const struct official_task *t, struct task_view *v, struct err *e)
{
    enum rc rc;

    struct str id = id_text(m->a, t->t.id);

    *v = (struct task_view){
        .id = id,
        .title = t->incident ? msg(MSG_TASK_INCIDENT) : t->title,
        .order = t->incident ? cause_text(m->a, t->t.name) : t->note,
        .notice = t->notice,
        .from = t->from,
        .since = t->t.made_at,
        .clock = clock_of_due(t->t.due_at, m->cx->now_ms),
        .mine = t->mine,
        .may_claim = t->may_claim,
        .may_release = t->may_release,
        .claim = URL(m->a, "/tasks/{}/claim", id),
        .release = URL(m->a, "/tasks/{}/release", id),
        .hand_over = URL(m->a, "/tasks/{}/refer", id),
        .version = t->t.version,
    };
    if (!t->mine)
        v->holder = t->t.holder.len > 0
                        ? arena_fmt(m->a, "%.*s، %.*s", STR_ARG(t->t.holder), STR_ARG(t->t.post_title))
                        : t->t.post_title;
    else if (t->t.claimed_by != 0)
        v->holder =
            t->t.claimed_by == m->cx->actor->official_id ? msg(MSG_TASK_YOU) : msg(MSG_TASK_COLLEAGUE);
    v->handing_over = m->ask->referring && m->ask->refer_task == t->t.id;
    if (v->handing_over)
        v->release_reason =
            (struct field_view){ .control = CONTROL_LONG,
                                 .name = STR("reason"),
                                 .label = msg(MSG_TASK_WHY_RELEASE),
                                 .value = m->ask->release_back ? req_typed(m->rq, "reason") : STR_NONE,
                                 .error = m->ask->release_back ? req_error(m->rq, "reason") : STR_NONE,
                                 .rows = 2,
                                 .required = true };
    v->draw_form = t->mine && !m->ask->referring;
    if (!v->draw_form)
        return RC_OK;
    rc = fill_shown(m, t, v, e);
    return rc == RC_OK ? fill_form(m, t, v, e) : rc;
}

/* The same work for several at once, as when several units are asked: «پاسخ به کسب نظر (۲)». */
static struct str title_apart(struct making *m, size_t i, struct str title)
{
    struct str number;
    size_t same = 1;

    for (size_t k = 0; k < i; k++)
        same += str_eq(m->c->tasks[k].title, m->c->tasks[i].title) && !m->c->tasks[k].incident;
    if (same == 1 || m->c->tasks[i].incident)
        return title;
    number = digits_fa(m->a, id_text(m->a, (int64_t)same));
    return arena_fmt(m->a, "%.*s (%.*s)", STR_ARG(title), STR_ARG(number));
}

static enum rc put_tasks(struct making *m, struct task_view **ret, struct err *e)
{
    struct task_view *v = ARENA_ARRAY(m->a, struct task_view, m->c->n_tasks);
    enum rc rc = RC_OK;

    if (v == NULL && m->c->n_tasks > 0)
        return arena_check(m->a, e);
    for (size_t i = 0; rc == RC_OK && i < m->c->n_tasks; i++) {
        rc = fill_task(m, &m->c->tasks[i], &v[i], e);
        v[i].title = title_apart(m, i, v[i].title);
    }
    *ret = v;
    m->v->tasks = v;
    m->v->tasks_n = m->c->n_tasks;
    return rc;
}

/* ---- referring ---- */

static void put_refer(struct making *m)
{
    struct refer_view *r = ARENA_NEW(m->a, struct refer_view);
    const struct official_task *t = NULL;
    struct option_view *desks;

    for (size_t i = 0; i < m->c->n_tasks && t == NULL; i++)
        if (m->c->tasks[i].may_refer &&
            (m->ask->refer_task == 0 || m->c->tasks[i].t.id == m->ask->refer_task))
            t = &m->c->tasks[i];
    if (t == NULL || r == NULL)
        return;
    desks = ARENA_ARRAY(m->a, struct option_view, t->n_desks);
    if (desks == NULL)
        return;
    *r = (struct refer_view){ .action = URL(m->a, "/tasks/{}/refer", id_text(m->a, t->t.id)),
                              .version = t->t.version,
                              .open = m->ask->referring };
    r->to = (struct field_view){
        .control = CONTROL_SELECT, .name = STR("to"), .label = msg(MSG_REFER_TO), .required = true
    };
    r->note = (struct field_view){ .control = CONTROL_LONG,
                                   .name = STR("note"),
                                   .label = msg(MSG_REFER_NOTE),
                                   .rows = 2,
                                   .max_length = 500,
                                   .required = true };
    if (m->ask->refer_back) {
        r->to.value = req_typed(m->rq, "to");
        r->to.error = req_error(m->rq, "to");
        r->note.value = req_typed(m->rq, "note");
        r->note.error = req_error(m->rq, "note");
    }
    for (size_t i = 0; i < t->n_desks; i++)
        desks[i] = (struct option_view){ .value = t->desks[i].value,
                                         .label = t->desks[i].label,
                                         .chosen = str_eq(t->desks[i].value, r->to.value) };
    r->to.options = desks;
    r->to.options_n = t->n_desks;
    m->v->refer = r;
}

/* ---- the head and the end side ---- */

static void put_head(struct making *m)
{
    const struct official_case *c = m->c;
    struct case_page_view *v = m->v;

    v->subject = c->c.subject;
    v->code = c->c.tracking_code;
    v->number = number_of_case(m->a, &c->c);
    v->process = c->pkg->title;
    v->state = official_word(c->pkg, m->a, "state", c->c.state);
    v->confidential = c->c.confidential;
    v->applicant = c->c.applicant_name;
    v->channel = official_word(c->pkg, m->a, "channel", c->c.channel);
    v->story = c->c.body;
    v->demand = c->c.demand;
    v->at = c->c.registered_at;
}

static void put_clocks(struct making *m)
{
    const struct official_clock *main = official_clock_of(m->c, "main");
    struct clock_view *v = ARENA_ARRAY(m->a, struct clock_view, m->c->n_clocks);
    size_t n = 0;

    m->v->clock = clock_of_official(m->a, m->c->pkg, main);
    for (size_t i = 0; v != NULL && i < m->c->n_clocks; i++)
        if (&m->c->clocks[i] != main)
            v[n++] = clock_of_official(m->a, m->c->pkg, &m->c->clocks[i]);
    m->v->other_clocks = v;
    m->v->other_clocks_n = n;
}

struct facts {
    struct case_fact *v;
    size_t n;
};

static void fact(struct facts *f, enum msg label, struct str value, bool code)
{
    if (value.len > 0)
        f->v[f->n++] = (struct case_fact){ .label = msg(label), .value = value, .code = code };
}

#define FACTS_MAX 20

static void put_facts(struct making *m)
{
    const struct official_case *c = m->c;
    const struct applicant_rec *p = &c->applicant;
    struct facts f = { ARENA_ARRAY(m->a, struct case_fact, FACTS_MAX), 0 };
    struct arena *a = m->a;

    if (f.v == NULL)
        return;
    fact(&f, MSG_FACT_PROCESS, c->pkg->title, false);
    f.v[f.n++] = (struct case_fact){ .label = msg(MSG_FACT_FLOW),
                                     .value = msg(MSG_FLOW_SHOW),
                                     .to = URL(a, "/cases/{}/flow", c->c.tracking_code) };
    fact(&f, MSG_FACT_APPLICANT, p->name, false);
    fact(&f, MSG_FACT_ID, digits_fa(a, p->id_value), true);
    fact(&f, MSG_FACT_MOBILE, phone_words(a, p->mobile), true);
    fact(&f, MSG_FACT_PHONE, phone_words(a, p->phone), true);
    fact(&f, MSG_FACT_EMAIL, p->email, true);
    fact(&f, MSG_FACT_ADDRESS, p->address, false);
    fact(&f, MSG_FACT_ANSWER_BY, official_word(c->pkg, a, "channel", p->preferred_channel), false);
    fact(&f, MSG_FACT_RESPONDENT, c->c.respondent_name, false);
    fact(&f, MSG_FACT_CLASS, official_word(c->pkg, a, "class", c->c.cls), false);
    fact(&f, MSG_FACT_UNIT, c->unit.name, false);
    fact(&f, MSG_FACT_EXPERT, c->expert_title, false);
    if (c->c.closed_at == 0)
        fact(&f, MSG_FACT_DESK, c->post_title, false);
    if (c->c.result.len > 0)
        fact(&f, MSG_FACT_RESULT, package_text(c->pkg, c->c.result), false);
    fact(&f, MSG_FACT_SENDER_NUMBER, digits_fa(a, c->c.referrer_number), true);
    m->v->facts = f.v;
    m->v->facts_n = f.n;
}

static void put_related(struct making *m)
{
    struct link_view *l = ARENA_NEW(m->a, struct link_view);
    struct small code = fa_code(m->c->duplicate_code);

    if (m->c->duplicate_code.len == 0 || l == NULL)
        return;
    *l = (struct link_view){ url_of_case(m->a, m->c->duplicate_code),
                             MSG_FMT(m->a, MSG_CASE_JOINED_TO, { "code", small_view(&code) }), false };
    m->v->related = l;
    m->v->related_n = 1;
}

/* ---- files ---- */

static void put_files(struct making *m)
{
    const struct attachment_list *list = &m->c->files;
    struct attachment_view *v = ARENA_ARRAY(m->a, struct attachment_view, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++)
        v[i] = (struct attachment_view){
            .to = url_of_file(m->a, list->v[i].id),
            .name = list->v[i].name,
            .kind = file_kind(list->v[i].mime),
            .bytes = list->v[i].size,
            .at = list->v[i].made_at,
            .by = list->v[i].by_applicant ? m->c->c.applicant_name : msg(MSG_FILE_BY_OFFICE),
            .state = ATTACHED_CLEAN,
        };
    m->v->files = v;
    m->v->files_n = v == NULL ? 0 : list->n;
}

/* A referral stands under the one that brought the work to the referring desk. */
static void put_referrals(struct making *m)
{
    const struct referral_list *list = &m->c->referrals;
    struct referral_view *v = ARENA_ARRAY(m->a, struct referral_view, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++) {
        const struct referral_rec *r = &list->v[i];

        v[i] =
            (struct referral_view){ .from = r->from_title, .to = r->to_title, .note = r->note, .at = r->at };
        for (size_t k = i; k-- > 0;)
            if (list->v[k].to_post == r->from_post) {
                v[i].depth = v[k].depth + 1;
                break;
            }
        v[i].here = m->c->c.closed_at == 0 && i + 1 == list->n && r->to_post == m->c->c.post_id;
    }
    m->v->referrals = v;
    m->v->referrals_n = v == NULL ? 0 : list->n;
}

/* ---- neighbours ---- */

void case_page_ahead(struct cx *cx)
{
    struct task_list t = { 0 };

    tx_ahead(cx->tx, true);
    if (actor_may(cx->actor, MAY_WORK))
        AHEAD(tray_urgent(cx, NEIGHBOURS, &t, NULL));
    tx_ahead(cx->tx, false);
}

static enum rc put_neighbours(struct making *m, struct err *e)
{
    struct case_list_item *v = ARENA_ARRAY(m->a, struct case_list_item, NEIGHBOURS);
    struct task_list t = { 0 };
    enum rc rc;

    if (!actor_may(m->cx->actor, MAY_WORK) || v == NULL)
        return RC_OK;
    rc = tray_urgent(m->cx, NEIGHBOURS, &t, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < t.n; i++) {
        const struct task_rec *x = &t.v[i];
        bool here = x->case_id == m->c->c.id;
        struct url to = here || x->seen_at != 0 ? url_of_case(m->a, x->tracking_code)
                                                : URL(m->a, "/tasks/{}/open", id_text(m->a, x->id));

        v[m->v->list_n++] =
            (struct case_list_item){ { to, x->subject, here }, clock_of_due(x->due_at, m->cx->now_ms) };
    }
    m->v->list = v;
    return RC_OK;
}

static void put_incidents(struct making *m)
{
    struct incident_line *v = ARENA_ARRAY(m->a, struct incident_line, m->c->incidents.n);

    for (size_t i = 0; v != NULL && i < m->c->incidents.n; i++)
        v[i] = (struct incident_line){ .text = cause_text(m->a, m->c->incidents.v[i].cause),
                                       .at = m->c->incidents.v[i].made_at };
    m->v->incidents = v;
    m->v->incidents_n = v == NULL ? 0 : m->c->incidents.n;
}

/* What may be done with the whole case, beside the work at hand: what may be added to what runs, and the
 * report to the superiors. */
static enum rc put_acts(struct making *m, struct err *e)
{
    struct report_letters reports = { 0 };
    struct addition_list more = { 0 };
    struct str code = m->c->c.tracking_code;
    struct act_view_official *v;
    enum rc rc = RC_OK;

    if (actor_may(m->cx->actor, MAY_WORK))
        rc = additions_of(m->cx, &m->c->c, &more, e);
    if (rc == RC_OK && actor_may(m->cx->actor, MAY_MANAGE))
        rc = report_letters_of(m->cx, code, &reports, e);
    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(m->a, struct act_view_official, more.n + 1);
    if (v == NULL)
        return arena_check(m->a, e);
    for (size_t i = 0; i < more.n; i++)
        v[m->v->acts_n++] = (struct act_view_official){ .to = URL(m->a, "/cases/{}/more/{}/{}", code,
                                                                  id_text(m->a, more.v[i].instance_id),
                                                                  id_text(m->a, more.v[i].key)),
                                                        .label = more.v[i].title };
    if (reports.n > 0)
        v[m->v->acts_n++] = (struct act_view_official){ .to = URL(m->a, "/cases/{}/report", code),
                                                        .label = msg(MSG_REPORT_LETTER_ACT) };
    m->v->acts = v;
    return RC_OK;
}

/* ---- the whole ---- */

/* What stands beside the work is a glance, each with a page of its own behind it: the longer the work's form,
 * the shorter the glance, so that the page stays light. The last ones have room for one form: other work is a
 * link away, as referrals (the history) and what is known of the applicant (what was filed) are. */
static const struct {
    size_t neighbours, letters, events, story, referrals, facts;
    bool one_form;
} glances[] = { { NEIGHBOURS, 3, 6, 4000, SIZE_MAX, FACTS_MAX, false },
                { 4, 1, 3, 700, SIZE_MAX, FACTS_MAX, false },
                { 0, 0, 0, 400, 3, FACTS_MAX, true },
                { 0, 0, 0, 0, 0, 2, true } };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The work that was asked for, or the first, keeps its form. */
static void keep_one_form(struct making *m, struct task_view *tasks, size_t n)
{
    int64_t asked = m->ask->task_id != 0                   ? m->ask->task_id
                    : m->rq->route->form == form_case_page ? req_int(m->rq, "task")
                                                           : 0;
    size_t kept = 0;

    while (kept < n && !(tasks[kept].draw_form && (asked == 0 || m->c->tasks[kept].t.id == asked)))
        kept++;
    for (size_t i = 0; kept < n && i < n; i++)
        if (i != kept && tasks[i].draw_form) {
            tasks[i].draw_form = false;
            tasks[i].open =
                url_query_int(m->a, url_of_case(m->a, m->c->c.tracking_code), "task", m->c->tasks[i].t.id);
        }
}

static void draw(struct making *m, struct resp *rs, struct task_view *tasks)
{
    struct case_page_view full = *m->v;

    for (size_t i = 0; i < ARRAY_LEN(glances); i++) {
        struct case_page_view v = full;
        const struct buf *html = resp_html(rs);

        v.list_n = least(full.list_n, glances[i].neighbours);
        v.letters_shown = least(full.letters_n, glances[i].letters);
        v.events_shown = least(full.events_n, glances[i].events);
        v.story = glances[i].story == 0 ? STR_NONE : text_cut(m->a, full.story, glances[i].story);
        v.facts_n = least(full.facts_n, glances[i].facts);
        v.referrals_n = least(full.referrals_n, glances[i].referrals);
        v.referrals = full.referrals + (full.referrals_n - v.referrals_n); /* the newest */
        if (glances[i].one_form)
            keep_one_form(m, tasks, full.tasks_n);
        tpl_official_case(resp_html(rs), m->page, &v);
        if (html->len <= HTML_MAX)
            return;
    }
}

enum rc case_page_show(struct req *rq, struct resp *rs, struct cx *cx, const struct official_case *c,
                       const struct case_ask *ask, struct err *e)
{
    static const struct case_ask nothing = { 0 };
    struct case_page_view v = { 0 };
    struct task_view *tasks = NULL;
    struct page p;
    struct making m = { rq, cx, rq->arena, c, ask == NULL ? &nothing : ask, &p, &v };
    enum rc rc = desk_page(rq, cx, HERE_TRAY, &p, e);

    if (rc != RC_OK)
        return rc;
    if (rq->method == HTTP_GET)
        desk_notice(rq, &p);
    put_head(&m);
    put_clocks(&m);
    put_facts(&m);
    put_related(&m);
    v.letters = letters_of(m.a, c, &v.letters_n);
    put_files(&m);
    put_referrals(&m);
    put_incidents(&m);
    put_refer(&m);
    v.events = history_of(rq->arena, c, &v.events_n);
    v.written_n = c->n_done;
    v.filed = url_of_part(m.a, c->c.tracking_code, "filed");
    v.written = url_of_part(m.a, c->c.tracking_code, "written");
    v.all_letters = url_of_part(m.a, c->c.tracking_code, "letters");
    v.all_events = url_of_part(m.a, c->c.tracking_code, "history");
    rc = put_tasks(&m, &tasks, e);
    if (rc == RC_OK)
        rc = put_neighbours(&m, e);
    if (rc == RC_OK)
        rc = put_acts(&m, e);
    if (rc != RC_OK)
        return rc;
    draw(&m, rs, tasks);
    return arena_check(rq->arena, e);
}
