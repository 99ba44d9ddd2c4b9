/*
 * verify.c - is this receipt in the ledger, unaltered? Reached by the QR code of a receipt, by anybody.
 *
 * Says nothing of the case but what stands on the receipt.
 */
#include "persian/jalali.h"
#include "templates/citizen_verify.h"
#include "web/pages.h"
#include "web/pages/citizen.h"

enum rc page_verify(struct req *rq, struct resp *rs, struct err *e)
{
    struct str path = arena_fmt(rq->arena, "/verify/%.*s/%.*s/%.*s", STR_ARG(req_path(rq, "code")),
                                STR_ARG(req_path(rq, "seq")), STR_ARG(req_path(rq, "hash")));
    struct receipt_check r;
    struct verify_view v = { 0 };
    struct page p;
    enum rc rc = receipt_verify(rq->cx, path, &r, e);

    if (rc == RC_OK)
        rc = citizen_frame(rq->cx, r.found ? r.c.unit_path : STR_NONE, &p, e);
    if (rc != RC_OK)
        return rc;
    v.found = r.found;
    v.intact = r.intact;
    if (r.found) {
        v.code = r.c.tracking_code;
        v.number = arena_fmt(rq->arena, "%lld", (long long)r.c.number);
        v.office = r.office.name;
        v.at = r.c.registered_at;
    }
    if (r.published) {
        v.root = r.root;
        v.root_at = day_start_ms(r.day);
    }
    tpl_citizen_verify(resp_html(rs), &p, &v);
    return arena_check(rq->arena, e);
}
