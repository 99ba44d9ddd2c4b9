/*
 * http.h - what a page handler sees: the request (struct req) and the response (struct resp).
 *
 * A handler is a synchronous function `enum rc page_x(struct req *rq, struct resp *rs, struct err *e)`.
 * Before it runs the dispatcher has done limits, parsing, identity, permission, CSRF and the declared fields;
 * afterwards it turns the returned code into a status and a page. A handler reads declared fields only, calls
 * one use case, renders.
 *
 * How a handler runs is a column of the route table (web/routes.h):
 *   READ   inline in the event loop, inside one read transaction. Microseconds only: no file, no network, no
 * argon2. WRITE  on the store's thread, inside one write transaction; it MAY BE RUN AGAIN, each time with an
 * empty response, and the response leaves only when the transaction is durable. When it returns an error the
 * transaction is rolled back. A form that is not req_ok() is run in a read transaction instead: it can be
 * shown again, but it cannot write. SLOW   on a worker thread, outside of any transaction: sign-in, PDF,
 * exports. It calls app_read() and app_write(). BARE   inline in the event loop without a transaction and
 * without a session: health, assets.
 *
 * All text that these functions return lives as long as the request. Nothing here may be kept after the
 * handler. Not here: sockets (web/server/), addresses (web/url.h), templates (docs/templates.md), words
 * (web/messages.h).
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/permission.h"
#include "persian/jalali.h"
#include "web/messages.h"
#include "web/url.h"

struct app;
struct cx;      /* app/app.h: what use cases take */
struct session; /* app/session.h */
struct safe_html;
struct resp;

/* ---- forms: what a route may read ---- */

enum field_kind {
    FIELD_TEXT = 1,    /* one line; min, max: characters (max 0: LIMIT_TEXT_SHORT) */
    FIELD_LONG,        /* many lines, \n only; min, max: characters (max 0: LIMIT_TEXT_LONG) */
    FIELD_INT,         /* whole number in any digits; min, max: value (both 0: any) */
    FIELD_ID,          /* a positive 64-bit id */
    FIELD_DATE,        /* Jalali: boxes name-year, name-month, name-day, or one box `name` as 1404/06/24 */
    FIELD_NATIONAL_ID, /* ten digits with a right check digit */
    FIELD_LEGAL_ID,    /* eleven digits of a legal person (شناسه ملی) */
    FIELD_PHONE,       /* Iranian mobile or land line, kept as +98… */
    FIELD_EMAIL,
    FIELD_POSTCODE, /* ten digits */
    FIELD_CODE,     /* tracking code: digits in any script, spaces and dashes dropped */
    FIELD_CHOICE,   /* one of `choices` */
    FIELD_BOOL,     /* a tick box: present and not "0" */
    FIELD_SECRET,   /* a password: as typed, never shown again, never kept */
    FIELD_FILE,     /* min 0; max: bytes a file (0: LIMIT_FILE_SIZE) */
    FIELD_ANY       /* a family of fields whose names begin with `name`, defined by a process package */
};

struct field {
    const char *name;
    enum field_kind kind;
    bool required;
    bool many; /* may come more than once: tick-box lists, several files */
    int64_t min, max;
    const char *const
        *choices; /* FIELD_CHOICE: ends with NULL; NULL allows any short word (checked by the use case) */
};
#define FORM_END                                                                                             \
    {                                                                                                        \
        .name = NULL                                                                                         \
    }

/* ---- the request ---- */

enum http_method { HTTP_GET = 1, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OPTIONS };

struct field_error {
    struct str field; /* "" for the form as a whole */
    struct str text;  /* Persian sentence, ready to be shown (the template escapes it) */
    enum msg key;
    const struct field_error *next;
};

struct req {
    struct app *app;
    struct cx *cx; /* READ, WRITE, CHECKED: the running transaction, with the actor; NULL in SLOW */
    const struct actor *actor;        /* who asks; never NULL (ACTOR_ANYONE when nobody is signed in) */
    const struct session *session;    /* of an official who is signed in, else NULL */
    struct arena *arena;              /* of this request: budget ARENA_BUDGET_DEFAULT */
    enum http_method method;          /* HEAD arrives as HTTP_GET: the server drops the body */
    struct str path;                  /* as asked, without the query; percent-encoded */
    const struct field_error *errors; /* of the declared fields, in the order of the form; NULL: all good */
    const struct route *route;
    bool checking;       /* CHECKED: the run before the writing one, on a snapshot */
    const void *checked; /* what that run has kept for the writing one; NULL: nothing */
    struct req_inner *in;
};

/* True when the declared fields are all good (and the form is fresh): only then may the handler act.
 * Otherwise it renders its form again, with req_typed() values and rq->errors, and returns resp_html() with
 * RC_OK; the dispatcher makes the status 422. */
bool req_ok(const struct req *rq);
/* A path parameter of the route, percent-decoded once. Asking for one that the route does not have is our
 * mistake. */
struct str req_path(const struct req *rq, const char *name);
int64_t req_path_int(const struct req *rq, const char *name); /* 0 when it is no positive number */

/* Values of declared fields; asking for an undeclared one, or one of another kind, is our mistake (assert).
 * Empty or bad fields give STR_NONE, 0, false. */
struct str req_text(const struct req *rq, const char *name); /* stored form: normalised by persian/ */
struct str req_typed(const struct req *rq,
                     const char *name);                  /* as typed (valid UTF-8), to fill the form again */
bool req_has(const struct req *rq, const char *name);    /* was filled in and is good */
int64_t req_int(const struct req *rq, const char *name); /* FIELD_INT, FIELD_ID */
bool req_bool(const struct req *rq, const char *name);
struct jdate req_date(const struct req *rq, const char *name); /* year 0 when absent or wrong */
struct str req_secret(const struct req *rq, const char *name);
size_t req_count(const struct req *rq, const char *name); /* of a `many` field */
struct str req_text_at(const struct req *rq, const char *name, size_t i);

struct req_file {
    struct str name;  /* as given, cleaned for showing; never a path to use */
    struct str type;  /* as claimed by the browser; decide by content */
    struct str bytes; /* borrowed from the connection until the request ends */
};
size_t req_file_count(const struct req *rq, const char *name);
const struct req_file *req_file_at(const struct req *rq, const char *name, size_t i);

/* FIELD_ANY: the i-th posted field of that family, in the order sent; `key` is the name after the family's
 * prefix, `text` normalised, `typed` as typed. False past the end. Boxes of dates arrive one by one
 * (key-year, key-month, key-day): it is forms/form.h that reads them. An uploaded file has `file` and no
 * text. */
struct any_field {
    struct str key, text, typed;
    const struct req_file *file;
};
bool req_any_at(const struct req *rq, const char *family, size_t i, struct any_field *ret) MUST_CHECK;
bool req_any(const struct req *rq, const char *family, struct str key, struct any_field *ret) MUST_CHECK;

/* Add an error found by a use case; `field` may be "" for the form as a whole. In WRITE return the use case's
 * code right after it: the transaction is rolled back and the handler is run once more, in a read transaction
 * and with req_ok() false, to show its form again. In READ and SLOW show the form at once. */
void req_add_error(struct req *rq, const char *field, enum msg key);
void req_add_error_text(struct req *rq, struct str field, struct str text);
/* First error of a field, or STR_NONE. */
struct str req_error(const struct req *rq, const char *field);

/* The hidden inputs of every POST form: the CSRF token and the form's own once-key. Put {{ form_guard(rq) }}
 * first in each <form method="post">. */
struct safe_html form_guard(struct req *rq);
/* The once-key: the same text when the same form is sent twice, so that a use case can answer the second time
 * with what the first did. 22 URL-safe characters; for a GET a fresh one. */
struct str req_once(struct req *rq);
/* A request header's value or STR_NONE; `name` in lower case. */
struct str req_header(const struct req *rq, const char *name);
/* A cookie's value; STR_NONE when it is absent or was sent twice. */
struct str req_cookie(const struct req *rq, const char *name);
/* The peer's address for rate limits: the socket's, or X-Forwarded-For's last entry when the peer is a
 * trusted proxy. */
struct str req_peer(const struct req *rq);
bool req_is_tls(const struct req *rq);
/* The session cookie's value, STR_NONE without one. Only for the pages that sign in and out. */
struct str req_session(const struct req *rq);
/* The whole body of a request whose route has no form (API): application/json as sent. */
struct str req_body(const struct req *rq);

/* ---- when a session ended in the middle of a form ----
 * The dispatcher shows the sign-in page with the typed fields inside it (hidden, without files and secrets).
 * The sign-in form carries {{ resume_fields(rq) }}; after a successful sign-in its handler calls
 * req_resume(): when work was carried it renders the "your work was kept, go on" page (a form that posts the
 * same fields to the same address with a fresh token) and gives true; otherwise false, and the handler goes
 * on to `next`. */
struct safe_html resume_fields(struct req *rq);
enum rc req_resume(struct req *rq, struct resp *rs, struct str new_session, bool *resumed,
                   struct err *e) MUST_CHECK;
/* Where to go after signing in: the local path asked for before, else `otherwise`. */
struct url req_next(const struct req *rq, struct url otherwise);

/* ---- the response ---- */

struct resp; /* begins as 200 without a body */

/* Begin an HTML page; append to the returned buffer (templates do). Bounded by RESP_HTML_MAX; a page that
 * does not fit ends as RC_LIMIT. Calling it again starts over. */
struct buf *resp_html(struct resp *rs);
#define RESP_HTML_MAX ((size_t)4 << 20)
/* 303: the browser goes on with GET. */
enum rc resp_see_other(struct resp *rs, struct url to, struct err *e) MUST_CHECK;
enum rc resp_moved(struct resp *rs, struct url to, struct err *e) MUST_CHECK; /* 308 */
/* A file to keep (`inline_` false) or to look at. `type` is a literal media type; `name` may be Persian.
 * `bytes` are borrowed and must live as long as the request (its arena is right). */
enum rc resp_file(struct resp *rs, const char *type, struct str name, bool inline_, struct str bytes,
                  struct err *e) MUST_CHECK;
/* Any other body (JSON, plain text, SVG): borrowed like a file's. */
void resp_body(struct resp *rs, const char *type, struct str bytes);
void resp_status(struct resp *rs, int status);
/* Session and anonymous cookies: HttpOnly, SameSite=Lax, Path=/, Secure behind TLS. `max_age_s` 0: until the
 * browser closes; negative: forget it. Values are refused (RC_INVALID) unless they are URL-safe. */
enum rc resp_session(struct resp *rs, struct str token, int64_t max_age_s, struct err *e) MUST_CHECK;
enum rc resp_cookie(struct resp *rs, const char *name, struct str value, int64_t max_age_s,
                    struct err *e) MUST_CHECK;
/* One more header; RC_INVALID when the value holds CR, LF or NUL. */
enum rc resp_header(struct resp *rs, const char *name, struct str value, struct err *e) MUST_CHECK;
/* Public pages may be kept by caches for some seconds; without this every page is `no-store`. */
void resp_public(struct resp *rs, int64_t seconds);

/* ---- routes ---- */

typedef enum rc page_fn(struct req *rq, struct resp *rs, struct err *e);

enum route_mode { READ = 1, WRITE, CHECKED, SLOW, BARE };

struct route {
    enum http_method method;
    bool api;         /* no cookies, no CSRF token, errors as JSON */
    const char *path; /* "/cases/{ref}/assign" */
    page_fn *handler;
    enum route_mode mode;
    enum permission permission;
    const struct field *form;
    const char *name; /* of the handler, for logs and tests */
};
/* The table of web/routes.h. */
const struct route *web_routes(size_t *n);

#endif
