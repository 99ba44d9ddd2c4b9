/*
 * validate.c - a filled form to canonical values or errors: the same way for a page, an API call and an
 * import.
 */
#include "forms/inner.h"

/* Nothing was given in it: the empty row that a page offers for one more. */
static bool row_is_blank(const struct inst *parent)
{
    for (const struct inst *i = parent->first; i != NULL; i = i->next) {
        if (i->wrong_kind)
            return false;
        if (i->first != NULL) {
            if (!row_is_blank(i))
                return false;
            continue;
        }
        if (!field_is_input(i->f))
            continue;
        for (size_t k = 0; k < i->raw_n; k++) {
            if (!str_empty(str_trim(i->raw[k])) && !str_eq_c(i->raw[k], "false"))
                return false;
        }
        if (!str_empty(str_trim(i->year)) || !str_empty(str_trim(i->month)) || !str_empty(str_trim(i->day)))
            return false;
    }
    return true;
}

/* Where the fields of this level stand in what is fixed: the whole, or the row of the same number. */
static const struct json *fixed_level(const struct forming *fm, const struct inst *parent)
{
    const struct json *all = fm->env->fixed != NULL ? fm->env->fixed : fm->draft;

    while (parent->f != NULL && !parent->is_row) /* groups are no level of their own */
        parent = parent->parent;
    if (parent->f == NULL)
        return all;
    return json_at(tree_at(fixed_level(fm, parent->parent->parent), parent->f->path), parent->row);
}

static void take_fixed(struct forming *fm, struct inst *i)
{
    const struct json *v = tree_at(fixed_level(fm, i->parent), i->f->path);

    i->code = NULL;
    i->value = v != NULL && v->kind != JSON_NULL ? v : NULL;
}

static void take_values(struct forming *fm)
{
    for (struct inst *i = fm->root.first; i != NULL; i = inst_next(i)) {
        if (i->is_row)
            i->blank = row_is_blank(i);
        else if (!field_is_input(i->f))
            continue;
        else if (i->f->readonly || i->f->disabled)
            take_fixed(fm, i);
        else
            inst_canonical(fm, i);
    }
}

/* ---- names that are no field ---- */

struct unknowns {
    struct str *v;
    size_t n, cap;
};

static void unknown_pairs(struct forming *fm, struct unknowns *list)
{
    for (size_t i = 0; i < fm->src.n; i++) {
        if (!fm->src.used[i] && (i == 0 || !str_eq(fm->src.in[i].name, fm->src.in[i - 1].name)))
            (void)VEC_PUSH(fm->a, list, fm->src.in[i].name);
    }
}

enum place { PLACE_NONE, PLACE_FIELD, PLACE_ABOVE };

static bool is_above(struct str path, struct str longer)
{
    return longer.len > path.len && str_starts(longer, path) && longer.p[path.len] == '.';
}

/* Is `path` a field among `f` and its siblings (through groups), or an object that holds some? */
static enum place place_of(const struct form_field *f, struct str path, const struct form_field **ret)
{
    enum place best = PLACE_NONE;

    for (; f != NULL; f = f->next) {
        enum place p = PLACE_NONE;

        if (f->kind == FORM_GROUP)
            p = place_of(f->first, path, ret);
        else if (str_eq(f->path, path) && (field_is_input(f) || f->kind == FORM_LIST)) {
            *ret = f;
            return PLACE_FIELD;
        } else if (is_above(path, f->path))
            p = PLACE_ABOVE;
        if (p == PLACE_FIELD)
            return p;
        if (p == PLACE_ABOVE)
            best = p;
    }
    return best;
}

static void unknown_members(struct forming *fm, const struct form_field *first, const struct json *o,
                            struct str base, struct str shown, struct unknowns *list)
{
    for (const struct json *m = o->kind == JSON_OBJECT ? o->first : NULL; m != NULL; m = m->next) {
        const struct form_field *f = NULL;
        struct str path = arena_cat(fm->a, base, m->name), name = arena_cat(fm->a, shown, m->name);
        enum place p = place_of(first, path, &f);
        size_t i = 0;

        if (p == PLACE_NONE || (p == PLACE_ABOVE && m->kind != JSON_OBJECT)) {
            (void)VEC_PUSH(fm->a, list, name);
        } else if (p == PLACE_ABOVE) {
            unknown_members(fm, first, m, arena_cat(fm->a, path, STR(".")), arena_cat(fm->a, name, STR(".")),
                            list);
        } else if (f->kind == FORM_LIST && m->kind == JSON_ARRAY && m->n <= FORM_ROWS_MAX) {
            for (const struct json *row = m->first; row != NULL; row = row->next, i++)
                unknown_members(fm, f->first, row, STR_NONE, arena_fmt(fm->a, "%.*s[%zu].", STR_ARG(name), i),
                                list);
        }
    }
}

/* ---- the result ---- */

struct errors {
    struct form_error *v;
    size_t n, cap;
};

static void list_errors(struct forming *fm, struct errors *list)
{
    struct unknowns unknown = { 0 };

    for (struct inst *i = fm->root.first; i != NULL; i = inst_next(i)) {
        if (i->code == NULL || i->is_row)
            continue;
        (void)VEC_PUSH(fm->a, list,
                       ((struct form_error){
                           .name = i->name,
                           .field = i->f,
                           .code = i->code,
                           .parameter = i->parameter,
                           .message = str_eq_c(str_c(i->code), "error.pattern") ? i->message : STR_NONE }));
    }
    if (!fm->env->refuse_unknown)
        return;
    if (fm->src.in != NULL)
        unknown_pairs(fm, &unknown);
    else if (fm->src.values != NULL)
        unknown_members(fm, fm->form->first, fm->src.values, STR_NONE, STR_NONE, &unknown);
    for (size_t i = 0; i < unknown.n; i++)
        (void)VEC_PUSH(fm->a, list,
                       ((struct form_error){ .name = unknown.v[i], .code = "error.unknown_field" }));
}

static enum rc finish(struct forming *fm, struct form_result *ret)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json *values = tree_copy(fm->a, fm->draft);
    struct errors errors = { 0 };
    enum rc rc;

    insts_collect(fm, values);
    list_errors(fm, &errors);
    rc = arena_check(fm->a, fm->e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, (size_t)8 << 20);
    json_canonical(&b, values);
    rc = buf_done(&b, fm->e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct form_result){
        .ok = errors.n == 0,
        .values = values,
        .values_json = arena_str(fm->a, buf_view(&b)),
        .errors = errors.v,
        .errors_n = errors.n,
    };
    return arena_check(fm->a, fm->e);
}

static enum rc validate(struct forming *fm, size_t page, struct form_result *ret)
{
    enum rc rc = insts_build(fm, page);

    if (rc != RC_OK)
        return rc;
    take_values(fm);
    rc = insts_decide(fm);
    if (rc != RC_OK)
        return rc;
    insts_check(fm);
    return finish(fm, ret);
}

enum rc form_validate(struct arena *a, const struct form *f, size_t page, const struct form_input *in,
                      size_t n, const struct form_env *env, struct form_result *ret, struct err *e)
{
    struct forming fm;
    enum rc rc = forming_init(&fm, a, f, env, e);

    if (rc == RC_OK)
        rc = source_pairs(a, in, n, &fm.src, e);
    return rc == RC_OK ? validate(&fm, page, ret) : rc;
}

enum rc form_validate_json(struct arena *a, const struct form *f, const struct json *values,
                           const struct form_env *env, struct form_result *ret, struct err *e)
{
    struct forming fm;
    enum rc rc = forming_init(&fm, a, f, env, e);

    if (rc != RC_OK)
        return rc;
    fm.src.values = values;
    return validate(&fm, FORM_ALL_PAGES, ret);
}
