/*
 * tracking.c - making, reading and showing tracking codes.
 */
#include "domain/tracking.h"

#include "persian/digits.h"
#include "persian/ident.h"

/* The quasigroup of order 10 from H. M. Damm's thesis (2004): totally anti-symmetric, zero diagonal. */
static const uint8_t damm[10][10] = {
    { 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 }, { 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
    { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 }, { 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 }, { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
    { 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 }, { 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
    { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

static int damm_of(const char *digits, size_t n)
{
    int state = 0;

    for (size_t i = 0; i < n; i++)
        state = damm[state][digits[i] - '0'];
    return state;
}

struct tracking tracking_make(uint64_t random)
{
    struct tracking t;
    uint64_t v = random % TRACKING_SPACE + 100000000;

    for (size_t i = TRACKING_DIGITS - 1; i > 0; i--, v /= 10)
        t.digits[i - 1] = (char)('0' + v % 10);
    t.digits[TRACKING_DIGITS - 1] = (char)('0' + damm_of(t.digits, TRACKING_DIGITS - 1));
    t.digits[TRACKING_DIGITS] = '\0';
    return t;
}

enum tracking_fault tracking_parse(struct str s, struct tracking *ret)
{
    struct ident id;

    switch (ident_read(s, IDENT_SEPARATORS, &id)) {
    case IDENT_OK:
        break;
    case IDENT_EMPTY:
        return TRACKING_EMPTY;
    case IDENT_LONG:
        return TRACKING_LENGTH;
    case IDENT_NOT_DIGIT:
        return TRACKING_NOT_DIGIT;
    }
    if (id.n != TRACKING_DIGITS)
        return TRACKING_LENGTH;
    if (id.d[0] == '0' || damm_of(id.d, TRACKING_DIGITS) != 0)
        return TRACKING_CHECK;
    memcpy(ret->digits, id.d, TRACKING_DIGITS + 1);
    return TRACKING_OK;
}

struct str tracking_fault_key(enum tracking_fault f)
{
    static const struct str keys[] = {
        [TRACKING_OK] = STR_INIT(""),
        [TRACKING_EMPTY] = STR_INIT("tracking.empty"),
        [TRACKING_NOT_DIGIT] = STR_INIT("tracking.not_digit"),
        [TRACKING_LENGTH] = STR_INIT("tracking.length"),
        [TRACKING_CHECK] = STR_INIT("tracking.check"),
    };
    return (unsigned)f < ARRAY_LEN(keys) ? keys[f] : STR_NONE;
}

struct str tracking_str(const struct tracking *t)
{
    return (struct str){ t->digits, TRACKING_DIGITS };
}

struct str tracking_shown(struct arena *a, const struct tracking *t)
{
    return code_fa(a, tracking_str(t), "334");
}

struct str tracking_spoken(struct arena *a, const struct tracking *t)
{
    const char *d = t->digits;

    return digits_fa(a, arena_fmt(a, "%c %c %c، %c %c %c، %c %c %c %c", d[0], d[1], d[2], d[3], d[4], d[5],
                                  d[6], d[7], d[8], d[9]));
}
