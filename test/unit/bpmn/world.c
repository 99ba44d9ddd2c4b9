/*
 * world.c - running small models in tests.
 */
#include "world.h"

#define BUDGET ((size_t)1 << 30)

static struct str str_of(const char *c)
{
    return str_c(c);
}

bool world_read(struct world *w, const char *xml)
{
    struct err e = { 0 };
    enum rc rc;

    *w = (struct world){ .a = arena_new(BUDGET) };
    buf_init(&w->trace, 1 << 20);
    rc = bpmn_read(w->a, STR("test.bpmn"), str_c(xml), &w->m, &e);
    CHECK_MSG(rc == RC_OK, "%s", e.msg);
    return rc == RC_OK;
}

bool world_open(struct world *w, const char *xml, const char *vars)
{
    if (!world_read(w, xml))
        return false;
    w->s = bpmn_state_new(w->a, w->m, bpmn_process(w->m, STR("p")));
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_START, .vars = world_json(w, vars) });
    return true;
}

void world_close(struct world *w)
{
    buf_free(&w->trace);
    arena_free(w->a);
}

const struct feel_value *world_json(struct world *w, const char *json)
{
    const struct json *j;
    struct err e;

    if (json == NULL)
        return NULL;
    if (json_parse(w->a, str_c(json), &j, &e) != RC_OK) {
        CHECK_MSG(false, "%s: %s", json, e.msg);
        return NULL;
    }
    return feel_from_json(w->a, j);
}

/* ---- the trace ---- */

static void put_command(struct buf *b, const struct bpmn_command *c)
{
    static const char *const ends[] = { "normal", "terminated", "error", "cancelled" };
    struct str id = c->element != NULL ? c->element->id : STR_NONE;

    switch (c->kind) {
    case BPMN_CMD_CREATE_TASK:
        buf_fmt(b, "task(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_CANCEL_TASK:
        buf_fmt(b, "untask(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_RUN_JOB:
        buf_fmt(b, "job(%.*s:%.*s)", STR_ARG(id),
                STR_ARG(c->job->kind == BPMN_JOB_DECISION ? c->job->decision : c->job->type));
        break;
    case BPMN_CMD_CANCEL_JOB:
        buf_fmt(b, "unjob(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_ARM_TIMER:
        buf_fmt(b, "arm(%.*s:%lld", STR_ARG(id), (long long)c->due_ms);
        if (c->repeats != 0)
            buf_fmt(b, ":%lld", (long long)c->repeats);
        buf_c(b, ")");
        break;
    case BPMN_CMD_DISARM_TIMER:
        buf_fmt(b, "disarm(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_SUBSCRIBE:
        buf_fmt(b, "sub(%.*s:%.*s:%.*s)", STR_ARG(id), STR_ARG(c->name), STR_ARG(c->correlation));
        break;
    case BPMN_CMD_UNSUBSCRIBE:
        buf_fmt(b, "unsub(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_SUBSCRIBE_SIGNAL:
        buf_fmt(b, "sig(%.*s:%.*s)", STR_ARG(id), STR_ARG(c->name));
        break;
    case BPMN_CMD_THROW_SIGNAL:
        buf_fmt(b, "throw(%.*s)", STR_ARG(c->name));
        break;
    case BPMN_CMD_PUBLISH:
        buf_fmt(b, "pub(%.*s:%.*s)", STR_ARG(c->name), STR_ARG(c->correlation));
        break;
    case BPMN_CMD_START_CHILD:
        buf_fmt(b, "child(%.*s:%.*s)", STR_ARG(id), STR_ARG(c->name));
        break;
    case BPMN_CMD_CANCEL_CHILD:
        buf_fmt(b, "unchild(%.*s)", STR_ARG(id));
        break;
    case BPMN_CMD_ESCALATE:
        buf_fmt(b, "escalate(%.*s)", STR_ARG(c->code));
        break;
    case BPMN_CMD_INCIDENT:
        buf_fmt(b, "!%.*s", STR_ARG(id));
        break;
    case BPMN_CMD_INCIDENT_SOLVED:
        buf_fmt(b, "?%.*s", STR_ARG(id));
        break;
    case BPMN_CMD_ENDED:
        buf_fmt(b, "end(%s%s%.*s)", ends[c->ended], c->code.len > 0 ? ":" : "", STR_ARG(c->code));
        break;
    case BPMN_CMD_HISTORY:
        if (c->history == BPMN_H_MARK)
            buf_fmt(b, "*%.*s", STR_ARG(c->text));
        else if (c->history == BPMN_H_FLOW)
            buf_fmt(b, ">%.*s", STR_ARG(c->flow->id));
        else
            buf_fmt(b, "%c%.*s",
                    c->history == BPMN_H_ENTER   ? '+'
                    : c->history == BPMN_H_LEAVE ? '-'
                                                 : '~',
                    STR_ARG(id));
        break;
    }
}

static void put_trace(struct buf *b, const struct bpmn_commands *out, bool flows)
{
    buf_clear(b);
    for (size_t k = 0; k < out->n; k++) {
        const struct bpmn_command *c = &out->v[k];

        if (!flows && c->kind == BPMN_CMD_HISTORY && c->history == BPMN_H_FLOW)
            continue;
        if (c->kind == BPMN_CMD_HISTORY && c->element != NULL && c->element->kind == BPMN_PROCESS)
            continue;
        if (b->len > 0)
            buf_byte(b, ' ');
        put_command(b, c);
    }
}

/* ---- events ---- */

static struct bpmn_state *reload(struct world *w, const struct bpmn_state *s)
{
    struct bpmn_state *again = NULL;
    struct buf one, two;
    struct err e = { 0 };

    buf_init(&one, BUDGET);
    buf_init(&two, BUDGET);
    CHECK_INT(bpmn_state_save(s, &one, &e), RC_OK);
    CHECK_MSG(bpmn_state_load(w->a, w->m, bpmn_process(w->m, STR("p")), arena_str(w->a, buf_view(&one)),
                              &again, &e) == RC_OK,
              "%s", e.msg);
    if (again != NULL) {
        CHECK_INT(bpmn_state_save(again, &two, &e), RC_OK);
        CHECK_STR(buf_view(&two), arena_cstr(w->a, buf_view(&one)));
    }
    buf_free(&one);
    buf_free(&two);
    return again;
}

static void same_again(struct world *w, struct bpmn_state *copy, const struct bpmn_event *ev)
{
    struct bpmn_commands out = { 0 };
    struct buf trace, one, two;
    struct err e = { 0 };

    buf_init(&trace, 1 << 20);
    buf_init(&one, BUDGET);
    buf_init(&two, BUDGET);
    CHECK_INT(bpmn_apply(copy, ev, &out, &e), w->rc);
    put_trace(&trace, &out, w->flows);
    CHECK_STR(buf_view(&trace), arena_cstr(w->a, buf_view(&w->trace)));
    if (w->rc != RC_LIMIT) {
        CHECK_INT(bpmn_state_save(w->s, &one, &e), RC_OK);
        CHECK_INT(bpmn_state_save(copy, &two, &e), RC_OK);
        CHECK_STR(buf_view(&two), arena_cstr(w->a, buf_view(&one)));
    }
    buf_free(&trace);
    buf_free(&one);
    buf_free(&two);
}

void world_apply(struct world *w, struct bpmn_event ev)
{
    struct bpmn_commands out = { 0 };
    struct bpmn_state *copy = reload(w, w->s);

    ev.now_ms = w->now;
    w->rc = bpmn_apply(w->s, &ev, &out, &w->err);
    put_trace(&w->trace, &out, w->flows);
    if (copy == NULL)
        return;
    same_again(w, copy, &ev);
    if (w->rc != RC_LIMIT && (copy = reload(w, w->s)) != NULL)
        w->s = copy;
}

uint64_t world_key(const struct world *w, enum bpmn_wait_kind kind, const char *element)
{
    const struct bpmn_wait *v;
    size_t n;
    struct err e;

    if (bpmn_state_waits(w->s, &v, &n, &e) != RC_OK)
        return 0;
    for (size_t k = 0; k < n; k++)
        if (v[k].kind == kind && str_eq_c(v[k].element->id, element))
            return v[k].key;
    return 0;
}

struct str world_var(struct world *w, const char *name)
{
    const struct feel_value *v = bpmn_state_vars(w->s, 0);
    struct json_out o;
    struct str text;
    struct buf b;

    buf_init(&b, 1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, name == NULL ? v : feel_context_get(v, str_of(name)));
    text = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    return text;
}

void task_done(struct world *w, const char *element, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_TASK_DONE,
                                        .key = world_key(w, BPMN_WAIT_TASK, element),
                                        .vars = world_json(w, vars) });
}

void job_done(struct world *w, const char *element, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_JOB_DONE,
                                        .key = world_key(w, BPMN_WAIT_JOB, element),
                                        .vars = world_json(w, vars) });
}

void job_error(struct world *w, const char *element, const char *code, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_JOB_ERROR,
                                        .key = world_key(w, BPMN_WAIT_JOB, element),
                                        .code = str_of(code),
                                        .vars = world_json(w, vars) });
}

void message(struct world *w, const char *name, const char *correlation, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_MESSAGE,
                                        .name = str_of(name),
                                        .correlation = str_of(correlation),
                                        .vars = world_json(w, vars) });
}

void signal_all(struct world *w, const char *name, const char *vars)
{
    world_apply(
        w, (struct bpmn_event){ .kind = BPMN_EV_SIGNAL, .name = str_of(name), .vars = world_json(w, vars) });
}

void timer(struct world *w, const char *element)
{
    world_apply(w,
                (struct bpmn_event){ .kind = BPMN_EV_TIMER, .key = world_key(w, BPMN_WAIT_TIMER, element) });
}

void set_vars(struct world *w, const char *vars)
{
    world_apply(w, (struct bpmn_event){ .kind = BPMN_EV_SET_VARS, .vars = world_json(w, vars) });
}

void retry(struct world *w, const char *element)
{
    world_apply(
        w, (struct bpmn_event){ .kind = BPMN_EV_RETRY, .key = world_key(w, BPMN_WAIT_INCIDENT, element) });
}
