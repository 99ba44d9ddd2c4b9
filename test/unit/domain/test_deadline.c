/*
 * test_deadline.c - the clock: the legal limits, classes, pauses, calendars, warnings, and what is kept of
 * the past.
 */
#include "check.h"

#include "base/clock.h"
#include "domain/deadline.h"
#include "sample_calendar.h"

static struct jdate jd(int y, int m, int d)
{
    return (struct jdate){ y, m, d };
}

static int64_t at(int y, int m, int d, int hour, int minute)
{
    return day_at_ms(jdate_to_day(jd(y, m, d)), hour, minute, 0);
}

static int64_t end_of(int y, int m, int d)
{
    return jdate_end_ms(jd(y, m, d));
}

static struct dl_basis basis_of(char class)
{
    static const struct {
        char class;
        struct str article, row, because;
        int64_t days;
    } rows[] = {
        { 'A', STR_INIT("بند الف"), STR_INIT("A"),
          STR_INIT("رسیدگی به آن نه مکاتبه می‌خواهد و نه بازرسی"), 10 },
        { 'B', STR_INIT("بند ب"), STR_INIT("B"),
          STR_INIT("رسیدگی به آن مکاتبه می‌خواهد"), 15 },
        { 'C', STR_INIT("بند ج"), STR_INIT("C"),
          STR_INIT("رسیدگی به آن بازرسی می‌خواهد"), 25 },
        { 'D', STR_INIT("بند د"), STR_INIT("D"),
          STR_INIT("رسیدگی به آن هم مکاتبه می‌خواهد و هم بازرسی"), 35 },
    };
    size_t i = (size_t)(class - 'A');

    return (struct dl_basis){
        rows[i].article, STR("complaint_class@1"), rows[i].row, rows[i].because, { SPAN_DAYS, rows[i].days }
    };
}

static struct dl_start complaint(char class, int64_t start)
{
    return (struct dl_start){ .kind = STR("answer"),
                              .words = { STR("شکایت شما"), STR("ثبت شد"), STR("حداکثر مهلت پاسخ"),
                                         STR("پاسخ آن به شما داده می‌شود") },
                              .basis = basis_of(class),
                              .start = start };
}

static struct deadline begun(struct arena *a, const struct dl_start *s, const struct calendar *cal)
{
    struct deadline d = { .start = 0 };
    struct err e = { .msg = "" };

    CHECK_MSG(deadline_begin(a, s, cal, &d, &e) == RC_OK, "%s", e.msg);
    return d;
}

static struct deadline of_span(struct arena *a, struct span limit, int64_t start, const struct calendar *cal)
{
    struct dl_start s = complaint('A', start);

    s.basis.limit = limit;
    return begun(a, &s, cal);
}

static struct dl_act act_of(int64_t when)
{
    return (struct dl_act){ when, STR("MGR"), STR("بازرسی لازم شد") };
}

/* ---- the legal limits ---- */

static void check_class(char class, struct jdate registered, struct jdate want)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    /* At any time of the day of registration, the limit ends with the same day. */
    for (int hour = 0; hour < 24; hour += 23) {
        struct dl_start s = complaint(class, day_at_ms(jdate_to_day(registered), hour, 59, 59));
        struct deadline d = begun(a, &s, NULL);
        CHECK_INT(d.due, jdate_end_ms(want));
        CHECK(jdate_eq(jdate_from_ms(d.due), want));
        CHECK(!jdate_eq(jdate_from_ms(d.due + 1), want));
    }
}

TEST(OFF_DLN_01_class_a_is_ten_days)
{
    check_class('A', jd(1403, 6, 25), jd(1403, 7, 4));
}

TEST(OFF_DLN_02_class_b_is_fifteen_days)
{
    check_class('B', jd(1403, 6, 25), jd(1403, 7, 9));
}

TEST(OFF_DLN_03_class_c_is_twenty_five_days)
{
    check_class('C', jd(1403, 6, 25), jd(1403, 7, 19));
}

TEST(OFF_DLN_04_class_d_is_thirty_five_days)
{
    check_class('D', jd(1403, 6, 25), jd(1403, 7, 29));
}

TEST(OFF_CMP_18_19_20_21_limits_of_the_classes)
{
    static const int days[] = { 10, 15, 25, 35 };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 22);

    for (int32_t day = jdate_to_day(jd(1402, 12, 1)); day < jdate_to_day(jd(1404, 2, 1)); day += 5) {
        for (int c = 0; c < 4; c++) {
            struct dl_start s = complaint((char)('A' + c), day_at_ms(day, 9, 0, 0));
            struct deadline d = begun(a, &s, NULL);
            CHECK_INT(day_from_ms(d.due) - day, days[c]);
        }
    }
}

TEST(OFF_ACC_01_registered_25_shahrivar_1403)
{
    check_class('A', jd(1403, 6, 25), jd(1403, 7, 4));
    check_class('B', jd(1403, 6, 25), jd(1403, 7, 9));
    check_class('C', jd(1403, 6, 25), jd(1403, 7, 19));
    check_class('D', jd(1403, 6, 25), jd(1403, 7, 29));
}

TEST(OFF_ACC_02_registered_20_esfand_of_a_leap_year)
{
    check_class('A', jd(1403, 12, 20), jd(1403, 12, 30));
    check_class('B', jd(1403, 12, 20), jd(1404, 1, 5));
    check_class('C', jd(1403, 12, 20), jd(1404, 1, 15));
    check_class('D', jd(1403, 12, 20), jd(1404, 1, 25));
}

TEST(OFF_ACC_03_class_a_widened_to_d_on_day_8)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_basis wide = basis_of('D');
    struct dl_act act = act_of(at(1403, 7, 2, 9, 0));
    enum dl_moved moved = DL_SAME;
    struct err e;

    deadline_told(&d);
    CHECK_INT(deadline_reclass(a, &d, &wide, NULL, &act, &moved, &e), RC_OK);
    CHECK_INT(moved, DL_LATER);
    CHECK_INT(d.start, at(1403, 6, 25, 10, 0));
    CHECK_INT(d.due, end_of(1403, 7, 29)); /* registration + 35 */
    CHECK_INT(d.n_changes, 1);
    CHECK_INT(d.changes[0].kind, DL_CHANGE_CLASS);
    CHECK_INT(d.changes[0].old_due, end_of(1403, 7, 4)); /* the old due is kept */
    CHECK_INT(d.changes[0].new_due, end_of(1403, 7, 29));
    CHECK_STR(d.changes[0].old_basis.row, "A");
    CHECK_STR(d.changes[0].who, "MGR");
    CHECK_STR(d.changes[0].reason, "بازرسی لازم شد");
    CHECK_INT(d.changes[0].at, at(1403, 7, 2, 9, 0));
    CHECK_STR(d.basis.row, "D");
}

TEST(OFF_CMP_22_the_start_never_changes)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    static const char order[] = "BDACBD";
    enum dl_moved moved;

    for (size_t i = 0; i < strlen(order); i++) {
        struct dl_basis b = basis_of(order[i]);
        struct dl_act act = act_of(at(1403, 6, 26 + (int)i % 5, 9, 0));
        CHECK_INT(deadline_reclass(a, &d, &b, NULL, &act, &moved, NULL), RC_OK);
        CHECK_INT(d.start, at(1403, 6, 25, 10, 0));
        CHECK_INT(d.due, d.computed); /* nobody was told: any class binds as it is */
    }
    CHECK_INT(d.n_changes, 6);
    CHECK_INT(d.due, end_of(1403, 7, 29));
}

TEST(OFF_CMP_22_a_change_needs_who_and_why)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_basis b = basis_of('D');
    struct dl_act nobody = { at(1403, 6, 26, 9, 0), STR(""), STR("x") },
                  no_reason = { nobody.at, STR("MGR"), STR("  ") },
                  early = { at(1403, 6, 24, 9, 0), STR("MGR"), STR("x") };
    enum dl_moved moved;

    CHECK_INT(deadline_reclass(a, &d, &b, NULL, &nobody, &moved, NULL), RC_INVALID);
    CHECK_INT(deadline_reclass(a, &d, &b, NULL, &no_reason, &moved, NULL), RC_INVALID);
    CHECK_INT(deadline_reclass(a, &d, &b, NULL, &early, &moved, NULL), RC_INVALID);
    CHECK_INT(d.n_changes, 0);
    CHECK_STR(d.basis.row, "A");
}

TEST(a_told_date_never_moves_earlier)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('D', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_basis narrow = basis_of('B');
    struct dl_act act = act_of(at(1403, 7, 2, 9, 0));
    enum dl_moved moved;

    deadline_told(&d);
    CHECK_INT(deadline_reclass(a, &d, &narrow, NULL, &act, &moved, NULL), RC_OK);
    CHECK_INT(moved, DL_HELD);
    CHECK_INT(d.due, end_of(1403, 7, 29));
    CHECK_INT(d.computed, end_of(1403, 7, 9));
    CHECK_INT(d.n_changes, 1);
    CHECK_INT(d.warn[2], d.due + 1);
    CHECK(str_contains(deadline_sentence(a, &d), STR("تغییر نمی‌کند")));
}

/* ---- fixed dates ---- */

static void check_date(const char *limit, struct jdate want)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct span span = { SPAN_DAYS, 0 };
    struct deadline d;

    CHECK(span_parse(str_c(limit), &span));
    d = of_span(a, span, at(1404, 1, 15, 10, 0), NULL);
    CHECK_INT(d.due, jdate_end_ms(want));
}

TEST(OFF_DLN_05_specific_indicators_by_31_ordibehesht)
{
    check_date("@1404/02/31", jd(1404, 2, 31));
}

TEST(OFF_DLN_06_workshops_by_31_khordad)
{
    check_date("@1404/03/31", jd(1404, 3, 31));
}

TEST(OFF_DLN_07_self_evaluation_a_month_before_the_circulars_date)
{
    static const struct {
        struct jdate circular, want;
    } tests[] = { { { 1404, 4, 20 }, { 1404, 3, 20 } },
                  { { 1404, 6, 31 }, { 1404, 5, 31 } },
                  { { 1405, 1, 31 }, { 1404, 12, 29 } } };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        struct jdate d = { 0, 0, 0 };
        CHECK(jdate_add_months(tests[i].circular, -1, &d));
        CHECK(jdate_eq(d, tests[i].want));
        check_date(span_text(a, (struct span){ SPAN_DATE, jdate_to_day(d) }).p, tests[i].want);
    }
}

/* ---- short duties ---- */

TEST(OFF_DLN_08_in_person_matter_the_same_working_day)
{
    static const struct {
        const char *name;
        int m, d, hour, minute;
        int want_m, want_d;
    } tests[] = {
        { "in the morning", 7, 1, 8, 0, 7, 1 },
        { "a minute before closing", 7, 1, 14, 29, 7, 1 },
        { "at closing", 7, 1, 14, 30, 7, 2 },
        { "in the evening", 7, 4, 20, 0, 7, 7 }, /* Wednesday evening: Saturday */
        { "on a Friday", 7, 6, 9, 0, 7, 7 },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct deadline d = of_span(a, (struct span){ SPAN_WORKDAY_END, 0 },
                                    at(1403, tests[i].m, tests[i].d, tests[i].hour, tests[i].minute), cal);
        CHECK_MSG(d.due == at(1403, tests[i].want_m, tests[i].want_d, 14, 30), "%s", tests[i].name);
        CHECK(d.warn[0] >= d.start && d.warn[0] <= d.warn[1] && d.warn[1] <= d.due);
    }
}

TEST(OFF_DLN_09_as_soon_as_possible_is_late_after_one_working_day)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);
    struct span one = { SPAN_WORKING_DAYS, 1 };
    struct deadline d = of_span(a, one, at(1403, 6, 27, 10, 0), cal);

    CHECK_INT(d.due, end_of(1403, 6, 28));
    CHECK_INT(deadline_state(&d, end_of(1403, 6, 28)), DL_DUE_SOON);
    CHECK_INT(deadline_state(&d, end_of(1403, 6, 28) + 1), DL_LATE);
    d = of_span(a, one, at(1403, 6, 28, 10, 0), cal); /* over Thursday, Friday and a holiday */
    CHECK_INT(d.due, end_of(1403, 7, 1));
    CHECK_STR(d.calendar, "ir-20");
    CHECK_INT(d.calendar_version, 1);
}

/* ---- warnings ---- */

TEST(OFF_DLN_10_warnings_at_70_90_and_100_percent)
{
    static const struct {
        char class;
        int day70, day90;
    } tests[] = { { 'A', 7, 9 }, { 'B', 11, 14 }, { 'C', 18, 23 }, { 'D', 25, 32 } };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct dl_start s = complaint(tests[i].class, at(1403, 6, 25, 10, 0));
        struct deadline d = begun(a, &s, NULL);
        int32_t first = day_from_ms(d.start);
        CHECK_INT(d.warn[0], day_start_ms(first + tests[i].day70));
        CHECK_INT(d.warn[1], day_start_ms(first + tests[i].day90));
        CHECK_INT(d.warn[2], d.due + 1);
        CHECK_INT(deadline_warned(&d, d.start), 0);
        CHECK_INT(deadline_warned(&d, d.warn[0] - 1), 0);
        CHECK_INT(deadline_warned(&d, d.warn[0]), 1);
        CHECK_INT(deadline_warned(&d, d.warn[1]), 2);
        CHECK_INT(deadline_warned(&d, d.due), 2);
        CHECK_INT(deadline_warned(&d, d.due + 1), 3);
        CHECK_INT(deadline_state(&d, d.warn[0] - 1), DL_RUNNING);
        CHECK_INT(deadline_state(&d, d.warn[0]), DL_DUE_SOON);
        CHECK_INT(deadline_state(&d, d.due + 1), DL_LATE);
    }
}

TEST(OFF_DLN_10_no_warning_after_it_was_met)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);

    CHECK_INT(deadline_meet(&d, at(1403, 6, 30, 10, 0), NULL), RC_OK);
    CHECK_INT(deadline_warned(&d, d.due + DAY_MS), 0);
    CHECK_INT(deadline_state(&d, d.due + DAY_MS), DL_MET_ON_TIME);
    CHECK_INT(deadline_meet(&d, at(1403, 6, 30, 11, 0), NULL), RC_CONFLICT);
}

TEST(met_at_the_last_moment_and_late)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline on_time = begun(a, &s, NULL), late = on_time;

    CHECK_INT(deadline_meet(&on_time, on_time.due, NULL), RC_OK);
    CHECK_INT(deadline_state(&on_time, on_time.due + DAY_MS), DL_MET_ON_TIME);
    CHECK_INT(deadline_meet(&late, late.due + 1, NULL), RC_OK);
    CHECK_INT(deadline_state(&late, late.due + DAY_MS), DL_MET_LATE);
    CHECK_INT(deadline_days_left(&late, INT64_C(4000000000000)), -1);
    late.met = 0;
    CHECK_INT(deadline_meet(&late, late.start - 1, NULL), RC_INVALID);
    CHECK_STR(dl_state_key(DL_MET_LATE), "met_late");
}

TEST(days_left)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);

    CHECK_INT(deadline_days_left(&d, d.start), 10);
    CHECK_INT(deadline_days_left(&d, at(1403, 7, 1, 0, 0)), 3);
    CHECK_INT(deadline_days_left(&d, d.due), 0);
    CHECK_INT(deadline_days_left(&d, d.due + 1), -1);
    CHECK_INT(deadline_days_left(&d, d.due + 2 * DAY_MS), -2);
}

/* ---- other kinds of limit ---- */

TEST(kinds_of_limit)
{
    static const struct {
        const char *name, *limit;
        int m, d, hour;                 /* start, 1403 */
        int y2, m2, d2, hour2, minute2; /* due; hour 24: the end of the day */
    } tests[] = {
        { "days", "P10D", 6, 25, 10, 1403, 7, 4, 24, 0 },
        { "weeks", "P2W", 6, 25, 10, 1403, 7, 8, 24, 0 },
        { "no days", "P0D", 6, 25, 10, 1403, 6, 25, 24, 0 },
        { "working days", "P5B", 6, 25, 10, 1403, 7, 2, 24, 0 },
        { "to closing", "P1E", 6, 28, 10, 1403, 7, 1, 14, 30 },
        { "month clipped", "P1M", 6, 31, 10, 1403, 7, 30, 24, 0 },
        { "six months", "P6M", 6, 31, 10, 1403, 12, 30, 24, 0 },
        { "three years", "P3Y", 6, 31, 10, 1406, 6, 31, 24, 0 },
        { "hours", "PT2H", 6, 25, 23, 1403, 6, 26, 1, 0 },
        { "working hours", "PT8B", 6, 28, 13, 1403, 7, 1, 14, 0 },
        { "a date", "@1404/02/31", 6, 25, 10, 1404, 2, 31, 24, 0 },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct span limit = { SPAN_DAYS, 0 };
        struct deadline d;
        int64_t want = tests[i].hour2 == 24
                           ? end_of(tests[i].y2, tests[i].m2, tests[i].d2)
                           : at(tests[i].y2, tests[i].m2, tests[i].d2, tests[i].hour2, tests[i].minute2);
        CHECK_MSG(span_parse(str_c(tests[i].limit), &limit), "%s", tests[i].name);
        d = of_span(a, limit, at(1403, tests[i].m, tests[i].d, tests[i].hour, 0), cal);
        CHECK_MSG(d.due == want, "%s: %.*s", tests[i].name, STR_ARG(iso_instant_tehran(a, d.due)));
        CHECK_MSG(d.warn[0] <= d.warn[1] && d.warn[1] <= d.warn[2] && d.warn[0] >= d.start, "%s",
                  tests[i].name);
    }
}

TEST(OFF_AMB_04_settings_of_a_limit_in_days)
{
    static const struct {
        const char *name;
        struct dl_settings set;
        struct jdate want;
        bool rolled;
    } tests[] = {
        { "as the law is read", { false, false, false }, { 1403, 6, 30 }, false },
        { "first day counted", { false, true, false }, { 1403, 6, 29 }, false },
        { "rolled over Friday and the holiday", { false, false, true }, { 1403, 7, 1 }, true },
        { "working days", { true, false, false }, { 1403, 7, 2 }, false },
        { "working days, first counted", { true, true, false }, { 1403, 7, 1 }, false },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
        struct deadline d;
        s.settings = tests[i].set;
        s.basis.limit.n = 5;
        d = begun(a, &s, cal);
        CHECK_MSG(jdate_eq(jdate_from_ms(d.due), tests[i].want), "%s: %.*s", tests[i].name,
                  STR_ARG(iso_instant_tehran(a, d.due)));
        CHECK(d.rolled == tests[i].rolled);
    }
}

TEST(limits_that_cannot_be)
{
    static const struct {
        struct span limit;
        bool calendar;
    } tests[] = {
        { { SPAN_DAYS, -1 }, true },          { { SPAN_DAYS, INT64_MAX }, true },
        { { SPAN_DAYS, 39999 }, true },       { { SPAN_WORKING_DAYS, 5 }, false },
        { { SPAN_WORKING_HOURS, 5 }, false }, { { SPAN_MONTHS, 30000 }, true },
        { { SPAN_DATE, INT64_MAX }, true },   { { SPAN_DATE, 0 }, true }, /* before the start */
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
        struct deadline d = { .due = 77 };
        s.basis.limit = tests[i].limit;
        CHECK_INT(deadline_begin(a, &s, tests[i].calendar ? cal : NULL, &d, NULL), RC_INVALID);
        CHECK_INT(d.due, 77);
    }
}

TEST(span_text_round_trip)
{
    static const struct {
        const char *text, *words;
    } good[] = {
        { "P10D", "۱۰ روز" },      { "P5B", "۵ روز کاری" }, { "P0E", "همان روز کاری" },
        { "P1E", "۱ روز کاری" },   { "P3M", "۳ ماه" },      { "PT2H", "۲ ساعت" },
        { "PT8B", "۸ ساعت کاری" }, { "P0D", "همان روز" },   { "@1404/02/31", "پایان ۳۱ اردیبهشت ۱۴۰۴" },
    };
    static const char *bad[] = { "",   "P",       "10D",         "P-1D", "P1X",  "PT1D", "P1H",
                                 "PD", "P99999D", "@1404/13/01", "@",    "P1D ", "p1d" };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct span s;

    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        CHECK(span_parse(str_c(good[i].text), &s));
        CHECK_STR(span_text(a, s), good[i].text);
        CHECK_STR(span_words(a, s), good[i].words);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_MSG(!span_parse(str_c(bad[i]), &s), "%s", bad[i]);
    CHECK(span_parse(STR("@2025-05-21"), &s));
    CHECK_STR(span_text(a, s), "@1404/02/31");
}

/* ---- pauses ---- */

TEST(pauses_only_for_lawful_events)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_act act = act_of(at(1403, 6, 27, 9, 0));

    CHECK_INT(deadline_pause(a, &d, STR("documents_missing"), &act, NULL),
              RC_DENIED); /* OFF-DLN-14: keeps running */
    CHECK_INT(d.n_pauses, 0);
}

TEST(a_pause_moves_the_due_date_by_its_days)
{
    static const struct str lawful[] = { STR_INIT("court_order") };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct dl_act stop = { at(1403, 6, 27, 9, 0), STR("MGR"), STR("دستور موقت دادگاه") },
                  go = { at(1403, 6, 30, 9, 0), STR("MGR"), STR("پایان دستور") };
    enum dl_moved moved = DL_SAME;
    struct deadline d;

    s.may_pause = lawful;
    s.n_may_pause = 1;
    d = begun(a, &s, NULL);
    CHECK_INT(deadline_resume(a, &d, NULL, &go, &moved, NULL), RC_CONFLICT);
    CHECK_INT(deadline_pause(a, &d, STR("court_order"), &stop, NULL), RC_OK);
    CHECK_INT(deadline_pause(a, &d, STR("court_order"), &stop, NULL), RC_CONFLICT);
    CHECK_INT(deadline_state(&d, at(1403, 7, 20, 9, 0)), DL_PAUSED);
    CHECK_INT(deadline_days_left(&d, at(1403, 7, 20, 9, 0)), 8);
    CHECK_INT(deadline_warned(&d, at(1403, 7, 20, 9, 0)), 0);
    CHECK(str_contains(deadline_sentence(a, &d), STR("متوقف است")));
    CHECK_INT(deadline_resume(a, &d, NULL, &stop, &moved, NULL), RC_INVALID);
    CHECK_INT(deadline_resume(a, &d, NULL, &go, &moved, NULL), RC_OK);
    CHECK_INT(moved, DL_LATER);
    CHECK_INT(d.due, end_of(1403, 7, 7)); /* three days later */
    CHECK_INT(d.warn[0], jdate_start_ms(jd(1403, 7, 4)));
    CHECK_INT(d.n_changes, 1);
    CHECK_INT(d.changes[0].kind, DL_CHANGE_PAUSE);
    stop.at = at(1403, 6, 29, 9, 0);
    CHECK_INT(deadline_pause(a, &d, STR("court_order"), &stop, NULL), RC_INVALID);
    stop.at = d.due + 1;
    CHECK_INT(deadline_pause(a, &d, STR("court_order"), &stop, NULL), RC_CONFLICT);
}

TEST(a_pause_of_working_time)
{
    static const struct str lawful[] = { STR_INIT("court_order") };
    static const struct {
        const char *limit;
        int d, hour; /* due in 1403/06; 24: the end of 1403/07/03 */
    } tests[] = {
        { "P5B", 0, 24 },    /* one working day lost */
        { "PT8B", 27, 11 },  /* 4.5 h on the 25th, 2.5 h on the 26th, 1 h after the pause */
        { "PT48H", 28, 10 }, /* 24 h lost */
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
        struct dl_act stop = act_of(at(1403, 6, 26, 10, 0)), go = act_of(at(1403, 6, 27, 10, 0));
        enum dl_moved moved;
        struct deadline d;
        s.may_pause = lawful;
        s.n_may_pause = 1;
        CHECK(span_parse(str_c(tests[i].limit), &s.basis.limit));
        d = begun(a, &s, cal);
        CHECK_INT(deadline_pause(a, &d, STR("court_order"), &stop, NULL), RC_OK);
        CHECK_INT(deadline_resume(a, &d, cal, &go, &moved, NULL), RC_OK);
        CHECK_MSG(d.due ==
                      (tests[i].hour == 24 ? end_of(1403, 7, 3) : at(1403, 6, tests[i].d, tests[i].hour, 0)),
                  "%s: %.*s", tests[i].limit, STR_ARG(iso_instant_tehran(a, d.due)));
    }
}

/* ---- calendars ---- */

TEST(an_announced_closure_moves_working_day_limits_only)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *v1 = sample_calendar(a, NULL, 1), *v2 = sample_calendar(a, "آلودگی هوا", 2);
    struct deadline working = of_span(a, (struct span){ SPAN_WORKING_DAYS, 6 }, at(1403, 6, 25, 10, 0), v1),
                    before = of_span(a, (struct span){ SPAN_WORKING_DAYS, 5 }, at(1403, 6, 25, 10, 0), v1),
                    plain = of_span(a, (struct span){ SPAN_DAYS, 9 }, at(1403, 6, 25, 10, 0), v1);
    struct dl_act act = { at(1403, 7, 2, 18, 0), STR("system"), STR("تعطیلی ۳ مهر به سبب آلودگی هوا") };
    enum dl_moved moved = DL_LATER;

    CHECK_INT(working.due, end_of(1403, 7, 3));
    CHECK_INT(deadline_recalendar(a, &working, v2, &act, &moved, NULL), RC_OK);
    CHECK_INT(moved, DL_LATER);
    CHECK_INT(working.due, end_of(1403, 7, 4));
    CHECK_INT(working.calendar_version, 2);
    CHECK_INT(working.n_changes, 1);
    CHECK_INT(working.changes[0].old_calendar_version, 1);

    CHECK_INT(deadline_recalendar(a, &before, v2, &act, &moved, NULL), RC_OK); /* due before the closure */
    CHECK_INT(moved, DL_SAME);
    CHECK_INT(before.n_changes, 0);
    CHECK_INT(before.calendar_version, 2);

    CHECK_INT(deadline_recalendar(a, &plain, v2, &act, &moved, NULL), RC_OK); /* calendar days do not care */
    CHECK_INT(moved, DL_SAME);
    CHECK_INT(plain.due, end_of(1403, 7, 3));
    CHECK(str_empty(plain.calendar));

    /* Taken back after the new date was told: the told date stands. */
    deadline_told(&working);
    CHECK_INT(deadline_recalendar(a, &working, v1, &act, &moved, NULL), RC_OK);
    CHECK_INT(moved, DL_HELD);
    CHECK_INT(working.due, end_of(1403, 7, 4));

    CHECK_INT(deadline_meet(&before, at(1403, 7, 1, 9, 0), NULL), RC_OK);
    CHECK_INT(deadline_recalendar(a, &before, v1, &act, &moved, NULL), RC_OK);
    CHECK_INT(moved, DL_SAME);
    CHECK_INT(before.calendar_version, 2);
}

/* ---- properties ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Random acts: the start stands, a told date never falls, what is stored says everything. */
TEST(OFF_REC_27_random_acts_keep_the_invariants_and_the_old_values)
{
    static const struct str lawful[] = { STR_INIT("court_order") };
    uint64_t seed = 12;

    for (int round = 0; round < 400; round++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(4 << 20);
        CLEANUP(buf_free) struct buf json = { .p = NULL };
        CLEANUP(buf_free) struct buf again = { .p = NULL };
        const struct calendar *cals[2] = { sample_calendar(a, NULL, 1), sample_calendar(a, "گرما", 2) };
        struct dl_start s = complaint((char)('A' + next_random(&seed) % 4), at(1403, 6, 20, 8, 0));
        int64_t now, start = s.start, told = 0;
        struct deadline d, back;
        const struct json *v = NULL;
        struct json_out o;
        struct err e = { .msg = "" };

        s.may_pause = lawful;
        s.n_may_pause = 1;
        s.settings =
            (struct dl_settings){ next_random(&seed) % 2, next_random(&seed) % 2, next_random(&seed) % 2 };
        d = begun(a, &s, cals[0]);
        now = start;
        for (int i = 0; i < 12; i++) {
            struct dl_basis b = basis_of((char)('A' + next_random(&seed) % 4));
            struct dl_act act = { 0, STR("MGR"), STR("سبب") };
            const struct calendar *cal = cals[next_random(&seed) % 2];
            enum dl_moved moved;
            now += (int64_t)(next_random(&seed) % (3 * 86400)) * 1000 + 1000;
            act.at = now;
            switch (next_random(&seed) % 5) {
            case 0:
                CHECK_INT(deadline_reclass(a, &d, &b, cal, &act, &moved, &e), RC_OK);
                break;
            case 1:
                CHECK_INT(deadline_recalendar(a, &d, cal, &act, &moved, &e), RC_OK);
                break;
            case 2:
                (void)(deadline_pause(a, &d, lawful[0], &act, &e) == RC_OK);
                break;
            case 3:
                (void)(deadline_resume(a, &d, cal, &act, &moved, &e) == RC_OK);
                break;
            default:
                deadline_told(&d);
                told = d.due > told ? d.due : told;
            }
            CHECK_INT(d.start, start);
            CHECK(d.due >= told);
            CHECK(d.computed <= d.due);
            CHECK(d.n_changes == 0 || d.changes[d.n_changes - 1].new_due == d.due);
            CHECK(d.warn[0] <= d.warn[1] && d.warn[1] <= d.warn[2]);
        }
        buf_init(&json, 1 << 20);
        buf_init(&again, 1 << 20);
        json_out_init(&o, &json);
        deadline_write(&d, &o);
        CHECK_INT(json_parse(a, buf_view(&json), &v, &e), RC_OK);
        CHECK_MSG(deadline_parse(a, v, &back, &e) == RC_OK, "%s", e.msg);
        json_out_init(&o, &again);
        deadline_write(&back, &o);
        CHECK(str_eq(buf_view(&json), buf_view(&again)));
        CHECK(str_eq(deadline_sentence(a, &d), deadline_sentence(a, &back)));
        CHECK_INT(deadline_state(&d, now), deadline_state(&back, now));
    }
}

TEST(deadline_json_says_what_is_wrong)
{
    static const struct {
        const char *json, *says;
    } tests[] = {
        { "{}", "kind" },
        { "[]", "kind" },
        { "{\"kind\":\"a\"}", "start: missing" },
        { "{\"kind\":\"a\",\"start\":\"x\"}", "start: 'x'" },
        { "{\"kind\":\"a\",\"start\":\"2024-09-15T06:30:00Z\",\"due\":\"2024-09-25T20:29:59.999Z\","
          "\"computed\":\"2024-09-25T20:29:59.999Z\",\"warn\":[1,2]}",
          "warn[2]" },
        { "{\"kind\":\"a\",\"start\":\"2024-09-15T06:30:00Z\",\"due\":\"2024-09-25T20:29:59.999Z\","
          "\"computed\":\"2024-09-25T20:29:59.999Z\",\"warn\":[1,2,3],\"basis\":{\"limit\":\"10\"}}",
          "basis.limit" },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct json *v = NULL;
        struct err e = { .msg = "" };
        struct deadline d;
        CHECK_INT(json_parse(a, str_c(tests[i].json), &v, &e), RC_OK);
        CHECK_INT(deadline_parse(a, v, &d, &e), RC_INVALID);
        CHECK_MSG(strstr(e.msg, tests[i].says) != NULL, "%s: %s", tests[i].json, e.msg);
    }
}

/* ---- the sentence ---- */

TEST(the_sentence_explains_the_date)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_basis wide = basis_of('D');
    struct dl_act act = act_of(at(1403, 7, 2, 9, 0));
    enum dl_moved moved;

    CHECK_STR(deadline_sentence(a, &d), "شکایت شما ۲۵ شهریور ۱۴۰۳ ثبت شد؛ چون رسیدگی به آن نه مکاتبه "
                                        "می‌خواهد و نه بازرسی (بند الف)، "
                                        "حداکثر مهلت "
                                        "پاسخ ۱۰ روز است؛ پس تا پایان ۴ مهر ۱۴۰۳ پاسخ آن به شما داده "
                                        "می‌شود.");
    CHECK_INT(deadline_reclass(a, &d, &wide, NULL, &act, &moved, NULL), RC_OK);
    CHECK_STR(deadline_sentence(a, &d), "شکایت شما ۲۵ شهریور ۱۴۰۳ ثبت شد؛ چون رسیدگی به آن هم مکاتبه "
                                        "می‌خواهد و هم بازرسی (بند د)، "
                                        "حداکثر مهلت پاسخ "
                                        "۳۵ روز است؛ پس تا پایان ۲۹ مهر ۱۴۰۳ پاسخ آن به شما داده "
                                        "می‌شود. "
                                        "در ۲ مهر ۱۴۰۳ مبنای مهلت "
                                        "تغییر کرد "
                                        "(بازرسی لازم شد) و پایان مهلت از ۴ مهر ۱۴۰۳ به ۲۹ مهر ۱۴۰۳ رسید.");
}

TEST(the_sentence_of_other_limits)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *cal = sample_calendar(a, NULL, 1);
    struct deadline d = of_span(a, (struct span){ SPAN_WORKDAY_END, 0 }, at(1403, 7, 1, 8, 0), cal);

    CHECK(str_contains(deadline_sentence(a, &d), STR("همان روز کاری است؛ پس تا ساعت ۱۴:۳۰ روز ۱ مهر ۱۴۰۳")));
    d = of_span(a, (struct span){ SPAN_DATE, jdate_to_day(jd(1404, 2, 31)) }, at(1403, 7, 1, 8, 0), cal);
    CHECK(str_contains(deadline_sentence(a, &d), STR("حداکثر مهلت پاسخ پایان ۳۱ اردیبهشت ۱۴۰۴ است")));
    d.basis.because = STR("");
    CHECK(str_contains(deadline_sentence(a, &d), STR("ثبت شد؛ بر پایهٔ بند الف، ")));
    d.basis.article = STR("");
    CHECK(str_contains(deadline_sentence(a, &d), STR("ثبت شد؛ حداکثر مهلت")));
}

/* Every allocation that fails leaves a clean RC_LIMIT and the deadline as it was. */
TEST(acts_survive_a_full_arena)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct dl_start s = complaint('A', at(1403, 6, 25, 10, 0));
    struct deadline d = begun(a, &s, NULL);
    struct dl_basis b = basis_of('D');
    struct dl_act act = act_of(at(1403, 6, 26, 10, 0));

    for (uint64_t n = 1;; n++) {
        CLEANUP(arena_freep) struct arena *small = arena_new(1 << 16);
        struct deadline copy = d;
        enum dl_moved moved;
        enum rc rc;
        arena_fail_at(n);
        rc = deadline_reclass(small, &copy, &b, NULL, &act, &moved, NULL);
        arena_fail_at(0);
        if (rc == RC_OK)
            break;
        CHECK_INT(rc, RC_LIMIT);
        CHECK_INT(copy.n_changes, 0);
        CHECK_STR(copy.basis.row, "A");
        if (n > 100)
            abort();
    }
}
