/*
 * read.h - the two ways of reading rows into records, for the concept files of this room.
 *
 * Each is the whole body of a function that returns enum rc; `read` fills one record from the row, columns in
 * order.
 */
#ifndef STORE_READ_H
#define STORE_READ_H

#include "store/db.h"

/* A row of one number. */
static inline void read_int(struct db_rows *r, struct arena *a UNUSED, int64_t *ret)
{
    *ret = row_int(r);
}

/* The one row of a statement, or RC_NOT_FOUND. */
#define READ_ONE(tx, a, stmt, args, T, read, ret, e)                                                         \
    do {                                                                                                     \
        CLEANUP(db_rows_done) struct db_rows rows_ = { 0 };                                                  \
        T one_ = { 0 };                                                                                      \
        enum rc rc_ = db_query((tx), (stmt), (args), &rows_, (e));                                           \
                                                                                                             \
        if (rc_ == RC_OK)                                                                                    \
            rc_ = db_next(&rows_, (e));                                                                      \
        if (rc_ != RC_OK)                                                                                    \
            return rc_;                                                                                      \
        read(&rows_, (a), &one_);                                                                            \
        rc_ = row_done(&rows_, (a), (e));                                                                    \
        if (rc_ == RC_OK)                                                                                    \
            *(ret) = one_;                                                                                   \
        return rc_;                                                                                          \
    } while (0)

/* All rows of a statement into (ret)->v and (ret)->n. */
#define READ_LIST(tx, a, stmt, args, T, read, ret, e)                                                        \
    do {                                                                                                     \
        CLEANUP(db_rows_done) struct db_rows rows_ = { 0 };                                                  \
        size_t n_ = 0;                                                                                       \
        T *v_;                                                                                               \
        enum rc rc_ = db_query((tx), (stmt), (args), &rows_, (e));                                           \
                                                                                                             \
        if (rc_ != RC_OK)                                                                                    \
            return rc_;                                                                                      \
        v_ = ARENA_ARRAY((a), T, db_count(&rows_) + 1);                                                      \
        if (v_ == NULL)                                                                                      \
            return arena_check((a), (e));                                                                    \
        while (db_more(&rows_)) {                                                                            \
            read(&rows_, (a), &v_[n_]);                                                                      \
            rc_ = row_done(&rows_, (a), (e));                                                                \
            if (rc_ != RC_OK)                                                                                \
                return rc_;                                                                                  \
            n_++;                                                                                            \
        }                                                                                                    \
        (ret)->v = v_;                                                                                       \
        (ret)->n = n_;                                                                                       \
        return RC_OK;                                                                                        \
    } while (0)

#endif
