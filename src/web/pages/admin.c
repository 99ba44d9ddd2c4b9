/*
 * admin.c - what administrators' pages share.
 */
#include "web/pages/admin.h"
#include "persian/digits.h"
#include "templates/parts_conflict.h"

struct str id_text(struct arena *a, int64_t id)
{
    return arena_fmt(a, "%lld", (long long)id);
}

/* ---- the frame ---- */

enum rc admin_page(struct req *rq, struct cx *cx, const struct link_view *crumbs, size_t n, struct page *ret,
                   struct err *e)
{
    struct link_view *all = ARENA_ARRAY(rq->arena, struct link_view, n + 1);
    enum rc rc = desk_page(rq, cx, HERE_ADMIN, ret, e);

    if (rc != RC_OK)
        return rc;
    if (all == NULL)
        return arena_check(rq->arena, e);
    all[0] = (struct link_view){ .to = URL_LIT("/admin"), .text = msg(MSG_ADMIN_HOME) };
    for (size_t i = 0; i < n; i++)
        all[i + 1] = crumbs[i];
    ret->crumbs = all;
    ret->crumbs_n = n + 1;
    return RC_OK;
}

static const struct {
    const char *done;
    enum msg title, text;
} notices[] = {
    { "saved", MSG_ADMIN_SAVED, MSG_NONE },
    { "unit", MSG_ADMIN_UNIT_ADDED, MSG_ADMIN_UNIT_ADDED_TEXT },
    { "post", MSG_ADMIN_POST_ADDED, MSG_ADMIN_POST_ADDED_TEXT },
    { "closed", MSG_ADMIN_CLOSED, MSG_NONE },
    { "held", MSG_ADMIN_HELD, MSG_NONE },
    { "ended", MSG_ADMIN_HOLDING_ENDED, MSG_NONE },
    { "person_closed", MSG_ADMIN_PERSON_CLOSED, MSG_ADMIN_PERSON_CLOSED_TEXT },
    { "totp_off", MSG_ADMIN_TOTP_OFF, MSG_NONE },
    { "retried", MSG_ADMIN_RETRIED, MSG_NONE },
    { "again", MSG_ADMIN_STOPPED_AGAIN, MSG_ADMIN_STOPPED_AGAIN_TEXT },
    { "resend", MSG_ADMIN_RESEND, MSG_ADMIN_RESEND_TEXT },
    { "posted", MSG_ADMIN_POSTED, MSG_NONE },
    { "none", MSG_ADMIN_NONE_TICKED, MSG_NONE },
    { "corrected", MSG_ADMIN_DONE_CORRECTED, MSG_NONE },
    { "proposed", MSG_ADMIN_DONE_PROPOSED, MSG_ADMIN_DONE_PROPOSED_TEXT },
    { "decided", MSG_ADMIN_DONE_DECIDED, MSG_NONE },
    { "given_up", MSG_ADMIN_DONE_GIVEN_UP, MSG_NONE },
};

void admin_say(struct page *p, struct arena *a, enum tone tone, struct str title, struct str text)
{
    struct notice_view *n = ARENA_NEW(a, struct notice_view);

    if (n == NULL)
        return;
    *n = (struct notice_view){ .tone = tone, .title = title, .text = text };
    p->notice = n;
}

void admin_done_notice(struct req *rq, struct page *p)
{
    struct str done = req_text(rq, "done");
    bool bad = str_eq_c(done, "again") || str_eq_c(done, "none");

    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        if (str_eq_c(done, notices[i].done))
            admin_say(p, rq->arena, bad ? TONE_SOON : TONE_GOOD, msg(notices[i].title), msg(notices[i].text));
}

struct url admin_done(struct arena *a, struct url to, const char *done)
{
    return url_query(a, to, "done", str_c(done));
}

/* ---- forms ---- */

struct admin_form admin_form_begin(struct req *rq)
{
    return (struct admin_form){ .rq = rq, .posted = rq->method == HTTP_POST };
}

struct str admin_ticked(const struct req *rq, const char *name)
{
    struct str out = STR_NONE;

    for (size_t i = 0; i < req_count(rq, name); i++) {
        struct str one = req_text_at(rq, name, i);

        out = out.len == 0 ? one : arena_fmt(rq->arena, "%.*s %.*s", STR_ARG(out), STR_ARG(one));
    }
    return out;
}

struct field_view *admin_field(struct admin_form *f, enum control control, const char *name, enum msg label,
                               enum msg hint, struct str stored)
{
    struct field_view *v = &f->f[f->n];
    struct str typed = STR_NONE;

    if (f->posted && control == CONTROL_TICK)
        typed = req_bool(f->rq, name) ? STR("1") : STR_NONE;
    else if (f->posted)
        typed = control == CONTROL_TICKS ? admin_ticked(f->rq, name) : req_typed(f->rq, name);
    *v = (struct field_view){ .control = control,
                              .name = str_c(name),
                              .label = msg(label),
                              .hint = msg(hint),
                              .error = f->posted ? req_error(f->rq, name) : STR_NONE,
                              .value = f->posted ? typed : stored,
                              .compact_date = true };
    v->checked = control == CONTROL_TICK && v->value.len > 0;
    f->stored[f->n] = stored;
    f->typed[f->n] = typed;
    f->n++;
    return v;
}

void admin_options(struct admin_form *f, const struct option_view *options, size_t n)
{
    struct field_view *v = &f->f[f->n - 1];
    struct option_view *copy = ARENA_ARRAY(f->rq->arena, struct option_view, n);

    for (size_t i = 0; copy != NULL && i < n; i++) {
        copy[i] = options[i];
        copy[i].chosen = v->control == CONTROL_TICKS ? roles_have(v->value, options[i].value)
                                                     : str_eq(v->value, options[i].value);
    }
    v->options = copy;
    v->options_n = copy == NULL ? 0 : n;
}

/* ---- refusals ---- */

static const struct {
    enum admin_fault fault;
    const char *field; /* the first of these names that the form has */
    enum msg text;
} faults[] = {
    { ADMIN_CODE, "code", MSG_ADMIN_FAULT_CODE },
    { ADMIN_CODE_TAKEN, "code", MSG_ADMIN_FAULT_CODE_TAKEN },
    { ADMIN_WORK_OPEN, "closed", MSG_ADMIN_FAULT_WORK_OPEN },
    { ADMIN_NOT_EMPTY, "closed", MSG_ADMIN_FAULT_NOT_EMPTY },
    { ADMIN_PARENT, "", MSG_ADMIN_FAULT_PARENT },
    { ADMIN_SUPERIOR, "superior", MSG_ADMIN_FAULT_SUPERIOR },
    { ADMIN_ROLES, "roles", MSG_ADMIN_FAULT_ROLES },
    { ADMIN_RIGHTS, "", MSG_ADMIN_FAULT_RIGHTS },
    { ADMIN_LAST, "", MSG_ADMIN_FAULT_LAST },
    { ADMIN_SELF, "closed", MSG_ADMIN_FAULT_SELF },
    { ADMIN_UNKNOWN, "login", MSG_ADMIN_FAULT_UNKNOWN },
    { ADMIN_FROM, "from", MSG_ADMIN_FAULT_FROM },
    { ADMIN_UNTIL, "until", MSG_ADMIN_FAULT_UNTIL },
    { ADMIN_HOLDS, "login", MSG_ADMIN_FAULT_HOLDS },
    { ADMIN_ENDED, "", MSG_ADMIN_FAULT_ENDED },
    { ADMIN_CLOSED, "", MSG_ADMIN_FAULT_CLOSED },
};

static bool declares(const struct req *rq, const char *field)
{
    for (const struct field *f = rq->route->form; f != NULL && f->name != NULL; f++)
        if (strcmp(f->name, field) == 0)
            return true;
    return false;
}

enum rc admin_faulty(struct req *rq, enum admin_fault fault, enum rc rc)
{
    const char *field = "";

    if (rc == RC_CONFLICT) {
        req_add_error(rq, "", MSG_ADMIN_CONFLICT);
        return rc;
    }
    for (size_t i = 0; rc == RC_INVALID && i < ARRAY_LEN(faults); i++) {
        if (faults[i].fault != fault)
            continue;
        field = faults[i].field;
        if (strcmp(field, "code") == 0 && !declares(rq, "code"))
            field = "login"; /* a person's code */
        req_add_error(rq, declares(rq, field) ? field : "", faults[i].text);
    }
    return rc;
}

/* ---- conflict ---- */

static struct str shown_value(struct arena *a, const struct field_view *v, struct str value)
{
    struct str out = STR_NONE;

    if (v->control == CONTROL_TICK)
        return msg(value.len > 0 ? MSG_ADMIN_YES : MSG_ADMIN_NO);
    if (v->control == CONTROL_PHONE)
        return phone_words(a, value);
    if (v->control == CONTROL_NATIONAL_ID || v->control == CONTROL_DATE)
        return digits_fa(a, value);
    if (v->options_n == 0)
        return value;
    for (size_t i = 0; i < v->options_n; i++)
        if (v->control == CONTROL_TICKS ? roles_have(value, v->options[i].value)
                                        : str_eq(value, v->options[i].value))
            out = out.len == 0 ? v->options[i].label
                               : arena_fmt(a, "%.*s، %.*s", STR_ARG(out), STR_ARG(v->options[i].label));
    return out.len > 0 || v->control == CONTROL_TICKS ? out : value;
}

static struct answers_view side(struct arena *a, const struct admin_form *f, const struct str *values)
{
    struct answer_view *v = ARENA_ARRAY(a, struct answer_view, f->n);

    for (size_t i = 0; v != NULL && i < f->n; i++)
        v[i] = (struct answer_view){ .question = f->f[i].label,
                                     .value = shown_value(a, &f->f[i], values[i]),
                                     .same = str_eq(f->stored[i], f->typed[i]) };
    return (struct answers_view){ .v = v, .n = v == NULL ? 0 : f->n };
}

static struct carried_field *carry(struct arena *a, const struct admin_form *f, struct str version, size_t *n)
{
    struct carried_field *v = ARENA_ARRAY(a, struct carried_field, f->n * 16 + 1);

    *n = 0;
    if (v == NULL)
        return NULL;
    v[(*n)++] = (struct carried_field){ STR("version"), version };
    for (size_t i = 0; i < f->n; i++) {
        struct str rest = f->typed[i];

        if (f->f[i].control != CONTROL_TICKS && rest.len > 0)
            v[(*n)++] = (struct carried_field){ f->f[i].name, rest };
        else if (f->f[i].control == CONTROL_TICKS)
            for (int k = 0; k < 16 && rest.len > 0; k++)
                v[(*n)++] = (struct carried_field){ f->f[i].name, str_cut(&rest, ' ') };
    }
    return v;
}

enum rc admin_conflict(struct req *rq, struct resp *rs, struct cx *cx, const struct page *p,
                       const struct admin_form *f, struct str version, struct url again, struct url drop,
                       const char *acts, struct str object, struct err *e)
{
    struct page clean = *p;
    struct audit_rec last;
    struct conflict_view v = { .who = msg(MSG_ADMIN_SOMEBODY),
                               .what = msg(MSG_ADMIN_CHANGED_IT),
                               .theirs = side(rq->arena, f, f->stored),
                               .yours = side(rq->arena, f, f->typed),
                               .again = again,
                               .drop = drop,
                               .may_overwrite = true };
    enum rc rc = admin_last_change(cx, acts, object, &last, e);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc == RC_OK) {
        v.at = last.at;
        if (last.official_name.len > 0)
            v.who = last.official_name;
    }
    v.carried = carry(rq->arena, f, version, &v.carried_n);
    clean.errors_n = 0;
    tpl_conflict(resp_html(rs), &clean, &v);
    resp_status(rs, 409);
    return RC_OK;
}
