/*
 * log_err.c - one line a happening whatever is in it; error objects; clocks.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "check.h"

#include <fcntl.h>

/* What was written to standard error between the two calls. */
static int catch_begin(int fds[2])
{
    int saved = dup(STDERR_FILENO);

    CHECK(pipe2(fds, O_CLOEXEC) == 0);
    fflush(stderr);
    dup2(fds[1], STDERR_FILENO);
    close(fds[1]);
    return saved;
}

static struct str catch_end(int saved, const int fds[2], char *out, size_t room)
{
    ssize_t n;

    dup2(saved, STDERR_FILENO);
    close(saved);
    n = read(fds[0], out, room);
    close(fds[0]);
    return (struct str){ out, n < 0 ? 0 : (size_t)n };
}

TEST(log_is_one_line_a_happening)
{
    char out[8192], longer[3000];
    int fds[2], saved = catch_begin(fds);
    struct str s;

    log_line(LOG_WARN, "web", "a\nforged 2026-01-01 error: x\r\n\x1b[31m\ttab");
    log_line(LOG_DEBUG, "web", "not told");
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    log_line(LOG_ERROR, "web", "%s", longer);
    s = catch_end(saved, fds, out, sizeof(out));
    CHECK_INT(s.len > 0 && s.p[s.len - 1] == '\n', 1);
    CHECK(str_contains(s, STR("Z warn web: a forged 2026-01-01 error: x   [31m tab\n")));
    CHECK(!str_contains(s, STR("not told")));
    CHECK_STR(str_sub(s, 4, 1), "-");
    CHECK_STR(str_sub(s, 23, 1), "Z");
    (void)str_cut(&s, '\n');
    CHECK(s.len < 1100 && str_find_byte(s, '\n', 0) == s.len - 1);
}

TEST(log_level_hides_what_is_below)
{
    struct err e = { 0 };
    char out[1024];
    int fds[2], saved = catch_begin(fds);
    struct str s;

    log_set_level(LOG_ERROR);
    log_line(LOG_WARN, "a", "hidden");
    (void)err_set(&e, RC_LIMIT, "x.c", 7, "too much");
    log_err(LOG_ERROR, "a", &e);
    e.file = NULL;
    log_err(LOG_ERROR, "b", &e);
    log_set_level(LOG_INFO);
    s = catch_end(saved, fds, out, sizeof(out));
    CHECK(!str_contains(s, STR("hidden")));
    CHECK(str_contains(s, STR("error a: too much (limit, x.c:7)\n")));
    CHECK(str_contains(s, STR("error b: too much (limit, ?:7)\n")));
}

TEST(errors_are_wrapped_and_never_overrun)
{
    struct err e = { 0 };
    char longer[600];

    CHECK_INT(ERR(&e, RC_CONFLICT, "row %d", 5), RC_CONFLICT);
    CHECK_STR(str_c(e.msg), "row 5");
    CHECK(e.line > 0 && strstr(e.file, "log_err.c") != NULL);
    CHECK_INT(err_wrap(&e, "case '%s'", "K-1"), RC_CONFLICT);
    CHECK_STR(str_c(e.msg), "case 'K-1': row 5");
    memset(longer, 'y', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    for (int i = 0; i < 50; i++)
        CHECK_INT(err_wrap(&e, "context %d", i), RC_CONFLICT);
    CHECK(strlen(e.msg) < sizeof(e.msg) && str_starts(str_c(e.msg), STR("context 49: context 48: ")));
    CHECK_INT(err_wrap(&e, "%s", longer), RC_CONFLICT);
    CHECK_INT(strlen(e.msg), sizeof(e.msg) - 1);
    CHECK_INT(ERR(NULL, RC_DENIED, "x"), RC_DENIED);
    CHECK_INT(err_wrap(NULL, "x"), RC_INTERNAL);
    err_clear(&e);
    err_clear(NULL);
    CHECK(e.rc == RC_OK && e.msg[0] == '\0');
}

TEST(errors_have_names)
{
    for (enum rc rc = RC_OK; rc <= RC_INTERNAL; rc++)
        CHECK(strlen(rc_name(rc)) > 1 && strcmp(rc_name(rc), "unknown") != 0);
    CHECK_STR(str_c(rc_name((enum rc)99)), "unknown");
}

TEST(clocks_are_injected)
{
    int64_t ms = 42;
    struct clock c = clock_fixed(&ms), r = clock_real();
    int64_t before = clock_mono_us();

    CHECK_INT(clock_now(&c), 42);
    ms = 43;
    CHECK_INT(clock_now(&c), 43);
    CHECK(clock_now(&r) > INT64_C(1700000000000));
    CHECK(clock_mono_us() >= before);
}
