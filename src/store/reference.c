/*
 * reference.c - results that a connection keeps.
 *
 * Not here: when it still holds (db.c asks for the version), the version itself
 * (migrations/0010_reference.sql).
 */
#include "store/reference.h"

struct reference_entry {
    struct reference_entry *next;
    enum stmt stmt;
    struct db_result *res;
    size_t nkey;
    char key[]; /* the arguments, see put_key() */
};

enum reference_class reference_class(enum stmt s)
{
    static const unsigned char class[STMT_COUNT] = {
        [UNIT_BY_ID] = REFERENCE_READS,        [UNIT_BY_CODE] = REFERENCE_READS,
        [UNIT_BY_FUNCTION] = REFERENCE_READS,  [UNIT_SUBTREE] = REFERENCE_READS,
        [POST_BY_ID] = REFERENCE_READS,        [POST_BY_CODE] = REFERENCE_READS,
        [POST_OF_UNIT] = REFERENCE_READS,      [POST_OF_UNIT_ANY] = REFERENCE_READS,
        [POST_SUBTREE] = REFERENCE_READS,      [HOLDER_OF_POST] = REFERENCE_READS,
        [HOLDER_OF_UNIT] = REFERENCE_READS,    [HOLDER_BELOW] = REFERENCE_READS,
        [SETTING_GET] = REFERENCE_READS,       [CALENDAR_GET] = REFERENCE_READS,
        [CALENDAR_NEWEST] = REFERENCE_READS,   [PROCESS_ACTIVE] = REFERENCE_READS,
        [PROCESS_BY_ID] = REFERENCE_READS,     [UNIT_INSERT] = REFERENCE_WRITES,
        [UNIT_UPDATE] = REFERENCE_WRITES,      [POST_INSERT] = REFERENCE_WRITES,
        [POST_UPDATE] = REFERENCE_WRITES,      [OFFICIAL_INSERT] = REFERENCE_WRITES,
        [OFFICIAL_UPDATE] = REFERENCE_WRITES,  [HOLDING_INSERT] = REFERENCE_WRITES,
        [HOLDING_END] = REFERENCE_WRITES,      [SETTING_PUT] = REFERENCE_WRITES,
        [CALENDAR_INSERT] = REFERENCE_WRITES,  [PROCESS_INSERT] = REFERENCE_WRITES,
        [PROCESS_ACTIVATE] = REFERENCE_WRITES, [PROCESS_DEACTIVATE] = REFERENCE_WRITES,
    };

    return (enum reference_class) class[s];
}

/* ---- keys ---- */

/* Arguments of which any is longer are not kept. */
#define KEY_MAX 160

static size_t put_key(char *key, struct db_args args)
{
    size_t n = 0;

    for (size_t i = 0; i < args.n; i++) {
        const struct db_arg *x = &args.v[i];
        struct str s = x->kind == DB_TEXT ? x->s : (struct str){ (const char *)&x->i, sizeof(x->i) };
        uint16_t len = (uint16_t)s.len;

        if (x->kind != DB_TEXT && x->kind != DB_INT)
            return 0;
        if (s.len > KEY_MAX - n || KEY_MAX - n - s.len < sizeof(len) + 1)
            return 0;
        key[n++] = (char)x->kind;
        memcpy(key + n, &len, sizeof(len));
        n += sizeof(len);
        if (s.len > 0)
            memcpy(key + n, s.p, s.len);
        n += s.len;
    }
    return n;
}

/* FNV-1a: the arguments are the office's own codes and ids, nobody chooses them to collide. */
static size_t slot_of(enum stmt s, const char *key, size_t n)
{
    uint64_t h = 1469598103934665603u ^ (uint64_t)s;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)key[i]) * 1099511628211u;
    return (size_t)((h ^ h >> 32) % REFERENCE_SLOTS);
}

/* ---- entries ---- */

void reference_clear(struct reference *ref)
{
    for (size_t i = 0; ref->bytes > 0 && i < REFERENCE_SLOTS; i++) {
        while (ref->slot[i] != NULL) {
            struct reference_entry *x = ref->slot[i];

            ref->slot[i] = x->next;
            result_free(x->res);
            free(x);
        }
    }
    ref->bytes = 0;
}

bool reference_fits(struct db_args args)
{
    char key[KEY_MAX];

    return args.n == 0 || put_key(key, args) > 0;
}

struct db_result *reference_find(const struct reference *ref, enum stmt s, struct db_args args)
{
    char key[KEY_MAX];
    size_t n = put_key(key, args);

    if (n == 0 && args.n > 0)
        return NULL;
    for (struct reference_entry *x = ref->slot[slot_of(s, key, n)]; x != NULL; x = x->next)
        if (x->stmt == s && x->nkey == n && memcmp(x->key, key, n) == 0)
            return result_share(x->res);
    return NULL;
}

static struct reference_entry *entry_new(enum stmt s, struct db_args args, struct db_result *res)
{
    char key[KEY_MAX];
    size_t n = put_key(key, args);
    struct reference_entry *x;

    if (res == NULL || (n == 0 && args.n > 0) || result_weight(res) > REFERENCE_BYTES_MAX / 4)
        return NULL;
    x = calloc(1, sizeof(*x) + n);
    if (x == NULL)
        return NULL;
    x->stmt = s;
    x->res = res;
    x->nkey = n;
    memcpy(x->key, key, n);
    return x;
}

void reference_keep(struct reference *ref, enum stmt s, struct db_args args, struct db_result *res)
{
    struct reference_entry *x = entry_new(s, args, res);
    size_t at, bytes;

    if (x == NULL) {
        result_free(res);
        return;
    }
    bytes = sizeof(*x) + x->nkey + result_weight(res);
    if (ref->bytes + bytes > REFERENCE_BYTES_MAX)
        reference_clear(ref);
    at = slot_of(s, x->key, x->nkey);
    x->next = ref->slot[at];
    ref->slot[at] = x;
    ref->bytes += bytes;
}
