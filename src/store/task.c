/*
 * task.c - tasks, and the in-tray of a post.
 */
#include "port/flow.h"
#include "store/read.h"

static void read_task(struct db_rows *r, struct arena *a, struct task_rec *t)
{
    t->id = row_int(r);
    t->instance_id = row_int(r);
    t->key = row_int(r);
    t->case_id = row_int(r);
    t->kind = row_text(r, a);
    t->element = row_text(r, a);
    t->name = row_text(r, a);
    t->role = row_text(r, a);
    t->unit_id = row_int(r);
    t->post_id = row_int(r);
    t->claimed_by = row_int_or(r, 0);
    t->form = row_text(r, a);
    t->made_at = row_int(r);
    t->seen_at = row_int_or(r, 0);
    t->due_at = row_int(r);
    t->case_due_at = row_int_or(r, 0);
    t->priority = row_int(r);
    t->tracking_code = row_text(r, a);
    t->number = row_int_or(r, 0);
    t->subject = row_text(r, a);
    t->applicant_name = row_text(r, a);
    t->stage = row_text(r, a);
    t->last_act_at = row_int(r);
    t->fields = row_text(r, a);
    t->done_at = row_int_or(r, 0);
    t->done_by = row_int_or(r, 0);
    t->done_by_post = row_int_or(r, 0);
    t->outcome = row_text(r, a);
    t->state = row_text(r, a);
    t->version = row_int(r);
    t->post_title = row_text(r, a);
    t->holder = row_text(r, a);
}

static void read_row(struct db_rows *r, struct arena *a, struct task_rec *t)
{
    t->id = row_int(r);
    t->priority = row_int(r);
    t->made_at = row_int(r);
    t->seen_at = row_int_or(r, 0);
    t->due_at = row_int(r);
    t->case_due_at = row_int_or(r, 0);
    t->claimed_by = row_int_or(r, 0);
    t->tracking_code = row_text(r, a);
    t->number = row_int_or(r, 0);
    t->subject = row_text(r, a);
    t->applicant_name = row_text(r, a);
    t->stage = row_text(r, a);
    t->last_act_at = row_int(r);
    t->name = row_text(r, a);
    t->element = row_text(r, a);
    t->case_id = row_int(r);
    t->kind = row_text(r, a);
}

enum rc task_insert(struct tx *tx, const struct task_rec *t, struct err *e)
{
    return db_exec(
        tx, TASK_INSERT,
        DB_ARGS(db_int(t->id), db_int(t->instance_id), db_int(t->key), db_int(t->case_id), db_text(t->kind),
                db_text(t->element), db_text(t->name), db_text(t->role), db_int(t->unit_id),
                db_int(t->post_id), db_int_or_null(t->claimed_by), db_text(t->form), db_int(t->made_at),
                db_int_or_null(t->seen_at), db_int(t->due_at), db_int_or_null(t->case_due_at),
                db_int(t->priority), db_text(t->tracking_code), db_int_or_null(t->number),
                db_text(t->subject), db_text(t->applicant_name), db_text(t->stage), db_int(t->last_act_at),
                db_text(t->fields), db_int_or_null(t->done_at), db_int_or_null(t->done_by),
                db_int_or_null(t->done_by_post), db_text(t->outcome), db_text(t->state), db_int(1)),
        NULL, e);
}

enum rc task_update(struct tx *tx, const struct task_rec *t, struct err *e)
{
    return db_exec_one(tx, TASK_UPDATE,
                       DB_ARGS(db_int(t->id), db_int(t->unit_id), db_int(t->post_id),
                               db_int_or_null(t->claimed_by), db_text(t->fields), db_int_or_null(t->seen_at),
                               db_int(t->due_at), db_int_or_null(t->done_at), db_text(t->state),
                               db_text(t->outcome), db_int_or_null(t->done_by),
                               db_int_or_null(t->done_by_post), db_text(t->stage), db_int(t->version)),
                       e);
}

enum rc task_end(struct tx *tx, const struct task_rec *t, struct err *e)
{
    return db_exec_one(tx, TASK_END,
                       DB_ARGS(db_int(t->id), db_text(t->state), db_int_or_null(t->done_at),
                               db_int_or_null(t->done_by), db_int_or_null(t->done_by_post),
                               db_text(t->outcome), db_text(t->fields), db_int(t->version)),
                       e);
}

enum rc task_sync_case(struct tx *tx, int64_t case_id, int64_t number, int64_t case_due_at, struct str stage,
                       int64_t last_act_at, struct err *e)
{
    return db_exec(tx, TASK_SYNC_CASE,
                   DB_ARGS(db_int(case_id), db_int_or_null(number), db_int_or_null(case_due_at),
                           db_text(stage), db_int(last_act_at)),
                   NULL, e);
}

enum rc task_set_due(struct tx *tx, int64_t id, int64_t due_at, struct err *e)
{
    return db_exec(tx, TASK_SET_DUE, DB_ARGS(db_int(id), db_int(due_at)), NULL, e);
}

enum rc task_follow_due(struct tx *tx, int64_t case_id, int64_t old_due, int64_t new_due, struct err *e)
{
    return db_exec(tx, TASK_FOLLOW_DUE, DB_ARGS(db_int(case_id), db_int(old_due), db_int(new_due)), NULL, e);
}

enum rc task_cases_open(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct case_ids *ret,
                        struct err *e)
{
    READ_LIST(tx, a, TASK_CASES_OPEN, DB_ARGS(db_int(after), db_int(limit)), int64_t, read_int, ret, e);
}

enum rc task_seen(struct tx *tx, int64_t id, int64_t now, struct err *e)
{
    return db_exec(tx, TASK_SEEN, DB_ARGS(db_int(id), db_int(now)), NULL, e);
}

enum rc task_by_id(struct tx *tx, struct arena *a, int64_t id, int64_t now, struct task_rec *ret,
                   struct err *e)
{
    READ_ONE(tx, a, TASK_BY_ID, DB_ARGS(db_int(now), db_int(id)), struct task_rec, read_task, ret, e);
}

enum rc task_by_key(struct tx *tx, struct arena *a, int64_t instance_id, int64_t key, struct task_rec *ret,
                    struct err *e)
{
    READ_ONE(tx, a, TASK_BY_KEY, DB_ARGS(db_int(instance_id), db_int(key)), struct task_rec, read_task, ret,
             e);
}

enum rc task_list_case(struct tx *tx, struct arena *a, int64_t case_id, bool open_only, int64_t now,
                       struct task_list *ret, struct err *e)
{
    READ_LIST(tx, a, TASK_LIST_CASE, DB_ARGS(db_int(now), db_int(case_id), db_bool(open_only)),
              struct task_rec, read_task, ret, e);
}

/* ---- the in-tray ---- */

static enum rc tray_rows(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                         struct task_list *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct task_rec, read_row, ret, e);
}

static enum rc tray_total(struct tx *tx, struct db_args args, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, TRAY_TOTAL, args, int64_t, read_int, ret, e);
}

enum rc task_tray(struct tx *tx, struct arena *a, const struct tray_filter *f, struct task_list *ret,
                  struct err *e)
{
    static const enum stmt by_order[] = { TASK_TRAY_URGENCY, TASK_TRAY_DUE, TASK_TRAY_ARRIVAL };
    int64_t before = f->view == TRAY_LATE ? f->now : f->view == TRAY_TODAY ? f->day_end + 1 : INT64_MAX;
    struct db_arg v[7] = { db_int(f->post_id),  db_int(before),   db_bool(f->view == TRAY_NEW),
                           db_text(f->element), db_int(f->limit), db_int(f->offset),
                           db_text(f->words) };
    bool words = f->words.len > 0;
    enum rc rc = tray_rows(tx, a, words ? TRAY_WORDS : by_order[f->order],
                           (struct db_args){ v, words ? 7 : 6 }, ret, e);

    if (rc != RC_OK)
        return rc;
    if (words || (f->offset == 0 && (int64_t)ret->n < f->limit)) {
        ret->total = f->offset + (int64_t)ret->n;
        return RC_OK;
    }
    if (f->total > 0) {
        ret->total = f->total;
        return RC_OK;
    }
    return tray_total(tx, (struct db_args){ v, 4 }, &ret->total, e);
}

static void read_counts(struct db_rows *r, struct arena *a UNUSED, struct tray_counts *c)
{
    c->all = row_int(r);
    c->fresh = row_int(r);
    c->today = row_int(r);
    c->late = row_int(r);
}

enum rc task_tray_counts(struct tx *tx, int64_t post_id, int64_t now, int64_t day_end,
                         struct tray_counts *ret, struct err *e)
{
    READ_ONE(tx, NULL, TRAY_COUNTS, DB_ARGS(db_int(post_id), db_int(now), db_int(day_end)),
             struct tray_counts, read_counts, ret, e);
}

enum rc task_pool(struct tx *tx, struct arena *a, int64_t unit_id, struct str role, int64_t except_post,
                  int64_t limit, struct task_list *ret, struct err *e)
{
    return tray_rows(tx, a, TASK_POOL,
                     DB_ARGS(db_int(unit_id), db_text(role), db_int(except_post), db_int(limit)), ret, e);
}

static void read_kind(struct db_rows *r, struct arena *a, struct task_kind *k)
{
    k->element = row_text(r, a);
    k->name = row_text(r, a);
    k->n = row_int(r);
}

enum rc task_kinds(struct tx *tx, struct arena *a, int64_t post_id, bool count, struct task_kind_list *ret,
                   struct err *e)
{
    READ_LIST(tx, a, count ? TASK_KINDS : TASK_KIND_NAMES, DB_ARGS(db_int(post_id)), struct task_kind,
              read_kind, ret, e);
}

enum rc task_done_list(struct tx *tx, struct arena *a, int64_t post_id, int64_t limit, int64_t offset,
                       struct task_list *ret, struct err *e)
{
    return tray_rows(tx, a, TASK_DONE_LIST, DB_ARGS(db_int(post_id), db_int(limit), db_int(offset)), ret, e);
}

static void read_place(struct db_rows *r, struct arena *a, struct task_place *p)
{
    p->instance_id = row_int(r);
    p->element = row_text(r, a);
}

enum rc task_places(struct tx *tx, struct arena *a, int64_t case_id, struct task_places *ret, struct err *e)
{
    READ_LIST(tx, a, TASK_PLACES, DB_ARGS(db_int(case_id)), struct task_place, read_place, ret, e);
}

static void read_pulse(struct db_rows *r, struct arena *a UNUSED, struct case_pulse *p)
{
    p->runs = row_bool(r);
    p->work = row_bool(r);
    p->waits = row_bool(r);
}

enum rc case_pulse(struct tx *tx, int64_t case_id, struct case_pulse *ret, struct err *e)
{
    READ_ONE(tx, NULL, CASE_PULSE, DB_ARGS(db_int(case_id)), struct case_pulse, read_pulse, ret, e);
}

enum rc task_open_of_post(struct tx *tx, int64_t post_id, int64_t max, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, TASK_OPEN_OF_POST, DB_ARGS(db_int(post_id), db_int(max)), int64_t, read_int, ret, e);
}

static void read_unit_work(struct db_rows *r, struct arena *a UNUSED, struct unit_work *w)
{
    w->unit_id = row_int(r);
    w->open = row_int(r);
}

enum rc task_open_of_units(struct tx *tx, struct arena *a, struct unit_work_list *ret, struct err *e)
{
    READ_LIST(tx, a, TASK_OPEN_OF_UNITS, DB_NO_ARGS, struct unit_work, read_unit_work, ret, e);
}

enum rc task_last_post(struct tx *tx, int64_t case_id, struct str role, int64_t *post_id, struct err *e)
{
    READ_ONE(tx, NULL, TASK_LAST_POST, DB_ARGS(db_int(case_id), db_text(role)), int64_t, read_int, post_id,
             e);
}
