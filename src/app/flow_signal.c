/*
 * flow_signal.c - what is thrown and what becomes true: inside the case, on its way to other cases, and start
 * events of installed processes.
 *
 * Scope (docs/decisions/signals-and-starts.md). A signal reaches whatever waits for its name at this instant,
 * in every case; a message the one that waits for it: in this case by its name, else in another case by name
 * and correlation. In this case it is given in this transaction; to other cases it goes as a delivery, one
 * transaction each (start.c), because no transaction spans two cases. Start events of installed processes
 * begin a new instance in this case.
 *
 * Not here: timer starts and carrying out deliveries (start.c).
 */
#include "app/flow.h"
#include "port/version.h"

#define DELIVERIES_MAX 20000

/* ---- inside the case ---- */

static enum rc inside(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, bool *reached,
                      struct err *e)
{
    struct subscription_list list = { 0 };
    bool signal = c->kind == BPMN_CMD_THROW_SIGNAL;
    int64_t last = 0;
    enum rc rc = subscription_by_case(f->cx->tx, f->cx->a, f->c.id, &list, e);

    *reached = false;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct bpmn_event ev = { .kind = signal ? BPMN_EV_SIGNAL : BPMN_EV_MESSAGE,
                                 .name = c->name,
                                 .vars = c->vars };

        if (list.v[i].instance_id == in->rec.id || !str_eq(list.v[i].name, c->name) ||
            str_eq_c(list.v[i].kind, "signal") != signal || (signal && list.v[i].instance_id == last))
            continue;
        if (!signal)
            ev.key = (uint64_t)list.v[i].key;
        last = list.v[i].instance_id; /* one signal event is for all subscriptions of the instance */
        *reached = true;
        rc = flow_push(f, list.v[i].instance_id, &ev, e);
        if (!signal)
            break;
    }
    return rc;
}

/* ---- to other cases ---- */

static struct str vars_text(struct flow *f, const struct feel_value *vars)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    if (vars == NULL)
        return STR("{}");
    buf_init(&b, (size_t)1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, vars);
    return b.failed ? STR("{}") : buf_to_arena(&b, f->cx->a);
}

static enum rc elsewhere(struct flow *f, const struct bpmn_command *c, bool *reached, struct err *e)
{
    struct cx *cx = f->cx;
    struct subscription_list list = { 0 };
    bool signal = c->kind == BPMN_CMD_THROW_SIGNAL;
    struct str kind = signal ? STR("signal") : STR("message"), vars;
    enum rc rc = subscription_elsewhere(cx->tx, cx->a, kind, c->name, c->correlation, f->c.id,
                                        signal ? DELIVERIES_MAX : 1, &list, e);

    *reached = list.n > 0;
    vars = list.n > 0 ? vars_text(f, c->vars) : STR_NONE;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct delivery_rec d = { .id = cx_id(cx),
                                  .from_case_id = f->c.id,
                                  .case_id = list.v[i].case_id,
                                  .instance_id = list.v[i].instance_id,
                                  .key = list.v[i].key,
                                  .kind = kind,
                                  .name = c->name,
                                  .vars = vars,
                                  .made_at = cx->now_ms,
                                  .next_at = cx->now_ms };

        rc = delivery_insert(cx->tx, &d, e);
    }
    return rc;
}

/* ---- starts in this case ---- */

static enum rc begin(struct flow *f, const struct start_rec *s, const struct feel_value *vars, struct err *e)
{
    const struct package *pkg = NULL;
    struct json_text t;
    int64_t id = 0;
    enum rc rc = catalogue_get(f->cx, s->process_id, &pkg, e);

    if (rc == RC_OK)
        rc = flow_start(f, pkg, s->bpmn_process, s->element, vars, 0, 0, &id, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "process", pkg->key);
    json_member_int(&t.o, "instance", id);
    json_member_str(&t.o, "by", s->kind);
    return flow_note(f, "started", false, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc start_all(struct flow *f, const struct bpmn_command *c, struct err *e)
{
    bool signal = c->kind == BPMN_CMD_THROW_SIGNAL;
    struct start_list list = { 0 };
    enum rc rc =
        start_by_name(f->cx->tx, f->cx->a, signal ? STR("signal") : STR("message"), c->name, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n && (signal || i == 0); i++)
        rc = begin(f, &list.v[i], c->vars, e);
    return rc;
}

enum rc flow_deliver(struct flow *f, struct flow_instance *in, const struct bpmn_command *c, struct err *e)
{
    bool signal = c->kind == BPMN_CMD_THROW_SIGNAL, reached = false;
    enum rc rc = inside(f, in, c, &reached, e);

    if (rc == RC_OK && (signal || (!reached && c->correlation.len > 0)))
        rc = elsewhere(f, c, &reached, e);
    if (rc == RC_OK && (signal || !reached))
        rc = start_all(f, c, e);
    return rc;
}

/* ---- conditions ---- */

static bool has_conditions(const struct package *pkg)
{
    for (uint32_t i = 0; i < pkg->model->n_elements; i++)
        if (pkg->model->elements[i].trigger == BPMN_ON_CONDITION)
            return true;
    return false;
}

/* Those that run: of a new case all that there are. */
static enum rc running(struct flow *f, struct instance_list *ret, struct err *e)
{
    VEC(struct instance_rec) v = { 0 };

    if (!f->is_new)
        return instance_list(f->cx->tx, f->cx->a, f->c.id, true, ret, e);
    for (const struct flow_instance *in = f->instances; in != NULL; in = in->next)
        if (!in->ended)
            (void)VEC_PUSH(f->cx->a, &v, in->rec);
    *ret = (struct instance_list){ v.v, v.n };
    return arena_check(f->cx->a, e);
}

static enum rc tell_instances(struct flow *f, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = running(f, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct package *pkg = NULL;
        struct flow_instance *in = NULL;

        rc = catalogue_get(f->cx, list.v[i].process_id, &pkg, e);
        if (rc != RC_OK || !has_conditions(pkg))
            continue;
        rc = flow_instance_get(f, list.v[i].id, &in, e);
        if (rc == RC_OK && !in->ended)
            rc = flow_refresh(f, in, e);
    }
    return rc;
}

/* It begins when the condition becomes true, and again only after it was false. */
static enum rc look(struct flow *f, const struct start_rec *s, const struct feel_value *vars, struct err *e)
{
    struct cx *cx = f->cx;
    const struct package *pkg = NULL;
    const struct bpmn_element *el;
    bool was = false, is = false;
    enum rc rc = catalogue_get(cx, s->process_id, &pkg, e);

    if (rc != RC_OK)
        return rc;
    el = bpmn_find(pkg->model, s->element);
    if (el == NULL || el->event == NULL)
        return ERR(e, RC_INTERNAL, "the start '%.*s' is not in its process", STR_ARG(s->element));
    rc = bpmn_start_condition(cx->a, el->event, vars, cx->now_ms, STR("Asia/Tehran"), &is, e);
    if (rc == RC_OK)
        rc = start_was_true(cx->tx, f->c.id, s->process_id, s->element, &was, e);
    if (rc != RC_OK || was == is)
        return rc;
    rc = start_is_true(cx->tx, f->c.id, s->process_id, s->element, is, e);
    return rc == RC_OK && is ? begin(f, s, NULL, e) : rc;
}

enum rc flow_conditions(struct flow *f, struct err *e)
{
    struct start_list list = { 0 };
    const struct feel_value *vars;
    enum rc rc;

    tx_ahead(f->cx->tx, true);
    AHEAD(start_by_name(f->cx->tx, f->cx->a, STR("condition"), STR(""), &list, NULL));
    tx_ahead(f->cx->tx, false);
    rc = tell_instances(f, e);
    f->told_rev = f->case_rev;
    if (rc == RC_OK)
        rc = start_by_name(f->cx->tx, f->cx->a, STR("condition"), STR(""), &list, e);
    if (rc != RC_OK || list.n == 0)
        return rc;
    vars = feel_context_put(f->cx->a, feel_context(f->cx->a), STR("case"), flow_case_context(f));
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = look(f, &list.v[i], vars, e);
    return rc;
}
