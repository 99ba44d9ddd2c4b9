/*
 * values.c - FEEL values from C: contexts that share, JSON, instants, environments, free names, unary tests.
 */
#include "feel_help.h"

TEST(contexts_are_persistent_and_keep_their_order)
{
    struct arena *a = arena_new((size_t)32 << 20);
    const struct feel_value *c = feel_context(a), *at_half = NULL, *v;
    struct str name;

    for (int i = 0; i < 3000; i++) {
        if (i == 1500)
            at_half = c;
        c = feel_context_put(a, c, arena_fmt(a, "key %d", i * 7919 % 3000), feel_int(a, i));
    }
    CHECK_INT(feel_count(c), 3000);
    CHECK_INT(feel_count(at_half), 1500);
    for (size_t i = 0; feel_context_at(c, i, &name, &v); i++) {
        int64_t n;
        CHECK(feel_to_i64(v, &n) && n == (int64_t)i);
        CHECK(feel_context_get(c, name) == v);
        CHECK((feel_context_get(at_half, name) != NULL) == (i < 1500));
    }
    c = feel_context_put(a, c, STR("key 0"), feel_bool(true));
    CHECK_INT(feel_count(c), 3000);
    CHECK(feel_is_true(feel_context_get(c, STR("key 0"))));
    CHECK(feel_context_get(c, STR("no such key")) == NULL);
    CHECK(!feel_context_at(c, 3000, &name, &v));
    arena_free(a);
}

/* Made at once or put one by one: the same, in a small context and in one that is a trie. */
TEST(a_context_made_at_once_is_that_of_its_puts)
{
    for (int n = 0; n < 100; n++) {
        CLEANUP(arena_freep) struct arena *a = arena_new((size_t)4 << 20);
        const struct feel_value *puts = feel_context(a), *once;
        struct feel_builder b = { .a = a };
        struct feel_entry v[101];

        for (int i = 0; i <= n; i++) { /* the last has the name of one before it, where there is one */
            v[i] = (struct feel_entry){ arena_fmt(a, "key %d", i < n ? i : n / 2), feel_int(a, i) };
            puts = feel_context_put(a, puts, v[i].name, v[i].v);
        }
        once = feel_context_of(a, v, (size_t)n + 1);
        feel_build_all(&b, once);
        CHECK(feel_equal(feel_built(&b), once));
        CHECK_INT(feel_count(once), n == 0 ? 1 : n);
        CHECK(feel_equal(once, puts));
        for (size_t i = 0; i < feel_count(once); i++) {
            struct str one = STR_NONE, other = STR_NONE;
            const struct feel_value *x = NULL, *y = NULL;

            CHECK(feel_context_at(once, i, &one, &x) && feel_context_at(puts, i, &other, &y));
            CHECK(str_eq(one, other) && x == y);
            CHECK(feel_context_get(once, one) == x);
        }
        once = feel_context_put(a, once, STR("more"), feel_null());
        CHECK(feel_context_get(once, STR("key 0")) != NULL && feel_context_get(once, STR("more")) != NULL);
    }
}

TEST(json_there_and_back)
{
    static const char *const texts[] = {
        "null", "true",         "1.5", "12345678901234567890123456789012.34", "\"متن \\\"x\\\"\"",
        "[]",   "[1,[2,null]]", "{}",  "{\"a\":1,\"ب\":{\"c\":[true]}}",
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        const struct json *j;
        struct json_out o;
        struct buf b = { 0 };
        struct err e;
        buf_init(&b, 10000);
        json_out_init(&o, &b);
        CHECK(json_parse(a, str_c(texts[i]), &j, &e) == RC_OK);
        feel_to_json(&o, feel_from_json(a, j));
        CHECK_STR(buf_view(&b), texts[i]);
        buf_clear(&b);
        json_out_init(&o, &b);
        json_put_value(&o, feel_to_json_tree(a, feel_from_json(a, j)));
        CHECK_STR(buf_view(&b), texts[i]);
        buf_free(&b);
        arena_free(a);
    }
}

TEST(json_of_other_values_is_text)
{
    static const struct {
        const char *feel, *want;
    } rows[] = {
        { "@\"2024-03-20\"", "\"2024-03-20\"" },
        { "[@\"PT1H\", @\"10:00:00Z\"]", "[\"PT1H\",\"10:00:00Z\"]" },
        { "[1..3]", "\"[1..3]\"" },
        { "{d: @\"2024-03-20T10:00:00@Asia/Tehran\"}", "{\"d\":\"2024-03-20T10:00:00@Asia/Tehran\"}" },
        { "1E100", "1E+100" },
        { "function(a) a", "\"function(a)\"" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct json_out o;
        struct buf b = { 0 };
        buf_init(&b, 10000);
        json_out_init(&o, &b);
        feel_to_json(&o, feel_of(a, rows[i].feel));
        CHECK_STR(buf_view(&b), rows[i].want);
        buf_free(&b);
        arena_free(a);
    }
}

TEST(instants_and_durations_for_c)
{
    struct arena *a = arena_new((size_t)1 << 20);
    int64_t ms, months, y;
    int m, d;

    CHECK(feel_to_ms(feel_of(a, "@\"2024-03-20T12:00:00@Asia/Tehran\""), STR_NONE, &ms) &&
          ms == INT64_C(1710923400000));
    CHECK(feel_to_ms(feel_of(a, "@\"2024-03-20\""), STR("Asia/Tehran"), &ms) && ms == INT64_C(1710880200000));
    CHECK(feel_to_ms(feel_of(a, "@\"2024-03-20T00:00:00\""), STR_NONE, &ms) && ms == INT64_C(1710892800000));
    CHECK(!feel_to_ms(feel_of(a, "@\"2024-03-20\""), STR("No/Where"), &ms));
    CHECK(!feel_to_ms(feel_of(a, "\"2024-03-20\""), STR_NONE, &ms));
    CHECK(feel_duration_to_ms(feel_of(a, "@\"P1DT1S\""), &ms) && ms == 86401000);
    CHECK(feel_duration_to_months(feel_of(a, "@\"-P1Y1M\""), &months) && months == -13);
    CHECK(!feel_duration_to_ms(feel_of(a, "@\"P1Y\""), &ms));
    CHECK(feel_date_parts(feel_of(a, "@\"2024-03-20\""), &y, &m, &d) && y == 2024 && m == 3 && d == 20);
    CHECK_STR(feel_to_string(a, feel_instant(a, 0, STR("+03:30"))), "1970-01-01T03:30:00+03:30");
    CHECK_STR(feel_to_string(a, feel_instant(a, -1, STR_NONE)), "1969-12-31T23:59:59.999Z");
    CHECK(feel_is_null(feel_instant(a, 0, STR("Not/There"))));
    CHECK_STR(feel_to_string(a, feel_date(a, 2024, 2, 29)), "2024-02-29");
    CHECK(feel_is_null(feel_date(a, 2023, 2, 29)));
    CHECK_STR(feel_to_string(a, feel_days(a, 10)), "P10D");
    CHECK_STR(feel_to_string(a, feel_temporal(a, STR("PT5M"))), "PT5M");
    CHECK(feel_is_null(feel_temporal(a, STR("soon"))));
    arena_free(a);
}

static const struct feel_value *look_up(void *self, struct str name)
{
    const struct feel_value *const *v = self;

    return str_eq_c(name, "given") ? *v : NULL;
}

TEST(environment_lookup_and_warnings)
{
    struct arena *a = arena_new((size_t)1 << 20);
    const struct feel_value *five = feel_int(a, 5), *v;
    struct feel_warnings w = { 0 };
    struct feel_env env = { .lookup = look_up, .self = &five, .warnings = &w };
    const struct feel_expr *x;
    struct err e;

    CHECK(feel_compile(a, STR("given * 2 +\n  missing"), NULL, &x, &e) == RC_OK);
    CHECK(feel_eval(x, &env, a, &v, &e) == RC_OK && feel_is_null(v));
    CHECK_INT(w.n, 2);
    CHECK_STR(w.v[0].message, "no variable 'missing'");
    CHECK_INT(w.v[0].line, 2);
    CHECK_INT(w.v[0].column, 3);
    CHECK_STR(w.v[1].message, "number + null is not defined");
    arena_free(a);
}

TEST(known_names_decide_where_a_name_ends)
{
    static const struct str vars[] = { STR_INIT("a-b"), STR_INIT("profit and loss"), STR_INIT("for sale") };
    static const struct str fields[] = { STR_INIT("x/y") };
    static const struct feel_names names = { vars, 3, fields, 1, NULL };
    static const struct {
        const char *feel, *want;
    } rows[] = { { "a-b", "3" },      { "a-b - 1", "2" },    { "profit and loss + 1", "8" },
                 { "for sale", "9" }, { "c.x/y * 2", "22" }, { "profit  and\n loss", "7" } };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        const struct feel_expr *x;
        const struct feel_value *v;
        struct feel_env env = {
            .vars = feel_of(a, "{\"a-b\": 3, \"profit and loss\": 7, \"for sale\": 9, c: {\"x/y\": 11}}")
        };
        struct err e = { 0 };
        CHECK_MSG(feel_compile(a, str_c(rows[i].feel), &names, &x, &e) == RC_OK, "%s", e.msg);
        CHECK(feel_eval(x, &env, a, &v, &e) == RC_OK);
        CHECK_STR(feel_to_string(a, v), rows[i].want);
        arena_free(a);
    }
}

TEST(free_names_of_an_expression)
{
    static const struct {
        const char *feel, *want;
    } rows[] = {
        { "a + b * a", "[\"a\", \"b\"]" },
        { "for i in list1 return i + k + count(partial)", "[\"list1\", \"k\"]" },
        { "{x: a, y: x + z}.y", "[\"a\", \"z\"]" },
        { "some p in ps satisfies p > q", "[\"ps\", \"q\"]" },
        { "(function(n) n + m)(o)", "[\"m\", \"o\"]" },
        { "sum(amounts) > 5 and ? = 1", "[\"amounts\"]" },
        { "a.b.c", "[\"a\"]" },
        { "1", "[]" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        const struct feel_value *list[8];
        const struct feel_expr *x;
        struct str *names;
        struct err e;
        size_t n = 0;
        CHECK(feel_compile(a, str_c(rows[i].feel), NULL, &x, &e) == RC_OK);
        CHECK(feel_free_names(a, x, &names, &n, &e) == RC_OK && n <= 8);
        for (size_t k = 0; k < n; k++)
            list[k] = feel_string(a, names[k]);
        CHECK_STR(feel_to_string(a, feel_list(a, list, n)), rows[i].want);
        arena_free(a);
    }
}

TEST(unary_tests_of_a_cell)
{
    static const struct {
        const char *tests, *input, *want;
    } rows[] = {
        { "-", "1", "true" },
        { "5", "5", "true" },
        { "5", "\"5\"", "null" },
        { "< 5", "4", "true" },
        { "< 5, > 10", "7", "false" },
        { "[1..5)", "5", "false" },
        { "not(5)", "4", "true" },
        { "not(< 5, 7)", "7", "false" },
        { "not(true)", "false", "true" },
        { "\"a\", \"b\"", "\"b\"", "true" },
        { "[\"a\", \"b\"]", "\"b\"", "true" },
        { "? > 2 and ? < 4", "3", "true" },
        { "contains(?, \"x\")", "\"axb\"", "true" },
        { "not(contains(?, \"x\"))", "\"axb\"", "false" },
        { "some i in ? satisfies i > 2", "[1,3]", "true" },
        { "null", "null", "true" },
        { "null", "1", "false" },
        { "true", "true", "true" },
        { "date(\"2024-01-01\")", "@\"2024-01-01\"", "true" },
        { ">= date(\"2024-01-01\")", "@\"2023-01-01\"", "false" },
        { "!= 5", "5", "false" },
        { "= 5", "5", "true" },
        { "1, 2, 3", "null", "false" },
        { "[1..3]", "null", "null" },
        { "count(?) = 2", "[1,2]", "true" },
        { "-5", "-5", "true" },
        { "if ? > 1 then true else false", "2", "true" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        const struct feel_expr *x;
        const struct feel_value *v = NULL;
        struct err e = { 0 };
        CHECK_MSG(feel_compile_tests(a, str_c(rows[i].tests), NULL, &x, &e) == RC_OK, "%s: %s", rows[i].tests,
                  e.msg);
        CHECK(feel_eval_tests(x, feel_of(a, rows[i].input), &test_env, a, &v, &e) == RC_OK);
        CHECK_MSG(str_eq_c(feel_to_string(a, v), rows[i].want), "%s for %s gives %.*s", rows[i].tests,
                  rows[i].input, STR_ARG(feel_to_string(a, v)));
        arena_free(a);
    }
}

TEST(equality_for_c_is_never_null)
{
    struct arena *a = arena_new((size_t)1 << 20);

    CHECK(feel_equal(NULL, feel_null()));
    CHECK(!feel_equal(feel_int(a, 1), feel_string(a, STR("1"))));
    CHECK(feel_equal(feel_of(a, "{a: [1, 2.0]}"), feel_of(a, "{a: [1.0, 2]}")));
    CHECK(!feel_equal(feel_of(a, "[1]"), feel_of(a, "1")));
    CHECK(feel_equal(feel_of(a, "[1..2]"), feel_of(a, "[1..2]")));
    arena_free(a);
}

TEST(a_full_arena_gives_null_pointers_and_no_crash)
{
    struct arena *a = arena_new(4096);
    const struct feel_value *c = feel_context(a);

    for (int i = 0; i < 1000; i++)
        c = feel_context_put(a, c, STR("some quite long name of an entry"), feel_string(a, STR("x")));
    CHECK(c == NULL && arena_failed(a));
    CHECK(feel_count(c) == 0 && feel_is_null(c) && feel_context_get(c, STR("x")) == NULL);
    arena_free(a);
}
