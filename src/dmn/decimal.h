/*
 * decimal.h - 34-digit decimal arithmetic (the precision of IEEE 754 decimal128), rounding half to even.
 *
 * A value is coefficient * 10^exponent with a coefficient below 10^34. There is no infinity and no NaN: an
 * operation whose result does not exist or does not fit says false, and FEEL makes null of it. Not here: JSON
 * numbers (base/json.h), money.
 */
#ifndef DMN_DECIMAL_H
#define DMN_DECIMAL_H

#include "base/arena.h"

__extension__ typedef unsigned __int128 dec_coef;

#define DEC_DIGITS 34
#define DEC_EXP_MAX 6111 /* of the last digit: largest value 9.99e6144 */
#define DEC_EXP_MIN (-6176)
#define DEC_TEXT_MAX 64 /* bytes that dec_format writes at most, unless plain digits are asked for */

struct dec {
    dec_coef coef;
    int32_t exp;
    bool neg; /* never set when coef is 0 */
};

enum dec_round { DEC_HALF_EVEN, DEC_HALF_UP, DEC_HALF_DOWN, DEC_UP, DEC_DOWN, DEC_FLOOR, DEC_CEILING };

struct dec dec_int(int64_t v);
/* Digits, one optional point, one optional exponent, one optional leading minus; whole text. */
bool dec_parse(struct str text, struct dec *ret) MUST_CHECK;
/* Plain notation where it takes at most DEC_TEXT_MAX bytes, else scientific. Trailing fraction zeros are
 * dropped. */
struct str dec_format(struct arena *a, struct dec v);
bool dec_to_i64(struct dec v, int64_t *ret) MUST_CHECK;    /* false when not integral or too large */
bool dec_trunc_i64(struct dec v, int64_t *ret) MUST_CHECK; /* toward zero; false when too large */
bool dec_is_int(struct dec v);
int dec_cmp(struct dec a, struct dec b);
struct dec dec_neg(struct dec v);
struct dec dec_abs(struct dec v);
struct dec dec_normal(struct dec v); /* without trailing zeros in the coefficient */

bool dec_add(struct dec a, struct dec b, struct dec *ret) MUST_CHECK;
bool dec_sub(struct dec a, struct dec b, struct dec *ret) MUST_CHECK;
bool dec_mul(struct dec a, struct dec b, struct dec *ret) MUST_CHECK;
bool dec_div(struct dec a, struct dec b, struct dec *ret) MUST_CHECK; /* false for b = 0 */
/* a - b * floor(a / b): the sign of the divisor, as FEEL's modulo wants. */
bool dec_modulo(struct dec a, struct dec b, struct dec *ret) MUST_CHECK;
/* Rounded to `scale` digits after the point (negative: before it). */
bool dec_round_to(struct dec v, int64_t scale, enum dec_round how, struct dec *ret) MUST_CHECK;
bool dec_sqrt(struct dec v, struct dec *ret) MUST_CHECK;
bool dec_exp(struct dec v, struct dec *ret) MUST_CHECK;
bool dec_log(struct dec v, struct dec *ret) MUST_CHECK;
bool dec_pow(struct dec base, struct dec power, struct dec *ret) MUST_CHECK;

#endif
