/*
 * simulate.h - run a model on a test clock, without database or people: tasks finish by themselves.
 *
 * For `samad process simulate` and for scenario tests: one JSON line per event goes to a buffer:
 * {"t":MS,"event":"enter|leave|cancel|mark|incident|wait|end","element":ID,"kind":TAG,...}; `t` counts
 * milliseconds from the start, `kind` is the XML element's name ("userTask"; "multiInstanceBody" for what
 * holds the instances). "mark" has the text of a plain script task, "incident" its cause; "wait" lists at the
 * end what is still awaited.
 *
 * User tasks, jobs and decisions complete at once with the variables given for their element, else with none;
 * a message event or receive task for which variables are given receives its message. A called process of the
 * same file is run, any other completes as a task does. Messages thrown reach whoever waits for them in the
 * simulation, or start a process of the file. When nothing else can happen the clock goes to the next timer.
 */
#ifndef BPMN_SIMULATE_H
#define BPMN_SIMULATE_H

#include "bpmn/engine.h"

struct bpmn_sim_given {
    struct str element,
        json; /* the n-th completion of an element takes its n-th entry, later ones the last */
};

struct bpmn_sim {
    struct str file, xml;
    struct str process; /* id; empty: the first executable one */
    struct str start;   /* id of a start event; empty: the one without trigger, else the first */
    struct str vars;    /* JSON object; empty: none */
    const struct bpmn_sim_given *given;
    size_t n_given;
    struct str advance; /* ISO 8601: how far the clock may go; empty: as far as it takes, at most
                           BPMN_SIM_TIMERS timers */
    int64_t start_ms;   /* the instant of the start */
};

#define BPMN_SIM_TIMERS 1000u

/* RC_INVALID: the file cannot be read, the process does not exist, bad JSON or duration, or it holds what the
 * engine does not run: then `problems` has errors (unsupported, schema, expression, structure; soundness does
 * not hinder). RC_LIMIT as the engine. `problems` is filled whenever the file could be read. */
enum rc bpmn_simulate(struct arena *a, const struct bpmn_sim *in, struct buf *out,
                      struct bpmn_problems *problems, struct err *e) MUST_CHECK;

#endif
