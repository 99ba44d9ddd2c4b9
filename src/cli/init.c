/*
 * init.c - `samad init`: a new installation, with its first administrator and, if wanted, the sample
 * province.
 *
 * There is no default password: the first administrator's is made at random and shown once, or read from
 * SAMAD_ADMIN_PASSWORD.
 */
#include "app/admin.h"
#include "app/office.h"
#include "app/sample.h"
#include "base/file.h"
#include "base/hash.h"
#include "cli/cli.h"
#include "cli/process.h"

struct first {
    const char *login;
    struct str password, hash;
};

static enum rc make_first(struct cx *cx, void *arg, struct err *e)
{
    struct first *f = arg;
    struct unit_rec u = {
        .code = STR("office"), .kind = STR("province"), .function = STR("governor"), .name = STR("استانداری")
    };
    struct post_rec p = { .code = STR("admin"),
                          .title = STR("راهبر سامانه"),
                          .roles = STR("ADM"),
                          .rights = RIGHT_WORK | RIGHT_REPORT | RIGHT_ADMINISTER | RIGHT_ALL_UNITS };
    struct official_rec o = { .name = STR("راهبر سامانه"), .login = str_c(f->login), .password = f->hash };
    enum rc rc = office_add_unit(cx, &u, e);

    p.unit_id = u.id;
    if (rc == RC_OK)
        rc = office_add_post(cx, &p, e);
    if (rc == RC_OK)
        rc = office_add_official(cx, &o, e);
    return rc == RC_OK ? office_hold(cx, p.id, o.id, "holder", cx->now_ms, 0, STR("نخستین راهبر"), e) : rc;
}

static enum rc has_people(struct cx *cx, void *arg, struct err *e)
{
    struct official_list list = { 0 };
    enum rc rc = official_list(cx->tx, cx->a, &list, e);

    *(bool *)arg = list.n > 0;
    return rc;
}

static enum rc add_admin(struct site *s, const char *login, struct err *e)
{
    struct first f = { .login = login };
    struct actor robot = actor_system();
    const char *given = getenv("SAMAD_ADMIN_PASSWORD");
    enum rc rc;

    f.password = given != NULL ? str_c(given) : admin_first_password(s->arena);
    rc = password_hash(s->arena, (struct secret){ f.password }, &f.hash, e);
    if (rc == RC_OK)
        rc = app_write(s->app, s->arena, &robot, make_first, &f, e);
    if (rc == RC_OK && given == NULL)
        printf("first administrator: %s  password: %.*s  (shown only now; change it after signing in)\n",
               login, STR_ARG(f.password));
    return rc;
}

static bool install_all(struct app *app, const char *dir)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct str *names = NULL;
    struct err e = { .rc = RC_OK };
    size_t n = 0;
    bool good = true;

    if (a == NULL || dir_list(a, dir, &names, &n, &e) != RC_OK) {
        fprintf(stderr, "samad init: %s\n", e.msg);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const char *one = path_join(a, dir, arena_cstr(a, names[i]));

        if (file_exists(path_join(a, one, "process.json")))
            good = install_folder(app, one) && good;
    }
    return good;
}

static void progress(void *arg UNUSED, int done, int of)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\rsample: %d of %d%s", done, of, done == of ? "\n" : "");
}

int cmd_init(int argc, char **argv)
{
    const char *data = NULL, *store = NULL, *processes = NULL, *admin = NULL, *fonts = NULL, *cases = NULL;
    bool sample = false, people = false;
    const struct option options[] = {
        { "data", &data, NULL, "SAMAD_DATA" },    { "store", &store, NULL, "SAMAD_STORE" },
        { "processes", &processes, NULL, NULL },  { "admin", &admin, NULL, NULL },
        { "fonts", &fonts, NULL, "SAMAD_FONTS" }, { "sample", NULL, &sample, NULL },
        { "cases", &cases, NULL, NULL },
    };
    struct site s;
    struct err e = { .rc = RC_OK };
    int64_t n = SAMPLE_CASES;
    int rest;
    enum rc rc;

    if (!options_take(argc, argv, options, ARRAY_LEN(options), &rest) || rest > 0)
        return EXIT_USAGE;
    if (cases != NULL && !parse_i64(str_c(cases), 0, 1000000, &n))
        return EXIT_USAGE;
    if (!site_open(&(struct site_options){ .data = data == NULL ? "data" : data,
                                           .store = store,
                                           .fonts = fonts == NULL ? default_fonts() : fonts,
                                           .migrate = true,
                                           .bulk = sample },
                   &s))
        return EXIT_REFUSED;
    rc = app_read(s.app, s.arena, NULL, has_people, &people, &e);
    if (rc == RC_OK && people)
        rc = ERR(&e, RC_CONFLICT, "this installation has people already: nothing was changed");
    if (rc == RC_OK && !install_all(s.app, processes == NULL ? "processes" : processes))
        rc = ERR(&e, RC_INVALID, "not every process could be installed");
    if (rc == RC_OK)
        rc = sample ? sample_make(s.app, (int)n, progress, NULL, stdout, &e)
                    : add_admin(&s, admin == NULL ? "admin" : admin, &e);
    if (rc == RC_OK)
        rc = store_flush(s.store, &e);
    site_close(&s);
    return rc == RC_OK ? EXIT_DONE : refuse("init", &e);
}
