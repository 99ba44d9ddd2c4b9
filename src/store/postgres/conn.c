/*
 * conn.c - one PostgreSQL connection: connecting, pipelining, prepared statements, what errors mean.
 *
 * Not here: who runs what when (driver.c).
 * Invariant: a commit counts only when its answer is "COMMIT" and no WARNING came with it: a server whose
 * wait for the synchronous standby was cancelled answers COMMIT too, and the WARNING is the only sign.
 */
#include "store/postgres/conn.h"

#include "base/buf.h"

#include <endian.h>
#include <limits.h>

enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT8 = 701,
    OID_BOOL = 16
};

static const struct conn_ops pg_ops;

/* What not_one_row() of migrations/0011_one_row.sql raises. */
#define NOT_ONE_ROW "SA001"

/* ---- errors ---- */

static bool state_is(const char *state, const char *class)
{
    return state != NULL && strncmp(state, class, strlen(class)) == 0;
}

static enum rc state_rc(const char *state)
{
    static const struct {
        const char *class;
        enum rc rc;
    } map[] = {
        { "40", RC_BUSY },    /* serialisation failure, deadlock */
        { "55P03", RC_BUSY }, /* lock not available */
        { "08", RC_BUSY },    /* connection */
        { "57P", RC_BUSY },   /* server is going down */
        { "25006", RC_BUSY }, /* read-only: no longer the primary */
        { NOT_ONE_ROW, RC_CONFLICT },
        { "23505", RC_CONFLICT },
        { "23503", RC_CONFLICT },
        { "23001", RC_CONFLICT },
        { "23", RC_INVALID }, /* not null, check */
        { "22", RC_INVALID }, /* text or number that cannot be stored */
        { "53", RC_LIMIT },   /* disk, memory, connections */
        { "54", RC_LIMIT },
        { "57014", RC_LIMIT },
        { "25P03", RC_BUSY },
    };

    for (size_t i = 0; i < ARRAY_LEN(map); i++) {
        if (state_is(state, map[i].class))
            return map[i].rc;
    }
    return RC_INTERNAL;
}

/* The one line that says what was wrong; libpq's ends with a newline. */
static enum rc pg_err(struct pg_conn *c, const PGresult *r, const char *what, struct err *e)
{
    const char *state = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *msg = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    enum rc rc = state_rc(state);
    struct str m;

    if (!pg_connected(c))
        rc = RC_BUSY;
    if (msg == NULL)
        msg = PQerrorMessage(c->c);
    m = str_trim(str_c(msg));
    if (state_is(state, NOT_ONE_ROW))
        return ERR(e, rc, "%s %.*s", what, STR_ARG(m));
    return ERR(e, rc, "%s: %.*s%s%s%s%s", what, STR_ARG(m), detail == NULL ? "" : " ",
               detail == NULL ? "" : detail, state == NULL ? "" : " ", state == NULL ? "" : state);
}

static void on_notice(void *self, const PGresult *r)
{
    struct pg_conn *c = self;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *msg = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

    if (severity == NULL || strcmp(severity, "WARNING") != 0)
        return;
    c->warned = true;
    (void)snprintf(c->warning, sizeof(c->warning), "%s", msg == NULL ? "" : msg);
}

/* ---- connecting ---- */

struct pg_conn *pg_conn_new(struct store *s)
{
    struct pg_conn *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return NULL;
    c->base.ops = &pg_ops;
    c->base.trips = &s->count.trips;
    return c;
}

static void queue_clear(struct pg_conn *c)
{
    for (size_t i = 0; i < c->nqueued; i++)
        result_free(c->queued[i].res);
    c->nqueued = 0;
}

void pg_disconnect(struct pg_conn *c)
{
    PQfinish(c->c);
    c->c = NULL;
    c->in_tx = c->tail = false;
    queue_clear(c);
}

void pg_conn_free(struct pg_conn *c)
{
    if (c == NULL)
        return;
    pg_disconnect(c);
    reference_clear(&c->base.reference);
    reference_clear(&c->base.snapshot);
    result_pool_done(&c->base.pool);
    free(c);
}

bool pg_connected(const struct pg_conn *c)
{
    return c->c != NULL && PQstatus(c->c) == CONNECTION_OK;
}

/* A session of ours: no just-in-time compilation for statements of microseconds; a commit is never less than
 * durable; nothing waits for ever. statement_timeout does not end a commit's wait for the standby, and must
 * not. */
static const char session_sql[] =
    "SET jit = off; SET client_min_messages = warning; SET timezone = 'UTC'; SET bytea_output = hex;"
    "SET lock_timeout = '10s'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = "
    "'60s';"
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN "
    "('off', "
    "'local')";
static const char admin_sql[] = "SET client_min_messages = warning; SET timezone = 'UTC'; SET jit = off";

enum rc pg_connect(struct pg_conn *c, const char *conninfo, bool admin, struct err *e)
{
    /* What stands before the address may be set otherwise in it; what stands after may not. */
    const char *const keys[] = { "connect_timeout",
                                 "tcp_user_timeout",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "target_session_attrs",
                                 "fallback_application_name",
                                 "dbname",
                                 "client_encoding",
                                 NULL };
    const char *const values[] = { "2", "5000", "5", "5", "read-write", "samad", conninfo, "UTF8", NULL };
    PGresult *r;
    enum rc rc = RC_OK;

    if (pg_connected(c))
        return RC_OK;
    pg_disconnect(c);
    memset(c->prepared, 0, sizeof(c->prepared));
    memset(c->prepared_one, 0, sizeof(c->prepared_one));
    c->c = PQconnectdbParams(keys, values, 1);
    if (c->c == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    if (PQstatus(c->c) != CONNECTION_OK) {
        struct str m = str_trim(str_c(PQerrorMessage(c->c)));
        (void)ERR(e, RC_BUSY, "PostgreSQL: %.*s", STR_ARG(m));
        pg_disconnect(c);
        return RC_BUSY;
    }
    PQsetNoticeReceiver(c->c, on_notice, c);
    r = PQexec(c->c, admin ? admin_sql : session_sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        rc = pg_err(c, r, "setting up the session", e);
    PQclear(r);
    if (rc == RC_OK && PQenterPipelineMode(c->c) != 1)
        rc = ERR(e, RC_INTERNAL, "PostgreSQL: no pipeline mode");
    if (rc != RC_OK)
        pg_disconnect(c);
    return rc;
}

/* ---- rows ---- */

static bool column_fits(char declared, Oid oid)
{
    switch (declared) {
    case 'i':
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
    case 's':
        return oid == OID_TEXT;
    case 'b':
        return oid == OID_BYTEA;
    case 'f':
        return oid == OID_FLOAT8;
    default:
        return false;
    }
}

/* A whole number in network order, of 1, 2, 4 or 8 bytes. */
static int64_t network_int(const char *p, int len)
{
    uint64_t v = len > 0 && (p[0] & 0x80) ? UINT64_MAX : 0;

    for (int i = 0; i < len; i++)
        v = v << 8 | (uint8_t)p[i];
    return (int64_t)v;
}

static enum rc read_cell(const PGresult *r, int row, int col, char declared, struct db_result *res,
                         struct err *e)
{
    const char *p = PQgetvalue(r, row, col);
    int len = PQgetlength(r, row, col);
    int64_t i;
    double f;

    if (PQgetisnull(r, row, col))
        return result_null(res, e);
    if (declared == 's' || declared == 'b')
        return result_bytes(res, declared == 's' ? DB_TEXT : DB_BLOB, (struct str){ p, (size_t)len }, e);
    i = network_int(p, len);
    if (declared == 'i')
        return result_int(res, i, e);
    memcpy(&f, &i, sizeof(f));
    return result_real(res, f, e);
}

static enum rc read_rows(const struct stmt_def *d, const PGresult *r, struct db_result *res, struct err *e)
{
    int columns = PQnfields(r), rows = PQntuples(r);
    enum rc rc = RC_OK;

    if (res == NULL)
        return columns == 0 ? RC_OK : ERR(e, RC_INTERNAL, "%s gives rows: use db_query()", d->name);
    if ((size_t)columns != res->columns)
        return ERR(e, RC_INTERNAL, "%s gives %d columns, declared are %zu", d->name, columns, res->columns);
    for (int i = 0; i < columns; i++) {
        if (!column_fits(d->columns[i], PQftype(r, i)))
            return ERR(e, RC_INTERNAL, "column %d of %s is of type %u, declared is %c", i + 1, d->name,
                       PQftype(r, i), d->columns[i]);
    }
    for (int row = 0; row < rows; row++) {
        for (int i = 0; i < columns && rc == RC_OK; i++)
            rc = read_cell(r, row, i, d->columns[i], res, e);
    }
    return rc;
}

/* ---- the pipeline ---- */

static const char *queued_name(const struct pg_queued *q)
{
    static const char *const names[] = {
        [PG_BEGIN] = "BEGIN", [PG_COMMIT] = "COMMIT", [PG_ROLLBACK] = "ROLLBACK", [PG_OTHER] = "session"
    };

    return names[q->kind] == NULL ? stmt_postgres(q->stmt)->name : names[q->kind];
}

/* There is room for a statement, its preparation and the end of the transaction. */
static bool queue_has_room(const struct pg_conn *c)
{
    return c->nqueued + 4 < PG_QUEUED_MAX;
}

static void queue_note(struct pg_conn *c, enum pg_kind kind, enum stmt stmt)
{
    c->queued[c->nqueued++] = (struct pg_queued){ .kind = kind, .stmt = stmt };
}

/* What the answer to one queued request says. `last` receives the result of the last one that succeeded. */
static enum rc take_answer(struct pg_conn *c, const struct pg_queued *q, PGresult **last, struct err *e)
{
    PGresult *r = PQgetResult(c->c), *more;
    ExecStatusType status = PQresultStatus(r);
    enum rc rc = RC_OK;

    if (q->kind == PG_PREPARE && status != PGRES_COMMAND_OK)
        c->prepared[q->stmt] = false;
    if (q->kind == PG_PREPARE_ONE && status != PGRES_COMMAND_OK)
        c->prepared_one[q->stmt] = false;
    if (r == NULL || status == PGRES_PIPELINE_ABORTED)
        rc =
            r == NULL ? pg_err(c, NULL, queued_name(q), e) : RC_BUSY; /* the first failure has told already */
    else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        rc = pg_err(c, r, queued_name(q), e);
    else if (q->res != NULL)
        rc = read_rows(stmt_postgres(q->stmt), r, q->res, e);
    if (rc == RC_OK && q->res != NULL)
        q->res->pending = false;
    if (rc == RC_OK) {
        PQclear(*last);
        *last = r;
    } else {
        PQclear(r);
    }
    while (r != NULL && (more = PQgetResult(c->c)) != NULL) /* a NULL ends each answer */
        PQclear(more);
    return rc;
}

/* Send what is queued and read all answers. The first failure is the one reported. */
static enum rc pipeline_sync(struct pg_conn *c, PGresult **last, struct err *e)
{
    struct err err = { 0 }, later;
    enum rc rc = RC_OK;
    PGresult *r;

    store_count(c->base.trips);
    if (PQpipelineSync(c->c) != 1)
        pg_disconnect(c);
    for (size_t i = 0; i < c->nqueued && pg_connected(c); i++) {
        enum rc one = take_answer(c, &c->queued[i], last, rc == RC_OK ? &err : &later);
        if (rc == RC_OK)
            rc = one;
    }
    queue_clear(c);
    if (pg_connected(c)) {
        r = PQgetResult(c->c);
        if (rc == RC_OK && PQresultStatus(r) != PGRES_PIPELINE_SYNC)
            rc = pg_err(c, r, "pipeline", &err);
        PQclear(r);
    }
    if (!pg_connected(c) && rc != RC_BUSY) {
        (void)ERR(&err, RC_BUSY, "the connection to PostgreSQL was lost");
        rc = RC_BUSY;
    }
    if (rc != RC_OK && e != NULL)
        *e = err;
    return rc;
}

static enum rc queue_text(struct pg_conn *c, enum pg_kind kind, const char *sql, struct err *e)
{
    if (!pg_connected(c) || PQsendQueryParams(c->c, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return c->c == NULL ? ERR(e, RC_BUSY, "not connected to PostgreSQL") : pg_err(c, NULL, sql, e);
    queue_note(c, kind, 0);
    return RC_OK;
}

/* ---- transactions ---- */

/* The answers to the end of a read transaction, and to its BEGIN when it asked nothing. */
static enum rc take_tail(struct pg_conn *c, struct err *e)
{
    PGresult *last = NULL;
    enum rc rc = RC_OK;

    c->tail = false;
    for (size_t i = 0; i < c->nqueued && rc == RC_OK; i++)
        rc = take_answer(c, &c->queued[i], &last, e);
    PQclear(last);
    queue_clear(c);
    if (rc == RC_OK)
        PQclear(PQgetResult(c->c)); /* the end of the pipeline */
    else
        pg_disconnect(c); /* the transaction may be open */
    return rc == RC_OK ? RC_OK : ERR(e, RC_BUSY, "the former transaction of the connection has not ended");
}

enum rc pg_begin(struct pg_conn *c, bool write, struct err *e)
{
    enum rc rc = c->tail ? take_tail(c, e) : RC_OK;

    if (rc != RC_OK)
        return rc;
    rc = queue_text(c, PG_BEGIN,
                    write ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    e);
    c->in_tx = rc == RC_OK;
    return rc;
}

/* Is it certain that this failed COMMIT did nothing? Only when the server says why, in one of these ways. */
static bool surely_not_committed(const char *state)
{
    if (state_is(state, "40003")) /* statement completion unknown */
        return false;
    return state_is(state, "40") || state_is(state, "23") || state_is(state, "25") || state_is(state, "53");
}

static enum rc commit_answer(struct pg_conn *c, enum rc earlier, struct err *e)
{
    struct pg_queued commit = { .kind = PG_COMMIT };
    struct err err = { 0 };
    PGresult *r = PQgetResult(c->c), *more;
    ExecStatusType status = PQresultStatus(r);
    enum rc rc;

    if (r == NULL || !pg_connected(c)) {
        rc = ERR(&err, RC_UNCERTAIN, "the connection to PostgreSQL was lost during the commit");
    } else if (status == PGRES_PIPELINE_ABORTED) {
        rc = ERR(&err, RC_BUSY, "the commit was not begun");
    } else if (status != PGRES_COMMAND_OK) {
        rc = pg_err(c, r, queued_name(&commit), &err);
        if (!surely_not_committed(PQresultErrorField(r, PG_DIAG_SQLSTATE)))
            err.rc = rc = RC_UNCERTAIN;
    } else if (strcmp(PQcmdStatus(r), "COMMIT") != 0) {
        rc = ERR(&err, RC_BUSY, "PostgreSQL rolled the transaction back");
    } else if (c->warned) {
        rc = ERR(&err, RC_UNCERTAIN, "PostgreSQL warned during the commit: %s", c->warning);
    } else {
        rc = RC_OK;
    }
    PQclear(r);
    while (r != NULL && (more = PQgetResult(c->c)) != NULL)
        PQclear(more);
    if (earlier != RC_OK && rc != RC_UNCERTAIN)
        return earlier;
    if (rc != RC_OK && e != NULL)
        *e = err;
    return rc;
}

enum rc pg_commit(struct pg_conn *c, struct err *e)
{
    PGresult *last = NULL;
    struct err later;
    enum rc rc = RC_OK, one;
    size_t n;

    c->warned = false;
    if (!pg_connected(c))
        return ERR(e, RC_BUSY, "the connection to PostgreSQL was lost before the commit");
    rc = queue_text(c, PG_COMMIT, "COMMIT", e); /* may be sent, and done, before the sync */
    n = c->nqueued;
    store_count(c->base.trips);
    if (rc != RC_OK || PQpipelineSync(c->c) != 1) {
        pg_disconnect(c);
        return ERR(e, RC_UNCERTAIN, "the connection to PostgreSQL was lost during the commit");
    }
    for (size_t i = 0; i + 1 < n && pg_connected(c); i++) {
        one = take_answer(c, &c->queued[i], &last, rc == RC_OK ? e : &later);
        rc = rc == RC_OK ? one : rc;
    }
    PQclear(last);
    queue_clear(c);
    rc = commit_answer(c, rc, e);
    if (pg_connected(c))
        PQclear(PQgetResult(c->c)); /* the end of the pipeline */
    if (rc == RC_OK)
        c->in_tx = false;
    if (rc == RC_UNCERTAIN)
        pg_disconnect(c);
    return rc;
}

void pg_rollback(struct pg_conn *c)
{
    PGresult *last = NULL;
    struct err e;
    enum rc rc = RC_OK;

    if (!c->in_tx)
        return;
    /* What is queued cannot be taken back, and when one of it fails the ROLLBACK behind it is not run. */
    for (bool queued = true; queued && pg_connected(c);) {
        queued = c->nqueued > 0;
        rc = queue_text(c, PG_ROLLBACK, "ROLLBACK", &e);
        if (rc == RC_OK)
            rc = pipeline_sync(c, &last, &e);
        queued = queued && rc != RC_OK;
    }
    PQclear(last);
    c->in_tx = false;
    if (rc != RC_OK)
        pg_disconnect(c);
}

void pg_end_read(struct pg_conn *c)
{
    PGresult *last = NULL;
    struct err e;

    if (!c->in_tx)
        return;
    c->in_tx = false;
    if (c->nqueued > 1) { /* asked ahead and never taken: rows that are not left lying on their way */
        if (queue_text(c, PG_COMMIT, "COMMIT", &e) != RC_OK || pipeline_sync(c, &last, &e) != RC_OK)
            pg_disconnect(c);
        PQclear(last);
        return;
    }
    if (queue_text(c, PG_COMMIT, "COMMIT", &e) != RC_OK || PQpipelineSync(c->c) != 1 || PQflush(c->c) < 0) {
        pg_disconnect(c);
        return;
    }
    c->tail = true;
}

enum rc pg_command(struct pg_conn *c, const char *sql, struct err *e)
{
    PGresult *last = NULL;
    enum rc rc = queue_text(c, PG_OTHER, sql, e);

    if (rc == RC_OK)
        rc = pipeline_sync(c, &last, e);
    PQclear(last);
    return rc;
}

/* ---- statements ---- */

static Oid param_oid(char type)
{
    return type == 'i' ? OID_INT8 : type == 's' ? OID_TEXT : type == 'b' ? OID_BYTEA : OID_FLOAT8;
}

static enum rc send_prepare(struct pg_conn *c, enum stmt which, const char *name, const char *sql,
                            struct err *e)
{
    const struct stmt_def *d = stmt_postgres(which);
    size_t n = strlen(d->params);
    Oid oids[STMT_PARAMS_MAX];

    for (size_t i = 0; i < n; i++)
        oids[i] = param_oid(d->params[i]);
    return PQsendPrepare(c->c, name, sql, (int)n, oids) == 1 ? RC_OK : pg_err(c, NULL, d->name, e);
}

static enum rc queue_prepare(struct pg_conn *c, enum stmt which, const char *name, struct err *e)
{
    enum rc rc = send_prepare(c, which, name, stmt_postgres(which)->sql, e);

    if (rc == RC_OK) {
        c->prepared[which] = true;
        queue_note(c, PG_PREPARE, which);
    }
    return rc;
}

/* The statement with the server's own look at how many rows it changed. */
static enum rc queue_prepare_one(struct pg_conn *c, enum stmt which, const char *name, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    enum rc rc;

    buf_init(&b, (size_t)64 << 10);
    buf_str(&b, STR("WITH changed AS ("));
    buf_str(&b, str_c(stmt_postgres(which)->sql));
    buf_str(&b, STR(" RETURNING 1) SELECT CASE WHEN count(*) = 1 THEN 1 ELSE not_one_row(count(*)) END FROM "
                    "changed"));
    buf_byte(&b, '\0');
    rc = buf_done(&b, e);
    if (rc == RC_OK)
        rc = send_prepare(c, which, name, buf_view(&b).p, e);
    if (rc == RC_OK) {
        c->prepared_one[which] = true;
        queue_note(c, PG_PREPARE_ONE, which);
    }
    return rc;
}

static enum rc queue_run(struct pg_conn *c, enum stmt which, bool one, struct db_args args, struct err *e)
{
    const char *values[STMT_PARAMS_MAX];
    int lengths[STMT_PARAMS_MAX], formats[STMT_PARAMS_MAX];
    uint64_t numbers[STMT_PARAMS_MAX];
    char name[16];
    enum rc rc = RC_OK;

    if (!pg_connected(c))
        return ERR(e, RC_BUSY, "the connection to PostgreSQL was lost");
    (void)snprintf(name, sizeof(name), "%c%d", one ? 'o' : 's', (int)which);
    if (one && !c->prepared_one[which])
        rc = queue_prepare_one(c, which, name, e);
    else if (!one && !c->prepared[which])
        rc = queue_prepare(c, which, name, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < args.n; i++) {
        const struct db_arg *a = &args.v[i];
        formats[i] = 1;
        values[i] = NULL;
        lengths[i] = 0;
        if (a->kind == DB_TEXT || a->kind == DB_BLOB) {
            if (a->s.len > INT_MAX)
                return ERR(e, RC_LIMIT, "parameter %zu of %s is too long", i + 1, stmt_postgres(which)->name);
            values[i] = a->s.len == 0 ? "" : a->s.p;
            lengths[i] = (int)a->s.len;
        } else if (a->kind != DB_NULL) {
            memcpy(&numbers[i], a->kind == DB_INT ? (const void *)&a->i : &a->f, sizeof(numbers[i]));
            numbers[i] = htobe64(numbers[i]);
            values[i] = (const char *)&numbers[i];
            lengths[i] = sizeof(numbers[i]);
        }
    }
    if (PQsendQueryPrepared(c->c, name, (int)args.n, values, lengths, formats, 1) != 1)
        return pg_err(c, NULL, stmt_postgres(which)->name, e);
    queue_note(c, PG_RUN, which);
    return RC_OK;
}

static enum rc pg_run(struct conn *conn, enum stmt which, struct db_args args, struct db_result *res,
                      int64_t *changed, struct err *e)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    const struct stmt_def *d = stmt_postgres(which);
    PGresult *last = NULL;
    enum rc rc;

    rc = queue_run(c, which, false, args, e);
    if (rc != RC_OK)
        return rc;
    if (res == NULL && changed == NULL && d->columns[0] == '\0' && queue_has_room(c))
        return RC_OK;
    rc = pipeline_sync(c, &last, e);
    if (rc == RC_OK)
        rc = read_rows(d, last, res, e);
    if (rc == RC_OK && changed != NULL) {
        const char *n = PQcmdTuples(last);
        *changed = 0;
        if (*n != '\0' && !parse_i64(str_c(n), 0, INT64_MAX, changed))
            rc = ERR(e, RC_INTERNAL, "%s: no count", d->name);
    }
    PQclear(last);
    return rc;
}

static enum rc pg_arrive(struct conn *conn, struct err *e)
{
    PGresult *last = NULL;
    enum rc rc = pipeline_sync((struct pg_conn *)conn, &last, e);

    PQclear(last);
    return rc;
}

static enum rc pg_run_one(struct conn *conn, enum stmt which, struct db_args args, struct err *e)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum rc rc = queue_run(c, which, true, args, e);

    return rc != RC_OK || queue_has_room(c) ? rc : pg_arrive(conn, e);
}

static enum rc pg_ahead(struct conn *conn, enum stmt which, struct db_args args, struct db_result *res,
                        struct err *e)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum rc rc =
        queue_has_room(c) ? queue_run(c, which, false, args, e) : ERR(e, RC_LIMIT, "too much is asked ahead");

    if (rc != RC_OK)
        return rc;
    res->pending = true;
    c->queued[c->nqueued - 1].res = result_share(res);
    return RC_OK;
}

/* ---- on admin connections ---- */

static enum rc pg_check(struct conn *conn, enum stmt which, struct err *e)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    const struct stmt_def *d = stmt_postgres(which);
    PGresult *r = NULL;
    char name[16];
    enum rc rc;

    (void)snprintf(name, sizeof(name), "s%d", (int)which);
    rc = queue_prepare(c, which, name, e);
    if (rc == RC_OK && PQsendDescribePrepared(c->c, name) != 1)
        rc = pg_err(c, NULL, d->name, e);
    queue_note(c, PG_RUN, which);
    if (rc == RC_OK)
        rc = pipeline_sync(c, &r, e);
    if (rc == RC_OK &&
        ((size_t)PQnparams(r) != strlen(d->params) || (size_t)PQnfields(r) != strlen(d->columns)))
        rc = ERR(e, RC_INTERNAL, "%s has %d parameters and %d columns, declared are \"%s\" and \"%s\"",
                 d->name, PQnparams(r), PQnfields(r), d->params, d->columns);
    for (int i = 0; rc == RC_OK && i < PQnfields(r); i++) {
        if (!column_fits(d->columns[i], PQftype(r, i)))
            rc = ERR(e, RC_INTERNAL, "column %d of %s is of type %u, declared is %c", i + 1, d->name,
                     PQftype(r, i), d->columns[i]);
    }
    PQclear(r);
    return rc;
}

/* Text of several statements goes by the simple protocol, which has no pipeline. */
static PGresult *simple_exec(struct pg_conn *c, const char *sql, struct err *e)
{
    PGresult *last = NULL, *r;
    enum rc rc = RC_OK;

    if (c->nqueued > 0)
        rc = pipeline_sync(c, &last, e);
    PQclear(last);
    if (rc != RC_OK)
        return NULL;
    if (!pg_connected(c) || PQexitPipelineMode(c->c) != 1) {
        (void)ERR(e, RC_BUSY, "the connection to PostgreSQL was lost");
        return NULL;
    }
    r = PQexec(c->c, sql);
    if (PQresultStatus(r) == PGRES_FATAL_ERROR)
        (void)pg_err(c, r, "SQL", e);
    (void)PQenterPipelineMode(c->c);
    return r;
}

static enum rc pg_exec_text(struct conn *conn, const char *sql, struct err *e)
{
    struct err err = { .rc = RC_INTERNAL };
    PGresult *r = simple_exec((struct pg_conn *)conn, sql, &err);
    ExecStatusType status = PQresultStatus(r);

    PQclear(r);
    if (r != NULL && (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY))
        return RC_OK;
    if (e != NULL)
        *e = err;
    return err.rc;
}

static enum rc pg_query_text(struct conn *conn, const char *sql, struct db_result *res, struct err *e)
{
    struct err err = { .rc = RC_INTERNAL };
    PGresult *r = simple_exec((struct pg_conn *)conn, sql, &err);
    enum rc rc = RC_OK;

    if (PQresultStatus(r) != PGRES_TUPLES_OK || (size_t)PQnfields(r) != res->columns) {
        if (e != NULL)
            *e = err;
        rc = err.rc;
    }
    for (int row = 0; rc == RC_OK && row < PQntuples(r); row++) {
        for (int i = 0; rc == RC_OK && i < PQnfields(r); i++) {
            struct str s = { PQgetvalue(r, row, i), (size_t)PQgetlength(r, row, i) };
            rc = PQgetisnull(r, row, i) ? result_null(res, e) : result_bytes(res, DB_TEXT, s, e);
        }
    }
    PQclear(r);
    return rc;
}

static const struct conn_ops pg_ops = { .def = stmt_postgres,
                                        .run = pg_run,
                                        .run_one = pg_run_one,
                                        .ahead = pg_ahead,
                                        .arrive = pg_arrive,
                                        .check = pg_check,
                                        .exec_text = pg_exec_text,
                                        .query_text = pg_query_text };
