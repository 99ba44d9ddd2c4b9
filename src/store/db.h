/*
 * db.h - running the named statements, for the concept files of this room (store/case.c and so on).
 *
 * Every statement is named in store/statements.h with its parameter and column types; no function takes SQL
 * text. Types: i int64, s text, b bytes, f double. Each is prepared once a connection. The result is fetched
 * whole, so a loop may run other statements, and both engines behave alike; page through long tables with a
 * keyset (id > $1 ORDER BY id LIMIT n). A result over 64 MiB is RC_LIMIT.
 *
 *     CLEANUP(db_rows_done) struct db_rows rows = { 0 };
 *     rc = db_query(tx, CASE_EVENTS, DB_ARGS(db_int(id)), &rows, e);
 *     if (rc != RC_OK)
 *         return rc;
 *     while (db_more(&rows)) {
 *         ev.id = row_int(&rows);
 *         ev.note = row_text(&rows, a);
 *         rc = row_done(&rows, a, e);
 *         if (rc != RC_OK)
 *             return rc;
 *         VEC_PUSH(a, &list, ev);
 *     }
 *
 * Codes: RC_CONFLICT unique or foreign key; RC_INVALID not null or check, and text that is not UTF-8 or has a
 * NUL; RC_BUSY serialisation failure, lock or lost connection; RC_LIMIT disk or memory full; RC_INTERNAL the
 * rest. After any of them the transaction is lost (see port/tx.h): to test for existence use ON CONFLICT DO
 * NOTHING and `changed`.
 *
 * Not here: transactions (port/tx.h), the drivers (store/sqlite/, store/postgres/).
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "port/tx.h"

enum stmt {
#define STMT(name, params, columns, sql) name,
#define STMT_SQLITE(name, params, columns, sql) name,
#define STMT_POSTGRES(name, params, columns, sql)
#include "store/statements.h"
#undef STMT
#undef STMT_SQLITE
#undef STMT_POSTGRES
    STMT_COUNT
};

enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_REAL };

struct db_arg {
    enum db_kind kind;
    union {
        int64_t i;
        double f;
        struct str s; /* borrowed for the call */
    };
};

struct db_args {
    const struct db_arg *v;
    size_t n;
};

#define DB_ARGS(...)                                                                                         \
    ((struct db_args){ (const struct db_arg[]){ __VA_ARGS__ },                                               \
                       sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg) })
#define DB_NO_ARGS ((struct db_args){ NULL, 0 })

static inline struct db_arg db_null(void)
{
    return (struct db_arg){ .kind = DB_NULL };
}
static inline struct db_arg db_int(int64_t v)
{
    return (struct db_arg){ .kind = DB_INT, .i = v };
}
static inline struct db_arg db_bool(bool v)
{
    return (struct db_arg){ .kind = DB_INT, .i = v };
}
/* 0 stands for "none" in ids and instants. */
static inline struct db_arg db_int_or_null(int64_t v)
{
    return v == 0 ? db_null() : db_int(v);
}
static inline struct db_arg db_real(double v)
{
    return (struct db_arg){ .kind = DB_REAL, .f = v };
}
/* STR_NONE is the empty text, not NULL. */
static inline struct db_arg db_text(struct str s)
{
    return (struct db_arg){ .kind = DB_TEXT, .s = s };
}
/* STR_NONE (a NULL pointer) is NULL; an empty text with a pointer is the empty text. */
static inline struct db_arg db_text_or_null(struct str s)
{
    return s.p == NULL ? db_null() : db_text(s);
}
static inline struct db_arg db_blob(struct str s)
{
    return (struct db_arg){ .kind = DB_BLOB, .s = s };
}

struct db_result;

/* { 0 } before the first use; CLEANUP(db_rows_done). The members belong to db.c. */
struct db_rows {
    struct db_result *res;
    enum stmt stmt;
    size_t row, col; /* 1-based row; 0 before the first */
    enum rc bad;     /* sticky */
    size_t bad_col;
};

/* Run a statement that gives rows (SELECT, or a write with RETURNING in a write transaction). `rows` may be
 * used again after it is done. */
enum rc db_query(struct tx *tx, enum stmt s, struct db_args args, struct db_rows *rows,
                 struct err *e) MUST_CHECK;
/* Run a statement that gives no rows. `changed` (may be NULL): rows inserted, updated or deleted. With NULL
 * PostgreSQL may run it together with later ones: its error then comes from a later call or from the commit.
 */
enum rc db_exec(struct tx *tx, enum stmt s, struct db_args args, int64_t *changed, struct err *e) MUST_CHECK;
/* The same, and exactly one row must change: else RC_CONFLICT ("somebody was quicker": optimistic locking),
 * which on PostgreSQL too may come from a later call or from the commit. Whoever goes on by what was found
 * asks db_exec() for `changed`. */
enum rc db_exec_one(struct tx *tx, enum stmt s, struct db_args args, struct err *e) MUST_CHECK;

/* Before a writing transaction first asks for the row that `key` stands for, which all transactions of its
 * kind change (a counter): on PostgreSQL they stand in line, see store/postgres/line.h. RC_BUSY: it will be
 * run again when it is its turn. In a reading transaction nothing happens. */
enum rc db_in_line(struct tx *tx, uint64_t key, struct err *e) MUST_CHECK;

size_t db_count(const struct db_rows *r); /* rows in the result */
bool db_more(struct db_rows *r);          /* step to the next row; false after the last */
/* Step to the next row; RC_NOT_FOUND when there is none. For the statement that finds one thing. */
enum rc db_next(struct db_rows *r, struct err *e) MUST_CHECK;
void db_rows_done(struct db_rows *r); /* frees; twice is fine */

/* Read the columns in order. The type must be the one named in the table (checked). A NULL where a number is
 * read makes row_done() fail unless an alternative is given; a NULL text or blob reads as STR_NONE. */
int64_t row_int(struct db_rows *r);
int64_t row_int_or(struct db_rows *r, int64_t otherwise); /* `otherwise` when NULL */
bool row_bool(struct db_rows *r);
double row_real(struct db_rows *r);
struct str row_text(struct db_rows *r, struct arena *a); /* copied */
struct str row_blob(struct db_rows *r, struct arena *a); /* copied */
struct str row_view(struct db_rows *r);                  /* text or blob, borrowed until db_rows_done() */
bool row_is_null(const struct db_rows *r); /* of the column that would be read next; does not step */
void row_skip(struct db_rows *r);
/* One check for all reads of this row: every column read, no unexpected NULL, `a` (may be NULL) not failed.
 */
enum rc row_done(struct db_rows *r, struct arena *a, struct err *e) MUST_CHECK;

#endif
