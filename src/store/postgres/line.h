/*
 * line.h - transactions that would change the same row stand in line, within this server.
 *
 * Of SERIALIZABLE transactions that overlap and change one row only the first is committed; the others have
 * done their work in vain. Whoever is about to change such a row (a counter) says so (db_in_line()). The
 * first goes on; any other is taken back at once, waits without a thread until those before it have ended,
 * and begins anew holding the line, so that its snapshot has what they wrote. Other servers on the same
 * database are kept apart by the database, as ever.
 *
 * A job holds one line at most, so nobody waits in a circle. Two rows may share a line by chance.
 */
#ifndef STORE_POSTGRES_LINE_H
#define STORE_POSTGRES_LINE_H

#include "store/queue.h"

#define LINES 64

struct line {
    struct job *holder, *waiting, **tail;
    int64_t left_us; /* when the last holder ended */
};

struct lines {
    pthread_mutex_t mu;
    struct line v[LINES];
};

void lines_init(struct lines *l);
void lines_destroy(struct lines *l);
/* Inside a run that began at `began_us`: may `j` go on to the row `key`? False: the run is to be taken back.
 */
bool lines_enter(struct lines *l, struct job *j, uint64_t key, int64_t began_us);
/* Before a run: false when `j` now waits for its line; then it belongs to whoever leaves that line. */
bool lines_take(struct lines *l, struct job *j);
/* After the last run: the job that holds the line now and is to be run, or NULL. */
struct job *lines_leave(struct lines *l, struct job *j);

#endif
