/*
 * scope.c - FEEL over a form that is being filled: what is hidden, required, computed, to choose from.
 *
 * Conditions see the context, over it the form's values so far, and inside a list's row over that the row's
 * own values with `this` (the row), `parent` (all values) and `i` (its number from 1), as in form-js.
 */
#include "forms/inner.h"

#define ROUNDS_MAX 8

/* ---- evaluating ---- */

static enum rc eval(struct forming *fm, const struct feel_expr *x, const struct feel_value *vars,
                    const struct feel_value **ret)
{
    struct feel_env env = { .vars = vars, .now_ms = fm->env->now_ms, .zone = STR("Asia/Tehran") };

    return feel_eval(x, &env, fm->a, ret, fm->e);
}

static enum rc eval_flag(struct forming *fm, const struct form_expr *x, const struct feel_value *vars,
                         bool *ret)
{
    const struct feel_value *v;
    enum rc rc = eval(fm, x->feel, vars, &v);

    if (rc == RC_OK)
        *ret = feel_is_true(v);
    return rc;
}

static enum rc eval_text(struct forming *fm, const struct form_expr *x, const struct feel_value *vars,
                         struct str *ret)
{
    struct str text = STR_NONE;

    if (x->feel != NULL) {
        const struct feel_value *v;
        enum rc rc = eval(fm, x->feel, vars, &v);

        if (rc == RC_OK)
            *ret = feel_is_null(v) ? STR_NONE : feel_to_string(fm->a, v);
        return rc;
    }
    for (size_t i = 0; i < x->parts_n; i++) {
        const struct feel_value *v;
        enum rc rc;

        if (x->parts[i].feel == NULL) {
            text = arena_cat(fm->a, text, x->parts[i].literal);
            continue;
        }
        rc = eval(fm, x->parts[i].feel, vars, &v);
        if (rc != RC_OK)
            return rc;
        if (!feel_is_null(v))
            text = arena_cat(fm->a, text, feel_to_string(fm->a, v));
    }
    *ret = text;
    return RC_OK;
}

/* The value as JSON; NULL for FEEL's null. */
static enum rc eval_json(struct forming *fm, const struct form_expr *x, const struct feel_value *vars,
                         const struct json **ret)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct feel_value *v;
    struct json_out o;
    struct str text;
    enum rc rc = eval(fm, x->feel, vars, &v);

    *ret = NULL;
    if (rc != RC_OK || feel_is_null(v))
        return rc;
    buf_init(&b, (size_t)4 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    rc = buf_done(&b, fm->e);
    if (rc != RC_OK)
        return rc;
    text = arena_str(fm->a, buf_view(&b));
    rc = arena_check(fm->a, fm->e);
    if (rc == RC_OK)
        rc = json_parse(fm->a, text, ret, fm->e);
    if (rc == RC_INVALID) /* a value that had no room to be written */
        return ERR(fm->e, RC_LIMIT, "form '%.*s': a computed value does not fit", STR_ARG(fm->form->id));
    return rc;
}

/* ---- collecting ---- */

static bool gone(const struct inst *i)
{
    return i->hidden || i->blank;
}

static bool holds_value(const struct form_field *f)
{
    return !str_empty(f->path) && f->kind != FORM_GROUP;
}

static void collect(struct forming *fm, const struct inst *parent, struct json *into)
{
    for (const struct inst *i = parent->first; i != NULL; i = i->next) {
        if (i->f->kind == FORM_GROUP) {
            collect(fm, i, into);
            continue;
        }
        if (!holds_value(i->f))
            continue;
        if (gone(i)) {
            tree_remove(into, i->f->path);
        } else if (i->f->kind == FORM_LIST) {
            struct json *rows = tree_array(fm->a);

            for (const struct inst *row = i->first; row != NULL; row = row->next) {
                struct json *o = tree_object(fm->a);

                if (gone(row))
                    continue;
                collect(fm, row, o);
                tree_append(rows, o);
            }
            tree_put(fm->a, into, i->f->path, rows);
        } else if (i->value != NULL) {
            tree_put(fm->a, into, i->f->path, tree_copy(fm->a, i->value));
        } else {
            tree_remove(into, i->f->path);
        }
    }
}

void insts_collect(struct forming *fm, struct json *values)
{
    collect(fm, &fm->root, values);
}

/* ---- deciding ---- */

/* The members of `o` over the variables: made at once, as a put each would copy those before. */
static const struct feel_value *over(struct arena *a, const struct feel_value *vars, const struct json *o)
{
    const struct json *first = o != NULL ? o->first : NULL;
    struct feel_entry *v;
    size_t n = 0, room = feel_count(vars);

    for (const struct json *m = first; m != NULL; m = m->next)
        room++;
    v = ARENA_ARRAY(a, struct feel_entry, room + 1);
    if (v == NULL || vars == NULL)
        return NULL;
    while (feel_context_at(vars, n, &v[n].name, &v[n].v))
        n++;
    for (const struct json *m = first; m != NULL; m = m->next)
        v[n++] = (struct feel_entry){ m->name, feel_from_json(a, m) };
    return feel_context_of(a, v, n);
}

struct round {
    struct forming *fm;
    const struct feel_value *root; /* all values, as `parent` */
    bool changed;
};

static const struct feel_value *row_scope(struct round *rd, const struct feel_value *vars,
                                          const struct inst *row, int64_t number)
{
    struct arena *a = rd->fm->a;
    struct json *o = tree_object(a);

    collect(rd->fm, row, o);
    vars = over(a, vars, o);
    vars = feel_context_put(a, vars, STR("this"), feel_from_json(a, o));
    vars = feel_context_put(a, vars, STR("parent"), rd->root);
    return feel_context_put(a, vars, STR("i"), feel_int(a, number));
}

static bool may_see(const struct forming *fm, const struct form_field *f)
{
    for (size_t i = 0; i < f->visible_to_n; i++) {
        for (size_t k = 0; k < fm->env->roles_n; k++) {
            if (str_eq(f->visible_to[i], fm->env->roles[k]))
                return true;
        }
    }
    return f->visible_to_n == 0;
}

static struct str option_text(const struct json *v)
{
    if (v == NULL)
        return STR_NONE;
    if (v->kind == JSON_BOOL)
        return v->boolean ? STR("true") : STR("false");
    return json_text(v);
}

/* Options out of a list of texts or of {value, label}. */
static void options_of(struct forming *fm, struct inst *i, const struct json *list)
{
    struct form_option *options;
    size_t n = 0;

    if (list == NULL || list->kind != JSON_ARRAY)
        return;
    options = ARENA_ARRAY(fm->a, struct form_option, list->n + 1);
    if (options == NULL)
        return;
    for (const struct json *v = list->first; v != NULL && n < FORM_OPTIONS_MAX; v = v->next) {
        bool object = v->kind == JSON_OBJECT;
        struct str value = option_text(object ? json_get(v, "value") : v);
        struct str label = object ? json_text_of(v, "label") : value;

        if (!str_empty(value))
            options[n++] = (struct form_option){ value, str_empty(label) ? value : label };
    }
    i->options = options;
    i->options_n = n;
}

static enum rc decide_options(struct round *rd, struct inst *i, const struct feel_value *vars)
{
    const struct form_field *f = i->f;
    const struct json *list = NULL;
    enum rc rc = RC_OK;

    i->options = f->options;
    i->options_n = f->options_n;
    if (f->options_expr != NULL)
        rc = eval_json(rd->fm, f->options_expr, vars, &list);
    else if (!str_empty(f->options_key))
        list = tree_at(rd->fm->env->context, f->options_key);
    else
        return RC_OK;
    if (rc == RC_OK)
        options_of(rd->fm, i, list);
    return rc;
}

static bool same_json(struct arena *a, const struct json *x, const struct json *y)
{
    if (x == NULL || y == NULL)
        return x == y;
    return feel_equal(feel_from_json(a, x), feel_from_json(a, y));
}

static enum rc decide_contents(struct round *rd, struct inst *i, const struct feel_value *vars)
{
    const struct form_field *f = i->f;
    const struct json *v = NULL;
    enum rc rc;

    if (f->kind == FORM_PROSE) {
        i->shown = f->text;
        return f->expression != NULL ? eval_text(rd->fm, f->expression, vars, &i->shown) : RC_OK;
    }
    if (f->expression == NULL)
        return RC_OK;
    rc = eval_json(rd->fm, f->expression, vars, &v);
    if (rc != RC_OK)
        return rc;
    if (f->kind == FORM_TABLE) {
        i->rows = v != NULL && v->kind == JSON_ARRAY ? v : NULL;
        return RC_OK;
    }
    if (!same_json(rd->fm->a, v, i->value))
        rd->changed = true;
    i->value = v;
    return eval_text(rd->fm, f->expression, vars, &i->shown);
}

static enum rc decide_one(struct round *rd, struct inst *i, const struct feel_value *vars, bool hidden)
{
    const struct form_field *f = i->f;
    enum rc rc;

    hidden = hidden || !may_see(rd->fm, f);
    if (!hidden && f->hide != NULL) {
        rc = eval_flag(rd->fm, f->hide, vars, &hidden);
        if (rc != RC_OK)
            return rc;
    }
    if (hidden != i->hidden)
        rd->changed = true;
    i->hidden = hidden;
    i->required = f->required;
    if (hidden)
        return RC_OK;
    if (f->required_if != NULL && !i->required) {
        rc = eval_flag(rd->fm, f->required_if, vars, &i->required);
        if (rc != RC_OK)
            return rc;
    }
    rc = decide_options(rd, i, vars);
    return rc == RC_OK ? decide_contents(rd, i, vars) : rc;
}

static enum rc decide(struct round *rd, struct inst *parent, const struct feel_value *vars, bool hidden)
{
    int64_t number = 0;

    for (struct inst *i = parent->first; i != NULL; i = i->next) {
        const struct feel_value *inner = vars;
        enum rc rc = RC_OK;

        if (i->is_row) {
            if (!i->blank)
                number++;
            i->hidden = hidden;
            if (!hidden)
                inner = row_scope(rd, vars, i, number);
        } else {
            rc = decide_one(rd, i, vars, hidden);
        }
        if (rc == RC_OK && i->first != NULL)
            rc = decide(rd, i, inner, i->hidden);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

enum rc insts_decide(struct forming *fm)
{
    for (int n = 0; n < ROUNDS_MAX; n++) {
        struct json *values = tree_copy(fm->a, fm->draft);
        struct round rd = { .fm = fm };
        enum rc rc;

        insts_collect(fm, values);
        rd.root = feel_from_json(fm->a, values);
        rc = decide(&rd, &fm->root, over(fm->a, fm->context, values), false);
        if (rc == RC_OK)
            rc = arena_check(fm->a, fm->e);
        if (rc != RC_OK)
            return rc;
        if (!rd.changed)
            break;
    }
    return RC_OK;
}
