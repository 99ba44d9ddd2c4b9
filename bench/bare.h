/*
 * bare.h - the databases without the program, for the floors: SQLite as the program sets it, a pipeline of
 * libpq.
 */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>

/* The log is copied into the database by a thread of its own, as in the program. */
struct bare {
    const char *path;
    _Atomic bool over;
    pthread_t thread;
};

/* Write-ahead log, flushed commits. False with SQLite's message on `db`. */
bool bare_settings(sqlite3 *db);
bool bare_checkpoints(struct bare *b, const char *path); /* until bare_end() */
void bare_end(struct bare *b);
/* Read all answers up to the end of the pipeline; false, with the message on standard error, when one failed.
 */
bool bare_drain(PGconn *c);

#endif
