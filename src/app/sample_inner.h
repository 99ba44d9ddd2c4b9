/*
 * sample_inner.h - what sample.c (the office) and sample_cases.c (the complaints) share.
 */
#ifndef APP_SAMPLE_INNER_H
#define APP_SAMPLE_INNER_H

#include "app/inner.h"
#include "app/sample.h"

#define SAMPLE_DAYS 183

struct sample {
    struct app *app; /* on the sample's own clock */
    int64_t now_ms;  /* that clock */
    int cases;       /* how many complaints */
    uint64_t seed;   /* of the deterministic numbers */
    struct arena *a; /* of the whole making */
    const struct json *people;
    void (*progress)(void *arg, int done, int of);
    void *arg;
};

/* The same numbers on every machine. */
uint64_t sample_random(struct sample *s, uint64_t below);
struct str sample_pick(struct sample *s, const struct json *list); /* of texts */
struct str sample_national_id(struct sample *s);
/* reference/NAME, as built into the program. */
struct str sample_reference(const char *name);

/* Complaints of the last half year up to `until_ms`, as the packages' sample.json says. */
enum rc sample_cases(struct sample *s, int64_t until_ms, struct err *e) MUST_CHECK;

#endif
