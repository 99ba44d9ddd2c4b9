/*
 * operation.h - "was this done already?": makes a use case safe to run again after an unknown commit, and
 * turns the same form sent twice into one case.
 *
 * The key is made by the caller before the first run (a form's token, a job's id). First thing in a store_fn:
 * ask operation_result(); if it knows the key, return what it says. Last thing: operation_record(). The store
 * sees that the transaction recorded its operation and then repeats it by itself when the outcome of the
 * commit is unknown.
 */
#ifndef PORT_OPERATION_H
#define PORT_OPERATION_H

#include "port/tx.h"

/* RC_NOT_FOUND when no operation with this key was committed. `*ret` is copied into `a`. This not-found does
 * not lose the transaction. */
enum rc operation_result(struct tx *tx, struct arena *a, struct str key, struct str *ret,
                         struct err *e) MUST_CHECK;
/* When another transaction records the same key at this moment this one is run again, and finds its result.
 * RC_CONFLICT when the key is known already: operation_result() was not asked. On PostgreSQL both may come
 * from the commit. */
enum rc operation_record(struct tx *tx, struct str key, struct str result, int64_t now_ms,
                         struct err *e) MUST_CHECK;
/* Where a row of the use case itself tells that it was done (a draft names the case that was made of it), no
 * record is needed: the use case looks at that row first, and calls this when it has written it. When it
 * finds it written and operation_doubtful(), it writes the row once more, as it stands. */
void operation_told(struct tx *tx);
/* May an earlier run of this transaction have been committed without anybody knowing? */
bool operation_doubtful(const struct tx *tx);
/* Delete at most `limit` of those older than `before_ms`; `*deleted` tells how many. */
enum rc operation_forget(struct tx *tx, int64_t before_ms, int64_t limit, int64_t *deleted,
                         struct err *e) MUST_CHECK;

#endif
