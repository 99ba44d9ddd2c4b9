/*
 * dmn_xml.c - reading XML with libxml2, within bounds, and small helpers over its tree.
 *
 * A document type declaration is refused as soon as it begins, so no entity is ever declared; nothing is
 * fetched.
 */
#include "dmn/model.h"

#include "base/limits.h"
#include "base/markup_guard.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdarg.h>

#define ATTRIBUTES_MAX 500u /* of one element */

struct guard {
    startElementNsSAX2Func start;
    unsigned nodes;
    bool doctype, deep, many;
};

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *ext, const xmlChar *sys)
{
    xmlParserCtxtPtr p = ctx;
    struct guard *g = p->_private;

    (void)name;
    (void)ext;
    (void)sys;
    g->doctype = true;
    xmlStopParser(p);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n_attrs, int n_dflt, const xmlChar **attrs)
{
    xmlParserCtxtPtr p = ctx;
    struct guard *g = p->_private;

    g->nodes += 2 + (unsigned)n_attrs + (unsigned)n_ns;
    g->deep = g->deep || p->nodeNr >= (int)LIMIT_XML_DEPTH;
    g->many = g->many || g->nodes > LOAD_NODES_MAX;
    if (g->deep || g->many) {
        xmlStopParser(p);
        return;
    }
    g->start(ctx, name, prefix, uri, n_ns, ns, n_attrs, n_dflt, attrs);
}

void xml_docp_free(xmlDocPtr *doc)
{
    if (*doc != NULL)
        xmlFreeDoc(*doc);
    *doc = NULL;
}

xmlDocPtr xml_read(struct loader *l, struct str xml, struct str file)
{
    struct guard g = { 0 };
    xmlParserCtxtPtr p;
    xmlDocPtr doc;
    char why[160] = "not well-formed";
    int line = 0;

    if (xml.len > LIMIT_XML_BYTES) {
        l->rc = ERR(l->e, RC_LIMIT, "%.*s: more than %u bytes", STR_ARG(file), LIMIT_XML_BYTES);
        return NULL;
    }
    if (markup_too_many_attributes(xml, ATTRIBUTES_MAX)) {
        l->rc = ERR(l->e, RC_LIMIT, "%.*s: an element has more than %u attributes", STR_ARG(file),
                    ATTRIBUTES_MAX);
        return NULL;
    }
    xmlInitParser();
    p = xmlNewParserCtxt();
    if (p == NULL) {
        l->rc = ERR(l->e, RC_LIMIT, "out of memory");
        return NULL;
    }
    p->_private = &g;
    g.start = p->sax->startElementNs;
    p->sax->startElementNs = on_start;
    p->sax->internalSubset = on_doctype;
    doc = xmlCtxtReadMemory(p, xml.p, (int)xml.len, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (p->lastError.message != NULL) {
        snprintf(why, sizeof(why), "%s", p->lastError.message);
        why[strcspn(why, "\n")] = '\0';
        line = p->lastError.line;
    }
    if (doc != NULL && (!p->wellFormed || g.doctype || g.deep || g.many))
        xml_docp_free(&doc);
    xmlFreeParserCtxt(p);
    if (g.doctype || g.deep || g.many)
        l->rc = ERR(l->e, RC_LIMIT, "%.*s: %s", STR_ARG(file),
                    g.doctype ? "a document type declaration is not allowed"
                    : g.deep  ? "elements nested too deep"
                              : "too many elements");
    else if (doc == NULL)
        l->rc = ERR(l->e, RC_INVALID, "%.*s:%d: %s", STR_ARG(file), line, why);
    return doc;
}

bool xml_is(const xmlNode *n, const char *name)
{
    return n != NULL && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static xmlNodePtr element(xmlNodePtr n)
{
    while (n != NULL && n->type != XML_ELEMENT_NODE)
        n = n->next;
    return n;
}

xmlNodePtr xml_first(const xmlNode *n)
{
    return n == NULL ? NULL : element(n->children);
}

xmlNodePtr xml_next(const xmlNode *n)
{
    return element(n->next);
}

xmlNodePtr xml_child(const xmlNode *n, const char *name)
{
    xmlNodePtr c = xml_first(n);

    while (c != NULL && !xml_is(c, name))
        c = xml_next(c);
    return c;
}

static struct str take_xml(struct loader *l, xmlChar *s)
{
    struct str ret = s == NULL ? STR_NONE : arena_str(l->a, str_c((const char *)s));

    if (s != NULL)
        xmlFree(s);
    if (arena_failed(l->a) && l->rc == RC_OK)
        l->rc = arena_check(l->a, l->e);
    return ret;
}

struct str xml_attr(struct loader *l, const xmlNode *n, const char *name)
{
    return n == NULL ? STR_NONE
                     : take_xml(l, xmlGetNoNsProp((xmlNodePtr)(uintptr_t)n, (const xmlChar *)name));
}

struct str xml_text(struct loader *l, const xmlNode *n)
{
    return n == NULL ? STR_NONE : take_xml(l, xmlNodeGetContent(n));
}

struct str xml_child_text(struct loader *l, const xmlNode *n, const char *name)
{
    return xml_text(l, xml_child(n, name));
}

int xml_line(const xmlNode *n)
{
    long line = n == NULL ? 0 : xmlGetLineNo((xmlNodePtr)(uintptr_t)n);

    return line < 0 || line > INT32_MAX ? 0 : (int)line;
}

bool loader_work(struct loader *l, size_t n)
{
    if (l->rc == RC_OK && l->work < n)
        l->rc = ERR(l->e, RC_LIMIT, "too many names in the model");
    if (l->rc != RC_OK)
        return false;
    l->work -= n;
    return true;
}

void dmn_problem(struct loader *l, const xmlNode *at, bool warning, const char *fmt, ...)
{
    struct dmn_problem p = { .warning = warning, .line = xml_line(at) };
    struct dmn_problems *list = l->problems != NULL ? l->problems : &l->own;
    char msg[400];
    va_list ap;

    if (l->rc != RC_OK)
        return;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    p.file = l->model != NULL ? l->model->file : STR_NONE;
    p.message = arena_str(l->a, str_c(msg));
    p.element = l->el != NULL ? arena_fmt(l->a, "%s '%.*s'",
                                          l->el->kind == DMN_DECISION  ? "decision"
                                          : l->el->kind == DMN_BKM     ? "businessKnowledgeModel"
                                          : l->el->kind == DMN_SERVICE ? "decisionService"
                                                                       : "inputData",
                                          STR_ARG(l->el->name))
                : at != NULL  ? arena_str(l->a, str_c((const char *)at->name))
                              : STR_NONE;
    if (!warning && !l->fatal) {
        l->fatal = true;
        ERR(l->e, RC_INVALID, "%.*s:%d: %s", STR_ARG(p.file), p.line, msg);
    }
    if (list->n < DMN_PROBLEMS_MAX && !VEC_PUSH(l->a, list, p))
        l->rc = arena_check(l->a, l->e);
}
