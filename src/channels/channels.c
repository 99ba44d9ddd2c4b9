/*
 * channels.c - choosing the sender of a message.
 */
#include <curl/curl.h>
#include <pthread.h>

#include "channels/channels.h"

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool copy(const char *s, char **ret)
{
    *ret = s == NULL ? NULL : strdup(s);
    return s == NULL || *ret != NULL;
}

enum rc channels_open(const struct channel_options *o, struct channels **ret, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct channels *c = calloc(1, sizeof(*c));

    pthread_once(&once, start_curl);
    if (c == NULL || !copy(o->smtp, &c->smtp) || !copy(o->from, &c->from) || !copy(o->sms, &c->sms)) {
        channels_close(c);
        return ERR(e, RC_LIMIT, "no memory");
    }
    *ret = c;
    return RC_OK;
}

void channels_close(struct channels *c)
{
    if (c == NULL)
        return;
    free(c->smtp);
    free(c->from);
    free(c->sms);
    free(c);
}

enum channel_result channel_send(struct channels *c, const struct channel_message *m, struct arena *a,
                                 struct str *why)
{
    if (str_eq_c(m->channel, "email") && c->smtp != NULL)
        return email_send(c, m, a, why);
    if (str_eq_c(m->channel, "sms") && c->sms != NULL)
        return sms_send(c, m, a, why);
    *why = arena_fmt(a, "no sender is configured for %.*s", STR_ARG(m->channel));
    return CHANNEL_NOT_HERE;
}
