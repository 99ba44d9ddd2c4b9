/*
 * router.h - from a path to a route. A literal segment wins over a parameter.
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/inner.h"

struct router;

/* Build the tree over `routes`, which must outlive it. RC_INVALID for two routes with one method and pattern,
 * a broken pattern, or a route without permission, mode or handler. */
enum rc router_new(struct arena *a, const struct route *routes, size_t n, const struct router **ret,
                   struct err *e) MUST_CHECK;

enum found {
    FOUND,
    FOUND_PATH_ONLY, /* the address exists, with other methods: `allowed` says which */
    FOUND_SLASH,     /* it would exist without the slash at its end */
    FOUND_BAD,       /* broken percent-encoding, a control character, no UTF-8 */
    FOUND_NOTHING
};
struct match {
    const struct route *route;
    struct path_value values[PATH_VALUES_MAX];
    size_t values_n;
    struct str allowed; /* "GET, HEAD, POST" */
};
enum found router_find(const struct router *r, struct arena *a, enum http_method m, struct str path,
                       struct match *ret);

#endif
