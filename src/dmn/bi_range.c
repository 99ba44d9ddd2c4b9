/*
 * bi_range.c - how points and ranges lie to each other (DMN 1.5, table 78), and range().
 *
 * A point is taken as the closed range from it to itself, so each relation is written once, for two ranges.
 */
#include "dmn/ast.h"
#include "dmn/builtin.h"

struct span {
    const struct feel_value *low, *high;
    bool low_in, high_in, point;
};

static bool span_of(const struct feel_value *v, struct span *s)
{
    v = arg_one(v);
    if (v->kind == FEEL_NULL)
        return false;
    if (v->kind != FEEL_RANGE) {
        *s = (struct span){ v, v, true, true, true };
        return true;
    }
    if (v->range.unary == 1 + CMP_NE)
        return false;
    *s = (struct span){ v->range.low, v->range.high, v->range.low_in, v->range.high_in, false };
    return true;
}

/* Compare ends. An open end (NULL) of the low side is before everything, of the high side after everything.
 */
static bool ends(const struct feel_value *x, int x_open, const struct feel_value *y, int y_open, int *order)
{
    if (x == NULL || y == NULL) {
        *order = (x == NULL ? x_open : 0) - (y == NULL ? y_open : 0);
        return true;
    }
    return value_order(x, y, order);
}

struct pair {
    struct span a, b;
    int low, high;          /* a's end against b's end of the same side */
    int high_low, low_high; /* a.high against b.low, a.low against b.high */
};

static bool pair_of(const struct feel_value *const *arg, struct pair *p)
{
    return span_of(arg[0], &p->a) && span_of(arg[1], &p->b) && ends(p->a.low, -1, p->b.low, -1, &p->low) &&
           ends(p->a.high, 1, p->b.high, 1, &p->high) && ends(p->a.high, 1, p->b.low, -1, &p->high_low) &&
           ends(p->a.low, -1, p->b.high, 1, &p->low_high);
}

static bool is_before(const struct pair *p)
{
    return p->high_low < 0 || (p->high_low == 0 && !(p->a.high_in && p->b.low_in));
}

static bool is_after(const struct pair *p)
{
    return p->low_high > 0 || (p->low_high == 0 && !(p->a.low_in && p->b.high_in));
}

static bool meets(const struct pair *p)
{
    return p->a.high_in && p->b.low_in && p->high_low == 0;
}

static bool met_by(const struct pair *p)
{
    return p->a.low_in && p->b.high_in && p->low_high == 0;
}

static bool overlaps(const struct pair *p)
{
    return !is_before(p) && !is_after(p);
}

static bool overlaps_before(const struct pair *p)
{
    bool starts_first = p->low < 0 || (p->low == 0 && p->a.low_in && !p->b.low_in);
    bool ends_first = p->high < 0 || (p->high == 0 && (!p->a.high_in || p->b.high_in));

    return starts_first && ends_first && !is_before(p);
}

static bool overlaps_after(const struct pair *p)
{
    bool starts_last = p->low > 0 || (p->low == 0 && p->b.low_in && !p->a.low_in);
    bool ends_last = p->high > 0 || (p->high == 0 && (!p->b.high_in || p->a.high_in));

    return starts_last && ends_last && !is_after(p);
}

static bool starts_inside(const struct pair *p)
{
    return p->low > 0 || (p->low == 0 && (!p->a.low_in || p->b.low_in));
}

static bool ends_inside(const struct pair *p)
{
    return p->high < 0 || (p->high == 0 && (!p->a.high_in || p->b.high_in));
}

static bool during(const struct pair *p)
{
    return starts_inside(p) && ends_inside(p);
}

static bool includes(const struct pair *p)
{
    return (p->low < 0 || (p->low == 0 && (p->a.low_in || !p->b.low_in))) &&
           (p->high > 0 || (p->high == 0 && (p->a.high_in || !p->b.high_in)));
}

static bool finishes(const struct pair *p)
{
    return p->high == 0 && p->a.high_in == p->b.high_in && starts_inside(p);
}

static bool finished_by(const struct pair *p)
{
    return p->high == 0 && p->a.high_in == p->b.high_in &&
           (p->low < 0 || (p->low == 0 && (p->a.low_in || !p->b.low_in)));
}

static bool starts(const struct pair *p)
{
    return p->low == 0 && p->a.low_in == p->b.low_in && ends_inside(p);
}

static bool started_by(const struct pair *p)
{
    return p->low == 0 && p->a.low_in == p->b.low_in &&
           (p->high > 0 || (p->high == 0 && (p->a.high_in || !p->b.high_in)));
}

static bool coincides(const struct pair *p)
{
    return p->low == 0 && p->high == 0 && p->a.low_in == p->b.low_in && p->a.high_in == p->b.high_in;
}

static const struct feel_value *relation(ARGS, bool (*holds)(const struct pair *), const char *name)
{
    struct pair p;

    (void)n;
    return pair_of(arg, &p) ? VBOOL(holds(&p)) : bad_arg(ev, name);
}

#define RELATION(fn, holds, name)                                                                            \
    const struct feel_value *fn(ARGS)                                                                        \
    {                                                                                                        \
        return relation(ev, arg, n, holds, name);                                                            \
    }
RELATION(bi_before, is_before, "before")
RELATION(bi_after, is_after, "after")
RELATION(bi_meets, meets, "meets")
RELATION(bi_met_by, met_by, "met by")
RELATION(bi_overlaps, overlaps, "overlaps")
RELATION(bi_overlaps_before, overlaps_before, "overlaps before")
RELATION(bi_overlaps_after, overlaps_after, "overlaps after")
RELATION(bi_during, during, "during")
RELATION(bi_includes, includes, "includes")
RELATION(bi_finishes, finishes, "finishes")
RELATION(bi_finished_by, finished_by, "finished by")
RELATION(bi_starts, starts, "starts")
RELATION(bi_started_by, started_by, "started by")
RELATION(bi_coincides, coincides, "coincides")

/* The text of a range may hold literals and the functions that make dates and durations of literals. */
static bool plain_end(const struct node *n)
{
    static const char *const makers[] = { "date", "time", "date and time", "duration" };

    if (n->kind == N_CONST)
        return true;
    if (n->kind == N_NEGATE)
        return n->a->kind == N_CONST;
    if (n->kind != N_CALL || n->a->kind != N_NAME)
        return false;
    for (size_t i = 0; i < n->n; i++) {
        if (n->list[i]->kind != N_CONST)
            return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        if (str_eq_c(n->a->name, makers[i]))
            return true;
    }
    return false;
}

const struct feel_value *bi_range(ARGS)
{
    struct str s;
    const struct node *root;
    const struct feel_value *v;
    const struct scope none = { 0 };
    int order;

    (void)n;
    if (!arg_string(arg[0], &s) || !eval_charge(ev, s.len))
        return bad_arg(ev, "range");
    if (feel_parse(ev->a, s, NULL, NULL, false, 1, NULL, &root, NULL) != RC_OK)
        return arena_failed(ev->a) ? eval_limit(ev) : bad_arg(ev, "range");
    if (root->kind != N_RANGE || !plain_end(root->a) || !plain_end(root->b))
        return bad_arg(ev, "range");
    v = eval_node(ev, root, &none);
    if (v == NULL || v->kind != FEEL_RANGE)
        return v;
    if (v->range.low->kind != v->range.high->kind || !value_compare(v->range.low, v->range.high, &order) ||
        order > 0)
        return eval_null(ev, "range(): its ends are not in order");
    return v;
}
