/*
 * app.c - the program's entrance: transactions with an actor and a clock.
 */
#include "app/inner.h"
#include "base/file.h"
#include "base/limits.h"

#define SECRET_FILE "secret.key"

int64_t cx_id(const struct cx *cx)
{
    return id_next(cx->app->ids);
}

void json_text_begin(struct json_text *t, char bracket)
{
    buf_init(&t->b, LIMIT_JSON_BYTES);
    json_out_init(&t->o, &t->b);
    json_open(&t->o, bracket);
}

struct str json_text_end(struct json_text *t, struct arena *a, char bracket)
{
    struct str s;

    json_close(&t->o, bracket);
    s = buf_to_arena(&t->b, a);
    buf_free(&t->b);
    return s;
}

/* The installation's secret: made once, readable by the program's user only. */
static enum rc secret_load(const char *data_dir, struct hash *ret, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    const char *path;
    struct str text;
    enum rc rc;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    path = path_join(a, data_dir, SECRET_FILE);
    rc = file_read(a, path, 4096, &text, e);
    if (rc == RC_NOT_FOUND) {
        random_bytes(ret->b, sizeof(ret->b));
        return file_write_durable(path, hash_hex(a, ret), e);
    }
    if (rc != RC_OK)
        return rc;
    if (!hash_from_hex(str_trim(text), ret))
        return ERR(e, RC_INVALID, "%s is damaged", path);
    return RC_OK;
}

enum rc app_new(const struct app_options *o, struct app **ret, struct err *e)
{
    struct app *app = calloc(1, sizeof(*app));
    enum rc rc;

    if (app == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    app->store = o->store;
    app->clock = o->clock;
    app->ids = o->ids;
    app->font_dir = o->font_dir;
    pthread_mutex_init(&app->lock, NULL);
    pthread_mutex_init(&app->magic_lock, NULL);
    rc = dir_make(o->data_dir, e);
    if (rc == RC_OK)
        rc = secret_load(o->data_dir, &app->secret, e);
    if (rc == RC_OK) {
        CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
        const char *dir = a == NULL ? NULL : path_join(a, o->data_dir, "blobs");

        rc = dir == NULL ? ERR(e, RC_LIMIT, "no memory") : blobs_open(dir, &app->blobs, e);
    }
    if (rc != RC_OK) {
        app_free(app);
        return rc;
    }
    *ret = app;
    return RC_OK;
}

void app_caches_free(struct app *app)
{
    app_pictures_free(app);
    while (app->catalogue != NULL) {
        struct catalogue_entry *next = app->catalogue->next;

        arena_free(app->catalogue->arena);
        free(app->catalogue);
        app->catalogue = next;
    }
    app_calendars_free(app);
}

void app_free(struct app *app)
{
    if (app == NULL)
        return;
    app_caches_free(app);
    app_documents_free(app);
    app_magic_free(app);
    blobs_close(app->blobs);
    pthread_mutex_destroy(&app->magic_lock);
    pthread_mutex_destroy(&app->lock);
    free(app);
}

int64_t app_now(const struct app *app)
{
    return clock_now(&app->clock);
}

const struct hash *app_secret(const struct app *app)
{
    return &app->secret;
}

enum rc app_health(struct app *app, struct err *e)
{
    return store_health(app->store, e);
}

/* ---- one use case, one transaction ---- */

static const struct actor nobody = { .kind = ACTOR_ANYONE };

static enum rc run_job(struct tx *tx, void *arg, struct err *e)
{
    struct app_job *job = arg;
    struct cx cx = {
        .app = job->app,
        .tx = tx,
        .a = job->a,
        .now_ms = job->started_ms,
        .actor = job->actor != NULL ? job->actor : &nobody,
    };
    enum rc rc = job->fn(&cx, job->arg, e);

    /* Without memory nothing that `fn` concluded holds: not "there is none", not "it is refused". */
    return rc == RC_OK || arena_failed(job->a) ? arena_check(job->a, e) : rc;
}

enum rc app_read(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                 struct err *e)
{
    struct app_job job = { app, a, actor, fn, arg, NULL, app_now(app) };

    return store_read(app->store, run_job, &job, e);
}

enum rc app_write(struct app *app, struct arena *a, const struct actor *actor, use_case *fn, void *arg,
                  struct err *e)
{
    struct app_job job = { app, a, actor, fn, arg, NULL, app_now(app) };

    return store_write(app->store, run_job, &job, e);
}

static void job_done(void *arg, enum rc rc, const struct err *e)
{
    struct app_job *job = arg;

    job->done(job, rc, e);
}

void app_submit(struct app *app, struct app_job *job)
{
    struct err e = { .rc = RC_OK };
    enum rc rc;

    job->app = app;
    job->started_ms = app_now(app);
    rc = store_submit(app->store, run_job, job, job_done, &e);
    if (rc != RC_OK)
        job->done(job, rc, &e);
}
