/*
 * dmn_read.c - a DMN file to a model: imports, types, elements, requirements, logic.
 *
 * The order: imports (recursively), item definitions, all elements without logic, requirements, cycles,
 * logic. So logic is compiled when everything it may name is known.
 */
#include "dmn/model.h"
#include "dmn/parse.h"

#define IMPORTS_MAX 30

static struct dmn_model *read_model(struct loader *l, struct str xml, struct str file);

static bool full(struct loader *l)
{
    if (l->rc == RC_OK && arena_failed(l->a))
        l->rc = arena_check(l->a, l->e);
    return l->rc != RC_OK;
}

/* ---- imports ---- */

static const struct dmn_model *import_model(struct loader *l, const xmlNode *at, struct str ns,
                                            struct str location)
{
    struct str xml, file = STR_NONE;
    struct err e = { 0 };
    enum rc rc;

    for (size_t i = 0; i < l->models.n; i++) {
        if (str_eq(l->models.v[i].ns, ns)) {
            if (l->models.v[i].model == NULL)
                dmn_problem(l, at, false, "imports go in a circle: '%.*s'", STR_ARG(ns));
            return l->models.v[i].model;
        }
    }
    if (l->depth >= IMPORTS_MAX || l->models.n >= IMPORTS_MAX) {
        dmn_problem(l, at, false, "too many imports");
        return NULL;
    }
    rc = l->resolver == NULL ? RC_NOT_FOUND
                             : l->resolver->find(l->resolver->self, ns, location, l->a, &xml, &file, &e);
    if (rc != RC_OK) {
        dmn_problem(l, at, false, "import of '%.*s' not found", STR_ARG(ns));
        return NULL;
    }
    return read_model(l, xml, file);
}

static void imports_read(struct loader *l, const xmlNode *root)
{
    VEC(struct dmn_import) imports = { 0 };
    struct dmn_model *self = l->model;

    for (xmlNodePtr n = xml_first(root); n != NULL && l->rc == RC_OK; n = xml_next(n)) {
        struct dmn_import im = { 0 };
        struct str type;
        if (!xml_is(n, "import"))
            continue;
        type = xml_attr(l, n, "importType");
        if (!str_contains(type, STR("/DMN/"))) {
            dmn_problem(l, n, true, "import of type '%.*s' is not used", STR_ARG(type));
            continue;
        }
        im.prefix = name_normal(l->a, xml_attr(l, n, "name"));
        im.ns = xml_attr(l, n, "namespace");
        im.model = import_model(l, n, im.ns, xml_attr(l, n, "locationURI"));
        l->model = self;
        if (im.model != NULL && !VEC_PUSH(l->a, &imports, im))
            full(l);
    }
    self->imports = imports.v;
    self->n_imports = imports.n;
}

/* ---- elements ---- */

static bool element_kind(const xmlNode *n, enum dmn_kind *kind)
{
    static const char *const names[] = { "inputData", "decision", "businessKnowledgeModel",
                                         "decisionService" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (xml_is(n, names[i])) {
            *kind = (enum dmn_kind)i;
            return true;
        }
    }
    return false;
}

static void elements_read(struct loader *l, const xmlNode *root)
{
    VEC(struct dmn_el *) els = { 0 };

    for (xmlNodePtr n = xml_first(root); n != NULL && l->rc == RC_OK; n = xml_next(n)) {
        struct dmn_el *el;
        const xmlNode *var;
        enum dmn_kind kind;
        if (!element_kind(n, &kind))
            continue;
        el = ARENA_NEW(l->a, struct dmn_el);
        if (el == NULL || !VEC_PUSH(l->a, &els, el))
            break;
        var = xml_child(n, "variable");
        el->kind = kind;
        el->model = l->model;
        el->index = l->n_els++;
        el->line = xml_line(n);
        el->id = xml_attr(l, n, "id");
        el->name = name_normal(l->a, xml_attr(l, n, "name"));
        el->variable = name_normal(l->a, xml_attr(l, var, "name"));
        if (el->variable.len == 0)
            el->variable = el->name;
        el->hash = name_hash(el->variable);
        el->type_ref = xml_attr(l, var, "typeRef");
        l->el = el;
        el->type = type_ref(l, var == NULL ? n : var, el->type_ref);
        if (el->name.len == 0)
            dmn_problem(l, n, true, "element without a name");
        l->el = NULL;
    }
    l->model->els = els.v;
    l->model->n = els.n;
    full(l);
}

/* Names of input data with signs or keywords in them. */
static void inputs_known(struct loader *l)
{
    VEC(struct str) names = { 0 };

    for (size_t i = 0; i < l->model->n; i++) {
        const struct dmn_el *el = l->model->els[i];
        if (el->kind == DMN_INPUT && !name_is_plain(el->variable) && names.n < KNOWN_MAX &&
            !VEC_PUSH(l->a, &names, el->variable))
            full(l);
    }
    l->inputs = (struct feel_names){ .vars = names.v, .n_vars = names.n };
}

static const struct dmn_el *by_id(struct loader *l, const struct dmn_model *m, struct str id)
{
    if (!loader_work(l, m->n))
        return NULL;
    for (size_t i = 0; i < m->n; i++) {
        if (m->els[i]->id.len > 0 && str_eq(m->els[i]->id, id))
            return m->els[i];
    }
    return NULL;
}

/* "#id" here, or "namespace#id" in an import. */
static const struct dmn_el *by_href(struct loader *l, const xmlNode *at, struct str href, struct str *prefix)
{
    size_t hash = str_find_byte(href, '#', 0);
    struct str ns = hash == SIZE_MAX ? STR_NONE : str_sub(href, 0, hash);
    struct str id = hash == SIZE_MAX ? href : str_from(href, hash + 1);
    const struct dmn_el *el = NULL;

    *prefix = STR_NONE;
    if (ns.len == 0 || str_eq(ns, l->model->ns))
        el = by_id(l, l->model, id);
    for (size_t i = 0; el == NULL && i < l->model->n_imports; i++) {
        const struct dmn_import *im = &l->model->imports[i];
        if (ns.len > 0 && !str_eq(ns, im->ns))
            continue;
        el = by_id(l, im->model, id);
        *prefix = im->prefix;
    }
    if (el == NULL)
        dmn_problem(l, at, false, "nothing has the id '%.*s'", STR_ARG(href));
    return el;
}

struct reqs {
    struct dmn_req *v;
    size_t n, cap;
};

static void requirements_read(struct loader *l, const xmlNode *n, struct dmn_el *el)
{
    static const char *const parts[] = { "requiredInput", "requiredDecision", "requiredKnowledge" };
    struct reqs reqs = { 0 };

    for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
        if (!xml_is(c, "informationRequirement") && !xml_is(c, "knowledgeRequirement"))
            continue;
        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
            const xmlNode *part = xml_child(c, parts[i]);
            struct dmn_req r = { .input = i < 2 };
            if (part == NULL)
                continue;
            r.el = by_href(l, part, xml_attr(l, part, "href"), &r.prefix);
            if (r.el != NULL && r.el != el && !VEC_PUSH(l->a, &reqs, r))
                full(l);
        }
    }
    el->reqs = reqs.v;
    el->n_reqs = reqs.n;
}

struct els {
    const struct dmn_el **v;
    size_t n, cap;
};

static void service_part(struct loader *l, const xmlNode *n, const char *name, struct els *out)
{
    struct str prefix;

    for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
        const struct dmn_el *el = xml_is(c, name) ? by_href(l, c, xml_attr(l, c, "href"), &prefix) : NULL;
        if (el != NULL && !VEC_PUSH(l->a, out, el))
            full(l);
    }
}

static void service_read(struct loader *l, const xmlNode *n, struct dmn_el *el)
{
    struct els outputs = { 0 }, data = { 0 }, decisions = { 0 };
    struct param *params;

    service_part(l, n, "outputDecision", &outputs);
    service_part(l, n, "inputData", &data);
    service_part(l, n, "inputDecision", &decisions);
    params = ARENA_ARRAY(l->a, struct param, data.n + decisions.n + 1);
    if (params == NULL) {
        full(l);
        return;
    }
    for (size_t i = 0; i < data.n + decisions.n; i++) {
        const struct dmn_el *in = i < data.n ? data.v[i] : decisions.v[i - data.n];
        params[i] = (struct param){ in->variable, in->hash, in->type };
    }
    if (outputs.n == 0)
        dmn_problem(l, n, false, "decision service without an output decision");
    el->outputs = outputs.v;
    el->n_outputs = outputs.n;
    el->in_data = data.v;
    el->n_in_data = data.n;
    el->in_decisions = decisions.v;
    el->n_in_decisions = decisions.n;
    el->params = params;
}

/* Depth-first walk over requirements: 1 on the way, 2 done. A decision or knowledge model must not need
 * itself. */
static bool find_cycle(struct dmn_el *el, unsigned depth)
{
    if (el->mark == 2)
        return false;
    if (el->mark == 1 || depth > 2000)
        return true;
    el->mark = 1;
    for (size_t i = 0; i < el->n_reqs; i++) {
        if (el->reqs[i].el->model == el->model &&
            find_cycle((struct dmn_el *)(uintptr_t)el->reqs[i].el, depth + 1))
            return true;
    }
    for (size_t i = 0; i < el->n_outputs; i++) {
        if (el->outputs[i]->model == el->model &&
            find_cycle((struct dmn_el *)(uintptr_t)el->outputs[i], depth + 1))
            return true;
    }
    el->mark = 2;
    return false;
}

/* ---- logic ---- */

static void add_name(struct str *v, size_t *n, struct str name)
{
    if (!name_is_plain(name))
        v[(*n)++] = name;
}

static bool known_names(struct loader *l, const struct dmn_el *el, struct feel_names *names)
{
    struct str *v = ARENA_ARRAY(l->a, struct str, 2 * el->n_reqs + 1);
    size_t n = 0;

    if (v == NULL)
        return !full(l);
    for (size_t i = 0; i < el->n_reqs; i++) {
        const struct dmn_req *r = &el->reqs[i];
        if (r->prefix.len > 0) {
            add_name(v, &n, r->prefix);
            if (!know(l, r->el->variable))
                return !full(l);
            continue;
        }
        add_name(v, &n, r->el->variable);
        add_name(v, &n, r->el->name);
    }
    if (el->kind == DMN_BKM)
        add_name(v, &n, el->variable);
    /* inputs may be named without being required */
    *names = (struct feel_names){ .vars = v, .n_vars = n, .up = &l->inputs };
    return true;
}

static void logic_read(struct loader *l, const xmlNode *n, struct dmn_el *el)
{
    struct feel_names names = { 0 };

    l->el = el;
    if (!known_names(l, el, &names))
        return;
    if (el->kind == DMN_BKM) {
        const xmlNode *f = xml_child(n, "encapsulatedLogic");
        if (f == NULL)
            dmn_problem(l, n, true, "knowledge model without logic");
        else
            el->logic = function_read(l, f, &names, 0);
    } else if (el->kind == DMN_DECISION) {
        for (xmlNodePtr c = xml_first(n); c != NULL && el->logic == NULL; c = xml_next(c)) {
            if (xml_is_expr(c))
                el->logic = expr_read(l, c, &names, 0);
        }
        if (el->logic == NULL)
            dmn_problem(l, n, true, "decision without logic");
    }
    l->el = NULL;
}

static void each_element(struct loader *l, const xmlNode *root,
                         void (*fn)(struct loader *l, const xmlNode *n, struct dmn_el *el))
{
    size_t i = 0;
    enum dmn_kind kind;

    for (xmlNodePtr n = xml_first(root); n != NULL && l->rc == RC_OK && i < l->model->n; n = xml_next(n)) {
        if (!element_kind(n, &kind))
            continue;
        l->el = l->model->els[i];
        fn(l, n, l->model->els[i++]);
        l->el = NULL;
    }
}

static void relations_read(struct loader *l, const xmlNode *n, struct dmn_el *el)
{
    if (el->kind == DMN_SERVICE)
        service_read(l, n, el);
    else
        requirements_read(l, n, el);
}

static void cycles_check(struct loader *l)
{
    for (size_t i = 0; i < l->model->n && l->rc == RC_OK; i++) {
        if (find_cycle(l->model->els[i], 0)) {
            l->el = l->model->els[i];
            dmn_problem(l, NULL, false, "its requirements lead back to it");
            l->el = NULL;
            return;
        }
    }
}

static bool is_dmn(const xmlNode *root)
{
    const char *ns = root->ns == NULL || root->ns->href == NULL ? "" : (const char *)root->ns->href;

    return xml_is(root, "definitions") && strstr(ns, "omg.org/spec/DMN/") != NULL;
}

static struct dmn_model *read_model(struct loader *l, struct str xml, struct str file)
{
    CLEANUP(xml_docp_free) xmlDocPtr doc = xml_read(l, xml, file);
    struct dmn_model *m = ARENA_NEW(l->a, struct dmn_model);
    const xmlNode *root;
    struct loaded entry = { 0 };
    size_t at;

    if (doc == NULL || m == NULL || full(l))
        return NULL;
    l->model = m;
    m->file = arena_str(l->a, file);
    root = xmlDocGetRootElement(doc);
    if (root == NULL || !is_dmn(root)) {
        dmn_problem(l, root, false, "not a DMN file");
        return NULL;
    }
    m->name = xml_attr(l, root, "name");
    m->ns = entry.ns = xml_attr(l, root, "namespace");
    at = l->models.n;
    if (!VEC_PUSH(l->a, &l->models, entry) || full(l))
        return NULL;
    l->depth++;
    imports_read(l, root);
    l->depth--;
    l->model = m;
    types_read(l, root);
    elements_read(l, root);
    inputs_known(l);
    each_element(l, root, relations_read);
    cycles_check(l);
    if (!l->fatal)
        each_element(l, root, logic_read);
    m->n_all = l->n_els;
    l->models.v[at].model = m;
    return full(l) ? NULL : m;
}

enum rc dmn_read(struct arena *a, struct str xml, struct str file, const struct dmn_resolver *resolver,
                 enum dmn_mode mode, struct dmn_problems *problems, const struct dmn_model **ret,
                 struct err *e)
{
    struct loader l = { .a = a, .resolver = resolver, .mode = mode, .problems = problems, .e = e };
    struct dmn_model *m;

    l.work = LOAD_WORK_MAX;
    m = read_model(&l, xml, file);
    if (l.rc == RC_OK && arena_failed(a))
        l.rc = arena_check(a, e);
    if (l.rc != RC_OK)
        return l.rc;
    if (l.fatal || m == NULL)
        return RC_INVALID; /* `e` holds the first problem */
    *ret = m;
    return RC_OK;
}

/* ---- asking ---- */

struct str dmn_model_name(const struct dmn_model *m)
{
    return m->name;
}

struct str dmn_model_namespace(const struct dmn_model *m)
{
    return m->ns;
}

size_t dmn_count(const struct dmn_model *m)
{
    return m->n;
}

bool dmn_info(const struct dmn_model *m, size_t i, struct dmn_info *ret)
{
    const struct dmn_el *el;

    if (i >= m->n)
        return false;
    el = m->els[i];
    *ret = (struct dmn_info){ .kind = el->kind,
                              .id = el->id,
                              .name = el->name,
                              .type = el->type_ref,
                              .is_table = el->logic != NULL && el->logic->kind == N_TABLE,
                              .line = el->line };
    return true;
}

bool dmn_find(const struct dmn_model *m, struct str name_or_id, enum dmn_kind kind, struct dmn_info *ret)
{
    struct dmn_info info;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; dmn_info(m, i, &info); i++) {
            if (info.kind == kind && str_eq(pass == 0 ? info.name : info.id, name_or_id)) {
                *ret = info;
                return true;
            }
        }
    }
    return false;
}
