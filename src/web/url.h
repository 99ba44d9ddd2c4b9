/*
 * url.h - addresses as a type: what stands in `href`, `src`, `action` and `Location` is a struct url, and a
 * struct url is made only here, percent-encoded (RFC 3986), without control characters.
 *
 * Not here: the addresses of the pages themselves (web/links.h builds those on top of this).
 */
#ifndef WEB_URL_H
#define WEB_URL_H

#include "base/arena.h"

struct url {
    struct str s; /* ready to print; read it with url_str() */
};

/* A path of this server. Each `{}` of the literal pattern takes the next struct str, percent-encoded as one
 * segment: URL(a, "/cases/{}/assign", ref) On a full arena the address is empty and the arena stays failed.
 */
#define URL(a, pattern, ...)                                                                                 \
    url_build((a), STR("" pattern), (const struct str[]){ { NULL, 0 }, ##__VA_ARGS__ } + 1,                  \
              sizeof((const struct str[]){ { NULL, 0 }, ##__VA_ARGS__ }) / sizeof(struct str) - 1)
struct url url_build(struct arena *a, struct str pattern, const struct str *segments, size_t n);

/* A literal path of this server without parameters, e.g. URL_LIT("/track"). */
#define URL_LIT(lit) ((struct url){ STR("" lit) })

/* Append one query parameter ("?" or "&" as needed), name and value encoded. */
struct url url_query(struct arena *a, struct url u, const char *name, struct str value);
struct url url_query_int(struct arena *a, struct url u, const char *name, int64_t value);
struct url url_fragment(struct arena *a, struct url u, const char *id);

/* From outside text. RC_INVALID unless it is http or https with a host / a path of this server ("/x", never
 * "//x"). */
enum rc url_external(struct arena *a, struct str text, struct url *ret, struct err *e) MUST_CHECK;
enum rc url_local(struct arena *a, struct str text, struct url *ret, struct err *e) MUST_CHECK;
struct url url_tel(struct arena *a, struct str digits);     /* tel: */
struct url url_mailto(struct arena *a, struct str address); /* mailto: */

struct str url_str(struct url u);

/* Percent-encoding of one segment, query name or query value: everything but the unreserved characters. */
struct str url_encode(struct arena *a, struct str text);
/* Decode once. False on a bad escape or an encoded NUL. `plus` also turns '+' into a space (forms, queries).
 */
bool url_decode(struct arena *a, struct str text, bool plus, struct str *ret) MUST_CHECK;

#endif
