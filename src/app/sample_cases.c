/*
 * sample_cases.c - complaints of the last half year, registered and worked on through the real use cases on a
 * test clock.
 *
 * What people write, decide and how long they take is data: sample.json of each package,
 *   { "channels": {"web": 45, …}, "register": {CHANNEL: {more values}}, "cases": [{values}, …],
 *     "tasks": {ELEMENT: [{"weight": 3, "days": [1, 4], "values": {…}}, …]}, "messages": {NAME: [the same]},
 *     "refers": {ROLE: [{"weight", "days", "note"} …]}, "survey": {"answer": [{"weight", "days", "values":
 * {verdict, score, comment}} …]} } Texts may hold {street}, {county}, {person}, {agency}, {today}, {in7}. A
 * task without an entry waits for ever: so every stage has cases.
 */
#include "app/case.h"
#include "app/flow.h"
#include "app/sample_inner.h"
#include "app/task.h"
#include "base/log.h"
#include "persian/jalali.h"

struct plan {
    int64_t case_id;
    int64_t at; /* when it goes on; INT64_MAX: never */
    struct str element;
    const struct json *how; /* the chosen entry */
    enum kind { DO_TASK, DO_MESSAGE, DO_REFER, DO_SURVEY } kind;
    uint32_t left; /* bits of acts that the applicant has thought of */
    bool referred,
        judged; /* decided whether it goes to a colleague, and what the applicant says of the answer */
};

struct play {
    struct sample *s;
    const struct json *scripts[16]; /* sample.json of the installed packages */
    const struct json *main;        /* the one with cases */
    struct str process;
    size_t n_scripts;
    struct plan *plans;
    size_t n_plans;
    struct arena *a; /* of one step */
    int refused;
};

/* ---- data ---- */

static enum rc load_scripts(struct cx *cx, void *arg, struct err *e)
{
    struct play *p = arg;
    struct package_list all = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        for (size_t k = 0; rc == RC_OK && k < all.v[i]->n_files && p->n_scripts < ARRAY_LEN(p->scripts);
             k++) {
            const struct json *j = NULL;

            if (!str_eq_c(all.v[i]->files[k].path, "sample.json"))
                continue;
            rc = json_parse(p->s->a, arena_str(p->s->a, all.v[i]->files[k].content), &j, e);
            if (rc == RC_OK && json_get(j, "cases") != NULL) {
                p->main = j;
                p->process = arena_str(p->s->a, all.v[i]->key);
            }
            p->scripts[p->n_scripts++] = j;
        }
    return rc;
}

static const struct json *entries(const struct play *p, const char *kind, struct str name)
{
    for (size_t i = 0; i < p->n_scripts; i++) {
        const struct json *list = json_get_str(json_get(p->scripts[i], kind), name);

        if (list != NULL && list->n > 0)
            return list;
    }
    return NULL;
}

static const struct json *choose(struct sample *s, const struct json *list)
{
    uint64_t total = 0, at;

    for (const struct json *x = list->first; x != NULL; x = x->next)
        total += (uint64_t)json_int_of(x, "weight", 1);
    at = sample_random(s, total);
    for (const struct json *x = list->first; x != NULL; x = x->next) {
        uint64_t w = (uint64_t)json_int_of(x, "weight", 1);

        if (at < w)
            return x;
        at -= w;
    }
    return list->first;
}

static const struct json *sample_entry(struct sample *s, const char *list)
{
    const struct json *v = json_get(s->people, list);

    return v == NULL || v->n == 0 ? NULL : json_at(v, sample_random(s, v->n));
}

/* {street}, {county}, {person}, {agency}, {today} and {in7} (days from today) out of a text. */
static struct str fill(struct sample *s, struct arena *a, struct str text, struct str county)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    size_t from = 0, at;
    int64_t days = 0;

    buf_init(&b, (size_t)1 << 16);
    while ((at = str_find_byte(text, '{', from)) != SIZE_MAX) {
        size_t end = str_find_byte(text, '}', at);
        struct str name = end == SIZE_MAX ? STR_NONE : str_sub(text, at + 1, end - at - 1);

        buf_str(&b, str_sub(text, from, at - from));
        if (str_eq_c(name, "street"))
            buf_str(&b, sample_pick(s, json_get(s->people, "streets")));
        else if (str_eq_c(name, "county"))
            buf_str(&b, county);
        else if (str_eq_c(name, "agency"))
            buf_str(&b, json_text(json_at(sample_entry(s, "agencies"), 0)));
        else if (str_starts(name, STR("in")) && parse_i64(str_from(name, 2), 0, 999, &days))
            buf_str(&b, jdate_text_ms(a, s->now_ms + days * DAY_MS, JDATE_ISO));
        else if (str_eq_c(name, "today"))
            buf_str(&b, jdate_text_ms(a, s->now_ms, JDATE_ISO));
        else if (str_eq_c(name, "person"))
            buf_str(&b, sample_pick(s, json_get(s->people, "last")));
        if (end == SIZE_MAX)
            break;
        from = end + 1;
    }
    buf_str(&b, str_from(text, from));
    return arena_str(a, buf_view(&b));
}

/* `over` on top of `under`: objects by member, lists row by row (the last given row serves the remaining
 * ones). */
static void merge(struct play *p, struct json_out *o, const struct json *under, const struct json *over,
                  struct str county)
{
    if (over == NULL) {
        json_put_value(o, under);
    } else if (over->kind == JSON_STRING) {
        json_put_str(o, fill(p->s, p->a, over->text, county));
    } else if (over->kind == JSON_OBJECT) {
        json_open(o, '{');
        for (const struct json *m = under == NULL || under->kind != JSON_OBJECT ? NULL : under->first;
             m != NULL; m = m->next) {
            json_name(o, m->name);
            merge(p, o, m, json_get_str(over, m->name), county);
        }
        for (const struct json *m = over->first; m != NULL; m = m->next)
            if (json_get_str(under, m->name) == NULL) {
                json_name(o, m->name);
                merge(p, o, NULL, m, county);
            }
        json_close(o, '}');
    } else if (over->kind == JSON_ARRAY) {
        size_t n = under != NULL && under->kind == JSON_ARRAY && under->n > over->n ? under->n : over->n;

        json_open(o, '[');
        for (size_t i = 0; i < n; i++)
            merge(p, o, json_at(under, i), json_at(over, i < over->n ? i : over->n - 1), county);
        json_close(o, ']');
    } else {
        json_put_value(o, over);
    }
}

static const struct json *merged(struct play *p, const struct json *under, const struct json *over,
                                 struct str county)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;
    const struct json *j = NULL;

    buf_init(&b, (size_t)4 << 20);
    json_out_init(&o, &b);
    merge(p, &o, under, over, county);
    return json_parse(p->a, arena_str(p->a, buf_view(&b)), &j, NULL) == RC_OK ? j : under;
}

/* ---- time: acts happen in office hours ---- */

static int64_t office_time(struct sample *s, int64_t ms)
{
    int32_t day = day_from_ms(ms);

    while (day_weekday(day) == JW_FRIDAY || day_weekday(day) == JW_THURSDAY)
        day++;
    return day_at_ms(day, 8 + (int)sample_random(s, 6), (int)sample_random(s, 60), (int)sample_random(s, 60));
}

static int64_t later(struct sample *s, const struct json *how)
{
    const struct json *days = json_get(how, "days");
    int64_t lo = 1, hi = 3;

    if (json_int(json_at(days, 0), &lo) && !json_int(json_at(days, 1), &hi))
        hi = lo;
    if (hi <= 0)
        return s->now_ms + (int64_t)sample_random(s, (uint64_t)HOUR_MS); /* the same day */
    return office_time(s, s->now_ms + (lo + (int64_t)sample_random(s, (uint64_t)(hi - lo + 1))) * DAY_MS);
}

static enum rc move_clock(struct sample *s, int64_t to, struct err *e)
{
    for (;;) {
        size_t fired = 0;
        int64_t next = 0;
        enum rc rc = timers_run(s->app, 1000, &fired, &next, e);

        if (rc != RC_OK)
            return rc;
        if (fired > 0)
            continue;
        if (next > to)
            break;
        s->now_ms = next > s->now_ms ? next : s->now_ms + 1;
    }
    if (to > s->now_ms)
        s->now_ms = to;
    return RC_OK;
}

/* ---- registering ---- */

struct registering {
    struct play *p;
    struct register_cmd cmd;
    struct registered ret;
    struct actor actor;
};

static void put(struct json_out *o, const char *name, struct str v)
{
    json_member_str(o, name, v);
}

static struct str channel_of(struct play *p)
{
    const struct json *list = json_get(p->main, "channels");
    uint64_t total = 0, at;

    for (const struct json *x = list == NULL ? NULL : list->first; x != NULL; x = x->next)
        total += (uint64_t)json_int_of(list, arena_cstr(p->a, x->name), 1);
    at = sample_random(p->s, total);
    for (const struct json *x = list == NULL ? NULL : list->first; x != NULL; x = x->next) {
        uint64_t w = (uint64_t)json_int_of(list, arena_cstr(p->a, x->name), 1);

        if (at < w)
            return x->name;
        at -= w;
    }
    return STR("web");
}

static struct str county_of(struct play *p)
{
    static const char *const names[] = { "سمنان",  "سمنان",  "سمنان",  "شاهرود",
                                         "شاهرود", "دامغان", "گرمسار", "مهدی‌شهر",
                                         "میامی",  "آرادان", "سرخه" };

    return str_c(names[sample_random(p->s, ARRAY_LEN(names))]);
}

static const struct json *applicant(struct play *p, struct str county)
{
    struct sample *s = p->s;
    struct str street = sample_pick(s, json_get(s->people, "streets"));
    struct json_text t;
    const struct json *j = NULL;

    json_text_begin(&t, '{');
    put(&t.o, "applicant_kind", STR("natural"));
    put(&t.o, "first_name", sample_pick(s, json_get(s->people, "first")));
    put(&t.o, "last_name", sample_pick(s, json_get(s->people, "last")));
    put(&t.o, "national_id", sample_national_id(s));
    put(&t.o, "mobile", arena_fmt(p->a, "0912%07llu", (unsigned long long)sample_random(s, 10000000)));
    put(&t.o, "county", county);
    put(&t.o, "address", arena_fmt(p->a, "%.*s، %.*s", STR_ARG(county), STR_ARG(street)));
    put(&t.o, "preferred_channel", sample_random(s, 4) == 0 ? STR("web") : STR("sms"));
    return json_parse(p->a, json_text_end(&t, p->a, '}'), &j, NULL) == RC_OK ? j : NULL;
}

static enum rc holder_of(struct cx *cx, int64_t post_id, struct actor *ret, struct err *e);

/* Who registers on this channel: the applicant, or somebody with the role that the package names. */
static enum rc find_registrar(struct cx *cx, void *arg, struct err *e)
{
    struct registering *r = arg;
    const struct package *pkg = NULL;
    const struct package_start *start;
    struct post_list posts = { 0 };
    enum rc rc = catalogue_active(cx, r->cmd.process, &pkg, e);

    if (rc != RC_OK)
        return rc;
    start = package_start(pkg, r->cmd.channel);
    if (start == NULL)
        return ERR(e, RC_INVALID, "sample.json names a channel that the process does not begin by");
    if (str_eq_c(start->who, "citizen"))
        return RC_OK;
    rc = post_list(cx->tx, cx->a, 0, STR("/"), cx->now_ms, &posts, e);
    for (size_t i = 0; rc == RC_OK && i < posts.n; i++)
        if (roles_have(posts.v[i].roles, start->who))
            return holder_of(cx, posts.v[i].id, &r->actor, e);
    return rc == RC_OK ? ERR(e, RC_INVALID, "nobody has the role %.*s", STR_ARG(start->who)) : rc;
}

static enum rc do_register(struct cx *cx, void *arg, struct err *e)
{
    struct registering *r = arg;

    return case_register(cx, &r->cmd, &r->ret, e);
}

static enum rc register_one(struct play *p, struct err *e)
{
    struct str county = county_of(p), channel = channel_of(p);
    const struct json *cases = json_get(p->main, "cases");
    const struct json *values = json_at(cases, sample_random(p->s, cases->n));
    struct registering r = { .p = p, .cmd = { .process = p->process, .channel = channel } };
    enum rc rc;

    values = merged(p, applicant(p, county), values, county);
    r.cmd.values = merged(p, values, json_get_str(json_get(p->main, "register"), channel), county);
    r.actor = actor_anyone();
    rc = app_read(p->s->app, p->a, NULL, find_registrar, &r, e);
    if (rc == RC_OK)
        rc = app_write(p->s->app, p->a, &r.actor, do_register, &r, e);
    if (rc != RC_OK)
        return err_wrap(e, "registering by %.*s", STR_ARG(channel));
    p->plans[p->n_plans++] = (struct plan){ .case_id = r.ret.case_id, .at = p->s->now_ms };
    return RC_OK;
}

/* ---- going on ---- */

struct step {
    struct play *p;
    struct plan *plan;
    struct actor actor;
    struct task_cmd task;
    struct task_result task_result;
    struct message_cmd message;
    struct message_result message_result;
    struct str to; /* post that it is referred to */
    bool found;
};

static uint32_t bit_of_act(const struct play *p, struct str name)
{
    uint32_t n = 0;

    for (size_t i = 0; i < p->n_scripts; i++) {
        const struct json *acts = json_get(p->scripts[i], "messages");

        for (const struct json *m = acts == NULL ? NULL : acts->first; m != NULL; m = m->next, n++)
            if (str_eq(m->name, name))
                return (uint32_t)1 << (n & 31);
    }
    return 0;
}

static bool plan_with(struct play *p, struct plan *plan, struct str name, enum kind kind)
{
    static const char *const parts[] = { "tasks", "messages", "refers", "survey" };
    const struct json *list = entries(p, parts[kind], name);

    if (list == NULL)
        return false;
    plan->how = choose(p->s, list);
    if (json_bool_of(plan->how, "never", false))
        return false;
    plan->element = arena_str(p->s->a, name);
    plan->kind = kind;
    plan->at = later(p->s, plan->how);
    return true;
}

/* Before the work itself: does the desk pass it to a colleague? Is the answer judged? */
static bool plan_aside(struct play *p, struct plan *plan, const struct task_list *tasks,
                       const struct case_rec *c)
{
    if (!plan->judged && c->answered_at != 0) {
        plan->judged = true;
        if (plan_with(p, plan, STR("answer"), DO_SURVEY))
            return true;
    }
    for (size_t i = 0; !plan->referred && i < tasks->n; i++) {
        if (entries(p, "refers", tasks->v[i].role) == NULL)
            continue;
        plan->referred = true;
        return plan_with(p, plan, tasks->v[i].role, DO_REFER);
    }
    return false;
}

/* What the case waits for, and when somebody does it. */
static enum rc plan_next(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;
    struct task_list tasks = { 0 };
    struct citizen_acts acts = { 0 };
    struct case_rec c;
    enum rc rc = task_list_case(cx->tx, cx->a, x->plan->case_id, true, cx->now_ms, &tasks, e);

    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, x->plan->case_id, &c, e);
    if (rc == RC_OK && plan_aside(x->p, x->plan, &tasks, &c))
        return RC_OK;
    x->plan->how = NULL;
    x->plan->at = INT64_MAX;
    rc = case_citizen_acts(cx, x->plan->case_id, &acts, e);
    for (size_t i = 0; rc == RC_OK && i < acts.n; i++) {
        uint32_t bit = bit_of_act(x->p, acts.v[i].name);

        if (x->plan->left & bit)
            continue;
        x->plan->left |= bit; /* thought of once */
        if (plan_with(x->p, x->plan, acts.v[i].name, DO_MESSAGE))
            return RC_OK;
    }
    for (size_t i = 0; rc == RC_OK && i < tasks.n; i++)
        if (plan_with(x->p, x->plan, tasks.v[i].element, DO_TASK))
            return RC_OK;
    if (rc == RC_OK && x->plan->at == INT64_MAX)
        x->plan->at = x->p->s->now_ms + 3 * DAY_MS; /* look again: a timer may have moved it */
    return rc;
}

static enum rc holder_of(struct cx *cx, int64_t post_id, struct actor *ret, struct err *e)
{
    struct post_rec p;
    struct holding_list list = { 0 };
    enum rc rc = post_by_id(cx->tx, cx->a, post_id, cx->now_ms, &p, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, post_id, cx->now_ms, &list, e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct actor){ .kind = ACTOR_OFFICIAL,
                           .official_id = list.n > 0 ? list.v[0].official_id : 0,
                           .post_id = p.id,
                           .unit_id = p.unit_id,
                           .rights = p.rights,
                           .name = p.holder,
                           .post_code = p.code,
                           .post_title = p.title,
                           .unit_name = p.unit_name,
                           .unit_code = p.unit_code,
                           .roles = p.roles,
                           .unit_path = p.unit_path };
    return RC_OK;
}

static enum rc prepare(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;
    struct task_list list = { 0 };
    const struct package *pkg = NULL;
    const struct form *form = NULL;
    const struct json *values = NULL, *context = NULL;
    enum rc rc = task_list_case(cx->tx, cx->a, x->plan->case_id, true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        if (!str_eq(list.v[i].element, x->plan->element))
            continue;
        x->found = true;
        x->task.task_id = list.v[i].id;
        x->task.version = list.v[i].version;
        rc = holder_of(cx, list.v[i].post_id, &x->actor, e);
        if (rc == RC_OK)
            rc = task_form(cx, &list.v[i], &pkg, &form, &values, &context, e);
        x->task.values = merged(x->p, values, json_get(x->plan->how, "values"), list.v[i].subject);
        return rc;
    }
    return rc;
}

static enum rc do_task(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;

    return task_finish(cx, &x->task, &x->task_result, e);
}

static enum rc do_message(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;

    return case_message(cx, &x->message, &x->message_result, e);
}

/* The desk that has the work passes it to a colleague of the same role, with a note in the margin. */
static enum rc find_colleague(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;
    struct task_list list = { 0 };
    struct post_list posts = { 0 };
    enum rc rc = task_list_case(cx->tx, cx->a, x->plan->case_id, true, cx->now_ms, &list, e);
    const struct task_rec *t = NULL;

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].role, x->plan->element))
            t = &list.v[i];
    if (rc != RC_OK || t == NULL)
        return rc;
    rc = holder_of(cx, t->post_id, &x->actor, e);
    if (rc == RC_OK)
        rc = post_list(cx->tx, cx->a, t->unit_id, STR_NONE, cx->now_ms, &posts, e);
    for (size_t i = 0; rc == RC_OK && i < posts.n; i++)
        if (posts.v[i].id != t->post_id && roles_have(posts.v[i].roles, t->role)) {
            x->found = true;
            x->to = posts.v[i].code;
        }
    x->task.task_id = t->id;
    x->task.version = t->version;
    return rc;
}

static enum rc do_refer(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;

    return task_refer(cx, x->task.task_id, x->task.version, x->to, json_text_of(x->plan->how, "note"), e);
}

static enum rc do_survey(struct cx *cx, void *arg, struct err *e)
{
    struct step *x = arg;
    const struct json *v = json_get(x->plan->how, "values");

    return case_survey(cx, x->plan->case_id, json_text_of(v, "verdict"), json_int_of(v, "score", 3),
                       json_text_of(v, "comment"), e);
}

static enum rc act(struct step *x, struct err *e)
{
    struct app *app = x->p->s->app;
    const struct json *values = json_get(x->plan->how, "values");
    struct form_input *in;
    enum rc rc;

    if (x->plan->kind == DO_REFER) {
        rc = app_read(app, x->p->a, NULL, find_colleague, x, e);
        return rc == RC_OK && x->found ? app_write(app, x->p->a, &x->actor, do_refer, x, e) : rc;
    }
    if (x->plan->kind == DO_TASK) {
        rc = app_read(app, x->p->a, NULL, prepare, x, e);
        return rc == RC_OK && x->found ? app_write(app, x->p->a, &x->actor, do_task, x, e) : rc;
    }
    x->actor = (struct actor){ .kind = ACTOR_CITIZEN, .case_id = x->plan->case_id };
    if (x->plan->kind == DO_SURVEY)
        return app_write(app, x->p->a, &x->actor, do_survey, x, e);
    x->message = (struct message_cmd){ .case_id = x->plan->case_id, .name = x->plan->element };
    in = ARENA_ARRAY(x->p->a, struct form_input, values == NULL ? 1 : values->n + 1);
    for (const struct json *m = values == NULL || in == NULL ? NULL : values->first; m != NULL; m = m->next)
        in[x->message.n_inputs++] =
            (struct form_input){ m->name,
                                 m->kind == JSON_BOOL ? (m->boolean ? STR("true") : STR("")) : json_text(m) };
    x->message.inputs = in;
    return app_write(app, x->p->a, &x->actor, do_message, x, e);
}

static enum rc go_on(struct play *p, struct plan *plan, struct err *e)
{
    struct step x = { .p = p, .plan = plan };
    struct err why = { .rc = RC_OK };
    enum rc rc = RC_OK;

    if (plan->how != NULL)
        rc = act(&x, &why);
    if (plan->kind != DO_TASK &&
        (rc == RC_DENIED || rc == RC_CONFLICT)) { /* a second objection, or too late for one */
        plan->how = NULL;
        return RC_OK;
    }
    if (rc == RC_INVALID || rc == RC_DENIED || rc == RC_CONFLICT) {
        log_line(LOG_DEBUG, "sample", "%.*s: %s %.*s", STR_ARG(plan->element), why.msg,
                 STR_ARG(x.task_result.refused_key));
        p->refused++;
        plan->at = INT64_MAX;
        return RC_OK;
    }
    if (rc != RC_OK) {
        *e = why;
        return rc;
    }
    return app_read(p->s->app, p->a, NULL, plan_next, &x, e);
}

static struct plan *earliest(struct play *p)
{
    struct plan *best = NULL;

    for (size_t i = 0; i < p->n_plans; i++)
        if (best == NULL || p->plans[i].at < best->at)
            best = &p->plans[i];
    return best;
}

static enum rc run(struct play *p, int64_t until, struct err *e)
{
    int64_t start = p->s->now_ms, span = until - start;
    enum rc rc = RC_OK;
    int made = 0;

    while (rc == RC_OK) {
        int64_t at = made == p->s->cases ? INT64_MAX : office_time(p->s, start + span * made / p->s->cases);
        struct plan *plan = earliest(p);
        bool registering = plan == NULL || at <= plan->at;
        int64_t next = registering ? at : plan->at;

        if (next >= until && made < p->s->cases && registering)
            next = until - HOUR_MS;
        if (next >= until)
            break;
        p->a = arena_new((size_t)64 << 20);
        if (p->a == NULL)
            return ERR(e, RC_LIMIT, "no memory");
        rc = move_clock(p->s, next, e);
        if (rc == RC_OK)
            rc = registering ? register_one(p, e) : go_on(p, plan, e);
        made += registering;
        if (registering && p->s->progress != NULL && made % 20 == 0)
            p->s->progress(p->s->arg, made, p->s->cases);
        arena_free(p->a);
        p->a = NULL;
    }
    return rc == RC_OK ? move_clock(p->s, until, e) : rc;
}

enum rc sample_cases(struct sample *s, int64_t until_ms, struct err *e)
{
    struct play p = { .s = s, .a = s->a };
    enum rc rc = app_read(s->app, s->a, NULL, load_scripts, &p, e);

    if (rc != RC_OK || p.main == NULL || s->cases <= 0)
        return rc;
    p.plans = ARENA_ARRAY(s->a, struct plan, (size_t)s->cases);
    if (p.plans == NULL)
        return arena_check(s->a, e);
    rc = run(&p, until_ms, e);
    if (rc == RC_OK && p.refused > 1 + s->cases / 50)
        rc = ERR(e, RC_INTERNAL, "%d acts of the sample were refused: sample.json does not fit its forms",
                 p.refused);
    return rc;
}
