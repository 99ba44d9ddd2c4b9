/*
 * deadline.c - computing a due date from its derivation, and the acts that may change it.
 *
 * Limits in days are counted day by day: a day counts when it is a calendar day (a working day, for
 * working-day limits) on which the clock was not stopped. A pause takes the days after the one on which it
 * began, up to the one on which it ended, just as a limit begins to count on the day after registration.
 *
 * Not here: words (deadline_text.c), JSON (deadline_json.c), span text (span.c).
 */
#include "domain/deadline.h"

#include "base/clock.h"

#define COUNT_MAX 40000 /* days walked for one limit */

const int dl_warning_percent[DL_WARNINGS] = { 70, 90, 100 };

/* ---- computing ---- */

struct result {
    int64_t due;
    int64_t warn[DL_WARNINGS];
    bool rolled;
};

static enum span_unit effective_unit(const struct deadline *d)
{
    enum span_unit u = d->basis.limit.unit;

    return u == SPAN_DAYS && d->settings.working_days ? SPAN_WORKING_DAYS : u;
}

static bool counts_working(enum span_unit u)
{
    return u == SPAN_WORKING_DAYS || u == SPAN_WORKDAY_END || u == SPAN_WORKING_HOURS;
}

static bool may_roll(const struct deadline *d)
{
    enum span_unit u = effective_unit(d);

    return d->settings.roll && (u == SPAN_DAYS || u == SPAN_MONTHS || u == SPAN_DATE);
}

static bool needs_calendar(const struct deadline *d)
{
    return counts_working(effective_unit(d)) || may_roll(d);
}

/* Pauses that have ended; a running one moves nothing before it ends. */
static bool paused_on(const struct deadline *d, int32_t day)
{
    for (size_t i = 0; i < d->n_pauses; i++) {
        const struct dl_pause *p = &d->pauses[i];
        if (p->until != 0 && day > day_from_ms(p->from) && day <= day_from_ms(p->until))
            return true;
    }
    return false;
}

/* The day on which the count reaches `n`. The day of the start is counted only by settings.count_first_day.
 */
static bool nth_day(const struct deadline *d, const struct calendar *working, int64_t n, int32_t *ret)
{
    int32_t day = day_from_ms(d->start) - (d->settings.count_first_day && n > 0);

    for (int64_t walked = 0; n > 0; walked++) {
        if (walked > COUNT_MAX || day >= jalali_day_max())
            return false;
        day++;
        if (paused_on(d, day) || (working != NULL && !calendar_is_working(working, day)))
            continue;
        n--;
    }
    *ret = day;
    return true;
}

static int64_t share_of(int64_t n, int percent)
{
    return (n * percent + 99) / 100;
}

/* Warning points of a limit of `n` counted days: the beginning of the day on which the share is reached. */
static bool warn_by_days(const struct deadline *d, const struct calendar *working, int64_t n,
                         struct result *r)
{
    for (int i = 0; i < DL_WARNINGS - 1; i++) {
        int32_t day;
        if (!nth_day(d, working, share_of(n, dl_warning_percent[i]), &day))
            return false;
        r->warn[i] = day_start_ms(day);
        if (r->warn[i] < d->start)
            r->warn[i] = d->start;
    }
    return true;
}

/* Warning points by plain time between the start and the due instant. */
static void warn_by_time(const struct deadline *d, struct result *r)
{
    for (int i = 0; i < DL_WARNINGS - 1; i++)
        r->warn[i] = d->start + (r->due - d->start) / 100 * dl_warning_percent[i];
}

/* Add `span` to the start on the clock, or in working time; a pause moves on what is left at its beginning.
 */
static bool add_time(const struct deadline *d, const struct calendar *working, int64_t span, int64_t *ret)
{
    int64_t due;

    if (working == NULL)
        due = d->start + span;
    else if (!calendar_add_working_ms(working, d->start, span, &due))
        return false;
    for (size_t i = 0; i < d->n_pauses; i++) {
        const struct dl_pause *p = &d->pauses[i];
        if (p->until == 0 || p->from >= due)
            continue;
        if (working == NULL)
            due += p->until - p->from;
        else if (!calendar_add_working_ms(working, p->until, calendar_working_ms(working, p->from, due),
                                          &due))
            return false;
    }
    *ret = due;
    return true;
}

static bool compute_hours(const struct deadline *d, const struct calendar *cal, struct result *r)
{
    const struct calendar *working = effective_unit(d) == SPAN_WORKING_HOURS ? cal : NULL;
    int64_t span = d->basis.limit.n * HOUR_MS;

    for (int i = 0; i < DL_WARNINGS - 1; i++)
        if (!add_time(d, working, span / 100 * dl_warning_percent[i], &r->warn[i]))
            return false;
    return add_time(d, working, span, &r->due);
}

/* "The same working day": of a start after closing or on a day off, the next one. */
static bool compute_same_workday(const struct deadline *d, const struct calendar *cal, struct result *r)
{
    int32_t day;

    if (!calendar_on_or_after(cal, day_from_ms(d->start), &day))
        return false;
    if (calendar_closes_ms(cal, day) <= d->start && !calendar_next_working(cal, day, &day))
        return false;
    r->due = effective_unit(d) == SPAN_WORKDAY_END ? calendar_closes_ms(cal, day) : day_end_ms(day);
    warn_by_time(d, r);
    return true;
}

static bool compute_days(const struct deadline *d, const struct calendar *cal, int64_t n, struct result *r)
{
    const struct calendar *working = counts_working(effective_unit(d)) ? cal : NULL;
    int32_t day, rolled;

    if (working != NULL && n == 0)
        return compute_same_workday(d, working, r);
    if (!nth_day(d, working, n, &day) || !warn_by_days(d, working, n, r))
        return false;
    if (may_roll(d)) {
        if (!calendar_on_or_after(cal, day, &rolled))
            return false;
        r->rolled = rolled != day;
        day = rolled;
    }
    r->due = effective_unit(d) == SPAN_WORKDAY_END ? calendar_closes_ms(cal, day) : day_end_ms(day);
    return true;
}

/* A date fixed by law does not wait for anybody: pauses do not move it. */
static bool compute_date(const struct deadline *d, const struct calendar *cal, struct result *r)
{
    int32_t day = (int32_t)d->basis.limit.n, rolled = day;

    if (may_roll(d) && !calendar_on_or_after(cal, day, &rolled))
        return false;
    r->rolled = rolled != day;
    r->due = day_end_ms(rolled);
    warn_by_time(d, r);
    return r->due >= d->start;
}

static bool compute(const struct deadline *d, const struct calendar *cal, struct result *r)
{
    struct jdate start = jdate_from_ms(d->start), end;

    *r = (struct result){ .rolled = false };
    if (start.year == 0)
        return false;
    switch (effective_unit(d)) {
    case SPAN_HOURS:
    case SPAN_WORKING_HOURS:
        return compute_hours(d, cal, r);
    case SPAN_DATE:
        return compute_date(d, cal, r);
    case SPAN_MONTHS: /* in days from here on, so that pauses count alike */
        return jdate_add_months(start, d->basis.limit.n, &end) &&
               compute_days(d, cal, jdate_to_day(end) - jdate_to_day(start), r);
    case SPAN_DAYS:
    case SPAN_WORKING_DAYS:
    case SPAN_WORKDAY_END:
        return compute_days(d, cal, d->basis.limit.n, r);
    }
    return false;
}

static enum rc derive(const struct deadline *d, const struct calendar *cal, struct result *r, struct err *e)
{
    struct span limit = d->basis.limit;

    if (limit.unit != SPAN_DATE && (limit.n < 0 || limit.n > COUNT_MAX))
        return ERR(e, RC_INVALID, "limit of %lld is impossible", (long long)limit.n);
    if (limit.unit == SPAN_DATE && (limit.n < jalali_day_min() || limit.n > jalali_day_max()))
        return ERR(e, RC_INVALID, "limit: the date is outside the calendar");
    if (needs_calendar(d) && cal == NULL)
        return ERR(e, RC_INVALID, "limit in working time without a calendar");
    if (!compute(d, cal, r))
        return ERR(e, RC_INVALID, "limit leaves the calendar");
    r->warn[DL_WARNINGS - 1] = r->due + 1;
    return RC_OK;
}

/* The new result binds, except that a date once told does not move earlier. */
static enum dl_moved settle(struct deadline *d, const struct calendar *cal, const struct result *r)
{
    int64_t before = d->due, computed_before = d->computed;

    if (needs_calendar(d)) {
        d->calendar = calendar_key(cal);
        d->calendar_version = calendar_version(cal);
    } else {
        d->calendar = STR("");
        d->calendar_version = 0;
    }
    d->computed = r->due;
    d->due = r->due < d->told ? d->told : r->due;
    d->rolled = r->rolled;
    memcpy(d->warn, r->warn, sizeof(d->warn));
    d->warn[DL_WARNINGS - 1] = d->due + 1;
    if (d->due != before)
        return d->due > before ? DL_LATER : DL_EARLIER;
    return d->computed < d->due && d->computed != computed_before ? DL_HELD : DL_SAME;
}

/* ---- acts ---- */

static struct dl_basis copy_basis(struct arena *a, const struct dl_basis *b)
{
    return (struct dl_basis){ arena_str(a, b->article), arena_str(a, b->decision), arena_str(a, b->row),
                              arena_str(a, b->because), b->limit };
}

enum rc deadline_begin(struct arena *a, const struct dl_start *s, const struct calendar *cal,
                       struct deadline *ret, struct err *e)
{
    struct deadline d = { .basis = s->basis, .settings = s->settings, .start = s->start };
    struct str *events;
    struct result r = { .rolled = false };
    enum rc rc = derive(&d, cal, &r, e);

    if (rc != RC_OK)
        return rc;
    events = ARENA_ARRAY(a, struct str, s->n_may_pause == 0 ? 1 : s->n_may_pause);
    for (size_t i = 0; events != NULL && i < s->n_may_pause; i++)
        events[i] = arena_str(a, s->may_pause[i]);
    d.kind = arena_str(a, s->kind);
    d.words = (struct dl_words){ arena_str(a, s->words.subject), arena_str(a, s->words.started),
                                 arena_str(a, s->words.limit), arena_str(a, s->words.promise) };
    d.basis = copy_basis(a, &s->basis);
    d.may_pause = events;
    d.n_may_pause = s->n_may_pause;
    (void)settle(&d, cal, &r);
    d.calendar = arena_str(a, d.calendar);
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    *ret = d;
    return RC_OK;
}

static enum rc check_act(const struct deadline *d, const struct dl_act *act, struct err *e)
{
    if (str_empty(act->who) || str_empty(str_trim(act->reason)))
        return ERR(e, RC_INVALID, "who and why must be given");
    if (act->at < d->start || jdate_from_ms(act->at).year == 0)
        return ERR(e, RC_INVALID, "before the start or beyond the calendar");
    return RC_OK;
}

/* `next` is `d` as it shall become: derive it, keep the old values, and only then replace `d`. A change that
 * moves nothing is noted only when `always`. */
static enum rc change(struct arena *a, struct deadline *d, struct deadline *next, enum dl_change_kind kind,
                      bool always, const struct calendar *cal, const struct dl_act *act, enum dl_moved *moved,
                      struct err *e)
{
    struct dl_change *list;
    enum dl_moved m;
    struct result r = { .rolled = false };
    enum rc rc = derive(next, cal, &r, e);

    if (rc != RC_OK)
        return rc;
    m = settle(next, cal, &r);
    next->calendar = arena_str(a, next->calendar);
    if (always || m != DL_SAME) {
        list = ARENA_ARRAY(a, struct dl_change, d->n_changes + 1);
        if (list != NULL) {
            if (d->n_changes > 0)
                memcpy(list, d->changes, d->n_changes * sizeof(*list));
            list[d->n_changes] = (struct dl_change){
                kind,     act->at,     arena_str(a, act->who), arena_str(a, act->reason), d->due, next->due,
                d->basis, d->calendar, d->calendar_version
            };
            next->changes = list;
            next->n_changes = d->n_changes + 1;
        }
    }
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    *d = *next;
    *moved = m;
    return RC_OK;
}

enum rc deadline_reclass(struct arena *a, struct deadline *d, const struct dl_basis *basis,
                         const struct calendar *cal, const struct dl_act *act, enum dl_moved *moved,
                         struct err *e)
{
    struct deadline next = *d;
    enum rc rc = check_act(d, act, e);

    if (rc != RC_OK)
        return rc;
    if (d->met != 0)
        return ERR(e, RC_CONFLICT, "already met");
    next.basis = copy_basis(a, basis);
    return change(a, d, &next, DL_CHANGE_CLASS, true, cal, act, moved, e);
}

enum rc deadline_recalendar(struct arena *a, struct deadline *d, const struct calendar *cal,
                            const struct dl_act *act, enum dl_moved *moved, struct err *e)
{
    struct deadline next = *d;
    enum rc rc = check_act(d, act, e);

    if (rc != RC_OK)
        return rc;
    if (d->met != 0 || !needs_calendar(d)) {
        *moved = DL_SAME;
        return RC_OK;
    }
    return change(a, d, &next, DL_CHANGE_CALENDAR, false, cal, act, moved, e);
}

static const struct dl_pause *running_pause(const struct deadline *d)
{
    const struct dl_pause *last = d->n_pauses > 0 ? &d->pauses[d->n_pauses - 1] : NULL;

    return last != NULL && last->until == 0 ? last : NULL;
}

static bool lawful(const struct deadline *d, struct str event)
{
    for (size_t i = 0; i < d->n_may_pause; i++)
        if (str_eq(d->may_pause[i], event))
            return true;
    return false;
}

/* A new list with room for one more pause, or with the last one open to change; NULL when the arena is full.
 */
static struct dl_pause *copy_pauses(struct arena *a, const struct deadline *d)
{
    struct dl_pause *list = ARENA_ARRAY(a, struct dl_pause, d->n_pauses + 1);

    if (list != NULL && d->n_pauses > 0)
        memcpy(list, d->pauses, d->n_pauses * sizeof(*list));
    return list;
}

enum rc deadline_pause(struct arena *a, struct deadline *d, struct str event, const struct dl_act *act,
                       struct err *e)
{
    struct dl_pause *list;
    enum rc rc = check_act(d, act, e);

    if (rc != RC_OK)
        return rc;
    if (!lawful(d, event))
        return ERR(e, RC_DENIED, "'%.*s' may not stop this clock", STR_ARG(event));
    if (d->met != 0 || running_pause(d) != NULL || act->at > d->due)
        return ERR(e, RC_CONFLICT, "the clock is not running");
    if (d->n_pauses > 0 && act->at < d->pauses[d->n_pauses - 1].until)
        return ERR(e, RC_INVALID, "before the end of the last pause");
    list = copy_pauses(a, d);
    if (list != NULL)
        list[d->n_pauses] = (struct dl_pause){ .from = act->at,
                                               .event = arena_str(a, event),
                                               .reason = arena_str(a, act->reason),
                                               .who = arena_str(a, act->who) };
    rc = arena_check(a, e);
    if (rc != RC_OK)
        return rc;
    d->pauses = list;
    d->n_pauses++;
    return RC_OK;
}

enum rc deadline_resume(struct arena *a, struct deadline *d, const struct calendar *cal,
                        const struct dl_act *act, enum dl_moved *moved, struct err *e)
{
    struct deadline next = *d;
    struct dl_pause *list;
    enum rc rc = check_act(d, act, e);

    if (rc != RC_OK)
        return rc;
    if (d->met != 0 || running_pause(d) == NULL)
        return ERR(e, RC_CONFLICT, "the clock is not stopped");
    if (act->at <= running_pause(d)->from)
        return ERR(e, RC_INVALID, "before the clock was stopped");
    list = copy_pauses(a, d);
    if (list == NULL)
        return arena_check(a, e);
    list[d->n_pauses - 1].until = act->at;
    next.pauses = list;
    return change(a, d, &next, DL_CHANGE_PAUSE, false, cal, act, moved, e);
}

void deadline_told(struct deadline *d)
{
    if (d->due > d->told)
        d->told = d->due;
}

enum rc deadline_meet(struct deadline *d, int64_t at, struct err *e)
{
    if (d->met != 0)
        return ERR(e, RC_CONFLICT, "already met");
    if (at < d->start || jdate_from_ms(at).year == 0)
        return ERR(e, RC_INVALID, "before the start or beyond the calendar");
    d->met = at;
    return RC_OK;
}

/* ---- questions ---- */

enum dl_state deadline_state(const struct deadline *d, int64_t now)
{
    if (d->met != 0)
        return d->met <= d->due ? DL_MET_ON_TIME : DL_MET_LATE;
    if (running_pause(d) != NULL)
        return DL_PAUSED;
    if (now > d->due)
        return DL_LATE;
    return now >= d->warn[0] ? DL_DUE_SOON : DL_RUNNING;
}

struct str dl_state_key(enum dl_state s)
{
    static const struct str keys[] = { STR_INIT("running"), STR_INIT("due_soon"),    STR_INIT("late"),
                                       STR_INIT("paused"),  STR_INIT("met_on_time"), STR_INIT("met_late") };

    return (unsigned)s < ARRAY_LEN(keys) ? keys[s] : STR_NONE;
}

/* The instant that counts as now: a stopped or met clock stands still. */
static int64_t standing_at(const struct deadline *d, int64_t now)
{
    if (d->met != 0)
        return d->met;
    return running_pause(d) != NULL && running_pause(d)->from < now ? running_pause(d)->from : now;
}

int64_t deadline_days_left(const struct deadline *d, int64_t now)
{
    return (int64_t)day_from_ms(d->due) - day_from_ms(standing_at(d, now));
}

int deadline_warned(const struct deadline *d, int64_t now)
{
    int n = 0;

    now = standing_at(d, now);
    for (int i = 0; i < DL_WARNINGS; i++)
        n += now >= d->warn[i];
    return n;
}
