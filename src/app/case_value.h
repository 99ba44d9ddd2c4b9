/*
 * case_value.h - values of a case as registers and reports name them: `case.applicant.name`,
 * `case.days_late`, or a variable of its processes.
 *
 * Made from the row of the case; the variables are looked up only when one is asked for.
 *
 * Not here: the variable `case` that running processes see (flow_context.c).
 */
#ifndef APP_CASE_VALUE_H
#define APP_CASE_VALUE_H

#include "app/package.h"
#include "dmn/feel.h"
#include "port/case.h"
#include "port/table.h"

/* Whole days by which an answer was, or is, late; 0 in time. */
int64_t case_days_late(const struct case_rec *c, int64_t now);
/* Whole days from registration to answer; -1 while there is none. */
int64_t case_days_to_answer(const struct case_rec *c);

/* Codes and titles of units and posts, kept over many cases. Start with { .cx = … }: they live in its arena.
 */
struct case_name {
    int64_t id;
    struct str code, title;
};
struct case_names {
    struct cx *cx;
    VEC(struct case_name) units;
    VEC(struct case_name) posts;
};
/* Empty texts when there is no such unit or post. */
struct case_name case_name_of_unit(struct case_names *n, int64_t id);
struct case_name case_name_of_post(struct case_names *n, int64_t id);

struct case_values { /* start with these three set and the rest zero */
    struct cx *cx;   /* what is made lives in its arena */
    struct case_names *names;
    const struct case_rec *c;
    const struct feel_value *own; /* the context `case` */
    VEC(const struct feel_value *) variables;
    bool looked;
};
/* For feel_env.lookup; `self` is a struct case_values. NULL: there is no such variable. */
const struct feel_value *case_values_lookup(void *self, struct str name);
/* The value at a path of dots; null when there is none. */
const struct feel_value *case_value_at(struct case_values *v, struct str path);

/* A column of register.json or of a report: {key, title, value, kind, weight}. */
struct case_column {
    struct table_column head;
    struct str path, kind;
};
struct case_column case_column_of(const struct package *pkg, const struct json *def);
/* The words of a coded value: of texts/fa.po («channel.web», or the value itself as a key), of the unit or
 * post of that code, else the code. `path` is where the value stood; its last part is the family of keys. */
struct str case_word(struct cx *cx, const struct package *pkg, struct str path, struct str value);
struct table_cell case_cell(const struct package *pkg, const struct case_column *col, struct case_values *v);

#endif
