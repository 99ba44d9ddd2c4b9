/*
 * admin_monitor.c - the process monitor: what runs and where, lists of instances, timers.
 *
 * Not here: one instance and its remedies (admin_remedy.c), versions (admin_version.c).
 */
#include "templates/admin_monitor.h"
#include "app/monitor.h"
#include "persian/jalali.h"
#include "web/pages.h"
#include "web/pages/monitor_parts.h"

#define BASE "/admin/monitor"

const struct field form_admin_instances[] = {
    { "process", FIELD_ID },
    { "step", FIELD_TEXT, .max = 200 },
    { "state", FIELD_TEXT, .max = 20 },
    { "before", FIELD_ID },
    FORM_END,
};
const struct field form_admin_timers[] = {
    { "due", FIELD_INT, .min = 0, .max = INT64_MAX }, { "instance", FIELD_ID }, { "key", FIELD_ID }, FORM_END
};

static struct url instances_url(struct arena *a, int64_t process, struct str step, const char *state)
{
    struct url u = URL_LIT(BASE "/instances");

    u = with(a, u, "process", process == 0 ? STR_NONE : id_text(a, process));
    u = with(a, u, "step", step);
    return with(a, u, "state", str_c(state));
}

/* ---- the whole ---- */

static const struct figure_view *figures_of(struct arena *a, const struct monitor *m, size_t *n)
{
    const struct {
        enum msg label;
        int64_t n;
        enum tone when;
        struct url to;
    } all[] = {
        { MSG_MONITOR_RUNNING, m->running, TONE_PLAIN, URL_LIT(BASE "/instances") },
        { MSG_ADMIN_FIGURE_INCIDENTS, m->incidents, TONE_LATE, URL_LIT("/admin/incidents") },
        { MSG_MONITOR_OVERDUE, m->timers.overdue, TONE_LATE, URL_LIT(BASE "/timers") },
        { MSG_MONITOR_DUE_TODAY, m->timers.due, TONE_PLAIN, URL_LIT(BASE "/timers") },
        { MSG_MONITOR_DEAD, m->dead, TONE_LATE,
          url_query(a, URL_LIT("/admin/outbox"), "part", STR("failed")) },
        { MSG_MONITOR_MOVES_OPEN, (int64_t)m->moves, TONE_SOON, URL_LIT(BASE "/moves") },
    };
    struct figure_view *v = ARENA_ARRAY(a, struct figure_view, ARRAY_LEN(all));

    *n = v == NULL ? 0 : ARRAY_LEN(all);
    for (size_t i = 0; i < *n; i++)
        v[i] = (struct figure_view){ .label = msg(all[i].label),
                                     .value = number_text(a, all[i].n),
                                     .tone = all[i].n > 0 ? all[i].when : TONE_PLAIN,
                                     .to = all[i].to };
    return v;
}

static struct monitor_section section_of(struct arena *a, const struct monitor_process *x)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_STEP, MSG_MONITOR_COL_ROLE, MSG_MONITOR_COL_CASES,
                                       MSG_MONITOR_COL_OLDEST };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));
    struct link_view *links = ARENA_ARRAY(a, struct link_view, 2);
    struct small n = fa_int(x->rec.version);

    if (t != NULL)
        t->t.caption = MSG_FMT(a, MSG_MONITOR_STEPS, { "title", x->rec.title }, { "n", small_view(&n) });
    for (size_t i = 0; i < x->n_steps; i++) {
        table_link(t, x->steps[i].name, instances_url(a, x->rec.id, x->steps[i].id, ""));
        table_text(t, x->steps[i].role);
        table_number(t, x->steps[i].n);
        table_day(t, x->steps[i].oldest);
    }
    if (links != NULL) {
        links[0] =
            (struct link_view){ instances_url(a, x->rec.id, STR_NONE, ""), msg(MSG_MONITOR_ALL_OF_IT) };
        links[1] = (struct link_view){ URL(a, "/admin/processes/{}", id_text(a, x->rec.id)),
                                       msg(MSG_MONITOR_THIS_VERSION) };
    }
    return (struct monitor_section){ .title = MSG_FMT(a, MSG_MONITOR_PROCESS_VERSION,
                                                      { "title", x->rec.title }, { "n", small_view(&n) }),
                                     .table = table_done(t),
                                     .empty = msg(MSG_MONITOR_NOBODY),
                                     .links = links,
                                     .links_n = links == NULL ? 0 : 2 };
}

static struct monitor_section starts_of(struct arena *a, const struct monitor *m)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_START, MSG_MONITOR_COL_KIND, MSG_MONITOR_COL_NEXT,
                                       MSG_MONITOR_COL_FIRED, MSG_MONITOR_COL_TROUBLE };
    static const struct {
        const char *kind;
        enum msg word;
    } kinds[] = { { "timer", MSG_MONITOR_START_TIMER },
                  { "signal", MSG_MONITOR_START_SIGNAL },
                  { "message", MSG_MONITOR_START_MESSAGE },
                  { "condition", MSG_MONITOR_START_CONDITION } };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < m->n_starts; i++) {
        const struct start_rec *s = &m->starts[i].rec;
        struct str word = s->kind;

        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            if (str_eq_c(s->kind, kinds[k].kind))
                word = msg(kinds[k].word);
        table_text(t, arena_fmt(a, "%.*s (%.*s)", STR_ARG(m->starts[i].name), STR_ARG(m->starts[i].title)));
        table_text(t, word);
        table_time(t, s->due_at);
        table_number(t, s->fired);
        table_text(t, s->last_error);
    }
    return (struct monitor_section){ .title = msg(MSG_MONITOR_STARTS),
                                     .text = msg(MSG_MONITOR_STARTS_TEXT),
                                     .table = table_done(t),
                                     .empty = msg(MSG_MONITOR_NO_STARTS) };
}

enum rc page_admin_monitor(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct monitor m;
    struct monitor_section *sections;
    struct monitor_view v = { .title = msg(MSG_MONITOR_TITLE), .lead = msg(MSG_MONITOR_LEAD) };
    struct page p;
    enum rc rc = monitor_get(rq->cx, &m, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    sections = ARENA_ARRAY(a, struct monitor_section, m.n + 1);
    if (sections == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < m.n; i++)
        sections[v.sections_n++] = section_of(a, &m.v[i]);
    if (m.n_starts > 0)
        sections[v.sections_n++] = starts_of(a, &m);
    v.figures = figures_of(a, &m, &v.figures_n);
    v.sections = sections;
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

/* ---- instances ---- */

static const struct {
    const char *state;
    enum instance_view view;
    enum msg word;
} states[] = {
    { "", INSTANCES_RUNNING, MSG_MONITOR_STATE_RUNNING },
    { "stopped", INSTANCES_STOPPED, MSG_MONITOR_STATE_STOPPED },
    { "ended", INSTANCES_ENDED, MSG_MONITOR_STATE_ENDED },
};

/* The state, where the tab does not say it already: what stands still among what runs. */
static void chip_of(struct growing_table *t, const struct monitor_instance *x, enum instance_view view)
{
    if (x->row.ended_at == 0 && x->row.incidents > 0 && view != INSTANCES_STOPPED)
        table_chip(t, TONE_LATE, msg(MSG_MONITOR_STATE_STOPPED));
    else
        table_text(t, STR_NONE);
}

static const struct table_view *table_of(struct arena *a, const struct monitor_instances *list,
                                         enum instance_view view)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_CASE, MSG_MONITOR_COL_SUBJECT, MSG_MONITOR_COL_PROCESS,
                                       MSG_MONITOR_COL_STEP, MSG_MONITOR_COL_SINCE,   MSG_MONITOR_COL_STATE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < list->n; i++) {
        const struct monitor_instance *x = &list->v[i];
        struct small code = fa_code(x->row.tracking_code);
        struct str step = x->step;

        if (x->row.steps > 1)
            step =
                MSG_FMT(a, MSG_MONITOR_AND_MORE, { "step", step }, { "n", number_text(a, x->row.steps - 1) });
        table_link(t, arena_str(a, small_view(&code)), URL(a, BASE "/instances/{}", id_text(a, x->row.id)));
        table_text(t, x->veiled ? msg(MSG_ADMIN_VEILED) : x->row.subject);
        table_text(t, x->pkg->title);
        table_text(t, step);
        table_day(t, x->row.ended_at != 0 ? x->row.ended_at : x->row.since);
        chip_of(t, x, view);
    }
    return table_done(t);
}

static enum rc process_filter(struct req *rq, struct filter_view *ret, int64_t chosen, struct err *e)
{
    struct admin_processes list = { 0 };
    struct option_view *options;
    enum rc rc = admin_processes(rq->cx, &list, e);

    if (rc != RC_OK)
        return rc;
    options = ARENA_ARRAY(rq->arena, struct option_view, list.n + 1);
    if (options == NULL)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < list.n; i++)
        options[i] = (struct option_view){ .value = id_text(rq->arena, list.v[i].rec.id),
                                           .label = list.v[i].rec.title };
    *ret = filter_select(rq->arena, "process", msg(MSG_MONITOR_COL_PROCESS),
                         chosen == 0 ? STR_NONE : id_text(rq->arena, chosen), options, list.n);
    return RC_OK;
}

enum rc page_admin_instances(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct instance_filter f = { .process_id = req_int(rq, "process"),
                                 .element = req_text(rq, "step"),
                                 .before = req_int(rq, "before") };
    struct link_view crumbs[1] = { { .to = URL_LIT(BASE), .text = msg(MSG_MONITOR_TITLE) } };
    struct tab_view tabs[ARRAY_LEN(states)];
    struct filter_view filters[3];
    struct filter_bar bar = { .action = URL_LIT(BASE "/instances"), .v = filters };
    struct monitor_section section = { .empty = msg(MSG_MONITOR_NO_INSTANCES) };
    struct monitor_view v = { .title = msg(MSG_MONITOR_INSTANCES),
                              .tabs = tabs,
                              .tabs_n = ARRAY_LEN(states),
                              .filters = &bar,
                              .sections = &section,
                              .sections_n = 1 };
    struct monitor_instances list;
    struct page p;
    size_t k = 0;
    enum rc rc;

    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (str_eq_c(req_text(rq, "state"), states[i].state))
            k = i;
    f.view = states[k].view;
    if (f.view != INSTANCES_RUNNING || f.process_id == 0)
        f.element = STR_NONE;
    rc = monitor_instances(rq->cx, &f, &list, e);
    if (rc == RC_OK)
        rc = process_filter(rq, &filters[bar.n++], f.process_id, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    if (f.element.len > 0)
        filters[bar.n++] = filter_hidden("step", f.element);
    if (k > 0)
        filters[bar.n++] = filter_hidden("state", str_c(states[k].state));
    bar.active = f.process_id != 0;
    bar.clear = instances_url(a, 0, STR_NONE, states[k].state);
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        tabs[i] = (struct tab_view){ .link = { instances_url(a, f.process_id, i == 0 ? f.element : STR_NONE,
                                                             states[i].state),
                                               msg(states[i].word), i == k },
                                     .count = -1 };
    if (f.element.len > 0 && list.n > 0)
        v.lead = MSG_FMT(a, MSG_MONITOR_AT_STEP, { "step", monitor_step_name(list.v[0].pkg, f.element) });
    section.table = table_of(a, &list, f.view);
    if (list.next != 0)
        v.next =
            url_query_int(a, instances_url(a, f.process_id, f.element, states[k].state), "before", list.next);
    if (f.before != 0)
        v.first = instances_url(a, f.process_id, f.element, states[k].state);
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

/* ---- timers ---- */

enum rc page_admin_timers(struct req *rq, struct resp *rs, struct err *e)
{
    static const enum msg titles[] = { MSG_MONITOR_COL_CASE,    MSG_MONITOR_COL_SUBJECT,
                                       MSG_MONITOR_COL_PROCESS, MSG_MONITOR_COL_TIMER,
                                       MSG_MONITOR_COL_DUE,     MSG_MONITOR_COL_STATE };
    struct arena *a = rq->arena;
    struct timer_rec after = { .due_at = req_has(rq, "due") ? req_int(rq, "due") : -1,
                               .instance_id = req_int(rq, "instance"),
                               .key = req_int(rq, "key") };
    struct link_view crumbs[1] = { { .to = URL_LIT(BASE), .text = msg(MSG_MONITOR_TITLE) } };
    struct monitor_section section = { .empty = msg(MSG_MONITOR_NO_TIMERS) };
    struct monitor_view v = { .title = msg(MSG_MONITOR_TIMERS),
                              .lead = msg(MSG_MONITOR_TIMERS_TEXT),
                              .sections = &section,
                              .sections_n = 1 };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));
    struct monitor_timers list;
    struct page p;
    enum rc rc = monitor_timers(rq->cx, &after, &list, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < list.n; i++) {
        const struct monitor_timer *x = &list.v[i];
        struct small code = fa_code(x->row.tracking_code);

        table_link(t, arena_str(a, small_view(&code)),
                   URL(a, BASE "/instances/{}", id_text(a, x->row.t.instance_id)));
        table_text(t, x->row.subject.len > 0 ? x->row.subject : msg(MSG_ADMIN_VEILED));
        table_text(t, x->process);
        table_text(t, x->step);
        table_time(t, x->row.t.due_at);
        table_chip(t, x->overdue ? TONE_LATE : TONE_PAUSED,
                   msg(x->overdue ? MSG_MONITOR_LATE : MSG_MONITOR_ARMED));
    }
    section.table = table_done(t);
    if (list.next.instance_id != 0) {
        v.next = url_query_int(a, URL_LIT(BASE "/timers"), "due", list.next.due_at);
        v.next = url_query_int(a, v.next, "instance", list.next.instance_id);
        v.next = url_query_int(a, v.next, "key", list.next.key);
    }
    if (after.instance_id != 0)
        v.first = URL_LIT(BASE "/timers");
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}
