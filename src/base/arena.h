/*
 * arena.h - memory of one request or job, freed whole at its end.
 *
 * An arena has a budget. Past it every allocation returns NULL and the arena stays failed, so that the
 * request ends in RC_LIMIT and the others go on. Nothing that outlives the request may point into it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

#define ARENA_BUDGET_DEFAULT ((size_t)8 << 20)

struct arena *arena_new(size_t budget); /* NULL when out of memory */
void arena_free(struct arena *a);       /* NULL allowed */
void arena_freep(struct arena **a);     /* for CLEANUP */
void arena_clear(struct arena *a);      /* empty and usable again; keeps the first block */

/* Zeroed memory, aligned to 16. NULL past the budget or when memory is out; then arena_failed() is true. */
void *arena_alloc(struct arena *a, size_t size);
/* The same for count * size, refusing overflow. */
void *arena_calloc(struct arena *a, size_t count, size_t size);
bool arena_failed(const struct arena *a);
/* Something that belongs into it did not fit elsewhere (a buffer's maximum): from now on it has failed. */
void arena_spoil(struct arena *a);
size_t arena_used(const struct arena *a);
/* RC_OK, or RC_LIMIT with a message when the arena has failed. */
enum rc arena_check(const struct arena *a, struct err *e) MUST_CHECK;

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_calloc((a), (n), sizeof(T)))

/* Copies; STR_NONE and a failed arena when there is no room. A copy is followed by a NUL byte. */
struct str arena_str(struct arena *a, struct str s);
const char *arena_cstr(struct arena *a, struct str s); /* NULL on failure */
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str arena_cat(struct arena *a, struct str x, struct str y);

/* Growing array of `T`: VEC(struct x) v = {0}; VEC_PUSH(a, &v, item) is false when the arena failed. */
#define VEC(T)                                                                                               \
    struct {                                                                                                 \
        T *v;                                                                                                \
        size_t n, cap;                                                                                       \
    }
bool vec_grow(struct arena *a, void **v, size_t n, size_t *cap, size_t size);
#define VEC_PUSH(a, vec, item)                                                                               \
    (vec_grow((a), (void **)&(vec)->v, (vec)->n, &(vec)->cap, sizeof(*(vec)->v))                             \
         ? ((vec)->v[(vec)->n++] = (item), true)                                                             \
         : false)

/* Fault injection for tests: the n-th allocation from now on fails (0 switches it off). Process-wide. */
void arena_fail_at(uint64_t n);
uint64_t arena_alloc_count(void);

#endif
