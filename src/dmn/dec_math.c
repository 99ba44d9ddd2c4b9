/*
 * dec_math.c - square root, exponential, logarithm and power of 34-digit decimals.
 *
 * Worked out in `struct wide`, a decimal float of 8 limbs of nine digits (64 digits at least), so that the
 * one rounding at the end is right for all but cases within 10^-25 of a tie.
 */
#include "dmn/dec_inner.h"

#include <math.h>

#define LIMBS 8
#define BASE 1000000000u

/* +-0.d[0]d[1]... * BASE^exp, with d[0] not 0 unless the value is 0. */
struct wide {
    uint32_t d[LIMBS];
    int32_t exp;
    bool neg;
};

static struct wide wide_int(uint32_t v) /* below BASE */
{
    struct wide w = { { v }, 1, false };

    return w;
}

static bool wide_zero(const struct wide *w)
{
    return w->d[0] == 0;
}

static struct wide wide_normal(const uint32_t *d, size_t n, int32_t exp, bool neg)
{
    struct wide w = { { 0 }, 0, false };
    size_t skip = 0;

    while (skip < n && d[skip] == 0)
        skip++;
    if (skip == n)
        return w;
    for (size_t i = 0; i < LIMBS && skip + i < n; i++)
        w.d[i] = d[skip + i];
    w.exp = exp - (int32_t)skip;
    w.neg = neg;
    return w;
}

static int wide_cmp_abs(const struct wide *a, const struct wide *b)
{
    if (wide_zero(a) || wide_zero(b))
        return !wide_zero(a) - !wide_zero(b);
    if (a->exp != b->exp)
        return a->exp < b->exp ? -1 : 1;
    for (size_t i = 0; i < LIMBS; i++) {
        if (a->d[i] != b->d[i])
            return a->d[i] < b->d[i] ? -1 : 1;
    }
    return 0;
}

static uint32_t limb_at(const struct wide *w, int32_t i)
{
    return i >= 0 && i < LIMBS ? w->d[i] : 0;
}

static struct wide wide_add(struct wide a, struct wide b)
{
    uint32_t out[LIMBS + 2] = { 0 };
    int64_t carry = 0;
    int32_t shift;
    int sign;

    if (wide_cmp_abs(&a, &b) < 0) {
        struct wide t = a;
        a = b;
        b = t;
    }
    if (wide_zero(&b) || a.exp - b.exp > LIMBS)
        return a;
    shift = a.exp - b.exp;
    sign = a.neg == b.neg ? 1 : -1;
    for (int32_t i = LIMBS; i >= 0; i--) { /* out[0] takes the carry; one guard limb at the end */
        int64_t v = (int64_t)limb_at(&a, i) + sign * (int64_t)limb_at(&b, i - shift) + carry;
        carry = v < 0 ? -1 : v >= BASE;
        out[i + 1] = (uint32_t)(v - carry * BASE);
    }
    out[0] = (uint32_t)carry;
    return wide_normal(out, LIMBS + 2, a.exp + 1, a.neg);
}

static struct wide wide_sub(struct wide a, struct wide b)
{
    b.neg = !b.neg;
    return wide_add(a, b);
}

static struct wide wide_mul(struct wide a, struct wide b)
{
    uint64_t acc[2 * LIMBS] = { 0 };
    uint32_t out[2 * LIMBS];

    for (size_t i = LIMBS; i-- > 0;) {
        uint64_t carry = 0;
        for (size_t j = LIMBS; j-- > 0;) {
            uint64_t v = acc[i + j + 1] + (uint64_t)a.d[i] * b.d[j] + carry;
            acc[i + j + 1] = v % BASE;
            carry = v / BASE;
        }
        acc[i] += carry;
    }
    for (size_t i = 0; i < (size_t)2 * LIMBS; i++)
        out[i] = (uint32_t)acc[i];
    return wide_normal(out, (size_t)2 * LIMBS, a.exp + b.exp, a.neg != b.neg);
}

static struct wide wide_div_small(struct wide a, uint32_t by)
{
    uint32_t out[LIMBS + 1];
    uint64_t rest = 0;

    for (size_t i = 0; i <= LIMBS; i++) {
        rest = rest * BASE + limb_at(&a, (int32_t)i);
        out[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    return wide_normal(out, LIMBS + 1, a.exp, a.neg);
}

/* The leading 17 digits as a double in [1/BASE, 1). */
static double wide_fraction(const struct wide *w)
{
    return (double)w->d[0] / 1e9 + (double)w->d[1] / 1e18 + (double)w->d[2] / 1e27;
}

static struct wide wide_double(double v) /* 0 < v < 1e15 */
{
    struct wide w = { { 0 }, 0, false };
    uint32_t d[5];
    double x = v / 1e18;

    for (size_t i = 0; i < 5; i++) {
        x *= 1e9;
        d[i] = (uint32_t)x;
        x -= (double)d[i];
    }
    w = wide_normal(d, 5, 2, false);
    return w;
}

/* 1 / a by Newton: r = r + r * (1 - a * r). */
static struct wide wide_inverse(struct wide a)
{
    struct wide m = a, r;

    m.exp = 0;
    m.neg = false;
    r = wide_double(1.0 / wide_fraction(&m));
    for (int i = 0; i < 3; i++)
        r = wide_add(r, wide_mul(r, wide_sub(wide_int(1), wide_mul(m, r))));
    r.exp -= a.exp;
    r.neg = a.neg;
    return r;
}

static struct wide wide_from(struct dec v)
{
    uint32_t d[6] = { 0 };
    int32_t exp = v.exp, limb;
    int up;
    struct wide w;

    up = ((exp % 9) + 9) % 9; /* the exponent becomes a multiple of nine */
    exp -= up;
    limb = 6 + exp / 9;
    for (size_t i = 6; i-- > 0;) {
        d[i] = (uint32_t)(v.coef % BASE);
        v.coef /= BASE;
    }
    w = wide_normal(d, 6, limb, v.neg);
    if (up > 0) {
        struct wide f = wide_int(1);
        f.d[0] = (uint32_t)dec_ten[up];
        w = wide_mul(w, f);
    }
    return w;
}

static bool wide_to(const struct wide *w, struct dec *ret)
{
    dec_coef c = 0;
    bool sticky;
    uint32_t scale;
    int room;

    for (size_t i = 0; i < 4; i++) /* 28 to 36 digits */
        c = c * BASE + w->d[i];
    if (c == 0) {
        *ret = dec_int(0);
        return true;
    }
    room = 37 - dec_digits(c); /* 1 to 9 digits of the fifth limb */
    scale = (uint32_t)dec_ten[9 - room];
    c = c * dec_ten[room] + w->d[4] / scale;
    sticky = w->d[4] % scale != 0 || w->d[5] != 0 || w->d[6] != 0;
    return dec_finish(c, sticky, (int64_t)(w->exp - 4) * 9 - room, w->neg, ret);
}

static struct wide wide_text(const char *digits, int32_t exp) /* groups of nine digits, LIMBS of them */
{
    struct wide w = { { 0 }, exp, false };

    for (size_t i = 0; i < LIMBS; i++) {
        for (size_t k = 0; k < 9; k++)
            w.d[i] = w.d[i] * 10 + (uint32_t)(digits[i * 9 + k] - '0');
    }
    return w;
}

static struct wide ln_ten(void)
{
    return wide_text("000000002302585092994045684017991454684364207601101488628772976033327900", 1);
}

/* e^x for |x| < 3: halve nine times, Taylor, square nine times. */
static struct wide exp_small(struct wide x)
{
    struct wide sum = wide_int(1), term = wide_int(1);

    x = wide_div_small(x, 512);
    for (uint32_t k = 1; k < 40 && !wide_zero(&term); k++) {
        term = wide_div_small(wide_mul(term, x), k);
        sum = wide_add(sum, term);
    }
    for (int i = 0; i < 9; i++)
        sum = wide_mul(sum, sum);
    return sum;
}

static struct wide wide_ten_power(int64_t k)
{
    int64_t limb = k >= 0 ? k / 9 : -((8 - k) / 9);
    struct wide w = wide_int((uint32_t)dec_ten[k - limb * 9]);

    w.exp = (int32_t)(limb + 1);
    return w;
}

/* e^x; false when the result is out of the range of decimals by far. */
static bool wide_exp(struct wide x, struct wide *ret)
{
    double approx;
    int64_t k;
    struct wide kw;

    if (x.exp > 1 || (x.exp == 1 && x.d[0] > 15000)) {
        if (!x.neg)
            return false;
        *ret = (struct wide){ { 0 }, 0, false };
        return true;
    }
    approx = x.exp == 1 ? wide_fraction(&x) * 1e9 : x.exp == 0 ? wide_fraction(&x) : 0.0;
    k = (int64_t)((x.neg ? -approx : approx) / 2.302585092994046);
    kw = wide_int((uint32_t)(k < 0 ? -k : k));
    kw.neg = k < 0;
    x = wide_sub(x, wide_mul(kw, ln_ten()));
    *ret = wide_mul(exp_small(x), wide_ten_power(k));
    return true;
}

/* ln of a value in [1, 10), by y = y + 2 (m - e^y) / (m + e^y), which triples the digits. */
static struct wide ln_small(struct wide m)
{
    double first = log(wide_fraction(&m) * (m.exp == 1 ? 1e9 : 1.0));
    struct wide y = first > 0 ? wide_double(first) : (struct wide){ { 0 }, 0, false };

    for (int i = 0; i < 3; i++) {
        struct wide p = exp_small(y), up = wide_sub(m, p), step;
        if (wide_zero(&up))
            break;
        step = wide_mul(up, wide_inverse(wide_add(m, p)));
        y = wide_add(y, wide_add(step, step));
    }
    return y;
}

static struct wide wide_log(struct dec v) /* v > 0 */
{
    int64_t k = (int64_t)dec_digits(v.coef) - 1 + v.exp;
    struct wide kw = wide_int((uint32_t)(k < 0 ? -k : k));

    kw.neg = k < 0;
    v.exp -= (int32_t)k;
    return wide_add(ln_small(wide_from(v)), wide_mul(kw, ln_ten()));
}

/* To 34 digits by way of 50: what differs from a short value by less than 10^-50 of itself is that value, so
 * exact roots and powers come out exact. */
static bool wide_near(struct wide w, struct dec *ret)
{
    struct wide bump = { { BASE / 2 }, w.exp - 6, w.neg };

    if (wide_zero(&w)) {
        *ret = dec_int(0);
        return true;
    }
    w = wide_add(w, bump);
    w.d[6] = w.d[7] = 0;
    return wide_to(&w, ret);
}

bool dec_sqrt(struct dec v, struct dec *ret)
{
    struct wide m, r;
    int32_t half;

    if (v.neg)
        return false;
    if (v.coef == 0) {
        *ret = dec_int(0);
        return true;
    }
    m = wide_from(v);
    half = m.exp >= 0 ? m.exp / 2 : -((1 - m.exp) / 2);
    m.exp -= 2 * half; /* 0 or 1 */
    r = wide_double(1.0 / sqrt(wide_fraction(&m) * (m.exp == 1 ? 1e9 : 1.0)));
    for (int i = 0; i < 3; i++) { /* r = r + r * (1 - m r^2) / 2 */
        struct wide miss = wide_sub(wide_int(1), wide_mul(m, wide_mul(r, r)));
        r = wide_add(r, wide_div_small(wide_mul(r, miss), 2));
    }
    r = wide_mul(r, m);
    r.exp += half;
    return wide_near(r, ret);
}

bool dec_exp(struct dec v, struct dec *ret)
{
    struct wide r;

    return wide_exp(wide_from(v), &r) && wide_near(r, ret);
}

bool dec_log(struct dec v, struct dec *ret)
{
    if (v.neg || v.coef == 0)
        return false;
    if (dec_cmp(v, dec_int(1)) == 0) {
        *ret = dec_int(0);
        return true;
    }
    return wide_near(wide_log(v), ret);
}

static bool pow_whole(struct dec base, int64_t n, struct dec *ret)
{
    struct wide b = wide_from(base), r = wide_int(1);
    uint64_t k = n < 0 ? (uint64_t)-n : (uint64_t)n;

    for (; k != 0; k >>= 1) {
        if (k & 1)
            r = wide_mul(r, b);
        b = wide_mul(b, b);
        if (b.exp > 4000 || b.exp < -4000) { /* far out of range; only the last step may still use it */
            if (k > 1)
                return (b.exp > 0) != (n < 0) ? false : (*ret = dec_int(0), true);
        }
    }
    if (n < 0)
        r = wide_inverse(r);
    return wide_near(r, ret);
}

bool dec_pow(struct dec base, struct dec power, struct dec *ret)
{
    int64_t n;
    struct wide r;

    if (power.coef == 0) {
        *ret = dec_int(1);
        return true;
    }
    if (base.coef == 0) {
        *ret = dec_int(0);
        return !power.neg;
    }
    if (dec_to_i64(power, &n) && n > -100000 && n < 100000)
        return pow_whole(base, n, ret);
    if (base.neg)
        return false;
    if (!wide_exp(wide_mul(wide_log(base), wide_from(power)), &r))
        return false;
    return wide_near(r, ret);
}
