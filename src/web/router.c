/*
 * router.c - the tree of the route table, one level a segment.
 *
 * Segments are percent-decoded once, after the path is cut at its slashes, so that an encoded slash stays
 * inside its parameter and "." or ".." is a word like any other.
 */
#include "web/router.h"

#define METHODS 7

struct node {
    struct str literal;        /* of a literal child */
    struct node *first, *next; /* literal children; siblings */
    struct node *parameter;    /* the child that takes any segment */
    const struct route *routes[METHODS];
};

struct router {
    struct node root;
};

static struct node *child(struct arena *a, struct node *n, struct str segment)
{
    struct node *c;

    if (segment.len > 1 && segment.p[0] == '{') {
        if (n->parameter == NULL)
            n->parameter = ARENA_NEW(a, struct node);
        return n->parameter;
    }
    for (c = n->first; c != NULL; c = c->next)
        if (str_eq(c->literal, segment))
            return c;
    c = ARENA_NEW(a, struct node);
    if (c != NULL) {
        c->literal = segment;
        c->next = n->first;
        n->first = c;
    }
    return c;
}

static bool segment_ok(struct str s)
{
    bool parameter = s.len > 2 && s.p[0] == '{' && s.p[s.len - 1] == '}';

    for (size_t i = parameter; i < s.len - parameter; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
              (!parameter && (c == '-' || c == '.'))))
            return false;
    }
    return s.len > 0;
}

static enum rc insert(struct arena *a, struct router *r, const struct route *x, struct err *e)
{
    struct str rest = str_from(str_c(x->path), 1);
    struct node *n = &r->root;
    size_t parameters = 0;

    if (x->path[0] != '/' || x->handler == NULL || x->mode < READ || x->mode > BARE ||
        x->permission <= MAY_UNSET || x->permission >= PERMISSION_COUNT || x->method < HTTP_GET ||
        x->method >= METHODS)
        return ERR(e, RC_INVALID, "route %s: something is missing", x->path);
    while (rest.p != NULL && (rest.len > 0 || n != &r->root)) {
        struct str segment = str_cut(&rest, '/');

        if (!segment_ok(segment))
            return ERR(e, RC_INVALID, "route %s: bad pattern", x->path);
        parameters += segment.p[0] == '{';
        n = child(a, n, segment);
        if (n == NULL)
            return arena_check(a, e);
    }
    if (parameters > PATH_VALUES_MAX)
        return ERR(e, RC_INVALID, "route %s: too many parameters", x->path);
    if (n->routes[x->method] != NULL)
        return ERR(e, RC_INVALID, "route %s stands twice in the table", x->path);
    n->routes[x->method] = x;
    return RC_OK;
}

enum rc router_new(struct arena *a, const struct route *routes, size_t n, const struct router **ret,
                   struct err *e)
{
    struct router *r = ARENA_NEW(a, struct router);

    if (r == NULL)
        return arena_check(a, e);
    for (size_t i = 0; i < n; i++) {
        enum rc rc = insert(a, r, &routes[i], e);

        if (rc != RC_OK)
            return rc;
    }
    *ret = r;
    return RC_OK;
}

/* ---- finding ---- */

#define SEGMENTS_MAX 12

struct segments {
    struct str v[SEGMENTS_MAX];
    size_t n;
};

static bool segment_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return utf8_valid(s);
}

/* FOUND when the path could be cut. */
static enum found cut(struct arena *a, struct str path, struct segments *ret)
{
    struct str rest = str_from(path, 1);

    ret->n = 0;
    while (rest.len > 0) {
        struct str raw = str_cut(&rest, '/'), segment;

        if (!url_decode(a, raw, false, &segment) || !segment_clean(segment))
            return FOUND_BAD;
        if (segment.len == 0 || ret->n == SEGMENTS_MAX)
            return FOUND_NOTHING;
        ret->v[ret->n++] = segment;
    }
    return FOUND;
}

static bool has_route(const struct node *n)
{
    for (size_t i = 0; i < METHODS; i++)
        if (n->routes[i] != NULL)
            return true;
    return false;
}

/* The node of segments [at, n): literals first, then the parameter; depth is bounded by SEGMENTS_MAX. */
static const struct node *walk(const struct node *n, const struct segments *s, size_t at)
{
    const struct node *found = NULL;

    if (at == s->n)
        return has_route(n) ? n : NULL;
    for (const struct node *c = n->first; c != NULL && found == NULL; c = c->next)
        if (str_eq(c->literal, s->v[at]))
            found = walk(c, s, at + 1);
    if (found == NULL && n->parameter != NULL)
        found = walk(n->parameter, s, at + 1);
    return found;
}

static void bind(const struct route *x, const struct segments *s, struct match *ret)
{
    struct str rest = str_from(str_c(x->path), 1);

    ret->values_n = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct str pattern = str_cut(&rest, '/');

        if (pattern.p[0] == '{')
            ret->values[ret->values_n++] = (struct path_value){ pattern.p + 1, pattern.len - 2, s->v[i] };
    }
}

static struct str allowed(struct arena *a, const struct node *n)
{
    static const char *const names[METHODS] = {
        NULL, "GET, HEAD", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"
    };
    struct str out = STR_NONE;

    for (size_t i = 0; i < METHODS; i++) {
        if (n->routes[i] == NULL)
            continue;
        if (out.len > 0)
            out = arena_cat(a, out, STR(", "));
        out = arena_cat(a, out, str_c(names[i]));
    }
    return out;
}

enum found router_find(const struct router *r, struct arena *a, enum http_method m, struct str path,
                       struct match *ret)
{
    bool slash = path.len > 1 && path.p[path.len - 1] == '/';
    const struct node *n;
    struct segments s;
    enum found cut_as = cut(a, path, &s);

    if (cut_as != FOUND)
        return cut_as;
    n = walk(&r->root, &s, 0);
    if (n == NULL)
        return FOUND_NOTHING;
    if (slash)
        return FOUND_SLASH;
    ret->route = n->routes[m == HTTP_HEAD ? HTTP_GET : m];
    if (ret->route == NULL) {
        ret->allowed = allowed(a, n);
        return FOUND_PATH_ONLY;
    }
    bind(ret->route, &s, ret);
    return FOUND;
}
