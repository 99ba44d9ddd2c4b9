/*
 * verify_case.c - is everything that a case's ledger tells still there, as it was told; and does everything
 * that lies open belong to somebody?
 *
 * The ledger holds hashes of what may not change: the registration, letters, files, the forms of finished
 * work.
 *
 * Not here: the chain of hashes itself and the replay of instances (verify.c).
 */
#include "app/flow.h"
#include "app/inner.h"
#include "app/verify_inner.h"
#include "port/version.h"

#define OUTBOX_MAX 10000

struct looking {
    struct cx *cx;
    const struct case_rec *c;
    const struct verify_finder *f;
    struct letter_list letters;
    struct task_list tasks;
    struct attachment_list files;
    struct deadline_list deadlines;
    struct referral_list referrals;
    struct instance_list instances;
    struct outbox_list outbox;
    bool *told_letter, *told_task; /* the ledger speaks of it */
    struct str *told_due;          /* of each deadline: the last due date that the ledger tells */
    bool *told_met;
};

static void say(const struct looking *x, const char *what, struct str detail)
{
    x->f->say(x->f->arg, what, detail);
}

static void say_id(const struct looking *x, const char *what, int64_t id, const char *why)
{
    say(x, what, arena_fmt(x->cx->a, "%lld: %s", (long long)id, why));
}

static bool hash_is(struct str text, struct str hex)
{
    struct hash own = hash_bytes(text), want;

    return hash_from_hex(hex, &want) && hash_eq(&own, &want);
}

/* ---- what the ledger tells, event by event ---- */

typedef enum rc event_check(struct looking *x, const struct event_rec *ev, const struct json *d,
                            struct err *e);

static enum rc registered(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    const struct case_rec *c = x->c;
    const struct json *filed = NULL;
    enum rc rc;

    if (!str_eq(json_text_of(d, "subject"), c->subject) || ev->at != c->registered_at)
        say(x, "registration", STR("subject or time is another than in the ledger"));
    if (!hash_is(c->extra, json_text_of(d, "content"))) {
        say(x, "registration", STR("what was filed is another than in the ledger"));
        return RC_OK;
    }
    rc = json_parse(x->cx->a, c->extra, &filed, e);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(json_text_of(filed, "text"), c->body) || !str_eq(json_text_of(filed, "demand"), c->demand))
        say(x, "registration", STR("text or demand is another than what was filed"));
    return RC_OK;
}

static enum rc numbered(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    int64_t number = json_int_of(d, "number", 0), year = json_int_of(d, "year", 0);
    (void)ev;
    (void)e;

    if (number != x->c->number)
        say(x, "number", arena_fmt(x->cx->a, "the ledger tells %lld", (long long)number));
    for (size_t i = 0; i < x->letters.n; i++)
        if (str_eq_c(x->letters.v[i].direction, "in") && x->letters.v[i].number == number &&
            x->letters.v[i].year == year)
            return RC_OK;
    say(x, "number", arena_fmt(x->cx->a, "%lld is not in the indicator register", (long long)number));
    return RC_OK;
}

static enum rc letter(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    int64_t id = json_int_of(d, "letter", 0);
    struct letter_rec l;
    enum rc rc = letter_by_id(x->cx->tx, x->cx->a, id, &l, e);
    (void)ev;

    if (rc == RC_NOT_FOUND) {
        say_id(x, "letter", id, "is gone");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < x->letters.n; i++)
        if (x->letters.v[i].id == id)
            x->told_letter[i] = true;
    if (l.case_id != x->c->id)
        say_id(x, "letter", id, "belongs to another case");
    else if (!hash_is(l.data, json_text_of(d, "content")))
        say_id(x, "letter", id, "its content is another than in the ledger");
    else if (l.number != json_int_of(d, "number", 0))
        say_id(x, "letter", id, "its number is another than in the ledger");
    else if (!str_eq(l.template, json_text_of(d, "template")) || !str_eq(l.addressee, json_text_of(d, "to")))
        say_id(x, "letter", id, "its kind or addressee is another than in the ledger");
    return RC_OK;
}

static enum rc attached(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    struct str content = json_text_of(d, "content");
    (void)ev;
    (void)e;

    for (size_t i = 0; i < x->files.n; i++)
        if (str_eq(x->files.v[i].hash, content))
            return RC_OK;
    say(x, "attachment", arena_fmt(x->cx->a, "%.*s is gone", STR_ARG(content)));
    return RC_OK;
}

static enum rc task_done(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    int64_t id = json_int_of(d, "task", 0);
    (void)ev;
    (void)e;

    for (size_t i = 0; i < x->tasks.n; i++) {
        const struct task_rec *t = &x->tasks.v[i];

        if (t->id != id)
            continue;
        x->told_task[i] = true;
        if (!hash_is(t->outcome, json_text_of(d, "values")))
            say_id(x, "task", id, "what was written in it is another than in the ledger");
        else if (!str_eq_c(t->state, "done") && !str_eq_c(t->kind, "incident"))
            say_id(x, "task", id, "is finished in the ledger and not here");
        return RC_OK;
    }
    say_id(x, "task", id, "is gone");
    return RC_OK;
}

/* The newest deadline of this kind that the ledger has begun; the next one when this event begins it. */
static size_t deadline_of(const struct looking *x, struct str kind, bool begins)
{
    size_t last = SIZE_MAX;

    for (size_t i = 0; i < x->deadlines.n; i++) {
        if (!str_eq(x->deadlines.v[i].kind, kind))
            continue;
        if (begins && x->told_due[i].len == 0)
            return i;
        if (x->told_due[i].len > 0)
            last = i;
    }
    return begins ? SIZE_MAX : last;
}

static enum rc deadline_told_of(struct looking *x, const struct event_rec *ev, const struct json *d,
                                struct err *e)
{
    struct str kind = json_text_of(d, "kind");
    size_t i = deadline_of(x, kind, str_eq_c(ev->kind, "deadline_set"));
    (void)e;

    if (i == SIZE_MAX) {
        say(x, "deadline", arena_fmt(x->cx->a, "%.*s is gone", STR_ARG(kind)));
        return RC_OK;
    }
    x->told_due[i] = json_text_of(d, "due");
    if (str_eq_c(ev->kind, "deadline_met")) {
        x->told_met[i] = true;
        if (x->deadlines.v[i].met_at != ev->at)
            say_id(x, "deadline", x->deadlines.v[i].id, "was met at another time in the ledger");
    }
    return RC_OK;
}

static enum rc referred(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    (void)e;
    for (size_t i = 0; i < x->referrals.n; i++) {
        const struct referral_rec *r = &x->referrals.v[i];

        if (r->at == ev->at && r->task_id == json_int_of(d, "task", 0) &&
            r->to_post == json_int_of(d, "to", 0) && str_eq(r->note, json_text_of(d, "note")))
            return RC_OK;
    }
    say(x, "referral", arena_fmt(x->cx->a, "of event %lld is gone or another", (long long)ev->seq));
    return RC_OK;
}

static enum rc closed(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    (void)e;
    if (!str_eq(json_text_of(d, "state"), x->c->state) || ev->at != x->c->closed_at)
        say(x, "case", STR("was closed in another state or at another time in the ledger"));
    return RC_OK;
}

static enum rc migrated(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    struct migration_case c;
    int64_t run = json_int_of(d, "run", 0);
    bool back = str_eq_c(ev->kind, "migration_undone");
    enum rc rc = migration_case_get(x->cx->tx, x->cx->a, run, x->c->id, &c, e);

    if (rc == RC_NOT_FOUND) {
        say_id(x, "migration", run, "is gone");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (back ? !str_eq_c(c.outcome, "undone")
             : !str_eq_c(c.outcome, "moved") && !str_eq_c(c.outcome, "undone") &&
                   !str_eq_c(c.outcome, "undoing") && !str_eq_c(c.outcome, "stayed"))
        say_id(x, "migration", run, "its outcome is another than in the ledger");
    return RC_OK;
}

/* Two persons, and the second is the one who acted. */
static enum rc token_moved(struct looking *x, const struct event_rec *ev, const struct json *d, struct err *e)
{
    struct move_rec m;
    int64_t id = json_int_of(d, "move", 0);
    enum rc rc = move_by_id(x->cx->tx, x->cx->a, id, &m, e);

    if (rc == RC_NOT_FOUND) {
        say_id(x, "token move", id, "is gone");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (!str_eq_c(m.state, "done") || !str_eq(m.target, json_text_of(d, "target")) ||
        m.made_by != json_int_of(d, "proposed_by", 0) || m.decided_by != ev->official_id)
        say_id(x, "token move", id, "is another than in the ledger");
    else if (m.decided_by == m.made_by)
        say_id(x, "token move", id, "was proposed and decided by the same person");
    return RC_OK;
}

static const struct {
    const char *kind;
    event_check *check;
} checks[] = {
    { "registered", registered },
    { "numbered", numbered },
    { "letter", letter },
    { "attached", attached },
    { "task_done", task_done },
    { "deadline_set", deadline_told_of },
    { "deadline_changed", deadline_told_of },
    { "deadline_met", deadline_told_of },
    { "referred", referred },
    { "closed", closed },
    { "migrated", migrated },
    { "migration_undone", migrated },
    { "token_moved", token_moved },
};

static enum rc check_event(struct looking *x, const struct event_rec *ev, struct err *e)
{
    const struct json *d = NULL;

    for (size_t k = 0; k < ARRAY_LEN(checks); k++)
        if (str_eq_c(ev->kind, checks[k].kind)) {
            if (json_parse(x->cx->a, ev->data, &d, NULL) == RC_OK)
                return checks[k].check(x, ev, d, e);
            return RC_OK; /* the chain has said so */
        }
    return RC_OK;
}

/* ---- what the ledger must tell ---- */

static enum rc check_deadline(const struct looking *x, size_t i, struct err *e)
{
    const struct deadline_rec *r = &x->deadlines.v[i];
    bool met = str_eq_c(r->state, "met");
    const struct json *j = NULL;
    struct deadline d;
    enum rc rc = json_parse(x->cx->a, r->derivation, &j, e);

    if (rc == RC_OK)
        rc = deadline_parse(x->cx->a, j, &d, e);
    if (rc == RC_INVALID) {
        say_id(x, "deadline", r->id, "its derivation cannot be read");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (d.due != r->due_at || d.start != r->start_at || d.met != r->met_at)
        say_id(x, "deadline", r->id, "is another than its derivation says");
    else if (!str_eq(x->told_due[i], iso_instant(x->cx->a, r->due_at)))
        say_id(x, "deadline", r->id, "is another than in the ledger");
    else if (met != x->told_met[i])
        say_id(x, "deadline", r->id, met ? "was never met in the ledger" : "was met in the ledger");
    else if (str_eq_c(r->state, "running") && x->c->closed_at != 0)
        say_id(x, "deadline", r->id, "runs in a closed case");
    else if (str_eq_c(r->state, "running") && str_eq_c(r->kind, "main") && x->c->due_at != r->due_at)
        say_id(x, "deadline", r->id, "lists show another date");
    return RC_OK;
}

static bool delivered(const struct looking *x, int64_t letter_id)
{
    for (size_t i = 0; i < x->outbox.n; i++)
        if (x->outbox.v[i].letter_id == letter_id)
            return true;
    return false;
}

static void check_letters(const struct looking *x)
{
    for (size_t i = 0; i < x->letters.n; i++) {
        const struct letter_rec *l = &x->letters.v[i];

        if (!str_eq_c(l->direction, "out") || l->template.len == 0)
            continue;
        if (!x->told_letter[i])
            say_id(x, "letter", l->id, "is not in the ledger");
        if (l->to_applicant && !delivered(x, l->id))
            say_id(x, "letter", l->id, "nothing in the outbox carries it to the applicant");
    }
}

static void check_outbox(const struct looking *x)
{
    static const char *const states[] = { "queued", "sent", "delivered", "failed", "dead", "given_up" };

    for (size_t i = 0; i < x->outbox.n; i++) {
        const struct outbox_rec *m = &x->outbox.v[i];
        bool known = false, own = m->letter_id == 0;
        bool done = str_eq_c(m->state, "sent") || str_eq_c(m->state, "delivered");

        for (size_t k = 0; k < ARRAY_LEN(states); k++)
            known = known || str_eq_c(m->state, states[k]);
        for (size_t k = 0; k < x->letters.n; k++)
            own = own || x->letters.v[k].id == m->letter_id;
        if (!known)
            say_id(x, "outbox message", m->id, "has no known state");
        else if (!own)
            say_id(x, "outbox message", m->id, "carries a letter of another case");
        else if (done && m->done_at == 0)
            say_id(x, "outbox message", m->id, "is sent, nobody knows when");
        else if (m->recipient.len == 0 && m->post_id == 0 && !str_eq_c(m->channel, "web"))
            say_id(x, "outbox message", m->id, "has no recipient");
        else if (m->body.len == 0)
            say_id(x, "outbox message", m->id, "says nothing");
    }
}

/* ---- what lies open ---- */

static bool runs(const struct looking *x, int64_t instance_id)
{
    for (size_t i = 0; i < x->instances.n; i++)
        if (x->instances.v[i].id == instance_id)
            return x->instances.v[i].ended_at == 0;
    return false;
}

static enum rc check_task(const struct looking *x, size_t i, struct err *e)
{
    const struct task_rec *t = &x->tasks.v[i];
    struct post_rec p;
    enum rc rc;

    if (str_eq_c(t->state, "done") && !x->told_task[i]) {
        say_id(x, "task", t->id, "nobody finished it in the ledger");
        return RC_OK;
    }
    if (!str_eq_c(t->state, "open"))
        return RC_OK;
    if (!runs(x, t->instance_id))
        say_id(x, "task", t->id, "is open, but what it belongs to has ended");
    for (size_t k = 0; k < i; k++)
        if (str_eq_c(x->tasks.v[k].state, "open") && x->tasks.v[k].instance_id == t->instance_id &&
            x->tasks.v[k].key == t->key && str_eq(x->tasks.v[k].kind, t->kind))
            say_id(x, "task", t->id, "lies on two desks");
    rc = post_by_id(x->cx->tx, x->cx->a, t->post_id, x->cx->now_ms, &p, e);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (!p.active || p.unit_id != t->unit_id)))
        say_id(x, "task", t->id, "no active post is accountable for it");
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc check_waiting(const struct looking *x, struct err *e)
{
    struct timer_list timers = { 0 };
    struct subscription_list subs = { 0 };
    enum rc rc = timer_list_case(x->cx->tx, x->cx->a, x->c->id, &timers, e);

    if (rc == RC_OK)
        rc = subscription_by_case(x->cx->tx, x->cx->a, x->c->id, &subs, e);
    for (size_t i = 0; i < timers.n; i++)
        if (!runs(x, timers.v[i].instance_id))
            say(x, "timer", arena_fmt(x->cx->a, "%.*s waits for nobody", STR_ARG(timers.v[i].element)));
    for (size_t i = 0; i < subs.n; i++)
        if (!runs(x, subs.v[i].instance_id))
            say(x, "message", arena_fmt(x->cx->a, "%.*s is waited for by nobody", STR_ARG(subs.v[i].name)));
    return rc;
}

/* The engine's history has no hole: the steps are 1, 2, 3 … up to what the instance says. */
static enum rc check_steps(const struct looking *x, const struct instance_rec *in, struct err *e)
{
    struct instance_event *v = NULL;
    size_t n = 0;
    enum rc rc = instance_events(x->cx->tx, x->cx->a, in->id, &v, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (v[i].seq != (int64_t)i + 1) {
            say(x, "process",
                arena_fmt(x->cx->a, "instance %lld: step %zu is gone", (long long)in->id, i + 1));
            return RC_OK;
        }
    if (rc == RC_OK && (int64_t)n != in->event_seq)
        say(x, "process", arena_fmt(x->cx->a, "instance %lld: the last step is gone", (long long)in->id));
    return rc;
}

static bool has_task(const struct looking *x, const struct instance_rec *in, uint64_t key)
{
    for (size_t i = 0; i < x->tasks.n; i++)
        if (x->tasks.v[i].instance_id == in->id && x->tasks.v[i].key == (int64_t)key &&
            str_eq_c(x->tasks.v[i].state, "open"))
            return true;
    return false;
}

/* What the process monitor counts is what the state says. */
static enum rc check_places(const struct looking *x, const struct instance_rec *in,
                            const struct bpmn_state *s, struct err *e)
{
    const struct bpmn_element *el = NULL;
    struct step_list rows = { 0 };
    uint64_t key = 0;
    size_t n = 0;
    enum rc rc = step_list(x->cx->tx, x->cx->a, in->id, &rows, e);

    for (size_t i = 0; rc == RC_OK && bpmn_state_place(s, i, &key, &el); i++) {
        bool found = false;

        n++;
        for (size_t k = 0; k < rows.n && !found; k++)
            found = rows.v[k].key == (int64_t)key && str_eq(rows.v[k].element, el->id) &&
                    rows.v[k].process_id == in->process_id;
        if (!found)
            say(x, "step", arena_fmt(x->cx->a, "%.*s stands in no list", STR_ARG(el->id)));
    }
    if (rc == RC_OK && rows.n != n)
        say(x, "step", arena_fmt(x->cx->a, "%zu are listed, %zu are there", rows.n, n));
    return rc;
}

/* Where the process waits for somebody's work, the work lies on a desk. */
static enum rc check_desks(const struct looking *x, const struct instance_rec *in, struct err *e)
{
    const struct package *pkg = NULL;
    const struct bpmn_wait *v = NULL;
    struct bpmn_state *s = NULL;
    size_t n = 0;
    enum rc rc = catalogue_get(x->cx, in->process_id, &pkg, e);

    if (rc == RC_OK)
        rc = bpmn_state_load(x->cx->a, pkg->model, bpmn_process(pkg->model, in->bpmn_process), in->state, &s,
                             e);
    if (rc == RC_INVALID)
        return RC_OK; /* the replay will say so */
    if (rc == RC_OK)
        rc = check_places(x, in, s, e);
    if (rc == RC_OK)
        rc = bpmn_state_waits(s, &v, &n, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (v[i].kind == BPMN_WAIT_TASK && !has_task(x, in, v[i].key))
            say(x, "task",
                arena_fmt(x->cx->a, "%.*s waits and lies on nobody's desk", STR_ARG(v[i].element->id)));
    return rc;
}

/* ---- the whole ---- */

static enum rc load(struct looking *x, struct err *e)
{
    struct cx *cx = x->cx;
    int64_t id = x->c->id;
    enum rc rc = letter_list(cx->tx, cx->a, id, &x->letters, e);

    if (rc == RC_OK)
        rc = task_list_case(cx->tx, cx->a, id, false, cx->now_ms, &x->tasks, e);
    if (rc == RC_OK)
        rc = attachment_list(cx->tx, cx->a, id, 0, &x->files, e);
    if (rc == RC_OK)
        rc = deadline_list(cx->tx, cx->a, id, &x->deadlines, e);
    if (rc == RC_OK)
        rc = referral_list(cx->tx, cx->a, id, &x->referrals, e);
    if (rc == RC_OK)
        rc = instance_list(cx->tx, cx->a, id, false, &x->instances, e);
    if (rc == RC_OK)
        rc = outbox_of_case(cx->tx, cx->a, id, OUTBOX_MAX, &x->outbox, e);
    if (rc != RC_OK)
        return rc;
    x->told_letter = ARENA_ARRAY(cx->a, bool, x->letters.n + 1);
    x->told_task = ARENA_ARRAY(cx->a, bool, x->tasks.n + 1);
    x->told_due = ARENA_ARRAY(cx->a, struct str, x->deadlines.n + 1);
    x->told_met = ARENA_ARRAY(cx->a, bool, x->deadlines.n + 1);
    return arena_check(cx->a, e);
}

enum rc verify_case_rows(struct cx *cx, const struct case_rec *c, const struct event_list *events,
                         const struct verify_finder *f, struct err *e)
{
    struct looking x = { .cx = cx, .c = c, .f = f };
    enum rc rc = load(&x, e);

    for (size_t i = 0; rc == RC_OK && i < events->n; i++)
        rc = check_event(&x, &events->v[i], e);
    for (size_t i = 0; rc == RC_OK && i < x.deadlines.n; i++)
        rc = check_deadline(&x, i, e);
    for (size_t i = 0; rc == RC_OK && i < x.tasks.n; i++)
        rc = check_task(&x, i, e);
    for (size_t i = 0; rc == RC_OK && i < x.instances.n; i++)
        rc = check_steps(&x, &x.instances.v[i], e);
    for (size_t i = 0; rc == RC_OK && i < x.instances.n; i++)
        if (x.instances.v[i].ended_at == 0)
            rc = check_desks(&x, &x.instances.v[i], e);
    if (rc != RC_OK)
        return rc;
    check_letters(&x);
    check_outbox(&x);
    return check_waiting(&x, e);
}
