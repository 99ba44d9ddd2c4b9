/*
 * remedy.c - variables corrected with a reason, tokens moved by two persons.
 */
#include "app/remedy.h"
#include "app/admin_inner.h"
#include "app/flow.h"
#include "port/version.h"

static enum rc refuse(enum remedy_fault *fault, enum remedy_fault f, const char *why, struct err *e)
{
    *fault = f;
    return ERR(e, RC_INVALID, "%s", why);
}

/* The flow of the instance's case, when the administrator may see it and it runs. */
static enum rc open_instance(struct cx *cx, int64_t id, struct flow **f, struct flow_instance **in,
                             struct err *e)
{
    struct instance_rec rec;
    struct case_rec c;
    bool veiled = false;
    enum rc rc = admin_instance_seen(cx, id, &rec, &c, &veiled, e);

    if (rc == RC_OK)
        rc = flow_open(cx, c.id, f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(*f, id, in, e);
    if (rc == RC_OK && (*in)->ended)
        rc = ERR(e, RC_CONFLICT, "the instance has ended");
    return rc;
}

static enum rc log_act(struct cx *cx, const char *act, const struct flow *f, struct str data, struct err *e)
{
    return office_audit(cx, act, f->c.tracking_code, data, e);
}

/* ---- variables ---- */

static struct str text_of(struct cx *cx, const struct feel_value *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    buf_init(&b, (size_t)1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    return buf_to_arena(&b, cx->a);
}

static enum rc note_variable(struct flow *f, const struct flow_instance *in, const struct remedy_variable *v,
                             struct str before, struct str after, struct err *e)
{
    struct hash b = hash_bytes(before), n = hash_bytes(after);
    struct json_text t;
    struct str data;
    enum rc rc;

    /* the values themselves are in the instance's history; the ledger, which more people read, tells that
     * they changed and proves which they were */
    json_text_begin(&t, '{');
    json_member_int(&t.o, "instance", in->rec.id);
    json_member_str(&t.o, "name", v->name);
    json_member_str(&t.o, "before", hash_hex(f->cx->a, &b));
    json_member_str(&t.o, "after", hash_hex(f->cx->a, &n));
    json_member_str(&t.o, "reason", v->reason);
    data = json_text_end(&t, f->cx->a, '}');
    rc = flow_note(f, "variable_corrected", false, data, e);
    return rc == RC_OK ? log_act(f->cx, "case.variable", f, data, e) : rc;
}

static enum rc retry_all(struct flow *f, const struct flow_instance *in, struct err *e)
{
    struct incident_list list = { 0 };
    enum rc rc = incident_list(f->cx->tx, f->cx->a, f->c.id, 100, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct bpmn_event ev = { .kind = BPMN_EV_RETRY, .key = (uint64_t)list.v[i].key };

        if (list.v[i].instance_id == in->rec.id)
            rc = flow_push(f, in->rec.id, &ev, e);
    }
    return rc;
}

enum rc remedy_set_variable(struct cx *cx, const struct remedy_variable *v, enum remedy_fault *fault,
                            struct err *e)
{
    struct bpmn_event ev = { .kind = BPMN_EV_SET_VARS };
    const struct feel_value *old, *value;
    const struct json *j = NULL;
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    struct str before, after;
    enum rc rc;

    *fault = REMEDY_FINE;
    rc = open_instance(cx, v->instance_id, &f, &in, e);
    if (rc != RC_OK)
        return rc;
    rc = json_parse(cx->a, v->value, &j, e);
    if (rc == RC_INVALID)
        return refuse(fault, REMEDY_VALUE, "the value is not JSON", e);
    if (rc != RC_OK)
        return rc;
    old = feel_context_get(bpmn_state_vars(in->state, 0), v->name);
    if (old == NULL || str_eq_c(v->name, "case"))
        return refuse(fault, REMEDY_NAME, "no such variable", e);
    value = feel_from_json(cx->a, j);
    before = text_of(cx, old);
    after = text_of(cx, value);
    if (str_eq(before, after))
        return refuse(fault, REMEDY_SAME, "the value is that already", e);
    ev.vars = feel_context_put(cx->a, feel_context(cx->a), v->name, value);
    f->reason = v->reason;
    rc = note_variable(f, in, v, before, after, e);
    if (rc == RC_OK)
        rc = flow_push(f, in->rec.id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    if (rc == RC_OK && v->retry && !in->ended)
        rc = retry_all(f, in, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

/* ---- moves ---- */

/* The element that the key stands at; NULL: no token there. */
static const struct bpmn_element *place(const struct flow_instance *in, int64_t key)
{
    const struct bpmn_wait *v = NULL;
    size_t n = 0;

    if (bpmn_state_waits(in->state, &v, &n, NULL) != RC_OK)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if ((int64_t)v[i].key == key && (v[i].kind == BPMN_WAIT_TASK || v[i].kind == BPMN_WAIT_CHILD ||
                                         v[i].kind == BPMN_WAIT_INCIDENT || v[i].kind == BPMN_WAIT_JOIN))
            return v[i].element;
    return NULL;
}

/* Would the engine move it? Asked of a copy. RC_INVALID with the fault when not. */
static enum rc would_move(struct cx *cx, const struct flow_instance *in, const struct remedy_move *m,
                          enum remedy_fault *fault, struct err *e)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(ARENA_BUDGET_DEFAULT);
    struct bpmn_event ev = {
        .kind = BPMN_EV_MOVE, .key = (uint64_t)m->key, .element = m->target, .now_ms = cx->now_ms
    };
    struct bpmn_commands out = { 0 };
    struct bpmn_state *s = NULL;
    enum rc rc;

    if (a == NULL)
        return ERR(e, RC_LIMIT, "memory budget exceeded");
    rc = bpmn_state_load(a, in->pkg->model, bpmn_process(in->pkg->model, in->rec.bpmn_process), in->rec.state,
                         &s, e);
    if (rc == RC_OK)
        rc = bpmn_apply(s, &ev, &out, e);
    if (rc == RC_OK || arena_failed(a) || rc == RC_LIMIT)
        return arena_failed(a) ? arena_check(a, e) : rc;
    return refuse(fault, REMEDY_TARGET, "a token cannot be moved there", e);
}

static enum rc already(struct cx *cx, const struct flow *f, const struct remedy_move *m, bool *yes,
                       struct err *e)
{
    struct move_list list = { 0 };
    enum rc rc = move_of_case(cx->tx, cx->a, f->c.id, &list, e);

    *yes = false;
    for (size_t i = 0; i < list.n; i++)
        *yes = *yes || (list.v[i].instance_id == m->instance_id && list.v[i].key == m->key &&
                        str_eq_c(list.v[i].state, "open"));
    return rc;
}

static enum rc note_move(struct flow *f, const char *kind, const char *act, const struct move_rec *m,
                         struct str reason, struct err *e)
{
    struct json_text t;
    struct str data;
    enum rc rc;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "move", m->id);
    json_member_int(&t.o, "instance", m->instance_id);
    json_member_str(&t.o, "element", m->element);
    json_member_str(&t.o, "target", m->target);
    json_member_int(&t.o, "proposed_by", m->made_by);
    json_member_str(&t.o, "reason", reason);
    data = json_text_end(&t, f->cx->a, '}');
    rc = flow_note(f, kind, false, data, e);
    return rc == RC_OK ? log_act(f->cx, act, f, data, e) : rc;
}

enum rc remedy_propose(struct cx *cx, const struct remedy_move *m, int64_t *id, enum remedy_fault *fault,
                       struct err *e)
{
    const struct bpmn_element *from;
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    struct move_rec rec;
    bool yes = false;
    enum rc rc;

    *fault = REMEDY_FINE;
    rc = open_instance(cx, m->instance_id, &f, &in, e);
    if (rc == RC_OK && cx->actor->official_id == 0)
        rc = ERR(e, RC_DENIED, "only a person proposes");
    if (rc == RC_OK)
        rc = already(cx, f, m, &yes, e);
    if (rc != RC_OK)
        return rc;
    if (yes)
        return refuse(fault, REMEDY_OPEN, "a move of this token is proposed already", e);
    from = place(in, m->key);
    if (from == NULL)
        return refuse(fault, REMEDY_PLACE, "no token stands there", e);
    rc = would_move(cx, in, m, fault, e);
    if (rc != RC_OK)
        return rc;
    rec = (struct move_rec){ .id = cx_id(cx),
                             .case_id = f->c.id,
                             .instance_id = m->instance_id,
                             .key = m->key,
                             .element = from->id,
                             .target = m->target,
                             .reason = m->reason,
                             .made_at = cx->now_ms,
                             .made_by = cx->actor->official_id,
                             .made_post = cx->actor->post_id };
    rc = move_insert(cx->tx, &rec, e);
    if (rc == RC_OK)
        rc = note_move(f, "move_proposed", "case.move_propose", &rec, m->reason, e);
    if (rc == RC_OK)
        *id = rec.id;
    return rc == RC_OK ? flow_close(f, e) : rc;
}

static enum rc do_move(struct flow *f, struct flow_instance *in, const struct move_rec *m,
                       enum remedy_fault *fault, struct err *e)
{
    const struct bpmn_element *from = place(in, m->key);
    struct remedy_move again = { m->instance_id, m->key, m->target, m->reason };
    struct bpmn_event ev = { .kind = BPMN_EV_MOVE, .key = (uint64_t)m->key, .element = m->target };
    enum rc rc;

    if (from == NULL || !str_eq(from->id, m->element))
        return refuse(fault, REMEDY_PLACE, "the token has gone on", e);
    rc = would_move(f->cx, in, &again, fault, e);
    if (rc != RC_OK)
        return rc;
    f->reason = m->reason;
    rc = flow_push(f, in->rec.id, &ev, e);
    return rc == RC_OK ? flow_run(f, e) : rc;
}

enum rc remedy_decide(struct cx *cx, int64_t id, enum remedy_answer answer, struct str reason,
                      enum remedy_fault *fault, struct err *e)
{
    static const char *const states[] = { "done", "refused", "withdrawn" };
    static const char *const kinds[] = { "token_moved", "move_refused", "move_withdrawn" };
    static const char *const acts[] = { "case.move", "case.move_refuse", "case.move_withdraw" };
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    struct move_rec m;
    bool own;
    enum rc rc = remedy_move_get(cx, id, &m, e);

    *fault = REMEDY_FINE;
    if (rc != RC_OK)
        return rc;
    own = m.made_by == cx->actor->official_id;
    if (!str_eq_c(m.state, "open"))
        return ERR(e, RC_CONFLICT, "the move is decided already");
    if (cx->actor->official_id == 0 || own != (answer == REMEDY_WITHDRAW))
        return refuse(fault, REMEDY_YOURSELF, "who proposed withdraws, another one decides", e);
    rc = flow_open(cx, m.case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(f, m.instance_id, &in, e);
    if (rc != RC_OK)
        return rc;
    m.state = str_c(states[answer]);
    m.decided_at = cx->now_ms;
    m.decided_by = cx->actor->official_id;
    m.decided_post = cx->actor->post_id;
    m.answer = reason;
    if (answer == REMEDY_CONSENT && in->ended)
        return refuse(fault, REMEDY_PLACE, "the instance has ended", e);
    rc = note_move(f, kinds[answer], acts[answer], &m, reason, e);
    if (rc == RC_OK && answer == REMEDY_CONSENT)
        rc = do_move(f, in, &m, fault, e);
    if (rc == RC_OK)
        rc = move_decide(cx->tx, &m, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

enum rc remedy_move_get(struct cx *cx, int64_t id, struct move_rec *ret, struct err *e)
{
    struct instance_rec rec;
    struct case_rec c;
    bool veiled = false;
    enum rc rc = move_by_id(cx->tx, cx->a, id, ret, e);

    return rc == RC_OK ? admin_instance_seen(cx, ret->instance_id, &rec, &c, &veiled, e) : rc;
}

enum rc remedy_moves(struct cx *cx, struct move_list *ret, struct err *e)
{
    struct move_list all = { 0 };
    enum rc rc = move_open(cx->tx, cx->a, admin_path(cx), 200, &all, e);

    *ret = (struct move_list){ .v = all.v };
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        struct case_rec c;
        bool hidden = true;

        rc = case_by_id(cx->tx, cx->a, all.v[i].case_id, &c, e);
        if (rc == RC_OK)
            rc = admin_case_hidden(cx, &c, &hidden, e);
        if (rc == RC_OK && !hidden)
            ret->v[ret->n++] = all.v[i];
    }
    return rc;
}
