/*
 * task_inner.h - what task.c and task_move.c share.
 */
#ifndef APP_TASK_INNER_H
#define APP_TASK_INNER_H

#include "app/inner.h"
#include "app/task.h"

/* The task, when it is open, of this version, and on the desk of the actor's post. */
enum rc task_on_desk(struct cx *cx, int64_t task_id, int64_t version, struct task_rec *t,
                     struct err *e) MUST_CHECK;

/* The actor as the one who signs now: name, post, date, ids; what letters print. Allocated in cx->a. */
const struct feel_value *task_signer(const struct cx *cx);

#endif
