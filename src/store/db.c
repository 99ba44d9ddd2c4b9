/*
 * db.c - run named statements in a transaction and read their rows with types.
 *
 * Each result is kept until the transaction writes (reference.h), so that the same question is asked once,
 * and so that questions can be asked before their answers are needed (tx_ahead()); but not in SQLite's
 * writer, whose answers cost less than keeping them.
 *
 * Not here: the engines (sqlite/, postgres/), transactions (store.c).
 * Invariant: after a failure every further call on the same run of the transaction gives that failure again.
 */
#include "store/driver.h"
#include "store/fault.h"
#include "store/stmt.h"

#include <assert.h>

static enum rc tx_fail(struct tx *tx, const struct err *err, struct err *e)
{
    if (tx->failed.rc == RC_OK)
        tx->failed = *err;
    if (e != NULL)
        *e = tx->failed;
    return tx->failed.rc;
}

/* A statement that only reads begins with SELECT (a test holds all of them against this). */
static bool stmt_reads(const struct stmt_def *d)
{
    return d->sql[0] == 'S';
}

/* How a statement is run: one of the operations of the connection. */
struct run {
    struct db_result *res;
    int64_t *changed;
    bool one; /* by run_one() */
};

static enum rc tx_run(struct tx *tx, enum stmt s, struct db_args args, const struct run *how, struct err *e)
{
    const struct conn_ops *ops = tx->conn->ops;
    const struct stmt_def *d = ops->def(s);
    struct err err = { 0 };
    enum rc rc;

    assert(!tx->ahead);
    if (tx->failed.rc != RC_OK)
        return tx_fail(tx, &tx->failed, e);
    store_count(&tx->store->count.calls);
    rc = stmt_check_args(d, args, &err);
    if (rc == RC_OK && !tx->write && !stmt_reads(d))
        rc = ERR(&err, RC_INTERNAL, "%s writes in a transaction that only reads", d->name);
    if (rc == RC_OK)
        rc = fault_call(d->name, &err);
    if (rc == RC_OK)
        rc = how->one ? ops->run_one(tx->conn, s, args, &err)
                      : ops->run(tx->conn, s, args, how->res, how->changed, &err);
    if (reference_class(s) == REFERENCE_WRITES)
        tx->reference = REFERENCE_PAST;
    if (!stmt_reads(d))
        reference_clear(&tx->conn->snapshot);
    return rc == RC_OK ? RC_OK : tx_fail(tx, &err, e);
}

/* ---- reference data ---- */

static enum rc reference_version(struct tx *tx, int64_t *ret, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = db_query(tx, REFERENCE_VERSION, DB_NO_ARGS, &rows, e);

    if (rc == RC_OK)
        rc = db_next(&rows, e);
    if (rc != RC_OK)
        return rc;
    *ret = row_int(&rows);
    return row_done(&rows, NULL, e);
}

/* Before the first reference read of a transaction: forget what was read under another version. */
static enum rc reference_settle(struct tx *tx, struct err *e)
{
    struct reference *ref = &tx->conn->reference;
    int64_t version = 0;
    enum rc rc = reference_version(tx, &version, e);

    if (rc != RC_OK)
        return rc;
    if (version != ref->version) {
        reference_clear(ref);
        ref->version = version;
    }
    tx->reference = REFERENCE_HOLDS;
    return RC_OK;
}

/* What may be kept of this statement in this transaction, if anything. */
static enum rc kept_where(struct tx *tx, enum stmt s, struct reference **ret, struct err *e)
{
    enum rc rc = RC_OK;

    *ret = tx->keeps && stmt_reads(tx->conn->ops->def(s)) ? &tx->conn->snapshot : NULL;
    if (reference_class(s) != REFERENCE_READS)
        return RC_OK;
    if (tx->reference == REFERENCE_UNKNOWN)
        rc = reference_settle(tx, e);
    if (rc == RC_OK && tx->reference == REFERENCE_HOLDS)
        *ret = &tx->conn->reference;
    return rc;
}

/* Sets rows->res when the connection has kept it. A kept result is a call like any other to the faults of a
 * test, so that their count does not depend on what is kept. */
static enum rc kept_read(struct tx *tx, const struct reference *where, enum stmt s, struct db_args args,
                         struct db_rows *rows, struct err *e)
{
    struct err err = { 0 };
    enum rc rc;

    *rows = (struct db_rows){ .res = reference_find(where, s, args), .stmt = s };
    if (rows->res == NULL)
        return RC_OK;
    rc = fault_call(tx->conn->ops->def(s)->name, &err);
    if (rc == RC_OK && rows->res->pending)
        rc = tx->conn->ops->arrive(tx->conn, &err);
    if (rc == RC_OK)
        return RC_OK;
    db_rows_done(rows);
    return tx_fail(tx, &err, e);
}

/* ---- asking ahead ---- */

static void ask_ahead(struct tx *tx, enum stmt s, struct db_args args)
{
    struct conn *c = tx->conn;
    const struct stmt_def *d = c->ops->def(s);
    struct db_result *res = reference_find(&c->snapshot, s, args);

    if (res != NULL) { /* it is there or on its way */
        result_free(res);
        return;
    }
    if (!stmt_reads(d) || !reference_fits(args) || stmt_check_args(d, args, NULL) != RC_OK)
        return;
    res = result_new(&c->pool, strlen(d->columns));
    if (res == NULL)
        return;
    if (c->ops->ahead(c, s, args, res, NULL) != RC_OK) {
        result_free(res);
        return;
    }
    store_count(&tx->store->count.calls);
    reference_keep(&c->snapshot, s, args, res);
}

/* Whatever is wrong shows when the question is asked in earnest. Reference data is kept by connections and
 * seldom asked for. */
static void query_ahead(struct tx *tx, enum stmt s, struct db_args args)
{
    if (tx->conn->ops->ahead != NULL && tx->keeps && tx->failed.rc == RC_OK &&
        reference_class(s) != REFERENCE_READS)
        ask_ahead(tx, s, args);
}

void tx_ahead_reference(struct tx *tx)
{
    if (tx->reference == REFERENCE_UNKNOWN)
        query_ahead(tx, REFERENCE_VERSION, DB_NO_ARGS);
}

/* ---- running ---- */

enum rc db_query(struct tx *tx, enum stmt s, struct db_args args, struct db_rows *rows, struct err *e)
{
    const struct stmt_def *d = tx->conn->ops->def(s);
    struct reference *where = NULL;
    struct db_result *res;
    enum rc rc = RC_OK;

    db_rows_done(rows);
    if (tx->ahead) {
        query_ahead(tx, s, args);
        rows->stmt = s;
        return RC_OK; /* no rows */
    }
    if (tx->failed.rc != RC_OK)
        return tx_fail(tx, &tx->failed, e);
    rc = kept_where(tx, s, &where, e);
    if (rc == RC_OK && where != NULL)
        rc = kept_read(tx, where, s, args, rows, e);
    if (rc != RC_OK || rows->res != NULL)
        return rc;
    res = result_new(&tx->conn->pool, strlen(d->columns));
    if (res == NULL)
        return tx_fail(tx, &(struct err){ RC_LIMIT, __FILE__, __LINE__, "out of memory for a result" }, e);
    rc = tx_run(tx, s, args, &(struct run){ .res = res }, e);
    if (rc != RC_OK) {
        result_free(res);
        return rc;
    }
    if (where != NULL)
        reference_keep(where, s, args, where == &tx->conn->snapshot ? result_share(res) : result_copy(res));
    *rows = (struct db_rows){ .res = res, .stmt = s };
    return RC_OK;
}

enum rc db_exec(struct tx *tx, enum stmt s, struct db_args args, int64_t *changed, struct err *e)
{
    return tx_run(tx, s, args, &(struct run){ .changed = changed }, e);
}

enum rc db_exec_one(struct tx *tx, enum stmt s, struct db_args args, struct err *e)
{
    int64_t changed = 0;
    struct err err = { 0 };
    enum rc rc;

    if (tx->conn->ops->run_one != NULL)
        return tx_run(tx, s, args, &(struct run){ .one = true }, e);
    rc = tx_run(tx, s, args, &(struct run){ .changed = &changed }, e);
    if (rc != RC_OK || changed == 1)
        return rc;
    (void)ERR(&err, RC_CONFLICT, "%s changed %lld rows, not 1", stmt_sqlite(s)->name, (long long)changed);
    return tx_fail(tx, &err, e);
}

enum rc db_in_line(struct tx *tx, uint64_t key, struct err *e)
{
    const struct driver *d = tx->store->driver;
    struct err err = { 0 };

    if (tx->failed.rc != RC_OK)
        return tx_fail(tx, &tx->failed, e);
    if (!tx->write || d->in_line == NULL || d->in_line(tx, key))
        return RC_OK;
    (void)ERR(&err, RC_BUSY, "another transaction changes the same row");
    return tx_fail(tx, &err, e);
}

/* ---- rows ---- */

size_t db_count(const struct db_rows *r)
{
    if (r->res == NULL || r->res->columns == 0)
        return 0;
    return r->res->ncells / r->res->columns;
}

bool db_more(struct db_rows *r)
{
    if (r->row >= db_count(r))
        return false;
    r->row++;
    r->col = 0;
    return true;
}

enum rc db_next(struct db_rows *r, struct err *e)
{
    if (db_more(r))
        return RC_OK;
    return ERR(e, RC_NOT_FOUND, "%s: no row", stmt_sqlite(r->stmt)->name);
}

void db_rows_done(struct db_rows *r)
{
    result_free(r->res);
    *r = (struct db_rows){ 0 };
}

/* The cell to read next, when the statement declares `type` for it; NULL with the sticky error otherwise. */
static const struct db_cell *row_cell(struct db_rows *r, const char *types)
{
    const char *declared = stmt_sqlite(r->stmt)->columns;
    size_t col = r->col;

    r->col++;
    if (r->row == 0 || col >= r->res->columns || strchr(types, declared[col]) == NULL) {
        if (r->bad == RC_OK) {
            r->bad = RC_INTERNAL;
            r->bad_col = col + 1;
        }
        return NULL;
    }
    return &r->res->cells[(r->row - 1) * r->res->columns + col];
}

static const struct db_cell *row_number(struct db_rows *r, const char *types)
{
    const struct db_cell *c = row_cell(r, types);

    if (c == NULL || c->kind != DB_NULL)
        return c;
    if (r->bad == RC_OK) {
        r->bad = RC_INTERNAL;
        r->bad_col = r->col;
    }
    return NULL;
}

int64_t row_int(struct db_rows *r)
{
    const struct db_cell *c = row_number(r, "i");

    return c == NULL ? 0 : c->i;
}

int64_t row_int_or(struct db_rows *r, int64_t otherwise)
{
    const struct db_cell *c = row_cell(r, "i");

    return c == NULL || c->kind == DB_NULL ? otherwise : c->i;
}

bool row_bool(struct db_rows *r)
{
    return row_int(r) != 0;
}

double row_real(struct db_rows *r)
{
    const struct db_cell *c = row_number(r, "f");

    return c == NULL ? 0 : c->f;
}

static struct str row_bytes(struct db_rows *r, const char *types)
{
    const struct db_cell *c = row_cell(r, types);

    if (c == NULL || c->kind == DB_NULL)
        return STR_NONE;
    if (c->s.len == 0)
        return STR("");
    return (struct str){ r->res->bytes + c->s.at, c->s.len };
}

struct str row_text(struct db_rows *r, struct arena *a)
{
    struct str s = row_bytes(r, "s");

    return s.p == NULL ? s : arena_str(a, s);
}

struct str row_blob(struct db_rows *r, struct arena *a)
{
    struct str s = row_bytes(r, "b");

    return s.p == NULL ? s : arena_str(a, s);
}

struct str row_view(struct db_rows *r)
{
    return row_bytes(r, "sb");
}

bool row_is_null(const struct db_rows *r)
{
    if (r->row == 0 || r->col >= r->res->columns)
        return true;
    return r->res->cells[(r->row - 1) * r->res->columns + r->col].kind == DB_NULL;
}

void row_skip(struct db_rows *r)
{
    (void)row_cell(r, "isbf");
}

enum rc row_done(struct db_rows *r, struct arena *a, struct err *e)
{
    const char *name = stmt_sqlite(r->stmt)->name;

    if (r->bad != RC_OK)
        return ERR(e, r->bad, "%s: column %zu is NULL or of another type than read", name, r->bad_col);
    if (r->res == NULL || r->col != r->res->columns)
        return ERR(e, RC_INTERNAL, "%s: %zu columns were read of %zu", name, r->col,
                   r->res == NULL ? 0 : r->res->columns);
    return a == NULL ? RC_OK : arena_check(a, e);
}
