/*
 * loop.c - one event loop: accept, hand requests over, send answers, end what is too slow.
 *
 * libh2o 2.2 reads a whole request before it calls us and stops reading until we have answered. Therefore the
 * bytes of a request stay where they are, and its connection cannot be closed by anybody, while it runs
 * elsewhere. What the library does not bound by itself (silence, slow heads, slow bodies) is watched here
 * once a second.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/tcp.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/server/server.h"

#define ACCEPTS_A_TURN 16
#define TICK_MS 1000
#define STOP_TICK_MS 20
#define SPARE_ARENA_MAX ((size_t)64 << 10)
#define SLOW_AFTER_MS INT64_C(20000) /* a body has this long before its speed counts */
#define SLOW_BYTES_A_S INT64_C(4096)
#define UNACKNOWLEDGED_MS 60000 /* the peer takes nothing of the answer */

enum phase { PHASE_IDLE, PHASE_HEAD, PHASE_BODY, PHASE_BUSY, PHASE_ANSWER };

/* One connection: hangs on its socket. */
struct conn {
    struct loop *loop;
    h2o_socket_t *sock;
    int64_t since_ms; /* when its present phase began */
    enum phase phase;
};

static int64_t now_ms(void)
{
    return clock_mono_us() / 1000;
}

/* What ages of connections are counted by; a test may move it. */
static int64_t age_ms(const struct loop *l)
{
    return l->server->config.ages.now_ms == NULL ? now_ms() : clock_now(&l->server->config.ages);
}

static struct loop *loop_of(h2o_context_t *ctx)
{
    return (struct loop *)(void *)ctx;
}

/* ---- connections ---- */

static struct conn *conn_of(h2o_req_t *req)
{
    h2o_socket_t *sock = req->conn->callbacks->get_socket(req->conn);

    return sock == NULL ? NULL : sock->on_close.data;
}

static void enter(struct conn *c, enum phase to)
{
    if (c->phase == to)
        return;
    c->phase = to;
    c->since_ms = age_ms(c->loop);
}

static void conn_closed(void *data)
{
    struct conn *c = data;

    c->loop->connections--;
    atomic_fetch_sub(&c->loop->server->connections, 1);
    free(c);
}

static void conn_end(h2o_socket_t *sock)
{
    (void)shutdown(h2o_socket_get_fd(sock), SHUT_RDWR); /* the library sees the end and closes */
}

static bool conn_new(struct loop *l, h2o_socket_t *sock)
{
    struct conn *c = calloc(1, sizeof(*c));
    int taken = UNACKNOWLEDGED_MS;

    if (c == NULL)
        return false;
    (void)setsockopt(h2o_socket_get_fd(sock), IPPROTO_TCP, TCP_USER_TIMEOUT, &taken, sizeof(taken));
    *c = (struct conn){ l, sock, age_ms(l), PHASE_IDLE };
    sock->on_close.cb = conn_closed;
    sock->on_close.data = c;
    l->connections++;
    atomic_fetch_add(&l->server->connections, 1);
    return true;
}

static void pause_accepting(struct loop *l)
{
    l->paused = true;
    h2o_socket_read_stop(l->listener);
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
    struct loop *l = listener->data;

    if (error != NULL)
        return;
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        h2o_socket_t *sock;

        if (atomic_load(&l->server->connections) >= l->server->config.connections) {
            pause_accepting(l);
            return;
        }
        sock = h2o_evloop_socket_accept(listener);
        if (sock == NULL) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
                pause_accepting(l);
            return;
        }
        if (conn_new(l, sock))
            h2o_accept(&l->accept, sock);
        else
            h2o_socket_close(sock);
    }
}

/* ---- watching ---- */

static bool too_long(const struct loop *l, const struct conn *c, int64_t now)
{
    const struct web_config *g = &l->server->config;
    int64_t age = now - c->since_ms;

    switch (c->phase) {
    case PHASE_IDLE:
        return age > g->idle_ms || l->stop_at_ms != 0;
    case PHASE_HEAD:
        return age > g->head_ms;
    case PHASE_BODY:
        return age > g->body_ms ||
               (age > SLOW_AFTER_MS && (int64_t)c->sock->input->size < age / 1000 * SLOW_BYTES_A_S);
    case PHASE_BUSY:
        break; /* the request is ours to finish */
    case PHASE_ANSWER:
        return age > g->body_ms;
    }
    return false;
}

static int watch(h2o_req_t *req, void *data)
{
    struct loop *l = data;
    struct conn *c = conn_of(req);

    if (c == NULL)
        return 0;
    if (c->phase < PHASE_BUSY) {
        if (c->sock->input->size == 0)
            enter(c, PHASE_IDLE);
        else if (req->timestamps.request_body_begin_at.tv_sec == 0)
            enter(c, PHASE_HEAD);
        else
            enter(c, PHASE_BODY);
    }
    l->held += c->sock->input->size;
    if (c->phase == PHASE_BODY && l->held > l->server->config.body_bytes / l->server->config.loops)
        conn_end(c->sock); /* all bodies together are too much for this machine */
    else if (too_long(l, c, age_ms(l)) ||
             (l->stop_at_ms != 0 && now_ms() > l->stop_at_ms && c->phase != PHASE_BUSY))
        conn_end(c->sock);
    return 0;
}

static void watch_all(struct loop *l)
{
    l->held = 0;
    (void)l->server->h2o.http1.callbacks.foreach_request(&l->ctx, watch, l);
}

static void begin_stop(struct loop *l)
{
    l->stop_at_ms = now_ms() + l->server->config.stop_ms;
    l->ctx.shutdown_requested = 1; /* its own function would also arm a timer of HTTP/2 */
    h2o_socket_read_stop(l->listener);
    h2o_socket_close(l->listener);
    l->listener = NULL;
}

static void on_tick(h2o_timeout_entry_t *entry)
{
    struct loop *l = H2O_STRUCT_FROM_MEMBER(struct loop, tick_entry, entry);

    if (atomic_load(&l->server->stopping) && l->stop_at_ms == 0)
        begin_stop(l);
    if (l->paused && l->listener != NULL &&
        atomic_load(&l->server->connections) < l->server->config.connections) {
        l->paused = false;
        h2o_socket_read_start(l->listener, on_accept);
    }
    watch_all(l);
    h2o_timeout_link(l->ctx.loop, &l->tick, &l->tick_entry);
}

/* ---- one request ---- */

static struct arena *arena_take(struct loop *l)
{
    return l->spare_n > 0 ? l->spare[--l->spare_n] : arena_new(ARENA_BUDGET_DEFAULT);
}

static void arena_give(struct loop *l, struct arena *a)
{
    if (l->spare_n == SPARE_ARENAS || arena_used(a) > SPARE_ARENA_MAX) {
        arena_free(a);
        return;
    }
    arena_clear(a);
    l->spare[l->spare_n++] = a;
}

static void work_free(struct work *w)
{
    w->loop->works--;
    if (w->call != NULL)
        call_free(w->call);
    if (w->arena != NULL)
        arena_give(w->loop, w->arena);
    free(w);
}

/* The library has sent the answer, or given the connection up. */
static void request_gone(void *data)
{
    struct work *w = *(struct work **)data;
    struct conn *c = conn_of(w->req);

    assert(!w->elsewhere && "a connection was closed under a running request");
    if (c != NULL)
        enter(c, PHASE_IDLE);
    work_free(w);
}

static void log_access(const struct work *w, const struct call_response *r)
{
    if (w->loop->server->config.access_log)
        log_line(LOG_INFO, "web", "%.*s %s %d %zu bytes %lld us", (int)w->req->input.method.len,
                 w->req->input.method.base, r->route, r->status, r->body.len,
                 (long long)(clock_mono_us() - w->begun_us));
}

static void send_answer(struct work *w)
{
    static h2o_generator_t generator = { NULL, NULL };
    const struct call_response *r = call_response(w->call);
    h2o_iovec_t body = h2o_iovec_init(r->body.p, r->body.len);
    h2o_req_t *req = w->req;
    bool none = r->status == 204 || r->status == 304;
    struct conn *c = conn_of(req);

    if (c != NULL)
        enter(c, PHASE_ANSWER);
    log_access(w, r);
    req->res.status = r->status;
    req->res.reason = status_reason(r->status);
    req->res.content_length = none ? SIZE_MAX : r->body.len;
    for (size_t i = 0; i < r->n; i++)
        h2o_add_header_by_str(&req->pool, &req->res.headers, r->headers[i].name.p, r->headers[i].name.len, 0,
                              NULL, r->headers[i].value.p, r->headers[i].value.len);
    if (r->close || w->loop->stop_at_ms != 0)
        req->http1_is_persistent = 0;
    h2o_start_response(req, &generator);
    if (none || r->head_only || body.len == 0)
        h2o_send(req, NULL, 0, H2O_SEND_STATE_FINAL);
    else
        h2o_send(req, &body, 1, H2O_SEND_STATE_FINAL);
}

static struct str peer_text(h2o_req_t *req, struct arena *a)
{
    struct sockaddr_storage sa;
    socklen_t n = req->conn->callbacks->get_peername(req->conn, (struct sockaddr *)&sa);
    char text[INET6_ADDRSTRLEN] = "";

    if (n > 0 && sa.ss_family == AF_INET)
        (void)inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)&sa)->sin_addr, text, sizeof(text));
    else if (n > 0 && sa.ss_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &((struct sockaddr_in6 *)(void *)&sa)->sin6_addr, text, sizeof(text));
    return arena_str(a, str_c(text));
}

static void on_submitted(struct app_job *job, enum rc rc, const struct err *e)
{
    struct work *w = H2O_STRUCT_FROM_MEMBER(struct work, job, job);

    w->rc = rc;
    if (e != NULL)
        w->err = *e;
    loop_return(w);
}

static void run_elsewhere(struct work *w, enum call_next next)
{
    struct web_server *s = w->loop->server;

    w->elsewhere = true;
    w->writing = next == CALL_WRITE;
    if (w->writing) {
        w->job = (struct app_job){ .app = s->web->app,
                                   .a = w->arena,
                                   .actor = call_actor(w->call),
                                   .fn = call_write,
                                   .arg = w->call,
                                   .done = on_submitted };
        s->config.backend->submit(s->web->app, &w->job);
        return;
    }
    if (!workers_push(next == CALL_SLOW ? s->workers : s->readers, w)) {
        w->elsewhere = false;
        call_refuse(w->call, 503);
        send_answer(w);
    }
}

static struct work *work_new(struct loop *l, h2o_req_t *req)
{
    h2o_socket_t *sock = req->conn->callbacks->get_socket(req->conn);
    struct work *w = calloc(1, sizeof(*w)), **link;
    struct call_input in = { .head = { sock->input->bytes, sock->input->size },
                             .body = { req->entity.base, req->entity.len },
                             .tls = sock->ssl != NULL };

    if (w == NULL)
        return NULL;
    w->loop = l;
    l->works++;
    w->req = req;
    w->arena = arena_take(l);
    if (w->arena != NULL) {
        if (req->input.method.base[0] != 'G')
            in.peer = peer_text(req, w->arena);
        w->call = call_new(l->server->web, w->arena, &in);
    }
    if (w->call == NULL) {
        work_free(w);
        return NULL;
    }
    if (l->server->config.access_log)
        w->begun_us = clock_mono_us();
    link = h2o_mem_alloc_shared(&req->pool, sizeof(struct work *), request_gone);
    *link = w;
    return w;
}

int loop_on_request(h2o_handler_t *self, h2o_req_t *req)
{
    struct loop *l = loop_of(req->conn->ctx);
    struct conn *c = conn_of(req);
    struct work *w = work_new(l, req);
    enum call_next next;

    (void)self;
    if (w == NULL) {
        h2o_send_error_503(req, "Service Unavailable", "out of memory",
                           H2O_SEND_ERROR_HTTP1_CLOSE_CONNECTION);
        return 0;
    }
    if (c != NULL)
        enter(c, PHASE_BUSY);
    if (l->stop_at_ms != 0) {
        call_refuse(w->call, 503);
        send_answer(w);
        return 0;
    }
    next = call_begin(w->call);
    if (next == CALL_DONE)
        send_answer(w);
    else
        run_elsewhere(w, next);
    return 0;
}

/* Works that come back from other threads. */
static void on_returned(h2o_multithread_receiver_t *receiver, h2o_linklist_t *messages)
{
    (void)receiver;
    while (!h2o_linklist_is_empty(messages)) {
        struct work *w =
            (struct work *)(void *)H2O_STRUCT_FROM_MEMBER(h2o_multithread_message_t, link, messages->next);
        enum call_next next = CALL_DONE;

        h2o_linklist_unlink(&w->message.link);
        w->elsewhere = false;
        if (w->writing)
            next = call_after_write(w->call, w->rc, &w->err);
        if (next == CALL_DONE)
            send_answer(w);
        else
            run_elsewhere(w, next);
    }
}

void loop_return(struct work *w)
{
    h2o_multithread_send_message(&w->loop->receiver, &w->message);
}

void loop_on_response(h2o_filter_t *self, h2o_req_t *req, h2o_ostream_t **slot)
{
    static const char policy[] = "default-src 'none'; frame-ancestors 'none'", nosniff[] = "nosniff";
    struct conn *c = conn_of(req);

    (void)self;
    if (c == NULL || c->phase < PHASE_BUSY) { /* the library answers by itself */
        h2o_add_header_by_str(&req->pool, &req->res.headers, H2O_STRLIT("content-security-policy"), 0, NULL,
                              policy, sizeof(policy) - 1);
        h2o_add_header_by_str(&req->pool, &req->res.headers, H2O_STRLIT("x-content-type-options"), 0, NULL,
                              nosniff, sizeof(nosniff) - 1);
        h2o_add_header_by_str(&req->pool, &req->res.headers, H2O_STRLIT("cache-control"), 0, NULL,
                              H2O_STRLIT("no-store"));
    }
    h2o_setup_next_ostream(req, slot);
}

/* ---- the loop itself: made, run and ended in its own thread, for the library's caches are a thread's own
 * ---- */

static void open_loop(struct loop *l)
{
    struct web_server *s = l->server;

    h2o_context_init(&l->ctx, h2o_evloop_create(), &s->h2o);
    l->accept = (h2o_accept_ctx_t){ .ctx = &l->ctx, .hosts = s->h2o.hosts, .ssl_ctx = s->tls };
    h2o_multithread_register_receiver(l->ctx.queue, &l->receiver, on_returned);
    h2o_timeout_init(l->ctx.loop, &l->tick, TICK_MS);
    l->tick_entry.cb = on_tick;
    h2o_timeout_link(l->ctx.loop, &l->tick, &l->tick_entry);
    l->listener = h2o_evloop_socket_create(l->ctx.loop, l->listen_fd, H2O_SOCKET_FLAG_DONT_READ);
    l->listener->data = l;
    h2o_socket_read_start(l->listener, on_accept);
}

static void close_loop(struct loop *l)
{
    h2o_multithread_queue_t *queue = l->ctx.queue;

    h2o_timeout_unlink(&l->tick_entry);
    h2o_timeout_dispose(l->ctx.loop, &l->tick);
    h2o_multithread_unregister_receiver(queue, &l->receiver);
    while (l->spare_n > 0)
        arena_free(l->spare[--l->spare_n]);
    h2o_context_dispose(&l->ctx);
    free(queue); /* the library ends it but forgets its memory */
    h2o_evloop_destroy(l->ctx.loop);
}

static void *loop_main(void *arg)
{
    struct loop *l = arg;

    open_loop(l);
    sem_post(&l->ready);
    for (;;) {
        bool stopping = atomic_load(&l->server->stopping);

        (void)h2o_evloop_run(l->ctx.loop, stopping ? STOP_TICK_MS : INT32_MAX);
        if (!stopping)
            continue;
        if (l->stop_at_ms == 0)
            begin_stop(l);
        watch_all(l);
        if (l->works == 0 && (l->connections == 0 || now_ms() > l->stop_at_ms + TICK_MS))
            break;
    }
    sem_wait(&l->may_end); /* until then somebody may still wake us */
    close_loop(l);
    return NULL;
}

enum rc loop_start(struct loop *l, struct web_server *s, struct err *e)
{
    l->server = s;
    l->listen_fd = dup(s->listen_fd);
    if (l->listen_fd < 0)
        return ERR(e, RC_INTERNAL, "dup: %m");
    sem_init(&l->ready, 0, 0);
    sem_init(&l->may_end, 0, 0);
    if (pthread_create(&l->thread, NULL, loop_main, l) != 0) {
        close(l->listen_fd);
        return ERR(e, RC_INTERNAL, "cannot start a thread: %m");
    }
    while (sem_wait(&l->ready) != 0)
        ;
    return RC_OK;
}

void loop_wake(struct loop *l)
{
    h2o_multithread_send_message(&l->receiver, NULL);
    sem_post(&l->may_end);
}

void loop_join(struct loop *l)
{
    pthread_join(l->thread, NULL);
    sem_destroy(&l->ready);
    sem_destroy(&l->may_end);
}
