/*
 * site.c - starting, stopping and asking the server of the tests.
 */
#include "site.h"

void site_open(struct site *s)
{
    struct err e = { 0 };

    s->a = arena_new((size_t)256 << 20);
    if (s->config.routes == NULL)
        s->config = fake_config();
    CHECK_MSG(web_server_start(&s->config, &s->app, &s->server, &e) == RC_OK, "%s", e.msg);
    s->port = s->server == NULL ? 0 : web_server_port(s->server);
}

void site_close(struct site *s)
{
    if (s->server != NULL)
        web_server_stop(s->server);
    arena_free(s->a);
}

struct str ask(struct site *s, const char *request)
{
    bool closed;

    return client_ask(s->a, s->port, str_c(request), &closed);
}

struct str post_raw(struct site *s, const char *path, const char *session, struct str token,
                    struct str fields)
{
    struct str body = arena_fmt(s->a, "_csrf=%.*s&%.*s", STR_ARG(token), STR_ARG(fields));
    struct str cookie =
        session != NULL ? arena_fmt(s->a, "samad=%s", session) : STR("samad_form=" FAKE_COOKIE);
    struct str request = arena_fmt(s->a,
                                   "POST %s HTTP/1.1\r\n" H
                                   "Cookie: %.*s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                   "Content-Length: %zu\r\n\r\n%.*s",
                                   path, STR_ARG(cookie), body.len, STR_ARG(body));
    bool closed;

    return client_ask(s->a, s->port, request, &closed);
}

struct str post(struct site *s, const char *path, const char *session, const char *fields)
{
    return post_raw(s, path, session, fake_token(s->a, session == NULL ? FAKE_COOKIE : NULL), str_c(fields));
}
