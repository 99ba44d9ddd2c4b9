/*
 * inner.h - what the files of forms share: the form's body, FEEL in it, instances of fields. Private to
 * forms.
 */
#ifndef FORMS_INNER_H
#define FORMS_INNER_H

#include "dmn/feel.h"
#include "forms/form.h"
#include "forms/pattern.h"

/* A text of a form that may hold FEEL: "= expr", or "words {{ expr }} words". */
struct form_expr {
    const struct feel_expr *feel; /* whole text is FEEL; NULL: the parts */
    const struct form_part {
        struct str literal;
        const struct feel_expr *feel; /* NULL: the literal */
    } * parts;
    size_t parts_n;
};

struct form {
    struct str id, title;
    const struct form_field *first;
    size_t fields_n;
    const struct form_field **pages; /* groups; NULL: one page */
    size_t pages_n;                  /* at least 1 */
    const struct str *reads;
    size_t reads_n;
};

/* ---- reading (read.c, read_field.c) ---- */

struct form_reader {
    struct arena *a;
    struct str file;
    struct form_problems *problems;
    size_t errors;
    struct err *e; /* the first error */
    size_t fields_n;
    VEC(const struct feel_expr *) exprs; /* for form_reads() */
    VEC(struct str) sources;             /* names of lists that options come from */
};

void form_problem_add(struct form_reader *r, struct str path, bool warning, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* All of a component but its children. `f->kind` is set. */
void form_read_field(struct form_reader *r, const struct json *o, struct str path, struct form_field *f);
/* A FEEL text without its "="; NULL when empty or wrong (then with a problem). */
const struct form_expr *form_compile(struct form_reader *r, struct str text, struct str path);
/* Text with FEEL in it, or NULL when it has none. */
const struct form_expr *form_compile_text(struct form_reader *r, struct str text, struct str path);
struct str json_path(struct arena *a, struct str base, const char *member);

/* Does the component hold a value that people give? */
bool field_is_input(const struct form_field *f);
bool field_is_many(const struct form_field *f); /* its value is an array of texts */
bool field_is_date(const struct form_field *f); /* three boxes may carry it */
bool field_is_container(const struct form_field *f);

/* ---- JSON being built (tree.c) ---- */

struct json *tree_object(struct arena *a);
struct json *tree_array(struct arena *a);
struct json *tree_string(struct arena *a, struct str s); /* borrows `s` */
struct json *tree_number(struct arena *a, struct str digits);
struct json *tree_bool(struct arena *a, bool b);
struct json *tree_copy(struct arena *a, const struct json *v); /* deep; NULL gives {} */
void tree_append(struct json *array, struct json *v);
/* At a dotted path; makes objects on the way (and in place of what is none), replaces what is there. */
void tree_put(struct arena *a, struct json *o, struct str path, struct json *v);
void tree_remove(struct json *o, struct str path);
const struct json *tree_at(const struct json *o, struct str path); /* NULL: nothing there */

/* ---- instances: every field as often as its list has rows (instance.c) ---- */

struct inst {
    const struct form_field *f;
    struct inst *parent, *first, *last, *next;
    struct str name;       /* HTML name; of a row: "list[2]" */
    bool is_row;           /* a row of a list: f is the list */
    size_t row;            /* its number, from 0 */
    const struct str *raw; /* what was given */
    size_t raw_n;
    struct str year, month, day, time; /* of a date, as typed */
    bool boxes;                        /* the date came in boxes */
    bool given;                        /* in the input or the values at all */
    bool wrong_kind;                   /* JSON of another kind than the field's */
    bool too_many_rows;
    bool blank; /* a row in which nothing was given */
    bool hidden;
    bool required;
    const struct json *value; /* canonical; NULL: none */
    const char *code;         /* first error, or NULL */
    struct str parameter, message;
    struct str shown; /* FORM_PROSE: text with its FEEL filled in */
    const struct form_option *options;
    size_t options_n;
    const struct json *rows; /* FORM_TABLE */
};

/* Where raw values come from: pairs as submitted, or a JSON object. */
struct form_source {
    const struct form_input *in; /* sorted by name, stable; NULL: `values` */
    size_t n;
    bool *used;                /* of each pair */
    const struct json *values; /* or NULL */
};

struct forming {
    struct arena *a;
    const struct form *form;
    const struct form_env *env;
    struct form_source src;
    const struct json *below; /* drawing pairs: values of readonly fields; or NULL */
    bool drawing;             /* defaults, a blank row where a list has none */
    const struct json *draft; /* values of the rest of the form; or NULL */
    struct inst root;         /* f NULL */
    size_t insts_n;
    const struct feel_value *context; /* of env->context */
    struct err *e;
};

enum rc source_pairs(struct arena *a, const struct form_input *in, size_t n, struct form_source *ret,
                     struct err *e) MUST_CHECK;
enum rc forming_init(struct forming *fm, struct arena *a, const struct form *f, const struct form_env *env,
                     struct err *e) MUST_CHECK;
/* Makes the tree under fm->root for a page (or all) from fm->src and fm->below. */
enum rc insts_build(struct forming *fm, size_t page) MUST_CHECK;
struct inst *inst_next(struct inst *i); /* the next in order of the form; NULL at the end */
size_t field_page(const struct form *f, const struct form_field *top);

/* ---- FEEL over a form (scope.c) ---- */

/* Decides what is hidden, what is required, options and computed values, until nothing changes. Needs
 * ->value. */
enum rc insts_decide(struct forming *fm) MUST_CHECK;
/* The values of all instances that are not hidden, put into `values`; of hidden ones and those without,
 * removed. */
void insts_collect(struct forming *fm, struct json *values);
/* Choices against their options, what is required, how many rows: the last errors of each instance. */
void insts_check(struct forming *fm);

/* ---- one value (value.c, value_meaning.c) ---- */

/* Raw texts to ->value, or ->code. Knows nothing of required and hidden. */
void inst_canonical(struct forming *fm, struct inst *i);
void inst_error(struct inst *i, const char *code, struct str parameter);
/* A text of one line or many to its stored form; false with an error set. */
bool value_text(struct forming *fm, struct inst *i, struct str raw, struct str *ret);
void value_meaning(struct forming *fm, struct inst *i, struct str stored);
bool value_date(struct forming *fm, struct inst *i, struct str raw, int32_t *day);
void value_date_limits(struct forming *fm, struct inst *i, int32_t day);
bool email_valid(struct str s);

#endif
