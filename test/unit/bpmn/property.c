/*
 * property.c - random sound models, random runs, fixed seeds.
 *
 * Whatever happens: saving and loading at every step changes nothing, the same events give the same states
 * and commands (world_apply checks both), every element that is entered is left or cancelled once, every
 * task, job, timer and subscription that is made is over in the end, a join acts as often as its split, the
 * instance ends, a replay of all events from the beginning gives the identical state at each step. And the
 * checker finds no fault in any of these models.
 */
#include "world.h"

struct rng {
    uint64_t s;
};

static uint32_t below(struct rng *r, uint32_t n)
{
    r->s ^= r->s << 13;
    r->s ^= r->s >> 7;
    r->s ^= r->s << 17;
    return (uint32_t)((r->s >> 11) % n);
}

/* ---- models ---- */

/* A block has one way in and one way out: the numbers of its first and last element. */
struct block {
    int first, last;
};

struct gen {
    struct rng rng;
    struct buf b;
    int ids, depth;
    struct block pairs[400]; /* splits and their joins */
    size_t n_pairs;
};

static struct block block(struct gen *g);

static int id(struct gen *g)
{
    return ++g->ids;
}

static void flow(struct gen *g, int from, int to)
{
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>\n", id(g), from, to);
}

static void flow_if(struct gen *g, int from, int to, const char *condition)
{
    buf_fmt(&g->b,
            "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'><conditionExpression>= "
            "%s</conditionExpression></sequenceFlow>\n",
            id(g), from, to, condition);
}

static int element(struct gen *g, const char *xml, const char *end)
{
    int n = id(g);

    buf_fmt(&g->b, xml, n);
    buf_c(&g->b, end);
    return n;
}

static struct block leaf(struct gen *g)
{
    static const char *const kinds[] = {
        "<userTask id='n%d'/>\n",
        "<userTask id='n%d'/>\n",
        "<manualTask id='n%d'/>\n",
        "<serviceTask id='n%d'>" EXT("<zeebe:taskDefinition type='j'/>") "</serviceTask>\n",
        "<receiveTask id='n%d' messageRef='m1'/>\n",
        "<callActivity id='n%d' calledElement='q'/>\n",
        "<intermediateThrowEvent id='n%d'><messageEventDefinition "
        "messageRef='m2'/></intermediateThrowEvent>\n",
        "<intermediateThrowEvent id='n%d'><signalEventDefinition signalRef='sg'/></intermediateThrowEvent>\n",
        "<intermediateCatchEvent "
        "id='n%d'><timerEventDefinition><timeDuration>PT5M</timeDuration></timerEventDefinition></"
        "intermediateCatchEvent>\n",
        "<scriptTask id='n%d'>" EXT(
            "<zeebe:script expression='= n + 1' resultVariable='n'/>") "</scriptTask>\n",
    };
    int n = element(g, kinds[below(&g->rng, ARRAY_LEN(kinds))], "");

    return (struct block){ n, n };
}

/* A user task that a timer interrupts, or on which a timer reminds. */
static struct block guarded(struct gen *g)
{
    int task = element(g, "<userTask id='n%d'/>\n", ""), b = id(g),
        out = element(g, "<exclusiveGateway id='n%d'/>\n", "");
    bool interrupts = below(&g->rng, 2) == 0;
    int after = element(g, "<scriptTask id='n%d'><script>late</script></scriptTask>\n", "");

    buf_fmt(&g->b,
            "<boundaryEvent id='n%d' attachedToRef='n%d' "
            "cancelActivity='%s'><timerEventDefinition><%s</timerEventDefinition></boundaryEvent>\n",
            b, task, interrupts ? "true" : "false",
            interrupts ? "timeDuration>PT1H</timeDuration>" : "timeCycle>R2/PT1H</timeCycle>");
    flow(g, b, after);
    if (interrupts)
        flow(g, after, out);
    flow(g, task, out);
    return (struct block){ task, out };
}

static struct block sequence(struct gen *g)
{
    struct block x = block(g), y = block(g);

    flow(g, x.last, y.first);
    return (struct block){ x.first, y.last };
}

static struct block choice(struct gen *g, const char *gateway, bool all)
{
    int split = id(g), join, n = 2 + (int)below(&g->rng, 2), last;
    struct block x;

    join = element(g, gateway, "");
    for (int k = 0; k < n - 1; k++) {
        char condition[40];

        x = block(g);
        snprintf(condition, sizeof(condition), "modulo(n + %d, %d) = 0", k, 2 + (int)below(&g->rng, 2));
        if (all)
            flow(g, split, x.first);
        else
            flow_if(g, split, x.first, condition);
        flow(g, x.last, join);
    }
    x = block(g);
    last = id(g);
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>\n", last, split, x.first);
    flow(g, x.last, join);
    buf_fmt(&g->b, "<%s id='n%d'",
            all                                    ? "parallelGateway"
            : strstr(gateway, "inclusive") != NULL ? "inclusiveGateway"
                                                   : "exclusiveGateway",
            split);
    if (!all)
        buf_fmt(&g->b, " default='f%d'", last);
    buf_c(&g->b, "/>\n");
    if (g->n_pairs < ARRAY_LEN(g->pairs))
        g->pairs[g->n_pairs++] = (struct block){ split, join };
    return (struct block){ split, join };
}

static struct block loop(struct gen *g)
{
    int merge = element(g, "<exclusiveGateway id='n%d'/>\n", ""), split = id(g), out, def = id(g);
    int count =
        element(g,
                "<scriptTask id='n%d'>" EXT(
                    "<zeebe:script expression='= rounds + 1' resultVariable='rounds'/>") "</scriptTask>\n",
                "");
    struct block x = block(g);

    out = element(g, "<exclusiveGateway id='n%d'/>\n", "");
    flow(g, merge, x.first);
    flow(g, x.last, count);
    flow(g, count, split);
    buf_fmt(&g->b, "<exclusiveGateway id='n%d' default='f%d'/>\n", split, def);
    flow_if(g, split, merge, "rounds &lt; 6 and modulo(rounds, 3) != 0");
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/>\n", def, split, out);
    return (struct block){ merge, out };
}

static struct block events(struct gen *g)
{
    int gateway = element(g, "<eventBasedGateway id='n%d'/>\n", ""),
        join = element(g, "<exclusiveGateway id='n%d'/>\n", "");
    int a = element(g,
                    "<intermediateCatchEvent id='n%d'><messageEventDefinition "
                    "messageRef='m1'/></intermediateCatchEvent>\n",
                    "");
    int b = element(g,
                    "<intermediateCatchEvent "
                    "id='n%d'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></"
                    "intermediateCatchEvent>\n",
                    "");
    struct block x = block(g);

    flow(g, gateway, a);
    flow(g, gateway, b);
    flow(g, a, x.first);
    flow(g, x.last, join);
    flow(g, b, join);
    return (struct block){ gateway, join };
}

static void event_sub(struct gen *g)
{
    int sub = id(g), start = id(g), task = id(g);

    buf_fmt(&g->b,
            "<subProcess id='n%d' triggeredByEvent='true'><startEvent id='n%d' "
            "isInterrupting='false'><signalEventDefinition signalRef='sg'/></startEvent>"
            "<userTask id='n%d'/><sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/></subProcess>\n",
            sub, start, task, id(g), start, task);
}

static struct block sub_process(struct gen *g)
{
    static const char *const loops[] = {
        "",
        "",
        "<multiInstanceLoopCharacteristics><loopCardinality>= 1 + modulo(n, "
        "3)</loopCardinality></multiInstanceLoopCharacteristics>",
        "<multiInstanceLoopCharacteristics "
        "isSequential='true'><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>",
        "<standardLoopCharacteristics loopMaximum='2'><loopCondition>= "
        "true</loopCondition></standardLoopCharacteristics>",
    };
    int n = id(g), start = id(g);
    struct block x;

    buf_fmt(&g->b, "<subProcess id='n%d'>%s<startEvent id='n%d'/>\n", n,
            loops[below(&g->rng, ARRAY_LEN(loops))], start);
    x = block(g);
    flow(g, start, x.first);
    if (below(&g->rng, 3) == 0)
        event_sub(g);
    buf_c(&g->b, "</subProcess>\n");
    return (struct block){ n, n };
}

/* What was done is undone by its handler. */
static struct block undone(struct gen *g)
{
    int task = element(g, "<userTask id='n%d'/>\n", ""), boundary = id(g), handler = id(g), throw = id(g);

    buf_fmt(&g->b,
            "<boundaryEvent id='n%d' attachedToRef='n%d'><compensateEventDefinition/></boundaryEvent>"
            "<serviceTask id='n%d' isForCompensation='true'>" EXT(
                "<zeebe:taskDefinition type='j'/>") "</serviceTask>"
                                                    "<association id='a%d' sourceRef='n%d' targetRef='n%d'/>"
                                                    "<intermediateThrowEvent "
                                                    "id='n%d'><compensateEventDefinition/></"
                                                    "intermediateThrowEvent>\n",
            boundary, task, handler, id(g), boundary, handler, throw);
    flow(g, task, throw);
    return (struct block){ task, throw };
}

/* A sub-process that ends by an error, an escalation or as it should, as the data will. */
static struct block failing(struct gen *g)
{
    static const char *const ends[] = { "error", "escalation" };
    const char *end = ends[below(&g->rng, 2)];
    int n = id(g), start = id(g), gateway = id(g), def = id(g), bad = id(g), good = id(g), boundary, join;

    buf_fmt(&g->b,
            "<subProcess id='n%d'><startEvent id='n%d'/><exclusiveGateway id='n%d' default='f%d'/>"
            "<endEvent id='n%d'><%sEventDefinition %sRef='%s'/></endEvent><endEvent id='n%d'/>\n",
            n, start, gateway, def, bad, end, end, end, good);
    flow(g, start, gateway);
    flow_if(g, gateway, bad, "modulo(n, 2) = 1");
    buf_fmt(&g->b, "<sequenceFlow id='f%d' sourceRef='n%d' targetRef='n%d'/></subProcess>\n", def, gateway,
            good);
    boundary = id(g);
    buf_fmt(&g->b,
            "<boundaryEvent id='n%d' attachedToRef='n%d'><%sEventDefinition %sRef='%s'/></boundaryEvent>\n",
            boundary, n, end, end, end);
    join = element(g, "<exclusiveGateway id='n%d'/>\n", "");
    flow(g, n, join);
    flow(g, boundary, join);
    return (struct block){ n, join };
}

static struct block block(struct gen *g)
{
    struct block x;

    if (g->depth >= 4)
        return leaf(g);
    g->depth++;
    switch (below(&g->rng, 15)) {
    case 0:
    case 1:
        x = leaf(g);
        break;
    case 2:
        x = guarded(g);
        break;
    case 3:
    case 4:
        x = sequence(g);
        break;
    case 5:
        x = choice(g, "<exclusiveGateway id='n%d'/>\n", false);
        break;
    case 6:
        x = choice(g, "<parallelGateway id='n%d'/>\n", true);
        break;
    case 7:
    case 8:
        x = choice(g, "<inclusiveGateway id='n%d'/>\n", false);
        break;
    case 9:
        x = loop(g);
        break;
    case 10:
        x = events(g);
        break;
    case 11:
        x = undone(g);
        break;
    case 12:
        x = failing(g);
        break;
    default:
        x = sub_process(g);
    }
    g->depth--;
    return x;
}

static void generate(struct gen *g, uint64_t seed)
{
    struct block x;
    int start, end;

    *g = (struct gen){ .rng = { seed * UINT64_C(0x9e3779b97f4a7c15) + 1 } };
    buf_init(&g->b, 1 << 20);
    buf_c(&g->b,
          "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
          "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' id='d'>" MSG("m1", "news", "= \"K\"")
              MSG("m2", "out", "= \"Z\"") "<signal id='sg' name='alarm'/><error id='error' errorCode='E'/>"
                                          "<escalation id='escalation' escalationCode='C'/><process id='p' "
                                          "isExecutable='true'>\n");
    start = element(g, "<startEvent id='n%d'/>\n", "");
    for (uint32_t n = 1 + below(&g->rng, 4); n > 0; n--) {
        x = block(g);
        flow(g, start, x.first);
        start = x.last;
    }
    end = element(g, "<endEvent id='n%d'/>\n", "");
    flow(g, start, end);
    if (below(&g->rng, 3) == 0)
        event_sub(g);
    buf_c(&g->b, "</process></definitions>\n");
}

/* ---- runs ---- */

#define STEPS_MAX 600

struct log { /* everything that was done, for the replay; states as text */
    struct bpmn_event ev[STEPS_MAX + 1];
    struct str state[STEPS_MAX + 1];
    size_t n;
};

struct balance {
    struct arena *a;
    VEC(uint64_t)
    open; /* keys of element instances, tasks, timers … that are not over; the kind in the low bits */
    VEC(int64_t) entered; /* by element */
    bool ended;
};

static void opened(struct balance *b, uint64_t key, unsigned kind)
{
    (void)!VEC_PUSH(b->a, &b->open, key * 8 + kind);
}

static void closed(struct balance *b, uint64_t key, unsigned kind)
{
    for (size_t k = 0; k < b->open.n; k++)
        if (b->open.v[k] == key * 8 + kind) {
            b->open.v[k] = b->open.v[--b->open.n];
            return;
        }
    CHECK_MSG(false, "key %llu of kind %u ended and had not begun", (unsigned long long)key, kind);
}

static void count_command(struct balance *b, const struct bpmn_command *c)
{
    switch (c->kind) {
    case BPMN_CMD_HISTORY:
        if (c->history == BPMN_H_ENTER) {
            opened(b, c->key, 0);
            b->entered.v[c->element->index]++;
        } else if (c->history == BPMN_H_LEAVE || c->history == BPMN_H_CANCEL) {
            closed(b, c->key, 0);
        }
        break;
    case BPMN_CMD_CREATE_TASK:
    case BPMN_CMD_RUN_JOB:
    case BPMN_CMD_START_CHILD:
        opened(b, c->key, 1);
        break;
    case BPMN_CMD_CANCEL_TASK:
    case BPMN_CMD_CANCEL_JOB:
    case BPMN_CMD_CANCEL_CHILD:
        closed(b, c->key, 1);
        break;
    case BPMN_CMD_ARM_TIMER:
        for (size_t k = 0; k < b->open.n; k++)
            if (b->open.v[k] == c->key * 8 + 2)
                return; /* armed anew */
        opened(b, c->key, 2);
        break;
    case BPMN_CMD_SUBSCRIBE:
    case BPMN_CMD_SUBSCRIBE_SIGNAL:
        opened(b, c->key, 2);
        break;
    case BPMN_CMD_DISARM_TIMER:
    case BPMN_CMD_UNSUBSCRIBE:
        closed(b, c->key, 2);
        break;
    case BPMN_CMD_ENDED:
        b->ended = true;
        break;
    case BPMN_CMD_INCIDENT:
        CHECK_MSG(false, "incident: %.*s", STR_ARG(c->text));
        break;
    default:
        break;
    }
}

static struct str saved(struct world *w, const struct bpmn_state *s)
{
    struct str text;
    struct buf b;
    struct err e;

    buf_init(&b, 8 << 20);
    CHECK_INT(bpmn_state_save(s, &b, &e), RC_OK);
    text = arena_str(w->a, buf_view(&b));
    buf_free(&b);
    return text;
}

/* The commands come from a copy of the state, so that world_apply() can do its own checks too. */
static void step(struct world *w, struct balance *b, struct log *l, struct bpmn_event ev)
{
    struct bpmn_commands out = { 0 };
    struct bpmn_state *copy;
    struct err e = { 0 };

    ev.now_ms = w->now;
    if (bpmn_state_load(w->a, w->m, bpmn_process(w->m, STR("p")), saved(w, w->s), &copy, &e) != RC_OK) {
        CHECK_MSG(false, "%s", e.msg);
        return;
    }
    CHECK_MSG(bpmn_apply(copy, &ev, &out, &e) == RC_OK, "%s", e.msg);
    if (ev.kind == BPMN_EV_TASK_DONE || ev.kind == BPMN_EV_JOB_DONE || ev.kind == BPMN_EV_CHILD_ENDED)
        closed(b, ev.key, 1);
    for (size_t k = 0; k < out.n; k++)
        count_command(b, &out.v[k]);
    world_apply(w, ev);
    if (l->n < ARRAY_LEN(l->ev)) {
        l->ev[l->n] = ev;
        l->state[l->n++] = saved(w, w->s);
    }
}

/* In some runs the instance is cancelled on its way; then too everything must be over. */
static bool cancels(uint64_t seed, struct rng *r)
{
    return seed % 5 == 0 && below(r, 15) == 0;
}

/* Somebody corrects a variable: conditions and due dates are looked at, nothing else happens. */
static bool random_variable(struct world *w, struct rng *r, struct bpmn_event *ev)
{
    char vars[40];

    if (below(r, 20) != 0)
        return false;
    (void)snprintf(vars, sizeof(vars), "{\"n\":%u}", below(r, 12));
    *ev = (struct bpmn_event){ .kind = BPMN_EV_SET_VARS, .vars = world_json(w, vars) };
    return true;
}

static bool random_event(struct world *w, struct rng *r, struct bpmn_event *ev)
{
    const struct bpmn_wait *v;
    struct err e;
    char vars[40];
    size_t n;

    if (bpmn_state_waits(w->s, &v, &n, &e) != RC_OK || n == 0)
        return false;
    if (random_variable(w, r, ev))
        return true;
    for (int tries = 0; tries < 50; tries++) {
        const struct bpmn_wait *t = &v[below(r, (uint32_t)n)];

        snprintf(vars, sizeof(vars), "{\"n\":%u}", below(r, 12));
        *ev = (struct bpmn_event){ .key = t->key, .vars = below(r, 3) == 0 ? world_json(w, vars) : NULL };
        switch (t->kind) {
        case BPMN_WAIT_TASK:
            ev->kind = BPMN_EV_TASK_DONE;
            return true;
        case BPMN_WAIT_JOB:
            ev->kind = BPMN_EV_JOB_DONE;
            return true;
        case BPMN_WAIT_CHILD:
            ev->kind = BPMN_EV_CHILD_ENDED;
            return true;
        case BPMN_WAIT_TIMER:
            ev->kind = BPMN_EV_TIMER;
            w->now = t->due_ms > w->now ? t->due_ms : w->now;
            return true;
        case BPMN_WAIT_MESSAGE:
            ev->kind = BPMN_EV_MESSAGE;
            return true;
        case BPMN_WAIT_SIGNAL: /* rarely: each starts something */
            if (below(r, 8) != 0)
                continue;
            *ev = (struct bpmn_event){ .kind = BPMN_EV_SIGNAL, .name = STR("alarm") };
            return true;
        case BPMN_WAIT_BODY: /* one more of it */
            if (below(r, 6) != 0)
                continue;
            *ev = (struct bpmn_event){ .kind = BPMN_EV_ADD_INSTANCE, .key = t->key };
            return true;
        default:
            continue;
        }
    }
    return false;
}

static int64_t entered(const struct world *w, const struct balance *b, int n)
{
    char name[20];

    snprintf(name, sizeof(name), "n%d", n);
    return b->entered.v[bpmn_find(w->m, str_c(name))->index];
}

/* A join acts as often as its split: no token was lost or doubled in between. */
static void check_joins(const struct world *w, const struct balance *b, const struct gen *g)
{
    for (size_t k = 0; k < g->n_pairs; k++)
        CHECK_INT(entered(w, b, g->pairs[k].last), entered(w, b, g->pairs[k].first));
}

static void replay(struct world *w, const struct log *l)
{
    struct bpmn_state *s = bpmn_state_new(w->a, w->m, bpmn_process(w->m, STR("p")));

    for (size_t k = 0; k < l->n; k++) {
        struct bpmn_commands out = { 0 };
        struct err e = { 0 };

        CHECK_INT(bpmn_apply(s, &l->ev[k], &out, &e), RC_OK);
        CHECK(str_eq(saved(w, s), l->state[k]));
    }
}

static void check_clean(struct world *w, uint64_t seed)
{
    struct bpmn_problems ps = { 0 };
    struct err e;

    CHECK_INT(bpmn_check(w->a, w->m, &ps, &e), RC_OK);
    for (size_t k = 0; k < ps.n; k++)
        CHECK_MSG(ps.v[k].severity == BPMN_WARNING && ps.v[k].code != BPMN_P_SOUNDNESS, "seed %llu: %.*s",
                  (unsigned long long)seed, STR_ARG(bpmn_problem_text(w->a, &ps.v[k])));
}

static void run_seed(uint64_t seed)
{
    struct log *l = calloc(1, sizeof(*l));
    struct balance b = { 0 };
    struct world w;
    struct gen g;
    int failures = check_failures;

    generate(&g, seed);
    buf_byte(&g.b, '\0');
    if (l == NULL || !world_read(&w, g.b.p)) {
        free(l);
        return;
    }
    check_clean(&w, seed);
    b.a = w.a;
    b.entered.v = ARENA_ARRAY(w.a, int64_t, w.m->n_elements);
    w.s = bpmn_state_new(w.a, w.m, bpmn_process(w.m, STR("p")));
    step(&w, &b, l,
         (struct bpmn_event){ .kind = BPMN_EV_START, .vars = world_json(&w, "{\"n\":1,\"rounds\":0}") });
    for (int k = 0; k < STEPS_MAX && !bpmn_state_ended(w.s, NULL) && check_failures == failures; k++) {
        struct bpmn_event ev;

        if (cancels(seed, &g.rng)) {
            step(&w, &b, l, (struct bpmn_event){ .kind = BPMN_EV_CANCEL, .message = STR("enough") });
            break;
        }
        if (!random_event(&w, &g.rng, &ev)) {
            CHECK_MSG(false, "nothing can happen any more");
            break;
        }
        step(&w, &b, l, ev);
    }
    CHECK_MSG(bpmn_state_ended(w.s, NULL) && b.ended, "the instance does not end");
    CHECK_MSG(b.open.n == 0, "%zu things are not over", b.open.n);
    if (seed % 5 != 0)
        check_joins(&w, &b, &g);
    replay(&w, l);
    if (check_failures != failures)
        printf("seed %llu\n%.*s\n", (unsigned long long)seed, (int)g.b.len, g.b.p);
    free(l);
    buf_free(&g.b);
    world_close(&w);
}

TEST(random_models_run_the_same_however_they_are_stored)
{
    int before = check_failures;

    for (uint64_t seed = 1; seed <= 400 && check_failures == before; seed++)
        run_seed(seed);
}
