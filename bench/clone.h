/*
 * clone.h - cases of an installation's sample as patterns for any number of others.
 *
 * A pattern is every row that belongs to one case, with the places marked where its ids, its tracking code,
 * its numbers in the indicator register and hashes of its own texts stand. A clone is the same rows with new
 * ones, and with a ledger whose chain holds.
 *
 * Not here: which patterns are cloned how often, and writing rows (bulk.c).
 */
#ifndef BENCH_CLONE_H
#define BENCH_CLONE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"

enum mark { MARK_TEXT, MARK_ID, MARK_CODE, MARK_NUMBER, MARK_HASH };

struct piece {
    enum mark mark;
    struct str text; /* MARK_TEXT */
    size_t which;    /* of the pattern's ids, numbers or hashed cells */
};

struct cell {
    int type; /* SQLITE_NULL, _INTEGER, _FLOAT or _TEXT */
    int64_t i;
    double f;
    bool is_id, is_number; /* `which` of the ids or numbers stands here */
    size_t which;
    const struct piece *pieces; /* SQLITE_TEXT */
    size_t n;
};

struct row {
    size_t table; /* index into tables.v */
    const struct cell *cells;
    size_t n;
};

struct table {
    struct str name;
    const struct str *columns;
    size_t n;
    bool by_case, by_instance; /* how its rows are found */
};
struct tables {
    struct table *v;
    size_t n;
};

struct pattern {
    const struct row *rows;
    size_t n;
    struct str code;
    const int64_t *ids; /* ascending */
    size_t n_ids;
    const int64_t *numbers; /* of its letters */
    size_t n_numbers;
    size_t bytes;
    bool open;
};

/* Tables with a column case_id or instance_id, `cases` first after `applicant`; drafts and operations left
 * out. False with a message on standard error. */
bool tables_read(sqlite3 *db, struct arena *a, struct tables *ret);
/* `thin`: without the history of the process engine. */
bool pattern_read(sqlite3 *db, struct arena *a, const struct tables *t, int64_t case_id, bool thin,
                  struct pattern *ret);

/* What differs from clone to clone. */
struct clone {
    struct str code;
    int64_t first_id;           /* ids are first_id, first_id + 1, … in the order of the pattern's */
    const int64_t *new_numbers; /* one for each of the pattern's numbers */
};
/* A row of a clone: cells in the order of the table's columns, texts in the clone's arena. */
struct value {
    int type;
    int64_t i;
    double f;
    struct str s;
};
typedef bool clone_row_fn(void *arg, size_t table, const struct value *v, size_t n);
/* Calls `fn` for every row, parents first. */
bool clone_make(struct arena *a, const struct tables *t, const struct pattern *p, const struct clone *c,
                clone_row_fn *fn, void *arg);

/* Column number by name; SIZE_MAX when there is none. */
size_t column_of(const struct table *t, const char *name);

#endif
