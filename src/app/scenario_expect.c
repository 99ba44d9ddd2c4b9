/*
 * scenario_expect.c - what must be so in a scenario.
 */
#include "app/scenario_inner.h"
#include "persian/jalali.h"

struct expecting {
    struct scenario *s;
    const struct scenario_line *l;
    bool no;   /* "expect no ..." */
    size_t at; /* first word after the subject */
};

static struct str word(const struct expecting *x, size_t i)
{
    return x->at + i < x->l->n_words ? x->l->words[x->at + i] : STR_NONE;
}

static enum rc wrong(struct err *e, const char *what, struct str got, struct str want)
{
    return ERR(e, RC_INVALID, "%s is %.*s, not %.*s", what, STR_ARG(got.len > 0 ? got : STR("(none)")),
               STR_ARG(want));
}

static enum rc same(struct err *e, const char *what, struct str got, struct str want)
{
    return str_eq(got, want) ? RC_OK : wrong(e, what, got, want);
}

static enum rc presence(const struct expecting *x, bool there, const char *what, struct err *e)
{
    if (there != x->no)
        return RC_OK;
    return ERR(e, RC_INVALID, "%s %.*s %s", what, STR_ARG(word(x, 0)), there ? "is there" : "is not there");
}

static enum rc get_case(struct cx *cx, const struct expecting *x, struct case_rec *c, struct err *e)
{
    return case_by_id(cx->tx, cx->a, x->s->cases[x->s->current], c, e);
}

static enum rc expect_state(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct case_rec c;
    enum rc rc = get_case(cx, x, &c, e);

    return rc == RC_OK ? same(e, "the state", c.state, word(x, 0)) : rc;
}

static enum rc expect_class(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct case_rec c;
    enum rc rc = get_case(cx, x, &c, e);

    return rc == RC_OK ? same(e, "the class", c.cls, word(x, 0)) : rc;
}

static enum rc expect_result(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct case_rec c;
    struct str got;
    enum rc rc = get_case(cx, x, &c, e);

    if (rc != RC_OK)
        return rc;
    got = str_starts(c.result, STR("result.")) ? str_from(c.result, 7) : c.result;
    return same(e, "the result", got, word(x, 0));
}

static enum rc letters_have(struct cx *cx, const struct expecting *x, struct str template, bool *ret,
                            struct err *e)
{
    struct letter_list list = { 0 };
    enum rc rc = letter_list(cx->tx, cx->a, x->s->cases[x->s->current], &list, e);

    *ret = false;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        *ret = *ret || str_eq(list.v[i].template, template);
    return rc;
}

static enum rc expect_letter(struct cx *cx, const struct expecting *x, struct err *e)
{
    bool there = false;
    enum rc rc = letters_have(cx, x, word(x, 0), &there, e);

    return rc == RC_OK ? presence(x, there, "letter", e) : rc;
}

static enum rc expect_notice(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct outbox_list list = { 0 };
    bool there = false;
    enum rc rc = outbox_of_case(cx->tx, cx->a, x->s->cases[x->s->current], 1000, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        there = there || str_eq(list.v[i].template, word(x, 0));
    return rc == RC_OK ? presence(x, there, "notice", e) : rc;
}

static enum rc expect_task(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct task_list list = { 0 };
    const struct task_rec *t = NULL;
    enum rc rc = task_list_case(cx->tx, cx->a, x->s->cases[x->s->current], true, cx->now_ms, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].element, word(x, 0)))
            t = &list.v[i];
    if (rc == RC_OK)
        rc = presence(x, t != NULL, "task", e);
    if (rc != RC_OK || t == NULL)
        return rc;
    for (size_t i = 1; i + 1 < 6 && word(x, i).len > 0; i += 2) {
        struct post_rec p;

        if (str_eq_c(word(x, i), "role"))
            rc = same(e, "the task's role", t->role, word(x, i + 1));
        else if (str_eq_c(word(x, i), "post") || str_eq_c(word(x, i), "unit")) {
            rc = post_by_id(cx->tx, cx->a, t->post_id, cx->now_ms, &p, e);
            if (rc == RC_OK)
                rc = same(e, "the task's place", str_eq_c(word(x, i), "post") ? p.code : p.unit_code,
                          word(x, i + 1));
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc expect_due(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct deadline_list list = { 0 };
    struct str got = STR_NONE;
    enum rc rc = deadline_list(cx->tx, cx->a, x->s->cases[x->s->current], &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "main") || str_eq_c(list.v[i].state, "running"))
            got = jdate_text_ms(cx->a, list.v[i].due_at, JDATE_SHORT_ASCII);
    return rc == RC_OK ? same(e, "the due date", got, word(x, 0)) : rc;
}

static enum rc expect_was_due(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct deadline_list list = { 0 };
    enum rc rc = deadline_list(cx->tx, cx->a, x->s->cases[x->s->current], &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct json *j = NULL;
        struct deadline d;

        if (json_parse(cx->a, list.v[i].derivation, &j, NULL) != RC_OK ||
            deadline_parse(cx->a, j, &d, NULL) != RC_OK)
            continue;
        for (size_t k = 0; k < d.n_changes; k++)
            if (str_eq(jdate_text_ms(cx->a, d.changes[k].old_due, JDATE_SHORT_ASCII), word(x, 1)))
                return RC_OK;
    }
    return rc == RC_OK ? ERR(e, RC_INVALID, "it was never due %.*s", STR_ARG(word(x, 1))) : rc;
}

static enum rc expect_deadline(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct deadline_list list = { 0 };
    struct str got = STR_NONE;
    enum rc rc = deadline_list(cx->tx, cx->a, x->s->cases[x->s->current], &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].kind, word(x, 0)))
            got = list.v[i].state;
    return rc == RC_OK ? same(e, "the deadline", got, word(x, 1)) : rc;
}

/* The newest running instance that has the variable, else the newest ended one. */
static enum rc expect_var(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct instance_list list = { 0 };
    struct flow *f = NULL;
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;
    const struct feel_value *v = NULL;
    enum rc rc = flow_open(cx, x->s->cases[x->s->current], &f, e);

    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, f->c.id, false, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct flow_instance *in = NULL;
        const struct feel_value *one;

        rc = flow_instance_get(f, list.v[i].id, &in, e);
        one = rc == RC_OK ? feel_context_get(bpmn_state_vars(in->state, 0), word(x, 0)) : NULL;
        if (one != NULL)
            v = one;
    }
    if (rc != RC_OK)
        return rc;
    buf_init(&b, (size_t)1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    return same(e, "the variable", arena_str(cx->a, buf_view(&b)), word(x, 1));
}

static enum rc expect_event(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct event_list list = { 0 };
    bool there = false;
    enum rc rc = event_list(cx->tx, cx->a, x->s->cases[x->s->current], &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct json *j = NULL;

        there = there || str_eq(list.v[i].kind, word(x, 0));
        if (json_parse(cx->a, list.v[i].data, &j, NULL) == RC_OK)
            there = there || str_eq(json_text_of(j, "kind"), word(x, 0)) ||
                    str_eq(json_text_of(j, "message"), word(x, 0)) ||
                    str_eq(json_text_of(j, "state"), word(x, 0));
    }
    return rc == RC_OK ? presence(x, there, "event", e) : rc;
}

static enum rc active_at(struct cx *cx, const struct expecting *x, struct str element, bool *ret,
                         struct err *e)
{
    struct instance_list list = { 0 };
    struct flow *f = NULL;
    enum rc rc = flow_open(cx, x->s->cases[x->s->current], &f, e);

    *ret = false;
    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, f->c.id, true, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct flow_instance *in = NULL;
        const struct bpmn_wait *w = NULL;
        const struct bpmn_element *el;
        uint64_t key;
        size_t n = 0;

        rc = flow_instance_get(f, list.v[i].id, &in, e);
        if (rc == RC_OK)
            rc = bpmn_state_waits(in->state, &w, &n, e);
        for (size_t k = 0; rc == RC_OK && k < n; k++)
            *ret = *ret || (w[k].element != NULL && str_eq(w[k].element->id, element));
        for (size_t k = 0; rc == RC_OK && bpmn_state_active(in->state, k, &key, &el); k++)
            *ret = *ret || str_eq(el->id, element);
    }
    return rc;
}

static enum rc expect_waiting(struct cx *cx, const struct expecting *x, struct err *e)
{
    bool there = false;
    enum rc rc = active_at(cx, x, word(x, 0), &there, e);

    return rc == RC_OK ? presence(x, there, "a token at", e) : rc;
}

static enum rc expect_process(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct instance_list list = { 0 };
    struct str got = STR("none");
    enum rc rc = instance_list(cx->tx, cx->a, x->s->cases[x->s->current], false, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct package *pkg = NULL;

        rc = catalogue_get(cx, list.v[i].process_id, &pkg, e);
        if (rc == RC_OK && str_eq(pkg->key, word(x, 0)))
            got = list.v[i].ended_at == 0 ? STR("running") : STR("ended");
    }
    return rc == RC_OK ? same(e, "the process", got, word(x, 1)) : rc;
}

static enum rc expect_ended(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct instance_list list = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, x->s->cases[x->s->current], true, &list, e);

    if (rc == RC_OK && (list.n == 0) == x->no)
        rc = ERR(e, RC_INVALID, "%zu instances run", list.n);
    return rc;
}

static enum rc expect_incident(struct cx *cx, const struct expecting *x, struct err *e)
{
    struct incident_list list = { 0 };
    enum rc rc = incident_list(cx->tx, cx->a, x->s->cases[x->s->current], 10, &list, e);

    return rc == RC_OK
               ? presence(x, list.n > 0, list.n > 0 ? arena_cstr(cx->a, list.v[0].cause) : "an incident", e)
               : rc;
}

static const struct {
    const char *subject;
    enum rc (*check)(struct cx *cx, const struct expecting *x, struct err *e);
} subjects[] = {
    { "state", expect_state },     { "class", expect_class },   { "result", expect_result },
    { "letter", expect_letter },   { "notice", expect_notice }, { "task", expect_task },
    { "due", expect_due },         { "was", expect_was_due },   { "deadline", expect_deadline },
    { "var", expect_var },         { "event", expect_event },   { "waiting", expect_waiting },
    { "process", expect_process }, { "ended", expect_ended },   { "incident", expect_incident },
};

static enum rc check(struct cx *cx, void *arg, struct err *e)
{
    struct expecting *x = arg;
    size_t subject = 1;

    if (str_eq_c(x->l->n_words > 1 ? x->l->words[1] : STR_NONE, "no")) {
        x->no = true;
        subject = 2;
    }
    x->at = subject + 1;
    for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
        if (x->l->n_words > subject && str_eq_c(x->l->words[subject], subjects[i].subject))
            return subjects[i].check(cx, x, e);
    return ERR(e, RC_INVALID, "expect what?");
}

enum rc scenario_expect(struct scenario *s, const struct scenario_line *l, struct err *e)
{
    struct expecting x = { .s = s, .l = l };

    if (s->n_cases == 0)
        return ERR(e, RC_INVALID, "no case was started yet");
    return app_read(s->app, s->a, NULL, check, &x, e);
}

/* ---- replay: every instance of every case ---- */

static enum rc replay(struct cx *cx, void *arg, struct err *e)
{
    const struct scenario *s = arg;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < s->n_cases; i++) {
        struct instance_list list = { 0 };

        rc = instance_list(cx->tx, cx->a, s->cases[i], false, &list, e);
        for (size_t k = 0; rc == RC_OK && k < list.n; k++)
            rc = flow_replay(cx, &list.v[k], e);
    }
    return rc;
}

enum rc scenario_replay_all(struct scenario *s, struct err *e)
{
    return app_read(s->app, s->a, NULL, replay, s, e);
}
