/*
 * verify_inner.h - what verify.c (walking over everything) and verify_case.c (the rows of one case) share.
 */
#ifndef APP_VERIFY_INNER_H
#define APP_VERIFY_INNER_H

#include "app/app.h"
#include "port/case.h"

/* Where the findings of one case go: `what` is wrong with it, `detail` names the record. */
struct verify_finder {
    void (*say)(void *arg, const char *what, struct str detail);
    void *arg;
};

/* The rows of a case against its ledger and against each other: what was filed, letters, files, finished
 * work, deadlines, referrals; open work, timers and messages that are waited for; the outbox. */
enum rc verify_case_rows(struct cx *cx, const struct case_rec *c, const struct event_list *events,
                         const struct verify_finder *f, struct err *e) MUST_CHECK;

#endif
