/*
 * line.c - transactions that all change one row: none is lost, none is run in vain, others are not held up.
 */
#include "check.h"
#include "fixture.h"

#include "port/case.h"
#include "port/operation.h"
#include "store/db.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define EACH 40

static const char unit_sql[] =
    "INSERT INTO unit (id, parent_id, path, code, kind, function, name, county, phone, address, active, "
    "version) VALUES (1, 1, '/1/', 'u', 'office', '', 'u', '', '', '', 1, 1)";

struct taker {
    pthread_t thread;
    struct store *s;
    int number;
    unsigned bad;
    int64_t sum;
    _Atomic unsigned *runs;
    int64_t taken;
    bool early, refuse;
};

static enum rc take(struct tx *tx, void *arg, struct err *e)
{
    struct taker *t = arg;
    enum rc rc = RC_OK;
    char key[16];

    (void)snprintf(key, sizeof(key), "t-%d", t->number);
    atomic_fetch_add(t->runs, 1);
    if (t->early)
        rc = indicator_line(tx, 1, 1405, e);
    if (rc == RC_OK)
        rc = db_exec(tx, OPERATION_PROBE, DB_ARGS(db_text(str_c(key)), db_int(t->number)), NULL, e);
    if (rc == RC_OK)
        rc = indicator_next(tx, 1, 1405, &t->taken, e);
    return rc == RC_OK && t->refuse ? ERR(e, RC_DENIED, "after all not") : rc;
}

static void *take_some(void *arg)
{
    struct taker *t = arg;
    struct err e = { 0 };

    for (int i = 0; i < EACH; i++) {
        enum rc rc;

        t->refuse = i % 8 == 7;
        rc = store_write(t->s, take, t, &e);
        t->bad += rc != (t->refuse ? RC_DENIED : RC_OK);
        if (rc == RC_OK)
            t->sum += t->taken;
    }
    return NULL;
}

TEST(numbers_are_taken_in_line_without_a_gap)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct taker takers[12];
        _Atomic unsigned runs = 0;
        int64_t sum = 0, n = ARRAY_LEN(takers) * (EACH - EACH / 8);
        struct fixture f;

        if (!fixture_open(&f, i, &(struct store_options){ .connections = 6 }))
            return;
        CHECK(fixture_sql(&f, unit_sql));
        for (size_t k = 0; k < ARRAY_LEN(takers); k++) {
            takers[k] = (struct taker){ .s = f.store, .number = (int)k, .runs = &runs, .early = k % 2 != 0 };
            CHECK_INT(pthread_create(&takers[k].thread, NULL, take_some, &takers[k]), 0);
        }
        for (size_t k = 0; k < ARRAY_LEN(takers); k++) {
            pthread_join(takers[k].thread, NULL);
            CHECK_INT(takers[k].bad, 0);
            sum += takers[k].sum;
        }
        CHECK_INT(sum, n * (n + 1) / 2); /* each of 1 to n once */
        fixture_close(&f);
    }
}

/* Whoever holds the line stays in its transaction until somebody else, who has nothing to do with it, is
 * done. */
struct meeting {
    struct store *s;
    _Atomic int holding, done;
};

static enum rc hold(struct tx *tx, void *arg, struct err *e)
{
    struct meeting *m = arg;
    int64_t number;
    enum rc rc = indicator_next(tx, 1, 1405, &number, e);

    atomic_store(&m->holding, 1);
    while (atomic_load(&m->done) == 0)
        sched_yield();
    return rc;
}

static void *hold_thread(void *arg)
{
    struct meeting *m = arg;
    struct err e = { 0 };

    CHECK_MSG(store_write(m->s, hold, m, &e) == RC_OK, "%s", e.msg);
    return NULL;
}

static void *take_thread(void *arg)
{
    struct taker *t = arg;
    struct err e = { 0 };

    CHECK_MSG(store_write(t->s, take, t, &e) == RC_OK, "%s", e.msg);
    return NULL;
}

TEST(those_in_line_hold_no_thread_that_others_need)
{
    _Atomic unsigned runs = 0;
    struct taker takers[5];
    struct fixture f;
    struct meeting m = { 0 };
    pthread_t holder;

    if (fixture_engines() < 2 || !fixture_open(&f, 1, &(struct store_options){ .connections = 2 }))
        return;
    CHECK(fixture_sql(&f, unit_sql));
    m.s = f.store;
    CHECK_INT(pthread_create(&holder, NULL, hold_thread, &m), 0);
    while (atomic_load(&m.holding) == 0)
        sched_yield();
    for (size_t k = 0; k < ARRAY_LEN(takers); k++) {
        takers[k] = (struct taker){ .s = f.store, .number = (int)k, .runs = &runs };
        CHECK_INT(pthread_create(&takers[k].thread, NULL, take_thread, &takers[k]), 0);
    }
    while (atomic_load(&runs) < ARRAY_LEN(takers)) /* each has come, and was sent to wait */
        sched_yield();
    CHECK(put_operation(f.store, "another"));
    atomic_store(&m.done, 1);
    pthread_join(holder, NULL);
    for (size_t k = 0; k < ARRAY_LEN(takers); k++)
        pthread_join(takers[k].thread, NULL);
    CHECK_INT((int)atomic_load(&runs), 2 * (int)ARRAY_LEN(takers)); /* once in vain, once */
    fixture_close(&f);
}
