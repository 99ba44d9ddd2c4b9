/*
 * file.c - whole files and folders.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/id.h"

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

enum rc file_read(struct arena *a, const char *path, size_t max, struct str *ret, struct err *e)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    size_t got = 0, size;
    char *p;

    if (fd < 0)
        return ERR(e, errno == ENOENT ? RC_NOT_FOUND : RC_INTERNAL, "%s: %m", path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return ERR(e, RC_INVALID, "%s: not a file", path);
    size = (size_t)st.st_size;
    if (size > max)
        return ERR(e, RC_LIMIT, "%s: larger than %zu bytes", path, max);
    p = arena_alloc(a, size + 1);
    if (p == NULL)
        return arena_check(a, e);
    while (got < size) {
        ssize_t n = read(fd, p + got, size - got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR(e, RC_INTERNAL, "%s: %m", path);
        if (n == 0)
            break;
        got += (size_t)n;
    }
    *ret = (struct str){ p, got };
    return RC_OK;
}

static bool write_all(int fd, struct str s)
{
    while (s.len > 0) {
        ssize_t n = write(fd, s.p, s.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        s = str_from(s, (size_t)n);
    }
    return true;
}

static enum rc dir_sync(const char *path, struct err *e)
{
    char dir[4096];
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    CLEANUP(fd_close) int fd = -1;

    if (n >= sizeof(dir))
        return ERR(e, RC_INVALID, "%s: name too long", path);
    memcpy(dir, path, n);
    dir[n] = '\0';
    fd = open(slash == NULL ? "." : n == 0 ? "/" : dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return ERR(e, RC_INTERNAL, "%s: %m", path);
    return RC_OK;
}

enum rc file_write_durable(const char *path, struct str content, struct err *e)
{
    char tmp[4096];
    uint64_t salt;
    CLEANUP(fd_close) int fd = -1;
    int n;

    random_bytes(&salt, sizeof(salt));
    n = snprintf(tmp, sizeof(tmp), "%s.%016llx.tmp", path, (unsigned long long)salt);
    if (n < 0 || (size_t)n >= sizeof(tmp))
        return ERR(e, RC_INVALID, "%s: name too long", path);
    fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return ERR(e, RC_INTERNAL, "%s: %m", tmp);
    if (!write_all(fd, content) || fdatasync(fd) != 0 || rename(tmp, path) != 0) {
        (void)err_set(e, RC_INTERNAL, __FILE__, __LINE__, "%s: %m", path);
        unlink(tmp);
        return RC_INTERNAL;
    }
    return dir_sync(path, e);
}

enum rc dir_make(const char *path, struct err *e)
{
    char part[4096];
    size_t n = strlen(path);

    if (n == 0 || n >= sizeof(part))
        return ERR(e, RC_INVALID, "folder name too long or empty");
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0750) != 0 && errno != EEXIST)
            return ERR(e, RC_INTERNAL, "%s: %m", part);
    }
    return RC_OK;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static void dir_closep(DIR **d)
{
    if (*d != NULL)
        closedir(*d);
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum rc dir_list(struct arena *a, const char *path, struct str **names, size_t *n, struct err *e)
{
    CLEANUP(dir_closep) DIR *d = opendir(path);
    VEC(struct str) v = { 0 };
    struct dirent *de;

    if (d == NULL)
        return ERR(e, errno == ENOENT ? RC_NOT_FOUND : RC_INTERNAL, "%s: %m", path);
    while ((de = readdir(d)) != NULL) {
        struct str name = str_c(de->d_name);

        if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
            continue;
        if (!VEC_PUSH(a, &v, arena_str(a, name)))
            return arena_check(a, e);
    }
    if (v.n > 0)
        qsort(v.v, v.n, sizeof(*v.v), by_bytes);
    *names = v.v;
    *n = v.n;
    return arena_check(a, e);
}

const char *path_join(struct arena *a, const char *dir, const char *name)
{
    return arena_fmt(a, "%s/%s", dir, name).p;
}
