/*
 * official_view.h - what an official sees: the frame of every page (office, posts to switch to), and one case
 * whole: its clocks with their derivation, the work that is open and who has it, finished work, letters,
 * files, referrals, history from the ledger.
 *
 * The sight of the case is checked here (sight.h): a case that the actor may not see reads as RC_NOT_FOUND.
 *
 * Not here: acting (task.h), lists (tray.h, board.h), drawing (web/).
 */
#ifndef APP_OFFICIAL_VIEW_H
#define APP_OFFICIAL_VIEW_H

#include "app/package.h"
#include "domain/deadline.h"
#include "forms/form.h"
#include "port/case.h"
#include "port/flow.h"
#include "port/office.h"

/* ---- the frame ---- */

struct office_frame {
    struct str office, phone;  /* the top of the tree that the actor's unit is in */
    struct str acting_for;     /* whose absence the post is held for; empty: own post */
    struct holding_list posts; /* all that the official holds now */
};
enum rc office_frame_get(struct cx *cx, struct office_frame *ret, struct err *e) MUST_CHECK;

/* ---- a case ---- */

struct official_clock {
    struct deadline_rec rec;
    struct deadline d;
    enum dl_state state;
    bool stopped;      /* the case ended before it was met */
    int64_t days_left; /* negative: late by */
    struct str why, limit;
};

/* What a value of a form may be chosen from: posts that may do the work which the form hands out, or units.
 */
struct official_choices {
    enum form_meaning meaning;
    struct str field; /* key of the one field; empty: every field of the meaning */
    const struct form_option *v;
    size_t n;
};

struct official_task {
    struct task_rec t;
    const struct package *pkg;
    const struct form *form; /* NULL: nothing to fill in */
    struct str title;        /* of the work; of a message: the words of its act */
    struct str choices;      /* key of the field whose options are the decision buttons; may be empty */
    struct str shows;        /* element whose newest answers are read before this is decided; may be empty */
    struct str confirm;      /* consequence to be confirmed first; may be empty */
    bool incident;
    bool mine; /* on the actor's desk: may be filled in, referred */
    bool may_claim, may_release, may_refer;
    struct str from, note; /* the last referral of it */
    /* the rest only when `mine` */
    struct str notice; /* what the process says about it, such as why it came back; may be empty */
    const struct json *values;
    struct form_env env;
    const struct form_input *kept; /* what was typed and kept for later, as typed */
    size_t n_kept;
    int64_t kept_at;
    struct attachment_list files; /* waiting to be sent with it */
    const struct official_choices *lists;
    size_t n_lists;
    const struct form_option *desks; /* where it may be referred */
    size_t n_desks;
};

struct official_done { /* a finished piece of work with what was written */
    struct task_rec t;
    const struct package *pkg;
    const struct form *form; /* may be NULL */
    const struct json *values;
    struct str who; /* post, and whoever held it */
};

struct official_case {
    struct case_rec c;
    struct applicant_rec applicant;
    struct unit_rec unit;
    const struct package *pkg;
    const struct form *registration;
    const struct json *filed; /* values of the registration form */
    struct official_clock *clocks;
    size_t n_clocks;
    struct official_task *tasks; /* the actor's own first */
    size_t n_tasks;
    struct official_done *done; /* newest first; only `t`, see official_done_get() */
    size_t n_done;
    struct event_list events; /* oldest first */
    struct letter_list letters;
    struct attachment_list files;
    struct referral_list referrals;
    struct incident_list incidents;
    struct str post_title, expert_title;
    struct str duplicate_code; /* of the case that this one was joined to */
};
enum rc official_case_get(struct cx *cx, struct str code, struct official_case *ret,
                          struct err *e) MUST_CHECK;
/* The same by a task of it, with the task's own form ready when it is on the actor's desk. */
enum rc official_case_of_task(struct cx *cx, int64_t task_id, struct official_case *ret,
                              struct err *e) MUST_CHECK;

/* Name of an official; empty when there is none of this id. */
enum rc official_name(struct cx *cx, int64_t id, struct str *ret, struct err *e) MUST_CHECK;

/* A finished piece of work with its form, values and names: official_case_get() has only the rows. */
enum rc official_done_get(struct cx *cx, const struct task_rec *t, struct official_done *d,
                          struct err *e) MUST_CHECK;

/* Only the case, when the actor may see it. */
enum rc case_by_code_seen(struct cx *cx, struct str code, struct case_rec *ret, struct err *e) MUST_CHECK;

/* The running or last clock of this kind; NULL when there is none. */
const struct official_clock *official_clock_of(const struct official_case *c, const char *kind);

/* Units and posts that may stand in the fields of a form (select lists). `f` may be NULL: nobody is barred.
 */
enum rc official_choices_of(struct cx *cx, const struct package *pkg, const struct form *form,
                            const struct case_rec *c, const struct official_choices **ret, size_t *n,
                            struct err *e) MUST_CHECK;

/* The titles of the units and posts that stand in these answers: one list of one option for each. */
enum rc official_titles_of(struct cx *cx, const struct form_item *items, size_t n_items,
                           const struct official_choices **ret, size_t *n, struct err *e) MUST_CHECK;

/* Posts that the open task may be referred to: its role, of its unit; for managers of their whole subtree. */
enum rc official_desks_of(struct cx *cx, const struct task_rec *t, const struct case_rec *c,
                          const struct form_option **ret, size_t *n, struct err *e) MUST_CHECK;

/* Posts with the role in the units that the actor sees. */
enum rc official_posts_with(struct cx *cx, struct str role, struct post_list *ret, struct err *e) MUST_CHECK;

/* Persian words of codes: of the package when it has them (state.X, channel.X, …), else the code. */
struct str official_word(const struct package *pkg, struct arena *a, const char *family, struct str code);

#endif
