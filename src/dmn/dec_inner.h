/*
 * dec_inner.h - what the decimal files share among themselves. For users: decimal.h.
 */
#ifndef DMN_DEC_INNER_H
#define DMN_DEC_INNER_H

#include "dmn/decimal.h"

extern const dec_coef dec_ten[39]; /* powers of ten */
int dec_digits(dec_coef c);        /* 0 for 0 */
/* Round to 34 digits half-even and bring the exponent in range; false on overflow. `c` below 10^38. */
bool dec_finish(dec_coef c, bool sticky, int64_t exp, bool neg, struct dec *ret) MUST_CHECK;

#endif
