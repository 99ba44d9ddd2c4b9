/*
 * ahead.c - what is sent without waiting: one-row changes that fail later, questions asked ahead.
 */
#include "check.h"
#include "fixture.h"

#include "port/operation.h"
#include "store/driver.h"
#include "store/stmt.h"

#define BEGIN_AND_COMMIT 1 /* they travel with others, but the end of a writing transaction is waited for */

/* ---- changes of exactly one row ---- */

struct late {
    bool ask;   /* something afterwards, so that the transaction waits before its end */
    bool write; /* something before */
    unsigned runs;
    enum rc asked;
};

static enum rc change_none(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    struct late *x = arg;
    enum rc rc = RC_OK;

    x->runs++;
    x->asked = RC_OK;
    if (x->write)
        rc = operation_record(tx, STR("half"), STR("done"), 1, e);
    if (rc == RC_OK)
        rc = db_exec_one(tx, NODE_DELETE, DB_ARGS(db_int(7), db_text(STR("nobody's"))), e);
    if (rc == RC_OK && x->ask)
        rc = x->asked = db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, e);
    return rc;
}

TEST(a_change_that_finds_no_row_is_a_conflict_and_takes_everything_back)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;

        if (!fixture_open(&f, i, NULL))
            return;
        for (int k = 0; k < 4; k++) {
            struct late x = { .ask = k % 2 != 0, .write = k >= 2 };
            struct err e = { 0 };

            CHECK_INT(store_write(f.store, change_none, &x, &e), RC_CONFLICT);
            CHECK_MSG(strcmp(e.msg, "NODE_DELETE changed 0 rows, not 1") == 0, "%s", e.msg);
            CHECK_INT(x.runs, 1);
            CHECK_INT(x.asked, f.postgres && x.ask ? RC_CONFLICT : RC_OK);
            CHECK_INT(count_operations(f.store, ""), 0);
            CHECK(put_operation(f.store, "next")); /* the connection is as good as before */
            CHECK(fixture_sql(&f, "DELETE FROM operation"));
        }
        fixture_close(&f);
    }
}

static enum rc change_one(struct tx *tx, void *arg, struct err *e)
{
    enum rc rc = db_exec(tx, NODE_INSERT, DB_ARGS(db_int(3), db_text(STR("a")), db_text(STR("t")), db_int(1)),
                         NULL, e);

    (void)arg;
    if (rc == RC_OK)
        rc = db_exec_one(tx, NODE_SEEN, DB_ARGS(db_int(3), db_text(STR("t")), db_int(2)), e);
    return rc == RC_OK ? db_exec_one(tx, NODE_DELETE, DB_ARGS(db_int(3), db_text(STR("t"))), e) : rc;
}

TEST(changes_of_one_row_travel_with_the_commit)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        uint64_t before;

        if (!fixture_open(&f, i, &(struct store_options){ .connections = 1 }))
            return;
        CHECK_MSG(store_write(f.store, change_one, NULL, &e) == RC_OK, "%s", e.msg);
        before = store_statistics(f.store).trips;
        CHECK_MSG(store_write(f.store, change_one, NULL, &e) == RC_OK, "%s", e.msg);
        CHECK_INT(store_statistics(f.store).trips - before, f.postgres ? BEGIN_AND_COMMIT : 0);
        fixture_close(&f);
    }
}

/* ---- asking ahead ---- */

static enum rc count_keys(struct tx *tx, const char *after, size_t *n, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(str_c(after)), db_int(100)), &rows, e);

    if (rc == RC_OK)
        *n = db_count(&rows);
    return rc;
}

struct asking {
    const struct fixture *f;
    size_t first, second, nodes;
    bool ahead, between, write;
};

/* Three questions; between the first and the others somebody else, or the transaction itself, adds a row. */
static enum rc ask(struct tx *tx, void *arg, struct err *e)
{
    struct asking *x = arg;
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    size_t none = 99;
    enum rc rc;

    if (x->ahead) {
        tx_ahead(tx, true);
        tx_ahead_reference(tx);
        AHEAD(count_keys(tx, "", &none, NULL));
        AHEAD(count_keys(tx, "", &none, NULL));
        AHEAD(count_keys(tx, "a", &none, NULL));
        AHEAD(db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, NULL));
        tx_ahead(tx, false);
        CHECK_INT(none, 0);
        CHECK_INT(db_count(&rows), 0);
    }
    rc = count_keys(tx, "", &x->first, e);
    if (rc == RC_OK && x->between)
        CHECK(fixture_sql(x->f, "INSERT INTO operation (key, result, done_at) VALUES ('z', '', 1)"));
    if (rc == RC_OK && x->write)
        rc = db_exec(tx, OPERATION_PROBE, DB_ARGS(db_text(STR("probe")), db_int(1)), NULL, e);
    if (rc == RC_OK)
        rc = count_keys(tx, "a", &x->second, e);
    if (rc == RC_OK)
        rc = db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, e);
    x->nodes = db_count(&rows);
    return rc;
}

TEST(what_is_asked_ahead_comes_in_one_trip_and_is_the_same)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct asking x = { .f = &f };
        struct err e = { 0 };
        uint64_t before;

        if (!fixture_open(&f, i, &(struct store_options){ .connections = 1, .readers = 1 }))
            return;
        CHECK(put_operation(f.store, "a") && put_operation(f.store, "b"));
        CHECK(fixture_sql(&f, "INSERT INTO node (number, name, token, seen_at) VALUES (1, 'a', 'b', 2)"));
        for (int ahead = 0; ahead < 2; ahead++) {
            x.ahead = ahead != 0;
            CHECK_MSG(store_read(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
            before = store_statistics(f.store).trips;
            CHECK_MSG(store_read(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
            CHECK_INT(store_statistics(f.store).trips - before, !f.postgres ? 0 : x.ahead ? 1 : 3);
            CHECK(x.first == 2 && x.second == 1 && x.nodes == 1);
            CHECK_MSG(store_write(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
            before = store_statistics(f.store).trips;
            CHECK_MSG(store_write(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
            CHECK_INT(store_statistics(f.store).trips - before,
                      !f.postgres ? 0 : (x.ahead ? 1 : 3) + BEGIN_AND_COMMIT);
            CHECK(x.first == 2 && x.second == 1 && x.nodes == 1);
        }
        fixture_close(&f);
    }
}

TEST(what_is_asked_ahead_is_of_the_same_snapshot)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct asking x = { .f = &f, .ahead = true, .between = true };
        struct err e = { 0 };

        if (!fixture_open(&f, i, NULL))
            return;
        CHECK(put_operation(f.store, "a") && put_operation(f.store, "b"));
        CHECK_MSG(store_read(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
        CHECK(x.first == 2 && x.second == 1);
        CHECK_INT(count_operations(f.store, ""), 3);
        fixture_close(&f);
    }
}

TEST(what_was_asked_ahead_is_asked_anew_after_a_write)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct asking x = { .f = &f, .ahead = true, .write = true };
        struct err e = { 0 };

        if (!fixture_open(&f, i, NULL))
            return;
        CHECK(put_operation(f.store, "a") && put_operation(f.store, "b"));
        CHECK_MSG(store_write(f.store, ask, &x, &e) == RC_OK, "%s", e.msg);
        CHECK(x.first == 2 && x.second == 2);
        CHECK_INT(store_read(f.store, ask, &x, &e), RC_INTERNAL); /* it writes */
        fixture_close(&f);
    }
}

/* Much is asked, more than fits on the way at once, and little or nothing is taken. */
static enum rc ask_in_vain(struct tx *tx, void *arg, struct err *e)
{
    const int *take = arg;
    char after[16];
    size_t n = 0;
    enum rc rc = RC_OK;

    tx_ahead(tx, true);
    for (int k = 0; k < 200; k++) {
        (void)snprintf(after, sizeof(after), "a%d", k);
        AHEAD(count_keys(tx, after, &n, NULL));
    }
    tx_ahead(tx, false);
    for (int k = 0; rc == RC_OK && k < *take; k++) {
        (void)snprintf(after, sizeof(after), "a%d", 199 - k);
        rc = count_keys(tx, after, &n, e);
        CHECK_INT(n, 1);
    }
    return rc;
}

TEST(what_was_asked_ahead_need_not_be_taken)
{
    static const int takes[] = { 0, 1, 200 };

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };

        if (!fixture_open(&f, i, &(struct store_options){ .connections = 1, .readers = 1 }))
            return;
        CHECK(put_operation(f.store, "b"));
        for (size_t k = 0; k < ARRAY_LEN(takes); k++) {
            int take = takes[k];

            CHECK_MSG(store_read(f.store, ask_in_vain, &take, &e) == RC_OK, "%s", e.msg);
            CHECK_MSG(store_write(f.store, ask_in_vain, &take, &e) == RC_OK, "%s", e.msg);
            CHECK_INT(count_operations(f.store, ""), 1);
        }
        fixture_close(&f);
    }
}

static enum rc ask_for_what_is_not_there(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    size_t n = 0;

    (void)arg;
    tx_ahead(tx, true);
    AHEAD(db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, NULL));
    AHEAD(count_keys(tx, "", &n, NULL));
    tx_ahead(tx, false);
    return count_keys(tx, "", &n, e);
}

TEST(a_question_asked_ahead_that_fails_says_its_own_name)
{
    struct fixture f;
    struct err e = { 0 };

    if (fixture_engines() < 2 || !fixture_open(&f, 1, &(struct store_options){ .readers = 1 }))
        return;
    CHECK(fixture_sql(&f, "DROP TABLE node"));
    for (int k = 0; k < 2; k++) {
        CHECK_INT(store_read(f.store, ask_for_what_is_not_there, NULL, &e), RC_INTERNAL);
        CHECK_MSG(strstr(e.msg, "NODE_LIST") != NULL, "%s", e.msg);
        CHECK_INT(count_operations(f.store, ""), 0);
    }
    fixture_close(&f);
}

TEST(a_statement_either_reads_or_writes)
{
    for (size_t i = 0; i < STMT_COUNT; i++)
        for (int k = 0; k < 2; k++) {
            const struct stmt_def *d = k == 0 ? stmt_sqlite((enum stmt)i) : stmt_postgres((enum stmt)i);
            struct str word = str_c(d->sql), rest = word;

            word = str_cut(&rest, ' ');
            CHECK_MSG(str_eq_c(word, "SELECT") || str_eq_c(word, "INSERT") || str_eq_c(word, "UPDATE") ||
                          str_eq_c(word, "DELETE"),
                      "%s", d->name);
        }
}
