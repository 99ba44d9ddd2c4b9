/*
 * ledger_entry.c - what of an event is hashed.
 */
#include "app/ledger_entry.h"

struct ledger_event ledger_entry(struct arena *a, struct str case_code, const struct event_rec *r)
{
    struct str who =
        arena_fmt(a, "%.*s|%lld|%lld|%lld|%s", STR_ARG(r->actor), (long long)r->post_id,
                  (long long)r->official_id, (long long)r->acting_for, r->public ? "public" : "inner");

    return (struct ledger_event){ case_code, r->seq, r->at, r->kind, who, r->data };
}
