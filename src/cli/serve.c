/*
 * serve.c - `samad serve`: pages and jobs until SIGTERM.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "app/worker.h"
#include "base/file.h"
#include "cli/cli.h"
#include "port/node.h"
#include "web/web.h"

struct serving {
    struct site site;
    struct worker *worker;
};

static bool split_listen(const char *listen, char *host, size_t room, uint16_t *port)
{
    const char *colon = strrchr(listen, ':');
    int64_t n;

    if (colon == NULL || (size_t)(colon - listen) >= room || !parse_i64(str_c(colon + 1), 0, 65535, &n))
        return false;
    memcpy(host, listen, (size_t)(colon - listen));
    host[colon - listen] = '\0';
    *port = (uint16_t)n;
    return true;
}

static void ready(void *arg, uint16_t port)
{
    printf("http://%s:%u/\n", (const char *)arg, port);
    fflush(stdout);
}

static enum rc seen(struct tx *tx, void *arg, struct err *e)
{
    struct site *s = arg;

    return node_seen(tx, s->node, s->node_token, clock_now(&s->clock), e);
}

/* Called by the worker every minute. */
static void keep_node(void *arg)
{
    struct site *s = arg;
    struct err e = { .rc = RC_OK };

    if (store_write(s->store, seen, s, &e) != RC_OK)
        log_err(LOG_ERROR, "node", &e);
}

int cmd_serve(int argc, char **argv)
{
    const char *data = NULL, *store = NULL, *listen = NULL, *fonts = NULL, *only = NULL, *smtp = NULL,
               *sms = NULL, *contact = NULL, *cert = NULL, *key = NULL;
    bool proxy = false, access_log = false;
    const struct option options[] = {
        { "data", &data, NULL, "SAMAD_DATA" },
        { "store", &store, NULL, "SAMAD_STORE" },
        { "listen", &listen, NULL, "SAMAD_LISTEN" },
        { "fonts", &fonts, NULL, "SAMAD_FONTS" },
        { "only", &only, NULL, "SAMAD_ONLY" },
        { "smtp", &smtp, NULL, "SAMAD_SMTP" },
        { "sms", &sms, NULL, "SAMAD_SMS" },
        { "security-contact", &contact, NULL, "SAMAD_SECURITY_CONTACT" },
        { "tls-certificate", &cert, NULL, "SAMAD_TLS_CERTIFICATE" },
        { "tls-key", &key, NULL, "SAMAD_TLS_KEY" },
        { "behind-proxy", NULL, &proxy, NULL },
        { "access-log", NULL, &access_log, NULL },
    };
    struct web_config web = web_config_init();
    struct worker_options wo = { 0 };
    struct serving s = { 0 };
    struct err e = { .rc = RC_OK };
    char host[256];
    int rest;
    enum rc rc = RC_OK;

    if (!options_take(argc, argv, options, ARRAY_LEN(options), &rest) || rest > 0)
        return EXIT_USAGE;
    if (!options_from_file(data == NULL ? "data" : data, options, ARRAY_LEN(options)))
        return EXIT_USAGE;
    if (!split_listen(listen == NULL ? "127.0.0.1:8111" : listen, host, sizeof(host), &web.port)) {
        fprintf(stderr, "samad serve: --listen wants HOST:PORT\n");
        return EXIT_USAGE;
    }
    if (fonts == NULL)
        fonts = default_fonts();
    if (!site_open(&(struct site_options){ .data = data == NULL ? "data" : data,
                                           .store = store,
                                           .fonts = fonts,
                                           .exclusive = true,
                                           .migrate = true },
                   &s.site))
        return EXIT_REFUSED;
    web.host = host;
    web.reads_wait = store_is_postgres(s.site.store);
    web.font_dir = fonts;
    web.behind_proxy = proxy;
    web.access_log = access_log;
    web.security_contact = contact;
    web.tls_certificate = cert;
    web.tls_key = key;
    wo.app = s.site.app;
    wo.every_minute = keep_node;
    wo.arg = &s.site;
    wo.smtp = smtp;
    wo.sms = sms;
    if (only == NULL || strcmp(only, "jobs") == 0)
        rc = worker_start(&wo, &s.worker, &e);
    if (rc == RC_OK)
        rc = web_serve(&web, s.site.app, ready, host, &e);
    worker_stop(s.worker);
    site_close(&s.site);
    return rc == RC_OK ? EXIT_DONE : refuse("serve", &e);
}
