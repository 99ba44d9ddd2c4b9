/*
 * timer.c - what running processes wait for: timers, messages, signals; and incidents.
 */
#include "port/flow.h"
#include "store/read.h"

static void read_timer(struct db_rows *r, struct arena *a, struct timer_rec *t)
{
    t->instance_id = row_int(r);
    t->key = row_int(r);
    t->case_id = row_int(r);
    t->element = row_text(r, a);
    t->due_at = row_int(r);
}

enum rc timer_put(struct tx *tx, const struct timer_rec *t, struct err *e)
{
    return db_exec(tx, TIMER_PUT,
                   DB_ARGS(db_int(t->instance_id), db_int(t->key), db_int(t->case_id), db_text(t->element),
                           db_int(t->due_at)),
                   NULL, e);
}

enum rc timer_drop(struct tx *tx, int64_t instance_id, int64_t key, struct err *e)
{
    return db_exec(tx, TIMER_DROP, DB_ARGS(db_int(instance_id), db_int(key)), NULL, e);
}

enum rc timer_drop_of(struct tx *tx, int64_t instance_id, struct err *e)
{
    return db_exec(tx, TIMER_DROP_OF, DB_ARGS(db_int(instance_id)), NULL, e);
}

enum rc timer_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct timer_list *ret,
                  struct err *e)
{
    READ_LIST(tx, a, TIMER_DUE, DB_ARGS(db_int(now), db_int(limit)), struct timer_rec, read_timer, ret, e);
}

enum rc timer_next(struct tx *tx, int64_t *due_at, struct err *e)
{
    READ_ONE(tx, NULL, TIMER_NEXT, DB_NO_ARGS, int64_t, read_int, due_at, e);
}

enum rc timer_list_case(struct tx *tx, struct arena *a, int64_t case_id, struct timer_list *ret,
                        struct err *e)
{
    READ_LIST(tx, a, TIMER_OF_CASE, DB_ARGS(db_int(case_id)), struct timer_rec, read_timer, ret, e);
}

enum rc timer_get(struct tx *tx, int64_t instance_id, int64_t key, int64_t *due_at, struct err *e)
{
    READ_ONE(tx, NULL, TIMER_GET, DB_ARGS(db_int(instance_id), db_int(key)), int64_t, read_int, due_at, e);
}

/* ---- subscriptions ---- */

static void read_subscription(struct db_rows *r, struct arena *a, struct subscription_rec *s)
{
    s->instance_id = row_int(r);
    s->key = row_int(r);
    s->case_id = row_int(r);
    s->element = row_text(r, a);
    s->kind = row_text(r, a);
    s->name = row_text(r, a);
    s->correlation = row_text(r, a);
}

enum rc subscription_put(struct tx *tx, const struct subscription_rec *s, struct err *e)
{
    return db_exec(tx, SUBSCRIPTION_PUT,
                   DB_ARGS(db_int(s->instance_id), db_int(s->key), db_int(s->case_id), db_text(s->element),
                           db_text(s->kind), db_text(s->name), db_text(s->correlation)),
                   NULL, e);
}

enum rc subscription_delete(struct tx *tx, int64_t instance_id, int64_t key, struct err *e)
{
    return db_exec(tx, SUBSCRIPTION_DELETE, DB_ARGS(db_int(instance_id), db_int(key)), NULL, e);
}

enum rc subscription_delete_of(struct tx *tx, int64_t instance_id, struct err *e)
{
    return db_exec(tx, SUBSCRIPTION_DELETE_OF, DB_ARGS(db_int(instance_id)), NULL, e);
}

enum rc subscription_by_case(struct tx *tx, struct arena *a, int64_t case_id, struct subscription_list *ret,
                             struct err *e)
{
    READ_LIST(tx, a, SUBSCRIPTION_BY_CASE, DB_ARGS(db_int(case_id)), struct subscription_rec,
              read_subscription, ret, e);
}

enum rc subscription_by_name(struct tx *tx, struct arena *a, struct str kind, struct str name,
                             struct str correlation, struct subscription_list *ret, struct err *e)
{
    READ_LIST(tx, a, SUBSCRIPTION_BY_NAME, DB_ARGS(db_text(kind), db_text(name), db_text(correlation)),
              struct subscription_rec, read_subscription, ret, e);
}

/* ---- incidents ---- */

static void read_incident(struct db_rows *r, struct arena *a, struct incident_rec *i)
{
    i->id = row_int(r);
    i->instance_id = row_int(r);
    i->key = row_int(r);
    i->case_id = row_int(r);
    i->element = row_text(r, a);
    i->cause = row_text(r, a);
    i->made_at = row_int(r);
    i->solved_at = row_int_or(r, 0);
    i->solved_by = row_int_or(r, 0);
    i->remedy = row_text(r, a);
    i->tracking_code = row_text(r, a);
}

enum rc incident_insert(struct tx *tx, const struct incident_rec *i, struct err *e)
{
    return db_exec(tx, INCIDENT_INSERT,
                   DB_ARGS(db_int(i->id), db_int(i->instance_id), db_int(i->key), db_int(i->case_id),
                           db_text(i->element), db_text(i->cause), db_int(i->made_at),
                           db_int_or_null(i->solved_at), db_int_or_null(i->solved_by), db_text(i->remedy)),
                   NULL, e);
}

enum rc incident_solve(struct tx *tx, int64_t instance_id, int64_t key, int64_t now, int64_t by,
                       struct str remedy, struct err *e)
{
    return db_exec(
        tx, INCIDENT_SOLVE,
        DB_ARGS(db_int(instance_id), db_int(key), db_int(now), db_int_or_null(by), db_text(remedy)), NULL, e);
}

enum rc incident_by_id(struct tx *tx, struct arena *a, int64_t id, struct incident_rec *ret, struct err *e)
{
    READ_ONE(tx, a, INCIDENT_BY_ID, DB_ARGS(db_int(id)), struct incident_rec, read_incident, ret, e);
}

enum rc incident_list(struct tx *tx, struct arena *a, int64_t case_id, int64_t limit,
                      struct incident_list *ret, struct err *e)
{
    READ_LIST(tx, a, INCIDENT_LIST, DB_ARGS(db_int(case_id), db_int(limit)), struct incident_rec,
              read_incident, ret, e);
}
