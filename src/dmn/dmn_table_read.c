/*
 * dmn_table_read.c - decision tables from XML. The three orientations are one to the engine.
 */
#include "dmn/model.h"
#include "dmn/parse.h"

static enum hit_policy hit_policy(struct loader *l, const xmlNode *n)
{
    static const struct {
        const char *name, *letter;
        enum hit_policy hit;
    } all[] = {
        { "UNIQUE", "U", HIT_UNIQUE },
        { "ANY", "A", HIT_ANY },
        { "PRIORITY", "P", HIT_PRIORITY },
        { "FIRST", "F", HIT_FIRST },
        { "COLLECT", "C", HIT_COLLECT },
        { "RULE ORDER", "R", HIT_RULE_ORDER },
        { "OUTPUT ORDER", "O", HIT_OUTPUT_ORDER },
    };
    struct str s = xml_attr(l, n, "hitPolicy");

    if (s.len == 0)
        return HIT_UNIQUE;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (str_eq_c(s, all[i].name) || str_eq_c(s, all[i].letter))
            return all[i].hit;
    }
    dmn_problem(l, n, false, "unknown hit policy '%.*s'", STR_ARG(s));
    return HIT_UNIQUE;
}

static enum aggregation aggregation(struct loader *l, const xmlNode *n)
{
    static const char *const names[] = {
        [AGG_SUM] = "SUM", [AGG_COUNT] = "COUNT", [AGG_MIN] = "MIN", [AGG_MAX] = "MAX"
    };
    struct str s = xml_attr(l, n, "aggregation");

    for (size_t i = AGG_SUM; i < ARRAY_LEN(names); i++) {
        if (str_eq_c(s, names[i]))
            return (enum aggregation)i;
    }
    if (s.len > 0)
        dmn_problem(l, n, false, "unknown aggregation '%.*s'", STR_ARG(s));
    return AGG_NONE;
}

static size_t count(const xmlNode *n, const char *name)
{
    size_t k = 0;

    for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c))
        k += xml_is(c, name);
    return k;
}

static void input_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                       struct table_input *in, unsigned depth)
{
    const xmlNode *x = xml_child(n, "inputExpression");
    struct str text = str_trim(xml_child_text(l, x, "text"));

    (void)depth;
    if (text.len > 0)
        in->expr = feel_text_node(l, xml_child(x, "text"), text, false, names);
    else
        dmn_problem(l, n, l->mode == DMN_TOLERANT, "input without an expression");
    in->type = type_ref(l, x == NULL ? n : x, xml_attr(l, x, "typeRef"));
    in->allowed = tests_of(l, xml_child(n, "inputValues"), names);
}

static void output_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                        struct table_output *out, unsigned depth)
{
    const xmlNode *dflt = xml_child(n, "defaultOutputEntry");
    struct str text;

    out->name = name_normal(l->a, xml_attr(l, n, "name"));
    out->hash = name_hash(out->name);
    out->type = type_ref(l, n, xml_attr(l, n, "typeRef"));
    out->values = tests_of(l, xml_child(n, "outputValues"), names);
    if (dflt == NULL)
        return;
    text = str_trim(xml_child_text(l, dflt, "text"));
    out->dflt = text.len > 0 ? feel_text_node(l, xml_child(dflt, "text"), text, false, names)
                             : expr_in(l, dflt, names, depth);
    if (!know(l, out->name))
        l->rc = arena_check(l->a, l->e);
}

/* Cells of a rule into an array of exactly `n`. */
static const struct node **cells(struct loader *l, const xmlNode *rule, const char *name, size_t n,
                                 bool tests, const struct feel_names *names)
{
    const struct node **out = ARENA_ARRAY(l->a, const struct node *, n + 1);
    size_t k = 0;

    for (xmlNodePtr c = xml_first(rule); c != NULL && out != NULL && l->rc == RC_OK; c = xml_next(c)) {
        struct str text;
        if (!xml_is(c, name))
            continue;
        if (k == n) {
            dmn_problem(l, c, false, "rule with more than %zu cells of kind %s", n, name);
            return out;
        }
        text = str_trim(xml_child_text(l, c, "text"));
        if (text.len == 0 && tests) /* an empty test is met by everything, as tools write it */
            text = STR("-");
        if (text.len == 0 || (!tests && str_eq_c(text, "-")))
            out[k] = NULL; /* an empty output is null */
        else
            out[k] = feel_text_node(l, xml_child(c, "text"), text, tests, names);
        k++;
    }
    if (k != n)
        dmn_problem(l, rule, false, "rule with %zu of %zu cells of kind %s", k, n, name);
    return out;
}

static const struct str *annotations(struct loader *l, const xmlNode *rule, size_t n)
{
    struct str *out = ARENA_ARRAY(l->a, struct str, n + 1);
    size_t k = 0;

    for (xmlNodePtr c = xml_first(rule); c != NULL && out != NULL && k < n; c = xml_next(c)) {
        if (xml_is(c, "annotationEntry"))
            out[k++] = str_trim(xml_child_text(l, c, "text"));
    }
    if (out != NULL && k == 0 && n == 1) /* DMN 1.1 and Camunda: the rule's description */
        out[0] = str_trim(xml_child_text(l, rule, "description"));
    return out;
}

static const struct str *annotation_names(struct loader *l, const xmlNode *n, struct dmn_table *t)
{
    struct str *out;
    size_t k = 0;

    t->n_annotations = count(n, "annotation");
    if (t->n_annotations == 0)
        t->n_annotations = 1;
    out = ARENA_ARRAY(l->a, struct str, t->n_annotations);
    for (xmlNodePtr c = xml_first(n); c != NULL && out != NULL; c = xml_next(c)) {
        if (xml_is(c, "annotation"))
            out[k++] = xml_attr(l, c, "name");
    }
    return out;
}

static bool rules_read(struct loader *l, const xmlNode *n, struct dmn_table *t,
                       const struct feel_names *names)
{
    struct table_rule *rules = ARENA_ARRAY(l->a, struct table_rule, t->n_rules + 1);
    size_t k = 0;

    for (xmlNodePtr c = xml_first(n); c != NULL && rules != NULL && l->rc == RC_OK; c = xml_next(c)) {
        if (!xml_is(c, "rule"))
            continue;
        rules[k].id = xml_attr(l, c, "id");
        rules[k].tests = cells(l, c, "inputEntry", t->n_inputs, true, names);
        rules[k].outputs = cells(l, c, "outputEntry", t->n_outputs, false, names);
        rules[k].annotations = annotations(l, c, t->n_annotations);
        k++;
    }
    t->rules = rules;
    return rules != NULL;
}

const struct node *table_read(struct loader *l, const xmlNode *n, const struct feel_names *names,
                              unsigned depth)
{
    struct node *out = load_node(l, N_TABLE, n);
    struct dmn_table *t = ARENA_NEW(l->a, struct dmn_table);
    struct table_input *inputs;
    struct table_output *outputs;
    size_t i = 0, o = 0;

    if (out == NULL || t == NULL)
        return NULL;
    t->hit = hit_policy(l, n);
    t->aggregation = aggregation(l, n);
    t->n_inputs = count(n, "input");
    t->n_outputs = count(n, "output");
    t->n_rules = count(n, "rule");
    t->line = xml_line(n);
    t->owner_id = l->el != NULL ? l->el->id : STR_NONE;
    t->owner_name = l->el != NULL ? l->el->name : STR_NONE;
    if (t->n_outputs == 0)
        dmn_problem(l, n, false, "decision table without output");
    inputs = ARENA_ARRAY(l->a, struct table_input, t->n_inputs + 1);
    outputs = ARENA_ARRAY(l->a, struct table_output, t->n_outputs + 1);
    if (inputs == NULL || outputs == NULL)
        return NULL;
    for (xmlNodePtr c = xml_first(n); c != NULL; c = xml_next(c)) {
        if (xml_is(c, "input"))
            input_read(l, c, names, &inputs[i++], depth);
        else if (xml_is(c, "output"))
            output_read(l, c, names, &outputs[o++], depth);
    }
    t->inputs = inputs;
    t->outputs = outputs;
    t->annotation_names = annotation_names(l, n, t);
    if (t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER) {
        for (o = 0; o < t->n_outputs && outputs[o].values == NULL; o++) {
        }
        if (o == t->n_outputs)
            dmn_problem(l, n, true, "hit policy by priority without output values: the first rule wins");
    }
    if (!rules_read(l, n, t, names))
        return NULL;
    out->table = t;
    return l->rc == RC_OK ? out : NULL;
}
