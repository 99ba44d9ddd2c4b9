/*
 * simulate.c - the simulation: tasks finish by themselves, the clock goes on, other processes of the file
 * take part.
 */
#include "bpmn/simulate.h"
#include "world.h"

static enum rc run(struct arena *a, struct bpmn_sim in, struct buf *out, struct err *e)
{
    struct bpmn_problems ps = { 0 };

    in.file = STR("test.bpmn");
    return bpmn_simulate(a, &in, out, &ps, e);
}

/* The lines as "event:element" in a row; marks and incidents with their text. */
static struct str brief(struct arena *a, struct str lines)
{
    struct buf b;
    struct str text;

    buf_init(&b, 1 << 20);
    while (lines.len > 0) {
        const struct json *j;
        struct err e;

        if (json_parse(a, str_cut(&lines, '\n'), &j, &e) != RC_OK) {
            CHECK_MSG(false, "%s", e.msg);
            break;
        }
        if (str_eq_c(json_text_of(j, "kind"), "process") && !str_eq_c(json_text_of(j, "event"), "end"))
            continue;
        buf_fmt(&b, "%s%lld%.*s:%.*s", b.len > 0 ? " " : "", (long long)json_int_of(j, "t", -1), 2,
                json_text_of(j, "event").p,
                STR_ARG(json_text_of(j, str_eq_c(json_text_of(j, "event"), "mark") ? "text" : "element")));
    }
    text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return text;
}

#define SIM(in, want)                                                                                        \
    do {                                                                                                     \
        struct arena *a_ = arena_new((size_t)16 << 20);                                                      \
        struct err e_ = { 0 };                                                                               \
        struct buf out_;                                                                                     \
        buf_init(&out_, 1 << 20);                                                                            \
        CHECK_MSG(run(a_, in, &out_, &e_) == RC_OK, "%s", e_.msg);                                           \
        CHECK_STR(brief(a_, buf_view(&out_)), want);                                                         \
        buf_free(&out_);                                                                                     \
        arena_free(a_);                                                                                      \
    } while (0)

TEST(lines_have_time_event_element_and_kind)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct err e = { 0 };
    struct buf out;

    buf_init(&out, 1 << 20);
    CHECK_INT(run(a, (struct bpmn_sim){ .xml = STR(PROC(S("s") SCRIPT("x") F("1", "s", "x"))) }, &out, &e),
              RC_OK);
    CHECK_STR(buf_view(&out),
              "{\"t\":0,\"event\":\"enter\",\"element\":\"p\",\"kind\":\"process\"}\n"
              "{\"t\":0,\"event\":\"enter\",\"element\":\"s\",\"kind\":\"startEvent\"}\n"
              "{\"t\":0,\"event\":\"leave\",\"element\":\"s\",\"kind\":\"startEvent\"}\n"
              "{\"t\":0,\"event\":\"enter\",\"element\":\"x\",\"kind\":\"scriptTask\"}\n"
              "{\"t\":0,\"event\":\"mark\",\"element\":\"x\",\"kind\":\"scriptTask\",\"text\":\"x\"}\n"
              "{\"t\":0,\"event\":\"leave\",\"element\":\"x\",\"kind\":\"scriptTask\"}\n"
              "{\"t\":0,\"event\":\"leave\",\"element\":\"p\",\"kind\":\"process\"}\n"
              "{\"t\":0,\"event\":\"end\",\"element\":\"p\",\"kind\":\"process\",\"how\":\"normal\",\"vars\":"
              "{}}\n");
    buf_free(&out);
    arena_free(a);
}

TEST(tasks_finish_with_what_is_given)
{
    static const struct bpmn_sim_given given[] = { { STR_INIT("t"), STR_INIT("{\"ok\":false}") },
                                                   { STR_INIT("t"), STR_INIT("{\"ok\":true}") } };
    struct bpmn_sim in = {
        .xml = STR(PROC(
            S("s") "<exclusiveGateway id='m'/>" USER("t") "<exclusiveGateway id='g' default='4'/>" E("e")
                F("1", "s", "m") F("2", "m", "t") F("3", "t", "g") F("4", "g", "m") FC("5", "g", "e", "ok"))),
        .given = given,
        .n_given = 2
    };

    SIM(in, "0en:s 0le:s 0en:m 0le:m 0en:t 0le:t 0en:g 0le:g 0en:m 0le:m 0en:t 0le:t 0en:g 0le:g 0en:e 0le:e "
            "0en:p");
}

TEST(the_clock_goes_to_the_next_timer_as_far_as_it_may)
{
    struct bpmn_sim in = { .xml = STR(PROC(S("s") "<intermediateCatchEvent id='c'>" TIMER(
                               "timeDuration", "PT10S") "</intermediateCatchEvent>" SCRIPT("x")
                                               F("1", "s", "c") F("2", "c", "x"))) };

    SIM(in, "0en:s 0le:s 0en:c 10000le:c 10000en:x 10000ma:x 10000le:x 10000en:p");
    in.advance = STR("PT10S");
    SIM(in, "0en:s 0le:s 0en:c 10000le:c 10000en:x 10000ma:x 10000le:x 10000en:p");
    in.advance = STR("PT9S");
    SIM(in, "0en:s 0le:s 0en:c 0wa:c");
}

TEST(other_processes_of_the_file_take_part)
{
    struct bpmn_sim in = {
        .xml = STR(
            DEFS(MSG("m", "go", "= 1") MSG("back", "back", "= 1") "<process id='p' isExecutable='true'>" S(
                "s") "<callActivity id='c' calledElement='q'/><sendTask id='x' messageRef='m'/><receiveTask "
                     "id='r' messageRef='back'/>" F("1", "s", "c") F("2", "c", "x")
                         F("3", "x",
                           "r") "</process>"
                                "<process id='q'>" S("qs") SCRIPT("qt")
                                    F("q1", "qs",
                                      "qt") "</process>"
                                            "<process id='z'><startEvent id='zs'><messageEventDefinition "
                                            "messageRef='m'/></startEvent><sendTask id='zt' "
                                            "messageRef='back'/>" F("z1", "zs", "zt") "</process>"))
    };

    SIM(in, "0en:s 0le:s 0en:c 0en:qs 0le:qs 0en:qt 0ma:qt 0le:qt 0en:q 0le:c 0en:x 0le:x 0en:r 0en:zs "
            "0le:zs 0en:zt 0le:zt 0en:z 0le:r 0en:p");
}

TEST(decisions_take_the_value_given)
{
    static const struct bpmn_sim_given given[] = { { STR_INIT("d"), STR_INIT("{\"days\":10}") } };
    struct bpmn_sim in = {
        .xml = STR(PROC(S("s") "<businessRuleTask id='d'>" EXT(
            "<zeebe:calledDecision decisionId='x' resultVariable='k'/>") "</businessRuleTask>"
                                                                         "<exclusiveGateway id='g'/>" E(
                                                                             "e") E("e2") F("1", "s", "d")
                                                                             F("2", "d", "g") FC(
                                                                                 "3", "g", "e", "k.days = 10")
                                                                                 FC("4", "g", "e2",
                                                                                    "k.days &gt; 10"))),
        .given = given,
        .n_given = 1
    };

    SIM(in, "0en:s 0le:s 0en:d 0le:d 0en:g 0le:g 0en:e 0le:e 0en:p");
}

TEST(a_conditional_start_event_begins_when_its_condition_is_true)
{
    struct bpmn_sim in = { .xml =
                               STR(PROC("<startEvent id='c'><conditionalEventDefinition><condition>= n &gt; "
                                        "3</condition></conditionalEventDefinition></startEvent>" SCRIPT("x")
                                            F("1", "c", "x"))),
                           .vars = STR("{\"n\":4}") };

    SIM(in, "0en:c 0le:c 0en:x 0ma:x 0le:x 0en:p");
    in.vars = STR("{\"n\":3}");
    SIM(in, "0wa:c");
    in.vars = STR("{}");
    SIM(in, "0wa:c");
}

TEST(what_the_engine_does_not_run_is_refused_with_file_and_line)
{
    static const struct {
        const char *xml, *process, *vars, *advance, *want;
    } rows[] = {
        { PROC(S("s") "\n<adHocSubProcess id='a'/>" F("1", "s", "a")), "", "", "",
          "test.bpmn:6: unsupported adHocSubProcess: " },
        { PROC(S("s")), "gone", "", "", "no process 'gone'" },
        { PROC(S("s")), "", "{", "", "line 1" },
        { PROC(S("s")), "", "", "10 days", "no duration" },
        { "<a/>", "", "", "", "no BPMN 2.0 definitions" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct bpmn_sim in = { .xml = str_c(rows[k].xml),
                               .process = str_c(rows[k].process),
                               .vars = str_c(rows[k].vars),
                               .advance = str_c(rows[k].advance) };
        struct arena *a = arena_new((size_t)16 << 20);
        struct err e = { 0 };
        struct buf out;

        buf_init(&out, 1 << 20);
        CHECK_INT(run(a, in, &out, &e), RC_INVALID);
        CHECK_MSG(strstr(e.msg, rows[k].want) != NULL, "%s", e.msg);
        buf_free(&out);
        arena_free(a);
    }
}
