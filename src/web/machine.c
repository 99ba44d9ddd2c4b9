/*
 * machine.c - the addresses of the machine itself: health, assets, fonts, robots.txt, security.txt.
 */
#include "web/assets.h"
#include "web/dispatch.h"
#include "web/pages.h"

#define FONT_S (INT64_C(30) * 86400)

enum rc page_health(struct req *rq, struct resp *rs, struct err *e)
{
    struct err why = { 0 };
    enum rc rc = rq->in->web->backend->health(rq->app, &why);

    (void)e;
    if (rc == RC_OK) {
        resp_body(rs, "application/json", STR("{\"status\":\"ok\"}\n"));
        return RC_OK;
    }
    for (size_t i = 0; why.msg[i] != '\0'; i++) /* keep it JSON without escapes */
        if (why.msg[i] == '"' || why.msg[i] == '\\' || (unsigned char)why.msg[i] < 0x20)
            why.msg[i] = '\'';
    resp_status(rs, 503);
    resp_body(rs, "application/json",
              arena_fmt(rq->arena, "{\"status\":\"failing\",\"missing\":\"%s\"}\n", why.msg));
    return RC_OK;
}

/* 304 when the browser has it. */
static enum rc answer_tagged(struct req *rq, struct resp *rs, struct str etag, const char *type,
                             struct str bytes, struct err *e)
{
    if (str_eq(req_header(rq, "if-none-match"), etag)) {
        resp_status(rs, 304);
        return resp_header(rs, "etag", etag, e);
    }
    resp_body(rs, type, bytes);
    return resp_header(rs, "etag", etag, e);
}

enum rc page_asset(struct req *rq, struct resp *rs, struct err *e)
{
    const struct asset *x = asset_find(req_path(rq, "file"));

    if (x == NULL)
        return ERR(e, RC_NOT_FOUND, "no such asset");
    rs->forever = true;
    return answer_tagged(rq, rs, arena_fmt(rq->arena, "\"%.*s\"", STR_ARG(req_path(rq, "file"))),
                         asset_type(x->name), x->bytes, e);
}

enum rc page_font(struct req *rq, struct resp *rs, struct err *e)
{
    const struct web *w = rq->in->web;

    for (size_t i = 0; i < w->fonts.n; i++) {
        const struct font *f = &w->fonts.v[i];

        if (!str_eq(f->name, req_path(rq, "file")))
            continue;
        resp_public(rs, FONT_S);
        return answer_tagged(rq, rs, f->etag, "font/woff2", f->bytes, e);
    }
    return ERR(e, RC_NOT_FOUND, "no such font");
}

enum rc page_robots_txt(struct req *rq, struct resp *rs, struct err *e)
{
    (void)rq;
    (void)e;
    resp_public(rs, 3600);
    resp_body(rs, "text/plain; charset=utf-8",
              STR("User-agent: *\nDisallow: /sign-in\nDisallow: /tray\nDisallow: /cases/\n"));
    return RC_OK;
}

/* RFC 9116. */
enum rc page_security_txt(struct req *rq, struct resp *rs, struct err *e)
{
    const struct web *w = rq->in->web;

    if (w->config->security_contact == NULL)
        return ERR(e, RC_NOT_FOUND, "no contact is configured");
    resp_public(rs, 3600);
    resp_body(rs, "text/plain; charset=utf-8",
              arena_fmt(rq->arena, "Contact: %s\nExpires: %.*s\nPreferred-Languages: fa, en\n",
                        w->config->security_contact,
                        STR_ARG(iso_instant(rq->arena, w->backend->now(rq->app) + 90 * DAY_MS))));
    return RC_OK;
}
