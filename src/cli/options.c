/*
 * options.c - options of the command line, the environment behind them, and the configuration file behind
 * that.
 */
#include "base/file.h"
#include "cli/cli.h"

static const struct option *find(const struct option *o, size_t n, const char *name, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(o[i].name) == len && memcmp(o[i].name, name, len) == 0)
            return &o[i];
    return NULL;
}

static bool take_one(int argc, char **argv, int *i, const struct option *o, size_t n)
{
    const char *text = argv[*i] + 2, *eq = strchr(text, '=');
    size_t len = eq == NULL ? strlen(text) : (size_t)(eq - text);
    const struct option *opt = find(o, n, text, len);

    if (opt == NULL) {
        fprintf(stderr, "samad: unknown option '%s'\n", argv[*i]);
        return false;
    }
    if (opt->flag != NULL) {
        *opt->flag = true;
        return true;
    }
    if (eq != NULL) {
        *opt->value = eq + 1;
        return true;
    }
    if (*i + 1 >= argc) {
        fprintf(stderr, "samad: option '--%s' needs a value\n", opt->name);
        return false;
    }
    *opt->value = argv[++*i];
    return true;
}

bool options_take(int argc, char **argv, const struct option *o, size_t n, int *rest)
{
    int kept = 0;

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            argv[kept++] = argv[i];
        else if (!take_one(argc, argv, &i, o, n))
            return false;
    }
    for (size_t i = 0; i < n; i++)
        if (o[i].env != NULL && o[i].value != NULL && *o[i].value == NULL)
            *o[i].value = getenv(o[i].env);
    *rest = kept;
    return true;
}

bool options_from_file(const char *data_dir, const struct option *o, size_t n)
{
    static struct arena *kept; /* the configuration lives as long as the program */
    struct str text, rest;
    const char *path;
    struct err e = { .rc = RC_OK };
    int line = 0;

    if (kept == NULL)
        kept = arena_new((size_t)1 << 20);
    if (kept == NULL)
        return false;
    path = path_join(kept, data_dir, "samad.conf");
    if (!file_exists(path))
        return true;
    if (file_read(kept, path, 1 << 18, &text, &e) != RC_OK)
        return refuse("configuration", &e) == EXIT_DONE;
    for (rest = text; rest.len > 0;) {
        struct str s = str_trim(str_cut(&rest, '\n')), key;
        const struct option *opt;

        line++;
        if (s.len == 0 || s.p[0] == '#')
            continue;
        key = str_trim(str_cut(&s, '='));
        opt = find(o, n, key.p, key.len);
        if (opt == NULL) {
            fprintf(stderr, "%s:%d: unknown key '%.*s'\n", path, line, STR_ARG(key));
            return false;
        }
        if (opt->flag != NULL)
            *opt->flag = *opt->flag || str_eq_c(str_trim(s), "yes");
        else if (*opt->value == NULL)
            *opt->value = arena_cstr(kept, str_trim(s));
    }
    return true;
}
