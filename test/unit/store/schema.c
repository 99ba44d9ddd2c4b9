/*
 * schema.c - migrations, the four schemas, every statement on both engines.
 */
#include "check.h"
#include "fixture.h"

#include "base/file.h"
#include "store/dialect.h"
#include "store/migrate.h"
#include "store/stmt.h"

#include <sqlite3.h>

static struct str schema_of(struct fixture *f, struct arena *a)
{
    struct str s = STR_NONE;
    struct err e = { 0 };

    CHECK_MSG(store_schema_text(f->store, a, &s, &e) == RC_OK, "%s", e.msg);
    return s;
}

static void compare(struct str a, struct str b, const char *what)
{
    struct str x = a, y = b;

    CHECK(!str_empty(a));
    while (!str_eq(x, y)) {
        struct str p = str_cut(&x, '\n'), q = str_cut(&y, '\n');
        if (str_eq(p, q))
            continue;
        CHECK_MSG(false, "%s: '%.*s' and '%.*s'", what, STR_ARG(p), STR_ARG(q));
        return;
    }
}

/* Migrate to `k`, put rows in, migrate the rest. */
static bool upgraded(struct fixture *f, int engine, unsigned k)
{
    struct err e = { 0 };

    if (!fixture_make(f, engine) || !fixture_reopen(f, NULL))
        return false;
    CHECK_MSG(store_migrate_to(f->store, k, NULL, NULL, &e) == RC_OK, "%s", e.msg);
    CHECK(
        fixture_sql(f, "INSERT INTO operation (key, result, done_at) VALUES ('before the upgrade', '', 1)"));
    CHECK(fixture_sql(f, "INSERT INTO node (number, name, token, seen_at) VALUES (1, 'a', 'b', 2)"));
    CHECK_MSG(store_migrate(f->store, NULL, NULL, &e) == RC_OK, "%s", e.msg);
    CHECK(has_operation(f->store, "before the upgrade"));
    return true;
}

TEST(schema_is_the_same_fresh_and_upgraded_on_both_engines)
{
    struct arena *a = arena_new(8 << 20);
    struct str first = STR_NONE;

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        if (fixture_open(&f, i, NULL)) {
            struct str s = schema_of(&f, a);
            if (i == 0)
                first = s;
            compare(first, s, "fresh");
        }
        fixture_close(&f);
        for (unsigned k = 1; k < migration_count; k++) {
            if (upgraded(&f, i, k))
                compare(first, schema_of(&f, a), "upgraded");
            fixture_close(&f);
        }
    }
    arena_free(a);
}

TEST(schema_text_tells_columns_keys_and_indexes)
{
    static const char *const lines[] = {
        "operation.key: text not null\n",
        "operation.touched: bigint not null default\n",
        "operation: primary key (key)\n",
        "operation: index operation_by_age (done_at)\n",
    };
    struct arena *a = arena_new(8 << 20);

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        if (fixture_open(&f, i, NULL)) {
            struct str s = schema_of(&f, a);
            for (size_t k = 0; k < ARRAY_LEN(lines); k++)
                CHECK_MSG(str_contains(s, str_c(lines[k])), "%s", lines[k]);
        }
        fixture_close(&f);
    }
    arena_free(a);
}

TEST(every_statement_prepares_with_the_declared_types)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        unsigned checked = 0;
        if (fixture_open(&f, i, NULL)) {
            enum rc rc = stmt_check_all(f.store, &checked, &e);
            CHECK_MSG(rc == RC_OK, "%s: %s", f.postgres ? "PostgreSQL" : "SQLite", e.msg);
            CHECK_INT(checked, STMT_COUNT);
        }
        fixture_close(&f);
    }
}

/* How many indexes of the table does SQLite write anew for this update? */
static int indexes_written(sqlite3 *db, struct arena *a, enum stmt which)
{
    struct str sql = arena_fmt(a, "EXPLAIN %s", stmt_sqlite(which)->sql);
    sqlite3_stmt *s = NULL;
    int n = 0;

    CHECK_INT(sqlite3_prepare_v2(db, sql.p, (int)sql.len, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        n += strcmp((const char *)sqlite3_column_text(s, 1), "IdxDelete") == 0;
    sqlite3_finalize(s);
    return n;
}

/* A column in SET that points into its own table, or a condition of a partial index, costs all of them. */
TEST(updates_of_every_act_write_only_the_indexes_of_what_they_set)
{
    static const struct {
        enum stmt stmt;
        int indexes;
    } tests[] = { { CASE_UPDATE, 1 }, { INSTANCE_SAVE, 0 }, { LETTER_UPDATE, 0 }, { TASK_END, 6 } };
    struct arena *a = arena_new(1 << 20);
    struct fixture f;
    sqlite3 *db = NULL;

    if (fixture_open(&f, 0, NULL)) {
        CHECK_INT(sqlite3_open(f.url + 7, &db), SQLITE_OK);
        CHECK_INT(sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL), SQLITE_OK);
        for (size_t i = 0; i < ARRAY_LEN(tests); i++)
            CHECK_MSG(indexes_written(db, a, tests[i].stmt) == tests[i].indexes, "%s writes %d",
                      stmt_sqlite(tests[i].stmt)->name, indexes_written(db, a, tests[i].stmt));
        sqlite3_close(db);
    }
    fixture_close(&f);
    arena_free(a);
}

static void remember(void *arg, unsigned number, const char *name)
{
    unsigned *last = arg;

    (void)name;
    CHECK_INT(number, *last + 1);
    *last = number;
}

TEST(migrate_reports_each_and_is_done_the_second_time)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        unsigned last = 0;
        if (fixture_make(&f, i) && fixture_reopen(&f, NULL)) {
            CHECK_INT(store_schema_check(f.store, &e), RC_CONFLICT);
            CHECK_INT(store_migrate(f.store, remember, &last, &e), RC_OK);
            CHECK_INT(last, migration_count);
            CHECK_INT(store_migrate(f.store, remember, &last, &e), RC_OK);
            CHECK_INT(last, migration_count);
            CHECK_INT(store_schema_check(f.store, &e), RC_OK);
            CHECK_INT(store_migrate_to(f.store, (unsigned)migration_count + 1, NULL, NULL, &e), RC_INVALID);
        }
        fixture_close(&f);
    }
}

TEST(migrate_refuses_what_is_not_ours)
{
    static const struct {
        const char *sql, *want;
    } tests[] = {
        { "UPDATE schema_migration SET hash = 'x' WHERE number = 1", "applied with another text" },
        { "DELETE FROM schema_migration WHERE number = 1", "migration 1 is missing" },
        { "INSERT INTO schema_migration (number, name, hash, applied_at) VALUES (9999, 'future', 'x', 1)",
          "newer" },
    };

    for (int i = 0; i < fixture_engines(); i++) {
        for (size_t k = 0; k < ARRAY_LEN(tests); k++) {
            struct fixture f;
            struct err e = { 0 };
            if (fixture_open(&f, i, NULL)) {
                CHECK(fixture_sql(&f, tests[k].sql));
                CHECK_INT(store_migrate(f.store, NULL, NULL, &e), RC_CONFLICT);
                CHECK_MSG(strstr(e.msg, tests[k].want) != NULL, "%s", e.msg);
                CHECK_INT(store_schema_check(f.store, &e), RC_CONFLICT);
            }
            fixture_close(&f);
        }
    }
}

TEST(every_file_of_the_migrations_folder_is_built_in)
{
    struct arena *a = arena_new(8 << 20);
    struct str *names = NULL, text;
    struct err e = { 0 };
    size_t n = 0;

    CHECK_MSG(dir_list(a, MIGRATIONS_DIR, &names, &n, &e) == RC_OK, "%s", e.msg);
    CHECK_INT(n, migration_count);
    for (size_t i = 0; i < n && i < migration_count; i++) {
        struct str want = arena_fmt(a, "%04u_%s.sql", migrations[i].number, migrations[i].name);
        CHECK_INT(migrations[i].number, i + 1);
        CHECK(str_eq(names[i], want));
        CHECK_INT(file_read(a, path_join(a, MIGRATIONS_DIR, arena_cstr(a, names[i])), 1 << 20, &text, &e),
                  RC_OK);
        CHECK_MSG(str_eq(text, migrations[i].sql), "%.*s", STR_ARG(names[i]));
    }
    arena_free(a);
}

TEST(dialect)
{
    static const struct {
        const char *in, *sqlite, *postgres;
    } tests[] = {
        { "CREATE TABLE a (x BIGINT, y TEXT, z BLOB);", "CREATE TABLE a (x INTEGER, y TEXT, z BLOB) STRICT;",
          "CREATE TABLE a (x BIGINT, y TEXT COLLATE \"C\", z BYTEA);" },
        { "ALTER TABLE a ADD COLUMN y TEXT;", "ALTER TABLE a ADD COLUMN y TEXT;",
          "ALTER TABLE a ADD COLUMN y TEXT COLLATE \"C\";" },
        { "SELECT CAST(x AS TEXT);", "SELECT CAST(x AS TEXT);", "SELECT CAST(x AS TEXT);" },
        { "x DOUBLE PRECISION,", "x REAL ,", "x DOUBLE PRECISION," },
        { "-- a remark\nx;", "\nx;", "\nx;" },
        { "-- sqlite: BLOB;\ny;", " BLOB;\ny;", "\ny;" },
        { "-- postgres: BLOB;\ny;", "\ny;", " BYTEA;\ny;" },
        { "'BLOB; -- it''s' \"TEXT\";", "'BLOB; -- it''s' \"TEXT\";", "'BLOB; -- it''s' \"TEXT\";" },
        { "CREATE INDEX a ON b (c);", "CREATE INDEX a ON b (c);", "CREATE INDEX a ON b (c);" },
        { "x BLOBBY", "x BLOBBY", "x BLOBBY" },
        { "'unfinished", "'unfinished", "'unfinished" },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct buf b;
        buf_init(&b, 4096);
        dialect_translate(str_c(tests[i].in), false, &b);
        CHECK_STR(buf_view(&b), tests[i].sqlite);
        buf_clear(&b);
        dialect_translate(str_c(tests[i].in), true, &b);
        CHECK_STR(buf_view(&b), tests[i].postgres);
        buf_free(&b);
    }
}
