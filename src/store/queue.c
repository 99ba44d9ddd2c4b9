/*
 * queue.c - the transactions that wait for a writer.
 */
#include "store/queue.h"

#include "base/clock.h"

void queue_init(struct queue *q, unsigned max)
{
    pthread_condattr_t attr;

    *q = (struct queue){ .max = max };
    q->tail = &q->head;
    pthread_mutex_init(&q->mu, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&q->some, NULL);
    pthread_cond_init(&q->shut, &attr);
    pthread_condattr_destroy(&attr);
}

void queue_destroy(struct queue *q)
{
    pthread_cond_destroy(&q->some);
    pthread_cond_destroy(&q->shut);
    pthread_mutex_destroy(&q->mu);
}

enum rc queue_push(struct queue *q, struct job *j, struct err *e)
{
    bool wake;

    j->next = NULL;
    j->since_us = clock_mono_us();
    pthread_mutex_lock(&q->mu);
    if (q->closing || q->count >= q->max) {
        bool closing = q->closing;
        pthread_mutex_unlock(&q->mu);
        return ERR(e, RC_BUSY, closing ? "the store is closing" : "too many transactions are waiting");
    }
    *q->tail = j;
    q->tail = &j->next;
    q->count++;
    wake = q->idle > 0;
    pthread_mutex_unlock(&q->mu);
    if (wake)
        pthread_cond_signal(&q->some);
    return RC_OK;
}

static struct job *queue_take(struct queue *q)
{
    struct job *j = q->head;

    if (j == NULL)
        return NULL;
    q->head = j->next;
    if (q->head == NULL)
        q->tail = &q->head;
    q->count--;
    j->next = NULL;
    return j;
}

struct job *queue_pop(struct queue *q)
{
    struct job *j;

    pthread_mutex_lock(&q->mu);
    q->idle++;
    while (q->head == NULL && !q->closing)
        pthread_cond_wait(&q->some, &q->mu);
    q->idle--;
    j = queue_take(q);
    pthread_mutex_unlock(&q->mu);
    return j;
}

static struct timespec after_us(int64_t us)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += us / 1000000;
    t.tv_nsec += us % 1000000 * 1000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

struct job *queue_pop_within(struct queue *q, int64_t us)
{
    struct timespec until = after_us(us);
    struct job *j;
    int timed_out = 0;

    pthread_mutex_lock(&q->mu);
    q->idle++;
    while (q->head == NULL && !q->closing && timed_out == 0)
        timed_out = pthread_cond_timedwait(&q->some, &q->mu, &until);
    q->idle--;
    j = queue_take(q);
    pthread_mutex_unlock(&q->mu);
    return j;
}

struct job *queue_pop_now(struct queue *q)
{
    struct job *j;

    pthread_mutex_lock(&q->mu);
    j = queue_take(q);
    pthread_mutex_unlock(&q->mu);
    return j;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->mu);
    q->closing = true;
    pthread_mutex_unlock(&q->mu);
    pthread_cond_broadcast(&q->some);
    pthread_cond_broadcast(&q->shut);
}

unsigned queue_count(struct queue *q)
{
    unsigned n;

    pthread_mutex_lock(&q->mu);
    n = q->count;
    pthread_mutex_unlock(&q->mu);
    return n;
}

int64_t queue_oldest_us(struct queue *q)
{
    int64_t at;

    pthread_mutex_lock(&q->mu);
    at = q->head == NULL ? 0 : q->head->since_us;
    pthread_mutex_unlock(&q->mu);
    return at;
}

bool queue_nap(struct queue *q, int64_t us)
{
    struct timespec until = after_us(us);
    bool closing;
    int timed_out = 0;

    pthread_mutex_lock(&q->mu);
    while (!q->closing && timed_out == 0)
        timed_out = pthread_cond_timedwait(&q->shut, &q->mu, &until);
    closing = q->closing;
    pthread_mutex_unlock(&q->mu);
    return closing;
}
