/*
 * tx.c - transactions: all or nothing, batches, repeats, unknown outcomes, limits; on both engines.
 */
#include "check.h"
#include "fixture.h"

#include "port/node.h"
#include "port/operation.h"
#include "store/db.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- small use cases ---- */

struct put {
    const char *key;
    enum rc refuse; /* what fn returns after its insert */
    bool swallow;   /* return RC_OK although the insert failed */
    _Atomic unsigned runs, done;
    enum rc rc;
};

static enum rc put_raw(struct tx *tx, void *arg, struct err *e)
{
    struct put *p = arg;
    enum rc rc;

    p->runs++;
    rc = db_exec_one(tx, OPERATION_PUT, DB_ARGS(db_text(str_c(p->key)), db_text(STR("")), db_int(1)), e);
    if (rc != RC_OK && p->swallow)
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    return p->refuse == RC_OK ? RC_OK : ERR(e, p->refuse, "refused by the test");
}

static void put_done(void *arg, enum rc rc, const struct err *e)
{
    struct put *p = arg;

    p->rc = rc;
    if (rc != RC_OK && e->rc != rc)
        p->rc = RC_INTERNAL;
    p->done++;
}

/* A job that holds the writer until it is told to go on: what is submitted meanwhile makes one batch. */
struct gate {
    pthread_mutex_t mu;
    pthread_cond_t cond;
    bool entered, open;
    bool may_fail;
};

static enum rc gate_fn(struct tx *tx, void *arg, struct err *e)
{
    struct gate *g = arg;

    (void)e;
    (void)tx;
    pthread_mutex_lock(&g->mu);
    g->entered = true;
    pthread_cond_broadcast(&g->cond);
    while (!g->open)
        pthread_cond_wait(&g->cond, &g->mu);
    pthread_mutex_unlock(&g->mu);
    return RC_OK;
}

static void gate_done(void *arg, enum rc rc, const struct err *e)
{
    const struct gate *g = arg;

    (void)e;
    CHECK(rc == RC_OK || g->may_fail);
}

static void gate_close(struct gate *g, struct store *s)
{
    struct err e = { 0 };

    *g = (struct gate){ .open = false };
    pthread_mutex_init(&g->mu, NULL);
    pthread_cond_init(&g->cond, NULL);
    CHECK_INT(store_submit(s, gate_fn, g, gate_done, &e), RC_OK);
    pthread_mutex_lock(&g->mu);
    while (!g->entered)
        pthread_cond_wait(&g->cond, &g->mu);
    pthread_mutex_unlock(&g->mu);
}

static void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->mu);
    g->open = true;
    pthread_cond_broadcast(&g->cond);
    pthread_mutex_unlock(&g->mu);
}

/* ---- all or nothing ---- */

TEST(a_refused_transaction_leaves_nothing)
{
    static const struct {
        const char *name;
        enum rc refuse, want;
        bool swallow, taken, there;
    } tests[] = {
        { "done", RC_OK, RC_OK, false, false, true },
        { "refused", RC_DENIED, RC_DENIED, false, false, false },
        { "not found", RC_NOT_FOUND, RC_NOT_FOUND, false, false, false },
        { "no row changed", RC_OK, RC_CONFLICT, false, true, true },
        { "failure not passed on", RC_OK, RC_CONFLICT, true, true, true },
    };

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        for (size_t k = 0; fixture_open(&f, i, NULL) && k < ARRAY_LEN(tests); k++) {
            struct put p = { .key = tests[k].name, .refuse = tests[k].refuse, .swallow = tests[k].swallow };
            struct err e = { 0 };
            enum rc rc;
            if (tests[k].taken)
                CHECK(put_operation(f.store, tests[k].name));
            rc = store_write(f.store, put_raw, &p, &e);
            CHECK_MSG(rc == tests[k].want, "%s: %s %s", tests[k].name, rc_name(rc), e.msg);
            CHECK_INT(e.rc, rc);
            CHECK_INT(p.runs, 1);
            CHECK(has_operation(f.store, tests[k].name) == tests[k].there);
            fixture_close(&f);
        }
        fixture_close(&f);
    }
}

TEST(a_refused_job_takes_back_only_itself_and_a_batch_is_one_commit)
{
    struct fixture f;
    struct gate gate;
    struct put puts[60] = { 0 };
    char keys[60][16];
    struct store_stats before;
    struct err e = { 0 };

    if (!fixture_open(&f, 0, NULL))
        return;
    before = store_statistics(f.store);
    gate_close(&gate, f.store);
    for (size_t i = 0; i < ARRAY_LEN(puts); i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "b-%zu", i);
        puts[i].key = keys[i];
        puts[i].refuse = i % 3 == 1 ? RC_DENIED : RC_OK;
        CHECK_INT(store_submit(f.store, put_raw, &puts[i], put_done, &e), RC_OK);
    }
    gate_open(&gate);
    CHECK(put_operation(f.store, "last")); /* in the same batch or after it: all others are settled then */
    CHECK_INT(fixture_reopen(&f, NULL), 1);
    CHECK_INT(count_operations(f.store, "b-"), 40);
    for (size_t i = 0; i < ARRAY_LEN(puts); i++) {
        CHECK_INT(puts[i].done, 1);
        CHECK_INT(puts[i].rc, i % 3 == 1 ? RC_DENIED : RC_OK);
        CHECK(has_operation(f.store, keys[i]) == (i % 3 != 1));
    }
    CHECK_INT(before.commits, 0);
    fixture_close(&f);
}

/* The second of two with one key is refused because of the first; the commit of both fails; were the second
 * told so, its "it is there already" would be untrue. */
/* However slow the machine, what waits is committed together. */
static const struct store_options one_batch = { .batch_max = 1000, .batch_ms = 600000 };

TEST(a_refusal_is_told_only_when_what_it_rests_on_is_committed)
{
    static const struct {
        enum rc fault, first, second;
    } tests[] = { { RC_BUSY, RC_OK, RC_CONFLICT }, { RC_INTERNAL, RC_INTERNAL, RC_OK } };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct put a = { .key = "same" }, b = { .key = "same" };
        struct fixture f;
        struct gate gate;
        struct err e = { 0 };
        if (!fixture_open(&f, 0, &one_batch))
            return;
        gate_close(&gate, f.store);
        CHECK_INT(store_submit(f.store, put_raw, &a, put_done, &e), RC_OK);
        CHECK_INT(store_submit(f.store, put_raw, &b, put_done, &e), RC_OK);
        store_fail_at(3, tests[i].fault); /* two inserts, then the COMMIT of all */
        gate.may_fail = true;
        gate_open(&gate);
        store_close(TAKE(f.store));
        store_fail_at(0, RC_OK);
        CHECK_INT(a.rc, tests[i].first);
        CHECK_INT(b.rc, tests[i].second);
        CHECK_INT(b.runs, 2);
        CHECK(fixture_reopen(&f, NULL));
        CHECK(has_operation(f.store, "same"));
        fixture_close(&f);
    }
}

TEST(waiting_transactions_share_one_commit)
{
    struct fixture f;
    struct gate gate;
    struct put puts[100] = { 0 };
    char keys[100][16];
    struct store_stats s;
    struct err e = { 0 };

    if (!fixture_open(&f, 0, &one_batch))
        return;
    gate_close(&gate, f.store);
    for (size_t i = 0; i < ARRAY_LEN(puts); i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "g-%zu", i);
        puts[i].key = keys[i];
        CHECK_INT(store_submit(f.store, put_raw, &puts[i], put_done, &e), RC_OK);
    }
    gate_open(&gate);
    store_close(TAKE(f.store)); /* drains */
    for (size_t i = 0; i < ARRAY_LEN(puts); i++)
        CHECK_INT(puts[i].done, 1);
    CHECK(fixture_reopen(&f, NULL));
    CHECK_INT(count_operations(f.store, "g-"), 100);
    /* The same once more, to read the counters before closing. */
    gate_close(&gate, f.store);
    for (size_t i = 0; i < 50; i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "h-%zu", i);
        puts[i] = (struct put){ .key = keys[i] };
        CHECK_INT(store_submit(f.store, put_raw, &puts[i], put_done, &e), RC_OK);
    }
    gate_open(&gate);
    CHECK(put_operation(f.store, "h-last"));
    s = store_statistics(f.store);
    CHECK_INT(s.writes, 52);
    CHECK_MSG(s.commits <= 4, "%llu commits",
              (unsigned long long)s.commits); /* one, unless a batch ran out of time */
    CHECK_INT(s.waiting, 0);
    fixture_close(&f);
}

/* A child that holds the lock of checkpoints (byte 121 of the index of the log, as SQLite's format says) and
 * lets go of it a little after it has said so. */
static pid_t hold_checkpoints(const char *database)
{
    int ready[2] = { -1, -1 };
    char name[600], said = 0;
    pid_t child;

    (void)snprintf(name, sizeof(name), "%s-shm", database);
    if (pipe(ready) != 0)
        return -1;
    child = fork();
    if (child == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 121, .l_len = 1 };
        int fd = open(name, O_RDWR | O_CLOEXEC);

        said = fd >= 0 && fcntl(fd, F_SETLKW, &lock) == 0 ? 'y' : 'n';
        (void)!write(ready[1], &said, 1);
        (void)poll(NULL, 0, 40);
        _exit(0);
    }
    close(ready[1]);
    if (read(ready[0], &said, 1) != 1 || said != 'y')
        CHECK_MSG(false, "the child has no lock");
    close(ready[0]);
    return child;
}

TEST(a_flush_waits_for_a_checkpoint_that_runs)
{
    struct fixture f;
    struct err e = { 0 };
    pid_t child;

    if (!fixture_open(&f, 0, &(struct store_options){ .bulk = true }))
        return;
    CHECK(put_operation(f.store, "held"));
    child = hold_checkpoints(f.url + strlen("sqlite:"));
    CHECK_INT(store_flush(f.store, &e), RC_OK);
    CHECK(child < 0 || waitpid(child, NULL, 0) == child);
    fixture_close(&f);
}

TEST(after_a_flush_a_store_that_is_being_filled_has_nothing_left_in_its_log)
{
    struct stat st;
    struct err e = { 0 };

    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;

        if (!fixture_open(&f, i, &(struct store_options){ .bulk = true }))
            continue;
        CHECK(put_operation(f.store, "bulk-1"));
        CHECK_INT(store_flush(f.store, &e), RC_OK);
        CHECK(put_operation(f.store, "bulk-2"));
        CHECK_INT(store_flush(f.store, &e), RC_OK);
        if (!f.postgres) {
            char log[600];

            (void)snprintf(log, sizeof(log), "%s-wal", f.url + strlen("sqlite:"));
            CHECK_INT(stat(log, &st), 0);
            CHECK_INT(st.st_size, 0);
        }
        CHECK(fixture_reopen(&f, NULL));
        CHECK_INT(count_operations(f.store, "bulk-"), 2);
        fixture_close(&f);
    }
}

TEST(a_full_queue_refuses)
{
    struct fixture f;
    struct gate gate;
    struct put puts[4] = { { .key = "1" }, { .key = "2" }, { .key = "3" }, { .key = "4" } };
    struct err e = { 0 };

    for (int i = 0; i < fixture_engines(); i++) {
        if (!fixture_open(&f, i, &(struct store_options){ .queue_max = 3, .connections = 1 }))
            return;
        gate_close(&gate, f.store);
        for (size_t k = 0; k < 3; k++)
            CHECK_INT(store_submit(f.store, put_raw, &puts[k], put_done, &e), RC_OK);
        CHECK_INT(store_submit(f.store, put_raw, &puts[3], put_done, &e), RC_BUSY);
        CHECK_INT(store_write(f.store, put_raw, &puts[3], &e), RC_BUSY);
        gate_open(&gate);
        store_close(TAKE(f.store));
        CHECK_INT(puts[0].done + puts[1].done + puts[2].done, 3 * (i + 1));
        CHECK_INT(puts[3].done, 0);
        fixture_close(&f);
    }
}

/* ---- side by side ---- */

struct racer {
    pthread_t thread;
    struct store *s;
    int index, failures;
};

static enum rc count_up(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    int64_t number, seen;
    enum rc rc;

    (void)arg;
    rc = db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, e);
    if (rc != RC_OK)
        return rc;
    rc = db_next(&rows, e);
    if (rc != RC_OK)
        return rc;
    number = row_int(&rows);
    row_skip(&rows);
    row_skip(&rows);
    seen = row_int(&rows);
    rc = row_done(&rows, NULL, e);
    if (rc != RC_OK)
        return rc;
    return db_exec_one(tx, NODE_SEEN, DB_ARGS(db_int(number), db_text(STR("t")), db_int(seen + 1)), e);
}

static void *race(void *arg)
{
    struct racer *r = arg;
    char key[32];

    for (int i = 0; i < 20; i++) {
        struct err e = { 0 };
        enum rc rc = store_write(r->s, count_up, NULL, &e);
        if (rc != RC_OK)
            r->failures++, printf("%s %s\n", rc_name(rc), e.msg);
        (void)snprintf(key, sizeof(key), "r-%d-%d", r->index, i);
        if (!put_operation(r->s, key) || !has_operation(r->s, key)) /* visible at once, on this thread */
            r->failures++;
    }
    return NULL;
}

struct claim {
    uint8_t number;
    struct str token;
};

static enum rc claim_fn(struct tx *tx, void *arg, struct err *e)
{
    struct claim *c = arg;

    return node_claim(tx, STR("name"), c->token, 1000000, &c->number, e);
}

TEST(transactions_side_by_side_are_as_if_one_after_another)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct racer racers[6] = { 0 };
        struct claim c = { .token = STR("t") };
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        CHECK_INT(store_write(f.store, claim_fn, &c, &e), RC_OK);
        for (int k = 0; k < 6; k++) {
            racers[k] = (struct racer){ .s = f.store, .index = k };
            CHECK_INT(pthread_create(&racers[k].thread, NULL, race, &racers[k]), 0);
        }
        for (int k = 0; k < 6; k++) {
            pthread_join(racers[k].thread, NULL);
            CHECK_INT(racers[k].failures, 0);
        }
        CHECK_INT(count_operations(f.store, "r-"), 120);
        CHECK(fixture_sql(&f, "DELETE FROM node WHERE seen_at <> 1000120")); /* no update was lost */
        CHECK_INT(store_write(f.store, count_up, NULL, &e), RC_OK);
        fixture_close(&f);
    }
}

struct claimer {
    pthread_t thread;
    struct store *s;
    struct claim claim;
    enum rc rc;
};

static void *claim_thread(void *arg)
{
    struct claimer *c = arg;
    struct err e = { 0 };

    c->rc = store_write(c->s, claim_fn, &c->claim, &e);
    return NULL;
}

TEST(a_rule_that_reads_before_it_writes_holds)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct claimer claimers[8] = { 0 };
        bool taken[8] = { false };
        struct fixture f;
        if (!fixture_open(&f, i, NULL))
            return;
        for (int k = 0; k < 8; k++) {
            claimers[k] = (struct claimer){ .s = f.store, .claim = { .token = STR("x") } };
            CHECK_INT(pthread_create(&claimers[k].thread, NULL, claim_thread, &claimers[k]), 0);
        }
        for (int k = 0; k < 8; k++) {
            pthread_join(claimers[k].thread, NULL);
            CHECK_INT(claimers[k].rc, RC_OK);
            CHECK(claimers[k].claim.number < 8 && !taken[claimers[k].claim.number % 8]);
            taken[claimers[k].claim.number % 8] = true;
        }
        fixture_close(&f);
    }
}

struct look {
    struct store *s;
    size_t before, after;
};

static void *put_one(void *arg)
{
    CHECK(put_operation(arg, "meanwhile"));
    return NULL;
}

static size_t count_keys(struct tx *tx, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };

    CHECK_INT(db_query(tx, OPERATION_KEYS, DB_ARGS(db_text(STR("")), db_int(100)), &rows, e), RC_OK);
    return db_count(&rows);
}

static enum rc look_twice(struct tx *tx, void *arg, struct err *e)
{
    struct look *l = arg;
    pthread_t thread;

    l->before = count_keys(tx, e);
    CHECK_INT(pthread_create(&thread, NULL, put_one, l->s), 0);
    pthread_join(thread, NULL);
    l->after = count_keys(tx, e);
    return RC_OK;
}

TEST(a_reader_sees_one_moment)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        struct look l = { .after = 9 };
        if (!fixture_open(&f, i, NULL))
            return;
        l.s = f.store;
        CHECK_INT(store_read(f.store, look_twice, &l, &e), RC_OK);
        CHECK_INT(l.before, 0);
        CHECK_INT(l.after, 0);
        CHECK(has_operation(f.store, "meanwhile"));
        fixture_close(&f);
    }
}

/* ---- nodes ---- */

struct node_case {
    const char *token;
    int64_t now_ms;
    int number; /* claimed, or -1: seen() of number 0 */
    enum rc rc;
};

static enum rc node_fn(struct tx *tx, void *arg, struct err *e)
{
    struct node_case *n = arg;
    uint8_t number = 255;
    enum rc rc;

    if (n->number < 0)
        return node_seen(tx, 0, str_c(n->token), n->now_ms, e);
    rc = node_claim(tx, STR("n"), str_c(n->token), n->now_ms, &number, e);
    if (rc == RC_OK)
        CHECK_INT(number, n->number);
    return rc;
}

TEST(node_numbers_are_claimed_kept_and_lost)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct node_case cases[] = {
            { "a", 1000, 0, RC_OK },           { "b", 2000, 1, RC_OK }, { "a", 500000, -1, RC_OK },
            { "c", 650000, 1, RC_OK },         /* b has not been seen for long: its number is free */
            { "b", 660000, -1, RC_CONFLICT },  /* not its number */
            { "d", 5000000, 0, RC_OK },        /* all are lost */
            { "a", 5000001, -1, RC_CONFLICT }, /* a finds out */
        };
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        for (size_t k = 0; k < ARRAY_LEN(cases); k++)
            CHECK_MSG(store_write(f.store, node_fn, &cases[k], &e) == cases[k].rc, "case %zu: %s", k, e.msg);
        fixture_close(&f);
    }
}

/* ---- faults ---- */

struct twice {
    unsigned runs;
    bool record;
    struct arena *a;
};

/* Claims a number, and records the operation when asked to: run again, it must not claim another. */
static enum rc once_only(struct tx *tx, void *arg, struct err *e)
{
    struct twice *t = arg;
    uint8_t number = 0;
    struct str result;
    enum rc rc;

    t->runs++;
    arena_clear(t->a);
    if (t->record) {
        rc = operation_result(tx, t->a, STR("op"), &result, e);
        if (rc != RC_NOT_FOUND)
            return rc;
    }
    rc = node_claim(tx, STR("n"), STR("t"), 1, &number, e);
    if (rc == RC_OK && t->record)
        rc = operation_record(tx, STR("op"), STR("claimed"), 1, e);
    return rc;
}

static enum rc count_nodes(struct tx *tx, void *arg, struct err *e)
{
    CLEANUP(db_rows_done) struct db_rows rows = { 0 };
    enum rc rc = db_query(tx, NODE_LIST, DB_NO_ARGS, &rows, e);

    *(size_t *)arg = db_count(&rows);
    return rc;
}

static size_t nodes_of(struct store *s)
{
    struct err e = { 0 };
    size_t n = 99;

    CHECK_INT(store_read(s, count_nodes, &n, &e), RC_OK);
    return n;
}

TEST(an_unknown_commit_is_repeated_only_when_that_is_safe)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct twice recorded = { .record = true, .a = arena_new(65536) };
        struct twice blind = { .record = false, .a = recorded.a };
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        /* BEGIN, OPERATION_GET, NODE_LIST, NODE_INSERT, OPERATION_PUT, COMMIT */
        store_fail_at(6, RC_UNCERTAIN);
        CHECK_MSG(store_write(f.store, once_only, &recorded, &e) == RC_OK, "%s", e.msg);
        CHECK_INT(recorded.runs, 2);
        CHECK_INT(nodes_of(f.store), 1);
        CHECK_INT(store_statistics(f.store).reruns, 1);
        /* BEGIN, NODE_LIST, NODE_INSERT, COMMIT */
        store_fail_at(4, RC_UNCERTAIN);
        CHECK_INT(store_write(f.store, once_only, &blind, &e), RC_UNCERTAIN);
        CHECK_INT(blind.runs, 1);
        CHECK_INT(nodes_of(f.store), 2);
        store_fail_at(0, RC_OK);
        fixture_close(&f);
        arena_free(recorded.a);
    }
}

TEST(whatever_call_fails_nothing_is_half_done)
{
    static const enum rc codes[] = { RC_INTERNAL, RC_BUSY, RC_LIMIT };

    for (int i = 0; i < fixture_engines(); i++) {
        for (size_t k = 0; k < ARRAY_LEN(codes); k++) {
            struct twice t = { .record = true, .a = arena_new(65536) };
            struct fixture f;
            struct err e = { 0 };
            unsigned n = 0;
            bool passed = false;
            if (!fixture_open(&f, i, NULL))
                return;
            while (!passed && n < 50) {
                uint64_t calls = store_call_count();
                enum rc rc;
                store_fail_at(++n, codes[k]);
                rc = store_write(f.store, once_only, &t, &e);
                passed = store_call_count() - calls < n; /* the fault was never reached */
                store_fail_at(0, RC_OK);
                CHECK_INT(rc, passed || codes[k] == RC_BUSY ? RC_OK : codes[k]);
                CHECK_INT(nodes_of(f.store), rc == RC_OK);
                CHECK(has_operation(f.store, "op") == (rc == RC_OK));
                if (rc == RC_OK)
                    CHECK(fixture_sql(&f, "DELETE FROM node; DELETE FROM operation"));
            }
            CHECK(passed);
            CHECK_INT(n, 7);
            fixture_close(&f);
            arena_free(t.a);
        }
    }
}

/* ---- health ---- */

TEST(health_tells_that_writing_works_and_why_not)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct put p = { .key = "z" };
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        CHECK(put_operation(f.store, "x"));
        CHECK_INT(store_health(f.store, &e), RC_OK); /* fresh: no probe is started beside us */
        store_fail_at(3, RC_INTERNAL);               /* BEGIN, OPERATION_PUT, COMMIT */
        CHECK_INT(store_write(f.store, put_raw, &p, &e), RC_INTERNAL);
        CHECK_INT(store_health(f.store, &e), RC_INTERNAL);
        CHECK(put_operation(f.store, "y"));
        CHECK_INT(store_health(f.store, &e), RC_OK);
        store_fail_at(0, RC_OK);
        fixture_close(&f);
    }
}

TEST(health_asks_by_itself_after_a_pause)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        struct err e = { 0 };
        if (!fixture_open(&f, i, NULL))
            return;
        CHECK_INT(store_health(f.store, &e), RC_OK);
        store_close(TAKE(f.store)); /* the probe is finished then */
        CHECK(fixture_reopen(&f, NULL));
        CHECK(has_operation(f.store, "health"));
        fixture_close(&f);
    }
}

TEST(open_refuses_what_is_no_store)
{
    static const struct {
        const char *url;
        enum rc rc;
    } tests[] = {
        { "", RC_INVALID },
        { "sqlite:", RC_INVALID },
        { "mysql://x", RC_INVALID },
        { "sqlite:/nowhere/at/all.db", RC_INTERNAL },
        { "postgresql://nobody@127.0.0.1:1/x", RC_BUSY },
        { "host=127.0.0.1 port=1", RC_BUSY },
    };

    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        struct store *s = NULL;
        struct err e = { 0 };
        CHECK_MSG(store_open(tests[i].url, NULL, &s, &e) == tests[i].rc, "%s: %s", tests[i].url, e.msg);
        CHECK(s == NULL && e.msg[0] != '\0');
    }
}
