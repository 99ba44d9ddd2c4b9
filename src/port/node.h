/*
 * node.h - which `samad serve` has which node number (base/id.h puts it into every id).
 */
#ifndef PORT_NODE_H
#define PORT_NODE_H

#include "base/clock.h"
#include "port/tx.h"

#define NODE_LOST_MS (10 * MINUTE_MS) /* a node not seen for so long has lost its number */

/* Take a free number in [0, 255]; `token` is random and proves the claim afterwards, `name` is for the
 * administrator. RC_LIMIT when all are taken. */
enum rc node_claim(struct tx *tx, struct str name, struct str token, int64_t now_ms, uint8_t *ret,
                   struct err *e) MUST_CHECK;
/* Still alive; at least every minute. RC_CONFLICT when the number was lost: stop making ids. */
enum rc node_seen(struct tx *tx, uint8_t number, struct str token, int64_t now_ms, struct err *e) MUST_CHECK;
/* At an orderly end. */
enum rc node_release(struct tx *tx, uint8_t number, struct str token, struct err *e) MUST_CHECK;

#endif
