/*
 * trials_work.c - what officials do with cases: finish, keep, claim, release, refer; look; and what time
 * does.
 */
#include "trial.h"

#include "app/addition.h"
#include "app/official_view.h"
#include "app/task.h"
#include "app/tray.h"
#include "app/worker.h"

static struct {
    struct actor actor;
    struct task_cmd task;
    struct str code;
} p;

static void prepare_task(struct world *w, size_t n, const char *element, const char *post, const char *values)
{
    struct task_rec t = world_task(w, n, element);

    p.actor = post == NULL ? world_holder(w, t.post_id) : world_official(w, post);
    p.task = (struct task_cmd){ .task_id = t.id, .version = t.version, .once = STR("sweep-task") };
    p.task.values = values == NULL ? NULL : world_json(w, values);
    p.code = w->cases[n].tracking_code;
}

/* ---- finishing ---- */

static void prepare_order(struct world *w)
{
    prepare_task(w, 0, "OFF_FLW_02_T12", "mgr",
                 "{\"path\":\"direct\",\"assignee\":\"exp1\",\"order_text\":\"بررسی و نتیجه اعلام شود.\"}");
}

static void prepare_examination(struct world *w)
{
    prepare_task(
        w, 1, "OFF_SUB_01_T2", "exp1",
        "{\"allegations\":[{\"text\":\"آب قطع است.\",\"respondent\":\"آب "
        "منطقه‌ای\",\"ground\":\"law_breach\","
        "\"articles\":\"مادهٔ ۱۰\",\"evidence\":\"نامه\"}],\"needs_opinion\":true,\"needs_inspection\":true,"
        "\"needs_reason\":\"موضوع تخصصی است.\"}");
}

static void prepare_signature(struct world *w)
{
    prepare_task(w, 2, "OFF_SUB_01_T8", NULL, "{\"signature\":\"sign\"}");
}

static void prepare_incomplete(struct world *w)
{
    prepare_task(w, 0, "OFF_FLW_02_T12", "mgr", "{\"path\":\"direct\"}");
}

static void prepare_stale(struct world *w)
{
    prepare_order(w);
    p.task.version--;
}

static enum rc do_finish(struct cx *cx, void *arg, struct err *e)
{
    return task_finish(cx, &p.task, arg, e);
}

static enum rc run_finish(struct world *w, struct arena *a, struct err *e)
{
    struct task_result r = { 0 };

    return app_write(w->app, a, &p.actor, do_finish, &r, e);
}

/* ---- keeping, moving ---- */

static void prepare_keep(struct world *w)
{
    static const struct form_input in[] = { { STR_INIT("order_text"), STR_INIT("نیمه‌کاره") },
                                            { STR_INIT("path"), STR_INIT("direct") } };

    prepare_order(w);
    p.task.values = NULL;
    p.task.inputs = in;
    p.task.n_inputs = ARRAY_LEN(in);
}

static enum rc do_keep(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return task_keep(cx, &p.task, e);
}

static enum rc run_keep(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_keep, NULL, e);
}

static void prepare_claim(struct world *w)
{
    prepare_task(w, 1, "OFF_SUB_01_T2", "exp2", NULL);
}

static enum rc do_claim(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return task_claim(cx, p.task.task_id, p.task.version, e);
}

static enum rc run_claim(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_claim, NULL, e);
}

static void prepare_release(struct world *w)
{
    prepare_task(w, 1, "OFF_SUB_01_T2", "exp1", NULL);
}

static enum rc do_release(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return task_release(cx, p.task.task_id, p.task.version, STR("در مأموریتم."), e);
}

static enum rc run_release(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_release, NULL, e);
}

static enum rc do_refer(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return task_refer(cx, p.task.task_id, p.task.version, STR("exp2"), STR("لطفاً رسیدگی شود."), e);
}

static enum rc run_refer(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_refer, NULL, e);
}

static enum rc do_open(struct cx *cx, void *arg, struct err *e)
{
    return tray_open_task(cx, p.task.task_id, arg, e);
}

static enum rc run_open(struct world *w, struct arena *a, struct err *e)
{
    struct str code = STR_NONE;

    return app_write(w->app, a, &p.actor, do_open, &code, e);
}

/* ---- one more of what runs ---- */

static struct addition_cmd more;

static enum rc find_more(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct addition_list list = { 0 };
    struct case_rec c;
    enum rc rc = case_by_code_seen(cx, p.code, &c, e);

    if (rc == RC_OK)
        rc = additions_of(cx, &c, &list, e);
    if (rc == RC_OK && list.n != 1)
        return ERR(e, RC_INTERNAL, "nothing to add to in the case");
    if (rc == RC_OK)
        more = (struct addition_cmd){ .instance_id = list.v[0].instance_id,
                                      .key = list.v[0].key,
                                      .count = list.v[0].count };
    return rc;
}

static void prepare_more(struct world *w)
{
    p.actor = world_official(w, "exp1");
    p.code = w->cases[5].tracking_code;
    world_read(w, &p.actor, find_more, NULL);
    more.code = p.code;
    more.once = STR("sweep-more");
    more.values =
        world_json(w, "{\"unit\":\"roads\",\"reason\":\"جاده از کنار زمین می‌گذرد.\"}");
}

static void prepare_more_stale(struct world *w)
{
    prepare_more(w);
    more.count++;
}

static enum rc do_more(struct cx *cx, void *arg, struct err *e)
{
    return addition_make(cx, &more, arg, e);
}

static enum rc run_more(struct world *w, struct arena *a, struct err *e)
{
    struct addition_result r = { 0 };

    return app_write(w->app, a, &p.actor, do_more, &r, e);
}

static enum rc do_more_form(struct cx *cx, void *arg, struct err *e)
{
    return addition_get(cx, p.code, more.instance_id, more.key, arg, e);
}

static enum rc run_more_form(struct world *w, struct arena *a, struct err *e)
{
    struct addition_page r = { 0 };

    return app_read(w->app, a, &p.actor, do_more_form, &r, e);
}

/* ---- looking ---- */

static enum rc do_tray(struct cx *cx, void *arg, struct err *e)
{
    struct tray_query q = { .part = TRAY_PART_OPEN, .order = TRAY_BY_URGENCY };

    return tray_get(cx, &q, arg, e);
}

static enum rc run_tray(struct world *w, struct arena *a, struct err *e)
{
    struct tray t = { 0 };

    return app_read(w->app, a, &p.actor, do_tray, &t, e);
}

static enum rc do_search(struct cx *cx, void *arg, struct err *e)
{
    struct case_search_query q = { .typed = STR("چاله خیابان"), .limit = 20 };

    return tray_search(cx, &q, arg, e);
}

static enum rc run_search(struct world *w, struct arena *a, struct err *e)
{
    struct case_list list = { 0 };

    return app_read(w->app, a, &p.actor, do_search, &list, e);
}

static enum rc do_case(struct cx *cx, void *arg, struct err *e)
{
    return official_case_get(cx, p.code, arg, e);
}

static enum rc run_case(struct world *w, struct arena *a, struct err *e)
{
    struct official_case c = { 0 };

    return app_read(w->app, a, &p.actor, do_case, &c, e);
}

static enum rc do_frame(struct cx *cx, void *arg, struct err *e)
{
    return office_frame_get(cx, arg, e);
}

static enum rc run_frame(struct world *w, struct arena *a, struct err *e)
{
    struct office_frame f = { 0 };

    return app_read(w->app, a, &p.actor, do_frame, &f, e);
}

/* ---- time ---- */

static void prepare_later(struct world *w)
{
    w->now_ms += 16 * DAY_MS; /* warnings, reminders and delays are due; the sweep puts the clock back */
}

static enum rc run_timers(struct world *w, struct arena *a UNUSED, struct err *e)
{
    size_t fired = 0;
    int64_t next = 0;

    return timers_run(w->app, 8, &fired, &next, e);
}

static enum rc run_worker(struct world *w, struct arena *a UNUSED, struct err *e)
{
    struct worker_options o = { .app = w->app };

    return worker_once(&o, e);
}

static const struct trial trials[] = {
    { "task: order of the manager", TRIAL_WRITE, prepare_order, run_finish, RC_OK },
    { "task: examination", TRIAL_WRITE, prepare_examination, run_finish, RC_OK },
    { "task: signature", TRIAL_WRITE, prepare_signature, run_finish, RC_OK },
    { "task: incomplete", TRIAL_READ, prepare_incomplete, run_finish, RC_INVALID },
    { "task: stale", TRIAL_READ, prepare_stale, run_finish, RC_CONFLICT },
    { "task: keep", TRIAL_WRITE, prepare_keep, run_keep, RC_OK },
    { "task: claim", TRIAL_WRITE, prepare_claim, run_claim, RC_OK },
    { "task: release", TRIAL_WRITE, prepare_release, run_release, RC_OK },
    { "task: refer", TRIAL_WRITE, prepare_release, run_refer, RC_OK },
    { "task: open", TRIAL_WRITE, prepare_order, run_open, RC_OK },
    { "addition: one more unit", TRIAL_WRITE, prepare_more, run_more, RC_OK },
    { "addition: stale", TRIAL_READ, prepare_more_stale, run_more, RC_CONFLICT },
    { "addition: its form", TRIAL_READ, prepare_more, run_more_form, RC_OK },
    { "tray", TRIAL_READ, prepare_release, run_tray, RC_OK },
    { "search", TRIAL_READ, prepare_order, run_search, RC_OK },
    { "case page", TRIAL_READ, prepare_release, run_case, RC_OK },
    { "frame of pages", TRIAL_READ, prepare_release, run_frame, RC_OK },
    { "timers", TRIAL_MANY, prepare_later, run_timers, RC_OK },
    { "worker", TRIAL_MANY, prepare_later, run_worker, RC_OK },
};

struct trial_list trials_of_work(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
