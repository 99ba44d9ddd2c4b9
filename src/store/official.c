/*
 * official.c - people who work here, what they hold, their sessions and sign-ins.
 */
#include "port/office.h"
#include "store/read.h"

static void read_official(struct db_rows *r, struct arena *a, struct official_rec *o)
{
    o->id = row_int(r);
    o->name = row_text(r, a);
    o->national_id = row_text(r, a);
    o->login = row_text(r, a);
    o->password = row_text(r, a);
    o->totp_secret = row_text(r, a);
    o->totp_last = row_int(r);
    o->mobile = row_text(r, a);
    o->email = row_text(r, a);
    o->active = row_bool(r);
    o->must_change = row_bool(r);
    o->version = row_int(r);
}

enum rc official_insert(struct tx *tx, const struct official_rec *o, struct err *e)
{
    return db_exec(tx, OFFICIAL_INSERT,
                   DB_ARGS(db_int(o->id), db_text(o->name), db_text(o->national_id), db_text(o->login),
                           db_text(o->password), db_text(o->totp_secret), db_int(o->totp_last),
                           db_text(o->mobile), db_text(o->email), db_bool(o->active), db_bool(o->must_change),
                           db_int(1)),
                   NULL, e);
}

enum rc official_update(struct tx *tx, const struct official_rec *o, struct err *e)
{
    return db_exec_one(tx, OFFICIAL_UPDATE,
                       DB_ARGS(db_int(o->id), db_text(o->name), db_text(o->national_id), db_text(o->login),
                               db_text(o->password), db_text(o->totp_secret), db_text(o->mobile),
                               db_text(o->email), db_bool(o->active), db_bool(o->must_change),
                               db_int(o->version)),
                       e);
}

enum rc official_by_id(struct tx *tx, struct arena *a, int64_t id, struct official_rec *ret, struct err *e)
{
    READ_ONE(tx, a, OFFICIAL_BY_ID, DB_ARGS(db_int(id)), struct official_rec, read_official, ret, e);
}

enum rc official_by_login(struct tx *tx, struct arena *a, struct str login, struct official_rec *ret,
                          struct err *e)
{
    READ_ONE(tx, a, OFFICIAL_BY_LOGIN, DB_ARGS(db_text(login)), struct official_rec, read_official, ret, e);
}

enum rc official_list(struct tx *tx, struct arena *a, struct official_list *ret, struct err *e)
{
    READ_LIST(tx, a, OFFICIAL_LIST, DB_NO_ARGS, struct official_rec, read_official, ret, e);
}

enum rc official_use_totp(struct tx *tx, int64_t id, int64_t step, struct err *e)
{
    return db_exec_one(tx, OFFICIAL_USE_TOTP, DB_ARGS(db_int(id), db_int(step)), e);
}

/* ---- holdings ---- */

static void read_holding(struct db_rows *r, struct arena *a, struct holding_rec *h)
{
    h->id = row_int(r);
    h->post_id = row_int(r);
    h->official_id = row_int(r);
    h->kind = row_text(r, a);
    h->from_at = row_int(r);
    h->until_at = row_int_or(r, 0);
    h->reason = row_text(r, a);
    h->made_by = row_int_or(r, 0);
    h->official_name = row_text(r, a);
    h->post_title = row_text(r, a);
    h->post_code = row_text(r, a);
    h->unit_name = row_text(r, a);
}

enum rc holding_insert(struct tx *tx, const struct holding_rec *h, struct err *e)
{
    return db_exec(tx, HOLDING_INSERT,
                   DB_ARGS(db_int(h->id), db_int(h->post_id), db_int(h->official_id), db_text(h->kind),
                           db_int(h->from_at), db_int_or_null(h->until_at), db_text(h->reason),
                           db_int_or_null(h->made_by)),
                   NULL, e);
}

enum rc holding_end(struct tx *tx, int64_t id, int64_t until_at, struct err *e)
{
    return db_exec_one(tx, HOLDING_END, DB_ARGS(db_int(id), db_int(until_at)), e);
}

static enum rc holdings_of(struct tx *tx, struct arena *a, int64_t official_id, int64_t now,
                           struct holding_list *ret, struct err *e)
{
    READ_LIST(tx, a, HOLDING_OF_OFFICIAL, DB_ARGS(db_int(now), db_int(official_id)), struct holding_rec,
              read_holding, ret, e);
}

enum rc holding_list(struct tx *tx, struct arena *a, int64_t official_id, int64_t post_id, int64_t now,
                     struct holding_list *ret, struct err *e)
{
    if (official_id != 0 && post_id == 0)
        return holdings_of(tx, a, official_id, now, ret, e);
    READ_LIST(tx, a, HOLDING_CURRENT, DB_ARGS(db_int(now), db_int(official_id), db_int(post_id)),
              struct holding_rec, read_holding, ret, e);
}

enum rc holding_history(struct tx *tx, struct arena *a, int64_t post_id, struct holding_list *ret,
                        struct err *e)
{
    READ_LIST(tx, a, HOLDING_HISTORY, DB_ARGS(db_int(post_id)), struct holding_rec, read_holding, ret, e);
}

/* ---- sessions and sign-ins ---- */

static void read_session(struct db_rows *r, struct arena *a, struct session_rec *s)
{
    s->token_hash = row_text(r, a);
    s->official_id = row_int(r);
    s->post_id = row_int(r);
    s->csrf = row_text(r, a);
    s->made_at = row_int(r);
    s->seen_at = row_int(r);
    s->expires_at = row_int(r);
}

enum rc session_insert(struct tx *tx, const struct session_rec *s, struct err *e)
{
    return db_exec(tx, SESSION_INSERT,
                   DB_ARGS(db_text(s->token_hash), db_int(s->official_id), db_int(s->post_id),
                           db_text(s->csrf), db_int(s->made_at), db_int(s->seen_at), db_int(s->expires_at)),
                   NULL, e);
}

enum rc session_get(struct tx *tx, struct arena *a, struct str token_hash, struct session_rec *ret,
                    struct err *e)
{
    READ_ONE(tx, a, SESSION_GET, DB_ARGS(db_text(token_hash)), struct session_rec, read_session, ret, e);
}

enum rc session_set_post(struct tx *tx, struct str token_hash, int64_t post_id, struct err *e)
{
    return db_exec(tx, SESSION_SET_POST, DB_ARGS(db_text(token_hash), db_int(post_id)), NULL, e);
}

enum rc session_touch(struct tx *tx, struct str token_hash, int64_t now, int64_t expires_at, struct err *e)
{
    return db_exec(tx, SESSION_TOUCH, DB_ARGS(db_text(token_hash), db_int(now), db_int(expires_at)), NULL, e);
}

enum rc session_delete(struct tx *tx, struct str token_hash, struct err *e)
{
    return db_exec(tx, SESSION_DELETE, DB_ARGS(db_text(token_hash)), NULL, e);
}

enum rc session_delete_of(struct tx *tx, int64_t official_id, struct str except_hash, struct err *e)
{
    return db_exec(tx, SESSION_DELETE_OF, DB_ARGS(db_int(official_id), db_text(except_hash)), NULL, e);
}

enum rc session_expire(struct tx *tx, int64_t now, struct err *e)
{
    return db_exec(tx, SESSION_EXPIRE, DB_ARGS(db_int(now)), NULL, e);
}

static void read_failure(struct db_rows *r, struct arena *a UNUSED, struct failure_rec *f)
{
    f->count = row_int(r);
    f->last_at = row_int(r);
}

enum rc failure_get(struct tx *tx, struct str login, struct str source, struct failure_rec *ret,
                    struct err *e)
{
    READ_ONE(tx, NULL, FAILURE_GET, DB_ARGS(db_text(login), db_text(source)), struct failure_rec,
             read_failure, ret, e);
}

enum rc failure_add(struct tx *tx, struct str login, struct str source, int64_t now, struct err *e)
{
    return db_exec(tx, FAILURE_ADD, DB_ARGS(db_text(login), db_text(source), db_int(now)), NULL, e);
}

enum rc failure_clear(struct tx *tx, struct str login, struct str source, struct err *e)
{
    return db_exec(tx, FAILURE_CLEAR, DB_ARGS(db_text(login), db_text(source)), NULL, e);
}

enum rc failure_forget(struct tx *tx, int64_t before, struct err *e)
{
    return db_exec(tx, FAILURE_FORGET, DB_ARGS(db_int(before)), NULL, e);
}

enum rc device_insert(struct tx *tx, struct str token_hash, int64_t official_id, int64_t now, struct err *e)
{
    return db_exec(tx, DEVICE_INSERT,
                   DB_ARGS(db_text(token_hash), db_int(official_id), db_int(now), db_int(now)), NULL, e);
}

enum rc device_get(struct tx *tx, struct str token_hash, int64_t *official_id, struct err *e)
{
    READ_ONE(tx, NULL, DEVICE_GET, DB_ARGS(db_text(token_hash)), int64_t, read_int, official_id, e);
}
