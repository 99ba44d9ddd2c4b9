/*
 * events.c - events in every position, interrupting or not; event sub-processes; errors, escalations, links,
 * terminate.
 */
#include "world.h"

#define BOUNDARY(id, host, cancel, def)                                                                      \
    "<boundaryEvent id='" id "' attachedToRef='" host "' cancelActivity='" cancel "'>" def                   \
    "</boundaryEvent>\n"
#define MSGDEF "<messageEventDefinition messageRef='m'/>"
#define SIGDEF "<signalEventDefinition signalRef='sg'/>"
#define CONDDEF "<conditionalEventDefinition><condition>= n &gt; 3</condition></conditionalEventDefinition>"
#define ERRDEF "<errorEventDefinition errorRef='er'/>"
#define ESCDEF "<escalationEventDefinition escalationRef='es'/>"
#define ROOTS                                                                                                \
    MSG("m", "news", "= code")                                                                               \
    "<signal id='sg' name='alarm'/><error id='er' errorCode='E1'/><error id='er2' errorCode='E2'/>"          \
    "<escalation id='es' escalationCode='C1'/>\n"
#define P(body) DEFS(ROOTS "<process id='p' isExecutable='true'>\n" body "</process>\n")
#define ESUB(id, interrupting, def, body)                                                                    \
    "<subProcess id='" id "' triggeredByEvent='true'><startEvent id='" id "s' isInterrupting='" interrupting \
    "'>" def "</startEvent>" body "</subProcess>\n"

/* One user task with one boundary event, and what its trigger does. */
TEST(boundary_events)
{
    static const struct {
        const char *cancel, *def, *armed, *fired;
        int by; /* 0 timer, 1 message, 2 signal, 3 condition */
    } rows[] = {
        { "true", TIMER("timeDuration", "PT1S"), " arm(b:1000)", "disarm(b) untask(t) ~t +b -b +u task(u)",
          0 },
        { "false", TIMER("timeDuration", "PT1S"), " arm(b:1000)", "disarm(b) +b -b +u task(u)", 0 },
        { "false", TIMER("timeCycle", "R3/PT1S"), " arm(b:1000:2)", "arm(b:2000:1) +b -b +u task(u)", 0 },
        { "true", MSGDEF, " sub(b:news:K)", "unsub(b) untask(t) ~t +b -b +u task(u)", 1 },
        { "false", MSGDEF, " sub(b:news:K)", "+b -b +u task(u)", 1 },
        { "true", SIGDEF, " sig(b:alarm)", "unsub(b) untask(t) ~t +b -b +u task(u)", 2 },
        { "false", SIGDEF, " sig(b:alarm)", "+b -b +u task(u)", 2 },
        { "true", CONDDEF, "", "untask(t) ~t +b -b +u task(u)", 3 },
        { "false", CONDDEF, "", "+b -b +u task(u)", 3 },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        char xml[4000], want[200];
        struct world w;

        snprintf(xml, sizeof(xml),
                 P(S("s") USER("t") BOUNDARY("b", "t", "%s", "%s") USER("u") E("e") F("f1", "s", "t")
                       F("f2", "t", "e") F("f3", "b", "u")),
                 rows[k].cancel, rows[k].def);
        snprintf(want, sizeof(want), "+s -s +t%s task(t)", rows[k].armed);
        if (!world_open(&w, xml, "{\"code\":\"K\",\"n\":1}"))
            return;
        TRACE(&w, want);
        w.now = 1000;
        switch (rows[k].by) {
        case 0:
            timer(&w, "b");
            break;
        case 1:
            message(&w, "news", "K", NULL);
            break;
        case 2:
            signal_all(&w, "alarm", NULL);
            break;
        default:
            set_vars(&w, "{\"n\":5}");
        }
        CHECK_MSG(str_eq_c(buf_view(&w.trace), rows[k].fired), "row %zu: %.*s", k,
                  STR_ARG(buf_view(&w.trace)));
        world_close(&w);
    }
}

TEST(a_non_interrupting_condition_fires_each_time_it_turns_true)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") USER("t") BOUNDARY("b", "t", "false", CONDDEF) SCRIPT("u") F("f1", "s", "t")
                          F("f3", "b", "u")),
                    "{\"n\":9}"))
        return;
    TRACE(&w, "+s -s +t task(t) +b -b +u *u -u"); /* it is true from the beginning */
    set_vars(&w, "{\"n\":10}");
    TRACE(&w, "");
    set_vars(&w, "{\"n\":0}");
    TRACE(&w, "");
    set_vars(&w, "{\"n\":4}");
    TRACE(&w, "+b -b +u *u -u");
    world_close(&w);
}

/* Whatever changes a variable that the condition sees: the result of another task, an output mapping, a
 * decision's result, a message; at once, before the token that changed it goes on further. */
TEST(a_condition_sees_every_variable_of_the_instance)
{
    static const char *const other[] = {
        USER("v"),
        "<userTask id='v'>" EXT("<zeebe:ioMapping><zeebe:output source='= found * 2' "
                                "target='n'/></zeebe:ioMapping>") "</userTask>",
        "<receiveTask id='v' messageRef='m'/>",
        "<subProcess id='v'><startEvent id='vs'/>" USER("w") F("g1", "vs", "w") "</subProcess>",
    };
    static const char *const then[] = { "-v untask(t) ~t +b -b +u task(u)",
                                        "-v untask(t) ~t +b -b +u task(u)",
                                        "unsub(v) -v untask(t) ~t +b -b +u task(u)",
                                        "-w untask(t) ~t +b -v -b +u task(u)" };

    for (size_t k = 0; k < ARRAY_LEN(other); k++) {
        char xml[4000];
        struct world w;

        snprintf(xml, sizeof(xml),
                 P(S("s") USER("t") BOUNDARY("b", "t", "true", CONDDEF) "%s" USER("u") F("f1", "s", "t")
                       F("f2", "s", "v") F("f3", "b", "u")),
                 other[k]);
        if (!world_open(&w, xml, "{\"n\":1,\"code\":\"K\"}"))
            return;
        if (k == 2)
            message(&w, "news", "K", "{\"n\":5}");
        else
            task_done(&w, k == 3 ? "w" : "v", k == 1 ? "{\"found\":2}" : "{\"n\":5}");
        CHECK_MSG(w.rc == RC_OK && str_eq_c(buf_view(&w.trace), then[k]), "row %zu: %.*s", k,
                  STR_ARG(buf_view(&w.trace)));
        world_close(&w);
    }
}

/* Where a name is local, only the local value counts: of the sub-process in which the event stands. */
TEST(a_condition_sees_the_variables_of_the_scope_it_stands_in)
{
    struct world w;
    uint64_t scope = 0, key;
    const struct bpmn_element *el;

    if (!world_open(
            &w,
            P(S("s") "<subProcess id='a'>" EXT("<zeebe:ioMapping><zeebe:input source='= 0' target='n'/>"
                                               "</zeebe:ioMapping>") "<startEvent id='as'/>" USER("t")
                  F("g1", "as", "t") ESUB("x", "false", CONDDEF,
                                          SCRIPT("y") F("g2", "xs", "y")) "</subProcess>" F("f1", "s", "a")),
            "{\"n\":1}"))
        return;
    set_vars(&w, "{\"n\":9}"); /* of the process: the sub-process has an n of its own */
    TRACE(&w, "");
    for (size_t i = 0; bpmn_state_active(w.s, i, &key, &el); i++)
        if (str_eq_c(el->id, "a"))
            scope = key;
    world_apply(&w, (struct bpmn_event){
                        .kind = BPMN_EV_SET_VARS, .key = scope, .vars = world_json(&w, "{\"n\":9}") });
    TRACE(&w, "+x +xs -xs +y *y -y -x");
    world_close(&w);
}

TEST(a_condition_behind_an_event_based_gateway_sees_variables_too)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") USER("v") "<eventBasedGateway id='g'/><intermediateCatchEvent id='c'>" CONDDEF
                                       "</intermediateCatchEvent><intermediateCatchEvent id='d'>" SIGDEF
                                       "</intermediateCatchEvent>" USER("u") F("f1", "s", "v")
                                           F("f2", "s", "g") F("f3", "g", "c") F("f4", "g", "d")
                                               F("f5", "c", "u")),
                    "{\"n\":1}"))
        return;
    task_done(&w, "v", "{\"n\":5}");
    TRACE(&w, "-v unsub(d) -g +c -c +u task(u)");
    world_close(&w);
}

TEST(a_cycle_on_a_boundary_ends_with_its_last_repeat)
{
    struct world w;

    if (!world_open(
            &w,
            P(S("s") USER("t") BOUNDARY("b", "t", "false", TIMER("timeCycle", "R2/PT1M")) F("f1", "s", "t")),
            NULL))
        return;
    w.now = 60000;
    timer(&w, "b");
    TRACE(&w, "arm(b:120000) +b -b");
    w.now = 120000;
    timer(&w, "b");
    TRACE(&w, "disarm(b) +b -b");
    CHECK_INT(world_key(&w, BPMN_WAIT_TIMER, "b"), 0);
    world_close(&w);
}

TEST(missed_repeats_count_once)
{
    struct world w;

    if (!world_open(
            &w,
            P(S("s") USER("t") BOUNDARY("b", "t", "false", TIMER("timeCycle", "R/PT1M")) F("f1", "s", "t")),
            NULL))
        return;
    w.now = 605000; /* the server was down for ten minutes */
    timer(&w, "b");
    TRACE(&w, "arm(b:660000:-1) +b -b");
    world_close(&w);
}

TEST(catch_events_wait)
{
    static const struct {
        const char *def, *armed;
        int by;
    } rows[] = {
        { TIMER("timeDate", "2026-01-01T00:00:00Z"), "arm(c:1767225600000)", 0 },
        { MSGDEF, "sub(c:news:K)", 1 },
        { SIGDEF, "sig(c:alarm)", 2 },
        { CONDDEF, "", 3 },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        char xml[4000], want[200];
        struct world w;

        snprintf(xml, sizeof(xml),
                 P(S("s") "<intermediateCatchEvent id='c'>%s</intermediateCatchEvent>" E("e")
                       F("f1", "s", "c") F("f2", "c", "e")),
                 rows[k].def);
        snprintf(want, sizeof(want), "+s -s +c%s%s", rows[k].armed[0] ? " " : "", rows[k].armed);
        if (!world_open(&w, xml, "{\"code\":\"K\",\"n\":1}"))
            return;
        TRACE(&w, want);
        if (rows[k].by == 0)
            timer(&w, "c");
        else if (rows[k].by == 1)
            message(&w, "news", "K", NULL);
        else if (rows[k].by == 2)
            signal_all(&w, "alarm", NULL);
        else
            set_vars(&w, "{\"n\":5}");
        static const char *const over[] = { "disarm(c) ", "unsub(c) ", "unsub(c) ", "" };
        snprintf(want, sizeof(want), "%s-c +e -e end(normal)", over[rows[k].by]);
        TRACE(&w, want);
        world_close(&w);
    }
}

TEST(a_condition_that_is_true_already_passes)
{
    struct world w;

    if (!world_open(
            &w,
            P(S("s") "<intermediateCatchEvent id='c'>" CONDDEF "</intermediateCatchEvent>" F("f1", "s", "c")),
            "{\"n\":5}"))
        return;
    TRACE(&w, "+s -s +c -c end(normal)");
    world_close(&w);
}

/* An event sub-process of the process itself, beside a user task. */
TEST(event_sub_processes)
{
    static const struct {
        const char *interrupting, *def, *armed, *fired;
        int by;
    } rows[] = {
        { "true", TIMER("timeDuration", "PT1S"), "arm(xs:1000) ",
          "disarm(xs) untask(t) ~t +x +xs -xs +u task(u)", 0 },
        { "false", TIMER("timeDuration", "PT1S"), "arm(xs:1000) ", "disarm(xs) +x +xs -xs +u task(u)", 0 },
        { "false", TIMER("timeCycle", "R/P1D"), "arm(xs:86400000:-1) ",
          "arm(xs:172800000:-1) +x +xs -xs +u task(u)", 0 },
        { "true", MSGDEF, "sub(xs:news:K) ", "unsub(xs) untask(t) ~t +x +xs -xs +u task(u)", 1 },
        { "false", MSGDEF, "sub(xs:news:K) ", "+x +xs -xs +u task(u)", 1 },
        { "true", SIGDEF, "sig(xs:alarm) ", "unsub(xs) untask(t) ~t +x +xs -xs +u task(u)", 2 },
        { "false", SIGDEF, "sig(xs:alarm) ", "+x +xs -xs +u task(u)", 2 },
        { "true", CONDDEF, "", "untask(t) ~t +x +xs -xs +u task(u)", 3 },
        { "false", CONDDEF, "", "+x +xs -xs +u task(u)", 3 },
        { "true", ERRDEF, "", "~t +x +xs -xs +u task(u)", 4 },
        { "true", ESCDEF, "", "unjob(t) ~t +x +xs -xs +u task(u)", 5 },
        { "false", ESCDEF, "", "+x +xs -xs +u task(u)", 5 },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        bool job = rows[k].by >= 4;
        char xml[4000], want[200];
        struct world w;

        snprintf(xml, sizeof(xml),
                 P(S("s") "%s" ESUB("x", "%s", "%s", USER("u") F("g1", "xs", "u")) F("f1", "s", "t")),
                 job ? JOB("t", "j") : USER("t"), rows[k].interrupting, rows[k].def);
        snprintf(want, sizeof(want), "%s+s -s +t %s", rows[k].armed, job ? "job(t:j)" : "task(t)");
        if (!world_open(&w, xml, "{\"code\":\"K\",\"n\":1}"))
            return;
        TRACE(&w, want);
        w.now = rows[k].by == 0 && k == 2 ? DAY_MS : 1000;
        switch (rows[k].by) {
        case 0:
            timer(&w, "xs");
            break;
        case 1:
            message(&w, "news", "K", "{\"text\":1}");
            CHECK_STR(world_var(&w, "text"), "1");
            break;
        case 2:
            signal_all(&w, "alarm", NULL);
            break;
        case 3:
            set_vars(&w, "{\"n\":5}");
            break;
        case 4:
            job_error(&w, "t", "E1", NULL);
            break;
        default:
            world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_ESCALATION,
                                                 .key = world_key(&w, BPMN_WAIT_JOB, "t"),
                                                 .code = STR("C1") });
        }
        CHECK_MSG(str_eq_c(buf_view(&w.trace), rows[k].fired), "row %zu: %.*s", k,
                  STR_ARG(buf_view(&w.trace)));
        task_done(&w, "u", NULL);
        CHECK(str_starts(buf_view(&w.trace), STR("-u -x")));
        CHECK_INT(bpmn_state_ended(w.s, NULL), rows[k].interrupting[0] == 't');
        world_close(&w);
    }
}

TEST(a_non_interrupting_event_sub_process_runs_as_often_as_it_is_triggered)
{
    struct world w;

    if (!world_open(
            &w,
            P(S("s") USER("t") ESUB("x", "false", MSGDEF, USER("u") F("g1", "xs", "u")) F("f1", "s", "t")),
            "{\"code\":1}"))
        return;
    message(&w, "news", "1", NULL);
    message(&w, "news", "1", NULL);
    TRACE(&w, "+x +xs -xs +u task(u)");
    task_done(&w, "t", NULL);
    TRACE(&w, "-t"); /* the two still run */
    task_done(&w, "u", NULL);
    task_done(&w, "u", NULL);
    TRACE(&w, "-u -x unsub(xs) end(normal)");
    world_close(&w);
}

TEST(an_event_sub_process_of_a_sub_process_leaves_the_rest_alone)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") "<parallelGateway id='g'/>" USER("t") "<subProcess id='b'>" S("bs") USER("u")
                          F("b1", "bs", "u") ESUB("x", "true", SIGDEF,
                                                  USER("v") F("g1", "xs", "v")) "</subProcess>" USER("z")
                              F("f0", "s", "g") F("f1", "g", "t") F("f2", "g", "b") F("f3", "b", "z")),
                    NULL))
        return;
    TRACE(&w, "+s -s +g -g +t task(t) +b sig(xs:alarm) +bs -bs +u task(u)");
    signal_all(&w, "alarm", NULL);
    TRACE(&w, "unsub(xs) untask(u) ~u +x +xs -xs +v task(v)");
    task_done(&w, "v", NULL);
    TRACE(&w, "-v -x -b +z task(z)");
    world_close(&w);
}

TEST(errors_go_to_the_nearest_catcher_and_the_exact_code_first)
{
    static const char xml[] =
        P(S("s") "<subProcess id='b'>" S("bs") JOB("t", "j")
              F("b1", "bs", "t") "</subProcess>" BOUNDARY("any", "b", "true", "<errorEventDefinition/>")
                  BOUNDARY("e1", "b", "true", ERRDEF)
                      BOUNDARY("own", "t", "true", "<errorEventDefinition errorRef='er2'/>") USER("u1")
                          USER("u2") USER("u3") F("f0", "s", "b") F("f1", "any", "u1") F("f2", "e1", "u2"));
    static const char inner[] =
        P(S("s") "<subProcess id='b'>" S("bs") JOB("t", "j") BOUNDARY(
            "own", "t", "true", "<errorEventDefinition errorRef='er2'/>") USER("u3") F("b1", "bs", "t")
              F("f3", "own", "u3") "</subProcess>" BOUNDARY("any", "b", "true", "<errorEventDefinition/>")
                  BOUNDARY("e1", "b", "true", ERRDEF) USER("u1") USER("u2") F("f0", "s", "b")
                      F("f1", "any", "u1") F("f2", "e1", "u2"));
    static const struct {
        const char *code, *want;
    } rows[] = {
        { "E1", "~t ~b +e1 -e1 +u2 task(u2)" },
        { "E2", "~t +own -own +u3 task(u3)" },
        { "E9", "~t ~b +any -any +u1 task(u1)" },
    };

    (void)xml;
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct world w;

        if (!world_open(&w, inner, NULL))
            return;
        job_error(&w, "t", rows[k].code, "{\"why\":\"x\"}");
        TRACE(&w, rows[k].want);
        CHECK_STR(world_var(&w, "why"), "\"x\"");
        world_close(&w);
    }
}

TEST(error_end_events)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") "<subProcess id='b'>" S("bs") "<parallelGateway id='g'/>" USER(
                        "t") "<endEvent id='e'>" ERRDEF "</endEvent>" F("b1", "bs", "g") F("b2", "g", "t")
                          F("b3", "g", "e") "</subProcess>" BOUNDARY("e1", "b", "true", ERRDEF) USER("u")
                              F("f0", "s", "b") F("f2", "e1", "u")),
                    NULL))
        return;
    TRACE(&w, "+s -s +b +bs -bs +g -g +t task(t) +e -e untask(t) ~t ~b +e1 -e1 +u task(u)");
    world_close(&w);
}

TEST(an_error_that_nobody_catches_is_an_incident)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") JOB("t", "j") "<endEvent id='e'>" ERRDEF "</endEvent>" F("f1", "s", "t")
                          F("f2", "t", "e")),
                    NULL))
        return;
    job_error(&w, "t", "E7", NULL);
    TRACE(&w, "!t");
    retry(&w, "t");
    TRACE(&w, "?t job(t:j)");
    job_done(&w, "t", NULL);
    TRACE(&w, "-t +e !e");
    world_close(&w);
}

TEST(escalations_reach_boundary_events_and_may_go_on)
{
    static const char *const cancel[] = { "true", "false" };
    static const char *const wants[] = {
        "+s -s +b +bs -bs +x ~x ~b +eb -eb +u task(u)",
        "+s -s +b +bs -bs +x +eb -x -eb +t task(t) +u task(u)",
    };

    for (int k = 0; k < 2; k++) {
        char xml[4000];
        struct world w;

        snprintf(xml, sizeof(xml),
                 P(S("s") "<subProcess id='b'>" S(
                     "bs") "<intermediateThrowEvent id='x'>" ESCDEF "</intermediateThrowEvent>" USER("t")
                       F("b1", "bs", "x") F("b2", "x", "t") "</subProcess>" BOUNDARY("eb", "b", "%s", ESCDEF)
                           USER("u") F("f0", "s", "b") F("f2", "eb", "u")),
                 cancel[k]);
        if (!world_open(&w, xml, NULL))
            return;
        TRACE(&w, wants[k]);
        world_close(&w);
    }
}

TEST(escalation_end_event_and_one_that_nobody_catches)
{
    struct world w;

    if (!world_open(&w, P(S("s") "<endEvent id='e'>" ESCDEF "</endEvent>" F("f1", "s", "e")), NULL))
        return;
    TRACE(&w, "+s -s +e -e end(normal)");
    world_close(&w);
    if (!world_read(&w, P(S("s") "<endEvent id='e'>" ESCDEF "</endEvent>" F("f1", "s", "e"))))
        return;
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_START, .called = true });
    TRACE(&w, "+s -s +e escalate(C1) -e end(normal)");
    world_close(&w);
}

TEST(a_called_process_escalates_to_the_boundary_of_its_call)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") "<callActivity id='c' calledElement='q'/>" BOUNDARY("eb", "c", "false", ESCDEF)
                          BOUNDARY("er1", "c", "true", ERRDEF) USER("u") USER("v") F("f0", "s", "c")
                              F("f2", "eb", "u") F("f3", "er1", "v")),
                    NULL))
        return;
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CHILD_ESCALATION,
                                         .key = world_key(&w, BPMN_WAIT_CHILD, "c"),
                                         .code = STR("C1") });
    TRACE(&w, "+eb -eb +u task(u)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CHILD_ERROR,
                                         .key = world_key(&w, BPMN_WAIT_CHILD, "c"),
                                         .code = STR("E1") });
    TRACE(&w, "~c +er1 -er1 +v task(v)");
    world_close(&w);
}

TEST(signals_are_thrown_to_all_and_heard_here_too)
{
    struct world w;

    if (!world_open(
            &w,
            P(S("s") "<parallelGateway id='g'/><intermediateCatchEvent id='c'>" SIGDEF
                     "</intermediateCatchEvent>" USER("t") "<intermediateThrowEvent id='x'>" EXT(
                         "<zeebe:ioMapping><zeebe:input source='= 1' target='level'/></zeebe:ioMapping>")
                         SIGDEF "</intermediateThrowEvent><endEvent id='e'>" SIGDEF
                                "</endEvent>" F("f0", "s", "g") F("f1", "g", "c") F("f2", "g", "t")
                                    F("f3", "t", "x") F("f4", "x", "e")),
            NULL))
        return;
    task_done(&w, "t", NULL);
    TRACE(&w, "-t +x throw(alarm) unsub(c) -x -c +e throw(alarm) -e end(normal)");
    world_close(&w);
}

TEST(message_throw_and_end_events)
{
    struct world w;

    if (!world_open(&w,
                    P(S("s") "<intermediateThrowEvent id='x'>" MSGDEF
                             "</intermediateThrowEvent><intermediateThrowEvent id='y'>" EXT(
                                 "<zeebe:taskDefinition type='letter'/>") MSGDEF
                      "</intermediateThrowEvent><intermediateThrowEvent id='n'/><endEvent id='e'>" MSGDEF
                      "</endEvent>" F("f0", "s", "x") F("f1", "x", "y") F("f2", "y", "n") F("f3", "n", "e")),
                    "{\"code\":5}"))
        return;
    TRACE(&w, "+s -s +x pub(news:5) -x +y job(y:letter)");
    job_done(&w, "y", NULL);
    TRACE(&w, "-y +n -n +e pub(news:5) -e end(normal)");
    world_close(&w);
}

TEST(links_jump)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<intermediateThrowEvent id='x'><linkEventDefinition "
                                "name='L'/></intermediateThrowEvent><intermediateCatchEvent "
                                "id='c'><linkEventDefinition name='L'/></intermediateCatchEvent>" USER("t")
                                    F("f0", "s", "x") F("f1", "c", "t")),
                    NULL))
        return;
    TRACE(&w, "+s -s +x -x +c -c +t task(t)");
    world_close(&w);
}

TEST(terminate_ends_its_scope_only)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<subProcess id='b'>" S("bs") "<parallelGateway id='g'/>" USER("t")
                     USER("v") "<endEvent id='e'><terminateEventDefinition/></endEvent>" F("b1", "bs", "g")
                         F("b2", "g", "t") F("b3", "g", "v") F("b4", "v", "e") "</subProcess>" USER(
                             "u") "<endEvent id='z'><terminateEventDefinition/></endEvent>" F("f0", "s", "b")
                             F("f1", "b", "u") F("f2", "u", "z")),
            NULL))
        return;
    task_done(&w, "v", NULL);
    TRACE(&w, "-v +e -e untask(t) ~t -b +u task(u)");
    task_done(&w, "u", NULL);
    TRACE(&w, "-u +z -z end(terminated)");
    world_close(&w);
}

TEST(a_process_may_start_by_any_of_its_start_events)
{
    static const char xml[] =
        P(S("s") "<startEvent id='sm'>" MSGDEF
                 "</startEvent><startEvent id='st'>" TIMER("timeCycle", "R/P1D") "</startEvent>" USER("a")
                     USER("b") ESUB("x", "false", SIGDEF, "") F("f0", "s", "a") F("f1", "sm", "b")
                         F("f2", "st", "b"));
    struct bpmn_due due;
    struct world w;
    struct err e;

    if (!world_read(&w, xml))
        return;
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_START, .element = STR("nowhere") });
    CHECK_INT(w.rc, RC_NOT_FOUND);
    world_apply(&w, (struct bpmn_event){
                        .kind = BPMN_EV_START, .element = STR("sm"), .vars = world_json(&w, "{\"n\":1}") });
    TRACE(&w, "sig(xs:alarm) +sm -sm +b task(b)");
    CHECK_STR(world_var(&w, NULL), "{\"n\":1}");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_START });
    CHECK_INT(w.rc, RC_CONFLICT);
    CHECK_INT(bpmn_timer_due(w.a, bpmn_find(w.m, STR("st"))->event, NULL, 5, STR_NONE, &due, &e), RC_OK);
    CHECK_INT(due.due_ms, DAY_MS + 5);
    CHECK_INT(due.repeats, -1);
    world_close(&w);
}

TEST(without_start_event_whatever_has_no_incoming_flow_starts)
{
    struct world w;

    if (!world_open(&w, PROC(USER("a") USER("b") USER("c") F("f0", "a", "c")), NULL))
        return;
    TRACE(&w, "+a +b task(a) task(b)");
    world_close(&w);
}

TEST(a_message_goes_to_the_oldest_subscription_or_to_the_one_named)
{
    struct world w;
    uint64_t second;

    if (!world_open(&w,
                    P(S("s") "<parallelGateway id='g'/><receiveTask id='a' messageRef='m'/><receiveTask "
                             "id='b' messageRef='m'/><receiveTask id='c' "
                             "messageRef='m'/>" F("f0", "s", "g") F("f1", "g", "a") F("f2", "g", "b")
                                 F("f3", "g", "c")),
                    "{\"code\":1}"))
        return;
    second = world_key(&w, BPMN_WAIT_MESSAGE, "b");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MESSAGE, .key = second });
    TRACE(&w, "unsub(b) -b");
    message(&w, "news", "1", NULL);
    TRACE(&w, "unsub(a) -a");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MESSAGE, .key = second });
    CHECK_INT(w.rc, RC_NOT_FOUND);
    world_close(&w);
}

TEST(an_error_without_code_is_known_by_its_id)
{
    struct world w;

    if (!world_open(&w,
                    DEFS("<error id='e1' name='a'/><error id='e2'/><process id='p' isExecutable='true'>" S(
                        "s") "<subProcess id='b'>" S("bs") "<endEvent id='e'><errorEventDefinition "
                                                           "errorRef='e2'/></endEvent>" F(
                                                               "b1", "bs", "e") "</"
                                                                                "subProcess><"
                                                                                "boundaryEvent "
                                                                                "id='x1' "
                                                                                "attachedToRef='"
                                                                                "b'><"
                                                                                "errorEventDefin"
                                                                                "ition "
                                                                                "errorRef='e1'/"
                                                                                "></"
                                                                                "boundaryEvent><"
                                                                                "boundaryEvent "
                                                                                "id='x2' "
                                                                                "attachedToRef='"
                                                                                "b'><"
                                                                                "errorEventDefin"
                                                                                "ition "
                                                                                "errorRef='e2'/"
                                                                                "></"
                                                                                "boundaryEvent"
                                                                                ">" F("f1", "s", "b") "</"
                                                                                                      "proc"
                                                                                                      "ess"
                                                                                                      ">"),
                    NULL))
        return;
    TRACE(&w, "+s -s +b +bs -bs +e -e ~b +x2 -x2 end(normal)");
    world_close(&w);
}
