/*
 * case.h - a case from outside: registering it, following it, answering back (message of the applicant).
 *
 * Not here: officials' work on it (task.h), what a page shows of it (case_view.h).
 */
#ifndef APP_CASE_H
#define APP_CASE_H

#include "app/package.h"
#include "forms/form.h"

/* Values of a registration form that are good for a process. */
struct case_checked {
    int64_t process_id, respondent_unit;
    struct str duplicate_key;
    struct form_result form;
};
/* The check of case_register() alone, on a snapshot. RC_INVALID: `ret->form` says what is wrong. */
enum rc case_check(struct cx *cx, struct str process, struct str channel, const struct json *values,
                   struct case_checked *ret, struct err *e) MUST_CHECK;

/* Registration on any channel (OFF-CMP-03..09). The actor is a citizen (web) or an official with
 * RIGHT_REGISTER. */
struct register_cmd {
    struct str process, channel;
    struct str once;  /* the form's own key: the same form twice is one case with one receipt */
    struct str code;  /* a tracking code to try first: case_code_try(); empty: any */
    int64_t draft_id; /* whose attachments become the case's; 0: none */
    const struct case_checked *checked; /* by case_check(); or NULL, or of another process, and then: */
    const struct json *values; /* a draft's values (JSON of form fields), checked again; or NULL and then: */
    const struct form_input *inputs;
    size_t n_inputs;
};
struct registered {
    int64_t case_id;
    struct str tracking_code;
    struct form_result form; /* errors when RC_INVALID */
};
/* A random tracking code; whether a case has it already is asked in the database. */
struct str case_code_try(struct cx *cx);
/* RC_OK also when `once` was registered before: the same case. RC_INVALID: `ret->form` says what is wrong,
 * nothing is stored. RC_DENIED: this actor may not register on this channel. RC_NOT_FOUND: no such process or
 * channel. Any failure of the registration's own steps (number, receipt) rolls everything back (OFF-ACC-04);
 * what stops behind the receipt is an incident of the registered case.
 */
enum rc case_register(struct cx *cx, const struct register_cmd *cmd, struct registered *ret,
                      struct err *e) MUST_CHECK;

/* A case that nobody applied for: a timer start of an installed process (start.h) begins it in the unit that
 * owns the process. RC_INTERNAL when there is no such unit. */
enum rc case_begin_own(struct cx *cx, const struct package *pkg, struct str bpmn_process, struct str start,
                       int64_t *case_id, struct err *e) MUST_CHECK;

/* What a registration form is drawn and checked with on this channel by this actor. It borrows `cx`. */
enum rc case_form_env(struct cx *cx, struct str channel, struct form_env *ret, struct err *e) MUST_CHECK;

/* A citizen opens a case with its tracking code and the identity number given at registration. On success
 * `actor` is a citizen for this one case. RC_NOT_FOUND says no more than that. */
enum rc case_of_citizen(struct cx *cx, struct str tracking_code, struct str identity, int64_t *case_id,
                        struct actor *actor, struct err *e) MUST_CHECK;

/* What the applicant may do now: messages that running processes wait for with role CIT. */
struct citizen_act {
    struct str name;  /* the message: "documents", "objection", "withdrawal" */
    struct str title; /* words of its button */
    struct str form;  /* id of its form; empty: none */
    const struct package *pkg;
    int64_t instance_id, key;
    struct str element;
};
struct citizen_acts {
    struct citizen_act *v;
    size_t n;
};
enum rc case_citizen_acts(struct cx *cx, int64_t case_id, struct citizen_acts *ret, struct err *e) MUST_CHECK;

struct message_cmd {
    int64_t case_id;
    struct str name, once;
    int64_t draft_id;
    const struct form_input *inputs;
    size_t n_inputs;
};
struct message_result {
    struct form_result form; /* errors when RC_INVALID */
    struct str refused;      /* words of a guard that said no, when RC_DENIED */
    struct str refused_key;  /* its key */
};
/* The applicant gives a message. RC_CONFLICT: nothing waits for it now. */
enum rc case_message(struct cx *cx, const struct message_cmd *cmd, struct message_result *ret,
                     struct err *e) MUST_CHECK;

/* Was a message sent with this once-key before? Then the same form came twice. Not in a transaction. */
bool act_done_before(struct app *app, struct arena *a, struct str once, struct str *name);

/* The survey at the end; RC_CONFLICT when it was answered, RC_NOT_FOUND when it was not asked. */
enum rc case_survey(struct cx *cx, int64_t case_id, struct str verdict, int64_t score, struct str comment,
                    struct err *e) MUST_CHECK;

/* Files of a draft or case. `bytes` were stored before the transaction (case_store_file). */
struct stored_file {
    struct str hash, name, mime;
    int64_t size;
};
enum file_fault { FILE_OK, FILE_EMPTY, FILE_TOO_LARGE, FILE_KIND, FILE_TOO_MANY };
/* Check kind and size by content and put the bytes durably aside. Not in a transaction (it waits for the
 * disk). */
enum rc case_store_file(struct app *app, struct arena *a, struct str name, struct str bytes,
                        struct stored_file *ret, enum file_fault *fault, struct err *e) MUST_CHECK;
enum rc case_attach(struct cx *cx, int64_t case_id, const struct stored_file *file, bool public,
                    struct str note, struct err *e) MUST_CHECK;
/* The bytes of an attachment of a case that the actor sees. */
enum rc case_attachment(struct cx *cx, int64_t attachment_id, struct stored_file *ret, struct str *bytes,
                        struct err *e) MUST_CHECK;
/* The same, when it must be of this case. */
enum rc case_attachment_of(struct cx *cx, int64_t case_id, int64_t attachment_id, struct stored_file *ret,
                           struct str *bytes, struct err *e) MUST_CHECK;

#endif
