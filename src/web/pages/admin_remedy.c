/*
 * admin_remedy.c - one instance and its remedies: a variable corrected, a token moved by two persons; dead
 * letters.
 */
#include "app/monitor.h"
#include "app/remedy.h"
#include "persian/jalali.h"
#include "templates/admin_monitor.h"
#include "web/pages.h"
#include "web/pages/monitor_parts.h"

#define BASE "/admin/monitor"

const struct field form_admin_instance[] = { ADMIN_DONE, FORM_END };
const struct field form_admin_variable[] = {
    { "name", FIELD_TEXT, .required = true, .max = 200 },
    { "value", FIELD_LONG, .required = true, .max = 8000 },
    { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
    { "retry", FIELD_BOOL },
    FORM_END,
};
const struct field form_admin_move[] = {
    { "token", FIELD_ID, .required = true },
    { "target", FIELD_TEXT, .required = true, .max = 200 },
    { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
    FORM_END,
};
const struct field form_admin_decide[] = {
    { "answer", FIELD_TEXT, .required = true, .max = 20 },
    { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
    FORM_END,
};
const struct field form_admin_dead[] = {
    { "act", FIELD_TEXT, .required = true, .max = 20 },
    { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
    FORM_END,
};

static struct url instance_url(struct arena *a, int64_t id)
{
    return URL(a, BASE "/instances/{}", id_text(a, id));
}

/* ---- refusals ---- */

static const struct {
    enum remedy_fault fault;
    const char *field;
    enum msg text;
} faults[] = {
    { REMEDY_VALUE, "value", MSG_REMEDY_FAULT_VALUE },  { REMEDY_NAME, "name", MSG_REMEDY_FAULT_NAME },
    { REMEDY_SAME, "value", MSG_REMEDY_FAULT_SAME },    { REMEDY_TARGET, "target", MSG_REMEDY_FAULT_TARGET },
    { REMEDY_PLACE, "token", MSG_REMEDY_FAULT_PLACE },  { REMEDY_OPEN, "token", MSG_REMEDY_FAULT_OPEN },
    { REMEDY_YOURSELF, "", MSG_REMEDY_FAULT_YOURSELF },
};

static enum rc faulty(struct req *rq, enum remedy_fault fault, enum rc rc)
{
    bool decision = rq->route->form == form_admin_decide;

    if (rc == RC_CONFLICT)
        req_add_error(rq, "", MSG_ADMIN_CONFLICT);
    for (size_t i = 0; rc == RC_INVALID && i < ARRAY_LEN(faults); i++)
        if (faults[i].fault == fault)
            req_add_error(rq, decision ? "" : faults[i].field, faults[i].text);
    return rc;
}

/* ---- one instance ---- */

static enum msg wait_word(enum bpmn_wait_kind kind)
{
    static const enum msg words[] = {
        [BPMN_WAIT_TASK] = MSG_MONITOR_WAIT_TASK,           [BPMN_WAIT_JOB] = MSG_MONITOR_WAIT_JOB,
        [BPMN_WAIT_CHILD] = MSG_MONITOR_WAIT_CHILD,         [BPMN_WAIT_TIMER] = MSG_MONITOR_WAIT_TIMER,
        [BPMN_WAIT_MESSAGE] = MSG_MONITOR_WAIT_MESSAGE,     [BPMN_WAIT_SIGNAL] = MSG_MONITOR_WAIT_SIGNAL,
        [BPMN_WAIT_CONDITION] = MSG_MONITOR_WAIT_CONDITION, [BPMN_WAIT_INCIDENT] = MSG_MONITOR_WAIT_INCIDENT,
        [BPMN_WAIT_JOIN] = MSG_MONITOR_WAIT_JOIN,           [BPMN_WAIT_BODY] = MSG_MONITOR_WAIT_BODY,
    };

    return words[kind];
}

static const struct table_view *waits_of(struct arena *a, const struct monitor_one *x)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_STEP, MSG_MONITOR_COL_WAITS, MSG_MONITOR_COL_SINCE,
                                       MSG_MONITOR_COL_DUE, MSG_MONITOR_COL_CAUSE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < x->n_waits; i++) {
        const struct monitor_wait *w = &x->waits[i];

        table_text(t, w->name);
        table_chip(t, w->kind == BPMN_WAIT_INCIDENT ? TONE_LATE : TONE_PLAIN, msg(wait_word(w->kind)));
        table_day(t, w->since);
        table_time(t, w->due_ms);
        table_text(t, cause_text(a, w->cause));
    }
    return table_done(t);
}

static const struct table_view *vars_of(struct arena *a, const struct monitor_one *x)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_VARIABLE, MSG_MONITOR_COL_VALUE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < x->n_vars; i++) {
        table_text(t, x->vars[i].name);
        table_text(t, x->veiled ? msg(MSG_ADMIN_VEILED) : x->vars[i].json);
    }
    return table_done(t);
}

static struct str state_word(struct str state)
{
    static const struct {
        const char *state;
        enum msg word;
    } words[] = { { "open", MSG_REMEDY_OPEN },
                  { "done", MSG_REMEDY_DONE },
                  { "refused", MSG_REMEDY_REFUSED },
                  { "withdrawn", MSG_REMEDY_WITHDRAWN } };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_c(state, words[i].state))
            return msg(words[i].word);
    return state;
}

static const struct table_view *moves_of(struct arena *a, const struct move_list *list,
                                         const struct package *pkg)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_MOVE, MSG_REMEDY_COL_BY, MSG_REMEDY_COL_REASON,
                                       MSG_MONITOR_COL_SINCE, MSG_MONITOR_COL_STATE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < list->n; i++) {
        const struct move_rec *m = &list->v[i];
        struct small code = fa_code(m->tracking_code);
        struct str from = pkg == NULL ? m->element : monitor_step_name(pkg, m->element);
        struct str to = pkg == NULL ? m->target : monitor_step_name(pkg, m->target);
        struct str what = MSG_FMT(a, MSG_REMEDY_FROM_TO, { "from", from }, { "to", to });

        if (pkg == NULL)
            what = arena_fmt(a, "%.*s: %.*s", STR_ARG(small_view(&code)), STR_ARG(what));
        table_link(t, what, URL(a, BASE "/moves/{}", id_text(a, m->id)));
        table_text(t, m->made_name);
        table_text(t, m->reason);
        table_day(t, m->made_at);
        table_chip(t, str_eq_c(m->state, "open") ? TONE_SOON : TONE_PAUSED, state_word(m->state));
    }
    return table_done(t);
}

static void reason_field(struct admin_form *f)
{
    struct field_view *r =
        admin_field(f, CONTROL_LONG, "reason", MSG_REMEDY_REASON, MSG_ADMIN_RETRY_REASON_HINT, STR_NONE);

    r->required = true;
    r->max_length = 500;
    r->rows = 2;
}

static struct monitor_button *button(struct arena *a, const char *name, const char *value, enum msg label)
{
    struct monitor_button *b = ARENA_NEW(a, struct monitor_button);

    if (b != NULL)
        *b = (struct monitor_button){ .name = str_c(name), .value = str_c(value), .label = msg(label) };
    return b;
}

/* Which of the two forms came back with errors: the other one is empty then. */
static struct admin_form *form_of(struct req *rq, const struct field *mine)
{
    struct admin_form *f = ARENA_NEW(rq->arena, struct admin_form);

    if (f != NULL) {
        *f = admin_form_begin(rq);
        f->posted = f->posted && rq->route->form == mine;
    }
    return f;
}

static bool variable_form(struct req *rq, const struct monitor_one *x, struct monitor_form *ret)
{
    struct arena *a = rq->arena;
    struct admin_form *f = form_of(rq, form_admin_variable);
    struct option_view *options = ARENA_ARRAY(a, struct option_view, x->n_vars + 1);

    if (f == NULL || options == NULL || x->n_vars == 0)
        return false;
    for (size_t i = 0; i < x->n_vars; i++)
        options[i] = (struct option_view){ .value = x->vars[i].name, .label = x->vars[i].name };
    admin_field(f, CONTROL_SELECT, "name", MSG_REMEDY_VARIABLE, MSG_NONE, STR_NONE)->required = true;
    admin_options(f, options, x->n_vars);
    admin_field(f, CONTROL_LONG, "value", MSG_REMEDY_VALUE, MSG_REMEDY_VALUE_HINT, STR_NONE)->required = true;
    f->f[f->n - 1].rows = 2;
    reason_field(f);
    admin_field(f, CONTROL_TICK, "retry", MSG_REMEDY_RETRY, MSG_NONE, STR_NONE);
    *ret = (struct monitor_form){ .title = msg(MSG_REMEDY_SET_TITLE),
                                  .text = msg(MSG_REMEDY_SET_TEXT),
                                  .fields = f->f,
                                  .fields_n = f->n,
                                  .action = URL(a, BASE "/instances/{}/variable", id_text(a, x->rec.id)),
                                  .buttons = button(a, "", "", MSG_REMEDY_SET_BUTTON),
                                  .buttons_n = 1 };
    return true;
}

static bool move_form(struct req *rq, const struct monitor_one *x, struct monitor_form *ret)
{
    struct arena *a = rq->arena;
    struct admin_form *f = form_of(rq, form_admin_move);
    struct option_view *tokens = ARENA_ARRAY(a, struct option_view, x->n_waits + 1);
    struct option_view *targets = ARENA_ARRAY(a, struct option_view, x->n_targets + 1);
    size_t n = 0;

    if (f == NULL || tokens == NULL || targets == NULL)
        return false;
    for (size_t i = 0; i < x->n_waits; i++)
        if (x->waits[i].movable)
            tokens[n++] =
                (struct option_view){ .value = id_text(a, (int64_t)x->waits[i].key),
                                      .label = arena_fmt(a, "%.*s (%.*s)", STR_ARG(x->waits[i].name),
                                                         STR_ARG(msg(wait_word(x->waits[i].kind)))) };
    for (size_t i = 0; i < x->n_targets; i++)
        targets[i] = (struct option_view){ .value = x->targets[i].id, .label = x->targets[i].name };
    if (n == 0)
        return false;
    admin_field(f, CONTROL_SELECT, "token", MSG_REMEDY_TOKEN, MSG_NONE, STR_NONE)->required = true;
    admin_options(f, tokens, n);
    admin_field(f, CONTROL_SELECT, "target", MSG_REMEDY_TARGET, MSG_NONE, STR_NONE)->required = true;
    admin_options(f, targets, x->n_targets);
    reason_field(f);
    *ret = (struct monitor_form){ .title = msg(MSG_REMEDY_MOVE_TITLE),
                                  .text = msg(MSG_REMEDY_MOVE_TEXT),
                                  .fields = f->f,
                                  .fields_n = f->n,
                                  .action = URL(a, BASE "/instances/{}/move", id_text(a, x->rec.id)),
                                  .buttons = button(a, "", "", MSG_REMEDY_MOVE_BUTTON),
                                  .buttons_n = 1 };
    return true;
}

static const struct case_fact *facts_of(struct arena *a, const struct monitor_one *x, size_t *n)
{
    struct case_fact *v = ARENA_ARRAY(a, struct case_fact, 5);
    struct small code = fa_code(x->c.tracking_code), version = fa_int(x->version);
    struct small made = fa_date_long(x->rec.made_at), ended = fa_date_long(x->rec.ended_at);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_MONITOR_CASE),
                                    .value = arena_str(a, small_view(&code)),
                                    .to = url_of_case(a, x->c.tracking_code) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_MONITOR_COL_SUBJECT),
                                    .value = x->veiled ? msg(MSG_ADMIN_VEILED) : x->c.subject };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_MONITOR_COL_PROCESS),
                                    .value = MSG_FMT(a, MSG_MONITOR_PROCESS_VERSION, { "title", x->process },
                                                     { "n", small_view(&version) }),
                                    .to = URL(a, "/admin/processes/{}", id_text(a, x->rec.process_id)) };
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_MONITOR_BEGAN), .value = arena_str(a, small_view(&made)) };
    if (x->rec.ended_at != 0)
        v[(*n)++] =
            (struct case_fact){ .label = msg(MSG_MONITOR_ENDED), .value = arena_str(a, small_view(&ended)) };
    return v;
}

static enum rc show_instance(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct monitor_one x;
    struct link_view crumbs[2] = { { .to = URL_LIT(BASE), .text = msg(MSG_MONITOR_TITLE) },
                                   { .to = URL_LIT(BASE "/instances"), .text = msg(MSG_MONITOR_INSTANCES) } };
    struct monitor_section sections[3];
    struct monitor_form forms[2];
    struct link_view *links;
    struct monitor_view v = { .title = msg(MSG_MONITOR_INSTANCE), .sections = sections, .forms = forms };
    struct page p;
    enum rc rc = monitor_instance(rq->cx, req_path_int(rq, "instance"), &x, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    links = ARENA_ARRAY(a, struct link_view, x.incidents.n + 1);
    for (size_t i = 0; links != NULL && i < x.incidents.n; i++)
        links[i] =
            (struct link_view){ URL(a, "/admin/incidents/{}", id_text(a, x.incidents.v[i].id)),
                                MSG_FMT(a, MSG_MONITOR_RETRY_LINK,
                                        { "step", monitor_step_name(x.pkg, x.incidents.v[i].element) }) };
    v.facts = facts_of(a, &x, &v.facts_n);
    sections[v.sections_n++] = (struct monitor_section){ .title = msg(MSG_MONITOR_WAITS),
                                                         .table = waits_of(a, &x),
                                                         .empty = msg(MSG_MONITOR_NO_WAITS),
                                                         .links = links,
                                                         .links_n = links == NULL ? 0 : x.incidents.n };
    if (x.moves.n > 0)
        sections[v.sections_n++] =
            (struct monitor_section){ .title = msg(MSG_REMEDY_MOVES), .table = moves_of(a, &x.moves, x.pkg) };
    if (x.rec.ended_at == 0)
        sections[v.sections_n++] = (struct monitor_section){ .title = msg(MSG_MONITOR_VARIABLES),
                                                             .table = vars_of(a, &x),
                                                             .empty = msg(MSG_MONITOR_NO_VARIABLES) };
    if (x.rec.ended_at == 0 && variable_form(rq, &x, &forms[v.forms_n]))
        v.forms_n++;
    if (x.rec.ended_at == 0 && move_form(rq, &x, &forms[v.forms_n]))
        v.forms_n++;
    if (rq->route->form == form_admin_instance)
        admin_done_notice(rq, &p);
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_admin_instance(struct req *rq, struct resp *rs, struct err *e)
{
    return show_instance(rq, rs, e);
}

enum rc page_admin_variable(struct req *rq, struct resp *rs, struct err *e)
{
    struct remedy_variable v = { .instance_id = req_path_int(rq, "instance") };
    enum remedy_fault fault = REMEDY_FINE;
    enum rc rc;

    if (!req_ok(rq))
        return show_instance(rq, rs, e);
    v.name = req_text(rq, "name");
    v.value = req_text(rq, "value");
    v.reason = req_text(rq, "reason");
    v.retry = req_bool(rq, "retry");
    rc = remedy_set_variable(rq->cx, &v, &fault, e);
    if (rc != RC_OK)
        return faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, instance_url(rq->arena, v.instance_id), "corrected"), e);
}

enum rc page_admin_move(struct req *rq, struct resp *rs, struct err *e)
{
    struct remedy_move m = { .instance_id = req_path_int(rq, "instance") };
    enum remedy_fault fault = REMEDY_FINE;
    int64_t id = 0;
    enum rc rc;

    if (!req_ok(rq))
        return show_instance(rq, rs, e);
    m.key = req_int(rq, "token");
    m.target = req_text(rq, "target");
    m.reason = req_text(rq, "reason");
    rc = remedy_propose(rq->cx, &m, &id, &fault, e);
    if (rc != RC_OK)
        return faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, instance_url(rq->arena, m.instance_id), "proposed"), e);
}

/* ---- proposals ---- */

enum rc page_admin_moves(struct req *rq, struct resp *rs, struct err *e)
{
    struct link_view crumbs[1] = { { .to = URL_LIT(BASE), .text = msg(MSG_MONITOR_TITLE) } };
    struct monitor_section section = { .empty = msg(MSG_REMEDY_NO_MOVES) };
    struct monitor_view v = { .title = msg(MSG_REMEDY_MOVES_TITLE),
                              .lead = msg(MSG_REMEDY_MOVES_TEXT),
                              .sections = &section,
                              .sections_n = 1 };
    struct move_list list = { 0 };
    struct page p;
    enum rc rc = remedy_moves(rq->cx, &list, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    section.table = moves_of(rq->arena, &list, NULL);
    admin_done_notice(rq, &p);
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(rq->arena, e);
}

static struct monitor_form decide_form(struct req *rq, const struct move_rec *m)
{
    struct arena *a = rq->arena;
    bool own = m->made_by == rq->cx->actor->official_id;
    struct admin_form *f = form_of(rq, form_admin_decide);
    struct monitor_button *b = ARENA_ARRAY(a, struct monitor_button, 2);

    if (f == NULL || b == NULL)
        return (struct monitor_form){ 0 };
    reason_field(f);
    b[0] = (struct monitor_button){ .name = STR("answer"),
                                    .value = own ? STR("withdraw") : STR("consent"),
                                    .label = msg(own ? MSG_REMEDY_WITHDRAW : MSG_REMEDY_CONSENT) };
    b[1] = (struct monitor_button){
        .name = STR("answer"), .value = STR("refuse"), .label = msg(MSG_REMEDY_REFUSE), .second = true
    };
    return (struct monitor_form){ .title = msg(own ? MSG_REMEDY_WITHDRAW_TITLE : MSG_REMEDY_DECIDE_TITLE),
                                  .text = msg(own ? MSG_REMEDY_WITHDRAW_TEXT : MSG_REMEDY_DECIDE_TEXT),
                                  .fields = f->f,
                                  .fields_n = f->n,
                                  .action = URL(a, BASE "/moves/{}", id_text(a, m->id)),
                                  .buttons = b,
                                  .buttons_n = own ? 1 : 2 };
}

static const struct case_fact *move_facts(struct arena *a, const struct move_rec *m,
                                          const struct monitor_one *x, size_t *n)
{
    struct case_fact *v = ARENA_ARRAY(a, struct case_fact, 8);
    struct small code = fa_code(m->tracking_code), made = fa_date_long(m->made_at);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_MONITOR_CASE),
                                    .value = arena_str(a, small_view(&code)),
                                    .to = instance_url(a, m->instance_id) };
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_REMEDY_TOKEN), .value = monitor_step_name(x->pkg, m->element) };
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_REMEDY_TARGET), .value = monitor_step_name(x->pkg, m->target) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_REMEDY_COL_REASON), .value = m->reason };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_REMEDY_COL_BY),
                                    .value = arena_fmt(a, "%.*s، %.*s", STR_ARG(m->made_name),
                                                       STR_ARG(small_view(&made))) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_MONITOR_COL_STATE), .value = state_word(m->state) };
    if (m->decided_at != 0)
        v[(*n)++] = (struct case_fact){ .label = msg(MSG_REMEDY_DECIDED_BY),
                                        .value = arena_fmt(a, "%.*s، %.*s", STR_ARG(m->decided_name),
                                                           STR_ARG(m->answer)) };
    return v;
}

static enum rc show_move(struct req *rq, struct resp *rs, struct err *e)
{
    struct link_view crumbs[2] = { { .to = URL_LIT(BASE), .text = msg(MSG_MONITOR_TITLE) },
                                   { .to = URL_LIT(BASE "/moves"), .text = msg(MSG_REMEDY_MOVES_TITLE) } };
    struct monitor_view v = { .title = msg(MSG_REMEDY_MOVE_PAGE) };
    struct monitor_form form;
    struct monitor_one x;
    struct move_rec m;
    struct page p;
    enum rc rc = remedy_move_get(rq->cx, req_path_int(rq, "move"), &m, e);

    if (rc == RC_OK)
        rc = monitor_instance(rq->cx, m.instance_id, &x, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.facts = move_facts(rq->arena, &m, &x, &v.facts_n);
    if (str_eq_c(m.state, "open")) {
        form = decide_form(rq, &m);
        v.forms = &form;
        v.forms_n = 1;
    }
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(rq->arena, e);
}

enum rc page_admin_move_one(struct req *rq, struct resp *rs, struct err *e)
{
    return show_move(rq, rs, e);
}

enum rc page_admin_move_decide(struct req *rq, struct resp *rs, struct err *e)
{
    enum remedy_fault fault = REMEDY_FINE;
    enum remedy_answer answer = REMEDY_REFUSE;
    enum rc rc;

    if (!req_ok(rq))
        return show_move(rq, rs, e);
    if (str_eq_c(req_text(rq, "answer"), "consent"))
        answer = REMEDY_CONSENT;
    else if (str_eq_c(req_text(rq, "answer"), "withdraw"))
        answer = REMEDY_WITHDRAW;
    rc = remedy_decide(rq->cx, req_path_int(rq, "move"), answer, req_text(rq, "reason"), &fault, e);
    if (rc != RC_OK)
        return faulty(rq, fault, rc);
    return resp_see_other(rs, admin_done(rq->arena, URL_LIT(BASE "/moves"), "decided"), e);
}

/* ---- dead letters ---- */

static enum rc show_dead(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct url list = url_query(a, URL_LIT("/admin/outbox"), "part", STR("failed"));
    struct link_view crumbs[1] = { { .to = list, .text = msg(MSG_MONITOR_DEAD) } };
    struct case_fact facts[4];
    struct monitor_button buttons[2] = {
        { .name = STR("act"), .value = STR("retry"), .label = msg(MSG_REMEDY_SEND_AGAIN) },
        { .name = STR("act"), .value = STR("give_up"), .label = msg(MSG_REMEDY_GIVE_UP), .second = true },
    };
    struct admin_form f = admin_form_begin(rq);
    struct monitor_form form = { .text = msg(MSG_REMEDY_DEAD_TEXT), .buttons = buttons, .buttons_n = 2 };
    struct monitor_view v = { .title = msg(MSG_REMEDY_DEAD_TITLE), .facts = facts };
    struct admin_message m;
    struct page p;
    enum rc rc = admin_message_get(rq->cx, req_path_int(rq, "message"), &m, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    facts[v.facts_n++] = (struct case_fact){ .label = msg(MSG_MONITOR_COL_SUBJECT),
                                             .value = m.veiled ? msg(MSG_ADMIN_VEILED) : m.m.subject };
    facts[v.facts_n++] = (struct case_fact){ .label = msg(MSG_REMEDY_TO), .value = m.m.recipient };
    facts[v.facts_n++] = (struct case_fact){ .label = msg(MSG_MONITOR_COL_CAUSE), .value = m.m.last_error };
    facts[v.facts_n++] =
        (struct case_fact){ .label = msg(MSG_REMEDY_TRIES), .value = number_text(a, m.m.tries) };
    reason_field(&f);
    form.fields = f.f;
    form.fields_n = f.n;
    form.action = URL(a, "/admin/outbox/{}/failed", id_text(a, m.m.id));
    if (str_eq_c(m.m.state, "dead") || str_eq_c(m.m.state, "failed")) {
        v.forms = &form;
        v.forms_n = 1;
    }
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_admin_dead(struct req *rq, struct resp *rs, struct err *e)
{
    return show_dead(rq, rs, e);
}

enum rc page_admin_dead_send(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t id = req_path_int(rq, "message");
    bool give_up;
    enum rc rc;

    if (!req_ok(rq))
        return show_dead(rq, rs, e);
    give_up = str_eq_c(req_text(rq, "act"), "give_up");
    rc = give_up ? admin_message_give_up(rq->cx, id, req_text(rq, "reason"), e)
                 : admin_message_retry(rq->cx, id, req_text(rq, "reason"), e);
    if (rc != RC_OK)
        return faulty(rq, REMEDY_FINE, rc);
    return resp_see_other(rs,
                          admin_done(rq->arena,
                                     url_query(rq->arena, URL_LIT("/admin/outbox"), "part", STR("failed")),
                                     give_up ? "given_up" : "resend"),
                          e);
}
