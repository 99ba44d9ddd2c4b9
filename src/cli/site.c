/*
 * site.c - opening one installation: store, ids, app.
 */
#include <limits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/id.h"
#include "cli/cli.h"
#include "cli/test_clock.h"
#include "port/node.h"

#define NODE_OF_COMMANDS 255 /* commands that run beside a server make few ids */

struct claim {
    struct site *site;
    char name[64];
};

static enum rc claim_node(struct tx *tx, void *arg, struct err *e)
{
    struct claim *c = arg;

    return node_claim(tx, str_c(c->name), c->site->node_token, clock_now(&c->site->clock), &c->site->node, e);
}

static enum rc release_node(struct tx *tx, void *arg, struct err *e)
{
    struct site *s = arg;

    return node_release(tx, s->node, s->node_token, e);
}

static void report(void *arg UNUSED, unsigned number, const char *name)
{
    fprintf(stderr, "migration %04u %s\n", number, name);
}

/* "fonts" in the folder of this very program; NULL when there is none. */
static const char *fonts_beside(void)
{
    static char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof("fonts"));
    char *slash;

    if (n <= 0)
        return NULL;
    path[n] = '\0';
    slash = strrchr(path, '/');
    if (slash == NULL)
        return NULL;
    memcpy(slash + 1, "fonts", sizeof("fonts"));
    return file_exists(path) ? path : NULL;
}

const char *default_fonts(void)
{
    static const char *const places[] = { "/usr/share/samad/fonts", "/usr/lib/samad/fonts", "build/fonts" };
    const char *said = getenv("SAMAD_FONTS"), *beside;

    if (said != NULL && said[0] != '\0')
        return said;
    beside = fonts_beside();
    if (beside != NULL)
        return beside;
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (file_exists(places[i]))
            return places[i];
    return places[0];
}

static enum rc open_store(const struct site_options *o, struct site *s, struct err *e)
{
    struct store_options so = { .exclusive = o->exclusive, .bulk = o->bulk };
    const char *url = o->store;
    enum rc rc = dir_make(o->data, e);

    if (rc != RC_OK)
        return rc;
    if (url == NULL)
        url = arena_fmt(s->arena, "sqlite:%s/samad.db", o->data).p;
    rc = store_open(url, &so, &s->store, e);
    if (rc == RC_OK && o->migrate)
        rc = store_migrate(s->store, report, NULL, e);
    if (rc == RC_OK)
        rc = store_schema_check(s->store, e);
    return rc;
}

static enum rc open_app(const struct site_options *o, struct site *s, struct err *e)
{
    struct app_options ao = {
        .store = s->store, .clock = s->clock, .data_dir = o->data, .font_dir = o->fonts
    };
    struct claim c = { .site = s };
    enum rc rc = RC_OK;

    s->node = NODE_OF_COMMANDS;
    if (o->exclusive) {
        s->node_token = token_new(s->arena, 16);
        gethostname(c.name, sizeof(c.name) - 1);
        rc = store_write(s->store, claim_node, &c, e);
    }
    if (rc != RC_OK)
        return rc;
    s->ids = id_source_new(s->node, s->clock);
    if (s->ids == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    ao.ids = s->ids;
    return app_new(&ao, &s->app, e);
}

bool site_open(const struct site_options *o, struct site *ret)
{
    struct site s = { .clock = o->clock.now_ms != NULL ? o->clock : clock_real() };
    struct err e = { .rc = RC_OK };
    enum rc rc;

    s.arena = arena_new((size_t)1 << 20);
    rc = s.arena == NULL ? ERR(&e, RC_LIMIT, "no memory") : test_clock_take(s.arena, &s.clock, &e);
    if (rc == RC_OK)
        rc = open_store(o, &s, &e);
    if (rc == RC_OK)
        rc = open_app(o, &s, &e);
    if (rc != RC_OK) {
        fprintf(stderr, "samad: %s\n", e.msg);
        site_close(&s);
        return false;
    }
    *ret = s;
    return true;
}

void site_close(struct site *s)
{
    struct err e = { .rc = RC_OK };

    if (s->store != NULL && s->node_token.len > 0 && store_write(s->store, release_node, s, &e) != RC_OK)
        log_err(LOG_WARN, "node", &e);
    app_free(s->app);
    id_source_free(s->ids);
    store_close(s->store);
    arena_free(s->arena);
    *s = (struct site){ 0 };
}
