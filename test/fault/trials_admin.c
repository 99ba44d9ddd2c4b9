/*
 * trials_admin.c - what administrators do: units, posts, people, calendars, incidents, messages, settings,
 * the published day.
 */
#include "trial.h"

#include "app/admin.h"
#include "app/admin_calendar.h"
#include "app/admin_state.h"
#include "app/ledger_day.h"
#include "app/office.h"
#include "app/task.h"
#include "port/admin.h"

/* What a trial was prepared with; one trial runs at a time. */
static struct {
    struct actor actor;
    struct unit_rec unit;
    struct post_rec post;
    struct official_rec person;
    struct admin_hold hold;
    struct admin_settings settings;
    struct admin_holiday_cmd holiday;
    int64_t id, post_id;
} p;

static enum rc plain(enum rc rc, enum admin_fault why, struct err *e)
{
    return rc == RC_INVALID ? err_wrap(e, "fault %d", (int)why) : rc;
}

/* Looks a thing up for a trial that changes it. */
static enum rc find(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct holding_list held = { 0 };
    enum rc rc = unit_by_code(cx->tx, cx->a, STR("roads"), &p.unit, e);

    if (rc == RC_OK)
        rc = post_by_code(cx->tx, cx->a, STR("exp2"), cx->now_ms, &p.post, e);
    if (rc == RC_OK)
        rc = official_by_login(cx->tx, cx->a, STR("exp2"), &p.person, e);
    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, p.post.id, cx->now_ms, &held, e);
    p.post_id = p.post.id;
    p.id = held.n > 0 ? held.v[0].id : 0;
    return rc;
}

static void prepare(struct world *w)
{
    p.actor = world_official(w, "dg");
    p.actor.rights = RIGHT_WORK | RIGHT_REGISTER | RIGHT_MANAGE | RIGHT_REPORT | RIGHT_ADMINISTER |
                     RIGHT_CONFIDENTIAL | RIGHT_ALL_UNITS;
    world_read(w, &p.actor, find, NULL);
}

static enum rc change(struct world *w, struct arena *a, use_case *fn, struct err *e)
{
    return app_write(w->app, a, &p.actor, fn, NULL, e);
}

/* ---- units, posts, people ---- */

static enum rc do_unit(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct unit_rec u = p.unit;
    enum admin_fault why = ADMIN_FINE;

    u.phone = STR("02333221100");
    return plain(admin_unit_save(cx, &u, &why, e), why, e);
}

static enum rc run_unit(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_unit, e);
}

static enum rc do_post(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct post_rec post = p.post;
    enum admin_fault why = ADMIN_FINE;

    post.title = STR("کارشناس ارشد");
    return plain(admin_post_save(cx, &post, STR("mgr"), &why, e), why, e);
}

static enum rc run_post(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_post, e);
}

static enum rc do_person(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct official_rec o = p.person;
    enum admin_fault why = ADMIN_FINE;

    o.mobile = STR("+989123456789");
    return plain(admin_person_save(cx, &o, &why, e), why, e);
}

static enum rc run_person(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_person, e);
}

static enum rc do_password(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum admin_fault why = ADMIN_FINE;

    return plain(admin_person_password(cx, p.person.id, p.person.version, STR("$argon2id$x"), &why, e), why,
                 e);
}

static enum rc run_password(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_password, e);
}

static enum rc give_totp(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct official_rec o = p.person;

    o.totp_secret = STR("GEZDGNBVGY3TQOJQ");
    return official_update(cx->tx, &o, e);
}

static void prepare_totp(struct world *w)
{
    prepare(w);
    world_write(w, &p.actor, give_totp, NULL);
    world_read(w, &p.actor, find, NULL);
}

static enum rc do_totp_off(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum admin_fault why = ADMIN_FINE;

    return plain(admin_person_totp_off(cx, p.person.id, p.person.version, &why, e), why, e);
}

static enum rc run_totp_off(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_totp_off, e);
}

static void prepare_hold(struct world *w)
{
    prepare(w);
    p.hold = (struct admin_hold){ .post_id = p.post_id,
                                  .login = STR("exp1"),
                                  .from = (int32_t)(w->now_ms / DAY_MS),
                                  .reason = STR("جابه‌جایی") };
}

static enum rc do_hold(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum admin_fault why = ADMIN_FINE;

    return plain(admin_hold(cx, &p.hold, &why, e), why, e);
}

static enum rc run_hold(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_hold, e);
}

static enum rc do_hold_end(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum admin_fault why = ADMIN_FINE;

    return plain(admin_hold_end(cx, p.post_id, p.id, &why, e), why, e);
}

static enum rc run_hold_end(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_hold_end, e);
}

/* ---- calendars, settings, log ---- */

static void prepare_holiday(struct world *w)
{
    prepare(w);
    p.holiday = (struct admin_holiday_cmd){ .key = STR("test"),
                                            .version = 1,
                                            .act = HOLIDAY_ADD,
                                            .day = (int32_t)(w->now_ms / DAY_MS) + 4,
                                            .name = STR("تعطیلی آزمایشی"),
                                            .national = true,
                                            .source = STR("مصوبه") };
}

static enum rc do_holiday(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum admin_holiday_fault why = HOLIDAY_FINE;
    int64_t version = 0;
    enum rc rc = admin_holiday_apply(cx, &p.holiday, &version, &why, e);

    return rc == RC_INVALID ? err_wrap(e, "fault %d", (int)why) : rc;
}

static enum rc run_holiday(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_holiday, e);
}

static enum rc do_settings_get(struct cx *cx, void *arg, struct err *e)
{
    return admin_settings_get(cx, arg, e);
}

static void prepare_settings(struct world *w)
{
    prepare(w);
    world_read(w, &p.actor, do_settings_get, &p.settings);
    p.settings.hours = STR("شنبه تا چهارشنبه");
}

static enum rc do_settings(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return admin_settings_save(cx, &p.settings, e);
}

static enum rc run_settings(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_settings, e);
}

static enum rc do_audit(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return office_audit(cx, "test", STR("x"), STR("{}"), e);
}

static enum rc run_audit(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_audit, e);
}

static enum rc do_publish(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct ledger_day_rec rec = { 0 };
    enum rc rc = ledger_day_make(cx, (int32_t)(cx->now_ms / DAY_MS), NULL, &rec, e);

    return rc == RC_OK ? ledger_day_insert(cx->tx, &rec, e) : rc;
}

static enum rc run_publish(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_publish, e);
}

/* ---- messages ---- */

static enum rc put_messages(struct cx *cx, void *arg, struct err *e)
{
    struct outbox_rec m = { .id = 1001,
                            .case_id = *(int64_t *)arg,
                            .channel = STR("letter"),
                            .recipient = STR("سمنان، خیابان امام"),
                            .template = STR("t"),
                            .subject = STR("پاسخ"),
                            .body = STR("متن"),
                            .state = STR("queued"),
                            .last_error = STR(""),
                            .made_at = cx->now_ms };
    enum rc rc = outbox_insert(cx->tx, &m, e);

    m.id = 1002;
    m.channel = STR("sms");
    m.state = STR("dead");
    return rc == RC_OK ? outbox_insert(cx->tx, &m, e) : rc;
}

static void prepare_messages(struct world *w)
{
    prepare(w);
    world_write(w, NULL, put_messages, &w->cases[0].id);
}

static enum rc do_posted(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return admin_letter_posted(cx, 1001, e);
}

static enum rc run_posted(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_posted, e);
}

static enum rc do_again(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return admin_message_retry(cx, 1002, STR(""), e);
}

static enum rc run_again(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_again, e);
}

static enum rc do_give_up(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return admin_message_give_up(cx, 1002, STR("نشانی نیست"), e);
}

static enum rc run_give_up(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_give_up, e);
}

/* ---- incidents ---- */

/* The posts that do the work; the first is where the next task would go. */
static const char *const workers[] = { "exp1", "exp2" };

static enum rc set_active(struct cx *cx, void *arg, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(workers); i++) {
        struct post_rec post;

        rc = post_by_code(cx->tx, cx->a, str_c(workers[i]), cx->now_ms, &post, e);
        post.active = *(bool *)arg;
        if (rc == RC_OK)
            rc = post_update(cx->tx, &post, e);
    }
    return rc;
}

static enum rc do_examine(struct cx *cx, void *arg, struct err *e)
{
    struct task_result r = { 0 };

    return task_finish(cx, arg, &r, e);
}

static enum rc find_incident(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct incident_list list = { 0 };
    enum rc rc = incident_list(cx->tx, cx->a, 0, 1, &list, e);

    p.id = list.n > 0 ? list.v[0].id : 0;
    return rc == RC_OK && list.n == 0 ? ERR(e, RC_NOT_FOUND, "no incident") : rc;
}

static void prepare_incident(struct world *w)
{
    static bool closed = false, open = true;
    struct task_rec t = world_task(w, 1, "OFF_SUB_01_T2");
    struct task_cmd cmd = { .task_id = t.id, .version = t.version, .once = STR("sweep-incident") };
    struct actor who = world_holder(w, t.post_id);

    prepare(w);
    cmd.values = world_json(
        w, "{\"allegations\":[{\"text\":\"آب قطع است.\",\"respondent\":\"آب "
           "منطقه‌ای\",\"ground\":"
           "\"law_breach\",\"articles\":\"مادهٔ ۱۰\",\"evidence\":\"نامه\"}],\"needs_opinion\":false,"
           "\"needs_inspection\":false}");
    world_write(w, &p.actor, set_active, &closed);
    world_write(w, &who, do_examine, &cmd);
    world_write(w, &p.actor, set_active, &open);
    world_read(w, &p.actor, find_incident, NULL);
}

static enum rc do_retry(struct cx *cx, void *arg UNUSED, struct err *e)
{
    bool again = false;
    enum rc rc = admin_incident_retry(cx, p.id, STR("پست باز شد."), &again, e);

    return rc == RC_OK && again ? ERR(e, RC_INVALID, "stopped again") : rc;
}

static enum rc run_retry(struct world *w, struct arena *a, struct err *e)
{
    return change(w, a, do_retry, e);
}

static const struct trial trials[] = {
    { "admin: unit", TRIAL_WRITE, prepare, run_unit, RC_OK },
    { "admin: post", TRIAL_WRITE, prepare, run_post, RC_OK },
    { "admin: person", TRIAL_WRITE, prepare, run_person, RC_OK },
    { "admin: first password", TRIAL_WRITE, prepare, run_password, RC_OK },
    { "admin: codes off", TRIAL_WRITE, prepare_totp, run_totp_off, RC_OK },
    { "admin: hold", TRIAL_WRITE, prepare_hold, run_hold, RC_OK },
    { "admin: end of holding", TRIAL_WRITE, prepare, run_hold_end, RC_OK },
    { "admin: holiday", TRIAL_WRITE, prepare_holiday, run_holiday, RC_OK },
    { "admin: settings", TRIAL_WRITE, prepare_settings, run_settings, RC_OK },
    { "admin: log", TRIAL_WRITE, prepare, run_audit, RC_OK },
    { "ledger: a day", TRIAL_WRITE, prepare, run_publish, RC_OK },
    { "outbox: posted", TRIAL_WRITE, prepare_messages, run_posted, RC_OK },
    { "outbox: again", TRIAL_WRITE, prepare_messages, run_again, RC_OK },
    { "outbox: give up", TRIAL_WRITE, prepare_messages, run_give_up, RC_OK },
    { "incident: try again", TRIAL_WRITE, prepare_incident, run_retry, RC_OK },
};

struct trial_list trials_of_admins(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
