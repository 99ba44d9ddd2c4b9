/*
 * ledger_day.h - the day's root: the heads of all cases at the end of a day, summed and chained to the day
 * before. Used for publishing it (worker.c) and for checking what was published (admin_state.c).
 */
#ifndef APP_LEDGER_DAY_H
#define APP_LEDGER_DAY_H

#include "app/app.h"
#include "port/case.h"

/* From the events as they are now; `before` is the day published before, or NULL for the first. Writes
 * nothing. RC_INTERNAL when a stored hash cannot be read. */
enum rc ledger_day_make(struct cx *cx, int32_t day, const struct ledger_day_rec *before,
                        struct ledger_day_rec *ret, struct err *e) MUST_CHECK;

#endif
