/*
 * scenario_act.c - what people do in a scenario: start, do, message, add; and time that passes.
 */
#include "app/addition.h"
#include "app/scenario_inner.h"
#include "persian/jalali.h"

struct actor scenario_actor(const struct post_rec *p)
{
    return (struct actor){ .kind = ACTOR_OFFICIAL,
                           .official_id = 1,
                           .post_id = p->id,
                           .unit_id = p->unit_id,
                           .rights = p->rights,
                           .name = p->holder,
                           .post_code = p->code,
                           .post_title = p->title,
                           .unit_name = p->unit_name,
                           .unit_code = p->unit_code,
                           .roles = p->roles,
                           .unit_path = p->unit_path };
}

struct act {
    struct scenario *s;
    const struct scenario_line *l;
    struct actor actor;
    struct task_cmd task;
    struct task_result task_result;
    struct message_cmd message;
    struct message_result message_result;
    struct register_cmd reg;
    struct registered registered;
    struct addition_cmd addition;
    struct addition_result addition_result;
    struct str name;
    bool found, by_citizen;
};

static struct str word(const struct scenario_line *l, size_t i)
{
    return i < l->n_words ? l->words[i] : STR_NONE;
}

static enum rc find_official(struct cx *cx, int64_t post_id, struct actor *ret, struct err *e)
{
    struct post_rec p;
    struct holding_list list = { 0 };
    enum rc rc = post_by_id(cx->tx, cx->a, post_id, cx->now_ms, &p, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, post_id, cx->now_ms, &list, e);
    if (rc != RC_OK)
        return rc;
    *ret = scenario_actor(&p);
    ret->official_id = list.n > 0 ? list.v[0].official_id : 0;
    return RC_OK;
}

/* ---- start ---- */

static enum rc find_registrar(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;
    struct post_list list = { 0 };
    enum rc rc = post_list(cx->tx, cx->a, 0, STR("/"), cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (roles_have(list.v[i].roles, x->name))
            return find_official(cx, list.v[i].id, &x->actor, e);
    return rc == RC_OK ? ERR(e, RC_INVALID, "no post has the role %.*s", STR_ARG(x->name)) : rc;
}

static enum rc do_register(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return case_register(cx, &x->reg, &x->registered, e);
}

static enum rc start(struct act *x, struct err *e)
{
    struct scenario *s = x->s;
    const struct package_start *how = NULL;
    struct str key = word(x->l, 1), channel = word(x->l, 2);
    enum rc rc = RC_OK;

    for (size_t i = 0; i < s->n_packages; i++)
        if (str_eq(s->packages[i]->key, key))
            how = package_start(s->packages[i], channel);
    if (how == NULL)
        return ERR(e, RC_INVALID, "%.*s does not begin by %.*s", STR_ARG(key), STR_ARG(channel));
    x->actor = actor_anyone();
    if (!str_eq_c(how->who, "citizen")) {
        x->name = how->who;
        rc = app_read(s->app, s->a, NULL, find_registrar, x, e);
    }
    if (rc != RC_OK)
        return rc;
    x->reg = (struct register_cmd){ .process = key, .channel = channel, .values = x->l->json };
    if (x->reg.values == NULL)
        return ERR(e, RC_INVALID, "start wants the registration form's values");
    rc = app_write(s->app, s->a, &x->actor, do_register, x, e);
    if (rc != RC_OK)
        return rc;
    if (s->n_cases == SCENARIO_CASES_MAX)
        return ERR(e, RC_LIMIT, "too many cases in a scenario");
    s->current = s->n_cases;
    s->cases[s->n_cases++] = x->registered.case_id;
    return RC_OK;
}

/* ---- do ---- */

static const struct json *merge(struct arena *a, const struct json *under, const struct json *over)
{
    const struct feel_value *v = feel_from_json(a, under);
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;
    const struct json *j = NULL;

    for (const struct json *m = over == NULL ? NULL : over->first; m != NULL; m = m->next)
        v = feel_context_put(a, v, m->name, feel_from_json(a, m));
    buf_init(&b, (size_t)4 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    return json_parse(a, arena_str(a, buf_view(&b)), &j, NULL) == RC_OK ? j : over;
}

static enum rc find_task(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;
    struct task_list list = { 0 };
    const struct package *pkg = NULL;
    const struct form *form = NULL;
    const struct json *values = NULL, *context = NULL;
    const struct task_rec *t = NULL;
    enum rc rc = task_list_case(cx->tx, cx->a, x->s->cases[x->s->current], true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].element, x->name))
            t = &list.v[i];
    if (rc != RC_OK)
        return rc;
    if (t == NULL)
        return ERR(e, RC_INVALID, "there is no open task %.*s", STR_ARG(x->name));
    x->task.task_id = t->id;
    x->task.version = t->version;
    rc = find_official(cx, t->post_id, &x->actor, e);
    if (rc == RC_OK)
        rc = task_form(cx, t, &pkg, &form, &values, &context, e);
    if (rc == RC_OK)
        x->task.values = merge(cx->a, values, x->l->json);
    return rc;
}

static enum rc find_as(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;
    struct post_rec p;
    struct str who = x->l->tail;

    (void)str_cut(&who, ' ');
    who = str_trim(who);
    if (post_by_code(cx->tx, cx->a, who, cx->now_ms, &p, NULL) == RC_OK)
        return find_official(cx, p.id, &x->actor, e);
    x->name = who;
    return find_registrar(cx, x, e);
}

static enum rc do_task(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return task_finish(cx, &x->task, &x->task_result, e);
}

static enum rc finish(struct act *x, struct err *e)
{
    struct scenario *s = x->s;
    enum rc rc;

    x->name = word(x->l, 1);
    rc = app_read(s->app, s->a, NULL, find_task, x, e);
    if (rc == RC_OK && str_starts(x->l->tail, STR("as ")))
        rc = app_read(s->app, s->a, NULL, find_as, x, e);
    return rc == RC_OK ? app_write(s->app, s->a, &x->actor, do_task, x, e) : rc;
}

/* ---- message ---- */

/* By whoever may give it: the applicant, or the role in whose tray it waits. */
static enum rc find_giver(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;
    struct citizen_acts acts = { 0 };
    struct subscription_list subs = { 0 };
    int64_t id = x->s->cases[x->s->current];
    enum rc rc = case_citizen_acts(cx, id, &acts, e);

    for (size_t i = 0; rc == RC_OK && i < acts.n; i++)
        if (str_eq(acts.v[i].name, x->name)) {
            x->by_citizen = true;
            return RC_OK;
        }
    if (rc == RC_OK)
        rc = subscription_by_case(cx->tx, cx->a, id, &subs, e);
    for (size_t i = 0; rc == RC_OK && i < subs.n; i++)
        if (str_eq(subs.v[i].name, x->name)) {
            x->name = subs.v[i].element;
            return find_task(cx, x, e);
        }
    return rc == RC_OK ? ERR(e, RC_CONFLICT, "nothing waits for %.*s", STR_ARG(x->name)) : rc;
}

static enum rc inputs_of(struct arena *a, const struct json *v, const struct form_input **ret, size_t *n,
                         struct err *e)
{
    VEC(struct form_input) list = { 0 };

    for (const struct json *m = v == NULL ? NULL : v->first; m != NULL; m = m->next) {
        if (m->kind == JSON_ARRAY)
            for (const struct json *x = m->first; x != NULL; x = x->next)
                (void)VEC_PUSH(a, &list, ((struct form_input){ m->name, json_text(x) }));
        else
            (void)VEC_PUSH(
                a, &list,
                ((struct form_input){ m->name, m->kind == JSON_BOOL ? (m->boolean ? STR("true") : STR(""))
                                                                    : json_text(m) }));
    }
    *ret = list.v;
    *n = list.n;
    return arena_check(a, e);
}

static enum rc do_message(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return case_message(cx, &x->message, &x->message_result, e);
}

static enum rc message(struct act *x, struct err *e)
{
    struct scenario *s = x->s;
    enum rc rc;

    x->name = word(x->l, 1);
    rc = app_read(s->app, s->a, NULL, find_giver, x, e);
    if (rc != RC_OK)
        return rc;
    if (!x->by_citizen)
        return app_write(s->app, s->a, &x->actor, do_task, x, e);
    x->actor = (struct actor){ .kind = ACTOR_CITIZEN, .case_id = s->cases[s->current] };
    x->message = (struct message_cmd){ .case_id = s->cases[s->current], .name = word(x->l, 1) };
    rc = inputs_of(s->a, x->l->json, &x->message.inputs, &x->message.n_inputs, e);
    return rc == RC_OK ? app_write(s->app, s->a, &x->actor, do_message, x, e) : rc;
}

/* ---- add: one more instance of what runs ---- */

/* The body of the named activity, and the case's expert unless the line says who. */
static enum rc find_body(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;
    struct addition_list list = { 0 };
    struct case_rec c;
    struct cx own = *cx;
    enum rc rc = case_by_id(cx->tx, cx->a, x->s->cases[x->s->current], &c, e);

    if (rc == RC_OK && x->actor.kind != ACTOR_OFFICIAL)
        rc = find_official(cx, c.expert_post_id, &x->actor, e);
    own.actor = &x->actor;
    if (rc == RC_OK)
        rc = additions_of(&own, &c, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].element, x->name)) {
            x->addition = (struct addition_cmd){ .code = c.tracking_code,
                                                 .instance_id = list.v[i].instance_id,
                                                 .key = list.v[i].key,
                                                 .count = list.v[i].count,
                                                 .values = x->l->json };
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "nothing may be added to %.*s", STR_ARG(x->name)) : rc;
}

static enum rc do_add(struct cx *cx, void *arg, struct err *e)
{
    struct act *x = arg;

    return addition_make(cx, &x->addition, &x->addition_result, e);
}

static enum rc add(struct act *x, struct err *e)
{
    struct scenario *s = x->s;
    enum rc rc = RC_OK;

    if (x->l->json == NULL)
        return ERR(e, RC_INVALID, "add wants the values of its form");
    if (str_starts(x->l->tail, STR("as ")))
        rc = app_read(s->app, s->a, NULL, find_as, x, e);
    x->name = word(x->l, 1);
    if (rc == RC_OK)
        rc = app_read(s->app, s->a, NULL, find_body, x, e);
    return rc == RC_OK ? app_write(s->app, s->a, &x->actor, do_add, x, e) : rc;
}

/* ---- refused ---- */

static bool has_error(const struct form_result *r, struct str key)
{
    for (size_t i = 0; i < r->errors_n; i++)
        if (str_eq_c(key, r->errors[i].code) || str_eq(key, r->errors[i].name))
            return true;
    return false;
}

/* It must have been refused, and with this key when the line names one. */
static enum rc must_be_refused(const struct act *x, enum rc rc, struct err *e)
{
    struct str key = x->l->tail.len > 0 ? x->l->tail : word(x->l, x->l->json != NULL ? 9 : 2);

    if (str_starts(key, STR("as "))) { /* "as ROLE key" */
        (void)str_cut(&key, ' ');
        (void)str_cut(&key, ' ');
    }
    key = str_cut(&key, ' ');
    if (rc == RC_OK)
        return ERR(e, RC_INVALID, "it was not refused");
    if (rc != RC_INVALID && rc != RC_DENIED && rc != RC_CONFLICT && rc != RC_NOT_FOUND)
        return rc;
    if (key.len == 0 || str_eq(key, x->task_result.refused_key) || has_error(&x->task_result.form, key) ||
        has_error(&x->message_result.form, key) || has_error(&x->registered.form, key) ||
        has_error(&x->addition_result.form, key) || str_eq(key, x->message_result.refused_key) ||
        str_eq(key, x->addition_result.refused_key))
        return RC_OK;
    return ERR(e, RC_INVALID, "it was refused, but not with %.*s: %.*s", STR_ARG(key),
               STR_ARG(arena_str(x->s->a, str_c(e->msg))));
}

enum rc scenario_act(struct scenario *s, const struct scenario_line *l, bool refused, struct err *e)
{
    struct act x = { .s = s, .l = l };
    struct str verb = word(l, 0);
    enum rc rc;

    if (str_eq_c(verb, "start"))
        rc = start(&x, e);
    else if (s->n_cases == 0)
        return ERR(e, RC_INVALID, "no case was started yet");
    else if (str_eq_c(verb, "do"))
        rc = finish(&x, e);
    else if (str_eq_c(verb, "message"))
        rc = message(&x, e);
    else if (str_eq_c(verb, "add"))
        rc = add(&x, e);
    else
        return ERR(e, RC_INVALID, "unknown line '%.*s'", STR_ARG(verb));
    return refused ? must_be_refused(&x, rc, e) : rc;
}

/* ---- time ---- */

static enum rc run_until(struct scenario *s, int64_t target, struct err *e)
{
    for (int round = 0; round < 10000; round++) {
        size_t fired = 0;
        int64_t next = 0;
        enum rc rc = timers_run(s->app, 1000, &fired, &next, e);

        if (rc != RC_OK)
            return rc;
        if (fired > 0)
            continue;
        if (next > target)
            break;
        if (next > s->now_ms)
            s->now_ms = next;
    }
    s->now_ms = target;
    return RC_OK;
}

enum rc scenario_advance(struct scenario *s, struct str span, struct err *e)
{
    const struct feel_value *d;
    int64_t ms;

    if (iso_parse_instant(span, &ms))
        return ms < s->now_ms ? ERR(e, RC_INVALID, "time does not go back") : run_until(s, ms, e);
    d = feel_temporal(s->a, span);
    if (feel_duration_to_ms(d, &ms))
        return run_until(s, s->now_ms + ms, e);
    return ERR(e, RC_INVALID, "'%.*s' is no span of time", STR_ARG(span));
}
