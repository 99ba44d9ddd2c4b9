/*
 * process.c - installed processes and their running instances.
 */
#include "port/flow.h"
#include "store/read.h"

static void read_process(struct db_rows *r, struct arena *a, struct process_rec *p)
{
    p->id = row_int(r);
    p->key = row_text(r, a);
    p->version = row_int(r);
    p->title = row_text(r, a);
    p->hash = row_text(r, a);
    p->active = row_bool(r);
    p->installed_at = row_int(r);
    p->installed_by = row_int_or(r, 0);
    p->review_at = row_int_or(r, 0);
    p->running = row_int(r);
}

enum rc process_insert(struct tx *tx, const struct process_rec *p, struct err *e)
{
    return db_exec(tx, PROCESS_INSERT,
                   DB_ARGS(db_int(p->id), db_text(p->key), db_int(p->version), db_text(p->title),
                           db_text(p->hash), db_bool(p->active), db_int(p->installed_at),
                           db_int_or_null(p->installed_by), db_int_or_null(p->review_at)),
                   NULL, e);
}

enum rc process_activate(struct tx *tx, struct str key, int64_t id, struct err *e)
{
    enum rc rc = db_exec(tx, PROCESS_DEACTIVATE, DB_ARGS(db_text(key)), NULL, e);

    return rc == RC_OK ? db_exec_one(tx, PROCESS_ACTIVATE, DB_ARGS(db_int(id)), e) : rc;
}

static enum rc active(struct tx *tx, struct arena *a, struct process_list *ret, struct err *e)
{
    READ_LIST(tx, a, PROCESS_ACTIVE, DB_NO_ARGS, struct process_rec, read_process, ret, e);
}

enum rc process_list(struct tx *tx, struct arena *a, bool all, struct process_list *ret, struct err *e)
{
    if (!all)
        return active(tx, a, ret, e);
    READ_LIST(tx, a, PROCESS_LIST, DB_ARGS(db_bool(all)), struct process_rec, read_process, ret, e);
}

enum rc process_by_id(struct tx *tx, struct arena *a, int64_t id, struct process_rec *ret, struct err *e)
{
    READ_ONE(tx, a, PROCESS_BY_ID, DB_ARGS(db_int(id)), struct process_rec, read_process, ret, e);
}

enum rc process_file_insert(struct tx *tx, int64_t process_id, struct str path, struct str content,
                            struct err *e)
{
    return db_exec(tx, PROCESS_FILE_INSERT, DB_ARGS(db_int(process_id), db_text(path), db_text(content)),
                   NULL, e);
}

struct file_list {
    struct process_file *v;
    size_t n;
};

static void read_file(struct db_rows *r, struct arena *a, struct process_file *f)
{
    f->path = row_text(r, a);
    f->content = row_text(r, a);
}

static enum rc files(struct tx *tx, struct arena *a, int64_t id, struct file_list *ret, struct err *e)
{
    READ_LIST(tx, a, PROCESS_FILES, DB_ARGS(db_int(id)), struct process_file, read_file, ret, e);
}

enum rc process_files(struct tx *tx, struct arena *a, int64_t process_id, struct process_file **ret,
                      size_t *n, struct err *e)
{
    struct file_list list = { 0 };
    enum rc rc = files(tx, a, process_id, &list, e);

    *ret = list.v;
    *n = list.n;
    return rc;
}

/* ---- instances ---- */

static void read_instance(struct db_rows *r, struct arena *a, struct instance_rec *i)
{
    i->id = row_int(r);
    i->case_id = row_int(r);
    i->process_id = row_int(r);
    i->bpmn_process = row_text(r, a);
    i->parent_id = row_int_or(r, 0);
    i->parent_key = row_int_or(r, 0);
    i->state = row_text(r, a);
    i->made_at = row_int(r);
    i->ended_at = row_int_or(r, 0);
    i->how = row_text(r, a);
    i->event_seq = row_int(r);
}

enum rc instance_insert(struct tx *tx, const struct instance_rec *i, struct err *e)
{
    return db_exec(tx, INSTANCE_INSERT,
                   DB_ARGS(db_int(i->id), db_int(i->case_id), db_int(i->process_id), db_text(i->bpmn_process),
                           db_int_or_null(i->parent_id), db_int_or_null(i->parent_key), db_text(i->state),
                           db_int(i->made_at), db_int_or_null(i->ended_at), db_text(i->how),
                           db_int(i->event_seq)),
                   NULL, e);
}

enum rc instance_update(struct tx *tx, const struct instance_rec *i, struct err *e)
{
    if (i->ended_at == 0)
        return db_exec_one(tx, INSTANCE_SAVE, DB_ARGS(db_int(i->id), db_text(i->state), db_int(i->event_seq)),
                           e);
    return db_exec_one(
        tx, INSTANCE_END,
        DB_ARGS(db_int(i->id), db_text(i->state), db_int(i->ended_at), db_text(i->how), db_int(i->event_seq)),
        e);
}

enum rc instance_by_id(struct tx *tx, struct arena *a, int64_t id, struct instance_rec *ret, struct err *e)
{
    READ_ONE(tx, a, INSTANCE_BY_ID, DB_ARGS(db_int(id)), struct instance_rec, read_instance, ret, e);
}

enum rc instance_list(struct tx *tx, struct arena *a, int64_t case_id, bool running,
                      struct instance_list *ret, struct err *e)
{
    READ_LIST(tx, a, INSTANCE_LIST, DB_ARGS(db_int(case_id), db_bool(running)), struct instance_rec,
              read_instance, ret, e);
}

enum rc instance_child(struct tx *tx, struct arena *a, int64_t parent_id, int64_t parent_key,
                       struct instance_rec *ret, struct err *e)
{
    READ_ONE(tx, a, INSTANCE_CHILD, DB_ARGS(db_int(parent_id), db_int(parent_key)), struct instance_rec,
             read_instance, ret, e);
}

enum rc instance_event_insert(struct tx *tx, int64_t instance_id, int64_t seq, int64_t at, struct str event,
                              struct err *e)
{
    return db_exec(tx, INSTANCE_EVENT_INSERT,
                   DB_ARGS(db_int(instance_id), db_int(seq), db_int(at), db_text(event)), NULL, e);
}

struct instance_event_list {
    struct instance_event *v;
    size_t n;
};

static void read_instance_event(struct db_rows *r, struct arena *a, struct instance_event *v)
{
    v->seq = row_int(r);
    v->at = row_int(r);
    v->event = row_text(r, a);
}

static enum rc events(struct tx *tx, struct arena *a, int64_t id, struct instance_event_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, INSTANCE_EVENTS, DB_ARGS(db_int(id)), struct instance_event, read_instance_event, ret,
              e);
}

enum rc instance_events(struct tx *tx, struct arena *a, int64_t instance_id, struct instance_event **ret,
                        size_t *n, struct err *e)
{
    struct instance_event_list list = { 0 };
    enum rc rc = events(tx, a, instance_id, &list, e);

    *ret = list.v;
    *n = list.n;
    return rc;
}
