/*
 * positions.c - every kind of event in every position that the standard allows (BPMN 2.0, tables 10.83
 * to 10.94) and a boundary event on every kind of activity: accepted by the checker and entered by the
 * engine.
 *
 * Not here: what the events do (events.c, timers.c, undo.c); what is refused (check.c).
 */
#include "world.h"

#define ROOTS                                                                                                \
    MSG("m", "news", "= 1")                                                                                  \
    "<signal id='sg' name='alarm'/><error id='er' errorCode='E1'/><escalation id='es' escalationCode='C1'/>"

enum trigger {
    NONE,
    MESSAGE,
    TIMED,
    SIGNALLED,
    ERROR_,
    ESCALATION,
    CONDITION,
    LINK,
    TERMINATE,
    UNDO,
    CANCEL,
    TRIGGERS
};
static const char *const definitions[TRIGGERS] = {
    [NONE] = "",
    [MESSAGE] = "<messageEventDefinition messageRef='m'/>",
    [TIMED] = TIMER("timeDuration", "PT1S"),
    [SIGNALLED] = "<signalEventDefinition signalRef='sg'/>",
    [ERROR_] = "<errorEventDefinition errorRef='er'/>",
    [ESCALATION] = "<escalationEventDefinition escalationRef='es'/>",
    [CONDITION] =
        "<conditionalEventDefinition><condition>= n &gt; 3</condition></conditionalEventDefinition>",
    [LINK] = "<linkEventDefinition name='L'/>",
    [TERMINATE] = "<terminateEventDefinition/>",
    [UNDO] = "<compensateEventDefinition/>",
    [CANCEL] = "<cancelEventDefinition/>",
};

#define BIT(t) (1u << (t))
#define INNER "<startEvent id='is'/><userTask id='iu'/>" F("if", "is", "iu")

/* `body` has one %s for the definition. */
static const struct {
    const char *name, *body;
    unsigned triggers;
} positions[] = {
    { "start", "<startEvent id='x'>%s</startEvent>" USER("t") F("f", "x", "t"),
      BIT(NONE) | BIT(MESSAGE) | BIT(TIMED) | BIT(SIGNALLED) | BIT(CONDITION) },
    { "start of an event sub-process",
      S("s") "<subProcess id='o'>" INNER "<subProcess id='es1' triggeredByEvent='true'><startEvent id='x'>%s"
             "</startEvent>" USER("eu") F("ef", "x", "eu") "</subProcess></subProcess>" F("f", "s", "o"),
      BIT(MESSAGE) | BIT(TIMED) | BIT(SIGNALLED) | BIT(CONDITION) | BIT(ERROR_) | BIT(ESCALATION) |
          BIT(UNDO) },
    { "start of an event sub-process, not interrupting",
      S("s") "<subProcess id='o'>" INNER
             "<subProcess id='es1' triggeredByEvent='true'><startEvent id='x' isInterrupting='false'>%s"
             "</startEvent>" USER("eu") F("ef", "x", "eu") "</subProcess></subProcess>" F("f", "s", "o"),
      BIT(MESSAGE) | BIT(TIMED) | BIT(SIGNALLED) | BIT(CONDITION) | BIT(ESCALATION) },
    { "intermediate, catching",
      S("s") "<intermediateCatchEvent id='x'>%s</intermediateCatchEvent>" USER("t") F("f", "s", "x")
          F("g", "x", "t"),
      BIT(MESSAGE) | BIT(TIMED) | BIT(SIGNALLED) | BIT(CONDITION) },
    { "behind an event-based gateway",
      S("s") "<eventBasedGateway id='g'/><intermediateCatchEvent id='x'>%s</intermediateCatchEvent>"
             "<receiveTask id='y' messageRef='m'/>" F("f", "s", "g") F("f1", "g", "x") F("f2", "g", "y"),
      BIT(TIMED) | BIT(SIGNALLED) | BIT(CONDITION) },
    { "intermediate, throwing",
      S("s") "<intermediateThrowEvent id='x'>%s</intermediateThrowEvent>" USER("t") F("f", "s", "x")
          F("g", "x", "t"),
      BIT(NONE) | BIT(MESSAGE) | BIT(SIGNALLED) | BIT(ESCALATION) | BIT(UNDO) },
    { "end", S("s") "<endEvent id='x'>%s</endEvent>" F("f", "s", "x"),
      BIT(NONE) | BIT(MESSAGE) | BIT(SIGNALLED) | BIT(ERROR_) | BIT(ESCALATION) | BIT(UNDO) |
          BIT(TERMINATE) },
    { "end of a transaction, and on its border",
      S("s") "<transaction id='o'><startEvent id='is'/><endEvent id='x'>%s</endEvent>" F(
          "if", "is", "x") "</transaction><boundaryEvent id='b' "
                           "attachedToRef='o'><cancelEventDefinition/></boundaryEvent>" USER("u") E("e")
                               F("f", "s", "o") F("g", "b", "u") F("h", "o", "e"),
      BIT(CANCEL) | BIT(NONE) | BIT(ERROR_) | BIT(ESCALATION) },
};

static const char *const hosts[] = {
    "<userTask id='h'/>",
    "<task id='h'/>",
    "<manualTask id='h'/>",
    "<serviceTask id='h'>" EXT("<zeebe:taskDefinition type='x'/>") "</serviceTask>",
    "<sendTask id='h' messageRef='m'/>",
    "<receiveTask id='h' messageRef='m'/>",
    "<scriptTask id='h'><script>x</script></scriptTask>",
    "<businessRuleTask id='h'>" EXT(
        "<zeebe:calledDecision decisionId='d' resultVariable='r'/>") "</businessRuleTask>",
    "<subProcess id='h'>" INNER "</subProcess>",
    "<transaction id='h'>" INNER "</transaction>",
    "<callActivity id='h'>" EXT("<zeebe:calledElement processId='q'/>") "</callActivity>",
};

/* No error; and where it can begin by itself, the engine comes to the element. */
static void accepted(const char *xml, const char *what, int which, bool begins)
{
    struct bpmn_problems ps = { 0 };
    struct bpmn_event start = { .kind = BPMN_EV_START };
    struct world w;
    struct err e;

    if (!world_read(&w, xml))
        return;
    CHECK_INT(bpmn_check(w.a, w.m, &ps, &e), RC_OK);
    for (size_t i = 0; i < ps.n; i++)
        CHECK_MSG(ps.v[i].severity == BPMN_WARNING, "%s, %d: %.*s", what, which,
                  STR_ARG(bpmn_problem_text(w.a, &ps.v[i])));
    if (!begins)
        start.element = STR("x");
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    start.vars = world_json(&w, "{\"n\":1}");
    world_apply(&w, start);
    CHECK_MSG(w.rc == RC_OK, "%s, %d: %s", what, which, w.err.msg);
    if (which != ERROR_) /* one that nobody catches is an incident */
        CHECK_MSG(str_find(buf_view(&w.trace), STR("!"), 0) == SIZE_MAX, "%s, %d: %.*s", what, which,
                  STR_ARG(buf_view(&w.trace)));
    world_close(&w);
}

TEST(every_event_in_every_position_that_the_standard_allows)
{
    for (size_t p = 0; p < ARRAY_LEN(positions); p++)
        for (unsigned t = 0; t < TRIGGERS; t++) {
            char body[4000], xml[6000];

            if (!(positions[p].triggers & BIT(t)))
                continue;
            (void)snprintf(body, sizeof(body), positions[p].body, definitions[t]);
            (void)snprintf(xml, sizeof(xml), DEFS("%s<process id='p' isExecutable='true'>%s</process>"),
                           ROOTS, body);
            accepted(xml, positions[p].name, (int)t, p > 0 || t == NONE);
        }
}

TEST(boundary_events_stand_on_every_activity)
{
    static const enum trigger both[] = { MESSAGE, TIMED, SIGNALLED, CONDITION, ESCALATION };

    for (size_t h = 0; h < ARRAY_LEN(hosts); h++)
        for (size_t t = 0; t <= ARRAY_LEN(both); t++)
            for (int interrupting = 0; interrupting < 2; interrupting++) {
                enum trigger k = t == ARRAY_LEN(both) ? ERROR_ : both[t];
                char xml[6000];

                if (k == ERROR_ && !interrupting)
                    continue; /* an error always ends what it happened in */
                (void)snprintf(
                    xml, sizeof(xml),
                    DEFS("%s<process id='p' isExecutable='true'>" S(
                        "s") "%s<boundaryEvent id='x' "
                             "attachedToRef='h' cancelActivity='%s'>%s</boundaryEvent>" USER("u")
                                 F("f", "s", "h")
                                     F("g", "x", "u") "</process><process id='q' "
                                                      "isExecutable='true'><startEvent id='qs'/></process>"),
                    ROOTS, hosts[h], interrupting ? "true" : "false", definitions[k]);
                accepted(xml, hosts[h], (int)k, true);
            }
}

TEST(links_lead_from_throw_to_catch)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S(
                "s") "<intermediateThrowEvent id='x'><linkEventDefinition name='L'/></intermediateThrowEvent>"
                     "<intermediateCatchEvent id='y'><linkEventDefinition "
                     "name='L'/></intermediateCatchEvent>" USER("t") F("f", "s", "x") F("g", "y", "t")),
            NULL))
        return;
    TRACE(&w, "+s -s +x -x +y -y +t task(t)");
    world_close(&w);
}
