/*
 * eval.c - evaluating the tree: dispatch, logic, comparison, literals, and the bounds of it all.
 *
 * Not here: arithmetic (arith.c), loops and filters (loop.c), calls (call.c), paths (path.c), types
 * (types.c). Every node costs a step and a level of depth; memory is looked at on every step.
 */
#include "dmn/eval.h"

#include "dmn/temporal.h"

#include <stdarg.h>

void eval_start(struct eval *ev, const struct feel_env *env, struct arena *a, struct err *e)
{
    *ev = (struct eval){ .a = a, .env = env, .e = e };
    ev->steps = env->limits.steps != 0 ? env->limits.steps : FEEL_STEPS_DEFAULT;
    ev->depth = env->limits.depth != 0 ? env->limits.depth : FEEL_DEPTH_DEFAULT;
    ev->bytes = arena_used(a) + (env->limits.bytes != 0 ? env->limits.bytes : FEEL_BYTES_DEFAULT);
}

const struct feel_value *eval_limit(struct eval *ev)
{
    if (ev->rc == RC_OK)
        ev->rc = ERR(ev->e, RC_LIMIT, "FEEL evaluation passed its bound of steps, depth or memory");
    return NULL;
}

bool eval_charge(struct eval *ev, uint64_t n)
{
    if (ev->rc != RC_OK)
        return false;
    if (ev->steps < n || arena_used(ev->a) > ev->bytes) {
        eval_limit(ev);
        return false;
    }
    ev->steps -= n;
    return true;
}

const struct feel_value *eval_ok(struct eval *ev, const struct feel_value *v)
{
    return v == NULL ? eval_limit(ev) : v;
}

const struct feel_value *eval_null(struct eval *ev, const char *fmt, ...)
{
    struct feel_warnings *w = ev->env->warnings;
    struct feel_warning one = { STR_NONE, 0, 0 };
    char msg[200];
    va_list ap;

    if (ev->rc != RC_OK)
        return NULL;
    if (w == NULL || w->n >= FEEL_WARNINGS_MAX)
        return VNULL;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    one.message = arena_str(ev->a, str_c(msg));
    if (ev->at != NULL) {
        one.line = ev->at->line;
        one.column = ev->at->column;
    }
    return VEC_PUSH(ev->a, w, one) ? VNULL : eval_limit(ev);
}

const struct scope *scope_bind(struct eval *ev, const struct scope *up, const struct binding *b, size_t n)
{
    struct scope *s = ARENA_NEW(ev->a, struct scope);
    struct binding *copy = ARENA_ARRAY(ev->a, struct binding, n + 1);

    if (s == NULL || copy == NULL) {
        eval_limit(ev);
        return NULL;
    }
    if (n > 0)
        memcpy(copy, b, n * sizeof(*b));
    *s = (struct scope){ .up = up, .b = copy, .n = n };
    return s;
}

const struct feel_value *eval_lookup(struct eval *ev, const struct scope *s, struct str name, uint32_t hash)
{
    const struct feel_value *v = NULL;

    for (; s != NULL; s = s->up) {
        for (size_t i = s->n; i-- > 0;) {
            if (s->b[i].hash == hash && str_eq(s->b[i].name, name))
                return s->b[i].v;
        }
        if (s->ctx != NULL)
            v = ctx_get(&s->ctx->ctx, name, hash);
        if (v == NULL && s->env && ev->env->vars != NULL && ev->env->vars->kind == FEEL_CONTEXT)
            v = ctx_get(&ev->env->vars->ctx, name, hash);
        if (v == NULL && s->env && ev->env->lookup != NULL)
            v = ev->env->lookup(ev->env->self, name);
        if (v != NULL)
            return v;
    }
    return builtin_value(name, hash);
}

static const struct feel_value *eval_name(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *v = eval_lookup(ev, s, n->name, n->hash);

    if (v != NULL)
        return v;
    return eval_null(ev, "no variable '%.*s'", (int)(n->name.len < 80 ? n->name.len : 80), n->name.p);
}

/* ---- three-valued logic ---- */

static int logic(const struct feel_value *v) /* 1, 0, -1 for everything that is not boolean */
{
    return v->kind == FEEL_BOOL ? v->boolean : -1;
}

static const struct feel_value *of_logic(int v)
{
    return v < 0 ? VNULL : VBOOL(v);
}

static const struct feel_value *eval_and_or(struct eval *ev, const struct node *n, const struct scope *s)
{
    int stop = n->kind == N_OR; /* the value that decides alone */
    const struct feel_value *x = eval_node(ev, n->a, s), *y;
    int lx, ly;

    if (x == NULL)
        return NULL;
    lx = logic(x);
    if (lx == stop)
        return of_logic(stop);
    y = eval_node(ev, n->b, s);
    if (y == NULL)
        return NULL;
    ly = logic(y);
    if (ly == stop)
        return of_logic(stop);
    if (lx < 0 || ly < 0) {
        ev->at = n;
        if (!((lx >= 0 || x->kind == FEEL_NULL) && (ly >= 0 || y->kind == FEEL_NULL)))
            return eval_null(ev, "and/or of something that is not boolean");
        return VNULL;
    }
    return of_logic(!stop);
}

/* ---- comparison ---- */

int eval_equal(struct eval *ev, const struct feel_value *x, const struct feel_value *y)
{
    int eq = value_equal3(x, y, &ev->steps);

    if (eq == -2)
        eval_limit(ev);
    return eq < 0 ? -1 : eq;
}

static int by_op(struct eval *ev, enum cmp_op op, const struct feel_value *x, const struct feel_value *y)
{
    int order, eq;

    if (op == CMP_EQ || op == CMP_NE) {
        eq = eval_equal(ev, x, y);
        return eq < 0 ? -1 : eq == (op == CMP_EQ);
    }
    if (!value_order(x, y, &order))
        return -1;
    switch (op) {
    case CMP_LT:
        return order < 0;
    case CMP_LE:
        return order <= 0;
    case CMP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static const struct feel_value *compared(struct eval *ev, const struct node *n, int result,
                                         const struct feel_value *x, const struct feel_value *y)
{
    if (ev->rc != RC_OK)
        return NULL;
    if (result >= 0)
        return VBOOL(result);
    ev->at = n;
    return eval_null(ev, "%s and %s cannot be compared", feel_kind_name(x->kind), feel_kind_name(y->kind));
}

static const struct feel_value *eval_compare(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *x = eval_node(ev, n->a, s);
    const struct feel_value *y = x == NULL ? NULL : eval_node(ev, n->b, s);

    return y == NULL ? NULL : compared(ev, n, by_op(ev, (enum cmp_op)n->op, x, y), x, y);
}

static const struct feel_value *eval_between(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *x = eval_node(ev, n->a, s);
    const struct feel_value *lo = x == NULL ? NULL : eval_node(ev, n->b, s);
    const struct feel_value *hi = lo == NULL ? NULL : eval_node(ev, n->c, s);
    int a, b;

    if (hi == NULL)
        return NULL;
    a = by_op(ev, CMP_GE, x, lo);
    b = by_op(ev, CMP_LE, x, hi);
    return compared(ev, n,
                    a == 0 || b == 0 ? (a < 0 || b < 0 ? -1 : 0)
                    : a < 0 || b < 0 ? -1
                                     : 1,
                    x, a < 0 ? lo : hi);
}

int eval_range_has(struct eval *ev, const struct feel_value *v, const struct range *r)
{
    int lo = 1, hi = 1, eq;

    if (v->kind == FEEL_NULL)
        return -1;
    if (r->unary == 1 + CMP_NE) {
        eq = eval_equal(ev, v, r->low);
        return eq < 0 ? -1 : !eq;
    }
    if (r->unary == 1 + CMP_EQ)
        return eval_equal(ev, v, r->low);
    if (r->low != NULL)
        lo = by_op(ev, r->low_in ? CMP_GE : CMP_GT, v, r->low);
    if (r->high != NULL)
        hi = by_op(ev, r->high_in ? CMP_LE : CMP_LT, v, r->high);
    return lo < 0 || hi < 0 ? -1 : lo && hi;
}

/* A value standing as a test: the input equals it, is in it, or is an item of it. */
int eval_matches(struct eval *ev, const struct feel_value *input, const struct feel_value *test)
{
    bool unknown = false;
    int m;

    if (test->kind == FEEL_RANGE && input->kind != FEEL_RANGE)
        return eval_range_has(ev, input, &test->range);
    if (test->kind != FEEL_LIST)
        return eval_equal(ev, input, test);
    if (input->kind == FEEL_LIST) {
        m = eval_equal(ev, input, test);
        if (m == 1)
            return 1;
    }
    if (!eval_charge(ev, test->list.n))
        return -1;
    for (size_t i = 0; i < test->list.n; i++) {
        const struct feel_value *t = test->list.v[i];
        m = t->kind == FEEL_RANGE ? eval_matches(ev, input, t) : eval_equal(ev, input, t);
        if (m == 1)
            return 1;
        unknown = unknown || (m < 0 && t->kind == FEEL_RANGE && input->kind == FEEL_NULL);
    }
    return unknown ? -1 : 0;
}

/* One test of a cell or of `in`. */
static int one_test(struct eval *ev, const struct node *t, const struct feel_value *input,
                    const struct scope *s)
{
    const struct feel_value *v = eval_node(ev, t->kind == N_TEST ? t->a : t, s);

    if (v == NULL)
        return -1;
    if (t->kind == N_TEST)
        return by_op(ev, (enum cmp_op)t->op, input, v);
    if (t->uses_input || (v->kind == FEEL_BOOL && input->kind != FEEL_BOOL && input->kind != FEEL_NULL &&
                          t->kind != N_CONST)) {
        if (v->kind == FEEL_BOOL)
            return v->boolean;
        if (v->kind == FEEL_NULL)
            return -1;
    }
    return eval_matches(ev, input, v);
}

static const struct feel_value *eval_in(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *x = eval_node(ev, n->a, s);
    bool unknown = false;

    if (x == NULL)
        return NULL;
    for (size_t i = 0; i < n->n; i++) {
        int m = one_test(ev, n->list[i], x, s);
        if (ev->rc != RC_OK)
            return NULL;
        if (m == 1)
            return VBOOL(true);
        unknown = unknown || m < 0;
    }
    if (!unknown)
        return VBOOL(false);
    ev->at = n;
    return eval_null(ev, "'in' of values that cannot be compared");
}

const struct feel_value *eval_tests(struct eval *ev, const struct node *tests, const struct feel_value *input,
                                    const struct scope *s)
{
    static const struct str mark = STR_INIT("?");
    struct binding b = { mark, name_hash(mark), input };
    struct scope in = { .up = s, .b = &b, .n = 1 };
    bool unknown = false;

    if (tests->op != 0) /* the cell could not be compiled */
        return VNULL;
    if (tests->n == 0)
        return VBOOL(true);
    for (size_t i = 0; i < tests->n; i++) {
        int m = one_test(ev, tests->list[i], input, &in);
        if (ev->rc != RC_OK)
            return NULL;
        if (m == 1)
            return VBOOL(!tests->negated);
        unknown = unknown || m < 0;
    }
    return unknown ? VNULL : VBOOL(tests->negated);
}

/* ---- literals ---- */

static const struct feel_value *eval_list(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value **v = ARENA_ARRAY(ev->a, const struct feel_value *, n->n + 1);

    if (v == NULL)
        return eval_limit(ev);
    for (size_t i = 0; i < n->n; i++) {
        v[i] = eval_node(ev, n->list[i], s);
        if (v[i] == NULL)
            return NULL;
    }
    return eval_ok(ev, value_list(ev->a, v, n->n));
}

static const struct feel_value *eval_context(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *ctx = eval_ok(ev, feel_context(ev->a)), *v;
    struct scope *in = n->makes_function ? ARENA_NEW(ev->a, struct scope) : NULL, on_stack;

    if (ctx == NULL || (n->makes_function && in == NULL))
        return eval_limit(ev);
    if (in == NULL)
        in = &on_stack;
    *in = (struct scope){ .up = s, .ctx = ctx };
    for (size_t i = 0; i < n->n; i++) {
        const struct bind *b = &n->binds[i];
        v = eval_node(ev, b->a, in);
        if (v != NULL && b->type != NULL)
            v = eval_coerce(ev, v, b->type, "entry");
        if (v == NULL)
            return NULL;
        if (n->has_result && i + 1 == n->n)
            return v;
        ctx = eval_ok(ev, value_ctx_put(ev->a, ctx, b->name, b->hash, v));
        if (ctx == NULL)
            return NULL;
        in->ctx = ctx;
    }
    return ctx;
}

static const struct feel_value *eval_range(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *lo = eval_node(ev, n->a, s);
    const struct feel_value *hi = lo == NULL ? NULL : eval_node(ev, n->b, s);
    struct feel_value *v;
    int order;

    if (hi == NULL)
        return NULL;
    ev->at = n;
    if (lo->kind != FEEL_NULL && hi->kind != FEEL_NULL &&
        (lo->kind != hi->kind || !value_compare(lo, hi, &order)))
        return eval_null(ev, "ends of a range that cannot be compared");
    v = value_new(ev->a, FEEL_RANGE);
    if (v == NULL)
        return eval_limit(ev);
    v->range = (struct range){ lo, hi, n->low_in, n->high_in, 0 };
    return v;
}

/* (< 10) as a value. */
static const struct feel_value *eval_unary_range(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *end = eval_node(ev, n->a, s);
    enum cmp_op op = (enum cmp_op)n->op;
    struct feel_value *v = end == NULL ? NULL : value_new(ev->a, FEEL_RANGE);

    if (v == NULL)
        return eval_limit(ev);
    v->range.unary = (uint8_t)(1 + op);
    if (op != CMP_LT && op != CMP_LE)
        v->range.low = end;
    if (op != CMP_GT && op != CMP_GE)
        v->range.high = end;
    v->range.low_in = op == CMP_GE || op == CMP_EQ;
    v->range.high_in = op == CMP_LE || op == CMP_EQ;
    return v;
}

static const struct feel_value *eval_function(struct eval *ev, const struct node *n, const struct scope *s)
{
    struct feel_value *v = value_new(ev->a, FEEL_FUNCTION);

    if (v == NULL)
        return eval_limit(ev);
    v->func = (struct func){
        .params = n->params, .n_params = n->n_params, .body = n->a, .scope = s, .external = n->external
    };
    return v;
}

static const struct feel_value *eval_if(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *c = eval_node(ev, n->a, s);

    if (c == NULL)
        return NULL;
    if (c->kind != FEEL_BOOL && c->kind != FEEL_NULL) {
        ev->at = n;
        return eval_null(ev, "condition of kind %s", feel_kind_name(c->kind));
    }
    return eval_node(ev, feel_is_true(c) ? n->b : n->c, s);
}

static const struct feel_value *eval_binary(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *x = eval_node(ev, n->a, s);
    const struct feel_value *y = x == NULL ? NULL : eval_node(ev, n->b, s);

    if (y == NULL)
        return NULL;
    ev->at = n;
    return eval_arith(ev, (char)n->op, x, y);
}

static const struct feel_value *eval_one(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *x = eval_node(ev, n->a, s);

    if (x == NULL)
        return NULL;
    ev->at = n;
    if (n->kind == N_NEGATE)
        return eval_negate(ev, x);
    if (n->kind == N_PATH)
        return eval_path(ev, x, n->name, n->hash);
    if (n->kind == N_INSTANCE) {
        bool yes = eval_instance(ev, x, n->type);
        return ev->rc != RC_OK ? NULL : VBOOL(yes);
    }
    return eval_coerce(ev, x, n->type, "value");
}

static const struct feel_value *dispatch(struct eval *ev, const struct node *n, const struct scope *s)
{
    switch (n->kind) {
    case N_CONST:
        return n->v;
    case N_NAME:
        ev->at = n;
        return eval_name(ev, n, s);
    case N_AND:
    case N_OR:
        return eval_and_or(ev, n, s);
    case N_ARITH:
        return eval_binary(ev, n, s);
    case N_COMPARE:
        return eval_compare(ev, n, s);
    case N_BETWEEN:
        return eval_between(ev, n, s);
    case N_IN:
        return eval_in(ev, n, s);
    case N_IF:
        return eval_if(ev, n, s);
    case N_FOR:
    case N_SOME:
    case N_EVERY:
        return eval_loop(ev, n, s);
    case N_FUNCTION:
        return eval_function(ev, n, s);
    case N_CALL:
        return eval_call_node(ev, n, s);
    case N_FILTER:
        return eval_filter(ev, n, s);
    case N_LIST:
        return eval_list(ev, n, s);
    case N_CONTEXT:
        return eval_context(ev, n, s);
    case N_RANGE:
        return eval_range(ev, n, s);
    case N_TEST:
        return eval_unary_range(ev, n, s);
    case N_TABLE:
        return eval_table(ev, n, s);
    case N_TESTS:
        return eval_null(ev, "unary tests where an expression belongs");
    default:
        return eval_one(ev, n, s);
    }
}

const struct feel_value *eval_node(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *v;

    if (!eval_charge(ev, 1))
        return NULL;
    if (ev->depth == 0)
        return eval_limit(ev);
    ev->depth--;
    v = dispatch(ev, n, s);
    ev->depth++;
    return ev->rc == RC_OK ? v : NULL;
}

static enum rc finish(struct eval *ev, const struct feel_value *v, const struct feel_value **ret)
{
    if (v == NULL)
        eval_limit(ev);
    if (ev->rc != RC_OK)
        return ev->rc;
    *ret = v;
    return RC_OK;
}

enum rc feel_eval(const struct feel_expr *x, const struct feel_env *env, struct arena *a,
                  const struct feel_value **ret, struct err *e)
{
    struct eval ev;
    struct scope *s = ARENA_NEW(a, struct scope);

    if (s == NULL)
        return arena_check(a, e);
    s->env = true;
    eval_start(&ev, env, a, e);
    return finish(&ev, eval_node(&ev, x->root, s), ret);
}

enum rc feel_eval_tests(const struct feel_expr *x, const struct feel_value *input, const struct feel_env *env,
                        struct arena *a, const struct feel_value **ret, struct err *e)
{
    struct eval ev;
    struct scope *s = ARENA_NEW(a, struct scope);
    const struct feel_value *v;

    if (s == NULL)
        return arena_check(a, e);
    s->env = true;
    eval_start(&ev, env, a, e);
    if (x->root->kind == N_TESTS) {
        v = eval_tests(&ev, x->root, input == NULL ? VNULL : input, s);
        return finish(&ev, v, ret);
    }
    return ERR(e, RC_INVALID, "compiled as an expression, not as unary tests");
}
