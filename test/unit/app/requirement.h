/*
 * requirement.h - what the tests of requirements share: a case with all its rows, the steps of a complaint,
 * raw SQL as an intruder would run it, and what `samad verify` finds.
 */
#ifndef TEST_APP_REQUIREMENT_H
#define TEST_APP_REQUIREMENT_H

#include "fixture.h"
#include "port/case.h"
#include "port/flow.h"

struct whole {
    int64_t id;
    struct case_rec c;
    struct applicant_rec applicant;
    struct letter_list letters; /* with their data */
    struct task_list tasks;     /* all, also finished ones */
    struct event_list events;
    struct deadline_list deadlines;
    struct referral_list referrals;
    struct attachment_list files;
    struct instance_list instances;
    struct outbox_list outbox; /* oldest first */
};
/* Read everything of the case; false (and a failed check) when that does not work. */
bool look(struct office *o, int64_t case_id, struct whole *w);
const struct task_rec *open_task(const struct whole *w, const char *element); /* NULL: none */
const struct task_rec *done_task(const struct whole *w, const char *element);
const struct letter_rec *letter_of(const struct whole *w, const char *template);  /* the newest */
const struct outbox_rec *message_of(const struct whole *w, const char *template); /* the newest */
const struct event_rec *event_of(const struct whole *w, const char *kind);        /* the newest */
const struct deadline_rec *deadline_kind(const struct whole *w, const char *kind);
/* Member of a JSON text, as text; nested by dots. */
struct str member(struct office *o, struct str json, const char *path);

/* The steps of a complaint, each with good values. */
extern const char *const step_order;        /* OFF_FLW_02_T12: direct, exp1 */
extern const char *const step_examination;  /* OFF_SUB_01_T2: one allegation, no needs */
extern const char *const step_findings;     /* OFF_SUB_01_T3: true, no violation */
extern const char *const complaint_of_exp2; /* by letter, about the person who holds exp2 */

struct findings {
    int n;
    char first[320];
};
bool verified(struct office *o, struct findings *f);
/* As an administrator of the database would: past the program, its triggers still there. */
bool run_sql(struct office *o, const char *sql);
int64_t sql_int(struct office *o, const char *sql);

#endif
