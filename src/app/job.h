/*
 * job.h - the closed list of service-task kinds (docs/adding-a-process.md). A new kind is C here; a new use
 * is data.
 */
#ifndef APP_JOB_H
#define APP_JOB_H

#include "app/flow.h"

struct job_result {
    const struct feel_value *vars;  /* context with results, or NULL */
    const struct feel_value *value; /* of a decision */
    struct str failure;             /* not empty: an incident with this cause */
};

struct job_call {
    struct flow *f;
    struct flow_instance *in;
    const struct bpmn_command *cmd;
    struct job_result *res;
};

/* Do the job now. RC_OK also when the job failed in a way that a person must mend (res->failure). */
enum rc job_run(struct flow *f, struct flow_instance *in, const struct bpmn_command *cmd,
                struct job_result *res, struct err *e) MUST_CHECK;
bool job_known(struct str type);
/* The whole list, for people. */
const char *job_kinds(struct arena *a);
/* Names of inputs that must be there, for the package check: NULL-ended list, or NULL for an unknown type. */
const char *const *job_inputs(struct str type);

/* An input as text; STR_NONE when absent. */
struct str job_text(const struct job_call *j, const char *name);
void job_put(const struct job_call *j, const char *name, const struct feel_value *v);
enum rc job_fail(const struct job_call *j, struct str cause);

enum rc job_letter(const struct job_call *j, struct err *e) MUST_CHECK; /* job_letter.c */
enum rc job_notify(const struct job_call *j, struct err *e) MUST_CHECK;
enum rc job_survey(const struct job_call *j, struct err *e) MUST_CHECK;

#endif
