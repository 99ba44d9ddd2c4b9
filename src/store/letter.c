/*
 * letter.c - letters and the indicator register.
 */
#include "port/case.h"
#include "store/read.h"

static void read_letter(struct db_rows *r, struct arena *a, struct letter_rec *l)
{
    l->id = row_int(r);
    l->case_id = row_int_or(r, 0);
    l->unit_id = row_int(r);
    l->year = row_int_or(r, 0);
    l->number = row_int_or(r, 0);
    l->day = row_int(r);
    l->made_at = row_int(r);
    l->direction = row_text(r, a);
    l->template = row_text(r, a);
    l->sender = row_text(r, a);
    l->addressee = row_text(r, a);
    l->addressee_unit_id = row_int_or(r, 0);
    l->to_applicant = row_bool(r);
    l->subject = row_text(r, a);
    l->data = row_text(r, a);
    l->other_number = row_text(r, a);
    l->other_date = row_text(r, a);
    l->urgency = row_text(r, a);
    l->confidential = row_bool(r);
    l->attachments = row_int(r);
    l->reply_to = row_int_or(r, 0);
    l->state = row_text(r, a);
    l->signed_by_post = row_int_or(r, 0);
    l->signed_by = row_int_or(r, 0);
    l->signed_at = row_int_or(r, 0);
    l->made_by_post = row_int_or(r, 0);
    l->made_by = row_int_or(r, 0);
    l->void_reason = row_text(r, a);
    l->version = row_int(r);
    l->tracking_code = row_text(r, a);
}

enum rc indicator_line(struct tx *tx, int64_t unit_id, int64_t year, struct err *e)
{
    return db_in_line(tx, ((uint64_t)unit_id ^ (uint64_t)year) * 0x9e3779b97f4a7c15u >> 32, e);
}

enum rc indicator_next(struct tx *tx, int64_t unit_id, int64_t year, int64_t *ret, struct err *e)
{
    enum rc rc = indicator_line(tx, unit_id, year, e);

    if (rc != RC_OK)
        return rc;
    READ_ONE(tx, NULL, INDICATOR_NEXT, DB_ARGS(db_int(unit_id), db_int(year)), int64_t, read_int, ret, e);
}

enum rc indicator_peek(struct tx *tx, int64_t unit_id, int64_t year, int64_t *ret, struct err *e)
{
    enum rc rc = indicator_line(tx, unit_id, year, e);

    if (rc != RC_OK)
        return rc;
    READ_ONE(tx, NULL, INDICATOR_PEEK, DB_ARGS(db_int(unit_id), db_int(year)), int64_t, read_int, ret, e);
}

static void read_gap(struct db_rows *r, struct arena *a UNUSED, struct series_gap *g)
{
    g->unit_id = row_int(r);
    g->year = row_int(r);
    g->last = row_int(r);
    g->count = row_int(r);
}

struct gap_list {
    struct series_gap *v;
    size_t n;
};

static enum rc gaps(struct tx *tx, struct arena *a, struct gap_list *ret, struct err *e)
{
    READ_LIST(tx, a, INDICATOR_GAPS, DB_NO_ARGS, struct series_gap, read_gap, ret, e);
}

enum rc indicator_gaps(struct tx *tx, struct arena *a, struct series_gap **ret, size_t *n, struct err *e)
{
    struct gap_list list = { 0 };
    enum rc rc = gaps(tx, a, &list, e);

    *ret = list.v;
    *n = list.n;
    return rc;
}

enum rc letter_insert(struct tx *tx, const struct letter_rec *l, struct err *e)
{
    return db_exec(tx, LETTER_INSERT,
                   DB_ARGS(db_int(l->id), db_int_or_null(l->case_id), db_int(l->unit_id),
                           db_int_or_null(l->year), db_int_or_null(l->number), db_int(l->day),
                           db_int(l->made_at), db_text(l->direction), db_text(l->template),
                           db_text(l->sender), db_text(l->addressee), db_int_or_null(l->addressee_unit_id),
                           db_bool(l->to_applicant), db_text(l->subject), db_text(l->data),
                           db_text(l->other_number), db_text(l->other_date), db_text(l->urgency),
                           db_bool(l->confidential), db_int(l->attachments), db_int_or_null(l->reply_to),
                           db_text(l->state), db_int_or_null(l->signed_by_post), db_int_or_null(l->signed_by),
                           db_int_or_null(l->signed_at), db_int_or_null(l->made_by_post),
                           db_int_or_null(l->made_by), db_text(l->void_reason), db_int(1)),
                   NULL, e);
}

enum rc letter_update(struct tx *tx, const struct letter_rec *l, struct err *e)
{
    return db_exec_one(tx, LETTER_UPDATE,
                       DB_ARGS(db_int(l->id), db_text(l->state), db_int(l->attachments),
                               db_text(l->other_number), db_text(l->other_date),
                               db_int_or_null(l->signed_by_post), db_int_or_null(l->signed_by),
                               db_int_or_null(l->signed_at), db_text(l->void_reason), db_text(l->urgency),
                               db_int(l->version)),
                       e);
}

enum rc letter_by_id(struct tx *tx, struct arena *a, int64_t id, struct letter_rec *ret, struct err *e)
{
    READ_ONE(tx, a, LETTER_BY_ID, DB_ARGS(db_int(id)), struct letter_rec, read_letter, ret, e);
}

enum rc letter_list(struct tx *tx, struct arena *a, int64_t case_id, struct letter_list *ret, struct err *e)
{
    READ_LIST(tx, a, LETTER_LIST, DB_ARGS(db_int(case_id)), struct letter_rec, read_letter, ret, e);
}

static enum rc register_rows(struct tx *tx, struct arena *a, struct db_args args, struct letter_list *ret,
                             struct err *e)
{
    READ_LIST(tx, a, LETTER_REGISTER, args, struct letter_rec, read_letter, ret, e);
}

static enum rc register_count(struct tx *tx, struct db_args args, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, LETTER_REGISTER_COUNT, args, int64_t, read_int, ret, e);
}

enum rc letter_register(struct tx *tx, struct arena *a, int64_t unit_id, int64_t from_day, int64_t until_day,
                        int64_t limit, int64_t offset, struct letter_list *ret, struct err *e)
{
    enum rc rc = register_rows(
        tx, a, DB_ARGS(db_int(unit_id), db_int(from_day), db_int(until_day), db_int(limit), db_int(offset)),
        ret, e);

    if (rc != RC_OK)
        return rc;
    return register_count(tx, DB_ARGS(db_int(unit_id), db_int(from_day), db_int(until_day)), &ret->total, e);
}

static void read_series(struct db_rows *r, struct arena *a UNUSED, struct series_gap *g)
{
    g->unit_id = row_int(r);
    g->year = row_int(r);
    g->last = row_int(r);
}

enum rc indicator_series(struct tx *tx, struct arena *a, int64_t unit_id, struct series_list *ret,
                         struct err *e)
{
    READ_LIST(tx, a, INDICATOR_SERIES, DB_ARGS(db_int(unit_id)), struct series_gap, read_series, ret, e);
}
