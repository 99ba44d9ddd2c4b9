/*
 * migrate.c - running instances under another version of their process.
 */
#include "bpmn/migrate.h"
#include "world.h"

#define V(body) DEFS(MSG("m", "news", "= \"K\"") "<process id='p' isExecutable='true'>\n" body "</process>\n")

static enum rc move_to(struct world *w, const char *xml, const struct bpmn_pair *map, size_t n,
                       struct str *trace, struct err *e)
{
    struct bpmn_problems ps = { 0 };
    struct bpmn_commands out = { 0 };
    struct bpmn_migration how = { .map = map, .n_map = n, .now_ms = w->now };
    enum rc rc;
    struct buf b;

    CHECK_MSG(bpmn_read(w->a, STR("new.bpmn"), str_c(xml), &how.to, e) == RC_OK, "%s", e->msg);
    how.process = bpmn_process(how.to, STR("p"));
    rc = bpmn_migrate(w->s, &how, &ps, &out, e);
    if (rc == RC_OK)
        w->m = how.to;
    buf_init(&b, 1 << 20);
    for (size_t k = 0; k < out.n; k++)
        buf_fmt(&b, "%s%d(%.*s)", k > 0 ? " " : "", (int)out.v[k].kind, STR_ARG(out.v[k].element->id));
    *trace = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    CHECK_INT(ps.n > 0, rc == RC_CONFLICT);
    return rc;
}

TEST(a_case_goes_on_in_the_new_version)
{
    static const struct bpmn_pair map[] = { { STR_INIT("t"), STR_INIT("task") } };
    struct str trace;
    struct world w;
    struct err e = { 0 };

    if (!world_open(&w,
                    V(S("s") USER("t") "<boundaryEvent id='b1' attachedToRef='t'>" TIMER(
                        "timeDuration", "PT1S") "</boundaryEvent>" E("e") F("1", "s", "t") F("2", "t", "e")),
                    "{\"x\":1}"))
        return;
    CHECK_INT(move_to(&w,
                      V(S("s") "<userTask id='task'/><boundaryEvent id='b2' attachedToRef='task'>" TIMER(
                          "timeDuration", "PT9S") "</boundaryEvent>" USER("more") E("e") F("1", "s", "task")
                            F("2", "task", "more")
                                F("3", "more", "e") "<subProcess id='x' triggeredByEvent='true'><startEvent "
                                                    "id='xs' isInterrupting='false'><messageEventDefinition "
                                                    "messageRef='m'/></startEvent>" SCRIPT("xt")
                                                        F("x1", "xs", "xt") "</subProcess>"),
                      map, 1, &trace, &e),
              RC_OK);
    char want[100];
    snprintf(want, sizeof(want), "%d(b1) %d(xs) %d(b2)", BPMN_CMD_DISARM_TIMER, BPMN_CMD_SUBSCRIBE,
             BPMN_CMD_ARM_TIMER);
    CHECK_STR(trace, want);
    message(&w, "news", "K", NULL);
    TRACE(&w, "+x +xs -xs +xt *xt -xt -x");
    task_done(&w, "task", NULL);
    TRACE(&w, "disarm(b2) -task +more task(more)");
    CHECK_STR(world_var(&w, "x"), "1");
    world_close(&w);
}

TEST(what_has_had_its_turn_is_not_armed_again)
{
    static const char xml[] =
        V(S("s") USER("t") "<boundaryEvent id='b' attachedToRef='t' cancelActivity='false'>" TIMER(
            "timeDuration", "PT1S") "</boundaryEvent>" F("1", "s", "t"));
    struct str trace;
    struct world w;
    struct err e = { 0 };

    if (!world_open(&w, xml, NULL))
        return;
    timer(&w, "b");
    CHECK_INT(move_to(&w, xml, NULL, 0, &trace, &e), RC_OK);
    CHECK_STR(trace, "");
    world_close(&w);
}

TEST(a_token_before_a_join_needs_its_flow)
{
    static const char xml[] =
        V(S("s") "<parallelGateway id='g'/>" USER("a") USER("b") "<parallelGateway id='j'/>" USER("z")
              F("1", "s", "g") F("2", "g", "a") F("3", "g", "b") F("4", "a", "j") F("5", "b", "j")
                  F("6", "j", "z"));
    static const char renamed[] =
        V(S("s") "<parallelGateway id='g'/>" USER("a") USER("b") "<parallelGateway id='j'/>" USER("z")
              F("1", "s", "g") F("2", "g", "a") F("3", "g", "b") F("four", "a", "j") F("5", "b", "j")
                  F("6", "j", "z"));
    static const struct bpmn_pair map[] = { { STR_INIT("4"), STR_INIT("four") } };
    struct str trace;
    struct world w;
    struct err e = { 0 };

    if (!world_open(&w, xml, NULL))
        return;
    task_done(&w, "a", NULL);
    CHECK_INT(move_to(&w, renamed, NULL, 0, &trace, &e), RC_CONFLICT);
    CHECK_MSG(strstr(e.msg, "a token waits before it") != NULL, "%s", e.msg);
    CHECK_INT(move_to(&w, renamed, map, 1, &trace, &e), RC_OK);
    task_done(&w, "b", NULL);
    TRACE(&w, "-b +j -j +z task(z)");
    world_close(&w);
}

TEST(what_cannot_be_moved_stays_as_it_was)
{
    static const struct {
        const char *xml, *want;
    } rows[] = {
        { V(S("s") USER("u") F("1", "s", "u")), "nothing in the new version" },
        { V(S("s") JOB("t", "j") F("1", "s", "t")), "of another kind" },
        { V(S("s") "<userTask "
                   "id='t'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></"
                   "multiInstanceLoopCharacteristics></userTask>" F("1", "s", "t")),
          "repeated in another way" },
        { V(S("s") "<subProcess id='b'>" S("bs") USER("t")
                F("b1", "bs", "t") "</subProcess>" F("1", "s", "b")),
          "in another scope" },
    };

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct str trace;
        struct world w;
        struct err e = { 0 };

        if (!world_open(&w, V(S("s") USER("t") F("1", "s", "t")), NULL))
            return;
        CHECK_INT(move_to(&w, rows[k].xml, NULL, 0, &trace, &e), RC_CONFLICT);
        CHECK_MSG(strstr(e.msg, rows[k].want) != NULL, "%s", e.msg);
        task_done(&w, "t", NULL);
        TRACE(&w, "-t end(normal)");
        world_close(&w);
    }
}

TEST(a_new_event_without_meaning_is_refused)
{
    struct str trace;
    struct world w;
    struct err e = { 0 };

    if (!world_open(&w, V(S("s") USER("t") F("1", "s", "t")), NULL))
        return;
    CHECK_INT(move_to(&w,
                      V(S("s") USER("t") "<boundaryEvent id='b' attachedToRef='t'>" TIMER(
                          "timeDate", "= nowhere") "</boundaryEvent>" F("1", "s", "t")),
                      NULL, 0, &trace, &e),
              RC_INVALID);
    CHECK_MSG(strstr(e.msg, "the new event 'b'") != NULL, "%s", e.msg);
    world_close(&w);
}

TEST(a_mapping_is_proposed_by_kind_and_name)
{
    static const char old[] = V("<userTask id='a' name='draft'/><userTask id='b' name='sign'/><userTask "
                                "id='c' name='twice'/><task id='d' name='draft'/>");
    static const char new[] = V("<userTask id='a2' name='draft'/><userTask id='b' name='sign'/><userTask "
                                "id='c2' name='twice'/><userTask id='c3' name='twice'/>");
    struct arena *a = arena_new(1 << 20);
    const struct bpmn_model *from, *to;
    const struct bpmn_pair *v;
    struct err e = { 0 };
    size_t n = 0;

    CHECK_INT(bpmn_read(a, STR("o"), str_c(old), &from, &e), RC_OK);
    CHECK_INT(bpmn_read(a, STR("n"), str_c(new), &to, &e), RC_OK);
    CHECK_INT(bpmn_migrate_propose(a, from, to, &v, &n, &e), RC_OK);
    CHECK_INT(n, 1);
    if (n == 1) {
        CHECK_STR(v[0].key, "a");
        CHECK_STR(v[0].value, "a2");
    }
    arena_free(a);
}
