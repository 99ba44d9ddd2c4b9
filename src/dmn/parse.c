/*
 * parse.c - FEEL text to a tree: operators by priority, unary tests, and the entry points.
 *
 * Not here: terms (parse_term.c), names and literals (scan.c).
 * Bounds: text length, nesting, and a count of work that also limits trying again ("[1..2[" may be a filter).
 */
#include "dmn/parse.h"

#include <stdarg.h>

#define COMPARES_MAX 20000000u

static void place(const struct parser *p, size_t at, int *line, int *column)
{
    *line = p->first_line;
    *column = 1;
    for (size_t i = 0; i < at && i < p->s.len; i++) {
        if (p->s.p[i] == '\n') {
            (*line)++;
            *column = 1;
        } else if (((unsigned char)p->s.p[i] & 0xC0) != 0x80) {
            (*column)++;
        }
    }
}

void *parse_fail(struct parser *p, size_t at, const char *fmt, ...)
{
    char msg[160];
    va_list ap;
    int line, column;

    if (p->rc != RC_OK)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    place(p, at, &line, &column);
    p->rc = ERR(p->e, RC_INVALID, "line %d, column %d: %s", line, column, msg);
    return NULL;
}

void *parse_full(struct parser *p)
{
    if (p->rc == RC_OK)
        p->rc = ERR(p->e, RC_LIMIT, "FEEL text too large, too deep or too ambiguous");
    return NULL;
}

struct node *node_new(struct parser *p, enum node_kind kind, size_t at)
{
    struct node *n;

    if (p->rc != RC_OK)
        return NULL;
    if (p->work == 0)
        return parse_full(p);
    p->work--;
    n = ARENA_NEW(p->a, struct node);
    if (n == NULL)
        return parse_full(p);
    n->kind = kind;
    if (at < p->line_start)
        p->seen = p->line_start = 0, p->line = 0;
    for (; p->seen < at; p->seen++) {
        if (p->s.p[p->seen] == '\n') {
            p->line++;
            p->line_start = p->seen + 1;
        }
    }
    n->line = p->first_line + p->line;
    n->column = (int)(at - p->line_start) + 1;
    return n;
}

static const struct node *binary(struct parser *p, enum node_kind kind, uint8_t op, const struct node *a,
                                 int least, size_t at)
{
    struct node *n = node_new(p, kind, at);

    if (n == NULL)
        return NULL;
    n->op = op;
    n->a = a;
    n->b = parse_expr(p, least);
    return p->rc == RC_OK ? n : NULL;
}

static bool comparison(struct parser *p, enum cmp_op *op)
{
    static const struct {
        const char *sign;
        enum cmp_op op;
    } ops[] = { { "!=", CMP_NE }, { "<=", CMP_LE }, { ">=", CMP_GE },
                { "=", CMP_EQ },  { "<", CMP_LT },  { ">", CMP_GT } };

    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        if (accept(p, ops[i].sign)) {
            *op = ops[i].op;
            return true;
        }
    }
    return false;
}

/* Where to go back to when one reading of the text fails and another is tried. */
struct mark {
    size_t i;
    unsigned depth;
    const struct feel_names *names;
    bool uses_input, makes_function;
};

static struct mark mark(const struct parser *p)
{
    return (struct mark){ p->i, p->depth, p->names, p->uses_input, p->makes_function };
}

static void go_back(struct parser *p, struct mark m)
{
    p->rc = RC_OK;
    p->i = m.i;
    p->depth = m.depth;
    p->names = m.names;
    p->uses_input = m.uses_input;
    p->makes_function = m.makes_function;
}

/* "in ( test, test )", unless the bracket is part of an expression or range. */
static bool in_list(struct parser *p, struct node *n)
{
    VEC(const struct node *) v = { 0 };
    struct mark from = mark(p);

    if (!accept(p, "("))
        return false;
    do {
        const struct node *t = parse_test(p, P_LOWEST);
        if (t == NULL || !VEC_PUSH(p->a, &v, t))
            break;
    } while (accept(p, ","));
    if (p->rc == RC_OK && accept(p, ")") &&
        !(look_at(p, "+") || look_at(p, "*") || look_at(p, "/") || look_at(p, ".") || look_at(p, "["))) {
        n->list = v.v;
        n->n = v.n;
        return true;
    }
    if (p->rc == RC_LIMIT)
        return true;
    go_back(p, from);
    return false;
}

static const struct node *parse_in(struct parser *p, const struct node *a, size_t at)
{
    struct node *n = node_new(p, N_IN, at);
    const struct node **one;
    bool outer = p->uses_input;

    if (n == NULL)
        return NULL;
    n->a = a;
    p->uses_input = false;
    if (!in_list(p, n)) {
        one = ARENA_ARRAY(p->a, const struct node *, 1);
        if (one == NULL)
            return parse_full(p);
        one[0] = parse_test(p, P_ADD);
        n->list = one;
        n->n = 1;
    }
    p->uses_input = outer;
    return p->rc == RC_OK ? n : NULL;
}

static const struct node *parse_between(struct parser *p, const struct node *a, size_t at)
{
    struct node *n = node_new(p, N_BETWEEN, at);

    if (n == NULL)
        return NULL;
    n->a = a;
    n->b = parse_expr(p, P_ADD);
    expect_word(p, "and");
    n->c = parse_expr(p, P_ADD);
    return p->rc == RC_OK ? n : NULL;
}

static const struct node *parse_arguments(struct parser *p, const struct node *callee, size_t at)
{
    struct node *n = node_new(p, N_CALL, at);
    VEC(const struct node *) args = { 0 };
    VEC(struct str) names = { 0 };
    struct str name = STR_NONE;

    if (n == NULL)
        return NULL;
    n->a = callee;
    if (accept(p, ")"))
        return n;
    do {
        bool named = scan_named_arg(p, &name);
        const struct node *arg;
        if (args.n > 0 && named != (names.n > 0))
            return parse_fail(p, p->i, "named and positional arguments are mixed");
        if (named && !VEC_PUSH(p->a, &names, name))
            return parse_full(p);
        arg = parse_expr(p, P_LOWEST);
        if (arg == NULL)
            return NULL;
        if (!VEC_PUSH(p->a, &args, arg))
            return parse_full(p);
    } while (accept(p, ","));
    n->list = args.v;
    n->n = args.n;
    n->arg_names = names.v;
    return expect(p, ")") ? n : NULL;
}

static const struct node *parse_filter(struct parser *p, const struct node *a, size_t at)
{
    struct node *n = node_new(p, N_FILTER, at);
    static const struct str item[] = { STR_INIT("item") };
    struct feel_names scope = { item, 1, NULL, 0, p->names };
    const struct feel_names *outer = p->names;
    bool functions = p->makes_function;

    if (n == NULL)
        return NULL;
    n->a = a;
    p->names = &scope;
    p->makes_function = false;
    n->b = parse_expr(p, P_LOWEST);
    p->names = outer;
    n->makes_function = p->makes_function;
    p->makes_function = p->makes_function || functions;
    return expect(p, "]") ? n : NULL;
}

/* "[" after a term: a filter, unless what follows cannot be one; then it closes a range: [1..2[ */
static const struct node *try_filter(struct parser *p, const struct node *a, size_t at, bool *closes)
{
    struct mark from = mark(p);
    struct err kept = { 0 }, *e = p->e;
    const struct node *n;

    p->e = &kept;
    accept(p, "[");
    n = parse_filter(p, a, at);
    p->e = e;
    *closes = false;
    if (n != NULL)
        return n;
    if (p->rc == RC_INVALID) {
        p->work -= p->work < at / 8 ? p->work : at / 8;
        *closes = true;
        go_back(p, from);
        if (p->e != NULL) /* should nothing make sense of it, this is the message */
            *p->e = kept;
        return a;
    }
    if (p->e != NULL)
        *p->e = kept;
    return NULL;
}

static const struct node *parse_path(struct parser *p, const struct node *a, size_t at)
{
    struct node *n = node_new(p, N_PATH, at);

    if (n == NULL || !scan_field(p, &n->name))
        return NULL;
    n->hash = name_hash(n->name);
    n->a = a;
    return n;
}

static const struct node *parse_instance(struct parser *p, const struct node *a, size_t at)
{
    struct node *n = node_new(p, N_INSTANCE, at);

    expect_word(p, "of");
    if (n == NULL || p->rc != RC_OK)
        return NULL;
    n->a = a;
    n->type = parse_type(p);
    return p->rc == RC_OK ? n : NULL;
}

static const struct node *parse_postfix(struct parser *p)
{
    const struct node *a = parse_term(p);
    bool closes = false;

    while (a != NULL && p->rc == RC_OK && !closes) {
        size_t at = (skip_space(p), p->i);
        if (look_at(p, "["))
            a = try_filter(p, a, at, &closes);
        else if (accept(p, "("))
            a = parse_arguments(p, a, at);
        else if (look_at(p, ".") && !look_at(p, "..") && accept(p, "."))
            a = parse_path(p, a, at);
        else if (accept_word(p, "instance"))
            a = parse_instance(p, a, at);
        else
            break;
    }
    return p->rc == RC_OK ? a : NULL;
}

static const struct node *parse_unary(struct parser *p)
{
    size_t at = (skip_space(p), p->i);
    struct node *n;
    const struct node *a;

    if (!accept(p, "-"))
        return parse_postfix(p);
    a = parse_expr(p, P_UNARY);
    if (a == NULL)
        return NULL;
    n = node_new(p, a->kind == N_CONST && a->v->kind == FEEL_NUMBER ? N_CONST : N_NEGATE, at);
    if (n == NULL)
        return NULL;
    if (n->kind == N_NEGATE) {
        n->a = a;
        return n;
    }
    n->v = feel_number(p->a, dec_neg(a->v->number));
    return n->v == NULL ? parse_full(p) : n;
}

/* One infix operator of at least this priority applied to `a`; the same `a` when there is none. */
static const struct node *infix(struct parser *p, const struct node *a, int least)
{
    size_t at = (skip_space(p), p->i);
    char c = at < p->s.len ? p->s.p[at] : '\0';
    enum cmp_op op;

    if (least <= P_POW && accept(p, "**"))
        return binary(p, N_ARITH, '^', a, P_UNARY, at);
    if (least <= P_MUL && (c == '*' || c == '/') && !look_at(p, "**")) {
        p->i++;
        return binary(p, N_ARITH, (uint8_t)c, a, P_POW, at);
    }
    if (least <= P_ADD && (c == '+' || c == '-')) {
        p->i++;
        return binary(p, N_ARITH, (uint8_t)c, a, P_MUL, at);
    }
    if (least <= P_COMPARE && accept_word(p, "between"))
        return parse_between(p, a, at);
    if (least <= P_COMPARE && accept_word(p, "in"))
        return parse_in(p, a, at);
    if (least <= P_COMPARE && comparison(p, &op))
        return binary(p, N_COMPARE, (uint8_t)op, a, P_ADD, at);
    if (least <= P_AND && accept_word(p, "and"))
        return binary(p, N_AND, 0, a, P_COMPARE, at);
    if (least <= P_OR && accept_word(p, "or"))
        return binary(p, N_OR, 0, a, P_AND, at);
    return a;
}

const struct node *parse_expr(struct parser *p, int least)
{
    const struct node *a, *next;

    if (p->rc != RC_OK)
        return NULL;
    if (p->depth >= FEEL_PARSE_DEPTH_MAX)
        return parse_full(p);
    p->depth++;
    next = parse_unary(p);
    do {
        a = next;
        next = a == NULL || least >= P_UNARY ? a : infix(p, a, least);
    } while (next != a);
    p->depth--;
    return p->rc == RC_OK ? a : NULL;
}

const struct node *parse_test(struct parser *p, int least)
{
    size_t at = (skip_space(p), p->i);
    enum cmp_op op;
    struct node *n;

    if (!comparison(p, &op))
        return parse_expr(p, least);
    n = node_new(p, N_TEST, at);
    if (n == NULL)
        return NULL;
    n->op = (uint8_t)op;
    n->a = parse_expr(p, P_ADD);
    return p->rc == RC_OK ? n : NULL;
}

/* A comma-separated list of tests into `n`, up to `close` (or the end of the text). */
static bool test_list(struct parser *p, struct node *n, const char *close)
{
    VEC(const struct node *) v = { 0 };

    do {
        const struct node *t;
        struct node *marked;
        p->uses_input = false;
        t = parse_test(p, P_LOWEST);
        if (t == NULL)
            return false;
        marked = ARENA_NEW(p->a, struct node);
        if (marked == NULL || !VEC_PUSH(p->a, &v, marked))
            return parse_full(p) != NULL;
        *marked = *t;
        marked->uses_input = p->uses_input;
    } while (accept(p, ","));
    n->list = v.v;
    n->n = v.n;
    if (close != NULL && !expect(p, close))
        return false;
    if (!at_end(p)) {
        parse_fail(p, p->i, "unexpected text after the tests");
        return false;
    }
    return true;
}

const struct node *parse_tests(struct parser *p)
{
    struct node *n = node_new(p, N_TESTS, 0);
    struct err kept = { 0 }, *e = p->e;
    struct mark from = mark(p);

    if (n == NULL)
        return NULL;
    if (accept(p, "-") && at_end(p))
        return n;
    go_back(p, from);
    if (accept_word(p, "not") && accept(p, "(")) {
        p->e = &kept;
        if (test_list(p, n, ")")) {
            n->negated = true;
            p->e = e;
            return n;
        }
        p->e = e;
        if (p->rc == RC_LIMIT)
            return NULL;
    } /* perhaps an expression: not(a) and b */
    go_back(p, from);
    return test_list(p, n, NULL) ? n : NULL;
}

enum rc feel_parse(struct arena *a, struct str text, const struct feel_names *names,
                   const struct type_source *types, bool tests, int line, uint64_t *compares,
                   const struct node **ret, struct err *e)
{
    uint64_t own = COMPARES_MAX;
    struct parser p = { .a = a, .s = text, .names = names, .types = types, .first_line = line, .e = e };
    const struct node *n;

    p.compares = compares == NULL ? &own : compares;

    if (text.len > FEEL_TEXT_MAX)
        return ERR(e, RC_LIMIT, "FEEL text longer than %u bytes", FEEL_TEXT_MAX);
    if (!utf8_valid(text))
        return ERR(e, RC_INVALID, "line %d, column 1: FEEL text is not UTF-8", line);
    p.work = 2000 + 40 * (uint64_t)text.len;
    n = tests ? parse_tests(&p) : parse_expr(&p, P_LOWEST);
    if (n != NULL && !at_end(&p))
        n = parse_fail(&p, p.i, "unexpected '%.*s'", (int)(text.len - p.i < 24 ? text.len - p.i : 24),
                       text.p + p.i);
    if (p.rc == RC_OK && n == NULL)
        parse_fail(&p, p.i, "expression expected");
    if (p.rc != RC_OK)
        return p.rc;
    *ret = n;
    return RC_OK;
}

enum rc feel_parse_type(struct arena *a, struct str text, const struct type_source *types,
                        const struct feel_type **ret, struct err *e)
{
    uint64_t own = COMPARES_MAX;
    struct parser p = {
        .a = a, .s = text, .types = types, .first_line = 1, .work = 2000, .compares = &own, .e = e
    };
    const struct feel_type *t = parse_type(&p);

    if (t != NULL && !at_end(&p))
        parse_fail(&p, p.i, "type expected");
    if (p.rc != RC_OK)
        return p.rc;
    *ret = t;
    return RC_OK;
}

static enum rc compile(struct arena *a, struct str text, const struct feel_names *names, bool tests,
                       const struct feel_expr **ret, struct err *e)
{
    struct feel_expr *x;
    enum rc rc;

    if (text.len > FEEL_TEXT_MAX)
        return ERR(e, RC_LIMIT, "FEEL text longer than %u bytes", FEEL_TEXT_MAX);
    x = ARENA_NEW(a, struct feel_expr);
    if (x == NULL)
        return arena_check(a, e);
    x->text = arena_str(a, text);
    rc = arena_check(a, e);
    if (rc == RC_OK)
        rc = feel_parse(a, x->text, names, NULL, tests, 1, NULL, &x->root, e);
    if (rc == RC_OK)
        *ret = x;
    return rc;
}

enum rc feel_compile(struct arena *a, struct str text, const struct feel_names *names,
                     const struct feel_expr **ret, struct err *e)
{
    return compile(a, text, names, false, ret, e);
}

enum rc feel_compile_tests(struct arena *a, struct str text, const struct feel_names *names,
                           const struct feel_expr **ret, struct err *e)
{
    return compile(a, text, names, true, ret, e);
}
