/*
 * official_choice.c - what may be chosen from in the forms of officials: units, and the posts that may do the
 * work which a form hands out.
 *
 * The process itself says which post a field is about: a user task whose assignee is that field
 * (`assignee="= inspector"`) names the role. Posts that are complained of, and their superiors, are left out
 * (OFF-CMP-26); the use cases check again.
 */
#include "app/flow.h"
#include "app/official_view.h"
#include "persian/collate.h"

#define ROLES_MAX 64u /* bytes of a list of role codes */

struct gathering {
    struct cx *cx;
    const struct package *pkg;
    struct flow probe; /* who is barred */
    bool has_case;
    struct str other_roles; /* of all fields that name posts: for those which no task reads */
    VEC(struct official_choices) lists;
};

/* ---- roles of a field ---- */

static struct str add_role(struct arena *a, struct str roles, struct str role)
{
    if (role.len == 0 || roles.len + role.len > ROLES_MAX || roles_have(roles, role))
        return roles;
    return roles.len == 0 ? role : arena_cat(a, arena_cat(a, roles, STR(" ")), role);
}

static struct str role_of_element(struct arena *a, const struct package *pkg, const struct bpmn_element *el,
                                  struct str roles)
{
    const struct bpmn_lane *lane = bpmn_lane_of(pkg->model, el);

    if (el->user->groups.text.len > 0 && el->user->groups.feel == NULL)
        return add_role(a, roles, el->user->groups.text);
    return lane == NULL ? roles : add_role(a, roles, lane->name);
}

/* Roles of the user tasks of any installed process that take their assignee from the variable `key`. */
static enum rc roles_of_field(struct cx *cx, struct str key, struct str *ret, struct err *e)
{
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    *ret = STR_NONE;
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct bpmn_model *m = all.v[i]->model;

        for (uint32_t k = 0; k < m->n_elements; k++) {
            const struct bpmn_element *el = bpmn_at(m, k);

            if (el->user != NULL && str_eq(el->user->assignee.text, key))
                *ret = role_of_element(cx->a, all.v[i], el, *ret);
        }
    }
    return rc;
}

/* ---- lists ---- */

static bool has_a_role(const struct post_rec *p, struct str roles)
{
    while (roles.len > 0)
        if (roles_have(p->roles, str_cut(&roles, ' ')))
            return true;
    return false;
}

static struct str post_label(struct arena *a, const struct post_rec *p, bool with_unit)
{
    struct str s = p->title;

    if (p->holder.len > 0)
        s = arena_fmt(a, "%.*s – %.*s", STR_ARG(s), STR_ARG(p->holder));
    else
        s = arena_cat(a, s, STR(" (بدون متصدی)"));
    return with_unit ? arena_fmt(a, "%.*s، %.*s", STR_ARG(s), STR_ARG(p->unit_name)) : s;
}

static enum rc posts_with(struct gathering *g, const struct post_list *posts, struct str roles,
                          int64_t own_unit, const struct form_option **ret, size_t *n, struct err *e)
{
    VEC(struct form_option) v = { 0 };

    for (int other = 0; other < 2; other++) /* the unit's own first */
        for (size_t i = 0; i < posts->n; i++) {
            const struct post_rec *p = &posts->v[i];
            struct form_option o;

            if ((p->unit_id != own_unit) != other || !has_a_role(p, roles) ||
                (g->has_case && flow_is_barred(&g->probe, p)))
                continue;
            o = (struct form_option){ p->code, post_label(g->cx->a, p, other) };
            if (!VEC_PUSH(g->cx->a, &v, o))
                return arena_check(g->cx->a, e);
        }
    *ret = v.v;
    *n = v.n;
    return RC_OK;
}

/* Of the unit that has the case, else of the whole office. */
static enum rc list_posts(struct gathering *g, struct str roles, const struct form_option **ret, size_t *n,
                          struct err *e)
{
    struct cx *cx = g->cx;
    struct post_list posts = { 0 };
    int64_t unit = g->has_case ? g->probe.c.unit_id : cx->actor->unit_id;
    enum rc rc = post_list(cx->tx, cx->a, unit, STR_NONE, cx->now_ms, &posts, e);

    if (rc == RC_OK)
        rc = posts_with(g, &posts, roles, unit, ret, n, e);
    if (rc != RC_OK || *n > 0)
        return rc;
    rc = post_list(cx->tx, cx->a, 0, STR("/"), cx->now_ms, &posts, e);
    return rc == RC_OK ? posts_with(g, &posts, roles, unit, ret, n, e) : rc;
}

struct named {
    struct form_option option;
    struct str key;
};

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct named *)x)->key, ((const struct named *)y)->key);
}

static enum rc list_units(struct gathering *g, const struct form_option **ret, size_t *n, struct err *e)
{
    struct cx *cx = g->cx;
    struct unit_list units = { 0 };
    struct named *sorted;
    struct form_option *v;
    size_t k = 0;
    enum rc rc = unit_list(cx->tx, cx->a, STR("/"), &units, e);

    if (rc != RC_OK)
        return rc;
    sorted = ARENA_ARRAY(cx->a, struct named, units.n);
    v = ARENA_ARRAY(cx->a, struct form_option, units.n);
    if (sorted == NULL || v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < units.n; i++)
        if (units.v[i].active)
            sorted[k++] =
                (struct named){ { units.v[i].code, units.v[i].name }, collate_key(cx->a, units.v[i].name) };
    if (k > 1)
        qsort(sorted, k, sizeof(*sorted), by_name);
    for (size_t i = 0; i < k; i++)
        v[i] = sorted[i].option;
    *ret = v;
    *n = k;
    return arena_check(cx->a, e);
}

/* ---- a form ---- */

static enum rc add_list(struct gathering *g, enum form_meaning meaning, struct str field, struct str roles,
                        struct err *e)
{
    struct official_choices c = { .meaning = meaning, .field = field };
    enum rc rc = meaning == FORM_UNIT ? list_units(g, &c.v, &c.n, e) : list_posts(g, roles, &c.v, &c.n, e);

    if (rc == RC_OK && c.n > 0 && !VEC_PUSH(g->cx->a, &g->lists, c))
        rc = arena_check(g->cx->a, e);
    return rc;
}

static enum rc walk(struct gathering *g, const struct form_field *f, bool *units, bool *posts, struct err *e)
{
    enum rc rc = RC_OK;

    for (; rc == RC_OK && f != NULL; f = f->next) {
        if (f->first != NULL)
            rc = walk(g, f->first, units, posts, e);
        *units = *units || f->meaning == FORM_UNIT;
        if (rc == RC_OK && f->meaning == FORM_POST) {
            struct str roles = STR_NONE;

            rc = roles_of_field(g->cx, f->key, &roles, e);
            if (rc == RC_OK && roles.len > 0)
                rc = add_list(g, FORM_POST, f->path, roles, e);
            g->other_roles = add_role(g->cx->a, g->other_roles, roles);
            *posts = *posts || roles.len == 0;
        }
    }
    return rc;
}

enum rc official_choices_of(struct cx *cx, const struct package *pkg, const struct form *form,
                            const struct case_rec *c, const struct official_choices **ret, size_t *n,
                            struct err *e)
{
    struct gathering g = { .cx = cx, .pkg = pkg, .has_case = c != NULL };
    bool units = false, posts = false;
    enum rc rc;

    g.probe.cx = cx;
    if (c != NULL)
        g.probe.c = *c;
    rc = walk(&g, form_first(form), &units, &posts, e);
    if (rc == RC_OK && units)
        rc = add_list(&g, FORM_UNIT, STR_NONE, STR_NONE, e);
    if (rc == RC_OK && posts && g.other_roles.len > 0)
        rc = add_list(&g, FORM_POST, STR_NONE, g.other_roles, e);
    *ret = g.lists.v;
    *n = g.lists.n;
    return rc;
}

/* ---- what stands in a form that is filled ---- */

/* The title of what `code` names; empty when there is no such unit or post. */
static enum rc title_of(struct cx *cx, enum form_meaning meaning, struct str code, struct str *ret,
                        struct err *e)
{
    struct unit_rec u;
    struct post_rec p;
    enum rc rc = meaning == FORM_UNIT ? unit_by_code(cx->tx, cx->a, code, &u, e)
                                      : post_by_code(cx->tx, cx->a, code, cx->now_ms, &p, e);

    *ret = rc != RC_OK ? STR_NONE : meaning == FORM_UNIT ? u.name : p.title;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc official_titles_of(struct cx *cx, const struct form_item *items, size_t n_items,
                           const struct official_choices **ret, size_t *n, struct err *e)
{
    VEC(struct official_choices) lists = { 0 };
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < n_items; i++) {
        const struct form_item *it = &items[i];
        struct form_option *o;
        struct official_choices one;

        if (it->step != FORM_FIELD || it->value.len == 0 ||
            (it->field->meaning != FORM_UNIT && it->field->meaning != FORM_POST))
            continue;
        o = ARENA_NEW(cx->a, struct form_option);
        if (o == NULL)
            return arena_check(cx->a, e);
        o->value = it->value;
        rc = title_of(cx, it->field->meaning, it->value, &o->label, e);
        one = (struct official_choices){ .meaning = it->field->meaning, .field = it->name, .v = o, .n = 1 };
        if (rc == RC_OK && o->label.len > 0 && !VEC_PUSH(cx->a, &lists, one))
            rc = arena_check(cx->a, e);
    }
    *ret = lists.v;
    *n = lists.n;
    return rc;
}

/* ---- where a piece of work may be referred ---- */

enum rc official_desks_of(struct cx *cx, const struct task_rec *t, const struct case_rec *c,
                          const struct form_option **ret, size_t *n, struct err *e)
{
    struct gathering g = { .cx = cx, .has_case = true };
    struct post_list posts = { 0 };
    bool wide = (cx->actor->rights & RIGHT_MANAGE) != 0;
    VEC(struct post_rec) others = { 0 };
    enum rc rc;

    g.probe.cx = cx;
    g.probe.c = *c;
    rc = wide ? post_list(cx->tx, cx->a, 0, cx->actor->unit_path, cx->now_ms, &posts, e)
              : post_list(cx->tx, cx->a, t->unit_id, STR_NONE, cx->now_ms, &posts, e);
    for (size_t i = 0; rc == RC_OK && i < posts.n; i++)
        if (posts.v[i].id != t->post_id && !VEC_PUSH(cx->a, &others, posts.v[i]))
            rc = arena_check(cx->a, e);
    posts = (struct post_list){ others.v, others.n };
    return rc == RC_OK ? posts_with(&g, &posts, t->role, t->unit_id, ret, n, e) : rc;
}

enum rc official_posts_with(struct cx *cx, struct str role, struct post_list *ret, struct err *e)
{
    struct str path = cx->actor->rights & RIGHT_ALL_UNITS ? STR("/") : cx->actor->unit_path;
    struct post_list all = { 0 };
    enum rc rc = post_list(cx->tx, cx->a, 0, path, cx->now_ms, &all, e);

    *ret = (struct post_list){ .v = all.v };
    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (roles_have(all.v[i].roles, role))
            all.v[ret->n++] = all.v[i];
    return rc;
}
