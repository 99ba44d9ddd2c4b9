/*
 * trials_account.c - what officials do for themselves, files that wait for a form, and entries of the
 * indicator register.
 */
#include "trial.h"

#include "app/account.h"
#include "app/case.h"
#include "app/desk_files.h"
#include "app/draft.h"
#include "app/register.h"
#include "app/session.h"
#include "app/task.h"
#include "app/totp.h"

#define OLD "گذرواژهٔ-پیشین-۱"
#define NEW "گذرواژهٔ-تازه-۲۲"

/* What a trial was prepared with; one trial runs at a time. */
static struct {
    struct actor actor;
    struct str token, code;
    struct totp_offer offer;
    struct deputy_cmd deputy;
    int64_t id, version;
    struct draft_file file;
    const struct form *form;
} p;

/* ---- password and sessions ---- */

static enum rc set_password(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct official_rec o = { 0 };
    enum rc rc = official_by_login(cx->tx, cx->a, STR("exp1"), &o, e);

    if (rc == RC_OK)
        rc = password_hash(cx->a, (struct secret){ STR(OLD) }, &o.password, e);
    return rc == RC_OK ? official_update(cx->tx, &o, e) : rc;
}

static struct str session_of(struct world *w)
{
    struct sign_in in = { .login = STR("exp1"), .password = { STR(OLD) }, .address = STR("10.0.0.1") };
    struct signed_in r = { 0 };
    struct err e = { 0 };

    if (sign_in(w->app, w->a, &in, &r, &e) != RC_OK || r.result != SIGN_IN_OK)
        die("signing in", &e);
    return r.token;
}

static void prepare_sessions(struct world *w)
{
    world_write(w, NULL, set_password, NULL);
    p.actor = world_official(w, "exp1");
    (void)session_of(w);
    p.token = session_of(w);
}

static enum rc run_set_password(struct world *w, struct arena *a, struct err *e)
{
    enum password_fault why = PASSWORD_OK;
    enum rc rc = account_set_password(w->app, a, &p.actor, (struct secret){ STR(OLD) },
                                      (struct secret){ STR(NEW) }, p.token, &why, e);

    return rc == RC_OK && why != PASSWORD_OK ? ERR(e, RC_INVALID, "password fault %d", (int)why) : rc;
}

static enum rc do_end_others(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return account_end_others(cx, p.token, e);
}

static enum rc run_end_others(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_end_others, NULL, e);
}

/* ---- one-time codes ---- */

static enum rc do_offer(struct cx *cx, void *arg, struct err *e)
{
    return account_totp_offer(cx, arg, e);
}

static struct str code_of(struct world *w, int64_t step)
{
    char code[7];

    if (!totp_code(p.offer.secret, step, code))
        die("a one-time code", NULL);
    return arena_str(w->a, str_c(code));
}

static void prepare_totp(struct world *w)
{
    p.actor = world_official(w, "exp1");
    world_read(w, &p.actor, do_offer, &p.offer);
    p.code = code_of(w, w->now_ms / 30000);
}

static enum rc run_offer(struct world *w, struct arena *a, struct err *e)
{
    struct totp_offer o = { 0 };

    return app_read(w->app, a, &p.actor, do_offer, &o, e);
}

static enum rc do_totp_on(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return account_totp_on(cx, p.offer.sealed, p.code, e);
}

static enum rc run_totp_on(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_totp_on, NULL, e);
}

static void prepare_totp_off(struct world *w)
{
    prepare_totp(w);
    world_write(w, &p.actor, do_totp_on, NULL);
    p.code = code_of(w, w->now_ms / 30000 + 1);
}

static enum rc do_totp_off(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return account_totp_off(cx, p.code, e);
}

static enum rc run_totp_off(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_totp_off, NULL, e);
}

/* ---- absence ---- */

static void prepare_deputy(struct world *w)
{
    int32_t today = (int32_t)(w->now_ms / DAY_MS);

    p.actor = world_official(w, "exp1");
    p.deputy = (struct deputy_cmd){ .post = STR("exp1"),
                                    .deputy = STR("exp2"),
                                    .from_day = today + 1,
                                    .until_day = today + 3,
                                    .reason = STR("مرخصی") };
}

static enum rc do_deputy(struct cx *cx, void *arg UNUSED, struct err *e)
{
    enum deputy_fault why = DEPUTY_OK;

    return deputy_add(cx, &p.deputy, &why, e);
}

static enum rc run_deputy(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_deputy, NULL, e);
}

static enum rc find_deputy(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct deputies d = { 0 };
    enum rc rc = deputies_get(cx, &d, e);

    if (rc == RC_OK && d.list.n == 0)
        return ERR(e, RC_NOT_FOUND, "no deputy");
    p.id = rc == RC_OK ? d.list.v[0].id : 0;
    return rc;
}

static void prepare_deputy_end(struct world *w)
{
    prepare_deputy(w);
    world_write(w, &p.actor, do_deputy, NULL);
    world_read(w, &p.actor, find_deputy, NULL);
}

static enum rc do_deputy_end(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return deputy_end(cx, p.id, e);
}

static enum rc run_deputy_end(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_deputy_end, NULL, e);
}

/* ---- files that wait ---- */

static void store_file(struct world *w, const char *field)
{
    enum file_fault why = FILE_OK;
    struct err e = { 0 };

    p.file.field = str_c(field);
    if (case_store_file(w->app, w->a, STR("سند.txt"), STR("متن سند\n"), &p.file.file, &why, &e) != RC_OK ||
        why != FILE_OK)
        die("a file", &e);
}

static enum rc find_documents_form(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct package *pkg = NULL;
    enum rc rc = catalogue_active(cx, STR("complaint"), &pkg, e);

    p.form = rc == RC_OK ? package_form(pkg, STR("documents")) : NULL;
    return rc == RC_OK && p.form == NULL ? ERR(e, RC_NOT_FOUND, "no form 'documents'") : rc;
}

static void prepare_act_file(struct world *w)
{
    p.actor = world_citizen(w, 4);
    p.id = w->cases[4].id;
    world_read(w, NULL, find_documents_form, NULL);
    store_file(w, "added_documents");
}

static enum rc do_act_file(struct cx *cx, void *arg UNUSED, struct err *e)
{
    const struct form_input *inputs = NULL;
    struct act_files files = { 0 };
    size_t n = 0;
    bool too_many = false;

    return act_files_add(cx, p.id, STR("documents"), p.form, &p.file, 1, &inputs, &n, &files, &too_many, e);
}

static enum rc run_act_file(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_act_file, NULL, e);
}

static void prepare_desk_file(struct world *w)
{
    p.actor = world_official(w, "reg");
    world_read(w, NULL, find_documents_form, NULL);
    store_file(w, "added_documents");
}

static enum rc do_desk_file(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct desk_files_cmd cmd = {
        .key = desk_files_key(cx, "new", STR("sweep-desk")), .form = p.form, .files = &p.file, .n_files = 1
    };
    const struct form_input *inputs = NULL;
    struct desk_files files = { 0 };
    size_t n = 0;
    bool too_many = false;

    return desk_files_add(cx, &cmd, &inputs, &n, &files, &too_many, e);
}

static enum rc run_desk_file(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_desk_file, NULL, e);
}

/* ---- the indicator register ---- */

static enum rc find_entry(struct cx *cx, void *arg, struct err *e)
{
    struct letter_list list = { 0 };
    enum rc rc = letter_list(cx->tx, cx->a, *(int64_t *)arg, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (list.v[i].number > 0) {
            p.id = list.v[i].id;
            p.version = list.v[i].version;
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no numbered letter") : rc;
}

static void prepare_void(struct world *w)
{
    p.actor = world_official(w, "mgr");
    p.actor.rights |= RIGHT_ALL_UNITS | RIGHT_CONFIDENTIAL | RIGHT_REGISTER;
    world_read(w, &p.actor, find_entry, &w->cases[3].id);
}

static enum rc do_void(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return indicator_void(cx, p.id, p.version, STR("شمارهٔ اشتباه"), e);
}

static enum rc run_void(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_void, NULL, e);
}

static const struct trial trials[] = {
    { "account: password", TRIAL_MANY, prepare_sessions, run_set_password, RC_OK },
    { "account: end other sessions", TRIAL_WRITE, prepare_sessions, run_end_others, RC_OK },
    { "account: offer of codes", TRIAL_READ, prepare_totp, run_offer, RC_OK },
    { "account: codes on", TRIAL_WRITE, prepare_totp, run_totp_on, RC_OK },
    { "account: codes off", TRIAL_WRITE, prepare_totp_off, run_totp_off, RC_OK },
    { "deputy: add", TRIAL_WRITE, prepare_deputy, run_deputy, RC_OK },
    { "deputy: end", TRIAL_WRITE, prepare_deputy_end, run_deputy_end, RC_OK },
    { "files of an act", TRIAL_WRITE, prepare_act_file, run_act_file, RC_OK },
    { "files of a desk", TRIAL_WRITE, prepare_desk_file, run_desk_file, RC_OK },
    { "indicator: void", TRIAL_WRITE, prepare_void, run_void, RC_OK },
};

struct trial_list trials_of_accounts(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
