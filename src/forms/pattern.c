/*
 * pattern.c - patterns as small programs, run for all their states at once (Thompson's construction).
 */
#include "forms/pattern.h"

#define DEPTH_MAX 30u
#define REPEAT_MAX 1000

enum op { OP_SET, OP_SPLIT, OP_JUMP, OP_BEGIN, OP_END, OP_MATCH };

struct range {
    int32_t from, to;
};

struct set {
    const struct range *ranges;
    size_t n;
    bool negated;
};

struct inst {
    enum op op;
    struct set set;
    size_t x, y; /* OP_SPLIT: both ways; OP_JUMP: x */
};

struct form_pattern {
    const struct inst *prog;
    size_t n;
};

enum kind { N_EMPTY, N_SET, N_CAT, N_ALT, N_REPEAT, N_BEGIN, N_END };

struct node {
    enum kind kind;
    struct set set;
    const struct node *left, *right;
    int min, max; /* N_REPEAT; max -1: no end */
};

struct parser {
    struct arena *a;
    struct str s;
    size_t pos;
    unsigned depth;
    struct err *e;
    enum rc rc;
};

struct emitter {
    struct arena *a;
    VEC(struct inst) prog;
    bool full;
};

/* As VEC(struct range), with a name. */
struct ranges {
    struct range *v;
    size_t n, cap;
};

static const struct node *fail(struct parser *p, enum rc rc, const char *what)
{
    if (p->rc == RC_OK)
        p->rc = ERR(p->e, rc, "pattern, character %zu: %s", utf8_count(str_sub(p->s, 0, p->pos)) + 1, what);
    return NULL;
}

static const struct node *new_node(struct parser *p, struct node n)
{
    struct node *copy = ARENA_NEW(p->a, struct node);

    if (copy == NULL)
        return fail(p, RC_LIMIT, "too large");
    *copy = n;
    return copy;
}

static bool at_end(const struct parser *p)
{
    return p->pos >= p->s.len;
}

static bool accept(struct parser *p, char c)
{
    if (at_end(p) || p->s.p[p->pos] != c)
        return false;
    p->pos++;
    return true;
}

/* ---- sets ---- */

static const struct range digit_ranges[] = { { '0', '9' } };
static const struct range word_ranges[] = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } };
static const struct range space_ranges[] = { { '\t', '\r' }, { ' ', ' ' }, { 0xA0, 0xA0 } };
static const struct range dot_ranges[] = { { '\n', '\n' }, { '\r', '\r' } };

static bool class_of(char c, struct set *ret)
{
    switch (c) {
    case 'd':
    case 'D':
        *ret = (struct set){ digit_ranges, ARRAY_LEN(digit_ranges), c == 'D' };
        return true;
    case 'w':
    case 'W':
        *ret = (struct set){ word_ranges, ARRAY_LEN(word_ranges), c == 'W' };
        return true;
    case 's':
    case 'S':
        *ret = (struct set){ space_ranges, ARRAY_LEN(space_ranges), c == 'S' };
        return true;
    default:
        return false;
    }
}

static int32_t hex_escape(struct parser *p, size_t digits)
{
    uint64_t v;

    if (p->s.len - p->pos < digits || !parse_hex_u64(str_sub(p->s, p->pos, digits), &v)) {
        fail(p, RC_INVALID, "a bad \\u or \\x");
        return 0;
    }
    p->pos += digits;
    return (int32_t)v;
}

/* One character after a backslash that is no class. */
static int32_t escaped_char(struct parser *p)
{
    int32_t cp = utf8_next(p->s, &p->pos);

    switch (cp) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'u':
        return hex_escape(p, 4);
    case 'x':
        return hex_escape(p, 2);
    default:
        break;
    }
    if (cp < 0 || (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
        fail(p, RC_INVALID, "this escape is not supported");
    return cp;
}

static const struct node *set_node(struct parser *p, struct set set)
{
    return new_node(p, (struct node){ .kind = N_SET, .set = set });
}

static const struct node *char_node(struct parser *p, int32_t cp)
{
    struct range *r = ARENA_NEW(p->a, struct range);

    if (r == NULL)
        return fail(p, RC_LIMIT, "too large");
    *r = (struct range){ cp, cp };
    return set_node(p, (struct set){ r, 1, false });
}

static void add_class(struct parser *p, struct ranges *list, struct set set)
{
    int32_t from = 0;

    for (size_t i = 0; i < set.n; i++) {
        struct range r = set.ranges[i];

        if (set.negated) {
            if (r.from > from)
                (void)VEC_PUSH(p->a, list, ((struct range){ from, r.from - 1 }));
            from = r.to + 1;
        } else {
            (void)VEC_PUSH(p->a, list, r);
        }
    }
    if (set.negated)
        (void)VEC_PUSH(p->a, list, ((struct range){ from, 0x10FFFF }));
}

/* One end of a range inside [ ]; true when it was a class instead, which is then in `list`. */
static bool class_item(struct parser *p, struct ranges *list, int32_t *cp)
{
    struct set set;

    if (accept(p, '\\')) {
        if (!at_end(p) && class_of(p->s.p[p->pos], &set)) {
            p->pos++;
            add_class(p, list, set);
            return true;
        }
        *cp = accept(p, 'b') ? '\b' : escaped_char(p);
        return false;
    }
    *cp = utf8_next(p->s, &p->pos);
    return false;
}

static const struct node *parse_class(struct parser *p)
{
    struct ranges list = { 0 };
    bool negated = accept(p, '^');

    while (!accept(p, ']')) {
        int32_t from, to;

        if (at_end(p))
            return fail(p, RC_INVALID, "a [ without its ]");
        if (class_item(p, &list, &from))
            continue;
        to = from;
        if (p->pos + 1 < p->s.len && p->s.p[p->pos] == '-' && p->s.p[p->pos + 1] != ']') {
            p->pos++;
            if (class_item(p, &list, &to) || to < from)
                return fail(p, RC_INVALID, "a bad range");
        }
        if (p->rc != RC_OK)
            return NULL;
        (void)VEC_PUSH(p->a, &list, ((struct range){ from, to }));
    }
    return set_node(p, (struct set){ list.v, list.n, negated });
}

/* ---- structure ---- */

static const struct node *parse_alt(struct parser *p);

static const struct node *parse_group(struct parser *p)
{
    const struct node *n;

    if (accept(p, '?') && !accept(p, ':'))
        return fail(p, RC_INVALID, "only (?: is supported");
    if (++p->depth > DEPTH_MAX)
        return fail(p, RC_LIMIT, "nested too deep");
    n = parse_alt(p);
    p->depth--;
    if (n != NULL && !accept(p, ')'))
        return fail(p, RC_INVALID, "a ( without its )");
    return n;
}

static const struct node *parse_atom(struct parser *p)
{
    struct set set;
    char c = p->s.p[p->pos];

    switch (c) {
    case '(':
        p->pos++;
        return parse_group(p);
    case '[':
        p->pos++;
        return parse_class(p);
    case '.':
        p->pos++;
        return set_node(p, (struct set){ dot_ranges, ARRAY_LEN(dot_ranges), true });
    case '^':
    case '$':
        p->pos++;
        return new_node(p, (struct node){ .kind = c == '^' ? N_BEGIN : N_END });
    case '*':
    case '+':
    case '?':
    case '{':
        return fail(p, RC_INVALID, "nothing to repeat");
    case '\\':
        p->pos++;
        if (!at_end(p) && class_of(p->s.p[p->pos], &set)) {
            p->pos++;
            return set_node(p, set);
        }
        return char_node(p, escaped_char(p));
    default:
        return char_node(p, utf8_next(p->s, &p->pos));
    }
}

static int parse_count(struct parser *p, int dflt)
{
    int v = 0;
    size_t from = p->pos;

    while (!at_end(p) && p->s.p[p->pos] >= '0' && p->s.p[p->pos] <= '9' && v <= REPEAT_MAX)
        v = v * 10 + (p->s.p[p->pos++] - '0');
    if (v > REPEAT_MAX)
        fail(p, RC_LIMIT, "a count over 1000");
    return p->pos == from ? dflt : v;
}

/* False when no quantifier stands here. */
static bool parse_quantifier(struct parser *p, int *min, int *max)
{
    if (accept(p, '*')) {
        *min = 0;
        *max = -1;
    } else if (accept(p, '+')) {
        *min = 1;
        *max = -1;
    } else if (accept(p, '?')) {
        *min = 0;
        *max = 1;
    } else if (accept(p, '{')) {
        *min = parse_count(p, -1);
        *max = *min;
        if (accept(p, ','))
            *max = parse_count(p, -1);
        if (*min < 0 || (*max >= 0 && *max < *min) || !accept(p, '}'))
            fail(p, RC_INVALID, "a bad {n,m}");
    } else {
        return false;
    }
    (void)accept(p, '?'); /* lazy or not makes no difference to whether there is a match */
    return true;
}

static const struct node *parse_cat(struct parser *p)
{
    const struct node *all = new_node(p, (struct node){ .kind = N_EMPTY });

    while (p->rc == RC_OK && !at_end(p) && p->s.p[p->pos] != '|' && p->s.p[p->pos] != ')') {
        const struct node *n = parse_atom(p);
        int min, max;

        if (n == NULL || p->rc != RC_OK)
            return NULL;
        if (parse_quantifier(p, &min, &max))
            n = new_node(p, (struct node){ .kind = N_REPEAT, .left = n, .min = min, .max = max });
        all = new_node(p, (struct node){ .kind = N_CAT, .left = all, .right = n });
    }
    return p->rc == RC_OK ? all : NULL;
}

static const struct node *parse_alt(struct parser *p)
{
    const struct node *n = parse_cat(p);

    while (n != NULL && accept(p, '|'))
        n = new_node(p, (struct node){ .kind = N_ALT, .left = n, .right = parse_cat(p) });
    return p->rc == RC_OK ? n : NULL;
}

/* ---- code ---- */

static size_t put(struct emitter *m, struct inst in)
{
    if (m->prog.n >= PATTERN_PROGRAM_MAX || !VEC_PUSH(m->a, &m->prog, in)) {
        m->full = true;
        return 0;
    }
    return m->prog.n - 1;
}

static void emit(struct emitter *m, const struct node *n);

static void emit_repeat(struct emitter *m, const struct node *n)
{
    for (int i = 0; i < n->min && !m->full; i++)
        emit(m, n->left);
    if (n->max < 0) {
        size_t split = put(m, (struct inst){ .op = OP_SPLIT });

        emit(m, n->left);
        (void)put(m, (struct inst){ .op = OP_JUMP, .x = split });
        if (m->full)
            return;
        m->prog.v[split].x = split + 1;
        m->prog.v[split].y = m->prog.n;
        return;
    }
    for (int i = n->min; i < n->max && !m->full; i++) {
        size_t split = put(m, (struct inst){ .op = OP_SPLIT });

        emit(m, n->left);
        if (m->full)
            return;
        m->prog.v[split].x = split + 1;
        m->prog.v[split].y = m->prog.n;
    }
}

static void emit_alt(struct emitter *m, const struct node *n)
{
    size_t split = put(m, (struct inst){ .op = OP_SPLIT }), jump;

    emit(m, n->left);
    jump = put(m, (struct inst){ .op = OP_JUMP });
    if (m->full)
        return;
    m->prog.v[split].x = split + 1;
    m->prog.v[split].y = m->prog.n;
    emit(m, n->right);
    if (!m->full)
        m->prog.v[jump].x = m->prog.n;
}

static void emit(struct emitter *m, const struct node *n)
{
    if (m->full || n == NULL)
        return;
    switch (n->kind) {
    case N_EMPTY:
        break;
    case N_SET:
        (void)put(m, (struct inst){ .op = OP_SET, .set = n->set });
        break;
    case N_CAT:
        emit(m, n->left);
        emit(m, n->right);
        break;
    case N_ALT:
        emit_alt(m, n);
        break;
    case N_REPEAT:
        emit_repeat(m, n);
        break;
    case N_BEGIN:
        (void)put(m, (struct inst){ .op = OP_BEGIN });
        break;
    case N_END:
        (void)put(m, (struct inst){ .op = OP_END });
        break;
    }
}

enum rc pattern_compile(struct arena *a, struct str pattern, const struct form_pattern **ret, struct err *e)
{
    struct parser p = { .a = a, .s = pattern, .e = e };
    struct emitter m = { .a = a };
    struct form_pattern *re;
    const struct node *n;

    if (!utf8_valid(pattern))
        return ERR(e, RC_INVALID, "pattern: no UTF-8 text");
    n = parse_alt(&p);
    if (n != NULL && !at_end(&p))
        fail(&p, RC_INVALID, "a ) without its (");
    if (p.rc != RC_OK)
        return p.rc;
    emit(&m, n);
    (void)put(&m, (struct inst){ .op = OP_MATCH });
    re = ARENA_NEW(a, struct form_pattern);
    if (arena_failed(a))
        return arena_check(a, e);
    if (m.full)
        return ERR(e, RC_LIMIT, "pattern: too large");
    re->prog = m.prog.v;
    re->n = m.prog.n;
    *ret = re;
    return RC_OK;
}

/* ---- running ---- */

struct threads {
    size_t *pc;
    size_t n;
    size_t *mark; /* mark[pc] == stamp: already in */
    size_t stamp;
};

struct runner {
    const struct form_pattern *re;
    size_t *stack;
    bool begin, end; /* is this place the begin or end of the text? */
    bool matched;
};

/* Adds `pc` and all that follows it without a character. */
static void add(struct runner *r, struct threads *t, size_t start)
{
    size_t depth = 0;

    r->stack[depth++] = start;
    while (depth > 0) {
        size_t pc = r->stack[--depth];
        const struct inst *in = &r->re->prog[pc];

        if (t->mark[pc] == t->stamp)
            continue;
        t->mark[pc] = t->stamp;
        switch (in->op) {
        case OP_MATCH:
            r->matched = true;
            break;
        case OP_SET:
            t->pc[t->n++] = pc;
            break;
        case OP_JUMP:
            r->stack[depth++] = in->x;
            break;
        case OP_SPLIT:
            r->stack[depth++] = in->y;
            r->stack[depth++] = in->x;
            break;
        case OP_BEGIN:
        case OP_END:
            if (in->op == OP_BEGIN ? r->begin : r->end)
                r->stack[depth++] = pc + 1;
            break;
        }
    }
}

static bool in_set(const struct set *set, int32_t cp)
{
    for (size_t i = 0; i < set->n; i++) {
        if (cp >= set->ranges[i].from && cp <= set->ranges[i].to)
            return !set->negated;
    }
    return set->negated;
}

static bool run(struct runner *r, struct threads *now, struct threads *next, struct str s)
{
    size_t pos = 0;

    for (;;) {
        struct threads *swap;
        int32_t cp;

        r->begin = pos == 0;
        r->end = pos >= s.len;
        add(r, now, 0);
        if (r->matched || r->end)
            return r->matched;
        cp = utf8_next(s, &pos);
        r->begin = false;
        r->end = pos >= s.len;
        next->n = 0;
        next->stamp++;
        for (size_t i = 0; i < now->n; i++) {
            if (in_set(&r->re->prog[now->pc[i]].set, cp))
                add(r, next, now->pc[i] + 1);
        }
        if (r->matched)
            return true;
        swap = now;
        now = next;
        next = swap;
    }
}

enum rc pattern_search(struct arena *a, const struct form_pattern *re, struct str s, bool *ret, struct err *e)
{
    struct threads t[2] = { 0 };
    struct runner r = { .re = re };

    r.stack = ARENA_ARRAY(a, size_t, 2 * re->n + 4);
    for (size_t i = 0; i < 2; i++) {
        t[i].pc = ARENA_ARRAY(a, size_t, re->n);
        t[i].mark = ARENA_ARRAY(a, size_t, re->n);
        t[i].stamp = 1;
    }
    if (arena_failed(a))
        return arena_check(a, e);
    *ret = run(&r, &t[0], &t[1], s);
    return RC_OK;
}
