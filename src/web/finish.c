/*
 * finish.c - the last step of a call: the form's cookie, compression, the list of headers.
 */
#include <zlib.h>

#include "web/call.h"

#define PACK_FROM 1400u /* bytes: less fits into one packet anyway */
#define PACK_LEVEL 1
#define PACK_WINDOW 13 /* 8 KiB: a smaller state costs less to set up than a larger one saves */
#define PACK_MEMORY 7
#define FORM_COOKIE_S (INT64_C(12) * 3600)

static bool accepts_gzip(const struct http_head *h)
{
    struct str list = http_head_value(h, "accept-encoding");

    while (list.len > 0) {
        struct str one = str_trim(str_cut(&list, ',')), word = str_trim(str_cut(&one, ';'));

        if (str_eq_nocase(word, STR("gzip")) && !str_eq_c(str_trim(one), "q=0"))
            return true;
    }
    return false;
}

static bool packable(const char *type)
{
    static const char *const begins[] = { "text/", "image/svg", "application/json" };

    for (size_t i = 0; type != NULL && i < ARRAY_LEN(begins); i++)
        if (strncmp(type, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

/* True when `out` holds the smaller, gzipped text. */
static bool pack(struct str in, struct buf *out)
{
    z_stream z = { 0 };
    bool done;

    if (in.len > UINT32_MAX / 2 ||
        deflateInit2(&z, PACK_LEVEL, Z_DEFLATED, PACK_WINDOW + 16, PACK_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    buf_init(out, in.len);
    if (!buf_reserve(out, in.len)) {
        (void)deflateEnd(&z);
        return false;
    }
    z.next_in = (Bytef *)(uintptr_t)in.p; /* zlib does not write to it */
    z.avail_in = (uInt)in.len;
    z.next_out = (Bytef *)out->p;
    z.avail_out = (uInt)in.len;
    done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    out->len = in.len - z.avail_out;
    (void)deflateEnd(&z);
    return done;
}

static void compress_body(struct call *c, struct str *body)
{
    struct err e = { 0 };

    if (c->web->config->no_gzip || body->len < PACK_FROM || !packable(c->rs.type))
        return;
    if (resp_header(&c->rs, "vary", STR("accept-encoding"), &e) != RC_OK || !accepts_gzip(&c->in.head))
        return;
    if (pack(*body, &c->packed) && resp_header(&c->rs, "content-encoding", STR("gzip"), &e) == RC_OK)
        *body = buf_view(&c->packed);
}

const struct call_response *call_response(struct call *c)
{
    struct call_response *r = &c->out;
    struct http_header *headers = NULL;
    struct err e = { 0 };
    enum rc rc = RC_OK;

    if (c->in.form_cookie_is_new)
        rc = resp_cookie(&c->rs, COOKIE_FORM, c->in.form_cookie, FORM_COOKIE_S, &e);
    r->body = resp_bytes(&c->rs);
    compress_body(c, &r->body);
    if (rc == RC_OK)
        rc = resp_headers(&c->rs, c->in.tls, &headers, &r->n, &e);
    if (rc != RC_OK) { /* out of memory for headers: say only that, on the cleared arena */
        (void)call_refuse_rc(c, rc, &e);
        r->body = resp_bytes(&c->rs);
        r->n = 0;
        if (resp_headers(&c->rs, c->in.tls, &headers, &r->n, &e) != RC_OK)
            r->body = STR_NONE;
    }
    r->headers = headers;
    r->status = c->rs.status == 0 ? 200 : c->rs.status;
    r->close = c->rs.close || c->in.head.chunked;
    r->head_only = c->in.head.method == HTTP_HEAD;
    r->route = c->route != NULL ? c->route->name : "-";
    return r;
}
