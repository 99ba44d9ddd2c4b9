/*
 * hash.c - libsodium behind our types.
 */
#include <sodium.h>

#include "base/hash.h"
#include "base/id.h"

_Static_assert(sizeof(struct hash_stream) >= sizeof(crypto_generichash_state), "room for the state");

void hash_begin(struct hash_stream *s)
{
    crypto_generichash_init((crypto_generichash_state *)(void *)s->opaque, NULL, 0, sizeof(struct hash));
}

void hash_more(struct hash_stream *s, struct str part)
{
    crypto_generichash_update((crypto_generichash_state *)(void *)s->opaque, (const unsigned char *)part.p,
                              part.len);
}

struct hash hash_end(struct hash_stream *s)
{
    struct hash h;

    crypto_generichash_final((crypto_generichash_state *)(void *)s->opaque, h.b, sizeof(h.b));
    return h;
}

struct hash hash_bytes(struct str s)
{
    struct hash h;

    crypto_generichash(h.b, sizeof(h.b), (const unsigned char *)s.p, s.len, NULL, 0);
    return h;
}

static void put_length(struct hash_stream *s, size_t len)
{
    char le[8];

    for (int i = 0; i < 8; i++)
        le[i] = (char)((uint64_t)len >> (8 * i) & 0xFF);
    hash_more(s, (struct str){ le, sizeof(le) });
}

struct hash hash_two(struct str a, struct str b)
{
    struct hash_stream s;

    hash_begin(&s);
    put_length(&s, a.len);
    hash_more(&s, a);
    put_length(&s, b.len);
    hash_more(&s, b);
    return hash_end(&s);
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
    return sodium_memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

struct str hash_hex(struct arena *a, const struct hash *h)
{
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc(a, 2 * sizeof(h->b) + 1);

    if (p == NULL)
        return STR_NONE;
    for (size_t i = 0; i < sizeof(h->b); i++) {
        p[2 * i] = digits[h->b[i] >> 4];
        p[2 * i + 1] = digits[h->b[i] & 15];
    }
    p[2 * sizeof(h->b)] = '\0';
    return (struct str){ p, 2 * sizeof(h->b) };
}

/* -1: not a digit. */
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hash_from_hex(struct str hex, struct hash *ret)
{
    struct hash h;

    if (hex.len != 2 * sizeof(h.b))
        return false;
    for (size_t i = 0; i < sizeof(h.b); i++) {
        int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        h.b[i] = (unsigned char)(high << 4 | low);
    }
    *ret = h;
    return true;
}

bool secret_eq(struct secret a, struct secret b)
{
    struct hash x = hash_bytes(a.hidden), y = hash_bytes(b.hidden);

    return hash_eq(&x, &y) && a.hidden.len == b.hidden.len;
}

struct str base64url(struct arena *a, struct str bytes)
{
    const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    size_t room = sodium_base64_encoded_len(bytes.len, variant);
    char *p = arena_alloc(a, room);

    if (p == NULL)
        return STR_NONE;
    sodium_bin2base64(p, room, (const unsigned char *)bytes.p, bytes.len, variant);
    return str_c(p);
}

bool base64url_decode(struct arena *a, struct str text, struct str *ret)
{
    unsigned char *p = arena_alloc(a, text.len + 1);
    size_t n = 0;
    const char *end = NULL;

    if (text.p == NULL)
        text = STR("");
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.p[i] >= 0x80) /* libsodium 1.0.18 takes some of these for letters */
            return false;
    if (p == NULL || sodium_base642bin(p, text.len + 1, text.p, text.len, NULL, &n, &end,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    if (end != text.p + text.len)
        return false;
    *ret = (struct str){ (const char *)p, n };
    return true;
}

struct str token_new(struct arena *a, size_t bytes)
{
    char *p = arena_alloc(a, bytes);

    if (p == NULL)
        return STR_NONE;
    random_bytes(p, bytes);
    return base64url(a, (struct str){ p, bytes });
}

enum rc password_hash(struct arena *a, struct secret password, struct str *ret, struct err *e)
{
    char *p = arena_alloc(a, crypto_pwhash_STRBYTES);

    if (p == NULL)
        return arena_check(a, e);
    if (crypto_pwhash_str(p, password.hidden.p, password.hidden.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return ERR(e, RC_INTERNAL, "no memory for argon2id");
    *ret = str_c(p);
    return RC_OK;
}

bool password_verify(struct str stored, struct secret password)
{
    char text[crypto_pwhash_STRBYTES];

    if (stored.len >= sizeof(text))
        return false;
    memcpy(text, stored.p, stored.len);
    text[stored.len] = '\0';
    return crypto_pwhash_str_verify(text, password.hidden.p, password.hidden.len) == 0;
}
