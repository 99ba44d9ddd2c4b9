/*
 * register.c - registers of cases as the packages lay them out (OFF-REP-02): page, CSV, PDF. Filters and
 * order live in the address; which filters there are is said by register.json.
 */
#include "app/register.h"
#include "app/case_view.h"
#include "templates/official_register.h"
#include "web/pages.h"
#include "web/pages/sheet.h"

#define REGISTER_PAGE 25
#define FILE_ROWS_MAX 50000
#define FILE_BUDGET ((size_t)256 << 20) /* the rows of a file */
#define FILTERS_MAX 12

const struct field form_register[] = { { "channel", FIELD_TEXT, .max = 40 },
                                       { "class", FIELD_TEXT, .max = 40 },
                                       { "state", FIELD_TEXT, .max = 40 },
                                       { "county", FIELD_TEXT, .max = 60 },
                                       { "respondent", FIELD_TEXT, .max = 100 },
                                       { "expert", FIELD_TEXT, .max = 100 },
                                       { "late", FIELD_TEXT, .max = 4 },
                                       { "search", FIELD_TEXT, .max = 120 },
                                       { "from", FIELD_DATE },
                                       { "until", FIELD_DATE },
                                       { "page", FIELD_INT, .min = 1, .max = 100000 },
                                       FORM_END };

/* ---- what is asked ---- */

static struct register_query query_of(const struct req *rq)
{
    struct jdate from = req_date(rq, "from"), until = req_date(rq, "until");
    struct register_query q = { .channel = req_text(rq, "channel"),
                                .cls = req_text(rq, "class"),
                                .state = req_text(rq, "state"),
                                .county = req_text(rq, "county"),
                                .respondent_unit = req_text(rq, "respondent"),
                                .expert = req_text(rq, "expert"),
                                .words = req_text(rq, "search"),
                                .late_only = str_eq_c(req_text(rq, "late"), "yes") };

    if (from.year != 0)
        q.from = jdate_start_ms(from);
    if (until.year != 0)
        q.until = jdate_end_ms(until) + 1;
    return q;
}

static const char *const carried[] = { "channel",    "class",  "state", "county",
                                       "respondent", "expert", "late",  "search" };

static struct url address(struct req *rq, struct url u)
{
    struct jdate from = req_date(rq, "from"), until = req_date(rq, "until");

    for (size_t i = 0; i < ARRAY_LEN(carried); i++)
        u = with(rq->arena, u, carried[i], req_text(rq, carried[i]));
    if (from.year != 0)
        u = url_query(rq->arena, u, "from", jdate_text(rq->arena, from, JDATE_SHORT_ASCII));
    if (until.year != 0)
        u = url_query(rq->arena, u, "until", jdate_text(rq->arena, until, JDATE_SHORT_ASCII));
    return u;
}

static bool narrowed(struct req *rq)
{
    for (size_t i = 0; i < ARRAY_LEN(carried); i++)
        if (req_has(rq, carried[i]))
            return true;
    return req_has(rq, "from") || req_has(rq, "until");
}

/* ---- filters of register.json ---- */

struct bar {
    struct filter_view *v;
    size_t n;
};

static const char *known_name(struct str key)
{
    for (size_t i = 0; i < ARRAY_LEN(carried); i++)
        if (str_eq_c(key, carried[i]))
            return carried[i];
    return NULL;
}

static enum rc unit_options(struct cx *cx, struct option_view **ret, size_t *n, struct err *e)
{
    struct unit_list units = { 0 };
    enum rc rc = respondent_units(cx, &units, e);

    *ret = ARENA_ARRAY(cx->a, struct option_view, units.n);
    for (size_t i = 0; rc == RC_OK && *ret != NULL && i < units.n; i++)
        (*ret)[(*n)++] = (struct option_view){ .value = units.v[i].code, .label = units.v[i].name };
    return rc;
}

static enum rc post_options(struct cx *cx, struct option_view **ret, size_t *n, struct err *e)
{
    struct post_list posts = { 0 };
    enum rc rc = official_posts_with(cx, STR("EXP"), &posts, e);

    *ret = ARENA_ARRAY(cx->a, struct option_view, posts.n);
    for (size_t i = 0; rc == RC_OK && *ret != NULL && i < posts.n; i++)
        (*ret)[(*n)++] = (struct option_view){ .value = posts.v[i].code, .label = posts.v[i].title };
    return rc;
}

static enum rc one_filter(struct req *rq, struct cx *cx, const struct register_def *def, const struct json *f,
                          struct bar *b, struct err *e)
{
    struct arena *a = rq->arena;
    struct str kind = json_text_of(f, "kind"), title = package_text(def->pkg, json_text_of(f, "title"));
    const char *name = known_name(json_text_of(f, "key"));
    const struct json *options = json_get(f, "options");
    struct option_view *o = NULL;
    size_t n = 0;
    enum rc rc = RC_OK;

    if (str_eq_c(kind, "period")) {
        b->v[b->n++] = filter_date("from", msg(MSG_FILTER_FROM), req_typed(rq, "from"));
        b->v[b->n++] = filter_date("until", msg(MSG_FILTER_UNTIL), req_typed(rq, "until"));
        return RC_OK;
    }
    if (name == NULL)
        return RC_OK;
    if (str_eq_c(kind, "choice")) {
        o = ARENA_ARRAY(a, struct option_view, options == NULL ? 0 : options->n);
        for (size_t i = 0; o != NULL && options != NULL && i < options->n; i++) {
            struct str value = json_text(json_at(options, i));

            o[n++] =
                (struct option_view){ .value = value,
                                      .label = case_word(cx, def->pkg, json_text_of(f, "value"), value) };
        }
    } else if (str_eq_c(kind, "unit")) {
        rc = unit_options(cx, &o, &n, e);
    } else if (str_eq_c(kind, "post")) {
        rc = post_options(cx, &o, &n, e);
    } else if (str_eq_c(kind, "yes_no")) {
        o = ARENA_NEW(a, struct option_view);
        if (o != NULL)
            o[n++] = (struct option_view){ .value = STR("yes"), .label = msg(MSG_FILTER_ONLY_LATE) };
    }
    if (rc != RC_OK)
        return rc;
    b->v[b->n++] = o != NULL ? filter_select(a, name, title, req_text(rq, name), o, n)
                             : filter_text(name, title, req_text(rq, name));
    return RC_OK;
}

static enum rc put_filters(struct req *rq, struct cx *cx, const struct register_def *def, struct url self,
                           struct filter_bar *ret, struct err *e)
{
    const struct json *list = json_get(def->layout, "filters");
    struct bar b = { ARENA_ARRAY(rq->arena, struct filter_view, FILTERS_MAX + 2), 0 };
    enum rc rc = RC_OK;

    *ret = (struct filter_bar){ .action = self, .clear = self, .active = narrowed(rq) };
    if (b.v == NULL)
        return arena_check(rq->arena, e);
    for (size_t i = 0; rc == RC_OK && list != NULL && i < list->n && b.n < FILTERS_MAX; i++)
        rc = one_filter(rq, cx, def, json_at(list, i), &b, e);
    ret->v = b.v;
    ret->n = b.n;
    return rc;
}

/* ---- the index ---- */

enum rc page_registers(struct req *rq, struct resp *rs, struct err *e)
{
    struct register_index_view v = { 0 };
    struct register_list list = { 0 };
    struct register_link *links;
    struct page p;
    enum rc rc = register_list_get(rq->cx, &list, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_REGISTERS, &p, e);
    links = ARENA_ARRAY(rq->arena, struct register_link, list.n + 1);
    if (rc != RC_OK || links == NULL)
        return rc != RC_OK ? rc : arena_check(rq->arena, e);
    for (size_t i = 0; i < list.n; i++)
        links[v.n++] = (struct register_link){ .title = list.v[i].title,
                                               .about = list.v[i].pkg->title,
                                               .to = URL(rq->arena, "/registers/{}", list.v[i].key),
                                               .icon = ICON_REGISTER };
    if (actor_may(rq->actor, MAY_REGISTER))
        links[v.n++] = (struct register_link){ .title = msg(MSG_INDICATOR_LINK),
                                               .about = msg(MSG_INDICATOR_ABOUT),
                                               .to = URL_LIT("/indicator"),
                                               .icon = ICON_LETTER };
    v.v = links;
    tpl_official_register_index(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- one register ---- */

enum rc page_register(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t page = req_int(rq, "page") < 1 ? 1 : req_int(rq, "page");
    struct register_query q = query_of(rq);
    struct url self = URL(rq->arena, "/registers/{}", req_path(rq, "register"));
    struct register_view v = { 0 };
    struct register_def def;
    struct register_rows rows;
    struct sheet s = { 0 };
    struct page p;
    enum rc rc = register_find(rq->cx, req_path(rq, "register"), &def, e);

    q.limit = REGISTER_PAGE;
    q.offset = (page - 1) * REGISTER_PAGE;
    if (rc == RC_OK)
        rc = register_rows_get(rq->cx, &def, &q, &rows, e);
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_REGISTERS, &p, e);
    if (rc == RC_OK)
        rc = put_filters(rq, rq->cx, &def, self, &v.filters, e);
    if (rc != RC_OK)
        return rc;
    s.columns = rows.columns;
    s.columns_n = rows.n_columns;
    s.cells = rows.cells;
    s.rows_n = rows.n_rows;
    s.codes = rows.codes;
    v.title = def.title;
    v.table = sheet_view(rq->arena, &s, 0);
    v.table.caption = STR_NONE;
    v.table.csv = address(rq, URL(rq->arena, "/registers/{}/file/csv", def.key));
    v.table.pdf = address(rq, URL(rq->arena, "/registers/{}/file/pdf", def.key));
    v.pages = pages_of(rq->arena, address(rq, self), q.offset, rows.n_rows, REGISTER_PAGE, rows.total);
    v.empty.title = msg(narrowed(rq) ? MSG_REGISTER_NONE : MSG_REGISTER_EMPTY);
    if (narrowed(rq)) {
        v.empty.link.to = self;
        v.empty.link.text = msg(MSG_REGISTER_CLEAR);
    }
    tpl_official_register(resp_html(rs), &p, &v);
    return RC_OK;
}

struct filing {
    struct req *rq;
    struct register_query q;
    struct register_def def;
    struct register_rows rows;
};

static enum rc read_all(struct cx *cx, void *arg, struct err *e)
{
    struct filing *x = arg;
    enum rc rc = register_find(cx, req_path(x->rq, "register"), &x->def, e);

    return rc == RC_OK ? register_rows_get(cx, &x->def, &x->q, &x->rows, e) : rc;
}

enum rc page_register_file(struct req *rq, struct resp *rs, struct err *e)
{
    struct filing x = { .rq = rq, .q = query_of(rq) };
    struct jdate from = req_date(rq, "from"), until = req_date(rq, "until");
    CLEANUP(arena_freep) struct arena *big = arena_new(FILE_BUDGET);
    struct sheet s = { 0 };
    enum rc rc;

    if (big == NULL)
        return ERR(e, RC_LIMIT, "no memory for a file");
    x.q.limit = FILE_ROWS_MAX;
    x.q.oldest_first = true;
    rc = app_read(rq->app, big, rq->actor, read_all, &x, e);
    if (rc != RC_OK)
        return rc;
    s.title = x.def.title;
    if (from.year != 0 && until.year != 0)
        s.subtitle = MSG_FMT(rq->arena, MSG_SHEET_DAYS, { "from", jdate_text(rq->arena, from, JDATE_PLAIN) },
                             { "until", jdate_text(rq->arena, until, JDATE_PLAIN) });
    s.columns = x.rows.columns;
    s.columns_n = x.rows.n_columns;
    s.cells = x.rows.cells;
    s.rows_n = x.rows.n_rows;
    return sheet_send(rq, rs, &s, "register", req_path(rq, "format"), e);
}
