/*
 * outbox.c - messages waiting for their channel; leased, so that a worker may die at any moment.
 */
#include "port/flow.h"
#include "store/read.h"

static void read_message(struct db_rows *r, struct arena *a, struct outbox_rec *m)
{
    m->id = row_int(r);
    m->case_id = row_int_or(r, 0);
    m->letter_id = row_int_or(r, 0);
    m->channel = row_text(r, a);
    m->recipient = row_text(r, a);
    m->post_id = row_int_or(r, 0);
    m->template = row_text(r, a);
    m->subject = row_text(r, a);
    m->body = row_text(r, a);
    m->state = row_text(r, a);
    m->tries = row_int(r);
    m->next_at = row_int(r);
    m->lease_until = row_int(r);
    m->last_error = row_text(r, a);
    m->made_at = row_int(r);
    m->done_at = row_int_or(r, 0);
    m->tracking_code = row_text(r, a);
}

enum rc outbox_insert(struct tx *tx, const struct outbox_rec *m, struct err *e)
{
    return db_exec(tx, OUTBOX_INSERT,
                   DB_ARGS(db_int(m->id), db_int_or_null(m->case_id), db_int_or_null(m->letter_id),
                           db_text(m->channel), db_text(m->recipient), db_int_or_null(m->post_id),
                           db_text(m->template), db_text(m->subject), db_text(m->body), db_text(m->state),
                           db_int(m->tries), db_int(m->next_at), db_int(m->lease_until),
                           db_text(m->last_error), db_int(m->made_at), db_int_or_null(m->done_at)),
                   NULL, e);
}

struct id_list {
    int64_t *v;
    size_t n;
};

static enum rc lease(struct tx *tx, struct arena *a, int64_t now, int64_t until, int64_t limit,
                     struct id_list *ret, struct err *e)
{
    READ_LIST(tx, a, OUTBOX_LEASE, DB_ARGS(db_int(now), db_int(until), db_int(limit)), int64_t, read_int, ret,
              e);
}

static enum rc by_id(struct tx *tx, struct arena *a, int64_t id, struct outbox_rec *ret, struct err *e)
{
    READ_ONE(tx, a, OUTBOX_BY_ID, DB_ARGS(db_int(id)), struct outbox_rec, read_message, ret, e);
}

enum rc outbox_lease(struct tx *tx, struct arena *a, int64_t now, int64_t lease_until, int64_t limit,
                     struct outbox_list *ret, struct err *e)
{
    struct id_list ids = { 0 };
    enum rc rc = lease(tx, a, now, lease_until, limit, &ids, e);

    if (rc != RC_OK)
        return rc;
    ret->n = 0;
    ret->v = ARENA_ARRAY(a, struct outbox_rec, ids.n + 1);
    if (ret->v == NULL)
        return arena_check(a, e);
    tx_ahead(tx, true);
    for (size_t i = 0; i < ids.n; i++)
        AHEAD(by_id(tx, a, ids.v[i], &ret->v[0], NULL));
    tx_ahead(tx, false);
    for (size_t i = 0; rc == RC_OK && i < ids.n; i++)
        rc = by_id(tx, a, ids.v[i], &ret->v[ret->n++], e);
    return rc;
}

enum rc outbox_done(struct tx *tx, int64_t id, struct str state, int64_t now, struct err *e)
{
    return db_exec_one(tx, OUTBOX_DONE, DB_ARGS(db_int(id), db_text(state), db_int(now)), e);
}

enum rc outbox_failed(struct tx *tx, int64_t id, bool dead, int64_t next_at, struct str error, struct err *e)
{
    return db_exec_one(
        tx, OUTBOX_FAILED,
        DB_ARGS(db_int(id), db_text(dead ? STR("dead") : STR("queued")), db_int(next_at), db_text(error)), e);
}

enum rc outbox_retry(struct tx *tx, int64_t id, int64_t now, struct err *e)
{
    return db_exec_one(tx, OUTBOX_RETRY, DB_ARGS(db_int(id), db_int(now)), e);
}

static void read_any(struct db_rows *r, struct arena *a UNUSED, bool *any)
{
    *any = row_int(r) > 0;
}

enum rc outbox_due(struct tx *tx, int64_t now, bool *ret, struct err *e)
{
    READ_ONE(tx, NULL, OUTBOX_DUE, DB_ARGS(db_int(now)), bool, read_any, ret, e);
}

enum rc outbox_of_case(struct tx *tx, struct arena *a, int64_t case_id, int64_t limit,
                       struct outbox_list *ret, struct err *e)
{
    READ_LIST(tx, a, OUTBOX_OF_CASE, DB_ARGS(db_int(case_id), db_int(limit)), struct outbox_rec, read_message,
              ret, e);
}
