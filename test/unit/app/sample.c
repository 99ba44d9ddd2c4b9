/*
 * sample.c - the sample province has something to show in every list: and it passes its own verification.
 */
#include "check.h"
#include "requirement.h"

#include "app/sample.h"

#define CASES 90

TEST(the_sample_province_shows_every_kind_of_thing)
{
    static const char *const kinds[] = { "referred", "survey",       "message", "deadline_changed",
                                         "letter",   "deadline_met", "closed" };
    struct office o;

    if (office_open_bare(&o, 0)) {
        FILE *out = fopen("/dev/null", "w");
        struct findings f;

        CHECK(out != NULL);
        CHECK_MSG(out != NULL && sample_make(o.app, CASES, NULL, NULL, out, &o.e) == RC_OK, "%s", o.e.msg);
        if (out != NULL)
            (void)fclose(out);
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            CHECK_MSG(sql_int(&o, arena_cstr(
                                      o.a, arena_fmt(o.a, "SELECT COUNT(*) FROM case_event WHERE kind = '%s'",
                                                     kinds[i]))) > 0,
                      "no event of kind %s", kinds[i]);
        CHECK_INT(sql_int(&o, "SELECT COUNT(*) FROM cases"), CASES);
        CHECK(sql_int(&o, "SELECT COUNT(DISTINCT channel) FROM cases") >= 4);
        CHECK(sql_int(&o, "SELECT COUNT(DISTINCT state) FROM cases") >= 5);
        CHECK(sql_int(&o, "SELECT COUNT(*) FROM unit WHERE kind = 'agency'") >= 25);
        CHECK(sql_int(&o, "SELECT COUNT(*) FROM task WHERE state = 'open'") > 0);
        CHECK_INT(sql_int(&o, "SELECT COUNT(*) FROM incident WHERE solved_at IS NULL"), 0);
        CHECK(verified(&o, &f));
    }
    office_close(&o);
}
