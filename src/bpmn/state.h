/*
 * state.h - what a running instance is made of; private to this room.
 *
 * A tree of element instances: the process at its root, sub-processes and multi-instance bodies as scopes
 * inside, and whatever is active as leaves. Between two events every leaf waits for something or has an
 * incident; the other tokens stand before joining gateways. Lists are in the order of keys, so that a saved
 * state is canonical.
 *
 * Invariant: inst.live counts child instances, tokens before gateways and, during a run, tokens on their way;
 * a scope whose count falls to zero is done.
 */
#ifndef BPMN_STATE_H
#define BPMN_STATE_H

#include "bpmn/engine.h"

struct var {
    struct str name;
    const struct feel_value *value;
};

struct vars {
    struct var *v;
    size_t n, cap;
};

enum stage {
    STAGE_INPUT,  /* input mappings and subscriptions are to be made */
    STAGE_START,  /* its own behaviour is to begin */
    STAGE_WAIT,   /* waits: for the world, for its children, for an event */
    STAGE_OUTPUT, /* output mappings are to be made */
    STAGE_FLOWS,  /* outgoing flows are to be chosen */
    STAGE_LOOP,   /* a body: results of an instance are in, the next one is to be decided */
    STAGE_FAILED  /* a job that failed: retry starts it again */
};

enum waits_for { FOR_NOTHING, FOR_TASK, FOR_JOB, FOR_CHILD, FOR_EVENT, FOR_SCOPE, FOR_COMPENSATION };

enum wait_type { ON_TIMER, ON_MESSAGE, ON_SIGNAL, ON_CONDITION };

/* A subscription. `el` is the catching event (or receive task), `inst` the instance that owns it: the event's
 * own, the activity of a boundary event, the event-based gateway, or the scope of an event sub-process. */
struct wait {
    uint64_t key;
    enum wait_type type;
    const struct bpmn_element *el;
    struct wait *next;
    struct str name, correlation;
    struct bpmn_due due;
    int64_t base_ms; /* when the timer was first armed */
    bool was_true;   /* condition */
    bool spent;      /* a fired timer that may be armed again when its date moves */
};

struct token { /* before a joining gateway */
    uint64_t key;
    uint32_t flow;
    struct token *next;
};

/* A completed activity that can be compensated. */
struct record {
    const struct bpmn_element *el;
    struct vars vars;     /* of a sub-process: its own */
    struct record *inner; /* of a sub-process: what was completed in it, latest first */
    struct record *next;
};

struct loop {
    const struct feel_value **items;
    size_t n_items, cap_items; /* standard loop: n_items is the maximum, SIZE_MAX for none; items is NULL */
    bool by_number;            /* cardinality: items stay NULL */
    size_t started, done, ended_early;
    const struct feel_value **output; /* by position, NULL until it is there */
    size_t cap_output;
    bool finish; /* the completion condition was true, or the loop condition false */
};

/* A complex gateway that has started and waits for its reset. */
struct complex_state {
    const struct bpmn_element *el;
    uint32_t *seen; /* flows whose token was consumed */
    size_t n;
    struct complex_state *next;
};

struct incident {
    uint64_t key;
    struct str cause;
};

struct inst {
    uint64_t key;
    const struct bpmn_element *el;
    struct inst *up;
    struct inst *first, *last, *next, *prev; /* children; siblings */
    enum stage stage;
    enum waits_for waits_for;
    uint32_t live;
    bool body;        /* of a loop: its children are instances of the same element */
    bool in_loop;     /* such an instance */
    bool dead;        /* left or cancelled: only to be skipped in the queue */
    bool interrupted; /* a scope taken over by an interrupting event sub-process */
    bool restored;    /* a completed sub-process, entered again to be compensated */
    bool gone_on;     /* a compensation event that did not wait: its flows are taken */
    bool cancelling;  /* a transaction on its way to the cancel boundary event */
    bool queued;      /* during a run: goes on when its turn comes */
    bool triggered;   /* entered by its own trigger: goes straight to its output */
    size_t position;  /* in a loop, from 0 */
    struct vars vars;
    struct wait *waits;
    struct token *tokens;
    struct complex_state *complex;
    struct loop *loop;
    struct record *records; /* of a scope: completed activities, latest first */
    struct record *todo;    /* still to compensate */
    uint64_t compensating;  /* of a handler or restored scope: key of the instance that asked for it */
    uint64_t child_of_todo; /* the handler at work, 0: none */
    struct incident *incident;
};

struct bpmn_state {
    struct arena *a;
    const struct bpmn_model *m;
    const struct bpmn_element *process;
    uint64_t next_key;
    struct inst *root; /* NULL before the start and after the end */
    bool started, over, called;
    enum bpmn_ended how;
    size_t n_conditions; /* conditional subscriptions */
    size_t n_dates;      /* timers that follow variables */
    struct inst *free_insts;
};

struct inst *bpmn_state_find(const struct bpmn_state *s, uint64_t key);
/* The subscription of that key and its owner. */
struct wait *bpmn_state_find_wait(const struct bpmn_state *s, uint64_t key, struct inst **owner);
struct inst *bpmn_state_find_incident(const struct bpmn_state *s, uint64_t key);
/* Next instance of the tree in order: parents before children; NULL after the last. */
struct inst *bpmn_state_next(const struct inst *i);

struct inst *bpmn_inst_new(struct bpmn_state *s, struct inst *up, const struct bpmn_element *el,
                           uint64_t key);
void bpmn_inst_unlink(struct bpmn_state *s, struct inst *i);

/* Dates and the like become text; functions and null become null. */
const struct feel_value *bpmn_value_plain(struct arena *a, const struct feel_value *v);
const struct feel_value *bpmn_vars_get(const struct vars *v, struct str name);
bool bpmn_vars_set(struct arena *a, struct vars *v, struct str name, const struct feel_value *value);
/* NULL: not visible. */
const struct feel_value *bpmn_scope_get(const struct inst *i, struct str name);
const struct feel_value *bpmn_scope_all(struct arena *a, const struct inst *i);
const struct feel_value *bpmn_vars_all(struct arena *a, const struct vars *vars);
bool bpmn_wait_follows_date(const struct wait *w);

#endif
