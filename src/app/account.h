/*
 * account.h - what officials do for themselves: password, one-time codes, sessions, and dated absence with a
 * deputy.
 *
 * Not here: signing in (session.h), accounts made by administrators (admin.h).
 */
#ifndef APP_ACCOUNT_H
#define APP_ACCOUNT_H

#include "app/app.h"
#include "port/office.h"

#define PASSWORD_CHARS_MIN 10

struct account {
    struct official_rec who;
    struct holding_list posts;
};
enum rc account_get(struct cx *cx, struct account *ret, struct err *e) MUST_CHECK;

/* ---- password ---- */

enum password_fault { PASSWORD_OK, PASSWORD_OLD_WRONG, PASSWORD_SHORT, PASSWORD_SAME, PASSWORD_IS_LOGIN };
/* Checks the old one (slow) and sets the new one; other sessions of the official end. `token` is the session
 * that stays. Runs its own transactions. RC_OK also with a fault: then nothing was changed. */
enum rc account_set_password(struct app *app, struct arena *a, const struct actor *me, struct secret old,
                             struct secret new_, struct str token, enum password_fault *fault,
                             struct err *e) MUST_CHECK;

/* ---- one-time codes ---- */

/* A fresh secret, not yet in force: it goes along with the form, signed, until a code of it is given. */
struct totp_offer {
    struct str secret, uri, sealed;
};
enum rc account_totp_offer(struct cx *cx, struct totp_offer *ret, struct err *e) MUST_CHECK;
/* The offer again from its seal; RC_INVALID when it is not ours or too old. */
enum rc account_totp_open(struct cx *cx, struct str sealed, struct totp_offer *ret, struct err *e) MUST_CHECK;
/* Switch it on. RC_INVALID: the code is not of this secret. */
enum rc account_totp_on(struct cx *cx, struct str sealed, struct str code, struct err *e) MUST_CHECK;
/* Switch it off with a code of the present secret. RC_INVALID: wrong code. */
enum rc account_totp_off(struct cx *cx, struct str code, struct err *e) MUST_CHECK;

/* End all other sessions of the official. */
enum rc account_end_others(struct cx *cx, struct str token, struct err *e) MUST_CHECK;

/* ---- absence ---- */

struct deputy_cmd {
    struct str post, deputy;     /* code of the post; login of the deputy */
    int32_t from_day, until_day; /* both included */
    struct str reason;
};
enum deputy_fault {
    DEPUTY_OK,
    DEPUTY_POST,   /* not a post that the actor holds */
    DEPUTY_PERSON, /* nobody of that name, inactive, or the actor */
    DEPUTY_DATES,  /* ends before it begins, or in the past, or longer than a year */
    DEPUTY_OVERLAP /* somebody is deputy in these days already */
};
/* Somebody holds the post in the dated absence of its holder; the log says so. RC_INVALID with the fault. */
enum rc deputy_add(struct cx *cx, const struct deputy_cmd *cmd, enum deputy_fault *fault,
                   struct err *e) MUST_CHECK;
/* End it now. RC_NOT_FOUND unless it is a deputy of a post that the actor holds. */
enum rc deputy_end(struct cx *cx, int64_t holding_id, struct err *e) MUST_CHECK;
struct deputies {
    struct holding_list
        list; /* now and to come, of the posts that the actor holds and as whose deputy he acts */
    struct holding_list own;     /* posts that the actor holds himself */
    struct official_list people; /* who may be a deputy: holders in the actor's unit and its superiors */
};
enum rc deputies_get(struct cx *cx, struct deputies *ret, struct err *e) MUST_CHECK;

#endif
