/*
 * running.c - running it in the office: the monitor's counts and lists, remedies and who may use them,
 * signals and messages from case to case, starts that wait while nothing runs.
 */
#include "app/monitor.h"
#include "app/remedy.h"
#include "app/start.h"
#include "check.h"
#include "domain/deadline.h"
#include "tiny.h"

static struct actor admin_of(struct office *o, const char *post)
{
    struct actor a = office_post(o, post);

    a.rights |= RIGHT_ADMINISTER | RIGHT_ALL_UNITS;
    return a;
}

/* ---- the monitor ---- */

static const char two[] = TINY_PROC("<startEvent id='S'/>" TINY_USER("A", "بررسی") TINY_USER(
    "B", "امضا") TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "A", "B") TINY_FLOW("f3", "B", "E"));

struct watching {
    struct monitor m;
    struct instance_filter f;
    struct monitor_instances list;
    struct monitor_one one;
    int64_t instance_id;
};

static enum rc watch(struct cx *cx, void *arg, struct err *e)
{
    struct watching *w = arg;
    enum rc rc = monitor_get(cx, &w->m, e);

    return rc == RC_OK ? monitor_instances(cx, &w->f, &w->list, e) : rc;
}

static enum rc watch_one(struct cx *cx, void *arg, struct err *e)
{
    struct watching *w = arg;

    return monitor_instance(cx, w->instance_id, &w->one, e);
}

static int64_t at_step(const struct watching *w, const char *key, const char *step)
{
    for (size_t i = 0; i < w->m.n; i++)
        for (size_t k = 0; str_eq_c(w->m.v[i].rec.key, key) && k < w->m.v[i].n_steps; k++)
            if (str_eq_c(w->m.v[i].steps[k].id, step))
                return w->m.v[i].steps[k].n;
    return 0;
}

OFFICE_TEST(the_monitor_counts_and_lists_by_process_and_step)
{
    struct actor admin = admin_of(o, "mgr"), other = office_post(o, "roads-UNT");
    struct watching w = { 0 };
    int64_t ids[3];

    CHECK_INT(tiny_install(o, "tiny", two), 1);
    for (size_t i = 0; i < 3; i++)
        ids[i] = tiny_case(o, "tiny");
    CHECK_INT(office_do(o, ids[0], "A", "{}"), RC_OK);
    w.f.process_id = tiny_version(o, "tiny", 1).id;
    CHECK_MSG(office_read(o, &admin, watch, &w) == RC_OK, "%s", o->e.msg);
    CHECK_INT(at_step(&w, "tiny", "A"), 2);
    CHECK_INT(at_step(&w, "tiny", "B"), 1);
    CHECK_INT(w.list.n, 3);
    CHECK_INT(w.list.next, 0);
    w.f.element = STR("B");
    CHECK_INT(office_read(o, &admin, watch, &w), RC_OK);
    CHECK_INT(w.list.n, 1);
    CHECK(w.list.n == 1 && w.list.v[0].row.case_id == ids[0]);
    CHECK(w.list.n == 1 && str_eq_c(w.list.v[0].step, "امضا"));
    CHECK_INT(office_do(o, ids[0], "B", "{}"), RC_OK);
    CHECK_INT(office_read(o, &admin, watch, &w), RC_OK);
    CHECK_INT(w.list.n, 0);
    w.f = (struct instance_filter){ .view = INSTANCES_ENDED, .process_id = w.f.process_id };
    CHECK_INT(office_read(o, &admin, watch, &w), RC_OK);
    CHECK_INT(w.list.n, 1);
    /* an administrator of another unit sees nothing of them */
    other.rights |= RIGHT_ADMINISTER;
    w.f.view = INSTANCES_RUNNING;
    CHECK_INT(office_read(o, &other, watch, &w), RC_OK);
    CHECK_INT(w.list.n, 0);
    CHECK_INT(at_step(&w, "tiny", "A"), 0);
    w.instance_id = tiny_running(o, ids[1]).v[0].id;
    CHECK_INT(office_read(o, &other, watch_one, &w), RC_NOT_FOUND);
    CHECK_INT(office_read(o, &admin, watch_one, &w), RC_OK);
    CHECK_INT(w.one.n_waits, 1);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(a_long_list_is_walked_page_by_page_without_gap_or_repeat)
{
    struct actor admin = admin_of(o, "mgr");
    struct watching w = { 0 };
    size_t seen = 0;
    int64_t last = INT64_MAX;

    CHECK_INT(tiny_install(o, "tiny", two), 1);
    for (int i = 0; i < MONITOR_PAGE + 7; i++)
        (void)tiny_case(o, "tiny");
    do {
        CHECK_INT(office_read(o, &admin, watch, &w), RC_OK);
        for (size_t i = 0; i < w.list.n; i++, seen++) {
            CHECK(w.list.v[i].row.id < last);
            last = w.list.v[i].row.id;
        }
        w.f.before = w.list.next;
    } while (w.list.next != 0);
    CHECK_INT(seen, MONITOR_PAGE + 7);
}

/* ---- incidents: retry, variable, move ---- */

static const char stops[] = TINY_PROC(
    "<startEvent id='S'>" TINY_EXT("<zeebe:ioMapping><zeebe:output source='= \"x\"' target='amount'/>"
                                   "</zeebe:ioMapping>") "</startEvent>" TINY_USER("A", "بررسی")
        TINY_USER("B", "امضا") "<exclusiveGateway id='G'/>" TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW(
            "f2", "A",
            "G") "<sequenceFlow id='f3' sourceRef='G' targetRef='B'><conditionExpression>= amount &gt; 10"
                 "</conditionExpression></sequenceFlow><sequenceFlow id='f4' sourceRef='G' targetRef='E'>"
                 "<conditionExpression>= amount &lt;= 10</conditionExpression></sequenceFlow>" TINY_FLOW(
                     "f5", "B", "E"));

struct curing {
    struct remedy_variable v;
    struct remedy_move m;
    enum remedy_fault fault;
    enum remedy_answer answer;
    int64_t id;
    struct move_list open;
};

static enum rc set_variable(struct cx *cx, void *arg, struct err *e)
{
    struct curing *c = arg;

    return remedy_set_variable(cx, &c->v, &c->fault, e);
}

static enum rc propose(struct cx *cx, void *arg, struct err *e)
{
    struct curing *c = arg;

    return remedy_propose(cx, &c->m, &c->id, &c->fault, e);
}

static enum rc decide(struct cx *cx, void *arg, struct err *e)
{
    struct curing *c = arg;

    return remedy_decide(cx, c->id, c->answer, STR("بررسی شد"), &c->fault, e);
}

static enum rc open_moves(struct cx *cx, void *arg, struct err *e)
{
    struct curing *c = arg;

    return remedy_moves(cx, &c->open, e);
}

static enum rc retry(struct cx *cx, void *arg, struct err *e)
{
    return incident_retry(cx, *(const int64_t *)arg, STR("درست شد"), e);
}

static int64_t stopped_case(struct office *o)
{
    int64_t id;

    CHECK_INT(tiny_install(o, "tiny", stops), 1);
    id = tiny_case(o, "tiny");
    CHECK_MSG(office_do(o, id, "A", "{}") == RC_OK, "%s", o->e.msg);
    CHECK(tiny_incident(o, id).id != 0);
    return id;
}

OFFICE_TEST(a_variable_is_corrected_with_a_reason_and_the_case_goes_on)
{
    struct actor admin = admin_of(o, "gov"), expert = office_post(o, "exp1");
    int64_t id = stopped_case(o);
    struct curing c = { .v = { .instance_id = tiny_running(o, id).v[0].id,
                               .name = STR("amount"),
                               .value = STR("twelve"),
                               .reason = STR("عدد نبود"),
                               .retry = true } };

    CHECK_INT(office_write(o, &admin, set_variable, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_VALUE);
    c.v.value = STR("12");
    c.v.name = STR("case");
    CHECK_INT(office_write(o, &admin, set_variable, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_NAME);
    c.v.name = STR("amount");
    CHECK_INT(tiny_events(o, id, "variable_corrected"), 0);
    CHECK_MSG(office_write(o, &admin, set_variable, &c) == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "B");
    CHECK_INT(tiny_incident(o, id).id, 0);
    CHECK_INT(tiny_events(o, id, "variable_corrected"), 1);
    CHECK_INT(tiny_events(o, id, "incident_solved"), 1);
    CHECK_INT(office_write(o, &admin, set_variable, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_SAME);
    expert.unit_path = STR("/0/");
    c.v.value = STR("13");
    CHECK_INT(office_write(o, &expert, set_variable, &c), RC_NOT_FOUND);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(a_token_moves_only_when_a_second_person_consents)
{
    struct actor one = admin_of(o, "gov"), two_ = admin_of(o, "dg");
    int64_t id = stopped_case(o);
    struct curing c = { .m = { .instance_id = tiny_running(o, id).v[0].id,
                               .key = tiny_incident(o, id).key,
                               .target = STR("S"),
                               .reason = STR("راهی نیست") } };

    c.m.target = STR("nowhere");
    CHECK_INT(office_write(o, &one, propose, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_TARGET);
    c.m.target = STR("B");
    CHECK_MSG(office_write(o, &one, propose, &c) == RC_OK, "%s", o->e.msg);
    CHECK_INT(office_write(o, &two_, propose, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_OPEN);
    CHECK_STR(tiny_tasks(o, id), "G"); /* the incident lies in a tray; nothing has moved */
    CHECK_INT(office_read(o, &two_, open_moves, &c), RC_OK);
    CHECK_INT(c.open.n, 1);
    CHECK_INT(office_write(o, &one, decide, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_YOURSELF);
    /* the same person in another post is still the same person */
    one.post_id = two_.post_id;
    CHECK_INT(office_write(o, &one, decide, &c), RC_INVALID);
    CHECK_MSG(office_write(o, &two_, decide, &c) == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "B");
    CHECK_INT(tiny_incident(o, id).id, 0);
    CHECK_INT(office_write(o, &two_, decide, &c), RC_CONFLICT);
    CHECK_INT(tiny_events(o, id, "move_proposed"), 1);
    CHECK_INT(tiny_events(o, id, "token_moved"), 1);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(a_proposal_is_void_when_the_token_has_gone_on)
{
    struct actor one = admin_of(o, "gov"), other = admin_of(o, "dg");
    struct watching w = { 0 };
    struct curing c = { 0 };
    int64_t id;

    CHECK_INT(tiny_install(o, "tiny", two), 1);
    id = tiny_case(o, "tiny");
    w.instance_id = tiny_running(o, id).v[0].id;
    CHECK_INT(office_read(o, &one, watch_one, &w), RC_OK);
    c.m = (struct remedy_move){ w.instance_id, (int64_t)w.one.waits[0].key, STR("B"), STR("دلیل") };
    CHECK_MSG(office_write(o, &one, propose, &c) == RC_OK, "%s", o->e.msg);
    CHECK_INT(office_do(o, id, "A", "{}"), RC_OK);
    CHECK_INT(office_write(o, &other, decide, &c), RC_INVALID);
    CHECK_INT(c.fault, REMEDY_PLACE);
    c.answer = REMEDY_WITHDRAW;
    CHECK_INT(office_write(o, &other, decide, &c), RC_INVALID);
    CHECK_INT(office_write(o, &one, decide, &c), RC_OK);
    CHECK_STR(tiny_tasks(o, id), "B");
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(an_incident_is_retried_by_its_desk_or_an_administrator_and_nobody_else)
{
    struct actor expert = office_post(o, "exp1"), manager = office_post(o, "mgr"), admin = admin_of(o, "gov");
    int64_t id = stopped_case(o), incident = tiny_incident(o, id).id, next;

    CHECK_INT(office_write(o, &expert, retry, &incident), RC_NOT_FOUND);
    CHECK_MSG(office_write(o, &manager, retry, &incident) == RC_OK, "%s", o->e.msg);
    next = tiny_incident(o, id).id;
    CHECK(next != 0 && next != incident); /* it stopped again, and that is told */
    CHECK_INT(office_write(o, &manager, retry, &incident), RC_CONFLICT);
    CHECK_MSG(office_write(o, &admin, retry, &next) == RC_OK, "%s", o->e.msg);
    CHECK_INT(tiny_events(o, id, "incident_solved"), 2);
    CHECK_INT(tiny_faults(o), 0);
}

/* ---- signals, messages ---- */

#define SIGNAL "<signal id='sg' name='alarm'/>"
static const char waits_signal[] = TINY_HEAD SIGNAL
    "<process id='P' isExecutable='true'><startEvent id='S'/><intermediateCatchEvent "
    "id='C'><signalEventDefinition "
    "signalRef='sg'/></intermediateCatchEvent>" TINY_USER("A", "بررسی") TINY_END TINY_FLOW("f1", "S", "C")
        TINY_FLOW("f2", "C", "A") TINY_FLOW("f3", "A", "E") "</process></definitions>";
static const char throws_signal[] =
    TINY_HEAD SIGNAL "<process id='P' isExecutable='true'><startEvent id='S'/>" TINY_USER(
        "A", "بررسی") "<intermediateThrowEvent id='T'><signalEventDefinition "
                      "signalRef='sg'/></intermediateThrowEvent>" TINY_USER("B", "امضا")
                          TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "A", "T")
                              TINY_FLOW("f3", "T", "B") TINY_FLOW("f4", "B", "E") "</process></definitions>";
static const char starts_by_signal[] = TINY_HEAD SIGNAL
    "<process id='P' isExecutable='true'><startEvent id='S'/><startEvent id='W'><signalEventDefinition "
    "signalRef='sg'/></startEvent>" TINY_USER("A", "بررسی") TINY_END TINY_FLOW("f1", "S", "A")
        TINY_FLOW("f2", "W", "A") TINY_FLOW("f3", "A", "E") "</process></definitions>";

OFFICE_TEST(a_signal_reaches_waiting_cases_and_starts_what_listens)
{
    int64_t one, other, thrower;

    CHECK_INT(tiny_install(o, "hears", waits_signal), 1);
    CHECK_INT(tiny_install(o, "calls", throws_signal), 1);
    CHECK_INT(tiny_install(o, "wakes", starts_by_signal), 1);
    one = tiny_case(o, "hears");
    other = tiny_case(o, "hears");
    thrower = tiny_case(o, "calls");
    CHECK_STR(tiny_tasks(o, one), "");
    CHECK_MSG(office_do(o, thrower, "A", "{}") == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, thrower), "B A"); /* its own task, and that of the process that was started */
    CHECK_INT(tiny_events(o, thrower, "started"), 1);
    CHECK_STR(tiny_tasks(o, one), ""); /* no transaction spans two cases */
    CHECK(office_advance(o, 1000));
    CHECK_STR(tiny_tasks(o, one), "A");
    CHECK_STR(tiny_tasks(o, other), "A");
    CHECK(office_advance(o, HOUR_MS)); /* once */
    CHECK_STR(tiny_tasks(o, one), "A");
    CHECK_INT(tiny_faults(o), 0);
}

/* ---- conditions ---- */

#define CONDITION                                                                                            \
    "<conditionalEventDefinition><condition>= case.state = \"under_examination\"</condition>"                \
    "</conditionalEventDefinition>"
#define STATE(value)                                                                                         \
    TINY_EXT("<zeebe:assignmentDefinition candidateGroups='EXP'/><zeebe:formDefinition formId='f'/>"         \
             "<zeebe:properties><zeebe:property name='case_state' value='" value "'/></zeebe:properties>")
static const char changes_state[] =
    TINY_PROC("<startEvent id='S'/>" TINY_USER("A", "بررسی") "<userTask id='B' name='ب'>" STATE(
        "under_examination") "</userTask>"
                             "<userTask id='C' name='پ'>" STATE(
                                 "drafted") "</userTask><userTask id='D' "
                                            "name='ت'>" STATE(
                                                "under_"
                                                "examination") "</userTask>" TINY_END TINY_FLOW("f1", "S",
                                                                                                "A")
                                                TINY_FLOW("f2", "A", "B") TINY_FLOW("f3", "B", "C")
                                                    TINY_FLOW("f4", "C", "D") TINY_FLOW("f5", "D", "E"));
static const char starts_by_condition[] =
    TINY_PROC("<startEvent id='S'/><startEvent id='W'>" CONDITION
              "</startEvent>" TINY_USER("X", "نظارت") "<endEvent id='E'/>" TINY_FLOW("f1", "S", "X")
                  TINY_FLOW("f2", "W", "X") TINY_FLOW("f3", "X", "E"));

static const char listens_by_message[] = TINY_HEAD
    "<message id='m' name='latin_word'/><process id='P' isExecutable='true'><startEvent id='S'/>"
    "<startEvent id='W' name='رسیدن نامه'><messageEventDefinition messageRef='m'/></startEvent>" TINY_USER(
        "X", "نظارت") "<endEvent id='E'/>" TINY_FLOW("f1", "S", "X") TINY_FLOW("f2", "W", "X")
        TINY_FLOW("f3", "X", "E") "</process></definitions>";

OFFICE_TEST(the_monitor_names_starts_as_the_picture_does)
{
    struct actor admin = office_post(o, "mgr");
    struct watching w = { 0 };
    bool found = false;

    admin.rights |= RIGHT_ADMINISTER | RIGHT_ALL_UNITS;
    CHECK_INT(tiny_install(o, "listens", listens_by_message), 1);
    CHECK_MSG(office_read(o, &admin, watch, &w) == RC_OK, "%s", o->e.msg);
    for (size_t i = 0; i < w.m.n_starts; i++) {
        CHECK(w.m.starts[i].title.len > 0);
        CHECK(!str_eq_c(w.m.starts[i].name, "latin_word"));
        found = found || str_eq_c(w.m.starts[i].name, "رسیدن نامه");
    }
    CHECK(found);
}

OFFICE_TEST(a_conditional_start_begins_when_the_condition_becomes_true)
{
    int64_t id;

    CHECK_INT(tiny_install(o, "changes", changes_state), 1);
    CHECK_INT(tiny_install(o, "guards", starts_by_condition), 1);
    id = tiny_case(o, "changes");
    CHECK_STR(tiny_tasks(o, id), "A");
    CHECK_MSG(office_do(o, id, "A", "{}") == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "B X");
    CHECK_INT(office_do(o, id, "X", "{}"), RC_OK); /* it is still true: that is no new beginning */
    CHECK_STR(tiny_tasks(o, id), "B");
    CHECK_INT(office_do(o, id, "B", "{}"), RC_OK);
    CHECK_STR(tiny_tasks(o, id), "C");
    CHECK_INT(office_do(o, id, "C", "{}"), RC_OK); /* false in between, and true again */
    CHECK_STR(tiny_tasks(o, id), "D X");
    CHECK_INT(tiny_faults(o), 0);
}

/* Not of the case but of the process: what a task wrote. Each act is a transaction of its own: the condition
 * lives in the saved state in between, and knows that it was false. */
#define SEES(id, attached, body)                                                                             \
    "<boundaryEvent id='" id "' attachedToRef='" attached                                                    \
    "' cancelActivity='false'><conditionalEventDefinition><condition>= note = \"فوری\"</condition>"      \
    "</conditionalEventDefinition></boundaryEvent>" body
static const char condition_on_a_variable[] = TINY_PROC(
    "<startEvent id='S'/>" TINY_USER("A", "بررسی") TINY_USER("B", "تکمیل") TINY_USER("C", "پیگیری")
        SEES("W", "A", "") "<endEvent id='Z'/>" TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "S", "B")
            TINY_FLOW("f3", "W", "C") TINY_FLOW("f4", "A", "E") TINY_FLOW("f5", "B", "B2")
                TINY_USER("B2", "تکمیل دوباره") TINY_FLOW("f6", "B2", "Z") TINY_FLOW("f7", "C", "Z"));

OFFICE_TEST(a_condition_sees_what_a_task_wrote)
{
    int64_t id;

    CHECK_INT(tiny_install(o, "sees", condition_on_a_variable), 1);
    id = tiny_case(o, "sees");
    CHECK_STR(tiny_tasks(o, id), "A B");
    CHECK_MSG(office_do(o, id, "B", "{\"note\":\"عادی\"}") == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "A B2");
    CHECK_MSG(office_do(o, id, "B2", "{\"note\":\"فوری\"}") == RC_OK, "%s", o->e.msg);
    CHECK_STR(tiny_tasks(o, id), "A C");
    CHECK_INT(tiny_faults(o), 0); /* a replay of the history comes to the same state */
}

/* ---- timers ---- */

#define TIMED(when)                                                                                          \
    TINY_PROC("<startEvent id='S'/><startEvent id='W'><timerEventDefinition><timeCycle>" when                \
              "</timeCycle></timerEventDefinition></startEvent>" TINY_USER("A", "بررسی")                     \
                  TINY_END TINY_FLOW("f1", "S", "A") TINY_FLOW("f2", "W", "A") TINY_FLOW("f3", "A", "E"))

struct counting {
    int64_t process_id, cases;
    struct start_list starts;
};

static enum rc count_cases(struct cx *cx, void *arg, struct err *e)
{
    struct counting *c = arg;
    struct version_cases list = { 0 };
    enum rc rc = version_case_list(cx->tx, cx->a, c->process_id, STR("/"), 0, 1000, &list, e);

    c->cases = (int64_t)list.n;
    return rc == RC_OK ? start_list(cx->tx, cx->a, &c->starts, e) : rc;
}

static int64_t cases_of(struct office *o, const char *key, int64_t version)
{
    struct counting c = { .process_id = tiny_version(o, key, version).id };

    CHECK_MSG(office_read(o, NULL, count_cases, &c) == RC_OK, "%s", o->e.msg);
    return c.cases;
}

OFFICE_TEST(a_timer_start_fires_while_nothing_runs_and_is_disarmed_with_its_version)
{
    CHECK_INT(tiny_install(o, "daily", TIMED("R/P1D")), 1);
    CHECK_INT(cases_of(o, "daily", 1), 0);
    CHECK(office_advance(o, DAY_MS + HOUR_MS));
    CHECK_INT(cases_of(o, "daily", 1), 1);
    CHECK(office_advance(o, 2 * DAY_MS));
    CHECK_INT(cases_of(o, "daily", 1), 3);
    o->now_ms += 5 * DAY_MS; /* the program was off: missed ones count once */
    CHECK(office_advance(o, HOUR_MS));
    CHECK_INT(cases_of(o, "daily", 1), 4);
    CHECK_INT(tiny_install(o, "daily", TIMED("R/P7D")), 2);
    CHECK(office_advance(o, 3 * DAY_MS));
    CHECK_INT(cases_of(o, "daily", 1), 4); /* the old version's starts are disarmed */
    CHECK_INT(cases_of(o, "daily", 2), 0);
    CHECK(office_advance(o, 5 * DAY_MS));
    CHECK_INT(cases_of(o, "daily", 2), 1);
    CHECK_INT(tiny_faults(o), 0);
}

OFFICE_TEST(a_repeated_timer_start_ends_after_its_repeats)
{
    CHECK_INT(tiny_install(o, "thrice", TIMED("R3/PT1H")), 1);
    CHECK(office_advance(o, DAY_MS));
    CHECK_INT(cases_of(o, "thrice", 1), 3);
}

/* ---- packages ---- */

OFFICE_TEST(tasks_without_a_known_kind_or_decision_are_refused_by_file_line_and_element)
{
    static const struct {
        const char *body, *why;
    } rows[] = {
        { "<serviceTask id='T' name='ت'/>", "names no kind" },
        { "<sendTask id='T' name='ت'/>", "names no kind" },
        { "<serviceTask id='T'>" TINY_EXT("<zeebe:taskDefinition type='http'/>") "</serviceTask>",
          "unknown kind" },
        { "<serviceTask id='T'>" TINY_EXT("<zeebe:taskDefinition type='= kind'/>") "</serviceTask>",
          "written out, not computed" },
        { "<serviceTask id='T'>" TINY_EXT("<zeebe:taskDefinition type='decision'/>") "</serviceTask>",
          "business rule tasks" },
        { "<businessRuleTask id='T'/>", "names no decision" },
        { "<businessRuleTask id='T'>" TINY_EXT("<zeebe:taskDefinition type='number'/>") "</businessRuleTask>",
          "names no decision" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str xml = arena_fmt(
            o->a,
            TINY_HEAD
            "<process id='P' isExecutable='true'><startEvent id='S'/>\n%s" TINY_END TINY_FLOW("f1", "S", "T")
                TINY_FLOW("f2", "T", "E") "</process></definitions>",
            rows[i].body);
        struct str why = tiny_refused(o, "bad", arena_cstr(o->a, xml));

        CHECK_MSG(str_starts(why, STR("process.bpmn:2: T: ")) && str_contains(why, str_c(rows[i].why)),
                  "row %zu: %.*s", i, STR_ARG(why));
    }
}
