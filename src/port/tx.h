/*
 * tx.h - the store as app sees it: transactions that may be run again, and nothing about SQL.
 *
 * A use case is one function of type store_fn. The store runs it in one transaction, commits, and reports
 * only after the commit is on disk. On SQLite one writer thread batches waiting transactions into one commit;
 * on PostgreSQL a pool of connections runs them side by side as SERIALIZABLE, so the guarantee is the same:
 * as if one after another.
 *
 * Rules for a store_fn:
 * - It may be run again from the start (RC_BUSY, serialisation failure, fail-over): whatever it computes goes
 * into `arg` by assignment, never by adding to what a former run left there. Ids and keys are made before the
 * call.
 * - After any call on `tx` has failed the transaction is lost: return that error. (A later call on the same
 * `tx` gives the same error again, and returning RC_OK then does not commit.)
 * - No network, no waiting, no store_* call inside.
 *
 * Not here: the named statements (store/db.h), the readers and writers of each concept (port/case.h and so
 * on), files (port/blob.h), "was this done already" (port/operation.h).
 */
#ifndef PORT_TX_H
#define PORT_TX_H

#include "base/arena.h"

struct store;
struct tx;

typedef enum rc store_fn(struct tx *tx, void *arg, struct err *e);
/* Called once, on a store thread, when all is settled: rc as store_write would have returned it; `e` is
 * borrowed. Must be quick, must not call store_write, store_close or block. */
typedef void store_done_fn(void *arg, enum rc rc, const struct err *e);

/* All zero is the default; so is a NULL pointer. */
struct store_options {
    bool exclusive; /* SQLite: refuse when another process holds the database so (`samad serve` sets it) */
    unsigned connections; /* PostgreSQL: writing connections, one thread each; 0: 4 for each processor */
    unsigned readers;     /* PostgreSQL: reading connections; 0: as many */
    unsigned batch_max;   /* SQLite: transactions in one commit; 0: 256 */
    unsigned batch_ms;    /* SQLite: none joins a commit whose transactions have run for so long; 0: 50 */
    unsigned queue_max;   /* waiting transactions before RC_BUSY; 0: 10000 */
    unsigned attempts;    /* runs of one transaction before RC_BUSY goes to the caller; 0: 12 */
    unsigned mmap_mib;    /* SQLite: part of the file read through memory mapping; 0: none */
    bool bulk; /* making a new installation: commits are not flushed one by one, so until store_flush() a
                  crash of the machine (not of the program) may spoil the database */
};

/* Open "sqlite:PATH" (made when missing) or "postgresql://…" or any libpq connection string that has a '='.
 * The schema is not touched: see store_migrate(). RC_INVALID for another url, RC_CONFLICT when the file is
 * held by another process, RC_BUSY when PostgreSQL cannot be reached. */
enum rc store_open(const char *url, const struct store_options *o, struct store **ret,
                   struct err *e) MUST_CHECK;
/* Finishes everything submitted, then closes. No other thread may be inside the store. NULL allowed. */
void store_close(struct store *s);
void store_closep(struct store **s); /* for CLEANUP */

/* Run `fn` in one write transaction and return after the commit is durable. Blocks; from any thread, but
 * never from inside a transaction or a `done`. Returns what `fn` returned when it refused; RC_BUSY when the
 * attempts are used up; RC_UNCERTAIN when the connection broke during the commit and `fn` did not record an
 * operation (port/operation.h): with a recorded operation the store runs `fn` again by itself. */
enum rc store_write(struct store *s, store_fn *fn, void *arg, struct err *e) MUST_CHECK;
/* The same without waiting; `done` is called exactly once when RC_OK is returned, else never.
 * RC_BUSY when too many are waiting. */
enum rc store_submit(struct store *s, store_fn *fn, void *arg, store_done_fn *done, struct err *e) MUST_CHECK;
/* Run `fn` on the calling thread in a read-only snapshot that contains everything reported as done before the
 * call. SQLite: microseconds, never waits for writers. PostgreSQL: waits for the server. Not inside a
 * transaction. */
enum rc store_read(struct store *s, store_fn *fn, void *arg, struct err *e) MUST_CHECK;

/* After RC_OK everything committed so far is durable. Only a store opened with `bulk` needs it. */
enum rc store_flush(struct store *s, struct err *e) MUST_CHECK;

/* From now on this transaction asks the database itself, not what the connection keeps of reference data: for
 * a check that must find what was changed behind the database's own rules. */
void tx_look_anew(struct tx *tx);

/* Between tx_ahead(tx, true) and tx_ahead(tx, false) the readers of port/ ask without waiting: each returns
 * at once as if nothing were there (RC_NOT_FOUND, an empty list). What they ask goes to PostgreSQL together
 * with the next question that waits, and the same question asked again is answered from what came, unless the
 * transaction has written something meanwhile. On SQLite, which answers at once, nothing happens. A hint: it
 * cannot fail, and may be left out. Only reading is allowed meanwhile.
 *
 *     tx_ahead(tx, true);
 *     AHEAD(applicant_by_id(tx, a, c.applicant_id, &p, NULL));
 *     AHEAD(deadline_list(tx, a, c.id, &deadlines, NULL));
 *     tx_ahead(tx, false);
 */
void tx_ahead(struct tx *tx, bool on);
#define AHEAD(reader) ((void)((reader) == RC_OK))
/* While reading ahead: ask for what tells whether the reference data that is kept still holds. */
void tx_ahead_reference(struct tx *tx);

/* Which run of this transaction is it? 0 the first time. */
unsigned tx_attempt(const struct tx *tx);

/* RC_OK when the last write succeeded and none has been waiting for long; else why not. Does not block: after
 * some seconds without a write it starts a small one and tells its outcome the next time. */
enum rc store_health(struct store *s, struct err *e) MUST_CHECK;
bool store_is_postgres(const struct store *s);

struct store_stats {
    uint64_t writes;  /* transactions committed */
    uint64_t refused; /* ended without a commit by what fn returned */
    uint64_t failed;  /* ended by the database's fault */
    uint64_t reruns;  /* runs repeated after RC_BUSY or an unknown outcome */
    uint64_t commits; /* COMMITs: writes / commits is the size of a batch */
    uint64_t reads;
    uint64_t calls; /* statements run */
    uint64_t trips; /* PostgreSQL: times that the server was waited for */
    uint64_t reconnects;
    uint64_t wal_pages; /* SQLite: length of the write-ahead log */
    unsigned waiting;   /* submitted and not begun */
};
struct store_stats store_statistics(struct store *s);

/* ---- migrations (migrations/NNNN_name.sql, built into the program) ---- */

typedef void store_migrate_report(void *arg, unsigned number, const char *name); /* before each is applied */
/* Bring the schema to the newest number: each migration in one transaction, one process at a time.
 * RC_CONFLICT when an applied migration differs from ours, or the database is newer than this program. */
enum rc store_migrate(struct store *s, store_migrate_report *report, void *arg, struct err *e) MUST_CHECK;
/* The same up to and including `last`; for tests of upgrades. */
enum rc store_migrate_to(struct store *s, unsigned last, store_migrate_report *report, void *arg,
                         struct err *e) MUST_CHECK;
/* RC_OK when every migration of this program is applied; RC_CONFLICT says which is missing or strange. */
enum rc store_schema_check(struct store *s, struct err *e) MUST_CHECK;
/* Tables, columns, types, NOT NULL, keys, indexes in one canonical text, the same on both engines. */
enum rc store_schema_text(struct store *s, struct arena *a, struct str *ret, struct err *e) MUST_CHECK;

/* ---- backup ---- */

/* SQLite: copy the database, consistent and while writing goes on, to the new file `path` (durable on
 * return). RC_CONFLICT when the file exists; RC_INVALID on PostgreSQL, which has pg_basebackup and pg_dump.
 */
enum rc store_backup(struct store *s, const char *path, struct err *e) MUST_CHECK;

/* Read the whole database through for damage (SQLite: integrity and foreign keys; PostgreSQL does this by
 * itself). RC_INTERNAL with the first finding. Takes as long as reading everything. */
enum rc store_verify(struct store *s, struct err *e) MUST_CHECK;

/* ---- faults, for tests; process-wide ---- */

/* The n-th database call (statement, BEGIN, COMMIT) from now on fails with `rc`, once; 0 switches it off.
 * With RC_UNCERTAIN a COMMIT is done and then reported as unknown; on other calls it is RC_BUSY. */
void store_fail_at(uint64_t n, enum rc rc);
uint64_t store_call_count(void);

#endif
