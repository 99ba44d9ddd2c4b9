/*
 * tables.c - decision tables: every hit policy and aggregation, several outputs, defaults, allowed values,
 * the trace.
 */
#include "feel_help.h"

#define HEAD                                                                                                 \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" namespace=\"urn:t\" name=\"t\">"    \
    "<inputData id=\"i\" name=\"Age\"><variable name=\"Age\" typeRef=\"number\"/></inputData>"               \
    "<decision id=\"d\" name=\"D\"><variable name=\"D\"/>"                                                   \
    "<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
#define TAIL "</decision></definitions>"
#define INPUT "<input><inputExpression typeRef=\"number\"><text>Age</text></inputExpression></input>"
#define RULE(id, test, out)                                                                                  \
    "<rule id=\"" id "\"><inputEntry><text>" test "</text></inputEntry><outputEntry><text>" out              \
    "</text></outputEntry></rule>"
#define THREE                                                                                                \
    RULE("r1", "&gt;= 10", "\"low\"") RULE("r2", "&gt;= 20", "\"high\"") RULE("r3", "&gt;= 30", "\"mid\"")
#define VALUES "<outputValues><text>\"high\",\"mid\",\"low\"</text></outputValues>"

struct row {
    const char *attrs, *columns, *rules;
    const char *age;
    const char *want;
};

static struct str run_row(struct arena *a, const struct row *r, struct dmn_trace *trace)
{
    struct str xml = arena_fmt(a, HEAD "<decisionTable %s>" INPUT "%s%s</decisionTable>" TAIL, r->attrs,
                               r->columns, r->rules);

    return decide(a, must_read(a, arena_cstr(a, xml)), "D", arena_cstr(a, arena_fmt(a, "{Age: %s}", r->age)),
                  trace);
}

static void run_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena *a = arena_new((size_t)8 << 20);
        struct str got = run_row(a, &rows[i], NULL);
        CHECK_MSG(str_eq_c(got, rows[i].want), "%s for %s gives %.*s, not %s", rows[i].attrs, rows[i].age,
                  STR_ARG(got), rows[i].want);
        arena_free(a);
    }
}

TEST(hit_policies)
{
    static const struct row rows[] = {
        { "", "<output/>", THREE, "15", "low" },
        { "hitPolicy=\"UNIQUE\"", "<output/>", THREE, "25", "null" },
        { "", "<output/>", THREE, "5", "null" },
        { "", "<output><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output>", THREE, "5",
          "none" },
        { "hitPolicy=\"ANY\"", "<output/>", THREE, "15", "low" },
        { "hitPolicy=\"ANY\"", "<output/>", THREE, "25", "null" },
        { "hitPolicy=\"ANY\"", "<output/>", RULE("a", "&gt; 1", "7") RULE("b", "&gt; 2", "7.0"), "5", "7" },
        { "hitPolicy=\"FIRST\"", "<output/>", THREE, "35", "low" },
        { "hitPolicy=\"PRIORITY\"", "<output>" VALUES "</output>", THREE, "35", "high" },
        { "hitPolicy=\"PRIORITY\"", "<output>" VALUES "</output>", THREE, "15", "low" },
        { "hitPolicy=\"OUTPUT ORDER\"", "<output>" VALUES "</output>", THREE, "35",
          "[\"high\", \"mid\", \"low\"]" },
        { "hitPolicy=\"RULE ORDER\"", "<output/>", THREE, "35", "[\"low\", \"high\", \"mid\"]" },
        { "hitPolicy=\"COLLECT\"", "<output/>", THREE, "25", "[\"low\", \"high\"]" },
        { "hitPolicy=\"COLLECT\"", "<output/>", THREE, "5", "null" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

TEST(aggregations)
{
    static const char numbers[] = RULE("a", "&gt; 0", "1") RULE("b", "&gt; 1", "5") RULE("c", "&gt; 2", "3");
    static const struct row rows[] = {
        { "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "<output/>", numbers, "9", "9" },
        { "hitPolicy=\"COLLECT\" aggregation=\"MIN\"", "<output/>", numbers, "9", "1" },
        { "hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "<output/>", numbers, "2", "5" },
        { "hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "<output/>", numbers, "9", "3" },
        { "hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "<output/>", numbers, "-1", "0" },
        { "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "<output/>", numbers, "-1", "null" },
        { "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "<output/>", THREE, "99", "null" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

#define RULE2(test, x, y)                                                                                    \
    "<rule><inputEntry><text>" test "</text></inputEntry><outputEntry><text>" x                              \
    "</text></outputEntry><outputEntry><text>" y "</text></outputEntry></rule>"

TEST(several_outputs)
{
    static const char two[] =
        "<output name=\"risk\"><outputValues><text>\"high\",\"low\"</text></outputValues></output>"
        "<output name=\"days\"><outputValues><text>1,2,3</text></outputValues>"
        "<defaultOutputEntry><text>3</text></defaultOutputEntry></output>";
    static const char rules[] =
        RULE2("&gt; 1", "\"low\"", "1") RULE2("&gt; 2", "\"high\"", "3") RULE2("&gt; 3", "\"high\"", "2");
    static const struct row rows[] = {
        { "hitPolicy=\"FIRST\"", two, rules, "9", "{risk: \"low\", days: 1}" },
        { "hitPolicy=\"PRIORITY\"", two, rules, "9", "{risk: \"high\", days: 2}" },
        { "hitPolicy=\"OUTPUT ORDER\"", two, rules, "9",
          "[{risk: \"high\", days: 2}, {risk: \"high\", days: 3}, {risk: \"low\", days: 1}]" },
        { "hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "<output name=\"a\"/><output name=\"b\"/>",
          RULE2("-", "1", "9") RULE2("-", "2", "8"), "1", "{a: 2, b: 9}" },
        { "", two, rules, "0", "{risk: null, days: 3}" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

TEST(cells_and_allowed_values)
{
    static const struct row rows[] = {
        { "", "<output typeRef=\"number\"/>", RULE("a", "-", "\"x\""), "1", "null" },
        { "", "<output typeRef=\"number\"/>", RULE("a", "", "1"), "1", "1" },
        { "", "<output/>", RULE("a", "-", ""), "1", "null" },
        { "", "<output/>", RULE("a", "not(1, 2)", "Age * 2"), "3", "6" },
        { "", "<output/>", RULE("a", "? * 2 &gt; 5", "true"), "3", "true" },
        { "", "<output/>", RULE("a", "[1..3], 7", "true"), "7", "true" },
        { "", "<output/>", RULE("a", "-", "1"), "\"not a number\"", "1" },
    };
    static const char narrow[] = HEAD
        "<decisionTable><input><inputExpression><text>Age</text></inputExpression><inputValues><text>[0..150]"
        "</text></inputValues></input><output/>" RULE("a", "-", "1") "</decisionTable>" TAIL;
    struct arena *a = arena_new((size_t)8 << 20);

    run_rows(rows, ARRAY_LEN(rows));
    CHECK_STR(decide(a, must_read(a, narrow), "D", "{Age: 20}", NULL), "1");
    CHECK_STR(decide(a, must_read(a, narrow), "D", "{Age: 200}", NULL), "null");
    arena_free(a);
}

TEST(trace_names_the_rules_that_decided)
{
    static const char xml[] = HEAD
        "<decisionTable hitPolicy=\"RULE ORDER\">" INPUT
        "<output name=\"days\"/><annotation name=\"article\"/><annotation name=\"note\"/>"
        "<rule id=\"r1\"><inputEntry><text>&lt; "
        "5</text></inputEntry><outputEntry><text>1</text></outputEntry>"
        "<annotationEntry><text>Art. "
        "1</text></annotationEntry><annotationEntry><text>x</text></annotationEntry></rule>"
        "<rule id=\"r2\"><inputEntry><text>&gt; "
        "5</text></inputEntry><outputEntry><text>10</text></outputEntry>"
        "<annotationEntry><text>Art. "
        "2</text></annotationEntry><annotationEntry><text></text></annotationEntry></rule>"
        "<rule "
        "id=\"r3\"><inputEntry><text>-</text></inputEntry><outputEntry><text>20</text></outputEntry></rule>"
        "</decisionTable>" TAIL;
    struct arena *a = arena_new((size_t)8 << 20);
    struct dmn_trace t = { 0 };

    CHECK_STR(decide(a, must_read(a, xml), "d", "{Age: 7}", &t), "[10, 20]");
    CHECK_INT(t.n, 2);
    if (t.n == 2) {
        CHECK_STR(t.first->owner_id, "d");
        CHECK_STR(t.first->owner_name, "D");
        CHECK_INT(t.first->rule, 2);
        CHECK_STR(t.first->rule_id, "r2");
        CHECK_INT(t.first->n_annotations, 2);
        CHECK_STR(t.first->annotation_names[0], "article");
        CHECK_STR(t.first->annotations[0], "Art. 2");
        CHECK_STR(feel_to_string(a, t.first->output), "10");
        CHECK_INT(t.first->next->rule, 3);
        CHECK(t.first->next == t.last && t.last->next == NULL);
    }
    arena_free(a);
}

TEST(trace_of_a_single_hit_has_only_the_rule_that_won)
{
    static const struct row row = { "hitPolicy=\"PRIORITY\"", "<output>" VALUES "</output>", THREE, "35",
                                    "high" };
    struct arena *a = arena_new((size_t)8 << 20);
    struct dmn_trace t = { 0 };

    CHECK_STR(run_row(a, &row, &t), "high");
    CHECK_INT(t.n, 1);
    CHECK(t.first != NULL && t.first->rule == 2);
    arena_free(a);
}
