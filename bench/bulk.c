/*
 * bulk.c - many cases quickly: clones of a sample's cases in an SQLite installation, and the same rows copied
 * to a PostgreSQL database that `samad migrate` has prepared.
 *
 *     bulk make FILE.db CASES [thin]      until there are so many; nobody else may have it open
 *     bulk copy FILE.db URL
 *
 * At most OPEN_MAX of the new cases are open, one in twenty: an office's work at hand does not grow with its
 * archive. Patterns are the sample's lightest cases, open and closed.
 *
 * A closed case has some 35 KB of letters and events, so that a million would need a disk of their own. With
 * `thin` the archive's cases hold the rows of a fresh registration, marked as closed, and nobody has the
 * process engine's history: good for measuring pages, not for `samad verify`.
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <string.h>

#include "base/id.h"
#include "clone.h"
#include "domain/tracking.h"

#define OPEN_MAX 2000
#define PATTERNS 24u
#define ARCHIVED 4u /* patterns of the thin archive: the lightest open ones */
#define FIRST_ID INT64_C(1000000000000000)
#define BATCH 500

static bool run(sqlite3 *db, const char *sql)
{
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK)
        return true;
    fprintf(stderr, "bulk: %s: %s\n", sql, why);
    sqlite3_free(why);
    return false;
}

static int64_t ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int64_t n = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

/* ---- patterns ---- */

struct filling {
    sqlite3 *db;
    struct arena *a; /* as long as the run */
    struct tables t;
    struct pattern open[PATTERNS], closed[PATTERNS];
    size_t n_open, n_closed;
    sqlite3_stmt **insert; /* one a table */
    sqlite3_stmt *search;
    bool thin, archived; /* the clone being made is of the thin archive */
    int64_t next_id, next_number;
    uint64_t next_code;
};

/* The lightest ones, by what their letters and their history hold. */
static bool load_patterns(struct filling *f, bool thin)
{
    static const char sql[] =
        "SELECT id, closed_at IS NULL FROM cases c WHERE id > 100000000000000000 AND duplicate_of IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.case_id = c.id) "
        "ORDER BY (SELECT SUM(LENGTH(data) + 300) FROM case_event e WHERE e.case_id = c.id) + "
        "(SELECT SUM(LENGTH(data) + 400) FROM letter l WHERE l.case_id = c.id)";
    sqlite3_stmt *s = NULL;
    bool good = sqlite3_prepare_v2(f->db, sql, -1, &s, NULL) == SQLITE_OK;

    while (good && sqlite3_step(s) == SQLITE_ROW) {
        bool open = sqlite3_column_int(s, 1) != 0;
        size_t *n = open ? &f->n_open : &f->n_closed;

        if (*n < PATTERNS)
            good = pattern_read(f->db, f->a, &f->t, sqlite3_column_int64(s, 0), thin,
                                &(open ? f->open : f->closed)[(*n)++]);
    }
    sqlite3_finalize(s);
    if (f->n_open == 0 || f->n_closed == 0)
        fprintf(stderr, "bulk: the sample has no cases to clone\n");
    return good && f->n_open > 0 && f->n_closed > 0;
}

static sqlite3_stmt *prepare_insert(struct filling *f, const struct table *t)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    sqlite3_stmt *s = NULL;

    buf_init(&b, 1 << 16);
    buf_fmt(&b, "INSERT INTO %.*s VALUES (", STR_ARG(t->name));
    for (size_t i = 0; i < t->n; i++)
        buf_fmt(&b, "%s?%zu", i > 0 ? ", " : "", i + 1);
    buf_c(&b, ")");
    if (sqlite3_prepare_v2(f->db, b.p, (int)b.len, &s, NULL) != SQLITE_OK)
        fprintf(stderr, "bulk: %.*s: %s\n", (int)b.len, b.p, sqlite3_errmsg(f->db));
    return s;
}

/* ---- writing ---- */

static bool put(struct filling *f, sqlite3_stmt *s)
{
    bool good = sqlite3_step(s) == SQLITE_DONE;

    if (!good)
        fprintf(stderr, "bulk: %s: %s\n", sqlite3_sql(s), sqlite3_errmsg(f->db));
    sqlite3_reset(s);
    return good;
}

static bool write_row(void *arg, size_t table, const struct value *v, size_t n)
{
    struct filling *f = arg;
    sqlite3_stmt *s = f->insert[table];

    for (size_t i = 0; i < n; i++) {
        int at = (int)i + 1;

        if (v[i].type == SQLITE_NULL)
            sqlite3_bind_null(s, at);
        else if (v[i].type == SQLITE_INTEGER)
            sqlite3_bind_int64(s, at, v[i].i);
        else if (v[i].type == SQLITE_FLOAT)
            sqlite3_bind_double(s, at, v[i].f);
        else
            sqlite3_bind_text64(s, at, v[i].s.len > 0 ? v[i].s.p : "", v[i].s.len, SQLITE_STATIC,
                                SQLITE_UTF8);
    }
    return put(f, s);
}

static const struct value *value_named(const struct table *t, const struct value *v, const char *column)
{
    return &v[column_of(t, column)];
}

static void set_int(const struct table *t, struct value *v, const char *column, int64_t i)
{
    v[column_of(t, column)].type = SQLITE_INTEGER;
    v[column_of(t, column)].i = i;
}

static void set_text(const struct table *t, struct value *v, const char *column, const char *text)
{
    v[column_of(t, column)].type = SQLITE_TEXT;
    v[column_of(t, column)].s = str_c(text);
}

/* The row of an open case as that of one that is long over; false: no row. */
static bool archive_row(const struct table *t, struct value *v)
{
    if (str_eq_c(t->name, "timer") || str_eq_c(t->name, "subscription") || str_eq_c(t->name, "instance_step"))
        return false;
    if (str_eq_c(t->name, "cases")) {
        int64_t end = v[column_of(t, "registered_at")].i + 9 * DAY_MS;

        set_int(t, v, "answered_at", end);
        set_int(t, v, "closed_at", end + DAY_MS);
        set_text(t, v, "state", "closed");
    } else if (str_eq_c(t->name, "task")) {
        set_text(t, v, "state", "done");
        set_int(t, v, "done_at", v[column_of(t, "made_at")].i + HOUR_MS);
        set_int(t, v, "done_by_post", v[column_of(t, "post_id")].i);
    } else if (str_eq_c(t->name, "instance")) {
        set_int(t, v, "ended_at", v[column_of(t, "made_at")].i + DAY_MS);
        set_text(t, v, "how", "ended");
    } else if (str_eq_c(t->name, "deadline")) {
        set_text(t, v, "state", "met");
        set_int(t, v, "met_at", v[column_of(t, "start_at")].i + DAY_MS);
    }
    return true;
}

/* The row, and when it is the case's own, its line in the search index. */
static bool write_searched(void *arg, size_t table, const struct value *v, size_t n)
{
    struct filling *f = arg;
    const struct table *t = &f->t.v[table];
    struct str subject, code;
    struct value own[64];

    if (f->archived) {
        memcpy(own, v, n * sizeof(*v));
        if (!archive_row(t, own))
            return true;
        v = own;
    }
    if (!write_row(arg, table, v, n))
        return false;
    if (!str_eq_c(t->name, "cases"))
        return true;
    subject = value_named(t, v, "subject")->s;
    code = value_named(t, v, "tracking_code")->s;
    sqlite3_bind_int64(f->search, 1, value_named(t, v, "id")->i);
    sqlite3_bind_text64(f->search, 2, subject.p, subject.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_text64(f->search, 3, code.p, code.len, SQLITE_STATIC, SQLITE_UTF8);
    return put(f, f->search);
}

static bool code_taken(struct filling *f, struct str code)
{
    sqlite3_stmt *s = NULL;
    bool taken = false;

    if (sqlite3_prepare_v2(f->db, "SELECT 1 FROM cases WHERE tracking_code = ?1", -1, &s, NULL) ==
        SQLITE_OK) {
        sqlite3_bind_text64(s, 1, code.p, code.len, SQLITE_STATIC, SQLITE_UTF8);
        taken = sqlite3_step(s) == SQLITE_ROW;
    }
    sqlite3_finalize(s);
    return taken;
}

static const struct pattern *pattern_for(struct filling *f, bool open, int64_t i)
{
    size_t light = f->n_open < ARCHIVED ? f->n_open : ARCHIVED;

    f->archived = f->thin && !open;
    if (f->archived)
        return &f->open[(size_t)i % light];
    return open ? &f->open[(size_t)i % f->n_open] : &f->closed[(size_t)i % f->n_closed];
}

static bool add_one(struct filling *f, bool open, int64_t i)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    const struct pattern *p = pattern_for(f, open, i);
    struct clone c = { .first_id = f->next_id };
    int64_t *numbers = a == NULL ? NULL : ARENA_ARRAY(a, int64_t, p->n_numbers);
    struct tracking code;

    if (a == NULL || (numbers == NULL && p->n_numbers > 0))
        return false;
    do
        code = tracking_make(f->next_code += 899); /* a stride without common factor: all codes in turn */
    while (code_taken(f, tracking_str(&code)));
    c.code = tracking_str(&code);
    for (size_t k = 0; k < p->n_numbers; k++)
        numbers[k] = f->next_number++;
    c.new_numbers = numbers;
    f->next_id += (int64_t)p->n_ids;
    return clone_make(a, &f->t, p, &c, write_searched, f);
}

static bool add_cases(struct filling *f, int64_t n)
{
    int64_t open = n / 20 < OPEN_MAX ? n / 20 : OPEN_MAX, every = open > 0 ? n / open : n + 1;
    bool good = run(f->db, "BEGIN");

    for (int64_t i = 0; good && i < n; i++) {
        good = add_one(f, i % every == 0, i % every == 0 ? i / every : i);
        if (good && i % BATCH == BATCH - 1)
            good = run(f->db, "COMMIT; BEGIN");
        if (i % 10000 == 9999)
            fprintf(stderr, "\rbulk: %" PRId64 " of %" PRId64, i + 1, n);
    }
    if (n >= 10000)
        fputc('\n', stderr);
    return good && run(f->db, "COMMIT");
}

/* One series of numbers for all: that of the sample's registering unit. */
static bool finish(struct filling *f)
{
    char sql[160];

    (void)snprintf(sql, sizeof(sql), "UPDATE indicator_series SET last = %" PRId64, f->next_number - 1);
    return run(f->db, sql) && run(f->db, "INSERT INTO case_search (case_search) VALUES ('optimize')") &&
           run(f->db, "ANALYZE") && run(f->db, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
}

static bool make(const char *path, int64_t wanted, bool thin)
{
    struct filling f = { .a = arena_new((size_t)1 << 30), .thin = thin };
    int64_t there;
    bool good = f.a != NULL && sqlite3_open_v2(path, &f.db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                run(f.db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA locking_mode = "
                          "EXCLUSIVE; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 20000");

    good = good && tables_read(f.db, f.a, &f.t) && load_patterns(&f, thin);
    if (good) {
        there = ask(f.db, "SELECT COUNT(*) FROM cases");
        f.next_id = ask(f.db, "SELECT MAX(id) FROM task WHERE id < 100000000000000000");
        f.next_id = f.next_id < FIRST_ID ? FIRST_ID : f.next_id + 1000;
        f.next_number = ask(f.db, "SELECT MAX(number) FROM letter") + 1;
        f.next_code = (uint64_t)there * 1009;
        f.insert = ARENA_ARRAY(f.a, sqlite3_stmt *, f.t.n);
        for (size_t i = 0; i < f.t.n; i++)
            good = (f.insert[i] = prepare_insert(&f, &f.t.v[i])) != NULL && good;
        good = good &&
               sqlite3_prepare_v2(f.db, "INSERT INTO case_search (rowid, text) VALUES (?1, ?2 || ' ' || ?3)",
                                  -1, &f.search, NULL) == SQLITE_OK;
        good = good && (wanted <= there || (add_cases(&f, wanted - there) && finish(&f)));
        for (size_t i = 0; i < f.t.n; i++)
            sqlite3_finalize(f.insert[i]);
        sqlite3_finalize(f.search);
    }
    sqlite3_close(f.db);
    arena_free(f.a);
    return good;
}

/* ---- to PostgreSQL ---- */

static void copy_text(struct buf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\\')
            buf_c(b, "\\\\");
        else if (s[i] == '\n')
            buf_c(b, "\\n");
        else if (s[i] == '\t')
            buf_c(b, "\\t");
        else if (s[i] == '\r')
            buf_c(b, "\\r");
        else
            buf_byte(b, s[i]);
    }
}

static bool copy_rows(sqlite3 *db, PGconn *pg, struct str table, const char *select)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    sqlite3_stmt *s = NULL;
    bool good = sqlite3_prepare_v2(db, select, -1, &s, NULL) == SQLITE_OK;

    buf_init(&b, (size_t)64 << 20);
    while (good && sqlite3_step(s) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(s); i++) {
            if (i > 0)
                buf_byte(&b, '\t');
            if (sqlite3_column_type(s, i) == SQLITE_NULL)
                buf_c(&b, "\\N");
            else
                copy_text(&b, (const char *)sqlite3_column_text(s, i), (size_t)sqlite3_column_bytes(s, i));
        }
        buf_byte(&b, '\n');
        if (b.len > 1 << 20) {
            good = PQputCopyData(pg, b.p, (int)b.len) == 1;
            buf_clear(&b);
        }
    }
    sqlite3_finalize(s);
    good = good && (b.len == 0 || PQputCopyData(pg, b.p, (int)b.len) == 1) && PQputCopyEnd(pg, NULL) == 1;
    for (PGresult *r; (r = PQgetResult(pg)) != NULL; PQclear(r))
        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
            fprintf(stderr, "bulk: %.*s: %s", STR_ARG(table), PQerrorMessage(pg));
            good = false;
        }
    return good;
}

static bool pg_run(PGconn *pg, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK ||
                PQresultStatus(r) == PGRES_COPY_IN;

    if (!good)
        fprintf(stderr, "bulk: %s: %s", sql, PQerrorMessage(pg));
    PQclear(r);
    return good;
}

static bool copy_table(sqlite3 *db, PGconn *pg, struct arena *a, struct str name)
{
    struct str select = arena_fmt(a, "SELECT * FROM %.*s", STR_ARG(name));
    struct str copy = arena_fmt(a, "COPY %.*s FROM STDIN", STR_ARG(name));

    return pg_run(pg, arena_cstr(a, copy)) && copy_rows(db, pg, name, arena_cstr(a, select));
}

/* Foreign keys and triggers are off meanwhile (the role must be a superuser). */
static bool copy(const char *path, const char *url)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    PGconn *pg = PQconnectdb(url);
    static const char tables[] =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'case_search%' AND name NOT IN ('schema_migration', 'node', 'reference')";
    bool good = a != NULL && PQstatus(pg) == CONNECTION_OK &&
                sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                pg_run(pg, "SET session_replication_role = replica") &&
                pg_run(pg, "SET synchronous_commit = off") &&
                sqlite3_prepare_v2(db, tables, -1, &s, NULL) == SQLITE_OK;

    while (good && sqlite3_step(s) == SQLITE_ROW) {
        struct str name = arena_str(a, str_c((const char *)sqlite3_column_text(s, 0)));

        good = copy_table(db, pg, a, name);
    }
    sqlite3_finalize(s);
    good = good && pg_run(pg, "COPY case_search FROM STDIN") &&
           copy_rows(db, pg, STR("case_search"), "SELECT rowid, text FROM case_search");
    good = good && pg_run(pg, "ANALYZE") && pg_run(pg, "CHECKPOINT");
    if (!good && PQstatus(pg) != CONNECTION_OK)
        fprintf(stderr, "bulk: %s", PQerrorMessage(pg));
    sqlite3_close(db);
    PQfinish(pg);
    return good;
}

int main(int argc, char **argv)
{
    int64_t n = 0;

    if (argc == 4 && strcmp(argv[1], "copy") == 0)
        return copy(argv[2], argv[3]) ? 0 : 1;
    if (argc < 4 || argc > 5 || strcmp(argv[1], "make") != 0 ||
        !parse_i64(str_c(argv[3]), 0, 100000000, &n) || (argc == 5 && strcmp(argv[4], "thin") != 0)) {
        fprintf(stderr, "usage: bulk make FILE.db CASES [thin] | bulk copy FILE.db URL\n");
        return 2;
    }
    return make(argv[2], n, argc == 5) ? 0 : 1;
}
