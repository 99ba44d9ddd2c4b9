/*
 * sms.c - SMS through an HTTP gateway (kannel's sendsms: to, text, coding=2, charset=UTF-8).
 */
#include <curl/curl.h>

#include "base/buf.h"
#include "channels/channels.h"

#define BODY_MAX ((size_t)4 << 10) /* some ten parts */

static size_t swallow(char *p, size_t size, size_t n, void *arg)
{
    (void)p;
    (void)arg;
    return size * n;
}

/* What the gateway says of this message is final; what it says of us (name, password, address) or of itself
 * is not. */
static enum channel_result judge(CURLcode code, long status)
{
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        return CHANNEL_LATER;
    if (code != CURLE_OK)
        return CHANNEL_UNKNOWN;
    if (status >= 200 && status < 300)
        return CHANNEL_SENT;
    return status == 400 || status == 413 || status == 414 || status == 422 ? CHANNEL_NEVER : CHANNEL_LATER;
}

/* +989121234567, 09121234567: digits after an optional plus (ITU-T E.164). */
static bool number_ok(struct str s)
{
    if (str_starts(s, STR("+")))
        s = str_from(s, 1);
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.len >= 3 && s.len <= 15;
}

static struct str address_of(const struct channels *c, CURL *curl, const struct channel_message *m,
                             struct arena *a)
{
    char *to = curl_easy_escape(curl, m->recipient.p, (int)m->recipient.len);
    char *text = curl_easy_escape(curl, m->body.p, (int)m->body.len);
    struct str url = STR_NONE;

    if (to != NULL && text != NULL)
        url = arena_fmt(a, "%s%cto=%s&text=%s&coding=2&charset=UTF-8", c->sms,
                        strchr(c->sms, '?') == NULL ? '?' : '&', to, text);
    curl_free(to);
    curl_free(text);
    return url;
}

enum channel_result sms_send(const struct channels *c, const struct channel_message *m, struct arena *a,
                             struct str *why)
{
    CURL *curl;
    CURLcode code;
    struct str url;
    long status = 0;

    if (!number_ok(m->recipient) || m->body.len == 0 || m->body.len > BODY_MAX) {
        *why =
            number_ok(m->recipient) ? STR("the text is empty or too long") : STR("the number is not usable");
        return CHANNEL_NEVER;
    }
    curl = curl_easy_init();
    url = curl == NULL ? STR_NONE : address_of(c, curl, m, a);
    if (url.len == 0) {
        curl_easy_cleanup(curl);
        *why = STR("no memory");
        return CHANNEL_LATER;
    }
    curl_easy_setopt(curl, CURLOPT_URL, url.p);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK || status < 200 || status >= 300)
        *why = arena_fmt(a, "%s (%ld)", curl_easy_strerror(code), status);
    return judge(code, status);
}
