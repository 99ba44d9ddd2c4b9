/*
 * assign.c - who gets a task: role and unit to exactly one accountable post (docs/adding-a-process.md).
 */
#include "app/flow.h"
#include "app/sight.h"

bool flow_is_accused(const struct flow *f, const struct post_rec *p)
{
    if (f->c.respondent_post_id == 0)
        return false;
    return p->id == f->c.respondent_post_id;
}

/* The superior of the accused is barred too: found by asking whom the accused's post answers to. */
static enum rc barred(struct flow *f, const struct post_rec *p, bool *ret, struct err *e)
{
    struct post_rec accused;
    enum rc rc;

    *ret = flow_is_accused(f, p);
    if (*ret || f->c.respondent_post_id == 0)
        return RC_OK;
    rc = post_by_id(f->cx->tx, f->cx->a, f->c.respondent_post_id, f->cx->now_ms, &accused, e);
    if (rc == RC_OK)
        *ret = accused.superior_id == p->id;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

bool flow_is_barred(struct flow *f, const struct post_rec *p)
{
    bool no = true;

    return barred(f, p, &no, NULL) != RC_OK || no;
}

static enum rc allowed(struct flow *f, const struct post_rec *p, struct str role, bool *ret, struct err *e)
{
    bool no = false;
    enum rc rc;

    *ret = false;
    if (!p->active || (role.len > 0 && !roles_have(p->roles, role)))
        return RC_OK;
    rc = barred(f, p, &no, e);
    *ret = !no;
    return rc;
}

/* More open work than this is not told apart: counting it would cost as much as it is. */
#define BUSY_MAX 1000

/* A held post before a vacant one, then the less busy one. Work is counted only where there is a choice. */
static enum rc is_better(struct flow *f, const struct post_rec *p, const struct post_rec *best, bool *ret,
                         struct err *e)
{
    int64_t mine = 0, its = 0;
    enum rc rc;

    *ret = best == NULL || (best->holder.len == 0 && p->holder.len > 0);
    if (*ret || (best->holder.len > 0) != (p->holder.len > 0))
        return RC_OK;
    rc = task_open_of_post(f->cx->tx, p->id, BUSY_MAX, &mine, e);
    if (rc == RC_OK)
        rc = task_open_of_post(f->cx->tx, best->id, BUSY_MAX, &its, e);
    *ret = mine < its;
    return rc;
}

/* `apart`: nobody of the unit of an accused person (SAM-10.3). Of the posts with the role: the one that did
 * it in this case last, else the least busy held one. */
static enum rc choose(struct flow *f, const struct post_list *list, struct str role, bool apart,
                      struct post_rec *ret, struct err *e)
{
    const struct post_rec *best = NULL;
    int64_t last = 0;
    bool none = f->is_new && f->told.tasks == 0;
    enum rc rc = none ? RC_NOT_FOUND : task_last_post(f->cx->tx, f->c.id, role, &last, e);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    for (size_t i = 0; i < list->n; i++) {
        const struct post_rec *p = &list->v[i];
        bool ok = false, better = false;

        rc = allowed(f, p, role, &ok, e);
        if (rc != RC_OK)
            return rc;
        if (!ok || (apart && sight_of_accused_unit(p->unit_id, &f->c)))
            continue;
        if (p->id == last || p->id == f->c.expert_post_id) {
            best = p;
            break;
        }
        rc = is_better(f, p, best, &better, e);
        if (rc != RC_OK)
            return rc;
        if (better)
            best = p;
    }
    if (best == NULL)
        return ERR(e, RC_NOT_FOUND, "nobody holds the role %.*s", STR_ARG(role));
    *ret = *best;
    return RC_OK;
}

static enum rc in_unit(struct flow *f, int64_t unit_id, struct str role, bool apart, struct post_rec *ret,
                       struct err *e)
{
    struct post_list list = { 0 };
    enum rc rc = post_list(f->cx->tx, f->cx->a, unit_id, STR_NONE, f->cx->now_ms, &list, e);

    return rc == RC_OK ? choose(f, &list, role, apart, ret, e) : rc;
}

/* A post of the unit or of one of its superiors, then of any unit of the office's top (GOV, VCO and the
 * like). */
static enum rc search(struct flow *f, struct unit_rec unit, struct str role, bool apart, struct post_rec *ret,
                      struct err *e)
{
    struct post_list all = { 0 };
    enum rc rc;

    for (;;) {
        rc = in_unit(f, unit.id, role, apart, ret, e);
        if (rc != RC_NOT_FOUND)
            return rc;
        if (unit.parent_id == 0)
            break;
        rc = unit_by_id(f->cx->tx, f->cx->a, unit.parent_id, &unit, e);
        if (rc != RC_OK)
            return rc;
    }
    rc = post_list(f->cx->tx, f->cx->a, 0, unit.path, f->cx->now_ms, &all, e);
    return rc == RC_OK ? choose(f, &all, role, apart, ret, e) : rc;
}

/* Somebody of the accused's own unit only when nobody else has the role. */
static enum rc upwards(struct flow *f, const struct unit_rec *unit, struct str role, struct post_rec *ret,
                       struct err *e)
{
    enum rc rc = search(f, *unit, role, true, ret, e);

    return rc == RC_NOT_FOUND ? search(f, *unit, role, false, ret, e) : rc;
}

static enum rc assign(struct flow *f, struct str role, struct str post_code, struct str unit_code,
                      struct post_rec *ret, struct err *e)
{
    struct unit_rec unit = f->unit;
    enum rc rc;

    if (post_code.len > 0) {
        bool ok = false;

        rc = post_by_code(f->cx->tx, f->cx->a, post_code, f->cx->now_ms, ret, e);
        if (rc == RC_OK)
            rc = allowed(f, ret, STR_NONE, &ok, e);
        if (rc == RC_OK && ok)
            return RC_OK;
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
    }
    if (unit_code.len > 0) {
        rc = unit_by_code(f->cx->tx, f->cx->a, unit_code, &unit, e);
        return rc == RC_OK ? search(f, unit, role, false, ret, e) : rc; /* this very unit is asked */
    }
    return upwards(f, &unit, role, ret, e);
}

enum rc flow_assign(struct flow *f, struct str role, struct str post_code, struct str unit_code,
                    struct post_rec *ret, struct err *e)
{
    struct flow_assigned *last = &f->assigned;
    enum rc rc;

    if (f->is_new && last->post.id != 0 && last->tasks == f->told.tasks &&
        last->expert_post_id == f->c.expert_post_id && str_eq(last->role, role) &&
        str_eq(last->post_code, post_code) && str_eq(last->unit_code, unit_code)) {
        *ret = last->post;
        return RC_OK;
    }
    rc = assign(f, role, post_code, unit_code, ret, e);
    if (rc == RC_OK)
        *last =
            (struct flow_assigned){ role, post_code, unit_code, f->told.tasks, f->c.expert_post_id, *ret };
    return rc;
}

enum rc flow_manager(struct flow *f, struct post_rec *ret, struct err *e)
{
    enum rc rc = upwards(f, &f->unit, STR("MGR"), ret, e);
    struct post_list list = { 0 };

    if (rc != RC_NOT_FOUND)
        return rc;
    rc = post_list(f->cx->tx, f->cx->a, 0, STR("/"), f->cx->now_ms, &list, e);
    if (rc == RC_OK && list.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "the office has no post");
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (i == 0 || (list.v[i].rights & RIGHT_ADMINISTER))
            *ret = list.v[i];
    return rc;
}
