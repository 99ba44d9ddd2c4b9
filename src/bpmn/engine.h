/*
 * engine.h - run a process: (model, state, event) -> (state', commands). Pure: no clock, no I/O, no
 * randomness.
 *
 * The state lives in an arena and is changed in place by bpmn_apply(); it is saved as canonical JSON and
 * loaded again with the model. The same state and event always give the same state and commands. The time
 * comes with each event.
 *
 * Keys. Whatever can be waited for has a key, counted from 1 inside the instance and never used again: an
 * active element (the key of CREATE_TASK, RUN_JOB, START_CHILD and of its HISTORY), a subscription
 * (ARM_TIMER, SUBSCRIBE …), an incident, a token that waits before a joining gateway.
 *
 * Variables are JSON-like FEEL values: dates, times and durations become ISO 8601 text when they are stored.
 * Each element instance is a scope. As in Camunda 8 (Zeebe): input mappings set local variables; a result
 * goes, without output mappings, variable by variable to the nearest scope that has it and else to the
 * process; with output mappings it stays local and only the mapped values go up.
 *
 * Every ARM_TIMER and SUBSCRIBE of a key is followed by one DISARM_TIMER or UNSUBSCRIBE when it is over, also
 * when it is over because it fired.
 *
 * Timers. ISO 8601 text or FEEL; months and years count on the Gregorian calendar in the event's zone. A due
 * date (timeDate) given by a FEEL expression that does not read the clock is computed again whenever
 * variables have changed, and the timer armed anew when it differs: also the timer of a non-interrupting
 * boundary event or event sub-process that fired already, when the date has moved into the future
 * (OFF-BPM-05). Durations and cycles only on BPMN_EV_REARM_TIMERS, from the instant they were first armed.
 *
 * Where the standard says exception and where a result is missing (no condition true and no default, an
 * expression that gives null or the wrong kind, an error that nobody catches, a failed job) the token stops
 * with an INCIDENT and goes on by BPMN_EV_RETRY, usually after BPMN_EV_SET_VARS.
 *
 * Not here: storing, authorisation, delivering commands (app/); reading models (model.h).
 */
#ifndef BPMN_ENGINE_H
#define BPMN_ENGINE_H

#include "base/clock.h"
#include "bpmn/model.h"
#include "dmn/feel.h"

struct bpmn_state;

enum bpmn_event_kind {
    BPMN_EV_START, /* element: start event id, empty: the one without trigger; vars; called: has a parent */
    BPMN_EV_TASK_DONE,   /* key, vars */
    BPMN_EV_JOB_DONE,    /* key, vars; of a decision: `result` is its value, `vars` unused */
    BPMN_EV_JOB_ERROR,   /* key, code, message, vars: a BPMN error, also of a user task */
    BPMN_EV_ESCALATION,  /* key of a task or job, code, vars: it goes on unless an interrupting catch ends it
                          */
    BPMN_EV_JOB_FAILED,  /* key, message: a job, a call or a task that cannot be given to anybody becomes an
                            incident; RETRY runs it, calls or gives it again */
    BPMN_EV_MESSAGE,     /* name and correlation, or key of the subscription; vars */
    BPMN_EV_SIGNAL,      /* name, vars: every subscription of that name */
    BPMN_EV_TIMER,       /* key */
    BPMN_EV_CHILD_ENDED, /* key of the call activity, vars: all of the child's */
    BPMN_EV_CHILD_ERROR, /* key, code, message, vars */
    BPMN_EV_CHILD_ESCALATION, /* key, code, vars */
    BPMN_EV_SET_VARS,         /* key of a scope (0: the process), vars: set locally there */
    BPMN_EV_REARM_TIMERS,
    BPMN_EV_RETRY,       /* key of an incident */
    BPMN_EV_CANCEL,      /* message: reason. Ends the instance */
    BPMN_EV_MOVE,        /* key of an element, waiting token or incident, element: id where to go on */
    BPMN_EV_ADD_INSTANCE /* key of a running multi-instance body, result: the item */
};

struct bpmn_event {
    enum bpmn_event_kind kind;
    int64_t now_ms;
    struct str
        zone; /* for dates without zone, now(), today(): IANA name or offset; empty: Asia/Tehran's +03:30 */
    uint64_t key;
    struct str element, name, correlation, code, message;
    const struct feel_value *vars; /* a context or NULL; made in the state's arena, or outliving the state */
    const struct feel_value *result; /* of a decision; the item of ADD_INSTANCE */
    bool called;                     /* START: an uncaught error ends the instance and goes to the parent */
};

enum bpmn_cmd_kind {
    BPMN_CMD_CREATE_TASK, /* key, element, task */
    BPMN_CMD_CANCEL_TASK, /* key, element */
    BPMN_CMD_RUN_JOB,     /* key, element, job, vars: all that the element sees */
    BPMN_CMD_CANCEL_JOB,
    BPMN_CMD_ARM_TIMER, /* key, element, due_ms, repeats left after this one (-1: for ever); the same key
                           again: re-armed */
    BPMN_CMD_DISARM_TIMER,
    BPMN_CMD_SUBSCRIBE,        /* key, element, name, correlation: a message */
    BPMN_CMD_UNSUBSCRIBE,      /* message or signal */
    BPMN_CMD_SUBSCRIBE_SIGNAL, /* key, element, name */
    BPMN_CMD_THROW_SIGNAL,     /* element, name, vars: for all other instances; this one has had it already */
    BPMN_CMD_PUBLISH, /* key, element, name, correlation, vars: a message thrown without a job; not waited for
                       */
    BPMN_CMD_START_CHILD, /* key, element, name: process id, vars */
    BPMN_CMD_CANCEL_CHILD,
    BPMN_CMD_ESCALATE, /* element, code, vars: an escalation for the parent */
    BPMN_CMD_HISTORY,  /* history, key, element or flow, text */
    BPMN_CMD_INCIDENT, /* key, element, text: cause; about: key of the element instance or waiting token */
    BPMN_CMD_INCIDENT_SOLVED, /* key, element */
    BPMN_CMD_ENDED /* ended, vars: those of the process; code and text of an error, text of a cancellation */
};

enum bpmn_history { BPMN_H_ENTER, BPMN_H_LEAVE, BPMN_H_CANCEL, BPMN_H_FLOW, BPMN_H_MARK };
enum bpmn_ended { BPMN_END_NORMAL, BPMN_END_TERMINATED, BPMN_END_ERROR, BPMN_END_CANCELLED };
enum bpmn_job_kind { BPMN_JOB_SERVICE, BPMN_JOB_SEND, BPMN_JOB_DECISION };

struct bpmn_task_data { /* evaluated for this task */
    struct str assignee, due, follow_up, form;
    const struct str *groups, *users;
    size_t n_groups, n_users;
    int64_t priority; /* 50 unless said */
};

struct bpmn_job_data {
    enum bpmn_job_kind kind;
    struct str type; /* zeebe:taskDefinition type; "decision" for a called decision; may be empty */
    struct str decision, result; /* decision id and result variable */
    int64_t retries;             /* 3 unless said */
    struct str message;          /* message name of a send task or message throw event */
};

struct bpmn_command {
    enum bpmn_cmd_kind kind;
    uint64_t key;
    uint64_t about;
    uint64_t parent;                    /* HISTORY enter: key of the scope around */
    const struct bpmn_element *element; /* NULL for HISTORY flow */
    const struct bpmn_flow *flow;
    enum bpmn_history history;
    enum bpmn_ended ended;
    int64_t due_ms;
    int64_t repeats;
    struct str name, correlation, code, text;
    const struct feel_value *vars;
    const struct bpmn_task_data *task;
    const struct bpmn_job_data *job;
};

struct bpmn_commands { /* start with { 0 }; appended to; in the state's arena */
    struct bpmn_command *v;
    size_t n, cap;
};

/* A fresh state in `a`, to be given BPMN_EV_START. The model must have no errors but those of soundness
 * (bpmn_check()). `process` is of `m`; both must outlive it. NULL when the arena is full. */
struct bpmn_state *bpmn_state_new(struct arena *a, const struct bpmn_model *m,
                                  const struct bpmn_element *process);

/* Apply one event and go on until nothing moves. Commands are appended in the order in which they happened.
 * RC_NOT_FOUND: no such key, no subscription for the message or signal, no such element; RC_CONFLICT: the
 * instance has ended, has not started, or the key does not wait for this; RC_INVALID: a wrong event; these
 * leave the state as it was. RC_LIMIT: more than LIMIT_ENGINE_STEPS steps, or the arena full: the state must
 * be thrown away. */
enum rc bpmn_apply(struct bpmn_state *s, const struct bpmn_event *ev, struct bpmn_commands *out,
                   struct err *e) MUST_CHECK;

/* Canonical JSON: equal states give equal bytes. */
enum rc bpmn_state_save(const struct bpmn_state *s, struct buf *out, struct err *e) MUST_CHECK;
/* RC_INVALID when it is no state of this process of this model. */
enum rc bpmn_state_load(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                        struct str json, struct bpmn_state **ret, struct err *e) MUST_CHECK;

/* ---- looking into a state ---- */

enum bpmn_wait_kind {
    BPMN_WAIT_TASK,
    BPMN_WAIT_JOB,
    BPMN_WAIT_CHILD,
    BPMN_WAIT_TIMER,
    BPMN_WAIT_MESSAGE,
    BPMN_WAIT_SIGNAL,
    BPMN_WAIT_CONDITION,
    BPMN_WAIT_INCIDENT,
    BPMN_WAIT_JOIN, /* a token before a gateway */
    BPMN_WAIT_BODY  /* a multi-instance body, for ADD_INSTANCE */
};

struct bpmn_wait {
    enum bpmn_wait_kind kind;
    uint64_t key;
    const struct bpmn_element *element;
    int64_t due_ms, repeats;      /* of a body: `repeats` is the number of its instances so far, all states */
    struct str name, correlation; /* of messages and signals; cause of an incident */
    uint64_t about;               /* incident: the stopped element instance or token */
};

bool bpmn_state_running(const struct bpmn_state *s); /* started and not ended */
bool bpmn_state_ended(const struct bpmn_state *s, enum bpmn_ended *how);
/* Everything that the instance waits for, by key. Lives in the state's arena. */
enum rc bpmn_state_waits(const struct bpmn_state *s, const struct bpmn_wait **ret, size_t *n,
                         struct err *e) MUST_CHECK;
/* Keys of the active instances of an element ("where is it now"), inside sub-processes too: false outside. */
bool bpmn_state_active(const struct bpmn_state *s, size_t i, uint64_t *key, const struct bpmn_element **el);
/* The places where its tokens are, one by one: leaves of the tree (a task, an event, a call) and tokens
 * before joining gateways; scopes and multi-instance bodies are no places unless nothing is inside. False
 * after the last. */
bool bpmn_state_place(const struct bpmn_state *s, size_t i, uint64_t *key, const struct bpmn_element **el);
/* The variables that the scope of this key sees (0: the process), as one context. NULL: no such key or no
 * memory. */
const struct feel_value *bpmn_state_vars(const struct bpmn_state *s, uint64_t key);
/* A variable of the process itself; NULL: there is none of this name. */
const struct feel_value *bpmn_state_var(const struct bpmn_state *s, struct str name);
/* What the instances of a running multi-instance body (BPMN_WAIT_BODY) are made of, in order: the input
 * elements, null where there is none. NULL: no such body or no memory. */
const struct feel_value *bpmn_state_items(const struct bpmn_state *s, uint64_t key);
/* Evaluate an expression of the model as the scope of `key` sees it: for titles, due dates and the like in
 * app/. RC_NOT_FOUND: no such key; RC_INVALID: FEEL gave null, with its first warning. */
enum rc bpmn_state_eval(const struct bpmn_state *s, uint64_t key, const struct bpmn_expr *x, int64_t now_ms,
                        struct str zone, const struct feel_value **ret, struct err *e) MUST_CHECK;

/* ---- start events, which app looks after while nothing runs ---- */

/* Is the condition of a conditional start event true with these variables? A null is false. RC_LIMIT. */
enum rc bpmn_start_condition(struct arena *a, const struct bpmn_event_def *def, const struct feel_value *vars,
                             int64_t now_ms, struct str zone, bool *ret, struct err *e) MUST_CHECK;

struct bpmn_due {
    int64_t due_ms;
    int64_t repeats;     /* left after this one; -1: for ever; 0: the last */
    int64_t interval_ms; /* of a cycle in days and time, else 0 */
    int32_t interval_months;
};

/* When the timer of `def` is due, seen from `now_ms`; `vars` may be NULL. RC_INVALID: it has no meaning. */
enum rc bpmn_timer_due(struct arena *a, const struct bpmn_event_def *def, const struct feel_value *vars,
                       int64_t now_ms, struct str zone, struct bpmn_due *ret, struct err *e) MUST_CHECK;
/* The next firing after `d` that lies after `now_ms`; missed ones are skipped and count once. False when `d`
 * was the last. */
bool bpmn_timer_next(struct arena *a, struct bpmn_due *d, int64_t now_ms, struct str zone);

#endif
