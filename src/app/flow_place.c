/*
 * flow_place.c - where instances stand, as rows: what the process monitor counts and lists.
 *
 * Invariant: the rows of a running instance are the places of its state (bpmn_state_place()); an ended one
 * has none. `samad verify` says so.
 */
#include "app/flow.h"
#include "port/version.h"

static const struct flow_place *places_of(struct arena *a, const struct bpmn_state *s, size_t *n)
{
    VEC(struct flow_place) v = { 0 };
    const struct bpmn_element *el = NULL;
    uint64_t key = 0;

    for (size_t i = 0; bpmn_state_place(s, i, &key, &el); i++)
        (void)VEC_PUSH(a, &v, ((struct flow_place){ key, el->id }));
    *n = v.n;
    return v.v;
}

void flow_places_note(struct flow *f, struct flow_instance *in)
{
    in->places = places_of(f->cx->a, in->state, &in->n_places);
}

static bool has(const struct flow_place *v, size_t n, const struct flow_place *p)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].key == p->key && str_eq(v[i].element, p->element))
            return true;
    return false;
}

enum rc flow_places_save(struct flow *f, struct flow_instance *in, struct err *e)
{
    struct cx *cx = f->cx;
    size_t n = 0;
    const struct flow_place *now = places_of(cx->a, in->state, &n);
    enum rc rc = arena_check(cx->a, e);

    for (size_t i = 0; rc == RC_OK && i < in->n_places; i++)
        if (!has(now, n, &in->places[i]))
            rc = step_drop(cx->tx, in->rec.id, (int64_t)in->places[i].key, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct step_rec s = { in->rec.id, (int64_t)now[i].key, in->rec.process_id, now[i].element,
                              cx->now_ms };

        if (!has(in->places, in->n_places, &now[i]))
            rc = step_put(cx->tx, &s, e);
    }
    in->places = now;
    in->n_places = n;
    return rc;
}

enum rc flow_places_make(struct cx *cx, int64_t instance_id, struct err *e)
{
    struct instance_rec rec;
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    enum rc rc = instance_by_id(cx->tx, cx->a, instance_id, &rec, e);

    if (rc == RC_OK)
        rc = flow_open(cx, rec.case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(f, instance_id, &in, e);
    if (rc != RC_OK)
        return rc;
    in->n_places = 0;
    return flow_places_save(f, in, e);
}
