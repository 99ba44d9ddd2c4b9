/*
 * tray.c - reading the in-tray, marking work as seen, searching cases.
 */
#include "app/tray.h"
#include "app/sight.h"
#include "domain/tracking.h"
#include "persian/digits.h"
#include "persian/jalali.h"
#include "persian/text.h"

#define WORDS_MAX 12u /* of one search */
#define POOL_MAX 200  /* rows of all roles together */
#define COUNTED_MAX                                                                                          \
    500                /* open tasks of a desk up to which the filter tells how many there are of each kind */
#define TYPED_MAX 400u /* bytes of a search that are looked at */

/* ---- search words ---- */

static bool has_letter(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.p[i];

        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            return true;
    }
    return false;
}

/* Each word in quotes, so that no sign in it is an operator of the search engine. */
static void put_word(struct buf *b, struct str word)
{
    if (b->len > 0)
        buf_byte(b, ' ');
    buf_byte(b, '"');
    for (size_t i = 0; i < word.len; i++)
        if (word.p[i] != '"')
            buf_byte(b, word.p[i]);
    buf_byte(b, '"');
}

struct str tray_words(struct arena *a, struct str typed)
{
    CLEANUP(buf_free) struct buf b = { 0 };
    struct str key = text_search_key(a, str_sub(typed, 0, TYPED_MAX), TEXT_JOINED);
    size_t n = 0;

    buf_init(&b, (size_t)4 * TYPED_MAX);
    while (key.len > 0 && n < WORDS_MAX) {
        struct str word = str_cut(&key, ' ');

        if (!has_letter(word))
            continue;
        put_word(&b, word);
        n++;
    }
    return b.failed || n == 0 ? STR_NONE : arena_str(a, buf_view(&b));
}

/* ---- the tray ---- */

/* The complaints about the very person who sits at this desk. */
static enum rc own_cases(struct cx *cx, struct case_ids *ret, struct err *e)
{
    return cx->actor->official_id == 0
               ? RC_OK
               : case_against(cx->tx, cx->a, cx->actor->official_id, cx->now_ms, ret, e);
}

/* Work on complaints about the very person who sits at this desk for somebody else is not shown (SAM-10.3).
 */
static enum rc without_own(struct cx *cx, struct task_list *list, struct err *e)
{
    struct case_ids mine = { 0 };
    size_t kept = 0;
    enum rc rc = own_cases(cx, &mine, e);

    if (rc != RC_OK || mine.n == 0)
        return rc;
    for (size_t i = 0; i < list->n; i++) {
        bool own = false;

        for (size_t k = 0; k < mine.n; k++)
            own = own || mine.v[k] == list->v[i].case_id;
        if (!own)
            list->v[kept++] = list->v[i];
    }
    list->total -= (int64_t)(list->n - kept);
    list->n = kept;
    return RC_OK;
}

static struct tray_filter filter_of(struct cx *cx, const struct tray_query *q, const struct tray *t)
{
    bool all = q->view == TRAY_ALL && q->element.len == 0 && q->words.len == 0;

    return (struct tray_filter){ .post_id = cx->actor->post_id,
                                 .view = q->view,
                                 .order = q->order,
                                 .element = q->element,
                                 .words = tray_words(cx->a, q->words),
                                 .now = cx->now_ms,
                                 .day_end = day_end_ms(day_from_ms(cx->now_ms)),
                                 .limit = TRAY_PAGE,
                                 .offset = t->offset,
                                 .total = all ? t->counts.all : 0 };
}

static enum rc open_part(struct cx *cx, const struct tray_query *q, struct tray *ret, struct err *e)
{
    struct tray_filter f = filter_of(cx, q, ret);
    enum rc rc;

    if (q->words.len > 0 && f.words.len == 0)
        return RC_OK; /* only signs were typed: nothing is found */
    rc = task_tray(cx->tx, cx->a, &f, &ret->tasks, e);
    return rc == RC_OK ? without_own(cx, &ret->tasks, e) : rc;
}

/* Work on a case that the actor may not see is not offered either (SAM-10.3). */
static enum rc may_offer(struct cx *cx, const struct task_rec *t, bool *ret, struct err *e)
{
    struct case_rec c;
    enum rc rc = case_by_id(cx->tx, cx->a, t->case_id, &c, e);

    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    *ret = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc pool_part(struct cx *cx, struct tray *ret, struct err *e)
{
    const struct actor *me = cx->actor;
    VEC(struct task_rec) all = { 0 };
    struct str roles = me->roles;
    enum rc rc = RC_OK;

    while (rc == RC_OK && roles.len > 0) {
        struct str role = str_cut(&roles, ' ');
        struct task_list list = { 0 };

        if (role.len > 0)
            rc = task_pool(cx->tx, cx->a, me->unit_id, role, me->post_id, POOL_MAX, &list, e);
        for (size_t i = 0; rc == RC_OK && i < list.n && all.n < POOL_MAX; i++) {
            bool good = false;

            rc = may_offer(cx, &list.v[i], &good, e);
            if (good && !VEC_PUSH(cx->a, &all, list.v[i]))
                return arena_check(cx->a, e);
        }
    }
    if (ret->offset > (int64_t)all.n)
        ret->offset = (int64_t)all.n;
    ret->tasks = (struct task_list){ all.v + ret->offset, all.n - (size_t)ret->offset, (int64_t)all.n };
    return rc;
}

/* What tray_get() asks, in one go. */
static void ask_ahead(struct cx *cx, const struct tray_query *q, struct tray *t)
{
    struct tray_filter f = filter_of(cx, q, t);
    int64_t post = cx->actor->post_id;
    struct case_ids mine;

    tx_ahead(cx->tx, true);
    AHEAD(task_kinds(cx->tx, cx->a, post, t->counts.all <= COUNTED_MAX, &t->kinds, NULL));
    AHEAD(own_cases(cx, &mine, NULL));
    if (q->part == TRAY_PART_OPEN)
        AHEAD(task_tray(cx->tx, cx->a, &f, &t->tasks, NULL));
    if (q->part == TRAY_PART_DONE)
        AHEAD(task_done_list(cx->tx, cx->a, post, TRAY_PAGE, t->offset, &t->tasks, NULL));
    tx_ahead(cx->tx, false);
}

enum rc tray_get(struct cx *cx, const struct tray_query *q, struct tray *ret, struct err *e)
{
    int64_t post = cx->actor->post_id;
    enum rc rc;

    *ret = (struct tray){ .offset = q->from > 1 ? q->from - 1 : 0 };
    rc = task_tray_counts(cx->tx, post, cx->now_ms, day_end_ms(day_from_ms(cx->now_ms)), &ret->counts, e);
    if (rc != RC_OK)
        return rc;
    ask_ahead(cx, q, ret); /* the counts are known since session_find() */
    rc = task_kinds(cx->tx, cx->a, post, ret->counts.all <= COUNTED_MAX, &ret->kinds, e);
    if (rc != RC_OK)
        return rc;
    switch (q->part) {
    case TRAY_PART_OPEN:
        return open_part(cx, q, ret, e);
    case TRAY_PART_POOL:
        return pool_part(cx, ret, e);
    case TRAY_PART_DONE:
        rc = task_done_list(cx->tx, cx->a, post, TRAY_PAGE, ret->offset, &ret->tasks, e);
        return rc == RC_OK ? without_own(cx, &ret->tasks, e) : rc;
    }
    return RC_OK;
}

enum rc tray_urgent(struct cx *cx, int64_t limit, struct task_list *ret, struct err *e)
{
    struct tray_filter f = { .post_id = cx->actor->post_id,
                             .view = TRAY_ALL,
                             .order = TRAY_BY_URGENCY,
                             .now = cx->now_ms,
                             .day_end = day_end_ms(day_from_ms(cx->now_ms)),
                             .limit = limit,
                             .total = limit };

    return task_tray(cx->tx, cx->a, &f, ret, e);
}

enum rc tray_open_task(struct cx *cx, int64_t task_id, struct str *code, struct err *e)
{
    struct task_rec t;
    struct case_rec c;
    enum rc rc = task_by_id(cx->tx, cx->a, task_id, cx->now_ms, &t, e);

    if (rc == RC_OK)
        rc = case_by_id(cx->tx, cx->a, t.case_id, &c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc != RC_OK)
        return rc;
    *code = c.tracking_code;
    if (t.seen_at != 0 || t.post_id != cx->actor->post_id || !str_eq_c(t.state, "open"))
        return RC_OK;
    return task_seen(cx->tx, task_id, cx->now_ms, e);
}

/* ---- search ---- */

void tray_sight(const struct cx *cx, struct case_filter *f)
{
    const struct actor *me = cx->actor;

    f->unit_path = me->rights & RIGHT_ALL_UNITS ? STR_NONE : me->unit_path;
    f->with_confidential = (me->rights & RIGHT_CONFIDENTIAL) != 0;
    f->hide_respondent_unit = me->unit_id;
    f->hide_respondent_post = me->post_id;
    f->hide_from_official = me->official_id;
    f->now = cx->now_ms;
}

/* A tracking code finds exactly its case, also one outside the subtree in which the post has work. */
static enum rc by_code(struct cx *cx, struct str typed, struct case_list *ret, struct err *e)
{
    struct tracking code;
    struct case_rec *c = ARENA_NEW(cx->a, struct case_rec);
    enum rc rc;

    if (tracking_parse(typed, &code) != TRACKING_OK)
        return RC_NOT_FOUND;
    if (c == NULL)
        return arena_check(cx->a, e);
    rc = case_by_code(cx->tx, cx->a, tracking_str(&code), c, e);
    if (rc == RC_OK)
        rc = sight_of_case(cx, c, e);
    if (rc == RC_OK)
        *ret = (struct case_list){ c, 1, 1 };
    return rc;
}

enum rc tray_search(struct cx *cx, const struct case_search_query *q, struct case_list *ret, struct err *e)
{
    struct case_filter f = { .limit = q->limit, .offset = q->offset, .order = CASES_NEWEST };
    enum rc rc = by_code(cx, q->typed, ret, e);

    if (rc != RC_NOT_FOUND)
        return rc;
    *ret = (struct case_list){ 0 };
    tray_sight(cx, &f);
    f.words = tray_words(cx->a, q->typed);
    return f.words.len == 0 ? RC_OK : case_list(cx->tx, cx->a, &f, ret, e);
}

enum rc tray_of_person(struct cx *cx, struct str id, struct case_list *ret, struct err *e)
{
    struct case_filter f = { .limit = 10, .order = CASES_NEWEST, .open_only = true };

    *ret = (struct case_list){ 0 };
    tray_sight(cx, &f);
    f.words = tray_words(cx->a, id);
    return f.words.len == 0 ? RC_OK : case_list(cx->tx, cx->a, &f, ret, e);
}

enum rc tray_registered_today(struct cx *cx, struct case_list *ret, struct err *e)
{
    struct case_filter f = { .limit = 50,
                             .order = CASES_NEWEST,
                             .registered_by = cx->actor->post_id,
                             .from = day_start_ms(day_from_ms(cx->now_ms)) };

    *ret = (struct case_list){ 0 };
    tray_sight(cx, &f);
    return case_list(cx->tx, cx->a, &f, ret, e);
}
