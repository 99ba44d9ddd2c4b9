/*
 * dmn_type.c - item definitions to types.
 *
 * All names of a file are made known first, so definitions may refer to later ones.
 */
#include "dmn/model.h"
#include "dmn/parse.h"

static struct feel_type *type_new(struct loader *l, enum type_kind kind)
{
    struct feel_type *t = ARENA_NEW(l->a, struct feel_type);

    if (t == NULL && l->rc == RC_OK)
        l->rc = arena_check(l->a, l->e);
    if (t != NULL)
        t->kind = kind;
    return t;
}

static const struct feel_type *find_in(struct loader *l, const struct dmn_model *m, struct str name)
{
    if (!loader_work(l, m->n_types))
        return NULL;
    for (size_t i = 0; i < m->n_types; i++) {
        if (str_eq(m->types[i].name, name))
            return m->types[i].type;
    }
    return NULL;
}

/* A name as FEEL text and typeRef attributes have it: "tLoan", "feel:number", "imported.tLoan". */
static const struct feel_type *find_type(void *self, struct str name)
{
    struct loader *l = self;
    const struct feel_type *t = find_in(l, l->model, name);
    size_t colon;

    for (size_t i = 0; t == NULL && i < l->model->n_imports; i++) {
        const struct dmn_import *im = &l->model->imports[i];
        if (im->prefix.len == 0) /* DMN 1.5: an import into the importing namespace */
            t = find_in(l, im->model, name);
        else if (name.len > im->prefix.len + 1 && str_starts(name, im->prefix) &&
                 name.p[im->prefix.len] == '.')
            t = find_in(l, im->model, str_from(name, im->prefix.len + 1));
    }
    colon = str_find_byte(name, ':', 0);
    if (t == NULL && colon != SIZE_MAX)
        t = find_type(self, str_from(name, colon + 1));
    return t;
}

const struct feel_type *type_ref(struct loader *l, const xmlNode *at, struct str ref)
{
    const struct feel_type *t;
    struct str local;
    size_t colon;

    ref = str_trim(ref);
    if (ref.len == 0)
        return NULL;
    t = find_type(l, ref);
    if (t == NULL)
        t = type_builtin(ref);
    colon = str_find_byte(ref, ':', 0);
    if (t == NULL && colon != SIZE_MAX) {
        local = str_from(ref, colon + 1);
        t = type_builtin(local);
    }
    if (t == NULL && str_find_byte(ref, '<', 0) != SIZE_MAX &&
        feel_parse_type(l->a, ref, &l->types, &t, NULL) != RC_OK)
        t = NULL;
    if (t == NULL) {
        dmn_problem(l, at, l->mode == DMN_TOLERANT, "unknown type '%.*s'", STR_ARG(ref));
        return NULL;
    }
    return t->kind == TYPE_ANY ? NULL : t;
}

const struct node *tests_of(struct loader *l, const xmlNode *holder, const struct feel_names *names)
{
    struct str text = str_trim(xml_child_text(l, holder, "text"));

    return holder == NULL || text.len == 0 ? NULL
                                           : feel_text_node(l, xml_child(holder, "text"), text, true, names);
}

static bool is_true(struct loader *l, const xmlNode *n, const char *attr)
{
    struct str s = xml_attr(l, n, attr);

    return str_eq_c(s, "true") || str_eq_c(s, "1");
}

static void fill(struct loader *l, struct feel_type *t, const xmlNode *n, unsigned depth);

static const struct feel_type *components(struct loader *l, const xmlNode *n, unsigned depth)
{
    VEC(struct type_field) fields = { 0 };
    struct feel_type *ctx = type_new(l, TYPE_CONTEXT);

    for (xmlNodePtr c = xml_first(n); c != NULL && ctx != NULL; c = xml_next(c)) {
        struct type_field f = { 0 };
        struct feel_type *t;
        if (!xml_is(c, "itemComponent"))
            continue;
        t = type_new(l, TYPE_ALIAS);
        f.name = name_normal(l->a, xml_attr(l, c, "name"));
        f.hash = name_hash(f.name);
        f.type = t;
        if (t == NULL || !VEC_PUSH(l->a, &fields, f) || !know(l, f.name)) {
            l->rc = l->rc == RC_OK ? arena_check(l->a, l->e) : l->rc;
            return NULL;
        }
        t->name = f.name;
        fill(l, t, c, depth + 1);
    }
    if (ctx != NULL) {
        ctx->fields = fields.v;
        ctx->n = fields.n;
    }
    return ctx;
}

static const struct feel_type *function_item(struct loader *l, const xmlNode *n)
{
    VEC(const struct feel_type *) params = { 0 };
    struct feel_type *t = type_new(l, TYPE_FUNCTION);
    const struct feel_type *one;

    if (t == NULL)
        return NULL;
    for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
        if (!xml_is(c, "parameters"))
            continue;
        one = type_ref(l, c, xml_attr(l, c, "typeRef"));
        if (!VEC_PUSH(l->a, &params, one == NULL ? &type_any : one))
            return NULL;
    }
    one = type_ref(l, n, xml_attr(l, n, "outputTypeRef"));
    t->elem = one == NULL ? &type_any : one;
    t->params = params.v;
    t->n_params = params.n;
    return t;
}

/* The alias `t` from its itemDefinition or itemComponent. */
static void fill(struct loader *l, struct feel_type *t, const xmlNode *n, unsigned depth)
{
    const struct feel_type *base;
    const xmlNode *ref = xml_child(n, "typeRef");
    struct feel_type *inner = t, *list;
    struct str text = ref != NULL ? xml_text(l, ref) : xml_attr(l, n, "typeRef");

    t->elem = &type_any;
    if (depth > LOAD_DEPTH_MAX) {
        dmn_problem(l, n, false, "item definitions nested too deep");
        return;
    }
    if (xml_child(n, "itemComponent") != NULL)
        base = components(l, n, depth);
    else if (xml_child(n, "functionItem") != NULL)
        base = function_item(l, xml_child(n, "functionItem"));
    else
        base = type_ref(l, n, text);
    if (base == NULL)
        base = &type_any;
    if (is_true(l, n, "isCollection")) {
        inner = type_new(l, TYPE_ALIAS);
        list = type_new(l, TYPE_LIST);
        if (inner == NULL || list == NULL)
            return;
        inner->name = t->name;
        list->elem = inner;
        t->elem = list;
    }
    inner->elem = base;
    inner->allowed = tests_of(l, xml_child(n, "allowedValues"), NULL);
    t->constraint = tests_of(l, xml_child(n, "typeConstraint"), NULL);
}

/* An alias that leads back to itself says nothing: make it any. */
static void cut_cycles(struct loader *l, const struct dmn_typedef *d)
{
    const struct feel_type *t = d->type;

    for (int i = 0; i < 100; i++) {
        if (t->kind != TYPE_ALIAS)
            return;
        t = t->elem;
    }
    d->type->elem = &type_any;
    dmn_problem(l, d->xml, false, "item definition '%.*s' is defined by itself", STR_ARG(d->name));
}

void types_read(struct loader *l, const xmlNode *definitions)
{
    VEC(struct dmn_typedef) types = { 0 };

    l->types = (struct type_source){ find_type, l };
    for (xmlNodePtr n = xml_first(definitions); n != NULL; n = xml_next(n)) {
        struct dmn_typedef d = { .xml = n };
        if (!xml_is(n, "itemDefinition"))
            continue;
        d.name = name_normal(l->a, xml_attr(l, n, "name"));
        d.type = type_new(l, TYPE_ALIAS);
        if (d.type == NULL || !VEC_PUSH(l->a, &types, d))
            return;
        d.type->name = d.name;
        d.type->elem = &type_any;
    }
    l->model->types = types.v;
    l->model->n_types = types.n;
    for (size_t i = 0; i < types.n && l->rc == RC_OK; i++)
        fill(l, types.v[i].type, types.v[i].xml, 0);
    for (size_t i = 0; i < types.n && l->rc == RC_OK; i++)
        cut_cycles(l, &types.v[i]);
}
