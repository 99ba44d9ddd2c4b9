/*
 * admin_calendar.c - changing a calendar by new versions, and the deadlines that this moves.
 *
 * Every deadline is looked at in a scratch arena of its own, so that the number of open cases does not
 * matter.
 */
#include "app/admin_calendar.h"
#include "app/admin_inner.h"
#include "base/limits.h"
#include "domain/deadline.h"
#include "persian/jalali.h"
#include "port/case.h"

#define WALK_PAGE 200
#define SCRATCH ((size_t)16 << 20)
#define MOVED_MAX 2000 /* kept in the log, shown on the page */
#define DAYS_AHEAD (3 * 366)

/* ---- looking ---- */

static int by_day(const void *x, const void *y)
{
    const struct admin_holiday *a = x, *b = y;

    if (a->h.day != b->h.day)
        return a->h.day < b->h.day ? -1 : 1;
    return str_cmp(a->h.name, b->h.name);
}

static enum rc holidays_of(struct cx *cx, const struct calendar_data *d, int year, struct admin_calendar *ret,
                           struct err *e)
{
    struct jperiod p;
    int32_t first, last;

    ret->n_holidays = 0;
    ret->holidays = ARENA_ARRAY(cx->a, struct admin_holiday, d->n_holidays + d->n_yearly + 1);
    if (ret->holidays == NULL)
        return arena_check(cx->a, e);
    if (!jperiod_year(year, &p))
        return RC_OK;
    first = jdate_to_day(p.first);
    last = jdate_to_day(p.last);
    for (size_t i = 0; i < d->n_holidays; i++)
        if (d->holidays[i].day >= first && d->holidays[i].day <= last)
            ret->holidays[ret->n_holidays++].h = d->holidays[i];
    for (size_t i = 0; i < d->n_yearly; i++) {
        struct jdate at = { year, d->yearly[i].month, d->yearly[i].day };
        struct holiday h = { .kind = HOLIDAY_SOLAR, .confirmed = true };

        if (!jdate_valid(at) || jdate_to_day(at) < d->yearly[i].from || jdate_to_day(at) > d->yearly[i].until)
            continue;
        h.day = jdate_to_day(at);
        h.name = d->yearly[i].name;
        h.province = d->yearly[i].province;
        ret->holidays[ret->n_holidays++] = (struct admin_holiday){ h, true };
    }
    if (ret->n_holidays > 1)
        qsort(ret->holidays, ret->n_holidays, sizeof(*ret->holidays), by_day);
    return RC_OK;
}

static enum rc read_calendar(struct cx *cx, struct str key, int64_t version, struct calendar_rec *rec,
                             const struct calendar **ret, struct err *e)
{
    const struct json *j = NULL;
    enum rc rc = calendar_get(cx->tx, cx->a, key, version, rec, e);

    if (rc == RC_OK)
        rc = json_parse(cx->a, rec->content, &j, e);
    return rc == RC_OK ? calendar_parse(cx->a, j, ret, e) : rc;
}

enum rc admin_calendar_get(struct cx *cx, struct str key, int64_t version, int year,
                           struct admin_calendar *ret, struct err *e)
{
    struct str used = STR_NONE;
    int64_t id = 0;
    enum rc rc = setting_get(cx->tx, cx->a, STR("calendar"), &used, e);

    if (key.len == 0)
        key = used;
    if (rc == RC_OK && key.len == 0)
        rc = ERR(e, RC_NOT_FOUND, "the office has no calendar");
    if (rc == RC_OK)
        rc = read_calendar(cx, key, version, &ret->rec, &ret->cal, e);
    if (rc == RC_OK)
        rc = calendar_newest(cx->tx, key, &id, &ret->newest, e);
    if (rc == RC_OK)
        rc = calendar_list(cx->tx, cx->a, key, &ret->versions, e);
    if (rc != RC_OK)
        return rc;
    ret->in_force = str_eq(key, used) && ret->rec.version == ret->newest;
    ret->may_change = ret->in_force && admin_of_all(cx);
    return holidays_of(cx, calendar_data(ret->cal), year, ret, e);
}

/* ---- changing ---- */

struct change {
    struct calendar_data d;
    struct holiday *holidays;
    struct holiday *found; /* of cmd->day and cmd->name; NULL: none */
};

static enum rc refuse(enum admin_holiday_fault *fault, enum admin_holiday_fault f, struct err *e)
{
    *fault = f;
    return ERR(e, RC_INVALID, "the holiday is refused: rule %d", (int)f);
}

static enum rc add(struct cx *cx, const struct admin_holiday_cmd *cmd, struct change *c,
                   enum admin_holiday_fault *fault, struct err *e)
{
    int32_t today = day_from_ms(cx->now_ms);

    if (cmd->day < today - 366 || cmd->day > today + DAYS_AHEAD)
        return refuse(fault, HOLIDAY_DAY, e);
    if (str_empty(cmd->name))
        return refuse(fault, HOLIDAY_NAME, e);
    if (c->found != NULL)
        return refuse(fault, HOLIDAY_IS_OFF, e);
    c->holidays[c->d.n_holidays++] = (struct holiday){ .day = cmd->day,
                                                       .kind = HOLIDAY_ANNOUNCED,
                                                       .confirmed = true,
                                                       .name = cmd->name,
                                                       .province = cmd->national ? STR_NONE : c->d.province };
    return RC_OK;
}

static enum rc take_away(struct cx *cx, struct change *c, enum admin_holiday_fault *fault, struct err *e)
{
    size_t i;

    if (c->found == NULL)
        return refuse(fault, HOLIDAY_UNKNOWN, e);
    if (c->found->day < day_from_ms(cx->now_ms))
        return refuse(fault, HOLIDAY_IS_PAST, e);
    i = (size_t)(c->found - c->holidays);
    memmove(c->found, c->found + 1, (c->d.n_holidays - i - 1) * sizeof(*c->found));
    c->d.n_holidays--;
    return RC_OK;
}

static enum rc change(struct cx *cx, const struct admin_holiday_cmd *cmd, struct change *c,
                      enum admin_holiday_fault *fault, struct err *e)
{
    switch (cmd->act) {
    case HOLIDAY_ADD:
        return add(cx, cmd, c, fault, e);
    case HOLIDAY_REMOVE:
        return take_away(cx, c, fault, e);
    case HOLIDAY_CONFIRM:
        break;
    }
    if (c->found == NULL || c->found->confirmed || cmd->shift < -1 || cmd->shift > 1)
        return refuse(fault, HOLIDAY_UNKNOWN, e);
    c->found->confirmed = true;
    c->found->day += cmd->shift;
    return RC_OK;
}

/* The next version of the calendar in force, in the transaction's arena. */
static enum rc next_version(struct cx *cx, const struct admin_holiday_cmd *cmd, const struct calendar **ret,
                            enum admin_holiday_fault *fault, struct err *e)
{
    const struct calendar *cal = NULL;
    struct calendar_rec rec;
    struct change c = { .found = NULL };
    struct str used = STR_NONE;
    enum rc rc = setting_get(cx->tx, cx->a, STR("calendar"), &used, e);

    *fault = HOLIDAY_FINE;
    if (rc == RC_OK && (!admin_of_all(cx) || !str_eq(used, cmd->key)))
        rc = ERR(e, RC_NOT_FOUND, "no calendar '%.*s' to change", STR_ARG(cmd->key));
    if (rc == RC_OK)
        rc = read_calendar(cx, cmd->key, 0, &rec, &cal, e);
    if (rc == RC_OK)
        rc = admin_same(cmd->version, rec.version, e);
    if (rc != RC_OK)
        return rc;
    c.d = *calendar_data(cal);
    c.holidays = ARENA_ARRAY(cx->a, struct holiday, c.d.n_holidays + 1);
    if (c.holidays == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < c.d.n_holidays; i++) {
        c.holidays[i] = c.d.holidays[i];
        if (c.found == NULL && c.holidays[i].day == cmd->day && str_eq(c.holidays[i].name, cmd->name))
            c.found = &c.holidays[i];
    }
    rc = change(cx, cmd, &c, fault, e);
    c.d.holidays = c.holidays;
    c.d.version = rec.version + 1;
    return rc == RC_OK ? calendar_build(cx->a, &c.d, ret, e) : rc;
}

/* ---- what it moves ---- */

struct preview {
    struct cx *cx;
    const struct calendar *cal;
    VEC(struct admin_moved) v;
    struct admin_moved_list *ret;
    struct arena *scratch;
};

static enum rc look_at(struct preview *p, const struct deadline_rec *r, struct err *e)
{
    struct arena *s = p->scratch;
    struct dl_act act = { p->cx->now_ms, STR("preview"), STR("preview") };
    struct admin_moved m = { .old_due = r->due_at };
    struct deadline d;
    struct case_rec c;
    struct unit_rec u;
    enum dl_moved how = DL_SAME;
    const struct json *j = NULL;
    enum rc rc;

    arena_clear(s);
    rc = json_parse(s, r->derivation, &j, e);
    if (rc == RC_OK)
        rc = deadline_parse(s, j, &d, e);
    if (rc == RC_OK)
        rc = deadline_recalendar(s, &d, p->cal, &act, &how, e);
    if (rc != RC_OK)
        return rc;
    if (d.due == r->due_at) {
        p->ret->unmoved++;
        return RC_OK;
    }
    if (p->v.n == MOVED_MAX) {
        p->ret->cut = true;
        return RC_OK;
    }
    rc = case_by_id(p->cx->tx, s, r->case_id, &c, e);
    if (rc == RC_OK)
        rc = unit_by_id(p->cx->tx, s, c.unit_id, &u, e);
    if (rc != RC_OK)
        return rc;
    m.new_due = d.due;
    m.tracking_code = arena_str(p->cx->a, c.tracking_code);
    m.subject = arena_str(p->cx->a, c.confidential ? STR("") : c.subject);
    m.unit = arena_str(p->cx->a, u.name);
    return VEC_PUSH(p->cx->a, &p->v, m) ? RC_OK : arena_check(p->cx->a, e);
}

static enum rc look_at_all(struct preview *p, struct err *e)
{
    CLEANUP(arena_freep) struct arena *page = arena_new(SCRATCH);
    struct deadline_list list = { 0 };
    int64_t after = 0;
    enum rc rc = page == NULL ? ERR(e, RC_LIMIT, "no memory") : RC_OK;

    do {
        list.n = 0;
        if (rc == RC_OK) {
            arena_clear(page);
            rc = deadline_walk(p->cx->tx, page, after, WALK_PAGE, &list, e);
        }
        for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
            after = list.v[i].id;
            rc = look_at(p, &list.v[i], e);
        }
    } while (rc == RC_OK && list.n > 0);
    return rc;
}

enum rc admin_holiday_preview(struct cx *cx, const struct admin_holiday_cmd *cmd,
                              struct admin_moved_list *ret, enum admin_holiday_fault *fault, struct err *e)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(SCRATCH);
    struct preview p = { .cx = cx, .ret = ret, .scratch = scratch };
    enum rc rc = next_version(cx, cmd, &p.cal, fault, e);

    if (rc == RC_OK && scratch == NULL)
        rc = ERR(e, RC_LIMIT, "no memory");
    *ret = (struct admin_moved_list){ 0 };
    if (rc == RC_OK)
        rc = look_at_all(&p, e);
    ret->v = p.v.v;
    ret->n = p.v.n;
    return rc;
}

/* ---- doing it ---- */

static struct str version_object(struct arena *a, struct str key, int64_t version)
{
    return arena_fmt(a, "%.*s/%lld", STR_ARG(key), (long long)version);
}

/* What moved, into the log: the page of the version reads it from there. */
static enum rc note_moved(struct cx *cx, struct str key, int64_t version, const struct moved_list *moved,
                          struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "n", (int64_t)moved->n);
    json_name(&t.o, STR("moved"));
    json_open(&t.o, '[');
    for (size_t i = 0; i < moved->n && i < MOVED_MAX; i++) {
        json_open(&t.o, '{');
        json_member_str(&t.o, "case", moved->v[i].tracking_code);
        json_member_int(&t.o, "old", moved->v[i].old_due);
        json_member_int(&t.o, "new", moved->v[i].new_due);
        json_close(&t.o, '}');
    }
    json_close(&t.o, ']');
    return office_audit(cx, "calendar.moved", version_object(cx->a, key, version),
                        json_text_end(&t, cx->a, '}'), e);
}

static struct str note_of(struct arena *a, const struct admin_holiday_cmd *cmd)
{
    static const char *const acts[] = { "تعطیلی اعلام‌شده", "برداشتن تعطیلی", "قطعی شدن" };
    struct jdate day = jdate_from_day(cmd->day + (cmd->act == HOLIDAY_CONFIRM ? cmd->shift : 0));
    struct str s = arena_fmt(a, "%s: %.*s، %.*s", acts[cmd->act], STR_ARG(jdate_text(a, day, JDATE_LONG)),
                             STR_ARG(cmd->name));

    return cmd->source.len == 0 ? s : arena_fmt(a, "%.*s (%.*s)", STR_ARG(s), STR_ARG(cmd->source));
}

enum rc admin_holiday_apply(struct cx *cx, const struct admin_holiday_cmd *cmd, int64_t *version,
                            enum admin_holiday_fault *fault, struct err *e)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    const struct calendar *cal = NULL;
    struct moved_list moved = { 0 };
    struct json_out o;
    enum rc rc = next_version(cx, cmd, &cal, fault, e);

    if (rc != RC_OK)
        return rc;
    buf_init(&b, LIMIT_JSON_BYTES);
    json_out_init(&o, &b);
    calendar_write(cal, &o);
    rc = buf_done(&b, e);
    if (rc == RC_OK)
        rc = office_set_calendar(cx, cmd->key, buf_to_arena(&b, cx->a), note_of(cx->a, cmd), &moved, e);
    if (rc == RC_OK)
        rc = note_moved(cx, cmd->key, calendar_version(cal), &moved, e);
    if (rc == RC_OK)
        *version = calendar_version(cal);
    return rc;
}

/* ---- what it moved ---- */

static enum rc read_moved(struct cx *cx, const struct json *x, struct admin_moved *m, struct err *e)
{
    struct case_rec c;
    struct unit_rec u;
    enum rc rc = case_by_code(cx->tx, cx->a, json_text_of(x, "case"), &c, e);

    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, c.unit_id, &u, e);
    if (rc != RC_OK)
        return rc;
    *m = (struct admin_moved){ .tracking_code = c.tracking_code,
                               .subject = c.confidential ? STR("") : c.subject,
                               .unit = u.name,
                               .old_due = json_int_of(x, "old", 0),
                               .new_due = json_int_of(x, "new", 0) };
    return RC_OK;
}

#define SHOWN_MAX 200

enum rc admin_calendar_moved(struct cx *cx, struct str key, int64_t version, struct admin_moved_list *ret,
                             struct err *e)
{
    struct audit_rec log;
    const struct json *j = NULL, *list;
    enum rc rc = admin_last_change(cx, "calendar.moved", version_object(cx->a, key, version), &log, e);

    *ret = (struct admin_moved_list){ .unmoved = -1 };
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK)
        rc = json_parse(cx->a, log.data, &j, e);
    list = json_get(j, "moved");
    ret->v = ARENA_ARRAY(cx->a, struct admin_moved, SHOWN_MAX);
    if (rc == RC_OK && ret->v == NULL)
        rc = arena_check(cx->a, e);
    for (const struct json *x = rc != RC_OK || list == NULL ? NULL : list->first;
         rc == RC_OK && x != NULL && ret->n < SHOWN_MAX; x = x->next) {
        rc = read_moved(cx, x, &ret->v[ret->n], e);
        ret->n += rc == RC_OK;
    }
    ret->cut = json_int_of(j, "n", 0) > (int64_t)ret->n;
    return rc;
}
