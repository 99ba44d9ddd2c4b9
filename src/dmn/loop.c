/*
 * loop.c - for, some, every, and filters.
 *
 * A loop over several lists is nested, the last variable fastest. The frame of a loop is used again for every
 * turn, unless the body defines a function, which may keep it.
 */
#include "dmn/eval.h"

#include "dmn/temporal.h"

struct results {
    const struct feel_value **v;
    size_t n, cap;
};

struct loop {
    const struct node *node;
    struct results out;    /* of for */
    bool unknown, stopped; /* of some and every */
    const struct feel_value *partial;
};

static const struct scope *bind_one(struct eval *ev, const struct loop *l, struct scope *place,
                                    struct binding *b, const struct scope *up)
{
    if (l->node->makes_function)
        return scope_bind(ev, up, b, 1);
    *place = (struct scope){ .up = up, .b = b, .n = 1 };
    return place;
}

static bool loop_level(struct eval *ev, struct loop *l, size_t level, const struct scope *s);

static bool loop_body(struct eval *ev, struct loop *l, const struct scope *s)
{
    static const struct str partial = STR_INIT("partial");
    struct binding b = { partial, 0, NULL };
    struct scope place;
    const struct scope *in = s;
    const struct feel_value *v;

    if (l->node->kind == N_FOR &&
        l->node->uses_input) { /* results only grow: a view of the array stays as it is */
        b.hash = name_hash(partial);
        b.v = l->out.n == 0 ? feel_list(ev->a, NULL, 0) : value_list(ev->a, l->out.v, l->out.n);
        in = b.v == NULL ? NULL : bind_one(ev, l, &place, &b, s);
        if (in == NULL)
            return eval_limit(ev) != NULL;
    }
    v = eval_node(ev, l->node->a, in);
    if (v == NULL)
        return false;
    if (l->node->kind == N_FOR)
        return VEC_PUSH(ev->a, &l->out, v) || eval_limit(ev) != NULL;
    if (v->kind != FEEL_BOOL)
        l->unknown = true;
    else if (v->boolean == (l->node->kind == N_SOME))
        l->stopped = true;
    return true;
}

static bool turn(struct eval *ev, struct loop *l, size_t level, const struct scope *s,
                 const struct feel_value *item)
{
    const struct bind *d = &l->node->binds[level];
    struct binding b = { d->name, d->hash, item };
    struct scope place;
    const struct scope *in = bind_one(ev, l, &place, &b, s);

    return in != NULL && eval_charge(ev, 1) && loop_level(ev, l, level + 1, in);
}

static bool over_numbers(struct eval *ev, struct loop *l, size_t level, const struct scope *s,
                         struct dec from, struct dec to)
{
    bool down = dec_cmp(from, to) > 0;
    struct dec one = dec_int(down ? -1 : 1);

    while (dec_cmp(from, to) == 0 || (dec_cmp(from, to) > 0) == down) {
        const struct feel_value *v = feel_number(ev->a, from);
        struct dec next;
        if (v == NULL)
            return eval_limit(ev) != NULL;
        if (!turn(ev, l, level, s, v))
            return false;
        if (l->stopped || !dec_add(from, one, &next) || dec_cmp(next, from) == 0)
            break;
        from = next;
    }
    return true;
}

static bool over_dates(struct eval *ev, struct loop *l, size_t level, const struct scope *s,
                       const struct feel_value *from, const struct feel_value *to)
{
    struct moment m = from->moment, end = to->moment;
    bool down = moment_wall(&m) > moment_wall(&end);

    while (moment_wall(&m) == moment_wall(&end) || (moment_wall(&m) > moment_wall(&end)) == down) {
        const struct feel_value *v = value_moment(ev->a, FEEL_DATE, &m);
        if (v == NULL)
            return eval_limit(ev) != NULL;
        if (!turn(ev, l, level, s, v))
            return false;
        if (l->stopped || !moment_add_nanos(&m, FEEL_DATE, down ? -DAY_NANOS : DAY_NANOS))
            break;
    }
    return true;
}

/* 1 when done, 0 when the pair of ends makes no loop, -1 on a bound. */
static int over_ends(struct eval *ev, struct loop *l, size_t level, const struct scope *s,
                     const struct feel_value *lo, const struct feel_value *hi)
{
    if (lo->kind == FEEL_NUMBER && hi->kind == FEEL_NUMBER && dec_is_int(lo->number))
        return over_numbers(ev, l, level, s, lo->number, hi->number) ? 1 : -1;
    if (lo->kind == FEEL_DATE && hi->kind == FEEL_DATE)
        return over_dates(ev, l, level, s, lo, hi) ? 1 : -1;
    return 0;
}

/* A closed or half-open range as the source of a loop. */
static int over_range(struct eval *ev, struct loop *l, size_t level, const struct scope *s,
                      const struct range *r)
{
    struct feel_value lo, hi;
    bool up;

    if (r->low == NULL || r->high == NULL || r->low->kind != r->high->kind ||
        (r->low->kind != FEEL_NUMBER && r->low->kind != FEEL_DATE))
        return 0;
    lo.kind = hi.kind = r->low->kind;
    if (lo.kind == FEEL_NUMBER) {
        lo.number = r->low->number;
        hi.number = r->high->number;
        if (!dec_is_int(lo.number) || (!r->low_in && !dec_add(lo.number, dec_int(1), &lo.number)) ||
            (!r->high_in && dec_is_int(hi.number) && !dec_sub(hi.number, dec_int(1), &hi.number)))
            return 0;
        up = dec_cmp(lo.number, hi.number) <= 0;
    } else {
        lo.moment = r->low->moment;
        hi.moment = r->high->moment;
        if ((!r->low_in && !moment_add_nanos(&lo.moment, FEEL_DATE, DAY_NANOS)) ||
            (!r->high_in && !moment_add_nanos(&hi.moment, FEEL_DATE, -DAY_NANOS)))
            return 0;
        up = moment_wall(&lo.moment) <= moment_wall(&hi.moment);
    }
    if (!up && !(r->low_in && r->high_in))
        return 1;
    return over_ends(ev, l, level, s, &lo, &hi);
}

static bool fail_loop(struct eval *ev, struct loop *l, const struct bind *d, const struct feel_value *v)
{
    ev->at = d->a;
    l->unknown = l->stopped = true;
    l->partial = eval_null(ev, "cannot iterate over a %s", feel_kind_name(v->kind));
    return l->partial != NULL;
}

static bool loop_level(struct eval *ev, struct loop *l, size_t level, const struct scope *s)
{
    const struct bind *d;
    const struct feel_value *v, *hi;
    int done;

    if (level == l->node->n)
        return loop_body(ev, l, s);
    d = &l->node->binds[level];
    v = eval_node(ev, d->a, s);
    if (v == NULL)
        return false;
    if (d->hi != NULL) {
        hi = eval_node(ev, d->hi, s);
        if (hi == NULL)
            return false;
        done = over_ends(ev, l, level, s, v, hi);
        return done < 0 ? false : done > 0 || fail_loop(ev, l, d, v->kind == FEEL_NUMBER ? hi : v);
    }
    if (v->kind == FEEL_RANGE) {
        done = over_range(ev, l, level, s, &v->range);
        return done < 0 ? false : done > 0 || fail_loop(ev, l, d, v);
    }
    if (v->kind != FEEL_LIST)
        return fail_loop(ev, l, d, v);
    for (size_t i = 0; i < v->list.n && !l->stopped; i++) {
        if (!turn(ev, l, level, s, v->list.v[i]))
            return false;
    }
    return true;
}

const struct feel_value *eval_loop(struct eval *ev, const struct node *n, const struct scope *s)
{
    struct loop l = { .node = n };

    if (!loop_level(ev, &l, 0, s))
        return eval_limit(ev);
    if (l.partial != NULL)
        return l.partial;
    if (n->kind == N_FOR)
        return eval_ok(ev, value_list(ev->a, l.out.v, l.out.n));
    if (l.stopped)
        return VBOOL(n->kind == N_SOME);
    if (l.unknown)
        return eval_null(ev, "'satisfies' of something that is not boolean");
    return VBOOL(n->kind == N_EVERY);
}

/* ---- filters ---- */

static const struct feel_value *by_index(struct eval *ev, const struct feel_value *list, struct dec d)
{
    int64_t i;

    if (!dec_to_i64(d, &i) || i == 0 || i > (int64_t)list->list.n || -i > (int64_t)list->list.n)
        return eval_null(ev, "index outside the list of %zu", list->list.n);
    return list->list.v[i > 0 ? i - 1 : (int64_t)list->list.n + i];
}

/* The filter's condition for one item: item and, of a context, its entries are in scope. */
static const struct feel_value *condition(struct eval *ev, const struct node *n, const struct scope *s,
                                          const struct feel_value *item)
{
    static const struct str name = STR_INIT("item");
    struct binding b = { name, name_hash(name), item };
    struct scope outer = { .up = s, .b = &b, .n = 1 }, inner = { .up = &outer };
    struct scope *kept;
    const struct scope *in = &outer;

    if (item->kind == FEEL_CONTEXT) {
        inner.ctx = item;
        in = &inner;
    }
    if (n->makes_function) {
        in = scope_bind(ev, s, &b, 1);
        kept = in == NULL ? NULL : ARENA_NEW(ev->a, struct scope);
        if (kept == NULL)
            return eval_limit(ev);
        *kept = (struct scope){ .up = in, .ctx = item->kind == FEEL_CONTEXT ? item : NULL };
        in = kept;
    }
    return eval_node(ev, n->b, in);
}

/* Can the condition be an index, to be evaluated once and outside? Literals and arithmetic can. */
static bool maybe_index(const struct node *b)
{
    return b->kind != N_COMPARE && b->kind != N_AND && b->kind != N_OR && b->kind != N_IN &&
           b->kind != N_BETWEEN && b->kind != N_SOME && b->kind != N_EVERY && b->kind != N_INSTANCE;
}

const struct feel_value *eval_filter_value(struct eval *ev, const struct feel_value *list,
                                           const struct node *n, const struct scope *s)
{
    struct results out = { 0 };
    const struct feel_value *const value = list;
    struct feel_value single = { .kind = FEEL_LIST };

    if (list->kind != FEEL_LIST) {
        single.list.v = &value;
        single.list.n = list->kind == FEEL_NULL ? 0 : 1;
    }
    ev->at = n;
    if (n->b->kind == N_CONST && n->b->v->kind == FEEL_NUMBER)
        return by_index(ev, list->kind == FEEL_LIST ? list : &single, n->b->v->number);
    if (list->kind == FEEL_NULL)
        return eval_null(ev, "filter on null");
    if (list->kind != FEEL_LIST)
        list = &single;
    if (list->list.n == 0 && maybe_index(n->b)) {
        const struct feel_value *c = condition(ev, n, s, VNULL);
        if (c == NULL || c->kind == FEEL_NUMBER)
            return c == NULL ? NULL : by_index(ev, list, c->number);
    }
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *c = condition(ev, n, s, list->list.v[i]);
        if (c == NULL)
            return NULL;
        if (i == 0 && c->kind == FEEL_NUMBER) {
            ev->at = n;
            return by_index(ev, list, c->number);
        }
        if (c->kind != FEEL_BOOL && c->kind != FEEL_NULL) {
            ev->at = n;
            return eval_null(ev, "filter of a %s is neither boolean nor number", feel_kind_name(c->kind));
        }
        if (feel_is_true(c) && !VEC_PUSH(ev->a, &out, list->list.v[i]))
            return eval_limit(ev);
    }
    return eval_ok(ev, value_list(ev->a, out.v, out.n));
}

const struct feel_value *eval_filter(struct eval *ev, const struct node *n, const struct scope *s)
{
    const struct feel_value *list = eval_node(ev, n->a, s);

    return list == NULL ? NULL : eval_filter_value(ev, list, n, s);
}
