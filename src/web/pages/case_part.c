/*
 * case_part.c - what of a case has a page of its own, because it may be long: what the applicant filed, what
 * was written in finished work, all letters, the whole history.
 *
 * Not here: the page of a case, which shows the newest of it (case_page.c).
 */
#include "web/pages/case_part.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "templates/official_case_part.h"
#include "web/pages.h"
#include "web/pages/case_history.h"

const struct field form_case_part[] = { { "page", FIELD_INT, .min = 1, .max = 100000 }, FORM_END };

struct part {
    struct req *rq;
    struct official_case c;
    size_t from, until, total; /* rows of this page */
    struct case_part_view v;
};

struct url url_of_part(struct arena *a, struct str code, const char *part)
{
    return URL(a, "/cases/{}/all/{}", code, str_c(part));
}

/* ---- letters ---- */

static const struct {
    const char *state;
    enum msg word;
    enum tone tone;
} delivery[] = {
    { "sent", MSG_LETTER_SENT, TONE_PLAIN },    { "delivered", MSG_LETTER_DELIVERED, TONE_GOOD },
    { "failed", MSG_LETTER_FAILED, TONE_LATE }, { "draft", MSG_LETTER_DRAFT, TONE_PAUSED },
    { "voided", MSG_LETTER_VOIDED, TONE_LATE },
};

const struct message_view *letters_of(struct arena *a, const struct official_case *c, size_t *n)
{
    const struct letter_list *list = &c->letters;
    struct message_view *v = ARENA_ARRAY(a, struct message_view, list->n);

    *n = v == NULL ? 0 : list->n;
    for (size_t i = 0; v != NULL && i < list->n; i++) {
        const struct letter_rec *l = &list->v[i];

        v[i] = (struct message_view){
            .incoming = str_eq_c(l->direction, "in"),
            .kind = l->subject.len > 0 ? l->subject : msg(MSG_LETTER_PLAIN),
            .number = l->number == 0 ? STR_NONE
                                     : arena_fmt(a, "%lld/%lld", (long long)l->year, (long long)l->number),
            .at = l->made_at,
            .from = l->sender,
            .to = l->addressee,
        };
        if (l->template.len > 0) {
            v[i].open = url_of_letter(a, c->c.tracking_code, l->id);
            v[i].print = URL(a, "/cases/{}/letters/{}/pdf", c->c.tracking_code,
                             arena_fmt(a, "%lld", (long long)l->id));
        }
        for (size_t k = 0; k < ARRAY_LEN(delivery); k++)
            if (str_eq_c(l->state, delivery[k].state)) {
                v[i].delivery = msg(delivery[k].word);
                v[i].tone = delivery[k].tone;
            }
        if (str_eq_c(l->state, "voided"))
            v[i].excerpt = l->void_reason;
    }
    return v;
}

/* ---- what was filed and written ---- */

static enum rc answers_filled(struct cx *cx, const struct official_case *c, const struct form *form,
                              const struct json *values, struct str role, const struct answers_view **ret,
                              size_t *n, struct err *e)
{
    struct form_env env = {
        .now_ms = cx->now_ms, .roles = &role, .roles_n = role.len > 0, .context = values
    };
    struct form_view view = { .arena = cx->a };
    enum rc rc;

    *n = 0;
    if (form == NULL || values == NULL)
        return RC_OK;
    rc = form_items(cx->a, form, FORM_ALL_PAGES, NULL, 0, values, NULL, &env, &view.items, &view.n, e);
    view.kept = desk_kept_files(cx->a, &c->files, NULL, &view.kept_n);
    if (rc == RC_OK)
        rc = desk_titles(cx, &view, e);
    return rc == RC_OK ? answers_of_form(&view, false, (struct url){ STR_NONE }, ret, n, e) : rc;
}

enum rc answers_written(struct cx *cx, const struct official_case *c, const struct official_done *d,
                        struct str title, const struct answers_view **ret, size_t *n, struct err *e)
{
    const struct answers_view *groups = NULL;
    struct answers_view *v;
    enum rc rc = answers_filled(cx, c, d->form, d->values, d->t.role, &groups, n, e);

    v = rc == RC_OK ? ARENA_ARRAY(cx->a, struct answers_view, *n) : NULL;
    if (rc != RC_OK || *n == 0)
        return rc;
    if (v == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < *n; i++)
        v[i] = groups[i];
    v[0].title =
        v[0].title.len == 0 ? title : arena_fmt(cx->a, "%.*s: %.*s", STR_ARG(title), STR_ARG(v[0].title));
    *ret = v;
    return RC_OK;
}

static enum rc put_filed(struct part *x, struct err *e)
{
    return answers_filled(x->rq->cx, &x->c, x->c.registration, x->c.filed, STR("REG"), &x->v.answers,
                          &x->v.answers_n, e);
}

static enum rc put_written(struct part *x, struct err *e)
{
    struct arena *a = x->rq->arena;
    VEC(struct answers_view) all = { 0 };
    enum rc rc = RC_OK;

    for (size_t i = x->from; rc == RC_OK && i < x->until; i++) {
        struct official_done d = { 0 };
        const struct answers_view *one = NULL;
        struct str title;
        size_t n = 0;

        rc = official_done_get(x->rq->cx, &x->c.done[i].t, &d, e);
        if (rc != RC_OK)
            return rc;
        title = arena_fmt(a, "%.*s (%.*s، %.*s)", STR_ARG(d.t.name), STR_ARG(d.who),
                          STR_ARG(jdate_text_ms(a, d.t.done_at, JDATE_SHORT)));
        rc = answers_written(x->rq->cx, &x->c, &d, title, &one, &n, e);
        for (size_t k = 0; rc == RC_OK && k < n; k++)
            if (!VEC_PUSH(a, &all, one[k]))
                rc = arena_check(a, e);
    }
    x->v.answers = all.v;
    x->v.answers_n = all.n;
    return rc;
}

static enum rc put_letters(struct part *x, struct err *e)
{
    const struct message_view *all = letters_of(x->rq->arena, &x->c, &x->v.letters_n);

    if (all == NULL)
        return arena_check(x->rq->arena, e);
    x->v.letters = all + x->from;
    x->v.letters_n = x->until - x->from;
    return RC_OK;
}

static enum rc put_history(struct part *x, struct err *e)
{
    const struct event_view *all = history_of(x->rq->arena, &x->c, &x->v.events_n);

    if (all == NULL)
        return arena_check(x->rq->arena, e);
    x->v.events = all + x->from;
    x->v.events_n = x->until - x->from;
    return RC_OK;
}

/* ---- the page ---- */

static size_t one_row(const struct official_case *c)
{
    (void)c;
    return 1;
}

static size_t done_rows(const struct official_case *c)
{
    return c->n_done;
}

static size_t letter_rows(const struct official_case *c)
{
    return c->letters.n;
}

static size_t event_rows(const struct official_case *c)
{
    return c->events.n;
}

static const struct kind {
    const char *name;
    enum msg title;
    size_t page_size;
    size_t (*rows)(const struct official_case *c);
    enum rc (*put)(struct part *x, struct err *e);
} kinds[] = {
    { "filed", MSG_CASE_FILED, 1, one_row, put_filed },
    { "written", MSG_CASE_WRITTEN, 6, done_rows, put_written },
    { "letters", MSG_CASE_LETTERS, 20, letter_rows, put_letters },
    { "history", MSG_CASE_HISTORY, 25, event_rows, put_history },
};

static const struct kind *kind_asked(struct req *rq)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq_c(req_path(rq, "part"), kinds[i].name))
            return &kinds[i];
    return NULL;
}

enum rc page_case_part(struct req *rq, struct resp *rs, struct err *e)
{
    struct part x = { .rq = rq };
    const struct kind *k = kind_asked(rq);
    size_t page = (size_t)req_int(rq, "page");
    struct page p;
    enum rc rc = k == NULL ? ERR(e, RC_NOT_FOUND, "a case has no such part")
                           : official_case_get(rq->cx, code_in_path(rq), &x.c, e);

    if (rc == RC_OK)
        rc = desk_page(rq, rq->cx, HERE_TRAY, &p, e);
    if (rc != RC_OK)
        return rc;
    x.total = k->rows(&x.c);
    x.from = page < 2 ? 0 : (page - 1) * k->page_size;
    x.from = x.from > x.total ? x.total : x.from;
    x.until = x.total - x.from > k->page_size ? x.from + k->page_size : x.total;
    rc = k->put(&x, e);
    if (rc != RC_OK)
        return rc;
    p.back = (struct link_view){ url_of_case(rq->arena, x.c.c.tracking_code), msg(MSG_CASE_BACK), false };
    x.v.title = msg(k->title);
    x.v.subject = x.c.c.subject;
    x.v.code = x.c.c.tracking_code;
    if (x.total > k->page_size)
        x.v.pages = pages_of(rq->arena, url_of_part(rq->arena, x.c.c.tracking_code, k->name), (int64_t)x.from,
                             x.until - x.from, (int64_t)k->page_size, (int64_t)x.total);
    tpl_official_case_part(resp_html(rs), &p, &x.v);
    return arena_check(rq->arena, e);
}
