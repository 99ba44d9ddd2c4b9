/*
 * package.c - reading one package and asking it.
 *
 * Not here: the checks across its parts (package_check.c), the .po reader (package_text.c), installed
 * versions (catalogue.c).
 */
#include "app/package_inner.h"
#include "base/file.h"
#include "base/limits.h"
#include "port/letter.h"

void package_problem(struct package_reader *r, struct str file, int line, struct str element, bool warning,
                     struct str message)
{
    struct package_problem p = { file, line, element, message, warning };

    if (!warning)
        r->bad = true;
    (void)VEC_PUSH(r->a, r->problems, p);
}

/* A part could not be read at all: a problem of the package, unless memory was wanting. */
static void unreadable(struct package_reader *r, struct str file, enum rc rc, const struct err *e)
{
    if (rc == RC_LIMIT && arena_failed(r->a))
        r->bad = true;
    else
        package_problem(r, file, 0, STR_NONE, false, arena_str(r->a, str_c(e->msg)));
}

static const struct package_file *file_of(const struct package_reader *r, const char *path)
{
    for (size_t i = 0; i < r->n_files; i++)
        if (str_eq_c(r->files[i].path, path))
            return &r->files[i];
    return NULL;
}

/* "forms/x.json" with dir "forms/" and suffix ".json" gives "x"; STR_NONE for other files. */
static struct str stem(struct str path, const char *dir, const char *suffix)
{
    struct str d = str_c(dir), s = str_c(suffix);

    if (!str_starts(path, d) || !str_ends(path, s) || path.len <= d.len + s.len)
        return STR_NONE;
    return str_sub(path, d.len, path.len - d.len - s.len);
}

static const struct json *read_json(struct package_reader *r, const char *path, bool needed)
{
    const struct package_file *f = file_of(r, path);
    const struct json *j = NULL;
    struct err e = { .rc = RC_OK };
    enum rc rc;

    if (f == NULL) {
        if (needed)
            package_problem(r, str_c(path), 0, STR_NONE, false, STR("the file is missing"));
        return NULL;
    }
    rc = json_parse(r->a, f->content, &j, &e);
    if (rc != RC_OK)
        unreadable(r, f->path, rc, &e);
    return j;
}

static void read_model(struct package_reader *r)
{
    const struct package_file *f = file_of(r, "process.bpmn");
    struct bpmn_problems list = { 0 };
    struct err e = { .rc = RC_OK };
    enum rc rc;

    if (f == NULL) {
        package_problem(r, STR("process.bpmn"), 0, STR_NONE, false, STR("the file is missing"));
        return;
    }
    rc = bpmn_read(r->a, f->path, f->content, &r->p->model, &e);
    if (rc == RC_OK)
        rc = bpmn_check(r->a, r->p->model, &list, &e);
    if (rc != RC_OK) {
        unreadable(r, f->path, rc, &e);
        return;
    }
    for (size_t i = 0; i < list.n; i++)
        package_problem(r, f->path, list.v[i].line, list.v[i].element, list.v[i].severity == BPMN_WARNING,
                        list.v[i].message);
}

static void read_form(struct package_reader *r, const struct package_file *f, struct str id)
{
    struct form_problems list = { 0 };
    struct package_form one = { .id = id };
    struct err e = { .rc = RC_OK };
    enum rc rc = form_read(r->a, f->path, f->content, &list, &one.form, &e);

    for (size_t i = 0; i < list.n; i++)
        package_problem(r, f->path, 0, list.v[i].path, list.v[i].warning, list.v[i].message);
    if (rc != RC_OK && list.n == 0)
        unreadable(r, f->path, rc, &e);
    if (rc == RC_OK)
        (void)VEC_PUSH(r->a, &r->forms, one);
    else
        r->bad = true;
}

static void read_decisions(struct package_reader *r, const struct package_file *f)
{
    struct dmn_problems list = { 0 };
    struct package_decisions one = { .file = f->path };
    struct err e = { .rc = RC_OK };
    enum rc rc = dmn_read(r->a, f->content, f->path, NULL, DMN_STRICT, &list, &one.model, &e);

    for (size_t i = 0; i < list.n; i++)
        package_problem(r, f->path, list.v[i].line, list.v[i].element, list.v[i].warning, list.v[i].message);
    if (rc != RC_OK && list.n == 0)
        unreadable(r, f->path, rc, &e);
    if (rc == RC_OK)
        (void)VEC_PUSH(r->a, &r->decisions, one);
    else
        r->bad = true;
}

static void read_letter(struct package_reader *r, const struct package_file *f, struct str name)
{
    const struct letter_problem *list = NULL;
    size_t n = 0;
    struct package_letter one = { .name = name };
    struct err e = { .rc = RC_OK };
    enum rc rc = letter_parse(r->a, f->path, f->content, &one.letter, &list, &n, &e);

    for (size_t i = 0; i < n; i++)
        package_problem(r, f->path, list[i].line, STR_NONE, false, list[i].text);
    if (rc != RC_OK && n == 0)
        unreadable(r, f->path, rc, &e);
    if (rc == RC_OK)
        (void)VEC_PUSH(r->a, &r->letters, one);
    else
        r->bad = true;
}

static void read_parts(struct package_reader *r)
{
    for (size_t i = 0; i < r->n_files; i++) {
        const struct package_file *f = &r->files[i];
        struct str name;

        if ((name = stem(f->path, "forms/", ".json")).len > 0)
            read_form(r, f, name);
        else if (stem(f->path, "decisions/", ".dmn").len > 0)
            read_decisions(r, f);
        else if ((name = stem(f->path, "letters/", ".md")).len > 0)
            read_letter(r, f, name);
        else if (str_eq_c(f->path, "texts/fa.po"))
            package_read_texts(r, f);
    }
}

static void read_starts(struct package_reader *r)
{
    const struct json *reg = json_get(r->p->meta, "registration"), *starts = json_get(reg, "starts");

    r->p->registration_form = json_text_of(reg, "form");
    for (const struct json *s = starts == NULL ? NULL : starts->first; s != NULL; s = s->next) {
        struct package_start one = { s->name, json_text_of(s, "event"), json_text_of(s, "task"),
                                     json_text_of(s, "who") };

        (void)VEC_PUSH(r->a, &r->starts, one);
    }
}

static void read_meta(struct package_reader *r)
{
    struct package *p = r->p;

    p->meta = read_json(r, "process.json", true);
    p->key = json_text_of(p->meta, "key");
    p->catalogue = json_text_of(p->meta, "catalogue");
    p->title = json_text_of(p->meta, "title");
    p->noun = json_text_of(p->meta, "noun");
    p->family = json_text_of(p->meta, "family");
    p->owner = json_text_of(p->meta, "owner");
    p->is_case = str_eq_c(json_text_of(p->meta, "kind"), "case");
    p->is_public = json_bool_of(p->meta, "public", false);
    p->register_layout = read_json(r, "register.json", false);
    p->service = read_json(r, "service.json", false);
    if (p->meta != NULL)
        read_starts(r);
}

enum rc package_read(struct arena *a, const struct package_file *files, size_t n,
                     struct package_problems *problems, const struct package **ret, struct err *e)
{
    struct package_problems own = { 0 };
    struct package_reader r = { .a = a, .files = files, .n_files = n, .problems = problems };
    enum rc rc;

    if (r.problems == NULL)
        r.problems = &own;
    r.p = ARENA_NEW(a, struct package);
    if (r.p == NULL)
        return arena_check(a, e);
    r.p->files = files;
    r.p->n_files = n;
    read_meta(&r);
    read_model(&r);
    read_parts(&r);
    r.p->forms = r.forms.v;
    r.p->n_forms = r.forms.n;
    r.p->decisions = r.decisions.v;
    r.p->n_decisions = r.decisions.n;
    r.p->letters = r.letters.v;
    r.p->n_letters = r.letters.n;
    r.p->texts = r.texts.v;
    r.p->n_texts = r.texts.n;
    r.p->starts = r.starts.v;
    r.p->n_starts = r.starts.n;
    if (r.p->model != NULL && r.p->meta != NULL)
        package_check(&r);
    r.p->exprs = r.exprs.v;
    r.p->n_exprs = r.exprs.n;
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; r.bad && i < r.problems->n; i++) {
        const struct package_problem *q = &r.problems->v[i];

        if (!q->warning)
            return ERR(e, RC_INVALID, "%.*s:%d: %.*s %.*s", STR_ARG(q->file), q->line, STR_ARG(q->element),
                       STR_ARG(q->message));
    }
    if (r.bad)
        return ERR(e, RC_INVALID, "the package has errors");
    *ret = r.p;
    return RC_OK;
}

/* ---- files ---- */

static enum rc add_dir(struct arena *a, const char *dir, struct str prefix, int depth,
                       struct package_reader *r, struct err *e)
{
    struct str *names = NULL;
    size_t n = 0;
    enum rc rc = dir_list(a, dir, &names, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct str path = arena_cat(a, prefix, names[i]);
        const char *full = path_join(a, dir, arena_cstr(a, names[i]));
        struct package_file f = { .path = path };

        if (names[i].p[0] == '.')
            continue;
        rc = file_read(a, full, LIMIT_XML_BYTES, &f.content, e);
        if (rc == RC_INVALID && depth < 2) {
            rc = add_dir(a, full, arena_cat(a, path, STR("/")), depth + 1, r, e);
            continue;
        }
        if (rc == RC_OK && r->found.n >= LIMIT_PACKAGE_FILES)
            rc = ERR(e, RC_LIMIT, "more than %u files in a package", LIMIT_PACKAGE_FILES);
        if (rc == RC_OK && !VEC_PUSH(a, &r->found, f))
            rc = arena_check(a, e);
    }
    return rc;
}

enum rc package_files_of_dir(struct arena *a, const char *dir, const struct package_file **ret, size_t *n,
                             struct err *e)
{
    struct package_reader r = { .a = a };
    enum rc rc = add_dir(a, dir, STR_NONE, 0, &r, e);

    if (rc != RC_OK)
        return rc;
    *ret = r.found.v;
    *n = r.found.n;
    return RC_OK;
}

struct hash package_hash(const struct package_file *files, size_t n)
{
    struct hash_stream s;

    hash_begin(&s);
    for (size_t i = 0; i < n; i++) {
        struct hash h = hash_two(files[i].path, files[i].content);

        hash_more(&s, (struct str){ (const char *)h.b, sizeof(h.b) });
    }
    return hash_end(&s);
}

/* ---- asking ---- */

const struct form *package_form(const struct package *p, struct str id)
{
    for (size_t i = 0; i < p->n_forms; i++)
        if (str_eq(p->forms[i].id, id))
            return p->forms[i].form;
    return NULL;
}

const struct letter *package_letter(const struct package *p, struct str name)
{
    for (size_t i = 0; i < p->n_letters; i++)
        if (str_eq(p->letters[i].name, name))
            return p->letters[i].letter;
    return NULL;
}

const struct package_start *package_start(const struct package *p, struct str channel)
{
    for (size_t i = 0; i < p->n_starts; i++)
        if (str_eq(p->starts[i].channel, channel))
            return &p->starts[i];
    return NULL;
}

const struct dmn_model *package_decision(const struct package *p, struct str id)
{
    struct dmn_info info;

    for (size_t i = 0; i < p->n_decisions; i++)
        if (dmn_find(p->decisions[i].model, id, DMN_DECISION, &info))
            return p->decisions[i].model;
    return NULL;
}

const struct feel_expr *package_expr(const struct package *p, const struct bpmn_element *el, const char *key)
{
    for (size_t i = 0; i < p->n_exprs; i++)
        if (p->exprs[i].element == el->index && str_eq_c(p->exprs[i].key, key))
            return p->exprs[i].expr;
    return NULL;
}

struct str package_role(const struct package *p, struct str role)
{
    struct str word = json_text(json_get_str(json_get(p->meta, "roles"), role));

    return word.len > 0 ? word : role;
}
