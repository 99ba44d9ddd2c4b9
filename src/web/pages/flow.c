/*
 * flow.c - pictures of processes: of a public one as a file, the way of one case for the applicant and for
 * officials, and live figures of a process for managers.
 *
 * Not here: the picture on the page of a service (process.c).
 */
#include "app/case_view.h"
#include "app/picture.h"
#include "port/table.h"
#include "templates/citizen_flow.h"
#include "templates/official_flow.h"
#include "web/assets.h"
#include "web/pages.h"
#include "web/pages/citizen.h"
#include "web/pages/desk.h"

#define FILE_BYTES_MAX ((size_t)8 << 20)
#define FIGURE_COLUMNS 7u

const struct field form_case_flow[] = { { "of", FIELD_INT, .min = 1, .max = 100 }, FORM_END };

/* ---- a file ---- */

/* The page's policy lets no style sheet inside the file work; the one outside is for browsers, the one inside
 * for those who keep the file. */
enum rc page_process_picture(struct req *rq, struct resp *rs, struct err *e)
{
    const struct package *pkg = NULL;
    struct picture x = { 0 };
    CLEANUP(buf_free) struct buf b = { 0 };
    enum rc rc = catalogue_active(rq->cx, req_path(rq, "process"), &pkg, e);

    if (rc == RC_OK && !(pkg->is_case && pkg->is_public))
        rc = ERR(e, RC_NOT_FOUND, "not a public process");
    if (rc == RC_OK)
        rc = picture_of_package(rq->cx, pkg, &x, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, FILE_BYTES_MAX);
    buf_c(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xml-stylesheet type=\"text/css\" href=\"");
    buf_str(&b, url_str(asset_url("picture.css")));
    buf_c(&b, "\"?>\n");
    rc = drawing_write_svg(x.drawing, true, &b, e);
    if (rc != RC_OK)
        return rc;
    resp_body(rs, "image/svg+xml; charset=utf-8", arena_str(rq->arena, buf_view(&b)));
    return arena_check(rq->arena, e);
}

/* ---- the way of a case ---- */

/* The process that the reader chose (from 1), and links to all of them when there are more than one. */
static enum rc flow_of_case(struct cx *cx, const struct case_rec *c, bool inner, int64_t chosen,
                            struct flow_page_view *v, struct err *e)
{
    const struct picture_words words = { msg(MSG_FLOW_DONE), msg(MSG_FLOW_HERE), msg(MSG_FLOW_NEXT) };
    struct picture_list list = { 0 };
    struct link_view *others;
    enum rc rc = picture_of_case(cx, c, &words, inner, &list, e);

    if (rc == RC_OK && (size_t)chosen > list.n)
        rc = ERR(e, RC_NOT_FOUND, "the case has no process %lld", (long long)chosen);
    if (rc == RC_OK)
        rc = flow_of_picture(cx->a, &list.v[chosen - 1], STR("flow"), &v->flow, e);
    if (rc != RC_OK)
        return rc;
    others = ARENA_ARRAY(cx->a, struct link_view, list.n);
    for (size_t i = 0; others != NULL && i < list.n; i++)
        others[i] =
            (struct link_view){ .to = url_query_int(cx->a, URL(cx->a, "/cases/{}/flow", c->tracking_code),
                                                    "of", (int64_t)i + 1),
                                .text = list.v[i].pkg->title,
                                .here = i + 1 == (size_t)chosen };
    v->others = others;
    v->others_n = list.n > 1 ? list.n : 0;
    v->code = c->tracking_code;
    v->subject = c->subject;
    return arena_check(cx->a, e);
}

enum rc page_tracked_flow(struct req *rq, struct resp *rs, struct err *e)
{
    struct flow_page_view v = { 0 };
    struct cx own = *rq->cx;
    struct actor citizen;
    struct case_view c;
    struct page p;
    int64_t case_id;
    enum rc rc;

    if (!case_cookie(rq, req_path(rq, "code"), &case_id, &citizen))
        return ask_for_identity(rq, rs, req_path(rq, "code"), e);
    own.actor = &citizen;
    rc = case_view_get(&own, case_id, &c, e);
    if (rc == RC_OK)
        rc = flow_of_case(&own, &c.c, false, 1, &v, e);
    if (rc != RC_OK)
        return rc;
    citizen_frame_of(&own, &c.office, &c.unit, &p);
    p.here = HERE_TRACK;
    p.back = (struct link_view){ .to = URL(rq->arena, "/track/{}", c.c.tracking_code) };
    tpl_citizen_flow(resp_html(rs), &p, &v);
    return arena_check(rq->arena, e);
}

enum rc page_case_flow(struct req *rq, struct resp *rs, struct err *e)
{
    struct flow_page_view v = { 0 };
    struct link_view crumbs[1];
    struct case_rec c = { 0 };
    struct page p;
    struct str code = arena_str(rq->arena, req_path(rq, "code"));
    enum rc rc = case_by_code_seen(rq->cx, code, &c, e);

    if (rc == RC_OK)
        rc = flow_of_case(rq->cx, &c, true, req_has(rq, "of") ? req_int(rq, "of") : 1, &v, e);
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    crumbs[0] = (struct link_view){ .to = URL(rq->arena, "/cases/{}", c.tracking_code), .text = c.subject };
    p.crumbs = crumbs;
    p.crumbs_n = 1;
    tpl_official_case_flow(resp_html(rs), &p, &v);
    return arena_check(rq->arena, e);
}

/* ---- live figures ---- */

struct figures {
    struct req *rq;
    struct resp *rs;
};

static struct str cell_words(struct arena *a, enum table_kind kind, int64_t n, bool known)
{
    struct table_column column = { .kind = kind };
    struct table_cell cell = { .n = n, .empty = !known };

    return table_cell_text(a, &column, &cell);
}

/* Late: some case stands there longer than nine of ten did before. */
static bool is_slow(const struct step_figure *f, int64_t now)
{
    return f->now > 0 && f->p90 >= 0 && f->oldest > 0 && now - f->oldest > f->p90;
}

static const struct drawing_mark *marks_of(struct arena *a, const struct package *pkg,
                                           const struct step_figures *list, int64_t now)
{
    struct drawing_mark *marks = ARENA_ARRAY(a, struct drawing_mark, pkg->model->n_elements + 1u);

    for (size_t i = 0; marks != NULL && i < list->n; i++) {
        const struct step_figure *f = &list->v[i];
        struct drawing_mark *m = &marks[f->el->index];

        if (f->now > 0)
            m->badge = cell_words(a, TABLE_INT, f->now, true);
        m->warn = is_slow(f, now);
        m->note = MSG_FMT(a, MSG_STEPS_NOTE, { "now", cell_words(a, TABLE_INT, f->now, true) },
                          { "median", cell_words(a, TABLE_DURATION, f->median, f->median >= 0) },
                          { "p90", cell_words(a, TABLE_DURATION, f->p90, f->p90 >= 0) },
                          { "returned", cell_words(a, TABLE_PERCENT, f->returned, f->returned >= 0) });
    }
    return marks;
}

static void put_row(struct arena *a, const struct package *pkg, const struct step_figure *f, int64_t now,
                    struct cell_view *c)
{
    const struct bpmn_lane *lane = bpmn_lane_of(pkg->model, f->el);
    struct str number = f->number == 0 ? STR_NONE : cell_words(a, TABLE_INT, f->number, true);

    c[0].text =
        number.len == 0 ? f->el->name : arena_fmt(a, "%.*s. %.*s", STR_ARG(number), STR_ARG(f->el->name));
    c[1].text = lane == NULL ? STR_NONE : package_role(pkg, lane->name);
    c[2].text = cell_words(a, TABLE_INT, f->now, true);
    if (is_slow(f, now)) {
        c[2].tone = TONE_SOON;
        c[2].text = MSG_FMT(a, MSG_STEPS_SLOW, { "now", c[2].text });
    }
    c[3].text = cell_words(a, TABLE_DURATION, f->median, f->median >= 0);
    c[4].text = cell_words(a, TABLE_DURATION, f->p90, f->p90 >= 0);
    c[5].text = cell_words(a, TABLE_PERCENT, f->returned, f->returned >= 0);
    c[6].text = cell_words(a, TABLE_INT, f->done, true);
}

static enum rc table_of(struct arena *a, const struct package *pkg, const struct step_figures *list,
                        int64_t now, struct table_view *ret, struct err *e)
{
    static const enum msg titles[FIGURE_COLUMNS] = { MSG_STEPS_STEP,   MSG_STEPS_WHO, MSG_STEPS_NOW,
                                                     MSG_STEPS_MEDIAN, MSG_STEPS_P90, MSG_STEPS_RETURNED,
                                                     MSG_STEPS_DONE };
    struct column_view *columns = ARENA_ARRAY(a, struct column_view, FIGURE_COLUMNS);
    struct cell_view *cells = ARENA_ARRAY(a, struct cell_view, (list->n + 1) * FIGURE_COLUMNS);

    if (columns == NULL || cells == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < FIGURE_COLUMNS; i++)
        columns[i] =
            (struct column_view){ .title = msg(titles[i]), .number = i == 2 || i > 4, .main = i == 0 };
    for (size_t i = 0; i < list->n; i++)
        put_row(a, pkg, &list->v[i], now, cells + i * FIGURE_COLUMNS);
    *ret = (struct table_view){ .caption = msg(MSG_STEPS_TITLE),
                                .columns = columns,
                                .columns_n = FIGURE_COLUMNS,
                                .cells = cells,
                                .rows_n = list->n };
    return RC_OK;
}

static enum rc show_figures(struct cx *cx, void *arg, struct err *e)
{
    struct figures *x = arg;
    struct arena *a = x->rq->arena;
    struct link_view crumbs[1] = { { .to = URL_LIT("/reports"), .text = msg(MSG_STEPS_REPORTS) } };
    struct step_figures list = { 0 };
    struct step_page_view v = { 0 };
    const struct package *pkg = NULL;
    struct picture picture = { 0 };
    struct page p;
    enum rc rc = catalogue_active(cx, req_path(x->rq, "process"), &pkg, e);

    if (rc == RC_OK)
        rc = picture_figures(cx, pkg, &list, e);
    if (rc == RC_OK)
        rc = picture_marked(cx, pkg, marks_of(a, pkg, &list, cx->now_ms), &picture, e);
    picture.marks = NULL; /* figures are no way of a case */
    if (rc == RC_OK)
        rc = flow_of_picture(a, &picture, STR("flow-1"), &v.flow, e);
    v.flow.whole = true;
    if (rc == RC_OK)
        rc = table_of(a, pkg, &list, cx->now_ms, &v.table, e);
    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_REPORTS, &p, e);
    if (rc != RC_OK)
        return rc;
    p.crumbs = crumbs;
    p.crumbs_n = 1;
    v.title = pkg->title;
    tpl_official_steps(resp_html(x->rs), &p, &v);
    return arena_check(a, e);
}

enum rc page_step_figures(struct req *rq, struct resp *rs, struct err *e)
{
    struct figures x = { rq, rs };

    return desk_read(rq, show_figures, &x, e);
}
