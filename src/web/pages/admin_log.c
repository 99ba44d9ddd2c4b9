/*
 * admin_log.c - what administrators did: the audit log, by kind, person and day.
 */
#include "app/admin_state.h"
#include "base/json.h"
#include "persian/digits.h"
#include "templates/admin_state.h"
#include "web/pages.h"
#include "web/pages/admin.h"

const struct field form_admin_log[] = {
    { "acts", FIELD_TEXT, .max = 20 },
    { "login", FIELD_TEXT, .max = 60 },
    { "from", FIELD_DATE },
    { "until", FIELD_DATE },
    { "before", FIELD_ID },
    FORM_END,
};

static const struct {
    const char *family;
    enum msg word;
} families[] = {
    { "unit", MSG_ADMIN_LOG_UNIT },         { "post", MSG_ADMIN_LOG_POST },
    { "official", MSG_ADMIN_LOG_OFFICIAL }, { "calendar", MSG_ADMIN_LOG_CALENDAR },
    { "process", MSG_ADMIN_LOG_PROCESS },   { "incident", MSG_ADMIN_LOG_INCIDENT },
    { "outbox", MSG_ADMIN_LOG_OUTBOX },     { "setting", MSG_ADMIN_LOG_SETTING },
    { "case", MSG_ADMIN_LOG_CASE },
};

static const struct {
    const char *act;
    enum msg word;
} acts[] = {
    { "unit.add", MSG_ADMIN_ACT_UNIT_ADD },
    { "unit.change", MSG_ADMIN_ACT_UNIT_CHANGE },
    { "unit.close", MSG_ADMIN_ACT_UNIT_CLOSE },
    { "unit.open", MSG_ADMIN_ACT_UNIT_OPEN },
    { "post.add", MSG_ADMIN_ACT_POST_ADD },
    { "post.change", MSG_ADMIN_ACT_POST_CHANGE },
    { "post.close", MSG_ADMIN_ACT_POST_CLOSE },
    { "post.open", MSG_ADMIN_ACT_POST_OPEN },
    { "post.hold", MSG_ADMIN_ACT_POST_HOLD },
    { "post.hold_end", MSG_ADMIN_ACT_POST_HOLD_END },
    { "official.add", MSG_ADMIN_ACT_OFFICIAL_ADD },
    { "official.change", MSG_ADMIN_ACT_OFFICIAL_CHANGE },
    { "official.close", MSG_ADMIN_ACT_OFFICIAL_CLOSE },
    { "official.open", MSG_ADMIN_ACT_OFFICIAL_OPEN },
    { "official.password", MSG_ADMIN_ACT_OFFICIAL_PASSWORD },
    { "official.totp_off", MSG_ADMIN_ACT_OFFICIAL_TOTP_OFF },
    { "calendar.set", MSG_ADMIN_ACT_CALENDAR_SET },
    { "calendar.moved", MSG_ADMIN_ACT_CALENDAR_MOVED },
    { "process.install", MSG_ADMIN_ACT_PROCESS_INSTALL },
    { "process.migrate", MSG_ADMIN_ACT_PROCESS_MIGRATE },
    { "process.migrate_undo", MSG_ADMIN_ACT_PROCESS_MIGRATE_UNDO },
    { "case.variable", MSG_ADMIN_ACT_CASE_VARIABLE },
    { "case.move_propose", MSG_ADMIN_ACT_CASE_MOVE_PROPOSE },
    { "case.move", MSG_ADMIN_ACT_CASE_MOVE },
    { "case.move_refuse", MSG_ADMIN_ACT_CASE_MOVE_REFUSE },
    { "case.move_withdraw", MSG_ADMIN_ACT_CASE_MOVE_WITHDRAW },
    { "outbox.give_up", MSG_ADMIN_ACT_OUTBOX_GIVE_UP },
    { "incident.retry", MSG_ADMIN_ACT_INCIDENT_RETRY },
    { "outbox.retry", MSG_ADMIN_ACT_OUTBOX_RETRY },
    { "outbox.posted", MSG_ADMIN_ACT_OUTBOX_POSTED },
    { "setting.change", MSG_ADMIN_ACT_SETTING_CHANGE },
    { "indicator.void", MSG_ADMIN_ACT_INDICATOR_VOID },
    { "official.totp_on", MSG_ADMIN_ACT_OFFICIAL_TOTP_ON },
    { "post.deputy_end", MSG_ADMIN_ACT_POST_DEPUTY_END },
};

static struct str act_word(struct str act)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (str_eq_c(act, acts[i].act))
            return msg(acts[i].word);
    return act;
}

/* What of the row's data helps a reader; the rest stays in the database. */
static struct str detail_of(struct arena *a, const struct audit_rec *r)
{
    const struct json *j = NULL;
    struct err ignored = { .rc = RC_OK };
    struct small n;

    if (r->data.len == 0 || json_parse(a, r->data, &j, &ignored) != RC_OK)
        return STR_NONE;
    if (json_get(j, "reason") != NULL)
        return json_text_of(j, "reason");
    if (json_get(j, "name") != NULL)
        return str_eq_c(json_text_of(j, "kind"), "deputy")
                   ? MSG_FMT(a, MSG_ADMIN_LOG_DEPUTY, { "name", json_text_of(j, "name") })
                   : json_text_of(j, "name");
    if (json_get(j, "moved") != NULL) {
        n = fa_grouped(json_int_of(j, "n", 0));
        return MSG_FMT(a, MSG_ADMIN_LOG_MOVED, { "n", small_view(&n) });
    }
    if (json_get(j, "version") != NULL) {
        n = fa_int(json_int_of(j, "version", 0));
        return MSG_FMT(a, MSG_ADMIN_CALENDAR_VERSION, { "n", small_view(&n) });
    }
    return STR_NONE;
}

static struct url object_url(struct arena *a, const struct audit_rec *r)
{
    static const struct {
        const char *family, *path;
    } pages[] = { { "unit.", "units" }, { "post.", "posts" }, { "official.", "people" } };
    const struct json *j = NULL;
    struct err ignored = { .rc = RC_OK };
    int64_t id;

    if (str_starts(r->act, STR("incident.")) || str_starts(r->act, STR("case.")) ||
        str_eq_c(r->act, "outbox.retry"))
        return url_of_case(a, r->object);
    if (r->data.len == 0 || json_parse(a, r->data, &j, &ignored) != RC_OK)
        return (struct url){ STR_NONE };
    id = json_int_of(j, "id", json_int_of(j, "post", 0));
    for (size_t i = 0; id != 0 && i < ARRAY_LEN(pages); i++)
        if (str_starts(r->act, str_c(pages[i].family)))
            return URL(a, "/admin/{}/{}", str_c(pages[i].path), id_text(a, id));
    return (struct url){ STR_NONE };
}

static struct log_line *lines_of(struct arena *a, const struct audit_list *list, size_t n)
{
    struct log_line *v = ARENA_ARRAY(a, struct log_line, n);

    for (size_t i = 0; v != NULL && i < n; i++) {
        const struct audit_rec *r = &list->v[i];

        v[i] =
            (struct log_line){ .at = r->at,
                               .who = r->official_name.len > 0 ? r->official_name : msg(MSG_ADMIN_BY_COMMAND),
                               .what = act_word(r->act),
                               .subject = str_starts(r->act, STR("indicator.")) ? digits_fa(a, r->object)
                                                                                : r->object,
                               .detail = detail_of(a, r),
                               .to = object_url(a, r) };
    }
    return v;
}

static struct filter_bar filters_of(struct req *rq)
{
    struct option_view options[ARRAY_LEN(families)];
    struct filter_view *v = ARENA_ARRAY(rq->arena, struct filter_view, 4);

    if (v == NULL)
        return (struct filter_bar){ .n = 0 };
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        options[i] =
            (struct option_view){ .value = str_c(families[i].family), .label = msg(families[i].word) };
    v[0] = filter_select(rq->arena, "acts", msg(MSG_ADMIN_LOG_ACTS), req_text(rq, "acts"), options,
                         ARRAY_LEN(families));
    v[1] = filter_text("login", msg(MSG_ADMIN_PERSON_LOGIN), req_text(rq, "login"));
    v[2] = filter_date("from", msg(MSG_ADMIN_LOG_FROM), req_typed(rq, "from"));
    v[3] = filter_date("until", msg(MSG_ADMIN_LOG_UNTIL), req_typed(rq, "until"));
    return (struct filter_bar){ .action = URL_LIT("/admin/log"),
                                .v = v,
                                .n = 4,
                                .clear = URL_LIT("/admin/log"),
                                .active = req_text(rq, "acts").len + req_text(rq, "login").len +
                                              req_typed(rq, "from").len + req_typed(rq, "until").len >
                                          0 };
}

enum rc page_admin_log(struct req *rq, struct resp *rs, struct err *e)
{
    struct arena *a = rq->arena;
    struct audit_filter f = { .login = req_text(rq, "login"), .before = req_int(rq, "before") };
    struct audit_list list = { 0 };
    struct url base = with(a,
                           with(a,
                                with(a, with(a, URL_LIT("/admin/log"), "acts", req_text(rq, "acts")), "login",
                                     req_text(rq, "login")),
                                "from", req_typed(rq, "from")),
                           "until", req_typed(rq, "until"));
    struct log_view v = { 0 };
    struct page p;
    enum rc rc;

    if (req_text(rq, "acts").len > 0)
        f.acts = arena_cat(a, req_text(rq, "acts"), STR("."));
    if (req_has(rq, "from"))
        f.from = jdate_start_ms(req_date(rq, "from"));
    if (req_has(rq, "until"))
        f.until = jdate_end_ms(req_date(rq, "until")) + 1;
    rc = admin_log(rq->cx, &f, &list, e);
    if (rc == RC_OK)
        rc = admin_page(rq, rq->cx, NULL, 0, &p, e);
    if (rc != RC_OK)
        return rc;
    v.n = list.n > ADMIN_PAGE ? ADMIN_PAGE : list.n;
    v.v = lines_of(a, &list, v.n);
    if (v.v == NULL)
        return arena_check(a, e);
    v.filters = filters_of(rq);
    if (list.n > ADMIN_PAGE)
        v.pages.next = url_query_int(a, base, "before", list.v[ADMIN_PAGE - 1].id);
    if (f.before != 0)
        v.pages.first = v.pages.previous = base;
    tpl_admin_log(resp_html(rs), &p, &v);
    return RC_OK;
}
