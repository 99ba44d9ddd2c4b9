/*
 * feel_basics.c - rows of FEEL: literals, arithmetic, comparison and three-valued logic.
 */
#include "feel_help.h"

static const struct feel_row literals[] = {
    { "1", "1" },
    { "-1", "-1" },
    { ".5", "0.5" },
    { "1.50", "1.5" },
    { "1e3", "1000" },
    { "1.5E-3", "0.0015" },
    { "\"a\"", "a" },
    { "\"a\\\"b\\\\c\"", "a\"b\\c" },
    { "\"\\u0633\\u0644\\u0627\\u0645\"", "سلام" },
    { "\"\\U01F600\"", "😀" },
    { "true", "true" },
    { "null", "null" },
    { "[]", "[]" },
    { "[1, \"a\", null]", "[1, \"a\", null]" },
    { "{}", "{}" },
    { "{a: 1, \"b c\": 2}", "{a: 1, b c: 2}" },
    { "@\"2024-03-20\"", "2024-03-20" },
    { "@\"12:30:00\"", "12:30:00" },
    { "@\"2024-03-20T12:30:00Z\"", "2024-03-20T12:30:00Z" },
    { "@\"2024-03-20T12:30:00.250+03:30\"", "2024-03-20T12:30:00.25+03:30" },
    { "@\"P1Y2M\"", "P1Y2M" },
    { "@\"-P3D\"", "-P3D" },
    { "@\"PT1H30M\"", "PT1H30M" },
    { "@\"2024-02-30\"", "!column 1: '2024-02-30' is no date, time or duration" },
    { "@\"x\"", "!column 1: 'x' is no date, time or duration" },
    { "@1", "!column 1: text expected after @" },
    { "// comment", "!column 11: expression expected" },
    { "1 // one", "1" },
    { "/* a */ 1 + /* b */ 2", "3" },
    { "\"unclosed", "!column 1: text without its closing quote" },
    { "[1, 2", "!column 6: ']' expected" },
    { "{a 1}", "!column 2: key of a context expected" },
    { "1 2", "!column 3: unexpected '2'" },
    { "(1", "!column 3: ')' expected" },
    { "1 +", "!column 4: expression expected" },
};

static const struct feel_row arithmetic[] = {
    { "1 + 2 * 3", "7" },
    { "(1 + 2) * 3", "9" },
    { "10 - 4 - 3", "3" },
    { "2 ** 3", "8" },
    { "2 ** 3 ** 2", "64" },
    { "-3 ** 2", "9" },
    { "2 ** -1", "0.5" },
    { "2 ** 0.5", "1.414213562373095048801688724209698" },
    { "0 ** 0", "1" },
    { "0 ** -1", "null" },
    { "(-8) ** (1/3)", "null" },
    { "1 / 3", "0.3333333333333333333333333333333333" },
    { "2 / 3", "0.6666666666666666666666666666666667" },
    { "1 / 0", "null" },
    { "0.1 + 0.2", "0.3" },
    { "9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000" },
    { "12345678901234567890.1 * 98765432109876543210.9", "1219326311370217952258451455333362000000" },
    { "1e6144 * 10", "null" },
    { "1e-6176 / 10", "0" },
    { "--1", "1" },
    { "-null", "null" },
    { "-\"a\"", "null" },
    { "\"a\" + \"b\"", "ab" },
    { "\"a\" + 1", "null" },
    { "\"a\" - \"b\"", "null" },
    { "1 + null", "null" },
    { "true + true", "null" },
    { "[1] + 1", "null" },
    { "10 / 4", "2.5" },
    { "7 / 7", "1" },
    { "1e10 * 1e10", "100000000000000000000" },
    { "1000000000000000000000000000000000000000000000000000000000000", "1E+60" },
};

static const struct feel_row comparison[] = {
    { "1 = 1.0", "true" },
    { "1 != 2", "true" },
    { "1 < 2", "true" },
    { "2 <= 2", "true" },
    { "3 > 4", "false" },
    { "\"a\" < \"b\"", "true" },
    { "\"a\" = \"A\"", "false" },
    { "\"۱\" = \"1\"", "false" },
    { "1 = \"1\"", "null" },
    { "1 < \"1\"", "null" },
    { "null = null", "true" },
    { "1 = null", "false" },
    { "null < 1", "null" },
    { "true = true", "true" },
    { "true < false", "null" },
    { "[1,2] = [1,2]", "true" },
    { "[1,2] = [2,1]", "false" },
    { "[1,[2]] = [1,[2]]", "true" },
    { "{a: 1, b: 2} = {b: 2, a: 1}", "true" },
    { "{a: 1} = {a: 2}", "false" },
    { "@\"2024-01-01\" < @\"2024-01-02\"", "true" },
    { "@\"10:00:00Z\" = @\"11:00:00+01:00\"", "true" },
    { "@\"10:00:00\" = @\"10:00:00Z\"", "false" },
    { "@\"2024-06-01T00:00:00Z\" = @\"2024-06-01T02:00:00@Europe/Paris\"", "true" },
    { "@\"2024-01-01T00:00:00\" < @\"2024-01-01T00:00:00Z\"", "null" },
    { "@\"P1Y\" = @\"P12M\"", "true" },
    { "@\"P1Y\" = @\"P365D\"", "null" },
    { "@\"P1D\" < @\"PT25H\"", "true" },
    { "5 between 1 and 10", "true" },
    { "5 between 6 and 10", "false" },
    { "5 between null and 10", "null" },
    { "\"b\" between \"a\" and \"c\"", "true" },
    { "5 in [1..10]", "true" },
    { "5 in (5..10]", "false" },
    { "10 in [1..10)", "false" },
    { "5 in (1, 5)", "true" },
    { "5 in [1, 5]", "true" },
    { "5 in > 3", "true" },
    { "5 in (< 3, > 4)", "true" },
    { "5 in != 5", "false" },
    { "null in [1..2]", "null" },
    { "\"x\" in [\"x\", \"y\"]", "true" },
    { "[1] in [[1], [2]]", "true" },
    { "1 in []", "false" },
    { "5 in (1 + 2) * 2", "false" },
    { "@\"2024-05-05\" in [@\"2024-01-01\"..@\"2024-12-31\"]", "true" },
    { "function(x) x = function(x) x", "function(x)" },
};

static const struct feel_row logic[] = {
    { "true and true", "true" },
    { "true and false", "false" },
    { "true and null", "null" },
    { "false and null", "false" },
    { "null and null", "null" },
    { "true or null", "true" },
    { "false or null", "null" },
    { "null or true", "true" },
    { "false or false", "false" },
    { "true and 1", "null" },
    { "false and 1", "false" },
    { "1 or true", "true" },
    { "1 or false", "null" },
    { "not(true)", "false" },
    { "not(null)", "null" },
    { "not(1)", "null" },
    { "true and not(false)", "true" },
    { "true or false and false", "true" },
    { "if true then 1 else 2", "1" },
    { "if false then 1 else 2", "2" },
    { "if null then 1 else 2", "2" },
    { "if 1 then 1 else 2", "null" },
    { "if 1 = 1 then \"y\" else \"n\"", "y" },
    { "if true then 1", "!column 15: 'else' expected" },
};

TEST(feel_literals)
{
    CHECK_ROWS(literals, NULL);
}

TEST(feel_arithmetic)
{
    CHECK_ROWS(arithmetic, NULL);
}

TEST(feel_comparison)
{
    CHECK_ROWS(comparison, NULL);
}

TEST(feel_logic)
{
    CHECK_ROWS(logic, NULL);
}
