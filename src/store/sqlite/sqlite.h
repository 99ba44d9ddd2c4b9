/*
 * sqlite.h - the SQLite engine as a whole: one writer thread, one checkpoint thread, a reader for each
 * thread.
 */
#ifndef STORE_SQLITE_SQLITE_H
#define STORE_SQLITE_SQLITE_H

#include "store/sqlite/conn.h"

struct sqlite_engine {
    char *path;
    int lock_fd; /* -1: none */
    struct sqlite_conn *writer, *checkpointer;
    pthread_t writer_thread, checkpoint_thread;
    bool writer_runs, checkpoint_runs;
    _Atomic bool dirty;         /* the log has grown since the last checkpoint */
    _Atomic bool log_is_long;   /* the writer shall pause once and empty it */
    _Atomic uint64_t wal_pages; /* length of the log at the last checkpoint */
};

void *sqlite_writer_main(void *store);
void *sqlite_checkpoint_main(void *store);

#endif
