/*
 * catalogue.c - compiled versions of installed packages, loaded at first use and kept.
 *
 * Invariant: an installed version never changes, so a compiled one is never stale; which version is active is
 * asked of the store each time, so that all nodes agree.
 */
#include "app/inner.h"
#include "port/flow.h"

#define PACKAGE_BUDGET ((size_t)64 << 20)

static const struct package *cached(struct app *app, int64_t process_id)
{
    const struct package *p = NULL;

    pthread_mutex_lock(&app->lock);
    for (struct catalogue_entry *c = app->catalogue; c != NULL; c = c->next)
        if (c->process_id == process_id)
            p = c->package;
    pthread_mutex_unlock(&app->lock);
    return p;
}

/* Another thread may have been quicker: then its entry stays. */
static const struct package *keep(struct app *app, struct catalogue_entry *fresh)
{
    const struct package *p = fresh->package;

    pthread_mutex_lock(&app->lock);
    for (struct catalogue_entry *c = app->catalogue; c != NULL; c = c->next)
        if (c->process_id == fresh->process_id) {
            p = c->package;
            arena_free(fresh->arena);
            free(fresh);
            fresh = NULL;
            break;
        }
    if (fresh != NULL) {
        fresh->next = app->catalogue;
        app->catalogue = fresh;
    }
    pthread_mutex_unlock(&app->lock);
    return p;
}

static enum rc load(struct cx *cx, int64_t process_id, struct catalogue_entry *c, struct err *e)
{
    struct process_file *rows = NULL;
    struct package_file *files;
    const struct package *p = NULL;
    size_t n = 0;
    enum rc rc = process_files(cx->tx, c->arena, process_id, &rows, &n, e);

    if (rc != RC_OK)
        return rc;
    if (n == 0)
        return ERR(e, RC_NOT_FOUND, "no installed process %lld", (long long)process_id);
    files = ARENA_ARRAY(c->arena, struct package_file, n);
    if (files == NULL)
        return arena_check(c->arena, e);
    for (size_t i = 0; i < n; i++)
        files[i] = (struct package_file){ rows[i].path, rows[i].content };
    rc = package_read(c->arena, files, n, NULL, &p, e);
    if (rc != RC_OK)
        return err_wrap(e, "installed process %lld", (long long)process_id);
    ((struct package *)(uintptr_t)p)->id = process_id;
    c->package = p;
    c->process_id = process_id;
    return RC_OK;
}

enum rc catalogue_get(struct cx *cx, int64_t process_id, const struct package **ret, struct err *e)
{
    const struct package *p = cached(cx->app, process_id);
    struct catalogue_entry *c;
    enum rc rc;

    if (p != NULL) {
        *ret = p;
        return RC_OK;
    }
    c = calloc(1, sizeof(*c));
    if (c != NULL)
        c->arena = arena_new(PACKAGE_BUDGET);
    if (c == NULL || c->arena == NULL) {
        free(c);
        return ERR(e, RC_LIMIT, "no memory for a process package");
    }
    rc = load(cx, process_id, c, e);
    if (rc != RC_OK) {
        arena_free(c->arena);
        free(c);
        return rc;
    }
    *ret = keep(cx->app, c);
    return RC_OK;
}

enum rc catalogue_all(struct cx *cx, struct package_list *ret, struct err *e)
{
    struct process_list list = { 0 };
    const struct package **v;
    enum rc rc = process_list(cx->tx, cx->a, false, &list, e);

    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, const struct package *, list.n + 1);
    if (v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < list.n; i++) {
        rc = catalogue_get(cx, list.v[i].id, &v[i], e);
        if (rc != RC_OK)
            return rc;
    }
    *ret = (struct package_list){ v, list.n };
    return RC_OK;
}

enum rc catalogue_active(struct cx *cx, struct str key, const struct package **ret, struct err *e)
{
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i]->key, key)) {
            *ret = all.v[i];
            return RC_OK;
        }
    return ERR(e, RC_NOT_FOUND, "no process '%.*s' is installed", STR_ARG(key));
}

enum rc catalogue_with_process(struct cx *cx, struct str bpmn_process, const struct package **ret,
                               struct err *e)
{
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++) {
        const struct bpmn_element *el = bpmn_find(all.v[i]->model, bpmn_process);

        if (el != NULL && el->kind == BPMN_PROCESS) {
            *ret = all.v[i];
            return RC_OK;
        }
    }
    return ERR(e, RC_NOT_FOUND, "no installed package holds the process '%.*s'", STR_ARG(bpmn_process));
}
