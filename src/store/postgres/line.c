/*
 * line.c - who holds which line and who waits for it.
 *
 * Not here: running jobs (driver.c).
 */
#include "store/postgres/line.h"

#include "base/clock.h"

void lines_init(struct lines *l)
{
    *l = (struct lines){ 0 };
    pthread_mutex_init(&l->mu, NULL);
    for (size_t i = 0; i < LINES; i++)
        l->v[i].tail = &l->v[i].waiting;
}

void lines_destroy(struct lines *l)
{
    pthread_mutex_destroy(&l->mu);
}

bool lines_enter(struct lines *l, struct job *j, uint64_t key, int64_t began_us)
{
    unsigned n = (unsigned)(key % LINES);
    struct line *x = &l->v[n];
    bool good;

    if (j->line != 0)
        return true; /* it holds this one, or another and will not wait */
    pthread_mutex_lock(&l->mu);
    good = x->holder == NULL && x->left_us < began_us;
    if (good)
        x->holder = j;
    pthread_mutex_unlock(&l->mu);
    if (good)
        j->line = n + 1;
    else
        j->wants = n + 1;
    return good;
}

bool lines_take(struct lines *l, struct job *j)
{
    struct line *x;
    bool good;

    if (j->wants == 0)
        return true;
    x = &l->v[j->wants - 1];
    pthread_mutex_lock(&l->mu);
    j->line = j->wants;
    j->wants = 0;
    good = x->holder == NULL;
    if (good) {
        x->holder = j;
    } else {
        j->next = NULL;
        *x->tail = j;
        x->tail = &j->next;
    }
    pthread_mutex_unlock(&l->mu);
    return good;
}

struct job *lines_leave(struct lines *l, struct job *j)
{
    struct line *x;
    struct job *next;

    if (j->line == 0)
        return NULL;
    x = &l->v[j->line - 1];
    pthread_mutex_lock(&l->mu);
    next = x->waiting;
    if (next != NULL) {
        x->waiting = next->next;
        if (x->waiting == NULL)
            x->tail = &x->waiting;
        next->next = NULL;
    }
    x->holder = next;
    x->left_us = clock_mono_us();
    pthread_mutex_unlock(&l->mu);
    j->line = 0;
    return next;
}
