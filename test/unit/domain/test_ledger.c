/*
 * test_ledger.c - the chain, the day's tree and the receipt: any change is found.
 */
#include "check.h"

#include "domain/ledger.h"

#define CHAIN 6

struct row {
    struct ledger_event ev;
    struct hash before, own;
};

static void make_chain(struct row rows[CHAIN])
{
    static const char *kinds[CHAIN] = {
        "registered", "numbered", "referred", "drafted", "signed", "delivered"
    };
    struct hash head = ledger_genesis(STR("4128803715"));

    for (int i = 0; i < CHAIN; i++) {
        rows[i].ev = (struct ledger_event){ STR("4128803715"), i + 1,          1726300000000 + i * 1000,
                                            str_c(kinds[i]),   STR("post-12"), STR("{\"n\":1}") };
        rows[i].before = head;
        rows[i].own = head = ledger_hash(&rows[i].ev, &head);
    }
}

static struct ledger_check verify(const struct row *rows, int64_t n, int64_t want_n,
                                  const struct hash *want_head)
{
    struct ledger_check c;

    ledger_check_begin(&c, STR("4128803715"));
    for (int64_t i = 0; i < n; i++)
        if (!ledger_check_next(&c, &rows[i].ev, &rows[i].before, &rows[i].own))
            return c;
    (void)ledger_check_end(&c, want_n, want_head);
    return c;
}

TEST(ledger_chain_verifies)
{
    struct row rows[CHAIN];
    struct ledger_check c;

    make_chain(rows);
    c = verify(rows, CHAIN, CHAIN, &rows[CHAIN - 1].own);
    CHECK_INT(c.fault, LEDGER_OK);
    CHECK_INT(c.bad_seq, 0);
    CHECK_INT(c.seq, CHAIN);
}

/* Flip each bit of each byte of each field of each event. */
TEST(ledger_tampering_of_any_byte_is_found)
{
    for (int i = 0; i < CHAIN; i++) {
        for (int field = 0; field < 6; field++) {
            struct row rows[CHAIN];
            unsigned char bytes[64];
            struct str *text = NULL;
            size_t len;
            make_chain(rows);
            if (field < 3)
                text = field == 0 ? &rows[i].ev.kind : field == 1 ? &rows[i].ev.actor : &rows[i].ev.payload;
            len = text != NULL ? text->len : field == 3 ? 8 : 32;
            for (size_t bit = 0; bit < len * 8; bit++) {
                struct ledger_check c;
                unsigned char *target = bytes;
                make_chain(rows);
                if (text != NULL) {
                    memcpy(bytes, text->p, len);
                    text->p = (const char *)bytes;
                } else {
                    target = field == 3   ? (unsigned char *)&rows[i].ev.at
                             : field == 4 ? rows[i].before.b
                                          : rows[i].own.b;
                }
                target[bit / 8] ^= (unsigned char)(1u << bit % 8);
                c = verify(rows, CHAIN, CHAIN, &rows[CHAIN - 1].own);
                CHECK(c.fault != LEDGER_OK);
                CHECK_INT(c.bad_seq, i + 1);
            }
        }
    }
}

TEST(ledger_names_the_first_bad_event)
{
    struct row rows[CHAIN], cut[CHAIN];
    struct ledger_check c;

    make_chain(rows);
    memcpy(cut, rows, sizeof(cut)); /* one dropped */
    memmove(cut + 2, cut + 3, 3 * sizeof(cut[0]));
    c = verify(cut, CHAIN - 1, CHAIN - 1, &rows[CHAIN - 1].own);
    CHECK_INT(c.fault, LEDGER_SEQ);
    CHECK_INT(c.bad_seq, 3);

    memcpy(cut, rows, sizeof(cut)); /* two exchanged */
    cut[2] = rows[3];
    cut[3] = rows[2];
    c = verify(cut, CHAIN, CHAIN, &rows[CHAIN - 1].own);
    CHECK_INT(c.fault, LEDGER_SEQ);

    c = verify(rows, CHAIN - 1, CHAIN, &rows[CHAIN - 1].own); /* the last cut off */
    CHECK_INT(c.fault, LEDGER_HEAD);
    CHECK_INT(c.bad_seq, CHAIN);

    memcpy(cut, rows, sizeof(cut)); /* rewritten with fitting hashes from event 2 on: only the head tells */
    cut[1].ev.payload = STR("{\"n\":2}");
    for (int i = 1; i < CHAIN; i++) {
        cut[i].before = cut[i - 1].own;
        cut[i].own = ledger_hash(&cut[i].ev, &cut[i].before);
    }
    c = verify(cut, CHAIN, CHAIN, &rows[CHAIN - 1].own);
    CHECK_INT(c.fault, LEDGER_HEAD);

    memcpy(cut, rows, sizeof(cut));
    cut[0].ev.case_code = STR("4128803716");
    c = verify(cut, CHAIN, CHAIN, &rows[CHAIN - 1].own);
    CHECK_INT(c.fault, LEDGER_CASE);
    CHECK_STR(ledger_fault_name(LEDGER_HASH), "event was changed");
}

/* Text moved from one field to the next must not hash alike. */
TEST(ledger_encoding_is_unambiguous)
{
    struct hash before = ledger_genesis(STR("1")), a, b;
    struct ledger_event x = { STR("1"), 1, 0, STR("ab"), STR("c"), STR("") };
    struct ledger_event y = { STR("1"), 1, 0, STR("a"), STR("bc"), STR("") };

    a = ledger_hash(&x, &before);
    b = ledger_hash(&y, &before);
    CHECK(!hash_eq(&a, &b));
}

#define LEAVES 40

TEST(merkle_every_leaf_is_proved_in_every_size)
{
    struct hash leaves[LEAVES];

    for (size_t i = 0; i < LEAVES; i++) {
        struct hash head = hash_bytes((struct str){ (const char *)&i, sizeof(i) });
        leaves[i] = ledger_leaf(STR("4128803715"), (int64_t)i, &head);
    }
    for (size_t n = 1; n <= LEAVES; n++) {
        struct hash root = merkle_root(leaves, n);
        for (size_t i = 0; i < n; i++) {
            struct merkle_proof p;
            struct err e;
            CHECK_INT(merkle_prove(leaves, n, i, &p, &e), RC_OK);
            CHECK(merkle_proves(&p, &leaves[i], &root));
            CHECK(n == 1 || !merkle_proves(&p, &leaves[(i + 1) % n], &root));
            if (p.n_path > 0) {
                p.path[0].b[5] ^= 1;
                CHECK(!merkle_proves(&p, &leaves[i], &root));
                p.path[0].b[5] ^= 1;
                p.n_path--;
                CHECK(!merkle_proves(&p, &leaves[i], &root));
                p.n_path++;
            }
            p.index = (i + 1) % n;
            CHECK(n == 1 || !merkle_proves(&p, &leaves[i], &root));
        }
    }
}

TEST(merkle_proof_as_json)
{
    static const char *bad[] = { "{}", "{\"index\":0,\"n\":1}", "{\"index\":1,\"n\":1,\"path\":[]}",
                                 "{\"index\":0,\"n\":2,\"path\":[\"00\"]}",
                                 "{\"index\":0,\"n\":2,\"path\":\"\"}" };
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    CLEANUP(buf_free) struct buf text = { .p = NULL };
    struct hash leaves[5], root;
    struct merkle_proof p, back;
    const struct json *v = NULL;
    struct json_out o;
    struct err e;

    for (int64_t i = 0; i < 5; i++) {
        struct hash head = ledger_genesis(STR("1"));
        leaves[i] = ledger_leaf(STR("1"), i, &head);
    }
    root = merkle_root(leaves, 5);
    CHECK_INT(merkle_prove(leaves, 5, 4, &p, &e), RC_OK);
    buf_init(&text, 1 << 16);
    json_out_init(&o, &text);
    merkle_write(a, &p, &o);
    CHECK_INT(json_parse(a, buf_view(&text), &v, &e), RC_OK);
    CHECK_INT(merkle_parse(v, &back, &e), RC_OK);
    CHECK(merkle_proves(&back, &leaves[4], &root));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        CHECK_INT(json_parse(a, str_c(bad[i]), &v, &e), RC_OK);
        CHECK_INT(merkle_parse(v, &back, &e), RC_INVALID);
    }
}

TEST(merkle_edges)
{
    struct hash leaf = ledger_genesis(STR("1")), root = merkle_root(&leaf, 0), day1, day2;
    struct merkle_proof p = { .n = 0 };
    struct err e;

    CHECK(!merkle_proves(&p, &leaf, &root));
    CHECK_INT(merkle_prove(&leaf, 1, 1, &p, &e), RC_INVALID);
    CHECK_INT(merkle_prove(&leaf, 0, 0, &p, &e), RC_INVALID);
    p = (struct merkle_proof){ .n = 1, .n_path = 65 };
    CHECK(!merkle_proves(&p, &leaf, &leaf));
    day1 = ledger_day(1, 1, &leaf, &root);
    day2 = ledger_day(2, 1, &leaf, &root);
    CHECK(!hash_eq(&day1, &day2));
}

TEST(receipt_round_trip)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(1 << 20);
    struct receipt r = { tracking_make(312880371), 7, ledger_genesis(STR("x")) }, back;
    struct str url = receipt_url(a, STR("https://samad.example.ir/"), &r);

    CHECK(str_starts(url, STR("https://samad.example.ir/verify/412880371")));
    CHECK(receipt_parse(a, url, &back));
    CHECK(strcmp(back.code.digits, r.code.digits) == 0 && back.seq == 7 && hash_eq(&back.head, &r.head));
    CHECK(receipt_parse(a, str_from(url, STR("https://samad.example.ir").len), &back));
    for (size_t cut = 0; cut < url.len; cut++)
        CHECK(!receipt_parse(a, str_sub(url, 0, cut), &back));
    CHECK(!receipt_parse(a, arena_cat(a, url, STR("x")), &back));
    CHECK(!receipt_parse(a, STR("/verify/4128803710/1/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &back));
}
