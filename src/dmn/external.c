/*
 * external.c - functions that a model declares as Java's: the arithmetic and text functions of the JDK's
 * java.lang that models use, done here. No Java is run; any other class or method gives null and a warning.
 *
 * Doubles and floats are computed in binary as Java does and come back as their shortest decimal text.
 */
#include "dmn/builtin.h"

#include <math.h>

struct java_arg {
    double number;
    struct str text;
    const struct feel_value *value;
};

struct java {
    struct str class, method;
    struct str types[3];
    size_t n;
};

static double sign_of(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x;
}

static double degrees(double x)
{
    return x * 180 / M_PI;
}

static double radians(double x)
{
    return x / 180 * M_PI;
}

static double larger(double x, double y)
{
    return x > y ? x : y;
}

static double smaller(double x, double y)
{
    return x < y ? x : y;
}

static const struct {
    const char *name;
    double (*fn)(double);
} of_one[] = {
    { "abs", fabs },    { "acos", acos },         { "asin", asin },         { "atan", atan },
    { "cbrt", cbrt },   { "ceil", ceil },         { "cos", cos },           { "cosh", cosh },
    { "exp", exp },     { "expm1", expm1 },       { "floor", floor },       { "log", log },
    { "log10", log10 }, { "log1p", log1p },       { "rint", rint },         { "signum", sign_of },
    { "sin", sin },     { "sinh", sinh },         { "sqrt", sqrt },         { "tan", tan },
    { "tanh", tanh },   { "toDegrees", degrees }, { "toRadians", radians },
};

static const struct {
    const char *name;
    double (*fn)(double, double);
} of_two[] = {
    { "atan2", atan2 }, { "hypot", hypot }, { "max", larger }, { "min", smaller }, { "pow", pow },
};

/* "max(double, java.lang.String)" into its parts. */
static bool signature(struct str s, struct java *j)
{
    size_t open = str_find_byte(s, '(', 0), close = str_find_byte(s, ')', 0);
    struct str list;

    if (open == SIZE_MAX || close == SIZE_MAX || close < open)
        return false;
    j->method = str_trim(str_sub(s, 0, open));
    list = str_trim(str_sub(s, open + 1, close - open - 1));
    while (list.len > 0) {
        if (j->n == ARRAY_LEN(j->types))
            return false;
        j->types[j->n++] = str_trim(str_cut(&list, ','));
    }
    return true;
}

static bool whole_between(double v, double min, double max)
{
    return v >= min && v <= max && floor(v) == v;
}

/* The argument as a parameter of the Java type takes it. */
static bool convert(struct eval *ev, const struct feel_value *v, struct str type, struct java_arg *out)
{
    struct str digits;

    out->value = v;
    if (str_eq_c(type, "java.lang.String") || str_eq_c(type, "char"))
        return arg_string(v, &out->text) && (type.len > 4 || utf8_count(out->text) == 1);
    v = arg_one(v);
    if (v->kind != FEEL_NUMBER)
        return false;
    digits = dec_format(ev->a, v->number);
    out->number = arena_failed(ev->a) ? 0 : strtod(arena_cstr(ev->a, digits), NULL);
    if (str_eq_c(type, "byte"))
        return whole_between(out->number, INT8_MIN, INT8_MAX);
    if (str_eq_c(type, "short"))
        return whole_between(out->number, INT16_MIN, INT16_MAX);
    if (str_eq_c(type, "int"))
        return whole_between(out->number, INT32_MIN, INT32_MAX);
    if (str_eq_c(type, "long"))
        return whole_between(out->number, -9007199254740992.0, 9007199254740992.0);
    if (str_eq_c(type, "float"))
        out->number = (double)(float)out->number;
    return str_eq_c(type, "float") || str_eq_c(type, "double");
}

static const struct feel_value *give_double(struct eval *ev, double v, bool single)
{
    char text[40];
    struct dec d;

    if (!isfinite(v))
        return eval_null(ev, "the result is no finite number");
    for (int digits = single ? 6 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, v);
        if (single ? strtof(text, NULL) == (float)v : strtod(text, NULL) == v)
            break;
    }
    return dec_parse(str_c(text), &d) ? give_number(ev, d) : eval_null(ev, "the result is no number");
}

static const struct feel_value *java_math(struct eval *ev, const struct java *j, const struct java_arg *arg)
{
    bool single = j->n > 0 && str_eq_c(j->types[0], "float");

    for (size_t i = 0; i < j->n; i++) {
        if (str_starts(j->types[i], STR("java.")) || !str_eq(j->types[i], j->types[0]))
            return NULL;
    }
    for (size_t i = 0; j->n == 1 && i < ARRAY_LEN(of_one); i++) {
        if (str_eq_c(j->method, of_one[i].name))
            return give_double(ev, of_one[i].fn(arg[0].number), single);
    }
    for (size_t i = 0; j->n == 2 && i < ARRAY_LEN(of_two); i++) {
        if (str_eq_c(j->method, of_two[i].name))
            return give_double(ev, of_two[i].fn(arg[0].number, arg[1].number), single);
    }
    return NULL;
}

/* valueOf and parse... of the number classes: the number itself, or the text read as one. */
static const struct feel_value *java_number(struct eval *ev, const struct java *j, const struct java_arg *arg)
{
    static const struct {
        const char *class, *type;
    } classes[] = { { "java.lang.Byte", "byte" },   { "java.lang.Short", "short" },
                    { "java.lang.Integer", "int" }, { "java.lang.Long", "long" },
                    { "java.lang.Float", "float" }, { "java.lang.Double", "double" } };
    struct java_arg number;
    const struct feel_value *v;
    struct dec d;
    size_t i = 0;

    while (i < ARRAY_LEN(classes) && !str_eq_c(j->class, classes[i].class))
        i++;
    if (i == ARRAY_LEN(classes) || j->n != 1 ||
        !(str_eq_c(j->method, "valueOf") || str_starts(j->method, STR("parse"))))
        return NULL;
    if (str_eq_c(j->types[0], classes[i].type))
        return arg_one(arg[0].value);
    if (!str_eq_c(j->types[0], "java.lang.String"))
        return NULL;
    if (!dec_parse(arg[0].text, &d))
        return eval_null(ev, "the text is no number");
    v = give_number(ev, d);
    if (v == NULL)
        return NULL;
    return convert(ev, v, str_c(classes[i].type), &number) ? v : eval_null(ev, "the number is out of range");
}

static const struct feel_value *java_text(struct eval *ev, const struct java *j, const struct java_arg *arg)
{
    if (!str_eq_c(j->class, "java.lang.String") || j->n != 1 || !str_eq_c(j->method, "valueOf"))
        return NULL;
    if (arg[0].text.p != NULL)
        return give_string(ev, arg[0].text);
    return give_string(ev, feel_to_string(ev->a, arg[0].value));
}

/* String.format with %s, %d, %n and %%. */
static const struct feel_value *java_format(struct eval *ev, struct str format,
                                            const struct feel_value *const *args, size_t n)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    size_t next = 0;

    buf_init(&b, (size_t)1 << 20);
    for (size_t i = 0; i < format.len; i++) {
        char c = format.p[i];
        if (c != '%') {
            buf_byte(&b, c);
            continue;
        }
        c = ++i < format.len ? format.p[i] : '\0';
        if (c == '%' || c == 'n')
            buf_byte(&b, c == 'n' ? '\n' : '%');
        else if ((c == 's' || (c == 'd' && next < n && args[next]->kind == FEEL_NUMBER)) && next < n)
            buf_str(&b, feel_to_string(ev->a, args[next++]));
        else
            return eval_null(ev, "this format is not supported");
    }
    if (buf_done(&b, NULL) != RC_OK || !eval_charge(ev, b.len))
        return eval_limit(ev);
    return eval_ok(ev, feel_string(ev->a, buf_view(&b)));
}

static const struct feel_value *java_call(struct eval *ev, struct java *j,
                                          const struct feel_value *const *args, size_t n)
{
    struct java_arg arg[ARRAY_LEN(j->types)] = { 0 };
    const struct feel_value *v = NULL;
    struct str format;

    if (str_eq_c(j->class, "java.lang.String") && str_eq_c(j->method, "format") && n > 0 &&
        arg_string(args[0], &format))
        return java_format(ev, format, args + 1, n - 1);
    if (n != j->n)
        return eval_null(ev, "%zu arguments for a Java method of %zu", n, j->n);
    for (size_t i = 0; i < n; i++) {
        if (!convert(ev, args[i], j->types[i], &arg[i]))
            return eval_null(ev, "argument %zu does not fit the Java type", i + 1);
    }
    if (str_eq_c(j->class, "java.lang.Math"))
        v = java_math(ev, j, arg);
    if (v == NULL && ev->rc == RC_OK)
        v = java_number(ev, j, arg);
    if (v == NULL && ev->rc == RC_OK)
        v = java_text(ev, j, arg);
    if (v != NULL || ev->rc != RC_OK)
        return v;
    return eval_null(ev, "the Java method %.*s.%.*s cannot be run here", (int)(j->class.len & 63), j->class.p,
                     (int)(j->method.len & 31), j->method.p);
}

const struct feel_value *eval_external(struct eval *ev, const struct func *f,
                                       const struct feel_value *const *args, size_t n)
{
    const struct feel_value *map = f->body == NULL ? VNULL : eval_node(ev, f->body, f->scope), *inner;
    struct java j = { 0 };

    if (map == NULL)
        return NULL;
    inner = feel_context_get(map, STR("java"));
    if (inner != NULL)
        map = inner;
    j.class = feel_text(feel_context_get(map, STR("class")));
    if (j.class.len == 0 || !signature(feel_text(feel_context_get(map, STR("method signature"))), &j))
        return eval_null(ev, "only functions of Java's java.lang can be called");
    return java_call(ev, &j, args, n);
}
