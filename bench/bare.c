/*
 * bare.c - the databases without the program.
 */
#include <stdio.h>
#include <unistd.h>

#include "bare.h"

#define CHECKPOINT_US 100000

bool bare_settings(sqlite3 *db)
{
    return sqlite3_exec(
               db,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; "
               "PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON",
               NULL, NULL, NULL) == SQLITE_OK;
}

static void *checkpoints(void *arg)
{
    struct bare *b = arg;
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(b->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        while (!b->over) {
            (void)sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
            usleep(CHECKPOINT_US);
        }
    sqlite3_close(db);
    return NULL;
}

bool bare_checkpoints(struct bare *b, const char *path)
{
    b->path = path;
    b->over = false;
    return pthread_create(&b->thread, NULL, checkpoints, b) == 0;
}

void bare_end(struct bare *b)
{
    b->over = true;
    pthread_join(b->thread, NULL);
}

bool bare_drain(PGconn *c)
{
    bool good = true;

    for (int nulls = 0; nulls < 2;) {
        PGresult *r = PQgetResult(c);
        ExecStatusType st = PQresultStatus(r);

        if (r == NULL) {
            nulls++;
            continue;
        }
        nulls = 0;
        if (st == PGRES_PIPELINE_SYNC) {
            PQclear(r);
            return good;
        }
        if (st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK) {
            if (good)
                fprintf(stderr, "PostgreSQL: %s", PQerrorMessage(c));
            good = false;
        }
        PQclear(r);
    }
    return good;
}
