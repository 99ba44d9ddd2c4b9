/*
 * report.c - running a report of a package: which cases count, grouped how, measured how.
 *
 * The cases are read in parts, each into an arena of its own that is emptied after it, so that a report over
 * many cases needs little memory. Expressions are FEEL over `case` and the variables of its processes.
 *
 * Not here: the board (report_board.c).
 */
#include "app/report.h"
#include "app/flow.h"
#include "app/tray.h"

#define PART 200
#define SCRATCH_BYTES ((size_t)32 << 20)

/* ---- finding reports ---- */

static bool is_report(struct str path)
{
    return str_starts(path, STR("reports/")) && str_ends(path, STR(".json"));
}

static enum rc reports_of(struct cx *cx, const struct package *pkg, struct report_defs *ret, size_t room,
                          struct err *e)
{
    for (size_t i = 0; i < pkg->n_files && ret->n < room; i++) {
        struct report_def d = { .pkg = pkg };
        enum rc rc;

        if (!is_report(pkg->files[i].path))
            continue;
        rc = json_parse(cx->a, pkg->files[i].content, &d.def, e);
        if (rc != RC_OK)
            return err_wrap(e, "%.*s", STR_ARG(pkg->files[i].path));
        d.key = arena_fmt(cx->a, "%.*s.%.*s", STR_ARG(pkg->key), STR_ARG(json_text_of(d.def, "key")));
        d.title = package_text(pkg, json_text_of(d.def, "title"));
        ret->v[ret->n++] = d;
    }
    return RC_OK;
}

enum rc report_list_get(struct cx *cx, struct report_defs *ret, struct err *e)
{
    struct package_list all = { 0 };
    size_t room = 0;
    enum rc rc = catalogue_all(cx, &all, e);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < all.v[i]->n_files; k++)
            room += is_report(all.v[i]->files[k].path);
    *ret = (struct report_defs){ ARENA_ARRAY(cx->a, struct report_def, room), 0 };
    if (ret->v == NULL && room > 0)
        return arena_check(cx->a, e);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (all.v[i]->is_case)
            rc = reports_of(cx, all.v[i], ret, room, e);
    return rc;
}

enum rc report_find(struct cx *cx, struct str key, struct report_def *ret, struct err *e)
{
    struct report_defs list = { 0 };
    enum rc rc = report_list_get(cx, &list, e);

    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (str_eq(list.v[i].key, key)) {
            *ret = list.v[i];
            return RC_OK;
        }
    return rc == RC_OK ? ERR(e, RC_NOT_FOUND, "no report '%.*s'", STR_ARG(key)) : rc;
}

struct jperiod report_default_period(const struct report_def *def, int64_t now)
{
    struct str how = json_text_of(json_get(def->def, "period"), "default");
    struct jdate today = jdate_from_ms(now);
    struct jperiod p = { today, today };
    bool fine = true;

    if (str_eq_c(how, "year"))
        fine = jperiod_year(today.year, &p);
    else if (str_eq_c(how, "month"))
        fine = jperiod_month(today.year, today.month, &p);
    else if (!str_eq_c(how, "day"))
        fine = jperiod_quarter(today.year, jdate_quarter(today), &p);
    return fine ? p : (struct jperiod){ today, today };
}

/* ---- what is being made ---- */

struct tally {
    int64_t hits; /* cases that `where` holds of */
    VEC(int64_t) values;
};
struct made_row {
    struct str key;
    int64_t cases;
    struct tally *tallies;
};
struct made_group {
    const struct json *def; /* NULL: the months */
    struct str path;
    VEC(struct made_row) rows;
};
struct running {
    struct cx *cx;
    const struct report_def *def;
    struct jperiod period;
    struct report *ret;
    const struct feel_expr *cases, *list_where;
    const struct feel_expr **where; /* one a measure; NULL: all */
    struct str *of;                 /* path or key of another measure */
    struct made_group total, months, *groups;
    struct str date_path;
    struct case_names names;
    struct case_column *columns;
    size_t list_n;
};

static enum rc compile(struct cx *cx, struct str text, const struct feel_expr **ret, struct err *e)
{
    *ret = NULL;
    text = str_trim(text);
    if (text.len == 0)
        return RC_OK;
    if (text.p[0] == '=')
        text = str_from(text, 1);
    return feel_compile(cx->a, text, NULL, ret, e);
}

static enum measure_kind kind_of(struct str s)
{
    if (str_eq_c(s, "share"))
        return MEASURE_SHARE;
    if (str_eq_c(s, "mean"))
        return MEASURE_MEAN;
    return str_eq_c(s, "median") ? MEASURE_MEDIAN : MEASURE_COUNT;
}

static enum rc prepare_measures(struct running *r, struct err *e)
{
    const struct json *list = json_get(r->def->def, "measures");
    struct arena *a = r->cx->a;
    size_t n = list == NULL ? 0 : list->n;
    enum rc rc = RC_OK;

    r->ret->measures = ARENA_ARRAY(a, struct report_measure, n);
    r->where = ARENA_ARRAY(a, const struct feel_expr *, n);
    r->of = ARENA_ARRAY(a, struct str, n);
    if (arena_failed(a))
        return arena_check(a, e);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        const struct json *m = json_at(list, i);

        r->ret->measures[i] = (struct report_measure){ json_text_of(m, "key"),
                                                       package_text(r->def->pkg, json_text_of(m, "title")),
                                                       kind_of(json_text_of(m, "measure")) };
        r->of[i] = json_text_of(m, "of");
        rc = compile(r->cx, json_text_of(m, "where"), &r->where[i], e);
    }
    r->ret->n_measures = n;
    return rc;
}

static enum rc prepare_list(struct running *r, struct err *e)
{
    const struct json *list = json_get(r->def->def, "list"), *columns = json_get(list, "columns");
    struct report *out = r->ret;
    struct arena *a = r->cx->a;
    size_t n = columns == NULL ? 0 : columns->n;

    if (n == 0)
        return RC_OK;
    out->list_title = package_text(r->def->pkg, json_text_of(list, "title"));
    out->columns = ARENA_ARRAY(a, struct table_column, n);
    r->columns = ARENA_ARRAY(a, struct case_column, n);
    out->cells = ARENA_ARRAY(a, struct table_cell, n * REPORT_LIST_MAX);
    out->codes = ARENA_ARRAY(a, struct str, REPORT_LIST_MAX);
    if (arena_failed(a))
        return arena_check(a, e);
    for (size_t i = 0; i < n; i++) {
        r->columns[i] = case_column_of(r->def->pkg, json_at(columns, i));
        out->columns[i] = r->columns[i].head;
    }
    out->n_columns = n;
    return compile(r->cx, json_text_of(list, "where"), &r->list_where, e);
}

static enum rc prepare(struct running *r, struct err *e)
{
    const struct json *groups = json_get(r->def->def, "group_by");
    size_t n = groups == NULL ? 0 : groups->n;
    enum rc rc = compile(r->cx, json_text_of(r->def->def, "cases"), &r->cases, e);

    r->date_path = json_text_of(json_get(r->def->def, "period"), "value");
    r->groups = ARENA_ARRAY(r->cx->a, struct made_group, n);
    if (r->groups == NULL && n > 0)
        return arena_check(r->cx->a, e);
    for (size_t i = 0; i < n; i++) {
        r->groups[i].def = json_at(groups, i);
        r->groups[i].path = json_text_of(r->groups[i].def, "value");
    }
    r->ret->n_groups = n;
    if (rc == RC_OK)
        rc = prepare_measures(r, e);
    return rc == RC_OK ? prepare_list(r, e) : rc;
}

/* ---- one case ---- */

static bool holds(const struct running *r, const struct feel_expr *x, struct case_values *v)
{
    struct feel_env env = {
        .lookup = case_values_lookup, .self = v, .now_ms = r->cx->now_ms, .zone = STR("Asia/Tehran")
    };
    const struct feel_value *ret = NULL;

    return x == NULL || (feel_eval(x, &env, v->cx->a, &ret, NULL) == RC_OK && feel_is_true(ret));
}

static struct made_row *row_of(struct running *r, struct made_group *g, struct str key)
{
    struct made_row row = { 0 };

    for (size_t i = 0; i < g->rows.n; i++)
        if (str_eq(g->rows.v[i].key, key))
            return &g->rows.v[i];
    row.key = arena_str(r->cx->a, key);
    row.tallies = ARENA_ARRAY(r->cx->a, struct tally, r->ret->n_measures);
    if (row.tallies == NULL || !VEC_PUSH(r->cx->a, &g->rows, row))
        return NULL;
    return &g->rows.v[g->rows.n - 1];
}

static bool count_in(struct running *r, struct made_group *g, struct str key, const bool *hits,
                     const int64_t *values, const bool *has_value)
{
    struct made_row *row = row_of(r, g, key);

    if (row == NULL)
        return false;
    row->cases++;
    for (size_t i = 0; i < r->ret->n_measures; i++) {
        row->tallies[i].hits += hits[i];
        if (hits[i] && has_value[i] && !VEC_PUSH(r->cx->a, &row->tallies[i].values, values[i]))
            return false;
    }
    return true;
}

static struct str key_at(struct running *r UNUSED, struct case_values *v, struct str path)
{
    const struct feel_value *x = case_value_at(v, path);

    return feel_is_null(x) ? STR_NONE : feel_to_string(v->cx->a, x);
}

static struct str month_of(struct case_values *v, struct str path)
{
    int32_t day;
    struct jdate d;

    if (!iso_parse_day(str_sub(feel_text(case_value_at(v, path)), 0, 10), &day))
        return STR_NONE;
    d = jdate_from_day(day);
    return arena_fmt(v->cx->a, "%04d-%02d", d.year, d.month);
}

static enum rc add_to_list(struct running *r, struct case_values *v, struct err *e)
{
    struct report *out = r->ret;
    struct table_cell *row = out->cells + out->n_rows * out->n_columns;

    if (out->n_rows == REPORT_LIST_MAX) {
        out->cut = true;
        return RC_OK;
    }
    for (size_t i = 0; i < out->n_columns; i++) {
        row[i] = case_cell(r->def->pkg, &r->columns[i], v);
        row[i].text = arena_str(r->cx->a, row[i].text); /* out of the part's arena */
    }
    out->codes[out->n_rows++] = arena_str(r->cx->a, v->c->tracking_code);
    return arena_check(r->cx->a, e);
}

#define MEASURES_MAX 32u

static enum rc one_case(struct running *r, struct case_values *v, struct err *e)
{
    bool hits[MEASURES_MAX] = { false }, has_value[MEASURES_MAX] = { false };
    int64_t values[MEASURES_MAX] = { 0 };
    bool fine = true;

    if (!holds(r, r->cases, v))
        return RC_OK;
    r->ret->cases++;
    for (size_t i = 0; i < r->ret->n_measures; i++) {
        enum measure_kind k = r->ret->measures[i].kind;

        hits[i] = holds(r, r->where[i], v);
        if (hits[i] && (k == MEASURE_MEAN || k == MEASURE_MEDIAN))
            has_value[i] = feel_to_i64(case_value_at(v, r->of[i]), &values[i]);
    }
    fine = count_in(r, &r->total, STR(""), hits, values, has_value) &&
           count_in(r, &r->months, month_of(v, r->date_path), hits, values, has_value);
    for (size_t i = 0; fine && i < r->ret->n_groups; i++)
        fine = count_in(r, &r->groups[i], key_at(r, v, r->groups[i].path), hits, values, has_value);
    if (!fine)
        return arena_check(r->cx->a, e);
    return r->columns != NULL && holds(r, r->list_where, v) ? add_to_list(r, v, e) : RC_OK;
}

static enum rc one_part(struct running *r, struct arena *scratch, const struct case_filter *f, size_t *n,
                        struct err *e)
{
    struct cx part = *r->cx;
    struct case_list list = { 0 };
    enum rc rc;

    part.a = scratch;
    rc = case_list(part.tx, part.a, f, &list, e);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++) {
        struct case_values v = { .cx = &part, .names = &r->names, .c = &list.v[i] };

        rc = one_case(r, &v, e);
    }
    *n = list.n;
    return rc == RC_OK ? arena_check(scratch, e) : rc;
}

/* Oldest first and by offset: one snapshot, so nothing moves meanwhile. */
static enum rc walk(struct running *r, struct err *e)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(SCRATCH_BYTES);
    struct case_filter f = { .process_key = r->def->pkg->key, .order = CASES_OLDEST, .limit = PART };
    size_t n = 0;
    enum rc rc;

    if (scratch == NULL)
        return ERR(e, RC_LIMIT, "no memory for a report");
    tray_sight(r->cx, &f);
    f.from = jdate_start_ms(r->period.first);
    f.until = jdate_end_ms(r->period.last) + 1;
    do {
        arena_clear(scratch);
        rc = one_part(r, scratch, &f, &n, e);
        f.offset += PART;
    } while (rc == RC_OK && n == PART);
    return rc;
}

/* ---- from tallies to values ---- */

static int by_size(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return a < b ? -1 : a > b;
}

static const struct tally *tally_of(const struct running *r, const struct made_row *row, struct str key)
{
    for (size_t i = 0; i < r->ret->n_measures; i++)
        if (str_eq(r->ret->measures[i].key, key))
            return &row->tallies[i];
    return NULL;
}

static struct report_value value_of(const struct running *r, const struct made_row *row, size_t i)
{
    const struct tally *t = &row->tallies[i], *whole;
    struct report_value v = { .n = t->hits };
    int64_t sum = 0;

    switch (r->ret->measures[i].kind) {
    case MEASURE_COUNT:
        return v;
    case MEASURE_SHARE:
        whole = tally_of(r, row, r->of[i]);
        v.empty = whole == NULL || whole->hits == 0;
        v.n = v.empty ? 0 : (t->hits * 10000 + whole->hits / 2) / whole->hits;
        return v;
    case MEASURE_MEAN:
        for (size_t k = 0; k < t->values.n; k++)
            sum += t->values.v[k];
        v.empty = t->values.n == 0;
        v.n = v.empty ? 0 : sum * 10 / (int64_t)t->values.n;
        return v;
    case MEASURE_MEDIAN:
        break;
    }
    v.empty = t->values.n == 0;
    if (v.empty)
        return v;
    qsort(t->values.v, t->values.n, sizeof(*t->values.v), by_size);
    v.n = t->values.n % 2 != 0 ? t->values.v[t->values.n / 2] * 10
                               : (t->values.v[t->values.n / 2 - 1] + t->values.v[t->values.n / 2]) * 5;
    return v;
}

static bool finish_row(const struct running *r, const struct made_row *row, struct report_row *ret)
{
    *ret = (struct report_row){ .key = row->key,
                                .cases = row->cases,
                                .values = ARENA_ARRAY(r->cx->a, struct report_value, r->ret->n_measures) };
    for (size_t i = 0; ret->values != NULL && i < r->ret->n_measures; i++)
        ret->values[i] = value_of(r, row, i);
    return ret->values != NULL || r->ret->n_measures == 0;
}

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const struct report_row *)x)->key, ((const struct report_row *)y)->key);
}

static enum rc finish_group(const struct running *r, const struct made_group *g, struct report_group *ret,
                            struct err *e)
{
    struct arena *a = r->cx->a;

    ret->key = json_text_of(g->def, "key");
    ret->title = g->def == NULL ? STR_NONE : package_text(r->def->pkg, json_text_of(g->def, "title"));
    ret->rows = ARENA_ARRAY(a, struct report_row, g->rows.n);
    for (size_t i = 0; ret->rows != NULL && i < g->rows.n; i++) {
        struct report_row *row = &ret->rows[ret->n++];

        if (!finish_row(r, &g->rows.v[i], row))
            return arena_check(a, e);
        row->title = g->def == NULL ? row->key : case_word(r->cx, r->def->pkg, g->path, row->key);
    }
    if (ret->n > 1)
        qsort(ret->rows, ret->n, sizeof(*ret->rows), by_key);
    return arena_check(a, e);
}

static enum rc finish(struct running *r, struct err *e)
{
    struct report *out = r->ret;
    struct report_group total = { 0 };
    enum rc rc;

    out->groups = ARENA_ARRAY(r->cx->a, struct report_group, out->n_groups);
    if (out->groups == NULL && out->n_groups > 0)
        return arena_check(r->cx->a, e);
    rc = finish_group(r, &r->total, &total, e);
    if (rc == RC_OK)
        rc = finish_group(r, &r->months, &out->months, e);
    for (size_t i = 0; rc == RC_OK && i < out->n_groups; i++)
        rc = finish_group(r, &r->groups[i], &out->groups[i], e);
    if (rc != RC_OK)
        return rc;
    if (total.n > 0)
        out->total = total.rows[0];
    else
        out->total.values = ARENA_ARRAY(r->cx->a, struct report_value, out->n_measures);
    for (size_t i = 0; total.n == 0 && out->total.values != NULL && i < out->n_measures; i++)
        out->total.values[i].empty = out->measures[i].kind != MEASURE_COUNT;
    return arena_check(r->cx->a, e);
}

enum rc report_run(struct cx *cx, const struct report_def *def, struct jperiod period, struct report *ret,
                   struct err *e)
{
    struct running r = { .cx = cx, .def = def, .period = period, .ret = ret, .names = { .cx = cx } };
    enum rc rc;

    *ret = (struct report){ 0 };
    rc = prepare(&r, e);
    if (rc == RC_OK && ret->n_measures > MEASURES_MAX)
        rc = ERR(e, RC_INVALID, "report '%.*s' has more than %u measures", STR_ARG(def->key), MEASURES_MAX);
    if (rc == RC_OK)
        rc = walk(&r, e);
    return rc == RC_OK ? finish(&r, e) : rc;
}
