/*
 * store.c - opening, submitting and reading; what both engines share.
 *
 * Not here: the engines (sqlite/, postgres/), health (health.c), migrations (migrate.c).
 * Invariant: `done` is called exactly once for each accepted job, after the commit that holds it is durable.
 */
#include "store/driver.h"

#include "base/clock.h"

#include <assert.h>

void store_count(_Atomic uint64_t *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* ---- threads ---- */

static void thread_ctx_free(struct store *s, struct thread_ctx *t)
{
    if (t->conn != NULL)
        s->driver->thread_conn_close(t->conn);
    free(t);
}

/* The thread ends before the store. */
static void thread_ctx_end(void *p)
{
    struct thread_ctx *t = p;
    struct store *s = t->store;

    pthread_mutex_lock(&s->threads_mu);
    *t->prev = t->next;
    if (t->next != NULL)
        t->next->prev = t->prev;
    pthread_mutex_unlock(&s->threads_mu);
    thread_ctx_free(s, t);
}

struct thread_ctx *store_thread(struct store *s)
{
    struct thread_ctx *t = pthread_getspecific(s->key);

    if (t != NULL)
        return t;
    t = calloc(1, sizeof(*t));
    if (t == NULL || pthread_setspecific(s->key, t) != 0) {
        free(t);
        return NULL;
    }
    t->store = s;
    pthread_mutex_lock(&s->threads_mu);
    t->next = s->threads;
    t->prev = &s->threads;
    if (t->next != NULL)
        t->next->prev = &t->next;
    s->threads = t;
    pthread_mutex_unlock(&s->threads_mu);
    return t;
}

void store_threads_end(struct store *s)
{
    struct thread_ctx *t, *next;

    if (s->has_key)
        (void)pthread_setspecific(s->key, NULL);
    pthread_mutex_lock(&s->threads_mu);
    t = s->threads;
    s->threads = NULL;
    pthread_mutex_unlock(&s->threads_mu);
    for (; t != NULL; t = next) {
        next = t->next;
        thread_ctx_free(s, t);
    }
}

/* ---- open, close ---- */

static unsigned or_default(unsigned v, unsigned otherwise)
{
    return v == 0 ? otherwise : v;
}

static void options_fill(struct store_options *o)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    o->connections = or_default(o->connections, cores < 1 ? 4 : (unsigned)cores * 4);
    o->readers = or_default(o->readers, o->connections);
    o->batch_max = or_default(o->batch_max, 256);
    o->batch_ms = or_default(o->batch_ms, 50);
    o->queue_max = or_default(o->queue_max, 10000);
    o->attempts = or_default(o->attempts, 12);
}

enum rc store_open(const char *url, const struct store_options *o, struct store **ret, struct err *e)
{
    CLEANUP(store_closep) struct store *s = NULL;
    struct str u = str_c(url);
    const char *where = url;
    enum rc rc;

    s = calloc(1, sizeof(*s));
    if (s == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    if (o != NULL)
        s->opt = *o;
    options_fill(&s->opt);
    pthread_mutex_init(&s->threads_mu, NULL);
    pthread_mutex_init(&s->health_mu, NULL);
    queue_init(&s->queue, s->opt.queue_max);
    if (str_starts(u, STR("sqlite:")) && u.len > 7) {
        s->driver = &driver_sqlite;
        where = url + 7;
    } else if (str_starts(u, STR("postgresql://")) || str_starts(u, STR("postgres://")) ||
               str_contains(u, STR("="))) {
        s->driver = &driver_postgres;
    } else {
        return ERR(e, RC_INVALID, "a store is sqlite:PATH or postgresql://…, not '%s'",
                   url == NULL ? "" : url);
    }
    if (pthread_key_create(&s->key, thread_ctx_end) != 0)
        return ERR(e, RC_INTERNAL, "no thread keys left");
    s->has_key = true;
    rc = s->driver->open(s, where, e);
    if (rc != RC_OK)
        return rc;
    *ret = TAKE(s);
    return RC_OK;
}

enum rc store_flush(struct store *s, struct err *e)
{
    return s->driver->flush(s, e);
}

void store_close(struct store *s)
{
    if (s == NULL)
        return;
    queue_close(&s->queue);
    if (s->driver != NULL)
        s->driver->close(s);
    if (s->has_key)
        pthread_key_delete(s->key);
    store_threads_end(s);
    queue_destroy(&s->queue);
    pthread_mutex_destroy(&s->threads_mu);
    pthread_mutex_destroy(&s->health_mu);
    free(s);
}

void store_closep(struct store **s)
{
    store_close(*s);
    *s = NULL;
}

bool store_is_postgres(const struct store *s)
{
    return s->driver->postgres;
}

/* ---- transactions ---- */

/* What no use case can make anything of; a broken rule of the data it may. */
static bool machine_fault(enum rc rc)
{
    return rc == RC_BUSY || rc == RC_INTERNAL || rc == RC_LIMIT || rc == RC_UNCERTAIN;
}

enum rc tx_call(struct tx *tx, store_fn *fn, void *arg, struct err *e)
{
    struct err err = { 0 };
    enum rc rc;

    tx->failed = (struct err){ 0 };
    tx->recorded = false;
    tx->reference = REFERENCE_UNKNOWN;
    tx->keeps = !tx->write || tx->conn->ops->ahead != NULL;
    tx->ahead = false;
    rc = fn(tx, arg, &err);
    reference_clear(&tx->conn->snapshot);
    if (tx->failed.rc != RC_OK && (rc == RC_OK || machine_fault(tx->failed.rc))) {
        err = tx->failed;
        rc = err.rc;
    }
    if (rc != RC_OK && err.rc != rc)
        (void)ERR(&err, rc, "the transaction was refused: %s", rc_name(rc));
    if (rc != RC_OK && e != NULL)
        *e = err;
    return rc;
}

void tx_ahead(struct tx *tx, bool on)
{
    tx->ahead = on;
}

void tx_look_anew(struct tx *tx)
{
    tx->reference = REFERENCE_PAST;
}

unsigned tx_attempt(const struct tx *tx)
{
    return tx->attempt;
}

enum rc store_submit(struct store *s, store_fn *fn, void *arg, store_done_fn *done, struct err *e)
{
    struct job *j = calloc(1, sizeof(*j));
    enum rc rc;

    if (j == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    j->fn = fn;
    j->arg = arg;
    j->done = done;
    j->heap = true;
    rc = queue_push(&s->queue, j, e);
    if (rc != RC_OK)
        free(j);
    return rc;
}

void job_settle(struct store *s, struct job *j, enum rc rc, const struct err *e)
{
    static const struct err none;
    bool heap = j->heap; /* a job of store_write() is gone once `done` has been called */

    if (rc == RC_OK)
        store_count(&s->count.writes);
    else if (rc == RC_BUSY || rc == RC_UNCERTAIN || rc == RC_INTERNAL || rc == RC_LIMIT)
        store_count(&s->count.failed);
    else
        store_count(&s->count.refused);
    if (heap) {
        j->done(j->arg, rc, rc == RC_OK ? &none : e);
        free(j);
    } else {
        j->done(j, rc, rc == RC_OK ? &none : e);
    }
}

/* A job of store_write(): lives on the stack of the thread that waits for it. */
struct wait_job {
    struct job job; /* first */
    pthread_mutex_t mu;
    pthread_cond_t cond;
    bool settled;
    enum rc rc;
    struct err *e;
};

static void wait_job_done(void *arg, enum rc rc, const struct err *e)
{
    struct wait_job *w = arg;

    pthread_mutex_lock(&w->mu);
    w->rc = rc;
    if (rc != RC_OK && w->e != NULL)
        *w->e = *e;
    w->settled = true;
    pthread_cond_signal(&w->cond); /* under the lock: `w` may be gone right after it is released */
    pthread_mutex_unlock(&w->mu);
}

enum rc store_write(struct store *s, store_fn *fn, void *arg, struct err *e)
{
    struct wait_job w = { .job = { .fn = fn, .arg = arg, .done = wait_job_done }, .e = e };
    const struct thread_ctx *t = pthread_getspecific(s->key);
    enum rc rc;

    assert(t == NULL || (!t->in_tx && !t->worker));
    pthread_mutex_init(&w.mu, NULL);
    pthread_cond_init(&w.cond, NULL);
    rc = queue_push(&s->queue, &w.job, e);
    if (rc == RC_OK) {
        pthread_mutex_lock(&w.mu);
        while (!w.settled)
            pthread_cond_wait(&w.cond, &w.mu);
        pthread_mutex_unlock(&w.mu);
        rc = w.rc;
    }
    pthread_cond_destroy(&w.cond);
    pthread_mutex_destroy(&w.mu);
    return rc;
}

enum rc store_read(struct store *s, store_fn *fn, void *arg, struct err *e)
{
    struct thread_ctx *t = store_thread(s);
    unsigned attempt = 0;
    enum rc rc;

    if (t == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    assert(!t->in_tx);
    store_count(&s->count.reads);
    do {
        if (attempt > 0) {
            store_count(&s->count.reruns);
            (void)queue_nap(&s->queue, (int64_t)500 << (attempt < 10 ? attempt : 10));
        }
        t->in_tx = true;
        rc = s->driver->read(s, t, fn, arg, attempt, e);
        t->in_tx = false;
    } while (rc == RC_BUSY && ++attempt < s->opt.attempts);
    return rc;
}
