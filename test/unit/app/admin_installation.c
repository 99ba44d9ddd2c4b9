/*
 * admin_installation.c - administrators' use cases on calendars, messages, the ledger, settings and the log.
 */
#include "app/admin_calendar.h"
#include "app/admin_state.h"
#include "app/flow.h"
#include "app/ledger_day.h"
#include "check.h"
#include "fixture.h"
#include "persian/jalali.h"
#include "port/flow.h"

/* An administrator of everything, and one of the agency only. */
static struct actor of_all(struct office *o)
{
    struct actor a = office_post(o, "mgr");

    a.rights |= RIGHT_ADMINISTER | RIGHT_ALL_UNITS;
    return a;
}

static struct actor of_roads(struct office *o)
{
    struct actor a = office_post(o, "roads-UNT");

    a.rights |= RIGHT_ADMINISTER;
    return a;
}

/* ---- calendars ---- */

struct day_call {
    struct admin_holiday_cmd cmd;
    struct admin_moved_list list;
    enum admin_holiday_fault fault;
    int64_t version;
};

static enum rc preview(struct cx *cx, void *arg, struct err *e)
{
    struct day_call *c = arg;

    return admin_holiday_preview(cx, &c->cmd, &c->list, &c->fault, e);
}

static enum rc apply(struct cx *cx, void *arg, struct err *e)
{
    struct day_call *c = arg;

    return admin_holiday_apply(cx, &c->cmd, &c->version, &c->fault, e);
}

static enum rc what_moved(struct cx *cx, void *arg, struct err *e)
{
    struct day_call *c = arg;

    return admin_calendar_moved(cx, c->cmd.key, c->version, &c->list, e);
}

struct due {
    int64_t case_id, at;
};
/* A second deadline in the case, of five working days. */
static enum rc promise(struct cx *cx, void *arg, struct err *e)
{
    const struct due *d = arg;
    const struct feel_value *v = feel_context(cx->a);
    struct flow *f = NULL;
    enum rc rc = flow_open(cx, d->case_id, &f, e);

    v = feel_context_put(cx->a, v, STR("class"), feel_string(cx->a, STR("X")));
    v = feel_context_put(cx->a, v, STR("limit"), feel_string(cx->a, STR("P5WD")));
    v = feel_context_put(cx->a, v, STR("article"), feel_string(cx->a, STR("مادهٔ ۱")));
    if (rc == RC_OK)
        rc = flow_set_deadline(f, f->pkg, STR("opinion"), v, STR("test"), STR("1"), e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

static enum rc promised(struct cx *cx, void *arg, struct err *e)
{
    struct due *d = arg;
    struct deadline_list list = { 0 };
    enum rc rc = deadline_list(cx->tx, cx->a, d->case_id, &list, e);

    d->at = 0;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "opinion"))
            d->at = list.v[i].due_at;
    return rc;
}

static struct due promised_case(struct office *o)
{
    struct due d = { .case_id = office_register(o, "web", office_complaint) };

    CHECK(d.case_id != 0);
    CHECK_MSG(office_write(o, NULL, promise, &d) == RC_OK, "%s", o->e.msg);
    CHECK_INT(office_read(o, NULL, promised, &d), RC_OK);
    CHECK(d.at != 0);
    return d;
}

static struct day_call holiday_on(int64_t due_at, const char *name)
{
    return (struct day_call){ .cmd = { .key = STR("test"),
                                       .version = 1,
                                       .act = HOLIDAY_ADD,
                                       .day = day_from_ms(due_at),
                                       .name = str_c(name),
                                       .source = STR("مصوبهٔ ۱۲۳") } };
}

OFFICE_TEST(an_announced_holiday_moves_the_deadlines_that_its_preview_names)
{
    struct actor all = of_all(o);
    struct due before = promised_case(o), after = before;
    struct day_call c = holiday_on(before.at, "آلودگی هوا");

    CHECK_INT(office_read(o, &all, preview, &c), RC_OK);
    CHECK(c.list.n > 0);
    CHECK_INT(office_read(o, NULL, promised, &after), RC_OK);
    CHECK_INT(after.at, before.at); /* a preview writes nothing */
    for (size_t i = 0; i < c.list.n; i++)
        if (c.list.v[i].old_due == before.at)
            after.at = c.list.v[i].new_due;
    CHECK(after.at > before.at);
    before.at = after.at;
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    CHECK_INT(c.version, 2);
    CHECK_INT(office_read(o, NULL, promised, &after), RC_OK);
    CHECK_INT(after.at, before.at);
    c.list = (struct admin_moved_list){ 0 };
    CHECK_INT(office_read(o, &all, what_moved, &c), RC_OK);
    CHECK_INT((int)c.list.n, 1);
    CHECK(c.list.n == 1 && c.list.v[0].new_due > c.list.v[0].old_due);
}

struct due_task {
    int64_t case_id, at;
};

static enum rc task_at(struct cx *cx, void *arg, struct err *e)
{
    struct due_task *x = arg;
    struct task_list list = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, x->case_id, true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].element, "OFF_FLW_02_T12"))
            x->at = list.v[i].due_at;
    return rc;
}

/* The manager has one working day to refer; a holiday announced on it is no working day. */
OFFICE_TEST(OFF_DLN_09_an_announced_holiday_moves_work_that_is_due_in_working_days)
{
    struct actor all = of_all(o);
    struct due_task x = { .case_id = office_register(o, "web", office_complaint) };
    struct day_call c;
    int64_t before;

    CHECK_INT(office_read(o, NULL, task_at, &x), RC_OK);
    before = x.at;
    CHECK(before > o->now_ms);
    c = holiday_on(before, "برف");
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    CHECK_INT(office_read(o, NULL, task_at, &x), RC_OK);
    CHECK_INT(day_from_ms(x.at), day_from_ms(before) + 1);
}

OFFICE_TEST(a_holiday_is_refused_with_its_reason)
{
    struct actor all = of_all(o), roads = of_roads(o);
    int64_t soon = o->now_ms + 10 * DAY_MS;
    struct day_call c = holiday_on(soon, "سوگ");

    CHECK_INT(office_write(o, &roads, apply, &c), RC_NOT_FOUND);
    c.cmd.name = STR("");
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_NAME);
    c = holiday_on(o->now_ms + 5000 * DAY_MS, "دور");
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_DAY);
    c = holiday_on(soon, "سوگ");
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    CHECK_INT(office_write(o, &all, apply, &c), RC_CONFLICT); /* version 1 was seen */
    c.cmd.version = 2;
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_IS_OFF);
    c.cmd.act = HOLIDAY_REMOVE;
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    c.cmd.version = 3;
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_UNKNOWN);
    c = holiday_on(o->now_ms - 2 * DAY_MS, "گذشته");
    c.cmd.version = 3;
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    c.cmd.version = 4;
    c.cmd.act = HOLIDAY_REMOVE;
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_IS_PAST);
}

struct calendar_call {
    struct admin_calendar c;
    int year;
};
static enum rc calendar_of(struct cx *cx, void *arg, struct err *e)
{
    struct calendar_call *c = arg;

    return admin_calendar_get(cx, STR_NONE, 0, c->year, &c->c, e);
}

static enum rc predict(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct moved_list moved = { 0 };

    return office_set_calendar(cx, STR("test"),
                               STR("{\"key\":\"test\",\"version\":2,\"weekly\":[{\"weekday\":6}],"
                                   "\"holidays\":[{\"date\":\"1403/07/10\",\"kind\":\"lunar\",\"confirmed\":"
                                   "false,\"name\":\"عید\"}]}"),
                               STR(""), &moved, e);
}

OFFICE_TEST(a_predicted_day_is_confirmed_a_day_later)
{
    struct actor all = of_all(o);
    struct calendar_call year = { .year = 1403 };
    struct day_call c = {
        .cmd = { .key = STR("test"), .version = 2, .act = HOLIDAY_CONFIRM, .name = STR("عید") }
    };

    c.cmd.day = jdate_to_day((struct jdate){ 1403, 7, 10 });
    c.cmd.shift = 1;
    CHECK_INT(office_write(o, NULL, predict, NULL), RC_OK);
    CHECK_INT(office_write(o, &all, apply, &c), RC_OK);
    CHECK_INT(office_read(o, &all, calendar_of, &year), RC_OK);
    CHECK_INT((int)year.c.n_holidays, 1);
    CHECK_INT(year.c.holidays[0].h.day, c.cmd.day + 1);
    CHECK(year.c.holidays[0].h.confirmed && year.c.may_change);
    CHECK_INT(year.c.rec.version, 3);
    c.cmd.version = 3;
    CHECK_INT(office_write(o, &all, apply, &c), RC_INVALID);
    CHECK_INT(c.fault, HOLIDAY_UNKNOWN);
}

/* ---- messages ---- */

struct part_call {
    enum admin_outbox_part part;
    struct admin_outbox o;
    int64_t id;
};
static enum rc part_of(struct cx *cx, void *arg, struct err *e)
{
    struct part_call *c = arg;

    return admin_outbox(cx, c->part, 1, &c->o, e);
}

static enum rc put_messages(struct cx *cx, void *arg, struct err *e)
{
    const struct due *d = arg;
    struct outbox_rec letter = { .id = 1001,
                                 .case_id = d->case_id,
                                 .channel = STR("letter"),
                                 .recipient = STR("سمنان، خیابان امام"),
                                 .template = STR("t"),
                                 .subject = STR("پاسخ"),
                                 .body = STR("متن"),
                                 .state = STR("queued"),
                                 .last_error = STR(""),
                                 .made_at = cx->now_ms };
    struct outbox_rec dead = letter;
    enum rc rc = outbox_insert(cx->tx, &letter, e);

    dead.id = 1002;
    dead.channel = STR("sms");
    dead.state = STR("dead");
    return rc == RC_OK ? outbox_insert(cx->tx, &dead, e) : rc;
}

static enum rc posted(struct cx *cx, void *arg, struct err *e)
{
    return admin_letter_posted(cx, ((struct part_call *)arg)->id, e);
}

static enum rc again(struct cx *cx, void *arg, struct err *e)
{
    return admin_message_retry(cx, ((struct part_call *)arg)->id, STR_NONE, e);
}

OFFICE_TEST(letters_are_posted_once_and_lost_messages_sent_again)
{
    struct actor all = of_all(o), roads = of_roads(o);
    struct due d = { .case_id = office_register(o, "web", office_complaint) };
    struct part_call c = { .part = OUTBOX_LETTERS, .id = 1001 };

    CHECK_INT(office_write(o, NULL, put_messages, &d), RC_OK);
    CHECK_INT(office_read(o, &all, part_of, &c), RC_OK);
    CHECK_INT(c.o.letters, 1);
    CHECK_INT(c.o.failed, 1);
    CHECK_INT(office_write(o, &roads, posted, &c), RC_NOT_FOUND); /* a case of another unit */
    CHECK_INT(office_write(o, &all, posted, &c), RC_OK);
    CHECK_INT(office_write(o, &all, posted, &c), RC_OK); /* twice is no fault */
    CHECK_INT(office_write(o, &all, again, &c), RC_CONFLICT);
    c.id = 1002;
    CHECK_INT(office_write(o, &all, posted, &c), RC_NOT_FOUND); /* no letter */
    CHECK_INT(office_write(o, &all, again, &c), RC_OK);
    CHECK_INT(office_read(o, &all, part_of, &c), RC_OK);
    CHECK_INT(c.o.letters, 0);
    CHECK_INT(c.o.failed, 0);
    CHECK_INT(office_read(o, &roads, part_of, &c), RC_OK);
    CHECK_INT((int)c.o.n, 0);
}

/* ---- the ledger ---- */

struct check_call {
    int64_t day;
    struct str code;
    struct admin_check r;
    struct ledger_day_rec rec;
};
static enum rc publish(struct cx *cx, void *arg, struct err *e)
{
    struct check_call *c = arg;
    enum rc rc = ledger_day_make(cx, (int32_t)c->day, NULL, &c->rec, e);

    return rc == RC_OK ? ledger_day_insert(cx->tx, &c->rec, e) : rc;
}

static enum rc check_day(struct cx *cx, void *arg, struct err *e)
{
    struct check_call *c = arg;

    return admin_check_day(cx, c->day, &c->r, e);
}

static enum rc check_case(struct cx *cx, void *arg, struct err *e)
{
    struct check_call *c = arg;

    return admin_check_case(cx, c->code, &c->r, e);
}

static enum rc code_of(struct cx *cx, void *arg, struct err *e)
{
    struct check_call *c = arg;
    struct case_rec rec;
    enum rc rc = case_by_id(cx->tx, cx->a, c->day, &rec, e);

    c->code = rec.tracking_code;
    return rc;
}

OFFICE_TEST(a_day_and_a_case_are_checked_against_the_ledger)
{
    struct actor all = of_all(o), roads = of_roads(o);
    struct check_call c = { .day = office_register(o, "web", office_complaint) };

    CHECK_INT(office_read(o, NULL, code_of, &c), RC_OK);
    CHECK_INT(office_read(o, &all, check_case, &c), RC_OK);
    CHECK_MSG(c.r.intact, "%.*s", STR_ARG(c.r.fault));
    CHECK(c.r.events > 0);
    CHECK_INT(office_read(o, &roads, check_case, &c), RC_NOT_FOUND);
    c.day = day_from_ms(o->now_ms);
    CHECK_INT(office_read(o, &all, check_day, &c), RC_NOT_FOUND);
    CHECK_INT(office_write(o, NULL, publish, &c), RC_OK);
    CHECK_INT(office_read(o, &all, check_day, &c), RC_OK);
    CHECK_MSG(c.r.intact, "%.*s", STR_ARG(c.r.fault));
    CHECK_INT(c.r.cases, 1);
    CHECK(office_register(o, "web", "{}") == 0);
}

static enum rc publish_wrong(struct cx *cx, void *arg, struct err *e)
{
    struct check_call *c = arg;
    enum rc rc = ledger_day_make(cx, (int32_t)c->day, NULL, &c->rec, e);
    char *p;

    if (rc != RC_OK)
        return rc;
    p = arena_alloc(cx->a, c->rec.root.len);
    if (p == NULL)
        return arena_check(cx->a, e);
    memcpy(p, c->rec.root.p, c->rec.root.len);
    p[0] = p[0] == '0' ? '1' : '0';
    c->rec.root.p = p;
    return ledger_day_insert(cx->tx, &c->rec, e);
}

OFFICE_TEST(a_root_that_does_not_fit_is_found)
{
    struct actor all = of_all(o);
    struct check_call c = { .day = day_from_ms(o->now_ms) };

    CHECK(office_register(o, "web", office_complaint) != 0);
    CHECK_INT(office_write(o, NULL, publish_wrong, &c), RC_OK);
    CHECK_INT(office_read(o, &all, check_day, &c), RC_OK);
    CHECK(!c.r.intact && c.r.fault.len > 0);
}

/* ---- settings, log ---- */

static enum rc settings(struct cx *cx, void *arg, struct err *e)
{
    return admin_settings_get(cx, arg, e);
}

static enum rc settings_save(struct cx *cx, void *arg, struct err *e)
{
    return admin_settings_save(cx, arg, e);
}

static enum rc log_of(struct cx *cx, void *arg, struct err *e)
{
    struct audit_filter f = { .acts = STR("setting.") };

    return admin_log(cx, &f, arg, e);
}

OFFICE_TEST(settings_are_saved_by_who_saw_the_last_ones)
{
    struct actor all = of_all(o), roads = of_roads(o);
    struct admin_settings s = { 0 }, stale;
    struct audit_list log = { 0 };

    CHECK_INT(office_read(o, &all, settings, &s), RC_OK);
    stale = s;
    s.public_url = STR("https://samad.example.ir");
    s.hours = STR("شنبه تا چهارشنبه");
    s.office.phone = STR("+982333440001");
    CHECK_INT(office_write(o, &roads, settings_save, &s), RC_NOT_FOUND);
    CHECK_INT(office_write(o, &all, settings_save, &s), RC_OK);
    CHECK_INT(office_write(o, &all, settings_save, &stale), RC_CONFLICT);
    CHECK_INT(office_read(o, &all, settings, &s), RC_OK);
    CHECK_STR(s.public_url, "https://samad.example.ir");
    CHECK_STR(s.office.phone, "+982333440001");
    CHECK_INT(office_read(o, &all, log_of, &log), RC_OK);
    CHECK_INT((int)log.n, 2);
    CHECK_INT(office_read(o, &roads, log_of, &log), RC_NOT_FOUND);
}

/* ---- the whole at a glance, processes ---- */

static enum rc overview(struct cx *cx, void *arg, struct err *e)
{
    return admin_overview(cx, arg, e);
}

static enum rc processes(struct cx *cx, void *arg, struct err *e)
{
    struct admin_processes list = { 0 };
    struct admin_process *one = arg;
    enum rc rc = admin_processes(cx, &list, e);

    CHECK(list.n >= 5);
    return rc == RC_OK ? admin_process_get(cx, list.v[0].rec.id, one, e) : rc;
}

OFFICE_TEST(the_overview_counts_what_waits)
{
    struct actor all = of_all(o), roads = of_roads(o);
    struct admin_overview v;
    struct admin_process p;

    CHECK(office_register(o, "web", office_complaint) != 0);
    CHECK_INT(office_read(o, &all, overview, &v), RC_OK);
    CHECK_INT(v.incidents, 0);
    CHECK(v.units >= 3 && v.running > 0 && v.has_calendar);
    CHECK_INT(office_read(o, &roads, overview, &v), RC_OK);
    CHECK_INT(v.units, 1);
    CHECK_INT(v.waiting, 0);
    CHECK_INT(office_read(o, &all, processes, &p), RC_OK);
    CHECK_INT((int)p.versions.n, 1);
    CHECK(p.versions.v[0].active && p.pkg != NULL);
}
