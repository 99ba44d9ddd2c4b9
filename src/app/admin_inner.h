/*
 * admin_inner.h - what the files of the administrators' use cases share.
 */
#ifndef APP_ADMIN_INNER_H
#define APP_ADMIN_INNER_H

#include "app/admin.h"
#include "app/inner.h"
#include "port/case.h"

/* RC_INVALID with the fault noted. */
enum rc admin_refuse(enum admin_fault *fault, enum admin_fault f, struct err *e) MUST_CHECK;
/* RC_OK when the actor administers a unit with this path, else RC_NOT_FOUND. */
enum rc admin_sees(const struct cx *cx, struct str path, struct err *e) MUST_CHECK;
/* Is the case outside the administrator's sight, or about the administrator? And are its contents veiled? */
enum rc admin_hidden(struct cx *cx, const struct case_sight *s, bool *ret, struct err *e) MUST_CHECK;
enum rc admin_case_hidden(struct cx *cx, const struct case_rec *c, bool *ret, struct err *e) MUST_CHECK;
bool admin_veiled(const struct cx *cx, const struct case_sight *s);
/* The instance and its case; RC_NOT_FOUND when the administrator may not see them. */
enum rc admin_instance_seen(struct cx *cx, int64_t id, struct instance_rec *rec, struct case_rec *c,
                            bool *is_veiled, struct err *e) MUST_CHECK;
/* RC_CONFLICT unless the versions are the same. */
enum rc admin_same(int64_t seen, int64_t now, struct err *e) MUST_CHECK;
/* A code of a unit or post, or a login: 2 to 60 of a-z A-Z 0-9 - _ . */
bool admin_code(struct str s);
/* Refuses with ADMIN_LAST when, after what was just written, nobody administers all units any more. */
enum rc admin_keep_last(struct cx *cx, enum admin_fault *fault, struct err *e) MUST_CHECK;
/* Ends what is in force or to come of the list, at the present instant. */
enum rc admin_end_holdings(struct cx *cx, const struct holding_list *list, struct err *e) MUST_CHECK;
/* Audit with one JSON member naming the record's id, so that it can be found again. */
enum rc admin_note(struct cx *cx, const char *act, struct str object, int64_t id, struct err *e) MUST_CHECK;

#endif
