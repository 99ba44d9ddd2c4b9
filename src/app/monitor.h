/*
 * monitor.h - the process monitor of administrators: what runs, where it stands, what time will bring, and
 * what waits for a remedy. Sight as in admin_state.h: what lies outside the own subtree, and a case that
 * complains of the administrator, is not there.
 *
 * Not here: remedies (remedy.h), incidents and messages as lists (admin_state.h).
 */
#ifndef APP_MONITOR_H
#define APP_MONITOR_H

#include "app/admin_state.h"
#include "app/package.h"
#include "bpmn/engine.h"
#include "port/version.h"

#define MONITOR_PAGE 50

/* ---- the whole ---- */

struct monitor_step {
    const struct bpmn_element *element;
    struct str id, name, role; /* words */
    int64_t n, oldest;
};
struct monitor_process {
    struct process_rec rec;
    const struct package *pkg;
    struct monitor_step *steps; /* of the version, in reading order; those where nobody stands are left out */
    size_t n_steps;
};
struct monitor_start { /* a start event that is waited for */
    struct start_rec rec;
    struct str name;  /* of the event in its process; else what triggers it, else its id */
    struct str title; /* of the process */
};

struct monitor {
    struct monitor_process *v; /* versions on which something runs, and active ones; by key, newest first */
    size_t n;
    int64_t running, incidents, dead;   /* dead: messages given up */
    struct timer_counts timers;         /* overdue by a minute or more; due within a day */
    size_t moves;                       /* token moves that wait for a second person */
    const struct monitor_start *starts; /* only for who administers all units */
    size_t n_starts;
};
enum rc monitor_get(struct cx *cx, struct monitor *ret, struct err *e) MUST_CHECK;

/* ---- instances ---- */

struct monitor_instance {
    struct instance_row row; /* subject empty when veiled */
    const struct package *pkg;
    struct str step; /* words of `row.element` */
    bool veiled;
};
struct monitor_instances {
    struct monitor_instance *v;
    size_t n;
    int64_t next; /* `before` of the next page; 0: that was all */
};
/* A page of at most MONITOR_PAGE; reads a bounded number of rows, so it may be shorter and have a next one.
 */
enum rc monitor_instances(struct cx *cx, const struct instance_filter *f, struct monitor_instances *ret,
                          struct err *e) MUST_CHECK;

struct monitor_wait {
    enum bpmn_wait_kind kind;
    uint64_t key;
    struct str element, name; /* name: words of the element */
    int64_t due_ms, since;
    struct str cause;
    bool movable; /* a token stands here: it may be moved */
};
struct monitor_var {
    struct str name, json; /* json empty when veiled */
};
struct monitor_target {
    struct str id, name;
};
struct monitor_one {
    struct instance_rec rec;
    struct case_rec c;
    const struct package *pkg;
    int64_t version;
    struct str process; /* title */
    bool veiled;
    const struct monitor_wait *waits;
    size_t n_waits;
    const struct monitor_var *vars; /* of the process itself, but for `case` */
    size_t n_vars;
    const struct monitor_target *targets; /* where a token may be moved to */
    size_t n_targets;
    struct incident_list incidents; /* open, of this instance */
    struct move_list moves;         /* of the case */
};
enum rc monitor_instance(struct cx *cx, int64_t id, struct monitor_one *ret, struct err *e) MUST_CHECK;

/* ---- timers ---- */

struct monitor_timer {
    struct timer_row row; /* subject empty when veiled */
    struct str process, step;
    bool overdue;
};
struct monitor_timers {
    struct monitor_timer *v;
    size_t n;
    struct timer_rec next; /* `after` of the next page; instance_id 0: that was all */
    struct timer_counts counts;
};
enum rc monitor_timers(struct cx *cx, const struct timer_rec *after, struct monitor_timers *ret,
                       struct err *e) MUST_CHECK;

/* Of a model's element: its name, else its id. */
struct str monitor_step_name(const struct package *pkg, struct str element);

#endif
