/*
 * server.c - start and stop: the listening socket, libh2o's configuration, TLS, threads, signals.
 *
 * HTTP/1.1 only: HTTP/2 of this library has known holes (a proxy in front may speak it). Not here: one loop
 * (loop.c).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <signal.h>
#include <sys/eventfd.h>

#include "base/limits.h"
#include "base/log.h"
#include "web/server/server.h"

#define BACKLOG 1024
#define SLOW_WAITING 256u   /* requests that wait for a thread, before others are refused */
#define READS_WAITING 4096u /* each is done in milliseconds */

#ifdef __SANITIZE_ADDRESS__
#define WEB_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEB_ASAN 1
#endif
#endif
#ifdef WEB_ASAN
/* libh2o keeps caches a thread and does not free them when the thread ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void)
{
    return "leak:h2o_mem_alloc_recycle\nleak:h2o_buffer_reserve\nleak:h2o_configurator__init_core\n"
           "leak:h2o_mimemap_create\n";
}
#endif

static int64_t or_default(int64_t v, int64_t otherwise)
{
    return v > 0 ? v : otherwise;
}

static void fill_defaults(struct web_config *c)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (c->loops == 0)
        c->loops = cores < 1 ? 1 : cores > 64 ? 64 : (unsigned)cores;
    if (c->workers == 0)
        c->workers = 4;
    if (c->readers == 0)
        c->readers = c->loops * 4;
    if (c->connections == 0)
        c->connections = 8192;
    if (c->body_bytes == 0)
        c->body_bytes = (size_t)512 << 20;
    if (c->host == NULL)
        c->host = "127.0.0.1";
    c->head_ms = or_default(c->head_ms, 15000);
    c->body_ms = or_default(c->body_ms, 600000);
    c->idle_ms = or_default(c->idle_ms, 75000);
    c->stop_ms = or_default(c->stop_ms, 10000);
}

/* ---- the socket ---- */

struct address {
    struct sockaddr_storage sa;
    socklen_t len;
};

static bool parse_address(const char *host, uint16_t port, struct address *ret)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)&ret->sa;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)&ret->sa;

    memset(ret, 0, sizeof(*ret));
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        ret->len = sizeof(*v4);
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        ret->len = sizeof(*v6);
        return true;
    }
    return false;
}

static enum rc listen_on(struct web_server *s, struct err *e)
{
    const char *host = strcmp(s->config.host, "localhost") == 0 ? "127.0.0.1" : s->config.host;
    struct address a;
    int one = 1;

    if (!parse_address(host, s->config.port, &a))
        return ERR(e, RC_INVALID, "'%s' is no address to listen on", s->config.host);
    s->listen_fd = socket(a.sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->listen_fd < 0)
        return ERR(e, RC_INTERNAL, "socket: %m");
    (void)setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(s->listen_fd, (struct sockaddr *)&a.sa, a.len) != 0)
        return ERR(e, errno == EADDRINUSE ? RC_CONFLICT : RC_INTERNAL, "%s port %u: %m", host,
                   s->config.port);
    if (listen(s->listen_fd, BACKLOG) != 0 ||
        getsockname(s->listen_fd, (struct sockaddr *)&a.sa, &a.len) != 0)
        return ERR(e, RC_INTERNAL, "listen: %m");
    s->port = ntohs(a.sa.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&a.sa)->sin_port
                                              : ((struct sockaddr_in6 *)(void *)&a.sa)->sin6_port);
    return RC_OK;
}

/* ---- libh2o ---- */

static enum rc tls_new(struct web_server *s, struct err *e)
{
    if (s->config.tls_certificate == NULL)
        return RC_OK;
    s->tls = SSL_CTX_new(TLS_server_method());
    if (s->tls == NULL || SSL_CTX_set_min_proto_version(s->tls, TLS1_2_VERSION) != 1)
        return ERR(e, RC_INTERNAL, "TLS: %s", ERR_error_string(ERR_get_error(), NULL));
    if (SSL_CTX_use_certificate_chain_file(s->tls, s->config.tls_certificate) != 1)
        return ERR(e, RC_INVALID, "%s: %s", s->config.tls_certificate,
                   ERR_reason_error_string(ERR_get_error()));
    if (SSL_CTX_use_PrivateKey_file(s->tls, s->config.tls_key, SSL_FILETYPE_PEM) != 1)
        return ERR(e, RC_INVALID, "%s: %s", s->config.tls_key, ERR_reason_error_string(ERR_get_error()));
    return RC_OK;
}

static void configure(struct web_server *s)
{
    h2o_globalconf_t *g = &s->h2o;
    h2o_hostconf_t *host;
    h2o_pathconf_t *paths[2];

    h2o_config_init(g);
    g->server_name = h2o_iovec_init(NULL, 0);
    g->max_request_entity_size =
        2 * (size_t)LIMIT_HTTP_BODY; /* between one and two of it the form is shown again */
    g->http1.upgrade_to_http2 = 0;
    g->http1.req_timeout = (uint64_t)(s->config.body_ms + s->config.idle_ms); /* loop.c ends things earlier */
    host = h2o_config_register_host(g, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    paths[0] = h2o_config_register_path(host, "/", 0);
    paths[1] = &host->fallback_path;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        h2o_handler_t *h = h2o_create_handler(paths[i], sizeof(*h));
        h2o_filter_t *f = h2o_create_filter(paths[i], sizeof(*f));

        h->on_req = loop_on_request;
        f->on_setup_ostream = loop_on_response;
    }
}

/* ---- start and stop ---- */

static enum rc start_loops(struct web_server *s, struct err *e)
{
    enum rc rc = RC_OK;

    s->loops = calloc(s->config.loops, sizeof(*s->loops));
    if (s->loops == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    for (unsigned i = 0; rc == RC_OK && i < s->config.loops; i++) {
        rc = loop_start(&s->loops[i], s, e);
        if (rc == RC_OK)
            s->loops_n++;
    }
    return rc;
}

static void server_free(struct web_server *s)
{
    workers_free(s->workers);
    workers_free(s->readers);
    free(s->loops);
    if (s->h2o.hosts != NULL)
        h2o_config_dispose(&s->h2o);
    SSL_CTX_free(s->tls);
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    web_free(s->web);
    free(s);
}

enum rc web_server_start(const struct web_config *c, struct app *app, struct web_server **ret, struct err *e)
{
    struct web_server *s = calloc(1, sizeof(*s));
    enum rc rc;

    if (s == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    signal(SIGPIPE, SIG_IGN);
    s->config = *c;
    s->listen_fd = -1;
    fill_defaults(&s->config);
    rc = web_new(&s->config, app, &s->web, e);
    if (rc == RC_OK)
        rc = tls_new(s, e);
    if (rc == RC_OK)
        rc = listen_on(s, e);
    if (rc == RC_OK)
        rc = workers_new(s->config.workers, SLOW_WAITING, &s->workers, e);
    if (rc == RC_OK && s->config.reads_wait)
        rc = workers_new(s->config.readers, READS_WAITING, &s->readers, e);
    if (rc == RC_OK) {
        configure(s);
        rc = start_loops(s, e);
    }
    if (rc != RC_OK) {
        web_server_stop(s);
        return rc;
    }
    *ret = s;
    return RC_OK;
}

uint16_t web_server_port(const struct web_server *s)
{
    return s->port;
}

void web_server_stop(struct web_server *s)
{
    atomic_store(&s->stopping, true);
    for (unsigned i = 0; i < s->loops_n; i++)
        loop_wake(&s->loops[i]);
    for (unsigned i = 0; i < s->loops_n; i++)
        loop_join(&s->loops[i]);
    server_free(s);
}

/* ---- until a signal comes ---- */

/* Where the signal handler writes to: the one thing that a handler can reach. */
static volatile sig_atomic_t signal_fd = -1;

static void on_signal(int number)
{
    uint64_t one = 1;
    int saved = errno;

    (void)number;
    if (signal_fd >= 0 && write(signal_fd, &one, sizeof(one)) < 0)
        errno = saved;
    errno = saved;
}

enum rc web_serve(const struct web_config *c, struct app *app, void (*ready)(void *arg, uint16_t port),
                  void *arg, struct err *e)
{
    struct sigaction on = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, old_term, old_int;
    struct web_server *s = NULL;
    uint64_t count;
    enum rc rc;
    int fd;

    fd = eventfd(0, EFD_CLOEXEC);
    if (fd < 0)
        return ERR(e, RC_INTERNAL, "eventfd: %m");
    rc = web_server_start(c, app, &s, e);
    if (rc != RC_OK) {
        close(fd);
        return rc;
    }
    signal_fd = fd;
    sigemptyset(&on.sa_mask);
    sigaction(SIGTERM, &on, &old_term);
    sigaction(SIGINT, &on, &old_int);
    if (ready != NULL)
        ready(arg, s->port);
    while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
        ;
    log_line(LOG_INFO, "web", "stopping");
    web_server_stop(s);
    sigaction(SIGTERM, &old_term, NULL);
    sigaction(SIGINT, &old_int, NULL);
    signal_fd = -1;
    close(fd);
    return RC_OK;
}
