/*
 * gateways.c - choosing and joining.
 */
#include "world.h"

#define XOR(id) "<exclusiveGateway id='" id "'/>\n"
#define AND(id) "<parallelGateway id='" id "'/>\n"
#define OR(id) "<inclusiveGateway id='" id "'/>\n"

TEST(exclusive_takes_the_first_true_flow_else_the_default)
{
    static const struct {
        const char *vars, *want;
    } rows[] = {
        { "{\"n\":5}", "+s -s +g -g >f1 +a task(a)" },
        { "{\"n\":50}", "+s -s +g -g >f1 +a task(a)" },
        { "{\"n\":-1}", "+s -s +g -g >fd +d task(d)" },
        { "{\"n\":\"x\"}", "+s -s +g !g" }, /* the condition gives null */
        { "{}", "+s -s +g !g" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct world w;

        if (!world_read(&w, PROC(S("s") "<exclusiveGateway id='g' default='fd'/>" USER("a") USER("b")
                                     USER("d") F("f0", "s", "g") FC("f1", "g", "a", "n &gt; 0")
                                         F("fd", "g", "d") FC("f2", "g", "b", "n &gt; 10"))))
            return;
        w.flows = true;
        w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
        world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_START, .vars = world_json(&w, rows[k].vars) });
        CHECK_INT(w.rc, RC_OK);
        CHECK_MSG(str_ends(buf_view(&w.trace), str_from(str_c(rows[k].want), 7)), "%.*s",
                  STR_ARG(buf_view(&w.trace)));
        world_close(&w);
    }
}

TEST(no_true_condition_and_no_default_is_an_incident_solved_by_variables)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") XOR("g") USER("a") F("f0", "s", "g") FC("f1", "g", "a", "ok = true")
                             FC("f2", "g", "a", "ok = 1")),
                    "{\"ok\":false}"))
        return;
    CHECK_INT(w.rc, RC_OK);
    CHECK(str_contains(buf_view(&w.trace), STR("!g")));
    set_vars(&w, "{\"ok\":true}");
    TRACE(&w, "");
    retry(&w, "g");
    TRACE(&w, "?g -g +a task(a)");
    world_close(&w);
}

TEST(parallel_splits_and_waits_for_all)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") AND("g") USER("a") USER("b") AND("j") E("e") F("f0", "s", "g")
                             F("f1", "g", "a") F("f2", "g", "b") F("f3", "a", "j") F("f4", "b", "j")
                                 F("f5", "j", "e")),
                    NULL))
        return;
    TRACE(&w, "+s -s +g -g +a task(a) +b task(b)");
    task_done(&w, "b", NULL);
    TRACE(&w, "-b");
    CHECK(world_key(&w, BPMN_WAIT_JOIN, "j") != 0);
    task_done(&w, "a", NULL);
    TRACE(&w, "-a +j -j +e -e end(normal)");
    world_close(&w);
}

TEST(a_parallel_join_keeps_surplus_tokens)
{
    struct world w; /* two tokens on one flow do not stand for the other */

    if (!world_open(&w,
                    PROC(S("s") AND("g") AND("h") USER("a") USER("b") USER("c") XOR("m") AND("j") E("e")
                             F("f0", "s", "g") F("f1", "g", "h") F("f2", "g", "c") F("h1", "h", "a")
                                 F("h2", "h", "b") F("m1", "a", "m") F("m2", "b", "m") F("f3", "m", "j")
                                     F("f4", "c", "j") F("f5", "j", "e")),
                    NULL))
        return;
    task_done(&w, "a", NULL);
    task_done(&w, "b", NULL);
    TRACE(&w, "-b +m -m");
    task_done(&w, "c", NULL);
    TRACE(&w, "-c +j -j +e -e");
    CHECK(bpmn_state_running(w.s)); /* one token is left for ever: the check warns of such a model */
    world_close(&w);
}

TEST(inclusive_takes_all_true_flows_and_joins_only_those)
{
    static const char xml[] =
        PROC(S("s") "<inclusiveGateway id='g' default='fd'/>" USER("a") USER("b") USER("d") OR("j") USER("t")
                 F("f0", "s", "g") FC("f1", "g", "a", "contains(x, \"a\")")
                     FC("f2", "g", "b", "contains(x, \"b\")") F("fd", "g", "d") F("j1", "a", "j")
                         F("j2", "b", "j") F("j3", "d", "j") F("f9", "j", "t"));
    struct world w;

    if (!world_open(&w, xml, "{\"x\":\"ab\"}"))
        return;
    TRACE(&w, "+s -s +g -g +a task(a) +b task(b)");
    task_done(&w, "a", NULL);
    TRACE(&w, "-a");
    task_done(&w, "b", NULL);
    TRACE(&w, "-b +j -j +t task(t)");
    world_close(&w);
    if (!world_open(&w, xml, "{\"x\":\"\"}"))
        return;
    TRACE(&w, "+s -s +g -g +d task(d)");
    task_done(&w, "d", NULL);
    TRACE(&w, "-d +j -j +t task(t)");
    world_close(&w);
}

/* a -> j directly, and b -> x -> either back to b or to j: the join waits as long as the loop may still come.
 */
TEST(inclusive_join_waits_for_a_loop_before_it)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") AND("g") USER("a") USER("b") XOR("x") OR("j") USER("t") F("f0", "s", "g")
                             F("f1", "g", "a") F("f2", "g", "m0") XOR("m0") F("f2b", "m0", "b")
                                 F("f3", "b", "x") FC("back", "x", "m0", "again")
                                     FC("on", "x", "j", "not(again)") F("f4", "a", "j") F("f5", "j", "t")),
                    "{\"again\":true}"))
        return;
    task_done(&w, "a", NULL);
    TRACE(&w, "-a");
    task_done(&w, "b", NULL);
    TRACE(&w, "-b +x -x +m0 -m0 +b task(b)");
    task_done(&w, "b", "{\"again\":false}");
    TRACE(&w, "-b +x -x +j -j +t task(t)");
    world_close(&w);
}

/* The join lies inside a loop: what could come round only through the join itself is not waited for. */
TEST(inclusive_join_inside_a_loop_does_not_wait_for_itself)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") OR("j") USER("a") XOR("x") E("e") F("f0", "s", "j") F("f1", "j", "a") F(
                        "f2", "a", "x") FC("back", "x", "j", "again") FC("on", "x", "e", "not(again)")),
                    "{\"again\":true}"))
        return;
    TRACE(&w, "+s -s +j -j +a task(a)");
    task_done(&w, "a", NULL);
    TRACE(&w, "-a +x -x +j -j +a task(a)");
    task_done(&w, "a", "{\"again\":false}");
    TRACE(&w, "-a +x -x +e -e end(normal)");
    world_close(&w);
}

/* A token that can reach a flow that has one already is not waited for. */
TEST(inclusive_join_does_not_wait_for_a_token_that_may_come_where_one_is)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") AND("g") USER("a") USER("b") XOR("m") XOR("x") OR("j") USER("t")
                             F("f0", "s", "g") F("f1", "g", "a") F("f2", "g", "b") F("f3", "a", "m")
                                 F("f4", "b", "x") FC("f5", "x", "m", "left") FC("f6", "x", "j", "not(left)")
                                     F("f7", "m", "j") F("f8", "j", "t")),
                    "{\"left\":true}"))
        return;
    task_done(&w, "a", NULL); /* on f7; b may come by f7 too (green) though also by f6 (red) */
    TRACE(&w, "-a +m -m +j -j +t task(t)");
    world_close(&w);
}

TEST(inclusive_join_waits_for_a_boundary_path)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") AND("g") USER("a")
                             USER("b") "<boundaryEvent id='bt' attachedToRef='b'>" TIMER(
                                 "timeDuration", "PT1S") "</boundaryEvent>" E("e2") OR("j") USER("t")
                                 F("f0", "s", "g") F("f1", "g", "a") F("f2", "g", "b") F("f3", "a", "j")
                                     F("f4", "bt", "j") F("f4b", "b", "e2") F("f5", "j", "t")),
                    NULL))
        return;
    task_done(&w, "a", NULL);
    TRACE(&w, "-a");
    task_done(&w, "b", NULL);
    TRACE(&w, "disarm(bt) -b +e2 -e2 +j -j +t task(t)");
    world_close(&w);
}

TEST(event_based_gateway_goes_the_way_of_the_first_event)
{
    static const char xml[] = DEFS(
        MSG("m", "papers", "= code") "<signal id='sg' name='stop'/><process id='p' isExecutable='true'>" S(
            "s") "<eventBasedGateway id='g'/><intermediateCatchEvent id='i1'><messageEventDefinition "
                 "messageRef='m'/></intermediateCatchEvent><intermediateCatchEvent id='i2'>" TIMER(
                     "timeDuration",
                     "P7D") "</intermediateCatchEvent><intermediateCatchEvent id='i3'><signalEventDefinition "
                            "signalRef='sg'/></intermediateCatchEvent><receiveTask id='i4' "
                            "messageRef='m2'/>" USER("a") USER("b") F("f0", "s", "g") F("f1", "g", "i1")
                                F("f2", "g", "i2") F("f3", "g", "i3") F("f4", "g", "i4") F("f5", "i1", "a")
                                    F("f6", "i2", "b") F("f7", "i3", "b")
                                        F("f8", "i4", "b") "</process>"
                                                           "<message id='m2' name='other'/>");
    static const char subscribed[] =
        "+s -s +g sub(i1:papers:7) arm(i2:604800000) sig(i3:stop) sub(i4:other:)";
    struct world w;

    for (int k = 0; k < 4; k++) {
        static const char *const wants[] = {
            "unsub(i1) disarm(i2) unsub(i3) unsub(i4) -g +i1 -i1 +a task(a)",
            "disarm(i2) unsub(i1) unsub(i3) unsub(i4) -g +i2 -i2 +b task(b)",
            "unsub(i3) unsub(i1) disarm(i2) unsub(i4) -g +i3 -i3 +b task(b)",
            "unsub(i4) unsub(i1) disarm(i2) unsub(i3) -g +i4 -i4 +b task(b)"
        };
        if (!world_open(&w, xml, "{\"code\":7}"))
            return;
        TRACE(&w, subscribed);
        if (k == 0)
            message(&w, "papers", "7", "{\"got\":true}");
        else if (k == 1)
            timer(&w, "i2");
        else if (k == 2)
            signal_all(&w, "stop", NULL);
        else
            message(&w, "other", "", NULL);
        TRACE(&w, wants[k]);
        if (k == 0)
            CHECK_STR(world_var(&w, "got"), "true");
        world_close(&w);
    }
}

TEST(conditional_flows_of_an_activity)
{
    static const char xml[] = PROC(S("s") "<userTask id='t' default='fd'/>" USER("a") USER("b") USER("c") F(
        "f0", "s", "t") FC("f1", "t", "a", "n = 1") F("fd", "t", "b") F("f3", "t", "c"));
    struct world w;

    if (!world_open(&w, xml, NULL))
        return;
    task_done(&w, "t", "{\"n\":1}");
    TRACE(&w, "-t +a task(a) +c task(c)");
    world_close(&w);
    if (!world_open(&w, xml, NULL))
        return;
    task_done(&w, "t", "{\"n\":2}");
    TRACE(&w, "-t +c task(c) +b task(b)");
    world_close(&w);
}

TEST(complex_gateway_acts_by_its_condition_and_is_reset)
{
    struct world w; /* two of three */

    if (!world_open(&w,
                    PROC(S("s") AND("g") USER("a") USER("b") USER(
                        "c") "<complexGateway id='j'><activationCondition>= activationCount &gt;= "
                             "2</activationCondition></complexGateway>" USER("t") F("f0", "s", "g")
                                 F("f1", "g", "a") F("f2", "g", "b") F("f3", "g", "c") F("j1", "a", "j")
                                     F("j2", "b", "j") F("j3", "c", "j") F("f9", "j", "t")),
                    NULL))
        return;
    task_done(&w, "a", NULL);
    TRACE(&w, "-a");
    task_done(&w, "c", NULL);
    TRACE(&w, "-c +j -j +t task(t)");
    task_done(&w, "b", NULL);
    TRACE(&w, "-b +j -j");
    task_done(&w, "t", NULL);
    TRACE(&w, "-t end(normal)");
    world_close(&w);
}

TEST(several_flows_into_a_task_are_not_joined)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") AND("g") SCRIPT("a") SCRIPT("b") SCRIPT("c") F("f0", "s", "g")
                             F("f1", "g", "a") F("f2", "g", "b") F("f3", "a", "c") F("f4", "b", "c")),
                    NULL))
        return;
    TRACE(&w, "+s -s +g -g +a *a +b *b -a -b +c *c +c *c -c -c end(normal)");
    world_close(&w);
}

TEST(a_circle_without_waiting_is_stopped)
{
    struct world w;

    if (!world_open(
            &w, PROC(S("s") XOR("m") "<task id='a'/>" F("f0", "s", "m") F("f1", "m", "a") F("f2", "a", "m")),
            NULL))
        return;
    CHECK_INT(w.rc, RC_LIMIT);
    world_close(&w);
}
