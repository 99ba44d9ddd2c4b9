/*
 * fixture.h - a small office with all packages of processes/ installed, on a test clock, for tests of use
 * cases: on SQLite always, on PostgreSQL when SAMAD_TEST_POSTGRES holds the URL of a server.
 *
 *     for (int i = 0; i < office_engines(); i++) {
 *         struct office o;
 *
 *         if (office_open(&o, i)) { … }
 *         office_close(&o);
 *     }
 *
 * The office: «استانداری سمنان» with the unit «ادارهٔ بازرسی» (function inspection) that has one post a role,
 * named by the role in small letters (exp1, exp2 and ins1, ins2 for EXP and INS), and the agency «ادارهٔ راه»
 * (code roads) with roads-AGY, roads-UNT, roads-AIU. It is 25 Shahrivar 1403, 09:30.
 */
#ifndef TEST_APP_FIXTURE_H
#define TEST_APP_FIXTURE_H

#include "app/app.h"
#include "app/case.h"
#include "app/task.h"

struct office {
    bool postgres;
    char dir[64], schema[64], url[512];
    int64_t now_ms;
    struct store *store;
    struct id_source *ids;
    struct app *app;
    struct arena *a; /* of the whole test */
    struct err e;    /* of the last call */
};

int office_engines(void);
bool office_open(struct office *o, int engine);
/* Only the installed packages: no units, no people. */
bool office_open_bare(struct office *o, int engine);
void office_close(struct office *o);

/* TEST() on each engine with an office that is open: OFFICE_TEST(name) { … o … } */
#define OFFICE_TEST(name)                                                                                    \
    static void in_##name(struct office *o);                                                                 \
    TEST(name)                                                                                               \
    {                                                                                                        \
        office_on_each_engine(in_##name);                                                                    \
    }                                                                                                        \
    static void in_##name(struct office *o)
void office_on_each_engine(void (*run)(struct office *o));

/* A use case as this actor (NULL: the system); the result is in o->e too. */
enum rc office_read(struct office *o, const struct actor *who, use_case *fn, void *arg);
enum rc office_write(struct office *o, const struct actor *who, use_case *fn, void *arg);
/* An official who acts for the post of this code. */
struct actor office_post(struct office *o, const char *code);
struct actor office_citizen(int64_t case_id);

/* Register with the values of a JSON text; 0 when it was refused. */
int64_t office_register(struct office *o, const char *channel, const char *json);
extern const char *const office_complaint; /* good values of a complaint by the web */
/* Finish the open task of this element, as the post that has it. */
enum rc office_do(struct office *o, int64_t case_id, const char *element, const char *json);
/* The applicant gives a message. */
enum rc office_message(struct office *o, int64_t case_id, const char *name, const char *json,
                       struct message_result *ret);
/* From registration to a signed answer: «وارد نبود». False when a step was refused. */
bool office_answer(struct office *o, int64_t case_id);
/* Let time pass, firing every timer on its way. */
bool office_advance(struct office *o, int64_t ms);

#endif
