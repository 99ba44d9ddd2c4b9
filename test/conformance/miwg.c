/*
 * miwg.c - conformance_miwg DIR: the reference models of the BPMN Model Interchange Working Group, imported,
 * exported, compared.
 *
 * Each `*.bpmn` in DIR is read, written, and compared in two ways: as XML by libxml2's own tree (every
 * element, attribute and text, the order of siblings included), and as models (elements, names, flows,
 * conditions, bounds, way-points, labels, pools, lanes). Then it is drawn: every shape, line and name that
 * the file's diagram has must be inside the picture, and no name upon another.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/file.h"
#include "bpmn/model.h"
#include "drawing/drawing.h"

static bool blank(const xmlNode *n)
{
    return n->type == XML_COMMENT_NODE || (n->type == XML_TEXT_NODE && xmlIsBlankNode(n));
}

static const xmlNode *skip(const xmlNode *n)
{
    while (n != NULL && blank(n))
        n = n->next;
    return n;
}

static bool same_ns(const xmlNs *a, const xmlNs *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || xmlStrEqual(a->href, b->href));
}

static struct str text_of(const xmlNode *n)
{
    return str_trim(str_c((const char *)n->content));
}

static bool same_attrs(xmlNode *a, xmlNode *b)
{
    size_t n = 0, k = 0;

    for (const xmlAttr *x = a->properties; x != NULL; x = x->next, n++) {
        xmlChar *v = xmlNodeListGetString(a->doc, x->children, 1);
        xmlChar *w = x->ns != NULL ? xmlGetNsProp(b, x->name, x->ns->href) : xmlGetNoNsProp(b, x->name);
        bool same = w != NULL && xmlStrEqual(v == NULL ? BAD_CAST "" : v, w);

        if (!same)
            printf("line %ld: attribute %s: '%s' became '%s'\n", xmlGetLineNo(a), x->name, v, w);
        xmlFree(v);
        xmlFree(w);
        if (!same)
            return false;
    }
    for (const xmlAttr *x = b->properties; x != NULL; x = x->next)
        k++;
    return n == k;
}

static bool same_tree(xmlNode *a, xmlNode *b)
{
    const xmlNode *x, *y;

    if (a->type != b->type)
        return false;
    if (a->type == XML_TEXT_NODE || a->type == XML_CDATA_SECTION_NODE)
        return str_eq(text_of(a), text_of(b));
    if (!xmlStrEqual(a->name, b->name) || !same_ns(a->ns, b->ns) || !same_attrs(a, b)) {
        printf("line %ld: <%s> became <%s>\n", xmlGetLineNo(a), a->name, b->name);
        return false;
    }
    for (x = skip(a->children), y = skip(b->children); x != NULL && y != NULL;
         x = skip(x->next), y = skip(y->next))
        if (!same_tree((xmlNode *)(uintptr_t)x, (xmlNode *)(uintptr_t)y))
            return false;
    if (x != NULL || y != NULL)
        printf("line %ld: <%s> has other children\n", xmlGetLineNo(a), a->name);
    return x == NULL && y == NULL;
}

static bool same_xml(struct str one, struct str two)
{
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA;
    xmlDocPtr a = xmlReadMemory(one.p, (int)one.len, NULL, NULL, options);
    xmlDocPtr b = xmlReadMemory(two.p, (int)two.len, NULL, NULL, options);
    bool same = a != NULL && b != NULL && same_tree(xmlDocGetRootElement(a), xmlDocGetRootElement(b));

    xmlFreeDoc(a);
    xmlFreeDoc(b);
    return same;
}

static bool same_number(double x, double y)
{
    return x - y < 1e-9 && y - x < 1e-9;
}

static bool same_box(const struct bpmn_box *a, const struct bpmn_box *b)
{
    return a->given == b->given && same_number(a->x, b->x) && same_number(a->y, b->y) &&
           same_number(a->w, b->w) && same_number(a->h, b->h);
}

static bool same_shape(const struct bpmn_shape *a, const struct bpmn_shape *b)
{
    return same_box(&a->box, &b->box) && same_box(&a->label, &b->label) && a->expanded == b->expanded &&
           a->horizontal == b->horizontal && str_eq(a->fill, b->fill) && str_eq(a->stroke, b->stroke);
}

static bool same_points(const struct bpmn_point *a, size_t n, const struct bpmn_point *b, size_t m)
{
    if (n != m)
        return false;
    for (size_t k = 0; k < n; k++)
        if (!same_number(a[k].x, b[k].x) || !same_number(a[k].y, b[k].y))
            return false;
    return true;
}

static bool same_element(const struct bpmn_element *a, const struct bpmn_element *b)
{
    return str_eq(a->id, b->id) && a->kind == b->kind && a->trigger == b->trigger &&
           str_eq(a->name, b->name) && str_eq(a->documentation, b->documentation) && a->parent == b->parent &&
           a->lane == b->lane && a->host == b->host && a->default_flow == b->default_flow &&
           same_shape(&a->shape, &b->shape);
}

static bool same_flow(const struct bpmn_flow *a, const struct bpmn_flow *b)
{
    return str_eq(a->id, b->id) && str_eq(a->name, b->name) && a->source == b->source &&
           a->target == b->target && str_eq(a->condition.text, b->condition.text) &&
           same_points(a->points, a->n_points, b->points, b->n_points) && same_box(&a->label, &b->label);
}

static bool same_model(const struct bpmn_model *a, const struct bpmn_model *b)
{
    bool same = a->n_elements == b->n_elements && a->n_flows == b->n_flows && a->n_edges == b->n_edges &&
                a->n_lanes == b->n_lanes && a->n_participants == b->n_participants;

    for (uint32_t k = 0; same && k < a->n_elements; k++)
        same = same_element(&a->elements[k], &b->elements[k]);
    for (uint32_t k = 0; same && k < a->n_flows; k++)
        same = same_flow(&a->flows[k], &b->flows[k]);
    for (uint32_t k = 0; same && k < a->n_edges; k++)
        same =
            str_eq(a->edges[k].id, b->edges[k].id) && str_eq(a->edges[k].source, b->edges[k].source) &&
            str_eq(a->edges[k].target, b->edges[k].target) &&
            same_points(a->edges[k].points, a->edges[k].n_points, b->edges[k].points, b->edges[k].n_points);
    for (uint32_t k = 0; same && k < a->n_lanes; k++)
        same = str_eq(a->lanes[k].id, b->lanes[k].id) && str_eq(a->lanes[k].name, b->lanes[k].name) &&
               same_shape(&a->lanes[k].shape, &b->lanes[k].shape);
    for (uint32_t k = 0; same && k < a->n_participants; k++)
        same = str_eq(a->participants[k].id, b->participants[k].id) &&
               str_eq(a->participants[k].name, b->participants[k].name) &&
               a->participants[k].process == b->participants[k].process &&
               same_shape(&a->participants[k].shape, &b->participants[k].shape);
    return same;
}

/* Nothing that the standard draws may be unknown to us. */
static bool understood(const struct bpmn_model *m)
{
    for (uint32_t k = 0; k < m->n_elements; k++)
        if (m->elements[k].kind == BPMN_OTHER) {
            printf("line %d: %.*s is not known\n", m->elements[k].line, STR_ARG(m->elements[k].tag));
            return false;
        }
    for (size_t k = 0; k < m->problems.n; k++)
        if (m->problems.v[k].code == BPMN_P_SCHEMA && m->problems.v[k].severity == BPMN_ERROR) {
            printf("line %d: %.*s\n", m->problems.v[k].line, STR_ARG(m->problems.v[k].message));
            return false;
        }
    return true;
}

/* ---- the picture ---- */

static bool inside(const struct drawing *d, struct draw_box b)
{
    return b.w <= 0 ||
           (b.x >= -0.5 && b.y >= -0.5 && b.x + b.w <= d->width + 0.5 && b.y + b.h <= d->height + 0.5);
}

static bool upon(struct draw_box a, struct draw_box b)
{
    return a.w > 0 && b.w > 0 && a.x + a.w > b.x + 0.5 && b.x + b.w > a.x + 0.5 && a.y + a.h > b.y + 0.5 &&
           b.y + b.h > a.y + 0.5;
}

static bool is_drawn(const struct drawing *d, enum draw_what what, uint32_t index)
{
    for (size_t i = 0; i < d->n_groups; i++)
        if (d->groups[i].what == what && d->groups[i].index == index)
            return true;
    return false;
}

static bool all_drawn(const struct drawing *d, const struct bpmn_model *m)
{
    bool all = true;

    for (uint32_t k = 0; k < m->n_elements; k++)
        if (m->elements[k].shape.box.given && m->elements[k].kind != BPMN_PROCESS)
            all = all && is_drawn(d, DRAW_OF_ELEMENT, k);
    for (uint32_t k = 0; k < m->n_flows; k++)
        all = all && (m->flows[k].n_points < 2 || is_drawn(d, DRAW_OF_FLOW, k));
    for (uint32_t k = 0; k < m->n_edges; k++)
        all = all && (m->edges[k].n_points < 2 || is_drawn(d, DRAW_OF_EDGE, k));
    for (uint32_t k = 0; k < m->n_lanes; k++)
        all = all && (!m->lanes[k].shape.box.given || is_drawn(d, DRAW_OF_LANE, k));
    for (uint32_t k = 0; k < m->n_participants; k++)
        all = all && (!m->participants[k].shape.box.given || is_drawn(d, DRAW_OF_POOL, k));
    if (!all)
        printf("something of the diagram is not drawn\n");
    return all;
}

static bool draws(struct arena *a, const struct bpmn_model *m)
{
    const struct drawing *d;
    struct err e = { 0 };
    bool fine;

    if (drawing_make(a, m, NULL, &d, &e) != RC_OK) {
        printf("%s\n", e.msg);
        return false;
    }
    fine = all_drawn(d, m);
    for (size_t i = 0; i < d->n_groups; i++) {
        const struct draw_group *g = &d->groups[i];

        if (!inside(d, g->box) || !inside(d, g->label)) {
            printf("%.*s is not inside the picture\n", STR_ARG(g->id));
            fine = false;
        }
        for (size_t k = i + 1; k < d->n_groups; k++)
            if ((g->label_outside || d->groups[k].label_outside) && upon(g->label, d->groups[k].label)) {
                printf("the names of %.*s and %.*s overlap\n", STR_ARG(g->id), STR_ARG(d->groups[k].id));
                fine = false;
            }
    }
    return fine;
}

static bool run_file(const char *path)
{
    struct arena *a = arena_new((size_t)256 << 20);
    const struct bpmn_model *one, *two;
    struct err e = { 0 };
    struct str text;
    struct buf out;
    bool ok = false;

    buf_init(&out, (size_t)64 << 20);
    if (file_read(a, path, (size_t)64 << 20, &text, &e) != RC_OK ||
        bpmn_read(a, str_c(path), text, &one, &e) != RC_OK || bpmn_write(one, &out, &e) != RC_OK ||
        bpmn_read(a, STR("export"), buf_view(&out), &two, &e) != RC_OK)
        printf("%s\n", e.msg);
    else
        ok = understood(one) && same_xml(text, buf_view(&out)) && same_model(one, two) && draws(a, one);
    if (!ok)
        printf("FAILED %s\n", path);
    buf_free(&out);
    arena_free(a);
    return ok;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)8 << 20);
    int passed = 0, failed = 0;
    struct err e = { 0 };

    if (argc < 2) {
        fprintf(stderr, "usage: conformance_miwg DIR...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        struct str *names;
        size_t n;

        if (dir_list(a, argv[i], &names, &n, &e) != RC_OK) {
            printf("%s\n", e.msg);
            failed++;
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            if (!str_ends(names[k], STR(".bpmn")))
                continue;
            if (run_file(path_join(a, argv[i], arena_cstr(a, names[k]))))
                passed++;
            else
                failed++;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    arena_free(a);
    xmlCleanupParser();
    return failed != 0;
}
