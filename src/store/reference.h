/*
 * reference.h - results that a connection keeps, so that it need not ask twice.
 *
 * Of the transaction at hand: all of them until it writes, because nobody else changes what it sees. Also
 * what was asked for ahead (tx_ahead() in port/tx.h) and may not have come yet.
 *
 * Of reference data, for later transactions too: units, posts, who holds them, calendars, settings, installed
 * processes. Read in every transaction, changed a few times a day.
 *
 * The database changes reference.version to a random number whenever one of those tables changes
 * (migrations/0010_reference.sql). A transaction reads that number once, before the first reference read;
 * when it is the one under which the connection's results were read, they are what the statements would give.
 * The number is read in the transaction's own snapshot, so isolation stays what it was: on PostgreSQL whoever
 * changes reference data conflicts with the reading of the number instead of the reading of the rows.
 *
 * A transaction that has itself changed reference data reads past what is kept, to its end.
 */
#ifndef STORE_REFERENCE_H
#define STORE_REFERENCE_H

#include "store/result.h"

#define REFERENCE_SLOTS 256u
#define REFERENCE_BYTES_MAX ((size_t)1 << 20) /* a connection; beyond it everything is forgotten */

struct reference_entry;

/* A set of results. Belongs to one connection, used by one thread at a time; all zero is empty. */
struct reference {
    struct reference_entry *slot[REFERENCE_SLOTS];
    int64_t version; /* of reference data, under which the entries were read */
    size_t bytes;    /* 0: empty */
};

enum reference_class { REFERENCE_NONE, REFERENCE_READS, REFERENCE_WRITES };

/* Of a statement. A test holds the table against the texts of the statements. */
enum reference_class reference_class(enum stmt s);

/* Forget everything. */
void reference_clear(struct reference *ref);
/* The kept result, shared (result_free() gives the share back), or NULL. */
struct db_result *reference_find(const struct reference *ref, enum stmt s, struct db_args args);
/* Can a result of these arguments be kept? */
bool reference_fits(struct db_args args);
/* Keep `res`, which it takes (NULL: nothing); when there is no room it is freed. */
void reference_keep(struct reference *ref, enum stmt s, struct db_args args, struct db_result *res);

#endif
