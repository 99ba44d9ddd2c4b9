/*
 * case.c - registering a case, and the applicant's acts on it.
 *
 * Not here: files (attachment.c), drafts of forms (draft.c).
 */
#include "app/case.h"
#include "app/guard.h"
#include "app/sight.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/natid.h"
#include "persian/text.h"
#include "port/letter.h"
#include "port/operation.h"

#define CODE_TRIES 50

/* ---- who is it, about whom ---- */

static struct str value(const struct json *v, const char *name)
{
    return json_text_of(v, name);
}

static struct str full_name(struct arena *a, const struct json *v)
{
    struct str org = value(v, "org_name"), first = value(v, "first_name"), last = value(v, "last_name");

    if (org.len > 0)
        return org;
    if (first.len == 0 || last.len == 0)
        return first.len > 0 ? first : last;
    return arena_cat(a, arena_cat(a, first, STR(" ")), last);
}

static bool is_legal(const struct json *v)
{
    return str_eq_c(value(v, "applicant_kind"), "legal");
}

static struct str identity(const struct json *v)
{
    return value(v, is_legal(v) ? "legal_id" : "national_id");
}

static enum rc make_applicant(struct cx *cx, const struct json *v, struct applicant_rec *p, struct err *e)
{
    bool legal = is_legal(v);
    struct str id = identity(v);

    *p = (struct applicant_rec){
        .id = cx_id(cx),
        .kind = legal ? STR("legal") : STR("natural"),
        .id_kind = id.len == 0 ? STR("none")
                   : legal     ? STR("legal_id")
                               : STR("national_id"),
        .id_value = id,
        .name = full_name(cx->a, v),
        .first_name = value(v, "first_name"),
        .last_name = value(v, "last_name"),
        .birth_year = json_int_of(v, "birth_year", 0),
        .mobile = value(v, "mobile"),
        .phone = value(v, "phone"),
        .email = value(v, "email"),
        .address = value(v, "address"),
        .county = value(v, "county"),
        .preferred_channel = value(v, "preferred_channel"),
        .made_at = cx->now_ms,
    };
    return applicant_insert(cx->tx, p, e);
}

/* The unit that handles cases of this process; when it is itself complained of, its superior (SAM-10.3). */
static enum rc owner_unit(struct cx *cx, const struct package *pkg, int64_t respondent_unit,
                          struct unit_rec *ret, struct err *e)
{
    enum rc rc = unit_by_function(cx->tx, cx->a, pkg->owner, ret, e);

    if (rc == RC_NOT_FOUND)
        return ERR(e, RC_INTERNAL, "no unit has the function '%.*s'", STR_ARG(pkg->owner));
    if (rc == RC_OK && ret->id == respondent_unit && ret->parent_id != 0)
        rc = unit_by_id(cx->tx, cx->a, ret->parent_id, ret, e);
    return rc;
}

static enum rc find_respondent(struct cx *cx, const struct json *v, struct case_rec *c, struct err *e)
{
    struct unit_rec u;
    struct post_rec p;
    struct str unit = value(v, "respondent_unit"), post = value(v, "respondent_post");
    enum rc rc = RC_OK;

    c->respondent_kind = value(v, "respondent_kind");
    c->respondent_name = value(v, "respondent_name");
    if (unit.len > 0) {
        rc = unit_by_code(cx->tx, cx->a, unit, &u, e);
        if (rc == RC_OK) {
            c->respondent_unit_id = u.id;
            if (c->respondent_name.len == 0)
                c->respondent_name = u.name;
        }
    }
    if (rc == RC_OK && post.len > 0) {
        rc = post_by_code(cx->tx, cx->a, post, cx->now_ms, &p, e);
        if (rc == RC_OK) {
            c->respondent_post_id = p.id;
            c->respondent_unit_id = p.unit_id;
        }
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* Same person, same respondent, same subject: told apart by the search key, so that spelling does not matter.
 */
static struct str duplicate_key(struct cx *cx, struct str id_value, const struct case_rec *c)
{
    struct str text =
        arena_fmt(cx->a, "%.*s|%lld|%.*s|%.*s", STR_ARG(id_value), (long long)c->respondent_unit_id,
                  STR_ARG(c->respondent_name), STR_ARG(c->subject));
    struct hash h;

    if (id_value.len == 0)
        return STR("");
    h = hash_bytes(text_search_key(cx->a, text, TEXT_JOINED));
    return hash_hex(cx->a, &h);
}

static int64_t priority_of(const struct json *v)
{
    struct str p = value(v, "priority");

    return str_eq_c(p, "critical") ? 2 : str_eq_c(p, "urgent") ? 1 : 0;
}

struct str case_code_try(struct cx *cx)
{
    struct tracking code = tracking_make(random_below(TRACKING_SPACE));

    return arena_str(cx->a, tracking_str(&code));
}

/* A tracking code that no case has: of a billion, so that in an office with a million cases one registration
 * in a thousand would hit one that is given. */
static enum rc free_code(struct cx *cx, struct str first, struct str *ret, struct err *e)
{
    bool taken = true;
    enum rc rc = RC_OK;

    for (int tries = 0; rc == RC_OK && taken && tries < CODE_TRIES; tries++) {
        *ret = tries == 0 && first.len > 0 ? first : case_code_try(cx);
        rc = case_code_taken(cx->tx, *ret, &taken, e);
    }
    return rc == RC_OK && taken ? ERR(e, RC_BUSY, "no free tracking code was found") : rc;
}

static enum rc make_case(struct cx *cx, const struct package *pkg, const struct register_cmd *cmd,
                         const struct form_result *form, struct flow_new *ret, struct err *e)
{
    const struct json *v = form->values;
    struct case_rec *c = &ret->c;
    const struct applicant_rec *p = &ret->applicant;
    const struct unit_rec *owner = &ret->unit;
    enum rc rc;

    *ret = (struct flow_new){ .c = { .id = cx_id(cx), .version = 1 }, .pkg = pkg };
    rc = free_code(cx, cmd->code, &c->tracking_code, e);
    if (rc == RC_OK)
        rc = make_applicant(cx, v, &ret->applicant, e);
    if (rc == RC_OK)
        rc = find_respondent(cx, v, c, e);
    if (rc == RC_OK)
        rc = owner_unit(cx, pkg, c->respondent_unit_id, &ret->unit, e);
    if (rc == RC_OK) /* as a rule its first act is to take a number */
        rc = indicator_line(cx->tx, owner->id, jdate_from_ms(cx->now_ms).year, e);
    if (rc != RC_OK)
        return rc;
    c->process_key = pkg->key;
    c->process_id = pkg->id;
    c->unit_id = owner->id;
    c->unit_path = owner->path;
    c->kind = value(v, "kind").len > 0 ? value(v, "kind") : pkg->key;
    c->channel = cmd->channel;
    c->applicant_id = p->id;
    c->applicant_name = p->name;
    c->subject = value(v, "subject");
    c->body = value(v, "text");
    c->demand = value(v, "demand");
    c->county = value(v, "county");
    c->state = STR("received");
    c->registered_at = cx->now_ms;
    c->registered_by = cx->actor->post_id;
    c->priority = priority_of(v);
    c->confidential =
        json_bool_of(v, "confidential", str_eq_c(c->respondent_kind, "person")); /* OFF-CMP-23 */
    c->referrer_number = value(v, "sender_number");
    c->referrer_date = value(v, "sender_date");
    c->extra = form->values_json;
    c->duplicate_key = cmd->checked != NULL && cmd->checked->respondent_unit == c->respondent_unit_id
                           ? cmd->checked->duplicate_key
                           : duplicate_key(cx, p->id_value, c);
    return case_insert(cx->tx, c, e);
}

/* ---- registering ---- */

static enum rc may_register(const struct cx *cx, const struct package_start *s, struct err *e)
{
    if (cx->actor->kind == ACTOR_SYSTEM)
        return RC_OK;
    if (str_eq_c(s->who, "citizen") && cx->actor->kind != ACTOR_OFFICIAL)
        return RC_OK;
    if (cx->actor->kind == ACTOR_OFFICIAL && !str_eq_c(s->who, "citizen") &&
        (cx->actor->rights & RIGHT_REGISTER))
        return RC_OK;
    return ERR(e, RC_DENIED, "may not register on channel '%.*s'", STR_ARG(s->channel));
}

/* Citizens have the role CIT; officials the roles of their post. */
static const struct str *roles_of(struct cx *cx, size_t *n)
{
    VEC(struct str) list = { 0 };
    struct str rest = cx->actor->roles;

    if (cx->actor->kind != ACTOR_OFFICIAL)
        (void)VEC_PUSH(cx->a, &list, STR("CIT"));
    while (cx->actor->kind == ACTOR_OFFICIAL && rest.len > 0) {
        struct str one = str_cut(&rest, ' ');

        if (one.len > 0)
            (void)VEC_PUSH(cx->a, &list, one);
    }
    *n = list.n;
    return list.v;
}

enum rc case_form_env(struct cx *cx, struct str channel, struct form_env *ret, struct err *e)
{
    struct flow *probe = ARENA_NEW(cx->a, struct flow); /* units and posts may be named by anybody */
    struct form_env env = { .now_ms = cx->now_ms, .known = guard_known, .self = probe };
    struct json_text t;
    enum rc rc;

    if (probe == NULL)
        return arena_check(cx->a, e);
    probe->cx = cx;
    env.roles = roles_of(cx, &env.roles_n);
    json_text_begin(&t, '{');
    json_member_str(&t.o, "channel", channel);
    json_name(&t.o, STR("case"));
    json_open(&t.o, '{');
    json_member_str(&t.o, "channel", channel);
    json_close(&t.o, '}');
    rc = json_parse(cx->a, json_text_end(&t, cx->a, '}'), &env.context, e);
    if (rc == RC_OK)
        *ret = env;
    return rc;
}

static enum rc check_values(struct cx *cx, const struct package *pkg, const struct register_cmd *cmd,
                            struct form_result *ret, struct err *e)
{
    const struct form *form = package_form(pkg, pkg->registration_form);
    struct form_env env;
    enum rc rc;

    if (cmd->checked != NULL && cmd->checked->process_id == pkg->id) {
        *ret = cmd->checked->form;
        return RC_OK;
    }
    if (form == NULL)
        return ERR(e, RC_INTERNAL, "package %.*s has no registration form", STR_ARG(pkg->key));
    rc = case_form_env(cx, cmd->channel, &env, e);
    if (rc != RC_OK)
        return rc;
    rc = cmd->values != NULL
             ? form_validate_json(cx->a, form, cmd->values, &env, ret, e)
             : form_validate(cx->a, form, FORM_ALL_PAGES, cmd->inputs, cmd->n_inputs, &env, ret, e);
    if (rc == RC_OK && !ret->ok)
        rc = ERR(e, RC_INVALID, "%s: %s", arena_cstr(cx->a, ret->errors[0].name), ret->errors[0].code);
    return rc;
}

enum rc case_check(struct cx *cx, struct str process, struct str channel, const struct json *values,
                   struct case_checked *ret, struct err *e)
{
    struct register_cmd cmd = { .channel = channel, .values = values };
    const struct package *pkg = NULL;
    struct case_rec c = { 0 };
    enum rc rc = catalogue_active(cx, process, &pkg, e);

    if (rc != RC_OK)
        return rc;
    ret->process_id = pkg->id;
    rc = check_values(cx, pkg, &cmd, &ret->form, e);
    if (rc == RC_OK)
        rc = find_respondent(cx, ret->form.values, &c, e);
    if (rc != RC_OK)
        return rc;
    c.subject = value(ret->form.values, "subject");
    ret->respondent_unit = c.respondent_unit_id;
    ret->duplicate_key = duplicate_key(cx, identity(ret->form.values), &c);
    return RC_OK;
}

static enum rc note_registered(struct flow *f, const struct package *pkg, struct err *e)
{
    const struct case_rec *c = &f->c;
    struct hash content = hash_bytes(c->extra); /* what was said stays as it was said (verify_case.c) */
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_str(&t.o, "channel", c->channel);
    json_member_str(&t.o, "subject", c->subject);
    json_member_str(&t.o, "content", hash_hex(f->cx->a, &content));
    json_member_str(&t.o, "process", pkg->key);
    return flow_note(f, "registered", true, json_text_end(&t, f->cx->a, '}'), e);
}

/* Has the applicant what registration owes: the receipt, or the number where the process has no receipt? */
static bool has_receipt(const struct flow *f)
{
    bool promised = false;

    for (size_t i = 0; i < f->pkg->n_letters; i++) {
        const struct package_letter *l = &f->pkg->letters[i];

        if (!str_eq_c(letter_head(l->letter)->kind, "receipt"))
            continue;
        promised = true;
        for (size_t k = 0; k < f->letters.n; k++)
            if (str_eq(f->letters.v[k], l->name))
                return true;
    }
    return !promised && f->c.number != 0;
}

/* OFF-ACC-04: no registration without its receipt. What stops behind it (nobody has the role of the next
 * step) is no fault of the applicant's: the case stands as an incident at a desk. */
static enum rc check_receipt(const struct flow *f, struct err *e)
{
    return f->incidents == 0 || has_receipt(f)
               ? RC_OK
               : ERR(e, RC_INTERNAL, "registering met an incident before the receipt was made");
}

/* Start the process and, in the same act, finish the task of registering. */
static enum rc begin_process(struct cx *cx, const struct package_start *s, const struct flow_new *m,
                             const struct json *values, struct err *e)
{
    struct flow *f = NULL;
    enum rc rc = flow_begin(cx, m, &f, e);

    if (rc == RC_OK)
        rc = note_registered(f, m->pkg, e);
    if (rc != RC_OK)
        return rc;
    f->auto_element = s->task;
    f->auto_values = feel_from_json(cx->a, values);
    if (rc == RC_OK)
        rc =
            flow_start(f, m->pkg, STR_NONE, s->event, s->task.len > 0 ? NULL : f->auto_values, 0, 0, NULL, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    if (rc == RC_OK)
        rc = check_receipt(f, e);
    if (rc == RC_OK)
        rc = search_enqueue(cx->tx, m->c.id, cx->now_ms, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

/* What a case of the office's own motion says of itself: its applicant is the unit that owns the process. */
static enum rc own_values(struct cx *cx, const struct package *pkg, struct form_result *ret, struct err *e)
{
    struct unit_rec u;
    struct json_text t;
    enum rc rc = unit_by_function(cx->tx, cx->a, pkg->owner, &u, e);

    if (rc == RC_NOT_FOUND)
        return ERR(e, RC_INTERNAL, "no unit has the function '%.*s'", STR_ARG(pkg->owner));
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "applicant_kind", STR("legal"));
    json_member_str(&t.o, "org_name", u.name);
    json_member_str(&t.o, "subject", pkg->title);
    ret->values_json = json_text_end(&t, cx->a, '}');
    return json_parse(cx->a, ret->values_json, &ret->values, e);
}

enum rc case_begin_own(struct cx *cx, const struct package *pkg, struct str bpmn_process, struct str start,
                       int64_t *case_id, struct err *e)
{
    struct register_cmd cmd = { .channel = STR("timer") };
    struct form_result form = { 0 };
    struct flow *f = NULL;
    struct flow_new m;
    enum rc rc = own_values(cx, pkg, &form, e);

    if (rc == RC_OK)
        rc = make_case(cx, pkg, &cmd, &form, &m, e);
    if (rc == RC_OK)
        rc = flow_begin(cx, &m, &f, e);
    if (rc == RC_OK)
        rc = note_registered(f, pkg, e);
    if (rc == RC_OK)
        rc = flow_start(f, pkg, bpmn_process, start, NULL, 0, 0, NULL, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    if (rc == RC_OK) /* a process without anything to wait for is over with its start, and the case with it */
        rc = flow_close_quiet(f, e);
    if (rc == RC_OK)
        rc = search_enqueue(cx->tx, m.c.id, cx->now_ms, e);
    if (rc == RC_OK)
        rc = flow_close(f, e);
    if (rc == RC_OK)
        *case_id = m.c.id;
    return rc;
}

static enum rc registered_before(struct cx *cx, struct str once, struct registered *ret, struct err *e)
{
    struct case_rec c;
    struct str code;
    enum rc rc = once.len == 0 ? RC_NOT_FOUND : operation_result(cx->tx, cx->a, once, &code, e);

    if (rc != RC_OK)
        return rc;
    rc = case_by_code(cx->tx, cx->a, code, &c, e);
    if (rc == RC_OK) {
        ret->case_id = c.id;
        ret->tracking_code = c.tracking_code;
    }
    return rc;
}

enum rc case_register(struct cx *cx, const struct register_cmd *cmd, struct registered *ret, struct err *e)
{
    const struct package *pkg = NULL;
    const struct package_start *s;
    struct flow_new m;
    enum rc rc = registered_before(cx, cmd->once, ret, e);

    if (rc != RC_NOT_FOUND)
        return rc;
    rc = catalogue_active(cx, cmd->process, &pkg, e);
    if (rc != RC_OK)
        return rc;
    s = package_start(pkg, cmd->channel);
    if (s == NULL || !pkg->is_case)
        return ERR(e, RC_NOT_FOUND, "'%.*s' does not begin by '%.*s'", STR_ARG(cmd->process),
                   STR_ARG(cmd->channel));
    rc = may_register(cx, s, e);
    if (rc == RC_OK)
        rc = check_values(cx, pkg, cmd, &ret->form, e);
    if (rc == RC_OK)
        rc = make_case(cx, pkg, cmd, &ret->form, &m, e);
    if (rc == RC_OK && cmd->draft_id != 0)
        rc = attachment_move(cx->tx, cmd->draft_id, m.c.id, e);
    if (rc == RC_OK)
        rc = begin_process(cx, s, &m, ret->form.values, e);
    if (rc == RC_OK && cmd->once.len > 0)
        rc = operation_record(cx->tx, cmd->once, m.c.tracking_code, cx->now_ms, e);
    if (rc == RC_OK) {
        ret->case_id = m.c.id;
        ret->tracking_code = m.c.tracking_code;
    }
    return rc;
}

/* ---- following ---- */

enum rc case_of_citizen(struct cx *cx, struct str tracking_code, struct str identity, int64_t *case_id,
                        struct actor *actor, struct err *e)
{
    struct tracking code;
    struct case_rec c;
    struct applicant_rec p;
    enum rc rc;

    if (tracking_parse(tracking_code, &code) != TRACKING_OK)
        return ERR(e, RC_NOT_FOUND, "no such case");
    rc = case_by_code(cx->tx, cx->a, tracking_str(&code), &c, e);
    if (rc == RC_OK)
        rc = applicant_by_id(cx->tx, cx->a, c.applicant_id, &p, e);
    if (rc != RC_OK)
        return rc;
    identity = digits_ascii(cx->a, str_trim(identity));
    if (p.id_value.len == 0 || !secret_eq((struct secret){ p.id_value }, (struct secret){ identity }))
        return ERR(e, RC_NOT_FOUND, "no such case");
    *case_id = c.id;
    *actor = (struct actor){ .kind = ACTOR_CITIZEN, .case_id = c.id, .name = p.name };
    return RC_OK;
}

static enum rc add_act(struct cx *cx, const struct subscription_rec *s, struct citizen_acts *ret,
                       struct err *e)
{
    struct instance_rec in;
    const struct package *pkg = NULL;
    const struct bpmn_element *el;
    struct citizen_act *act = &ret->v[ret->n];
    enum rc rc = instance_by_id(cx->tx, cx->a, s->instance_id, &in, e);

    if (rc == RC_OK)
        rc = catalogue_get(cx, in.process_id, &pkg, e);
    if (rc != RC_OK)
        return rc;
    el = bpmn_find(pkg->model, s->element);
    if (el == NULL || !str_eq_c(bpmn_property(el, "role"), "CIT"))
        return RC_OK;
    *act = (struct citizen_act){ s->name,
                                 package_text(pkg, bpmn_property(el, "act")),
                                 bpmn_property(el, "form"),
                                 pkg,
                                 s->instance_id,
                                 s->key,
                                 s->element };
    ret->n++;
    return RC_OK;
}

enum rc case_citizen_acts(struct cx *cx, int64_t case_id, struct citizen_acts *ret, struct err *e)
{
    struct subscription_list list = { 0 };
    enum rc rc = subscription_by_case(cx->tx, cx->a, case_id, &list, e);

    if (rc != RC_OK)
        return rc;
    *ret = (struct citizen_acts){ ARENA_ARRAY(cx->a, struct citizen_act, list.n + 1), 0 };
    if (ret->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = add_act(cx, &list.v[i], ret, e);
    return rc;
}

/* ---- messages ---- */

/* The form of a message: checked, its values as JSON (an empty object when it has no form). */
static enum rc message_values(struct flow *f, struct flow_instance *in, const struct citizen_act *act,
                              const struct message_cmd *cmd, struct form_result *ret, struct err *e)
{
    struct cx *cx = f->cx;
    const struct form *form = act->form.len > 0 ? package_form(in->pkg, act->form) : NULL;
    struct form_env env = { .now_ms = cx->now_ms, .known = guard_known, .self = f };
    enum rc rc;

    if (form == NULL) {
        ret->ok = true;
        ret->values_json = STR("{}");
        return json_parse(cx->a, ret->values_json, &ret->values, e);
    }
    rc = form_validate(cx->a, form, FORM_ALL_PAGES, cmd->inputs, cmd->n_inputs, &env, ret, e);
    if (rc == RC_OK && !ret->ok)
        rc = ERR(e, RC_INVALID, "%s: %s", arena_cstr(cx->a, ret->errors[0].name), ret->errors[0].code);
    return rc;
}

static enum rc give_message(struct flow *f, const struct citizen_act *act, const struct message_cmd *cmd,
                            struct message_result *ret, struct err *e)
{
    struct cx *cx = f->cx;
    struct flow_instance *in = NULL;
    const struct bpmn_element *el;
    struct bpmn_event ev = { .kind = BPMN_EV_MESSAGE, .key = (uint64_t)act->key };
    struct json_text t;
    enum rc rc = flow_instance_get(f, act->instance_id, &in, e);

    if (rc == RC_OK)
        rc = message_values(f, in, act, cmd, &ret->form, e);
    if (rc != RC_OK)
        return rc;
    el = bpmn_find(in->pkg->model, act->element);
    rc = guard_check(f, in, el, "guard", guard_vars(f, in, 0, ret->form.values), &ret->refused,
                     &ret->refused_key, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "message", act->name);
    rc = flow_note(f, "message", true, json_text_end(&t, cx->a, '}'), e);
    ev.vars = feel_from_json(cx->a, ret->form.values);
    if (rc == RC_OK && cmd->draft_id != 0)
        rc = attachment_move(cx->tx, cmd->draft_id, f->c.id, e);
    if (rc == RC_OK)
        rc = flow_push(f, act->instance_id, &ev, e);
    if (rc == RC_OK)
        rc = flow_run(f, e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

enum rc case_message(struct cx *cx, const struct message_cmd *cmd, struct message_result *ret, struct err *e)
{
    struct citizen_acts acts = { 0 };
    struct flow *f = NULL;
    struct str before;
    enum rc rc = cmd->once.len == 0 ? RC_NOT_FOUND : operation_result(cx->tx, cx->a, cmd->once, &before, e);

    if (rc != RC_NOT_FOUND)
        return rc; /* the same form twice */
    rc = flow_open(cx, cmd->case_id, &f, e);
    if (rc == RC_OK)
        rc = sight_as_applicant(cx, &f->c, e);
    if (rc == RC_OK)
        rc = case_citizen_acts(cx, cmd->case_id, &acts, e);
    if (rc != RC_OK)
        return rc;
    rc = RC_CONFLICT;
    for (size_t i = 0; rc == RC_CONFLICT && i < acts.n; i++)
        if (str_eq(acts.v[i].name, cmd->name)) {
            rc = give_message(f, &acts.v[i], cmd, ret, e);
            if (rc == RC_OK && cmd->once.len > 0)
                rc = operation_record(cx->tx, cmd->once, cmd->name, cx->now_ms, e);
            return rc;
        }
    return ERR(e, RC_CONFLICT, "nothing waits for '%.*s'", STR_ARG(cmd->name));
}

struct asked_once {
    struct str once, name;
};

static enum rc find_once(struct cx *cx, void *arg, struct err *e)
{
    struct asked_once *x = arg;

    return operation_result(cx->tx, cx->a, x->once, &x->name, e);
}

bool act_done_before(struct app *app, struct arena *a, struct str once, struct str *name)
{
    struct asked_once x = { .once = once };

    if (once.len == 0 || app_read(app, a, NULL, find_once, &x, NULL) != RC_OK)
        return false;
    *name = x.name;
    return true;
}

enum rc case_survey(struct cx *cx, int64_t case_id, struct str verdict, int64_t score, struct str comment,
                    struct err *e)
{
    struct survey_rec s = { case_id, 0, cx->now_ms, verdict, score, comment };
    struct flow *f = NULL;
    struct json_text t;
    enum rc rc = flow_open(cx, case_id, &f, e);

    if (rc == RC_OK)
        rc = sight_as_applicant(cx, &f->c, e);
    if (rc == RC_OK && f->c.answered_at != 0) /* one who has the answer need not wait to be asked */
        rc = survey_ask(cx->tx, case_id, cx->now_ms, e);
    if (rc == RC_OK)
        rc = survey_answer(cx->tx, &s, e);
    if (rc != RC_OK)
        return rc;
    json_text_begin(&t, '{');
    json_member_str(&t.o, "verdict", verdict);
    json_member_int(&t.o, "score", score);
    rc = flow_note(f, "survey", true, json_text_end(&t, cx->a, '}'), e);
    return rc == RC_OK ? case_update(cx->tx, &f->c, e) : rc;
}
