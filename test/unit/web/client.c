/*
 * client.c - the raw client.
 */
#include "client.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#define WAIT_S 20 /* only a broken server makes a test wait */

int client_connect(uint16_t port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct timeval wait = { .tv_sec = WAIT_S };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
    return fd;
}

void client_send(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.p, bytes.len, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        bytes = str_from(bytes, (size_t)n);
    }
}

struct str client_header(struct str response, const char *name)
{
    struct str head = str_sub(response, 0, str_find(response, STR("\r\n\r\n"), 0));

    while (head.len > 0) {
        size_t end = str_find(head, STR("\r\n"), 0);
        struct str line = str_sub(head, 0, end), key = str_cut(&line, ':');

        if (str_eq_nocase(key, str_c(name)))
            return str_trim(line);
        if (end == SIZE_MAX)
            break;
        head = str_from(head, end + 2);
    }
    return STR_NONE;
}

struct str client_body(struct str response)
{
    size_t end = str_find(response, STR("\r\n\r\n"), 0);

    return end == SIZE_MAX ? STR_NONE : str_from(response, end + 4);
}

int client_status(struct str response)
{
    int64_t status;

    return response.len > 12 && parse_i64(str_sub(response, 9, 3), 100, 599, &status) ? (int)status : 0;
}

/* How many whole answers stand in `s`; answers without Content-Length have no body. */
static int whole(struct str s)
{
    int n = 0;

    for (;;) {
        struct str length = client_header(s, "content-length"), body = client_body(s);
        int64_t len = 0;

        if (str_find(s, STR("\r\n\r\n"), 0) == SIZE_MAX)
            return n;
        if (length.len > 0 && !parse_i64(length, 0, INT32_MAX, &len))
            return n;
        if ((int64_t)body.len < len)
            return n;
        n++;
        s = str_from(body, (size_t)len);
    }
}

struct str client_read(struct arena *a, int fd, int responses, bool *closed)
{
    size_t room = 1 << 20, n = 0;
    char *p = arena_alloc(a, room);

    *closed = false;
    while (whole((struct str){ p, n }) < responses) {
        ssize_t got = recv(fd, p + n, room - n, 0);

        if (got <= 0) {
            *closed = got == 0;
            break;
        }
        n += (size_t)got;
    }
    return (struct str){ p, n };
}

struct str client_ask(struct arena *a, uint16_t port, struct str request, bool *closed)
{
    int fd = client_connect(port);
    struct str answer;
    bool again;
    char one;

    client_send(fd, request);
    answer = client_read(a, fd, 1, &again);
    *closed = again;
    if (!again && str_eq_nocase(client_header(answer, "connection"), STR("close")))
        *closed = recv(fd, &one, 1, 0) == 0;
    close(fd);
    return answer;
}
