/*
 * feel.c - `samad feel` and `samad decide`: expressions and decisions without an installation.
 */
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "dmn/dmn.h"

static int print_value(const struct feel_value *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    buf_init(&b, (size_t)64 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    if (b.failed)
        return EXIT_REFUSED;
    printf("%.*s\n", STR_ARG(buf_view(&b)));
    return EXIT_DONE;
}

static void print_warnings(const struct feel_warnings *w)
{
    for (size_t i = 0; i < w->n; i++)
        fprintf(stderr, "warning: %.*s (line %d, column %d)\n", STR_ARG(w->v[i].message), w->v[i].line,
                w->v[i].column);
}

/* The names of the context, so that names with spaces are understood. */
static struct feel_names names_of(struct arena *a, const struct feel_value *ctx)
{
    struct feel_names n = { 0 };
    struct str *v = ARENA_ARRAY(a, struct str, feel_count(ctx) + 1);
    const struct feel_value *x;

    for (size_t i = 0; v != NULL && feel_context_at(ctx, i, &v[i], &x); i++)
        n.n_vars = i + 1;
    n.vars = v;
    return n;
}

int cmd_feel(int argc, char **argv)
{
    const char *context = NULL;
    const struct option options[] = { { "context", &context, NULL, NULL } };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)60 << 20);
    struct clock clock = clock_real();
    struct feel_warnings warnings = { 0 };
    struct feel_env env = { .now_ms = clock_now(&clock), .zone = STR("Asia/Tehran"), .warnings = &warnings };
    const struct feel_expr *x = NULL;
    const struct feel_value *v = NULL;
    const struct json *j = NULL;
    struct feel_names names;
    struct err e = { .rc = RC_OK };
    int rest;

    if (!options_take(argc, argv, options, 1, &rest) || rest != 1 || a == NULL)
        return EXIT_USAGE;
    if (json_parse(a, str_c(context == NULL ? "{}" : context), &j, &e) != RC_OK)
        return refuse("feel", &e);
    env.vars = feel_from_json(a, j);
    names = names_of(a, env.vars);
    if (feel_compile(a, str_c(argv[0]), &names, &x, &e) != RC_OK || feel_eval(x, &env, a, &v, &e) != RC_OK)
        return refuse("feel", &e);
    print_warnings(&warnings);
    return print_value(v);
}

static enum rc read_all(FILE *f, size_t max, struct buf *b, struct err *e)
{
    char part[65536];
    size_t n;

    buf_init(b, max);
    while ((n = fread(part, 1, sizeof(part), f)) > 0)
        buf_add(b, part, n);
    return buf_done(b, e);
}

/* Imports are looked for beside the file, by their location or by any .dmn with the namespace. */
struct beside {
    const char *dir;
};

static enum rc find_import(void *self, struct str ns, struct str location, struct arena *a, struct str *xml,
                           struct str *file, struct err *e)
{
    struct beside *b = self;
    struct str *names = NULL;
    size_t n = 0;
    enum rc rc = dir_list(a, b->dir, &names, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct str text;

        if (!str_ends(names[i], STR(".dmn")))
            continue;
        rc = file_read(a, path_join(a, b->dir, arena_cstr(a, names[i])), LIMIT_XML_BYTES, &text, e);
        if (rc == RC_OK && (str_eq(names[i], location) ||
                            str_contains(text, arena_fmt(a, "namespace=\"%.*s\"", STR_ARG(ns))))) {
            *xml = text;
            *file = names[i];
            return RC_OK;
        }
    }
    return ERR(e, RC_NOT_FOUND, "no model with the namespace %.*s", STR_ARG(ns));
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? "." : arena_cstr(a, (struct str){ path, (size_t)(slash - path) });
}

int cmd_decide(int argc, char **argv)
{
    const char *decision = NULL, *service = NULL;
    const struct option options[] = { { "decision", &decision, NULL, NULL },
                                      { "service", &service, NULL, NULL } };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)60 << 20);
    CLEANUP(buf_free) struct buf in = { 0 };
    struct clock clock = clock_real();
    struct feel_warnings warnings = { 0 };
    struct feel_env env = { .now_ms = clock_now(&clock), .zone = STR("Asia/Tehran"), .warnings = &warnings };
    struct dmn_problems problems = { 0 };
    struct dmn_resolver resolver = { .find = find_import };
    struct beside beside;
    const struct dmn_model *m = NULL;
    const struct feel_value *v = NULL;
    const struct json *j = NULL;
    struct str xml;
    struct err e = { .rc = RC_OK };
    int rest;
    enum rc rc;

    if (!options_take(argc, argv, options, 2, &rest) || rest != 1 || a == NULL ||
        (decision == NULL) == (service == NULL)) {
        fprintf(stderr, "samad decide FILE.dmn --decision NAME|--service NAME\n");
        return EXIT_USAGE;
    }
    beside.dir = folder_of(a, argv[0]);
    resolver.self = &beside;
    rc = file_read(a, argv[0], LIMIT_XML_BYTES, &xml, &e);
    if (rc == RC_OK)
        rc = dmn_read(a, xml, str_c(argv[0]), &resolver, DMN_TOLERANT, &problems, &m, &e);
    for (size_t i = 0; i < problems.n; i++)
        fprintf(stderr, "%.*s:%d: %.*s: %.*s\n", STR_ARG(problems.v[i].file), problems.v[i].line,
                STR_ARG(problems.v[i].element), STR_ARG(problems.v[i].message));
    if (rc == RC_OK)
        rc = read_all(stdin, LIMIT_JSON_BYTES, &in, &e);
    if (rc == RC_OK)
        rc = json_parse(a, buf_view(&in).len == 0 ? STR("{}") : buf_view(&in), &j, &e);
    if (rc == RC_OK)
        rc = decision != NULL ? dmn_decide(m, str_c(decision), feel_from_json(a, j), &env, a, NULL, &v, &e)
                              : dmn_service(m, str_c(service), feel_from_json(a, j), &env, a, NULL, &v, &e);
    if (rc != RC_OK)
        return refuse("decide", &e);
    print_warnings(&warnings);
    return print_value(v);
}
