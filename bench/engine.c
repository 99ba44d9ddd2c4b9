/*
 * engine.c - how fast processes run: in memory, and durably through the store; how fast FEEL and decision
 * tables are evaluated.
 *
 *     engine memory MODEL SECONDS                  instances and element steps a second, one thread
 *     engine durable MODEL URL SECONDS CLIENTS     pieces of work a second, each one durable transaction, and
 * us of CPU engine bare MODEL URL SECONDS CLIENTS        the same without the engine in it: what the store
 * takes engine feel SECONDS engine decide FILE.dmn DECISION JSON SECONDS
 *
 * The floor of `durable` is the bare database with the same rows: steps.c.
 *
 * The model is start, user task, exclusive gateway, service task, user task, end: six steps. Durably these
 * are three transactions: begin, finish the first task (gateway and service task follow at once), finish the
 * second. Rows: the instance, its events, its tasks, in a case that is there already. What needs no disk is
 * counted by the second of processor time, so that it can be measured beside other work.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/id.h"
#include "bpmn/engine.h"
#include "dmn/dmn.h"
#include "port/case.h"
#include "port/flow.h"

#define STEPS 6
#define CLIENTS_MAX 256
#define VARS "{\"upheld\": true, \"days\": 12, \"note\": \"دو نوبت مراجعه شد و پاسخی داده نشد.\"}"

struct model {
    struct arena *a;
    const struct bpmn_model *m;
    const struct bpmn_element *process;
    const struct json *vars;
};

/* Of this thread: what others do on the machine does not count. */
static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Of all threads of this process. */
static int64_t process_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool model_load(struct model *m, const char *path)
{
    struct err e = { 0 };
    struct str xml;
    enum rc rc;

    m->a = arena_new((size_t)64 << 20);
    rc = m->a == NULL ? RC_LIMIT : file_read(m->a, path, 1u << 20, &xml, &e);
    if (rc == RC_OK)
        rc = bpmn_read(m->a, str_c(path), xml, &m->m, &e);
    if (rc == RC_OK)
        rc = json_parse(m->a, STR(VARS), &m->vars, &e);
    if (rc == RC_OK)
        m->process = bpmn_process(m->m, STR("bench"));
    if (rc != RC_OK || m->process == NULL)
        fprintf(stderr, "engine: %s: %s\n", path, e.msg);
    return rc == RC_OK && m->process != NULL;
}

/* The key of what the commands from `from` on ask for: a task to be done, or a job; 0: nothing. */
static uint64_t key_of(const struct bpmn_commands *c, size_t from, enum bpmn_cmd_kind kind)
{
    for (size_t i = c->n; i-- > from;)
        if (c->v[i].kind == kind)
            return c->v[i].key;
    return 0;
}

/* One piece of work: the event, and at once the job that follows from it. `*task`: what is to be done next.
 */
static enum rc work(struct bpmn_state *s, struct bpmn_event ev, struct bpmn_commands *out, uint64_t *task,
                    struct err *e)
{
    size_t from = out->n;
    uint64_t job;
    enum rc rc = bpmn_apply(s, &ev, out, e);

    job = rc == RC_OK ? key_of(out, from, BPMN_CMD_RUN_JOB) : 0;
    if (job != 0)
        rc = bpmn_apply(s, &(struct bpmn_event){ .kind = BPMN_EV_JOB_DONE, .key = job }, out, e);
    *task = key_of(out, from, BPMN_CMD_CREATE_TASK);
    return rc;
}

/* ---- in memory ---- */

static enum rc one_instance(const struct model *m, struct arena *a, struct err *e)
{
    struct bpmn_state *s = bpmn_state_new(a, m->m, m->process);
    struct bpmn_event ev = { .kind = BPMN_EV_START, .vars = feel_from_json(a, m->vars) };
    struct bpmn_commands out = { 0 };
    enum bpmn_ended how;
    uint64_t task = 0;
    enum rc rc = s == NULL ? RC_LIMIT : work(s, ev, &out, &task, e);

    while (rc == RC_OK && task != 0)
        rc = work(s, (struct bpmn_event){ .kind = BPMN_EV_TASK_DONE, .key = task }, &out, &task, e);
    return rc == RC_OK && !bpmn_state_ended(s, &how) ? ERR(e, RC_INTERNAL, "it has not ended") : rc;
}

static int memory(const char *path, int64_t seconds)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20);
    struct model m = { 0 };
    struct err e = { 0 };
    int64_t n = 0, from, us;
    enum rc rc = RC_OK;

    if (a == NULL || !model_load(&m, path))
        return 1;
    from = cpu_us();
    while (rc == RC_OK && cpu_us() - from < seconds * 1000000)
        for (int i = 0; rc == RC_OK && i < 100; i++, n++) {
            arena_clear(a);
            rc = one_instance(&m, a, &e);
        }
    us = cpu_us() - from;
    arena_free(m.a);
    if (rc != RC_OK)
        fprintf(stderr, "engine: %s\n", e.msg);
    printf("%.1f %.1f\n", (double)n * 1e6 / (double)us, (double)n * STEPS * 1e6 / (double)us);
    return rc == RC_OK ? 0 : 1;
}

/* ---- durably ---- */

struct durable {
    struct model m;
    struct store *store;
    struct id_source *ids;
    struct task_rec like; /* a task of the sample: what the new ones look like */
    int64_t case_id, process_id, until_us;
    bool bare;
    pthread_mutex_t mu;
    pthread_cond_t over;
    int running;
    _Atomic int64_t instances, steps, failed;
};

struct client {
    struct durable *d;
    struct arena *a;
    int64_t instance, task, seq;
    uint64_t key;
    int at; /* 0: begin, 1 and 2: finish a task */
    uint64_t next_key;
    int64_t next_task;
};

static enum rc put_task(struct tx *tx, struct client *c, uint64_t key, struct err *e)
{
    struct task_rec t = c->d->like;

    t.id = c->next_task = id_next(c->d->ids);
    t.instance_id = c->instance;
    t.key = (int64_t)key;
    t.case_id = c->d->case_id;
    t.version = 1;
    c->next_key = key;
    return task_insert(tx, &t, e);
}

static enum rc end_task(struct tx *tx, struct client *c, struct err *e)
{
    struct task_rec t;
    enum rc rc = task_by_key(tx, c->a, c->instance, (int64_t)c->key, &t, e);

    if (rc != RC_OK)
        return rc;
    t.state = STR("done");
    t.done_at = 1;
    t.outcome = STR(VARS);
    return task_end(tx, &t, e);
}

/* The state after this step, as text: by the engine, or (bare) a text of the same length. */
static enum rc next_state(struct client *c, struct str before, struct str *after, uint64_t *task, bool *over,
                          struct err *e)
{
    static const char same[] =
        "{\"key\":9,\"root\":{\"element\":\"bench\",\"key\":1,\"in\":[{\"element\":\"examine\","
        "\"key\":2,\"stage\":\"wait\"}],\"vars\":" VARS "}}";
    CLEANUP(buf_free) struct buf b = { 0 };
    struct bpmn_commands out = { 0 };
    struct bpmn_state *s = NULL;
    enum bpmn_ended how;
    enum rc rc = RC_OK;

    if (c->d->bare) {
        *after = str_c(same);
        *task = (uint64_t)c->at + 2;
        *over = c->at == 2;
        return RC_OK;
    }
    if (c->at == 0) {
        s = bpmn_state_new(c->a, c->d->m.m, c->d->m.process);
        rc = work(s, (struct bpmn_event){ .kind = BPMN_EV_START, .vars = feel_from_json(c->a, c->d->m.vars) },
                  &out, task, e);
    } else {
        rc = bpmn_state_load(c->a, c->d->m.m, c->d->m.process, before, &s, e);
        if (rc == RC_OK)
            rc = work(s, (struct bpmn_event){ .kind = BPMN_EV_TASK_DONE, .key = c->key }, &out, task, e);
    }
    buf_init(&b, 1 << 20);
    if (rc == RC_OK)
        rc = bpmn_state_save(s, &b, e);
    *after = arena_str(c->a, buf_view(&b));
    *over = rc == RC_OK && bpmn_state_ended(s, &how);
    return rc;
}

static enum rc step(struct tx *tx, void *arg, struct err *e)
{
    struct client *c = arg;
    struct instance_rec in = { .case_id = c->d->case_id,
                               .process_id = c->d->process_id,
                               .bpmn_process = STR("bench"),
                               .state = STR("{}") };
    uint64_t task = 0;
    bool over = false;
    enum rc rc = RC_OK;

    arena_clear(c->a);
    in.id = c->instance;
    if (c->at > 0) {
        struct task_rec t;

        tx_ahead(tx, true);
        AHEAD(task_by_key(tx, c->a, c->instance, (int64_t)c->key, &t, NULL));
        tx_ahead(tx, false);
        rc = instance_by_id(tx, c->a, c->instance, &in, e);
        if (rc == RC_OK)
            rc = end_task(tx, c, e);
    }
    if (rc == RC_OK)
        rc = next_state(c, in.state, &in.state, &task, &over, e);
    in.event_seq = c->at + 1;
    in.ended_at = over ? 1 : 0;
    if (rc == RC_OK)
        rc = c->at == 0 ? instance_insert(tx, &in, e) : instance_update(tx, &in, e);
    if (rc == RC_OK)
        rc = instance_event_insert(tx, c->instance, c->at + 1, 1, STR(VARS), e);
    return rc == RC_OK && !over ? put_task(tx, c, task, e) : rc;
}

static void submit(struct client *c);

static void done(void *arg, enum rc rc, const struct err *e)
{
    struct client *c = arg;
    struct durable *d = c->d;

    if (rc != RC_OK && d->failed++ == 0)
        fprintf(stderr, "engine: %s\n", e->msg);
    d->steps++;
    d->instances += c->at == 2;
    c->at = rc == RC_OK ? (c->at + 1) % 3 : 0;
    c->key = c->next_key;
    c->task = c->next_task;
    if (rc == RC_OK && clock_mono_us() < d->until_us) {
        submit(c);
        return;
    }
    pthread_mutex_lock(&d->mu);
    d->running--;
    pthread_cond_signal(&d->over);
    pthread_mutex_unlock(&d->mu);
}

static void submit(struct client *c)
{
    struct err e = { 0 };

    if (c->at == 0)
        c->instance = id_next(c->d->ids);
    if (store_submit(c->d->store, step, c, done, &e) != RC_OK)
        done(c, RC_LIMIT, &e);
}

/* A case and a task to be like. The tasks of one case are not listed: earlier runs have left tens of
 * thousands. */
static enum rc find_case(struct tx *tx, void *arg, struct err *e)
{
    struct durable *d = arg;
    struct case_list cases = { 0 };
    struct task_list tasks = { 0 };
    struct case_rec c;
    enum rc rc = case_walk(tx, d->m.a, 0, 1, &cases, e);

    if (rc == RC_OK && cases.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "no case in this installation");
    if (rc == RC_OK)
        rc = case_by_id(tx, d->m.a, cases.v[0].id, &c, e);
    if (rc == RC_OK)
        rc = task_done_list(tx, d->m.a, c.post_id, 1, 0, &tasks, e);
    if (rc == RC_OK && tasks.n == 0)
        rc = ERR(e, RC_NOT_FOUND, "nobody has done anything in this installation");
    if (rc == RC_OK)
        rc = task_by_id(tx, d->m.a, tasks.v[0].id, 0, &d->like, e);
    if (rc != RC_OK)
        return rc;
    d->case_id = c.id;
    d->process_id = c.process_id;
    d->like.state = STR("open");
    d->like.done_at = d->like.done_by = d->like.done_by_post = 0;
    return RC_OK;
}

static int run_clients(struct durable *d, int64_t seconds, int64_t n)
{
    static struct client clients[CLIENTS_MAX];
    int64_t from = clock_mono_us(), cpu = process_us();

    d->until_us = from + seconds * 1000000;
    d->running = (int)n;
    for (int64_t i = 0; i < n; i++) {
        clients[i] = (struct client){ .d = d, .a = arena_new((size_t)8 << 20) };
        submit(&clients[i]);
    }
    pthread_mutex_lock(&d->mu);
    while (d->running > 0)
        pthread_cond_wait(&d->over, &d->mu);
    pthread_mutex_unlock(&d->mu);
    from = clock_mono_us() - from;
    cpu = process_us() - cpu;
    for (int64_t i = 0; i < n; i++)
        arena_free(clients[i].a);
    printf("%.1f %.2f\n", (double)d->steps * 1e6 / (double)from,
           (double)cpu / (double)(d->steps > 0 ? d->steps : 1));
    return d->failed == 0 ? 0 : 1;
}

static int durable(const char *path, const char *url, int64_t seconds, int64_t n, bool bare)
{
    static struct durable d = { .mu = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
    struct err e = { 0 };
    int code = 1;
    enum rc rc;

    d.bare = bare;
    d.ids = id_source_new(254, clock_real());
    if (d.ids == NULL || !model_load(&d.m, path) || n > CLIENTS_MAX)
        return 1;
    rc = store_open(url, NULL, &d.store, &e);
    if (rc == RC_OK)
        rc = store_read(d.store, find_case, &d, &e);
    if (rc == RC_OK)
        code = run_clients(&d, seconds, n);
    else
        fprintf(stderr, "engine: %s\n", e.msg);
    store_close(d.store);
    id_source_free(d.ids);
    arena_free(d.m.a);
    return code;
}

/* ---- expressions and decisions ---- */

static int feel(int64_t seconds)
{
    static const char text[] =
        "if upheld and days <= 15 then \"ب\" else if days in [16..25] then \"ج\" else \"د\"";
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20), *each = arena_new((size_t)1 << 20);
    const struct feel_expr *x = NULL;
    const struct json *vars = NULL;
    const struct feel_value *v = NULL;
    struct err e = { 0 };
    int64_t n = 0, from = cpu_us();
    enum rc rc = json_parse(a, STR(VARS), &vars, &e);
    struct feel_env env = { .vars = feel_from_json(a, vars) };

    if (rc == RC_OK)
        rc = feel_compile(a, str_c(text), NULL, &x, &e);
    while (rc == RC_OK && cpu_us() - from < seconds * 1000000)
        for (int i = 0; rc == RC_OK && i < 1000; i++, n++) {
            arena_clear(each);
            rc = feel_eval(x, &env, each, &v, &e);
        }
    if (rc != RC_OK)
        fprintf(stderr, "engine: %s\n", e.msg);
    printf("%.1f\n", (double)n * 1e6 / (double)(cpu_us() - from));
    return rc == RC_OK ? 0 : 1;
}

static int decide(const char *path, const char *decision, const char *json, int64_t seconds)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)64 << 20), *each = arena_new((size_t)16 << 20);
    const struct dmn_model *m = NULL;
    const struct json *j = NULL;
    const struct feel_value *v = NULL;
    struct feel_env env = { 0 };
    struct err e = { 0 };
    struct str xml;
    int64_t n = 0, from;
    enum rc rc = file_read(a, path, 1u << 20, &xml, &e);

    if (rc == RC_OK)
        rc = dmn_read(a, xml, str_c(path), NULL, DMN_TOLERANT, NULL, &m, &e);
    if (rc == RC_OK)
        rc = json_parse(a, str_c(json), &j, &e);
    from = cpu_us();
    while (rc == RC_OK && cpu_us() - from < seconds * 1000000)
        for (int i = 0; rc == RC_OK && i < 100; i++, n++) {
            arena_clear(each);
            rc = dmn_decide(m, str_c(decision), feel_from_json(each, j), &env, each, NULL, &v, &e);
        }
    if (rc != RC_OK)
        fprintf(stderr, "engine: %s\n", e.msg);
    printf("%.1f\n", (double)n * 1e6 / (double)(cpu_us() - from));
    return rc == RC_OK ? 0 : 1;
}

static int64_t number(const char *text)
{
    int64_t n = 1;

    return parse_i64(str_c(text), 1, 3600, &n) ? n : 1;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (argc == 4 && strcmp(what, "memory") == 0)
        return memory(argv[2], number(argv[3]));
    if (argc == 6 && (strcmp(what, "durable") == 0 || strcmp(what, "bare") == 0))
        return durable(argv[2], argv[3], number(argv[4]), number(argv[5]), what[0] == 'b');
    if (argc == 3 && strcmp(what, "feel") == 0)
        return feel(number(argv[2]));
    if (argc == 6 && strcmp(what, "decide") == 0)
        return decide(argv[2], argv[3], argv[4], number(argv[5]));
    fprintf(stderr,
            "usage: engine memory MODEL SECONDS | durable MODEL URL SECONDS CLIENTS | bare MODEL URL SECONDS "
            "CLIENTS |\n              feel SECONDS | decide FILE.dmn DECISION JSON SECONDS\n");
    return 2;
}
