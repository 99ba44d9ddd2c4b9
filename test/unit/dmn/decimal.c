/*
 * decimal.c - 34-digit decimals: text, rounding, edges of the range, and laws over many values.
 */
#include "dmn/decimal.h"

#include "check.h"

static struct str text(struct arena *a, const char *op, const char *x, const char *y)
{
    struct dec p, q, r;
    bool ok = dec_parse(str_c(x), &p) && dec_parse(str_c(y), &q);

    if (!ok)
        return STR("unreadable");
    switch (op[0]) {
    case '+':
        ok = dec_add(p, q, &r);
        break;
    case '-':
        ok = dec_sub(p, q, &r);
        break;
    case '*':
        ok = dec_mul(p, q, &r);
        break;
    case '/':
        ok = dec_div(p, q, &r);
        break;
    case '%':
        ok = dec_modulo(p, q, &r);
        break;
    case '^':
        ok = dec_pow(p, q, &r);
        break;
    case 's':
        ok = dec_sqrt(p, &r);
        break;
    case 'e':
        ok = dec_exp(p, &r);
        break;
    default:
        ok = dec_log(p, &r);
        break;
    }
    return ok ? dec_format(a, r) : STR("none");
}

TEST(decimal_operations)
{
    static const struct {
        const char *op, *x, *y, *want;
    } rows[] = {
        { "+", "1", "2", "3" },
        { "+", "9999999999999999999999999999999999", "0.5", "10000000000000000000000000000000000" },
        { "+", "9999999999999999999999999999999998", "0.5", "9999999999999999999999999999999998" },
        { "+", "1E6144", "1E-6176", "1E+6144" },
        { "+", "9.999999999999999999999999999999999E6144", "9E6144", "none" },
        { "-", "1", "1E-40", "1" },
        { "-", "1000000000000000000000000000000000", "1E-1", "999999999999999999999999999999999.9" },
        { "-", "0.3", "0.1", "0.2" },
        { "-", "5", "5", "0" },
        { "*", "9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9.999999999999999999999999999999998E+67" },
        { "*", "-2", "0.5", "-1" },
        { "*", "1E-6000", "1E-6000", "0" },
        { "*", "1E6000", "1E6000", "none" },
        { "/", "1", "3", "0.3333333333333333333333333333333333" },
        { "/", "2", "3", "0.6666666666666666666666666666666667" },
        { "/", "1", "0", "none" },
        { "/", "0", "7", "0" },
        { "/", "1", "8", "0.125" },
        { "/", "1E6000", "1E-6000", "none" },
        { "%", "10", "3", "1" },
        { "%", "-10", "3", "2" },
        { "%", "1E6000", "7", "1" },
        { "%", "1", "0", "none" },
        { "^", "2", "10", "1024" },
        { "^", "1.1", "2", "1.21" },
        { "^", "4", "0.5", "2" },
        { "^", "10", "-3", "0.001" },
        { "^", "-2", "3", "-8" },
        { "^", "-2", "0.5", "none" },
        { "^", "10", "6145", "none" },
        { "^", "0", "0", "1" },
        { "^", "1.0000001", "10000000", "2.718281692544966271198550225777813" },
        { "s", "2", "0", "1.414213562373095048801688724209698" },
        { "s", "144", "0", "12" },
        { "s", "1E-6000", "0", "1E-3000" },
        { "s", "-1", "0", "none" },
        { "e", "1", "0", "2.718281828459045235360287471352662" },
        { "e", "-1", "0", "0.3678794411714423215955237701614609" },
        { "e", "14000", "0", "1.326620321137711275937776890335631E+6080" },
        { "l", "2", "0", "0.6931471805599453094172321214581766" },
        { "l", "1", "0", "0" },
        { "l", "0", "0", "none" },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct str got = text(a, rows[i].op, rows[i].x, rows[i].y);
        CHECK_MSG(str_eq_c(got, rows[i].want), "%s %s %s gives %.*s, not %s", rows[i].x, rows[i].op,
                  rows[i].y, STR_ARG(got), rows[i].want);
        arena_free(a);
    }
}

TEST(decimal_text)
{
    static const struct {
        const char *text, *want; /* NULL: not a number */
    } rows[] = {
        { "0", "0" },
        { "-0", "0" },
        { "00.10", "0.1" },
        { ".5", "0.5" },
        { "1e2", "100" },
        { "1E+2", "100" },
        { "1.5e-3", "0.0015" },
        { "1E100", "1E+100" },
        { "12345678901234567890123456789012345", "12345678901234567890123456789012340" },
        { "0.00000000000000000000000000000000000000000000000000000000000000001", "1E-65" },
        { "", NULL },
        { "-", NULL },
        { ".", NULL },
        { "1.", NULL },
        { "1e", NULL },
        { "+1", NULL },
        { " 1", NULL },
        { "1 ", NULL },
        { "1.2.3", NULL },
        { "0x1", NULL },
        { "1e99999999999", NULL },
        { "NaN", NULL },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena *a = arena_new((size_t)1 << 20);
        struct dec d;
        bool ok = dec_parse(str_c(rows[i].text), &d);
        CHECK_MSG(ok == (rows[i].want != NULL), "'%s'", rows[i].text);
        if (ok && rows[i].want != NULL)
            CHECK_STR(dec_format(a, d), rows[i].want);
        arena_free(a);
    }
}

TEST(decimal_rounding)
{
    static const struct {
        const char *v;
        int scale;
        const char *want[7]; /* half even, half up, half down, up, down, floor, ceiling */
    } rows[] = {
        { "2.5", 0, { "2", "3", "2", "3", "2", "2", "3" } },
        { "-2.5", 0, { "-2", "-3", "-2", "-3", "-2", "-3", "-2" } },
        { "3.5", 0, { "4", "4", "3", "4", "3", "3", "4" } },
        { "1.25", 1, { "1.2", "1.3", "1.2", "1.3", "1.2", "1.2", "1.3" } },
        { "1.26", 1, { "1.3", "1.3", "1.3", "1.3", "1.2", "1.2", "1.3" } },
        { "1250", -2, { "1200", "1300", "1200", "1300", "1200", "1200", "1300" } },
        { "7", 5, { "7", "7", "7", "7", "7", "7", "7" } },
        { "0.4", 0, { "0", "0", "0", "1", "0", "0", "1" } },
        { "5", -3, { "0", "0", "0", "1000", "0", "0", "1000" } },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (int how = 0; how < 7; how++) {
            struct arena *a = arena_new((size_t)1 << 20);
            struct dec d, r;
            CHECK(dec_parse(str_c(rows[i].v), &d));
            CHECK(dec_round_to(d, rows[i].scale, (enum dec_round)how, &r));
            CHECK_MSG(str_eq_c(dec_format(a, r), rows[i].want[how]), "%s by %d: %.*s", rows[i].v, how,
                      STR_ARG(dec_format(a, r)));
            arena_free(a);
        }
    }
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static struct dec any(uint64_t *state)
{
    struct dec d = { 0, 0, false };
    int digits = (int)(next_random(state) % 34) + 1;

    for (int i = 0; i < digits; i++)
        d.coef = d.coef * 10 + next_random(state) % 10;
    d.exp = (int32_t)(next_random(state) % 60) - 30;
    d.neg = d.coef != 0 && next_random(state) % 2 == 0;
    return d;
}

TEST(decimal_laws_hold_for_random_values)
{
    struct arena *a = arena_new((size_t)1 << 20);
    uint64_t state = 88172645463325252u;

    for (int i = 0; i < 20000; i++) {
        struct dec x = any(&state), y = any(&state), p, q, back;
        CHECK(dec_add(x, y, &p) && dec_add(y, x, &q) && dec_cmp(p, q) == 0);
        CHECK(dec_mul(x, y, &p) && dec_mul(y, x, &q) && dec_cmp(p, q) == 0);
        CHECK(dec_sub(x, y, &p) && (p.coef == 0) == (dec_cmp(x, y) == 0) &&
              (p.coef == 0 || p.neg == (dec_cmp(x, y) < 0)));
        CHECK(dec_cmp(x, y) == -dec_cmp(y, x) && dec_cmp(x, x) == 0);
        CHECK(dec_parse(dec_format(a, x), &back) && dec_cmp(back, x) == 0);
        if (y.coef != 0)
            CHECK(dec_modulo(x, y, &p) && dec_cmp(dec_abs(p), dec_abs(y)) <= 0 &&
                  (p.coef == 0 || p.neg == y.neg));
        arena_clear(a);
    }
    arena_free(a);
}

TEST(decimal_integers)
{
    int64_t v;
    struct dec d;

    CHECK(dec_to_i64(dec_int(INT64_MIN + 1), &v) && v == INT64_MIN + 1);
    CHECK(dec_to_i64(dec_int(INT64_MAX), &v) && v == INT64_MAX);
    CHECK(dec_parse(STR("9223372036854775808"), &d) && !dec_to_i64(d, &v));
    CHECK(dec_parse(STR("1.5"), &d) && !dec_to_i64(d, &v) && dec_trunc_i64(d, &v) && v == 1);
    CHECK(dec_parse(STR("1E3"), &d) && dec_to_i64(d, &v) && v == 1000);
    CHECK(dec_parse(STR("1E300"), &d) && !dec_trunc_i64(d, &v) && dec_is_int(d));
    CHECK(dec_parse(STR("1.50"), &d) && !dec_is_int(d));
}
