/*
 * ledger.c - hash chain, Merkle tree, receipt.
 *
 * Canonical encoding: a tag, then every field in a fixed order, numbers as 8 bytes big-endian, texts with
 * their length before them. Two different events therefore never encode alike. Tags keep events, leaves,
 * nodes and days apart.
 */
#include "domain/ledger.h"

/* ---- encoding ---- */

static void add_u64(struct hash_stream *s, uint64_t v)
{
    char b[8];

    for (int i = 0; i < 8; i++)
        b[i] = (char)(unsigned char)(v >> (56 - 8 * i));
    hash_more(s, (struct str){ b, sizeof(b) });
}

static void add_str(struct hash_stream *s, struct str text)
{
    add_u64(s, text.len);
    hash_more(s, text);
}

static void add_hash(struct hash_stream *s, const struct hash *h)
{
    hash_more(s, (struct str){ (const char *)h->b, sizeof(h->b) });
}

static void begin(struct hash_stream *s, struct str tag)
{
    hash_begin(s);
    add_str(s, tag);
}

/* ---- the chain ---- */

struct hash ledger_genesis(struct str case_code)
{
    struct hash_stream s;

    begin(&s, STR("samad ledger 1 case"));
    add_str(&s, case_code);
    return hash_end(&s);
}

struct hash ledger_hash(const struct ledger_event *ev, const struct hash *before)
{
    struct hash_stream s;

    begin(&s, STR("samad ledger 1 event"));
    add_hash(&s, before);
    add_str(&s, ev->case_code);
    add_u64(&s, (uint64_t)ev->seq);
    add_u64(&s, (uint64_t)ev->at);
    add_str(&s, ev->kind);
    add_str(&s, ev->actor);
    add_str(&s, ev->payload);
    return hash_end(&s);
}

void ledger_check_begin(struct ledger_check *c, struct str case_code)
{
    *c = (struct ledger_check){ .case_code = case_code, .head = ledger_genesis(case_code) };
}

static bool bad(struct ledger_check *c, enum ledger_fault fault)
{
    c->fault = fault;
    c->bad_seq = c->seq + 1;
    return false;
}

bool ledger_check_next(struct ledger_check *c, const struct ledger_event *ev, const struct hash *before,
                       const struct hash *own)
{
    struct hash h;

    if (c->fault != LEDGER_OK)
        return false;
    if (!str_eq(ev->case_code, c->case_code))
        return bad(c, LEDGER_CASE);
    if (ev->seq != c->seq + 1)
        return bad(c, LEDGER_SEQ);
    if (!hash_eq(before, &c->head))
        return bad(c, LEDGER_BEFORE);
    h = ledger_hash(ev, before);
    if (!hash_eq(&h, own))
        return bad(c, LEDGER_HASH);
    c->seq = ev->seq;
    c->head = h;
    return true;
}

bool ledger_check_end(struct ledger_check *c, int64_t n, const struct hash *head)
{
    if (c->fault != LEDGER_OK)
        return false;
    if (c->seq != n || !hash_eq(&c->head, head))
        return bad(c, LEDGER_HEAD);
    return true;
}

struct str ledger_fault_name(enum ledger_fault f)
{
    static const struct str names[] = {
        [LEDGER_OK] = STR_INIT("intact"),
        [LEDGER_CASE] = STR_INIT("event of another case"),
        [LEDGER_SEQ] = STR_INIT("event missing, doubled or out of order"),
        [LEDGER_BEFORE] = STR_INIT("does not follow the event before it"),
        [LEDGER_HASH] = STR_INIT("event was changed"),
        [LEDGER_HEAD] = STR_INIT("head or number of events differs"),
    };
    return (unsigned)f < ARRAY_LEN(names) ? names[f] : STR_NONE;
}

/* ---- the day's tree ---- */

struct hash ledger_leaf(struct str case_code, int64_t seq, const struct hash *head)
{
    struct hash_stream s;

    begin(&s, STR("samad ledger 1 leaf"));
    add_str(&s, case_code);
    add_u64(&s, (uint64_t)seq);
    add_hash(&s, head);
    return hash_end(&s);
}

static struct hash node(const struct hash *left, const struct hash *right)
{
    struct hash_stream s;

    begin(&s, STR("samad ledger 1 node"));
    add_hash(&s, left);
    add_hash(&s, right);
    return hash_end(&s);
}

/* The largest power of two below n (n > 1): the left subtree's size. */
static size_t split(size_t n)
{
    size_t k = 1;

    while (k < n - k)
        k *= 2;
    return k;
}

struct hash merkle_root(const struct hash *leaves, size_t n)
{
    struct hash left, right;
    struct hash_stream s;
    size_t k;

    if (n == 0) {
        begin(&s, STR("samad ledger 1 empty"));
        return hash_end(&s);
    }
    if (n == 1)
        return leaves[0];
    k = split(n); /* depth of the recursion: at most 64 */
    left = merkle_root(leaves, k);
    right = merkle_root(leaves + k, n - k);
    return node(&left, &right);
}

struct hash ledger_day(int32_t day, size_t n, const struct hash *root, const struct hash *before)
{
    struct hash_stream s;

    begin(&s, STR("samad ledger 1 day"));
    add_u64(&s, (uint64_t)(int64_t)day);
    add_u64(&s, n);
    add_hash(&s, root);
    add_hash(&s, before);
    return hash_end(&s);
}

enum rc merkle_prove(const struct hash *leaves, size_t n, size_t index, struct merkle_proof *ret,
                     struct err *e)
{
    struct merkle_proof p = { .index = index, .n = n };
    size_t from = 0, size = n;

    if (index >= n)
        return ERR(e, RC_INVALID, "no leaf %zu of %zu", index, n);
    while (size > 1) { /* downwards; the path is turned over below */
        size_t k = split(size);
        if (index - from < k) {
            p.path[p.n_path++] = merkle_root(leaves + from + k, size - k);
            size = k;
        } else {
            p.path[p.n_path++] = merkle_root(leaves + from, k);
            from += k;
            size -= k;
        }
    }
    for (size_t i = 0; i < p.n_path / 2; i++) {
        struct hash swap = p.path[i];
        p.path[i] = p.path[p.n_path - 1 - i];
        p.path[p.n_path - 1 - i] = swap;
    }
    *ret = p;
    return RC_OK;
}

bool merkle_proves(const struct merkle_proof *p, const struct hash *leaf, const struct hash *root)
{
    struct hash h = *leaf;
    size_t index = p->index, last = p->n - 1, used = 0;

    if (p->n == 0 || p->index >= p->n || p->n_path > ARRAY_LEN(p->path))
        return false;
    for (; last > 0; index /= 2, last /= 2) {
        if (index % 2 == 0 && index == last)
            continue; /* a lone node moves up as it is */
        if (used == p->n_path)
            return false;
        h = index % 2 == 1 ? node(&p->path[used], &h) : node(&h, &p->path[used]);
        used++;
    }
    return used == p->n_path && hash_eq(&h, root);
}

void merkle_write(struct arena *a, const struct merkle_proof *p, struct json_out *o)
{
    json_open(o, '{');
    json_member_int(o, "index", (int64_t)p->index);
    json_member_int(o, "n", (int64_t)p->n);
    json_name(o, STR("path"));
    json_open(o, '[');
    for (size_t i = 0; i < p->n_path; i++)
        json_put_str(o, hash_hex(a, &p->path[i]));
    json_close(o, ']');
    json_close(o, '}');
}

enum rc merkle_parse(const struct json *v, struct merkle_proof *ret, struct err *e)
{
    const struct json *path = json_get(v, "path");
    int64_t index = json_int_of(v, "index", -1), n = json_int_of(v, "n", -1);
    struct merkle_proof p = { .n_path = 0 };

    if (n < 1 || index < 0 || index >= n)
        return ERR(e, RC_INVALID, "index, n: no such leaf");
    if (path == NULL || path->kind != JSON_ARRAY || path->n > ARRAY_LEN(p.path))
        return ERR(e, RC_INVALID, "path: not a list of at most %zu hashes", ARRAY_LEN(p.path));
    for (const struct json *h = path->first; h != NULL; h = h->next)
        if (!hash_from_hex(json_text(h), &p.path[p.n_path++]))
            return ERR(e, RC_INVALID, "path: not a hash");
    p.index = (size_t)index;
    p.n = (size_t)n;
    *ret = p;
    return RC_OK;
}

/* ---- the receipt ---- */

struct str receipt_url(struct arena *a, struct str base, const struct receipt *r)
{
    struct str hash = base64url(a, (struct str){ (const char *)r->head.b, sizeof(r->head.b) });

    if (str_ends(base, STR("/")))
        base.len--;
    return arena_fmt(a, "%.*s/verify/%s/%lld/%.*s", STR_ARG(base), r->code.digits, (long long)r->seq,
                     STR_ARG(hash));
}

bool receipt_parse(struct arena *a, struct str url, struct receipt *ret)
{
    size_t at = str_find(url, STR("/verify/"), 0);
    struct str rest, code, seq, hash = STR_NONE;
    struct receipt r;

    if (at == SIZE_MAX)
        return false;
    rest = str_from(url, at + STR("/verify/").len);
    code = str_cut(&rest, '/');
    seq = str_cut(&rest, '/');
    if (tracking_parse(code, &r.code) != TRACKING_OK || !str_eq(code, tracking_str(&r.code)) ||
        !parse_i64(seq, 1, INT64_MAX, &r.seq) || rest.len != 43 || !base64url_decode(a, rest, &hash) ||
        hash.len != sizeof(r.head.b))
        return false;
    memcpy(r.head.b, hash.p, sizeof(r.head.b));
    *ret = r;
    return true;
}
