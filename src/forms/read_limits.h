/*
 * read_limits.h - limits and options of one component. Private to forms.
 */
#ifndef FORMS_READ_LIMITS_H
#define FORMS_READ_LIMITS_H

#include "forms/inner.h"

void form_read_limits(struct form_reader *r, const struct json *o, struct str path, struct form_field *f);
void form_read_options(struct form_reader *r, const struct json *o, struct str path, struct form_field *f);

#endif
