/*
 * world.c - making and unmaking the installation of the campaigns.
 *
 * Not here: looking at the database from outside (state.c).
 */
#include "world.h"

#include "app/scenario.h"
#include "app/verify.h"
#include "base/file.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <sys/stat.h>

#define WORLD_BUDGET ((size_t)256 << 20)

void die(const char *what, const struct err *e)
{
    fprintf(stderr, "%s: %s\n", what, e == NULL ? "" : e->msg);
    exit(1);
}

/* ---- folders, databases ---- */

static int remove_one(const char *path, const struct stat *st UNUSED, int kind UNUSED, struct FTW *ftw UNUSED)
{
    return remove(path);
}

static void pg_run(const char *url, const char *sql)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, sql);

    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(c));
        exit(1);
    }
    PQclear(r);
    PQfinish(c);
}

static void make_database(struct world *w)
{
    char sql[160];

    (void)snprintf(w->dir, sizeof(w->dir), "%s/samad-fault-XXXXXX",
                   file_exists("/dev/shm") ? "/dev/shm" : "/tmp");
    if (mkdtemp(w->dir) == NULL)
        die("a temporary folder", NULL);
    if (w->server == NULL) {
        (void)snprintf(w->url, sizeof(w->url), "sqlite:%s/samad.db", w->dir);
        return;
    }
    (void)snprintf(w->schema, sizeof(w->schema), "fault_%ld", (long)getpid());
    (void)snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", w->schema);
    (void)snprintf(w->url, sizeof(w->url), "%s?options=-csearch_path%%3D%s", w->server, w->schema);
    pg_run(w->server, sql);
}

/* ---- the scenario plays on our store ---- */

static enum rc open_stage(void *self, struct clock clock, struct app **ret, struct err *e)
{
    struct world *w = self;
    struct app_options o = { .store = w->store, .clock = clock, .data_dir = w->dir };

    o.ids = w->ids = id_source_new(1, clock);
    return app_new(&o, ret, e);
}

static void close_stage(void *self, struct app *app)
{
    struct world *w = self;

    w->now_ms = app_now(app);
    app_free(app);
    id_source_free(w->ids);
}

static enum rc load_packages(struct world *w, struct scenario_packages *v, size_t max, size_t *n,
                             struct err *e)
{
    const char *dir = path_join(w->a, w->source, "processes");
    struct str *names = NULL;
    size_t n_names = 0;
    enum rc rc = dir_list(w->a, dir, &names, &n_names, e);

    *n = 0;
    for (size_t i = 0; rc == RC_OK && i < n_names && *n < max; i++) {
        const char *one = path_join(w->a, dir, arena_cstr(w->a, names[i]));

        if (!file_exists(path_join(w->a, one, "process.json")))
            continue;
        rc = package_files_of_dir(w->a, one, &v[*n].files, &v[*n].n, e);
        ++*n;
    }
    return rc;
}

static void play(struct world *w)
{
    struct scenario_host host = { open_stage, close_stage, w };
    struct scenario_packages packages[16];
    struct scenario_result result = { 0 };
    struct str text = STR_NONE;
    struct err e = { 0 };
    size_t n = 0;
    enum rc rc = load_packages(w, packages, ARRAY_LEN(packages), &n, &e);

    if (rc == RC_OK)
        rc = file_read(w->a, path_join(w->a, w->source, "test/fault/world.case"), 1 << 20, &text, &e);
    if (rc == RC_OK)
        rc = scenario_run(w->a, &host, packages, n, text, &result, &e);
    if (rc != RC_OK)
        die("the scenario of the world", &e);
    if (!result.passed) {
        fprintf(stderr, "world.case:%d: %.*s\n", result.line, STR_ARG(result.message));
        exit(1);
    }
}

static enum rc find_cases(struct cx *cx, void *arg, struct err *e)
{
    struct world *w = arg;
    struct case_list list = { 0 };
    enum rc rc = case_walk(cx->tx, w->a, 0, WORLD_CASES, &list, e);

    w->n_cases = list.n;
    if (rc == RC_OK)
        memcpy(w->cases, list.v, list.n * sizeof(*list.v));
    return rc;
}

void world_open(struct world *w, const char *server, const char *source)
{
    struct app_options o;
    struct err e = { 0 };

    *w = (struct world){ .a = arena_new(WORLD_BUDGET), .server = server, .source = source };
    if (sodium_init() < 0 || w->a == NULL)
        die("no memory", NULL);
    make_database(w);
    if (store_open(w->url, NULL, &w->store, &e) != RC_OK || store_migrate(w->store, NULL, NULL, &e) != RC_OK)
        die("the database", &e);
    play(w);
    w->now_ms += HOUR_MS;
    w->ids = id_source_new(2, clock_fixed(&w->now_ms));
    o = (struct app_options){
        .store = w->store, .clock = clock_fixed(&w->now_ms), .ids = w->ids, .data_dir = w->dir
    };
    o.font_dir = path_join(w->a, source, "node_modules/vazirmatn/fonts/ttf");
    if (app_new(&o, &w->app, &e) != RC_OK)
        die("the app", &e);
    world_read(w, NULL, find_cases, w);
}

void world_close(struct world *w)
{
    char sql[160];

    app_free(w->app);
    id_source_free(w->ids);
    store_close(w->store);
    if (w->server != NULL) {
        (void)snprintf(sql, sizeof(sql), "SET client_min_messages = warning; DROP SCHEMA %s CASCADE",
                       w->schema);
        pg_run(w->server, sql);
    }
    (void)nftw(w->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(w->a);
}

/* ---- looking and doing outside of a sweep ---- */

void world_write(struct world *w, const struct actor *actor, use_case *fn, void *arg)
{
    struct err e = { 0 };

    if (app_write(w->app, w->a, actor, fn, arg, &e) != RC_OK)
        die("preparing", &e);
}

void world_read(struct world *w, const struct actor *actor, use_case *fn, void *arg)
{
    struct err e = { 0 };

    if (app_read(w->app, w->a, actor, fn, arg, &e) != RC_OK)
        die("looking", &e);
}

struct asked {
    const char *name;
    int64_t post_id; /* instead of `name` */
    const struct case_rec *c;
    struct actor actor;
    struct task_rec task;
};

static enum rc find_official(struct cx *cx, void *arg, struct err *e)
{
    struct asked *x = arg;
    struct holding_list held = { 0 };
    struct post_rec p;
    enum rc rc = x->name == NULL ? post_by_id(cx->tx, cx->a, x->post_id, cx->now_ms, &p, e)
                                 : post_by_code(cx->tx, cx->a, str_c(x->name), cx->now_ms, &p, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, p.id, cx->now_ms, &held, e);
    if (rc != RC_OK || held.n == 0)
        return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "nobody holds a post") : rc;
    x->actor = (struct actor){ .kind = ACTOR_OFFICIAL,
                               .official_id = held.v[0].official_id,
                               .post_id = p.id,
                               .unit_id = p.unit_id,
                               .rights = p.rights,
                               .name = p.holder,
                               .post_code = p.code,
                               .post_title = p.title,
                               .unit_name = p.unit_name,
                               .unit_code = p.unit_code,
                               .roles = p.roles,
                               .unit_path = p.unit_path };
    return RC_OK;
}

struct actor world_official(struct world *w, const char *post)
{
    struct asked x = { .name = post };

    world_read(w, NULL, find_official, &x);
    return x.actor;
}

struct actor world_citizen(const struct world *w, size_t n)
{
    return (
        struct actor){ .kind = ACTOR_CITIZEN, .case_id = w->cases[n].id, .name = w->cases[n].applicant_name };
}

struct actor world_holder(struct world *w, int64_t post_id)
{
    struct asked x = { .post_id = post_id };

    world_read(w, NULL, find_official, &x);
    return x.actor;
}

static enum rc find_task(struct cx *cx, void *arg, struct err *e)
{
    struct asked *x = arg;
    struct task_list list = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, x->c->id, true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].element, x->name)) {
            x->task = list.v[i];
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no open task %s", x->name) : rc;
}

struct task_rec world_task(struct world *w, size_t n, const char *element)
{
    struct asked x = { .name = element, .c = &w->cases[n] };

    world_read(w, NULL, find_task, &x);
    return x.task;
}

const struct json *world_json(struct world *w, const char *text)
{
    const struct json *j = NULL;
    struct err e = { 0 };

    if (json_parse(w->a, str_c(text), &j, &e) != RC_OK)
        die(text, &e);
    return j;
}

static void found(void *arg, const char *what)
{
    if ((*(int *)arg)++ == 0)
        printf("  verify: %s\n", what);
}

int world_verify(struct world *w)
{
    struct verify_result r = { 0 };
    struct err e = { 0 };
    int n = 0;

    if (verify_all(w->app, found, &n, &r, &e) != RC_OK)
        die("verify", &e);
    return n;
}
