/*
 * json.h - JSON (RFC 8259): a strict reader into an arena and a writer onto a buf.
 *
 * Numbers keep their text, so that no digit of a 34-digit decimal is lost. Duplicate names, invalid UTF-8,
 * NUL characters and trailing text are errors. Objects keep the order of their members.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    bool boolean;
    struct str text;          /* string: decoded; number: as written */
    struct str name;          /* as member of an object */
    const struct json *first; /* array, object: first child, then ->next */
    const struct json *next;
    size_t n; /* number of children */
};

#define JSON_DEPTH_MAX 256
#define JSON_MEMBERS_MAX 10000u /* of one object */

/* Where the run of bytes that stand in a JSON string as they are ends: at a quote, a backslash, a control
 * character or the end of `s`. */
size_t json_plain(struct str s, size_t from);
/* RC_INVALID with line and column; RC_LIMIT when too deep or the arena is full. Text is borrowed from `text`
 * where it needs no decoding. */
enum rc json_parse(struct arena *a, struct str text, const struct json **ret, struct err *e) MUST_CHECK;

/* All of these accept NULL and wrong kinds, and then give the empty answer. */
const struct json *json_get(const struct json *o, const char *name);
const struct json *json_get_str(const struct json *o, struct str name);
const struct json *json_at(const struct json *array, size_t i);
struct str json_text(const struct json *v);                      /* of a string or number, else STR_NONE */
struct str json_text_of(const struct json *o, const char *name); /* json_text(json_get()) */
bool json_bool_of(const struct json *o, const char *name, bool dflt);
int64_t json_int_of(const struct json *o, const char *name, int64_t dflt);
bool json_int(const struct json *v, int64_t *ret) MUST_CHECK;

/* Writer: commas and nesting are kept by the caller's order of calls and checked by assert. */
struct json_out {
    struct buf *b;
    uint8_t begun[JSON_DEPTH_MAX + 2]; /* a level that already holds something */
    int depth;
    bool after_name;
};
void json_out_init(struct json_out *o, struct buf *b);
void json_open(struct json_out *o, char bracket);  /* '{' or '[' */
void json_close(struct json_out *o, char bracket); /* '}' or ']' */
void json_name(struct json_out *o, struct str name);
void json_put_str(struct json_out *o, struct str s);
void json_put_int(struct json_out *o, int64_t v);
void json_put_bool(struct json_out *o, bool v);
void json_put_null(struct json_out *o);
void json_put_number(struct json_out *o, struct str digits); /* already JSON syntax */
void json_put_raw(struct json_out *o, struct str json);      /* already a whole JSON value */
void json_put_value(struct json_out *o, const struct json *v);
void json_member_str(struct json_out *o, const char *name, struct str v);
void json_member_int(struct json_out *o, const char *name, int64_t v);
void json_member_bool(struct json_out *o, const char *name, bool v);
/* Canonical text: members sorted by name (bytes), no space. For hashing and comparing. */
void json_canonical(struct buf *b, const struct json *v);

#endif
