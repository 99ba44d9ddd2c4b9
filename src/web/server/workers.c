/*
 * workers.c - threads for what may wait: passwords, PDF, exports; another such set reads from a database
 * that is waited for.
 */
#include "web/server/server.h"

#define THREADS_MAX 64u

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct work *first, **end;
    unsigned waiting, queue_max, n;
    bool ending;
    pthread_t threads[THREADS_MAX];
};

static struct work *take(struct workers *k)
{
    struct work *w;

    pthread_mutex_lock(&k->lock);
    while (k->first == NULL && !k->ending)
        pthread_cond_wait(&k->more, &k->lock);
    w = k->first;
    if (w != NULL) {
        k->first = w->next;
        if (k->first == NULL)
            k->end = &k->first;
        k->waiting--;
    }
    pthread_mutex_unlock(&k->lock);
    return w;
}

static void *worker_main(void *arg)
{
    struct workers *k = arg;
    struct work *w;

    while ((w = take(k)) != NULL) {
        call_elsewhere(w->call);
        loop_return(w);
    }
    return NULL;
}

bool workers_push(struct workers *k, struct work *w)
{
    bool room;

    w->next = NULL;
    pthread_mutex_lock(&k->lock);
    room = k->waiting < k->queue_max && !k->ending;
    if (room) {
        *k->end = w;
        k->end = &w->next;
        k->waiting++;
        pthread_cond_signal(&k->more);
    }
    pthread_mutex_unlock(&k->lock);
    return room;
}

enum rc workers_new(unsigned threads, unsigned queue_max, struct workers **ret, struct err *e)
{
    struct workers *k = calloc(1, sizeof(*k));

    if (k == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    k->end = &k->first;
    k->queue_max = queue_max;
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->more, NULL);
    for (; k->n < threads && k->n < THREADS_MAX; k->n++) {
        if (pthread_create(&k->threads[k->n], NULL, worker_main, k) != 0) {
            workers_free(k);
            return ERR(e, RC_INTERNAL, "cannot start a thread: %m");
        }
    }
    *ret = k;
    return RC_OK;
}

void workers_free(struct workers *k)
{
    if (k == NULL)
        return;
    pthread_mutex_lock(&k->lock);
    k->ending = true;
    pthread_cond_broadcast(&k->more);
    pthread_mutex_unlock(&k->lock);
    for (unsigned i = 0; i < k->n; i++)
        pthread_join(k->threads[i], NULL);
    pthread_cond_destroy(&k->more);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
