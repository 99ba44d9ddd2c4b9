/*
 * permission.c - rights of posts. Denies unless something below allows.
 */
#include "domain/permission.h"

static const int64_t needed[PERMISSION_COUNT] = {
    [MAY_SIGNED_IN] = 0,         [MAY_WORK] = RIGHT_WORK,     [MAY_REGISTER] = RIGHT_REGISTER,
    [MAY_MANAGE] = RIGHT_MANAGE, [MAY_REPORT] = RIGHT_REPORT, [MAY_ADMINISTER] = RIGHT_ADMINISTER,
};

struct actor actor_system(void)
{
    return (struct actor){ .kind = ACTOR_SYSTEM,
                           .rights = RIGHT_ALL_UNITS | RIGHT_CONFIDENTIAL,
                           .name = STR("سامانه") };
}

struct actor actor_anyone(void)
{
    return (struct actor){ .kind = ACTOR_ANYONE };
}

bool actor_may(const struct actor *a, enum permission p)
{
    if (p == MAY_ANYONE)
        return true;
    if (p <= MAY_UNSET || p >= PERMISSION_COUNT || a->kind != ACTOR_OFFICIAL || a->official_id == 0)
        return false;
    return (a->rights & needed[p]) == needed[p];
}

bool roles_have(struct str roles, struct str role)
{
    while (roles.len > 0) {
        struct str one = str_cut(&roles, ' ');

        if (one.len > 0 && str_eq(one, role))
            return true;
    }
    return false;
}

bool actor_has_role(const struct actor *a, struct str role)
{
    return roles_have(a->roles, role);
}

bool actor_sees_unit(const struct actor *a, struct str path)
{
    if (a->kind != ACTOR_OFFICIAL && a->kind != ACTOR_SYSTEM)
        return false;
    if (a->rights & RIGHT_ALL_UNITS)
        return true;
    return a->unit_path.len > 0 && str_starts(path, a->unit_path);
}
