/*
 * node.c - the numbers of the running servers (port/node.h).
 */
#include "port/node.h"

#include "store/db.h"

enum rc node_claim(struct tx *tx, struct str name, struct str token, int64_t now_ms, uint8_t *ret,
                   struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    int64_t number = 0;
    enum rc rc;

    rc = db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, e);
    if (rc != RC_OK)
        return rc;
    while (db_more(&rows)) {
        int64_t taken = row_int(&rows), seen_at;
        struct str by;

        row_skip(&rows);
        by = row_view(&rows);
        seen_at = row_int(&rows);
        rc = row_done(&rows, NULL, e);
        if (rc != RC_OK)
            return rc;
        if (seen_at < now_ms - NODE_LOST_MS) {
            rc = db_exec_one(tx, NODE_DELETE, DB_ARGS(db_int(taken), db_text(by)), e);
            if (rc != RC_OK)
                return rc;
        } else if (taken == number) {
            number++; /* the list is in order of number */
        }
    }
    if (number > UINT8_MAX)
        return ERR(e, RC_LIMIT, "all %d node numbers are taken", UINT8_MAX + 1);
    rc = db_exec_one(tx, NODE_INSERT, DB_ARGS(db_int(number), db_text(name), db_text(token), db_int(now_ms)),
                     e);
    if (rc != RC_OK)
        return rc;
    *ret = (uint8_t)number;
    return RC_OK;
}

enum rc node_seen(struct tx *tx, uint8_t number, struct str token, int64_t now_ms, struct err *e)
{
    return db_exec_one(tx, NODE_SEEN, DB_ARGS(db_int(number), db_text(token), db_int(now_ms)), e);
}

enum rc node_release(struct tx *tx, uint8_t number, struct str token, struct err *e)
{
    return db_exec_one(tx, NODE_DELETE, DB_ARGS(db_int(number), db_text(token)), e);
}
