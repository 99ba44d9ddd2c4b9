/*
 * official_view.c - the frame of an official's page, and one case whole.
 *
 * Not here: what may be chosen in forms (official_choice.c).
 */
#include "app/official_view.h"
#include "app/desk_files.h"
#include "app/flow.h"
#include "app/guard.h"
#include "app/sight.h"
#include "app/task.h"

/* ---- the frame ---- */

static enum rc top_unit(struct cx *cx, struct str path, struct unit_rec *ret, struct err *e)
{
    int64_t id = 0;
    struct str first;

    (void)str_cut(&path, '/');
    first = str_cut(&path, '/');
    if (!parse_i64(first, 1, INT64_MAX, &id))
        return ERR(e, RC_NOT_FOUND, "no unit");
    return unit_by_id(cx->tx, cx->a, id, ret, e);
}

enum rc office_frame_get(struct cx *cx, struct office_frame *ret, struct err *e)
{
    const struct actor *me = cx->actor;
    struct official_rec away;
    struct unit_rec top = { 0 };
    enum rc rc = top_unit(cx, me->unit_path, &top, e);

    *ret = (struct office_frame){ 0 };
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    ret->office = top.name;
    ret->phone = top.phone;
    if (me->official_id == 0)
        return RC_OK;
    rc = holding_list(cx->tx, cx->a, me->official_id, 0, cx->now_ms, &ret->posts, e);
    if (rc != RC_OK || me->acting_for == 0)
        return rc;
    rc = official_by_id(cx->tx, cx->a, me->acting_for, &away, e);
    ret->acting_for = rc == RC_OK ? away.name : STR_NONE;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct str official_word(const struct package *pkg, struct arena *a, const char *family, struct str code)
{
    struct str key = arena_fmt(a, "%s.%.*s", family, STR_ARG(code));

    return code.len > 0 && pkg != NULL && package_has_text(pkg, key) ? package_text(pkg, key) : code;
}

/* ---- clocks ---- */

static enum rc get_clocks(struct cx *cx, struct official_case *v, struct err *e)
{
    struct deadline_list list = { 0 };
    enum rc rc = deadline_list(cx->tx, cx->a, v->c.id, &list, e);

    if (rc != RC_OK)
        return rc;
    v->clocks = ARENA_ARRAY(cx->a, struct official_clock, list.n);
    if (v->clocks == NULL && list.n > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct official_clock *k = &v->clocks[v->n_clocks++];
        const struct json *j = NULL;

        k->rec = list.v[i];
        rc = json_parse(cx->a, k->rec.derivation, &j, e);
        if (rc == RC_OK)
            rc = deadline_parse(cx->a, j, &k->d, e);
        if (rc != RC_OK)
            return err_wrap(e, "deadline %lld", (long long)k->rec.id);
        k->state = deadline_state(&k->d, cx->now_ms);
        k->stopped = str_eq_c(k->rec.state, "stopped");
        k->days_left = deadline_days_left(&k->d, cx->now_ms);
        k->why = deadline_sentence(cx->a, &k->d);
        k->limit = span_words(cx->a, k->d.basis.limit);
    }
    return rc;
}

const struct official_clock *official_clock_of(const struct official_case *c, const char *kind)
{
    const struct official_clock *found = NULL;

    for (size_t i = 0; i < c->n_clocks; i++)
        if (str_eq_c(c->clocks[i].rec.kind, kind) &&
            (found == NULL || str_eq_c(c->clocks[i].rec.state, "running") ||
             !str_eq_c(found->rec.state, "running")))
            found = &c->clocks[i];
    return found;
}

/* ---- open work ---- */

static enum rc package_of_task(struct cx *cx, struct official_task *x, const struct bpmn_element **el,
                               struct err *e)
{
    struct instance_rec in;
    enum rc rc = instance_by_id(cx->tx, cx->a, x->t.instance_id, &in, e);

    if (rc == RC_OK)
        rc = catalogue_get(cx, in.process_id, &x->pkg, e);
    *el = rc == RC_OK ? bpmn_find(x->pkg->model, x->t.element) : NULL;
    return rc;
}

static void describe(struct official_task *x, const struct bpmn_element *el)
{
    struct str key;

    x->incident = str_eq_c(x->t.kind, "incident");
    x->title = x->t.name;
    if (el == NULL || x->incident)
        return;
    key = bpmn_property(el, "act");
    if (str_eq_c(x->t.kind, "message") && key.len > 0)
        x->title = package_text(x->pkg, key);
    x->choices = bpmn_property(el, "choices");
    x->shows = bpmn_property(el, "shows");
    key = bpmn_property(el, "confirm");
    x->confirm = key.len > 0 ? package_text(x->pkg, key) : STR_NONE;
    x->form = package_form(x->pkg, str_eq_c(x->t.kind, "message") ? bpmn_property(el, "form") : x->t.form);
}

static void permit(const struct actor *me, struct official_task *x)
{
    bool in_pool = me->unit_id == x->t.unit_id && roles_have(me->roles, x->t.role);

    x->mine = me->kind == ACTOR_OFFICIAL && x->t.post_id == me->post_id;
    x->may_claim = in_pool && !x->incident && !x->mine;
    x->may_release = x->mine && !x->incident && !str_eq_c(x->t.role, "MGR");
    x->may_refer = (x->mine || (me->rights & RIGHT_MANAGE)) && !x->incident;
}

/* Of this very piece of work, the newest. */
static void last_referral(const struct referral_list *list, struct official_task *x)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].task_id == x->t.id) {
            x->from = list->v[i].from_title;
            x->note = list->v[i].note;
        }
    if (x->note.len > 0 || x->from.len > 0)
        return;
    for (size_t i = 0; i < list->n; i++) /* the order that brought the case to this desk */
        if (list->v[i].to_post == x->t.post_id && list->v[i].at <= x->t.made_at) {
            x->from = list->v[i].from_title;
            x->note = list->v[i].note;
        }
}

/* The element's `notice` over the variables; empty when it has none or nothing to say. */
static struct str notice_of(struct cx *cx, const struct package *pkg, const struct bpmn_element *el,
                            const struct json *context)
{
    const struct feel_expr *x = package_expr(pkg, el, "notice");
    struct feel_env env = { .now_ms = cx->now_ms, .zone = STR("Asia/Tehran") };
    const struct feel_value *v = NULL;

    if (x == NULL)
        return STR_NONE;
    env.vars = feel_from_json(cx->a, context);
    return feel_eval(x, &env, cx->a, &v, NULL) == RC_OK ? feel_text(v) : STR_NONE;
}

static struct str waiting_files_key(struct cx *cx, const struct task_rec *t)
{
    return desk_files_key(cx, "task", arena_fmt(cx->a, "%lld", (long long)t->id));
}

static enum rc open_form(struct cx *cx, const struct case_rec *c, const struct bpmn_element *el,
                         struct official_task *x, struct err *e)
{
    struct desk_files waiting = { 0 };
    struct task_kept kept;
    struct flow *known = ARENA_NEW(cx->a, struct flow);
    struct str *role = ARENA_NEW(cx->a, struct str);
    const struct json *context = NULL;
    enum rc rc;

    if (known == NULL || role == NULL)
        return arena_check(cx->a, e);
    known->cx = cx;
    known->c = *c;
    *role = x->t.role;
    rc = task_form(cx, &x->t, &x->pkg, &x->form, &x->values, &context, e);
    if (rc == RC_OK)
        rc = task_kept_fields(cx->a, &x->t, &kept, e);
    if (rc == RC_OK)
        rc = desk_files_open(cx, waiting_files_key(cx, &x->t), &waiting, e);
    if (rc == RC_OK && x->form != NULL)
        rc = official_choices_of(cx, x->pkg, x->form, c, &x->lists, &x->n_lists, e);
    if (rc != RC_OK)
        return rc;
    x->notice = el == NULL ? STR_NONE : notice_of(cx, x->pkg, el, context);
    x->env = (struct form_env){ .context = context,
                                .roles = role,
                                .roles_n = 1,
                                .now_ms = cx->now_ms,
                                .known = guard_known,
                                .self = known };
    x->kept = kept.inputs;
    x->n_kept = kept.n;
    x->kept_at = kept.at;
    x->files = waiting.files;
    return RC_OK;
}

static enum rc one_task(struct cx *cx, struct official_case *v, struct official_task *x, struct err *e)
{
    const struct bpmn_element *el = NULL;
    enum rc rc = package_of_task(cx, x, &el, e);

    if (rc != RC_OK)
        return rc;
    describe(x, el);
    permit(cx->actor, x);
    last_referral(&v->referrals, x);
    if (x->mine && !x->incident)
        rc = open_form(cx, &v->c, el, x, e);
    if (rc == RC_OK && x->may_refer)
        rc = official_desks_of(cx, &x->t, &v->c, &x->desks, &x->n_desks, e);
    x->may_refer = x->may_refer && x->n_desks > 0;
    return rc;
}

enum rc official_done_get(struct cx *cx, const struct task_rec *t, struct official_done *d, struct err *e)
{
    struct official_task x = { .t = *t };
    struct official_rec who;
    struct post_rec post;
    const struct bpmn_element *el = NULL;
    enum rc rc = package_of_task(cx, &x, &el, e);

    if (rc != RC_OK)
        return rc;
    describe(&x, el);
    *d = (struct official_done){ .t = *t, .pkg = x.pkg, .form = x.form };
    if (t->outcome.len > 0)
        rc = json_parse(cx->a, t->outcome, &d->values, e);
    if (t->done_by_post != 0 && post_by_id(cx->tx, cx->a, t->done_by_post, cx->now_ms, &post, NULL) == RC_OK)
        d->who = post.title;
    if (t->done_by != 0 && official_by_id(cx->tx, cx->a, t->done_by, &who, NULL) == RC_OK)
        d->who =
            d->who.len == 0 ? who.name : arena_fmt(cx->a, "%.*s، %.*s", STR_ARG(who.name), STR_ARG(d->who));
    return rc;
}

/* What the open work of a case asks, in one go. */
static void ask_work_ahead(struct cx *cx, const struct task_list *list)
{
    struct desk_files waiting = { 0 };
    struct instance_rec in;

    tx_ahead(cx->tx, true);
    for (size_t i = 0; i < list->n; i++) {
        const struct task_rec *t = &list->v[i];

        if (!str_eq_c(t->state, "open"))
            continue;
        AHEAD(instance_by_id(cx->tx, cx->a, t->instance_id, &in, NULL));
        if (t->post_id == cx->actor->post_id)
            AHEAD(desk_files_open(cx, waiting_files_key(cx, t), &waiting, NULL));
    }
    tx_ahead(cx->tx, false);
}

static enum rc get_tasks(struct cx *cx, struct official_case *v, struct err *e)
{
    struct task_list list = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, v->c.id, false, cx->now_ms, &list, e);

    if (rc != RC_OK)
        return rc;
    v->tasks = ARENA_ARRAY(cx->a, struct official_task, list.n);
    v->done = ARENA_ARRAY(cx->a, struct official_done, list.n);
    if ((v->tasks == NULL || v->done == NULL) && list.n > 0)
        return arena_check(cx->a, e);
    ask_work_ahead(cx, &list);
    for (int others = 0; others < 2; others++)
        for (size_t i = 0; rc == RC_OK && i < list.n; i++)
            if (str_eq_c(list.v[i].state, "open") && (list.v[i].post_id != cx->actor->post_id) == others) {
                v->tasks[v->n_tasks].t = list.v[i];
                rc = one_task(cx, v, &v->tasks[v->n_tasks++], e);
            }
    for (size_t i = list.n; i-- > 0;)
        if (str_eq_c(list.v[i].state, "done") && !str_eq_c(list.v[i].kind, "incident"))
            v->done[v->n_done++].t = list.v[i];
    return rc;
}

/* ---- the whole ---- */

static enum rc get_names(struct cx *cx, struct official_case *v, struct err *e)
{
    struct post_rec p;
    struct case_rec other;
    enum rc rc = RC_OK;

    if (v->c.post_id != 0)
        rc = post_by_id(cx->tx, cx->a, v->c.post_id, cx->now_ms, &p, e);
    if (rc == RC_OK && v->c.post_id != 0)
        v->post_title = p.title;
    if (rc == RC_OK && v->c.expert_post_id != 0)
        rc = post_by_id(cx->tx, cx->a, v->c.expert_post_id, cx->now_ms, &p, e);
    if (rc == RC_OK && v->c.expert_post_id != 0)
        v->expert_title = p.title;
    if (rc == RC_OK && v->c.duplicate_of != 0)
        rc = case_by_id(cx->tx, cx->a, v->c.duplicate_of, &other, e);
    if (rc == RC_OK && v->c.duplicate_of != 0)
        v->duplicate_code = other.tracking_code;
    return rc;
}

static enum rc get_lists(struct cx *cx, struct official_case *v, struct err *e)
{
    int64_t id = v->c.id;
    enum rc rc = event_list(cx->tx, cx->a, id, &v->events, e);

    if (rc == RC_OK)
        rc = letter_list(cx->tx, cx->a, id, &v->letters, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, id, 0, &v->files, e);
    if (rc == RC_OK)
        rc = referral_list(cx->tx, cx->a, id, &v->referrals, e);
    if (rc == RC_OK)
        rc = incident_list(cx->tx, cx->a, id, 20, &v->incidents, e);
    return rc;
}

/* What the page of a case asks about it, in one go. */
static void ask_ahead(struct cx *cx, struct official_case *v)
{
    struct instance_list running = { 0 }, all = { 0 };
    struct deadline_list deadlines = { 0 };
    struct task_list tasks = { 0 };
    struct case_rec again;

    tx_ahead(cx->tx, true);
    AHEAD(applicant_by_id(cx->tx, cx->a, v->c.applicant_id, &v->applicant, NULL));
    AHEAD(deadline_list(cx->tx, cx->a, v->c.id, &deadlines, NULL));
    AHEAD(get_lists(cx, v, NULL));
    AHEAD(task_list_case(cx->tx, cx->a, v->c.id, false, cx->now_ms, &tasks, NULL));
    AHEAD(instance_list(cx->tx, cx->a, v->c.id, true, &running, NULL));
    AHEAD(instance_list(cx->tx, cx->a, v->c.id, false, &all, NULL));
    AHEAD(case_by_id(cx->tx, cx->a, v->c.id, &again, NULL)); /* by forms */
    tx_ahead(cx->tx, false);
}

static enum rc whole(struct cx *cx, struct official_case *v, struct err *e)
{
    enum rc rc;

    ask_ahead(cx, v);
    rc = sight_of_case(cx, &v->c, e);

    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, v->c.applicant_id, &v->applicant, e);
    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, v->c.unit_id, &v->unit, e);
    if (rc == RC_OK)
        rc = catalogue_get(cx, v->c.process_id, &v->pkg, e);
    if (rc == RC_OK && v->c.extra.len > 0)
        rc = json_parse(cx->a, v->c.extra, &v->filed, e);
    if (rc != RC_OK)
        return rc;
    v->registration = package_form(v->pkg, v->pkg->registration_form);
    rc = get_clocks(cx, v, e);
    if (rc == RC_OK)
        rc = get_lists(cx, v, e);
    if (rc == RC_OK)
        rc = get_tasks(cx, v, e);
    if (rc == RC_OK)
        rc = get_names(cx, v, e);
    return rc == RC_OK ? arena_check(cx->a, e) : rc;
}

enum rc official_case_get(struct cx *cx, struct str code, struct official_case *ret, struct err *e)
{
    enum rc rc;

    *ret = (struct official_case){ 0 };
    rc = case_by_code(cx->tx, cx->a, code, &ret->c, e);
    return rc == RC_OK ? whole(cx, ret, e) : rc;
}

enum rc official_case_of_task(struct cx *cx, int64_t task_id, struct official_case *ret, struct err *e)
{
    struct task_rec t;
    enum rc rc;

    *ret = (struct official_case){ 0 };
    rc = task_by_id(cx->tx, cx->a, task_id, cx->now_ms, &t, e);
    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, t.case_id, &ret->c, e);
    return rc == RC_OK ? whole(cx, ret, e) : rc;
}

enum rc official_name(struct cx *cx, int64_t id, struct str *ret, struct err *e)
{
    struct official_rec who = { 0 };
    enum rc rc = official_by_id(cx->tx, cx->a, id, &who, e);

    *ret = rc == RC_OK ? who.name : STR_NONE;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc case_by_code_seen(struct cx *cx, struct str code, struct case_rec *ret, struct err *e)
{
    enum rc rc = case_by_code(cx->tx, cx->a, code, ret, e);

    return rc == RC_OK ? sight_of_case(cx, ret, e) : rc;
}
