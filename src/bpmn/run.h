/*
 * run.h - one application of an event to a state; private to this room.
 *
 * run.c      the queue, entering and leaving, the stages of an element
 * behave.c   what each kind of element does when it begins
 * catch.c    subscriptions and what happens when they are triggered; errors and escalations
 * flow.c     choosing flows, joining gateways
 * loop.c     multi-instance and standard loop
 * undo.c     compensation and cancelled transactions
 * eval.c     expressions, mappings, variables
 * timer.c    due dates
 * apply.c    the events from outside
 *
 * Order of work: first come, first served; deterministic. Once the queue is empty inclusive joins are looked
 * at.
 */
#ifndef BPMN_RUN_H
#define BPMN_RUN_H

#include "bpmn/state.h"

struct item {
    struct inst *inst; /* to be run; or the scope of a token */
    uint32_t flow;     /* BPMN_NONE: run the instance */
};

struct run {
    struct bpmn_state *s;
    struct arena *a;
    struct bpmn_commands *out;
    int64_t now;
    struct str zone;
    enum rc rc;
    struct err err;
    struct item *queue;
    size_t head, tail, cap;
    uint32_t steps;
    uint64_t budget;    /* steps of FEEL left for dear expressions */
    bool changed;       /* a variable was written: conditions are to be looked at */
    bool dates_changed; /* the same for timers that follow a date */
    bool rearm_all;
    struct str cause; /* why the last evaluation failed */
    struct inst *buried;
    VEC(uint32_t) picked; /* flows chosen */
};

static inline void wait_for(struct inst *i, enum waits_for what)
{
    i->stage = STAGE_WAIT;
    i->waits_for = what;
}

struct extra { /* variables seen by one evaluation only */
    const struct var *v;
    size_t n;
};

/* run.c */
void bpmn_run_fail(struct run *r, enum rc rc, const char *why);
bool bpmn_run_ok(const struct run *r);
uint64_t bpmn_run_key(struct run *r);
void bpmn_run_queue(struct run *r, struct inst *i, uint32_t flow);
void bpmn_run_all(struct run *r);
struct bpmn_command *bpmn_run_cmd(struct run *r, enum bpmn_cmd_kind kind, const struct inst *i);
void bpmn_run_history(struct run *r, const struct inst *i, enum bpmn_history h, struct str text);
/* The token stops here until retried, to begin again at `stage`. The cause is r->cause. */
void bpmn_run_stop(struct run *r, struct inst *i, enum stage stage);
void bpmn_run_stop_because(struct run *r, struct inst *i, enum stage stage, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void bpmn_run_solve(struct run *r, struct inst *i);
struct inst *bpmn_run_enter(struct run *r, struct inst *scope, const struct bpmn_element *el);
/* Enter and run at once the start of `scope` (or, without one, whatever no flow leads to). */
void bpmn_run_start_scope(struct run *r, struct inst *scope);
void bpmn_run_inst(struct run *r, struct inst *i);
/* Go on with `i` only after what is in the queue already. */
void bpmn_run_later(struct run *r, struct inst *i);
/* Cancel `i` and everything in it; the scope around is not told. */
void bpmn_run_cancel(struct run *r, struct inst *i);
/* Cancel what is inside; tokens too. */
void bpmn_run_cancel_inside(struct run *r, struct inst *scope);
/* Take it out without a word in the history of its end, and tell nobody. */
void bpmn_run_bury(struct run *r, struct inst *i);
/* `i` is finished: history, subscriptions off, out of the tree, r->picked taken, its scope told. */
void bpmn_run_leave(struct run *r, struct inst *i);
void bpmn_run_scope_left(struct run *r, struct inst *scope);
void bpmn_run_take(struct run *r, struct inst *scope, uint32_t flow);
void bpmn_run_end(struct run *r, enum bpmn_ended how, struct str code, struct str text);

/* behave.c */
void bpmn_behave(struct run *r, struct inst *i);

/* catch.c */
bool bpmn_catch_boundaries(struct run *r, struct inst *i);
bool bpmn_catch_event_subs(struct run *r, struct inst *scope); /* undoes its own on failure */
/* A subscription of `owner` for the event `el` with definition `def`; false: r->cause says why not. */
bool bpmn_catch_subscribe(struct run *r, struct inst *owner, const struct bpmn_element *el,
                          const struct bpmn_event_def *def);
void bpmn_catch_drop_all(struct run *r, struct inst *owner);
void bpmn_catch_trigger(struct run *r, struct inst *owner, struct wait *w, const struct feel_value *vars);
void bpmn_catch_conditions(struct run *r);
void bpmn_catch_rearm(struct run *r);
void bpmn_catch_signal(struct run *r, struct str name, const struct feel_value *vars);
void bpmn_catch_start_sub(struct run *r, struct inst *scope, const struct bpmn_element *start,
                          const struct feel_value *vars);
void bpmn_catch_drop_starts(struct run *r, struct inst *scope);
/* False: nobody catches it. */
bool bpmn_catch_error(struct run *r, struct inst *from, struct str code, struct str message,
                      const struct feel_value *vars);
enum caught { NOT_CAUGHT, CAUGHT, CAUGHT_AND_CANCELLED };
enum caught bpmn_catch_escalation(struct run *r, struct inst *from, struct str code,
                                  const struct feel_value *vars);
void bpmn_catch_boundary(struct run *r, struct inst *host, const struct bpmn_element *event,
                         const struct feel_value *vars);

/* flow.c */
/* Fill r->picked; false: no lawful way, r->cause says why. */
bool bpmn_flow_choose(struct run *r, struct inst *i);
void bpmn_flow_arrive(struct run *r, struct inst *scope, uint32_t flow);
/* Look at inclusive and complex gateways; true when one moved. */
bool bpmn_flow_joins(struct run *r);

/* loop.c */
void bpmn_loop_start(struct run *r, struct inst *body);
void bpmn_loop_next(struct run *r, struct inst *body);
bool bpmn_loop_collect(struct run *r, struct inst *i);
/* An instance is about to leave: is the loop over? False: the condition has no meaning. */
bool bpmn_loop_decide(struct run *r, struct inst *i);
bool bpmn_loop_add(struct run *r, struct inst *body, const struct feel_value *item);

/* undo.c */
void bpmn_undo_record(struct run *r, struct inst *i);
/* Compensate for `i`: an activity by id, or empty: all of its scope. */
void bpmn_undo_begin(struct run *r, struct inst *i, struct str activity);
void bpmn_undo_next(struct run *r, struct inst *i);
void bpmn_undo_cancel_transaction(struct run *r, struct inst *i); /* the cancel end event in it */

/* eval.c */
void bpmn_eval_begin(struct run *r);
bool bpmn_eval_value(struct run *r, const struct inst *i, const struct bpmn_expr *x, struct extra extra,
                     const struct feel_value **ret);
/* True or false only; else r->cause. */
bool bpmn_eval_bool(struct run *r, const struct inst *i, const struct bpmn_expr *x, struct extra extra,
                    bool *ret);
/* Text; absent gives STR_NONE; a null is a failure. `what` is for the cause. */
bool bpmn_eval_text(struct run *r, const struct inst *i, const struct bpmn_expr *x, const char *what,
                    struct str *ret);
bool bpmn_eval_texts(struct run *r, const struct inst *i, const struct bpmn_expr *x, const char *what,
                     const struct str **ret, size_t *n);
bool bpmn_eval_inputs(struct run *r, struct inst *i);
bool bpmn_eval_outputs(struct run *r, struct inst *i);
void bpmn_eval_set_local(struct run *r, struct inst *i, struct str name, const struct feel_value *v);
void bpmn_eval_set_up(struct run *r, struct inst *from, struct str name, const struct feel_value *v);
/* The result of an element: local when it has output mappings, else upwards. */
void bpmn_eval_result(struct run *r, struct inst *i, const struct feel_value *vars);
void bpmn_eval_result_one(struct run *r, struct inst *i, struct str name, const struct feel_value *v);

/* timer.c */
struct str bpmn_timer_zone(struct str zone);
/* From the value of the timer's expression. False: `why` says so. */
bool bpmn_timer_from_value(struct arena *a, enum bpmn_timer kind, const struct feel_value *v, int64_t from_ms,
                           int64_t now_ms, struct str zone, struct bpmn_due *ret, const char **why);

#endif
