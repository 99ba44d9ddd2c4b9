/*
 * model.h - a BPMN 2.0 file as an immutable model: read, check, write again.
 *
 * Reads BPMN 2.0 XML (OMG formal/2013-12-09 and DI) as Camunda Modeler (Camunda 8 profile) and other tools
 * write it. Everything lives in the arena given to bpmn_read() and may be read from any number of threads.
 * Elements, flows and lanes are numbered; BPMN_NONE is "no such". A process is an element of kind
 * BPMN_PROCESS, the scope of its children.
 *
 * Expressions follow Camunda 8: a text that begins with `=` is FEEL, any other is the literal text;
 * conditions and completion conditions are FEEL with or without the sign. They are compiled here, once.
 *
 * Not here: running (engine.h), pictures (drawing/), forms, roles and texts that a model names (app/).
 */
#ifndef BPMN_MODEL_H
#define BPMN_MODEL_H

#include "base/arena.h"
#include "base/buf.h"

struct feel_expr;
struct bpmn_xml; /* the XML tree behind the model, kept for writing */

#define BPMN_NONE UINT32_MAX
#define BPMN_ELEMENTS_MAX 10000u /* elements, flows, lanes each; past it RC_LIMIT */

enum bpmn_kind {
    BPMN_PROCESS,
    BPMN_START_EVENT,
    BPMN_END_EVENT,
    BPMN_CATCH_EVENT, /* intermediate */
    BPMN_THROW_EVENT, /* intermediate; with BPMN_ON_NONE it only passes */
    BPMN_BOUNDARY_EVENT,
    BPMN_TASK, /* abstract: passes at once, as a manual task does */
    BPMN_USER_TASK,
    BPMN_MANUAL_TASK,
    BPMN_SERVICE_TASK,
    BPMN_SEND_TASK,
    BPMN_RECEIVE_TASK,
    BPMN_RULE_TASK,
    BPMN_SCRIPT_TASK,
    BPMN_SUB_PROCESS,
    BPMN_EVENT_SUB_PROCESS,
    BPMN_TRANSACTION,
    BPMN_AD_HOC, /* not run */
    BPMN_CALL_ACTIVITY,
    BPMN_EXCLUSIVE,
    BPMN_PARALLEL,
    BPMN_INCLUSIVE,
    BPMN_EVENT_BASED,
    BPMN_COMPLEX,
    BPMN_DATA_OBJECT, /* from here on: shown, never executed */
    BPMN_DATA_STORE,
    BPMN_DATA_INPUT,
    BPMN_DATA_OUTPUT,
    BPMN_ANNOTATION, /* its text is the name */
    BPMN_GROUP,      /* named by its category value */
    BPMN_OTHER       /* a flow node that we do not know: choreography, extensions of a tool */
};

enum bpmn_trigger {
    BPMN_ON_NONE,
    BPMN_ON_MESSAGE,
    BPMN_ON_TIMER,
    BPMN_ON_SIGNAL,
    BPMN_ON_ERROR,
    BPMN_ON_ESCALATION,
    BPMN_ON_CONDITION,
    BPMN_ON_LINK,
    BPMN_ON_TERMINATE,
    BPMN_ON_COMPENSATION,
    BPMN_ON_CANCEL,
    BPMN_ON_MULTIPLE /* several definitions on one event: not run */
};

/* text.len == 0: absent. feel == NULL: the text itself is the value. */
struct bpmn_expr {
    struct str text; /* as written, trimmed, without the leading `=` when it is FEEL */
    const struct feel_expr *feel;
    bool reads_clock; /* calls now() or today() */
    int line;
};

struct bpmn_pair { /* zeebe:property, zeebe:header */
    struct str key, value;
};

struct bpmn_mapping { /* zeebe:input, zeebe:output */
    struct bpmn_expr source;
    struct str target; /* may be a path: order.total */
};

enum bpmn_timer { BPMN_TIMER_NONE, BPMN_TIMER_DATE, BPMN_TIMER_DURATION, BPMN_TIMER_CYCLE };

struct bpmn_event_def {
    enum bpmn_trigger trigger;
    struct str ref;        /* id of the message, signal, error, escalation; of the activity to compensate */
    struct bpmn_expr name; /* of the message or signal; the link's name */
    struct bpmn_expr correlation; /* message: zeebe:subscription correlationKey */
    struct bpmn_expr code;        /* of the error or escalation; absent on a catch: any */
    enum bpmn_timer timer;
    struct bpmn_expr when; /* the timer's expression, or the condition of a conditional event */
    bool wait;             /* compensation: waitForCompletion, true unless said */
    int line;
};

struct bpmn_user { /* zeebe:assignmentDefinition, formDefinition, taskSchedule, priorityDefinition */
    struct bpmn_expr assignee, groups, users, due, follow_up, priority;
    struct bpmn_expr form_id, form_key;
    bool native; /* zeebe:userTask was there */
};

struct bpmn_job { /* zeebe:taskDefinition, taskHeaders */
    struct bpmn_expr type, retries;
    const struct bpmn_pair *headers;
    size_t n_headers;
};

struct bpmn_loop {
    bool standard;                /* standardLoopCharacteristics, else multi-instance */
    bool sequential, test_before; /* test_before: standard loop only */
    struct bpmn_expr cardinality; /* multi-instance by number; loopMaximum of a standard loop */
    struct bpmn_expr collection;  /* zeebe: inputCollection */
    struct str item, output;      /* zeebe: inputElement, outputCollection */
    struct bpmn_expr output_item; /* zeebe: outputElement */
    struct bpmn_expr condition;   /* completionCondition; loopCondition of a standard loop */
};

struct bpmn_call { /* zeebe:calledElement, or the attribute calledElement */
    struct bpmn_expr process;
    bool pass_all_in, pass_all_out; /* both true unless said */
};

struct bpmn_decision { /* zeebe:calledDecision */
    struct bpmn_expr id;
    struct str result;
};

struct bpmn_script {
    struct bpmn_expr expr; /* zeebe:script, or script of format FEEL; absent: nothing is executed */
    struct str result;     /* variable; empty with a context as value: its entries are set */
    struct str text;       /* a plain script: only marked in the history */
};

struct bpmn_point {
    double x, y;
};

struct bpmn_box {
    bool given;
    double x, y, w, h;
};

struct bpmn_shape {
    struct bpmn_box box, label;
    bool expanded, horizontal; /* sub-process; pool and lane */
    uint32_t plane;            /* 0: the first diagram; others hold the insides of collapsed sub-processes */
    struct str fill, stroke;   /* bioc: or color: attributes, as written */
};

struct bpmn_element {
    enum bpmn_kind kind;
    enum bpmn_trigger trigger; /* of an event; of an event sub-process: that of its start */
    struct str id, name, documentation;
    struct str tag; /* the XML element: "userTask" */
    int line;
    uint32_t index;
    uint32_t parent;            /* the process or sub-process around; BPMN_NONE of a process */
    uint32_t lane;              /* the innermost lane that lists it, else BPMN_NONE: see bpmn_lane_of() */
    const uint32_t *in, *out;   /* sequence flows in document order */
    const uint32_t *children;   /* of a scope: every element directly inside, in document order */
    const uint32_t *boundaries; /* of an activity: its boundary events */
    const uint32_t *event_subs; /* of a scope: its event sub-processes */
    uint32_t n_in, n_out, n_children, n_boundaries, n_event_subs;
    uint32_t default_flow; /* else BPMN_NONE */
    uint32_t host;         /* of a boundary event */
    uint32_t start;     /* of a scope: its start event without trigger (of an event sub-process: its start) */
    uint32_t handler;   /* of a compensation boundary event: the activity that compensates */
    uint32_t link;      /* of a link throw: the catch of that name */
    uint32_t link_from; /* of a link catch: a throw that leads to it; of a throw: the next such */
    bool interrupting;  /* boundary event, start of an event sub-process */
    bool executable;    /* of a process: isExecutable="true" */
    bool for_compensation; /* of an activity: run only to compensate */
    bool instantiate;      /* receive task, event-based gateway */
    bool
        many; /* drawn as several: a data object's isCollection, parallelMultiple, a Parallel event gateway */
    const struct bpmn_event_def *event;
    const struct bpmn_user *user;
    const struct bpmn_job *job;
    const struct bpmn_loop *loop;
    const struct bpmn_call *call;
    const struct bpmn_decision *decision;
    const struct bpmn_script *script;
    const struct bpmn_event_def *message; /* of a send or receive task */
    struct bpmn_expr activation;          /* of a complex gateway: activationCondition */
    const struct bpmn_mapping *inputs, *outputs;
    const struct bpmn_pair *properties;
    uint32_t n_inputs, n_outputs, n_properties;
    struct bpmn_shape shape;
    const struct bpmn_xml *xml;
};

struct bpmn_flow { /* sequence flow */
    struct str id, name, documentation;
    int line;
    uint32_t index, source, target; /* elements */
    bool is_default;
    struct bpmn_expr condition;
    const struct bpmn_point *points;
    size_t n_points;
    struct bpmn_box label;
    const struct bpmn_xml *xml;
};

enum bpmn_edge_kind { BPMN_MESSAGE_FLOW, BPMN_ASSOCIATION, BPMN_DATA_ASSOCIATION };

struct bpmn_edge { /* a line that moves no token */
    enum bpmn_edge_kind kind;
    struct str id, name, source, target; /* ids of anything */
    int line;
    bool arrow_start, arrow_end; /* association direction */
    const struct bpmn_point *points;
    size_t n_points;
    struct bpmn_box label;
};

struct bpmn_lane {
    struct str id, name;
    int line;
    uint32_t index, process; /* the element that holds the lane set */
    uint32_t parent;         /* the lane around, else BPMN_NONE */
    const struct bpmn_pair *properties;
    size_t n_properties;
    struct bpmn_shape shape;
};

struct bpmn_participant {
    struct str id, name;
    int line;
    uint32_t process; /* BPMN_NONE: a closed pool */
    bool many;        /* participantMultiplicity */
    struct bpmn_shape shape;
};

enum bpmn_severity { BPMN_WARNING, BPMN_ERROR };

enum bpmn_problem_code {
    BPMN_P_SCHEMA,      /* the file breaks the schema */
    BPMN_P_UNSUPPORTED, /* the standard knows it, the engine does not run it */
    BPMN_P_EXPRESSION,  /* FEEL that does not compile, a timer without meaning */
    BPMN_P_STRUCTURE,   /* flows, gateways, boundary events, links: against a rule of the standard */
    BPMN_P_SOUNDNESS    /* unreachable, cannot end, can deadlock */
};

struct bpmn_problem {
    enum bpmn_severity severity;
    enum bpmn_problem_code code;
    struct str file;
    int line;
    struct str element; /* id, may be empty */
    struct str
        message; /* one sentence in English; begins with "unsupported ELEMENT:" for BPMN_P_UNSUPPORTED */
};

struct bpmn_problems {
    struct bpmn_problem *v;
    size_t n, cap;
};

struct bpmn_model {
    struct str file;
    struct str id, name, target_namespace, exporter, exporter_version, profile, profile_version;
    const struct bpmn_element *elements;
    const struct bpmn_flow *flows;
    const struct bpmn_edge *edges;
    const struct bpmn_lane *lanes;
    const struct bpmn_participant *participants;
    const uint32_t *processes; /* elements of kind BPMN_PROCESS, in document order */
    uint32_t n_elements, n_flows, n_edges, n_lanes, n_participants, n_processes;
    struct bpmn_problems problems; /* what reading found */
    bool has_diagram;
    const struct bpmn_xml *xml;
    const void *index; /* by id */
};

/* Read `text`; `file` is only named in problems. RC_INVALID: not well-formed XML, a document type or entity
 * declaration, no BPMN definitions, nothing that can be a model; RC_LIMIT: more than LIMIT_XML_BYTES, deeper
 * than LIMIT_XML_DEPTH, too many elements, arena full. Anything milder is in `(*ret)->problems`, of which an
 * error forbids running. Copies what it keeps. */
enum rc bpmn_read(struct arena *a, struct str file, struct str text, const struct bpmn_model **ret,
                  struct err *e) MUST_CHECK;

/* All problems: those of reading, what the engine does not run, rules of the standard, and soundness; in
 * order of lines. In a file with an executable process, those of processes that are not executable are only
 * warnings. */
enum rc bpmn_check(struct arena *a, const struct bpmn_model *m, struct bpmn_problems *ret,
                   struct err *e) MUST_CHECK;
bool bpmn_has_errors(const struct bpmn_problems *p);
/* "FILE:LINE: error: message (element ID)". */
struct str bpmn_problem_text(struct arena *a, const struct bpmn_problem *p);

/* The model as BPMN 2.0 XML: same elements, names, flows, bounds, way-points, extension elements. */
enum rc bpmn_write(const struct bpmn_model *m, struct buf *out, struct err *e) MUST_CHECK;

/* NULL when there is none. */
const struct bpmn_element *bpmn_find(const struct bpmn_model *m, struct str id);
const struct bpmn_flow *bpmn_find_flow(const struct bpmn_model *m, struct str id);
const struct bpmn_element *bpmn_at(const struct bpmn_model *m, uint32_t index);
/* The process named, or with an empty id the first executable one, else the first. */
const struct bpmn_element *bpmn_process(const struct bpmn_model *m, struct str id);
const struct bpmn_element *bpmn_process_of(const struct bpmn_model *m, const struct bpmn_element *el);
/* The lane of the element (of a boundary event: its host's), or of the nearest scope up that is in a lane. */
const struct bpmn_lane *bpmn_lane_of(const struct bpmn_model *m, const struct bpmn_element *el);
const struct bpmn_flow *bpmn_out(const struct bpmn_model *m, const struct bpmn_element *el, uint32_t i);
/* zeebe:property by key; STR_NONE when absent. */
struct str bpmn_property(const struct bpmn_element *el, const char *key);
/* The form a user task or start event names: formId, else formKey; STR_NONE when absent. */
struct str bpmn_form(const struct bpmn_element *el);
/* All flow nodes of a process, those of sub-processes after them, as a person reads the diagram: along the
 * flows from the starts, loops ignored, boundary events after their host, event sub-processes last. */
enum rc bpmn_reading_order(struct arena *a, const struct bpmn_model *m, const struct bpmn_element *process,
                           const uint32_t **ret, size_t *n, struct err *e) MUST_CHECK;
bool bpmn_is_event(const struct bpmn_element *el);
bool bpmn_is_activity(const struct bpmn_element *el); /* task, sub-process, call activity */
bool bpmn_is_gateway(const struct bpmn_element *el);
bool bpmn_is_scope(const struct bpmn_element *el);  /* process, sub-process of any kind */
bool bpmn_is_node(const struct bpmn_element *el);   /* part of the flow: event, activity, gateway */
const char *bpmn_kind_name(enum bpmn_kind k);       /* "user task" */
const char *bpmn_trigger_name(enum bpmn_trigger t); /* "message" */

#endif
