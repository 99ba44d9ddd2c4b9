/*
 * web.h - SAMAD's web server: start it, learn its port, stop it.
 *
 * One process may run several (tests do). Not here: pages (web/pages/), what a page handler sees
 * (web/http.h).
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "app/app.h"
#include "app/session.h"

struct route;

/* How web reaches app; tests give their own. */
struct web_backend {
    enum rc (*read)(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                    struct err *e);
    void (*submit)(struct app *app, struct app_job *job);
    enum rc (*session_find)(struct cx *cx, struct str token, struct session *ret, struct err *e);
    enum rc (*health)(struct app *app, struct err *e);
    const struct hash *(*secret)(const struct app *app);
    int64_t (*now)(const struct app *app);
};

/* Zero and NULL are the defaults of web_config_init(). All pointers must live as long as the server. */
struct web_config {
    const char *host;     /* address to listen on: "127.0.0.1" */
    uint16_t port;        /* 0: any free one */
    unsigned loops;       /* event loops; 0: one a core */
    unsigned workers;     /* threads for SLOW routes; 0: 4 */
    unsigned connections; /* at most, over all loops; 0: 8192 */
    size_t body_bytes;    /* of all bodies being received, over all loops; 0: 512 MiB */
    bool behind_proxy;    /* believe X-Forwarded-For and X-Forwarded-Proto of the peer */
    bool access_log;      /* a line a request: method, route, status, time; no personal data */
    bool no_gzip;
    bool reads_wait; /* reading waits for another machine or process (PostgreSQL): never in a loop's thread */
    unsigned readers;                      /* threads for reading when reads_wait; 0: 4 a core */
    const char *tls_certificate, *tls_key; /* PEM files; both or neither */
    const char *font_dir;                  /* folder with .woff2 files, read at start; NULL: none */
    const char *security_contact; /* address for /.well-known/security.txt, e.g. "mailto:…"; NULL: none */
    const char *sign_in;          /* path of the sign-in page: "/sign-in" */
    int64_t head_ms;              /* to send a request's head; 0: 15 s */
    int64_t body_ms;              /* to send a whole request; 0: 10 min, and never under 4 KB/s for long */
    int64_t idle_ms;              /* a connection without a request; 0: 75 s */
    int64_t stop_ms;              /* to finish running requests; 0: 10 s */
    struct clock ages; /* how long a connection has been at it; unset: the machine's, which only goes on */
    const struct route *routes;
    size_t routes_n;
    const struct web_backend *backend;
};
/* The product's routes and the real backend; everything else zero. */
struct web_config web_config_init(void);

struct web_server;
/* Bind, listen, start all threads. RC_INVALID for a broken configuration, RC_CONFLICT when the port is taken,
 * RC_INTERNAL. */
enum rc web_server_start(const struct web_config *c, struct app *app, struct web_server **ret,
                         struct err *e) MUST_CHECK;
uint16_t web_server_port(const struct web_server *s);
/* Refuse new requests, finish the running ones, end all threads, free everything. */
void web_server_stop(struct web_server *s);

/* Start, call `ready` (may be NULL) with the port, run until SIGTERM or SIGINT, stop. One at a time. */
enum rc web_serve(const struct web_config *c, struct app *app, void (*ready)(void *arg, uint16_t port),
                  void *arg, struct err *e) MUST_CHECK;

#endif
