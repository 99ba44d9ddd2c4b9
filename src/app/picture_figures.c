/*
 * picture_figures.c - live figures of a process version, step by step: cases now, how long they stay, how
 * many come back.
 *
 * Now: where running instances stand. Stay: ended tasks. Returned: visits that were not the first of their
 * instance, of steps that are not repeated by the model itself.
 */
#include "app/picture.h"
#include "port/stay.h"
#include "port/version.h"

struct counting {
    struct cx *cx;
    const struct package *pkg;
    struct step_counts now;
    struct step_stays stays;
    struct step_visits visits;
};

static struct str path_of(const struct cx *cx)
{
    return cx->actor->rights & RIGHT_ALL_UNITS ? STR("/") : cx->actor->unit_path;
}

static enum rc read_all(struct counting *c, struct err *e)
{
    struct cx *cx = c->cx;
    struct str path = path_of(cx);
    enum rc rc = step_counts(cx->tx, cx->a, c->pkg->id, path, &c->now, e);

    if (rc == RC_OK)
        rc = step_stays(cx->tx, cx->a, c->pkg->id, path, &c->stays, e);
    if (rc == RC_OK)
        rc = step_visits(cx->tx, cx->a, c->pkg->id, path, &c->visits, e);
    return rc;
}

/* Does the model repeat it, itself or inside something repeated? */
static bool is_repeated(const struct bpmn_model *m, const struct bpmn_element *el)
{
    for (; el != NULL && el->kind != BPMN_PROCESS; el = bpmn_at(m, el->parent))
        if (el->loop != NULL)
            return true;
    return false;
}

static void fill(const struct counting *c, struct step_figure *f)
{
    f->median = f->p90 = f->returned = -1;
    for (size_t i = 0; i < c->now.n; i++)
        if (str_eq(c->now.v[i].element, f->el->id)) {
            f->now = c->now.v[i].n;
            f->oldest = c->now.v[i].oldest;
        }
    for (size_t i = 0; i < c->stays.n; i++) {
        const struct step_stay *s = &c->stays.v[i];

        if (!str_eq(s->element, f->el->id))
            continue;
        f->done = s->n;
        if (s->rank == (s->n + 1) / 2)
            f->median = s->stay;
        if (s->rank == (s->n * 9 + 9) / 10)
            f->p90 = s->stay;
    }
    for (size_t i = 0; i < c->visits.n && !is_repeated(c->pkg->model, f->el); i++) {
        const struct step_visit *v = &c->visits.v[i];

        if (str_eq(v->element, f->el->id) && v->visits > 0)
            f->returned = (v->visits - v->instances) * 10000 / v->visits;
    }
}

static bool is_counted(const struct step_figure *f)
{
    switch (f->el->kind) {
    case BPMN_USER_TASK:
    case BPMN_RECEIVE_TASK:
    case BPMN_CALL_ACTIVITY:
    case BPMN_CATCH_EVENT:
        return true;
    default:
        return f->now > 0 || f->done > 0;
    }
}

enum rc picture_figures(struct cx *cx, const struct package *pkg, struct step_figures *ret, struct err *e)
{
    struct counting c = { .cx = cx, .pkg = pkg };
    const struct bpmn_element *process = bpmn_process(pkg->model, STR_NONE);
    const uint32_t *order = NULL;
    struct picture plain = { 0 };
    size_t n = 0;
    enum rc rc = read_all(&c, e);

    *ret = (struct step_figures){ 0 };
    if (rc == RC_OK && process != NULL)
        rc = bpmn_reading_order(cx->a, pkg->model, process, &order, &n, e);
    if (rc == RC_OK)
        rc = picture_of_package(cx, pkg, &plain, e);
    if (rc != RC_OK)
        return rc;
    ret->v = ARENA_ARRAY(cx->a, struct step_figure, n + 1);
    for (size_t i = 0; ret->v != NULL && i < n; i++) {
        struct step_figure f = { .el = bpmn_at(pkg->model, order[i]) };

        fill(&c, &f);
        for (size_t k = 0; k < plain.steps.n; k++)
            if (plain.steps.v[k].element == order[i])
                f.number = plain.steps.v[k].number;
        if (is_counted(&f))
            ret->v[ret->n++] = f;
    }
    return arena_check(cx->a, e);
}
