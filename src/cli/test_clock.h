/*
 * test_clock.h - for tests only: a clock that a file moves.
 */
#ifndef CLI_TEST_CLOCK_H
#define CLI_TEST_CLOCK_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

/* Without SAMAD_TEST_CLOCK in the environment: leaves *ret as it is. With it: the real time plus the
 * milliseconds that stand in the file of that name, read at every look; says so in the log. RC_DENIED unless
 * SAMAD_TEST=1 stands beside it, so that no installation is moved in time by a forgotten variable. */
enum rc test_clock_take(struct arena *a, struct clock *ret, struct err *e) MUST_CHECK;

#endif
