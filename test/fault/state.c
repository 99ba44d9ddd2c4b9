/*
 * state.c - the whole database from outside, by the plain client libraries: what is in it, keeping it,
 * putting it back.
 *
 * SQLite: a copy in memory, put back by the backup interface (a write transaction like any other).
 * PostgreSQL: a second schema with copies of the tables.
 */
#include "world.h"

#include "base/buf.h"

#include <libpq-fe.h>
#include <sqlite3.h>

struct state {
    sqlite3 *live, *kept[2];
    PGconn *pg;
};

static struct state st; /* one world a program */

/* ---- SQLite ---- */

static void need(int rc, int want, sqlite3 *db)
{
    if (rc != want) {
        fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static void open_sqlite(const struct world *w)
{
    if (st.live != NULL)
        return;
    need(sqlite3_open(w->url + 7, &st.live), SQLITE_OK, st.live);
    need(sqlite3_busy_timeout(st.live, 10000), SQLITE_OK, st.live);
    for (int i = 0; i < 2; i++)
        need(sqlite3_open(":memory:", &st.kept[i]), SQLITE_OK, st.kept[i]);
}

static void copy(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

    if (b == NULL)
        need(SQLITE_ERROR, SQLITE_OK, to);
    need(sqlite3_backup_step(b, -1), SQLITE_DONE, to);
    need(sqlite3_backup_finish(b), SQLITE_OK, to);
}

static uint64_t row_sum(sqlite3_stmt *s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (int i = 0; i < sqlite3_column_count(s); i++) {
        const unsigned char *p = sqlite3_column_blob(s, i);
        int n = sqlite3_column_bytes(s, i);

        h = (h ^ (uint64_t)sqlite3_column_type(s, i)) * UINT64_C(0x100000001b3);
        for (int k = 0; k < n; k++)
            h = (h ^ p[k]) * UINT64_C(0x100000001b3);
    }
    return h;
}

static void dump_table(struct buf *b, struct str table, bool sums)
{
    char sql[160];
    sqlite3_stmt *s;
    uint64_t sum = 0;
    int n = 0;

    (void)snprintf(sql, sizeof(sql), "SELECT %s FROM \"%.*s\"", sums ? "*" : "1", STR_ARG(table));
    need(sqlite3_prepare_v2(st.live, sql, -1, &s, NULL), SQLITE_OK, st.live);
    for (; sqlite3_step(s) == SQLITE_ROW; n++)
        sum += sums ? row_sum(s) : 0;
    need(sqlite3_finalize(s), SQLITE_OK, st.live);
    buf_fmt(b, "%.*s %d %016llx\n", STR_ARG(table), n, (unsigned long long)sum);
}

static void dump_sqlite(struct buf *b, bool sums)
{
    sqlite3_stmt *s;

    need(
        sqlite3_prepare_v2(st.live,
                           "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                           "AND name <> 'case_search' ORDER BY name",
                           -1, &s, NULL),
        SQLITE_OK, st.live);
    while (sqlite3_step(s) == SQLITE_ROW)
        dump_table(b, str_c((const char *)sqlite3_column_text(s, 0)), sums);
    need(sqlite3_finalize(s), SQLITE_OK, st.live);
}

/* ---- PostgreSQL ---- */

static PGresult *pg(const char *sql)
{
    PGresult *r = PQexec(st.pg, sql);

    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK) {
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(st.pg));
        exit(1);
    }
    return r;
}

static PGresult *pg_tables(const struct world *w)
{
    char sql[200];

    (void)snprintf(sql, sizeof(sql), "SELECT tablename FROM pg_tables WHERE schemaname = '%s' ORDER BY 1",
                   w->schema);
    return pg(sql);
}

enum pg_act { PG_COPY, PG_EMPTY, PG_FILL };

static void pg_each(const struct world *w, enum pg_act act, int slot)
{
    PGresult *t = pg_tables(w);

    for (int i = 0; i < PQntuples(t); i++) {
        const char *table = PQgetvalue(t, i, 0);
        char sql[300];

        if (act == PG_COPY)
            (void)snprintf(sql, sizeof(sql), "CREATE TABLE %s_%d.%s AS TABLE %s", w->schema, slot, table,
                           table);
        else if (act == PG_EMPTY)
            (void)snprintf(sql, sizeof(sql), "DELETE FROM %s", table);
        else
            (void)snprintf(sql, sizeof(sql), "INSERT INTO %s SELECT * FROM %s_%d.%s", table, w->schema, slot,
                           table);
        PQclear(pg(sql));
    }
    PQclear(t);
}

static void open_pg(const struct world *w)
{
    if (st.pg != NULL)
        return;
    st.pg = PQconnectdb(w->url);
    PQclear(pg("SET client_min_messages = warning"));
    PQclear(pg("SET session_replication_role = replica")); /* no foreign keys while copying */
}

static void dump_pg(const struct world *w, struct buf *b, bool sums)
{
    PGresult *t = pg_tables(w);

    for (int i = 0; i < PQntuples(t); i++) {
        char sql[300];
        PGresult *r;

        (void)snprintf(sql, sizeof(sql), "SELECT count(*), %s FROM %s t",
                       sums ? "coalesce(sum(hashtextextended(t::text, 0)), 0)" : "0", PQgetvalue(t, i, 0));
        r = pg(sql);
        buf_fmt(b, "%s %s %s\n", PQgetvalue(t, i, 0), PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1));
        PQclear(r);
    }
    PQclear(t);
}

/* ---- both ---- */

static struct str dump(struct world *w, struct arena *a, bool sums)
{
    struct buf b;
    struct str s;

    buf_init(&b, (size_t)1 << 20);
    if (w->server != NULL) {
        open_pg(w);
        dump_pg(w, &b, sums);
    } else {
        open_sqlite(w);
        dump_sqlite(&b, sums);
    }
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

struct str state_dump(struct world *w, struct arena *a)
{
    return dump(w, a, true);
}

struct str state_counts(struct world *w, struct arena *a)
{
    return dump(w, a, false);
}

static void pg_schema(const struct world *w, const char *act, int slot)
{
    char sql[200];

    (void)snprintf(sql, sizeof(sql), "%s %s_%d%s", act, w->schema, slot, act[0] == 'D' ? " CASCADE" : "");
    PQclear(pg(sql));
}

void state_keep(struct world *w, int slot)
{
    if (w->server == NULL) {
        open_sqlite(w);
        copy(st.kept[slot], st.live);
        return;
    }
    open_pg(w);
    pg_schema(w, "DROP SCHEMA IF EXISTS", slot);
    pg_schema(w, "CREATE SCHEMA", slot);
    pg_each(w, PG_COPY, slot);
}

void state_restore(struct world *w, int slot)
{
    if (w->server == NULL) {
        copy(st.live, st.kept[slot]);
        return;
    }
    PQclear(pg("BEGIN"));
    pg_each(w, PG_EMPTY, slot);
    pg_each(w, PG_FILL, slot);
    PQclear(pg("COMMIT"));
}

void state_done(struct world *w)
{
    if (w->server != NULL) {
        pg_schema(w, "DROP SCHEMA IF EXISTS", 0);
        pg_schema(w, "DROP SCHEMA IF EXISTS", 1);
        PQfinish(st.pg);
    } else {
        sqlite3_close(st.live);
        sqlite3_close(st.kept[0]);
        sqlite3_close(st.kept[1]);
    }
    st = (struct state){ 0 };
}
