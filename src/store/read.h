/*
 * read.h - the two ways of reading rows into records, and what several concept files of this room read alike.
 *
 * Each of the two is the whole body of a function that returns enum rc; `read` fills one record from the row,
 * columns in order.
 */
#ifndef STORE_READ_H
#define STORE_READ_H

#include "port/admin.h"
#include "store/db.h"

/* Of a unit's path, empty for all: the pattern of its subtree. */
static inline struct str path_like(struct arena *a, struct str path)
{
    return arena_cat(a, path.len == 0 ? STR("/") : path, STR("%"));
}

static inline bool path_is_all(struct str path)
{
    return path.len == 0 || str_eq_c(path, "/");
}

/* A row of one number. */
static inline void read_int(struct db_rows *r, struct arena *a UNUSED, int64_t *ret)
{
    *ret = row_int(r);
}

/* The columns SIGHT_COLUMNS: what decides who may see a row about a case. */
static inline void read_sight(struct db_rows *r, struct arena *a, struct case_sight *s)
{
    s->has_case = row_int_or(r, 0) != 0;
    s->confidential = row_int_or(r, 0) != 0;
    s->unit_path = row_text(r, a);
    s->respondent_kind = row_text(r, a);
    s->respondent_unit_id = row_int_or(r, 0);
    s->respondent_post_id = row_int_or(r, 0);
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
