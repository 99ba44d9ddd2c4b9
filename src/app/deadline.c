/*
 * deadline.c - the deadlines of a case: set by a decision, widened, met, stopped; and spans of tasks.
 *
 * The rules of counting are domain/deadline.c; here they meet the case, its package's words and the office's
 * calendar.
 */
#include "app/flow.h"
#include "persian/jalali.h"

/* ---- the calendar ---- */

struct calendar_slot {
    int64_t id;
    const struct calendar *cal;
    struct arena *arena;
    struct calendar_slot *next;
};

static const struct calendar *slot_find(struct app *app, int64_t id)
{
    const struct calendar *c = NULL;

    pthread_mutex_lock(&app->lock);
    for (struct calendar_slot *s = app->calendars; s != NULL; s = s->next)
        if (s->id == id)
            c = s->cal;
    pthread_mutex_unlock(&app->lock);
    return c;
}

static enum rc slot_load(struct cx *cx, struct str key, int64_t version, struct calendar_slot *s,
                         struct err *e)
{
    struct calendar_rec rec;
    const struct json *j = NULL;
    enum rc rc = calendar_get(cx->tx, s->arena, key, version, &rec, e);

    if (rc == RC_OK)
        rc = json_parse(s->arena, rec.content, &j, e);
    if (rc == RC_OK)
        rc = calendar_parse(s->arena, j, &s->cal, e);
    s->id = rc == RC_OK ? rec.id : 0;
    return rc;
}

enum rc app_calendar(struct cx *cx, const struct calendar **ret, struct err *e)
{
    struct calendar_slot *s;
    struct str key = STR_NONE;
    int64_t id = 0, version = 0;
    enum rc rc = setting_get(cx->tx, cx->a, STR("calendar"), &key, e);

    if (rc == RC_OK)
        rc = calendar_newest(cx->tx, key, &id, &version, e);
    if (rc != RC_OK)
        return rc;
    *ret = slot_find(cx->app, id);
    if (*ret != NULL)
        return RC_OK;
    s = calloc(1, sizeof(*s));
    if (s != NULL)
        s->arena = arena_new((size_t)8 << 20);
    if (s == NULL || s->arena == NULL) {
        free(s);
        return ERR(e, RC_LIMIT, "no memory for a calendar");
    }
    rc = slot_load(cx, key, version, s, e);
    if (rc != RC_OK) {
        arena_free(s->arena);
        free(s);
        return rc;
    }
    pthread_mutex_lock(&cx->app->lock); /* a second copy by another thread is harmless */
    s->next = cx->app->calendars;
    cx->app->calendars = s;
    pthread_mutex_unlock(&cx->app->lock);
    *ret = s->cal;
    return RC_OK;
}

void app_calendars_free(struct app *app)
{
    while (app->calendars != NULL) {
        struct calendar_slot *next = app->calendars->next;

        arena_free(app->calendars->arena);
        free(app->calendars);
        app->calendars = next;
    }
}

/* A calendar only when the office has one: calendar days need none. */
static enum rc calendar_if_any(struct cx *cx, const struct calendar **ret, struct err *e)
{
    enum rc rc = app_calendar(cx, ret, e);

    if (rc != RC_NOT_FOUND)
        return rc;
    *ret = NULL;
    return RC_OK;
}

/* ---- deadlines of the case ---- */

static struct deadline_rec *running(struct flow *f, struct str kind)
{
    for (size_t i = 0; i < f->deadlines.n; i++)
        if (str_eq(f->deadlines.v[i].kind, kind) && str_eq_c(f->deadlines.v[i].state, "running"))
            return &f->deadlines.v[i];
    return NULL;
}

static enum rc read_deadline(struct flow *f, const struct deadline_rec *r, struct deadline *d, struct err *e)
{
    const struct json *j = NULL;
    enum rc rc = json_parse(f->cx->a, r->derivation, &j, e);

    return rc == RC_OK ? deadline_parse(f->cx->a, j, d, e) : rc;
}

static struct str write_deadline(struct flow *f, const struct deadline *d)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct json_out o;

    buf_init(&b, 1 << 20);
    json_out_init(&o, &b);
    deadline_write(d, &o);
    return buf_to_arena(&b, f->cx->a);
}

/* What lists show: the main clock; once the answer has gone out, that of an objection. */
static void show_main(struct flow *f, const struct deadline *d, struct str kind, struct str cls)
{
    f->deadline_moved = true;
    flow_case_changed(f);
    if (!str_eq_c(kind, "main") && !(str_eq_c(kind, "objection") && f->c.answered_at != 0))
        return;
    f->c.due_at = d->due;
    f->c.warn_at = d->warn[0];
    if (cls.len > 0)
        f->c.cls = cls;
}

static struct str word(const struct package *pkg, const char *key, struct str otherwise)
{
    return package_has_text(pkg, str_c(key)) ? package_text(pkg, str_c(key)) : otherwise;
}

static struct str field(struct flow *f, const struct feel_value *ctx, const char *name)
{
    const struct feel_value *v = feel_context_get(ctx, str_c(name));

    return feel_is_null(v) ? STR_NONE : feel_to_string(f->cx->a, v);
}

static enum rc note_deadline(struct flow *f, const char *what, const struct deadline_rec *r,
                             struct str reason, struct err *e)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_str(&t.o, "kind", r->kind);
    json_member_str(&t.o, "class", r->cls);
    json_member_str(&t.o, "due", iso_instant(f->cx->a, r->due_at));
    if (reason.len > 0)
        json_member_str(&t.o, "reason", reason);
    return flow_note(f, what, str_eq_c(r->kind, "main"), json_text_end(&t, f->cx->a, '}'), e);
}

static enum rc begin(struct flow *f, const struct package *pkg, struct str kind, const struct dl_basis *basis,
                     struct str cls, int64_t start, const struct calendar *cal, struct err *e)
{
    struct dl_start s = {
        .kind = kind,
        .words = { word(pkg, "deadline.subject", STR("پروندهٔ شما")),
                   word(pkg, "deadline.started", STR("ثبت شد")),
                   word(pkg, "deadline.limit", STR("حداکثر مهلت پاسخ")),
                   word(pkg, "deadline.promise", STR("پاسخ آن به شما داده می‌شود")) },
        .basis = *basis,
        .start = start,
    };
    struct deadline d;
    struct deadline_rec r = { .id = cx_id(f->cx), .case_id = f->c.id, .kind = kind, .cls = cls };
    struct deadline_rec *grown;
    enum rc rc = deadline_begin(f->cx->a, &s, cal, &d, e);

    if (rc != RC_OK)
        return rc;
    deadline_told(&d);
    r.start_at = d.start;
    r.due_at = d.due;
    r.state = STR("running");
    r.needs_calendar = d.calendar.len > 0;
    r.derivation = write_deadline(f, &d);
    rc = deadline_insert(f->cx->tx, &r, e);
    if (rc != RC_OK)
        return rc;
    grown = ARENA_ARRAY(f->cx->a, struct deadline_rec, f->deadlines.n + 1);
    if (grown == NULL)
        return arena_check(f->cx->a, e);
    if (f->deadlines.n > 0)
        memcpy(grown, f->deadlines.v, f->deadlines.n * sizeof(*grown));
    grown[f->deadlines.n++] = r;
    f->deadlines.v = grown;
    show_main(f, &d, kind, cls);
    return note_deadline(f, "deadline_set", &r, basis->because, e);
}

/* OFF-CMP-22, OFF-ACC-03: from the same start, the old values kept, with who, when and why. */
static enum rc widen(struct flow *f, struct deadline_rec *r, const struct dl_basis *basis, struct str cls,
                     const struct calendar *cal, struct err *e)
{
    struct str reason = f->reason.len > 0 ? f->reason : basis->because;
    struct dl_act act = { f->cx->now_ms, flow_actor_label(f), reason.len > 0 ? reason : STR("—") };
    struct deadline d;
    enum dl_moved moved = DL_SAME;
    enum rc rc = read_deadline(f, r, &d, e);

    if (rc == RC_OK && str_eq(cls, r->cls) && d.basis.limit.unit == basis->limit.unit &&
        d.basis.limit.n == basis->limit.n)
        return RC_OK;
    if (rc == RC_OK)
        rc = deadline_reclass(f->cx->a, &d, basis, cal, &act, &moved, e);
    if (rc != RC_OK)
        return rc;
    deadline_told(&d);
    r->due_at = d.due;
    r->cls = cls;
    r->derivation = write_deadline(f, &d);
    rc = deadline_update(f->cx->tx, r, e);
    if (rc != RC_OK)
        return rc;
    r->version++;
    show_main(f, &d, r->kind, cls);
    return note_deadline(f, "deadline_changed", r, act.reason, e);
}

enum rc flow_set_deadline(struct flow *f, const struct package *pkg, struct str kind,
                          const struct feel_value *result, struct str decision, struct str row, struct err *e)
{
    struct dl_basis basis = { .article = field(f, result, "article"),
                              .decision = decision,
                              .row = row,
                              .because = field(f, result, "reason") };
    struct str cls = field(f, result, "class"), start_text = field(f, result, "start");
    struct deadline_rec *r = running(f, kind);
    const struct calendar *cal = NULL;
    int64_t start = f->c.registered_at;
    enum rc rc = calendar_if_any(f->cx, &cal, e);

    if (rc != RC_OK)
        return rc;
    if (!flow_span_parse(f->cx->a, field(f, result, "limit"), &basis.limit))
        return ERR(e, RC_INVALID, "decision %.*s gives no limit", STR_ARG(decision));
    if (start_text.len > 0 && !iso_parse_instant(start_text, &start))
        return ERR(e, RC_INVALID, "decision %.*s gives a start that is no instant", STR_ARG(decision));
    return r == NULL ? begin(f, pkg, kind, &basis, cls, start, cal, e) : widen(f, r, &basis, cls, cal, e);
}

enum rc flow_recalendar(struct flow *f, struct str kind, const struct calendar *cal, bool *moved,
                        struct err *e)
{
    struct deadline_rec *r = running(f, kind);
    struct dl_act act = { f->cx->now_ms, flow_actor_label(f), STR("تقویم اداری تغییر کرد") };
    struct deadline d;
    enum dl_moved how = DL_SAME;
    enum rc rc;

    *moved = false;
    if (r == NULL)
        return RC_OK;
    rc = read_deadline(f, r, &d, e);
    if (rc == RC_OK)
        rc = deadline_recalendar(f->cx->a, &d, cal, &act, &how, e);
    if (rc != RC_OK || how == DL_SAME)
        return rc;
    *moved = d.due != r->due_at;
    r->due_at = d.due;
    r->derivation = write_deadline(f, &d);
    rc = deadline_update(f->cx->tx, r, e);
    if (rc != RC_OK)
        return rc;
    r->version++;
    show_main(f, &d, kind, r->cls);
    return note_deadline(f, "deadline_changed", r, act.reason, e);
}

enum rc flow_meet_deadline(struct flow *f, struct str kind, struct err *e)
{
    struct deadline_rec *r = running(f, kind);
    struct deadline d;
    enum rc rc;

    if (r == NULL)
        return RC_OK;
    rc = read_deadline(f, r, &d, e);
    if (rc == RC_OK)
        rc = deadline_meet(&d, f->cx->now_ms, e);
    if (rc != RC_OK)
        return rc;
    r->met_at = f->cx->now_ms;
    r->state = STR("met");
    r->derivation = write_deadline(f, &d);
    rc = deadline_update(f->cx->tx, r, e);
    if (rc != RC_OK)
        return rc;
    r->version++;
    if (str_eq_c(kind, "main"))
        f->c.answered_at = f->cx->now_ms;
    f->deadline_moved = true; /* the timers of this clock are disarmed */
    flow_case_changed(f);
    return note_deadline(f, "deadline_met", r, STR_NONE, e);
}

enum rc flow_stop_deadlines(struct flow *f, struct err *e)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < f->deadlines.n; i++) {
        struct deadline_rec *r = &f->deadlines.v[i];

        if (!str_eq_c(r->state, "running"))
            continue;
        r->state = STR("stopped");
        rc = deadline_update(f->cx->tx, r, e);
        r->version++;
    }
    return rc;
}

/* ---- spans of tasks ---- */

/* "P1WD" is the package's word for working days; domain/deadline.h spells it P1B. */
bool flow_span_parse(struct arena *a, struct str text, struct span *ret)
{
    if (str_ends(text, STR("WD")))
        text = arena_cat(a, str_sub(text, 0, text.len - 2), STR("B"));
    return span_parse(text, ret);
}

enum rc flow_span(struct flow *f, struct str text, int64_t *ret, struct err *e)
{
    return flow_span_from(f, text, f->cx->now_ms, ret, e);
}

enum rc flow_span_from(struct flow *f, struct str text, int64_t from, int64_t *ret, struct err *e)
{
    const struct calendar *cal = NULL;
    struct dl_start s = { .kind = STR("task"), .start = from };
    struct deadline d;
    enum rc rc;

    if (iso_parse_instant(text, ret))
        return RC_OK;
    if (!flow_span_parse(f->cx->a, text, &s.basis.limit)) {
        rc = arena_check(f->cx->a, e);
        return rc == RC_OK ? ERR(e, RC_INVALID, "'%.*s' is no span of time", STR_ARG(text)) : rc;
    }
    rc = calendar_if_any(f->cx, &cal, e);
    if (rc == RC_OK && cal == NULL &&
        (s.basis.limit.unit == SPAN_WORKING_DAYS || s.basis.limit.unit == SPAN_WORKDAY_END)) {
        *ret = from + (s.basis.limit.n + 1) * DAY_MS; /* an office without a calendar */
        return RC_OK;
    }
    if (rc == RC_OK)
        rc = deadline_begin(f->cx->a, &s, cal, &d, e);
    if (rc == RC_OK)
        *ret = d.due;
    return rc;
}
