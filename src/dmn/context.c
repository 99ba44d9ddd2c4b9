/*
 * context.c - FEEL contexts: immutable maps that keep the order of first insertion.
 *
 * Up to CTX_FLAT_MAX entries are one array, copied on every put. More are a persistent trie over the hash of
 * the name, four bits a level, and another over the order; a put copies only the paths, so the old context is
 * shared. Invariant: the seq numbers of a context of n entries are 0 to n - 1.
 */
#include "dmn/value.h"

#define BITS 4
#define WAYS 16
#define LEVELS 8

/* At the last level the names in one node share all 32 bits and stand in a chain. */
struct ctx_node {
    const struct ctx_entry *entry;
    const struct ctx_node *next; /* chain at the last level */
    const struct ctx_node *child[WAYS];
};

uint32_t name_hash(struct str s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h ^ (h >> 15);
}

static bool is_entry(const struct ctx_entry *e, struct str name, uint32_t hash)
{
    return e->hash == hash && e->name.len == name.len &&
           (name.len == 0 || memcmp(e->name.p, name.p, name.len) == 0);
}

static const struct ctx_entry *find(const struct ctx *c, struct str name, uint32_t hash)
{
    const struct ctx_node *node = c->root;

    if (c->n <= CTX_FLAT_MAX) {
        for (size_t i = 0; i < c->n; i++) {
            if (is_entry(&c->flat[i], name, hash))
                return &c->flat[i];
        }
        return NULL;
    }
    for (uint32_t bits = hash; node != NULL; bits >>= BITS) {
        if (node->entry != NULL && is_entry(node->entry, name, hash))
            return node->entry;
        node = node->next != NULL ? node->next : node->child[bits & (WAYS - 1)];
    }
    return NULL;
}

const struct feel_value *ctx_get(const struct ctx *c, struct str name, uint32_t hash)
{
    const struct ctx_entry *e = find(c, name, hash);

    return e == NULL ? NULL : e->v;
}

/* The trie with `e` put in. Every node holds one entry; deeper ones were put later or have other hash bits.
 */
static const struct ctx_node *node_put(struct arena *a, const struct ctx_node *old, const struct ctx_entry *e,
                                       int level, bool by_seq)
{
    uint32_t key = by_seq ? e->seq : e->hash;
    struct ctx_node *node = ARENA_NEW(a, struct ctx_node);
    size_t way;

    if (node == NULL)
        return NULL;
    if (old == NULL) {
        node->entry = e;
        return node;
    }
    *node = *old;
    if (by_seq ? old->entry->seq == e->seq : is_entry(old->entry, e->name, e->hash)) {
        node->entry = e;
        return node;
    }
    if (level >= LEVELS) {
        node->next = node_put(a, old->next, e, level, by_seq);
        return node->next == NULL ? NULL : node;
    }
    way = (key >> (level * BITS)) & (WAYS - 1);
    node->child[way] = node_put(a, old->child[way], e, level + 1, by_seq);
    return node->child[way] == NULL ? NULL : node;
}

const struct feel_value *feel_context(struct arena *a)
{
    return value_new(a, FEEL_CONTEXT);
}

static bool trie_put(struct arena *a, struct ctx *c, const struct ctx_entry *e)
{
    c->root = node_put(a, c->root, e, 0, false);
    c->order = node_put(a, c->order, e, 0, true);
    return c->root != NULL && c->order != NULL;
}

static bool to_trie(struct arena *a, struct ctx *c)
{
    c->root = c->order = NULL;
    for (size_t i = 0; i < c->n; i++) {
        if (!trie_put(a, c, &c->flat[i]))
            return false;
    }
    c->flat = NULL;
    return true;
}

static bool flat_put(struct arena *a, struct ctx *c, const struct ctx_entry *e, bool is_new)
{
    struct ctx_entry *copy = ARENA_ARRAY(a, struct ctx_entry, c->n + 1);

    if (copy == NULL)
        return false;
    if (c->n > 0)
        memcpy(copy, c->flat, c->n * sizeof(*copy));
    copy[e->seq] = *e;
    c->flat = copy;
    c->n += is_new;
    return true;
}

const struct feel_value *value_ctx_put(struct arena *a, const struct feel_value *ctx, struct str name,
                                       uint32_t hash, const struct feel_value *v)
{
    struct feel_value *ret;
    const struct ctx_entry *old;
    struct ctx_entry *e;

    if (ctx == NULL || ctx->kind != FEEL_CONTEXT || v == NULL)
        return NULL;
    ret = value_new(a, FEEL_CONTEXT);
    e = ARENA_NEW(a, struct ctx_entry);
    if (ret == NULL || e == NULL)
        return NULL;
    ret->ctx = ctx->ctx;
    old = find(&ctx->ctx, name, hash);
    *e = (struct ctx_entry){ name, hash, old == NULL ? (uint32_t)ctx->ctx.n : old->seq, v };
    if (old == NULL && ret->ctx.n == CTX_FLAT_MAX && !to_trie(a, &ret->ctx))
        return NULL;
    if (ret->ctx.n < CTX_FLAT_MAX || (old != NULL && ret->ctx.n == CTX_FLAT_MAX))
        return flat_put(a, &ret->ctx, e, old == NULL) ? ret : NULL;
    ret->ctx.n += old == NULL;
    return trie_put(a, &ret->ctx, e) ? ret : NULL;
}

const struct feel_value *feel_context_put(struct arena *a, const struct feel_value *ctx, struct str name,
                                          const struct feel_value *v)
{
    struct str copy = arena_str(a, name);

    if (arena_failed(a))
        return NULL;
    return value_ctx_put(a, ctx, copy, name_hash(copy), v);
}

static const struct feel_value *put_each(struct arena *a, const struct feel_entry *v, size_t n)
{
    const struct feel_value *ctx = feel_context(a);

    for (size_t i = 0; i < n; i++)
        ctx = value_ctx_put(a, ctx, v[i].name, name_hash(v[i].name), v[i].v);
    return ctx;
}

/* One array for all, where a put each would copy what was put before. */
const struct feel_value *feel_context_of(struct arena *a, const struct feel_entry *v, size_t n)
{
    struct feel_value *ret;
    struct ctx_entry *flat;
    struct ctx c = { 0 };

    if (n == 0 || n > CTX_FLAT_MAX)
        return put_each(a, v, n);
    ret = value_new(a, FEEL_CONTEXT);
    flat = ARENA_ARRAY(a, struct ctx_entry, n);
    if (ret == NULL || flat == NULL)
        return NULL;
    c.flat = flat;
    for (size_t i = 0; i < n; i++) {
        uint32_t hash = name_hash(v[i].name);
        const struct ctx_entry *old = find(&c, v[i].name, hash);
        uint32_t seq = old == NULL ? (uint32_t)c.n++ : old->seq;

        if (v[i].v == NULL)
            return NULL;
        flat[seq] = (struct ctx_entry){ v[i].name, hash, seq, v[i].v };
    }
    ret->ctx = c;
    return ret;
}

void feel_build(struct feel_builder *b, const char *name, const struct feel_value *v)
{
    (void)VEC_PUSH(b->a, &b->list, ((struct feel_entry){ str_c(name), v }));
}

void feel_build_text(struct feel_builder *b, const char *name, struct str text)
{
    feel_build(b, name, feel_string(b->a, text));
}

void feel_build_all(struct feel_builder *b, const struct feel_value *ctx)
{
    struct feel_entry one;

    for (size_t i = 0; feel_context_at(ctx, i, &one.name, &one.v); i++)
        (void)VEC_PUSH(b->a, &b->list, one);
}

const struct feel_value *feel_built(const struct feel_builder *b)
{
    return feel_context_of(b->a, b->list.v, b->list.n);
}

const struct feel_value *feel_context_get(const struct feel_value *ctx, struct str name)
{
    if (ctx == NULL || ctx->kind != FEEL_CONTEXT)
        return NULL;
    return ctx_get(&ctx->ctx, name, name_hash(name));
}

static const struct ctx_entry *node_seq(const struct ctx_node *node, uint32_t seq)
{
    for (uint32_t bits = seq; node != NULL; bits >>= BITS) {
        if (node->entry->seq == seq)
            return node->entry;
        node = node->child[bits & (WAYS - 1)];
    }
    return NULL;
}

bool feel_context_at(const struct feel_value *ctx, size_t i, struct str *name, const struct feel_value **v)
{
    const struct ctx_entry *e;

    if (ctx == NULL || ctx->kind != FEEL_CONTEXT || i >= ctx->ctx.n)
        return false;
    e = ctx->ctx.n <= CTX_FLAT_MAX ? &ctx->ctx.flat[i] : node_seq(ctx->ctx.order, (uint32_t)i);
    if (e == NULL)
        return false;
    *name = e->name;
    *v = e->v;
    return true;
}
