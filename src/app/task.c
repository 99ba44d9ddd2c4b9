/*
 * task.c - finishing a piece of work: form, guards, signature, and on with the process.
 *
 * Not here: moving work between desks (task_move.c), timers (timer.c).
 */
#include "app/task.h"
#include "app/guard.h"
#include "app/sight.h"
#include "app/task_inner.h"
#include "port/operation.h"

/* Somebody who had it open and may see the case is told that it went elsewhere; to others it does not exist.
 */
static enum rc left_the_desk(struct cx *cx, const struct task_rec *t, int64_t version, struct err *e)
{
    struct case_rec c;
    enum rc rc = cx->actor->kind == ACTOR_OFFICIAL ? case_by_id(cx->tx, cx->a, t->case_id, &c, e)
                                                   : ERR(e, RC_NOT_FOUND, "no such task");

    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc == RC_OK && t->version == version)
        rc = ERR(e, RC_NOT_FOUND, "no such task on this desk");
    return rc == RC_OK ? ERR(e, RC_CONFLICT, "task %lld is on another desk", (long long)t->id) : rc;
}

/* What whoever works on it asks next, together with the case. */
static void ask_ahead(struct cx *cx, const struct task_rec *t)
{
    struct instance_rec in;
    struct deadline_list deadlines = { 0 };

    tx_ahead(cx->tx, true);
    AHEAD(instance_by_id(cx->tx, cx->a, t->instance_id, &in, NULL));
    AHEAD(deadline_list(cx->tx, cx->a, t->case_id, &deadlines, NULL));
    tx_ahead(cx->tx, false);
}

enum rc task_on_desk(struct cx *cx, int64_t task_id, int64_t version, struct task_rec *t, struct err *e)
{
    const struct actor *a = cx->actor;
    enum rc rc = task_by_id(cx->tx, cx->a, task_id, cx->now_ms, t, e);

    if (rc != RC_OK)
        return rc;
    if (a->kind != ACTOR_SYSTEM && (a->kind != ACTOR_OFFICIAL || t->post_id != a->post_id))
        return left_the_desk(cx, t, version, e);
    ask_ahead(cx, t);
    rc = sight_of_work(cx, t->case_id, e);
    if (rc != RC_OK)
        return rc;
    if (!str_eq_c(t->state, "open") || t->version != version)
        return ERR(e, RC_CONFLICT, "task %lld was changed in between", (long long)task_id);
    return RC_OK;
}

static struct str form_of(const struct task_rec *t, const struct bpmn_element *el)
{
    return str_eq_c(t->kind, "message") ? bpmn_property(el, "form") : t->form;
}

/* ---- what the form opens with ---- */

/* What `prefill` gives; fields that it does not name open with the variable of their name. */
static const struct feel_value *opening(struct flow *f, struct flow_instance *in,
                                        const struct bpmn_element *el, const struct feel_value *vars)
{
    struct arena *a = f->cx->a;
    const struct feel_value *v = vars, *fill = guard_eval(f, in, el, "prefill", vars), *one;
    struct str name;

    for (size_t i = 0; feel_context_at(fill, i, &name, &one); i++)
        v = feel_context_put(a, v, name, one);
    return v;
}

static enum rc open_task(struct flow *f, const struct task_rec *t, struct flow_instance **in,
                         const struct bpmn_element **el, struct err *e)
{
    enum rc rc = flow_instance_get(f, t->instance_id, in, e);

    if (rc != RC_OK)
        return rc;
    *el = bpmn_find((*in)->pkg->model, t->element);
    return *el == NULL ? ERR(e, RC_INTERNAL, "no element %.*s", STR_ARG(t->element)) : RC_OK;
}

enum rc task_form(struct cx *cx, const struct task_rec *t, const struct package **pkg,
                  const struct form **form, const struct json **values, const struct json **context,
                  struct err *e)
{
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    const struct bpmn_element *el = NULL;
    const struct feel_value *vars;
    enum rc rc = flow_open(cx, t->case_id, &f, e);

    if (rc == RC_OK)
        rc = open_task(f, t, &in, &el, e);
    if (rc != RC_OK)
        return rc;
    vars = guard_vars(f, in, (uint64_t)t->key, NULL);
    *pkg = in->pkg;
    *form = package_form(in->pkg, form_of(t, el));
    *context = guard_json(cx->a, vars);
    *values = guard_json(cx->a, opening(f, in, el, vars));
    return arena_check(cx->a, e);
}

/* ---- finishing ---- */

struct finishing {
    struct flow *f;
    struct flow_instance *in;
    const struct bpmn_element *el;
    struct task_rec t;
    const struct task_cmd *cmd;
    struct task_result *ret;
};

static enum rc check_form(struct finishing *x, struct err *e)
{
    struct cx *cx = x->f->cx;
    const struct form *form = package_form(x->in->pkg, form_of(&x->t, x->el));
    struct form_env env = {
        .roles = &x->t.role, .roles_n = 1, .now_ms = cx->now_ms, .known = guard_known, .self = x->f
    };
    struct form_result *r = &x->ret->form;
    const struct feel_value *vars;
    enum rc rc;

    if (form == NULL) {
        r->ok = true;
        r->values_json = STR("{}");
        return json_parse(cx->a, r->values_json, &r->values, e);
    }
    vars = guard_vars(x->f, x->in, (uint64_t)x->t.key, NULL);
    env.context = guard_json(cx->a, vars);
    env.fixed = guard_json(cx->a, opening(x->f, x->in, x->el, vars));
    rc = x->cmd->values != NULL
             ? form_validate_json(cx->a, form, x->cmd->values, &env, r, e)
             : form_validate(cx->a, form, FORM_ALL_PAGES, x->cmd->inputs, x->cmd->n_inputs, &env, r, e);
    if (rc == RC_OK && !r->ok)
        rc = ERR(e, RC_INVALID, "%s: %s", arena_cstr(cx->a, r->errors[0].name), r->errors[0].code);
    return rc;
}

const struct feel_value *task_signer(const struct cx *cx)
{
    const struct actor *a = cx->actor;
    const struct feel_value *s = feel_context(cx->a);

    s = feel_context_put(cx->a, s, STR("name"), feel_string(cx->a, a->name));
    s = feel_context_put(cx->a, s, STR("post"), feel_string(cx->a, a->post_title));
    s = feel_context_put(cx->a, s, STR("date"), feel_instant(cx->a, cx->now_ms, STR("Asia/Tehran")));
    s = feel_context_put(cx->a, s, STR("post_id"), feel_int(cx->a, a->post_id));
    return feel_context_put(cx->a, s, STR("official_id"), feel_int(cx->a, a->official_id));
}

/* Who signs, when, for which post: kept in the process as `signer`, printed by the letters made after it. */
static const struct feel_value *signature(const struct finishing *x, const struct feel_value *vars,
                                          const struct feel_value *seen)
{
    struct cx *cx = x->f->cx;

    if (bpmn_property(x->el, "sign").len == 0)
        return vars;
    if (package_expr(x->in->pkg, x->el, "sign_if") != NULL &&
        !feel_is_true(guard_eval(x->f, x->in, x->el, "sign_if", seen)))
        return vars;
    return feel_context_put(cx->a, vars, STR("signer"), task_signer(cx));
}

/* A post named in the form is a referral, with the margin note beside it (OFF-REC-05). */
static enum rc note_referral(struct finishing *x, struct err *e)
{
    struct cx *cx = x->f->cx;
    const struct json *v = x->ret->form.values;
    const struct form *form = package_form(x->in->pkg, form_of(&x->t, x->el));
    struct referral_rec r = { .id = cx_id(cx),
                              .case_id = x->t.case_id,
                              .task_id = x->t.id,
                              .kind = STR("order"),
                              .from_post = cx->actor->post_id,
                              .at = cx->now_ms,
                              .by_official = cx->actor->official_id };
    struct post_rec to;

    if (form == NULL || cx->actor->post_id == 0)
        return RC_OK;
    r.note = json_text_of(v, "margin_note");
    if (r.note.len == 0)
        r.note = json_text_of(v, "order_text");
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        const struct form_field *field = form_find(form, m->name);

        if (field == NULL || field->meaning != FORM_POST || m->kind != JSON_STRING || m->text.len == 0)
            continue;
        if (post_by_code(cx->tx, cx->a, m->text, cx->now_ms, &to, NULL) != RC_OK)
            continue;
        r.to_post = to.id;
        return referral_insert(cx->tx, &r, e);
    }
    return RC_OK;
}

static enum rc note_done(struct finishing *x, struct err *e)
{
    struct hash h = hash_bytes(x->ret->form.values_json);
    struct cx *cx = x->f->cx;
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "task", x->t.id);
    json_member_str(&t.o, "element", x->t.element);
    json_member_str(&t.o, "name", x->t.name);
    json_member_str(&t.o, "values", hash_hex(cx->a, &h));
    return flow_note(x->f, "task_done", false, json_text_end(&t, cx->a, '}'), e);
}

static enum rc save_done(struct finishing *x, struct err *e)
{
    struct cx *cx = x->f->cx;

    x->t.state = STR("done");
    x->t.done_at = cx->now_ms;
    x->t.done_by = cx->actor->official_id;
    x->t.done_by_post = cx->actor->post_id;
    x->t.outcome = x->ret->form.values_json;
    x->t.fields = STR("");
    return task_end(cx->tx, &x->t, e);
}

static enum rc go_on(struct finishing *x, const struct feel_value *vars, struct err *e)
{
    struct bpmn_event ev = { .kind = BPMN_EV_TASK_DONE, .key = (uint64_t)x->t.key, .vars = vars };
    enum rc rc;

    if (str_eq_c(x->t.kind, "message"))
        ev.kind = BPMN_EV_MESSAGE;
    if (str_eq_c(x->t.kind, "incident"))
        ev.kind = BPMN_EV_RETRY;
    rc = flow_push(x->f, x->t.instance_id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(x->f, e);
    return rc == RC_OK ? flow_close(x->f, e) : rc;
}

/* The cause was mended: no form, no guard of the element that stands; only why it may go on now. */
static enum rc finish_incident(struct finishing *x, struct err *e)
{
    struct form_result *r = &x->ret->form;
    enum rc rc = json_parse(x->f->cx->a, STR("{}"), &r->values, e);

    r->ok = true;
    r->values_json = STR("{}");
    for (size_t i = 0; i < x->cmd->n_inputs; i++)
        if (str_eq_c(x->cmd->inputs[i].name, "reason"))
            x->f->reason = x->cmd->inputs[i].value;
    if (rc == RC_OK)
        rc = save_done(x, e);
    if (rc == RC_OK)
        rc = note_done(x, e);
    return rc == RC_OK ? go_on(x, NULL, e) : rc;
}

static enum rc finish(struct finishing *x, struct err *e)
{
    struct cx *cx = x->f->cx;
    const struct feel_value *vars, *seen;
    enum rc rc = open_task(x->f, &x->t, &x->in, &x->el, e);

    if (rc == RC_OK && str_eq_c(x->t.kind, "incident"))
        return finish_incident(x, e);
    if (rc == RC_OK)
        rc = check_form(x, e);
    if (rc != RC_OK)
        return rc;
    seen = guard_vars(x->f, x->in, (uint64_t)x->t.key, x->ret->form.values);
    rc = guard_check(x->f, x->in, x->el, "guard", seen, &x->ret->refused, &x->ret->refused_key, e);
    if (rc != RC_OK)
        return rc;
    x->f->reason = json_text_of(x->ret->form.values, "reason");
    vars = signature(x, feel_from_json(cx->a, x->ret->form.values), seen);
    rc = save_done(x, e);
    if (rc == RC_OK)
        rc = note_referral(x, e);
    if (rc == RC_OK)
        rc = note_done(x, e);
    return rc == RC_OK ? go_on(x, vars, e) : rc;
}

/* Files that may stand in the form: those of its draft, which become the case's, and the case's own. */
static enum rc files_of(struct finishing *x, struct attachment_list *ret, struct err *e)
{
    struct cx *cx = x->f->cx;
    enum rc rc = RC_OK;

    if (x->cmd->draft_id != 0)
        rc = attachment_move(cx->tx, x->cmd->draft_id, x->t.case_id, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, x->t.case_id, 0, ret, e);
    x->f->files = ret;
    return rc;
}

enum rc task_finish(struct cx *cx, const struct task_cmd *cmd, struct task_result *ret, struct err *e)
{
    struct finishing x = { .cmd = cmd, .ret = ret };
    struct attachment_list mine = { 0 };
    enum rc rc;

    *ret = (struct task_result){ 0 };
    rc = cmd->once.len == 0 ? RC_NOT_FOUND
                            : operation_result(cx->tx, cx->a, cmd->once, &ret->tracking_code, e);
    if (rc != RC_NOT_FOUND)
        return rc; /* the same form twice */
    rc = task_on_desk(cx, cmd->task_id, cmd->version, &x.t, e);
    if (rc != RC_OK)
        return rc;
    ret->case_id = x.t.case_id;
    ret->tracking_code = x.t.tracking_code;
    rc = flow_open(cx, x.t.case_id, &x.f, e);
    if (rc == RC_OK && cmd->values == NULL)
        rc = files_of(&x, &mine, e);
    if (rc == RC_OK)
        rc = finish(&x, e);
    if (rc == RC_OK && cmd->once.len > 0)
        rc = operation_record(cx->tx, cmd->once, x.t.tracking_code, cx->now_ms, e);
    return rc;
}

enum rc task_check(struct cx *cx, const struct task_cmd *cmd, struct task_result *ret, struct err *e)
{
    struct finishing x = { .cmd = cmd, .ret = ret };
    struct attachment_list files = { 0 }, own = { 0 };
    struct attachment_rec *v;
    const struct feel_value *seen;
    enum rc rc;

    *ret = (struct task_result){ 0 };
    rc = task_on_desk(cx, cmd->task_id, cmd->version, &x.t, e);
    if (rc != RC_OK || str_eq_c(x.t.kind, "incident"))
        return rc;
    ret->case_id = x.t.case_id;
    ret->tracking_code = x.t.tracking_code;
    rc = flow_open(cx, x.t.case_id, &x.f, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, x.t.case_id, 0, &files, e);
    if (rc == RC_OK && cmd->draft_id != 0)
        rc = attachment_list(cx->tx, cx->a, 0, cmd->draft_id, &own, e);
    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct attachment_rec, files.n + own.n);
    if (v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < files.n + own.n; i++)
        v[i] = i < files.n ? files.v[i] : own.v[i - files.n];
    files = (struct attachment_list){ v, files.n + own.n };
    x.f->files = &files;
    rc = open_task(x.f, &x.t, &x.in, &x.el, e);
    if (rc == RC_OK)
        rc = check_form(&x, e);
    if (rc != RC_OK)
        return rc;
    seen = guard_vars(x.f, x.in, (uint64_t)x.t.key, ret->form.values);
    return guard_check(x.f, x.in, x.el, "guard", seen, &ret->refused, &ret->refused_key, e);
}

/* ---- kept for later ---- */

/* {"at":…,"by":…,"inputs":[[name,value],…]}: as typed, so that it comes back as it was, mistakes and all. */
enum rc task_keep(struct cx *cx, const struct task_cmd *cmd, struct err *e)
{
    struct task_rec t;
    struct json_text j;
    enum rc rc = task_on_desk(cx, cmd->task_id, cmd->version, &t, e);

    if (rc != RC_OK)
        return rc;
    json_text_begin(&j, '{');
    json_member_int(&j.o, "at", cx->now_ms);
    json_member_int(&j.o, "by", cx->actor->official_id);
    json_name(&j.o, STR("inputs"));
    json_open(&j.o, '[');
    for (size_t i = 0; i < cmd->n_inputs; i++) {
        if (!utf8_valid(cmd->inputs[i].name) || !utf8_valid(cmd->inputs[i].value))
            continue;
        json_open(&j.o, '[');
        json_put_str(&j.o, cmd->inputs[i].name);
        json_put_str(&j.o, cmd->inputs[i].value);
        json_close(&j.o, ']');
    }
    json_close(&j.o, ']');
    t.fields = json_text_end(&j, cx->a, '}');
    return t.fields.len == 0 ? ERR(e, RC_LIMIT, "too much to keep") : task_update(cx->tx, &t, e);
}

enum rc task_kept_fields(struct arena *a, const struct task_rec *t, struct task_kept *ret, struct err *e)
{
    const struct json *j = NULL, *list;
    struct form_input *v;
    enum rc rc;

    *ret = (struct task_kept){ 0 };
    if (t->fields.len == 0)
        return RC_OK;
    rc = json_parse(a, t->fields, &j, e);
    if (rc != RC_OK)
        return rc;
    list = json_get(j, "inputs");
    if (list == NULL || list->kind != JSON_ARRAY)
        return RC_OK;
    v = ARENA_ARRAY(a, struct form_input, list->n);
    if (v == NULL && list->n > 0)
        return arena_check(a, e);
    for (const struct json *p = list->first; p != NULL; p = p->next)
        v[ret->n++] = (struct form_input){ json_text(json_at(p, 0)), json_text(json_at(p, 1)) };
    ret->inputs = v;
    ret->at = json_int_of(j, "at", 0);
    ret->by = json_int_of(j, "by", 0);
    return RC_OK;
}
