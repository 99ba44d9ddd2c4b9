/*
 * setting.c - calendars, settings, audit.
 */
#include "port/office.h"
#include "store/read.h"

static void read_calendar(struct db_rows *r, struct arena *a, struct calendar_rec *c)
{
    c->id = row_int(r);
    c->key = row_text(r, a);
    c->version = row_int(r);
    c->content = row_text(r, a);
    c->note = row_text(r, a);
    c->made_at = row_int(r);
    c->made_by = row_int_or(r, 0);
}

static void read_calendar_head(struct db_rows *r, struct arena *a, struct calendar_rec *c)
{
    c->id = row_int(r);
    c->key = row_text(r, a);
    c->version = row_int(r);
    c->note = row_text(r, a);
    c->made_at = row_int(r);
    c->made_by = row_int_or(r, 0);
}

static void read_newest(struct db_rows *r, struct arena *a UNUSED, struct calendar_rec *c)
{
    c->id = row_int(r);
    c->version = row_int(r);
}

enum rc calendar_insert(struct tx *tx, const struct calendar_rec *c, struct err *e)
{
    return db_exec(tx, CALENDAR_INSERT,
                   DB_ARGS(db_int(c->id), db_text(c->key), db_int(c->version), db_text(c->content),
                           db_text(c->note), db_int(c->made_at), db_int_or_null(c->made_by)),
                   NULL, e);
}

enum rc calendar_get(struct tx *tx, struct arena *a, struct str key, int64_t version,
                     struct calendar_rec *ret, struct err *e)
{
    READ_ONE(tx, a, CALENDAR_GET, DB_ARGS(db_text(key), db_int(version)), struct calendar_rec, read_calendar,
             ret, e);
}

static enum rc newest(struct tx *tx, struct str key, struct calendar_rec *ret, struct err *e)
{
    READ_ONE(tx, NULL, CALENDAR_NEWEST, DB_ARGS(db_text(key)), struct calendar_rec, read_newest, ret, e);
}

enum rc calendar_newest(struct tx *tx, struct str key, int64_t *id, int64_t *version, struct err *e)
{
    struct calendar_rec c;
    enum rc rc = newest(tx, key, &c, e);

    if (rc != RC_OK)
        return rc;
    *id = c.id;
    *version = c.version;
    return RC_OK;
}

enum rc calendar_list(struct tx *tx, struct arena *a, struct str key, struct calendar_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, CALENDAR_LIST, DB_ARGS(db_text(key)), struct calendar_rec, read_calendar_head, ret, e);
}

static void read_text(struct db_rows *r, struct arena *a, struct str *s)
{
    *s = row_text(r, a);
}

static enum rc find_setting(struct tx *tx, struct arena *a, struct str name, struct str *ret, struct err *e)
{
    READ_ONE(tx, a, SETTING_GET, DB_ARGS(db_text(name)), struct str, read_text, ret, e);
}

enum rc setting_get(struct tx *tx, struct arena *a, struct str name, struct str *ret, struct err *e)
{
    enum rc rc = find_setting(tx, a, name, ret, e);

    if (rc != RC_NOT_FOUND)
        return rc;
    *ret = STR_NONE;
    return RC_OK;
}

enum rc setting_put(struct tx *tx, struct str name, struct str value, int64_t now, int64_t by, struct err *e)
{
    return db_exec(tx, SETTING_PUT, DB_ARGS(db_text(name), db_text(value), db_int(now), db_int_or_null(by)),
                   NULL, e);
}

static void read_audit(struct db_rows *r, struct arena *a, struct audit_rec *v)
{
    v->id = row_int(r);
    v->at = row_int(r);
    v->official_id = row_int_or(r, 0);
    v->post_id = row_int_or(r, 0);
    v->act = row_text(r, a);
    v->object = row_text(r, a);
    v->data = row_text(r, a);
    v->official_name = row_text(r, a);
}

enum rc audit_insert(struct tx *tx, const struct audit_rec *r, struct err *e)
{
    return db_exec(tx, AUDIT_INSERT,
                   DB_ARGS(db_int(r->id), db_int(r->at), db_int_or_null(r->official_id),
                           db_int_or_null(r->post_id), db_text(r->act), db_text(r->object), db_text(r->data)),
                   NULL, e);
}

enum rc audit_list(struct tx *tx, struct arena *a, int64_t before, int64_t limit, struct audit_list *ret,
                   struct err *e)
{
    READ_LIST(tx, a, AUDIT_LIST, DB_ARGS(db_int(before), db_int(limit)), struct audit_rec, read_audit, ret,
              e);
}
