/*
 * admin_migration.c - running cases moved from one version of a process to another, for administrators:
 * choose, see the proposal, try, confirm, report, undo.
 *
 * Moving is SLOW: each case is a transaction of its own. A page moves the first cases at once; the worker
 * goes on with the rest, and the report says how many are still to come.
 * Not here: what differs between two versions (pages/admin_version.c).
 */
#include "app/admin_state.h"
#include "app/migration.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "templates/admin_monitor.h"
#include "web/pages.h"
#include "web/pages/admin_mapping.h"
#include "web/pages/admin_version.h"
#include "web/pages/monitor_parts.h"

#define MOVED_AT_ONCE 100
#define CASES_A_PAGE 25 /* with the reasons of refusals, and all choices carried along: under 30 KB */
#define PAIRS_MAX 400

const struct field form_admin_migrate_page[] = { { "to", FIELD_ID }, FORM_END };
const struct field form_admin_migrate[] = {
    { "to", FIELD_ID, .required = true },
    { "map.", FIELD_ANY },
    { "only", FIELD_LONG, .max = 4000 },
    { "reason", FIELD_LONG, .max = 500 },
    { "act", FIELD_TEXT, .max = 10 },
    { "at", FIELD_INT, .min = 0, .max = INT32_MAX },
    { "after", FIELD_ID },
    FORM_END,
};
const struct field form_admin_migration[] = { { "after", FIELD_ID }, ADMIN_DONE, FORM_END };
const struct field form_admin_migration_undo[] = {
    { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 }, FORM_END
};

/* ---- the form ---- */

struct moving {
    struct req *rq;
    struct resp *rs;
    int64_t from, to, run_id;
    size_t at;     /* the first choice that the form shows */
    int64_t after; /* the case after which the dry run goes on */
    struct bpmn_pair given[PAIRS_MAX];
    size_t n;
    struct str only;
    struct migration_plan plan;
    struct migration_lines lines;
};

/* Codes as people write them, a line or a comma apart, in any digits and groups: ASCII, parted by spaces. */
static struct str codes_of(struct arena *a, struct str text)
{
    struct str ascii = digits_ascii(a, text);
    CLEANUP(buf_free) struct buf b = { 0 };
    bool inside = false;

    buf_init(&b, ascii.len + 1);
    for (size_t i = 0; i < ascii.len; i++) {
        if (ascii.p[i] >= '0' && ascii.p[i] <= '9') {
            buf_byte(&b, ascii.p[i]);
            inside = true;
        } else if (inside && (ascii.p[i] == '\n' || ascii.p[i] == ',' || (unsigned char)ascii.p[i] == 0xd8)) {
            buf_c(&b, " ");
            inside = false;
        }
    }
    return buf_to_arena(&b, a);
}

static void read_form(struct moving *m)
{
    struct req *rq = m->rq;
    struct any_field one;

    m->from = req_path_int(rq, "process");
    m->to = req_int(rq, "to");
    if (rq->method != HTTP_POST)
        return;
    if (str_eq_c(req_text(rq, "act"), "more"))
        m->at = (size_t)req_int(rq, "at");
    m->after = req_int(rq, "after");
    m->only = codes_of(rq->arena, req_text(rq, "only"));
    for (size_t i = 0; req_any_at(rq, "map.", i, &one) && m->n < PAIRS_MAX; i++)
        if (one.key.len > 0 && one.text.len > 0 && !str_eq(one.key, one.text)) /* itself need not be said */
            m->given[m->n++] =
                (struct bpmn_pair){ one.key, str_eq_c(one.text, MAPPING_NOTHING) ? STR_NONE : one.text };
}

static bool proposed(const struct migration_plan *p, const struct bpmn_pair *x)
{
    for (size_t i = 0; i < p->n_map; i++)
        if (str_eq(p->map[i].key, x->key))
            return str_eq(p->map[i].value, x->value);
    for (size_t i = 0; i < p->n_gone; i++)
        if (str_eq(p->gone[i]->id, x->key))
            return x->value.len == 0;
    return false;
}

static enum rc plan_of(struct cx *cx, struct moving *m, struct err *e)
{
    enum rc rc = migration_propose(cx, m->from, m->to, NULL, 0, &m->plan, e);
    size_t n = 0;

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < m->n;
         i++) /* what would be proposed anyway need not be carried from page to page */
        if (!proposed(&m->plan, &m->given[i]))
            m->given[n++] = m->given[i];
    m->n = n;
    return n == 0 ? RC_OK : migration_propose(cx, m->from, m->to, m->given, m->n, &m->plan, e);
}

static const struct link_view *other_versions(struct arena *a, const struct admin_process *x, int64_t to,
                                              size_t *n)
{
    struct link_view *v = ARENA_ARRAY(a, struct link_view, x->versions.n + 1);

    *n = 0;
    for (size_t i = 0; v != NULL && i < x->versions.n; i++)
        if (x->versions.v[i].id != x->rec.id && x->versions.v[i].id != to)
            v[(*n)++] =
                (struct link_view){ url_query(a, URL(a, "/admin/processes/{}/migrate", id_text(a, x->rec.id)),
                                              "to", id_text(a, x->versions.v[i].id)),
                                    MSG_FMT(a, MSG_VERSION_TO_OTHER,
                                            { "version", version_text(a, x->versions.v[i].version) }) };
    return v;
}

/* What was chosen on other pages of the same form goes along. */
static const struct carried_field *carry_choices(struct arena *a, const struct moving *m,
                                                 const struct mapping_page *p, size_t *n)
{
    struct carried_field *v = ARENA_ARRAY(a, struct carried_field, m->n + 2);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct carried_field){ STR("to"), id_text(a, m->to) };
    v[(*n)++] = (struct carried_field){ STR("at"), id_text(a, (int64_t)p->next) };
    for (size_t i = 0; i < m->n; i++)
        if (!mapping_shows(p, m->given[i].key))
            v[(*n)++] =
                (struct carried_field){ mapping_name(a, m->given[i].key), mapping_value(m->given[i].value) };
    return v;
}

static struct str choose_text(struct arena *a, const struct mapping_page *p)
{
    struct str text = msg(MSG_VERSION_CHOOSE_TEXT);

    if (p->all == 0)
        return msg(MSG_VERSION_CHOOSE_NONE);
    if (p->n == p->all)
        return text;
    return arena_fmt(
        a, "%.*s\n%.*s", STR_ARG(text),
        STR_ARG(MSG_FMT(a, MSG_VERSION_CHOOSE_PAGE, { "first", number_text(a, (int64_t)p->first + 1) },
                        { "last", number_text(a, (int64_t)p->next) },
                        { "all", number_text(a, (int64_t)p->all) })));
}

static struct monitor_form migrate_form(struct moving *m, struct admin_form *f, const struct mapping_page *p)
{
    struct arena *a = m->rq->arena;
    size_t n = 0, buttons = 0, fields = 0;
    const struct carried_field *carried = carry_choices(a, m, p, &n);
    struct monitor_button *b = ARENA_ARRAY(a, struct monitor_button, 3);
    struct field_view *v;

    if (carried == NULL || b == NULL)
        return (struct monitor_form){ 0 };
    b[buttons++] =
        (struct monitor_button){ .name = STR("act"), .value = STR("try"), .label = msg(MSG_VERSION_TRY) };
    if (p->next < p->all)
        b[buttons++] = (struct monitor_button){
            .name = STR("act"), .value = STR("more"), .label = msg(MSG_VERSION_MORE_STEPS), .second = true
        };
    if (p->first > 0)
        b[buttons++] = (struct monitor_button){
            .name = STR("act"), .value = STR("first"), .label = msg(MSG_VERSION_FIRST_STEPS), .second = true
        };
    v = admin_field(f, CONTROL_LONG, "only", MSG_VERSION_ONLY, MSG_VERSION_ONLY_HINT, STR_NONE);
    v->rows = 1;
    v = admin_field(f, CONTROL_LONG, "reason", MSG_REMEDY_REASON, MSG_ADMIN_RETRY_REASON_HINT, STR_NONE);
    v->required = true;
    v->rows = 2;
    return (struct monitor_form){ .title = msg(MSG_VERSION_CHOOSE),
                                  .text = choose_text(a, p),
                                  .fields = mapping_fields(a, p, f, &fields),
                                  .fields_n = fields,
                                  .carried = carried,
                                  .carried_n = n,
                                  .action = URL(a, "/admin/processes/{}/migrate", id_text(a, m->from)),
                                  .buttons = b,
                                  .buttons_n = buttons };
}

static enum rc show_form(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;
    struct arena *a = m->rq->arena;
    struct admin_form f = admin_form_begin(m->rq);
    struct admin_process x;
    struct link_view crumbs[2] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) } };
    struct monitor_section section = { 0 };
    struct monitor_form form;
    struct mapping_page steps = { 0 };
    struct migration_list runs = { 0 };
    struct monitor_view v = { .title = msg(MSG_VERSION_MIGRATE_TITLE),
                              .sections = &section,
                              .sections_n = 1,
                              .forms = &form,
                              .forms_n = 1 };
    struct page p;
    enum rc rc = admin_process_get(cx, m->from, &x, e);

    if (rc == RC_OK && m->to == 0) /* the active version, or the one before when this is it */
        m->to = x.rec.active ? previous_of(&x)->id : 0;
    for (size_t i = 0; rc == RC_OK && m->to == 0 && i < x.versions.n; i++)
        if (x.versions.v[i].active)
            m->to = x.versions.v[i].id;
    if (rc == RC_OK && (m->to == m->from || version_of(&x, m->to) == NULL))
        rc = ERR(e, RC_NOT_FOUND, "there is no other version");
    if (rc == RC_OK)
        rc = plan_of(cx, m, e);
    if (rc == RC_OK)
        rc = mapping_page(cx, &m->plan, m->at, &steps, e);
    if (rc == RC_OK)
        rc = migration_runs(cx, x.rec.key, &runs, e);
    crumbs[1] = (struct link_view){ .to = process_url(a, m->from), .text = x.rec.title };
    if (rc == RC_OK)
        rc = admin_page(m->rq, cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.lead = MSG_FMT(a, MSG_VERSION_MIGRATE_LEAD, { "title", x.rec.title },
                     { "from", version_text(a, x.rec.version) },
                     { "to", version_text(a, m->plan.to.version) }, { "n", number_text(a, x.rec.running) });
    section.links = other_versions(a, &x, m->to, &section.links_n);
    form = migrate_form(m, &f, &steps);
    tpl_admin_monitor(resp_html(m->rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_admin_migrate(struct req *rq, struct resp *rs, struct err *e)
{
    struct moving m = { .rq = rq, .rs = rs };

    read_form(&m);
    return show_form(rq->cx, &m, e);
}

/* ---- trying, confirming ---- */

static enum rc try_it(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;
    enum rc rc = plan_of(cx, m, e);

    return rc == RC_OK ? migration_dry_run(cx, &m->plan, m->only, m->after, CASES_A_PAGE, &m->lines, e) : rc;
}

static struct str step_name(const struct package *pkg, struct str id)
{
    const struct bpmn_element *el = bpmn_find(pkg->model, id);

    return el == NULL || el->name.len == 0 ? id : el->name;
}

static struct str reason_words(struct arena *a, const struct package *pkg, struct str reason)
{
    struct str element, why;

    migration_why(reason, &element, &why);
    return element.len == 0
               ? why_text(a, why)
               : arena_fmt(a, "%.*s: %.*s", STR_ARG(step_name(pkg, element)), STR_ARG(why_text(a, why)));
}

static const struct table_view *lines_table(struct arena *a, const struct moving *m)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_CASE, MSG_MONITOR_COL_SUBJECT, MSG_VERSION_COL_OUTCOME,
                                       MSG_VERSION_COL_WHY };
    static const enum msg words[] = { MSG_VERSION_WOULD_MOVE, MSG_VERSION_WOULD_KEEP,
                                      MSG_VERSION_WOULD_REFUSE };
    static const enum tone tones[] = { TONE_GOOD, TONE_PAUSED, TONE_LATE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < m->lines.n; i++) {
        const struct migration_line *l = &m->lines.v[i];
        struct small code = fa_code(l->tracking_code);

        table_link(t, arena_str(a, small_view(&code)), url_of_case(a, l->tracking_code));
        table_text(t, l->subject.len > 0 ? l->subject : msg(MSG_ADMIN_VEILED));
        table_chip(t, tones[l->outcome], msg(words[l->outcome]));
        table_text(t, reason_words(a, m->plan.from_pkg, l->reason));
    }
    return table_done(t);
}

/* Everything that was said, for the next step; `act` NULL: a button says it. */
static const struct carried_field *carry(struct arena *a, const struct moving *m, const char *act, size_t *n)
{
    struct carried_field *v = ARENA_ARRAY(a, struct carried_field, m->n + 4);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct carried_field){ STR("to"), id_text(a, m->to) };
    v[(*n)++] = (struct carried_field){ STR("only"), req_typed(m->rq, "only") };
    v[(*n)++] = (struct carried_field){ STR("reason"), req_typed(m->rq, "reason") };
    if (act != NULL)
        v[(*n)++] = (struct carried_field){ STR("act"), str_c(act) };
    for (size_t i = 0; i < m->n; i++)
        v[(*n)++] =
            (struct carried_field){ mapping_name(a, m->given[i].key), mapping_value(m->given[i].value) };
    return v;
}

/* The rest of the list, or its beginning again. */
static struct monitor_form more_form(struct moving *m, struct monitor_button *b)
{
    struct monitor_form f = { .buttons = b,
                              .action = URL(m->rq->arena, "/admin/processes/{}/migrate",
                                            id_text(m->rq->arena, m->from)) };

    if (m->lines.last != 0)
        b[f.buttons_n++] = (struct monitor_button){ .name = STR("after"),
                                                    .value = id_text(m->rq->arena, m->lines.last),
                                                    .label = msg(MSG_VERSION_TRIED_NEXT),
                                                    .second = true };
    if (m->after != 0)
        b[f.buttons_n++] = (struct monitor_button){
            .name = STR("after"), .value = STR(""), .label = msg(MSG_VERSION_TRIED_FIRST), .second = true
        };
    f.carried = carry(m->rq->arena, m, "try", &f.carried_n);
    return f;
}

static struct monitor_form go_form(struct moving *m, struct monitor_button *b)
{
    struct monitor_form f = { .title = msg(MSG_VERSION_CONFIRM),
                              .text = msg(MSG_VERSION_CONFIRM_TEXT),
                              .buttons = b,
                              .buttons_n = 1,
                              .action = URL(m->rq->arena, "/admin/processes/{}/migrate",
                                            id_text(m->rq->arena, m->from)) };

    *b = (struct monitor_button){ .name = STR("act"), .value = STR("go"), .label = msg(MSG_VERSION_GO) };
    f.carried = carry(m->rq->arena, m, NULL, &f.carried_n);
    return f;
}

static enum rc show_tried(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;
    struct arena *a = m->rq->arena;
    struct link_view crumbs[2] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) },
                                   { .to = process_url(a, m->from), .text = m->plan.from.title } };
    struct monitor_section section = { .title = msg(MSG_VERSION_TRIED), .empty = msg(MSG_VERSION_NO_CASES) };
    struct monitor_form forms[2];
    struct monitor_button buttons[3];
    bool paged = m->lines.last != 0 || m->after != 0;
    struct monitor_view v = {
        .title = msg(MSG_VERSION_TRIED_TITLE), .sections = &section, .sections_n = 1, .forms = forms
    };
    struct page p;
    enum rc rc = admin_page(m->rq, cx, crumbs, 2, &p, e);

    if (rc != RC_OK)
        return rc;
    v.lead = MSG_FMT(a, m->lines.last == 0 && m->after == 0 ? MSG_VERSION_TRIED_LEAD : MSG_VERSION_TRIED_MORE,
                     { "moved", number_text(a, m->lines.moved) }, { "kept", number_text(a, m->lines.kept) },
                     { "refused", number_text(a, m->lines.refused) },
                     { "from", version_text(a, m->plan.from.version) },
                     { "to", version_text(a, m->plan.to.version) });
    section.table = lines_table(a, m);
    if (paged)
        forms[v.forms_n++] = more_form(m, buttons);
    if (paged || m->lines.moved > 0)
        forms[v.forms_n++] = go_form(m, buttons + 2);
    tpl_admin_monitor(resp_html(m->rs), &p, &v);
    return arena_check(a, e);
}

static enum rc begin(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;
    enum rc rc = plan_of(cx, m, e);

    return rc == RC_OK ? migration_begin(cx, &m->plan, m->only, req_text(m->rq, "reason"), &m->run_id, e)
                       : rc;
}

static struct url run_url(struct arena *a, int64_t run_id)
{
    return URL(a, "/admin/migrations/{}", id_text(a, run_id));
}

enum rc page_admin_migrate_send(struct req *rq, struct resp *rs, struct err *e)
{
    CLEANUP(arena_freep) struct arena *big = arena_new((size_t)64 << 20);
    struct moving m = { .rq = rq, .rs = rs };
    bool left = false;
    enum rc rc;

    if (big == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    read_form(&m);
    if (req_ok(rq) && (str_eq_c(req_text(rq, "act"), "more") || str_eq_c(req_text(rq, "act"), "first")))
        return desk_read(rq, show_form, &m, e); /* the other steps; nothing is judged */
    if (req_ok(rq) && str_trim(req_text(rq, "reason")).len < 3)
        req_add_error(rq, "reason", MSG_ERROR_REQUIRED);
    if (!req_ok(rq))
        return desk_read(rq, show_form, &m, e);
    if (!str_eq_c(req_text(rq, "act"), "go")) {
        rc = app_read(rq->app, rq->arena, rq->actor, try_it, &m, e);
        if (rc == RC_OK)
            return desk_read(rq, show_tried, &m, e);
    } else {
        rc = app_write(rq->app, big, rq->actor, begin, &m, e);
    }
    if (rc == RC_INVALID) {
        req_add_error(rq, "", MSG_VERSION_BAD_MAP);
        m.n = 0;
        return desk_read(rq, show_form, &m, e);
    }
    if (rc == RC_OK)
        rc = migration_go_on(rq->app, m.run_id, MOVED_AT_ONCE, &left, e);
    return rc == RC_OK ? resp_see_other(rs, run_url(rq->arena, m.run_id), e) : rc;
}

/* ---- the report ---- */

static struct str outcome_word(struct str outcome, enum tone *tone)
{
    static const struct {
        const char *outcome;
        enum msg word;
        enum tone tone;
    } words[] = {
        { "waiting", MSG_VERSION_WAITING, TONE_SOON }, { "moved", MSG_VERSION_MOVED, TONE_GOOD },
        { "kept", MSG_VERSION_KEPT, TONE_PAUSED },     { "refused", MSG_VERSION_REFUSED, TONE_LATE },
        { "undoing", MSG_VERSION_UNDOING, TONE_SOON }, { "undone", MSG_VERSION_UNDONE, TONE_PAUSED },
        { "stayed", MSG_VERSION_STAYED, TONE_LATE },
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_c(outcome, words[i].outcome)) {
            *tone = words[i].tone;
            return msg(words[i].word);
        }
    *tone = TONE_PLAIN;
    return outcome;
}

static const struct table_view *cases_table(struct arena *a, const struct migration_report *r,
                                            const struct package *pkg)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_CASE, MSG_MONITOR_COL_SUBJECT, MSG_VERSION_COL_OUTCOME,
                                       MSG_VERSION_COL_WHY };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < r->cases.n; i++) {
        const struct migration_case *c = &r->cases.v[i];
        struct small code = fa_code(c->tracking_code);
        enum tone tone = TONE_PLAIN;
        struct str word = outcome_word(c->outcome, &tone);

        table_link(t, arena_str(a, small_view(&code)), url_of_case(a, c->tracking_code));
        table_text(t, c->subject.len > 0 ? c->subject : msg(MSG_ADMIN_VEILED));
        table_chip(t, tone, word);
        table_text(t, reason_words(a, pkg, c->reason));
    }
    return table_done(t);
}

static const struct figure_view *counts_of(struct arena *a, const struct migration_counts *n, size_t *ret)
{
    const struct {
        enum msg label;
        int64_t n;
        enum tone tone;
        bool always;
    } all[] = {
        { MSG_VERSION_MOVED, n->moved, TONE_GOOD, true },
        { MSG_VERSION_KEPT, n->kept, TONE_PLAIN, true },
        { MSG_VERSION_REFUSED, n->refused, TONE_LATE, true },
        { MSG_VERSION_WAITING, n->waiting, TONE_SOON, false },
        { MSG_VERSION_UNDOING, n->undoing, TONE_SOON, false },
        { MSG_VERSION_UNDONE, n->undone, TONE_PLAIN, false },
        { MSG_VERSION_STAYED, n->stayed, TONE_LATE, false },
    };
    struct figure_view *v = ARENA_ARRAY(a, struct figure_view, ARRAY_LEN(all));

    *ret = 0;
    for (size_t i = 0; v != NULL && i < ARRAY_LEN(all); i++)
        if (all[i].always || all[i].n > 0)
            v[(*ret)++] = (struct figure_view){ .label = msg(all[i].label),
                                                .value = number_text(a, all[i].n),
                                                .tone = all[i].n > 0 ? all[i].tone : TONE_PLAIN };
    return v;
}

static const struct case_fact *run_facts(struct arena *a, const struct migration_rec *r, size_t *n)
{
    struct case_fact *v = ARENA_ARRAY(a, struct case_fact, 5);
    struct small made = fa_date_long(r->made_at), undone = fa_date_long(r->undone_at);
    struct str by = r->made_name.len > 0 ? r->made_name : msg(MSG_ADMIN_BY_COMMAND);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_VERSION_PREVIOUS),
                                    .value = version_text(a, r->from_version),
                                    .to = process_url(a, r->from_id) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_VERSION_CORRECTED),
                                    .value = version_text(a, r->to_version),
                                    .to = process_url(a, r->to_id) };
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_VERSION_BY),
                            .value = arena_fmt(a, "%.*s، %.*s", STR_ARG(by), STR_ARG(small_view(&made))) };
    v[(*n)++] = (struct case_fact){ .label = msg(MSG_REMEDY_COL_REASON), .value = r->reason };
    if (r->undone_at != 0)
        v[(*n)++] = (struct case_fact){
            .label = msg(MSG_VERSION_UNDONE_BY),
            .value = arena_fmt(a, "%.*s، %.*s، %.*s",
                               STR_ARG(r->undone_name.len > 0 ? r->undone_name : msg(MSG_ADMIN_BY_COMMAND)),
                               STR_ARG(small_view(&undone)), STR_ARG(r->undone_reason))
        };
    return v;
}

static struct monitor_form undo_form(struct req *rq, struct admin_form *f, int64_t run_id)
{
    struct arena *a = rq->arena;
    struct monitor_button *b = ARENA_NEW(a, struct monitor_button);
    struct field_view *v;

    if (b == NULL)
        return (struct monitor_form){ 0 };
    *b = (struct monitor_button){ .label = msg(MSG_VERSION_UNDO_BUTTON), .danger = true };
    v = admin_field(f, CONTROL_LONG, "reason", MSG_REMEDY_REASON, MSG_ADMIN_RETRY_REASON_HINT, STR_NONE);
    v->required = true;
    v->rows = 2;
    return (struct monitor_form){ .title = msg(MSG_VERSION_UNDO),
                                  .text = msg(MSG_VERSION_UNDO_TEXT),
                                  .fields = f->f,
                                  .fields_n = f->n,
                                  .action = URL(a, "/admin/migrations/{}/undo", id_text(a, run_id)),
                                  .buttons = b,
                                  .buttons_n = 1 };
}

static enum rc show_report(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;
    struct arena *a = m->rq->arena;
    bool asked = m->rq->route->form == form_admin_migration;
    int64_t run_id = req_path_int(m->rq, "run"), after = asked ? req_int(m->rq, "after") : 0;
    struct admin_form f = admin_form_begin(m->rq);
    struct link_view crumbs[2] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) } };
    struct monitor_section section = { .title = msg(MSG_VERSION_REPORT), .empty = msg(MSG_VERSION_NO_CASES) };
    struct monitor_form form;
    struct monitor_view v = { .sections = &section, .sections_n = 1, .forms = &form };
    const struct package *pkg = NULL;
    struct migration_report r;
    struct page p;
    enum rc rc = migration_report(cx, run_id, after, CASES_A_PAGE, &r, e);

    if (rc == RC_OK)
        rc = catalogue_get(cx, r.run.from_id, &pkg, e);
    if (rc != RC_OK)
        return rc;
    crumbs[1] = (struct link_view){ .to = process_url(a, r.run.to_id), .text = r.title };
    rc = admin_page(m->rq, cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.title = MSG_FMT(a, MSG_VERSION_REPORT_TITLE, { "title", r.title });
    if (r.counts.waiting + r.counts.undoing > 0)
        v.lead = MSG_FMT(a, MSG_VERSION_STILL, { "n", number_text(a, r.counts.waiting + r.counts.undoing) });
    v.facts = run_facts(a, &r.run, &v.facts_n);
    v.figures = counts_of(a, &r.counts, &v.figures_n);
    section.table = cases_table(a, &r, pkg);
    if (r.last != 0)
        v.next = url_query_int(a, run_url(a, run_id), "after", r.last);
    if (after != 0)
        v.first = run_url(a, run_id);
    if (r.run.undone_at == 0 && r.counts.waiting == 0 && r.counts.moved > 0) {
        form = undo_form(m->rq, &f, run_id);
        v.forms_n = 1;
    }
    if (asked)
        admin_done_notice(m->rq, &p);
    tpl_admin_monitor(resp_html(m->rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_admin_migration(struct req *rq, struct resp *rs, struct err *e)
{
    struct moving m = { .rq = rq, .rs = rs };

    return show_report(rq->cx, &m, e);
}

static enum rc undo(struct cx *cx, void *arg, struct err *e)
{
    struct moving *m = arg;

    return migration_undo(cx, m->run_id, req_text(m->rq, "reason"), e);
}

enum rc page_admin_migration_undo(struct req *rq, struct resp *rs, struct err *e)
{
    struct moving m = { .rq = rq, .rs = rs, .run_id = req_path_int(rq, "run") };
    bool left = false;
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show_report, &m, e);
    rc = app_write(rq->app, rq->arena, rq->actor, undo, &m, e);
    if (rc == RC_CONFLICT) {
        req_add_error(rq, "", MSG_ADMIN_CONFLICT);
        return desk_read(rq, show_report, &m, e);
    }
    if (rc == RC_OK)
        rc = migration_go_on(rq->app, m.run_id, MOVED_AT_ONCE, &left, e);
    return rc == RC_OK ? resp_see_other(rs, run_url(rq->arena, m.run_id), e) : rc;
}
