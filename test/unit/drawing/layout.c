/*
 * layout.c - models without a diagram: nothing overlaps, lines end on shapes, the same model gives the same
 * picture, and hostile ones end soon.
 */
#include <math.h>

#include "world.h"

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A random process: nodes of all kinds, flows forth and back, lanes, boundary events, a sub-process. */
static struct str random_model(struct arena *a, uint32_t seed, uint32_t n)
{
    static const char *const tags[] = { "userTask", "exclusiveGateway",      "serviceTask", "parallelGateway",
                                        "task",     "intermediateThrowEvent" };
    struct buf b;
    struct str s;

    buf_init(&b, (size_t)16 << 20);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'><process id='p'>");
    if (seed % 2 == 0) {
        buf_c(&b, "<laneSet id='ls'>");
        for (uint32_t k = 0; k < 3; k++) {
            buf_fmt(&b, "<lane id='lane%u' name='نقش %u'>", k, k);
            for (uint32_t i = k; i < n; i += 3)
                buf_fmt(&b, "<flowNodeRef>n%u</flowNodeRef>", i);
            buf_c(&b, "</lane>");
        }
        buf_c(&b, "</laneSet>");
    }
    buf_c(&b, "<startEvent id='n0' name='آغاز'/>");
    for (uint32_t i = 1; i < n; i++)
        buf_fmt(&b, "<%s id='n%u' name='گام شمارهٔ %u از کار'/>", tags[next(&seed) % ARRAY_LEN(tags)], i, i);
    for (uint32_t i = 1; i < n; i++)
        buf_fmt(&b, "<sequenceFlow id='f%u' name='%s' sourceRef='n%u' targetRef='n%u'/>", i,
                i % 4 == 0 ? "آری" : "", next(&seed) % i, i);
    for (uint32_t i = 0; i < n / 4; i++)
        buf_fmt(&b, "<sequenceFlow id='b%u' sourceRef='n%u' targetRef='n%u'/>", i, 1 + next(&seed) % (n - 1),
                1 + next(&seed) % (n - 1));
    buf_c(&b,
          "<subProcess id='sub' name='بخش'><startEvent id='i0'/><userTask id='i1' name='درون'/><endEvent "
          "id='i2'/>"
          "<sequenceFlow id='if0' sourceRef='i0' targetRef='i1'/><sequenceFlow id='if1' sourceRef='i1' "
          "targetRef='i2'/>"
          "</subProcess><sequenceFlow id='fs' sourceRef='n0' targetRef='sub'/>"
          "<boundaryEvent id='be' name='دیر شد' attachedToRef='sub'><timerEventDefinition/></boundaryEvent>"
          "<endEvent id='e'/><sequenceFlow id='fe' sourceRef='be' targetRef='e'/>"
          "<subProcess id='es' triggeredByEvent='true'><startEvent "
          "id='j0'><signalEventDefinition/></startEvent>"
          "</subProcess><textAnnotation id='ta'><text>یادداشت</text></textAnnotation>"
          "<association id='as' sourceRef='ta' targetRef='sub'/></process></definitions>");
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

TEST(laid_out_nodes_do_not_overlap_and_lines_end_on_shapes)
{
    for (uint32_t seed = 1; seed <= 24; seed++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct world w = draw_bytes(random_model(a, seed, 4 + seed * 2));

        CHECK(w.d != NULL && w.d->laid_out && w.d->rtl);
        check_nodes_apart(&w);
        check_ends(&w);
        check_picture(&w, "random model");
        world_done(&w);
        arena_free(a);
    }
}

TEST(layout_is_deterministic)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct world one = draw_bytes(random_model(a, 7, 40)), two = draw_bytes(random_model(a, 7, 40));
    struct buf x, y;
    struct err e = { 0 };

    buf_init(&x, (size_t)16 << 20);
    buf_init(&y, (size_t)16 << 20);
    CHECK(drawing_write_svg(one.d, true, &x, &e) == RC_OK);
    CHECK(drawing_write_svg(two.d, true, &y, &e) == RC_OK);
    CHECK(str_eq(buf_view(&x), buf_view(&y)));
    buf_free(&x);
    buf_free(&y);
    world_done(&one);
    world_done(&two);
    arena_free(a);
}

TEST(packages_without_their_diagrams_are_laid_out)
{
    static const char *const packages[] = { "adhoc_inspection", "complaint", "complaint_handling",
                                            "opinion_request", "violation_referral" };

    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct str xml = file_text(a, arena_fmt(a, "processes/%s/process.bpmn", packages[i]).p);
        size_t from = str_find(xml, STR("<bpmndi:BPMNDiagram"), 0),
               to = str_find(xml, STR("</bpmn:definitions>"), 0);
        struct world w;

        CHECK(from != SIZE_MAX && to != SIZE_MAX);
        w = draw_bytes(arena_cat(a, str_sub(xml, 0, from), str_from(xml, to)));
        CHECK(w.d != NULL && w.d->laid_out);
        check_nodes_apart(&w);
        check_ends(&w);
        check_picture(&w, packages[i]);
        world_done(&w);
        arena_free(a);
    }
}

/* ---- message flows, groups, artifacts ---- */

static bool crosses(const struct draw_box *b, double x0, double y0, double x1, double y1)
{
    return fmin(x0, x1) < b->x + b->w - 1 && fmax(x0, x1) > b->x + 1 && fmin(y0, y1) < b->y + b->h - 1 &&
           fmax(y0, y1) > b->y + 1;
}

static bool is_open_scope(const struct world *w, const struct draw_group *g)
{
    return bpmn_at(w->m, g->index)->n_children > 0;
}

/* How many nodes the line of this group passes through. */
static int nodes_crossed(const struct world *w, const struct draw_group *line)
{
    struct draw_pen pen = { .rest = w->d->items[line->from].text };
    double v[6] = { 0 }, x = 0, y = 0;
    int n = 0;
    char c;

    for (bool first = true; (c = draw_path_next(&pen, v)) != '\0'; first = false) {
        double nx = pen.x, ny = pen.y;

        for (size_t i = 0; !first && i < w->d->n_groups; i++) {
            const struct draw_group *g = &w->d->groups[i];

            n += g->what == DRAW_OF_ELEMENT && bpmn_is_node(bpmn_at(w->m, g->index)) &&
                 !is_open_scope(w, g) && crosses(&g->box, x, y, nx, ny);
        }
        x = nx;
        y = ny;
    }
    return n;
}

static struct world without_diagram(struct arena *a, const char *package)
{
    struct str xml = file_text(a, arena_fmt(a, "processes/%s/process.bpmn", package).p);
    size_t from = str_find(xml, STR("<bpmndi:BPMNDiagram"), 0),
           to = str_find(xml, STR("</bpmn:definitions>"), 0);

    return draw_bytes(arena_cat(a, str_sub(xml, 0, from), str_from(xml, to)));
}

TEST(message_flows_of_laid_out_models_pass_beside_nodes)
{
    static const char *const packages[] = { "adhoc_inspection", "complaint", "complaint_handling",
                                            "opinion_request", "violation_referral" };

    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct world w = without_diagram(a, packages[i]);
        int lines = 0;

        for (size_t k = 0; w.d != NULL && k < w.d->n_groups; k++) {
            const struct draw_group *g = &w.d->groups[k];

            if (g->what != DRAW_OF_EDGE || w.m->edges[g->index].kind != BPMN_MESSAGE_FLOW)
                continue;
            lines++;
            CHECK_MSG(nodes_crossed(&w, g) == 0, "%s: %.*s crosses a node", packages[i], STR_ARG(g->id));
        }
        CHECK_MSG(lines > 0, "%s", packages[i]);
        world_done(&w);
        arena_free(a);
    }
}

TEST(groups_frame_their_members_and_artifacts_of_no_process_are_drawn)
{
    struct world w = draw_text(BPMN(
        "<category id='c'><categoryValue id='cv' value='همه'/><categoryValue id='cw' value='تهی'/></category>"
        "<collaboration id='co'><participant id='pa' name='ما' processRef='p'/><participant id='pb' "
        "name='آنان'/>"
        "<textAnnotation id='n1'><text>یادداشت</text></textAnnotation>"
        "<association id='as' sourceRef='pb' targetRef='n1'/>"
        "<textAnnotation id='n2'><text>تنها</text></textAnnotation><group id='g2' categoryValueRef='cw'/>"
        "</collaboration><process id='p'><group id='g1' categoryValueRef='cv'/>"
        "<task id='a' name='x'><categoryValueRef>cv</categoryValueRef></task>"
        "<task id='b' name='y'><categoryValueRef>cv</categoryValueRef></task>" NODE("task", "z", "z")
            FLOW("f", "a", "b") FLOW("g", "b", "z") "</process>"));
    const struct draw_group *g = group_of(&w, "g1"), *a = group_of(&w, "a"), *b = group_of(&w, "b"),
                            *z = group_of(&w, "z"), *n1 = group_of(&w, "n1"), *as = group_of(&w, "as");

    CHECK(g != NULL && a != NULL && b != NULL && z != NULL);
    if (g != NULL && a != NULL && b != NULL && z != NULL) {
        CHECK(g->box.x <= fmin(a->box.x, b->box.x) && g->box.y <= a->box.y);
        CHECK(g->box.x + g->box.w >= fmax(a->box.x, b->box.x) + a->box.w);
        CHECK(z->box.x >= g->box.x + g->box.w || z->box.x + z->box.w <= g->box.x); /* is no member */
    }
    CHECK(group_of(&w, "g2") != NULL && group_of(&w, "n2") != NULL);
    CHECK(n1 != NULL && as != NULL && as->box.h < 60); /* close to its pool */
    check_nodes_apart(&w);
    world_done(&w);
}

/* Straight chains stay straight: a node and its only successor are at one height. */
TEST(a_chain_is_straight)
{
    struct world w = draw_text(BPMN("<process id='p'>" NODE("startEvent", "a", "") NODE("task", "b", "x")
                                        NODE("task", "c", "y") NODE("endEvent", "d", "") FLOW("f", "a", "b")
                                            FLOW("g", "b", "c") FLOW("h", "c", "d") "</process>"));
    const struct draw_group *b = group_of(&w, "b"), *a = group_of(&w, "a"), *d = group_of(&w, "d");

    CHECK(a != NULL && b != NULL && d != NULL);
    CHECK_INT(a->box.y + a->box.h / 2, b->box.y + b->box.h / 2);
    CHECK_INT(d->box.y + d->box.h / 2, b->box.y + b->box.h / 2);
    world_done(&w);
}

/* Lanes keep their order and hold what belongs to them. */
TEST(lanes_hold_their_nodes)
{
    struct world w = draw_text(BPMN(
        "<process id='p'><laneSet id='ls'><lane id='l1' "
        "name='A'><flowNodeRef>a</flowNodeRef><flowNodeRef>c</flowNodeRef>"
        "</lane><lane id='l2' name='B'><flowNodeRef>b</flowNodeRef></lane></laneSet>" NODE("task", "a", "x")
            NODE("task", "b", "y") NODE("task", "c", "z") FLOW("f", "a", "b")
                FLOW("g", "b", "c") "</process>"));
    const struct draw_group *l1 = group_of(&w, "l1"), *l2 = group_of(&w, "l2"), *a = group_of(&w, "a"),
                            *b = group_of(&w, "b"), *c = group_of(&w, "c");

    CHECK(l1 != NULL && l2 != NULL && l1->box.y + l1->box.h <= l2->box.y + 0.5);
    CHECK(a->box.y >= l1->box.y && a->box.y + a->box.h <= l1->box.y + l1->box.h);
    CHECK(c->box.y >= l1->box.y && c->box.y + c->box.h <= l1->box.y + l1->box.h);
    CHECK(b->box.y >= l2->box.y && b->box.y + b->box.h <= l2->box.y + l2->box.h);
    world_done(&w);
}

static void draws(struct str xml)
{
    struct arena *a = arena_new((size_t)512 << 20);
    const struct bpmn_model *m = NULL;
    const struct drawing *d = NULL;
    struct err e = { 0 };
    enum rc rc = bpmn_read(a, STR("hostile"), xml, &m, &e);

    if (rc == RC_OK)
        rc = drawing_make(a, m, NULL, &d, &e);
    CHECK_MSG(rc == RC_OK || rc == RC_LIMIT || rc == RC_INVALID, "%s", e.msg);
    arena_free(a);
}

/* Thousands of steps that all lead to each other, deep nesting, a diagram of monstrous numbers: the end
 * comes. */
TEST(hostile_models_end)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct buf b;

    draws(random_model(a, 3, 1500));
    buf_init(&b, (size_t)16 << 20);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'><process id='p'>");
    for (int i = 0; i < 90; i++)
        buf_fmt(&b, "<subProcess id='s%d' name='x'><task id='t%d'/>", i, i);
    for (int i = 0; i < 90; i++)
        buf_c(&b, "</subProcess>");
    buf_c(&b, "</process></definitions>");
    draws(buf_view(&b));
    buf_free(&b);
    draws(str_c(BPMN("<process id='p'><task id='t' name='x'/></process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane>"
                     "<bpmndi:BPMNShape bpmnElement='t'><dc:Bounds x='-9e8' y='1e8' width='9e8' height='-3'/>"
                     "</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>")));
    arena_free(a);
}
