/*
 * tray.c - the in-tray (کارتابل): parts, filters, order and page live in the address; its counts as JSON;
 * search over cases.
 */
#include "app/tray.h"
#include "app/session.h"
#include "persian/text.h"
#include "templates/official_search.h"
#include "templates/official_tray.h"
#include "web/pages.h"
#include "web/pages/desk.h"

#define SEARCH_PAGE 30
#define PAGE_BYTES 19000 /* of HTML: with its style sheets (11.5 KB) at most 30 KB */
#define ROWS_BYTES 15000 /* of that, the rows */
#define ROW_MARKUP 165   /* tags, address, dates and clock of a row, about */

const struct field form_tray[] = { { "part", FIELD_TEXT, .max = 20 },
                                   { "order", FIELD_TEXT, .max = 20 },
                                   { "kind", FIELD_TEXT, .max = 120 },
                                   { "q", FIELD_TEXT, .max = 120 },
                                   { "from", FIELD_INT, .min = 1, .max = 10000000 },
                                   DESK_NOTICE_FIELDS,
                                   FORM_END };
const struct field form_search[] = { { "q", FIELD_TEXT, .max = 120 },
                                     { "page", FIELD_INT, .min = 1, .max = 100000 },
                                     FORM_END };

/* ---- parts ---- */

static const struct part {
    const char *name; /* in the address; the first is the default and has none */
    enum msg title;
    enum tray_part part;
    enum tray_view view;
} parts[] = {
    { "", MSG_TRAY_ALL, TRAY_PART_OPEN, TRAY_ALL },
    { "new", MSG_TRAY_NEW, TRAY_PART_OPEN, TRAY_NEW },
    { "today", MSG_TRAY_TODAY, TRAY_PART_OPEN, TRAY_TODAY },
    { "late", MSG_TRAY_LATE, TRAY_PART_OPEN, TRAY_LATE },
    { "pool", MSG_TRAY_POOL, TRAY_PART_POOL, TRAY_ALL },
    { "done", MSG_TRAY_DONE, TRAY_PART_DONE, TRAY_ALL },
};
static const struct order {
    const char *name;
    enum msg title;
    enum tray_order order;
} orders[] = {
    { "", MSG_TRAY_BY_URGENCY, TRAY_BY_URGENCY },
    { "due", MSG_TRAY_BY_DUE, TRAY_BY_DUE },
    { "new", MSG_TRAY_BY_ARRIVAL, TRAY_BY_ARRIVAL },
};

struct asked {
    const struct part *part;
    const struct order *order;
    struct str kind, words;
    struct tray_query q;
};

static struct asked read_address(const struct req *rq)
{
    struct asked x = { .part = &parts[0], .order = &orders[0] };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (str_eq_c(req_text(rq, "part"), parts[i].name))
            x.part = &parts[i];
    for (size_t i = 0; i < ARRAY_LEN(orders); i++)
        if (str_eq_c(req_text(rq, "order"), orders[i].name))
            x.order = &orders[i];
    x.kind = req_text(rq, "kind");
    x.words = req_text(rq, "q");
    x.q = (struct tray_query){ .part = x.part->part,
                               .view = x.part->view,
                               .order = x.order->order,
                               .element = x.kind,
                               .words = x.words,
                               .from = req_int(rq, "from") };
    return x;
}

static int64_t count_of(const struct tray *t, const struct part *p)
{
    if (p->part != TRAY_PART_OPEN)
        return -1;
    switch (p->view) {
    case TRAY_ALL:
        return t->counts.all;
    case TRAY_NEW:
        return t->counts.fresh;
    case TRAY_TODAY:
        return t->counts.today + t->counts.late;
    case TRAY_LATE:
        return t->counts.late;
    }
    return -1;
}

static struct url address(struct arena *a, const struct part *part, const struct order *order,
                          struct str kind, struct str words)
{
    struct url u = with(a, URL_LIT("/tray"), "part", str_c(part->name));

    u = with(a, u, "order", str_c(order->name));
    u = with(a, u, "kind", kind);
    return with(a, u, "q", words);
}

static void put_tabs(struct arena *a, const struct asked *x, const struct tray *t, struct tray_page_view *v)
{
    struct tab_view *tabs = ARENA_ARRAY(a, struct tab_view, ARRAY_LEN(parts));
    struct link_view *links = ARENA_ARRAY(a, struct link_view, ARRAY_LEN(orders));

    for (size_t i = 0; tabs != NULL && i < ARRAY_LEN(parts); i++)
        tabs[i] = (struct tab_view){
            .link = { address(a, &parts[i], x->order, STR_NONE, STR_NONE), msg(parts[i].title),
                      &parts[i] == x->part },
            .count = count_of(t, &parts[i]),
            .tone = parts[i].view == TRAY_LATE ? TONE_LATE : TONE_PLAIN,
        };
    v->tabs = tabs;
    v->tabs_n = tabs == NULL ? 0 : ARRAY_LEN(parts);
    if (x->part->part != TRAY_PART_OPEN || x->words.len > 0)
        return;
    for (size_t i = 0; links != NULL && i < ARRAY_LEN(orders); i++)
        links[i] = (struct link_view){ address(a, x->part, &orders[i], x->kind, x->words),
                                       msg(orders[i].title), &orders[i] == x->order };
    v->orders = links;
    v->orders_n = links == NULL ? 0 : ARRAY_LEN(orders);
}

static void put_filters(struct arena *a, const struct asked *x, const struct tray *t,
                        struct tray_page_view *v)
{
    struct filter_view *f = ARENA_ARRAY(a, struct filter_view, 4);
    struct option_view *kinds = ARENA_ARRAY(a, struct option_view, t->kinds.n);

    v->filters = (struct filter_bar){ .action = URL_LIT("/tray") };
    if (f == NULL || kinds == NULL || x->part->part != TRAY_PART_OPEN)
        return;
    for (size_t i = 0; i < t->kinds.n; i++) {
        struct small n = fa_grouped(t->kinds.v[i].n);

        kinds[i].value = t->kinds.v[i].element;
        kinds[i].label = t->kinds.v[i].n == 0
                             ? t->kinds.v[i].name
                             : arena_fmt(a, "%.*s (%.*s)", STR_ARG(t->kinds.v[i].name), (int)n.len, n.b);
    }
    f[0] = filter_hidden("part", str_c(x->part->name));
    f[1] = filter_hidden("order", str_c(x->order->name));
    f[2] = filter_select(a, "kind", msg(MSG_TRAY_KIND), x->kind, kinds, t->kinds.n);
    f[3] = filter_text("q", msg(MSG_TRAY_WORDS), x->words);
    v->filters.v = f;
    v->filters.n = 4;
    v->filters.active = x->kind.len > 0 || x->words.len > 0;
    v->filters.clear = address(a, x->part, x->order, STR_NONE, STR_NONE);
}

static void put_empty(const struct asked *x, struct tray_page_view *v)
{
    bool narrowed = x->kind.len > 0 || x->words.len > 0;
    enum msg title = narrowed                          ? MSG_TRAY_EMPTY_FILTER
                     : x->part->part == TRAY_PART_POOL ? MSG_TRAY_EMPTY_POOL
                     : x->part->part == TRAY_PART_DONE ? MSG_TRAY_EMPTY_DONE
                     : x->part->view == TRAY_ALL       ? MSG_TRAY_EMPTY
                                                       : MSG_TRAY_EMPTY_PART;

    v->empty.title = msg(title);
    if (narrowed) {
        v->empty.link.to = v->filters.clear;
        v->empty.link.text = msg(MSG_TRAY_CLEAR);
    } else if (x->part->part == TRAY_PART_OPEN && x->part->view == TRAY_ALL) {
        v->empty.text = msg(MSG_TRAY_EMPTY_TEXT);
    }
}

/* About how many of the rows fit: as a rule all; fewer where names and subjects are long. */
static size_t rows_that_fit(const struct tray_row_view *rows, size_t n)
{
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++) {
        const struct tray_row_view *r = &rows[i];

        bytes += ROW_MARKUP + url_str(r->to).len + r->subject.len + r->number.len + r->applicant.len +
                 r->task.len + r->holder.len + r->last_act.len;
        if (bytes > ROWS_BYTES && i > 0)
            return i;
    }
    return n;
}

/* Pages begin where the one before ended: `base` with the number of its first row. */
static struct pages_view pages_of_tray(struct arena *a, struct url base, const struct tray *t, size_t shown)
{
    int64_t first = t->offset + 1, next = first + (int64_t)shown;
    struct pages_view v = { .from = shown > 0 ? first : 0, .to = next - 1, .total = t->tasks.total };
    bool more = shown < t->tasks.n || (v.total > 0 ? next <= v.total : t->tasks.n == TRAY_PAGE);

    if (first > 1)
        v.previous = url_query_int(a, base, "from", first > TRAY_PAGE ? first - TRAY_PAGE : 1);
    if (first > TRAY_PAGE + 1)
        v.first = base;
    if (more)
        v.next = url_query_int(a, base, "from", next);
    return v;
}

/* Where the rows turn out to be longer than thought it is drawn again with fewer. */
static void draw(struct req *rq, struct resp *rs, const struct asked *x, const struct tray *t,
                 const struct page *p, struct tray_page_view *v)
{
    struct url base = address(rq->arena, x->part, x->order, x->kind, x->words);

    for (;;) {
        struct buf *html = resp_html(rs);
        size_t many;

        v->pages = pages_of_tray(rq->arena, base, t, v->rows_n);
        tpl_official_tray(html, p, v);
        if (html->len <= PAGE_BYTES || v->rows_n <= 1)
            return;
        many = (html->len - PAGE_BYTES) / (html->len / v->rows_n) + 1; /* at least so many are too many */
        v->rows_n = many < v->rows_n ? v->rows_n - many : 1;
    }
}

enum rc page_tray(struct req *rq, struct resp *rs, struct err *e)
{
    struct asked x = read_address(rq);
    struct tray_page_view v = { 0 };
    struct tray t;
    struct page p;
    enum rc rc = tray_get(rq->cx, &x.q, &t, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    desk_notice(rq, &p);
    put_tabs(rq->arena, &x, &t, &v);
    put_filters(rq->arena, &x, &t, &v);
    v.rows = rows_of_tasks(rq->cx, &t.tasks, x.part->part == TRAY_PART_DONE);
    v.rows_n = v.rows == NULL ? 0 : rows_that_fit(v.rows, t.tasks.n);
    put_empty(&x, &v);
    draw(rq, rs, &x, &t, &p, &v);
    return RC_OK;
}

enum rc page_tray_counts(struct req *rq, struct resp *rs, struct err *e)
{
    const struct session *s = rq->session;

    if (s == NULL)
        return ERR(e, RC_NOT_FOUND, "no session");
    resp_body(rs, "application/json",
              arena_fmt(rq->arena, "{\"new\":%lld,\"today\":%lld,\"late\":%lld}\n", (long long)s->tray_new,
                        (long long)s->tray_today, (long long)s->tray_late));
    return RC_OK;
}

/* The first opening of a piece of work: noted, then on to its case. */
enum rc page_task_open(struct req *rq, struct resp *rs, struct err *e)
{
    struct str code = STR_NONE;
    enum rc rc = tray_open_task(rq->cx, req_path_int(rq, "task"), &code, e);

    return rc == RC_OK ? resp_see_other(rs, url_of_case(rq->arena, code), e) : rc;
}

/* ---- search ---- */

enum rc page_search(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t page = req_int(rq, "page");
    struct case_search_query q = { .typed = req_text(rq, "q"),
                                   .limit = SEARCH_PAGE,
                                   .offset = page > 1 ? (page - 1) * SEARCH_PAGE : 0 };
    struct search_view v = { .query = q.typed, .action = URL_LIT("/search") };
    struct case_list list = { 0 };
    struct page p;
    enum rc rc = q.typed.len == 0 ? RC_OK : tray_search(rq->cx, &q, &list, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_SEARCH, &p, e);
    if (rc == RC_OK)
        rc = rows_of_cases(rq->cx, &list, &v.rows, e);
    if (rc != RC_OK)
        return rc;
    v.rows_n = list.n;
    v.pages = pages_of(rq->arena, with(rq->arena, v.action, "q", q.typed), q.offset, list.n, SEARCH_PAGE,
                       list.total);
    tpl_official_search(resp_html(rs), &p, &v);
    return RC_OK;
}
