/*
 * office.h - building and changing the office: units, posts, officials, who holds what, calendars, settings.
 * Every act is written to the audit log.
 */
#ifndef APP_OFFICE_H
#define APP_OFFICE_H

#include "app/app.h"
#include "port/office.h"

/* Ids are made when they are 0; path comes from the parent. RC_CONFLICT: the code is taken. */
enum rc office_add_unit(struct cx *cx, struct unit_rec *u, struct err *e) MUST_CHECK;
enum rc office_add_post(struct cx *cx, struct post_rec *p, struct err *e) MUST_CHECK;
/* `password` may be empty: then nobody can sign in until one is set. */
enum rc office_add_official(struct cx *cx, struct official_rec *o, struct err *e) MUST_CHECK;
enum rc office_hold(struct cx *cx, int64_t post_id, int64_t official_id, const char *kind, int64_t from_at,
                    int64_t until_at, struct str reason, struct err *e) MUST_CHECK;
enum rc office_audit(struct cx *cx, const char *act, struct str object, struct str data,
                     struct err *e) MUST_CHECK;
/* A new version of the office's calendar from its JSON; becomes the one in force. Deadlines that count
 * working days are recomputed in the same transaction; `moved` lists them (design section 5). */
struct moved_deadline {
    struct str tracking_code, subject;
    int64_t old_due, new_due;
};
struct moved_list {
    struct moved_deadline *v;
    size_t n;
};
enum rc office_set_calendar(struct cx *cx, struct str key, struct str content, struct str note,
                            struct moved_list *moved, struct err *e) MUST_CHECK;

#endif
