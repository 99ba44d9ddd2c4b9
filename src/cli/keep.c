/*
 * keep.c - `samad migrate`, `backup`, `restore`, `user`, `verify`: what an administrator does at the
 * terminal.
 */
#include <termios.h>

#include "app/verify.h"
#include "base/file.h"
#include "base/hash.h"
#include "cli/cli.h"
#include "port/office.h"

struct place {
    const char *data, *store;
};

static bool take_place(int argc, char **argv, struct place *p, int *rest)
{
    const struct option options[] = { { "data", &p->data, NULL, "SAMAD_DATA" },
                                      { "store", &p->store, NULL, "SAMAD_STORE" } };

    if (!options_take(argc, argv, options, ARRAY_LEN(options), rest))
        return false;
    if (p->data == NULL)
        p->data = "data";
    return true;
}

static bool open_place(const struct place *p, bool migrate, struct site *s)
{
    return site_open(
        &(struct site_options){
            .data = p->data, .store = p->store, .fonts = default_fonts(), .migrate = migrate },
        s);
}

int cmd_migrate(int argc, char **argv)
{
    struct place p = { 0 };
    struct site s;
    int rest;

    if (!take_place(argc, argv, &p, &rest) || rest > 0)
        return EXIT_USAGE;
    if (!open_place(&p, true, &s))
        return EXIT_REFUSED;
    site_close(&s);
    return EXIT_DONE;
}

int cmd_backup(int argc, char **argv)
{
    struct place p = { 0 };
    struct site s;
    struct err e = { .rc = RC_OK };
    int rest;
    enum rc rc;

    if (!take_place(argc, argv, &p, &rest) || rest != 1)
        return EXIT_USAGE;
    if (!open_place(&p, false, &s))
        return EXIT_REFUSED;
    rc = store_backup(s.store, argv[0], &e);
    site_close(&s);
    return rc == RC_OK ? EXIT_DONE : refuse("backup", &e);
}

int cmd_restore(int argc, char **argv)
{
    struct place p = { 0 };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)8 << 30);
    struct str bytes;
    struct err e = { .rc = RC_OK };
    int rest;
    enum rc rc;

    if (!take_place(argc, argv, &p, &rest) || rest != 1 || a == NULL)
        return EXIT_USAGE;
    if (file_exists(path_join(a, p.data, "samad.db")))
        rc = ERR(&e, RC_CONFLICT, "%s/samad.db exists: move it away first", p.data);
    else
        rc = dir_make(p.data, &e);
    if (rc == RC_OK)
        rc = file_read(a, argv[0], (size_t)7 << 30, &bytes, &e);
    if (rc == RC_OK && !str_starts(bytes, STR("SQLite format 3")))
        rc = ERR(&e, RC_INVALID, "%s is no backup", argv[0]);
    if (rc == RC_OK)
        rc = file_write_durable(path_join(a, p.data, "samad.db"), bytes, &e);
    return rc == RC_OK ? EXIT_DONE : refuse("restore", &e);
}

/* ---- verify ---- */

static void found(void *arg, const char *what)
{
    ++*(int *)arg;
    printf("%s\n", what);
}

int cmd_verify(int argc, char **argv)
{
    struct place p = { 0 };
    struct site s;
    struct verify_result r = { 0 };
    struct err e = { .rc = RC_OK };
    int rest, problems = 0;
    enum rc rc;

    if (!take_place(argc, argv, &p, &rest) || rest > 0)
        return EXIT_USAGE;
    if (!open_place(&p, false, &s))
        return EXIT_REFUSED;
    rc = verify_all(s.app, found, &problems, &r, &e);
    site_close(&s);
    if (rc != RC_OK)
        return refuse("verify", &e);
    printf("%lld cases, %lld events, %lld instances, %lld attachments; %d wrong\n", (long long)r.cases,
           (long long)r.events, (long long)r.instances, (long long)r.attachments, problems);
    return problems == 0 ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- users ---- */

static enum rc list_users(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct official_list list = { 0 };
    enum rc rc = official_list(cx->tx, cx->a, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct holding_list held = { 0 };

        rc = holding_list(cx->tx, cx->a, list.v[i].id, 0, cx->now_ms, &held, e);
        printf("%-16.*s %.*s%s", STR_ARG(list.v[i].login), STR_ARG(list.v[i].name),
               list.v[i].active ? "" : " (inactive)");
        for (size_t k = 0; k < held.n; k++)
            printf("%s%.*s", k == 0 ? " - " : ", ", STR_ARG(held.v[k].post_title));
        printf("\n");
    }
    return rc;
}

struct new_password {
    const char *login;
    struct str hash;
};

static enum rc set_password(struct cx *cx, void *arg, struct err *e)
{
    struct new_password *n = arg;
    struct official_rec o;
    enum rc rc = official_by_login(cx->tx, cx->a, str_c(n->login), &o, e);

    if (rc != RC_OK)
        return rc;
    o.password = n->hash;
    rc = official_update(cx->tx, &o, e);
    return rc == RC_OK ? session_delete_of(cx->tx, o.id, STR(""), e) : rc;
}

static struct str read_password(struct arena *a)
{
    char line[256];
    struct termios old, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
    bool got;

    if (terminal) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
        fprintf(stderr, "new password: ");
    }
    got = fgets(line, sizeof(line), stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &old);
        fprintf(stderr, "\n");
    }
    return got ? arena_str(a, str_trim(str_c(line))) : STR_NONE;
}

static enum rc change_password(struct site *s, const char *login, struct err *e)
{
    struct new_password n = { .login = login };
    struct str password = read_password(s->arena);
    struct actor robot = actor_system();
    enum rc rc;

    if (utf8_count(password) < 10)
        return ERR(e, RC_INVALID, "a password has at least ten characters");
    rc = password_hash(s->arena, (struct secret){ password }, &n.hash, e);
    return rc == RC_OK ? app_write(s->app, s->arena, &robot, set_password, &n, e) : rc;
}

int cmd_user(int argc, char **argv)
{
    struct place p = { 0 };
    struct site s;
    struct err e = { .rc = RC_OK };
    int rest;
    enum rc rc;

    if (!take_place(argc, argv, &p, &rest) || rest < 1)
        return EXIT_USAGE;
    if (!(strcmp(argv[0], "list") == 0 && rest == 1) && !(strcmp(argv[0], "password") == 0 && rest == 2))
        return EXIT_USAGE;
    if (!open_place(&p, false, &s))
        return EXIT_REFUSED;
    rc = rest == 1 ? app_read(s.app, s.arena, NULL, list_users, NULL, &e) : change_password(&s, argv[1], &e);
    site_close(&s);
    return rc == RC_OK ? EXIT_DONE : refuse("user", &e);
}
