/*
 * admin_ledger.c - the ledger: the published roots, and checking a day or a case now.
 */
#include "app/admin_state.h"
#include "templates/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"

#define DAYS_SHOWN 30
#define CHECK_ARENA ((size_t)512 << 20) /* the heads of all cases of a day */

const struct field form_admin_check_case[] = { { "code", FIELD_CODE, .required = true }, FORM_END };

struct checking {
    struct req *rq;
    struct resp *rs;
    bool post_case; /* the form of a case was sent */
    bool done;
    struct str what; /* «پروندهٔ …», «روز …» */
    struct str code;
    int64_t day;
    struct admin_check result;
};

static void say_result(struct checking *x, struct page *p)
{
    struct arena *a = x->rq->arena;
    struct small cases = fa_grouped(x->result.cases), events = fa_grouped(x->result.events);

    if (!x->result.intact) {
        admin_say(p, a, TONE_LATE, MSG_FMT(a, MSG_ADMIN_CHECK_BAD, { "what", x->what }),
                  MSG_FMT(a, MSG_ADMIN_CHECK_BAD_TEXT, { "fault", x->result.fault }));
        return;
    }
    admin_say(p, a, TONE_GOOD, MSG_FMT(a, MSG_ADMIN_CHECK_GOOD, { "what", x->what }),
              x->post_case ? MSG_FMT(a, MSG_ADMIN_CHECK_GOOD_CASE, { "n", small_view(&events) })
                           : MSG_FMT(a, MSG_ADMIN_CHECK_GOOD_DAY, { "n", small_view(&cases) }));
}

static enum rc show(struct cx *cx, void *arg, struct err *e)
{
    struct checking *x = arg;
    struct arena *a = x->rq->arena;
    struct ledger_day_list days = { 0 };
    struct field_view code = { .control = CONTROL_CODE,
                               .name = STR("code"),
                               .label = msg(MSG_ADMIN_CHECK_CODE),
                               .required = true,
                               .narrow = true };
    struct root_line *roots;
    struct ledger_view v = { .check = URL_LIT("/admin/ledger/case"), .fields = &code, .fields_n = 1 };
    struct page p;
    enum rc rc = admin_ledger(cx, DAYS_SHOWN, &days, e);

    if (rc == RC_OK)
        rc = admin_page(x->rq, cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    roots = ARENA_ARRAY(a, struct root_line, days.n + 1);
    if (roots == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < days.n; i++)
        roots[i] = (struct root_line){ .day = (int32_t)days.v[i].day,
                                       .cases = days.v[i].cases,
                                       .root = days.v[i].root,
                                       .check = URL(a, "/admin/ledger/days/{}", id_text(a, days.v[i].day)) };
    if (x->post_case) {
        code.value = req_typed(x->rq, "code");
        code.error = req_error(x->rq, "code");
    }
    v.roots = roots;
    v.roots_n = days.n;
    if (x->done)
        say_result(x, &p);
    tpl_admin_ledger(resp_html(x->rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_ledger(struct req *rq, struct resp *rs, struct err *e)
{
    struct checking x = { .rq = rq, .rs = rs };

    return show(rq->cx, &x, e);
}

static enum rc check_case(struct cx *cx, void *arg, struct err *e)
{
    struct checking *x = arg;

    return admin_check_case(cx, x->code, &x->result, e);
}

static enum rc check_day(struct cx *cx, void *arg, struct err *e)
{
    struct checking *x = arg;

    return admin_check_day(cx, x->day, &x->result, e);
}

/* The result's words are copied out of the large arena. */
static enum rc check(struct checking *x, use_case *fn, struct err *e)
{
    CLEANUP(arena_freep) struct arena *big = arena_new(CHECK_ARENA);
    enum rc rc =
        big == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(x->rq->app, big, x->rq->actor, fn, x, e);

    x->result.fault = rc == RC_OK ? arena_str(x->rq->arena, x->result.fault) : STR_NONE;
    return rc;
}

enum rc page_admin_check_case(struct req *rq, struct resp *rs, struct err *e)
{
    struct checking x = { .rq = rq, .rs = rs, .post_case = true };
    struct small shown;
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show, &x, e);
    x.code = req_text(rq, "code");
    shown = fa_code(x.code);
    x.what = MSG_FMT(rq->arena, MSG_DESK_CASE, { "code", small_view(&shown) });
    rc = check(&x, check_case, e);
    if (rc == RC_NOT_FOUND)
        req_add_error(rq, "code", MSG_ADMIN_CHECK_NO_CASE);
    else if (rc != RC_OK)
        return rc;
    x.done = rc == RC_OK;
    return desk_read(rq, show, &x, e);
}

enum rc page_admin_check_day(struct req *rq, struct resp *rs, struct err *e)
{
    struct checking x = { .rq = rq, .rs = rs, .day = req_path_int(rq, "day") };
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show, &x, e);
    rc = check(&x, check_day, e);
    if (rc != RC_OK)
        return rc;
    x.what = jdate_text(rq->arena, jdate_from_day((int32_t)x.day), JDATE_LONG);
    x.done = true;
    return desk_read(rq, show, &x, e);
}
