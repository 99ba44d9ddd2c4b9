/*
 * version.c - `samad process show`, `diff` and `migrate`: versions of a process, side by side, and running
 * cases moved from one to another.
 *
 * Not here: checking and installing (process.c).
 */
#include <sys/stat.h>

#include "app/migration.h"
#include "app/process_diff.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "cli/process.h"
#include "persian/jalali.h"

#define BUDGET ((size_t)256 << 20)
#define MAPS_MAX 256
#define CASES_A_PAGE 200

struct args {
    const char *data, *store, *version, *from, *to, *only, *undo, *reason;
    bool dry_run, yes;
    struct bpmn_pair map[MAPS_MAX];
    size_t n_map;
    const char *rest[4];
    int n_rest;
};

static bool add_map(struct args *x, const char *text)
{
    struct str rest = str_c(text), old = str_cut(&rest, '=');

    if (rest.p == NULL || old.len == 0 || x->n_map == MAPS_MAX) {
        fprintf(stderr, "samad process migrate: --map wants OLD=NEW\n");
        return false;
    }
    x->map[x->n_map++] = (struct bpmn_pair){ old, rest };
    return true;
}

/* --map may stand several times, which options_take() does not know. */
static bool take(int argc, char **argv, struct args *x)
{
    const struct {
        const char *name;
        const char **value;
    } values[] = { { "--data", &x->data }, { "--store", &x->store },  { "--version", &x->version },
                   { "--from", &x->from }, { "--to", &x->to },        { "--only", &x->only },
                   { "--undo", &x->undo }, { "--reason", &x->reason } };

    for (int i = 0; i < argc; i++) {
        size_t k = 0;

        if (strncmp(argv[i], "--", 2) != 0) {
            if (x->n_rest == 4)
                return false;
            x->rest[x->n_rest++] = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--dry-run") == 0 || strcmp(argv[i], "--yes") == 0) {
            *(argv[i][2] == 'd' ? &x->dry_run : &x->yes) = true;
            continue;
        }
        if (i + 1 >= argc)
            return false;
        if (strcmp(argv[i], "--map") == 0) {
            if (!add_map(x, argv[++i]))
                return false;
            continue;
        }
        while (k < ARRAY_LEN(values) && strcmp(argv[i], values[k].name) != 0)
            k++;
        if (k == ARRAY_LEN(values)) {
            fprintf(stderr, "samad process: unknown option '%s'\n", argv[i]);
            return false;
        }
        *values[k].value = argv[++i];
    }
    if (x->data == NULL)
        x->data = getenv("SAMAD_DATA") != NULL ? getenv("SAMAD_DATA") : "data";
    if (x->store == NULL)
        x->store = getenv("SAMAD_STORE");
    return true;
}

static bool open_site(const struct args *x, struct site *site)
{
    return site_open(&(struct site_options){ .data = x->data, .store = x->store, .fonts = default_fonts() },
                     site);
}

static bool number(const char *text, int64_t *ret)
{
    return text != NULL && parse_i64(str_c(text), 1, INT64_MAX, ret);
}

/* ---- show ---- */

struct showing {
    struct str key;
    int64_t version;
};

static struct str role_of(const struct package *p, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(p->model, el);

    return lane == NULL ? STR_NONE : package_role(p, lane->name);
}

static enum rc print_steps(struct cx *cx, const struct package *p, struct err *e)
{
    const struct bpmn_model *m = p->model;
    enum rc rc = RC_OK;

    for (uint32_t k = 0; rc == RC_OK && k < m->n_processes; k++) {
        const uint32_t *order = NULL;
        size_t n = 0;

        rc = bpmn_reading_order(cx->a, m, bpmn_at(m, m->processes[k]), &order, &n, e);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            const struct bpmn_element *el = bpmn_at(m, order[i]);
            struct str role = role_of(p, el);

            printf("  %-24.*s %-24s %.*s%s%.*s\n", STR_ARG(el->id), bpmn_kind_name(el->kind),
                   STR_ARG(el->name), role.len > 0 ? "  · " : "", STR_ARG(role));
        }
    }
    return rc;
}

static enum rc show(struct cx *cx, void *arg, struct err *e)
{
    const struct showing *s = arg;
    const struct package *p = NULL;
    struct process_rec r;
    enum rc rc = version_find(cx, s->key, s->version, &r, e);

    if (rc == RC_OK)
        rc = catalogue_get(cx, r.id, &p, e);
    if (rc != RC_OK)
        return rc;
    printf("%.*s version %lld%s: %.*s\n", STR_ARG(r.key), (long long)r.version, r.active ? " (active)" : "",
           STR_ARG(r.title));
    printf("installed %.*s, review by %.*s, %lld running, content %.*s\n",
           STR_ARG(jdate_text_ms(cx->a, r.installed_at, JDATE_SHORT_ASCII)),
           STR_ARG(r.review_at == 0 ? STR("-") : jdate_text_ms(cx->a, r.review_at, JDATE_SHORT_ASCII)),
           (long long)r.running, STR_ARG(str_sub(r.hash, 0, 16)));
    printf("%zu forms, %zu decision files, %zu letters, %zu files\n", p->n_forms, p->n_decisions,
           p->n_letters, p->n_files);
    return print_steps(cx, p, e);
}

int process_show(int argc, char **argv)
{
    struct args x = { 0 };
    struct showing s = { 0 };
    struct site site;
    struct err e = { .rc = RC_OK };
    enum rc rc;

    if (!take(argc, argv, &x) || x.n_rest != 1 || (x.version != NULL && !number(x.version, &s.version))) {
        fprintf(stderr, "samad process show KEY [--version N] [--data DIR] [--store URL]\n");
        return EXIT_USAGE;
    }
    s.key = str_c(x.rest[0]);
    if (!open_site(&x, &site))
        return EXIT_REFUSED;
    rc = app_read(site.app, site.arena, NULL, show, &s, &e);
    site_close(&site);
    return rc == RC_OK ? EXIT_DONE : refuse("process show", &e);
}

/* ---- diff ---- */

static enum rc read_dir(struct arena *a, const char *dir, const struct package **ret, struct err *e)
{
    const struct package_file *files = NULL;
    struct package_problems problems = { 0 };
    size_t n = 0;
    enum rc rc = package_files_of_dir(a, dir, &files, &n, e);

    if (rc == RC_OK)
        rc = package_read(a, files, n, &problems, ret, e);
    for (size_t i = 0; rc != RC_OK && i < problems.n; i++)
        if (!problems.v[i].warning)
            fprintf(stderr, "%s/%.*s:%d: error: %.*s\n", dir, STR_ARG(problems.v[i].file), problems.v[i].line,
                    STR_ARG(problems.v[i].message));
    return rc;
}

/* A BPMN file alone is a package of nothing else. */
static enum rc read_file(struct arena *a, const char *path, const struct package **ret, struct err *e)
{
    struct package *p = ARENA_NEW(a, struct package);
    struct str text = STR_NONE;
    enum rc rc = p == NULL ? arena_check(a, e) : file_read(a, path, LIMIT_XML_BYTES, &text, e);

    if (rc == RC_OK)
        rc = bpmn_read(a, str_c(path), text, &p->model, e);
    if (rc != RC_OK)
        return rc;
    p->key = p->title = str_c(path);
    *ret = p;
    return RC_OK;
}

static enum rc find_installed(struct cx *cx, void *arg, struct err *e)
{
    struct showing *s = arg;
    struct process_rec r;
    enum rc rc = version_find(cx, s->key, s->version, &r, e);

    if (rc == RC_OK)
        s->version = r.id;
    return rc;
}

struct installed_ref {
    struct showing s;
    const struct package *pkg;
};

static enum rc get_installed(struct cx *cx, void *arg, struct err *e)
{
    struct installed_ref *x = arg;
    enum rc rc = find_installed(cx, &x->s, e);

    return rc == RC_OK ? catalogue_get(cx, x->s.version, &x->pkg, e) : rc;
}

/* `site` is opened at the first KEY@VERSION. */
static enum rc read_any(const struct args *x, struct site *site, bool *opened, struct arena *a,
                        const char *what, const struct package **ret, struct err *e)
{
    struct installed_ref ref = { 0 };
    struct str rest = str_c(what);
    struct stat st;
    enum rc rc;

    if (stat(what, &st) == 0)
        return S_ISDIR(st.st_mode) ? read_dir(a, what, ret, e) : read_file(a, what, ret, e);
    ref.s.key = str_cut(&rest, '@');
    if (rest.p == NULL || !parse_i64(rest, 1, INT64_MAX, &ref.s.version))
        return ERR(e, RC_NOT_FOUND, "'%s' is no folder, no file, and not KEY@VERSION", what);
    if (!*opened && !open_site(x, site))
        return ERR(e, RC_NOT_FOUND, "the installation cannot be opened");
    *opened = true;
    rc = app_read(site->app, site->arena, NULL, get_installed, &ref, e);
    if (rc == RC_OK)
        *ret = ref.pkg;
    return rc;
}

static const char *const marks[] = { " ", "+", "-", "~" };

static void print_what(unsigned what)
{
    static const char *const words[] = { "id",  "name",  "kind", "role",  "form",
                                         "due", "rules", "ways", "state", "repetition" };
    const char *sep = "  [";

    for (unsigned i = 0; i < ARRAY_LEN(words); i++)
        if (what & (1U << i)) {
            printf("%s%s", sep, words[i]);
            sep = ", ";
        }
    printf("%s\n", what == 0 ? "" : "]");
}

static void print_side(const struct bpmn_element *el, struct str role)
{
    if (el == NULL)
        printf("–");
    else
        printf("%.*s %.*s%s%.*s%s", STR_ARG(el->id), STR_ARG(el->name), role.len > 0 ? " (" : "",
               STR_ARG(role), role.len > 0 ? ")" : "");
}

static void print_facts(const char *title, const struct diff_facts *f)
{
    if (f->changed > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].kind != DIFF_SAME)
            printf("%s %.*s: %.*s → %.*s\n", marks[f->v[i].kind], STR_ARG(f->v[i].label),
                   STR_ARG(f->v[i].before.len > 0 ? f->v[i].before : STR("–")),
                   STR_ARG(f->v[i].after.len > 0 ? f->v[i].after : STR("–")));
}

static void print_number(const char *what, struct diff_number n)
{
    if (n.before >= 0 || n.after >= 0)
        printf("%-34s %6lld → %lld\n", what, (long long)n.before, (long long)n.after);
}

static void print_diff(const struct process_diff *d)
{
    printf("steps: %zu added, %zu removed, %zu changed\n", d->added, d->removed, d->changed);
    for (size_t i = 0; i < d->n_steps; i++) {
        const struct diff_step *s = &d->steps[i];

        if (s->kind == DIFF_SAME)
            continue;
        printf("%s ", marks[s->kind]);
        if (s->kind == DIFF_CHANGED) {
            print_side(s->before, s->before_role);
            printf("  →  ");
        }
        print_side(s->after != NULL ? s->after : s->before,
                   s->after != NULL ? s->after_role : s->before_role);
        print_what(s->what);
    }
    print_facts("times (min / usual / max of steps)", &d->times);
    print_facts("documents", &d->documents);
    print_facts("visits", &d->visits);
    print_facts("forms (fields)", &d->forms);
    printf("\n%-34s %6s   %s\n", "", "before", "after");
    print_number("steps of the model", d->step_count);
    print_number("tasks", d->work_count);
    print_number("usual time, longest way (minutes)", d->usual_min);
    print_number("longest time (minutes)", d->max_min);
    print_number("documents", d->document_count);
    print_number("visits", d->visit_count);
    print_number("fields of forms", d->field_count);
}

int process_diff_command(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(BUDGET);
    struct args x = { 0 };
    struct site site;
    struct process_diff d;
    const struct package *old = NULL, *new = NULL;
    struct err e = { .rc = RC_OK };
    bool opened = false;
    enum rc rc;

    if (a == NULL || !take(argc, argv, &x) || x.n_rest != 2) {
        fprintf(stderr,
                "samad process diff OLD NEW [--data DIR] [--store URL]: folders, files or KEY@VERSION\n");
        return EXIT_USAGE;
    }
    rc = read_any(&x, &site, &opened, a, x.rest[0], &old, &e);
    if (rc == RC_OK)
        rc = read_any(&x, &site, &opened, a, x.rest[1], &new, &e);
    if (rc == RC_OK)
        rc = process_diff(a, old, new, &d, &e);
    if (rc == RC_OK)
        print_diff(&d);
    if (opened)
        site_close(&site);
    return rc == RC_OK ? EXIT_DONE : refuse("process diff", &e);
}

/* ---- migrate ---- */

struct migrating {
    const struct args *x;
    struct str key, only;
    int64_t from, to, after, run_id;
    struct migration_plan plan;
    struct migration_lines lines;
    struct migration_report report;
};

static enum rc plan(struct cx *cx, struct migrating *m, struct err *e)
{
    struct process_rec from, to;
    enum rc rc = version_find(cx, m->key, m->from, &from, e);

    if (rc == RC_OK)
        rc = version_find(cx, m->key, m->to, &to, e);
    return rc == RC_OK ? migration_propose(cx, from.id, to.id, m->x->map, m->x->n_map, &m->plan, e) : rc;
}

static enum rc dry_run(struct cx *cx, void *arg, struct err *e)
{
    struct migrating *m = arg;
    enum rc rc = plan(cx, m, e);

    return rc == RC_OK ? migration_dry_run(cx, &m->plan, m->only, m->after, CASES_A_PAGE, &m->lines, e) : rc;
}

static enum rc begin(struct cx *cx, void *arg, struct err *e)
{
    struct migrating *m = arg;
    enum rc rc = plan(cx, m, e);

    return rc == RC_OK ? migration_begin(cx, &m->plan, m->only,
                                         str_c(m->x->reason == NULL ? "samad process migrate" : m->x->reason),
                                         &m->run_id, e)
                       : rc;
}

static enum rc undo(struct cx *cx, void *arg, struct err *e)
{
    struct migrating *m = arg;

    return migration_undo(cx, m->run_id, str_c(m->x->reason == NULL ? "samad process migrate" : m->x->reason),
                          e);
}

static enum rc report(struct cx *cx, void *arg, struct err *e)
{
    struct migrating *m = arg;

    return migration_report(cx, m->run_id, m->after, CASES_A_PAGE, &m->report, e);
}

static void print_plan(const struct migration_plan *p)
{
    printf("%.*s: version %lld → %lld\n", STR_ARG(p->from.key), (long long)p->from.version,
           (long long)p->to.version);
    for (size_t i = 0; i < p->n_map; i++)
        printf("  map %.*s = %.*s\n", STR_ARG(p->map[i].key), STR_ARG(p->map[i].value));
    for (size_t i = 0; i < p->n_gone; i++)
        printf("  nothing stands for %.*s %.*s\n", STR_ARG(p->gone[i]->id), STR_ARG(p->gone[i]->name));
}

/* Every case in turn, each page in a snapshot and an arena of its own. */
static enum rc print_dry_run(struct site *site, struct migrating *m, struct err *e)
{
    static const char *const words[] = { "would move", "would keep", "would refuse" };
    struct actor robot = actor_system();
    int64_t moved = 0, kept = 0, refused = 0;
    bool first = true;

    do {
        CLEANUP(arena_freep) struct arena *a = arena_new(BUDGET);
        enum rc rc =
            a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(site->app, a, &robot, dry_run, m, e);

        if (rc != RC_OK)
            return rc;
        if (first)
            print_plan(&m->plan);
        first = false;
        for (size_t i = 0; i < m->lines.n; i++)
            printf("%.*s  %s%s%.*s\n", STR_ARG(m->lines.v[i].tracking_code), words[m->lines.v[i].outcome],
                   m->lines.v[i].reason.len > 0 ? "  " : "", STR_ARG(m->lines.v[i].reason));
        moved += m->lines.moved;
        kept += m->lines.kept;
        refused += m->lines.refused;
        m->after = m->lines.last;
    } while (m->after != 0);
    printf("%lld would move, %lld would be kept, %lld would be refused\n", (long long)moved, (long long)kept,
           (long long)refused);
    return RC_OK;
}

static enum rc go_on(struct site *site, struct migrating *m, struct err *e)
{
    bool left = true;
    enum rc rc = RC_OK;

    while (rc == RC_OK && left)
        rc = migration_go_on(site->app, m->run_id, CASES_A_PAGE, &left, e);
    return rc;
}

static enum rc print_report(struct site *site, struct migrating *m, struct err *e)
{
    struct actor robot = actor_system();
    struct migration_counts n = { 0 };

    m->after = 0;
    do {
        CLEANUP(arena_freep) struct arena *a = arena_new(BUDGET);
        enum rc rc = a == NULL ? ERR(e, RC_LIMIT, "no memory") : app_read(site->app, a, &robot, report, m, e);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < m->report.cases.n; i++)
            printf("%.*s  %.*s%s%.*s\n", STR_ARG(m->report.cases.v[i].tracking_code),
                   STR_ARG(m->report.cases.v[i].outcome), m->report.cases.v[i].reason.len > 0 ? "  " : "",
                   STR_ARG(m->report.cases.v[i].reason));
        n = m->report.counts;
        m->after = m->report.last;
    } while (m->after != 0);
    printf("run %lld: %lld moved, %lld kept, %lld refused, %lld undone, %lld stayed\n", (long long)m->run_id,
           (long long)n.moved, (long long)n.kept, (long long)n.refused, (long long)n.undone,
           (long long)n.stayed);
    return RC_OK;
}

static enum rc migrate_in(struct site *site, struct migrating *m, bool *asked, struct err *e)
{
    struct actor robot = actor_system();
    enum rc rc;

    if (m->x->undo == NULL) {
        if (m->x->dry_run || !m->x->yes) {
            *asked = !m->x->dry_run;
            return print_dry_run(site, m, e);
        }
        rc = app_write(site->app, site->arena, &robot, begin, m, e);
        if (rc == RC_OK)
            print_plan(&m->plan);
    } else {
        rc = app_write(site->app, site->arena, &robot, undo, m, e);
    }
    if (rc == RC_OK)
        rc = go_on(site, m, e);
    return rc == RC_OK ? print_report(site, m, e) : rc;
}

int process_migrate(int argc, char **argv)
{
    struct args x = { 0 };
    struct migrating m = { .x = &x };
    struct site site;
    struct err e = { .rc = RC_OK };
    bool asked = false;
    enum rc rc;

    if (!take(argc, argv, &x) || x.n_rest > 1 || (x.undo == NULL && x.n_rest != 1) ||
        (x.undo == NULL && (!number(x.from, &m.from) || !number(x.to, &m.to))) ||
        (x.undo != NULL && !number(x.undo, &m.run_id))) {
        fprintf(stderr, "samad process migrate KEY --from N --to M [--map OLD=NEW …] [--only \"CODE CODE\"] "
                        "[--reason TEXT] [--dry-run] [--yes]\n"
                        "samad process migrate --undo RUN [--reason TEXT]\n");
        return EXIT_USAGE;
    }
    m.key = str_c(x.n_rest == 1 ? x.rest[0] : "");
    m.only = x.only == NULL ? STR_NONE : str_c(x.only);
    if (!open_site(&x, &site))
        return EXIT_REFUSED;
    rc = migrate_in(&site, &m, &asked, &e);
    site_close(&site);
    if (rc != RC_OK)
        return refuse("process migrate", &e);
    if (asked)
        fprintf(stderr, "samad process migrate: nothing was moved; --yes moves\n");
    return asked ? EXIT_REFUSED : EXIT_DONE;
}
