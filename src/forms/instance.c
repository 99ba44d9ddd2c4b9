/*
 * instance.c - every field as often as its list has rows, with what was given for it.
 *
 * Not here: what the given texts mean (value.c), what is hidden (scope.c).
 */
#include "forms/inner.h"

#define INSTS_MAX 8000u

/* ---- pairs, sorted by name ---- */

struct keyed {
    struct form_input in;
    size_t order;
};

static int by_name(const void *x, const void *y)
{
    const struct keyed *a = x, *b = y;
    int c = str_cmp(a->in.name, b->in.name);

    return c != 0 ? c : (a->order > b->order) - (a->order < b->order);
}

enum rc source_pairs(struct arena *a, const struct form_input *in, size_t n, struct form_source *ret,
                     struct err *e)
{
    struct keyed *keys;
    struct form_input *sorted;

    if (n > FORM_INPUTS_MAX)
        return ERR(e, RC_LIMIT, "form: %zu values sent, the most is %u", n, FORM_INPUTS_MAX);
    keys = ARENA_ARRAY(a, struct keyed, n + 1);
    sorted = ARENA_ARRAY(a, struct form_input, n + 1);
    *ret = (struct form_source){ .in = sorted, .n = n, .used = ARENA_ARRAY(a, bool, n + 1) };
    if (arena_failed(a))
        return arena_check(a, e);
    for (size_t i = 0; i < n; i++)
        keys[i] = (struct keyed){ in[i], i };
    qsort(keys, n, sizeof(keys[0]), by_name);
    for (size_t i = 0; i < n; i++)
        sorted[i] = keys[i].in;
    return RC_OK;
}

/* The first pair whose name is not before `name`. */
static size_t lower(const struct form_source *s, struct str name)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (str_cmp(s->in[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The value of the last pair of that name; false when there is none. */
static bool pair_of(struct forming *fm, struct str base, const char *suffix, struct str *ret)
{
    struct str name = arena_cat(fm->a, base, str_c(suffix));
    bool found = false;

    for (size_t i = lower(&fm->src, name); i < fm->src.n && str_eq(fm->src.in[i].name, name); i++) {
        fm->src.used[i] = true;
        *ret = fm->src.in[i].value;
        found = true;
    }
    return found;
}

static void raw_of_pairs(struct forming *fm, struct inst *i)
{
    size_t from = lower(&fm->src, i->name), to = from;
    struct str *raw;

    while (to < fm->src.n && str_eq(fm->src.in[to].name, i->name))
        fm->src.used[to++] = true;
    i->given = to > from;
    raw = ARENA_ARRAY(fm->a, struct str, to - from + 1);
    if (raw == NULL)
        return;
    for (size_t k = from; k < to; k++)
        raw[k - from] = fm->src.in[k].value;
    i->raw = raw;
    i->raw_n = to - from;
    if (!field_is_date(i->f))
        return;
    if (pair_of(fm, i->name, "-year", &i->year))
        i->boxes = true;
    if (pair_of(fm, i->name, "-month", &i->month))
        i->boxes = true;
    if (pair_of(fm, i->name, "-day", &i->day))
        i->boxes = true;
    if (i->f->kind == FORM_DATETIME && pair_of(fm, i->name, "-time", &i->time))
        i->boxes = true;
    i->given = i->given || i->boxes;
}

/* ---- JSON ---- */

static struct str scalar(const struct json *v)
{
    if (v->kind == JSON_BOOL)
        return v->boolean ? STR("true") : STR("false");
    return json_text(v);
}

static bool is_scalar(const struct json *v)
{
    return v->kind == JSON_STRING || v->kind == JSON_NUMBER || v->kind == JSON_BOOL;
}

static void raw_of_json(struct forming *fm, struct inst *i, const struct json *v)
{
    bool many = field_is_many(i->f);
    struct str *raw;
    size_t n = 0;

    if (v == NULL || v->kind == JSON_NULL)
        return;
    i->given = true;
    raw = ARENA_ARRAY(fm->a, struct str, (v->kind == JSON_ARRAY ? v->n : 1) + 1);
    if (raw == NULL)
        return;
    if (v->kind == JSON_ARRAY && many) {
        for (const struct json *c = v->first; c != NULL; c = c->next) {
            if (is_scalar(c))
                raw[n++] = scalar(c);
            else
                i->wrong_kind = true;
        }
    } else if (is_scalar(v) && (!many || fm->drawing)) {
        raw[n++] = scalar(v);
    } else {
        i->wrong_kind = true;
    }
    i->raw = raw;
    i->raw_n = n;
}

/* ---- rows ---- */

struct rows {
    size_t v[FORM_ROWS_MAX];
    size_t n;
    bool too_many;
};

static void note_row(struct rows *rows, size_t row)
{
    size_t at = rows->n;

    while (at > 0 && rows->v[at - 1] >= row)
        at--;
    if (at < rows->n && rows->v[at] == row)
        return;
    if (rows->n == FORM_ROWS_MAX) {
        rows->too_many = true;
        return;
    }
    memmove(rows->v + at + 1, rows->v + at, (rows->n - at) * sizeof(rows->v[0]));
    rows->v[at] = row;
    rows->n++;
}

/* Rows named in the pairs "list[N]...."; "list-rows" says how many the page had drawn. */
static void rows_of_pairs(struct forming *fm, struct inst *list, struct rows *rows)
{
    struct str prefix = arena_cat(fm->a, list->name, STR("[")), count;
    int64_t n;

    for (size_t i = lower(&fm->src, prefix); i < fm->src.n && str_starts(fm->src.in[i].name, prefix); i++) {
        struct str rest = str_from(fm->src.in[i].name, prefix.len), number = str_cut(&rest, ']');

        if (rest.p != NULL && parse_i64(number, 0, 99999, &n))
            note_row(rows, (size_t)n);
    }
    if (!pair_of(fm, list->name, "-rows", &count))
        return;
    list->given = true;
    if (!parse_i64(count, 0, FORM_ROWS_MAX, &n))
        return;
    for (size_t i = 0; i < (size_t)n; i++)
        note_row(rows, i);
}

static void rows_of_json(struct inst *list, const struct json *v, struct rows *rows)
{
    if (v == NULL || v->kind == JSON_NULL)
        return;
    list->given = true;
    if (v->kind != JSON_ARRAY) {
        list->wrong_kind = true;
        return;
    }
    if (v->n > FORM_ROWS_MAX) {
        rows->too_many = true;
        return;
    }
    for (size_t i = 0; i < v->n; i++)
        rows->v[rows->n++] = i;
}

/* ---- the tree ---- */

/* Where a level of the tree reads: JSON objects (NULL: none) beside the names. */
struct level {
    struct str prefix; /* "list[2]." */
    const struct json *src, *below;
};

static struct inst *add_inst(struct forming *fm, struct inst *parent, const struct form_field *f,
                             struct str name)
{
    struct inst *i;

    if (fm->insts_n++ >= INSTS_MAX)
        return NULL;
    i = ARENA_NEW(fm->a, struct inst);
    if (i == NULL)
        return NULL;
    i->f = f;
    i->parent = parent;
    i->name = name;
    if (parent->last != NULL)
        parent->last->next = i;
    else
        parent->first = i;
    parent->last = i;
    return i;
}

static void add_fields(struct forming *fm, struct inst *parent, const struct form_field *first,
                       const struct level *lv);

static void add_rows(struct forming *fm, struct inst *list, const struct level *lv)
{
    bool pairs = fm->src.in != NULL && !(list->f->readonly || list->f->disabled);
    const struct json *v = tree_at(pairs || fm->src.in == NULL ? lv->src : lv->below, list->f->path);
    struct rows *rows = ARENA_NEW(fm->a, struct rows);

    if (rows == NULL)
        return;
    if (pairs)
        rows_of_pairs(fm, list, rows);
    else
        rows_of_json(list, v, rows);
    if (fm->drawing && !list->given && rows->n == 0)
        for (size_t i = 0; i < (list->f->min_rows > 0 ? list->f->min_rows : 1); i++)
            note_row(rows, i);
    list->too_many_rows = rows->too_many;
    for (size_t i = 0; i < rows->n; i++) {
        struct str name = arena_fmt(fm->a, "%.*s[%zu]", STR_ARG(list->name), rows->v[i]);
        struct inst *row = add_inst(fm, list, list->f, name);
        struct level inner = { .prefix = arena_cat(fm->a, name, STR(".")),
                               .src = pairs ? NULL : json_at(v, i) };

        if (row == NULL)
            return;
        row->is_row = true;
        row->row = rows->v[i];
        add_fields(fm, row, list->f->first, &inner);
    }
}

static void add_field(struct forming *fm, struct inst *parent, const struct form_field *f,
                      const struct level *lv)
{
    struct str name = str_empty(f->path) ? STR_NONE : arena_cat(fm->a, lv->prefix, f->path);
    struct inst *i = add_inst(fm, parent, f, name);
    bool fixed = f->readonly || f->disabled;

    if (i == NULL)
        return;
    if (f->kind == FORM_GROUP) {
        add_fields(fm, i, f->first, lv);
    } else if (f->kind == FORM_LIST) {
        add_rows(fm, i, lv);
    } else if (field_is_input(f)) {
        if (fm->src.in != NULL && !fixed)
            raw_of_pairs(fm, i);
        else
            raw_of_json(fm, i, tree_at(fm->src.in != NULL ? lv->below : lv->src, f->path));
        if (fm->drawing && !i->given && fm->src.in == NULL)
            raw_of_json(fm, i, f->dflt);
    }
}

static void add_fields(struct forming *fm, struct inst *parent, const struct form_field *first,
                       const struct level *lv)
{
    for (const struct form_field *f = first; f != NULL; f = f->next)
        add_field(fm, parent, f, lv);
}

enum rc forming_init(struct forming *fm, struct arena *a, const struct form *f, const struct form_env *env,
                     struct err *e)
{
    *fm = (struct forming){ .a = a, .form = f, .env = env, .draft = env->draft, .e = e };
    fm->context = env->context != NULL ? feel_from_json(a, env->context) : feel_context(a);
    if (feel_kind(fm->context) != FEEL_CONTEXT)
        fm->context = feel_context(a);
    return arena_check(a, e);
}

enum rc insts_build(struct forming *fm, size_t page)
{
    struct level top = { .src = fm->src.values, .below = fm->below };

    if (page != FORM_ALL_PAGES && page >= fm->form->pages_n)
        return ERR(fm->e, RC_INVALID, "form '%.*s' has no page %zu", STR_ARG(fm->form->id), page + 1);
    for (const struct form_field *f = fm->form->first; f != NULL; f = f->next) {
        if (page == FORM_ALL_PAGES || field_page(fm->form, f) == page)
            add_field(fm, &fm->root, f, &top);
    }
    if (fm->insts_n > INSTS_MAX)
        return ERR(fm->e, RC_LIMIT, "form '%.*s': more than %u fields with their rows", STR_ARG(fm->form->id),
                   INSTS_MAX);
    return arena_check(fm->a, fm->e);
}

struct inst *inst_next(struct inst *i)
{
    if (i->first != NULL)
        return i->first;
    while (i != NULL && i->next == NULL)
        i = i->parent;
    return i != NULL ? i->next : NULL;
}
