/*
 * read_drawn.c - what only pictures need and stands elsewhere in the file: a group's name (its category
 * value), whether a data object is a collection, the name of a data store.
 *
 * Not here: bounds and way-points (read_di.c).
 */
#include "bpmn/read.h"

struct drawn {
    struct reader *r;
    struct bpmn_map map; /* id -> index in v */
    VEC(const struct bpmn_xml *) v;
};

static void note(struct drawn *d, const struct bpmn_xml *x)
{
    struct str id = str_trim(bpmn_xml_attr(x, "id"));

    if (id.len > 0 && bpmn_map_put(d->r->a, &d->map, id, (uint32_t)d->v.n))
        (void)!VEC_PUSH(d->r->a, &d->v, x);
}

static const struct bpmn_xml *find(const struct drawn *d, const struct bpmn_xml *x, const char *attr)
{
    uint32_t i;

    return bpmn_map_get(&d->map, bpmn_read_local(bpmn_xml_attr(x, attr)), &i) ? d->v.v[i] : NULL;
}

/* The categories and stores at the root, the data objects beside their references. */
static void collect(struct drawn *d, const struct bpmn_xml *definitions)
{
    for (const struct bpmn_xml *x = definitions->first; x != NULL; x = x->next) {
        if (bpmn_xml_is(x, BPMN_NS_MODEL, "dataStore"))
            note(d, x);
        for (const struct bpmn_xml *c = bpmn_xml_is(x, BPMN_NS_MODEL, "category") ? x->first : NULL;
             c != NULL; c = c->next)
            note(d, c);
    }
    for (size_t i = 0; i < d->r->elements.n; i++) {
        const struct bpmn_element *el = &d->r->elements.v[i];

        for (const struct bpmn_xml *c = bpmn_is_scope(el) ? el->xml->first : NULL; c != NULL; c = c->next)
            if (bpmn_xml_is(c, BPMN_NS_MODEL, "dataObject"))
                note(d, c);
    }
}

void bpmn_read_drawn(struct reader *r, const struct bpmn_xml *definitions)
{
    struct drawn d = { .r = r };
    bool needed = false;

    for (size_t i = 0; i < r->elements.n; i++)
        needed = needed || r->elements.v[i].kind == BPMN_GROUP || r->elements.v[i].kind == BPMN_DATA_OBJECT ||
                 r->elements.v[i].kind == BPMN_DATA_STORE;
    if (!needed)
        return;
    collect(&d, definitions);
    for (size_t i = 0; i < r->elements.n; i++) {
        struct bpmn_element *el = &r->elements.v[i];

        if (el->kind == BPMN_GROUP)
            el->name = bpmn_xml_attr(find(&d, el->xml, "categoryValueRef"), "value");
        else if (el->kind == BPMN_DATA_OBJECT)
            el->many = bpmn_xml_attr_bool(find(&d, el->xml, "dataObjectRef"), "isCollection", el->many);
        else if (el->kind == BPMN_DATA_STORE && el->name.len == 0)
            el->name = bpmn_xml_attr(find(&d, el->xml, "dataStoreRef"), "name");
    }
}
