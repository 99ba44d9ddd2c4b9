/*
 * world.h - what the tests of this room share: small models as text, a process run step by step, its commands
 * as a line.
 *
 * After every event the state is saved, loaded, saved again and compared, and the test goes on with the
 * loaded one; the event is also applied to a second copy, which must give the same commands and state.
 */
#ifndef TEST_BPMN_WORLD_H
#define TEST_BPMN_WORLD_H

#include "bpmn/engine.h"
#include "check.h"

#define DEFS(body)                                                                                           \
    "<?xml version='1.0' encoding='UTF-8'?>\n"                                                               \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                                      \
    "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' "                                                     \
    "xmlns:bpmndi='http://www.omg.org/spec/BPMN/20100524/DI' "                                               \
    "xmlns:dc='http://www.omg.org/spec/DD/20100524/DC' "                                                     \
    "xmlns:di='http://www.omg.org/spec/DD/20100524/DI' "                                                     \
    "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' id='d' targetNamespace='t'>\n" body               \
    "</definitions>\n"
#define PROC(body) DEFS("<process id='p' isExecutable='true'>\n" body "</process>\n")
#define F(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>\n"
#define FC(id, from, to, cond)                                                                               \
    "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'><conditionExpression "                \
    "xsi:type='tFormalExpression'>= " cond "</conditionExpression></sequenceFlow>\n"
#define EXT(x) "<extensionElements>" x "</extensionElements>"
#define S(id) "<startEvent id='" id "'/>\n"
#define E(id) "<endEvent id='" id "'/>\n"
#define USER(id) "<userTask id='" id "' name='" id "'/>\n"
#define JOB(id, type)                                                                                        \
    "<serviceTask id='" id "'>" EXT("<zeebe:taskDefinition type='" type "'/>") "</serviceTask>\n"
#define SCRIPT(id) "<scriptTask id='" id "'><script>" id "</script></scriptTask>\n"
#define TIMER(kind, text) "<timerEventDefinition><" kind ">" text "</" kind "></timerEventDefinition>"
#define MSG(id, name, corr)                                                                                  \
    "<message id='" id "' name='" name                                                                       \
    "'>" EXT("<zeebe:subscription correlationKey='" corr "'/>") "</message>\n"

struct world {
    struct arena *a;
    const struct bpmn_model *m;
    struct bpmn_state *s;
    struct buf trace; /* of the last event, tokens separated by spaces */
    int64_t now;
    enum rc rc; /* of the last event */
    struct err err;
    bool flows; /* put the flows taken into the trace too */
};

/* Read the model and start process `p`; `vars` is a JSON object or NULL. False when it cannot be read. */
bool world_open(struct world *w, const char *xml, const char *vars);
/* The same without starting. */
bool world_read(struct world *w, const char *xml);
void world_close(struct world *w);
void world_apply(struct world *w, struct bpmn_event ev);
/* Key of what the element waits for; 0 when it does not. */
uint64_t world_key(const struct world *w, enum bpmn_wait_kind kind, const char *element);
const struct feel_value *world_json(struct world *w, const char *json);
/* One variable of the process as JSON, or of all when `name` is NULL. */
struct str world_var(struct world *w, const char *name);

void task_done(struct world *w, const char *element, const char *vars);
void job_done(struct world *w, const char *element, const char *vars);
void job_error(struct world *w, const char *element, const char *code, const char *vars);
void message(struct world *w, const char *name, const char *correlation, const char *vars);
void signal_all(struct world *w, const char *name, const char *vars);
void timer(struct world *w, const char *element);
void set_vars(struct world *w, const char *vars);
void retry(struct world *w, const char *element);

#define TRACE(w, want)                                                                                       \
    do {                                                                                                     \
        CHECK_INT((w)->rc, RC_OK);                                                                           \
        CHECK_STR(buf_view(&(w)->trace), want);                                                              \
    } while (0)

#endif
