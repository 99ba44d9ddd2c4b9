/*
 * read_parts.c - what stands inside an element: event definitions, Camunda 8 extension elements, loops,
 * scripts, and the expressions in them, compiled.
 */
#include "base/limits.h"
#include "bpmn/read.h"
#include "dmn/feel.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* A call of a clock function: its name as a whole word and then an opening bracket. */
static bool calls(struct str text, struct str name)
{
    size_t at = 0;

    while ((at = str_find(text, name, at)) != SIZE_MAX) {
        struct str rest = str_trim(str_from(text, at + name.len));

        if (rest.len > 0 && rest.p[0] == '(' && (at == 0 || !is_word(text.p[at - 1])))
            return true;
        at += name.len;
    }
    return false;
}

struct bpmn_expr bpmn_read_expr(struct reader *r, const struct bpmn_xml *where, struct str text,
                                bool always_feel)
{
    struct bpmn_expr x = { .text = str_trim(text), .line = where == NULL ? 0 : where->line };
    struct err e = { 0 };
    bool feel = always_feel;

    if (x.text.len > 0 && x.text.p[0] == '=') {
        feel = true;
        x.text = str_trim(str_from(x.text, 1));
    }
    if (!feel || x.text.len == 0)
        return x;
    x.reads_clock = calls(x.text, STR("now")) || calls(x.text, STR("today"));
    if (feel_compile(r->a, x.text, NULL, &x.feel, &e) != RC_OK) {
        x.feel = NULL;
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_EXPRESSION, where, "the expression '%.*s' is not FEEL: %s",
                          (int)(x.text.len > 60 ? 60 : x.text.len), x.text.p, e.msg);
    }
    return x;
}

static struct bpmn_expr attr_expr(struct reader *r, const struct bpmn_xml *x, const char *name)
{
    return bpmn_read_expr(r, x, bpmn_xml_attr(x, name), false);
}

/* The text of an expression element; a language that is not FEEL is refused. */
static struct bpmn_expr text_expr(struct reader *r, const struct bpmn_xml *x, bool always_feel)
{
    struct str lang = bpmn_xml_attr(x, "language");

    if (x == NULL)
        return (struct bpmn_expr){ 0 };
    if (lang.len > 0 && !str_contains(lang, STR("feel")) && !str_contains(lang, STR("FEEL")) &&
        !str_contains(lang, STR("/DMN/"))) {
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_UNSUPPORTED, x,
                          "unsupported expression language: '%.*s'; only FEEL", STR_ARG(lang));
        return (struct bpmn_expr){ .text = bpmn_xml_text(r->a, x), .line = x->line };
    }
    return bpmn_read_expr(r, x, bpmn_xml_text(r->a, x), always_feel);
}

void bpmn_read_pairs(struct reader *r, const struct bpmn_xml *ext, const char *list, const char *item,
                     const char *key, const struct bpmn_pair **ret, size_t *n)
{
    const struct bpmn_xml *l = bpmn_xml_child(ext, BPMN_NS_ZEEBE, list);
    VEC(struct bpmn_pair) v = { 0 };

    for (const struct bpmn_xml *c = l == NULL ? NULL : l->first; c != NULL; c = c->next)
        if (bpmn_xml_is(c, BPMN_NS_ZEEBE, item) &&
            !VEC_PUSH(r->a, &v, ((struct bpmn_pair){ bpmn_xml_attr(c, key), bpmn_xml_attr(c, "value") })))
            return;
    *ret = v.v;
    *n = v.n;
}

/* ---- events ---- */

static const struct {
    const char *name;
    enum bpmn_trigger trigger;
} definitions[] = {
    { "messageEventDefinition", BPMN_ON_MESSAGE },
    { "timerEventDefinition", BPMN_ON_TIMER },
    { "signalEventDefinition", BPMN_ON_SIGNAL },
    { "errorEventDefinition", BPMN_ON_ERROR },
    { "escalationEventDefinition", BPMN_ON_ESCALATION },
    { "conditionalEventDefinition", BPMN_ON_CONDITION },
    { "linkEventDefinition", BPMN_ON_LINK },
    { "terminateEventDefinition", BPMN_ON_TERMINATE },
    { "compensateEventDefinition", BPMN_ON_COMPENSATION },
    { "cancelEventDefinition", BPMN_ON_CANCEL },
};

static enum bpmn_trigger definition_kind(const struct bpmn_xml *x)
{
    if (x->ns == BPMN_NS_MODEL)
        for (size_t i = 0; i < ARRAY_LEN(definitions); i++)
            if (str_eq_c(x->name, definitions[i].name))
                return definitions[i].trigger;
    return BPMN_ON_NONE;
}

/* The message, signal, error or escalation that `ref` names. */
static const struct bpmn_xml *root_node(struct reader *r, const struct bpmn_xml *x, struct str ref,
                                        const char *what)
{
    uint32_t v;

    ref = bpmn_read_local(ref);
    if (ref.len == 0)
        return NULL;
    if (bpmn_map_get(&r->ids, ref, &v) && ID_KIND(v) == BPMN_ID_NODE &&
        str_eq_c(r->nodes.v[ID_INDEX(v)]->name, what))
        return r->nodes.v[ID_INDEX(v)];
    bpmn_read_problem(r, BPMN_ERROR, BPMN_P_SCHEMA, x, "there is no %s '%.*s'", what, STR_ARG(ref));
    return NULL;
}

static void read_message_ref(struct reader *r, struct bpmn_event_def *d, const struct bpmn_xml *x)
{
    const struct bpmn_xml *msg, *ext;

    d->ref = bpmn_read_local(bpmn_xml_attr(x, "messageRef"));
    msg = root_node(r, x, d->ref, "message");
    ext = bpmn_xml_child(msg, BPMN_NS_MODEL, "extensionElements");
    if (msg == NULL)
        return;
    d->name = attr_expr(r, msg, "name");
    if (d->name.text.len == 0)
        d->name.text = d->ref;
    d->correlation = attr_expr(r, bpmn_xml_child(ext, BPMN_NS_ZEEBE, "subscription"), "correlationKey");
}

static void read_timer(struct reader *r, struct bpmn_event_def *d, const struct bpmn_xml *x)
{
    static const char *const names[] = { "timeDate", "timeDuration", "timeCycle" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct bpmn_xml *c = bpmn_xml_child(x, BPMN_NS_MODEL, names[i]);

        if (c == NULL)
            continue;
        if (d->timer != BPMN_TIMER_NONE)
            bpmn_read_problem(r, BPMN_ERROR, BPMN_P_STRUCTURE, x,
                              "the timer has more than one of date, duration and cycle");
        d->timer = (enum bpmn_timer)(BPMN_TIMER_DATE + i);
        d->when = text_expr(r, c, false);
    }
}

static struct str link_name(struct reader *r, const struct bpmn_xml *x)
{
    struct str name = bpmn_xml_attr(x, "name");

    return name.len > 0 ? name : bpmn_xml_text(r->a, bpmn_xml_child(x, BPMN_NS_MODEL, "name"));
}

/* The code of an error or escalation; one that has none is known by its id. */
static struct bpmn_expr code_of(struct reader *r, const struct bpmn_xml *root, const char *attr)
{
    struct bpmn_expr code = attr_expr(r, root, attr);

    if (root != NULL && code.text.len == 0)
        code.text = bpmn_xml_attr(root, "id");
    return code;
}

static const struct bpmn_event_def *read_definition(struct reader *r, const struct bpmn_xml *x,
                                                    enum bpmn_trigger t)
{
    struct bpmn_event_def *d = ARENA_NEW(r->a, struct bpmn_event_def);
    const struct bpmn_xml *root;

    if (d == NULL)
        return NULL;
    d->trigger = t;
    d->line = x->line;
    d->wait = bpmn_xml_attr_bool(x, "waitForCompletion", true);
    switch (t) {
    case BPMN_ON_MESSAGE:
        read_message_ref(r, d, x);
        break;
    case BPMN_ON_TIMER:
        read_timer(r, d, x);
        break;
    case BPMN_ON_SIGNAL:
        d->ref = bpmn_read_local(bpmn_xml_attr(x, "signalRef"));
        root = root_node(r, x, d->ref, "signal");
        d->name = attr_expr(r, root, "name");
        if (root != NULL && d->name.text.len == 0)
            d->name.text = d->ref;
        break;
    case BPMN_ON_ERROR:
        d->ref = bpmn_read_local(bpmn_xml_attr(x, "errorRef"));
        root = root_node(r, x, d->ref, "error");
        d->code = code_of(r, root, "errorCode");
        break;
    case BPMN_ON_ESCALATION:
        d->ref = bpmn_read_local(bpmn_xml_attr(x, "escalationRef"));
        root = root_node(r, x, d->ref, "escalation");
        d->code = code_of(r, root, "escalationCode");
        break;
    case BPMN_ON_CONDITION:
        d->when = text_expr(r, bpmn_xml_child(x, BPMN_NS_MODEL, "condition"), true);
        break;
    case BPMN_ON_LINK:
        d->name.text = link_name(r, x);
        break;
    case BPMN_ON_COMPENSATION:
        d->ref = bpmn_read_local(bpmn_xml_attr(x, "activityRef"));
        break;
    default:
        break;
    }
    return d;
}

static const struct bpmn_xml *referenced(struct reader *r, const struct bpmn_xml *ref)
{
    struct str id = bpmn_read_local(bpmn_xml_text(r->a, ref));
    uint32_t v;

    return bpmn_map_get(&r->ids, id, &v) && ID_KIND(v) == BPMN_ID_NODE ? r->nodes.v[ID_INDEX(v)] : NULL;
}

static void read_event(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x)
{
    size_t n = 0;

    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next) {
        const struct bpmn_xml *def =
            bpmn_xml_is(c, BPMN_NS_MODEL, "eventDefinitionRef") ? referenced(r, c) : c;
        enum bpmn_trigger t = def == NULL ? BPMN_ON_NONE : definition_kind(def);

        if (t == BPMN_ON_NONE)
            continue;
        if (n++ == 0) {
            el->trigger = t;
            el->event = read_definition(r, def, t);
        }
    }
    if (n > 1)
        el->trigger = BPMN_ON_MULTIPLE;
}

/* ---- tasks ---- */

static void read_user(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *ext)
{
    const struct bpmn_xml *form = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "formDefinition");
    const struct bpmn_xml *assign = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "assignmentDefinition");
    const struct bpmn_xml *schedule = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "taskSchedule");
    const struct bpmn_xml *priority = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "priorityDefinition");
    struct bpmn_user *u;

    if (el->kind != BPMN_USER_TASK && form == NULL)
        return;
    u = ARENA_NEW(r->a, struct bpmn_user);
    if (u == NULL)
        return;
    u->form_id = attr_expr(r, form, "formId");
    u->form_key = attr_expr(r, form, "formKey");
    if (u->form_key.text.len == 0)
        u->form_key = attr_expr(r, form, "externalReference");
    u->assignee = attr_expr(r, assign, "assignee");
    u->groups = attr_expr(r, assign, "candidateGroups");
    u->users = attr_expr(r, assign, "candidateUsers");
    u->due = attr_expr(r, schedule, "dueDate");
    u->follow_up = attr_expr(r, schedule, "followUpDate");
    u->priority = attr_expr(r, priority, "priority");
    u->native = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "userTask") != NULL;
    el->user = u;
}

static void read_job(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *ext)
{
    const struct bpmn_xml *def = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "taskDefinition");
    struct bpmn_job *j;

    if (def == NULL)
        return;
    j = ARENA_NEW(r->a, struct bpmn_job);
    if (j == NULL)
        return;
    j->type = attr_expr(r, def, "type");
    j->retries = attr_expr(r, def, "retries");
    bpmn_read_pairs(r, ext, "taskHeaders", "header", "key", &j->headers, &j->n_headers);
    el->job = j;
}

static void read_call(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x,
                      const struct bpmn_xml *ext)
{
    const struct bpmn_xml *called = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "calledElement");
    struct bpmn_call *c = ARENA_NEW(r->a, struct bpmn_call);

    if (c == NULL)
        return;
    c->process = attr_expr(r, called, "processId");
    if (c->process.text.len == 0)
        c->process =
            (struct bpmn_expr){ .text = bpmn_read_local(bpmn_xml_attr(x, "calledElement")), .line = x->line };
    c->pass_all_in = bpmn_xml_attr_bool(called, "propagateAllParentVariables", true);
    c->pass_all_out = bpmn_xml_attr_bool(called, "propagateAllChildVariables", true);
    el->call = c;
}

static void read_decision(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *ext)
{
    const struct bpmn_xml *called = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "calledDecision");
    struct bpmn_decision *d = called == NULL ? NULL : ARENA_NEW(r->a, struct bpmn_decision);

    if (d == NULL)
        return;
    d->id = attr_expr(r, called, "decisionId");
    d->result = bpmn_xml_attr(called, "resultVariable");
    el->decision = d;
}

static void read_script(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x,
                        const struct bpmn_xml *ext)
{
    const struct bpmn_xml *zeebe = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "script");
    struct str format = bpmn_xml_attr(x, "scriptFormat");
    struct bpmn_script *s = ARENA_NEW(r->a, struct bpmn_script);

    if (s == NULL)
        return;
    el->script = s;
    if (zeebe != NULL) {
        s->expr = bpmn_read_expr(r, zeebe, bpmn_xml_attr(zeebe, "expression"), true);
        s->result = bpmn_xml_attr(zeebe, "resultVariable");
        return;
    }
    s->text = bpmn_xml_text(r->a, bpmn_xml_child(x, BPMN_NS_MODEL, "script"));
    if (str_contains(format, STR("feel")) || str_contains(format, STR("FEEL")) ||
        str_starts(s->text, STR("=")))
        s->expr = bpmn_read_expr(r, x, s->text, true);
}

#define PATH_PARTS_MAX 16u

static bool good_target(struct str target)
{
    size_t parts = 0;

    while (target.len > 0) {
        if (str_trim(str_cut(&target, '.')).len == 0 || ++parts > PATH_PARTS_MAX)
            return false;
    }
    return parts > 0;
}

static void read_mappings(struct reader *r, const struct bpmn_xml *ext, const char *kind,
                          const struct bpmn_mapping **ret, uint32_t *n)
{
    const struct bpmn_xml *io = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "ioMapping");
    VEC(struct bpmn_mapping) v = { 0 };

    for (const struct bpmn_xml *c = io == NULL ? NULL : io->first; c != NULL; c = c->next) {
        if (!bpmn_xml_is(c, BPMN_NS_ZEEBE, kind))
            continue;
        if (!good_target(str_trim(bpmn_xml_attr(c, "target")))) {
            bpmn_read_problem(r, BPMN_ERROR, BPMN_P_EXPRESSION, c,
                              "the mapping has no target such as a or a.b");
            continue;
        }
        if (!VEC_PUSH(
                r->a, &v,
                ((struct bpmn_mapping){ attr_expr(r, c, "source"), str_trim(bpmn_xml_attr(c, "target")) })))
            return;
    }
    *ret = v.v;
    *n = (uint32_t)v.n;
}

static void read_message_task(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x)
{
    struct bpmn_event_def *d;

    if (bpmn_xml_attr(x, "messageRef").len == 0)
        return;
    d = ARENA_NEW(r->a, struct bpmn_event_def);
    if (d == NULL)
        return;
    d->trigger = BPMN_ON_MESSAGE;
    d->line = x->line;
    read_message_ref(r, d, x);
    el->message = d;
}

void bpmn_read_parts(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x)
{
    const struct bpmn_xml *ext = bpmn_xml_child(x, BPMN_NS_MODEL, "extensionElements");
    size_t n = 0;

    if (bpmn_is_event(el))
        read_event(r, el, x);
    read_user(r, el, ext);
    read_job(r, el, ext);
    if (el->kind == BPMN_SEND_TASK || el->kind == BPMN_RECEIVE_TASK)
        read_message_task(r, el, x);
    if (el->kind == BPMN_CALL_ACTIVITY)
        read_call(r, el, x, ext);
    if (el->kind == BPMN_RULE_TASK)
        read_decision(r, el, ext);
    if (el->kind == BPMN_SCRIPT_TASK)
        read_script(r, el, x, ext);
    if (el->kind == BPMN_COMPLEX)
        el->activation = text_expr(r, bpmn_xml_child(x, BPMN_NS_MODEL, "activationCondition"), true);
    if (el->kind == BPMN_ANNOTATION)
        el->name = bpmn_xml_text(r->a, bpmn_xml_child(x, BPMN_NS_MODEL, "text"));
    read_mappings(r, ext, "input", &el->inputs, &el->n_inputs);
    read_mappings(r, ext, "output", &el->outputs, &el->n_outputs);
    bpmn_read_pairs(r, ext, "properties", "property", "name", &el->properties, &n);
    el->n_properties = (uint32_t)n;
}

/* ---- loops and flows ---- */

static void read_multi(struct reader *r, struct bpmn_loop *l, const struct bpmn_xml *x)
{
    const struct bpmn_xml *ext = bpmn_xml_child(x, BPMN_NS_MODEL, "extensionElements");
    const struct bpmn_xml *z = bpmn_xml_child(ext, BPMN_NS_ZEEBE, "loopCharacteristics");
    struct str behavior = bpmn_xml_attr(x, "behavior");

    l->sequential = bpmn_xml_attr_bool(x, "isSequential", false);
    l->cardinality = text_expr(r, bpmn_xml_child(x, BPMN_NS_MODEL, "loopCardinality"), true);
    l->condition = text_expr(r, bpmn_xml_child(x, BPMN_NS_MODEL, "completionCondition"), true);
    l->collection = bpmn_read_expr(r, z, bpmn_xml_attr(z, "inputCollection"), true);
    l->item = bpmn_xml_attr(z, "inputElement");
    l->output = bpmn_xml_attr(z, "outputCollection");
    l->output_item = bpmn_read_expr(r, z, bpmn_xml_attr(z, "outputElement"), true);
    if (behavior.len > 0 && !str_eq_c(behavior, "All"))
        bpmn_read_problem(r, BPMN_ERROR, BPMN_P_UNSUPPORTED, x,
                          "unsupported multiInstanceLoopCharacteristics: behavior '%.*s' throws events",
                          STR_ARG(behavior));
}

void bpmn_read_loop(struct reader *r, struct bpmn_element *el, const struct bpmn_xml *x)
{
    const struct bpmn_xml *multi = bpmn_xml_child(x, BPMN_NS_MODEL, "multiInstanceLoopCharacteristics");
    const struct bpmn_xml *standard = bpmn_xml_child(x, BPMN_NS_MODEL, "standardLoopCharacteristics");
    struct bpmn_loop *l;

    if (multi == NULL && standard == NULL)
        return;
    l = ARENA_NEW(r->a, struct bpmn_loop);
    if (l == NULL)
        return;
    el->loop = l;
    if (multi != NULL) {
        read_multi(r, l, multi);
        return;
    }
    l->standard = true;
    l->sequential = true;
    l->test_before = bpmn_xml_attr_bool(standard, "testBefore", false);
    l->cardinality = bpmn_read_expr(r, standard, bpmn_xml_attr(standard, "loopMaximum"), true);
    l->condition = text_expr(r, bpmn_xml_child(standard, BPMN_NS_MODEL, "loopCondition"), true);
}

void bpmn_read_condition(struct reader *r, struct bpmn_flow *f, const struct bpmn_xml *x)
{
    f->condition = text_expr(r, bpmn_xml_child(x, BPMN_NS_MODEL, "conditionExpression"), true);
}
