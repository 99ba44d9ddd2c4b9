/*
 * load.c - an HTTP client that asks as fast as it is answered, over a number of kept connections, and
 * measures.
 *
 *     load PORT CONNECTIONS SECONDS FILE [once]
 *
 * Each line of FILE is one request: METHOD, path, cookies and body, parted by tabs. They are asked in turn,
 * again from the first when all were; with `once` that is the end. Prints one line of JSON: requests, those
 * not answered by 2xx or 3xx, seconds, requests a second, median and 99th percentile in microseconds, mean
 * bytes of a body. HTTP/1.1 with Content-Length only, as this server answers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"

#define CONNECTIONS_MAX 512
#define LATENCIES_MAX 4000000u
#define ANSWER_MAX ((size_t)8 << 20)

struct client {
    int fd;
    struct str out; /* still to be sent */
    struct buf in;
    int64_t since_us;
    bool asking;
};

struct run {
    struct arena *a;
    uint16_t port;
    int poll;
    struct str *requests;
    size_t n, next;
    bool once;
    int64_t until_us;
    uint32_t *latency;
    size_t done, refused;
    uint64_t body_bytes;
};

/* ---- the requests ---- */

static struct str request_of(struct arena *a, struct str line, uint16_t port)
{
    struct str method = str_cut(&line, '\t'), path = str_cut(&line, '\t'), cookie = str_cut(&line, '\t');
    struct str head = arena_fmt(a, "%.*s %.*s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: %.*s\r\n",
                                STR_ARG(method), STR_ARG(path), port, STR_ARG(cookie));
    struct str tail = STR("\r\n");

    if (str_eq_c(method, "POST"))
        tail = arena_fmt(a,
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
                         "Origin: http://127.0.0.1:%u\r\n\r\n%.*s",
                         line.len, port, STR_ARG(line));
    return arena_cat(a, head, tail);
}

static bool load_requests(struct run *r, const char *path)
{
    struct err e = { 0 };
    struct str text, rest;

    if (file_read(r->a, path, (size_t)1 << 30, &text, &e) != RC_OK) {
        fprintf(stderr, "load: %s\n", e.msg);
        return false;
    }
    for (rest = text; rest.len > 0; r->n++)
        (void)str_cut(&rest, '\n');
    r->requests = ARENA_ARRAY(r->a, struct str, r->n);
    for (size_t i = 0; r->requests != NULL && i < r->n; i++)
        r->requests[i] = request_of(r->a, str_cut(&text, '\n'), r->port);
    return r->requests != NULL && r->n > 0;
}

/* ---- one connection ---- */

static bool connect_to(struct client *c, const struct run *r)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(r->port) };
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
    int one = 1;

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
        return false;
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    buf_init(&c->in, ANSWER_MAX);
    return epoll_ctl(r->poll, EPOLL_CTL_ADD, c->fd, &ev) == 0;
}

/* The next request; false when there is none left. Requests fit into the socket's buffer. */
static bool ask(struct run *r, struct client *c)
{
    c->asking = false;
    if ((r->once && r->next == r->n) || clock_mono_us() >= r->until_us)
        return false;
    c->out = r->requests[r->next % r->n];
    r->next++;
    c->since_us = clock_mono_us();
    c->asking = true;
    while (c->out.len > 0) {
        ssize_t n = send(c->fd, c->out.p, c->out.len, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        c->out = str_from(c->out, (size_t)n);
    }
    return true;
}

/* Bytes of the first whole answer in the buffer; 0: not whole yet. */
static size_t answer_len(const struct client *c, size_t *body)
{
    struct str s = buf_view(&c->in), length;
    size_t end = str_find(s, STR("\r\n\r\n"), 0), at;
    int64_t n = 0;

    if (end == SIZE_MAX)
        return 0;
    at = str_find(str_sub(s, 0, end), STR("\r\ncontent-length: "), 0);
    if (at == SIZE_MAX)
        at = str_find(str_sub(s, 0, end), STR("\r\nContent-Length: "), 0);
    if (at != SIZE_MAX) {
        length = str_from(str_sub(s, 0, end), at + 18);
        (void)!parse_i64(str_cut(&length, '\r'), 0, INT32_MAX, &n);
    }
    *body = (size_t)n;
    return s.len >= end + 4 + (size_t)n ? end + 4 + (size_t)n : 0;
}

static void note(struct run *r, struct client *c, size_t body)
{
    int64_t us = clock_mono_us() - c->since_us;
    char status = c->in.len > 9 ? c->in.p[9] : '5';

    if (r->done < LATENCIES_MAX)
        r->latency[r->done] = (uint32_t)us;
    r->done++;
    r->body_bytes += body;
    if (status != '2' && status != '3') {
        if (r->refused++ == 0)
            fprintf(stderr, "load: %.*s\n", (int)(c->in.len < 300 ? c->in.len : 300), c->in.p);
    }
}

/* False when the connection is over. */
static bool answered(struct run *r, struct client *c)
{
    ssize_t n;
    size_t len, body = 0;

    if (!buf_reserve(&c->in, 65536))
        return false;
    n = recv(c->fd, c->in.p + c->in.len, 65536, 0);
    if (n <= 0)
        return false;
    c->in.len += (size_t)n;
    len = answer_len(c, &body);
    if (len == 0)
        return true;
    note(r, c, body);
    buf_clear(&c->in);
    return ask(r, c);
}

/* ---- the run ---- */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void report(struct run *r, int64_t us)
{
    size_t n = r->done < LATENCIES_MAX ? r->done : LATENCIES_MAX;

    qsort(r->latency, n, sizeof(r->latency[0]), by_value);
    printf("{\"requests\":%zu,\"refused\":%zu,\"seconds\":%.3f,\"rate\":%.1f,\"p50\":%u,\"p99\":%u,\"bytes\":"
           "%llu}\n",
           r->done, r->refused, (double)us / 1e6, (double)r->done * 1e6 / (double)(us > 0 ? us : 1),
           n > 0 ? r->latency[n / 2] : 0, n > 0 ? r->latency[n * 99 / 100] : 0,
           (unsigned long long)(r->done > 0 ? r->body_bytes / r->done : 0));
}

static bool go(struct run *r, struct client *clients, int connections)
{
    int running = 0;

    for (int i = 0; i < connections; i++) {
        if (!connect_to(&clients[i], r)) {
            fprintf(stderr, "load: port %u: %s\n", r->port, strerror(errno));
            return false;
        }
        running += ask(r, &clients[i]);
    }
    while (running > 0) {
        struct epoll_event ev[64];
        int n = epoll_wait(r->poll, ev, 64, 30000);

        if (n <= 0) {
            fprintf(stderr, "load: no answer for 30 s\n");
            return false;
        }
        for (int i = 0; i < n; i++) {
            struct client *c = ev[i].data.ptr;
            bool asked = c->asking;

            if (answered(r, c))
                continue;
            r->refused += c->asking && asked && clock_mono_us() < r->until_us && !r->once;
            (void)epoll_ctl(r->poll, EPOLL_CTL_DEL, c->fd, NULL);
            running--;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct run r = { .a = arena_new((size_t)2 << 30), .poll = epoll_create1(0) };
    static struct client clients[CONNECTIONS_MAX];
    int64_t port = 0, connections = 0, seconds = 0, from;
    bool good;

    if (argc < 5 || !parse_i64(str_c(argv[1]), 1, 65535, &port) ||
        !parse_i64(str_c(argv[2]), 1, CONNECTIONS_MAX, &connections) ||
        !parse_i64(str_c(argv[3]), 1, 3600, &seconds)) {
        fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS FILE [once]\n");
        return 2;
    }
    r.port = (uint16_t)port;
    r.once = argc > 5;
    r.latency = calloc(LATENCIES_MAX, sizeof(*r.latency));
    if (r.a == NULL || r.latency == NULL || !load_requests(&r, argv[4]))
        return 1;
    from = clock_mono_us();
    r.until_us = from + seconds * 1000000;
    good = go(&r, clients, (int)connections);
    report(&r, clock_mono_us() - from);
    for (int i = 0; i < connections; i++) {
        buf_free(&clients[i].in);
        if (clients[i].fd > 0)
            close(clients[i].fd);
    }
    free(r.latency);
    arena_free(r.a);
    return good ? 0 : 1;
}
