/*
 * flow.h - moving one case: engine instances, their commands turned into rows, the ledger, all in one
 * transaction.
 *
 * A use case opens the flow of a case, gives events to instances, and closes it; in between flow_run() drives
 * the engine (bpmn/engine.h) until nothing moves: service tasks are done on the spot (job.h), children are
 * started, tasks, timers and subscriptions become rows. Invariant at flow_close(): what every open case must
 * have (design section 4).
 *
 * Not here: who may do it (task.c, case.c), what service tasks do (job.c), who gets a task (assign.c).
 */
#ifndef APP_FLOW_H
#define APP_FLOW_H

#include "app/inner.h"
#include "bpmn/engine.h"
#include "domain/deadline.h"
#include "port/case.h"
#include "port/flow.h"
#include "port/office.h"

/* A place of the instance as its rows have it (port/version.h). */
struct flow_place {
    uint64_t key;
    struct str element;
};

struct flow_instance {
    struct instance_rec rec;
    const struct package *pkg;
    struct bpmn_state *state;
    VEC(struct str) log; /* events of this transaction as JSON, for replay */
    bool dirty, ended;
    int64_t case_rev;                /* of the variable `case` it holds */
    const struct flow_place *places; /* as stored */
    size_t n_places;
    struct flow_instance *next;
};

/* What tasks repeat of their case, so that in-trays need not look it up. */
struct flow_told {
    size_t tasks;
    bool differ; /* the tasks of a new case were not all told the same */
    int64_t number, due_at;
    struct str stage;
};

/* The last answer of flow_assign() in a new case. It holds while no task is made. */
struct flow_assigned {
    struct str role, post_code, unit_code;
    size_t tasks;           /* made when it was asked */
    int64_t expert_post_id; /* of the case then */
    struct post_rec post;   /* .id 0: none yet */
};

struct flow_work {
    int64_t instance_id;
    struct bpmn_event ev;
};

struct flow {
    struct cx *cx;
    struct case_rec c;
    struct applicant_rec applicant;
    struct unit_rec unit;
    struct deadline_list deadlines;
    const struct package *pkg;
    struct flow_instance *instances;
    VEC(struct flow_work) work;
    size_t next_work;
    int64_t case_rev;
    int64_t told_rev; /* the case_rev that conditions have been looked at with */
    bool case_dirty, deadline_moved;
    const struct feel_value *context; /* of case_rev context_rev */
    int64_t context_rev;
    const struct feel_value *applicant_context, *respondent_context; /* the same through a transaction */
    struct str auto_element; /* a task that is completed at once with `auto_values`: the act of registering */
    const struct feel_value *auto_values;
    size_t incidents;        /* opened in this transaction */
    struct str reason;       /* why the running act is done, for the ledger and deadlines */
    bool is_new;             /* begun in this transaction: all its rows are of this flow */
    VEC(struct str) letters; /* template names of the case's letters, in order */
    bool letters_read;
    struct flow_assigned assigned;
    struct flow_told told;               /* what the open tasks say of the case */
    const struct attachment_list *files; /* that may stand in the form at hand; NULL: any */
};

/* RC_NOT_FOUND when there is no such case. */
enum rc flow_open(struct cx *cx, int64_t case_id, struct flow **ret, struct err *e) MUST_CHECK;
/* The flow of a case that this transaction has made, its rows being these: nothing of it is read again. */
struct flow_new {
    struct case_rec c;
    struct applicant_rec applicant;
    struct unit_rec unit; /* that owns it */
    const struct package *pkg;
};
enum rc flow_begin(struct cx *cx, const struct flow_new *n, struct flow **ret, struct err *e) MUST_CHECK;
/* Start a process of `pkg` in this case. `start` empty: its start without trigger. */
enum rc flow_start(struct flow *f, const struct package *pkg, struct str bpmn_process, struct str start,
                   const struct feel_value *vars, int64_t parent_id, int64_t parent_key, int64_t *instance_id,
                   struct err *e) MUST_CHECK;
enum rc flow_push(struct flow *f, int64_t instance_id, const struct bpmn_event *ev, struct err *e) MUST_CHECK;
/* Drive the engine until all given events and what follows from them are done. */
enum rc flow_run(struct flow *f, struct err *e) MUST_CHECK;
/* Save everything and check the invariants. */
enum rc flow_close(struct flow *f, struct err *e) MUST_CHECK;

enum rc flow_instance_get(struct flow *f, int64_t id, struct flow_instance **ret, struct err *e) MUST_CHECK;
/* Say that a field of f->c changed that processes see. */
void flow_case_changed(struct flow *f);
/* A letter of this template was written in the case: processes see it. */
void flow_letter_made(struct flow *f, struct str template);
/* The value of the variable `case`. */
const struct feel_value *flow_case_context(struct flow *f);
/* Append to the ledger of the case; `data` is a JSON object or STR_NONE. */
enum rc flow_note(struct flow *f, const char *kind, bool public, struct str data, struct err *e) MUST_CHECK;
/* Short label of who acts, for the ledger: post code, "citizen" or "system". */
struct str flow_actor_label(const struct flow *f);

/* What must hold of a case between transactions (design section 4); RC_INTERNAL names what does not. */
enum rc flow_invariants(struct flow *f, struct err *e) MUST_CHECK;

/* ---- commands and effects (flow_command.c) ---- */
enum rc flow_commands(struct flow *f, struct flow_instance *in, const struct bpmn_commands *list,
                      struct err *e) MUST_CHECK;

/* A final state: stops all clocks; a case that has one keeps it. `result` (a text key) may be empty. */
enum rc flow_close_case(struct flow *f, struct str state, struct str result, struct err *e) MUST_CHECK;

/* ---- places (flow_place.c) ---- */
/* Take down where the instance stands, as its rows have it. */
void flow_places_note(struct flow *f, struct flow_instance *in);
/* Rows of places that are gone go, those of new ones come. */
enum rc flow_places_save(struct flow *f, struct flow_instance *in, struct err *e) MUST_CHECK;
/* The same from nothing, for instances older than the table. */
enum rc flow_places_make(struct cx *cx, int64_t instance_id, struct err *e) MUST_CHECK;

/* ---- messages, signals, conditions: in the case, to other cases, starts (flow_signal.c) ---- */
enum rc flow_deliver(struct flow *f, struct flow_instance *in, const struct bpmn_command *c,
                     struct err *e) MUST_CHECK;
/* The variable `case` has changed: running instances with conditions see it, and conditional starts whose
 * condition has become true begin in this case. */
enum rc flow_conditions(struct flow *f, struct err *e) MUST_CHECK;

/* ---- deadlines (deadline.c) ---- */
/* A decision's result {class, limit, article, reason, start?} sets or widens the deadline of this kind. */
enum rc flow_set_deadline(struct flow *f, const struct package *pkg, struct str kind,
                          const struct feel_value *result, struct str decision, struct str row,
                          struct err *e) MUST_CHECK;
enum rc flow_meet_deadline(struct flow *f, struct str kind, struct err *e) MUST_CHECK;
enum rc flow_stop_deadlines(struct flow *f, struct err *e) MUST_CHECK;
/* Another version of the calendar: recompute the running deadline of this kind; `*moved` tells whether its
 * date did. */
enum rc flow_recalendar(struct flow *f, struct str kind, const struct calendar *cal, bool *moved,
                        struct err *e) MUST_CHECK;
/* The office's calendar, newest version; lives as long as the program. */
enum rc app_calendar(struct cx *cx, const struct calendar **ret, struct err *e) MUST_CHECK;
/* "P2D", "P1WD" (working days), "PT4H", or an ISO date-time: the instant, counted from now. */
enum rc flow_span(struct flow *f, struct str text, int64_t *ret, struct err *e) MUST_CHECK;

/* The same counted from another instant. */
enum rc flow_span_from(struct flow *f, struct str text, int64_t from, int64_t *ret, struct err *e) MUST_CHECK;
/* Another calendar: open tasks of the case that are due after working days are counted anew from the moment
 * they came; `*moved` counts those whose date changed. */
enum rc flow_recalendar_tasks(struct flow *f, int64_t *moved, struct err *e) MUST_CHECK;

bool flow_span_parse(struct arena *a, struct str text, struct span *ret) MUST_CHECK;

/* ---- who gets it (assign.c) ---- */
/* The one accountable post for a role. `post_code` or `unit_code` may be empty. RC_NOT_FOUND: nobody has the
 * role. */
enum rc flow_assign(struct flow *f, struct str role, struct str post_code, struct str unit_code,
                    struct post_rec *ret, struct err *e) MUST_CHECK;
/* Whether the post is complained of; and whether it is, or is the superior of, the one that is (OFF-CMP-26).
 */
bool flow_is_accused(const struct flow *f, const struct post_rec *p);
bool flow_is_barred(struct flow *f, const struct post_rec *p);
/* The manager of the owner unit: where things go that have nobody. */
enum rc flow_manager(struct flow *f, struct post_rec *ret, struct err *e) MUST_CHECK;

/* ---- events as JSON, for replay (flow_replay.c) ---- */
/* `changed` (or NULL): of SET_VARS, what to write of `ev->vars`: for each variable that is a context the
 * members that are another value now. */
void flow_event_write(struct json_out *o, const struct bpmn_event *ev, const struct feel_value *changed);
/* `before`: the instance when the event came. */
enum rc flow_event_read(struct arena *a, const struct json *j, const struct bpmn_state *before,
                        struct bpmn_event *ret, struct err *e) MUST_CHECK;
/* A version of a process takes the place of another in an instance; `seq` 0: by bpmn_migrate() with `map`;
 * else the state of before is put back, as it was after step `seq`. `went`: the instance went on by itself.
 */
struct flow_switch {
    int64_t from, to; /* process ids */
    struct str from_process, to_process;
    const struct bpmn_pair *map;
    size_t n_map;
    int64_t seq, now_ms;
    bool went;
};
/* Into the instance's history. */
enum rc flow_log_switch(struct flow *f, struct flow_instance *in, const struct flow_switch *w,
                        struct err *e) MUST_CHECK;
/* `*found` is false when the event is none. */
enum rc flow_switch_read(struct arena *a, const struct json *j, struct flow_switch *ret, bool *found,
                         struct err *e) MUST_CHECK;
/* When nothing of the case runs any more and its process did not close it, it is closed. */
enum rc flow_close_quiet(struct flow *f, struct err *e) MUST_CHECK;
/* Give the instance the present value of `case` when it has an older one. */
enum rc flow_refresh(struct flow *f, struct flow_instance *in, struct err *e) MUST_CHECK;
/* Apply all recorded events of an instance to a fresh state; RC_CONFLICT when it does not equal what is
 * stored. */
enum rc flow_replay(struct cx *cx, const struct instance_rec *rec, struct err *e) MUST_CHECK;
/* Tells every element that the instance has left, in order, by running its steps again; of the version it was
 * in then. */
typedef void flow_passed_fn(void *self, const struct bpmn_element *el);
enum rc flow_walk(struct cx *cx, const struct instance_rec *rec, flow_passed_fn *passed, void *self,
                  struct err *e) MUST_CHECK;

#endif
