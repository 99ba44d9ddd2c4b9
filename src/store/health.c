/*
 * health.c - can this store write? And its counters.
 */
#include "store/driver.h"

#include "base/clock.h"
#include "port/operation.h"
#include "store/db.h"

#define HEALTH_FRESH_US 5000000  /* a commit so young proves that writing works */
#define HEALTH_STUCK_US 10000000 /* a transaction waiting so long proves that it does not */

void store_note_commit(struct store *s, const struct err *e)
{
    if (e == NULL)
        store_count(&s->count.commits);
    pthread_mutex_lock(&s->health_mu);
    s->last_failure = e == NULL ? (struct err){ 0 } : *e;
    s->last_settled_us = clock_mono_us();
    pthread_mutex_unlock(&s->health_mu);
}

static enum rc probe_write(struct tx *tx, void *arg, struct err *e)
{
    struct clock clock = clock_real();

    (void)arg;
    return db_exec(tx, OPERATION_PROBE, DB_ARGS(db_text(STR("health")), db_int(clock_now(&clock))), NULL, e);
}

static void probe_done(void *arg, enum rc rc, const struct err *e)
{
    struct store *s = arg;

    if (rc != RC_OK)
        store_note_commit(s, e);
    pthread_mutex_lock(&s->health_mu);
    s->probe_since_us = 0;
    pthread_mutex_unlock(&s->health_mu);
}

enum rc store_health(struct store *s, struct err *e)
{
    int64_t now = clock_mono_us(), oldest = queue_oldest_us(&s->queue), probe;
    struct err last;
    bool start;
    enum rc rc;

    pthread_mutex_lock(&s->health_mu);
    last = s->last_failure;
    probe = s->probe_since_us;
    start = probe == 0 && now - s->last_settled_us > HEALTH_FRESH_US;
    if (start)
        s->probe_since_us = now;
    pthread_mutex_unlock(&s->health_mu);
    if (start) {
        rc = store_submit(s, probe_write, s, probe_done, e);
        if (rc != RC_OK) {
            pthread_mutex_lock(&s->health_mu);
            s->probe_since_us = 0;
            pthread_mutex_unlock(&s->health_mu);
            return rc;
        }
    }
    if (oldest != 0 && now - oldest > HEALTH_STUCK_US)
        return ERR(e, RC_BUSY, "a transaction has been waiting for %lld s",
                   (long long)((now - oldest) / 1000000));
    if (probe != 0 && now - probe > HEALTH_STUCK_US)
        return ERR(e, RC_BUSY, "the database has not answered for %lld s",
                   (long long)((now - probe) / 1000000));
    if (last.rc != RC_OK && e != NULL)
        *e = last;
    return last.rc;
}

struct store_stats store_statistics(struct store *s)
{
    const struct store_counters *c = &s->count;

    return (struct store_stats){
        .writes = c->writes,
        .refused = c->refused,
        .failed = c->failed,
        .reruns = c->reruns,
        .commits = c->commits,
        .reads = c->reads,
        .calls = c->calls,
        .trips = c->trips,
        .reconnects = c->reconnects,
        .wal_pages = s->driver->wal_pages(s),
        .waiting = queue_count(&s->queue),
    };
}
