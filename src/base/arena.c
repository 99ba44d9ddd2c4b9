/*
 * arena.c - blocks that double, one budget, a sticky failure.
 *
 * Under AddressSanitizer every allocation is followed by a poisoned gap, so that overruns inside a block are
 * found.
 */
#include <stdarg.h>
#include <stdatomic.h>

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP 16u
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP 0u
#endif

#define ALIGN 16u
#define FIRST_BLOCK ((size_t)8 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char data[];
};

struct arena {
    struct block *head;
    size_t budget, total, used;
    bool failed;
};

/* Test hook of arena_fail_at(): the only process-wide state here. */
static _Atomic uint64_t alloc_count;
static _Atomic uint64_t fail_at;

void arena_fail_at(uint64_t n)
{
    atomic_store(&fail_at, n == 0 ? 0 : atomic_load(&alloc_count) + n);
}

uint64_t arena_alloc_count(void)
{
    return atomic_load(&alloc_count);
}

static bool injected_failure(void)
{
    uint64_t at = atomic_load_explicit(&fail_at, memory_order_relaxed);

    if (at == 0)
        return false;
    return atomic_fetch_add(&alloc_count, 1) + 1 == at;
}

struct arena *arena_new(size_t budget)
{
    struct arena *a = calloc(1, sizeof(*a));

    if (a != NULL)
        a->budget = budget;
    return a;
}

static void blocks_free(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;

        UNPOISON(b->data, b->size);
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    blocks_free(a->head);
    free(a);
}

void arena_freep(struct arena **a)
{
    arena_free(*a);
    *a = NULL;
}

void arena_clear(struct arena *a)
{
    struct block *keep = a->head;

    if (keep != NULL) {
        blocks_free(keep->next);
        keep->next = NULL;
        keep->used = 0;
        POISON(keep->data, keep->size);
    }
    a->total = keep == NULL ? 0 : keep->size;
    a->used = 0;
    a->failed = false;
}

static bool block_add(struct arena *a, size_t need)
{
    size_t size = a->head == NULL ? FIRST_BLOCK : a->head->size * 2;
    struct block *b;

    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < need)
        size = need;
    if (size > a->budget - a->total)
        size = a->budget - a->total;
    if (size < need)
        return false;
    b = malloc(sizeof(*b) + size);
    if (b == NULL)
        return false;
    b->next = a->head;
    b->size = size;
    b->used = 0;
    POISON(b->data, size);
    a->head = b;
    a->total += size;
    return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t need;
    void *p;

    if (a->failed || size > a->budget || injected_failure()) {
        a->failed = true;
        return NULL;
    }
    need = (size + GAP + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
    if (need == 0)
        need = ALIGN;
    if (a->head == NULL || need > a->head->size - a->head->used) {
        if (!block_add(a, need)) {
            a->failed = true;
            return NULL;
        }
    }
    p = a->head->data + a->head->used;
    a->head->used += need;
    a->used += need;
    UNPOISON(p, size);
    memset(p, 0, size);
    return p;
}

void *arena_calloc(struct arena *a, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, total);
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}

void arena_spoil(struct arena *a)
{
    a->failed = true;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

enum rc arena_check(const struct arena *a, struct err *e)
{
    if (a->failed)
        return ERR(e, RC_LIMIT, "request memory budget exceeded");
    return RC_OK;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = s.len == SIZE_MAX ? NULL : arena_alloc(a, s.len + 1);

    if (p == NULL)
        return STR_NONE;
    if (s.len > 0)
        memcpy(p, s.p, s.len);
    return (struct str){ p, s.len };
}

const char *arena_cstr(struct arena *a, struct str s)
{
    return arena_str(a, s).p;
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    int n;
    char *p;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p != NULL)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p == NULL ? STR_NONE : (struct str){ p, (size_t)n };
}

struct str arena_cat(struct arena *a, struct str x, struct str y)
{
    char *p = y.len > SIZE_MAX - 1 - x.len ? NULL : arena_alloc(a, x.len + y.len + 1);

    if (p == NULL)
        return STR_NONE;
    if (x.len > 0)
        memcpy(p, x.p, x.len);
    if (y.len > 0)
        memcpy(p + x.len, y.p, y.len);
    return (struct str){ p, x.len + y.len };
}

bool vec_grow(struct arena *a, void **v, size_t n, size_t *cap, size_t size)
{
    size_t want;
    void *p;

    if (n < *cap)
        return true;
    want = *cap == 0 ? 8 : *cap * 2;
    p = arena_calloc(a, want, size);
    if (p == NULL)
        return false;
    if (n > 0)
        memcpy(p, *v, n * size);
    *v = p;
    *cap = want;
    return true;
}
