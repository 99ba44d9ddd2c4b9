/*
 * server.h - the insides of the server, shared by server.c (start, stop), loop.c (one event loop) and
 * workers.c.
 *
 * The only folder that knows libh2o. A request is a `struct work`: made in its loop, perhaps run elsewhere,
 * answered and freed in its loop again.
 */
#ifndef WEB_SERVER_SERVER_H
#define WEB_SERVER_SERVER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wextra"
#include <h2o.h>
#include <h2o/http1.h>
#pragma GCC diagnostic pop

#include "web/dispatch.h"

struct loop;
struct workers;

struct web_server {
    struct web_config config; /* with defaults filled in */
    struct web *web;
    h2o_globalconf_t h2o;
    SSL_CTX *tls;
    int listen_fd;
    uint16_t port;
    struct loop *loops;
    unsigned loops_n;
    struct workers *workers, *readers; /* readers: NULL unless reads_wait */
    atomic_uint connections;
    atomic_bool stopping;
};

/* One request. */
struct work {
    h2o_multithread_message_t message; /* back to the loop: must stay the first member */
    struct loop *loop;
    h2o_req_t *req; /* NULL once the connection is gone */
    struct arena *arena;
    struct call *call;
    struct app_job job;
    struct work *next; /* in the workers' queue */
    enum rc rc;
    struct err err;
    int64_t begun_us;
    bool elsewhere; /* being run by a worker or the store */
    bool writing;   /* by the store: its outcome is yet to be made a page of */
};

/* ---- loop.c ---- */

#define SPARE_ARENAS 32

struct loop {
    h2o_context_t ctx; /* must stay the first member */
    struct web_server *server;
    h2o_accept_ctx_t accept;
    h2o_socket_t *listener; /* NULL while stopping */
    h2o_multithread_receiver_t receiver;
    h2o_timeout_t tick;
    h2o_timeout_entry_t tick_entry;
    pthread_t thread;
    sem_t ready, may_end;
    int listen_fd;
    struct arena *spare[SPARE_ARENAS];
    size_t spare_n;
    unsigned connections, works;
    int64_t stop_at_ms; /* monotonic; 0: running */
    size_t held;        /* bytes received and not yet answered, at the last look */
    bool paused;        /* too many connections: not accepting */
};

/* Called for every request by libh2o, in its loop. */
int loop_on_request(h2o_handler_t *self, h2o_req_t *req);
/* Our headers on the answers that libh2o makes itself. */
void loop_on_response(h2o_filter_t *self, h2o_req_t *req, h2o_ostream_t **slot);
/* Starts the thread and returns when it accepts. */
enum rc loop_start(struct loop *l, struct web_server *s, struct err *e) MUST_CHECK;
void loop_wake(struct loop *l); /* once, to stop */
void loop_join(struct loop *l);
/* From any thread: `w` is finished. */
void loop_return(struct work *w);

/* ---- workers.c ---- */

enum rc workers_new(unsigned threads, unsigned queue_max, struct workers **ret, struct err *e) MUST_CHECK;
bool workers_push(struct workers *k, struct work *w) MUST_CHECK; /* false when too many are waiting */
void workers_free(struct workers *k);                            /* finishes the queue first; NULL allowed */

#endif
