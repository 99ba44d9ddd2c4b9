/*
 * citizen.c - what the pages of citizens share.
 */
#include "web/pages/citizen.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "persian/phone.h"
#include "templates/citizen_done.h"

#define KEY_CHARS 22u
#define CASE_MAC_TAG "samad: this browser may see this case"

/* ---- the frame ---- */

/* A number as people dial it: 02333441111. */
static struct str dialled(struct arena *a, struct str phone)
{
    struct phone p;

    if (phone_parse(phone, &p) != PHONE_OK)
        return phone;
    return phone_national(a, &p);
}

void citizen_frame_of(struct cx *cx, const struct unit_rec *office, const struct unit_rec *unit,
                      struct page *ret)
{
    struct str phone = unit->phone.len > 0 ? unit->phone : office->phone;

    *ret = (struct page){ .office = office->name };
    if (phone.len > 0) {
        ret->office_phone = dialled(cx->a, phone);
        ret->office_tel = url_tel(cx->a, ret->office_phone);
    }
}

enum rc citizen_frame(struct cx *cx, struct str unit_path, struct page *ret, struct err *e)
{
    struct front_office front;
    enum rc rc = front_office_get(cx, unit_path, &front, e);

    if (rc == RC_OK)
        citizen_frame_of(cx, &front.office, &front.unit, ret);
    return rc;
}

void citizen_errors(struct arena *a, const struct form_result *r, struct page *p)
{
    p->errors = errors_of_form(a, r, &p->errors_n);
}

void citizen_say(struct resp *rs, const struct page *p, struct str title, struct str line,
                 const struct link_view *links, size_t n)
{
    struct done_view v = { .title = title, .lines = { &line, line.len > 0 }, .links = links, .links_n = n };

    tpl_citizen_done(resp_html(rs), p, &v);
}

/* ---- drafts ---- */

struct str draft_key(const struct req *rq)
{
    struct str key = req_cookie(rq, COOKIE_DRAFT);

    return key.len == KEY_CHARS ? key : STR_NONE;
}

enum rc draft_key_set(struct resp *rs, struct str key, struct err *e)
{
    return resp_cookie(rs, COOKIE_DRAFT, key, DRAFT_KEEP_MS / SECOND_MS, e);
}

enum rc draft_key_forget(struct resp *rs, struct err *e)
{
    return resp_cookie(rs, COOKIE_DRAFT, STR(""), -1, e);
}

/* ---- an opened case ---- */

/* CODE.CASE_ID.EXPIRES.MAC */
static struct str mac_of(const struct req *rq, struct str body)
{
    const struct hash *secret = app_secret(rq->app);
    struct str key = { (const char *)secret->b, sizeof(secret->b) };
    struct hash h = hash_two(arena_cat(rq->arena, STR(CASE_MAC_TAG), key), body);

    return base64url(rq->arena, (struct str){ (const char *)h.b, sizeof(h.b) });
}

enum rc case_cookie_set(struct req *rq, struct resp *rs, int64_t case_id, struct str code, struct err *e)
{
    long long until = app_now(rq->app) / SECOND_MS + CASE_COOKIE_S;
    struct str body = arena_fmt(rq->arena, "%.*s.%lld.%lld", STR_ARG(code), (long long)case_id, until);
    struct str value = arena_fmt(rq->arena, "%.*s.%.*s", STR_ARG(body), STR_ARG(mac_of(rq, body)));

    return resp_cookie(rs, COOKIE_CASE, value, CASE_COOKIE_S, e);
}

enum rc case_cookie_forget(struct resp *rs, struct err *e)
{
    return resp_cookie(rs, COOKIE_CASE, STR(""), -1, e);
}

static bool read_case_cookie(const struct req *rq, struct str *code, int64_t *case_id)
{
    struct str all = req_cookie(rq, COOKIE_CASE), rest = all, body, mac;
    int64_t id, expires;
    struct str first = str_cut(&rest, '.');

    if (all.len == 0 || !parse_i64(str_cut(&rest, '.'), 1, INT64_MAX, &id) ||
        !parse_i64(str_cut(&rest, '.'), 1, INT64_MAX, &expires))
        return false;
    mac = rest;
    if (all.len < mac.len + 1)
        return false;
    body = str_sub(all, 0, all.len - mac.len - 1);
    if (!secret_eq((struct secret){ mac }, (struct secret){ mac_of(rq, body) }) ||
        expires * SECOND_MS < app_now(rq->app))
        return false;
    *code = first;
    *case_id = id;
    return true;
}

struct str case_cookie_code(const struct req *rq)
{
    struct str code;
    int64_t id;

    return read_case_cookie(rq, &code, &id) ? code : STR_NONE;
}

bool case_cookie(const struct req *rq, struct str code, int64_t *case_id, struct actor *citizen)
{
    struct str own;
    struct tracking t;

    if (tracking_parse(code, &t) != TRACKING_OK || !read_case_cookie(rq, &own, case_id) ||
        !str_eq(own, tracking_str(&t)))
        return false;
    *citizen = (struct actor){ .kind = ACTOR_CITIZEN, .case_id = *case_id };
    return true;
}

enum rc ask_for_identity(struct req *rq, struct resp *rs, struct str code, struct err *e)
{
    struct url to = url_query(rq->arena, URL_LIT("/track"), "code", code);

    return resp_see_other(rs, url_query(rq->arena, to, "again", STR("1")), e);
}

/* ---- views ---- */

static enum due_state due_state_of(const struct case_clock *c)
{
    if (c->stopped)
        return DUE_CLOSED;
    switch (c->state) {
    case DL_RUNNING:
        return c->days_left == 0 ? DUE_TODAY : DUE_IN_TIME;
    case DL_DUE_SOON:
        return c->days_left == 0 ? DUE_TODAY : DUE_SOON;
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

struct clock_view clock_of(struct arena *a, const struct case_clock *c)
{
    struct clock_view v = { .state = DUE_NONE };

    if (!c->is)
        return v;
    v.state = due_state_of(c);
    v.due = c->d.due;
    v.days = c->days_left < 0 ? -c->days_left : c->days_left;
    v.since = v.state == DUE_PAUSED && c->d.n_pauses > 0 ? c->d.pauses[c->d.n_pauses - 1].from : c->d.met;
    v.why = digits_fa(a, c->why);
    v.limit = c->cls.len > 0 ? MSG_FMT(a, MSG_CLOCK_LIMIT_CLASS, { "limit", c->limit }, { "class", c->cls })
                             : MSG_FMT(a, MSG_CLOCK_LIMIT, { "limit", c->limit });
    return v;
}

static struct str kind_words(struct str mime)
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

struct attachment_view *attachments_of(struct arena *a, struct str code, const struct attachment_list *list)
{
    struct attachment_view *v = ARENA_ARRAY(a, struct attachment_view, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++) {
        const struct attachment_rec *t = &list->v[i];

        v[i] = (struct attachment_view){
            .to = URL(a, "/track/{}/files/{}", code, arena_fmt(a, "%lld", (long long)t->id)),
            .name = t->name,
            .kind = kind_words(t->mime),
            .bytes = t->size,
            .at = t->made_at,
            .by = t->by_applicant ? msg(MSG_TRACK_YOU) : STR_NONE,
            .state = ATTACHED_CLEAN,
            .picture = str_starts(t->mime, STR("image/")),
        };
    }
    return v;
}

const struct kept_file *kept_files(struct arena *a, const struct attachment_list *list)
{
    struct kept_file *v = ARENA_ARRAY(a, struct kept_file, list->n);

    for (size_t i = 0; v != NULL && i < list->n; i++) {
        v[i].name = list->v[i].name;
        v[i].bytes = list->v[i].size;
        v[i].reference = arena_fmt(a, "%lld", (long long)list->v[i].id);
    }
    return v;
}

static bool wants_units(const struct form_field *f)
{
    for (; f != NULL; f = f->next)
        if ((f->kind == FORM_TEXT && f->meaning == FORM_UNIT) || wants_units(f->first))
            return true;
    return false;
}

enum rc unit_choices(struct cx *cx, const struct form *form, struct form_view *v, struct err *e)
{
    struct unit_list units = { 0 };
    struct choice_list *list = ARENA_NEW(cx->a, struct choice_list);
    struct option_view *options;
    enum rc rc;

    if (!wants_units(v->page != NULL ? v->page->first : form_first(form)))
        return RC_OK;
    rc = respondent_units(cx, &units, e);
    if (rc != RC_OK)
        return rc;
    options = ARENA_ARRAY(cx->a, struct option_view, units.n);
    if (list == NULL || (options == NULL && units.n > 0))
        return arena_check(cx->a, e);
    for (size_t i = 0; i < units.n; i++)
        options[i] = (struct option_view){ .value = units.v[i].code, .label = units.v[i].name };
    *list = (struct choice_list){ .meaning = FORM_UNIT, .v = options, .n = units.n };
    v->lists = list;
    v->lists_n = 1;
    return RC_OK;
}

enum rc units_of_answers(struct cx *cx, struct form_view *v, struct err *e)
{
    struct choice_list *list = ARENA_NEW(cx->a, struct choice_list);
    VEC(struct option_view) named = { 0 };

    for (size_t i = 0; i < v->n; i++) {
        const struct form_item *item = &v->items[i];
        struct option_view o = { .value = item->value };
        enum rc rc;

        if (item->step != FORM_FIELD || item->field->meaning != FORM_UNIT || item->value.len == 0)
            continue;
        rc = unit_name_of(cx, item->value, &o.label, e);
        if (rc != RC_OK && rc != RC_NOT_FOUND)
            return rc;
        if (rc == RC_OK)
            (void)VEC_PUSH(cx->a, &named, o);
    }
    if (list == NULL || arena_failed(cx->a))
        return arena_check(cx->a, e);
    *list = (struct choice_list){ .meaning = FORM_UNIT, .v = named.v, .n = named.n };
    v->lists = list;
    v->lists_n = 1;
    return RC_OK;
}

static struct act_view act_button(struct arena *a, const struct case_view *v, const struct case_act *act)
{
    struct small date = fa_date_long(act->until);

    return (struct act_view){
        .to = URL(a, "/track/{}/act/{}", v->c.tracking_code, act->act.name),
        .label = act->act.title,
        .about = act->until != 0 ? MSG_FMT(a, MSG_TRACK_UNTIL, { "date", small_view(&date) }) : STR_NONE,
        .danger = act->closes,
        .main = !act->closes && v->asked.len > 0,
    };
}

/* What is asked for first, what ends everything last. */
const struct act_view *acts_of(struct arena *a, const struct case_view *v, size_t *n)
{
    struct act_view *list = ARENA_ARRAY(a, struct act_view, v->n_acts + 1);

    *n = 0;
    for (size_t i = 0; list != NULL && i < v->n_acts; i++)
        if (v->acts[i].refused.len == 0 && !v->acts[i].closes)
            list[(*n)++] = act_button(a, v, &v->acts[i]);
    if (list != NULL && v->survey_asked)
        list[(*n)++] = (struct act_view){ .to = URL(a, "/track/{}/survey", v->c.tracking_code),
                                          .label = msg(MSG_ACT_SURVEY),
                                          .main = v->closed };
    for (size_t i = 0; list != NULL && i < v->n_acts; i++)
        if (v->acts[i].refused.len == 0 && v->acts[i].closes)
            list[(*n)++] = act_button(a, v, &v->acts[i]);
    return list;
}
