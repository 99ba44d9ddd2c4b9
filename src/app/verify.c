/*
 * verify.c - looking at everything, a page of cases at a time.
 *
 * Not here: the rows of one case against its ledger (verify_case.c).
 */
#include "app/verify.h"
#include "app/flow.h"
#include "app/ledger_entry.h"
#include "app/verify_inner.h"

#define PAGE 200

struct verifier {
    struct app *app;
    void (*found)(void *arg, const char *what);
    void *arg;
    struct verify_result *r;
    int64_t after;
    struct str after_hash;
    bool more;
};

static void say(struct verifier *v, struct arena *a, const char *what, const struct case_rec *c,
                struct str detail)
{
    struct str line = arena_fmt(a, "case %.*s: %s: %.*s", STR_ARG(c->tracking_code), what, STR_ARG(detail));

    v->found(v->arg, line.p != NULL ? line.p : what);
}

/* The first event that is not what it was when it was written. */
static void check_chain(struct cx *cx, struct verifier *v, const struct case_rec *c,
                        const struct event_list *list)
{
    struct ledger_check check;
    struct hash head = { 0 };
    bool good = true;

    ledger_check_begin(&check, c->tracking_code);
    for (size_t i = 0; good && i < list->n; i++) {
        const struct event_rec *r = &list->v[i];
        struct ledger_event ev = ledger_entry(cx->a, c->tracking_code, r);
        struct hash before = { 0 }, own = { 0 };

        good = hash_from_hex(r->hash_before, &before) && hash_from_hex(r->hash, &own) &&
               ledger_check_next(&check, &ev, &before, &own);
        if (!good)
            say(v, cx->a, "tampered event", c,
                arena_fmt(cx->a, "number %lld (%.*s)", (long long)r->seq,
                          STR_ARG(ledger_fault_name(check.fault))));
    }
    v->r->events += (int64_t)list->n;
    if (good && (!hash_from_hex(c->event_head, &head) || !ledger_check_end(&check, c->event_seq, &head)))
        say(v, cx->a, "the recorded head of its ledger is another", c, ledger_fault_name(check.fault));
}

static enum rc check_instances(struct cx *cx, struct verifier *v, const struct case_rec *c, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, c->id, false, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct err why = { .rc = RC_OK };

        v->r->instances++;
        if (flow_replay(cx, &list.v[i], &why) != RC_OK)
            say(v, cx->a, "replay", c, arena_str(cx->a, str_c(why.msg)));
    }
    return rc;
}

struct saying {
    struct verifier *v;
    struct arena *a;
    const struct case_rec *c;
};

static void say_row(void *arg, const char *what, struct str detail)
{
    struct saying *x = arg;

    say(x->v, x->a, what, x->c, detail);
}

static enum rc check_case(struct cx *cx, struct verifier *v, const struct case_rec *c, struct err *e)
{
    struct saying saying = { v, cx->a, c };
    struct verify_finder finder = { say_row, &saying };
    struct event_list events = { 0 };
    struct flow *f = NULL;
    struct err why = { .rc = RC_OK };
    enum rc rc = event_list(cx->tx, cx->a, c->id, &events, e);

    if (rc != RC_OK)
        return rc;
    check_chain(cx, v, c, &events);
    rc = verify_case_rows(cx, c, &events, &finder, e);
    if (rc == RC_OK)
        rc = check_instances(cx, v, c, e);
    if (rc == RC_OK)
        rc = flow_open(cx, c->id, &f, e);
    if (rc == RC_OK && flow_invariants(f, &why) != RC_OK)
        say(v, cx->a, "invariant", c, arena_str(cx->a, str_c(why.msg)));
    return rc;
}

struct one_case {
    struct verifier *v;
    const struct case_rec *c;
};

static enum rc check_one(struct cx *cx, void *arg, struct err *e)
{
    struct one_case *x = arg;

    return check_case(cx, x->v, x->c, e);
}

struct page {
    struct verifier *v;
    struct case_list list;
};

static enum rc read_page(struct cx *cx, void *arg, struct err *e)
{
    struct page *p = arg;

    return case_walk(cx->tx, cx->a, p->v->after, PAGE, &p->list, e);
}

static enum rc one_page(struct verifier *v, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    struct page p = { .v = v };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(v->app, a, NULL, read_page, &p, e);

    v->more = p.list.n == PAGE;
    for (size_t i = 0; rc == RC_OK && i < p.list.n; i++) {
        CLEANUP(arena_freep) struct arena *one = arena_new((size_t)64 << 20);
        struct one_case x = { v, &p.list.v[i] };

        v->after = p.list.v[i].id;
        v->r->cases++;
        rc = one == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(v->app, one, NULL, check_one, &x, e);
    }
    return rc;
}

static enum rc check_registers(struct cx *cx, void *arg, struct err *e)
{
    struct verifier *v = arg;
    struct series_gap *gaps = NULL;
    size_t n = 0;
    enum rc rc = indicator_gaps(cx->tx, cx->a, &gaps, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        v->found(v->arg,
                 arena_fmt(cx->a,
                           "indicator register of unit %lld, year %lld: last number %lld, %lld letters",
                           (long long)gaps[i].unit_id, (long long)gaps[i].year, (long long)gaps[i].last,
                           (long long)gaps[i].count)
                     .p);
    return rc;
}

struct hash_page {
    struct verifier *v;
    struct str *hashes;
    size_t n;
};

static enum rc read_hashes(struct cx *cx, void *arg, struct err *e)
{
    struct hash_page *p = arg;

    return attachment_hashes(cx->tx, cx->a, p->v->after_hash, PAGE, &p->hashes, &p->n, e);
}

static enum rc check_attachments(struct verifier *v, struct err *e)
{
    CLEANUP(arena_freep) struct arena *keep = arena_new((size_t)64 << 20);
    struct hash_page p = { .v = v };
    enum rc rc = keep == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    v->after_hash = STR("");
    do {
        p.n = 0;
        if (rc == RC_OK)
            rc = app_read(v->app, keep, NULL, read_hashes, &p, e);
        for (size_t i = 0; rc == RC_OK && i < p.n; i++) {
            struct hash h;
            struct err why = { .rc = RC_OK };

            v->r->attachments++;
            v->after_hash = p.hashes[i];
            if (!hash_from_hex(p.hashes[i], &h) || blob_verify(v->app->blobs, &h, &why) != RC_OK)
                v->found(v->arg, arena_fmt(keep, "attachment %.*s: %s", STR_ARG(p.hashes[i]), why.msg).p);
        }
    } while (rc == RC_OK && p.n == PAGE);
    return rc;
}

enum rc verify_all(struct app *app, void (*found)(void *arg, const char *what), void *arg,
                   struct verify_result *ret, struct err *e)
{
    struct verifier v = { .app = app, .found = found, .arg = arg, .r = ret, .more = true };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    while (rc == RC_OK && v.more)
        rc = one_page(&v, e);
    if (rc == RC_OK)
        rc = app_read(app, a, NULL, check_registers, &v, e);
    return rc == RC_OK ? check_attachments(&v, e) : rc;
}

enum rc verify_case(struct cx *cx, struct str tracking_code, void (*found)(void *arg, const char *what),
                    void *arg, struct verify_result *ret, struct err *e)
{
    struct verifier v = { .app = cx->app, .found = found, .arg = arg, .r = ret };
    struct case_rec c;
    enum rc rc = case_by_code(cx->tx, cx->a, tracking_code, &c, e);

    if (rc != RC_OK)
        return rc;
    ret->cases++;
    return check_case(cx, &v, &c, e);
}
