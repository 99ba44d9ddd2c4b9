/*
 * case_page.h - the page of a case for officials, put together from app's view of it; also with a form that
 * was sent back.
 *
 * Not here: reading the case (app/official_view.h), acts on it (task.c, case.c).
 */
#ifndef WEB_PAGES_CASE_PAGE_H
#define WEB_PAGES_CASE_PAGE_H

#include "web/pages/desk.h"

/* A form that was sent back: whose, with what was typed, and what is wrong with it. */
struct case_ask {
    int64_t task_id; /* 0: none */
    const struct form_input *inputs;
    size_t n_inputs;
    const struct form_result *result; /* NULL: it is only drawn again */
    struct str refused;               /* words of a guard */
    bool referring;                   /* the forms of handing over are shown, in place of the work's own */
    int64_t refer_task;
    bool refer_back, release_back;  /* the one of them that was sent back */
    const struct desk_files *files; /* of the task's form, as they are now; NULL: as the case says */
};

/* Before anything of the case is read: what case_page_show() reads comes together with it (tx_ahead()). */
void case_page_ahead(struct cx *cx);
/* Reads nothing but the neighbours in the tray; writes the page into `rs`. */
enum rc case_page_show(struct req *rq, struct resp *rs, struct cx *cx, const struct official_case *c,
                       const struct case_ask *ask, struct err *e) MUST_CHECK;

/* What a task's form shows now: its items, without the field that is drawn as decision buttons. */
struct task_items {
    const struct form_item *items;
    size_t n;
    const struct form_item *choice; /* that field, when it shows */
};
enum rc task_items_of(struct arena *a, const struct official_task *t, const struct form_input *inputs,
                      size_t n_inputs, const struct form_result *result, struct task_items *ret,
                      struct err *e) MUST_CHECK;
/* The form_view around them. */
struct form_view task_form_view(struct arena *a, const struct official_case *c, const struct official_task *t,
                                const struct task_items *items, const struct attachment_list *files);
/* Names of the fields that are drawn, joined by spaces: to know later which were not there. */
struct str names_drawn(struct arena *a, const struct form_item *items, size_t n);

#endif
