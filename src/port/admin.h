/*
 * admin.h - what the store finds for administrators only: people with how they sign in, posts and holdings of
 * all times, incidents and messages a page at a time, the audit log by filter. Conventions as in
 * port/office.h.
 *
 * A `path` is the subtree that the asker sees: "/" is everything. What belongs to no case is of the whole
 * office, and only found with "/".
 */
#ifndef PORT_ADMIN_H
#define PORT_ADMIN_H

#include "port/flow.h"
#include "port/office.h"

/* ---- people ---- */

enum person_state { PERSON_ANY, PERSON_ACTIVE, PERSON_CLOSED, PERSON_NO_POST };
struct person_filter {
    struct str words; /* part of the name or of the login; empty: any */
    struct str path;  /* who holds a post below it now, or no post at all */
    enum person_state state;
    int64_t now, limit, offset;
};
struct person_row {
    int64_t id;
    struct str name, login;
    bool active, has_password, has_totp;
    int64_t seen_at; /* last sign-in; 0: never */
};
struct person_list {
    struct person_row *v;
    size_t n;
    int64_t total;
};
enum rc person_list(struct tx *tx, struct arena *a, const struct person_filter *f, struct person_list *ret,
                    struct err *e) MUST_CHECK;
/* Everything the official ever held, newest first. */
enum rc holding_of_official(struct tx *tx, struct arena *a, int64_t official_id, struct holding_list *ret,
                            struct err *e) MUST_CHECK;
enum rc holding_by_id(struct tx *tx, struct arena *a, int64_t id, struct holding_rec *ret,
                      struct err *e) MUST_CHECK;
/* Posts of the unit, closed ones too, active first, by code. */
enum rc post_list_any(struct tx *tx, struct arena *a, int64_t unit_id, int64_t now, struct post_list *ret,
                      struct err *e) MUST_CHECK;
/* How many people can sign in and hold, without an end, a post with all of `rights`. */
enum rc people_with_rights(struct tx *tx, int64_t rights, int64_t now, int64_t *ret,
                           struct err *e) MUST_CHECK;

/* ---- what waits for an administrator ---- */

/* The case of a row, as far as sight is concerned. */
struct case_sight {
    bool has_case, confidential;
    struct str unit_path, respondent_kind;
    int64_t respondent_unit_id, respondent_post_id;
};
struct incident_row {
    struct incident_rec i;
    struct str subject, process_key, solved_by_name;
    struct case_sight sight;
};
struct incident_rows {
    struct incident_row *v;
    size_t n;
    int64_t total;
};
/* Open ones oldest first, or solved ones newest first. */
enum rc incident_page(struct tx *tx, struct arena *a, struct str path, bool solved, int64_t limit,
                      int64_t offset, struct incident_rows *ret, struct err *e) MUST_CHECK;

struct outbox_filter {
    struct str state, channel; /* channel empty: any */
    struct str path;
    int64_t limit, offset;
};
struct outbox_row {
    struct outbox_rec m;
    struct case_sight sight;
};
struct outbox_rows {
    struct outbox_row *v;
    size_t n;
    int64_t total;
};
/* Newest first; queued ones oldest first. */
enum rc outbox_page(struct tx *tx, struct arena *a, const struct outbox_filter *f, struct outbox_rows *ret,
                    struct err *e) MUST_CHECK;
enum rc outbox_by_id(struct tx *tx, struct arena *a, int64_t id, struct outbox_row *ret,
                     struct err *e) MUST_CHECK;

/* ---- calendars, audit ---- */

/* The newest version of each calendar, by key, without contents. */
enum rc calendar_keys(struct tx *tx, struct arena *a, struct calendar_list *ret, struct err *e) MUST_CHECK;

struct audit_filter {
    struct str acts;     /* "unit.": acts that begin so; empty: any */
    struct str login;    /* of who did it; empty: anybody */
    struct str object;   /* exactly; empty: any */
    int64_t from, until; /* at in [from, until); until 0: no end */
    int64_t before;      /* ids below; 0: from the newest */
    int64_t limit;
};
enum rc audit_find(struct tx *tx, struct arena *a, const struct audit_filter *f, struct audit_list *ret,
                   struct err *e) MUST_CHECK;

#endif
