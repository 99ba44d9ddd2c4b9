/*
 * process.c - `samad process`: check, test, install, list.
 *
 * Not here: simulate (simulate.c); draw (draw.c); show, diff, migrate (version.c).
 */
#include <dirent.h>
#include <sys/stat.h>

#include "app/install.h"
#include "app/scenario.h"
#include "base/file.h"
#include "base/id.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/process.h"
#include "persian/jalali.h"
#include "port/flow.h"

#define PACKAGES_MAX 16
#define CHECK_BUDGET ((size_t)256 << 20)

struct folder {
    const char *dir;
    const struct package_file *files;
    size_t n;
};

static bool is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void print_problem(const char *where, const struct package_problem *p)
{
    fprintf(stderr, "%s/%.*s:%d: %s: %.*s%s%.*s\n", where, STR_ARG(p->file), p->line,
            p->warning ? "warning" : "error", STR_ARG(p->element), p->element.len > 0 ? ": " : "",
            STR_ARG(p->message));
}

static bool check_dir(const char *dir)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(CHECK_BUDGET);
    struct package_problems problems = { 0 };
    const struct package *p = NULL;
    const struct package_file *files = NULL;
    struct err e = { .rc = RC_OK };
    size_t n = 0;
    enum rc rc = a == NULL ? RC_LIMIT : package_files_of_dir(a, dir, &files, &n, &e);

    if (rc == RC_OK)
        rc = package_read(a, files, n, &problems, &p, &e);
    for (size_t i = 0; i < problems.n; i++)
        print_problem(dir, &problems.v[i]);
    if (rc != RC_OK && problems.n == 0)
        fprintf(stderr, "%s: error: %s\n", dir, e.msg);
    return rc == RC_OK;
}

/* A BPMN file alone: the model, without the package around it. */
static bool check_file(const char *path)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(CHECK_BUDGET);
    struct bpmn_problems list = { 0 };
    const struct bpmn_model *m = NULL;
    struct str text;
    struct err e = { .rc = RC_OK };
    enum rc rc = a == NULL ? RC_LIMIT : file_read(a, path, LIMIT_XML_BYTES, &text, &e);

    if (rc == RC_OK)
        rc = bpmn_read(a, str_c(path), text, &m, &e);
    if (rc == RC_OK)
        rc = bpmn_check(a, m, &list, &e);
    if (rc != RC_OK) {
        fprintf(stderr, "%s: error: %s\n", path, e.msg);
        return false;
    }
    for (size_t i = 0; i < list.n; i++)
        fprintf(stderr, "%.*s\n", STR_ARG(bpmn_problem_text(a, &list.v[i])));
    return !bpmn_has_errors(&list);
}

static int check(int argc, char **argv)
{
    bool good = true;

    for (int i = 0; i < argc; i++)
        if (!(is_dir(argv[i]) ? check_dir(argv[i]) : check_file(argv[i])))
            good = false;
    return argc == 0 ? EXIT_USAGE : good ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- scenarios ---- */

struct theatre {
    char dir[64];
    struct store *store;
    struct id_source *ids;
    const char *fonts;
};

static void remove_tree(const char *dir)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)4 << 20);
    struct str *names = NULL;
    size_t n = 0;

    if (a == NULL || dir_list(a, dir, &names, &n, NULL) != RC_OK)
        return;
    for (size_t i = 0; i < n; i++) {
        const char *path = path_join(a, dir, arena_cstr(a, names[i]));

        if (path != NULL && is_dir(path))
            remove_tree(path);
        else if (path != NULL)
            unlink(path);
    }
    rmdir(dir);
}

static void close_stage(void *self, struct app *app)
{
    struct theatre *t = self;

    app_free(app);
    id_source_free(t->ids);
    store_close(t->store);
    t->ids = NULL;
    t->store = NULL;
    remove_tree(t->dir);
}

static enum rc open_stage(void *self, struct clock clock, struct app **ret, struct err *e)
{
    struct theatre *t = self;
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    struct app_options ao = { .clock = clock, .font_dir = t->fonts };
    enum rc rc;

    snprintf(t->dir, sizeof(t->dir), "%s/samad-scenario-XXXXXX", is_dir("/dev/shm") ? "/dev/shm" : "/tmp");
    if (a == NULL || mkdtemp(t->dir) == NULL)
        return ERR(e, RC_INTERNAL, "cannot make a temporary folder");
    rc = store_open(arena_fmt(a, "sqlite:%s/samad.db", t->dir).p, NULL, &t->store, e);
    if (rc == RC_OK)
        rc = store_migrate(t->store, NULL, NULL, e);
    t->ids = id_source_new(1, clock);
    ao.store = t->store;
    ao.ids = t->ids;
    ao.data_dir = t->dir;
    if (rc == RC_OK)
        rc = t->ids == NULL ? ERR(e, RC_LIMIT, "no memory") : app_new(&ao, ret, e);
    if (rc != RC_OK)
        close_stage(t, NULL);
    return rc;
}

struct tally {
    int passed, failed;
};

static void play_file(const struct folder *f, const struct package_file *file,
                      const struct scenario_packages *packages, size_t n, struct tally *tally)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(CHECK_BUDGET);
    struct theatre t = { .fonts = default_fonts() };
    struct scenario_host host = { open_stage, close_stage, &t };
    struct scenario_result r = { 0 };
    struct err e = { .rc = RC_OK };
    enum rc rc = a == NULL ? RC_LIMIT : scenario_run(a, &host, packages, n, file->content, &r, &e);

    if (rc == RC_OK && r.passed) {
        printf("passed  %s/%.*s  %.*s\n", f->dir, STR_ARG(file->path), STR_ARG(r.title));
        tally->passed++;
        return;
    }
    printf("FAILED  %s/%.*s:%d: %.*s\n", f->dir, STR_ARG(file->path), r.line,
           STR_ARG(rc == RC_OK ? r.message : str_c(e.msg)));
    tally->failed++;
}

static bool load_folders(struct arena *a, int argc, char **argv, struct folder *v, struct err *e)
{
    for (int i = 0; i < argc; i++) {
        v[i].dir = argv[i];
        if (package_files_of_dir(a, argv[i], &v[i].files, &v[i].n, e) != RC_OK)
            return false;
    }
    return true;
}

/* The packages given and those beside them: a process may call its neighbours. */
static size_t gather(struct arena *a, int argc, char **argv, struct folder *v, struct err *e)
{
    size_t n = (size_t)argc;
    const char *parent;
    struct str *names = NULL;
    size_t n_names = 0;

    if (!load_folders(a, argc, argv, v, e))
        return 0;
    parent = path_join(a, argv[0], "..");
    if (dir_list(a, parent, &names, &n_names, NULL) != RC_OK)
        return n;
    for (size_t i = 0; i < n_names && n < PACKAGES_MAX; i++) {
        const char *dir = path_join(a, parent, arena_cstr(a, names[i]));
        bool given = false;

        for (int k = 0; k < argc; k++) {
            struct stat x, y;

            given = given || (stat(dir, &x) == 0 && stat(argv[k], &y) == 0 && x.st_ino == y.st_ino);
        }
        if (given || !file_exists(path_join(a, dir, "process.json")))
            continue;
        v[n].dir = dir;
        if (package_files_of_dir(a, dir, &v[n].files, &v[n].n, e) == RC_OK)
            n++;
    }
    return n;
}

int process_test(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(CHECK_BUDGET);
    struct folder v[PACKAGES_MAX] = { 0 };
    struct scenario_packages packages[PACKAGES_MAX];
    struct tally tally = { 0 };
    struct err e = { .rc = RC_OK };
    size_t n;

    if (argc < 1 || argc > PACKAGES_MAX || a == NULL)
        return EXIT_USAGE;
    for (int i = 0; i < argc; i++)
        if (!check_dir(argv[i]))
            return EXIT_REFUSED;
    n = gather(a, argc, argv, v, &e);
    if (n == 0)
        return refuse("process test", &e);
    for (size_t i = 0; i < n; i++)
        packages[i] = (struct scenario_packages){ v[i].files, v[i].n };
    for (int i = 0; i < argc; i++)
        for (size_t k = 0; k < v[i].n; k++)
            if (str_starts(v[i].files[k].path, STR("tests/")) && str_ends(v[i].files[k].path, STR(".case")))
                play_file(&v[i], &v[i].files[k], packages, n, &tally);
    printf("%d passed, %d failed\n", tally.passed, tally.failed);
    return tally.failed == 0 ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- installing ---- */

struct installing {
    const struct folder *folder;
    struct package_problems problems;
    struct installed done;
};

static enum rc install_one(struct cx *cx, void *arg, struct err *e)
{
    struct installing *x = arg;

    x->problems = (struct package_problems){ 0 };
    return package_install(cx, x->folder->files, x->folder->n, &x->problems, &x->done, e);
}

bool install_folder(struct app *app, const char *dir)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(CHECK_BUDGET);
    struct folder f = { .dir = dir };
    struct installing x = { .folder = &f };
    struct actor robot = actor_system();
    struct err e = { .rc = RC_OK };
    enum rc rc = a == NULL ? RC_LIMIT : package_files_of_dir(a, dir, &f.files, &f.n, &e);

    if (rc == RC_OK)
        rc = app_write(app, a, &robot, install_one, &x, &e);
    for (size_t i = 0; i < x.problems.n; i++)
        if (!x.problems.v[i].warning || rc != RC_OK)
            print_problem(dir, &x.problems.v[i]);
    if (rc != RC_OK) {
        fprintf(stderr, "%s: %s\n", dir, e.msg);
        return false;
    }
    printf("%.*s version %lld%s\n", STR_ARG(x.done.key), (long long)x.done.version,
           x.done.unchanged ? " (unchanged)" : "");
    return true;
}

static int install(int argc, char **argv, const char *data, const char *store)
{
    struct site site;
    bool good = true;

    if (argc == 0)
        return EXIT_USAGE;
    if (process_test(argc, argv) != EXIT_DONE) {
        fprintf(stderr, "samad process install: refused: the package does not pass its own scenarios\n");
        return EXIT_REFUSED;
    }
    if (!site_open(&(struct site_options){ .data = data, .store = store, .fonts = default_fonts() }, &site))
        return EXIT_REFUSED;
    for (int i = 0; i < argc; i++)
        good = install_folder(site.app, argv[i]) && good;
    site_close(&site);
    return good ? EXIT_DONE : EXIT_REFUSED;
}

static enum rc list_all(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        printf("%-24.*s %3lld %-8s %.*s  %lld running  %.*s\n", STR_ARG(list.v[i].key),
               (long long)list.v[i].version, list.v[i].active ? "active" : "former",
               STR_ARG(jdate_text_ms(cx->a, list.v[i].installed_at, JDATE_SHORT_ASCII)),
               (long long)list.v[i].running, STR_ARG(list.v[i].title));
    return rc;
}

static int list(const char *data, const char *store)
{
    struct site site;
    struct err e = { .rc = RC_OK };
    enum rc rc;

    if (!site_open(&(struct site_options){ .data = data, .store = store, .fonts = default_fonts() }, &site))
        return EXIT_REFUSED;
    rc = app_read(site.app, site.arena, NULL, list_all, NULL, &e);
    site_close(&site);
    return rc == RC_OK ? EXIT_DONE : refuse("process list", &e);
}

int cmd_process(int argc, char **argv)
{
    const char *data = NULL, *store = NULL;
    const struct option options[] = { { "data", &data, NULL, "SAMAD_DATA" },
                                      { "store", &store, NULL, "SAMAD_STORE" } };
    const char *what = argc > 1 ? argv[1] : "";
    int rest;

    if (strcmp(what, "simulate") == 0)
        return process_simulate(argc - 1, argv + 1);
    if (strcmp(what, "show") == 0)
        return process_show(argc - 2, argv + 2);
    if (strcmp(what, "diff") == 0)
        return process_diff_command(argc - 2, argv + 2);
    if (strcmp(what, "migrate") == 0)
        return process_migrate(argc - 2, argv + 2);
    if (strcmp(what, "draw") == 0)
        return process_draw(argc - 1, argv + 1);
    if (argc < 2 || !options_take(argc - 1, argv + 1, options, ARRAY_LEN(options), &rest))
        return EXIT_USAGE;
    argv++;
    if (data == NULL)
        data = "data";
    if (strcmp(what, "check") == 0)
        return check(rest, argv);
    if (strcmp(what, "test") == 0)
        return process_test(rest, argv);
    if (strcmp(what, "install") == 0)
        return install(rest, argv, data, store);
    if (strcmp(what, "list") == 0)
        return list(data, store);
    fprintf(stderr, "samad process: check, test, install, list, show, diff, migrate, draw or simulate\n");
    return EXIT_USAGE;
}
