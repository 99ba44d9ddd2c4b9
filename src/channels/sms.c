/*
 * sms.c - SMS through an HTTP gateway (kannel's sendsms: to, text, coding=2, charset=UTF-8).
 */
#include <curl/curl.h>

#include "base/buf.h"
#include "channels/channels.h"

static size_t swallow(char *p, size_t size, size_t n, void *arg)
{
    (void)p;
    (void)arg;
    return size * n;
}

static enum channel_result judge(CURLcode code, long status)
{
    if (code == CURLE_OK && status >= 200 && status < 300)
        return CHANNEL_SENT;
    if (code == CURLE_OK && status >= 400 && status < 500)
        return CHANNEL_NEVER;
    if (code == CURLE_OK || code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        return CHANNEL_LATER;
    return CHANNEL_UNKNOWN;
}

enum channel_result sms_send(const struct channels *c, const struct channel_message *m, struct arena *a,
                             struct str *why)
{
    CURL *curl = curl_easy_init();
    char *to, *text;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long status = 0;

    if (curl == NULL || m->body.len > INT32_MAX) {
        curl_easy_cleanup(curl);
        *why = STR("no memory");
        return CHANNEL_LATER;
    }
    to = curl_easy_escape(curl, m->recipient.p, (int)m->recipient.len);
    text = curl_easy_escape(curl, m->body.p, (int)m->body.len);
    if (to != NULL && text != NULL) {
        struct str url = arena_fmt(a, "%s%cto=%s&text=%s&coding=2&charset=UTF-8", c->sms,
                                   strchr(c->sms, '?') == NULL ? '?' : '&', to, text);

        curl_easy_setopt(curl, CURLOPT_URL, url.p);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_free(to);
    curl_free(text);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK || status < 200 || status >= 300)
        *why = arena_fmt(a, "%s (%ld)", curl_easy_strerror(code), status);
    return judge(code, status);
}
