/*
 * task_conflict.h - the page that says who was quicker, with both texts side by side: nothing that was typed
 * is lost.
 */
#ifndef WEB_PAGES_TASK_CONFLICT_H
#define WEB_PAGES_TASK_CONFLICT_H

#include "web/pages/desk.h"

struct conflict_ask {
    int64_t task_id;
    const struct form_input *inputs; /* of the task's form, or … */
    size_t n_inputs;
    struct str text; /* … the text of a small form */
};
enum rc task_conflict_show(struct req *rq, struct resp *rs, const struct conflict_ask *ask,
                           struct err *e) MUST_CHECK;

#endif
