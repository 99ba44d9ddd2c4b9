/*
 * worker.c - the background work of a node.
 *
 * Not here: firing timers (timer.c), the senders (channels/).
 */
#include <pthread.h>

#include "app/draft.h"
#include "app/inner.h"
#include "app/ledger_day.h"
#include "app/migration.h"
#include "app/start.h"
#include "app/task.h"
#include "app/worker.h"
#include "base/log.h"
#include "persian/jalali.h"
#include "persian/text.h"
#include "port/case.h"
#include "port/channel.h"
#include "port/flow.h"
#include "port/office.h"
#include "port/operation.h"

#define TIMERS_A_ROUND 200
#define INDEX_A_ROUND 200
#define INDEX_WAITS_MAX 30u /* rounds */
#define WRITER_IS_BUSY 8u   /* transactions that wait */
#define SEND_A_ROUND 20
#define MIGRATIONS_A_ROUND 50
#define CATCH_UP_A_ROUND 100
#define LEASE_MS (2 * MINUTE_MS)
#define TRIES_MAX 12
#define FAILURE_KEEP_MS (2 * DAY_MS)
#define OPERATION_KEEP_MS (30 * DAY_MS)
#define ROUND_MS 1000
#define SEAL_ARENA ((size_t)512 << 20) /* at most: some 200 bytes a case */

struct worker {
    struct worker_options o;
    struct channels *channels;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    int64_t last_minute;
    unsigned index_waited; /* rounds that the search index was put off */
};

static bool stopping(struct worker *w)
{
    bool yes;

    pthread_mutex_lock(&w->lock);
    yes = w->stopping;
    pthread_mutex_unlock(&w->lock);
    return yes;
}

typedef enum rc piece_fn(struct cx *cx, void *arg, struct err *e);

/* One piece of work in one transaction of the system. */
static enum rc piece(struct app *app, piece_fn *fn, void *arg, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    struct actor robot = actor_system();

    return a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_write(app, a, &robot, fn, arg, e);
}

/* ---- the search index ---- */

struct indexing {
    struct arena *a; /* of the round: what is read outlives its transaction */
    struct search_list waiting;
    struct str *text;
};

static enum rc index_text(struct cx *cx, struct arena *a, int64_t case_id, struct str *ret, struct err *e)
{
    struct case_rec c;
    struct applicant_rec p;
    struct str text;
    enum rc rc = case_by_id(cx->tx, cx->a, case_id, &c, e);

    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, c.applicant_id, &p, e);
    if (rc != RC_OK)
        return rc;
    text = arena_fmt(cx->a, "%.*s %lld %.*s %.*s %.*s %.*s %.*s %.*s %.*s %.*s", STR_ARG(c.tracking_code),
                     (long long)c.number, STR_ARG(c.subject), STR_ARG(c.applicant_name), STR_ARG(c.body),
                     STR_ARG(c.demand), STR_ARG(c.respondent_name), STR_ARG(p.id_value), STR_ARG(p.mobile),
                     STR_ARG(c.referrer_number));
    *ret = text_index(a, text);
    return RC_OK;
}

#define INDEX_AT_ONCE 20

/* What the next cases ask, in two goes. */
static void index_ahead(struct cx *cx, const struct search_list *list, size_t from)
{
    size_t end = list->n - from < INDEX_AT_ONCE ? list->n : from + INDEX_AT_ONCE;
    struct case_rec c;
    struct applicant_rec p;

    tx_ahead(cx->tx, true);
    for (size_t i = from; i < end; i++)
        AHEAD(case_by_id(cx->tx, cx->a, list->v[i].case_id, &c, NULL));
    tx_ahead(cx->tx, false);
    for (size_t i = from; i < end; i++) {
        if (case_by_id(cx->tx, cx->a, list->v[i].case_id, &c, NULL) != RC_OK)
            return; /* it will be told */
        tx_ahead(cx->tx, true);
        AHEAD(applicant_by_id(cx->tx, cx->a, c.applicant_id, &p, NULL));
        tx_ahead(cx->tx, false);
    }
}

/* The texts are made on a snapshot, so that the writer has only rows to write. */
static enum rc index_read(struct cx *cx, void *arg, struct err *e)
{
    struct indexing *x = arg;
    enum rc rc = search_waiting(cx->tx, x->a, INDEX_A_ROUND, &x->waiting, e);

    x->text = ARENA_ARRAY(x->a, struct str, x->waiting.n + 1);
    if (rc == RC_OK && x->text == NULL)
        rc = arena_check(x->a, e);
    for (size_t i = 0; rc == RC_OK && i < x->waiting.n; i++) {
        if (i % INDEX_AT_ONCE == 0)
            index_ahead(cx, &x->waiting, i);
        rc = index_text(cx, x->a, x->waiting.v[i].case_id, &x->text[i], e);
    }
    return rc == RC_OK ? arena_check(x->a, e) : rc;
}

static enum rc index_write(struct cx *cx, void *arg, struct err *e)
{
    const struct indexing *x = arg;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < x->waiting.n; i++)
        rc = search_index(cx->tx, &x->waiting.v[i], x->text[i], e);
    return rc;
}

static enum rc index_round(struct app *app, size_t *n, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    struct indexing x = { .a = a };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, NULL, index_read, &x, e);

    *n = x.waiting.n;
    return rc == RC_OK && x.waiting.n > 0 ? piece(app, index_write, &x, e) : rc;
}

/* While people wait for the writer a search text can wait too, but not longer than INDEX_WAITS_MAX rounds. */
static bool index_can_wait(struct worker *w)
{
    bool busy = store_statistics(w->o.app->store).waiting >= WRITER_IS_BUSY;

    w->index_waited = busy && w->index_waited < INDEX_WAITS_MAX ? w->index_waited + 1 : 0;
    return w->index_waited > 0;
}

/* ---- the outbox ---- */

struct leased {
    struct arena *a;
    struct outbox_list list;
};

/* The rows outlive the transaction: they are read into an arena of the round. */
static enum rc lease(struct cx *cx, void *arg, struct err *e)
{
    struct leased *l = arg;

    return outbox_lease(cx->tx, l->a, cx->now_ms, cx->now_ms + LEASE_MS, SEND_A_ROUND, &l->list, e);
}

struct outcome {
    const struct outbox_rec *m;
    enum channel_result result;
    struct str why;
};

static int64_t wait_after(int64_t tries)
{
    int64_t ms = MINUTE_MS;

    for (int64_t i = 1; i < tries && ms < 6 * HOUR_MS; i++)
        ms *= 2;
    return ms;
}

static enum rc settle(struct cx *cx, void *arg, struct err *e)
{
    const struct outcome *o = arg;

    switch (o->result) {
    case CHANNEL_SENT:
        return outbox_done(cx->tx, o->m->id, STR("sent"), cx->now_ms, e);
    case CHANNEL_NOT_HERE: /* waits for an administrator to configure the channel, or for the printed list */
        return outbox_failed(cx->tx, o->m->id, false, cx->now_ms + HOUR_MS, o->why, e);
    case CHANNEL_NEVER:
    case CHANNEL_UNKNOWN: /* never repeated blindly: a person decides */
        return outbox_failed(cx->tx, o->m->id, true, 0, o->why, e);
    case CHANNEL_LATER:
        break;
    }
    return outbox_failed(cx->tx, o->m->id, o->m->tries >= TRIES_MAX, cx->now_ms + wait_after(o->m->tries),
                         o->why, e);
}

static enum rc any_due(struct cx *cx, void *arg, struct err *e)
{
    return outbox_due(cx->tx, cx->now_ms, arg, e);
}

static enum rc send_round(struct worker *w, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
    struct leased l = { .a = a };
    bool due = false;
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(w->o.app, a, NULL, any_due, &due, e);

    if (rc == RC_OK && due)
        rc = piece(w->o.app, lease, &l, e);
    for (size_t i = 0; rc == RC_OK && i < l.list.n; i++) {
        const struct outbox_rec *m = &l.list.v[i];
        struct channel_message out = { .channel = m->channel,
                                       .key = arena_fmt(a, "%lld", (long long)m->id),
                                       .recipient = m->recipient,
                                       .subject = m->subject,
                                       .body = m->body };
        struct outcome o = { .m = m };

        o.result = channel_send(w->channels, &out, a, &o.why);
        rc = piece(w->o.app, settle, &o, e);
    }
    return rc;
}

/* ---- the ledger's day ---- */

/* What has happened until yesterday's end does not change any more: so the heads of all cases, which may be
 * a million, are read on a snapshot, and only the row is written. */
struct sealing {
    struct ledger_day_rec d;
    bool due;
};

static enum rc compute_seal(struct cx *cx, void *arg, struct err *e)
{
    struct sealing *x = arg;
    /* not before a minute of today has passed: by then what began before midnight has been committed */
    int32_t day = day_from_ms(cx->now_ms - MINUTE_MS) - 1;
    struct ledger_day_rec last = { .day = INT32_MIN };
    enum rc rc = ledger_day_last(cx->tx, cx->a, day, &last, e);
    bool first = rc == RC_NOT_FOUND;

    x->due = first || (rc == RC_OK && last.day != day);
    if (rc != RC_OK && !first)
        return rc;
    return x->due ? ledger_day_make(cx, day, first ? NULL : &last, &x->d, e) : RC_OK;
}

/* Unless another node was quicker. */
static enum rc write_seal(struct cx *cx, void *arg, struct err *e)
{
    const struct sealing *x = arg;
    struct ledger_day_rec last = { .day = INT32_MIN };
    enum rc rc = ledger_day_last(cx->tx, cx->a, x->d.day, &last, e);

    if (rc == RC_OK && last.day == x->d.day)
        return RC_OK;
    return rc == RC_OK || rc == RC_NOT_FOUND ? ledger_day_insert(cx->tx, &x->d, e) : rc;
}

static enum rc seal_yesterday(struct app *app, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(SEAL_ARENA);
    struct actor robot = actor_system();
    struct sealing x = { .due = false };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, &robot, compute_seal, &x, e);

    return rc == RC_OK && x.due ? app_write(app, a, &robot, write_seal, &x, e) : rc;
}

/* ---- housekeeping ---- */

static enum rc forget_old(struct cx *cx, void *arg UNUSED, struct err *e)
{
    int64_t deleted = 0;
    enum rc rc = session_expire(cx->tx, cx->now_ms, e);

    if (rc == RC_OK)
        rc = draft_forget(cx->tx, cx->now_ms - DRAFT_KEEP_MS, e);
    if (rc == RC_OK)
        rc = failure_forget(cx->tx, cx->now_ms - FAILURE_KEEP_MS, e);
    if (rc == RC_OK)
        rc = operation_forget(cx->tx, cx->now_ms - OPERATION_KEEP_MS, 1000, &deleted, e);
    return rc;
}

static void say(const char *area, enum rc rc, const struct err *e)
{
    if (rc != RC_OK)
        log_err(LOG_ERROR, area, e);
}

static void minute(struct worker *w)
{
    struct err e = { .rc = RC_OK };

    if (w->o.every_minute != NULL)
        w->o.every_minute(w->o.arg);
    say("housekeeping", piece(w->o.app, forget_old, NULL, &e), &e);
    say("ledger", seal_yesterday(w->o.app, &e), &e);
}

/* What an older program left undone: see starts_catch_up(). */
static enum rc catch_up(struct cx *cx, void *arg, struct err *e)
{
    return starts_catch_up(cx, CATCH_UP_A_ROUND, arg, e);
}

static void begin(struct worker *w)
{
    struct err e = { .rc = RC_OK };
    bool left = false;
    enum rc rc;

    do {
        rc = piece(w->o.app, catch_up, &left, &e);
        say("starts", rc, &e);
    } while (rc == RC_OK && left && !stopping(w));
}

static void one_round(struct worker *w)
{
    struct err e = { .rc = RC_OK };
    size_t n = 0;
    int64_t next = 0;
    bool left = false;

    say("timer", timers_run(w->o.app, TIMERS_A_ROUND, &n, &next, &e), &e);
    if (!index_can_wait(w))
        say("index", index_round(w->o.app, &n, &e), &e);
    say("outbox", send_round(w, &e), &e);
    say("migration", migration_go_on(w->o.app, 0, MIGRATIONS_A_ROUND, &left, &e), &e);
    if (app_now(w->o.app) - w->last_minute >= MINUTE_MS) {
        w->last_minute = app_now(w->o.app);
        minute(w);
    }
}

static void *work(void *arg)
{
    struct worker *w = arg;

    begin(w);
    pthread_mutex_lock(&w->lock);
    while (!w->stopping) {
        struct timespec until;

        pthread_mutex_unlock(&w->lock);
        one_round(w);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += ROUND_MS / 1000;
        pthread_mutex_lock(&w->lock);
        if (!w->stopping)
            pthread_cond_timedwait(&w->wake, &w->lock, &until);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static enum rc prepare(const struct worker_options *o, struct worker *w, struct err *e)
{
    struct channel_options co = { .smtp = o->smtp, .sms = o->sms, .from = "samad@localhost" };

    w->o = *o;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    return channels_open(&co, &w->channels, e);
}

static void dispose(struct worker *w)
{
    channels_close(w->channels);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
}

enum rc worker_start(const struct worker_options *o, struct worker **ret, struct err *e)
{
    struct worker *w = calloc(1, sizeof(*w));
    enum rc rc = w == NULL ? ERR(e, RC_LIMIT, "no memory") : prepare(o, w, e);

    if (rc == RC_OK && pthread_create(&w->thread, NULL, work, w) != 0) {
        dispose(w);
        rc = ERR(e, RC_INTERNAL, "cannot start the worker's thread");
    }
    if (rc != RC_OK) {
        free(w);
        return rc;
    }
    *ret = w;
    return RC_OK;
}

void worker_stop(struct worker *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    dispose(w);
    free(w);
}

enum rc worker_once(const struct worker_options *o, struct err *e)
{
    struct worker w = { 0 };
    enum rc rc = prepare(o, &w, e);

    if (rc == RC_OK)
        one_round(&w);
    dispose(&w);
    return rc;
}
