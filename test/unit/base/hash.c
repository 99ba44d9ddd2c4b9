/*
 * hash.c - hashes against known values, unambiguous pairs, tokens, secrets, passwords; ids and their order.
 */
#include "base/hash.h"
#include "base/id.h"
#include "check.h"

#include <pthread.h>

TEST(hash_is_blake2b_256)
{
    struct arena *a = arena_new(1 << 16);
    struct hash h = hash_bytes(STR("abc")), g, empty = hash_bytes(STR_NONE);
    struct hash_stream s;

    /* Python: hashlib.blake2b(b"abc", digest_size=32).hexdigest() */
    CHECK_STR(hash_hex(a, &h), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    CHECK_STR(hash_hex(a, &empty), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    hash_begin(&s);
    hash_more(&s, STR("a"));
    hash_more(&s, STR_NONE);
    hash_more(&s, STR("bc"));
    g = hash_end(&s);
    CHECK(hash_eq(&h, &g));
    CHECK(!hash_eq(&h, &empty));
    arena_free(a);
}

TEST(hash_of_two_texts_knows_where_the_first_ends)
{
    struct hash a = hash_two(STR("ab"), STR("c")), b = hash_two(STR("a"), STR("bc")),
                c = hash_two(STR("abc"), STR(""));

    CHECK(!hash_eq(&a, &b) && !hash_eq(&b, &c) && !hash_eq(&a, &c));
}

TEST(hash_in_hexadecimal_is_read_strictly)
{
    static const char good[] = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319";
    struct hash want = hash_bytes(STR("abc")), h = { { 0 } };

    CHECK(hash_from_hex(str_c(good), &h) && hash_eq(&h, &want));
    CHECK(!hash_from_hex(str_sub(str_c(good), 0, 63), &h));
    CHECK(!hash_from_hex(str_sub(str_c(good), 0, 62), &h));
    CHECK(!hash_from_hex(STR("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d5231g"), &h));
    CHECK(!hash_from_hex(STR("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319aa"), &h));
    CHECK(!hash_from_hex(STR(" ddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d523190"), &h));
    CHECK(!hash_from_hex(STR_NONE, &h));
    CHECK(hash_eq(&h, &want));
}

TEST(base64url_goes_both_ways_and_is_strict)
{
    static const char *const bad[] = {
        "a", "AA=", "AA==", "A+A", "A/A", "AA AA", "AB", "ی", "\xFF\xFF\xFF\xBA"
    };
    struct arena *a = arena_new(1 << 20);
    char bytes[40];
    struct str back;

    for (size_t n = 0; n < sizeof(bytes); n++) {
        random_bytes(bytes, sizeof(bytes));
        CHECK(base64url_decode(a, base64url(a, (struct str){ bytes, n }), &back));
        CHECK(str_eq(back, (struct str){ bytes, n }));
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_MSG(!base64url_decode(a, str_c(bad[i]), &back), "'%s'", bad[i]);
    arena_free(a);
}

TEST(tokens_are_long_and_differ)
{
    struct arena *a = arena_new(1 << 20);
    struct str x = token_new(a, 16), y = token_new(a, 16);

    CHECK_INT(x.len, 22);
    CHECK(!str_eq(x, y));
    CHECK(secret_eq((struct secret){ x }, (struct secret){ arena_str(a, x) }));
    CHECK(!secret_eq((struct secret){ x }, (struct secret){ y }));
    CHECK(!secret_eq((struct secret){ x }, (struct secret){ str_sub(x, 0, 21) }));
    CHECK(secret_eq((struct secret){ STR_NONE }, (struct secret){ STR("") }));
    arena_free(a);
}

TEST(OFF_passwords_are_argon2id)
{
    struct arena *a = arena_new(1 << 16);
    struct str stored = STR_NONE;
    struct err e = { 0 };
    char longer[200];

    CHECK_INT(password_hash(a, (struct secret){ STR("گذرواژه‌ی بلند") }, &stored, &e), RC_OK);
    CHECK(str_starts(stored, STR("$argon2id$")));
    CHECK(password_verify(stored, (struct secret){ STR("گذرواژه‌ی بلند") }));
    CHECK(!password_verify(stored, (struct secret){ STR("گذرواژه‌ی بلن") }));
    CHECK(!password_verify(STR(""), (struct secret){ STR("") }));
    CHECK(!password_verify(STR("$argon2id$v=19$m=65536,t=2,p=1$"), (struct secret){ STR("x") }));
    memset(longer, '$', sizeof(longer));
    CHECK(!password_verify((struct str){ longer, sizeof(longer) }, (struct secret){ STR("x") }));
    arena_free(a);
}

/* ---- ids ---- */

TEST(ids_grow_even_when_the_clock_goes_back)
{
    int64_t ms = INT64_C(1790000000000);
    struct id_source *s = id_source_new(7, clock_fixed(&ms));
    int64_t last = 0;

    for (int i = 0; i < 30000; i++) {
        int64_t id = id_next(s);

        if (id <= last)
            CHECK_MSG(false, "id %d does not grow", i);
        last = id;
        if (i == 10000)
            ms -= 5000;
        if (i == 20000)
            ms += 60000;
    }
    CHECK_INT(id_time_ms(last),
              ms + 1); /* 9999 in the last millisecond: 8192 fit, the rest borrow the next */
    ms += 5000;
    CHECK_INT(id_time_ms(id_next(s)), ms);
    CHECK_INT(id_next(s) >> 13 & 0xFF, 7);
    id_source_free(s);
    id_source_free(NULL);
}

TEST(ids_of_two_nodes_differ_and_are_positive)
{
    int64_t ms = INT64_C(1790000000000), old = 0;
    struct id_source *x = id_source_new(0, clock_fixed(&ms)), *y = id_source_new(255, clock_fixed(&ms)),
                     *z = id_source_new(1, clock_fixed(&old));

    for (int i = 0; i < 10000; i++) {
        int64_t p = id_next(x), q = id_next(y);

        if (p == q || p <= 0 || q <= 0)
            CHECK_MSG(false, "%d", i);
    }
    CHECK(id_next(z) > 0); /* a clock before 2020 */
    id_source_free(x);
    id_source_free(y);
    id_source_free(z);
}

#define EACH 20000

struct taker {
    struct id_source *s;
    int64_t ids[EACH];
};

static void *take(void *arg)
{
    struct taker *t = arg;

    for (int i = 0; i < EACH; i++)
        t->ids[i] = id_next(t->s);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

TEST(ids_of_two_threads_differ)
{
    struct id_source *s = id_source_new(3, clock_real());
    struct taker *t = calloc(2, sizeof(*t));
    int64_t *all = calloc(2 * EACH, sizeof(*all));
    pthread_t other;

    t[0].s = t[1].s = s;
    pthread_create(&other, NULL, take, &t[1]);
    take(&t[0]);
    pthread_join(other, NULL);
    memcpy(all, t[0].ids, sizeof(t[0].ids));
    memcpy(all + EACH, t[1].ids, sizeof(t[1].ids));
    qsort(all, 2 * EACH, sizeof(*all), by_value);
    for (int i = 1; i < 2 * EACH; i++)
        if (all[i] == all[i - 1])
            CHECK_MSG(false, "the same id twice");
    free(all);
    free(t);
    id_source_free(s);
}

TEST(random_numbers_stay_below)
{
    unsigned seen = 0;

    CHECK_INT(random_below(0), 0);
    CHECK_INT(random_below(1), 0);
    for (int i = 0; i < 1000; i++) {
        uint64_t v = random_below(6);

        CHECK(v < 6);
        seen |= 1u << v;
    }
    CHECK_INT(seen, 63);
    CHECK(random_below(UINT64_MAX) < UINT64_MAX);
}
