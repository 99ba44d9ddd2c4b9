/*
 * check_rules.c - the rules of the standard for one element or flow, and what the engine does not run.
 */
#include "bpmn/check.h"
#include "bpmn/run.h"

#define ERR_IN(code, ...) SAY_EL(c, BPMN_ERROR, BPMN_P_##code, el, __VA_ARGS__)
#define WARN_IN(code, ...) SAY_EL(c, BPMN_WARNING, BPMN_P_##code, el, __VA_ARGS__)

static const struct bpmn_element *at(const struct check *c, uint32_t i)
{
    return &c->m->elements[i];
}

static const struct bpmn_element *target(const struct check *c, const struct bpmn_element *el, uint32_t k)
{
    return at(c, c->m->flows[el->out[k]].target);
}

static bool inside(const struct check *c, const struct bpmn_element *el, enum bpmn_kind kind)
{
    return el->parent != BPMN_NONE && at(c, el->parent)->kind == kind;
}

static uint32_t count(const struct check *c, const struct bpmn_element *scope, enum bpmn_kind kind,
                      enum bpmn_trigger t)
{
    uint32_t n = 0;

    for (uint32_t k = 0; k < scope->n_children; k++)
        n += at(c, scope->children[k])->kind == kind && at(c, scope->children[k])->trigger == t;
    return n;
}

/* ---- triggers ---- */

#define BIT(t) (1u << (t))
#define MESSAGE BIT(BPMN_ON_MESSAGE)
#define TIMER BIT(BPMN_ON_TIMER)
#define SIGNAL BIT(BPMN_ON_SIGNAL)
#define ERROR BIT(BPMN_ON_ERROR)
#define ESCALATION BIT(BPMN_ON_ESCALATION)
#define CONDITION BIT(BPMN_ON_CONDITION)
#define LINK BIT(BPMN_ON_LINK)
#define NONE BIT(BPMN_ON_NONE)
#define COMPENSATION BIT(BPMN_ON_COMPENSATION)
#define CANCEL BIT(BPMN_ON_CANCEL)
#define TERMINATE BIT(BPMN_ON_TERMINATE)

static unsigned allowed(const struct check *c, const struct bpmn_element *el)
{
    switch (el->kind) {
    case BPMN_START_EVENT:
        if (inside(c, el, BPMN_PROCESS))
            return NONE | MESSAGE | TIMER | SIGNAL | CONDITION;
        if (inside(c, el, BPMN_EVENT_SUB_PROCESS))
            return MESSAGE | TIMER | SIGNAL | ERROR | ESCALATION | CONDITION | COMPENSATION;
        return NONE;
    case BPMN_CATCH_EVENT:
        return MESSAGE | TIMER | SIGNAL | CONDITION | LINK;
    case BPMN_THROW_EVENT:
        return NONE | MESSAGE | SIGNAL | ESCALATION | LINK | COMPENSATION;
    case BPMN_END_EVENT:
        return NONE | MESSAGE | SIGNAL | ESCALATION | ERROR | TERMINATE | COMPENSATION | CANCEL;
    default:
        return MESSAGE | TIMER | SIGNAL | ERROR | ESCALATION | CONDITION | COMPENSATION | CANCEL;
    }
}

static void check_timer(struct check *c, const struct bpmn_element *el)
{
    const struct bpmn_event_def *d = el->event;
    struct bpmn_due due;
    const char *why = "";
    bool repeats = !el->interrupting && (el->kind == BPMN_BOUNDARY_EVENT || el->kind == BPMN_START_EVENT);

    if (d->timer == BPMN_TIMER_NONE || d->when.text.len == 0) {
        ERR_IN(EXPRESSION, "the timer says neither date nor duration nor cycle");
        return;
    }
    if (d->timer == BPMN_TIMER_CYCLE && !repeats &&
        !(el->kind == BPMN_START_EVENT && inside(c, el, BPMN_PROCESS)))
        ERR_IN(EXPRESSION, "a timer that fires once has a cycle");
    if (d->when.feel == NULL &&
        !bpmn_timer_from_value(c->a, d->timer, feel_string(c->a, d->when.text), 0, 0, STR_NONE, &due, &why))
        ERR_IN(EXPRESSION, "the timer '%.*s' is %s", STR_ARG(str_sub(d->when.text, 0, 80)), why);
}

static void check_message(struct check *c, const struct bpmn_element *el, const struct bpmn_event_def *d)
{
    bool throws = el->kind == BPMN_THROW_EVENT || el->kind == BPMN_END_EVENT || el->kind == BPMN_SEND_TASK;
    bool starts = el->kind == BPMN_START_EVENT && inside(c, el, BPMN_PROCESS);

    if (d == NULL || d->name.text.len == 0) {
        if (!throws)
            ERR_IN(STRUCTURE, "it names no message");
        else if (el->job == NULL)
            WARN_IN(STRUCTURE, "it sends, but names neither a message nor a job type");
        return;
    }
    if (!throws && !starts && d->correlation.text.len == 0)
        WARN_IN(STRUCTURE, "the message '%.*s' has no correlation key", STR_ARG(d->name.text));
}

static void check_compensation(struct check *c, const struct bpmn_element *el)
{
    const struct bpmn_element *ref;

    if (el->kind == BPMN_BOUNDARY_EVENT) {
        if (el->handler == BPMN_NONE || !at(c, el->handler)->for_compensation)
            ERR_IN(STRUCTURE, "the compensation event is associated with no activity for compensation");
        if (el->n_out > 0)
            ERR_IN(STRUCTURE, "a compensation boundary event has no outgoing flow");
        return;
    }
    if (el->kind == BPMN_START_EVENT || el->event->ref.len == 0)
        return;
    ref = bpmn_find(c->m, el->event->ref);
    if (ref == NULL || !bpmn_is_activity(ref))
        ERR_IN(STRUCTURE, "there is no activity '%.*s' to compensate", STR_ARG(el->event->ref));
}

static void check_trigger(struct check *c, const struct bpmn_element *el)
{
    switch (el->trigger) {
    case BPMN_ON_MESSAGE:
        check_message(c, el, el->event);
        break;
    case BPMN_ON_TIMER:
        check_timer(c, el);
        break;
    case BPMN_ON_SIGNAL:
        if (el->event->name.text.len == 0)
            ERR_IN(STRUCTURE, "it names no signal");
        break;
    case BPMN_ON_CONDITION:
        if (el->event->when.text.len == 0)
            ERR_IN(EXPRESSION, "the conditional event has no condition");
        break;
    case BPMN_ON_ERROR:
    case BPMN_ON_ESCALATION:
        if ((el->kind == BPMN_END_EVENT || el->kind == BPMN_THROW_EVENT) && el->event->code.text.len == 0)
            WARN_IN(STRUCTURE, "it throws an %s without code: only who catches any will catch it",
                    bpmn_trigger_name(el->trigger));
        break;
    case BPMN_ON_COMPENSATION:
        check_compensation(c, el);
        break;
    default:
        break;
    }
}

/* ---- events ---- */

static void check_link(struct check *c, const struct bpmn_element *el)
{
    if (el->event->name.text.len == 0)
        ERR_IN(STRUCTURE, "the link has no name");
    if (el->kind == BPMN_THROW_EVENT) {
        if (el->link == BPMN_NONE)
            ERR_IN(STRUCTURE, "no link '%.*s' is caught in this scope", STR_ARG(el->event->name.text));
        if (el->n_out > 0)
            ERR_IN(STRUCTURE, "a link that is thrown has no outgoing flow");
        return;
    }
    if (el->link_from == BPMN_NONE)
        WARN_IN(STRUCTURE, "nobody throws the link '%.*s'", STR_ARG(el->event->name.text));
    if (el->n_in > 0)
        ERR_IN(STRUCTURE, "a link that is caught has no incoming flow");
}

static void check_cancel(struct check *c, const struct bpmn_element *el)
{
    if (el->kind == BPMN_BOUNDARY_EVENT) {
        if (el->host != BPMN_NONE && at(c, el->host)->kind != BPMN_TRANSACTION)
            ERR_IN(STRUCTURE, "a cancel boundary event stands on a transaction only");
        return;
    }
    if (!inside(c, el, BPMN_TRANSACTION))
        ERR_IN(STRUCTURE, "a cancel end event stands directly in a transaction only");
}

static void check_boundary(struct check *c, const struct bpmn_element *el)
{
    bool always = el->trigger == BPMN_ON_ERROR || el->trigger == BPMN_ON_CANCEL;

    if (el->n_in > 0)
        ERR_IN(STRUCTURE, "a boundary event has no incoming flow");
    if (always && !el->interrupting)
        ERR_IN(STRUCTURE, "a boundary event of this kind interrupts always");
    if (el->n_out == 0 && el->trigger != BPMN_ON_COMPENSATION)
        WARN_IN(STRUCTURE, "nothing follows the boundary event");
    if (el->host != BPMN_NONE && at(c, el->host)->for_compensation)
        ERR_IN(UNSUPPORTED, "unsupported boundaryEvent: it stands on an activity for compensation");
}

static void check_event(struct check *c, const struct bpmn_element *el)
{
    if (el->trigger == BPMN_ON_MULTIPLE) {
        ERR_IN(UNSUPPORTED, "unsupported %.*s: it has more than one event definition", STR_ARG(el->tag));
        return;
    }
    if ((allowed(c, el) & BIT(el->trigger)) == 0) {
        ERR_IN(STRUCTURE, "an event of kind %s cannot stand here", bpmn_trigger_name(el->trigger));
        return;
    }
    check_trigger(c, el);
    if (el->trigger == BPMN_ON_LINK)
        check_link(c, el);
    if (el->trigger == BPMN_ON_CANCEL)
        check_cancel(c, el);
    if (el->kind == BPMN_BOUNDARY_EVENT)
        check_boundary(c, el);
    if (el->kind == BPMN_START_EVENT && el->n_in > 0)
        ERR_IN(STRUCTURE, "a start event has no incoming flow");
    if (el->kind == BPMN_START_EVENT && el->trigger == BPMN_ON_ERROR && !el->interrupting)
        ERR_IN(STRUCTURE, "an event sub-process for an error interrupts always");
    if (el->kind == BPMN_END_EVENT && el->n_out > 0)
        ERR_IN(STRUCTURE, "an end event has no outgoing flow");
}

/* ---- activities ---- */

static void check_loop(struct check *c, const struct bpmn_element *el)
{
    const struct bpmn_loop *l = el->loop;

    if (l->standard) {
        if (l->condition.text.len == 0 && l->cardinality.text.len == 0)
            ERR_IN(STRUCTURE, "the loop has neither a condition nor a maximum");
        return;
    }
    if (l->collection.text.len == 0 && l->cardinality.text.len == 0)
        ERR_IN(STRUCTURE, "the multi-instance has neither a collection nor a number of instances");
    if (l->output.len > 0 && l->output_item.text.len == 0)
        WARN_IN(STRUCTURE, "the output collection has no output element");
}

/* A globalTask, globalUserTask … of the file, at its top. */
static bool calls_task(const struct check *c, struct str id)
{
    for (const struct bpmn_xml *x = c->m->xml->first; x != NULL; x = x->next)
        if (x->ns == BPMN_NS_MODEL && str_starts(x->name, STR("global")) &&
            str_eq(bpmn_xml_attr(x, "id"), id))
            return true;
    return false;
}

static void check_task(struct check *c, const struct bpmn_element *el)
{
    switch (el->kind) {
    case BPMN_SERVICE_TASK:
        if (el->job == NULL || el->job->type.text.len == 0)
            WARN_IN(STRUCTURE, "the service task has no job type");
        break;
    case BPMN_RULE_TASK:
        if ((el->decision == NULL || el->decision->id.text.len == 0) && el->job == NULL)
            WARN_IN(STRUCTURE, "the business rule task calls no decision");
        break;
    case BPMN_SEND_TASK:
    case BPMN_RECEIVE_TASK:
        check_message(c, el, el->message);
        if (el->instantiate)
            ERR_IN(UNSUPPORTED, "unsupported receiveTask: it starts the process; use a message start event");
        break;
    case BPMN_SCRIPT_TASK:
        if (el->script != NULL && el->script->expr.text.len == 0)
            WARN_IN(STRUCTURE, "the script is no FEEL: it is not executed, only noted");
        break;
    case BPMN_CALL_ACTIVITY:
        if (el->call == NULL || el->call->process.text.len == 0)
            ERR_IN(STRUCTURE, "the call activity names no process");
        else if (el->call->process.feel == NULL && calls_task(c, el->call->process.text))
            ERR_IN(UNSUPPORTED, "unsupported callActivity: it calls a global task, not a process");
        break;
    default:
        break;
    }
}

static void check_transaction(struct check *c, const struct bpmn_element *el)
{
    bool boundary = false;

    for (uint32_t k = 0; k < el->n_boundaries; k++)
        boundary = boundary || at(c, el->boundaries[k])->trigger == BPMN_ON_CANCEL;
    if (!boundary && count(c, el, BPMN_END_EVENT, BPMN_ON_CANCEL) > 0)
        ERR_IN(STRUCTURE, "the transaction can be cancelled and has no cancel boundary event");
}

static void check_activity(struct check *c, const struct bpmn_element *el)
{
    if (el->kind == BPMN_AD_HOC) {
        ERR_IN(UNSUPPORTED, "unsupported adHocSubProcess: its steps have no order that could be followed");
        return;
    }
    if (el->for_compensation && (el->n_in > 0 || el->n_out > 0))
        ERR_IN(STRUCTURE, "an activity for compensation has no flows");
    if (el->loop != NULL)
        check_loop(c, el);
    if (el->kind == BPMN_TRANSACTION)
        check_transaction(c, el);
    check_task(c, el);
}

static void check_event_sub(struct check *c, const struct bpmn_element *el)
{
    uint32_t starts = 0;

    for (uint32_t k = 0; k < el->n_children; k++)
        starts += at(c, el->children[k])->kind == BPMN_START_EVENT;
    if (starts != 1)
        ERR_IN(STRUCTURE, "an event sub-process has one start event, this one has %u", starts);
    if (el->n_in > 0 || el->n_out > 0)
        ERR_IN(STRUCTURE, "an event sub-process has no flows");
}

static void check_starts(struct check *c, const struct bpmn_element *el)
{
    uint32_t nodes = 0;

    for (uint32_t k = 0; k < el->n_children; k++)
        nodes += bpmn_is_node(at(c, el->children[k]));
    if (nodes == 0)
        WARN_IN(STRUCTURE, "the %s is empty", bpmn_kind_name(el->kind));
    if (el->kind != BPMN_EVENT_SUB_PROCESS && count(c, el, BPMN_START_EVENT, BPMN_ON_NONE) > 1)
        ERR_IN(STRUCTURE, "the %s has more than one start event without trigger", bpmn_kind_name(el->kind));
}

/* ---- gateways ---- */

static void check_choice(struct check *c, const struct bpmn_element *el)
{
    uint32_t without = 0;

    if (el->n_out < 2)
        return;
    for (uint32_t k = 0; k < el->n_out; k++)
        without += el->out[k] != el->default_flow && c->m->flows[el->out[k]].condition.text.len == 0;
    if (without > 0 && el->kind == BPMN_EXCLUSIVE)
        ERR_IN(STRUCTURE, "%u of its flows have neither a condition nor are the default", without);
    else if (without > 0 && el->kind == BPMN_INCLUSIVE)
        WARN_IN(STRUCTURE, "%u of its flows have no condition: they are always taken", without);
    if (without == 0 && el->default_flow == BPMN_NONE)
        WARN_IN(SOUNDNESS, "it has no default flow: when no condition is true the token stops");
}

static bool may_follow_event_gateway(const struct bpmn_element *t)
{
    if (t->kind == BPMN_RECEIVE_TASK)
        return t->n_boundaries == 0 && t->loop == NULL;
    return t->kind == BPMN_CATCH_EVENT && (t->trigger == BPMN_ON_MESSAGE || t->trigger == BPMN_ON_TIMER ||
                                           t->trigger == BPMN_ON_SIGNAL || t->trigger == BPMN_ON_CONDITION);
}

static void check_event_gateway(struct check *c, const struct bpmn_element *el)
{
    if (el->instantiate)
        ERR_IN(UNSUPPORTED, "unsupported eventBasedGateway: it starts the process");
    if (str_eq_c(bpmn_xml_attr(el->xml, "eventGatewayType"), "Parallel"))
        ERR_IN(UNSUPPORTED, "unsupported eventBasedGateway: it waits for all of its events");
    if (el->n_out < 2)
        ERR_IN(STRUCTURE, "an event-based gateway has two flows or more");
    for (uint32_t k = 0; k < el->n_out; k++) {
        const struct bpmn_element *t = target(c, el, k);

        if (!may_follow_event_gateway(t))
            ERR_IN(STRUCTURE, "'%.*s' after the event-based gateway is no event that can be waited for",
                   STR_ARG(t->id));
        else if (t->n_in > 1)
            ERR_IN(STRUCTURE, "'%.*s' after the event-based gateway has other incoming flows",
                   STR_ARG(t->id));
    }
}

static void check_gateway(struct check *c, const struct bpmn_element *el)
{
    if (el->n_in == 0 && el->n_out == 0)
        WARN_IN(STRUCTURE, "the gateway has no flows");
    if (el->kind == BPMN_EVENT_BASED)
        check_event_gateway(c, el);
    if (el->kind == BPMN_EXCLUSIVE || el->kind == BPMN_INCLUSIVE)
        check_choice(c, el);
    if (el->kind == BPMN_COMPLEX && el->n_in > 1 && el->activation.text.len == 0)
        ERR_IN(UNSUPPORTED, "unsupported complexGateway: it joins without activation condition");
    if ((el->kind == BPMN_PARALLEL || el->kind == BPMN_EVENT_BASED) && el->default_flow != BPMN_NONE)
        WARN_IN(STRUCTURE, "a default flow means nothing here");
}

/* ---- what stands in the file and is not acted on ---- */

static const char *const zeebe_known[] = {
    "formDefinition",
    "assignmentDefinition",
    "taskDefinition",
    "taskHeaders",
    "calledElement",
    "calledDecision",
    "ioMapping",
    "properties",
    "loopCharacteristics",
    "script",
    "userTask",
    "taskSchedule",
    "subscription",
    "priorityDefinition",
    "userTaskForm",
    "modelerTemplate",
    "versionTag",
};

/* Jobs and rules that Camunda would run: leaving them out would be another process. */
static const char *const zeebe_refused[] = { "executionListeners", "taskListeners", "adHoc",
                                             "linkedResources" };

/* Standard elements that assign people; here lanes and zeebe:assignmentDefinition do. */
static const char *const standard_kept[] = { "resourceRole", "performer", "humanPerformer", "potentialOwner",
                                             "correlationSubscription" };

static bool listed(struct str name, const char *const *list, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (str_eq_c(name, list[k]))
            return true;
    return false;
}

static void check_extensions(struct check *c, const struct bpmn_element *el)
{
    const struct bpmn_xml *ext = bpmn_xml_child(el->xml, BPMN_NS_MODEL, "extensionElements");

    for (const struct bpmn_xml *x = ext == NULL ? NULL : ext->first; x != NULL; x = x->next) {
        if (x->ns != BPMN_NS_ZEEBE || listed(x->name, zeebe_known, ARRAY_LEN(zeebe_known)))
            continue;
        if (listed(x->name, zeebe_refused, ARRAY_LEN(zeebe_refused)))
            ERR_IN(UNSUPPORTED, "unsupported zeebe:%.*s", STR_ARG(x->name));
        else
            WARN_IN(STRUCTURE, "zeebe:%.*s is kept, but not acted on", STR_ARG(x->name));
    }
    for (const struct bpmn_xml *x = el->xml->first; x != NULL; x = x->next)
        if (x->ns == BPMN_NS_MODEL && listed(x->name, standard_kept, ARRAY_LEN(standard_kept)))
            WARN_IN(STRUCTURE, "%.*s is kept, but not acted on", STR_ARG(x->name));
}

static void check_quantity(struct check *c, const struct bpmn_element *el, const char *name)
{
    struct str v = str_trim(bpmn_xml_attr(el->xml, name));

    if (v.len > 0 && !str_eq_c(v, "1"))
        ERR_IN(UNSUPPORTED, "unsupported %.*s: %s is %.*s", STR_ARG(el->tag), name, STR_ARG(v));
}

/* ---- all ---- */

static void check_lane(struct check *c, const struct bpmn_element *el)
{
    const struct bpmn_element *p = bpmn_process_of(c->m, el);

    if (p != NULL && c->has_lanes[p->index] && bpmn_lane_of(c->m, el) == NULL)
        WARN_IN(STRUCTURE, "the user task lies in no lane");
}

void bpmn_check_element(struct check *c, const struct bpmn_element *el)
{
    if (el->kind == BPMN_OTHER) {
        ERR_IN(UNSUPPORTED, "unsupported %.*s", STR_ARG(el->tag));
        return;
    }
    if (!bpmn_is_node(el) && el->kind != BPMN_PROCESS)
        return;
    check_extensions(c, el);
    check_quantity(c, el, "startQuantity");
    check_quantity(c, el, "completionQuantity");
    if (bpmn_is_event(el))
        check_event(c, el);
    else if (bpmn_is_gateway(el))
        check_gateway(c, el);
    else if (el->kind == BPMN_EVENT_SUB_PROCESS)
        check_event_sub(c, el);
    else if (bpmn_is_activity(el))
        check_activity(c, el);
    if (bpmn_is_scope(el) && el->kind != BPMN_AD_HOC && (el->kind != BPMN_PROCESS || el->n_children > 0))
        check_starts(c, el);
    if (el->kind == BPMN_USER_TASK)
        check_lane(c, el);
}

void bpmn_check_flow(struct check *c, const struct bpmn_flow *f)
{
    const struct bpmn_element *s = at(c, f->source), *t = at(c, f->target);

    if (s->parent != t->parent)
        bpmn_check_say(c, BPMN_ERROR, BPMN_P_STRUCTURE, f->id, f->line,
                       "the flow leaves its process or sub-process");
    if (f->condition.text.len == 0)
        return;
    if (f->is_default)
        bpmn_check_say(c, BPMN_WARNING, BPMN_P_STRUCTURE, f->id, f->line,
                       "the condition of a default flow is not looked at");
    else if (s->kind == BPMN_PARALLEL || s->kind == BPMN_EVENT_BASED || s->kind == BPMN_START_EVENT)
        bpmn_check_say(c, s->kind == BPMN_START_EVENT ? BPMN_ERROR : BPMN_WARNING, BPMN_P_STRUCTURE, f->id,
                       f->line, "a flow that leaves a %s has no condition", bpmn_kind_name(s->kind));
}
