/*
 * task_move.c - work from desk to desk: claim, release, refer with a margin note; incidents tried again.
 *
 * None of this moves or stops a clock (design section 5).
 */
#include "app/flow.h"
#include "app/sight.h"
#include "app/task_inner.h"

static enum rc note_move(struct flow *f, const struct referral_rec *r, struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_str(&t.o, "kind", r->kind);
    json_member_int(&t.o, "task", r->task_id);
    json_member_int(&t.o, "from", r->from_post);
    json_member_int(&t.o, "to", r->to_post);
    json_member_str(&t.o, "note", r->note);
    return flow_note(f, "referred", false, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc move(struct cx *cx, struct task_rec *t, const struct post_rec *to, const char *kind,
                    struct str note, struct err *e)
{
    struct referral_rec r = { .id = cx_id(cx),
                              .case_id = t->case_id,
                              .task_id = t->id,
                              .kind = str_c(kind),
                              .from_post = t->post_id,
                              .to_post = to->id,
                              .note = note,
                              .at = cx->now_ms,
                              .by_official = cx->actor->official_id };
    struct flow *f = NULL;
    enum rc rc = flow_open(cx, t->case_id, &f, e);

    if (rc != RC_OK)
        return rc;
    if (flow_is_barred(f, to)) /* OFF-CMP-26, OFF-ACC-08 */
        return ERR(e, RC_INVALID, "post %.*s is complained of in this case", STR_ARG(to->code));
    t->post_id = to->id;
    t->unit_id = to->unit_id;
    t->seen_at = 0;
    t->claimed_by = strcmp(kind, "claim") == 0 ? cx->actor->official_id : 0;
    rc = task_update(cx->tx, t, e);
    if (rc == RC_OK)
        rc = referral_insert(cx->tx, &r, e);
    if (rc == RC_OK)
        rc = note_move(f, &r, e);
    f->c.post_id = to->id;
    if (str_eq_c(t->role, "EXP"))
        f->c.expert_post_id = to->id;
    return rc == RC_OK ? flow_close(f, e) : rc;
}

enum rc task_claim(struct cx *cx, int64_t task_id, int64_t version, struct err *e)
{
    struct task_rec t;
    struct post_rec mine;
    struct case_rec c;
    enum rc rc = task_by_id(cx->tx, cx->a, task_id, cx->now_ms, &t, e);

    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, t.case_id, &c, e);
    if (rc == RC_OK) /* SAM-10.3: also work of the own unit is hidden from the accused */
        rc = sight_of_case(cx, &c, e);
    if (rc == RC_OK)
        rc = post_by_id(cx->tx, cx->a, cx->actor->post_id, cx->now_ms, &mine, e);
    if (rc != RC_OK)
        return rc;
    if (mine.unit_id != t.unit_id || !roles_have(mine.roles, t.role))
        return ERR(e, RC_NOT_FOUND, "no such task for this desk");
    if (!str_eq_c(t.state, "open") || t.version != version)
        return ERR(e, RC_CONFLICT, "task %lld was changed in between", (long long)task_id);
    if (t.post_id == mine.id) { /* take it up: now it is seen as being worked on by this person */
        t.claimed_by = cx->actor->official_id;
        return task_update(cx->tx, &t, e);
    }
    return move(cx, &t, &mine, "claim", STR(""), e);
}

enum rc task_release(struct cx *cx, int64_t task_id, int64_t version, struct str reason, struct err *e)
{
    struct task_rec t;
    struct flow *f = NULL;
    struct post_rec manager;
    enum rc rc = task_on_desk(cx, task_id, version, &t, e);

    if (rc == RC_OK)
        rc = flow_open(cx, t.case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_manager(f, &manager, e);
    if (rc != RC_OK)
        return rc;
    if (manager.id == t.post_id)
        return ERR(e, RC_INVALID, "it is on the manager's desk already");
    return move(cx, &t, &manager, "release", reason, e);
}

static enum rc may_refer(struct cx *cx, const struct task_rec *t, struct err *e)
{
    struct case_rec c;
    enum rc rc;

    if (cx->actor->kind == ACTOR_SYSTEM || t->post_id == cx->actor->post_id)
        return sight_of_work(cx, t->case_id, e);
    if (!(cx->actor->rights & RIGHT_MANAGE))
        return ERR(e, RC_NOT_FOUND, "no such task on this desk");
    rc = case_by_id(cx->tx, cx->a, t->case_id, &c, e);
    return rc == RC_OK ? sight_of_case(cx, &c, e) : rc;
}

enum rc task_refer(struct cx *cx, int64_t task_id, int64_t version, struct str to_post, struct str note,
                   struct err *e)
{
    struct task_rec t;
    struct post_rec to;
    enum rc rc = task_by_id(cx->tx, cx->a, task_id, cx->now_ms, &t, e);

    if (rc == RC_OK)
        rc = may_refer(cx, &t, e);
    if (rc != RC_OK)
        return rc;
    if (!str_eq_c(t.state, "open") || t.version != version)
        return ERR(e, RC_CONFLICT, "task %lld was changed in between", (long long)task_id);
    rc = post_by_code(cx->tx, cx->a, to_post, cx->now_ms, &to, e);
    if (rc == RC_NOT_FOUND)
        return ERR(e, RC_INVALID, "no such post");
    if (rc != RC_OK)
        return rc;
    if (!to.active || !roles_have(to.roles, t.role) || to.id == t.post_id)
        return ERR(e, RC_INVALID, "post %.*s does not do %.*s", STR_ARG(to.code), STR_ARG(t.role));
    return move(cx, &t, &to, "refer", note, e);
}

/* An administrator, within sight; else only the post on whose desk the incident lies. */
static enum rc may_retry(struct cx *cx, const struct flow *f, const struct incident_rec *i, struct err *e)
{
    struct task_rec t;
    bool accused = false;
    enum rc rc;

    if (cx->actor->kind == ACTOR_SYSTEM)
        return RC_OK;
    rc = sight_is_accused(cx, &f->c, &accused, e);
    if (rc == RC_OK && accused)
        rc = ERR(e, RC_NOT_FOUND, "no such case for this asker");
    if (rc != RC_OK)
        return rc;
    if ((cx->actor->rights & RIGHT_ADMINISTER) && actor_sees_unit(cx->actor, f->c.unit_path) &&
        !sight_of_accused_unit(cx->actor->unit_id, &f->c))
        return RC_OK;
    rc = task_by_key(cx->tx, cx->a, i->instance_id, i->key, &t, e);
    if (rc != RC_OK)
        return rc;
    return str_eq_c(t.kind, "incident") && str_eq_c(t.state, "open") && t.post_id == cx->actor->post_id
               ? RC_OK
               : ERR(e, RC_NOT_FOUND, "the incident lies on another desk");
}

enum rc incident_retry(struct cx *cx, int64_t incident_id, struct str reason, struct err *e)
{
    struct incident_rec i;
    struct flow *f = NULL;
    struct bpmn_event ev = { .kind = BPMN_EV_RETRY };
    enum rc rc = incident_by_id(cx->tx, cx->a, incident_id, &i, e);

    if (rc != RC_OK)
        return rc;
    if (i.solved_at != 0)
        return ERR(e, RC_CONFLICT, "the incident is solved already");
    rc = flow_open(cx, i.case_id, &f, e);
    if (rc == RC_OK)
        rc = may_retry(cx, f, &i, e);
    if (rc != RC_OK)
        return rc;
    f->reason = reason;
    ev.key = (uint64_t)i.key;
    rc = flow_push(f, i.instance_id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}
