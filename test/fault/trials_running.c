/*
 * trials_running.c - what is done to cases that run: another version of their process, a corrected variable,
 * a moved token; reports to superiors.
 */
#include "trial.h"

#include "app/install.h"
#include "app/letter_report.h"
#include "app/migration.h"
#include "app/remedy.h"
#include "base/file.h"

#define MOVED "opinion_request" /* the process whose cases are moved: case 5 waits in it */

/* What a trial was prepared with; one trial runs at a time. */
static struct {
    struct actor actor, other;
    int64_t run_id, move_id;
    struct remedy_variable variable;
    struct remedy_move move;
    struct report_letter_cmd letter;
    struct package_file *files;
    size_t n_files;
} p;

static struct actor administrator(struct world *w, const char *post)
{
    struct actor a = world_official(w, post);

    a.rights |= RIGHT_ADMINISTER | RIGHT_ALL_UNITS | RIGHT_CONFIDENTIAL | RIGHT_MANAGE;
    return a;
}

/* ---- another version ---- */

static void another_version(struct world *w)
{
    const struct package_file *files = NULL;
    struct err e = { 0 };

    if (package_files_of_dir(w->a, path_join(w->a, w->source, "processes/" MOVED), &files, &p.n_files, &e) !=
        RC_OK)
        die("a package", &e);
    p.files = ARENA_ARRAY(w->a, struct package_file, p.n_files);
    memcpy(p.files, files, p.n_files * sizeof(*files));
    for (size_t i = 0; i < p.n_files; i++)
        if (str_eq_c(p.files[i].path, "texts/fa.po"))
            p.files[i].content = arena_cat(w->a, p.files[i].content, STR("\n# another version\n"));
}

static enum rc install(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct package_problems problems = { 0 };
    struct installed r = { 0 };

    return package_install(cx, p.files, p.n_files, &problems, &r, e);
}

static void prepare_version(struct world *w)
{
    p.actor = administrator(w, "dg");
    another_version(w);
    world_write(w, &p.actor, install, NULL);
}

static enum rc do_begin(struct cx *cx, void *arg, struct err *e)
{
    struct migration_plan plan = { 0 };
    struct process_rec from = { 0 }, to = { 0 };
    enum rc rc = version_find(cx, STR(MOVED), 1, &from, e);

    if (rc == RC_OK)
        rc = version_find(cx, STR(MOVED), 2, &to, e);
    if (rc == RC_OK)
        rc = migration_propose(cx, from.id, to.id, NULL, 0, &plan, e);
    return rc == RC_OK ? migration_begin(cx, &plan, STR(""), STR("اصلاح"), arg, e) : rc;
}

static enum rc run_begin(struct world *w, struct arena *a, struct err *e)
{
    int64_t id = 0;

    return app_write(w->app, a, &p.actor, do_begin, &id, e);
}

static void prepare_migration(struct world *w)
{
    prepare_version(w);
    world_write(w, &p.actor, do_begin, &p.run_id);
}

static enum rc run_go_on(struct world *w, struct arena *a UNUSED, struct err *e)
{
    bool left = false;

    return migration_go_on(w->app, p.run_id, 10, &left, e);
}

static void prepare_undo(struct world *w)
{
    struct err e = { 0 };

    prepare_migration(w);
    if (run_go_on(w, w->a, &e) != RC_OK)
        die("moving cases", &e);
}

static enum rc do_undo(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return migration_undo(cx, p.run_id, STR("اشتباه بود"), e);
}

static enum rc run_undo(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_undo, NULL, e);
}

/* ---- remedies ---- */

static void prepare_variable(struct world *w)
{
    struct task_rec t = world_task(w, 2, "OFF_SUB_01_T8");

    p.actor = administrator(w, "dg");
    p.variable = (struct remedy_variable){ .instance_id = t.instance_id,
                                           .name = STR("violation"),
                                           .value = STR("true"),
                                           .reason = STR("اشتباه ثبت شده بود") };
}

static enum rc do_variable(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum remedy_fault why = REMEDY_FINE;

    return remedy_set_variable(cx, &p.variable, &why, e);
}

static enum rc run_variable(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_variable, NULL, e);
}

static void prepare_move(struct world *w)
{
    struct task_rec t = world_task(w, 2, "OFF_SUB_01_T8");

    p.actor = administrator(w, "dg");
    p.other = administrator(w, "mgr");
    p.move = (struct remedy_move){ t.instance_id, t.key, STR("OFF_SUB_01_T6"), STR("راهی نیست") };
}

static enum rc do_propose(struct cx *cx, void *arg, struct err *e)
{
    enum remedy_fault why = REMEDY_FINE;

    return remedy_propose(cx, &p.move, arg, &why, e);
}

static enum rc run_propose(struct world *w, struct arena *a, struct err *e)
{
    int64_t id = 0;

    return app_write(w->app, a, &p.actor, do_propose, &id, e);
}

static void prepare_decide(struct world *w)
{
    prepare_move(w);
    world_write(w, &p.actor, do_propose, &p.move_id);
}

static enum rc do_decide(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum remedy_fault why = REMEDY_FINE;

    return remedy_decide(cx, p.move_id, REMEDY_CONSENT, STR("بررسی شد"), &why, e);
}

static enum rc run_decide(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.other, do_decide, NULL, e);
}

/* ---- a report to superiors ---- */

static void prepare_report(struct world *w)
{
    p.actor = administrator(w, "mgr");
    p.letter = (struct report_letter_cmd){ .code = w->cases[2].tracking_code,
                                           .name = STR("superiors_report"),
                                           .addressee = STR("مدیرکل بازرسی"),
                                           .once = STR("sweep-report") };
}

static enum rc do_report(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct str missing = STR_NONE;

    return report_letter_make(cx, &p.letter, &missing, e);
}

static enum rc run_report(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_report, NULL, e);
}

static const struct trial trials[] = {
    { "migration: begin", TRIAL_WRITE, prepare_version, run_begin, RC_OK },
    { "migration: go on", TRIAL_MANY, prepare_migration, run_go_on, RC_OK },
    { "migration: undo", TRIAL_WRITE, prepare_undo, run_undo, RC_OK },
    { "remedy: a variable", TRIAL_WRITE, prepare_variable, run_variable, RC_OK },
    { "remedy: propose a move", TRIAL_WRITE, prepare_move, run_propose, RC_OK },
    { "remedy: consent", TRIAL_WRITE, prepare_decide, run_decide, RC_OK },
    { "report to superiors", TRIAL_WRITE, prepare_report, run_report, RC_OK },
};

struct trial_list trials_of_running(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
