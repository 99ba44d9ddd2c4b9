/*
 * totp.c - one-time codes of an authenticator program.
 *
 * SHA-1 is what authenticator programs speak; its weakness in collisions does not touch HMAC. It stands here
 * because libsodium has none.
 */
#include "app/totp.h"
#include "base/hash.h"
#include "base/id.h"

#define STEP_MS INT64_C(30000)
#define SECRET_BYTES 20

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct sha1 {
    uint32_t h[5];
    uint64_t n;
    unsigned char block[64];
};

static uint32_t rotate(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static void sha1_block(struct sha1 *s)
{
    uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];

    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
               (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? (b & c) | (~b & d)
                     : i < 40 ? b ^ c ^ d
                     : i < 60 ? (b & c) | (b & d) | (c & d)
                              : b ^ c ^ d;
        uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
        uint32_t t = rotate(a, 5) + f + e + k + w[i];

        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = t;
    }
    s->h[0] += a;
    s->h[1] += b;
    s->h[2] += c;
    s->h[3] += d;
    s->h[4] += e;
}

static void sha1_more(struct sha1 *s, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s->block[s->n++ % 64] = p[i];
        if (s->n % 64 == 0)
            sha1_block(s);
    }
}

static void sha1_end(struct sha1 *s, unsigned char out[20])
{
    uint64_t bits = s->n * 8;
    unsigned char one = 0x80, zero = 0, len[8];

    for (int i = 0; i < 8; i++)
        len[i] = (unsigned char)(bits >> (56 - 8 * i));
    sha1_more(s, &one, 1);
    while (s->n % 64 != 56)
        sha1_more(s, &zero, 1);
    sha1_more(s, len, 8);
    for (int i = 0; i < 20; i++)
        out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

static struct sha1 sha1_begin(void)
{
    return (struct sha1){ .h = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 } };
}

static void hmac(const unsigned char *key, size_t n, const unsigned char *msg, size_t m,
                 unsigned char out[20])
{
    struct sha1 inner = sha1_begin(), outer = sha1_begin();
    unsigned char pad[64];

    for (size_t i = 0; i < 64; i++)
        pad[i] = (unsigned char)((i < n ? key[i] : 0) ^ 0x36);
    sha1_more(&inner, pad, 64);
    sha1_more(&inner, msg, m);
    sha1_end(&inner, out);
    for (size_t i = 0; i < 64; i++)
        pad[i] = (unsigned char)((i < n ? key[i] : 0) ^ 0x5C);
    sha1_more(&outer, pad, 64);
    sha1_more(&outer, out, 20);
    sha1_end(&outer, out);
}

struct str totp_secret_new(struct arena *a)
{
    unsigned char raw[SECRET_BYTES];
    char *p = arena_alloc(a, SECRET_BYTES * 8 / 5 + 1);
    unsigned bits = 0, n = 0;
    uint32_t acc = 0;

    if (p == NULL)
        return STR_NONE;
    random_bytes(raw, sizeof(raw));
    for (size_t i = 0; i < sizeof(raw); i++) {
        acc = acc << 8 | raw[i];
        for (bits += 8; bits >= 5; bits -= 5)
            p[n++] = alphabet[acc >> (bits - 5) & 31];
    }
    return (struct str){ p, n };
}

static bool decode(struct str secret, unsigned char out[64], size_t *n)
{
    unsigned bits = 0;
    uint32_t acc = 0;

    *n = 0;
    for (size_t i = 0; i < secret.len; i++) {
        const char *at = secret.p[i] == '\0' ? NULL : strchr(alphabet, secret.p[i]);

        if (at == NULL || *n >= 64)
            return false;
        acc = acc << 5 | (uint32_t)(at - alphabet);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out[(*n)++] = (unsigned char)(acc >> bits);
        }
    }
    return *n > 0;
}

bool totp_code(struct str secret, int64_t step, char ret[7])
{
    unsigned char key[64], msg[8], mac[20];
    size_t n;
    uint32_t v;

    if (!decode(secret, key, &n))
        return false;
    for (int i = 0; i < 8; i++)
        msg[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    hmac(key, n, msg, sizeof(msg), mac);
    n = mac[19] & 15;
    v = ((uint32_t)mac[n] << 24 | (uint32_t)mac[n + 1] << 16 | (uint32_t)mac[n + 2] << 8 | mac[n + 3]) &
        0x7FFFFFFF;
    snprintf(ret, 7, "%06u", v % 1000000);
    return true;
}

int64_t totp_step_of(struct str secret, struct str code, int64_t now_ms)
{
    int64_t now = now_ms / STEP_MS, found = -1;
    char want[7];

    for (int64_t step = now - 1; step <= now + 1; step++)
        if (totp_code(secret, step, want) &&
            secret_eq((struct secret){ { want, 6 } }, (struct secret){ code }))
            found = step;
    return found;
}

struct str totp_uri(struct arena *a, struct str secret, struct str login, struct str issuer)
{
    return arena_fmt(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", STR_ARG(issuer), STR_ARG(login),
                     STR_ARG(secret), STR_ARG(issuer));
}
