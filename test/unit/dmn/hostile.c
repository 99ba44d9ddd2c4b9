/*
 * hostile.c - what would run forever, eat all memory or break the stack is refused.
 */
#include "feel_help.h"

#include "base/limits.h"

TEST(feel_that_never_ends)
{
    static const struct feel_row rows[] = {
        { "for i in 1..1000000000 return i", "#limit" },
        { "for i in 1..10000, j in 1..10000 return 1", "#limit" },
        { "some i in 1..1000000000 satisfies i < 0", "#limit" },
        { "{f: function(n) f(n + 1) + 1, r: f(1)}.r", "#limit" },
        { "{f: function(n) f(n), r: f(1)}.r", "#limit" },
        { "{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f(\"aaaaaaaa\", 60)}.r", "#limit" },
        { "{f: function(l, n) if n = 0 then l else f(concatenate(l, l), n - 1), r: count(f([1,2,3], 60))}.r",
          "#limit" },
        { "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), a: f(1, 60), b: f(1, 60), r: a = b}.r",
          "#limit" },
        { "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: flatten(f(1, 60))}.r", "#limit" },
        { "for d in @\"0001-01-01\"..@\"999999999-12-31\" return d", "#limit" },
        { "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\", "
          "\"^(a*)*(a|aa)+\\\\2b$\")",
          "#limit" },
        { "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\", \"^(a+)+b$\")", "false" },
        { "matches(\"x\", \"((((a{900}){900}){900}){900})\")", "#limit" },
        { "matches(\"x\", \"a{99999}\")", "#limit" },
        { "replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a?)*?b\", \"\")",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        { "sort(for i in 1..100 return i, function(x, y) true) != null", "true" },
        { "modulo(1E6144, 7) < 7", "true" },
        { "{f: function(l, n) if n = 0 then l else f([l, l], n - 1), r: string(f(1, 60))}.r", "#limit" },
        { "{d: function() for i in 1..20000 return [partial], x: d()[-1], y: d()[-1], r: x = y}.r",
          "#limit" },
        { "{d: function() for i in 1..20000 return {a: partial[-1]}, x: d()[-1], y: d()[-1], r: x = y}.r",
          "#limit" },
        { "string length(string((for i in 1..20000 return [partial[-1]])[-1])) < 2000", "true" },
        { "flatten((for i in 1..20000 return [partial[-1]])[-1])", "#limit" },
        { "(for i in 1..20000 return [partial[-1]])[-1].a", "#limit" },
    };

    CHECK_ROWS(rows, NULL);
}

static struct str repeated(struct arena *a, const char *one, size_t n, const char *mid, const char *after)
{
    size_t l1 = strlen(one), lm = strlen(mid), l2 = strlen(after);
    char *p = arena_alloc(a, n * (l1 + l2) + lm + 1);

    for (size_t i = 0; i < n; i++)
        memcpy(p + i * l1, one, l1);
    memcpy(p + n * l1, mid, lm);
    for (size_t i = 0; i < n; i++)
        memcpy(p + n * l1 + lm + i * l2, after, l2);
    return (struct str){ p, n * (l1 + l2) + lm };
}

TEST(feel_nested_too_deep)
{
    static const struct {
        const char *before, *mid, *after;
    } rows[] = {
        { "(", "1", ")" },
        { "[", "1", "]" },
        { "-", "1", "" },
        { "{a:", "1", "}" },
        { "if true then ", "1", " else 1" },
        { "for i in [1] return ", "1", "" },
        { "not(", "true", ")" },
        { "[1..2[", "", "" },
        { "function(a) ", "a", "" },
        { "1[", "1", "]" },
        { "1 in (", "1", ")" },
        { "x instance of list<", "number", ">" },
        { "[1..", "2", "[" },
        { "a.", "b", "" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)256 << 20);
        const struct feel_expr *x;
        struct err e;
        struct str text =
            repeated(a, rows[i].before, 100000 / strlen(rows[i].before) / 2, rows[i].mid, rows[i].after);
        enum rc rc = feel_compile(a, text, NULL, &x, &e);
        CHECK_MSG(rc == RC_LIMIT || rc == RC_INVALID || i == 13, "%s", rows[i].before);
        arena_free(a);
    }
}

TEST(values_far_larger_written_out_than_in_memory)
{
    struct arena *a = arena_new((size_t)64 << 20);
    const struct feel_value *v =
        feel_of(a, "{f: function(l, n) if n = 0 then l else f([l, {a: l}], n - 1), r: f(1, 60)}.r");
    struct json_out o;
    struct buf b = { 0 };

    CHECK(v != NULL);
    buf_init(&b, 1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    CHECK(buf_done(&b, NULL) == RC_LIMIT);
    CHECK(feel_to_string(a, v).len == 0 && arena_failed(a));
    buf_free(&b);
    arena_free(a);
}

TEST(feel_in_long_chains)
{
    static const char *const links[] = { "1+", "a.", "a and ", "x-", "f[1].", "1*" };

    for (size_t i = 0; i < ARRAY_LEN(links); i++) {
        struct arena *a = arena_new((size_t)256 << 20);
        const struct feel_expr *x;
        const struct feel_value *v;
        struct str *names, text = repeated(a, links[i], 40000, "a", "");
        struct err e;
        size_t n;
        enum rc rc = feel_compile(a, text, NULL, &x, &e);
        CHECK(rc == RC_OK || rc == RC_LIMIT);
        if (rc == RC_OK) {
            CHECK_INT(feel_eval(x, &test_env, a, &v, &e), RC_LIMIT);
            CHECK_INT(feel_free_names(a, x, &names, &n, &e), RC_LIMIT);
        }
        arena_free(a);
    }
}

TEST(feel_too_long)
{
    struct arena *a = arena_new((size_t)64 << 20);
    const struct feel_expr *x;
    struct err e;

    CHECK(feel_compile(a, repeated(a, " ", FEEL_TEXT_MAX, "1", ""), NULL, &x, &e) == RC_LIMIT);
    CHECK(feel_compile(a, (struct str){ "\"\xff\"", 3 }, NULL, &x, &e) == RC_INVALID);
    CHECK(feel_compile(a, (struct str){ "1 \0 2", 5 }, NULL, &x, &e) == RC_INVALID);
    arena_free(a);
}

TEST(bounds_of_the_environment)
{
    struct arena *a = arena_new((size_t)64 << 20);
    const struct feel_expr *x;
    const struct feel_value *v;
    struct err e;
    struct feel_env env = { .limits = { .steps = 50 } };

    CHECK(feel_compile(a, STR("for i in 1..100 return i"), NULL, &x, &e) == RC_OK);
    CHECK(feel_eval(x, &env, a, &v, &e) == RC_LIMIT);
    env.limits = (struct feel_limits){ .bytes = 1000 };
    CHECK(feel_eval(x, &env, a, &v, &e) == RC_LIMIT);
    env.limits = (struct feel_limits){ .depth = 2 };
    CHECK(feel_eval(x, &env, a, &v, &e) == RC_OK);
    env.limits = (struct feel_limits){ .depth = 1 };
    CHECK(feel_eval(x, &env, a, &v, &e) == RC_LIMIT);
    arena_free(a);
}

#define HEAD "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" namespace=\"u\" name=\"n\">"

static enum rc read_xml(struct arena *a, struct str xml)
{
    const struct dmn_model *m;
    struct err e = { 0 };

    return dmn_read(a, xml, STR("h.dmn"), NULL, DMN_TOLERANT, NULL, &m, &e);
}

TEST(xml_that_attacks)
{
    static const char bomb[] =
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><definitions>&c;</definitions>";
    static const char outside[] = "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><definitions/>";
    static const char file[] =
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><definitions>&x;</definitions>";
    struct arena *a = arena_new((size_t)256 << 20);

    CHECK_INT(read_xml(a, str_c(bomb)), RC_LIMIT);
    CHECK_INT(read_xml(a, str_c(outside)), RC_LIMIT);
    CHECK_INT(read_xml(a, str_c(file)), RC_LIMIT);
    CHECK_INT(read_xml(a, STR("")), RC_INVALID);
    CHECK_INT(read_xml(a, STR("text")), RC_INVALID);
    CHECK_INT(read_xml(a, STR("<a>")), RC_INVALID);
    CHECK_INT(read_xml(a, STR("<a/>")), RC_INVALID);
    CHECK_INT(read_xml(a, repeated(a, "<a>", 100000, "", "</a>")), RC_LIMIT);
    CHECK_INT(read_xml(a, repeated(a, " ", LIMIT_XML_BYTES + 1, "", "")), RC_LIMIT);
    CHECK_INT(read_xml(a, arena_cat(a, STR(HEAD), repeated(a, "<a/>", 300000, "", ""))), RC_LIMIT);
    arena_free(a);
}

TEST(models_that_attack)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct str one =
        STR("<decision id=\"d\" name=\"a+b\"><informationRequirement><requiredDecision href=\"#x\"/>"
            "</informationRequirement><literalExpression><text>a+b</text></literalExpression></decision>");
    struct str many = STR("<itemDefinition name=\"t+t\"><typeRef>nothing at all</typeRef></itemDefinition>");

    CHECK(read_xml(a, arena_cat(a, STR(HEAD),
                                repeated(a, arena_cstr(a, one), 12000, "</definitions>", ""))) != RC_OK);
    CHECK_INT(
        read_xml(a, arena_cat(a, STR(HEAD), repeated(a, arena_cstr(a, many), 20000, "</definitions>", ""))),
        RC_LIMIT);
    arena_free(a);
}

TEST(boxed_expressions_nested_too_deep)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct str xml = arena_cat(
        a, STR(HEAD "<decision id=\"d\" name=\"d\">"),
        repeated(a, "<list>", 150, "<literalExpression><text>1</text></literalExpression>", "</list>"));

    xml = arena_cat(a, xml, STR("</decision></definitions>"));
    CHECK_INT(read_xml(a, xml), RC_INVALID);
    arena_free(a);
}

TEST(decisions_that_call_each_other_forever)
{
    static const char xml[] =
        HEAD "<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter "
             "name=\"n\"/><literalExpression>"
             "<text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
             "<decision id=\"d\" name=\"d\"><knowledgeRequirement><requiredKnowledge "
             "href=\"#f\"/></knowledgeRequirement>"
             "<literalExpression><text>f(1)</text></literalExpression></decision></definitions>";
    struct arena *a = arena_new((size_t)64 << 20);
    struct str got = decide(a, must_read(a, xml), "d", "{}", NULL);

    CHECK(str_starts(got, str_c(rc_name(RC_LIMIT))));
    arena_free(a);
}

/* Each allocation fails once: the answer is RC_LIMIT or right, and nothing leaks or crashes. */
TEST(every_allocation_may_fail)
{
    static const char xml[] =
        HEAD "<itemDefinition name=\"t\"><itemComponent name=\"a "
             "b\"><typeRef>number</typeRef></itemComponent></itemDefinition>"
             "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"t\"/></inputData>"
             "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput "
             "href=\"#i\"/></informationRequirement>"
             "<decisionTable hitPolicy=\"COLLECT\"><input><inputExpression><text>x.a "
             "b</text></inputExpression></input><output/>"
             "<rule><inputEntry><text>not([1..2], &lt; 0)</text></inputEntry><outputEntry><text>[x.a b, "
             "replace(\"abc\", \"(b)\", "
             "\"$1$1\"), for i in 1..3 return function(y) y + i, {k: @\"2024-01-01\" + "
             "@\"P1M\"}]</text></outputEntry></rule>"
             "</decisionTable></decision></definitions>";
    bool done = false;

    for (uint64_t n = 1; !done && n < 20000; n++) {
        struct arena *a = arena_new((size_t)8 << 20), *b = arena_new((size_t)8 << 20);
        const struct feel_value *in = feel_of(a, "{x: {a b: 5}}"), *v = NULL;
        const struct dmn_model *m = NULL;
        struct err e = { 0 };
        enum rc rc;
        arena_fail_at(n);
        rc = dmn_read(a, str_c(xml), STR("f.dmn"), NULL, DMN_STRICT, NULL, &m, &e);
        if (rc == RC_OK)
            rc = dmn_decide(m, STR("d"), in, &test_env, b, NULL, &v, &e);
        done = rc == RC_OK;
        arena_fail_at(0);
        CHECK_MSG(rc == RC_OK || rc == RC_LIMIT, "allocation %llu: %s: %s", (unsigned long long)n,
                  rc_name(rc), e.msg);
        arena_free(a);
        arena_free(b);
    }
    CHECK(done);
}
