/*
 * monitor.c - the process monitor: counts, lists and one instance.
 */
#include "app/monitor.h"
#include "app/admin_inner.h"
#include "app/flow.h"
#include "domain/deadline.h"

#define OVERDUE_MS MINUTE_MS
#define ROUNDS_MAX 10 /* reads of an index page when the sight hides rows */
#define VAR_TEXT_MAX 2000

struct str monitor_step_name(const struct package *pkg, struct str element)
{
    const struct bpmn_element *el = bpmn_find(pkg->model, element);

    return el == NULL || el->name.len == 0 ? element : el->name;
}

static struct str role_of(const struct package *pkg, const struct bpmn_element *el)
{
    const struct bpmn_lane *lane = bpmn_lane_of(pkg->model, el);
    struct str role = el->user != NULL && el->user->groups.feel == NULL ? el->user->groups.text : STR_NONE;

    if (role.len == 0 && lane != NULL)
        role = lane->name;
    return role.len == 0 ? STR_NONE : package_role(pkg, role);
}

/* ---- the whole ---- */

static const struct step_count *count_at(const struct step_counts *c, struct str id)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->v[i].element, id))
            return &c->v[i];
    return NULL;
}

static enum rc steps_of(struct cx *cx, struct monitor_process *p, struct err *e)
{
    struct step_counts counts = { 0 };
    const struct bpmn_model *m = p->pkg->model;
    VEC(struct monitor_step) v = { 0 };
    enum rc rc = step_counts(cx->tx, cx->a, p->rec.id, admin_path(cx), &counts, e);

    for (uint32_t k = 0; rc == RC_OK && counts.n > 0 && k < m->n_processes; k++) {
        const uint32_t *order = NULL;
        size_t n = 0;

        rc = bpmn_reading_order(cx->a, m, bpmn_at(m, m->processes[k]), &order, &n, e);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            const struct bpmn_element *el = bpmn_at(m, order[i]);
            const struct step_count *c = count_at(&counts, el->id);

            if (c != NULL)
                (void)VEC_PUSH(cx->a, &v,
                               ((struct monitor_step){ .element = el,
                                                       .id = el->id,
                                                       .name = el->name.len > 0 ? el->name : el->id,
                                                       .role = role_of(p->pkg, el),
                                                       .n = c->n,
                                                       .oldest = c->oldest }));
        }
    }
    p->steps = v.v;
    p->n_steps = v.n;
    return rc == RC_OK ? arena_check(cx->a, e) : rc;
}

static enum rc processes_of(struct cx *cx, struct monitor *m, struct err *e)
{
    struct process_list list = { 0 };
    enum rc rc = process_list(cx->tx, cx->a, true, &list, e);

    if (rc != RC_OK)
        return rc;
    m->v = ARENA_ARRAY(cx->a, struct monitor_process, list.n + 1);
    if (m->v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct monitor_process *p = &m->v[m->n];

        if (!list.v[i].active && list.v[i].running == 0)
            continue;
        p->rec = list.v[i];
        m->running += p->rec.running;
        rc = catalogue_get(cx, p->rec.id, &p->pkg, e);
        if (rc == RC_OK)
            rc = steps_of(cx, p, e);
        m->n++;
    }
    return rc;
}

/* People know a start event by its name in the picture, not by the message it listens to. */
static enum rc starts_of(struct cx *cx, struct monitor *m, struct err *e)
{
    struct start_list list = { 0 };
    struct monitor_start *v;
    enum rc rc = start_list(cx->tx, cx->a, &list, e);

    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct monitor_start, list.n);
    if (v == NULL && list.n > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        const struct package *pkg = NULL;
        const struct bpmn_element *el;

        rc = catalogue_get(cx, list.v[i].process_id, &pkg, e);
        if (rc != RC_OK)
            return rc;
        el = bpmn_find(pkg->model, list.v[i].element);
        v[i] = (struct monitor_start){ .rec = list.v[i], .title = pkg->title };
        v[i].name = el != NULL && el->name.len > 0 ? el->name
                    : list.v[i].name.len > 0       ? list.v[i].name
                                                   : list.v[i].element;
    }
    m->starts = v;
    m->n_starts = list.n;
    return rc;
}

enum rc monitor_get(struct cx *cx, struct monitor *ret, struct err *e)
{
    struct monitor m = { 0 };
    struct incident_rows open = { 0 };
    struct admin_outbox dead;
    struct move_list moves = { 0 };
    enum rc rc = processes_of(cx, &m, e);

    if (rc == RC_OK)
        rc = incident_page(cx->tx, cx->a, admin_path(cx), false, 0, 0, &open, e);
    if (rc == RC_OK)
        rc = admin_outbox(cx, OUTBOX_FAILED, 1, &dead, e);
    if (rc == RC_OK)
        rc = timer_counts(cx->tx, cx->a, admin_path(cx), cx->now_ms - OVERDUE_MS, cx->now_ms + DAY_MS,
                          &m.timers, e);
    if (rc == RC_OK)
        rc = move_open(cx->tx, cx->a, admin_path(cx), 1000, &moves, e);
    if (rc == RC_OK && admin_of_all(cx))
        rc = starts_of(cx, &m, e);
    if (rc != RC_OK)
        return rc;
    m.incidents = open.total;
    m.dead = dead.failed;
    m.moves = moves.n;
    *ret = m;
    return RC_OK;
}

/* ---- instances ---- */

static enum rc shown(struct cx *cx, const struct instance_row *row, struct monitor_instance *x, struct err *e)
{
    enum rc rc;

    *x = (struct monitor_instance){ .row = *row, .veiled = admin_veiled(cx, &row->sight) };
    rc = catalogue_get(cx, row->process_id, &x->pkg, e);
    if (rc != RC_OK)
        return rc;
    if (x->veiled)
        x->row.subject = STR_NONE;
    if (row->element.len > 0)
        x->step = monitor_step_name(x->pkg, row->element);
    return RC_OK;
}

enum rc monitor_instances(struct cx *cx, const struct instance_filter *filter, struct monitor_instances *ret,
                          struct err *e)
{
    struct instance_filter f = *filter;
    struct monitor_instances r = { .v = ARENA_ARRAY(cx->a, struct monitor_instance, MONITOR_PAGE) };
    enum rc rc = arena_check(cx->a, e);

    f.limit = MONITOR_PAGE + 1;
    for (int round = 0; rc == RC_OK && round < ROUNDS_MAX; round++) {
        struct instance_rows rows = { 0 };

        rc = instance_page(cx->tx, cx->a, &f, &rows, e);
        r.next = 0;
        for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
            bool hidden = true;

            if (r.n == MONITOR_PAGE) {
                r.next = f.before;
                *ret = r;
                return RC_OK;
            }
            f.before = rows.v[i].id;
            rc = admin_hidden(cx, &rows.v[i].sight, &hidden, e);
            if (rc == RC_OK && !hidden)
                rc = shown(cx, &rows.v[i], &r.v[r.n++], e);
        }
        if (rows.n < (size_t)f.limit)
            break;
        r.next = f.before;
    }
    if (rc == RC_OK)
        *ret = r;
    return rc;
}

/* ---- one instance ---- */

static const char *const no_places[] = { "boundaryEvent" };

static bool is_target(const struct bpmn_element *el)
{
    if (!bpmn_is_node(el) || el->kind == BPMN_BOUNDARY_EVENT || el->kind == BPMN_EVENT_SUB_PROCESS ||
        el->kind == BPMN_START_EVENT || el->for_compensation)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(no_places); i++)
        if (str_eq_c(el->tag, no_places[i]))
            return false;
    return true;
}

static enum rc targets_of(struct cx *cx, struct monitor_one *x, struct err *e)
{
    const struct bpmn_model *m = x->pkg->model;
    const uint32_t *order = NULL;
    struct monitor_target *v;
    size_t n = 0;
    enum rc rc = bpmn_reading_order(cx->a, m, bpmn_process(m, x->rec.bpmn_process), &order, &n, e);

    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct monitor_target, n + 1);
    if (v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < n; i++) {
        const struct bpmn_element *el = bpmn_at(m, order[i]);

        if (is_target(el))
            v[x->n_targets++] = (struct monitor_target){ el->id, el->name.len > 0 ? el->name : el->id };
    }
    x->targets = v;
    return RC_OK;
}

static struct str json_of(struct cx *cx, const struct feel_value *v)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    buf_init(&b, (size_t)1 << 20);
    json_out_init(&o, &b);
    feel_to_json(&o, v);
    return b.failed ? STR("…") : str_sub(buf_to_arena(&b, cx->a), 0, VAR_TEXT_MAX);
}

static enum rc vars_of(struct cx *cx, struct monitor_one *x, const struct bpmn_state *s, struct err *e)
{
    const struct feel_value *vars = bpmn_state_vars(s, 0), *value;
    VEC(struct monitor_var) v = { 0 };
    struct str name;

    for (size_t i = 0; vars != NULL && feel_context_at(vars, i, &name, &value); i++)
        if (!str_eq_c(name, "case"))
            (void)VEC_PUSH(cx->a, &v,
                           ((struct monitor_var){ name, x->veiled ? STR_NONE : json_of(cx, value) }));
    x->vars = v.v;
    x->n_vars = v.n;
    return arena_check(cx->a, e);
}

static enum rc waits_of(struct cx *cx, struct monitor_one *x, const struct bpmn_state *s, struct err *e)
{
    const struct bpmn_wait *w = NULL;
    struct step_list steps = { 0 };
    struct monitor_wait *v;
    size_t n = 0;
    enum rc rc = bpmn_state_waits(s, &w, &n, e);

    if (rc == RC_OK)
        rc = step_list(cx->tx, cx->a, x->rec.id, &steps, e);
    if (rc != RC_OK)
        return rc;
    v = ARENA_ARRAY(cx->a, struct monitor_wait, n + 1);
    if (v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < n; i++) {
        v[i] =
            (struct monitor_wait){ .kind = w[i].kind,
                                   .key = w[i].key,
                                   .element = w[i].element->id,
                                   .name = w[i].element->name.len > 0 ? w[i].element->name : w[i].element->id,
                                   .due_ms = w[i].kind == BPMN_WAIT_TIMER ? w[i].due_ms : 0,
                                   .cause = w[i].kind == BPMN_WAIT_INCIDENT ? w[i].name : STR_NONE };
        v[i].movable = w[i].kind == BPMN_WAIT_TASK || w[i].kind == BPMN_WAIT_CHILD ||
                       w[i].kind == BPMN_WAIT_INCIDENT || w[i].kind == BPMN_WAIT_JOIN;
        for (size_t k = 0; k < steps.n; k++)
            if (steps.v[k].key == (int64_t)w[i].key || steps.v[k].key == (int64_t)w[i].about)
                v[i].since = steps.v[k].since;
    }
    x->waits = v;
    x->n_waits = n;
    return RC_OK;
}

static enum rc incidents_of(struct cx *cx, struct monitor_one *x, struct err *e)
{
    struct incident_list all = { 0 };
    enum rc rc = incident_list(cx->tx, cx->a, x->c.id, 100, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (all.v[i].instance_id == x->rec.id)
            all.v[x->incidents.n++] = all.v[i];
    x->incidents.v = all.v;
    return rc;
}

enum rc monitor_instance(struct cx *cx, int64_t id, struct monitor_one *ret, struct err *e)
{
    struct monitor_one x = { 0 };
    struct process_rec p;
    struct flow *f = NULL;
    struct flow_instance *in = NULL;
    enum rc rc = admin_instance_seen(cx, id, &x.rec, &x.c, &x.veiled, e);

    if (rc == RC_OK)
        rc = flow_open(cx, x.c.id, &f, e);
    if (rc == RC_OK)
        rc = flow_instance_get(f, id, &in, e);
    if (rc == RC_OK)
        rc = process_by_id(cx->tx, cx->a, x.rec.process_id, &p, e);
    if (rc != RC_OK)
        return rc;
    x.pkg = in->pkg;
    x.version = p.version;
    x.process = in->pkg->title;
    if (!in->ended) {
        rc = waits_of(cx, &x, in->state, e);
        if (rc == RC_OK)
            rc = vars_of(cx, &x, in->state, e);
        if (rc == RC_OK)
            rc = targets_of(cx, &x, e);
    }
    if (rc == RC_OK)
        rc = incidents_of(cx, &x, e);
    if (rc == RC_OK)
        rc = move_of_case(cx->tx, cx->a, x.c.id, &x.moves, e);
    if (rc == RC_OK)
        *ret = x;
    return rc;
}

/* ---- timers ---- */

enum rc monitor_timers(struct cx *cx, const struct timer_rec *after, struct monitor_timers *ret,
                       struct err *e)
{
    struct timer_rows rows = { 0 };
    struct monitor_timers r = { 0 };
    enum rc rc = timer_page(cx->tx, cx->a, admin_path(cx), after, MONITOR_PAGE, &rows, e);

    if (rc == RC_OK)
        rc = timer_counts(cx->tx, cx->a, admin_path(cx), cx->now_ms - OVERDUE_MS, cx->now_ms + DAY_MS,
                          &r.counts, e);
    if (rc != RC_OK)
        return rc;
    r.v = ARENA_ARRAY(cx->a, struct monitor_timer, rows.n + 1);
    if (r.v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        struct monitor_timer *x = &r.v[r.n];
        const struct package *pkg = NULL;
        bool hidden = true;

        rc = admin_hidden(cx, &rows.v[i].sight, &hidden, e);
        if (rc != RC_OK)
            break;
        if (hidden)
            continue;
        rc = catalogue_get(cx, rows.v[i].process_id, &pkg, e);
        if (rc != RC_OK)
            break;
        *x = (struct monitor_timer){ .row = rows.v[i], .process = pkg->title };
        x->step = monitor_step_name(pkg, x->row.t.element);
        x->overdue = x->row.t.due_at < cx->now_ms - OVERDUE_MS;
        if (admin_veiled(cx, &x->row.sight))
            x->row.subject = STR_NONE;
        r.n++;
    }
    if (rows.n == MONITOR_PAGE)
        r.next = rows.v[rows.n - 1].t;
    *ret = r;
    return rc;
}
