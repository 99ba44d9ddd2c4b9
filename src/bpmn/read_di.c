/*
 * read_di.c - the diagram interchange: bounds, way-points, labels, colours.
 */
#include "bpmn/read.h"

static double digits(struct str s, size_t *i, double scale)
{
    double v = 0, unit = 1;

    for (; *i < s.len && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i) {
        unit *= scale;
        v = scale < 1 ? v + unit * (s.p[*i] - '0') : v * 10 + (s.p[*i] - '0');
    }
    return v;
}

/* A decimal number independent of the locale; what does not fit a drawing is 0. */
static double number(struct str s)
{
    size_t i = 0;
    double v, sign = 1;
    int exp = 0;

    s = str_trim(s);
    if (s.len > 64)
        return 0;
    if (i < s.len && (s.p[i] == '-' || s.p[i] == '+'))
        sign = s.p[i++] == '-' ? -1 : 1;
    v = digits(s, &i, 10);
    if (i < s.len && s.p[i] == '.') {
        i++;
        v += digits(s, &i, 0.1);
    }
    if (i + 1 < s.len && (s.p[i] == 'e' || s.p[i] == 'E')) {
        bool minus = s.p[++i] == '-';

        if (s.p[i] == '-' || s.p[i] == '+')
            i++;
        exp = (int)(digits(s, &i, 10) + 0.5);
        for (; exp > 0 && exp < 20; exp--)
            v = minus ? v / 10 : v * 10;
    }
    return i == s.len && v < 1e9 ? sign * v : 0;
}

static double num_attr(const struct bpmn_xml *x, const char *name)
{
    return number(bpmn_xml_attr(x, name));
}

static struct bpmn_box read_bounds(const struct bpmn_xml *x)
{
    const struct bpmn_xml *b = bpmn_xml_child(x, BPMN_NS_DC, "Bounds");

    if (b == NULL)
        return (struct bpmn_box){ 0 };
    return (struct bpmn_box){ true, num_attr(b, "x"), num_attr(b, "y"), num_attr(b, "width"),
                              num_attr(b, "height") };
}

static struct bpmn_shape *shape_of(struct reader *r, uint32_t v)
{
    switch (ID_KIND(v)) {
    case BPMN_ID_ELEMENT:
        return &r->elements.v[ID_INDEX(v)].shape;
    case BPMN_ID_LANE:
        return &r->lanes.v[ID_INDEX(v)].shape;
    case BPMN_ID_PARTICIPANT:
        return &r->participants.v[ID_INDEX(v)].shape;
    default:
        return NULL;
    }
}

static struct str color(const struct bpmn_xml *x, const char *one, const char *other)
{
    struct str v = bpmn_xml_attr_ns(x, BPMN_NS_COLOR, one);

    return v.len > 0 ? v : bpmn_xml_attr_ns(x, BPMN_NS_COLOR, other);
}

static void read_shape(struct reader *r, const struct bpmn_xml *x, uint32_t plane)
{
    struct str id = bpmn_read_local(bpmn_xml_attr(x, "bpmnElement"));
    struct bpmn_shape *s;
    uint32_t v;

    if (!bpmn_map_get(&r->ids, id, &v) || (s = shape_of(r, v)) == NULL) {
        bpmn_read_problem(r, BPMN_WARNING, BPMN_P_SCHEMA, x, "the shape of '%.*s' belongs to nothing",
                          STR_ARG(id));
        return;
    }
    if (s->box.given)
        return;
    s->box = read_bounds(x);
    s->label = read_bounds(bpmn_xml_child(x, BPMN_NS_DI, "BPMNLabel"));
    s->expanded = bpmn_xml_attr_bool(x, "isExpanded", false);
    s->horizontal = bpmn_xml_attr_bool(x, "isHorizontal", true);
    s->plane = plane;
    s->fill = color(x, "background-color", "fill");
    s->stroke = color(x, "border-color", "stroke");
}

static void read_edge(struct reader *r, const struct bpmn_xml *x)
{
    struct str id = bpmn_read_local(bpmn_xml_attr(x, "bpmnElement"));
    struct bpmn_box label = read_bounds(bpmn_xml_child(x, BPMN_NS_DI, "BPMNLabel"));
    VEC(struct bpmn_point) points = { 0 };
    uint32_t v;

    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next)
        if (bpmn_xml_is(c, BPMN_NS_DDI, "waypoint") &&
            !VEC_PUSH(r->a, &points, ((struct bpmn_point){ num_attr(c, "x"), num_attr(c, "y") })))
            return;
    if (!bpmn_map_get(&r->ids, id, &v) || (ID_KIND(v) != BPMN_ID_FLOW && ID_KIND(v) != BPMN_ID_EDGE)) {
        bpmn_read_problem(r, BPMN_WARNING, BPMN_P_SCHEMA, x, "the line of '%.*s' belongs to nothing",
                          STR_ARG(id));
        return;
    }
    if (ID_KIND(v) == BPMN_ID_FLOW) {
        r->flows.v[ID_INDEX(v)].points = points.v;
        r->flows.v[ID_INDEX(v)].n_points = points.n;
        r->flows.v[ID_INDEX(v)].label = label;
        return;
    }
    r->edges.v[ID_INDEX(v)].points = points.v;
    r->edges.v[ID_INDEX(v)].n_points = points.n;
    r->edges.v[ID_INDEX(v)].label = label;
}

void bpmn_read_diagrams(struct reader *r, const struct bpmn_xml *definitions)
{
    uint32_t plane = 0;

    for (const struct bpmn_xml *d = definitions->first; d != NULL; d = d->next) {
        const struct bpmn_xml *p;

        if (!bpmn_xml_is(d, BPMN_NS_DI, "BPMNDiagram"))
            continue;
        p = bpmn_xml_child(d, BPMN_NS_DI, "BPMNPlane");
        for (const struct bpmn_xml *c = p == NULL ? NULL : p->first; c != NULL; c = c->next) {
            if (bpmn_xml_is(c, BPMN_NS_DI, "BPMNShape"))
                read_shape(r, c, plane);
            else if (bpmn_xml_is(c, BPMN_NS_DI, "BPMNEdge"))
                read_edge(r, c);
        }
        r->m->has_diagram = r->m->has_diagram || (p != NULL && p->first != NULL);
        plane++;
    }
}
