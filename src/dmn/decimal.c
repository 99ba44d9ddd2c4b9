/*
 * decimal.c - the four operations, comparison and rounding of 34-digit decimals.
 *
 * Every result is rounded once, half to even, from a value that keeps enough digits (and a "sticky" mark for
 * what was cut off before) to be rounded correctly. Not here: text (dec_text.c), roots, powers and logarithms
 * (dec_math.c).
 */
#include "dmn/dec_inner.h"

#define T18 UINT64_C(1000000000000000000)

const dec_coef dec_ten[39] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    T18,
    (dec_coef)T18 * 10,
    (dec_coef)T18 * 100,
    (dec_coef)T18 * 1000,
    (dec_coef)T18 * 10000,
    (dec_coef)T18 * 100000,
    (dec_coef)T18 * 1000000,
    (dec_coef)T18 * 10000000,
    (dec_coef)T18 * 100000000,
    (dec_coef)T18 * 1000000000,
    (dec_coef)T18 *UINT64_C(10000000000),
    (dec_coef)T18 *UINT64_C(100000000000),
    (dec_coef)T18 *UINT64_C(1000000000000),
    (dec_coef)T18 *UINT64_C(10000000000000),
    (dec_coef)T18 *UINT64_C(100000000000000),
    (dec_coef)T18 *UINT64_C(1000000000000000),
    (dec_coef)T18 *UINT64_C(10000000000000000),
    (dec_coef)T18 *UINT64_C(100000000000000000),
    (dec_coef)T18 *T18,
    (dec_coef)T18 *T18 * 10,
    (dec_coef)T18 *T18 * 100,
};

int dec_digits(dec_coef c)
{
    int lo = 0, hi = 38;

    if (c < 10)
        return c != 0;
    while (lo < hi) { /* the first power above c */
        int mid = (lo + hi) / 2;
        if (dec_ten[mid] > c)
            hi = mid;
        else
            lo = mid + 1;
    }
    return dec_ten[lo] > c ? lo : 39;
}

/* Drop `n` digits; `sticky` says that something not zero was dropped before. */
static dec_coef drop(dec_coef c, int n, bool sticky, bool neg, enum dec_round how)
{
    dec_coef q, r, half;
    bool up = false;

    if (n > 38) {
        sticky = sticky || c != 0;
        q = r = 0;
        half = 1;
    } else {
        q = c / dec_ten[n];
        r = c % dec_ten[n];
        half = n > 0 ? 5 * dec_ten[n - 1] : 1;
    }
    switch (how) {
    case DEC_HALF_EVEN:
        up = r > half || (n > 0 && r == half && (sticky || (q & 1) != 0));
        break;
    case DEC_HALF_UP:
        up = n > 0 && r >= half;
        break;
    case DEC_HALF_DOWN:
        up = r > half || (n > 0 && r == half && sticky);
        break;
    case DEC_UP:
        up = r != 0 || sticky;
        break;
    case DEC_DOWN:
        break;
    case DEC_FLOOR:
        up = neg && (r != 0 || sticky);
        break;
    case DEC_CEILING:
        up = !neg && (r != 0 || sticky);
        break;
    }
    return q + up;
}

bool dec_finish(dec_coef c, bool sticky, int64_t exp, bool neg, struct dec *ret)
{
    int n = dec_digits(c) - DEC_DIGITS;

    if (n < 0)
        n = 0;
    if (exp + n < DEC_EXP_MIN) {
        int64_t more = DEC_EXP_MIN - exp;
        n = more > 100 ? 100 : (int)more;
        exp = DEC_EXP_MIN - n;
    }
    if (n > 0) {
        c = drop(c, n, sticky, neg, DEC_HALF_EVEN);
        exp += n;
        if (c == dec_ten[DEC_DIGITS]) {
            c = dec_ten[DEC_DIGITS - 1];
            exp++;
        }
    }
    if (c == 0)
        exp = exp > 0 ? 0 : exp;
    while (exp > DEC_EXP_MAX && c != 0 && c < dec_ten[DEC_DIGITS - 1]) {
        c *= 10;
        exp--;
    }
    if (exp > DEC_EXP_MAX)
        return false;
    ret->coef = c;
    ret->exp = (int32_t)exp;
    ret->neg = neg && c != 0;
    return true;
}

struct dec dec_int(int64_t v)
{
    struct dec d = { 0, 0, v < 0 };

    d.coef = v < 0 ? (dec_coef)(-(v + 1)) + 1 : (dec_coef)v;
    return d;
}

struct dec dec_neg(struct dec v)
{
    v.neg = v.coef != 0 && !v.neg;
    return v;
}

struct dec dec_abs(struct dec v)
{
    v.neg = false;
    return v;
}

struct dec dec_normal(struct dec v)
{
    if (v.coef == 0) {
        v.exp = 0;
        return v;
    }
    while (v.coef % 10 == 0 && v.exp < DEC_EXP_MAX) {
        v.coef /= 10;
        v.exp++;
    }
    return v;
}

static int cmp_abs(struct dec a, struct dec b)
{
    int ma, mb;

    if (a.coef == 0 || b.coef == 0)
        return (a.coef != 0) - (b.coef != 0);
    ma = dec_digits(a.coef) + a.exp;
    mb = dec_digits(b.coef) + b.exp;
    if (ma != mb)
        return ma < mb ? -1 : 1;
    if (a.exp > b.exp)
        a.coef *= dec_ten[a.exp - b.exp];
    else
        b.coef *= dec_ten[b.exp - a.exp];
    return a.coef < b.coef ? -1 : a.coef > b.coef;
}

int dec_cmp(struct dec a, struct dec b)
{
    if (a.exp == b.exp && a.neg == b.neg)
        return a.coef == b.coef ? 0 : (a.coef < b.coef) != a.neg ? -1 : 1;
    if (a.neg != b.neg)
        return a.neg ? -1 : 1;
    return a.neg ? cmp_abs(b, a) : cmp_abs(a, b);
}

bool dec_add(struct dec a, struct dec b, struct dec *ret)
{
    int diff, up;
    bool sticky = false;
    struct dec t;

    if (a.exp < b.exp) {
        t = a;
        a = b;
        b = t;
    }
    if (a.coef == 0)
        return dec_finish(b.coef, false, b.exp, b.neg, ret);
    if (b.coef == 0 && a.exp > b.exp + DEC_DIGITS)
        return dec_finish(a.coef, false, a.exp, a.neg, ret);
    diff = a.exp - b.exp;
    up = 37 - dec_digits(a.coef);
    if (up > diff)
        up = diff;
    a.coef *= dec_ten[up];
    a.exp -= up;
    if (a.exp > b.exp) {
        int down = a.exp - b.exp;
        sticky = down > 38 ? b.coef != 0 : b.coef % dec_ten[down] != 0;
        b.coef = down > 38 ? 0 : b.coef / dec_ten[down];
    }
    if (a.neg == b.neg)
        return dec_finish(a.coef + b.coef, sticky, a.exp, a.neg, ret);
    if (a.coef >= b.coef)
        return dec_finish(a.coef - b.coef - sticky, sticky, a.exp, a.neg, ret);
    return dec_finish(b.coef - a.coef, false, a.exp, b.neg,
                      ret); /* nothing was cut off: b is the longer one */
}

bool dec_sub(struct dec a, struct dec b, struct dec *ret)
{
    return dec_add(a, dec_neg(b), ret);
}

bool dec_mul(struct dec a, struct dec b, struct dec *ret)
{
    const dec_coef half = dec_ten[17], whole = dec_ten[34];
    dec_coef a1, a0, b1, b0, mid, hi, lo;
    int64_t exp = (int64_t)a.exp + b.exp;
    bool neg = a.neg != b.neg;
    int d;

    if ((a.coef >> 64) == 0 && (b.coef >> 64) == 0 && (a.coef < T18 || b.coef < T18))
        return dec_finish(a.coef * b.coef, false, exp, neg, ret);
    a1 = a.coef / half;
    a0 = a.coef % half;
    b1 = b.coef / half;
    b0 = b.coef % half;
    mid = a1 * b0 + a0 * b1;
    lo = (mid % half) * half + a0 * b0;
    hi = a1 * b1 + mid / half + lo / whole;
    lo %= whole;
    d = dec_digits(hi);
    if (d == 0)
        return dec_finish(lo, false, exp, neg, ret);
    if (d <= 3) /* keep one digit more than needed, so that the rounding below sees the half */
        return dec_finish(hi * whole + lo, false, exp, neg, ret);
    return dec_finish(hi * dec_ten[37 - d] + lo / dec_ten[d - 3], lo % dec_ten[d - 3] != 0, exp + d - 3, neg,
                      ret);
}

bool dec_div(struct dec a, struct dec b, struct dec *ret)
{
    int64_t exp = (int64_t)a.exp - b.exp;
    dec_coef q, r;
    int room, have;

    if (b.coef == 0)
        return false;
    room = 38 - dec_digits(b.coef);
    q = a.coef / b.coef;
    r = a.coef % b.coef;
    have = dec_digits(q);
    while (r != 0 && have < DEC_DIGITS) {
        int k = DEC_DIGITS - have < room ? DEC_DIGITS - have : room;
        r *= dec_ten[k];
        q = q * dec_ten[k] + r / b.coef;
        r %= b.coef;
        exp -= k;
        have = dec_digits(q);
        if (exp < 4 * (int64_t)DEC_EXP_MIN)
            break;
    }
    if (r != 0) { /* three digits more tell the half from its neighbours */
        r *= 1000;
        q = q * 1000 + r / b.coef;
        r %= b.coef;
        exp -= 3;
    }
    return dec_finish(q, r != 0, exp, a.neg != b.neg, ret);
}

/* |a| mod |b|, exact; the result's exponent is the smaller one. */
static struct dec rem_abs(struct dec a, struct dec b)
{
    struct dec r = { 0, 0, false };
    int64_t diff = (int64_t)a.exp - b.exp;

    a.neg = b.neg = false;
    if (cmp_abs(a, b) < 0)
        return a;
    if (diff < 0) { /* here b * 10^-diff is no longer than a */
        b.coef *= dec_ten[-diff];
        r.coef = a.coef % b.coef;
        r.exp = a.exp;
        return r;
    }
    r.coef = a.coef % b.coef;
    r.exp = b.exp;
    while (diff > 0 && r.coef != 0) {
        int k = 38 - dec_digits(b.coef);
        if (k > diff)
            k = (int)diff;
        r.coef = r.coef * dec_ten[k] % b.coef;
        diff -= k;
    }
    return r;
}

bool dec_modulo(struct dec a, struct dec b, struct dec *ret)
{
    struct dec r;

    if (b.coef == 0)
        return false;
    r = rem_abs(a, b);
    r.neg = a.neg && r.coef != 0;
    if (r.coef != 0 && r.neg != b.neg)
        return dec_add(r, b, ret);
    *ret = r;
    return true;
}

bool dec_round_to(struct dec v, int64_t scale, enum dec_round how, struct dec *ret)
{
    int64_t n;

    if (scale > DEC_EXP_MAX + 100 || scale < DEC_EXP_MIN - 100)
        scale = scale > 0 ? DEC_EXP_MAX + 100 : DEC_EXP_MIN - 100;
    n = -scale - v.exp;
    if (n <= 0) {
        *ret = v;
        return true;
    }
    v.coef = drop(v.coef, n > 100 ? 100 : (int)n, false, v.neg, how);
    return dec_finish(v.coef, false, -scale, v.neg, ret);
}

bool dec_is_int(struct dec v)
{
    if (v.exp >= 0 || v.coef == 0)
        return true;
    return v.exp > -39 && v.coef % dec_ten[-v.exp] == 0;
}

bool dec_trunc_i64(struct dec v, int64_t *ret)
{
    dec_coef c = v.coef;

    if (v.exp > 0) {
        if (c != 0 && dec_digits(c) + v.exp > 19)
            return false;
        c = c == 0 ? 0 : c * dec_ten[v.exp];
    } else {
        c = v.exp < -38 ? 0 : c / dec_ten[-v.exp];
    }
    if (c > INT64_MAX)
        return false;
    *ret = v.neg ? -(int64_t)c : (int64_t)c;
    return true;
}

bool dec_to_i64(struct dec v, int64_t *ret)
{
    return dec_is_int(v) && dec_trunc_i64(v, ret);
}
