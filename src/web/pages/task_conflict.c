/*
 * task_conflict.c - two people changed the same piece of work: theirs beside yours.
 */
#include "web/pages/task_conflict.h"
#include "app/task.h"
#include "templates/parts_conflict.h"
#include "web/pages/case_page.h"

struct showing {
    struct req *rq;
    struct resp *rs;
    const struct conflict_ask *ask;
    struct cx *cx;
    struct official_case c;
    const struct official_task *open; /* it is still open (on any desk), or … */
    const struct official_done *done; /* … finished */
    struct conflict_view v;
};

static enum rc find(struct showing *x, struct cx *cx, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < x->c.n_tasks; i++)
        if (x->c.tasks[i].t.id == x->ask->task_id)
            x->open = &x->c.tasks[i];
    for (size_t i = 0; rc == RC_OK && i < x->c.n_done; i++) {
        struct task_rec t = x->c.done[i].t;

        if (t.id != x->ask->task_id)
            continue;
        rc = official_done_get(cx, &t, &x->c.done[i], e);
        x->done = &x->c.done[i];
    }
    return rc;
}

/* What happened to it meanwhile, in one sentence. */
static enum rc tell(struct showing *x, struct cx *cx, struct err *e)
{
    struct task_kept kept = { 0 };
    enum rc rc = RC_OK;

    if (x->done != NULL) {
        x->v.who = x->done->who;
        x->v.what = msg(MSG_CONFLICT_FINISHED);
        x->v.at = x->done->t.done_at;
        return RC_OK;
    }
    if (x->open == NULL) {
        x->v.who = msg(MSG_EVENT_SYSTEM);
        x->v.what = msg(MSG_CONFLICT_CANCELLED);
        return RC_OK;
    }
    rc = task_kept_fields(cx->a, &x->open->t, &kept, e);
    if (rc == RC_OK && !x->open->mine) {
        x->v.who = x->open->from.len > 0 ? x->open->from : msg(MSG_TASK_COLLEAGUE);
        x->v.what = MSG_FMT(cx->a, MSG_CONFLICT_MOVED, { "to", x->open->t.post_title });
    } else if (rc == RC_OK && kept.at != 0) {
        rc = official_name(cx, kept.by, &x->v.who, e);
        if (kept.by == cx->actor->official_id || x->v.who.len == 0)
            x->v.who = msg(kept.by == cx->actor->official_id ? MSG_CONFLICT_YOU : MSG_TASK_COLLEAGUE);
        x->v.what = msg(MSG_CONFLICT_KEPT);
        x->v.at = kept.at;
    } else {
        x->v.who = msg(MSG_TASK_COLLEAGUE);
        x->v.what = msg(MSG_CONFLICT_CHANGED);
    }
    return rc;
}

static enum rc answers_flat(struct showing *x, const struct form *form, const struct form_env *env,
                            const struct form_input *in, size_t n, const struct json *values,
                            struct answers_view *ret, struct err *e)
{
    struct arena *a = x->rq->arena;
    struct form_view view = { .arena = a };
    const struct answers_view *groups = NULL;
    VEC(struct answer_view) all = { 0 };
    size_t groups_n = 0;
    enum rc rc = form_items(a, form, FORM_ALL_PAGES, in, n, values, NULL, env, &view.items, &view.n, e);

    view.kept = desk_kept_files(a, &x->c.files, NULL, &view.kept_n);
    if (rc == RC_OK)
        rc = desk_titles(x->cx, &view, e);
    if (rc == RC_OK)
        rc = answers_of_form(&view, true, (struct url){ STR_NONE }, &groups, &groups_n, e);
    for (size_t i = 0; rc == RC_OK && i < groups_n; i++)
        for (size_t k = 0; k < groups[i].n; k++)
            if (!VEC_PUSH(a, &all, groups[i].v[k]))
                return arena_check(a, e);
    *ret = (struct answers_view){ .v = all.v, .n = all.n };
    return rc;
}

static void mark_same(struct answers_view *x, struct answers_view *y)
{
    struct answer_view *v = (struct answer_view *)(uintptr_t)x->v, *w = (struct answer_view *)(uintptr_t)y->v;

    for (size_t i = 0; i < x->n && i < y->n; i++)
        if (str_eq(v[i].question, w[i].question) && v[i].tick == w[i].tick && v[i].values_n == 0 &&
            w[i].values_n == 0 && str_eq(v[i].value, w[i].value))
            v[i].same = w[i].same = true;
}

static enum rc compare(struct showing *x, struct err *e)
{
    const struct form *form = x->open != NULL ? x->open->form : x->done != NULL ? x->done->form : NULL;
    struct str role = x->open != NULL ? x->open->t.role : x->done != NULL ? x->done->t.role : STR_NONE;
    struct form_env plain = { .roles = &role, .roles_n = role.len > 0, .now_ms = app_now(x->rq->app) };
    const struct form_env *env = x->open != NULL && x->open->mine ? &x->open->env : &plain;
    struct answer_view *text = ARENA_NEW(x->rq->arena, struct answer_view);
    enum rc rc = RC_OK;

    if (x->ask->text.len > 0 && text != NULL) {
        *text = (struct answer_view){ .question = msg(MSG_REFER_NOTE), .value = x->ask->text };
        x->v.yours = (struct answers_view){ .v = text, .n = 1 };
    }
    if (form == NULL || x->ask->n_inputs == 0)
        return RC_OK;
    if (x->open != NULL)
        rc = answers_flat(x, form, env, x->open->kept, x->open->n_kept, x->open->values, &x->v.theirs, e);
    else
        rc = answers_flat(x, form, env, NULL, 0, x->done->values, &x->v.theirs, e);
    if (rc == RC_OK)
        rc = answers_flat(x, form, env, x->ask->inputs, x->ask->n_inputs, NULL, &x->v.yours, e);
    mark_same(&x->v.theirs, &x->v.yours);
    return rc;
}

/* Mine over theirs: the same fields with the present version, kept as the draft of the work; deciding is
 * another step. Only while it is on the desk. */
static void may_go_on(struct showing *x)
{
    struct arena *a = x->rq->arena;
    struct carried_field *v = ARENA_ARRAY(a, struct carried_field, x->ask->n_inputs + 1);

    x->v.drop = url_of_case(a, x->c.c.tracking_code);
    x->v.again = URL(a, "/tasks/{}/keep", arena_fmt(a, "%lld", (long long)x->ask->task_id));
    if (v == NULL || x->open == NULL || !x->open->mine || x->ask->n_inputs == 0)
        return;
    for (size_t i = 0; i < x->ask->n_inputs; i++)
        v[x->v.carried_n++] = (struct carried_field){ x->ask->inputs[i].name, x->ask->inputs[i].value };
    v[x->v.carried_n++] =
        (struct carried_field){ STR("_version"), arena_fmt(a, "%lld", (long long)x->open->t.version) };
    x->v.carried = v;
    x->v.may_overwrite = true;
}

static enum rc show(struct cx *cx, void *arg, struct err *e)
{
    struct showing *x = arg;
    struct page p;
    enum rc rc;

    x->cx = cx;
    rc = official_case_of_task(cx, x->ask->task_id, &x->c, e);

    if (rc == RC_OK)
        rc = desk_page(x->rq, cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    rc = find(x, cx, e);
    if (rc == RC_OK)
        rc = tell(x, cx, e);
    if (rc == RC_OK)
        rc = compare(x, e);
    if (rc != RC_OK)
        return rc;
    may_go_on(x);
    tpl_conflict(resp_html(x->rs), &p, &x->v);
    resp_status(x->rs, 409);
    return RC_OK;
}

enum rc task_conflict_show(struct req *rq, struct resp *rs, const struct conflict_ask *ask, struct err *e)
{
    struct showing x = { .rq = rq, .rs = rs, .ask = ask };

    return desk_read(rq, show, &x, e);
}
