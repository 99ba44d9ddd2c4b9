/*
 * world.h - an installation for the campaigns: a fresh database (SQLite in a folder of its own, or a schema
 * of its own on a PostgreSQL server), the packages of processes/, a small office, cases at several stages
 * (world.case), on a clock that stands until it is moved.
 *
 * Everything here ends the program with a message when it fails: a campaign without its world has no result.
 */
#ifndef TEST_FAULT_WORLD_H
#define TEST_FAULT_WORLD_H

#include "app/app.h"
#include "base/id.h"
#include "base/json.h"
#include "port/case.h"
#include "port/flow.h"
#include "port/office.h"
#include "port/tx.h"

#define WORLD_CASES 16

struct world {
    struct arena *a; /* as long as the world */
    char dir[64];    /* made for it, removed by world_close() */
    char schema[64]; /* PostgreSQL: made for it, dropped */
    char url[512];
    const char *server; /* PostgreSQL: its url; NULL on SQLite */
    int64_t now_ms;
    struct store *store;
    struct id_source *ids;
    struct app *app;
    const char *source;                 /* folder of the repository */
    struct case_rec cases[WORLD_CASES]; /* in the order of world.case */
    size_t n_cases;
};

/* `server`: a postgresql:// url, NULL for SQLite. */
void world_open(struct world *w, const char *server, const char *source);
void world_close(struct world *w);

NORETURN void die(const char *what, const struct err *e);

/* The official who holds the post with this code, with this id; an applicant of this case. */
struct actor world_official(struct world *w, const char *post);
struct actor world_holder(struct world *w, int64_t post_id);
struct actor world_citizen(const struct world *w, size_t n);
/* The open task of this case with this element; ends the program when there is none. */
struct task_rec world_task(struct world *w, size_t n, const char *element);
const struct json *world_json(struct world *w, const char *text);
/* One world, one write outside of the sweep. */
void world_write(struct world *w, const struct actor *actor, use_case *fn, void *arg);
void world_read(struct world *w, const struct actor *actor, use_case *fn, void *arg);
/* verify_all() finds this many things; the first is printed. */
int world_verify(struct world *w);

/* ---- state.c: the whole database, seen from outside ---- */

/* One line a table: its name, number of rows and a sum over their contents. */
struct str state_dump(struct world *w, struct arena *a);
/* The same without the sums. */
struct str state_counts(struct world *w, struct arena *a);
/* Remember everything; make it so again. Two memories: `slot` 0 and 1. */
void state_keep(struct world *w, int slot);
void state_restore(struct world *w, int slot);
void state_done(struct world *w);

#endif
