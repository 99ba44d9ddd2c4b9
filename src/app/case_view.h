/*
 * case_view.h - what the applicant sees of a case: each stage so far, what comes next, the clock and its
 * sentence, what may be done now, letters, the survey; and whether a receipt is in the ledger.
 *
 * Nothing that is not public in the ledger is told here, and no name of an official.
 *
 * Not here: opening a case with its code (case.h), drawing (web/).
 */
#ifndef APP_CASE_VIEW_H
#define APP_CASE_VIEW_H

#include "app/case.h"
#include "domain/deadline.h"
#include "port/case.h"
#include "port/office.h"

/* ---- a stage ---- */

enum stage_when { STAGE_PAST, STAGE_NOW, STAGE_COMING };
struct case_stage {
    enum stage_when when;
    struct str title;
    struct str who; /* office where it is now; «شما» is web's */
    bool by_citizen;
    int64_t at; /* past and now */
};
struct case_stages {
    struct case_stage *v;
    size_t n;
    bool at_work; /* the case is on somebody's desk; else it waits for the applicant or for a date */
};

/* The stages that every ordinary way from here to the end passes, in order (road.c): by the process itself,
 * so that nothing is promised that the process does not do. Empty for a closed case. */
enum rc case_road(struct cx *cx, const struct case_rec *c, struct case_stages *ret, struct err *e) MUST_CHECK;

/* ---- the clock ---- */

struct case_clock {
    bool is; /* has a deadline at all */
    struct deadline d;
    enum dl_state state;
    bool stopped;      /* the case is closed, the deadline was not met */
    int64_t days_left; /* negative: late by */
    struct str why;    /* the explaining sentence */
    struct str limit;  /* «۱۰ روز» */
    struct str cls;    /* word of the class; may be empty */
};
enum rc case_clock_of(struct cx *cx, const struct package *pkg, const struct deadline_list *list,
                      struct case_clock *ret, struct err *e) MUST_CHECK;

/* ---- the whole ---- */

struct case_letter {
    int64_t id;
    struct str title, number, kind, template;
    int64_t at;
};
struct case_act {
    struct citizen_act act;
    int64_t until;      /* 0: no end is known */
    bool closes;        /* it interrupts what runs */
    struct str confirm; /* consequence; may be empty */
    struct str refused; /* why it would be refused now; empty: it is open */
};

struct case_view {
    struct case_rec c;
    struct applicant_rec applicant;
    const struct package *pkg;
    struct unit_rec unit;   /* whose case it is */
    struct unit_rec office; /* the top of the tree */
    bool closed;
    struct case_clock clock;
    struct str no_clock; /* why there is no due date yet; may be empty */
    struct case_stages stages;
    struct case_act *acts;
    size_t n_acts;
    struct case_letter *letters; /* to the applicant, oldest first, without the receipt */
    size_t n_letters;
    struct case_letter receipt; /* id 0: none */
    struct str receipt_code;    /* what its QR holds */
    struct attachment_list files;
    bool survey_asked, survey_answered;
    struct str asked; /* what is asked of the applicant now; empty: nothing */
    struct str after; /* where to turn when all is over; empty: nothing */
};
/* The actor must be let in (sight.h). */
enum rc case_view_get(struct cx *cx, int64_t case_id, struct case_view *ret, struct err *e) MUST_CHECK;
/* Only what a receipt shows: case, applicant, unit, office, receipt, clock. */
enum rc case_receipt_get(struct cx *cx, int64_t case_id, struct case_view *ret, struct err *e) MUST_CHECK;

/* The words of an act by the name of its message, of whichever installed process knows it; may be empty. */
struct str act_title(struct cx *cx, struct str name);

/* The office at the top of the tree that `path` lies in, or (with an empty path) of the public processes, and
 * the unit that answers. */
struct front_office {
    struct unit_rec office, unit;
};
enum rc front_office_get(struct cx *cx, struct str path, struct front_office *ret, struct err *e) MUST_CHECK;

/* Of a process, for the page that explains it: the unit that does it, the top of its tree, its edition. */
struct process_edition {
    int64_t version, installed_at, review_at;
};
enum rc process_front(struct cx *cx, const struct package *pkg, struct unit_rec *office,
                      struct unit_rec *unit, struct process_edition *edition, struct err *e) MUST_CHECK;
/* When people may come; empty when it is not set. */
enum rc front_office_hours(struct cx *cx, struct str *ret, struct err *e) MUST_CHECK;

/* Units that may be complained of: the active ones, by their place in the tree. */
enum rc respondent_units(struct cx *cx, struct unit_list *ret, struct err *e) MUST_CHECK;
/* The name of the unit of this code, active or not. RC_NOT_FOUND: no such unit. */
enum rc unit_name_of(struct cx *cx, struct str code, struct str *ret, struct err *e) MUST_CHECK;

/* ---- guessing ---- */

/* How long this address must wait before it may try a code again, in milliseconds; 0: not at all. */
enum rc track_wait(struct cx *cx, struct str address, struct str code, int64_t *ret,
                   struct err *e) MUST_CHECK;
enum rc track_failed(struct cx *cx, struct str address, struct str code, struct err *e) MUST_CHECK;

/* ---- receipts ---- */

struct receipt_check {
    bool found;  /* there is such a case, with such an event */
    bool intact; /* and the chain up to it is whole and ends in this hash */
    struct case_rec c;
    struct unit_rec office;
    int64_t event_at;
    bool published;
    int32_t day;
    struct str root;
};
enum rc receipt_verify(struct cx *cx, struct str path, struct receipt_check *ret, struct err *e) MUST_CHECK;

#endif
