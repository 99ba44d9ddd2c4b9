/*
 * crash.c - a process that is killed loses nothing it has acknowledged; two servers do not share a file;
 * backups.
 */
#include "check.h"
#include "fixture.h"

#include "base/id.h"
#include "port/operation.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUNDS 8
#define WRITERS 4

struct child {
    struct store *s;
    int pipe, index, round;
};

static enum rc nothing(struct tx *tx, void *arg, struct err *e)
{
    (void)tx;
    (void)arg;
    (void)e;
    return RC_OK;
}

static void *child_thread(void *arg)
{
    const struct child *c = arg;
    char key[32] = { 0 };

    for (int i = 0;; i++) {
        (void)snprintf(key, sizeof(key), "k-%d-%d-%d", c->round, c->index, i);
        if (!put_operation(c->s, key) || write(c->pipe, key, sizeof(key)) != sizeof(key))
            _exit(3);
    }
    return NULL;
}

/* In the child: write for ever and tell each key through the pipe once it is committed. */
static NORETURN void child_main(const char *url, int pipe, int round)
{
    struct child children[WRITERS];
    struct store *s = NULL;
    struct err e = { 0 };
    pthread_t thread;

    if (store_open(url, NULL, &s, &e) != RC_OK)
        _exit(4);
    for (int i = 0; i < WRITERS; i++) {
        children[i] = (struct child){ s, pipe, i, round };
        if (pthread_create(&thread, NULL, child_thread, &children[i]) != 0)
            _exit(5);
    }
    for (;;)
        pause();
}

static void crash_round(struct fixture *f, int round)
{
    uint64_t wanted = 1 + random_below(60);
    char(*keys)[32] = calloc(4096, sizeof(*keys));
    size_t n = 0;
    int fd[2], status = 0;
    pid_t pid;

    if (keys == NULL || pipe(fd) != 0)
        return;
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        (void)close(fd[0]);
        child_main(f->url, fd[1], round);
    }
    (void)close(fd[1]);
    while (n < 4096 && read(fd[0], keys[n], sizeof(*keys)) == sizeof(*keys)) {
        if (++n == wanted)
            (void)kill(pid, SIGKILL); /* and read on: what was acknowledged before it died */
    }
    (void)close(fd[0]);
    (void)waitpid(pid, &status, 0);
    CHECK_MSG(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status %d", status);
    CHECK(n >= wanted);
    CHECK(fixture_reopen(f, NULL));
    for (size_t i = 0; i < n; i++)
        CHECK_MSG(has_operation(f->store, keys[i]), "%s is lost", keys[i]);
    store_close(TAKE(f->store)); /* no threads when forking again */
    free(keys);
}

TEST(what_was_acknowledged_survives_kill_9)
{
    for (int i = 0; i < fixture_engines(); i++) {
        struct fixture f;
        if (!fixture_open(&f, i, NULL))
            return;
        store_close(TAKE(f.store));
        for (int round = 0; round < ROUNDS; round++)
            crash_round(&f, round);
        fixture_close(&f);
    }
}

TEST(two_servers_on_one_file_are_refused)
{
    const struct store_options exclusive = { .exclusive = true };
    struct fixture f;
    struct store *other = NULL;
    struct err e = { 0 };
    int fd[2], status;
    char ready;
    pid_t pid;

    if (!fixture_open(&f, 0, NULL) || pipe(fd) != 0)
        return;
    store_close(TAKE(f.store));
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        if (store_open(f.url, &exclusive, &other, &e) != RC_OK || write(fd[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    CHECK_INT(read(fd[0], &ready, 1), 1);
    CHECK_INT(store_open(f.url, &exclusive, &other, &e), RC_CONFLICT);
    CHECK_MSG(strstr(e.msg, "is in use by another server") != NULL, "%s", e.msg);
    CHECK(other == NULL);
    CHECK_INT(store_open(f.url, NULL, &other, &e), RC_OK); /* a tool beside the server */
    CHECK(put_operation(other, "from a tool"));
    store_close(TAKE(other));
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    CHECK_INT(store_open(f.url, &exclusive, &other, &e), RC_OK); /* the lock died with its holder */
    CHECK(has_operation(other, "from a tool"));
    store_close(other);
    (void)close(fd[0]);
    (void)close(fd[1]);
    fixture_close(&f);
}

/* ---- backup ---- */

static void *write_on(void *arg)
{
    char key[32];

    for (int i = 0; i < 200; i++) {
        (void)snprintf(key, sizeof(key), "w-%d", i);
        if (!put_operation(arg, key))
            return arg;
    }
    return NULL;
}

TEST(a_backup_is_a_whole_database_while_writing_goes_on)
{
    struct fixture f;
    struct store *copy = NULL;
    struct err e = { 0 };
    pthread_t thread;
    void *failed = NULL;
    char url[300];

    if (!fixture_open(&f, 0, NULL))
        return;
    CHECK(put_operation(f.store, "before"));
    CHECK_INT(pthread_create(&thread, NULL, write_on, f.store), 0);
    CHECK_MSG(store_backup(f.store, fixture_path(&f, "backup.db"), &e) == RC_OK, "%s", e.msg);
    pthread_join(thread, &failed);
    CHECK(failed == NULL);
    CHECK_INT(store_backup(f.store, fixture_path(&f, "backup.db"), &e), RC_CONFLICT);
    CHECK_INT(store_backup(f.store, "/nowhere/at/all", &e), RC_INTERNAL);
    (void)snprintf(url, sizeof(url), "sqlite:%s", fixture_path(&f, "backup.db"));
    CHECK_MSG(store_open(url, NULL, &copy, &e) == RC_OK, "%s", e.msg);
    if (copy != NULL) {
        CHECK_INT(store_schema_check(copy, &e), RC_OK);
        CHECK_MSG(store_verify(copy, &e) == RC_OK, "%s", e.msg);
        CHECK(has_operation(copy, "before"));
        CHECK(put_operation(copy, "after"));
    }
    CHECK(!has_operation(f.store, "after"));
    store_close(copy);
    fixture_close(&f);
}

TEST(a_backup_of_postgresql_is_not_ours)
{
    struct fixture f;
    struct err e = { 0 };

    if (fixture_engines() < 2 || !fixture_open(&f, 1, NULL))
        return;
    CHECK_INT(store_backup(f.store, fixture_path(&f, "x"), &e), RC_INVALID);
    CHECK_INT(store_write(f.store, nothing, NULL, &e), RC_OK);
    fixture_close(&f);
}

TEST(damage_and_dangling_keys_are_found)
{
    struct fixture f;
    struct stat st;
    struct err e = { 0 };
    char page[4096] = { 0 };
    int fd;

    if (!fixture_open(&f, 0, NULL))
        return;
    CHECK_INT(store_verify(f.store, &e), RC_OK);
    CHECK(fixture_sql(&f, "INSERT INTO post VALUES (1, 77, NULL, 'c', 't', '', 0, 1, 1)"));
    CHECK_INT(store_verify(f.store, &e), RC_CONFLICT);
    CHECK_MSG(strstr(e.msg, "rows of post") != NULL, "%s", e.msg);
    CHECK(fixture_sql(&f, "DELETE FROM post"));
    store_close(TAKE(f.store));
    CHECK(stat(f.url + 7, &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    fd = open(f.url + 7, O_RDWR);
    for (int i = 8; i < 20; i++)
        CHECK(pwrite(fd, page, sizeof(page), (off_t)i * 4096) == sizeof(page));
    (void)close(fd);
    CHECK(fixture_reopen(&f, NULL));
    CHECK_INT(store_verify(f.store, &e), RC_INTERNAL);
    fixture_close(&f);
}

/* ---- a full disk ---- */

static enum rc put_long(struct tx *tx, void *arg, struct err *e)
{
    static char text[100000];

    memset(text, 'x', sizeof(text));
    return operation_record(tx, str_c(arg), (struct str){ text, sizeof(text) }, 1, e);
}

/* In a child, because a limit on the size of files is for the whole process: write until it is reached, then
 * go on without it. Exit status: the line of the first thing that was wrong, or 0. */
static int fill_disk(const char *url)
{
    struct rlimit tight = { 3 << 20, RLIM_INFINITY }, wide = { RLIM_INFINITY, RLIM_INFINITY };
    struct store *s = NULL;
    struct err e = { 0 };
    enum rc rc = RC_OK;
    char key[24];
    int n = 0;

    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &tight) != 0 || store_open(url, NULL, &s, &e) != RC_OK)
        return 1;
    while (rc == RC_OK && n < 100) {
        (void)snprintf(key, sizeof(key), "long-%d", n++);
        rc = store_write(s, put_long, key, &e);
    }
    if (rc != RC_LIMIT && rc != RC_INTERNAL && rc != RC_UNCERTAIN)
        return 2;
    if (store_health(s, &e) == RC_OK)
        return 3;
    if (count_operations(s, "long-") != n - 1) /* readers go on, and see what was acknowledged */
        return 4;
    if (setrlimit(RLIMIT_FSIZE, &wide) != 0 || store_write(s, put_long, key, &e) != RC_OK)
        return 5;
    if (store_health(s, &e) != RC_OK || store_verify(s, &e) != RC_OK || count_operations(s, "long-") != n)
        return 6;
    store_close(s);
    return 0;
}

TEST(a_full_disk_refuses_and_recovers)
{
    struct fixture f;
    int status = 0;
    pid_t pid;

    if (!fixture_open(&f, 0, NULL))
        return;
    store_close(TAKE(f.store));
    fflush(stdout);
    pid = fork();
    if (pid == 0)
        _exit(fill_disk(f.url));
    (void)waitpid(pid, &status, 0);
    CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
    fixture_close(&f);
}
