/*
 * admin.h - what administrators do to the office: units, posts, people, who holds what. (Calendars:
 * admin_calendar.h; incidents, messages, ledger, settings, log: admin_state.h.)
 *
 * Object checks are here: an administrator without RIGHT_ALL_UNITS sees the subtree of the own unit only, and
 * what lies outside reads as RC_NOT_FOUND. Every change carries the version that was seen (RC_CONFLICT when
 * it is another by now) and leaves a row in the audit log. What a rule forbids is RC_INVALID with the fault,
 * whose words are the page's.
 *
 * Invariant: somebody who can sign in always holds, without an end, a post that administers all units.
 */
#ifndef APP_ADMIN_H
#define APP_ADMIN_H

#include "app/office.h"
#include "base/hash.h"
#include "port/admin.h"

enum admin_fault {
    ADMIN_FINE,
    ADMIN_CODE,       /* letters, digits and - _ . only */
    ADMIN_CODE_TAKEN, /* code or login of somebody else */
    ADMIN_WORK_OPEN,  /* closing a post with open work on it */
    ADMIN_NOT_EMPTY,  /* closing a unit with open units or posts below it */
    ADMIN_PARENT,     /* below itself, closed, or out of sight */
    ADMIN_SUPERIOR,   /* no such post, or in a circle */
    ADMIN_ROLES,      /* codes of capital letters and digits, parted by spaces */
    ADMIN_RIGHTS,     /* gives, or touches, more than the administrator has */
    ADMIN_LAST,       /* nobody would be left to administer */
    ADMIN_SELF,       /* closing the own account */
    ADMIN_UNKNOWN,    /* no such person, or closed */
    ADMIN_FROM,       /* in the past */
    ADMIN_UNTIL,      /* before the beginning; a deputy without an end */
    ADMIN_HOLDS,      /* holds the post already */
    ADMIN_ENDED,      /* is over already */
    ADMIN_CLOSED      /* the unit or post is closed */
};

/* Does the actor administer the whole installation (calendars, settings, log, ledger)? */
bool admin_of_all(const struct cx *cx);
/* The subtree that the actor administers: "/" for everything. */
struct str admin_path(const struct cx *cx);
/* The last change that the audit log knows of a thing; RC_NOT_FOUND when there is none. */
enum rc admin_last_change(struct cx *cx, const char *acts, struct str object, struct audit_rec *ret,
                          struct err *e) MUST_CHECK;

/* ---- units ---- */

struct admin_unit_row {
    struct unit_rec u;
    size_t depth; /* below the top of what is seen */
    int64_t posts, vacant, open_tasks;
};
struct admin_unit_rows {
    struct admin_unit_row *v; /* depth first, each level by name */
    size_t n;
};
/* `words`: part of a name or code; then depth is 0. */
enum rc admin_units(struct cx *cx, struct str words, struct admin_unit_rows *ret, struct err *e) MUST_CHECK;

struct admin_unit {
    struct unit_rec u, parent; /* parent.id 0: the top */
    struct post_list posts;
    struct holding_list holdings; /* of all these posts, in force now */
    size_t below;                 /* open units directly below */
};
enum rc admin_unit_get(struct cx *cx, int64_t id, struct admin_unit *ret, struct err *e) MUST_CHECK;
/* A new unit (u->id 0; the id is set), or a changed one with the version that was seen. The parent of a
 * changed unit stays. */
enum rc admin_unit_save(struct cx *cx, struct unit_rec *u, enum admin_fault *fault, struct err *e) MUST_CHECK;

/* ---- posts ---- */

struct admin_post {
    struct post_rec p;
    struct unit_rec unit;
    struct post_rec superior; /* id 0: none */
    struct holding_list history;
    int64_t open_tasks;
    bool may_change; /* false: it has rights that the administrator has not */
};
enum rc admin_post_get(struct cx *cx, int64_t id, struct admin_post *ret, struct err *e) MUST_CHECK;
/* A new post of p->unit_id, or a changed one. Closing it ends who holds it. `superior`: code of a post, may
 * be empty. */
enum rc admin_post_save(struct cx *cx, struct post_rec *p, struct str superior, enum admin_fault *fault,
                        struct err *e) MUST_CHECK;

/* Every open post of the office: superiors may be of any unit. */
enum rc admin_posts(struct cx *cx, struct post_list *ret, struct err *e) MUST_CHECK;

struct admin_hold {
    int64_t post_id;
    struct str login;
    bool deputy;
    int32_t from, until; /* days, both included; until 0: open (holders only) */
    struct str reason;
};
/* A new holder takes the place of the one before, from that day on. */
enum rc admin_hold(struct cx *cx, const struct admin_hold *h, enum admin_fault *fault,
                   struct err *e) MUST_CHECK;
/* Ends it now; one that has not begun never begins. `post_id` is the post it was seen at. */
enum rc admin_hold_end(struct cx *cx, int64_t post_id, int64_t holding_id, enum admin_fault *fault,
                       struct err *e) MUST_CHECK;

/* ---- people ---- */

enum rc admin_people(struct cx *cx, struct person_filter *f, struct person_list *ret,
                     struct err *e) MUST_CHECK;
struct admin_person {
    struct official_rec o; /* without password and secret */
    bool has_password, has_totp;
    struct holding_list history;
    bool may_change;
};
enum rc admin_person_get(struct cx *cx, int64_t id, struct admin_person *ret, struct err *e) MUST_CHECK;
/* A new person (o->id 0) with the hash of the first password, or a changed one. Closing the account ends the
 * sessions and everything that the person holds. */
enum rc admin_person_save(struct cx *cx, struct official_rec *o, enum admin_fault *fault,
                          struct err *e) MUST_CHECK;
/* A new first password, to be changed at the next sign-in; ends all sessions. `hash` is of the password. */
enum rc admin_person_password(struct cx *cx, int64_t id, int64_t version, struct str hash,
                              enum admin_fault *fault, struct err *e) MUST_CHECK;
/* The telephone is lost: no one-time code is asked for until it is set up again. */
enum rc admin_person_totp_off(struct cx *cx, int64_t id, int64_t version, enum admin_fault *fault,
                              struct err *e) MUST_CHECK;

/* A first password: letters and digits that cannot be confused, in groups, some 59 bits. */
struct str admin_first_password(struct arena *a);

#endif
