/*
 * blob.h - files by their content: BLAKE2b-256 in hexadecimal, under DIR/aa/bb/aabb….
 *
 * Written and flushed before the commit that names them; the same content is kept once. What no row names is
 * cleaned away after a while. Names and kinds of files are rows in the database, not here.
 */
#ifndef PORT_BLOB_H
#define PORT_BLOB_H

#include "base/hash.h"

struct blobs; /* thread-safe */

enum rc blobs_open(const char *dir, struct blobs **ret, struct err *e) MUST_CHECK; /* makes `dir` */
void blobs_close(struct blobs *b);                                                 /* NULL allowed */
void blobs_closep(struct blobs **b);                                               /* for CLEANUP */

/* Durable on return. RC_LIMIT when the disk is full. */
enum rc blob_put(struct blobs *b, struct str content, struct hash *ret, struct err *e) MUST_CHECK;
/* Whole content, checked against its hash. RC_NOT_FOUND, RC_LIMIT (over `max`), RC_INTERNAL (damaged). */
enum rc blob_read(struct blobs *b, struct arena *a, const struct hash *h, size_t max, struct str *ret,
                  struct err *e) MUST_CHECK;
/* File descriptor for reading, closed by the caller, and its size. RC_NOT_FOUND. */
enum rc blob_open(struct blobs *b, const struct hash *h, int *fd, int64_t *size, struct err *e) MUST_CHECK;
bool blob_exists(struct blobs *b, const struct hash *h);
/* Read it through: RC_OK, RC_NOT_FOUND, or RC_INTERNAL when the content is not what the name says. */
enum rc blob_verify(struct blobs *b, const struct hash *h, struct err *e) MUST_CHECK;

/* Called for every blob; anything but RC_OK ends the walk and is returned. */
typedef enum rc blob_each_fn(void *arg, const struct hash *h, int64_t size, int64_t age_ms, struct err *e);
/* In no order. Files that are no blobs (left-overs of a crash while writing) are removed when a day old. */
enum rc blob_each(struct blobs *b, blob_each_fn *fn, void *arg, struct err *e) MUST_CHECK;
/* Remove it if nobody has put it within `min_age_ms`; `*removed` tells. The caller has made sure that no row
 * names it. */
enum rc blob_remove(struct blobs *b, const struct hash *h, int64_t min_age_ms, bool *removed,
                    struct err *e) MUST_CHECK;

#endif
