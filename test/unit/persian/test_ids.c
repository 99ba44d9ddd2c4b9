/*
 * test_ids.c - national IDs, telephone numbers, postal codes: the vectors of iran-facts 1 to 4.
 */
#include "check.h"

#include "persian/natid.h"
#include "persian/phone.h"
#include "persian/postal.h"

static const struct {
    const char *in;
    enum natid_fault api;
} persons[] = {
    { "0499370899", NATID_OK },         { "0790419904", NATID_OK },
    { "0684159414", NATID_OK },         { "1583250689", NATID_OK },
    { "2540201288", NATID_OK },         { "4400276201", NATID_OK },
    { "0012345679", NATID_OK },         { "0123456789", NATID_OK },
    { "1234567891", NATID_OK },         { "0100000002", NATID_OK },
    { "4595007000", NATID_OK },         { "0120032880", NATID_OK },
    { "0120008221", NATID_OK },         { "0020000049", NATID_OK },
    { "3861234564", NATID_OK },         { "0010000011", NATID_OK },
    { "۰۴۹۹۳۷۰۸۹۹", NATID_OK },         { "٠٤٩٩٣٧٠٨٩٩", NATID_OK },
    { "٠۴9٩٣7۰٨٩۹", NATID_OK },         { "0499370890", NATID_CHECK },
    { "1234567890", NATID_CHECK },      { "0012345678", NATID_CHECK },
    { "0790419903", NATID_CHECK },      { "1583250680", NATID_CHECK },
    { "4400276202", NATID_CHECK },      { "2540201289", NATID_CHECK },
    { "0120032881", NATID_CHECK },      { "0000000000", NATID_REPEATED },
    { "1111111111", NATID_REPEATED },   { "9999999999", NATID_REPEATED },
    { "049937089", NATID_LENGTH },      { "04993708990", NATID_LENGTH },
    { "049937089a", NATID_NOT_DIGIT },  { "0499-370899", NATID_NOT_DIGIT },
    { " 0499370899", NATID_NOT_DIGIT }, { "", NATID_EMPTY },
    { "\xFF\xFE", NATID_NOT_DIGIT },    { "012345678901234567890123456789", NATID_LENGTH },
};

TEST(natid_vectors)
{
    for (size_t i = 0; i < ARRAY_LEN(persons); i++) {
        struct natid n = { "untouched" };
        enum natid_fault f = natid_parse(str_c(persons[i].in), NATID_FROM_API, &n);
        CHECK_MSG(f == persons[i].api, "%s: %d", persons[i].in, (int)f);
        if (f == NATID_OK)
            CHECK(strlen(n.digits) == 10);
        else
            CHECK(strcmp(n.digits, "untouched") == 0);
    }
}

TEST(natid_from_a_form_strips_and_pads)
{
    static const struct {
        const char *in, *want;
    } tests[] = {
        { "0499-370899", "0499370899" },
        { " ۰۴۹۹ ۳۷۰ ۸۹۹ ", "0499370899" },
        { "\xE2\x80\x8F"
          "499370899",
          "0499370899" },
        { "20000049", "0020000049" },
    };
    struct natid n;

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        CHECK(natid_parse(str_c(tests[i].in), NATID_FROM_FORM, &n) == NATID_OK);
        CHECK_STR(natid_str(&n), tests[i].want);
    }
    CHECK(natid_parse(STR("0000049"), NATID_FROM_FORM, &n) == NATID_LENGTH);
    CHECK(natid_parse(STR(" - "), NATID_FROM_FORM, &n) == NATID_EMPTY);
}

TEST(natid_masked_hides_the_middle)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    struct natid n;

    CHECK(natid_parse(STR("0499370899"), NATID_FROM_API, &n) == NATID_OK);
    CHECK_STR(natid_masked(a, &n), "۰۴۹•••••۹۹");
}

static const struct {
    const char *in;
    enum natid_fault want;
} legals[] = {
    { "10380284790", NATID_OK },      { "10100000010", NATID_OK },       { "14000000018", NATID_OK },
    { "14001234562", NATID_OK },      { "10861234565", NATID_OK },       { "14100000004", NATID_OK },
    { "10223344558", NATID_OK },      { "14010000997", NATID_OK },       { "12345678906", NATID_OK },
    { "00012345674", NATID_OK },      { "10000158380", NATID_OK },       { "10380284791", NATID_CHECK },
    { "10380284792", NATID_CHECK },   { "10100000011", NATID_CHECK },    { "14000000017", NATID_CHECK },
    { "14001234563", NATID_CHECK },   { "10103456789", NATID_CHECK },    { "10109988776", NATID_CHECK },
    { "12345678901", NATID_CHECK },   { "33333333333", NATID_REPEATED }, { "1038028479", NATID_LENGTH },
    { "103802847900", NATID_LENGTH }, { "۱۰۳۸۰۲۸۴۷۹۰", NATID_OK },       { "1038028479x", NATID_NOT_DIGIT },
};

TEST(legalid_vectors)
{
    for (size_t i = 0; i < ARRAY_LEN(legals); i++) {
        struct legalid n;
        enum natid_fault f = legalid_parse(str_c(legals[i].in), NATID_FROM_API, &n);
        CHECK_MSG(f == legals[i].want, "%s: %d", legals[i].in, (int)f);
    }
}

static const struct {
    const char *in;
    enum phone_fault fault;
    const char *e164;
    enum phone_kind kind;
} phones[] = {
    { "09123456789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "9123456789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "+989123456789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "00989123456789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "989123456789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "0912 345 6789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "0912-345-6789", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "۰۹۱۲۳۴۵۶۷۸۹", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "٠٩١٢٣٤٥٦٧٨٩", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "\xE2\x80\xAA+98 912 345 6789\xE2\x80\xAC", PHONE_OK, "+989123456789", PHONE_MOBILE },
    { "9423456789", PHONE_OK, "+989423456789", PHONE_MOBILE },
    { "02123456789", PHONE_OK, "+982123456789", PHONE_FIXED },
    { "+98 (21) 2345 6789", PHONE_OK, "+982123456789", PHONE_FIXED },
    { "+98 (0)21 2345 6789", PHONE_OK, "+982123456789", PHONE_FIXED },
    { "0912345678", PHONE_LENGTH, NULL, 0 },
    { "091234567890", PHONE_LENGTH, NULL, 0 },
    { "01934567890", PHONE_AREA, NULL, 0 },
    { "33445566", PHONE_AREA, NULL, 0 },
    { "111", PHONE_SHORT_CODE, NULL, 0 },
    { "۱۲۵", PHONE_SHORT_CODE, NULL, 0 },
    { "+44 20 7946 0958", PHONE_FOREIGN, NULL, 0 },
    { "004420794609", PHONE_FOREIGN, NULL, 0 },
    { "+", PHONE_EMPTY, NULL, 0 },
    { "", PHONE_EMPTY, NULL, 0 },
    { "  ", PHONE_EMPTY, NULL, 0 },
    { "0912345678x", PHONE_NOT_DIGIT, NULL, 0 },
    { "0912+345678", PHONE_NOT_DIGIT, NULL, 0 },
    { "00", PHONE_LENGTH, NULL, 0 },
    { "0", PHONE_LENGTH, NULL, 0 },
    { "0000000000000000000000000000", PHONE_LENGTH, NULL, 0 },
};

TEST(phone_vectors)
{
    for (size_t i = 0; i < ARRAY_LEN(phones); i++) {
        struct phone p;
        enum phone_fault f = phone_parse(str_c(phones[i].in), &p);
        CHECK_MSG(f == phones[i].fault, "%s: %d", phones[i].in, (int)f);
        if (f != PHONE_OK)
            continue;
        CHECK_STR(phone_e164(&p), phones[i].e164);
        CHECK_INT(p.kind, phones[i].kind);
    }
}

TEST(phone_is_shown_in_the_national_form)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    struct phone p;

    CHECK(phone_parse(STR("+989123456789"), &p) == PHONE_OK);
    CHECK_STR(phone_national(a, &p), "09123456789");
    CHECK_STR(phone_shown(a, &p), "۰۹۱۲ ۳۴۵ ۶۷۸۹");
    CHECK(str_empty(phone_area_name(&p)));
    CHECK(phone_parse(STR("02333451234"), &p) == PHONE_OK);
    CHECK_STR(phone_shown(a, &p), "۰۲۳ ۳۳۴۵ ۱۲۳۴");
    CHECK_STR(phone_area_name(&p), "سمنان");
}

TEST(phone_area_codes_are_those_of_the_plan)
{
    static const char plan[] =
        "11 13 17 21 23 24 25 26 28 31 34 35 38 41 44 45 51 54 56 58 61 66 71 74 76 77 81 83 84 86 87";

    for (int area = 10; area < 90; area++) {
        char number[16], code[4];
        struct phone p;
        snprintf(number, sizeof(number), "0%d23456789", area);
        snprintf(code, sizeof(code), "%d", area);
        CHECK_MSG((phone_parse(str_c(number), &p) == PHONE_OK) == (strstr(plan, code) != NULL), "%d", area);
    }
}

TEST(postal_codes)
{
    static const struct {
        const char *in;
        enum postal_fault fault;
        bool unusual;
    } tests[] = {
        { "1619735744", POSTAL_OK, false },         { "16197-35744", POSTAL_OK, false },
        { "۱۶۱۹۷۳۵۷۴۴", POSTAL_OK, false },         { "1619035744", POSTAL_OK, true },
        { "1111135744", POSTAL_OK, true },          { "1619735742", POSTAL_OK, true },
        { "1619535744", POSTAL_OK, true },          { "2619735744", POSTAL_OK, true },
        { "161973574", POSTAL_LENGTH, false },      { "16197357444", POSTAL_LENGTH, false },
        { "16197/35744", POSTAL_NOT_DIGIT, false }, { "", POSTAL_EMPTY, false },
    };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    struct postal p;

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        enum postal_fault f = postal_parse(str_c(tests[i].in), &p);
        CHECK_MSG(f == tests[i].fault, "%s: %d", tests[i].in, (int)f);
        if (f == POSTAL_OK)
            CHECK_MSG(p.unusual == tests[i].unusual, "%s", tests[i].in);
    }
    CHECK(postal_parse(STR("1619735744"), &p) == POSTAL_OK);
    CHECK_STR(postal_shown(a, &p), "۱۶۱۹۷-۳۵۷۴۴");
}

TEST(every_fault_has_a_key)
{
    CHECK_STR(natid_fault_key(NATID_REPEATED), "natid.repeated");
    CHECK_STR(phone_fault_key(PHONE_FOREIGN), "phone.foreign");
    CHECK_STR(postal_fault_key(POSTAL_LENGTH), "postal.length");
    CHECK_STR(natid_fault_key(NATID_OK), "");
}
