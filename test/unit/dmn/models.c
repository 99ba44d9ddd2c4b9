/*
 * models.c - models: requirements, knowledge models, services, boxed expressions, types, imports, problems of
 * files.
 */
#include "feel_help.h"

#define NS "xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\""
#define HEAD "<definitions " NS " namespace=\"urn:m\" name=\"m\">"
#define TAIL "</definitions>"
#define LIT(text) "<literalExpression><text>" text "</text></literalExpression>"
#define DECISION(name, logic)                                                                                \
    "<decision id=\"" name "\" name=\"" name "\"><variable name=\"" name "\"/>" logic "</decision>"
#define NEEDS(kind, id)                                                                                      \
    "<informationRequirement><required" kind " href=\"#" id "\"/></informationRequirement>"
#define KNOWS(id) "<knowledgeRequirement><requiredKnowledge href=\"#" id "\"/></knowledgeRequirement>"

struct row {
    const char *body, *decision, *input, *want;
};

static void run_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct str xml = arena_fmt(a, HEAD "%s" TAIL, rows[i].body);
        struct str got = decide(a, must_read(a, arena_cstr(a, xml)), rows[i].decision, rows[i].input, NULL);
        CHECK_MSG(str_eq_c(got, rows[i].want), "row %zu gives %.*s, not %s", i, STR_ARG(got), rows[i].want);
        arena_free(a);
    }
}

TEST(boxed_expressions)
{
    static const struct row rows[] = {
        { DECISION("D", LIT("1 + 1")), "D", "{}", "2" },
        { DECISION("D", "<list>" LIT("1") LIT("\"a\"") "</list>"), "D", "{}", "[1, \"a\"]" },
        { DECISION("D", "<context><contextEntry><variable name=\"a\"/>" LIT(
                            "2") "</contextEntry><contextEntry>"
                                 "<variable name=\"b c\"/>" LIT("a * 3") "</contextEntry></context>"),
          "D", "{}", "{a: 2, b c: 6}" },
        { DECISION("D", "<context><contextEntry><variable name=\"x y\"/>" LIT(
                            "2") "</contextEntry><contextEntry>" LIT("x y + 1") "</contextEntry></context>"),
          "D", "{}", "3" },
        { DECISION("D", "<relation><column name=\"n\"/><column name=\"m\"/><row>" LIT("1")
                            LIT("2") "</row><row>" LIT("3") LIT("4") "</row></relation>"),
          "D", "{}", "[{n: 1, m: 2}, {n: 3, m: 4}]" },
        { DECISION("D", "<conditional><if>" LIT("x &gt; 1") "</if><then>" LIT("\"y\"") "</then><else>" LIT(
                            "\"n\"") "</else></conditional>"),
          "D", "{x: 2}", "y" },
        { DECISION("D", "<filter><in>" LIT("[1,2,3]") "</in><match>" LIT("item &gt; 1") "</match></filter>"),
          "D", "{}", "[2, 3]" },
        { DECISION("D", "<for iteratorVariable=\"i\"><in>" LIT("[1,2]") "</in><return>" LIT(
                            "i * 10") "</return></for>"),
          "D", "{}", "[10, 20]" },
        { DECISION("D", "<some iteratorVariable=\"i\"><in>" LIT("[1,2]") "</in><satisfies>" LIT(
                            "i = 2") "</satisfies></some>"),
          "D", "{}", "true" },
        { DECISION("D", "<every iteratorVariable=\"i\"><in>" LIT("[1,2]") "</in><satisfies>" LIT(
                            "i = 2") "</satisfies></every>"),
          "D", "{}", "false" },
        { DECISION(
              "D",
              "<context><contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"a\" "
              "typeRef=\"number\"/>" LIT(
                  "a + 1") "</functionDefinition></contextEntry><contextEntry>"
                           "<invocation>" LIT("f") "<binding><parameter name=\"a\"/>" LIT(
                               "41") "</binding></invocation></contextEntry></context>"),
          "D", "{}", "42" },
        { DECISION("D", ""), "D", "{}", "null" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

TEST(requirements_and_knowledge)
{
    static const struct row rows[] = {
        { "<inputData id=\"i\" name=\"Full Name\"/>" DECISION("A",
                                                              NEEDS("Input", "i") LIT("Full Name + \"!\""))
              DECISION("B", NEEDS("Decision", "A") LIT("A + \"?\"")),
          "B", "{Full Name: \"x\"}", "x!?" },
        { DECISION("A", LIT("1")) DECISION("B", LIT("A")), "B", "{}", "null" }, /* not required: not seen */
        { "<businessKnowledgeModel id=\"k\" name=\"twice\"><encapsulatedLogic><formalParameter "
          "name=\"x\"/>" LIT("x * 2") "</encapsulatedLogic></businessKnowledgeModel>" DECISION(
              "D", KNOWS("k") LIT("twice(4) + twice(x: 1)")),
          "D", "{}", "10" },
        { "<businessKnowledgeModel id=\"f\" name=\"fact\"><encapsulatedLogic><formalParameter "
          "name=\"n\"/>" LIT("if n = 0 then 1 else n * fact(n - 1)") "</encapsulatedLogic></"
                                                                     "businessKnowledgeModel>" DECISION(
                                                                         "D", KNOWS("f") LIT("fact(10)")),
          "D", "{}", "3628800" },
        { "<inputData id=\"i\" name=\"n\"><variable name=\"n\" typeRef=\"number\"/></inputData>" DECISION(
              "D", NEEDS("Input", "i") LIT("n")),
          "D", "{n: \"text\"}", "null" },
        { "<decision id=\"D\" name=\"D\"><variable name=\"D\" typeRef=\"number\"/>" LIT("[7]") "</decision>",
          "D", "{}", "7" },
        { "<decision id=\"D\" name=\"D\"><variable name=\"D\" typeRef=\"string\"/>" LIT("7") "</decision>",
          "D", "{}", "null" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

TEST(item_definitions)
{
    static const char types[] =
        "<itemDefinition "
        "name=\"tKind\"><typeRef>string</typeRef><allowedValues><text>\"a\",\"b\"</text></allowedValues>"
        "</itemDefinition>"
        "<itemDefinition name=\"tKinds\" isCollection=\"true\"><typeRef>tKind</typeRef></itemDefinition>"
        "<itemDefinition name=\"tFew\" "
        "isCollection=\"true\"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3"
        "</text></typeConstraint></itemDefinition>"
        "<itemDefinition name=\"tPerson\"><itemComponent name=\"full "
        "name\"><typeRef>string</typeRef></itemComponent>"
        "<itemComponent name=\"age\"><typeRef>number</typeRef></itemComponent></itemDefinition>";
    static const struct {
        const char *type, *feel, *want;
    } rows[] = {
        { "tKind", "\"a\"", "a" },
        { "tKind", "\"c\"", "null" },
        { "tKinds", "[\"a\",\"b\"]", "[\"a\", \"b\"]" },
        { "tKinds", "[\"a\",\"z\"]", "null" },
        { "tKinds", "\"a\"", "[\"a\"]" },
        { "tFew", "[1,2]", "[1, 2]" },
        { "tFew", "[1,2,3]", "null" },
        { "tPerson", "{full name: \"x\", age: 3}", "{full name: \"x\", age: 3}" },
        { "tPerson", "{full name: \"x\", age: \"3\"}", "null" },
        { "number", "null", "null" },
        { "feel:number", "1", "1" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct str xml = arena_fmt(
            a,
            HEAD
            "%s<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"%s\"/></inputData>" DECISION(
                "D", NEEDS("Input", "i") LIT("x")) TAIL,
            types, rows[i].type);
        struct str in = arena_fmt(a, "{x: %s}", rows[i].feel);
        struct str got = decide(a, must_read(a, arena_cstr(a, xml)), "D", arena_cstr(a, in), NULL);
        CHECK_MSG(str_eq_c(got, rows[i].want), "%s as %s gives %.*s", rows[i].feel, rows[i].type,
                  STR_ARG(got));
        arena_free(a);
    }
}

TEST(input_from_json_is_read_as_its_type_says)
{
    static const struct {
        const char *type, *feel, *want;
    } rows[] = {
        { "date", "\"2024-03-20\"", "2024-03-21" },
        { "date", "\"soon\"", "null" },
        { "dateTime", "\"2024-03-20T10:00:00Z\"", "2024-03-21T10:00:00Z" },
        { "tForm", "{days: [\"2024-03-20\"], n: 1}", "2024-03-21" },
        { "string", "\"2024-03-20\"", "null" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        bool form = str_eq_c(str_c(rows[i].type), "tForm");
        struct str xml = arena_fmt(
            a,
            HEAD "<itemDefinition name=\"tForm\"><itemComponent name=\"days\" isCollection=\"true\">"
                 "<typeRef>date</typeRef></itemComponent></itemDefinition>"
                 "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"%s\"/></inputData>" DECISION(
                     "D", NEEDS("Input", "i") LIT("%s + @\"P1D\"")) TAIL,
            rows[i].type, form ? "x.days[1]" : "x");
        struct str in = arena_fmt(a, "{x: %s}", rows[i].feel);
        struct str got = decide(a, must_read(a, arena_cstr(a, xml)), "D", arena_cstr(a, in), NULL);
        CHECK_MSG(str_eq_c(got, rows[i].want), "%s as %s gives %.*s", rows[i].feel, rows[i].type,
                  STR_ARG(got));
        arena_free(a);
    }
}

TEST(types_of_functions)
{
    static const struct row rows[] = {
        { "<itemDefinition name=\"tF\"><functionItem outputTypeRef=\"string\"><parameters name=\"a\" "
          "typeRef=\"number\"/>"
          "</functionItem></itemDefinition><businessKnowledgeModel id=\"k\" name=\"k\"><variable name=\"k\" "
          "typeRef=\"tF\"/>"
          "<encapsulatedLogic><formalParameter name=\"a\" typeRef=\"number\"/>" LIT(
              "a + 1") "</encapsulatedLogic>"
                       "</businessKnowledgeModel>" DECISION("D", KNOWS("k") LIT("[k(1)]")),
          "D", "{}", "[null]" }, /* the result is no string */
        { "<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic><formalParameter name=\"a\" "
          "typeRef=\"number\"/>" LIT("a + 1") "</encapsulatedLogic></businessKnowledgeModel>" DECISION(
              "D",
              KNOWS("k") LIT(
                  "[k instance of function, k instance of function&lt;number&gt;-&gt;Any, k instance of "
                  "function&lt;string&gt;-&gt;Any, k instance of function&lt;number, number&gt;-&gt;Any]")),
          "D", "{}", "[true, true, false, false]" },
        { "<itemDefinition name=\"tP\"><itemComponent "
          "name=\"a\"><typeRef>number</typeRef></itemComponent></itemDefinition>" DECISION(
              "D", LIT("[{a: 1} instance of tP, {a: \"x\"} instance of tP, {b: 1} instance of tP, [{a: 1}] "
                       "instance of "
                       "list&lt;tP&gt;, (function(p: tP) p.a) instance of function&lt;tP&gt;-&gt;Any, "
                       "[@\"P1D\"] instance of "
                       "list&lt;days and time duration&gt;]")),
          "D", "{}", "[true, false, false, true, true, true]" },
    };

    run_rows(rows, ARRAY_LEN(rows));
}

TEST(decision_services)
{
    static const char xml[] = HEAD "<inputData id=\"i\" name=\"base\"/>" DECISION("rate", LIT("5"))
        DECISION("inner", NEEDS("Input", "i") NEEDS("Decision", "rate") LIT("base * rate"))
            DECISION("total", NEEDS("Decision", "inner") LIT(
                                  "inner + 1")) "<decisionService id=\"s\" name=\"Service\"><variable "
                                                "name=\"Service\"/><outputDecision href=\"#total\"/>"
                                                "<encapsulatedDecision href=\"#inner\"/><inputDecision "
                                                "href=\"#rate\"/><inputData href=\"#i\"/></decisionService>"
                                                "<decisionService id=\"t\" name=\"Two\"><outputDecision "
                                                "href=\"#total\"/><outputDecision href=\"#inner\"/>"
                                                "<inputDecision href=\"#rate\"/><inputData "
                                                "href=\"#i\"/></decisionService>" DECISION(
                                                    "caller", KNOWS("s") LIT("Service(10, 3)")) TAIL;
    struct arena *a = arena_new((size_t)16 << 20);
    const struct dmn_model *m = must_read(a, xml);
    const struct feel_value *v;
    struct err e;

    CHECK_STR(decide(a, m, "total", "{base: 10}", NULL), "51");
    CHECK_STR(decide(a, m, "caller", "{}", NULL), "31");
    CHECK(dmn_service(m, STR("Service"), feel_of(a, "{base: 10, rate: 2}"), &test_env, a, NULL, &v, &e) ==
          RC_OK);
    CHECK_STR(feel_to_string(a, v), "21");
    CHECK(dmn_service(m, STR("t"), feel_of(a, "{base: 10, rate: 2}"), &test_env, a, NULL, &v, &e) == RC_OK);
    CHECK_STR(feel_to_string(a, v), "{total: 21, inner: 20}");
    CHECK(dmn_service(m, STR("nothing"), NULL, &test_env, a, NULL, &v, &e) == RC_NOT_FOUND);
    CHECK(dmn_decide(m, STR("nothing"), NULL, &test_env, a, NULL, &v, &e) == RC_NOT_FOUND);
    arena_free(a);
}

TEST(knowledge_model_by_itself)
{
    static const char xml[] =
        HEAD "<businessKnowledgeModel id=\"k\" name=\"area\"><encapsulatedLogic><formalParameter name=\"w\" "
             "typeRef=\"number\"/>"
             "<formalParameter name=\"h\" typeRef=\"number\"/>" LIT(
                 "w * h") "</encapsulatedLogic></businessKnowledgeModel>" TAIL;
    struct arena *a = arena_new((size_t)16 << 20);
    const struct dmn_model *m = must_read(a, xml);
    const struct feel_value *v;
    struct err e;

    CHECK(dmn_invoke(m, STR("area"), feel_of(a, "{w: 3, h: 4}"), &test_env, a, NULL, &v, &e) == RC_OK);
    CHECK_STR(feel_to_string(a, v), "12");
    arena_free(a);
}

static const char library[] = "<definitions " NS " namespace=\"urn:lib\" name=\"lib\">"
                              "<itemDefinition name=\"tN\"><typeRef>number</typeRef></itemDefinition>"
                              "<businessKnowledgeModel id=\"k\" name=\"half of\"><encapsulatedLogic>"
                              "<formalParameter name=\"x\" typeRef=\"tN\"/>" LIT(
                                  "x / 2") "</encapsulatedLogic>"
                                           "</businessKnowledgeModel>" DECISION("base", LIT("100")) TAIL;

static enum rc find_library(void *self, struct str ns, struct str location, struct arena *a, struct str *xml,
                            struct str *file, struct err *e)
{
    (void)a;
    (void)location;
    if (self != NULL && str_eq_c(ns, "urn:round")) {
        *xml = *(const struct str *)self;
        *file = STR("round.dmn");
        return RC_OK;
    }
    if (!str_eq_c(ns, "urn:lib"))
        return ERR(e, RC_NOT_FOUND, "none");
    *xml = str_c(library);
    *file = STR("library.dmn");
    return RC_OK;
}

#define IMPORT(prefix, ns)                                                                                   \
    "<import name=\"" prefix "\" namespace=\"" ns                                                            \
    "\" importType=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"/>"

TEST(imports)
{
    static const char xml[] = HEAD IMPORT(
        "my lib",
        "urn:lib") "<decision id=\"D\" name=\"D\"><variable name=\"D\" typeRef=\"my lib.tN\"/>"
                   "<informationRequirement><requiredDecision "
                   "href=\"urn:lib#base\"/></informationRequirement>"
                   "<knowledgeRequirement><requiredKnowledge href=\"urn:lib#k\"/></knowledgeRequirement>" LIT(
                       "my lib.half of(my lib.base)") "</decision>" TAIL;
    static const char plain[] = HEAD IMPORT(
        "", "urn:lib") "<decision id=\"D\" name=\"D\"><variable name=\"D\" typeRef=\"tN\"/>"
                       "<informationRequirement><requiredDecision "
                       "href=\"urn:lib#base\"/></informationRequirement>" LIT("base + 1") "</decision>" TAIL;
    static const char missing[] = HEAD IMPORT("x", "urn:none") TAIL;
    struct str round =
        STR("<definitions " NS " namespace=\"urn:round\" name=\"r\">" IMPORT("x", "urn:round") TAIL);
    const struct dmn_resolver r = { find_library, &round };
    struct arena *a = arena_new((size_t)16 << 20);
    const struct dmn_model *m;
    struct err e = { 0 };

    CHECK_MSG(dmn_read(a, str_c(xml), STR("a.dmn"), &r, DMN_STRICT, NULL, &m, &e) == RC_OK, "%s", e.msg);
    CHECK_STR(decide(a, m, "D", "{}", NULL), "50");
    CHECK_MSG(dmn_read(a, str_c(plain), STR("a.dmn"), &r, DMN_STRICT, NULL, &m, &e) == RC_OK, "%s", e.msg);
    CHECK_STR(decide(a, m, "D", "{}", NULL), "101");
    CHECK(dmn_read(a, str_c(missing), STR("a.dmn"), &r, DMN_TOLERANT, NULL, &m, &e) == RC_INVALID);
    CHECK(dmn_read(a, str_c(xml), STR("a.dmn"), NULL, DMN_TOLERANT, NULL, &m, &e) == RC_INVALID);
    CHECK(dmn_read(a, round, STR("round.dmn"), &r, DMN_TOLERANT, NULL, &m, &e) == RC_INVALID);
    CHECK(str_contains(str_c(e.msg), STR("circle")));
    arena_free(a);
}

TEST(problems_have_place_and_words)
{
    static const struct {
        const char *body;
        bool tolerated;
        int line;
        const char *words;
    } rows[] = {
        { DECISION("D", "\n" LIT("1 +")), true, 2, "expression expected" },
        { DECISION("D", NEEDS("Input", "nowhere") LIT("1")), false, 1, "nothing has the id" },
        { DECISION("A", NEEDS("Decision", "B") LIT("1")) DECISION("B", NEEDS("Decision", "A") LIT("1")),
          false, 0, "lead back" },
        { "\n\n<itemDefinition name=\"t\"><typeRef>u</typeRef></itemDefinition>"
          "<itemDefinition name=\"u\"><typeRef>t</typeRef></itemDefinition>",
          false, 3, "defined by itself" },
        { "<itemDefinition name=\"t\"><typeRef>nothing</typeRef></itemDefinition>", true, 1, "unknown type" },
        { DECISION("D", "<decisionTable hitPolicy=\"BEST\"><output/></decisionTable>"), false, 1,
          "hit policy" },
        { DECISION("D",
                   "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>"
                   "<rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>"),
          false, 1, "0 of 1 cells" },
        { DECISION("D",
                   "<literalExpression expressionLanguage=\"groovy\"><text>1</text></literalExpression>"),
          true, 1, "not FEEL" },
        { "<decisionService id=\"s\" name=\"s\"/>", false, 1, "without an output" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)16 << 20);
        struct str xml = arena_fmt(a, HEAD "%s" TAIL, rows[i].body);
        struct dmn_problems p = { 0 };
        const struct dmn_model *m;
        struct err e = { 0 };
        CHECK(dmn_read(a, xml, STR("p.dmn"), NULL, DMN_STRICT, &p, &m, &e) == RC_INVALID);
        CHECK_MSG(p.n > 0 && str_contains(p.v[0].message, str_c(rows[i].words)), "row %zu: %s", i, e.msg);
        if (p.n > 0) {
            CHECK_STR(p.v[0].file, "p.dmn");
            CHECK_INT(p.v[0].line, rows[i].line);
            CHECK(!p.v[0].warning);
        }
        p = (struct dmn_problems){ 0 };
        CHECK_INT(dmn_read(a, xml, STR("p.dmn"), NULL, DMN_TOLERANT, &p, &m, &e),
                  rows[i].tolerated ? RC_OK : RC_INVALID);
        CHECK(p.n > 0 && p.v[0].warning == rows[i].tolerated);
        arena_free(a);
    }
}

TEST(models_tell_what_is_in_them)
{
    static const char xml[] = HEAD
        "<inputData id=\"i\" name=\"In\"><variable name=\"In\" typeRef=\"string\"/></inputData>\n" DECISION(
            "D",
            "<decisionTable><output/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>")
            TAIL;
    struct arena *a = arena_new((size_t)16 << 20);
    const struct dmn_model *m = must_read(a, xml);
    struct dmn_info info;

    CHECK_STR(dmn_model_name(m), "m");
    CHECK_STR(dmn_model_namespace(m), "urn:m");
    CHECK_INT(dmn_count(m), 2);
    CHECK(dmn_info(m, 0, &info) && info.kind == DMN_INPUT && !info.is_table);
    CHECK_STR(info.type, "string");
    CHECK(dmn_find(m, STR("D"), DMN_DECISION, &info) && info.is_table && info.line == 2);
    CHECK(!dmn_find(m, STR("D"), DMN_BKM, &info));
    CHECK(!dmn_info(m, 2, &info));
    arena_free(a);
}
