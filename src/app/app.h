/*
 * app.h - the program's one entrance: use cases run in a transaction, with an actor and a clock.
 *
 * A use case is a function `enum rc x(struct cx *cx, ..., struct err *e)`; it may be run again from the start
 * (a busy or failed-over database), so it changes nothing outside the transaction. web/ and cli/ call use
 * cases, never the store.
 *
 * Not here: the use cases themselves (case.h, task.h, register.h, session.h, office.h, ...).
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "domain/permission.h"

struct app;   /* process-wide: store, clock, ids, installed processes, blobs; thread-safe */
struct store; /* port/tx.h */
struct tx;    /* port/tx.h */
struct id_source;

/* The context of one use case: one transaction. Everything it makes lives in `a`. */
struct cx {
    struct app *app;
    struct tx *tx;
    struct arena *a;
    int64_t now_ms; /* one instant for the whole use case */
    const struct actor *actor;
};

typedef enum rc use_case(struct cx *cx, void *arg, struct err *e);

struct app_options {
    struct store *store; /* borrowed */
    struct clock clock;
    struct id_source *ids; /* borrowed */
    const char *data_dir;  /* attachments, secret key */
    const char *font_dir;  /* fonts of printed documents */
};

enum rc app_new(const struct app_options *o, struct app **ret, struct err *e) MUST_CHECK;
void app_free(struct app *app);

/* Run `fn` on a snapshot, on this thread. Results are valid as long as `a`. */
enum rc app_read(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                 struct err *e) MUST_CHECK;
/* Run `fn` in a write transaction; returns after it is durable. Not from an event loop. */
enum rc app_write(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                  struct err *e) MUST_CHECK;

/* A write that answers later: `done` is called on another thread once the transaction is durable or has
 * failed. All pointers, and the job itself, must live until then. */
struct app_job {
    struct app *app;
    struct arena *a;
    const struct actor *actor;
    use_case *fn;
    void *arg;
    void (*done)(struct app_job *job, enum rc rc, const struct err *e);
    int64_t started_ms; /* set by app_submit */
};
void app_submit(struct app *app, struct app_job *job);

int64_t app_now(const struct app *app);
/* 32 bytes known to all nodes of this installation, for signing tokens; never shown. */
const struct hash *app_secret(const struct app *app);
/* RC_OK when the node can do its work; else what is missing, in `e`. */
enum rc app_health(struct app *app, struct err *e) MUST_CHECK;

#endif
