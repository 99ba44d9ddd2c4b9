/*
 * model.c - reading: elements, lanes, extension elements, the diagram; writing again.
 */
#include "world.h"

static const char whole[] = DEFS(
    "<collaboration id='co'><participant id='po' name='Office' "
    "processRef='p'/><participant id='closed' name='Citizen'/>"
    "<messageFlow id='mf' name='asks' sourceRef='closed' "
    "targetRef='t'/></collaboration>"
    "<process id='p' name='Complaint' isExecutable='true'>"
    "<documentation>OFF-FLW-02 [S]</documentation>"
    "<laneSet id='ls'><lane id='l1' "
    "name='REG'><flowNodeRef>s</flowNodeRef><flowNodeRef>t</"
    "flowNodeRef><childLaneSet id='cls'>"
    "<lane id='l11' name='REG-1'>" EXT(
        "<zeebe:properties><zeebe:property name='k' "
        "value='v'/></zeebe:properties>") "<flowNodeRef>t</flowNodeRef></lane></"
                                          "childLaneSet></lane>"
                                          "<lane id='l2' "
                                          "name='MGR'><flowNodeRef>b</"
                                          "flowNodeRef></lane></laneSet>"
                                          "<startEvent id='s' "
                                          "name='Start'><outgoing>f1</"
                                          "outgoing></startEvent>"
                                          "<userTask id='t' name='ثبت شکایت' "
                                          "default='f2'><documentation>"
                                          "registers</documentation>" EXT(
                                              "<zeebe:formDefinition "
                                              "formId='register'/"
                                              "><zeebe:properties><zeebe:"
                                              "property name='clock' "
                                              "value='main'/></zeebe:properties>"
                                              "<other:thing xmlns:other='urn:x' "
                                              "a='&lt;&quot;&amp;'>text &amp; "
                                              "more</other:thing>") "</userTask>"
                                                                    "<boundaryEv"
                                                                    "ent "
                                                                    "id='bt' "
                                                                    "attachedToR"
                                                                    "ef='t' "
                                                                    "cancelActiv"
                                                                    "ity='false'"
                                                                    ">" TIMER(
                                                                        "timeDur"
                                                                        "ation",
                                                                        "P1D") "</boundaryEvent>"
                                                                               "<subProcess "
                                                                               "id='b'><startEvent "
                                                                               "id='bs'/><task "
                                                                               "id='u'/><sequenceFlow "
                                                                               "id='bf' sourceRef='bs' "
                                                                               "targetRef='u'/></subProcess>"
                                                                               "<dataObject "
                                                                               "id='do0'/"
                                                                               "><dataObjectReference "
                                                                               "id='do' name='file' "
                                                                               "dataObjectRef='do0'/>"
                                                                               "<textAnnotation "
                                                                               "id='ta'><text>note</text></"
                                                                               "textAnnotation><association "
                                                                               "id='as' sourceRef='t' "
                                                                               "targetRef='ta'/>" F(
                                                                                   "f1", "s", "t") F("f2",
                                                                                                     "t", "b")
                                                                                   FC("f3", "bt", "b",
                                                                                      "x &lt; 3") "</process>"
                                                                                                  "<bpmndi:"
                                                                                                  "BPMNDiagra"
                                                                                                  "m "
                                                                                                  "id='dia'><"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNPlane "
                                                                                                  "id='pl' "
                                                                                                  "bpmnElemen"
                                                                                                  "t='co'>"
                                                                                                  "<bpmndi:"
                                                                                                  "BPMNShape "
                                                                                                  "id='sh1' "
                                                                                                  "bpmnElemen"
                                                                                                  "t='t'><dc:"
                                                                                                  "Bounds "
                                                                                                  "x='100.5' "
                                                                                                  "y='-20' "
                                                                                                  "width='"
                                                                                                  "1e2' "
                                                                                                  "height='"
                                                                                                  "80'/"
                                                                                                  "><bpmndi:"
                                                                                                  "BPMNLabel>"
                                                                                                  "<dc:"
                                                                                                  "Bounds "
                                                                                                  "x='1' "
                                                                                                  "y='2' "
                                                                                                  "width='3' "
                                                                                                  "height='4'"
                                                                                                  "/></"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNLabel>"
                                                                                                  "</"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNShape>"
                                                                                                  "<bpmndi:"
                                                                                                  "BPMNShape "
                                                                                                  "id='sh2' "
                                                                                                  "bpmnElemen"
                                                                                                  "t='l1' "
                                                                                                  "isHorizont"
                                                                                                  "al='true'>"
                                                                                                  "<dc:"
                                                                                                  "Bounds "
                                                                                                  "x='0' "
                                                                                                  "y='0' "
                                                                                                  "width='"
                                                                                                  "500' "
                                                                                                  "height='"
                                                                                                  "200'/></"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNShape>"
                                                                                                  "<bpmndi:"
                                                                                                  "BPMNEdge "
                                                                                                  "id='ed' "
                                                                                                  "bpmnElemen"
                                                                                                  "t='f1'><"
                                                                                                  "di:"
                                                                                                  "waypoint "
                                                                                                  "x='1' "
                                                                                                  "y='2'/"
                                                                                                  "><di:"
                                                                                                  "waypoint "
                                                                                                  "x='3.25' "
                                                                                                  "y='4'/></"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNEdge>"
                                                                                                  "<bpmndi:"
                                                                                                  "BPMNEdge "
                                                                                                  "id='ed2' "
                                                                                                  "bpmnElemen"
                                                                                                  "t='mf'><"
                                                                                                  "di:"
                                                                                                  "waypoint "
                                                                                                  "x='1' "
                                                                                                  "y='2'/"
                                                                                                  "><di:"
                                                                                                  "waypoint "
                                                                                                  "x='3' "
                                                                                                  "y='4'/></"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNEdge>"
                                                                                                  "</"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNPlane>"
                                                                                                  "</"
                                                                                                  "bpmndi:"
                                                                                                  "BPMNDiagra"
                                                                                                  "m>");

TEST(reading_finds_everything)
{
    const struct bpmn_element *t, *u, *p;
    struct world w;

    if (!world_read(&w, whole))
        return;
    CHECK_INT(w.m->problems.n, 0);
    p = bpmn_process(w.m, STR_NONE);
    t = bpmn_find(w.m, STR("t"));
    u = bpmn_find(w.m, STR("u"));
    CHECK(p != NULL && t != NULL && u != NULL);
    if (t == NULL || u == NULL || p == NULL)
        return;
    CHECK_STR(p->documentation, "OFF-FLW-02 [S]");
    CHECK(p->executable);
    CHECK_STR(t->name, "ثبت شکایت");
    CHECK_STR(t->tag, "userTask");
    CHECK_INT(t->kind, BPMN_USER_TASK);
    CHECK_STR(bpmn_form(t), "register");
    CHECK_STR(bpmn_property(t, "clock"), "main");
    CHECK_STR(bpmn_lane_of(w.m, t)->name, "REG-1");
    CHECK_STR(bpmn_lane_of(w.m, t)->properties[0].value, "v");
    CHECK_STR(bpmn_lane_of(w.m, u)->name, "MGR"); /* by the sub-process around it */
    CHECK_STR(bpmn_lane_of(w.m, bpmn_find(w.m, STR("bt")))->name, "REG-1");
    CHECK_INT(t->n_out, 1);
    CHECK_INT(t->default_flow, bpmn_find_flow(w.m, STR("f2"))->index);
    CHECK(bpmn_find_flow(w.m, STR("f2"))->is_default);
    CHECK_STR(bpmn_find_flow(w.m, STR("f3"))->condition.text, "x < 3");
    CHECK(bpmn_find_flow(w.m, STR("f3"))->condition.feel != NULL);
    CHECK_INT(t->n_boundaries, 1);
    CHECK(!bpmn_find(w.m, STR("bt"))->interrupting);
    CHECK_INT(w.m->n_participants, 2);
    CHECK_INT(w.m->participants[1].process, BPMN_NONE);
    CHECK_INT(w.m->n_edges, 2);
    CHECK_STR(bpmn_find(w.m, STR("ta"))->name, "note");
    CHECK_STR(bpmn_find(w.m, STR("do"))->name, "file");
    CHECK(t->shape.box.given && t->shape.box.x > 100.4 && t->shape.box.w > 99.9 && t->shape.box.y < -19.9);
    CHECK(t->shape.label.given);
    CHECK_INT(bpmn_find_flow(w.m, STR("f1"))->n_points, 2);
    CHECK(w.m->has_diagram);
    CHECK_INT(t->line, 3);
    world_close(&w);
}

TEST(writing_gives_the_same_model_and_is_stable)
{
    const struct bpmn_model *again;
    struct buf one, two;
    struct world w;
    struct err e = { 0 };

    if (!world_read(&w, whole))
        return;
    buf_init(&one, 1 << 20);
    buf_init(&two, 1 << 20);
    CHECK_INT(bpmn_write(w.m, &one, &e), RC_OK);
    CHECK(str_contains(buf_view(&one), STR("a=\"&lt;&quot;&amp;\">text &amp; more</other:thing>")));
    CHECK_INT(bpmn_read(w.a, STR("again"), buf_view(&one), &again, &e), RC_OK);
    CHECK_INT(bpmn_write(again, &two, &e), RC_OK);
    CHECK_STR(buf_view(&two), arena_cstr(w.a, buf_view(&one)));
    CHECK_INT(again->n_elements, w.m->n_elements);
    CHECK_INT(again->n_flows, w.m->n_flows);
    for (uint32_t k = 0; k < w.m->n_elements; k++) {
        CHECK(str_eq(again->elements[k].id, w.m->elements[k].id));
        CHECK(str_eq(again->elements[k].name, w.m->elements[k].name));
    }
    buf_free(&one);
    buf_free(&two);
    world_close(&w);
}

TEST(reading_order_follows_the_flows)
{
    static const char *const want[] = { "s", "g", "a", "b", "ab", "j", "e", "x", "xs" };
    const uint32_t *order;
    struct world w;
    struct err e;
    size_t n;

    if (!world_read(&w, PROC(E("e") "<parallelGateway id='j'/>" USER("b") USER(
                            "a") "<boundaryEvent id='ab' attachedToRef='a'/><parallelGateway id='g'/>"
                                 "<subProcess id='x' triggeredByEvent='true'>" S("xs") "</subProcess>" S("s")
                                     F("f1", "s", "g") F("f2", "g", "a") F("f3", "g", "b") F("f4", "a", "j")
                                         F("f5", "b", "j") F("f6", "j", "e") F("f7", "ab", "j")
                                             F("back", "b", "a"))))
        return;
    CHECK_INT(bpmn_reading_order(w.a, w.m, bpmn_process(w.m, STR_NONE), &order, &n, &e), RC_OK);
    CHECK_INT(n, ARRAY_LEN(want));
    for (size_t k = 0; k < n && k < ARRAY_LEN(want); k++) {
        bool either = str_eq_c(w.m->elements[order[k]].id, "a") || str_eq_c(w.m->elements[order[k]].id, "b");

        CHECK_MSG(str_eq_c(w.m->elements[order[k]].id, want[k]) || either, "%zu: %.*s", k,
                  STR_ARG(w.m->elements[order[k]].id));
    }
    world_close(&w);
}

TEST(harmless_deviations_are_warnings)
{
    static const struct {
        const char *xml, *want;
    } rows[] = {
        { DEFS("<process isExecutable='true'><startEvent/></process>"), "process without id" },
        { DEFS("<process id='p'><laneSet><lane "
               "id='l'><flowNodeRef>gone</flowNodeRef></lane></laneSet></process>"),
          "a lane names" },
        { DEFS("<process id='p'/><bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape "
               "bpmnElement='gone'/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"),
          "belongs to nothing" },
        { DEFS("<process id='p'/><collaboration id='c'><participant id='x' "
               "processRef='gone'/></collaboration>"),
          "no process 'gone'" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct world w;

        if (!world_read(&w, rows[k].xml))
            return;
        CHECK(w.m->problems.n > 0);
        if (w.m->problems.n > 0) {
            CHECK_INT(w.m->problems.v[0].severity, BPMN_WARNING);
            CHECK_MSG(str_contains(w.m->problems.v[0].message, str_c(rows[k].want)), "%.*s",
                      STR_ARG(w.m->problems.v[0].message));
        }
        world_close(&w);
    }
}

TEST(what_is_no_model_is_refused)
{
    static const struct {
        const char *xml, *want;
    } rows[] = {
        { "", "not well-formed" },
        { "<a>", "x" },
        { "<a/>", "no BPMN 2.0 definitions" },
        { "<definitions/>", "no BPMN 2.0 definitions" },
        { "{}", "x" },
        { "<!DOCTYPE definitions><definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>",
          "document type" },
        { "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='a' id='b'/>", "x" },
        { "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>&nbsp;</definitions>", "x" },
        { "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/><more/>", "x" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct arena *a = arena_new(1 << 20);
        const struct bpmn_model *m;
        struct err e = { 0 };

        CHECK_INT(bpmn_read(a, STR("f.bpmn"), str_c(rows[k].xml), &m, &e), RC_INVALID);
        CHECK_MSG(strcmp(rows[k].want, "x") == 0 || strstr(e.msg, rows[k].want) != NULL, "row %zu: %s", k,
                  e.msg);
        arena_free(a);
    }
}
