/*
 * admin_office.c - administrators' use cases on units, posts, people and holdings: versions, sight, faults,
 * the last administrator.
 */
#include "app/admin.h"
#include "app/session.h"
#include "check.h"
#include "fixture.h"
#include "persian/jalali.h"
#include "port/tx.h"

/* ---- an office with administrators ---- */

struct staff {
    int64_t top_unit, roads_unit, admin_post, roads_admin_post;
    int64_t admin, roads_admin, clerk; /* officials */
    struct actor all, roads;
};

static enum rc person(struct cx *cx, const char *login, const char *name, int64_t *ret, struct err *e)
{
    struct official_rec o = { .name = str_c(name), .login = str_c(login), .password = STR("hash") };
    enum rc rc = office_add_official(cx, &o, e);

    *ret = o.id;
    return rc;
}

static enum rc post_of(struct cx *cx, int64_t unit, const char *code, int64_t rights, int64_t *ret,
                       struct err *e)
{
    struct post_rec p = {
        .unit_id = unit, .code = str_c(code), .title = str_c(code), .roles = STR("ADM"), .rights = rights
    };
    enum rc rc = office_add_post(cx, &p, e);

    *ret = p.id;
    return rc;
}

static enum rc hire(struct cx *cx, void *arg, struct err *e)
{
    struct staff *s = arg;
    struct unit_rec top, roads;
    enum rc rc = unit_by_code(cx->tx, cx->a, STR("roads"), &roads, e);

    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, roads.parent_id, &top, e);
    s->roads_unit = roads.id;
    s->top_unit = top.id;
    if (rc == RC_OK)
        rc = person(cx, "boss", "راهبر کل", &s->admin, e);
    if (rc == RC_OK)
        rc = person(cx, "roads-boss", "راهبر راه", &s->roads_admin, e);
    if (rc == RC_OK)
        rc = person(cx, "clerk", "کارمند", &s->clerk, e);
    if (rc == RC_OK)
        rc = post_of(cx, s->top_unit, "adm", RIGHT_ADMINISTER | RIGHT_ALL_UNITS, &s->admin_post, e);
    if (rc == RC_OK)
        rc = post_of(cx, s->roads_unit, "roads-adm", RIGHT_ADMINISTER, &s->roads_admin_post, e);
    if (rc == RC_OK)
        rc = office_hold(cx, s->admin_post, s->admin, "holder", cx->now_ms, 0, STR("آغاز"), e);
    if (rc == RC_OK)
        rc = office_hold(cx, s->roads_admin_post, s->roads_admin, "holder", cx->now_ms, 0, STR("آغاز"), e);
    return rc;
}

static bool staffed(struct office *o, struct staff *s)
{
    if (office_write(o, NULL, hire, s) != RC_OK)
        return false;
    s->all = office_post(o, "adm");
    s->roads = office_post(o, "roads-adm");
    s->all.official_id = s->admin;
    s->roads.official_id = s->roads_admin;
    return true;
}

typedef void admin_test(struct office *o, struct staff *s);

static void on_each_engine(admin_test *run)
{
    for (int i = 0; i < office_engines(); i++) {
        struct office o;
        struct staff s = { 0 };

        if (office_open(&o, i) && staffed(&o, &s))
            run(&o, &s);
        else
            CHECK_MSG(false, "no office: %s", o.e.msg);
        office_close(&o);
    }
}

#define ADMIN_TEST(name)                                                                                     \
    static void in_##name(struct office *o, struct staff *s);                                                \
    TEST(name)                                                                                               \
    {                                                                                                        \
        on_each_engine(in_##name);                                                                           \
    }                                                                                                        \
    static void in_##name(struct office *o, struct staff *s)

/* ---- calls ---- */

struct unit_call {
    struct unit_rec u;
    enum admin_fault fault;
};
static enum rc unit_save(struct cx *cx, void *arg, struct err *e)
{
    struct unit_call *c = arg;

    return admin_unit_save(cx, &c->u, &c->fault, e);
}

static enum rc unit_get(struct cx *cx, void *arg, struct err *e)
{
    struct unit_call *c = arg;
    struct admin_unit u = { 0 };
    enum rc rc = admin_unit_get(cx, c->u.id, &u, e);

    if (rc == RC_OK)
        c->u = u.u;
    return rc;
}

struct post_call {
    struct post_rec p;
    struct str superior;
    int64_t open_tasks;
    enum admin_fault fault;
};
static enum rc post_save(struct cx *cx, void *arg, struct err *e)
{
    struct post_call *c = arg;

    return admin_post_save(cx, &c->p, c->superior, &c->fault, e);
}

static enum rc post_get(struct cx *cx, void *arg, struct err *e)
{
    struct post_call *c = arg;
    struct admin_post p = { 0 };
    enum rc rc = admin_post_get(cx, c->p.id, &p, e);

    if (rc == RC_OK)
        c->p = p.p;
    c->open_tasks = p.open_tasks;
    return rc;
}

struct person_call {
    struct official_rec o;
    int64_t version;
    enum admin_fault fault;
};
static enum rc person_save(struct cx *cx, void *arg, struct err *e)
{
    struct person_call *c = arg;

    return admin_person_save(cx, &c->o, &c->fault, e);
}

static enum rc person_get(struct cx *cx, void *arg, struct err *e)
{
    struct person_call *c = arg;
    struct admin_person x = { 0 };
    enum rc rc = admin_person_get(cx, c->o.id, &x, e);

    if (rc == RC_OK)
        c->o = x.o;
    return rc;
}

static enum rc person_password(struct cx *cx, void *arg, struct err *e)
{
    struct person_call *c = arg;

    return admin_person_password(cx, c->o.id, c->version, STR("another hash"), &c->fault, e);
}

struct hold_call {
    struct admin_hold h;
    int64_t holding;
    enum admin_fault fault;
};
static enum rc hold(struct cx *cx, void *arg, struct err *e)
{
    struct hold_call *c = arg;

    return admin_hold(cx, &c->h, &c->fault, e);
}

static enum rc hold_end(struct cx *cx, void *arg, struct err *e)
{
    struct hold_call *c = arg;

    return admin_hold_end(cx, c->h.post_id, c->holding, &c->fault, e);
}

static enum rc newest_holding(struct cx *cx, void *arg, struct err *e)
{
    struct hold_call *c = arg;
    struct holding_list list = { 0 };
    enum rc rc = holding_history(cx->tx, cx->a, c->h.post_id, &list, e);

    c->holding = rc == RC_OK && list.n > 0 ? list.v[0].id : 0;
    return rc;
}

static enum rc last_act(struct cx *cx, void *arg, struct err *e)
{
    struct audit_filter f = { .limit = 1 };
    struct audit_list list = { 0 };
    enum rc rc = audit_find(cx->tx, cx->a, &f, &list, e);

    *(struct audit_rec *)arg = list.n > 0 ? list.v[0] : (struct audit_rec){ 0 };
    return rc;
}

static void check_logged(struct office *o, const char *act, struct str object, int64_t who)
{
    struct audit_rec r;

    CHECK_INT(office_read(o, NULL, last_act, &r), RC_OK);
    CHECK_STR(r.act, act);
    CHECK(str_eq(r.object, object));
    CHECK_INT(r.official_id, who);
}

/* ---- units ---- */

ADMIN_TEST(a_unit_is_added_changed_and_closed)
{
    struct unit_call c = { .u = { .parent_id = s->roads_unit,
                                  .code = STR("roads-2"),
                                  .kind = STR("office"),
                                  .name = STR("ادارهٔ راه شاهرود") } };
    struct unit_call stale;

    CHECK_INT(office_write(o, &s->roads, unit_save, &c), RC_OK);
    check_logged(o, "unit.add", STR("roads-2"), s->roads_admin);
    stale = c;
    c.u.name = STR("ادارهٔ راه و شهرسازی شاهرود");
    CHECK_INT(office_write(o, &s->all, unit_save, &c), RC_OK);
    check_logged(o, "unit.change", STR("roads-2"), s->admin);
    CHECK_INT(office_write(o, &s->roads, unit_save, &stale), RC_CONFLICT);
    CHECK_INT(office_read(o, &s->all, unit_get, &stale), RC_OK);
    CHECK_STR(stale.u.name, "ادارهٔ راه و شهرسازی شاهرود");
    CHECK_INT(stale.u.version, 2);
    stale.u.active = false;
    CHECK_INT(office_write(o, &s->all, unit_save, &stale), RC_OK);
    check_logged(o, "unit.close", STR("roads-2"), s->admin);
}

ADMIN_TEST(a_unit_is_refused_with_its_reason)
{
    static const struct {
        const char *name, *code;
        bool below_top, roads;
        enum admin_fault fault;
    } rows[] = {
        { "code of another", "roads", true, false, ADMIN_CODE_TAKEN },
        { "Persian code", "راه", true, false, ADMIN_CODE },
        { "one letter", "x", true, false, ADMIN_CODE },
        { "space", "a b", true, false, ADMIN_CODE },
        { "out of sight", "new-unit", true, true, ADMIN_PARENT },
        { "a new top without the right", "new-unit", false, true, ADMIN_PARENT },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct unit_call c = { .u = { .parent_id = rows[i].below_top ? s->top_unit : 0,
                                      .code = str_c(rows[i].code),
                                      .kind = STR("office"),
                                      .name = STR("واحد") } };

        CHECK_MSG(office_write(o, rows[i].roads ? &s->roads : &s->all, unit_save, &c) == RC_INVALID, "%s",
                  rows[i].name);
        CHECK_MSG(c.fault == rows[i].fault, "%s: %d", rows[i].name, (int)c.fault);
    }
}

ADMIN_TEST(a_unit_with_posts_stays_open)
{
    struct unit_call c = { .u = { .id = s->roads_unit } };

    CHECK_INT(office_read(o, &s->all, unit_get, &c), RC_OK);
    c.u.active = false;
    CHECK_INT(office_write(o, &s->all, unit_save, &c), RC_INVALID);
    CHECK_INT(c.fault, ADMIN_NOT_EMPTY);
}

ADMIN_TEST(an_administrator_sees_only_the_own_subtree)
{
    struct unit_call unit = { .u = { .id = s->top_unit } };
    struct post_call post = { .p = { .id = s->admin_post } };
    struct person_call boss = { .o = { .id = s->admin } }, own = { .o = { .id = s->roads_admin } };
    struct actor nobody = s->roads;

    CHECK_INT(office_read(o, &s->roads, unit_get, &unit), RC_NOT_FOUND);
    CHECK_INT(office_read(o, &s->roads, post_get, &post), RC_NOT_FOUND);
    CHECK_INT(office_read(o, &s->roads, person_get, &boss), RC_NOT_FOUND);
    CHECK_INT(office_read(o, &s->roads, person_get, &own), RC_OK);
    CHECK_INT(office_read(o, &s->all, person_get, &boss), RC_OK);
    CHECK_INT((int)boss.o.password.len, 0);
    nobody.rights = RIGHT_MANAGE | RIGHT_ALL_UNITS;
    CHECK_INT(office_read(o, &nobody, unit_get, &unit), RC_NOT_FOUND);
}

/* ---- posts ---- */

ADMIN_TEST(a_post_is_refused_with_its_reason)
{
    static const struct {
        const char *name, *code, *roles, *superior;
        int64_t rights;
        enum admin_fault fault;
    } rows[] = {
        { "code of another", "adm", "EXP", "", RIGHT_WORK, ADMIN_CODE_TAKEN },
        { "role in small letters", "new", "exp", "", RIGHT_WORK, ADMIN_ROLES },
        { "unknown superior", "new", "EXP", "nobody-there", RIGHT_WORK, ADMIN_SUPERIOR },
        { "more rights than one's own", "new", "EXP", "", RIGHT_WORK | RIGHT_ALL_UNITS, ADMIN_RIGHTS },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct post_call c = { .p = { .unit_id = s->roads_unit,
                                      .code = str_c(rows[i].code),
                                      .title = STR("کارشناس"),
                                      .roles = str_c(rows[i].roles),
                                      .rights = rows[i].rights },
                               .superior = str_c(rows[i].superior) };

        CHECK_MSG(office_write(o, &s->roads, post_save, &c) == RC_INVALID, "%s", rows[i].name);
        CHECK_MSG(c.fault == rows[i].fault, "%s: %d", rows[i].name, (int)c.fault);
    }
}

ADMIN_TEST(superiors_never_form_a_circle)
{
    struct post_call c = { .p = { .id = s->roads_admin_post }, .superior = STR("adm") };

    CHECK_INT(office_read(o, &s->all, post_get, &c), RC_OK);
    CHECK_INT(office_write(o, &s->all, post_save, &c), RC_OK);
    c = (struct post_call){ .p = { .id = s->admin_post } };
    CHECK_INT(office_read(o, &s->all, post_get, &c), RC_OK);
    c.superior = STR("roads-adm");
    CHECK_INT(office_write(o, &s->all, post_save, &c), RC_INVALID);
    CHECK_INT(c.fault, ADMIN_SUPERIOR);
    c.superior = STR("adm");
    CHECK_INT(office_write(o, &s->all, post_save, &c), RC_INVALID);
    CHECK_INT(c.fault, ADMIN_SUPERIOR);
}

ADMIN_TEST(a_post_with_work_is_not_closed)
{
    struct post_call c = { .p = { .id = office_post(o, "reg").post_id } };

    CHECK(office_register(o, "web", office_complaint) != 0);
    CHECK_INT(office_read(o, &s->all, post_get, &c), RC_OK);
    if (c.open_tasks == 0) /* whoever has it */
        c.p.id = office_post(o, "mgr").post_id;
    CHECK_INT(office_read(o, &s->all, post_get, &c), RC_OK);
    CHECK(c.open_tasks > 0);
    c.p.active = false;
    CHECK_INT(office_write(o, &s->all, post_save, &c), RC_INVALID);
    CHECK_INT(c.fault, ADMIN_WORK_OPEN);
}

/* ---- the last administrator ---- */

ADMIN_TEST(the_last_administrator_stays)
{
    struct post_call post = { .p = { .id = s->admin_post } };
    struct hold_call h = { .h = { .post_id = s->admin_post } };
    struct person_call p = { .o = { .id = s->admin } };
    struct actor other = s->all;

    other.official_id = s->clerk; /* so that closing is not about oneself */
    CHECK_INT(office_read(o, &s->all, newest_holding, &h), RC_OK);
    CHECK_INT(office_write(o, &s->all, hold_end, &h), RC_INVALID);
    CHECK_INT(h.fault, ADMIN_LAST);
    CHECK_INT(office_read(o, &s->all, post_get, &post), RC_OK);
    post.p.rights = RIGHT_ADMINISTER;
    CHECK_INT(office_write(o, &s->all, post_save, &post), RC_INVALID);
    CHECK_INT(post.fault, ADMIN_LAST);
    post.p.rights = RIGHT_ADMINISTER | RIGHT_ALL_UNITS;
    post.p.active = false;
    CHECK_INT(office_write(o, &s->all, post_save, &post), RC_INVALID);
    CHECK_INT(post.fault, ADMIN_LAST);
    CHECK_INT(office_read(o, &s->all, person_get, &p), RC_OK);
    p.o.active = false;
    CHECK_INT(office_write(o, &other, person_save, &p), RC_INVALID);
    CHECK_INT(p.fault, ADMIN_LAST);
    CHECK_INT(office_write(o, &s->all, person_save, &p), RC_INVALID);
    CHECK_INT(p.fault, ADMIN_SELF);
    /* a successor for some days is none */
    h.h.login = STR("clerk");
    h.h.from = day_from_ms(o->now_ms);
    h.h.until = h.h.from + 3;
    h.h.reason = STR("مرخصی");
    CHECK_INT(office_write(o, &s->all, hold, &h), RC_INVALID);
    CHECK_INT(h.fault, ADMIN_LAST);
    h.h.until = 0;
    CHECK_INT(office_write(o, &s->all, hold, &h), RC_OK);
    check_logged(o, "post.hold", STR("adm"), s->admin);
}

/* ---- holding ---- */

static enum rc holders_now(struct cx *cx, void *arg, struct err *e)
{
    struct hold_call *c = arg;
    struct holding_list list = { 0 };
    enum rc rc = holding_list(cx->tx, cx->a, 0, c->h.post_id, cx->now_ms, &list, e);

    c->holding = 0;
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq_c(list.v[i].kind, "holder"))
            c->holding = list.v[i].official_id;
    return rc;
}

ADMIN_TEST(a_new_holder_takes_the_place_of_the_one_before)
{
    struct hold_call h = { .h = { .post_id = s->roads_admin_post,
                                  .login = STR("clerk"),
                                  .from = day_from_ms(o->now_ms) + 1,
                                  .reason = STR("ابلاغ ۱۲") } };

    CHECK_INT(office_write(o, &s->roads, hold, &h), RC_OK);
    CHECK_INT(office_read(o, NULL, holders_now, &h), RC_OK);
    CHECK_INT(h.holding, s->roads_admin);
    o->now_ms += 24 * HOUR_MS;
    CHECK_INT(office_read(o, NULL, holders_now, &h), RC_OK);
    CHECK_INT(h.holding, s->clerk);
}

ADMIN_TEST(a_holding_is_refused_with_its_reason)
{
    static const struct {
        const char *name, *login;
        bool deputy;
        int from, until;
        enum admin_fault fault;
    } rows[] = {
        { "nobody", "nobody-there", false, 0, 0, ADMIN_UNKNOWN },
        { "yesterday", "clerk", false, -1, 0, ADMIN_FROM },
        { "ends before it begins", "clerk", false, 3, 2, ADMIN_UNTIL },
        { "deputy without an end", "clerk", true, 0, 0, ADMIN_UNTIL },
        { "has it already", "roads-boss", true, 0, 5, ADMIN_HOLDS },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int32_t today = day_from_ms(o->now_ms);
        struct hold_call h = { .h = { .post_id = s->roads_admin_post,
                                      .login = str_c(rows[i].login),
                                      .deputy = rows[i].deputy,
                                      .from = today + rows[i].from,
                                      .until = rows[i].until == 0 ? 0 : today + rows[i].until,
                                      .reason = STR("آزمون") } };

        CHECK_MSG(office_write(o, &s->all, hold, &h) == RC_INVALID, "%s", rows[i].name);
        CHECK_MSG(h.fault == rows[i].fault, "%s: %d", rows[i].name, (int)h.fault);
    }
}

ADMIN_TEST(nobody_is_put_on_a_post_that_sees_more_than_the_administrator)
{
    struct post_call p = { .p = { .unit_id = s->roads_unit,
                                  .code = STR("roads-all"),
                                  .title = STR("ناظر"),
                                  .rights = RIGHT_ALL_UNITS } };
    struct hold_call h = { .h = {
                               .login = STR("clerk"), .from = day_from_ms(o->now_ms), .reason = STR("x") } };

    CHECK_INT(office_write(o, &s->all, post_save, &p), RC_OK);
    h.h.post_id = p.p.id;
    CHECK_INT(office_write(o, &s->roads, hold, &h), RC_INVALID);
    CHECK_INT(h.fault, ADMIN_RIGHTS);
    CHECK_INT(office_write(o, &s->all, hold, &h), RC_OK);
}

/* ---- people ---- */

static enum rc sign_her_in(struct cx *cx, void *arg, struct err *e)
{
    const struct staff *s = arg;
    struct session_rec r = { .token_hash = STR("token of the clerk"),
                             .official_id = s->roads_admin,
                             .post_id = s->roads_admin_post,
                             .csrf = STR("csrf"),
                             .made_at = cx->now_ms,
                             .seen_at = cx->now_ms,
                             .expires_at = cx->now_ms + HOUR_MS };

    return session_insert(cx->tx, &r, e);
}

static enum rc has_session(struct cx *cx, void *arg, struct err *e)
{
    struct session_rec r;
    enum rc rc = session_get(cx->tx, cx->a, STR("token of the clerk"), &r, e);

    *(bool *)arg = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

ADMIN_TEST(closing_an_account_ends_sessions_and_holdings)
{
    struct person_call p = { .o = { .id = s->roads_admin } };
    struct hold_call h = { .h = { .post_id = s->roads_admin_post } };
    bool signed_in = false;

    CHECK_INT(office_write(o, NULL, sign_her_in, s), RC_OK);
    CHECK_INT(office_read(o, &s->all, person_get, &p), RC_OK);
    p.o.active = false;
    CHECK_INT(office_write(o, &s->all, person_save, &p), RC_OK);
    check_logged(o, "official.close", STR("roads-boss"), s->admin);
    CHECK_INT(office_read(o, NULL, has_session, &signed_in), RC_OK);
    CHECK(!signed_in);
    CHECK_INT(office_read(o, NULL, holders_now, &h), RC_OK);
    CHECK_INT(h.holding, 0);
}

ADMIN_TEST(a_new_first_password_ends_sessions_and_is_not_logged)
{
    struct person_call p = { .o = { .id = s->roads_admin }, .version = 1 };
    struct audit_rec r;
    bool signed_in = false;

    CHECK_INT(office_write(o, NULL, sign_her_in, s), RC_OK);
    CHECK_INT(office_write(o, &s->all, person_password, &p), RC_OK);
    CHECK_INT(office_read(o, NULL, has_session, &signed_in), RC_OK);
    CHECK(!signed_in);
    CHECK_INT(office_read(o, NULL, last_act, &r), RC_OK);
    CHECK_STR(r.act, "official.password");
    CHECK(!str_contains(r.data, STR("hash")));
    CHECK_INT(office_read(o, &s->all, person_get, &p), RC_OK);
    CHECK(p.o.must_change);
    CHECK_INT(office_write(o, &s->all, person_password, &p), RC_CONFLICT);
    p.o.id = s->admin;
    p.version = 1;
    CHECK_INT(office_write(o, &s->roads, person_password, &p), RC_NOT_FOUND);
}

ADMIN_TEST(a_login_belongs_to_one_person)
{
    struct person_call p = { .o = { .name = STR("دیگری"), .login = STR("clerk"), .password = STR("h") } };

    CHECK_INT(office_write(o, &s->all, person_save, &p), RC_INVALID);
    CHECK_INT(p.fault, ADMIN_CODE_TAKEN);
    p.o.login = STR("نام");
    p.o.id = 0;
    CHECK_INT(office_write(o, &s->all, person_save, &p), RC_INVALID);
    CHECK_INT(p.fault, ADMIN_CODE);
}

TEST(first_passwords_differ_and_can_be_read_aloud)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 16);
    struct str x = admin_first_password(a), y = admin_first_password(a);

    CHECK_INT((int)x.len, 14);
    CHECK(!str_eq(x, y));
    for (size_t i = 0; i < x.len; i++)
        CHECK(x.p[i] != 'l' && x.p[i] != 'o' && x.p[i] != '0' && x.p[i] != '1' && x.p[i] != 'i');
}
