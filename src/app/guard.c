/*
 * guard.c - guards, prefill and what may stand in a form.
 */
#include "app/guard.h"

const struct feel_value *guard_vars(struct flow *f, struct flow_instance *in, uint64_t key,
                                    const struct json *values)
{
    struct arena *a = f->cx->a;
    const struct feel_value *v = bpmn_state_vars(in->state, key);

    if (v == NULL)
        v = bpmn_state_vars(in->state, 0);
    if (v == NULL)
        v = feel_context(a);
    v = feel_context_put(a, v, STR("case"), flow_case_context(f));
    for (const struct json *m = values == NULL ? NULL : values->first; m != NULL; m = m->next)
        v = feel_context_put(a, v, m->name, feel_from_json(a, m));
    return v;
}

const struct json *guard_json(struct arena *a, const struct feel_value *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;
    const struct json *j = NULL;

    buf_init(&b, (size_t)4 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    return json_parse(a, buf_to_arena(&b, a), &j, NULL) == RC_OK ? j : NULL;
}

const struct feel_value *guard_eval(struct flow *f, struct flow_instance *in, const struct bpmn_element *el,
                                    const char *property, const struct feel_value *vars)
{
    const struct feel_expr *x = package_expr(in->pkg, el, property);
    struct feel_env env = { .vars = vars, .now_ms = f->cx->now_ms, .zone = STR("Asia/Tehran") };
    const struct feel_value *v = NULL;

    if (x == NULL || feel_eval(x, &env, f->cx->a, &v, NULL) != RC_OK)
        return NULL;
    return v;
}

enum rc guard_check(struct flow *f, struct flow_instance *in, const struct bpmn_element *el, const char *name,
                    const struct feel_value *vars, struct str *words, struct str *key, struct err *e)
{
    for (int i = 1; i < 100; i++) {
        char guard[32], text[32];
        struct str id;

        snprintf(guard, sizeof(guard), i > 1 ? "%s_%d" : "%s", name, i);
        snprintf(text, sizeof(text), i > 1 ? "%s_text_%d" : "%s_text", name, i);
        if (package_expr(in->pkg, el, guard) == NULL)
            return RC_OK;
        if (feel_is_true(guard_eval(f, in, el, guard, vars)))
            continue;
        id = bpmn_property(el, text);
        *key = id;
        *words = package_text(in->pkg, id);
        return ERR(e, RC_DENIED, "guard %.*s of %.*s", STR_ARG(id), STR_ARG(el->id));
    }
    return RC_OK;
}

static bool known_file(const struct attachment_list *files, struct str reference)
{
    int64_t id;

    if (files == NULL)
        return true;
    if (!parse_i64(reference, 1, INT64_MAX, &id))
        return false;
    for (size_t i = 0; i < files->n; i++)
        if (files->v[i].id == id)
            return true;
    return false;
}

bool guard_known(void *self, const struct form_field *field, struct str value)
{
    struct flow *f = self;
    struct unit_rec u;
    struct post_rec p;

    if (f == NULL)
        return true;
    if (field->kind == FORM_FILES)
        return known_file(f->files, value);
    switch (field->meaning) {
    case FORM_UNIT:
        return unit_by_code(f->cx->tx, f->cx->a, value, &u, NULL) == RC_OK && u.active;
    case FORM_POST: /* OFF-ACC-08: never the accused */
        return post_by_code(f->cx->tx, f->cx->a, value, f->cx->now_ms, &p, NULL) == RC_OK && p.active &&
               !flow_is_barred(f, &p);
    default:
        return true;
    }
}
