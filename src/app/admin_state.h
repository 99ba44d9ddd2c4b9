/*
 * admin_state.h - the state of the installation: incidents, messages on their way, the ledger, settings, the
 * audit log.
 *
 * An administrator without RIGHT_ALL_UNITS sees incidents and messages of the cases below the own unit; what
 * is of the whole office (settings, log) reads as RC_NOT_FOUND. A case that complains of the administrator or
 * of the administrator's unit is not there (SAM-10.3).
 */
#ifndef APP_ADMIN_STATE_H
#define APP_ADMIN_STATE_H

#include "app/admin.h"
#include "port/case.h"
#include "port/document.h"

#define ADMIN_PAGE 20

/* ---- the whole at a glance ---- */

struct package; /* app/package.h */

struct admin_overview {
    int64_t incidents, waiting, letters, failed; /* letters: to be printed; failed: given up */
    int64_t units, vacant;                       /* vacant: open posts without a holder */
    int64_t running;                             /* instances of processes */
    int64_t reviews_due;                         /* processes whose review date has come within 90 days */
    int64_t predicted;                           /* holidays of the next 60 days that are not confirmed */
    bool has_calendar;
};
enum rc admin_overview(struct cx *cx, struct admin_overview *ret, struct err *e) MUST_CHECK;

/* ---- incidents ---- */

struct admin_incident {
    struct incident_row row;
    struct str process; /* title of it */
    bool veiled;        /* confidential, and the administrator may not see that: the subject is empty */
};
struct admin_incidents {
    struct admin_incident *v;
    size_t n;
    int64_t total;
};
enum rc admin_incidents(struct cx *cx, bool solved, int64_t page, struct admin_incidents *ret,
                        struct err *e) MUST_CHECK;
enum rc admin_incident_get(struct cx *cx, int64_t id, struct admin_incident *ret, struct err *e) MUST_CHECK;
/* Try again after the cause was mended. `again`: the case stopped at once once more (a new incident).
 * RC_CONFLICT when it was solved meanwhile. */
enum rc admin_incident_retry(struct cx *cx, int64_t id, struct str reason, bool *again,
                             struct err *e) MUST_CHECK;

/* ---- messages ---- */

enum admin_outbox_part { OUTBOX_WAITING, OUTBOX_LETTERS, OUTBOX_FAILED, OUTBOX_SENT };
struct admin_message {
    struct outbox_rec m;
    bool veiled; /* subject, body and recipient are empty */
};
struct admin_outbox {
    struct admin_message *v;
    size_t n;
    int64_t total;
    int64_t waiting, letters, failed; /* counts of the other parts */
};
enum rc admin_outbox(struct cx *cx, enum admin_outbox_part part, int64_t page, struct admin_outbox *ret,
                     struct err *e) MUST_CHECK;
enum rc admin_message_get(struct cx *cx, int64_t id, struct admin_message *ret, struct err *e) MUST_CHECK;
/* Send it again, now. RC_CONFLICT when it has gone out meanwhile. `reason` may be empty. */
enum rc admin_message_retry(struct cx *cx, int64_t id, struct str reason, struct err *e) MUST_CHECK;
/* A dead letter is laid down for good, with a reason. RC_CONFLICT when it has not failed. */
enum rc admin_message_give_up(struct cx *cx, int64_t id, struct str reason, struct err *e) MUST_CHECK;
/* A printed letter has been posted. Once more is no fault. */
enum rc admin_letter_posted(struct cx *cx, int64_t id, struct err *e) MUST_CHECK;
/* The sheet to be printed: the letter itself, or the message with its address. */
enum rc admin_letter_document(struct cx *cx, int64_t id, struct doc **ret, struct err *e) MUST_CHECK;

/* ---- processes ---- */

struct admin_process {
    struct process_rec rec;
    const struct package *pkg;    /* compiled; lives as long as the program */
    struct str owner;             /* name of the unit that has its owner's function; empty: none has */
    int64_t incidents;            /* open, of the whole key */
    struct process_list versions; /* of the key, newest first */
    struct str *by;               /* who installed versions[i]; empty: the command line */
};
struct admin_processes {
    struct admin_process *v; /* active ones by key; `versions` is empty here */
    size_t n;
};
enum rc admin_processes(struct cx *cx, struct admin_processes *ret, struct err *e) MUST_CHECK;
/* One version, by its id. */
enum rc admin_process_get(struct cx *cx, int64_t id, struct admin_process *ret, struct err *e) MUST_CHECK;

/* ---- the ledger ---- */

enum rc admin_ledger(struct cx *cx, int64_t days, struct ledger_day_list *ret, struct err *e) MUST_CHECK;
struct admin_check {
    bool intact;
    int64_t cases, events;
    struct str fault; /* English: what `samad verify` says */
};
/* Is the published root of this day what the events give today, and chained to the day before? Slow. */
enum rc admin_check_day(struct cx *cx, int64_t day, struct admin_check *ret, struct err *e) MUST_CHECK;
enum rc admin_check_case(struct cx *cx, struct str tracking_code, struct admin_check *ret,
                         struct err *e) MUST_CHECK;

/* ---- settings ---- */

struct admin_settings {
    struct str public_url, hours, email; /* texts that letters and pages show */
    struct unit_rec office;              /* the top of the tree: name, telephone, address */
    struct str seen;                     /* stands for all these values: optimistic locking */
};
enum rc admin_settings_get(struct cx *cx, struct admin_settings *ret, struct err *e) MUST_CHECK;
/* RC_CONFLICT when `seen` is not what it would be now. Of `office` name, phone and address are taken. */
enum rc admin_settings_save(struct cx *cx, const struct admin_settings *s, struct err *e) MUST_CHECK;

/* ---- the log ---- */

/* One row more than ADMIN_PAGE when there is a further page. */
enum rc admin_log(struct cx *cx, struct audit_filter *f, struct audit_list *ret, struct err *e) MUST_CHECK;

#endif
