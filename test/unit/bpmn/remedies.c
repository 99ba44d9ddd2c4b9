/*
 * remedies.c - incidents and what helps: retry, variables, moving a token, cancelling.
 */
#include "world.h"

TEST(a_failed_job_waits_as_an_incident_and_runs_again)
{
    struct world w;

    if (!world_open(&w, PROC(S("s") JOB("a", "j") E("e") F("f1", "s", "a") F("f2", "a", "e")), NULL))
        return;
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_JOB_FAILED,
                                         .key = world_key(&w, BPMN_WAIT_JOB, "a"),
                                         .message = STR("no line") });
    TRACE(&w, "!a");
    job_done(&w, "a", NULL);
    CHECK_INT(w.rc, RC_NOT_FOUND);
    retry(&w, "a");
    TRACE(&w, "?a job(a:j)");
    job_done(&w, "a", NULL);
    TRACE(&w, "-a +e -e end(normal)");
    world_close(&w);
}

/* Nobody has the role, the process is not installed: the app says so, and later asks for it again. */
TEST(a_task_or_child_that_cannot_be_had_is_an_incident_and_asked_for_again)
{
    static const struct {
        const char *xml, *asked, *again;
        enum bpmn_wait_kind kind;
    } rows[] = {
        { PROC(S("s") "<userTask id='a'/><boundaryEvent id='b' attachedToRef='a'>" TIMER(
              "timeDuration", "PT2S") "</boundaryEvent>" E("e") F("f1", "s", "a") F("f2", "a", "e")),
          "+s -s +a arm(b:2000) task(a)", "?a task(a)", BPMN_WAIT_TASK },
        { PROC(S("s") "<callActivity id='a'>" EXT("<zeebe:calledElement processId='q'/>") "</callActivity>" E(
              "e") F("f1", "s", "a") F("f2", "a", "e")),
          "+s -s +a child(a:q)", "?a child(a:q)", BPMN_WAIT_CHILD },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct world w;

        if (!world_open(&w, rows[k].xml, NULL))
            return;
        TRACE(&w, rows[k].asked);
        world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_JOB_FAILED,
                                             .key = world_key(&w, rows[k].kind, "a"),
                                             .message = STR("nobody") });
        TRACE(&w, "!a");
        retry(&w, "a");
        TRACE(&w, rows[k].again);
        world_close(&w);
    }
}

TEST(expressions_without_meaning_are_incidents_where_they_stand)
{
    static const struct {
        const char *xml, *first, *vars, *then;
    } rows[] = {
        { PROC(S("s") "<serviceTask id='a'>" EXT("<zeebe:taskDefinition type='= kind'/>") "</serviceTask>" F(
              "f1", "s", "a")),
          "+s -s +a !a", "{\"kind\":\"x\"}", "?a job(a:x)" },
        { PROC(S("s") "<serviceTask id='a'>" EXT(
              "<zeebe:taskDefinition type='x'/><zeebe:ioMapping><zeebe:input source='= 1 / n' "
              "target='y'/><zeebe:input source='= y.z.w + q' target='y'/>"
              "</zeebe:ioMapping>") "</serviceTask>" F("f1", "s", "a")),
          "+s -s +a job(a:x)", "{}", "" },
        { PROC(S("s") "<userTask id='a'/><boundaryEvent id='b' attachedToRef='a'>" TIMER(
              "timeDate", "= due") "</boundaryEvent>" F("f1", "s", "a")),
          "+s -s +a !a", "{\"due\":\"2026-01-01T00:00:00Z\"}", "?a arm(b:1767225600000) task(a)" },
        { PROC(S("s") "<callActivity id='a'>" EXT(
              "<zeebe:calledElement processId='= which'/>") "</callActivity>" F("f1", "s", "a")),
          "+s -s +a !a", "{\"which\":\"q\"}", "?a child(a:q)" },
        { DEFS(MSG("m", "news", "= code") "<process id='p' isExecutable='true'>" S(
              "s") "<receiveTask id='a' messageRef='m'/>" F("f1", "s", "a") "</process>"),
          "+s -s +a !a", "{\"code\":1}", "?a sub(a:news:1)" },
        { PROC(S("s") "<intermediateCatchEvent id='a'>" TIMER(
              "timeDuration", "= wait") "</intermediateCatchEvent>" F("f1", "s", "a")),
          "+s -s +a !a", "{\"wait\":\"PT2S\"}", "?a arm(a:2000)" },
        { PROC(S("s") "<userTask id='a'>" EXT(
              "<zeebe:assignmentDefinition candidateGroups='= g'/>") "</userTask>" F("f1", "s", "a")),
          "+s -s +a !a", "{\"g\":[\"x\"]}", "?a task(a)" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct world w;

        if (!world_open(&w, rows[k].xml, NULL))
            return;
        CHECK_MSG(str_eq_c(buf_view(&w.trace), rows[k].first), "row %zu: %.*s", k,
                  STR_ARG(buf_view(&w.trace)));
        if (world_key(&w, BPMN_WAIT_INCIDENT, "a") != 0) {
            set_vars(&w, rows[k].vars);
            retry(&w, "a");
            CHECK_MSG(str_eq_c(buf_view(&w.trace), rows[k].then), "row %zu: %.*s", k,
                      STR_ARG(buf_view(&w.trace)));
        }
        world_close(&w);
    }
}

TEST(an_event_sub_process_whose_timer_has_no_meaning_stops_its_scope)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") USER("t") "<subProcess id='x' triggeredByEvent='true'><startEvent id='xs' "
                                          "isInterrupting='false'>" TIMER("timeDate",
                                                                          "= due") "</startEvent>" USER("u")
                                              F("x1", "xs", "u") "</subProcess>" F("f1", "s", "t")),
                    NULL))
        return;
    TRACE(&w, "!p");
    set_vars(&w, "{\"due\":\"2026-01-01\"}");
    retry(&w, "p");
    TRACE(&w, "?p arm(xs:1767213000000) +s -s +t task(t)");
    world_close(&w);
}

TEST(a_token_is_moved)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") USER("a") "<subProcess id='b'>" S("bs") USER("c") USER("d") F("b1", "bs", "c")
                             F("b2", "c", "d") "</subProcess>" USER("e") F("f1", "s", "a") F("f2", "a", "b")
                                 F("f3", "b", "e")),
                    NULL))
        return;
    task_done(&w, "a", NULL);
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_TASK, "c"),
                                         .element = STR("d") });
    TRACE(&w, "untask(c) ~c +d task(d)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_TASK, "d"),
                                         .element = STR("a") });
    TRACE(&w, "untask(d) ~d ~b +a task(a)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_TASK, "a"),
                                         .element = STR("c") });
    CHECK_INT(w.rc, RC_INVALID);
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE, .key = 999, .element = STR("a") });
    CHECK_INT(w.rc, RC_NOT_FOUND);
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_TASK, "a"),
                                         .element = STR("e") });
    task_done(&w, "e", NULL);
    TRACE(&w, "-e end(normal)");
    world_close(&w);
}

TEST(a_token_that_waits_before_a_join_and_an_incident_are_moved)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<parallelGateway id='g'/><parallelGateway id='j'/><exclusiveGateway id='x'/>" USER(
                "a") USER("b") USER("z") F("f0", "s", "g") F("f1", "g", "a") F("f2", "g", "x")
                     FC("f3", "x", "b", "false") F("f4", "a", "j") F("f5", "b", "j") F("f6", "j", "z")),
            NULL))
        return;
    task_done(&w, "a", NULL);
    TRACE(&w, "-a");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_JOIN, "j"),
                                         .element = STR("a") });
    TRACE(&w, "+a task(a)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_MOVE,
                                         .key = world_key(&w, BPMN_WAIT_INCIDENT, "x"),
                                         .element = STR("b") });
    TRACE(&w, "?x ~x +b task(b)");
    task_done(&w, "b", NULL);
    task_done(&w, "a", NULL);
    TRACE(&w, "-a +j -j +z task(z)");
    world_close(&w);
}

TEST(cancelling_takes_everything_back)
{
    enum bpmn_ended how;
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<parallelGateway id='g'/>" USER("a") JOB(
                "b",
                "j") "<callActivity id='c' calledElement='q'/>"
                     "<subProcess id='d'>" S("ds") USER("t")
                         F("d1", "ds", "t") "</subProcess><boundaryEvent id='bt' attachedToRef='d'>" TIMER(
                             "timeDuration", "PT1S") "</boundaryEvent>" F("f0", "s", "g") F("f1", "g", "a")
                             F("f2", "g", "b") F("f3", "g", "c") F("f4", "g", "d")),
            NULL))
        return;
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CANCEL, .message = STR("withdrawn") });
    TRACE(&w, "untask(a) ~a unjob(b) ~b unchild(c) ~c untask(t) ~t disarm(bt) ~d end(cancelled)");
    CHECK(bpmn_state_ended(w.s, &how) && how == BPMN_END_CANCELLED);
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CANCEL });
    CHECK_INT(w.rc, RC_CONFLICT);
    world_close(&w);
}

TEST(a_wrong_event_changes_nothing)
{
    struct world w;
    struct buf before, after;
    struct err e;

    if (!world_open(&w, PROC(S("s") USER("a") F("f1", "s", "a")), "{\"x\":1}"))
        return;
    buf_init(&before, 1 << 20);
    buf_init(&after, 1 << 20);
    CHECK_INT(bpmn_state_save(w.s, &before, &e), RC_OK);
    for (int k = BPMN_EV_START; k <= BPMN_EV_ADD_INSTANCE; k++) {
        if (k == BPMN_EV_SET_VARS || k == BPMN_EV_REARM_TIMERS || k == BPMN_EV_CANCEL)
            continue;
        world_apply(&w,
                    (struct bpmn_event){ .kind = (enum bpmn_event_kind)k, .key = 77, .name = STR("none") });
        CHECK(w.rc == RC_NOT_FOUND || w.rc == RC_CONFLICT);
    }
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_TASK_DONE,
                                         .key = world_key(&w, BPMN_WAIT_TASK, "a"),
                                         .vars = feel_bool(true) });
    CHECK_INT(w.rc, RC_INVALID);
    CHECK_INT(bpmn_state_save(w.s, &after, &e), RC_OK);
    CHECK_STR(buf_view(&after), arena_cstr(w.a, buf_view(&before)));
    buf_free(&before);
    buf_free(&after);
    world_close(&w);
}

TEST(a_broken_state_is_refused)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"v\":1,\"process\":\"other\",\"next\":2,\"insts\":[]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[{\"k\":1,\"el\":\"a\",\"at\":"
        "\"wait\"}]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[{\"k\":1,\"el\":\"p\",\"at\":"
        "\"nowhere\"}]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[{\"k\":1,\"el\":\"p\",\"at\":"
        "\"wait\"},{\"k\":99,\"up\":1,\"el\":\"a\",\"at\":\"wait\"}]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[{\"k\":1,\"el\":\"p\",\"at\":"
        "\"wait\"},{\"k\":2,\"up\":1,\"el\":\"a\",\"at\":\"wait\","
        "\"in_loop\":true}]}",
        "{\"v\":1,\"process\":\"p\",\"next\":9,\"started\":true,\"insts\":[{\"k\":1,\"el\":\"p\",\"at\":"
        "\"wait\"},{\"k\":2,\"up\":1,\"el\":\"a\",\"at\":\"wait\","
        "\"for\":\"child\"}]}",
    };
    struct bpmn_state *s;
    struct world w;
    struct err e;

    if (!world_read(&w, PROC(S("s") USER("a") F("f1", "s", "a"))))
        return;
    for (size_t k = 0; k < ARRAY_LEN(texts); k++)
        CHECK_INT(bpmn_state_load(w.a, w.m, bpmn_process(w.m, STR("p")), str_c(texts[k]), &s, &e),
                  RC_INVALID);
    world_close(&w);
}
