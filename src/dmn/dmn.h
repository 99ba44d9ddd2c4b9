/*
 * dmn.h - decision models: read a DMN 1.1 to 1.5 file once, decide many times.
 *
 * Complete for the executable part of the standard: decisions, business knowledge models, decision services,
 * item definitions, imports; all boxed expressions; all hit policies. Pure: no file, no clock, no global; the
 * caller brings text, instant and imports. A model is immutable and may be used by any number of threads. Not
 * here: FEEL itself (feel.h); drawing of requirement diagrams; PMML and Java functions (such a function gives
 * null and a warning).
 */
#ifndef DMN_DMN_H
#define DMN_DMN_H

#include "dmn/feel.h"

struct dmn_model;

struct dmn_problem {
    struct str file;
    int line;
    struct str element; /* "decision 'Due date'", "decisionTable rule 3" */
    struct str message;
    bool warning; /* the model can be used all the same */
};
struct dmn_problems { /* start with { 0 }; in the arena given to dmn_read */
    struct dmn_problem *v;
    size_t n, cap;
};
#define DMN_PROBLEMS_MAX 200u

/* Finds the text of an imported model, by its namespace and (perhaps empty) location. `*file` is for
 * messages. RC_NOT_FOUND when there is none. */
struct dmn_resolver {
    enum rc (*find)(void *self, struct str ns, struct str location, struct arena *a, struct str *xml,
                    struct str *file, struct err *e);
    void *self;
};

/* Read, check and compile. The model lives in `a` and borrows nothing. `resolver` may be NULL: no imports
 * then. RC_INVALID when the file is no DMN or has a problem that is not a warning (all are in `problems`,
 * which may be NULL; the first is in `e`); RC_LIMIT for LIMIT_XML_BYTES, LIMIT_XML_DEPTH, entity
 * declarations, or a full arena. A fault in one FEEL text is a problem of that text; it is a warning, and its
 * value is null at run time, unless DMN_STRICT is asked for. */
enum dmn_mode { DMN_TOLERANT, DMN_STRICT };
enum rc dmn_read(struct arena *a, struct str xml, struct str file, const struct dmn_resolver *resolver,
                 enum dmn_mode mode, struct dmn_problems *problems, const struct dmn_model **ret,
                 struct err *e) MUST_CHECK;

enum dmn_kind { DMN_INPUT, DMN_DECISION, DMN_BKM, DMN_SERVICE };
struct dmn_info {
    enum dmn_kind kind;
    struct str id, name, type; /* type: the variable's typeRef, perhaps empty */
    bool is_table;             /* a decision whose logic is a decision table */
    int line;
};
struct str dmn_model_name(const struct dmn_model *m);
struct str dmn_model_namespace(const struct dmn_model *m);
size_t dmn_count(const struct dmn_model *m); /* of the model itself, not of its imports */
bool dmn_info(const struct dmn_model *m, size_t i, struct dmn_info *ret); /* in order of the file */
bool dmn_find(const struct dmn_model *m, struct str name_or_id, enum dmn_kind kind, struct dmn_info *ret);

/* Which rules of which decision table gave the result, in order of evaluation. */
struct dmn_hit {
    struct str owner_id, owner_name; /* the decision or knowledge model that holds the table */
    size_t rule;                     /* 1 for the first row */
    struct str rule_id;              /* perhaps empty */
    size_t n_annotations;
    const struct str *annotation_names; /* perhaps empty texts */
    const struct str *annotations;
    const struct feel_value *output; /* of this rule: a value, or a context for several outputs */
    const struct dmn_hit *next;
};
struct dmn_trace { /* start with { 0 }; filled in the evaluation's arena */
    const struct dmn_hit *first;
    struct dmn_hit *last;
    size_t n;
};
#define DMN_TRACE_MAX 1000u

/* Decide by name or id. `input` is a context of input data by name (required decisions given there override
 * their own logic only for decision services); NULL is empty. Text where the input data's type is
 * a date, time or duration is read as one, for input comes from JSON. env->vars and env->lookup are not used.
 * `trace` may be NULL. RC_NOT_FOUND: no such decision. RC_LIMIT: a bound was passed. Otherwise RC_OK and a
 * value; null for FEEL errors, whose reasons are in env->warnings. */
enum rc dmn_decide(const struct dmn_model *m, struct str decision, const struct feel_value *input,
                   const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                   const struct feel_value **ret, struct err *e) MUST_CHECK;
/* Invoke a decision service by name or id: input data and input decisions come by name in `input`. One output
 * decision gives its value, several give a context. */
enum rc dmn_service(const struct dmn_model *m, struct str service, const struct feel_value *input,
                    const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                    const struct feel_value **ret, struct err *e) MUST_CHECK;
/* Invoke a business knowledge model with named arguments. */
enum rc dmn_invoke(const struct dmn_model *m, struct str bkm, const struct feel_value *args,
                   const struct feel_env *env, struct arena *a, struct dmn_trace *trace,
                   const struct feel_value **ret, struct err *e) MUST_CHECK;

#endif
