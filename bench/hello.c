/*
 * hello.c - the floor of HTTP: libh2o's event loop answering every request with the same bytes.
 *
 *     hello PORT LOOPS BYTES          one thread a loop; PORT 0: any; prints the port when it listens
 *
 * Ends with its standard input.
 */
#include <pthread.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wextra"
#include <h2o.h>
#include <h2o/http1.h>
#pragma GCC diagnostic pop

#include <netinet/in.h>

#include "base/str.h"

struct hello {
    h2o_globalconf_t config;
    h2o_iovec_t body;
    int fd;
};

struct loop {
    h2o_context_t ctx; /* must stay the first member */
    h2o_accept_ctx_t accept;
    struct hello *hello;
    pthread_t thread;
};

static struct hello the_hello;

static int on_request(h2o_handler_t *self, h2o_req_t *req)
{
    static h2o_generator_t generator = { NULL, NULL };

    (void)self;
    req->res.status = 200;
    req->res.reason = "OK";
    req->res.content_length = the_hello.body.len;
    h2o_add_header(&req->pool, &req->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL,
                   H2O_STRLIT("text/html; charset=utf-8"));
    h2o_start_response(req, &generator);
    h2o_send(req, &the_hello.body, 1, H2O_SEND_STATE_FINAL);
    return 0;
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
    struct loop *l = listener->data;
    h2o_socket_t *sock = error == NULL ? h2o_evloop_socket_accept(listener) : NULL;

    if (sock != NULL)
        h2o_accept(&l->accept, sock);
}

static void *loop_main(void *arg)
{
    struct loop *l = arg;
    h2o_socket_t *listener;

    h2o_context_init(&l->ctx, h2o_evloop_create(), &l->hello->config);
    l->accept = (h2o_accept_ctx_t){ .ctx = &l->ctx, .hosts = l->hello->config.hosts };
    listener = h2o_evloop_socket_create(l->ctx.loop, l->hello->fd, H2O_SOCKET_FLAG_DONT_READ);
    listener->data = l;
    h2o_socket_read_start(listener, on_accept);
    while (h2o_evloop_run(l->ctx.loop, INT32_MAX) == 0)
        ;
    return NULL;
}

static bool listen_on(struct hello *h, uint16_t *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(*port) };
    socklen_t len = sizeof(at);
    int one = 1;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    h->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void)setsockopt(h->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (h->fd < 0 || bind(h->fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(h->fd, 1024) != 0 ||
        getsockname(h->fd, (struct sockaddr *)&at, &len) != 0)
        return false;
    *port = ntohs(at.sin_port);
    return true;
}

int main(int argc, char **argv)
{
    struct hello *h = &the_hello;
    int64_t port = 0, loops = 0, bytes = 0;
    uint16_t at;
    char c;

    if (argc != 4 || !parse_i64(str_c(argv[1]), 0, 65535, &port) ||
        !parse_i64(str_c(argv[2]), 1, 64, &loops) || !parse_i64(str_c(argv[3]), 1, 1 << 24, &bytes))
        return 2;
    at = (uint16_t)port;
    h->body.base = malloc((size_t)bytes);
    h->body.len = (size_t)bytes;
    memset(h->body.base, 'x', h->body.len);
    h2o_config_init(&h->config);
    h->config.http1.upgrade_to_http2 = 0;
    h2o_handler_t *handler = h2o_create_handler(
        h2o_config_register_path(
            h2o_config_register_host(&h->config, h2o_iovec_init(H2O_STRLIT("default")), 65535), "/", 0),
        sizeof(*handler));
    handler->on_req = on_request;
    if (!listen_on(h, &at))
        return 1;
    for (int64_t i = 0; i < loops; i++) {
        struct loop *l = calloc(1, sizeof(*l));

        l->hello = h;
        if (pthread_create(&l->thread, NULL, loop_main, l) != 0)
            return 1;
    }
    printf("%u\n", at);
    fflush(stdout);
    while (read(STDIN_FILENO, &c, 1) > 0)
        ;
    _exit(0);
}
