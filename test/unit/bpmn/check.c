/*
 * check.c - what the checker says: unsupported elements, rules, soundness.
 */
#include "world.h"

struct row {
    const char *name, *body, *element, *want; /* `body` stands in the process; want NULL: nothing to say */
    enum bpmn_severity severity;
};

static void run_rows(const struct row *rows, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        struct bpmn_problems ps = { 0 };
        bool found = false;
        struct world w;
        struct err e;

        if (!world_read(&w, rows[k].body))
            return;
        CHECK_INT(bpmn_check(w.a, w.m, &ps, &e), RC_OK);
        for (size_t i = 0; i < ps.n; i++) {
            found = found || (rows[k].want != NULL && ps.v[i].severity == rows[k].severity &&
                              str_eq_c(ps.v[i].element, rows[k].element) &&
                              str_contains(ps.v[i].message, str_c(rows[k].want)) && ps.v[i].line > 0);
        }
        if (rows[k].want == NULL)
            CHECK_MSG(ps.n == 0, "%s: %.*s", rows[k].name, STR_ARG(bpmn_problem_text(w.a, &ps.v[0])));
        else
            CHECK_MSG(found, "%s: %zu problems, first %.*s", rows[k].name, ps.n,
                      STR_ARG(ps.n > 0 ? bpmn_problem_text(w.a, &ps.v[0]) : STR_NONE));
        world_close(&w);
    }
}

#define OK BPMN_WARNING
static const struct row rules[] = {
    { "nothing wrong", PROC(S("s") USER("t") E("e") F("1", "s", "t") F("2", "t", "e")), "", NULL, OK },
    { "ad hoc", PROC(S("s") "<adHocSubProcess id='a'/>" F("1", "s", "a")), "a", "unsupported adHocSubProcess",
      BPMN_ERROR },
    { "choreography", PROC(S("s") "<choreographyTask id='a'/>" F("1", "s", "a")), "a",
      "unsupported choreographyTask", BPMN_ERROR },
    { "multiple", PROC("<startEvent id='s'><timerEventDefinition/><signalEventDefinition/></startEvent>"),
      "s", "unsupported startEvent", BPMN_ERROR },
    { "instantiating receive task", PROC("<receiveTask id='r' instantiate='true'/>"), "r",
      "unsupported receiveTask", BPMN_ERROR },
    { "conditional start of a sub-process",
      PROC(S("s") "<subProcess id='b'><startEvent "
                  "id='c'><conditionalEventDefinition><condition>true</condition></"
                  "conditionalEventDefinition></startEvent></subProcess>" F("1", "s", "b")),
      "c", "cannot stand here", BPMN_ERROR },
    { "call of a global task",
      DEFS("<globalTask id='q'/><process id='p'>" S("s") "<callActivity id='c' calledElement='q'/>" F(
          "1", "s", "c") "</process>"),
      "c", "unsupported callActivity", BPMN_ERROR },
    { "complex join without condition",
      PROC(S("s") "<complexGateway id='c'/>" F("1", "s", "c") F("2", "s", "c") F("3", "c", "e") E("e")), "c",
      "unsupported complexGateway", BPMN_ERROR },
    { "parallel event gateway",
      PROC(S("s") "<eventBasedGateway id='g' eventGatewayType='Parallel'/>" F("1", "s", "g")), "g",
      "unsupported eventBasedGateway", BPMN_ERROR },
    { "other language",
      PROC(S("s") USER(
          "t") "<sequenceFlow id='1' sourceRef='s' targetRef='t'/><sequenceFlow id='2' sourceRef='t' "
               "targetRef='e'>"
               "<conditionExpression "
               "language='http://www.w3.org/1999/XPath'>a</conditionExpression></sequenceFlow>" E("e")),
      "2", "unsupported expression language", BPMN_ERROR },
    { "no FEEL", PROC(S("s") USER("t") F("1", "s", "t") FC("2", "t", "e", "a b +") E("e")), "2",
      "is not FEEL", BPMN_ERROR },
    { "compensation trigger on the way",
      PROC(S("s") "<intermediateCatchEvent id='c'><compensateEventDefinition/></intermediateCatchEvent>" F(
          "1", "s", "c")),
      "c", "cannot stand here", BPMN_ERROR },
    { "start of a sub-process with trigger",
      PROC(S("s") "<subProcess id='b'><startEvent id='bs'>" TIMER(
          "timeDuration", "PT1S") "</startEvent></subProcess>" F("1", "s", "b")),
      "bs", "cannot stand here", BPMN_ERROR },
    { "two starts", PROC(S("s") S("s2")), "p", "more than one start event", BPMN_ERROR },
    { "flow into a start", PROC(S("s") USER("t") F("1", "s", "t") F("2", "t", "s")), "s", "no incoming",
      BPMN_ERROR },
    { "flow out of an end", PROC(S("s") E("e") USER("t") F("1", "s", "e") F("2", "e", "t")), "e",
      "no outgoing", BPMN_ERROR },
    { "esub without start", PROC(S("s") "<subProcess id='x' triggeredByEvent='true'/>"), "x",
      "has one start event, this one has 0", BPMN_ERROR },
    { "esub with two",
      PROC(S("s") "<subProcess id='x' triggeredByEvent='true'>" S("a") S("b") "</subProcess>"), "x",
      "this one has 2", BPMN_ERROR },
    { "boundary on a gateway",
      PROC(S("s") "<exclusiveGateway id='g'/><boundaryEvent id='b' attachedToRef='g'>" TIMER(
          "timeDuration", "PT1S") "</boundaryEvent>" F("1", "s", "g")),
      "b", "attached to no activity", BPMN_ERROR },
    { "non-interrupting error",
      PROC(S("s")
               USER("t") "<boundaryEvent id='b' attachedToRef='t' "
                         "cancelActivity='false'><errorEventDefinition/></boundaryEvent>" F("1", "s", "t")),
      "b", "interrupts always", BPMN_ERROR },
    { "cancel on a task",
      PROC(S("s")
               USER("t") "<boundaryEvent id='b' attachedToRef='t'><cancelEventDefinition/></boundaryEvent>" F(
                   "1", "s", "t")),
      "b", "on a transaction only", BPMN_ERROR },
    { "cancel end outside",
      PROC(S("s") "<endEvent id='e'><cancelEventDefinition/></endEvent>" F("1", "s", "e")), "e",
      "in a transaction only", BPMN_ERROR },
    { "cancelled without boundary",
      PROC(S("s") "<transaction id='x'>" S("xs") "<endEvent id='e'><cancelEventDefinition/></endEvent>" F(
          "1", "xs", "e") "</transaction>" F("2", "s", "x")),
      "x", "no cancel boundary", BPMN_ERROR },
    { "compensation without handler",
      PROC(S("s") USER(
          "t") "<boundaryEvent id='b' attachedToRef='t'><compensateEventDefinition/></boundaryEvent>" F("1",
                                                                                                        "s",
                                                                                                        "t")),
      "b", "no activity for compensation", BPMN_ERROR },
    { "xor without condition",
      PROC(S("s") "<exclusiveGateway id='g'/>" USER("a") USER("b") F("1", "s", "g") F("2", "g", "a")
               FC("3", "g", "b", "x")),
      "g", "neither a condition nor are the default", BPMN_ERROR },
    { "xor without default",
      PROC(S("s") "<exclusiveGateway id='g'/>" USER("a") USER("b") F("1", "s", "g") FC("2", "g", "a", "x")
               FC("3", "g", "b", "y")),
      "g", "no default flow", BPMN_WARNING },
    { "event gateway before a task",
      PROC(S("s") "<eventBasedGateway id='g'/>" USER("a") USER("b") F("1", "s", "g") F("2", "g", "a")
               F("3", "g", "b")),
      "g", "no event that can be waited for", BPMN_ERROR },
    { "link without catch",
      PROC(S("s") "<intermediateThrowEvent id='x'><linkEventDefinition name='L'/></intermediateThrowEvent>" F(
          "1", "s", "x")),
      "x", "no link 'L' is caught", BPMN_ERROR },
    { "link caught twice",
      PROC(
          S("s") "<intermediateThrowEvent id='x'><linkEventDefinition "
                 "name='L'/></intermediateThrowEvent><intermediateCatchEvent id='c1'><linkEventDefinition "
                 "name='L'/></intermediateCatchEvent>"
                 "<intermediateCatchEvent id='c2'><linkEventDefinition name='L'/></intermediateCatchEvent>" F(
                     "1", "s", "x")),
      "c2", "caught twice", BPMN_ERROR },
    { "link that nobody throws",
      PROC(S("s") "<intermediateCatchEvent id='c1'><linkEventDefinition name='L'/></intermediateCatchEvent>"),
      "c1", "nobody throws", BPMN_WARNING },
    { "call of nothing", PROC(S("s") "<callActivity id='c'/>" F("1", "s", "c")), "c", "names no process",
      BPMN_ERROR },
    { "message without name", PROC(S("s") "<receiveTask id='r'/>" F("1", "s", "r")), "r", "names no message",
      BPMN_ERROR },
    { "message gone", PROC(S("s") "<receiveTask id='r' messageRef='gone'/>" F("1", "s", "r")), "r",
      "there is no message 'gone'", BPMN_ERROR },
    { "no correlation",
      DEFS("<message id='m' name='n'/><process id='p'>" S("s") "<receiveTask id='r' messageRef='m'/>" F(
          "1", "s", "r") "</process>"),
      "r", "no correlation key", BPMN_WARNING },
    { "timer of nothing",
      PROC(S("s") "<intermediateCatchEvent id='c'><timerEventDefinition/></intermediateCatchEvent>" F(
          "1", "s", "c")),
      "c", "neither date nor duration", BPMN_ERROR },
    { "timer of nonsense",
      PROC(S("s") "<intermediateCatchEvent id='c'>" TIMER(
          "timeDuration", "5 days") "</intermediateCatchEvent>" F("1", "s", "c")),
      "c", "is no duration", BPMN_ERROR },
    { "cycle where it fires once",
      PROC(S("s") "<intermediateCatchEvent id='c'>" TIMER(
          "timeCycle", "R/PT1S") "</intermediateCatchEvent>" F("1", "s", "c")),
      "c", "fires once", BPMN_ERROR },
    { "condition of nothing",
      PROC(S("s") "<intermediateCatchEvent id='c'><conditionalEventDefinition/></intermediateCatchEvent>" F(
          "1", "s", "c")),
      "c", "has no condition", BPMN_ERROR },
    { "error without code",
      PROC(S("s") "<endEvent id='e'><errorEventDefinition/></endEvent>" F("1", "s", "e")), "e",
      "without code", BPMN_WARNING },
    { "loop over nothing",
      PROC(S("s") "<userTask id='t'><multiInstanceLoopCharacteristics/></userTask>" F("1", "s", "t")), "t",
      "neither a collection nor a number", BPMN_ERROR },
    { "loop for ever",
      PROC(S("s") "<userTask id='t'><standardLoopCharacteristics/></userTask>" F("1", "s", "t")), "t",
      "neither a condition nor a maximum", BPMN_ERROR },
    { "plain script", PROC(S("s") SCRIPT("t") F("1", "s", "t")), "t", "not executed", BPMN_WARNING },
    { "job without type", PROC(S("s") "<serviceTask id='t'/>" F("1", "s", "t")), "t", "no job type",
      BPMN_WARNING },
    { "flow over a border", PROC(S("s") "<subProcess id='b'>" USER("u") "</subProcess>" F("1", "s", "u")),
      "1", "leaves its process or sub-process", BPMN_ERROR },
    { "flow to nowhere", PROC(S("s") F("1", "s", "gone")), "1", "does not join two elements", BPMN_ERROR },
    { "default of another", PROC(S("s") "<userTask id='t' default='1'/>" F("1", "s", "t")), "t",
      "does not leave this element", BPMN_ERROR },
    { "same id twice", PROC(S("s") USER("s")), "s", "used twice", BPMN_ERROR },
    { "no lane",
      PROC("<laneSet id='ls'><lane id='l'><flowNodeRef>s</flowNodeRef></lane></laneSet>" S("s") USER("t")
               F("1", "s", "t")),
      "t", "in no lane", BPMN_WARNING },
    { "listeners",
      PROC(S("s") "<userTask id='t'>" EXT(
          "<zeebe:executionListeners><zeebe:executionListener eventType='start' "
          "type='x'/></zeebe:executionListeners>") "</userTask>" F("1", "s", "t")),
      "t", "unsupported zeebe:executionListeners", BPMN_ERROR },
    { "extension of tomorrow",
      PROC(S("s") "<userTask id='t'>" EXT("<zeebe:something/>") "</userTask>" F("1", "s", "t")), "t",
      "zeebe:something is kept", BPMN_WARNING },
    { "people by the standard", PROC(S("s") "<userTask id='t'><potentialOwner/></userTask>" F("1", "s", "t")),
      "t", "potentialOwner is kept", BPMN_WARNING },
    { "two tokens at once", PROC(S("s") "<userTask id='t' completionQuantity='2'/>" F("1", "s", "t")), "t",
      "unsupported userTask: completionQuantity", BPMN_ERROR },
    { "Camunda 7",
      PROC(S("s") "<serviceTask id='t' xmlns:camunda='http://camunda.org/schema/1.0/bpmn' "
                  "camunda:class='x'/>" F("1", "s", "t")),
      "", "extensions of Camunda 7", BPMN_WARNING },
    { "beside an executable process",
      DEFS("<process id='p' isExecutable='true'>" S(
          "s") "</process><process id='q'><adHocSubProcess id='a'/></process>"),
      "a", "unsupported adHocSubProcess", BPMN_WARNING },
};

TEST(check_rules)
{
    run_rows(rules, ARRAY_LEN(rules));
}

#define XOR(id) "<exclusiveGateway id='" id "'/>\n"
#define AND(id) "<parallelGateway id='" id "'/>\n"
#define OR(id) "<inclusiveGateway id='" id "'/>\n"

static const struct row soundness[] = {
    { "unreachable", PROC(S("s") USER("t") USER("u") F("1", "s", "t") F("2", "u", "t")), "u",
      "can never be reached", BPMN_ERROR },
    { "never ends", PROC(S("s") USER("t") USER("u") F("1", "s", "t") F("2", "t", "u") F("3", "u", "t")), "t",
      "never come to an end", BPMN_ERROR },
    { "ends by a boundary event",
      PROC(S("s") USER("t") USER("u") "<boundaryEvent id='b' attachedToRef='u'>" TIMER(
          "timeDuration", "PT1S") "</boundaryEvent>" E("e") F("1", "s", "t") F("2", "t", "u") F("3", "u", "t")
               F("4", "b", "e")),
      "", NULL, OK },
    { "xor then and",
      PROC(S("s") "<exclusiveGateway id='g' default='2'/>" USER("a") USER("b") AND("j") E("e")
               F("1", "s", "g") F("2", "g", "a") FC("3", "g", "b", "x") F("4", "a", "j") F("5", "b", "j")
                   F("6", "j", "e")),
      "j", "wait for ever", BPMN_ERROR },
    { "and then and",
      PROC(S("s") AND("g") USER("a") USER("b") AND("j") E("e") F("1", "s", "g") F("2", "g", "a")
               F("3", "g", "b") F("4", "a", "j") F("5", "b", "j") F("6", "j", "e")),
      "", NULL, OK },
    { "and then xor",
      PROC(S("s") AND("g") USER("a") USER("b") XOR("j") USER("c") F("1", "s", "g") F("2", "g", "a")
               F("3", "g", "b") F("4", "a", "j") F("5", "b", "j") F("6", "j", "c") AND("k") USER("d")
                   F("7", "c", "k") F("8", "d", "k") F("9", "c", "d")),
      "c", "more than one token", BPMN_WARNING },
    { "or then or",
      PROC(S("s") "<inclusiveGateway id='g' default='2'/>" USER("a") USER("b") OR("j") E("e") F("1", "s", "g")
               F("2", "g", "a") FC("3", "g", "b", "x") F("4", "a", "j") F("5", "b", "j") F("6", "j", "e")),
      "", NULL, OK },
    { "or then and",
      PROC(S("s") "<inclusiveGateway id='g' default='2'/>" USER("a") USER("b") AND("j") E("e")
               F("1", "s", "g") F("2", "g", "a") FC("3", "g", "b", "x") F("4", "a", "j") F("5", "b", "j")
                   F("6", "j", "e")),
      "j", "wait for ever", BPMN_ERROR },
    { "loop around and",
      PROC(S("s") XOR("m") AND("g") USER("a") USER("b") AND("j") "<exclusiveGateway id='x' default='7'/>" E(
          "e") F("1", "s", "m") F("1b", "m", "g") F("2", "g", "a") F("3", "g", "b") F("4", "a", "j")
               F("5", "b", "j") F("6", "j", "x") F("7", "x", "e") FC("8", "x", "m", "again")),
      "", NULL, OK },
    { "interrupting boundary before and",
      PROC(S("s") AND("g") USER("a") "<boundaryEvent id='t' attachedToRef='a'>" TIMER(
          "timeDuration", "PT1S") "</boundaryEvent>" USER("b") AND("j") E("e") E("e2") F("1", "s", "g")
               F("2", "g", "a") F("3", "g", "b") F("4", "a", "j") F("5", "b", "j") F("6", "j", "e")
                   F("7", "t", "e2")),
      "j", "wait for ever", BPMN_ERROR },
    { "terminate instead",
      PROC(S("s") AND("g") USER("a") "<boundaryEvent id='t' attachedToRef='a'>" TIMER(
          "timeDuration", "PT1S") "</boundaryEvent>" USER("b") AND("j")
               E("e") "<endEvent id='e2'><terminateEventDefinition/></endEvent>" F("1", "s", "g")
                   F("2", "g", "a") F("3", "g", "b") F("4", "a", "j") F("5", "b", "j") F("6", "j", "e")
                       F("7", "t", "e2")),
      "", NULL, OK },
    { "or join after a loop (OFF-SUB-01)",
      PROC(S("s") "<inclusiveGateway id='g' default='2'/>" USER("a") USER("b") OR("j")
               USER("f") "<exclusiveGateway id='x' default='7'/>" USER("w") XOR("m") E("e") F("1", "s", "m")
                   F("1b", "m", "g") F("2", "g", "j") FC("3", "g", "a", "x") FC("4", "g", "b", "y")
                       F("5", "a", "j") F("6", "b", "j") F("6b", "j", "f") F("6c", "f", "x") F("7", "x", "e")
                           FC("8", "x", "w", "z") F("9", "w", "m")),
      "", NULL, OK },
};

TEST(check_soundness)
{
    run_rows(soundness, ARRAY_LEN(soundness));
}

TEST(problems_come_in_the_order_of_lines_with_file_and_element)
{
    struct bpmn_problems ps = { 0 };
    struct world w;
    struct err e;

    if (!world_read(&w, PROC(S("s") "\n<callActivity id='c'/>\n<adHocSubProcess id='a'/>\n" F("1", "s", "a")
                                 F("2", "s", "c"))))
        return;
    CHECK_INT(bpmn_check(w.a, w.m, &ps, &e), RC_OK);
    CHECK(bpmn_has_errors(&ps));
    CHECK(ps.n >= 2);
    for (size_t k = 1; k < ps.n; k++)
        CHECK(ps.v[k - 1].line <= ps.v[k].line);
    CHECK_STR(bpmn_problem_text(w.a, &ps.v[0]), "test.bpmn:6: the call activity names no process (c)");
    CHECK_STR(bpmn_problem_text(w.a, &ps.v[1]),
              "test.bpmn:7: unsupported adHocSubProcess: its steps have no order that could be followed (a)");
    world_close(&w);
}
