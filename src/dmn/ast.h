/*
 * ast.h - the tree that FEEL text and boxed expressions are compiled to. Immutable once compiled.
 */
#ifndef DMN_AST_H
#define DMN_AST_H

#include "dmn/value.h"

enum node_kind {
    N_CONST,    /* v */
    N_NAME,     /* name */
    N_NEGATE,   /* a */
    N_ARITH,    /* op: + - * / ^ ; a, b */
    N_AND,      /* a, b */
    N_OR,       /* a, b */
    N_COMPARE,  /* op; a, b */
    N_BETWEEN,  /* a between b and c */
    N_IN,       /* a in any of list (tests) */
    N_INSTANCE, /* a instance of type */
    N_IF,       /* a then b else c */
    N_FOR,      /* binds in ... return a */
    N_SOME,     /* binds satisfies a */
    N_EVERY,
    N_FUNCTION, /* params, a; or external */
    N_CALL,     /* a ( list ), names when named */
    N_PATH,     /* a . name */
    N_FILTER,   /* a [ b ] */
    N_LIST,     /* list */
    N_CONTEXT,  /* binds: name, a; the boxed form may end with a result (nameless) */
    N_RANGE,    /* op '[' ']' '(' ...: a low, b high, low_in, high_in */
    N_TEST,     /* op a, against the input: < 5 */
    N_TESTS,    /* unary tests: any of list, negated; an empty list is "-"; op 1: never met */
    N_CHECKED,  /* a, coerced to type */
    N_TABLE     /* a decision table */
};

enum cmp_op { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

/* One variable of for, some and every, or one entry of a context. */
struct bind {
    struct str name;
    uint32_t hash;
    const struct node *a;         /* list, value, or the low end of lo..hi */
    const struct node *hi;        /* the high end, or NULL */
    const struct feel_type *type; /* of a boxed context's entry, or NULL */
};

struct dmn_table;

struct node {
    enum node_kind kind;
    uint8_t op;
    bool low_in, high_in; /* N_RANGE */
    bool negated;         /* N_TESTS */
    bool uses_input;      /* reads `?` of the tests it stands in; N_FOR: reads `partial` */
    bool makes_function;  /* holds a function definition, so its scopes may outlive it */
    bool has_result;      /* N_CONTEXT: the last bind is the result */
    int line, column;
    const struct node *a, *b, *c;
    const struct node *const *list;
    size_t n;
    struct str name;
    uint32_t hash;
    const struct feel_value *v;
    const struct bind *binds; /* n of them */
    const struct param *params;
    size_t n_params;
    const struct str *arg_names; /* of N_CALL, or NULL */
    const struct feel_type *type;
    const char *external; /* N_FUNCTION: the foreign kind, "Java" or "PMML" */
    const struct dmn_table *table;
};

/* Finds a type by name while compiling; NULL when there is none. */
struct type_source {
    const struct feel_type *(*find)(void *self, struct str name);
    void *self;
};

struct feel_expr {
    const struct node *root;
    struct str text;
};

/* As feel_compile, with types, an offset of the first line, and a budget of comparisons with known names
 * (NULL: one of its own). Wants the text to be in the arena already. */
enum rc feel_parse(struct arena *a, struct str text, const struct feel_names *names,
                   const struct type_source *types, bool tests, int line, uint64_t *compares,
                   const struct node **ret, struct err *e) MUST_CHECK;
enum rc feel_parse_type(struct arena *a, struct str text, const struct type_source *types,
                        const struct feel_type **ret, struct err *e) MUST_CHECK;

#endif
