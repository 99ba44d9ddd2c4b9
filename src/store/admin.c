/*
 * admin.c - what administrators look for: people, everything ever held, incidents, messages, the audit log.
 */
#include "port/admin.h"
#include "store/read.h"

static enum rc count(struct tx *tx, enum stmt s, struct db_args args, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, s, args, int64_t, read_int, ret, e);
}

/* ---- people ---- */

static void read_person(struct db_rows *r, struct arena *a, struct person_row *p)
{
    p->id = row_int(r);
    p->name = row_text(r, a);
    p->login = row_text(r, a);
    p->active = row_bool(r);
    p->has_password = row_bool(r);
    p->has_totp = row_bool(r);
    p->seen_at = row_int_or(r, 0);
}

static enum rc people(struct tx *tx, struct arena *a, const struct person_filter *f, struct str words,
                      struct str like, struct person_list *ret, struct err *e)
{
    READ_LIST(tx, a, PERSON_LIST,
              DB_ARGS(db_text(words), db_text(like), db_bool(path_is_all(f->path)), db_int(f->now),
                      db_int(f->state), db_int(f->limit), db_int(f->offset)),
              struct person_row, read_person, ret, e);
}

enum rc person_list(struct tx *tx, struct arena *a, const struct person_filter *f, struct person_list *ret,
                    struct err *e)
{
    struct str words = STR(""), like = path_like(a, f->path);
    enum rc rc;

    if (f->words.len > 0)
        words = arena_fmt(a, "%%%.*s%%", STR_ARG(f->words));
    rc = people(tx, a, f, words, like, ret, e);
    if (rc != RC_OK)
        return rc;
    return count(tx, PERSON_COUNT,
                 DB_ARGS(db_text(words), db_text(like), db_bool(path_is_all(f->path)), db_int(f->now),
                         db_int(f->state)),
                 &ret->total, e);
}

static void read_holding(struct db_rows *r, struct arena *a, struct holding_rec *h)
{
    h->id = row_int(r);
    h->post_id = row_int(r);
    h->official_id = row_int(r);
    h->kind = row_text(r, a);
    h->from_at = row_int(r);
    h->until_at = row_int_or(r, 0);
    h->reason = row_text(r, a);
    h->made_by = row_int_or(r, 0);
    h->official_name = row_text(r, a);
    h->post_title = row_text(r, a);
    h->post_code = row_text(r, a);
    h->unit_name = row_text(r, a);
}

enum rc holding_of_official(struct tx *tx, struct arena *a, int64_t official_id, struct holding_list *ret,
                            struct err *e)
{
    READ_LIST(tx, a, HOLDING_OF_PERSON, DB_ARGS(db_int(official_id)), struct holding_rec, read_holding, ret,
              e);
}

enum rc holding_by_id(struct tx *tx, struct arena *a, int64_t id, struct holding_rec *ret, struct err *e)
{
    READ_ONE(tx, a, HOLDING_BY_ID, DB_ARGS(db_int(id)), struct holding_rec, read_holding, ret, e);
}

enum rc people_with_rights(struct tx *tx, int64_t rights, int64_t now, int64_t *ret, struct err *e)
{
    return count(tx, PEOPLE_WITH_RIGHTS, DB_ARGS(db_int(rights), db_int(now)), ret, e);
}

/* ---- incidents, messages ---- */

static void read_incident(struct db_rows *r, struct arena *a, struct incident_row *x)
{
    x->i.id = row_int(r);
    x->i.instance_id = row_int(r);
    x->i.key = row_int(r);
    x->i.case_id = row_int(r);
    x->i.element = row_text(r, a);
    x->i.cause = row_text(r, a);
    x->i.made_at = row_int(r);
    x->i.solved_at = row_int_or(r, 0);
    x->i.solved_by = row_int_or(r, 0);
    x->i.remedy = row_text(r, a);
    x->i.tracking_code = row_text(r, a);
    x->subject = row_text(r, a);
    x->process_key = row_text(r, a);
    x->solved_by_name = row_text(r, a);
    read_sight(r, a, &x->sight);
}

static enum rc incidents(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                         struct incident_rows *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct incident_row, read_incident, ret, e);
}

enum rc incident_page(struct tx *tx, struct arena *a, struct str path, bool solved, int64_t limit,
                      int64_t offset, struct incident_rows *ret, struct err *e)
{
    struct str like = path_like(a, path);
    enum rc rc =
        incidents(tx, a, solved ? INCIDENT_PAGE_SOLVED : INCIDENT_PAGE_OPEN,
                  DB_ARGS(db_text(like), db_bool(path_is_all(path)), db_int(limit), db_int(offset)), ret, e);

    if (rc != RC_OK)
        return rc;
    return count(tx, INCIDENT_COUNT, DB_ARGS(db_text(like), db_bool(path_is_all(path)), db_bool(solved)),
                 &ret->total, e);
}

static void read_message(struct db_rows *r, struct arena *a, struct outbox_row *x)
{
    x->m.id = row_int(r);
    x->m.case_id = row_int_or(r, 0);
    x->m.letter_id = row_int_or(r, 0);
    x->m.channel = row_text(r, a);
    x->m.recipient = row_text(r, a);
    x->m.post_id = row_int_or(r, 0);
    x->m.template = row_text(r, a);
    x->m.subject = row_text(r, a);
    x->m.body = row_text(r, a);
    x->m.state = row_text(r, a);
    x->m.tries = row_int(r);
    x->m.next_at = row_int(r);
    x->m.lease_until = row_int(r);
    x->m.last_error = row_text(r, a);
    x->m.made_at = row_int(r);
    x->m.done_at = row_int_or(r, 0);
    x->m.tracking_code = row_text(r, a);
    read_sight(r, a, &x->sight);
}

static enum rc messages(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                        struct outbox_rows *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct outbox_row, read_message, ret, e);
}

enum rc outbox_page(struct tx *tx, struct arena *a, const struct outbox_filter *f, struct outbox_rows *ret,
                    struct err *e)
{
    struct str like = path_like(a, f->path), channel = f->channel.len > 0 ? f->channel : STR("");
    bool oldest = str_eq_c(f->state, "queued");
    enum rc rc = messages(tx, a, oldest ? OUTBOX_PAGE_OLDEST : OUTBOX_PAGE_NEWEST,
                          DB_ARGS(db_text(f->state), db_text(channel), db_text(like),
                                  db_bool(path_is_all(f->path)), db_int(f->limit), db_int(f->offset)),
                          ret, e);

    if (rc != RC_OK)
        return rc;
    if (path_is_all(f->path))
        return count(tx, OUTBOX_COUNT_ALL, DB_ARGS(db_text(f->state), db_text(channel)), &ret->total, e);
    return count(tx, OUTBOX_COUNT,
                 DB_ARGS(db_text(f->state), db_text(channel), db_text(like), db_bool(false)), &ret->total, e);
}

enum rc outbox_by_id(struct tx *tx, struct arena *a, int64_t id, struct outbox_row *ret, struct err *e)
{
    READ_ONE(tx, a, OUTBOX_ONE, DB_ARGS(db_int(id)), struct outbox_row, read_message, ret, e);
}

/* ---- calendars, audit ---- */

static void read_calendar_head(struct db_rows *r, struct arena *a, struct calendar_rec *c)
{
    c->id = row_int(r);
    c->key = row_text(r, a);
    c->version = row_int(r);
    c->note = row_text(r, a);
    c->made_at = row_int(r);
    c->made_by = row_int_or(r, 0);
}

enum rc calendar_keys(struct tx *tx, struct arena *a, struct calendar_list *ret, struct err *e)
{
    READ_LIST(tx, a, CALENDAR_KEYS, DB_NO_ARGS, struct calendar_rec, read_calendar_head, ret, e);
}

static void read_audit(struct db_rows *r, struct arena *a, struct audit_rec *x)
{
    x->id = row_int(r);
    x->at = row_int(r);
    x->official_id = row_int_or(r, 0);
    x->post_id = row_int_or(r, 0);
    x->act = row_text(r, a);
    x->object = row_text(r, a);
    x->data = row_text(r, a);
    x->official_name = row_text(r, a);
}

enum rc audit_find(struct tx *tx, struct arena *a, const struct audit_filter *f, struct audit_list *ret,
                   struct err *e)
{
    struct str acts = f->acts.len > 0 ? arena_cat(a, f->acts, STR("%")) : STR(""),
               login = f->login.len > 0 ? f->login : STR(""),
               object = f->object.len > 0 ? f->object : STR("");

    READ_LIST(tx, a, AUDIT_FIND,
              DB_ARGS(db_text(acts), db_text(login), db_text(object), db_int(f->from),
                      db_int(f->until == 0 ? INT64_MAX : f->until), db_int(f->before), db_int(f->limit)),
              struct audit_rec, read_audit, ret, e);
}
