/*
 * dmn_run.c - evaluating decisions, knowledge models and services of a model.
 *
 * Requirements are evaluated once each and kept for the run. An element sees its requirements, and behind
 * them the caller's input, since tools leave out the requirement of plain inputs.
 */
#include "dmn/model.h"

/* Names of one requirement: its variable, and its name and id where they differ. */
static size_t bind_names(struct binding *b, const struct dmn_el *el, const struct feel_value *v)
{
    size_t n = 0;

    if (el->id.len > 0 && !str_eq(el->id, el->variable))
        b[n++] = (struct binding){ el->id, name_hash(el->id), v };
    if (el->name.len > 0 && !str_eq(el->name, el->variable))
        b[n++] = (struct binding){ el->name, name_hash(el->name), v };
    b[n++] = (struct binding){ el->variable, el->hash, v };
    return n;
}

/* Imported things stand in a context that is named as the import is. */
static bool bind_imported(struct eval *ev, struct binding *b, size_t *n, const struct dmn_req *r,
                          const struct feel_value *v)
{
    struct str prefix = r->prefix;
    size_t k = 0;

    while (k < *n && !str_eq(b[k].name, prefix))
        k++;
    if (k == *n) {
        b[k] = (struct binding){ prefix, name_hash(prefix), feel_context(ev->a) };
        (*n)++;
    }
    b[k].v = value_ctx_put(ev->a, b[k].v, r->el->variable, r->el->hash, v);
    if (b[k].v == NULL)
        eval_limit(ev);
    return b[k].v != NULL;
}

/* The frame of an element: its requirements over the input. `self` is bound by its own name, for recursion.
 */
static const struct scope *frame(struct eval *ev, const struct dmn_el *el, const struct feel_value *self)
{
    struct binding *b = ARENA_ARRAY(ev->a, struct binding, 3 * (el->n_reqs + 1));
    struct scope *root = ARENA_NEW(ev->a, struct scope), *s = ARENA_NEW(ev->a, struct scope);
    size_t n = 0;

    if (b == NULL || root == NULL || s == NULL) {
        eval_limit(ev);
        return NULL;
    }
    if (self != NULL)
        n += bind_names(b, el, self);
    for (size_t i = 0; i < el->n_reqs; i++) {
        const struct feel_value *v = run_element(ev, el->reqs[i].el);
        if (v == NULL)
            return NULL;
        if (el->reqs[i].prefix.len == 0)
            n += bind_names(b + n, el->reqs[i].el, v);
        else if (!bind_imported(ev, b, &n, &el->reqs[i], v))
            return NULL;
    }
    *root = (struct scope){ .ctx = ev->run->input };
    *s = (struct scope){ .up = root, .b = b, .n = n };
    return s;
}

static const struct feel_value *run_input(struct eval *ev, const struct dmn_el *el)
{
    const struct feel_value *in = ev->run->input, *v = ctx_get(&in->ctx, el->variable, el->hash);

    if (v == NULL)
        v = feel_context_get(in, el->name);
    if (v == NULL && el->id.len > 0)
        v = feel_context_get(in, el->id);
    if (v == NULL)
        return VNULL;
    v = eval_adopt(ev, v, el->type);
    return v == NULL || el->type == NULL ? v : eval_coerce(ev, v, el->type, "input data");
}

static const struct feel_value *run_decision(struct eval *ev, const struct dmn_el *el)
{
    const struct scope *s = frame(ev, el, NULL);
    const struct feel_value *v;

    if (s == NULL)
        return NULL;
    ev->at = el->logic;
    v = el->logic == NULL ? eval_null(ev, "decision without logic") : eval_node(ev, el->logic, s);
    if (v == NULL || el->type == NULL)
        return v;
    ev->at = el->logic;
    return eval_coerce(ev, v, el->type, "decision");
}

static const struct feel_value *run_knowledge(struct eval *ev, const struct dmn_el *el)
{
    struct feel_value *f = value_new(ev->a, FEEL_FUNCTION);
    const struct scope *s;
    const struct node *logic = el->logic;

    if (f == NULL)
        return eval_limit(ev);
    if (logic == NULL)
        return eval_null(ev, "knowledge model without logic");
    s = frame(ev, el, f);
    if (s == NULL)
        return NULL;
    f->func = (struct func){ .params = logic->params,
                             .n_params = logic->n_params,
                             .body = logic->a,
                             .scope = s,
                             .result = el->type,
                             .external = logic->external };
    if (el->type != NULL && type_bare(el->type)->kind == TYPE_FUNCTION)
        f->func.result = type_bare(el->type)->elem;
    return f;
}

static const struct feel_value *service_value(struct eval *ev, const struct dmn_el *el)
{
    struct feel_value *f = value_new(ev->a, FEEL_FUNCTION);
    struct dmn_callable *c = ARENA_NEW(ev->a, struct dmn_callable);

    if (f == NULL || c == NULL)
        return eval_limit(ev);
    c->service = el;
    f->func = (struct func){
        .params = el->params, .n_params = el->n_in_data + el->n_in_decisions, .service = c, .run = ev->run
    };
    return f;
}

const struct feel_value *run_element(struct eval *ev, const struct dmn_el *el)
{
    const struct feel_value *v = ev->run->values[el->index];

    if (v != NULL || ev->rc != RC_OK)
        return v;
    if (!eval_charge(ev, 1) || ev->depth < 4)
        return eval_limit(ev);
    ev->depth -= 3;
    v = el->kind == DMN_INPUT      ? run_input(ev, el)
        : el->kind == DMN_DECISION ? run_decision(ev, el)
        : el->kind == DMN_BKM      ? run_knowledge(ev, el)
                                   : service_value(ev, el);
    ev->depth += 3;
    if (ev->rc == RC_OK)
        ev->run->values[el->index] = v;
    return v;
}

static bool run_start(struct eval *ev, struct dmn_run *run, const struct dmn_model *m,
                      const struct feel_value *input, struct dmn_trace *trace)
{
    *run = (struct dmn_run){ .model = m, .input = input, .trace = trace };
    run->values = ARENA_ARRAY(ev->a, const struct feel_value *, m->n_all + 1);
    if (run->values == NULL)
        eval_limit(ev);
    return run->values != NULL;
}

/* The outputs of a service in a run of its own, whose inputs are set. */
static const struct feel_value *service_outputs(struct eval *ev, const struct dmn_el *el)
{
    const struct feel_value *ctx = feel_context(ev->a), *v;

    for (size_t i = 0; i < el->n_outputs; i++) {
        v = run_element(ev, el->outputs[i]);
        if (v == NULL || ctx == NULL)
            return eval_limit(ev);
        if (el->n_outputs == 1)
            return el->type == NULL ? v : eval_coerce(ev, v, el->type, "service");
        ctx = value_ctx_put(ev->a, ctx, el->outputs[i]->variable, el->outputs[i]->hash, v);
    }
    return eval_ok(ev, ctx);
}

/* Set one input of a service from a value; data are checked against their type. */
static bool set_input(struct eval *ev, const struct dmn_el *in, const struct feel_value *v)
{
    if (in->type != NULL)
        v = eval_coerce(ev, v, in->type, "input");
    if (v == NULL)
        return false;
    ev->run->values[in->index] = v;
    ev->run->input = value_ctx_put(ev->a, ev->run->input, in->variable, in->hash, v);
    return ev->run->input != NULL || eval_limit(ev) != NULL;
}

const struct feel_value *dmn_call_service(struct eval *ev, const struct func *f,
                                          const struct feel_value *const *args, size_t n)
{
    const struct dmn_el *el = f->service->service, *in;
    const struct dmn_run *outer = f->run;
    struct dmn_run *before = ev->run, *run = ARENA_NEW(ev->a, struct dmn_run);
    const struct feel_value *v = NULL;
    bool ok;

    if (run == NULL || !run_start(ev, run, outer->model, eval_ok(ev, feel_context(ev->a)), outer->trace))
        return eval_limit(ev);
    ev->run = run;
    ok = run->input != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        in = i < el->n_in_data ? el->in_data[i] : el->in_decisions[i - el->n_in_data];
        ok = set_input(ev, in, args[i]);
        if (ok && run->values[in->index]->kind == FEEL_NULL && args[i]->kind != FEEL_NULL) {
            v = VNULL; /* of the wrong type: the service is not invoked */
            ok = false;
        }
    }
    if (ok)
        v = service_outputs(ev, el);
    ev->run = before;
    return v;
}

/* ---- entry points ---- */

static const struct dmn_el *find(const struct dmn_model *m, struct str name, enum dmn_kind kind)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->els[i]->kind == kind && str_eq(m->els[i]->name, name))
            return m->els[i];
    }
    for (size_t i = 0; i < m->n; i++) {
        if (m->els[i]->kind == kind && str_eq(m->els[i]->id, name))
            return m->els[i];
    }
    return NULL;
}

struct job {
    struct eval ev;
    struct dmn_run *run;
    const struct dmn_el *el;
};

static enum rc begin(struct job *j, const struct dmn_model *m, struct str name, enum dmn_kind kind,
                     const struct feel_value *input, const struct feel_env *env, struct arena *a,
                     struct dmn_trace *trace, struct err *e)
{
    static const char *const kinds[] = { "input data", "decision", "knowledge model", "decision service" };

    j->el = find(m, name, kind);
    if (j->el == NULL)
        return ERR(e, RC_NOT_FOUND, "no %s '%.*s'", kinds[kind], STR_ARG(name));
    eval_start(&j->ev, env, a, e);
    j->run = ARENA_NEW(a, struct dmn_run);
    if (input == NULL || input->kind != FEEL_CONTEXT)
        input = feel_context(a);
    if (j->run == NULL || input == NULL || !run_start(&j->ev, j->run, m, input, trace)) {
        eval_limit(&j->ev);
        return j->ev.rc;
    }
    j->ev.run = j->run;
    return RC_OK;
}

static enum rc finish(struct job *j, const struct feel_value *v, const struct feel_value **ret)
{
    if (v == NULL)
        eval_limit(&j->ev);
    if (j->ev.rc != RC_OK)
        return j->ev.rc;
    *ret = v;
    return RC_OK;
}

enum rc dmn_decide(const struct dmn_model *m, struct str decision, const struct feel_value *input,
                   const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                   const struct feel_value **ret, struct err *e)
{
    struct job j;
    enum rc rc = begin(&j, m, decision, DMN_DECISION, input, env, a, trace, e);

    return rc == RC_OK ? finish(&j, run_element(&j.ev, j.el), ret) : rc;
}

enum rc dmn_service(const struct dmn_model *m, struct str service, const struct feel_value *input,
                    const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                    const struct feel_value **ret, struct err *e)
{
    struct job j;
    enum rc rc = begin(&j, m, service, DMN_SERVICE, input, env, a, trace, e);
    const struct feel_value *given;

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < j.el->n_in_decisions; i++) {
        const struct dmn_el *in = j.el->in_decisions[i];
        given = ctx_get(&j.run->input->ctx, in->variable, in->hash);
        if (given == NULL)
            given = feel_context_get(j.run->input, in->name);
        given = given == NULL ? VNULL : eval_adopt(&j.ev, given, in->type);
        if (given == NULL || !set_input(&j.ev, in, given))
            return finish(&j, NULL, ret);
    }
    return finish(&j, service_outputs(&j.ev, j.el), ret);
}

enum rc dmn_invoke(const struct dmn_model *m, struct str bkm, const struct feel_value *args,
                   const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                   const struct feel_value **ret, struct err *e)
{
    struct job j;
    enum rc rc = begin(&j, m, bkm, DMN_BKM, args, env, a, trace, e);
    const struct feel_value *f, **list, *v;

    if (rc != RC_OK)
        return rc;
    f = run_element(&j.ev, j.el);
    if (f == NULL || f->kind != FEEL_FUNCTION)
        return finish(&j, f, ret);
    list = ARENA_ARRAY(a, const struct feel_value *, f->func.n_params + 1);
    for (size_t i = 0; list != NULL && i < f->func.n_params; i++) {
        v = ctx_get(&j.run->input->ctx, f->func.params[i].name, f->func.params[i].hash);
        list[i] = v == NULL ? VNULL : eval_adopt(&j.ev, v, f->func.params[i].type);
        if (list[i] == NULL)
            return finish(&j, NULL, ret);
    }
    return finish(&j, list == NULL ? NULL : eval_call(&j.ev, f, list, f->func.n_params), ret);
}
