/*
 * version.c - versions in use: steps, start events, deliveries, migrations, moved tokens.
 *
 * Not here: the lists of the process monitor (monitor.c).
 */
#include "port/version.h"
#include "store/read.h"

/* ---- steps ---- */

static void read_step(struct db_rows *r, struct arena *a, struct step_rec *s)
{
    s->instance_id = row_int(r);
    s->key = row_int(r);
    s->process_id = row_int(r);
    s->element = row_text(r, a);
    s->since = row_int(r);
}

enum rc step_put(struct tx *tx, const struct step_rec *s, struct err *e)
{
    return db_exec(tx, STEP_PUT,
                   DB_ARGS(db_int(s->instance_id), db_int(s->key), db_int(s->process_id), db_text(s->element),
                           db_int(s->since)),
                   NULL, e);
}

enum rc step_drop(struct tx *tx, int64_t instance_id, int64_t key, struct err *e)
{
    return db_exec(tx, STEP_DROP, DB_ARGS(db_int(instance_id), db_int(key)), NULL, e);
}

enum rc step_drop_of(struct tx *tx, int64_t instance_id, struct err *e)
{
    return db_exec(tx, STEP_DROP_OF, DB_ARGS(db_int(instance_id)), NULL, e);
}

enum rc step_list(struct tx *tx, struct arena *a, int64_t instance_id, struct step_list *ret, struct err *e)
{
    READ_LIST(tx, a, STEP_LIST, DB_ARGS(db_int(instance_id)), struct step_rec, read_step, ret, e);
}

struct id_list {
    int64_t *v;
    size_t n;
};

static enum rc missing(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct id_list *ret,
                       struct err *e)
{
    READ_LIST(tx, a, STEP_MISSING, DB_ARGS(db_int(after), db_int(limit)), int64_t, read_int, ret, e);
}

enum rc step_missing(struct tx *tx, struct arena *a, int64_t after, int64_t limit, int64_t **ids, size_t *n,
                     struct err *e)
{
    struct id_list list = { 0 };
    enum rc rc = missing(tx, a, after, limit, &list, e);

    *ids = list.v;
    *n = list.n;
    return rc;
}

/* ---- starts ---- */

static void read_start(struct db_rows *r, struct arena *a, struct start_rec *s)
{
    s->process_id = row_int(r);
    s->element = row_text(r, a);
    s->bpmn_process = row_text(r, a);
    s->kind = row_text(r, a);
    s->name = row_text(r, a);
    s->due_at = row_int_or(r, 0);
    s->repeats = row_int(r);
    s->interval_ms = row_int(r);
    s->interval_months = row_int(r);
    s->fired = row_int(r);
    s->fired_at = row_int_or(r, 0);
    s->last_error = row_text(r, a);
}

enum rc start_put(struct tx *tx, const struct start_rec *s, struct err *e)
{
    return db_exec(tx, START_PUT,
                   DB_ARGS(db_int(s->process_id), db_text(s->element), db_text(s->bpmn_process),
                           db_text(s->kind), db_text(s->name), db_int_or_null(s->due_at), db_int(s->repeats),
                           db_int(s->interval_ms), db_int(s->interval_months), db_int(s->fired),
                           db_int_or_null(s->fired_at), db_text(s->last_error)),
                   NULL, e);
}

enum rc start_drop_key(struct tx *tx, struct str key, struct err *e)
{
    return db_exec(tx, START_DROP_KEY, DB_ARGS(db_text(key)), NULL, e);
}

enum rc start_get(struct tx *tx, struct arena *a, int64_t process_id, struct str element,
                  struct start_rec *ret, struct err *e)
{
    READ_ONE(tx, a, START_GET, DB_ARGS(db_int(process_id), db_text(element)), struct start_rec, read_start,
             ret, e);
}

enum rc start_list(struct tx *tx, struct arena *a, struct start_list *ret, struct err *e)
{
    READ_LIST(tx, a, START_LIST, DB_NO_ARGS, struct start_rec, read_start, ret, e);
}

enum rc start_by_name(struct tx *tx, struct arena *a, struct str kind, struct str name,
                      struct start_list *ret, struct err *e)
{
    READ_LIST(tx, a, START_BY_NAME, DB_ARGS(db_text(kind), db_text(name)), struct start_rec, read_start, ret,
              e);
}

enum rc start_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct start_list *ret,
                  struct err *e)
{
    READ_LIST(tx, a, START_DUE, DB_ARGS(db_int(now), db_int(limit)), struct start_rec, read_start, ret, e);
}

enum rc start_next(struct tx *tx, int64_t *due_at, struct err *e)
{
    READ_ONE(tx, NULL, START_NEXT, DB_NO_ARGS, int64_t, read_int, due_at, e);
}

static enum rc count_true(struct tx *tx, int64_t case_id, int64_t process_id, struct str element,
                          int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, START_WAS_TRUE, DB_ARGS(db_int(case_id), db_int(process_id), db_text(element)),
             int64_t, read_int, ret, e);
}

enum rc start_was_true(struct tx *tx, int64_t case_id, int64_t process_id, struct str element, bool *ret,
                       struct err *e)
{
    int64_t n = 0;
    enum rc rc = count_true(tx, case_id, process_id, element, &n, e);

    *ret = n > 0;
    return rc;
}

enum rc start_is_true(struct tx *tx, int64_t case_id, int64_t process_id, struct str element, bool now,
                      struct err *e)
{
    return db_exec(tx, now ? START_TRUE_PUT : START_TRUE_DROP,
                   DB_ARGS(db_int(case_id), db_int(process_id), db_text(element)), NULL, e);
}

/* ---- deliveries ---- */

static void read_delivery(struct db_rows *r, struct arena *a, struct delivery_rec *d)
{
    d->id = row_int(r);
    d->from_case_id = row_int(r);
    d->case_id = row_int(r);
    d->instance_id = row_int(r);
    d->key = row_int(r);
    d->kind = row_text(r, a);
    d->name = row_text(r, a);
    d->vars = row_text(r, a);
    d->made_at = row_int(r);
    d->next_at = row_int(r);
    d->last_error = row_text(r, a);
}

enum rc delivery_insert(struct tx *tx, const struct delivery_rec *d, struct err *e)
{
    return db_exec(tx, DELIVERY_INSERT,
                   DB_ARGS(db_int(d->id), db_int(d->from_case_id), db_int(d->case_id), db_int(d->instance_id),
                           db_int(d->key), db_text(d->kind), db_text(d->name), db_text(d->vars),
                           db_int(d->made_at), db_int(d->next_at), db_text(d->last_error)),
                   NULL, e);
}

enum rc delivery_drop(struct tx *tx, int64_t id, struct err *e)
{
    return db_exec(tx, DELIVERY_DROP, DB_ARGS(db_int(id)), NULL, e);
}

enum rc delivery_put_off(struct tx *tx, int64_t id, int64_t next_at, struct str error, struct err *e)
{
    return db_exec(tx, DELIVERY_PUT_OFF, DB_ARGS(db_int(id), db_int(next_at), db_text(error)), NULL, e);
}

enum rc delivery_get(struct tx *tx, struct arena *a, int64_t id, struct delivery_rec *ret, struct err *e)
{
    READ_ONE(tx, a, DELIVERY_GET, DB_ARGS(db_int(id)), struct delivery_rec, read_delivery, ret, e);
}

enum rc delivery_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct delivery_list *ret,
                     struct err *e)
{
    READ_LIST(tx, a, DELIVERY_DUE, DB_ARGS(db_int(now), db_int(limit)), struct delivery_rec, read_delivery,
              ret, e);
}

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

enum rc subscription_elsewhere(struct tx *tx, struct arena *a, struct str kind, struct str name,
                               struct str correlation, int64_t not_case, int64_t limit,
                               struct subscription_list *ret, struct err *e)
{
    READ_LIST(tx, a, SUBSCRIPTION_ELSEWHERE,
              DB_ARGS(db_text(kind), db_text(name), db_text(correlation), db_int(not_case), db_int(limit)),
              struct subscription_rec, read_subscription, ret, e);
}

enum rc subscription_get(struct tx *tx, struct arena *a, int64_t instance_id, int64_t key,
                         struct subscription_rec *ret, struct err *e)
{
    READ_ONE(tx, a, SUBSCRIPTION_GET, DB_ARGS(db_int(instance_id), db_int(key)), struct subscription_rec,
             read_subscription, ret, e);
}

/* ---- migration ---- */

static void read_migration(struct db_rows *r, struct arena *a, struct migration_rec *m)
{
    m->id = row_int(r);
    m->key = row_text(r, a);
    m->from_id = row_int(r);
    m->to_id = row_int(r);
    m->map = row_text(r, a);
    m->reason = row_text(r, a);
    m->made_at = row_int(r);
    m->made_by = row_int_or(r, 0);
    m->post_id = row_int_or(r, 0);
    m->undone_at = row_int_or(r, 0);
    m->undone_by = row_int_or(r, 0);
    m->undone_post = row_int_or(r, 0);
    m->undone_reason = row_text(r, a);
    m->made_name = row_text(r, a);
    m->undone_name = row_text(r, a);
    m->from_version = row_int(r);
    m->to_version = row_int(r);
}

enum rc migration_insert(struct tx *tx, const struct migration_rec *m, struct err *e)
{
    return db_exec(tx, MIGRATION_INSERT,
                   DB_ARGS(db_int(m->id), db_text(m->key), db_int(m->from_id), db_int(m->to_id),
                           db_text(m->map), db_text(m->reason), db_int(m->made_at),
                           db_int_or_null(m->made_by), db_int_or_null(m->post_id)),
                   NULL, e);
}

enum rc migration_undone(struct tx *tx, const struct migration_rec *m, struct err *e)
{
    return db_exec_one(tx, MIGRATION_UNDONE,
                       DB_ARGS(db_int(m->id), db_int(m->undone_at), db_int_or_null(m->undone_by),
                               db_int_or_null(m->undone_post), db_text(m->undone_reason)),
                       e);
}

enum rc migration_by_id(struct tx *tx, struct arena *a, int64_t id, struct migration_rec *ret, struct err *e)
{
    READ_ONE(tx, a, MIGRATION_BY_ID, DB_ARGS(db_int(id)), struct migration_rec, read_migration, ret, e);
}

enum rc migration_list(struct tx *tx, struct arena *a, struct str key, int64_t limit,
                       struct migration_list *ret, struct err *e)
{
    READ_LIST(tx, a, MIGRATION_LIST, DB_ARGS(db_text(key), db_int(limit)), struct migration_rec,
              read_migration, ret, e);
}

static void read_migration_case(struct db_rows *r, struct arena *a, struct migration_case *c)
{
    c->run_id = row_int(r);
    c->case_id = row_int(r);
    c->outcome = row_text(r, a);
    c->reason = row_text(r, a);
    c->at = row_int(r);
    c->tracking_code = row_text(r, a);
    c->subject = row_text(r, a);
    read_sight(r, a, &c->sight);
}

enum rc migration_case_put(struct tx *tx, const struct migration_case *c, struct err *e)
{
    return db_exec(tx, MIGRATION_CASE_PUT,
                   DB_ARGS(db_int(c->run_id), db_int(c->case_id), db_text(c->outcome), db_text(c->reason),
                           db_int(c->at)),
                   NULL, e);
}

enum rc migration_case_get(struct tx *tx, struct arena *a, int64_t run_id, int64_t case_id,
                           struct migration_case *ret, struct err *e)
{
    READ_ONE(tx, a, MIGRATION_CASE_GET, DB_ARGS(db_int(run_id), db_int(case_id)), struct migration_case,
             read_migration_case, ret, e);
}

enum rc migration_case_list(struct tx *tx, struct arena *a, int64_t run_id, struct str outcome, int64_t after,
                            int64_t limit, struct migration_cases *ret, struct err *e)
{
    READ_LIST(tx, a, MIGRATION_CASE_LIST,
              DB_ARGS(db_int(run_id), db_text(outcome), db_int(after), db_int(limit)), struct migration_case,
              read_migration_case, ret, e);
}

enum rc migration_undo_cases(struct tx *tx, int64_t run_id, struct err *e)
{
    return db_exec(tx, MIGRATION_UNDO_CASES, DB_ARGS(db_int(run_id)), NULL, e);
}

struct outcome_count {
    struct str outcome;
    int64_t n;
};
struct outcome_counts {
    struct outcome_count *v;
    size_t n;
};

static void read_outcome(struct db_rows *r, struct arena *a, struct outcome_count *c)
{
    c->outcome = row_text(r, a);
    c->n = row_int(r);
}

static enum rc outcomes(struct tx *tx, struct arena *a, int64_t run_id, struct outcome_counts *ret,
                        struct err *e)
{
    READ_LIST(tx, a, MIGRATION_COUNTS, DB_ARGS(db_int(run_id)), struct outcome_count, read_outcome, ret, e);
}

enum rc migration_counts(struct tx *tx, struct arena *a, int64_t run_id, struct migration_counts *ret,
                         struct err *e)
{
    struct migration_counts c = { 0 };
    struct outcome_counts list = { 0 };
    const struct {
        const char *outcome;
        int64_t *n;
    } names[] = { { "waiting", &c.waiting }, { "moved", &c.moved },     { "kept", &c.kept },
                  { "refused", &c.refused }, { "undoing", &c.undoing }, { "undone", &c.undone },
                  { "stayed", &c.stayed } };
    enum rc rc = outcomes(tx, a, run_id, &list, e);

    for (size_t i = 0; i < list.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(names); k++)
            if (str_eq_c(list.v[i].outcome, names[k].outcome))
                *names[k].n = list.v[i].n;
    *ret = c;
    return rc;
}

enum rc migration_waiting(struct tx *tx, int64_t *run_id, struct err *e)
{
    READ_ONE(tx, NULL, MIGRATION_WAITING, DB_NO_ARGS, int64_t, read_int, run_id, e);
}

static void read_version_case(struct db_rows *r, struct arena *a, struct migration_case *c)
{
    c->case_id = row_int(r);
    c->tracking_code = row_text(r, a);
    c->subject = row_text(r, a);
    read_sight(r, a, &c->sight);
}

enum rc version_case_list(struct tx *tx, struct arena *a, int64_t process_id, struct str path, int64_t after,
                          int64_t limit, struct version_cases *ret, struct err *e)
{
    READ_LIST(tx, a, VERSION_CASE_LIST,
              DB_ARGS(db_int(process_id), db_text(path_like(a, path)), db_bool(path_is_all(path)),
                      db_int(after), db_int(limit)),
              struct migration_case, read_version_case, ret, e);
}

static void read_migration_instance(struct db_rows *r, struct arena *a, struct migration_instance *m)
{
    m->run_id = row_int(r);
    m->instance_id = row_int(r);
    m->case_id = row_int(r);
    m->event_seq = row_int(r);
    m->state = row_text(r, a);
}

enum rc migration_instance_put(struct tx *tx, const struct migration_instance *m, struct err *e)
{
    return db_exec(tx, MIGRATION_INSTANCE_PUT,
                   DB_ARGS(db_int(m->run_id), db_int(m->instance_id), db_int(m->case_id),
                           db_int(m->event_seq), db_text(m->state)),
                   NULL, e);
}

enum rc migration_instance_list(struct tx *tx, struct arena *a, int64_t run_id, int64_t case_id,
                                struct migration_instances *ret, struct err *e)
{
    READ_LIST(tx, a, MIGRATION_INSTANCE_LIST, DB_ARGS(db_int(run_id), db_int(case_id)),
              struct migration_instance, read_migration_instance, ret, e);
}

enum rc instance_set_version(struct tx *tx, int64_t instance_id, int64_t process_id, struct str bpmn_process,
                             struct err *e)
{
    return db_exec_one(tx, INSTANCE_SET_VERSION,
                       DB_ARGS(db_int(instance_id), db_int(process_id), db_text(bpmn_process)), e);
}

enum rc case_set_version(struct tx *tx, int64_t case_id, int64_t process_id, struct err *e)
{
    return db_exec_one(tx, CASE_SET_VERSION, DB_ARGS(db_int(case_id), db_int(process_id)), e);
}

enum rc task_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element, struct str name,
                         struct str form, struct err *e)
{
    return db_exec(tx, TASK_SET_ELEMENT,
                   DB_ARGS(db_int(instance_id), db_int(key), db_text(element), db_text(name), db_text(form)),
                   NULL, e);
}

static enum rc set_element(struct tx *tx, enum stmt s, int64_t instance_id, int64_t key, struct str element,
                           struct err *e)
{
    return db_exec(tx, s, DB_ARGS(db_int(instance_id), db_int(key), db_text(element)), NULL, e);
}

enum rc timer_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element, struct err *e)
{
    return set_element(tx, TIMER_SET_ELEMENT, instance_id, key, element, e);
}

enum rc subscription_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element,
                                 struct err *e)
{
    return set_element(tx, SUBSCRIPTION_SET_ELEMENT, instance_id, key, element, e);
}

enum rc incident_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element,
                             struct err *e)
{
    return set_element(tx, INCIDENT_SET_ELEMENT, instance_id, key, element, e);
}

/* ---- tokens moved by two persons ---- */

static void read_move(struct db_rows *r, struct arena *a, struct move_rec *m)
{
    m->id = row_int(r);
    m->case_id = row_int(r);
    m->instance_id = row_int(r);
    m->key = row_int(r);
    m->element = row_text(r, a);
    m->target = row_text(r, a);
    m->reason = row_text(r, a);
    m->made_at = row_int(r);
    m->made_by = row_int(r);
    m->made_post = row_int(r);
    m->state = row_text(r, a);
    m->decided_at = row_int_or(r, 0);
    m->decided_by = row_int_or(r, 0);
    m->decided_post = row_int_or(r, 0);
    m->answer = row_text(r, a);
    m->made_name = row_text(r, a);
    m->decided_name = row_text(r, a);
    m->tracking_code = row_text(r, a);
}

enum rc move_insert(struct tx *tx, const struct move_rec *m, struct err *e)
{
    return db_exec(tx, MOVE_INSERT,
                   DB_ARGS(db_int(m->id), db_int(m->case_id), db_int(m->instance_id), db_int(m->key),
                           db_text(m->element), db_text(m->target), db_text(m->reason), db_int(m->made_at),
                           db_int(m->made_by), db_int(m->made_post)),
                   NULL, e);
}

enum rc move_decide(struct tx *tx, const struct move_rec *m, struct err *e)
{
    return db_exec_one(tx, MOVE_DECIDE,
                       DB_ARGS(db_int(m->id), db_text(m->state), db_int(m->decided_at),
                               db_int_or_null(m->decided_by), db_int_or_null(m->decided_post),
                               db_text(m->answer)),
                       e);
}

enum rc move_by_id(struct tx *tx, struct arena *a, int64_t id, struct move_rec *ret, struct err *e)
{
    READ_ONE(tx, a, MOVE_BY_ID, DB_ARGS(db_int(id)), struct move_rec, read_move, ret, e);
}

enum rc move_open(struct tx *tx, struct arena *a, struct str path, int64_t limit, struct move_list *ret,
                  struct err *e)
{
    READ_LIST(tx, a, MOVE_OPEN,
              DB_ARGS(db_text(path_like(a, path)), db_bool(path_is_all(path)), db_int(limit)),
              struct move_rec, read_move, ret, e);
}

enum rc move_of_case(struct tx *tx, struct arena *a, int64_t case_id, struct move_list *ret, struct err *e)
{
    READ_LIST(tx, a, MOVE_OF_CASE, DB_ARGS(db_int(case_id)), struct move_rec, read_move, ret, e);
}
