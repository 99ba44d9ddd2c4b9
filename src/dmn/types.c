/*
 * types.c - does a value conform to a type, and the conversions that the standard makes by itself
 * (DMN 1.5, 10.3.2.9).
 */
#include "dmn/types.h"

#include "dmn/eval.h"
#include "dmn/temporal.h"

const struct feel_type type_any = { .kind = TYPE_ANY, .name = STR_INIT("Any") };
const struct feel_type type_unknown = { .kind = TYPE_UNKNOWN, .name = STR_INIT("?") };

const struct feel_type *type_builtin(struct str name)
{
    static const struct feel_type types[] = {
        { .kind = TYPE_ANY, .name = STR_INIT("Any") },
        { .kind = TYPE_NULL, .name = STR_INIT("Null") },
        { .kind = TYPE_SIMPLE, .value = FEEL_NUMBER, .name = STR_INIT("number") },
        { .kind = TYPE_SIMPLE, .value = FEEL_STRING, .name = STR_INIT("string") },
        { .kind = TYPE_SIMPLE, .value = FEEL_BOOL, .name = STR_INIT("boolean") },
        { .kind = TYPE_SIMPLE, .value = FEEL_DATE, .name = STR_INIT("date") },
        { .kind = TYPE_SIMPLE, .value = FEEL_TIME, .name = STR_INIT("time") },
        { .kind = TYPE_SIMPLE, .value = FEEL_DATETIME, .name = STR_INIT("date and time") },
        { .kind = TYPE_SIMPLE, .value = FEEL_DATETIME, .name = STR_INIT("dateTime") },
        { .kind = TYPE_SIMPLE, .value = FEEL_DT_DURATION, .name = STR_INIT("days and time duration") },
        { .kind = TYPE_SIMPLE, .value = FEEL_DT_DURATION, .name = STR_INIT("dayTimeDuration") },
        { .kind = TYPE_SIMPLE, .value = FEEL_YM_DURATION, .name = STR_INIT("years and months duration") },
        { .kind = TYPE_SIMPLE, .value = FEEL_YM_DURATION, .name = STR_INIT("yearMonthDuration") },
        { .kind = TYPE_DURATION, .name = STR_INIT("duration") },
        { .kind = TYPE_SIMPLE,
          .value = FEEL_NUMBER,
          .name = STR_INIT("integer") }, /* as Camunda's modeler writes */
        { .kind = TYPE_SIMPLE, .value = FEEL_NUMBER, .name = STR_INIT("long") },
        { .kind = TYPE_SIMPLE, .value = FEEL_NUMBER, .name = STR_INIT("double") },
        { .kind = TYPE_LIST, .elem = &type_any, .name = STR_INIT("list") },
        { .kind = TYPE_CONTEXT, .name = STR_INIT("context") },
        { .kind = TYPE_RANGE, .elem = &type_any, .name = STR_INIT("range") },
        { .kind = TYPE_FUNCTION, .name = STR_INIT("function") },
    };

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq(types[i].name, name))
            return &types[i];
    }
    return str_eq_c(name, "any") ? &types[0] : NULL;
}

/* Can a value of type `from` stand where `to` is wanted? For functions' parameters and results. */
static bool type_conforms(const struct feel_type *from, const struct feel_type *to, unsigned depth)
{
    if (to == NULL || to->kind == TYPE_ANY || from == to)
        return true;
    if (from == NULL || from->kind == TYPE_ANY || depth > 50)
        return false;
    if (from->kind == TYPE_NULL)
        return true;
    if (from->kind == TYPE_ALIAS)
        return type_conforms(from->elem, to, depth + 1);
    if (to->kind == TYPE_ALIAS)
        return type_conforms(from, to->elem, depth + 1);
    if (from->kind != to->kind)
        return false;
    switch (from->kind) {
    case TYPE_SIMPLE:
        return from->value == to->value;
    case TYPE_LIST:
    case TYPE_RANGE:
        return type_conforms(from->elem, to->elem, depth + 1);
    case TYPE_CONTEXT:
        for (size_t i = 0; i < to->n; i++) {
            size_t k = 0;
            while (k < from->n && !str_eq(from->fields[k].name, to->fields[i].name))
                k++;
            if (k == from->n || !type_conforms(from->fields[k].type, to->fields[i].type, depth + 1))
                return false;
        }
        return true;
    case TYPE_FUNCTION:
        if (to->elem == NULL)
            return true;
        if (from->n_params != to->n_params || !type_conforms(from->elem, to->elem, depth + 1))
            return false;
        for (size_t i = 0; i < to->n_params; i++) {
            if (!type_conforms(to->params[i], from->params[i], depth + 1))
                return false;
        }
        return true;
    default:
        return from->kind != TYPE_UNKNOWN;
    }
}

static bool function_is(const struct func *f, const struct feel_type *t)
{
    if (t->elem == NULL)
        return true;
    if (f->builtin != NULL)
        return false;
    if (f->n_params != t->n_params)
        return false;
    for (size_t i = 0; i < t->n_params; i++) {
        if (!type_conforms(t->params[i], f->params[i].type, 0))
            return false;
    }
    return f->result == NULL ? t->elem->kind == TYPE_ANY : type_conforms(f->result, t->elem, 0);
}

/* `loose`: a value handed over: null conforms everywhere, entries may be missing, and allowed values are
 * looked at. Not loose: `instance of`. */
static bool conforms(struct eval *ev, const struct feel_value *v, const struct feel_type *t, bool loose);

static bool allowed(struct eval *ev, const struct feel_value *v, const struct feel_type *t)
{
    const struct feel_value *ok;
    const struct feel_type *base = t->elem;

    if (t->allowed != NULL) {
        if (base != NULL && base->kind == TYPE_LIST && v->kind == FEEL_LIST) {
            for (size_t i = 0; i < v->list.n; i++) {
                ok = eval_tests(ev, t->allowed, v->list.v[i], NULL);
                if (!feel_is_true(ok))
                    return false;
            }
        } else {
            ok = eval_tests(ev, t->allowed, v, NULL);
            if (!feel_is_true(ok))
                return false;
        }
    }
    return t->constraint == NULL || feel_is_true(eval_tests(ev, t->constraint, v, NULL));
}

static bool context_is(struct eval *ev, const struct feel_value *v, const struct feel_type *t, bool loose)
{
    if (v->kind != FEEL_CONTEXT)
        return false;
    for (size_t i = 0; i < t->n; i++) {
        const struct feel_value *field = ctx_get(&v->ctx, t->fields[i].name, t->fields[i].hash);
        if (field == NULL && !loose)
            return false;
        if (field != NULL && (loose || field->kind != FEEL_NULL) &&
            !conforms(ev, field, t->fields[i].type, loose))
            return false;
    }
    return true;
}

static bool range_is(struct eval *ev, const struct range *r, const struct feel_type *t)
{
    if (t->elem == NULL || t->elem->kind == TYPE_ANY)
        return true;
    if (feel_is_null(r->low) && feel_is_null(r->high))
        return false;
    return (feel_is_null(r->low) || conforms(ev, r->low, t->elem, false)) &&
           (feel_is_null(r->high) || conforms(ev, r->high, t->elem, false));
}

static bool conforms(struct eval *ev, const struct feel_value *v, const struct feel_type *t, bool loose)
{
    bool ok = true;

    if (!eval_charge(ev, 1) || ev->depth < 2)
        return eval_limit(ev) != NULL;
    if (t->kind == TYPE_ANY)
        return loose || v->kind != FEEL_NULL;
    if (v->kind == FEEL_NULL)
        return loose || t->kind == TYPE_NULL;
    ev->depth--;
    switch (t->kind) {
    case TYPE_SIMPLE:
        ok = v->kind == t->value;
        break;
    case TYPE_DURATION:
        ok = v->kind == FEEL_YM_DURATION || v->kind == FEEL_DT_DURATION;
        break;
    case TYPE_LIST:
        ok = v->kind == FEEL_LIST;
        for (size_t i = 0; ok && i < v->list.n && t->elem->kind != TYPE_ANY; i++)
            ok = (!loose && v->list.v[i]->kind == FEEL_NULL) || conforms(ev, v->list.v[i], t->elem, loose);
        break;
    case TYPE_CONTEXT:
        ok = context_is(ev, v, t, loose);
        break;
    case TYPE_RANGE:
        ok = v->kind == FEEL_RANGE && range_is(ev, &v->range, t);
        break;
    case TYPE_FUNCTION:
        ok = v->kind == FEEL_FUNCTION && function_is(&v->func, t);
        break;
    case TYPE_ALIAS:
        ok = conforms(ev, v, t->elem, loose) && (!loose || allowed(ev, v, t));
        break;
    default:
        ok = false;
    }
    ev->depth++;
    return ok && ev->rc == RC_OK;
}

bool eval_instance(struct eval *ev, const struct feel_value *v, const struct feel_type *t)
{
    return conforms(ev, v, t, false);
}

const struct feel_type *type_bare(const struct feel_type *t)
{
    for (int i = 0; t->kind == TYPE_ALIAS && t->elem != NULL && i < 50; i++)
        t = t->elem;
    return t;
}

const struct feel_value *eval_coerce(struct eval *ev, const struct feel_value *v, const struct feel_type *t,
                                     const char *what)
{
    const struct feel_value *other = NULL;
    const struct feel_type *b = type_bare(t);

    if (conforms(ev, v, t, true))
        return v;
    if (ev->rc != RC_OK)
        return NULL;
    if (v->kind == FEEL_LIST && v->list.n == 1 && b->kind != TYPE_LIST)
        other = v->list.v[0];
    else if (v->kind != FEEL_LIST && b->kind == TYPE_LIST)
        other = feel_list(ev->a, &v, 1);
    else if (v->kind == FEEL_DATE && b->kind == TYPE_SIMPLE && b->value == FEEL_DATETIME) {
        struct moment m = v->moment;
        m.zone = ZONE_OFFSET;
        m.offset = 0;
        other = value_moment(ev->a, FEEL_DATETIME, &m);
    }
    if (other != NULL && conforms(ev, other, t, true))
        return other;
    if (arena_failed(ev->a) || ev->rc != RC_OK)
        return eval_limit(ev);
    return eval_null(ev, "%s of kind %s is not of type '%.*s'", what, feel_kind_name(v->kind),
                     (int)(t->name.len < 60 ? t->name.len : 60), t->name.len > 0 ? t->name.p : "");
}

/* ---- values from outside ---- */

static bool is_temporal(const struct feel_type *t)
{
    if (t->kind == TYPE_DURATION)
        return true;
    return t->kind == TYPE_SIMPLE &&
           (t->value == FEEL_DATE || t->value == FEEL_TIME || t->value == FEEL_DATETIME ||
            t->value == FEEL_YM_DURATION || t->value == FEEL_DT_DURATION);
}

static const struct feel_value *adopt_list(struct eval *ev, const struct feel_value *list,
                                           const struct feel_type *elem)
{
    const struct feel_value **out = ARENA_ARRAY(ev->a, const struct feel_value *, list->list.n + 1);

    if (out == NULL || !eval_charge(ev, list->list.n))
        return eval_limit(ev);
    for (size_t i = 0; i < list->list.n; i++) {
        out[i] = eval_adopt(ev, list->list.v[i], elem);
        if (out[i] == NULL)
            return NULL;
    }
    return eval_ok(ev, value_list(ev->a, out, list->list.n));
}

static const struct feel_value *adopt_context(struct eval *ev, const struct feel_value *ctx,
                                              const struct feel_type *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct type_field *f = &t->fields[i];
        const struct feel_value *old = ctx_get(&ctx->ctx, f->name, f->hash), *v;
        if (old == NULL)
            continue;
        v = eval_adopt(ev, old, f->type);
        if (v == NULL)
            return NULL;
        if (v != old)
            ctx = eval_ok(ev, value_ctx_put(ev->a, ctx, f->name, f->hash, v));
        if (ctx == NULL)
            return NULL;
    }
    return ctx;
}

const struct feel_value *eval_adopt(struct eval *ev, const struct feel_value *v, const struct feel_type *t)
{
    const struct feel_type *b = t == NULL ? &type_any : type_bare(t);
    const struct feel_value *parsed;

    if (!eval_charge(ev, 1) || ev->depth < 2)
        return eval_limit(ev);
    if (v->kind == FEEL_STRING && is_temporal(b)) {
        parsed = eval_ok(ev, feel_temporal(ev->a, v->string));
        return parsed == NULL || parsed->kind != FEEL_NULL ? parsed : v;
    }
    ev->depth--;
    if (v->kind == FEEL_LIST && b->kind == TYPE_LIST)
        v = adopt_list(ev, v, b->elem);
    else if (v->kind == FEEL_CONTEXT && b->kind == TYPE_CONTEXT)
        v = adopt_context(ev, v, b);
    ev->depth++;
    return v;
}
