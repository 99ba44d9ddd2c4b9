/*
 * steps.c - what the machine gives for the rows of engine.c's durable processes without the program: a
 * program that knows nothing but sqlite3 or libpq, with the rows ready in its hands, writing them in group
 * commits.
 *
 *     steps FILE.db SECONDS BATCH          BATCH transactions in one flushed commit, as the program's writer
 * does steps URL SECONDS CONNECTIONS        one transaction a round trip on each connection; the server
 * groups them
 *
 * A process is three pieces of work: it begins (instance, event, task); its first task is done (task,
 * instance, event, next task); its last one is (task, instance, event). Nothing is read. Prints pieces of
 * work a second and the microseconds of this process's processor time that one takes.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bare.h"
#include "base/arena.h"
#include "base/clock.h"

#define TASK_COLUMNS 30
#define STATE                                                                                                                       \
    "{\"key\":9,\"root\":{\"element\":\"bench\",\"key\":1,\"in\":[{\"element\":\"examine\",\"key\":2,"                              \
    "\"stage\":\"wait\"}],\"vars\":{\"upheld\":true,\"days\":12,\"note\":\"دو نوبت مراجعه شد و پاسخی داده " \
    "نشد.\"}}}"
#define EVENT "{\"upheld\":true,\"days\":12,\"note\":\"دو نوبت مراجعه شد و پاسخی داده نشد.\"}"
#define TASK_NAMES                                                                                           \
    "id, instance_id, key, case_id, kind, element, name, role, unit_id, post_id, claimed_by, form, "         \
    "made_at, "                                                                                              \
    "seen_at, due_at, case_due_at, priority, tracking_code, number, subject, applicant_name, stage, "        \
    "last_act_at, fields, done_at, done_by, done_by_post, outcome, state, version"

enum { INSTANCE, BEGUN, EVENT_ROW, TASK, TASK_DONE, STATEMENTS };
static const char *const statements[STATEMENTS] = {
    [INSTANCE] =
        "INSERT INTO instance (id, case_id, process_id, bpmn_process, state, made_at, how, event_seq) "
        "VALUES ($1, $2, $3, 'bench', $4, 0, '', 1)",
    [BEGUN] = "UPDATE instance SET state = $2, ended_at = $3, event_seq = $4 WHERE id = $1",
    [EVENT_ROW] = "INSERT INTO instance_event (instance_id, seq, at, event) VALUES ($1, $2, 1, $3)",
    [TASK] =
        "INSERT INTO task (" TASK_NAMES ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)",
    [TASK_DONE] = "UPDATE task SET state = 'done', done_at = 1, outcome = $2, version = version + 1 "
                  "WHERE id = $1 AND version = 1",
};

/* What all rows have in common, as text; NULL: none. */
struct pattern {
    const char *task[TASK_COLUMNS];
    bool number[TASK_COLUMNS];
    const char *case_id, *process_id;
};

struct floor {
    struct arena *a;
    const char *where;
    struct pattern p;
    int64_t until_us;
    _Atomic int64_t done, next_id;
    _Atomic bool failed;
};

/* One process on its way. */
struct walk {
    int64_t instance, task;
    int at;
};

struct bound {
    const char *v[TASK_COLUMNS];
    int n;
    char text[4][24];
};

static const char *put(struct bound *b, int slot, int64_t n)
{
    (void)snprintf(b->text[slot], sizeof(b->text[slot]), "%lld", (long long)n);
    return b->text[slot];
}

static void task_values(const struct floor *f, const struct walk *w, struct bound *b)
{
    b->n = TASK_COLUMNS;
    memcpy(b->v, f->p.task, sizeof(b->v));
    b->v[0] = put(b, 0, w->task);
    b->v[1] = put(b, 1, w->instance);
    b->v[2] = put(b, 2, w->at + 2);
}

typedef bool send_fn(void *to, int statement, const struct bound *b);

/* The rows of one piece of work, in the order in which the program writes them. */
static bool piece(struct floor *f, struct walk *w, send_fn *send, void *to)
{
    struct bound b = { .n = 2 };
    bool good;

    if (w->at == 0) {
        w->instance = f->next_id++;
        b = (struct bound){ .n = 4 };
        b.v[0] = put(&b, 0, w->instance);
        b.v[1] = f->p.case_id;
        b.v[2] = f->p.process_id;
        b.v[3] = STATE;
        good = send(to, INSTANCE, &b);
    } else {
        b.v[0] = put(&b, 0, w->task);
        b.v[1] = EVENT;
        good = send(to, TASK_DONE, &b);
        b = (struct bound){ .n = 4 };
        b.v[0] = put(&b, 0, w->instance);
        b.v[1] = STATE;
        b.v[2] = w->at == 2 ? "1" : NULL;
        b.v[3] = put(&b, 1, w->at + 1);
        good = good && send(to, BEGUN, &b);
    }
    b = (struct bound){ .n = 3 };
    b.v[0] = put(&b, 0, w->instance);
    b.v[1] = put(&b, 1, w->at + 1);
    b.v[2] = EVENT;
    good = good && send(to, EVENT_ROW, &b);
    if (w->at < 2) {
        w->task = f->next_id++;
        task_values(f, w, &b);
        good = good && send(to, TASK, &b);
    }
    w->at = (w->at + 1) % 3;
    return good;
}

static int report(const struct floor *f, int64_t us)
{
    struct rusage u;
    double cpu;

    getrusage(RUSAGE_SELF, &u);
    cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
          (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
    printf("%.1f %.2f\n", (double)f->done * 1e6 / (double)(us > 0 ? us : 1),
           cpu / (double)(f->done > 0 ? f->done : 1));
    return f->failed ? 1 : 0;
}

/* ---- SQLite ---- */

struct lite {
    struct floor *f;
    sqlite3 *db;
    sqlite3_stmt *s[STATEMENTS];
};

static bool lite_send(void *to, int statement, const struct bound *b)
{
    struct lite *l = to;
    sqlite3_stmt *s = l->s[statement];
    bool good;

    for (int i = 0; i < b->n; i++) {
        bool number = statement != TASK ? b->v[i] != NULL && b->v[i][0] != '{' : l->f->p.number[i];

        if (b->v[i] == NULL)
            sqlite3_bind_null(s, i + 1);
        else if (number)
            sqlite3_bind_int64(s, i + 1, strtoll(b->v[i], NULL, 10));
        else
            sqlite3_bind_text(s, i + 1, b->v[i], -1, SQLITE_STATIC);
    }
    good = sqlite3_step(s) == SQLITE_DONE;
    sqlite3_reset(s);
    return good;
}

static bool lite_pattern(struct floor *f, sqlite3 *db)
{
    sqlite3_stmt *q = NULL;
    bool good =
        sqlite3_prepare_v2(db,
                           "SELECT " TASK_NAMES
                           ", (SELECT process_id FROM cases c WHERE c.id = case_id) FROM task LIMIT 1",
                           -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW;

    for (int i = 0; good && i <= TASK_COLUMNS; i++) {
        const char *text = (const char *)sqlite3_column_text(q, i);
        const char *kept = text == NULL ? NULL : arena_cstr(f->a, str_c(text));

        if (i == TASK_COLUMNS) {
            f->p.process_id = kept;
            break;
        }
        f->p.task[i] = kept;
        f->p.number[i] = sqlite3_column_type(q, i) == SQLITE_INTEGER;
    }
    sqlite3_finalize(q);
    f->p.number[24] = true; /* done_at */
    return good;
}

/* It is open, of version 1, and of the case that was found. */
static void pattern_ready(struct floor *f)
{
    f->p.case_id = f->p.task[3];
    f->p.task[24] = f->p.task[25] = f->p.task[26] = NULL;
    f->p.task[28] = "open";
    f->p.task[29] = "1";
}

static int on_sqlite(struct floor *f, int64_t seconds, int64_t batch)
{
    struct lite l = { .f = f };
    struct walk *walks = ARENA_ARRAY(f->a, struct walk, (size_t)batch);
    struct bare bare;
    int64_t from;
    bool good =
        walks != NULL &&
        sqlite3_open_v2(f->where, &l.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
        bare_settings(l.db) && lite_pattern(f, l.db);

    for (int i = 0; good && i < STATEMENTS; i++)
        good = sqlite3_prepare_v2(l.db, statements[i], -1, &l.s[i], NULL) == SQLITE_OK;
    if (!good || !bare_checkpoints(&bare, f->where)) {
        fprintf(stderr, "steps: %s\n", sqlite3_errmsg(l.db));
        return 1;
    }
    pattern_ready(f);
    from = clock_mono_us();
    while (good && clock_mono_us() < from + seconds * 1000000) {
        good = sqlite3_exec(l.db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
        for (int64_t i = 0; good && i < batch; i++)
            good = piece(f, &walks[i], lite_send, &l);
        good = good && sqlite3_exec(l.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
        f->done += batch;
    }
    if (!good)
        fprintf(stderr, "steps: %s\n", sqlite3_errmsg(l.db));
    from = clock_mono_us() - from;
    f->failed = !good;
    bare_end(&bare);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(l.s[i]);
    sqlite3_close(l.db);
    return report(f, from);
}

/* ---- PostgreSQL: prepared, a transaction a round trip ---- */

static bool pg_send(void *to, int statement, const struct bound *b)
{
    char name[8];

    (void)snprintf(name, sizeof(name), "s%d", statement);
    return PQsendQueryPrepared(to, name, b->n, b->v, NULL, NULL, 1) == 1;
}

static bool send_text(PGconn *c, const char *sql)
{
    return PQsendQueryParams(c, sql, 0, NULL, NULL, NULL, NULL, 1) == 1;
}

static void *on_connection(void *arg)
{
    struct floor *f = arg;
    struct walk w = { 0 };
    PGconn *c = PQconnectdb(f->where);
    bool good = PQstatus(c) == CONNECTION_OK && PQenterPipelineMode(c) == 1;
    char name[8];

    for (int i = 0; good && i < STATEMENTS; i++) {
        (void)snprintf(name, sizeof(name), "s%d", i);
        good = PQsendPrepare(c, name, statements[i], 0, NULL) == 1;
    }
    good = good && PQpipelineSync(c) == 1 && bare_drain(c);
    while (good && clock_mono_us() < f->until_us) {
        good = send_text(c, "BEGIN") && piece(f, &w, pg_send, c) && send_text(c, "COMMIT") &&
               PQpipelineSync(c) == 1 && bare_drain(c);
        f->done++;
    }
    if (!good)
        fprintf(stderr, "steps: %s", PQerrorMessage(c));
    PQfinish(c);
    f->failed = f->failed || !good;
    return NULL;
}

static bool pg_pattern(struct floor *f)
{
    PGconn *c = PQconnectdb(f->where);
    PGresult *r = PQexec(c, "SELECT " TASK_NAMES
                            ", (SELECT process_id FROM cases c WHERE c.id = case_id) FROM task LIMIT 1");
    bool good = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1;

    if (!good)
        fprintf(stderr, "steps: %s", PQerrorMessage(c));
    for (int i = 0; good && i <= TASK_COLUMNS; i++) {
        const char *kept = PQgetisnull(r, 0, i) ? NULL : arena_cstr(f->a, str_c(PQgetvalue(r, 0, i)));

        if (i < TASK_COLUMNS)
            f->p.task[i] = kept;
        else
            f->p.process_id = kept;
    }
    PQclear(r);
    PQfinish(c);
    return good;
}

static int on_pg(struct floor *f, int64_t seconds, int64_t connections)
{
    pthread_t t[64];
    int64_t from;

    if (!pg_pattern(f))
        return 1;
    pattern_ready(f);
    from = clock_mono_us();
    f->until_us = from + seconds * 1000000;
    for (int64_t i = 0; i < connections; i++)
        if (pthread_create(&t[i], NULL, on_connection, f) != 0)
            return 1;
    for (int64_t i = 0; i < connections; i++)
        pthread_join(t[i], NULL);
    return report(f, clock_mono_us() - from);
}

int main(int argc, char **argv)
{
    static struct floor f;
    int64_t seconds = 1, many = 1;
    int code;

    if (argc != 4 || !parse_i64(str_c(argv[2]), 1, 600, &seconds) ||
        !parse_i64(str_c(argv[3]), 1, 64, &many)) {
        fprintf(stderr, "usage: steps FILE.db SECONDS BATCH | URL SECONDS CONNECTIONS\n");
        return 2;
    }
    f.where = argv[1];
    f.a = arena_new((size_t)1 << 20);
    f.next_id = INT64_C(4000000000000000) + clock_mono_us() * 1000;
    if (f.a == NULL)
        return 1;
    code = str_starts(str_c(f.where), STR("postgresql://")) ? on_pg(&f, seconds, many)
                                                            : on_sqlite(&f, seconds, many);
    arena_free(f.a);
    return code;
}
