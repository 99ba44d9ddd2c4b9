/*
 * process.c - "how to": what the service is, by which ways, what to write, which stages, by when an answer is
 * due (OFF-CMP-02). Every word is of the process package.
 */
#include "app/picture.h"
#include "persian/digits.h"
#include "templates/citizen_about.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

#define NUMBERED_MAX 50

struct about {
    struct req *rq;
    const struct package *pkg;
    struct unit_rec unit, office;
};

static struct str text(const struct about *x, const char *key)
{
    return package_has_text(x->pkg, str_c(key)) ? package_text(x->pkg, str_c(key)) : STR_NONE;
}

static struct str text3(const struct about *x, const char *begin, struct str middle, const char *end)
{
    struct str key = arena_fmt(x->rq->arena, "%s%.*s%s", begin, STR_ARG(middle), end);

    return package_has_text(x->pkg, key) ? package_text(x->pkg, key) : STR_NONE;
}

/* BEGIN.1, BEGIN.2, … without gap. */
static struct text_list numbered(const struct about *x, const char *begin)
{
    VEC(struct str) v = { 0 };

    for (int i = 1; i <= NUMBERED_MAX; i++) {
        struct str key = arena_fmt(x->rq->arena, "%s.%d", begin, i);

        if (!package_has_text(x->pkg, key))
            break;
        (void)VEC_PUSH(x->rq->arena, &v, package_text(x->pkg, key));
    }
    return (struct text_list){ v.v, v.n };
}

static enum icon icon_of(struct str channel)
{
    static const struct {
        struct str channel;
        enum icon icon;
    } icons[] = {
        { STR_INIT("web"), ICON_EDIT },      { STR_INIT("phone"), ICON_CALL },
        { STR_INIT("samad"), ICON_CALL },    { STR_INIT("visit"), ICON_VISIT },
        { STR_INIT("letter"), ICON_LETTER }, { STR_INIT("email"), ICON_INBOX },
    };

    for (size_t i = 0; i < ARRAY_LEN(icons); i++)
        if (str_eq(channel, icons[i].channel))
            return icons[i].icon;
    return ICON_INFO;
}

static void put_channels(const struct about *x, struct about_view *v)
{
    struct channel_view *list = ARENA_ARRAY(x->rq->arena, struct channel_view, x->pkg->n_starts);

    for (size_t i = 0; list != NULL && i < x->pkg->n_starts; i++) {
        struct str channel = x->pkg->starts[i].channel;
        struct channel_view c = { .icon = icon_of(channel),
                                  .title = text3(x, "how.channel.", channel, ".title"),
                                  .text = text3(x, "how.channel.", channel, ".text") };

        if (str_eq(channel, CHANNEL_WEB))
            c.link.to = v->start;
        if (c.title.len > 0)
            list[v->channels_n++] = c;
    }
    v->channels = list;
}

/* Limits stand in the texts as how.limit.CLASS.label|when|limit; the classes are letters. */
static void put_limits(const struct about *x, struct about_view *v)
{
    VEC(struct limit_view) list = { 0 };

    for (size_t i = 0; i < 26; i++) {
        struct str cls = { &"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i], 1 };
        struct limit_view l = { text3(x, "how.limit.", cls, ".label"), text3(x, "how.limit.", cls, ".when"),
                                text3(x, "how.limit.", cls, ".limit") };

        if (l.limit.len > 0)
            (void)VEC_PUSH(x->rq->arena, &list, l);
    }
    v->limits = list.v;
    v->limits_n = list.n;
    v->limits_note = text(x, "how.limit.note");
}

/* "TITLE: what happens" */
static void put_stages(const struct about *x, struct about_view *v)
{
    struct text_list stages = numbered(x, "how.stage");
    struct step_view *list = ARENA_ARRAY(x->rq->arena, struct step_view, stages.n);

    for (size_t i = 0; list != NULL && i < stages.n; i++) {
        size_t colon = str_find(stages.v[i], STR(": "), 0);

        list[i].state = TIMELINE_NEXT;
        list[i].title = colon == SIZE_MAX ? stages.v[i] : str_sub(stages.v[i], 0, colon);
        list[i].note = colon == SIZE_MAX ? STR_NONE : str_from(stages.v[i], colon + 2);
    }
    v->steps = list;
    v->steps_n = list == NULL ? 0 : stages.n;
}

static struct str legal_words(struct arena *a, const struct json *law)
{
    struct str article = json_text_of(law, "article"), title = json_text_of(law, "title");
    struct str number = json_text_of(law, "number"), date = json_text_of(law, "date");
    struct str s = article.len > 0 ? arena_fmt(a, "%.*s، %.*s", STR_ARG(article), STR_ARG(title)) : title;
    struct jdate d;

    if (number.len > 0)
        s = arena_fmt(a, "%.*s، شمارهٔ %.*s", STR_ARG(s), STR_ARG(digits_fa(a, number)));
    if (jdate_parse(date, &d) == JDATE_OK)
        s = arena_fmt(a, "%.*s، %.*s", STR_ARG(s), STR_ARG(jdate_text(a, d, JDATE_PLAIN)));
    return s;
}

static void put_law(const struct about *x, struct about_view *v)
{
    VEC(struct link_view) list = { 0 };
    const struct json *laws = json_get(x->pkg->meta, "legal_basis");

    for (const struct json *l = laws == NULL ? NULL : laws->first; l != NULL; l = l->next)
        (void)VEC_PUSH(x->rq->arena, &list, ((struct link_view){ .text = legal_words(x->rq->arena, l) }));
    v->legal = list.v;
    v->legal_n = list.n;
}

static enum rc put_contact(const struct about *x, struct about_view *v, const struct page *p, struct err *e)
{
    struct address_view *c = ARENA_NEW(x->rq->arena, struct address_view);
    struct str hours = STR_NONE;
    enum rc rc = front_office_hours(x->rq->cx, &hours, e);

    if (rc != RC_OK || c == NULL)
        return rc != RC_OK ? rc : arena_check(x->rq->arena, e);
    *c = (struct address_view){ .name = x->unit.name,
                                .address = x->unit.address.len > 0 ? x->unit.address : x->office.address,
                                .hours = hours,
                                .phone = p->office_phone,
                                .tel = p->office_tel };
    v->contacts = c;
    v->contacts_n = 1;
    return RC_OK;
}

static struct prose_view intro_of(const struct about *x)
{
    struct arena *a = x->rq->arena;
    struct text_list what = numbered(x, "how.what");
    struct str s = text(x, "how.intro");

    for (size_t i = 0; i < what.n; i++)
        s = arena_fmt(a, "%.*s\n\n%.*s", STR_ARG(s), STR_ARG(what.v[i]));
    if (text(x, "how.basis").len > 0)
        s = arena_fmt(a, "%.*s\n\n%.*s", STR_ARG(s), STR_ARG(text(x, "how.basis")));
    return prose_of(a, s);
}

/* The picture of the process with its sentences. */
static enum rc put_flow(const struct about *x, struct about_view *v, struct err *e)
{
    struct flow_view *flow = ARENA_NEW(x->rq->arena, struct flow_view);
    struct picture picture = { 0 };
    enum rc rc = picture_of_package(x->rq->cx, x->pkg, &picture, e);

    if (rc == RC_OK && flow == NULL)
        rc = arena_check(x->rq->arena, e);
    if (rc == RC_OK)
        rc = flow_of_picture(x->rq->arena, &picture, STR("flow-1"), flow, e);
    if (rc != RC_OK)
        return rc;
    flow->alone = URL(x->rq->arena, "/{}/picture.svg", x->pkg->key);
    v->flow = flow;
    return RC_OK;
}

enum rc page_process(struct req *rq, struct resp *rs, struct err *e)
{
    struct about x = { .rq = rq };
    struct about_view v = { 0 };
    struct process_edition edition;
    struct page p;
    enum rc rc = catalogue_active(rq->cx, req_path(rq, "process"), &x.pkg, e);

    if (rc == RC_OK && !(x.pkg->is_case && x.pkg->is_public))
        rc = ERR(e, RC_NOT_FOUND, "not a public process");
    if (rc == RC_OK)
        rc = process_front(rq->cx, x.pkg, &x.office, &x.unit, &edition, e);
    if (rc != RC_OK)
        return rc;
    citizen_frame_of(rq->cx, &x.office, &x.unit, &p);
    v.title = text(&x, "how.title").len > 0 ? text(&x, "how.title") : x.pkg->title;
    v.noun = x.pkg->noun;
    v.intro = intro_of(&x);
    if (package_start(x.pkg, CHANNEL_WEB) != NULL)
        v.start = URL(rq->arena, "/{}/new", x.pkg->key);
    v.must_contain = numbered(&x, "how.must");
    v.documents = numbered(&x, "how.document");
    v.after = numbered(&x, "how.after");
    v.privacy = text(&x, "how.privacy");
    put_channels(&x, &v);
    put_limits(&x, &v);
    put_stages(&x, &v);
    put_law(&x, &v);
    v.version = edition.version;
    v.reviewed_at = edition.installed_at;
    v.next_review_at = edition.review_at;
    rc = put_contact(&x, &v, &p, e);
    if (rc == RC_OK)
        rc = put_flow(&x, &v, e);
    if (rc != RC_OK)
        return rc;
    tpl_citizen_about(resp_html(rs), &p, &v);
    return RC_OK;
}
