/*
 * migrate.h - the migrations that were built into the program (tools/embed-migrations makes the table).
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/str.h"

struct migration {
    unsigned number; /* from 1, without gaps */
    const char *name;
    struct str sql;
};

extern const struct migration migrations[];
extern const size_t migration_count;

#endif
