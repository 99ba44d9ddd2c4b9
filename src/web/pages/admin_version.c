/*
 * admin_version.c - versions for administrators: previous and corrected side by side.
 *
 * Not here: moving running cases from one version to another (pages/admin_migration.c).
 */
#include "web/pages/admin_version.h"
#include "app/admin_state.h"
#include "app/process_diff.h"
#include "persian/jalali.h"
#include "templates/admin_monitor.h"
#include "web/pages.h"
#include "web/pages/monitor_parts.h"

const struct field form_admin_compare[] = { { "with", FIELD_ID }, FORM_END };

struct url process_url(struct arena *a, int64_t id)
{
    return URL(a, "/admin/processes/{}", id_text(a, id));
}

struct str version_text(struct arena *a, int64_t n)
{
    struct small s = fa_int(n);

    return MSG_FMT(a, MSG_VERSION_N, { "n", small_view(&s) });
}

/* ---- side by side ---- */

static enum tone tone_of(enum diff_kind k)
{
    static const enum tone tones[] = { TONE_PLAIN, TONE_GOOD, TONE_LATE, TONE_SOON };

    return tones[k];
}

static struct str kind_word(enum diff_kind k)
{
    static const enum msg words[] = { MSG_VERSION_SAME, MSG_VERSION_ADDED, MSG_VERSION_REMOVED,
                                      MSG_VERSION_CHANGED };

    return msg(words[k]);
}

static struct str what_words(struct arena *a, unsigned what)
{
    static const enum msg words[] = { MSG_VERSION_WHAT_ID,    MSG_VERSION_WHAT_NAME, MSG_VERSION_WHAT_TYPE,
                                      MSG_VERSION_WHAT_ROLE,  MSG_VERSION_WHAT_FORM, MSG_VERSION_WHAT_DUE,
                                      MSG_VERSION_WHAT_RULES, MSG_VERSION_WHAT_WAYS, MSG_VERSION_WHAT_STATE,
                                      MSG_VERSION_WHAT_REPEAT };
    struct str out = STR_NONE;

    for (unsigned i = 0; i < ARRAY_LEN(words); i++)
        if (what & (1U << i))
            out = out.len == 0 ? msg(words[i])
                               : arena_fmt(a, "%.*s، %.*s", STR_ARG(out), STR_ARG(msg(words[i])));
    return out;
}

static struct str side(struct arena *a, const struct bpmn_element *el, struct str role)
{
    struct str name;

    if (el == NULL)
        return STR("—");
    name = el->name.len > 0 ? el->name : el->id;
    return role.len == 0 ? name : arena_fmt(a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(role));
}

static struct monitor_section steps_of(struct arena *a, const struct process_diff *d)
{
    static const enum msg titles[] = { MSG_VERSION_COL_CHANGE, MSG_VERSION_COL_BEFORE, MSG_VERSION_COL_AFTER,
                                       MSG_VERSION_COL_WHAT };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < d->n_steps; i++) {
        const struct diff_step *s = &d->steps[i];
        bool named = (s->after != NULL ? s->after : s->before)->name.len > 0;

        if (s->kind == DIFF_SAME && (!s->main || !named))
            continue;
        table_chip(t, tone_of(s->kind), kind_word(s->kind));
        table_text(t, side(a, s->before, s->before_role));
        table_text(t, side(a, s->after, s->after_role));
        table_text(t, what_words(a, s->what));
    }
    return (struct monitor_section){ .title = msg(MSG_VERSION_STEPS),
                                     .text = MSG_FMT(a, MSG_VERSION_STEPS_TEXT,
                                                     { "added", number_text(a, (int64_t)d->added) },
                                                     { "removed", number_text(a, (int64_t)d->removed) },
                                                     { "changed", number_text(a, (int64_t)d->changed) }),
                                     .table = table_done(t),
                                     .empty = msg(MSG_VERSION_NO_CHANGE) };
}

/* "PT5M / PT15M / PT1H" and "P10D" in words; FEEL and other texts as they stand. */
static struct str time_words(struct arena *a, struct str text)
{
    struct str rest = text, out = STR_NONE;

    if (text.len == 0)
        return STR("—");
    while (rest.len > 0) {
        struct str one = str_trim(str_cut(&rest, '/'));
        int64_t n = one.len > 1 && one.p[0] == 'P' ? diff_minutes(one) : -1;
        struct str word = n < 0 ? one : minutes_text(a, n);

        if (n < 0 && out.len == 0)
            return text;
        out = out.len == 0 ? word : arena_fmt(a, "%.*s / %.*s", STR_ARG(out), STR_ARG(word));
    }
    return out;
}

static struct str label_words(struct arena *a, struct str label)
{
    static const struct {
        const char *family;
        enum msg word;
    } families[] = { { "class:", MSG_VERSION_LABEL_CLASS },
                     { "step:", MSG_VERSION_LABEL_STEP },
                     { "timer:", MSG_VERSION_LABEL_TIMER },
                     { "due:", MSG_VERSION_LABEL_DUE } };

    if (str_eq_c(label, "limit"))
        return msg(MSG_VERSION_LABEL_LIMIT);
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        if (str_starts(label, str_c(families[i].family)))
            return MSG_FMT(a, families[i].word, { "name", str_from(label, strlen(families[i].family)) });
    return label;
}

static struct str document_words(struct arena *a, struct str text, bool required)
{
    if (text.len == 0)
        return STR("—");
    (void)a;
    return msg(required ? MSG_VERSION_REQUIRED : MSG_VERSION_OPTIONAL);
}

enum fact_kind { FACT_TIME, FACT_DOCUMENT, FACT_VISIT };

static struct monitor_section facts_section(struct arena *a, const struct diff_facts *f, enum fact_kind kind,
                                            enum msg title, enum msg empty)
{
    static const enum msg titles[] = { MSG_VERSION_COL_THING, MSG_VERSION_COL_BEFORE, MSG_VERSION_COL_AFTER,
                                       MSG_VERSION_COL_CHANGE };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < f->n; i++) {
        const struct diff_fact *x = &f->v[i];

        table_text(t, kind == FACT_TIME ? label_words(a, x->label) : x->label);
        if (kind == FACT_TIME) {
            table_text(t, time_words(a, x->before));
            table_text(t, time_words(a, x->after));
        } else if (kind == FACT_DOCUMENT) {
            table_text(t, document_words(a, x->before, x->required_before));
            table_text(t, document_words(a, x->after, x->required_after));
        } else {
            table_text(t, x->before.len > 0 ? msg(MSG_VERSION_VISIT) : STR("—"));
            table_text(t, x->after.len > 0 ? msg(MSG_VERSION_VISIT) : STR("—"));
        }
        table_chip(t, tone_of(x->kind), kind_word(x->kind));
    }
    return (struct monitor_section){ .title = msg(title), .table = table_done(t), .empty = msg(empty) };
}

static struct monitor_section totals_of(struct arena *a, const struct process_diff *d)
{
    static const enum msg titles[] = { MSG_VERSION_COL_MEASURE, MSG_VERSION_COL_BEFORE,
                                       MSG_VERSION_COL_AFTER };
    const struct {
        enum msg label;
        struct diff_number n;
        bool time;
    } rows[] = {
        { MSG_VERSION_TASKS, d->work_count, false },   { MSG_VERSION_USUAL, d->usual_min, true },
        { MSG_VERSION_LONGEST, d->max_min, true },     { MSG_VERSION_DOCUMENTS, d->document_count, false },
        { MSG_VERSION_VISITS, d->visit_count, false }, { MSG_VERSION_FIELDS, d->field_count, false },
    };
    struct growing_table *t = table_new(a, MSG_NONE, titles, ARRAY_LEN(titles));

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        table_text(t, msg(rows[i].label));
        for (int k = 0; k < 2; k++) {
            int64_t n = k == 0 ? rows[i].n.before : rows[i].n.after;

            table_text(t, n < 0 ? STR("—") : rows[i].time ? minutes_text(a, n) : number_text(a, n));
        }
    }
    return (struct monitor_section){ .title = msg(MSG_VERSION_TOTALS), .table = table_done(t) };
}

const struct process_rec *version_of(const struct admin_process *x, int64_t id)
{
    for (size_t i = 0; i < x->versions.n; i++)
        if (x->versions.v[i].id == id)
            return &x->versions.v[i];
    return NULL;
}

const struct process_rec *previous_of(const struct admin_process *x)
{
    for (size_t i = 0; i < x->versions.n; i++)
        if (x->versions.v[i].version < x->rec.version)
            return &x->versions.v[i];
    return &x->rec;
}

static const struct case_fact *dates_of(struct arena *a, const struct process_rec *old,
                                        const struct process_rec *now, size_t *n)
{
    struct case_fact *v = ARENA_ARRAY(a, struct case_fact, 3);
    struct small before = fa_date_long(old->installed_at), after = fa_date_long(now->installed_at),
                 review = fa_date_long(now->review_at);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_VERSION_PREVIOUS),
                            .value = arena_fmt(a, "%.*s، %.*s", STR_ARG(version_text(a, old->version)),
                                               STR_ARG(small_view(&before))),
                            .to = process_url(a, old->id) };
    v[(*n)++] =
        (struct case_fact){ .label = msg(MSG_VERSION_CORRECTED),
                            .value = arena_fmt(a, "%.*s، %.*s", STR_ARG(version_text(a, now->version)),
                                               STR_ARG(small_view(&after))),
                            .to = process_url(a, now->id) };
    if (now->review_at != 0)
        v[(*n)++] = (struct case_fact){ .label = msg(MSG_ADMIN_PROCESS_REVIEW),
                                        .value = arena_str(a, small_view(&review)) };
    return v;
}

static enum rc compare_page(struct req *rq, struct resp *rs, const struct admin_process *x,
                            const struct process_rec *old, struct err *e)
{
    struct arena *a = rq->arena;
    struct link_view crumbs[2] = { { .to = URL_LIT("/admin/processes"), .text = msg(MSG_ADMIN_PROCESSES) },
                                   { .to = process_url(a, x->rec.id), .text = x->rec.title } };
    struct monitor_section sections[5];
    struct monitor_view v = { .title = MSG_FMT(a, MSG_VERSION_COMPARE_TITLE, { "title", x->rec.title }),
                              .sections = sections };
    const struct package *before = NULL;
    struct process_diff d;
    struct page p;
    enum rc rc = catalogue_get(rq->cx, old->id, &before, e);

    if (rc == RC_OK)
        rc = process_diff(a, before, x->pkg, &d, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, crumbs, 2, &p, e);
    if (rc != RC_OK)
        return rc;
    v.facts = dates_of(a, old, &x->rec, &v.facts_n);
    sections[v.sections_n++] = totals_of(a, &d);
    sections[v.sections_n++] = steps_of(a, &d);
    sections[v.sections_n++] = facts_section(a, &d.times, FACT_TIME, MSG_VERSION_TIMES, MSG_VERSION_NO_TIMES);
    sections[v.sections_n++] =
        facts_section(a, &d.documents, FACT_DOCUMENT, MSG_VERSION_DOCUMENTS, MSG_VERSION_NO_DOCUMENTS);
    sections[v.sections_n++] =
        facts_section(a, &d.visits, FACT_VISIT, MSG_VERSION_VISITS, MSG_VERSION_NO_VISITS);
    tpl_admin_monitor(resp_html(rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_admin_compare(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_process x;
    const struct process_rec *old;
    enum rc rc = admin_process_get(rq->cx, req_path_int(rq, "process"), &x, e);

    if (rc != RC_OK)
        return rc;
    old = req_has(rq, "with") ? version_of(&x, req_int(rq, "with")) : previous_of(&x);
    if (old == NULL)
        return ERR(e, RC_NOT_FOUND, "no such version of this process");
    return compare_page(rq, rs, &x, old, e);
}
