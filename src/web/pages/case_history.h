/*
 * case_history.h - the ledger of a case in words, for officials.
 */
#ifndef WEB_PAGES_CASE_HISTORY_H
#define WEB_PAGES_CASE_HISTORY_H

#include "app/official_view.h"
#include "web/view.h"

/* Newest first. */
const struct event_view *history_of(struct arena *a, const struct official_case *c, size_t *n);

#endif
