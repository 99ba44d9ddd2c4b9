/*
 * sample.c - the sample province: units, posts, made-up people, calendar.
 *
 * Not here: the complaints (sample_cases.c).
 */
#include "app/office.h"
#include "app/sample_inner.h"
#include "persian/jalali.h"

uint64_t sample_random(struct sample *s, uint64_t below)
{
    uint64_t z = s->seed += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return below == 0 ? 0 : (z ^ (z >> 31)) % below;
}

struct str sample_pick(struct sample *s, const struct json *list)
{
    return list == NULL || list->n == 0 ? STR_NONE : json_text(json_at(list, sample_random(s, list->n)));
}

struct str sample_national_id(struct sample *s)
{
    char d[10];
    int sum = 0, r;

    for (int i = 0; i < 9; i++) {
        d[i] = (char)('0' + sample_random(s, 10));
        sum += (d[i] - '0') * (10 - i);
    }
    if (d[0] == d[1]) /* never one repeated digit */
        d[1] = (char)('0' + (d[1] - '0' + 1) % 10);
    sum = 0;
    for (int i = 0; i < 9; i++)
        sum += (d[i] - '0') * (10 - i);
    r = sum % 11;
    d[9] = (char)('0' + (r < 2 ? r : 11 - r));
    return arena_str(s->a, (struct str){ d, 10 });
}

struct province {
    struct sample *s;
    struct unit_rec top, directorate;
    struct str password; /* hash; of the sample sign-ins */
};

static struct str name_of(struct sample *s)
{
    struct str first = sample_pick(s, json_get(s->people, "first")),
               last = sample_pick(s, json_get(s->people, "last"));

    return arena_cat(s->a, arena_cat(s->a, first, STR(" ")), last);
}

static bool signs_in(const struct sample *s, struct str code)
{
    const struct json *list = json_get(s->people, "signins");

    for (const struct json *x = list == NULL ? NULL : list->first; x != NULL; x = x->next)
        if (str_eq(x->text, code))
            return true;
    return false;
}

static enum rc add_holder(struct cx *cx, struct province *p, const struct unit_rec *unit,
                          struct post_rec *post, struct err *e)
{
    struct official_rec o = { .name = name_of(p->s),
                              .national_id = sample_national_id(p->s),
                              .login = post->code };
    enum rc rc;

    post->unit_id = unit->id;
    if (signs_in(p->s, post->code))
        o.password = p->password;
    rc = office_add_post(cx, post, e);
    if (rc == RC_OK)
        rc = office_add_official(cx, &o, e);
    return rc == RC_OK ? office_hold(cx, post->id, o.id, "holder", cx->now_ms, 0, STR("نمونه"), e) : rc;
}

static enum rc add_unit(struct cx *cx, struct unit_rec *u, int64_t parent, struct str code, const char *kind,
                        const char *function, struct str name, struct err *e)
{
    *u = (struct unit_rec){ .parent_id = parent,
                            .code = code,
                            .kind = str_c(kind),
                            .function = str_c(function),
                            .name = name,
                            .county = STR("سمنان"),
                            .phone = STR("+982333440000"),
                            .address = STR("سمنان") };
    return office_add_unit(cx, u, e);
}

static enum rc add_posts(struct cx *cx, struct province *p, struct err *e)
{
    const struct json *list = json_get(p->s->people, "posts");
    int64_t manager = 0, dg = 0, governor = 0;
    enum rc rc = RC_OK;

    for (const struct json *x = list == NULL ? NULL : list->first; rc == RC_OK && x != NULL; x = x->next) {
        struct post_rec post = { .code = json_text(json_at(x, 0)),
                                 .title = json_text(json_at(x, 1)),
                                 .roles = json_text(json_at(x, 2)),
                                 .superior_id = manager };
        bool top = str_eq_c(json_text(json_at(x, 3)), "office");

        if (!json_int(json_at(x, 4), &post.rights))
            return ERR(e, RC_INVALID, "people.json: a post without rights");
        if (roles_have(post.roles, STR("MGR")))
            post.superior_id = dg;
        else if (roles_have(post.roles, STR("DG")))
            post.superior_id = governor;
        rc = add_holder(cx, p, top ? &p->top : &p->directorate, &post, e);
        if (roles_have(post.roles, STR("GOV")))
            governor = post.id;
        if (roles_have(post.roles, STR("DG")))
            dg = post.id;
        if (roles_have(post.roles, STR("MGR")))
            manager = post.id;
    }
    return rc;
}

static enum rc add_outside(struct cx *cx, struct province *p, struct str code, const char *kind,
                           struct str name, struct str county, struct err *e)
{
    struct unit_rec u;
    struct post_rec post = { .code = arena_cat(cx->a, code, STR("-desk")),
                             .roles = STR("AGY UNT AIU"),
                             .rights = RIGHT_WORK };
    enum rc rc = add_unit(cx, &u, p->top.id, code, kind, kind, name, e);

    (void)county;
    post.title =
        arena_cat(cx->a, STR("واحد بازرسی و پاسخ‌گویی به شکایات "), name);
    return rc == RC_OK ? add_holder(cx, p, &u, &post, e) : rc;
}

static enum rc add_counties(struct cx *cx, struct province *p, struct err *e)
{
    struct str rest = sample_reference("semnan.csv");
    enum rc rc = RC_OK;

    (void)str_cut(&rest, '\n');
    while (rc == RC_OK && rest.len > 0) {
        struct str line = str_cut(&rest, '\n'), level = str_cut(&line, ','), code = str_cut(&line, ','),
                   name = str_cut(&line, ',');

        if (str_eq_c(level, "county"))
            rc = add_outside(cx, p, arena_cat(cx->a, STR("county-"), code), "county",
                             arena_cat(cx->a, STR("فرمانداری "), name), name, e);
    }
    return rc;
}

static enum rc build(struct cx *cx, void *arg, struct err *e)
{
    struct province *p = arg;
    const struct json *list = json_get(p->s->people, "agencies");
    struct post_rec admin = { .code = STR("admin"),
                              .title = STR("راهبر سامانه"),
                              .roles = STR("ADM"),
                              .rights = RIGHT_WORK | RIGHT_REPORT | RIGHT_ADMINISTER | RIGHT_ALL_UNITS };
    struct moved_list moved = { 0 };
    enum rc rc = add_unit(cx, &p->top, 0, STR("20"), "province", "governor", STR("استانداری سمنان"), e);

    if (rc == RC_OK)
        rc = add_unit(cx, &p->directorate, p->top.id, STR("inspection"), "directorate", "inspection",
                      STR("ادارهٔ کل بازرسی، مدیریت عملکرد و امور حقوقی"), e);
    if (rc == RC_OK)
        rc = office_set_calendar(cx, STR("ir-20"), sample_reference("calendar-ir-20.json"),
                                 STR("تعطیلات رسمی ۱۴۰۰ تا ۱۴۰۵؛ روزهای قمری ۱۴۰۵ "
                                     "پیش‌بینی "
                                     "است"),
                                 &moved, e);
    if (rc == RC_OK)
        rc = add_posts(cx, p, e);
    if (rc == RC_OK)
        rc = add_holder(cx, p, &p->top, &admin, e);
    if (rc == RC_OK)
        rc = add_counties(cx, p, e);
    for (const struct json *x = list == NULL ? NULL : list->first; rc == RC_OK && x != NULL; x = x->next)
        rc = add_outside(cx, p, json_text(json_at(x, 0)), "agency", json_text(json_at(x, 1)), STR_NONE, e);
    if (rc == RC_OK)
        rc = setting_put(cx->tx, STR("office_hours"), STR("شنبه تا چهارشنبه، ۷:۳۰ تا ۱۴:۳۰"), cx->now_ms, 0,
                         e);
    return rc;
}

/* Five letters, five digits: easy to type, 49 bits. */
static struct str sample_password(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz", digits[] = "23456789";
    char *p = arena_alloc(a, 16);

    for (size_t i = 0; p != NULL && i < 12; i++)
        p[i] = i % 3 == 2 ? digits[random_below(sizeof(digits) - 1)]
                          : letters[random_below(sizeof(letters) - 1)];
    return (struct str){ p, p == NULL ? 0 : 12 };
}

static void print_signins(const struct sample *s, struct str password, FILE *out)
{
    const struct json *list = json_get(s->people, "signins");

    fprintf(out, "sample sign-ins (password for each: %.*s):", STR_ARG(password));
    for (const struct json *x = list == NULL ? NULL : list->first; x != NULL; x = x->next)
        fprintf(out, " %.*s", STR_ARG(x->text));
    fprintf(out, "\n");
}

static enum rc make(struct sample *s, int64_t until, FILE *out, struct err *e)
{
    struct province p = { .s = s };
    struct actor robot = actor_system();
    struct str password = sample_password(s->a);
    enum rc rc = json_parse(s->a, sample_reference("people.json"), &s->people, e);

    if (rc == RC_OK)
        rc = password_hash(s->a, (struct secret){ password }, &p.password, e);
    if (rc == RC_OK)
        rc = app_write(s->app, s->a, &robot, build, &p, e);
    if (rc == RC_OK)
        rc = sample_cases(s, until, e);
    if (rc == RC_OK)
        print_signins(s, password, out);
    return rc;
}

enum rc sample_make(struct app *app, int cases, void (*progress)(void *arg, int done, int of), void *arg,
                    FILE *out, struct err *e)
{
    struct app past = *app; /* the same installation on a clock of its own */
    struct sample s = { .app = &past, .seed = 1405, .cases = cases, .progress = progress, .arg = arg };
    int64_t until = app_now(app);
    enum rc rc;

    s.now_ms = day_start_ms(day_from_ms(until) - SAMPLE_DAYS - 2) + 8 * HOUR_MS;
    past.clock = clock_fixed(&s.now_ms);
    past.ids = id_source_new(0, past.clock);
    past.catalogue = NULL;
    past.calendars = NULL;
    pthread_mutex_init(&past.lock, NULL);
    s.a = arena_new((size_t)256 << 20);
    rc = s.a == NULL || past.ids == NULL ? ERR(e, RC_LIMIT, "no memory") : make(&s, until, out, e);
    arena_free(s.a);
    app_caches_free(&past);
    id_source_free(past.ids);
    pthread_mutex_destroy(&past.lock);
    return rc;
}
