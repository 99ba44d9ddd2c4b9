/*
 * report_board.c - the board of open cases, and clocks that were stopped or moved.
 */
#include "app/flow.h"
#include "app/report.h"
#include "app/sight.h"
#include "app/tray.h"

/* ---- the board ---- */

static void choose(struct case_filter *f, enum board_column column, int64_t now)
{
    if (column == BOARD_LATE)
        f->due_before = now;
    f->late_only = column == BOARD_LATE;
}

static bool belongs(const struct case_rec *c, enum board_column column, int64_t now)
{
    bool late = c->due_at != 0 && c->due_at < now, soon = !late && c->warn_at != 0 && c->warn_at < now;

    if (column == BOARD_SOON)
        return soon && c->answered_at == 0;
    if (column == BOARD_IN_TIME)
        return !late && !soon;
    return true;
}

/* In time and soon are told apart here: the store knows only what is late. */
static enum rc cases_of_cell(struct cx *cx, const struct board_query *q, struct case_list *ret, struct err *e)
{
    struct case_filter f = { .process_key = q->process,
                             .state = q->state,
                             .unanswered = true,
                             .order = CASES_BY_DUE,
                             .limit = q->limit,
                             .offset = q->offset };
    struct case_list all = { 0 };
    bool sift = q->column == BOARD_SOON || q->column == BOARD_IN_TIME;
    int64_t skip = q->offset;
    size_t n = 0;
    enum rc rc;

    tray_sight(cx, &f);
    choose(&f, q->column, cx->now_ms);
    if (!sift)
        return case_list(cx->tx, cx->a, &f, ret, e);
    f.limit = 5000;
    f.offset = 0;
    rc = case_list(cx->tx, cx->a, &f, &all, e);
    if (rc != RC_OK)
        return rc;
    *ret = (struct case_list){ .v = all.v };
    for (size_t i = 0; i < all.n; i++) {
        if (!belongs(&all.v[i], q->column, cx->now_ms))
            continue;
        ret->total++;
        if (skip-- <= 0 && (int64_t)n < q->limit)
            all.v[n++] = all.v[i];
    }
    ret->n = n;
    return RC_OK;
}

enum rc board_get(struct cx *cx, const struct board_query *q, struct board *ret, struct err *e)
{
    struct case_filter f = { .process_key = q->process, .unanswered = true };
    enum rc rc;

    *ret = (struct board){ 0 };
    tray_sight(cx, &f);
    rc = case_counts(cx->tx, cx->a, &f, GROUP_STATE, &ret->states, e);
    for (size_t i = 0; rc == RC_OK && i < ret->states.n; i++) {
        ret->open += ret->states.v[i].open;
        ret->soon += ret->states.v[i].soon;
        ret->late += ret->states.v[i].late;
    }
    return rc == RC_OK ? cases_of_cell(cx, q, &ret->cases, e) : rc;
}

/* ---- clocks ---- */

struct finding {
    struct cx *cx;
    VEC(struct stopped) v;
};

static struct str post_words(struct cx *cx, struct str who)
{
    struct post_rec p;

    if (who.len > 0 && post_by_code(cx->tx, cx->a, who, cx->now_ms, &p, NULL) == RC_OK)
        return p.holder.len == 0 ? p.title
                                 : arena_fmt(cx->a, "%.*s، %.*s", STR_ARG(p.holder), STR_ARG(p.title));
    return str_eq_c(who, "system") || str_eq_c(who, "citizen") ? STR_NONE : who;
}

static bool add_all(struct finding *f, const struct case_rec *c, const struct deadline *d)
{
    struct stopped s = { .tracking_code = c->tracking_code, .subject = c->subject, .due_after = d->due };
    bool fine = true;

    for (size_t i = 0; fine && i < d->n_pauses; i++) {
        s.why = d->pauses[i].reason;
        s.who = post_words(f->cx, d->pauses[i].who);
        s.since = d->pauses[i].from;
        s.until = d->pauses[i].until;
        s.running = d->pauses[i].until == 0;
        s.due_before = 0;
        fine = VEC_PUSH(f->cx->a, &f->v, s);
    }
    for (size_t i = 0; fine && i < d->n_changes; i++) {
        const struct dl_change *k = &d->changes[i];

        if (k->new_due <= k->old_due || k->kind == DL_CHANGE_PAUSE)
            continue;
        s.why = k->reason;
        s.who = post_words(f->cx, k->who);
        s.since = s.until = k->at;
        s.running = false;
        s.due_before = k->old_due;
        s.due_after = k->new_due;
        fine = VEC_PUSH(f->cx->a, &f->v, s);
    }
    return fine;
}

static enum rc one_clock(struct finding *f, const struct deadline_rec *r, struct err *e)
{
    struct cx *cx = f->cx;
    const struct json *j = NULL;
    struct deadline d;
    struct case_rec c;
    enum rc rc = case_by_id(cx->tx, cx->a, r->case_id, &c, e);

    if (rc == RC_OK)
        rc = sight_of_case(cx, &c, e);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK)
        rc = json_parse(cx->a, r->derivation, &j, e);
    if (rc == RC_OK)
        rc = deadline_parse(cx->a, j, &d, e);
    if (rc == RC_OK && !add_all(f, &c, &d))
        rc = arena_check(cx->a, e);
    return rc;
}

static int newest_first(const void *x, const void *y)
{
    int64_t a = ((const struct stopped *)x)->since, b = ((const struct stopped *)y)->since;

    return a < b ? 1 : a > b ? -1 : 0;
}

enum rc stopped_clocks(struct cx *cx, bool closed, int64_t limit, struct stopped_list *ret, struct err *e)
{
    struct deadline_list list = { 0 };
    struct finding f = { .cx = cx };
    struct str path = cx->actor->rights & RIGHT_ALL_UNITS ? STR_NONE : cx->actor->unit_path;
    enum rc rc = deadline_moved_list(cx->tx, cx->a, path, closed, limit, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        rc = one_clock(&f, &list.v[i], e);
    if (f.v.n > 1)
        qsort(f.v.v, f.v.n, sizeof(*f.v.v), newest_first);
    *ret = (struct stopped_list){ f.v.v, f.v.n, (int64_t)list.n == limit };
    return rc;
}
