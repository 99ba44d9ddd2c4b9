/*
 * compare.c - equality and order of FEEL values.
 *
 * Dates and times with a zone are compared as instants; with and without a zone cannot be ordered. As in the
 * DMN technology compatibility kit, `=` looks at whole seconds: fractions of a second count only for sorting.
 */
#include "dmn/temporal.h"

#define EQUAL_DEPTH_MAX 1000 /* of lists in lists */

static int sign(dmn_wide x, dmn_wide y)
{
    return x < y ? -1 : x > y;
}

/* Times of day: both with a zone by their UTC time, else by the clock. False when only one has a zone. */
static bool time_compare(const struct moment *x, const struct moment *y, int *order)
{
    dmn_wide a = moment_day_nanos(x), b = moment_day_nanos(y);
    int ox = 0, oy = 0;

    if ((x->zone == ZONE_NONE) != (y->zone == ZONE_NONE))
        return false;
    if (x->zone != ZONE_NONE) {
        moment_offset(x, &ox);
        moment_offset(y, &oy);
    }
    *order = sign(a - (dmn_wide)ox * NANOS, b - (dmn_wide)oy * NANOS);
    return true;
}

static bool datetime_compare(const struct moment *x, const struct moment *y, int *order)
{
    if ((x->zone == ZONE_NONE) != (y->zone == ZONE_NONE))
        return false;
    *order = sign(moment_utc(x), moment_utc(y));
    return true;
}

bool value_compare(const struct feel_value *x, const struct feel_value *y, int *order)
{
    struct moment a, b;

    if (x->kind == FEEL_NUMBER && y->kind == FEEL_NUMBER) {
        *order = dec_cmp(x->number, y->number);
        return true;
    }
    if ((x->kind == FEEL_DATE && y->kind == FEEL_DATETIME) ||
        (x->kind == FEEL_DATETIME && y->kind == FEEL_DATE)) {
        a = x->moment; /* a date is its midnight UTC beside a date and time with a zone */
        b = y->moment;
        if (x->kind == FEEL_DATE && b.zone != ZONE_NONE)
            a.zone = ZONE_OFFSET;
        if (y->kind == FEEL_DATE && a.zone != ZONE_NONE)
            b.zone = ZONE_OFFSET;
        return datetime_compare(&a, &b, order);
    }
    if (x->kind != y->kind)
        return false;
    switch (x->kind) {
    case FEEL_STRING:
        *order = str_cmp(x->string, y->string); /* UTF-8 bytes order as code points do */
        return true;
    case FEEL_DATE:
        *order = sign(moment_wall(&x->moment), moment_wall(&y->moment));
        return true;
    case FEEL_DATETIME:
        return datetime_compare(&x->moment, &y->moment, order);
    case FEEL_TIME:
        return time_compare(&x->moment, &y->moment, order);
    case FEEL_YM_DURATION:
        *order = sign(x->months, y->months);
        return true;
    case FEEL_DT_DURATION:
        *order = sign(x->nanos, y->nanos);
        return true;
    default:
        return false;
    }
}

bool value_order(const struct feel_value *x, const struct feel_value *y, int *order)
{
    struct feel_value a, b;

    if (x->kind != y->kind || (x->kind != FEEL_TIME && x->kind != FEEL_DATETIME))
        return value_compare(x, y, order);
    a.kind = b.kind = x->kind;
    a.moment = x->moment;
    b.moment = y->moment;
    a.moment.nanos = b.moment.nanos = 0;
    return value_compare(&a, &b, order);
}

static int equal_at(const struct feel_value *x, const struct feel_value *y, uint64_t *work, unsigned depth);

static bool ends_equal(const struct feel_value *x, const struct feel_value *y, uint64_t *work, unsigned depth)
{
    bool nx = x == NULL || x->kind == FEEL_NULL, ny = y == NULL || y->kind == FEEL_NULL;

    return nx || ny ? nx == ny : equal_at(x, y, work, depth) == 1;
}

static int range_equal(const struct range *x, const struct range *y, uint64_t *work, unsigned depth)
{
    return x->unary == y->unary && x->low_in == y->low_in && x->high_in == y->high_in &&
           ends_equal(x->low, y->low, work, depth) && ends_equal(x->high, y->high, work, depth);
}

static int list_equal(const struct feel_value *x, const struct feel_value *y, uint64_t *work, unsigned depth)
{
    if (x->list.n != y->list.n)
        return 0;
    for (size_t i = 0; i < x->list.n; i++) {
        int eq = equal_at(x->list.v[i], y->list.v[i], work, depth);
        if (eq != 1)
            return eq == -2 ? -2 : 0;
    }
    return 1;
}

static int context_equal(const struct feel_value *x, const struct feel_value *y, uint64_t *work,
                         unsigned depth)
{
    struct str name;
    const struct feel_value *v, *w;

    if (x->ctx.n != y->ctx.n)
        return 0;
    for (size_t i = 0; feel_context_at(x, i, &name, &v); i++) {
        int eq;
        w = ctx_get(&y->ctx, name, name_hash(name));
        if (w == NULL)
            return 0;
        eq = equal_at(v, w, work, depth);
        if (eq != 1)
            return eq == -2 ? -2 : 0;
    }
    return 1;
}

static int equal_at(const struct feel_value *x, const struct feel_value *y, uint64_t *work, unsigned depth)
{
    int order;

    if (*work == 0 || depth > EQUAL_DEPTH_MAX)
        return -2;
    (*work)--;
    depth++;
    if (x->kind == FEEL_NULL || y->kind == FEEL_NULL)
        return x->kind == y->kind;
    if (x->kind != y->kind)
        return -1;
    switch (x->kind) {
    case FEEL_BOOL:
        return x->boolean == y->boolean;
    case FEEL_LIST:
        return list_equal(x, y, work, depth);
    case FEEL_CONTEXT:
        return context_equal(x, y, work, depth);
    case FEEL_RANGE:
        return range_equal(&x->range, &y->range, work, depth);
    case FEEL_FUNCTION:
        return x == y || (x->func.builtin != NULL && x->func.builtin == y->func.builtin);
    default:
        return value_order(x, y, &order) ? order == 0 : 0;
    }
}

int value_equal3(const struct feel_value *x, const struct feel_value *y, uint64_t *work)
{
    return equal_at(x, y, work, 0);
}

bool feel_equal(const struct feel_value *x, const struct feel_value *y)
{
    uint64_t work = UINT64_MAX;

    return x == y || value_equal3(x == NULL ? VNULL : x, y == NULL ? VNULL : y, &work) == 1;
}
