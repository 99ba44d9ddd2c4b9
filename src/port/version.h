/*
 * version.h - what the store keeps of versions in use and of running them: where instances stand, start
 * events that are waited for, what goes from case to case, migrations, tokens moved by two persons, and the
 * lists of the process monitor. Conventions as in port/office.h; a `path` as in port/admin.h.
 */
#ifndef PORT_VERSION_H
#define PORT_VERSION_H

#include "port/admin.h"
#include "port/flow.h"

/* ---- where instances stand ---- */

struct step_rec {
    int64_t instance_id, key, process_id;
    struct str element;
    int64_t since;
};
struct step_list {
    struct step_rec *v;
    size_t n;
};
/* A step that is there already stays as it is. */
enum rc step_put(struct tx *tx, const struct step_rec *s, struct err *e) MUST_CHECK;
enum rc step_drop(struct tx *tx, int64_t instance_id, int64_t key, struct err *e) MUST_CHECK;
enum rc step_drop_of(struct tx *tx, int64_t instance_id, struct err *e) MUST_CHECK;
/* By key. */
enum rc step_list(struct tx *tx, struct arena *a, int64_t instance_id, struct step_list *ret,
                  struct err *e) MUST_CHECK;
/* Running instances that have none (of a database older than this table), above `after`. */
enum rc step_missing(struct tx *tx, struct arena *a, int64_t after, int64_t limit, int64_t **ids, size_t *n,
                     struct err *e) MUST_CHECK;

/* ---- the monitor ---- */

struct step_count {
    struct str element;
    int64_t n, oldest; /* since when the oldest stands there */
};
struct step_counts {
    struct step_count *v;
    size_t n;
};
enum rc step_counts(struct tx *tx, struct arena *a, int64_t process_id, struct str path,
                    struct step_counts *ret, struct err *e) MUST_CHECK;

enum instance_view { INSTANCES_RUNNING, INSTANCES_STOPPED, INSTANCES_ENDED };
struct instance_filter {
    enum instance_view view; /* STOPPED: those with an open incident */
    int64_t process_id;      /* 0: any */
    struct str element;      /* needs process_id; running ones only; empty: any */
    int64_t before;          /* ids below; 0: from the newest */
    int64_t limit;
};
struct instance_row {
    int64_t id, case_id, process_id, parent_id, made_at, ended_at;
    struct str bpmn_process, how, tracking_code, subject;
    struct str element; /* where it stands: the newest of its steps */
    int64_t steps, since;
    int64_t incidents; /* open ones */
    struct case_sight sight;
};
struct instance_rows {
    struct instance_row *v;
    size_t n;
};
/* Newest first. Who may see them is the caller's business: so that a page reads no more rows than it says. */
enum rc instance_page(struct tx *tx, struct arena *a, const struct instance_filter *f,
                      struct instance_rows *ret, struct err *e) MUST_CHECK;

struct timer_row {
    struct timer_rec t;
    struct str tracking_code, subject;
    int64_t process_id;
    struct case_sight sight;
};
struct timer_rows {
    struct timer_row *v;
    size_t n;
};
/* By due date, those after (due_at, instance_id, key) of `after`. */
enum rc timer_page(struct tx *tx, struct arena *a, struct str path, const struct timer_rec *after,
                   int64_t limit, struct timer_rows *ret, struct err *e) MUST_CHECK;
struct timer_counts {
    int64_t overdue, due;
};
/* Overdue: due before `late`; due: the rest of those due before `until`. Counting stops at 10,000. */
enum rc timer_counts(struct tx *tx, struct arena *a, struct str path, int64_t late, int64_t until,
                     struct timer_counts *ret, struct err *e) MUST_CHECK;

/* A dead message is given up for good, with a reason. RC_CONFLICT when it is not dead. */
enum rc outbox_give_up(struct tx *tx, int64_t id, int64_t now, struct str reason, struct err *e) MUST_CHECK;

/* ---- starts ---- */

struct start_rec {
    int64_t process_id;
    struct str element, bpmn_process, kind, name;
    int64_t due_at; /* of a timer; 0: not armed */
    int64_t repeats, interval_ms, interval_months;
    int64_t fired, fired_at;
    struct str last_error;
};
struct start_list {
    struct start_rec *v;
    size_t n;
};
/* New or changed. */
enum rc start_put(struct tx *tx, const struct start_rec *s, struct err *e) MUST_CHECK;
/* All of the versions of this key. */
enum rc start_drop_key(struct tx *tx, struct str key, struct err *e) MUST_CHECK;
enum rc start_get(struct tx *tx, struct arena *a, int64_t process_id, struct str element,
                  struct start_rec *ret, struct err *e) MUST_CHECK;
enum rc start_list(struct tx *tx, struct arena *a, struct start_list *ret, struct err *e) MUST_CHECK;
enum rc start_by_name(struct tx *tx, struct arena *a, struct str kind, struct str name,
                      struct start_list *ret, struct err *e) MUST_CHECK;
enum rc start_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct start_list *ret,
                  struct err *e) MUST_CHECK;
/* RC_NOT_FOUND when none is armed. */
enum rc start_next(struct tx *tx, int64_t *due_at, struct err *e) MUST_CHECK;
/* Was the condition true in this case; and note what it is now. */
enum rc start_was_true(struct tx *tx, int64_t case_id, int64_t process_id, struct str element, bool *ret,
                       struct err *e) MUST_CHECK;
enum rc start_is_true(struct tx *tx, int64_t case_id, int64_t process_id, struct str element, bool now,
                      struct err *e) MUST_CHECK;

/* ---- from case to case ---- */

struct delivery_rec {
    int64_t id, from_case_id, case_id, instance_id, key;
    struct str kind, name, vars; /* vars: JSON */
    int64_t made_at, next_at;
    struct str last_error;
};
struct delivery_list {
    struct delivery_rec *v;
    size_t n;
};
enum rc delivery_insert(struct tx *tx, const struct delivery_rec *d, struct err *e) MUST_CHECK;
enum rc delivery_drop(struct tx *tx, int64_t id, struct err *e) MUST_CHECK;
enum rc delivery_put_off(struct tx *tx, int64_t id, int64_t next_at, struct str error,
                         struct err *e) MUST_CHECK;
enum rc delivery_get(struct tx *tx, struct arena *a, int64_t id, struct delivery_rec *ret,
                     struct err *e) MUST_CHECK;
enum rc delivery_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct delivery_list *ret,
                     struct err *e) MUST_CHECK;
/* Waiting for this outside of the case, one row an instance, by id. `correlation` only matters to messages.
 */
enum rc subscription_elsewhere(struct tx *tx, struct arena *a, struct str kind, struct str name,
                               struct str correlation, int64_t not_case, int64_t limit,
                               struct subscription_list *ret, struct err *e) MUST_CHECK;
enum rc subscription_get(struct tx *tx, struct arena *a, int64_t instance_id, int64_t key,
                         struct subscription_rec *ret, struct err *e) MUST_CHECK;

/* ---- migration ---- */

struct migration_rec {
    int64_t id;
    struct str key;
    int64_t from_id, to_id;
    struct str map, reason; /* map: JSON object old id -> new id */
    int64_t made_at, made_by, post_id;
    int64_t undone_at, undone_by, undone_post;
    struct str undone_reason;
    struct str made_name, undone_name; /* read only */
    int64_t from_version, to_version;  /* read only */
};
struct migration_list {
    struct migration_rec *v;
    size_t n;
};
enum rc migration_insert(struct tx *tx, const struct migration_rec *m, struct err *e) MUST_CHECK;
enum rc migration_undone(struct tx *tx, const struct migration_rec *m, struct err *e) MUST_CHECK;
enum rc migration_by_id(struct tx *tx, struct arena *a, int64_t id, struct migration_rec *ret,
                        struct err *e) MUST_CHECK;
/* Of a key (empty: all), newest first. */
enum rc migration_list(struct tx *tx, struct arena *a, struct str key, int64_t limit,
                       struct migration_list *ret, struct err *e) MUST_CHECK;

struct migration_case {
    int64_t run_id, case_id;
    struct str outcome, reason;
    int64_t at;
    struct str tracking_code, subject; /* read only */
    struct case_sight sight;           /* read only */
};
struct migration_cases {
    struct migration_case *v;
    size_t n;
};
enum rc migration_case_put(struct tx *tx, const struct migration_case *c, struct err *e) MUST_CHECK;
enum rc migration_case_get(struct tx *tx, struct arena *a, int64_t run_id, int64_t case_id,
                           struct migration_case *ret, struct err *e) MUST_CHECK;
/* By case id above `after`; outcome empty: all. */
enum rc migration_case_list(struct tx *tx, struct arena *a, int64_t run_id, struct str outcome, int64_t after,
                            int64_t limit, struct migration_cases *ret, struct err *e) MUST_CHECK;
/* All that were moved are to be moved back. */
enum rc migration_undo_cases(struct tx *tx, int64_t run_id, struct err *e) MUST_CHECK;
struct migration_counts {
    int64_t waiting, moved, kept, refused, undoing, undone, stayed;
};
enum rc migration_counts(struct tx *tx, struct arena *a, int64_t run_id, struct migration_counts *ret,
                         struct err *e) MUST_CHECK;
/* The oldest run with a case that waits; RC_NOT_FOUND when there is none. */
enum rc migration_waiting(struct tx *tx, int64_t *run_id, struct err *e) MUST_CHECK;
/* Cases in which an instance runs on this version, by id above `after`. */
struct version_cases {
    struct migration_case *v; /* run_id and outcome empty */
    size_t n;
};
enum rc version_case_list(struct tx *tx, struct arena *a, int64_t process_id, struct str path, int64_t after,
                          int64_t limit, struct version_cases *ret, struct err *e) MUST_CHECK;

struct migration_instance {
    int64_t run_id, instance_id, case_id, event_seq;
    struct str state;
};
struct migration_instances {
    struct migration_instance *v;
    size_t n;
};
enum rc migration_instance_put(struct tx *tx, const struct migration_instance *m, struct err *e) MUST_CHECK;
enum rc migration_instance_list(struct tx *tx, struct arena *a, int64_t run_id, int64_t case_id,
                                struct migration_instances *ret, struct err *e) MUST_CHECK;
/* The instance, and the case when it begins with it, are of this version from now on. */
enum rc instance_set_version(struct tx *tx, int64_t instance_id, int64_t process_id, struct str bpmn_process,
                             struct err *e) MUST_CHECK;
enum rc case_set_version(struct tx *tx, int64_t case_id, int64_t process_id, struct err *e) MUST_CHECK;
enum rc task_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element, struct str name,
                         struct str form, struct err *e) MUST_CHECK;
enum rc timer_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element,
                          struct err *e) MUST_CHECK;
enum rc subscription_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element,
                                 struct err *e) MUST_CHECK;
enum rc incident_set_element(struct tx *tx, int64_t instance_id, int64_t key, struct str element,
                             struct err *e) MUST_CHECK;

/* ---- tokens moved by two persons ---- */

struct move_rec {
    int64_t id, case_id, instance_id, key;
    struct str element, target, reason;
    int64_t made_at, made_by, made_post;
    struct str state; /* open, done, refused, withdrawn */
    int64_t decided_at, decided_by, decided_post;
    struct str answer;
    struct str made_name, decided_name, tracking_code; /* read only */
};
struct move_list {
    struct move_rec *v;
    size_t n;
};
enum rc move_insert(struct tx *tx, const struct move_rec *m, struct err *e) MUST_CHECK;
/* RC_CONFLICT when it is decided already. */
enum rc move_decide(struct tx *tx, const struct move_rec *m, struct err *e) MUST_CHECK;
enum rc move_by_id(struct tx *tx, struct arena *a, int64_t id, struct move_rec *ret,
                   struct err *e) MUST_CHECK;
/* Open ones of the subtree oldest first; or all of a case. */
enum rc move_open(struct tx *tx, struct arena *a, struct str path, int64_t limit, struct move_list *ret,
                  struct err *e) MUST_CHECK;
enum rc move_of_case(struct tx *tx, struct arena *a, int64_t case_id, struct move_list *ret,
                     struct err *e) MUST_CHECK;

#endif
