/*
 * report.c - reports of the packages over the cases that the actor sees (OFF-REP-08 and others): figures,
 * charts with their tables, the list of what is late with its reason; CSV and PDF.
 *
 * Not here: counting (app/report.h), drawing (port/chart.h).
 */
#include "app/report.h"
#include "persian/digits.h"
#include "port/chart.h"
#include "templates/official_register.h"
#include "web/pages.h"
#include "web/pages/sheet.h"

#include <math.h>

#define YOUNG_DAYS 25 /* most answers are due later: classes B to D have 15 to 35 days */
#define PERIODS_MAX 24
#define BARS_MAX 40u

const struct field form_report[] = { { "period", FIELD_TEXT, .max = 12 }, FORM_END };

/* ---- periods ---- */

static struct str period_words(struct arena *a, struct str code)
{
    struct jperiod p;
    struct str rest = code, year = str_cut(&rest, '-');

    if (!jperiod_parse(code, &p))
        return code;
    if (rest.len == 0)
        return MSG_FMT(a, MSG_PERIOD_YEAR, { "year", digits_fa(a, year) });
    if (rest.p[0] == 'Q')
        return arena_fmt(a, "%.*s %.*s", STR_ARG(jalali_quarter_name(jdate_quarter(p.first))),
                         STR_ARG(digits_fa(a, year)));
    return jdate_text(a, p.first, JDATE_MONTH_YEAR);
}

/* This year and the last: year, quarters, months that have begun. */
static const struct option_view *periods(struct arena *a, struct jdate today, size_t *n)
{
    struct option_view *v = ARENA_ARRAY(a, struct option_view, PERIODS_MAX);

    *n = 0;
    for (int back = 0; v != NULL && back < 2; back++) {
        int year = today.year - back, last = back == 0 ? jdate_quarter(today) : 4;

        v[(*n)++].value = arena_fmt(a, "%d", year);
        for (int q = last; q >= 1; q--)
            v[(*n)++].value = arena_fmt(a, "%d-Q%d", year, q);
    }
    for (int m = today.month; v != NULL && m >= 1 && *n < PERIODS_MAX; m--)
        v[(*n)++].value = arena_fmt(a, "%d-%02d", today.year, m);
    for (size_t i = 0; i < *n; i++)
        v[i].label = period_words(a, v[i].value);
    return v;
}

static bool same_period(const struct jperiod *x, const struct jperiod *y)
{
    return jdate_eq(x->first, y->first) && jdate_eq(x->last, y->last);
}

/* ---- values as cells ---- */

static enum table_kind cell_kind(enum measure_kind k)
{
    return k == MEASURE_SHARE ? TABLE_PERCENT : k == MEASURE_COUNT ? TABLE_INT : TABLE_TEXT;
}

static struct table_cell cell_of(struct arena *a, enum measure_kind k, const struct report_value *v)
{
    struct table_cell c = { .n = v->n, .empty = v->empty };
    struct small s;

    if (!v->empty && (k == MEASURE_MEAN || k == MEASURE_MEDIAN)) {
        s = v->n % 10 == 0 ? fa_grouped(v->n / 10) : fa_decimal(v->n);
        c.text = arena_str(a, small_view(&s));
    }
    return c;
}

static struct str value_words(struct arena *a, enum measure_kind k, const struct report_value *v)
{
    struct table_column col = { .kind = cell_kind(k) };
    struct table_cell c = cell_of(a, k, v);

    return table_cell_text(a, &col, &c);
}

struct made_table {
    struct sheet s;
    struct table_column *columns;
    struct table_cell *cells, *totals;
};

static struct table_column *columns_of(struct arena *a, const struct report *r, struct str first)
{
    struct table_column *v = ARENA_ARRAY(a, struct table_column, r->n_measures + 1);

    if (v == NULL)
        return NULL;
    v[0] = (struct table_column){ STR("group"), first, TABLE_TEXT, 2 };
    for (size_t i = 0; i < r->n_measures; i++)
        v[i + 1] = (struct table_column){ r->measures[i].key, r->measures[i].title,
                                          cell_kind(r->measures[i].kind), 1 };
    return v;
}

static void put_row(struct arena *a, const struct report *r, const struct report_row *row, struct str title,
                    struct table_cell *cells)
{
    cells[0] = (struct table_cell){ .text = title.len > 0 ? title : msg(MSG_REPORT_NOBODY) };
    for (size_t i = 0; i < r->n_measures; i++)
        cells[i + 1] = cell_of(a, r->measures[i].kind, &row->values[i]);
}

static enum rc table_of(struct arena *a, const struct report *r, const struct report_group *g,
                        struct str first, bool totals, struct sheet *ret, struct err *e)
{
    size_t k = r->n_measures + 1;
    struct table_cell *cells = ARENA_ARRAY(a, struct table_cell, (g->n + 1) * k);
    struct table_column *columns = columns_of(a, r, first);

    if (cells == NULL || columns == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < g->n; i++)
        put_row(a, r, &g->rows[i], g->rows[i].title, cells + i * k);
    *ret =
        (struct sheet){ .title = first, .columns = columns, .columns_n = k, .cells = cells, .rows_n = g->n };
    if (totals) {
        put_row(a, r, &r->total, msg(MSG_BOARD_TOTAL), cells + g->n * k);
        ret->totals = cells + g->n * k;
    }
    return RC_OK;
}

/* ---- charts ---- */

/* The measure that is worth a picture: the first share, else the first count. */
static size_t pictured(const struct report *r)
{
    for (size_t i = 0; i < r->n_measures; i++)
        if (r->measures[i].kind == MEASURE_SHARE)
            return i;
    return 0;
}

static double value_for_chart(const struct report_measure *m, const struct report_value *v)
{
    if (v->empty)
        return (double)NAN;
    return m->kind == MEASURE_SHARE   ? (double)v->n / 100
           : m->kind == MEASURE_COUNT ? (double)v->n
                                      : (double)v->n / 10;
}

static struct str month_words(struct arena *a, struct str key)
{
    struct jperiod p;

    return jperiod_parse(key, &p) ? jdate_text(a, p.first, JDATE_MONTH_YEAR) : key;
}

/* Bytes of the words with which all titles begin: a bar has room only for what tells it from the others. */
static size_t common_words(const struct report_group *g)
{
    size_t n = SIZE_MAX, word = 0;
    struct str first = STR_NONE;

    for (size_t i = 0; i < g->n; i++) {
        struct str t = g->rows[i].title;
        size_t same = 0;

        if (t.len == 0)
            continue;
        if (first.len == 0)
            first = t;
        while (same < t.len && same < first.len && t.p[same] == first.p[same])
            same++;
        if (i > 0 && same < n)
            n = same;
    }
    for (size_t i = 0; n != SIZE_MAX && i < n && i < first.len; i++)
        if (first.p[i] == ' ')
            word = i + 1;
    return word < 12 ? 0 : word;
}

static enum rc chart_of(struct arena *a, const struct report *r, const struct report_group *g,
                        struct str title, bool months, size_t number, struct chart_view *ret, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    size_t m = pictured(r), n = g->n < BARS_MAX ? g->n : BARS_MAX, skip = months ? 0 : common_words(g);
    double *values = ARENA_ARRAY(a, double, n);
    struct str *labels = ARENA_ARRAY(a, struct str, n);
    struct chart_series series = { .name = r->measures[m].title, .values = values, .colour = CHART_PRIMARY };
    struct chart c = { .kind = months ? CHART_LINE : CHART_BAR,
                       .title = title,
                       .description = title,
                       .unit = r->measures[m].kind == MEASURE_SHARE ? STR("٪") : STR_NONE,
                       .labels = labels,
                       .labels_n = n,
                       .series = &series,
                       .series_n = 1,
                       .id = arena_fmt(a, "chart-%zu", number) };
    struct table_view *table = ARENA_NEW(a, struct table_view);
    struct sheet s;
    enum rc rc;

    if (values == NULL || labels == NULL || table == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < n; i++) {
        labels[i] = g->rows[i].title.len > 0 ? str_from(g->rows[i].title, skip) : msg(MSG_REPORT_NOBODY);
        if (skip > 0 && g->rows[i].title.len > 0)
            labels[i] = arena_cat(a, STR("…"), labels[i]);
        values[i] = value_for_chart(&r->measures[m], &g->rows[i].values[m]);
    }
    buf_init(&b, (size_t)256 << 10);
    rc = chart_write_svg(&c, &b, e);
    if (rc == RC_OK)
        rc = table_of(a, r, g, title, false, &s, e);
    if (rc != RC_OK)
        return rc;
    *table = sheet_view(a, &s, 0);
    *ret = (struct chart_view){ .title = title, .svg = html_from_template(a, &b), .table = table };
    return RC_OK;
}

/* ---- the page ---- */

struct showing {
    struct req *rq;
    struct resp *rs;
    struct report_def def;
    struct jperiod period;
    struct report r;
};

static enum rc load(struct cx *cx, struct showing *x, struct err *e)
{
    struct str asked = req_text(x->rq, "period");
    enum rc rc = report_find(cx, req_path(x->rq, "report"), &x->def, e);

    if (rc != RC_OK)
        return rc;
    x->period = report_default_period(&x->def, cx->now_ms);
    if (asked.len > 0 && !jperiod_parse(asked, &x->period))
        x->period = report_default_period(&x->def, cx->now_ms);
    rc = report_run(cx, &x->def, x->period, &x->r, e);
    for (size_t i = 0; rc == RC_OK && i < x->r.months.n; i++)
        x->r.months.rows[i].title = month_words(cx->a, x->r.months.rows[i].key);
    return rc;
}

static void put_period_filter(struct showing *x, struct cx *cx, struct filter_bar *ret)
{
    struct arena *a = x->rq->arena;
    struct filter_view *f = ARENA_NEW(a, struct filter_view);
    struct str chosen = req_text(x->rq, "period");
    size_t n = 0;
    const struct option_view *o = periods(a, jdate_from_ms(cx->now_ms), &n);

    for (size_t i = 0; chosen.len == 0 && i < n; i++) {
        struct jperiod p;

        if (jperiod_parse(o[i].value, &p) && same_period(&p, &x->period))
            chosen = o[i].value;
    }
    ret->action = URL(a, "/reports/{}", x->def.key);
    if (f == NULL)
        return;
    *f = filter_select(a, "period", msg(MSG_REPORT_PERIOD), chosen, o, n);
    ret->v = f;
    ret->n = 1;
}

static void put_figures(struct showing *x, struct report_view *v)
{
    struct arena *a = x->rq->arena;
    struct figure_view *f = ARENA_ARRAY(a, struct figure_view, x->r.n_measures);

    for (size_t i = 0; f != NULL && i < x->r.n_measures; i++)
        f[i] = (struct figure_view){ .label = x->r.measures[i].title,
                                     .value = value_words(a, x->r.measures[i].kind, &x->r.total.values[i]) };
    v->figures = f;
    v->figures_n = f == NULL ? 0 : x->r.n_measures;
}

static enum rc put_charts(struct showing *x, struct report_view *v, struct err *e)
{
    struct arena *a = x->rq->arena;
    struct chart_view *c = ARENA_ARRAY(a, struct chart_view, x->r.n_groups + 1);
    const struct report_measure *m = &x->r.measures[x->r.n_measures > 0 ? pictured(&x->r) : 0];
    enum rc rc = RC_OK;

    if (c == NULL || x->r.n_measures == 0)
        return arena_check(a, e);
    for (size_t i = 0; rc == RC_OK && i < x->r.n_groups; i++) {
        const struct report_group *g = &x->r.groups[i];

        if (g->n == 0)
            continue;
        rc = chart_of(a, &x->r, g, MSG_FMT(a, MSG_REPORT_BY, { "measure", m->title }, { "group", g->title }),
                      false, v->charts_n + 1, &c[v->charts_n], e);
        v->charts_n += rc == RC_OK;
    }
    if (rc == RC_OK && x->r.months.n > 1) {
        rc = chart_of(a, &x->r, &x->r.months, MSG_FMT(a, MSG_REPORT_BY_MONTH, { "measure", m->title }), true,
                      v->charts_n + 1, &c[v->charts_n], e);
        v->charts_n += rc == RC_OK;
    }
    v->charts = c;
    return rc;
}

static struct sheet list_sheet(const struct report *r)
{
    return (struct sheet){ .title = r->list_title,
                           .columns = r->columns,
                           .columns_n = r->n_columns,
                           .cells = r->cells,
                           .rows_n = r->n_rows,
                           .codes = r->codes };
}

static struct str period_text(struct arena *a, const struct jperiod *p)
{
    return MSG_FMT(a, MSG_SHEET_DAYS, { "from", jdate_text(a, p->first, JDATE_PLAIN) },
                   { "until", jdate_text(a, p->last, JDATE_PLAIN) });
}

static struct url file_url(struct showing *x, const char *part, const char *format)
{
    struct url u = URL(x->rq->arena, "/reports/{}/{}/{}", x->def.key, str_c(part), str_c(format));

    return with(x->rq->arena, u, "period", req_text(x->rq, "period"));
}

/* The code of the period of the same kind that ended before this one began; STR_NONE for single days. */
static struct str period_before(struct arena *a, const struct jperiod *p)
{
    int year = p->first.year, month = p->first.month, quarter = jdate_quarter(p->first);
    struct jperiod same;

    if (jperiod_year(year, &same) && same_period(&same, p))
        return arena_fmt(a, "%d", year - 1);
    if (jperiod_quarter(year, quarter, &same) && same_period(&same, p))
        return quarter > 1 ? arena_fmt(a, "%d-Q%d", year, quarter - 1) : arena_fmt(a, "%d-Q4", year - 1);
    if (jperiod_month(year, month, &same) && same_period(&same, p))
        return month > 1 ? arena_fmt(a, "%d-%02d", year, month - 1) : arena_fmt(a, "%d-12", year - 1);
    return STR_NONE;
}

/* In the first days of a period there is little or nothing to show: the one before is a link away. */
static void put_previous(struct showing *x, int64_t now, struct report_view *v)
{
    struct arena *a = x->rq->arena;
    struct str code = period_before(a, &x->period);

    if (code.len > 0)
        v->previous = (struct link_view){ .to = with(a, URL(a, "/reports/{}", x->def.key), "period", code),
                                          .text = MSG_FMT(a, MSG_REPORT_PREVIOUS,
                                                          { "period", period_words(a, code) }) };
    if (jdate_to_day(x->period.first) <= day_from_ms(now) &&
        day_from_ms(now) < jdate_to_day(x->period.first) + YOUNG_DAYS)
        v->young = msg(MSG_REPORT_YOUNG);
    if (x->r.cases == 0)
        v->none = (struct empty_view){ .title = MSG_FMT(a, MSG_REPORT_NONE, { "period", v->subtitle }),
                                       .text = msg(MSG_REPORT_NONE_TEXT),
                                       .link = v->previous };
}

static enum rc draw(struct cx *cx, void *arg, struct err *e)
{
    struct showing *x = arg;
    struct arena *a = x->rq->arena;
    struct report_view v = { 0 };
    struct table_view *tables = ARENA_ARRAY(a, struct table_view, 1);
    struct str *method = ARENA_ARRAY(a, struct str, 3);
    struct page p;
    struct sheet s;
    enum rc rc = load(cx, x, e);

    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_REPORTS, &p, e);
    if (rc == RC_OK)
        rc = put_charts(x, &v, e);
    if (rc != RC_OK || tables == NULL || method == NULL)
        return rc != RC_OK ? rc : arena_check(a, e);
    v.csv = file_url(x, "figures", "csv");
    v.pdf = file_url(x, "figures", "pdf");
    v.title = x->def.title;
    v.subtitle = period_text(a, &x->period);
    put_period_filter(x, cx, &v.filters);
    put_previous(x, cx->now_ms, &v);
    put_figures(x, &v);
    if (x->r.columns != NULL) {
        s = list_sheet(&x->r);
        tables[v.tables_n] = sheet_view(a, &s, 0);
        tables[v.tables_n].csv = file_url(x, "list", "csv");
        tables[v.tables_n++].pdf = file_url(x, "list", "pdf");
    }
    v.tables = tables;
    method[v.method.n++] = MSG_FMT(a, MSG_REPORT_METHOD_CASES, { "n", int_fa(a, x->r.cases) });
    method[v.method.n++] = msg(MSG_REPORT_METHOD_SIGHT);
    v.method.v = method;
    tpl_official_report(resp_html(x->rs), &p, &v);
    return rc;
}

enum rc page_report(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };

    return desk_read(rq, draw, &x, e);
}

/* ---- files ---- */

static enum rc load_only(struct cx *cx, void *arg, struct err *e)
{
    return load(cx, arg, e);
}

/* All groups one under the other. */
static enum rc all_groups(struct showing *x, struct sheet *ret, struct err *e)
{
    struct arena *a = x->rq->arena;
    size_t k = x->r.n_measures + 1, n = 0, rows = 0;
    struct table_cell *cells, *totals;

    for (size_t i = 0; i < x->r.n_groups; i++)
        rows += x->r.groups[i].n;
    cells = ARENA_ARRAY(a, struct table_cell, (rows + 1) * k);
    if (cells == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < x->r.n_groups; i++)
        for (size_t j = 0; j < x->r.groups[i].n; j++) {
            const struct report_row *row = &x->r.groups[i].rows[j];
            struct str title = row->title.len > 0 ? row->title : msg(MSG_REPORT_NOBODY);

            title = arena_fmt(a, "%.*s: %.*s", STR_ARG(x->r.groups[i].title), STR_ARG(title));
            put_row(a, &x->r, row, title, cells + n++ * k);
        }
    totals = cells + rows * k;
    put_row(a, &x->r, &x->r.total, msg(MSG_BOARD_TOTAL), totals);
    *ret = (struct sheet){ .columns = columns_of(a, &x->r, msg(MSG_REPORT_GROUP)),
                           .columns_n = k,
                           .cells = cells,
                           .rows_n = rows,
                           .totals = totals };
    return ret->columns == NULL ? arena_check(a, e) : RC_OK;
}

enum rc page_report_file(struct req *rq, struct resp *rs, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs };
    struct str part = req_path(rq, "part");
    struct sheet s = { 0 };
    enum rc rc = desk_read(rq, load_only, &x, e);

    if (rc != RC_OK)
        return rc;
    if (str_eq_c(part, "list") && x.r.columns != NULL)
        s = list_sheet(&x.r);
    else if (str_eq_c(part, "figures"))
        rc = all_groups(&x, &s, e);
    else
        rc = ERR(e, RC_NOT_FOUND, "no such part of a report");
    if (rc != RC_OK)
        return rc;
    s.title = str_eq_c(part, "list")
                  ? arena_fmt(rq->arena, "%.*s – %.*s", STR_ARG(x.def.title), STR_ARG(s.title))
                  : x.def.title;
    s.subtitle = period_text(rq->arena, &x.period);
    return sheet_send(rq, rs, &s, "report", req_path(rq, "format"), e);
}

/* ---- the index ---- */

enum rc page_reports(struct req *rq, struct resp *rs, struct err *e)
{
    struct register_index_view v = { .reports = true };
    struct report_defs list = { 0 };
    struct package_list all = { 0 };
    struct register_link *links;
    struct page p;
    enum rc rc = report_list_get(rq->cx, &list, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_REPORTS, &p, e);
    if (rc == RC_OK)
        rc = catalogue_all(rq->cx, &all, e);
    links = ARENA_ARRAY(rq->arena, struct register_link, list.n + all.n + 1);
    if (rc != RC_OK || links == NULL)
        return rc != RC_OK ? rc : arena_check(rq->arena, e);
    for (size_t i = 0; i < list.n; i++)
        links[v.n++] = (struct register_link){ .title = list.v[i].title,
                                               .about = list.v[i].pkg->title,
                                               .to = URL(rq->arena, "/reports/{}", list.v[i].key),
                                               .icon = ICON_CHART };
    for (size_t i = 0; i < all.n; i++)
        links[v.n++] = (struct register_link){ .title = msg(MSG_STEPS_TITLE),
                                               .about = all.v[i]->title,
                                               .to = URL(rq->arena, "/reports/steps/{}", all.v[i]->key),
                                               .icon = ICON_FLOW };
    v.v = links;
    tpl_official_register_index(resp_html(rs), &p, &v);
    return RC_OK;
}
