/*
 * sight.c - who may see a case.
 */
#include "app/sight.h"
#include "port/case.h"
#include "port/flow.h"
#include "port/office.h"

enum rc sight_is_accused(struct cx *cx, const struct case_rec *c, bool *ret, struct err *e)
{
    const struct actor *a = cx->actor;
    struct holding_list own = { 0 };
    enum rc rc;

    *ret = false;
    if (a->kind != ACTOR_OFFICIAL || c->respondent_post_id == 0)
        return RC_OK;
    *ret = a->post_id == c->respondent_post_id;
    if (*ret || a->official_id == 0)
        return RC_OK;
    rc = holding_list(cx->tx, cx->a, a->official_id, c->respondent_post_id, cx->now_ms, &own, e);
    for (size_t i = 0; rc == RC_OK && i < own.n; i++)
        if (str_eq_c(own.v[i].kind, "holder"))
            *ret = true;
    return rc;
}

enum rc sight_of_work(struct cx *cx, int64_t case_id, struct err *e)
{
    struct case_rec c;
    bool accused = false;
    enum rc rc = cx->actor->kind == ACTOR_SYSTEM ? RC_OK : case_by_id(cx->tx, cx->a, case_id, &c, e);

    if (rc == RC_OK && cx->actor->kind != ACTOR_SYSTEM)
        rc = sight_is_accused(cx, &c, &accused, e);
    return rc == RC_OK && accused ? ERR(e, RC_NOT_FOUND, "no such work for this asker") : rc;
}

enum rc sight_as_applicant(struct cx *cx, const struct case_rec *c, struct err *e)
{
    const struct actor *a = cx->actor;

    if (a->kind == ACTOR_SYSTEM || (a->kind == ACTOR_CITIZEN && a->case_id == c->id))
        return RC_OK;
    return ERR(e, RC_NOT_FOUND, "no such case for this asker");
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
    bool work = false, accused = false;
    enum rc rc;

    if (a->kind == ACTOR_SYSTEM)
        return RC_OK;
    if (a->kind == ACTOR_CITIZEN && a->case_id == c->id)
        return RC_OK;
    if (a->kind != ACTOR_OFFICIAL)
        return ERR(e, RC_NOT_FOUND, "no such case for this asker");
    rc = sight_is_accused(cx, c, &accused, e);
    if (rc != RC_OK)
        return rc;
    if (accused)
        return ERR(e, RC_NOT_FOUND, "no such case for this asker");
    if (!sight_of_accused_unit(a->unit_id, c) && actor_sees_unit(a, c->unit_path) &&
        (!c->confidential || (a->rights & RIGHT_CONFIDENTIAL)))
        return RC_OK;
    rc = has_work(cx, c, &work, e);
    if (rc == RC_OK && !work)
        rc = ERR(e, RC_NOT_FOUND, "no such case for this asker");
    return rc;
}
