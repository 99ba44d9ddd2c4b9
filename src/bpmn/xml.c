/*
 * xml.c - the XML tree: SAX events in, text out.
 *
 * Not here: what the elements mean (read.c).
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/limits.h"
#include "base/markup_guard.h"
#include "bpmn/xml.h"

#define CHUNK ((size_t)64 << 10)
#define ATTRS_MAX 200u      /* of one element */
#define NAMESPACES_MAX 300u /* declared around one element */

static const struct {
    const char *uri;
    enum bpmn_ns ns;
} spaces[] = {
    { "http://www.omg.org/spec/BPMN/20100524/MODEL", BPMN_NS_MODEL },
    { "http://www.omg.org/spec/BPMN/20100524/DI", BPMN_NS_DI },
    { "http://www.omg.org/spec/DD/20100524/DC", BPMN_NS_DC },
    { "http://www.omg.org/spec/DD/20100524/DI", BPMN_NS_DDI },
    { "http://camunda.org/schema/zeebe/1.0", BPMN_NS_ZEEBE },
    { "http://camunda.org/schema/modeler/1.0", BPMN_NS_MODELER },
    { "http://camunda.org/schema/1.0/bpmn", BPMN_NS_CAMUNDA7 },
    { "http://activiti.org/bpmn", BPMN_NS_CAMUNDA7 },
    { "http://flowable.org/bpmn", BPMN_NS_CAMUNDA7 },
    { "http://bpmn.io/schema/bpmn/biocolor/1.0", BPMN_NS_COLOR },
    { "http://www.omg.org/spec/BPMN/non-normative/color/1.0", BPMN_NS_COLOR },
    { "http://www.w3.org/2001/XMLSchema-instance", BPMN_NS_XSI },
};

struct parse {
    struct arena *a;
    xmlParserCtxtPtr ctxt;
    struct bpmn_xml *root, *top;
    struct buf text;
    size_t nodes, depth, spaces;
    enum rc rc;
    struct err err;
};

static void stop(struct parse *p, enum rc rc, const char *why)
{
    if (p->rc == RC_OK)
        p->rc = ERR(&p->err, rc, "line %d: %s", xmlSAX2GetLineNumber(p->ctxt), why);
    xmlStopParser(p->ctxt);
}

static enum bpmn_ns ns_of(struct str uri)
{
    if (uri.len == 0)
        return BPMN_NS_NONE;
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
        if (str_eq_c(uri, spaces[i].uri))
            return spaces[i].ns;
    return BPMN_NS_OTHER;
}

static struct str copy(struct parse *p, const xmlChar *s)
{
    return s == NULL ? STR_NONE : arena_str(p->a, str_c((const char *)s));
}

static struct bpmn_xml *add_node(struct parse *p)
{
    struct bpmn_xml *x;

    if (++p->nodes > XML_NODES_MAX) {
        stop(p, RC_LIMIT, "too many elements");
        return NULL;
    }
    x = ARENA_NEW(p->a, struct bpmn_xml);
    if (x == NULL) {
        stop(p, RC_LIMIT, "memory budget exceeded");
        return NULL;
    }
    x->up = p->top;
    x->line = xmlSAX2GetLineNumber(p->ctxt);
    if (p->top == NULL)
        return x;
    if (p->top->last != NULL)
        p->top->last->next = x;
    else
        p->top->first = x;
    p->top->last = x;
    return x;
}

static void flush_text(struct parse *p)
{
    struct str t = buf_view(&p->text);

    if (p->text.failed)
        stop(p, RC_LIMIT, "text too long");
    if (p->top != NULL && str_trim(t).len > 0) {
        struct bpmn_xml *x = add_node(p);

        if (x != NULL)
            x->text = arena_str(p->a, t);
    }
    buf_clear(&p->text);
}

/* libxml2 hands `&` over as the text "&#38;" in attributes when it is not to replace entities. */
static struct str attr_value(struct parse *p, struct str raw)
{
    static const struct str amp = STR_INIT("&#38;");
    struct buf b;
    struct str v;

    if (str_find_byte(raw, '&', 0) == SIZE_MAX)
        return arena_str(p->a, raw);
    buf_init(&b, LIMIT_XML_BYTES);
    for (size_t at = 0; at < raw.len;) {
        size_t next = str_find(raw, amp, at);

        buf_str(&b, str_sub(raw, at, (next == SIZE_MAX ? raw.len : next) - at));
        if (next == SIZE_MAX)
            break;
        buf_byte(&b, '&');
        at = next + amp.len;
    }
    v = arena_str(p->a, buf_view(&b));
    buf_free(&b);
    return v;
}

static void add_attrs(struct parse *p, struct bpmn_xml *x, int n, const xmlChar **attrs)
{
    struct bpmn_attr *v = ARENA_ARRAY(p->a, struct bpmn_attr, (size_t)n);

    if (v == NULL)
        return;
    for (int i = 0; i < n; i++, attrs += 5) {
        size_t len = (size_t)(attrs[4] - attrs[3]);

        v[i].name = copy(p, attrs[0]);
        v[i].prefix = copy(p, attrs[1]);
        v[i].ns = ns_of(str_c((const char *)attrs[2]));
        v[i].value = attr_value(p, (struct str){ (const char *)attrs[3], len });
    }
    x->attrs = v;
    x->n_attrs = (size_t)n;
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    struct parse *p = self;
    struct bpmn_xml *x;
    struct bpmn_nsdecl *d;

    (void)n_defaulted;
    flush_text(p);
    p->spaces += (size_t)n_ns; /* looked through for every prefix: few in a file that is meant well */
    if (p->spaces > NAMESPACES_MAX) {
        stop(p, RC_LIMIT, "too many namespaces");
        return;
    }
    if (++p->depth > LIMIT_XML_DEPTH) {
        stop(p, RC_LIMIT, "nested too deeply");
        return;
    }
    x = add_node(p);
    if (x == NULL)
        return;
    x->name = copy(p, name);
    x->prefix = copy(p, prefix);
    x->ns = ns_of(str_c((const char *)uri));
    d = n_ns > 0 ? ARENA_ARRAY(p->a, struct bpmn_nsdecl, (size_t)n_ns) : NULL;
    for (size_t i = 0; d != NULL && i < (size_t)n_ns; i++) {
        d[i].prefix = copy(p, ns[2 * i]);
        d[i].uri = copy(p, ns[2 * i + 1]);
        x->decls = d;
        x->n_decls = (size_t)n_ns;
    }
    if (n_attrs > 0)
        add_attrs(p, x, n_attrs, attrs);
    if (arena_failed(p->a))
        stop(p, RC_LIMIT, "memory budget exceeded");
    if (p->root == NULL)
        p->root = x;
    p->top = x;
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct parse *p = self;

    (void)name, (void)prefix, (void)uri;
    flush_text(p);
    if (p->top != NULL) {
        p->spaces -= p->top->n_decls;
        p->top = (struct bpmn_xml *)(uintptr_t)p->top->up;
    }
    p->depth--;
}

static void on_text(void *self, const xmlChar *s, int n)
{
    struct parse *p = self;

    if (p->top != NULL)
        buf_add(&p->text, s, (size_t)n);
}

static void on_comment(void *self, const xmlChar *s)
{
    struct parse *p = self;
    struct bpmn_xml *x;

    if (p->top == NULL)
        return;
    flush_text(p);
    x = add_node(p);
    if (x == NULL)
        return;
    x->comment = true;
    x->text = copy(p, s);
}

static void on_doctype(void *self, const xmlChar *name, const xmlChar *external, const xmlChar *sys)
{
    (void)name, (void)external, (void)sys;
    stop(self, RC_INVALID, "a document type is not allowed");
}

static void on_entity(void *self, const xmlChar *name, int type, const xmlChar *public, const xmlChar *sys,
                      xmlChar *content)
{
    (void)name, (void)type, (void)public, (void)sys, (void)content;
    stop(self, RC_INVALID, "an entity is not allowed");
}

static void on_error(void *self, xmlErrorPtr error)
{
    struct parse *p = self;

    if (error == NULL || error->level < XML_ERR_FATAL || p->rc != RC_OK)
        return;
    p->rc = ERR(&p->err, RC_INVALID, "line %d: %.*s", error->line,
                STR_ARG(str_trim(str_c(error->message == NULL ? "not well-formed" : error->message))));
}

static void parse_all(struct parse *p, struct str text)
{
    size_t done = 0;

    while (done < text.len && p->rc == RC_OK) {
        size_t n = text.len - done < CHUNK ? text.len - done : CHUNK;

        xmlParseChunk(p->ctxt, text.p + done, (int)n, done + n == text.len);
        done += n;
    }
    if (p->rc == RC_OK && (!p->ctxt->wellFormed || p->root == NULL || p->depth != 0))
        p->rc = ERR(&p->err, RC_INVALID, "not well-formed XML");
}

enum rc bpmn_xml_read(struct arena *a, struct str text, const struct bpmn_xml **ret, struct err *e)
{
    struct parse p = { .a = a };
    xmlSAXHandler sax;

    if (text.len > LIMIT_XML_BYTES)
        return ERR(e, RC_LIMIT, "the file is larger than %u bytes", LIMIT_XML_BYTES);
    if (markup_too_many_attributes(text, ATTRS_MAX))
        return ERR(e, RC_LIMIT, "an element has more than %u attributes", ATTRS_MAX);
    memset(&sax, 0, sizeof(sax));
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.comment = on_comment;
    sax.internalSubset = on_doctype;
    sax.entityDecl = on_entity;
    sax.serror = on_error;
    xmlInitParser();
    p.ctxt = xmlCreatePushParserCtxt(&sax, &p, NULL, 0, NULL);
    if (p.ctxt == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    xmlCtxtUseOptions(p.ctxt, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    buf_init(&p.text, LIMIT_XML_BYTES);
    parse_all(&p, text);
    buf_free(&p.text);
    if (p.ctxt->myDoc != NULL)
        xmlFreeDoc(p.ctxt->myDoc);
    xmlFreeParserCtxt(p.ctxt);
    if (p.rc != RC_OK) {
        if (e != NULL)
            *e = p.err;
        return p.rc;
    }
    *ret = p.root;
    return RC_OK;
}

/* ---- looking ---- */

struct str bpmn_xml_attr_ns(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name)
{
    if (x == NULL)
        return STR_NONE;
    for (size_t i = 0; i < x->n_attrs; i++)
        if (x->attrs[i].ns == ns && str_eq_c(x->attrs[i].name, name))
            return x->attrs[i].value;
    return STR_NONE;
}

struct str bpmn_xml_attr(const struct bpmn_xml *x, const char *name)
{
    return bpmn_xml_attr_ns(x, BPMN_NS_NONE, name);
}

bool bpmn_xml_attr_bool(const struct bpmn_xml *x, const char *name, bool dflt)
{
    struct str v = str_trim(bpmn_xml_attr(x, name));

    if (str_eq_c(v, "true") || str_eq_c(v, "1"))
        return true;
    if (str_eq_c(v, "false") || str_eq_c(v, "0"))
        return false;
    return dflt;
}

bool bpmn_xml_is(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name)
{
    return x != NULL && x->ns == ns && str_eq_c(x->name, name);
}

const struct bpmn_xml *bpmn_xml_child(const struct bpmn_xml *x, enum bpmn_ns ns, const char *name)
{
    for (const struct bpmn_xml *c = x == NULL ? NULL : x->first; c != NULL; c = c->next)
        if (bpmn_xml_is(c, ns, name))
            return c;
    return NULL;
}

struct str bpmn_xml_text(struct arena *a, const struct bpmn_xml *x)
{
    struct str all = STR_NONE;

    for (const struct bpmn_xml *c = x == NULL ? NULL : x->first; c != NULL; c = c->next)
        if (c->name.len == 0 && !c->comment)
            all = all.len == 0 ? c->text : arena_cat(a, all, c->text);
    return str_trim(all);
}

/* ---- writing ---- */

static void put_escaped(struct buf *b, struct str s, bool attr)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.p[i]) {
        case '&':
            buf_c(b, "&amp;");
            break;
        case '<':
            buf_c(b, "&lt;");
            break;
        case '>':
            buf_c(b, "&gt;");
            break;
        case '"':
            buf_c(b, attr ? "&quot;" : "\"");
            break;
        case '\n':
            buf_c(b, attr ? "&#10;" : "\n");
            break;
        case '\t':
            buf_c(b, attr ? "&#9;" : "\t");
            break;
        case '\r':
            buf_c(b, "&#13;");
            break;
        default:
            buf_byte(b, s.p[i]);
        }
    }
}

static void put_name(struct buf *b, struct str prefix, struct str name)
{
    if (prefix.len > 0) {
        buf_str(b, prefix);
        buf_byte(b, ':');
    }
    buf_str(b, name);
}

static void put_indent(struct buf *b, int depth)
{
    buf_byte(b, '\n');
    for (int i = 0; i < depth; i++)
        buf_c(b, "  ");
}

static void put_tag(struct buf *b, const struct bpmn_xml *x)
{
    buf_byte(b, '<');
    put_name(b, x->prefix, x->name);
    for (size_t i = 0; i < x->n_decls; i++) {
        buf_c(b, " xmlns");
        if (x->decls[i].prefix.len > 0)
            buf_byte(b, ':');
        buf_str(b, x->decls[i].prefix);
        buf_c(b, "=\"");
        put_escaped(b, x->decls[i].uri, true);
        buf_byte(b, '"');
    }
    for (size_t i = 0; i < x->n_attrs; i++) {
        buf_byte(b, ' ');
        put_name(b, x->attrs[i].prefix, x->attrs[i].name);
        buf_c(b, "=\"");
        put_escaped(b, x->attrs[i].value, true);
        buf_byte(b, '"');
    }
}

static bool has_text(const struct bpmn_xml *x)
{
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next)
        if (c->name.len == 0 && !c->comment)
            return true;
    return false;
}

/* The depth is that of reading: at most LIMIT_XML_DEPTH. */
static void put_node(struct buf *b, const struct bpmn_xml *x, int depth)
{
    bool flat;

    if (x->comment) {
        buf_c(b, "<!--");
        buf_str(b, x->text);
        buf_c(b, "-->");
        return;
    }
    if (x->name.len == 0) {
        put_escaped(b, x->text, false);
        return;
    }
    put_tag(b, x);
    if (x->first == NULL) {
        buf_c(b, " />");
        return;
    }
    buf_byte(b, '>');
    flat = has_text(x);
    for (const struct bpmn_xml *c = x->first; c != NULL; c = c->next) {
        if (!flat)
            put_indent(b, depth + 1);
        put_node(b, c, depth + 1);
    }
    if (!flat)
        put_indent(b, depth);
    buf_c(b, "</");
    put_name(b, x->prefix, x->name);
    buf_byte(b, '>');
}

void bpmn_xml_write(const struct bpmn_xml *root, struct buf *out)
{
    buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    put_node(out, root, 0);
    buf_byte(out, '\n');
}
