/*
 * dmn_expr.c - boxed expressions to the tree that FEEL text compiles to.
 *
 * Not here: decision tables (dmn_table_read.c).
 */
#include "dmn/model.h"
#include "dmn/parse.h"

static const char *const kinds[] = {
    "literalExpression",  "decisionTable", "context", "invocation", "list",  "relation",
    "functionDefinition", "conditional",   "filter",  "for",        "every", "some"
};

bool xml_is_expr(const xmlNode *n)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (xml_is(n, kinds[i]))
            return true;
    }
    return false;
}

bool know(struct loader *l, struct str name)
{
    if (name_is_plain(name) || l->fields.n >= KNOWN_MAX)
        return true;
    for (size_t i = 0; i < l->fields.n; i++) {
        if (str_eq(l->fields.v[i], name))
            return true;
    }
    return VEC_PUSH(l->a, &l->fields, name);
}

struct node *load_node(struct loader *l, enum node_kind kind, const xmlNode *at)
{
    struct node *n = ARENA_NEW(l->a, struct node);

    if (n == NULL) {
        l->rc = l->rc == RC_OK ? arena_check(l->a, l->e) : l->rc;
        return NULL;
    }
    n->kind = kind;
    n->line = xml_line(at);
    n->column = 0;
    n->makes_function = true; /* a boxed expression may hold one: its frames live in the arena */
    return n;
}

static const struct node *null_node(struct loader *l, const xmlNode *at)
{
    struct node *n = load_node(l, N_CONST, at);

    if (n != NULL)
        n->v = VNULL;
    return n;
}

const struct node *feel_text_node(struct loader *l, const xmlNode *at, struct str text, bool tests,
                                  const struct feel_names *names)
{
    const struct feel_names all = { NULL, 0, l->fields.v, l->fields.n, names };
    const struct node *n = NULL;
    struct err e = { 0 };
    enum rc rc;

    if (l->rc != RC_OK)
        return NULL;
    rc =
        feel_parse(l->a, text, &all, &l->types, tests, xml_line(at) > 0 ? xml_line(at) : 1, &l->work, &n, &e);
    if (rc == RC_OK)
        return n;
    if (arena_failed(l->a)) {
        l->rc = arena_check(l->a, l->e);
        return NULL;
    }
    if (l->work < 100000) {
        l->rc = ERR(l->e, RC_LIMIT, "too many names in the model");
        return NULL;
    }
    dmn_problem(l, at, l->mode == DMN_TOLERANT, "FEEL: %s", e.msg);
    if (!tests)
        return null_node(l, at);
    { /* tests that are never met */
        struct node *t = load_node(l, N_TESTS, at);
        const struct node **one = ARENA_ARRAY(l->a, const struct node *, 1);
        if (t == NULL || one == NULL)
            return NULL;
        one[0] = null_node(l, at);
        t->list = one;
        t->n = 1;
        t->op = 1; /* broken: never true, not even for null */
        return t;
    }
}

static const struct node *literal(struct loader *l, const xmlNode *n, const struct feel_names *names)
{
    const xmlNode *text = xml_child(n, "text");
    struct str s = str_trim(xml_text(l, text)), lang = xml_attr(l, n, "expressionLanguage");

    if (lang.len > 0 && !str_contains(lang, STR("FEEL")) && !str_contains(lang, STR("feel"))) {
        dmn_problem(l, n, l->mode == DMN_TOLERANT, "expression language '%.*s' is not FEEL", STR_ARG(lang));
        return null_node(l, n);
    }
    return s.len == 0 ? null_node(l, n) : feel_text_node(l, text, s, false, names);
}

const struct node *expr_in(struct loader *l, const xmlNode *holder, const struct feel_names *names,
                           unsigned depth)
{
    for (xmlNodePtr c = xml_first(holder); c != NULL; c = xml_next(c)) {
        if (xml_is_expr(c))
            return expr_read(l, c, names, depth + 1);
    }
    return null_node(l, holder);
}

static struct str *one_name(struct loader *l, struct str name)
{
    struct str *s = ARENA_ARRAY(l->a, struct str, 1);

    if (s == NULL)
        l->rc = arena_check(l->a, l->e);
    else
        *s = name;
    return s;
}

static const struct node *context_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                       unsigned depth)
{
    struct node *out = load_node(l, N_CONTEXT, n);
    VEC(struct bind) binds = { 0 };
    VEC(struct str) keys = { 0 };
    struct feel_names scope = { .up = names };

    for (xmlNodePtr c = xml_first(n); c != NULL && out != NULL && l->rc == RC_OK; c = xml_next(c)) {
        const xmlNode *var = xml_child(c, "variable");
        struct bind b = { 0 };
        if (!xml_is(c, "contextEntry"))
            continue;
        scope.vars = keys.v;
        scope.n_vars = keys.n;
        b.a = expr_in(l, c, &scope, depth);
        b.name = name_normal(l->a, xml_attr(l, var, "name"));
        b.hash = name_hash(b.name);
        b.type = type_ref(l, c, xml_attr(l, var, "typeRef"));
        out->has_result = var == NULL;
        if (b.a == NULL || !VEC_PUSH(l->a, &binds, b) || !VEC_PUSH(l->a, &keys, b.name) || !know(l, b.name)) {
            l->rc = l->rc == RC_OK ? arena_check(l->a, l->e) : l->rc;
            return NULL;
        }
    }
    if (out != NULL) {
        out->binds = binds.v;
        out->n = binds.n;
    }
    return out;
}

static const struct node *list_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                    unsigned depth)
{
    struct node *out = load_node(l, N_LIST, n);
    VEC(const struct node *) items = { 0 };

    for (xmlNodePtr c = xml_first(n); c != NULL && out != NULL; c = xml_next(c)) {
        const struct node *item = xml_is_expr(c) ? expr_read(l, c, names, depth + 1) : NULL;
        if (xml_is_expr(c) && (item == NULL || !VEC_PUSH(l->a, &items, item)))
            return NULL;
    }
    if (out != NULL) {
        out->list = items.v;
        out->n = items.n;
    }
    return out;
}

/* One row of a relation: a context without scope among its cells. */
static const struct node *row_read(struct loader *l, const xmlNode *row, const struct str *columns,
                                   size_t n_columns, const struct feel_names *names, unsigned depth)
{
    struct node *out = load_node(l, N_CONTEXT, row);
    struct bind *binds = ARENA_ARRAY(l->a, struct bind, n_columns + 1);
    size_t n = 0;

    if (out == NULL || binds == NULL)
        return NULL;
    for (xmlNodePtr c = xml_first(row); c != NULL && n < n_columns; c = xml_next(c)) {
        if (!xml_is_expr(c))
            continue;
        binds[n] = (struct bind){ .name = columns[n], .hash = name_hash(columns[n]) };
        binds[n].a = expr_read(l, c, names, depth + 1);
        if (binds[n++].a == NULL)
            return NULL;
    }
    if (n != n_columns)
        dmn_problem(l, row, true, "row of %zu cells in a relation of %zu columns", n, n_columns);
    out->binds = binds;
    out->n = n;
    return out;
}

static const struct node *relation_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                        unsigned depth)
{
    struct node *out = load_node(l, N_LIST, n);
    VEC(const struct node *) rows = { 0 };
    VEC(struct str) columns = { 0 };

    for (xmlNodePtr c = xml_first(n); c != NULL && out != NULL && l->rc == RC_OK; c = xml_next(c)) {
        if (xml_is(c, "column")) {
            struct str name = name_normal(l->a, xml_attr(l, c, "name"));
            if (!VEC_PUSH(l->a, &columns, name) || !know(l, name))
                return NULL;
        } else if (xml_is(c, "row")) {
            const struct node *row = row_read(l, c, columns.v, columns.n, names, depth + 1);
            if (row == NULL || !VEC_PUSH(l->a, &rows, row))
                return NULL;
        }
    }
    if (out != NULL) {
        out->list = rows.v;
        out->n = rows.n;
    }
    return out;
}

static const struct node *invocation_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                          unsigned depth)
{
    struct node *out = load_node(l, N_CALL, n);
    VEC(const struct node *) args = { 0 };
    VEC(struct str) params = { 0 };

    if (out == NULL)
        return NULL;
    out->a = expr_in(l, n, names, depth);
    for (xmlNodePtr c = xml_first(n); c != NULL && l->rc == RC_OK; c = xml_next(c)) {
        struct str name;
        const struct node *arg;
        if (!xml_is(c, "binding"))
            continue;
        name = name_normal(l->a, xml_attr(l, xml_child(c, "parameter"), "name"));
        arg = expr_in(l, c, names, depth);
        if (arg == NULL || !VEC_PUSH(l->a, &args, arg) || !VEC_PUSH(l->a, &params, name))
            return NULL;
    }
    out->list = args.v;
    out->n = args.n;
    out->arg_names = params.v;
    return out;
}

const struct node *function_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                 unsigned depth)
{
    struct node *out = load_node(l, N_FUNCTION, n);
    VEC(struct param) params = { 0 };
    VEC(struct str) keys = { 0 };
    struct feel_names scope = { .up = names };
    struct str kind = xml_attr(l, n, "kind");

    for (xmlNodePtr c = xml_first(n); c != NULL && out != NULL; c = xml_next(c)) {
        struct param p = { 0 };
        if (!xml_is(c, "formalParameter"))
            continue;
        p.name = name_normal(l->a, xml_attr(l, c, "name"));
        p.hash = name_hash(p.name);
        p.type = type_ref(l, c, xml_attr(l, c, "typeRef"));
        if (!VEC_PUSH(l->a, &params, p) || !VEC_PUSH(l->a, &keys, p.name))
            return NULL;
    }
    if (out == NULL)
        return NULL;
    scope.vars = keys.v;
    scope.n_vars = keys.n;
    out->params = params.v;
    out->n_params = params.n;
    if (str_eq_c(kind, "Java") || str_eq_c(kind, "PMML")) {
        out->external = str_eq_c(kind, "Java") ? "Java" : "PMML";
        if (str_eq_c(kind, "PMML"))
            dmn_problem(l, n, true, "a PMML function cannot be run here and gives null");
    }
    out->a = expr_in(l, n, &scope, depth);
    return out;
}

static const struct node *three(struct loader *l, const xmlNode *n, enum node_kind kind,
                                const char *const part[3], const struct feel_names *names, unsigned depth)
{
    struct node *out = load_node(l, kind, n);

    if (out == NULL)
        return NULL;
    out->a = expr_in(l, xml_child(n, part[0]), names, depth);
    out->b = expr_in(l, xml_child(n, part[1]), names, depth);
    if (part[2] != NULL)
        out->c = expr_in(l, xml_child(n, part[2]), names, depth);
    return l->rc == RC_OK ? out : NULL;
}

static const struct node *filter_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                      unsigned depth)
{
    static const char *const part[3] = { "in", "match", NULL };
    struct str *item = one_name(l, STR("item"));
    struct feel_names *scope = ARENA_NEW(l->a, struct feel_names);

    if (item == NULL || scope == NULL)
        return NULL;
    *scope = (struct feel_names){ item, 1, NULL, 0, names };
    return three(l, n, N_FILTER, part, scope, depth);
}

static const struct node *iterator_read(struct loader *l, const xmlNode *n, enum node_kind kind,
                                        const struct feel_names *names, unsigned depth)
{
    struct node *out = load_node(l, kind, n);
    struct bind *bind = ARENA_NEW(l->a, struct bind);
    struct str keys[2] = { name_normal(l->a, xml_attr(l, n, "iteratorVariable")), STR("partial") };
    struct feel_names scope = { keys, kind == N_FOR ? 2 : 1, NULL, 0, names };
    const xmlNode *in = xml_child(n, "in");

    if (out == NULL || bind == NULL)
        return NULL;
    bind->name = keys[0];
    bind->hash = name_hash(keys[0]);
    bind->a = expr_in(l, in, names, depth);
    out->binds = bind;
    out->n = 1;
    out->uses_input = true;
    out->a = expr_in(l, xml_child(n, kind == N_FOR ? "return" : "satisfies"), &scope, depth);
    return l->rc == RC_OK ? out : NULL;
}

const struct node *expr_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                             unsigned depth)
{
    static const char *const conditional[3] = { "if", "then", "else" };

    if (l->rc != RC_OK)
        return NULL;
    if (depth > LOAD_DEPTH_MAX) {
        dmn_problem(l, n, false, "boxed expressions nested too deep");
        return null_node(l, n);
    }
    if (xml_is(n, "literalExpression"))
        return literal(l, n, names);
    if (xml_is(n, "decisionTable"))
        return table_read(l, n, names, depth);
    if (xml_is(n, "context"))
        return context_read(l, n, names, depth);
    if (xml_is(n, "invocation"))
        return invocation_read(l, n, names, depth);
    if (xml_is(n, "list"))
        return list_read(l, n, names, depth);
    if (xml_is(n, "relation"))
        return relation_read(l, n, names, depth);
    if (xml_is(n, "functionDefinition"))
        return function_read(l, n, names, depth);
    if (xml_is(n, "conditional"))
        return three(l, n, N_IF, conditional, names, depth);
    if (xml_is(n, "filter"))
        return filter_read(l, n, names, depth);
    return iterator_read(l, n, xml_is(n, "for") ? N_FOR : xml_is(n, "some") ? N_SOME : N_EVERY, names, depth);
}
