/*
 * rows.c - arguments and rows: types, NULL, text that is none, results that are read wrongly; on both
 * engines.
 */
#include "check.h"
#include "fixture.h"

#include "store/db.h"

struct attempt {
    enum rc (*run)(struct tx *tx, struct arena *a, struct err *e);
    struct arena *a;
};

static enum rc attempt_fn(struct tx *tx, void *arg, struct err *e)
{
    struct attempt *t = arg;

    return t->run(tx, t->a, e);
}

static enum rc put(struct tx *tx, struct str key, struct err *e)
{
    return db_exec_one(tx, OPERATION_PUT, DB_ARGS(db_text(key), db_text(STR("r")), db_int(5)), e);
}

static enum rc too_few(struct tx *tx, struct arena *a, struct err *e)
{
    (void)a;
    return db_exec(tx, OPERATION_PUT, DB_ARGS(db_text(STR("k"))), NULL, e);
}

static enum rc wrong_type(struct tx *tx, struct arena *a, struct err *e)
{
    (void)a;
    return db_exec(tx, OPERATION_PUT, DB_ARGS(db_text(STR("k")), db_int(1), db_int(1)), NULL, e);
}

static enum rc bad_utf8(struct tx *tx, struct arena *a, struct err *e)
{
    (void)a;
    return put(tx, STR("\xc3("), e);
}

static enum rc nul_byte(struct tx *tx, struct arena *a, struct err *e)
{
    (void)a;
    return put(tx, STR("a\0b"), e);
}

static enum rc null_key(struct tx *tx, struct arena *a, struct err *e)
{
    int64_t changed;

    (void)a;
    return db_exec(tx, OPERATION_PUT, DB_ARGS(db_null(), db_text(STR("r")), db_int(1)), &changed, e);
}

static enum rc unique(struct tx *tx, struct arena *a, struct err *e)
{
    struct db_args args = DB_ARGS(db_int(1), db_text(STR("n")), db_text(STR("t")), db_int(1));
    enum rc rc = db_exec(tx, NODE_INSERT, args, NULL, e);

    (void)a;
    return rc == RC_OK ? db_exec_one(tx, NODE_INSERT, args, e) : rc;
}

/* Not waited for on PostgreSQL: the commit brings the error. */
static enum rc unique_late(struct tx *tx, struct arena *a, struct err *e)
{
    struct db_args args = DB_ARGS(db_int(1), db_text(STR("n")), db_text(STR("t")), db_int(1));
    enum rc rc = db_exec(tx, NODE_INSERT, args, NULL, e);

    (void)a;
    return rc == RC_OK ? db_exec(tx, NODE_INSERT, args, NULL, e) : rc;
}

static enum rc sticky(struct tx *tx, struct arena *a, struct err *e)
{
    enum rc first = nul_byte(tx, a, e), second = put(tx, STR("fine"), e);

    CHECK_INT(first, RC_INVALID);
    CHECK_INT(second, RC_INVALID);
    return RC_OK;
}

static enum rc query_first(struct tx *tx, enum stmt s, struct db_args args, struct db_rows *rows,
                           struct err *e)
{
    enum rc rc = db_query(tx, s, args, rows, e);

    return rc == RC_OK ? db_next(rows, e) : rc;
}

static enum rc no_row(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };

    (void)a;
    return query_first(tx, OPERATION_GET, DB_ARGS(db_text(STR("none"))), &rows, e);
}

static enum rc read_wrong_type(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = put(tx, STR("k"), e);

    if (rc == RC_OK)
        rc = query_first(tx, OPERATION_GET, DB_ARGS(db_text(STR("k"))), &rows, e);
    if (rc != RC_OK)
        return rc;
    CHECK_INT(row_int(&rows), 0);
    return row_done(&rows, a, e);
}

static enum rc read_too_little(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = put(tx, STR("k"), e);

    if (rc == RC_OK)
        rc = query_first(tx, OPERATION_GET, DB_ARGS(db_text(STR("k"))), &rows, e);
    return rc == RC_OK ? row_done(&rows, a, e) : rc;
}

static enum rc read_too_much(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = put(tx, STR("k"), e);

    if (rc == RC_OK)
        rc = query_first(tx, OPERATION_GET, DB_ARGS(db_text(STR("k"))), &rows, e);
    if (rc != RC_OK)
        return rc;
    CHECK_STR(row_text(&rows, a), "r");
    CHECK(str_empty(row_text(&rows, a)));
    return row_done(&rows, a, e);
}

static enum rc over_budget(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    CLEANUP(arena_freep) struct arena *small = arena_new(1);
    enum rc rc = put(tx, STR("k"), e);

    (void)a;
    if (rc == RC_OK)
        rc = query_first(tx, OPERATION_GET, DB_ARGS(db_text(STR("k"))), &rows, e);
    if (rc != RC_OK)
        return rc;
    while (!arena_failed(small))
        (void)arena_alloc(small, 1 << 16);
    (void)row_text(&rows, small);
    return row_done(&rows, small, e);
}

/* A loop over rows may change the same table: the rows were fetched whole. */
static enum rc change_while_reading(struct tx *tx, struct arena *a, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    char key[16];
    int n = 0;
    enum rc rc;

    for (int i = 0; i < 200; i++) {
        (void)snprintf(key, sizeof(key), "%03d", i);
        rc = put(tx, str_c(key), e);
        if (rc != RC_OK)
            return rc;
    }
    rc = db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(STR("")), db_int(1000)), &rows, e);
    while (rc == RC_OK && db_more(&rows)) {
        struct str old = row_text(&rows, a);
        rc = row_done(&rows, a, e);
        if (rc == RC_OK)
            rc = put(tx, arena_cat(a, STR("z"), old), e);
        n++;
    }
    CHECK_INT(n, 200);
    return rc;
}

TEST(arguments_and_rows_are_checked)
{
    static const struct {
        const char *name;
        enum rc (*run)(struct tx *tx, struct arena *a, struct err *e);
        enum rc rc;
        const char *want;
    } tests[] = {
        { "too few", too_few, RC_INTERNAL, "takes 3 parameters, not 1" },
        { "wrong type", wrong_type, RC_INTERNAL, "parameter 2 of OPERATION_PUT" },
        { "bad utf-8", bad_utf8, RC_INVALID, "is not text" },
        { "nul byte", nul_byte, RC_INVALID, "is not text" },
        { "null key", null_key, RC_INVALID, "OPERATION_PUT" },
        { "unique", unique, RC_CONFLICT, "NODE_INSERT" },
        { "unique late", unique_late, RC_CONFLICT, "NODE_INSERT" },
        { "sticky", sticky, RC_INVALID, "is not text" },
        { "no row", no_row, RC_NOT_FOUND, "OPERATION_GET: no row" },
        { "read wrong type", read_wrong_type, RC_INTERNAL, "column 1" },
        { "read too little", read_too_little, RC_INTERNAL, "0 columns were read of 1" },
        { "read too much", read_too_much, RC_INTERNAL, "column 2" },
        { "over budget", over_budget, RC_LIMIT, "" },
        { "change while reading", change_while_reading, RC_OK, "" },
    };

    for (int i = 0; i < fixture_engines(); i++) {
        struct arena *a = arena_new(1 << 20);
        struct fixture f;
        if (!fixture_open(&f, i, NULL))
            return;
        for (size_t k = 0; k < ARRAY_LEN(tests); k++) {
            struct attempt t = { tests[k].run, a };
            struct err e = { 0 };
            enum rc rc = store_write(f.store, attempt_fn, &t, &e);
            CHECK_MSG(rc == tests[k].rc, "%s %s: %s %s", f.url, tests[k].name, rc_name(rc), e.msg);
            CHECK_MSG(strstr(e.msg, tests[k].want) != NULL, "%s: %s", tests[k].name, e.msg);
            if (rc != RC_OK)
                CHECK_INT(count_operations(f.store, ""), 0);
        }
        fixture_close(&f);
        arena_free(a);
    }
}

static enum rc write_in_read(struct tx *tx, void *arg, struct err *e)
{
    (void)arg;
    return put(tx, STR("k"), e);
}

TEST(a_read_transaction_cannot_write)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, &(struct store_options){ .attempts = 2 }))
            return;
        CHECK_INT(store_read(f.store, write_in_read, NULL, &e), RC_INTERNAL);
        CHECK_INT(count_operations(f.store, ""), 0);
        fixture_close(&f);
    }
}

/* Persian, four-byte characters, the empty text; in the order of their bytes on both. */
static enum rc many_texts(struct tx *tx, struct arena *a, struct err *e)
{
    static const char *const keys[] = { "", "A", "Z", "a", "z", "ب", "پ", "ی", "😀" };
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    size_t i = 1; /* the page begins after the empty key */
    enum rc rc = RC_OK;

    for (size_t k = ARRAY_LEN(keys); k > 0 && rc == RC_OK; k--)
        rc = put(tx, str_c(keys[k - 1]), e);
    if (rc == RC_OK)
        rc = db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(STR("")), db_int(100)), &rows, e);
    if (rc != RC_OK)
        return rc;
    CHECK_INT(db_count(&rows), ARRAY_LEN(keys) - 1);
    for (; db_more(&rows) && i < ARRAY_LEN(keys); i++) {
        CHECK(!row_is_null(&rows));
        CHECK_STR(row_text(&rows, a), keys[i]);
        rc = row_done(&rows, a, e);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

TEST(text_comes_back_as_it_went_in_and_sorts_by_bytes)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct attempt t = { many_texts, arena_new(1 << 20) };
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        CHECK_MSG(store_write(f.store, attempt_fn, &t, &e) == RC_OK, "%s", e.msg);
        fixture_close(&f);
        arena_free(t.a);
    }
}
