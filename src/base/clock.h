/*
 * clock.h - the one source of time, injected everywhere.
 *
 * Instants are milliseconds since 1970-01-01T00:00Z in int64_t and named *_ms or *_at.
 * Not here: calendars and zones (persian/jalali.h), deadlines (domain/deadline.h).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

struct clock {
    int64_t (*now_ms)(void *self);
    void *self;
};

struct clock clock_real(void);
/* A clock that stands at `*ms` until the owner changes it. */
struct clock clock_fixed(const int64_t *ms);
int64_t clock_now(const struct clock *c);
int64_t clock_mono_us(void); /* for measuring spans only */

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

#endif
