/*
 * value.c - what was given for one field, as its canonical value or as an error.
 *
 * Not here: required, hidden, choices (check.c, scope.c); the kinds of short texts (value_meaning.c).
 */
#include "dmn/decimal.h"
#include "forms/inner.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/text.h"

#define NUMBER_DIGITS_MAX ((size_t)30)
#define TIMES 4u /* bytes of one character at most */

void inst_error(struct inst *i, const char *code, struct str parameter)
{
    if (i->code != NULL)
        return;
    i->code = code;
    i->parameter = parameter;
}

static struct str number_text(struct forming *fm, int64_t n)
{
    return arena_fmt(fm->a, "%lld", (long long)n);
}

static bool faultless(struct inst *i, struct str raw, enum text_lines lines)
{
    switch (text_check(raw, lines)) {
    case TEXT_OK:
        return true;
    case TEXT_MALFORMED:
        inst_error(i, "error.text", STR_NONE);
        return false;
    case TEXT_CONTROL:
        inst_error(i, "error.text_control", STR_NONE);
        return false;
    case TEXT_BIDI:
        inst_error(i, "error.text_bidi", STR_NONE);
        return false;
    }
    return false;
}

bool value_text(struct forming *fm, struct inst *i, struct str raw, struct str *ret)
{
    enum text_lines lines = i->f->kind == FORM_TEXTAREA ? TEXT_MANY_LINES : TEXT_ONE_LINE;
    size_t max = (size_t)i->f->max_length;
    struct str stored;

    /* far too long whatever it becomes: not worth the work (line breaks come as CR LF) */
    if (raw.len > (max + 64) * TIMES * 2) {
        inst_error(i, "error.too_long", number_text(fm, i->f->max_length));
        return false;
    }
    if (!faultless(i, raw, lines))
        return false;
    stored = text_stored(fm->a, raw, lines);
    if (text_length(stored) > max) {
        inst_error(i, "error.too_long", number_text(fm, i->f->max_length));
        return false;
    }
    if (!str_empty(stored) && text_length(stored) < (size_t)i->f->min_length) {
        inst_error(i, "error.too_short", number_text(fm, i->f->min_length));
        return false;
    }
    *ret = stored;
    return true;
}

static void match_pattern(struct forming *fm, struct inst *i, struct str *stored)
{
    struct str ascii = digits_ascii(fm->a, *stored);
    bool fits = false;

    if (pattern_search(fm->a, i->f->pattern, ascii, &fits, NULL) != RC_OK)
        return;
    if (fits)
        *stored = ascii;
    else
        inst_error(i, "error.pattern", STR_NONE);
    i->message = i->f->pattern_message;
}

static void canonical_text(struct forming *fm, struct inst *i)
{
    struct str stored;

    if (!value_text(fm, i, i->raw[0], &stored) || str_empty(stored))
        return;
    if (i->f->pattern != NULL)
        match_pattern(fm, i, &stored);
    if (i->code != NULL)
        return;
    if (i->f->meaning != FORM_PLAIN)
        value_meaning(fm, i, stored);
    else
        i->value = tree_string(fm->a, stored);
}

/* ---- numbers ---- */

static size_t decimals_of(struct str ascii)
{
    size_t point = str_find_byte(ascii, '.', 0);

    return point == SIZE_MAX ? 0 : ascii.len - point - 1;
}

static void number_limits(struct inst *i, struct dec v)
{
    struct dec limit;

    if (i->f->has_min && dec_parse(i->f->min, &limit) && dec_cmp(v, limit) < 0)
        inst_error(i, "error.too_small", i->f->min);
    if (i->f->has_max && dec_parse(i->f->max, &limit) && dec_cmp(v, limit) > 0)
        inst_error(i, "error.too_large", i->f->max);
}

static void canonical_number(struct forming *fm, struct inst *i)
{
    struct str raw = str_trim(i->raw[0]), ascii;
    struct dec v;

    if (raw.len > NUMBER_DIGITS_MAX * TIMES) {
        inst_error(i, "error.number", STR_NONE);
        return;
    }
    if (!faultless(i, raw, TEXT_ONE_LINE))
        return;
    raw = text_stored(fm->a, raw, TEXT_ONE_LINE);
    if (str_empty(raw))
        return;
    if (!number_parse_decimal(fm->a, raw, &ascii) || ascii.len > NUMBER_DIGITS_MAX || !dec_parse(ascii, &v)) {
        inst_error(i, "error.number", STR_NONE);
        return;
    }
    if (i->f->decimals == 0 && !dec_is_int(v)) {
        inst_error(i, "error.integer", STR_NONE);
        return;
    }
    ascii = dec_format(fm->a, v);
    if (decimals_of(ascii) > (size_t)i->f->decimals) {
        inst_error(i, "error.decimals", number_text(fm, i->f->decimals));
        return;
    }
    number_limits(i, v);
    if (i->code == NULL)
        i->value = tree_number(fm->a, ascii);
}

/* ---- dates and times ---- */

static const char *date_code(enum jdate_fault f)
{
    switch (f) {
    case JDATE_ORDER:
        return "error.date_order";
    case JDATE_YEAR_SHORT:
        return "error.date_year_short";
    case JDATE_GREGORIAN:
        return "error.date_gregorian";
    case JDATE_YEAR_RANGE:
        return "error.date_year_range";
    case JDATE_NO_SUCH_DAY:
        return "error.date_no_such_day";
    default:
        return "error.date";
    }
}

bool value_date(struct forming *fm, struct inst *i, struct str raw, int32_t *day)
{
    enum jdate_fault fault;
    struct jdate d;

    if (iso_parse_day(raw, day)) {
        if (*day >= jalali_day_min() && *day <= jalali_day_max())
            return true;
        inst_error(i, "error.date_year_range", STR_NONE);
        return false;
    }
    if (fm->env->strict) {
        inst_error(i, "error.date", STR_NONE);
        return false;
    }
    fault = jdate_parse(raw, &d);
    if (fault != JDATE_OK) {
        inst_error(i, date_code(fault), STR_NONE);
        return false;
    }
    *day = jdate_to_day(d);
    return true;
}

void value_date_limits(struct forming *fm, struct inst *i, int32_t day)
{
    int32_t today = day_from_ms(fm->env->now_ms), limit;

    if (i->f->past && day > today)
        inst_error(i, "error.date_past", STR_NONE);
    if (i->f->future && day < today)
        inst_error(i, "error.date_future", STR_NONE);
    if (iso_parse_day(i->f->min_date, &limit) && day < limit)
        inst_error(i, "error.date_min", i->f->min_date);
    if (iso_parse_day(i->f->max_date, &limit) && day > limit)
        inst_error(i, "error.date_max", i->f->max_date);
}

/* "10:30" or "10:30:00" in any digits. */
static bool parse_time(struct forming *fm, struct str raw, int *hour, int *minute)
{
    struct str rest = str_trim(digits_ascii(fm->a, raw)), h = str_cut(&rest, ':'), m = str_cut(&rest, ':');
    int64_t hv, mv, sv = 0;

    if (m.p == NULL || h.len == 0 || h.len > 2 || m.len != 2 || !parse_i64(h, 0, 23, &hv) ||
        !parse_i64(m, 0, 59, &mv))
        return false;
    if (rest.p != NULL && (rest.len != 2 || !parse_i64(rest, 0, 59, &sv)))
        return false;
    *hour = (int)hv;
    *minute = (int)mv;
    return true;
}

/* The date of three boxes as "1404/6/24". False when all are empty, or with an error when some are. */
static bool boxes_date(struct forming *fm, struct inst *i, struct str *ret)
{
    struct str y = str_trim(i->year), m = str_trim(i->month), d = str_trim(i->day);

    if (str_empty(y) && str_empty(m) && str_empty(d)) {
        if (!str_empty(str_trim(i->time)))
            inst_error(i, "error.date_incomplete", STR_NONE);
        return false;
    }
    if (str_empty(y) || str_empty(m) || str_empty(d)) {
        inst_error(i, "error.date_incomplete", STR_NONE);
        return false;
    }
    if (y.len > 40 || m.len > 40 || d.len > 40) {
        inst_error(i, "error.date", STR_NONE);
        return false;
    }
    *ret = arena_fmt(fm->a, "%.*s/%.*s/%.*s", STR_ARG(y), STR_ARG(m), STR_ARG(d));
    return true;
}

static bool date_text(struct forming *fm, struct inst *i, struct str *ret)
{
    if (i->boxes && i->raw_n == 0)
        return boxes_date(fm, i, ret);
    if (i->raw_n == 0 || str_empty(str_trim(i->raw[0])))
        return false;
    if (i->raw[0].len > 200 || !faultless(i, i->raw[0], TEXT_ONE_LINE)) {
        inst_error(i, "error.date", STR_NONE);
        return false;
    }
    *ret = text_stored(fm->a, i->raw[0], TEXT_ONE_LINE);
    return true;
}

static void canonical_date(struct forming *fm, struct inst *i)
{
    struct str raw;
    int32_t day;

    if (!date_text(fm, i, &raw) || !value_date(fm, i, raw, &day))
        return;
    value_date_limits(fm, i, day);
    if (i->code == NULL)
        i->value = tree_string(fm->a, jdate_text(fm->a, jdate_from_day(day), JDATE_ISO));
}

static void canonical_time(struct forming *fm, struct inst *i)
{
    int h, m;

    if (str_empty(str_trim(i->raw[0])))
        return;
    if (i->raw[0].len > 40 || !parse_time(fm, i->raw[0], &h, &m)) {
        inst_error(i, "error.time", STR_NONE);
        return;
    }
    i->value = tree_string(fm->a, arena_fmt(fm->a, "%02d:%02d:00", h, m));
}

/* Cuts "1404/06/24 10:30" or "2025-09-15T10:30" in two. */
static void cut_moment(struct str raw, struct str *date, struct str *time)
{
    size_t at = raw.len;

    while (at > 0 && raw.p[at - 1] != ' ' && raw.p[at - 1] != 'T')
        at--;
    *date = str_trim(str_sub(raw, 0, at > 0 ? at - 1 : raw.len));
    *time = at > 0 ? str_from(raw, at) : STR_NONE;
}

static void canonical_moment(struct forming *fm, struct inst *i)
{
    struct str raw, date, time = i->time;
    int h, m;
    int32_t day;
    int64_t ms;

    if (!date_text(fm, i, &raw))
        return;
    if (!iso_parse_instant(raw, &ms)) {
        date = raw;
        if (i->raw_n > 0)
            cut_moment(raw, &date, &time);
        if (!value_date(fm, i, date, &day))
            return;
        if (!parse_time(fm, time, &h, &m)) {
            inst_error(i, "error.time", STR_NONE);
            return;
        }
        ms = day_at_ms(day, h, m, 0);
    }
    value_date_limits(fm, i, day_from_ms(ms));
    if (i->code == NULL)
        i->value = tree_string(fm->a, iso_instant_tehran(fm->a, ms));
}

/* ---- choices, boxes, files ---- */

static void canonical_checkbox(struct forming *fm, struct inst *i)
{
    bool ticked = false;

    for (size_t k = 0; k < i->raw_n; k++) {
        struct str v = i->raw[k];

        if (str_eq_c(v, "true") || str_eq_c(v, "on") || str_eq_c(v, "yes") || str_eq_c(v, "1"))
            ticked = true;
        else if (!str_eq_c(v, "false") && !str_eq_c(v, "no") && !str_eq_c(v, "0") && !str_empty(v))
            inst_error(i, "error.choice", STR_NONE);
    }
    i->value = tree_bool(fm->a, ticked);
}

static void canonical_many(struct forming *fm, struct inst *i)
{
    struct json *list = tree_array(fm->a);

    for (size_t k = 0; k < i->raw_n; k++) {
        bool again = str_empty(i->raw[k]);

        for (size_t m = 0; m < k && !again; m++)
            again = str_eq(i->raw[m], i->raw[k]);
        if (again)
            continue;
        if (i->raw[k].len > 1000 || text_check(i->raw[k], TEXT_ONE_LINE) != TEXT_OK) {
            inst_error(i, "error.choice", STR_NONE);
            return;
        }
        if (list != NULL && list->n >= FORM_OPTIONS_MAX) {
            inst_error(i, "error.choice", STR_NONE);
            return;
        }
        tree_append(list, tree_string(fm->a, arena_str(fm->a, i->raw[k])));
    }
    if (list != NULL && list->n > 0)
        i->value = list;
    if (i->f->kind == FORM_FILES && list != NULL && list->n > i->f->max_rows)
        inst_error(i, "error.too_many_files", number_text(fm, (int64_t)i->f->max_rows));
}

static void canonical_choice(struct forming *fm, struct inst *i)
{
    struct str v = i->raw[0];

    if (str_empty(v))
        return;
    if (v.len > 1000 || text_check(v, TEXT_ONE_LINE) != TEXT_OK)
        inst_error(i, "error.choice", STR_NONE);
    else
        i->value = tree_string(fm->a, arena_str(fm->a, v));
}

void inst_canonical(struct forming *fm, struct inst *i)
{
    bool single = !field_is_many(i->f) && i->f->kind != FORM_CHECKBOX;

    if (i->wrong_kind) {
        inst_error(i, "error.kind", STR_NONE);
        return;
    }
    if (single && i->raw_n > 1) {
        inst_error(i, "error.repeated", STR_NONE);
        return;
    }
    if (single && i->raw_n == 0 && !i->boxes)
        return;
    switch (i->f->kind) {
    case FORM_TEXT:
        if (i->f->meaning == FORM_JALALI_DATE)
            canonical_date(fm, i);
        else
            canonical_text(fm, i);
        break;
    case FORM_TEXTAREA:
        canonical_text(fm, i);
        break;
    case FORM_NUMBER:
        canonical_number(fm, i);
        break;
    case FORM_DATE:
        canonical_date(fm, i);
        break;
    case FORM_TIME:
        canonical_time(fm, i);
        break;
    case FORM_DATETIME:
        canonical_moment(fm, i);
        break;
    case FORM_CHECKBOX:
        canonical_checkbox(fm, i);
        break;
    case FORM_RADIO:
    case FORM_SELECT:
        canonical_choice(fm, i);
        break;
    default:
        canonical_many(fm, i);
        break;
    }
}
