/*
 * items.c - what a page of a form shows, in order: fields with their values and errors, groups, rows.
 *
 * Not here: how it looks (web/).
 */
#include "forms/inner.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/phone.h"

struct drawing {
    struct forming fm;
    const struct form_result *result;
    struct {
        struct form_item *v;
        size_t n, cap;
    } items;
};

static const struct form_error *error_of(const struct drawing *d, struct str name)
{
    for (size_t i = 0; d->result != NULL && i < d->result->errors_n; i++) {
        if (!str_empty(name) && str_eq(d->result->errors[i].name, name))
            return &d->result->errors[i];
    }
    return NULL;
}

/* A canonical date as three boxes. */
static void fill_boxes(struct arena *a, struct form_item *it, struct str iso)
{
    struct jdate j;
    int32_t day;
    int64_t ms;

    if (iso_parse_instant(iso, &ms)) {
        struct jtime t = jtime_from_ms(ms);

        day = day_from_ms(ms);
        it->time = arena_fmt(a, "%02d:%02d", t.hour, t.minute);
    } else if (!iso_parse_day(iso, &day)) {
        return;
    }
    j = jdate_from_day(day);
    if (j.year == 0)
        return;
    it->year = arena_fmt(a, "%d", j.year);
    it->month = arena_fmt(a, "%d", j.month);
    it->day = arena_fmt(a, "%d", j.day);
}

static struct str as_typed(struct arena *a, const struct form_field *f, struct str v)
{
    struct phone p;
    int64_t ms;

    if (f->kind == FORM_TEXT && (f->meaning == FORM_PHONE || f->meaning == FORM_MOBILE) &&
        str_starts(v, STR("+")) && phone_parse(v, &p) == PHONE_OK)
        return phone_national(a, &p);
    if (f->kind == FORM_TIME && v.len == 8)
        return str_sub(v, 0, 5);
    if (f->kind == FORM_DATETIME && iso_parse_instant(v, &ms))
        return digits_ascii(a, jmoment_text(a, ms, JDATE_SHORT_ASCII));
    return v;
}

static void fill_value(struct drawing *d, struct form_item *it, const struct inst *i)
{
    const struct form_field *f = i->f;

    it->values = i->raw;
    it->values_n = i->raw_n;
    it->options = i->options;
    it->options_n = i->options_n;
    it->rows = i->rows;
    if (f->kind == FORM_PROSE || f->kind == FORM_EXPRESSION) {
        it->value = i->shown;
        return;
    }
    if (i->raw_n > 0)
        it->value = as_typed(d->fm.a, f, i->raw[0]);
    it->checked = f->kind == FORM_CHECKBOX && i->value != NULL && i->value->boolean;
    if (!field_is_date(f))
        return;
    it->year = i->year;
    it->month = i->month;
    it->day = i->day;
    it->time = i->time;
    if (!i->boxes && i->value != NULL)
        fill_boxes(d->fm.a, it, i->value->text);
}

static size_t count_rows(const struct inst *list)
{
    size_t n = 0;

    for (const struct inst *row = list->first; row != NULL; row = row->next)
        n++;
    return n;
}

/* Errors are known by the name that was sent; shown are rows without gaps in their numbers. */
static void push(struct drawing *d, enum form_step step, const struct inst *i, struct str name, size_t depth)
{
    struct form_item it = { .step = step, .field = i->f, .name = name, .depth = depth, .row = i->row };

    it.required = i->required;
    if (step == FORM_FIELD)
        fill_value(d, &it, i);
    if (i->f->kind == FORM_LIST)
        it.rows_n = count_rows(i->is_row ? i->parent : i);
    if (i->f->kind != FORM_GROUP && !i->is_row)
        it.error = error_of(d, i->name);
    (void)VEC_PUSH(d->fm.a, &d->items, it);
}

static void flatten(struct drawing *d, const struct inst *parent, struct str prefix, size_t depth);

static void flatten_rows(struct drawing *d, struct inst *list, struct str name, size_t depth)
{
    size_t n = 0;

    for (struct inst *row = list->first; row != NULL; row = row->next, n++) {
        struct str shown = arena_fmt(d->fm.a, "%.*s[%zu]", STR_ARG(name), n);

        row->row = n;
        push(d, FORM_ROW, row, shown, depth);
        flatten(d, row, arena_cat(d->fm.a, shown, STR(".")), depth + 1);
        push(d, FORM_ROW_CLOSE, row, shown, depth);
    }
}

static void flatten(struct drawing *d, const struct inst *parent, struct str prefix, size_t depth)
{
    for (struct inst *i = parent->first; i != NULL; i = i->next) {
        struct str name = str_empty(i->f->path) ? STR_NONE : arena_cat(d->fm.a, prefix, i->f->path);

        if (i->hidden)
            continue;
        if (!field_is_container(i->f)) {
            push(d, FORM_FIELD, i, name, depth);
            continue;
        }
        push(d, FORM_OPEN, i, name, depth);
        if (i->f->kind == FORM_LIST)
            flatten_rows(d, i, name, depth + 1);
        else
            flatten(d, i, prefix, depth + 1);
        push(d, FORM_CLOSE, i, name, depth);
    }
}

/* The instances of a page with values for conditions; wrong ones count as missing. */
static enum rc prepare(struct forming *fm, size_t page)
{
    enum rc rc;

    fm->drawing = true;
    rc = insts_build(fm, page);
    if (rc != RC_OK)
        return rc;
    for (struct inst *i = fm->root.first; i != NULL; i = inst_next(i)) {
        if (i->is_row || !field_is_input(i->f))
            continue;
        inst_canonical(fm, i);
        if (i->code != NULL)
            i->value = NULL;
    }
    return insts_decide(fm);
}

enum rc form_items(struct arena *a, const struct form *f, size_t page, const struct form_input *in, size_t n,
                   const struct json *values, const struct form_result *result, const struct form_env *env,
                   const struct form_item **ret, size_t *ret_n, struct err *e)
{
    struct drawing d = { .result = result };
    enum rc rc = forming_init(&d.fm, a, f, env, e);

    if (rc == RC_OK && n > 0)
        rc = source_pairs(a, in, n, &d.fm.src, e);
    if (rc != RC_OK)
        return rc;
    d.fm.src.values = values;
    d.fm.below = values;
    if (d.fm.draft == NULL)
        d.fm.draft = values;
    rc = prepare(&d.fm, page);
    if (rc != RC_OK)
        return rc;
    flatten(&d, &d.fm.root, STR_NONE, 0);
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    *ret = d.items.v;
    *ret_n = d.items.n;
    return RC_OK;
}

enum rc form_page_shown(struct arena *a, const struct form *f, size_t page, const struct form_env *env,
                        bool *ret, struct err *e)
{
    struct forming fm;
    enum rc rc = forming_init(&fm, a, f, env, e);

    if (rc != RC_OK)
        return rc;
    fm.src.values = env->draft;
    rc = prepare(&fm, page);
    if (rc != RC_OK)
        return rc;
    *ret = false;
    for (struct inst *i = fm.root.first; i != NULL; i = inst_next(i)) {
        if (!i->hidden && !field_is_container(i->f) && i->f->kind != FORM_SEPARATOR &&
            i->f->kind != FORM_SPACER)
            *ret = true;
    }
    return RC_OK;
}
