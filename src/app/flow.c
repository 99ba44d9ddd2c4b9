/*
 * flow.c - opening a case's flow, driving the engine, saving.
 *
 * Not here: what commands become (flow_command.c), service tasks (job.c).
 */
#include "app/flow.h"
#include "base/limits.h"

#define LOG_MAX ((size_t)4 << 20)

enum rc flow_begin(struct cx *cx, const struct flow_new *n, struct flow **ret, struct err *e)
{
    struct flow *f = ARENA_NEW(cx->a, struct flow);

    if (f == NULL)
        return arena_check(cx->a, e);
    *f = (struct flow){ .cx = cx,
                        .c = n->c,
                        .applicant = n->applicant,
                        .unit = n->unit,
                        .pkg = n->pkg,
                        .case_rev = 1,
                        .told_rev = 1,
                        .is_new = true,
                        .letters_read = true };
    *ret = f;
    return RC_OK;
}

enum rc flow_open(struct cx *cx, int64_t case_id, struct flow **ret, struct err *e)
{
    struct flow *f = ARENA_NEW(cx->a, struct flow);
    enum rc rc;

    if (f == NULL)
        return arena_check(cx->a, e);
    f->cx = cx;
    f->case_rev = f->told_rev = 1;
    tx_ahead_reference(cx->tx);
    tx_ahead(cx->tx, true);
    AHEAD(deadline_list(cx->tx, cx->a, case_id, &f->deadlines, NULL));
    tx_ahead(cx->tx, false);
    rc = case_by_id(cx->tx, cx->a, case_id, &f->c, e);
    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, f->c.applicant_id, &f->applicant, e);
    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, f->c.unit_id, &f->unit, e);
    if (rc == RC_OK)
        rc = deadline_list(cx->tx, cx->a, case_id, &f->deadlines, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, f->c.process_id, &f->pkg, e);
    if (rc != RC_OK)
        return rc;
    *ret = f;
    return RC_OK;
}

void flow_case_changed(struct flow *f)
{
    f->case_rev++;
    f->case_dirty = true;
}

static struct flow_instance *loaded(struct flow *f, int64_t id)
{
    for (struct flow_instance *in = f->instances; in != NULL; in = in->next)
        if (in->rec.id == id)
            return in;
    return NULL;
}

static struct flow_instance *add_instance(struct flow *f)
{
    struct flow_instance *in = ARENA_NEW(f->cx->a, struct flow_instance);

    if (in != NULL) {
        in->next = f->instances;
        f->instances = in;
    }
    return in;
}

static enum rc process_element(const struct package *pkg, struct str id, const struct bpmn_element **ret,
                               struct err *e)
{
    const struct bpmn_element *el = bpmn_process(pkg->model, id);

    if (el == NULL)
        return ERR(e, RC_NOT_FOUND, "package '%.*s' has no process '%.*s'", STR_ARG(pkg->key), STR_ARG(id));
    *ret = el;
    return RC_OK;
}

enum rc flow_instance_get(struct flow *f, int64_t id, struct flow_instance **ret, struct err *e)
{
    struct cx *cx = f->cx;
    struct flow_instance *in = loaded(f, id);
    const struct bpmn_element *process = NULL;
    enum rc rc;

    if (in != NULL) {
        *ret = in;
        return RC_OK;
    }
    in = add_instance(f);
    if (in == NULL)
        return arena_check(cx->a, e);
    rc = instance_by_id(cx->tx, cx->a, id, &in->rec, e);
    if (rc == RC_OK && in->rec.case_id != f->c.id)
        rc = ERR(e, RC_NOT_FOUND, "the instance belongs to another case");
    if (rc == RC_OK)
        rc = catalogue_get(cx, in->rec.process_id, &in->pkg, e);
    if (rc == RC_OK)
        rc = process_element(in->pkg, in->rec.bpmn_process, &process, e);
    if (rc == RC_OK)
        rc = bpmn_state_load(cx->a, in->pkg->model, process, in->rec.state, &in->state, e);
    if (rc != RC_OK) {
        f->instances = in->next;
        return rc;
    }
    in->ended = in->rec.ended_at != 0;
    flow_places_note(f, in);
    *ret = in;
    return RC_OK;
}

enum rc flow_push(struct flow *f, int64_t instance_id, const struct bpmn_event *ev, struct err *e)
{
    struct flow_work w = { instance_id, *ev };

    if (w.ev.now_ms == 0)
        w.ev.now_ms = f->cx->now_ms;
    return VEC_PUSH(f->cx->a, &f->work, w) ? RC_OK : arena_check(f->cx->a, e);
}

enum rc flow_start(struct flow *f, const struct package *pkg, struct str bpmn_process, struct str start,
                   const struct feel_value *vars, int64_t parent_id, int64_t parent_key, int64_t *instance_id,
                   struct err *e)
{
    struct cx *cx = f->cx;
    const struct bpmn_element *process = NULL;
    struct flow_instance *in;
    struct bpmn_event ev = { .kind = BPMN_EV_START, .element = start, .called = parent_id != 0 };
    enum rc rc = process_element(pkg, bpmn_process, &process, e);

    if (rc != RC_OK)
        return rc;
    in = add_instance(f);
    if (in == NULL)
        return arena_check(cx->a, e);
    in->rec = (struct instance_rec){
        .id = cx_id(cx),
        .case_id = f->c.id,
        .process_id = pkg->id,
        .bpmn_process = process->id,
        .parent_id = parent_id,
        .parent_key = parent_key,
        .made_at = cx->now_ms,
    };
    in->pkg = pkg;
    in->state = bpmn_state_new(cx->a, pkg->model, process);
    if (in->state == NULL)
        return arena_check(cx->a, e);
    rc = instance_insert(cx->tx, &in->rec, e);
    if (rc != RC_OK)
        return rc;
    in->case_rev = f->case_rev;
    ev.vars =
        feel_context_put(cx->a, vars == NULL ? feel_context(cx->a) : vars, STR("case"), flow_case_context(f));
    if (instance_id != NULL)
        *instance_id = in->rec.id;
    return flow_push(f, in->rec.id, &ev, e);
}

enum rc flow_log_switch(struct flow *f, struct flow_instance *in, const struct flow_switch *w, struct err *e)
{
    struct json_text t;
    struct str text;

    json_text_begin(&t, '{');
    json_member_str(&t.o, "kind", w->seq == 0 ? STR("migrate") : STR("restore"));
    json_member_int(&t.o, "now", w->now_ms);
    json_member_int(&t.o, "from", w->from);
    json_member_int(&t.o, "to", w->to);
    json_member_str(&t.o, "from_process", w->from_process);
    json_member_str(&t.o, "to_process", w->to_process);
    if (w->seq != 0)
        json_member_int(&t.o, "seq", w->seq);
    if (w->went)
        json_member_bool(&t.o, "went", true);
    if (w->n_map > 0) {
        json_name(&t.o, STR("map"));
        json_open(&t.o, '{');
        for (size_t i = 0; i < w->n_map; i++) {
            json_name(&t.o, w->map[i].key);
            json_put_str(&t.o, w->map[i].value);
        }
        json_close(&t.o, '}');
    }
    text = json_text_end(&t, f->cx->a, '}'); /* frees, whether or not there is room for it */
    (void)VEC_PUSH(f->cx->a, &in->log, text);
    in->dirty = true;
    return arena_check(f->cx->a, e);
}

/* Kept in the arena, so that nothing is left behind when the transaction fails. */
static enum rc log_event(struct flow *f, struct flow_instance *in, const struct bpmn_event *ev,
                         const struct feel_value *changed, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;
    enum rc rc;

    buf_init(&b, LOG_MAX);
    json_out_init(&o, &b);
    flow_event_write(&o, ev, changed);
    rc = buf_done(&b, e);
    if (rc == RC_OK)
        (void)VEC_PUSH(f->cx->a, &in->log, buf_to_arena(&b, f->cx->a));
    return rc == RC_OK ? arena_check(f->cx->a, e) : rc;
}

static struct str log_text(struct flow *f, const struct flow_instance *in)
{
    struct json_text t;

    json_text_begin(&t, '[');
    for (size_t i = 0; i < in->log.n; i++)
        json_put_raw(&t.o, in->log.v[i]);
    return json_text_end(&t, f->cx->a, ']');
}

static enum rc apply(struct flow *f, struct flow_instance *in, const struct bpmn_event *ev,
                     const struct feel_value *changed, struct err *e)
{
    struct bpmn_commands out = { 0 };
    enum rc rc = bpmn_apply(in->state, ev, &out, e);

    if (rc != RC_OK)
        return rc;
    in->dirty = true;
    rc = log_event(f, in, ev, changed, e);
    return rc == RC_OK ? flow_commands(f, in, &out, e) : rc;
}

/* The members of `now` that `before` has with another value. NULL: it has not the same ones in the same
 * order. */
static const struct feel_value *changed_members(struct arena *a, const struct feel_value *before,
                                                const struct feel_value *now)
{
    VEC(struct feel_entry) list = { 0 };
    struct feel_entry old, new;
    size_t i = 0;

    for (; feel_context_at(now, i, &new.name, &new.v); i++) {
        if (!feel_context_at(before, i, &old.name, &old.v) || !str_eq(old.name, new.name))
            return NULL;
        if (!feel_equal(old.v, new.v))
            (void)VEC_PUSH(a, &list, new);
    }
    return feel_context_at(before, i, &old.name, &old.v) ? NULL : feel_context_of(a, list.v, list.n);
}

enum rc flow_refresh(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct arena *a = f->cx->a;
    struct bpmn_event ev = { .kind = BPMN_EV_SET_VARS, .now_ms = f->cx->now_ms };
    const struct feel_value *before, *changed;

    if (in->case_rev == f->case_rev || !bpmn_state_running(in->state))
        return RC_OK;
    in->case_rev = f->case_rev;
    before = bpmn_state_var(in->state, STR("case"));
    changed = changed_members(a, before, flow_case_context(f));
    if (changed != NULL)
        changed = feel_context_put(a, feel_context(a), STR("case"), changed);
    ev.vars = feel_context_put(a, feel_context(a), STR("case"), flow_case_context(f));
    return apply(f, in, &ev, changed, e);
}

/* A deadline moved: every running instance of the case may hold timers that read it (OFF-BPM-05). */
static enum rc refresh_all(struct flow *f, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(f->cx->tx, f->cx->a, f->c.id, true, &list, e);

    f->deadline_moved = false;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct flow_instance *in = NULL;

        rc = flow_instance_get(f, list.v[i].id, &in, e);
        if (rc == RC_OK && !in->ended)
            rc = flow_refresh(f, in, e);
    }
    return rc;
}

static enum rc one(struct flow *f, const struct flow_work *w, struct err *e)
{
    struct flow_instance *in = NULL;
    enum rc rc = flow_instance_get(f, w->instance_id, &in, e);

    if (rc == RC_OK && w->ev.kind != BPMN_EV_START)
        rc = flow_refresh(f, in, e);
    if (rc == RC_OK)
        rc = apply(f, in, &w->ev, NULL, e);
    return rc;
}

enum rc flow_run(struct flow *f, struct err *e)
{
    enum rc rc = RC_OK;
    size_t steps = 0;

    while (rc == RC_OK && (f->next_work < f->work.n || f->deadline_moved || f->told_rev != f->case_rev)) {
        if (++steps > LIMIT_ENGINE_STEPS)
            return ERR(e, RC_LIMIT, "the case does not come to rest");
        if (f->next_work >= f->work.n && !f->deadline_moved) {
            rc = flow_conditions(f, e);
        } else if (f->next_work < f->work.n) {
            struct flow_work w = f->work.v[f->next_work++];

            rc = one(f, &w, e);
        } else {
            rc = refresh_all(f, e);
        }
    }
    return rc;
}

static enum rc save_instance(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct cx *cx = f->cx;
    CLEANUP(buf_free) struct buf b = { 0 };
    struct str log = STR_NONE;
    enum rc rc;

    buf_init(&b, LIMIT_JSON_BYTES);
    rc = bpmn_state_save(in->state, &b, e);
    if (rc != RC_OK)
        return rc;
    in->rec.state = buf_to_arena(&b, cx->a);
    if (in->log.n > 0) {
        log = log_text(f, in);
        in->log.n = 0;
        in->rec.event_seq++;
    }
    rc = instance_update(cx->tx, &in->rec, e);
    in->dirty = false;
    if (rc == RC_OK && log.len > 0)
        rc = instance_event_insert(cx->tx, in->rec.id, in->rec.event_seq, cx->now_ms, log, e);
    return rc == RC_OK ? flow_places_save(f, in, e) : rc;
}

/* Were the tasks of a new case told at their making what is to be told now? Those of others must hear at
 * least of the act. */
static bool tasks_know(const struct flow *f)
{
    const struct flow_told *t = &f->told;

    if (!f->is_new || t->differ)
        return false;
    return t->tasks == 0 ||
           (t->number == f->c.number && t->due_at == f->c.due_at && str_eq(t->stage, f->c.stage));
}

enum rc flow_close(struct flow *f, struct err *e)
{
    struct cx *cx = f->cx;
    enum rc rc = RC_OK;

    for (struct flow_instance *in = f->instances; rc == RC_OK && in != NULL; in = in->next)
        if (in->dirty)
            rc = save_instance(f, in, e);
    if (rc == RC_OK)
        rc = case_update(cx->tx, &f->c, e);
    if (rc == RC_OK)
        f->c.version++;
    if (rc == RC_OK && !tasks_know(f))
        rc = task_sync_case(cx->tx, f->c.id, f->c.number, f->c.due_at, f->c.stage, cx->now_ms, e);
    if (rc == RC_OK)
        rc = flow_invariants(f, e);
    return rc;
}

enum rc flow_close_quiet(struct flow *f, struct err *e)
{
    for (const struct flow_instance *in = f->instances; in != NULL; in = in->next)
        if (!in->ended)
            return RC_OK;
    return f->c.closed_at != 0 ? RC_OK : flow_close_case(f, STR("closed"), STR_NONE, e);
}
