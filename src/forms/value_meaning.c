/*
 * value_meaning.c - short texts of a known kind: identifiers, telephone numbers, e-mail addresses,
 * references.
 */
#include "forms/inner.h"
#include "persian/digits.h"
#include "persian/natid.h"
#include "persian/phone.h"
#include "persian/postal.h"

#define EMAIL_MAX 254u
#define EMAIL_LOCAL_MAX 64u
#define LABEL_MAX 63u

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The dot-atom of RFC 5322 before the @. */
static bool local_ok(struct str s)
{
    bool dot = true;

    if (s.len == 0 || s.len > EMAIL_LOCAL_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '.') {
            if (dot)
                return false;
            dot = true;
            continue;
        }
        if (!is_alnum(s.p[i]) && memchr("!#$%&'*+/=?^_`{|}~-", s.p[i], 19) == NULL)
            return false;
        dot = false;
    }
    return !dot;
}

static bool label_ok(struct str s)
{
    if (s.len == 0 || s.len > LABEL_MAX || s.p[0] == '-' || s.p[s.len - 1] == '-')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_alnum(s.p[i]) && s.p[i] != '-')
            return false;
    }
    return true;
}

/* ASCII addresses with a domain of at least two labels (RFC 5321, 5322 without quoting and literals). */
bool email_valid(struct str s)
{
    struct str domain = s, local = str_cut(&domain, '@');
    size_t labels = 0;

    if (s.len > EMAIL_MAX || domain.p == NULL || !local_ok(local))
        return false;
    while (domain.p != NULL) {
        struct str label = str_cut(&domain, '.');

        if (!label_ok(label))
            return false;
        labels++;
        if (domain.p == NULL && (label.len < 2 || digits_only(label)))
            return false;
    }
    return labels >= 2;
}

/* The part after the @ in small letters: it is the same address (RFC 1035). */
static struct str email_canonical(struct arena *a, struct str s)
{
    size_t at = str_find_byte(s, '@', 0);
    char *p = arena_alloc(a, s.len + 1);

    if (p == NULL)
        return STR_NONE;
    memcpy(p, s.p, s.len);
    for (size_t i = at; i < s.len; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] - 'A' + 'a');
    }
    return (struct str){ p, s.len };
}

static void set(struct forming *fm, struct inst *i, struct str v)
{
    i->value = tree_string(fm->a, arena_str(fm->a, v));
}

static void national_id(struct forming *fm, struct inst *i, struct str s)
{
    struct natid id;

    switch (natid_parse(s, fm->env->strict ? NATID_FROM_API : NATID_FROM_FORM, &id)) {
    case NATID_OK:
        set(fm, i, natid_str(&id));
        break;
    case NATID_LENGTH:
    case NATID_NOT_DIGIT:
        inst_error(i, "error.national_id_length", STR_NONE);
        break;
    default:
        inst_error(i, "error.national_id", STR_NONE);
        break;
    }
}

static void legal_id(struct forming *fm, struct inst *i, struct str s)
{
    struct legalid id;

    switch (legalid_parse(s, fm->env->strict ? NATID_FROM_API : NATID_FROM_FORM, &id)) {
    case NATID_OK:
        set(fm, i, legalid_str(&id));
        break;
    case NATID_LENGTH:
    case NATID_NOT_DIGIT:
        inst_error(i, "error.legal_id_length", STR_NONE);
        break;
    default:
        inst_error(i, "error.legal_id", STR_NONE);
        break;
    }
}

static void phone(struct forming *fm, struct inst *i, struct str s)
{
    bool mobile = i->f->meaning == FORM_MOBILE;
    struct phone p;

    if (phone_parse(s, &p) != PHONE_OK || (mobile && p.kind != PHONE_MOBILE) ||
        (fm->env->strict && !str_eq(s, phone_e164(&p))))
        inst_error(i, mobile ? "error.mobile" : "error.phone", STR_NONE);
    else
        set(fm, i, phone_e164(&p));
}

static void postal_code(struct forming *fm, struct inst *i, struct str s)
{
    struct postal p;

    if (postal_parse(s, &p) != POSTAL_OK)
        inst_error(i, "error.postal_code", STR_NONE);
    else
        set(fm, i, postal_str(&p));
}

/* Digits of a tracking code, however they were grouped. */
static void tracking(struct forming *fm, struct inst *i, struct str s)
{
    struct str ascii = digits_ascii(fm->a, s);
    char *p = arena_alloc(fm->a, ascii.len + 1);
    size_t n = 0;

    if (p == NULL)
        return;
    for (size_t k = 0; k < ascii.len; k++) {
        if (ascii.p[k] != ' ' && ascii.p[k] != '-' && ascii.p[k] != '.')
            p[n++] = ascii.p[k];
    }
    if (!digits_only((struct str){ p, n }))
        inst_error(i, "error.tracking", STR_NONE);
    else
        i->value = tree_string(fm->a, (struct str){ p, n });
}

void value_meaning(struct forming *fm, struct inst *i, struct str s)
{
    switch (i->f->meaning) {
    case FORM_EMAIL:
        if (email_valid(s))
            i->value = tree_string(fm->a, email_canonical(fm->a, s));
        else
            inst_error(i, "error.email", STR_NONE);
        break;
    case FORM_PHONE:
    case FORM_MOBILE:
        phone(fm, i, s);
        break;
    case FORM_NATIONAL_ID:
        national_id(fm, i, s);
        break;
    case FORM_LEGAL_ID:
        legal_id(fm, i, s);
        break;
    case FORM_POSTAL_CODE:
        postal_code(fm, i, s);
        break;
    case FORM_TRACKING:
        tracking(fm, i, s);
        break;
    case FORM_PLAIN:
    case FORM_JALALI_DATE:
    case FORM_UNIT:
    case FORM_POST:
    case FORM_PERSON:
        i->value = tree_string(fm->a, digits_ascii(fm->a, s));
        break;
    }
}
