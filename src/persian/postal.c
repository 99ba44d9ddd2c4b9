/*
 * postal.c - postal codes (iran-facts 4).
 */
#include "persian/postal.h"

#include "persian/digits.h"
#include "persian/ident.h"

/* The observed pattern: first four of 1, 3 to 9 and not all equal; the fifth not 0, 2 or 5; no 2 in the
 * second half. */
static bool is_unusual(const char *d)
{
    bool equal = d[0] == d[1] && d[1] == d[2] && d[2] == d[3];

    for (int i = 0; i < 5; i++)
        if (d[i] == '0' || d[i] == '2')
            return true;
    for (int i = 5; i < 10; i++)
        if (d[i] == '2')
            return true;
    return equal || d[4] == '5';
}

enum postal_fault postal_parse(struct str s, struct postal *ret)
{
    struct ident id;

    switch (ident_read(s, IDENT_SEPARATORS, &id)) {
    case IDENT_OK:
        break;
    case IDENT_EMPTY:
        return POSTAL_EMPTY;
    case IDENT_LONG:
        return POSTAL_LENGTH;
    case IDENT_NOT_DIGIT:
        return POSTAL_NOT_DIGIT;
    }
    if (id.n != 10)
        return POSTAL_LENGTH;
    memcpy(ret->digits, id.d, 11);
    ret->unusual = is_unusual(id.d);
    return POSTAL_OK;
}

struct str postal_fault_key(enum postal_fault f)
{
    static const struct str keys[] = {
        [POSTAL_OK] = STR_INIT(""),
        [POSTAL_EMPTY] = STR_INIT("postal.empty"),
        [POSTAL_NOT_DIGIT] = STR_INIT("postal.not_digit"),
        [POSTAL_LENGTH] = STR_INIT("postal.length"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

struct str postal_str(const struct postal *p)
{
    return (struct str){ p->digits, 10 };
}

struct str postal_shown(struct arena *a, const struct postal *p)
{
    return digits_fa(a, arena_fmt(a, "%.5s-%s", p->digits, p->digits + 5));
}
