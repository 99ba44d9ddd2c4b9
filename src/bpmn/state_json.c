/*
 * state_json.c - a state as canonical JSON, and back.
 *
 * One object an instance, parents before children, in the order of keys; members in a fixed order and only
 * where they say something; elements and flows by id, so that a state can be read with a later version of its
 * model. Values keep the order of their entries, since FEEL can see it.
 */
#include "base/limits.h"
#include "bpmn/state.h"

static const char *const stages[] = { "input", "start", "wait", "output", "flows", "loop", "failed" };
static const char *const fors[] = { "nothing", "task", "job", "child", "event", "scope", "compensation" };
static const char *const types[] = { "timer", "message", "signal", "condition" };
static const char *const ends[] = { "normal", "terminated", "error", "cancelled" };

/* ---- saving ---- */

static void put_int(struct json_out *o, const char *name, int64_t v)
{
    if (v != 0)
        json_member_int(o, name, v);
}

static void put_flag(struct json_out *o, const char *name, bool v)
{
    if (v)
        json_member_bool(o, name, true);
}

static void put_str(struct json_out *o, const char *name, struct str v)
{
    if (v.len > 0)
        json_member_str(o, name, v);
}

static void put_vars(struct json_out *o, const struct vars *vars)
{
    if (vars->n == 0)
        return;
    json_name(o, STR("vars"));
    json_open(o, '{');
    for (size_t i = 0; i < vars->n; i++) {
        json_name(o, vars->v[i].name);
        feel_to_json(o, vars->v[i].value);
    }
    json_close(o, '}');
}

static void put_waits(struct json_out *o, const struct wait *w)
{
    if (w == NULL)
        return;
    json_name(o, STR("waits"));
    json_open(o, '[');
    for (; w != NULL; w = w->next) {
        json_open(o, '{');
        json_member_int(o, "k", (int64_t)w->key);
        json_member_str(o, "el", w->el->id);
        json_member_str(o, "on", str_c(types[w->type]));
        put_str(o, "name", w->name);
        put_str(o, "corr", w->correlation);
        put_int(o, "due", w->due.due_ms);
        put_int(o, "rep", w->due.repeats);
        put_int(o, "ms", w->due.interval_ms);
        put_int(o, "months", w->due.interval_months);
        put_int(o, "base", w->base_ms);
        put_flag(o, "true", w->was_true);
        put_flag(o, "spent", w->spent);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_tokens(struct json_out *o, const struct bpmn_model *m, const struct inst *i)
{
    if (i->tokens != NULL) {
        json_name(o, STR("tokens"));
        json_open(o, '[');
        for (const struct token *t = i->tokens; t != NULL; t = t->next) {
            json_open(o, '{');
            json_member_int(o, "k", (int64_t)t->key);
            json_member_str(o, "flow", m->flows[t->flow].id);
            json_close(o, '}');
        }
        json_close(o, ']');
    }
    if (i->complex == NULL)
        return;
    json_name(o, STR("complex"));
    json_open(o, '[');
    for (const struct complex_state *c = i->complex; c != NULL; c = c->next) {
        json_open(o, '{');
        json_member_str(o, "el", c->el->id);
        json_name(o, STR("seen"));
        json_open(o, '[');
        for (size_t k = 0; k < c->n; k++)
            json_put_str(o, m->flows[c->seen[k]].id);
        json_close(o, ']');
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_values(struct json_out *o, const char *name, const struct feel_value **v, size_t n)
{
    json_name(o, str_c(name));
    json_open(o, '[');
    for (size_t k = 0; k < n; k++)
        feel_to_json(o, v[k]);
    json_close(o, ']');
}

static void put_loop(struct json_out *o, const struct loop *l)
{
    if (l == NULL)
        return;
    json_name(o, STR("loop"));
    json_open(o, '{');
    if (l->items != NULL) {
        put_values(o, "items", l->items, l->n_items);
        put_values(o, "output", l->output, l->n_items);
    } else if (l->n_items != SIZE_MAX) {
        json_member_int(o, "max", (int64_t)l->n_items);
    }
    put_flag(o, "by_number", l->by_number);
    put_int(o, "started", (int64_t)l->started);
    put_int(o, "done", (int64_t)l->done);
    put_int(o, "early", (int64_t)l->ended_early);
    put_flag(o, "finish", l->finish);
    json_close(o, '}');
}

/* Nested as deeply as sub-processes are: at most LIMIT_XML_DEPTH. */
static void put_records(struct json_out *o, const char *name, const struct record *rec)
{
    if (rec == NULL)
        return;
    json_name(o, str_c(name));
    json_open(o, '[');
    for (; rec != NULL; rec = rec->next) {
        json_open(o, '{');
        json_member_str(o, "el", rec->el->id);
        put_vars(o, &rec->vars);
        put_records(o, "inner", rec->inner);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_flags(struct json_out *o, const struct inst *i)
{
    put_flag(o, "body", i->body);
    put_flag(o, "in_loop", i->in_loop);
    put_flag(o, "interrupted", i->interrupted);
    put_flag(o, "restored", i->restored);
    put_flag(o, "gone_on", i->gone_on);
    put_flag(o, "cancelling", i->cancelling);
    put_flag(o, "triggered", i->triggered);
    put_int(o, "pos", (int64_t)i->position);
    put_int(o, "for_key", (int64_t)i->compensating);
    put_int(o, "handler", (int64_t)i->child_of_todo);
}

static void put_inst(struct json_out *o, const struct bpmn_state *s, const struct inst *i)
{
    json_open(o, '{');
    json_member_int(o, "k", (int64_t)i->key);
    put_int(o, "up", i->up == NULL ? 0 : (int64_t)i->up->key);
    json_member_str(o, "el", i->el->id);
    json_member_str(o, "at", str_c(stages[i->stage]));
    if (i->waits_for != FOR_NOTHING)
        json_member_str(o, "for", str_c(fors[i->waits_for]));
    put_flags(o, i);
    put_vars(o, &i->vars);
    put_waits(o, i->waits);
    put_tokens(o, s->m, i);
    put_loop(o, i->loop);
    put_records(o, "records", i->records);
    put_records(o, "todo", i->todo);
    if (i->incident != NULL) {
        json_name(o, STR("incident"));
        json_open(o, '{');
        json_member_int(o, "k", (int64_t)i->incident->key);
        json_member_str(o, "cause", i->incident->cause);
        json_close(o, '}');
    }
    json_close(o, '}');
}

enum rc bpmn_state_save(const struct bpmn_state *s, struct buf *out, struct err *e)
{
    struct json_out o;

    json_out_init(&o, out);
    json_open(&o, '{');
    json_member_int(&o, "v", 1);
    json_member_str(&o, "process", s->process->id);
    json_member_int(&o, "next", (int64_t)s->next_key);
    put_flag(&o, "started", s->started);
    put_flag(&o, "called", s->called);
    if (s->over)
        json_member_str(&o, "ended", str_c(ends[s->how]));
    json_name(&o, STR("insts"));
    json_open(&o, '[');
    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        put_inst(&o, s, i);
    json_close(&o, ']');
    json_close(&o, '}');
    return buf_done(out, e);
}

/* ---- loading ---- */

struct load {
    struct bpmn_state *s;
    struct arena *a;
    bool bad;
    const char *why;
};

static void bad(struct load *l, const char *why)
{
    if (!l->bad)
        l->why = why;
    l->bad = true;
}

static size_t one_of(struct load *l, struct str v, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(v, names[i]))
            return i;
    bad(l, "an unknown word");
    return 0;
}

static const struct bpmn_element *get_element(struct load *l, const struct json *j)
{
    const struct bpmn_element *el = bpmn_find(l->s->m, json_text_of(j, "el"));

    if (el == NULL || (!bpmn_is_node(el) && el->kind != BPMN_PROCESS)) {
        bad(l, "an element that the model does not have");
        return l->s->process;
    }
    return el;
}

static uint32_t get_flow(struct load *l, struct str id)
{
    const struct bpmn_flow *f = bpmn_find_flow(l->s->m, id);

    if (f == NULL || f->target == BPMN_NONE)
        bad(l, "a flow that the model does not have");
    return f == NULL ? 0 : f->index;
}

static uint64_t get_key(struct load *l, const struct json *j, const char *name)
{
    int64_t k = json_int_of(j, name, 0);

    if (k < 0 || (uint64_t)k >= l->s->next_key)
        bad(l, "a key that was never given");
    return (uint64_t)k;
}

static void get_vars(struct load *l, const struct json *j, struct vars *vars)
{
    const struct json *v = json_get(j, "vars");

    for (const struct json *c = v == NULL ? NULL : v->first; c != NULL; c = c->next)
        if (!bpmn_vars_set(l->a, vars, arena_str(l->a, c->name), feel_from_json(l->a, c)))
            bad(l, "too many variables");
}

static void get_waits(struct load *l, const struct json *j, struct inst *i)
{
    const struct json *list = json_get(j, "waits");
    struct wait **end = &i->waits;

    for (const struct json *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
        struct wait *w = ARENA_NEW(l->a, struct wait);

        if (w == NULL) {
            bad(l, "no memory");
            return;
        }
        w->key = get_key(l, c, "k");
        w->el = get_element(l, c);
        w->type = (enum wait_type)one_of(l, json_text_of(c, "on"), types, ARRAY_LEN(types));
        w->name = arena_str(l->a, json_text_of(c, "name"));
        w->correlation = arena_str(l->a, json_text_of(c, "corr"));
        w->due.due_ms = json_int_of(c, "due", 0);
        w->due.repeats = json_int_of(c, "rep", 0);
        w->due.interval_ms = json_int_of(c, "ms", 0);
        w->due.interval_months = (int32_t)json_int_of(c, "months", 0);
        w->base_ms = json_int_of(c, "base", 0);
        w->was_true = json_bool_of(c, "true", false);
        w->spent = json_bool_of(c, "spent", false);
        if ((w->type == ON_TIMER || w->type == ON_CONDITION) && w->el->event == NULL)
            bad(l, "a subscription of an element that has none");
        l->s->n_conditions += w->type == ON_CONDITION;
        l->s->n_dates += bpmn_wait_follows_date(w);
        *end = w;
        end = &w->next;
    }
}

static void get_tokens(struct load *l, const struct json *j, struct inst *i)
{
    const struct json *list = json_get(j, "tokens"), *complex = json_get(j, "complex");
    struct token **end = &i->tokens;
    struct complex_state **last = &i->complex;

    for (const struct json *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
        struct token *t = ARENA_NEW(l->a, struct token);

        if (t == NULL) {
            bad(l, "no memory");
            return;
        }
        t->key = get_key(l, c, "k");
        t->flow = get_flow(l, json_text_of(c, "flow"));
        i->live++;
        *end = t;
        end = &t->next;
    }
    for (const struct json *c = complex == NULL ? NULL : complex->first; c != NULL; c = c->next) {
        struct complex_state *x = ARENA_NEW(l->a, struct complex_state);
        const struct json *seen = json_get(c, "seen");

        if (x == NULL || (x->seen = ARENA_ARRAY(l->a, uint32_t, seen == NULL ? 1 : seen->n + 1)) == NULL) {
            bad(l, "no memory");
            return;
        }
        x->el = get_element(l, c);
        for (const struct json *f = seen == NULL ? NULL : seen->first; f != NULL; f = f->next)
            x->seen[x->n++] = get_flow(l, json_text(f));
        *last = x;
        last = &x->next;
    }
}

static const struct feel_value **get_values(struct load *l, const struct json *list, size_t n,
                                            bool null_is_nothing)
{
    const struct feel_value **v = ARENA_ARRAY(l->a, const struct feel_value *, n + 1);
    size_t k = 0;

    if (v == NULL) {
        bad(l, "no memory");
        return NULL;
    }
    for (const struct json *c = list == NULL ? NULL : list->first; c != NULL && k < n; c = c->next, k++)
        if (c->kind != JSON_NULL || !null_is_nothing)
            v[k] = feel_from_json(l->a, c);
    return v;
}

static void get_loop(struct load *l, const struct json *j, struct inst *i)
{
    const struct json *o = json_get(j, "loop"), *items = json_get(o, "items");
    struct loop *x;

    if (o == NULL)
        return;
    x = i->loop = ARENA_NEW(l->a, struct loop);
    if (x == NULL) {
        bad(l, "no memory");
        return;
    }
    if (items != NULL) {
        x->n_items = items->n;
        x->cap_items = x->cap_output = items->n + 1;
        x->items = get_values(l, items, items->n, false);
        x->output = get_values(l, json_get(o, "output"), items->n, true);
    } else {
        x->n_items = json_get(o, "max") == NULL ? SIZE_MAX : (size_t)json_int_of(o, "max", 0);
    }
    x->by_number = json_bool_of(o, "by_number", false);
    x->started = (size_t)json_int_of(o, "started", 0);
    x->done = (size_t)json_int_of(o, "done", 0);
    x->ended_early = (size_t)json_int_of(o, "early", 0);
    x->finish = json_bool_of(o, "finish", false);
    if (i->el->loop == NULL || (!i->el->loop->standard && items == NULL) ||
        (items != NULL && x->started > items->n))
        bad(l, "a loop that the model does not have");
}

static struct record *get_records(struct load *l, const struct json *j, const char *name, unsigned depth)
{
    const struct json *list = json_get(j, name);
    struct record *first = NULL, **end = &first;

    if (depth > LIMIT_XML_DEPTH)
        bad(l, "nested too deeply");
    for (const struct json *c = list == NULL || l->bad ? NULL : list->first; c != NULL; c = c->next) {
        struct record *rec = ARENA_NEW(l->a, struct record);

        if (rec == NULL) {
            bad(l, "no memory");
            break;
        }
        rec->el = get_element(l, c);
        get_vars(l, c, &rec->vars);
        rec->inner = get_records(l, c, "inner", depth + 1);
        *end = rec;
        end = &rec->next;
    }
    return first;
}

static void get_incident(struct load *l, const struct json *j, struct inst *i)
{
    const struct json *o = json_get(j, "incident");

    if (o == NULL)
        return;
    i->incident = ARENA_NEW(l->a, struct incident);
    if (i->incident == NULL) {
        bad(l, "no memory");
        return;
    }
    i->incident->key = get_key(l, o, "k");
    i->incident->cause = arena_str(l->a, json_text_of(o, "cause"));
}

/* What the engine takes for granted. */
static void check_inst(struct load *l, const struct inst *i)
{
    bool loop_known = i->stage == STAGE_INPUT || i->stage == STAGE_START || i->loop != NULL;

    if ((i->up == NULL) != (i->el == l->s->process))
        bad(l, "no tree");
    if (i->body && (i->el->loop == NULL || !loop_known))
        bad(l, "a loop that the model does not have");
    if (i->in_loop && (i->up == NULL || !i->up->body || i->up->el != i->el || i->up->loop == NULL ||
                       i->position >= i->up->loop->n_items))
        bad(l, "an instance outside its loop");
    if (i->waits_for == FOR_CHILD && i->el->call == NULL)
        bad(l, "a call that the model does not have");
    if (i->waits_for == FOR_COMPENSATION && !i->restored && !i->cancelling && i->el->event == NULL)
        bad(l, "a compensation that the model does not have");
}

static struct inst *get_inst(struct load *l, const struct json *j, struct inst *before)
{
    uint64_t up = get_key(l, j, "up");
    struct inst *i;

    while (before != NULL && before->key != up)
        before = before->up;
    if ((before == NULL) != (l->s->root == NULL)) {
        bad(l, "no tree");
        return NULL;
    }
    i = bpmn_inst_new(l->s, before, get_element(l, j), get_key(l, j, "k"));
    if (i == NULL) {
        bad(l, "no memory");
        return NULL;
    }
    if (before == NULL)
        l->s->root = i;
    i->stage = (enum stage)one_of(l, json_text_of(j, "at"), stages, ARRAY_LEN(stages));
    if (json_get(j, "for") != NULL)
        i->waits_for = (enum waits_for)one_of(l, json_text_of(j, "for"), fors, ARRAY_LEN(fors));
    i->body = json_bool_of(j, "body", false);
    i->in_loop = json_bool_of(j, "in_loop", false);
    i->interrupted = json_bool_of(j, "interrupted", false);
    i->restored = json_bool_of(j, "restored", false);
    i->gone_on = json_bool_of(j, "gone_on", false);
    i->cancelling = json_bool_of(j, "cancelling", false);
    i->triggered = json_bool_of(j, "triggered", false);
    i->position = (size_t)json_int_of(j, "pos", 0);
    i->compensating = get_key(l, j, "for_key");
    i->child_of_todo = get_key(l, j, "handler");
    get_vars(l, j, &i->vars);
    get_waits(l, j, i);
    get_tokens(l, j, i);
    get_loop(l, j, i);
    i->records = get_records(l, j, "records", 0);
    i->todo = get_records(l, j, "todo", 0);
    get_incident(l, j, i);
    check_inst(l, i);
    return i;
}

static void get_state(struct load *l, const struct json *j)
{
    const struct json *list = json_get(j, "insts");
    struct inst *before = NULL;
    int64_t next = json_int_of(j, "next", 0);

    if (json_int_of(j, "v", 0) != 1 || !str_eq(json_text_of(j, "process"), l->s->process->id) || next < 1) {
        bad(l, "not a state of this process");
        return;
    }
    l->s->next_key = (uint64_t)next;
    l->s->started = json_bool_of(j, "started", false);
    l->s->called = json_bool_of(j, "called", false);
    l->s->over = json_get(j, "ended") != NULL;
    if (l->s->over)
        l->s->how = (enum bpmn_ended)one_of(l, json_text_of(j, "ended"), ends, ARRAY_LEN(ends));
    for (const struct json *c = list == NULL ? NULL : list->first; c != NULL && !l->bad; c = c->next)
        before = get_inst(l, c, before);
    if ((l->s->started && !l->s->over) != (l->s->root != NULL))
        bad(l, "no tree");
}

enum rc bpmn_state_load(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                        struct str json, struct bpmn_state **ret, struct err *e)
{
    struct load l = { .a = a };
    const struct json *j;
    enum rc rc = json_parse(a, json, &j, e);

    if (rc != RC_OK)
        return rc;
    l.s = bpmn_state_new(a, m, process);
    if (l.s == NULL)
        return arena_check(a, e);
    get_state(&l, j);
    if (arena_failed(a))
        return arena_check(a, e);
    if (l.bad)
        return ERR(e, RC_INVALID, "the state of '%.*s' cannot be read: %s", STR_ARG(process->id), l.why);
    *ret = l.s;
    return RC_OK;
}
