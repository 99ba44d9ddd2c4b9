/*
 * floor.c - what the machine gives without the program: the same statements on the bare database, group
 * commits of the rows of a registration, writing as many bytes of HTML.
 *
 *     floor query FILE.db|URL STATEMENTS SECONDS THREADS    all statements of a page, in one read transaction
 *     floor insert FILE.db SECONDS BATCH                    registrations, BATCH in a commit, flushed
 *     floor insert URL SECONDS CONNECTIONS FILE.db          the same, one in a commit, on several connections
 *     floor render BYTES SECONDS
 *
 * Each prints how many a second, and the microseconds of processor time that one takes. Registrations are
 * clones (clone.c) of the lightest open case.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>

#include "bare.h"
#include "base/clock.h"
#include "base/file.h"
#include "clone.h"
#include "domain/tracking.h"
#include "web/html.h"

#define STATEMENTS_MAX 200u
#define CELLS_MAX 400u

struct work {
    struct arena *a;
    const char *where;
    struct str sql[STATEMENTS_MAX];
    size_t n;
    int64_t until_us;
    _Atomic int64_t done;
    _Atomic bool failed;
};

static bool is_url(const char *where)
{
    return str_starts(str_c(where), STR("postgresql://"));
}

static int report(int64_t done, int64_t us)
{
    struct rusage u;
    double cpu;

    getrusage(RUSAGE_SELF, &u);
    cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
          (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
    printf("%.1f %.2f\n", (double)done * 1e6 / (double)(us > 0 ? us : 1),
           cpu / (double)(done > 0 ? done : 1));
    return 0;
}

/* ---- the statements of a page ---- */

static bool load_statements(struct work *w, const char *path)
{
    struct err e = { 0 };
    struct str text;

    if (file_read(w->a, path, 16u << 20, &text, &e) != RC_OK) {
        fprintf(stderr, "floor: %s\n", e.msg);
        return false;
    }
    while (text.len > 0 && w->n < STATEMENTS_MAX) {
        struct str line = str_cut(&text, '\n');

        if (line.len > 0)
            w->sql[w->n++] = line;
    }
    return w->n > 0;
}

static void *query_sqlite(void *arg)
{
    struct work *w = arg;
    sqlite3_stmt *s[STATEMENTS_MAX + 2] = { 0 };
    sqlite3 *db = NULL;
    bool good =
        sqlite3_open_v2(w->where, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
        sqlite3_exec(db, "PRAGMA cache_size = -4096; PRAGMA case_sensitive_like = ON", NULL, NULL, NULL) ==
            SQLITE_OK;

    for (size_t i = 0; good && i < w->n; i++)
        if (sqlite3_prepare_v2(db, w->sql[i].p, (int)w->sql[i].len, &s[i], NULL) != SQLITE_OK) {
            fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
            good = false;
        }
    good = good && sqlite3_prepare_v2(db, "BEGIN", -1, &s[w->n], NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(db, "COMMIT", -1, &s[w->n + 1], NULL) == SQLITE_OK;
    while (good && clock_mono_us() < w->until_us) {
        (void)sqlite3_step(s[w->n]);
        sqlite3_reset(s[w->n]);
        for (size_t i = 0; i < w->n; i++) {
            while (sqlite3_step(s[i]) == SQLITE_ROW)
                for (int k = 0; k < sqlite3_column_count(s[i]); k++)
                    (void)sqlite3_column_text(s[i], k);
            sqlite3_reset(s[i]);
        }
        (void)sqlite3_step(s[w->n + 1]);
        sqlite3_reset(s[w->n + 1]);
        w->done++;
    }
    for (size_t i = 0; i < w->n + 2; i++)
        sqlite3_finalize(s[i]);
    sqlite3_close(db);
    w->failed = w->failed || !good;
    return NULL;
}

/* ---- PostgreSQL: prepared, all in one round trip ---- */

static bool send_text(PGconn *c, const char *sql)
{
    return PQsendQueryParams(c, sql, 0, NULL, NULL, NULL, NULL, 1) == 1;
}

static void *query_pg(void *arg)
{
    struct work *w = arg;
    PGconn *c = PQconnectdb(w->where);
    bool good = PQstatus(c) == CONNECTION_OK && PQenterPipelineMode(c) == 1;
    char name[24];

    for (size_t i = 0; good && i < w->n; i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);

        (void)snprintf(name, sizeof(name), "s%zu", i);
        good = PQsendPrepare(c, name, arena_cstr(a, w->sql[i]), 0, NULL) == 1;
    }
    good = good && PQpipelineSync(c) == 1 && bare_drain(c);
    while (good && clock_mono_us() < w->until_us) {
        good = send_text(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        for (size_t i = 0; good && i < w->n; i++) {
            (void)snprintf(name, sizeof(name), "s%zu", i);
            good = PQsendQueryPrepared(c, name, 0, NULL, NULL, NULL, 1) == 1;
        }
        good = good && send_text(c, "COMMIT") && PQpipelineSync(c) == 1 && bare_drain(c);
        w->done++;
    }
    if (!good)
        fprintf(stderr, "floor: %s", PQerrorMessage(c));
    PQfinish(c);
    w->failed = w->failed || !good;
    return NULL;
}

static int query(char **argv)
{
    static struct work w;
    int64_t seconds = 1, threads = 1, from = clock_mono_us();
    pthread_t t[64];

    w.a = arena_new((size_t)64 << 20);
    w.where = argv[0];
    if (w.a == NULL || !load_statements(&w, argv[1]) || !parse_i64(str_c(argv[2]), 1, 600, &seconds) ||
        !parse_i64(str_c(argv[3]), 1, 64, &threads))
        return 2;
    w.until_us = from + seconds * 1000000;
    for (int64_t i = 0; i < threads; i++)
        if (pthread_create(&t[i], NULL, is_url(w.where) ? query_pg : query_sqlite, &w) != 0)
            return 1;
    for (int64_t i = 0; i < threads; i++)
        pthread_join(t[i], NULL);
    arena_free(w.a);
    return w.failed ? 1 : report(w.done, clock_mono_us() - from);
}

/* ---- registrations ---- */

/* Rows that belong to no case: its place in the search queue, and the series of its unit's numbers, last,
 * because it keeps others of the unit waiting until the commit. */
enum beside { SEARCH_QUEUE, SERIES, BESIDE };
static const char *const beside_sql[BESIDE] = {
    [SEARCH_QUEUE] = "INSERT INTO search_queue (case_id, at) VALUES ($1, $2)",
    [SERIES] = "INSERT INTO indicator_series (unit_id, year, last) VALUES ($1, $2, 1) "
               "ON CONFLICT (unit_id, year) DO UPDATE SET last = indicator_series.last + 1",
};
/* Of the statements: those of the tables, then these. */
#define BESIDE_AT 56u

struct source {
    sqlite3 *db;
    struct arena *a;
    struct tables t;
    struct pattern p;
    _Atomic int64_t next;
    int64_t first_id, first_number;
    uint64_t first_code;
    pthread_mutex_t mu;
    sqlite3_stmt *taken; /* is a code? under the mutex */
    int64_t unit, year;  /* of its receipt's number */
};

static bool source_open(struct source *s, const char *path, int flags)
{
    static const char sql[] =
        "SELECT id FROM cases c WHERE closed_at IS NULL AND id > 100000000000000000 ORDER BY "
        "(SELECT COUNT(*) FROM case_event e WHERE e.case_id = c.id), "
        "(SELECT SUM(LENGTH(data)) FROM letter l WHERE l.case_id = c.id) LIMIT 1";
    static const char number[] =
        "SELECT unit_id, year FROM letter WHERE case_id = ?1 AND number IS NOT NULL LIMIT 1";
    static const char taken[] = "SELECT COUNT(*) FROM cases WHERE tracking_code = ?1";
    sqlite3_stmt *q = NULL, *n = NULL;
    bool good;

    pthread_mutex_init(&s->mu, NULL);
    s->a = arena_new((size_t)64 << 20);
    good = s->a != NULL && sqlite3_open_v2(path, &s->db, flags, NULL) == SQLITE_OK &&
           tables_read(s->db, s->a, &s->t) && sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK &&
           sqlite3_step(q) == SQLITE_ROW &&
           pattern_read(s->db, s->a, &s->t, sqlite3_column_int64(q, 0), false, &s->p) &&
           sqlite3_prepare_v2(s->db, taken, -1, &s->taken, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(s->db, number, -1, &n, NULL) == SQLITE_OK &&
           sqlite3_bind_int64(n, 1, sqlite3_column_int64(q, 0)) == SQLITE_OK &&
           sqlite3_step(n) == SQLITE_ROW && s->t.n <= BESIDE_AT;
    if (good) {
        s->unit = sqlite3_column_int64(n, 0);
        s->year = sqlite3_column_int64(n, 1);
    }
    sqlite3_finalize(n);
    sqlite3_finalize(q);
    s->first_id = INT64_C(3000000000000000) + clock_mono_us() * 1000;
    s->first_number = 100000000 + clock_mono_us() % 1000000000 * 10;
    s->first_code = (uint64_t)clock_mono_us();
    return good;
}

static struct value int_value(int64_t i)
{
    return (struct value){ .type = SQLITE_INTEGER, .i = i };
}

static bool rows_beside(const struct source *s, const struct clone *c, clone_row_fn *fn, void *arg)
{
    struct value queue[] = { int_value(c->first_id), int_value(s->first_id) };
    struct value series[] = { int_value(s->unit), int_value(s->year) };

    return fn(arg, BESIDE_AT + SEARCH_QUEUE, queue, ARRAY_LEN(queue)) &&
           fn(arg, BESIDE_AT + SERIES, series, ARRAY_LEN(series));
}

/* As the program does: a code of many may be given already. */
static struct tracking free_code(struct source *s, uint64_t number)
{
    struct tracking code;
    bool taken = true;

    pthread_mutex_lock(&s->mu);
    for (; taken; number += 7919) {
        code = tracking_make(number);
        sqlite3_bind_text(s->taken, 1, code.digits, TRACKING_DIGITS, SQLITE_STATIC);
        taken = sqlite3_step(s->taken) == SQLITE_ROW && sqlite3_column_int(s->taken, 0) > 0;
        sqlite3_reset(s->taken);
    }
    pthread_mutex_unlock(&s->mu);
    return code;
}

static bool clone_next(struct source *s, struct arena *a, clone_row_fn *fn, void *arg)
{
    int64_t i = s->next++;
    struct tracking code = free_code(s, s->first_code + (uint64_t)i * 899);
    int64_t *numbers = ARENA_ARRAY(a, int64_t, s->p.n_numbers);
    struct clone c = { .code = tracking_str(&code),
                       .first_id = s->first_id + i * 4096,
                       .new_numbers = numbers };

    for (size_t k = 0; numbers != NULL && k < s->p.n_numbers; k++)
        numbers[k] = s->first_number + i * (int64_t)s->p.n_numbers + (int64_t)k;
    return clone_make(a, &s->t, &s->p, &c, fn, arg) && rows_beside(s, &c, fn, arg);
}

static struct str insert_text(struct arena *a, const struct table *t, char mark)
{
    struct str sql = arena_fmt(a, "INSERT INTO %.*s VALUES (", STR_ARG(t->name));

    for (size_t i = 0; i < t->n; i++)
        sql = arena_fmt(a, "%.*s%s%c%zu", STR_ARG(sql), i > 0 ? ", " : "", mark, i + 1);
    return arena_cat(a, sql, STR(")"));
}

/* NULL: there is none with this number. */
static const char *statement_text(const struct source *s, struct arena *a, size_t i, char mark)
{
    return i >= BESIDE_AT ? beside_sql[i - BESIDE_AT]
           : i < s->t.n   ? arena_cstr(a, insert_text(a, &s->t.v[i], mark))
                          : NULL;
}

/* What these registrations have left in the search queue would keep the program busy in the next round. */
static struct str leave_queue(const struct source *s, struct arena *a)
{
    int64_t last = s->first_id + s->next * 4096;

    return arena_fmt(a, "DELETE FROM search_queue WHERE case_id BETWEEN %lld AND %lld",
                     (long long)s->first_id, (long long)last);
}

struct writer {
    struct source s;
    sqlite3_stmt *insert[BESIDE_AT + BESIDE];
    const char *path;
};

static bool insert_row(void *arg, size_t table, const struct value *v, size_t n)
{
    struct writer *w = arg;
    sqlite3_stmt *s = w->insert[table];
    bool good;

    for (size_t i = 0; i < n; i++) {
        int at = (int)i + 1;

        if (v[i].type == SQLITE_INTEGER)
            sqlite3_bind_int64(s, at, v[i].i);
        else if (v[i].type == SQLITE_TEXT)
            sqlite3_bind_text64(s, at, v[i].s.len > 0 ? v[i].s.p : "", v[i].s.len, SQLITE_STATIC,
                                SQLITE_UTF8);
        else
            sqlite3_bind_null(s, at);
    }
    good = sqlite3_step(s) == SQLITE_DONE;
    sqlite3_reset(s);
    return good;
}

static int insert_sqlite(char **argv)
{
    static struct writer w;
    struct bare bare;
    int64_t seconds = 1, batch = 1, done = 0, from, until;
    bool good;

    w.path = argv[0];
    if (!parse_i64(str_c(argv[1]), 1, 600, &seconds) || !parse_i64(str_c(argv[2]), 1, 10000, &batch) ||
        !source_open(&w.s, w.path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX))
        return 2;
    good = bare_settings(w.s.db);
    for (size_t i = 0; good && i < ARRAY_LEN(w.insert); i++) {
        const char *sql = statement_text(&w.s, w.s.a, i, '?');

        good = sql == NULL || sqlite3_prepare_v2(w.s.db, sql, -1, &w.insert[i], NULL) == SQLITE_OK;
    }
    if (!good || !bare_checkpoints(&bare, w.path))
        return 1;
    from = clock_mono_us();
    until = from + seconds * 1000000;
    while (good && clock_mono_us() < until) {
        good = sqlite3_exec(w.s.db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
        for (int64_t i = 0; good && i < batch; i++) {
            CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);

            good = a != NULL && clone_next(&w.s, a, insert_row, &w);
        }
        good = good && sqlite3_exec(w.s.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
        done += batch;
    }
    if (!good)
        fprintf(stderr, "floor: %s\n", sqlite3_errmsg(w.s.db));
    from = clock_mono_us() - from;
    good = good &&
           sqlite3_exec(w.s.db, arena_cstr(w.s.a, leave_queue(&w.s, w.s.a)), NULL, NULL, NULL) == SQLITE_OK;
    bare_end(&bare);
    return good ? report(done, from) : 1;
}

struct pg_writer {
    struct work w;
    struct source s;
};

struct pg_row {
    PGconn *c;
    struct arena *a;
};

static bool pg_row(void *arg, size_t table, const struct value *v, size_t n)
{
    struct pg_row *x = arg;
    const char *values[CELLS_MAX];
    char name[24];

    for (size_t i = 0; i < n; i++)
        values[i] = v[i].type == SQLITE_INTEGER ? arena_fmt(x->a, "%lld", (long long)v[i].i).p
                    : v[i].type == SQLITE_TEXT  ? arena_cstr(x->a, v[i].s)
                                                : NULL;
    (void)snprintf(name, sizeof(name), "t%zu", table);
    return PQsendQueryPrepared(x->c, name, (int)n, values, NULL, NULL, 1) == 1;
}

static void *insert_on_pg(void *arg)
{
    struct pg_writer *p = arg;
    PGconn *c = PQconnectdb(p->w.where);
    bool good = PQstatus(c) == CONNECTION_OK && PQenterPipelineMode(c) == 1;
    char name[24];

    for (size_t i = 0; good && i < BESIDE_AT + BESIDE; i++) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
        const char *sql = statement_text(&p->s, a, i, '$');

        (void)snprintf(name, sizeof(name), "t%zu", i);
        good = sql == NULL || PQsendPrepare(c, name, sql, 0, NULL) == 1;
    }
    good = good && PQpipelineSync(c) == 1 && bare_drain(c);
    while (good && clock_mono_us() < p->w.until_us) {
        CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
        struct pg_row x = { c, a };

        good = a != NULL && send_text(c, "BEGIN") && clone_next(&p->s, a, pg_row, &x) &&
               send_text(c, "COMMIT") && PQpipelineSync(c) == 1 && bare_drain(c);
        p->w.done++;
    }
    if (!good)
        fprintf(stderr, "floor: %s", PQerrorMessage(c));
    PQfinish(c);
    p->w.failed = p->w.failed || !good;
    return NULL;
}

static int insert_pg(char **argv)
{
    static struct pg_writer p;
    int64_t seconds = 1, connections = 1, from;
    pthread_t t[64];
    PGconn *c;

    p.w.where = argv[0];
    if (!parse_i64(str_c(argv[1]), 1, 600, &seconds) || !parse_i64(str_c(argv[2]), 1, 64, &connections) ||
        !source_open(&p.s, argv[3], SQLITE_OPEN_READONLY))
        return 2;
    from = clock_mono_us();
    p.w.until_us = from + seconds * 1000000;
    for (int64_t i = 0; i < connections; i++)
        if (pthread_create(&t[i], NULL, insert_on_pg, &p) != 0)
            return 1;
    for (int64_t i = 0; i < connections; i++)
        pthread_join(t[i], NULL);
    from = clock_mono_us() - from;
    c = PQconnectdb(p.w.where);
    PQclear(PQexec(c, arena_cstr(p.s.a, leave_queue(&p.s, p.s.a))));
    PQfinish(c);
    return p.w.failed ? 1 : report(p.w.done, from);
}

/* ---- writing HTML ---- */

static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int render(char **argv)
{
    static const struct str literal = STR_INIT("</a><td><span class=\"chip late\"></span><tr>");
    static const struct str text = STR_INIT("پیگیری پروانهٔ ساختمان");
    CLEANUP(buf_free) struct buf b = { 0 };
    int64_t bytes = 0, seconds = 1, done = 0, from = cpu_us();

    if (!parse_i64(str_c(argv[0]), 1, 1 << 24, &bytes) || !parse_i64(str_c(argv[1]), 1, 600, &seconds))
        return 2;
    buf_init(&b, (size_t)64 << 20);
    while (cpu_us() < from + seconds * 1000000)
        for (int i = 0; i < 100; i++, done++) {
            buf_clear(&b);
            while (b.len < (size_t)bytes) {
                buf_str(&b, literal);
                html_escape(&b, text);
            }
        }
    return report(done, cpu_us() - from);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "query") == 0)
        return query(argv + 2);
    if (argc == 5 && strcmp(argv[1], "insert") == 0)
        return insert_sqlite(argv + 2);
    if (argc == 6 && strcmp(argv[1], "insert") == 0)
        return insert_pg(argv + 2);
    if (argc == 4 && strcmp(argv[1], "render") == 0)
        return render(argv + 2);
    fprintf(stderr, "usage: floor query WHERE STATEMENTS SECONDS THREADS | insert FILE.db SECONDS BATCH |\n"
                    "       insert URL SECONDS CONNECTIONS FILE.db | render BYTES SECONDS\n");
    return 2;
}
