/*
 * indicator.c - the indicator register (OFF-REP-01): a page a day or any days, as PDF and CSV; voiding a
 * number with its reason, which stays in the series (OFF-ACC-13).
 */
#include "app/register.h"
#include "persian/digits.h"
#include "templates/official_form.h"
#include "templates/official_indicator.h"
#include "web/pages.h"
#include "web/pages/sheet.h"

#define FILE_ROWS_MAX 20000

const struct field form_indicator[] = { { "unit", FIELD_TEXT, .max = 100 },
                                        { "from", FIELD_DATE },
                                        { "until", FIELD_DATE },
                                        { "page", FIELD_INT, .min = 1, .max = 100000 },
                                        DESK_NOTICE_FIELDS,
                                        FORM_END };
const struct field form_void_number[] = { { "version", FIELD_INT, .required = true, .min = 1,
                                            .max = INT32_MAX },
                                          { "reason", FIELD_LONG, .required = true, .min = 5, .max = 500 },
                                          FORM_END };

/* Without dates: today. With one of them: that day. */
static struct indicator_query query_of(const struct req *rq, int64_t now)
{
    struct jdate from = req_date(rq, "from"), until = req_date(rq, "until");
    struct indicator_query q = { .unit = req_text(rq, "unit") };

    q.from_day = from.year != 0    ? jdate_to_day(from)
                 : until.year != 0 ? jdate_to_day(until)
                                   : day_from_ms(now);
    q.until_day = until.year != 0 ? jdate_to_day(until) : from.year != 0 ? jdate_to_day(from) : q.from_day;
    return q;
}

static struct str number_of(struct arena *a, const struct letter_rec *l)
{
    return arena_fmt(a, "%lld/%lld", (long long)l->year, (long long)l->number);
}

static struct url address(struct arena *a, const char *path, const struct indicator_query *q)
{
    struct url u = { str_c(path) };

    u = with(a, u, "unit", q->unit);
    u = with(a, u, "from", jdate_text(a, jdate_from_day(q->from_day), JDATE_SHORT_ASCII));
    return with(a, u, "until", jdate_text(a, jdate_from_day(q->until_day), JDATE_SHORT_ASCII));
}

/* ---- the page ---- */

static void put_rows(struct req *rq, const struct indicator *reg, struct indicator_view *v)
{
    struct arena *a = rq->arena;
    struct indicator_row *rows = ARENA_ARRAY(a, struct indicator_row, reg->letters.n);
    bool may_void = actor_may(rq->actor, MAY_REGISTER);

    for (size_t i = 0; rows != NULL && i < reg->letters.n; i++) {
        const struct letter_rec *l = &reg->letters.v[i];

        rows[i] = (struct indicator_row){
            .number = number_of(a, l),
            .at = day_start_ms((int32_t)l->day),
            .incoming = str_eq_c(l->direction, "in"),
            .voided = str_eq_c(l->state, "voided"),
            .void_reason = l->void_reason,
            .other_number = l->other_number,
            .other_date = digits_fa(a, l->other_date),
            .from = l->sender,
            .to = l->addressee,
            .subject = l->subject,
            .attachments = l->attachments,
        };
        if (l->tracking_code.len > 0)
            rows[i].open = url_of_case(a, l->tracking_code);
        if (may_void && !rows[i].voided)
            rows[i].void_it = URL(a, "/indicator/{}/void", arena_fmt(a, "%lld", (long long)l->id));
    }
    v->rows = rows;
    v->rows_n = rows == NULL ? 0 : reg->letters.n;
}

static void put_filters(struct req *rq, const struct indicator *reg, const struct indicator_query *q,
                        struct indicator_view *v)
{
    struct arena *a = rq->arena;
    struct filter_view *f = ARENA_ARRAY(a, struct filter_view, 3);
    struct option_view *units = ARENA_ARRAY(a, struct option_view, reg->units.n);
    size_t n = 0;

    v->filters = (struct filter_bar){ .action = URL_LIT("/indicator"), .clear = URL_LIT("/indicator") };
    if (f == NULL || units == NULL)
        return;
    for (size_t i = 0; i < reg->units.n; i++)
        units[i] = (struct option_view){ .value = reg->units.v[i].code, .label = reg->units.v[i].name };
    if (reg->units.n > 1)
        f[n++] = filter_select(a, "unit", msg(MSG_INDICATOR_UNIT), reg->unit.code, units, reg->units.n);
    f[n++] =
        filter_date("from", msg(MSG_FILTER_FROM), jdate_text(a, jdate_from_day(q->from_day), JDATE_SHORT));
    f[n++] =
        filter_date("until", msg(MSG_FILTER_UNTIL), jdate_text(a, jdate_from_day(q->until_day), JDATE_SHORT));
    v->filters.v = f;
    v->filters.n = n;
    v->filters.active = req_has(rq, "from") || req_has(rq, "until") || req_has(rq, "unit");
}

enum rc page_indicator(struct req *rq, struct resp *rs, struct err *e)
{
    struct indicator_query q = query_of(rq, rq->cx->now_ms);
    int64_t page = req_int(rq, "page") < 1 ? 1 : req_int(rq, "page");
    struct indicator_view v = { 0 };
    struct indicator reg;
    struct page p;
    enum rc rc;

    q.limit = INDICATOR_PAGE;
    q.offset = (page - 1) * INDICATOR_PAGE;
    rc = indicator_get(rq->cx, &q, &reg, e);
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_INDICATOR, &p, e);
    if (rc != RC_OK)
        return rc;
    desk_notice(rq, &p);
    v.unit = reg.unit.name;
    v.year = jdate_from_day(q.until_day).year;
    put_rows(rq, &reg, &v);
    put_filters(rq, &reg, &q, &v);
    v.pages = pages_of(rq->arena, address(rq->arena, "/indicator", &q), q.offset, reg.letters.n,
                       INDICATOR_PAGE, reg.letters.total);
    v.pdf = address(rq->arena, "/indicator/file/pdf", &q);
    v.csv = address(rq->arena, "/indicator/file/csv", &q);
    v.empty.title = msg(MSG_INDICATOR_EMPTY);
    v.empty.text = msg(MSG_INDICATOR_EMPTY_TEXT);
    tpl_official_indicator(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- as a file ---- */

enum indicator_column {
    COL_NUMBER,
    COL_DATE,
    COL_WAY,
    COL_FROM,
    COL_TO,
    COL_SUBJECT,
    COL_OTHER,
    COL_FILES,
    COL_COUNT
};

static struct str subject_words(struct arena *a, const struct letter_rec *l)
{
    if (!str_eq_c(l->state, "voided"))
        return l->subject;
    return arena_fmt(a, "%.*s – %.*s", STR_ARG(l->subject),
                     STR_ARG(MSG_FMT(a, MSG_INDICATOR_VOID_WORDS, { "reason", l->void_reason })));
}

static void fill_cells(struct arena *a, const struct letter_rec *l, struct table_cell *c)
{
    c[COL_NUMBER].text = number_of(a, l);
    c[COL_DATE].n = l->day;
    c[COL_WAY].text = msg(str_eq_c(l->direction, "in") ? MSG_INDICATOR_IN : MSG_INDICATOR_OUT);
    c[COL_FROM].text = l->sender;
    c[COL_TO].text = l->addressee;
    c[COL_SUBJECT].text = subject_words(a, l);
    c[COL_OTHER].text = l->other_number;
    c[COL_FILES].n = l->attachments;
    for (size_t i = 0; i < COL_COUNT; i++)
        c[i].empty = i != COL_DATE && i != COL_FILES && c[i].text.len == 0;
}

struct filing {
    struct req *rq;
    struct indicator_query q;
    struct indicator reg;
};

static enum rc read_all(struct cx *cx, void *arg, struct err *e)
{
    struct filing *x = arg;

    return indicator_get(cx, &x->q, &x->reg, e);
}

enum rc page_indicator_file(struct req *rq, struct resp *rs, struct err *e)
{
    const struct table_column columns[COL_COUNT] = {
        [COL_NUMBER] = { STR("number"), msg(MSG_INDICATOR_NUMBER), TABLE_CODE, 1.1 },
        [COL_DATE] = { STR("date"), msg(MSG_INDICATOR_DATE), TABLE_DATE, 1.1 },
        [COL_WAY] = { STR("direction"), msg(MSG_INDICATOR_WAY), TABLE_TEXT, 0.8 },
        [COL_FROM] = { STR("from"), msg(MSG_INDICATOR_FROM), TABLE_TEXT, 2 },
        [COL_TO] = { STR("to"), msg(MSG_INDICATOR_TO), TABLE_TEXT, 2 },
        [COL_SUBJECT] = { STR("subject"), msg(MSG_INDICATOR_SUBJECT), TABLE_TEXT, 3 },
        [COL_OTHER] = { STR("other_number"), msg(MSG_INDICATOR_OTHER), TABLE_CODE, 1.1 },
        [COL_FILES] = { STR("attachments"), msg(MSG_INDICATOR_FILES), TABLE_INT, 0.6 },
    };
    struct filing x = { .rq = rq, .q = query_of(rq, app_now(rq->app)) };
    struct sheet s = { .columns = columns, .columns_n = COL_COUNT };
    struct table_cell *cells;
    enum rc rc;

    x.q.limit = FILE_ROWS_MAX;
    rc = desk_read(rq, read_all, &x, e);
    if (rc != RC_OK)
        return rc;
    cells = ARENA_ARRAY(rq->arena, struct table_cell, x.reg.letters.n * COL_COUNT);
    if (cells == NULL && x.reg.letters.n > 0)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < x.reg.letters.n; i++)
        fill_cells(rq->arena, &x.reg.letters.v[i], cells + i * COL_COUNT);
    s.cells = cells;
    s.rows_n = x.reg.letters.n;
    s.title = MSG_FMT(rq->arena, MSG_INDICATOR_TITLE, { "unit", x.reg.unit.name });
    s.subtitle = MSG_FMT(rq->arena, MSG_SHEET_DAYS,
                         { "from", jdate_text(rq->arena, jdate_from_day(x.q.from_day), JDATE_PLAIN) },
                         { "until", jdate_text(rq->arena, jdate_from_day(x.q.until_day), JDATE_PLAIN) });
    return sheet_send(rq, rs, &s, "indicator", req_path(rq, "format"), e);
}

/* ---- voiding ---- */

static enum rc show_void(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct str id = req_path(rq, "letter");
    struct office_form_view v = { .danger = true };
    struct carried_field *version = ARENA_NEW(a, struct carried_field);
    struct field_view *reason = ARENA_NEW(a, struct field_view);
    struct letter_rec l;
    struct page p;
    enum rc rc = indicator_entry(rq->cx, req_path_int(rq, "letter"), &l, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_INDICATOR, &p, e);
    if (rc != RC_OK)
        return rc;
    if (version == NULL || reason == NULL)
        return arena_check(a, e);
    *version = (struct carried_field){ STR("version"), arena_fmt(a, "%lld", (long long)l.version) };
    *reason = desk_field(rq, CONTROL_LONG, "reason");
    reason->label = msg(MSG_VOID_REASON);
    reason->hint = msg(MSG_VOID_HINT);
    reason->required = true;
    reason->rows = 3;
    reason->max_length = 500;
    v.title = MSG_FMT(a, MSG_VOID_TITLE, { "number", digits_fa(a, number_of(a, &l)) });
    v.subject = l.subject;
    v.code = l.tracking_code;
    v.consequence = msg(MSG_VOID_CONSEQUENCE);
    v.fields = reason;
    v.fields_n = 1;
    v.carried = version;
    v.carried_n = 1;
    v.action = URL(a, "/indicator/{}/void", id);
    v.cancel = URL_LIT("/indicator");
    v.button = msg(MSG_VOID_BUTTON);
    tpl_official_form(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_indicator_void(struct req *rq, struct resp *rs, struct err *e)
{
    return show_void(rq, rs, e);
}

enum rc page_indicator_void_send(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc;

    if (!req_ok(rq))
        return show_void(rq, rs, e);
    rc =
        indicator_void(rq->cx, req_path_int(rq, "letter"), req_int(rq, "version"), req_text(rq, "reason"), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/indicator"), "voided", STR_NONE), e);
}
