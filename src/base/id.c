/*
 * id.c - time-ordered ids and random numbers.
 *
 * Invariant: a source never goes back: when its clock does, or a millisecond is used up, it counts on from
 * its last id.
 */
#include <stdatomic.h>

#include <sodium.h>

#include "base/id.h"

#define EPOCH_MS INT64_C(1577836800000) /* 2020-01-01 */
#define COUNT_BITS 13
#define NODE_BITS 8

struct id_source {
    struct clock clock;
    uint8_t node;
    _Atomic int64_t last; /* milliseconds since EPOCH_MS << COUNT_BITS | counter */
};

struct id_source *id_source_new(uint8_t node, struct clock clock)
{
    struct id_source *s = calloc(1, sizeof(*s));

    if (s != NULL) {
        s->clock = clock;
        s->node = node;
    }
    return s;
}

void id_source_free(struct id_source *s)
{
    free(s);
}

int64_t id_next(struct id_source *s)
{
    int64_t ms = clock_now(&s->clock) - EPOCH_MS, last = atomic_load(&s->last), tick;

    if (ms < 0)
        ms = 0;
    do {
        tick = ms << COUNT_BITS;
        if (tick <= last)
            tick = last + 1;
    } while (!atomic_compare_exchange_weak(&s->last, &last, tick));
    return ((tick >> COUNT_BITS) << (COUNT_BITS + NODE_BITS)) | ((int64_t)s->node << COUNT_BITS) |
           (tick & ((1 << COUNT_BITS) - 1));
}

int64_t id_time_ms(int64_t id)
{
    return (id >> (COUNT_BITS + NODE_BITS)) + EPOCH_MS;
}

void random_bytes(void *p, size_t n)
{
    randombytes_buf(p, n);
}

uint64_t random_below(uint64_t n)
{
    uint64_t v, limit;

    if (n <= 1)
        return 0;
    limit = UINT64_MAX - UINT64_MAX % n;
    do
        randombytes_buf(&v, sizeof(v));
    while (v >= limit);
    return v % n;
}
