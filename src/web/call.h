/*
 * call.h - the insides of struct call, shared by dispatch.c, refusal.c and resume.c.
 */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include "web/dispatch.h"

enum verdict {
    VERDICT_NONE,
    VERDICT_GO,
    VERDICT_SIGN_IN, /* nobody is signed in, and the route wants somebody */
    VERDICT_DENIED,
    VERDICT_STALE /* the form's token is not of this session */
};

struct call {
    const struct web *web;
    struct call_input input;
    const struct route *route;
    struct req rq;
    struct req_inner in;
    struct resp rs;
    struct actor nobody;
    struct session session;
    struct errors declared_errors; /* before any handler added to them */
    enum verdict verdict;
    const struct field *carried_form; /* of the route that the sign-in page stands in for */
    bool too_large;                   /* the body as a whole */
    bool refused_by_handler;          /* a write that added errors */
    bool settled;
    bool written; /* the write has ended with `write_rc`: what is left is to show why it was refused */
    enum rc write_rc;
    struct err write_err;
    struct buf packed; /* the body, compressed */
    struct call_response out;
};

/* Make the page of refusal; always false, so that a check can end with it. `e` goes to the log when it is our
 * fault. */
bool call_refuse_with(struct call *c, int status, const struct err *e);
bool call_refuse_rc(struct call *c, enum rc rc, const struct err *e);
bool call_refuse_cross_site(struct call *c);
/* After a handler: make what `rc` and the verdict mean out of it. */
void call_settle(struct call *c, enum rc rc, const struct err *e);
/* Show the sign-in page in place of the one asked for, carrying what was posted. */
void call_ask_to_sign_in(struct call *c);

#endif
