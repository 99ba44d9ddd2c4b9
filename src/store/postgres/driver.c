/*
 * driver.c - the PostgreSQL engine: a pool of writers, one thread each, and a pool of reading connections.
 *
 * Writers run SERIALIZABLE. A transaction that keeps losing against others takes its turn alone among the
 * losers (an advisory lock), so that it ends. What becomes of a transaction whose commit was cut off: see
 * settle_unknown().
 *
 * Not here: one connection (conn.c), the queue (store/queue.c).
 */
#include "store/postgres/conn.h"

#include "base/clock.h"
#include "base/id.h"
#include "store/fault.h"
#include "store/postgres/line.h"

#include <errno.h>

#define PATIENCE_US 30000000 /* a transaction waits so long for a server that can be written to */
#define ALONE_AFTER 3        /* failures before a transaction has its turn alone */
#define READER_WAIT_S 10
#define LOCK_LOSERS "SELECT pg_advisory_lock(7310000001)"
#define UNLOCK_LOSERS "SELECT pg_advisory_unlock(7310000001)"
#define LOCK_MIGRATION "BEGIN; SELECT pg_advisory_xact_lock(7310000002)"

struct pg_engine {
    char *conninfo;
    pthread_t *threads;
    unsigned nthreads;
    pthread_mutex_t mu; /* of the readers */
    pthread_cond_t free_reader;
    pthread_rwlock_t turn; /* shared: a transaction as any other; exclusive: one that has lost too often */
    struct lines lines;
    struct pg_conn **readers; /* a stack of those not in use, the first nfree */
    unsigned nreaders, nfree;
};

/* ---- writing ---- */

static int64_t backoff_us(unsigned attempt)
{
    unsigned n = attempt < 9 ? attempt : 9;

    return (int64_t)random_below((uint64_t)1000 << n) + 200;
}

/* Connect, trying again until the job's patience ends. */
static enum rc connect_patiently(struct store *s, struct pg_conn *c, const struct job *j, struct err *e)
{
    const struct pg_engine *g = s->engine;
    struct err err = { 0 };
    unsigned attempt = 4;
    enum rc rc;

    if (pg_connected(c))
        return RC_OK;
    for (;;) {
        store_count(&s->count.reconnects);
        rc = pg_connect(c, g->conninfo, false, &err);
        if (rc == RC_OK)
            rc = pg_command(c, "SET enable_seqscan = off", &err); /* it would lock the whole table */
        if (rc == RC_OK && s->opt.bulk)
            rc = pg_command(c, "SET synchronous_commit = off", &err);
        if (rc != RC_BUSY)
            break;
        store_note_commit(s, &err);
        if (clock_mono_us() - j->since_us > PATIENCE_US || queue_nap(&s->queue, backoff_us(attempt++)))
            break;
    }
    if (rc != RC_OK && e != NULL)
        *e = err;
    return rc;
}

static enum rc run_commit(struct pg_conn *c, struct err *e)
{
    enum rc rc = fault_call("COMMIT", e), done;

    if (rc != RC_OK && rc != RC_UNCERTAIN)
        return rc;
    done = pg_commit(c, rc == RC_OK ? e : NULL);
    return rc == RC_OK ? done : rc;
}

/* One run of the job, from BEGIN to COMMIT. */
static enum rc run_once(struct store *s, struct pg_conn *c, struct job *j, struct err *e)
{
    struct thread_ctx *t = store_thread(s);
    struct tx tx = { .store = s, .conn = &c->base, .write = true };
    enum rc rc;

    tx.attempt = j->attempt;
    tx.job = j;
    tx.began_us = clock_mono_us();
    tx.after_unknown = j->after_unknown;
    j->recorded = false;
    rc = fault_call("BEGIN", e);
    if (rc == RC_OK)
        rc = pg_begin(c, true, e);
    if (rc != RC_OK)
        return rc;
    if (t != NULL)
        t->in_tx = true;
    rc = tx_call(&tx, j->fn, j->arg, e);
    if (t != NULL)
        t->in_tx = false;
    j->recorded = tx.recorded;
    if (rc == RC_OK)
        rc = run_commit(c, e);
    else if (rc == RC_UNCERTAIN)
        rc = RC_INTERNAL; /* only a commit is uncertain */
    return rc;
}

/* No other transaction of this server beside it, and none of another server that has lost too often too. */
static enum rc run_alone(struct store *s, struct pg_conn *c, struct job *j, struct err *e)
{
    enum rc rc = pg_command(c, LOCK_LOSERS, e);

    if (rc == RC_OK) {
        rc = run_once(s, c, j, e);
        if (rc != RC_OK)
            pg_rollback(c);
    }
    if (pg_connected(c) && pg_command(c, UNLOCK_LOSERS, NULL) != RC_OK)
        pg_disconnect(c); /* which gives the lock back too */
    return rc;
}

static enum rc try_once(struct store *s, struct pg_conn *c, struct job *j, struct err *e)
{
    struct pg_engine *g = s->engine;
    enum rc rc = connect_patiently(s, c, j, e);

    if (rc != RC_OK)
        return rc;
    if (j->attempt >= ALONE_AFTER) {
        pthread_rwlock_wrlock(&g->turn);
        rc = run_alone(s, c, j, e);
    } else {
        pthread_rwlock_rdlock(&g->turn);
        rc = run_once(s, c, j, e);
        if (rc != RC_OK)
            pg_rollback(c);
    }
    pthread_rwlock_unlock(&g->turn);
    return rc;
}

/* The commit was sent and its answer lost. When the job recorded its operation it is safe to run it again: it
 * finds its own record, or it was not committed. Otherwise only the caller can know what to do. */
static bool settle_unknown(struct job *j)
{
    if (!j->recorded)
        return false;
    j->after_unknown = true;
    return true;
}

/* Run a job to its end, unless it has to wait in line. The job to be run next, which has waited for this one.
 */
static struct job *job_do(struct store *s, struct pg_conn *c, struct job *j)
{
    struct pg_engine *g = s->engine;
    struct job *next;
    struct err err = { 0 };
    bool again;
    enum rc rc;

    for (;;) {
        if (!lines_take(&g->lines, j))
            return NULL;
        rc = try_once(s, c, j, &err);
        if (j->wants != 0 && rc == RC_BUSY)
            continue;
        if (rc == RC_OK || rc == RC_UNCERTAIN || rc == RC_INTERNAL)
            store_note_commit(s, rc == RC_OK ? NULL : &err);
        again = rc == RC_BUSY || (rc == RC_UNCERTAIN && settle_unknown(j));
        if (!again || ++j->attempt >= s->opt.attempts || clock_mono_us() - j->since_us > PATIENCE_US)
            break;
        store_count(&s->count.reruns);
        if (j->attempt < ALONE_AFTER) /* alone, it waits for its turn anyhow */
            (void)queue_nap(&s->queue, backoff_us(j->attempt));
    }
    if (rc == RC_BUSY && j->after_unknown) {
        rc = RC_UNCERTAIN; /* of the earlier run */
        err.rc = rc;
    }
    next = lines_leave(&g->lines, j);
    job_settle(s, j, rc, &err);
    return next;
}

static bool pg_in_line(struct tx *tx, uint64_t key)
{
    struct pg_engine *g = tx->store->engine;

    return tx->job == NULL || lines_enter(&g->lines, tx->job, key, tx->began_us);
}

static struct job *job_refuse(struct store *s, struct job *j)
{
    struct pg_engine *g = s->engine;
    struct job *next = lines_leave(&g->lines, j);

    job_settle(s, j, RC_LIMIT, &(struct err){ RC_LIMIT, __FILE__, __LINE__, "out of memory" });
    return next;
}

static void *worker_main(void *arg)
{
    struct store *s = arg;
    struct thread_ctx *t = store_thread(s);
    struct pg_conn *c = pg_conn_new(s);
    struct job *j = NULL;

    if (t != NULL)
        t->worker = true;
    while (j != NULL || (j = queue_pop(&s->queue)) != NULL) {
        if (c == NULL)
            c = pg_conn_new(s);
        if (c != NULL)
            j = job_do(s, c, j);
        else
            j = job_refuse(s, j);
    }
    pg_conn_free(c);
    return NULL;
}

/* ---- opening ---- */

static enum rc engine_start(struct store *s, struct pg_engine *g, struct err *e)
{
    for (unsigned i = 0; i < s->opt.readers; i++) {
        g->readers[i] = pg_conn_new(s);
        if (g->readers[i] == NULL)
            return ERR(e, RC_LIMIT, "out of memory");
        g->nfree = ++g->nreaders;
    }
    for (unsigned i = 0; i < s->opt.connections; i++) {
        int code = pthread_create(&g->threads[i], NULL, worker_main, s);
        if (code != 0)
            return ERR(e, RC_LIMIT, "cannot start a thread: %s", strerror(code));
        g->nthreads++;
    }
    return RC_OK;
}

static enum rc pg_open(struct store *s, const char *conninfo, struct err *e)
{
    struct pg_engine *g = calloc(1, sizeof(*g));
    pthread_rwlockattr_t attr;
    enum rc rc;

    if (g == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    s->engine = g;
    lines_init(&g->lines);
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&g->turn, &attr);
    pthread_rwlockattr_destroy(&attr);
    pthread_mutex_init(&g->mu, NULL);
    pthread_cond_init(&g->free_reader, NULL);
    g->conninfo = strdup(conninfo);
    g->threads = calloc(s->opt.connections, sizeof(*g->threads));
    g->readers = calloc(s->opt.readers, sizeof(struct pg_conn *));
    if (g->conninfo == NULL || g->threads == NULL || g->readers == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    rc = engine_start(s, g, e);
    if (rc == RC_OK)
        rc = pg_connect(g->readers[0], g->conninfo, false, e); /* is there a server at all? */
    return rc;
}

static void pg_close(struct store *s)
{
    struct pg_engine *g = s->engine;

    if (g == NULL)
        return;
    for (unsigned i = 0; i < g->nthreads; i++)
        pthread_join(g->threads[i], NULL);
    for (unsigned i = 0; i < g->nreaders; i++)
        pg_conn_free(g->readers[i]);
    pthread_rwlock_destroy(&g->turn);
    lines_destroy(&g->lines);
    pthread_cond_destroy(&g->free_reader);
    pthread_mutex_destroy(&g->mu);
    free(g->readers);
    free(g->threads);
    free(g->conninfo);
    free(g);
    s->engine = NULL;
}

/* ---- reading ---- */

static struct pg_conn *reader_take(struct pg_engine *g)
{
    struct pg_conn *c = NULL;
    struct timespec until;
    int code = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += READER_WAIT_S;
    pthread_mutex_lock(&g->mu);
    while (g->nfree == 0 && code == 0)
        code = pthread_cond_timedwait(&g->free_reader, &g->mu, &until);
    if (g->nfree > 0)
        c = g->readers[--g->nfree];
    pthread_mutex_unlock(&g->mu);
    return c;
}

static void reader_give(struct pg_engine *g, struct pg_conn *c)
{
    pthread_mutex_lock(&g->mu);
    g->readers[g->nfree++] = c;
    pthread_mutex_unlock(&g->mu);
    pthread_cond_signal(&g->free_reader);
}

static enum rc read_on(struct store *s, struct pg_conn *c, store_fn *fn, void *arg, unsigned attempt,
                       struct err *e)
{
    const struct pg_engine *g = s->engine;
    struct tx tx = { .store = s, .conn = &c->base, .attempt = attempt };
    enum rc rc;

    rc = fault_call("BEGIN", e);
    if (rc == RC_OK)
        rc = pg_connect(c, g->conninfo, false, e);
    if (rc == RC_OK)
        rc = pg_begin(c, false, e);
    if (rc == RC_OK)
        rc = tx_call(&tx, fn, arg, e);
    if (tx.failed.rc == RC_OK && rc != RC_BUSY)
        pg_end_read(c);
    else
        pg_rollback(c);
    return rc;
}

static enum rc pg_read(struct store *s, struct thread_ctx *t, store_fn *fn, void *arg, unsigned attempt,
                       struct err *e)
{
    struct pg_engine *g = s->engine;
    struct pg_conn *c = reader_take(g);
    enum rc rc;

    (void)t;
    if (c == NULL)
        return ERR(e, RC_BUSY, "no connection became free for reading");
    rc = read_on(s, c, fn, arg, attempt, e);
    reader_give(g, c);
    return rc;
}

/* ---- migrations, backup ---- */

static void pg_conn_end(struct conn *c)
{
    pg_conn_free((struct pg_conn *)c);
}

static enum rc pg_admin_open(struct store *s, struct conn **ret, struct err *e)
{
    const struct pg_engine *g = s->engine;
    struct pg_conn *c = pg_conn_new(s);
    enum rc rc;

    if (c == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    rc = pg_connect(c, g->conninfo, true, e);
    if (rc != RC_OK) {
        pg_conn_free(c);
        return rc;
    }
    *ret = &c->base;
    return RC_OK;
}

static enum rc pg_backup(struct store *s, const char *path, struct err *e)
{
    (void)s;
    (void)path;
    return ERR(e, RC_INVALID, "a PostgreSQL database is backed up with pg_basebackup or pg_dump");
}

/* A commit that is waited for flushes the log up to itself, and with it all before it; but only when its own
 * transaction has written something: hence the message, which nobody reads. */
static enum rc pg_flush(struct store *s, struct err *e)
{
    const struct pg_engine *g = s->engine;
    struct pg_conn *c = pg_conn_new(s);
    enum rc rc = c == NULL ? ERR(e, RC_LIMIT, "out of memory") : pg_connect(c, g->conninfo, false, e);

    if (rc == RC_OK)
        rc = pg_command(c, "SELECT pg_logical_emit_message(true, 'samad', 'flush')", e);
    pg_conn_free(c);
    return rc;
}

static uint64_t pg_wal_pages(struct store *s)
{
    (void)s;
    return 0;
}

const struct driver driver_postgres = {
    .name = "PostgreSQL",
    .postgres = true,
    .open = pg_open,
    .close = pg_close,
    .read = pg_read,
    .thread_conn_close = pg_conn_end,
    .admin_open = pg_admin_open,
    .admin_close = pg_conn_end,
    .admin_begin = LOCK_MIGRATION,
    .schema_sql = postgres_schema_sql,
    .backup = pg_backup,
    .wal_pages = pg_wal_pages,
    .flush = pg_flush,
    .in_line = pg_in_line,
};
