/*
 * file.c - whole files and folders: limits, durable writing that replaces at once and leaves nothing behind.
 */
#include "base/file.h"
#include "check.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

struct place {
    struct arena *a;
    char dir[40];
    struct err e;
};

static struct place place_new(void)
{
    struct place p = { .a = arena_new(1 << 20), .dir = "/tmp/samad-base-XXXXXX" };

    CHECK(mkdtemp(p.dir) != NULL);
    return p;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void place_done(struct place *p)
{
    (void)nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(p->a);
}

TEST(files_are_written_and_read)
{
    struct place p = place_new();
    const char *path = path_join(p.a, p.dir, "نامه.txt");
    struct str s = STR_NONE, *names = NULL;
    struct stat st;
    size_t n = 0;

    CHECK_INT(file_read(p.a, path, 100, &s, &p.e), RC_NOT_FOUND);
    CHECK(!file_exists(path));
    CHECK_INT(file_write_durable(path, STR("یک"), &p.e), RC_OK);
    CHECK_INT(file_read(p.a, path, 100, &s, &p.e), RC_OK);
    CHECK_STR(s, "یک");
    CHECK(s.p[s.len] == '\0');
    CHECK_INT(file_read(p.a, path, 4, &s, &p.e), RC_OK);
    CHECK_INT(file_read(p.a, path, 3, &s, &p.e), RC_LIMIT);
    CHECK_INT(file_write_durable(path, STR_NONE, &p.e), RC_OK);
    CHECK_INT(file_read(p.a, path, 0, &s, &p.e), RC_OK);
    CHECK_INT(s.len, 0);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 007) == 0);
    CHECK_INT(dir_list(p.a, p.dir, &names, &n, &p.e), RC_OK);
    CHECK_INT(n, 1); /* no temporary file is left */
    place_done(&p);
}

TEST(files_refused_leave_nothing_behind)
{
    struct place p = place_new();
    const char *dir = path_join(p.a, p.dir, "folder"), *inside = path_join(p.a, dir, "x");
    struct str s, *names = NULL;
    size_t n = 0;
    char longer[5000];

    CHECK_INT(file_write_durable(inside, STR("x"), &p.e), RC_INTERNAL);
    CHECK_INT(dir_make(dir, &p.e), RC_OK);
    CHECK_INT(file_write_durable(dir, STR("x"), &p.e), RC_INTERNAL); /* a folder has the name */
    CHECK_INT(dir_list(p.a, p.dir, &names, &n, &p.e), RC_OK);
    CHECK_INT(n, 1);
    CHECK_INT(file_read(p.a, dir, 100, &s, &p.e), RC_INVALID);
    CHECK_INT(file_read(p.a, "/dev/zero", 100, &s, &p.e), RC_INVALID);
    memset(longer, 'a', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    CHECK_INT(file_write_durable(longer, STR("x"), &p.e), RC_INVALID);
    CHECK_INT(dir_make(longer, &p.e), RC_INVALID);
    CHECK_INT(dir_make("", &p.e), RC_INVALID);
    place_done(&p);
}

TEST(folders_are_made_with_their_parents_and_listed_in_order)
{
    static const char *const names[] = { "b", "a", ".hidden", "ب", "aa" };
    static const char *const sorted[] = { ".hidden", "a", "aa", "b", "ب" };
    struct place p = place_new();
    const char *deep = path_join(p.a, p.dir, "x/y/z");
    struct str *got = NULL;
    size_t n = 0;

    CHECK_INT(dir_make(deep, &p.e), RC_OK);
    CHECK_INT(dir_make(deep, &p.e), RC_OK);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        CHECK_INT(file_write_durable(path_join(p.a, deep, names[i]), STR("x"), &p.e), RC_OK);
    CHECK_INT(dir_list(p.a, deep, &got, &n, &p.e), RC_OK);
    CHECK_INT(n, ARRAY_LEN(sorted));
    for (size_t i = 0; i < n && i < ARRAY_LEN(sorted); i++)
        CHECK_STR(got[i], sorted[i]);
    CHECK_INT(dir_list(p.a, path_join(p.a, p.dir, "none"), &got, &n, &p.e), RC_NOT_FOUND);
    CHECK_INT(dir_make(path_join(p.a, deep, "a/b"), &p.e), RC_INTERNAL); /* a file is in the way */
    place_done(&p);
}

/* ---- a reader never sees half a file ---- */

#define WRITES 20
#define BYTES 20000

struct reading {
    const char *path;
    _Atomic bool stop;
    _Atomic int seen, halves;
};

static void *read_on(void *arg)
{
    struct reading *r = arg;

    while (!atomic_load(&r->stop)) {
        struct arena *a = arena_new(1 << 16);
        struct str s;

        if (file_read(a, r->path, BYTES, &s, NULL) == RC_OK) {
            bool whole = s.len == BYTES;

            for (size_t i = 1; whole && i < s.len; i++)
                whole = s.p[i] == s.p[0];
            atomic_fetch_add(&r->seen, 1);
            atomic_fetch_add(&r->halves, !whole);
        }
        arena_free(a);
    }
    return NULL;
}

TEST(files_are_replaced_at_once)
{
    struct place p = place_new();
    struct reading r = { .path = path_join(p.a, p.dir, "f") };
    char bytes[BYTES];
    pthread_t other;

    memset(bytes, 'a', sizeof(bytes));
    CHECK_INT(file_write_durable(r.path, (struct str){ bytes, sizeof(bytes) }, &p.e), RC_OK);
    pthread_create(&other, NULL, read_on, &r);
    for (int i = 0; i < WRITES || (atomic_load(&r.seen) == 0 && i < 100000); i++) {
        memset(bytes, 'a' + i % 26, sizeof(bytes));
        CHECK_INT(file_write_durable(r.path, (struct str){ bytes, sizeof(bytes) }, &p.e), RC_OK);
    }
    atomic_store(&r.stop, true);
    pthread_join(other, NULL);
    CHECK(r.seen > 0);
    CHECK_INT(r.halves, 0);
    place_done(&p);
}
