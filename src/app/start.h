/*
 * start.h - start events of installed processes while nothing runs: timers are armed, signals, messages and
 * conditions are listened for. (docs/decisions/signals-and-starts.md)
 */
#ifndef APP_START_H
#define APP_START_H

#include "app/package.h"

/* A version has become the active one of its key: its starts are armed, those of earlier versions disarmed.
 */
enum rc starts_arm(struct cx *cx, const struct package *pkg, struct err *e) MUST_CHECK;
/* Arm active versions that were installed before starts were armed, and take down where instances stand that
 * are older than that. At most `limit` of the latter; `*left`: there are more. */
enum rc starts_catch_up(struct cx *cx, int64_t limit, bool *left, struct err *e) MUST_CHECK;
/* Fire what is due, one transaction each; `*next_at` as in timers_run(). Runs its own transactions. */
enum rc starts_run(struct app *app, size_t limit, size_t *fired, int64_t *next_at, struct err *e) MUST_CHECK;
/* Carry out deliveries to other cases, one transaction each. Runs its own transactions. */
enum rc deliveries_run(struct app *app, size_t limit, size_t *done, struct err *e) MUST_CHECK;

#endif
