/*
 * web.c - what all requests share: routes, fonts, the way to app.
 */
#include "web/dispatch.h"

#include "base/file.h"

#define FONT_BYTES_MAX ((size_t)1 << 20)
#define WEB_ARENA ((size_t)32 << 20)

/* "vazirmatn-arabic-wght-normal.woff2", as the font's package calls it, is served as "vazirmatn.woff2". */
static struct str served_name(struct arena *a, struct str name)
{
    struct str tail = STR("-arabic-wght-normal.woff2");

    return str_ends(name, tail) ? arena_cat(a, str_sub(name, 0, name.len - tail.len), STR(".woff2")) : name;
}

static enum rc load_font(struct web *w, const char *dir, struct str name, struct err *e)
{
    struct font f = { .name = served_name(w->a, name) };
    const char *path = path_join(w->a, dir, arena_cstr(w->a, name));
    struct hash h;
    enum rc rc;

    if (path == NULL)
        return arena_check(w->a, e);
    rc = file_read(w->a, path, FONT_BYTES_MAX, &f.bytes, e);
    if (rc != RC_OK)
        return rc;
    h = hash_bytes(f.bytes);
    f.etag = arena_fmt(w->a, "\"%.*s\"", STR_ARG(str_sub(hash_hex(w->a, &h), 0, 16)));
    return VEC_PUSH(w->a, &w->fonts, f) ? RC_OK : arena_check(w->a, e);
}

static enum rc load_fonts(struct web *w, const char *dir, struct err *e)
{
    struct str *names;
    size_t n;
    enum rc rc = dir_list(w->a, dir, &names, &n, e);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (str_ends(names[i], STR(".woff2")))
            rc = load_font(w, dir, names[i], e);
    return rc;
}

static const struct route *find_sign_in(const struct web_config *c)
{
    for (size_t i = 0; i < c->routes_n; i++)
        if (c->sign_in != NULL && c->routes[i].method == HTTP_GET &&
            strcmp(c->routes[i].path, c->sign_in) == 0)
            return &c->routes[i];
    return NULL;
}

enum rc web_new(const struct web_config *c, struct app *app, struct web **ret, struct err *e)
{
    struct web *w;
    enum rc rc;

    if (c->backend == NULL || c->routes == NULL || (c->tls_certificate == NULL) != (c->tls_key == NULL))
        return ERR(e, RC_INVALID, "web: routes, backend, or one of certificate and key is missing");
    w = calloc(1, sizeof(*w));
    if (w == NULL)
        return ERR(e, RC_LIMIT, "out of memory");
    w->config = c;
    w->backend = c->backend;
    w->app = app;
    w->sign_in = find_sign_in(c);
    w->a = arena_new(WEB_ARENA);
    rc = w->a == NULL ? ERR(e, RC_LIMIT, "out of memory")
                      : router_new(w->a, c->routes, c->routes_n, &w->router, e);
    if (rc == RC_OK && c->font_dir != NULL)
        rc = load_fonts(w, c->font_dir, e);
    if (rc != RC_OK) {
        web_free(w);
        return rc;
    }
    *ret = w;
    return RC_OK;
}

void web_free(struct web *w)
{
    if (w == NULL)
        return;
    arena_free(w->a);
    free(w);
}
