/*
 * simulate.c - the world around an engine, played by itself.
 *
 * Not here: printing problems, files, options (cli/).
 */
#include "bpmn/simulate.h"
#include "bpmn/run.h"

struct sim_inst { /* one instance of a process */
    struct bpmn_state *s;
    struct sim_inst *parent;
    uint64_t call; /* key of the call activity in the parent */
    struct sim_inst *next;
};

struct work { /* something that the world has to do */
    struct sim_inst *who;
    struct bpmn_command cmd;
    struct work *next;
};

struct sim {
    struct arena *a;
    const struct bpmn_sim *in;
    const struct bpmn_model *m;
    struct buf *out;
    int64_t now, until;
    struct sim_inst *insts, **last_inst;
    struct work *todo, **last_todo;
    size_t *used; /* of in->given: how often */
    unsigned timers, instances;
    struct err *e;
};

/* ---- lines ---- */

static struct json_out begin_line(struct sim *w, const char *event, const struct bpmn_element *el,
                                  struct str kind)
{
    struct json_out o;

    json_out_init(&o, w->out);
    json_open(&o, '{');
    json_member_int(&o, "t", w->now - w->in->start_ms);
    json_member_str(&o, "event", str_c(event));
    if (el != NULL) {
        json_member_str(&o, "element", el->id);
        json_member_str(&o, "kind", kind.len > 0 ? kind : el->tag);
    }
    return o;
}

static void end_line(struct sim *w, struct json_out *o)
{
    json_close(o, '}');
    buf_byte(w->out, '\n');
}

static void line(struct sim *w, const char *event, const struct bpmn_element *el, struct str kind,
                 const char *name, struct str text)
{
    struct json_out o = begin_line(w, event, el, kind);

    if (name != NULL)
        json_member_str(&o, name, text);
    end_line(w, &o);
}

static void history_line(struct sim *w, const struct bpmn_command *c)
{
    static const char *const names[] = { "enter", "leave", "cancel", "flow", "mark" };
    bool mark = c->history == BPMN_H_MARK;

    if (c->history == BPMN_H_FLOW)
        return;
    line(w, names[c->history], c->element, !mark && c->text.len > 0 ? STR("multiInstanceBody") : STR_NONE,
         mark ? "text" : NULL, c->text);
}

static void end_line_of(struct sim *w, const struct bpmn_command *c)
{
    static const char *const names[] = { "normal", "terminated", "error", "cancelled" };
    struct json_out o = begin_line(w, "end", c->element, STR_NONE);

    json_member_str(&o, "how", str_c(names[c->ended]));
    if (c->code.len > 0)
        json_member_str(&o, "code", c->code);
    json_name(&o, STR("vars"));
    feel_to_json(&o, c->vars);
    end_line(w, &o);
}

/* ---- running ---- */

static enum rc apply(struct sim *w, struct sim_inst *i, struct bpmn_event ev);

static enum rc add_inst(struct sim *w, const struct bpmn_element *process, struct sim_inst *parent,
                        uint64_t call, struct str start, const struct feel_value *vars)
{
    struct sim_inst *i = ARENA_NEW(w->a, struct sim_inst);

    if (++w->instances > 200)
        return ERR(w->e, RC_LIMIT, "processes call each other without end");
    if (i == NULL || (i->s = bpmn_state_new(w->a, w->m, process)) == NULL)
        return arena_check(w->a, w->e);
    i->parent = parent;
    i->call = call;
    *w->last_inst = i;
    w->last_inst = &i->next;
    return apply(w, i,
                 (struct bpmn_event){
                     .kind = BPMN_EV_START, .element = start, .vars = vars, .called = parent != NULL });
}

static enum rc add_work(struct sim *w, struct sim_inst *i, const struct bpmn_command *c)
{
    struct work *t = ARENA_NEW(w->a, struct work);

    if (t == NULL)
        return arena_check(w->a, w->e);
    t->who = i;
    t->cmd = *c;
    *w->last_todo = t;
    w->last_todo = &t->next;
    return RC_OK;
}

static enum rc handle(struct sim *w, struct sim_inst *i, const struct bpmn_command *c)
{
    switch (c->kind) {
    case BPMN_CMD_HISTORY:
        history_line(w, c);
        return RC_OK;
    case BPMN_CMD_INCIDENT:
        line(w, "incident", c->element, STR_NONE, "cause", c->text);
        return RC_OK;
    case BPMN_CMD_ENDED:
        end_line_of(w, c);
        return i->parent != NULL ? add_work(w, i, c) : RC_OK;
    case BPMN_CMD_CREATE_TASK:
    case BPMN_CMD_RUN_JOB:
    case BPMN_CMD_START_CHILD:
    case BPMN_CMD_SUBSCRIBE:
    case BPMN_CMD_PUBLISH:
    case BPMN_CMD_THROW_SIGNAL:
    case BPMN_CMD_ESCALATE:
    case BPMN_CMD_CANCEL_CHILD:
        return add_work(w, i, c);
    default:
        return RC_OK;
    }
}

static enum rc apply(struct sim *w, struct sim_inst *i, struct bpmn_event ev)
{
    struct bpmn_commands out = { 0 };
    enum rc rc;

    ev.now_ms = w->now;
    rc = bpmn_apply(i->s, &ev, &out, w->e);
    for (size_t k = 0; rc == RC_OK && k < out.n; k++)
        rc = handle(w, i, &out.v[k]);
    return rc;
}

/* What is given for the element's next completion; false: nothing at all is given. */
static enum rc given(struct sim *w, const struct bpmn_element *el, const struct feel_value **v, bool *any)
{
    size_t last = SIZE_MAX;
    const struct json *j;
    enum rc rc;

    *v = NULL;
    for (size_t k = 0; k < w->in->n_given; k++) {
        if (!str_eq(w->in->given[k].element, el->id))
            continue;
        last = k;
        if (w->used[k] == 0)
            break;
    }
    *any = last != SIZE_MAX;
    if (!*any)
        return RC_OK;
    w->used[last]++;
    rc = json_parse(w->a, w->in->given[last].json, &j, w->e);
    if (rc == RC_OK)
        *v = feel_from_json(w->a, j);
    return rc;
}

static const struct bpmn_element *message_start(const struct sim *w, struct str name)
{
    for (uint32_t k = 0; k < w->m->n_elements; k++) {
        const struct bpmn_element *el = &w->m->elements[k];

        if (el->kind == BPMN_START_EVENT && el->trigger == BPMN_ON_MESSAGE && el->event != NULL &&
            w->m->elements[el->parent].kind == BPMN_PROCESS && str_eq(el->event->name.text, name))
            return el;
    }
    return NULL;
}

static enum rc publish(struct sim *w, const struct bpmn_command *c)
{
    struct bpmn_event ev = {
        .kind = BPMN_EV_MESSAGE, .name = c->name, .correlation = c->correlation, .vars = c->vars
    };
    const struct bpmn_element *start = message_start(w, c->name);

    for (struct sim_inst *i = w->insts; i != NULL; i = i->next) {
        enum rc rc = bpmn_state_running(i->s) ? apply(w, i, ev) : RC_NOT_FOUND;

        if (rc != RC_NOT_FOUND)
            return rc;
    }
    if (start == NULL)
        return RC_OK;
    return add_inst(w, &w->m->elements[start->parent], NULL, 0, start->id, c->vars);
}

static enum rc broadcast(struct sim *w, const struct sim_inst *from, const struct bpmn_command *c)
{
    for (struct sim_inst *i = w->insts; i != NULL; i = i->next) {
        enum rc rc = RC_OK;

        if (i != from && bpmn_state_running(i->s))
            rc = apply(w, i, (struct bpmn_event){ .kind = BPMN_EV_SIGNAL, .name = c->name, .vars = c->vars });
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
    }
    return RC_OK;
}

static enum rc child_over(struct sim *w, struct sim_inst *i, const struct bpmn_command *c)
{
    struct bpmn_event ev = { .kind = BPMN_EV_CHILD_ENDED, .key = i->call, .vars = c->vars, .code = c->code };
    enum rc rc;

    if (c->ended == BPMN_END_CANCELLED || !bpmn_state_running(i->parent->s))
        return RC_OK;
    if (c->ended == BPMN_END_ERROR)
        ev.kind = BPMN_EV_CHILD_ERROR, ev.vars = NULL;
    rc = apply(w, i->parent, ev);
    return rc == RC_NOT_FOUND || rc == RC_CONFLICT ? RC_OK : rc; /* cancelled in between */
}

static enum rc start_child(struct sim *w, struct sim_inst *i, const struct bpmn_command *c)
{
    const struct bpmn_element *p = bpmn_find(w->m, c->name);
    const struct feel_value *v;
    enum rc rc;
    bool any;

    if (p != NULL && p->kind == BPMN_PROCESS)
        return add_inst(w, p, i, c->key, STR_NONE, c->vars);
    rc = given(w, c->element, &v, &any);
    if (rc != RC_OK)
        return rc;
    return apply(w, i, (struct bpmn_event){ .kind = BPMN_EV_CHILD_ENDED, .key = c->key, .vars = v });
}

static enum rc cancel_child(struct sim *w, const struct sim_inst *parent, uint64_t call)
{
    for (struct sim_inst *i = w->insts; i != NULL; i = i->next)
        if (i->parent == parent && i->call == call && bpmn_state_running(i->s))
            return apply(w, i, (struct bpmn_event){ .kind = BPMN_EV_CANCEL });
    return RC_OK;
}

static enum rc complete(struct sim *w, struct sim_inst *i, const struct bpmn_command *c)
{
    struct bpmn_event ev = { .key = c->key };
    const struct feel_value *v;
    enum rc rc;
    bool any;

    rc = given(w, c->element, &v, &any);
    if (rc != RC_OK || (c->kind == BPMN_CMD_SUBSCRIBE && !any))
        return rc;
    ev.kind = c->kind == BPMN_CMD_CREATE_TASK ? BPMN_EV_TASK_DONE
              : c->kind == BPMN_CMD_RUN_JOB   ? BPMN_EV_JOB_DONE
                                              : BPMN_EV_MESSAGE;
    if (c->job != NULL && c->job->kind == BPMN_JOB_DECISION)
        ev.result = v == NULL ? feel_null() : v;
    else
        ev.vars = v;
    return apply(w, i, ev);
}

static enum rc do_work(struct sim *w, struct work *t)
{
    enum rc rc;

    if (t->cmd.kind == BPMN_CMD_ENDED)
        return child_over(w, t->who, &t->cmd);
    if (t->cmd.kind == BPMN_CMD_CANCEL_CHILD)
        return cancel_child(w, t->who, t->cmd.key);
    if (t->cmd.kind == BPMN_CMD_PUBLISH)
        return publish(w, &t->cmd);
    if (t->cmd.kind == BPMN_CMD_THROW_SIGNAL)
        return broadcast(w, t->who, &t->cmd);
    if (!bpmn_state_running(t->who->s))
        return RC_OK;
    if (t->cmd.kind == BPMN_CMD_ESCALATE) {
        if (t->who->parent == NULL || !bpmn_state_running(t->who->parent->s))
            return RC_OK;
        rc = apply(w, t->who->parent,
                   (struct bpmn_event){ .kind = BPMN_EV_CHILD_ESCALATION,
                                        .key = t->who->call,
                                        .code = t->cmd.code,
                                        .vars = t->cmd.vars });
    } else if (t->cmd.kind == BPMN_CMD_START_CHILD) {
        rc = start_child(w, t->who, &t->cmd);
    } else {
        rc = complete(w, t->who, &t->cmd);
    }
    return rc == RC_NOT_FOUND || rc == RC_CONFLICT ? RC_OK : rc; /* cancelled in between */
}

static enum rc all_work(struct sim *w)
{
    unsigned n = 0;

    while (w->todo != NULL) {
        struct work *t = w->todo;
        enum rc rc;

        w->todo = t->next;
        if (w->todo == NULL)
            w->last_todo = &w->todo;
        rc = do_work(w, t);
        if (rc != RC_OK)
            return rc;
        if (++n > 100000)
            return ERR(w->e, RC_LIMIT, "the simulation does not come to an end");
    }
    return RC_OK;
}

/* The earliest timer of all instances; of equal ones that of the older instance and key. */
static struct sim_inst *next_timer(const struct sim *w, struct bpmn_wait *ret)
{
    struct sim_inst *who = NULL;

    for (struct sim_inst *i = w->insts; i != NULL; i = i->next) {
        const struct bpmn_wait *v;
        size_t n;

        if (!bpmn_state_running(i->s) || bpmn_state_waits(i->s, &v, &n, NULL) != RC_OK)
            continue;
        for (size_t k = 0; k < n; k++)
            if (v[k].kind == BPMN_WAIT_TIMER && (who == NULL || v[k].due_ms < ret->due_ms)) {
                who = i;
                *ret = v[k];
            }
    }
    return who;
}

static enum rc play(struct sim *w)
{
    for (;;) {
        struct bpmn_wait t = { 0 };
        struct sim_inst *who;
        enum rc rc = all_work(w);

        if (rc != RC_OK)
            return rc;
        who = next_timer(w, &t);
        if (who == NULL || t.due_ms > w->until || w->timers++ >= BPMN_SIM_TIMERS)
            return RC_OK;
        if (t.due_ms > w->now)
            w->now = t.due_ms;
        rc = apply(w, who, (struct bpmn_event){ .kind = BPMN_EV_TIMER, .key = t.key });
        if (rc != RC_OK)
            return rc;
    }
}

static void waiting_lines(struct sim *w)
{
    static const char *const names[] = { "task",   "job",       "child",    "timer", "message",
                                         "signal", "condition", "incident", "join",  "body" };

    for (struct sim_inst *i = w->insts; i != NULL; i = i->next) {
        const struct bpmn_wait *v;
        size_t n;

        if (!bpmn_state_running(i->s) || bpmn_state_waits(i->s, &v, &n, NULL) != RC_OK)
            continue;
        for (size_t k = 0; k < n; k++)
            if (v[k].kind != BPMN_WAIT_BODY)
                line(w, "wait", v[k].element, STR_NONE, "for", str_c(names[v[k].kind]));
    }
}

/* ---- the beginning ---- */

static enum rc read_advance(struct sim *w)
{
    struct bpmn_due due;
    const char *why = "";

    w->until = INT64_MAX;
    if (w->in->advance.len == 0)
        return RC_OK;
    if (!bpmn_timer_from_value(w->a, BPMN_TIMER_DURATION, feel_string(w->a, w->in->advance), w->now, w->now,
                               STR("Z"), &due, &why))
        return ERR(w->e, RC_INVALID, "'%.*s' is no duration such as P3D", STR_ARG(w->in->advance));
    w->until = due.due_ms;
    return RC_OK;
}

static enum rc refuse(const struct bpmn_problems *p, struct arena *a, struct err *e)
{
    for (size_t k = 0; k < p->n; k++)
        if (p->v[k].severity == BPMN_ERROR && p->v[k].code != BPMN_P_SOUNDNESS)
            return ERR(e, RC_INVALID, "%.*s", STR_ARG(bpmn_problem_text(a, &p->v[k])));
    return RC_OK;
}

/* A conditional start event begins nothing as long as its condition is not true. */
static enum rc may_start(struct sim *w, const struct bpmn_element *start, const struct feel_value *vars,
                         bool *go)
{
    enum rc rc;

    if (start == NULL || start->trigger != BPMN_ON_CONDITION)
        return RC_OK;
    rc = bpmn_start_condition(w->a, start->event, vars, w->now, STR_NONE, go, w->e);
    if (rc == RC_OK && !*go)
        line(w, "wait", start, STR_NONE, "for", STR("condition"));
    return rc;
}

static enum rc first_event(struct sim *w)
{
    const struct bpmn_element *p = bpmn_process(w->m, w->in->process);
    const struct feel_value *vars = NULL;
    struct str start = w->in->start;
    const struct json *j;
    bool go = true;
    enum rc rc;

    if (p == NULL)
        return ERR(w->e, RC_INVALID, "%.*s: there is no process '%.*s'", STR_ARG(w->in->file),
                   STR_ARG(w->in->process));
    if (w->in->vars.len > 0) {
        rc = json_parse(w->a, w->in->vars, &j, w->e);
        if (rc != RC_OK)
            return rc;
        vars = feel_from_json(w->a, j);
    }
    for (uint32_t k = 0; start.len == 0 && p->start == BPMN_NONE && k < p->n_children; k++)
        if (w->m->elements[p->children[k]].kind == BPMN_START_EVENT)
            start = w->m->elements[p->children[k]].id;
    rc = may_start(w, bpmn_find(w->m, start), vars, &go);
    if (rc != RC_OK || !go)
        return rc;
    return add_inst(w, p, NULL, 0, start, vars);
}

enum rc bpmn_simulate(struct arena *a, const struct bpmn_sim *in, struct buf *out,
                      struct bpmn_problems *problems, struct err *e)
{
    struct sim w = { .a = a, .in = in, .out = out, .now = in->start_ms, .e = e };
    enum rc rc;

    w.last_inst = &w.insts;
    w.last_todo = &w.todo;
    w.used = ARENA_ARRAY(a, size_t, in->n_given + 1);
    if (w.used == NULL)
        return arena_check(a, e);
    rc = bpmn_read(a, in->file, in->xml, &w.m, e);
    if (rc == RC_OK)
        rc = bpmn_check(a, w.m, problems, e);
    if (rc == RC_OK)
        rc = refuse(problems, a, e);
    if (rc == RC_OK)
        rc = read_advance(&w);
    if (rc == RC_OK)
        rc = first_event(&w);
    if (rc == RC_OK)
        rc = play(&w);
    if (rc != RC_OK)
        return rc;
    waiting_lines(&w);
    return buf_done(out, e);
}
