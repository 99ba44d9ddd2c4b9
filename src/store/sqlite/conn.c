/*
 * conn.c - one SQLite connection.
 *
 * Not here: who commits when (writer.c), opening the store (driver.c).
 * Invariant: outside migrations nothing but named statements and transaction control is prepared or run; the
 * authorizer refuses the rest, and the statements themselves may not touch the schema, settings or other
 * files.
 */
#include "store/sqlite/conn.h"

#include <limits.h>

enum rc sqlite_err(struct sqlite_conn *c, int code, const char *what, struct err *e)
{
    const char *msg = c->db == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(c->db);
    enum rc rc = RC_INTERNAL;

    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        rc = RC_BUSY;
        break;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
        rc = RC_LIMIT;
        break;
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
            code == SQLITE_CONSTRAINT_ROWID || code == SQLITE_CONSTRAINT_FOREIGNKEY)
            rc = RC_CONFLICT;
        else
            rc = RC_INVALID;
        break;
    default:
        break;
    }
    return ERR(e, rc, "%s: %s", what, msg);
}

/* ---- the guard ---- */

static int authorize(void *self, int action, const char *x, const char *y, const char *db,
                     const char *trigger)
{
    const struct sqlite_conn *c = self;

    (void)y;
    (void)db;
    (void)trigger;
    if (!c->inside)
        return SQLITE_DENY;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return SQLITE_OK;
    case SQLITE_UPDATE: /* a reader opening the full-text search asks for this one; its file is read-only */
        return c->role == SQLITE_WRITER || (x != NULL && strcmp(x, "sqlite_master") == 0) ? SQLITE_OK
                                                                                          : SQLITE_DENY;
    case SQLITE_INSERT:
    case SQLITE_DELETE:
        return c->role == SQLITE_WRITER ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA: /* the full-text search asks for it inside */
        return x != NULL && strcmp(x, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

/* ---- opening ---- */

static const char *const control_sql[CTL_COUNT] = {
    [CTL_BEGIN] = "BEGIN IMMEDIATE",   [CTL_BEGIN_READ] = "BEGIN",   [CTL_COMMIT] = "COMMIT",
    [CTL_ROLLBACK] = "ROLLBACK",       [CTL_SAVE] = "SAVEPOINT job", [CTL_RELEASE] = "RELEASE job",
    [CTL_BACK_TO] = "ROLLBACK TO job",
};

enum rc sqlite_text(struct sqlite_conn *c, const char *sql, struct err *e)
{
    bool inside = c->inside;
    int code;

    c->inside = true;
    code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    c->inside = inside;
    return code == SQLITE_OK ? RC_OK : sqlite_err(c, code, "setting up SQLite", e);
}

static enum rc pragma_text(struct sqlite_conn *c, const char *sql, char *out, size_t size, struct err *e)
{
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(c->db, sql, -1, &s, NULL);

    out[0] = '\0';
    if (code == SQLITE_OK) {
        code = sqlite3_step(s);
        if (code == SQLITE_ROW)
            (void)snprintf(out, size, "%s", (const char *)sqlite3_column_text(s, 0));
    }
    sqlite3_finalize(s);
    return code == SQLITE_ROW || code == SQLITE_DONE ? RC_OK : sqlite_err(c, code, sql, e);
}

static enum rc conn_settings(struct sqlite_conn *c, unsigned mmap_mib, struct err *e)
{
    bool writes = c->role == SQLITE_WRITER || c->role == SQLITE_ADMIN;
    char mode[16], sql[160];
    enum rc rc;

    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, c->role == SQLITE_CHECKPOINT ? 50 : 10000);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
    if (writes) {
        rc = pragma_text(c, "PRAGMA journal_mode = WAL", mode, sizeof(mode), e);
        if (rc != RC_OK)
            return rc;
        if (strcmp(mode, "wal") != 0)
            return ERR(e, RC_INTERNAL, "SQLite cannot keep a write-ahead log here (journal mode is %s)",
                       mode);
    }
    rc = sqlite_text(c,
                     "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0;"
                     "PRAGMA case_sensitive_like = ON; PRAGMA cell_size_check = ON",
                     e);
    if (rc != RC_OK)
        return rc;
    (void)snprintf(sql, sizeof(sql),
                   "PRAGMA foreign_keys = %s; PRAGMA cache_size = -%d; PRAGMA mmap_size = %lld",
                   c->role == SQLITE_ADMIN ? "OFF" : "ON", c->role == SQLITE_WRITER ? 16384 : 4096,
                   (long long)mmap_mib << 20);
    return sqlite_text(c, sql, e);
}

static const struct conn_ops sqlite_ops;

enum rc sqlite_conn_open(const char *path, enum sqlite_role role, unsigned mmap_mib, struct sqlite_conn **ret,
                         struct err *e)
{
    CLEANUP(sqlite_conn_closep) struct sqlite_conn *c = calloc(1, sizeof(*c));
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code;
    enum rc rc;

    if (c == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    c->base.ops = &sqlite_ops;
    c->role = role;
    flags |= role == SQLITE_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= role == SQLITE_WRITER ? SQLITE_OPEN_CREATE : 0;
    code = sqlite3_open_v2(path, &c->db, flags, NULL);
    if (code != SQLITE_OK)
        return sqlite_err(c, code, path, e);
    rc = conn_settings(c, mmap_mib, e);
    if (rc != RC_OK)
        return err_wrap(e, "%s", path);
    if (role != SQLITE_ADMIN)
        sqlite3_set_authorizer(c->db, authorize, c);
    c->inside = true;
    for (size_t i = 0; i < CTL_COUNT; i++) {
        code = sqlite3_prepare_v3(c->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &c->control[i], NULL);
        if (code != SQLITE_OK)
            return sqlite_err(c, code, control_sql[i], e);
    }
    c->inside = false;
    *ret = TAKE(c);
    return RC_OK;
}

enum rc sqlite_conn_unflushed(struct sqlite_conn *c, struct err *e)
{
    enum rc rc;

    sqlite3_set_authorizer(c->db, NULL, NULL);
    rc = sqlite_text(c, "PRAGMA synchronous = OFF", e);
    sqlite3_set_authorizer(c->db, authorize, c);
    return rc;
}

void sqlite_conn_close(struct sqlite_conn *c)
{
    if (c == NULL)
        return;
    c->inside = true;
    for (size_t i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(c->stmt[i].s);
    for (size_t i = 0; i < CTL_COUNT; i++)
        sqlite3_finalize(c->control[i]);
    sqlite3_close(c->db);
    reference_clear(&c->base.reference);
    reference_clear(&c->base.snapshot);
    result_pool_done(&c->base.pool);
    free(c);
}

void sqlite_conn_closep(struct sqlite_conn **c)
{
    sqlite_conn_close(*c);
    *c = NULL;
}

/* ---- running ---- */

enum rc sqlite_control(struct sqlite_conn *c, enum sqlite_control what, struct err *e)
{
    int code;

    c->inside = true;
    code = sqlite3_step(c->control[what]);
    sqlite3_reset(c->control[what]);
    c->inside = false;
    return code == SQLITE_DONE ? RC_OK : sqlite_err(c, code, control_sql[what], e);
}

void sqlite_rollback(struct sqlite_conn *c)
{
    struct err ignored;

    if (!sqlite3_get_autocommit(c->db))
        (void)!sqlite_control(c, CTL_ROLLBACK, &ignored);
}

static enum rc prepare(struct sqlite_conn *c, enum stmt which, struct err *e)
{
    const struct stmt_def *d = stmt_sqlite(which);
    struct sqlite_stmt *p = &c->stmt[which];
    size_t n = strlen(d->params);
    sqlite3_stmt *s = NULL;
    const char *tail = NULL;
    int code;

    code = sqlite3_prepare_v3(c->db, d->sql, -1, SQLITE_PREPARE_PERSISTENT, &s, &tail);
    if (code != SQLITE_OK)
        return sqlite_err(c, code, d->name, e);
    for (size_t i = 0; i < n && i < STMT_PARAMS_MAX; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "$%zu", i + 1);
        p->bind[i] = (uint8_t)sqlite3_bind_parameter_index(s, name);
        if (p->bind[i] == 0) {
            sqlite3_finalize(s);
            return ERR(e, RC_INTERNAL, "%s does not use %s", d->name, name);
        }
    }
    if ((size_t)sqlite3_bind_parameter_count(s) != n ||
        (size_t)sqlite3_column_count(s) != strlen(d->columns) || (tail != NULL && *tail != '\0')) {
        int params = sqlite3_bind_parameter_count(s), columns = sqlite3_column_count(s);
        sqlite3_finalize(s);
        return ERR(e, RC_INTERNAL, "%s has %d parameters and %d columns, declared are \"%s\" and \"%s\"",
                   d->name, params, columns, d->params, d->columns);
    }
    p->s = s;
    return RC_OK;
}

static int bind_one(sqlite3_stmt *s, int at, const struct db_arg *a)
{
    switch (a->kind) {
    case DB_NULL:
        return sqlite3_bind_null(s, at);
    case DB_INT:
        return sqlite3_bind_int64(s, at, a->i);
    case DB_REAL:
        return sqlite3_bind_double(s, at, a->f);
    case DB_TEXT:
        return sqlite3_bind_text64(s, at, a->s.len == 0 ? "" : a->s.p, a->s.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(s, at, a->s.len == 0 ? "" : a->s.p, a->s.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* Text columns and the like are checked against the declared type: "i" must hold an integer, and so on. */
static enum rc read_cell(struct sqlite_conn *c, const struct stmt_def *d, sqlite3_stmt *s, int col,
                         struct db_result *res, struct err *e)
{
    char declared = d->columns[col];
    const void *p;
    int len;

    switch (sqlite3_column_type(s, col)) {
    case SQLITE_NULL:
        return result_null(res, e);
    case SQLITE_INTEGER:
        if (declared == 'f')
            return result_real(res, sqlite3_column_double(s, col), e);
        if (declared == 'i')
            return result_int(res, sqlite3_column_int64(s, col), e);
        break;
    case SQLITE_FLOAT:
        if (declared == 'f')
            return result_real(res, sqlite3_column_double(s, col), e);
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB:
        if (declared != (sqlite3_column_type(s, col) == SQLITE_TEXT ? 's' : 'b'))
            break;
        p = declared == 's' ? (const void *)sqlite3_column_text(s, col) : sqlite3_column_blob(s, col);
        len = sqlite3_column_bytes(s, col);
        if (p == NULL && len > 0)
            return sqlite_err(c, SQLITE_NOMEM, d->name, e);
        return result_bytes(res, declared == 's' ? DB_TEXT : DB_BLOB, (struct str){ p, (size_t)len }, e);
    default:
        break;
    }
    return ERR(e, RC_INTERNAL, "column %d of %s is not of type %c", col + 1, d->name, declared);
}

static enum rc fetch(struct sqlite_conn *c, const struct stmt_def *d, sqlite3_stmt *s, struct db_result *res,
                     struct err *e)
{
    enum rc rc = RC_OK;
    int code;

    while ((code = sqlite3_step(s)) == SQLITE_ROW && rc == RC_OK) {
        if (res == NULL)
            return ERR(e, RC_INTERNAL, "%s gives rows: use db_query()", d->name);
        for (int i = 0; d->columns[i] != '\0' && rc == RC_OK; i++)
            rc = read_cell(c, d, s, i, res, e);
    }
    if (rc != RC_OK)
        return rc;
    return code == SQLITE_DONE ? RC_OK : sqlite_err(c, code, d->name, e);
}

static enum rc sqlite_run(struct conn *conn, enum stmt which, struct db_args args, struct db_result *res,
                          int64_t *changed, struct err *e)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    const struct stmt_def *d = stmt_sqlite(which);
    struct sqlite_stmt *p = &c->stmt[which];
    enum rc rc = RC_OK;
    int code = SQLITE_OK;

    c->inside = true;
    if (p->s == NULL)
        rc = prepare(c, which, e);
    for (size_t i = 0; i < args.n && rc == RC_OK; i++) {
        code = bind_one(p->s, p->bind[i], &args.v[i]);
        if (code != SQLITE_OK)
            rc = sqlite_err(c, code, d->name, e);
    }
    if (rc == RC_OK)
        rc = fetch(c, d, p->s, res, e);
    if (rc == RC_OK && changed != NULL)
        *changed = sqlite3_stmt_readonly(p->s) ? 0 : sqlite3_changes64(c->db);
    if (p->s != NULL)
        sqlite3_reset(p->s);
    c->inside = false;
    return rc;
}

/* Columns that come straight from a table have its type; of expressions SQLite knows none beforehand. */
static bool declared_fits(char declared, const char *type)
{
    if (type == NULL)
        return true;
    return strcmp(type, declared == 'i'   ? "INTEGER"
                        : declared == 's' ? "TEXT"
                        : declared == 'b' ? "BLOB"
                                          : "REAL") == 0;
}

static enum rc sqlite_check(struct conn *conn, enum stmt which, struct err *e)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    const struct stmt_def *d = stmt_sqlite(which);
    struct sqlite_stmt *p = &c->stmt[which];
    enum rc rc = RC_OK;

    c->role = SQLITE_WRITER; /* the guard of the writer is the one to pass */
    sqlite3_set_authorizer(c->db, authorize, c);
    c->inside = true;
    if (p->s == NULL)
        rc = prepare(c, which, e);
    c->inside = false;
    for (int i = 0; rc == RC_OK && d->columns[i] != '\0'; i++) {
        if (!declared_fits(d->columns[i], sqlite3_column_decltype(p->s, i)))
            rc = ERR(e, RC_INTERNAL, "column %d of %s is %s, declared is %c", i + 1, d->name,
                     sqlite3_column_decltype(p->s, i), d->columns[i]);
    }
    return rc;
}

static enum rc sqlite_exec_text(struct conn *conn, const char *sql, struct err *e)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    int code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? RC_OK : sqlite_err(c, code, "SQL", e);
}

static enum rc sqlite_query_text(struct conn *conn, const char *sql, struct db_result *res, struct err *e)
{
    struct sqlite_conn *c = (struct sqlite_conn *)conn;
    sqlite3_stmt *s = NULL;
    enum rc rc = RC_OK;
    int code = sqlite3_prepare_v2(c->db, sql, -1, &s, NULL);

    if (code == SQLITE_OK && (size_t)sqlite3_column_count(s) != res->columns)
        rc = ERR(e, RC_INTERNAL, "the query has %d columns", sqlite3_column_count(s));
    while (code == SQLITE_OK && rc == RC_OK) {
        code = sqlite3_step(s);
        if (code != SQLITE_ROW)
            break;
        code = SQLITE_OK;
        for (int i = 0; i < sqlite3_column_count(s) && rc == RC_OK; i++) {
            const char *p = (const char *)sqlite3_column_text(s, i);
            rc = p == NULL
                     ? result_null(res, e)
                     : result_bytes(res, DB_TEXT, (struct str){ p, (size_t)sqlite3_column_bytes(s, i) }, e);
        }
    }
    if (rc == RC_OK && code != SQLITE_DONE)
        rc = sqlite_err(c, code, "SQL", e);
    sqlite3_finalize(s);
    return rc;
}

static const struct conn_ops sqlite_ops = { .def = stmt_sqlite,
                                            .run = sqlite_run,
                                            .check = sqlite_check,
                                            .exec_text = sqlite_exec_text,
                                            .query_text = sqlite_query_text };
