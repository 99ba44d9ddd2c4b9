/*
 * file.h - whole files and folders, durable where it says so. Names come from our own code or an
 * administrator's command line, never from a citizen.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

/* RC_NOT_FOUND, RC_LIMIT (over `max`), RC_INTERNAL. */
enum rc file_read(struct arena *a, const char *path, size_t max, struct str *ret, struct err *e) MUST_CHECK;
/* Write under a temporary name, fdatasync, rename, sync the folder. */
enum rc file_write_durable(const char *path, struct str content, struct err *e) MUST_CHECK;
enum rc dir_make(const char *path, struct err *e) MUST_CHECK; /* with parents; existing is fine */
bool file_exists(const char *path);
/* Names (not paths) in a folder, sorted by bytes, without . and .. */
enum rc dir_list(struct arena *a, const char *path, struct str **names, size_t *n, struct err *e) MUST_CHECK;
const char *path_join(struct arena *a, const char *dir, const char *name);

#endif
