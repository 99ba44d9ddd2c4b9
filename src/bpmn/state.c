/*
 * state.c - the tree of element instances and their variables.
 *
 * Not here: what happens (run*.c), JSON (state_json.c).
 */
#include "bpmn/state.h"

struct bpmn_state *bpmn_state_new(struct arena *a, const struct bpmn_model *m,
                                  const struct bpmn_element *process)
{
    struct bpmn_state *s = ARENA_NEW(a, struct bpmn_state);

    if (s == NULL)
        return NULL;
    s->a = a;
    s->m = m;
    s->process = process;
    s->next_key = 1;
    return s;
}

struct inst *bpmn_state_next(const struct inst *i)
{
    if (i->first != NULL)
        return i->first;
    while (i != NULL && i->next == NULL)
        i = i->up;
    return i == NULL ? NULL : i->next;
}

struct inst *bpmn_state_find(const struct bpmn_state *s, uint64_t key)
{
    for (struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        if (i->key == key)
            return i;
    return NULL;
}

struct wait *bpmn_state_find_wait(const struct bpmn_state *s, uint64_t key, struct inst **owner)
{
    for (struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        for (struct wait *w = i->waits; w != NULL; w = w->next)
            if (w->key == key) {
                *owner = i;
                return w;
            }
    return NULL;
}

struct inst *bpmn_state_find_incident(const struct bpmn_state *s, uint64_t key)
{
    for (struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        if (i->incident != NULL && i->incident->key == key)
            return i;
    return NULL;
}

struct inst *bpmn_inst_new(struct bpmn_state *s, struct inst *up, const struct bpmn_element *el, uint64_t key)
{
    struct inst *i = s->free_insts;
    struct var *v;
    size_t cap;

    if (i != NULL) {
        s->free_insts = i->next;
        v = i->vars.v;
        cap = i->vars.cap;
        *i = (struct inst){ .vars = { v, 0, cap } };
    } else {
        i = ARENA_NEW(s->a, struct inst);
        if (i == NULL)
            return NULL;
    }
    i->key = key;
    i->el = el;
    i->up = up;
    if (up == NULL)
        return i;
    i->prev = up->last;
    if (up->last != NULL)
        up->last->next = i;
    else
        up->first = i;
    up->last = i;
    up->live++;
    return i;
}

/* Takes it out of the tree; its memory is used again only after the run (run.c), since the queue may name it.
 */
void bpmn_inst_unlink(struct bpmn_state *s, struct inst *i)
{
    struct inst *up = i->up;

    i->dead = true;
    if (up == NULL) {
        s->root = NULL;
        return;
    }
    if (i->prev != NULL)
        i->prev->next = i->next;
    else
        up->first = i->next;
    if (i->next != NULL)
        i->next->prev = i->prev;
    else
        up->last = i->prev;
    up->live--;
}

/* ---- values ---- */

static bool is_plain(const struct feel_value *v, int depth)
{
    struct str name;
    const struct feel_value *c;

    switch (feel_kind(v)) {
    case FEEL_NULL:
    case FEEL_BOOL:
    case FEEL_NUMBER:
    case FEEL_STRING:
        return v != NULL;
    case FEEL_LIST:
        for (size_t i = 0; i < feel_count(v); i++)
            if (depth > JSON_DEPTH_MAX / 2 || !is_plain(feel_item(v, i), depth + 1))
                return false;
        return true;
    case FEEL_CONTEXT:
        for (size_t i = 0; feel_context_at(v, i, &name, &c); i++)
            if (depth > JSON_DEPTH_MAX / 2 || !is_plain(c, depth + 1))
                return false;
        return true;
    default:
        return false;
    }
}

static const struct feel_value *plain_list(struct arena *a, const struct feel_value *v, int depth);
static const struct feel_value *plain_context(struct arena *a, const struct feel_value *v, int depth);

static const struct feel_value *make_plain(struct arena *a, const struct feel_value *v, int depth)
{
    switch (feel_kind(v)) {
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATETIME:
    case FEEL_YM_DURATION:
    case FEEL_DT_DURATION:
    case FEEL_RANGE:
        return feel_string(a, feel_to_string(a, v));
    case FEEL_FUNCTION:
        return feel_null();
    case FEEL_LIST:
        return depth > JSON_DEPTH_MAX / 2 ? feel_null() : plain_list(a, v, depth + 1);
    case FEEL_CONTEXT:
        return depth > JSON_DEPTH_MAX / 2 ? feel_null() : plain_context(a, v, depth + 1);
    default:
        return v == NULL ? feel_null() : v;
    }
}

static const struct feel_value *plain_list(struct arena *a, const struct feel_value *v, int depth)
{
    const struct feel_value **items = ARENA_ARRAY(a, const struct feel_value *, feel_count(v) + 1);

    if (items == NULL)
        return NULL;
    for (size_t i = 0; i < feel_count(v); i++)
        items[i] = make_plain(a, feel_item(v, i), depth);
    return feel_list(a, items, feel_count(v));
}

static const struct feel_value *plain_context(struct arena *a, const struct feel_value *v, int depth)
{
    const struct feel_value *out = feel_context(a), *c;
    struct str name;

    for (size_t i = 0; feel_context_at(v, i, &name, &c); i++)
        out = feel_context_put(a, out, name, make_plain(a, c, depth));
    return out;
}

const struct feel_value *bpmn_value_plain(struct arena *a, const struct feel_value *v)
{
    return is_plain(v, 0) ? v : make_plain(a, v, 0);
}

/* ---- variables ---- */

const struct feel_value *bpmn_vars_get(const struct vars *v, struct str name)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->v[i].name, name))
            return v->v[i].value;
    return NULL;
}

bool bpmn_vars_set(struct arena *a, struct vars *v, struct str name, const struct feel_value *value)
{
    if (value == NULL)
        return false;
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->v[i].name, name)) {
            v->v[i].value = value;
            return true;
        }
    return VEC_PUSH(a, v, ((struct var){ name, value }));
}

const struct feel_value *bpmn_scope_get(const struct inst *i, struct str name)
{
    for (; i != NULL; i = i->up) {
        const struct feel_value *v = bpmn_vars_get(&i->vars, name);

        if (v != NULL)
            return v;
    }
    return NULL;
}

static void put_entries(const struct vars *vars, struct feel_entry *ret)
{
    for (size_t k = 0; k < vars->n; k++)
        ret[k] = (struct feel_entry){ vars->v[k].name, vars->v[k].value };
}

/* From the outermost scope inwards: of two with one name the inner one counts. */
static size_t visible(const struct inst *i, struct feel_entry *ret)
{
    size_t n = i->up == NULL ? 0 : visible(i->up, ret);

    if (ret != NULL)
        put_entries(&i->vars, ret + n);
    return n + i->vars.n;
}

const struct feel_value *bpmn_scope_all(struct arena *a, const struct inst *i)
{
    size_t n = visible(i, NULL);
    struct feel_entry *v = ARENA_ARRAY(a, struct feel_entry, n + 1);

    return v == NULL ? NULL : feel_context_of(a, v, visible(i, v));
}

const struct feel_value *bpmn_vars_all(struct arena *a, const struct vars *vars)
{
    struct feel_entry *v = ARENA_ARRAY(a, struct feel_entry, vars->n + 1);

    if (v == NULL)
        return NULL;
    put_entries(vars, v);
    return feel_context_of(a, v, vars->n);
}

bool bpmn_wait_follows_date(const struct wait *w)
{
    return w->type == ON_TIMER && w->el->event != NULL && w->el->event->timer == BPMN_TIMER_DATE &&
           w->el->event->when.feel != NULL && !w->el->event->when.reads_clock;
}

/* ---- looking in from outside ---- */

bool bpmn_state_running(const struct bpmn_state *s)
{
    return s->started && !s->over;
}

bool bpmn_state_ended(const struct bpmn_state *s, enum bpmn_ended *how)
{
    if (s->over && how != NULL)
        *how = s->how;
    return s->over;
}

bool bpmn_state_active(const struct bpmn_state *s, size_t n, uint64_t *key, const struct bpmn_element **el)
{
    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        if (n-- == 0) {
            *key = i->key;
            *el = i->el;
            return true;
        }
    return false;
}

bool bpmn_state_place(const struct bpmn_state *s, size_t n, uint64_t *key, const struct bpmn_element **el)
{
    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i)) {
        for (const struct token *t = i->tokens; t != NULL; t = t->next)
            if (n-- == 0) {
                *key = t->key;
                *el = bpmn_at(s->m, s->m->flows[t->flow].target);
                return true;
            }
        if (i->first == NULL && i->tokens == NULL && n-- == 0) {
            *key = i->key;
            *el = i->el;
            return true;
        }
    }
    return false;
}

const struct feel_value *bpmn_state_vars(const struct bpmn_state *s, uint64_t key)
{
    const struct inst *i = key == 0 ? s->root : bpmn_state_find(s, key);

    return i == NULL ? NULL : bpmn_scope_all(s->a, i);
}

const struct feel_value *bpmn_state_var(const struct bpmn_state *s, struct str name)
{
    return s->root == NULL ? NULL : bpmn_vars_get(&s->root->vars, name);
}

/* May another instance be added to it? */
static bool is_open_body(const struct inst *i)
{
    return i->body && i->loop != NULL && !i->el->loop->standard && i->stage == STAGE_WAIT;
}

const struct feel_value *bpmn_state_items(const struct bpmn_state *s, uint64_t key)
{
    const struct inst *i = bpmn_state_find(s, key);

    return i == NULL || !is_open_body(i) ? NULL : feel_list(s->a, i->loop->items, i->loop->n_items);
}

struct wait_list {
    struct arena *a;
    VEC(struct bpmn_wait) v;
};

static void add_wait(struct wait_list *l, struct bpmn_wait w)
{
    (void)!VEC_PUSH(l->a, &l->v, w);
}

static void add_subscriptions(struct wait_list *l, const struct inst *i)
{
    static const enum bpmn_wait_kind kinds[] = { BPMN_WAIT_TIMER, BPMN_WAIT_MESSAGE, BPMN_WAIT_SIGNAL,
                                                 BPMN_WAIT_CONDITION };

    for (const struct wait *w = i->waits; w != NULL; w = w->next)
        if (!w->spent)
            add_wait(l, (struct bpmn_wait){ .kind = kinds[w->type],
                                            .key = w->key,
                                            .element = w->el,
                                            .due_ms = w->due.due_ms,
                                            .repeats = w->due.repeats,
                                            .name = w->name,
                                            .correlation = w->correlation,
                                            .about = i->key });
}

static void add_inst_waits(struct wait_list *l, const struct bpmn_state *s, const struct inst *i)
{
    static const enum bpmn_wait_kind kinds[] = {
        [FOR_TASK] = BPMN_WAIT_TASK, [FOR_JOB] = BPMN_WAIT_JOB, [FOR_CHILD] = BPMN_WAIT_CHILD
    };

    if (i->stage == STAGE_WAIT && i->waits_for >= FOR_TASK && i->waits_for <= FOR_CHILD)
        add_wait(l, (struct bpmn_wait){ .kind = kinds[i->waits_for], .key = i->key, .element = i->el });
    if (is_open_body(i))
        add_wait(l, (struct bpmn_wait){ .kind = BPMN_WAIT_BODY,
                                        .key = i->key,
                                        .element = i->el,
                                        .repeats = (int64_t)i->loop->n_items });
    if (i->incident != NULL)
        add_wait(l, (struct bpmn_wait){ .kind = BPMN_WAIT_INCIDENT,
                                        .key = i->incident->key,
                                        .element = i->el,
                                        .name = i->incident->cause,
                                        .about = i->key });
    for (const struct token *t = i->tokens; t != NULL; t = t->next)
        add_wait(l, (struct bpmn_wait){ .kind = BPMN_WAIT_JOIN,
                                        .key = t->key,
                                        .element = bpmn_at(s->m, s->m->flows[t->flow].target),
                                        .about = i->key });
    add_subscriptions(l, i);
}

static int by_key(const void *x, const void *y)
{
    uint64_t a = ((const struct bpmn_wait *)x)->key, b = ((const struct bpmn_wait *)y)->key;

    return a < b ? -1 : a > b;
}

enum rc bpmn_state_waits(const struct bpmn_state *s, const struct bpmn_wait **ret, size_t *n, struct err *e)
{
    struct wait_list l = { .a = s->a };

    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        add_inst_waits(&l, s, i);
    if (arena_failed(s->a))
        return arena_check(s->a, e);
    if (l.v.n > 0)
        qsort(l.v.v, l.v.n, sizeof(*l.v.v), by_key);
    *ret = l.v.v;
    *n = l.v.n;
    return RC_OK;
}
