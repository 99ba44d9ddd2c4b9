/*
 * case.h - what the store keeps of cases: the case, its applicant, events, deadlines, letters and the
 * indicator register, attachments, referrals, survey, drafts, search. Conventions as in port/office.h.
 */
#ifndef PORT_CASE_H
#define PORT_CASE_H

#include "port/tx.h"

struct applicant_rec {
    int64_t id;
    struct str kind, id_kind, id_value, name, first_name, last_name;
    int64_t birth_year; /* 0: not known */
    struct str mobile, phone, email, address, county, preferred_channel;
    int64_t made_at;
};
enum rc applicant_insert(struct tx *tx, const struct applicant_rec *p, struct err *e) MUST_CHECK;
enum rc applicant_by_id(struct tx *tx, struct arena *a, int64_t id, struct applicant_rec *ret,
                        struct err *e) MUST_CHECK;

struct case_rec {
    int64_t id;
    struct str tracking_code, process_key;
    int64_t process_id, unit_id;
    struct str unit_path, kind, channel;
    int64_t applicant_id;
    struct str applicant_name, respondent_kind, respondent_name;
    int64_t respondent_unit_id, respondent_post_id; /* 0: none */
    struct str subject, body, demand, county, state, stage, cls;
    int64_t number; /* in the indicator register of the unit; 0: none yet */
    int64_t registered_at, registered_by;
    int64_t due_at, warn_at, answered_at, closed_at; /* 0: none */
    struct str result;
    int64_t priority;
    bool confidential;
    int64_t post_id, expert_post_id, duplicate_of;
    struct str duplicate_key, referrer_number, referrer_date;
    struct str extra;      /* JSON: the registration form's other fields */
    int64_t event_seq;     /* length of its ledger */
    struct str event_head; /* hash of its last event, hexadecimal */
    struct str late_reason;
    int64_t version;
};
enum rc case_insert(struct tx *tx, const struct case_rec *c, struct err *e) MUST_CHECK;
/* Everything that may change but duplicate_of; `c->version` is the version read. The stored version becomes
 * one more. */
enum rc case_update(struct tx *tx, const struct case_rec *c, struct err *e) MUST_CHECK;
enum rc case_set_duplicate(struct tx *tx, int64_t id, int64_t duplicate_of, struct err *e) MUST_CHECK;
enum rc case_by_id(struct tx *tx, struct arena *a, int64_t id, struct case_rec *ret,
                   struct err *e) MUST_CHECK;
enum rc case_by_code(struct tx *tx, struct arena *a, struct str tracking_code, struct case_rec *ret,
                     struct err *e) MUST_CHECK;
/* Is this tracking code given already? */
enum rc case_code_taken(struct tx *tx, struct str tracking_code, bool *ret, struct err *e) MUST_CHECK;
/* The newest other case of this process with the same duplicate key; `open_only` leaves closed ones out. */
enum rc case_duplicate(struct tx *tx, struct arena *a, struct str process_key, struct str duplicate_key,
                       int64_t except_id, bool open_only, struct case_rec *ret, struct err *e) MUST_CHECK;

/* Lists of cases: the board, the register, reports. Everything empty or 0: not asked for. */
enum case_order { CASES_NEWEST, CASES_OLDEST, CASES_BY_DUE, CASES_BY_STATE };
struct case_filter {
    struct str process_key, unit_path;           /* subtree */
    struct str state, cls, channel, kind, words; /* words: search keys, space-separated */
    int64_t from, until;                         /* registered in [from, until) */
    int64_t due_before;                          /* open and due before this instant */
    int64_t expert_post_id, applicant_id, respondent_unit_id;
    int64_t registered_by; /* post */
    struct str county;
    bool unanswered; /* open and not answered yet */
    bool open_only, closed_only, late_only, with_confidential;
    int64_t now;
    int64_t hide_respondent_unit,
        hide_respondent_post;   /* the accused and their unit never see it (SAM-10.3) */
    int64_t hide_from_official; /* nor whoever holds the accused post, in another post that they act for */
    enum case_order order;
    int64_t limit, offset;
};
struct case_list {
    struct case_rec *v;
    size_t n;
    int64_t total; /* of all that match */
};
/* Without body, demand and extra. */
enum rc case_list(struct tx *tx, struct arena *a, const struct case_filter *f, struct case_list *ret,
                  struct err *e) MUST_CHECK;
struct case_ids {
    int64_t *v;
    size_t n;
};
/* Open cases whose accused post the official holds (not: deputises for) at `now` (SAM-10.3). */
enum rc case_against(struct tx *tx, struct arena *a, int64_t official_id, int64_t now, struct case_ids *ret,
                     struct err *e) MUST_CHECK;
/* All cases by id above `after`, for verify: ids, heads, states. */
enum rc case_walk(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct case_list *ret,
                  struct err *e) MUST_CHECK;

/* Counts for boards and reports, grouped. `key`: the state, class, channel or county; the id of the unit or
 * of the expert's post ("0": nobody yet); the Tehran day of registration as a number. */
struct case_count {
    struct str key;
    int64_t open, late, soon, answered, answered_on_time, closed;
    int64_t total_days; /* sum over answered ones of whole days from registration to answer */
};
struct case_count_list {
    struct case_count *v;
    size_t n;
};
enum case_group {
    GROUP_STATE,
    GROUP_CLASS,
    GROUP_UNIT,
    GROUP_EXPERT,
    GROUP_CHANNEL,
    GROUP_COUNTY,
    GROUP_DAY
};
enum rc case_counts(struct tx *tx, struct arena *a, const struct case_filter *f, enum case_group by,
                    struct case_count_list *ret, struct err *e) MUST_CHECK;

struct event_rec {
    int64_t case_id, seq, at;
    struct str kind, actor;
    int64_t post_id, official_id, acting_for;
    bool public;     /* the citizen sees it */
    struct str data; /* canonical JSON */
    struct str hash_before, hash;
    struct str official_name, post_title; /* read only */
};
struct event_list {
    struct event_rec *v;
    size_t n;
};
enum rc event_insert(struct tx *tx, const struct event_rec *ev, struct err *e) MUST_CHECK;
enum rc event_list(struct tx *tx, struct arena *a, int64_t case_id, struct event_list *ret,
                   struct err *e) MUST_CHECK;

struct ledger_day_rec {
    int64_t day, cases;
    struct str root, chained;
    int64_t made_at;
};
enum rc ledger_day_insert(struct tx *tx, const struct ledger_day_rec *d, struct err *e) MUST_CHECK;
/* The newest with day <= `day`. */
enum rc ledger_day_last(struct tx *tx, struct arena *a, int64_t day, struct ledger_day_rec *ret,
                        struct err *e) MUST_CHECK;
struct ledger_day_list {
    struct ledger_day_rec *v;
    size_t n;
};
enum rc ledger_day_list(struct tx *tx, struct arena *a, int64_t limit, struct ledger_day_list *ret,
                        struct err *e) MUST_CHECK;
/* Heads of all cases as they stood before the instant, by tracking code. */
struct head_rec {
    struct str tracking_code, hash;
    int64_t seq;
};
struct head_list {
    struct head_rec *v;
    size_t n;
};
enum rc ledger_heads(struct tx *tx, struct arena *a, int64_t before, struct head_list *ret,
                     struct err *e) MUST_CHECK;

struct deadline_rec {
    int64_t id, case_id;
    struct str kind;
    int64_t start_at, due_at;
    struct str cls, state; /* running, met, missed, stopped */
    int64_t met_at;
    bool needs_calendar;
    struct str derivation; /* JSON of domain/deadline.h */
    int64_t version;
};
struct deadline_list {
    struct deadline_rec *v;
    size_t n;
};
enum rc deadline_insert(struct tx *tx, const struct deadline_rec *d, struct err *e) MUST_CHECK;
enum rc deadline_update(struct tx *tx, const struct deadline_rec *d, struct err *e) MUST_CHECK;
enum rc deadline_list(struct tx *tx, struct arena *a, int64_t case_id, struct deadline_list *ret,
                      struct err *e) MUST_CHECK;
/* Those that were paused or whose date was changed, newest first, of cases in the subtree of `path` ("":
 * all); `closed` adds those of closed cases. */
enum rc deadline_moved_list(struct tx *tx, struct arena *a, struct str path, bool closed, int64_t limit,
                            struct deadline_list *ret, struct err *e) MUST_CHECK;
/* Running ones that count working days, by id above `after`. */
enum rc deadline_walk(struct tx *tx, struct arena *a, int64_t after, int64_t limit, struct deadline_list *ret,
                      struct err *e) MUST_CHECK;

/* All numbers of a unit and year come from one row: on PostgreSQL those who take one stand in line, and who
 * has to wait begins anew (RC_BUSY, store/db.h). The functions below do it by themselves; a use case that
 * knows early that it will take a number does so before the work that would be in vain. In reading
 * transactions nothing. */
enum rc indicator_line(struct tx *tx, int64_t unit_id, int64_t year, struct err *e) MUST_CHECK;
/* The next number of the unit's series in this year; gap-free because it is taken inside the transaction. */
enum rc indicator_next(struct tx *tx, int64_t unit_id, int64_t year, int64_t *ret, struct err *e) MUST_CHECK;
/* The number that indicator_next() would give, without taking it. */
enum rc indicator_peek(struct tx *tx, int64_t unit_id, int64_t year, int64_t *ret, struct err *e) MUST_CHECK;
/* The series that there are, of one unit (0: of all), newest year first; `count` is not set. */
struct series_gap;
struct series_list {
    struct series_gap *v;
    size_t n;
};
enum rc indicator_series(struct tx *tx, struct arena *a, int64_t unit_id, struct series_list *ret,
                         struct err *e) MUST_CHECK;
/* Series whose numbers are not exactly 1..last, for verify: RC_OK with n == 0 when all is well. */
struct series_gap {
    int64_t unit_id, year, last, count;
};
enum rc indicator_gaps(struct tx *tx, struct arena *a, struct series_gap **ret, size_t *n,
                       struct err *e) MUST_CHECK;

struct letter_rec {
    int64_t id, case_id, unit_id, year, number, day, made_at;
    struct str direction; /* in, out */
    struct str template, sender, addressee;
    int64_t addressee_unit_id;
    bool to_applicant;
    struct str subject, data, other_number, other_date, urgency;
    bool confidential;
    int64_t attachments, reply_to;
    struct str state; /* draft, registered, sent, delivered, failed, filed, voided */
    int64_t signed_by_post, signed_by, signed_at, made_by_post, made_by;
    struct str void_reason;
    int64_t version;
    struct str tracking_code; /* read only */
};
struct letter_list {
    struct letter_rec *v;
    size_t n;
    int64_t total;
};
enum rc letter_insert(struct tx *tx, const struct letter_rec *l, struct err *e) MUST_CHECK;
enum rc letter_update(struct tx *tx, const struct letter_rec *l, struct err *e) MUST_CHECK;
enum rc letter_by_id(struct tx *tx, struct arena *a, int64_t id, struct letter_rec *ret,
                     struct err *e) MUST_CHECK;
enum rc letter_list(struct tx *tx, struct arena *a, int64_t case_id, struct letter_list *ret,
                    struct err *e) MUST_CHECK;
/* A page of the indicator register: numbers of the unit with day in [from_day, until_day], by year and
 * number. */
enum rc letter_register(struct tx *tx, struct arena *a, int64_t unit_id, int64_t from_day, int64_t until_day,
                        int64_t limit, int64_t offset, struct letter_list *ret, struct err *e) MUST_CHECK;

struct attachment_rec {
    int64_t id, case_id, draft_id;
    struct str hash, name, mime;
    int64_t size, made_at;
    bool by_applicant;
    int64_t post_id;
    bool public;
    struct str note;
};
struct attachment_list {
    struct attachment_rec *v;
    size_t n;
};
enum rc attachment_insert(struct tx *tx, const struct attachment_rec *t, struct err *e) MUST_CHECK;
enum rc attachment_by_id(struct tx *tx, struct arena *a, int64_t id, struct attachment_rec *ret,
                         struct err *e) MUST_CHECK;
/* Of a case, or of a draft when case_id is 0. */
enum rc attachment_list(struct tx *tx, struct arena *a, int64_t case_id, int64_t draft_id,
                        struct attachment_list *ret, struct err *e) MUST_CHECK;
enum rc attachment_move(struct tx *tx, int64_t draft_id, int64_t case_id, struct err *e) MUST_CHECK;
/* The applicant may read it from now on. */
enum rc attachment_publish(struct tx *tx, int64_t id, struct err *e) MUST_CHECK;
enum rc attachment_delete_of_draft(struct tx *tx, int64_t draft_id, int64_t id, struct err *e) MUST_CHECK;
enum rc attachment_hash_used(struct tx *tx, struct str hash, bool *ret, struct err *e) MUST_CHECK;
/* Hashes in use, by value above `after`, for verify. */
enum rc attachment_hashes(struct tx *tx, struct arena *a, struct str after, int64_t limit, struct str **ret,
                          size_t *n, struct err *e) MUST_CHECK;

struct referral_rec {
    int64_t id, case_id, task_id;
    struct str kind; /* order, refer, delegate, claim, release, reassign */
    int64_t from_post, to_post;
    struct str note;
    int64_t at, by_official;
    struct str from_title, to_title, by_name; /* read only */
};
struct referral_list {
    struct referral_rec *v;
    size_t n;
};
enum rc referral_insert(struct tx *tx, const struct referral_rec *r, struct err *e) MUST_CHECK;
enum rc referral_list(struct tx *tx, struct arena *a, int64_t case_id, struct referral_list *ret,
                      struct err *e) MUST_CHECK;

struct survey_rec {
    int64_t case_id, asked_at, at;
    struct str verdict; /* satisfied, partly, not */
    int64_t score;      /* 1 to 5; 0: none */
    struct str comment;
};
enum rc survey_ask(struct tx *tx, int64_t case_id, int64_t at, struct err *e) MUST_CHECK; /* twice is fine */
enum rc survey_get(struct tx *tx, struct arena *a, int64_t case_id, struct survey_rec *ret,
                   struct err *e) MUST_CHECK;
/* RC_CONFLICT when it was answered before. */
enum rc survey_answer(struct tx *tx, const struct survey_rec *s, struct err *e) MUST_CHECK;

struct draft_rec {
    int64_t id;
    struct str key_hash, process_key, channel, fields; /* fields: JSON object of submitted values, as typed */
    int64_t case_id;                                   /* not 0: it was sent and became this case */
    int64_t made_at, changed_at;
};
enum rc draft_insert(struct tx *tx, const struct draft_rec *d, struct err *e) MUST_CHECK;
enum rc draft_get(struct tx *tx, struct arena *a, struct str key_hash, struct draft_rec *ret,
                  struct err *e) MUST_CHECK;
enum rc draft_save(struct tx *tx, int64_t id, struct str fields, int64_t case_id, int64_t now,
                   struct err *e) MUST_CHECK;
enum rc draft_forget(struct tx *tx, int64_t before, struct err *e) MUST_CHECK;

/* Search: cases are queued in the transaction that changes them and indexed in batches by a job. */
enum rc search_enqueue(struct tx *tx, int64_t case_id, int64_t now, struct err *e) MUST_CHECK;
struct search_rec {
    int64_t case_id, at; /* `at` differs when the case was queued again */
};
struct search_list {
    struct search_rec *v;
    size_t n;
};
enum rc search_waiting(struct tx *tx, struct arena *a, int64_t limit, struct search_list *ret,
                       struct err *e) MUST_CHECK;
/* `text` is the search key of everything said in the case (persian/text.h). A case that was queued again
 * since search_waiting() stays queued. */
enum rc search_index(struct tx *tx, const struct search_rec *w, struct str text, struct err *e) MUST_CHECK;

#endif
