/*
 * elements.c - every kind of element is drawn as the standard has it; names keep clear of everything.
 */
#include "world.h"

static const struct {
    const char *name, *xml; /* an element with the id x */
    enum draw_style style;  /* of its body */
    size_t bodies, glyphs, solids;
} kinds[] = {
    { "abstract task", NODE("task", "x", "n"), DRAW_TASK, 1, 0, 0 },
    { "user task", NODE("userTask", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "manual task", NODE("manualTask", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "service task", NODE("serviceTask", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "send task", NODE("sendTask", "x", "n"), DRAW_TASK, 1, 0, 1 },
    { "receive task", NODE("receiveTask", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "rule task", NODE("businessRuleTask", "x", "n"), DRAW_TASK, 1, 1, 1 },
    { "script task", NODE("scriptTask", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "call activity", NODE("callActivity", "x", "n"), DRAW_CALL, 1, 1, 0 },
    { "loop", "<task id='x'><standardLoopCharacteristics/></task>", DRAW_TASK, 1, 1, 0 },
    { "parallel multi-instance", "<task id='x'><multiInstanceLoopCharacteristics/></task>", DRAW_TASK, 1, 0,
      1 },
    { "sequential multi-instance",
      "<task id='x'><multiInstanceLoopCharacteristics isSequential='true'/></task>", DRAW_TASK, 1, 0, 1 },
    { "compensation", "<task id='x' isForCompensation='true'/>", DRAW_TASK, 1, 1, 0 },
    { "collapsed sub-process", NODE("subProcess", "x", "n"), DRAW_TASK, 1, 1, 0 },
    { "sub-process", "<subProcess id='x' name='n'><task id='i'/></subProcess>", DRAW_SUB, 1, 0, 0 },
    { "event sub-process", "<subProcess id='x' triggeredByEvent='true'><startEvent id='i'/></subProcess>",
      DRAW_EVENT_SUB, 1, 0, 0 },
    { "transaction", "<transaction id='x'><task id='i'/></transaction>", DRAW_SUB, 2, 0, 0 },
    { "ad-hoc", "<adHocSubProcess id='x'><task id='i'/></adHocSubProcess>", DRAW_SUB, 1, 0, 1 },
    { "start", NODE("startEvent", "x", "n"), DRAW_START, 1, 0, 0 },
    { "message start", "<startEvent id='x'><messageEventDefinition/></startEvent>", DRAW_START, 1, 1, 0 },
    { "timer start", "<startEvent id='x'><timerEventDefinition/></startEvent>", DRAW_START, 1, 1, 0 },
    { "end", NODE("endEvent", "x", "n"), DRAW_END, 1, 0, 0 },
    { "message end", "<endEvent id='x'><messageEventDefinition/></endEvent>", DRAW_END, 1, 0, 1 },
    { "terminate end", "<endEvent id='x'><terminateEventDefinition/></endEvent>", DRAW_END, 1, 0, 1 },
    { "error end", "<endEvent id='x'><errorEventDefinition/></endEvent>", DRAW_END, 1, 0, 1 },
    { "cancel end", "<endEvent id='x'><cancelEventDefinition/></endEvent>", DRAW_END, 1, 0, 1 },
    { "catch message", "<intermediateCatchEvent id='x'><messageEventDefinition/></intermediateCatchEvent>",
      DRAW_MIDDLE, 2, 1, 0 },
    { "catch condition",
      "<intermediateCatchEvent id='x'><conditionalEventDefinition/></intermediateCatchEvent>", DRAW_MIDDLE, 2,
      1, 0 },
    { "catch link", "<intermediateCatchEvent id='x'><linkEventDefinition name='l'/></intermediateCatchEvent>",
      DRAW_MIDDLE, 2, 1, 0 },
    { "catch several",
      "<intermediateCatchEvent "
      "id='x'><messageEventDefinition/><timerEventDefinition/></intermediateCatchEvent>",
      DRAW_MIDDLE, 2, 1, 0 },
    { "throw signal", "<intermediateThrowEvent id='x'><signalEventDefinition/></intermediateThrowEvent>",
      DRAW_MIDDLE, 2, 0, 1 },
    { "throw escalation",
      "<intermediateThrowEvent id='x'><escalationEventDefinition/></intermediateThrowEvent>", DRAW_MIDDLE, 2,
      0, 1 },
    { "throw compensation",
      "<intermediateThrowEvent id='x'><compensateEventDefinition/></intermediateThrowEvent>", DRAW_MIDDLE, 2,
      0, 1 },
    { "boundary timer",
      "<task id='h'/><boundaryEvent id='x' attachedToRef='h'><timerEventDefinition/></boundaryEvent>",
      DRAW_MIDDLE, 2, 1, 0 },
    { "boundary, not interrupting",
      "<task id='h'/><boundaryEvent id='x' attachedToRef='h' cancelActivity='false'><timerEventDefinition/>"
      "</boundaryEvent>",
      DRAW_MIDDLE_DASH, 2, 1, 0 },
    { "exclusive", NODE("exclusiveGateway", "x", "n"), DRAW_GATEWAY, 1, 0, 1 },
    { "parallel", NODE("parallelGateway", "x", "n"), DRAW_GATEWAY, 1, 0, 1 },
    { "inclusive", NODE("inclusiveGateway", "x", "n"), DRAW_GATEWAY, 1, 2, 0 },
    { "event-based", NODE("eventBasedGateway", "x", "n"), DRAW_GATEWAY, 1, 3, 0 },
    { "complex", NODE("complexGateway", "x", "n"), DRAW_GATEWAY, 1, 0, 1 },
    { "data object", "<dataObject id='o'/><dataObjectReference id='x' name='n' dataObjectRef='o'/>",
      DRAW_DATA, 1, 0, 0 },
    { "data collection",
      "<dataObject id='o' isCollection='true'/><dataObjectReference id='x' dataObjectRef='o'/>", DRAW_DATA, 1,
      0, 1 },
    { "data store", NODE("dataStoreReference", "x", "n"), DRAW_DATA, 1, 0, 0 },
    { "annotation", "<textAnnotation id='x'><text>note</text></textAnnotation>", DRAW_NOTE, 1, 0, 0 },
    { "unknown node", NODE("choreographyTask", "x", "n"), DRAW_TASK, 1, 0, 0 },
};

TEST(every_element_kind_draws)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct world w = draw_bytes(arena_fmt(a, BPMN("<process id='p'>%s</process>"), kinds[i].xml));

        CHECK_MSG(group_of(&w, "x") != NULL, "%s is not drawn", kinds[i].name);
        CHECK_MSG(items_of(&w, "x", kinds[i].style) == kinds[i].bodies, "%s: %zu bodies", kinds[i].name,
                  items_of(&w, "x", kinds[i].style));
        CHECK_MSG(items_of(&w, "x", DRAW_GLYPH) == kinds[i].glyphs, "%s: %zu strokes", kinds[i].name,
                  items_of(&w, "x", DRAW_GLYPH));
        CHECK_MSG(items_of(&w, "x", DRAW_SOLID) == kinds[i].solids, "%s: %zu solid parts", kinds[i].name,
                  items_of(&w, "x", DRAW_SOLID));
        check_picture(&w, kinds[i].name);
        world_done(&w);
        arena_free(a);
    }
}

TEST(lines_are_told_apart)
{
    struct world w = draw_text(BPMN(
        "<collaboration id='c'><participant id='p1' processRef='p'/><participant id='p2' name='Citizen'/>"
        "<messageFlow id='mf' sourceRef='t' targetRef='p2'/></collaboration>"
        "<process id='p'><task id='t'/><exclusiveGateway id='g' default='f3'/><task id='u'/><task id='v'/>"
        "<textAnnotation id='n'><text>why</text></textAnnotation><association id='a' sourceRef='t' "
        "targetRef='n'/>"
        "<sequenceFlow id='f1' sourceRef='t' "
        "targetRef='g'><conditionExpression>=x</conditionExpression></sequenceFlow>"
        "<sequenceFlow id='f2' sourceRef='g' targetRef='u'/><sequenceFlow id='f3' sourceRef='g' "
        "targetRef='v'/>"
        "</process>"));

    CHECK_INT(items_of(&w, "f1", DRAW_GATEWAY), 1); /* the diamond of a condition */
    CHECK_INT(items_of(&w, "f2", DRAW_FLOW), 1);
    CHECK_INT(items_of(&w, "f3", DRAW_FLOW), 2); /* and the slash of a default */
    CHECK_INT(items_of(&w, "mf", DRAW_MESSAGE), 1);
    CHECK_INT(items_of(&w, "mf", DRAW_MESSAGE_END), 2);
    CHECK_INT(items_of(&w, "a", DRAW_TIE), 1);
    world_done(&w);
}

#define SHAPE(id, x, y, w, h)                                                                                \
    "<bpmndi:BPMNShape bpmnElement='" id "' isExpanded='true'><dc:Bounds x='" x "' y='" y "' width='" w      \
    "' height='" h "'/></bpmndi:BPMNShape>"
#define LEFT_TO_RIGHT(name1, name2)                                                                          \
    BPMN("<process id='p'><startEvent id='s'/><userTask id='t' name='" name1 "'/>"                           \
         "<intermediateCatchEvent id='l' name='" name2                                                       \
         "'><linkEventDefinition name='l'/></intermediateCatchEvent>" FLOW("f", "s", "t")                    \
             FLOW("g", "l", "t") "</process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane>" SHAPE(                   \
                 "s", "100", "100", "36", "36") SHAPE("t", "300", "80", "100", "80")                         \
                 SHAPE("l", "100", "200", "36",                                                              \
                       "36") "<bpmndi:BPMNEdge bpmnElement='f'><di:waypoint x='136' y='118'/><di:waypoint "  \
                             "x='300' y='118'/></bpmndi:BPMNEdge>"                                           \
                             "<bpmndi:BPMNEdge bpmnElement='g'><di:waypoint x='136' y='218'/><di:waypoint "  \
                             "x='350' y='160'/></bpmndi:BPMNEdge>"                                           \
                             "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>")

TEST(a_persian_diagram_runs_from_right_to_left)
{
    struct world w = draw_text(LEFT_TO_RIGHT("ثبت شکایت", "ادامه"));
    const struct draw_group *s = group_of(&w, "s"), *t = group_of(&w, "t"), *l = group_of(&w, "l");

    CHECK(w.d != NULL && w.d->rtl && !w.d->laid_out);
    CHECK(s != NULL && t != NULL && s->box.x > t->box.x);
    CHECK_INT(t->box.w, 100);
    /* the sign of a task's kind stands at the right, not turned; an arrow is turned */
    for (size_t i = 0; i < t->n; i++)
        CHECK(!w.d->items[t->from + i].flip);
    CHECK(l != NULL && w.d->items[l->from + 2].flip);
    world_done(&w);
}

TEST(an_english_diagram_stays_as_it_is)
{
    struct world w = draw_text(LEFT_TO_RIGHT("Register", "Go on"));
    const struct draw_group *s = group_of(&w, "s"), *t = group_of(&w, "t");

    CHECK(w.d != NULL && !w.d->rtl);
    CHECK(s != NULL && t != NULL && s->box.x < t->box.x);
    CHECK_INT(t->box.x - s->box.x, 200);
    world_done(&w);
}

static const char *const packages[] = { "adhoc_inspection", "complaint", "complaint_handling",
                                        "opinion_request", "violation_referral" };

TEST(packages_draw_with_every_name_in_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        const char *path = arena_fmt(a, "processes/%s/process.bpmn", packages[i]).p;
        struct world w = draw_bytes(file_text(a, path));

        check_picture(&w, packages[i]);
        check_ends(&w);
        for (uint32_t k = 0; w.d != NULL && k < w.m->n_elements; k++)
            if (bpmn_is_node(&w.m->elements[k]))
                CHECK(group_of(&w, arena_cstr(a, w.m->elements[k].id)) != NULL);
        world_done(&w);
        arena_free(a);
    }
}

TEST(marks_are_signs_on_a_copy)
{
    struct world w = draw_text(LEFT_TO_RIGHT("ثبت", "ادامه"));
    struct drawing_mark *marks = ARENA_ARRAY(w.a, struct drawing_mark, w.m->n_elements);
    const struct drawing *plain = w.d;
    size_t before = w.d->n_items;
    struct err e = { 0 };

    marks[bpmn_find(w.m, STR("s"))->index] =
        (struct drawing_mark){ .state = DRAWING_DONE, .note = STR("done") };
    marks[bpmn_find(w.m, STR("t"))->index] =
        (struct drawing_mark){ .state = DRAWING_HERE, .badge = STR("۱۲") };
    CHECK(drawing_marked(w.a, plain, marks, &w.d, &e) == RC_OK);
    CHECK_INT(plain->n_items, before);
    CHECK_INT(items_of(&w, "s", DRAW_DONE), 1);
    CHECK(str_contains(group_of(&w, "s")->title, STR("(done)")));
    CHECK_INT(items_of(&w, "t", DRAW_HALO), 1);
    CHECK_INT(items_of(&w, "t", DRAW_TEXT_BADGE), 1);
    CHECK_INT(items_of(&w, "l", DRAW_DONE), 0);
    world_done(&w);
}
