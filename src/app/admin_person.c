/*
 * admin_person.c - people who work here: names, first passwords, closing an account.
 *
 * A password is hashed before the transaction (it is slow) and only its hash comes here.
 */
#include "app/admin_inner.h"
#include "base/id.h"

enum rc admin_people(struct cx *cx, struct person_filter *f, struct person_list *ret, struct err *e)
{
    f->path = admin_path(cx);
    f->now = cx->now_ms;
    return person_list(cx->tx, cx->a, f, ret, e);
}

/* Everything that the person holds now must lie below the administrator; who holds nothing is everybody's. */
static enum rc person_reach(struct cx *cx, int64_t id, bool *sees, bool *may_change, struct err *e)
{
    struct holding_list now = { 0 };
    enum rc rc = holding_list(cx->tx, cx->a, id, 0, cx->now_ms, &now, e);

    *sees = now.n == 0;
    *may_change = true;
    for (size_t i = 0; rc == RC_OK && i < now.n; i++) {
        struct post_rec p;

        rc = post_by_id(cx->tx, cx->a, now.v[i].post_id, cx->now_ms, &p, e);
        if (rc == RC_OK && actor_sees_unit(cx->actor, p.unit_path))
            *sees = true;
        else
            *may_change = false;
        if (rc == RC_OK && (p.rights & RIGHT_ALL_UNITS) && !admin_of_all(cx))
            *may_change = false;
    }
    return rc;
}

static enum rc person_seen(struct cx *cx, int64_t id, struct official_rec *ret, bool *may_change,
                           struct err *e)
{
    bool sees = false;
    enum rc rc = official_by_id(cx->tx, cx->a, id, ret, e);

    if (rc == RC_OK)
        rc = person_reach(cx, id, &sees, may_change, e);
    if (rc == RC_OK && (!sees || !actor_may(cx->actor, MAY_ADMINISTER)))
        rc = ERR(e, RC_NOT_FOUND, "no such person below the administrator's unit");
    return rc;
}

enum rc admin_person_get(struct cx *cx, int64_t id, struct admin_person *ret, struct err *e)
{
    enum rc rc = person_seen(cx, id, &ret->o, &ret->may_change, e);

    if (rc == RC_OK)
        rc = holding_of_official(cx->tx, cx->a, id, &ret->history, e);
    if (rc != RC_OK)
        return rc;
    ret->has_password = ret->o.password.len > 0;
    ret->has_totp = ret->o.totp_secret.len > 0;
    ret->o.password = ret->o.totp_secret = STR_NONE;
    return RC_OK;
}

static enum rc login_free(struct cx *cx, const struct official_rec *o, enum admin_fault *fault, struct err *e)
{
    struct official_rec other;
    enum rc rc;

    if (!admin_code(o->login))
        return admin_refuse(fault, ADMIN_CODE, e);
    rc = official_by_login(cx->tx, cx->a, o->login, &other, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc == RC_OK && other.id != o->id ? admin_refuse(fault, ADMIN_CODE_TAKEN, e) : rc;
}

/* The person as it is, when this administrator may change it and has seen this version. */
static enum rc person_to_change(struct cx *cx, int64_t id, int64_t version, struct official_rec *ret,
                                enum admin_fault *fault, struct err *e)
{
    bool may_change = false;
    enum rc rc = person_seen(cx, id, ret, &may_change, e);

    *fault = ADMIN_FINE;
    if (rc == RC_OK)
        rc = admin_same(version, ret->version, e);
    return rc == RC_OK && !may_change ? admin_refuse(fault, ADMIN_RIGHTS, e) : rc;
}

static enum rc close_account(struct cx *cx, int64_t id, enum admin_fault *fault, struct err *e)
{
    struct holding_list list = { 0 };
    enum rc rc;

    if (id == cx->actor->official_id)
        return admin_refuse(fault, ADMIN_SELF, e);
    rc = holding_of_official(cx->tx, cx->a, id, &list, e);
    if (rc == RC_OK)
        rc = admin_end_holdings(cx, &list, e);
    return rc == RC_OK ? session_delete_of(cx->tx, id, STR(""), e) : rc;
}

enum rc admin_person_save(struct cx *cx, struct official_rec *o, enum admin_fault *fault, struct err *e)
{
    struct official_rec now;
    bool closes;
    enum rc rc;

    *fault = ADMIN_FINE;
    if (o->id == 0) {
        rc = login_free(cx, o, fault, e);
        return rc == RC_OK ? office_add_official(cx, o, e) : rc;
    }
    rc = person_to_change(cx, o->id, o->version, &now, fault, e);
    if (rc == RC_OK)
        rc = login_free(cx, o, fault, e);
    if (rc != RC_OK)
        return rc;
    closes = now.active && !o->active;
    o->password = now.password;
    o->totp_secret = now.totp_secret;
    o->must_change = now.must_change;
    if (closes)
        rc = close_account(cx, o->id, fault, e);
    if (rc == RC_OK)
        rc = official_update(cx->tx, o, e);
    if (rc == RC_OK && closes)
        rc = admin_keep_last(cx, fault, e);
    return rc == RC_OK ? admin_note(cx,
                                    now.active == o->active ? "official.change"
                                    : o->active             ? "official.open"
                                                            : "official.close",
                                    o->login, o->id, e)
                       : rc;
}

enum rc admin_person_password(struct cx *cx, int64_t id, int64_t version, struct str hash,
                              enum admin_fault *fault, struct err *e)
{
    struct official_rec o;
    enum rc rc = person_to_change(cx, id, version, &o, fault, e);

    if (rc != RC_OK)
        return rc;
    if (!o.active)
        return admin_refuse(fault, ADMIN_CLOSED, e);
    o.password = hash;
    o.must_change = true;
    rc = official_update(cx->tx, &o, e);
    if (rc == RC_OK)
        rc = session_delete_of(cx->tx, id, STR(""), e);
    return rc == RC_OK ? admin_note(cx, "official.password", o.login, id, e) : rc;
}

enum rc admin_person_totp_off(struct cx *cx, int64_t id, int64_t version, enum admin_fault *fault,
                              struct err *e)
{
    struct official_rec o;
    enum rc rc = person_to_change(cx, id, version, &o, fault, e);

    if (rc != RC_OK)
        return rc;
    o.totp_secret = STR("");
    rc = official_update(cx->tx, &o, e);
    return rc == RC_OK ? admin_note(cx, "official.totp_off", o.login, id, e) : rc;
}

struct str admin_first_password(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *p = arena_alloc(a, 15);

    for (size_t i = 0; p != NULL && i < 14; i++)
        p[i] = i == 4 || i == 9 ? '-' : letters[random_below(sizeof(letters) - 1)];
    return (struct str){ p, p == NULL ? 0 : 14 };
}
