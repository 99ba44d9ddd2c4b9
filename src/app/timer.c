/*
 * timer.c - firing what is due: each timer in a transaction of its own, so that one bad case stops no other.
 *
 * Several nodes may try the same timer: the row is read again inside the transaction, and the one that comes
 * second finds it gone.
 */
#include "app/flow.h"
#include "app/start.h"
#include "app/task.h"
#include "base/log.h"

struct scan {
    size_t limit;
    struct timer_list due;
    int64_t next_at;
};

static enum rc scan(struct cx *cx, void *arg, struct err *e)
{
    struct scan *s = arg;
    enum rc rc = timer_due(cx->tx, cx->a, cx->now_ms, (int64_t)s->limit, &s->due, e);

    if (rc != RC_OK)
        return rc;
    s->next_at = INT64_MAX;
    rc = timer_next(cx->tx, &s->next_at, e);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc fire(struct cx *cx, void *arg, struct err *e)
{
    const struct timer_rec *t = arg;
    struct flow *f = NULL;
    struct bpmn_event ev = { .kind = BPMN_EV_TIMER, .key = (uint64_t)t->key };
    int64_t due = 0;
    enum rc rc = timer_get(cx->tx, t->instance_id, t->key, &due, e);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && due > cx->now_ms))
        return RC_OK; /* somebody fired it, or it was armed anew */
    if (rc == RC_OK)
        rc = timer_drop(cx->tx, t->instance_id, t->key, e);
    if (rc == RC_OK)
        rc = flow_open(cx, t->case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_push(f, t->instance_id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

/* A timer that cannot fire now is tried again in a minute, not in a tight loop. */
static enum rc put_off(struct cx *cx, void *arg, struct err *e)
{
    struct timer_rec t = *(const struct timer_rec *)arg;
    int64_t due = 0;
    enum rc rc = timer_get(cx->tx, t.instance_id, t.key, &due, e);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    t.due_at = cx->now_ms + MINUTE_MS;
    return timer_put(cx->tx, &t, e);
}

/* What else time brings: starts that are due, and what is on its way from case to case. */
static enum rc others_run(struct app *app, size_t limit, size_t *fired, int64_t *next_at, struct err *e)
{
    size_t started = 0, delivered = 0;
    int64_t next = INT64_MAX;
    enum rc rc = starts_run(app, limit, &started, &next, e);

    if (rc == RC_OK)
        rc = deliveries_run(app, limit, &delivered, e);
    *fired += started + delivered;
    if (next < *next_at)
        *next_at = next;
    return rc;
}

enum rc timers_run(struct app *app, size_t limit, size_t *fired, int64_t *next_at, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT);
    struct actor robot = actor_system();
    struct scan s = { .limit = limit };
    enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(app, a, &robot, scan, &s, e);

    *fired = 0;
    for (size_t i = 0; rc == RC_OK && i < s.due.n; i++) {
        CLEANUP(arena_freep) struct arena *job = arena_new(ARENA_BUDGET_DEFAULT);
        struct err why = { .rc = RC_OK };

        if (job == NULL)
            return ERR(e, RC_LIMIT, "no memory");
        if (app_write(app, job, &robot, fire, &s.due.v[i], &why) == RC_OK) {
            ++*fired;
            continue;
        }
        log_err(LOG_ERROR, "timer", &why);
        arena_clear(job);
        rc = app_write(app, job, &robot, put_off, &s.due.v[i], e);
    }
    *next_at = s.next_at;
    return rc == RC_OK ? others_run(app, limit, fired, next_at, e) : rc;
}
