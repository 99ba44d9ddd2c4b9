/*
 * scenario.c - playing a scenario line by line, and the small office it runs in.
 *
 * Not here: what a line looks like (scenario_line.c), acts (scenario_act.c), expectations
 * (scenario_expect.c).
 */
#include "app/install.h"
#include "app/office.h"
#include "app/scenario_inner.h"
#include "app/verify.h"
#include "persian/jalali.h"

/* ---- the office ---- */

struct building {
    struct scenario *s;
    const struct scenario_packages *packages;
    size_t n;
    struct str text;
    struct unit_rec root, owner;
};

static enum rc add_post(struct cx *cx, const struct unit_rec *unit, struct str code, struct str role,
                        struct err *e)
{
    struct post_rec p = { .unit_id = unit->id,
                          .code = code,
                          .title = code,
                          .roles = role,
                          .rights = RIGHT_WORK | RIGHT_REGISTER | RIGHT_MANAGE | RIGHT_REPORT |
                                    RIGHT_CONFIDENTIAL };
    struct official_rec o = { .name = arena_fmt(cx->a, "دارندهٔ %.*s", STR_ARG(code)), .login = code };
    enum rc rc = office_add_post(cx, &p, e);

    if (rc == RC_OK)
        rc = office_add_official(cx, &o, e);
    return rc == RC_OK ? office_hold(cx, p.id, o.id, "holder", 0, 0, STR(""), e) : rc;
}

static struct str small(struct arena *a, struct str s)
{
    char *p = (char *)(uintptr_t)arena_str(a, s).p;

    for (size_t i = 0; p != NULL && i < s.len; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] - 'A' + 'a');
    return (struct str){ p, s.len };
}

static enum rc add_role(struct cx *cx, const struct unit_rec *unit, struct str role, struct err *e)
{
    struct str code = small(cx->a, role);
    struct post_rec p;
    bool two = str_eq_c(role, "EXP") || str_eq_c(role, "INS");
    enum rc rc;

    if (two)
        code = arena_cat(cx->a, code, STR("1"));
    if (post_by_code(cx->tx, cx->a, code, cx->now_ms, &p, NULL) == RC_OK)
        return RC_OK;
    rc = add_post(cx, unit, code, role, e);
    if (rc == RC_OK && two)
        rc = add_post(cx, unit, arena_cat(cx->a, small(cx->a, role), STR("2")), role, e);
    return rc;
}

static enum rc add_agency(struct cx *cx, const struct unit_rec *root, struct str name, struct err *e)
{
    static const char *const roles[] = { "AGY", "UNT", "AIU" };
    struct unit_rec u = { .parent_id = root->id,
                          .code = name,
                          .kind = STR("agency"),
                          .function = STR("agency"),
                          .name = name,
                          .county = STR("سمنان"),
                          .phone = STR("02333000000"),
                          .address = STR("سمنان") };
    struct unit_rec found;
    enum rc rc;

    if (name.len == 0 || unit_by_code(cx->tx, cx->a, name, &found, NULL) == RC_OK)
        return RC_OK;
    rc = office_add_unit(cx, &u, e);
    for (size_t i = 0; rc == RC_OK && i < ARRAY_LEN(roles); i++)
        rc = add_post(cx, &u, arena_fmt(cx->a, "%.*s-%s", STR_ARG(name), roles[i]), str_c(roles[i]), e);
    return rc;
}

static bool is_unit_key(const struct scenario *s, struct str key)
{
    for (size_t i = 0; i < s->n_packages; i++)
        for (size_t k = 0; k < s->packages[i]->n_forms; k++) {
            const struct form_field *f = form_find(s->packages[i]->forms[k].form, key);

            if (f != NULL && f->meaning == FORM_UNIT)
                return true;
        }
    return false;
}

/* Units named anywhere in the scenario exist. */
static enum rc add_named(struct cx *cx, struct building *b, const struct json *v, struct err *e)
{
    enum rc rc = RC_OK;

    for (const struct json *m = v == NULL ? NULL : v->first; rc == RC_OK && m != NULL; m = m->next) {
        if (m->kind == JSON_STRING && m->name.len > 0 && is_unit_key(b->s, m->name))
            rc = add_agency(cx, &b->root, m->text, e);
        else if (m->kind == JSON_OBJECT || m->kind == JSON_ARRAY)
            rc = add_named(cx, b, m, e);
    }
    return rc;
}

static enum rc build_office(struct cx *cx, void *arg, struct err *e)
{
    struct building *b = arg;
    struct str rest = b->text, line;
    int number = 0;
    enum rc rc;

    b->root = (struct unit_rec){ .code = STR("office"),
                                 .kind = STR("province"),
                                 .function = STR("governor"),
                                 .name = STR("استانداری"),
                                 .phone = STR("02333440000"),
                                 .county = STR("سمنان"),
                                 .address = STR("سمنان") };
    rc = office_add_unit(cx, &b->root, e);
    for (size_t i = 0; rc == RC_OK && i < b->s->n_packages; i++) {
        const struct package *p = b->s->packages[i];
        const struct json *roles = json_get(p->meta, "roles");
        struct unit_rec u = { .parent_id = b->root.id,
                              .code = p->owner,
                              .kind = STR("office"),
                              .function = p->owner,
                              .name = STR("ادارهٔ کل بازرسی"),
                              .phone = STR("02333441111"),
                              .county = STR("سمنان"),
                              .address = STR("سمنان") };

        if (unit_by_code(cx->tx, cx->a, p->owner, &u, NULL) != RC_OK)
            rc = office_add_unit(cx, &u, e);
        for (const struct json *r = roles == NULL ? NULL : roles->first; rc == RC_OK && r != NULL;
             r = r->next)
            if (!str_eq_c(r->name, "CIT"))
                rc = add_role(cx, &u, r->name, e);
    }
    while (rc == RC_OK && scenario_next_line(&rest, &number, &line)) {
        struct scenario_line l;

        rc = scenario_line_read(cx->a, line, number, &l, e);
        if (rc == RC_OK)
            rc = add_named(cx, b, l.json, e);
    }
    return rc;
}

/* Friday off, and working hours 7:30 to 14:30 from Saturday to Thursday noon is left out: the plain week. */
static enum rc set_calendar(struct cx *cx, void *arg UNUSED, struct err *e)
{
    struct moved_list moved = { 0 };

    return office_set_calendar(cx, STR("test"),
                               STR("{\"key\":\"test\",\"version\":1,\"weekly\":[{\"weekday\":6}],"
                                   "\"hours\":[{\"weekdays\":[0,1,2,3,4,5],\"opens\":\"07:30\",\"closes\":"
                                   "\"14:30\"}]}"),
                               STR(""), &moved, e);
}

static enum rc install_all(struct cx *cx, void *arg, struct err *e)
{
    struct building *b = arg;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < b->n; i++) {
        struct installed done;

        rc = package_install(cx, b->packages[i].files, b->packages[i].n, NULL, &done, e);
        if (rc == RC_OK)
            rc = catalogue_active(cx, done.key, &b->s->packages[i], e);
    }
    b->s->n_packages = b->n;
    return rc;
}

static enum rc in_one(struct scenario *s, use_case *fn, void *arg, struct err *e)
{
    struct actor robot = actor_system();

    return app_write(s->app, s->a, &robot, fn, arg, e);
}

/* ---- lines ---- */

static enum rc set_time(struct scenario *s, const struct scenario_line *l, struct err *e)
{
    struct jdate d;
    int64_t hour = 9, minute = 0;
    struct str clock = l->n_words > 2 ? l->words[2] : STR("09:00");

    if (l->n_words < 2 || jdate_parse(l->words[1], &d) != JDATE_OK ||
        !parse_i64(str_cut(&clock, ':'), 0, 23, &hour) || !parse_i64(clock, 0, 59, &minute))
        return ERR(e, RC_INVALID, "at wants a Jalali date and a time");
    if (s->n_cases == 0) {
        s->now_ms = day_at_ms(jdate_to_day(d), (int)hour, (int)minute, 0);
        return RC_OK;
    }
    return scenario_advance(s, iso_instant(s->a, day_at_ms(jdate_to_day(d), (int)hour, (int)minute, 0)), e);
}

static enum rc select_case(struct scenario *s, const struct scenario_line *l, struct err *e)
{
    int64_t n;

    if (l->n_words != 2 || !parse_i64(l->words[1], 1, (int64_t)s->n_cases, &n))
        return ERR(e, RC_INVALID, "case wants the number of a started case");
    s->current = (size_t)n - 1;
    return RC_OK;
}

static enum rc run_line(struct scenario *s, const struct scenario_line *l, struct scenario_result *r,
                        struct str whole, struct err *e)
{
    struct str verb = l->words[0];

    if (str_eq_c(verb, "title")) {
        r->title = str_trim(str_from(whole, 5));
        return RC_OK;
    }
    if (str_eq_c(verb, "ids")) {
        r->ids = str_trim(str_from(whole, 3));
        return RC_OK;
    }
    if (str_eq_c(verb, "at"))
        return set_time(s, l, e);
    if (str_eq_c(verb, "case"))
        return select_case(s, l, e);
    if (str_eq_c(verb, "advance"))
        return l->n_words == 2 ? scenario_advance(s, l->words[1], e)
                               : ERR(e, RC_INVALID, "advance wants a span");
    if (str_eq_c(verb, "expect"))
        return scenario_expect(s, l, e);
    if (str_eq_c(verb, "refused")) {
        struct scenario_line inner = *l;

        inner.n_words--;
        memmove(inner.words, inner.words + 1, inner.n_words * sizeof(inner.words[0]));
        return scenario_act(s, &inner, true, e);
    }
    return scenario_act(s, l, false, e);
}

/* What `samad verify` looks at holds at the end of every scenario (design section 4). */
static void note_finding(void *arg, const char *what)
{
    struct err *first = arg;

    if (first->rc == RC_OK)
        (void)ERR(first, RC_INVALID, "%s", what);
}

static enum rc verify(struct scenario *s, struct err *e)
{
    struct err first = { .rc = RC_OK };
    struct verify_result seen = { 0 };
    enum rc rc = verify_all(s->app, note_finding, &first, &seen, e);

    if (rc == RC_OK && first.rc != RC_OK)
        rc = ERR(e, RC_INVALID, "%s", first.msg);
    return rc;
}

static enum rc play(struct scenario *s, struct building *b, struct scenario_result *r, struct err *e)
{
    struct str rest = b->text, line;
    int number = 0;
    enum rc rc = in_one(s, install_all, b, e);

    if (rc == RC_OK)
        rc = in_one(s, build_office, b, e);
    if (rc == RC_OK)
        rc = in_one(s, set_calendar, NULL, e);
    while (rc == RC_OK && scenario_next_line(&rest, &number, &line)) {
        struct scenario_line l;

        r->line = number;
        rc = scenario_line_read(s->a, line, number, &l, e);
        if (rc == RC_OK && l.n_words > 0)
            rc = run_line(s, &l, r, line, e);
    }
    if (rc == RC_OK)
        rc = scenario_replay_all(s, e);
    return rc == RC_OK ? verify(s, e) : rc;
}

enum rc scenario_run(struct arena *a, const struct scenario_host *host,
                     const struct scenario_packages *packages, size_t n, struct str text,
                     struct scenario_result *ret, struct err *e)
{
    struct scenario s = { .a = a, .now_ms = day_at_ms(jdate_to_day((struct jdate){ 1403, 1, 5 }), 9, 0, 0) };
    struct building b = { .s = &s, .packages = packages, .n = n, .text = text };
    struct err why = { .rc = RC_OK };
    enum rc rc;

    *ret = (struct scenario_result){ 0 };
    if (n > ARRAY_LEN(s.packages))
        return ERR(e, RC_LIMIT, "more than %zu packages", ARRAY_LEN(s.packages));
    rc = host->open(host->self, clock_fixed(&s.now_ms), &s.app, e);
    if (rc != RC_OK)
        return rc;
    rc = play(&s, &b, ret, &why);
    host->close(host->self, s.app);
    ret->passed = rc == RC_OK;
    if (rc != RC_OK)
        ret->message = arena_str(a, str_c(why.msg));
    return RC_OK;
}
