/*
 * ledger.h - the hash chain of a case's events, the Merkle root of a day's heads, and the citizen's receipt.
 *
 * Each event's hash covers every field of it and the hash of the event before, in one canonical encoding; the
 * first event follows a hash made of the case's code. The heads of all cases at the end of a day are the
 * leaves of a Merkle tree (RFC 9162 shape and domain separation, with BLAKE2b-256), whose root is summed with
 * the root of the day before and published. Invariant: changing, dropping, adding or reordering any event
 * changes the head.
 *
 * Not here: storing events (store/), drawing the QR (reports/).
 */
#ifndef DOMAIN_LEDGER_H
#define DOMAIN_LEDGER_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "domain/tracking.h"

struct ledger_event {
    struct str case_code; /* the same in all events of a chain */
    int64_t seq;          /* 1, 2, 3 ... */
    int64_t at;           /* instant */
    struct str kind;      /* "registered", "referred", ... */
    struct str actor;     /* post, "citizen" or "system" */
    struct str payload;   /* canonical JSON (json_canonical), or the hash of what may one day be erased */
};

struct hash ledger_genesis(struct str case_code); /* what stands before the first event */
struct hash ledger_hash(const struct ledger_event *ev, const struct hash *before);

/* Verify a chain as it streams by. */
enum ledger_fault {
    LEDGER_OK,
    LEDGER_CASE,   /* an event of another case */
    LEDGER_SEQ,    /* missing, doubled or out of order */
    LEDGER_BEFORE, /* its "hash before" is not the hash of the event before */
    LEDGER_HASH,   /* its own hash is not the hash of its fields */
    LEDGER_HEAD    /* the case's recorded head or length is another */
};
struct ledger_check {
    struct str case_code;
    int64_t seq;      /* of the last good event */
    struct hash head; /* after it */
    enum ledger_fault fault;
    int64_t bad_seq; /* number of the first bad event; 0 while all is well */
};
void ledger_check_begin(struct ledger_check *c, struct str case_code); /* borrows `case_code` */
/* False from the first bad event on. */
bool ledger_check_next(struct ledger_check *c, const struct ledger_event *ev, const struct hash *before,
                       const struct hash *own);
/* The end: the recorded head and length of the case agree. */
bool ledger_check_end(struct ledger_check *c, int64_t n, const struct hash *head);
struct str ledger_fault_name(enum ledger_fault f); /* English, for `samad verify` */

/* The day's tree. Leaves in the order of the case codes; the caller sorts (str_cmp). */
struct hash ledger_leaf(struct str case_code, int64_t seq, const struct hash *head);
struct hash merkle_root(const struct hash *leaves, size_t n); /* n == 0: the hash of nothing */
/* What is published for a day: its Merkle root joined to the published hash of the day before. */
struct hash ledger_day(int32_t day, size_t n, const struct hash *root, const struct hash *before);

struct merkle_proof {
    size_t index, n; /* which leaf of how many */
    size_t n_path;
    struct hash path[64]; /* from the leaf upwards */
};
/* RC_INVALID when there is no such leaf. */
enum rc merkle_prove(const struct hash *leaves, size_t n, size_t index, struct merkle_proof *ret,
                     struct err *e) MUST_CHECK;
bool merkle_proves(const struct merkle_proof *p, const struct hash *leaf, const struct hash *root);

/* A proof as people can keep and check it: {"index":3,"n":40,"path":["hex",...]}. */
void merkle_write(struct arena *a, const struct merkle_proof *p, struct json_out *o);
enum rc merkle_parse(const struct json *v, struct merkle_proof *ret, struct err *e) MUST_CHECK;

/* The receipt: what the QR holds. BASE/verify/CODE/SEQ/HASH, hash in base64url. */
struct receipt {
    struct tracking code;
    int64_t seq;      /* the head after this event ... */
    struct hash head; /* ... is this */
};
struct str receipt_url(struct arena *a, struct str base, const struct receipt *r);
/* The path or the whole address; only what receipt_url makes. */
bool receipt_parse(struct arena *a, struct str url, struct receipt *ret) MUST_CHECK;

#endif
