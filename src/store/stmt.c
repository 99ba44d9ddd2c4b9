/*
 * stmt.c - the table of named statements (statements.h), one column an engine.
 */
#include "store/stmt.h"

#include "store/driver.h"

static const struct stmt_def sqlite_table[STMT_COUNT] = {
#define STMT(name, params, columns, sql) [name] = { #name, params, columns, sql },
#define STMT_SQLITE(name, params, columns, sql) [name] = { #name, params, columns, sql },
#define STMT_POSTGRES(name, params, columns, sql)
#include "store/statements.h"
#undef STMT
#undef STMT_SQLITE
#undef STMT_POSTGRES
};

static const struct stmt_def postgres_table[STMT_COUNT] = {
#define STMT(name, params, columns, sql) [name] = { #name, params, columns, sql },
#define STMT_SQLITE(name, params, columns, sql)
#define STMT_POSTGRES(name, params, columns, sql) [name] = { #name, params, columns, sql },
#include "store/statements.h"
#undef STMT
#undef STMT_SQLITE
#undef STMT_POSTGRES
};

const struct stmt_def *stmt_sqlite(enum stmt s)
{
    return &sqlite_table[s];
}

const struct stmt_def *stmt_postgres(enum stmt s)
{
    return &postgres_table[s];
}

static bool kind_fits(char type, enum db_kind kind)
{
    switch (kind) {
    case DB_NULL:
        return true;
    case DB_INT:
        return type == 'i';
    case DB_TEXT:
        return type == 's';
    case DB_BLOB:
        return type == 'b';
    case DB_REAL:
        return type == 'f';
    }
    return false;
}

enum rc stmt_check_args(const struct stmt_def *d, struct db_args args, struct err *e)
{
    size_t n = strlen(d->params);

    if (args.n != n || n > STMT_PARAMS_MAX)
        return ERR(e, RC_INTERNAL, "%s takes %zu parameters, not %zu", d->name, n, args.n);
    for (size_t i = 0; i < n; i++) {
        const struct db_arg *a = &args.v[i];
        if (!kind_fits(d->params[i], a->kind))
            return ERR(e, RC_INTERNAL, "parameter %zu of %s has the wrong type", i + 1, d->name);
        if (a->kind != DB_TEXT || a->s.len == 0)
            continue;
        if (memchr(a->s.p, 0, a->s.len) != NULL || !utf8_valid(a->s))
            return ERR(e, RC_INVALID, "parameter %zu of %s is not text", i + 1, d->name);
    }
    return RC_OK;
}

enum rc stmt_check_all(struct store *s, unsigned *checked, struct err *e)
{
    struct conn *c = NULL;
    enum rc rc = s->driver->admin_open(s, &c, e);

    *checked = 0;
    if (rc != RC_OK)
        return rc;
    for (unsigned i = 0; i < STMT_COUNT && rc == RC_OK; i++) {
        const struct stmt_def *d = c->ops->def((enum stmt)i);
        if (d->name == NULL)
            rc = ERR(e, RC_INTERNAL, "statement %u is missing for %s", i, s->driver->name);
        else if (stmt_sqlite((enum stmt)i)->params == NULL ||
                 strcmp(d->params, stmt_sqlite((enum stmt)i)->params) != 0 ||
                 strcmp(d->columns, stmt_sqlite((enum stmt)i)->columns) != 0)
            rc = ERR(e, RC_INTERNAL, "%s has other types for %s than for SQLite", d->name, s->driver->name);
        else
            rc = c->ops->check(c, (enum stmt)i, e);
        if (rc == RC_OK)
            ++*checked;
    }
    s->driver->admin_close(c);
    return rc;
}
