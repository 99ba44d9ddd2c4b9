/*
 * fuzz_bpmn.c - a damaged model, and a run through it: text before the first zero byte is BPMN XML, the bytes
 * after it choose what happens next in the instance.
 *
 * Invariants: what can be read can be checked and written, and the written one read again with as many
 * elements; a state that was saved is loaded and saved as the same text; an event that is refused leaves the
 * state as it was.
 */
#include <assert.h>

#include "bpmn/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BUDGET ((size_t)96 << 20)
#define STEPS_MAX 24u

static struct str save(struct arena *a, const struct bpmn_state *s)
{
    struct str text;
    struct err e;
    struct buf b;

    buf_init(&b, (size_t)16 << 20);
    if (bpmn_state_save(s, &b, &e) != RC_OK) {
        buf_free(&b);
        return STR_NONE;
    }
    text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return text;
}

static struct bpmn_event choose(const struct bpmn_state *s, const struct bpmn_model *m, uint8_t byte,
                                uint8_t more)
{
    static const enum bpmn_event_kind kinds[] = {
        BPMN_EV_TASK_DONE,  BPMN_EV_JOB_DONE, BPMN_EV_JOB_ERROR,    BPMN_EV_ESCALATION,
        BPMN_EV_JOB_FAILED, BPMN_EV_MESSAGE,  BPMN_EV_TIMER,        BPMN_EV_RETRY,
        BPMN_EV_MOVE,       BPMN_EV_SIGNAL,   BPMN_EV_CHILD_ENDED,  BPMN_EV_CHILD_ERROR,
        BPMN_EV_SET_VARS,   BPMN_EV_CANCEL,   BPMN_EV_ADD_INSTANCE, BPMN_EV_REARM_TIMERS,
    };
    struct bpmn_event ev = { .kind = kinds[byte % ARRAY_LEN(kinds)], .now_ms = (int64_t)more * HOUR_MS };
    const struct bpmn_wait *v;
    struct err e;
    size_t n;

    if (bpmn_state_waits(s, &v, &n, &e) == RC_OK && n > 0) {
        ev.key = v[more % n].key;
        ev.name = v[more % n].name;
    }
    if (m->n_elements > 0)
        ev.element = m->elements[more % m->n_elements].id;
    return ev;
}

/* A model with errors is not to be run; then all that is asked is that nothing breaks. */
static void run(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *p, struct str bytes,
                bool sound)
{
    struct bpmn_event ev = { .kind = BPMN_EV_START };
    struct bpmn_state *s = bpmn_state_new(a, m, p);
    struct err e;

    for (size_t k = 0; s != NULL && k < STEPS_MAX; k++) {
        struct bpmn_commands out = { 0 };
        struct str before = save(a, s), after;
        struct bpmn_state *again;
        enum rc rc = bpmn_apply(s, &ev, &out, &e);

        if (rc == RC_LIMIT || arena_failed(a))
            return;
        after = save(a, s);
        if (after.len == 0 || before.len == 0)
            return;
        assert(rc == RC_OK || str_eq(before, after));
        if (bpmn_state_load(a, m, p, after, &again, &e) != RC_OK) {
            assert(!sound || arena_failed(a));
            return;
        }
        assert(!sound || str_eq(save(a, again), after) || arena_failed(a));
        if (bpmn_state_ended(again, NULL) || bytes.len < 2)
            return;
        s = again;
        ev = choose(s, m, (uint8_t)bytes.p[0], (uint8_t)bytes.p[1]);
        bytes = str_from(bytes, 2);
    }
}

static void write_again(struct arena *a, const struct bpmn_model *m)
{
    const struct bpmn_model *again;
    struct err e;
    struct buf b;

    buf_init(&b, (size_t)16 << 20);
    if (bpmn_write(m, &b, &e) == RC_OK && bpmn_read(a, STR("again"), buf_view(&b), &again, &e) == RC_OK)
        assert(again->n_elements == m->n_elements && again->n_flows == m->n_flows);
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, xml = str_cut(&rest, '\0');
    struct arena *a = arena_new(BUDGET);
    struct bpmn_problems ps = { 0 };
    const struct bpmn_model *m;
    struct err e;

    if (a != NULL && bpmn_read(a, STR("fuzz"), xml, &m, &e) == RC_OK) {
        const struct bpmn_element *p = bpmn_process(m, STR_NONE);

        write_again(a, m);
        if (bpmn_check(a, m, &ps, &e) == RC_OK && p != NULL)
            run(a, m, p, rest, !bpmn_has_errors(&ps));
    }
    arena_free(a);
    return 0;
}
