/*
 * account.c - an official's own password, codes, sessions, and deputies for dated absence.
 */
#include "app/account.h"
#include "app/inner.h"
#include "app/office.h"
#include "app/totp.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/text.h"

#define OFFER_MS (30 * MINUTE_MS)
#define ABSENCE_DAYS_MAX 366

enum rc account_get(struct cx *cx, struct account *ret, struct err *e)
{
    enum rc rc = official_by_id(cx->tx, cx->a, cx->actor->official_id, &ret->who, e);

    if (rc != RC_OK)
        return rc;
    return holding_list(cx->tx, cx->a, cx->actor->official_id, 0, cx->now_ms, &ret->posts, e);
}

/* ---- password ---- */

struct changing {
    struct official_rec who;
    struct str hash, token_hash;
};

static enum rc read_who(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;

    return official_by_id(cx->tx, cx->a, cx->actor->official_id, &x->who, e);
}

static enum rc write_password(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;
    struct official_rec now;
    enum rc rc = official_by_id(cx->tx, cx->a, x->who.id, &now, e);

    if (rc == RC_OK && !str_eq(now.password, x->who.password))
        rc = ERR(e, RC_CONFLICT, "the password was changed in between");
    if (rc != RC_OK)
        return rc;
    now.password = x->hash;
    now.must_change = false;
    rc = official_update(cx->tx, &now, e);
    if (rc == RC_OK)
        rc = session_delete_of(cx->tx, now.id, x->token_hash, e);
    return rc == RC_OK ? office_audit(cx, "official.password", now.login, STR_NONE, e) : rc;
}

static enum password_fault judge_password(const struct official_rec *who, struct secret old,
                                          struct secret new_)
{
    if (!password_verify(who->password, old))
        return PASSWORD_OLD_WRONG;
    if (text_length(new_.hidden) < PASSWORD_CHARS_MIN)
        return PASSWORD_SHORT;
    if (secret_eq(old, new_))
        return PASSWORD_SAME;
    return str_eq_nocase(new_.hidden, who->login) ? PASSWORD_IS_LOGIN : PASSWORD_OK;
}

static struct str hash_of(struct arena *a, struct str token)
{
    struct hash h = hash_bytes(token);

    return hash_hex(a, &h);
}

enum rc account_set_password(struct app *app, struct arena *a, const struct actor *me, struct secret old,
                             struct secret new_, struct str token, enum password_fault *fault, struct err *e)
{
    struct changing x = { .token_hash = hash_of(a, token) };
    enum rc rc = app_read(app, a, me, read_who, &x, e);

    if (rc != RC_OK)
        return rc;
    *fault = judge_password(&x.who, old, new_);
    if (*fault != PASSWORD_OK)
        return RC_OK;
    rc = password_hash(a, new_, &x.hash, e);
    return rc == RC_OK ? app_write(app, a, me, write_password, &x, e) : rc;
}

/* ---- one-time codes ---- */

static struct str seal_mac(struct cx *cx, struct str secret, int64_t until)
{
    struct str key = { (const char *)cx->app->secret.b, sizeof(cx->app->secret.b) };
    struct hash h = hash_two(arena_cat(cx->a, STR("samad: offered one-time secret"), key),
                             arena_fmt(cx->a, "%lld %lld %.*s", (long long)cx->actor->official_id,
                                       (long long)until, STR_ARG(secret)));

    return base64url(cx->a, (struct str){ (const char *)h.b, sizeof(h.b) });
}

static enum rc fill_offer(struct cx *cx, struct str secret, int64_t until, struct totp_offer *ret,
                          struct err *e)
{
    struct official_rec who;
    enum rc rc = official_by_id(cx->tx, cx->a, cx->actor->official_id, &who, e);

    if (rc != RC_OK)
        return rc;
    ret->secret = secret;
    ret->uri = totp_uri(cx->a, secret, who.login, STR("SAMAD"));
    ret->sealed = arena_fmt(cx->a, "%.*s.%lld.%.*s", STR_ARG(secret), (long long)until,
                            STR_ARG(seal_mac(cx, secret, until)));
    return arena_check(cx->a, e);
}

enum rc account_totp_offer(struct cx *cx, struct totp_offer *ret, struct err *e)
{
    return fill_offer(cx, totp_secret_new(cx->a), cx->now_ms + OFFER_MS, ret, e);
}

enum rc account_totp_open(struct cx *cx, struct str sealed, struct totp_offer *ret, struct err *e)
{
    struct str rest = sealed, secret = str_cut(&rest, '.'), when = str_cut(&rest, '.');
    int64_t until = 0;

    if (!parse_i64(when, 1, INT64_MAX, &until) || until < cx->now_ms ||
        !secret_eq((struct secret){ rest }, (struct secret){ seal_mac(cx, secret, until) }))
        return ERR(e, RC_INVALID, "an offer that is not ours or too old");
    return fill_offer(cx, secret, until, ret, e);
}

enum rc account_totp_on(struct cx *cx, struct str sealed, struct str code, struct err *e)
{
    struct totp_offer offer;
    struct official_rec who;
    int64_t step;
    enum rc rc = account_totp_open(cx, sealed, &offer, e);

    if (rc == RC_OK)
        rc = official_by_id(cx->tx, cx->a, cx->actor->official_id, &who, e);
    if (rc != RC_OK)
        return rc;
    step = totp_step_of(offer.secret, digits_ascii(cx->a, str_trim(code)), cx->now_ms);
    if (step < 0)
        return ERR(e, RC_INVALID, "the code is not of this secret");
    who.totp_secret = offer.secret;
    rc = official_update(cx->tx, &who, e);
    if (rc == RC_OK && step > who.totp_last) /* this code opens nothing any more */
        rc = official_use_totp(cx->tx, who.id, step, e);
    return rc == RC_OK ? office_audit(cx, "official.totp_on", who.login, STR_NONE, e) : rc;
}

enum rc account_totp_off(struct cx *cx, struct str code, struct err *e)
{
    struct official_rec who;
    int64_t step;
    enum rc rc = official_by_id(cx->tx, cx->a, cx->actor->official_id, &who, e);

    if (rc != RC_OK)
        return rc;
    if (who.totp_secret.len == 0)
        return RC_OK;
    step = totp_step_of(who.totp_secret, digits_ascii(cx->a, str_trim(code)), cx->now_ms);
    if (step < 0 || step <= who.totp_last)
        return ERR(e, RC_INVALID, "wrong code");
    who.totp_secret = STR("");
    rc = official_update(cx->tx, &who, e);
    return rc == RC_OK ? office_audit(cx, "official.totp_off", who.login, STR_NONE, e) : rc;
}

enum rc account_end_others(struct cx *cx, struct str token, struct err *e)
{
    return session_delete_of(cx->tx, cx->actor->official_id, hash_of(cx->a, token), e);
}

/* ---- absence ---- */

/* RC_NOT_FOUND unless the actor is the holder (not a deputy) of the post. */
static enum rc own_post(struct cx *cx, struct str code, struct post_rec *ret, struct err *e)
{
    struct holding_list list = { 0 };
    enum rc rc = post_by_code(cx->tx, cx->a, code, cx->now_ms, ret, e);

    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, cx->actor->official_id, ret->id, cx->now_ms, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "holder"))
            return RC_OK;
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "not a post of this official") : rc;
}

static bool days_are_good(const struct deputy_cmd *cmd, int64_t now)
{
    return cmd->from_day <= cmd->until_day && cmd->until_day >= day_from_ms(now) &&
           cmd->until_day - cmd->from_day < ABSENCE_DAYS_MAX;
}

static enum rc overlaps(struct cx *cx, int64_t post_id, int64_t from, int64_t until, bool *ret, struct err *e)
{
    struct holding_list list = { 0 };
    enum rc rc = holding_history(cx->tx, cx->a, post_id, &list, e);

    *ret = false;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "deputy") && list.v[i].from_at < until &&
            (list.v[i].until_at == 0 || list.v[i].until_at > from))
            *ret = true;
    return rc;
}

enum rc deputy_add(struct cx *cx, const struct deputy_cmd *cmd, enum deputy_fault *fault, struct err *e)
{
    struct official_rec who;
    struct post_rec post;
    int64_t from, until;
    bool busy = false;
    enum rc rc = own_post(cx, cmd->post, &post, e);

    *fault = DEPUTY_POST;
    if (rc == RC_NOT_FOUND)
        return ERR(e, RC_INVALID, "not a post of this official");
    if (rc != RC_OK)
        return rc;
    *fault = DEPUTY_PERSON;
    rc = official_by_login(cx->tx, cx->a, cmd->deputy, &who, e);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (!who.active || who.id == cx->actor->official_id)))
        return ERR(e, RC_INVALID, "nobody who could be the deputy");
    if (rc != RC_OK)
        return rc;
    *fault = DEPUTY_DATES;
    if (!days_are_good(cmd, cx->now_ms))
        return ERR(e, RC_INVALID, "dates of the absence");
    from = day_start_ms(cmd->from_day);
    until = day_end_ms(cmd->until_day) + 1;
    rc = overlaps(cx, post.id, from, until, &busy, e);
    *fault = busy ? DEPUTY_OVERLAP : DEPUTY_OK;
    if (rc == RC_OK && busy)
        rc = ERR(e, RC_INVALID, "somebody is the deputy in these days already");
    return rc == RC_OK ? office_hold(cx, post.id, who.id, "deputy", from, until, cmd->reason, e) : rc;
}

/* Not ended yet: now or to come. */
static bool stands(const struct holding_rec *h, int64_t now)
{
    return str_eq_c(h->kind, "deputy") && (h->until_at == 0 || h->until_at > now) &&
           h->until_at != h->from_at;
}

static enum rc own_posts(struct cx *cx, struct holding_list *ret, struct err *e)
{
    struct holding_list all = { 0 };
    size_t n = 0;
    enum rc rc = holding_list(cx->tx, cx->a, cx->actor->official_id, 0, cx->now_ms, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (str_eq_c(all.v[i].kind, "holder"))
            all.v[n++] = all.v[i];
    *ret = (struct holding_list){ all.v, n };
    return rc;
}

enum rc deputy_end(struct cx *cx, int64_t holding_id, struct err *e)
{
    struct holding_list own = { 0 }, list = { 0 };
    enum rc rc = own_posts(cx, &own, e);

    for (size_t i = 0; rc == RC_OK && i < own.n; i++) {
        rc = holding_history(cx->tx, cx->a, own.v[i].post_id, &list, e);
        for (size_t k = 0; rc == RC_OK && k < list.n; k++) {
            const struct holding_rec *h = &list.v[k];
            int64_t until = h->from_at > cx->now_ms ? h->from_at : cx->now_ms;

            if (h->id != holding_id || !stands(h, cx->now_ms))
                continue;
            rc = holding_end(cx->tx, h->id, until, e);
            return rc == RC_OK ? office_audit(cx, "post.deputy_end", h->post_code, STR_NONE, e) : rc;
        }
    }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no such deputy of a post of this official") : rc;
}

/* Holders of the posts in the actor's unit, below it, and in its superior units. */
static enum rc colleagues(struct cx *cx, struct official_list *ret, struct err *e)
{
    struct holding_list all = { 0 };
    struct post_list posts = { 0 };
    VEC(struct official_rec) v = { 0 };
    struct unit_rec unit, up = { 0 };
    enum rc rc = unit_by_id(cx->tx, cx->a, cx->actor->unit_id, &unit, e);

    if (rc == RC_OK && unit.parent_id != 0)
        rc = unit_by_id(cx->tx, cx->a, unit.parent_id, &up, e);
    if (rc == RC_OK)
        rc = post_list(cx->tx, cx->a, 0, unit.path, cx->now_ms, &posts, e);
    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, 0, 0, cx->now_ms, &all, e);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct holding_rec *h = &all.v[i];
        struct official_rec who;
        bool near = str_eq(h->unit_name, up.name), again = h->official_id == cx->actor->official_id;

        for (size_t k = 0; !near && k < posts.n; k++)
            near = posts.v[k].id == h->post_id;
        for (size_t k = 0; !again && k < v.n; k++)
            again = v.v[k].id == h->official_id;
        if (!near || again || !str_eq_c(h->kind, "holder"))
            continue;
        rc = official_by_id(cx->tx, cx->a, h->official_id, &who, e);
        if (rc == RC_OK && who.active && !VEC_PUSH(cx->a, &v, who))
            rc = arena_check(cx->a, e);
    }
    *ret = (struct official_list){ v.v, v.n };
    return rc;
}

enum rc deputies_get(struct cx *cx, struct deputies *ret, struct err *e)
{
    VEC(struct holding_rec) v = { 0 };
    struct holding_list list = { 0 };
    enum rc rc;

    *ret = (struct deputies){ 0 };
    rc = own_posts(cx, &ret->own, e);
    for (size_t i = 0; rc == RC_OK && i < ret->own.n; i++) {
        rc = holding_history(cx->tx, cx->a, ret->own.v[i].post_id, &list, e);
        for (size_t k = 0; rc == RC_OK && k < list.n; k++)
            if (stands(&list.v[k], cx->now_ms) && !VEC_PUSH(cx->a, &v, list.v[k]))
                rc = arena_check(cx->a, e);
    }
    if (rc == RC_OK)
        rc = holding_list(cx->tx, cx->a, cx->actor->official_id, 0, cx->now_ms, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "deputy") && !VEC_PUSH(cx->a, &v, list.v[i]))
            rc = arena_check(cx->a, e);
    ret->list = (struct holding_list){ v.v, v.n };
    return rc == RC_OK ? colleagues(cx, &ret->people, e) : rc;
}
