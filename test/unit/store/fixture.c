/*
 * fixture.c - an empty database for one test.
 */
#include "fixture.h"

#include "check.h"
#include "port/operation.h"
#include "store/db.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <sqlite3.h>

static const char *server_url(void)
{
    const char *url = getenv("SAMAD_TEST_POSTGRES");

    return url == NULL || *url == '\0' ? NULL : url;
}

int fixture_engines(void)
{
    static bool told;

    if (server_url() != NULL)
        return 2;
    if (!told)
        printf("SAMAD_TEST_POSTGRES is not set: testing on SQLite only\n");
    told = true;
    return 1;
}

static bool pg_exec(const char *url, const char *sql)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, sql);
    ExecStatusType status = PQresultStatus(r);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!ok)
        printf("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    return ok;
}

bool fixture_make(struct fixture *f, int engine)
{
    static int number;
    char sql[256];

    *f = (struct fixture){ .postgres = engine == 1 };
    (void)snprintf(f->dir, sizeof(f->dir), "/tmp/samad-store-XXXXXX");
    if (mkdtemp(f->dir) == NULL)
        return false;
    if (!f->postgres) {
        (void)snprintf(f->url, sizeof(f->url), "sqlite:%s/samad.db", f->dir);
        return true;
    }
    /* A schema of its own is as good as a database, and made in a moment. */
    (void)snprintf(f->name, sizeof(f->name), "test_store_%ld_%d", (long)getpid(), ++number);
    (void)snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", f->name);
    (void)snprintf(f->url, sizeof(f->url), "%s?application_name=%s&options=-csearch_path%%3D%s", server_url(),
                   f->name, f->name);
    return pg_exec(server_url(), sql);
}

bool fixture_reopen(struct fixture *f, const struct store_options *o)
{
    struct err e = { 0 };
    enum rc rc;

    store_close(f->store);
    f->store = NULL;
    rc = store_open(f->url, o, &f->store, &e);
    CHECK_MSG(rc == RC_OK, "%s", e.msg);
    return rc == RC_OK;
}

bool fixture_open(struct fixture *f, int engine, const struct store_options *o)
{
    struct err e = { 0 };
    enum rc rc;

    if (!fixture_make(f, engine)) {
        CHECK_MSG(false, "making a database");
        return false;
    }
    if (!fixture_reopen(f, o))
        return false;
    rc = store_migrate(f->store, NULL, NULL, &e);
    CHECK_MSG(rc == RC_OK, "%s", e.msg);
    return rc == RC_OK;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void fixture_close(struct fixture *f)
{
    char sql[256];

    store_close(f->store);
    f->store = NULL;
    if (f->postgres) {
        (void)snprintf(sql, sizeof(sql),
                       "SET client_min_messages = warning; DROP SCHEMA IF EXISTS %s CASCADE", f->name);
        (void)pg_exec(server_url(), sql);
    }
    if (f->dir[0] != '\0')
        (void)nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool fixture_sql(const struct fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    char *msg = NULL;
    bool ok;

    if (f->postgres)
        return pg_exec(f->url, sql);
    ok = sqlite3_open(f->url + 7, &db) == SQLITE_OK && sqlite3_busy_timeout(db, 10000) == SQLITE_OK &&
         sqlite3_exec(db, sql, NULL, NULL, &msg) == SQLITE_OK;
    if (!ok)
        printf("%s: %s\n", sql, msg == NULL ? "" : msg);
    sqlite3_free(msg);
    sqlite3_close(db);
    return ok;
}

const char *fixture_path(struct fixture *f, const char *name)
{
    static char path[256];

    (void)snprintf(path, sizeof(path), "%s/%s", f->dir, name);
    return path;
}

/* ---- operations as test rows ---- */

static enum rc put_fn(struct tx *tx, void *arg, struct err *e)
{
    return operation_record(tx, str_c(arg), STR("done"), 1, e);
}

bool put_operation(struct store *s, const char *key)
{
    struct err e = { 0 };
    enum rc rc = store_write(s, put_fn, (void *)(uintptr_t)key, &e);

    if (rc != RC_OK)
        printf("put %s: %s: %s\n", key, rc_name(rc), e.msg);
    return rc == RC_OK;
}

struct count {
    struct str prefix;
    int64_t n;
};

static enum rc has_fn(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    struct count *c = arg;
    enum rc rc = db_query(tx, OPERATION_GET, DB_ARGS(db_text(c->prefix)), &rows, e);

    c->n = (int64_t)db_count(&rows);
    return rc;
}

bool has_operation(struct store *s, const char *key)
{
    struct count c = { .prefix = str_c(key) };
    struct err e = { 0 };

    CHECK_MSG(store_read(s, has_fn, &c, &e) == RC_OK, "%s", e.msg);
    return c.n == 1;
}

static enum rc count_fn(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    struct count *c = arg;
    enum rc rc = db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(STR("")), db_int(1000000)), &rows, e);

    c->n = 0;
    while (rc == RC_OK && db_more(&rows)) {
        c->n += str_starts(row_view(&rows), c->prefix);
        rc = row_done(&rows, NULL, e);
    }
    return rc;
}

int64_t count_operations(struct store *s, const char *prefix)
{
    struct count c = { .prefix = str_c(prefix) };
    struct err e = { 0 };

    CHECK_MSG(store_read(s, count_fn, &c, &e) == RC_OK, "%s", e.msg);
    return c.n;
}
