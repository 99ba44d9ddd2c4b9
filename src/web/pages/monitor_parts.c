/*
 * monitor_parts.c - growing tables, words for durations and causes.
 */
#include "web/pages/monitor_parts.h"
#include "persian/jalali.h"

struct growing_table *table_new(struct arena *a, enum msg caption, const enum msg *titles, size_t n)
{
    struct growing_table *t = ARENA_NEW(a, struct growing_table);
    struct column_view *columns = ARENA_ARRAY(a, struct column_view, n);

    if (t == NULL || columns == NULL)
        return NULL;
    t->a = a;
    for (size_t i = 0; i < n; i++) {
        struct str title = msg(titles[i]);

        columns[i] = (struct column_view){ .title = title, .main = i == 0 };
        if (str_ends(title, STR("#"))) {
            columns[i].number = true;
            columns[i].title = str_sub(title, 0, title.len - 1);
        } else if (str_ends(title, STR("~"))) {
            columns[i].code = true;
            columns[i].title = str_sub(title, 0, title.len - 1);
        }
    }
    t->t.caption = msg(caption);
    t->t.columns = columns;
    t->t.columns_n = n;
    return t;
}

static void add(struct growing_table *t, struct cell_view cell)
{
    if (t != NULL)
        (void)VEC_PUSH(t->a, &t->cells, cell);
}

void table_text(struct growing_table *t, struct str text)
{
    add(t, (struct cell_view){ .text = text });
}

void table_link(struct growing_table *t, struct str text, struct url to)
{
    add(t, (struct cell_view){ .text = text, .to = to });
}

void table_chip(struct growing_table *t, enum tone tone, struct str text)
{
    add(t, (struct cell_view){ .text = text, .tone = tone });
}

struct str number_text(struct arena *a, int64_t n)
{
    struct small s = fa_grouped(n);

    return arena_str(a, small_view(&s));
}

void table_number(struct growing_table *t, int64_t n)
{
    if (t != NULL)
        table_text(t, number_text(t->a, n));
}

void table_day(struct growing_table *t, int64_t ms)
{
    struct small d = fa_date(ms);

    if (t != NULL)
        table_text(t, ms == 0 ? STR_NONE : arena_str(t->a, small_view(&d)));
}

void table_time(struct growing_table *t, int64_t ms)
{
    struct small d = fa_date(ms), h = fa_time(ms);

    if (t != NULL)
        table_text(t, ms == 0
                          ? STR_NONE
                          : arena_fmt(t->a, "%.*s %.*s", STR_ARG(small_view(&d)), STR_ARG(small_view(&h))));
}

const struct table_view *table_done(struct growing_table *t)
{
    if (t == NULL)
        return NULL;
    t->t.cells = t->cells.v;
    t->t.rows_n = t->t.columns_n == 0 ? 0 : t->cells.n / t->t.columns_n;
    return &t->t;
}

struct str minutes_text(struct arena *a, int64_t minutes)
{
    static const struct {
        int64_t minutes;
        enum msg word;
    } units[] = { { 1440, MSG_MONITOR_DAYS }, { 60, MSG_MONITOR_HOURS }, { 1, MSG_MONITOR_MINUTES } };
    struct str out = STR_NONE;
    int parts = 0;

    if (minutes <= 0)
        return minutes < 0 ? msg(MSG_MONITOR_UNKNOWN)
                           : MSG_FMT(a, MSG_MONITOR_MINUTES, { "n", number_text(a, 0) });
    for (size_t i = 0; i < ARRAY_LEN(units) && parts < 2; i++) {
        int64_t n = minutes / units[i].minutes;
        struct str one;

        if (n == 0)
            continue;
        minutes %= units[i].minutes;
        parts++;
        one = MSG_FMT(a, units[i].word, { "n", number_text(a, n) });
        out = out.len == 0 ? one : MSG_FMT(a, MSG_MONITOR_AND, { "a", out }, { "b", one });
    }
    return out;
}

struct str why_text(struct arena *a, struct str why)
{
    static const struct {
        const char *why;
        enum msg words;
    } known[] = {
        { "nothing in the new version stands for the element where the instance is", MSG_VERSION_WHY_GONE },
        { "what stands for it in the new version is of another kind", MSG_VERSION_WHY_KIND },
        { "what stands for it in the new version is repeated in another way", MSG_VERSION_WHY_LOOP },
        { "what stands for it in the new version lies in another scope", MSG_VERSION_WHY_SCOPE },
        { "a token waits before it on a flow that the new version does not have", MSG_VERSION_WHY_FLOW },
        { "the complex gateway has acted and is not the same in the new version", MSG_VERSION_WHY_COMPLEX },
        { "it was done and could be undone, and the new version does not have it", MSG_VERSION_WHY_RECORD },
        { "the new version has no such process", MSG_VERSION_WHY_PROCESS },
        { "not chosen", MSG_VERSION_WHY_NOT_CHOSEN },
        { "nothing of it runs on the old version any more", MSG_VERSION_WHY_OVER },
        { "the case has gone on since it was moved", MSG_VERSION_WHY_WENT },
    };

    (void)a;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_eq_c(why, known[i].why))
            return msg(known[i].words);
    return why;
}

unsigned monitor_sheets(const struct monitor_view *v)
{
    bool list = v->tabs_n > 0 || v->filters != NULL || url_str(v->next).len > 0 || url_str(v->first).len > 0;

    for (size_t i = 0; i < v->sections_n; i++)
        list = list || (v->sections[i].table != NULL && v->sections[i].table->rows_n > 0);
    return (list ? (unsigned)SHEET_LIST : 0U) | (v->figures_n > 0 ? (unsigned)SHEET_FIGURES : 0U) |
           (v->forms_n > 0 || v->filters != NULL ? (unsigned)SHEET_FORM : 0U);
}

/* `before` and `after` stand around the name that the cause is about. */
static const struct {
    const char *before, *after;
    enum msg words;
} causes[] = {
    { "nobody holds the role ", "", MSG_CAUSE_ROLE },
    { "the process ", " is not installed", MSG_CAUSE_PROCESS },
    { "no letter template '", "'", MSG_CAUSE_TEMPLATE },
    { "the addressee is not found", "", MSG_CAUSE_ADDRESSEE },
    { "the case to merge into is not found", "", MSG_CAUSE_MERGE },
};

struct str cause_text(struct arena *a, struct str cause)
{
    for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
        struct str before = str_c(causes[i].before), after = str_c(causes[i].after);

        if (cause.len >= before.len + after.len && str_starts(cause, before) && str_ends(cause, after))
            return MSG_FMT(a, causes[i].words,
                           { "name", str_sub(cause, before.len, cause.len - before.len - after.len) });
    }
    return cause;
}
