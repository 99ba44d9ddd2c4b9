/*
 * model.h - the inside of decision models, for the dmn_*.c files. For users: dmn.h.
 */
#ifndef DMN_MODEL_H
#define DMN_MODEL_H

#include "dmn/dmn.h"
#include "dmn/eval.h"

#include <libxml/tree.h>

struct dmn_el;

/* What an element may see: a requirement, under the names it is called by. */
struct dmn_req {
    const struct dmn_el *el;
    struct str prefix; /* name of the import it comes through, or empty */
    bool input;        /* an information requirement (else knowledge) */
};

struct dmn_el {
    enum dmn_kind kind;
    struct str id, name, variable; /* variable: the name in expressions */
    uint32_t hash;                 /* of variable */
    struct str type_ref;
    const struct feel_type *type; /* NULL: any */
    int line;
    size_t index; /* among all elements of the model and its imports */
    const struct dmn_model *model;
    const struct node *logic; /* decision: expression or NULL; knowledge model: N_FUNCTION or NULL */
    const struct dmn_req *reqs;
    size_t n_reqs;
    /* services */
    const struct dmn_el *const *outputs, *const *in_data, *const *in_decisions;
    size_t n_outputs, n_in_data, n_in_decisions;
    const struct param *params; /* of a service called as a function: input data, then input decisions */
    int mark;                   /* while loading: for finding cycles */
};

struct dmn_import {
    struct str prefix, ns;
    const struct dmn_model *model;
};

struct dmn_typedef {
    struct str name;
    struct feel_type *type;
    const void *xml; /* while loading */
};

struct dmn_model {
    struct str name, ns, file;
    struct dmn_el **els;
    size_t n;
    const struct dmn_import *imports;
    size_t n_imports;
    const struct dmn_typedef *types;
    size_t n_types;
    size_t n_all; /* elements of this model and all it imports, numbered by index */
};

/* ---- decision tables ---- */

enum hit_policy {
    HIT_UNIQUE,
    HIT_ANY,
    HIT_PRIORITY,
    HIT_FIRST,
    HIT_COLLECT,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER
};
enum aggregation { AGG_NONE, AGG_SUM, AGG_COUNT, AGG_MIN, AGG_MAX };

struct table_input {
    const struct node *expr;
    const struct node *allowed; /* unary tests or NULL */
    const struct feel_type *type;
};

struct table_output {
    struct str name;
    uint32_t hash;
    const struct node *values; /* allowed values, the first has the highest priority; or NULL */
    const struct node *dflt;
    const struct feel_type *type;
};

struct table_rule {
    struct str id;
    const struct node **tests;   /* one an input */
    const struct node **outputs; /* one an output */
    const struct str *annotations;
};

struct dmn_table {
    enum hit_policy hit;
    enum aggregation aggregation;
    const struct table_input *inputs;
    const struct table_output *outputs;
    const struct table_rule *rules;
    size_t n_inputs, n_outputs, n_rules, n_annotations;
    const struct str *annotation_names;
    struct str owner_id, owner_name;
    int line;
};

/* A service as a function value: see struct func. */
struct dmn_callable {
    const struct dmn_el *service;
};

/* One evaluation of a model. */
struct dmn_run {
    const struct dmn_model *model;
    const struct feel_value *input;
    const struct feel_value **values; /* by index; NULL: not evaluated yet */
    struct dmn_trace *trace;
};

/* ---- loading ---- */

struct loaded {
    struct str ns;
    struct dmn_model *model; /* NULL while it is being read */
};

struct loader {
    struct arena *a;
    const struct dmn_resolver *resolver;
    enum dmn_mode mode;
    struct dmn_problems *problems;
    struct dmn_problems own; /* when the caller wants none */
    struct err *e;
    enum rc rc;
    bool fatal;
    struct {
        struct loaded *v;
        size_t n, cap;
    } models;
    size_t n_els;
    unsigned depth; /* of imports */
    /* of the model being read */
    struct dmn_model *model;
    struct {
        struct str *v;
        size_t n, cap;
    } fields;
    struct type_source types;
    struct feel_names inputs; /* of the model */
    const struct dmn_el *el;  /* whose logic is being compiled */
    uint64_t work;            /* left: comparisons of names, types and ids */
};

#define LOAD_DEPTH_MAX 60 /* of nested boxed expressions */
#define LOAD_NODES_MAX 200000u
#define LOAD_WORK_MAX 20000000u
#define KNOWN_MAX 4000 /* names with signs or keywords in them */

bool know(struct loader *l,
          struct str name); /* as a name that may follow a point; false when the arena is full */
bool loader_work(struct loader *l, size_t n); /* false, with l->rc set, when there was too much of it */

/* dmn_xml.c */
xmlDocPtr xml_read(struct loader *l, struct str xml, struct str file); /* NULL with l->rc set */
void xml_docp_free(xmlDocPtr *doc);
xmlNodePtr xml_child(const xmlNode *n, const char *name); /* the first with that local name */
xmlNodePtr xml_first(const xmlNode *n);                   /* first and next elements */
xmlNodePtr xml_next(const xmlNode *n);
bool xml_is(const xmlNode *n, const char *name);
struct str xml_attr(struct loader *l, const xmlNode *n,
                    const char *name);                   /* in the arena; empty when missing */
struct str xml_text(struct loader *l, const xmlNode *n); /* the text in it, in the arena */
struct str xml_child_text(struct loader *l, const xmlNode *n, const char *name);
int xml_line(const xmlNode *n);

/* Record a problem; a warning when `warning`. Formats the message. */
void dmn_problem(struct loader *l, const xmlNode *at, bool warning, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* dmn_type.c */
void types_read(struct loader *l, const xmlNode *definitions);
const struct feel_type *type_ref(struct loader *l, const xmlNode *at, struct str ref); /* NULL: none given */
const struct node *tests_of(struct loader *l, const xmlNode *holder,
                            const struct feel_names *names); /* its <text> */

/* dmn_expr.c */
const struct node *expr_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                             unsigned depth);
const struct node *expr_in(struct loader *l, const xmlNode *holder, const struct feel_names *names,
                           unsigned depth);
const struct node *function_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                                 unsigned depth);
bool xml_is_expr(const xmlNode *n);
const struct node *feel_text_node(struct loader *l, const xmlNode *at, struct str text, bool tests,
                                  const struct feel_names *names);
struct node *load_node(struct loader *l, enum node_kind kind, const xmlNode *at);
/* dmn_table_read.c */
const struct node *table_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                              unsigned depth);

/* dmn_run.c */
const struct feel_value *run_element(struct eval *ev, const struct dmn_el *el);

#endif
