/*
 * samples.h - letters and helpers shared by the tests of reports.
 */
#ifndef TEST_REPORTS_SAMPLES_H
#define TEST_REPORTS_SAMPLES_H

#include "port/letter.h"

extern const char receipt_source[], answer_source[];

/* The font folder: SAMAD_FONT_DIR or the npm package's. */
const char *font_dir(void);
/* Keeps a copy of `content` as $SAMAD_TEST_OUT/NAME, to be looked at; nothing when that is not set. */
void keep(const char *name, struct str content);
/* Parses or fails the test; problems are printed. */
const struct letter *letter_must(struct arena *a, const char *source);
struct slot_source json_must(struct arena *a, const char *json);

#endif
