/*
 * fuzz_json.c - JSON from outside (bodies of requests, packages, rows read back), and base64url.
 *
 * Invariants: what was read is written as JSON that reads as the same; its canonical text is its own
 * canonical text; what was decoded encodes to the text it came from.
 */
#include "base/hash.h"
#include "base/json.h"

#define MUST(cond)                                                                                           \
    do {                                                                                                     \
        if (!(cond))                                                                                         \
            __builtin_trap();                                                                                \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str canonical(struct arena *a, const struct json *v)
{
    CLEANUP(buf_free) struct buf b = { .p = NULL };

    buf_init(&b, (size_t)4 << 20);
    json_canonical(&b, v);
    return arena_str(a, buf_view(&b));
}

static void try_json(struct arena *a, struct str s)
{
    CLEANUP(buf_free) struct buf out = { .p = NULL };
    const struct json *v, *again;
    struct json_out o;
    struct str once;
    int64_t n;
    struct err e;

    if (json_parse(a, s, &v, &e) != RC_OK)
        return;
    (void)json_int(v, &n);
    (void)json_text_of(v, "a");
    (void)json_at(v, 1);
    buf_init(&out, (size_t)4 << 20);
    json_out_init(&o, &out);
    json_put_value(&o, v);
    once = canonical(a, v);
    if (arena_failed(a))
        return;
    MUST(json_parse(a, buf_view(&out), &again, &e) == RC_OK || arena_failed(a));
    if (!arena_failed(a))
        MUST(str_eq(canonical(a, again), once) || arena_failed(a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)16 << 20);
    struct str s = { (const char *)data, size }, bytes;

    if (a == NULL || size > 65536)
        return 0;
    if (base64url_decode(a, s, &bytes))
        MUST(arena_failed(a) || str_eq(base64url(a, bytes), s));
    try_json(a, s);
    return 0;
}
