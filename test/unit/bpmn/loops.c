/*
 * loops.c - multi-instance, parallel and sequential; the standard loop; one instance more while running.
 */
#include "world.h"

#define MULTI(attr, zeebe, inner)                                                                            \
    "<multiInstanceLoopCharacteristics " attr ">" EXT("<zeebe:loopCharacteristics " zeebe "/>") inner        \
        "</multiInstanceLoopCharacteristics>"
#define COLLECT                                                                                              \
    "inputCollection='= units' inputElement='unit' outputCollection='answers' outputElement='= answer'"

static uint64_t task_of(const struct world *w, size_t nth, const char *element)
{
    const struct bpmn_wait *v;
    size_t n;
    struct err e;

    if (bpmn_state_waits(w->s, &v, &n, &e) != RC_OK)
        return 0;
    for (size_t k = 0; k < n; k++)
        if (v[k].kind == BPMN_WAIT_TASK && str_eq_c(v[k].element->id, element) && nth-- == 0)
            return v[k].key;
    return 0;
}

static void done_nth(struct world *w, size_t nth, const char *element, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_TASK_DONE,
                                        .key = task_of(w, nth, element),
                                        .vars = world_json(w, vars) });
}

static const char *const collecting[] = {
    PROC(S("s") "<userTask id='t'>" EXT(
        "<zeebe:ioMapping><zeebe:output source='= got' target='answer'/></zeebe:ioMapping>")
             MULTI("", COLLECT, "") "</userTask>" USER("u") F("f1", "s", "t") F("f2", "t", "u")),
    PROC(S("s") "<userTask id='t'>" EXT(
        "<zeebe:ioMapping><zeebe:input source='= null' target='answer'/></zeebe:ioMapping>")
             MULTI("isSequential='true'", COLLECT, "") "</userTask>" USER("u") F("f1", "s", "t")
                 F("f2", "t", "u")),
};

TEST(parallel_multi_instance_collects_in_the_order_of_the_items)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<userTask id='t'>" EXT(
                "<zeebe:ioMapping><zeebe:input source='= unit' target='me'/><zeebe:input source='= 0' "
                "target='answer'/></zeebe:ioMapping>") MULTI("", COLLECT, "") "</userTask>" USER("u")
                     F("f1", "s", "t") F("f2", "t", "u")),
            "{\"units\":[\"a\",\"b\",\"c\"]}"))
        return;
    TRACE(&w, "+s -s +t +t +t +t task(t) task(t) task(t)");
    CHECK_STR(feel_text(feel_context_get(bpmn_state_vars(w.s, task_of(&w, 1, "t")), STR("me"))), "b");
    done_nth(&w, 2, "t", "{\"answer\":3}");
    TRACE(&w, "-t");
    done_nth(&w, 0, "t", "{\"answer\":1}");
    done_nth(&w, 0, "t", "{\"answer\":2}");
    TRACE(&w, "-t -t +u task(u)");
    CHECK_STR(world_var(&w, "answers"), "[1,2,3]");
    world_close(&w);
}

TEST(sequential_multi_instance_goes_one_by_one)
{
    struct world w;

    if (!world_open(&w, collecting[1], "{\"units\":[\"a\",\"b\"]}"))
        return;
    TRACE(&w, "+s -s +t +t task(t)");
    done_nth(&w, 0, "t", "{\"answer\":1}");
    TRACE(&w, "-t +t task(t)");
    done_nth(&w, 0, "t", "{\"answer\":2}");
    TRACE(&w, "-t -t +u task(u)");
    CHECK_STR(world_var(&w, "answers"), "[1,2]");
    world_close(&w);
}

TEST(an_empty_collection_passes)
{
    struct world w;

    if (!world_open(&w, collecting[0], "{\"units\":[]}"))
        return;
    TRACE(&w, "+s -s +t -t +u task(u)");
    CHECK_STR(world_var(&w, "answers"), "[]");
    world_close(&w);
}

TEST(what_is_no_list_is_an_incident)
{
    struct world w;

    if (!world_open(&w, collecting[0], "{\"units\":7}"))
        return;
    TRACE(&w, "+s -s +t !t");
    set_vars(&w, "{\"units\":[1]}");
    retry(&w, "t");
    TRACE(&w, "?t +t task(t)");
    world_close(&w);
}

TEST(the_completion_condition_ends_the_others)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<userTask id='t'>" MULTI(
                "", "inputCollection='= units' inputElement='unit'",
                "<completionCondition>= numberOfCompletedInstances &gt;= 2 or "
                "no</completionCondition>") "</userTask><boundaryEvent id='b' "
                                            "attachedToRef='t'>" TIMER("timeDuration",
                                                                       "PT1S") "</"
                                                                               "boundaryEvent"
                                                                               ">" USER("u") F("f1", "s", "t")
                                                                                   F("f2", "t", "u")),
            "{\"units\":[1,2,3,4],\"no\":false}"))
        return;
    TRACE(&w, "+s -s +t arm(b:1000) +t +t +t +t task(t) task(t) task(t) task(t)");
    done_nth(&w, 0, "t", NULL);
    TRACE(&w, "-t");
    done_nth(&w, 0, "t", NULL);
    TRACE(&w, "-t untask(t) ~t untask(t) ~t disarm(b) -t +u task(u)");
    world_close(&w);
}

TEST(a_boundary_event_interrupts_all_instances)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<userTask id='t'>" MULTI(
                        "", "inputCollection='= [1,2]'",
                        "") "</userTask><boundaryEvent id='b' "
                            "attachedToRef='t'>" TIMER("timeDuration", "PT1S") "</boundaryEvent>" USER("u")
                                F("f1", "s", "t") F("f2", "b", "u")),
                    NULL))
        return;
    timer(&w, "b");
    TRACE(&w, "disarm(b) untask(t) ~t untask(t) ~t ~t +b -b +u task(u)");
    world_close(&w);
}

static int64_t body_count(struct world *w, uint64_t body)
{
    const struct bpmn_wait *v = NULL;
    size_t n = 0;

    if (bpmn_state_waits(w->s, &v, &n, NULL) == RC_OK)
        for (size_t i = 0; i < n; i++)
            if (v[i].kind == BPMN_WAIT_BODY && v[i].key == body)
                return v[i].repeats;
    return -1;
}

TEST(one_more_unit_is_asked_while_running)
{
    struct world w;
    const struct feel_value *items;
    uint64_t body;

    if (!world_open(&w,
                    PROC(S("s") "<userTask id='t'>" EXT(
                        "<zeebe:ioMapping><zeebe:input source='= 0' target='answer'/></zeebe:ioMapping>")
                             MULTI("", COLLECT, "") "</userTask>" USER("u") F("f1", "s", "t")
                                 F("f2", "t", "u")),
                    "{\"units\":[\"a\"]}"))
        return;
    body = world_key(&w, BPMN_WAIT_BODY, "t");
    CHECK(body != 0);
    world_apply(&w, (struct bpmn_event){
                        .kind = BPMN_EV_ADD_INSTANCE, .key = body, .result = feel_string(w.a, STR("b")) });
    TRACE(&w, "+t task(t)");
    CHECK_STR(feel_text(feel_context_get(bpmn_state_vars(w.s, task_of(&w, 1, "t")), STR("unit"))), "b");
    items = bpmn_state_items(w.s, body);
    CHECK(items != NULL && feel_count(items) == 2 && str_eq_c(feel_text(feel_item(items, 1)), "b"));
    CHECK_INT(body_count(&w, body), 2);
    CHECK(bpmn_state_items(w.s, task_of(&w, 1, "t")) == NULL); /* an instance of it is no body */
    done_nth(&w, 0, "t", "{\"answer\":1}");
    TRACE(&w, "-t");
    done_nth(&w, 0, "t", "{\"answer\":2}");
    TRACE(&w, "-t -t +u task(u)");
    CHECK_STR(world_var(&w, "answers"), "[1,2]");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_ADD_INSTANCE, .key = body });
    CHECK_INT(w.rc, RC_NOT_FOUND);
    world_close(&w);
}

TEST(one_more_in_a_sequence_comes_last)
{
    struct world w;

    if (!world_open(&w, collecting[1], "{\"units\":[\"a\"]}"))
        return;
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_ADD_INSTANCE,
                                         .key = world_key(&w, BPMN_WAIT_BODY, "t"),
                                         .result = feel_int(w.a, 9) });
    TRACE(&w, "");
    done_nth(&w, 0, "t", "{\"answer\":1}");
    TRACE(&w, "-t +t task(t)");
    done_nth(&w, 0, "t", "{\"answer\":2}");
    CHECK_STR(world_var(&w, "answers"), "[1,2]");
    world_close(&w);
}

TEST(multi_instance_by_number_of_a_sub_process)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<subProcess id='b'><multiInstanceLoopCharacteristics><loopCardinality>= "
                                "n</loopCardinality></multiInstanceLoopCharacteristics>" S("bs") USER("t")
                                    F("b1", "bs", "t") "</subProcess>" USER("u") F("f1", "s", "b")
                                        F("f2", "b", "u")),
                    "{\"n\":2}"))
        return;
    TRACE(&w, "+s -s +b +b +b +bs -bs +bs -bs +t task(t) +t task(t)");
    CHECK_STR(
        feel_to_string(w.a, feel_context_get(bpmn_state_vars(w.s, task_of(&w, 1, "t")), STR("loopCounter"))),
        "2");
    done_nth(&w, 0, "t", NULL);
    TRACE(&w, "-t -b");
    done_nth(&w, 0, "t", NULL);
    TRACE(&w, "-t -b -b +u task(u)");
    world_close(&w);
}

TEST(standard_loops)
{
    static const struct {
        const char *attr, *condition, *vars, *want;
    } rows[] = {
        { "", "= loopCounter &lt; 3", "{}", "+s -s +t +t *t -t +t *t -t +t *t -t -t +u task(u)" },
        { "testBefore='true'", "= loopCounter &lt; 2", "{}", "+s -s +t +t *t -t +t *t -t -t +u task(u)" },
        { "testBefore='true'", "= false", "{}", "+s -s +t -t +u task(u)" },
        { "loopMaximum='2'", "= true", "{}", "+s -s +t +t *t -t +t *t -t -t +u task(u)" },
        { "loopMaximum='0'", "= true", "{}", "+s -s +t -t +u task(u)" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        char xml[4000];
        struct world w;

        snprintf(xml, sizeof(xml),
                 PROC(S("s") "<scriptTask id='t'><standardLoopCharacteristics "
                             "%s><loopCondition>%s</loopCondition></standardLoopCharacteristics>"
                             "<script>t</script></scriptTask>" USER("u") F("f1", "s", "t") F("f2", "t", "u")),
                 rows[k].attr, rows[k].condition);
        if (!world_open(&w, xml, rows[k].vars))
            return;
        CHECK_MSG(str_eq_c(buf_view(&w.trace), rows[k].want), "row %zu: %.*s", k,
                  STR_ARG(buf_view(&w.trace)));
        world_close(&w);
    }
}
