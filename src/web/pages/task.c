/*
 * task.c - acts on a piece of work: finishing it (its form, its confirmation), keeping what was typed,
 * claiming, giving back, referring.
 *
 * Forms of packages are sent to a SLOW route: files are stored first, then one write transaction does the
 * act. Whatever is refused comes back with everything that was typed. Not here: rules (app/task.h), the page
 * of the case (case_page.c), the page of a conflict (task_conflict.c).
 */
#include "app/task.h"
#include "app/desk_files.h"
#include "templates/parts_confirm.h"
#include "web/pages.h"
#include "web/pages/case_page.h"
#include "web/pages/task_conflict.h"
#include "web/posted.h"

const struct field form_task_version[] = {
    { "version", FIELD_INT, .required = true, .min = 1, .max = INT32_MAX }, FORM_END
};
const struct field form_task_release[] = { { "version", FIELD_INT, .required = true, .min = 1,
                                             .max = INT32_MAX },
                                           { "reason", FIELD_LONG, .required = true, .min = 3, .max = 500 },
                                           FORM_END };
const struct field form_task_refer[] = { { "version", FIELD_INT, .required = true, .min = 1,
                                           .max = INT32_MAX },
                                         { "to", FIELD_TEXT, .required = true, .max = 100 },
                                         { "note", FIELD_LONG, .required = true, .min = 3, .max = 500 },
                                         FORM_END };

/* ---- the form of a task ---- */

struct sent {
    struct req *rq;
    struct resp *rs;
    int64_t task_id, version;
    struct posted posted;
    struct official_case c;
    const struct official_task *task;
    struct desk_files files;
    bool too_many_files;
    struct task_result result;
    struct case_ask ask;
};

static enum rc load(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    enum rc rc = official_case_of_task(cx, x->task_id, &x->c, e);

    x->task = NULL;
    for (size_t i = 0; rc == RC_OK && i < x->c.n_tasks; i++)
        if (x->c.tasks[i].t.id == x->task_id && x->c.tasks[i].mine)
            x->task = &x->c.tasks[i];
    return rc;
}

static enum rc show(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    enum rc rc = load(cx, x, e);

    return rc == RC_OK ? case_page_show(x->rq, x->rs, cx, &x->c, &x->ask, e) : rc;
}

/* The form again, with what was typed, and what is wrong with it (NULL: nothing is judged). */
static enum rc show_again(struct sent *x, const struct form_result *result, struct err *e)
{
    x->ask.task_id = x->task_id;
    x->ask.inputs = x->posted.inputs;
    x->ask.n_inputs = x->posted.n_inputs;
    x->ask.result = result;
    x->ask.files = &x->files;
    if (result != NULL || x->ask.refused.len > 0)
        resp_status(x->rs, 422);
    return desk_read(x->rq, show, x, e);
}

static enum rc conflict(struct sent *x, struct err *e)
{
    struct conflict_ask ask = { .task_id = x->task_id,
                                .inputs = x->posted.inputs,
                                .n_inputs = x->posted.n_inputs };

    return task_conflict_show(x->rq, x->rs, &ask, e);
}

/* ---- files ---- */

static enum rc add_files(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    struct str id = arena_fmt(cx->a, "%lld", (long long)x->task_id);
    struct desk_files_cmd cmd = { .key = desk_files_key(cx, "task", id),
                                  .form = x->task->form,
                                  .files = x->posted.files,
                                  .n_files = x->posted.n_files };
    const struct form_input *inputs = x->posted.inputs;
    size_t n = x->posted.n_inputs;
    enum rc rc = desk_files_add(cx, &cmd, &inputs, &n, &x->files, &x->too_many_files, e);

    if (rc == RC_OK) {
        x->posted.inputs = inputs;
        x->posted.n_inputs = n;
    }
    return rc;
}

static enum rc take_files(struct sent *x, struct err *e)
{
    struct posted before;
    enum rc rc;

    if (x->task->form == NULL || form_file_field(x->task->form, NULL) == NULL)
        return RC_OK;
    rc = posted_store_files(x->rq, x->task->form, &x->posted, e);
    before = x->posted;
    x->files.files = x->task->files;
    if (rc == RC_OK && (x->posted.n_files > 0 || x->task->files.n > 0))
        rc = app_write(x->rq->app, x->rq->arena, x->rq->actor, add_files, x, e);
    x->posted.file_errors = before.file_errors;
    x->posted.n_file_errors = before.n_file_errors;
    return rc;
}

/* ---- judging before it is sent ---- */

/* Does the form now show what it did not when it was drawn (a choice brought out more questions)? */
static enum rc anything_new(struct sent *x, bool *ret, struct err *e)
{
    struct str drawn = posted_machine(x->rq, "_drawn");
    struct task_items items;
    enum rc rc;

    *ret = false;
    if (drawn.len == 0 || x->task->form == NULL)
        return RC_OK;
    rc = task_items_of(x->rq->arena, x->task, x->posted.inputs, x->posted.n_inputs, NULL, &items, e);
    for (size_t i = 0; rc == RC_OK && i < items.n; i++) {
        const struct form_item *it = &items.items[i];

        if (it->step == FORM_FIELD && it->name.len > 0 && !posted_was_drawn(drawn, it->name))
            *ret = true;
    }
    return rc;
}

static struct str label_of_choice(const struct sent *x)
{
    const struct form_field *f = x->task->form == NULL ? NULL : form_find(x->task->form, x->task->choices);

    for (size_t i = 0; f != NULL && i < x->posted.n_inputs; i++)
        for (size_t k = 0; str_eq(x->posted.inputs[i].name, x->task->choices) && k < f->options_n; k++)
            if (str_eq(x->posted.inputs[i].value, f->options[k].value))
                return f->options[k].label;
    return STR_NONE;
}

struct confirming {
    struct sent *x;
    struct confirm_view v;
};

static enum rc draw_confirm(struct cx *cx, void *arg, struct err *e)
{
    struct confirming *k = arg;
    struct page p;
    enum rc rc = desk_page(k->x->rq, cx, HERE_TRAY, &p, e);

    if (rc != RC_OK)
        return rc;
    tpl_confirm(resp_html(k->x->rs), &p, &k->v);
    return RC_OK;
}

/* What was typed, to be looked over once more. */
static enum rc typed_answers(struct sent *x, struct answers_view *ret, struct err *e)
{
    struct arena *a = x->rq->arena;
    const struct answers_view *groups = NULL;
    VEC(struct answer_view) all = { 0 };
    struct task_items items;
    struct form_view view;
    size_t n = 0;
    enum rc rc = task_items_of(a, x->task, x->posted.inputs, x->posted.n_inputs, NULL, &items, e);

    if (rc != RC_OK)
        return rc;
    view = task_form_view(a, &x->c, x->task, &items, &x->files.files);
    rc = answers_of_form(&view, false, (struct url){ STR_NONE }, &groups, &n, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        for (size_t k = 0; k < groups[i].n; k++)
            if (!VEC_PUSH(a, &all, groups[i].v[k]))
                return arena_check(a, e);
    *ret = (struct answers_view){ .v = all.v, .n = all.n };
    return rc;
}

/* An act that cannot be taken back is confirmed on a page of its own, with all that was typed inside it. */
static enum rc ask_to_confirm(struct sent *x, struct err *e)
{
    struct arena *a = x->rq->arena;
    struct str id = arena_fmt(a, "%lld", (long long)x->task_id), label = label_of_choice(x);
    struct carried_field *v = ARENA_ARRAY(a, struct carried_field, x->posted.n_inputs + 2);
    struct confirming k = { x,
                            { .title = x->task->title,
                              .consequence = x->task->confirm,
                              .button = label.len > 0 ? label : msg(MSG_TASK_CONFIRM),
                              .action = URL(a, "/tasks/{}", id),
                              .carried = v,
                              .back = true } };
    enum rc rc;

    if (v == NULL)
        return arena_check(a, e);
    rc = typed_answers(x, &k.v.answers, e);
    if (rc != RC_OK)
        return rc;
    k.v.about = x->c.c.subject;
    for (size_t i = 0; i < x->posted.n_inputs; i++)
        v[k.v.carried_n++] = (struct carried_field){ x->posted.inputs[i].name, x->posted.inputs[i].value };
    v[k.v.carried_n++] =
        (struct carried_field){ STR("_version"), arena_fmt(a, "%lld", (long long)x->version) };
    v[k.v.carried_n++] = (struct carried_field){ STR("_sure"), STR("1") };
    return desk_read(x->rq, draw_confirm, &k, e);
}

/* ---- doing it ---- */

static enum rc finish(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id,
                            .version = x->version,
                            .once = req_once(x->rq),
                            .inputs = x->posted.inputs,
                            .n_inputs = x->posted.n_inputs,
                            .draft_id = x->files.draft_id };

    return task_finish(cx, &cmd, &x->result, e);
}

/* Whether it could be finished now, without doing it: for what must be confirmed first. */
static enum rc check_only(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id,
                            .version = x->version,
                            .inputs = x->posted.inputs,
                            .n_inputs = x->posted.n_inputs,
                            .draft_id = x->files.draft_id };

    return task_check(cx, &cmd, &x->result, e);
}

static enum rc answer(struct sent *x, enum rc rc, struct err *e)
{
    struct url to;

    if (rc == RC_OK) {
        to = desk_done(x->rq->arena, URL_LIT("/tray"), "finished", x->result.tracking_code);
        return resp_see_other(x->rs, to, e);
    }
    if (rc == RC_CONFLICT)
        return conflict(x, e);
    if (rc == RC_INVALID && x->result.form.errors_n > 0) {
        enum rc merged = posted_errors(x->rq->arena, &x->posted, &x->result.form, e);

        return merged == RC_OK ? show_again(x, &x->result.form, e) : merged;
    }
    if (rc == RC_DENIED && x->result.refused.len > 0) {
        x->ask.refused = x->result.refused;
        return show_again(x, NULL, e);
    }
    return rc;
}

static enum rc file_trouble(struct sent *x, struct err *e)
{
    struct form_result r = { .ok = true };
    enum rc rc = posted_errors(x->rq->arena, &x->posted, &r, e);

    return rc == RC_OK ? show_again(x, &r, e) : rc;
}

/* Was a button pressed that decides? Enter in a text box only draws the form anew. */
static bool decided(const struct sent *x)
{
    if (posted_machine(x->rq, "_finish").len > 0 || posted_machine(x->rq, "_sure").len > 0)
        return true;
    for (size_t i = 0; i < x->posted.n_inputs; i++)
        if (str_eq(x->posted.inputs[i].name, x->task->choices) && x->posted.inputs[i].value.len > 0)
            return true;
    return false;
}

static enum rc judge_and_finish(struct sent *x, struct err *e)
{
    bool sure = posted_machine(x->rq, "_sure").len > 0 || x->task->confirm.len == 0, fresh = false;
    enum rc rc = anything_new(x, &fresh, e);

    if (rc != RC_OK)
        return rc;
    if (fresh || x->posted.rows_changed || posted_machine(x->rq, "_back").len > 0 || !decided(x))
        return show_again(x, NULL, e);
    if (x->posted.n_file_errors > 0)
        return file_trouble(x, e);
    if (sure)
        return answer(x, app_write(x->rq->app, x->rq->arena, x->rq->actor, finish, x, e), e);
    rc = app_read(x->rq->app, x->rq->arena, x->rq->actor, check_only, x, e);
    return rc == RC_OK ? ask_to_confirm(x, e) : answer(x, rc, e);
}

static enum rc keep(struct cx *cx, void *arg, struct err *e)
{
    struct sent *x = arg;
    struct task_cmd cmd = { .task_id = x->task_id,
                            .version = x->version,
                            .inputs = x->posted.inputs,
                            .n_inputs = x->posted.n_inputs };

    return task_keep(cx, &cmd, e);
}

static enum rc keep_it(struct sent *x, struct err *e)
{
    struct url to = url_of_case(x->rq->arena, x->c.c.tracking_code);
    enum rc rc;

    if (x->posted.n_file_errors > 0)
        return file_trouble(x, e);
    rc = app_write(x->rq->app, x->rq->arena, x->rq->actor, keep, x, e);
    if (rc == RC_CONFLICT)
        return conflict(x, e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(x->rs, desk_done(x->rq->arena, to, "kept", STR_NONE), e);
}

static enum rc task_form_sent(struct req *rq, struct resp *rs, bool keeping, struct err *e)
{
    struct sent x = { .rq = rq, .rs = rs, .task_id = req_path_int(rq, "task") };
    enum rc rc = posted_read(rq, &x.posted, e);

    if (rc != RC_OK)
        return rc;
    if (!parse_i64(posted_machine(rq, "_version"), 1, INT32_MAX, &x.version))
        return ERR(e, RC_INVALID, "a form without its version");
    rc = desk_read(rq, load, &x, e);
    if (rc != RC_OK)
        return rc;
    if (x.task == NULL) /* done: by this very form, whose answer was lost, or by somebody else */
        return !keeping && act_done_before(rq->app, rq->arena, req_once(rq), &x.result.tracking_code)
                   ? answer(&x, RC_OK, e)
                   : conflict(&x, e);
    rc = take_files(&x, e);
    if (rc != RC_OK)
        return rc;
    if (!req_ok(rq))
        return show_again(&x, NULL, e);
    return keeping ? keep_it(&x, e) : judge_and_finish(&x, e);
}

enum rc page_task_finish(struct req *rq, struct resp *rs, struct err *e)
{
    return task_form_sent(rq, rs, false, e);
}

enum rc page_task_keep(struct req *rq, struct resp *rs, struct err *e)
{
    return task_form_sent(rq, rs, true, e);
}

/* ---- from desk to desk ---- */

static enum rc code_of(struct req *rq, int64_t task_id, struct str *ret, struct err *e)
{
    struct official_case c;
    enum rc rc = official_case_of_task(rq->cx, task_id, &c, e);

    *ret = rc == RC_OK ? c.c.tracking_code : STR_NONE;
    return rc;
}

/* The case's page again, with the errors of a small form. */
static enum rc show_case(struct req *rq, struct resp *rs, const struct case_ask *ask, struct err *e)
{
    struct official_case c;
    enum rc rc = official_case_of_task(rq->cx, req_path_int(rq, "task"), &c, e);

    return rc == RC_OK ? case_page_show(rq, rs, rq->cx, &c, ask, e) : rc;
}

/* Nothing was written yet: tell who was quicker, with the text that was typed. */
static enum rc conflict_here(struct req *rq, struct resp *rs, struct str text, struct err *e)
{
    struct conflict_ask ask = { .task_id = req_path_int(rq, "task"), .text = text };

    return task_conflict_show(rq, rs, &ask, e);
}

enum rc page_task_claim(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t id = req_path_int(rq, "task");
    struct str code = STR_NONE;
    enum rc rc;

    if (!req_ok(rq))
        return show_case(rq, rs, NULL, e);
    rc = task_claim(rq->cx, id, req_int(rq, "version"), e);
    if (rc == RC_CONFLICT)
        return conflict_here(rq, rs, STR_NONE, e);
    if (rc == RC_OK)
        rc = code_of(rq, id, &code, e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, url_of_case(rq->arena, code), "claimed", STR_NONE), e);
}

/* The forms that give work to somebody else, in place of the form that does it. */
enum rc page_task_hand_over(struct req *rq, struct resp *rs, struct err *e)
{
    struct case_ask ask = { .referring = true, .refer_task = req_path_int(rq, "task") };

    return show_case(rq, rs, &ask, e);
}

enum rc page_task_release(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t id = req_path_int(rq, "task");
    struct case_ask ask = { .referring = true, .refer_task = id, .release_back = true };
    struct str code = STR_NONE;
    enum rc rc;

    if (!req_ok(rq))
        return show_case(rq, rs, &ask, e);
    rc = code_of(rq, id, &code, e);
    if (rc == RC_OK)
        rc = task_release(rq->cx, id, req_int(rq, "version"), req_text(rq, "reason"), e);
    if (rc == RC_CONFLICT)
        return conflict_here(rq, rs, req_text(rq, "reason"), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/tray"), "released", code), e);
}

enum rc page_task_refer(struct req *rq, struct resp *rs, struct err *e)
{
    int64_t id = req_path_int(rq, "task");
    struct case_ask ask = { .referring = true, .refer_task = id, .refer_back = true };
    struct str code = STR_NONE;
    enum rc rc;

    if (!req_ok(rq))
        return show_case(rq, rs, &ask, e);
    rc = code_of(rq, id, &code, e);
    if (rc == RC_OK)
        rc = task_refer(rq->cx, id, req_int(rq, "version"), req_text(rq, "to"), req_text(rq, "note"), e);
    if (rc == RC_INVALID)
        req_add_error(rq, "to", MSG_ERROR_UNKNOWN_POST);
    if (rc == RC_CONFLICT)
        return conflict_here(rq, rs, req_text(rq, "note"), e);
    if (rc != RC_OK)
        return rc;
    return resp_see_other(rs, desk_done(rq->arena, URL_LIT("/tray"), "referred", code), e);
}
