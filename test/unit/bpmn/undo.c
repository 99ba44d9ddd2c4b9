/*
 * undo.c - compensation and transactions.
 */
#include "world.h"

#define HANDLED(id, handler)                                                                                 \
    SCRIPT(id)                                                                                               \
    "<boundaryEvent id='b" id "' attachedToRef='" id                                                         \
    "'><compensateEventDefinition/></boundaryEvent><scriptTask id='" handler                                 \
    "' isForCompensation='true'><script>" handler "</script></scriptTask><association id='as" id             \
    "' sourceRef='b" id "' targetRef='" handler "' associationDirection='One'/>\n"
#define UNDO(id, attr)                                                                                       \
    "<intermediateThrowEvent id='" id "'><compensateEventDefinition " attr "/></intermediateThrowEvent>\n"

TEST(compensation_undoes_what_was_done_latest_first)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") HANDLED("a", "ua") HANDLED("b", "ub") HANDLED("c", "uc") UNDO("x", "")
                             USER("t") F("f1", "s", "a") F("f2", "a", "b") F("f3", "b", "x") F("f4", "x", "t")
                                 F("f5", "t", "c")),
                    NULL))
        return;
    TRACE(&w, "+s -s +a *a -a +b *b -b +x +ub *ub -ub +ua *ua -ua -x +t task(t)");
    world_close(&w);
}

TEST(compensation_of_one_activity_and_only_once)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") HANDLED("a", "ua") HANDLED("b", "ub") UNDO("x", "activityRef='a'")
                             UNDO("y", "activityRef='a'") UNDO("z", "") F("f1", "s", "a") F("f2", "a", "b")
                                 F("f3", "b", "x") F("f4", "x", "y") F("f5", "y", "z")),
                    NULL))
        return;
    TRACE(&w, "+s -s +a *a -a +b *b -b +x +ua *ua -ua -x +y -y +z +ub *ub -ub -z end(normal)");
    world_close(&w);
}

TEST(compensation_need_not_be_waited_for)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") SCRIPT(
                "a") "<boundaryEvent id='ba' "
                     "attachedToRef='a'><compensateEventDefinition/></boundaryEvent><userTask id='ua' "
                     "isForCompensation='true'/><association id='as' sourceRef='ba' targetRef='ua'/>" UNDO(
                         "x", "waitForCompletion='false'") USER("t") F("f1", "s", "a") F("f2", "a", "x")
                         F("f3", "x", "t")),
            NULL))
        return;
    TRACE(&w, "+s -s +a *a -a +x +ua +t task(t) task(ua)");
    task_done(&w, "t", NULL);
    TRACE(&w, "-t");
    task_done(&w, "ua", NULL);
    TRACE(&w, "-ua -x end(normal)");
    world_close(&w);
}

TEST(a_completed_sub_process_is_undone_from_inside_with_its_variables)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(
                S("s") "<subProcess id='p1'>" EXT(
                    "<zeebe:ioMapping><zeebe:input source='= 7' target='mine'/></zeebe:ioMapping>") S("ps")
                    HANDLED("a", "ua") JOB(
                        "b",
                        "j") "<boundaryEvent id='bb' "
                             "attachedToRef='b'><compensateEventDefinition/></boundaryEvent><serviceTask "
                             "id='ub' isForCompensation='true'>" EXT(
                                 "<zeebe:taskDefinition type='= string(mine)'/>") "</"
                                                                                  "serviceTask><association "
                                                                                  "id='asb' sourceRef='bb' "
                                                                                  "targetRef='ub'/>" F(
                                                                                      "p1f", "ps", "a")
                                                                                      F("p2f", "a",
                                                                                        "b") "</"
                                                                                             "subProcess"
                                                                                             ">" UNDO(
                                                                                                 "x",
                                                                                                 "") E("e")
                                                                                                 F("f1", "s",
                                                                                                   "p1") F("f"
                                                                                                           "2",
                                                                                                           "p"
                                                                                                           "1",
                                                                                                           "x")
                                                                                                     F("f3",
                                                                                                       "x",
                                                                                                       "e")),
            NULL))
        return;
    job_done(&w, "b", NULL);
    TRACE(&w, "-b -p1 +x +p1 +ub job(ub:7)");
    job_done(&w, "ub", NULL);
    TRACE(&w, "-ub +ua *ua -ua -p1 -x +e -e end(normal)");
    world_close(&w);
}

TEST(a_compensation_event_sub_process_undoes_its_scope)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<subProcess id='q'>" S("qs") HANDLED("a", "ua") F(
                        "q1", "qs", "a") "<subProcess id='cs' triggeredByEvent='true'><startEvent "
                                         "id='c0'><compensateEventDefinition/></startEvent>" SCRIPT("c1")
                                             UNDO("c2", "activityRef='a'") F("c1f", "c0", "c1")
                                                 F("c2f", "c1", "c2") "</subProcess></subProcess>" UNDO(
                                                     "x", "activityRef='q'") E("e") F("f1", "s", "q")
                                                     F("f2", "q", "x") F("f3", "x", "e")),
                    NULL))
        return;
    TRACE(&w, "+s -s +q +qs -qs +a *a -a -q +x +q +cs +c0 -c0 +c1 *c1 -c1 +c2 +ua *ua -ua -c2 -cs -q -x +e "
              "-e end(normal)");
    world_close(&w);
}

TEST(each_instance_of_a_loop_is_undone)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<scriptTask id='a'><multiInstanceLoopCharacteristics "
                        "isSequential='true'><loopCardinality>2</loopCardinality></"
                        "multiInstanceLoopCharacteristics>"
                        "<script>a</script></scriptTask><boundaryEvent id='ba' "
                        "attachedToRef='a'><compensateEventDefinition/></boundaryEvent><scriptTask "
                        "id='ua' isForCompensation='true'><script>ua</script></scriptTask><association "
                        "id='as' sourceRef='ba' targetRef='ua'/>" UNDO("x", "") F("f1", "s", "a")
                            F("f2", "a", "x")),
            NULL))
        return;
    TRACE(&w, "+s -s +a +a *a -a +a *a -a -a +x +ua *ua -ua +ua *ua -ua -x end(normal)");
    world_close(&w);
}

TEST(what_was_not_completed_is_not_undone)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<parallelGateway id='g'/>" USER(
                        "a") "<boundaryEvent id='ba' "
                             "attachedToRef='a'><compensateEventDefinition/></boundaryEvent><scriptTask "
                             "id='ua' isForCompensation='true'><script>ua</script></scriptTask><association "
                             "id='as' sourceRef='ba' targetRef='ua'/>" UNDO("x", "") F("f0", "s", "g")
                                 F("f1", "g", "a") F("f2", "g", "x")),
                    NULL))
        return;
    TRACE(&w, "+s -s +g -g +a task(a) +x -x");
    world_close(&w);
}

TEST(a_cancelled_transaction_is_undone_and_leaves_by_its_cancel_event)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<transaction id='x'>" S("xs") HANDLED("a", "ua")
                     HANDLED("b", "ub") "<parallelGateway id='g'/>" USER("t") USER(
                         "u") "<endEvent id='xc'><cancelEventDefinition/></endEvent>" F("x1", "xs", "a")
                         F("x2", "a", "b") F("x3", "b", "g") F("x4", "g", "t") F("x5", "g", "u")
                             F("x6", "u",
                               "xc") "</transaction><boundaryEvent id='bc' "
                                     "attachedToRef='x'><cancelEventDefinition/></boundaryEvent>" USER("ok")
                                         USER("no") F("f1", "s", "x") F("f2", "x", "ok") F("f3", "bc", "no")),
            NULL))
        return;
    task_done(&w, "u", NULL);
    TRACE(&w, "-u +xc -xc untask(t) ~t +ub *ub -ub +ua *ua -ua ~x +bc -bc +no task(no)");
    world_close(&w);
}

TEST(a_transaction_that_succeeds_goes_on)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") "<transaction id='x'>" S("xs") USER("t") F(
                        "x1", "xs", "t") "</transaction>" USER("ok") F("f1", "s", "x") F("f2", "x", "ok")),
                    NULL))
        return;
    task_done(&w, "t", NULL);
    TRACE(&w, "-t -x +ok task(ok)");
    world_close(&w);
}

TEST(a_compensation_end_event)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") HANDLED("a", "ua") "<endEvent id='e'><compensateEventDefinition/></endEvent>" F(
                "f1", "s", "a") F("f2", "a", "e")),
            NULL))
        return;
    TRACE(&w, "+s -s +a *a -a +e +ua *ua -ua -e end(normal)");
    world_close(&w);
}

TEST(an_error_event_sub_process_compensates_its_scope)
{
    struct world w;

    if (!world_open(&w,
                    PROC(S("s") HANDLED("a", "ua")
                             JOB("t", "j") "<subProcess id='x' triggeredByEvent='true'><startEvent "
                                           "id='xs'><errorEventDefinition/></startEvent>" UNDO("xc", "")
                                               F("x1", "xs", "xc") "</subProcess>" F("f1", "s", "a")
                                                   F("f2", "a", "t")),
                    NULL))
        return;
    job_error(&w, "t", "any", NULL);
    TRACE(&w, "~t +x +xs -xs +xc +ua *ua -ua -xc -x end(normal)");
    world_close(&w);
}
