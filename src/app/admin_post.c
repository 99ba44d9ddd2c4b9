/*
 * admin_post.c - posts and who holds them.
 */
#include "app/admin_inner.h"
#include "persian/jalali.h"

#define SUPERIORS_MAX 50 /* a longer line of command is a circle */

static enum rc post_seen(struct cx *cx, int64_t id, struct post_rec *ret, struct err *e)
{
    enum rc rc = post_by_id(cx->tx, cx->a, id, cx->now_ms, ret, e);

    return rc == RC_OK ? admin_sees(cx, ret->unit_path, e) : rc;
}

/* A post that sees all units is changed only by who sees all units. */
static bool above_me(const struct cx *cx, int64_t rights)
{
    return (rights & RIGHT_ALL_UNITS) != 0 && !admin_of_all(cx);
}

enum rc admin_post_get(struct cx *cx, int64_t id, struct admin_post *ret, struct err *e)
{
    enum rc rc = post_seen(cx, id, &ret->p, e);

    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, ret->p.unit_id, &ret->unit, e);
    ret->superior = (struct post_rec){ 0 };
    if (rc == RC_OK && ret->p.superior_id != 0)
        rc = post_by_id(cx->tx, cx->a, ret->p.superior_id, cx->now_ms, &ret->superior, e);
    if (rc == RC_OK)
        rc = holding_history(cx->tx, cx->a, id, &ret->history, e);
    if (rc == RC_OK)
        rc = task_open_of_post(cx->tx, id, INT64_MAX, &ret->open_tasks, e);
    ret->may_change = rc == RC_OK && !above_me(cx, ret->p.rights);
    return rc;
}

enum rc admin_posts(struct cx *cx, struct post_list *ret, struct err *e)
{
    return post_list(cx->tx, cx->a, 0, STR("/"), cx->now_ms, ret, e);
}

/* ---- checks ---- */

static enum rc post_code_free(struct cx *cx, const struct post_rec *p, enum admin_fault *fault, struct err *e)
{
    struct post_rec other;
    enum rc rc;

    if (!admin_code(p->code))
        return admin_refuse(fault, ADMIN_CODE, e);
    rc = post_by_code(cx->tx, cx->a, p->code, cx->now_ms, &other, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc == RC_OK && other.id != p->id ? admin_refuse(fault, ADMIN_CODE_TAKEN, e) : rc;
}

/* The superior may be of any unit: a directorate answers to the governor. Sets p->superior_id. */
static enum rc post_superior(struct cx *cx, struct post_rec *p, struct str code, enum admin_fault *fault,
                             struct err *e)
{
    struct post_rec s;
    enum rc rc;

    p->superior_id = 0;
    if (code.len == 0)
        return RC_OK;
    rc = post_by_code(cx->tx, cx->a, code, cx->now_ms, &s, e);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (!s.active || s.id == p->id)))
        return admin_refuse(fault, ADMIN_SUPERIOR, e);
    p->superior_id = rc == RC_OK ? s.id : 0;
    for (int i = 0; rc == RC_OK && s.superior_id != 0; i++) {
        if (s.superior_id == p->id || i == SUPERIORS_MAX)
            return admin_refuse(fault, ADMIN_SUPERIOR, e);
        rc = post_by_id(cx->tx, cx->a, s.superior_id, cx->now_ms, &s, e);
    }
    return rc;
}

/* Role codes as "EXP MGR": parted by one space. */
static enum rc post_roles(struct cx *cx, struct post_rec *p, enum admin_fault *fault, struct err *e)
{
    struct str rest = p->roles, out = STR("");

    while (rest.len > 0) {
        struct str one = str_cut(&rest, ' ');

        if (one.len == 0)
            continue;
        for (size_t i = 0; i < one.len; i++)
            if (!((one.p[i] >= 'A' && one.p[i] <= 'Z') || (one.p[i] >= '0' && one.p[i] <= '9')))
                return admin_refuse(fault, ADMIN_ROLES, e);
        if (!roles_have(out, one))
            out = out.len == 0 ? one : arena_fmt(cx->a, "%.*s %.*s", STR_ARG(out), STR_ARG(one));
    }
    p->roles = out;
    return RC_OK;
}

static enum rc post_check(struct cx *cx, struct post_rec *p, struct str superior, enum admin_fault *fault,
                          struct err *e)
{
    enum rc rc = post_code_free(cx, p, fault, e);

    if (rc == RC_OK)
        rc = post_roles(cx, p, fault, e);
    if (rc == RC_OK)
        rc = post_superior(cx, p, superior, fault, e);
    if (rc == RC_OK && above_me(cx, p->rights))
        rc = admin_refuse(fault, ADMIN_RIGHTS, e);
    return rc;
}

/* ---- saving ---- */

static enum rc post_new(struct cx *cx, struct post_rec *p, struct str superior, enum admin_fault *fault,
                        struct err *e)
{
    struct unit_rec u;
    enum rc rc = unit_by_id(cx->tx, cx->a, p->unit_id, &u, e);

    if (rc == RC_OK)
        rc = admin_sees(cx, u.path, e);
    if (rc == RC_OK && !u.active)
        rc = admin_refuse(fault, ADMIN_CLOSED, e);
    if (rc == RC_OK)
        rc = post_check(cx, p, superior, fault, e);
    return rc == RC_OK ? office_add_post(cx, p, e) : rc;
}

static enum rc post_close(struct cx *cx, const struct post_rec *old, enum admin_fault *fault, struct err *e)
{
    struct holding_list list = { 0 };
    int64_t open = 0;
    enum rc rc = task_open_of_post(cx->tx, old->id, 1, &open, e);

    if (rc == RC_OK && open > 0)
        return admin_refuse(fault, ADMIN_WORK_OPEN, e);
    if (rc == RC_OK)
        rc = holding_history(cx->tx, cx->a, old->id, &list, e);
    return rc == RC_OK ? admin_end_holdings(cx, &list, e) : rc;
}

static enum rc post_reopen(struct cx *cx, const struct post_rec *old, enum admin_fault *fault, struct err *e)
{
    struct unit_rec u;
    enum rc rc = unit_by_id(cx->tx, cx->a, old->unit_id, &u, e);

    return rc == RC_OK && !u.active ? admin_refuse(fault, ADMIN_CLOSED, e) : rc;
}

enum rc admin_post_save(struct cx *cx, struct post_rec *p, struct str superior, enum admin_fault *fault,
                        struct err *e)
{
    struct post_rec old;
    enum rc rc;

    *fault = ADMIN_FINE;
    if (p->id == 0)
        return post_new(cx, p, superior, fault, e);
    rc = post_seen(cx, p->id, &old, e);
    if (rc == RC_OK)
        rc = admin_same(p->version, old.version, e);
    if (rc == RC_OK && above_me(cx, old.rights))
        rc = admin_refuse(fault, ADMIN_RIGHTS, e);
    if (rc == RC_OK)
        rc = post_check(cx, p, superior, fault, e);
    if (rc == RC_OK && old.active && !p->active)
        rc = post_close(cx, &old, fault, e);
    else if (rc == RC_OK && !old.active && p->active)
        rc = post_reopen(cx, &old, fault, e);
    if (rc != RC_OK)
        return rc;
    p->unit_id = old.unit_id;
    rc = post_update(cx->tx, p, e);
    if (rc == RC_OK && (old.rights & RIGHT_ADMINISTER))
        rc = admin_keep_last(cx, fault, e);
    return rc == RC_OK ? admin_note(cx,
                                    old.active == p->active ? "post.change"
                                    : p->active             ? "post.open"
                                                            : "post.close",
                                    p->code, p->id, e)
                       : rc;
}

/* ---- holding ---- */

static enum rc hold_person(struct cx *cx, struct str login, struct official_rec *ret, enum admin_fault *fault,
                           struct err *e)
{
    enum rc rc = official_by_login(cx->tx, cx->a, login, ret, e);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && !ret->active))
        return admin_refuse(fault, ADMIN_UNKNOWN, e);
    return rc;
}

static enum rc hold_dates(struct cx *cx, const struct admin_hold *h, int64_t *from, int64_t *until,
                          enum admin_fault *fault, struct err *e)
{
    int32_t today = day_from_ms(cx->now_ms);

    if (h->from < today)
        return admin_refuse(fault, ADMIN_FROM, e);
    if ((h->until != 0 && h->until < h->from) || (h->until == 0 && h->deputy))
        return admin_refuse(fault, ADMIN_UNTIL, e);
    *from = h->from == today ? cx->now_ms : day_start_ms(h->from);
    *until = h->until == 0 ? 0 : day_start_ms(h->until + 1);
    return RC_OK;
}

/* Who held it before gives it up when the new one begins; the same person twice is refused. */
static enum rc make_room(struct cx *cx, const struct admin_hold *h, const struct official_rec *o,
                         int64_t from, int64_t until, enum admin_fault *fault, struct err *e)
{
    struct holding_list list = { 0 };
    enum rc rc = holding_history(cx->tx, cx->a, h->post_id, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct holding_rec *x = &list.v[i];
        bool overlaps = (x->until_at == 0 || x->until_at > from) && (until == 0 || x->from_at < until) &&
                        x->until_at != x->from_at;

        if (overlaps && x->official_id == o->id)
            return admin_refuse(fault, ADMIN_HOLDS, e);
        if (overlaps && !h->deputy && str_eq_c(x->kind, "holder"))
            rc = holding_end(cx->tx, x->id, x->from_at > from ? x->from_at : from, e);
    }
    return rc;
}

enum rc admin_hold(struct cx *cx, const struct admin_hold *h, enum admin_fault *fault, struct err *e)
{
    struct post_rec p;
    struct official_rec o;
    int64_t from = 0, until = 0;
    enum rc rc = post_seen(cx, h->post_id, &p, e);

    *fault = ADMIN_FINE;
    if (rc == RC_OK && above_me(cx, p.rights))
        rc = admin_refuse(fault, ADMIN_RIGHTS, e);
    if (rc == RC_OK && !p.active)
        rc = admin_refuse(fault, ADMIN_CLOSED, e);
    if (rc == RC_OK)
        rc = hold_person(cx, h->login, &o, fault, e);
    if (rc == RC_OK)
        rc = hold_dates(cx, h, &from, &until, fault, e);
    if (rc == RC_OK)
        rc = make_room(cx, h, &o, from, until, fault, e);
    if (rc == RC_OK)
        rc = office_hold(cx, p.id, o.id, h->deputy ? "deputy" : "holder", from, until, h->reason, e);
    return rc == RC_OK && (p.rights & RIGHT_ADMINISTER) ? admin_keep_last(cx, fault, e) : rc;
}

enum rc admin_hold_end(struct cx *cx, int64_t post_id, int64_t holding_id, enum admin_fault *fault,
                       struct err *e)
{
    struct post_rec p;
    struct holding_rec h;
    struct json_text t;
    enum rc rc = post_seen(cx, post_id, &p, e);

    *fault = ADMIN_FINE;
    if (rc == RC_OK)
        rc = holding_by_id(cx->tx, cx->a, holding_id, &h, e);
    if (rc == RC_OK && h.post_id != post_id)
        rc = ERR(e, RC_NOT_FOUND, "no such holding of this post");
    if (rc == RC_OK && above_me(cx, p.rights))
        rc = admin_refuse(fault, ADMIN_RIGHTS, e);
    if (rc == RC_OK && h.until_at != 0 && h.until_at <= cx->now_ms)
        rc = admin_refuse(fault, ADMIN_ENDED, e);
    if (rc == RC_OK)
        rc = admin_end_holdings(cx, &(struct holding_list){ &h, 1 }, e);
    if (rc == RC_OK && (p.rights & RIGHT_ADMINISTER))
        rc = admin_keep_last(cx, fault, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_int(&t.o, "post", post_id);
    json_member_str(&t.o, "name", h.official_name);
    json_member_str(&t.o, "kind", h.kind);
    return office_audit(cx, "post.hold_end", p.code, json_text_end(&t, cx->a, '}'), e);
}
