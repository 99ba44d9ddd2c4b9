/*
 * admin_mapping.c - selects for the steps of a migration, a page of them.
 *
 * A select holds all steps of its kind, so that a page of a large process would be heavy: MAP_BYTES says how
 * much of them a page holds (at least one), OPTIONS_MAX how many a select offers. What is new comes first;
 * whatever is not offered can be given with `samad process migrate --map`.
 */
#include "web/pages/admin_mapping.h"
#include "web/pages/monitor_parts.h"

#define MAP_BYTES 9000u
#define OPTIONS_MAX 60u

static struct str name_of(const struct bpmn_element *el)
{
    return el->name.len > 0 ? el->name : el->id;
}

struct offering {
    struct arena *a;
    const struct migration_plan *plan;
    const struct migration_choice *choice;
    struct option_view *v;
    size_t n, bytes;
};

static void offer(struct offering *o, const struct bpmn_element *el)
{
    struct option_view *v = &o->v[o->n++];

    *v = (struct option_view){ .value = el->id,
                               .label = name_of(el),
                               .chosen = str_eq(el->id, o->choice->to) };
    o->bytes += v->value.len + v->label.len + sizeof("<option value=\"\"></option>") + 10;
}

/* What is chosen, what the old version did not have, then the rest. */
static void offer_all(struct offering *o)
{
    const struct bpmn_model *from = o->plan->from_pkg->model, *to = o->plan->to_pkg->model;

    for (int pass = 0; pass < 3; pass++)
        for (uint32_t i = 0; i < to->n_elements && o->n < OPTIONS_MAX; i++) {
            const struct bpmn_element *el = bpmn_at(to, i);
            bool chosen = str_eq(el->id, o->choice->to), fresh = bpmn_find(from, el->id) == NULL;
            int wanted = chosen ? 0 : fresh ? 1 : 2;

            if (el->kind == o->choice->old->kind && wanted == pass)
                offer(o, el);
        }
}

static enum rc one(struct arena *a, const struct migration_plan *plan, const struct migration_choice *c,
                   struct field_view *ret, size_t *bytes, struct err *e)
{
    struct offering o = { .a = a, .plan = plan, .choice = c };
    struct str name = name_of(c->old);

    o.v = ARENA_ARRAY(a, struct option_view, OPTIONS_MAX + 1);
    if (o.v == NULL)
        return arena_check(a, e);
    o.v[o.n++] = (struct option_view){ .value = STR(MAPPING_NOTHING),
                                       .label = msg(MSG_VERSION_NOTHING),
                                       .chosen = c->to.len == 0 };
    offer_all(&o);
    *ret = (struct field_view){ .control = CONTROL_SELECT,
                                .required = true,
                                .name = mapping_name(a, c->old->id),
                                .label = MSG_FMT(a, MSG_VERSION_STANDS_FOR, { "step", name }),
                                .options = o.v,
                                .options_n = o.n };
    if (c->standing > 0)
        ret->hint = MSG_FMT(a, MSG_VERSION_STANDING, { "n", number_text(a, c->standing) });
    *bytes += o.bytes + ret->label.len + ret->hint.len + 300;
    return arena_check(a, e);
}

enum rc mapping_page(struct cx *cx, const struct migration_plan *plan, size_t at, struct mapping_page *ret,
                     struct err *e)
{
    struct migration_choices all = { 0 };
    size_t bytes = 0;
    enum rc rc = migration_choices(cx, plan, &all, e);

    *ret = (struct mapping_page){ .first = at < all.n ? at : 0, .all = all.n };
    ret->next = ret->first;
    if (rc != RC_OK || all.n == 0)
        return rc;
    ret->shown = all.v + ret->first;
    ret->v = ARENA_ARRAY(cx->a, struct field_view, all.n);
    if (ret->v == NULL)
        return arena_check(cx->a, e);
    while (rc == RC_OK && ret->next < all.n && (ret->n == 0 || bytes < MAP_BYTES)) {
        size_t before = bytes;

        rc = one(cx->a, plan, &all.v[ret->next], &ret->v[ret->n], &bytes, e);
        if (ret->n > 0 && bytes > MAP_BYTES + 2000) { /* it would be much too heavy: the next page's */
            bytes = before;
            break;
        }
        ret->n++;
        ret->next++;
    }
    return rc;
}

struct str mapping_name(struct arena *a, struct str old)
{
    return arena_cat(a, STR("map."), old);
}

struct str mapping_value(struct str id)
{
    return id.len == 0 ? STR(MAPPING_NOTHING) : id;
}

bool mapping_shows(const struct mapping_page *p, struct str old)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->shown[i].old->id, old))
            return true;
    return false;
}

const struct field_view *mapping_fields(struct arena *a, const struct mapping_page *p,
                                        const struct admin_form *f, size_t *n)
{
    struct field_view *v = ARENA_ARRAY(a, struct field_view, p->n + f->n);

    *n = 0;
    if (v == NULL)
        return NULL;
    for (size_t i = 0; i < p->n; i++)
        v[(*n)++] = p->v[i];
    for (size_t i = 0; i < f->n; i++)
        v[(*n)++] = f->f[i];
    return v;
}
