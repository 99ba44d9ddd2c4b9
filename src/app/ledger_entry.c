/*
 * ledger_entry.c - what of an event is hashed.
 */
#include "app/ledger_entry.h"

struct ledger_event ledger_entry(struct arena *a, struct str case_code, const struct event_rec *r)
{
    const int64_t ids[] = { r->post_id, r->official_id, r->acting_for };
    CLEANUP(buf_free) struct buf b = { 0 };

    buf_init(&b, r->actor.len + 128);
    buf_str(&b, r->actor);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        buf_byte(&b, '|');
        buf_int(&b, ids[i]);
    }
    buf_c(&b, r->public ? "|public" : "|inner");
    return (struct ledger_event){ case_code, r->seq, r->at, r->kind, buf_to_arena(&b, a), r->data };
}
