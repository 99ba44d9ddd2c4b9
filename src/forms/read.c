/*
 * read.c - a form's JSON to its fields: the tree, the places of values, pages, problems.
 *
 * Not here: what one component says (read_field.c).
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "forms/inner.h"

void form_problem_add(struct form_reader *r, struct str path, bool warning, const char *fmt, ...)
{
    struct form_problem one = { .file = r->file, .path = path, .warning = warning };
    char text[300];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    if (!warning && r->errors++ == 0)
        (void)ERR(r->e, RC_INVALID, "%.*s: %.*s: %s", STR_ARG(r->file), STR_ARG(path), text);
    if (r->problems == NULL || r->problems->n >= FORM_PROBLEMS_MAX)
        return;
    one.message = arena_str(r->a, str_c(text));
    (void)VEC_PUSH(r->a, r->problems, one);
}

struct str json_path(struct arena *a, struct str base, const char *member)
{
    return arena_fmt(a, "%.*s%s%s", STR_ARG(base), str_empty(base) ? "" : ".", member);
}

static const struct {
    const char *type;
    enum form_kind kind;
} kinds[] = {
    { "textfield", FORM_TEXT },      { "textarea", FORM_TEXTAREA },   { "number", FORM_NUMBER },
    { "datetime", FORM_DATE },       { "checkbox", FORM_CHECKBOX },   { "radio", FORM_RADIO },
    { "select", FORM_SELECT },       { "checklist", FORM_CHECKLIST }, { "taglist", FORM_TAGLIST },
    { "filepicker", FORM_FILES },    { "group", FORM_GROUP },         { "dynamiclist", FORM_LIST },
    { "table", FORM_TABLE },         { "text", FORM_PROSE },          { "expression", FORM_EXPRESSION },
    { "separator", FORM_SEPARATOR }, { "spacer", FORM_SPACER },
};

static const char *const refused[] = { "html", "iframe", "image", "documentPreview" };

/* False for components that are left out (buttons) or refused. */
static bool kind_of(struct form_reader *r, const struct json *o, struct str path, enum form_kind *ret)
{
    struct str type = json_text_of(o, "type");

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq_c(type, kinds[i].type)) {
            *ret = kinds[i].kind;
            return true;
        }
    }
    if (str_eq_c(type, "button"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        if (str_eq_c(type, refused[i])) {
            form_problem_add(r, path, false, "'%s' is not allowed in a form", refused[i]);
            return false;
        }
    }
    form_problem_add(r, json_path(r->a, path, "type"), false, "unknown component '%.*s'", STR_ARG(type));
    return false;
}

static void read_children(struct form_reader *r, const struct json *o, struct str path,
                          struct form_field *parent, const struct form_field **first, unsigned depth);

static struct form_field *read_component(struct form_reader *r, const struct json *o, struct str path,
                                         struct form_field *parent, unsigned depth)
{
    struct form_field *f;
    enum form_kind kind;

    if (o->kind != JSON_OBJECT) {
        form_problem_add(r, path, false, "a component must be an object");
        return NULL;
    }
    if (!kind_of(r, o, path, &kind))
        return NULL;
    f = ARENA_NEW(r->a, struct form_field);
    if (f == NULL)
        return NULL;
    f->kind = kind;
    f->parent = parent;
    f->index = r->fields_n++;
    form_read_field(r, o, path, f);
    if (field_is_container(f))
        read_children(r, o, path, f, &f->first, depth + 1);
    return f;
}

static void read_children(struct form_reader *r, const struct json *o, struct str path,
                          struct form_field *parent, const struct form_field **first, unsigned depth)
{
    const struct json *list = json_get(o, "components");
    struct form_field *last = NULL;
    size_t i = 0;

    path = json_path(r->a, path, "components");
    if (list == NULL || list->kind != JSON_ARRAY) {
        form_problem_add(r, path, list == NULL && parent != NULL, "a list of components is missing");
        return;
    }
    if (depth > FORM_DEPTH_MAX) {
        form_problem_add(r, path, false, "groups nested deeper than %u", FORM_DEPTH_MAX);
        return;
    }
    for (const struct json *c = list->first; c != NULL; c = c->next, i++) {
        struct form_field *f;

        if (r->fields_n >= FORM_COMPONENTS_MAX) {
            form_problem_add(r, path, false, "more than %u components", FORM_COMPONENTS_MAX);
            return;
        }
        f = read_component(r, c, arena_fmt(r->a, "%.*s[%zu]", STR_ARG(path), i), parent, depth);
        if (f == NULL)
            continue;
        if (last == NULL)
            *first = f;
        else
            last->next = f;
        last = f;
    }
}

/* ---- places of values ---- */

static const struct form_field *next_field(const struct form_field *f)
{
    if (f->first != NULL)
        return f->first;
    while (f != NULL && f->next == NULL)
        f = f->parent;
    return f != NULL ? f->next : NULL;
}

/* The list that a field stands in; NULL: none. */
static const struct form_field *list_around(const struct form_field *f)
{
    for (f = f->parent; f != NULL; f = f->parent) {
        if (f->kind == FORM_LIST)
            return f;
    }
    return NULL;
}

static bool has_place(const struct form_field *f)
{
    return !str_empty(f->path) && f->kind != FORM_GROUP;
}

static bool inside(struct str inner, struct str outer)
{
    return str_eq(inner, outer) || (str_starts(inner, outer) && inner.p[outer.len] == '.');
}

/* Radio buttons of one key may stand twice under opposite conditions in form-js; we ask for one place each.
 */
static void check_places(struct form_reader *r, const struct form *form)
{
    for (const struct form_field *f = form->first; f != NULL; f = next_field(f)) {
        if (!has_place(f))
            continue;
        for (const struct form_field *g = form->first; g != f; g = next_field(g)) {
            if (has_place(g) && list_around(f) == list_around(g) &&
                (inside(f->path, g->path) || inside(g->path, f->path)))
                form_problem_add(r, f->path, false, "two fields hold the value '%.*s'", STR_ARG(f->path));
        }
    }
}

/* ---- pages ---- */

static bool wants_page(const struct json *o)
{
    const struct json *p = json_get(json_get(o, "properties"), "page");

    return p != NULL && ((p->kind == JSON_BOOL && p->boolean) || str_eq_c(json_text(p), "yes") ||
                         str_eq_c(json_text(p), "true"));
}

static bool is_paged(const struct json *root)
{
    const struct json *list = json_get(root, "components");

    for (const struct json *c = list != NULL ? list->first : NULL; c != NULL; c = c->next) {
        if (str_eq_c(json_text_of(c, "type"), "group") && wants_page(c))
            return true;
    }
    return false;
}

static void make_pages(struct form_reader *r, const struct json *root, struct form *f)
{
    size_t n = 0;

    f->pages_n = 1;
    if (!is_paged(root))
        return;
    for (const struct form_field *g = f->first; g != NULL; g = g->next)
        n += g->kind == FORM_GROUP;
    f->pages = ARENA_ARRAY(r->a, const struct form_field *, n + 1);
    if (f->pages == NULL || n == 0)
        return;
    n = 0;
    for (const struct form_field *g = f->first; g != NULL; g = g->next) {
        if (g->kind == FORM_GROUP)
            f->pages[n++] = g;
    }
    f->pages_n = n;
}

/* The page of a component of the top level: that of the group before it, or the first. */
size_t field_page(const struct form *f, const struct form_field *top)
{
    size_t page = 0, n = 0;

    if (f->pages == NULL)
        return 0;
    for (const struct form_field *g = f->first; g != NULL; g = g->next) {
        if (g->kind == FORM_GROUP)
            page = n++;
        if (g == top)
            return page;
    }
    return 0;
}

/* ---- names that the form reads ---- */

struct name_list { /* as VEC(struct str) */
    struct str *v;
    size_t n, cap;
};

static bool own_name(const struct form *f, struct str name)
{
    static const char *const given[] = { "this", "parent", "i" };

    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        if (str_eq_c(name, given[i]))
            return true;
    }
    for (const struct form_field *g = f->first; g != NULL; g = next_field(g)) {
        struct str path = g->path;

        if (!str_empty(path) && str_eq(str_cut(&path, '.'), name))
            return true;
    }
    return false;
}

static void note_name(struct form_reader *r, const struct form *f, struct str name, struct name_list *list)
{
    if (str_empty(name) || own_name(f, name))
        return;
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(list->v[i], name))
            return;
    }
    (void)VEC_PUSH(r->a, list, name);
}

static enum rc note_reads(struct form_reader *r, struct form *f)
{
    struct name_list list = { 0 };

    for (size_t i = 0; i < r->exprs.n; i++) {
        struct str *names;
        size_t n;
        enum rc rc = feel_free_names(r->a, r->exprs.v[i], &names, &n, r->e);

        if (rc != RC_OK)
            return rc;
        for (size_t k = 0; k < n; k++)
            note_name(r, f, names[k], &list);
    }
    for (size_t i = 0; i < r->sources.n; i++) {
        struct str path = r->sources.v[i];

        note_name(r, f, str_cut(&path, '.'), &list);
    }
    f->reads = list.v;
    f->reads_n = list.n;
    return RC_OK;
}

/* ---- all ---- */

static void read_form(struct form_reader *r, const struct json *root, struct form *f)
{
    if (root->kind != JSON_OBJECT) {
        form_problem_add(r, STR("$"), false, "a form must be an object");
        return;
    }
    f->id = arena_str(r->a, json_text_of(root, "id"));
    f->title = arena_str(r->a, json_text_of(json_get(root, "properties"), "title"));
    if (!str_eq_c(json_text_of(root, "type"), "default"))
        form_problem_add(r, STR("type"), true, "the type of a form is 'default'");
    read_children(r, root, STR_NONE, NULL, &f->first, 0);
    f->fields_n = r->fields_n;
    check_places(r, f);
    make_pages(r, root, f);
    for (const struct form_field *g = f->first; g != NULL && str_empty(f->title); g = g->next) {
        if (g->kind == FORM_GROUP)
            f->title = g->label;
    }
}

enum rc form_read(struct arena *a, struct str file, struct str text, struct form_problems *problems,
                  const struct form **ret, struct err *e)
{
    struct form_reader r = { .a = a, .file = file, .problems = problems, .e = e };
    CLEANUP(arena_freep) struct arena *tmp = arena_new((size_t)64 << 20);
    struct form *f = ARENA_NEW(a, struct form);
    const struct json *root;
    struct err why = { 0 };
    enum rc rc;

    if (text.len > LIMIT_JSON_BYTES)
        return ERR(e, RC_LIMIT, "%.*s: longer than %u bytes", STR_ARG(file), LIMIT_JSON_BYTES);
    if (tmp == NULL || f == NULL)
        return ERR(e, RC_LIMIT, "%.*s: out of memory", STR_ARG(file));
    rc = json_parse(tmp, text, &root, &why);
    if (arena_failed(tmp))
        arena_spoil(a);
    if (rc == RC_INVALID)
        form_problem_add(&r, STR("$"), false, "%s", why.msg);
    else if (rc != RC_OK)
        return ERR(e, rc, "%.*s: %s", STR_ARG(file), why.msg);
    else
        read_form(&r, root, f);
    if (arena_failed(a))
        return arena_check(a, e);
    if (r.errors > 0)
        return RC_INVALID;
    rc = note_reads(&r, f);
    if (rc != RC_OK)
        return rc;
    rc = arena_check(a, e);
    if (rc == RC_OK)
        *ret = f;
    return rc;
}

/* ---- asking ---- */

struct str form_id(const struct form *f)
{
    return f->id;
}

struct str form_title(const struct form *f)
{
    return f->title;
}

const struct form_field *form_first(const struct form *f)
{
    return f->first;
}

const struct str *form_reads(const struct form *f, size_t *n)
{
    *n = f->reads_n;
    return f->reads;
}

size_t form_pages(const struct form *f)
{
    return f->pages_n;
}

const struct form_field *form_page(const struct form *f, size_t page)
{
    return f->pages != NULL && page < f->pages_n ? f->pages[page] : NULL;
}

/* Compares "items.text" with the path of a field inside lists, outermost first. */
static bool full_path_is(const struct form_field *f, struct str path)
{
    const struct form_field *list = list_around(f);

    if (list == NULL)
        return str_eq(f->path, path);
    return path.len > f->path.len + 1 && str_ends(path, f->path) &&
           path.p[path.len - f->path.len - 1] == '.' &&
           full_path_is(list, str_sub(path, 0, path.len - f->path.len - 1));
}

const struct form_field *form_find(const struct form *f, struct str path)
{
    for (const struct form_field *g = f->first; g != NULL; g = next_field(g)) {
        if (!str_empty(g->path) && g->kind != FORM_GROUP && full_path_is(g, path))
            return g;
    }
    return NULL;
}
