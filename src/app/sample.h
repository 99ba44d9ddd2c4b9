/*
 * sample.h - the sample province: Semnan with its eight counties, the governor-general's office, agencies,
 * made-up people, and complaints of the last half year that went through the real processes on a test clock.
 */
#ifndef APP_SAMPLE_H
#define APP_SAMPLE_H

#include <stdio.h>

#include "app/app.h"

#define SAMPLE_CASES 400

/* With `cases` complaints, 0 or more. Deterministic but for passwords and tracking codes. Prints the sample
 * sign-ins to `out`. `progress` may be NULL. */
enum rc sample_make(struct app *app, int cases, void (*progress)(void *arg, int done, int of), void *arg,
                    FILE *out, struct err *e) MUST_CHECK;

#endif
