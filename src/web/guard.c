/*
 * guard.c - is this POST meant by the person who sends it? Tokens of forms, their cookie, the sending page's
 * origin.
 *
 * A form carries a token that proves knowledge of a secret which another site cannot read: of the session
 * when there is one, else of an anonymous cookie. Both are checked besides Sec-Fetch-Site or Origin, which
 * browsers do not let scripts change. The once-key tells a form sent twice from two forms.
 */
#include "base/id.h"
#include "web/inner.h"

#define SECRET_BYTES 16u
#define ONCE_CHARS 22u

struct csrf csrf_of_session(const struct session *s)
{
    struct hash h = hash_two(STR("samad form of a session"), s->csrf);
    struct csrf g = { .has = s->csrf.len > 0 };

    memcpy(g.secret, h.b, SECRET_BYTES);
    return g;
}

struct csrf csrf_of_cookie(const struct hash *app_secret, struct str cookie)
{
    struct hash h = hash_two((struct str){ (const char *)app_secret->b, sizeof(app_secret->b) }, cookie);
    struct csrf g = { .has = cookie.len == ONCE_CHARS };

    memcpy(g.secret, h.b, SECRET_BYTES);
    return g;
}

struct str csrf_token(struct arena *a, const struct csrf *g)
{
    uint8_t masked[2 * SECRET_BYTES];

    random_bytes(masked, SECRET_BYTES);
    for (size_t i = 0; i < SECRET_BYTES; i++)
        masked[SECRET_BYTES + i] = masked[i] ^ g->secret[i];
    return base64url(a, (struct str){ (const char *)masked, sizeof(masked) });
}

bool csrf_check(struct arena *a, const struct csrf *g, struct str token)
{
    char open[SECRET_BYTES];
    struct str bytes;

    if (!g->has || token.len == 0 || token.len > 64 || !base64url_decode(a, token, &bytes) ||
        bytes.len != sizeof(open) * 2)
        return false;
    for (size_t i = 0; i < SECRET_BYTES; i++)
        open[i] = (char)(bytes.p[i] ^ bytes.p[SECRET_BYTES + i]);
    return secret_eq((struct secret){ { open, sizeof(open) } },
                     (struct secret){ { (const char *)g->secret, SECRET_BYTES } });
}

bool http_same_origin(const struct http_head *h)
{
    struct str site = http_head_value(h, "sec-fetch-site"), origin;
    size_t slashes;

    if (site.len > 0)
        return str_eq_c(site, "same-origin") || str_eq_c(site, "none");
    origin = http_head_value(h, "origin");
    if (origin.p == NULL)
        return true; /* neither: an old browser or a program; the token decides */
    slashes = str_find(origin, STR("://"), 0);
    return slashes != SIZE_MAX && str_eq_nocase(str_from(origin, slashes + 3), h->host);
}

static void form_cookie_make(struct req_inner *in, struct arena *a)
{
    in->form_cookie = token_new(a, SECRET_BYTES);
    in->form_cookie_is_new = true;
    in->guard = csrf_of_cookie(in->app_secret, in->form_cookie);
}

static void hidden(struct buf *b, struct str name, struct str value)
{
    buf_c(b, "<input type=\"hidden\" name=\"");
    html_escape(b, name);
    buf_c(b, "\" value=\"");
    html_escape(b, value);
    buf_c(b, "\">");
}

struct safe_html form_guard(struct req *rq)
{
    CLEANUP(buf_free) struct buf b = { .max = 1024 };
    struct req_inner *in = rq->in;

    if (!in->guard.has)
        form_cookie_make(in, rq->arena);
    hidden(&b, STR("_csrf"), csrf_token(rq->arena, &in->guard));
    hidden(&b, STR("_once"), req_once(rq));
    return html_from_template(rq->arena, &b);
}

static bool url_safe(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_'))
            return false;
    }
    return true;
}

struct str req_once(struct req *rq)
{
    struct req_inner *in = rq->in;

    for (size_t i = 0; in->once.len == 0 && i < in->parts.list.n; i++) {
        const struct body_part *p = &in->parts.list.v[i];

        if (!p->is_file && str_eq_c(p->name, "_once") && p->value.len == ONCE_CHARS && url_safe(p->value))
            in->once = p->value;
    }
    if (in->once.len == 0)
        in->once = token_new(rq->arena, SECRET_BYTES);
    return in->once;
}
