/*
 * blob.c - files by their content (port/blob.h): DIR/aa/bb/aabb…, 64 hexadecimal digits.
 *
 * Invariants: a file under its final name is complete and on disk, and so is its name; a content that is put
 * while it is being removed survives, because both hold the lock of DIR/.lock and putting renews the time of
 * an existing file.
 *
 * Not here: which case an attachment belongs to (rows in the database).
 */
#include "port/blob.h"

#include "base/file.h"
#include "base/id.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>

#define LEFTOVER_AGE_MS INT64_C(86400000)
#define PATH_BYTES 80 /* "aa/bb/" and the digits, or a temporary name */

struct blobs {
    int dir; /* all paths are relative to it */
    pthread_rwlock_t lock;
    int lock_fd; /* the same between processes */
};

struct blob_path {
    char whole[PATH_BYTES]; /* aa/bb/aabb… */
    char dir1[3], dir2[6];
};

static void fdp_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static int fd_take(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

static void dirp_close(DIR **d)
{
    if (*d != NULL)
        (void)closedir(*d);
}

static enum rc errno_rc(struct err *e, const char *what)
{
    int code = errno;

    return ERR(e, code == ENOSPC || code == EDQUOT || code == EMFILE ? RC_LIMIT : RC_INTERNAL, "%s: %s", what,
               strerror(code));
}

static struct blob_path blob_path(const struct hash *h)
{
    static const char digits[] = "0123456789abcdef";
    struct blob_path p = { .whole = "" };
    char hex[65];

    for (size_t i = 0; i < sizeof(h->b); i++) {
        hex[2 * i] = digits[h->b[i] >> 4];
        hex[2 * i + 1] = digits[h->b[i] & 15];
    }
    hex[64] = '\0';
    (void)snprintf(p.whole, sizeof(p.whole), "%.2s/%.2s/%s", hex, hex + 2, hex);
    (void)snprintf(p.dir1, sizeof(p.dir1), "%.2s", hex);
    (void)snprintf(p.dir2, sizeof(p.dir2), "%.2s/%.2s", hex, hex + 2);
    return p;
}

/* ---- opening ---- */

enum rc blobs_open(const char *dir, struct blobs **ret, struct err *e)
{
    CLEANUP(blobs_closep) struct blobs *b = NULL;
    enum rc rc = dir_make(dir, e);

    if (rc != RC_OK)
        return rc;
    b = calloc(1, sizeof(*b));
    if (b == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    pthread_rwlock_init(&b->lock, NULL);
    b->lock_fd = -1;
    b->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->dir < 0)
        return errno_rc(e, dir);
    b->lock_fd = openat(b->dir, ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (b->lock_fd < 0)
        return errno_rc(e, dir);
    *ret = TAKE(b);
    return RC_OK;
}

void blobs_close(struct blobs *b)
{
    if (b == NULL)
        return;
    fdp_close(&b->lock_fd);
    fdp_close(&b->dir);
    pthread_rwlock_destroy(&b->lock);
    free(b);
}

void blobs_closep(struct blobs **b)
{
    blobs_close(*b);
    *b = NULL;
}

/* ---- putting ---- */

static enum rc sync_dir(const struct blobs *b, const char *name, struct err *e)
{
    CLEANUP(fdp_close) int fd = openat(b->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && fsync(fd) == 0 ? RC_OK : errno_rc(e, "attachments: flushing a folder");
}

static enum rc make_dirs(const struct blobs *b, const struct blob_path *p, struct err *e)
{
    if ((mkdirat(b->dir, p->dir1, 0700) != 0 && errno != EEXIST) ||
        (mkdirat(b->dir, p->dir2, 0700) != 0 && errno != EEXIST))
        return errno_rc(e, "attachments: making a folder");
    return RC_OK;
}

/* The names that lead to the file. Also of those that were there already: whoever made them may not have come
 * so far. */
static enum rc sync_dirs(const struct blobs *b, const struct blob_path *p, struct err *e)
{
    enum rc rc = sync_dir(b, p->dir2, e);

    if (rc == RC_OK)
        rc = sync_dir(b, p->dir1, e);
    return rc == RC_OK ? sync_dir(b, ".", e) : rc;
}

static enum rc write_all(int fd, struct str s, struct err *e)
{
    while (s.len > 0) {
        ssize_t n = write(fd, s.p, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return errno_rc(e, "attachments: writing");
        s = str_from(s, (size_t)n);
    }
    return fdatasync(fd) == 0 ? RC_OK : errno_rc(e, "attachments: flushing");
}

static enum rc write_new(const struct blobs *b, const struct blob_path *p, struct str content, struct err *e)
{
    CLEANUP(fdp_close) int fd = -1;
    char temp[PATH_BYTES];
    uint64_t unique;
    enum rc rc;

    random_bytes(&unique, sizeof(unique));
    (void)snprintf(temp, sizeof(temp), "%s/new-%016llx", p->dir2, (unsigned long long)unique);
    fd = openat(b->dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno_rc(e, "attachments: making a file");
    rc = write_all(fd, content, e);
    if (rc == RC_OK && renameat(b->dir, temp, b->dir, p->whole) != 0)
        rc = errno_rc(e, "attachments: renaming");
    if (rc != RC_OK)
        (void)unlinkat(b->dir, temp, 0);
    return rc;
}

enum rc blob_put(struct blobs *b, struct str content, struct hash *ret, struct err *e)
{
    struct hash h = hash_bytes(content);
    struct blob_path p = blob_path(&h);
    struct stat st;
    enum rc rc;

    rc = make_dirs(b, &p, e);
    if (rc != RC_OK)
        return rc;
    pthread_rwlock_rdlock(&b->lock);
    (void)flock(b->lock_fd, LOCK_SH);
    if (fstatat(b->dir, p.whole, &st, 0) == 0 && (uint64_t)st.st_size == content.len)
        rc = utimensat(b->dir, p.whole, NULL, 0) == 0 ? RC_OK : errno_rc(e, "attachments");
    else
        rc = write_new(b, &p, content, e);
    if (rc == RC_OK)
        rc = sync_dirs(b, &p, e);
    pthread_rwlock_unlock(&b->lock);
    if (rc == RC_OK)
        *ret = h;
    return rc;
}

/* ---- reading ---- */

enum rc blob_open(struct blobs *b, const struct hash *h, int *fd, int64_t *size, struct err *e)
{
    CLEANUP(fdp_close) int f = -1;
    struct blob_path p = blob_path(h);
    struct stat st;

    f = openat(b->dir, p.whole, O_RDONLY | O_CLOEXEC);
    if (f < 0)
        return errno == ENOENT ? ERR(e, RC_NOT_FOUND, "attachment %s is missing", p.whole)
                               : errno_rc(e, p.whole);
    if (fstat(f, &st) != 0 || !S_ISREG(st.st_mode))
        return ERR(e, RC_INTERNAL, "attachment %s is not a file", p.whole);
    *size = st.st_size;
    *fd = fd_take(&f);
    return RC_OK;
}

static enum rc damaged(const struct hash *h, struct err *e)
{
    struct blob_path p = blob_path(h);

    return ERR(e, RC_INTERNAL, "attachment %s is damaged", p.whole);
}

static enum rc read_all(int fd, char *p, size_t len, size_t *got, struct err *e)
{
    *got = 0;
    while (*got < len) {
        ssize_t n = read(fd, p + *got, len - *got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno_rc(e, "attachments: reading");
        if (n == 0)
            break;
        *got += (size_t)n;
    }
    return RC_OK;
}

enum rc blob_read(struct blobs *b, struct arena *a, const struct hash *h, size_t max, struct str *ret,
                  struct err *e)
{
    CLEANUP(fdp_close) int fd = -1;
    struct hash found;
    int64_t size = 0;
    size_t got = 0;
    struct str s;
    char *p;
    enum rc rc;

    rc = blob_open(b, h, &fd, &size, e);
    if (rc != RC_OK)
        return rc;
    if ((uint64_t)size > max)
        return ERR(e, RC_LIMIT, "the attachment has %lld bytes, more than %zu", (long long)size, max);
    p = arena_alloc(a, (size_t)size + 1);
    if (p == NULL)
        return arena_check(a, e);
    rc = read_all(fd, p, (size_t)size, &got, e);
    if (rc != RC_OK)
        return rc;
    s = (struct str){ p, got };
    found = hash_bytes(s);
    if (!hash_eq(&found, h))
        return damaged(h, e);
    *ret = s;
    return RC_OK;
}

bool blob_exists(struct blobs *b, const struct hash *h)
{
    struct blob_path p = blob_path(h);

    return faccessat(b->dir, p.whole, F_OK, 0) == 0;
}

enum rc blob_verify(struct blobs *b, const struct hash *h, struct err *e)
{
    CLEANUP(fdp_close) int fd = -1;
    struct hash_stream stream;
    struct hash found;
    char part[16384];
    int64_t size = 0;
    size_t got = 0;
    enum rc rc;

    rc = blob_open(b, h, &fd, &size, e);
    if (rc != RC_OK)
        return rc;
    hash_begin(&stream);
    do {
        rc = read_all(fd, part, sizeof(part), &got, e);
        if (rc != RC_OK)
            return rc;
        hash_more(&stream, (struct str){ part, got });
    } while (got == sizeof(part));
    found = hash_end(&stream);
    return hash_eq(&found, h) ? RC_OK : damaged(h, e);
}

/* ---- cleaning ---- */

static int64_t age_ms(const struct stat *st)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec - st->st_mtim.tv_sec) * 1000 + (now.tv_nsec - st->st_mtim.tv_nsec) / 1000000;
}

static bool is_hex_name(const char *name, size_t len)
{
    return strlen(name) == len && strspn(name, "0123456789abcdef") == len;
}

struct walk {
    struct blobs *b;
    blob_each_fn *fn;
    void *arg;
};

static enum rc each_file(const struct walk *w, const char *dir, const char *name, struct err *e)
{
    char path[PATH_BYTES * 2];
    struct stat st;
    struct hash h;

    if (name[0] == '.' || snprintf(path, sizeof(path), "%s/%.100s", dir, name) >= (int)sizeof(path) ||
        fstatat(w->b->dir, path, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return RC_OK; /* gone meanwhile, or not ours */
    if (is_hex_name(name, 64) && hash_from_hex(str_c(name), &h))
        return w->fn(w->arg, &h, st.st_size, age_ms(&st), e);
    if (str_starts(str_c(name), STR("new-")) && age_ms(&st) > LEFTOVER_AGE_MS)
        (void)unlinkat(w->b->dir, path, 0);
    return RC_OK;
}

/* depth 0: DIR, its folders are aa; 1: aa, its folders are aa/bb; 2: aa/bb, its files are the blobs. */
static enum rc each_in(const struct walk *w, const char *path, int depth, struct err *e)
{
    CLEANUP(dirp_close) DIR *d = NULL;
    int fd = openat(w->b->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct dirent *entry;
    enum rc rc = RC_OK;

    d = fd < 0 ? NULL : fdopendir(fd);
    if (d == NULL)
        return errno_rc(e, "attachments: listing");
    while (rc == RC_OK && (entry = readdir(d)) != NULL) {
        char sub[8];
        if (depth == 2) {
            rc = each_file(w, path, entry->d_name, e);
        } else if (is_hex_name(entry->d_name, 2)) {
            if (depth == 0)
                (void)snprintf(sub, sizeof(sub), "%.2s", entry->d_name);
            else
                (void)snprintf(sub, sizeof(sub), "%.2s/%.2s", path, entry->d_name);
            rc = each_in(w, sub, depth + 1, e);
        }
    }
    return rc;
}

enum rc blob_each(struct blobs *b, blob_each_fn *fn, void *arg, struct err *e)
{
    const struct walk w = { b, fn, arg };

    return each_in(&w, ".", 0, e);
}

enum rc blob_remove(struct blobs *b, const struct hash *h, int64_t min_age_ms, bool *removed, struct err *e)
{
    struct blob_path p = blob_path(h);
    struct stat st;
    enum rc rc = RC_OK;

    *removed = false;
    pthread_rwlock_wrlock(&b->lock);
    (void)flock(b->lock_fd, LOCK_EX);
    if (fstatat(b->dir, p.whole, &st, 0) == 0 && age_ms(&st) >= min_age_ms) {
        *removed = unlinkat(b->dir, p.whole, 0) == 0;
        if (!*removed)
            rc = errno_rc(e, "attachments: removing");
    }
    (void)flock(b->lock_fd, LOCK_UN);
    pthread_rwlock_unlock(&b->lock);
    return rc;
}
