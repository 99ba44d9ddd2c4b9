/*
 * sweep.c - every use case with its 1st, 2nd, 3rd … allocation, then database call, failing, until it passes
 * untouched (house style 9).
 *
 *   test_sweep [--store URL] [--all] [NAME]
 *
 * Each failure must be a clean code with a message and change nothing; a busy database must be tried again
 * with the same outcome as without; a commit whose outcome is unknown must be done once. Up to 60 steps are
 * all taken, later ones in growing strides (--all: every one up to 200, then strides). Leaks and overruns are
 * found by the sanitizers.
 *
 * Not here: the use cases (trials_*.c), the installation (world.c, state.c).
 */
#include "trial.h"

#include "base/log.h"

#define RUN_BUDGET ((size_t)64 << 20)
#define STEPS_MAX 100000u

struct sweep {
    struct world w;
    bool all;
    const char *only;
    const struct trial *t;
    struct arena *a;   /* of this trial */
    struct str before; /* dump */
    struct str counts; /* before, and after an untouched run */
    struct str counts_after;
    int faults; /* of this trial */
    int runs;
    int passed, failed;
};

static void fault(struct sweep *s, const char *what, const char *kind, uint64_t n, enum rc rc,
                  const struct err *e)
{
    if (s->faults++ < 5)
        printf("  %s: %s %llu: %s (%s: %s)\n", s->t->name, kind, (unsigned long long)n, what, rc_name(rc),
               e->msg);
}

static enum rc run(struct sweep *s, struct err *e)
{
    struct arena *a = arena_new(RUN_BUDGET);
    enum rc rc;

    *e = (struct err){ 0 };
    s->runs++;
    rc = s->t->run(&s->w, a, e);
    arena_free(a);
    return rc;
}

static void say_difference(struct str before, struct str after)
{
    while (before.len > 0) {
        struct str x = str_cut(&before, '\n'), y = str_cut(&after, '\n');

        if (!str_eq(x, y))
            printf("    %.*s -> %.*s\n", STR_ARG(x), STR_ARG(y));
    }
}

/* Nothing may have changed; else say so and put it back. */
static void must_be_untouched(struct sweep *s, const char *kind, uint64_t n, enum rc rc, const struct err *e)
{
    struct arena *a = arena_new(RUN_BUDGET);
    struct str now = state_dump(&s->w, a);

    if (!str_eq(now, s->before)) {
        fault(s, "failed, and yet something changed", kind, n, rc, e);
        if (s->faults <= 5)
            say_difference(s->before, now);
        state_restore(&s->w, 1);
    }
    arena_free(a);
}

/* As many rows as after an untouched run, then put it back. */
static void must_be_done_once(struct sweep *s, const char *kind, uint64_t n, enum rc rc, const struct err *e)
{
    struct arena *a = arena_new(RUN_BUDGET);
    struct str now = state_counts(&s->w, a);

    if (!str_eq(now, s->counts_after)) {
        fault(s, "done, but not as without the fault", kind, n, rc, e);
        if (s->faults <= 5)
            say_difference(s->counts_after, now);
    }
    state_restore(&s->w, 1);
    arena_free(a);
}

static void must_verify(struct sweep *s, const char *kind, uint64_t n, enum rc rc, const struct err *e)
{
    if (world_verify(&s->w) > 0)
        fault(s, "what is left does not verify", kind, n, rc, e);
    state_restore(&s->w, 1);
}

static uint64_t next_step(const struct sweep *s, uint64_t n)
{
    bool many = s->t->kind == TRIAL_MANY; /* each of its runs is verified as a whole */
    uint64_t every = many ? 10 : s->all ? 200 : 60, part = many ? 2 : s->all ? 50 : 10;

    return n < every ? n + 1 : n + n / part;
}

/* ---- allocations ---- */

static void after_failed_allocation(struct sweep *s, uint64_t n, enum rc rc, const struct err *e)
{
    if (rc == RC_OK && s->t->kind != TRIAL_MANY) {
        fault(s, "succeeded although an allocation failed", "allocation", n, rc, e);
        state_restore(&s->w, 1);
        return;
    }
    if (rc != RC_OK && e->msg[0] == '\0')
        fault(s, "failed without a message", "allocation", n, rc, e);
    if (rc != RC_OK && rc != RC_LIMIT)
        fault(s, "is not called a limit", "allocation", n, rc, e);
    if (s->t->kind == TRIAL_MANY)
        must_verify(s, "allocation", n, rc, e);
    else
        must_be_untouched(s, "allocation", n, rc, e);
}

static void sweep_allocations(struct sweep *s)
{
    for (uint64_t n = 1; n < STEPS_MAX; n = next_step(s, n)) {
        uint64_t before = arena_alloc_count();
        struct err e;
        enum rc rc;
        bool fired;

        arena_fail_at(n);
        rc = run(s, &e);
        fired = arena_alloc_count() - before >= n;
        arena_fail_at(0);
        if (!fired) {
            if (rc != s->t->want)
                fault(s, "not as without the fault", "allocation", n, rc, &e);
            state_restore(&s->w, 1);
            return;
        }
        after_failed_allocation(s, n, rc, &e);
    }
    fault(s, "does not end", "allocation", STEPS_MAX, RC_LIMIT, &(struct err){ 0 });
}

/* ---- database calls ---- */

static void after_failed_call(struct sweep *s, enum rc injected, uint64_t n, enum rc rc, const struct err *e)
{
    char kind[40];

    (void)snprintf(kind, sizeof(kind), "%s call", rc_name(injected));
    if (rc != s->t->want && e->msg[0] == '\0')
        fault(s, "failed without a message", kind, n, rc, e);
    if (s->t->kind == TRIAL_MANY) {
        must_verify(s, kind, n, rc, e);
    } else if (injected == RC_INTERNAL) {
        if (rc == s->t->want)
            fault(s, "a broken database went unnoticed", kind, n, rc, e);
        must_be_untouched(s, kind, n, rc, e);
    } else if (rc == s->t->want) {
        must_be_done_once(s, kind, n, rc, e);
    } else if (rc == RC_UNCERTAIN) {
        state_restore(&s->w, 1);
    } else {
        fault(s, "was not tried again", kind, n, rc, e);
        must_be_untouched(s, kind, n, rc, e);
    }
}

static void sweep_calls(struct sweep *s, enum rc injected, uint64_t from)
{
    for (uint64_t n = from; n < STEPS_MAX; n = next_step(s, n)) {
        uint64_t before = store_call_count();
        struct err e;
        enum rc rc;
        bool fired;

        store_fail_at(n, injected);
        rc = run(s, &e);
        fired = store_call_count() - before >= n;
        store_fail_at(0, RC_OK);
        if (!fired) {
            state_restore(&s->w, 1);
            return;
        }
        after_failed_call(s, injected, n, rc, &e);
    }
}

/* ---- a trial ---- */

static uint64_t untouched_run(struct sweep *s)
{
    uint64_t before = store_call_count(), calls;
    struct arena *a = arena_new(RUN_BUDGET);
    struct str now;
    struct err e;
    enum rc rc = run(s, &e);

    calls = store_call_count() - before;
    if (rc != s->t->want)
        fault(s, "does not do what it should untouched", "run", 0, rc, &e);
    now = state_dump(&s->w, a);
    s->counts_after = state_counts(&s->w, s->a);
    if (s->t->kind == TRIAL_READ && !str_eq(now, s->before))
        fault(s, "changes something", "run", 0, rc, &e);
    if (s->t->kind == TRIAL_WRITE && s->t->want == RC_OK && str_eq(now, s->before))
        fault(s, "changes nothing", "run", 0, rc, &e);
    if (world_verify(&s->w) > 0)
        fault(s, "its outcome does not verify", "run", 0, rc, &e);
    state_restore(&s->w, 1);
    arena_free(a);
    return calls;
}

static void sweep_trial(struct sweep *s, const struct trial *t)
{
    int64_t started = clock_mono_us(), now_ms = s->w.now_ms;
    uint64_t calls;

    s->t = t;
    s->faults = s->runs = 0;
    s->a = arena_new(RUN_BUDGET);
    state_restore(&s->w, 0);
    if (t->prepare != NULL)
        t->prepare(&s->w);
    state_keep(&s->w, 1);
    s->before = state_dump(&s->w, s->a);
    calls = untouched_run(s); /* also fills the caches */
    calls = untouched_run(s);
    if (s->faults == 0) {
        sweep_allocations(s);
        sweep_calls(s, RC_INTERNAL, 1);
        sweep_calls(s, RC_BUSY, 1);
        sweep_calls(s, RC_UNCERTAIN, calls > 3 ? calls - 3 : 1);
    }
    s->w.now_ms = now_ms;
    arena_free(s->a);
    printf("%s  %-28s %4d runs, %llu calls, %lld ms\n", s->faults == 0 ? "passed" : "FAILED", t->name,
           s->runs, (unsigned long long)calls, (long long)((clock_mono_us() - started) / 1000));
    fflush(stdout);
    if (s->faults == 0)
        s->passed++;
    else
        s->failed++;
}

static void sweep_list(struct sweep *s, struct trial_list list)
{
    for (size_t i = 0; i < list.n; i++)
        if (s->only == NULL || strstr(list.v[i].name, s->only) != NULL)
            sweep_trial(s, &list.v[i]);
}

int main(int argc, char **argv)
{
    struct sweep s = { .passed = 0 };
    const char *server = NULL;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--store") == 0 && i + 1 < argc)
            server = argv[++i];
        else if (strcmp(argv[i], "--all") == 0)
            s.all = true;
        else if (argv[i][0] != '-')
            s.only = argv[i];
        else
            return 2;
    }
    log_set_level((enum log_level)(LOG_ERROR + 1)); /* what is injected is not worth a line */
    world_open(&s.w, server, SOURCE_DIR);
    state_keep(&s.w, 0);
    if (s.only == NULL && sweep_is_complete(&s.w) > 0)
        s.failed++;
    sweep_list(&s, trials_of_applicants());
    sweep_list(&s, trials_of_work());
    sweep_list(&s, trials_of_office());
    sweep_list(&s, trials_of_accounts());
    sweep_list(&s, trials_of_admins());
    sweep_list(&s, trials_of_running());
    sweep_list(&s, trials_of_versions());
    state_done(&s.w);
    world_close(&s.w);
    printf("%d passed, %d failed\n", s.passed, s.failed);
    return s.failed > 0;
}
