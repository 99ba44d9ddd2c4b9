/*
 * sight.c - who may see a case.
 */
#include "app/sight.h"
#include "port/case.h"
#include "port/flow.h"
#include "port/office.h"

bool sight_is_accused(const struct actor *a, const struct case_rec *c)
{
    return a->kind == ACTOR_OFFICIAL && c->respondent_post_id != 0 && a->post_id == c->respondent_post_id;
}

bool sight_of_accused_unit(int64_t unit_id, const struct case_rec *c)
{
    return str_eq_c(c->respondent_kind, "person") && c->respondent_unit_id != 0 &&
           unit_id == c->respondent_unit_id;
}

static enum rc has_work(struct cx *cx, const struct case_rec *c, bool *ret, struct err *e)
{
    struct task_list list = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, c->id, false, cx->now_ms, &list, e);

    *ret = false;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (list.v[i].post_id == cx->actor->post_id || list.v[i].done_by_post == cx->actor->post_id)
            *ret = true;
    return rc;
}

enum rc sight_of_case(struct cx *cx, const struct case_rec *c, struct err *e)
{
    const struct actor *a = cx->actor;
    bool work = false;
    enum rc rc;

    if (a->kind == ACTOR_SYSTEM)
        return RC_OK;
    if (a->kind == ACTOR_CITIZEN && a->case_id == c->id)
        return RC_OK;
    if (a->kind != ACTOR_OFFICIAL)
        return ERR(e, RC_NOT_FOUND, "no such case for this asker");
    if (sight_is_accused(a, c))
        return ERR(e, RC_NOT_FOUND, "no such case for this asker");
    if (!sight_of_accused_unit(a->unit_id, c) && actor_sees_unit(a, c->unit_path) &&
        (!c->confidential || (a->rights & RIGHT_CONFIDENTIAL)))
        return RC_OK;
    rc = has_work(cx, c, &work, e);
    if (rc == RC_OK && !work)
        rc = ERR(e, RC_NOT_FOUND, "no such case for this asker");
    return rc;
}
