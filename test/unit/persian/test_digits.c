/*
 * test_digits.c - digits and numbers (iran-facts 5.4).
 */
#include "check.h"

#include "persian/digits.h"

#define LRM_MINUS "\xE2\x80\x8E\xE2\x88\x92"

TEST(digits_of_three_sets)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    CHECK_STR(digits_ascii(a, STR("۱۲۳ ٤٥٦ 789 الف")), "123 456 789 الف");
    CHECK_STR(digits_fa(a, STR("123 ٤٥٦ ۷۸۹ abc")), "۱۲۳ ۴۵۶ ۷۸۹ abc");
    CHECK_STR(digits_fa(a, STR("")), "");
    CHECK(digits_only(STR("0123456789")));
    CHECK(!digits_only(STR("")));
    CHECK(!digits_only(STR("12۳")));
}

TEST(integers_are_grouped)
{
    static const struct {
        int64_t v;
        const char *want;
    } tests[] = {
        { 0, "۰" },
        { 999, "۹۹۹" },
        { 1000, "۱٬۰۰۰" },
        { 1234567, "۱٬۲۳۴٬۵۶۷" },
        { -1234567, LRM_MINUS "۱٬۲۳۴٬۵۶۷" },
        { INT64_MAX, "۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۷" },
        { INT64_MIN, LRM_MINUS "۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۸" },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        CHECK_STR(int_fa(a, tests[i].v), tests[i].want);
    CHECK_STR(int_fa_plain(a, 1404), "۱۴۰۴");
    CHECK_STR(int_fa_plain(a, -7), LRM_MINUS "۷");
}

TEST(decimals_and_percent)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    CHECK_STR(number_fa(a, STR("-1234567.89")), LRM_MINUS "۱٬۲۳۴٬۵۶۷٫۸۹");
    CHECK_STR(number_fa(a, STR("12.")), "۱۲.");
    CHECK_STR(number_fa(a, STR("1,2")), "۱,۲");
    CHECK_STR(number_fa(a, STR("-")), "-");
    CHECK_STR(decimal_fa(a, 123456, 2), "۱٬۲۳۴٫۵۶");
    CHECK_STR(decimal_fa(a, -5, 2), LRM_MINUS "۰٫۰۵");
    CHECK_STR(decimal_fa(a, INT64_MIN, 0), LRM_MINUS "۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۸");
    CHECK_STR(percent_fa(a, 975, 1), "۹۷٫۵٪");
    CHECK_STR(percent_fa(a, 100, 0), "۱۰۰٪");
}

TEST(codes_are_grouped_for_reading_aloud)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    CHECK_STR(code_fa(a, STR("412880371"), "333"), "۴۱۲ ۸۸۰ ۳۷۱");
    CHECK_STR(code_fa(a, STR("4128803715"), "334"), "۴۱۲ ۸۸۰ ۳۷۱۵");
    CHECK_STR(code_grouped(a, STR("41288037159"), "334"), "412 880 37159");
    CHECK_STR(code_grouped(a, STR("41"), "334"), "41");
    CHECK_STR(code_grouped(a, STR("41"), ""), "41");
    CHECK_STR(code_grouped(a, STR(""), "334"), "");
}

TEST(how_near_a_day_is)
{
    static const struct {
        int64_t days;
        const char *want;
    } tests[] = { { 3, "۳ روز مانده" }, { 1, "فردا" },         { 0, "امروز" },
                  { -1, "دیروز" },      { -2, "۲ روز گذشته" }, { 1000, "۱٬۰۰۰ روز مانده" } };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        CHECK_STR(days_near_fa(a, tests[i].days), tests[i].want);
    CHECK_STR(days_fa(a, 10), "۱۰ روز");
}

TEST(integers_that_people_type)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } tests[] = {
        { "12", true, 12 },
        { "۱۲٬۳۴۵", true, 12345 },
        { "1,234,567", true, 1234567 },
        { "1،234", true, 1234 },
        { "007", true, 7 },
        { " -5 ", true, -5 },
        { LRM_MINUS "۵", true, -5 },
        { "-0", true, 0 },
        { "12,34", false, 0 },
        { "1234,567", false, 0 },
        { "1,2345", false, 0 },
        { ",123", false, 0 },
        { "123,", false, 0 },
        { "1.5", false, 0 },
        { "1/5", false, 0 },
        { "--5", false, 0 },
        { "5-", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "12a", false, 0 },
        { "9223372036854775808", false, 0 },
        { "99999999999999999999999999999999999999999999999999", false, 0 },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        int64_t v = 77;
        bool ok = number_parse_int(str_c(tests[i].in), INT64_MIN, INT64_MAX, &v);
        CHECK_MSG(ok == tests[i].ok, "%s", tests[i].in);
        CHECK_INT(v, ok ? tests[i].want : 77);
    }
}

TEST(decimals_that_people_type)
{
    static const struct {
        const char *in, *want;
    } tests[] = {
        { "1.5", "1.5" }, { "۱۲٫۵۰", "12.5" }, { "1/25", "1.25" }, { "1,234.5", "1234.5" },
        { "-0.0", "0" },  { "3.000", "3" },    { "00.5", "0.5" },  { ".5", NULL },
        { "5.", NULL },   { "1.2.3", NULL },   { "1,23.4", NULL }, { "1.234,5", NULL },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct str got = STR_NONE;
        bool ok = number_parse_decimal(a, str_c(tests[i].in), &got);
        CHECK_MSG(ok == (tests[i].want != NULL), "%s", tests[i].in);
        if (ok)
            CHECK_STR(got, tests[i].want);
    }
}
