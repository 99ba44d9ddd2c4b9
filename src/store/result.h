/*
 * result.h - the rows of one statement, copied out of the driver: cells in one array, bytes in one block.
 *
 * A connection keeps a few for its next statements, so that a small query allocates nothing.
 */
#ifndef STORE_RESULT_H
#define STORE_RESULT_H

#include "store/db.h"

#define RESULT_BYTES_MAX ((size_t)64 << 20)

struct db_cell {
    enum db_kind kind;
    union {
        int64_t i;
        double f;
        struct {
            size_t at, len; /* in bytes[] */
        } s;
    };
};

struct result_pool;

struct db_result {
    struct db_result *next;
    struct result_pool *pool;
    struct db_cell *cells;
    size_t ncells, cells_cap;
    size_t columns;
    char *bytes;
    size_t nbytes, bytes_cap;
    unsigned shares; /* beyond the first */
    bool pending;    /* asked for ahead, not come yet */
};

/* Belongs to one connection, used by one thread at a time; outlives its results. */
struct result_pool {
    struct db_result *spare;
    unsigned nspare;
};

struct db_result *result_new(struct result_pool *p, size_t columns); /* NULL when out of memory */
void result_free(struct db_result *r);                               /* back to its pool; NULL allowed */
struct db_result *result_share(struct db_result *r);                 /* freed once more */
struct db_result *result_copy(const struct db_result *r);            /* of no pool; NULL when out of memory */
size_t result_weight(const struct db_result *r);                     /* bytes that a copy takes */
void result_pool_done(struct result_pool *p);

/* RC_LIMIT when memory or RESULT_BYTES_MAX is used up. */
enum rc result_null(struct db_result *r, struct err *e) MUST_CHECK;
enum rc result_int(struct db_result *r, int64_t v, struct err *e) MUST_CHECK;
enum rc result_real(struct db_result *r, double v, struct err *e) MUST_CHECK;
enum rc result_bytes(struct db_result *r, enum db_kind kind, struct str s, struct err *e) MUST_CHECK;

#endif
