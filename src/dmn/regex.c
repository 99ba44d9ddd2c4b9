/*
 * regex.c - compiling XPath regular expressions.
 *
 * Pattern to tree to program. Counted repeats are unrolled, so the program has a bound.
 * Not here: running it (regex_run.c), classes of characters (regex_class.c).
 */
#include "dmn/regex_inner.h"

#include <libxml/xmlunicode.h>

#define PROG_MAX 12000
#define DEPTH_MAX 60
#define REPEAT_MAX 1000
#define PATTERN_MAX 4000 /* characters; also bounds the depth of a sequence's tree */
#define GENERATE_MAX 200000

enum tree_kind { T_EMPTY, T_CHAR, T_ANY, T_CLASS, T_CAT, T_ALT, T_REPEAT, T_GROUP, T_BOL, T_EOL, T_BACK };

struct tree {
    enum tree_kind kind;
    uint32_t c;   /* character, group, back-reference */
    int min, max; /* of T_REPEAT; max -1: no bound */
    bool lazy;
    const struct class *cls;
    const struct tree *a, *b;
};

struct compiler {
    struct arena *a;
    const uint32_t *p;
    size_t n, i;
    struct regex *re;
    bool closed[REGEX_GROUPS_MAX + 1]; /* groups that are complete, for back-references */
    int depth;
    enum regex_rc rc;
    struct inst *prog;
    size_t n_prog, cap, generated;
};

static struct tree *bad(struct compiler *c, enum regex_rc rc)
{
    if (c->rc == REGEX_OK)
        c->rc = rc;
    return NULL;
}

static struct tree *tree(struct compiler *c, enum tree_kind kind, const struct tree *a, const struct tree *b)
{
    struct tree *t = ARENA_NEW(c->a, struct tree);

    if (t == NULL || c->rc != REGEX_OK)
        return bad(c, REGEX_LIMIT);
    t->kind = kind;
    t->a = a;
    t->b = b;
    return t;
}

static bool more(const struct compiler *c)
{
    return c->rc == REGEX_OK && c->i < c->n;
}

static bool next_is(const struct compiler *c, char ch)
{
    return more(c) && c->p[c->i] == (uint32_t)(unsigned char)ch;
}

static bool took(struct compiler *c, char ch)
{
    if (!next_is(c, ch))
        return false;
    c->i++;
    return true;
}

/* ---- classes ---- */

struct items {
    struct item *v;
    size_t n, cap;
};

static bool add_range(struct compiler *c, struct items *out, uint32_t lo, uint32_t hi, bool negated)
{
    struct item it = { .kind = ITEM_RANGE, .lo = lo, .hi = hi, .negated = negated };

    return VEC_PUSH(c->a, out, it) || bad(c, REGEX_LIMIT) != NULL;
}

static bool add_category(struct compiler *c, struct items *out, const char *name, bool negated)
{
    struct item it = { .kind = ITEM_CATEGORY, .negated = negated };

    snprintf(it.name, sizeof(it.name), "%s", name);
    return VEC_PUSH(c->a, out, it) || bad(c, REGEX_LIMIT) != NULL;
}

/* After \p or \P: {Lu} or {IsArabic}. */
static bool property(struct compiler *c, struct items *out, bool negated)
{
    struct item it = { .kind = ITEM_CATEGORY, .negated = negated };
    size_t len = 0;

    if (!took(c, '{'))
        return bad(c, REGEX_BAD) != NULL;
    while (more(c) && !next_is(c, '}')) {
        uint32_t ch = c->p[c->i++];
        if (ch >= 128 || len + 1 >= sizeof(it.name))
            return bad(c, REGEX_BAD) != NULL;
        it.name[len++] = (char)ch;
    }
    if (!took(c, '}') || len == 0)
        return bad(c, REGEX_BAD) != NULL;
    if (len > 2 && it.name[0] == 'I' && it.name[1] == 's') {
        memmove(it.name, it.name + 2, sizeof(it.name) - 2);
        it.kind = ITEM_BLOCK;
        if (xmlUCSIsBlock('a', it.name) < 0)
            return bad(c, REGEX_BAD) != NULL;
    } else if (xmlUCSIsCat('a', it.name) < 0) {
        return bad(c, REGEX_BAD) != NULL;
    }
    return VEC_PUSH(c->a, out, it) || bad(c, REGEX_LIMIT) != NULL;
}

static bool add_class(struct compiler *c, struct items *out, const struct items *inner, bool negated)
{
    struct class *cls = ARENA_NEW(c->a, struct class);
    struct item it = { .kind = ITEM_CLASS, .negated = negated };

    if (cls == NULL)
        return bad(c, REGEX_LIMIT) != NULL;
    cls->items = inner->v;
    cls->n = inner->n;
    it.cls = cls;
    return VEC_PUSH(c->a, out, it) || bad(c, REGEX_LIMIT) != NULL;
}

/* \d \w \s \i \c and their negations; false without an error set: it is none of them. */
static bool multi_escape(struct compiler *c, struct items *out, uint32_t ch)
{
    struct items in = { 0 };
    bool upper = ch >= 'A' && ch <= 'Z';

    switch (ch | 0x20) {
    case 'd':
        return add_category(c, out, "Nd", upper);
    case 'p':
        return property(c, out, upper);
    case 's':
        return add_range(c, &in, ' ', ' ', false) && add_range(c, &in, '\t', '\n', false) &&
               add_range(c, &in, '\r', '\r', false) && add_class(c, out, &in, upper);
    case 'w':
        return add_category(c, &in, "P", false) && add_category(c, &in, "Z", false) &&
               add_category(c, &in, "C", false) && add_class(c, out, &in, !upper);
    case 'c':
    case 'i':
        if (!add_category(c, &in, "L", false) || !add_range(c, &in, '_', '_', false) ||
            !add_range(c, &in, ':', ':', false))
            return false;
        if ((ch | 0x20) == 'c' &&
            (!add_category(c, &in, "Nd", false) || !add_category(c, &in, "M", false) ||
             !add_range(c, &in, '-', '.', false) || !add_range(c, &in, 0xB7, 0xB7, false)))
            return false;
        return add_class(c, out, &in, upper);
    default:
        return false;
    }
}

/* The character that \n, \t, \. and so on stand for; false when it is no such escape. */
static bool single_escape(uint32_t ch, uint32_t *ret)
{
    static const char plain[] = "\\|.?*+(){}$-[]^";

    if (ch == 'n' || ch == 'r' || ch == 't') {
        *ret = ch == 'n' ? '\n' : ch == 'r' ? '\r' : '\t';
        return true;
    }
    *ret = ch;
    return ch < 128 && ch != 0 && strchr(plain, (int)ch) != NULL;
}

/* One character of a class, or a whole escape (then *done). */
static bool class_char(struct compiler *c, struct items *out, uint32_t *ch, bool *done)
{
    *done = false;
    if (!more(c))
        return bad(c, REGEX_BAD) != NULL;
    *ch = c->p[c->i++];
    if (*ch == '[' || *ch == ']')
        return bad(c, REGEX_BAD) != NULL;
    if (*ch != '\\')
        return true;
    if (!more(c))
        return bad(c, REGEX_BAD) != NULL;
    if (single_escape(c->p[c->i], ch)) {
        c->i++;
        return true;
    }
    *done = multi_escape(c, out, c->p[c->i++]);
    return *done || bad(c, REGEX_BAD) != NULL;
}

static const struct class *class_body(struct compiler *c)
{
    struct class *cls = ARENA_NEW(c->a, struct class);
    struct items items = { 0 };
    bool first = true, done;
    uint32_t lo, hi;

    if (cls == NULL || c->depth >= DEPTH_MAX)
        return (const void *)bad(c, REGEX_LIMIT);
    c->depth++;
    cls->negated = took(c, '^');
    while (more(c) && !next_is(c, ']')) {
        if (next_is(c, '-') && c->i + 1 < c->n && c->p[c->i + 1] == '[' && !first) {
            c->i += 2;
            cls->minus = class_body(c);
            break;
        }
        if (next_is(c, '-') && !first && c->i + 1 < c->n && c->p[c->i + 1] != ']')
            return (const void *)bad(c, REGEX_BAD); /* a hyphen stands for itself only at the ends */
        first = false;
        if (!class_char(c, &items, &lo, &done))
            return NULL;
        if (done)
            continue;
        hi = lo;
        if (next_is(c, '-') && c->i + 1 < c->n && c->p[c->i + 1] != ']' && c->p[c->i + 1] != '[') {
            c->i++;
            if (!class_char(c, &items, &hi, &done) || done || hi < lo)
                return (const void *)bad(c, REGEX_BAD);
        }
        if (!add_range(c, &items, lo, hi, false))
            return NULL;
    }
    c->depth--;
    if (first || !took(c, ']'))
        return (const void *)bad(c, REGEX_BAD);
    cls->items = items.v;
    cls->n = items.n;
    return cls;
}

/* ---- the pattern ---- */

static const struct tree *alternatives(struct compiler *c);

static const struct tree *group(struct compiler *c)
{
    struct tree *t;
    const struct tree *inner;
    size_t number = 0;

    if (took(c, '?')) {
        if (!took(c, ':'))
            return bad(c, REGEX_BAD);
    } else {
        number = ++c->re->groups;
        if (number > REGEX_GROUPS_MAX)
            return bad(c, REGEX_LIMIT);
    }
    inner = alternatives(c);
    if (inner == NULL || !took(c, ')'))
        return bad(c, REGEX_BAD);
    if (number == 0)
        return inner;
    c->closed[number] = true;
    t = tree(c, T_GROUP, inner, NULL);
    if (t != NULL)
        t->c = (uint32_t)number;
    return t;
}

/* \N: as many digits as make the number of a group that is complete. */
static const struct tree *back_reference(struct compiler *c)
{
    size_t number = c->p[c->i++] - '0';
    struct tree *t;

    while (more(c) && c->p[c->i] >= '0' && c->p[c->i] <= '9') {
        size_t longer = number * 10 + (c->p[c->i] - '0');
        if (longer > c->re->groups)
            break;
        number = longer;
        c->i++;
    }
    if (number == 0 || number > c->re->groups || !c->closed[number])
        return bad(c, REGEX_BAD);
    c->re->has_back = true;
    t = tree(c, T_BACK, NULL, NULL);
    if (t != NULL)
        t->c = (uint32_t)number;
    return t;
}

static const struct tree *escape_atom(struct compiler *c)
{
    struct items items = { 0 };
    struct class *cls;
    struct tree *t;
    uint32_t ch;

    if (!more(c))
        return bad(c, REGEX_BAD);
    ch = c->p[c->i];
    if (ch >= '0' && ch <= '9')
        return back_reference(c);
    c->i++;
    if (single_escape(ch, &ch)) {
        t = tree(c, T_CHAR, NULL, NULL);
        if (t != NULL)
            t->c = ch;
        return t;
    }
    cls = ARENA_NEW(c->a, struct class);
    t = tree(c, T_CLASS, NULL, NULL);
    if (cls == NULL || t == NULL)
        return bad(c, REGEX_LIMIT);
    if (!multi_escape(c, &items, ch))
        return bad(c, REGEX_BAD);
    cls->items = items.v;
    cls->n = items.n;
    t->cls = cls;
    return t;
}

static const struct tree *atom(struct compiler *c)
{
    uint32_t ch = c->p[c->i++];
    struct tree *t;

    switch (ch) {
    case '(':
        return group(c);
    case '[':
        t = tree(c, T_CLASS, NULL, NULL);
        if (t != NULL)
            t->cls = class_body(c);
        return c->rc == REGEX_OK ? t : NULL;
    case '\\':
        return escape_atom(c);
    case '.':
        return tree(c, T_ANY, NULL, NULL);
    case '^':
        return tree(c, T_BOL, NULL, NULL);
    case '$':
        return tree(c, T_EOL, NULL, NULL);
    case '?':
    case '*':
    case '+':
    case '{':
    case '}':
    case ']':
        return bad(c, REGEX_BAD);
    default:
        t = tree(c, T_CHAR, NULL, NULL);
        if (t != NULL)
            t->c = ch;
        return t;
    }
}

static bool number_in(struct compiler *c, int *ret)
{
    size_t from = c->i;

    *ret = 0;
    while (more(c) && c->p[c->i] >= '0' && c->p[c->i] <= '9') {
        *ret = *ret * 10 + (int)(c->p[c->i++] - '0');
        if (*ret > REPEAT_MAX)
            return bad(c, REGEX_LIMIT) != NULL;
    }
    return c->i > from;
}

static const struct tree *repeated(struct compiler *c, const struct tree *a)
{
    int min = 1, max = 1;
    struct tree *t;

    if (took(c, '?')) {
        min = 0;
    } else if (took(c, '*')) {
        min = 0;
        max = -1;
    } else if (took(c, '+')) {
        max = -1;
    } else if (took(c, '{')) {
        if (!number_in(c, &min))
            return bad(c, REGEX_BAD);
        max = min;
        if (took(c, ',') && !next_is(c, '}') && !number_in(c, &max))
            return bad(c, REGEX_BAD);
        else if (c->p[c->i - 1] == ',')
            max = -1;
        if (!took(c, '}') || (max >= 0 && max < min))
            return bad(c, REGEX_BAD);
    } else {
        return a;
    }
    t = tree(c, T_REPEAT, a, NULL);
    if (t == NULL)
        return NULL;
    t->min = min;
    t->max = max;
    t->lazy = took(c, '?');
    return t;
}

static const struct tree *sequence(struct compiler *c)
{
    const struct tree *t = tree(c, T_EMPTY, NULL, NULL);

    while (more(c) && !next_is(c, '|') && !next_is(c, ')')) {
        const struct tree *a = atom(c);
        if (a != NULL)
            a = repeated(c, a);
        if (a == NULL)
            return NULL;
        t = t->kind == T_EMPTY ? a : tree(c, T_CAT, t, a);
    }
    return c->rc == REGEX_OK ? t : NULL;
}

static const struct tree *alternatives(struct compiler *c)
{
    const struct tree *t, *b;

    if (c->depth >= DEPTH_MAX)
        return bad(c, REGEX_LIMIT);
    c->depth++;
    t = sequence(c);
    while (t != NULL && took(c, '|')) {
        b = sequence(c);
        t = b == NULL ? NULL : tree(c, T_ALT, t, b);
    }
    c->depth--;
    return t;
}

/* ---- the program ---- */

static size_t emit(struct compiler *c, enum op op, uint32_t ch)
{
    struct inst in = { .op = op, .c = ch };

    if (c->n_prog >= PROG_MAX || !vec_grow(c->a, (void **)&c->prog, c->n_prog, &c->cap, sizeof(in))) {
        bad(c, REGEX_LIMIT);
        return 0;
    }
    c->prog[c->n_prog] = in;
    return c->n_prog++;
}

static void generate(struct compiler *c, const struct tree *t);

static void fork_at(struct compiler *c, size_t at, size_t take, size_t leave, bool lazy)
{
    if (c->rc != REGEX_OK)
        return;
    c->prog[at].x = (uint32_t)(lazy ? leave : take);
    c->prog[at].y = (uint32_t)(lazy ? take : leave);
}

static void generate_repeat(struct compiler *c, const struct tree *t)
{
    size_t split, jump, slot = 0;

    for (int i = 0; i < t->min && c->rc == REGEX_OK; i++)
        generate(c, t->a);
    if (t->max < 0) {
        split = emit(c, OP_SPLIT, 0);
        if (c->re->has_back) { /* the search must see that a turn of the loop took something */
            slot = c->re->slots++;
            emit(c, OP_MARK, (uint32_t)slot);
        }
        generate(c, t->a);
        if (c->re->has_back)
            emit(c, OP_CHECK, (uint32_t)slot);
        jump = emit(c, OP_JUMP, 0);
        if (c->rc == REGEX_OK)
            c->prog[jump].x = (uint32_t)split;
        fork_at(c, split, split + 1, c->n_prog, t->lazy);
        return;
    }
    for (int i = t->min; i < t->max && c->rc == REGEX_OK; i++) {
        split = emit(c, OP_SPLIT, 0);
        generate(c, t->a);
        fork_at(c, split, split + 1, c->n_prog, t->lazy);
    }
}

static void generate_alternative(struct compiler *c, const struct tree *t)
{
    size_t split = emit(c, OP_SPLIT, 0), jump;

    generate(c, t->a);
    jump = emit(c, OP_JUMP, 0);
    fork_at(c, split, split + 1, c->n_prog, false);
    generate(c, t->b);
    if (c->rc == REGEX_OK)
        c->prog[jump].x = (uint32_t)c->n_prog;
}

static void generate(struct compiler *c, const struct tree *t)
{
    size_t at;

    if (c->rc == REGEX_OK && ++c->generated > GENERATE_MAX) /* empty things repeated of repeated */
        bad(c, REGEX_LIMIT);
    if (c->rc != REGEX_OK)
        return;
    switch (t->kind) {
    case T_EMPTY:
        break;
    case T_CHAR:
        emit(c, OP_CHAR, t->c);
        break;
    case T_ANY:
        emit(c, OP_ANY, 0);
        break;
    case T_CLASS:
        at = emit(c, OP_CLASS, 0);
        if (c->rc == REGEX_OK)
            c->prog[at].cls = t->cls;
        break;
    case T_CAT:
        generate(c, t->a);
        generate(c, t->b);
        break;
    case T_ALT:
        generate_alternative(c, t);
        break;
    case T_REPEAT:
        generate_repeat(c, t);
        break;
    case T_GROUP:
        emit(c, OP_SAVE, 2 * t->c);
        generate(c, t->a);
        emit(c, OP_SAVE, 2 * t->c + 1);
        break;
    case T_BOL:
        emit(c, OP_BOL, 0);
        break;
    case T_EOL:
        emit(c, OP_EOL, 0);
        break;
    case T_BACK:
        emit(c, OP_BACK, t->c);
        break;
    }
}

static bool read_flags(struct regex *re, struct str flags, bool *spaced)
{
    for (size_t i = 0; i < flags.len; i++) {
        switch (flags.p[i]) {
        case 's':
            re->dot_all = true;
            break;
        case 'm':
            re->multi_line = true;
            break;
        case 'i':
            re->no_case = true;
            break;
        case 'x':
            *spaced = true;
            break;
        case 'q':
            re->literal = true;
            break;
        default:
            return false;
        }
    }
    return true;
}

/* The flag "x": drop white space outside of classes. */
static size_t without_space(uint32_t *p, size_t n)
{
    size_t out = 0;
    int level = 0;

    for (size_t i = 0; i < n; i++) {
        bool escaped = out > 0 && p[out - 1] == '\\' && !(out > 1 && p[out - 2] == '\\');
        if (level == 0 && (p[i] == ' ' || p[i] == '\t' || p[i] == '\n' || p[i] == '\r'))
            continue;
        if (!escaped && p[i] == '[')
            level++;
        if (!escaped && p[i] == ']' && level > 0)
            level--;
        p[out++] = p[i];
    }
    return out;
}

enum regex_rc regex_compile(struct arena *a, struct str pattern, struct str flags, const struct regex **ret)
{
    struct compiler c = { .a = a };
    struct points pts;
    const struct tree *t = NULL;
    bool spaced = false;

    c.re = ARENA_NEW(a, struct regex);
    if (c.re == NULL || !points_of(a, pattern, &pts))
        return REGEX_LIMIT;
    if (!read_flags(c.re, flags, &spaced))
        return REGEX_BAD;
    if (pts.n > PATTERN_MAX)
        return REGEX_LIMIT;
    c.p = pts.p;
    c.n = pts.n;
    if (spaced && !c.re->literal)
        c.n = without_space((uint32_t *)(uintptr_t)pts.p, pts.n);
    if (!c.re->literal) {
        t = alternatives(&c);
        if (t == NULL || c.i < c.n)
            return c.rc == REGEX_OK ? REGEX_BAD : c.rc;
    }
    c.re->slots = 2 * (c.re->groups + 1);
    emit(&c, OP_SAVE, 0);
    for (size_t i = 0; c.re->literal && i < c.n; i++)
        emit(&c, OP_CHAR, c.p[i]);
    if (t != NULL)
        generate(&c, t);
    emit(&c, OP_SAVE, 1);
    emit(&c, OP_MATCH, 0);
    c.re->prog = c.prog;
    c.re->n = c.n_prog;
    if (c.rc == REGEX_OK)
        *ret = c.re;
    return c.rc;
}

size_t regex_groups(const struct regex *re)
{
    return re->groups;
}

bool regex_is_literal(const struct regex *re)
{
    return re->literal;
}
