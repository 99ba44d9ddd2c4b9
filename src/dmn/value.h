/*
 * value.h - the inside of FEEL values, for the files of this room. For users: feel.h.
 */
#ifndef DMN_VALUE_H
#define DMN_VALUE_H

#include "dmn/feel.h"

__extension__ typedef __int128 dmn_wide; /* nanoseconds: 10^9 years of them need 85 bits */

#define NANOS INT64_C(1000000000)
#define DAY_NANOS ((dmn_wide)86400 * NANOS)
#define FEEL_YEAR_MAX 999999999
/* Longer durations are null: sums and differences of two stay far from the ends of their types. */
#define FEEL_MONTHS_MAX (INT64_MAX / 4)
#define FEEL_NANOS_MAX ((dmn_wide)(INT64_MAX / 2) * NANOS)

struct tz;

enum zone_kind { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED };

/* A date, a time, or both: unused parts are 0. */
struct moment {
    int64_t year;
    int month, day, hour, minute, second;
    int nanos;
    enum zone_kind zone;
    int offset;          /* seconds east, for ZONE_OFFSET */
    const struct tz *tz; /* for ZONE_NAMED */
};

struct ctx_entry {
    struct str name;
    uint32_t hash;
    uint32_t seq; /* order of first insertion */
    const struct feel_value *v;
};

#define CTX_FLAT_MAX 64
struct ctx_node; /* of the persistent trie that holds larger contexts */
struct ctx {
    size_t n;
    const struct ctx_entry *flat; /* n entries, when n <= CTX_FLAT_MAX */
    const struct ctx_node *root;  /* by name, otherwise */
    const struct ctx_node *order; /* by seq */
};

/* A range. (< 10) and its kin are ranges with one end and the operator they were written with. */
struct range {
    const struct feel_value *low, *high; /* NULL: open to infinity; the null value: not known */
    bool low_in, high_in;
    uint8_t unary; /* 0, or 1 + enum cmp_op */
};

struct node;
struct scope;
struct builtin;
struct feel_type;
struct dmn_callable;

struct param {
    struct str name;
    uint32_t hash;
    const struct feel_type *type; /* NULL: any */
};

/* A function: built in, written in FEEL with its closure, or a service of a model. */
struct func {
    const struct builtin *builtin;
    const struct param *params;
    size_t n_params;
    const struct node *body;
    const struct scope *scope;
    const struct feel_type *result;
    const struct dmn_callable *service;
    void *run;            /* of the model, for services and knowledge models */
    const char *external; /* why it cannot be run, or NULL */
};

struct feel_value {
    enum feel_kind kind;
    union {
        bool boolean;
        struct dec number;
        struct str string;
        struct moment moment;
        int64_t months;
        dmn_wide nanos;
        struct {
            const struct feel_value *const *v;
            size_t n;
        } list;
        struct ctx ctx;
        struct range range;
        struct func func;
    };
};

extern const struct feel_value feel_null_value, feel_true_value, feel_false_value;
#define VNULL (&feel_null_value)
#define VBOOL(b) ((b) ? &feel_true_value : &feel_false_value)

uint32_t name_hash(struct str s);
const struct feel_value *ctx_get(const struct ctx *c, struct str name, uint32_t hash);
const struct feel_value *value_ctx_put(struct arena *a, const struct feel_value *ctx, struct str name,
                                       uint32_t hash,
                                       const struct feel_value *v); /* does not copy the name */
struct feel_value *value_new(struct arena *a, enum feel_kind kind);
const struct feel_value *value_str(struct arena *a, struct str s); /* does not copy the text */
const struct feel_value *value_moment(struct arena *a, enum feel_kind kind, const struct moment *m);
const struct feel_value *value_months(struct arena *a, int64_t months);
const struct feel_value *value_nanos(struct arena *a, dmn_wide nanos);
/* A list around an array that the caller has put into the arena and leaves alone from now on. */
const struct feel_value *value_list(struct arena *a, const struct feel_value *const *items, size_t n);

/* Three-valued comparison: -1, 0, 1 in `*order`; false when the values cannot be compared (null comes of it).
 */
bool value_compare(const struct feel_value *x, const struct feel_value *y, int *order);
/* The same for the operators, which do not see fractions of seconds. */
bool value_order(const struct feel_value *x, const struct feel_value *y, int *order);
/* `=` with three values: 1 true, 0 false, -1 null (different kinds). `work` counts down and stops huge ones
 * at -2. */
int value_equal3(const struct feel_value *x, const struct feel_value *y, uint64_t *work);

#endif
