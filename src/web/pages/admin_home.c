/*
 * admin_home.c - the state of the installation at a glance.
 */
#include "templates/admin_home.h"
#include "app/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"

struct figure {
    enum msg label;
    int64_t n;
    enum tone when; /* tone when it is not zero */
    const char *to;
};

enum rc page_admin(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_overview o;
    struct page p;
    struct admin_home_view v = { .all = admin_of_all(rq->cx) };
    struct figure_view *figures;
    enum rc rc = admin_overview(rq->cx, &o, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_ADMIN, &p, e);
    if (rc != RC_OK)
        return rc;
    const struct figure all[] = {
        { MSG_ADMIN_FIGURE_INCIDENTS, o.incidents, TONE_LATE, "/admin/incidents" },
        { MSG_ADMIN_FIGURE_FAILED, o.failed, TONE_LATE, "/admin/outbox?part=failed" },
        { MSG_ADMIN_FIGURE_LETTERS, o.letters, TONE_SOON, "/admin/outbox?part=letters" },
        { MSG_ADMIN_FIGURE_WAITING, o.waiting, TONE_PLAIN, "/admin/outbox" },
        { MSG_ADMIN_FIGURE_VACANT, o.vacant, TONE_SOON, "/admin/units" },
        { MSG_ADMIN_FIGURE_RUNNING, o.running, TONE_PLAIN, "/admin/processes" },
        { MSG_ADMIN_FIGURE_REVIEWS, o.reviews_due, TONE_SOON, "/admin/processes" },
        { MSG_ADMIN_FIGURE_PREDICTED, o.predicted, TONE_SOON, "/admin/calendars" },
    };

    figures = ARENA_ARRAY(rq->arena, struct figure_view, ARRAY_LEN(all));
    if (figures == NULL)
        return arena_check(rq->arena, e);
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct small n = fa_grouped(all[i].n);

        figures[i] = (struct figure_view){ .label = msg(all[i].label),
                                           .value = arena_str(rq->arena, small_view(&n)),
                                           .tone = all[i].n > 0 ? all[i].when : TONE_PLAIN };
        rc = url_local(rq->arena, str_c(all[i].to), &figures[i].to, e);
        if (rc != RC_OK)
            return rc;
    }
    v.figures = figures;
    v.figures_n = ARRAY_LEN(all);
    if (!o.has_calendar)
        admin_say(&p, rq->arena, TONE_LATE, msg(MSG_ADMIN_NO_CALENDAR), msg(MSG_ADMIN_NO_CALENDAR_TEXT));
    tpl_admin_home(resp_html(rs), &p, &v);
    return RC_OK;
}
