/*
 * inner.h - the insides of struct req and struct resp, shared by the files of web/ that make them: head,
 * body, fields, guard, resume, response, dispatch. Page handlers include web/http.h only.
 */
#ifndef WEB_INNER_H
#define WEB_INNER_H

#include "app/app.h"
#include "app/session.h"
#include "web/html.h"
#include "web/http.h"

struct web;  /* web/dispatch.h */
struct call; /* web/call.h */

/* ---- what came in ---- */

struct http_header {
    struct str name, value;
};

#define HTTP_HEADERS_MAX 64

struct http_head {
    enum http_method method; /* HTTP_HEAD stays as it is here */
    struct str target;       /* path and query as sent */
    int minor;               /* HTTP/1.minor */
    struct str host;
    bool chunked;
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t n;
};

/* Read the head of a request (RFC 9112) from its raw bytes, which may go on after the head. `ret` borrows
 * from `raw` (names in lower case, as the caller has made them, or in any case). Stricter than the server
 * library: on RC_INVALID *status is what to answer before closing the connection (400, 414, 431, 501, 505).
 */
enum rc http_head_parse(struct str raw, struct http_head *ret, int *status, struct err *e) MUST_CHECK;
struct str http_head_value(const struct http_head *h, const char *name);
/* The value of one cookie; STR_NONE when absent or sent twice. */
struct str http_cookie(const struct http_head *h, const char *name);

/* One posted field or file. */
struct body_part {
    struct str name, value; /* decoded; `value` may be no UTF-8 */
    bool is_file;
    struct req_file file;
};
struct body_parts {
    VEC(struct body_part) list;
};
/* application/x-www-form-urlencoded and queries. RC_INVALID, or RC_LIMIT for more than `max` pairs. */
enum rc body_urlencoded(struct arena *a, struct str text, size_t max, struct body_parts *ret,
                        struct err *e) MUST_CHECK;
/* multipart/form-data (RFC 7578). File bytes are borrowed from `body`. RC_INVALID, RC_LIMIT. */
enum rc body_multipart(struct arena *a, struct str content_type, struct str body, size_t max,
                       struct body_parts *ret, struct err *e) MUST_CHECK;

/* ---- the fields ---- */

struct field_value {
    const struct field *f;
    VEC(struct str) typed, stored;
    VEC(struct req_file) files;
    struct str box[3]; /* year, month, day as typed */
    int64_t number;
    struct jdate date;
    bool given, good;
};

struct fields {
    struct field_value *v;
    size_t n;
    const struct body_parts *parts; /* for FIELD_ANY */
};

struct errors {
    const struct field_error *first;
    const struct field_error **end;
};

/* Read `parts` by declaration. Faults go to `errors`; RC_LIMIT when the arena is full. `too_large`: the whole
 * body was over its limit, so no file is taken. */
enum rc fields_read(struct arena *a, const struct field *form, const struct body_parts *parts, bool too_large,
                    struct fields *ret, struct errors *errors, struct err *e) MUST_CHECK;
void field_errors_init(struct errors *list);
void field_errors_add(struct arena *a, struct errors *list, struct str field, enum msg key, struct str text);

/* ---- tokens and cookies ---- */

#define COOKIE_SESSION "samad"
#define COOKIE_FORM "samad_form" /* binds the token of a form to a browser that is not signed in */

struct csrf {
    bool has;
    uint8_t secret[16]; /* what the token of a form proves knowledge of */
};
struct csrf csrf_of_session(const struct session *s);
struct csrf csrf_of_cookie(const struct hash *app_secret, struct str cookie);
/* A token for a form: another text each time, so that compression tells nothing about it. */
struct str csrf_token(struct arena *a, const struct csrf *g);
bool csrf_check(struct arena *a, const struct csrf *g, struct str token);
/* Whether a POST comes from a page of this server, by Sec-Fetch-Site or else Origin. */
bool http_same_origin(const struct http_head *h);

/* ---- the response ---- */

struct resp_cookie {
    const char *name;
    struct str value;
    int64_t max_age_s;
};

struct resp {
    int status; /* 0: not set, 200 */
    const char *type;
    struct buf html;
    bool is_html;
    struct str body; /* when not HTML */
    VEC(struct http_header) headers;
    VEC(struct resp_cookie) cookies;
    int64_t public_s;
    bool forever; /* never changes under this address */
    bool close;   /* the connection */
    struct arena *a;
};
void resp_init(struct resp *rs, struct arena *a);
void resp_reset(struct resp *rs); /* as after resp_init; keeps the buffer's memory */
void resp_done(struct resp *rs);
struct str resp_bytes(const struct resp *rs);
/* All headers of the response, security and caching included, ready to be sent. */
enum rc resp_headers(struct resp *rs, bool tls, struct http_header **ret, size_t *n,
                     struct err *e) MUST_CHECK;
const char *status_reason(int status);

/* ---- the request ---- */

struct path_value {
    const char *name; /* begins a "{name}" inside the route's path */
    size_t name_len;
    struct str value;
};
#define PATH_VALUES_MAX 6

struct req_inner {
    struct http_head head;
    struct str raw_body, peer;
    bool tls;
    struct path_value path_values[PATH_VALUES_MAX];
    size_t path_values_n;
    struct body_parts parts;
    struct fields fields;
    struct errors errors;
    struct csrf guard; /* of the session or of the anonymous cookie */
    const struct hash *app_secret;
    struct str form_cookie;   /* the anonymous cookie's value, old or new */
    bool form_cookie_is_new;  /* must be set with the response */
    struct str once;          /* posted or made */
    struct str session_token; /* of the cookie */
    bool carry;               /* resume_fields() carries this request's own fields */
    struct str next;          /* where to go after signing in */
    const struct web *web;
    struct call *call;
};

#endif
