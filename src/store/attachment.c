/*
 * attachment.c - names and kinds of files; their bytes are blobs (blob.c).
 */
#include "port/case.h"
#include "store/read.h"

static void read_attachment(struct db_rows *r, struct arena *a, struct attachment_rec *t)
{
    t->id = row_int(r);
    t->case_id = row_int_or(r, 0);
    t->draft_id = row_int_or(r, 0);
    t->hash = row_text(r, a);
    t->name = row_text(r, a);
    t->mime = row_text(r, a);
    t->size = row_int(r);
    t->made_at = row_int(r);
    t->by_applicant = row_bool(r);
    t->post_id = row_int_or(r, 0);
    t->public = row_bool(r);
    t->note = row_text(r, a);
}

enum rc attachment_insert(struct tx *tx, const struct attachment_rec *t, struct err *e)
{
    return db_exec(tx, ATTACHMENT_INSERT,
                   DB_ARGS(db_int(t->id), db_int_or_null(t->case_id), db_int_or_null(t->draft_id),
                           db_text(t->hash), db_text(t->name), db_text(t->mime), db_int(t->size),
                           db_int(t->made_at), db_bool(t->by_applicant), db_int_or_null(t->post_id),
                           db_bool(t->public), db_text(t->note)),
                   NULL, e);
}

enum rc attachment_by_id(struct tx *tx, struct arena *a, int64_t id, struct attachment_rec *ret,
                         struct err *e)
{
    READ_ONE(tx, a, ATTACHMENT_BY_ID, DB_ARGS(db_int(id)), struct attachment_rec, read_attachment, ret, e);
}

enum rc attachment_list(struct tx *tx, struct arena *a, int64_t case_id, int64_t draft_id,
                        struct attachment_list *ret, struct err *e)
{
    READ_LIST(tx, a, case_id != 0 ? ATTACHMENT_OF_CASE : ATTACHMENT_OF_DRAFT,
              DB_ARGS(db_int(case_id != 0 ? case_id : draft_id)), struct attachment_rec, read_attachment, ret,
              e);
}

enum rc attachment_move(struct tx *tx, int64_t draft_id, int64_t case_id, struct err *e)
{
    return db_exec(tx, ATTACHMENT_MOVE, DB_ARGS(db_int(draft_id), db_int(case_id)), NULL, e);
}

enum rc attachment_publish(struct tx *tx, int64_t id, struct err *e)
{
    return db_exec(tx, ATTACHMENT_PUBLISH, DB_ARGS(db_int(id)), NULL, e);
}

enum rc attachment_delete_of_draft(struct tx *tx, int64_t draft_id, int64_t id, struct err *e)
{
    return db_exec(tx, ATTACHMENT_DELETE, DB_ARGS(db_int(draft_id), db_int(id)), NULL, e);
}

static enum rc count_hash(struct tx *tx, struct str hash, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, ATTACHMENT_HASH_USED, DB_ARGS(db_text(hash)), int64_t, read_int, ret, e);
}

enum rc attachment_hash_used(struct tx *tx, struct str hash, bool *ret, struct err *e)
{
    int64_t n = 0;
    enum rc rc = count_hash(tx, hash, &n, e);

    if (rc == RC_OK)
        *ret = n > 0;
    return rc;
}

struct text_list {
    struct str *v;
    size_t n;
};

static void read_text(struct db_rows *r, struct arena *a, struct str *s)
{
    *s = row_text(r, a);
}

static enum rc hashes(struct tx *tx, struct arena *a, struct str after, int64_t limit, struct text_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, ATTACHMENT_HASHES, DB_ARGS(db_text(after), db_int(limit)), struct str, read_text, ret,
              e);
}

enum rc attachment_hashes(struct tx *tx, struct arena *a, struct str after, int64_t limit, struct str **ret,
                          size_t *n, struct err *e)
{
    struct text_list list = { 0 };
    enum rc rc = hashes(tx, a, after, limit, &list, e);

    *ret = list.v;
    *n = list.n;
    return rc;
}
