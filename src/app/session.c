/*
 * session.c - signing in, sessions, who is acting.
 *
 * A failure is counted against (login, source), where the source is a device that has signed in before, else
 * the network address. So an attacker locks out himself, never the person whose name he tries.
 */
#include "app/session.h"
#include "app/inner.h"
#include "app/totp.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "port/flow.h"
#include "port/office.h"

#define SESSION_MS (10 * HOUR_MS)
#define FREE_FAILURES 5
#define WAIT_MAX_MS (30 * MINUTE_MS)
#define PENDING_MS (5 * MINUTE_MS) /* between password and code */

static struct str hash_of(struct arena *a, struct str token)
{
    struct hash h = hash_bytes(token);

    return hash_hex(a, &h);
}

/* ---- who is acting ---- */

static enum rc actor_of(struct cx *cx, int64_t official_id, int64_t post_id, struct actor *ret, struct err *e)
{
    struct holding_list list = { 0 };
    struct official_rec o;
    struct post_rec p;
    const struct holding_rec *h = NULL;
    enum rc rc = official_by_id(cx->tx, cx->a, official_id, &o, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, official_id, 0, cx->now_ms, &list, e);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < list.n; i++)
        if (h == NULL && (post_id == 0 || list.v[i].post_id == post_id))
            h = &list.v[i];
    if (h == NULL || !o.active)
        return ERR(e, RC_NOT_FOUND, "the official does not hold this post");
    rc = post_by_id(cx->tx, cx->a, h->post_id, cx->now_ms, &p, e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct actor){
        .kind = ACTOR_OFFICIAL,
        .official_id = o.id,
        .post_id = p.id,
        .unit_id = p.unit_id,
        .rights = p.rights,
        .name = o.name,
        .post_code = p.code,
        .post_title = p.title,
        .unit_name = p.unit_name,
        .unit_code = p.unit_code,
        .roles = p.roles,
        .unit_path = p.unit_path,
    };
    if (str_eq_c(h->kind, "deputy")) {
        struct holding_list holder = { 0 };

        rc = holding_list(cx->tx, cx->a, 0, p.id, cx->now_ms, &holder, e);
        for (size_t i = 0; rc == RC_OK && i < holder.n; i++)
            if (str_eq_c(holder.v[i].kind, "holder"))
                ret->acting_for = holder.v[i].official_id;
    }
    return rc;
}

/* What the rest of session_find() asks, in one go. */
static void ask_ahead(struct cx *cx, const struct session_rec *s)
{
    struct official_rec o;
    struct holding_list list = { 0 };
    struct tray_counts counts;

    tx_ahead(cx->tx, true);
    AHEAD(official_by_id(cx->tx, cx->a, s->official_id, &o, NULL));
    AHEAD(holding_list(cx->tx, cx->a, s->official_id, 0, cx->now_ms, &list, NULL));
    AHEAD(
        task_tray_counts(cx->tx, s->post_id, cx->now_ms, day_end_ms(day_from_ms(cx->now_ms)), &counts, NULL));
    tx_ahead(cx->tx, false);
}

enum rc session_find(struct cx *cx, struct str token, struct session *ret, struct err *e)
{
    struct session_rec s;
    struct tray_counts counts = { 0 };
    struct session out = { 0 };
    enum rc rc;

    if (token.len == 0)
        return ERR(e, RC_NOT_FOUND, "no session");
    tx_ahead_reference(cx->tx);
    rc = session_get(cx->tx, cx->a, hash_of(cx->a, token), &s, e);
    if (rc != RC_OK)
        return rc;
    if (s.expires_at <= cx->now_ms)
        return ERR(e, RC_NOT_FOUND, "the session has ended");
    ask_ahead(cx, &s);
    rc = actor_of(cx, s.official_id, s.post_id, &out.actor, e);
    if (rc == RC_OK)
        rc = task_tray_counts(cx->tx, out.actor.post_id, cx->now_ms, day_end_ms(day_from_ms(cx->now_ms)),
                              &counts, e);
    if (rc != RC_OK)
        return rc;
    out.csrf = s.csrf;
    out.expires_at = s.expires_at;
    out.tray_new = counts.fresh;
    out.tray_today = counts.today;
    out.tray_late = counts.late;
    *ret = out;
    return RC_OK;
}

/* ---- signing in ---- */

/* LOGIN.EXPIRES.MAC in base64url: proves that the password was right a moment ago. It dies with the password.
 */
static struct str pending_mac(struct app *app, struct arena *a, struct str login, int64_t expires,
                              struct str password_hash_)
{
    struct str secret = { (const char *)app->secret.b, sizeof(app->secret.b) };
    struct hash h = hash_two(
        arena_cat(a, STR("samad: password was right"), secret),
        arena_fmt(a, "%.*s\n%lld\n%.*s", STR_ARG(login), (long long)expires, STR_ARG(password_hash_)));

    return base64url(a, (struct str){ (const char *)h.b, sizeof(h.b) });
}

static struct str pending_make(struct app *app, struct arena *a, struct str login, struct str hash,
                               int64_t now)
{
    int64_t expires = now + PENDING_MS;

    return arena_fmt(a, "%.*s.%lld.%.*s", STR_ARG(base64url(a, login)), (long long)expires,
                     STR_ARG(pending_mac(app, a, login, expires, hash)));
}

/* The login inside, and what is to be compared once the official is known. */
static bool pending_read(struct arena *a, struct str pending, int64_t now, struct str *login,
                         int64_t *expires, struct str *mac)
{
    struct str coded = str_cut(&pending, '.'), until = str_cut(&pending, '.');

    *mac = pending;
    return base64url_decode(a, coded, login) && utf8_valid(*login) &&
           parse_i64(until, 1, INT64_MAX, expires) && *expires > now && mac->len > 0;
}

struct attempt {
    const struct sign_in *in;
    struct signed_in *ret;
    struct official_rec official;
    struct str source, login;
    bool known, waits, password_ok;
    int64_t wait_ms;
    struct str token, device, csrf;
};

static int64_t wait_for(const struct failure_rec *f, int64_t now)
{
    int64_t ms = 1000;

    if (f->count < FREE_FAILURES)
        return 0;
    for (int64_t i = FREE_FAILURES; i < f->count && ms < WAIT_MAX_MS; i++)
        ms *= 2;
    if (ms > WAIT_MAX_MS)
        ms = WAIT_MAX_MS;
    return f->last_at + ms > now ? f->last_at + ms - now : 0;
}

static enum rc look_up(struct cx *cx, void *arg, struct err *e)
{
    struct attempt *t = arg;
    struct failure_rec f = { 0 };
    int64_t owner = 0;
    enum rc rc = official_by_login(cx->tx, cx->a, t->login, &t->official, e);

    t->known = rc == RC_OK && t->official.active;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    t->source = arena_cat(cx->a, STR("address:"), t->in->address);
    if (t->in->device.len > 0 && t->known) {
        struct str h = hash_of(cx->a, t->in->device);

        if (device_get(cx->tx, h, &owner, e) == RC_OK && owner == t->official.id)
            t->source = arena_cat(cx->a, STR("device:"), h);
    }
    rc = failure_get(cx->tx, t->login, t->source, &f, e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    t->wait_ms = wait_for(&f, cx->now_ms);
    return RC_OK;
}

static enum rc fail(struct cx *cx, void *arg, struct err *e)
{
    struct attempt *t = arg;

    return failure_add(cx->tx, t->login, t->source, cx->now_ms, e);
}

static enum rc open_session(struct cx *cx, struct attempt *t, struct err *e)
{
    struct actor actor;
    struct session_rec s = { .token_hash = hash_of(cx->a, t->token),
                             .official_id = t->official.id,
                             .csrf = t->csrf,
                             .made_at = cx->now_ms,
                             .seen_at = cx->now_ms,
                             .expires_at = cx->now_ms + SESSION_MS };
    enum rc rc = actor_of(cx, t->official.id, 0, &actor, e);

    if (rc == RC_NOT_FOUND) {
        t->ret->result = SIGN_IN_NO_POST;
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    s.post_id = actor.post_id;
    rc = session_insert(cx->tx, &s, e);
    if (rc == RC_OK)
        rc = device_insert(cx->tx, hash_of(cx->a, t->device), t->official.id, cx->now_ms, e);
    if (rc == RC_OK)
        rc = failure_clear(cx->tx, t->login, t->source, e);
    t->ret->result = SIGN_IN_OK;
    return rc;
}

/* The code is used up in the same statement that checks it. */
static enum rc let_in(struct cx *cx, void *arg, struct err *e)
{
    struct attempt *t = arg;
    int64_t step;
    enum rc rc;

    if (t->official.totp_secret.len > 0) {
        step = totp_step_of(t->official.totp_secret, digits_ascii(cx->a, t->in->totp), cx->now_ms);
        if (t->in->totp.len == 0) {
            t->ret->result = SIGN_IN_NEEDS_TOTP;
            t->ret->pending = pending_make(cx->app, cx->a, t->login, t->official.password, cx->now_ms);
            return RC_OK;
        }
        if (step < 0 || step <= t->official.totp_last) {
            t->ret->result = SIGN_IN_WRONG;
            t->ret->pending = t->in->pending;
            return failure_add(cx->tx, t->login, t->source, cx->now_ms, e);
        }
        rc = official_use_totp(cx->tx, t->official.id, step, e);
        if (rc != RC_OK)
            return rc;
    }
    return open_session(cx, t, e);
}

/* A hash that no password has, so that an unknown name takes as long as a wrong password. */
static struct str decoy(struct arena *a, struct err *e)
{
    struct str s = STR_NONE;
    unsigned char random[16];

    random_bytes(random, sizeof(random));
    if (password_hash(a, (struct secret){ { (const char *)random, sizeof(random) } }, &s, e) != RC_OK)
        return STR_NONE;
    return s;
}

enum rc sign_in(struct app *app, struct arena *a, const struct sign_in *in, struct signed_in *ret,
                struct err *e)
{
    struct attempt t = { .in = in, .ret = ret, .login = digits_ascii(a, str_trim(in->login)) };
    struct str mac = STR_NONE;
    int64_t expires = 0;
    enum rc rc;

    *ret = (struct signed_in){ .result = SIGN_IN_WRONG };
    if (in->pending.len > 0 && !pending_read(a, in->pending, app_now(app), &t.login, &expires, &mac))
        return RC_OK; /* too late: from the beginning */
    rc = app_read(app, a, NULL, look_up, &t, e);
    if (rc != RC_OK)
        return rc;
    if (t.wait_ms > 0) {
        ret->result = SIGN_IN_WAIT;
        ret->wait_ms = t.wait_ms;
        return RC_OK;
    }
    if (mac.len > 0)
        t.password_ok =
            t.known && in->totp.len > 0 &&
            secret_eq((struct secret){ mac },
                      (struct secret){ pending_mac(app, a, t.login, expires, t.official.password) });
    else if (t.known && t.official.password.len > 0)
        t.password_ok = password_verify(t.official.password, in->password);
    else
        (void)decoy(a, e);
    if (!t.password_ok)
        return app_write(app, a, NULL, fail, &t, e);
    t.token = token_new(a, 24);
    t.device = in->device.len > 0 ? in->device : token_new(a, 24);
    t.csrf = token_new(a, 18);
    rc = app_write(app, a, NULL, let_in, &t, e);
    if (rc == RC_CONFLICT) { /* somebody was quicker with the same code */
        ret->result = SIGN_IN_WRONG;
        return RC_OK;
    }
    if (rc == RC_OK && ret->result == SIGN_IN_OK) {
        ret->token = t.token;
        ret->device = t.device;
        ret->must_change = t.official.must_change;
    }
    return rc;
}

enum rc sign_out(struct cx *cx, struct str token, struct err *e)
{
    return session_delete(cx->tx, hash_of(cx->a, token), e);
}

enum rc session_switch_post(struct cx *cx, struct str token, int64_t post_id, struct err *e)
{
    struct session_rec s;
    struct actor actor;
    enum rc rc = session_get(cx->tx, cx->a, hash_of(cx->a, token), &s, e);

    if (rc == RC_OK)
        rc = actor_of(cx, s.official_id, post_id, &actor, e);
    return rc == RC_OK ? session_set_post(cx->tx, s.token_hash, post_id, e) : rc;
}
