/*
 * feel_help.c - see feel_help.h.
 */
#include "feel_help.h"

const struct feel_env test_env = { .now_ms = INT64_C(1710923400000), .zone = STR_INIT("Asia/Tehran") };

const struct feel_value *feel_of(struct arena *a, const char *text)
{
    const struct feel_expr *x;
    const struct feel_value *v;
    struct err e;

    if (feel_compile(a, str_c(text), NULL, &x, &e) != RC_OK || feel_eval(x, &test_env, a, &v, &e) != RC_OK)
        return NULL;
    return v;
}

static struct str outcome(struct arena *a, const char *text, const struct feel_value *vars)
{
    struct feel_env env = test_env;
    const struct feel_expr *x;
    const struct feel_value *v;
    struct err e = { 0 };
    enum rc rc = feel_compile(a, str_c(text), NULL, &x, &e);

    env.vars = vars;
    if (rc == RC_INVALID)
        return arena_fmt(a, "!%s", e.msg);
    if (rc == RC_OK)
        rc = feel_eval(x, &env, a, &v, &e);
    if (rc == RC_LIMIT)
        return STR("#limit");
    return rc == RC_OK ? feel_to_string(a, v) : str_c("#error");
}

void check_rows(const char *file, int line, const struct feel_row *rows, size_t n, const char *vars)
{
    for (size_t i = 0; i < n; i++) {
        struct arena *a = arena_new((size_t)128 << 20);
        const struct feel_value *ctx = vars == NULL ? NULL : feel_of(a, vars);
        struct str got = outcome(a, rows[i].feel, ctx);
        bool ok = rows[i].want[0] == '!'
                      ? got.len > 0 && got.p[0] == '!' && str_contains(got, str_c(rows[i].want + 1))
                      : str_eq_c(got, rows[i].want);
        if (vars != NULL && ctx == NULL)
            printf("%s:%d: the variables are no FEEL context\n", file, line), check_failures++;
        if (!ok)
            printf("%s:%d: %s\n    gives  %.*s\n    wanted %s\n", file, line, rows[i].feel, STR_ARG(got),
                   rows[i].want),
                check_failures++;
        arena_free(a);
    }
}

const struct dmn_model *must_read(struct arena *a, const char *xml)
{
    const struct dmn_model *m = NULL;
    struct err e = { 0 };

    CHECK_MSG(dmn_read(a, str_c(xml), STR("test.dmn"), NULL, DMN_STRICT, NULL, &m, &e) == RC_OK, "%s", e.msg);
    return m;
}

struct str decide(struct arena *a, const struct dmn_model *m, const char *decision, const char *input,
                  struct dmn_trace *trace)
{
    const struct feel_value *v;
    struct err e = { 0 };
    enum rc rc;

    if (m == NULL)
        return STR("no model");
    rc = dmn_decide(m, str_c(decision), feel_of(a, input), &test_env, a, trace, &v, &e);
    return rc == RC_OK ? feel_to_string(a, v) : arena_fmt(a, "%s: %s", rc_name(rc), e.msg);
}
