/*
 * draft.c - what hangs on a case or comes before it: referrals, the survey, drafts of forms, the queue of the
 * search index.
 */
#include "port/case.h"
#include "store/read.h"

static void read_referral(struct db_rows *r, struct arena *a, struct referral_rec *v)
{
    v->id = row_int(r);
    v->case_id = row_int(r);
    v->task_id = row_int_or(r, 0);
    v->kind = row_text(r, a);
    v->from_post = row_int_or(r, 0);
    v->to_post = row_int(r);
    v->note = row_text(r, a);
    v->at = row_int(r);
    v->by_official = row_int_or(r, 0);
    v->from_title = row_text(r, a);
    v->to_title = row_text(r, a);
    v->by_name = row_text(r, a);
}

enum rc referral_insert(struct tx *tx, const struct referral_rec *r, struct err *e)
{
    return db_exec(tx, REFERRAL_INSERT,
                   DB_ARGS(db_int(r->id), db_int(r->case_id), db_int_or_null(r->task_id), db_text(r->kind),
                           db_int_or_null(r->from_post), db_int(r->to_post), db_text(r->note), db_int(r->at),
                           db_int_or_null(r->by_official)),
                   NULL, e);
}

enum rc referral_list(struct tx *tx, struct arena *a, int64_t case_id, struct referral_list *ret,
                      struct err *e)
{
    READ_LIST(tx, a, REFERRAL_LIST, DB_ARGS(db_int(case_id)), struct referral_rec, read_referral, ret, e);
}

static void read_survey(struct db_rows *r, struct arena *a, struct survey_rec *s)
{
    s->case_id = row_int(r);
    s->asked_at = row_int(r);
    s->at = row_int_or(r, 0);
    s->verdict = row_text(r, a);
    s->score = row_int_or(r, 0);
    s->comment = row_text(r, a);
}

enum rc survey_ask(struct tx *tx, int64_t case_id, int64_t at, struct err *e)
{
    return db_exec(tx, SURVEY_ASK, DB_ARGS(db_int(case_id), db_int(at)), NULL, e);
}

enum rc survey_get(struct tx *tx, struct arena *a, int64_t case_id, struct survey_rec *ret, struct err *e)
{
    READ_ONE(tx, a, SURVEY_GET, DB_ARGS(db_int(case_id)), struct survey_rec, read_survey, ret, e);
}

enum rc survey_answer(struct tx *tx, const struct survey_rec *s, struct err *e)
{
    return db_exec_one(tx, SURVEY_ANSWER,
                       DB_ARGS(db_int(s->case_id), db_int(s->at), db_text(s->verdict),
                               db_int_or_null(s->score), db_text(s->comment)),
                       e);
}

static void read_draft(struct db_rows *r, struct arena *a, struct draft_rec *d)
{
    d->id = row_int(r);
    d->key_hash = row_text(r, a);
    d->process_key = row_text(r, a);
    d->channel = row_text(r, a);
    d->fields = row_text(r, a);
    d->case_id = row_int_or(r, 0);
    d->made_at = row_int(r);
    d->changed_at = row_int(r);
}

enum rc draft_insert(struct tx *tx, const struct draft_rec *d, struct err *e)
{
    return db_exec(tx, DRAFT_INSERT,
                   DB_ARGS(db_int(d->id), db_text(d->key_hash), db_text(d->process_key), db_text(d->channel),
                           db_text(d->fields), db_int(d->made_at), db_int(d->changed_at)),
                   NULL, e);
}

enum rc draft_get(struct tx *tx, struct arena *a, struct str key_hash, struct draft_rec *ret, struct err *e)
{
    READ_ONE(tx, a, DRAFT_GET, DB_ARGS(db_text(key_hash)), struct draft_rec, read_draft, ret, e);
}

enum rc draft_save(struct tx *tx, int64_t id, struct str fields, int64_t case_id, int64_t now, struct err *e)
{
    return db_exec_one(tx, DRAFT_SAVE,
                       DB_ARGS(db_int(id), db_text(fields), db_int_or_null(case_id), db_int(now)), e);
}

enum rc draft_forget(struct tx *tx, int64_t before, struct err *e)
{
    enum rc rc = db_exec(tx, DRAFT_FORGET_FILES, DB_ARGS(db_int(before)), NULL, e);

    return rc == RC_OK ? db_exec(tx, DRAFT_FORGET, DB_ARGS(db_int(before)), NULL, e) : rc;
}

/* ---- search ---- */

enum rc search_enqueue(struct tx *tx, int64_t case_id, int64_t now, struct err *e)
{
    return db_exec(tx, SEARCH_ENQUEUE, DB_ARGS(db_int(case_id), db_int(now)), NULL, e);
}

static void read_waiting(struct db_rows *r, struct arena *a UNUSED, struct search_rec *w)
{
    w->case_id = row_int(r);
    w->at = row_int(r);
}

enum rc search_waiting(struct tx *tx, struct arena *a, int64_t limit, struct search_list *ret, struct err *e)
{
    READ_LIST(tx, a, SEARCH_WAITING, DB_ARGS(db_int(limit)), struct search_rec, read_waiting, ret, e);
}

enum rc search_index(struct tx *tx, const struct search_rec *w, struct str text, struct err *e)
{
    enum rc rc = db_exec(tx, SEARCH_INDEX, DB_ARGS(db_int(w->case_id), db_text(text)), NULL, e);

    return rc == RC_OK ? db_exec(tx, SEARCH_DEQUEUE, DB_ARGS(db_int(w->case_id), db_int(w->at)), NULL, e)
                       : rc;
}
