/*
 * ledger_entry.h - a stored event of a case as the ledger hashes it.
 *
 * Everything that the row says is under the hash: also which person acted for which post, in whose place, and
 * whether the citizen is shown it.
 *
 * Not here: appending (flow_note), the chain (domain/ledger.h), checking everything (verify.h).
 */
#ifndef APP_LEDGER_ENTRY_H
#define APP_LEDGER_ENTRY_H

#include "base/arena.h"
#include "domain/ledger.h"
#include "port/case.h"

/* Borrows the texts of `r`; who acted is written into `a`. */
struct ledger_event ledger_entry(struct arena *a, struct str case_code, const struct event_rec *r);

#endif
