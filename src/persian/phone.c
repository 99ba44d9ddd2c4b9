/*
 * phone.c - telephone numbers (iran-facts 3).
 */
#include "persian/phone.h"

#include "persian/digits.h"
#include "persian/ident.h"

static const struct {
    char code[3];
    struct str province;
} areas[] = {
    { "11", STR_INIT("مازندران") },
    { "13", STR_INIT("گیلان") },
    { "17", STR_INIT("گلستان") },
    { "21", STR_INIT("تهران") },
    { "23", STR_INIT("سمنان") },
    { "24", STR_INIT("زنجان") },
    { "25", STR_INIT("قم") },
    { "26", STR_INIT("البرز") },
    { "28", STR_INIT("قزوین") },
    { "31", STR_INIT("اصفهان") },
    { "34", STR_INIT("کرمان") },
    { "35", STR_INIT("یزد") },
    { "38", STR_INIT("چهارمحال و بختیاری") },
    { "41", STR_INIT("آذربایجان شرقی") },
    { "44", STR_INIT("آذربایجان غربی") },
    { "45", STR_INIT("اردبیل") },
    { "51", STR_INIT("خراسان رضوی") },
    { "54", STR_INIT("سیستان و بلوچستان") },
    { "56", STR_INIT("خراسان جنوبی") },
    { "58", STR_INIT("خراسان شمالی") },
    { "61", STR_INIT("خوزستان") },
    { "66", STR_INIT("لرستان") },
    { "71", STR_INIT("فارس") },
    { "74", STR_INIT("کهگیلویه و بویراحمد") },
    { "76", STR_INIT("هرمزگان") },
    { "77", STR_INIT("بوشهر") },
    { "81", STR_INIT("همدان") },
    { "83", STR_INIT("کرمانشاه") },
    { "84", STR_INIT("ایلام") },
    { "86", STR_INIT("مرکزی") },
    { "87", STR_INIT("کردستان") },
};

static struct str area_province(const char *national)
{
    for (size_t i = 0; i < ARRAY_LEN(areas); i++)
        if (memcmp(areas[i].code, national, 2) == 0)
            return areas[i].province;
    return STR_NONE;
}

/* Offset just behind a leading plus sign; 0 when there is none. */
static size_t plus_sign(struct str s)
{
    size_t pos = 0;
    int32_t cp;

    do
        cp = utf8_next(s, &pos);
    while (cp == ' ' || cp == '(' || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069));
    return cp == '+' ? pos : 0;
}

/* The national significant number in `id`: without +98, 0098, 98 (before ten digits) or the trunk 0. */
static enum phone_fault strip_prefix(bool plus, struct str id, struct str *ret)
{
    bool international = plus || str_starts(id, STR("00"));

    if (international) {
        struct str rest = plus ? id : str_from(id, 2);
        if (!str_starts(rest, STR("98")))
            return rest.len < 3 ? PHONE_LENGTH : PHONE_FOREIGN;
        rest = str_from(rest, 2);
        *ret = rest.len == 11 && rest.p[0] == '0' ? str_from(rest, 1) : rest; /* +98 (0)21 ... */
    } else if (str_starts(id, STR("98")) && id.len == 12) {
        *ret = str_from(id, 2);
    } else if (str_starts(id, STR("0"))) {
        *ret = str_from(id, 1);
    } else {
        if (id.len >= 3 && id.len <= 6)
            return PHONE_SHORT_CODE;
        *ret = id;
    }
    return PHONE_OK;
}

enum phone_fault phone_parse(struct str s, struct phone *ret)
{
    size_t after_plus = plus_sign(s);
    struct ident id;
    struct str national = STR_NONE;
    struct phone p;
    enum phone_fault f;

    switch (ident_read(str_from(s, after_plus), IDENT_SEPARATORS, &id)) {
    case IDENT_OK:
        break;
    case IDENT_EMPTY:
        return PHONE_EMPTY;
    case IDENT_LONG:
        return PHONE_LENGTH;
    case IDENT_NOT_DIGIT:
        return PHONE_NOT_DIGIT;
    }
    f = strip_prefix(after_plus > 0, (struct str){ id.d, id.n }, &national);
    if (f != PHONE_OK)
        return f;
    if (national.len == 8 && national.p[0] != '9' && national.p[0] != '0')
        return PHONE_AREA; /* a local number: the area code is missing */
    if (national.len != 10)
        return PHONE_LENGTH;
    if (national.p[0] == '9')
        p.kind = PHONE_MOBILE;
    else if (area_province(national.p).len > 0)
        p.kind = PHONE_FIXED;
    else
        return PHONE_AREA;
    memcpy(p.e164, "+98", 3);
    memcpy(p.e164 + 3, national.p, 10);
    p.e164[13] = '\0';
    *ret = p;
    return PHONE_OK;
}

struct str phone_fault_key(enum phone_fault f)
{
    static const struct str keys[] = {
        [PHONE_OK] = STR_INIT(""),
        [PHONE_EMPTY] = STR_INIT("phone.empty"),
        [PHONE_NOT_DIGIT] = STR_INIT("phone.not_digit"),
        [PHONE_SHORT_CODE] = STR_INIT("phone.short_code"),
        [PHONE_LENGTH] = STR_INIT("phone.length"),
        [PHONE_AREA] = STR_INIT("phone.area"),
        [PHONE_FOREIGN] = STR_INIT("phone.foreign"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

struct str phone_e164(const struct phone *p)
{
    return (struct str){ p->e164, 13 };
}

struct str phone_national(struct arena *a, const struct phone *p)
{
    return arena_fmt(a, "0%s", p->e164 + 3);
}

struct str phone_shown(struct arena *a, const struct phone *p)
{
    return code_fa(a, phone_national(a, p), p->kind == PHONE_MOBILE ? "434" : "344");
}

struct str phone_area_name(const struct phone *p)
{
    return p->kind == PHONE_FIXED ? area_province(p->e164 + 3) : STR_NONE;
}
