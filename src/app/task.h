/*
 * task.h - an official's work: finishing, keeping, claiming, releasing, referring tasks; remedies of
 * incidents.
 *
 * Object checks are here: the task must be on the desk of the actor's post (else RC_NOT_FOUND) and open;
 * `version` is the one the person saw, else RC_CONFLICT (also when it left the desk since then).
 */
#ifndef APP_TASK_H
#define APP_TASK_H

#include "app/package.h"
#include "forms/form.h"
#include "port/flow.h"

struct task_cmd {
    int64_t task_id, version;
    struct str once; /* the form's own key */
    const struct form_input *inputs;
    size_t n_inputs;
    const struct json *values; /* instead of inputs: values as JSON (scenarios, API, sample) */
    int64_t draft_id;          /* whose files become the case's (desk_files.h); 0: none */
};
struct task_result {
    int64_t case_id;
    struct str tracking_code;
    struct form_result form; /* errors when RC_INVALID */
    struct str refused;      /* words of the guard, when RC_DENIED */
    struct str refused_key;  /* its key */
};
/* Finish a task with its form. RC_INVALID: form errors; RC_DENIED: a guard says no (`refused`); RC_CONFLICT:
 * somebody was quicker. */
enum rc task_finish(struct cx *cx, const struct task_cmd *cmd, struct task_result *ret,
                    struct err *e) MUST_CHECK;
/* What task_finish would say of the form and the guards, without doing anything. */
enum rc task_check(struct cx *cx, const struct task_cmd *cmd, struct task_result *ret,
                   struct err *e) MUST_CHECK;
/* Keep what was typed for later, as it was typed: nothing is checked. */
enum rc task_keep(struct cx *cx, const struct task_cmd *cmd, struct err *e) MUST_CHECK;
/* What was kept; nothing (n 0, at 0) when nothing was. */
struct task_kept {
    const struct form_input *inputs;
    size_t n;
    int64_t at, by; /* official */
};
enum rc task_kept_fields(struct arena *a, const struct task_rec *t, struct task_kept *ret,
                         struct err *e) MUST_CHECK;
/* Hold back and take up: a task of the same role and unit comes to the actor's post. */
enum rc task_claim(struct cx *cx, int64_t task_id, int64_t version, struct err *e) MUST_CHECK;
/* Give it back to the unit's manager, with a reason. */
enum rc task_release(struct cx *cx, int64_t task_id, int64_t version, struct str reason,
                     struct err *e) MUST_CHECK;
/* Refer it to another post with a margin note (هامش). RC_INVALID: that post may not have it (role, conflict
 * of interest OFF-ACC-08). Managers (RIGHT_MANAGE) may also refer tasks of their subtree. */
enum rc task_refer(struct cx *cx, int64_t task_id, int64_t version, struct str to_post, struct str note,
                   struct err *e) MUST_CHECK;
/* Try again after the cause was mended: by the post on whose desk the incident lies, or an administrator who
 * sees the case (docs/decisions/remedies.md). RC_NOT_FOUND for anybody else. */
enum rc incident_retry(struct cx *cx, int64_t incident_id, struct str reason, struct err *e) MUST_CHECK;

/* What a task's form opens with: prefill and variables, without what was kept. `*context` is the process's
 * variables. */
enum rc task_form(struct cx *cx, const struct task_rec *t, const struct package **pkg,
                  const struct form **form, const struct json **values, const struct json **context,
                  struct err *e) MUST_CHECK;

/* ---- time ---- */
/* Fire the timers due now, at most `limit`, each in a transaction of its own. `*fired` tells how many; the
 * instant of the next one is in `*next_at` (INT64_MAX: none). Runs its own transactions. */
enum rc timers_run(struct app *app, size_t limit, size_t *fired, int64_t *next_at, struct err *e) MUST_CHECK;

#endif
