/*
 * stay.h - how long cases stay in the steps of a process, and how often they come back to one. Conventions as
 * in port/office.h; a `path` as in port/admin.h.
 *
 * Not here: where instances stand now (port/version.h).
 */
#ifndef PORT_STAY_H
#define PORT_STAY_H

#include "port/tx.h"

struct step_stay {
    struct str element;
    int64_t n;    /* visits that ended */
    int64_t rank; /* of this one among them, by length, from 1 */
    int64_t stay; /* its ms */
};
struct step_stays {
    struct step_stay *v;
    size_t n;
};
/* By element: the median visit (rank (n + 1) / 2) and the 90th percentile (rank ceil(0.9 n)); one row when
 * they are the same. */
enum rc step_stays(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                   struct step_stays *ret, struct err *e) MUST_CHECK;

struct step_visit {
    struct str element;
    int64_t visits, instances;
};
struct step_visits {
    struct step_visit *v;
    size_t n;
};
/* By element. */
enum rc step_visits(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                    struct step_visits *ret, struct err *e) MUST_CHECK;

#endif
