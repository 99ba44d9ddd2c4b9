/*
 * permissions.c - every route of the product, asked on the real server by each kind of person: who may not is
 * turned away before the handler runs, who may is not.
 *
 * A program of its own, because it links all pages with the real use cases and store. Not here: may this
 * official see this case (test/unit/app/requirement_sight.c).
 */
#include "check.h"
#include "client.h"
#include "fixture.h"

#include "app/office.h"
#include "base/id.h"
#include "port/office.h"
#include "web/http.h"
#include "web/web.h"

CHECK_MAIN

/* Kinds of people, by what their post may do. */
static const struct kind {
    const char *name;
    int64_t rights; /* -1: nobody is signed in */
} kinds[] = {
    { "nobody", -1 },
    { "no_rights", 0 },
    { "worker", RIGHT_WORK },
    { "registrar", RIGHT_REGISTER },
    { "manager", RIGHT_MANAGE },
    { "reporter", RIGHT_REPORT },
    { "administrator", RIGHT_ADMINISTER },
};

static bool expected(const struct kind *k, enum permission p)
{
    static const int64_t needed[PERMISSION_COUNT] = {
        [MAY_WORK] = RIGHT_WORK,     [MAY_REGISTER] = RIGHT_REGISTER,     [MAY_MANAGE] = RIGHT_MANAGE,
        [MAY_REPORT] = RIGHT_REPORT, [MAY_ADMINISTER] = RIGHT_ADMINISTER,
    };

    if (p == MAY_ANYONE)
        return true;
    return k->rights >= 0 && (p == MAY_SIGNED_IN || (k->rights & needed[p]) != 0);
}

struct person {
    const struct kind *kind;
    struct str token;
};

/* A post with exactly these rights, held by somebody who is signed in. */
static enum rc make_person(struct cx *cx, void *arg, struct err *e)
{
    struct person *x = arg;
    struct hash h = hash_bytes(x->token);
    struct unit_rec u;
    struct post_rec p = { .code = str_c(x->kind->name), .title = STR("آزمون"), .rights = x->kind->rights };
    struct official_rec o = { .name = STR("آزمون"), .login = str_c(x->kind->name) };
    struct session_rec s = { .token_hash = hash_hex(cx->a, &h), .csrf = STR("csrf") };
    enum rc rc = unit_by_function(cx->tx, cx->a, STR("inspection"), &u, e);

    p.unit_id = u.id;
    if (rc == RC_OK)
        rc = office_add_post(cx, &p, e);
    if (rc == RC_OK)
        rc = office_add_official(cx, &o, e);
    if (rc == RC_OK)
        rc = office_hold(cx, p.id, o.id, "holder", 1, 0, STR("آزمون"), e);
    s.official_id = o.id;
    s.post_id = p.id;
    s.made_at = s.seen_at = cx->now_ms;
    s.expires_at = cx->now_ms + DAY_MS;
    return rc == RC_OK ? session_insert(cx->tx, &s, e) : rc;
}

/* The path with something in place of each parameter. */
static struct str asked_path(struct arena *a, const char *path)
{
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, 400);
    for (; *path != '\0'; path++) {
        if (*path != '{') {
            buf_byte(&b, *path);
            continue;
        }
        buf_c(&b, "7");
        while (*path != '}')
            path++;
    }
    return arena_str(a, buf_view(&b));
}

static int ask(struct office *o, uint16_t port, const struct route *r, const struct person *who)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_DELETE] = "DELETE"
    };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)32 << 20);
    struct str path = asked_path(a, r->path), cookie = STR_NONE, body = STR_NONE;
    bool closed;

    (void)o;
    if (who->kind->rights >= 0)
        cookie = arena_fmt(a, "Cookie: samad=%.*s\r\n", STR_ARG(who->token));
    if (r->method != HTTP_GET)
        body = STR("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n");
    return client_status(
        client_ask(a, port,
                   arena_fmt(a, "%s %.*s HTTP/1.1\r\nHost: a.ir\r\n%.*s%.*s\r\n", methods[r->method],
                             STR_ARG(path), STR_ARG(cookie), STR_ARG(body)),
                   &closed));
}

static void check_answer(const struct route *r, const struct kind *k, int status)
{
    bool may = expected(k, r->permission);

    CHECK_MSG(status != 0 && status < 500, "%s as %s: %d", r->path, k->name, status);
    if (may) {
        /* let through: whatever the handler says of an empty or unsigned form, it is no refusal of the person
         */
        CHECK_MSG(status != 401 && (status != 403 || r->method != HTTP_GET), "%s as %s: %d", r->path, k->name,
                  status);
    } else if (k->rights < 0) {
        CHECK_MSG(status == 303 || status == 403 || status == 401, "%s as %s: %d", r->path, k->name, status);
    } else {
        CHECK_MSG(status == 403, "%s as %s: %d", r->path, k->name, status);
    }
}

TEST(each_route_turns_away_whoever_may_not)
{
    struct office o;
    struct person people[ARRAY_LEN(kinds)];
    struct web_config c = web_config_init();
    struct web_server *server = NULL;
    size_t n = c.routes_n;

    if (office_open(&o, 0)) {
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
            people[i] = (struct person){ &kinds[i], token_new(o.a, 24) };
            if (kinds[i].rights >= 0)
                CHECK_MSG(office_write(&o, NULL, make_person, &people[i]) == RC_OK, "%s", o.e.msg);
        }
        c.loops = 1;
        CHECK_MSG(web_server_start(&c, o.app, &server, &o.e) == RC_OK, "%s", o.e.msg);
        CHECK(n > 60);
        for (size_t k = 0; server != NULL && k < n; k++)
            for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                check_answer(&c.routes[k], &kinds[i],
                             ask(&o, web_server_port(server), &c.routes[k], &people[i]));
    }
    if (server != NULL)
        web_server_stop(server);
    office_close(&o);
}

/* What officials work with is never open to anyone, whatever the table says of it. */
TEST(pages_of_officials_want_somebody_signed_in)
{
    static const char *const begins[] = { "/tray",      "/cases",       "/tasks",  "/files",     "/intake",
                                          "/indicator", "/board",       "/clocks", "/registers", "/reports",
                                          "/account",   "/delegations", "/posts",  "/search",    "/admin" };
    struct web_config c = web_config_init();

    for (size_t k = 0; k < c.routes_n; k++)
        for (size_t i = 0; i < ARRAY_LEN(begins); i++)
            if (str_starts(str_c(c.routes[k].path), str_c(begins[i])))
                CHECK_MSG(c.routes[k].permission != MAY_ANYONE, "%s", c.routes[k].path);
}
