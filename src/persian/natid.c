/*
 * natid.c - checks of the national IDs (iran-facts 1 and 2).
 */
#include "persian/natid.h"

#include "persian/digits.h"
#include "persian/ident.h"

static bool repeated(const char *d, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (d[i] != d[0])
            return false;
    return true;
}

static enum natid_fault read_digits(struct str s, enum natid_from from, struct ident *id)
{
    switch (ident_read(s, from == NATID_FROM_FORM ? IDENT_SEPARATORS : IDENT_STRICT, id)) {
    case IDENT_OK:
        return NATID_OK;
    case IDENT_EMPTY:
        return NATID_EMPTY;
    case IDENT_LONG:
        return NATID_LENGTH;
    case IDENT_NOT_DIGIT:
        break;
    }
    return NATID_NOT_DIGIT;
}

static int person_check(const char *d)
{
    int sum = 0, r;

    for (int i = 0; i < 9; i++)
        sum += (10 - i) * (d[i] - '0');
    r = sum % 11;
    return r < 2 ? r : 11 - r;
}

enum natid_fault natid_parse(struct str s, enum natid_from from, struct natid *ret)
{
    struct ident id;
    struct natid n;
    enum natid_fault f = read_digits(s, from, &id);
    size_t pad;

    if (f != NATID_OK)
        return f;
    pad = from == NATID_FROM_FORM && id.n >= 8 && id.n < 10 ? 10 - id.n
                                                            : 0; /* zeros that a spreadsheet dropped */
    if (id.n + pad != 10)
        return NATID_LENGTH;
    memset(n.digits, '0', pad);
    memcpy(n.digits + pad, id.d, id.n);
    n.digits[10] = '\0';
    if (repeated(n.digits, 10))
        return NATID_REPEATED;
    if (person_check(n.digits) != n.digits[9] - '0')
        return NATID_CHECK;
    *ret = n;
    return NATID_OK;
}

static int legal_check(const char *d)
{
    static const int weights[] = { 29, 27, 23, 19, 17, 29, 27, 23, 19, 17 };
    int k = d[9] - '0' + 2, sum = 0;

    for (size_t i = 0; i < ARRAY_LEN(weights); i++)
        sum += (d[i] - '0' + k) * weights[i];
    return sum % 11 % 10; /* 10 counts as 0 */
}

enum natid_fault legalid_parse(struct str s, enum natid_from from, struct legalid *ret)
{
    struct ident id;
    enum natid_fault f = read_digits(s, from, &id);

    if (f != NATID_OK)
        return f;
    if (id.n != 11)
        return NATID_LENGTH;
    if (repeated(id.d, 11))
        return NATID_REPEATED;
    if (legal_check(id.d) != id.d[10] - '0')
        return NATID_CHECK;
    memcpy(ret->digits, id.d, 11);
    ret->digits[11] = '\0';
    return NATID_OK;
}

struct str natid_fault_key(enum natid_fault f)
{
    static const struct str keys[] = {
        [NATID_OK] = STR_INIT(""),
        [NATID_EMPTY] = STR_INIT("natid.empty"),
        [NATID_NOT_DIGIT] = STR_INIT("natid.not_digit"),
        [NATID_LENGTH] = STR_INIT("natid.length"),
        [NATID_REPEATED] = STR_INIT("natid.repeated"),
        [NATID_CHECK] = STR_INIT("natid.check"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

struct str natid_str(const struct natid *n)
{
    return (struct str){ n->digits, 10 };
}

struct str legalid_str(const struct legalid *n)
{
    return (struct str){ n->digits, 11 };
}

struct str natid_masked(struct arena *a, const struct natid *n)
{
    return digits_fa(a, arena_fmt(a, "%.3s•••••%.2s", n->digits, n->digits + 8));
}
