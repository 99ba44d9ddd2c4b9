/*
 * slot_json.c - values of slots out of a JSON object.
 */
#include "base/json.h"
#include "port/letter.h"

static struct slot_value value_of(const struct json *v)
{
    struct slot_value s = { .kind = SLOT_EMPTY };

    if (v == NULL)
        return (struct slot_value){ .kind = SLOT_UNKNOWN };
    switch (v->kind) {
    case JSON_NULL:
        break;
    case JSON_BOOL:
        s.kind = SLOT_BOOL;
        s.truth = v->boolean;
        break;
    case JSON_NUMBER:
    case JSON_STRING:
        s.kind = str_empty(v->text) ? SLOT_EMPTY : SLOT_TEXT;
        s.text = v->text;
        break;
    case JSON_ARRAY:
        s.kind = v->n == 0 ? SLOT_EMPTY : SLOT_LIST;
        s.node = v;
        s.n = v->n;
        break;
    case JSON_OBJECT:
        s.kind = SLOT_OBJECT;
        s.node = v;
        break;
    }
    return s;
}

static struct slot_value get(void *self, const void *scope, struct str name)
{
    return value_of(json_get_str(scope != NULL ? scope : self, name));
}

static struct slot_value item(void *self, const void *list, size_t i)
{
    (void)self;
    return value_of(json_at(list, i));
}

struct slot_source slot_source_json(const struct json *object)
{
    return (struct slot_source){ get, item, (void *)(uintptr_t)object };
}
