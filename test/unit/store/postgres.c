/*
 * postgres.c - what only a server can do to us: close connections, break commits, warn. Skipped without one.
 */
#include "check.h"
#include "fixture.h"

#include "port/operation.h"
#include "store/db.h"

/* A trigger that runs inside COMMIT, the first time only (a sequence is not rolled back). */
#define AT_COMMIT(action)                                                                                    \
    "CREATE SEQUENCE times;"                                                                                 \
    "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"                               \
    "  IF nextval('times') = 1 THEN " action "; END IF; RETURN NULL; END $$;"                                \
    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON operation DEFERRABLE INITIALLY DEFERRED"            \
    " FOR EACH ROW EXECUTE FUNCTION at_commit()"

struct deed {
    bool record;
    unsigned runs;
    struct arena *a;
};

static enum rc deed_fn(struct tx *tx, void *arg, struct err *e)
{
    struct deed *d = arg;
    struct str result;
    enum rc rc = RC_NOT_FOUND;

    d->runs++;
    if (!d->record)
        return db_exec_one(tx, OPERATION_PUT, DB_ARGS(db_text(STR("blind")), db_text(STR("")), db_int(1)), e);
    rc = operation_result(tx, d->a, STR("deed"), &result, e);
    return rc == RC_NOT_FOUND ? operation_record(tx, STR("deed"), STR("done"), 1, e) : rc;
}

TEST(a_commit_that_is_cut_off_or_warned_about_is_unknown)
{
    static const struct {
        const char *name, *trigger;
        bool record;
        enum rc rc;
        unsigned runs;
        int64_t rows;
    } tests[] = {
        /* the wait for the standby was cancelled: committed here, perhaps not there */
        { "warning, recorded", AT_COMMIT("RAISE WARNING 'cancelled'"), true, RC_OK, 2, 1 },
        { "warning, blind", AT_COMMIT("RAISE WARNING 'cancelled'"), false, RC_UNCERTAIN, 1, 1 },
        { "killed, recorded", AT_COMMIT("PERFORM pg_terminate_backend(pg_backend_pid())"), true, RC_OK, 2,
          1 },
        { "killed, blind", AT_COMMIT("PERFORM pg_terminate_backend(pg_backend_pid())"), false, RC_UNCERTAIN,
          1, 0 },
        { "serialisation failure", AT_COMMIT("RAISE 'again' USING ERRCODE = '40001'"), false, RC_OK, 2, 1 },
        { "violation", AT_COMMIT("RAISE 'no' USING ERRCODE = '23503'"), false, RC_CONFLICT, 1, 0 },
        { "notice", AT_COMMIT("RAISE NOTICE 'nothing'"), false, RC_OK, 1, 1 },
    };

    for (size_t i = 0; fixture_engines() == 2 && i < ARRAY_LEN(tests); i++) {
        struct deed d = { .record = tests[i].record, .a = arena_new(65536) };
        struct fixture f;
        struct err e = { 0 };
        enum rc rc;
        if (!fixture_open(&f, 1, NULL))
            return;
        CHECK(fixture_sql(&f, tests[i].trigger));
        rc = store_write(f.store, deed_fn, &d, &e);
        CHECK_MSG(rc == tests[i].rc, "%s: %s %s", tests[i].name, rc_name(rc), e.msg);
        CHECK_MSG(d.runs == tests[i].runs, "%s: %u runs", tests[i].name, d.runs);
        CHECK_INT(count_operations(f.store, ""), tests[i].rows);
        fixture_close(&f);
        arena_free(d.a);
    }
}

#define CLOSE_ALL                                                                                            \
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"                                                 \
    " WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"

TEST(closed_connections_are_opened_again)
{
    struct fixture f;
    char key[16];

    if (fixture_engines() < 2 || !fixture_open(&f, 1, &(struct store_options){ .connections = 2 }))
        return;
    for (int i = 0; i < 5; i++) {
        (void)snprintf(key, sizeof(key), "k-%d", i);
        CHECK(put_operation(f.store, key));
        CHECK(has_operation(f.store, key));
        CHECK(fixture_sql(&f, CLOSE_ALL));
        CHECK(has_operation(f.store, key));
    }
    CHECK_INT(count_operations(f.store, "k-"), 5);
    CHECK(store_statistics(f.store).reconnects >= 2);
    fixture_close(&f);
}

TEST(a_read_only_server_is_left_for_one_that_can_write)
{
    struct fixture f;
    struct err e = { 0 };
    struct store *s = NULL;
    char url[600];

    if (fixture_engines() < 2 || !fixture_open(&f, 1, NULL))
        return;
    (void)snprintf(url, sizeof(url), "%s%%20-cdefault_transaction_read_only%%3Don", f.url);
    CHECK_INT(store_open(url, NULL, &s, &e), RC_BUSY);
    CHECK_MSG(strstr(e.msg, "read-only") != NULL, "%s", e.msg);
    fixture_close(&f);
}

/* Two servers named, only the second is there. */
TEST(a_list_of_servers_is_tried_in_order)
{
    struct fixture f;
    struct store *s = NULL;
    struct err e = { 0 };
    char url[600];
    const char *at;

    if (fixture_engines() < 2 || !fixture_open(&f, 1, NULL))
        return;
    at = strchr(f.url, '@');
    CHECK(at != NULL);
    if (at != NULL) {
        (void)snprintf(url, sizeof(url), "%.*s@127.0.0.1:1,%s", (int)(at - f.url), f.url, at + 1);
        CHECK_MSG(store_open(url, NULL, &s, &e) == RC_OK, "%s", e.msg);
        if (s != NULL)
            CHECK(put_operation(s, "there"));
        store_close(s);
        CHECK(has_operation(f.store, "there"));
    }
    fixture_close(&f);
}

static enum rc many_late(struct tx *tx, void *arg, struct err *e)
{
    char key[32];

    for (int i = 0; i < *(int *)arg; i++) {
        enum rc rc;
        (void)snprintf(key, sizeof(key), "late-%d", i);
        rc = db_exec(tx, OPERATION_PUT, DB_ARGS(db_text(str_c(key)), db_text(STR("x")), db_int(i)), NULL, e);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

TEST(more_statements_than_one_round_trip_holds)
{
    int n = 1000;

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        CHECK_MSG(store_write(f.store, many_late, &n, &e) == RC_OK, "%s", e.msg);
        CHECK_INT(count_operations(f.store, "late-"), n);
        fixture_close(&f);
    }
}
