/*
 * process_diff.h - two versions of a process package side by side: the previous and the corrected one
 * (PRT-REV-01, PRT-REV-02): steps added, removed, changed; times, documents and visits before and after.
 *
 * Steps come from the BPMN file; times from service.json, decision classes and timers; documents from
 * service.json and file fields of forms; a visit is a step of service.json in which the applicant must come
 * to a place. Pure: no database, no words (the words are the page's and the command's).
 */
#ifndef APP_PROCESS_DIFF_H
#define APP_PROCESS_DIFF_H

#include "app/package.h"

enum diff_kind { DIFF_SAME, DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* What of a step is another: bits. */
enum diff_what {
    DIFF_ID = 1, /* the id in the file; the name says that it is the same step */
    DIFF_NAME = 2,
    DIFF_TYPE = 4, /* kind of element, of service task, of timer */
    DIFF_ROLE = 8,
    DIFF_FORM = 16,
    DIFF_DUE = 32, /* due, timer, deadline */
    DIFF_RULES =
        64, /* guards, conditions of the flows out of it, decision, called process, script, mapping */
    DIFF_WAYS = 128,  /* where it leads */
    DIFF_STATE = 256, /* state and stage that the case has from here on */
    DIFF_REPEAT = 512 /* multi-instance, loop */
};

struct diff_step {
    enum diff_kind kind;
    unsigned what;
    const struct bpmn_element *before, *after; /* NULL: not there */
    struct str before_role, after_role;        /* words */
    bool main; /* people or services do something here; else gateways, events */
};

/* One fact before and after; an empty text: not there. */
struct diff_fact {
    enum diff_kind kind;
    struct str key, label, before, after; /* key: of the same fact on both sides */
    bool required_before, required_after; /* documents */
};
struct diff_facts {
    const struct diff_fact *v;
    size_t n, changed;
};

/* A number before and after; -1: the package says nothing. */
struct diff_number {
    int64_t before, after;
};

struct process_diff {
    const struct package *before, *after;
    const struct diff_step *steps; /* in the order of the corrected one, removed ones where they were */
    size_t n_steps, added, removed, changed;
    struct diff_facts times; /* labels: "limit", "class:A", "step:TITLE", "timer:NAME"; texts as written */
    struct diff_facts documents;               /* label: the document; texts: number of copies, form */
    struct diff_facts visits;                  /* label: what for; texts: where */
    struct diff_facts forms;                   /* label: form id; texts: its title */
    struct diff_number step_count, work_count; /* all nodes; those that somebody or something does */
    struct diff_number usual_min, max_min;     /* of the longest way through service.json, in minutes */
    struct diff_number document_count, visit_count, field_count;
};
/* ISO 8601 in minutes; a month counts 30 days. -1 when it cannot be read. */
int64_t diff_minutes(struct str s);
enum rc process_diff(struct arena *a, const struct package *before, const struct package *after,
                     struct process_diff *ret, struct err *e) MUST_CHECK;

#endif
