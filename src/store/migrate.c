/*
 * migrate.c - bring the schema to the newest number; tell what it is.
 *
 * Forward only. Each migration is one transaction that also writes its number, name and the hash of its text,
 * under a lock that lets one process migrate at a time. A migration that was applied with another text is
 * refused.
 *
 * Not here: the texts (migrations/), what is translated for each engine (dialect.c).
 */
#include "store/migrate.h"

#include "base/clock.h"
#include "base/hash.h"
#include "store/db.h"
#include "store/dialect.h"
#include "store/driver.h"

#include <assert.h>

#define MIGRATION_BYTES_MAX ((size_t)1 << 20)
#define MIGRATION_ARENA ((size_t)4 << 20)

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                                "number BIGINT PRIMARY KEY NOT NULL,"
                                "name TEXT NOT NULL,"
                                "hash TEXT NOT NULL,"
                                "applied_at BIGINT NOT NULL);";

struct runner {
    struct store *s;
    struct conn *c;
    struct arena *a;
    unsigned applied; /* 1 … applied are in the database */
};

/* Text without rows. */
static enum rc exec_text(struct runner *r, const char *sql, struct err *e)
{
    assert(r->c != NULL);
    return r->c->ops->exec_text(r->c, sql, e);
}

static enum rc exec_translated(struct runner *r, struct str sql, struct err *e)
{
    CLEANUP(buf_free) struct buf out = { 0 };
    enum rc rc;

    buf_init(&out, MIGRATION_BYTES_MAX);
    dialect_translate(sql, r->s->driver->postgres, &out);
    buf_byte(&out, '\0');
    rc = buf_done(&out, e);
    return rc == RC_OK ? exec_text(r, buf_view(&out).p, e) : rc;
}

static enum rc check_row(struct runner *r, struct db_rows *rows, struct err *e)
{
    int64_t number = row_int(rows);
    struct str name = row_view(rows), hash = row_view(rows);
    const struct migration *m;
    struct hash ours;
    enum rc rc = row_done(rows, NULL, e);

    if (rc != RC_OK)
        return rc;
    if (number > (int64_t)migration_count)
        return ERR(e, RC_CONFLICT, "the database has migration %lld (%.*s), which is newer than this program",
                   (long long)number, STR_ARG(name));
    if (number != (int64_t)r->applied + 1)
        return ERR(e, RC_CONFLICT, "migration %u is missing in the database", r->applied + 1);
    m = &migrations[number - 1];
    ours = hash_bytes(m->sql);
    if (!str_eq(hash_hex(r->a, &ours), hash))
        return ERR(e, RC_CONFLICT, "migration %lld was applied with another text (%.*s there, %s here)",
                   (long long)number, STR_ARG(name), m->name);
    r->applied++;
    return RC_OK;
}

/* Which are applied? Refuses what is not ours. */
static enum rc load_applied(struct runner *r, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    struct tx tx = { .store = r->s, .conn = r->c };
    enum rc rc;

    r->applied = 0;
    arena_clear(r->a);
    rc = db_query(&tx, SCHEMA_MIGRATION_LIST, DB_NO_ARGS, &rows, e);
    while (rc == RC_OK && db_more(&rows))
        rc = check_row(r, &rows, e);
    return rc;
}

static enum rc apply_one(struct runner *r, const struct migration *m, struct err *e)
{
    struct tx tx = { .store = r->s, .conn = r->c, .write = true };
    struct clock clock = clock_real();
    struct hash hash = hash_bytes(m->sql);
    struct str hex = hash_hex(r->a, &hash);
    int64_t changed;
    enum rc rc;

    rc = exec_translated(r, m->sql, e);
    if (rc != RC_OK)
        return rc;
    rc = db_exec(&tx, SCHEMA_MIGRATION_PUT,
                 DB_ARGS(db_int(m->number), db_text(str_c(m->name)), db_text(hex), db_int(clock_now(&clock))),
                 &changed, e);
    if (rc != RC_OK)
        return rc;
    return r->s->driver->admin_check == NULL ? RC_OK : r->s->driver->admin_check(r->c, e);
}

/* One transaction: the next migration, if any is left. `*more` tells whether one was applied. */
static enum rc apply_next(struct runner *r, unsigned last, store_migrate_report *report, void *arg,
                          bool *more, struct err *e)
{
    const struct migration *m;
    enum rc rc;

    *more = false;
    rc = exec_text(r, r->s->driver->admin_begin, e);
    if (rc != RC_OK)
        return rc;
    rc = exec_translated(r, (struct str){ table_sql, sizeof(table_sql) - 1 }, e);
    if (rc == RC_OK)
        rc = load_applied(r, e);
    if (rc == RC_OK && r->applied < last) {
        m = &migrations[r->applied];
        if (report != NULL)
            report(arg, m->number, m->name);
        rc = apply_one(r, m, e);
        if (rc != RC_OK)
            rc = err_wrap(e, "migration %04u_%s", m->number, m->name);
        *more = rc == RC_OK;
    }
    if (rc == RC_OK)
        return exec_text(r, "COMMIT", e);
    (void)!exec_text(r, "ROLLBACK", NULL);
    return rc;
}

static enum rc runner_open(struct runner *r, struct store *s, struct err *e)
{
    *r = (struct runner){ .s = s, .a = arena_new(MIGRATION_ARENA) };
    if (r->a == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    return s->driver->admin_open(s, &r->c, e);
}

static void runner_close(struct runner *r)
{
    if (r->c != NULL)
        r->s->driver->admin_close(r->c);
    arena_free(r->a);
}

enum rc store_migrate_to(struct store *s, unsigned last, store_migrate_report *report, void *arg,
                         struct err *e)
{
    CLEANUP(runner_close) struct runner r = { 0 };
    bool more = true;
    enum rc rc;

    if (last > migration_count)
        return ERR(e, RC_INVALID, "there are %zu migrations", migration_count);
    rc = runner_open(&r, s, e);
    while (rc == RC_OK && more)
        rc = apply_next(&r, last, report, arg, &more, e);
    return rc;
}

enum rc store_migrate(struct store *s, store_migrate_report *report, void *arg, struct err *e)
{
    return store_migrate_to(s, (unsigned)migration_count, report, arg, e);
}

enum rc store_schema_check(struct store *s, struct err *e)
{
    CLEANUP(runner_close) struct runner r = { 0 };
    enum rc rc = runner_open(&r, s, e);

    if (rc != RC_OK)
        return rc;
    if (load_applied(&r, e) != RC_OK)
        return ERR(e, RC_CONFLICT, "the schema is not ours or not there yet: %s", e == NULL ? "" : e->msg);
    if (r.applied < migration_count)
        return ERR(e, RC_CONFLICT, "migration %u (%s) is not applied", r.applied + 1,
                   migrations[r.applied].name);
    return RC_OK;
}

enum rc store_schema_text(struct store *s, struct arena *a, struct str *ret, struct err *e)
{
    CLEANUP(runner_close) struct runner r = { 0 };
    CLEANUP(buf_free) struct buf out = { 0 };
    struct db_result *res;
    enum rc rc = runner_open(&r, s, e);

    if (rc != RC_OK)
        return rc;
    assert(r.c != NULL);
    res = result_new(&r.c->pool, 1);
    if (res == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    buf_init(&out, MIGRATION_BYTES_MAX);
    rc = r.c->ops->query_text(r.c, s->driver->schema_sql, res, e);
    for (size_t i = 0; rc == RC_OK && i < res->ncells; i++) {
        const struct db_cell *cell = &res->cells[i];
        if (cell->kind == DB_TEXT)
            buf_add(&out, res->bytes + cell->s.at, cell->s.len);
        buf_byte(&out, '\n');
    }
    result_free(res);
    if (rc == RC_OK)
        rc = buf_done(&out, e);
    if (rc != RC_OK)
        return rc;
    *ret = arena_str(a, buf_view(&out));
    return arena_check(a, e);
}

enum rc store_verify(struct store *s, struct err *e)
{
    CLEANUP(runner_close) struct runner r = { 0 };
    enum rc rc = store_schema_check(s, e);

    if (rc != RC_OK || s->driver->verify == NULL)
        return rc;
    rc = runner_open(&r, s, e);
    return rc == RC_OK ? s->driver->verify(r.c, e) : rc;
}

enum rc store_backup(struct store *s, const char *path, struct err *e)
{
    return s->driver->backup(s, path, e);
}
