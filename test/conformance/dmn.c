/*
 * dmn.c - conformance_dmn DIR...: the DMN technology compatibility kit against our decision models.
 *
 * A directory is walked for test files (NAME-test-NN.xml); each names its model beside it, and for every test
 * case the inputs and the expected results of decisions or of a decision service. Every test case that fails
 * is printed, and at the end "N passed, N failed". Numbers are equal within 10^-8; errorResult expects null.
 */
#include "dmn/dmn.h"
#include "base/file.h"

#include <libxml/parser.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)16 << 20)

struct score {
    int passed, failed;
};

struct suite {
    struct arena *a; /* of one test file */
    const char *dir;
    const char *file;
    const struct dmn_model *model;
    struct err broken; /* why there is no model */
    struct score *score;
};

/* ---- XML ---- */

static bool is(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static const xmlNode *child(const xmlNode *n, const char *name)
{
    for (const xmlNode *c = n->children; c != NULL; c = c->next) {
        if (is(c, name))
            return c;
    }
    return NULL;
}

static struct str taken(struct arena *a, xmlChar *s)
{
    struct str ret = s == NULL ? STR_NONE : arena_str(a, str_c((const char *)s));

    xmlFree(s);
    return ret;
}

static struct str attr(struct arena *a, const xmlNode *n, const char *name)
{
    return taken(a, xmlGetProp((xmlNodePtr)(uintptr_t)n, (const xmlChar *)name));
}

static struct str text(struct arena *a, const xmlNode *n)
{
    return taken(a, xmlNodeGetContent((xmlNodePtr)(uintptr_t)n));
}

/* ---- values ---- */

static const struct feel_value *scalar(struct arena *a, const xmlNode *n)
{
    struct str type = attr(a, n, "type"), nil = attr(a, n, "nil"), s = text(a, n);
    const struct feel_value *v;
    struct dec d;

    if (str_eq_c(nil, "true"))
        return feel_null();
    if (str_find_byte(type, ':', 0) != SIZE_MAX)
        type = str_from(type, str_find_byte(type, ':', 0) + 1);
    if (str_eq_c(type, "string"))
        return feel_string(a, s);
    s = str_trim(s);
    if (str_eq_c(type, "boolean"))
        return feel_bool(str_eq_c(s, "true") || str_eq_c(s, "1"));
    if (dec_parse(s, &d) && !str_eq_c(type, "date"))
        return feel_number(a, d);
    v = feel_temporal(a, s);
    if (type.len > 0 || !feel_is_null(v))
        return v;
    if (str_eq_c(s, "true") || str_eq_c(s, "false"))
        return feel_bool(str_eq_c(s, "true"));
    return feel_string(a, s);
}

/* The value held by an inputNode, expected, component or item. */
static const struct feel_value *value(struct arena *a, const xmlNode *n)
{
    const struct feel_value *ctx = NULL, *items[1000];
    const xmlNode *list = child(n, "list");
    size_t count = 0;

    if (list != NULL) {
        if (str_eq_c(attr(a, list, "nil"), "true"))
            return feel_null();
        for (const xmlNode *c = list->children; c != NULL && count < ARRAY_LEN(items); c = c->next) {
            if (is(c, "item"))
                items[count++] = value(a, c);
        }
        return feel_list(a, items, count);
    }
    for (const xmlNode *c = n->children; c != NULL; c = c->next) {
        if (is(c, "value"))
            return scalar(a, c);
        if (is(c, "component"))
            ctx = feel_context_put(a, ctx == NULL ? feel_context(a) : ctx, attr(a, c, "name"), value(a, c));
    }
    return ctx == NULL ? feel_null() : ctx;
}

static bool same(const struct feel_value *got, const struct feel_value *want)
{
    struct str name;
    const struct feel_value *x, *y;
    struct dec diff, limit = { 1, -8, false };

    if (feel_kind(got) == FEEL_NUMBER && feel_kind(want) == FEEL_NUMBER)
        return dec_sub(feel_dec(got), feel_dec(want), &diff) && dec_cmp(dec_abs(diff), limit) <= 0;
    if (feel_kind(got) != feel_kind(want))
        return false;
    if (feel_kind(got) == FEEL_LIST) {
        for (size_t i = 0; i < feel_count(want); i++) {
            if (feel_item(got, i) == NULL || !same(feel_item(got, i), feel_item(want, i)))
                return false;
        }
        return feel_count(got) == feel_count(want);
    }
    if (feel_kind(got) != FEEL_CONTEXT)
        return feel_equal(got, want);
    for (size_t i = 0; feel_context_at(want, i, &name, &x); i++) {
        y = feel_context_get(got, name);
        if (y == NULL || !same(y, x))
            return false;
    }
    return feel_count(got) == feel_count(want);
}

/* ---- one test case ---- */

static enum rc ask(const struct suite *s, const xmlNode *test, struct str node, const struct feel_value *in,
                   const struct feel_env *env, const struct feel_value **ret, struct err *e)
{
    struct str type = attr(s->a, test, "type"), name = attr(s->a, test, "invocableName");
    enum rc rc;

    if (str_eq_c(type, "bkm"))
        return dmn_invoke(s->model, name, in, env, s->a, NULL, ret, e);
    if (!str_eq_c(type, "decisionService"))
        return dmn_decide(s->model, node, in, env, s->a, NULL, ret, e);
    rc = dmn_service(s->model, name, in, env, s->a, NULL, ret, e);
    if (rc == RC_OK && feel_context_get(*ret, node) != NULL)
        *ret = feel_context_get(*ret, node);
    return rc;
}

static bool check(const struct suite *s, const xmlNode *test, const xmlNode *result,
                  const struct feel_value *in)
{
    const xmlNode *expected = child(result, "expected");
    const struct feel_value *want = expected == NULL ? feel_null() : value(s->a, expected), *got = NULL;
    struct str node = attr(s->a, result, "name"), id = attr(s->a, test, "id"), w, g;
    struct feel_warnings warnings = { 0 };
    struct feel_env env = { .now_ms = INT64_C(1704103200000), .zone = STR("UTC"), .warnings = &warnings };
    struct err e = s->broken;
    enum rc rc = s->model == NULL ? e.rc : ask(s, test, node, in, &env, &got, &e);

    if (rc == RC_OK && same(got, want))
        return true;
    w = feel_to_string(s->a, want);
    g = rc == RC_OK ? feel_to_string(s->a, got) : str_c(e.msg);
    printf("%s %.*s %.*s: expected %s %.*s, got %s %.*s%s%.*s\n", s->file, STR_ARG(id), STR_ARG(node),
           feel_kind_name(feel_kind(want)), STR_ARG(w),
           rc == RC_OK ? feel_kind_name(feel_kind(got)) : "error", STR_ARG(g), warnings.n > 0 ? ": " : "",
           warnings.n > 0 ? (int)warnings.v[0].message.len : 0,
           warnings.n > 0 ? warnings.v[0].message.p : "");
    return false;
}

static void run_case(const struct suite *s, const xmlNode *test)
{
    const struct feel_value *in = feel_context(s->a);
    bool ok = true;

    for (const xmlNode *c = test->children; c != NULL; c = c->next) {
        if (is(c, "inputNode"))
            in = feel_context_put(s->a, in, attr(s->a, c, "name"), value(s->a, c));
    }
    for (const xmlNode *c = test->children; c != NULL; c = c->next) {
        if (is(c, "resultNode"))
            ok = check(s, test, c, in) && ok;
    }
    if (ok)
        s->score->passed++;
    else
        s->score->failed++;
}

/* ---- files ---- */

/* An imported model is the file beside the test that declares the namespace. */
static enum rc find_import(void *self, struct str ns, struct str location, struct arena *a, struct str *xml,
                           struct str *file, struct err *e)
{
    const struct suite *s = self;
    struct str *names, mark = arena_fmt(a, " namespace=\"%.*s\"", STR_ARG(ns));
    size_t n;
    enum rc rc = dir_list(a, s->dir, &names, &n, e);

    (void)location;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct str content;
        size_t at, import;
        if (!str_ends(names[i], STR(".dmn")))
            continue;
        rc = file_read(a, path_join(a, s->dir, arena_cstr(a, names[i])), FILE_MAX, &content, e);
        if (rc != RC_OK)
            return rc;
        at = str_find(content, mark, 0);
        import = str_find(content, STR("import "), 0); /* <definitions> comes before any <import> */
        if (at != SIZE_MAX && at < import) {
            *xml = content;
            *file = names[i];
            return RC_OK;
        }
    }
    return rc != RC_OK ? rc : ERR(e, RC_NOT_FOUND, "no file declares '%.*s'", STR_ARG(ns));
}

static void load(struct suite *s, struct str name)
{
    const struct dmn_resolver resolver = { find_import, s };
    struct str xml;
    enum rc rc = file_read(s->a, path_join(s->a, s->dir, arena_cstr(s->a, str_trim(name))), FILE_MAX, &xml,
                           &s->broken);

    if (rc == RC_OK)
        rc = dmn_read(s->a, xml, name, &resolver, DMN_TOLERANT, NULL, &s->model, &s->broken);
    if (rc != RC_OK)
        printf("%s: model: %s\n", s->file, s->broken.msg);
}

static void run_file(const char *dir, const char *file, struct score *score)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 30);
    struct suite s = { .a = a, .dir = dir, .file = file, .score = score };
    xmlDocPtr doc = xmlReadFile(path_join(a, dir, file), NULL, XML_PARSE_NONET);
    const xmlNode *root = doc == NULL ? NULL : xmlDocGetRootElement(doc), *model;

    model = root == NULL ? NULL : child(root, "modelName");
    if (model == NULL) {
        printf("%s: not a test file\n", file);
        score->failed++;
    } else {
        load(&s, text(a, model));
        for (const xmlNode *c = root->children; c != NULL; c = c->next) {
            if (is(c, "testCase"))
                run_case(&s, c);
        }
    }
    xmlFreeDoc(doc);
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void walk(const char *dir, struct score *score, int depth)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 20);
    struct str *names;
    size_t n;
    struct err e;

    if (dir_list(a, dir, &names, &n, &e) != RC_OK) {
        printf("%s: %s\n", dir, e.msg);
        score->failed++;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const char *name = arena_cstr(a, names[i]), *path = path_join(a, dir, name);
        if (is_folder(path) && depth < 8)
            walk(path, score, depth + 1);
        else if (str_ends(names[i], STR(".xml")) && str_contains(names[i], STR("-test-")))
            run_file(dir, name, score);
    }
}

int main(int argc, char **argv)
{
    struct score score = { 0, 0 };

    if (argc < 2) {
        fprintf(stderr, "usage: conformance_dmn DIR...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++)
        walk(argv[i], &score, 0);
    xmlCleanupParser();
    printf("%d passed, %d failed\n", score.passed, score.failed);
    return score.failed != 0;
}
