/*
 * fields.c - declared fields: from posted parts to checked values, and the words of what is wrong.
 *
 * What is not declared is not kept. The typed text stays beside the stored one, so that a form comes back as
 * it was. Not here: forms of a process package (forms/), reading the values in handlers (request.c).
 */
#include <assert.h>

#include "base/limits.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "persian/natid.h"
#include "persian/phone.h"
#include "persian/postal.h"
#include "persian/text.h"
#include "web/inner.h"

#define SECRET_MAX 1024u
#define EMAIL_MAX 254u

struct reading {
    struct arena *a;
    const struct body_parts *parts;
    struct errors *errors;
    bool too_large;
};

void field_errors_init(struct errors *list)
{
    list->first = NULL;
    list->end = &list->first;
}

void field_errors_add(struct arena *a, struct errors *list, struct str field, enum msg key, struct str text)
{
    struct field_error *x = ARENA_NEW(a, struct field_error);

    if (x == NULL)
        return; /* the arena has failed, and the request with it */
    *x = (struct field_error){ .field = field, .text = text, .key = key };
    *list->end = x;
    list->end = &x->next;
}

static void bad(const struct reading *r, struct field_value *v, enum msg key)
{
    v->good = false;
    field_errors_add(r->a, r->errors, str_c(v->f->name), key, msg(key));
}

static void bad_limit(const struct reading *r, struct field_value *v, enum msg key, const char *slot,
                      int64_t limit)
{
    struct small fa = fa_grouped(limit);

    v->good = false;
    field_errors_add(r->a, r->errors, str_c(v->f->name), key, MSG_FMT(r->a, key, { slot, small_view(&fa) }));
}

/* ---- text ---- */

static bool text_clean(const struct reading *r, struct field_value *v, struct str typed,
                       enum text_lines lines)
{
    switch (text_check(typed, lines)) {
    case TEXT_OK:
        return true;
    case TEXT_MALFORMED:
        bad(r, v, MSG_ERROR_TEXT);
        return false;
    case TEXT_CONTROL:
        bad(r, v, MSG_ERROR_TEXT_CONTROL);
        return false;
    case TEXT_BIDI:
        bad(r, v, MSG_ERROR_TEXT_BIDI);
        return false;
    }
    return false;
}

static void check_text(const struct reading *r, struct field_value *v, struct str typed,
                       enum text_lines lines, int64_t otherwise_max)
{
    int64_t max = v->f->max > 0 ? v->f->max : otherwise_max;
    struct str stored;
    int64_t n;

    if (!text_clean(r, v, typed, lines))
        return;
    stored = text_stored(r->a, typed, lines);
    n = (int64_t)text_length(stored);
    if (n > max)
        bad_limit(r, v, MSG_ERROR_TOO_LONG, "max", max);
    else if (n > 0 && n < v->f->min)
        bad_limit(r, v, MSG_ERROR_TOO_SHORT, "min", v->f->min);
    if (n == 0)
        v->given = v->stored.n > 0; /* nothing but invisible characters */
    else
        (void)VEC_PUSH(r->a, &v->stored, stored);
}

static void check_choice(const struct reading *r, struct field_value *v, struct str typed)
{
    const char *const *c = v->f->choices;

    if (c == NULL) {
        check_text(r, v, typed, TEXT_ONE_LINE, LIMIT_TEXT_SHORT);
        return;
    }
    while (*c != NULL && !str_eq_c(typed, *c))
        c++;
    if (*c == NULL)
        bad(r, v, MSG_ERROR_CHOICE);
    else
        (void)VEC_PUSH(r->a, &v->stored, str_c(*c));
}

static void check_secret(const struct reading *r, struct field_value *v, struct str typed)
{
    if (!utf8_valid(typed))
        bad(r, v, MSG_ERROR_TEXT);
    else if (typed.len > SECRET_MAX)
        bad_limit(r, v, MSG_ERROR_TOO_LONG, "max", SECRET_MAX);
    (void)VEC_PUSH(r->a, &v->stored, typed);
}

static bool email_local(struct str s)
{
    static const char others[] = "!#$%&'*+-/=?^_`{|}~.";

    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c != '\0' && strchr(others, c) != NULL)))
            return false;
        if (c == '.' && (i == 0 || i + 1 == s.len || s.p[i - 1] == '.'))
            return false;
    }
    return s.len > 0 && s.len <= 64;
}

static bool email_domain(struct str s)
{
    size_t labels = 0;

    while (s.len > 0) {
        struct str label = str_cut(&s, '.');

        for (size_t i = 0; i < label.len; i++) {
            char c = label.p[i];

            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
                return false;
        }
        if (label.len == 0 || label.len > 63 || label.p[0] == '-' || label.p[label.len - 1] == '-')
            return false;
        labels++;
    }
    return labels >= 2;
}

static void check_email(const struct reading *r, struct field_value *v, struct str typed)
{
    struct str s = str_trim(digits_ascii(r->a, text_stored(r->a, typed, TEXT_ONE_LINE)));
    size_t at = str_find_byte(s, '@', 0);

    if (at == SIZE_MAX || s.len > EMAIL_MAX || s.p[s.len - 1] == '.' || !email_local(str_sub(s, 0, at)) ||
        !email_domain(str_from(s, at + 1)))
        bad(r, v, MSG_ERROR_EMAIL);
    (void)VEC_PUSH(r->a, &v->stored, s);
}

/* ---- numbers and codes ---- */

static void check_int(const struct reading *r, struct field_value *v, struct str typed)
{
    bool bounded = v->f->min != 0 || v->f->max != 0;
    int64_t min = bounded ? v->f->min : INT64_MIN, max = bounded ? v->f->max : INT64_MAX;

    if (!number_parse_int(typed, INT64_MIN, INT64_MAX, &v->number))
        bad(r, v, MSG_ERROR_INTEGER);
    else if (v->number < min)
        bad_limit(r, v, MSG_ERROR_TOO_SMALL, "min", min);
    else if (v->number > max)
        bad_limit(r, v, MSG_ERROR_TOO_LARGE, "max", max);
    if (!v->good)
        v->number = 0;
    else
        (void)VEC_PUSH(r->a, &v->stored, arena_fmt(r->a, "%lld", (long long)v->number));
}

static void check_id(const struct reading *r, struct field_value *v, struct str typed)
{
    if (!parse_i64(typed, 1, INT64_MAX, &v->number)) {
        v->number = 0;
        bad(r, v, MSG_ERROR_CHOICE);
    } else {
        (void)VEC_PUSH(r->a, &v->stored, typed);
    }
}

static void check_national_id(const struct reading *r, struct field_value *v, struct str typed)
{
    struct natid n;
    enum natid_fault fault = natid_parse(typed, NATID_FROM_FORM, &n);

    if (fault == NATID_OK)
        (void)VEC_PUSH(r->a, &v->stored, arena_str(r->a, natid_str(&n)));
    else
        bad(r, v,
            fault == NATID_LENGTH      ? MSG_ERROR_NATIONAL_ID_LENGTH
            : fault == NATID_NOT_DIGIT ? MSG_ERROR_NATIONAL_ID_DIGITS
                                       : MSG_ERROR_NATIONAL_ID);
}

static void check_legal_id(const struct reading *r, struct field_value *v, struct str typed)
{
    struct legalid n;
    enum natid_fault fault = legalid_parse(typed, NATID_FROM_FORM, &n);

    if (fault == NATID_OK)
        (void)VEC_PUSH(r->a, &v->stored, arena_str(r->a, legalid_str(&n)));
    else
        bad(r, v, fault == NATID_LENGTH ? MSG_ERROR_LEGAL_ID_LENGTH : MSG_ERROR_LEGAL_ID);
}

static void check_phone(const struct reading *r, struct field_value *v, struct str typed)
{
    static const enum msg words[] = {
        [PHONE_OK] = MSG_ERROR_PHONE,
        [PHONE_EMPTY] = MSG_ERROR_PHONE,
        [PHONE_NOT_DIGIT] = MSG_ERROR_PHONE_DIGITS,
        [PHONE_SHORT_CODE] = MSG_ERROR_PHONE_SHORT_CODE,
        [PHONE_LENGTH] = MSG_ERROR_PHONE_LENGTH,
        [PHONE_AREA] = MSG_ERROR_PHONE_AREA,
        [PHONE_FOREIGN] = MSG_ERROR_PHONE_FOREIGN,
    };
    struct phone p;
    enum phone_fault fault = phone_parse(typed, &p);

    if (fault == PHONE_OK)
        (void)VEC_PUSH(r->a, &v->stored, arena_str(r->a, phone_e164(&p)));
    else
        bad(r, v, words[fault]);
}

static void check_postcode(const struct reading *r, struct field_value *v, struct str typed)
{
    struct postal p;

    if (postal_parse(typed, &p) == POSTAL_OK)
        (void)VEC_PUSH(r->a, &v->stored, arena_str(r->a, postal_str(&p)));
    else
        bad(r, v, MSG_ERROR_POSTAL_CODE);
}

static void check_code(const struct reading *r, struct field_value *v, struct str typed)
{
    struct tracking t;

    if (tracking_parse(typed, &t) == TRACKING_OK)
        (void)VEC_PUSH(r->a, &v->stored, arena_str(r->a, tracking_str(&t)));
    else
        bad(r, v, MSG_ERROR_TRACKING_CODE);
}

/* ---- dates ---- */

static void check_date(const struct reading *r, struct field_value *v, struct str typed)
{
    static const enum msg words[] = {
        [JDATE_OK] = MSG_ERROR_DATE,
        [JDATE_EMPTY] = MSG_ERROR_DATE,
        [JDATE_FORM] = MSG_ERROR_DATE,
        [JDATE_ORDER] = MSG_ERROR_DATE_ORDER,
        [JDATE_YEAR_SHORT] = MSG_ERROR_DATE_YEAR_SHORT,
        [JDATE_GREGORIAN] = MSG_ERROR_DATE_GREGORIAN,
        [JDATE_YEAR_RANGE] = MSG_ERROR_DATE_YEAR_RANGE,
        [JDATE_NO_SUCH_DAY] = MSG_ERROR_DATE_NO_SUCH_DAY,
    };
    enum jdate_fault fault = jdate_parse(typed, &v->date);

    if (fault == JDATE_OK) {
        (void)VEC_PUSH(r->a, &v->stored, jdate_text(r->a, v->date, JDATE_SHORT_ASCII));
        return;
    }
    v->date = (struct jdate){ 0 };
    bad(r, v, words[fault]);
}

static const char *const box_names[3] = { "-year", "-month", "-day" };

/* True when the date came in boxes and is dealt with. */
static bool read_boxes(const struct reading *r, struct field_value *v)
{
    size_t filled = 0;
    struct str joined;

    for (size_t i = 0; i < r->parts->list.n; i++) {
        const struct body_part *p = &r->parts->list.v[i];
        struct str tail;

        if (p->is_file || !str_starts(p->name, str_c(v->f->name)))
            continue;
        tail = str_from(p->name, strlen(v->f->name));
        for (size_t k = 0; k < 3; k++)
            if (str_eq_c(tail, box_names[k]) && utf8_valid(p->value))
                v->box[k] = str_trim(p->value);
    }
    for (size_t k = 0; k < 3; k++)
        filled += v->box[k].len > 0;
    if (filled == 0)
        return false;
    v->given = true;
    joined = arena_fmt(r->a, "%.*s/%.*s/%.*s", STR_ARG(v->box[0]), STR_ARG(v->box[1]), STR_ARG(v->box[2]));
    (void)VEC_PUSH(r->a, &v->typed, joined);
    if (filled < 3)
        bad(r, v, MSG_ERROR_DATE_INCOMPLETE);
    else
        check_date(r, v, joined);
    return true;
}

/* ---- files ---- */

static void check_file(const struct reading *r, struct field_value *v, const struct req_file *file)
{
    int64_t max = v->f->max > 0 ? v->f->max : (int64_t)LIMIT_FILE_SIZE;
    struct small mb = fa_int(max >> 20);

    v->given = true;
    if ((int64_t)file->bytes.len > max) {
        v->good = false;
        field_errors_add(
            r->a, r->errors, str_c(v->f->name), MSG_ERROR_FILE_LARGE,
            MSG_FMT(r->a, MSG_ERROR_FILE_LARGE, { "name", file->name }, { "max", small_view(&mb) }));
    } else if (file->bytes.len == 0) {
        v->good = false;
        field_errors_add(r->a, r->errors, str_c(v->f->name), MSG_ERROR_FILE_EMPTY,
                         MSG_FMT(r->a, MSG_ERROR_FILE_EMPTY, { "name", file->name }));
    } else {
        (void)VEC_PUSH(r->a, &v->files, *file);
    }
}

static void read_files(const struct reading *r, struct field_value *v)
{
    size_t limit = v->f->many ? LIMIT_FILES_A_REQUEST : 1;

    for (size_t i = 0; i < r->parts->list.n; i++) {
        const struct body_part *p = &r->parts->list.v[i];

        if (!p->is_file || !str_eq_c(p->name, v->f->name) ||
            (p->file.name.len == 0 && p->file.bytes.len == 0))
            continue; /* a file box that was left empty is sent without a name */
        if (r->too_large)
            v->given = true;
        else
            check_file(r, v, &p->file);
    }
    if (r->too_large && v->given)
        bad_limit(r, v, MSG_ERROR_FILES_TOTAL, "max", LIMIT_HTTP_BODY >> 20);
    if (v->files.n > limit)
        bad_limit(r, v, MSG_ERROR_TOO_MANY_FILES, "max", (int64_t)limit);
}

/* ---- one field ---- */

static void check_typed(const struct reading *r, struct field_value *v, struct str typed)
{
    switch (v->f->kind) {
    case FIELD_TEXT:
        check_text(r, v, typed, TEXT_ONE_LINE, LIMIT_TEXT_SHORT);
        break;
    case FIELD_LONG:
        check_text(r, v, typed, TEXT_MANY_LINES, LIMIT_TEXT_LONG);
        break;
    case FIELD_INT:
        check_int(r, v, str_trim(typed));
        break;
    case FIELD_ID:
        check_id(r, v, str_trim(typed));
        break;
    case FIELD_DATE:
        check_date(r, v, typed);
        break;
    case FIELD_NATIONAL_ID:
        check_national_id(r, v, typed);
        break;
    case FIELD_LEGAL_ID:
        check_legal_id(r, v, typed);
        break;
    case FIELD_PHONE:
        check_phone(r, v, typed);
        break;
    case FIELD_EMAIL:
        check_email(r, v, typed);
        break;
    case FIELD_POSTCODE:
        check_postcode(r, v, typed);
        break;
    case FIELD_CODE:
        check_code(r, v, typed);
        break;
    case FIELD_CHOICE:
        check_choice(r, v, typed);
        break;
    case FIELD_BOOL:
        v->number = !str_eq_c(typed, "0");
        break;
    case FIELD_SECRET:
        check_secret(r, v, typed);
        break;
    case FIELD_FILE:
    case FIELD_ANY:
        break;
    }
}

static bool blank(struct str s)
{
    size_t pos = 0;

    while (pos < s.len) {
        int32_t cp = utf8_next(s, &pos);

        if (cp > 0x20 && cp != 0xa0 && cp != 0xad && !(cp >= 0x200b && cp <= 0x200f) && cp != 0x2060 &&
            cp != 0x3000 && cp != 0xfeff)
            return false;
    }
    return true;
}

static void read_texts(const struct reading *r, struct field_value *v)
{
    bool secret = v->f->kind == FIELD_SECRET, decoded = true;

    for (size_t i = 0; i < r->parts->list.n; i++) {
        const struct body_part *p = &r->parts->list.v[i];

        if (p->is_file || !str_eq_c(p->name, v->f->name))
            continue;
        if (secret ? p->value.len == 0 : blank(p->value) && v->f->kind != FIELD_BOOL)
            continue;
        if (v->given && !v->f->many) {
            bad(r, v, MSG_ERROR_REPEATED);
            return;
        }
        v->given = true;
        decoded = utf8_valid(p->value);
        if (!secret && decoded)
            (void)VEC_PUSH(r->a, &v->typed, p->value);
        if (decoded)
            check_typed(r, v, p->value);
        else
            bad(r, v, MSG_ERROR_TEXT);
    }
}

static void require(const struct reading *r, struct field_value *v)
{
    bool there = v->f->kind == FIELD_BOOL ? v->number != 0 : v->given;

    if (there || !v->f->required)
        return;
    switch (v->f->kind) {
    case FIELD_CHOICE:
    case FIELD_ID:
        bad(r, v, MSG_ERROR_REQUIRED_CHOICE);
        break;
    case FIELD_FILE:
        bad(r, v, MSG_ERROR_REQUIRED_FILE);
        break;
    case FIELD_BOOL:
        bad(r, v, MSG_ERROR_REQUIRED_TICK);
        break;
    default:
        bad(r, v, MSG_ERROR_REQUIRED);
    }
}

enum rc fields_read(struct arena *a, const struct field *form, const struct body_parts *parts, bool too_large,
                    struct fields *ret, struct errors *errors, struct err *e)
{
    struct reading r = { a, parts, errors, too_large };
    struct fields all = { .parts = parts };

    while (form != NULL && form[all.n].name != NULL)
        all.n++;
    all.v = ARENA_ARRAY(a, struct field_value, all.n);
    if (all.v == NULL && all.n > 0)
        return arena_check(a, e);
    for (size_t i = 0; i < all.n; i++) {
        struct field_value *v = &all.v[i];

        v->f = &form[i];
        v->good = true;
        assert(v->f->kind >= FIELD_TEXT && v->f->kind <= FIELD_ANY);
        if (v->f->kind == FIELD_FILE)
            read_files(&r, v);
        else if (v->f->kind != FIELD_ANY && !(v->f->kind == FIELD_DATE && read_boxes(&r, v)))
            read_texts(&r, v);
        require(&r, v);
    }
    if (too_large && errors->first == NULL) { /* files of a package's form */
        struct small mb = fa_int(LIMIT_HTTP_BODY >> 20);

        field_errors_add(a, errors, STR(""), MSG_ERROR_FILES_TOTAL,
                         MSG_FMT(a, MSG_ERROR_FILES_TOTAL, { "max", small_view(&mb) }));
    }
    *ret = all;
    return arena_check(a, e);
}
