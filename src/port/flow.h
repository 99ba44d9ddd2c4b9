/*
 * flow.h - what the store keeps of processes: installed versions, instances, tasks, timers, subscriptions,
 * incidents, and the outbox. Conventions as in port/office.h.
 */
#ifndef PORT_FLOW_H
#define PORT_FLOW_H

#include "port/case.h"

struct process_rec {
    int64_t id;
    struct str key;
    int64_t version;
    struct str title, hash;
    bool active;
    int64_t installed_at, installed_by, review_at;
    int64_t running; /* read only: instances that run on it */
};
struct process_list {
    struct process_rec *v;
    size_t n;
};
enum rc process_insert(struct tx *tx, const struct process_rec *p, struct err *e) MUST_CHECK;
/* Makes this the active version of its key, and only this. */
enum rc process_activate(struct tx *tx, struct str key, int64_t id, struct err *e) MUST_CHECK;
/* `all` adds earlier versions; by key, newest version first. */
enum rc process_list(struct tx *tx, struct arena *a, bool all, struct process_list *ret,
                     struct err *e) MUST_CHECK;
enum rc process_by_id(struct tx *tx, struct arena *a, int64_t id, struct process_rec *ret,
                      struct err *e) MUST_CHECK;
enum rc process_file_insert(struct tx *tx, int64_t process_id, struct str path, struct str content,
                            struct err *e) MUST_CHECK;
struct process_file {
    struct str path, content;
};
enum rc process_files(struct tx *tx, struct arena *a, int64_t process_id, struct process_file **ret,
                      size_t *n, struct err *e) MUST_CHECK;

struct instance_rec {
    int64_t id, case_id, process_id;
    struct str bpmn_process;
    int64_t parent_id, parent_key; /* 0: not called */
    struct str state;              /* engine's JSON */
    int64_t made_at, ended_at;
    struct str how;
    int64_t event_seq;
};
struct instance_list {
    struct instance_rec *v;
    size_t n;
};
enum rc instance_insert(struct tx *tx, const struct instance_rec *i, struct err *e) MUST_CHECK;
enum rc instance_update(struct tx *tx, const struct instance_rec *i, struct err *e) MUST_CHECK;
enum rc instance_by_id(struct tx *tx, struct arena *a, int64_t id, struct instance_rec *ret,
                       struct err *e) MUST_CHECK;
/* All of a case, oldest first; `running` leaves ended ones out. */
enum rc instance_list(struct tx *tx, struct arena *a, int64_t case_id, bool running,
                      struct instance_list *ret, struct err *e) MUST_CHECK;
enum rc instance_child(struct tx *tx, struct arena *a, int64_t parent_id, int64_t parent_key,
                       struct instance_rec *ret, struct err *e) MUST_CHECK;
enum rc instance_event_insert(struct tx *tx, int64_t instance_id, int64_t seq, int64_t at, struct str event,
                              struct err *e) MUST_CHECK;
struct instance_event {
    int64_t seq, at;
    struct str event;
};
enum rc instance_events(struct tx *tx, struct arena *a, int64_t instance_id, struct instance_event **ret,
                        size_t *n, struct err *e) MUST_CHECK;

struct task_rec {
    int64_t id, instance_id, key, case_id;
    struct str kind; /* user, message, incident */
    struct str element, name, role;
    int64_t unit_id, post_id, claimed_by;
    struct str form;
    int64_t made_at, seen_at, due_at, case_due_at, priority;
    struct str tracking_code;
    int64_t number;
    struct str subject, applicant_name, stage;
    int64_t last_act_at;
    struct str fields; /* JSON: what was typed and kept for later */
    int64_t done_at, done_by, done_by_post;
    struct str outcome; /* JSON: the values it was finished with */
    struct str state;   /* open, done, cancelled */
    int64_t version;
    struct str post_title, holder; /* read only, in task_by_id and task_list_case */
};
struct task_list {
    struct task_rec *v;
    size_t n;
    int64_t total;
};
enum rc task_insert(struct tx *tx, const struct task_rec *t, struct err *e) MUST_CHECK;
/* post, claim, fields, due, state, done…; version as read. */
enum rc task_update(struct tx *tx, const struct task_rec *t, struct err *e) MUST_CHECK;
/* The same of a task that is done or cancelled: only its state, outcome, fields, and who ended it when. */
enum rc task_end(struct tx *tx, const struct task_rec *t, struct err *e) MUST_CHECK;
/* The columns that repeat the case, for all its open tasks. */
enum rc task_sync_case(struct tx *tx, int64_t case_id, int64_t number, int64_t case_due_at, struct str stage,
                       int64_t last_act_at, struct err *e) MUST_CHECK;
enum rc task_set_due(struct tx *tx, int64_t id, int64_t due_at, struct err *e) MUST_CHECK;
/* Open tasks of the case that are due with it: their date follows the case's. */
enum rc task_follow_due(struct tx *tx, int64_t case_id, int64_t old_due, int64_t new_due,
                        struct err *e) MUST_CHECK;
/* Cases with open tasks, by id, above `after`. */
enum rc task_cases_open(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct case_ids *ret,
                        struct err *e) MUST_CHECK;
enum rc task_seen(struct tx *tx, int64_t id, int64_t now, struct err *e) MUST_CHECK;
enum rc task_by_id(struct tx *tx, struct arena *a, int64_t id, int64_t now, struct task_rec *ret,
                   struct err *e) MUST_CHECK;
enum rc task_by_key(struct tx *tx, struct arena *a, int64_t instance_id, int64_t key, struct task_rec *ret,
                    struct err *e) MUST_CHECK;
enum rc task_list_case(struct tx *tx, struct arena *a, int64_t case_id, bool open_only, int64_t now,
                       struct task_list *ret, struct err *e) MUST_CHECK;

enum tray_view { TRAY_ALL, TRAY_NEW, TRAY_TODAY, TRAY_LATE };
enum tray_order { TRAY_BY_URGENCY, TRAY_BY_DUE, TRAY_BY_ARRIVAL };
struct tray_filter {
    int64_t post_id;
    enum tray_view view;
    enum tray_order order;
    struct str element;   /* only this kind of work; empty: all */
    struct str words;     /* search keys; empty: no search */
    int64_t now, day_end; /* the present instant and the end of today */
    int64_t limit, offset;
    int64_t total; /* how many there are, when it is known or of no interest; 0: to be counted */
};
/* The in-tray of a post: open tasks only, columns of a row only. */
enum rc task_tray(struct tx *tx, struct arena *a, const struct tray_filter *f, struct task_list *ret,
                  struct err *e) MUST_CHECK;
struct tray_counts {
    int64_t all, fresh, today, late; /* fresh: not yet opened */
};
enum rc task_tray_counts(struct tx *tx, int64_t post_id, int64_t now, int64_t day_end,
                         struct tray_counts *ret, struct err *e) MUST_CHECK;
/* Open tasks of the role in the unit, of any post: what may be taken over. */
enum rc task_pool(struct tx *tx, struct arena *a, int64_t unit_id, struct str role, int64_t except_post,
                  int64_t limit, struct task_list *ret, struct err *e) MUST_CHECK;
/* The kinds of work that lie open on the post's desk, by name. */
struct task_kind {
    struct str element, name;
    int64_t n; /* 0: not counted */
};
struct task_kind_list {
    struct task_kind *v;
    size_t n;
};
/* Without `count` it costs the same however many tasks there are. */
enum rc task_kinds(struct tx *tx, struct arena *a, int64_t post_id, bool count, struct task_kind_list *ret,
                   struct err *e) MUST_CHECK;
/* What the post finished, newest first; columns of a row, `seen_at` being when it was finished. */
enum rc task_done_list(struct tx *tx, struct arena *a, int64_t post_id, int64_t limit, int64_t offset,
                       struct task_list *ret, struct err *e) MUST_CHECK;
/* Where open tasks of the case stand, in the order in which they came. */
struct task_place {
    int64_t instance_id;
    struct str element;
};
struct task_places {
    struct task_place *v;
    size_t n;
};
enum rc task_places(struct tx *tx, struct arena *a, int64_t case_id, struct task_places *ret,
                    struct err *e) MUST_CHECK;
/* Does anything of the case run, has anybody open work on it, does it wait for a timer or a message? */
struct case_pulse {
    bool runs, work, waits;
};
enum rc case_pulse(struct tx *tx, int64_t case_id, struct case_pulse *ret, struct err *e) MUST_CHECK;
/* How many tasks are open at the post, counted up to `max`. */
enum rc task_open_of_post(struct tx *tx, int64_t post_id, int64_t max, int64_t *ret,
                          struct err *e) MUST_CHECK;
struct unit_work {
    int64_t unit_id, open;
};
struct unit_work_list {
    struct unit_work *v;
    size_t n;
};
/* Of each unit with open tasks at its posts; by unit id. */
enum rc task_open_of_units(struct tx *tx, struct arena *a, struct unit_work_list *ret,
                           struct err *e) MUST_CHECK;
/* Who did this role last in this case; RC_NOT_FOUND when nobody did. */
enum rc task_last_post(struct tx *tx, int64_t case_id, struct str role, int64_t *post_id,
                       struct err *e) MUST_CHECK;

struct timer_rec {
    int64_t instance_id, key, case_id;
    struct str element;
    int64_t due_at;
};
struct timer_list {
    struct timer_rec *v;
    size_t n;
};
enum rc timer_put(struct tx *tx, const struct timer_rec *t, struct err *e) MUST_CHECK; /* new or re-armed */
enum rc timer_drop(struct tx *tx, int64_t instance_id, int64_t key, struct err *e) MUST_CHECK;
enum rc timer_drop_of(struct tx *tx, int64_t instance_id, struct err *e) MUST_CHECK;
/* Due at or before `now`, earliest first. */
enum rc timer_due(struct tx *tx, struct arena *a, int64_t now, int64_t limit, struct timer_list *ret,
                  struct err *e) MUST_CHECK;
/* The earliest of all; RC_NOT_FOUND when none is armed. */
enum rc timer_next(struct tx *tx, int64_t *due_at, struct err *e) MUST_CHECK;
enum rc timer_list_case(struct tx *tx, struct arena *a, int64_t case_id, struct timer_list *ret,
                        struct err *e) MUST_CHECK;
/* RC_NOT_FOUND unless this very timer is still armed for this instant. */
enum rc timer_get(struct tx *tx, int64_t instance_id, int64_t key, int64_t *due_at, struct err *e) MUST_CHECK;

struct subscription_rec {
    int64_t instance_id, key, case_id;
    struct str element, kind, name, correlation; /* kind: message, signal */
};
struct subscription_list {
    struct subscription_rec *v;
    size_t n;
};
enum rc subscription_put(struct tx *tx, const struct subscription_rec *s, struct err *e) MUST_CHECK;
enum rc subscription_delete(struct tx *tx, int64_t instance_id, int64_t key, struct err *e) MUST_CHECK;
enum rc subscription_delete_of(struct tx *tx, int64_t instance_id, struct err *e) MUST_CHECK;
enum rc subscription_by_case(struct tx *tx, struct arena *a, int64_t case_id, struct subscription_list *ret,
                             struct err *e) MUST_CHECK;
enum rc subscription_by_name(struct tx *tx, struct arena *a, struct str kind, struct str name,
                             struct str correlation, struct subscription_list *ret, struct err *e) MUST_CHECK;

struct incident_rec {
    int64_t id, instance_id, key, case_id;
    struct str element, cause;
    int64_t made_at, solved_at, solved_by;
    struct str remedy;
    struct str tracking_code; /* read only */
};
struct incident_list {
    struct incident_rec *v;
    size_t n;
};
enum rc incident_insert(struct tx *tx, const struct incident_rec *i, struct err *e) MUST_CHECK;
enum rc incident_solve(struct tx *tx, int64_t instance_id, int64_t key, int64_t now, int64_t by,
                       struct str remedy, struct err *e) MUST_CHECK;
enum rc incident_by_id(struct tx *tx, struct arena *a, int64_t id, struct incident_rec *ret,
                       struct err *e) MUST_CHECK;
/* Open ones (of a case, or 0: all), oldest first. */
enum rc incident_list(struct tx *tx, struct arena *a, int64_t case_id, int64_t limit,
                      struct incident_list *ret, struct err *e) MUST_CHECK;

struct outbox_rec {
    int64_t id, case_id, letter_id;
    struct str channel;                        /* sms, email, letter, web, tray */
    struct str recipient;                      /* E.164, address, postal address */
    int64_t post_id;                           /* of a notice to an official */
    struct str template, subject, body, state; /* state: queued, sent, delivered, failed, dead */
    int64_t tries, next_at, lease_until;
    struct str last_error;
    int64_t made_at, done_at;
    struct str tracking_code; /* read only */
};
struct outbox_list {
    struct outbox_rec *v;
    size_t n;
};
enum rc outbox_insert(struct tx *tx, const struct outbox_rec *m, struct err *e) MUST_CHECK;
/* Queued and due messages, each leased until `lease_until`, so that no other worker takes them. */
enum rc outbox_lease(struct tx *tx, struct arena *a, int64_t now, int64_t lease_until, int64_t limit,
                     struct outbox_list *ret, struct err *e) MUST_CHECK;
enum rc outbox_done(struct tx *tx, int64_t id, struct str state, int64_t now, struct err *e) MUST_CHECK;
enum rc outbox_failed(struct tx *tx, int64_t id, bool dead, int64_t next_at, struct str error,
                      struct err *e) MUST_CHECK;
enum rc outbox_retry(struct tx *tx, int64_t id, int64_t now, struct err *e) MUST_CHECK;
/* Is anything queued, due and not leased? */
enum rc outbox_due(struct tx *tx, int64_t now, bool *ret, struct err *e) MUST_CHECK;
/* Newest first. */
enum rc outbox_of_case(struct tx *tx, struct arena *a, int64_t case_id, int64_t limit,
                       struct outbox_list *ret, struct err *e) MUST_CHECK;

#endif
