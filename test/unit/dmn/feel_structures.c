/*
 * feel_structures.c - rows of FEEL: lists, filters, contexts, loops, functions, types and names.
 */
#include "feel_help.h"

static const struct feel_row lists[] = {
    { "[1,2,3][1]", "1" },
    { "[1,2,3][-1]", "3" },
    { "[1,2,3][4]", "null" },
    { "[1,2,3][0]", "null" },
    { "[1,2,3][1.5]", "null" },
    { "[][1]", "null" },
    { "[1,2,3][item > 1]", "[2, 3]" },
    { "[1,2,3][item > 5]", "[]" },
    { "[1,2,3][true]", "[1, 2, 3]" },
    { "[1,2,3][null]", "[]" },
    { "[1,2,3][\"a\"]", "null" },
    { "5[1]", "5" },
    { "5[2]", "null" },
    { "5[item = 5]", "[5]" },
    { "null[1]", "null" },
    { "[{a: 1}, {a: 2}][a = 2]", "[{a: 2}]" },
    { "[{a: 1}, {a: 2}][a = 2].a", "[2]" },
    { "[{a: 1}, {a: 2}].a", "[1, 2]" },
    { "[{a: 1}, {b: 2}].a", "[1, null]" },
    { "[{item: 1}, {item: 2}][item = 2]", "[{item: 2}]" },
    { "[{a: 1, b: 5}, {a: 2, b: 6}][b > 5][1].a", "2" },
    { "[[1,2],[3]][1][2]", "2" },
    { "{l: [1,2,3], n: 2, r: l[n]}.r", "2" },
    { "{l: [1,2,3], n: 2, r: l[item >= n]}.r", "[2, 3]" },
};

static const struct feel_row contexts[] = {
    { "{a: 1}.a", "1" },
    { "{a: 1}.b", "null" },
    { "{a: {b: {c: 3}}}.a.b.c", "3" },
    { "{a: 1, b: a + 1, c: a + b}.c", "3" },
    { "{first name: \"x\"}.first name", "x" },
    { "{\"first name\": \"x\"}.first name", "x" },
    { "{a+b: 1, c: a+b * 2}.c", "2" },
    { "{a: 1, a: 2}", "!column 12: key 'a' twice in a context" },
    { "{a: 1,}", "!column 7: key of a context expected" },
    { "{x: 5, f: function(y) x + y}.f(3)", "8" },
    { "{f: function(n) if n <= 1 then 1 else n * f(n - 1)}.f(20)", "2432902008176640000" },
    { "null.a", "null" },
    { "1.a", "null" },
    { "\"abc\".length", "null" },
    { "{تاریخ: \"الف\"}.تاریخ", "الف" },
    { "{شماره نامه: 12, b: شماره نامه + 1}.b", "13" },
    { "{a: b, b: 1}.a", "null" },
};

static const struct feel_row loops[] = {
    { "for i in [1,2,3] return i * 2", "[2, 4, 6]" },
    { "for i in 1..4 return i", "[1, 2, 3, 4]" },
    { "for i in 4..1 return i", "[4, 3, 2, 1]" },
    { "for i in [1..4) return i", "[1, 2, 3]" },
    { "for i in [1,2], j in [3,4] return i * j", "[3, 4, 6, 8]" },
    { "for i in 1..3, j in 1..i return j", "[1, 1, 2, 1, 2, 3]" },
    { "for i in 1..5 return if i = 1 then 1 else partial[-1] * i", "[1, 2, 6, 24, 120]" },
    { "for i in 1..4 return count(partial)", "[0, 1, 2, 3]" },
    { "for d in @\"2024-02-28\"..@\"2024-03-01\" return d", "[2024-02-28, 2024-02-29, 2024-03-01]" },
    { "for i in [] return i", "[]" },
    { "for i in null return i", "null" },
    { "for i in 5 return i", "null" },
    { "for i in \"ab\" return i", "null" },
    { "for i in 1..2.5 return i", "[1, 2]" },
    { "for i in 1.5..3 return i", "null" },
    { "for x in [{a:1},{a:2}] return x.a", "[1, 2]" },
    { "for i in 1..3 return function(x) x + i", "[function(x), function(x), function(x)]" },
    { "(for i in 1..3 return function(x) x + i)[2](10)", "12" },
    { "some x in [1,2,3] satisfies x > 2", "true" },
    { "some x in [1,2,3] satisfies x > 3", "false" },
    { "some x in [] satisfies true", "false" },
    { "some x in [1,null] satisfies x > 2", "null" },
    { "every x in [1,2,3] satisfies x > 0", "true" },
    { "every x in [1,2,3] satisfies x > 1", "false" },
    { "every x in [] satisfies false", "true" },
    { "every x in [1,\"a\"] satisfies x > 0", "null" },
    { "some x in [1,2], y in [2,3] satisfies x = y", "true" },
    { "every x in [1,2], y in [2,3] satisfies x < y", "false" },
    { "some x in 5 satisfies x = 5", "null" },
    { "for i in 1..3 satisfies i", "!column 15: 'return' expected" },
    { "some x in [1] return x", "!column 15: 'satisfies' expected" },
    { "for in [1] return 1", "!column 8: 'in' expected" },
};

static const struct feel_row functions[] = {
    { "(function(a, b) a - b)(5, 3)", "2" },
    { "(function(a, b) a - b)(b: 5, a: 3)", "-2" },
    { "(function(a, b) a - b)(5)", "null" },
    { "(function(a, b) a - b)(5, c: 3)", "!column 29: named and positional arguments are mixed" },
    { "(function(a: number) a)(\"x\")", "null" },
    { "(function(a: number) a)(null)", "null" },
    { "(function(a: string, b: list<number>) b)(\"x\", 3)", "[3]" },
    { "(function() 7)()", "7" },
    { "(function(a) a)(a: 1, b: 2)", "null" },
    { "{f: function(x) x + 1}.f(f: 1)", "null" },
    { "5(1)", "null" },
    { "null(1)", "null" },
    { "nofunction(1)", "null" },
    { "{g: function(f, x) f(f(x))}.g(function(y) y * 2, 3)", "12" },
    { "sort([3,1,2], function(x, y) x > y)", "[3, 2, 1]" },
    { "abs(n: -1)", "1" },
    { "abs(m: -1)", "null" },
    { "abs(-1, 2)", "null" },
    { "substring(string: \"abc\", start position: 2)", "bc" },
    { "function(a) a instance of function", "function(a)" },
    { "function(x) external {java: {class: \"java.lang.Math\", method signature: \"sqrt(double)\"}}",
      "function(x)" },
    { "(function(x) external {java: {class: \"java.lang.Math\", method signature: \"sqrt(double)\"}})(2.25)",
      "1.5" },
    { "(function(x) external {java: {class: \"java.lang.Runtime\", method signature: "
      "\"exec(java.lang.String)\"}})(\"ls\")",
      "null" },
    { "(function(a, b) external {java: {class: \"java.lang.Math\", method signature: \"max(int, int)\"}})(1, "
      "7)",
      "7" },
    { "(function(a, b) external {java: {class: \"java.lang.Math\", method signature: \"max(int, "
      "int)\"}})(1.5, 7)",
      "null" },
    { "(function(a, b) external {java: {class: \"java.lang.String\", method signature: "
      "\"format(java.lang.String, [Ljava.lang.Object;)\"}})(\"a%sb%%\", 1)",
      "a1b%" },
    { "(function(x) external {pmml: {document: \"x\", model: \"y\"}})(1)", "null" },
};

static const struct feel_row types[] = {
    { "1 instance of number", "true" },
    { "\"a\" instance of string", "true" },
    { "true instance of boolean", "true" },
    { "@\"2024-01-01\" instance of date", "true" },
    { "@\"10:00:00\" instance of time", "true" },
    { "@\"2024-01-01T10:00:00\" instance of date and time", "true" },
    { "@\"P1Y\" instance of years and months duration", "true" },
    { "@\"P1D\" instance of days and time duration", "true" },
    { "@\"P1D\" instance of years and months duration", "false" },
    { "[1] instance of list<number>", "true" },
    { "[1, \"a\"] instance of list<number>", "false" },
    { "[1, null] instance of list<number>", "true" },
    { "[] instance of list<string>", "true" },
    { "{a: 1} instance of context", "true" },
    { "{a: 1} instance of context<a: number>", "true" },
    { "{a: \"x\"} instance of context<a: number>", "false" },
    { "{} instance of context<a: number>", "false" },
    { "[1..2] instance of range<number>", "true" },
    { "[\"a\"..\"b\"] instance of range<number>", "false" },
    { "null instance of number", "false" },
    { "null instance of Any", "false" },
    { "null instance of Null", "true" },
    { "1 instance of Any", "true" },
    { "1 instance of nonsense", "false" },
    { "(function(x: number) x) instance of function<number>->Any", "true" },
    { "1 instance of number and true", "true" },
    { "count([1]) instance of number", "true" },
};

static const struct feel_row names[] = {
    { "unknown", "null" },
    { "a", "1" },
    { "b c", "2" },
    { "b   c", "2" },
    { "b c + 1", "3" },
    { "d-e", "null" },
    { "d-e + 1", "null" },
    { "list of things", "4" },
    { "f.g h", "5" },
    { "f.g h + 1", "6" },
    { "count", "6" },
    { "in range", "7" },
    { "Due Date < today()", "true" },
};

TEST(feel_lists)
{
    CHECK_ROWS(lists, NULL);
}

TEST(feel_contexts)
{
    CHECK_ROWS(contexts, NULL);
}

TEST(feel_loops)
{
    CHECK_ROWS(loops, NULL);
}

TEST(feel_functions)
{
    CHECK_ROWS(functions, NULL);
}

TEST(feel_types)
{
    CHECK_ROWS(types, NULL);
}

TEST(feel_names)
{
    CHECK_ROWS(names, "{a: 1, b c: 2, \"d-e\": 3, list of things: 4, f: {g h: 5}, count: 6, \"in range\": 7, "
                      "Due Date: @\"2024-01-01\"}");
}
