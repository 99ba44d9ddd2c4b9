/*
 * read_limits.c - validate, options, columns, defaults of one component.
 */
#include "forms/read_limits.h"

#include "base/limits.h"
#include "persian/digits.h"
#include "persian/jalali.h"

#define LENGTH_MAX 100000
#define DECIMALS_ANY 10
#define ROWS_DEFAULT 50

/* A whole number, as JSON number or as text of digits; `dflt` when absent. */
static int64_t whole(struct form_reader *r, const struct json *o, struct str path, const char *name,
                     int64_t max, int64_t dflt)
{
    const struct json *v = json_get(o, name);
    int64_t n;

    if (v == NULL || v->kind == JSON_NULL || (v->kind == JSON_STRING && str_empty(v->text)))
        return dflt;
    if (!parse_i64(json_text(v), 0, max, &n)) {
        form_problem_add(r, json_path(r->a, path, name), false, "a whole number from 0 to %lld is wanted",
                         (long long)max);
        return dflt;
    }
    return n;
}

static bool decimal(struct form_reader *r, const struct json *o, struct str path, const char *name,
                    struct str *ret)
{
    const struct json *v = json_get(o, name);

    if (v == NULL || v->kind == JSON_NULL || (v->kind == JSON_STRING && str_empty(v->text)))
        return false;
    if (!number_parse_decimal(r->a, json_text(v), ret)) {
        form_problem_add(r, json_path(r->a, path, name), false, "a number is wanted");
        return false;
    }
    return true;
}

static void read_text_limits(struct form_reader *r, const struct json *v, struct str path,
                             struct form_field *f)
{
    struct str pattern = json_text_of(v, "pattern"), type = json_text_of(v, "validationType");

    f->min_length = whole(r, v, path, "minLength", LENGTH_MAX, 0);
    f->max_length = whole(r, v, path, "maxLength", LENGTH_MAX,
                          f->kind == FORM_TEXT ? (int64_t)LIMIT_TEXT_SHORT : (int64_t)LIMIT_TEXT_LONG);
    if (f->max_length == 0 || f->min_length > f->max_length)
        form_problem_add(r, json_path(r->a, path, "maxLength"), false, "nothing is long enough for this");
    if (f->kind == FORM_TEXT && f->meaning == FORM_PLAIN && str_eq_c(type, "email"))
        f->meaning = FORM_EMAIL;
    else if (f->kind == FORM_TEXT && f->meaning == FORM_PLAIN && str_eq_c(type, "phone"))
        f->meaning = FORM_PHONE;
    if (str_empty(pattern))
        return;
    path = json_path(r->a, path, "pattern");
    if (pattern.len > FORM_PATTERN_MAX) {
        form_problem_add(r, path, false, "longer than %u bytes", FORM_PATTERN_MAX);
    } else {
        struct err e = { 0 };

        if (pattern_compile(r->a, arena_str(r->a, pattern), &f->pattern, &e) != RC_OK)
            form_problem_add(r, path, false, "%s", e.msg);
    }
}

static void read_number_limits(struct form_reader *r, const struct json *o, const struct json *v,
                               struct str path, struct form_field *f)
{
    struct str validate = json_path(r->a, path, "validate");

    f->has_min = decimal(r, v, validate, "min", &f->min);
    f->has_max = decimal(r, v, validate, "max", &f->max);
    f->decimals = whole(r, o, path, "decimalDigits", 20, DECIMALS_ANY);
    if (f->has_min && f->has_max) {
        struct dec low, high;

        if (dec_parse(f->min, &low) && dec_parse(f->max, &high) && dec_cmp(low, high) > 0)
            form_problem_add(r, validate, false, "min is greater than max");
    }
}

static void read_date_limit(struct form_reader *r, const struct json *props, struct str path,
                            const char *name, struct str *ret)
{
    struct str s = json_text_of(props, name);
    int32_t day;

    if (str_empty(s))
        return;
    if (!iso_parse_day(s, &day))
        form_problem_add(r, json_path(r->a, path, name), false, "'%.*s' is no ISO date", STR_ARG(s));
    else
        *ret = arena_str(r->a, s);
}

static void read_file_limits(struct form_reader *r, const struct json *o, const struct json *props,
                             struct str path, struct form_field *f)
{
    const struct json *multiple = json_get(o, "multiple");

    f->multiple = multiple != NULL && multiple->kind == JSON_BOOL && multiple->boolean;
    if (multiple != NULL && multiple->kind == JSON_STRING)
        form_problem_add(r, json_path(r->a, path, "multiple"), false, "must be true or false");
    f->accept = arena_str(r->a, json_text_of(o, "accept"));
    f->max_rows = (size_t)whole(r, props, json_path(r->a, path, "properties"), "max_files",
                                LIMIT_FILES_A_CASE, f->multiple ? (int64_t)LIMIT_FILES_A_REQUEST : 1);
}

static void read_list_limits(struct form_reader *r, const struct json *o, const struct json *props,
                             struct str path, struct form_field *f)
{
    struct str base = json_path(r->a, path, "properties");

    f->fixed_rows = !json_bool_of(o, "allowAddRemove", true);
    f->min_rows = (size_t)whole(r, props, base, "min_rows", FORM_ROWS_MAX, f->required ? 1 : 0);
    f->max_rows = (size_t)whole(r, props, base, "max_rows", FORM_ROWS_MAX, ROWS_DEFAULT);
    if (f->min_rows > f->max_rows || f->max_rows == 0)
        form_problem_add(r, base, false, "min_rows is greater than max_rows");
}

/* A default value of its own, texts copied. */
static const struct json *copy_default(struct form_reader *r, const struct json *v)
{
    struct json *c;

    if (v == NULL || v->kind == JSON_NULL || v->kind == JSON_OBJECT)
        return NULL;
    if (v->kind == JSON_ARRAY) {
        c = tree_array(r->a);
        for (const struct json *i = v->first; i != NULL; i = i->next)
            tree_append(c, tree_string(r->a, arena_str(r->a, json_text(i))));
        return c;
    }
    c = ARENA_NEW(r->a, struct json);
    if (c == NULL)
        return NULL;
    c->kind = v->kind;
    c->boolean = v->boolean;
    c->text = arena_str(r->a, v->text);
    return c;
}

void form_read_limits(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    const struct json *v = json_get(o, "validate"), *props = json_get(o, "properties");
    struct str base = json_path(r->a, path, "validate");

    f->required = json_bool_of(v, "required", false);
    f->max_length = (int64_t)LIMIT_TEXT_SHORT;
    f->dflt = copy_default(r, json_get(o, "defaultValue"));
    switch (f->kind) {
    case FORM_TEXT:
    case FORM_TEXTAREA:
        read_text_limits(r, v, base, f);
        break;
    case FORM_NUMBER:
        read_number_limits(r, o, v, path, f);
        break;
    case FORM_FILES:
        read_file_limits(r, o, props, path, f);
        break;
    case FORM_LIST:
        read_list_limits(r, o, props, path, f);
        break;
    default:
        break;
    }
    if (field_is_date(f)) {
        f->future = f->future || json_bool_of(o, "disallowPassedDates", false);
        read_date_limit(r, props, json_path(r->a, path, "properties"), "min_date", &f->min_date);
        read_date_limit(r, props, json_path(r->a, path, "properties"), "max_date", &f->max_date);
    }
}

/* ---- options ---- */

static const struct form_option *read_pairs(struct form_reader *r, const struct json *list, struct str path,
                                            const char *value_name, size_t *n)
{
    struct form_option *options;
    size_t i = 0;

    if (list->kind != JSON_ARRAY || list->n > FORM_OPTIONS_MAX) {
        form_problem_add(r, path, false, "a list of at most %u is wanted", FORM_OPTIONS_MAX);
        return NULL;
    }
    options = ARENA_ARRAY(r->a, struct form_option, list->n + 1);
    if (options == NULL)
        return NULL;
    for (const struct json *v = list->first; v != NULL; v = v->next, i++) {
        options[i].value = arena_str(r->a, json_text_of(v, value_name));
        options[i].label = arena_str(r->a, json_text_of(v, "label"));
        if (str_empty(options[i].value))
            form_problem_add(r, path, false, "item %zu has no %s", i, value_name);
        if (str_empty(options[i].label))
            options[i].label = options[i].value;
        for (size_t k = 0; k < i; k++) {
            if (str_eq(options[k].value, options[i].value))
                form_problem_add(r, path, false, "'%.*s' stands here twice", STR_ARG(options[i].value));
        }
    }
    *n = i;
    return options;
}

static bool chooses(const struct form_field *f)
{
    return f->kind == FORM_RADIO || f->kind == FORM_SELECT || f->kind == FORM_CHECKLIST ||
           f->kind == FORM_TAGLIST;
}

void form_read_options(struct form_reader *r, const struct json *o, struct str path, struct form_field *f)
{
    const struct json *values = json_get(o, "values"), *columns = json_get(o, "columns");

    if (f->kind == FORM_TABLE && columns != NULL)
        f->columns = read_pairs(r, columns, json_path(r->a, path, "columns"), "key", &f->columns_n);
    if (!chooses(f))
        return;
    f->options_key = arena_str(r->a, json_text_of(o, "valuesKey"));
    f->options_expr =
        form_compile(r, json_text_of(o, "valuesExpression"), json_path(r->a, path, "valuesExpression"));
    if (!str_empty(f->options_key))
        (void)VEC_PUSH(r->a, &r->sources, f->options_key);
    if (values != NULL)
        f->options = read_pairs(r, values, json_path(r->a, path, "values"), "value", &f->options_n);
    if (f->options_n == 0 && str_empty(f->options_key) && f->options_expr == NULL && f->meaning == FORM_PLAIN)
        form_problem_add(r, json_path(r->a, path, "values"), false, "a choice without options");
}
