/*
 * driver.h - what an engine provides, and the parts of the store that both engines share. Private to this
 * room.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/queue.h"
#include "store/reference.h"
#include "store/result.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- a connection ---- */

struct conn {
    const struct conn_ops *ops;
    struct result_pool pool;
    struct reference reference; /* of reference data */
    struct reference snapshot;  /* of the transaction at hand, since it last wrote */
    _Atomic uint64_t *trips;    /* counts the times the server was waited for */
};

struct conn_ops {
    const struct stmt_def *(*def)(enum stmt s);
    /* Arguments are checked already. `res` NULL: the statement gives no rows. `changed` may be NULL. */
    enum rc (*run)(struct conn *c, enum stmt s, struct db_args args, struct db_result *res, int64_t *changed,
                   struct err *e);
    /* Run a statement that must change exactly one row, without waiting: that it did not is told later, as
     * RC_CONFLICT, by whatever waits next. NULL: ask run() for the number. */
    enum rc (*run_one)(struct conn *c, enum stmt s, struct db_args args, struct err *e);
    /* Send a statement that gives rows on its way. `res` is shared until it has come; until then it is
     * `pending`. RC_LIMIT: there is no room to do so. NULL: nothing is gained by it on this engine. */
    enum rc (*ahead)(struct conn *c, enum stmt s, struct db_args args, struct db_result *res, struct err *e);
    /* Wait for all that was sent on its way. NULL with `ahead`. */
    enum rc (*arrive)(struct conn *c, struct err *e);
    /* Prepare it and compare the numbers and types of parameters and columns; on connections made by
     * admin_open(). */
    enum rc (*check)(struct conn *c, enum stmt s, struct err *e);
    /* Text of SQL, for migrations and reading the schema only; on connections made by admin_open(). */
    enum rc (*exec_text)(struct conn *c, const char *sql, struct err *e);
    /* Every column as text. `res` is made for the number of columns. */
    enum rc (*query_text)(struct conn *c, const char *sql, struct db_result *res, struct err *e);
};

struct tx {
    struct store *store;
    struct conn *conn;
    bool write;
    bool keeps;         /* what it has read is kept until it writes */
    bool ahead;         /* between tx_ahead(true) and tx_ahead(false) */
    bool recorded;      /* operation_record() was called in this run */
    bool after_unknown; /* an earlier run may have been committed */
    enum { REFERENCE_UNKNOWN, REFERENCE_HOLDS, REFERENCE_PAST } reference; /* may what is kept be used? */
    unsigned attempt;
    struct job *job;   /* PostgreSQL, writing */
    int64_t began_us;  /* PostgreSQL: clock_mono_us() before the snapshot was taken */
    struct err failed; /* .rc: the first failure of this run, sticky */
};

/* Run `fn` on a fresh run of `tx`: what it returned, or the failure that it did not pass on. */
enum rc tx_call(struct tx *tx, store_fn *fn, void *arg, struct err *e) MUST_CHECK;

/* ---- an engine ---- */

struct thread_ctx;

struct driver {
    const char *name;
    bool postgres;
    enum rc (*open)(struct store *s, const char *where,
                    struct err *e); /* sets s->engine, starts its threads */
    void (*close)(struct store *s); /* the queue is closed already; joins the threads; takes half-open ones */
    enum rc (*read)(struct store *s, struct thread_ctx *t, store_fn *fn, void *arg, unsigned attempt,
                    struct err *e);
    void (*thread_conn_close)(struct conn *c);
    enum rc (*admin_open)(struct store *s, struct conn **ret, struct err *e);
    void (*admin_close)(struct conn *c);
    enum rc (*admin_check)(struct conn *c, struct err *e); /* before a migration is committed; NULL: none */
    const char *admin_begin; /* takes the lock that lets one process migrate at a time */
    const char *schema_sql;  /* one column of lines, see store/schema.c */
    enum rc (*verify)(struct conn *c, struct err *e); /* on a connection made by admin_open(); NULL: none */
    enum rc (*backup)(struct store *s, const char *path, struct err *e);
    uint64_t (*wal_pages)(struct store *s);
    enum rc (*flush)(struct store *s, struct err *e); /* store_flush() */
    /* May this writing transaction go on to a row that others change too? False: it is run again when it may.
     * NULL: always. */
    bool (*in_line)(struct tx *tx, uint64_t key);
};

extern const char sqlite_schema_sql[], postgres_schema_sql[];
extern const struct driver driver_sqlite, driver_postgres;

/* ---- the store ---- */

/* One for each thread that has read from this store. */
struct thread_ctx {
    struct thread_ctx *next, **prev;
    struct store *store;
    struct conn *conn; /* SQLite: the reader of this thread */
    bool in_tx;
    bool worker; /* a thread of the store itself */
};

struct store_counters {
    _Atomic uint64_t writes, refused, failed, reruns, commits, reads, calls, trips, reconnects;
};

struct store {
    const struct driver *driver;
    void *engine; /* the driver's own */
    struct store_options opt;
    struct queue queue;
    struct store_counters count;
    pthread_key_t key;
    bool has_key;
    pthread_mutex_t threads_mu;
    struct thread_ctx *threads;
    /* health */
    pthread_mutex_t health_mu;
    struct err last_failure; /* .rc RC_OK: the last write was committed */
    int64_t last_settled_us; /* clock_mono_us() of the last commit or failure */
    int64_t probe_since_us;  /* 0: no probe is running */
};

/* The calling thread's; NULL when memory is out. */
struct thread_ctx *store_thread(struct store *s);
void store_threads_end(struct store *s); /* closes the readers of all threads; nobody may be reading */
void store_count(_Atomic uint64_t *counter);
/* The outcome of one commit, for store_health(). `e` NULL: it is durable. */
void store_note_commit(struct store *s, const struct err *e);
/* Tell the submitter. Frees the job when it was submitted. */
void job_settle(struct store *s, struct job *j, enum rc rc, const struct err *e);

#endif
