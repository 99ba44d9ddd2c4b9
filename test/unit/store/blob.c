/*
 * blob.c - files by their content.
 */
#include "check.h"
#include "fixture.h"

#include "base/file.h"
#include "port/blob.h"

#include <fcntl.h>
#include <sys/stat.h>

struct seen {
    int n;
    int64_t bytes;
    struct hash last;
};

static enum rc see(void *arg, const struct hash *h, int64_t size, int64_t age_ms, struct err *e)
{
    struct seen *s = arg;

    (void)e;
    CHECK(age_ms >= -1000);
    s->n++;
    s->bytes += size;
    s->last = *h;
    return RC_OK;
}

static enum rc stop(void *arg, const struct hash *h, int64_t size, int64_t age_ms, struct err *e)
{
    (void)arg;
    (void)h;
    (void)size;
    (void)age_ms;
    return ERR(e, RC_DENIED, "enough");
}

TEST(blobs_are_kept_once_by_content)
{
    static const struct str contents[] = { STR_INIT(""), STR_INIT("a"), STR_INIT("نامه"),
                                           STR_INIT("a\0b\n") };
    struct arena *a = arena_new(8 << 20);
    struct fixture f;
    struct blobs *b = NULL;
    struct err e = { 0 };
    struct hash h[ARRAY_LEN(contents)], again, other = { { 1 } };
    struct seen seen = { 0 };
    struct str got = STR_NONE;
    int64_t size = 0;
    int fd = -1;

    CHECK(fixture_make(&f, 0));
    CHECK_MSG(blobs_open(fixture_path(&f, "blobs"), &b, &e) == RC_OK, "%s", e.msg);
    for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
        CHECK_MSG(blob_put(b, contents[i], &h[i], &e) == RC_OK, "%s", e.msg);
        CHECK_INT(blob_put(b, contents[i], &again, &e), RC_OK);
        CHECK(hash_eq(&h[i], &again) && blob_exists(b, &h[i]));
        CHECK_INT(blob_read(b, a, &h[i], 100, &got, &e), RC_OK);
        CHECK(str_eq(got, contents[i]));
        CHECK_INT(blob_verify(b, &h[i], &e), RC_OK);
    }
    CHECK_INT(blob_open(b, &h[1], &fd, &size, &e), RC_OK);
    CHECK_INT(size, 1);
    (void)close(fd);
    CHECK_INT(blob_each(b, see, &seen, &e), RC_OK);
    CHECK_INT(seen.n, ARRAY_LEN(contents));
    CHECK_INT(seen.bytes, 0 + 1 + 8 + 4);
    CHECK_INT(blob_each(b, stop, NULL, &e), RC_DENIED);
    CHECK_INT(blob_read(b, a, &h[2], 7, &got, &e), RC_LIMIT);
    CHECK(!blob_exists(b, &other));
    CHECK_INT(blob_read(b, a, &other, 100, &got, &e), RC_NOT_FOUND);
    CHECK_INT(blob_verify(b, &other, &e), RC_NOT_FOUND);
    CHECK_INT(blob_open(b, &other, &fd, &size, &e), RC_NOT_FOUND);
    blobs_close(b);
    fixture_close(&f);
    arena_free(a);
}

TEST(a_damaged_blob_is_noticed)
{
    struct arena *a = arena_new(8 << 20);
    struct str content = { memset(arena_alloc(a, 100000), 'x', 100000), 100000 }, got, hex;
    struct fixture f;
    struct blobs *b = NULL;
    struct err e = { 0 };
    struct hash h;
    const char *path;
    int fd;

    CHECK(fixture_make(&f, 0));
    CHECK_INT(blobs_open(fixture_path(&f, "blobs"), &b, &e), RC_OK);
    CHECK_INT(blob_put(b, content, &h, &e), RC_OK);
    CHECK_INT(blob_verify(b, &h, &e), RC_OK);
    hex = hash_hex(a, &h);
    path = arena_fmt(a, "%s/blobs/%.2s/%.2s/%.*s", f.dir, hex.p, hex.p + 2, STR_ARG(hex)).p;
    fd = open(path, O_WRONLY);
    CHECK(fd >= 0 && pwrite(fd, "y", 1, 70000) == 1);
    (void)close(fd);
    CHECK_INT(blob_verify(b, &h, &e), RC_INTERNAL);
    CHECK_INT(blob_read(b, a, &h, 200000, &got, &e), RC_INTERNAL);
    CHECK(truncate(path, 10) == 0);
    CHECK_INT(blob_verify(b, &h, &e), RC_INTERNAL);
    CHECK_INT(blob_put(b, content, &h, &e), RC_OK); /* of another size: written anew */
    CHECK_INT(blob_verify(b, &h, &e), RC_OK);
    blobs_close(b);
    fixture_close(&f);
    arena_free(a);
}

TEST(a_blob_is_removed_only_when_old_enough)
{
    static const struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
    struct arena *a = arena_new(1 << 20);
    struct fixture f;
    struct blobs *b = NULL;
    struct err e = { 0 };
    struct hash h;
    struct str hex;
    const char *path, *leftover, *fresh;
    bool removed = true;
    struct seen seen = { 0 };

    CHECK(fixture_make(&f, 0));
    CHECK_INT(blobs_open(fixture_path(&f, "blobs"), &b, &e), RC_OK);
    CHECK_INT(blob_put(b, STR("text"), &h, &e), RC_OK);
    hex = hash_hex(a, &h);
    path = arena_fmt(a, "%s/blobs/%.2s/%.2s/%.*s", f.dir, hex.p, hex.p + 2, STR_ARG(hex)).p;
    leftover = arena_fmt(a, "%s/blobs/%.2s/%.2s/new-0", f.dir, hex.p, hex.p + 2).p;
    fresh = arena_fmt(a, "%s/blobs/%.2s/%.2s/new-1", f.dir, hex.p, hex.p + 2).p;
    CHECK_INT(blob_remove(b, &h, 3600000, &removed, &e), RC_OK);
    CHECK(!removed && blob_exists(b, &h));
    CHECK(utimensat(AT_FDCWD, path, old, 0) == 0);
    CHECK_INT(blob_put(b, STR("text"), &h, &e), RC_OK); /* put again: young again */
    CHECK_INT(blob_remove(b, &h, 3600000, &removed, &e), RC_OK);
    CHECK(!removed);
    CHECK(utimensat(AT_FDCWD, path, old, 0) == 0);
    CHECK_INT(blob_remove(b, &h, 3600000, &removed, &e), RC_OK);
    CHECK(removed && !blob_exists(b, &h));
    CHECK_INT(blob_remove(b, &h, 0, &removed, &e), RC_OK);
    CHECK(!removed);
    CHECK_INT(file_write_durable(leftover, STR("half"), &e), RC_OK);
    CHECK_INT(file_write_durable(fresh, STR("half"), &e), RC_OK);
    CHECK(utimensat(AT_FDCWD, leftover, old, 0) == 0);
    CHECK_INT(blob_each(b, see, &seen, &e), RC_OK);
    CHECK_INT(seen.n, 0);
    CHECK(!file_exists(leftover) && file_exists(fresh)); /* somebody may be writing the young one */
    blobs_close(b);
    fixture_close(&f);
    arena_free(a);
}
