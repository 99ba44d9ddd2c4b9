/*
 * verify.h - `samad verify`: is everything as it must be? Ledger chains, replay of instances, invariants, the
 * indicator registers, attachments.
 */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "app/app.h"

struct verify_result {
    int64_t cases, events, instances, attachments;
};
/* Calls `found` with one English sentence for everything that is wrong, the first record first. RC_OK when it
 * could look at everything, whatever it found. */
enum rc verify_all(struct app *app, void (*found)(void *arg, const char *what), void *arg,
                   struct verify_result *ret, struct err *e) MUST_CHECK;
/* The same for one case, in a transaction of the caller. RC_NOT_FOUND when there is none. */
enum rc verify_case(struct cx *cx, struct str tracking_code, void (*found)(void *arg, const char *what),
                    void *arg, struct verify_result *ret, struct err *e) MUST_CHECK;

#endif
