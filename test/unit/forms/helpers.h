/*
 * helpers.h - short ways to read a form and to fill it in tests.
 */
#ifndef TEST_FORMS_HELPERS_H
#define TEST_FORMS_HELPERS_H

#include "forms/form.h"

#define NOW_MS INT64_C(1763800000000) /* 2025-11-22, 1404/09/01 in Tehran */

struct filling {
    struct arena *a;
    const struct form *form;
    struct form_env env;
    struct form_result result;
    struct err e;
};

/* `components` is the inside of the form's list, with ' for ". */
struct filling filling_of(const char *components);
void filling_done(struct filling *f);
/* "name=value&name=value"; & and = stand for nothing else, ~ for a line break. */
void fill(struct filling *f, const char *pairs);
void fill_page(struct filling *f, size_t page, const char *pairs);
void fill_json(struct filling *f, const char *json);
const struct json *json_quoted(struct arena *a, const char *text);
/* "name code(parameter) name code" of all errors. */
struct str errors_text(const struct filling *f);
size_t parse_pairs(struct arena *a, const char *pairs, struct form_input **ret);

#endif
