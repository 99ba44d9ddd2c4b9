/*
 * package_check.c - the parts of a package must fit: what the BPMN names must be there, what FEEL says must
 * compile, every word must be written.
 *
 * Not here: the soundness of the process itself (bpmn_check).
 */
#include "app/job.h"
#include "app/package_inner.h"
#include "port/letter.h"

static const char *const states[] = {
    "registered",        "referred",
    "under_examination", "awaiting_opinion",
    "under_inspection",  "awaiting_documents",
    "drafted",           "signed",
    "answered",          "closed",
    "withdrawn",         "merged",
    "passed_on",         "closed_unexamined",
};

static void say(struct package_reader *r, const struct bpmn_element *el, struct str message)
{
    package_problem(r, STR("process.bpmn"), el->line, el->id, false, message);
}

static void need_text(struct package_reader *r, const struct bpmn_element *el, const char *property)
{
    struct str key = bpmn_property(el, property);

    if (key.len > 0 && !package_has_text(r->p, key))
        say(r, el, arena_fmt(r->a, "%s: no text '%.*s' in texts/fa.po", property, STR_ARG(key)));
}

static void need_form(struct package_reader *r, const struct bpmn_element *el, struct str id)
{
    if (id.len > 0 && package_form(r->p, id) == NULL)
        say(r, el, arena_fmt(r->a, "no form forms/%.*s.json", STR_ARG(id)));
}

/* A property that is always FEEL, with or without the sign. */
static void compile(struct package_reader *r, const struct bpmn_element *el, struct str key, struct str text)
{
    struct package_expr x = { .element = el->index, .key = key };
    struct err e = { .rc = RC_OK };

    if (str_starts(text, STR("=")))
        text = str_from(text, 1);
    if (feel_compile(r->a, text, NULL, &x.expr, &e) != RC_OK) {
        say(r, el, arena_fmt(r->a, "%.*s: %s", STR_ARG(key), e.msg));
        return;
    }
    (void)VEC_PUSH(r->a, &r->exprs, x);
}

static bool is_guard_text(struct str key)
{
    return str_starts(key, STR("guard_text")) || str_starts(key, STR("add_guard_text"));
}

static bool is_feel_property(struct str key)
{
    static const char *const always[] = { "unit", "due", "prefill", "sign_if", "notice" };

    for (size_t i = 0; i < ARRAY_LEN(always); i++)
        if (str_eq_c(key, always[i]))
            return true;
    return (str_starts(key, STR("guard")) || str_starts(key, STR("add_guard"))) && !is_guard_text(key);
}

static bool has_files(const struct form_field *f)
{
    for (; f != NULL; f = f->next)
        if (f->kind == FORM_FILES || (f->first != NULL && has_files(f->first)))
            return true;
    return false;
}

/* What asks for one more instance (addition.h) must be able to. */
static void check_addition(struct package_reader *r, const struct bpmn_element *el)
{
    const struct form *form = package_form(r->p, bpmn_property(el, "add_form"));
    struct str roles = bpmn_property(el, "add_role");

    if (bpmn_property(el, "add_act").len == 0)
        return;
    if (el->loop == NULL || el->loop->standard || el->loop->item.len == 0)
        say(r, el, STR("add_act: only a multi-instance with an inputElement can be given one more instance"));
    if (bpmn_property(el, "add_form").len == 0 || bpmn_property(el, "add_done").len == 0 || roles.len == 0)
        say(r, el, STR("add_act: add_form, add_done and add_role are needed too"));
    if (form != NULL && has_files(form_first(form)))
        say(r, el, STR("add_form: a form that takes files cannot be used here"));
    need_form(r, el, bpmn_property(el, "add_form"));
    while (roles.len > 0) {
        struct str role = str_cut(&roles, ' ');

        if (role.len > 0 && json_get_str(json_get(r->p->meta, "roles"), role) == NULL)
            say(r, el, arena_fmt(r->a, "add_role: role '%.*s' has no word in process.json", STR_ARG(role)));
    }
    need_text(r, el, "add_act");
    need_text(r, el, "add_note");
    need_text(r, el, "add_done");
}

static void check_properties(struct package_reader *r, const struct bpmn_element *el)
{
    struct str state = bpmn_property(el, "case_state");
    bool known = state.len == 0;

    for (uint32_t i = 0; i < el->n_properties; i++) {
        struct bpmn_pair p = el->properties[i];

        if (is_feel_property(p.key))
            compile(r, el, p.key, p.value);
        if (is_guard_text(p.key) && !package_has_text(r->p, p.value))
            say(r, el, arena_fmt(r->a, "no text '%.*s' in texts/fa.po", STR_ARG(p.value)));
    }
    for (size_t i = 0; i < ARRAY_LEN(states) && !known; i++)
        known = str_eq_c(state, states[i]);
    if (!known)
        say(r, el, arena_fmt(r->a, "unknown case_state '%.*s'", STR_ARG(state)));
    need_text(r, el, "stage");
    need_text(r, el, "act");
    need_text(r, el, "confirm");
    need_text(r, el, "case_result");
    need_form(r, el, bpmn_property(el, "form"));
    check_addition(r, el);
    if (bpmn_property(el, "shows").len > 0 && bpmn_find(r->p->model, bpmn_property(el, "shows")) == NULL)
        say(r, el, arena_fmt(r->a, "shows: no element '%.*s'", STR_ARG(bpmn_property(el, "shows"))));
}

static void check_role(struct package_reader *r, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(r->p->model, el);
    struct str groups = el->user == NULL ? STR_NONE : el->user->groups.text;

    if (el->user != NULL && el->user->groups.feel != NULL)
        return;
    if (groups.len == 0 && lane != NULL)
        groups = lane->name;
    if (groups.len == 0)
        say(r, el, STR("nobody does this task: neither candidateGroups nor a lane"));
    else if (json_get_str(json_get(r->p->meta, "roles"), groups) == NULL)
        say(r, el, arena_fmt(r->a, "role '%.*s' has no word in process.json", STR_ARG(groups)));
}

static const struct bpmn_mapping *input(const struct bpmn_element *el, const char *name)
{
    for (uint32_t i = 0; i < el->n_inputs; i++)
        if (str_eq_c(el->inputs[i].target, name))
            return &el->inputs[i];
    return NULL;
}

static void check_job(struct package_reader *r, const struct bpmn_element *el)
{
    struct str type = el->job == NULL ? STR_NONE : el->job->type.text;
    const char *const *needed = job_inputs(type);
    const struct bpmn_mapping *tpl = input(el, "template");

    if (el->kind == BPMN_RULE_TASK && el->decision == NULL) {
        say(r, el, STR("a business rule task names no decision (zeebe:calledDecision decisionId)"));
        return;
    }
    if (el->decision != NULL) {
        if (el->decision->id.feel == NULL && package_decision(r->p, el->decision->id.text) == NULL)
            say(r, el, arena_fmt(r->a, "no decision '%.*s' in decisions/", STR_ARG(el->decision->id.text)));
        return;
    }
    if (el->message != NULL && el->job == NULL)
        return; /* a send task with a message and no job: published by the program itself */
    if (el->job == NULL || (el->job->type.text.len == 0 && el->job->type.feel == NULL)) {
        say(r, el,
            arena_fmt(r->a, "the task names no kind (zeebe:taskDefinition type): one of %s",
                      job_kinds(r->a)));
        return;
    }
    if (el->job->type.feel != NULL) {
        say(r, el, STR("the kind of a service task is written out, not computed"));
        return;
    }
    if (str_eq_c(type, "decision")) {
        say(r, el, STR("the kind 'decision' is for business rule tasks that name a decision"));
        return;
    }
    if (!job_known(type)) {
        say(r, el, arena_fmt(r->a, "unknown kind of service task '%.*s'", STR_ARG(type)));
        return;
    }
    for (size_t i = 0; needed[i] != NULL; i++)
        if (input(el, needed[i]) == NULL)
            say(r, el, arena_fmt(r->a, "'%.*s' needs the input '%s'", STR_ARG(type), needed[i]));
    if (tpl != NULL && tpl->source.feel == NULL && package_letter(r->p, tpl->source.text) == NULL)
        say(r, el, arena_fmt(r->a, "no letter letters/%.*s.md", STR_ARG(tpl->source.text)));
}

static void check_element(struct package_reader *r, const struct bpmn_element *el)
{
    check_properties(r, el);
    if (el->kind == BPMN_USER_TASK) {
        check_role(r, el);
        if (el->user != NULL && el->user->form_id.feel == NULL)
            need_form(r, el, bpmn_form(el));
    }
    if (el->kind == BPMN_SERVICE_TASK || el->kind == BPMN_SEND_TASK || el->kind == BPMN_RULE_TASK ||
        (bpmn_is_event(el) && el->job != NULL))
        check_job(r, el);
}

static void need_member(struct package_reader *r, struct str value, const char *name)
{
    if (value.len == 0)
        package_problem(r, STR("process.json"), 0, str_c(name), false, STR("missing"));
}

static void check_starts(struct package_reader *r)
{
    const struct package *p = r->p;

    if (p->is_case && p->n_starts == 0)
        package_problem(r, STR("process.json"), 0, STR("registration.starts"), false,
                        STR("a case must begin by some channel"));
    if (p->is_case && package_form(p, p->registration_form) == NULL)
        package_problem(r, STR("process.json"), 0, STR("registration.form"), false, STR("no such form"));
    for (size_t i = 0; i < p->n_starts; i++) {
        const struct package_start *s = &p->starts[i];
        const struct bpmn_element *el = bpmn_find(p->model, s->event);

        if (el == NULL || el->kind != BPMN_START_EVENT)
            package_problem(r, STR("process.json"), 0, s->channel, false,
                            arena_fmt(r->a, "'%.*s' is no start event", STR_ARG(s->event)));
        el = s->task.len == 0 ? NULL : bpmn_find(p->model, s->task);
        if (s->task.len > 0 && (el == NULL || el->kind != BPMN_USER_TASK))
            package_problem(r, STR("process.json"), 0, s->channel, false,
                            arena_fmt(r->a, "'%.*s' is no user task", STR_ARG(s->task)));
    }
}

void package_check(struct package_reader *r)
{
    const struct package *p = r->p;

    need_member(r, p->key, "key");
    need_member(r, p->title, "title");
    need_member(r, p->family, "family");
    need_member(r, p->owner, "owner");
    check_starts(r);
    for (uint32_t i = 0; i < p->model->n_elements; i++)
        check_element(r, &p->model->elements[i]);
    for (size_t i = 0; i < p->n_letters; i++)
        if (letter_head(p->letters[i].letter)->title.len == 0)
            package_problem(r, p->letters[i].name, 0, STR_NONE, true, STR("the letter has no title"));
}
