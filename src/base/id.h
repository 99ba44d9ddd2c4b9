/*
 * id.h - 64-bit, time-ordered ids made by the node: 42 bits of milliseconds since 2020, 8 bits of node, 13
 * bits of counter. No sequence in the database is needed; two nodes never make the same id. Always positive.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/clock.h"

struct id_source; /* thread-safe */

struct id_source *id_source_new(uint8_t node, struct clock clock);
void id_source_free(struct id_source *s);
int64_t id_next(struct id_source *s);
int64_t id_time_ms(int64_t id);

/* Secure random bytes; ends the process when the kernel has none. */
void random_bytes(void *p, size_t n);
uint64_t random_below(uint64_t n); /* uniform in [0, n) */

#endif
