/*
 * ledger_day.c - computing a day's root.
 */
#include "app/ledger_day.h"
#include "domain/ledger.h"
#include "persian/jalali.h"

enum rc ledger_day_make(struct cx *cx, int32_t day, const struct ledger_day_rec *before,
                        struct ledger_day_rec *ret, struct err *e)
{
    struct head_list heads = { 0 };
    struct hash *leaves, last = { 0 }, root, chained;
    enum rc rc = RC_OK;

    if (before != NULL && !hash_from_hex(before->chained, &last))
        return ERR(e, RC_INTERNAL, "the published root of day %lld is damaged", (long long)before->day);
    rc = ledger_heads(cx->tx, cx->a, day_start_ms(day + 1), &heads, e);
    if (rc != RC_OK)
        return rc;
    leaves = ARENA_ARRAY(cx->a, struct hash, heads.n + 1);
    if (leaves == NULL)
        return arena_check(cx->a, e);
    for (size_t i = 0; i < heads.n; i++) {
        struct hash h;

        if (!hash_from_hex(heads.v[i].hash, &h))
            return ERR(e, RC_INTERNAL, "the head of case %.*s is damaged", STR_ARG(heads.v[i].tracking_code));
        leaves[i] = ledger_leaf(heads.v[i].tracking_code, heads.v[i].seq, &h);
    }
    root = merkle_root(leaves, heads.n);
    chained = ledger_day(day, heads.n, &root, &last);
    *ret = (struct ledger_day_rec){ .day = day,
                                    .cases = (int64_t)heads.n,
                                    .root = hash_hex(cx->a, &root),
                                    .chained = hash_hex(cx->a, &chained),
                                    .made_at = cx->now_ms };
    return arena_check(cx->a, e);
}
