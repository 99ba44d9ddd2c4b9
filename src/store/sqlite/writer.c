/*
 * writer.c - the writer thread: many waiting transactions, one commit.
 *
 * The jobs of a batch share one BEGIN IMMEDIATE … COMMIT. Most are refused before they write or not at all,
 * so they run in it as they are. When one fails that has written, the whole is rolled back and run again with
 * each job in a savepoint of its own, so that it takes back only itself: a savepoint keeps a copy of every
 * page that is touched, which costs as much as the writing. Jobs are told their outcome after the COMMIT,
 * which has been flushed to disk (synchronous=FULL). While it flushes, the next jobs gather: the more users,
 * the larger the batch, and each batch costs one flush. Those who were told together come back one by one: a
 * batch that has fewer than half as many as the last one waits a moment for them.
 *
 * The checkpoint thread copies the log into the database, so that no commit waits for that.
 *
 * Not here: the queue (store/queue.c), one connection (conn.c).
 */
#include "store/sqlite/sqlite.h"

#include "base/clock.h"
#include "store/fault.h"

#define LOG_LONG_PAGES 16384 /* 64 MiB: empty the log in a pause between two batches */
#define CHECKPOINT_EVERY_US 100000
#define LINGER_US 500 /* for the next job of a small batch after a large one; a flush takes longer */

struct batch {
    struct store *s;
    struct sqlite_engine *g;
    struct sqlite_conn *c;
    struct job *head, **tail; /* run and waiting for the commit, also those refused: see batch_settle() */
    struct job *again;        /* to be run in the next batch, before the queue */
    unsigned n, good;         /* jobs in the list, and those of them that have something to commit */
    unsigned last;            /* jobs in the batch before */
    bool careful;             /* each job in a savepoint: one of an earlier try failed after it had written */
};

static void batch_add(struct batch *b, struct job *j, enum rc rc, const struct err *e)
{
    j->rc = rc;
    if (rc == RC_OK)
        b->good++;
    else
        j->err = *e;
    j->next = NULL;
    *b->tail = j;
    b->tail = &j->next;
    b->n++;
}

static void batch_empty(struct batch *b)
{
    b->head = NULL;
    b->tail = &b->head;
    b->n = b->good = 0;
}

/* All jobs that have run go back to the front of the line, because their transaction is lost. */
static void batch_again(struct batch *b)
{
    *b->tail = b->again;
    b->again = b->head;
    batch_empty(b);
}

/* Tell each its outcome. A refusal too waits for the commit, for it may rest on what an earlier job of the
 * same batch has written: were that not committed, "it is there already" would be untrue. */
static void batch_settle(struct batch *b)
{
    struct job *j = b->head;

    batch_empty(b);
    while (j != NULL) {
        struct job *next = j->next;
        job_settle(b->s, j, j->rc, &j->err);
        j = next;
    }
}

/* The commit failed. RC_BUSY runs the jobs again; so do refusals, which left nothing; after RC_UNCERTAIN also
 * those that recorded their operation. */
static void batch_commit_failed(struct batch *b, enum rc rc, const struct err *e)
{
    struct job *j = b->head, *again = NULL, **tail = &again;

    batch_empty(b);
    while (j != NULL) {
        struct job *next = j->next;
        bool unknown = rc == RC_UNCERTAIN && j->rc == RC_OK;
        bool repeat = rc == RC_BUSY || j->rc != RC_OK || (unknown && j->recorded);
        j->after_unknown |= unknown;
        if (repeat && ++j->attempt < b->s->opt.attempts) {
            store_count(&b->s->count.reruns);
            j->next = NULL;
            *tail = j;
            tail = &j->next;
        } else {
            j->err = *e;
            j->err.rc = j->after_unknown ? RC_UNCERTAIN : rc;
            job_settle(b->s, j, j->err.rc, &j->err);
        }
        j = next;
    }
    *tail = b->again;
    b->again = again;
}

static enum rc deferred_keys(struct sqlite_conn *c, struct err *e)
{
    int open = 0, high = 0;

    if (sqlite3_db_status(c->db, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &high, 0) == SQLITE_OK && open > 0)
        return ERR(e, RC_CONFLICT, "a row points to another that does not exist");
    return RC_OK;
}

/* Run the job's function once. */
static enum rc job_call(struct batch *b, struct job *j, struct err *e)
{
    struct thread_ctx *t = store_thread(b->s);
    struct tx tx = { .store = b->s, .conn = &b->c->base, .write = true };
    enum rc rc;

    tx.attempt = j->attempt;
    tx.after_unknown = j->after_unknown;
    if (t != NULL)
        t->in_tx = true;
    rc = tx_call(&tx, j->fn, j->arg, e);
    if (t != NULL)
        t->in_tx = false;
    if (rc == RC_OK)
        rc = deferred_keys(b->c, e);
    j->recorded = tx.recorded;
    if (rc == RC_OK && sqlite3_get_autocommit(b->c->db))
        rc = ERR(e, RC_INTERNAL, "SQLite has rolled the transaction back");
    return rc;
}

/* The same inside a savepoint: when it fails nothing of it is left. */
static enum rc job_run_saved(struct batch *b, struct job *j, struct err *e)
{
    struct err undo;
    enum rc rc = sqlite_control(b->c, CTL_SAVE, e);

    if (rc != RC_OK)
        return rc;
    rc = job_call(b, j, e);
    if (sqlite3_get_autocommit(b->c->db))
        return rc;
    if (rc != RC_OK && sqlite_control(b->c, CTL_BACK_TO, &undo) != RC_OK) {
        sqlite_rollback(b->c);
        return rc;
    }
    if (sqlite_control(b->c, CTL_RELEASE, &undo) != RC_OK) {
        sqlite_rollback(b->c);
        if (rc == RC_OK) {
            *e = undo;
            rc = undo.rc;
        }
    }
    return rc;
}

/* Without a savepoint. A job that failed after it had written takes all of the batch with it: `*spoilt`. */
static enum rc job_run_free(struct batch *b, struct job *j, bool *spoilt, struct err *e)
{
    sqlite3_int64 before = sqlite3_total_changes64(b->c->db);
    enum rc rc = job_call(b, j, e);

    *spoilt = rc != RC_OK && !sqlite3_get_autocommit(b->c->db) && sqlite3_total_changes64(b->c->db) != before;
    return rc;
}

/* Take everything back, and begin anew with care: with the jobs that had run, then this one. When none had,
 * its refusal rests on nothing of this batch and is told at once. */
static void batch_spoilt(struct batch *b, struct job *j, enum rc rc, const struct err *e)
{
    bool alone = b->n == 0, last = rc != RC_BUSY || j->attempt + 1 >= b->s->opt.attempts;

    sqlite_rollback(b->c);
    if (alone && last) {
        job_settle(b->s, j, rc, e);
        return;
    }
    if (alone) {
        j->attempt++;
        store_count(&b->s->count.reruns);
    }
    b->careful = !alone;
    j->next = b->again;
    b->again = j;
    batch_again(b);
}

/* Run one job, again while it is RC_BUSY; false when the whole transaction was lost with it. */
static bool batch_run(struct batch *b, struct job *j)
{
    struct err err = { 0 };
    bool spoilt = false;
    enum rc rc;

    for (;;) {
        rc = b->careful ? job_run_saved(b, j, &err) : job_run_free(b, j, &spoilt, &err);
        if (spoilt) {
            batch_spoilt(b, j, rc, &err);
            return false;
        }
        if (rc == RC_OK) {
            batch_add(b, j, rc, NULL);
            return true;
        }
        if (sqlite3_get_autocommit(b->c->db)) {
            store_note_commit(b->s, &err);
            batch_again(b);
            job_settle(b->s, j, rc, &err);
            return false;
        }
        if (rc != RC_BUSY || ++j->attempt >= b->s->opt.attempts)
            break;
        store_count(&b->s->count.reruns);
    }
    batch_add(b, j, rc, &err); /* refused: nothing of it is in the transaction */
    return true;
}

static enum rc batch_begin(struct batch *b, struct err *e)
{
    enum rc rc = fault_call("BEGIN", e);

    return rc == RC_OK ? sqlite_control(b->c, CTL_BEGIN, e) : rc;
}

static enum rc batch_commit(struct batch *b, struct err *e)
{
    enum rc rc = fault_call("COMMIT", e), done;

    if (rc != RC_OK && rc != RC_UNCERTAIN)
        return rc;
    done = sqlite_control(b->c, CTL_COMMIT, rc == RC_OK ? e : NULL);
    if (rc != RC_OK || done == RC_OK || done != RC_INTERNAL)
        return rc != RC_OK ? rc : done;
    /* An input/output error: the log may or may not hold the commit after a restart. */
    if (e != NULL)
        e->rc = RC_UNCERTAIN;
    return RC_UNCERTAIN;
}

static struct job *take_again(struct batch *b)
{
    struct job *j = b->again;

    if (j != NULL) {
        b->again = j->next;
        j->next = NULL;
    }
    return j;
}

static struct job *batch_first(struct batch *b)
{
    struct job *j = take_again(b);

    return j != NULL ? j : queue_pop(&b->s->queue);
}

static struct job *batch_next(struct batch *b)
{
    struct job *j = take_again(b);

    if (j == NULL)
        j = queue_pop_now(&b->s->queue);
    return j == NULL && b->n < b->last / 2 ? queue_pop_within(&b->s->queue, LINGER_US) : j;
}

static void batch_do(struct batch *b, struct job *first)
{
    int64_t start = clock_mono_us();
    struct err err = { 0 };
    struct job *j = first;
    enum rc rc;

    rc = batch_begin(b, &err);
    if (rc != RC_OK) {
        batch_add(b, first, RC_OK, NULL);
        store_note_commit(b->s, &err);
        batch_commit_failed(b, rc, &err);
        return;
    }
    while (j != NULL) {
        if (!batch_run(b, j))
            return;
        if (b->n >= b->s->opt.batch_max || clock_mono_us() - start > (int64_t)b->s->opt.batch_ms * 1000)
            break;
        j = batch_next(b);
    }
    b->careful = b->careful && b->again != NULL; /* until all of the spoilt batch have run */
    b->last = b->n;
    if (b->good == 0) {
        sqlite_rollback(b->c);
        batch_settle(b);
        return;
    }
    rc = batch_commit(b, &err);
    if (rc != RC_OK) {
        sqlite_rollback(b->c);
        store_note_commit(b->s, &err);
        batch_commit_failed(b, rc, &err);
        return;
    }
    store_note_commit(b->s, NULL);
    atomic_store_explicit(&b->g->dirty, true, memory_order_relaxed);
    batch_settle(b);
}

void *sqlite_writer_main(void *store)
{
    struct store *s = store;
    struct sqlite_engine *g = s->engine;
    struct thread_ctx *t = store_thread(s);
    struct batch b = { .s = s, .g = g, .c = g->writer };
    struct job *j;

    batch_empty(&b);
    if (t != NULL)
        t->worker = true;
    while ((j = batch_first(&b)) != NULL) {
        batch_do(&b, j);
        if (atomic_exchange_explicit(&g->log_is_long, false, memory_order_relaxed))
            (void)sqlite3_wal_checkpoint_v2(g->writer->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return NULL;
}

/* ---- checkpoints ---- */

static void checkpoint(struct sqlite_engine *g)
{
    int log = -1, copied = -1;

    if (sqlite3_wal_checkpoint_v2(g->checkpointer->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &copied) !=
        SQLITE_OK)
        return;
    if (log < 0)
        return;
    atomic_store_explicit(&g->wal_pages, (uint64_t)log, memory_order_relaxed);
    /* All but the newest pages are copied; the writer does the few that are left, with nobody writing
     * meanwhile, and then begins the log anew. When a long reader holds pages back, there is nothing to gain
     * by a pause. */
    if (log > LOG_LONG_PAGES && log - copied < LOG_LONG_PAGES / 4)
        atomic_store_explicit(&g->log_is_long, true, memory_order_relaxed);
}

void *sqlite_checkpoint_main(void *store)
{
    struct store *s = store;
    struct sqlite_engine *g = s->engine;

    while (!queue_nap(&s->queue, CHECKPOINT_EVERY_US)) {
        if (atomic_exchange_explicit(&g->dirty, false, memory_order_relaxed))
            checkpoint(g);
    }
    return NULL;
}
