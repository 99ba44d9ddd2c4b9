/*
 * routes.c - the table of web/routes.h as an array, and the configuration of the product.
 *
 * The only file that names every page: what links without it (tests) gives its own routes.
 */
#include "web/pages.h"
#include "web/web.h"

#define NO_FORM NULL
#define METHOD_GET HTTP_GET, false
#define METHOD_POST HTTP_POST, false
#define METHOD_API_GET HTTP_GET, true
#define METHOD_API_POST HTTP_POST, true
#define METHOD_API_PUT HTTP_PUT, true
#define METHOD_API_DELETE HTTP_DELETE, true

#define FORM(table)
#define ROUTE(method, path, handler, mode, permission, form)                                                 \
    _Static_assert((permission) > MAY_UNSET && (permission) < PERMISSION_COUNT, "a route without "           \
                                                                                "permission");
#include "web/routes.h"
#undef ROUTE

static const struct route routes[] = {
#define ROUTE(method, path, handler, mode, permission, form)                                                 \
    { METHOD_##method, path, handler, mode, permission, form, #handler },
#include "web/routes.h"
#undef ROUTE
};

const struct route *web_routes(size_t *n)
{
    *n = ARRAY_LEN(routes);
    return routes;
}

struct web_config web_config_init(void)
{
    static const struct web_backend backend = {
        .read = app_read,
        .submit = app_submit,
        .session_find = session_find,
        .health = app_health,
        .secret = app_secret,
        .now = app_now,
    };

    return (struct web_config){ .host = "127.0.0.1",
                                .sign_in = "/sign-in",
                                .routes = routes,
                                .routes_n = ARRAY_LEN(routes),
                                .backend = &backend };
}
