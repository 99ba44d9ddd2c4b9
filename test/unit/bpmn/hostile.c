/*
 * hostile.c - files made to hurt: refused, early and in little memory.
 */
#include "base/limits.h"
#include "bpmn/simulate.h"
#include "world.h"

#define SMALL ((size_t)60 << 20)

static enum rc read_it(struct str text, char *msg, size_t n)
{
    struct arena *a = arena_new(SMALL);
    const struct bpmn_model *m;
    struct err e = { 0 };
    enum rc rc = bpmn_read(a, STR("f"), text, &m, &e);

    snprintf(msg, n, "%s", e.msg);
    CHECK(arena_used(a) <= SMALL);
    arena_free(a);
    return rc;
}

TEST(entity_bombs_are_refused_at_the_document_type)
{
    static const char *const bombs[] = {
        "<!DOCTYPE d [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><d>&c;</d>",
        "<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>",
        "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><d>&x;</d>",
        "<!DOCTYPE d [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'> %p;]><d/>",
    };
    char msg[300];

    for (size_t k = 0; k < ARRAY_LEN(bombs); k++) {
        CHECK_INT(read_it(str_c(bombs[k]), msg, sizeof(msg)), RC_INVALID);
        CHECK_MSG(strstr(msg, "document type") != NULL, "%s", msg);
    }
}

TEST(deep_nesting_is_refused)
{
    struct buf b;
    char msg[300];

    buf_init(&b, 64 << 20);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'>");
    for (int k = 0; k < 100000; k++)
        buf_c(&b, "<subProcess>");
    CHECK_INT(read_it(buf_view(&b), msg, sizeof(msg)), RC_LIMIT);
    buf_free(&b);
}

TEST(fifty_megabytes_are_refused)
{
    struct buf b;
    char msg[300];

    buf_init(&b, 64 << 20);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><documentation>");
    while (b.len < (50u << 20))
        buf_c(&b, "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                  "0123456789");
    CHECK_INT(read_it(buf_view(&b), msg, sizeof(msg)), RC_LIMIT);
    buf_free(&b);
}

static enum rc many(const char *what, size_t times)
{
    struct buf b;
    char msg[300];
    enum rc rc;

    buf_init(&b, LIMIT_XML_BYTES);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'>");
    while (times-- > 0)
        buf_c(&b, what);
    buf_c(&b, "</process></definitions>");
    CHECK(!b.failed);
    rc = read_it(buf_view(&b), msg, sizeof(msg));
    buf_free(&b);
    return rc;
}

TEST(masses_are_refused)
{
    CHECK_INT(many("<a/>", 1000000), RC_LIMIT);
    CHECK_INT(many("<task/>", 20000), RC_LIMIT);
    CHECK_INT(many("<sequenceFlow/>", 20000), RC_LIMIT);
    CHECK_INT(many("<association/>", 20000), RC_LIMIT);
    CHECK_INT(many("&lt;", 1000000), RC_OK); /* only text */
    CHECK_INT(many("<task/>", 9000), RC_OK);
}

TEST(masses_of_attributes_and_namespaces_are_refused)
{
    struct buf b;
    char msg[300];

    for (int kind = 0; kind < 2; kind++) {
        buf_init(&b, LIMIT_XML_BYTES);
        buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><!-- '<a \" "
                  "--><![CDATA[<a ' ]]><process id='p'");
        for (int k = 0; k < 200000; k++)
            buf_fmt(&b, kind == 0 ? " a%d='x'" : "><process xmlns:a%d='x' xmlns:b='y' xmlns:c='z'", k);
        buf_c(&b, "/></definitions>");
        CHECK_INT(read_it(buf_view(&b), msg, sizeof(msg)), RC_LIMIT);
        buf_free(&b);
    }
}

TEST(a_large_net_of_gateways_is_checked_in_bounds)
{
    struct arena *a = arena_new(SMALL);
    const struct bpmn_model *m;
    struct bpmn_problems ps;
    struct err e = { 0 };
    struct buf b;

    buf_init(&b, LIMIT_XML_BYTES);
    buf_c(&b, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'><startEvent "
              "id='g0'/>");
    for (int k = 1; k < 2000; k++)
        buf_fmt(&b,
                "<inclusiveGateway id='g%d'/><sequenceFlow id='a%d' sourceRef='g%d' "
                "targetRef='g%d'/><sequenceFlow id='b%d' sourceRef='g%d' targetRef='g%d'/>",
                k, k, k - 1, k, k, k - 1, k);
    buf_c(&b, "</process></definitions>");
    CHECK_MSG(bpmn_read(a, STR("f"), buf_view(&b), &m, &e) == RC_OK, "%s", e.msg);
    CHECK_MSG(bpmn_check(a, m, &ps, &e) == RC_OK, "%s", e.msg);
    buf_free(&b);
    arena_free(a);
}

TEST(expressions_that_run_for_ever_are_incidents)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<scriptTask id='t'>" EXT(
                "<zeebe:script expression='= count(for i in 1..100000000, j in 1..100000000 return i * j)' "
                "resultVariable='x'/>") "</scriptTask>" E("e") F("1", "s", "t") F("2", "t", "e")),
            NULL))
        return;
    TRACE(&w, "+s -s +t !t");
    world_close(&w);
}

TEST(too_many_instances_are_an_incident)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") "<userTask id='t'><multiInstanceLoopCharacteristics><loopCardinality>= "
                        "1000000000</loopCardinality></multiInstanceLoopCharacteristics></userTask>" F(
                            "1", "s", "t")),
            NULL))
        return;
    TRACE(&w, "+s -s +t !t");
    world_close(&w);
}

TEST(a_target_of_many_parts_is_refused)
{
    struct world w;

    if (!world_read(
            &w,
            PROC(S("s") "<userTask id='t'>" EXT(
                "<zeebe:ioMapping><zeebe:input source='= 1' target='a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r'/>"
                "<zeebe:input source='= 1' target='a..b'/></zeebe:ioMapping>") "</userTask>" F("1", "s",
                                                                                               "t"))))
        return;
    CHECK_INT(w.m->problems.n, 2);
    world_close(&w);
}

TEST(processes_that_call_each_other_for_ever_are_stopped)
{
    static const char xml[] = DEFS("<process id='p' isExecutable='true'>" S(
        "s") "<callActivity id='c' calledElement='p'/>" F("1", "s", "c") "</process>");
    struct bpmn_sim in = { .file = STR("f"), .xml = str_c(xml) };
    struct arena *a = arena_new(SMALL);
    struct bpmn_problems ps = { 0 };
    struct err e = { 0 };
    struct buf out;

    buf_init(&out, 8 << 20);
    CHECK_INT(bpmn_simulate(a, &in, &out, &ps, &e), RC_LIMIT);
    buf_free(&out);
    arena_free(a);
}
