/*
 * xml.h - a small, immutable XML tree in an arena; private to this room.
 *
 * Read with libxml2's SAX parser: no network, no document type, no entities but the five of XML, bounds on
 * bytes, depth and nodes. White space between elements is dropped, comments are kept.
 */
#ifndef BPMN_XML_H
#define BPMN_XML_H

#include "base/arena.h"
#include "base/buf.h"

enum bpmn_ns {
    BPMN_NS_OTHER,
    BPMN_NS_NONE,
    BPMN_NS_MODEL,
    BPMN_NS_DI, /* BPMN DI */
    BPMN_NS_DC,
    BPMN_NS_DDI, /* DD DI: way-points */
    BPMN_NS_ZEEBE,
    BPMN_NS_MODELER,
    BPMN_NS_CAMUNDA7,
    BPMN_NS_COLOR, /* bioc: and color: */
    BPMN_NS_XSI
};

struct bpmn_attr {
    enum bpmn_ns ns;
    struct str prefix, name, value;
};

struct bpmn_nsdecl {
    struct str prefix, uri;
};

struct bpmn_xml {
    bool comment;
    struct str text; /* of a text node or comment; of an element: none */
    enum bpmn_ns ns;
    struct str prefix, name; /* name.len == 0: text or comment */
    const struct bpmn_attr *attrs;
    const struct bpmn_nsdecl *decls;
    size_t n_attrs, n_decls;
    struct bpmn_xml *first, *last, *next;
    const struct bpmn_xml *up;
    int line;
};

#define XML_NODES_MAX 200000u

/* RC_INVALID: not well-formed, or with a document type; RC_LIMIT. */
enum rc bpmn_xml_read(struct arena *a, struct str text, const struct bpmn_xml **ret,
                      struct err *e) MUST_CHECK;
void bpmn_xml_write(const struct bpmn_xml *root, struct buf *out);

/* Attribute without namespace; STR_NONE when absent. */
struct str bpmn_xml_attr(const struct bpmn_xml *x, const char *name);
struct str bpmn_xml_attr_ns(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name);
bool bpmn_xml_attr_bool(const struct bpmn_xml *x, const char *name, bool dflt);
bool bpmn_xml_is(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name);
/* First child element of that name; NULL when absent. */
const struct bpmn_xml *bpmn_xml_child(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name);
/* All text directly inside, trimmed. */
struct str bpmn_xml_text(struct arena *a, const struct bpmn_xml *x);

#endif
