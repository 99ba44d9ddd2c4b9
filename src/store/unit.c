/*
 * unit.c - units and posts.
 */
#include "port/office.h"
#include "store/db.h"
#include "store/read.h"

static void read_unit(struct db_rows *r, struct arena *a, struct unit_rec *u)
{
    u->id = row_int(r);
    u->parent_id = row_int_or(r, 0);
    u->path = row_text(r, a);
    u->code = row_text(r, a);
    u->kind = row_text(r, a);
    u->function = row_text(r, a);
    u->name = row_text(r, a);
    u->county = row_text(r, a);
    u->phone = row_text(r, a);
    u->address = row_text(r, a);
    u->active = row_bool(r);
    u->version = row_int(r);
}

enum rc unit_insert(struct tx *tx, const struct unit_rec *u, struct err *e)
{
    return db_exec(tx, UNIT_INSERT,
                   DB_ARGS(db_int(u->id), db_int_or_null(u->parent_id), db_text(u->path), db_text(u->code),
                           db_text(u->kind), db_text(u->function), db_text(u->name), db_text(u->county),
                           db_text(u->phone), db_text(u->address), db_bool(u->active), db_int(1)),
                   NULL, e);
}

enum rc unit_update(struct tx *tx, const struct unit_rec *u, struct err *e)
{
    return db_exec_one(tx, UNIT_UPDATE,
                       DB_ARGS(db_int(u->id), db_text(u->code), db_text(u->kind), db_text(u->function),
                               db_text(u->name), db_text(u->county), db_text(u->phone), db_text(u->address),
                               db_text(u->path), db_bool(u->active), db_int(u->version)),
                       e);
}

static enum rc one_unit(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                        struct unit_rec *ret, struct err *e)
{
    READ_ONE(tx, a, s, args, struct unit_rec, read_unit, ret, e);
}

enum rc unit_by_id(struct tx *tx, struct arena *a, int64_t id, struct unit_rec *ret, struct err *e)
{
    return one_unit(tx, a, UNIT_BY_ID, DB_ARGS(db_int(id)), ret, e);
}

enum rc unit_by_code(struct tx *tx, struct arena *a, struct str code, struct unit_rec *ret, struct err *e)
{
    return one_unit(tx, a, UNIT_BY_CODE, DB_ARGS(db_text(code)), ret, e);
}

enum rc unit_by_function(struct tx *tx, struct arena *a, struct str function, struct unit_rec *ret,
                         struct err *e)
{
    return one_unit(tx, a, UNIT_BY_FUNCTION, DB_ARGS(db_text(function)), ret, e);
}

enum rc unit_list(struct tx *tx, struct arena *a, struct str path, struct unit_list *ret, struct err *e)
{
    struct str like = arena_cat(a, path.len == 0 ? STR("/") : path, STR("%"));

    READ_LIST(tx, a, UNIT_SUBTREE, DB_ARGS(db_text(like)), struct unit_rec, read_unit, ret, e);
}

/* ---- posts ---- */

static void read_post(struct db_rows *r, struct arena *a, struct post_rec *p)
{
    p->id = row_int(r);
    p->unit_id = row_int(r);
    p->superior_id = row_int_or(r, 0);
    p->code = row_text(r, a);
    p->title = row_text(r, a);
    p->roles = row_text(r, a);
    p->rights = row_int(r);
    p->active = row_bool(r);
    p->version = row_int(r);
    p->unit_name = row_text(r, a);
    p->unit_path = row_text(r, a);
    p->unit_code = row_text(r, a);
    p->holder = row_text(r, a);
}

enum rc post_insert(struct tx *tx, const struct post_rec *p, struct err *e)
{
    return db_exec(tx, POST_INSERT,
                   DB_ARGS(db_int(p->id), db_int(p->unit_id), db_int_or_null(p->superior_id),
                           db_text(p->code), db_text(p->title), db_text(p->roles), db_int(p->rights),
                           db_bool(p->active), db_int(1)),
                   NULL, e);
}

enum rc post_update(struct tx *tx, const struct post_rec *p, struct err *e)
{
    return db_exec_one(tx, POST_UPDATE,
                       DB_ARGS(db_int(p->id), db_int(p->unit_id), db_int_or_null(p->superior_id),
                               db_text(p->code), db_text(p->title), db_text(p->roles), db_int(p->rights),
                               db_bool(p->active), db_int(p->version)),
                       e);
}

enum rc post_by_id(struct tx *tx, struct arena *a, int64_t id, int64_t now, struct post_rec *ret,
                   struct err *e)
{
    READ_ONE(tx, a, POST_BY_ID, DB_ARGS(db_int(now), db_int(id)), struct post_rec, read_post, ret, e);
}

enum rc post_by_code(struct tx *tx, struct arena *a, struct str code, int64_t now, struct post_rec *ret,
                     struct err *e)
{
    READ_ONE(tx, a, POST_BY_CODE, DB_ARGS(db_int(now), db_text(code)), struct post_rec, read_post, ret, e);
}

static enum rc posts_below(struct tx *tx, struct arena *a, struct str path, int64_t now,
                           struct post_list *ret, struct err *e)
{
    struct str like = arena_cat(a, path.len == 0 ? STR("/") : path, STR("%"));

    READ_LIST(tx, a, POST_SUBTREE, DB_ARGS(db_int(now), db_text(like)), struct post_rec, read_post, ret, e);
}

enum rc post_list(struct tx *tx, struct arena *a, int64_t unit_id, struct str path, int64_t now,
                  struct post_list *ret, struct err *e)
{
    if (unit_id == 0)
        return posts_below(tx, a, path, now, ret, e);
    READ_LIST(tx, a, POST_OF_UNIT, DB_ARGS(db_int(now), db_int(unit_id)), struct post_rec, read_post, ret, e);
}
