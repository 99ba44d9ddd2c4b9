/*
 * timers.c - due dates, and timers that follow a date that is computed anew (OFF-BPM-05).
 */
#include "world.h"

static const struct {
    enum bpmn_timer kind;
    const char *text;
    int64_t now, due;
    int64_t repeats;
    bool ok;
} rows[] = {
    { BPMN_TIMER_DURATION, "PT10M", 1000, 601000, 0, true },
    { BPMN_TIMER_DURATION, "P1DT2H3M4.5S", 0, 93784500, 0, true },
    { BPMN_TIMER_DURATION, "P2W", 0, 14 * DAY_MS, 0, true },
    { BPMN_TIMER_DURATION, "P1M", INT64_C(1769848200000), INT64_C(1772267400000), 0,
      true }, /* 31 January 12:00 Tehran: 28 February */
    { BPMN_TIMER_DURATION, "P1Y", INT64_C(1709195400000), INT64_C(1740731400000), 0,
      true }, /* 29 February 2024 to 28 February 2025 */
    { BPMN_TIMER_DURATION, "P", 0, 0, 0, false },
    { BPMN_TIMER_DURATION, "PT", 0, 0, 0, false },
    { BPMN_TIMER_DURATION, "P1H", 0, 0, 0, false },
    { BPMN_TIMER_DURATION, "1D", 0, 0, 0, false },
    { BPMN_TIMER_DURATION, "P99999999999999999999D", 0, 0, 0, false },
    { BPMN_TIMER_DURATION, "P4000000000Y", 0, 0, 0, false },
    { BPMN_TIMER_DATE, "2026-03-21T00:00:00+03:30", 0, INT64_C(1774038600000), 0, true },
    { BPMN_TIMER_DATE, "2026-03-21", 0, INT64_C(1774038600000), 0, true }, /* midnight in Tehran */
    { BPMN_TIMER_DATE, "2026-13-21", 0, 0, 0, false },
    { BPMN_TIMER_DATE, "soon", 0, 0, 0, false },
    { BPMN_TIMER_CYCLE, "R3/PT10M", 0, 600000, 2, true },
    { BPMN_TIMER_CYCLE, "R/P1D", 5, DAY_MS + 5, -1, true },
    { BPMN_TIMER_CYCLE, "R/1970-01-01T00:00:00Z/PT1H", 5 * HOUR_MS + 1, 6 * HOUR_MS, -1, true },
    { BPMN_TIMER_CYCLE, "R5/2026-03-21T00:00:00Z/P1D", 0, INT64_C(1774051200000), 4, true },
    { BPMN_TIMER_CYCLE, "R0/PT1H", 0, 0, 0, false },
    { BPMN_TIMER_CYCLE, "R/PT0S", 0, 0, 0, false },
    { BPMN_TIMER_CYCLE, "0 0 9 * * *", 0, 0, 0, false },
    { BPMN_TIMER_CYCLE, "R3", 0, 0, 0, false },
};

TEST(due_dates)
{
    struct arena *a = arena_new(1 << 20);

    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct bpmn_event_def d = { .timer = rows[k].kind, .when = { .text = str_c(rows[k].text) } };
        struct bpmn_due due = { 0 };
        struct err e = { 0 };
        enum rc rc = bpmn_timer_due(a, &d, NULL, rows[k].now, STR_NONE, &due, &e);

        CHECK_MSG(rc == (rows[k].ok ? RC_OK : RC_INVALID), "%s: %s", rows[k].text, e.msg);
        if (rc != RC_OK)
            continue;
        CHECK_MSG(due.due_ms == rows[k].due, "%s: %lld", rows[k].text, (long long)due.due_ms);
        CHECK_INT(due.repeats, rows[k].repeats);
    }
    arena_free(a);
}

TEST(repeats_count_down_and_months_keep_their_day)
{
    struct arena *a = arena_new(1 << 20);
    struct bpmn_due d = { .due_ms = INT64_C(1769848200000), .repeats = 2, .interval_months = 1 };

    CHECK(bpmn_timer_next(a, &d, d.due_ms, STR_NONE));
    CHECK_INT(d.due_ms, INT64_C(1772267400000));
    CHECK_INT(d.repeats, 1);
    CHECK(bpmn_timer_next(a, &d, d.due_ms, STR_NONE));
    CHECK(!bpmn_timer_next(a, &d, d.due_ms, STR_NONE));
    arena_free(a);
}

#define REMIND(expr)                                                                                         \
    PROC(S("s") USER("t") "<subProcess id='x' triggeredByEvent='true'><startEvent id='xs' "                  \
                          "isInterrupting='false'>" TIMER("timeDate", expr) "</startEvent>" SCRIPT("u")      \
                              F("x1", "xs", "u") "</subProcess>" USER("v") F("f1", "s", "t")                 \
                                  F("f2", "t", "v"))

TEST(OFF_BPM_05_a_timer_follows_its_due_date)
{
    struct world w;

    if (!world_open(&w, REMIND("= due"), "{\"due\":\"1970-01-01T00:00:10Z\"}"))
        return;
    TRACE(&w, "arm(xs:10000) +s -s +t task(t)");
    task_done(&w, "t", "{\"due\":\"1970-01-01T00:00:20Z\"}");
    TRACE(&w, "-t +v task(v) arm(xs:20000)");
    w.now = 20000;
    timer(&w, "xs");
    TRACE(&w, "disarm(xs) +x +xs -xs +u *u -u -x");
    CHECK_INT(world_key(&w, BPMN_WAIT_TIMER, "xs"), 0);
    set_vars(&w, "{\"due\":\"1970-01-01T00:00:15Z\"}"); /* earlier: it has fired */
    TRACE(&w, "");
    set_vars(&w, "{\"due\":\"1970-01-01T00:01:00Z\"}");
    TRACE(&w, "arm(xs:60000)");
    set_vars(&w, "{\"due\":null}"); /* no meaning at the moment */
    TRACE(&w, "");
    w.now = 60000;
    timer(&w, "xs");
    TRACE(&w, "disarm(xs) +x +xs -xs +u *u -u -x");
    world_close(&w);
}

TEST(OFF_BPM_05_a_timer_that_reads_the_clock_is_left_alone)
{
    struct world w;

    if (!world_open(&w, REMIND("= now() + duration(\"PT10S\")"), "{}"))
        return;
    TRACE(&w, "arm(xs:10000) +s -s +t task(t)");
    w.now = 5000;
    task_done(&w, "t", "{\"x\":1}");
    TRACE(&w, "-t +v task(v)");
    world_close(&w);
}

TEST(OFF_BPM_05_durations_are_computed_anew_when_asked)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") USER("t") "<boundaryEvent id='b' attachedToRef='t' cancelActivity='false'>" TIMER(
                "timeDuration", "= d") "</boundaryEvent>" F("f1", "s", "t")),
            "{\"d\":\"PT10S\"}"))
        return;
    TRACE(&w, "+s -s +t arm(b:10000) task(t)");
    w.now = 4000;
    set_vars(&w, "{\"d\":\"PT30S\"}");
    TRACE(&w, "");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_REARM_TIMERS });
    TRACE(&w, "arm(b:30000)"); /* from the instant it was armed */
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_REARM_TIMERS });
    TRACE(&w, "");
    world_close(&w);
}

TEST(OFF_BPM_05_a_cycle_takes_a_new_interval_when_asked)
{
    struct world w;

    if (!world_open(
            &w,
            PROC(S("s") USER("t") "<boundaryEvent id='b' attachedToRef='t' cancelActivity='false'>" TIMER(
                "timeCycle", "= beat") "</boundaryEvent>" F("f1", "s", "t")),
            "{\"beat\":\"R5/PT10S\"}"))
        return;
    TRACE(&w, "+s -s +t arm(b:10000:4) task(t)");
    w.now = 10000;
    timer(&w, "b");
    TRACE(&w, "arm(b:20000:3) +b -b");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_REARM_TIMERS });
    TRACE(&w, "");
    set_vars(&w, "{\"beat\":\"R5/PT4S\"}");
    world_apply(&w, (struct bpmn_event){ .kind = BPMN_EV_REARM_TIMERS });
    TRACE(&w, "arm(b:12000:3)");
    world_close(&w);
}
