/*
 * addition.c - one more instance of a running multi-instance activity.
 */
#include "app/addition.h"
#include "app/flow.h"
#include "app/guard.h"
#include "app/sight.h"
#include "port/operation.h"

/* ---- what may be added to ---- */

static bool may_add(const struct actor *who, const struct case_rec *c, const struct bpmn_element *el)
{
    struct str roles = bpmn_property(el, "add_role");

    if (who->kind == ACTOR_SYSTEM)
        return true;
    if (who->kind != ACTOR_OFFICIAL || who->post_id == 0 || c->closed_at != 0 ||
        (who->post_id != c->expert_post_id &&
         !((who->rights & RIGHT_MANAGE) && actor_sees_unit(who, c->unit_path))))
        return false;
    while (roles.len > 0)
        if (roles_have(who->roles, str_cut(&roles, ' ')))
            return true;
    return false;
}

/* Is there anything of the kind in the model? Few have; the state of the others need not be read. */
static bool may_happen(const struct actor *who, const struct case_rec *c, const struct package *pkg)
{
    for (uint32_t i = 0; i < pkg->model->n_elements; i++) {
        const struct bpmn_element *el = bpmn_at(pkg->model, i);

        if (bpmn_property(el, "add_act").len > 0 && may_add(who, c, el))
            return true;
    }
    return false;
}

static struct addition describe(const struct flow_instance *in, const struct bpmn_wait *w)
{
    struct str note = bpmn_property(w->element, "add_note");

    return (struct addition){ .instance_id = in->rec.id,
                              .key = (int64_t)w->key,
                              .count = w->repeats,
                              .element = w->element->id,
                              .title = package_text(in->pkg, bpmn_property(w->element, "add_act")),
                              .note = note.len == 0 ? note : package_text(in->pkg, note) };
}

typedef VEC(struct addition) additions;

static enum rc add_bodies(struct cx *cx, const struct case_rec *c, const struct flow_instance *in,
                          additions *list, struct err *e)
{
    const struct bpmn_wait *v = NULL;
    size_t n = 0;
    enum rc rc = bpmn_state_waits(in->state, &v, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        if (v[i].kind != BPMN_WAIT_BODY || bpmn_property(v[i].element, "add_act").len == 0 ||
            !may_add(cx->actor, c, v[i].element))
            continue;
        if (!VEC_PUSH(cx->a, list, describe(in, &v[i])))
            rc = arena_check(cx->a, e);
    }
    return rc;
}

enum rc additions_of(struct cx *cx, const struct case_rec *c, struct addition_list *ret, struct err *e)
{
    struct instance_list all = { 0 };
    struct flow *f = NULL;
    additions list = { 0 };
    enum rc rc = RC_OK;

    *ret = (struct addition_list){ 0 };
    if (c->closed_at == 0 && cx->actor->kind == ACTOR_OFFICIAL)
        rc = instance_list(cx->tx, cx->a, c->id, true, &all, e);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        struct flow_instance *in = NULL;
        const struct package *pkg = NULL;

        rc = catalogue_get(cx, all.v[i].process_id, &pkg, e);
        if (rc != RC_OK || !may_happen(cx->actor, c, pkg))
            continue;
        if (f == NULL)
            rc = flow_open(cx, c->id, &f, e);
        if (rc == RC_OK)
            rc = flow_instance_get(f, all.v[i].id, &in, e);
        if (rc == RC_OK)
            rc = add_bodies(cx, c, in, &list, e);
    }
    *ret = (struct addition_list){ list.v, list.n };
    return rc;
}

/* ---- one of them ---- */

struct adding {
    struct flow *f;
    struct flow_instance *in;
    const struct bpmn_element *el;
    struct addition what;
    const struct form *form;
    const struct feel_value *vars; /* what its scope sees, and `items` */
};

static enum rc find_body(struct adding *x, int64_t key, struct err *e)
{
    const struct bpmn_wait *v = NULL;
    size_t n = 0;
    enum rc rc = x->in->ended ? RC_OK : bpmn_state_waits(x->in->state, &v, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (v[i].kind == BPMN_WAIT_BODY && (int64_t)v[i].key == key &&
            bpmn_property(v[i].element, "add_act").len > 0) {
            x->el = v[i].element;
            x->what = describe(x->in, &v[i]);
        }
    return rc == RC_OK && x->el == NULL ? ERR(e, RC_CONFLICT, "nothing of the kind is going on any more")
                                        : rc;
}

/* The case must be seen before anything is told of it. */
static enum rc open_body(struct cx *cx, struct str code, int64_t instance_id, int64_t key, struct case_rec *c,
                         struct adding *x, struct err *e)
{
    struct arena *a = cx->a;
    const struct feel_value *items;
    enum rc rc = case_by_code_seen(cx, code, c, e);

    if (rc == RC_OK)
        rc = flow_open(cx, c->id, &x->f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(x->f, instance_id, &x->in, e);
    if (rc == RC_OK && !may_happen(cx->actor, c, x->in->pkg))
        rc = ERR(e, RC_NOT_FOUND, "nothing may be added by this asker");
    if (rc == RC_OK)
        rc = find_body(x, key, e);
    if (rc == RC_OK && !may_add(cx->actor, c, x->el))
        rc = ERR(e, RC_NOT_FOUND, "nothing may be added by this asker");
    if (rc != RC_OK)
        return rc;
    items = bpmn_state_items(x->in->state, (uint64_t)key);
    x->form = package_form(x->in->pkg, bpmn_property(x->el, "add_form"));
    x->vars = guard_vars(x->f, x->in, (uint64_t)key, NULL);
    x->vars = feel_context_put(a, x->vars, STR("items"), items == NULL ? feel_list(a, NULL, 0) : items);
    if (x->form == NULL)
        return ERR(e, RC_INTERNAL, "no form of %.*s", STR_ARG(x->el->id));
    return arena_check(a, e);
}

static struct form_env env_of(struct adding *x)
{
    struct cx *cx = x->f->cx;

    return (struct form_env){ .context = guard_json(cx->a, x->vars),
                              .roles = &cx->actor->roles,
                              .roles_n = 1,
                              .now_ms = cx->now_ms,
                              .known = guard_known,
                              .self = x->f };
}

enum rc addition_get(struct cx *cx, struct str code, int64_t instance_id, int64_t key,
                     struct addition_page *ret, struct err *e)
{
    struct adding x = { 0 };
    enum rc rc;

    *ret = (struct addition_page){ 0 };
    rc = open_body(cx, code, instance_id, key, &ret->c, &x, e);
    if (rc != RC_OK)
        return rc;
    ret->what = x.what;
    ret->form = x.form;
    ret->env = env_of(&x);
    return official_choices_of(cx, x.in->pkg, x.form, &ret->c, &ret->lists, &ret->n_lists, e);
}

/* ---- doing it ---- */

/* The name of the unit that the form names; empty when it names none. */
static struct str unit_named(struct cx *cx, const struct form *form, const struct json *values)
{
    for (const struct json *m = values->first; m != NULL; m = m->next) {
        const struct form_field *field = form_find(form, m->name);
        struct unit_rec u;

        if (field != NULL && field->meaning == FORM_UNIT && m->kind == JSON_STRING &&
            unit_by_code(cx->tx, cx->a, m->text, &u, NULL) == RC_OK)
            return u.name;
    }
    return STR_NONE;
}

static enum rc note_added(struct adding *x, const struct form_result *r, struct err *e)
{
    struct cx *cx = x->f->cx;
    struct hash h = hash_bytes(r->values_json);
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_str(&t.o, "element", x->el->id);
    json_member_int(&t.o, "instance", x->in->rec.id);
    json_member_str(&t.o, "name", package_text(x->in->pkg, bpmn_property(x->el, "add_done")));
    json_member_str(&t.o, "unit", unit_named(cx, x->form, r->values));
    json_member_str(&t.o, "reason", json_text_of(r->values, "reason"));
    json_member_str(&t.o, "values", hash_hex(cx->a, &h));
    return flow_note(x->f, "instance_added", false, json_text_end(&t, cx->a, '}'), e);
}

static enum rc add(struct adding *x, const struct addition_cmd *cmd, struct addition_result *ret,
                   struct err *e)
{
    struct cx *cx = x->f->cx;
    struct form_env env = env_of(x);
    struct form_result *r = &ret->form;
    const struct feel_value *seen = x->vars;
    struct bpmn_event ev = { .kind = BPMN_EV_ADD_INSTANCE, .key = (uint64_t)x->what.key };
    enum rc rc = cmd->values != NULL
                     ? form_validate_json(cx->a, x->form, cmd->values, &env, r, e)
                     : form_validate(cx->a, x->form, FORM_ALL_PAGES, cmd->inputs, cmd->n_inputs, &env, r, e);

    if (rc == RC_OK && !r->ok)
        rc = ERR(e, RC_INVALID, "%s: %s", arena_cstr(cx->a, r->errors[0].name), r->errors[0].code);
    if (rc != RC_OK)
        return rc;
    for (const struct json *m = r->values->first; m != NULL; m = m->next)
        seen = feel_context_put(cx->a, seen, m->name, feel_from_json(cx->a, m));
    rc = guard_check(x->f, x->in, x->el, "add_guard", seen, &ret->refused, &ret->refused_key, e);
    if (rc != RC_OK)
        return rc;
    x->f->reason = json_text_of(r->values, "reason");
    ev.result = feel_from_json(cx->a, r->values);
    rc = note_added(x, r, e);
    if (rc == RC_OK)
        rc = flow_push(x->f, x->in->rec.id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(x->f, e);
    return rc == RC_OK ? flow_close(x->f, e) : rc;
}

enum rc addition_make(struct cx *cx, const struct addition_cmd *cmd, struct addition_result *ret,
                      struct err *e)
{
    struct adding x = { 0 };
    struct case_rec c;
    struct str before = STR_NONE;
    enum rc rc = cmd->once.len == 0 ? RC_NOT_FOUND : operation_result(cx->tx, cx->a, cmd->once, &before, e);

    *ret = (struct addition_result){ 0 };
    if (rc != RC_NOT_FOUND)
        return rc; /* the same form twice */
    rc = open_body(cx, cmd->code, cmd->instance_id, cmd->key, &c, &x, e);
    if (rc == RC_OK && x.what.count != cmd->count)
        rc = ERR(e, RC_CONFLICT, "somebody has added one in between");
    if (rc == RC_OK)
        rc = add(&x, cmd, ret, e);
    if (rc == RC_OK && cmd->once.len > 0)
        rc = operation_record(cx->tx, cmd->once, c.tracking_code, cx->now_ms, e);
    return rc;
}
