/*
 * road.c - what comes next in a case, read from its process.
 *
 * A stage is promised only when no ordinary way from where the case rests now to the end goes around it.
 * Ordinary is: the default flow of a gateway that has one, any flow of the others; called processes are
 * walked through; boundary events and event sub-processes are not ordinary. Of several events that may come,
 * each is ordinary, unless the applicant is asked for something just now: then it is that.
 *
 * Not here: stages that were passed (case_view.c reads them from the ledger).
 */
#include "app/case_view.h"
#include "app/package.h"
#include "port/flow.h"

#define FRAMES_MAX 12
#define DEPTH_MAX 6

/* A process that is walked through, and where it goes on when it ends. */
struct frame {
    const struct package *pkg;
    const struct bpmn_element *process;
    int64_t instance_id; /* 0: a call that is yet to come */
    size_t back;         /* frame of the caller; SIZE_MAX: none */
    const struct bpmn_element *call;
    uint32_t *seen; /* by element: the walk that saw it */
    int depth;
};

struct place {
    size_t frame;
    const struct bpmn_element *el;
};

struct found {
    struct str key, title;
};

struct road {
    struct cx *cx;
    struct frame frames[FRAMES_MAX];
    size_t n_frames;
    VEC(struct place) starts, queue;
    VEC(struct found) stages; /* in the order of the walk */
    uint32_t walk;
    bool ends;    /* this walk has reached the end */
    bool at_work; /* there is an open task on the way */
    bool asked;   /* something is asked of the applicant in this state (texts: track.STATE) */
};

static size_t add_frame(struct road *r, const struct package *pkg, const struct bpmn_element *process,
                        int64_t instance_id, size_t back, const struct bpmn_element *call)
{
    struct frame *f = &r->frames[r->n_frames];

    if (r->n_frames == FRAMES_MAX || process == NULL)
        return SIZE_MAX;
    *f = (struct frame){ pkg, process, instance_id, back, call, NULL, 0 };
    f->depth = back == SIZE_MAX ? 0 : r->frames[back].depth + 1;
    f->seen = ARENA_ARRAY(r->cx->a, uint32_t, pkg->model->n_elements);
    return f->seen == NULL || f->depth > DEPTH_MAX ? SIZE_MAX : r->n_frames++;
}

/* ---- one step ---- */

static void go(struct road *r, size_t frame, const struct bpmn_element *el)
{
    struct frame *f = &r->frames[frame];

    if (el == NULL || f->seen[el->index] == r->walk)
        return;
    f->seen[el->index] = r->walk;
    (void)VEC_PUSH(r->cx->a, &r->queue, ((struct place){ frame, el }));
}

static void go_on(struct road *r, size_t frame, const struct bpmn_element *el);

/* The scope that `el` ends in is done: on behind the sub-process, or behind the call. */
static void leave(struct road *r, size_t frame, const struct bpmn_element *el)
{
    const struct frame *f = &r->frames[frame];
    const struct bpmn_element *scope = bpmn_at(f->pkg->model, el->parent);

    if (scope != NULL && scope->kind != BPMN_PROCESS)
        go_on(r, frame, scope);
    else if (f->back != SIZE_MAX && f->call != NULL)
        go_on(r, f->back, f->call);
    else
        r->ends = true;
}

/* Along the ordinary flows out of `el`. */
static void go_on(struct road *r, size_t frame, const struct bpmn_element *el)
{
    const struct bpmn_model *m = r->frames[frame].pkg->model;
    bool chooses = el->kind == BPMN_EXCLUSIVE || el->kind == BPMN_INCLUSIVE;

    if (el->n_out == 0) {
        leave(r, frame, el);
        return;
    }
    for (uint32_t i = 0; i < el->n_out; i++) {
        const struct bpmn_flow *flow = bpmn_out(m, el, i);

        if (chooses && el->default_flow != BPMN_NONE && flow->index != el->default_flow)
            continue;
        go(r, frame, bpmn_at(m, flow->target));
    }
}

static size_t called_frame(struct road *r, size_t frame, const struct bpmn_element *el)
{
    struct str process =
        el->call == NULL || el->call->process.feel != NULL ? STR_NONE : el->call->process.text;
    const struct package *pkg = r->frames[frame].pkg;
    const struct bpmn_element *p;

    for (size_t i = 0; i < r->n_frames; i++)
        if (r->frames[i].back == frame && r->frames[i].call == el)
            return i;
    if (process.len == 0)
        return SIZE_MAX;
    p = bpmn_find(pkg->model, process);
    if (p == NULL || p->kind != BPMN_PROCESS) {
        if (catalogue_with_process(r->cx, process, &pkg, NULL) != RC_OK)
            return SIZE_MAX;
        p = bpmn_process(pkg->model, process);
    }
    return add_frame(r, pkg, p, 0, frame, el);
}

static void step(struct road *r, struct place at)
{
    const struct bpmn_model *m = r->frames[at.frame].pkg->model;
    const struct bpmn_element *el = at.el;
    size_t inner;

    switch (el->kind) {
    case BPMN_CALL_ACTIVITY:
        inner = called_frame(r, at.frame, el);
        if (inner != SIZE_MAX && r->frames[inner].process->start != BPMN_NONE)
            go(r, inner, bpmn_at(r->frames[inner].pkg->model, r->frames[inner].process->start));
        else
            go_on(r, at.frame, el);
        break;
    case BPMN_SUB_PROCESS:
    case BPMN_TRANSACTION:
        if (el->start != BPMN_NONE)
            go(r, at.frame, bpmn_at(m, el->start));
        else
            go_on(r, at.frame, el);
        break;
    case BPMN_END_EVENT:
        leave(r, at.frame, el);
        break;
    case BPMN_THROW_EVENT:
        if (el->trigger == BPMN_ON_LINK && el->link != BPMN_NONE)
            go(r, at.frame, bpmn_at(m, el->link));
        else
            go_on(r, at.frame, el);
        break;
    default:
        go_on(r, at.frame, el);
    }
}

/* ---- walks ---- */

/* The words of a stage that is to come: KEY.next, else those of a stage that is. */
static struct str coming_words(struct arena *a, const struct package *pkg, struct str key)
{
    struct str next = arena_cat(a, key, STR(".next"));

    return package_text(pkg, package_has_text(pkg, next) ? next : key);
}

/* Walk from the starts, not through elements with the stage `without`. */
static void walk(struct road *r, struct str without, bool collect)
{
    r->walk++;
    r->ends = false;
    r->queue.n = 0;
    for (size_t i = 0; i < r->starts.n; i++)
        go(r, r->starts.v[i].frame, r->starts.v[i].el);
    for (size_t i = 0; i < r->queue.n; i++) {
        struct place at = r->queue.v[i];
        struct str key = bpmn_property(at.el, "stage");
        bool start = i < r->starts.n;
        bool known = false;

        if (key.len > 0 && !start && without.len > 0 && str_eq(key, without))
            continue;
        for (size_t k = 0; collect && k < r->stages.n; k++)
            known = known || str_eq(r->stages.v[k].key, key);
        if (collect && key.len > 0 && !start && !known)
            (void)VEC_PUSH(r->cx->a, &r->stages,
                           ((struct found){ key, coming_words(r->cx->a, r->frames[at.frame].pkg, key) }));
        step(r, at);
    }
}

/* ---- where the case rests ---- */

static const struct bpmn_element *call_of(const struct package *pkg, struct str process)
{
    for (uint32_t i = 0; i < pkg->model->n_elements; i++) {
        const struct bpmn_element *el = bpmn_at(pkg->model, i);

        if (el->kind == BPMN_CALL_ACTIVITY && el->call != NULL && str_eq(el->call->process.text, process))
            return el;
    }
    return NULL;
}

static size_t frame_of_instance(struct road *r, const struct instance_list *list, int64_t id)
{
    const struct instance_rec *in = NULL;
    const struct package *pkg = NULL;
    size_t back = SIZE_MAX;
    const struct bpmn_element *call = NULL;

    for (size_t i = 0; i < r->n_frames; i++)
        if (r->frames[i].instance_id == id)
            return i;
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].id == id)
            in = &list->v[i];
    if (in == NULL || catalogue_get(r->cx, in->process_id, &pkg, NULL) != RC_OK)
        return SIZE_MAX;
    if (in->parent_id != 0) {
        back = frame_of_instance(r, list, in->parent_id);
        if (back == SIZE_MAX)
            return SIZE_MAX;
        call = call_of(r->frames[back].pkg, in->bpmn_process);
    } else if (!pkg->is_case) {
        return SIZE_MAX; /* a process beside the case's own */
    }
    return add_frame(r, pkg, bpmn_process(pkg->model, in->bpmn_process), id, back, call);
}

/* Not on the road: what an event sub-process or a boundary event does beside it. */
static bool beside(const struct bpmn_model *m, const struct bpmn_element *el)
{
    const struct bpmn_element *scope = el;

    if (el->kind == BPMN_START_EVENT || el->kind == BPMN_BOUNDARY_EVENT)
        return true;
    while ((scope = bpmn_at(m, scope->parent)) != NULL && scope->kind != BPMN_PROCESS)
        if (scope->kind == BPMN_EVENT_SUB_PROCESS)
            return true;
    return false;
}

static void rests(struct road *r, const struct instance_list *list, int64_t instance_id, struct str element)
{
    size_t frame = frame_of_instance(r, list, instance_id);
    const struct bpmn_model *m;
    const struct bpmn_element *el;

    if (frame == SIZE_MAX)
        return;
    m = r->frames[frame].pkg->model;
    el = bpmn_find(m, element);
    if (el == NULL || beside(m, el))
        return;
    for (uint32_t i = 0; i < el->n_in; i++) { /* one of several events that may come: all are possible */
        const struct bpmn_element *before = bpmn_at(m, m->flows[el->in[i]].source);

        if (before == NULL || before->kind != BPMN_EVENT_BASED)
            continue;
        if (r->asked && !str_eq_c(bpmn_property(el, "role"), "CIT"))
            return;
        if (!r->asked)
            el = before;
        break;
    }
    for (size_t i = 0; i < r->starts.n; i++)
        if (r->starts.v[i].frame == frame && r->starts.v[i].el == el)
            return;
    (void)VEC_PUSH(r->cx->a, &r->starts, ((struct place){ frame, el }));
}

static enum rc find_starts(struct road *r, int64_t case_id, struct err *e)
{
    struct cx *cx = r->cx;
    struct instance_list list = { 0 };
    struct task_places tasks = { 0 };
    struct subscription_list subs = { 0 };
    struct timer_list timers = { 0 };
    enum rc rc = instance_list(cx->tx, cx->a, case_id, true, &list, e);

    if (rc == RC_OK)
        rc = task_places(cx->tx, cx->a, case_id, &tasks, e);
    for (size_t i = 0; rc == RC_OK && i < tasks.n; i++)
        rests(r, &list, tasks.v[i].instance_id, tasks.v[i].element);
    r->at_work = r->starts.n > 0;
    if (rc != RC_OK || r->at_work)
        return rc;
    rc = subscription_by_case(cx->tx, cx->a, case_id, &subs, e);
    for (size_t i = 0; rc == RC_OK && i < subs.n; i++)
        rests(r, &list, subs.v[i].instance_id, subs.v[i].element);
    if (rc == RC_OK)
        rc = timer_list_case(cx->tx, cx->a, case_id, &timers, e);
    for (size_t i = 0; rc == RC_OK && i < timers.n; i++)
        rests(r, &list, timers.v[i].instance_id, timers.v[i].element);
    return rc;
}

enum rc case_road(struct cx *cx, const struct case_rec *c, struct case_stages *ret, struct err *e)
{
    struct road r = { .cx = cx };
    const struct package *pkg = NULL;
    enum rc rc;

    *ret = (struct case_stages){ 0 };
    if (c->closed_at != 0)
        return RC_OK;
    rc = catalogue_get(cx, c->process_id, &pkg, e);
    if (rc != RC_OK)
        return rc;
    r.asked = package_has_text(pkg, arena_cat(cx->a, STR("track."), c->state));
    rc = find_starts(&r, c->id, e);
    ret->at_work = r.at_work;
    if (rc != RC_OK || r.starts.n == 0)
        return rc;
    walk(&r, STR_NONE, true);
    if (!r.ends)
        return RC_OK;
    ret->v = ARENA_ARRAY(cx->a, struct case_stage, r.stages.n);
    if (ret->v == NULL && r.stages.n > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < r.stages.n; i++) {
        walk(&r, r.stages.v[i].key, false);
        if (!r.ends)
            ret->v[ret->n++] = (struct case_stage){ .when = STAGE_COMING, .title = r.stages.v[i].title };
    }
    return arena_check(cx->a, e);
}
