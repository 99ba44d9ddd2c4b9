/*
 * builtin.h - helpers that the built-in functions share. Private to the bi_*.c files and builtin.c.
 */
#ifndef DMN_BUILTIN_H
#define DMN_BUILTIN_H

#include "dmn/eval.h"
#include "dmn/temporal.h"

#define ARGS struct eval *ev, const struct feel_value *const *arg, size_t n
#define ANY SIZE_MAX

#define BUILTIN(name, params, least, most, fn) const struct feel_value *fn(ARGS);
#include "dmn/builtin_list.h"
#undef BUILTIN

/* An argument, as the language converts it: [x] stands for x. False when it is of another kind. */
bool arg_number(const struct feel_value *v, struct dec *ret);
bool arg_string(const struct feel_value *v, struct str *ret);
bool arg_int(const struct feel_value *v, int64_t *ret);       /* a number, cut off toward zero */
const struct feel_value *arg_one(const struct feel_value *v); /* [x] as x, everything else as it is */
/* A list: the value itself, or a list of it alone; NULL for the null value or a bound (see ev->rc). */
const struct feel_value *arg_list(struct eval *ev, const struct feel_value *v);
const struct feel_value *bad_arg(struct eval *ev, const char *function);

const struct feel_value *give_number(struct eval *ev, struct dec d);
const struct feel_value *give_int(struct eval *ev, int64_t v);
const struct feel_value *give_string(struct eval *ev, struct str s); /* in the arena already */
const struct feel_value *give_list(struct eval *ev, const struct feel_value **v, size_t n);
const struct feel_value **new_items(struct eval *ev, size_t n); /* charged; NULL on a bound */

#endif
