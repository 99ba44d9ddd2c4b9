/*
 * admin_process.c - installed processes and their versions.
 *
 * Installing is done from the command line (install.h): a package is checked and its scenarios are played
 * there.
 */
#include "app/admin_inner.h"
#include "app/admin_state.h"
#include "app/package.h"

#define INCIDENTS_LOOKED_AT 200

static enum rc fill(struct cx *cx, const struct process_rec *r, const struct incident_rows *open,
                    struct admin_process *ret, struct err *e)
{
    struct unit_rec u;
    enum rc rc;

    *ret = (struct admin_process){ .rec = *r };
    rc = catalogue_get(cx, r->id, &ret->pkg, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < open->n; i++)
        ret->incidents += str_eq(open->v[i].process_key, r->key);
    if (ret->pkg->owner.len == 0)
        return RC_OK;
    rc = unit_by_function(cx->tx, cx->a, ret->pkg->owner, &u, e);
    if (rc == RC_OK)
        ret->owner = u.name;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc admin_processes(struct cx *cx, struct admin_processes *ret, struct err *e)
{
    struct process_list list = { 0 };
    struct incident_rows open = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    if (rc == RC_OK)
        rc = incident_page(cx->tx, cx->a, admin_path(cx), false, INCIDENTS_LOOKED_AT, 0, &open, e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct admin_processes){ .v = ARENA_ARRAY(cx->a, struct admin_process, list.n + 1) };
    if (ret->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (list.v[i].active)
            rc = fill(cx, &list.v[i], &open, &ret->v[ret->n++], e);
    return rc;
}

static enum rc installers(struct cx *cx, struct admin_process *p, struct err *e)
{
    enum rc rc = RC_OK;

    p->by = ARENA_ARRAY(cx->a, struct str, p->versions.n + 1);
    if (p->by == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < p->versions.n; i++) {
        struct official_rec o;

        if (p->versions.v[i].installed_by == 0)
            continue;
        rc = official_by_id(cx->tx, cx->a, p->versions.v[i].installed_by, &o, e);
        if (rc == RC_OK)
            p->by[i] = o.name;
        else if (rc == RC_NOT_FOUND)
            rc = RC_OK;
    }
    return rc;
}

enum rc admin_process_get(struct cx *cx, int64_t id, struct admin_process *ret, struct err *e)
{
    struct process_list list = { 0 };
    struct incident_rows open = { 0 };
    const struct process_rec *r = NULL;
    size_t n = 0;
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (list.v[i].id == id)
            r = &list.v[i];
    if (rc == RC_OK && r == NULL)
        rc = ERR(e, RC_NOT_FOUND, "no installed process %lld", (long long)id);
    if (rc == RC_OK)
        rc = incident_page(cx->tx, cx->a, admin_path(cx), false, INCIDENTS_LOOKED_AT, 0, &open, e);
    if (rc == RC_OK)
        rc = fill(cx, r, &open, ret, e);
    if (rc != RC_OK)
        return rc;
    ret->versions.v = ARENA_ARRAY(cx->a, struct process_rec, list.n);
    if (ret->versions.v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.v[i].key, ret->rec.key))
            ret->versions.v[n++] = list.v[i];
    ret->versions.n = n;
    return installers(cx, ret, e);
}
