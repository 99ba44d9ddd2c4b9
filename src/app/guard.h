/*
 * guard.h - guards, prefill and signatures of tasks and messages: FEEL properties of elements.
 */
#ifndef APP_GUARD_H
#define APP_GUARD_H

#include "app/flow.h"

/* What the element at `key` sees, with the form's values on top. */
const struct feel_value *guard_vars(struct flow *f, struct flow_instance *in, uint64_t key,
                                    const struct json *values);
/* All guards of the element by this name ("guard", "guard_2", … with "guard_text", …): RC_DENIED and the
 * words of the first that does not hold. */
enum rc guard_check(struct flow *f, struct flow_instance *in, const struct bpmn_element *el, const char *name,
                    const struct feel_value *vars, struct str *words, struct str *key,
                    struct err *e) MUST_CHECK;
/* The same values as JSON, for forms. NULL: no memory. */
const struct json *guard_json(struct arena *a, const struct feel_value *v);
/* form_env.known: units, posts and files that may stand in a form of this case. `self` is a struct flow, or
 * NULL for none. */
bool guard_known(void *self, const struct form_field *field, struct str value);
/* A FEEL property as value; NULL when it has none. */
const struct feel_value *guard_eval(struct flow *f, struct flow_instance *in, const struct bpmn_element *el,
                                    const char *property, const struct feel_value *vars);

#endif
