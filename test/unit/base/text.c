/*
 * text.c - views of text, UTF-8, strict numbers.
 */
#include "base/arena.h"
#include "check.h"

TEST(str_compares_by_bytes)
{
    static const struct {
        struct str a, b;
        int sign;
    } rows[] = {
        { STR_INIT(""), STR_INIT(""), 0 },      { { NULL, 0 }, STR_INIT(""), 0 },
        { STR_INIT("a"), STR_INIT(""), 1 },     { STR_INIT("a"), STR_INIT("b"), -1 },
        { STR_INIT("ab"), STR_INIT("a"), 1 },   { STR_INIT("a\0b"), STR_INIT("a\0c"), -1 },
        { STR_INIT("ی"), STR_INIT("ی"), 0 },    { STR_INIT("ی"), STR_INIT("ي"), 1 },
        { STR_INIT("\xFF"), STR_INIT("a"), 1 },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int c = str_cmp(rows[i].a, rows[i].b), d = str_cmp(rows[i].b, rows[i].a);

        CHECK_MSG((c > 0) - (c < 0) == rows[i].sign, "row %zu", i);
        CHECK_MSG((d > 0) - (d < 0) == -rows[i].sign, "row %zu", i);
        CHECK_MSG(str_eq(rows[i].a, rows[i].b) == (rows[i].sign == 0), "row %zu", i);
    }
    CHECK(str_eq_nocase(STR("Content-TYPE"), STR("content-type")));
    CHECK(!str_eq_nocase(STR("[x"), STR("{x")));
    CHECK(!str_eq_nocase(STR("İ"), STR("i")));
    CHECK(str_eq_c(STR("a"), "a") && !str_eq_c(STR("a\0"), "a"));
}

TEST(str_finds_and_cuts)
{
    struct str rest = STR("a=1&&b"), none = STR_NONE;

    CHECK_STR(str_cut(&rest, '&'), "a=1");
    CHECK_STR(str_cut(&rest, '&'), "");
    CHECK_STR(str_cut(&rest, '&'), "b");
    CHECK(rest.p == NULL && rest.len == 0);
    CHECK_STR(str_cut(&none, '&'), "");
    CHECK_INT(str_find(STR("abcabc"), STR("bc"), 0), 1);
    CHECK_INT(str_find(STR("abcabc"), STR("bc"), 2), 4);
    CHECK(str_find(STR("abc"), STR("bcd"), 0) == SIZE_MAX);
    CHECK(str_find(STR("abc"), STR("c"), 9) == SIZE_MAX);
    CHECK_INT(str_find(STR("abc"), STR(""), 3), 3);
    CHECK(str_find(STR("abc"), STR(""), 4) == SIZE_MAX);
    CHECK(str_find(STR_NONE, STR("a"), 0) == SIZE_MAX);
    CHECK_INT(str_find_byte(STR("abc"), 'c', 1), 2);
    CHECK(str_find_byte(STR("abc"), 'a', 1) == SIZE_MAX);
    CHECK(str_find_byte(STR_NONE, 'a', 0) == SIZE_MAX);
    CHECK(str_contains(STR("سامانه"), STR("مان")));
    CHECK(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
    CHECK(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
    CHECK(str_starts(STR_NONE, STR("")) && str_ends(STR_NONE, STR("")));
}

TEST(str_parts_are_clamped)
{
    CHECK_STR(str_sub(STR("abcdef"), 2, 3), "cde");
    CHECK_STR(str_sub(STR("abc"), 1, SIZE_MAX), "bc");
    CHECK_STR(str_sub(STR("abc"), 3, 1), "");
    CHECK_STR(str_sub(STR("abc"), SIZE_MAX, SIZE_MAX), "");
    CHECK_STR(str_from(STR("abc"), 2), "c");
    CHECK_STR(str_trim(STR(" \t\r\n a b \f\v")), "a b");
    CHECK_STR(str_trim(STR("   ")), "");
    CHECK_STR(str_c(NULL), "");
    CHECK(str_empty(STR_NONE) && !str_empty(STR(" ")));
}

/* ---- UTF-8 ---- */

static const struct {
    const char *name;
    struct str bytes;
    int32_t want[6]; /* code points, -2 for each malformed step; 0 ends */
} utf8_rows[] = {
    { "ascii", STR_INIT("ab"), { 'a', 'b' } },
    { "Persian and ZWNJ", STR_INIT("ی\u200cک"), { 0x6CC, 0x200C, 0x6A9 } },
    { "four bytes", STR_INIT("\U0001F600"), { 0x1F600 } },
    { "the last", STR_INIT("\xF4\x8F\xBF\xBF"), { 0x10FFFF } },
    { "past the last", STR_INIT("\xF4\x90\x80\x80"), { -2, -2, -2, -2 } },
    { "overlong slash", STR_INIT("\xC0\xAF"), { -2, -2 } },
    { "overlong three", STR_INIT("\xE0\x80\xAF"), { -2, -2, -2 } },
    { "overlong four", STR_INIT("\xF0\x80\x80\xAF"), { -2, -2, -2, -2 } },
    { "surrogate", STR_INIT("\xED\xA0\x80"), { -2, -2, -2 } },
    { "cut at the end", STR_INIT("a\xD8"), { 'a', -2 } },
    { "cut in the middle",
      STR_INIT("\xD8"
               "a"),
      { -2, 'a' } },
    { "tail alone",
      STR_INIT("\x80"
               "b"),
      { -2, 'b' } },
    { "FE and FF", STR_INIT("\xFE\xFF"), { -2, -2 } },
};

TEST(utf8_is_read_strictly_and_always_moves_on)
{
    for (size_t i = 0; i < ARRAY_LEN(utf8_rows); i++) {
        size_t pos = 0, n = 0;
        bool good = true;
        int32_t cp;

        while ((cp = utf8_next(utf8_rows[i].bytes, &pos)) != -1 && n < 6) {
            CHECK_MSG(cp == utf8_rows[i].want[n], "%s: step %zu is %d", utf8_rows[i].name, n, (int)cp);
            good = good && cp >= 0;
            n++;
        }
        CHECK_MSG(n == 6 || utf8_rows[i].want[n] == 0, "%s ended after %zu", utf8_rows[i].name, n);
        CHECK_MSG(utf8_valid(utf8_rows[i].bytes) == good, "%s", utf8_rows[i].name);
        CHECK_INT(utf8_count(utf8_rows[i].bytes), n);
    }
}

/* Each row anywhere in a text of ASCII or of Persian letters is found. */
TEST(utf8_is_judged_the_same_at_any_place)
{
    static const char *const fillings[] = { "abcdefghijklmnopqrstuvwx", "نامه‌ای از سمنان" };

    for (size_t f = 0; f < ARRAY_LEN(fillings); f++) {
        for (size_t i = 0; i < ARRAY_LEN(utf8_rows); i++) {
            struct str row = utf8_rows[i].bytes, fill = str_c(fillings[f]);

            for (size_t at = 0; at <= fill.len; at++) {
                char text[80];

                if (at < fill.len && (fill.p[at] & 0xC0) == 0x80)
                    continue;
                memcpy(text, fill.p, at);
                memcpy(text + at, row.p, row.len);
                memcpy(text + at + row.len, fill.p + at, fill.len - at);
                CHECK_MSG(utf8_valid((struct str){ text, fill.len + row.len }) == utf8_valid(row),
                          "%s at %zu", utf8_rows[i].name, at);
            }
        }
    }
}

TEST(utf8_written_is_read_again)
{
    for (uint32_t cp = 1; cp < 0x110100; cp += cp < 0x900 || (cp > 0xD700 && cp < 0xE100) ? 1 : 37) {
        char out[4];
        size_t n = utf8_put(cp, out), pos = 0;
        bool scalar = cp < 0x110000 && !(cp >= 0xD800 && cp < 0xE000);

        if ((n > 0) != scalar) {
            CHECK_MSG(false, "U+%04X", (unsigned)cp);
            continue;
        }
        if (scalar && (utf8_next((struct str){ out, n }, &pos) != (int32_t)cp || pos != n))
            CHECK_MSG(false, "U+%04X", (unsigned)cp);
    }
}

/* ---- numbers ---- */

static const struct {
    struct str text;
    int64_t min, max, want;
    bool good;
} int_rows[] = {
    { STR_INIT("0"), 0, 0, 0, true },
    { STR_INIT("-0"), -1, 1, 0, true },
    { STR_INIT("007"), 0, 9, 7, true },
    { STR_INIT("9223372036854775807"), INT64_MIN, INT64_MAX, INT64_MAX, true },
    { STR_INIT("9223372036854775808"), INT64_MIN, INT64_MAX, 0, false },
    { STR_INIT("-9223372036854775808"), INT64_MIN, INT64_MAX, INT64_MIN, true },
    { STR_INIT("-9223372036854775809"), INT64_MIN, INT64_MAX, 0, false },
    { STR_INIT("99999999999999999999999999"), INT64_MIN, INT64_MAX, 0, false },
    { STR_INIT("10"), 0, 9, 0, false },
    { STR_INIT("-1"), 0, 9, 0, false },
    { STR_INIT(""), 0, 9, 0, false },
    { STR_INIT("-"), -9, 9, 0, false },
    { STR_INIT("+1"), 0, 9, 0, false },
    { STR_INIT(" 1"), 0, 9, 0, false },
    { STR_INIT("1 "), 0, 9, 0, false },
    { STR_INIT("1\0"), 0, 99, 0, false },
    { STR_INIT("1e3"), 0, 9999, 0, false },
    { STR_INIT("0x1"), 0, 9, 0, false },
    { STR_INIT("۱"), 0, 9, 0, false },
    { STR_INIT("--1"), -9, 9, 0, false },
};

TEST(numbers_are_strict)
{
    for (size_t i = 0; i < ARRAY_LEN(int_rows); i++) {
        int64_t v = 4242;
        bool good = parse_i64(int_rows[i].text, int_rows[i].min, int_rows[i].max, &v);

        CHECK_MSG(good == int_rows[i].good, "'%.*s'", STR_ARG(int_rows[i].text));
        CHECK_MSG(v == (good ? int_rows[i].want : 4242), "'%.*s'", STR_ARG(int_rows[i].text));
    }
}

static const struct {
    struct str text;
    uint64_t want;
    bool good;
} hex_rows[] = {
    { STR_INIT("0"), 0, true },
    { STR_INIT("fF"), 255, true },
    { STR_INIT("ffffffffffffffff"), UINT64_MAX, true },
    { STR_INIT("10000000000000000"), 0, false },
    { STR_INIT(""), 0, false },
    { STR_INIT("g"), 0, false },
    { STR_INIT("0x1"), 0, false },
    { STR_INIT("-1"), 0, false },
};

TEST(hexadecimal_numbers_are_strict)
{
    for (size_t i = 0; i < ARRAY_LEN(hex_rows); i++) {
        uint64_t v = 4242;
        bool good = parse_hex_u64(hex_rows[i].text, &v);

        CHECK_MSG(good == hex_rows[i].good, "'%.*s'", STR_ARG(hex_rows[i].text));
        CHECK_MSG(v == (good ? hex_rows[i].want : 4242), "'%.*s'", STR_ARG(hex_rows[i].text));
    }
}

TEST(numbers_as_text)
{
    static const struct {
        int64_t v;
        const char *text;
    } rows[] = { { 0, "0" },
                 { 7, "7" },
                 { -10, "-10" },
                 { 1405, "1405" },
                 { INT64_MAX, "9223372036854775807" },
                 { INT64_MIN, "-9223372036854775808" } };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[20];

        CHECK_STR(((struct str){ text, i64_text(rows[i].v, text) }), rows[i].text);
    }
}
