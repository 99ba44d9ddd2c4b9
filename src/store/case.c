/*
 * case.c - cases and their applicants; lists and counts.
 */
#include "port/case.h"
#include "store/read.h"

static void read_applicant(struct db_rows *r, struct arena *a, struct applicant_rec *p)
{
    p->id = row_int(r);
    p->kind = row_text(r, a);
    p->id_kind = row_text(r, a);
    p->id_value = row_text(r, a);
    p->name = row_text(r, a);
    p->first_name = row_text(r, a);
    p->last_name = row_text(r, a);
    p->birth_year = row_int_or(r, 0);
    p->mobile = row_text(r, a);
    p->phone = row_text(r, a);
    p->email = row_text(r, a);
    p->address = row_text(r, a);
    p->county = row_text(r, a);
    p->preferred_channel = row_text(r, a);
    p->made_at = row_int(r);
}

enum rc applicant_insert(struct tx *tx, const struct applicant_rec *p, struct err *e)
{
    return db_exec(tx, APPLICANT_INSERT,
                   DB_ARGS(db_int(p->id), db_text(p->kind), db_text(p->id_kind), db_text(p->id_value),
                           db_text(p->name), db_text(p->first_name), db_text(p->last_name),
                           db_int_or_null(p->birth_year), db_text(p->mobile), db_text(p->phone),
                           db_text(p->email), db_text(p->address), db_text(p->county),
                           db_text(p->preferred_channel), db_int(p->made_at)),
                   NULL, e);
}

enum rc applicant_by_id(struct tx *tx, struct arena *a, int64_t id, struct applicant_rec *ret, struct err *e)
{
    READ_ONE(tx, a, APPLICANT_BY_ID, DB_ARGS(db_int(id)), struct applicant_rec, read_applicant, ret, e);
}

static void read_case(struct db_rows *r, struct arena *a, struct case_rec *c)
{
    c->id = row_int(r);
    c->tracking_code = row_text(r, a);
    c->process_key = row_text(r, a);
    c->process_id = row_int(r);
    c->unit_id = row_int(r);
    c->unit_path = row_text(r, a);
    c->kind = row_text(r, a);
    c->channel = row_text(r, a);
    c->applicant_id = row_int(r);
    c->applicant_name = row_text(r, a);
    c->respondent_kind = row_text(r, a);
    c->respondent_name = row_text(r, a);
    c->respondent_unit_id = row_int_or(r, 0);
    c->respondent_post_id = row_int_or(r, 0);
    c->subject = row_text(r, a);
    c->body = row_text(r, a);
    c->demand = row_text(r, a);
    c->county = row_text(r, a);
    c->state = row_text(r, a);
    c->stage = row_text(r, a);
    c->cls = row_text(r, a);
    c->number = row_int_or(r, 0);
    c->registered_at = row_int(r);
    c->registered_by = row_int_or(r, 0);
    c->due_at = row_int_or(r, 0);
    c->warn_at = row_int_or(r, 0);
    c->answered_at = row_int_or(r, 0);
    c->closed_at = row_int_or(r, 0);
    c->result = row_text(r, a);
    c->priority = row_int(r);
    c->confidential = row_bool(r);
    c->post_id = row_int_or(r, 0);
    c->expert_post_id = row_int_or(r, 0);
    c->duplicate_of = row_int_or(r, 0);
    c->duplicate_key = row_text(r, a);
    c->referrer_number = row_text(r, a);
    c->referrer_date = row_text(r, a);
    c->extra = row_text(r, a);
    c->event_seq = row_int(r);
    c->event_head = row_text(r, a);
    c->late_reason = row_text(r, a);
    c->version = row_int(r);
}

enum rc case_insert(struct tx *tx, const struct case_rec *c, struct err *e)
{
    return db_exec(
        tx, CASE_INSERT,
        DB_ARGS(db_int(c->id), db_text(c->tracking_code), db_text(c->process_key), db_int(c->process_id),
                db_int(c->unit_id), db_text(c->unit_path), db_text(c->kind), db_text(c->channel),
                db_int(c->applicant_id), db_text(c->applicant_name), db_text(c->respondent_kind),
                db_text(c->respondent_name), db_int_or_null(c->respondent_unit_id),
                db_int_or_null(c->respondent_post_id), db_text(c->subject), db_text(c->body),
                db_text(c->demand), db_text(c->county), db_text(c->state), db_text(c->stage), db_text(c->cls),
                db_int_or_null(c->number), db_int(c->registered_at), db_int_or_null(c->registered_by),
                db_int_or_null(c->due_at), db_int_or_null(c->warn_at), db_int_or_null(c->answered_at),
                db_int_or_null(c->closed_at), db_text(c->result), db_int(c->priority),
                db_bool(c->confidential), db_int_or_null(c->post_id), db_int_or_null(c->expert_post_id),
                db_int_or_null(c->duplicate_of), db_text(c->duplicate_key), db_text(c->referrer_number),
                db_text(c->referrer_date), db_text(c->extra), db_int(c->event_seq), db_text(c->event_head),
                db_text(c->late_reason), db_int(c->version)),
        NULL, e);
}

enum rc case_update(struct tx *tx, const struct case_rec *c, struct err *e)
{
    return db_exec_one(
        tx, CASE_UPDATE,
        DB_ARGS(db_int(c->id), db_text(c->kind), db_text(c->subject), db_text(c->state), db_text(c->stage),
                db_text(c->cls), db_int_or_null(c->number), db_int_or_null(c->due_at),
                db_int_or_null(c->warn_at), db_int_or_null(c->answered_at), db_int_or_null(c->closed_at),
                db_text(c->result), db_int(c->priority), db_bool(c->confidential), db_int_or_null(c->post_id),
                db_int_or_null(c->expert_post_id), db_int(c->event_seq), db_text(c->event_head),
                db_text(c->late_reason), db_int(c->version)),
        e);
}

enum rc case_set_duplicate(struct tx *tx, int64_t id, int64_t duplicate_of, struct err *e)
{
    return db_exec_one(tx, CASE_SET_DUPLICATE, DB_ARGS(db_int(id), db_int(duplicate_of)), e);
}

enum rc case_by_id(struct tx *tx, struct arena *a, int64_t id, struct case_rec *ret, struct err *e)
{
    READ_ONE(tx, a, CASE_BY_ID, DB_ARGS(db_int(id)), struct case_rec, read_case, ret, e);
}

enum rc case_by_code(struct tx *tx, struct arena *a, struct str tracking_code, struct case_rec *ret,
                     struct err *e)
{
    READ_ONE(tx, a, CASE_BY_CODE, DB_ARGS(db_text(tracking_code)), struct case_rec, read_case, ret, e);
}

static enum rc code_count(struct tx *tx, struct str tracking_code, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, CASE_CODE_COUNT, DB_ARGS(db_text(tracking_code)), int64_t, read_int, ret, e);
}

enum rc case_code_taken(struct tx *tx, struct str tracking_code, bool *ret, struct err *e)
{
    int64_t n = 0;
    enum rc rc = code_count(tx, tracking_code, &n, e);

    *ret = n > 0;
    return rc;
}

enum rc case_duplicate(struct tx *tx, struct arena *a, struct str process_key, struct str duplicate_key,
                       int64_t except_id, bool open_only, struct case_rec *ret, struct err *e)
{
    READ_ONE(tx, a, CASE_DUPLICATE,
             DB_ARGS(db_text(process_key), db_text(duplicate_key), db_int(except_id), db_bool(open_only)),
             struct case_rec, read_case, ret, e);
}

enum rc case_walk(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct case_list *ret,
                  struct err *e)
{
    READ_LIST(tx, a, CASE_WALK, DB_ARGS(db_int(after), db_int(limit)), struct case_rec, read_case, ret, e);
}

/* ---- lists ---- */

#define FILTER_ARGS 22

/* The arguments of CASE_WHERE, in order, into `v`. */
static void filter_args(struct arena *a, const struct case_filter *f, struct db_arg *v)
{
    struct str like = path_like(a, f->unit_path);
    const struct db_arg args[FILTER_ARGS] = {
        db_text(f->process_key),
        db_text(like),
        db_text(f->state),
        db_text(f->cls),
        db_text(f->channel),
        db_text(f->kind),
        db_int(f->from),
        db_int(f->until == 0 ? INT64_MAX : f->until),
        db_int(f->due_before),
        db_int(f->expert_post_id),
        db_int(f->applicant_id),
        db_int(f->unanswered  ? 2
               : f->open_only ? 1
                              : 0),
        db_bool(f->closed_only),
        db_bool(f->late_only),
        db_bool(f->with_confidential),
        db_int(f->now),
        db_int(f->hide_respondent_unit),
        db_int(f->hide_respondent_post),
        db_text(f->county),
        db_int(f->respondent_unit_id),
        db_int(f->registered_by),
        db_int(f->hide_from_official),
    };

    memcpy(v, args, sizeof(args));
}

static enum rc read_rows(struct tx *tx, struct arena *a, enum stmt s, struct db_args args,
                         struct case_list *ret, struct err *e)
{
    READ_LIST(tx, a, s, args, struct case_rec, read_case, ret, e);
}

enum rc case_against(struct tx *tx, struct arena *a, int64_t official_id, int64_t now, struct case_ids *ret,
                     struct err *e)
{
    READ_LIST(tx, a, CASE_AGAINST_OFFICIAL, DB_ARGS(db_int(official_id), db_int(now)), int64_t, read_int, ret,
              e);
}

static enum rc read_count(struct tx *tx, enum stmt s, struct db_args args, int64_t *ret, struct err *e)
{
    READ_ONE(tx, NULL, s, args, int64_t, read_int, ret, e);
}

enum rc case_list(struct tx *tx, struct arena *a, const struct case_filter *f, struct case_list *ret,
                  struct err *e)
{
    static const enum stmt by_order[] = { CASE_LIST_NEWEST, CASE_LIST_OLDEST, CASE_LIST_BY_DUE,
                                          CASE_LIST_BY_STATE };
    struct db_arg v[FILTER_ARGS + 3];
    bool words = f->words.len > 0;
    enum rc rc;

    filter_args(a, f, v);
    v[FILTER_ARGS] = db_int(f->limit);
    v[FILTER_ARGS + 1] = db_int(f->offset);
    v[FILTER_ARGS + 2] = db_text(f->words);
    rc = read_rows(tx, a, words ? CASE_LIST_WORDS : by_order[f->order],
                   (struct db_args){ v, FILTER_ARGS + (words ? 3 : 2) }, ret, e);
    if (rc != RC_OK)
        return rc;
    v[FILTER_ARGS] = db_text(f->words);
    return read_count(tx, words ? CASE_LIST_WORDS_COUNT : CASE_LIST_COUNT,
                      (struct db_args){ v, FILTER_ARGS + (words ? 1 : 0) }, &ret->total, e);
}

/* ---- counts ---- */

static void read_group(struct db_rows *r, struct arena *a, struct case_count *c)
{
    c->key = row_text(r, a);
    c->open = row_int(r);
    c->late = row_int(r);
    c->soon = row_int(r);
    c->answered = row_int(r);
    c->answered_on_time = row_int(r);
    c->closed = row_int(r);
    c->total_days = row_int(r);
}

enum rc case_counts(struct tx *tx, struct arena *a, const struct case_filter *f, enum case_group by,
                    struct case_count_list *ret, struct err *e)
{
    static const enum stmt stmts[] = { CASE_COUNTS_STATE,  CASE_COUNTS_CLASS,   CASE_COUNTS_UNIT,
                                       CASE_COUNTS_EXPERT, CASE_COUNTS_CHANNEL, CASE_COUNTS_COUNTY,
                                       CASE_COUNTS_DAY };
    struct db_arg v[FILTER_ARGS];

    filter_args(a, f, v);
    READ_LIST(tx, a, stmts[by], ((struct db_args){ v, FILTER_ARGS }), struct case_count, read_group, ret, e);
}
