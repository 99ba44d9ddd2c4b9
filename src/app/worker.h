/*
 * worker.h - the background work of a node: timers, the search index, the outbox, the ledger's day,
 * housekeeping.
 *
 * Each piece is a transaction of its own and may be done by any node; a worker may die at any moment.
 */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "app/app.h"

struct worker;

struct worker_options {
    struct app *app;
    void (*every_minute)(void *arg); /* may be NULL */
    void *arg;
    const char *smtp; /* smtp://host:port of the mail relay; NULL: e-mail waits */
    const char *sms;  /* address of the SMS gateway; NULL: SMS waits */
};

enum rc worker_start(const struct worker_options *o, struct worker **ret, struct err *e) MUST_CHECK;
void worker_stop(struct worker *w); /* NULL allowed; finishes the piece at hand */
/* Everything that is due now, once, on this thread (tests, scenarios, commands). */
enum rc worker_once(const struct worker_options *o, struct err *e) MUST_CHECK;

#endif
