/*
 * migrate.c - a running instance under another version: first every question is asked, then everything is
 * changed.
 */
#include "bpmn/migrate.h"
#include "bpmn/read.h"
#include "bpmn/run.h"

struct moving {
    struct bpmn_state *s;
    const struct bpmn_migration *how;
    struct bpmn_problems *problems;
    struct run *r;
};

static struct str mapped_id(const struct bpmn_migration *how, struct str id)
{
    for (size_t k = 0; k < how->n_map; k++)
        if (str_eq(how->map[k].key, id))
            return how->map[k].value;
    return id;
}

/* NULL: nothing stands for it. */
static const struct bpmn_element *mapped(const struct bpmn_migration *how, const struct bpmn_element *el)
{
    return el->kind == BPMN_PROCESS ? how->process : bpmn_find(how->to, mapped_id(how, el->id));
}

static const struct bpmn_flow *mapped_flow(const struct bpmn_migration *how, const struct bpmn_flow *f)
{
    return bpmn_find_flow(how->to, mapped_id(how, f->id));
}

static void objection(struct moving *m, const struct bpmn_element *el, const char *why)
{
    struct bpmn_problem p = { .severity = BPMN_ERROR,
                              .code = BPMN_P_STRUCTURE,
                              .file = m->how->to->file,
                              .line = el->line,
                              .element = el->id };

    bpmn_problem_add(m->s->a, m->problems, p, "%s", why);
}

/* ---- asking ---- */

static bool same_loop(const struct bpmn_element *x, const struct bpmn_element *y)
{
    if (x->loop == NULL || y->loop == NULL)
        return x->loop == y->loop;
    return x->loop->standard == y->loop->standard && x->loop->sequential == y->loop->sequential;
}

static void ask_element(struct moving *m, const struct inst *i)
{
    const struct bpmn_element *to = mapped(m->how, i->el);

    if (to == NULL)
        objection(m, i->el, "nothing in the new version stands for the element where the instance is");
    else if (to->kind != i->el->kind || (bpmn_is_event(to) && to->trigger != i->el->trigger))
        objection(m, i->el, "what stands for it in the new version is of another kind");
    else if (!same_loop(i->el, to))
        objection(m, i->el, "what stands for it in the new version is repeated in another way");
    else if (i->up != NULL && !i->in_loop && mapped(m->how, i->up->el) != bpmn_at(m->how->to, to->parent))
        objection(m, i->el, "what stands for it in the new version lies in another scope");
}

static void ask_tokens(struct moving *m, const struct inst *i)
{
    for (const struct token *t = i->tokens; t != NULL; t = t->next) {
        const struct bpmn_flow *f = &m->s->m->flows[t->flow], *to = mapped_flow(m->how, f);
        const struct bpmn_element *gateway = &m->s->m->elements[f->target];

        if (to == NULL || bpmn_at(m->how->to, to->target) != mapped(m->how, gateway))
            objection(m, gateway, "a token waits before it on a flow that the new version does not have");
    }
    for (const struct complex_state *c = i->complex; c != NULL; c = c->next) {
        bool all = mapped(m->how, c->el) != NULL;

        for (size_t k = 0; k < c->n; k++)
            all = all && mapped_flow(m->how, &m->s->m->flows[c->seen[k]]) != NULL;
        if (!all)
            objection(m, c->el, "the complex gateway has acted and is not the same in the new version");
    }
}

static void ask_records(struct moving *m, const struct record *rec)
{
    for (; rec != NULL; rec = rec->next) {
        const struct bpmn_element *to = mapped(m->how, rec->el);

        if (to == NULL || to->kind != rec->el->kind)
            objection(m, rec->el, "it was done and could be undone, and the new version does not have it");
        ask_records(m, rec->inner);
    }
}

/* ---- changing ---- */

/* Does the event still belong to what the owner stands for? */
static bool still_awaited(const struct moving *m, const struct inst *owner, const struct bpmn_element *old,
                          const struct bpmn_element *to)
{
    const struct bpmn_model *model = m->how->to;

    if (to == NULL || to->kind != old->kind || to->trigger != old->trigger)
        return false;
    if (to->kind == BPMN_BOUNDARY_EVENT)
        return bpmn_at(model, to->host) == owner->el;
    if (to->kind == BPMN_START_EVENT)
        return bpmn_at(model, bpmn_at(model, to->parent)->parent) == owner->el;
    if (owner->el->kind != BPMN_EVENT_BASED)
        return to == owner->el;
    for (uint32_t k = 0; k < owner->el->n_out; k++)
        if (bpmn_at(model, model->flows[owner->el->out[k]].target) == to)
            return true;
    return false;
}

static void drop_wait(struct moving *m, const struct wait *w)
{
    struct bpmn_command *c;

    if (w->type == ON_CONDITION || w->spent)
        return;
    c = bpmn_run_cmd(m->r, w->type == ON_TIMER ? BPMN_CMD_DISARM_TIMER : BPMN_CMD_UNSUBSCRIBE, NULL);
    if (c == NULL)
        return;
    c->key = w->key;
    c->element = w->el;
}

static void move_waits(struct moving *m, struct inst *i)
{
    for (struct wait **at = &i->waits; *at != NULL;) {
        struct wait *w = *at;
        const struct bpmn_element *to = mapped(m->how, w->el);

        if (!still_awaited(m, i, w->el, to)) {
            drop_wait(m, w);
            *at = w->next;
            continue;
        }
        w->el = to;
        w->name = arena_str(m->s->a, w->name);
        w->correlation = arena_str(m->s->a, w->correlation);
        at = &w->next;
    }
}

static void move_records(struct moving *m, struct record *rec)
{
    for (; rec != NULL; rec = rec->next) {
        rec->el = mapped(m->how, rec->el);
        move_records(m, rec->inner);
    }
}

static void move_inst(struct moving *m, struct inst *i)
{
    i->el = mapped(m->how, i->el);
    for (struct token *t = i->tokens; t != NULL; t = t->next)
        t->flow = mapped_flow(m->how, &m->s->m->flows[t->flow])->index;
    for (struct complex_state *c = i->complex; c != NULL; c = c->next) {
        c->el = mapped(m->how, c->el);
        for (size_t k = 0; k < c->n; k++)
            c->seen[k] = mapped_flow(m->how, &m->s->m->flows[c->seen[k]])->index;
    }
    move_records(m, i->records);
    move_records(m, i->todo);
    move_waits(m, i);
}

/* ---- what is new ---- */

/* Did an element of the old version become this one? Then it was armed, or has had its turn. */
static bool was_there(const struct moving *m, const struct bpmn_model *old, const struct bpmn_element *el)
{
    for (uint32_t k = 0; k < old->n_elements; k++)
        if (bpmn_is_node(&old->elements[k]) && mapped(m->how, &old->elements[k]) == el)
            return true;
    return false;
}

static void subscribe_new(struct moving *m, struct inst *i, const struct bpmn_model *old,
                          const struct bpmn_element *el)
{
    if (el->event == NULL || was_there(m, old, el) || bpmn_catch_subscribe(m->r, i, el, el->event))
        return;
    if (bpmn_run_ok(m->r))
        m->r->rc =
            ERR(&m->r->err, RC_INVALID, "the new event '%.*s': %.*s", STR_ARG(el->id), STR_ARG(m->r->cause));
}

static void add_new(struct moving *m, struct inst *i, const struct bpmn_model *old)
{
    const struct bpmn_model *to = m->how->to;

    if (i->stage == STAGE_INPUT || i->incident != NULL)
        return;
    if (bpmn_is_activity(i->el) && !i->in_loop && i->compensating == 0)
        for (uint32_t k = 0; k < i->el->n_boundaries; k++)
            subscribe_new(m, i, old, &to->elements[i->el->boundaries[k]]);
    if (bpmn_is_scope(i->el) && !i->body && !i->interrupted && !i->restored && i->waits_for == FOR_SCOPE)
        for (uint32_t k = 0; k < i->el->n_event_subs; k++) {
            const struct bpmn_element *sub = &to->elements[i->el->event_subs[k]];

            if (sub->start != BPMN_NONE)
                subscribe_new(m, i, old, &to->elements[sub->start]);
        }
    if (i->el->kind == BPMN_EVENT_BASED && i->waits_for == FOR_EVENT)
        for (uint32_t k = 0; k < i->el->n_out; k++)
            subscribe_new(m, i, old, &to->elements[to->flows[i->el->out[k]].target]);
}

static void recount(struct bpmn_state *s)
{
    s->n_conditions = s->n_dates = 0;
    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i))
        for (const struct wait *w = i->waits; w != NULL; w = w->next) {
            s->n_conditions += w->type == ON_CONDITION;
            s->n_dates += bpmn_wait_follows_date(w);
        }
}

static void change(struct moving *m)
{
    const struct bpmn_model *old = m->s->m;

    for (struct inst *i = m->s->root; i != NULL; i = bpmn_state_next(i))
        move_inst(m, i);
    m->s->m = m->how->to;
    m->s->process = m->how->process;
    recount(m->s);
    for (struct inst *i = m->s->root; i != NULL && bpmn_run_ok(m->r); i = bpmn_state_next(i))
        add_new(m, i, old);
    m->r->changed = m->r->dates_changed = true;
    bpmn_run_all(m->r);
}

enum rc bpmn_migrate(struct bpmn_state *s, const struct bpmn_migration *how, struct bpmn_problems *problems,
                     struct bpmn_commands *out, struct err *e)
{
    struct run r = { .s = s, .a = s->a, .out = out, .now = how->now_ms, .zone = bpmn_timer_zone(how->zone) };
    struct moving m = { s, how, problems, &r };
    size_t before = problems->n;

    if (s->root == NULL)
        return ERR(e, RC_CONFLICT, "the instance does not run");
    for (const struct inst *i = s->root; i != NULL; i = bpmn_state_next(i)) {
        ask_element(&m, i);
        ask_tokens(&m, i);
        ask_records(&m, i->records);
        ask_records(&m, i->todo);
    }
    if (arena_failed(s->a))
        return arena_check(s->a, e);
    if (problems->n > before)
        return ERR(e, RC_CONFLICT, "the instance cannot be moved: %.*s",
                   STR_ARG(bpmn_problem_text(s->a, &problems->v[before])));
    bpmn_eval_begin(&r);
    change(&m);
    if (arena_failed(s->a))
        bpmn_run_fail(&r, RC_LIMIT, "memory budget exceeded");
    if (r.rc != RC_OK && e != NULL)
        *e = r.err;
    return r.rc;
}

/* ---- proposing ---- */

static const struct bpmn_element *only_namesake(const struct bpmn_model *to, const struct bpmn_element *el)
{
    const struct bpmn_element *found = NULL;

    for (uint32_t k = 0; el->name.len > 0 && k < to->n_elements; k++) {
        if (to->elements[k].kind != el->kind || !str_eq(to->elements[k].name, el->name))
            continue;
        if (found != NULL)
            return NULL;
        found = &to->elements[k];
    }
    return found;
}

enum rc bpmn_migrate_propose(struct arena *a, const struct bpmn_model *from, const struct bpmn_model *to,
                             const struct bpmn_pair **ret, size_t *n, struct err *e)
{
    VEC(struct bpmn_pair) v = { 0 };

    for (uint32_t k = 0; k < from->n_elements; k++) {
        const struct bpmn_element *el = &from->elements[k], *other;

        if (!bpmn_is_node(el) || bpmn_find(to, el->id) != NULL)
            continue;
        other = only_namesake(to, el);
        if (other != NULL && bpmn_find(from, other->id) == NULL &&
            !VEC_PUSH(a, &v, ((struct bpmn_pair){ el->id, other->id })))
            return arena_check(a, e);
    }
    *ret = v.v;
    *n = v.n;
    return RC_OK;
}
