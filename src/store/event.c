/*
 * event.c - the ledger of cases and its published days.
 */
#include "port/case.h"
#include "store/read.h"

static void read_event(struct db_rows *r, struct arena *a, struct event_rec *v)
{
    v->case_id = row_int(r);
    v->seq = row_int(r);
    v->at = row_int(r);
    v->kind = row_text(r, a);
    v->actor = row_text(r, a);
    v->post_id = row_int_or(r, 0);
    v->official_id = row_int_or(r, 0);
    v->acting_for = row_int_or(r, 0);
    v->public = row_bool(r);
    v->data = row_text(r, a);
    v->hash_before = row_text(r, a);
    v->hash = row_text(r, a);
    v->official_name = row_text(r, a);
    v->post_title = row_text(r, a);
}

enum rc event_insert(struct tx *tx, const struct event_rec *ev, struct err *e)
{
    return db_exec(tx, EVENT_INSERT,
                   DB_ARGS(db_int(ev->case_id), db_int(ev->seq), db_int(ev->at), db_text(ev->kind),
                           db_text(ev->actor), db_int_or_null(ev->post_id), db_int_or_null(ev->official_id),
                           db_int_or_null(ev->acting_for), db_bool(ev->public), db_text(ev->data),
                           db_text(ev->hash_before), db_text(ev->hash)),
                   NULL, e);
}

enum rc event_list(struct tx *tx, struct arena *a, int64_t case_id, struct event_list *ret, struct err *e)
{
    READ_LIST(tx, a, EVENT_LIST, DB_ARGS(db_int(case_id)), struct event_rec, read_event, ret, e);
}

static void read_day(struct db_rows *r, struct arena *a, struct ledger_day_rec *d)
{
    d->day = row_int(r);
    d->cases = row_int(r);
    d->root = row_text(r, a);
    d->chained = row_text(r, a);
    d->made_at = row_int(r);
}

enum rc ledger_day_insert(struct tx *tx, const struct ledger_day_rec *d, struct err *e)
{
    return db_exec(
        tx, LEDGER_DAY_INSERT,
        DB_ARGS(db_int(d->day), db_int(d->cases), db_text(d->root), db_text(d->chained), db_int(d->made_at)),
        NULL, e);
}

enum rc ledger_day_last(struct tx *tx, struct arena *a, int64_t day, struct ledger_day_rec *ret,
                        struct err *e)
{
    READ_ONE(tx, a, LEDGER_DAY_LAST, DB_ARGS(db_int(day)), struct ledger_day_rec, read_day, ret, e);
}

enum rc ledger_day_list(struct tx *tx, struct arena *a, int64_t limit, struct ledger_day_list *ret,
                        struct err *e)
{
    READ_LIST(tx, a, LEDGER_DAY_LIST, DB_ARGS(db_int(limit)), struct ledger_day_rec, read_day, ret, e);
}

static void read_head(struct db_rows *r, struct arena *a, struct head_rec *h)
{
    h->tracking_code = row_text(r, a);
    h->seq = row_int(r);
    h->hash = row_text(r, a);
}

enum rc ledger_heads(struct tx *tx, struct arena *a, int64_t before, struct head_list *ret, struct err *e)
{
    READ_LIST(tx, a, LEDGER_HEADS, DB_ARGS(db_int(before)), struct head_rec, read_head, ret, e);
}
