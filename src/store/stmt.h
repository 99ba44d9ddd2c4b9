/*
 * stmt.h - the table of named statements, for the drivers and tests.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "store/db.h"

#define STMT_PARAMS_MAX 48

struct stmt_def {
    const char *name, *params, *columns,
        *sql; /* all NULL when the table lacks this statement for an engine */
};

const struct stmt_def *stmt_sqlite(enum stmt s);
const struct stmt_def *stmt_postgres(enum stmt s);

/* Do the arguments fit the declared parameters, and is their text UTF-8 without NUL? RC_INTERNAL, RC_INVALID.
 */
enum rc stmt_check_args(const struct stmt_def *d, struct db_args args, struct err *e) MUST_CHECK;

/* Prepare every statement on this store's database and compare what it takes and gives with what is declared.
 * Reports the first that does not fit, RC_INTERNAL; `checked` counts those that do. */
enum rc stmt_check_all(struct store *s, unsigned *checked, struct err *e) MUST_CHECK;

#endif
