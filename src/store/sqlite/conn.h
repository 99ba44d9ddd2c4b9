/*
 * conn.h - one SQLite connection: its prepared statements, its settings, its guard. Used by one thread at a
 * time.
 */
#ifndef STORE_SQLITE_CONN_H
#define STORE_SQLITE_CONN_H

#include "store/driver.h"
#include "store/stmt.h"

#include <sqlite3.h>

enum sqlite_role {
    SQLITE_WRITER,     /* the one that commits */
    SQLITE_READER,     /* read-only, one a thread */
    SQLITE_CHECKPOINT, /* copies the log into the database */
    SQLITE_ADMIN       /* migrations; runs text */
};

struct sqlite_stmt {
    sqlite3_stmt *s;
    uint8_t bind[STMT_PARAMS_MAX]; /* index in SQLite of $1, $2, …: it numbers them by first appearance */
};

enum sqlite_control {
    CTL_BEGIN,
    CTL_BEGIN_READ,
    CTL_COMMIT,
    CTL_ROLLBACK,
    CTL_SAVE,
    CTL_RELEASE,
    CTL_BACK_TO,
    CTL_COUNT
};

struct sqlite_conn {
    struct conn base; /* first */
    sqlite3 *db;
    enum sqlite_role role;
    bool inside; /* a named statement is being prepared or run: the authorizer lets only these pass */
    struct sqlite_stmt stmt[STMT_COUNT];
    sqlite3_stmt *control[CTL_COUNT];
};

enum rc sqlite_conn_open(const char *path, enum sqlite_role role, unsigned mmap_mib, struct sqlite_conn **ret,
                         struct err *e) MUST_CHECK;
void sqlite_conn_close(struct sqlite_conn *c); /* NULL allowed */
void sqlite_conn_closep(struct sqlite_conn **c);
/* From now on commits are not flushed (store_options.bulk). */
enum rc sqlite_conn_unflushed(struct sqlite_conn *c, struct err *e) MUST_CHECK;
/* BEGIN and so on; never a named statement. */
enum rc sqlite_control(struct sqlite_conn *c, enum sqlite_control what, struct err *e) MUST_CHECK;
/* Run text without rows. */
enum rc sqlite_text(struct sqlite_conn *c, const char *sql, struct err *e) MUST_CHECK;
/* The error of the last call on this connection, `code` being what it returned. */
enum rc sqlite_err(struct sqlite_conn *c, int code, const char *what, struct err *e);
/* Roll back unless SQLite has done so itself. */
void sqlite_rollback(struct sqlite_conn *c);

#endif
