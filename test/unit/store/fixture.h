/*
 * fixture.h - an empty database for one test, on each engine that is there: SQLite always, PostgreSQL when
 * SAMAD_TEST_POSTGRES holds the URL of a server (test/postgres start DIR prints it).
 */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include "port/tx.h"

struct fixture {
    bool postgres;
    char dir[64];  /* made for this test, deleted by fixture_close() */
    char name[64]; /* of the schema made for this test; PostgreSQL */
    char url[512]; /* of a database of its own */
    struct store *store;
};

/* for (int i = 0; i < fixture_engines(); i++) { struct fixture f; if (fixture_open(&f, i, NULL)) …;
 * fixture_close(&f); } */
int fixture_engines(void);
/* Make the database, open it, migrate it. False (and a failed check) when that does not work. */
bool fixture_open(struct fixture *f, int engine, const struct store_options *o);
/* Make the database only; `store` is NULL. */
bool fixture_make(struct fixture *f, int engine);
/* Close and open the store again. */
bool fixture_reopen(struct fixture *f, const struct store_options *o);
void fixture_close(struct fixture *f);
/* Run SQL text from outside, as an administrator or an intruder would. */
bool fixture_sql(const struct fixture *f, const char *sql);
/* "DIR/name"; valid until the next call with the same fixture. */
const char *fixture_path(struct fixture *f, const char *name);

/* A transaction that writes nothing but its key into `operation`: false when store_write() refused. */
bool put_operation(struct store *s, const char *key);
bool has_operation(struct store *s, const char *key);
int64_t count_operations(struct store *s, const char *prefix);

#endif
