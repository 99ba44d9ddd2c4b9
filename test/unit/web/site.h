/*
 * site.h - a running server on the fake app, and ways to ask it.
 */
#ifndef TEST_WEB_SITE_H
#define TEST_WEB_SITE_H

#include "check.h"
#include "client.h"
#include "fake.h"

struct site {
    struct app app;
    struct web_config config;
    struct web_server *server;
    uint16_t port;
    struct arena *a;
};

/* Start with s->config, or with fake_config() when it is empty. */
void site_open(struct site *s);
void site_close(struct site *s);
struct str ask(struct site *s, const char *request);
/* A POST of an urlencoded form by the session, or anonymously with the form's cookie when `session` is NULL.
 */
struct str post_raw(struct site *s, const char *path, const char *session, struct str token,
                    struct str fields);
struct str post(struct site *s, const char *path, const char *session, const char *fields);

#define SITE(name) CLEANUP(site_close) struct site name = { .port = 0 }
#define H "Host: a.ir\r\n"
#define HAS(text, part) CHECK_MSG(str_contains((text), STR(part)), "%.*s", STR_ARG(text))
#define HAS_NOT(text, part) CHECK_MSG(!str_contains((text), STR(part)), "%.*s", STR_ARG(text))

#endif
