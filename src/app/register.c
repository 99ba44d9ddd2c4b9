/*
 * register.c - the indicator register, and registers of cases.
 */
#include "app/register.h"
#include "app/flow.h"
#include "app/office.h"
#include "app/sight.h"
#include "app/tray.h"

/* ---- the indicator register ---- */

static enum rc units_with_series(struct cx *cx, struct unit_list *ret, struct err *e)
{
    struct series_list all = { 0 };
    VEC(struct unit_rec) v = { 0 };
    enum rc rc = indicator_series(cx->tx, cx->a, 0, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        struct unit_rec u;
        bool again = false;

        for (size_t k = 0; k < v.n; k++)
            again = again || v.v[k].id == all.v[i].unit_id;
        if (again)
            continue;
        rc = unit_by_id(cx->tx, cx->a, all.v[i].unit_id, &u, e);
        if (rc == RC_OK && actor_sees_unit(cx->actor, u.path) && !VEC_PUSH(cx->a, &v, u))
            rc = arena_check(cx->a, e);
    }
    *ret = (struct unit_list){ v.v, v.n };
    return rc;
}

static enum rc chosen_unit(struct cx *cx, struct str code, struct indicator *ret, struct err *e)
{
    enum rc rc;

    if (code.len == 0) {
        rc = unit_by_id(cx->tx, cx->a, cx->actor->unit_id, &ret->unit, e);
        for (size_t i = 0; i < ret->units.n; i++)
            if (ret->units.v[i].id == cx->actor->unit_id)
                return rc;
        if (rc == RC_OK && ret->units.n > 0) /* the own unit has no register: the first that has one */
            ret->unit = ret->units.v[0];
        return rc;
    }
    rc = unit_by_code(cx->tx, cx->a, code, &ret->unit, e);
    if (rc == RC_OK && !actor_sees_unit(cx->actor, ret->unit.path))
        rc = ERR(e, RC_NOT_FOUND, "no such unit for this asker");
    return rc;
}

enum rc indicator_get(struct cx *cx, const struct indicator_query *q, struct indicator *ret, struct err *e)
{
    struct series_list series = { 0 };
    enum rc rc;

    *ret = (struct indicator){ 0 };
    rc = units_with_series(cx, &ret->units, e);
    if (rc == RC_OK)
        rc = chosen_unit(cx, q->unit, ret, e);
    if (rc == RC_OK)
        rc = indicator_series(cx->tx, cx->a, ret->unit.id, &series, e);
    if (rc != RC_OK)
        return rc;
    if (series.n > 0) {
        ret->year = series.v[0].year;
        ret->last = series.v[0].last;
    }
    return letter_register(cx->tx, cx->a, ret->unit.id, q->from_day, q->until_day, q->limit, q->offset,
                           &ret->letters, e);
}

enum rc indicator_entry(struct cx *cx, int64_t letter_id, struct letter_rec *ret, struct err *e)
{
    struct unit_rec u;
    enum rc rc = letter_by_id(cx->tx, cx->a, letter_id, ret, e);

    if (rc == RC_OK && ret->number == 0)
        rc = ERR(e, RC_NOT_FOUND, "the letter has no number");
    if (rc == RC_OK)
        rc = unit_by_id(cx->tx, cx->a, ret->unit_id, &u, e);
    if (rc == RC_OK && !actor_sees_unit(cx->actor, u.path))
        rc = ERR(e, RC_NOT_FOUND, "no such number for this asker");
    return rc;
}

static struct str void_data(struct cx *cx, const struct letter_rec *l, struct str reason)
{
    struct json_text t;

    json_text_begin(&t, '{');
    json_member_int(&t.o, "letter", l->id);
    json_member_int(&t.o, "year", l->year);
    json_member_int(&t.o, "number", l->number);
    json_member_str(&t.o, "reason", reason);
    return json_text_end(&t, cx->a, '}');
}

/* In the ledger of its case, when the letter belongs to one. */
static enum rc note_in_case(struct cx *cx, const struct letter_rec *l, struct str reason, struct err *e)
{
    struct flow *f = NULL;
    enum rc rc;

    if (l->case_id == 0)
        return RC_OK;
    rc = flow_open(cx, l->case_id, &f, e);
    if (rc == RC_OK)
        rc = flow_note(f, "voided", false, void_data(cx, l, reason), e);
    return rc == RC_OK ? flow_close(f, e) : rc;
}

enum rc indicator_void(struct cx *cx, int64_t letter_id, int64_t version, struct str reason, struct err *e)
{
    struct letter_rec l;
    enum rc rc = indicator_entry(cx, letter_id, &l, e);

    if (rc != RC_OK)
        return rc;
    if (reason.len == 0)
        return ERR(e, RC_INVALID, "a number is not voided without a reason");
    if (!(cx->actor->rights & RIGHT_REGISTER) && cx->actor->kind != ACTOR_SYSTEM)
        return ERR(e, RC_DENIED, "only who registers may void a number");
    if (l.version != version || str_eq_c(l.state, "voided"))
        return ERR(e, RC_CONFLICT, "number %lld/%lld was changed in between", (long long)l.year,
                   (long long)l.number);
    l.state = STR("voided");
    l.void_reason = reason;
    rc = letter_update(cx->tx, &l, e);
    if (rc == RC_OK)
        rc = note_in_case(cx, &l, reason, e);
    if (rc == RC_OK)
        rc = office_audit(cx, "indicator.void",
                          arena_fmt(cx->a, "%lld/%lld", (long long)l.year, (long long)l.number),
                          void_data(cx, &l, reason), e);
    return rc;
}

/* ---- registers of cases ---- */

enum rc register_list_get(struct cx *cx, struct register_list *ret, struct err *e)
{
    struct package_list all = { 0 };
    VEC(struct register_def) v = { 0 };
    enum rc rc = catalogue_all(cx, &all, e);

    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        const struct json *layout = all.v[i]->register_layout;
        struct register_def d = { .pkg = all.v[i], .layout = layout };

        if (layout == NULL || !all.v[i]->is_case)
            continue;
        d.key = json_text_of(layout, "key");
        d.title = package_text(all.v[i], json_text_of(layout, "title"));
        if (!VEC_PUSH(cx->a, &v, d))
            rc = arena_check(cx->a, e);
    }
    *ret = (struct register_list){ v.v, v.n };
    return rc;
}

enum rc register_find(struct cx *cx, struct str key, struct register_def *ret, struct err *e)
{
    struct register_list list = { 0 };
    enum rc rc = register_list_get(cx, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].key, key)) {
            *ret = list.v[i];
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no register '%.*s'", STR_ARG(key)) : rc;
}

/* False when a code names nothing: then there are no rows. */
static bool codes_to_ids(struct cx *cx, const struct register_query *q, struct case_filter *f)
{
    struct unit_rec u;
    struct post_rec p;

    if (q->respondent_unit.len > 0) {
        if (unit_by_code(cx->tx, cx->a, q->respondent_unit, &u, NULL) != RC_OK)
            return false;
        f->respondent_unit_id = u.id;
    }
    if (q->expert.len > 0) {
        if (post_by_code(cx->tx, cx->a, q->expert, cx->now_ms, &p, NULL) != RC_OK)
            return false;
        f->expert_post_id = p.id;
    }
    if (q->words.len > 0) {
        f->words = tray_words(cx->a, q->words);
        return f->words.len > 0;
    }
    return true;
}

static enum rc list_cases(struct cx *cx, const struct register_def *def, const struct register_query *q,
                          struct case_list *ret, struct err *e)
{
    struct case_filter f = { .process_key = def->pkg->key,
                             .state = q->state,
                             .cls = q->cls,
                             .channel = q->channel,
                             .county = q->county,
                             .from = q->from,
                             .until = q->until,
                             .late_only = q->late_only,
                             .order = q->oldest_first ? CASES_OLDEST : CASES_NEWEST,
                             .limit = q->limit,
                             .offset = q->offset };

    tray_sight(cx, &f);
    *ret = (struct case_list){ 0 };
    return codes_to_ids(cx, q, &f) ? case_list(cx->tx, cx->a, &f, ret, e) : RC_OK;
}

/* A case with all that was said in it is some twenty kilobytes, its row a few hundred bytes: cases are read
 * in batches, each in memory that the next one uses again. */
#define BATCH 50
#define BATCH_BUDGET ((size_t)16 << 20)

struct reading {
    struct cx *cx; /* its arena has the rows */
    const struct register_def *def;
    const struct case_column *cols;
    struct case_names names;
    struct register_rows *ret;
};

static enum rc make_rows(struct reading *r, struct cx *brief, const struct case_list *list, struct err *e)
{
    struct arena *a = r->cx->a;
    size_t n = r->ret->n_columns;

    for (size_t i = 0; i < list->n; i++) {
        struct case_values v = { .cx = brief, .names = &r->names, .c = &list->v[i] };
        struct table_cell *row = r->ret->cells + r->ret->n_rows * n;

        r->ret->codes[r->ret->n_rows++] = arena_str(a, list->v[i].tracking_code);
        for (size_t k = 0; k < n; k++) {
            row[k] = case_cell(r->def->pkg, &r->cols[k], &v);
            row[k].text = arena_str(a, row[k].text);
        }
    }
    return arena_failed(brief->a) ? arena_check(brief->a, e) : arena_check(a, e);
}

/* The columns, and room for as many rows as there are. */
static enum rc make_room(struct reading *r, const struct register_query *q, int64_t total, struct err *e)
{
    const struct json *columns = json_get(r->def->layout, "columns");
    struct arena *a = r->cx->a;
    size_t n = columns == NULL ? 0 : columns->n, rows;
    struct case_column *cols = ARENA_ARRAY(a, struct case_column, n);

    rows = total <= q->offset ? 0 : (size_t)(total - q->offset < q->limit ? total - q->offset : q->limit);
    *r->ret = (struct register_rows){ .columns = ARENA_ARRAY(a, struct table_column, n),
                                      .n_columns = n,
                                      .cells = ARENA_ARRAY(a, struct table_cell, n * rows),
                                      .codes = ARENA_ARRAY(a, struct str, rows),
                                      .total = total };
    for (size_t k = 0; k < n && !arena_failed(a); k++) {
        cols[k] = case_column_of(r->def->pkg, json_at(columns, k));
        r->ret->columns[k] = cols[k].head;
    }
    r->cols = cols;
    return arena_check(a, e);
}

enum rc register_rows_get(struct cx *cx, const struct register_def *def, const struct register_query *q,
                          struct register_rows *ret, struct err *e)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(BATCH_BUDGET);
    struct reading r = { .cx = cx, .def = def, .names = { .cx = cx }, .ret = ret };
    struct register_query part = *q;
    struct cx brief = *cx;
    int64_t left = q->limit;
    bool more = true;
    enum rc rc = RC_OK;

    if (scratch == NULL)
        return ERR(e, RC_LIMIT, "no memory for a register");
    brief.a = scratch;
    for (bool first = true; rc == RC_OK && more; first = false) {
        struct case_list list = { 0 };

        part.limit = left < BATCH ? left : BATCH;
        rc = list_cases(&brief, def, &part, &list, e);
        if (rc == RC_OK && first)
            rc = make_room(&r, q, list.total, e);
        if (rc == RC_OK)
            rc = make_rows(&r, &brief, &list, e);
        part.offset += (int64_t)list.n;
        left -= (int64_t)list.n;
        more = left > 0 && list.n == BATCH && part.offset < ret->total;
        arena_clear(scratch);
    }
    return rc;
}
