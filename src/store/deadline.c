/*
 * deadline.c - deadlines of cases with their derivations.
 */
#include "port/case.h"
#include "store/read.h"

static void read_deadline(struct db_rows *r, struct arena *a, struct deadline_rec *d)
{
    d->id = row_int(r);
    d->case_id = row_int(r);
    d->kind = row_text(r, a);
    d->start_at = row_int(r);
    d->due_at = row_int(r);
    d->cls = row_text(r, a);
    d->state = row_text(r, a);
    d->met_at = row_int_or(r, 0);
    d->needs_calendar = row_bool(r);
    d->derivation = row_text(r, a);
    d->version = row_int(r);
}

enum rc deadline_insert(struct tx *tx, const struct deadline_rec *d, struct err *e)
{
    return db_exec(tx, DEADLINE_INSERT,
                   DB_ARGS(db_int(d->id), db_int(d->case_id), db_text(d->kind), db_int(d->start_at),
                           db_int(d->due_at), db_text(d->cls), db_text(d->state), db_int_or_null(d->met_at),
                           db_bool(d->needs_calendar), db_text(d->derivation), db_int(d->version)),
                   NULL, e);
}

enum rc deadline_update(struct tx *tx, const struct deadline_rec *d, struct err *e)
{
    return db_exec_one(tx, DEADLINE_UPDATE,
                       DB_ARGS(db_int(d->id), db_int(d->due_at), db_text(d->cls), db_text(d->state),
                               db_int_or_null(d->met_at), db_text(d->derivation), db_int(d->version)),
                       e);
}

enum rc deadline_list(struct tx *tx, struct arena *a, int64_t case_id, struct deadline_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, DEADLINE_LIST, DB_ARGS(db_int(case_id)), struct deadline_rec, read_deadline, ret, e);
}

enum rc deadline_walk(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct deadline_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, DEADLINE_WALK, DB_ARGS(db_int(after), db_int(limit)), struct deadline_rec, read_deadline,
              ret, e);
}

enum rc deadline_moved_list(struct tx *tx, struct arena *a, struct str path, bool closed, int64_t limit,
                            struct deadline_list *ret, struct err *e)
{
    struct str like = path_like(a, path);

    READ_LIST(tx, a, DEADLINE_MOVED, DB_ARGS(db_text(like), db_bool(closed), db_int(limit)),
              struct deadline_rec, read_deadline, ret, e);
}
