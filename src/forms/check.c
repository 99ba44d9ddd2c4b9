/*
 * check.c - the last word on each instance: choices, references, what is required, rows.
 */
#include "forms/inner.h"

static bool chooses(const struct form_field *f)
{
    return f->kind == FORM_RADIO || f->kind == FORM_SELECT || f->kind == FORM_CHECKLIST ||
           f->kind == FORM_TAGLIST;
}

static bool is_option(const struct inst *i, struct str v)
{
    for (size_t k = 0; k < i->options_n; k++) {
        if (str_eq(i->options[k].value, v))
            return true;
    }
    return false;
}

static const char *unknown_code(const struct form_field *f)
{
    if (f->kind == FORM_FILES)
        return "error.unknown_file";
    switch (f->meaning) {
    case FORM_UNIT:
        return "error.unknown_unit";
    case FORM_POST:
        return "error.unknown_post";
    case FORM_PERSON:
        return "error.unknown_person";
    case FORM_TRACKING:
        return "error.unknown_code";
    default:
        return NULL;
    }
}

static void check_value(struct forming *fm, struct inst *i, struct str v)
{
    const struct form_field *f = i->f;
    const char *unknown = unknown_code(f);
    bool free_choice = f->options_n == 0 && str_empty(f->options_key) && f->options_expr == NULL;

    if (chooses(f) && !free_choice && !is_option(i, v))
        inst_error(i, "error.choice", STR_NONE);
    else if (unknown != NULL && fm->env->known != NULL && !fm->env->known(fm->env->self, f, v))
        inst_error(i, unknown, STR_NONE);
}

static void check_values(struct forming *fm, struct inst *i)
{
    if (i->value == NULL || i->code != NULL)
        return;
    if (i->value->kind == JSON_ARRAY) {
        for (const struct json *v = i->value->first; v != NULL; v = v->next)
            check_value(fm, i, v->text);
    } else if (i->value->kind == JSON_STRING) {
        check_value(fm, i, i->value->text);
    }
}

static void check_required(struct inst *i)
{
    const struct form_field *f = i->f;
    bool missing = i->value == NULL || (f->kind == FORM_CHECKBOX && !i->value->boolean);

    if (!i->required || !missing || i->code != NULL || f->readonly || f->disabled)
        return;
    if (f->kind == FORM_CHECKBOX)
        inst_error(i, "error.required_tick", STR_NONE);
    else if (f->kind == FORM_FILES)
        inst_error(i, "error.required_file", STR_NONE);
    else if (chooses(f))
        inst_error(i, "error.required_choice", STR_NONE);
    else
        inst_error(i, "error.required", STR_NONE);
}

static void check_rows(struct forming *fm, struct inst *i)
{
    size_t n = 0, min = i->f->min_rows;

    if (i->wrong_kind)
        inst_error(i, "error.kind", STR_NONE);
    for (const struct inst *row = i->first; row != NULL; row = row->next)
        n += !row->blank && !row->hidden;
    if (i->required && min == 0)
        min = 1;
    if (i->too_many_rows || n > i->f->max_rows)
        inst_error(i, "error.too_many_rows", arena_fmt(fm->a, "%zu", i->f->max_rows));
    else if (n < min)
        inst_error(i, "error.too_few_rows", arena_fmt(fm->a, "%zu", min));
}

static bool under_blank_row(const struct inst *i)
{
    for (; i != NULL; i = i->parent) {
        if (i->blank)
            return true;
    }
    return false;
}

void insts_check(struct forming *fm)
{
    for (struct inst *i = fm->root.first; i != NULL; i = inst_next(i)) {
        if (i->hidden || i->is_row || under_blank_row(i)) {
            i->code = NULL;
            continue;
        }
        if (i->f->kind == FORM_LIST) {
            check_rows(fm, i);
        } else if (field_is_input(i->f)) {
            check_values(fm, i);
            check_required(i);
        }
        if (i->code != NULL && i->f->kind != FORM_LIST)
            i->value = NULL;
    }
}
