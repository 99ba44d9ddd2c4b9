/*
 * reference.c - what connections keep of reference data is what the database holds, whoever changes it; on
 * both engines.
 */
#include "check.h"
#include "fixture.h"

#include "store/driver.h"
#include "store/stmt.h"

static const char *const reference_tables[] = { "unit",     "post",    "official", "holding",
                                                "calendar", "setting", "process" };

/* The word at `p` is one of the tables. */
static bool is_reference(const char *p)
{
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz_");

    for (size_t i = 0; i < ARRAY_LEN(reference_tables); i++)
        if (strlen(reference_tables[i]) == n && strncmp(p, reference_tables[i], n) == 0)
            return true;
    return false;
}

/* How many tables stand behind `word`, and how many of them are reference tables. */
static void tables_behind(const char *sql, const char *word, unsigned *all, unsigned *reference)
{
    for (const char *p = strstr(sql, word); p != NULL; p = strstr(p, word)) {
        p += strlen(word);
        ++*all;
        *reference += is_reference(p);
    }
}

static void check_class(const struct stmt_def *d, enum reference_class class)
{
    unsigned written = 0, writes = 0, from = 0, reads = 0;

    tables_behind(d->sql, "INSERT INTO ", &written, &writes);
    tables_behind(d->sql, "UPDATE ", &written, &writes);
    tables_behind(d->sql, "DELETE FROM ", &written, &writes);
    tables_behind(d->sql, "FROM ", &from, &reads);
    tables_behind(d->sql, "JOIN ", &from, &reads);
    if (strcmp(d->name, "OFFICIAL_USE_TOTP") == 0) /* a column that nobody keeps */
        return;
    CHECK_MSG((class == REFERENCE_WRITES) == (writes > 0), "%s", d->name);
    if (class == REFERENCE_READS)
        CHECK_MSG(written == 0 && from > 0 && reads == from, "%s", d->name);
}

TEST(reference_statements_are_known_by_their_texts)
{
    for (unsigned i = 0; i < STMT_COUNT; i++) {
        check_class(stmt_sqlite((enum stmt)i), reference_class((enum stmt)i));
        check_class(stmt_postgres((enum stmt)i), reference_class((enum stmt)i));
    }
}

/* ---- behaviour ---- */

struct look {
    struct arena *a;
    struct str seen, again;
    bool change, refuse;
};

static enum rc get(struct tx *tx, struct arena *a, struct str *ret, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = db_query(tx, SETTING_GET, DB_ARGS(db_text(STR("office_hours"))), &rows, e);

    *ret = STR("none");
    if (rc != RC_OK || !db_more(&rows))
        return rc;
    *ret = row_text(&rows, a);
    return row_done(&rows, a, e);
}

static enum rc look(struct tx *tx, void *arg, struct err *e)
{
    struct look *l = arg;
    enum rc rc = get(tx, l->a, &l->seen, e);

    if (rc == RC_OK && l->change)
        rc = db_exec(tx, SETTING_PUT,
                     DB_ARGS(db_text(STR("office_hours")), db_text(STR("own")), db_int(1), db_int(1)), NULL,
                     e);
    if (rc == RC_OK)
        rc = get(tx, l->a, &l->again, e);
    return rc == RC_OK && l->refuse ? ERR(e, RC_INVALID, "thought better of it") : rc;
}

static void each_sees(struct fixture *f, struct arena *a, const char *want)
{
    struct look l = { .a = a };
    struct err e;

    CHECK_INT(store_read(f->store, look, &l, &e), RC_OK);
    CHECK_MSG(str_eq_c(l.seen, want) && str_eq_c(l.again, want), "a reader sees %.*s, not %s",
              STR_ARG(l.seen), want);
    CHECK_INT(store_write(f->store, look, &l, &e), RC_OK);
    CHECK_MSG(str_eq_c(l.seen, want) && str_eq_c(l.again, want), "a writer sees %.*s, not %s",
              STR_ARG(l.seen), want);
}

static const char put_sql[] =
    "INSERT INTO setting (name, value, changed_at, changed_by) VALUES ('office_hours', 'first', 1, 1)";

TEST(reference_data_is_seen_as_it_is_whoever_changes_it)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct arena *a = arena_new(1 << 20);
        struct look own = { .a = a, .change = true }, refused = { .a = a, .change = true, .refuse = true };
        struct fixture f;
        struct err e;

        if (fixture_open(&f, i, &(struct store_options){ .connections = 1, .readers = 1 })) {
            each_sees(&f, a, "none");
            CHECK(fixture_sql(&f, put_sql));
            each_sees(&f, a, "first");
            CHECK_INT(store_write(f.store, look, &refused, &e), RC_INVALID);
            CHECK(str_eq_c(refused.seen, "first") && str_eq_c(refused.again, "own"));
            each_sees(&f, a, "first");
            CHECK_INT(store_write(f.store, look, &own, &e), RC_OK);
            CHECK(str_eq_c(own.seen, "first") && str_eq_c(own.again, "own"));
            each_sees(&f, a, "own");
            CHECK(fixture_sql(&f, "UPDATE setting SET value = 'theirs'"));
            each_sees(&f, a, "theirs");
            CHECK(fixture_sql(&f, "DELETE FROM setting"));
            each_sees(&f, a, "none");
        }
        fixture_close(&f);
        arena_free(a);
    }
}

TEST(reference_data_is_asked_once_and_then_only_its_version)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct arena *a = arena_new(1 << 20);
        struct look l = { .a = a };
        uint64_t before;
        struct fixture f;
        struct err e;

        if (fixture_open(&f, i, &(struct store_options){ .connections = 1, .readers = 1 })) {
            each_sees(&f, a, "none");
            before = f.store->count.calls;
            CHECK_INT(store_read(f.store, look, &l, &e), RC_OK);
            CHECK_INT(f.store->count.calls - before, 1);
        }
        fixture_close(&f);
        arena_free(a);
    }
}

/* What has been done before a reading transaction is seen by it, and it asks nothing twice. */
static enum rc get_twice(struct tx *tx, void *arg, struct err *e)
{
    size_t *n = arg;

    *n = 0;
    for (int k = 0; k < 2; k++) {
        CLEANUP(db_rows_done) struct db_rows rows = { 0 };
        enum rc rc = db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(STR("")), db_int(100)), &rows, e);

        if (rc != RC_OK)
            return rc;
        *n += db_count(&rows);
    }
    return RC_OK;
}

TEST(a_transaction_that_does_not_write_asks_the_same_once)
{
    for (int i = 0; i < fixture_engines(); i++) {
        uint64_t before;
        size_t n;
        struct fixture f;
        struct err e;

        if (fixture_open(&f, i, &(struct store_options){ .connections = 1, .readers = 1 })) {
            CHECK_INT(store_read(f.store, get_twice, &n, &e), RC_OK);
            CHECK_INT(n, 0);
            CHECK(put_operation(f.store, "a"));
            before = f.store->count.calls;
            CHECK_INT(store_read(f.store, get_twice, &n, &e), RC_OK);
            CHECK_INT(n, 2);
            CHECK_INT(f.store->count.calls - before, 1);
            CHECK_INT(store_write(f.store, get_twice, &n, &e), RC_OK);
            /* SQLite's writer, whose answers cost less than keeping them, asks again */
            CHECK_INT(f.store->count.calls - before, store_is_postgres(f.store) ? 2 : 3);
        }
        fixture_close(&f);
    }
}

TEST(reference_results_are_kept_within_bounds)
{
    struct reference *ref = calloc(1, sizeof(*ref));
    struct result_pool pool = { 0 };
    struct db_result *r = result_new(&pool, 1), *first, *kept;
    char big[4000];
    struct err e;

    memset(big, 'x', sizeof(big));
    CHECK_INT(result_bytes(r, DB_TEXT, (struct str){ big, sizeof(big) }, &e), RC_OK);
    reference_keep(ref, UNIT_BY_ID, DB_ARGS(db_int(1)), result_copy(r));
    first = reference_find(ref, UNIT_BY_ID, DB_ARGS(db_int(1)));
    CHECK(first != NULL && first->ncells == 1);
    CHECK(reference_find(ref, UNIT_BY_CODE, DB_ARGS(db_text(STR("1")))) == NULL);
    for (int64_t k = 2; k < 2000; k++)
        reference_keep(ref, UNIT_BY_ID, DB_ARGS(db_int(k)), result_copy(r));
    CHECK(ref->bytes <= REFERENCE_BYTES_MAX);
    kept = reference_find(ref, UNIT_BY_ID, DB_ARGS(db_int(1999)));
    CHECK(kept != NULL);
    CHECK(reference_find(ref, UNIT_BY_ID, DB_ARGS(db_int(1))) == NULL);
    CHECK(first->nbytes == sizeof(big)); /* whoever reads it still may */
    result_free(first);
    result_free(kept);
    reference_keep(ref, UNIT_BY_CODE, DB_ARGS(db_text((struct str){ big, 3000 })), result_share(r));
    CHECK(reference_find(ref, UNIT_BY_CODE, DB_ARGS(db_text((struct str){ big, 3000 }))) == NULL);
    reference_clear(ref);
    free(ref);
    result_free(r);
    result_pool_done(&pool);
}
