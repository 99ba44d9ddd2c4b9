/*
 * versions.c - versions in use: running cases stay on theirs, are moved with all that they wait for, and go
 * back as they were; replaying gives the identical state throughout.
 */
#include "app/migration.h"
#include "app/process_diff.h"
#include "check.h"
#include "domain/deadline.h"
#include "tiny.h"

/* Two tasks; the second version calls the first one otherwise, reminds on it and has one more at the end. */
static const char first[] = TINY_PROC("<startEvent id='S'/>" TINY_USER("A", "بررسی") TINY_USER(
    "B", "امضا") TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "A", "B") TINY_FLOW("f3", "B", "E"));
static const char second[] = TINY_PROC(
    "<startEvent id='S'/>" TINY_USER("A2", "بررسی") TINY_USER("B", "امضا و مهر") TINY_USER("C", "بایگانی")
        TINY_END
    "<boundaryEvent id='R' attachedToRef='A2' cancelActivity='false'><timerEventDefinition><timeDuration>"
    "P1D</timeDuration></timerEventDefinition></boundaryEvent>" TINY_USER("D", "پیگیری")
        TINY_FLOW("f1", "S", "A2") TINY_FLOW("f2", "A2", "B") TINY_FLOW("f3", "B", "C")
            TINY_FLOW("f4", "C", "E") TINY_FLOW("f5", "R", "D"));
/* Nothing stands for B here. */
static const char third[] = TINY_PROC("<startEvent id='S'/>" TINY_USER("A", "بررسی") TINY_USER(
    "Z", "دیگر") TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "A", "Z") TINY_FLOW("f3", "Z", "E"));

struct call {
    struct office *o;
    int64_t from, to, run_id;
    struct bpmn_pair given[4];
    size_t n;
    struct str only;
    struct migration_plan plan;
    struct migration_lines lines;
    struct migration_report report;
};

static enum rc propose(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;

    return migration_propose(cx, c->from, c->to, c->given, c->n, &c->plan, e);
}

static enum rc dry(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc = propose(cx, c, e);

    return rc == RC_OK ? migration_dry_run(cx, &c->plan, c->only, 0, 100, &c->lines, e) : rc;
}

static enum rc begin(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;
    enum rc rc = propose(cx, c, e);

    return rc == RC_OK ? migration_begin(cx, &c->plan, c->only, STR("اصلاح گردش کار"), &c->run_id, e) : rc;
}

static enum rc undo(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;

    return migration_undo(cx, c->run_id, STR("اشتباه بود"), e);
}

static enum rc report(struct cx *cx, void *arg, struct err *e)
{
    struct call *c = arg;

    return migration_report(cx, c->run_id, 0, 100, &c->report, e);
}

static void go_on(struct call *c)
{
    bool left = true;

    for (int i = 0; left && i < 100; i++)
        CHECK_MSG(migration_go_on(c->o->app, c->run_id, 1, &left, &c->o->e) == RC_OK, "%s", c->o->e.msg);
    CHECK_INT(office_read(c->o, NULL, report, c), RC_OK);
}

static struct call to_version(struct office *o, const char *key, int64_t from, int64_t to)
{
    return (struct call){ .o = o, .from = tiny_version(o, key, from).id, .to = tiny_version(o, key, to).id };
}

struct rows {
    int64_t instance_id;
    struct step_list steps;
    struct timer_list timers;
    struct instance_rec rec;
    int64_t case_id;
};

static enum rc read_rows(struct cx *cx, void *arg, struct err *e)
{
    struct rows *r = arg;
    enum rc rc = step_list(cx->tx, cx->a, r->instance_id, &r->steps, e);

    if (rc == RC_OK)
        rc = timer_list_case(cx->tx, cx->a, r->case_id, &r->timers, e);
    return rc == RC_OK ? instance_by_id(cx->tx, cx->a, r->instance_id, &r->rec, e) : rc;
}

static struct rows rows_of(struct office *o, int64_t case_id)
{
    struct instance_list list = tiny_running(o, case_id);
    struct rows r = { .case_id = case_id, .instance_id = list.n == 0 ? 0 : list.v[0].id };

    CHECK_INT((int)list.n, 1);
    CHECK_MSG(office_read(o, NULL, read_rows, &r) == RC_OK, "%s", o->e.msg);
    return r;
}

OFFICE_TEST(a_running_case_stays_on_its_version)
{
    int64_t id, other;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    id = tiny_case(o, "tiny");
    CHECK_INT(tiny_install(o, "tiny", second), 2);
    other = tiny_case(o, "tiny");
    CHECK_STR(tiny_tasks(o, id), "A");
    CHECK_STR(tiny_tasks(o, other), "A2");
    CHECK_MSG(office_do(o, id, "A", "{}") == RC_OK, "%s", o->e.msg);
    CHECK_MSG(office_do(o, id, "B", "{}") == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "");
    CHECK(tiny_rec(o, id).closed_at != 0);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(cases_are_moved_with_what_they_wait_for_and_go_on_in_the_new_version)
{
    struct call c;
    struct rows r, before;
    int64_t at_a, at_b;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    at_a = tiny_case(o, "tiny");
    at_b = tiny_case(o, "tiny");
    CHECK_INT(office_do(o, at_b, "A", "{}"), RC_OK);
    before = rows_of(o, at_a);
    CHECK_INT(before.steps.n, 1);
    o->now_ms += HOUR_MS;
    CHECK_INT(tiny_install(o, "tiny", second), 2);
    c = to_version(o, "tiny", 1, 2);
    CHECK_MSG(office_read(o, NULL, dry, &c) == RC_OK, "%s", o->e.msg);
    CHECK_INT(c.plan.n_map, 1); /* A becomes A2 by its name */
    CHECK_INT(c.lines.n, 2);
    CHECK_INT(c.lines.moved, 2);
    CHECK_STR(tiny_tasks(o, at_a), "A"); /* a dry run writes nothing */
    CHECK_MSG(office_write(o, NULL, begin, &c) == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, at_a), "A");
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 2);
    CHECK_STR(tiny_tasks(o, at_a), "A2");
    CHECK_STR(tiny_tasks(o, at_b), "B");
    r = rows_of(o, at_a);
    CHECK_INT(r.rec.process_id, c.to);
    CHECK_INT(tiny_rec(o, at_a).process_id, c.to);
    CHECK_INT(r.timers.n, 1); /* the new reminder is armed */
    CHECK_INT(r.steps.n, 1);
    CHECK_STR(r.steps.v[0].element, "A2");
    CHECK_INT(r.steps.v[0].since, before.steps.v[0].since);
    CHECK_INT(tiny_events(o, at_a, "migrated"), 1);
    CHECK_INT(tiny_faults(o), 0);
    CHECK(office_advance(o, 2 * DAY_MS));
    CHECK_STR(tiny_tasks(o, at_a), "A2 D");
    CHECK_INT(office_do(o, at_a, "A2", "{}"), RC_OK);
    CHECK_INT(office_do(o, at_a, "B", "{}"), RC_OK);
    CHECK_INT(office_do(o, at_a, "D", "{}"), RC_OK);
    CHECK_STR(tiny_tasks(o, at_a), "C");
    CHECK_INT(office_do(o, at_a, "C", "{}"), RC_OK);
    CHECK(tiny_rec(o, at_a).closed_at != 0);
    CHECK_INT(tiny_faults(o), 0);
}

struct choosing {
    struct call *c;
    struct migration_choices v;
};

static enum rc choices(struct cx *cx, void *arg, struct err *e)
{
    struct choosing *x = arg;
    enum rc rc = migration_propose(cx, x->c->from, x->c->to, NULL, 0, &x->c->plan, e);

    return rc == RC_OK ? migration_choices(cx, &x->c->plan, &x->v, e) : rc;
}

OFFICE_TEST(who_maps_is_asked_first_for_the_steps_where_cases_stand)
{
    struct call c;
    struct choosing x = { .c = &c };
    int64_t at_b;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    at_b = tiny_case(o, "tiny");
    CHECK_INT(office_do(o, at_b, "A", "{}"), RC_OK);
    CHECK_INT(tiny_install(o, "tiny", second), 2);
    c = to_version(o, "tiny", 1, 2);
    CHECK_MSG(office_read(o, NULL, choices, &x) == RC_OK, "%s", o->e.msg);
    CHECK_INT(x.v.n, 2);
    CHECK_STR(x.v.v[0].old->id, "B"); /* a case stands there, and it is in both versions */
    CHECK_STR(x.v.v[0].to, "B");
    CHECK_INT(x.v.v[0].standing, 1);
    CHECK_STR(x.v.v[1].old->id, "A"); /* nobody is there, but it has another name now */
    CHECK_STR(x.v.v[1].to, "A2");
    CHECK_INT(x.v.v[1].standing, 0);
}

OFFICE_TEST(what_cannot_be_moved_is_refused_with_its_reason_and_stays)
{
    struct call c;
    struct str element, why;
    int64_t at_b;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    at_b = tiny_case(o, "tiny");
    CHECK_INT(office_do(o, at_b, "A", "{}"), RC_OK);
    (void)tiny_case(o, "tiny");
    CHECK_INT(tiny_install(o, "tiny", third), 2);
    c = to_version(o, "tiny", 1, 2);
    CHECK_INT(office_write(o, NULL, begin, &c), RC_OK);
    CHECK_INT(c.plan.n_gone, 1);
    CHECK(c.plan.n_gone == 1 && str_eq_c(c.plan.gone[0]->id, "B"));
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 1);
    CHECK_INT(c.report.counts.refused, 1);
    for (size_t i = 0; i < c.report.cases.n; i++)
        if (c.report.cases.v[i].case_id == at_b) {
            migration_why(c.report.cases.v[i].reason, &element, &why);
            CHECK_STR(element, "B");
            CHECK_STR(why, "nothing in the new version stands for the element where the instance is");
            CHECK(c.report.cases.v[i].tracking_code.len > 0);
        }
    CHECK_STR(tiny_tasks(o, at_b), "B");
    CHECK_INT(office_do(o, at_b, "B", "{}"), RC_OK);
    /* said by hand: B becomes Z */
    at_b = tiny_case(o, "tiny");
    CHECK_INT(tiny_install(o, "tiny", first), 3);
    at_b = tiny_case(o, "tiny");
    CHECK_INT(office_do(o, at_b, "A", "{}"), RC_OK);
    c = to_version(o, "tiny", 3, 2);
    c.given[0] = (struct bpmn_pair){ STR("B"), STR("Z") };
    c.n = 1;
    CHECK_INT(office_write(o, NULL, begin, &c), RC_OK);
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 1);
    CHECK_STR(tiny_tasks(o, at_b), "Z");
    c.given[0].value = STR("nowhere");
    CHECK_INT(office_write(o, NULL, begin, &c), RC_INVALID);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(a_run_is_undone_and_every_state_is_as_it_was)
{
    struct call c;
    struct rows before, after;
    int64_t stays, goes;
    struct str was;

    CHECK_INT(tiny_install(o, "tiny", second), 1);
    goes = tiny_case(o, "tiny");
    stays = tiny_case(o, "tiny");
    before = rows_of(o, goes);
    was = arena_str(o->a, before.rec.state);
    CHECK_INT(before.timers.n, 1);
    CHECK_INT(tiny_install(o, "tiny", first), 2);
    c = to_version(o, "tiny", 1, 2);
    CHECK_INT(office_write(o, NULL, begin, &c), RC_OK);
    CHECK_INT(office_write(o, NULL, undo, &c), RC_CONFLICT); /* still under way */
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 2);
    CHECK_INT(rows_of(o, goes).timers.n, 0); /* the reminder is not in the other version */
    CHECK_STR(tiny_tasks(o, goes), "A");
    CHECK_INT(office_do(o, stays, "A", "{}"), RC_OK);
    o->now_ms += HOUR_MS;
    CHECK_MSG(office_write(o, NULL, undo, &c) == RC_OK, "%s", o->e.msg);
    go_on(&c);
    CHECK_INT(c.report.counts.undone, 1);
    CHECK_INT(c.report.counts.stayed, 1);
    after = rows_of(o, goes);
    CHECK(str_eq(after.rec.state, was));
    CHECK_INT(after.rec.process_id, c.from);
    CHECK_INT(tiny_rec(o, goes).process_id, c.from);
    CHECK_INT(after.timers.n, 1);
    CHECK(after.timers.n == 1 && after.timers.v[0].due_at == before.timers.v[0].due_at);
    CHECK(after.timers.n == 1 && str_eq_c(after.timers.v[0].element, "R"));
    CHECK_STR(tiny_tasks(o, goes), "A2");
    CHECK_STR(tiny_tasks(o, stays), "B");
    CHECK_INT(tiny_events(o, goes, "migration_undone"), 1);
    CHECK_INT(tiny_events(o, stays, "migration_undone"), 0);
    CHECK_INT(office_write(o, NULL, undo, &c), RC_CONFLICT); /* once */
    CHECK_INT(tiny_faults(o), 0);
    /* and again, so that a replay passes over a restored state */
    CHECK_INT(office_write(o, NULL, begin, &c), RC_OK);
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 1);
    CHECK_INT(office_do(o, goes, "A", "{}"), RC_OK);
    CHECK_STR(tiny_tasks(o, goes), "B");
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(only_chosen_cases_are_moved_and_who_may_not_finds_nothing)
{
    struct actor expert = office_post(o, "exp1");
    struct call c;
    int64_t one, two;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    one = tiny_case(o, "tiny");
    two = tiny_case(o, "tiny");
    CHECK_INT(tiny_install(o, "tiny", second), 2);
    c = to_version(o, "tiny", 1, 2);
    c.only = tiny_rec(o, two).tracking_code;
    CHECK_INT(office_write(o, &expert, begin, &c), RC_NOT_FOUND);
    CHECK_INT(office_read(o, &expert, dry, &c), RC_NOT_FOUND);
    CHECK_INT(office_read(o, NULL, dry, &c), RC_OK);
    CHECK_INT(c.lines.moved, 1);
    CHECK_INT(c.lines.kept, 1);
    CHECK_INT(office_write(o, NULL, begin, &c), RC_OK);
    go_on(&c);
    CHECK_INT(c.report.counts.moved, 1);
    CHECK_INT(c.report.counts.kept, 1);
    c.given[0] = (struct bpmn_pair){ STR("A"), STR("") }; /* not what is proposed: nothing stands for it */
    c.n = 1;
    c.only = STR_NONE;
    CHECK_INT(office_read(o, NULL, dry, &c), RC_OK);
    CHECK_INT(c.lines.refused, 1);
    CHECK_STR(tiny_tasks(o, one), "A");
    CHECK_STR(tiny_tasks(o, two), "A2");
    c.to = c.from;
    CHECK_INT(office_write(o, NULL, begin, &c), RC_INVALID);
}

/* ---- previous and corrected (PRT-REV-01, PRT-REV-02) ---- */

struct comparing {
    int64_t before, after;
    struct process_diff d;
};

static enum rc compare(struct cx *cx, void *arg, struct err *e)
{
    struct comparing *c = arg;
    const struct package *p = NULL, *q = NULL;
    enum rc rc = catalogue_get(cx, c->before, &p, e);

    if (rc == RC_OK)
        rc = catalogue_get(cx, c->after, &q, e);
    return rc == RC_OK ? process_diff(cx->a, p, q, &c->d, e) : rc;
}

static const struct diff_step *step_of(const struct process_diff *d, const char *id)
{
    for (size_t i = 0; i < d->n_steps; i++)
        if ((d->steps[i].after != NULL && str_eq_c(d->steps[i].after->id, id)) ||
            (d->steps[i].after == NULL && str_eq_c(d->steps[i].before->id, id)))
            return &d->steps[i];
    return NULL;
}

OFFICE_TEST(previous_and_corrected_stand_side_by_side)
{
    struct comparing c = { 0 };
    const struct diff_step *a2, *b, *z;

    CHECK_INT(tiny_install(o, "tiny", first), 1);
    CHECK_INT(tiny_install(o, "tiny", second), 2);
    CHECK_INT(tiny_install(o, "tiny", third), 3);
    c.before = tiny_version(o, "tiny", 1).id;
    c.after = tiny_version(o, "tiny", 2).id;
    CHECK_MSG(office_read(o, NULL, compare, &c) == RC_OK, "%s", o->e.msg);
    CHECK_INT(c.d.added, 3); /* C, D and the reminder */
    CHECK_INT(c.d.removed, 0);
    a2 = step_of(&c.d, "A2");
    b = step_of(&c.d, "B");
    CHECK(a2 != NULL && a2->kind == DIFF_CHANGED && a2->what == DIFF_ID); /* told by its name */
    CHECK(b != NULL && b->kind == DIFF_CHANGED && b->what == (DIFF_NAME | DIFF_WAYS));
    CHECK_INT(c.d.work_count.before, 2);
    CHECK_INT(c.d.work_count.after, 4);
    CHECK_INT(c.d.times.n, 1);
    CHECK(c.d.times.n == 1 && c.d.times.v[0].kind == DIFF_ADDED && str_eq_c(c.d.times.v[0].after, "P1D"));
    c.after = tiny_version(o, "tiny", 3).id;
    CHECK_INT(office_read(o, NULL, compare, &c), RC_OK);
    z = step_of(&c.d, "Z");
    b = step_of(&c.d, "B");
    CHECK(z != NULL && z->kind == DIFF_ADDED);
    CHECK(b != NULL && b->kind == DIFF_REMOVED);
    c.after = c.before;
    CHECK_INT(office_read(o, NULL, compare, &c), RC_OK);
    CHECK_INT(c.d.added + c.d.removed + c.d.changed + c.d.times.changed + c.d.forms.changed, 0);
}
