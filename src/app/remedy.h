/*
 * remedy.h - what an administrator may lawfully do to a case that stands still, beside trying again
 * (admin_state.h): correct a variable, and move a token with the consent of a second person. Each needs a
 * reason, and stands in the ledger of the case and in the administrators' log.
 *
 * Object checks as in admin_state.h. (docs/decisions/remedies.md)
 */
#ifndef APP_REMEDY_H
#define APP_REMEDY_H

#include "app/app.h"
#include "port/version.h"

enum remedy_fault {
    REMEDY_FINE,
    REMEDY_VALUE,   /* the value is not JSON */
    REMEDY_NAME,    /* no such variable, or one that the program keeps itself */
    REMEDY_SAME,    /* the value is that already */
    REMEDY_TARGET,  /* no place to move a token to from there */
    REMEDY_PLACE,   /* no token stands there (any more) */
    REMEDY_OPEN,    /* a move of this token is proposed already */
    REMEDY_YOURSELF /* who proposed cannot consent */
};

struct remedy_variable {
    int64_t instance_id;
    struct str name, value, reason; /* value: JSON */
    bool retry;                     /* then try the instance's incidents again */
};
/* RC_INVALID with the fault. The variable is that of the process itself, and must be there. */
enum rc remedy_set_variable(struct cx *cx, const struct remedy_variable *v, enum remedy_fault *fault,
                            struct err *e) MUST_CHECK;

struct remedy_move {
    int64_t instance_id, key; /* of a task, call, incident or waiting token */
    struct str target, reason;
};
/* Propose a move; nothing happens to the case but an event in its ledger. */
enum rc remedy_propose(struct cx *cx, const struct remedy_move *m, int64_t *id, enum remedy_fault *fault,
                       struct err *e) MUST_CHECK;
enum remedy_answer { REMEDY_CONSENT, REMEDY_REFUSE, REMEDY_WITHDRAW };
/* Another administrator consents (and the token moves now) or refuses; who proposed may only withdraw.
 * RC_CONFLICT: decided already. RC_INVALID with the fault; a token that has gone on makes the proposal void:
 * it can then only be refused or withdrawn. */
enum rc remedy_decide(struct cx *cx, int64_t id, enum remedy_answer answer, struct str reason,
                      enum remedy_fault *fault, struct err *e) MUST_CHECK;
/* Open proposals within sight, oldest first. */
enum rc remedy_moves(struct cx *cx, struct move_list *ret, struct err *e) MUST_CHECK;
enum rc remedy_move_get(struct cx *cx, int64_t id, struct move_rec *ret, struct err *e) MUST_CHECK;

#endif
