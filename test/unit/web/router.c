/*
 * router.c - addresses to routes.
 */
#include "web/router.h"
#include "check.h"
#include "fake.h"

static enum rc none(struct req *rq, struct resp *rs, struct err *e)
{
    (void)rq;
    (void)rs;
    (void)e;
    return RC_OK;
}

#define R(m, p)                                                                                              \
    {                                                                                                        \
        .method = HTTP_##m, .path = p, .handler = none, .mode = READ, .permission = MAY_ANYONE, .name = p    \
    }

static const struct route routes[] = {
    R(GET, "/"),          R(GET, "/cases/{ref}"),   R(POST, "/cases/{ref}"),
    R(GET, "/cases/new"), R(GET, "/{process}/new"), R(GET, "/a/{x}/b/{y}"),
    R(GET, "/a/lit/c"),
};

static const struct {
    const char *path;
    enum http_method method;
    enum found found;
    const char *route, *value;
} finds[] = {
    { "/", HTTP_GET, FOUND, "/", NULL },
    { "/", HTTP_HEAD, FOUND, "/", NULL },
    { "/cases/K-1", HTTP_GET, FOUND, "/cases/{ref}", "K-1" },
    { "/cases/K-1", HTTP_POST, FOUND, "/cases/{ref}", "K-1" },
    { "/cases/new", HTTP_GET, FOUND, "/cases/new", NULL },
    { "/complaint/new", HTTP_GET, FOUND, "/{process}/new", "complaint" },
    { "/cases/%D8%A7", HTTP_GET, FOUND, "/cases/{ref}", "ا" },
    { "/cases/a%2Fb", HTTP_GET, FOUND, "/cases/{ref}", "a/b" },
    { "/cases/a%252Fb", HTTP_GET, FOUND, "/cases/{ref}", "a%2Fb" },
    { "/cases/..", HTTP_GET, FOUND, "/cases/{ref}", ".." },
    { "/a/lit/b/2", HTTP_GET, FOUND, "/a/{x}/b/{y}", "lit" },
    { "/cases/new", HTTP_POST, FOUND_PATH_ONLY, NULL, NULL },
    { "/cases/K-1/", HTTP_GET, FOUND_SLASH, NULL, NULL },
    { "/cases", HTTP_GET, FOUND_NOTHING, NULL, NULL },
    { "/cases//", HTTP_GET, FOUND_NOTHING, NULL, NULL },
    { "//cases/new", HTTP_GET, FOUND_NOTHING, NULL, NULL },
    { "/a/b/c/d/e/f/g/h/i/j/k/l/m/n", HTTP_GET, FOUND_NOTHING, NULL, NULL },
    { "/cases/%", HTTP_GET, FOUND_BAD, NULL, NULL },
    { "/cases/%00", HTTP_GET, FOUND_BAD, NULL, NULL },
    { "/cases/%0a", HTTP_GET, FOUND_BAD, NULL, NULL },
    { "/cases/%ff", HTTP_GET, FOUND_BAD, NULL, NULL },
};

TEST(routes_are_found)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct router *r = NULL;
    struct err e = { 0 };

    CHECK_INT(router_new(a, routes, ARRAY_LEN(routes), &r, &e), RC_OK);
    for (size_t i = 0; r != NULL && i < ARRAY_LEN(finds); i++) {
        struct match m = { 0 };
        enum found f = router_find(r, a, finds[i].method, str_c(finds[i].path), &m);

        CHECK_MSG(f == finds[i].found, "%s: %d", finds[i].path, f);
        if (f == FOUND) {
            CHECK_STR(str_c(m.route->path), finds[i].route);
            if (finds[i].value != NULL)
                CHECK_STR(m.values[0].value, finds[i].value);
        }
    }
}

TEST(allowed_methods_are_told)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct router *r = NULL;
    struct match m = { 0 };
    struct err e;

    CHECK_INT(router_new(a, routes, ARRAY_LEN(routes), &r, &e), RC_OK);
    CHECK_INT(router_find(r, a, HTTP_DELETE, STR("/cases/K-1"), &m), FOUND_PATH_ONLY);
    CHECK_STR(m.allowed, "GET, HEAD, POST");
}

TEST(broken_tables_are_refused)
{
    static const struct route twice[] = { R(GET, "/a/{x}"), R(GET, "/a/{y}") };
    static const struct route no_permission[] = { { HTTP_GET, false, "/a", none, READ, MAY_UNSET, NULL,
                                                    "a" } };
    static const struct route bad_pattern[] = { R(GET, "/a//b") };
    static const struct route upper_case[] = { R(GET, "/A") };
    static const struct route slash[] = { R(GET, "/a/") };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    const struct router *r;
    struct err e;

    CHECK_INT(router_new(a, twice, 2, &r, &e), RC_INVALID);
    CHECK_INT(router_new(a, no_permission, 1, &r, &e), RC_INVALID);
    CHECK_INT(router_new(a, bad_pattern, 1, &r, &e), RC_INVALID);
    CHECK_INT(router_new(a, upper_case, 1, &r, &e), RC_INVALID);
    CHECK_INT(router_new(a, slash, 1, &r, &e), RC_INVALID);
}
