/*
 * view_form.c - from a form definition, a request or a result of forms/ to what the part `field` draws.
 *
 * Not here: validation (forms/), the drawing itself (templates/parts/), prose of forms (view_prose.c).
 */
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/text.h"
#include "web/view.h"

#include <string.h>

#define RADIOS_MAX 12        /* a select of more options than this is drawn as one, of fewer as radio rows */
#define RADIOS_MAX_COMPACT 4 /* officials */

/* ---- errors ---- */

/* Four digits of a number field may be a year, which is not grouped. */
static struct str number_words(struct arena *a, struct str digits)
{
    return digits.len <= 4 ? digits_fa(a, digits) : number_fa(a, digits);
}

/* A limit as people read it: ISO dates in Jalali, numbers in Persian digits. */
static struct str limit_words(struct arena *a, const struct form_error *e)
{
    int32_t day;

    if (iso_parse_day(e->parameter, &day))
        return jdate_text(a, jdate_from_day(day), JDATE_PLAIN);
    return e->field != NULL && e->field->kind == FORM_NUMBER ? number_words(a, e->parameter)
                                                             : number_fa(a, e->parameter);
}

struct str form_error_words(struct arena *a, const struct form_error *e)
{
    enum msg key = MSG_NONE;

    if (e->message.len > 0)
        return e->message;
    if (!msg_find(str_c(e->code), &key))
        key = MSG_ERROR_REQUIRED;
    return MSG_FMT(a, key, { "min", limit_words(a, e) }, { "max", limit_words(a, e) });
}

const struct error_view *errors_of_form(struct arena *a, const struct form_result *r, size_t *n)
{
    struct error_view *v = ARENA_ARRAY(a, struct error_view, r->errors_n);

    *n = 0;
    if (v == NULL)
        return NULL;
    for (size_t i = 0; i < r->errors_n; i++) {
        const struct form_error *x = &r->errors[i];

        v[i].text = form_error_words(a, x);
        if (x->field != NULL && x->field->label.len > 0)
            v[i].text = arena_fmt(a, "%.*s: %.*s", STR_ARG(x->field->label), STR_ARG(v[i].text));
        v[i].to = url_fragment(a, URL_LIT(""), arena_cstr(a, x->name));
    }
    *n = r->errors_n;
    return v;
}

const struct error_view *errors_of_req(struct arena *a, const struct req *rq, size_t *n)
{
    VEC(struct error_view) list = { 0 };

    for (const struct field_error *x = rq->errors; x != NULL; x = x->next) {
        struct error_view v = { .text = x->text };

        if (x->field.len > 0)
            v.to = url_fragment(a, URL_LIT(""), arena_cstr(a, x->field));
        if (!VEC_PUSH(a, &list, v))
            break;
    }
    *n = list.n;
    return list.v;
}

/* ---- fields ---- */

static enum control text_control(const struct form_field *f)
{
    switch (f->meaning) {
    case FORM_EMAIL:
        return CONTROL_EMAIL;
    case FORM_PHONE:
    case FORM_MOBILE:
        return CONTROL_PHONE;
    case FORM_NATIONAL_ID:
        return CONTROL_NATIONAL_ID;
    case FORM_LEGAL_ID:
    case FORM_POSTAL_CODE:
    case FORM_TRACKING:
        return CONTROL_CODE;
    case FORM_JALALI_DATE:
        return CONTROL_DATE;
    default:
        return CONTROL_TEXT;
    }
}

static enum control control_of(const struct form_field *f, size_t options_n, bool compact)
{
    switch (f->kind) {
    case FORM_TEXT:
        return text_control(f);
    case FORM_TEXTAREA:
        return CONTROL_LONG;
    case FORM_NUMBER:
        return CONTROL_NUMBER;
    case FORM_DATE:
        return CONTROL_DATE;
    case FORM_TIME:
        return CONTROL_TIME;
    case FORM_DATETIME:
        return CONTROL_TEXT;
    case FORM_CHECKBOX:
        return CONTROL_TICK;
    case FORM_RADIO:
        return CONTROL_RADIO;
    case FORM_SELECT:
        if (f->multiple)
            return CONTROL_TICKS;
        return options_n <= (compact ? RADIOS_MAX_COMPACT : RADIOS_MAX) ? CONTROL_RADIO : CONTROL_SELECT;
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        return CONTROL_TICKS;
    case FORM_FILES:
        return CONTROL_FILES;
    default:
        return CONTROL_SHOWN;
    }
}

static bool among(const struct str *v, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], s))
            return true;
    return false;
}

static const struct option_view *options_of(struct arena *a, const struct form_item *item)
{
    struct option_view *v = ARENA_ARRAY(a, struct option_view, item->options_n);

    for (size_t i = 0; v != NULL && i < item->options_n; i++) {
        v[i].value = item->options[i].value;
        v[i].label = item->options[i].label;
        v[i].chosen = item->values_n > 0 ? among(item->values, item->values_n, v[i].value)
                                         : item->value.len > 0 && str_eq(item->value, v[i].value);
    }
    return v;
}

static const struct choice_list *list_of(const struct form_view *v, const struct form_item *item)
{
    for (size_t i = 0; i < v->lists_n; i++) {
        const struct choice_list *l = &v->lists[i];

        if (item->field->kind == FORM_TEXT && l->meaning == item->field->meaning &&
            (l->name.len == 0 || str_eq(l->name, item->name)))
            return l;
    }
    return NULL;
}

static void choose_from(struct arena *a, const struct choice_list *list, struct field_view *r)
{
    struct option_view *v = ARENA_ARRAY(a, struct option_view, list->n);

    if (v == NULL)
        return;
    for (size_t i = 0; i < list->n; i++) {
        v[i] = list->v[i];
        v[i].chosen = r->value.len > 0 && str_eq(v[i].value, r->value);
    }
    r->control = CONTROL_SELECT;
    r->options = v;
    r->options_n = list->n;
}

static const struct kept_file *kept_of(const struct form_view *v, const struct form_item *item, size_t *n)
{
    struct kept_file *list = ARENA_ARRAY(v->arena, struct kept_file, v->kept_n);

    *n = 0;
    for (size_t i = 0; list != NULL && i < v->kept_n; i++)
        if (among(item->values, item->values_n, v->kept[i].reference) ||
            str_eq(item->value, v->kept[i].reference))
            list[(*n)++] = v->kept[i];
    return list;
}

/* By what stands in it, so that a page of officials stays short: two lines at least, ten at most. */
static int64_t rows_of(const struct form_item *item)
{
    int64_t n = (int64_t)text_length(item->value) / 80 + 1;

    for (size_t i = 0; i < item->value.len; i++)
        n += item->value.p[i] == '\n';
    if (n < 2 && item->field->max_length > 1000)
        n = 4;
    return n < 2 ? 2 : n > 10 ? 10 : n;
}

static struct str value_words(const struct form_view *v, const struct form_item *item, struct str value);

struct field_view field_of_item(const struct form_view *v, const struct form_item *item)
{
    const struct form_field *f = item->field;
    struct field_view r = {
        .control = control_of(f, item->options_n, v->compact),
        .name = item->name,
        .label = f->label,
        .hint = f->hint.len > 0 ? f->hint : f->description,
        .value = item->value,
        .year = item->year,
        .month = item->month,
        .day = item->day,
        .autocomplete = f->autocomplete,
        .prefix = f->prefix,
        .suffix = f->suffix,
        .accept = f->accept,
        .max_length = f->kind == FORM_TEXT || f->kind == FORM_TEXTAREA ? f->max_length : 0,
        .required = item->required,
        .readonly = f->readonly || f->disabled,
        .heading = v->heading_of.len > 0 && str_eq(v->heading_of, item->name),
        .checked = item->checked,
        .many = f->kind == FORM_FILES ? f->max_rows != 1 : f->multiple,
        .compact_date = v->compact,
        .rows = v->compact && f->kind == FORM_TEXTAREA ? rows_of(item) : 0,
        .options_n = item->options_n,
    };

    if (item->options_n > 0)
        r.options = options_of(v->arena, item);
    else if (list_of(v, item) != NULL)
        choose_from(v->arena, list_of(v, item), &r);
    if (r.options == NULL)
        r.options_n = 0;
    if (item->error != NULL)
        r.error = form_error_words(v->arena, item->error);
    if (f->kind == FORM_FILES && v->kept_n > 0)
        r.kept = kept_of(v, item, &r.kept_n);
    if (v->compact && r.control == CONTROL_DATE &&
        item->year.len > 0) /* one box, as a person writes a date */
        r.value = arena_fmt(v->arena, "%.*s/%.*s/%.*s", STR_ARG(item->year), STR_ARG(item->month),
                            STR_ARG(item->day));
    if (v->compact && r.readonly && f->kind != FORM_FILES) {
        r.control = CONTROL_SHOWN;
        r.value = value_words(v, item, item->value);
    }
    return r;
}

bool form_list_fixed(const struct form_field *list)
{
    for (const struct form_field *f = list->first; f != NULL; f = f->next)
        if (f->readonly || f->disabled || (f->kind == FORM_GROUP && form_list_fixed(f)))
            return true;
    return false;
}

static bool same_row(const struct form_view *v, size_t i, size_t k)
{
    return i < v->n && k < v->n && v->items[i].step == FORM_FIELD && v->items[k].step == FORM_FIELD &&
           v->items[i].field->layout_row.len > 0 &&
           str_eq(v->items[i].field->layout_row, v->items[k].field->layout_row);
}

bool form_row_begins(const struct form_view *v, size_t i)
{
    return same_row(v, i, i + 1) && (i == 0 || !same_row(v, i - 1, i));
}

bool form_row_ends(const struct form_view *v, size_t i)
{
    return i > 0 && same_row(v, i - 1, i) && !same_row(v, i, i + 1);
}

struct field_view field_of_req(const struct req *rq, enum control control, const char *name)
{
    struct field_view r = { .control = control, .name = str_c(name), .error = req_error(rq, name) };

    if (control != CONTROL_FILES && control != CONTROL_SECRET)
        r.value = req_typed(rq, name);
    return r;
}

struct str form_cell_text(struct arena *a, const struct json *row, struct str key)
{
    const struct json *v = json_get_str(row, key);
    int32_t day;

    if (v == NULL || (v->kind != JSON_STRING && v->kind != JSON_NUMBER))
        return STR_NONE;
    if (v->kind == JSON_NUMBER)
        return number_fa(a, v->text);
    return iso_parse_day(v->text, &day) ? jdate_text(a, jdate_from_day(day), JDATE_SHORT) : v->text;
}

/* ---- answers ---- */

static struct str option_words(const struct form_item *item, struct str value)
{
    for (size_t i = 0; i < item->options_n; i++)
        if (str_eq(item->options[i].value, value))
            return item->options[i].label;
    return value;
}

static struct str file_words(const struct form_view *v, struct str reference)
{
    for (size_t i = 0; i < v->kept_n; i++)
        if (str_eq(v->kept[i].reference, reference))
            return v->kept[i].name;
    return reference;
}

static struct str listed_words(const struct choice_list *list, struct str value)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].value, value))
            return list->v[i].label;
    return value;
}

/* As stored, or as typed. */
static struct str date_words(struct arena *a, struct str value)
{
    struct jdate date;
    int32_t day;

    if (iso_parse_day(value, &day))
        return jdate_text(a, jdate_from_day(day), JDATE_LONG);
    return jdate_parse(value, &date) == JDATE_OK ? jdate_text(a, date, JDATE_LONG) : digits_fa(a, value);
}

static struct str value_words(const struct form_view *v, const struct form_item *item, struct str value)
{
    if (item->options_n > 0)
        return option_words(item, value);
    if (list_of(v, item) != NULL)
        return listed_words(list_of(v, item), value);
    switch (item->field->kind) {
    case FORM_FILES:
        return file_words(v, value);
    case FORM_NUMBER:
        return number_words(v->arena, value);
    case FORM_TIME:
        return digits_fa(v->arena, value);
    case FORM_DATE:
        return date_words(v->arena, value);
    case FORM_TEXT:
        return item->field->meaning == FORM_JALALI_DATE ? date_words(v->arena, value) : value;
    default:
        return value;
    }
}

static bool coded(const struct form_field *f)
{
    return f->kind == FORM_TEXT && f->meaning != FORM_PLAIN && f->meaning != FORM_JALALI_DATE &&
           f->meaning != FORM_UNIT && f->meaning != FORM_POST && f->meaning != FORM_PERSON;
}

static bool holds_value(const struct form_item *item)
{
    enum form_kind k = item->field->kind;

    return item->step == FORM_FIELD && item->field->label.len > 0 && k != FORM_PROSE && k != FORM_SEPARATOR &&
           k != FORM_SPACER && k != FORM_TABLE;
}

static bool answer_of(const struct form_view *v, const struct form_item *item, bool all, struct url change,
                      struct answer_view *ret)
{
    struct str *list;

    *ret = (struct answer_view){ .question = item->field->label, .code = coded(item->field) };
    if (url_str(change).len > 0)
        ret->change = url_fragment(v->arena, change, arena_cstr(v->arena, item->name));
    if (item->field->kind == FORM_CHECKBOX) {
        ret->tick = item->checked ? ANSWER_TICKED : ANSWER_UNTICKED;
        return all || item->checked;
    }
    if (item->values_n > 1 || (item->values_n == 1 && item->field->kind == FORM_FILES)) {
        list = ARENA_ARRAY(v->arena, struct str, item->values_n);
        for (size_t i = 0; list != NULL && i < item->values_n; i++)
            list[i] = value_words(v, item, item->values[i]);
        ret->values = list;
        ret->values_n = list != NULL ? item->values_n : 0;
        return true;
    }
    if (item->value.len == 0 && item->year.len > 0) {
        ret->value = digits_fa(v->arena, arena_fmt(v->arena, "%.*s/%.*s/%.*s", STR_ARG(item->year),
                                                   STR_ARG(item->month), STR_ARG(item->day)));
        return true;
    }
    ret->value =
        value_words(v, item, item->value.len == 0 && item->values_n == 1 ? item->values[0] : item->value);
    if (coded(item->field))
        ret->value = digits_fa(v->arena, ret->value);
    return all || ret->value.len > 0;
}

struct gathering {
    const struct form_view *form;
    VEC(struct answers_view) groups;
    VEC(struct answer_view) now; /* of the group that is being gathered */
    struct str title;
};

/* False when the arena is full. */
static bool group_ends(struct gathering *g, struct str next_title)
{
    struct answers_view done = { .title = g->title, .v = g->now.v, .n = g->now.n };
    bool fine = g->now.n == 0 || VEC_PUSH(g->form->arena, &g->groups, done);

    memset(&g->now, 0, sizeof(g->now));
    g->title = next_title;
    return fine;
}

enum rc answers_of_form(const struct form_view *v, bool all, struct url change,
                        const struct answers_view **ret, size_t *ret_n, struct err *e)
{
    struct gathering g = { .form = v };
    bool fine = true;

    for (size_t i = 0; fine && i < v->n; i++) {
        const struct form_item *item = &v->items[i];
        struct answer_view answer;

        if (item->step == FORM_OPEN && item->field->kind == FORM_GROUP)
            fine = group_ends(&g, item->field->label);
        else if (item->step == FORM_ROW)
            fine = group_ends(&g, arena_fmt(v->arena, "%.*s %.*s", STR_ARG(item->field->label),
                                            STR_ARG(int_fa_plain(v->arena, (int64_t)item->row + 1))));
        else if (holds_value(item) && answer_of(v, item, all, change, &answer))
            fine = VEC_PUSH(v->arena, &g.now, answer);
    }
    if (!fine || !group_ends(&g, STR_NONE) || arena_failed(v->arena))
        return ERR(e, RC_LIMIT, "answers of a form: request memory budget exceeded");
    *ret = g.groups.v;
    *ret_n = g.groups.n;
    return RC_OK;
}
