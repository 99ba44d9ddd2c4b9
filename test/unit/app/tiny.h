/*
 * tiny.h - tiny process packages made in the test, to be installed in the office of fixture.h; cases of them;
 * and what the store says of these.
 *
 * A tiny package is a process.bpmn with what every package needs around it: key, a registration form with a
 * subject, one start event `S` by the web, the roles EXP and MGR, and a form `f` without required fields.
 */
#ifndef TEST_APP_TINY_H
#define TEST_APP_TINY_H

#include "fixture.h"
#include "port/case.h"
#include "port/version.h"

#define TINY_HEAD                                                                                            \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "                                      \
    "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' id='d' targetNamespace='t'>"
#define TINY_EXT(x) "<extensionElements>" x "</extensionElements>"
#define TINY_USER(id, name)                                                                                  \
    "<userTask id='" id "' name='" name                                                                      \
    "'>" TINY_EXT("<zeebe:assignmentDefinition "                                                             \
                  "candidateGroups='EXP'/><zeebe:formDefinition formId='f'/>") "</userTask>"
#define TINY_FLOW(id, from, to) "<sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>"
#define TINY_END                                                                                             \
    "<endEvent id='E'>" TINY_EXT("<zeebe:properties><zeebe:property name='case_state' "                      \
                                 "value='closed'/></zeebe:properties>") "</endEvent>"
#define TINY_PROC(body) TINY_HEAD "<process id='P' isExecutable='true'>" body "</process></definitions>"

/* Version number that was installed; 0 with a failed check when it was refused. */
int64_t tiny_install(struct office *o, const char *key, const char *bpmn);
/* The same; the first problem instead of a version. */
struct str tiny_refused(struct office *o, const char *key, const char *bpmn);
/* A new case of it by the web. */
int64_t tiny_case(struct office *o, const char *key);

struct case_rec tiny_rec(struct office *o, int64_t case_id);
/* Elements where open tasks of the case lie, parted by spaces, by id. */
struct str tiny_tasks(struct office *o, int64_t case_id);
/* How many events of this kind the case's ledger has. */
int64_t tiny_events(struct office *o, int64_t case_id, const char *kind);
/* Every case as `samad verify` sees it: the number of faults; they are printed. */
int tiny_faults(struct office *o);
struct process_rec tiny_version(struct office *o, const char *key, int64_t version);
/* The only incident of the case that is open; id 0: none. */
struct incident_rec tiny_incident(struct office *o, int64_t case_id);
/* Running instances of the case. */
struct instance_list tiny_running(struct office *o, int64_t case_id);

#endif
