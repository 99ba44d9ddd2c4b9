/*
 * trials_office.c - signing in, the office itself, its calendar, its processes, verifying.
 */
#include "trial.h"

#include "app/install.h"
#include "app/office.h"
#include "app/session.h"
#include "app/verify.h"
#include "base/file.h"

#define PASSWORD "گذرواژهٔ-آزمایش-۱"

static struct {
    struct actor actor;
    struct official_rec official;
    struct sign_in in;
    struct str token;
    int64_t post_id;
    struct package_file *files;
    size_t n_files;
} p;

/* ---- signing in ---- */

static enum rc set_password(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct str hash = STR_NONE;
    enum rc rc = official_by_login(cx->tx, cx->a, STR("exp1"), &p.official, e);

    if (rc == RC_OK)
        rc = password_hash(cx->a, (struct secret){ STR(PASSWORD) }, &hash, e);
    p.official.password = hash;
    return rc == RC_OK ? official_update(cx->tx, &p.official, e) : rc;
}

static void prepare_sign_in(struct world *w)
{
    world_write(w, NULL, set_password, NULL);
    p.in =
        (struct sign_in){ .login = STR("exp1"), .password = { STR(PASSWORD) }, .address = STR("10.0.0.1") };
}

static enum rc run_sign_in(struct world *w, struct arena *a, struct err *e)
{
    struct signed_in r = { 0 };

    return sign_in(w->app, a, &p.in, &r, e);
}

static void prepare_session(struct world *w)
{
    struct signed_in r = { 0 };
    struct err e = { 0 };

    prepare_sign_in(w);
    if (sign_in(w->app, w->a, &p.in, &r, &e) != RC_OK || r.result != SIGN_IN_OK)
        die("signing in", &e);
    p.token = r.token;
    p.actor = world_official(w, "exp1");
}

static enum rc do_find(struct cx *cx, void *arg, struct err *e)
{
    return session_find(cx, p.token, arg, e);
}

static enum rc run_find(struct world *w, struct arena *a, struct err *e)
{
    struct session s = { 0 };

    return app_read(w->app, a, NULL, do_find, &s, e);
}

static enum rc do_sign_out(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return sign_out(cx, p.token, e);
}

static enum rc run_sign_out(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_sign_out, NULL, e);
}

static enum rc hold_another(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct post_rec other;
    enum rc rc = post_by_code(cx->tx, cx->a, STR("exp2"), cx->now_ms, &other, e);

    p.post_id = other.id;
    return rc == RC_OK ? office_hold(cx, other.id, p.actor.official_id, "deputy", cx->now_ms,
                                     cx->now_ms + DAY_MS, STR("مرخصی"), e)
                       : rc;
}

static void prepare_switch(struct world *w)
{
    prepare_session(w);
    world_write(w, &p.actor, hold_another, NULL);
}

static enum rc do_switch(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return session_switch_post(cx, p.token, p.post_id, e);
}

static enum rc run_switch(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_switch, NULL, e);
}

/* ---- the office ---- */

static void prepare_admin(struct world *w)
{
    p.actor = world_official(w, "dg");
    p.actor.rights |= RIGHT_ADMINISTER | RIGHT_ALL_UNITS;
}

static enum rc do_build(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct unit_rec top, u = { .code = STR("new-unit"),
                               .kind = STR("office"),
                               .function = STR("agency"),
                               .name = STR("ادارهٔ تازه"),
                               .county = STR("سمنان") };
    struct post_rec post = {
        .code = STR("new-post"), .title = STR("کارشناس"), .roles = STR("EXP"), .rights = RIGHT_WORK
    };
    struct official_rec o = { .name = STR("کسی"), .login = STR("kasi") };
    enum rc rc = unit_by_code(cx->tx, cx->a, STR("office"), &top, e);

    u.parent_id = top.id;
    if (rc == RC_OK)
        rc = office_add_unit(cx, &u, e);
    post.unit_id = u.id;
    if (rc == RC_OK)
        rc = office_add_post(cx, &post, e);
    if (rc == RC_OK)
        rc = office_add_official(cx, &o, e);
    return rc == RC_OK ? office_hold(cx, post.id, o.id, "holder", cx->now_ms, 0, STR(""), e) : rc;
}

static enum rc run_build(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_build, NULL, e);
}

static enum rc do_calendar(struct cx *cx, void *arg, struct err *e)
{
    return office_set_calendar(
        cx, STR("test"),
        STR("{\"key\":\"test\",\"version\":2,\"weekly\":[{\"weekday\":6}],"
            "\"hours\":[{\"weekdays\":[0,1,2,3,4,5],\"opens\":\"07:30\",\"closes\":\"14:30\"}],"
            "\"holidays\":[{\"date\":\"1403/06/28\",\"name\":\"تعطیلی آزمایشی\",\"kind\":\"announced\"}]}"),
        STR("آزمایش"), arg, e);
}

static enum rc run_calendar(struct world *w, struct arena *a, struct err *e)
{
    struct moved_list moved = { 0 };

    return app_write(w->app, a, &p.actor, do_calendar, &moved, e);
}

/* ---- processes ---- */

static void prepare_install(struct world *w)
{
    const struct package_file *files = NULL;
    struct err e = { 0 };

    prepare_admin(w);
    if (package_files_of_dir(w->a, path_join(w->a, w->source, "processes/opinion_request"), &files,
                             &p.n_files, &e) != RC_OK)
        die("a package", &e);
    p.files = ARENA_ARRAY(w->a, struct package_file, p.n_files);
    memcpy(p.files, files, p.n_files * sizeof(*files));
    for (size_t i = 0; i < p.n_files; i++)
        if (str_eq_c(p.files[i].path, "texts/fa.po"))
            p.files[i].content = arena_cat(w->a, p.files[i].content, STR("\n# another version\n"));
}

static enum rc do_install(struct cx *cx, void *arg, struct err *e)
{
    struct package_problems problems = { 0 };

    return package_install(cx, p.files, p.n_files, &problems, arg, e);
}

static enum rc run_install(struct world *w, struct arena *a, struct err *e)
{
    struct installed r = { 0 };

    return app_write(w->app, a, &p.actor, do_install, &r, e);
}

/* ---- verifying ---- */

static void found(void *arg, const char *what UNUSED)
{
    ++*(int *)arg;
}

static enum rc run_verify(struct world *w, struct arena *a UNUSED, struct err *e)
{
    struct verify_result r = { 0 };
    int n = 0;
    enum rc rc = verify_all(w->app, found, &n, &r, e);

    return rc == RC_OK && n > 0 ? ERR(e, RC_CONFLICT, "%d found", n) : rc;
}

static const struct trial trials[] = {
    { "session: find", TRIAL_READ, prepare_session, run_find, RC_OK },
    { "session: sign out", TRIAL_WRITE, prepare_session, run_sign_out, RC_OK },
    { "session: switch post", TRIAL_WRITE, prepare_switch, run_switch, RC_OK },
    { "session: sign in", TRIAL_MANY, prepare_sign_in, run_sign_in, RC_OK },
    { "office: unit, post, person", TRIAL_WRITE, prepare_admin, run_build, RC_OK },
    { "office: calendar", TRIAL_WRITE, prepare_admin, run_calendar, RC_OK },
    { "process: install", TRIAL_WRITE, prepare_install, run_install, RC_OK },
    { "verify", TRIAL_READ, NULL, run_verify, RC_OK },
};

struct trial_list trials_of_office(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
