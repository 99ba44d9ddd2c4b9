/*
 * permission.h - who acts, and what a post may do.
 *
 * Rights belong to posts; a person holds posts for a time and a deputy holds them while someone is away
 * (design section 9). A route's permission is checked before its handler; whether *this* actor may see *this*
 * case is the use case's business (case.h) and failing reads as not found.
 */
#ifndef DOMAIN_PERMISSION_H
#define DOMAIN_PERMISSION_H

#include "base/str.h"

enum permission {
    MAY_UNSET,      /* refused at build time in the route table */
    MAY_ANYONE,     /* a citizen without an account */
    MAY_SIGNED_IN,  /* any official with a post */
    MAY_WORK,       /* has an in-tray: does and refers tasks */
    MAY_REGISTER,   /* registers letters, calls and visits; the indicator register */
    MAY_MANAGE,     /* boards, stopped clocks, re-assignment in the unit's subtree */
    MAY_REPORT,     /* registers and reports of the unit's subtree */
    MAY_ADMINISTER, /* units, posts, calendars, processes, incidents, outbox, ledger */
    PERMISSION_COUNT
};

/* Bits of post.rights. */
enum right {
    RIGHT_WORK = 1,
    RIGHT_REGISTER = 2,
    RIGHT_MANAGE = 4,
    RIGHT_REPORT = 8,
    RIGHT_ADMINISTER = 16,
    RIGHT_CONFIDENTIAL = 32, /* sees confidential cases of the subtree */
    RIGHT_ALL_UNITS = 64 /* sight is not narrowed to the unit's subtree (the Centre, the governor-general) */
};

enum actor_kind { ACTOR_ANYONE, ACTOR_CITIZEN, ACTOR_OFFICIAL, ACTOR_SYSTEM };

struct actor {
    enum actor_kind kind;
    int64_t official_id; /* 0 unless an official */
    int64_t post_id;     /* the post acted for at this moment */
    int64_t unit_id;
    int64_t acting_for; /* official whose post a deputy holds, else 0 */
    int64_t case_id;    /* of a citizen: the one case opened with its code and identity */
    int64_t rights;     /* bits of enum right */
    struct str name, post_code, post_title, unit_name, unit_code;
    struct str roles;     /* role codes, space-separated */
    struct str unit_path; /* "/1/7/12/": ids of the unit and its superiors, for sight of a subtree */
};

/* The system acting by itself: timers, channels, import. */
struct actor actor_system(void);
struct actor actor_anyone(void);
bool actor_may(const struct actor *a, enum permission p);
/* Whether `role` stands in the space-separated list. */
bool roles_have(struct str roles, struct str role);
bool actor_has_role(const struct actor *a, struct str role);
/* Whether a unit with `path` lies in the subtree that the actor sees. */
bool actor_sees_unit(const struct actor *a, struct str path);

#endif
