/*
 * dispatch.h - one request from its bytes to its answer, without sockets and threads: server/ brings those.
 *
 *     call_new -> call_begin -> CALL_DONE | CALL_WRITE -> app job -> call_after_write | CALL_SLOW, CALL_READ
 * -> call_elsewhere; then the response is in call_response(); call_free at the end.
 */
#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H

#include "web/inner.h"
#include "web/router.h"
#include "web/web.h"

struct font {
    struct str name, bytes, etag;
};

/* Everything that all requests share; read-only once made. */
struct web {
    const struct web_config *config;
    const struct web_backend *backend;
    struct app *app;
    struct arena *a;
    const struct router *router;
    const struct route *sign_in; /* NULL when there is no such page */
    VEC(struct font) fonts;
};
enum rc web_new(const struct web_config *c, struct app *app, struct web **ret, struct err *e) MUST_CHECK;
void web_free(struct web *w);

/* What the server has received; borrowed until call_free(). */
struct call_input {
    struct str head; /* raw bytes beginning with the request line */
    struct str body;
    struct str peer; /* address as text */
    bool tls;
};

/* SLOW may take long (passwords, PDF); READ is only a database that must not be waited for in a loop
 * (web_config.reads_wait). */
enum call_next { CALL_DONE, CALL_WRITE, CALL_SLOW, CALL_READ };

struct call;
/* NULL when out of memory. `a` is the request's arena, owned by the caller. */
struct call *call_new(const struct web *w, struct arena *a, const struct call_input *in);
/* All checks; runs READ and BARE handlers. */
enum call_next call_begin(struct call *c);
/* After CALL_WRITE: the use case for app_submit(), with the call as its argument; then, on the loop again,
 * what its outcome means. */
enum rc call_write(struct cx *cx, void *call, struct err *e) MUST_CHECK;
enum call_next call_after_write(struct call *c, enum rc rc, const struct err *e); /* never CALL_WRITE */
/* After CALL_SLOW or CALL_READ, on a thread that may wait. */
void call_elsewhere(struct call *c);
/* The server itself refuses: too busy, stopping. */
void call_refuse(struct call *c, int status);
const struct actor *call_actor(const struct call *c);

struct call_response {
    int status;
    const struct http_header *headers;
    size_t n;
    struct str body;
    bool close, head_only;
    const char *route; /* name of the handler, "-" when none was found */
};
/* Valid until call_free(). */
const struct call_response *call_response(struct call *c);
void call_free(struct call *c);

#endif
