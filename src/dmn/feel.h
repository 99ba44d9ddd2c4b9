/*
 * feel.h - FEEL, the expression language of DMN 1.5 (OMG formal/2024-01-01, chapter 10): values, compiling,
 * evaluating.
 *
 * Pure: the same expression, variables and instant give the same value. Compile once, evaluate from any
 * number of threads: a compiled expression is immutable. An error inside FEEL gives null, as the standard
 * wants, and a warning when the environment asks for warnings; a bound that is passed gives RC_LIMIT. Not
 * here: DMN files (dmn.h), arithmetic (decimal.h).
 */
#ifndef DMN_FEEL_H
#define DMN_FEEL_H

#include "base/json.h"
#include "dmn/decimal.h"

/* ---- values: immutable, in the arena they were made with, borrowing nothing from elsewhere ---- */

struct feel_value;

enum feel_kind {
    FEEL_NULL,
    FEEL_BOOL,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATETIME,
    FEEL_YM_DURATION, /* years and months duration */
    FEEL_DT_DURATION, /* days and time duration */
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION
};

/* Constructors. NULL only when the arena is full; every function that takes a value also takes such a NULL
 * and then gives NULL (or the empty answer), so that a chain needs one check at its end. Text is copied. */
const struct feel_value *feel_null(void);
const struct feel_value *feel_bool(bool v);
const struct feel_value *feel_int(struct arena *a, int64_t v);
const struct feel_value *feel_number(struct arena *a, struct dec v);
const struct feel_value *feel_string(struct arena *a, struct str v);
const struct feel_value *feel_list(struct arena *a, const struct feel_value *const *items, size_t n);
const struct feel_value *feel_context(struct arena *a); /* empty */
/* A new context with `name` set; the old one stays as it is and is shared. */
const struct feel_value *feel_context_put(struct arena *a, const struct feel_value *ctx, struct str name,
                                          const struct feel_value *v);
const struct feel_value *feel_date(struct arena *a, int64_t year, int month,
                                   int day); /* null value when no such day */
/* The instant as date and time in `zone` (IANA name, "+03:30", "Z"; empty: Z). Null value for an unknown
 * zone. */
const struct feel_value *feel_instant(struct arena *a, int64_t ms, struct str zone);
const struct feel_value *feel_days(struct arena *a, int64_t days); /* days and time duration */
const struct feel_value *feel_duration_ms(struct arena *a, int64_t ms);
/* What @"text" or date(), time(), date and time(), duration() of the text would give; null value when it is
 * none. */
const struct feel_value *feel_temporal(struct arena *a, struct str text);

/* Accessors; the wrong kind gives the empty answer. */
enum feel_kind feel_kind(const struct feel_value *v); /* NULL gives FEEL_NULL */
const char *feel_kind_name(enum feel_kind k);         /* "days and time duration" */
bool feel_is_true(const struct feel_value *v);
bool feel_is_null(const struct feel_value *v);
struct str feel_text(const struct feel_value *v); /* of a string */
struct dec feel_dec(const struct feel_value *v);
bool feel_to_i64(const struct feel_value *v, int64_t *ret) MUST_CHECK; /* an integral number */
size_t feel_count(const struct feel_value *v); /* of a list's items or a context's entries */
const struct feel_value *feel_item(const struct feel_value *list, size_t i); /* from 0; NULL outside */
const struct feel_value *feel_context_get(const struct feel_value *ctx,
                                          struct str name); /* NULL: no such entry */
/* The i-th entry in order of first insertion; false outside. */
bool feel_context_at(const struct feel_value *ctx, size_t i, struct str *name, const struct feel_value **v);
bool feel_date_parts(const struct feel_value *v, int64_t *year, int *month,
                     int *day); /* date, date and time */
/* Milliseconds since 1970: a date is its midnight and a date and time without zone is read in `zone` (empty:
 * Z). */
bool feel_to_ms(const struct feel_value *v, struct str zone, int64_t *ret) MUST_CHECK;
bool feel_duration_to_ms(const struct feel_value *v, int64_t *ret) MUST_CHECK; /* days and time only */
bool feel_duration_to_months(const struct feel_value *v, int64_t *ret) MUST_CHECK;

/* Deep equality as `=` has it, but always true or false: values of different kinds are not equal, null equals
 * null. */
bool feel_equal(const struct feel_value *x, const struct feel_value *y);

/* A context of these entries in this order; of two with one name the later one counts. The names are not
 * copied: they live as long as the arena. NULL when the arena is full or a value is NULL. */
struct feel_entry {
    struct str name;
    const struct feel_value *v;
};
const struct feel_value *feel_context_of(struct arena *a, const struct feel_entry *v, size_t n);

/* The same, entry by entry: { .a = arena }. Names are literals or live as long as the arena. */
struct feel_builder {
    struct arena *a;
    VEC(struct feel_entry) list;
};
void feel_build(struct feel_builder *b, const char *name, const struct feel_value *v);
void feel_build_text(struct feel_builder *b, const char *name, struct str text);
void feel_build_all(struct feel_builder *b,
                    const struct feel_value *ctx); /* entries of a context; NULL: none */
const struct feel_value *feel_built(const struct feel_builder *b);

/* JSON: text stays text (dates are not guessed). NULL gives null. */
const struct feel_value *feel_from_json(struct arena *a, const struct json *j);
/* Dates, times and durations as ISO 8601 text, ranges and functions as FEEL text. */
void feel_to_json(struct json_out *o, const struct feel_value *v);
/* The same as a tree; texts are borrowed from `v`. NULL when the arena is full. */
const struct json *feel_to_json_tree(struct arena *a, const struct feel_value *v);
/* As FEEL's string(): a string is itself, everything else its literal. */
struct str feel_to_string(struct arena *a, const struct feel_value *v);

/* ---- compiling ---- */

/* Names known to be in scope, needed for names with spaces, operators or keywords in them ("Due date",
 * "a+b"). Other words that stand beside each other are joined by one space and taken as one name. */
struct feel_names {
    const struct str *vars;
    size_t n_vars;
    const struct str *fields; /* names that may follow a point: components of contexts */
    size_t n_fields;
    const struct feel_names *up; /* the scope around, or NULL */
};

struct feel_expr;

#define FEEL_TEXT_MAX (256u << 10) /* bytes of one expression */
#define FEEL_PARSE_DEPTH_MAX 200

/* Compile an expression (textual or boxed in FEEL syntax). `names` may be NULL. It lives in `a`.
 * RC_INVALID with "line L, column C: ..." in the message; RC_LIMIT when too long, too deep, or the arena is
 * full. */
enum rc feel_compile(struct arena *a, struct str text, const struct feel_names *names,
                     const struct feel_expr **ret, struct err *e) MUST_CHECK;
/* The same for unary tests: "< 5, [10..20)", "not(\"a\")", "-". */
enum rc feel_compile_tests(struct arena *a, struct str text, const struct feel_names *names,
                           const struct feel_expr **ret, struct err *e) MUST_CHECK;
/* The variables that the expression reads and does not define itself, in order of first use, without
 * built-ins. */
enum rc feel_free_names(struct arena *a, const struct feel_expr *x, struct str **ret, size_t *n,
                        struct err *e) MUST_CHECK;

/* ---- evaluating ---- */

struct feel_limits { /* a zero takes the default */
    uint64_t steps;  /* nodes visited and list items or bytes touched */
    uint32_t depth;  /* of nested evaluation */
    size_t bytes;    /* taken from the arena by this evaluation */
};
#define FEEL_STEPS_DEFAULT UINT64_C(4000000)
#define FEEL_DEPTH_DEFAULT 1500u
#define FEEL_BYTES_DEFAULT ((size_t)48 << 20)

struct feel_warning {
    struct str message; /* in the evaluation's arena */
    int line, column;   /* in the expression; 0 when not known */
};
struct feel_warnings { /* start with { 0 } */
    struct feel_warning *v;
    size_t n, cap;
};
#define FEEL_WARNINGS_MAX 100u /* later ones are dropped */

struct feel_env {
    const struct feel_value *vars; /* a context, or NULL */
    /* Asked for names that `vars` does not hold; NULL as answer: no such variable. May be NULL. */
    const struct feel_value *(*lookup)(void *self, struct str name);
    void *self;
    int64_t now_ms;  /* for now() and today() */
    struct str zone; /* for now() and today(): IANA name or offset; empty: Z */
    struct feel_limits limits;
    struct feel_warnings *warnings; /* NULL: not wanted */
};

/* RC_LIMIT past a bound; then `*ret` is untouched. Otherwise RC_OK, and a value (null for every FEEL error).
 */
enum rc feel_eval(const struct feel_expr *x, const struct feel_env *env, struct arena *a,
                  const struct feel_value **ret, struct err *e) MUST_CHECK;
/* Evaluate unary tests for `input`, which they see as `?`: true, false or null value. */
enum rc feel_eval_tests(const struct feel_expr *x, const struct feel_value *input, const struct feel_env *env,
                        struct arena *a, const struct feel_value **ret, struct err *e) MUST_CHECK;

#endif
