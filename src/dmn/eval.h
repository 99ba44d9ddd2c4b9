/*
 * eval.h - the evaluator's state and helpers, for the files of this room.
 */
#ifndef DMN_EVAL_H
#define DMN_EVAL_H

#include "dmn/ast.h"
#include "dmn/types.h"

/* Variables in scope. Lookup goes outward; a frame is a list of bindings, a context, or the environment. */
struct binding {
    struct str name;
    uint32_t hash;
    const struct feel_value *v;
};

struct scope {
    const struct scope *up;
    const struct binding *b;
    size_t n;
    const struct feel_value *ctx; /* entries of a context, or NULL */
    bool env;                     /* ask ev->env */
};

struct dmn_run;

struct eval {
    struct arena *a;
    const struct feel_env *env;
    uint64_t steps; /* left */
    uint32_t depth; /* left */
    size_t bytes;   /* arena_used may not pass this */
    enum rc rc;     /* once not RC_OK, everything returns NULL */
    struct err *e;
    const struct node *at; /* for warnings */
    struct dmn_run *run;   /* of a decision model, or NULL */
};

/* Every function that gives a value gives NULL once ev->rc is set. */
void eval_start(struct eval *ev, const struct feel_env *env, struct arena *a, struct err *e);
const struct feel_value *eval_node(struct eval *ev, const struct node *n, const struct scope *s);
const struct feel_value *eval_lookup(struct eval *ev, const struct scope *s, struct str name, uint32_t hash);
/* Take `n` steps; false when the bound is passed. */
bool eval_charge(struct eval *ev, uint64_t n);
const struct feel_value *eval_limit(struct eval *ev); /* sets RC_LIMIT, gives NULL */
/* A FEEL error: a warning, and the null value. */
const struct feel_value *eval_null(struct eval *ev, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The value, or NULL with RC_LIMIT when the arena was full. */
const struct feel_value *eval_ok(struct eval *ev, const struct feel_value *v);

/* Does `input` pass the tests of a cell? true, false or null. */
const struct feel_value *eval_tests(struct eval *ev, const struct node *tests, const struct feel_value *input,
                                    const struct scope *s);
/* One test's value against the input: equal, in the list, in the range. 1, 0, -1 null. */
int eval_matches(struct eval *ev, const struct feel_value *input, const struct feel_value *test);
int eval_range_has(struct eval *ev, const struct feel_value *v, const struct range *r);  /* 1, 0, -1 null */
int eval_equal(struct eval *ev, const struct feel_value *x, const struct feel_value *y); /* 1, 0, -1 null */

/* Call a function value with positional arguments. */
const struct feel_value *eval_call(struct eval *ev, const struct feel_value *f,
                                   const struct feel_value *const *args, size_t n);
const struct feel_value *eval_call_node(struct eval *ev, const struct node *n, const struct scope *s);
const struct feel_value *eval_path(struct eval *ev, const struct feel_value *v, struct str name,
                                   uint32_t hash);
const struct feel_value *eval_property(struct eval *ev, const struct feel_value *v, struct str name);
const struct feel_value *eval_filter(struct eval *ev, const struct node *n, const struct scope *s);
const struct feel_value *eval_filter_value(struct eval *ev, const struct feel_value *list,
                                           const struct node *n, const struct scope *s);
const struct feel_value *eval_loop(struct eval *ev, const struct node *n, const struct scope *s);
const struct feel_value *eval_arith(struct eval *ev, char op, const struct feel_value *x,
                                    const struct feel_value *y);
const struct feel_value *eval_negate(struct eval *ev, const struct feel_value *x);
/* The value as a scope frame of its own, in the arena. */
const struct scope *scope_bind(struct eval *ev, const struct scope *up, const struct binding *b, size_t n);

/* Is the value of the type? (allowed values too) */
bool eval_instance(struct eval *ev, const struct feel_value *v, const struct feel_type *t);
/* The value as the type wants it ([a] as a, a as [a], a date as its midnight), or null with a warning when it
 * does not conform. */
const struct feel_value *eval_coerce(struct eval *ev, const struct feel_value *v, const struct feel_type *t,
                                     const char *what);

/* A value from outside, where dates, times and durations are text as in JSON: read as the type says they are.
 * What cannot be read stays text. */
const struct feel_value *eval_adopt(struct eval *ev, const struct feel_value *v, const struct feel_type *t);

/* builtin.c */
typedef const struct feel_value *builtin_fn(struct eval *ev, const struct feel_value *const *args, size_t n);
struct builtin {
    const char *name;
    const char *params; /* "string,start position,length?" ; "list..." takes any number */
    builtin_fn *run;
};
const struct feel_value *builtin_value(struct str name, uint32_t hash); /* a function value, or NULL */
const struct feel_value *builtin_call(struct eval *ev, const struct builtin *b,
                                      const struct feel_value *const *args, const struct str *names,
                                      size_t n);

/* dmn_run.c: services and knowledge models as functions */
const struct feel_value *dmn_call_service(struct eval *ev, const struct func *f,
                                          const struct feel_value *const *args, size_t n);
/* external.c: a function declared as Java's */
const struct feel_value *eval_external(struct eval *ev, const struct func *f,
                                       const struct feel_value *const *args, size_t n);
/* dmn_table.c */
const struct feel_value *eval_table(struct eval *ev, const struct node *n, const struct scope *s);

#endif
