/*
 * admin_calendar.c - the office's calendar: holidays of a year, announcing and confirming days, what a change
 * moves before it is done and what it moved.
 *
 * Both acts look at every running deadline, so those routes run outside of a transaction of the loop and in
 * an arena of their own.
 */
#include "app/admin_calendar.h"
#include "templates/admin_calendar.h"
#include "templates/official_form.h"
#include "web/pages.h"
#include "web/pages/admin.h"

const struct field form_admin_calendar[] = {
    { "year", FIELD_INT, .min = JALALI_YEAR_MIN, .max = JALALI_YEAR_MAX }, ADMIN_DONE, FORM_END
};
const struct field form_admin_holiday[] = {
    { "act", FIELD_CHOICE, .required = true,
      .choices = (const char *const[]){ "add", "remove", "confirm", NULL } },
    { "version", FIELD_INT, .required = true, .min = 1, .max = INT32_MAX },
    { "day", FIELD_DATE, .required = true },
    { "name", FIELD_TEXT, .required = true, .min = 2, .max = 150 },
    { "scope", FIELD_CHOICE, .choices = (const char *const[]){ "province", "nation", NULL } },
    { "shift", FIELD_INT, .min = -1, .max = 1 },
    { "source", FIELD_TEXT, .max = 200 },
    FORM_END,
};

const struct field form_admin_day[] = { { "day", FIELD_DATE, .required = true },
                                        { "name", FIELD_TEXT, .required = true, .max = 150 },
                                        FORM_END };

#define CONFIRM_AHEAD 45 /* days: before that nobody knows the moon */

static struct str calendar_name(const struct calendar *c)
{
    return msg(calendar_data(c)->province.len == 0 ? MSG_ADMIN_CALENDAR_NATION : MSG_ADMIN_CALENDAR_PROVINCE);
}

static struct str weekend_words(struct arena *a, const struct calendar *c, int32_t today)
{
    const struct calendar_data *d = calendar_data(c);
    struct str out = STR_NONE;

    for (int w = JW_SATURDAY; w <= JW_FRIDAY; w++)
        for (size_t i = 0; i < d->n_weekly; i++) {
            const struct weekly_off *x = &d->weekly[i];

            if ((int)x->weekday != w || today < x->from || today > x->until)
                continue;
            out = out.len == 0 ? jalali_weekday_name((enum jweekday)w)
                               : arena_fmt(a, "%.*s و %.*s", STR_ARG(out),
                                           STR_ARG(jalali_weekday_name((enum jweekday)w)));
            break;
        }
    return out.len > 0 ? out : msg(MSG_ADMIN_NO_WEEKEND);
}

static struct link_view calendar_crumb(struct arena *a, struct str key, struct str name)
{
    return (struct link_view){ .to = URL(a, "/admin/calendars/{}", key), .text = name };
}

/* ---- the page of a year ---- */

static struct holiday_line *holiday_lines(struct req *rq, const struct admin_calendar *c)
{
    static const enum msg kinds[] = { MSG_ADMIN_HOLIDAY_SOLAR, MSG_ADMIN_HOLIDAY_LUNAR,
                                      MSG_ADMIN_HOLIDAY_ANNOUNCED };
    struct arena *a = rq->arena;
    struct holiday_line *v = ARENA_ARRAY(a, struct holiday_line, c->n_holidays);
    int32_t today = day_from_ms(rq->cx->now_ms);

    for (size_t i = 0; v != NULL && i < c->n_holidays; i++) {
        const struct holiday *h = &c->holidays[i].h;

        v[i] = (struct holiday_line){ .day = h->day,
                                      .title = h->name,
                                      .kind = msg(kinds[h->kind]),
                                      .predicted = !h->confirmed,
                                      .here = h->province.len > 0 };
        if (!c->may_change || c->holidays[i].yearly)
            continue;
        v[i].may_confirm = !h->confirmed && h->day <= today + CONFIRM_AHEAD;
        v[i].may_remove = h->kind == HOLIDAY_ANNOUNCED && h->day >= today;
        if (v[i].may_confirm || v[i].may_remove)
            v[i].change = url_query(a,
                                    url_query(a, URL(a, "/admin/calendars/{}/day", c->rec.key), "day",
                                              jdate_text(a, jdate_from_day(h->day), JDATE_SHORT_ASCII)),
                                    "name", h->name);
    }
    return v;
}

static struct calendar_version *version_lines(struct arena *a, const struct admin_calendar *c)
{
    struct calendar_version *v = ARENA_ARRAY(a, struct calendar_version, c->versions.n);

    for (size_t i = 0; v != NULL && i < c->versions.n; i++) {
        const struct calendar_rec *r = &c->versions.v[i];

        v[i] = (struct calendar_version){ .version = r->version,
                                          .at = r->made_at,
                                          .note = r->note,
                                          .to = URL(a, "/admin/calendars/{}/versions/{}", r->key,
                                                    id_text(a, r->version)) };
    }
    return v;
}

static struct admin_form holiday_form(struct req *rq)
{
    const struct option_view scopes[] = {
        { .value = STR("province"), .label = msg(MSG_ADMIN_HOLIDAY_PROVINCE) },
        { .value = STR("nation"), .label = msg(MSG_ADMIN_HOLIDAY_NATION) },
    };
    struct admin_form f = admin_form_begin(rq);

    admin_field(&f, CONTROL_DATE, "day", MSG_ADMIN_HOLIDAY_DAY, MSG_NONE, STR_NONE)->required = true;
    admin_field(&f, CONTROL_TEXT, "name", MSG_ADMIN_HOLIDAY_NAME, MSG_ADMIN_HOLIDAY_NAME_HINT, STR_NONE)
        ->required = true;
    admin_field(&f, CONTROL_RADIO, "scope", MSG_ADMIN_HOLIDAY_SCOPE, MSG_NONE, STR("province"))->required =
        true;
    admin_options(&f, scopes, ARRAY_LEN(scopes));
    admin_field(&f, CONTROL_TEXT, "source", MSG_ADMIN_HOLIDAY_SOURCE, MSG_ADMIN_HOLIDAY_SOURCE_HINT,
                STR_NONE);
    return f;
}

static enum rc show_calendar(struct req *rq, struct resp *rs, struct str key, int64_t year, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_calendar c = { 0 };
    struct admin_form f = holiday_form(rq);
    struct carried_field carried[2];
    struct calendar_view v = { .year = year };
    struct page p;
    enum rc rc = admin_calendar_get(rq->cx, key, 0, (int)year, &c, e);

    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    v.name = calendar_name(c.cal);
    v.key = c.rec.key;
    v.version = c.rec.version;
    v.previous_year = url_query_int(a, URL(a, "/admin/calendars/{}", c.rec.key), "year", year - 1);
    v.next_year = url_query_int(a, URL(a, "/admin/calendars/{}", c.rec.key), "year", year + 1);
    v.weekend = weekend_words(a, c.cal, day_from_ms(rq->cx->now_ms));
    v.holidays = holiday_lines(rq, &c);
    v.holidays_n = v.holidays == NULL ? 0 : c.n_holidays;
    v.versions = version_lines(a, &c);
    v.versions_n = v.versions == NULL ? 0 : c.versions.n;
    if (c.may_change) {
        carried[0] = (struct carried_field){ STR("version"), id_text(a, c.newest) };
        carried[1] = (struct carried_field){ STR("act"), STR("add") };
        v.carried = carried;
        v.carried_n = 2;
        v.fields = f.f;
        v.fields_n = f.n;
        v.action = URL(a, "/admin/calendars/{}/preview", c.rec.key);
    }
    if (rq->method == HTTP_GET)
        admin_done_notice(rq, &p);
    tpl_admin_calendar(resp_html(rs), &p, &v);
    return RC_OK;
}

static int64_t this_year(const struct req *rq)
{
    return jdate_from_ms(app_now(rq->app)).year;
}

static enum rc no_calendar(struct req *rq, struct resp *rs, struct err *e)
{
    struct page p;
    struct calendar_view v = { .name = msg(MSG_ADMIN_CALENDARS), .year = this_year(rq) };
    enum rc rc = admin_page(rq, rq->cx, NULL, 0, &p, e);

    if (rc != RC_OK)
        return rc;
    admin_say(&p, rq->arena, TONE_LATE, msg(MSG_ADMIN_NO_CALENDAR), msg(MSG_ADMIN_NO_CALENDAR_TEXT));
    v.weekend = msg(MSG_ADMIN_NO_WEEKEND);
    tpl_admin_calendar(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_calendars(struct req *rq, struct resp *rs, struct err *e)
{
    enum rc rc =
        show_calendar(rq, rs, STR_NONE, req_has(rq, "year") ? req_int(rq, "year") : this_year(rq), e);

    return rc == RC_NOT_FOUND ? no_calendar(rq, rs, e) : rc;
}

enum rc page_admin_calendar(struct req *rq, struct resp *rs, struct err *e)
{
    return show_calendar(rq, rs, req_path(rq, "key"),
                         req_has(rq, "year") ? req_int(rq, "year") : this_year(rq), e);
}

/* ---- one day: confirming it, or taking a closure back ---- */

static const struct holiday *find_day(const struct admin_calendar *c, int32_t day, struct str name)
{
    for (size_t i = 0; i < c->n_holidays; i++)
        if (c->holidays[i].h.day == day && str_eq(c->holidays[i].h.name, name))
            return &c->holidays[i].h;
    return NULL;
}

static void day_fields(struct admin_form *f, const struct holiday *h)
{
    struct arena *a = f->rq->arena;
    struct option_view v[3];

    if (!h->confirmed) {
        for (int i = 0; i < 3; i++) {
            static const int shifts[] = { 0, -1, 1 };

            v[i].value = arena_fmt(a, "%d", shifts[i]);
            v[i].label = jdate_text(a, jdate_from_day(h->day + shifts[i]), JDATE_LONG);
            v[i].hint = msg(i == 0   ? MSG_ADMIN_HOLIDAY_SAME
                            : i == 1 ? MSG_ADMIN_HOLIDAY_EARLIER
                                     : MSG_ADMIN_HOLIDAY_LATER);
        }
        admin_field(f, CONTROL_RADIO, "shift", MSG_ADMIN_HOLIDAY_SHIFT, MSG_NONE, STR("0"))->required = true;
        admin_options(f, v, 3);
    }
    admin_field(f, CONTROL_TEXT, "source", MSG_ADMIN_HOLIDAY_SOURCE, MSG_ADMIN_HOLIDAY_SOURCE_HINT, STR_NONE);
}

static enum rc show_day(struct req *rq, struct resp *rs, const struct admin_calendar *c,
                        const struct holiday *h, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_form f = admin_form_begin(rq);
    struct link_view crumbs[1] = { calendar_crumb(a, c->rec.key, calendar_name(c->cal)) };
    struct carried_field carried[] = {
        { STR("version"), id_text(a, c->newest) },
        { STR("act"), h->confirmed ? STR("remove") : STR("confirm") },
        { STR("day"), jdate_text(a, jdate_from_day(h->day), JDATE_SHORT_ASCII) },
        { STR("name"), h->name },
    };
    struct office_form_view v = { .title = h->name,
                                  .intro = jdate_text(a, jdate_from_day(h->day), JDATE_LONG),
                                  .carried = carried,
                                  .carried_n = ARRAY_LEN(carried),
                                  .action = URL(a, "/admin/calendars/{}/preview", c->rec.key),
                                  .cancel = crumbs[0].to,
                                  .consequence = msg(MSG_ADMIN_HOLIDAY_FIRST_SEE),
                                  .button = msg(h->confirmed ? MSG_ADMIN_HOLIDAY_SEE_REMOVAL
                                                             : MSG_ADMIN_HOLIDAY_SEE_CONFIRM) };
    struct page p;
    enum rc rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);

    if (rc != RC_OK)
        return rc;
    day_fields(&f, h);
    v.fields = f.f;
    v.fields_n = f.n;
    tpl_official_form(resp_html(rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_day(struct req *rq, struct resp *rs, struct err *e)
{
    struct admin_calendar c = { 0 };
    const struct holiday *h;
    struct jdate d;
    enum rc rc;

    if (!req_ok(rq))
        return ERR(e, RC_NOT_FOUND, "no day asked for");
    d = req_date(rq, "day");
    rc = admin_calendar_get(rq->cx, req_path(rq, "key"), 0, d.year, &c, e);
    if (rc != RC_OK)
        return rc;
    h = c.may_change ? find_day(&c, jdate_to_day(d), req_text(rq, "name")) : NULL;
    if (h == NULL || (h->confirmed && h->kind != HOLIDAY_ANNOUNCED))
        return ERR(e, RC_NOT_FOUND, "nothing to change on this day");
    return show_day(rq, rs, &c, h, e);
}

/* ---- what moves, what moved ---- */

static struct moved_line *moved_lines(struct arena *a, const struct admin_moved_list *list)
{
    struct moved_line *v = ARENA_ARRAY(a, struct moved_line, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++)
        v[i] = (struct moved_line){ .subject = list->v[i].subject,
                                    .code = list->v[i].tracking_code,
                                    .unit = list->v[i].unit,
                                    .old_due = list->v[i].old_due,
                                    .new_due = list->v[i].new_due,
                                    .to = url_of_case(a, list->v[i].tracking_code) };
    return v;
}

enum rc page_admin_calendar_version(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct admin_calendar c = { 0 };
    struct admin_moved_list list = { 0 };
    struct link_view crumbs[1];
    struct moved_view v = { .done = true };
    struct page p;
    int64_t version = req_path_int(rq, "version");
    struct small n = fa_int(version);
    enum rc rc = version == 0 ? ERR(e, RC_NOT_FOUND, "no such version")
                              : admin_calendar_get(rq->cx, req_path(rq, "key"), version, 0, &c, e);

    if (rc == RC_OK)
        rc = admin_calendar_moved(rq->cx, c.rec.key, version, &list, e);
    if (rc != RC_OK)
        return rc;
    crumbs[0] = calendar_crumb(a, c.rec.key, calendar_name(c.cal));
    rc = admin_page(rq, rq->cx, crumbs, 1, &p, e);
    if (rc != RC_OK)
        return rc;
    v.title = MSG_FMT(a, MSG_ADMIN_CALENDAR_VERSION, { "n", small_view(&n) });
    v.note = c.rec.note;
    v.v = moved_lines(a, &list);
    v.n = v.v == NULL ? 0 : list.n;
    v.unmoved = list.unmoved;
    v.cut = list.cut;
    admin_done_notice(rq, &p);
    tpl_admin_moved(resp_html(rs), &p, &v);
    return RC_OK;
}

/* ---- changing ---- */

struct changing {
    struct req *rq;
    struct resp *rs;
    struct admin_holiday_cmd cmd;
    struct admin_moved_list list;
    enum admin_holiday_fault fault;
    int64_t version;
};

static struct admin_holiday_cmd cmd_of(const struct req *rq)
{
    struct str act = req_text(rq, "act");

    return (struct admin_holiday_cmd){ .key = req_path(rq, "key"),
                                       .version = req_int(rq, "version"),
                                       .act = str_eq_c(act, "remove")    ? HOLIDAY_REMOVE
                                              : str_eq_c(act, "confirm") ? HOLIDAY_CONFIRM
                                                                         : HOLIDAY_ADD,
                                       .day = jdate_to_day(req_date(rq, "day")),
                                       .name = req_text(rq, "name"),
                                       .national = str_eq_c(req_text(rq, "scope"), "nation"),
                                       .shift = (int)req_int(rq, "shift"),
                                       .source = req_text(rq, "source") };
}

/* The calendar again, with the errors, and what was typed in its form. */
static enum rc show_again(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;
    struct jdate d = req_date(x->rq, "day");
    enum rc rc;

    x->rq->cx = cx;
    rc = show_calendar(x->rq, x->rs, req_path(x->rq, "key"), d.year != 0 ? d.year : this_year(x->rq), e);
    x->rq->cx = NULL;
    return rc;
}

static enum rc refused(struct changing *x, enum rc rc, struct err *e)
{
    static const struct {
        enum admin_holiday_fault fault;
        const char *field;
        enum msg text;
    } words[] = {
        { HOLIDAY_DAY, "day", MSG_ADMIN_HOLIDAY_FAULT_DAY },
        { HOLIDAY_NAME, "name", MSG_ERROR_REQUIRED },
        { HOLIDAY_IS_OFF, "day", MSG_ADMIN_HOLIDAY_FAULT_OFF },
        { HOLIDAY_IS_PAST, "", MSG_ADMIN_HOLIDAY_FAULT_PAST },
        { HOLIDAY_UNKNOWN, "", MSG_ADMIN_HOLIDAY_FAULT_UNKNOWN },
    };

    if (rc == RC_CONFLICT)
        req_add_error(x->rq, "", MSG_ADMIN_CALENDAR_CONFLICT);
    for (size_t i = 0; rc == RC_INVALID && i < ARRAY_LEN(words); i++)
        if (words[i].fault == x->fault)
            req_add_error(x->rq, words[i].field, words[i].text);
    if (x->rq->errors == NULL)
        return rc;
    rc = desk_read(x->rq, show_again, x, e);
    return rc;
}

static enum rc do_preview(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;

    return admin_holiday_preview(cx, &x->cmd, &x->list, &x->fault, e);
}

static struct str title_of(struct arena *a, const struct admin_holiday_cmd *c)
{
    static const enum msg titles[] = { MSG_ADMIN_PREVIEW_ADD, MSG_ADMIN_PREVIEW_REMOVE,
                                       MSG_ADMIN_PREVIEW_CONFIRM };
    int32_t day = c->day + (c->act == HOLIDAY_CONFIRM ? c->shift : 0);

    return MSG_FMT(a, titles[c->act], { "day", jdate_text(a, jdate_from_day(day), JDATE_LONG) },
                   { "name", c->name });
}

static const struct carried_field *carry_cmd(struct req *rq, size_t *n)
{
    static const char *const names[] = { "act", "version", "day", "name", "scope", "shift", "source" };
    struct carried_field *v = ARENA_ARRAY(rq->arena, struct carried_field, ARRAY_LEN(names));

    *n = 0;
    for (size_t i = 0; v != NULL && i < ARRAY_LEN(names); i++)
        if (req_typed(rq, names[i]).len > 0)
            v[(*n)++] = (struct carried_field){ str_c(names[i]), req_typed(rq, names[i]) };
    return v;
}

static enum rc show_preview(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;
    struct arena *a = x->rq->arena;
    struct link_view crumbs[1] = { calendar_crumb(a, x->cmd.key, msg(MSG_ADMIN_CALENDARS)) };
    struct moved_view v = { .title = title_of(a, &x->cmd),
                            .note = x->cmd.source,
                            .v = moved_lines(a, &x->list),
                            .n = x->list.n,
                            .unmoved = x->list.unmoved,
                            .cut = x->list.cut };
    struct page p;
    enum rc rc = admin_page(x->rq, cx, crumbs, 1, &p, e);

    if (rc != RC_OK)
        return rc;
    v.confirm = (struct confirm_view){ .button = msg(MSG_ADMIN_CALENDAR_APPLY),
                                       .action = URL(a, "/admin/calendars/{}/apply", x->cmd.key),
                                       .cancel = URL(a, "/admin/calendars/{}", x->cmd.key) };
    v.confirm.carried = carry_cmd(x->rq, &v.confirm.carried_n);
    tpl_admin_moved(resp_html(x->rs), &p, &v);
    return RC_OK;
}

enum rc page_admin_holiday_preview(struct req *rq, struct resp *rs, struct err *e)
{
    struct changing x = { .rq = rq, .rs = rs };
    enum rc rc;

    if (!req_ok(rq))
        return desk_read(rq, show_again, &x, e);
    x.cmd = cmd_of(rq);
    rc = app_read(rq->app, rq->arena, rq->actor, do_preview, &x, e);
    if (rc != RC_OK)
        return refused(&x, rc, e);
    return desk_read(rq, show_preview, &x, e);
}

static enum rc do_apply(struct cx *cx, void *arg, struct err *e)
{
    struct changing *x = arg;

    return admin_holiday_apply(cx, &x->cmd, &x->version, &x->fault, e);
}

#define APPLY_ARENA ((size_t)64 << 20)

enum rc page_admin_holiday_apply(struct req *rq, struct resp *rs, struct err *e)
{
    CLEANUP(arena_freep) struct arena *big = arena_new(APPLY_ARENA);
    struct changing x = { .rq = rq, .rs = rs };
    enum rc rc;

    if (big == NULL)
        return ERR(e, RC_LIMIT, "no memory");
    if (!req_ok(rq))
        return desk_read(rq, show_again, &x, e);
    x.cmd = cmd_of(rq);
    rc = app_write(rq->app, big, rq->actor, do_apply, &x, e);
    if (rc != RC_OK)
        return refused(&x, rc, e);
    return resp_see_other(rs,
                          admin_done(rq->arena,
                                     URL(rq->arena, "/admin/calendars/{}/versions/{}", x.cmd.key,
                                         id_text(rq->arena, x.version)),
                                     "saved"),
                          e);
}
