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

/* What one look at a case saw. The look may be taken again from the start (port/tx.h), so it is told only
 * when it is over. */
struct look {
    struct verifier *v;
    const struct case_rec *c;
    int64_t events, instances;
    VEC(const char *) lines;
};

static void say(struct look *l, struct arena *a, const char *what, struct str detail)
{
    struct str line =
        arena_fmt(a, "case %.*s: %s: %.*s", STR_ARG(l->c->tracking_code), what, STR_ARG(detail));

    (void)VEC_PUSH(a, &l->lines, line.p != NULL ? line.p : what);
}

static void tell(const struct look *l)
{
    for (size_t i = 0; i < l->lines.n; i++)
        l->v->found(l->v->arg, l->lines.v[i]);
    l->v->r->cases++;
    l->v->r->events += l->events;
    l->v->r->instances += l->instances;
}

/* Of the machine, not of what was looked at. */
static bool cannot_look(enum rc rc)
{
    return rc == RC_BUSY || rc == RC_LIMIT || rc == RC_UNCERTAIN;
}

/* The first event that is not what it was when it was written. */
static void check_chain(struct cx *cx, struct look *l, const struct event_list *list)
{
    const struct case_rec *c = l->c;
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
            say(l, cx->a, "tampered event",
                arena_fmt(cx->a, "number %lld (%.*s)", (long long)r->seq,
                          STR_ARG(ledger_fault_name(check.fault))));
    }
    l->events += (int64_t)list->n;
    if (good && (!hash_from_hex(c->event_head, &head) || !ledger_check_end(&check, c->event_seq, &head)))
        say(l, cx->a, "the recorded head of its ledger is another", ledger_fault_name(check.fault));
}

static enum rc check_instances(struct cx *cx, struct look *l, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, l->c->id, false, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        enum rc replay = flow_replay(cx, &list.v[i], e);

        l->instances++;
        if (cannot_look(replay))
            return replay;
        if (replay != RC_OK)
            say(l, cx->a, "replay", arena_str(cx->a, str_c(e->msg)));
    }
    return rc;
}

struct saying {
    struct look *l;
    struct arena *a;
};

static void say_row(void *arg, const char *what, struct str detail)
{
    struct saying *x = arg;

    say(x->l, x->a, what, detail);
}

static enum rc check_case(struct cx *cx, struct look *l, struct err *e)
{
    struct saying saying = { l, cx->a };
    struct verify_finder finder = { say_row, &saying };
    struct event_list events = { 0 };
    struct flow *f = NULL;
    enum rc rc;

    tx_look_anew(cx->tx);
    rc = event_list(cx->tx, cx->a, l->c->id, &events, e);
    if (rc != RC_OK)
        return rc;
    check_chain(cx, l, &events);
    rc = verify_case_rows(cx, l->c, &events, &finder, e);
    if (rc == RC_OK)
        rc = check_instances(cx, l, e);
    if (rc == RC_OK)
        rc = flow_open(cx, l->c->id, &f, e);
    if (rc == RC_OK)
        rc = flow_invariants(f, e);
    if (f == NULL || rc == RC_OK || cannot_look(rc))
        return rc;
    say(l, cx->a, "invariant", arena_str(cx->a, str_c(e->msg)));
    return RC_OK;
}

static enum rc check_one(struct cx *cx, void *arg, struct err *e)
{
    struct look *l = arg;

    *l = (struct look){ .v = l->v, .c = l->c };
    return check_case(cx, l, e);
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
        struct look l = { .v = v, .c = &p.list.v[i] };

        v->after = p.list.v[i].id;
        rc = one == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(v->app, one, NULL, check_one, &l, e);
        if (rc == RC_OK)
            tell(&l);
    }
    return rc;
}

static void tell_line(const struct verifier *v, struct str line)
{
    v->found(v->arg, line.p != NULL ? line.p : "something (no memory to say what)");
}

static enum rc check_registers(struct cx *cx, void *arg, struct err *e)
{
    struct verifier *v = arg;
    struct series_gap *gaps = NULL;
    size_t n = 0;
    enum rc rc = indicator_gaps(cx->tx, cx->a, &gaps, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        tell_line(v, arena_fmt(cx->a,
                               "indicator register of unit %lld, year %lld: last number %lld, %lld letters",
                               (long long)gaps[i].unit_id, (long long)gaps[i].year, (long long)gaps[i].last,
                               (long long)gaps[i].count));
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

static enum rc attachment_page(struct verifier *v, char after[65], bool *more, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct hash_page p = { .v = v };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    v->after_hash = str_c(after);
    if (rc == RC_OK)
        rc = app_read(v->app, a, NULL, read_hashes, &p, e);
    for (size_t i = 0; rc == RC_OK && i < p.n; i++) {
        struct hash h;
        struct err why = { .rc = RC_OK };

        v->r->attachments++;
        if (!hash_from_hex(p.hashes[i], &h) || blob_verify(v->app->blobs, &h, &why) != RC_OK)
            tell_line(v, arena_fmt(a, "attachment %.*s: %s", STR_ARG(p.hashes[i]), why.msg));
    }
    *more = rc == RC_OK && p.n == PAGE;
    if (*more)
        (void)snprintf(after, 65, "%.*s", STR_ARG(p.hashes[p.n - 1]));
    return rc;
}

static enum rc check_attachments(struct verifier *v, struct err *e)
{
    char after[65] = "";
    bool more = true;
    enum rc rc = RC_OK;

    while (rc == RC_OK && more)
        rc = attachment_page(v, after, &more, e);
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
    struct look l = { .v = &v, .c = &c };
    enum rc rc = case_by_code(cx->tx, cx->a, tracking_code, &c, e);

    if (rc == RC_OK)
        rc = check_case(cx, &l, e);
    if (rc == RC_OK)
        tell(&l);
    return rc;
}
