/*
 * test_permission.c - who may do what: every permission against every right, roles, the subtree that is seen.
 */
#include "check.h"
#include "domain/permission.h"

static struct actor official(int64_t rights)
{
    return (struct actor){ .kind = ACTOR_OFFICIAL,
                           .official_id = 7,
                           .post_id = 8,
                           .rights = rights,
                           .roles = STR("EXP INS"),
                           .unit_path = STR("/1/7/") };
}

TEST(permission_needs_exactly_its_right)
{
    static const struct {
        enum permission p;
        int64_t right;
    } rows[] = {
        { MAY_WORK, RIGHT_WORK },     { MAY_REGISTER, RIGHT_REGISTER },     { MAY_MANAGE, RIGHT_MANAGE },
        { MAY_REPORT, RIGHT_REPORT }, { MAY_ADMINISTER, RIGHT_ADMINISTER },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (int bit = 0; bit < 7; bit++) {
            struct actor a = official((int64_t)1 << bit);

            CHECK_MSG(actor_may(&a, rows[i].p) == (a.rights == rows[i].right), "permission %d, right %d",
                      (int)rows[i].p, bit);
        }
}

TEST(permission_of_all_rights_but_one_is_refused)
{
    struct actor a = official(~(int64_t)RIGHT_MANAGE);

    CHECK(!actor_may(&a, MAY_MANAGE));
    CHECK(actor_may(&a, MAY_WORK));
}

TEST(permission_denies_what_it_does_not_know)
{
    struct actor a = official(~(int64_t)0);

    CHECK(!actor_may(&a, MAY_UNSET));
    CHECK(!actor_may(&a, PERMISSION_COUNT));
    CHECK(!actor_may(&a, (enum permission)1000));
}

TEST(permission_of_those_who_are_no_officials)
{
    struct actor anyone = actor_anyone(), robot = actor_system();
    struct actor citizen = { .kind = ACTOR_CITIZEN, .case_id = 3, .official_id = 7, .rights = ~(int64_t)0 };
    struct actor nobody = official(~(int64_t)0);

    nobody.official_id = 0; /* a post without a person */
    for (int p = MAY_ANYONE; p < PERMISSION_COUNT; p++) {
        bool open = p == MAY_ANYONE;

        CHECK_INT(actor_may(&anyone, (enum permission)p), open);
        CHECK_INT(actor_may(&citizen, (enum permission)p), open);
        CHECK_INT(actor_may(&robot, (enum permission)p), open);
        CHECK_INT(actor_may(&nobody, (enum permission)p), open);
    }
}

TEST(permission_signed_in_needs_no_right)
{
    struct actor a = official(0);

    CHECK(actor_may(&a, MAY_SIGNED_IN));
    CHECK(!actor_may(&a, MAY_WORK));
}

TEST(permission_roles_are_whole_words)
{
    static const struct {
        const char *roles, *role;
        bool has;
    } rows[] = {
        { "EXP INS", "EXP", true }, { "EXP INS", "INS", true },  { "EXP INS", "IN", false },
        { "EXP INS", "XP", false }, { "EXP INS", "exp", false }, { "EXP INS", "EXP INS", false },
        { "EXP INS", "", false },   { "", "EXP", false },        { "", "", false },
        { "  EXP  ", "EXP", true }, { "EXPERT", "EXP", false },
    };
    struct actor a = official(0);

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_MSG(roles_have(str_c(rows[i].roles), str_c(rows[i].role)) == rows[i].has, "'%s' in '%s'",
                  rows[i].role, rows[i].roles);
    CHECK(actor_has_role(&a, STR("INS")));
    CHECK(!actor_has_role(&a, STR("MGR")));
}

TEST(permission_sight_is_the_subtree)
{
    static const struct {
        const char *path;
        bool sees;
    } rows[] = {
        { "/1/7/", true },    { "/1/7/12/", true }, { "/1/", false }, { "/1/70/", false },
        { "/1/8/7/", false }, { "/7/", false },     { "/", false },   { "", false },
    };
    struct actor a = official(RIGHT_WORK | RIGHT_MANAGE | RIGHT_CONFIDENTIAL);
    struct actor top = official(RIGHT_ALL_UNITS), lost = official(0), robot = actor_system();
    struct actor citizen = { .kind = ACTOR_CITIZEN, .unit_path = STR("/1/"), .rights = RIGHT_ALL_UNITS };

    lost.unit_path = STR_NONE; /* no unit: sees nothing, not everything */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str path = str_c(rows[i].path);

        CHECK_MSG(actor_sees_unit(&a, path) == rows[i].sees, "%s", rows[i].path);
        CHECK(actor_sees_unit(&top, path));
        CHECK(actor_sees_unit(&robot, path));
        CHECK(!actor_sees_unit(&lost, path));
        CHECK(!actor_sees_unit(&citizen, path));
    }
}
