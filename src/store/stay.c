/*
 * stay.c - how long cases stay in the steps of a process.
 */
#include "port/stay.h"
#include "store/read.h"

static void read_stay(struct db_rows *r, struct arena *a, struct step_stay *s)
{
    s->element = row_text(r, a);
    s->n = row_int(r);
    s->rank = row_int(r);
    s->stay = row_int(r);
}

enum rc step_stays(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                   struct step_stays *ret, struct err *e)
{
    READ_LIST(tx, a, STEP_STAYS, DB_ARGS(db_int(process_id), db_text(path_like(a, path))), struct step_stay,
              read_stay, ret, e);
}

static void read_visit(struct db_rows *r, struct arena *a, struct step_visit *s)
{
    s->element = row_text(r, a);
    s->visits = row_int(r);
    s->instances = row_int(r);
}

enum rc step_visits(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                    struct step_visits *ret, struct err *e)
{
    READ_LIST(tx, a, STEP_VISITS, DB_ARGS(db_int(process_id), db_text(path_like(a, path))), struct step_visit,
              read_visit, ret, e);
}
