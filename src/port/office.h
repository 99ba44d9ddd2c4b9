/*
 * office.h - what the store keeps of the office: units, posts, officials, who holds what, sessions,
 * calendars, settings, audit. Functions are implemented in src/store; all texts returned live in `a`.
 *
 * Finders return RC_NOT_FOUND (which does not lose the transaction); updates carry the version that was seen
 * and return RC_CONFLICT when it is another by now.
 */
#ifndef PORT_OFFICE_H
#define PORT_OFFICE_H

#include "port/tx.h"

struct unit_rec {
    int64_t id, parent_id; /* parent_id 0: the top */
    struct str path, code, kind, function, name, county, phone, address;
    bool active;
    int64_t version;
};
enum rc unit_insert(struct tx *tx, const struct unit_rec *u, struct err *e) MUST_CHECK;
enum rc unit_update(struct tx *tx, const struct unit_rec *u, struct err *e) MUST_CHECK;
enum rc unit_by_id(struct tx *tx, struct arena *a, int64_t id, struct unit_rec *ret,
                   struct err *e) MUST_CHECK;
enum rc unit_by_code(struct tx *tx, struct arena *a, struct str code, struct unit_rec *ret,
                     struct err *e) MUST_CHECK;
/* The first active unit of a function ("inspection") by path. */
enum rc unit_by_function(struct tx *tx, struct arena *a, struct str function, struct unit_rec *ret,
                         struct err *e) MUST_CHECK;
struct unit_list {
    struct unit_rec *v;
    size_t n;
};
/* All units in the subtree of `path` ("" or "/": all), by path. */
enum rc unit_list(struct tx *tx, struct arena *a, struct str path, struct unit_list *ret,
                  struct err *e) MUST_CHECK;

struct post_rec {
    int64_t id, unit_id, superior_id;
    struct str code, title, roles;
    int64_t rights;
    bool active;
    int64_t version;
    struct str unit_name, unit_path, unit_code; /* read only */
    struct str holder;                          /* read only: name of who holds it now, empty when vacant */
};
struct post_list {
    struct post_rec *v;
    size_t n;
};
enum rc post_insert(struct tx *tx, const struct post_rec *p, struct err *e) MUST_CHECK;
enum rc post_update(struct tx *tx, const struct post_rec *p, struct err *e) MUST_CHECK;
/* `now` decides who the holder is. */
enum rc post_by_id(struct tx *tx, struct arena *a, int64_t id, int64_t now, struct post_rec *ret,
                   struct err *e) MUST_CHECK;
enum rc post_by_code(struct tx *tx, struct arena *a, struct str code, int64_t now, struct post_rec *ret,
                     struct err *e) MUST_CHECK;
/* Active posts of the unit (0: of all units in the subtree of `path`), by code. */
enum rc post_list(struct tx *tx, struct arena *a, int64_t unit_id, struct str path, int64_t now,
                  struct post_list *ret, struct err *e) MUST_CHECK;

struct official_rec {
    int64_t id;
    struct str name, national_id, login, password, totp_secret, mobile, email;
    int64_t totp_last;
    bool active, must_change;
    int64_t version;
};
struct official_list {
    struct official_rec *v;
    size_t n;
};
enum rc official_insert(struct tx *tx, const struct official_rec *o, struct err *e) MUST_CHECK;
enum rc official_update(struct tx *tx, const struct official_rec *o, struct err *e) MUST_CHECK;
enum rc official_by_id(struct tx *tx, struct arena *a, int64_t id, struct official_rec *ret,
                       struct err *e) MUST_CHECK;
enum rc official_by_login(struct tx *tx, struct arena *a, struct str login, struct official_rec *ret,
                          struct err *e) MUST_CHECK;
enum rc official_list(struct tx *tx, struct arena *a, struct official_list *ret, struct err *e) MUST_CHECK;
/* Uses up the time step: RC_CONFLICT when it, or a later one, was used before. */
enum rc official_use_totp(struct tx *tx, int64_t id, int64_t step, struct err *e) MUST_CHECK;

struct holding_rec {
    int64_t id, post_id, official_id;
    struct str kind;           /* "holder", "deputy" */
    int64_t from_at, until_at; /* until_at 0: open */
    struct str reason;
    int64_t made_by;
    struct str official_name, post_title, post_code, unit_name; /* read only */
};
struct holding_list {
    struct holding_rec *v;
    size_t n;
};
enum rc holding_insert(struct tx *tx, const struct holding_rec *h, struct err *e) MUST_CHECK;
enum rc holding_end(struct tx *tx, int64_t id, int64_t until_at, struct err *e) MUST_CHECK;
/* In force at `now`; of one official (else 0), of one post (else 0). Holders before deputies. */
enum rc holding_list(struct tx *tx, struct arena *a, int64_t official_id, int64_t post_id, int64_t now,
                     struct holding_list *ret, struct err *e) MUST_CHECK;
/* Every holding of the post, newest first. */
enum rc holding_history(struct tx *tx, struct arena *a, int64_t post_id, struct holding_list *ret,
                        struct err *e) MUST_CHECK;

struct session_rec {
    struct str token_hash;
    int64_t official_id, post_id;
    struct str csrf;
    int64_t made_at, seen_at, expires_at;
};
enum rc session_insert(struct tx *tx, const struct session_rec *s, struct err *e) MUST_CHECK;
enum rc session_get(struct tx *tx, struct arena *a, struct str token_hash, struct session_rec *ret,
                    struct err *e) MUST_CHECK;
enum rc session_set_post(struct tx *tx, struct str token_hash, int64_t post_id, struct err *e) MUST_CHECK;
enum rc session_touch(struct tx *tx, struct str token_hash, int64_t now, int64_t expires_at,
                      struct err *e) MUST_CHECK;
enum rc session_delete(struct tx *tx, struct str token_hash, struct err *e) MUST_CHECK;
enum rc session_delete_of(struct tx *tx, int64_t official_id, struct str except_hash,
                          struct err *e) MUST_CHECK;
enum rc session_expire(struct tx *tx, int64_t now, struct err *e) MUST_CHECK;

struct failure_rec {
    int64_t count, last_at;
};
enum rc failure_get(struct tx *tx, struct str login, struct str source, struct failure_rec *ret,
                    struct err *e) MUST_CHECK;
enum rc failure_add(struct tx *tx, struct str login, struct str source, int64_t now,
                    struct err *e) MUST_CHECK;
enum rc failure_clear(struct tx *tx, struct str login, struct str source, struct err *e) MUST_CHECK;
enum rc failure_forget(struct tx *tx, int64_t before, struct err *e) MUST_CHECK;
enum rc device_insert(struct tx *tx, struct str token_hash, int64_t official_id, int64_t now,
                      struct err *e) MUST_CHECK;
/* RC_NOT_FOUND unless the device is known for this official; marks it seen. */
enum rc device_get(struct tx *tx, struct str token_hash, int64_t *official_id, struct err *e) MUST_CHECK;

struct calendar_rec {
    int64_t id;
    struct str key;
    int64_t version;
    struct str content, note;
    int64_t made_at, made_by;
};
struct calendar_list {
    struct calendar_rec *v;
    size_t n;
};
enum rc calendar_insert(struct tx *tx, const struct calendar_rec *c, struct err *e) MUST_CHECK;
/* version 0: the newest. */
enum rc calendar_get(struct tx *tx, struct arena *a, struct str key, int64_t version,
                     struct calendar_rec *ret, struct err *e) MUST_CHECK;
/* Id and version of the newest; RC_NOT_FOUND when there is none of this key. */
enum rc calendar_newest(struct tx *tx, struct str key, int64_t *id, int64_t *version,
                        struct err *e) MUST_CHECK;
/* Newest version first, without contents. */
enum rc calendar_list(struct tx *tx, struct arena *a, struct str key, struct calendar_list *ret,
                      struct err *e) MUST_CHECK;

/* STR_NONE with RC_OK when it is not set. */
enum rc setting_get(struct tx *tx, struct arena *a, struct str name, struct str *ret,
                    struct err *e) MUST_CHECK;
enum rc setting_put(struct tx *tx, struct str name, struct str value, int64_t now, int64_t by,
                    struct err *e) MUST_CHECK;

struct audit_rec {
    int64_t id, at, official_id, post_id;
    struct str act, object, data;
    struct str official_name; /* read only */
};
struct audit_list {
    struct audit_rec *v;
    size_t n;
};
enum rc audit_insert(struct tx *tx, const struct audit_rec *r, struct err *e) MUST_CHECK;
/* Newest first, with ids below `before` (0: from the newest). */
enum rc audit_list(struct tx *tx, struct arena *a, int64_t before, int64_t limit, struct audit_list *ret,
                   struct err *e) MUST_CHECK;

#endif
