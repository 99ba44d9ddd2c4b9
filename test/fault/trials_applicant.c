/*
 * trials_applicant.c - what applicants do: register, send a draft, attach, answer back, follow.
 */
#include "trial.h"

#include "app/case.h"
#include "app/case_view.h"
#include "app/draft.h"
#include "app/letter.h"
#include "domain/ledger.h"

#define COMPLAINT                                                                                               \
    "{\"applicant_kind\":\"natural\",\"first_name\":\"مینا\",\"last_name\":\"کریمی\",\"national_id\":" \
    "\"0499370899\","                                                                                           \
    "\"mobile\":\"09123456789\",\"county\":\"سمنان\",\"respondent_kind\":\"agency\",\"respondent_unit\":"  \
    "\"roads\","                                                                                                \
    "\"kind\":\"complaint\",\"ground\":\"law_breach\",\"subject\":\"دست‌انداز جاده\","            \
    "\"text\":\"دست‌انداز بی‌نشانه‌ای در جاده هست و دو خودرو "          \
    "آسیب "                                                                                                 \
    "دیده "                                                                                                 \
    "است.\",\"demand\":\"برداشته "                                                                    \
    "شود.\","                                                                                                \
    "\"earlier\":\"no\",\"preferred_channel\":\"sms\",\"consent\":true}"
#define LETTER                                                                                                  \
    "{\"applicant_kind\":\"natural\",\"first_name\":\"مینا\",\"last_name\":\"کریمی\",\"national_id\":" \
    "\"0499370899\","                                                                                           \
    "\"county\":\"سمنان\",\"respondent_kind\":\"agency\",\"respondent_unit\":\"roads\",\"kind\":"          \
    "\"complaint\","                                                                                            \
    "\"ground\":\"law_breach\",\"subject\":\"دست‌انداز جاده\",\"text\":\"دست‌انداز "    \
    "بی‌نشانه‌ای "                                                                                 \
    "در "                                                                                                     \
    "جاده هست و دو "                                                                                  \
    "خودرو آسیب دیده است.\",\"demand\":\"برداشته شود.\",\"earlier\":\"no\",\"preferred_channel\":\"web\"}"

/* What a trial was prepared with; one trial runs at a time. */
static struct {
    struct actor actor;
    struct register_cmd reg;
    struct message_cmd message;
    struct draft_page_cmd page;
    struct stored_file file;
    int64_t case_id, letter_id;
    struct str path;
} p;

static void inputs_of(struct world *w, const char *text, const struct form_input **ret, size_t *n)
{
    VEC(struct form_input) list = { 0 };

    for (const struct json *m = world_json(w, text)->first; m != NULL; m = m->next)
        (void)VEC_PUSH(w->a, &list,
                       ((struct form_input){ m->name, m->kind == JSON_BOOL ? STR("true") : json_text(m) }));
    *ret = list.v;
    *n = list.n;
}

/* ---- registering ---- */

static void prepare_register(struct world *w)
{
    p.actor = actor_anyone();
    p.reg = (struct register_cmd){ .process = STR("complaint"),
                                   .channel = STR("web"),
                                   .once = STR("sweep-register"),
                                   .values = world_json(w, COMPLAINT) };
}

static void prepare_register_form(struct world *w)
{
    prepare_register(w);
    p.reg.values = NULL;
    inputs_of(w, COMPLAINT, &p.reg.inputs, &p.reg.n_inputs);
}

static void prepare_letter(struct world *w)
{
    p.actor = world_official(w, "reg");
    p.reg = (struct register_cmd){ .process = STR("complaint"),
                                   .channel = STR("letter"),
                                   .once = STR("sweep-letter"),
                                   .values = world_json(w, LETTER) };
}

static void prepare_wrong(struct world *w)
{
    prepare_register(w);
    p.reg.values =
        world_json(w, "{\"applicant_kind\":\"natural\",\"national_id\":\"0499370898\",\"text\":\"\"}");
}

static enum rc do_register(struct cx *cx, void *arg, struct err *e)
{
    return case_register(cx, &p.reg, arg, e);
}

static enum rc run_register(struct world *w, struct arena *a, struct err *e)
{
    struct registered r = { 0 };

    return app_write(w->app, a, &p.actor, do_register, &r, e);
}

/* ---- drafts and files ---- */

static void prepare_draft(struct world *w)
{
    p.actor = actor_anyone();
    p.page = (struct draft_page_cmd){ .key = STR("sweep-draft-key"),
                                      .process = STR("complaint"),
                                      .channel = STR("web") };
    inputs_of(w, COMPLAINT, &p.page.inputs, &p.page.n_inputs);
}

static enum rc do_page(struct cx *cx, void *arg, struct err *e)
{
    return draft_save_page(cx, &p.page, arg, e);
}

static enum rc run_page(struct world *w, struct arena *a, struct err *e)
{
    struct draft_page r = { 0 };

    return app_write(w->app, a, &p.actor, do_page, &r, e);
}

static void prepare_sending(struct world *w)
{
    prepare_draft(w);
    for (p.page.page = 0; p.page.page < 30; p.page.page++) {
        struct draft_page r = { 0 };
        struct err e = { 0 };

        if (app_write(w->app, w->a, &p.actor, do_page, &r, &e) != RC_OK)
            break; /* past the last page */
    }
}

static enum rc do_send(struct cx *cx, void *arg, struct err *e)
{
    bool again;

    return draft_send(cx, p.page.key, p.page.process, p.page.channel, NULL, arg, &again, e);
}

static enum rc run_send(struct world *w, struct arena *a, struct err *e)
{
    struct registered r = { 0 };

    return app_write(w->app, a, &p.actor, do_send, &r, e);
}

/* As a page does it: checked on a snapshot (draft_check, and in it case_check), then sent with what was
 * found. */
static enum rc do_check(struct cx *cx, void *arg, struct err *e)
{
    return draft_check(cx, p.page.key, p.page.process, p.page.channel, arg, e);
}

struct checked_sending {
    const struct draft_checked *checked;
    struct registered r;
};

static enum rc do_send_checked(struct cx *cx, void *arg, struct err *e)
{
    struct checked_sending *x = arg;
    bool again;

    return draft_send(cx, p.page.key, p.page.process, p.page.channel, x->checked, &x->r, &again, e);
}

static enum rc run_send_checked(struct world *w, struct arena *a, struct err *e)
{
    struct checked_sending x = { 0 };
    enum rc rc = app_read(w->app, a, &p.actor, do_check, &x.checked, e);

    if (rc == RC_OK && x.checked == NULL)
        rc = ERR(e, RC_INTERNAL, "a draft that is complete is not found to be");
    return rc == RC_OK ? app_write(w->app, a, &p.actor, do_send_checked, &x, e) : rc;
}

static void store_file(struct world *w)
{
    enum file_fault why = FILE_OK;
    struct err e = { 0 };

    if (case_store_file(w->app, w->a, STR("سند.txt"), STR("متن سند\n"), &p.file, &why, &e) != RC_OK ||
        why != FILE_OK)
        die("a file", &e);
}

static void prepare_page_with_file(struct world *w)
{
    static struct draft_file one;

    prepare_draft(w);
    store_file(w);
    one = (struct draft_file){ STR("documents"), p.file };
    p.page.files = &one;
    p.page.n_files = 1;
}

static enum rc run_store_file(struct world *w, struct arena *a, struct err *e)
{
    enum file_fault why = FILE_OK;
    struct stored_file f;
    enum rc rc = case_store_file(w->app, a, STR("سند.txt"), STR("متن سند دیگر\n"), &f, &why, e);

    return rc == RC_OK && why != FILE_OK ? ERR(e, RC_INVALID, "file fault %d", (int)why) : rc;
}

static void prepare_attach(struct world *w)
{
    store_file(w);
    p.actor = world_citizen(w, 0);
    p.case_id = w->cases[0].id;
}

static enum rc do_attach(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return case_attach(cx, p.case_id, &p.file, true, STR("پیوست"), e);
}

static enum rc run_attach(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_attach, NULL, e);
}

/* ---- messages ---- */

static void prepare_message(struct world *w, size_t n, const char *name, const char *values)
{
    p.actor = world_citizen(w, n);
    p.message =
        (struct message_cmd){ .case_id = w->cases[n].id, .name = str_c(name), .once = STR("sweep-message") };
    inputs_of(w, values, &p.message.inputs, &p.message.n_inputs);
}

static void prepare_withdrawal(struct world *w)
{
    prepare_message(w, 1, "withdrawal", "{\"withdrawal_reason\":\"مشکل حل شد.\",\"withdrawal_sure\":true}");
}

static void prepare_objection(struct world *w)
{
    prepare_message(w, 3, "objection", "{\"grounds\":\"تابلو نصب نشده است و عکس آن را دارم.\"}");
}

static void prepare_too_early(struct world *w)
{
    prepare_message(w, 0, "objection", "{\"grounds\":\"تابلو نصب نشده است و عکس آن را دارم.\"}");
}

static enum rc do_message(struct cx *cx, void *arg, struct err *e)
{
    return case_message(cx, &p.message, arg, e);
}

static enum rc run_message(struct world *w, struct arena *a, struct err *e)
{
    struct message_result r = { 0 };

    return app_write(w->app, a, &p.actor, do_message, &r, e);
}

static void prepare_survey(struct world *w)
{
    p.actor = world_citizen(w, 3);
    p.case_id = w->cases[3].id;
}

static enum rc do_survey(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return case_survey(cx, p.case_id, STR("satisfied"), 4, STR("سپاس"), e);
}

static enum rc run_survey(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, &p.actor, do_survey, NULL, e);
}

/* ---- following ---- */

static enum rc do_track(struct cx *cx, void *arg, struct err *e)
{
    struct actor who = { 0 };
    int64_t id = 0;

    return case_of_citizen(cx, *(struct str *)arg, STR("0499370899"), &id, &who, e);
}

static enum rc run_track(struct world *w, struct arena *a, struct err *e)
{
    return app_read(w->app, a, NULL, do_track, &w->cases[3].tracking_code, e);
}

static void prepare_view(struct world *w)
{
    p.actor = world_citizen(w, 3);
    p.case_id = w->cases[3].id;
}

static enum rc do_view(struct cx *cx, void *arg, struct err *e)
{
    return case_view_get(cx, p.case_id, arg, e);
}

static enum rc run_view(struct world *w, struct arena *a, struct err *e)
{
    struct case_view v = { 0 };

    return app_read(w->app, a, &p.actor, do_view, &v, e);
}

static void prepare_letter_view(struct world *w)
{
    struct case_view v = { 0 };

    prepare_view(w);
    world_read(w, &p.actor, do_view, &v);
    if (v.n_letters == 0)
        die("no letter to print", NULL);
    p.letter_id = v.letters[v.n_letters - 1].id;
}

static enum rc do_letter(struct cx *cx, void *arg, struct err *e)
{
    struct letter_rec rec = { 0 };

    return letter_document(cx, p.letter_id, p.case_id, arg, &rec, e);
}

static enum rc run_letter(struct world *w, struct arena *a, struct err *e)
{
    struct doc *d = NULL;

    return app_read(w->app, a, &p.actor, do_letter, &d, e);
}

static enum rc do_receipt_page(struct cx *cx, void *arg, struct err *e)
{
    return case_receipt_get(cx, p.case_id, arg, e);
}

static void prepare_receipt(struct world *w)
{
    struct case_view v = { 0 };

    prepare_view(w);
    world_read(w, &p.actor, do_receipt_page, &v);
    p.path = v.receipt_code;
}

static enum rc do_receipt(struct cx *cx, void *arg, struct err *e)
{
    return receipt_verify(cx, p.path, arg, e);
}

static enum rc run_receipt(struct world *w, struct arena *a, struct err *e)
{
    struct receipt_check r = { 0 };
    enum rc rc = app_read(w->app, a, NULL, do_receipt, &r, e);

    return rc == RC_OK && !r.intact
               ? ERR(e, RC_INVALID, "receipt %.*s found %d intact %d", STR_ARG(p.path), r.found, r.intact)
               : rc;
}

static enum rc do_failed(struct cx *cx, void *arg UNUSED, struct err *e)
{
    return track_failed(cx, STR("10.0.0.1"), STR("1234567890"), e);
}

static enum rc run_failed(struct world *w, struct arena *a, struct err *e)
{
    return app_write(w->app, a, NULL, do_failed, NULL, e);
}

static const struct trial trials[] = {
    { "register", TRIAL_WRITE, prepare_register, run_register, RC_OK },
    { "register: a posted form", TRIAL_WRITE, prepare_register_form, run_register, RC_OK },
    { "register: a letter", TRIAL_WRITE, prepare_letter, run_register, RC_OK },
    { "register: refused", TRIAL_READ, prepare_wrong, run_register, RC_INVALID },
    { "draft: a page", TRIAL_WRITE, prepare_draft, run_page, RC_OK },
    { "draft: a page with a file", TRIAL_WRITE, prepare_page_with_file, run_page, RC_OK },
    { "draft: send", TRIAL_WRITE, prepare_sending, run_send, RC_OK },
    { "draft: checked, sent", TRIAL_WRITE, prepare_sending, run_send_checked, RC_OK },
    { "file: put aside", TRIAL_READ, NULL, run_store_file, RC_OK },
    { "file: attach", TRIAL_WRITE, prepare_attach, run_attach, RC_OK },
    { "message: withdrawal", TRIAL_WRITE, prepare_withdrawal, run_message, RC_OK },
    { "message: objection", TRIAL_WRITE, prepare_objection, run_message, RC_OK },
    { "message: too early", TRIAL_READ, prepare_too_early, run_message, RC_CONFLICT },
    { "survey", TRIAL_WRITE, prepare_survey, run_survey, RC_OK },
    { "track: open", TRIAL_READ, NULL, run_track, RC_OK },
    { "track: view", TRIAL_READ, prepare_view, run_view, RC_OK },
    { "track: a wrong code", TRIAL_WRITE, NULL, run_failed, RC_OK },
    { "letter: document", TRIAL_READ, prepare_letter_view, run_letter, RC_OK },
    { "receipt: verify", TRIAL_READ, prepare_receipt, run_receipt, RC_OK },
};

struct trial_list trials_of_applicants(void)
{
    return (struct trial_list){ trials, ARRAY_LEN(trials) };
}
