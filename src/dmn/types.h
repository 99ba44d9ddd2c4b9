/*
 * types.h - FEEL types: those of the language and those of item definitions.
 */
#ifndef DMN_TYPES_H
#define DMN_TYPES_H

#include "dmn/ast.h"

enum type_kind {
    TYPE_ANY,
    TYPE_NULL,
    TYPE_SIMPLE,   /* of `value` kind */
    TYPE_DURATION, /* either duration: xs dayTimeDuration and yearMonthDuration without distinction */
    TYPE_LIST,
    TYPE_CONTEXT,
    TYPE_RANGE,
    TYPE_FUNCTION,
    TYPE_ALIAS,  /* an item definition over `elem` with constraints */
    TYPE_UNKNOWN /* a name that nothing defines: conforms to nothing */
};

struct type_field {
    struct str name;
    uint32_t hash;
    const struct feel_type *type;
};

struct feel_type {
    enum type_kind kind;
    enum feel_kind value;
    struct str name;
    const struct feel_type *elem; /* list, range, alias; result of a function */
    const struct type_field *fields;
    size_t n;
    const struct feel_type *const *params;
    size_t n_params;
    const struct node *allowed;    /* alias: unary tests on each value (of a list: on each item), or NULL */
    const struct node *constraint; /* alias: unary tests on the whole value, or NULL */
};

extern const struct feel_type type_any, type_unknown;
/* A type of the language by name ("days and time duration", "Any"), NULL when it is none. */
const struct feel_type *type_builtin(struct str name);
const struct feel_type *type_bare(const struct feel_type *t); /* below its item definitions */

#endif
