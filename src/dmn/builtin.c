/*
 * builtin.c - the table of built-in functions, matching of arguments, and helpers for the bi_*.c files.
 */
#include "dmn/builtin.h"
#include "dmn/parse.h"

struct row {
    struct builtin b;
    size_t least, most;
};

static const struct row rows[] = {
#define BUILTIN(name, params, least, most, fn) { { name, params, fn }, least, most },
#include "dmn/builtin_list.h"
#undef BUILTIN
};

enum {
#define BUILTIN(name, params, least, most, fn) ROW_LINE(__LINE__),
#define ROW_LINE(line) ROW_PASTE(line)
#define ROW_PASTE(line) ROW_##line
#include "dmn/builtin_list.h"
#undef BUILTIN
    ROW_COUNT
};

static const struct feel_value values[] = {
#define BUILTIN(name, params, least, most, fn)                                                               \
    { .kind = FEEL_FUNCTION, .func = { .builtin = &rows[ROW_LINE(__LINE__)].b } },
#include "dmn/builtin_list.h"
#undef BUILTIN
};

_Static_assert(ARRAY_LEN(values) == ROW_COUNT && ARRAY_LEN(rows) == ROW_COUNT, "one value a row");

const struct feel_value *builtin_value(struct str name, uint32_t hash)
{
    (void)hash;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].b.name[0] == (name.len > 0 ? name.p[0] : '\0') && str_eq_c(name, rows[i].b.name))
            return &values[i];
    }
    return NULL;
}

bool builtin_exists(struct str name)
{
    return builtin_value(name, 0) != NULL;
}

static size_t after_blank(struct str s, size_t k)
{
    while (k < s.len && (s.p[k] == ' ' || s.p[k] == '\n' || s.p[k] == '\t' || s.p[k] == '\r'))
        k++;
    return k;
}

/* How much of `s` spells the name, any space standing for its spaces; 0 when it does not. */
static size_t spelled(struct str s, const char *name)
{
    size_t k = 0;

    for (; *name != '\0'; name++) {
        size_t next = *name == ' ' ? after_blank(s, k) : k + 1;
        if (next == k || (*name != ' ' && (k >= s.len || s.p[k] != *name)))
            return 0;
        k = next;
    }
    return k;
}

size_t builtin_prefix(struct str s)
{
    size_t best = 0;

    for (size_t i = 0; i < ROW_COUNT; i++) {
        size_t len = s.len == 0 || rows[i].b.name[0] != s.p[0] ? 0 : spelled(s, rows[i].b.name);
        size_t open = after_blank(s, len);
        if (len > best && open < s.len && s.p[open] == '(')
            best = len;
    }
    return best;
}

/* Where in "a,b,c" the name stands; SIZE_MAX when it does not. */
static size_t param_index(const char *params, struct str name)
{
    struct str rest = str_c(params), one;

    for (size_t i = 0; rest.len > 0; i++) {
        one = str_cut(&rest, ',');
        if (str_eq(one, name))
            return i;
    }
    return SIZE_MAX;
}

static size_t param_count(const char *params)
{
    size_t n = *params != '\0';

    for (; *params != '\0'; params++)
        n += *params == ',';
    return n;
}

#define NAMED_MAX 8

/* Sort named arguments by this row; missing ones are null. False when the row does not fit. */
static bool by_names(const struct row *r, const struct feel_value *const *args, const struct str *names,
                     size_t n, const struct feel_value **out, size_t *out_n)
{
    size_t top = 0, most = r->most == ANY ? param_count(r->b.params) : r->most;

    if (n > NAMED_MAX || n < r->least || most > NAMED_MAX)
        return false;
    for (size_t i = 0; i < NAMED_MAX; i++)
        out[i] = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t k = param_index(r->b.params, names[i]);
        if (k >= most || out[k] != NULL)
            return false;
        out[k] = args[i];
        top = k + 1 > top ? k + 1 : top;
    }
    for (size_t i = 0; i < top || i < r->least; i++) {
        if (out[i] == NULL && i < r->least && r->least == r->most)
            return false;
        out[i] = out[i] == NULL ? VNULL : out[i];
        top = i + 1 > top ? i + 1 : top;
    }
    *out_n = top;
    return true;
}

const struct feel_value *builtin_call(struct eval *ev, const struct builtin *b,
                                      const struct feel_value *const *args, const struct str *names, size_t n)
{
    const struct row *r = (const struct row *)(const void *)b;
    const struct feel_value *sorted[NAMED_MAX];
    size_t count;

    for (; r < rows + ROW_COUNT && strcmp(r->b.name, b->name) == 0; r++) {
        if (names == NULL) {
            if (n >= r->least && n <= r->most)
                return r->b.run(ev, args, n);
        } else if (by_names(r, args, names, n, sorted, &count)) {
            return r->b.run(ev, sorted, count);
        }
    }
    return eval_null(ev, "%s() does not take these arguments", b->name);
}

const struct feel_value *arg_one(const struct feel_value *v)
{
    return v->kind == FEEL_LIST && v->list.n == 1 ? v->list.v[0] : v;
}

bool arg_number(const struct feel_value *v, struct dec *ret)
{
    v = arg_one(v);
    if (v->kind != FEEL_NUMBER)
        return false;
    *ret = v->number;
    return true;
}

bool arg_int(const struct feel_value *v, int64_t *ret)
{
    struct dec d;

    return arg_number(v, &d) && dec_trunc_i64(d, ret);
}

bool arg_string(const struct feel_value *v, struct str *ret)
{
    v = arg_one(v);
    if (v->kind != FEEL_STRING)
        return false;
    *ret = v->string;
    return true;
}

const struct feel_value *arg_list(struct eval *ev, const struct feel_value *v)
{
    if (v->kind == FEEL_LIST)
        return v;
    if (v->kind == FEEL_NULL)
        return NULL;
    return eval_ok(ev, feel_list(ev->a, &v, 1));
}

const struct feel_value *bad_arg(struct eval *ev, const char *function)
{
    return eval_null(ev, "%s(): an argument is not of the kind it wants, or out of its range", function);
}

const struct feel_value *give_number(struct eval *ev, struct dec d)
{
    return eval_ok(ev, feel_number(ev->a, d));
}

const struct feel_value *give_int(struct eval *ev, int64_t v)
{
    return eval_ok(ev, feel_int(ev->a, v));
}

const struct feel_value *give_string(struct eval *ev, struct str s)
{
    if (arena_failed(ev->a))
        return eval_limit(ev);
    return eval_ok(ev, value_str(ev->a, s));
}

const struct feel_value *give_list(struct eval *ev, const struct feel_value **v, size_t n)
{
    return eval_ok(ev, value_list(ev->a, v, n));
}

const struct feel_value **new_items(struct eval *ev, size_t n)
{
    const struct feel_value **v;

    if (!eval_charge(ev, n))
        return NULL;
    v = ARENA_ARRAY(ev->a, const struct feel_value *, n + 1);
    if (v == NULL)
        eval_limit(ev);
    return v;
}
