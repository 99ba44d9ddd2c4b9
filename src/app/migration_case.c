/*
 * migration_case.c - one case to another version and back.
 *
 * First every instance is asked, in memory; only when all say yes is anything written. What is waited for
 * keeps its key, so tasks, timers and subscriptions stay the rows they are, under the names of the new
 * version. Putting back: the saved states, the rows as the states say; refused when anything has happened
 * since.
 *
 * Not here: runs and reports (migration.c).
 */
#include "app/flow.h"
#include "app/migration_inner.h"
#include "bpmn/migrate.h"

struct moved { /* one instance on its way */
    struct flow_instance *in;
    const struct bpmn_element *process; /* in the new version */
    struct bpmn_commands out;
    bool went;
    struct moved *next;
};

struct moving {
    struct flow *f;
    const struct migration_plan *p;
    struct moved *first;
    size_t n;
    struct str why;
};

static struct str mapped(const struct migration_plan *p, struct str id)
{
    for (size_t i = 0; i < p->n_map; i++)
        if (str_eq(p->map[i].key, id))
            return p->map[i].value;
    return id;
}

/* Did the engine do more than listen elsewhere? Then the state of before cannot simply be put back. */
static bool did_more(const struct bpmn_commands *out)
{
    for (size_t i = 0; i < out->n; i++)
        switch (out->v[i].kind) {
        case BPMN_CMD_ARM_TIMER:
        case BPMN_CMD_DISARM_TIMER:
        case BPMN_CMD_SUBSCRIBE:
        case BPMN_CMD_UNSUBSCRIBE:
        case BPMN_CMD_SUBSCRIBE_SIGNAL:
            break;
        default:
            return true;
        }
    return false;
}

static enum rc ask(struct moving *m, const struct instance_rec *rec, struct err *e)
{
    struct cx *cx = m->f->cx;
    const struct bpmn_model *to = m->p->to_pkg->model;
    struct bpmn_migration how = { .to = to, .map = m->p->map, .n_map = m->p->n_map, .now_ms = cx->now_ms };
    struct bpmn_problems problems = { 0 };
    struct moved *x = ARENA_NEW(cx->a, struct moved);
    struct err why = { .rc = RC_OK };
    enum rc rc = x == NULL ? arena_check(cx->a, e) : flow_instance_get(m->f, rec->id, &x->in, e);

    if (rc != RC_OK)
        return rc;
    x->process = bpmn_process(to, mapped(m->p, rec->bpmn_process));
    if (x->process == NULL || !str_eq(x->process->id, mapped(m->p, rec->bpmn_process))) {
        m->why = arena_fmt(cx->a, "%.*s: the new version has no such process", STR_ARG(rec->bpmn_process));
        return RC_OK;
    }
    how.process = x->process;
    rc = bpmn_migrate(x->in->state, &how, &problems, &x->out, &why);
    if (rc == RC_CONFLICT || rc == RC_INVALID) {
        m->why = problems.n > 0 ? arena_fmt(cx->a, "%.*s: %.*s", STR_ARG(problems.v[0].element),
                                            STR_ARG(problems.v[0].message))
                                : arena_fmt(cx->a, ": %s", why.msg);
        return RC_OK;
    }
    if (rc != RC_OK) {
        if (e != NULL)
            *e = why;
        return rc;
    }
    x->went = did_more(&x->out);
    x->next = m->first;
    m->first = x;
    m->n++;
    return RC_OK;
}

/* Every instance of the case that runs on the old version; `why` is set when one cannot go. */
static enum rc ask_all(struct moving *m, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(m->f->cx->tx, m->f->cx->a, m->f->c.id, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n && m->why.len == 0; i++)
        if (list.v[i].process_id == m->p->from.id)
            rc = ask(m, &list.v[i], e);
    return rc;
}

enum rc migration_try(struct cx *cx, const struct migration_plan *p, int64_t case_id, struct str *why,
                      struct err *e)
{
    struct moving m = { .p = p };
    enum rc rc = flow_open(cx, case_id, &m.f, e);

    if (rc == RC_OK)
        rc = ask_all(&m, e);
    *why = m.why;
    return rc;
}

/* ---- rows under the names of another version ---- */

static enum rc rename_task(struct flow *f, const struct flow_instance *in, const struct bpmn_wait *w,
                           struct err *e)
{
    struct task_rec t;
    struct str form;
    enum rc rc = task_by_key(f->cx->tx, f->cx->a, in->rec.id, (int64_t)w->key, &t, e);

    if (rc != RC_OK || !str_eq_c(t.state, "open"))
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    form = w->kind == BPMN_WAIT_TASK ? bpmn_form(w->element) : bpmn_property(w->element, "form");
    if (w->kind == BPMN_WAIT_TASK && w->element->user != NULL && w->element->user->form_id.feel != NULL)
        form = t.form;
    return task_set_element(f->cx->tx, in->rec.id, (int64_t)w->key, w->element->id,
                            w->kind == BPMN_WAIT_INCIDENT ? t.name : w->element->name,
                            w->kind == BPMN_WAIT_INCIDENT ? t.form : form, e);
}

static enum rc rename_rows(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct tx *tx = f->cx->tx;
    const struct bpmn_wait *v = NULL;
    size_t n = 0;
    enum rc rc = bpmn_state_waits(in->state, &v, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        int64_t key = (int64_t)v[i].key;

        if (v[i].kind == BPMN_WAIT_TASK || v[i].kind == BPMN_WAIT_MESSAGE || v[i].kind == BPMN_WAIT_INCIDENT)
            rc = rename_task(f, in, &v[i], e);
        if (rc == RC_OK && v[i].kind == BPMN_WAIT_TIMER)
            rc = timer_set_element(tx, in->rec.id, key, v[i].element->id, e);
        if (rc == RC_OK && (v[i].kind == BPMN_WAIT_MESSAGE || v[i].kind == BPMN_WAIT_SIGNAL))
            rc = subscription_set_element(tx, in->rec.id, key, v[i].element->id, e);
        if (rc == RC_OK && v[i].kind == BPMN_WAIT_INCIDENT)
            rc = incident_set_element(tx, in->rec.id, key, v[i].element->id, e);
    }
    return rc;
}

/* The places under the new version's names; how long somebody has stood there stays known. */
static enum rc rename_places(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct step_list old = { 0 };
    struct cx *cx = f->cx;
    enum rc rc = step_list(cx->tx, cx->a, in->rec.id, &old, e);

    if (rc == RC_OK)
        rc = step_drop_of(cx->tx, in->rec.id, e);
    if (rc != RC_OK)
        return rc;
    flow_places_note(f, in);
    for (size_t i = 0; rc == RC_OK && i < in->n_places; i++) {
        struct step_rec s = { in->rec.id, (int64_t)in->places[i].key, in->rec.process_id,
                              in->places[i].element, cx->now_ms };

        for (size_t k = 0; k < old.n; k++)
            if (old.v[k].key == s.key)
                s.since = old.v[k].since;
        rc = step_put(cx->tx, &s, e);
    }
    return rc;
}

static enum rc switch_version(struct flow *f, struct flow_instance *in, const struct process_rec *to,
                              const struct package *pkg, struct str process, struct err *e)
{
    struct tx *tx = f->cx->tx;
    int64_t before = in->rec.process_id;
    enum rc rc;

    in->rec.process_id = to->id;
    in->rec.bpmn_process = process;
    in->pkg = pkg;
    in->dirty = true;
    rc = instance_set_version(tx, in->rec.id, to->id, process, e);
    if (rc != RC_OK || in->rec.parent_id != 0 || f->c.process_id != before)
        return rc;
    f->c.process_id = to->id;
    f->pkg = pkg;
    return case_set_version(tx, f->c.id, to->id, e);
}

/* ---- moving ---- */

static enum rc write_one(struct moving *m, struct moved *x, int64_t run_id, struct err *e)
{
    struct flow *f = m->f;
    struct migration_instance keep = { run_id, x->in->rec.id, f->c.id, x->in->rec.event_seq,
                                       x->in->rec.state };
    struct flow_switch w = { .from = m->p->from.id,
                             .to = m->p->to.id,
                             .from_process = x->in->rec.bpmn_process,
                             .to_process = x->process->id,
                             .map = m->p->map,
                             .n_map = m->p->n_map,
                             .now_ms = f->cx->now_ms,
                             .went = x->went };
    enum rc rc = migration_instance_put(f->cx->tx, &keep, e);

    if (rc == RC_OK)
        rc = flow_log_switch(f, x->in, &w, e);
    if (rc == RC_OK)
        rc = switch_version(f, x->in, &m->p->to, m->p->to_pkg, x->process->id, e);
    if (rc == RC_OK)
        rc = flow_commands(f, x->in, &x->out, e);
    if (rc == RC_OK && !x->in->ended)
        rc = rename_rows(f, x->in, e);
    return rc == RC_OK ? rename_places(f, x->in, e) : rc;
}

static enum rc note(struct flow *f, const char *kind, const struct migration_rec *run, struct str reason,
                    struct err *e)
{
    struct json_text t;
    bool back = strcmp(kind, "migrated") != 0;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "run", run->id);
    json_member_str(&t.o, "process", run->key);
    json_member_int(&t.o, "from", back ? run->to_version : run->from_version);
    json_member_int(&t.o, "to", back ? run->from_version : run->to_version);
    json_member_str(&t.o, "reason", reason);
    return flow_note(f, kind, false, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc settle(struct cx *cx, struct migration_case *c, const char *outcome, struct str reason,
                      struct err *e)
{
    c->outcome = str_c(outcome);
    c->reason = reason;
    c->at = cx->now_ms;
    return migration_case_put(cx->tx, c, e);
}

static enum rc go(struct cx *cx, const struct migration_rec *run, const struct migration_plan *p,
                  struct migration_case *c, struct err *e)
{
    struct moving m = { .p = p };
    enum rc rc = flow_open(cx, c->case_id, &m.f, e);

    if (rc == RC_OK)
        rc = ask_all(&m, e);
    if (rc != RC_OK)
        return rc;
    if (m.why.len > 0)
        return settle(cx, c, "refused", m.why, e);
    if (m.n == 0)
        return settle(cx, c, "kept", STR("nothing of it runs on the old version any more"), e);
    rc = note(m.f, "migrated", run, run->reason, e);
    for (struct moved *x = m.first; rc == RC_OK && x != NULL; x = x->next)
        rc = write_one(&m, x, run->id, e);
    if (rc == RC_OK)
        rc = flow_run(m.f, e);
    if (rc == RC_OK)
        rc = flow_close(m.f, e);
    return rc == RC_OK ? settle(cx, c, "moved", STR(""), e) : rc;
}

/* ---- putting back ---- */

/* Nothing but the move has happened: the move is the last step, and it did no more than listen elsewhere. */
static enum rc untouched(struct cx *cx, const struct instance_rec *rec, const struct migration_instance *m,
                         const struct migration_rec *run, struct flow_switch *w, bool *yes, struct err *e)
{
    struct instance_event *v = NULL;
    const struct json *list = NULL;
    size_t n = 0;
    bool found = false;
    enum rc rc;

    *yes = false;
    if (rec->ended_at != 0 || rec->process_id != run->to_id || rec->event_seq != m->event_seq + 1)
        return RC_OK;
    rc = instance_events(cx->tx, cx->a, rec->id, &v, &n, e);
    if (rc == RC_OK && n > 0)
        rc = json_parse(cx->a, v[n - 1].event, &list, e);
    if (rc == RC_OK && list != NULL && list->n == 1)
        rc = flow_switch_read(cx->a, list->first, w, &found, e);
    *yes = found && !w->went;
    return rc;
}

static bool awaited(const struct bpmn_wait *v, size_t n, int64_t key)
{
    for (size_t i = 0; i < n; i++)
        if ((int64_t)v[i].key == key)
            return true;
    return false;
}

static bool listed(const struct subscription_list *l, int64_t instance_id, int64_t key)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].instance_id == instance_id && l->v[i].key == key)
            return true;
    return false;
}

/* Timers and subscriptions as the state says, by the commands that the engine would have given. */
static enum rc sync_waits(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct cx *cx = f->cx;
    struct bpmn_commands out = { 0 };
    struct subscription_list subs = { 0 };
    const struct bpmn_wait *v = NULL;
    size_t n = 0;
    enum rc rc = bpmn_state_waits(in->state, &v, &n, e);

    if (rc == RC_OK)
        rc = subscription_by_case(cx->tx, cx->a, f->c.id, &subs, e);
    if (rc == RC_OK)
        rc = timer_drop_of(cx->tx, in->rec.id, e);
    for (size_t i = 0; rc == RC_OK && i < subs.n; i++)
        if (subs.v[i].instance_id == in->rec.id && !awaited(v, n, subs.v[i].key))
            (void)VEC_PUSH(
                cx->a, &out,
                ((struct bpmn_command){ .kind = BPMN_CMD_UNSUBSCRIBE, .key = (uint64_t)subs.v[i].key }));
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct bpmn_command c = { .key = v[i].key,
                                  .element = v[i].element,
                                  .due_ms = v[i].due_ms,
                                  .repeats = v[i].repeats,
                                  .name = v[i].name,
                                  .correlation = v[i].correlation };

        if (v[i].kind == BPMN_WAIT_TIMER)
            c.kind = BPMN_CMD_ARM_TIMER;
        else if (v[i].kind == BPMN_WAIT_MESSAGE)
            c.kind = BPMN_CMD_SUBSCRIBE;
        else if (v[i].kind == BPMN_WAIT_SIGNAL)
            c.kind = BPMN_CMD_SUBSCRIBE_SIGNAL;
        else
            continue;
        if (v[i].kind == BPMN_WAIT_TIMER || !listed(&subs, in->rec.id, (int64_t)v[i].key))
            (void)VEC_PUSH(cx->a, &out, c);
    }
    if (rc == RC_OK)
        rc = arena_check(cx->a, e);
    return rc == RC_OK ? flow_commands(f, in, &out, e) : rc;
}

static enum rc put_back(struct flow *f, const struct migration_instance *m, const struct flow_switch *was,
                        const struct migration_plan *p, struct err *e)
{
    struct flow_instance *in = NULL;
    struct flow_switch w = { .from = was->to,
                             .to = was->from,
                             .from_process = was->to_process,
                             .to_process = was->from_process,
                             .seq = m->event_seq,
                             .now_ms = f->cx->now_ms };
    enum rc rc = flow_instance_get(f, m->instance_id, &in, e);

    if (rc == RC_OK)
        rc = bpmn_state_load(f->cx->a, p->from_pkg->model,
                             bpmn_process(p->from_pkg->model, was->from_process), m->state, &in->state, e);
    if (rc == RC_OK)
        rc = flow_log_switch(f, in, &w, e);
    if (rc == RC_OK)
        rc = switch_version(f, in, &p->from, p->from_pkg, was->from_process, e);
    if (rc == RC_OK)
        rc = sync_waits(f, in, e);
    if (rc == RC_OK)
        rc = rename_rows(f, in, e);
    return rc == RC_OK ? rename_places(f, in, e) : rc;
}

static enum rc go_back(struct cx *cx, const struct migration_rec *run, const struct migration_plan *p,
                       struct migration_case *c, struct err *e)
{
    struct migration_instances list = { 0 };
    struct flow_switch *was;
    struct flow *f = NULL;
    enum rc rc = migration_instance_list(cx->tx, cx->a, run->id, c->case_id, &list, e);

    if (rc == RC_OK)
        rc = flow_open(cx, c->case_id, &f, e);
    was = ARENA_ARRAY(cx->a, struct flow_switch, list.n + 1);
    if (rc == RC_OK)
        rc = arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct instance_rec rec;
        bool yes = false;

        rc = instance_by_id(cx->tx, cx->a, list.v[i].instance_id, &rec, e);
        if (rc == RC_OK)
            rc = untouched(cx, &rec, &list.v[i], run, &was[i], &yes, e);
        if (rc == RC_OK && !yes)
            return settle(cx, c, "stayed", STR("the case has gone on since it was moved"), e);
    }
    if (rc == RC_OK)
        rc = note(f, "migration_undone", run, run->undone_reason, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = put_back(f, &list.v[i], &was[i], p, e);
    if (rc == RC_OK)
        rc = flow_close(f, e);
    return rc == RC_OK ? settle(cx, c, "undone", STR(""), e) : rc;
}

/* ---- either ---- */

/* Who ordered it stands in the ledger, whoever carries it out. */
static enum rc orderer(struct cx *cx, int64_t official_id, int64_t post_id, struct actor *ret, struct err *e)
{
    struct post_rec p;
    enum rc rc;

    *ret = actor_system();
    if (official_id == 0 || post_id == 0)
        return RC_OK;
    rc = post_by_id(cx->tx, cx->a, post_id, cx->now_ms, &p, e);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    *ret = (struct actor){ .kind = ACTOR_OFFICIAL,
                           .official_id = official_id,
                           .post_id = p.id,
                           .unit_id = p.unit_id,
                           .rights = p.rights,
                           .post_code = p.code,
                           .post_title = p.title,
                           .unit_name = p.unit_name,
                           .unit_code = p.unit_code,
                           .roles = p.roles,
                           .unit_path = p.unit_path };
    return RC_OK;
}

static enum rc pairs_of(struct cx *cx, struct str map, struct migration_plan *p, struct err *e)
{
    VEC(struct bpmn_pair) v = { 0 };
    const struct json *j = NULL;
    enum rc rc = json_parse(cx->a, map, &j, e);

    for (const struct json *m = rc == RC_OK ? j->first : NULL; m != NULL; m = m->next)
        (void)VEC_PUSH(cx->a, &v, ((struct bpmn_pair){ m->name, json_text(m) }));
    p->map = v.v;
    p->n_map = v.n;
    return rc == RC_OK ? arena_check(cx->a, e) : rc;
}

enum rc migration_one(struct cx *cx, void *arg, struct err *e)
{
    const struct migration_step *step = arg;
    struct migration_plan p = { 0 };
    struct migration_rec run;
    struct migration_case c;
    struct actor who;
    struct cx own = *cx;
    bool back;
    enum rc rc = migration_case_get(cx->tx, cx->a, step->run_id, step->case_id, &c, e);

    back = rc == RC_OK && str_eq_c(c.outcome, "undoing");
    if (rc != RC_OK || (!back && !str_eq_c(c.outcome, "waiting")))
        return rc;
    rc = migration_by_id(cx->tx, cx->a, step->run_id, &run, e);
    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, run.from_id, &p.from, e);
    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, run.to_id, &p.to, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, run.from_id, &p.from_pkg, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, run.to_id, &p.to_pkg, e);
    if (rc == RC_OK)
        rc = pairs_of(cx, run.map, &p, e);
    if (rc == RC_OK)
        rc = orderer(cx, back ? run.undone_by : run.made_by, back ? run.undone_post : run.post_id, &who, e);
    if (rc != RC_OK)
        return rc;
    own.actor = &who;
    return back ? go_back(&own, &run, &p, &c, e) : go(&own, &run, &p, &c, e);
}
