/*
 * fakes.c - the fake relay and gateway: accept, speak line by line, write down what came.
 */
#include "fakes.h"

#include "base/buf.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

#define PATIENCE_S 20 /* only a broken client makes a fake wait */

struct fake {
    int listening;
    pthread_t thread;
    pthread_mutex_t lock; /* got */
    struct buf got;
    char url[128];
    struct fake_smtp smtp;
    struct fake_sms sms;
    bool is_sms;
};

struct talk {
    struct fake *f;
    int fd;
    struct buf in; /* of this connection */
    size_t read;   /* lines taken so far end here */
};

static void say(struct talk *t, const char *reply, const char *usual)
{
    char line[600];
    int n = snprintf(line, sizeof(line), "%s\r\n", reply != NULL ? reply : usual);

    if (send(t->fd, line, (size_t)n, MSG_NOSIGNAL) < 0)
        return; /* it has gone */
}

/* More bytes, written down too; false at the end. */
static bool more(struct talk *t)
{
    char bytes[4096];
    ssize_t n = recv(t->fd, bytes, sizeof(bytes), 0);

    if (n <= 0)
        return false;
    buf_add(&t->in, bytes, (size_t)n);
    pthread_mutex_lock(&t->f->lock);
    buf_add(&t->f->got, bytes, (size_t)n);
    pthread_mutex_unlock(&t->f->lock);
    return true;
}

static bool line(struct talk *t, struct str *ret)
{
    for (;;) {
        size_t end = str_find(buf_view(&t->in), STR("\r\n"), t->read);

        if (end != SIZE_MAX) {
            *ret = str_sub(buf_view(&t->in), t->read, end - t->read);
            t->read = end + 2;
            return true;
        }
        if (!more(t))
            return false;
    }
}

/* ---- SMTP (RFC 5321) ---- */

static bool smtp_text(struct talk *t)
{
    struct str l;
    int n = 0;

    while (line(t, &l)) {
        if (str_eq_c(l, "."))
            return true;
        if (++n == 3 && t->f->smtp.cut == CUT_MIDDLE)
            return false;
    }
    return false;
}

/* Answer one command; false to hang up. */
static bool smtp_command(struct talk *t, struct str l)
{
    const struct fake_smtp *how = &t->f->smtp;

    if (str_starts(l, STR("EHLO")) || str_starts(l, STR("HELO"))) {
        say(t, NULL, "250 fake");
    } else if (str_starts(l, STR("MAIL"))) {
        say(t, how->mail, "250 ok");
    } else if (str_starts(l, STR("RCPT"))) {
        if (how->cut == CUT_ASKED)
            return false;
        say(t, how->rcpt, "250 ok");
    } else if (str_eq_c(l, "DATA")) {
        say(t, how->data, "354 go on");
        if (how->data != NULL)
            return true;
        if (!smtp_text(t) || how->cut == CUT_END)
            return false;
        say(t, how->end, "250 taken");
    } else if (str_eq_c(l, "QUIT")) {
        say(t, NULL, "221 bye");
        return false;
    } else {
        say(t, NULL, "500 what?");
    }
    return true;
}

static void smtp_talk(struct talk *t)
{
    struct str l;

    if (t->f->smtp.cut == CUT_CONNECTED)
        return;
    say(t, t->f->smtp.greeting, "220 fake ESMTP");
    while (line(t, &l) && smtp_command(t, l))
        ;
}

/* ---- the gateway of kannel's kind ---- */

static void sms_talk(struct talk *t)
{
    const struct fake_sms *how = &t->f->sms;
    char head[128];
    struct str l;

    if (how->cut == CUT_CONNECTED)
        return;
    while (line(t, &l))
        if (l.len == 0)
            break;
    if (how->cut == CUT_ASKED)
        return;
    (void)snprintf(head, sizeof(head), "HTTP/1.1 %d x", how->status == 0 ? 202 : how->status);
    say(t, head, NULL);
    if (how->cut == CUT_MIDDLE)
        return;
    say(t, "Content-Length: 23\r\nConnection: close\r\n\r\n0: Accepted for deliver", NULL);
}

/* ---- both ---- */

static void *serve(void *arg)
{
    struct fake *f = arg;

    for (;;) {
        struct timeval wait = { .tv_sec = PATIENCE_S };
        struct talk t = { .f = f, .fd = accept4(f->listening, NULL, NULL, SOCK_CLOEXEC) };

        if (t.fd < 0)
            return NULL; /* shut down by fake_stop() */
        setsockopt(t.fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
        buf_init(&t.in, (size_t)4 << 20);
        if (f->is_sms)
            sms_talk(&t);
        else
            smtp_talk(&t);
        buf_free(&t.in);
        close(t.fd);
    }
}

static struct fake *start(struct fake *f, const char *url)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    socklen_t len = sizeof(a);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    f->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    buf_init(&f->got, (size_t)4 << 20);
    pthread_mutex_init(&f->lock, NULL);
    if (f->listening < 0 || bind(f->listening, (struct sockaddr *)&a, sizeof(a)) != 0 ||
        listen(f->listening, 8) != 0 || getsockname(f->listening, (struct sockaddr *)&a, &len) != 0 ||
        pthread_create(&f->thread, NULL, serve, f) != 0) {
        perror("a fake server");
        exit(1);
    }
    (void)snprintf(f->url, sizeof(f->url), "%s://127.0.0.1:%u%s", f->is_sms ? "http" : "smtp",
                   (unsigned)ntohs(a.sin_port), url);
    return f;
}

static struct fake *fake_new(void)
{
    struct fake *f = calloc(1, sizeof(*f));

    if (f == NULL)
        exit(1);
    return f;
}

struct fake *fake_smtp_start(const struct fake_smtp *how)
{
    struct fake *f = fake_new();

    f->smtp = *how;
    return start(f, "");
}

struct fake *fake_sms_start(const struct fake_sms *how)
{
    struct fake *f = fake_new();

    f->sms = *how;
    f->is_sms = true;
    return start(f, "/cgi-bin/sendsms?username=u&password=p");
}

const char *fake_url(const struct fake *f)
{
    return f->url;
}

struct str fake_got(struct fake *f)
{
    /* One thread serves: when it has come back to accept() nobody is connected. Joining it says so. */
    if (f->listening >= 0) {
        shutdown(f->listening, SHUT_RDWR);
        pthread_join(f->thread, NULL);
        close(f->listening);
        f->listening = -1;
    }
    return buf_view(&f->got);
}

void fake_stop(struct fake *f)
{
    (void)fake_got(f);
    buf_free(&f->got);
    pthread_mutex_destroy(&f->lock);
    free(f);
}
