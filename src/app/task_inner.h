/*
 * task_inner.h - what task.c and task_move.c share.
 */
#ifndef APP_TASK_INNER_H
#define APP_TASK_INNER_H

#include "app/task.h"

/* The task, when it is open, of this version, and on the desk of the actor's post. */
enum rc task_on_desk(struct cx *cx, int64_t task_id, int64_t version, struct task_rec *t,
                     struct err *e) MUST_CHECK;

#endif
