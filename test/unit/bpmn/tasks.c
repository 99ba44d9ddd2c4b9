/*
 * tasks.c - every kind of task, mappings and where variables go.
 */
#include "world.h"

TEST(user_task_waits_and_takes_its_result_up)
{
    struct world w;

    if (!world_open(&w, PROC(S("s") USER("t") E("e") F("f1", "s", "t") F("f2", "t", "e")), "{\"a\":1}"))
        return;
    TRACE(&w, "+s -s +t task(t)");
    task_done(&w, "t", "{\"a\":2,\"b\":[1,{\"c\":null}]}");
    TRACE(&w, "-t +e -e end(normal)");
    task_done(&w, "t", NULL);
    CHECK_INT(w.rc, RC_CONFLICT);
    world_close(&w);
}

TEST(a_user_task_carries_its_evaluated_assignment)
{
    static const char xml[] = PROC(S("s") "<userTask id='t'>" EXT(
        "<zeebe:formDefinition formId='order'/>"
        "<zeebe:assignmentDefinition assignee='= boss' candidateGroups='MGR, DG' "
        "candidateUsers='= [\"u1\",\"u2\"]'/>"
        "<zeebe:taskSchedule dueDate='= due'/><zeebe:priorityDefinition priority='= 70'/>"
        "<zeebe:userTask/>") "</userTask>" E("e") F("f1", "s", "t") F("f2", "t", "e"));
    struct bpmn_commands out = { 0 };
    const struct bpmn_task_data *t = NULL;
    struct world w;
    struct err e;

    if (!world_read(&w, xml))
        return;
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    CHECK_INT(
        bpmn_apply(w.s,
                   &(struct bpmn_event){ .kind = BPMN_EV_START,
                                         .vars = world_json(&w, "{\"boss\":\"b\",\"due\":\"2026-01-01\"}") },
                   &out, &e),
        RC_OK);
    for (size_t k = 0; k < out.n; k++)
        if (out.v[k].kind == BPMN_CMD_CREATE_TASK)
            t = out.v[k].task;
    CHECK(t != NULL);
    if (t != NULL) {
        CHECK_STR(t->assignee, "b");
        CHECK_STR(t->form, "order");
        CHECK_STR(t->due, "2026-01-01");
        CHECK_INT(t->priority, 70);
        CHECK_INT(t->n_groups, 2);
        CHECK_STR(t->groups[1], "DG");
        CHECK_STR(t->users[0], "u1");
    }
    CHECK_STR(bpmn_form(bpmn_find(w.m, STR("t"))), "order");
    world_close(&w);
}

TEST(service_send_and_rule_tasks_are_jobs)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") JOB("a", "number") "<sendTask id='b'>" EXT(
                        "<zeebe:taskDefinition type='= kind' "
                        "retries='5'/>") "</"
                                         "sendTask><"
                                         "businessRuleTask "
                                         "id='c'>" EXT("<zeebe:"
                                                       "calledDecision "
                                                       "decisionId='class' "
                                                       "resultVariable='k'/"
                                                       ">") "</"
                                                            "businessRuleTas"
                                                            "k>" E("e") F("f"
                                                                          "1",
                                                                          "s", "a") F("f2", "a", "b")
                                                                F("f"
                                                                  "3",
                                                                  "b", "c") F("f4", "c", "e")),
                    "{\"kind\":\"sms\"}"))
        return;
    TRACE(&w, "+s -s +a job(a:number)");
    job_done(&w, "a", "{\"n\":1}");
    TRACE(&w, "-a +b job(b:sms)");
    job_done(&w, "b", NULL);
    TRACE(&w, "-b +c job(c:class)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_JOB_DONE,
                                         .key = world_key(&w, BPMN_WAIT_JOB, "c"),
                                         .result = world_json(&w, "{\"days\":10}") });
    TRACE(&w, "-c +e -e end(normal)");
    world_close(&w);
}

TEST(manual_and_abstract_tasks_pass)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<manualTask id='a'/><task id='b'/>" E("e") F("f1", "s", "a")
                             F("f2", "a", "b") F("f3", "b", "e")),
                    NULL))
        return;
    TRACE(&w, "+s -s +a -a +b -b +e -e end(normal)");
    world_close(&w);
}

TEST(scripts_are_feel_or_only_marked)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") SCRIPT("a") "<scriptTask id='b'>" EXT(
                "<zeebe:script expression='= n + 1' resultVariable='m'/>") "</scriptTask><scriptTask id='c' "
                                                                           "scriptFormat='feel'><script>{x: "
                                                                           "m * 2, y: "
                                                                           "\"q\"}</script></"
                                                                           "scriptTask>" USER("t")
                                                                               F("f1", "s", "a")
                                                                                   F("f2", "a", "b")
                                                                                       F("f3", "b", "c")
                                                                                           F("f4", "c", "t")),
            "{\"n\":1}"))
        return;
    TRACE(&w, "+s -s +a *a -a +b -b +c -c +t task(t)");
    CHECK_STR(world_var(&w, NULL), "{\"n\":1,\"m\":2,\"x\":4,\"y\":\"q\"}");
    world_close(&w);
}

TEST(receive_task_waits_for_its_message)
{
    struct world w;

    if (!world_open(&w,
                    DEFS(MSG("m", "reply", "= code") "<process id='p' isExecutable='true'>" S(
                        "s") "<receiveTask id='r' messageRef='m'/>" USER("t") F("f1", "s", "r")
                             F("f2", "r", "t") "</process>"),
                    "{\"code\":\"K-1\"}"))
        return;
    TRACE(&w, "+s -s +r sub(r:reply:K-1)");
    message(&w, "reply", "K-2", NULL);
    CHECK_INT(w.rc, RC_NOT_FOUND);
    message(&w, "reply", "K-1", "{\"text\":\"yes\"}");
    TRACE(&w, "unsub(r) -r +t task(t)");
    CHECK_STR(world_var(&w, "text"), "\"yes\"");
    world_close(&w);
}

TEST(send_task_with_a_message_publishes)
{
    struct world w;

    if (!world_open(&w,
                    DEFS(MSG("m", "go", "= code") "<process id='p' isExecutable='true'>" S(
                        "s") "<sendTask id='r' messageRef='m'/>" E("e") F("f1", "s", "r")
                             F("f2", "r", "e") "</process>"),
                    "{\"code\":\"K-1\"}"))
        return;
    TRACE(&w, "+s -s +r pub(go:K-1) -r +e -e end(normal)");
    world_close(&w);
}

TEST(input_mappings_are_local_and_output_mappings_go_up)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<userTask id='t'>" EXT(
                "<zeebe:ioMapping><zeebe:input source='= a * 10' target='x'/>"
                "<zeebe:input source='= x + 1' target='in.y'/>"
                "<zeebe:output source='= in.y + z' target='out.sum'/>"
                "<zeebe:output source='= z' target='out.z'/></zeebe:ioMapping>") "</userTask>" USER("u")
                     F("f1", "s", "t") F("f2", "t", "u")),
            "{\"a\":1,\"out\":{\"old\":true}}"))
        return;
    TRACE(&w, "+s -s +t task(t)");
    task_done(&w, "t", "{\"z\":5,\"hidden\":1}");
    TRACE(&w, "-t +u task(u)");
    CHECK_STR(world_var(&w, NULL), "{\"a\":1,\"out\":{\"old\":true,\"sum\":16,\"z\":5}}");
    world_close(&w);
}

TEST(a_result_without_output_mapping_goes_to_the_nearest_scope_that_has_it)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<subProcess id='b'>" EXT(
                        "<zeebe:ioMapping><zeebe:input source='= 1' target='local'/></zeebe:ioMapping>")
                             S("bs") USER("t") USER("u") F("g1", "bs", "t")
                                 F("g2", "t", "u") "</subProcess>" USER("v") F("f1", "s", "b")
                                     F("f2", "b", "v")),
                    "{}"))
        return;
    task_done(&w, "t", "{\"local\":2,\"wide\":3}");
    TRACE(&w, "-t +u task(u)");
    CHECK_STR(world_var(&w, NULL), "{\"wide\":3}");
    task_done(&w, "u", NULL);
    TRACE(&w, "-u -b +v task(v)");
    world_close(&w);
}

TEST(dates_become_text_when_stored)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<scriptTask id='b'>" EXT(
                "<zeebe:script expression='= {d: date(\"2026-03-21\"), l: [duration(\"P1D\")], n: 1.50}' "
                "resultVariable='v'/>") "</scriptTask>" USER("t") F("f1", "s", "b") F("f2", "b", "t")),
            NULL))
        return;
    CHECK_STR(world_var(&w, "v"), "{\"d\":\"2026-03-21\",\"l\":[\"P1D\"],\"n\":1.5}");
    world_close(&w);
}

TEST(call_activity_passes_variables_as_it_says)
{
    static const char xml[] = PROC(S("s") "<callActivity id='c'>" EXT(
        "<zeebe:calledElement processId='child' propagateAllParentVariables='false' "
        "propagateAllChildVariables='false'/>"
        "<zeebe:ioMapping><zeebe:input source='= a' target='x'/>"
        "<zeebe:output source='= r' target='result'/></zeebe:ioMapping>") "</callActivity><callActivity "
                                                                          "id='d'>" EXT(
                                                                              "<zeebe:"
                                                                              "calledElement "
                                                                              "processId='= "
                                                                              "name'/>") "</"
                                                                                         "callActiv"
                                                                                         "ity"
                                                                                         ">" USER("t") F(
                                                                                             "f1", "s", "c")
                                                                                             F("f2", "c", "d")
                                                                                                 F("f3", "d",
                                                                                                   "t"));
    struct world w;

    if (!world_open(&w, xml, "{\"a\":1,\"name\":\"other\"}"))
        return;
    TRACE(&w, "+s -s +c child(c:child)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CHILD_ENDED,
                                         .key = world_key(&w, BPMN_WAIT_CHILD, "c"),
                                         .vars = world_json(&w, "{\"r\":7,\"junk\":1}") });
    TRACE(&w, "-c +d child(d:other)");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_CHILD_ENDED,
                                         .key = world_key(&w, BPMN_WAIT_CHILD, "d"),
                                         .vars = world_json(&w, "{\"all\":1}") });
    TRACE(&w, "-d +t task(t)");
    CHECK_STR(world_var(&w, NULL), "{\"a\":1,\"name\":\"other\",\"result\":7,\"all\":1}");
    world_close(&w);
}

TEST(a_called_instance_hands_its_error_to_the_parent)
{
    static const char xml[] = DEFS("<error id='er' errorCode='X'/><process id='p' isExecutable='true'>" S(
        "s") USER("t") "<endEvent id='e'><errorEventDefinition errorRef='er'/></endEvent>" F("f1", "s", "t")
                                       F("f2", "t", "e") "</process>");
    struct world w;

    if (!world_read(&w, xml))
        return;
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_START, .called = true });
    task_done(&w, "t", NULL);
    TRACE(&w, "-t +e -e end(error:X)");
    world_close(&w);
}
