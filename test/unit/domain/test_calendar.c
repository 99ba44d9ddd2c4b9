/*
 * test_calendar.c - days off, holidays and hours of a calendar's version (iran-facts 6.3).
 */
#include "check.h"

#include "base/clock.h"
#include "domain/calendar.h"
#include "sample_calendar.h"

static int32_t day(int y, int m, int d)
{
    return jdate_to_day((struct jdate){ y, m, d });
}

TEST(holidays_and_weekly_days_off)
{
    static const struct {
        const char *name;
        int y, m, d;
        enum day_off want;
    } tests[] = {
        { "Monday", 1403, 6, 26, DAY_WORKING },
        { "Friday", 1403, 6, 23, DAY_WEEKLY_OFF },
        { "Thursday before the new law", 1402, 12, 24, DAY_WORKING },
        { "Thursday after it", 1403, 2, 6, DAY_WEEKLY_OFF },
        { "13 Farvardin by rule, a lunar holiday too", 1403, 1, 13, DAY_HOLIDAY },
        { "30 Esfand of a leap year", 1403, 12, 30, DAY_HOLIDAY },
        { "29 Esfand", 1404, 12, 29, DAY_HOLIDAY },
        { "lunar", 1403, 6, 31, DAY_HOLIDAY },
        { "closure of this province", 1403, 5, 7, DAY_HOLIDAY },
        { "closure of another province", 1403, 5, 8, DAY_WORKING },
        { "holiday on a Friday", 1404, 1, 1, DAY_HOLIDAY },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        CHECK_MSG(calendar_day(c, day(tests[i].y, tests[i].m, tests[i].d)) == tests[i].want, "%s",
                  tests[i].name);
}

TEST(several_names_on_one_day)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);
    struct str names[4];

    CHECK_INT(calendar_names(c, day(1403, 1, 13), names, ARRAY_LEN(names)), 2);
    CHECK_STR(names[0], "شهادت امام علی");
    CHECK_STR(names[1], "روز طبیعت");
    CHECK_INT(calendar_names(c, day(1403, 1, 13), names, 1), 2);
    CHECK_INT(calendar_names(c, day(1403, 6, 26), names, 4), 0);
}

TEST(predicted_until_confirmed)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);

    CHECK(calendar_is_predicted(c, day(1405, 1, 25)));
    CHECK(!calendar_is_working(c, day(1405, 1, 25)));
    CHECK(!calendar_is_predicted(c, day(1405, 1, 2))); /* Nowruz anyway */
    CHECK(!calendar_is_predicted(c, day(1403, 6, 31)));
    CHECK(!calendar_is_predicted(c, day(1403, 6, 26)));
}

TEST(counting_working_days)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);
    int32_t got = 0;

    CHECK(calendar_next_working(c, day(1403, 6, 27), &got)); /* Tuesday */
    CHECK_INT(got, day(1403, 6, 28));
    CHECK(calendar_next_working(c, day(1403, 6, 28), &got)); /* Thursday, Friday, a holiday on Saturday */
    CHECK_INT(got, day(1403, 7, 1));
    CHECK(calendar_on_or_after(c, day(1403, 6, 29), &got));
    CHECK_INT(got, day(1403, 7, 1));
    CHECK(calendar_on_or_after(c, day(1403, 6, 28), &got));
    CHECK_INT(got, day(1403, 6, 28));
    CHECK(calendar_add_working(c, day(1403, 6, 25), 0, &got));
    CHECK_INT(got, day(1403, 6, 25));
    CHECK(calendar_add_working(c, day(1403, 6, 25), 5, &got));
    CHECK_INT(got, day(1403, 7, 2));
    CHECK(!calendar_add_working(c, day(1403, 6, 25), -1, &got));
    CHECK_INT(calendar_count_working(c, day(1403, 6, 25), day(1403, 7, 2)), 5);
    CHECK_INT(calendar_count_working(c, day(1403, 7, 2), day(1403, 6, 25)), 0);
    CHECK(!calendar_next_working(c, INT32_MAX, &got));
    CHECK(!calendar_on_or_after(c, INT32_MIN, &got));
}

/* Counting back what was added gives the same number, whatever the start. */
TEST(adding_and_counting_agree)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);

    for (int32_t start = day(1402, 11, 1); start < day(1404, 2, 1); start += 3) {
        for (int64_t n = 1; n <= 40; n += 13) {
            int32_t end = 0;
            CHECK(calendar_add_working(c, start, n, &end));
            CHECK(calendar_is_working(c, end));
            CHECK_INT(calendar_count_working(c, start, end), n);
        }
    }
}

TEST(working_hours)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct calendar *c = sample_calendar(a, NULL, 1);
    int64_t got = 0;

    CHECK_INT(calendar_opens_ms(c, day(1403, 7, 1)), day_at_ms(day(1403, 7, 1), 7, 30, 0));
    CHECK_INT(calendar_closes_ms(c, day(1403, 7, 1)), day_at_ms(day(1403, 7, 1), 14, 30, 0));
    CHECK_INT(calendar_opens_ms(c, day(1403, 4, 10)),
              day_at_ms(day(1403, 4, 10), 6, 0, 0));                                /* summer order */
    CHECK_INT(calendar_closes_ms(c, day(1403, 7, 6)), day_end_ms(day(1403, 7, 6))); /* Friday: none given */
    CHECK(calendar_is_open(c, day_at_ms(day(1403, 7, 1), 8, 0, 0)));
    CHECK(!calendar_is_open(c, day_at_ms(day(1403, 7, 1), 14, 30, 0)));
    CHECK(!calendar_is_open(c, day_at_ms(day(1403, 7, 6), 8, 0, 0)));

    CHECK(calendar_add_working_ms(c, day_at_ms(day(1403, 7, 1), 13, 30, 0), 2 * HOUR_MS, &got));
    CHECK_INT(got, day_at_ms(day(1403, 7, 2), 8, 30, 0));
    CHECK(calendar_add_working_ms(c, day_at_ms(day(1403, 7, 1), 13, 30, 0), HOUR_MS, &got));
    CHECK_INT(got, day_at_ms(day(1403, 7, 1), 14, 30, 0));
    CHECK(calendar_add_working_ms(c, day_at_ms(day(1403, 7, 1), 20, 0, 0), 0, &got));
    CHECK_INT(got, day_at_ms(day(1403, 7, 2), 7, 30, 0));
    CHECK(calendar_add_working_ms(c, day_at_ms(day(1403, 7, 4), 14, 0, 0), HOUR_MS,
                                  &got)); /* over the week's end */
    CHECK_INT(got, day_at_ms(day(1403, 7, 7), 8, 0, 0));
    CHECK_INT(calendar_working_ms(c, day_at_ms(day(1403, 7, 4), 14, 0, 0), got), HOUR_MS);
    CHECK_INT(calendar_working_ms(c, got, got - 1), 0);
    CHECK(!calendar_add_working_ms(c, 0, -1, &got));
}

TEST(calendar_json_round_trip)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf one = { .p = NULL };
    CLEANUP(buf_free) struct buf two = { .p = NULL };
    const struct calendar *c = sample_calendar(a, "یک تعطیلی", 7), *back = NULL;
    const struct json *v = NULL;
    struct json_out o;
    struct err e;

    buf_init(&one, 1 << 20);
    buf_init(&two, 1 << 20);
    json_out_init(&o, &one);
    calendar_write(c, &o);
    CHECK_INT(json_parse(a, buf_view(&one), &v, &e), RC_OK);
    CHECK_INT(calendar_parse(a, v, &back, &e), RC_OK);
    json_out_init(&o, &two);
    calendar_write(back, &o);
    CHECK(str_eq(buf_view(&one), buf_view(&two)));
    CHECK_STR(calendar_key(back), "ir-20");
    CHECK_INT(calendar_version(back), 7);
    for (int32_t d = day(1402, 12, 1); d < day(1405, 2, 1); d++)
        CHECK(calendar_day(c, d) == calendar_day(back, d) &&
              calendar_closes_ms(c, d) == calendar_closes_ms(back, d));
}

TEST(calendar_refuses_bad_data)
{
    static const struct {
        const char *json, *says;
    } tests[] = {
        { "{\"version\":1}", "without a key" },
        { "{\"key\":\"k\"}", "version" },
        { "[]", "not an object" },
        { "{\"key\":\"k\",\"version\":1,\"weekly\":[{\"weekday\":7}]}", "weekly[0]: weekday" },
        { "{\"key\":\"k\",\"version\":1,\"weekly\":{}}", "weekly: not a list" },
        { "{\"key\":\"k\",\"version\":1,\"weekly\":[{\"weekday\":6,\"from\":\"1404/13/01\"}]}", "no date" },
        { "{\"key\":\"k\",\"version\":1,\"holidays\":[{\"date\":\"1404/01/"
          "01\",\"kind\":\"moon\",\"name\":\"x\"}]}",
          "holidays[0]: kind" },
        { "{\"key\":\"k\",\"version\":1,\"holidays\":[{\"kind\":\"solar\",\"name\":\"x\"}]}",
          "date: missing" },
        { "{\"key\":\"k\",\"version\":1,\"holidays\":[{\"date\":\"1404/01/01\",\"kind\":\"solar\"}]}",
          "no name" },
        { "{\"key\":\"k\",\"version\":1,\"yearly\":[{\"month\":7,\"day\":31,\"name\":\"x\"}]}",
          "yearly[0]: no such day" },
        { "{\"key\":\"k\",\"version\":1,\"hours\":[{\"weekdays\":[0],\"opens\":\"14:00\",\"closes\":\"08:"
          "00\"}]}",
          "hours[0]" },
        { "{\"key\":\"k\",\"version\":1,\"hours\":[{\"weekdays\":[],\"opens\":\"08:00\",\"closes\":\"14:00\"}"
          "]}",
          "weekdays: none" },
        { "{\"key\":\"k\",\"version\":1,\"hours\":[{\"weekdays\":[0],\"opens\":\"8\",\"closes\":\"14:00\"}]}",
          "07:30" },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const struct calendar *c = NULL;
        const struct json *v = NULL;
        struct err e = { .msg = "" };
        CHECK_INT(json_parse(a, str_c(tests[i].json), &v, &e), RC_OK);
        CHECK_INT(calendar_parse(a, v, &c, &e), RC_INVALID);
        CHECK_MSG(strstr(e.msg, tests[i].says) != NULL, "%s: %s", tests[i].json, e.msg);
        CHECK(c == NULL);
    }
}

/* A calendar without a working day ends the search instead of looping. */
TEST(calendar_without_working_days)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct weekly_off weekly[7];
    struct calendar_data d = { .key = STR("none"), .version = 1, .weekly = weekly, .n_weekly = 7 };
    const struct calendar *c = NULL;
    int32_t got;
    int64_t ms;

    for (int w = 0; w < 7; w++)
        weekly[w] = (struct weekly_off){ (enum jweekday)w, DAY_EVER, DAY_NEVER, STR("") };
    CHECK_INT(calendar_build(a, &d, &c, NULL), RC_OK);
    CHECK(!calendar_next_working(c, day(1404, 1, 1), &got));
    CHECK(!calendar_add_working(c, day(1404, 1, 1), 3, &got));
    CHECK(!calendar_add_working_ms(c, day_start_ms(day(1404, 1, 1)), HOUR_MS, &ms));
}
