/*
 * conn.h - one PostgreSQL connection in pipeline mode. Used by one thread at a time.
 *
 * BEGIN, statements whose count nobody asks for, those that must change exactly one row and questions asked
 * ahead are only queued; they travel with the next statement that is waited for, or with the COMMIT. A
 * transaction of inserts is so one round trip.
 */
#ifndef STORE_POSTGRES_CONN_H
#define STORE_POSTGRES_CONN_H

#include "store/driver.h"
#include "store/stmt.h"

#include <libpq-fe.h>

#define PG_QUEUED_MAX 64

enum pg_kind { PG_PREPARE, PG_PREPARE_ONE, PG_RUN, PG_BEGIN, PG_COMMIT, PG_ROLLBACK, PG_OTHER };

struct pg_queued {
    enum pg_kind kind;
    enum stmt stmt;
    struct db_result *res; /* a share: where its rows go; may be NULL */
};

struct pg_conn {
    struct conn base; /* first */
    PGconn *c;        /* NULL: not connected */
    bool in_tx;
    bool tail;   /* the end of a read transaction was sent; the answers to what is queued are not yet read */
    bool warned; /* a WARNING came since pg_commit() began */
    char warning[160];
    bool prepared[STMT_COUNT], prepared_one[STMT_COUNT];
    struct pg_queued queued[PG_QUEUED_MAX];
    size_t nqueued;
};

struct pg_conn *pg_conn_new(struct store *s); /* not connected; NULL when out of memory */
void pg_conn_free(struct pg_conn *c);
/* (Re)connect if needed, with the session's settings. RC_BUSY when no server answers that can be written to.
 */
enum rc pg_connect(struct pg_conn *c, const char *conninfo, bool admin, struct err *e) MUST_CHECK;
void pg_disconnect(struct pg_conn *c);
bool pg_connected(const struct pg_conn *c);

/* Queue the BEGIN; sent with the first statement. */
enum rc pg_begin(struct pg_conn *c, bool write, struct err *e) MUST_CHECK;
/* RC_OK: on disk, on the standby too when there is a synchronous one. RC_BUSY, RC_CONFLICT …: not committed.
 * RC_UNCERTAIN: it may be; the connection is closed then. */
enum rc pg_commit(struct pg_conn *c, struct err *e) MUST_CHECK;
/* After a failure; closes the connection when that fails too. */
void pg_rollback(struct pg_conn *c);
/* End a read transaction without waiting for the answer. */
void pg_end_read(struct pg_conn *c);
/* A statement of our own outside transactions (locks). */
enum rc pg_command(struct pg_conn *c, const char *sql, struct err *e) MUST_CHECK;

#endif
