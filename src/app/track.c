/*
 * track.c - around the tracking page: whose office it is, how often a code may be tried, whether a receipt is
 * in the ledger.
 */
#include "app/case_view.h"
#include "app/ledger_entry.h"
#include "persian/jalali.h"
#include "port/flow.h"
#include "port/office.h"

/* ---- the office ---- */

static enum rc public_unit(struct cx *cx, struct unit_rec *ret, struct err *e)
{
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (all.v[i]->is_case && all.v[i]->is_public)
            return unit_by_function(cx->tx, cx->a, all.v[i]->owner, ret, e);
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no public process is installed") : rc;
}

/* The n-th id of "/1/7/12/", from the top or from the bottom. */
static int64_t id_of_path(struct str path, bool last)
{
    int64_t id = 0, found = 0;

    while (path.len > 0) {
        struct str one = str_cut(&path, '/');

        if (!parse_i64(one, 1, INT64_MAX, &id))
            continue;
        found = id;
        if (!last)
            break;
    }
    return found;
}

enum rc front_office_get(struct cx *cx, struct str path, struct front_office *ret, struct err *e)
{
    struct front_office f = { 0 };
    enum rc rc = path.len > 0 ? unit_by_id(cx->tx, cx->a, id_of_path(path, true), &f.unit, e)
                              : public_unit(cx, &f.unit, e);
    int64_t top = rc == RC_OK ? id_of_path(f.unit.path, false) : 0;

    if (rc == RC_NOT_FOUND && path.len == 0) { /* nothing installed yet: the page still has a frame */
        *ret = f;
        return RC_OK;
    }
    if (rc == RC_OK && top == f.unit.id)
        f.office = f.unit;
    else if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, top, &f.office, e);
    if (rc == RC_OK)
        *ret = f;
    return rc;
}

enum rc process_front(struct cx *cx, const struct package *pkg, struct unit_rec *office,
                      struct unit_rec *unit, struct process_edition *edition, struct err *e)
{
    struct front_office front;
    struct process_rec r;
    enum rc rc = unit_by_function(cx->tx, cx->a, pkg->owner, unit, e);

    if (rc == RC_NOT_FOUND)
        return ERR(e, RC_INTERNAL, "no unit has the function '%.*s'", STR_ARG(pkg->owner));
    if (rc == RC_OK)
        rc = front_office_get(cx, unit->path, &front, e);
    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, pkg->id, &r, e);
    if (rc != RC_OK)
        return rc;
    *office = front.office;
    *edition = (struct process_edition){ r.version, r.installed_at, r.review_at };
    return RC_OK;
}

enum rc front_office_hours(struct cx *cx, struct str *ret, struct err *e)
{
    return setting_get(cx->tx, cx->a, STR("office_hours"), ret, e);
}

enum rc respondent_units(struct cx *cx, struct unit_list *ret, struct err *e)
{
    size_t n = 0;
    enum rc rc = unit_list(cx->tx, cx->a, STR("/"), ret, e);

    for (size_t i = 0; rc == RC_OK && i < ret->n; i++)
        if (ret->v[i].active)
            ret->v[n++] = ret->v[i];
    if (rc == RC_OK)
        ret->n = n;
    return rc;
}

enum rc unit_name_of(struct cx *cx, struct str code, struct str *ret, struct err *e)
{
    struct unit_rec u;
    enum rc rc = unit_by_code(cx->tx, cx->a, code, &u, e);

    if (rc == RC_OK)
        *ret = u.name;
    return rc;
}

/* ---- guessing ---- */

#define FREE_OF_ADDRESS 20
#define FREE_OF_CODE 5
#define WAIT_MAX_MS (10 * MINUTE_MS)
#define FORGET_MS (30 * MINUTE_MS)

static int64_t wait_of(const struct failure_rec *f, int64_t free, int64_t now)
{
    int64_t ms = 2 * SECOND_MS;

    if (f->count < free || f->last_at + FORGET_MS < now)
        return 0;
    for (int64_t i = free; i < f->count && ms < WAIT_MAX_MS; i++)
        ms *= 2;
    if (ms > WAIT_MAX_MS)
        ms = WAIT_MAX_MS;
    return f->last_at + ms > now ? f->last_at + ms - now : 0;
}

/* Two counters: what this address tried at all, and what it tried on this one code. */
static struct str source_of(struct cx *cx, struct str address)
{
    return arena_cat(cx->a, STR("track:"), address);
}

enum rc track_wait(struct cx *cx, struct str address, struct str code, int64_t *ret, struct err *e)
{
    struct str source = source_of(cx, address), logins[2] = { STR_NONE, code };
    static const int64_t free_tries[2] = { FREE_OF_ADDRESS, FREE_OF_CODE };
    int64_t longest = 0;

    for (size_t i = 0; i < 2; i++) {
        struct failure_rec f = { 0 };
        enum rc rc = failure_get(cx->tx, logins[i], source, &f, e);
        int64_t ms = rc == RC_OK ? wait_of(&f, free_tries[i], cx->now_ms) : 0;

        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (ms > longest)
            longest = ms;
    }
    *ret = longest;
    return RC_OK;
}

enum rc track_failed(struct cx *cx, struct str address, struct str code, struct err *e)
{
    struct str source = source_of(cx, address), logins[2] = { STR_NONE, code };
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < 2; i++) {
        struct failure_rec f = { 0 };

        if (i == 1 && code.len == 0)
            break;
        rc = failure_get(cx->tx, logins[i], source, &f, e);
        if (rc == RC_OK && f.last_at + FORGET_MS < cx->now_ms)
            rc = failure_clear(cx->tx, logins[i], source, e);
        if (rc == RC_OK || rc == RC_NOT_FOUND)
            rc = failure_add(cx->tx, logins[i], source, cx->now_ms, e);
    }
    return rc;
}

/* ---- receipts ---- */

/* Follow the chain from its beginning to the receipt's event. */
static bool chain_leads_to(struct arena *a, const struct event_list *events, const struct receipt *r,
                           struct str code)
{
    struct ledger_check check;

    ledger_check_begin(&check, code);
    for (size_t i = 0; i < events->n; i++) {
        const struct event_rec *ev = &events->v[i];
        struct ledger_event le = ledger_entry(a, code, ev);
        struct hash before, own;

        if (!hash_from_hex(ev->hash_before, &before) || !hash_from_hex(ev->hash, &own) ||
            !ledger_check_next(&check, &le, &before, &own))
            return false;
        if (ev->seq == r->seq)
            return hash_eq(&own, &r->head);
    }
    return false;
}

static enum rc find_day(struct cx *cx, struct receipt_check *ret, struct err *e)
{
    struct ledger_day_rec d;
    int32_t day = day_from_ms(ret->event_at);
    enum rc rc = ledger_day_last(cx->tx, cx->a, day, &d, e);

    if (rc == RC_OK && d.day == day) {
        ret->published = true;
        ret->day = day;
        ret->root = d.chained;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc receipt_verify(struct cx *cx, struct str path, struct receipt_check *ret, struct err *e)
{
    struct receipt r;
    struct event_list events = { 0 };
    struct front_office front;
    enum rc rc;

    *ret = (struct receipt_check){ 0 };
    if (!receipt_parse(cx->a, path, &r))
        return RC_OK;
    rc = case_by_code(cx->tx, cx->a, tracking_str(&r.code), &ret->c, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK)
        rc = event_list(cx->tx, cx->a, ret->c.id, &events, e);
    if (rc == RC_OK)
        rc = front_office_get(cx, ret->c.unit_path, &front, e);
    if (rc != RC_OK)
        return rc;
    ret->office = front.unit;
    for (size_t i = 0; i < events.n; i++)
        if (events.v[i].seq == r.seq) {
            ret->found = true;
            ret->event_at = events.v[i].at;
        }
    if (!ret->found)
        return RC_OK;
    ret->intact = chain_leads_to(cx->a, &events, &r, ret->c.tracking_code);
    return ret->intact ? find_day(cx, ret, e) : RC_OK;
}
