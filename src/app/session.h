/*
 * session.h - signing in and out, who is acting, lock-out without denying the victim.
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/app.h"

/* What an official's cookie stands for. */
struct session {
    struct actor actor;
    struct str csrf; /* token that forms of this session carry */
    int64_t expires_at;
    int64_t tray_new, tray_today, tray_late; /* counts for the masthead */
};

/* The session of a cookie's token; RC_NOT_FOUND when there is none, it expired, or the holder lost the post.
 */
enum rc session_find(struct cx *cx, struct str token, struct session *ret, struct err *e) MUST_CHECK;

struct sign_in {
    struct str login;
    struct secret password;
    struct str totp;    /* six digits, empty when not asked for */
    struct str pending; /* of the first step (signed_in.pending): then no password is looked at */
    struct str address; /* client's network address, for throttling */
    struct str device;  /* cookie of a device that has signed in before, may be empty */
};
enum sign_in_result { SIGN_IN_OK, SIGN_IN_WRONG, SIGN_IN_NEEDS_TOTP, SIGN_IN_WAIT, SIGN_IN_NO_POST };
struct signed_in {
    enum sign_in_result result;
    struct str token, device; /* cookies to set, when OK */
    struct str pending;       /* when NEEDS_TOTP: the password was right; goes along with the code */
    int64_t wait_ms;          /* how long to wait, when SIGN_IN_WAIT */
    bool must_change;         /* the password was given by somebody else: change it first */
};
/* Checks the password (slow: some 70 ms) and opens a session. Runs its own transactions: call it outside of
 * one, from a thread that may wait. Unknown names take as long as wrong passwords. A failure counts against
 * (name, device or address): somebody else's failures never lock out a device that has signed in before. */
enum rc sign_in(struct app *app, struct arena *a, const struct sign_in *in, struct signed_in *ret,
                struct err *e) MUST_CHECK;
enum rc sign_out(struct cx *cx, struct str token, struct err *e) MUST_CHECK;
/* Act for another of the official's posts (own or deputised). RC_NOT_FOUND when not held now. */
enum rc session_switch_post(struct cx *cx, struct str token, int64_t post_id, struct err *e) MUST_CHECK;

#endif
