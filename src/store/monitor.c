/*
 * monitor.c - the lists of the process monitor: counts by step, instances, timers.
 */
#include "port/version.h"
#include "store/read.h"

static void read_step_count(struct db_rows *r, struct arena *a, struct step_count *c)
{
    c->element = row_text(r, a);
    c->n = row_int(r);
    c->oldest = row_int(r);
}

static enum rc counts(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                      struct step_counts *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct step_count, read_step_count, ret, e);
}

enum rc step_counts(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                    struct step_counts *ret, struct err *e)
{
    if (path_is_all(path))
        return counts(tx, a, STEP_COUNTS, DB_ARGS(db_int(process_id)), ret, e);
    return counts(tx, a, STEP_COUNTS_BELOW, DB_ARGS(db_int(process_id), db_text(path_like(a, path))), ret, e);
}

static void read_instance_row(struct db_rows *r, struct arena *a, struct instance_row *x)
{
    x->id = row_int(r);
    x->case_id = row_int(r);
    x->process_id = row_int(r);
    x->parent_id = row_int_or(r, 0);
    x->made_at = row_int(r);
    x->ended_at = row_int_or(r, 0);
    x->bpmn_process = row_text(r, a);
    x->how = row_text(r, a);
    x->tracking_code = row_text(r, a);
    x->subject = row_text(r, a);
    x->element = row_text(r, a);
    x->steps = row_int(r);
    x->since = row_int_or(r, 0);
    x->incidents = row_int(r);
    read_sight(r, a, &x->sight);
}

static enum rc instances(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                         struct instance_rows *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct instance_row, read_instance_row, ret, e);
}

enum rc instance_page(struct tx *tx, struct arena *a, const struct instance_filter *f,
                      struct instance_rows *ret, struct err *e)
{
    struct db_arg before = db_int(f->before > 0 ? f->before : INT64_MAX), limit = db_int(f->limit);
    struct db_arg process = db_int(f->process_id);

    if (f->view == INSTANCES_STOPPED)
        return instances(tx, a, INSTANCE_PAGE_STOPPED, DB_ARGS(before, limit, process), ret, e);
    if (f->view == INSTANCES_ENDED)
        return f->process_id == 0
                   ? instances(tx, a, INSTANCE_PAGE_ENDED, DB_ARGS(before, limit), ret, e)
                   : instances(tx, a, INSTANCE_PAGE_ENDED_OF, DB_ARGS(before, limit, process), ret, e);
    if (f->process_id == 0)
        return instances(tx, a, INSTANCE_PAGE_RUNNING, DB_ARGS(before, limit), ret, e);
    if (f->element.len > 0)
        return instances(tx, a, INSTANCE_PAGE_AT, DB_ARGS(before, limit, process, db_text(f->element)), ret,
                         e);
    return instances(tx, a, INSTANCE_PAGE_RUNNING_OF, DB_ARGS(before, limit, process), ret, e);
}

/* ---- timers ---- */

static void read_timer_row(struct db_rows *r, struct arena *a, struct timer_row *x)
{
    x->t.instance_id = row_int(r);
    x->t.key = row_int(r);
    x->t.case_id = row_int(r);
    x->t.element = row_text(r, a);
    x->t.due_at = row_int(r);
    x->tracking_code = row_text(r, a);
    x->subject = row_text(r, a);
    x->process_id = row_int(r);
    read_sight(r, a, &x->sight);
}

enum rc timer_page(struct tx *tx, struct arena *a, struct str path, const struct timer_rec *after,
                   int64_t limit, struct timer_rows *ret, struct err *e)
{
    READ_LIST(tx, a, TIMER_PAGE,
              DB_ARGS(db_text(path_like(a, path)), db_bool(path_is_all(path)), db_int(after->due_at),
                      db_int(after->instance_id), db_int(after->key), db_int(limit)),
              struct timer_row, read_timer_row, ret, e);
}

static enum rc timer_count(struct tx *tx, struct arena *a, struct str path, int64_t from, int64_t until,
                           int64_t *ret, struct err *e)
{
    READ_ONE(tx, a, TIMER_COUNT,
             DB_ARGS(db_text(path_like(a, path)), db_bool(path_is_all(path)), db_int(from), db_int(until)),
             int64_t, read_int, ret, e);
}

enum rc timer_counts(struct tx *tx, struct arena *a, struct str path, int64_t late, int64_t until,
                     struct timer_counts *ret, struct err *e)
{
    enum rc rc = timer_count(tx, a, path, 0, late, &ret->overdue, e);

    return rc == RC_OK ? timer_count(tx, a, path, late, until, &ret->due, e) : rc;
}

enum rc outbox_give_up(struct tx *tx, int64_t id, int64_t now, struct str reason, struct err *e)
{
    return db_exec_one(tx, OUTBOX_GIVE_UP, DB_ARGS(db_int(id), db_int(now), db_text(reason)), e);
}
