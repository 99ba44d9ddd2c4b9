/*
 * operation.c - operations that have been done, by key (port/operation.h).
 */
#include "port/operation.h"

#include "store/db.h"
#include "store/driver.h"

enum rc operation_result(struct tx *tx, struct arena *a, struct str key, struct str *ret, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    struct str result;
    enum rc rc;

    rc = db_query(tx, OPERATION_GET, DB_ARGS(db_text(key)), &rows, e);
    if (rc != RC_OK)
        return rc;
    rc = db_next(&rows, e);
    if (rc != RC_OK)
        return rc;
    result = row_text(&rows, a);
    rc = row_done(&rows, a, e);
    if (rc != RC_OK)
        return rc;
    if (operation_doubtful(tx)) {
        rc = db_exec(tx, OPERATION_TOUCH, DB_ARGS(db_text(key)), NULL, e);
        if (rc != RC_OK)
            return rc;
    }
    tx->recorded = true;
    *ret = result;
    return RC_OK;
}

enum rc operation_record(struct tx *tx, struct str key, struct str result, int64_t now_ms, struct err *e)
{
    enum rc rc = db_exec_one(tx, OPERATION_PUT, DB_ARGS(db_text(key), db_text(result), db_int(now_ms)), e);

    if (rc == RC_OK)
        tx->recorded = true;
    return rc;
}

void operation_told(struct tx *tx)
{
    tx->recorded = true;
}

bool operation_doubtful(const struct tx *tx)
{
    return tx->write && tx->after_unknown;
}

enum rc operation_forget(struct tx *tx, int64_t before_ms, int64_t limit, int64_t *deleted, struct err *e)
{
    return db_exec(tx, OPERATION_FORGET, DB_ARGS(db_int(before_ms), db_int(limit)), deleted, e);
}
