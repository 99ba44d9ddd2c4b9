/*
 * letter_report.c - letters made on request: reports to superiors.
 */
#include "app/letter_report.h"
#include "app/flow.h"
#include "app/job.h"
#include "app/package.h"
#include "app/sight.h"
#include "app/task_inner.h"
#include "port/letter.h"
#include "port/operation.h"

static bool has_report(const struct package *pkg, struct str name)
{
    const struct letter *l = package_letter(pkg, name);

    return l != NULL && str_eq_c(letter_head(l)->kind, "report");
}

static bool listed(const struct report_letters *r, struct str name)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->v[i].name, name))
            return true;
    return false;
}

static enum rc add_of(struct cx *cx, const struct package *pkg, struct report_letters *r, struct err *e)
{
    struct report_letter *v = ARENA_ARRAY(cx->a, struct report_letter, r->n + pkg->n_letters);

    if (v == NULL)
        return arena_check(cx->a, e);
    if (r->n > 0)
        memcpy(v, r->v, r->n * sizeof(*v));
    r->v = v;
    for (size_t i = 0; i < pkg->n_letters; i++) {
        const struct package_letter *l = &pkg->letters[i];

        if (str_eq_c(letter_head(l->letter)->kind, "report") && !listed(r, l->name))
            r->v[r->n++] = (struct report_letter){ l->name, letter_head(l->letter)->title };
    }
    return RC_OK;
}

enum rc report_letters_of(struct cx *cx, struct str code, struct report_letters *ret, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = case_by_code(cx->tx, cx->a, code, &ret->c, e);

    if (rc == RC_OK)
        rc = sight_of_case(cx, &ret->c, e);
    if (rc != RC_OK || !actor_may(cx->actor, MAY_MANAGE))
        return rc;
    rc = instance_list(cx->tx, cx->a, ret->c.id, false, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct package *pkg = NULL;

        rc = catalogue_get(cx, list.v[i].process_id, &pkg, e);
        if (rc == RC_OK)
            rc = add_of(cx, pkg, ret, e);
    }
    return rc;
}

/* The newest procedure of the case that knows this report. */
static enum rc instance_with(struct flow *f, struct str name, struct flow_instance **ret, struct err *e)
{
    struct cx *cx = f->cx;
    struct instance_list list = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, f->c.id, false, &list, e);

    for (size_t i = list.n; rc == RC_OK && i-- > 0;) {
        const struct package *pkg = NULL;

        rc = catalogue_get(cx, list.v[i].process_id, &pkg, e);
        if (rc == RC_OK && has_report(pkg, name))
            return flow_instance_get(f, list.v[i].id, ret, e);
    }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no report '%.*s' in this case", STR_ARG(name)) : rc;
}

static const struct feel_value *inputs_of(struct cx *cx, const struct flow_instance *in,
                                          const struct report_letter_cmd *cmd)
{
    const struct feel_value *v = bpmn_state_vars(in->state, 0);

    if (v == NULL)
        v = feel_context(cx->a);
    v = feel_context_put(cx->a, v, STR("signer"), task_signer(cx));
    v = feel_context_put(cx->a, v, STR("template"), feel_string(cx->a, cmd->name));
    v = feel_context_put(cx->a, v, STR("to"), feel_string(cx->a, STR("text")));
    return feel_context_put(cx->a, v, STR("to_name"), feel_string(cx->a, cmd->addressee));
}

enum rc report_letter_make(struct cx *cx, const struct report_letter_cmd *cmd, struct str *missing,
                           struct err *e)
{
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    struct case_rec c;
    struct bpmn_command c2 = { 0 };
    struct job_result result = { 0 };
    struct str before;
    enum rc rc = cmd->once.len == 0 ? RC_NOT_FOUND : operation_result(cx->tx, cx->a, cmd->once, &before, e);

    *missing = STR_NONE;
    if (rc != RC_NOT_FOUND)
        return rc; /* the same form twice */
    rc = case_by_code(cx->tx, cx->a, cmd->code, &c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc == RC_OK && !actor_may(cx->actor, MAY_MANAGE))
        rc = ERR(e, RC_DENIED, "only a manager has reports made");
    if (rc == RC_OK)
        rc = flow_open(cx, c.id, &f, e);
    if (rc == RC_OK)
        rc = instance_with(f, cmd->name, &in, e);
    if (rc != RC_OK)
        return rc;
    c2.vars = inputs_of(cx, in, cmd);
    rc = job_letter(&(struct job_call){ f, in, &c2, &result }, e);
    if (rc == RC_OK && result.failure.len > 0) {
        *missing = result.failure;
        return ERR(e, RC_INVALID, "%.*s", STR_ARG(result.failure));
    }
    if (rc == RC_OK && cmd->once.len > 0)
        rc = operation_record(cx->tx, cmd->once, cmd->name, cx->now_ms, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}
