/*
 * board.c - the manager's board: open cases by stage and lateness, the cases behind each number; and clocks
 * that were stopped or moved, by whom and why.
 */
#include "app/report.h"
#include "templates/official_board.h"
#include "web/pages.h"
#include "web/pages/desk.h"

#define BOARD_PAGE 30
#define CLOCKS_MAX 200

const struct field form_board[] = { { "process", FIELD_TEXT, .max = 80 },
                                    { "state", FIELD_TEXT, .max = 40 },
                                    { "column", FIELD_TEXT, .max = 10 },
                                    { "page", FIELD_INT, .min = 1, .max = 100000 },
                                    FORM_END };
const struct field form_clocks[] = { { "closed", FIELD_TEXT, .max = 3 }, FORM_END };

static const struct {
    const char *name;
    enum board_column column;
    enum msg title;
} columns[] = {
    { "", BOARD_ALL, MSG_BOARD_ALL },
    { "time", BOARD_IN_TIME, MSG_BOARD_IN_TIME },
    { "soon", BOARD_SOON, MSG_BOARD_SOON },
    { "late", BOARD_LATE, MSG_BOARD_LATE },
};

static struct url address(struct arena *a, struct str process, struct str state, const char *column)
{
    struct url u = with(a, URL_LIT("/board"), "process", process);

    return with(a, with(a, u, "state", state), "column", str_c(column));
}

static struct board_cell cell(struct arena *a, int64_t n, struct str process, struct str state,
                              const char *column)
{
    return (struct board_cell){ n, url_fragment(a, address(a, process, state, column), "cases") };
}

/* The word of a state: of the first package that has one. */
static struct str state_word(struct arena *a, const struct package_list *all, struct str state)
{
    for (size_t i = 0; i < all->n; i++) {
        struct str w = official_word(all->v[i], a, "state", state);

        if (!str_eq(w, state))
            return w;
    }
    return state;
}

/* States in the order that a case passes through them. */
static int rank(struct str state)
{
    static const char *const order[] = {
        "received",         "registered",       "referred",           "under_examination",
        "awaiting_opinion", "under_inspection", "awaiting_documents", "drafted",
        "signed",           "answered"
    };

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (str_eq_c(state, order[i]))
            return (int)i;
    return (int)ARRAY_LEN(order);
}

static int by_rank(const void *x, const void *y)
{
    return rank(((const struct case_count *)x)->key) - rank(((const struct case_count *)y)->key);
}

static void put_rows(struct arena *a, const struct package_list *all, const struct board_query *q,
                     struct board *b, struct board_view *v)
{
    struct board_row *rows = ARENA_ARRAY(a, struct board_row, b->states.n + 1);
    size_t n = 0;

    if (rows == NULL)
        return;
    if (b->states.n > 1)
        qsort(b->states.v, b->states.n, sizeof(*b->states.v), by_rank);
    for (size_t i = 0; i < b->states.n; i++) {
        const struct case_count *c = &b->states.v[i];

        if (c->open == 0)
            continue;
        rows[n++] = (struct board_row){
            .stage = state_word(a, all, c->key),
            .in_time = cell(a, c->open - c->late - c->soon, q->process, c->key, "time"),
            .soon = cell(a, c->soon, q->process, c->key, "soon"),
            .late = cell(a, c->late, q->process, c->key, "late"),
            .all = cell(a, c->open, q->process, c->key, ""),
        };
    }
    rows[n++] = (struct board_row){
        .stage = msg(MSG_BOARD_TOTAL),
        .in_time = cell(a, b->open - b->late - b->soon, q->process, STR_NONE, "time"),
        .soon = cell(a, b->soon, q->process, STR_NONE, "soon"),
        .late = cell(a, b->late, q->process, STR_NONE, "late"),
        .all = cell(a, b->open, q->process, STR_NONE, ""),
    };
    v->rows = rows;
    v->rows_n = n;
}

static struct figure_view figure(struct arena *a, enum msg label, int64_t n, enum tone tone, struct url to)
{
    struct small s = fa_grouped(n);

    return (struct figure_view){ .label = msg(label),
                                 .value = arena_str(a, small_view(&s)),
                                 .tone = n > 0 ? tone : TONE_PLAIN,
                                 .to = to };
}

static void put_figures(struct arena *a, const struct board_query *q, const struct board *b,
                        struct board_view *v)
{
    struct figure_view *f = ARENA_ARRAY(a, struct figure_view, 3);

    if (f == NULL)
        return;
    f[0] = figure(a, MSG_BOARD_OPEN, b->open, TONE_PLAIN, address(a, q->process, STR_NONE, ""));
    f[1] = figure(a, MSG_BOARD_SOON, b->soon, TONE_SOON, address(a, q->process, STR_NONE, "soon"));
    f[2] = figure(a, MSG_BOARD_LATE, b->late, TONE_LATE, address(a, q->process, STR_NONE, "late"));
    v->figures = f;
    v->figures_n = 3;
}

static void put_filters(struct arena *a, const struct package_list *all, const struct board_query *q,
                        struct board_view *v)
{
    struct option_view *o = ARENA_ARRAY(a, struct option_view, all->n);
    struct filter_view *f = ARENA_NEW(a, struct filter_view);
    size_t n = 0;

    v->filters = (struct filter_bar){ .action = URL_LIT("/board"), .clear = URL_LIT("/board") };
    for (size_t i = 0; o != NULL && i < all->n; i++)
        if (all->v[i]->is_case)
            o[n++] = (struct option_view){ .value = all->v[i]->key, .label = all->v[i]->title };
    if (f == NULL || n == 0)
        return;
    *f = filter_select(a, "process", msg(MSG_FACT_PROCESS), q->process, o, n);
    v->filters.v = f;
    v->filters.n = 1;
    v->filters.active = q->process.len > 0;
}

enum rc page_board(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t page = req_int(rq, "page") < 1 ? 1 : req_int(rq, "page");
    struct board_query q = { .process = req_text(rq, "process"),
                             .state = req_text(rq, "state"),
                             .limit = BOARD_PAGE,
                             .offset = (page - 1) * BOARD_PAGE };
    struct package_list all = { 0 };
    struct board_view v = { 0 };
    struct board b;
    struct page p;
    size_t column = 0;
    enum rc rc;

    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (str_eq_c(req_text(rq, "column"), columns[i].name))
            column = i;
    q.column = columns[column].column;
    rc = board_get(rq->cx, &q, &b, e);
    if (rc == RC_OK)
        rc = catalogue_all(rq->cx, &all, e);
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_BOARD, &p, e);
    if (rc == RC_OK)
        rc = rows_of_cases(rq->cx, &b.cases, &v.cases, e);
    if (rc != RC_OK)
        return rc;
    v.cases_n = b.cases.n;
    if (q.state.len > 0 || column > 0)
        v.cases_title = q.state.len == 0 ? msg(columns[column].title)
                                         : arena_fmt(rq->arena, "%.*s – %.*s",
                                                     STR_ARG(state_word(rq->arena, &all, q.state)),
                                                     STR_ARG(msg(columns[column].title)));
    put_rows(rq->arena, &all, &q, &b, &v);
    put_figures(rq->arena, &q, &b, &v);
    put_filters(rq->arena, &all, &q, &v);
    v.pages = pages_of(rq->arena, address(rq->arena, q.process, q.state, columns[column].name), q.offset,
                       b.cases.n, BOARD_PAGE, b.cases.total);
    tpl_official_board(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- clocks ---- */

struct showing {
    struct req *rq;
    struct resp *rs;
};

static enum rc show_clocks(struct cx *cx, void *arg, struct err *e)
{
    struct showing *x = arg;
    struct arena *a = x->rq->arena;
    bool closed = str_eq_c(req_text(x->rq, "closed"), "yes");
    const struct option_view yes = { .value = STR("yes"), .label = msg(MSG_CLOCKS_CLOSED) };
    struct filter_view f =
        filter_select(a, "closed", msg(MSG_CLOCKS_WHICH), closed ? yes.value : STR_NONE, &yes, 1);
    struct clocks_view v = { .filters = { .action = URL_LIT("/clocks"),
                                          .v = &f,
                                          .n = 1,
                                          .active = closed,
                                          .clear = URL_LIT("/clocks") } };
    struct stopped_list list = { 0 };
    struct stopped_clock *rows;
    struct page p;
    enum rc rc = stopped_clocks(cx, closed, CLOCKS_MAX, &list, e);

    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_BOARD, &p, e);
    rows = ARENA_ARRAY(a, struct stopped_clock, list.n);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; rows != NULL && i < list.n; i++) {
        const struct stopped *s = &list.v[i];
        int64_t until = s->running ? cx->now_ms : s->until;

        rows[i] = (struct stopped_clock){ .subject = s->subject,
                                          .code = s->tracking_code,
                                          .why = s->why,
                                          .who = s->who,
                                          .to = url_of_case(a, s->tracking_code),
                                          .since = s->since,
                                          .until = s->until,
                                          .running = s->running,
                                          .due_before = s->due_before,
                                          .due_after = s->due_after };
        rows[i].days = s->due_before != 0 ? (int64_t)day_from_ms(s->due_after) - day_from_ms(s->due_before)
                                          : (int64_t)day_from_ms(until) - day_from_ms(s->since);
    }
    v.v = rows;
    v.n = rows == NULL ? 0 : list.n;
    v.empty.title = msg(MSG_CLOCKS_EMPTY);
    v.empty.text = msg(MSG_CLOCKS_EMPTY_TEXT);
    tpl_official_clocks(resp_html(x->rs), &p, &v);
    return RC_OK;
}

enum rc page_clocks(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { rq, rs };

    return desk_read(rq, show_clocks, &x, e);
}
