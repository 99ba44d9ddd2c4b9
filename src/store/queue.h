/*
 * queue.h - the transactions that wait for a writer: first in, first out, bounded.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include "port/tx.h"

#include <pthread.h>

struct job {
    struct job *next;
    store_fn *fn;
    void *arg;
    store_done_fn *done;
    bool heap;          /* made by store_submit(): freed after `done` */
    bool after_unknown; /* an earlier run may have been committed */
    bool recorded;      /* the last run recorded its operation */
    unsigned attempt;   /* runs so far */
    unsigned line;      /* PostgreSQL: 1-based, the line it stands in or holds; 0: none */
    unsigned wants;     /* PostgreSQL: the line its last run ended for */
    int64_t since_us;   /* clock_mono_us() when it was submitted */
    enum rc rc;         /* outcome of the last run, while the batch waits for its commit */
    struct err err;
};

struct queue {
    pthread_mutex_t mu;
    pthread_cond_t some; /* something to do, or closing */
    pthread_cond_t shut; /* closing */
    struct job *head, **tail;
    unsigned count, max;
    unsigned idle; /* threads inside queue_pop() */
    bool closing;
};

void queue_init(struct queue *q, unsigned max);
void queue_destroy(struct queue *q);
enum rc queue_push(struct queue *q, struct job *j,
                   struct err *e) MUST_CHECK; /* RC_BUSY when full or closing */
/* Wait for one; NULL when the queue is closing and empty. */
struct job *queue_pop(struct queue *q);
struct job *queue_pop_within(struct queue *q, int64_t us); /* the same, NULL also after that time */
struct job *queue_pop_now(struct queue *q);                /* NULL when there is none now */
void queue_close(struct queue *q);
unsigned queue_count(struct queue *q);
int64_t queue_oldest_us(struct queue *q); /* since_us of the first; 0 when empty */
/* Sleep, but no longer than until the queue closes; true when it has closed. */
bool queue_nap(struct queue *q, int64_t us);

#endif
