/*
 * fuzz_feel.c - FEEL text from outside: as an expression, as unary tests, as a pattern, a date, a number.
 *
 * Beyond not crashing: evaluation ends within its bounds, the text of a number reads back as the same number,
 * and evaluating twice gives the same text.
 */
#include "dmn/feel.h"

#define MUST(cond)                                                                                           \
    do {                                                                                                     \
        if (!(cond))                                                                                         \
            __builtin_trap();                                                                                \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct feel_limits small = { .steps = 20000, .depth = 300, .bytes = (size_t)4 << 20 };

static const struct feel_value *variables(struct arena *a, struct str text)
{
    const struct feel_value *c = feel_context(a), *items[3];

    items[0] = feel_int(a, 3);
    items[1] = feel_string(a, STR("x"));
    items[2] = feel_null();
    c = feel_context_put(a, c, STR("text"), feel_string(a, text));
    c = feel_context_put(a, c, STR("list"), feel_list(a, items, 3));
    c = feel_context_put(a, c, STR("d"), feel_date(a, 2024, 3, 20));
    return feel_context_put(a, c, STR("a b"), feel_int(a, 7));
}

static void try_expression(struct arena *a, struct str text)
{
    struct feel_warnings w = { 0 };
    struct feel_env env = {
        .vars = variables(a, text), .now_ms = 1710923400000, .zone = STR("Asia/Tehran"), .limits = small
    };
    const struct feel_expr *x;
    const struct feel_value *v, *again;
    struct str *names, first;
    size_t n;

    if (feel_compile(a, text, NULL, &x, NULL) != RC_OK)
        return;
    (void)!feel_free_names(a, x, &names, &n, NULL);
    env.warnings = &w;
    if (feel_eval(x, &env, a, &v, NULL) != RC_OK)
        return;
    first = feel_to_string(a, v);
    if (feel_eval(x, &env, a, &again, NULL) == RC_OK && !arena_failed(a)) {
        struct str second = feel_to_string(a, again);
        MUST(arena_failed(a) || str_eq(first, second));
    }
    if (feel_kind(v) == FEEL_NUMBER && !arena_failed(a)) {
        struct dec d;
        MUST(dec_parse(first, &d) && dec_cmp(d, feel_dec(v)) == 0);
    }
}

static void try_tests(struct arena *a, struct str text)
{
    struct feel_env env = { .vars = variables(a, text), .limits = small };
    const struct feel_expr *x;
    const struct feel_value *v;

    if (feel_compile_tests(a, text, NULL, &x, NULL) == RC_OK)
        (void)!feel_eval_tests(x, feel_int(a, 5), &env, a, &v, NULL);
}

static void try_functions(struct arena *a, struct str text)
{
    static const char *const calls[] = {
        "matches(\"abcabc\", text)",
        "replace(text, \"(a)|b\", \"$1\")",
        "replace(\"aXbX\", text, \"[$0]\")",
        "split(text, \"[,;]\")",
        "number(text, \",\", \".\")",
        "date and time(text)",
        "duration(text)",
        "range(text)",
        "upper case(text)",
        "extract(\"a1b22\", text)",
        "substring(text, -2)",
    };
    struct feel_env env = { .vars = variables(a, text), .limits = small };

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        const struct feel_expr *x;
        const struct feel_value *v;
        MUST(feel_compile(a, str_c(calls[i]), NULL, &x, NULL) == RC_OK || arena_failed(a));
        if (!arena_failed(a) && feel_eval(x, &env, a, &v, NULL) == RC_OK)
            (void)feel_to_string(a, v);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a;
    struct str text;

    if (size < 1 || size > 4000)
        return 0;
    a = arena_new((size_t)64 << 20);
    if (a == NULL)
        return 0;
    text = (struct str){ (const char *)data + 1, size - 1 };
    if (data[0] % 4 < 2)
        try_expression(a, text);
    else if (data[0] % 4 == 2)
        try_tests(a, text);
    else if (utf8_valid(text))
        try_functions(a, text);
    arena_free(a);
    return 0;
}
