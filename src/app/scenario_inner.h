/*
 * scenario_inner.h - what scenario.c (playing, office), scenario_line.c, scenario_act.c and scenario_expect.c
 * share.
 */
#ifndef APP_SCENARIO_INNER_H
#define APP_SCENARIO_INNER_H

#include "app/case.h"
#include "app/flow.h"
#include "app/scenario.h"
#include "app/task.h"

#define SCENARIO_CASES_MAX 16

struct scenario {
    struct arena *a; /* of the whole scenario */
    struct app *app;
    int64_t now_ms; /* the test clock */
    int64_t cases[SCENARIO_CASES_MAX];
    size_t n_cases, current;
    const struct package *packages[16];
    size_t n_packages;
};

/* A line cut into its first words and JSON. */
struct scenario_line {
    int number;
    struct str words[8];
    size_t n_words;
    const struct json *json; /* NULL when the line has none */
    struct str tail;         /* words after the JSON */
};

/* The next line that says something, joined with those that continue it (they begin with a space); `number`
 * counts on. False at the end. The line is borrowed from `rest`. */
bool scenario_next_line(struct str *rest, int *number, struct str *ret);
/* RC_INVALID when the JSON in it is none. Borrowed from `s`. */
enum rc scenario_line_read(struct arena *a, struct str s, int number, struct scenario_line *l,
                           struct err *e) MUST_CHECK;

/* Each fails with RC_INVALID and a message for the author. */
enum rc scenario_act(struct scenario *s, const struct scenario_line *l, bool refused,
                     struct err *e) MUST_CHECK;
enum rc scenario_advance(struct scenario *s, struct str span, struct err *e) MUST_CHECK;
enum rc scenario_expect(struct scenario *s, const struct scenario_line *l, struct err *e) MUST_CHECK;
enum rc scenario_replay_all(struct scenario *s, struct err *e) MUST_CHECK;

struct actor scenario_actor(const struct post_rec *p);

#endif
