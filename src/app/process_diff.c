/*
 * process_diff.c - previous and corrected, side by side.
 */
#include "app/process_diff.h"
#include "bpmn/migrate.h"

#define STEPS_MAX 200 /* of service.json */

/* ---- steps ---- */

struct comparing {
    struct arena *a;
    const struct package *p, *q; /* before, after */
    const struct bpmn_pair *renamed;
    size_t n_renamed;
};

static bool same(struct str x, struct str y)
{
    return str_eq(x, y);
}

static bool same_expr(const struct bpmn_expr *x, const struct bpmn_expr *y)
{
    return str_eq(x->text, y->text) && (x->feel == NULL) == (y->feel == NULL);
}

static struct str new_id(const struct comparing *c, struct str id)
{
    for (size_t i = 0; i < c->n_renamed; i++)
        if (str_eq(c->renamed[i].key, id))
            return c->renamed[i].value;
    return id;
}

static struct str role_of(const struct package *p, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(p->model, el);

    if (el->kind == BPMN_USER_TASK && el->user != NULL && el->user->groups.text.len > 0)
        return el->user->groups.feel == NULL ? package_role(p, el->user->groups.text) : el->user->groups.text;
    if (bpmn_property(el, "role").len > 0)
        return package_role(p, bpmn_property(el, "role"));
    return lane == NULL || el->kind != BPMN_USER_TASK ? STR_NONE : package_role(p, lane->name);
}

static bool any_property(const struct bpmn_element *x, const struct bpmn_element *y, const char *const *names,
                         size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!same(bpmn_property(x, names[i]), bpmn_property(y, names[i])))
            return true;
    return false;
}

static bool is_rule(struct str key)
{
    static const char *const other[] = { "due",         "deadline", "deadline_met", "case_state",
                                         "case_result", "stage",    "role",         "form" };

    for (size_t i = 0; i < ARRAY_LEN(other); i++)
        if (str_eq_c(key, other[i]))
            return false;
    return true;
}

static bool other_rules_of(const struct bpmn_element *x, const struct bpmn_element *y)
{
    for (uint32_t i = 0; i < x->n_properties; i++) {
        bool found = !is_rule(x->properties[i].key);

        for (uint32_t k = 0; k < y->n_properties && !found; k++)
            found = same(x->properties[i].key, y->properties[k].key) &&
                    same(x->properties[i].value, y->properties[k].value);
        if (!found)
            return true;
    }
    return false;
}

static bool same_mappings(const struct bpmn_mapping *x, uint32_t n, const struct bpmn_mapping *y, uint32_t m)
{
    if (n != m)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!same(x[i].target, y[i].target) || !same_expr(&x[i].source, &y[i].source))
            return false;
    return true;
}

static bool other_rules(const struct bpmn_element *x, const struct bpmn_element *y)
{
    static const struct bpmn_expr none;
    const struct bpmn_expr *xd = x->decision == NULL ? &none : &x->decision->id,
                           *yd = y->decision == NULL ? &none : &y->decision->id;
    const struct bpmn_expr *xc = x->call == NULL ? &none : &x->call->process,
                           *yc = y->call == NULL ? &none : &y->call->process;
    const struct bpmn_expr *xs = x->script == NULL ? &none : &x->script->expr,
                           *ys = y->script == NULL ? &none : &y->script->expr;

    return !same_expr(xd, yd) || !same_expr(xc, yc) || !same_expr(xs, ys) || other_rules_of(x, y) ||
           other_rules_of(y, x) || !same_mappings(x->inputs, x->n_inputs, y->inputs, y->n_inputs) ||
           !same_mappings(x->outputs, x->n_outputs, y->outputs, y->n_outputs);
}

static bool other_due(const struct bpmn_element *x, const struct bpmn_element *y)
{
    static const char *const names[] = { "due", "deadline", "deadline_met" };
    static const struct bpmn_expr none;
    const struct bpmn_expr *xt = x->event == NULL ? &none : &x->event->when,
                           *yt = y->event == NULL ? &none : &y->event->when;
    const struct bpmn_expr *xu = x->user == NULL ? &none : &x->user->due,
                           *yu = y->user == NULL ? &none : &y->user->due;

    return any_property(x, y, names, ARRAY_LEN(names)) || !same_expr(xt, yt) || !same_expr(xu, yu);
}

static bool other_type(const struct bpmn_element *x, const struct bpmn_element *y)
{
    struct str xj = x->job == NULL ? STR_NONE : x->job->type.text,
               yj = y->job == NULL ? STR_NONE : y->job->type.text;

    return x->kind != y->kind || x->trigger != y->trigger || !same(xj, yj) ||
           x->interrupting != y->interrupting ||
           (x->event != NULL && y->event != NULL && !same_expr(&x->event->name, &y->event->name));
}

static bool other_repeat(const struct bpmn_element *x, const struct bpmn_element *y)
{
    if (x->loop == NULL || y->loop == NULL)
        return x->loop != y->loop;
    return x->loop->standard != y->loop->standard || x->loop->sequential != y->loop->sequential ||
           !same_expr(&x->loop->cardinality, &y->loop->cardinality) ||
           !same_expr(&x->loop->collection, &y->loop->collection) ||
           !same_expr(&x->loop->condition, &y->loop->condition);
}

/* Where it leads, and on which conditions: pairs of target and condition, in any order. */
static unsigned other_ways(const struct comparing *c, const struct bpmn_element *x,
                           const struct bpmn_element *y)
{
    unsigned out = x->n_out != y->n_out ? DIFF_WAYS : 0;

    for (uint32_t i = 0; i < x->n_out; i++) {
        const struct bpmn_flow *f = bpmn_out(c->p->model, x, i), *g = NULL;
        struct str target = new_id(c, bpmn_at(c->p->model, f->target)->id);

        for (uint32_t k = 0; k < y->n_out && g == NULL; k++)
            if (same(bpmn_at(c->q->model, bpmn_out(c->q->model, y, k)->target)->id, target))
                g = bpmn_out(c->q->model, y, k);
        if (g == NULL)
            out |= DIFF_WAYS;
        else if (!same_expr(&f->condition, &g->condition) || f->is_default != g->is_default)
            out |= DIFF_RULES;
    }
    return out;
}

static unsigned compare(const struct comparing *c, const struct bpmn_element *x, const struct bpmn_element *y)
{
    static const char *const states[] = { "case_state", "case_result", "stage" };
    unsigned what = other_ways(c, x, y);

    what |= same(x->id, y->id) ? 0 : DIFF_ID;
    what |= same(x->name, y->name) ? 0 : DIFF_NAME;
    what |= other_type(x, y) ? DIFF_TYPE : 0;
    what |= same(role_of(c->p, x), role_of(c->q, y)) ? 0 : DIFF_ROLE;
    what |= same(bpmn_form(x), bpmn_form(y)) && same(bpmn_property(x, "form"), bpmn_property(y, "form"))
                ? 0
                : DIFF_FORM;
    what |= other_due(x, y) ? DIFF_DUE : 0;
    what |= other_rules(x, y) ? DIFF_RULES : 0;
    what |= any_property(x, y, states, ARRAY_LEN(states)) ? DIFF_STATE : 0;
    what |= other_repeat(x, y) ? DIFF_REPEAT : 0;
    return what;
}

static bool is_work(const struct bpmn_element *el)
{
    return bpmn_is_activity(el) && !bpmn_is_scope(el);
}

struct order {
    const struct bpmn_element **v;
    size_t n;
};

static enum rc order_of(struct arena *a, const struct bpmn_model *m, struct order *ret, struct err *e)
{
    VEC(const struct bpmn_element *) v = { 0 };
    enum rc rc = RC_OK;

    for (uint32_t k = 0; rc == RC_OK && k < m->n_processes; k++) {
        const uint32_t *ids = NULL;
        size_t n = 0;

        rc = bpmn_reading_order(a, m, bpmn_at(m, m->processes[k]), &ids, &n, e);
        for (size_t i = 0; rc == RC_OK && i < n; i++)
            (void)VEC_PUSH(a, &v, bpmn_at(m, ids[i]));
    }
    *ret = (struct order){ v.v, v.n };
    return rc == RC_OK ? arena_check(a, e) : rc;
}

static const struct bpmn_element *counterpart(const struct comparing *c, const struct bpmn_element *old)
{
    const struct bpmn_element *el = bpmn_find(c->q->model, new_id(c, old->id));

    return el != NULL && bpmn_is_node(el) ? el : NULL;
}

static const struct bpmn_element *ancestor(const struct comparing *c, const struct order *old,
                                           const struct bpmn_element *el)
{
    for (size_t i = 0; i < old->n; i++)
        if (counterpart(c, old->v[i]) == el)
            return old->v[i];
    return NULL;
}

struct steps {
    struct diff_step *v;
    size_t n, cap;
};

static void add_step(const struct comparing *c, struct steps *out, const struct bpmn_element *x,
                     const struct bpmn_element *y)
{
    struct diff_step s = { .before = x, .after = y, .main = is_work(x != NULL ? x : y) };

    s.kind = x == NULL ? DIFF_ADDED : y == NULL ? DIFF_REMOVED : DIFF_SAME;
    if (x != NULL)
        s.before_role = role_of(c->p, x);
    if (y != NULL)
        s.after_role = role_of(c->q, y);
    if (x != NULL && y != NULL)
        s.what = compare(c, x, y);
    if (s.what != 0)
        s.kind = DIFF_CHANGED;
    (void)VEC_PUSH(c->a, out, s);
}

/* Removed ones stand behind what was before them. */
static void add_removed(const struct comparing *c, const struct order *old, const struct bpmn_element *after,
                        struct steps *out)
{
    size_t i = 0;

    if (after != NULL) {
        while (i < old->n && old->v[i] != after)
            i++;
        i++;
    }
    for (; i < old->n && counterpart(c, old->v[i]) == NULL; i++)
        add_step(c, out, old->v[i], NULL);
}

static enum rc steps(struct comparing *c, struct process_diff *d, struct err *e)
{
    struct order old, new;
    struct steps out = { 0 };
    enum rc rc = order_of(c->a, c->p->model, &old, e);

    if (rc == RC_OK)
        rc = order_of(c->a, c->q->model, &new, e);
    if (rc != RC_OK)
        return rc;
    add_removed(c, &old, NULL, &out);
    for (size_t i = 0; i < new.n; i++) {
        const struct bpmn_element *x = ancestor(c, &old, new.v[i]);

        add_step(c, &out, x, new.v[i]);
        if (x != NULL)
            add_removed(c, &old, x, &out);
    }
    d->steps = out.v;
    d->n_steps = out.n;
    d->step_count = (struct diff_number){ (int64_t)old.n, (int64_t) new.n };
    for (size_t i = 0; i < old.n; i++)
        d->work_count.before += is_work(old.v[i]);
    for (size_t i = 0; i < new.n; i++)
        d->work_count.after += is_work(new.v[i]);
    for (size_t i = 0; i < out.n; i++) {
        d->added += out.v[i].kind == DIFF_ADDED;
        d->removed += out.v[i].kind == DIFF_REMOVED;
        d->changed += out.v[i].kind == DIFF_CHANGED;
    }
    return arena_check(c->a, e);
}

/* ---- facts ---- */

struct facts {
    struct arena *a;
    struct diff_fact *v;
    size_t n, cap;
};

static struct diff_fact *fact(struct facts *f, struct str key)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].key, key))
            return &f->v[i];
    if (!VEC_PUSH(f->a, f, ((struct diff_fact){ .key = key, .label = key })))
        return NULL;
    return &f->v[f->n - 1];
}

/* Of an element: the same fact as long as it is the same element, under its newest name. */
static void say_of(struct facts *f, const struct comparing *c, const char *family,
                   const struct bpmn_element *el, struct str value, bool after)
{
    struct str id = after ? el->id : new_id(c, el->id);
    struct diff_fact *x = value.len == 0 ? NULL : fact(f, arena_fmt(f->a, "%s:%.*s", family, STR_ARG(id)));

    if (x == NULL)
        return;
    x->label = arena_fmt(f->a, "%s:%.*s", family, STR_ARG(el->name.len > 0 ? el->name : el->id));
    *(after ? &x->after : &x->before) = value;
}

static void say(struct facts *f, struct str label, struct str value, bool after)
{
    struct diff_fact *x = value.len == 0 ? NULL : fact(f, label);

    if (x == NULL)
        return;
    if (after)
        x->after = value;
    else
        x->before = value;
}

static struct diff_facts done(struct facts *f)
{
    struct diff_facts r = { f->v, f->n, 0 };

    for (size_t i = 0; i < f->n; i++) {
        struct diff_fact *x = &f->v[i];

        if (x->before.len == 0)
            x->kind = DIFF_ADDED;
        else if (x->after.len == 0)
            x->kind = DIFF_REMOVED;
        else if (!str_eq(x->before, x->after) || x->required_before != x->required_after)
            x->kind = DIFF_CHANGED;
        r.changed += x->kind != DIFF_SAME;
    }
    return r;
}

static void times_of(struct facts *f, const struct comparing *c, const struct package *p, bool after)
{
    const struct json *total = json_get(p->service, "total_time"), *classes = json_get(total, "classes");
    const struct json *list = json_get(p->service, "steps");

    say(f, STR("limit"), json_text_of(total, "limit"), after);
    for (const struct json *j = classes == NULL ? NULL : classes->first; j != NULL; j = j->next)
        say(f, arena_fmt(f->a, "class:%.*s", STR_ARG(j->name)), json_text(j), after);
    for (const struct json *j = list == NULL ? NULL : list->first; j != NULL; j = j->next)
        say(f, arena_fmt(f->a, "step:%.*s", STR_ARG(json_text_of(j, "action"))),
            arena_fmt(f->a, "%.*s / %.*s / %.*s", STR_ARG(json_text_of(j, "min")),
                      STR_ARG(json_text_of(j, "usual")), STR_ARG(json_text_of(j, "max"))),
            after);
    for (uint32_t i = 0; i < p->model->n_elements; i++) {
        const struct bpmn_element *el = &p->model->elements[i];

        if (el->event != NULL && el->event->timer != BPMN_TIMER_NONE)
            say_of(f, c, "timer", el, el->event->when.text, after);
        say_of(f, c, "due", el, bpmn_property(el, "due"), after);
    }
}

static int64_t documents_of(struct facts *f, const struct package *p, bool after)
{
    const struct json *list = json_get(p->service, "documents");
    int64_t n = 0;

    for (const struct json *j = list == NULL ? NULL : list->first; j != NULL; j = j->next) {
        bool mandatory = json_bool_of(j, "mandatory", false);
        struct diff_fact *x = fact(f, json_text_of(j, "title"));

        n++;
        if (x == NULL)
            continue;
        say(f, x->label,
            arena_fmt(f->a, "%s%lld", str_eq_c(json_text_of(j, "form"), "copy") ? "copy " : "",
                      (long long)json_int_of(j, "copies", 1)),
            after);
        if (after)
            x->required_after = mandatory;
        else
            x->required_before = mandatory;
    }
    return list == NULL ? -1 : n;
}

/* The applicant comes to a place: not by web, telephone or post. */
static bool is_visit(const struct json *step)
{
    static const char *const from_afar[] = { "", "web", "phone", "sms", "email", "letter" };
    struct str place = json_text_of(step, "place");

    if (!str_eq_c(json_text_of(step, "actor"), "CIT"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(from_afar); i++)
        if (str_eq_c(place, from_afar[i]))
            return false;
    return true;
}

static int64_t visits_of(struct facts *f, const struct package *p, bool after)
{
    const struct json *list = json_get(p->service, "steps");
    int64_t n = 0;

    for (const struct json *j = list == NULL ? NULL : list->first; j != NULL; j = j->next)
        if (is_visit(j)) {
            n++;
            say(f, json_text_of(j, "action"), json_text_of(j, "place"), after);
        }
    return list == NULL ? -1 : n;
}

int64_t diff_minutes(struct str s)
{
    bool time = false;
    int64_t total = 0, n = 0;

    if (s.len < 2 || s.p[0] != 'P')
        return -1;
    for (size_t i = 1; i < s.len; i++) {
        char ch = s.p[i];

        if (ch >= '0' && ch <= '9') {
            n = n * 10 + (ch - '0');
            if (n > 1000000)
                return -1;
            continue;
        }
        if (ch == 'T')
            time = true;
        else if (ch == 'H')
            total += n * 60;
        else if (ch == 'M')
            total += time ? n : n * 30 * 1440;
        else if (ch == 'W')
            total += n * 7 * 1440;
        else if (ch == 'Y')
            total += n * 365 * 1440;
        else if (ch == 'D' || ch == 'B')
            total += n * 1440;
        n = 0;
    }
    return total;
}

struct ways {
    const struct json *step[STEPS_MAX];
    int64_t longest[STEPS_MAX];
    bool known[STEPS_MAX], open[STEPS_MAX];
    size_t n;
    const char *which;
};

static size_t step_of(const struct ways *w, int64_t order)
{
    for (size_t i = 0; i < w->n; i++)
        if (json_int_of(w->step[i], "order", 0) == order)
            return i;
    return SIZE_MAX;
}

static int64_t longest_from(struct ways *w, size_t i)
{
    const struct json *next = json_get(w->step[i], "next");
    int64_t best = 0, own = diff_minutes(json_text_of(w->step[i], w->which));

    if (w->known[i] || w->open[i])
        return w->open[i] ? 0 : w->longest[i];
    w->open[i] = true;
    for (const struct json *j = next == NULL ? NULL : next->first; j != NULL; j = j->next) {
        int64_t order = 0, way;
        size_t k = json_int(j, &order) ? step_of(w, order) : SIZE_MAX;

        way = k == SIZE_MAX ? 0 : longest_from(w, k);
        best = way > best ? way : best;
    }
    w->open[i] = false;
    w->known[i] = true;
    w->longest[i] = best + (own > 0 ? own : 0);
    return w->longest[i];
}

static int64_t longest(const struct package *p, const char *which)
{
    struct ways w = { .which = which };
    const struct json *list = json_get(p->service, "steps");
    int64_t best = -1;

    for (const struct json *j = list == NULL ? NULL : list->first; j != NULL && w.n < STEPS_MAX; j = j->next)
        w.step[w.n++] = j;
    for (size_t i = 0; i < w.n; i++) {
        int64_t way = longest_from(&w, i);

        best = way > best ? way : best;
    }
    return best;
}

static size_t count_fields(const struct form_field *x)
{
    size_t n = 0;

    for (; x != NULL; x = x->next)
        n += (x->key.len > 0) + count_fields(x->first);
    return n;
}

static int64_t forms_of(struct facts *f, const struct package *p, bool after)
{
    int64_t fields = 0;

    for (size_t i = 0; i < p->n_forms; i++) {
        size_t n = count_fields(form_first(p->forms[i].form));

        fields += (int64_t)n;
        say(f, p->forms[i].id, arena_fmt(f->a, "%zu", n), after);
    }
    return fields;
}

static void both(struct facts *f, struct process_diff *d,
                 int64_t (*read)(struct facts *, const struct package *, bool), struct diff_facts *ret,
                 struct diff_number *n)
{
    n->before = read(f, d->before, false);
    n->after = read(f, d->after, true);
    *ret = done(f);
}

enum rc process_diff(struct arena *a, const struct package *before, const struct package *after,
                     struct process_diff *ret, struct err *e)
{
    struct comparing c = { .a = a, .p = before, .q = after };
    struct process_diff d = { .before = before, .after = after };
    struct facts times = { .a = a }, documents = { .a = a }, visits = { .a = a }, forms = { .a = a };
    enum rc rc = bpmn_migrate_propose(a, before->model, after->model, &c.renamed, &c.n_renamed, e);

    if (rc == RC_OK)
        rc = steps(&c, &d, e);
    if (rc != RC_OK)
        return rc;
    times_of(&times, &c, before, false);
    times_of(&times, &c, after, true);
    d.times = done(&times);
    both(&documents, &d, documents_of, &d.documents, &d.document_count);
    both(&visits, &d, visits_of, &d.visits, &d.visit_count);
    both(&forms, &d, forms_of, &d.forms, &d.field_count);
    d.usual_min = (struct diff_number){ longest(before, "usual"), longest(after, "usual") };
    d.max_min = (struct diff_number){ longest(before, "max"), longest(after, "max") };
    rc = arena_check(a, e);
    if (rc == RC_OK)
        *ret = d;
    return rc;
}
