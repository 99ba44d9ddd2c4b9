/*
 * json.c - the strict reader.
 *
 * Not here: writing (json_out.c).
 */
#include <sodium.h>

#include "base/id.h"
#include "base/json.h"

struct reader {
    struct arena *a;
    struct str s;
    size_t pos;
    int depth;
    struct err *e;
};

static enum rc value(struct reader *r, struct json *ret);

static enum rc wrong(struct reader *r, const char *what)
{
    size_t line = 1, col = 1;

    for (size_t i = 0; i < r->pos && i < r->s.len; i++) {
        col++;
        if (r->s.p[i] == '\n') {
            line++;
            col = 1;
        }
    }
    return ERR(r->e, RC_INVALID, "JSON line %zu column %zu: %s", line, col, what);
}

static void skip_space(struct reader *r)
{
    while (r->pos < r->s.len) {
        char c = r->s.p[r->pos];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return;
        r->pos++;
    }
}

static int peek(const struct reader *r)
{
    return r->pos < r->s.len ? (unsigned char)r->s.p[r->pos] : -1;
}

static bool eat(struct reader *r, char c)
{
    if (peek(r) != (unsigned char)c)
        return false;
    r->pos++;
    return true;
}

static bool hex4(struct reader *r, uint32_t *ret)
{
    uint64_t v;

    if (r->s.len - r->pos < 4 || !parse_hex_u64(str_sub(r->s, r->pos, 4), &v))
        return false;
    r->pos += 4;
    *ret = (uint32_t)v;
    return true;
}

static size_t escape_u(struct reader *r, char *out)
{
    uint32_t hi, lo;

    if (!hex4(r, &hi))
        return 0;
    if (hi >= 0xD800 && hi < 0xDC00) {
        if (!eat(r, '\\') || !eat(r, 'u') || !hex4(r, &lo) || lo < 0xDC00 || lo > 0xDFFF)
            return 0;
        hi = 0x10000 + ((hi - 0xD800) << 10) + (lo - 0xDC00);
    }
    return hi == 0 ? 0 : utf8_put(hi, out);
}

static size_t escape(struct reader *r, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    const char *at;

    if (c < 0)
        return 0;
    r->pos++;
    if (c == 'u')
        return escape_u(r, out);
    at = c == 0 ? NULL : strchr(from, c);
    if (at == NULL)
        return 0;
    out[0] = to[at - from];
    return 1;
}

static enum rc decode_string(struct reader *r, size_t start, struct str *ret)
{
    struct reader in = { .s = { r->s.p, r->pos }, .pos = start };
    char *out = arena_alloc(r->a, r->pos - start + 1);
    size_t n = 0;

    if (out == NULL)
        return arena_check(r->a, r->e);
    while (in.pos < in.s.len) {
        char c = in.s.p[in.pos++];

        if (c != '\\') {
            out[n++] = c;
            continue;
        }
        size_t k = escape(&in, out + n);
        if (k == 0) {
            r->pos = in.pos;
            return wrong(r, "bad escape in a string");
        }
        n += k;
    }
    *ret = (struct str){ out, n };
    return RC_OK;
}

/* Not 0 when one of the eight bytes ends a run: is below 0x20, '"' or '\\'. Bytes from 0x80 on never do. */
static uint64_t special_bytes(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t quote = x ^ ones * '"', slash = x ^ ones * '\\';

    return ((x - ones * 0x20) | (quote - ones) | (slash - ones)) & ~x & high;
}

size_t json_plain(struct str s, size_t from)
{
    uint64_t eight;

    while (from < s.len && s.len - from >= sizeof(eight)) {
        memcpy(&eight, s.p + from, sizeof(eight));
        if (special_bytes(eight) != 0)
            break;
        from += sizeof(eight);
    }
    while (from < s.len && (unsigned char)s.p[from] >= 0x20 && s.p[from] != '"' && s.p[from] != '\\')
        from++;
    return from;
}

static enum rc string(struct reader *r, struct str *ret)
{
    size_t start = ++r->pos;
    bool escaped = false;
    enum rc rc = RC_OK;

    for (;; r->pos++) {
        int c;

        r->pos = json_plain(r->s, r->pos);
        c = peek(r);
        if (c < 0)
            return wrong(r, "string without end");
        if (c == '"')
            break;
        if (c < 0x20)
            return wrong(r, "control character in a string");
        if (c == '\\') {
            escaped = true;
            r->pos++;
        }
    }
    *ret = str_sub(r->s, start, r->pos - start);
    if (ret->p == NULL)
        *ret = STR("");
    if (!utf8_valid(*ret))
        return wrong(r, "invalid UTF-8");
    if (escaped)
        rc = decode_string(r, start, ret);
    r->pos += rc == RC_OK;
    return rc;
}

static bool digits(struct reader *r)
{
    size_t from = r->pos;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->pos++;
    return r->pos > from;
}

static enum rc number(struct reader *r, struct str *ret)
{
    size_t start = r->pos;
    bool ok;

    (void)eat(r, '-');
    ok = eat(r, '0') || digits(r);
    if (ok && eat(r, '.'))
        ok = digits(r);
    if (ok && (peek(r) == 'e' || peek(r) == 'E')) {
        r->pos++;
        if (!eat(r, '+'))
            (void)eat(r, '-');
        ok = digits(r);
    }
    if (!ok)
        return wrong(r, "bad number");
    *ret = str_sub(r->s, start, r->pos - start);
    return RC_OK;
}

/* Names of an object that has many: open addressing, never more than half full. The key is random, so that
 * nobody can choose names that collide. */
struct names {
    const struct json **slot;
    size_t cap;
    unsigned char key[crypto_shorthash_KEYBYTES];
};

#define FEW_MEMBERS 24u

static size_t names_at(const struct names *t, struct str name)
{
    uint64_t h;
    size_t i;

    crypto_shorthash((unsigned char *)&h, (const unsigned char *)name.p, name.len, t->key);
    for (i = (size_t)h & (t->cap - 1); t->slot[i] != NULL && !str_eq(t->slot[i]->name, name);)
        i = (i + 1) & (t->cap - 1);
    return i;
}

/* Make room for one more than `o` has; the arena fails otherwise. */
static bool names_grow(struct reader *r, struct names *t, const struct json *o)
{
    if (o->n < FEW_MEMBERS || (o->n + 1) * 2 <= t->cap)
        return true;
    if (t->cap == 0)
        random_bytes(t->key, sizeof(t->key));
    t->cap = t->cap == 0 ? (size_t)FEW_MEMBERS * 8 / 3 : t->cap * 2;
    t->slot = ARENA_ARRAY(r->a, const struct json *, t->cap);
    for (const struct json *c = o->first; t->slot != NULL && c != NULL; c = c->next)
        t->slot[names_at(t, c->name)] = c;
    return t->slot != NULL;
}

static bool has_member(const struct names *t, const struct json *o, struct str name)
{
    if (o->n >= FEW_MEMBERS)
        return t->slot[names_at(t, name)] != NULL;
    return json_get_str(o, name) != NULL;
}

static enum rc member_name(struct reader *r, struct names *t, const struct json *o, struct str *ret)
{
    enum rc rc;

    skip_space(r);
    if (peek(r) != '"')
        return wrong(r, "a member's name must be a string");
    rc = string(r, ret);
    if (rc != RC_OK)
        return rc;
    if (!names_grow(r, t, o))
        return arena_check(r->a, r->e);
    if (has_member(t, o, *ret))
        return wrong(r, "the same name twice in an object");
    skip_space(r);
    return eat(r, ':') ? RC_OK : wrong(r, "':' missing");
}

static enum rc children(struct reader *r, struct json *ret, char close)
{
    struct json **tail = (struct json **)(uintptr_t)&ret->first;
    struct names names = { .cap = 0 };
    enum rc rc = RC_OK;

    r->pos++;
    if (++r->depth > JSON_DEPTH_MAX)
        return ERR(r->e, RC_LIMIT, "JSON deeper than %d levels", JSON_DEPTH_MAX);
    skip_space(r);
    if (eat(r, close)) {
        r->depth--;
        return RC_OK;
    }
    for (;;) {
        struct json *c = ARENA_NEW(r->a, struct json);

        if (c == NULL)
            return arena_check(r->a, r->e);
        if (close == '}' && ret->n >= JSON_MEMBERS_MAX)
            return ERR(r->e, RC_LIMIT, "more than %u members in a JSON object", JSON_MEMBERS_MAX);
        if (close == '}')
            rc = member_name(r, &names, ret, &c->name);
        if (rc == RC_OK)
            rc = value(r, c);
        if (rc != RC_OK)
            return rc;
        if (names.slot != NULL)
            names.slot[names_at(&names, c->name)] = c;
        *tail = c;
        tail = (struct json **)(uintptr_t)&c->next;
        ret->n++;
        skip_space(r);
        if (eat(r, close))
            break;
        if (!eat(r, ','))
            return wrong(r, "',' or the end missing");
    }
    r->depth--;
    return RC_OK;
}

static enum rc word(struct reader *r, const char *w, enum json_kind kind, bool b, struct json *ret)
{
    struct str want = str_c(w);

    if (!str_eq(str_sub(r->s, r->pos, want.len), want))
        return wrong(r, "unknown word");
    r->pos += want.len;
    ret->kind = kind;
    ret->boolean = b;
    return RC_OK;
}

static enum rc value(struct reader *r, struct json *ret)
{
    skip_space(r);
    switch (peek(r)) {
    case '{':
        ret->kind = JSON_OBJECT;
        return children(r, ret, '}');
    case '[':
        ret->kind = JSON_ARRAY;
        return children(r, ret, ']');
    case '"':
        ret->kind = JSON_STRING;
        return string(r, &ret->text);
    case 't':
        return word(r, "true", JSON_BOOL, true, ret);
    case 'f':
        return word(r, "false", JSON_BOOL, false, ret);
    case 'n':
        return word(r, "null", JSON_NULL, false, ret);
    case -1:
        return wrong(r, "a value is missing");
    default:
        ret->kind = JSON_NUMBER;
        return number(r, &ret->text);
    }
}

enum rc json_parse(struct arena *a, struct str text, const struct json **ret, struct err *e)
{
    struct reader r = { .a = a, .s = text, .e = e };
    struct json *root = ARENA_NEW(a, struct json);
    enum rc rc;

    if (root == NULL)
        return arena_check(a, e);
    rc = value(&r, root);
    if (rc != RC_OK)
        return rc;
    skip_space(&r);
    if (r.pos != text.len)
        return wrong(&r, "text after the value");
    *ret = root;
    return RC_OK;
}

const struct json *json_get_str(const struct json *o, struct str name)
{
    if (o == NULL || o->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *c = o->first; c != NULL; c = c->next)
        if (str_eq(c->name, name))
            return c;
    return NULL;
}

const struct json *json_get(const struct json *o, const char *name)
{
    return json_get_str(o, str_c(name));
}

const struct json *json_at(const struct json *array, size_t i)
{
    const struct json *c = array == NULL || array->kind != JSON_ARRAY ? NULL : array->first;

    while (c != NULL && i-- > 0)
        c = c->next;
    return c;
}

struct str json_text(const struct json *v)
{
    return v != NULL && (v->kind == JSON_STRING || v->kind == JSON_NUMBER) ? v->text : STR_NONE;
}

struct str json_text_of(const struct json *o, const char *name)
{
    return json_text(json_get(o, name));
}

bool json_bool_of(const struct json *o, const char *name, bool dflt)
{
    const struct json *v = json_get(o, name);

    return v != NULL && v->kind == JSON_BOOL ? v->boolean : dflt;
}

bool json_int(const struct json *v, int64_t *ret)
{
    return v != NULL && v->kind == JSON_NUMBER && parse_i64(v->text, INT64_MIN, INT64_MAX, ret);
}

int64_t json_int_of(const struct json *o, const char *name, int64_t dflt)
{
    int64_t v;

    return json_int(json_get(o, name), &v) ? v : dflt;
}
