/*
 * regex_run.c - running compiled regular expressions.
 *
 * Without back-references all threads of the program advance together over the text (Pike's machine), each
 * program place at most once a character: linear. With back-references it is a depth-first search under the
 * caller's budget.
 */
#include "dmn/casemap.h"
#include "dmn/regex_inner.h"

#define UNSET SIZE_MAX

bool points_of(struct arena *a, struct str s, struct points *ret)
{
    uint32_t *p = ARENA_ARRAY(a, uint32_t, s.len + 1);
    size_t n = 0, i = 0;
    int32_t c;

    if (p == NULL)
        return false;
    while ((c = utf8_next(s, &i)) != -1)
        p[n++] = c < 0 ? 0xFFFD : (uint32_t)c;
    *ret = (struct points){ p, n };
    return true;
}

struct str points_str(struct arena *a, const uint32_t *p, size_t n)
{
    char *out = n > SIZE_MAX / 4 - 1 ? NULL : arena_alloc(a, 4 * n + 1);
    size_t len = 0;

    if (out == NULL)
        return STR_NONE;
    for (size_t i = 0; i < n; i++)
        len += utf8_put(p[i], out + len);
    return (struct str){ out, len };
}

static bool same_char(uint32_t x, uint32_t y, bool no_case)
{
    if (x == y)
        return true;
    return no_case && (char_lower(x) == char_lower(y) || char_upper(x) == char_upper(y));
}

static bool accepts(const struct regex *re, const struct inst *in, uint32_t ch)
{
    switch (in->op) {
    case OP_CHAR:
        return same_char(in->c, ch, re->no_case);
    case OP_ANY:
        return re->dot_all || (ch != '\n' && ch != '\r');
    default:
        return class_has(in->cls, ch, re->no_case);
    }
}

static bool at_line_start(const struct regex *re, struct points t, size_t pos)
{
    return pos == 0 || (re->multi_line && t.p[pos - 1] == '\n' && pos < t.n);
}

static bool at_line_end(const struct regex *re, struct points t, size_t pos)
{
    return pos == t.n || (re->multi_line && t.p[pos] == '\n');
}

/* ---- Pike's machine ---- */

struct threads {
    uint32_t *pc; /* in order of preference */
    size_t *caps; /* slots of each */
    size_t n;
    uint32_t *mark; /* per place: generation in which it was added */
    uint32_t generation;
};

struct todo {
    uint32_t pc;
    uint32_t slot; /* UINT32_MAX: a place to visit; else a slot to put back */
    size_t old;
};

struct pike {
    const struct regex *re;
    struct points text;
    struct todo *stack;
    size_t slots;
    uint64_t *work;
};

/* Add the place and all that follow it without taking a character. `caps` is changed and put back. */
static void add_thread(struct pike *m, struct threads *l, uint32_t start, size_t pos, size_t *caps)
{
    size_t top = 0;

    m->stack[top++] = (struct todo){ start, UINT32_MAX, 0 };
    while (top > 0) {
        struct todo t = m->stack[--top];
        const struct inst *in;
        if (t.slot != UINT32_MAX) {
            caps[t.slot] = t.old;
            continue;
        }
        if (l->mark[t.pc] == l->generation)
            continue;
        l->mark[t.pc] = l->generation;
        *m->work -= *m->work > 0;
        in = &m->re->prog[t.pc];
        if (in->op == OP_JUMP) {
            m->stack[top++] = (struct todo){ in->x, UINT32_MAX, 0 };
        } else if (in->op == OP_SPLIT) {
            m->stack[top++] = (struct todo){ in->y, UINT32_MAX, 0 };
            m->stack[top++] = (struct todo){ in->x, UINT32_MAX, 0 };
        } else if (in->op == OP_SAVE) {
            m->stack[top++] = (struct todo){ 0, in->c, caps[in->c] };
            m->stack[top++] = (struct todo){ t.pc + 1, UINT32_MAX, 0 };
            caps[in->c] = pos;
        } else if (in->op == OP_BOL || in->op == OP_EOL) {
            if (in->op == OP_BOL ? at_line_start(m->re, m->text, pos) : at_line_end(m->re, m->text, pos))
                m->stack[top++] = (struct todo){ t.pc + 1, UINT32_MAX, 0 };
        } else {
            l->pc[l->n] = t.pc;
            memcpy(l->caps + l->n * m->slots, caps, m->slots * sizeof(*caps));
            l->n++;
        }
    }
}

static bool threads_new(struct arena *a, const struct regex *re, struct threads *l)
{
    l->pc = ARENA_ARRAY(a, uint32_t, re->n);
    l->caps = ARENA_ARRAY(a, size_t, re->n * re->slots);
    l->mark = ARENA_ARRAY(a, uint32_t, re->n);
    return l->pc != NULL && l->caps != NULL && l->mark != NULL;
}

/* One character: the threads of `now` step into `next`. True when a match ended, which cuts off the less
 * preferred. */
static bool step(struct pike *m, const struct threads *now, struct threads *next, size_t pos, size_t *at)
{
    for (size_t i = 0; i < now->n; i++) {
        const struct inst *in = &m->re->prog[now->pc[i]];
        size_t *caps = now->caps + i * m->slots;
        if (in->op == OP_MATCH) {
            memcpy(at, caps, 2 * (m->re->groups + 1) * sizeof(*at));
            return true;
        }
        if (pos < m->text.n && accepts(m->re, in, m->text.p[pos]))
            add_thread(m, next, now->pc[i] + 1, pos + 1, caps);
    }
    return false;
}

static enum regex_rc pike_find(struct arena *a, const struct regex *re, struct points text, size_t from,
                               size_t *at, uint64_t *work)
{
    struct threads one = { 0 }, two = { 0 }, *now = &one, *next = &two, *t;
    struct pike m = { .re = re, .text = text, .slots = re->slots, .work = work };
    size_t *fresh = ARENA_ARRAY(a, size_t, re->slots);
    bool found = false;

    m.stack = ARENA_ARRAY(a, struct todo, 2 * re->n + 2);
    if (fresh == NULL || m.stack == NULL || !threads_new(a, re, &one) || !threads_new(a, re, &two))
        return REGEX_LIMIT;
    now->generation = 1;
    for (size_t pos = from; pos <= text.n; pos++) {
        if (!found) {
            memset(fresh, 0xFF, re->slots * sizeof(*fresh));
            add_thread(&m, now, 0, pos, fresh);
        }
        if (now->n == 0 && found)
            break;
        if (*work <= now->n)
            return REGEX_LIMIT;
        *work -= now->n;
        next->n = 0;
        next->generation = now->generation + 1;
        found = step(&m, now, next, pos, at) || found;
        t = now;
        now = next;
        next = t;
    }
    return found ? REGEX_OK : REGEX_NO;
}

/* ---- the search, for back-references ---- */

struct choice {
    uint32_t pc; /* to go on from, or UINT32_MAX: put a slot back */
    uint32_t slot;
    size_t value; /* position, or the slot's old value */
};

struct search {
    struct choice *v;
    size_t n, cap;
};

static bool back_reference(const struct regex *re, struct points text, const size_t *slots, uint32_t group,
                           size_t *pos)
{
    size_t at = (size_t)2 * group, from = slots[at], to = slots[at + 1];

    if (from == UNSET || to == UNSET)
        return true; /* a group that took no part stands for the empty text */
    if (to - from > text.n - *pos)
        return false;
    for (size_t i = from; i < to; i++) {
        if (!same_char(text.p[i], text.p[*pos + (i - from)], re->no_case))
            return false;
    }
    *pos += to - from;
    return true;
}

static bool save(struct arena *a, struct search *s, size_t *slots, uint32_t slot, size_t pos)
{
    struct choice back = { UINT32_MAX, slot, slots[slot] };

    slots[slot] = pos;
    return VEC_PUSH(a, s, back);
}

/* Follow the program from `pc` until it fails (0), matches (1) or memory ends (-1). */
static int follow(struct arena *a, const struct regex *re, struct points text, struct search *s,
                  size_t *slots, uint32_t pc, size_t pos, uint64_t *work)
{
    struct choice other;

    for (; *work > 0; (*work)--) {
        const struct inst *in = &re->prog[pc];
        bool ok = true;
        switch (in->op) {
        case OP_MATCH:
            return 1;
        case OP_JUMP:
            pc = in->x;
            continue;
        case OP_SPLIT:
            other = (struct choice){ in->y, 0, pos };
            if (!VEC_PUSH(a, s, other))
                return -1;
            pc = in->x;
            continue;
        case OP_SAVE:
        case OP_MARK:
            if (!save(a, s, slots, in->c, pos))
                return -1;
            break;
        case OP_CHECK:
            ok = slots[in->c] != pos;
            break;
        case OP_BOL:
            ok = at_line_start(re, text, pos);
            break;
        case OP_EOL:
            ok = at_line_end(re, text, pos);
            break;
        case OP_BACK:
            ok = back_reference(re, text, slots, in->c, &pos);
            break;
        default:
            ok = pos < text.n && accepts(re, in, text.p[pos]);
            pos++;
            break;
        }
        if (!ok)
            return 0;
        pc++;
    }
    return -1;
}

static enum regex_rc search_find(struct arena *a, const struct regex *re, struct points text, size_t from,
                                 size_t *at, uint64_t *work)
{
    size_t *slots = ARENA_ARRAY(a, size_t, re->slots);
    struct search s = { 0 };

    if (slots == NULL)
        return REGEX_LIMIT;
    for (size_t start = from; start <= text.n; start++) {
        struct choice c = { 0, 0, start };
        memset(slots, 0xFF, re->slots * sizeof(*slots));
        s.n = 0;
        if (!VEC_PUSH(a, &s, c))
            return REGEX_LIMIT;
        while (s.n > 0) {
            int r;
            c = s.v[--s.n];
            if (c.pc == UINT32_MAX) {
                slots[c.slot] = c.value;
                continue;
            }
            r = follow(a, re, text, &s, slots, c.pc, c.value, work);
            if (r < 0)
                return REGEX_LIMIT;
            if (r > 0) {
                memcpy(at, slots, 2 * (re->groups + 1) * sizeof(*at));
                return REGEX_OK;
            }
        }
    }
    return REGEX_NO;
}

enum regex_rc regex_find(struct arena *a, const struct regex *re, struct points text, size_t from, size_t *at,
                         uint64_t *work)
{
    if (re->has_back)
        return search_find(a, re, text, from, at, work);
    return pike_find(a, re, text, from, at, work);
}
