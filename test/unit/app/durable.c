/*
 * durable.c - random sound models, random runs, through use cases and the store: whatever happens, replaying
 * an instance's history gives the identical state, no token is lost or doubled, and a step in which a
 * database call fails is undone whole and, given once more, does what it would have done.
 *
 * The models and runs of the engine alone are in test/unit/bpmn/property.c; every use case with each of its
 * calls failing in test/fault/sweep.c.
 */
#include "check.h"
#include "domain/deadline.h"
#include "port/tx.h"
#include "tiny.h"

/* ---- models ---- */

struct gen {
    uint64_t s;
    struct buf b;
    int ids, depth, tasks;
};

struct block {
    int first, last;
};

static uint32_t below(struct gen *g, uint32_t n)
{
    g->s ^= g->s << 13;
    g->s ^= g->s >> 7;
    g->s ^= g->s << 17;
    return (uint32_t)((g->s >> 11) % n);
}

static void flow(struct gen *g, int from, int to)
{
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>", ++g->ids, from, to);
}

static struct block user(struct gen *g)
{
    int n = ++g->ids;

    g->tasks++;
    buf_fmt(&g->b,
            "<userTask id='n%d' name='n%d'>" TINY_EXT("<zeebe:assignmentDefinition candidateGroups='EXP'/>"
                                                      "<zeebe:formDefinition formId='f'/>") "</userTask>",
            n, n);
    if (below(g, 3) == 0) { /* a reminder that takes nothing away */
        int b = ++g->ids, end = ++g->ids;

        buf_fmt(
            &g->b,
            "<boundaryEvent id='n%d' attachedToRef='n%d' cancelActivity='false'><timerEventDefinition>"
            "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='n%d'/>",
            b, n, end);
        flow(g, b, end);
    }
    return (struct block){ n, n };
}

static struct block wait_for(struct gen *g)
{
    int n = ++g->ids;

    buf_fmt(&g->b,
            "<intermediateCatchEvent id='n%d'><timerEventDefinition><timeDuration>PT%dM</timeDuration>"
            "</timerEventDefinition></intermediateCatchEvent>",
            n, 5 + (int)below(g, 90));
    return (struct block){ n, n };
}

static struct block script(struct gen *g)
{
    int n = ++g->ids;

    buf_fmt(&g->b,
            "<scriptTask id='n%d'>" TINY_EXT("<zeebe:script expression='= if n = null then 1 else n + 1' "
                                             "resultVariable='n'/>") "</scriptTask>",
            n);
    return (struct block){ n, n };
}

static struct block block(struct gen *g);

static struct block sequence(struct gen *g)
{
    struct block x = block(g), y = block(g);

    flow(g, x.last, y.first);
    return (struct block){ x.first, y.last };
}

static struct block branches(struct gen *g, const char *kind)
{
    int split = ++g->ids, join = ++g->ids;

    buf_fmt(&g->b, "<%sGateway id='n%d'/><%sGateway id='n%d'/>", kind, split, kind, join);
    for (uint32_t i = 2 + below(g, 2); i > 0; i--) {
        struct block x = block(g);

        flow(g, split, x.first);
        flow(g, x.last, join);
    }
    return (struct block){ split, join };
}

static struct block either(struct gen *g)
{
    int split = ++g->ids, join = ++g->ids, def = ++g->ids;
    struct block x = block(g), y = block(g);

    buf_fmt(&g->b, "<exclusiveGateway id='n%d' default='f%d'/><exclusiveGateway id='n%d'/>", split, def,
            join);
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>", def, split, x.first);
    buf_fmt(&g->b,
            "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'><conditionExpression>= n != null and "
            "modulo(n, 2) = 0</conditionExpression></sequenceFlow>",
            ++g->ids, split, y.first);
    flow(g, x.last, join);
    flow(g, y.last, join);
    return (struct block){ split, join };
}

static struct block inside(struct gen *g)
{
    int n = ++g->ids, start = ++g->ids;
    bool many = below(g, 2) == 0;
    struct block x;

    buf_fmt(&g->b, "<subProcess id='n%d'>%s<startEvent id='n%d'/>", n,
            many ? "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                   "</multiInstanceLoopCharacteristics>"
                 : "",
            start);
    x = block(g);
    flow(g, start, x.first);
    buf_c(&g->b, "</subProcess>");
    return (struct block){ n, n };
}

static struct block block(struct gen *g)
{
    struct block x;

    if (g->depth >= 3)
        return below(g, 2) == 0 ? user(g) : script(g);
    g->depth++;
    switch (below(g, 9)) {
    case 0:
    case 1:
        x = sequence(g);
        break;
    case 2:
        x = branches(g, "parallel");
        break;
    case 3:
        x = branches(g, "inclusive");
        break;
    case 4:
        x = either(g);
        break;
    case 5:
        x = inside(g);
        break;
    case 6:
        x = wait_for(g);
        break;
    default:
        x = user(g);
    }
    g->depth--;
    return x;
}

static const char *generate(struct office *o, uint64_t seed)
{
    struct gen g = { .s = seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
    struct block first, x;
    struct str text;

    buf_init(&g.b, 1 << 20);
    buf_c(&g.b, TINY_HEAD "<process id='P' isExecutable='true'><startEvent id='S'/>");
    first = user(&g);
    buf_fmt(&g.b, "<sequenceFlow id='fS' sourceRef='S' targetRef='n%d'/>", first.first);
    x = sequence(&g);
    flow(&g, first.last, x.first);
    buf_c(&g.b, TINY_END);
    buf_fmt(&g.b, "<sequenceFlow id='fE' sourceRef='n%d' targetRef='E'/></process></definitions>", x.last);
    text = buf_to_arena(&g.b, o->a);
    buf_free(&g.b);
    return arena_cstr(o->a, text);
}

/* ---- runs ---- */

/* The next thing that somebody or the clock does in the case; false when nothing is left. */
static bool one_step(struct office *o, int64_t case_id, struct gen *g, enum rc *rc)
{
    struct str tasks = tiny_tasks(o, case_id);
    size_t n = 1, k;

    *rc = RC_OK;
    if (tasks.len == 0) {
        if (tiny_running(o, case_id).n == 0)
            return false;
        *rc = office_advance(o, 2 * HOUR_MS) ? RC_OK : o->e.rc;
        return true;
    }
    for (size_t i = 0; i < tasks.len; i++)
        n += tasks.p[i] == ' ';
    for (k = below(g, (uint32_t)n); k > 0; k--)
        (void)str_cut(&tasks, ' ');
    *rc = office_do(o, case_id, arena_cstr(o->a, str_cut(&tasks, ' ')), "{}");
    return true;
}

/* Where every token of the case is, with the state itself: two steps that did the same are equal in this. */
static struct str picture(struct office *o, int64_t case_id)
{
    struct instance_list list = tiny_running(o, case_id);
    struct str out = tiny_tasks(o, case_id);

    for (size_t i = 0; i < list.n; i++)
        out = arena_cat(o->a, arena_cat(o->a, out, STR("\n")), list.v[i].state);
    return out;
}

static void run_model(struct office *o, uint64_t seed)
{
    char key[20];
    struct gen g = { .s = seed + 77 };
    int64_t id;
    int steps = 0;
    enum rc rc = RC_OK;

    (void)snprintf(key, sizeof(key), "random%llu", (unsigned long long)seed);
    if (tiny_install(o, key, generate(o, seed)) == 0)
        return;
    id = tiny_case(o, key);
    while (steps < 120 && one_step(o, id, &g, &rc)) {
        CHECK_MSG(rc == RC_OK, "seed %llu, step %d: %s", (unsigned long long)seed, steps, o->e.msg);
        if (rc != RC_OK)
            return;
        steps++;
    }
    CHECK_MSG(tiny_rec(o, id).closed_at != 0, "seed %llu: not closed after %d steps",
              (unsigned long long)seed, steps);
}

TEST(random_models_and_runs_replay_to_the_identical_state)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i))
            for (uint64_t seed = 1; seed <= (i == 0 ? 40 : 10); seed++)
                run_model(&o, seed);
        CHECK_INT(tiny_faults(&o), 0); /* replays every instance, and compares places, tasks and timers */
        office_close(&o);
    }
}

/* ---- what is written of a step ---- */

struct history {
    int64_t case_id;
    struct str text;
};

static enum rc read_history(struct cx *cx, void *arg, struct err *e)
{
    struct history *h = arg;
    struct instance_list list = { 0 };
    struct instance_event *v = NULL;
    size_t n = 0;
    enum rc rc = instance_list(cx->tx, cx->a, h->case_id, false, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        rc = instance_events(cx->tx, cx->a, list.v[i].id, &v, &n, e);
        for (size_t k = 0; rc == RC_OK && k < n; k++)
            h->text = arena_cat(cx->a, h->text, v[k].event);
    }
    return rc;
}

/* A process hears of its case anew after each change; its history has of that what changed. */
OFFICE_TEST(the_history_of_a_process_holds_of_its_case_what_changed)
{
    struct history h = { .case_id = office_register(o, "web", office_complaint) };
    static const struct str whole = STR_INIT("\"owner_unit_name\"");
    size_t first;

    CHECK_INT(office_read(o, NULL, read_history, &h), RC_OK);
    CHECK(str_contains(h.text, STR("\"changed\":{\"case\":{\"number\":")));
    CHECK(str_contains(h.text, STR("\"changed\":{\"case\":{\"letters\":[\"receipt\"]}}")));
    first = str_find(h.text, whole, 0);
    CHECK(first < h.text.len && str_find(h.text, whole, first + 1) >= h.text.len);
    CHECK_INT(tiny_faults(o), 0); /* and replaying it gives the whole case again */
}

/* ---- a call fails ---- */

/* The task with the n-th database call failing; what was there must be there still, until it is given again.
 * True when n was past the last call: it was done. */
static bool do_failing(struct office *o, int64_t case_id, const char *element, uint64_t n, struct str before)
{
    enum rc rc;

    store_fail_at(n, RC_INTERNAL);
    rc = office_do(o, case_id, element, "{}");
    store_fail_at(0, RC_OK);
    if (rc == RC_OK)
        return true;
    CHECK_MSG(rc == RC_INTERNAL, "call %llu: %s", (unsigned long long)n, o->e.msg);
    CHECK_MSG(str_eq(picture(o, case_id), before), "call %llu: something was done", (unsigned long long)n);
    return false;
}

static void fail_everywhere(struct office *o, uint64_t seed)
{
    char key[20];
    int64_t id;

    (void)snprintf(key, sizeof(key), "failing%llu", (unsigned long long)seed);
    if (tiny_install(o, key, generate(o, seed)) == 0)
        return;
    id = tiny_case(o, key);
    for (int steps = 0; steps < 4 && tiny_tasks(o, id).len > 0; steps++) {
        struct str before = picture(o, id), tasks = tiny_tasks(o, id);
        const char *element = arena_cstr(o->a, str_cut(&tasks, ' '));
        uint64_t n = 1;

        while (n < 2000 && !do_failing(o, id, element, n, before))
            n++;
        CHECK_MSG(n < 2000 && n > 20, "seed %llu: %llu calls", (unsigned long long)seed,
                  (unsigned long long)n);
        CHECK(!str_eq(picture(o, id), before));
    }
}

TEST(a_step_that_fails_between_two_statements_changes_nothing_and_passes_when_given_again)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;

        if (office_open(&o, i))
            for (uint64_t seed = 1; seed <= 4; seed++)
                fail_everywhere(&o, seed);
        CHECK_INT(tiny_faults(&o), 0);
        office_close(&o);
    }
}
