/*
 * job.c - service tasks: number, duplicate search, merge, pass on, refer, start another process, close,
 * decide.
 *
 * Not here: letters, notices and the survey (job_letter.c).
 */
#include "app/job.h"
#include "persian/jalali.h"
#include "persian/text.h"

struct str job_text(const struct job_call *j, const char *name)
{
    const struct feel_value *v = feel_context_get(j->cmd->vars, str_c(name));

    return feel_is_null(v) ? STR_NONE : feel_to_string(j->f->cx->a, v);
}

void job_put(const struct job_call *j, const char *name, const struct feel_value *v)
{
    struct arena *a = j->f->cx->a;

    j->res->vars = feel_context_put(a, j->res->vars == NULL ? feel_context(a) : j->res->vars, str_c(name), v);
}

enum rc job_fail(const struct job_call *j, struct str cause)
{
    j->res->failure = cause;
    return RC_OK;
}

/* OFF-CMP-09: the complaint's own place in the indicator register; the clock starts (OFF-CMP-22). */
static enum rc job_number(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    struct cx *cx = f->cx;
    struct letter_rec l = {
        .id = cx_id(cx),
        .case_id = f->c.id,
        .unit_id = f->c.unit_id,
        .year = jdate_from_ms(cx->now_ms).year,
        .day = day_from_ms(cx->now_ms),
        .made_at = cx->now_ms,
        .direction = STR("in"),
        .sender = f->c.applicant_name,
        .addressee = f->unit.name,
        .subject = f->c.subject,
        .other_number = f->c.referrer_number,
        .other_date = f->c.referrer_date,
        .confidential = f->c.confidential,
        .state = STR("registered"),
        .made_by_post = cx->actor->post_id,
        .made_by = cx->actor->official_id,
    };
    struct json_text t;
    enum rc rc;

    if (f->c.number != 0)
        return RC_OK; /* a number once given stays */
    rc = indicator_next(cx->tx, l.unit_id, l.year, &l.number, e);
    if (rc == RC_OK)
        rc = letter_insert(cx->tx, &l, e);
    if (rc != RC_OK)
        return rc;
    f->c.number = l.number;
    flow_case_changed(f);
    job_put(j, "number", feel_int(cx->a, l.number));
    json_text_begin(&t, '{');
    json_member_int(&t.o, "number", l.number);
    json_member_int(&t.o, "year", l.year);
    return flow_note(f, "numbered", true, json_text_end(&t, cx->a, '}'), e);
}

static const struct feel_value *day_or_null(struct cx *cx, int64_t ms)
{
    return ms == 0 ? feel_null() : feel_string(cx->a, jdate_text_ms(cx->a, ms, JDATE_ISO));
}

/* What the letter to a person who comes twice must say of the first time. */
static enum rc put_earlier(const struct job_call *j, const struct case_rec *old, struct err *e)
{
    struct cx *cx = j->f->cx;
    struct letter_list letters = { 0 };
    struct str number = STR_NONE;
    enum rc rc = old == NULL ? RC_OK : letter_list(cx->tx, cx->a, old->id, &letters, e);

    for (size_t i = 0; i < letters.n; i++)
        if (letters.v[i].to_applicant && str_eq_c(letters.v[i].template, "answer"))
            number =
                arena_fmt(cx->a, "%lld/%lld", (long long)letters.v[i].year, (long long)letters.v[i].number);
    job_put(j, "duplicate_number",
            old == NULL || old->number == 0 ? feel_null() : feel_int(cx->a, old->number));
    job_put(j, "duplicate_registered_on", day_or_null(cx, old == NULL ? 0 : old->registered_at));
    job_put(j, "duplicate_answer_number", number.len > 0 ? feel_string(cx->a, number) : feel_null());
    job_put(j, "duplicate_answered_on", day_or_null(cx, old == NULL ? 0 : old->answered_at));
    return rc;
}

static enum rc set_duplicate(struct flow *f, int64_t of, struct err *e)
{
    f->c.duplicate_of = of;
    return case_set_duplicate(f->cx->tx, f->c.id, of, e);
}

/* The newest open case of the same matter, else the newest closed one. Most have none. */
static enum rc earlier_case(struct flow *f, struct case_rec *ret, struct err *e)
{
    struct cx *cx = f->cx;
    struct case_rec open;
    enum rc rc = case_duplicate(cx->tx, cx->a, f->c.process_key, f->c.duplicate_key, f->c.id, false, ret, e);

    if (rc != RC_OK || ret->closed_at == 0)
        return rc;
    rc = case_duplicate(cx->tx, cx->a, f->c.process_key, f->c.duplicate_key, f->c.id, true, &open, e);
    if (rc == RC_OK)
        *ret = open;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc job_duplicate_search(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    struct case_rec old = { 0 };
    struct str what = STR("none"), code = STR_NONE;
    enum rc rc = RC_NOT_FOUND;

    if (f->c.duplicate_key.len > 0)
        rc = earlier_case(f, &old, e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc == RC_OK && old.closed_at == 0)
        what = STR("open");
    else if (rc == RC_OK && old.answered_at != 0)
        what = STR("answered");
    if (!str_eq_c(what, "none")) {
        code = old.tracking_code;
        rc = set_duplicate(f, old.id, e);
        if (rc != RC_OK)
            return rc;
        flow_case_changed(f);
    }
    job_put(j, "duplicate", feel_string(f->cx->a, what));
    job_put(j, "duplicate_code", code.len > 0 ? feel_string(f->cx->a, code) : feel_null());
    return put_earlier(j, code.len > 0 ? &old : NULL, e);
}

static enum rc job_merge(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f, *first = NULL;
    struct case_rec into;
    struct json_text t;
    struct str code = job_text(j, "into");
    enum rc rc = case_by_code(f->cx->tx, f->cx->a, code, &into, e);

    if (rc == RC_NOT_FOUND)
        return job_fail(j, STR("the case to merge into is not found"));
    if (rc == RC_OK)
        rc = flow_open(f->cx, into.id, &first, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "from", f->c.tracking_code);
    json_member_str(&t.o, "text", f->c.body);
    rc = flow_note(first, "merged", false, json_text_end(&t, f->cx->a, '}'), e);
    if (rc == RC_OK)
        rc = case_update(f->cx->tx, &first->c, e);
    if (rc != RC_OK)
        return rc;
    rc = set_duplicate(f, into.id, e);
    return rc == RC_OK ? flow_close_case(f, STR("merged"), STR_NONE, e) : rc;
}

/* To the owner of such matters: the other process when it is installed, else the unit's register of letters.
 */
static enum rc job_pass_on(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    const struct package *pkg = NULL;
    struct str process = job_text(j, "process"), unit = job_text(j, "unit");
    struct json_text t;
    enum rc rc = process.len == 0 ? RC_NOT_FOUND : catalogue_active(f->cx, process, &pkg, e);

    if (rc == RC_OK)
        rc = flow_start(f, pkg, STR_NONE, job_text(j, "start"), j->cmd->vars, 0, 0, NULL, e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "process", process);
    json_member_str(&t.o, "unit", unit);
    return flow_note(f, "passed_on", true, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc job_refer(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    struct str role = job_text(j, "role");
    struct post_rec post;
    enum rc rc = flow_assign(f, role, STR_NONE, STR_NONE, &post, e);
    struct referral_rec r = { .id = cx_id(f->cx), .case_id = f->c.id, .kind = STR("refer") };

    if (rc == RC_NOT_FOUND)
        return job_fail(j, arena_fmt(f->cx->a, "nobody holds the role %.*s", STR_ARG(role)));
    if (rc != RC_OK)
        return rc;
    r.from_post = f->cx->actor->post_id;
    r.to_post = post.id;
    r.at = f->cx->now_ms;
    r.by_official = f->cx->actor->official_id;
    f->c.post_id = post.id;
    job_put(j, "referred_at", feel_string(f->cx->a, iso_instant_tehran(f->cx->a, f->cx->now_ms)));
    return r.from_post == 0 ? RC_OK : referral_insert(f->cx->tx, &r, e);
}

/* An event of the package's own kind in the ledger, counted for the unit by reports. */
static enum rc job_record(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct feel_value *data = feel_context(f->cx->a);
    struct json_out o;

    for (uint32_t i = 0; i < j->cmd->element->n_inputs; i++) {
        struct str name = j->cmd->element->inputs[i].target;
        const struct feel_value *v = feel_context_get(j->cmd->vars, name);

        data = feel_context_put(f->cx->a, data, name, v == NULL ? feel_null() : v);
    }
    buf_init(&b, 1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, data);
    return flow_note(f, "recorded", false, buf_to_arena(&b, f->cx->a), e);
}

/* Message start of another process inside this case; it is not waited for (OFF-BPM-04). */
static enum rc job_start_process(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    const struct package *pkg = NULL;
    struct str key = job_text(j, "process"), start = STR_NONE, message = job_text(j, "message");
    struct json_text t;
    int64_t id = 0;
    enum rc rc = catalogue_active(f->cx, key, &pkg, e);

    if (rc == RC_NOT_FOUND)
        return job_fail(j, arena_fmt(f->cx->a, "the process %.*s is not installed", STR_ARG(key)));
    if (rc != RC_OK)
        return rc;
    for (uint32_t i = 0; i < pkg->model->n_elements; i++) {
        const struct bpmn_element *el = &pkg->model->elements[i];

        if (el->kind == BPMN_START_EVENT && el->trigger == BPMN_ON_MESSAGE &&
            bpmn_at(pkg->model, el->parent)->kind == BPMN_PROCESS &&
            (message.len == 0 || str_eq(el->event->name.text, message)))
            start = start.len == 0 ? el->id : start;
    }
    rc = flow_start(f, pkg, STR_NONE, start, j->cmd->vars, 0, 0, &id, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "process", key);
    json_member_int(&t.o, "instance", id);
    return flow_note(f, "started", false, json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc job_close(const struct job_call *j, struct err *e)
{
    struct str state = job_text(j, "state");

    return flow_close_case(j->f, state.len > 0 ? state : STR("closed"), job_text(j, "result"), e);
}

static enum rc job_decide(const struct job_call *j, struct err *e)
{
    struct flow *f = j->f;
    const struct dmn_model *m = package_decision(j->in->pkg, j->cmd->job->decision);
    struct feel_warnings warnings = { 0 };
    struct feel_env env = { .now_ms = f->cx->now_ms, .zone = STR("Asia/Tehran"), .warnings = &warnings };
    struct dmn_trace trace = { 0 };
    struct str kind = bpmn_property(j->cmd->element, "deadline"), row;
    enum rc rc;

    if (m == NULL)
        return job_fail(j, arena_fmt(f->cx->a, "no decision %.*s", STR_ARG(j->cmd->job->decision)));
    rc = dmn_decide(m, j->cmd->job->decision, j->cmd->vars, &env, f->cx->a, &trace, &j->res->value, e);
    if (rc != RC_OK)
        return rc;
    if (feel_is_null(j->res->value))
        return job_fail(
            j, arena_fmt(f->cx->a, "the decision %.*s gives nothing: %.*s", STR_ARG(j->cmd->job->decision),
                         STR_ARG(warnings.n > 0 ? warnings.v[0].message : STR("no rule matches"))));
    if (kind.len == 0)
        return RC_OK;
    row = trace.first == NULL           ? STR_NONE
          : trace.last->rule_id.len > 0 ? trace.last->rule_id
                                        : arena_fmt(f->cx->a, "%zu", trace.last->rule);
    return flow_set_deadline(f, j->in->pkg, kind, j->res->value, j->cmd->job->decision, row, e);
}

struct job_kind {
    const char *type;
    enum rc (*run)(const struct job_call *j, struct err *e);
    const char *const inputs[3];
};

static const struct job_kind kinds[] = {
    { "number", job_number, { NULL } },
    { "letter", job_letter, { "template", "to", NULL } },
    { "notify", job_notify, { "template", "to", NULL } },
    { "duplicate-search", job_duplicate_search, { NULL } },
    { "merge", job_merge, { "into", NULL } },
    { "pass-on", job_pass_on, { NULL } },
    { "refer", job_refer, { "role", NULL } },
    { "start-process", job_start_process, { "process", NULL } },
    { "record", job_record, { "kind", NULL } },
    { "survey", job_survey, { NULL } },
    { "close", job_close, { NULL } },
    { "decision", job_decide, { NULL } },
};

static const struct job_kind *find(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq_c(type, kinds[i].type))
            return &kinds[i];
    return NULL;
}

const char *job_kinds(struct arena *a)
{
    struct str list = STR_NONE;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].type, "decision") != 0)
            list = arena_fmt(a, "%.*s%s%s", STR_ARG(list), i == 0 ? "" : ", ", kinds[i].type);
    return arena_cstr(a, list);
}

bool job_known(struct str type)
{
    return find(type) != NULL;
}

const char *const *job_inputs(struct str type)
{
    const struct job_kind *k = find(type);

    return k == NULL ? NULL : k->inputs;
}

enum rc job_run(struct flow *f, struct flow_instance *in, const struct bpmn_command *cmd,
                struct job_result *res, struct err *e)
{
    const struct job_kind *k = find(cmd->job->type);
    struct job_call call = { f, in, cmd, res };

    if (k == NULL)
        return job_fail(&call,
                        arena_fmt(f->cx->a, "unknown kind of service task '%.*s'", STR_ARG(cmd->job->type)));
    return k->run(&call, e);
}
