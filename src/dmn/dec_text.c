/*
 * dec_text.c - decimals from and to text.
 */
#include "dmn/dec_inner.h"

static bool digit(struct str s, size_t i)
{
    return i < s.len && s.p[i] >= '0' && s.p[i] <= '9';
}

/* Optional exponent at `i`: "e+12". */
static bool read_exponent(struct str s, size_t *i, int64_t *exp)
{
    bool neg = false;
    int64_t v = 0;

    if (*i >= s.len || (s.p[*i] != 'e' && s.p[*i] != 'E'))
        return true;
    (*i)++;
    if (*i < s.len && (s.p[*i] == '+' || s.p[*i] == '-'))
        neg = s.p[(*i)++] == '-';
    if (!digit(s, *i))
        return false;
    for (; digit(s, *i); (*i)++)
        v = v < 1000000 ? v * 10 + (s.p[*i] - '0') : v;
    *exp += neg ? -v : v;
    return true;
}

bool dec_parse(struct str s, struct dec *ret)
{
    dec_coef c = 0;
    int64_t exp = 0;
    size_t i = 0, n = 0;
    bool neg = false, point = false, sticky = false;

    if (i < s.len && s.p[i] == '-') {
        neg = true;
        i++;
    }
    for (; digit(s, i) || (i < s.len && s.p[i] == '.' && !point); i++) {
        if (s.p[i] == '.') {
            point = true;
            continue;
        }
        n++;
        if (c < dec_ten[36]) {
            c = c * 10 + (dec_coef)(unsigned)(s.p[i] - '0');
            exp -= point;
        } else {
            sticky = sticky || s.p[i] != '0';
            exp += !point;
        }
    }
    if (n == 0 || (point && s.p[i - 1] == '.'))
        return false;
    if (!read_exponent(s, &i, &exp) || i != s.len)
        return false;
    return dec_finish(c, sticky, exp, neg, ret);
}

static size_t put_digits(char *out, dec_coef c)
{
    char rev[40];
    size_t n = 0, i;

    do {
        rev[n++] = (char)('0' + (int)(c % 10));
        c /= 10;
    } while (c != 0);
    for (i = 0; i < n; i++)
        out[i] = rev[n - 1 - i];
    return n;
}

struct str dec_format(struct arena *a, struct dec v)
{
    char digits[40], out[DEC_TEXT_MAX + 48];
    size_t n, len = 0;
    int64_t point;

    v = dec_normal(v);
    while (v.coef != 0 && v.coef % 10 == 0) { /* beyond the largest exponent, which text does not mind */
        v.coef /= 10;
        v.exp++;
    }
    n = put_digits(digits, v.coef);
    point = (int64_t)n + v.exp; /* digits before the point */
    if (v.neg)
        out[len++] = '-';
    if (v.exp >= 0 && point <= 60) {
        memcpy(out + len, digits, n);
        memset(out + len + n, '0', (size_t)v.exp);
        len += n + (size_t)v.exp;
    } else if (v.exp < 0 && point > 0) {
        memcpy(out + len, digits, (size_t)point);
        out[len + (size_t)point] = '.';
        memcpy(out + len + point + 1, digits + point, n - (size_t)point);
        len += n + 1;
    } else if (v.exp < 0 && -(int64_t)v.exp <= 60) {
        out[len++] = '0';
        out[len++] = '.';
        memset(out + len, '0', (size_t)-point);
        len += (size_t)-point;
        memcpy(out + len, digits, n);
        len += n;
    } else {
        out[len++] = digits[0];
        if (n > 1) {
            out[len++] = '.';
            memcpy(out + len, digits + 1, n - 1);
            len += n - 1;
        }
        return arena_fmt(a, "%.*sE%+lld", (int)len, out, (long long)(point - 1));
    }
    return arena_str(a, (struct str){ out, len });
}
