/*
 * clock.c - real and fixed clocks.
 */
#include "base/clock.h"

static int64_t real_now(void *self UNUSED)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t fixed_now(void *self)
{
    return *(const int64_t *)self;
}

struct clock clock_real(void)
{
    return (struct clock){ real_now, NULL };
}

struct clock clock_fixed(const int64_t *ms)
{
    return (struct clock){ fixed_now, (void *)(uintptr_t)ms };
}

int64_t clock_now(const struct clock *c)
{
    return c->now_ms(c->self);
}

int64_t clock_mono_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
