/*
 * check.c - all problems of a model, in order of lines.
 *
 * Not here: the rules (check_rules.c), soundness (check_sound.c), what reading found (read*.c); forms, roles,
 * texts (app/).
 */
#include <stdarg.h>

#include "bpmn/check.h"

void bpmn_check_say(struct check *c, enum bpmn_severity s, enum bpmn_problem_code code, struct str id,
                    int line, const char *fmt, ...)
{
    struct bpmn_problem p = { .severity = s, .code = code, .file = c->m->file, .line = line, .element = id };
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    bpmn_problem_add(c->a, c->out, p, "%s", text);
}

static const struct bpmn_element *owner(const struct bpmn_model *m, struct str id)
{
    uint32_t v;

    if (!bpmn_map_get(m->index, id, &v))
        return NULL;
    switch (ID_KIND(v)) {
    case BPMN_ID_ELEMENT:
        return &m->elements[ID_INDEX(v)];
    case BPMN_ID_FLOW:
        return bpmn_at(m, m->flows[ID_INDEX(v)].source);
    case BPMN_ID_LANE:
        return &m->elements[m->lanes[ID_INDEX(v)].process];
    default:
        return NULL;
    }
}

/* Beside a process that is executable, one that is not is only a drawing. */
static void soften(const struct bpmn_model *m, struct bpmn_problems *ps)
{
    bool any = false;

    for (uint32_t i = 0; i < m->n_processes; i++)
        any = any || m->elements[m->processes[i]].executable;
    for (size_t i = 0; any && i < ps->n; i++) {
        const struct bpmn_element *p = bpmn_process_of(m, owner(m, ps->v[i].element));

        if (p != NULL && !p->executable)
            ps->v[i].severity = BPMN_WARNING;
    }
}

struct numbered {
    struct bpmn_problem p;
    size_t at;
};

static int by_line(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;

    if (a->p.line != b->p.line)
        return a->p.line < b->p.line ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void sort_by_line(struct arena *a, struct bpmn_problems *ps)
{
    struct numbered *v = ARENA_ARRAY(a, struct numbered, ps->n + 1);

    if (v == NULL || ps->n == 0)
        return;
    for (size_t i = 0; i < ps->n; i++)
        v[i] = (struct numbered){ ps->v[i], i };
    qsort(v, ps->n, sizeof(*v), by_line);
    for (size_t i = 0; i < ps->n; i++)
        ps->v[i] = v[i].p;
}

static const struct bpmn_xml *find_foreign(const struct bpmn_xml *x)
{
    for (; x != NULL; x = x->next) {
        const struct bpmn_xml *inside;

        if (x->ns == BPMN_NS_CAMUNDA7)
            return x;
        for (size_t k = 0; k < x->n_attrs; k++)
            if (x->attrs[k].ns == BPMN_NS_CAMUNDA7)
                return x;
        inside = find_foreign(x->first);
        if (inside != NULL)
            return inside;
    }
    return NULL;
}

/* One word for the whole file. */
static void check_foreign(struct check *c)
{
    const struct bpmn_xml *x = find_foreign(c->m->xml);

    if (x != NULL)
        bpmn_check_say(c, BPMN_WARNING, BPMN_P_STRUCTURE, STR_NONE, x->line,
                       "extensions of Camunda 7, Activiti or Flowable are kept, but not acted on");
}

enum rc bpmn_check(struct arena *a, const struct bpmn_model *m, struct bpmn_problems *ret, struct err *e)
{
    struct bpmn_problems ps = { 0 };
    struct check c = { a, m, &ps, arena_alloc(a, m->n_elements + 1u) };

    if (c.has_lanes == NULL)
        return arena_check(a, e);
    for (uint32_t i = 0; i < m->n_lanes; i++) {
        const struct bpmn_element *p = bpmn_process_of(m, &m->elements[m->lanes[i].process]);

        if (p != NULL)
            c.has_lanes[p->index] = 1;
    }
    for (size_t i = 0; i < m->problems.n; i++)
        if (!VEC_PUSH(a, &ps, m->problems.v[i]))
            return arena_check(a, e);
    if (m->n_processes == 0)
        bpmn_check_say(&c, BPMN_WARNING, BPMN_P_STRUCTURE, m->id, m->xml->line, "the file holds no process");
    for (uint32_t i = 0; i < m->n_elements; i++)
        bpmn_check_element(&c, &m->elements[i]);
    for (uint32_t i = 0; i < m->n_flows; i++)
        if (m->flows[i].source != BPMN_NONE)
            bpmn_check_flow(&c, &m->flows[i]);
    check_foreign(&c);
    bpmn_check_soundness(&c);
    if (arena_failed(a))
        return arena_check(a, e);
    soften(m, &ps);
    sort_by_line(a, &ps);
    *ret = ps;
    return arena_check(a, e);
}

bool bpmn_has_errors(const struct bpmn_problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].severity == BPMN_ERROR)
            return true;
    return false;
}

struct str bpmn_problem_text(struct arena *a, const struct bpmn_problem *p)
{
    const char *warning = p->severity == BPMN_WARNING ? "warning: " : "";

    if (p->element.len == 0)
        return arena_fmt(a, "%.*s:%d: %s%.*s", STR_ARG(p->file), p->line, warning, STR_ARG(p->message));
    return arena_fmt(a, "%.*s:%d: %s%.*s (%.*s)", STR_ARG(p->file), p->line, warning, STR_ARG(p->message),
                     STR_ARG(p->element));
}
