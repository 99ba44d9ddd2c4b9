/*
 * admin_office.c - what is of the whole office: the ledger, settings, the audit log.
 */
#include "app/admin_inner.h"
#include "app/admin_state.h"
#include "app/ledger_day.h"
#include "app/verify.h"

static enum rc only_all(const struct cx *cx, struct err *e)
{
    return admin_of_all(cx) ? RC_OK : ERR(e, RC_NOT_FOUND, "for administrators of the whole office");
}

/* ---- the ledger ---- */

enum rc admin_ledger(struct cx *cx, int64_t days, struct ledger_day_list *ret, struct err *e)
{
    return ledger_day_list(cx->tx, cx->a, days, ret, e);
}

enum rc admin_check_day(struct cx *cx, int64_t day, struct admin_check *ret, struct err *e)
{
    struct ledger_day_rec known, before = { 0 }, now;
    bool first = false;
    enum rc rc = ledger_day_last(cx->tx, cx->a, day, &known, e);

    if (rc == RC_OK && known.day != day)
        rc = ERR(e, RC_NOT_FOUND, "no root was published for this day");
    if (rc == RC_OK) {
        rc = ledger_day_last(cx->tx, cx->a, day - 1, &before, e);
        first = rc == RC_NOT_FOUND;
    }
    if (rc != RC_OK && !first)
        return rc;
    *ret = (struct admin_check){ .cases = known.cases };
    rc = ledger_day_make(cx, (int32_t)day, first ? NULL : &before, &now, e);
    if (rc == RC_INTERNAL) { /* a hash that cannot be read is a finding, not our failure */
        ret->fault = arena_str(cx->a, str_c(e->msg));
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    ret->intact =
        str_eq(known.root, now.root) && str_eq(known.chained, now.chained) && known.cases == now.cases;
    if (known.cases != now.cases)
        ret->fault = arena_fmt(cx->a, "%lld cases were in the published root, the events give %lld",
                               (long long)known.cases, (long long)now.cases);
    else if (!str_eq(known.root, now.root))
        ret->fault = STR("the events of this day or before give another root than the published one");
    else if (!ret->intact)
        ret->fault = STR("the published root is not chained to the day before");
    return RC_OK;
}

struct finding {
    struct arena *a;
    struct str first;
};

static void note_first(void *arg, const char *what)
{
    struct finding *f = arg;

    if (f->first.len == 0)
        f->first = arena_str(f->a, str_c(what));
}

enum rc admin_check_case(struct cx *cx, struct str tracking_code, struct admin_check *ret, struct err *e)
{
    struct finding f = { .a = cx->a };
    struct verify_result r = { 0 };
    struct case_rec c;
    enum rc rc = case_by_code(cx->tx, cx->a, tracking_code, &c, e);

    if (rc == RC_OK)
        rc = admin_sees(cx, c.unit_path, e);
    if (rc == RC_OK)
        rc = verify_case(cx, tracking_code, note_first, &f, &r, e);
    if (rc == RC_OK)
        *ret = (struct admin_check){ f.first.len == 0, r.cases, r.events, f.first };
    return rc;
}

/* ---- settings ---- */

/* The top of the tree that the administrator's unit is in. */
static enum rc top_unit(struct cx *cx, struct unit_rec *ret, struct err *e)
{
    enum rc rc = unit_by_id(cx->tx, cx->a, cx->actor->unit_id, ret, e);

    while (rc == RC_OK && ret->parent_id != 0)
        rc = unit_by_id(cx->tx, cx->a, ret->parent_id, ret, e);
    return rc;
}

static struct str seen_of(struct arena *a, const struct admin_settings *s)
{
    struct str all = arena_fmt(a, "%.*s\n%.*s\n%.*s\n%lld", STR_ARG(s->public_url), STR_ARG(s->hours),
                               STR_ARG(s->email), (long long)s->office.version);
    struct hash h = hash_bytes(all);

    return str_sub(hash_hex(a, &h), 0, 16);
}

enum rc admin_settings_get(struct cx *cx, struct admin_settings *ret, struct err *e)
{
    enum rc rc = setting_get(cx->tx, cx->a, STR("public_url"), &ret->public_url, e);

    if (rc == RC_OK)
        rc = setting_get(cx->tx, cx->a, STR("office_hours"), &ret->hours, e);
    if (rc == RC_OK)
        rc = setting_get(cx->tx, cx->a, STR("office_email"), &ret->email, e);
    if (rc == RC_OK)
        rc = top_unit(cx, &ret->office, e);
    if (rc == RC_OK)
        ret->seen = seen_of(cx->a, ret);
    return rc;
}

static enum rc put(struct cx *cx, const char *name, struct str old, struct str value, struct err *e)
{
    enum rc rc;

    if (str_eq(old, value))
        return RC_OK;
    rc = setting_put(cx->tx, str_c(name), value.len > 0 ? value : STR(""), cx->now_ms, cx->actor->official_id,
                     e);
    return rc == RC_OK ? office_audit(cx, "setting.change", str_c(name), STR_NONE, e) : rc;
}

enum rc admin_settings_save(struct cx *cx, const struct admin_settings *s, struct err *e)
{
    struct admin_settings now;
    struct unit_rec u;
    enum rc rc = only_all(cx, e);

    if (rc == RC_OK)
        rc = admin_settings_get(cx, &now, e);
    if (rc == RC_OK && !str_eq(now.seen, s->seen))
        rc = ERR(e, RC_CONFLICT, "the settings were changed meanwhile");
    if (rc == RC_OK)
        rc = put(cx, "public_url", now.public_url, s->public_url, e);
    if (rc == RC_OK)
        rc = put(cx, "office_hours", now.hours, s->hours, e);
    if (rc == RC_OK)
        rc = put(cx, "office_email", now.email, s->email, e);
    if (rc != RC_OK)
        return rc;
    u = now.office;
    u.name = s->office.name;
    u.phone = s->office.phone;
    u.address = s->office.address;
    if (str_eq(u.name, now.office.name) && str_eq(u.phone, now.office.phone) &&
        str_eq(u.address, now.office.address))
        return RC_OK;
    rc = unit_update(cx->tx, &u, e);
    return rc == RC_OK ? admin_note(cx, "unit.change", u.code, u.id, e) : rc;
}

/* ---- the log ---- */

enum rc admin_log(struct cx *cx, struct audit_filter *f, struct audit_list *ret, struct err *e)
{
    enum rc rc = only_all(cx, e);

    f->limit = ADMIN_PAGE + 1;
    return rc == RC_OK ? audit_find(cx->tx, cx->a, f, ret, e) : rc;
}
