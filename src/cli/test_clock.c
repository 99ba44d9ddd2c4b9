/*
 * test_clock.c - for tests only: a clock that a file moves, so that weeks pass for a real server with its
 * real worker while the test looks on.
 *
 * Not here: clocks that a test holds in its own memory (base/clock.h).
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "cli/test_clock.h"

struct test_clock {
    struct clock real;
    const char *file;
    _Atomic int64_t offset_ms; /* the last one read: the file may be missing while it is replaced */
};

static int64_t test_now(void *self)
{
    struct test_clock *c = self;
    char text[32];
    ssize_t n = -1;
    int64_t ms;
    int fd = open(c->file, O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        n = read(fd, text, sizeof(text));
        close(fd);
    }
    if (n > 0 && parse_i64(str_trim((struct str){ text, (size_t)n }), INT64_MIN / 4, INT64_MAX / 4, &ms))
        atomic_store(&c->offset_ms, ms);
    return clock_now(&c->real) + atomic_load(&c->offset_ms);
}

enum rc test_clock_take(struct arena *a, struct clock *ret, struct err *e)
{
    const char *file = getenv("SAMAD_TEST_CLOCK"), *test = getenv("SAMAD_TEST");
    struct test_clock *c;

    if (file == NULL)
        return RC_OK;
    if (test == NULL || strcmp(test, "1") != 0)
        return ERR(e, RC_DENIED, "SAMAD_TEST_CLOCK is for tests: it is refused without SAMAD_TEST=1");
    c = ARENA_NEW(a, struct test_clock);
    if (c == NULL)
        return arena_check(a, e);
    c->real = clock_real();
    c->file = file;
    atomic_init(&c->offset_ms, 0);
    log_line(LOG_WARN, "clock",
             "THE CLOCK IS A TEST CLOCK, moved by %s: nothing that is registered now is real", file);
    *ret = (struct clock){ test_now, c };
    return RC_OK;
}
