/*
 * ident.c - the digits of an identifier.
 */
#include "persian/ident.h"

#include "persian/digits.h"

static bool is_dropped(int32_t cp)
{
    switch (cp) {
    case ' ':
    case '\t':
    case '-':
    case '.':
    case '(':
    case ')':
    case 0xA0:
    case 0xAD:
    case 0x061C:
    case 0x2007:
    case 0x202F:
    case 0x2010: /* hyphens that word processors make */
    case 0x2011:
    case 0x2013:
    case 0x2212:
    case 0x2060:
    case 0xFEFF:
        return true;
    default:
        return (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
               (cp >= 0x2066 && cp <= 0x2069);
    }
}

enum ident_fault ident_read(struct str s, enum ident_rule rule, struct ident *ret)
{
    struct ident id = { .n = 0 };
    size_t pos = 0, seen = 0;
    bool over = false;
    int32_t cp;

    while ((cp = utf8_next(s, &pos)) != -1) {
        int v = digit_value(cp);
        if (rule == IDENT_SEPARATORS && is_dropped(cp))
            continue;
        seen++;
        if (v < 0)
            return IDENT_NOT_DIGIT;
        if (id.n == IDENT_MAX)
            over = true;
        else
            id.d[id.n++] = (char)('0' + v);
    }
    if (seen == 0)
        return IDENT_EMPTY;
    if (over)
        return IDENT_LONG;
    id.d[id.n] = '\0';
    *ret = id;
    return IDENT_OK;
}
