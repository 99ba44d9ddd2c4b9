/*
 * feel_help.h - rows of FEEL text and the text of the value they must have.
 */
#ifndef FEEL_HELP_H
#define FEEL_HELP_H

#include "check.h"
#include "dmn/dmn.h"

struct feel_row {
    const char *feel;
    const char *
        want; /* as FEEL's string() gives it; "!..." an error of compiling that contains the rest; "#limit" */
};

/* Evaluate every row with these variables (FEEL text of a context, or NULL), now being 2024-03-20T08:30:00Z.
 */
void check_rows(const char *file, int line, const struct feel_row *rows, size_t n, const char *vars);
#define CHECK_ROWS(rows, vars) check_rows(__FILE__, __LINE__, rows, ARRAY_LEN(rows), vars)

/* Read a model that must be good; NULL otherwise. */
const struct dmn_model *must_read(struct arena *a, const char *xml);
/* Decide with an input in FEEL text and give the value as text. */
struct str decide(struct arena *a, const struct dmn_model *m, const char *decision, const char *input,
                  struct dmn_trace *trace);
const struct feel_value *feel_of(struct arena *a, const char *text); /* the value of an expression */
extern const struct feel_env test_env;

#endif
