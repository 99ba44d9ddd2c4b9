/*
 * migration_inner.h - one case of a migration; for migration.c only.
 */
#ifndef APP_MIGRATION_INNER_H
#define APP_MIGRATION_INNER_H

#include "app/migration.h"

/* Would the case go? `*why` stays empty when it would; writes nothing. */
enum rc migration_try(struct cx *cx, const struct migration_plan *p, int64_t case_id, struct str *why,
                      struct err *e) MUST_CHECK;

struct migration_step {
    int64_t run_id, case_id;
};
/* Move or put back one case (`arg`: a struct migration_step), in one transaction; nothing when it does not
 * wait. */
enum rc migration_one(struct cx *cx, void *arg, struct err *e) MUST_CHECK;

#endif
