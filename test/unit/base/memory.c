/*
 * memory.c - arenas: budget, sticky failure, overflow, injected failures; buffers: maximum and sticky error.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "check.h"

TEST(arena_gives_zeroed_aligned_memory)
{
    struct arena *a = arena_new(1 << 20);

    for (size_t size = 0; size < 300; size += 7) {
        unsigned char *p = arena_alloc(a, size);

        CHECK(p != NULL && (uintptr_t)p % 16 == 0);
        for (size_t i = 0; p != NULL && i < size; i++)
            CHECK(p[i] == 0);
        if (p != NULL)
            memset(p, 0xFF, size);
    }
    CHECK(!arena_failed(a));
    arena_free(a);
    arena_free(NULL);
}

TEST(arena_ends_at_its_budget_and_stays_failed)
{
    struct arena *a = arena_new(4096);
    struct err e = { 0 };
    size_t n = 0;

    while (n < 10000 && arena_alloc(a, 64) != NULL)
        n++;
    CHECK_MSG(n >= 40 && n <= 64, "%zu pieces of 64 bytes in 4096", n);
    CHECK(arena_failed(a));
    CHECK(arena_alloc(a, 1) == NULL);
    CHECK(arena_str(a, STR("x")).p == NULL);
    CHECK_INT(arena_check(a, &e), RC_LIMIT);
    CHECK_STR(str_c(e.msg), "request memory budget exceeded");
    CHECK(arena_used(a) <= 4096);
    arena_clear(a);
    CHECK(!arena_failed(a) && arena_used(a) == 0);
    CHECK_INT(arena_check(a, &e), RC_OK);
    CHECK(arena_alloc(a, 2000) != NULL);
    arena_free(a);
}

TEST(arena_gives_one_large_piece_inside_the_budget)
{
    struct arena *a = arena_new((size_t)4 << 20);

    CHECK(arena_alloc(a, 100) != NULL);
    CHECK(arena_alloc(a, (size_t)3 << 20) != NULL);
    CHECK(arena_alloc(a, (size_t)2 << 20) == NULL);
    arena_free(a);
}

TEST(arena_refuses_sizes_that_wrap)
{
    static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, SIZE_MAX - 32, SIZE_MAX / 2 };

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct arena *a = arena_new(1 << 16);

        CHECK(arena_alloc(a, sizes[i]) == NULL);
        CHECK(arena_failed(a));
        arena_clear(a);
        CHECK(arena_calloc(a, sizes[i], 16) == NULL);
        CHECK(arena_failed(a));
        arena_clear(a);
        CHECK(arena_calloc(a, 3, sizes[i]) == NULL);
        CHECK(arena_failed(a));
        arena_clear(a);
        CHECK(arena_str(a, (struct str){ "x", sizes[i] }).p == NULL);
        arena_clear(a);
        CHECK(arena_cat(a, STR("xx"), (struct str){ "x", sizes[i] }).p == NULL);
        arena_free(a);
    }
}

TEST(arena_copies_text_with_a_nul_behind)
{
    struct arena *a = arena_new(1 << 16);
    struct str s = arena_str(a, STR("سلام"));

    CHECK_STR(s, "سلام");
    CHECK(s.p[s.len] == '\0');
    CHECK(arena_str(a, STR_NONE).p != NULL);
    CHECK_STR(arena_cat(a, STR("الف"), STR("ب")), "الفب");
    CHECK_STR(arena_cat(a, STR_NONE, STR_NONE), "");
    CHECK_STR(arena_fmt(a, "%d-%s", 7, "x"), "7-x");
    CHECK_STR(str_c(arena_cstr(a, STR("abc"))), "abc");
    arena_free(a);
}

TEST(arena_vector_grows_and_fails_softly)
{
    struct arena *a = arena_new(1 << 16);
    VEC(int) v = { 0 };
    int n = 0;

    while (VEC_PUSH(a, &v, n))
        n++;
    CHECK_INT(v.n, n);
    CHECK_MSG(n >= 1000, "%d", n);
    for (int i = 0; i < n; i++)
        CHECK_INT(v.v[i], i);
    CHECK(arena_failed(a));
    arena_free(a);
}

TEST(arena_fails_at_the_nth_allocation_once)
{
    struct arena *a = arena_new(1 << 16), *b = arena_new(1 << 16);

    arena_fail_at(3);
    CHECK(arena_alloc(a, 1) != NULL);
    CHECK(arena_alloc(b, 1) != NULL);
    CHECK(arena_alloc(b, 1) == NULL);
    CHECK(arena_failed(b) && !arena_failed(a));
    CHECK(arena_alloc(a, 1) != NULL);
    arena_fail_at(0);
    arena_clear(b);
    CHECK(arena_alloc(b, 1) != NULL);
    arena_free(a);
    arena_free(b);
}

/* ---- buffers ---- */

TEST(buf_grows_to_its_maximum_and_no_further)
{
    struct buf b;
    struct err e = { 0 };

    buf_init(&b, 5000);
    for (int i = 0; i < 5000; i++)
        buf_byte(&b, 'x');
    CHECK_INT(buf_done(&b, &e), RC_OK);
    CHECK_INT(buf_view(&b).len, 5000);
    buf_byte(&b, 'x');
    CHECK_INT(buf_done(&b, &e), RC_LIMIT);
    CHECK_STR(str_c(e.msg), "output larger than 5000 bytes");
    CHECK_INT(buf_view(&b).len, 5000);
    buf_clear(&b);
    CHECK_INT(buf_done(&b, &e), RC_OK);
    CHECK_INT(b.len, 0);
    buf_free(&b);
    buf_c(&b, "again");
    CHECK_STR(buf_view(&b), "again");
    buf_free(&b);
    buf_free(&b);
}

TEST(buf_error_is_sticky)
{
    struct buf b;

    buf_init(&b, 8);
    buf_c(&b, "12345");
    buf_c(&b, "6789");
    buf_c(&b, "6");
    CHECK(b.failed);
    CHECK_STR(buf_view(&b), "12345");
    CHECK(!buf_reserve(&b, 1));
    buf_free(&b);
}

TEST(buf_refuses_lengths_that_wrap)
{
    struct buf b;

    buf_init(&b, 100);
    buf_c(&b, "abc");
    CHECK(!buf_reserve(&b, SIZE_MAX));
    buf_clear(&b);
    buf_c(&b, "abc");
    CHECK(!buf_reserve(&b, SIZE_MAX - 2));
    buf_free(&b);
}

TEST(buf_formats_text_and_numbers)
{
    struct buf b;

    buf_init(&b, 200);
    buf_int(&b, INT64_MIN);
    buf_byte(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_fmt(&b, " %s %d", "س", 5);
    buf_str(&b, STR_NONE);
    buf_add(&b, NULL, 0);
    CHECK_STR(buf_view(&b), "-9223372036854775808 9223372036854775807 س 5");
    buf_free(&b);
    buf_init(&b, 4);
    buf_fmt(&b, "%s", "12345");
    CHECK(b.failed && b.len == 0);
    buf_free(&b);
}
