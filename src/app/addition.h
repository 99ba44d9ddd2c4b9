/*
 * addition.h - one more instance of a multi-instance activity while it runs: "one more unit is asked for its
 * opinion". The package says on the activity that it may be done, by whom and with which form
 * (docs/adding-a-process.md: add_act, add_form, add_role, add_note, add_done, add_guard).
 *
 * Who may: an official who sees the case, whose post has one of the roles and either is the case's expert or
 * manages. For anybody else, and when nothing of the kind runs, it does not exist.
 *
 * Not here: how instances run (bpmn/loop.c), drawing (web/).
 */
#ifndef APP_ADDITION_H
#define APP_ADDITION_H

#include "app/official_view.h"

struct addition {
    int64_t instance_id, key; /* the running body */
    int64_t count;            /* of its instances so far: the version that a form was drawn from */
    struct str element;       /* id of the activity */
    struct str title;         /* words of the act */
    struct str note;          /* what it brings about; may be empty */
};
struct addition_list {
    struct addition *v;
    size_t n;
};
/* What may be added to in this case now. The sight of the case is the caller's. */
enum rc additions_of(struct cx *cx, const struct case_rec *c, struct addition_list *ret,
                     struct err *e) MUST_CHECK;

/* One of them with its form. RC_NOT_FOUND; RC_CONFLICT: it has ended in between (case and page are filled).
 */
struct addition_page {
    struct case_rec c;
    struct addition what;
    const struct form *form;
    struct form_env env;
    const struct official_choices *lists;
    size_t n_lists;
};
enum rc addition_get(struct cx *cx, struct str code, int64_t instance_id, int64_t key,
                     struct addition_page *ret, struct err *e) MUST_CHECK;

struct addition_cmd {
    struct str code; /* tracking code */
    int64_t instance_id, key, count;
    struct str once; /* the form's own key */
    const struct form_input *inputs;
    size_t n_inputs;
    const struct json *values; /* instead of inputs: as JSON (scenarios) */
};
struct addition_result {
    struct form_result form; /* errors when RC_INVALID */
    struct str refused;      /* words of the guard, when RC_DENIED */
    struct str refused_key;  /* its key */
};
/* The form's values are the item of the new instance, which begins at once (in a sequence: comes last).
 * Ledger: `instance_added`. RC_CONFLICT: somebody was quicker (`count`), or all have been done meanwhile. */
enum rc addition_make(struct cx *cx, const struct addition_cmd *cmd, struct addition_result *ret,
                      struct err *e) MUST_CHECK;

#endif
