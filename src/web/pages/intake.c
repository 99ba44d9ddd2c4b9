/*
 * intake.c - the registrar's desk: letters, calls, visits and e-mails are registered on somebody's behalf
 * (OFF-CMP-03..09), in one dense form; then number, code and receipt.
 *
 * Which ways there are is said by the packages (registration.starts). Not here: registering (app/case.h).
 */
#include "app/case.h"
#include "app/case_view.h"
#include "app/desk_files.h"
#include "app/register.h"
#include "domain/tracking.h"
#include "templates/official_intake.h"
#include "web/pages.h"
#include "web/pages/case_page.h"
#include "web/posted.h"

/* ---- which way ---- */

static enum icon icon_of_channel(struct str channel)
{
    static const struct {
        const char *channel;
        enum icon icon;
    } icons[] = {
        { "letter", ICON_LETTER }, { "phone", ICON_CALL }, { "visit", ICON_VISIT },
        { "email", ICON_INBOX },   { "samad", ICON_CALL }, { "web", ICON_EDIT },
    };

    for (size_t i = 0; i < ARRAY_LEN(icons); i++)
        if (str_eq_c(channel, icons[i].channel))
            return icons[i].icon;
    return ICON_REGISTER;
}

/* A way that ends in somebody's in-tray instead of being the act of registering has no form here. */
static bool by_official(const struct package_start *s)
{
    return s->task.len > 0 && !str_eq_c(s->who, "citizen");
}

static enum rc put_choices(struct cx *cx, struct intake_view *v, struct err *e)
{
    struct package_list all = { 0 };
    struct intake_choice *list;
    size_t room = 0;
    enum rc rc = catalogue_all(cx, &all, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        room += all.v[i]->n_starts;
    list = ARENA_ARRAY(cx->a, struct intake_choice, room);
    if (list == NULL && room > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; all.v[i]->is_case && k < all.v[i]->n_starts; k++) {
            const struct package_start *s = &all.v[i]->starts[k];

            if (by_official(s))
                list[v->choices_n++] = (struct intake_choice){
                    .process = all.v[i]->noun,
                    .channel = official_word(all.v[i], cx->a, "channel", s->channel),
                    .icon = icon_of_channel(s->channel),
                    .to = URL(cx->a, "/intake/{}/{}", all.v[i]->key, s->channel),
                };
        }
    v->choices = list;
    return RC_OK;
}

static enum rc next_number(struct cx *cx, struct str *ret, struct err *e)
{
    struct indicator_query q = { .from_day = 0, .until_day = -1, .limit = 1 };
    struct indicator reg;
    int year = jdate_from_ms(cx->now_ms).year;
    enum rc rc = indicator_get(cx, &q, &reg, e);

    if (rc == RC_OK)
        *ret = arena_fmt(cx->a, "%d/%lld", year, (long long)(reg.year == year ? reg.last + 1 : 1));
    return rc;
}

enum rc page_intake(struct req *rq, struct resp *rs, struct err *e)
{
    struct intake_view v = { 0 };
    struct case_list today = { 0 };
    struct page p;
    enum rc rc = desk_page(rq, rq->cx, HERE_INTAKE, &p, e);

    if (rc == RC_OK)
        rc = put_choices(rq->cx, &v, e);
    if (rc == RC_OK)
        rc = next_number(rq->cx, &v.next_number, e);
    if (rc == RC_OK)
        rc = tray_registered_today(rq->cx, &today, e);
    if (rc == RC_OK)
        rc = rows_of_cases(rq->cx, &today, &v.today, e);
    if (rc != RC_OK)
        return rc;
    v.today_n = today.n;
    tpl_official_intake(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- the form ---- */

struct filling {
    struct req *rq;
    struct resp *rs;
    struct str process, channel;
    const struct package *pkg;
    const struct form *form;
    struct form_env env;
    struct posted posted;
    const struct form_result *result;
    struct desk_files files;
    bool too_many_files;
    struct registered registered;
    const struct official_choices *lists;
    size_t n_lists;
    struct case_list similar;
};

static enum rc open_form(struct filling *x, struct cx *cx, struct err *e)
{
    const struct package_start *s;
    enum rc rc = catalogue_active(cx, x->process, &x->pkg, e);

    if (rc != RC_OK)
        return rc;
    s = package_start(x->pkg, x->channel);
    if (!x->pkg->is_case || s == NULL || !by_official(s))
        return ERR(e, RC_NOT_FOUND, "'%.*s' is not registered here by '%.*s'", STR_ARG(x->process),
                   STR_ARG(x->channel));
    x->form = package_form(x->pkg, x->pkg->registration_form);
    if (x->form == NULL)
        return ERR(e, RC_INTERNAL, "package %.*s has no registration form", STR_ARG(x->process));
    rc = case_form_env(cx, x->channel, &x->env, e);
    return rc == RC_OK ? official_choices_of(cx, x->pkg, x->form, NULL, &x->lists, &x->n_lists, e) : rc;
}

static enum rc draw(struct cx *cx, void *arg, struct err *e)
{
    struct filling *x = arg;
    struct arena *a = x->rq->arena;
    struct intake_form_view v = { 0 };
    struct page p;
    enum rc rc = open_form(x, cx, e);

    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_INTAKE, &p, e);
    if (rc == RC_OK)
        rc = next_number(cx, &v.next_number, e);
    if (rc == RC_OK)
        rc = form_items(a, x->form, FORM_ALL_PAGES, x->posted.inputs, x->posted.n_inputs, NULL, x->result,
                        &x->env, &v.form.items, &v.form.n, e);
    if (rc == RC_OK)
        rc = rows_of_cases(cx, &x->similar, &v.similar, e);
    if (rc != RC_OK)
        return rc;
    v.similar_n = x->similar.n;
    v.form.arena = a;
    v.form.compact = true;
    v.form.kept = desk_kept_files(a, &x->files.files, NULL, &v.form.kept_n);
    v.form.lists = desk_lists(a, x->lists, x->n_lists);
    v.form.lists_n = v.form.lists == NULL ? 0 : x->n_lists;
    v.process = x->pkg->title;
    v.channel = official_word(x->pkg, a, "channel", x->channel);
    v.action = URL(a, "/intake/{}/{}", x->process, x->channel);
    v.cancel = URL_LIT("/intake");
    v.files = form_file_field(x->form, NULL) != NULL;
    v.drawn = names_drawn(a, v.form.items, v.form.n);
    p.keep_draft = true;
    if (x->result != NULL)
        p.errors = errors_of_form(a, x->result, &p.errors_n);
    if (x->result != NULL && x->result->errors_n > 0)
        resp_status(x->rs, 422);
    tpl_official_intake_form(resp_html(x->rs), &p, &v);
    return RC_OK;
}

enum rc page_intake_form(struct req *rq, struct resp *rs, struct err *e)
{
    struct filling x = {
        .rq = rq, .rs = rs, .process = req_path(rq, "process"), .channel = req_path(rq, "channel")
    };

    return draw(rq->cx, &x, e);
}

/* ---- sent ---- */

static enum rc only_open(struct cx *cx, void *arg, struct err *e)
{
    struct filling *x = arg;
    enum rc rc = open_form(x, cx, e);

    return rc == RC_OK ? desk_files_open(cx, desk_files_key(cx, "intake", req_once(x->rq)), &x->files, e)
                       : rc;
}

static enum rc add_files(struct cx *cx, void *arg, struct err *e)
{
    struct filling *x = arg;
    struct desk_files_cmd cmd = { .key = desk_files_key(cx, "intake", req_once(x->rq)),
                                  .form = x->form,
                                  .files = x->posted.files,
                                  .n_files = x->posted.n_files,
                                  .for_applicant = true };
    const struct form_input *inputs = x->posted.inputs;
    size_t n = x->posted.n_inputs;
    enum rc rc = desk_files_add(cx, &cmd, &inputs, &n, &x->files, &x->too_many_files, e);

    if (rc == RC_OK) {
        x->posted.inputs = inputs;
        x->posted.n_inputs = n;
    }
    return rc;
}

/* A choice brought out questions that were not on the page: show them before anything is judged. */
static enum rc anything_new(struct filling *x, bool *ret, struct err *e)
{
    struct str drawn = posted_machine(x->rq, "_drawn");
    const struct form_item *items = NULL;
    size_t n = 0;
    enum rc rc = form_items(x->rq->arena, x->form, FORM_ALL_PAGES, x->posted.inputs, x->posted.n_inputs, NULL,
                            NULL, &x->env, &items, &n, e);

    *ret = false;
    for (size_t i = 0; rc == RC_OK && drawn.len > 0 && i < n; i++)
        if (items[i].step == FORM_FIELD && items[i].name.len > 0 && !posted_was_drawn(drawn, items[i].name))
            *ret = true;
    return rc;
}

static enum rc find_similar(struct cx *cx, void *arg, struct err *e)
{
    struct filling *x = arg;
    struct str id = STR_NONE;

    for (size_t i = 0; i < x->posted.n_inputs; i++)
        if (x->posted.inputs[i].value.len > 0 && (str_eq_c(x->posted.inputs[i].name, "national_id") ||
                                                  str_eq_c(x->posted.inputs[i].name, "legal_id")))
            id = x->posted.inputs[i].value;
    return id.len == 0 ? RC_OK : tray_of_person(cx, id, &x->similar, e);
}

static enum rc do_register(struct cx *cx, void *arg, struct err *e)
{
    struct filling *x = arg;
    struct register_cmd cmd = { .process = x->process,
                                .channel = x->channel,
                                .once = req_once(x->rq),
                                .draft_id = x->files.draft_id,
                                .inputs = x->posted.inputs,
                                .n_inputs = x->posted.n_inputs };

    x->registered = (struct registered){ 0 };
    return case_register(cx, &cmd, &x->registered, e);
}

static enum rc file_trouble(struct filling *x, struct form_result *r, struct err *e)
{
    enum rc rc = posted_errors(x->rq->arena, &x->posted, r, e);

    x->result = r;
    return rc == RC_OK ? desk_read(x->rq, draw, x, e) : rc;
}

/* Other cases of this person are shown once; sending the form again means that it is none of them. */
static enum rc perhaps_known(struct filling *x, bool *shown, struct err *e)
{
    enum rc rc = RC_OK;

    *shown = false;
    if (posted_machine(x->rq, "_seen").len == 0)
        rc = app_read(x->rq->app, x->rq->arena, x->rq->actor, find_similar, x, e);
    if (rc != RC_OK || x->similar.n == 0)
        return rc;
    *shown = true;
    return desk_read(x->rq, draw, x, e);
}

static enum rc judge(struct filling *x, struct err *e)
{
    struct req *rq = x->rq;
    struct form_result none = { .ok = true };
    bool fresh = false, shown = false;
    enum rc rc = anything_new(x, &fresh, e);

    if (rc != RC_OK)
        return rc;
    if (fresh || x->posted.rows_changed || !req_ok(rq) || posted_machine(rq, "_finish").len == 0)
        return desk_read(rq, draw, x, e);
    if (x->posted.n_file_errors > 0)
        return file_trouble(x, &none, e);
    rc = perhaps_known(x, &shown, e);
    if (rc != RC_OK || shown)
        return rc;
    rc = app_write(rq->app, rq->arena, rq->actor, do_register, x, e);
    if (rc == RC_INVALID && x->registered.form.errors_n > 0)
        return file_trouble(x, &x->registered.form, e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(x->rs, URL(rq->arena, "/intake/registered/{}", x->registered.tracking_code), e);
}

enum rc page_intake_send(struct req *rq, struct resp *rs, struct err *e)
{
    struct filling x = {
        .rq = rq, .rs = rs, .process = req_path(rq, "process"), .channel = req_path(rq, "channel")
    };
    enum rc rc = posted_read(rq, &x.posted, e);

    if (rc == RC_OK)
        rc = app_read(rq->app, rq->arena, rq->actor, only_open, &x, e);
    if (rc == RC_OK)
        rc = posted_store_files(rq, x.form, &x.posted, e);
    if (rc == RC_OK && (x.posted.n_files > 0 || x.files.files.n > 0))
        rc = app_write(rq->app, rq->arena, rq->actor, add_files, &x, e);
    return rc == RC_OK ? judge(&x, e) : rc;
}

/* ---- registered ---- */

enum rc page_intake_registered(struct req *rq, struct resp *rs, struct err *e)
{
    struct registered_view v = { 0 };
    struct official_case c;
    struct case_view receipt;
    struct tracking code;
    struct page p;
    enum rc rc = RC_NOT_FOUND;

    if (tracking_parse(req_path(rq, "code"), &code) == TRACKING_OK)
        rc = official_case_get(rq->cx, tracking_str(&code), &c, e);
    else
        return ERR(e, RC_NOT_FOUND, "no such case");
    if (rc == RC_OK)
        rc = case_receipt_get(rq->cx, c.c.id, &receipt, e);
    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_INTAKE, &p, e);
    if (rc != RC_OK)
        return rc;
    v.number = number_of_case(rq->arena, &c.c);
    v.code = c.c.tracking_code;
    v.noun = c.pkg->noun;
    v.applicant = c.c.applicant_name;
    v.at = c.c.registered_at;
    v.spoken = tracking_spoken(rq->arena, &code);
    v.clock = clock_of_official(rq->arena, c.pkg, official_clock_of(&c, "main"));
    v.open = url_of_case(rq->arena, c.c.tracking_code);
    v.again = URL(rq->arena, "/intake/{}/{}", c.c.process_key, c.c.channel);
    if (receipt.receipt.id != 0)
        v.receipt_pdf = URL(rq->arena, "/cases/{}/letters/{}/pdf", c.c.tracking_code,
                            arena_fmt(rq->arena, "%lld", (long long)receipt.receipt.id));
    tpl_official_registered(resp_html(rs), &p, &v);
    return RC_OK;
}
