/*
 * desk.c - what the pages of officials share.
 */
#include "web/pages/desk.h"
#include "app/case_view.h"
#include "app/session.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "persian/phone.h"
#include "web/pages/monitor_parts.h"

/* ---- the frame ---- */

static struct str dialled(struct arena *a, struct str phone)
{
    struct phone p;

    return phone_parse(phone, &p) == PHONE_OK ? phone_national(a, &p) : phone;
}

static const struct link_view *other_posts(struct arena *a, const struct office_frame *f,
                                           const struct actor *me, size_t *n)
{
    struct link_view *v = ARENA_ARRAY(a, struct link_view, f->posts.n);

    *n = 0;
    for (size_t i = 0; v != NULL && i < f->posts.n; i++) {
        const struct holding_rec *h = &f->posts.v[i];
        struct str title = arena_fmt(a, "%.*s، %.*s", STR_ARG(h->post_title), STR_ARG(h->unit_name));

        if (h->post_id == me->post_id)
            continue;
        if (str_eq_c(h->kind, "deputy"))
            title = arena_cat(a, title, STR(" (جانشینی)"));
        v[(*n)++] =
            (struct link_view){ .to = URL(a, "/posts/{}/switch", arena_fmt(a, "%lld", (long long)h->post_id)),
                                .text = title };
    }
    return v;
}

static struct official_view *who_of(struct req *rq, const struct office_frame *f)
{
    const struct actor *me = rq->actor;
    struct official_view *w = ARENA_NEW(rq->arena, struct official_view);

    if (w == NULL)
        return NULL;
    *w = (struct official_view){
        .name = me->name,
        .post = me->post_title,
        .unit = me->unit_name,
        .acting_for = f->acting_for,
        .may_work = actor_may(me, MAY_WORK),
        .may_register = actor_may(me, MAY_REGISTER),
        .may_manage = actor_may(me, MAY_MANAGE),
        .may_report = actor_may(me, MAY_REPORT),
        .may_administer = actor_may(me, MAY_ADMINISTER),
    };
    if (rq->session != NULL) {
        w->tray_new = rq->session->tray_new;
        w->tray_today = rq->session->tray_today;
        w->tray_late = rq->session->tray_late;
    }
    w->posts = other_posts(rq->arena, f, me, &w->posts_n);
    return w;
}

enum rc desk_page(struct req *rq, struct cx *cx, enum page_here here, struct page *ret, struct err *e)
{
    struct office_frame f;
    enum rc rc = office_frame_get(cx, &f, e);

    if (rc != RC_OK)
        return rc;
    *ret = (struct page){ .here = here, .office = f.office, .guard = form_guard(rq) };
    ret->who = rq->actor->kind == ACTOR_OFFICIAL ? who_of(rq, &f) : NULL;
    ret->errors = errors_of_req(rq->arena, rq, &ret->errors_n);
    if (f.phone.len > 0) {
        ret->office_phone = dialled(rq->arena, f.phone);
        ret->office_tel = url_tel(rq->arena, ret->office_phone);
    }
    return arena_check(rq->arena, e);
}

static const struct {
    const char *done;
    enum msg title, text;
} notices[] = {
    { "finished", MSG_DESK_FINISHED, MSG_NONE },
    { "kept", MSG_DESK_KEPT, MSG_DESK_KEPT_TEXT },
    { "claimed", MSG_DESK_CLAIMED, MSG_DESK_CLAIMED_TEXT },
    { "released", MSG_DESK_RELEASED, MSG_NONE },
    { "referred", MSG_DESK_REFERRED, MSG_NONE },
    { "voided", MSG_DESK_VOIDED, MSG_DESK_VOIDED_TEXT },
    { "added", MSG_DESK_ADDED, MSG_DESK_ADDED_TEXT },
    { "too_late", MSG_DESK_TOO_LATE, MSG_DESK_TOO_LATE_TEXT },
    { "reported", MSG_DESK_REPORTED, MSG_DESK_REPORTED_TEXT },
    { "password", MSG_DESK_PASSWORD, MSG_DESK_PASSWORD_TEXT },
    { "totp_on", MSG_DESK_TOTP_ON, MSG_NONE },
    { "totp_off", MSG_DESK_TOTP_OFF, MSG_NONE },
    { "sessions", MSG_DESK_SESSIONS, MSG_NONE },
    { "deputy", MSG_DESK_DEPUTY, MSG_DESK_DEPUTY_TEXT },
    { "deputy_end", MSG_DESK_DEPUTY_END, MSG_NONE },
    { "switched", MSG_DESK_SWITCHED, MSG_NONE },
    { "attached", MSG_DESK_ATTACHED, MSG_NONE },
};

void desk_notice(struct req *rq, struct page *p)
{
    struct str done = req_text(rq, "done"), about = req_text(rq, "about");
    struct notice_view *n = ARENA_NEW(rq->arena, struct notice_view);

    for (size_t i = 0; n != NULL && i < ARRAY_LEN(notices); i++) {
        if (!str_eq_c(done, notices[i].done))
            continue;
        *n = (struct notice_view){ .tone = TONE_GOOD,
                                   .title = msg(notices[i].title),
                                   .text = msg(notices[i].text) };
        if (about.len > 0) {
            struct small code = fa_code(about);

            n->link.to = url_of_case(rq->arena, about);
            n->link.text = MSG_FMT(rq->arena, MSG_DESK_CASE, { "code", small_view(&code) });
        }
        p->notice = n;
    }
}

struct url desk_done(struct arena *a, struct url to, const char *done, struct str about)
{
    to = url_query(a, to, "done", str_c(done));
    return about.len > 0 ? url_query(a, to, "about", about) : to;
}

enum rc desk_read(struct req *rq, use_case *fn, void *arg, struct err *e)
{
    if (rq->cx != NULL)
        return fn(rq->cx, arg, e);
    return app_read(rq->app, rq->arena, rq->actor, fn, arg, e);
}

/* ---- clocks ---- */

struct clock_view clock_of_due(int64_t due, int64_t now)
{
    struct clock_view v = { .state = DUE_NONE, .due = due };
    int64_t days;

    if (due == 0)
        return v;
    days = (int64_t)day_from_ms(due) - day_from_ms(now);
    v.state = due < now ? DUE_LATE : days == 0 ? DUE_TODAY : days <= 2 ? DUE_SOON : DUE_IN_TIME;
    v.days = days < 0 ? -days : days;
    return v;
}

static enum due_state state_of(const struct official_clock *k)
{
    if (k->stopped)
        return DUE_CLOSED;
    switch (k->state) {
    case DL_RUNNING:
        return k->days_left == 0 ? DUE_TODAY : DUE_IN_TIME;
    case DL_DUE_SOON:
        return k->days_left == 0 ? DUE_TODAY : DUE_SOON;
    case DL_LATE:
        return DUE_LATE;
    case DL_PAUSED:
        return DUE_PAUSED;
    case DL_MET_ON_TIME:
        return DUE_MET;
    case DL_MET_LATE:
        return DUE_MET_LATE;
    }
    return DUE_NONE;
}

static struct text_list changes_of(struct arena *a, const struct deadline *d)
{
    struct str *v = ARENA_ARRAY(a, struct str, d->n_changes);

    for (size_t i = 0; v != NULL && i < d->n_changes; i++)
        v[i] = MSG_FMT(a, MSG_DESK_CLOCK_CHANGED, { "at", jdate_text_ms(a, d->changes[i].at, JDATE_PLAIN) },
                       { "old", jdate_text_ms(a, d->changes[i].old_due, JDATE_PLAIN) },
                       { "new", jdate_text_ms(a, d->changes[i].new_due, JDATE_PLAIN) },
                       { "reason", d->changes[i].reason });
    return (struct text_list){ v, v == NULL ? 0 : d->n_changes };
}

struct clock_view clock_of_official(struct arena *a, const struct package *pkg,
                                    const struct official_clock *k)
{
    struct clock_view v = { .state = DUE_NONE };
    struct str cls;

    if (k == NULL)
        return v;
    cls = official_word(pkg, a, "class", k->rec.cls);
    v.state = state_of(k);
    v.due = k->d.due;
    v.days = k->days_left < 0 ? -k->days_left : k->days_left;
    v.since = v.state == DUE_PAUSED && k->d.n_pauses > 0 ? k->d.pauses[k->d.n_pauses - 1].from : k->d.met;
    v.why = digits_fa(a, k->why);
    v.limit = cls.len > 0 ? MSG_FMT(a, MSG_CLOCK_LIMIT_CLASS, { "limit", k->limit }, { "class", cls })
                          : MSG_FMT(a, MSG_CLOCK_LIMIT, { "limit", k->limit });
    v.changes = changes_of(a, &k->d);
    return v;
}

struct clock_view clock_of_case_row(const struct case_rec *c, int64_t now)
{
    struct clock_view v = { .state = DUE_NONE, .due = c->due_at };
    int64_t end = c->answered_at != 0 ? c->answered_at : c->closed_at;

    if (c->due_at == 0)
        return v;
    if (end != 0) {
        v.state = end > c->due_at ? DUE_MET_LATE : c->answered_at != 0 ? DUE_MET : DUE_CLOSED;
        v.days = end > c->due_at ? (int64_t)day_from_ms(end) - day_from_ms(c->due_at) : 0;
        v.since = end;
        return v;
    }
    v = clock_of_due(c->due_at, now);
    if (v.state == DUE_IN_TIME && c->warn_at != 0 && c->warn_at <= now)
        v.state = DUE_SOON;
    return v;
}

/* ---- rows ---- */

struct url url_of_case(struct arena *a, struct str code)
{
    return URL(a, "/cases/{}", code);
}

struct url url_of_letter(struct arena *a, struct str code, int64_t id)
{
    return URL(a, "/cases/{}/letters/{}", code, arena_fmt(a, "%lld", (long long)id));
}

struct url url_of_file(struct arena *a, int64_t id)
{
    return URL(a, "/files/{}", arena_fmt(a, "%lld", (long long)id));
}

static enum tray_mark mark_of(const struct task_rec *t, int64_t now)
{
    if (t->due_at < now)
        return MARK_LATE;
    if (t->due_at <= day_end_ms(day_from_ms(now)))
        return MARK_TODAY;
    return t->seen_at == 0 ? MARK_NEW : MARK_NONE;
}

const struct tray_row_view *rows_of_tasks(struct cx *cx, const struct task_list *list, bool done)
{
    struct arena *a = cx->a;
    struct tray_row_view *v = ARENA_ARRAY(a, struct tray_row_view, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++) {
        const struct task_rec *t = &list->v[i];

        v[i] = (struct tray_row_view){
            .to = url_of_case(a, t->tracking_code),
            .subject = t->subject,
            .applicant = t->applicant_name,
            .task = cause_text(a, t->name), /* an incident is named by its cause */
            .code = t->tracking_code,
            .last_act = t->stage,
            .last_at = done ? t->seen_at : t->last_act_at,
        };
        if (t->number != 0)
            v[i].number = arena_fmt(a, "%lld", (long long)t->number);
        if (done)
            continue;
        v[i].mark = mark_of(t, cx->now_ms);
        v[i].unread = t->seen_at == 0;
        v[i].task_clock = clock_of_due(t->due_at, cx->now_ms);
        v[i].case_clock.due = t->case_due_at;
        v[i].case_clock.state = t->case_due_at != 0 && t->case_due_at != t->due_at ? DUE_IN_TIME : DUE_NONE;
        v[i].mine = t->claimed_by != 0 && t->claimed_by == cx->actor->official_id;
        v[i].holder = t->claimed_by == 0 ? STR_NONE : STR("همکار");
        if (t->seen_at == 0) /* the first opening is noted, and only that one is a write */
            v[i].to = URL(a, "/tasks/{}/open", arena_fmt(a, "%lld", (long long)t->id));
    }
    return v;
}

struct str number_of_case(struct arena *a, const struct case_rec *c)
{
    return c->number == 0
               ? STR_NONE
               : arena_fmt(a, "%d/%lld", jdate_from_ms(c->registered_at).year, (long long)c->number);
}

enum rc rows_of_cases(struct cx *cx, const struct case_list *list, const struct tray_row_view **ret,
                      struct err *e)
{
    struct arena *a = cx->a;
    struct tray_row_view *v = ARENA_ARRAY(a, struct tray_row_view, list->n);

    if (v == NULL && list->n > 0)
        return arena_check(a, e);
    for (size_t i = 0; i < list->n; i++) {
        const struct case_rec *c = &list->v[i];
        const struct package *pkg = NULL;
        enum rc rc = catalogue_get(cx, c->process_id, &pkg, e);

        if (rc != RC_OK)
            return rc;
        v[i] = (struct tray_row_view){
            .to = url_of_case(a, c->tracking_code),
            .subject = c->subject,
            .applicant = c->applicant_name,
            .task = official_word(pkg, a, "state", c->state),
            .code = c->tracking_code,
            .task_clock = clock_of_case_row(c, cx->now_ms),
            .last_act = c->stage,
            .last_at = c->closed_at != 0     ? c->closed_at
                       : c->answered_at != 0 ? c->answered_at
                                             : c->registered_at,
            .confidential = c->confidential,
        };
        v[i].number = number_of_case(a, c);
        v[i].mark = v[i].task_clock.state == DUE_LATE ? MARK_LATE : MARK_NONE;
    }
    *ret = v;
    return RC_OK;
}

struct str file_kind(struct str mime)
{
    static const struct {
        struct str begin, words;
    } kinds[] = {
        { STR_INIT("application/pdf"), STR_INIT("PDF") },
        { STR_INIT("image/"), STR_INIT("تصویر") },
        { STR_INIT("audio/"), STR_INIT("صدا") },
        { STR_INIT("video/"), STR_INIT("فیلم") },
        { STR_INIT("text/"), STR_INIT("متن") },
        { STR_INIT("application/vnd.openxmlformats-officedocument.wordprocessing"), STR_INIT("Word") },
        { STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheet"), STR_INIT("Excel") },
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_starts(mime, kinds[i].begin))
            return kinds[i].words;
    return STR("پرونده");
}

/* ---- lists ---- */

struct pages_view pages_of(struct arena *a, struct url base, int64_t offset, size_t shown, int64_t page_size,
                           int64_t total)
{
    struct pages_view v = { .total = total };
    int64_t page = offset / page_size + 1, last = total > 0 ? (total - 1) / page_size + 1 : page;

    v.from = shown > 0 ? offset + 1 : 0;
    v.to = offset + (int64_t)shown;
    if (page > 1) {
        v.first = page > 2 ? base : (struct url){ STR_NONE };
        v.previous = url_query_int(a, base, "page", page - 1);
    }
    if (page < last || (total == 0 && (int64_t)shown == page_size)) {
        v.next = url_query_int(a, base, "page", page + 1);
        if (last > page + 1)
            v.last = url_query_int(a, base, "page", last);
    }
    return v;
}

struct filter_view filter_select(struct arena *a, const char *name, struct str label, struct str chosen,
                                 const struct option_view *options, size_t n)
{
    struct option_view *v = ARENA_ARRAY(a, struct option_view, n);
    struct filter_view f = {
        .control = CONTROL_SELECT, .name = str_c(name), .label = label, .value = chosen
    };

    for (size_t i = 0; v != NULL && i < n; i++) {
        v[i] = options[i];
        v[i].chosen = chosen.len > 0 && str_eq(options[i].value, chosen);
    }
    f.options = v;
    f.options_n = v == NULL ? 0 : n;
    return f;
}

struct filter_view filter_text(const char *name, struct str label, struct str value)
{
    return (
        struct filter_view){ .control = CONTROL_TEXT, .name = str_c(name), .label = label, .value = value };
}

struct filter_view filter_date(const char *name, struct str label, struct str value)
{
    return (
        struct filter_view){ .control = CONTROL_DATE, .name = str_c(name), .label = label, .value = value };
}

struct filter_view filter_hidden(const char *name, struct str value)
{
    return (struct filter_view){ .hidden = true, .name = str_c(name), .value = value };
}

struct url with(struct arena *a, struct url u, const char *name, struct str value)
{
    return value.len > 0 ? url_query(a, u, name, value) : u;
}

/* ---- forms ---- */

struct field_view desk_field(const struct req *rq, enum control control, const char *name)
{
    if (rq->method == HTTP_POST)
        return field_of_req(rq, control, name);
    return (struct field_view){ .control = control, .name = str_c(name) };
}

const struct choice_list *desk_lists(struct arena *a, const struct official_choices *v, size_t n)
{
    struct choice_list *out = ARENA_ARRAY(a, struct choice_list, n);

    for (size_t i = 0; out != NULL && i < n; i++) {
        struct option_view *o = ARENA_ARRAY(a, struct option_view, v[i].n);

        for (size_t k = 0; o != NULL && k < v[i].n; k++)
            o[k] = (struct option_view){ .value = v[i].v[k].value, .label = v[i].v[k].label };
        out[i] = (struct choice_list){
            .meaning = v[i].meaning, .name = v[i].field, .v = o, .n = o == NULL ? 0 : v[i].n
        };
    }
    return out;
}

struct str phone_words(struct arena *a, struct str text)
{
    struct phone p;

    return phone_parse(text, &p) == PHONE_OK ? phone_shown(a, &p) : digits_fa(a, text);
}

enum rc desk_titles(struct cx *cx, struct form_view *v, struct err *e)
{
    const struct official_choices *titles = NULL;
    size_t n = 0;
    enum rc rc = official_titles_of(cx, v->items, v->n, &titles, &n, e);

    if (rc != RC_OK)
        return rc;
    v->lists = desk_lists(cx->a, titles, n);
    v->lists_n = v->lists == NULL ? 0 : n;
    return arena_check(cx->a, e);
}

static size_t add_kept(struct arena *a, struct kept_file *v, size_t n, const struct attachment_list *list)
{
    for (size_t i = 0; list != NULL && i < list->n; i++)
        v[n++] = (struct kept_file){ .name = list->v[i].name,
                                     .bytes = list->v[i].size,
                                     .reference = arena_fmt(a, "%lld", (long long)list->v[i].id) };
    return n;
}

const struct kept_file *desk_kept_files(struct arena *a, const struct attachment_list *list,
                                        const struct attachment_list *more, size_t *n)
{
    size_t most = list->n + (more == NULL ? 0 : more->n);
    struct kept_file *v = ARENA_ARRAY(a, struct kept_file, most);

    *n = 0;
    if (v == NULL)
        return NULL;
    *n = add_kept(a, v, 0, list);
    *n = add_kept(a, v, *n, more);
    return v;
}
