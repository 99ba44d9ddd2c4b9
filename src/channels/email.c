/*
 * email.c - e-mail over SMTP (RFC 5321) to the office's own relay, by libcurl.
 */
#include <curl/curl.h>
#include <sodium.h>

#include "base/buf.h"
#include "channels/channels.h"

#define BODY_MAX ((size_t)512 << 10)

/* Header values are ours or checked: nothing that begins another line gets in (mistake 6 of the house style).
 */
static bool clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return false;
    return true;
}

static bool address_ok(struct str s)
{
    size_t at = str_find_byte(s, '@', 0);

    if (!clean(s) || at == SIZE_MAX || at == 0 || at + 1 >= s.len || s.len > 254)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] == ' ' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == ',' || (unsigned char)s.p[i] > 0x7E)
            return false;
    return str_find_byte(s, '@', at + 1) == SIZE_MAX;
}

static struct str base64(struct arena *a, struct str bytes)
{
    size_t room = sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    char *p = arena_alloc(a, room);

    if (p == NULL)
        return STR_NONE;
    sodium_bin2base64(p, room, (const unsigned char *)bytes.p, bytes.len, sodium_base64_VARIANT_ORIGINAL);
    return str_c(p);
}

/* Encoded words (RFC 2047) of at most 45 bytes, cut between characters. */
static void put_subject(struct buf *b, struct arena *a, struct str s)
{
    size_t from = 0, pos = 0, last = 0;

    while (from < s.len) {
        while (pos < s.len && pos - from < 42) {
            last = pos;
            if (utf8_next(s, &pos) < 0)
                break;
        }
        if (pos < s.len && pos - from > 42)
            pos = last;
        buf_c(b, from == 0 ? "" : "\r\n ");
        buf_c(b, "=?UTF-8?B?");
        buf_str(b, base64(a, str_sub(s, from, pos - from)));
        buf_c(b, "?=");
        from = pos;
    }
}

struct str email_text(struct arena *a, struct str from, const struct channel_message *m)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct str body = base64(a, m->body);

    if (!address_ok(m->recipient) || !address_ok(from) || !clean(m->subject) || !clean(m->key))
        return STR_NONE;
    buf_init(&b, (size_t)1 << 20);
    buf_fmt(&b, "From: <%.*s>\r\nTo: <%.*s>\r\nMessage-ID: <%.*s@samad>\r\nSubject: ", STR_ARG(from),
            STR_ARG(m->recipient), STR_ARG(m->key));
    put_subject(&b, a, m->subject);
    buf_c(&b, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    for (size_t i = 0; i < body.len; i += 76) {
        buf_str(&b, str_sub(body, i, 76));
        buf_c(&b, "\r\n");
    }
    return b.failed ? STR_NONE : arena_str(a, buf_view(&b));
}

static size_t give(char *to, size_t size, size_t n, void *arg)
{
    struct str *rest = arg;
    size_t len = size * n < rest->len ? size * n : rest->len;

    if (len > 0)
        memcpy(to, rest->p, len);
    *rest = (struct str){ rest->p + len, rest->len - len };
    return len;
}

/* The message counts as handed over only after its last byte was: until then a lost connection is harmless.
 */
static enum channel_result judge(CURLcode code, long status, bool given)
{
    if (code == CURLE_OK)
        return CHANNEL_SENT;
    if (code == CURLE_LOGIN_DENIED || code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        return CHANNEL_LATER;
    if (status >= 500 && status < 600)
        return CHANNEL_NEVER;
    if (status >= 400 && status < 500)
        return CHANNEL_LATER;
    return given ? CHANNEL_UNKNOWN : CHANNEL_LATER;
}

/* CHANNEL_SENT when it may be tried, or why this message cannot be sent at all. */
static enum channel_result usable(const struct channels *c, const struct channel_message *m, struct str *why)
{
    if (c->from == NULL || !address_ok(str_c(c->from)))
        *why = STR("the sender's address is not usable");
    else if (!address_ok(m->recipient))
        *why = STR("the address is not usable");
    else if (!clean(m->subject) || !clean(m->key))
        *why = STR("a control character in the subject");
    else if (m->body.len > BODY_MAX)
        *why = STR("the message is too long");
    else
        return CHANNEL_SENT;
    return c->from == NULL || !address_ok(str_c(c->from)) ? CHANNEL_NOT_HERE : CHANNEL_NEVER;
}

enum channel_result email_send(const struct channels *c, const struct channel_message *m, struct arena *a,
                               struct str *why)
{
    enum channel_result result = usable(c, m, why);
    struct str text = result == CHANNEL_SENT ? email_text(a, str_c(c->from), m) : STR_NONE, rest = text;
    const char *recipient = arena_cstr(a, m->recipient);
    struct curl_slist *to;
    CURL *curl;
    CURLcode code;
    long status = 0;

    if (result != CHANNEL_SENT)
        return result;
    curl = text.len == 0 || recipient == NULL ? NULL : curl_easy_init();
    to = curl == NULL ? NULL : curl_slist_append(NULL, recipient);
    if (to == NULL) {
        curl_easy_cleanup(curl);
        *why = STR("no memory");
        return CHANNEL_LATER;
    }
    curl_easy_setopt(curl, CURLOPT_URL, c->smtp);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, c->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK)
        *why = arena_fmt(a, "%s (%ld)", curl_easy_strerror(code), status);
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    return judge(code, status, rest.len == 0);
}
