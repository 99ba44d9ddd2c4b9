/*
 * read.c - from the XML tree to the model: processes, elements, flows, lanes, pools, and what refers to what.
 *
 * Order: the things that others name (messages, errors …), then processes, then the insides of elements, then
 * references, then the diagram. Whatever cannot be understood becomes a problem with its line; nothing is
 * dropped in silence. Not here: the insides of elements (read_parts.c), the diagram (read_di.c), rules
 * and soundness (check.c).
 */
#include <stdarg.h>

#include "bpmn/read.h"

static const struct {
    const char *tag;
    enum bpmn_kind kind;
} kinds[] = {
    { "startEvent", BPMN_START_EVENT },
    { "endEvent", BPMN_END_EVENT },
    { "intermediateCatchEvent", BPMN_CATCH_EVENT },
    { "intermediateThrowEvent", BPMN_THROW_EVENT },
    { "boundaryEvent", BPMN_BOUNDARY_EVENT },
    { "task", BPMN_TASK },
    { "userTask", BPMN_USER_TASK },
    { "manualTask", BPMN_MANUAL_TASK },
    { "serviceTask", BPMN_SERVICE_TASK },
    { "sendTask", BPMN_SEND_TASK },
    { "receiveTask", BPMN_RECEIVE_TASK },
    { "businessRuleTask", BPMN_RULE_TASK },
    { "scriptTask", BPMN_SCRIPT_TASK },
    { "subProcess", BPMN_SUB_PROCESS },
    { "transaction", BPMN_TRANSACTION },
    { "adHocSubProcess", BPMN_AD_HOC },
    { "callActivity", BPMN_CALL_ACTIVITY },
    { "exclusiveGateway", BPMN_EXCLUSIVE },
    { "parallelGateway", BPMN_PARALLEL },
    { "inclusiveGateway", BPMN_INCLUSIVE },
    { "eventBasedGateway", BPMN_EVENT_BASED },
    { "complexGateway", BPMN_COMPLEX },
    { "dataObjectReference", BPMN_DATA_OBJECT },
    { "dataStoreReference", BPMN_DATA_STORE },
    { "dataInput", BPMN_DATA_INPUT },
    { "dataOutput", BPMN_DATA_OUTPUT },
    { "textAnnotation", BPMN_ANNOTATION },
    { "group", BPMN_GROUP },
};

/* Children of a scope that need no element of their own. */
static const char *const quiet[] = {
    "documentation",
    "extensionElements",
    "property",
    "incoming",
    "outgoing",
    "auditing",
    "monitoring",
    "dataObject",
    "ioSpecification",
    "ioBinding",
    "inputSet",
    "outputSet",
    "correlationSubscription",
    "supports",
    "resourceRole",
    "performer",
    "humanPerformer",
    "potentialOwner",
    "supportedInterfaceRef",
    "standardLoopCharacteristics",
    "category",
    "multiInstanceLoopCharacteristics",
    "dataInputAssociation",
    "dataOutputAssociation",
    "completionCondition",
    "artifact",
    "partnerEntity",
    "partnerRole",
    "import",
};

void bpmn_problem_add(struct arena *a, struct bpmn_problems *ps, struct bpmn_problem p, const char *fmt, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    p.message = arena_str(a, str_c(text));
    (void)!VEC_PUSH(a, ps, p);
}

static bool has_element_id(const struct bpmn_xml *x)
{
    return x->ns == BPMN_NS_MODEL && bpmn_xml_attr(x, "id").len > 0 &&
           !str_ends(x->name, STR("Expression")) && !str_ends(x->name, STR("EventDefinition"));
}

void bpmn_read_problem(struct reader *r, enum bpmn_severity s, enum bpmn_problem_code c,
                       const struct bpmn_xml *x, const char *fmt, ...)
{
    struct bpmn_problem p = { .severity = s, .code = c, .file = r->m->file, .line = x == NULL ? 0 : x->line };
    char text[400];
    va_list ap;

    while (x != NULL && !has_element_id(x))
        x = x->up;
    if (x != NULL)
        p.element = bpmn_xml_attr(x, "id");
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    bpmn_problem_add(r->a, &r->m->problems, p, "%s", text);
}

struct str bpmn_read_local(struct str qname)
{
    size_t at;

    qname = str_trim(qname);
    at = str_find_byte(qname, ':', 0);
    return at == SIZE_MAX ? qname : str_from(qname, at + 1);
}

/* ---- collecting ---- */

static struct str take_id(struct reader *r, const struct bpmn_xml *x, enum bpmn_id_kind kind, size_t index)
{
    struct str id = str_trim(bpmn_xml_attr(x, "id"));

    if (id.len == 0) {
        id = arena_fmt(r->a, "%.*s_line_%d", STR_ARG(x->name), x->line);
        if (kind == BPMN_ID_ELEMENT && !str_eq_c(x->name, "ioSpecification"))
            bpmn_read_problem(r, BPMN_WARNING, BPMN_P_SCHEMA, x, "%.*s without id", STR_ARG(x->name));
    }
    if (!bpmn_map_put(r->a, &r->ids, id, ID_PACK(kind, index)) && !arena_failed(r->a))
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_SCHEMA, x, "the id '%.*s' is used twice", STR_ARG(id));
    return id;
}

static bool fits(struct reader *r, size_t n)
{
    return n < BPMN_ELEMENTS_MAX && !arena_failed(r->a);
}

static struct str documentation(struct reader *r, const struct bpmn_xml *x)
{
    return bpmn_xml_text(r->a, bpmn_xml_child(x, BPMN_NS_MODEL, "documentation"));
}

static uint32_t add_element(struct reader *r, const struct bpmn_xml *x, enum bpmn_kind kind, uint32_t parent)
{
    struct bpmn_element el = {
        .kind = kind, .name = bpmn_xml_attr(x, "name"), .tag = x->name, .line = x->line, .parent = parent
    };

    if (!fits(r, r->elements.n))
        return BPMN_NONE;
    el.index = (uint32_t)r->elements.n;
    el.id = take_id(r, x, BPMN_ID_ELEMENT, el.index);
    el.xml = x;
    el.lane = el.default_flow = el.host = el.start = el.handler = el.link = el.link_from = BPMN_NONE;
    el.documentation = documentation(r, x);
    el.executable = kind == BPMN_PROCESS && bpmn_xml_attr_bool(x, "isExecutable", false);
    el.for_compensation = bpmn_xml_attr_bool(x, "isForCompensation", false);
    el.instantiate = bpmn_xml_attr_bool(x, "instantiate", false);
    el.many = bpmn_xml_attr_bool(x, "isCollection", false) ||
              bpmn_xml_attr_bool(x, "parallelMultiple", false) ||
              str_eq_c(bpmn_xml_attr(x, "eventGatewayType"), "Parallel");
    el.interrupting =
        bpmn_xml_attr_bool(x, kind == BPMN_BOUNDARY_EVENT ? "cancelActivity" : "isInterrupting", true);
    if (kind == BPMN_SUB_PROCESS && bpmn_xml_attr_bool(x, "triggeredByEvent", false))
        el.kind = BPMN_EVENT_SUB_PROCESS;
    return VEC_PUSH(r->a, &r->elements, el) ? el.index : BPMN_NONE;
}

static void add_flow(struct reader *r, const struct bpmn_xml *x)
{
    struct bpmn_flow f = { .name = bpmn_xml_attr(x, "name"), .line = x->line, .xml = x };

    if (!fits(r, r->flows.n))
        return;
    f.index = (uint32_t)r->flows.n;
    f.id = take_id(r, x, BPMN_ID_FLOW, f.index);
    f.documentation = documentation(r, x);
    (void)!VEC_PUSH(r->a, &r->flows, f);
}

static void add_edge(struct reader *r, const struct bpmn_xml *x, enum bpmn_edge_kind kind, struct str source,
                     struct str target)
{
    struct bpmn_edge g = { .kind = kind, .name = bpmn_xml_attr(x, "name"), .line = x->line };
    struct str direction = bpmn_xml_attr(x, "associationDirection");

    if (!fits(r, r->edges.n))
        return;
    g.source = bpmn_read_local(source);
    g.target = bpmn_read_local(target);
    g.arrow_end = kind != BPMN_ASSOCIATION || str_eq_c(direction, "One") || str_eq_c(direction, "Both");
    g.arrow_start = kind == BPMN_ASSOCIATION && str_eq_c(direction, "Both");
    g.id = take_id(r, x, BPMN_ID_EDGE, r->edges.n);
    (void)!VEC_PUSH(r->a, &r->edges, g);
}

static void add_lanes(struct reader *r, const struct bpmn_xml *set, uint32_t scope, uint32_t parent)
{
    for (const struct bpmn_xml *x = set->first; x != NULL; x = x->next) {
        struct bpmn_lane l = {
            .name = bpmn_xml_attr(x, "name"), .line = x->line, .process = scope, .parent = parent
        };
        const struct bpmn_xml *sub = bpmn_xml_child(x, BPMN_NS_MODEL, "childLaneSet");

        if (!bpmn_xml_is(x, BPMN_NS_MODEL, "lane") || !fits(r, r->lanes.n))
            continue;
        l.index = (uint32_t)r->lanes.n;
        l.id = take_id(r, x, BPMN_ID_LANE, l.index);
        bpmn_read_pairs(r, bpmn_xml_child(x, BPMN_NS_MODEL, "extensionElements"), "properties", "property",
                        "name", &l.properties, &l.n_properties);
        if (!VEC_PUSH(r->a, &r->lanes, l) || !VEC_PUSH(r->a, &r->lane_xml, x))
            return;
        if (sub != NULL)
            add_lanes(r, sub, scope, l.index);
    }
}

static void add_data_edges(struct reader *r, const struct bpmn_xml *x, struct str owner)
{
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next) {
        struct str source = bpmn_xml_text(r->a, bpmn_xml_child(c, BPMN_NS_MODEL, "sourceRef"));
        struct str target = bpmn_xml_text(r->a, bpmn_xml_child(c, BPMN_NS_MODEL, "targetRef"));

        if (bpmn_xml_is(c, BPMN_NS_MODEL, "dataInputAssociation"))
            add_edge(r, c, BPMN_DATA_ASSOCIATION, source, owner);
        else if (bpmn_xml_is(c, BPMN_NS_MODEL, "dataOutputAssociation"))
            add_edge(r, c, BPMN_DATA_ASSOCIATION, owner, target);
    }
}

static void walk_scope(struct reader *r, const struct bpmn_xml *x, uint32_t scope);

static void add_child(struct reader *r, const struct bpmn_xml *c, uint32_t scope)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        uint32_t el;

        if (!str_eq_c(c->name, kinds[i].tag))
            continue;
        el = add_element(r, c, kinds[i].kind, scope);
        if (el == BPMN_NONE)
            return;
        add_data_edges(r, c, r->elements.v[el].id);
        if (bpmn_is_scope(&r->elements.v[el]))
            walk_scope(r, c, el);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
        if (str_eq_c(c->name, quiet[i]))
            return;
    (void)add_element(r, c, BPMN_OTHER, scope);
}

static void add_artifact(struct reader *r, const struct bpmn_xml *c, uint32_t scope)
{
    if (str_eq_c(c->name, "association"))
        add_edge(r, c, BPMN_ASSOCIATION, bpmn_xml_attr(c, "sourceRef"), bpmn_xml_attr(c, "targetRef"));
    else
        add_child(r, c, scope);
}

static void walk_scope(struct reader *r, const struct bpmn_xml *x, uint32_t scope)
{
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next) {
        if (c->ns != BPMN_NS_MODEL)
            continue;
        if (str_eq_c(c->name, "sequenceFlow")) {
            add_flow(r, c);
        } else if (str_eq_c(c->name, "laneSet")) {
            add_lanes(r, c, scope, BPMN_NONE);
        } else if (str_eq_c(c->name, "ioSpecification")) {
            for (const struct bpmn_xml *d = c->first; d != NULL; d = d->next)
                if (bpmn_xml_is(d, BPMN_NS_MODEL, "dataInput") || bpmn_xml_is(d, BPMN_NS_MODEL, "dataOutput"))
                    add_child(r, d, scope);
        } else {
            add_artifact(r, c, scope);
        }
    }
}

static void add_process(struct reader *r, const struct bpmn_xml *x)
{
    uint32_t el = add_element(r, x, BPMN_PROCESS, BPMN_NONE);

    if (el != BPMN_NONE)
        walk_scope(r, x, el);
}

static void add_participant(struct reader *r, const struct bpmn_xml *x)
{
    struct bpmn_participant p = { .name = bpmn_xml_attr(x, "name"), .line = x->line, .process = BPMN_NONE };
    struct str ref = bpmn_read_local(bpmn_xml_attr(x, "processRef"));
    uint32_t v;

    if (!fits(r, r->participants.n))
        return;
    p.id = take_id(r, x, BPMN_ID_PARTICIPANT, r->participants.n);
    p.many = bpmn_xml_child(x, BPMN_NS_MODEL, "participantMultiplicity") != NULL;
    if (ref.len > 0 && bpmn_map_get(&r->ids, ref, &v) && ID_KIND(v) == BPMN_ID_ELEMENT &&
        r->elements.v[ID_INDEX(v)].kind == BPMN_PROCESS)
        p.process = ID_INDEX(v);
    else if (ref.len > 0)
        bpmn_read_problem(r, BPMN_WARNING, BPMN_P_SCHEMA, x, "there is no process '%.*s'", STR_ARG(ref));
    (void)!VEC_PUSH(r->a, &r->participants, p);
}

static void add_collaboration(struct reader *r, const struct bpmn_xml *x)
{
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next) {
        if (c->ns != BPMN_NS_MODEL)
            continue;
        if (str_eq_c(c->name, "participant"))
            add_participant(r, c);
        else if (str_eq_c(c->name, "messageFlow"))
            add_edge(r, c, BPMN_MESSAGE_FLOW, bpmn_xml_attr(c, "sourceRef"), bpmn_xml_attr(c, "targetRef"));
        else if (str_eq_c(c->name, "association") || str_eq_c(c->name, "textAnnotation") ||
                 str_eq_c(c->name, "group"))
            add_artifact(r, c, BPMN_NONE);
    }
}

static void add_root_nodes(struct reader *r, const struct bpmn_xml *definitions)
{
    for (const struct bpmn_xml *x = definitions->first; x != NULL; x = x->next) {
        if (x->ns != BPMN_NS_MODEL || str_eq_c(x->name, "process") || str_eq_c(x->name, "collaboration") ||
            bpmn_xml_attr(x, "id").len == 0)
            continue;
        take_id(r, x, BPMN_ID_NODE, r->nodes.n);
        if (!VEC_PUSH(r->a, &r->nodes, x))
            return;
    }
}

/* ---- references ---- */

static uint32_t element_ref(struct reader *r, struct str id)
{
    uint32_t v;

    return bpmn_map_get(&r->ids, bpmn_read_local(id), &v) && ID_KIND(v) == BPMN_ID_ELEMENT ? ID_INDEX(v)
                                                                                           : BPMN_NONE;
}

static void resolve_flows(struct reader *r)
{
    for (size_t i = 0; i < r->flows.n; i++) {
        struct bpmn_flow *f = &r->flows.v[i];

        f->source = element_ref(r, bpmn_xml_attr(f->xml, "sourceRef"));
        f->target = element_ref(r, bpmn_xml_attr(f->xml, "targetRef"));
        bpmn_read_condition(r, f, f->xml);
        if (f->source == BPMN_NONE || f->target == BPMN_NONE || !bpmn_is_node(&r->elements.v[f->source]) ||
            !bpmn_is_node(&r->elements.v[f->target])) {
            bpmn_read_problem(r, BPMN_ERROR, BPMN_P_SCHEMA, f->xml,
                              "the flow '%.*s' does not join two elements", STR_ARG(f->id));
            f->source = f->target = BPMN_NONE;
            continue;
        }
        r->elements.v[f->source].n_out++;
        r->elements.v[f->target].n_in++;
    }
}

/* Give every element its lists: one array, cut into pieces. */
static bool alloc_lists(struct reader *r, uint32_t **pool)
{
    size_t n = 1;
    uint32_t *p;

    for (size_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];

        n += el->n_in + el->n_out;
        if (el->parent != BPMN_NONE) {
            r->elements.v[el->parent].n_children++;
            r->elements.v[el->parent].n_event_subs += el->kind == BPMN_EVENT_SUB_PROCESS;
        }
        if (el->kind == BPMN_BOUNDARY_EVENT && el->host != BPMN_NONE)
            r->elements.v[el->host].n_boundaries++;
        n += 3;
    }
    p = *pool = ARENA_ARRAY(r->a, uint32_t, n);
    if (p == NULL)
        return false;
    for (size_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];

        el->in = p, p += el->n_in;
        el->out = p, p += el->n_out;
        el->children = p, p += el->n_children;
        el->boundaries = p, p += el->n_boundaries;
        el->event_subs = p, p += el->n_event_subs;
        el->n_in = el->n_out = el->n_children = el->n_boundaries = el->n_event_subs = 0;
    }
    return true;
}

static void put(const uint32_t *list, uint32_t *n, uint32_t value)
{
    ((uint32_t *)(uintptr_t)list)[(*n)++] = value;
}

static void fill_lists(struct reader *r)
{
    for (uint32_t i = 0; i < r->flows.n; i++) {
        const struct bpmn_flow *f = &r->flows.v[i];
        struct bpmn_element *s, *t;

        if (f->source == BPMN_NONE)
            continue;
        s = &r->elements.v[f->source];
        t = &r->elements.v[f->target];
        put(s->out, &s->n_out, i);
        put(t->in, &t->n_in, i);
    }
    for (uint32_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i], *up;

        if (el->kind == BPMN_BOUNDARY_EVENT && el->host != BPMN_NONE)
            put(r->elements.v[el->host].boundaries, &r->elements.v[el->host].n_boundaries, i);
        if (el->parent == BPMN_NONE)
            continue;
        up = &r->elements.v[el->parent];
        put(up->children, &up->n_children, i);
        if (el->kind == BPMN_EVENT_SUB_PROCESS)
            put(up->event_subs, &up->n_event_subs, i);
    }
}

static void resolve_hosts(struct reader *r)
{
    for (size_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];

        if (el->kind != BPMN_BOUNDARY_EVENT)
            continue;
        el->host = element_ref(r, bpmn_xml_attr(el->xml, "attachedToRef"));
        if (el->host != BPMN_NONE && bpmn_is_activity(&r->elements.v[el->host]) &&
            r->elements.v[el->host].parent == el->parent)
            continue;
        el->host = BPMN_NONE;
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_STRUCTURE, el->xml,
                          "the boundary event is attached to no activity beside it");
    }
}

static void resolve_default(struct reader *r, struct bpmn_element *el)
{
    struct str id = bpmn_read_local(bpmn_xml_attr(el->xml, "default"));
    uint32_t v;

    if (id.len == 0)
        return;
    if (!bpmn_map_get(&r->ids, id, &v) || ID_KIND(v) != BPMN_ID_FLOW ||
        r->flows.v[ID_INDEX(v)].source != el->index) {
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_SCHEMA, el->xml,
                          "the default flow '%.*s' does not leave this element", STR_ARG(id));
        return;
    }
    el->default_flow = ID_INDEX(v);
    r->flows.v[el->default_flow].is_default = true;
}

/* The start of a scope: of an event sub-process its start event, else the first one without trigger. */
static void resolve_start(struct reader *r, struct bpmn_element *scope)
{
    for (uint32_t i = 0; i < scope->n_children; i++) {
        const struct bpmn_element *c = &r->elements.v[scope->children[i]];

        if (c->kind != BPMN_START_EVENT || scope->start != BPMN_NONE)
            continue;
        if (scope->kind != BPMN_EVENT_SUB_PROCESS && c->trigger != BPMN_ON_NONE)
            continue;
        scope->start = c->index;
        if (scope->kind == BPMN_EVENT_SUB_PROCESS) {
            scope->trigger = c->trigger;
            scope->interrupting = c->interrupting;
            scope->event = c->event;
        }
    }
}

/* Scope and name of a link, as one key. */
static struct str link_key(struct reader *r, const struct bpmn_element *el)
{
    return arena_fmt(r->a, "%u %.*s", el->parent,
                     STR_ARG(el->event == NULL ? STR_NONE : el->event->name.text));
}

static bool is_link(const struct bpmn_element *el, enum bpmn_kind kind)
{
    return el->kind == kind && el->trigger == BPMN_ON_LINK && el->parent != BPMN_NONE;
}

static void resolve_links(struct reader *r)
{
    struct bpmn_map caught = { 0 };

    for (uint32_t i = 0; i < r->elements.n; i++)
        if (is_link(&r->elements.v[i], BPMN_CATCH_EVENT) &&
            !bpmn_map_put(r->a, &caught, link_key(r, &r->elements.v[i]), i))
            bpmn_read_problem(r, BPMN_ERROR, BPMN_P_STRUCTURE, r->elements.v[i].xml,
                              "a link of this name is caught twice");
    for (uint32_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];
        uint32_t to;

        if (!is_link(el, BPMN_THROW_EVENT) || !bpmn_map_get(&caught, link_key(r, el), &to))
            continue;
        el->link = to;
        el->link_from = r->elements.v[to].link_from;
        r->elements.v[to].link_from = i;
    }
}

static void resolve_handlers(struct reader *r)
{
    for (size_t i = 0; i < r->edges.n; i++) {
        const struct bpmn_edge *g = &r->edges.v[i];
        uint32_t s = element_ref(r, g->source), t = element_ref(r, g->target);

        if (g->kind != BPMN_ASSOCIATION || s == BPMN_NONE || t == BPMN_NONE)
            continue;
        if (r->elements.v[s].kind == BPMN_BOUNDARY_EVENT &&
            r->elements.v[s].trigger == BPMN_ON_COMPENSATION && bpmn_is_activity(&r->elements.v[t]))
            r->elements.v[s].handler = t;
    }
}

static void resolve_lanes(struct reader *r)
{
    for (uint32_t i = 0; i < r->lanes.n; i++) {
        for (const struct bpmn_xml *c = r->lane_xml.v[i]->first; c != NULL; c = c->next) {
            uint32_t el;

            if (!bpmn_xml_is(c, BPMN_NS_MODEL, "flowNodeRef"))
                continue;
            el = element_ref(r, bpmn_xml_text(r->a, c));
            if (el == BPMN_NONE)
                bpmn_read_problem(r, BPMN_WARNING, BPMN_P_SCHEMA, c,
                                  "a lane names an element that does not exist");
            else /* a lane inside comes later than the one around it */
                r->elements.v[el].lane = i;
        }
    }
}

static enum rc resolve(struct reader *r, struct err *e)
{
    uint32_t *pool;

    for (size_t i = 0; i < r->elements.n; i++) {
        bpmn_read_parts(r, &r->elements.v[i], r->elements.v[i].xml);
        if (bpmn_is_activity(&r->elements.v[i]))
            bpmn_read_loop(r, &r->elements.v[i], r->elements.v[i].xml);
    }
    resolve_flows(r);
    resolve_hosts(r);
    if (!alloc_lists(r, &pool))
        return arena_check(r->a, e);
    fill_lists(r);
    for (size_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];

        resolve_default(r, el);
        if (bpmn_is_scope(el))
            resolve_start(r, el);
    }
    resolve_links(r);
    resolve_handlers(r);
    resolve_lanes(r);
    return RC_OK;
}

/* ---- the whole ---- */

static enum rc finish(struct reader *r, const struct bpmn_model **ret, struct err *e)
{
    struct bpmn_model *m = r->m;
    VEC(uint32_t) processes = { 0 };
    struct bpmn_map *ids = ARENA_NEW(r->a, struct bpmn_map);

    for (uint32_t i = 0; i < r->elements.n; i++)
        if (r->elements.v[i].kind == BPMN_PROCESS)
            (void)!VEC_PUSH(r->a, &processes, i);
    if (arena_failed(r->a))
        return arena_check(r->a, e);
    *ids = r->ids;
    m->index = ids;
    m->elements = r->elements.v;
    m->flows = r->flows.v;
    m->edges = r->edges.v;
    m->lanes = r->lanes.v;
    m->participants = r->participants.v;
    m->processes = processes.v;
    m->n_elements = (uint32_t)r->elements.n;
    m->n_flows = (uint32_t)r->flows.n;
    m->n_edges = (uint32_t)r->edges.n;
    m->n_lanes = (uint32_t)r->lanes.n;
    m->n_participants = (uint32_t)r->participants.n;
    m->n_processes = (uint32_t)processes.n;
    *ret = m;
    return RC_OK;
}

static bool too_many(const struct reader *r)
{
    return r->elements.n >= BPMN_ELEMENTS_MAX || r->flows.n >= BPMN_ELEMENTS_MAX ||
           r->edges.n >= BPMN_ELEMENTS_MAX || r->lanes.n >= BPMN_ELEMENTS_MAX ||
           r->participants.n >= BPMN_ELEMENTS_MAX;
}

static enum rc read_definitions(struct reader *r, const struct bpmn_xml *x, const struct bpmn_model **ret,
                                struct err *e)
{
    struct bpmn_model *m = r->m;
    enum rc rc;

    m->xml = x;
    m->id = bpmn_xml_attr(x, "id");
    m->name = bpmn_xml_attr(x, "name");
    m->target_namespace = bpmn_xml_attr(x, "targetNamespace");
    m->exporter = bpmn_xml_attr(x, "exporter");
    m->exporter_version = bpmn_xml_attr(x, "exporterVersion");
    m->profile = bpmn_xml_attr_ns(x, BPMN_NS_MODELER, "executionPlatform");
    m->profile_version = bpmn_xml_attr_ns(x, BPMN_NS_MODELER, "executionPlatformVersion");
    add_root_nodes(r, x);
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next)
        if (bpmn_xml_is(c, BPMN_NS_MODEL, "process"))
            add_process(r, c);
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next)
        if (bpmn_xml_is(c, BPMN_NS_MODEL, "collaboration"))
            add_collaboration(r, c);
    if (arena_failed(r->a))
        return arena_check(r->a, e);
    if (too_many(r))
        return ERR(e, RC_LIMIT, "more than %u elements, flows or lanes", BPMN_ELEMENTS_MAX);
    rc = resolve(r, e);
    if (rc != RC_OK)
        return rc;
    bpmn_read_diagrams(r, x);
    bpmn_read_drawn(r, x);
    return finish(r, ret, e);
}

enum rc bpmn_read(struct arena *a, struct str file, struct str text, const struct bpmn_model **ret,
                  struct err *e)
{
    struct reader r = { .a = a };
    const struct bpmn_xml *x;
    enum rc rc = bpmn_xml_read(a, text, &x, e);

    if (rc != RC_OK)
        return err_wrap(e, "%.*s", STR_ARG(file));
    if (!bpmn_xml_is(x, BPMN_NS_MODEL, "definitions"))
        return ERR(e, RC_INVALID, "%.*s: line %d: no BPMN 2.0 definitions", STR_ARG(file), x->line);
    r.m = ARENA_NEW(a, struct bpmn_model);
    if (r.m == NULL)
        return arena_check(a, e);
    r.m->file = arena_str(a, file);
    rc = read_definitions(&r, x, ret, e);
    return rc == RC_OK ? rc : err_wrap(e, "%.*s", STR_ARG(file));
}
