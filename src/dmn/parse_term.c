/*
 * parse_term.c - the terms of FEEL: literals, names, brackets, ranges, contexts, if, for, some, every,
 * function, types.
 */
#include "dmn/parse.h"
#include "dmn/types.h"

static const struct node *constant(struct parser *p, size_t at, const struct feel_value *v)
{
    struct node *n = node_new(p, N_CONST, at);

    if (n == NULL || v == NULL)
        return parse_full(p);
    n->v = v;
    return n;
}

static const struct node *string_term(struct parser *p, size_t at)
{
    struct str s;

    return scan_string(p, &s) ? constant(p, at, value_str(p->a, s)) : NULL;
}

static const struct node *at_literal(struct parser *p, size_t at)
{
    struct str s;
    const struct feel_value *v;

    p->i++;
    if (!look_at(p, "\""))
        return parse_fail(p, at, "text expected after @");
    if (!scan_string(p, &s))
        return NULL;
    v = feel_temporal(p->a, s);
    if (v == VNULL)
        return parse_fail(p, at, "'%.*s' is no date, time or duration", (int)(s.len < 40 ? s.len : 40), s.p);
    return constant(p, at, v);
}

static const struct node *number_term(struct parser *p, size_t at)
{
    struct dec d;

    if (!scan_number(p, &d))
        return parse_fail(p, at, "number expected");
    return constant(p, at, feel_number(p->a, d));
}

/* Low end `a` is read, ".." is next. */
static const struct node *range_rest(struct parser *p, size_t at, bool low_in, const struct node *a)
{
    struct node *n = node_new(p, N_RANGE, at);

    if (n == NULL || !expect(p, ".."))
        return NULL;
    n->a = a;
    n->low_in = low_in;
    n->b = parse_expr(p, P_ADD);
    if (n->b == NULL)
        return NULL;
    n->high_in = accept(p, "]");
    if (!n->high_in && !accept(p, ")") && !accept(p, "["))
        return parse_fail(p, p->i, "end of the range expected");
    return n;
}

static const struct node *square(struct parser *p, size_t at)
{
    VEC(const struct node *) v = { 0 };
    struct node *n;

    p->i++;
    if (!accept(p, "]")) {
        do {
            const struct node *item = parse_expr(p, P_LOWEST);
            if (item == NULL)
                return NULL;
            if (v.n == 0 && look_at(p, ".."))
                return range_rest(p, at, true, item);
            if (!VEC_PUSH(p->a, &v, item))
                return parse_full(p);
        } while (accept(p, ","));
        if (!expect(p, "]"))
            return NULL;
    }
    n = node_new(p, N_LIST, at);
    if (n == NULL)
        return NULL;
    n->list = v.v;
    n->n = v.n;
    return n;
}

static const struct node *round_bracket(struct parser *p, size_t at)
{
    const struct node *a;

    p->i++;
    a = parse_test(p, P_LOWEST);
    if (a == NULL)
        return NULL;
    if (a->kind != N_TEST && look_at(p, ".."))
        return range_rest(p, at, false, a);
    return expect(p, ")") ? a : NULL;
}

static const struct node *reverse_bracket(struct parser *p, size_t at)
{
    const struct node *a;

    p->i++;
    a = parse_expr(p, P_ADD);
    return a == NULL ? NULL : range_rest(p, at, false, a);
}

/* A scope of one name more. False when the arena is full. */
static bool push_name(struct parser *p, struct feel_names *scope, struct str name)
{
    struct str *one = ARENA_ARRAY(p->a, struct str, 1);

    if (one == NULL)
        return parse_full(p) != NULL;
    *one = name;
    *scope = (struct feel_names){ one, 1, NULL, 0, p->names };
    p->names = scope;
    return true;
}

/* Names of keys become known one after the other, so the scope's arrays grow while it is in use. */
static const struct node *context_term(struct parser *p, size_t at)
{
    VEC(struct bind) binds = { 0 };
    VEC(struct str) keys = { 0 };
    struct feel_names scope = { NULL, 0, NULL, 0, p->names };
    const struct feel_names *outer = p->names;
    struct node *n = node_new(p, N_CONTEXT, at);
    bool functions = p->makes_function;

    if (n == NULL)
        return NULL;
    p->i++;
    p->makes_function = false;
    p->names = &scope;
    while (!look_at(p, "}") || binds.n > 0) {
        struct bind b = { 0 };
        if (!scan_key(p, &b.name) || !expect(p, ":"))
            return NULL;
        b.a = parse_expr(p, P_LOWEST);
        if (b.a == NULL)
            return NULL;
        b.hash = name_hash(b.name);
        for (size_t i = 0; i < binds.n; i++) {
            if (str_eq(binds.v[i].name, b.name))
                return parse_fail(p, p->i, "key '%.*s' twice in a context", (int)(b.name.len & 63), b.name.p);
        }
        if (!VEC_PUSH(p->a, &binds, b) || !VEC_PUSH(p->a, &keys, b.name))
            return parse_full(p);
        if (p->work < binds.n / 16)
            return parse_full(p);
        p->work -= binds.n / 16;
        scope.vars = keys.v;
        scope.n_vars = keys.n;
        if (!accept(p, ","))
            break;
    }
    p->names = outer;
    n->makes_function = p->makes_function;
    p->makes_function = p->makes_function || functions;
    n->binds = binds.v;
    n->n = binds.n;
    return expect(p, "}") ? n : NULL;
}

static const struct node *if_term(struct parser *p, size_t at)
{
    struct node *n = node_new(p, N_IF, at);

    if (n == NULL)
        return NULL;
    n->a = parse_expr(p, P_LOWEST);
    expect_word(p, "then");
    n->b = parse_expr(p, P_LOWEST);
    expect_word(p, "else");
    n->c = parse_expr(p, P_LOWEST);
    return p->rc == RC_OK ? n : NULL;
}

/* for x in a, y in 1..x return ... and some/every x in a, y in b satisfies ... */
static const struct node *loop_term(struct parser *p, size_t at, enum node_kind kind)
{
    VEC(struct bind) binds = { 0 };
    struct feel_names *scopes;
    const struct feel_names *outer = p->names;
    struct node *n = node_new(p, kind, at);
    bool functions = p->makes_function, partial = p->uses_partial;

    p->makes_function = p->uses_partial = false;
    do {
        struct bind b = { 0 };
        if (!scan_new_name(p, "in", &b.name) || !expect_word(p, "in"))
            return NULL;
        b.hash = name_hash(b.name);
        b.a = parse_expr(p, P_ADD);
        if (b.a != NULL && accept(p, ".."))
            b.hi = parse_expr(p, P_ADD);
        scopes = ARENA_NEW(p->a, struct feel_names);
        if (p->rc != RC_OK || scopes == NULL || !VEC_PUSH(p->a, &binds, b))
            return parse_full(p);
        if (!push_name(p, scopes, b.name))
            return NULL;
    } while (accept(p, ","));
    if (kind == N_FOR) {
        scopes = ARENA_NEW(p->a, struct feel_names);
        if (scopes == NULL || !push_name(p, scopes, STR("partial")))
            return parse_full(p);
    }
    expect_word(p, kind == N_FOR ? "return" : "satisfies");
    if (p->rc != RC_OK || n == NULL)
        return NULL;
    n->a = parse_expr(p, P_LOWEST);
    p->names = outer;
    n->makes_function = p->makes_function;
    n->uses_input = p->uses_partial;
    p->makes_function = p->makes_function || functions;
    p->uses_partial = p->uses_partial || partial;
    n->binds = binds.v;
    n->n = binds.n;
    return p->rc == RC_OK ? n : NULL;
}

static bool parameters(struct parser *p, struct node *n)
{
    VEC(struct param) params = { 0 };

    if (!expect(p, "("))
        return false;
    if (accept(p, ")"))
        return true;
    do {
        struct param one = { 0 };
        struct feel_names *scope = ARENA_NEW(p->a, struct feel_names);
        if (!scan_new_name(p, NULL, &one.name))
            return false;
        one.hash = name_hash(one.name);
        if (accept(p, ":"))
            one.type = parse_type(p);
        if (p->rc != RC_OK)
            return false;
        if (scope == NULL || !VEC_PUSH(p->a, &params, one))
            return parse_full(p) != NULL;
        if (!push_name(p, scope, one.name))
            return false;
    } while (accept(p, ","));
    n->params = params.v;
    n->n_params = params.n;
    return expect(p, ")");
}

static const struct node *function_term(struct parser *p, size_t at)
{
    struct node *n = node_new(p, N_FUNCTION, at);
    const struct feel_names *outer = p->names;

    if (n == NULL || !parameters(p, n))
        return NULL;
    if (accept_word(p, "external"))
        n->external = "external";
    n->a = parse_expr(p, P_LOWEST);
    p->names = outer;
    p->makes_function = true;
    return p->rc == RC_OK ? n : NULL;
}

static const struct node *name_term(struct parser *p, size_t at)
{
    struct node *n = node_new(p, N_NAME, at);

    if (n == NULL || !scan_variable(p, &n->name))
        return NULL;
    n->hash = name_hash(n->name);
    if (str_eq_c(n->name, "?"))
        p->uses_input = true;
    if (str_eq_c(n->name, "partial"))
        p->uses_partial = true;
    return n;
}

/* A term that begins with a keyword, or NULL with nothing taken. */
static const struct node *keyword_term(struct parser *p, size_t at, bool *taken)
{
    static const struct {
        const char *word;
        enum node_kind kind;
    } words[] = { { "if", N_IF },       { "for", N_FOR },           { "some", N_SOME },
                  { "every", N_EVERY }, { "function", N_FUNCTION }, { "true", N_CONST },
                  { "false", N_CONST }, { "null", N_CONST } };
    size_t known = scan_known(p), k;

    *taken = false;
    for (k = 0; k < ARRAY_LEN(words); k++) {
        if (strlen(words[k].word) >= known && accept_word(p, words[k].word))
            break;
    }
    if (k == ARRAY_LEN(words))
        return NULL;
    *taken = true;
    switch (words[k].kind) {
    case N_IF:
        return if_term(p, at);
    case N_FUNCTION:
        return function_term(p, at);
    case N_CONST:
        return constant(p, at, k == 5 ? &feel_true_value : k == 6 ? &feel_false_value : VNULL);
    default:
        return loop_term(p, at, words[k].kind);
    }
}

const struct node *parse_term(struct parser *p)
{
    size_t at = (skip_space(p), p->i);
    char c = at < p->s.len ? p->s.p[at] : '\0';
    const struct node *n;
    bool taken;

    if (p->rc != RC_OK)
        return NULL;
    if (c == '"')
        return string_term(p, at);
    if (c == '@')
        return at_literal(p, at);
    if ((c >= '0' && c <= '9') ||
        (c == '.' && at + 1 < p->s.len && p->s.p[at + 1] >= '0' && p->s.p[at + 1] <= '9'))
        return number_term(p, at);
    if (c == '[')
        return square(p, at);
    if (c == ']')
        return reverse_bracket(p, at);
    if (c == '(')
        return round_bracket(p, at);
    if (c == '{')
        return context_term(p, at);
    n = keyword_term(p, at, &taken);
    if (taken)
        return n;
    if (scan_name_start(p) || scan_known(p) > 0)
        return name_term(p, at);
    return parse_fail(p, at, at >= p->s.len ? "expression expected" : "unexpected sign");
}

/* ---- types ---- */

static struct feel_type *type_new(struct parser *p, enum type_kind kind)
{
    struct feel_type *t = ARENA_NEW(p->a, struct feel_type);

    if (t == NULL)
        return parse_full(p);
    t->kind = kind;
    return t;
}

static const struct feel_type *wrapped(struct parser *p, enum type_kind kind)
{
    struct feel_type *t = type_new(p, kind);

    if (t == NULL)
        return NULL;
    t->elem = &type_any;
    if (accept(p, "<")) {
        t->elem = parse_type(p);
        expect(p, ">");
    }
    return p->rc == RC_OK ? t : NULL;
}

static const struct feel_type *context_type(struct parser *p)
{
    VEC(struct type_field) fields = { 0 };
    struct feel_type *t = type_new(p, TYPE_CONTEXT);

    if (t == NULL)
        return NULL;
    if (accept(p, "<") && !accept(p, ">")) {
        do {
            struct type_field f = { 0 };
            if (!scan_key(p, &f.name) || !expect(p, ":"))
                return NULL;
            f.hash = name_hash(f.name);
            f.type = parse_type(p);
            if (p->rc != RC_OK || !VEC_PUSH(p->a, &fields, f))
                return parse_full(p);
        } while (accept(p, ","));
        expect(p, ">");
    }
    t->fields = fields.v;
    t->n = fields.n;
    return p->rc == RC_OK ? t : NULL;
}

static const struct feel_type *function_type(struct parser *p)
{
    VEC(const struct feel_type *) params = { 0 };
    struct feel_type *t = type_new(p, TYPE_FUNCTION);

    if (t == NULL)
        return NULL;
    if (!accept(p, "<"))
        return t;
    t->elem = &type_any;
    if (!accept(p, ">")) {
        do {
            const struct feel_type *one = parse_type(p);
            if (one == NULL || !VEC_PUSH(p->a, &params, one))
                return parse_full(p);
        } while (accept(p, ","));
        expect(p, ">");
    }
    if (!expect(p, "->"))
        return NULL;
    t->elem = parse_type(p);
    t->params = params.v;
    t->n_params = params.n;
    return p->rc == RC_OK ? t : NULL;
}

static const struct feel_type *named_type(struct parser *p)
{
    static const char *const longs[] = { "days and time duration", "years and months duration",
                                         "date and time" };
    const struct feel_type *t = NULL;
    struct str name, more;

    skip_space(p);
    for (size_t i = 0; i < ARRAY_LEN(longs); i++) {
        struct str one = str_c(longs[i]);
        struct feel_names only = { &one, 1, NULL, 0, NULL };
        const struct feel_names *outer = p->names;
        size_t length;

        p->names = &only;
        length = scan_known(p);
        p->names = outer;
        p->i += length;
        if (length > 0)
            return type_builtin(one);
    }
    if (accept_word(p, "null"))
        return type_builtin(STR("Null"));
    if (!scan_new_name(p, NULL, &name))
        return NULL;
    while (look_at(p, ".") && accept(p, ".") && scan_new_name(p, NULL, &more))
        name = arena_fmt(p->a, "%.*s.%.*s", STR_ARG(name), STR_ARG(more));
    if (p->types != NULL)
        t = p->types->find(p->types->self, name);
    if (t == NULL)
        t = type_builtin(name);
    return p->rc != RC_OK ? NULL : t != NULL ? t : &type_unknown;
}

const struct feel_type *parse_type(struct parser *p)
{
    const struct feel_type *t;

    if (p->rc != RC_OK)
        return NULL;
    if (p->depth >= FEEL_PARSE_DEPTH_MAX)
        return parse_full(p);
    p->depth++;
    if (accept_word(p, "list"))
        t = wrapped(p, TYPE_LIST);
    else if (accept_word(p, "range"))
        t = wrapped(p, TYPE_RANGE);
    else if (accept_word(p, "context"))
        t = context_type(p);
    else if (accept_word(p, "function"))
        t = function_type(p);
    else
        t = named_type(p);
    p->depth--;
    return t;
}
