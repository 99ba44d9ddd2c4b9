/*
 * driver.c - the SQLite engine: opening, the lock file, reading, backup.
 *
 * Not here: writing (writer.c), one connection (conn.c), the text of the schema (schema.c).
 */
#include "store/sqlite/sqlite.h"

#include "base/clock.h"
#include "store/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#define EMPTYING_MS_MAX 20000
#define EMPTYING_NAP_MS 10

/* ---- opening ---- */

/* Memory statistics take a lock at each allocation, in every thread. */
static void sqlite_setup(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

/* Hold "PATH.lock" as long as this process lives; its content names the process, for the message of the
 * other. */
static enum rc lock_file(struct sqlite_engine *g, struct err *e)
{
    char name[4096], pid[24] = "";
    ssize_t n;

    if (snprintf(name, sizeof(name), "%s.lock", g->path) >= (int)sizeof(name))
        return ERR(e, RC_LIMIT, "the path is too long");
    g->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (g->lock_fd < 0)
        return ERR(e, RC_INTERNAL, "%s: %s", name, strerror(errno));
    if (flock(g->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        n = pread(g->lock_fd, pid, sizeof(pid) - 1, 0);
        pid[n < 0 ? 0 : n] = '\0';
        pid[strcspn(pid, "\n")] = '\0';
        return ERR(e, RC_CONFLICT, "%s is in use by another server (process %s)", g->path, pid);
    }
    n = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(g->lock_fd, 0) != 0 || pwrite(g->lock_fd, pid, (size_t)n, 0) != n)
        return ERR(e, RC_INTERNAL, "%s: %s", name, strerror(errno));
    return RC_OK;
}

/* Readable by us alone; SQLite gives its companion files the same mode. An existing file is not opened here:
 * closing it would drop the locks that SQLite holds in this process. RC_CONFLICT when it exists. */
static enum rc make_private(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return ERR(e, errno == EEXIST ? RC_CONFLICT : RC_INTERNAL, "%s: %s", path, strerror(errno));
    (void)close(fd);
    return RC_OK;
}

static enum rc start_thread(pthread_t *t, bool *runs, void *(*main)(void *), struct store *s, struct err *e)
{
    int code = pthread_create(t, NULL, main, s);

    if (code != 0)
        return ERR(e, RC_LIMIT, "cannot start a thread: %s", strerror(code));
    *runs = true;
    return RC_OK;
}

static enum rc sqlite_open(struct store *s, const char *path, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite_engine *g = calloc(1, sizeof(*g));
    enum rc rc = RC_OK;

    if (g == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    s->engine = g;
    g->lock_fd = -1;
    g->path = strdup(path);
    if (g->path == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    (void)pthread_once(&once, sqlite_setup);
    if (s->opt.exclusive)
        rc = lock_file(g, e);
    if (rc == RC_OK) {
        rc = make_private(path, e);
        rc = rc == RC_CONFLICT ? RC_OK : rc;
    }
    if (rc == RC_OK)
        rc = sqlite_conn_open(path, SQLITE_WRITER, s->opt.mmap_mib, &g->writer, e);
    if (rc == RC_OK)
        rc = sqlite_conn_open(path, SQLITE_CHECKPOINT, 0, &g->checkpointer, e);
    if (rc == RC_OK && s->opt.bulk)
        rc = sqlite_conn_unflushed(g->writer, e);
    if (rc == RC_OK && s->opt.bulk)
        rc = sqlite_conn_unflushed(g->checkpointer, e);
    if (rc == RC_OK)
        rc = start_thread(&g->writer_thread, &g->writer_runs, sqlite_writer_main, s, e);
    if (rc == RC_OK)
        rc = start_thread(&g->checkpoint_thread, &g->checkpoint_runs, sqlite_checkpoint_main, s, e);
    return rc;
}

static void sqlite_close(struct store *s)
{
    struct sqlite_engine *g = s->engine;

    if (g == NULL)
        return;
    if (g->writer_runs)
        pthread_join(g->writer_thread, NULL);
    if (g->checkpoint_runs)
        pthread_join(g->checkpoint_thread, NULL);
    store_threads_end(s); /* the writer goes last: it empties the log */
    sqlite_conn_close(g->checkpointer);
    sqlite_conn_close(g->writer);
    if (g->lock_fd >= 0)
        (void)close(g->lock_fd);
    free(g->path);
    free(g);
    s->engine = NULL;
}

/* ---- reading ---- */

static void sqlite_thread_conn_close(struct conn *c)
{
    sqlite_conn_close((struct sqlite_conn *)c);
}

static enum rc sqlite_read(struct store *s, struct thread_ctx *t, store_fn *fn, void *arg, unsigned attempt,
                           struct err *e)
{
    struct sqlite_engine *g = s->engine;
    struct sqlite_conn *c = (struct sqlite_conn *)t->conn;
    struct tx tx = { .store = s, .attempt = attempt };
    enum rc rc;

    if (c == NULL) {
        rc = sqlite_conn_open(g->path, SQLITE_READER, s->opt.mmap_mib, &c, e);
        if (rc != RC_OK)
            return rc;
        t->conn = &c->base;
    }
    tx.conn = t->conn;
    rc = fault_call("BEGIN", e);
    if (rc == RC_OK)
        rc = sqlite_control(c, CTL_BEGIN_READ, e);
    if (rc != RC_OK)
        return rc;
    rc = tx_call(&tx, fn, arg, e);
    sqlite_rollback(c); /* there is nothing to commit */
    return rc;
}

/* ---- migrations, backup ---- */

static enum rc sqlite_admin_open(struct store *s, struct conn **ret, struct err *e)
{
    struct sqlite_engine *g = s->engine;
    struct sqlite_conn *c = NULL;
    enum rc rc = sqlite_conn_open(g->path, SQLITE_ADMIN, 0, &c, e);

    if (rc == RC_OK)
        *ret = &c->base;
    return rc;
}

/* Foreign keys are off while a migration rebuilds tables: look afterwards. */
static enum rc sqlite_admin_check(struct conn *c, struct err *e)
{
    struct db_result *res = result_new(&c->pool, 1);
    enum rc rc;

    if (res == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    rc = c->ops->query_text(c, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", res, e);
    if (rc == RC_OK && res->ncells > 0)
        rc = ERR(e, RC_CONFLICT, "rows of %.*s point to rows that do not exist", (int)res->cells[0].s.len,
                 res->bytes);
    result_free(res);
    return rc;
}

static enum rc sqlite_verify(struct conn *c, struct err *e)
{
    struct db_result *res = result_new(&c->pool, 1);
    enum rc rc;

    if (res == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    rc = c->ops->query_text(c, "PRAGMA integrity_check(1)", res, e);
    if (rc == RC_OK && (res->ncells != 1 || !str_eq((struct str){ res->bytes, res->nbytes }, STR("ok"))))
        rc = ERR(e, RC_INTERNAL, "the database is damaged: %.*s",
                 (int)(res->nbytes < 180 ? res->nbytes : 180), res->nbytes == 0 ? "" : res->bytes);
    result_free(res);
    return rc == RC_OK ? sqlite_admin_check(c, e) : rc;
}

static enum rc backup_copy(struct sqlite_conn *from, sqlite3 *to, const char *path, struct err *e)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from->db, "main");
    int code;

    if (b == NULL)
        return ERR(e, RC_INTERNAL, "%s: %s", path, sqlite3_errmsg(to));
    /* In one step: the source is then one snapshot, and in WAL mode nobody has to wait for it. */
    do {
        code = sqlite3_backup_step(b, -1);
    } while (code == SQLITE_BUSY || code == SQLITE_LOCKED);
    (void)sqlite3_backup_finish(b);
    if (code != SQLITE_DONE)
        return ERR(e, (code & 0xff) == SQLITE_FULL ? RC_LIMIT : RC_INTERNAL, "%s: %s", path,
                   sqlite3_errstr(code));
    /* A single file without a log, so that copying it is restoring it. */
    if (sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        return ERR(e, RC_INTERNAL, "%s: %s", path, sqlite3_errmsg(to));
    return RC_OK;
}

static enum rc sync_path(const char *path, int flags, struct err *e)
{
    int fd = open(path, flags | O_CLOEXEC), code = -1;

    if (fd >= 0) {
        code = fsync(fd);
        (void)close(fd);
    }
    return code == 0 ? RC_OK : ERR(e, RC_INTERNAL, "%s: %s", path, strerror(errno));
}

static enum rc sqlite_backup(struct store *s, const char *path, struct err *e)
{
    CLEANUP(sqlite_conn_closep) struct sqlite_conn *from = NULL;
    CLEANUP(arena_freep) struct arena *a = arena_new(64 << 10);
    struct sqlite_engine *g = s->engine;
    const char *slash = strrchr(path, '/'), *dir = ".";
    sqlite3 *to = NULL;
    enum rc rc;
    int code;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    if (slash != NULL)
        dir = slash == path ? "/" : arena_cstr(a, (struct str){ path, (size_t)(slash - path) });
    rc = sqlite_conn_open(g->path, SQLITE_ADMIN, 0, &from, e);
    if (rc == RC_OK)
        rc = make_private(path, e);
    if (rc != RC_OK)
        return rc;
    code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    rc = code == SQLITE_OK ? backup_copy(from, to, path, e)
                           : ERR(e, RC_INTERNAL, "%s: %s", path, sqlite3_errstr(code));
    sqlite3_close(to);
    if (rc == RC_OK)
        rc = sync_path(path, O_RDONLY, e);
    if (rc == RC_OK && dir != NULL)
        rc = sync_path(dir, O_RDONLY | O_DIRECTORY, e);
    if (rc != RC_OK)
        (void)unlink(path);
    return rc;
}

/* The checkpoint thread may be copying at this moment: SQLite says so at once, whatever the busy timeout,
 * because as a rule one checkpoint is as good as another. Here it is not. */
static int empty_log(struct sqlite_conn *c)
{
    int code = SQLITE_BUSY;

    for (int waited = 0; code == SQLITE_BUSY && waited < EMPTYING_MS_MAX; waited += EMPTYING_NAP_MS) {
        if (waited > 0)
            (void)sqlite3_sleep(EMPTYING_NAP_MS);
        code = sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    return code;
}

/* Empty the log into the database, then flush the file and the folder that names it. */
static enum rc sqlite_flush(struct store *s, struct err *e)
{
    CLEANUP(sqlite_conn_closep) struct sqlite_conn *c = NULL;
    CLEANUP(arena_freep) struct arena *a = arena_new(64 << 10);
    const struct sqlite_engine *g = s->engine;
    const char *slash = strrchr(g->path, '/'), *dir = ".";
    enum rc rc;
    int code;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    if (slash != NULL)
        dir = slash == g->path ? "/" : arena_cstr(a, (struct str){ g->path, (size_t)(slash - g->path) });
    rc = sqlite_conn_open(g->path, SQLITE_ADMIN, 0, &c, e);
    if (rc != RC_OK)
        return rc;
    code = empty_log(c);
    if (code != SQLITE_OK)
        return sqlite_err(c, code, "emptying the log", e);
    rc = sync_path(g->path, O_RDONLY, e);
    return rc == RC_OK && dir != NULL ? sync_path(dir, O_RDONLY | O_DIRECTORY, e) : rc;
}

static uint64_t sqlite_wal_pages(struct store *s)
{
    const struct sqlite_engine *g = s->engine;

    return g->wal_pages;
}

const struct driver driver_sqlite = {
    .name = "SQLite",
    .open = sqlite_open,
    .close = sqlite_close,
    .read = sqlite_read,
    .thread_conn_close = sqlite_thread_conn_close,
    .admin_open = sqlite_admin_open,
    .admin_close = sqlite_thread_conn_close,
    .admin_check = sqlite_admin_check,
    .admin_begin = "BEGIN IMMEDIATE",
    .schema_sql = sqlite_schema_sql,
    .verify = sqlite_verify,
    .backup = sqlite_backup,
    .wal_pages = sqlite_wal_pages,
    .flush = sqlite_flush,
};
