/*
 * hash.h - BLAKE2b-256, hexadecimal, constant-time compare, secrets. Thin over libsodium.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

struct hash {
    uint8_t b[32];
};

struct hash hash_bytes(struct str s);
struct hash hash_two(struct str a, struct str b); /* of the lengths and the bytes of both, unambiguous */
bool hash_eq(const struct hash *a, const struct hash *b);
struct str hash_hex(struct arena *a, const struct hash *h); /* 64 lower-case digits */
bool hash_from_hex(struct str hex, struct hash *ret) MUST_CHECK;
struct hash_stream {
    _Alignas(64) unsigned char opaque[384];
};
void hash_begin(struct hash_stream *s);
void hash_more(struct hash_stream *s, struct str part);
struct hash hash_end(struct hash_stream *s);

/* A secret cannot be printed or logged and has only a constant-time compare. */
struct secret {
    struct str hidden;
};
bool secret_eq(struct secret a, struct secret b);

/* Random URL-safe token of `bytes` random bytes (base64url without padding). */
struct str token_new(struct arena *a, size_t bytes);
struct str base64url(struct arena *a, struct str bytes);
bool base64url_decode(struct arena *a, struct str text, struct str *ret) MUST_CHECK;

/* argon2id with libsodium's interactive limits (64 MiB): some 70 ms of a core. */
enum rc password_hash(struct arena *a, struct secret password, struct str *ret, struct err *e) MUST_CHECK;
bool password_verify(struct str stored, struct secret password);

#endif
